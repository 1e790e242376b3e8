// The operations of the CloudWatch door, one .cpp each. nowMs is the world's present, Unix milliseconds.
// Private to the room.
#pragma once

#include "kernel/service.h"
#include "metrics/alarm_book.h"
#include "metrics/promql/series.h"
#include "metrics/store.h"
#include "metrics/usage_meter.h"

#include <cstdint>

namespace maylab::metrics {

kernel::ApiResult putMetricData(MetricStore& store, const kernel::Json& input, std::int64_t nowMs);
kernel::ApiResult getMetricData(const MetricStore& store, const kernel::Json& input, std::int64_t nowMs);
kernel::ApiResult getMetricStatistics(const MetricStore& store, const kernel::Json& input,
                                      std::int64_t nowMs);
kernel::ApiResult listMetrics(const MetricStore& store, const kernel::Json& input, std::int64_t nowMs);

// Ours: what a bill is made from.
struct UsageView {
    const MetricStore& store;
    const AlarmBook& alarms;
    const LevelMeter& dashboards;
    const RequestMeter& requests;
};
kernel::ApiResult describeUsage(const UsageView& usage, std::int64_t nowMs);

// Ours: what Prometheus' HTTP API answers to {query, time} or {query, start, end, step}; its errorType is the code.
kernel::ApiResult queryPrometheus(const promql::SeriesSource& series, const kernel::Json& input, std::int64_t nowMs);

} // namespace maylab::metrics
