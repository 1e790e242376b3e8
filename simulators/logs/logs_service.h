// CloudWatch Logs as a service of a world, door "logs": groups and streams, PutLogEvents, GetLogEvents, FilterLogEvents,
// metric filters and embedded metrics, subscription filters, Live Tail, Logs Insights.
//
// What log events say about metrics is published at the end of each clock minute through the door "cloudwatch" (a
// millisecond before it is over, so that an alarm at :00 sees it). Matching events go to a subscription's function a
// second after they came in, through the door "lambda". A world without those services goes on without them.
// Measures itself as AWS/Logs IncomingLogEvents, IncomingBytes, ForwardedLogEvents and DeliveryErrors.
// Limits, codes and texts: sheet 2.8.
#pragma once

#include "aws/throttle.h"
#include "kernel/service.h"
#include "kernel/world.h"
#include "logs/live_tail.h"
#include "logs/log_store.h"
#include "logs/log_usage.h"
#include "logs/metric_batch.h"
#include "logs/query_book.h"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace maylab::logs {

// Everything the door's operations work on.
struct LogsState {
    std::uint64_t seed = 0; // of the world: ids are made from it
    LogStore store;
    MetricBatch batch;
    LiveTails tails;
    LogUsage usage;
    QueryBook queries;
    // What subscriptions will get, by group, stream and filter.
    struct Addressee {
        std::string group, stream, filter;
        auto operator<=>(const Addressee&) const = default;
    };
    std::map<Addressee, std::vector<LogEvent>> deliveries;
};

class LogsService final : public kernel::Service {
  public:
    static constexpr std::string_view kName = "logs";

    LogsService();

    std::string_view name() const override { return kName; }
    std::unique_ptr<kernel::Service> clone() const override { return std::make_unique<LogsService>(*this); }
    void start(kernel::World& world) override;
    void onEvent(kernel::World& world, const kernel::Event& event) override;
    kernel::MaybeResult call(kernel::World& world, const kernel::Call& call) override;
    kernel::ApiResult peek(const kernel::World& world, std::string_view operation,
                           const kernel::Json& input) const override;
    void onReply(kernel::World& world, std::uint64_t token, const kernel::ApiResult& result) override;
    void mixInto(kernel::Fingerprint& f) const override;

    const LogStore& store() const { return m_state.store; }

  private:
    enum EventKind : std::uint16_t { kPublish = 1, kDeliver, kExpire, kQuery };

    struct PendingSubscription { // until the function has answered that it is there
        kernel::CallId call;
        std::string group, name;
        SubscriptionFilter filter;
    };
    struct PendingDelivery {
        std::string group, filter;
        double events;
    };

    void schedule(kernel::World& world);
    void remember(const kernel::Call& call);
    void publish(kernel::World& world);
    void deliver(kernel::World& world);
    kernel::MaybeResult putSubscriptionFilter(kernel::World& world, const kernel::Call& call);
    void install(kernel::World& world, PendingSubscription& pending);

    kernel::ServiceId m_id = 0;
    LogsState m_state;
    aws::ThrottleBucket m_putThrottle;
    std::map<std::uint64_t, PendingSubscription> m_subscribing; // by token
    std::map<std::uint64_t, PendingDelivery> m_delivering;      // by token
    std::uint64_t m_nextToken = 0;
    bool m_publishDue = false, m_deliverDue = false, m_expireDue = false;
    bool m_called = false;
    kernel::Fingerprint m_history; // of what services of the world wrote
};

// The store of a world that has a LogsService; nullptr where there is none.
const LogStore* logsOf(const kernel::World& world);

} // namespace maylab::logs
