// What log events said about metrics since the last publication: values by metric and time stamp, as PutMetricData takes
// them. Metric filters are aggregated by the minute of the event's time stamp, embedded metrics by the minute or second
// of theirs.
//
// A filter with a default value: the default is published for a minute that had events and no match. A silent minute
// has no datum. Source: sheet 2.8, golden/metrics/metric_filter_emission.json.
#pragma once

#include "logs/log_store.h"

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace maylab::logs {

struct MetricKey {
    std::string metricNamespace, name;
    std::vector<std::pair<std::string, std::string>> dimensions; // by name
    std::string unit = "None";
    int resolution = 60; // seconds, 1 or 60
    auto operator<=>(const MetricKey&) const = default;
};

class MetricBatch {
  public:
    using Counts = std::map<double, double>; // how often each value
    using Data = std::map<std::pair<MetricKey, std::int64_t>, Counts>; // by metric and Unix milliseconds

    void add(const MetricKey& metric, std::int64_t timestampMs, double value);
    // One event of a group with that filter.
    void see(const std::string& group, const std::string& filterName, const MetricFilter& filter, const LogEvent& event,
             MatchBuffer& buffer);

    bool empty() const { return m_data.empty() && m_unmatched.empty(); }
    // Everything so far, defaults included; the batch is empty afterwards.
    Data take();

  private:
    struct FilterMinute {
        std::string group, filter;
        std::int64_t minute;
        auto operator<=>(const FilterMinute&) const = default;
    };
    struct Default {
        MetricKey metric;
        double value = 0;
        bool matched = false;
    };

    Data m_data;
    std::map<FilterMinute, Default> m_unmatched; // of filters with a default value
};

} // namespace maylab::logs
