// The mailbox: what SNS sent, to whom, and whether it arrived. E-mail, telephones and web addresses lie outside the
// simulation; what is sent there arrives at once and is kept here for the learner to read. Queues and functions are doors of
// the world: what they refuse has not arrived, and says why.
//
// Kept are the newest messages up to kMostMessages and kMostBytes of text. A copy of the mailbox shares the texts.
#pragma once

#include "kernel/hash.h"
#include "messaging/topic.h"

#include <deque>
#include <memory>

namespace maylab::messaging {

struct Mail {
    enum class Kind : std::uint8_t { Notification, SubscriptionConfirmation };
    enum class Fate : std::uint8_t { UnderWay, Delivered, Failed };
    std::uint64_t number = 0; // 1, 2, ... in the order in which they were sent
    Kind kind = Kind::Notification;
    Fate fate = Fate::Delivered;
    std::string topicArn, endpoint, subject; // topicArn "": straight to a telephone
    Protocol protocol = Protocol::Email;
    std::shared_ptr<const std::string> body;
    std::int64_t at = 0; // Unix milliseconds
    std::string problem; // of Failed
};

class Mailbox {
  public:
    static constexpr std::size_t kMostMessages = 1'000;
    static constexpr std::size_t kMostBytes = 16u << 20;

    // Returns its number.
    std::uint64_t add(Mail mail);
    // What became of it, if it is still kept.
    void settle(std::uint64_t number, bool delivered, std::string problem);

    const std::deque<Mail>& messages() const { return m_messages; } // oldest first
    std::uint64_t sent() const { return m_sent; }
    std::uint64_t delivered(Protocol p) const { return m_delivered[static_cast<std::size_t>(p)]; }
    void countDelivered(Protocol p) { ++m_delivered[static_cast<std::size_t>(p)]; }

    void mixInto(kernel::Fingerprint& f) const;

  private:
    std::deque<Mail> m_messages;
    std::size_t m_bytes = 0;
    std::uint64_t m_sent = 0;
    std::uint64_t m_delivered[7] = {}; // by protocol
    kernel::Fingerprint m_hash;
};

} // namespace maylab::messaging
