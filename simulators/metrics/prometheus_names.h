// What CloudWatch's metrics are called in Prometheus: one rule for the exposition, the HTTP API and exported dashboards.
//
//   gauge      aws_elasticache_cache_hits_sum{cache_cluster_id="shop-001"}     namespace _ metric _ statistic
//   counter    aws_elasticache_cache_hits_total                               ever growing, for rate()
//   histogram  lab_cache_latency_bucket{le="0.1"}, ..._sum, ..._count          for histogram_quantile()
//
// The namespace is lower-cased as one word, metric and dimension names turn into snake case (a capital after a small
// letter or a digit begins a word, so CPUUtilization is cpuutilization), everything that Prometheus does not
// allow becomes one underscore. Two CloudWatch names may fall together; that is for the caller to see.
// Source: sheet 3.3, whose shape is cloudwatch_exporter's.
#pragma once

#include "metrics/statistic.h"
#include "metrics/store.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace maylab::metrics {

// The gauge of an alarm's state: lab_alarm_state{alarm="...", state="OK|ALARM|INSUFFICIENT_DATA"}, 0 or 1.
inline constexpr std::string_view kAlarmStateMetric = "lab_alarm_state";

// "HealthyHostCount" -> "healthy_host_count"
std::string prometheusSnakeCase(std::string_view name);
// "CacheClusterId" -> "cache_cluster_id"; never empty, never beginning with a digit or "__".
std::string prometheusLabelName(std::string_view dimension);
// "Lab/Cache", "Hits" -> "lab_cache_hits"
std::string prometheusBaseName(std::string_view metricNamespace, std::string_view metric);
// "Sum" -> "sum", "SampleCount" -> "samplecount", "p99.9" -> "p99_9"
std::string prometheusStatistic(std::string_view statistic);
// "lab_cache_hits_sum"
std::string prometheusGaugeName(const SeriesKey& key, const Statistic& statistic);
// Names and values in the order of the dimensions.
std::vector<std::pair<std::string, std::string>> prometheusLabels(const Dimensions& dimensions);
// A label value between quotes, as the exposition and PromQL write it: \ " and line feeds escaped.
std::string prometheusQuoted(std::string_view value);

} // namespace maylab::metrics
