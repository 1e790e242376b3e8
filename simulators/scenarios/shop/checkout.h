// Checkout: the application writes every order into the cache, and has to get through a failover.
//
//   SET order:{n} ... ─ OK: acknowledged
//                      └ READONLY, closed, refused, hangs: the connection is given up; try again after 50 ms, then twice as
//                        long each time (1 s at most), five attempts; then the order has failed
//
// The client keeps its connection while it works. When it broke, the name is looked up again (sticky DNS: the address of
// the first look-up is asked for ever). What was acknowledged and is gone after a failover is for the cache to tell
// (DescribeLostWrites of the door elasticache).
// Metrics Shop/Checkout: Written, Failed, Retries, ReadOnly (counters), SecondsWithoutWrite (gauge).
// Source: labs outline, step 10; cache sheet 2.7, 6.2 F4.
#pragma once

#include "ports/key_value_cache.h"
#include "scenarios/shop/workload.h"
#include "traffic/arrivals.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::scenarios {

struct CheckoutSettings {
    bool enabled = false;
    double writesPerSecond = 400;
    std::string endpoint; // host:port or a name; empty: the application's
    bool stickyDns = false;
};

enum class CheckoutRule : std::uint8_t { Failed, Reconnected, ReadOnly };

class Checkout final : public Workload {
  public:
    static constexpr int kMaxAttempts = 5;

    std::unique_ptr<Workload> clone() const override { return std::make_unique<Checkout>(*this); }
    std::string_view name() const override { return "checkout"; }
    std::span<const aws::OperationModel> operations() const override;
    std::span<const kernel::RuleInfo> rules() const override;
    void defineMetrics(kernel::MetricSink& metrics) override;
    kernel::ApiResult call(ShopFloor& shop, std::string_view operation, const kernel::Json& input) override;
    kernel::ApiResult describe(const kernel::World& world, std::string_view operation,
                               const kernel::Json& input) const override;
    bool isOn() const override { return m_on; }
    void onEvent(ShopFloor& shop, const kernel::Event& event) override;
    void mixInto(kernel::Fingerprint& f) const override;

  private:
    enum EventKind : std::uint16_t {
        kOrder,  // data: generation
        kAtNode, // handle: index of the order; data: its id
        kSecond  // data: generation
    };
    struct Order {
        std::uint64_t id = 0; // 0: free
        kernel::SimTime begun;
        std::uint8_t attempts = 0;
    };

    void switchOn(ShopFloor& shop);
    void scheduleOrder(ShopFloor& shop);
    void atNode(ShopFloor& shop, std::uint32_t index);
    bool connect(ShopFloor& shop);
    void retry(ShopFloor& shop, std::uint32_t index, ports::CacheReply::Status status, kernel::SimDuration took);
    double secondsWithoutWrite(kernel::SimTime now) const;

    CheckoutSettings m_settings;
    bool m_on = false, m_expected = false, m_connected = false, m_broken = false;
    std::uint32_t m_generation = 0;
    traffic::ArrivalProcess m_arrivals;
    ports::KeyValueCache::NodeRef m_node = ports::KeyValueCache::kNoNode;
    ports::KeyValueCache::NodeRef m_address = ports::KeyValueCache::kNoNode; // what sticky DNS remembers
    std::vector<Order> m_orders;
    kernel::SimTime m_lastSuccess;
    double m_longestGap = 0, m_lastOutage = 0;
    std::uint32_t m_attemptsSince = 0, m_reconnects = 0;
    std::uint64_t m_next = 0, m_written = 0, m_failed = 0, m_retries = 0, m_readOnly = 0;
    kernel::StreamId m_random = 0;
    kernel::MetricId m_writtenMetric = 0, m_failedMetric = 0, m_retriesMetric = 0, m_readOnlyMetric = 0, m_gapMetric = 0;
};

} // namespace maylab::scenarios
