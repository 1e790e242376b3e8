// What a dimension scheme multiplies to, what that costs, and which questions it answers.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace maylab::app {

struct DimensionsPicture {
    bool present = false;
    std::string metricNamespace;
    struct Dimension {
        std::string name;
        std::uint32_t values = 0;
    };
    struct Set { // of one metric name: every combination of values is a metric
        std::string metric;
        std::vector<Dimension> scheme; // empty: published without dimensions
        std::uint64_t metrics = 0;     // 0: not published
    };
    std::vector<Set> sets;
    std::uint64_t metrics = 0;
    double monthly = 0; // USD
    struct Tier { // of the bill
        std::uint64_t metrics = 0;
        double each = 0; // USD a month
    };
    std::vector<Tier> bill;
    std::string priceRegion, priceSeen; // "us-east-1", "2022-04-29"
    struct Answer {
        std::string question; // "errors-by-endpoint", "latency-by-zone"
        bool answered = false;
    };
    std::vector<Answer> answers;

    // The targets of the lab step.
    static constexpr std::uint64_t kMetricsTarget = 60;
    static constexpr double kMonthlyTarget = 20;
};

} // namespace maylab::app
