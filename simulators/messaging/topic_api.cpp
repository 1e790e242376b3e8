// CreateTopic, ListTopics, GetTopicAttributes.
#include "messaging/operations.h"

#include "aws/account.h"
#include "aws/paging.h"
#include "messaging/sns_input.h"

#include <algorithm>

namespace maylab::messaging {

using kernel::Json;

kernel::ApiResult createTopic(TopicBook& book, const Json& input) {
    const std::string name = text(input, "Name");
    const Json attributes = input.contains("Attributes") ? input["Attributes"] : Json::object();
    if (name.ends_with(".fifo") || attributes.value("FifoTopic", "false") == "true") {
        return unsupported("FIFO topics are not part of this simulator: use a standard topic.");
    }
    if (!isTopicName(name)) return invalid("Topic Name");
    for (const auto& [attribute, value] : attributes.items()) {
        if (attribute != "DisplayName" && attribute != "FifoTopic") {
            return unsupported("Of a topic's attributes this simulator has DisplayName only, not " + attribute + ".");
        }
    }
    const std::string display = attributes.value("DisplayName", "");
    if (characterCount(display) > 100) return invalid("DisplayName");
    std::string arn = aws::makeArn("sns", name);
    if (const Topic* there = book.find(arn)) {
        if (attributes.contains("DisplayName") && there->displayName != display) {
            return invalid("Attributes Reason: Topic already exists with different attributes");
        }
        return Json{{"TopicArn", arn}};
    }
    if (book.topics().size() >= TopicBook::kMostTopics) {
        return kernel::fail("TopicLimitExceeded", "Topic limit reached for the account.", 403);
    }
    Topic& topic = book.create(arn, name);
    topic.displayName = display;
    return Json{{"TopicArn", std::move(arn)}};
}

kernel::ApiResult listTopics(const TopicBook& book, const Json& input) {
    const auto after = readPageToken("ListTopics", input);
    if (!after) return tl::unexpected(after.error());
    Json out = {{"Topics", Json::array()}};
    std::string last;
    for (auto at = book.topics().upper_bound(*after); at != book.topics().end(); ++at) {
        if (out["Topics"].size() == kPageSize) {
            out["NextToken"] = aws::makeMarker("ListTopics", last);
            break;
        }
        last = at->first;
        out["Topics"].push_back({{"TopicArn", last}});
    }
    return out;
}

kernel::ApiResult getTopicAttributes(const TopicBook& book, const Json& input, kernel::SimTime now) {
    const auto topic = readTopic(book, text(input, "TopicArn"), "GetTopicAttributes");
    if (!topic) return tl::unexpected(topic.error());
    const auto all = book.subscriptionsOf((*topic)->arn, now);
    const auto pending = std::count_if(all.begin(), all.end(), [](const Subscription* s) { return s->pending; });
    return Json{{"Attributes",
                 {{"TopicArn", (*topic)->arn},
                  {"Owner", aws::kAccountId},
                  {"DisplayName", (*topic)->displayName},
                  {"SubscriptionsConfirmed", std::to_string(static_cast<std::ptrdiff_t>(all.size()) - pending)},
                  {"SubscriptionsPending", std::to_string(pending)},
                  {"SubscriptionsDeleted", std::to_string((*topic)->subscriptionsDeleted)}}}};
}

} // namespace maylab::messaging
