#include "messaging/topic_book.h"

#include "kernel/assert.h"

#include <algorithm>
#include <array>
#include <utility>

namespace maylab::messaging {
namespace {

constexpr std::array<std::pair<Protocol, std::string_view>, 7> kProtocols{{{Protocol::Http, "http"},
                                                                           {Protocol::Https, "https"},
                                                                           {Protocol::Email, "email"},
                                                                           {Protocol::EmailJson, "email-json"},
                                                                           {Protocol::Sms, "sms"},
                                                                           {Protocol::Sqs, "sqs"},
                                                                           {Protocol::Lambda, "lambda"}}};

} // namespace

std::string_view toString(Protocol p) {
    for (const auto& [known, text] : kProtocols) {
        if (known == p) return text;
    }
    return "";
}

std::optional<Protocol> protocol(std::string_view text) {
    for (const auto& [known, name] : kProtocols) {
        if (name == text) return known;
    }
    return std::nullopt;
}

bool asksForConfirmation(Protocol p) {
    return p == Protocol::Http || p == Protocol::Https || p == Protocol::Email || p == Protocol::EmailJson;
}

TopicMetrics TopicMetrics::define(kernel::MetricSink& sink, const std::string& topicName) {
    const auto one = [&](const char* name, const char* unit, kernel::MetricKind kind) {
        return sink.define({"AWS/SNS", name, {{"TopicName", topicName}}, unit, kind});
    };
    return {one("NumberOfMessagesPublished", "Count", kernel::MetricKind::Counter),
            one("NumberOfNotificationsDelivered", "Count", kernel::MetricKind::Counter),
            one("NumberOfNotificationsFailed", "Count", kernel::MetricKind::Counter),
            one("PublishSize", "Bytes", kernel::MetricKind::Sample)};
}

const Topic* TopicBook::find(std::string_view arn) const {
    const auto at = m_topics.find(arn);
    return at == m_topics.end() ? nullptr : &at->second;
}

Topic* TopicBook::find(std::string_view arn) { return const_cast<Topic*>(std::as_const(*this).find(arn)); }

Topic& TopicBook::create(std::string arn, std::string name) {
    note(arn);
    Topic& topic = m_topics[arn];
    topic.arn = std::move(arn);
    topic.name = std::move(name);
    return topic;
}

void TopicBook::erase(std::string_view arn) {
    const auto at = m_topics.find(arn);
    if (at == m_topics.end()) return;
    note(arn);
    std::erase_if(m_subscriptions, [&](const auto& s) { return s.second.topicArn == arn; });
    m_topics.erase(at);
}

const Subscription* TopicBook::subscription(std::string_view arn) const {
    const auto at = m_subscriptions.find(arn);
    return at == m_subscriptions.end() ? nullptr : &at->second;
}

std::vector<const Subscription*> TopicBook::subscriptions(kernel::SimTime now) const {
    std::vector<const Subscription*> out;
    for (const auto& [arn, s] : m_subscriptions) {
        if (!expired(s, now)) out.push_back(&s);
    }
    return out;
}

std::vector<const Subscription*> TopicBook::subscriptionsOf(std::string_view topicArn, kernel::SimTime now) const {
    std::vector<const Subscription*> out;
    const std::string prefix = std::string(topicArn) + ':';
    for (auto at = m_subscriptions.lower_bound(prefix); at != m_subscriptions.end() && at->first.starts_with(prefix); ++at) {
        if (!expired(at->second, now)) out.push_back(&at->second);
    }
    return out;
}

const Subscription* TopicBook::sameEndpoint(std::string_view topicArn, Protocol p, std::string_view endpoint,
                                            kernel::SimTime now) const {
    for (const Subscription* s : subscriptionsOf(topicArn, now)) {
        if (s->protocol == p && s->endpoint == endpoint) return s;
    }
    return nullptr;
}

const Subscription& TopicBook::subscribe(Subscription s) {
    note(s.arn);
    ++m_made;
    const std::string arn = s.arn;
    return m_subscriptions[arn] = std::move(s);
}

void TopicBook::confirm(std::string_view arn, bool authenticated) {
    const auto at = m_subscriptions.find(arn);
    MAYLAB_ASSERT(at != m_subscriptions.end());
    note(arn);
    at->second.pending = false;
    at->second.authenticated = authenticated;
}

void TopicBook::unsubscribe(std::string_view arn) {
    const auto at = m_subscriptions.find(arn);
    if (at == m_subscriptions.end()) return;
    note(arn);
    if (Topic* topic = find(at->second.topicArn)) ++topic->subscriptionsDeleted;
    m_subscriptions.erase(at);
}

void TopicBook::forgetUnconfirmed(kernel::SimTime now) {
    std::erase_if(m_subscriptions, [&](const auto& s) { return expired(s.second, now); });
}

void TopicBook::note(std::string_view what) {
    ++m_changes;
    m_hash.mix(what);
}

void TopicBook::mixInto(kernel::Fingerprint& f) const {
    f.mix(m_changes);
    f.mix(m_hash.value());
}

} // namespace maylab::messaging
