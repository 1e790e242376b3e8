// How often which value occurred, period by period. Where a period does not know its values (negative ones, a statistic set),
// all of them are counted at their mean. Private to the room.
#pragma once

#include "metrics/dashboards/widget_evaluation.h"

namespace maylab::metrics {

// Of the metrics among the queries, added up.
WidgetHeatmap heatmapOf(const MetricStore& store, const std::vector<MetricQuery>& queries, const QueryWindow& window);

// Of a Prometheus histogram, whose buckets count what is at most le. Into a heat map that has nothing yet; others stay as they are.
void addBuckets(const std::vector<OtherSources::Labelled>& series, std::int64_t period, WidgetHeatmap& out);

} // namespace maylab::metrics
