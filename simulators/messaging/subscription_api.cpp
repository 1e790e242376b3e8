// Subscribe, ConfirmSubscription, Unsubscribe, and the reads of subscriptions.
#include "messaging/operations.h"

#include "aws/account.h"
#include "aws/paging.h"
#include "messaging/sns_input.h"

#include <algorithm>

namespace maylab::messaging {

using kernel::Json;

namespace {

constexpr const char* kPendingInReply = "pending confirmation";
constexpr const char* kPendingInList = "PendingConfirmation";

// What is wrong with an endpoint of that protocol; "" if nothing.
std::string endpointProblem(Protocol p, const std::string& endpoint) {
    const auto arn = aws::Arn::parse(endpoint);
    switch (p) {
    case Protocol::Http:
    case Protocol::Https: {
        const std::string scheme = std::string(toString(p)) + "://";
        if (!endpoint.starts_with(scheme)) return "Endpoint must match the specified protocol";
        return endpoint.size() == scheme.size() || endpoint.find_first_of(" \r\n\t") != std::string::npos ? "Endpoint" : "";
    }
    case Protocol::Email:
    case Protocol::EmailJson: return isEmailAddress(endpoint) ? "" : "Email address";
    case Protocol::Sms: return isPhoneNumber(endpoint) ? "" : "SMS endpoint: " + endpoint.substr(0, 100);
    case Protocol::Sqs: return arn && arn->service == "sqs" ? "" : "SQS endpoint ARN";
    case Protocol::Lambda: return arn && arn->service == "lambda" && arn->resource.starts_with("function:") ? "" : "Lambda endpoint ARN";
    }
    return "";
}

Json listed(const Subscription& s) {
    return {{"SubscriptionArn", s.pending ? std::string(kPendingInList) : s.arn},
            {"Owner", aws::kAccountId},
            {"Protocol", toString(s.protocol)},
            {"Endpoint", s.endpoint},
            {"TopicArn", s.topicArn}};
}

kernel::ApiResult page(std::string_view operation, const std::vector<const Subscription*>& all, const Json& input) {
    const auto after = readPageToken(operation, input);
    if (!after) return tl::unexpected(after.error());
    Json out = {{"Subscriptions", Json::array()}};
    const Subscription* last = nullptr;
    for (const Subscription* s : all) {
        if (s->arn <= *after) continue;
        if (out["Subscriptions"].size() == kPageSize) {
            out["NextToken"] = aws::makeMarker(operation, last->arn);
            break;
        }
        last = s;
        out["Subscriptions"].push_back(listed(*s));
    }
    return out;
}

// The same in every run: a list of commands that confirms an address stays right under another seed.
std::string tokenOf(std::string_view topicArn, std::string_view endpoint, std::uint64_t number) {
    static constexpr char kHex[] = "0123456789abcdef";
    std::uint64_t state = kernel::fnv1a(endpoint, kernel::fnv1a(topicArn)) ^ kernel::mix64(number);
    std::string out = "2336412f37";
    while (out.size() < 74) {
        const std::uint64_t bits = kernel::splitmix64(state);
        for (int i = 60; i >= 0; i -= 4) out += kHex[bits >> i & 15];
    }
    return out;
}

} // namespace

kernel::ApiResult subscribe(TopicBook& book, std::uint64_t worldSeed, const Json& input, kernel::SimTime now,
                            std::string& subscribed) {
    const auto topic = readTopic(book, text(input, "TopicArn"), "Subscribe");
    if (!topic) return tl::unexpected(topic.error());
    const std::string given = text(input, "Protocol"), endpoint = text(input, "Endpoint");
    if (given == "application" || given == "firehose") {
        return unsupported("The protocol " + given + " is not part of this simulator: use email, email-json, http, https, sms, sqs or lambda.");
    }
    const auto known = protocol(given);
    if (!known) return invalid("Amazon SNS does not support this protocol string: " + given.substr(0, 100));
    if (endpoint.empty()) return invalid("Endpoint");
    if (const std::string problem = endpointProblem(*known, endpoint); !problem.empty()) {
        return *known == Protocol::Sms ? tl::unexpected(kernel::ApiError{"InvalidParameter", "Invalid " + problem, 400}) : invalid(problem);
    }
    const Json attributes = input.contains("Attributes") ? input["Attributes"] : Json::object();
    bool raw = false;
    for (const auto& [attribute, value] : attributes.items()) {
        if (attribute != "RawMessageDelivery") {
            return unsupported("Of a subscription's attributes this simulator has RawMessageDelivery only, not " + attribute + ".");
        }
        if (value != "true" && value != "false") return invalid("Attributes Reason: RawMessageDelivery: Invalid value [" + value.get<std::string>().substr(0, 100) + "]. Must be true or false.");
        raw = value == "true";
    }
    if (raw && *known != Protocol::Sqs && *known != Protocol::Http && *known != Protocol::Https) {
        return invalid("Attributes Reason: Delivery protocol [" + given + "] does not support raw message delivery.");
    }
    const auto reply = [&](const Subscription& s) {
        const bool hide = s.pending && !input.value("ReturnSubscriptionArn", false);
        return Json{{"SubscriptionArn", hide ? std::string(kPendingInReply) : s.arn}};
    };
    book.forgetUnconfirmed(now);
    if (const Subscription* there = book.sameEndpoint((*topic)->arn, *known, endpoint, now)) {
        if (attributes.contains("RawMessageDelivery") && there->raw != raw) {
            return invalid("Attributes Reason: Subscription already exists with different attributes");
        }
        if (there->pending) subscribed = there->arn; // asked once more
        return reply(*there);
    }
    if (book.subscriptionCount() >= TopicBook::kMostSubscriptions) {
        return kernel::fail("SubscriptionLimitExceeded", "Subscription limit reached for the account.", 403);
    }
    const std::uint64_t number = book.subscriptionsMade() + 1;
    Subscription s;
    s.topicArn = (*topic)->arn;
    s.arn = s.topicArn + ':' + aws::requestId(worldSeed, kernel::fnv1a("subscription") + number);
    s.protocol = *known;
    s.endpoint = endpoint;
    s.created = now;
    s.pending = asksForConfirmation(*known);
    s.authenticated = !s.pending;
    s.raw = raw;
    if (s.pending) s.token = tokenOf(s.topicArn, endpoint, number);
    const Subscription& made = book.subscribe(std::move(s));
    if (made.pending) subscribed = made.arn;
    return reply(made);
}

kernel::ApiResult confirmSubscription(TopicBook& book, const Json& input, kernel::SimTime now) {
    const std::string arn = text(input, "TopicArn"), token = text(input, "Token");
    if (checkArn(arn, "Topic", "ConfirmSubscription")) return invalid("Topic");
    if (book.find(arn) == nullptr) return kernel::fail("NotFound", "Topic does not exist", 404);
    const auto all = book.subscriptionsOf(arn, now);
    const auto at = std::find_if(all.begin(), all.end(), [&](const Subscription* s) { return !token.empty() && s->token == token; });
    if (at == all.end()) return invalid("Token");
    const std::string subscription = (*at)->arn;
    if ((*at)->pending) book.confirm(subscription, text(input, "AuthenticateOnUnsubscribe") == "true");
    return Json{{"SubscriptionArn", subscription}};
}

kernel::ApiResult unsubscribe(TopicBook& book, const Json& input) {
    const std::string arn = text(input, "SubscriptionArn");
    if (auto refused = checkArn(arn, "SubscriptionArn", "Unsubscribe")) return tl::unexpected(*refused);
    if (std::count(arn.begin(), arn.end(), ':') < 6) return invalid("SubscriptionId");
    book.unsubscribe(arn); // one that is gone already is no error
    return Json::object();
}

kernel::ApiResult listSubscriptions(const TopicBook& book, const Json& input, kernel::SimTime now) {
    return page("ListSubscriptions", book.subscriptions(now), input);
}

kernel::ApiResult listSubscriptionsByTopic(const TopicBook& book, const Json& input, kernel::SimTime now) {
    const auto topic = readTopic(book, text(input, "TopicArn"), "ListSubscriptionsByTopic");
    if (!topic) return tl::unexpected(topic.error());
    return page("ListSubscriptionsByTopic", book.subscriptionsOf((*topic)->arn, now), input);
}

kernel::ApiResult getSubscriptionAttributes(const TopicBook& book, const Json& input, kernel::SimTime now) {
    const std::string arn = text(input, "SubscriptionArn");
    if (auto refused = checkArn(arn, "SubscriptionArn", "GetSubscriptionAttributes")) return tl::unexpected(*refused);
    const auto all = book.subscriptions(now);
    const auto at = std::find_if(all.begin(), all.end(), [&](const Subscription* s) { return s->arn == arn; });
    if (at == all.end()) return kernel::fail("NotFound", "Subscription does not exist", 404);
    const Subscription& s = **at;
    return Json{{"Attributes",
                 {{"SubscriptionArn", s.arn},
                  {"TopicArn", s.topicArn},
                  {"Owner", aws::kAccountId},
                  {"Protocol", toString(s.protocol)},
                  {"Endpoint", s.endpoint},
                  {"PendingConfirmation", s.pending ? "true" : "false"},
                  {"ConfirmationWasAuthenticated", s.authenticated ? "true" : "false"},
                  {"RawMessageDelivery", s.raw ? "true" : "false"}}}};
}

} // namespace maylab::messaging
