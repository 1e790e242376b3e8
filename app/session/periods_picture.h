// The same data of one metric at four periods, each cut from the same beginning as GetMetricStatistics would.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace maylab::app {

struct PeriodsPicture {
    static constexpr std::array<int, 4> kPeriods{60, 300, 900, 3600}; // seconds

    bool present = false; // a metric was named
    std::string metricNamespace, metricName;
    std::string unit; // of its newest data; "None" has none
    std::string statistic; // "Sum", "Average", "Maximum", "p99"
    bool noStatistic = false; // there are data, but this statistic does not exist for them
    std::int64_t from = 0, to = 0; // Unix seconds; to == from: no data yet
    std::int64_t now = 0;

    // The learner's newest GetMetricStatistics for this metric; 0: none yet.
    std::uint64_t asked = 0; // which call it was
    std::string askedStatistic;
    int askedPeriod = 0;

    struct Row {
        int period = 60;
        std::vector<double> values; // from `from` on, one a period; NaN: no data
        int tallest = -1;           // the first of the largest; -1: none
    };
    std::array<Row, kPeriods.size()> rows;
};

} // namespace maylab::app
