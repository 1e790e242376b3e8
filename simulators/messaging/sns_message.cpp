#include "messaging/sns_message.h"

#include "aws/account.h"
#include "kernel/time.h"

#include <nlohmann/json.hpp>

namespace maylab::messaging {
namespace {

using Json = nlohmann::json;

std::string serviceUrl(std::string_view action) {
    return "https://sns." + std::string(aws::kRegion) + ".amazonaws.com/?Action=" + std::string(action);
}

std::string subscribeUrl(const Subscription& s) {
    return serviceUrl("ConfirmSubscription") + "&TopicArn=" + s.topicArn + "&Token=" + s.token;
}

std::string unsubscribeUrl(const Subscription& s) { return serviceUrl("Unsubscribe") + "&SubscriptionArn=" + s.arn; }

} // namespace

const std::string& Message::textFor(std::string_view protocol) const {
    const auto found = other.find(protocol);
    return found == other.end() ? text : found->second;
}

std::string emailSubject(const Message& message) {
    return message.subject.empty() ? "AWS Notification Message" : message.subject;
}

std::string emailBody(const Message& message, const Subscription& to) {
    return message.textFor("email") + "\n\n--\nTo stop these notifications, open this link:\n" + unsubscribeUrl(to) + '\n';
}

Json notification(const Message& message, const Subscription& to) {
    Json out = {{"Type", "Notification"},
                {"MessageId", message.id},
                {"TopicArn", to.topicArn},
                {"Message", message.textFor(toString(to.protocol))},
                {"Timestamp", kernel::formatIso8601(message.at, true)},
                {"UnsubscribeURL", unsubscribeUrl(to)}};
    if (!message.subject.empty()) out["Subject"] = message.subject;
    return out;
}

Json functionEvent(const Message& message, const Subscription& to) {
    Json sns = notification(message, to);
    sns["MessageAttributes"] = Json::object();
    if (!sns.contains("Subject")) sns["Subject"] = nullptr;
    return {{"Records", Json::array({{{"EventSource", "aws:sns"},
                                      {"EventVersion", "1.0"},
                                      {"EventSubscriptionArn", to.arn},
                                      {"Sns", std::move(sns)}}})}};
}

std::string confirmationEmail(const Subscription& s) {
    return "Somebody wants this address to get the notifications of the topic\n" + s.topicArn +
           "\n\nIf that was you, confirm it within two days by opening this link:\n" + subscribeUrl(s) +
           "\n\nor with this command:\naws sns confirm-subscription --topic-arn " + s.topicArn + " --token " + s.token +
           "\n\nIf it was not you, do nothing: nothing more will come.\n";
}

Json confirmationNotice(const Subscription& s, std::string_view messageId, std::int64_t at) {
    return {{"Type", "SubscriptionConfirmation"},
            {"MessageId", messageId},
            {"Token", s.token},
            {"TopicArn", s.topicArn},
            {"Message", "Open SubscribeURL to confirm that this endpoint gets the messages of " + s.topicArn + "."},
            {"SubscribeURL", subscribeUrl(s)},
            {"Timestamp", kernel::formatIso8601(at, true)}};
}

} // namespace maylab::messaging
