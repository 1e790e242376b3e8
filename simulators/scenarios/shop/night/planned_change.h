// Something that happens to the shop at a moment nobody is told, and what followed in which order.
//
//   PlanChange {fault, input, earliestMinute, latestMinute}   the fault (faults.h) comes at some minute between
//   DescribeChange                                            when it was, what moved first, and how hit ratio and p95 go together
//
// Followed are, from five minutes before the change on, second by second: evictions, the hit ratio (below its usual by 0.05),
// connections waiting (5 and more), p99 (twice its usual). Told is nothing before it has happened and four minutes have passed.
// The rank correlation is Spearman's, over ten-second values. Source: labs outline, lab 2, steps 7 and 13.
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
    enum EventKind : std::uint16_t { kChange }; // data: generation

    bool m_on = false, m_happened = false;
    std::uint32_t m_generation = 0;
    kernel::SimTime m_planned, m_at;
    std::string m_fault, m_input; // JSON text: a value that is cloned with the world
};

} // namespace maylab::scenarios
