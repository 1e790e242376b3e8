// The learner's dashboard and PromQL as they are judged: what stands on the board, whether its targets answer, and whether a
// hit ratio in PromQL says what the metrics say.
//
//   DescribeBoard {DashboardName}   kinds of panels, targets and how many of them answer, annotations, widgets with a right axis, asked in another Region, graphs with two units on one,
//                                   messages of the last PutDashboard; the last QueryPrometheus against the truth
//
// All of it is read from CloudWatch and from the calls that were made; this part of the shop has no state.
// Source: labs outline, lab 2, steps 13 and 14.
#pragma once

#include "scenarios/shop/workload.h"

namespace maylab::scenarios {

class NightBoard final : public Workload {
  public:
    std::unique_ptr<Workload> clone() const override { return std::make_unique<NightBoard>(*this); }
    std::string_view name() const override { return "board"; }
    std::span<const aws::OperationModel> operations() const override;
    void defineMetrics(kernel::MetricSink&) override {}
    kernel::ApiResult call(ShopFloor& shop, std::string_view operation, const kernel::Json& input) override;
    kernel::ApiResult describe(const kernel::World& world, std::string_view operation, const kernel::Json& input) const override;
    bool isOn() const override { return false; }
    void onEvent(ShopFloor&, const kernel::Event&) override {}
    void mixInto(kernel::Fingerprint&) const override {}
};

} // namespace maylab::scenarios
