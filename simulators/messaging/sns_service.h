// Amazon SNS as a service of a world, door "sns": topics, subscriptions that somebody has to confirm, and messages on their
// way. What goes to queues and functions goes through the doors "sqs" and "lambda" of the world; everything else lands in the
// mailbox (mailbox.h). It counts itself into AWS/SNS, from a topic's first message on.
//
// A world that nobody publishes or subscribes in schedules nothing and mixes nothing into the fingerprint.
// Source: Amazon SNS API reference and developer guide; metrics sheet 1.2 (actions of alarms).
#pragma once

#include "kernel/service.h"
#include "kernel/world.h"
#include "messaging/mailbox.h"
#include "messaging/sns_message.h"
#include "messaging/topic_book.h"

#include <map>
#include <memory>

namespace maylab::messaging {

class SnsService final : public kernel::Service {
  public:
    static constexpr std::string_view kName = "sns";

    std::string_view name() const override { return kName; }
    std::unique_ptr<kernel::Service> clone() const override;
    void start(kernel::World& world) override;
    void onEvent(kernel::World&, const kernel::Event&) override {}
    kernel::MaybeResult call(kernel::World& world, const kernel::Call& call) override;
    kernel::ApiResult peek(const kernel::World& world, std::string_view operation, const kernel::Json& input) const override;
    void onReply(kernel::World& world, std::uint64_t token, const kernel::ApiResult& result) override;
    void mixInto(kernel::Fingerprint& f) const override;

    const TopicBook& topics() const { return m_book; }
    const Mailbox& mailbox() const { return m_mailbox; }

  private:
    struct UnderWay {
        std::uint64_t mail;
        std::string topicArn;
        Protocol protocol;
    };

    kernel::ApiResult write(kernel::World& world, std::string_view operation, const kernel::Json& input);
    kernel::ApiResult read(kernel::SimTime now, std::string_view operation, const kernel::Json& input) const;
    kernel::ApiResult publish(kernel::World& world, const kernel::Json& input);
    void ask(kernel::World& world, const Subscription& s);
    void deliver(kernel::World& world, const Message& message, const Subscription& to);
    // Through a door of the world.
    void hand(kernel::World& world, std::uint64_t mail, const Subscription& to, std::string_view service,
              std::string_view operation, const kernel::Json& input);
    void settle(kernel::World& world, const UnderWay& what, std::string problem);
    std::string nextMessageId(const kernel::World& world);

    kernel::ServiceId m_id = 0;
    TopicBook m_book;
    Mailbox m_mailbox;
    std::map<std::uint64_t, UnderWay> m_underWay; // by token, until the reply comes
    std::uint64_t m_messages = 0;
    std::uint64_t m_nextToken = 0;
    std::uint64_t m_requests = 0;
};

} // namespace maylab::messaging
