// CloudWatch as a service of a world, door "cloudwatch": PutMetricData, GetMetricData,
// GetMetricStatistics, ListMetrics, alarms and dashboards. It closes each second of the world's MetricSink at t = 1 s, 2 s, ... and then
// evaluates the alarms that are due. What an alarm does goes through the doors of the world: an ARN of SNS to "sns"
// Publish, of Lambda to "lambda" Invoke, of Systems Manager to "ssm"; a world without that service notes the failure.
//
// Limits, codes and texts: sheet 2.1, 2.6, golden/metrics/api_errors.json. Times in replies are ISO 8601 UTC.
#pragma once

#include "aws/throttle.h"
#include "kernel/service.h"
#include "kernel/world.h"
#include "metrics/alarm_book.h"
#include "metrics/dashboards/dashboard_book.h"
#include "metrics/dashboards/widget_evaluation.h"
#include "metrics/operations.h"
#include "metrics/store.h"

#include <memory>

namespace maylab::metrics {

class CloudWatchService final : public kernel::Service {
  public:
    static constexpr std::string_view kName = "cloudwatch";

    CloudWatchService();

    std::string_view name() const override { return kName; }
    std::unique_ptr<kernel::Service> clone() const override;
    void start(kernel::World& world) override;
    void onEvent(kernel::World& world, const kernel::Event& event) override;
    kernel::MaybeResult call(kernel::World& world, const kernel::Call& call) override;
    kernel::ApiResult peek(const kernel::World& world, std::string_view operation,
                           const kernel::Json& input) const override;
    void onReply(kernel::World& world, std::uint64_t token, const kernel::ApiResult& result) override;
    void mixInto(kernel::Fingerprint& f) const override;

    const MetricStore& store() const { return m_store; }
    const AlarmBook& alarms() const { return m_alarms; }
    const DashboardBook& dashboards() const { return m_dashboards; }
    // What a dashboard's widgets are evaluated against; as long as the service is not moved.
    WidgetSources widgetSources(const kernel::World& world) const;

  private:
    enum EventKind : std::uint16_t { kTick = 1 };

    struct SentAction {
        std::uint64_t token;
        AlarmAction action;
        std::string published; // of SNS, as the history shows it
    };

    UsageView usage() const { return {m_store, m_alarms, m_dashboardMeter, m_requests}; }
    // QueryPrometheus: PromQL over everything that is measured.
    kernel::ApiResult promql(const kernel::World& world, const kernel::Json& input) const;
    // Sends what alarms ask for to whom it is for.
    void act(kernel::World& world);

    kernel::ServiceId m_id = 0;
    MetricStore m_store;
    AlarmBook m_alarms;
    DashboardBook m_dashboards;
    std::vector<SentAction> m_sent; // until their reply comes
    LevelMeter m_dashboardMeter;
    RequestMeter m_requests;
    std::uint64_t m_nextToken = 0;
    aws::ThrottleBucket m_putThrottle;
};

// Null when a world has none.
const CloudWatchService* cloudWatchOf(const kernel::World& world);
// The store of a world that has a CloudWatchService.
const MetricStore& storeOf(const kernel::World& world);

} // namespace maylab::metrics
