#include "messaging/models.h"

#include <nlohmann/json.hpp>

namespace maylab::messaging {
namespace {

using aws::kBoolean;
using aws::kInteger;
using aws::kRequired;
using aws::kString;
using aws::listOf;
using aws::mapOf;
using aws::MemberShape;
using aws::Shape;
using aws::structureOf;

constexpr Shape kMap = mapOf(kString);
constexpr Shape kMost = aws::integerIn(1, 1000);

constexpr MemberShape kTopicInMembers[] = {{"TopicArn", &kString, kRequired, "the topic"}};
constexpr Shape kTopicIn = structureOf(kTopicInMembers);
constexpr MemberShape kTopicPageInMembers[] = {{"TopicArn", &kString, kRequired, "the topic"}, {"NextToken", &kString}};
constexpr Shape kTopicPageIn = structureOf(kTopicPageInMembers);
constexpr MemberShape kPageInMembers[] = {{"NextToken", &kString}};
constexpr Shape kPageIn = structureOf(kPageInMembers);
constexpr MemberShape kSubscriptionInMembers[] = {{"SubscriptionArn", &kString, kRequired, "the subscription"}};
constexpr Shape kSubscriptionIn = structureOf(kSubscriptionInMembers);

constexpr MemberShape kTopicOutMembers[] = {{"TopicArn", &kString}};
constexpr Shape kTopicOut = structureOf(kTopicOutMembers);
constexpr Shape kTopics = listOf(kTopicOut);
constexpr MemberShape kTopicsOutMembers[] = {{"Topics", &kTopics}, {"NextToken", &kString}};
constexpr Shape kTopicsOut = structureOf(kTopicsOutMembers);
constexpr MemberShape kAttributesOutMembers[] = {{"Attributes", &kMap}};
constexpr Shape kAttributesOut = structureOf(kAttributesOutMembers);
constexpr MemberShape kSubscriptionMembers[] = {
    {"SubscriptionArn", &kString}, {"Owner", &kString}, {"Protocol", &kString}, {"Endpoint", &kString}, {"TopicArn", &kString}};
constexpr Shape kSubscription = structureOf(kSubscriptionMembers);
constexpr Shape kSubscriptions = listOf(kSubscription);
constexpr MemberShape kSubscriptionsOutMembers[] = {{"Subscriptions", &kSubscriptions}, {"NextToken", &kString}};
constexpr Shape kSubscriptionsOut = structureOf(kSubscriptionsOutMembers);
constexpr MemberShape kSubscriptionOutMembers[] = {{"SubscriptionArn", &kString}};
constexpr Shape kSubscriptionOut = structureOf(kSubscriptionOutMembers);

constexpr MemberShape kCreateMembers[] = {{"Name", &kString, kRequired, "letters, digits, _ and -, at most 256"},
                                          {"Attributes", &kMap, false, "DisplayName"}};
constexpr Shape kCreate = structureOf(kCreateMembers);
constexpr MemberShape kSubscribeMembers[] = {{"TopicArn", &kString, kRequired, "the topic"},
                                             {"Protocol", &kString, kRequired, "email, email-json, http, https, sms, sqs, lambda"},
                                             {"Endpoint", &kString, false, "where messages go: an address, a number, a URL, an ARN"},
                                             {"Attributes", &kMap, false, "RawMessageDelivery"},
                                             {"ReturnSubscriptionArn", &kBoolean, false, "give the ARN although it is not confirmed yet"}};
constexpr Shape kSubscribe = structureOf(kSubscribeMembers);
// The command line has --endpoint-url already, so it calls the endpoint otherwise.
constexpr MemberShape kSubscribeCommandLine[] = {{"NotificationEndpoint", &kString, false, "where messages go"}};
constexpr MemberShape kConfirmMembers[] = {{"TopicArn", &kString, kRequired, "the topic"},
                                           {"Token", &kString, kRequired, "from the message that asked"},
                                           {"AuthenticateOnUnsubscribe", &kString, false, "true: only a signed-in caller may unsubscribe"}};
constexpr Shape kConfirm = structureOf(kConfirmMembers);
constexpr MemberShape kPublishMembers[] = {{"TopicArn", &kString, false, "to the subscribers of a topic"},
                                           {"TargetArn", &kString, false, "the same"},
                                           {"PhoneNumber", &kString, false, "to one telephone"},
                                           {"Message", &kString, kRequired, "at most 256 KB"},
                                           {"Subject", &kString, false, "less than 100 characters, one line"},
                                           {"MessageStructure", &kString, false, "json: Message has a text for each protocol, and a default"}};
constexpr Shape kPublish = structureOf(kPublishMembers);
constexpr MemberShape kPublishOutMembers[] = {{"MessageId", &kString}};
constexpr Shape kPublishOut = structureOf(kPublishOutMembers);

// Ours.
constexpr MemberShape kMailboxMembers[] = {{"Endpoint", &kString, false, "only what went there"},
                                           {"TopicArn", &kString, false, "only of that topic"},
                                           {"SubjectPrefix", &kString, false, "only subjects that begin so"},
                                           {"MaxResults", &kMost, false, "100"}};
constexpr Shape kMailbox = structureOf(kMailboxMembers);
constexpr MemberShape kMailMembers[] = {{"Number", &kInteger},   {"Kind", &kString},    {"TopicArn", &kString}, {"Protocol", &kString},
                                        {"Endpoint", &kString},  {"Subject", &kString}, {"Body", &kString},     {"At", &kString},
                                        {"Delivered", &kBoolean}, {"Problem", &kString}};
constexpr Shape kMail = structureOf(kMailMembers);
constexpr Shape kMails = listOf(kMail);
constexpr MemberShape kTopicCountMembers[] = {{"TopicArn", &kString}, {"Published", &kInteger}, {"Delivered", &kInteger}, {"Failed", &kInteger}};
constexpr Shape kTopicCount = structureOf(kTopicCountMembers);
constexpr Shape kTopicCounts = listOf(kTopicCount);
constexpr MemberShape kMailboxOutMembers[] = {{"Count", &kInteger}, {"Messages", &kMails}, {"Topics", &kTopicCounts}};
constexpr Shape kMailboxOut = structureOf(kMailboxOutMembers);

constexpr void (*kFold)(aws::Json&) = [](aws::Json& input) {
    const auto at = input.find("NotificationEndpoint");
    if (at == input.end()) return;
    aws::Json endpoint = std::move(*at);
    input.erase(at);
    input["Endpoint"] = std::move(endpoint);
};
constexpr bool (*kUnfold)(aws::Json&) = [](aws::Json& input) {
    const auto at = input.find("Endpoint");
    if (at == input.end()) return false;
    aws::Json endpoint = std::move(*at);
    input.erase(at);
    input["NotificationEndpoint"] = std::move(endpoint);
    return true;
};

constexpr const char* kS = "sns";
constexpr aws::ErrorStyle kE = aws::ErrorStyle::Coral;

constexpr aws::OperationModel kModels[] = {
    {kS, "ConfirmSubscription", &kConfirm, &kSubscriptionOut, kE, "Says yes to a subscription, with the token that was sent."},
    {kS, "CreateTopic", &kCreate, &kTopicOut, kE, "Makes a topic, or finds the one of that name."},
    {kS, "DeleteTopic", &kTopicIn, nullptr, kE, "Deletes a topic and its subscriptions."},
    {kS, "DescribeMailbox", &kMailbox, &kMailboxOut, kE, "Ours: what was sent to whom, newest first."},
    {kS, "DescribeUsage", &aws::kNoMembers, nullptr, kE, "Ours: what a bill is made from."},
    {kS, "GetSubscriptionAttributes", &kSubscriptionIn, &kAttributesOut, kE, "Shows a subscription."},
    {kS, "GetTopicAttributes", &kTopicIn, &kAttributesOut, kE, "Shows a topic and how many subscribed to it."},
    {kS, "ListSubscriptions", &kPageIn, &kSubscriptionsOut, kE, "Lists all subscriptions."},
    {kS, "ListSubscriptionsByTopic", &kTopicPageIn, &kSubscriptionsOut, kE, "Lists the subscriptions of a topic."},
    {kS, "ListTopics", &kPageIn, &kTopicsOut, kE, "Lists the topics."},
    {kS, "Publish", &kPublish, &kPublishOut, kE, "Sends a message to everybody who confirmed."},
    {kS, "Subscribe", &kSubscribe, &kSubscriptionOut, kE, "Adds an endpoint to a topic.", kSubscribeCommandLine, kFold, kUnfold},
    {kS, "Unsubscribe", &kSubscriptionIn, nullptr, kE, "Takes an endpoint off its topic."}};

} // namespace

std::span<const aws::OperationModel> operationModels() { return kModels; }

} // namespace maylab::messaging
