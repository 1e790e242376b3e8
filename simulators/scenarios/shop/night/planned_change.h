// Something that happens to the shop at a moment nobody is told, and what followed in which order.
//
//   PlanChange {fault, earliestMinute, latestMinute, ...}  it comes at some minute between: a fault of the shop (faults.h), or
//                                                          "report-job": somebody's job begins to store reports in the cache,
//                                                          keysPerSecond of them without a TTL, for so many seconds
//   DescribeChange                                            when it was, what moved first, and how hit ratio and p95 go together
//
// Followed are, from five minutes before the change on, second by second: evictions, the hit ratio (below its usual by 0.05),
// connections waiting (5 and more), p99 (200 ms and more). Told is the minute as soon as it has come; that it happened, and what
// followed, four minutes later.
// The rank correlation is Spearman's, over ten-second values of these nine minutes. Source: labs outline, lab 2, steps 7 and 13.
#pragma once

#include "scenarios/shop/workload.h"

#include <string>

namespace maylab::scenarios {

class PlannedChange final : public Workload {
  public:
    std::unique_ptr<Workload> clone() const override { return std::make_unique<PlannedChange>(*this); }
    std::string_view name() const override { return "plannedChange"; }
    std::span<const aws::OperationModel> operations() const override;
    void defineMetrics(kernel::MetricSink&) override {}
    kernel::ApiResult call(ShopFloor& shop, std::string_view operation, const kernel::Json& input) override;
    kernel::ApiResult describe(const kernel::World& world, std::string_view operation, const kernel::Json& input) const override;
    bool isOn() const override { return m_on; }
    void onEvent(ShopFloor& shop, const kernel::Event& event) override;
    void mixInto(kernel::Fingerprint& f) const override;

  private:
    enum EventKind : std::uint16_t { kChange, kTell, kReports }; // data: generation

    void writeReports(ShopFloor& shop);
    void tellWhen(const kernel::World& world, kernel::Json& out) const;
    // Looks back over the graphs: once, when everything has moved.
    kernel::Json follow(const kernel::World& world) const;

    bool m_on = false, m_happened = false;
    std::uint32_t m_generation = 0;
    std::uint32_t m_keysPerSecond = 0, m_bytes = 0, m_jobSeconds = 0; // of the report job
    std::uint32_t m_reports = 0;                                            // written
    kernel::SimTime m_at; // when it happened
    std::string m_fault, m_input, m_told; // JSON texts: values that are cloned with the world
};

} // namespace maylab::scenarios
