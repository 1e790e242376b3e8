// A rate limiter in the cache: every user may do so many requests in a window, counted under a key of the user.
//
//   fixed    INCR limit:u17 ; EXPIRE limit:u17 60 when the counter was 1      two windows may meet: twice the limit
//   sliding  ZREMRANGEBYSCORE, ZCARD, ZADD and EXPIRE of limit:u17, scores are milliseconds
//   for-ever INCR only: whoever reaches the limit once stays out
//
// Users ask with the frequencies of a Zipf law, so that a few of them run into the limit. The limiter's own ledger knows
// what each user was really let through in the last window.
// Metrics Shop/Limiter: Accepted, Rejected (counters), MostInWindow (sample, at each accepted request of the user).
// Source: cache sheet 1.1 G8, 6.3 (9).
#pragma once

#include "scenarios/shop/workload.h"
#include "traffic/arrivals.h"
#include "traffic/popularity.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace maylab::scenarios {

enum class LimiterMethod : std::uint8_t { Fixed, Sliding, ForEver };

struct LimiterSettings {
    bool enabled = false;
    double requestsPerSecond = 100;
    std::uint32_t users = 1000;
    std::uint32_t limit = 100;
    double windowSeconds = 60;
    LimiterMethod method = LimiterMethod::Fixed;
};

enum class LimiterRule : std::uint8_t { Rejected, OverLimit };

class RateLimiter final : public Workload {
  public:
    static constexpr std::uint32_t kMaxUsers = 10'000;

    std::unique_ptr<Workload> clone() const override { return std::make_unique<RateLimiter>(*this); }
    std::string_view name() const override { return "rateLimiter"; }
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
        kRequest,   // data: generation
        kAskAtNode, // handle: user; data: generation
    };

    void switchOn(ShopFloor& shop);
    void scheduleRequest(ShopFloor& shop);
    void askAtNode(ShopFloor& shop, std::uint32_t user);
    // What the key says; empty: the cache could not be asked, and the request is let through.
    std::optional<bool> allowed(ShopFloor& shop, std::uint32_t node, std::string_view key);

    LimiterSettings m_settings;
    bool m_on = false, m_expected = false;
    std::uint32_t m_generation = 0, m_most = 0;
    traffic::ArrivalProcess m_arrivals;
    std::optional<traffic::KeyPopularity> m_popularity;
    std::vector<std::deque<std::int64_t>> m_accepted; // by user: Unix ms of those within the last window
    kernel::StreamId m_random = 0;
    std::uint64_t m_acceptedInAll = 0, m_rejectedInAll = 0, m_unasked = 0, m_member = 0;
    kernel::MetricId m_acceptedMetric = 0, m_rejectedMetric = 0, m_mostMetric = 0;
};

} // namespace maylab::scenarios
