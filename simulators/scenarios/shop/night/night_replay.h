// A recorded night (night_signal.h) played into CloudWatch, one datum a minute, and how the learner's alarms did over it.
//
//   StartReplay {signal}   begins at the next full minute; another one ends
//   DescribeReplay         how far it is; incidents, what was found and how late; for "gaps" how many of the four alarms said
//                          what the night needs; for "incidents" how many messages went out
//
// Alarms are the learner's own, by name:
//   cpu        shop-cpu-high
//   gaps       shop-heartbeat, shop-errors, shop-cpu, shop-batch
//   incidents  every action on an SNS topic counts as a message
// Verdicts are read from CloudWatch's own history of alarms. What other rules would have done is said when a replay is over.
// Source: labs outline, lab 2, steps 8 to 10.
#pragma once

#include "scenarios/shop/night/alarm_rehearsal.h"
#include "scenarios/shop/night/night_signal.h"
#include "scenarios/shop/workload.h"

#include <memory>
#include <vector>

namespace maylab::metrics {
class CloudWatchService;
}

namespace maylab::scenarios {

enum class NightRule : std::uint8_t { IncidentBegins, IncidentEnds, Finished };

class NightReplay final : public Workload {
  public:
    std::unique_ptr<Workload> clone() const override { return std::make_unique<NightReplay>(*this); }
    std::string_view name() const override { return "replay"; }
    std::span<const aws::OperationModel> operations() const override;
    std::span<const kernel::RuleInfo> rules() const override;
    void defineMetrics(kernel::MetricSink& metrics) override;
    kernel::ApiResult call(ShopFloor& shop, std::string_view operation, const kernel::Json& input) override;
    kernel::ApiResult describe(const kernel::World& world, std::string_view operation, const kernel::Json& input) const override;
    bool isOn() const override { return m_on; }
    void onEvent(ShopFloor& shop, const kernel::Event& event) override;
    void mixInto(kernel::Fingerprint& f) const override;

  private:
    enum EventKind : std::uint16_t { kMinute }; // data: generation

    bool isOver() const { return m_signal && m_minute >= m_signal->length(); }
    std::int64_t minuteUnixMs(const kernel::World& world, int minute) const;
    std::vector<metrics::AlarmState> statesOf(const kernel::World& world, std::string_view alarm) const;
    void describeCpu(const kernel::World& world, kernel::Json& out) const;
    void describeGaps(const kernel::World& world, kernel::Json& out) const;
    void describeMessages(const kernel::World& world, kernel::Json& out) const;

    bool m_on = false;
    std::uint32_t m_generation = 0;
    int m_minute = 0; // minutes whose data were published
    kernel::SimTime m_begun;
    kernel::StreamId m_stream = 0;
    std::shared_ptr<const NightSignal> m_signal;
    std::vector<kernel::MetricId> m_metrics; // of its channels
};

} // namespace maylab::scenarios
