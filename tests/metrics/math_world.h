// A world with metrics whose values stand in rows, and metric math asked of it. Times in Unix seconds.
#pragma once

#include <QtTest>

#include "metrics_world.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace maylab::testing {

using nlohmann::json;

inline bool close(double a, double b) {
    return std::abs(a - b) <= 1e-9 * std::max({1.0, std::abs(a), std::abs(b)});
}

constexpr std::int64_t kStart = 1'767'312'000; // 2026-01-02T00:00:00Z
using Input = std::vector<std::optional<double>>;

inline void publish(MetricsWorld& w, json data) {
    for (std::size_t i = 0; i < data.size(); i += 1000) {
        json part = json::array();
        for (std::size_t k = i; k < std::min(i + 1000, data.size()); ++k)
            part.push_back(data[k]);
        const auto put = w.call("PutMetricData", {{"Namespace", "Golden"}, {"MetricData", part}});
        if (!put) qFatal("PutMetricData: %s", put.error().message.c_str());
    }
}

// Metrics "M" that differ in the dimension Id, with these values one a period; the present is the end of
// them.
struct MathWorld {
    std::int64_t start, period, end;
    MetricsWorld w;
    json queries = json::array();

    MathWorld(const std::map<std::string, Input>& inputs, std::int64_t startUnix = kStart,
              std::int64_t periodSeconds = 60)
        : start(startUnix)
        , period(periodSeconds)
        , end(start + period * static_cast<std::int64_t>(inputs.empty() ? 3 : inputs.begin()->second.size()))
        , w(end * 1000) {
        json data = json::array();
        for (const auto& [id, values] : inputs) {
            const json dimensions = {{{"Name", "Id"}, {"Value", id}}};
            for (std::size_t i = 0; i < values.size(); ++i)
                if (values[i])
                    data.push_back({{"MetricName", "M"},
                                    {"Dimensions", dimensions},
                                    {"Timestamp", start + period * static_cast<std::int64_t>(i)},
                                    {"Value", *values[i]}});
            queries.push_back(
                {{"Id", id},
                 {"Label", id},
                 {"ReturnData", false},
                 {"MetricStat",
                  {{"Metric", {{"Namespace", "Golden"}, {"MetricName", "M"}, {"Dimensions", dimensions}}},
                   {"Period", period},
                   {"Stat", "Sum"}}}});
        }
        publish(w, data);
    }
    kernel::ApiResult ask(json added) {
        json all = queries;
        for (const json& query : added)
            all.push_back(query);
        return w.call("GetMetricData", {{"StartTime", start},
                                        {"EndTime", end},
                                        {"ScanBy", "TimestampAscending"},
                                        {"MetricDataQueries", all}});
    }
    kernel::ApiResult evaluate(const std::string& expression) {
        return ask({{{"Id", "result"}, {"Expression", expression}}});
    }
    std::string refusal(const std::string& expression) {
        const auto got = evaluate(expression);
        return got ? "answered" : got.error().code + ": " + got.error().message;
    }
    // The values of a result, null where a period has none.
    json row(const json& result) const {
        json out = json::array();
        for (std::int64_t t = start; t < end; t += period)
            out.push_back(nullptr);
        for (std::size_t i = 0; i < result["Values"].size(); ++i) {
            std::int64_t ms = 0;
            if (!kernel::parseIso8601(result["Timestamps"][i].get<std::string>(), ms)) return "bad time";
            const std::int64_t at = (ms / 1000 - start) / period;
            if (at < 0 || at >= static_cast<std::int64_t>(out.size()) ||
                !out[static_cast<std::size_t>(at)].is_null())
                return "bad stamp";
            out[static_cast<std::size_t>(at)] = result["Values"][i];
        }
        return out;
    }
    json rowOf(const std::string& expression) {
        const auto got = evaluate(expression);
        if (!got) return got.error().message;
        if ((*got)["MetricDataResults"].size() != 1) return "not one result";
        return row((*got)["MetricDataResults"][0]);
    }
    json labelsOf(const json& added) {
        const auto got = ask(added);
        if (!got) return got.error().message;
        json labels = json::array();
        for (const json& r : (*got)["MetricDataResults"])
            labels.push_back(r["Label"]);
        return labels;
    }
};

inline bool sameRow(const json& got, const json& want) {
    if (!got.is_array() || got.size() != want.size()) return false;
    for (std::size_t i = 0; i < got.size(); ++i) {
        if (got[i].is_null() != want[i].is_null()) return false;
        if (!got[i].is_null() && !close(got[i].get<double>(), want[i].get<double>())) return false;
    }
    return true;
}

} // namespace maylab::testing
