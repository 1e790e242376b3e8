// Eight strips of data points, each with an alarm's rule: which state comes out? Predicted first, then evaluated by the same
// code as the alarms (metrics/alarm_evaluation.h). A round that was evaluated takes no more predictions; the next one brings
// other strips, so that nobody fiddles to right answers. Rounds are the same for everybody.
//
//   PredictStrip {strip, state}   OK, ALARM, INSUFFICIENT_DATA, or KEEP: the state it had
//   EvaluateStrips                says all eight
//   DealStrips                    the next round
//   DescribeStrips                strips, predictions, and after Evaluate the states
//
// Source: labs outline, lab 2, step 9; metrics sheet 2.2.
#pragma once

#include "metrics/alarm_evaluation.h"
#include "scenarios/shop/workload.h"

#include <array>

namespace maylab::scenarios {

class AlarmStrips final : public Workload {
  public:
    static constexpr std::size_t kStrips = 8;
    enum class Prediction : std::uint8_t { None, Ok, Alarm, InsufficientData, Keep };

    struct Strip {
        const char* points = ""; // oldest first: X breaches, 0 does not, - is missing
        metrics::MissingData treat = metrics::MissingData::Missing;
        metrics::AlarmState previous = metrics::AlarmState::Ok;
    };

    std::unique_ptr<Workload> clone() const override { return std::make_unique<AlarmStrips>(*this); }
    std::string_view name() const override { return "strips"; }
    std::span<const aws::OperationModel> operations() const override;
    void defineMetrics(kernel::MetricSink&) override {}
    kernel::ApiResult call(ShopFloor& shop, std::string_view operation, const kernel::Json& input) override;
    kernel::ApiResult describe(const kernel::World& world, std::string_view operation, const kernel::Json& input) const override;
    bool isOn() const override { return m_on; }
    void onEvent(ShopFloor&, const kernel::Event&) override {}
    void mixInto(kernel::Fingerprint& f) const override;

  private:
    bool isRight(std::size_t i) const;
    int right() const;

    bool m_on = false, m_evaluated = false;
    std::uint32_t m_round = 1;
    int m_best = 0; // most right answers of a round so far
    std::array<Prediction, kStrips> m_predictions{};
};

} // namespace maylab::scenarios
