// The statistics' definitions written out over raw values, to compare the store's answers with.
#pragma once

#include <QtTest>

#include "kernel/rng.h"
#include "metrics_world.h"
#include "metrics/statistic.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <vector>

namespace maylab::testing {

using namespace metrics;
using nlohmann::json;

inline Statistic stat(const char* text) {
    auto s = Statistic::parse(text);
    if (!s) qFatal("%s", s.error().c_str());
    return *s;
}

inline const char* const kAllStatistics[] = {
    "SampleCount", "Sum",         "Average",    "Minimum",     "Maximum",     "p0",       "p10",     "p50",
    "p90",         "p99",         "p99.9",      "p100",        "tm90",        "tc90",     "ts90",    "wm90",
    "IQM",         "TM(10%:90%)", "WM(5%:95%)", "TC(20%:70%)", "TS(20%:70%)", "TM(80%:)", "TM(:30%)"};

inline bool close(double a, double b, double relative = 1e-9) {
    return std::abs(a - b) <= relative * std::max({1e-300, std::abs(a), std::abs(b)});
}

// The definitions of sheet 2.5 written out over the sorted raw values, as plainly as possible.
inline std::optional<double> naive(std::vector<double> v, const Statistic& s) {
    using Kind = Statistic::Kind;
    if (v.empty()) return std::nullopt;
    std::sort(v.begin(), v.end());
    const double sum = std::accumulate(v.begin(), v.end(), 0.0);
    const auto n = static_cast<std::int64_t>(v.size());
    switch (s.kind()) {
    case Kind::SampleCount:
        return static_cast<double>(n);
    case Kind::Sum:
        return sum;
    case Kind::Average:
        return sum / static_cast<double>(n);
    case Kind::Minimum:
        return v.front();
    case Kind::Maximum:
        return v.back();
    default:
        break;
    }
    if (v.front() < 0) return std::nullopt;
    const auto ceilShare = [&](std::int64_t share) { // in units small enough for 64 bits
        const std::int64_t p = share / 1'000'000;
        return (p * n + 999'999) / 1'000'000;
    };
    const auto floorShare = [&](std::int64_t share) { return share / 1'000'000 * n / 1'000'000; };
    if (s.kind() == Kind::Percentile)
        return v[static_cast<std::size_t>(std::max<std::int64_t>(1, ceilShare(s.upper())) - 1)];
    std::vector<double> kept;
    double winsorized = 0;
    if (s.percentBounds()) {
        const auto lo = static_cast<std::size_t>(floorShare(s.lower()));
        const auto hi = static_cast<std::size_t>(ceilShare(s.upper()));
        kept.assign(v.begin() + static_cast<std::ptrdiff_t>(lo), v.begin() + static_cast<std::ptrdiff_t>(hi));
        if (kept.empty() && s.kind() == Kind::WinsorizedMean) return std::nullopt;
        for (std::size_t i = 0; i < v.size() && !kept.empty(); ++i)
            winsorized += i < lo ? kept.front() : i >= hi ? kept.back() : v[i];
    } else {
        for (const double x : v) {
            if (x > s.from() && x <= s.to()) kept.push_back(x);
            winsorized += std::clamp(x, s.from(), s.to());
        }
    }
    const double keptSum = std::accumulate(kept.begin(), kept.end(), 0.0);
    switch (s.kind()) {
    case Kind::TrimmedCount:
        return static_cast<double>(kept.size());
    case Kind::TrimmedSum:
        return keptSum;
    case Kind::PercentileRank:
        return 100.0 * static_cast<double>(kept.size()) / static_cast<double>(n);
    case Kind::WinsorizedMean:
        return winsorized / static_cast<double>(n);
    default:
        break;
    }
    if (kept.empty()) return std::nullopt;
    return keptSum / static_cast<double>(kept.size());
}

inline bool sameAnswer(const std::optional<double>& got, const std::optional<double>& want, double relative = 1e-9) {
    return got.has_value() == want.has_value() && (!got || close(*got, *want, relative));
}

} // namespace maylab::testing
