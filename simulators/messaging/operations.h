// The operations of the door "sns" that read and change topics and subscriptions; what is to be sent is the service's. Private
// to the room.
#pragma once

#include "kernel/service.h"
#include "messaging/mailbox.h"
#include "messaging/sns_message.h"
#include "messaging/topic_book.h"

#include <string>

namespace maylab::messaging {

kernel::ApiResult createTopic(TopicBook& book, const kernel::Json& input);
kernel::ApiResult listTopics(const TopicBook& book, const kernel::Json& input);
kernel::ApiResult getTopicAttributes(const TopicBook& book, const kernel::Json& input, kernel::SimTime now);

// subscribed: what is new and has to be asked; empty when the subscription was there already, or asks nobody.
kernel::ApiResult subscribe(TopicBook& book, std::uint64_t worldSeed, const kernel::Json& input, kernel::SimTime now,
                            std::string& subscribed);
kernel::ApiResult confirmSubscription(TopicBook& book, const kernel::Json& input, kernel::SimTime now);
kernel::ApiResult unsubscribe(TopicBook& book, const kernel::Json& input);
kernel::ApiResult listSubscriptions(const TopicBook& book, const kernel::Json& input, kernel::SimTime now);
kernel::ApiResult listSubscriptionsByTopic(const TopicBook& book, const kernel::Json& input, kernel::SimTime now);
kernel::ApiResult getSubscriptionAttributes(const TopicBook& book, const kernel::Json& input, kernel::SimTime now);

// What Publish was asked to send, and where: to a topic, or straight to a telephone.
struct Publication {
    Message message;
    std::string topicArn, phoneNumber;
};
tl::expected<Publication, kernel::ApiError> readPublication(const TopicBook& book, const kernel::Json& input);

// Ours.
kernel::ApiResult describeMailbox(const TopicBook& book, const Mailbox& mailbox, const kernel::Json& input);
kernel::ApiResult describeUsage(const Mailbox& mailbox, std::uint64_t requests);

} // namespace maylab::messaging
