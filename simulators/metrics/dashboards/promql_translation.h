// A metric, or metric math over metrics, said in PromQL against the names of prometheus_names.h.
//
// Each reference becomes sum(...) of its series, so that operands always match. A missing side counts as 0 in metric math
// and drops the point in PromQL; that is not translated. Periods above a minute become averages over the period (times the
// minutes, for Sum and SampleCount). Nothing comes back where PromQL has no word for it: SEARCH, bands, IF, MIN and MAX of
// several series, DIFF and RATE (whose operand is a gauge there). Source: sheet 2.7, 3.3, 3.4.
#pragma once

#include "metrics/metric_query.h"

#include <optional>
#include <span>
#include <string>

namespace maylab::metrics {

// lab_cache_hits_sum{node="a"}; a value with $ in it is matched as a pattern. With a store, labels that only other metrics of
// that name have are said to be absent.
std::string promqlSelector(const SeriesKey& key, const Statistic& statistic, const MetricStore* store);
std::string promqlOf(const MetricStat& metric, const MetricStore* store);
// The rising counts of its histogram over each period, by bucket, as a heat map wants them: sum by (le) (increase(...)).
// Nothing where no metric of that name has one.
std::optional<std::string> promqlBucketsOf(const MetricStat& metric, const MetricStore* store);
// Of the expression with that index, which may refer to the other queries.
std::optional<std::string> promqlOf(std::span<const MetricQuery> queries, std::size_t index, const MetricStore* store);

} // namespace maylab::metrics
