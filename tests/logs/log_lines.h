// Log events and metric filters as the tests of this room write them.
#pragma once

#include "logs_world.h"

#include <string>
#include <utility>

namespace maylab::testing {

using nlohmann::json;

constexpr std::int64_t kSecondMs = 1000, kHourMs = 3'600'000, kDayMs = 86'400'000;

inline json line(std::int64_t timestamp, const std::string& message) {
    return {{"timestamp", timestamp}, {"message", message}};
}

inline json metricFilter(const std::string& pattern, const json& transformation) {
    json t = {{"metricName", "M"}, {"metricNamespace", "N"}, {"metricValue", "1"}};
    t.update(transformation);
    return {{"logGroupName", LogsWorld::kGroup}, {"filterName", "f"}, {"filterPattern", pattern}, {"metricTransformations", {t}}};
}

// The sum of a metric over the last hours, and how many values there were.
inline std::pair<double, double> sumOf(LogsWorld& w, const char* ns, const char* name, const json& dimensions = json::array()) {
    const json reply = w.must("GetMetricStatistics",
                              {{"Namespace", ns},
                               {"MetricName", name},
                               {"Dimensions", dimensions},
                               {"StartTime", kernel::formatIso8601(w.now() - 6 * kHourMs)},
                               {"EndTime", kernel::formatIso8601(w.now() + kHourMs)},
                               {"Period", 60},
                               {"Statistics", {"Sum", "SampleCount"}}},
                              "cloudwatch");
    std::pair<double, double> out;
    for (const json& p : reply["Datapoints"]) {
        out.first += p["Sum"].get<double>();
        out.second += p["SampleCount"].get<double>();
    }
    return out;
}

} // namespace maylab::testing
