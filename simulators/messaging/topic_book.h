// TopicBook: every topic and subscription of a world as a value. It keeps and finds; the operations read, refuse and word.
//
// A subscription's ARN is its topic's and an id, so those of a topic lie side by side. One that nobody confirms within two
// days is gone, and so is its token. Source: ConfirmSubscription ("tokens are valid for two days").
#pragma once

#include "kernel/hash.h"
#include "messaging/topic.h"

#include <map>
#include <span>
#include <vector>

namespace maylab::messaging {

class TopicBook {
  public:
    static constexpr std::size_t kMostTopics = 100'000;        // of an account
    static constexpr std::size_t kMostSubscriptions = 100'000; // ours: AWS has 12,500,000 for each topic
    static constexpr kernel::SimDuration kPatience = kernel::SimDuration::hours(48);

    using Topics = std::map<std::string, Topic, std::less<>>;
    using Subscriptions = std::map<std::string, Subscription, std::less<>>;

    const Topics& topics() const { return m_topics; }
    const Topic* find(std::string_view arn) const;
    Topic* find(std::string_view arn);
    Topic& create(std::string arn, std::string name);
    void erase(std::string_view arn);

    const Subscription* subscription(std::string_view arn) const;
    // Those that are there at that time, by ARN; of one topic, or all.
    std::vector<const Subscription*> subscriptions(kernel::SimTime now) const;
    std::vector<const Subscription*> subscriptionsOf(std::string_view topicArn, kernel::SimTime now) const;
    const Subscription* sameEndpoint(std::string_view topicArn, Protocol protocol, std::string_view endpoint,
                                     kernel::SimTime now) const;
    std::size_t subscriptionCount() const { return m_subscriptions.size(); }
    std::uint64_t subscriptionsMade() const { return m_made; }
    const Subscription& subscribe(Subscription s);
    void confirm(std::string_view arn, bool authenticated);
    void unsubscribe(std::string_view arn);
    // Forgets what nobody confirmed in time.
    void forgetUnconfirmed(kernel::SimTime now);

    bool empty() const { return m_changes == 0; }
    void mixInto(kernel::Fingerprint& f) const;

  private:
    static bool expired(const Subscription& s, kernel::SimTime now) { return s.pending && now - s.created > kPatience; }
    void note(std::string_view what);

    Topics m_topics;
    Subscriptions m_subscriptions;
    std::uint64_t m_made = 0;
    std::uint64_t m_changes = 0;
    kernel::Fingerprint m_hash;
};

} // namespace maylab::messaging
