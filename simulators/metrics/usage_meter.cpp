#include "metrics/usage_meter.h"

#include "metrics/alarm.h"
#include "metrics/published_view.h"

#include <algorithm>

namespace maylab::metrics {
namespace {

constexpr std::int64_t kHour = 3600;
constexpr double kMetricsOfABand = 3; // the metric and both bounds

} // namespace

void CustomMetricMeter::received(std::uint32_t series, std::int64_t nowUnix, std::int32_t windowSeconds) {
    if (series >= m_of.size()) m_of.resize(series + 1);
    Entry& e = m_of[series];
    if (e.last == kNever || floorTo(e.last, kHour) != floorTo(nowUnix, kHour)) ++m_hours;
    e = {nowUnix, windowSeconds};
}

std::size_t CustomMetricMeter::running(std::int64_t nowUnix) const {
    return static_cast<std::size_t>(std::count_if(m_of.begin(), m_of.end(), [&](const Entry& e) { return e.last != kNever && nowUnix - e.last < e.window; }));
}

void AlarmMeter::change(std::int64_t nowMs, const AlarmDefinition* before, const AlarmDefinition* after) {
    if (before != nullptr) add(nowMs, *before, -1);
    if (after != nullptr) add(nowMs, *after, 1);
}

void AlarmMeter::add(std::int64_t nowMs, const AlarmDefinition& d, double sign) {
    if (d.composite) m_composite.change(nowMs, sign);
    if (!d.metric) return;
    const MetricAlarmRule& rule = *d.metric;
    double metrics = 1;
    if (!rule.queries.empty()) {
        metrics = static_cast<double>(std::count_if(rule.queries.begin(), rule.queries.end(), [](const MetricQuery& q) { return q.metric.has_value(); }));
    }
    if (rule.band) metrics *= kMetricsOfABand;
    (rule.metric.period < 60 ? m_highResolution : m_standard).change(nowMs, sign * metrics);
}

} // namespace maylab::metrics
