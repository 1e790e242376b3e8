// Both ours. DescribeMailbox: {"Endpoint", "TopicArn", "SubjectPrefix": only those; "MaxResults": 100} ->
// {"Count", "Messages": [{"Number", "Kind", "TopicArn", "Protocol", "Endpoint", "Subject", "Body", "At", "Delivered", "Problem"}],
//  "Topics": [{"TopicArn", "Published", "Delivered", "Failed"}]}. Newest first; Count is that of all that are kept and fit.
// DescribeUsage {} -> {"Items": [{"Item", "Quantity"}]}: what a bill is made from.
#include "messaging/operations.h"

#include "messaging/sns_input.h"

namespace maylab::messaging {

using kernel::Json;

kernel::ApiResult describeMailbox(const TopicBook& book, const Mailbox& mailbox, const Json& input) {
    const std::string endpoint = text(input, "Endpoint"), topicArn = text(input, "TopicArn"), prefix = text(input, "SubjectPrefix");
    const auto most = input.value("MaxResults", std::size_t{100});
    Json messages = Json::array();
    std::size_t count = 0;
    for (auto at = mailbox.messages().rbegin(); at != mailbox.messages().rend(); ++at) {
        const Mail& m = *at;
        if ((!endpoint.empty() && m.endpoint != endpoint) || (!topicArn.empty() && m.topicArn != topicArn) || !m.subject.starts_with(prefix)) continue;
        if (++count > most) continue;
        Json one = {{"Number", m.number},
                    {"Kind", m.kind == Mail::Kind::Notification ? "Notification" : "SubscriptionConfirmation"},
                    {"TopicArn", m.topicArn},
                    {"Protocol", toString(m.protocol)},
                    {"Endpoint", m.endpoint},
                    {"Subject", m.subject},
                    {"Body", *m.body},
                    {"At", kernel::formatIso8601(m.at, true)},
                    {"Delivered", m.fate == Mail::Fate::Delivered}};
        if (m.fate == Mail::Fate::Failed) one["Problem"] = m.problem;
        messages.push_back(std::move(one));
    }
    Json topics = Json::array();
    for (const auto& [arn, topic] : book.topics()) {
        if (!topicArn.empty() && arn != topicArn) continue;
        topics.push_back({{"TopicArn", arn}, {"Published", topic.published}, {"Delivered", topic.delivered}, {"Failed", topic.failed}});
    }
    return Json{{"Count", count}, {"Messages", std::move(messages)}, {"Topics", std::move(topics)}};
}

kernel::ApiResult describeUsage(const Mailbox& mailbox, std::uint64_t requests) {
    const auto delivered = [&](std::initializer_list<Protocol> protocols) {
        std::uint64_t sum = 0;
        for (const Protocol p : protocols) sum += mailbox.delivered(p);
        return sum;
    };
    Json items = Json::array();
    items.push_back({{"Item", "Request"}, {"Quantity", requests}});
    items.push_back({{"Item", "EmailDelivery"}, {"Quantity", delivered({Protocol::Email, Protocol::EmailJson})}});
    items.push_back({{"Item", "HttpDelivery"}, {"Quantity", delivered({Protocol::Http, Protocol::Https})}});
    items.push_back({{"Item", "SmsDelivery"}, {"Quantity", delivered({Protocol::Sms})}});
    return Json{{"Items", std::move(items)}};
}

} // namespace maylab::messaging
