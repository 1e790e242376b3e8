// What SNS keeps: topics and their subscriptions. Times are virtual; ids come from the world's seed.
// Source: Amazon SNS API reference, CreateTopic, Subscribe, ConfirmSubscription.
#pragma once

#include "kernel/metric_sink.h"
#include "kernel/time.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace maylab::messaging {

enum class Protocol : std::uint8_t { Http, Https, Email, EmailJson, Sms, Sqs, Lambda };
std::string_view toString(Protocol protocol); // "email-json"
std::optional<Protocol> protocol(std::string_view text);
// Somebody has to say yes first; a queue, a function and a telephone of the same account need not.
bool asksForConfirmation(Protocol protocol);

// AWS/SNS of one topic; there from its first message on.
struct TopicMetrics {
    kernel::MetricId published = 0, delivered = 0, failed = 0, size = 0;

    static TopicMetrics define(kernel::MetricSink& sink, const std::string& topicName);
};

struct Topic {
    std::string arn, name, displayName;
    std::uint64_t published = 0, delivered = 0, failed = 0;
    std::uint32_t subscriptionsDeleted = 0;
    std::optional<TopicMetrics> metrics;
};

struct Subscription {
    std::string arn, topicArn, endpoint, token;
    Protocol protocol = Protocol::Email;
    kernel::SimTime created;
    bool pending = false;
    bool authenticated = false; // who confirmed it was signed in
    bool raw = false;           // RawMessageDelivery: the message alone, without the envelope
};

} // namespace maylab::messaging
