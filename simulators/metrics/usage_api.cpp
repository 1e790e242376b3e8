// DescribeUsage, ours; AWS has it in its billing reports.
// {} -> {"Items": [{"Item", "Quantity", "Running"}]}: of what is billed by the month the hours so far and how many there are
// now, of everything else how often it happened.
#include "metrics/operations.h"

#include <nlohmann/json.hpp>

namespace maylab::metrics {

using kernel::Json;

kernel::ApiResult describeUsage(const UsageView& u, std::int64_t nowMs) {
    Json items = Json::array();
    const auto monthly = [&](const char* item, double hours, double running) {
        items.push_back({{"Item", item}, {"Quantity", hours}, {"Running", running}});
    };
    const auto level = [&](const char* item, const LevelMeter& m) { monthly(item, m.hours(nowMs), m.level()); };
    const CustomMetricMeter& custom = u.store.customMetrics();
    monthly("CustomMetric", static_cast<double>(custom.metricHours()), static_cast<double>(custom.running(nowMs / 1000)));
    level("StandardAlarm", u.alarms.meter().standard());
    level("HighResolutionAlarm", u.alarms.meter().highResolution());
    level("CompositeAlarm", u.alarms.meter().composite());
    level("Dashboard", u.dashboards);
    items.push_back({{"Item", "Request"}, {"Quantity", u.requests.requests}});
    items.push_back({{"Item", "MetricRequested"}, {"Quantity", u.requests.metricsRequested}});
    return Json{{"Items", std::move(items)}};
}

} // namespace maylab::metrics
