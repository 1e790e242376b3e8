// The anomaly band: what a metric is expected to be, from its last 14 days. The service's model (season by
// hour, day and week, and trend) is proprietary; this one is ours and simpler, and says so wherever it is
// drawn.
//
// The band at t is the mean plus and minus k deviations of what the metric was, before t, in the same minute
// of the week; where that is fewer than two values, in the same minute of the day; where that too is fewer,
// in the same hour of the day. Fewer than two there: no band. The deviation is the population's. Never below
// 0 for values that never were. Periods stand in for minutes.
// Source: sheet 2.7 (stand-in), golden/metrics/metric_math.json.
#pragma once

#include "metrics/math_series.h"

#include <optional>
#include <span>

namespace maylab::metrics {

inline constexpr std::int64_t kBandHistory = 14 * kDay;
inline constexpr double kBandDeviations = 2;
inline constexpr const char* kBandModelNote =
    "The anomaly band is this simulator's own model, not the one of CloudWatch.";

struct Band {
    double upper = 0, lower = 0;
};
// Of the values of one slot; nothing below two.
std::optional<Band> bandOf(std::span<const double> values, double deviations);

struct BandSeries {
    Series upper, lower;
};
// history: the series over a grid of the same period that begins kBandHistory before `grid` and reaches its
// end.
BandSeries anomalyBand(const Series& history, const Grid& grid, double deviations);

} // namespace maylab::metrics
