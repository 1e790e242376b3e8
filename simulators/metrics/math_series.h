// The operands of metric math: a time series on a grid of periods, and what can be done with one or several
// of them. A period without a data point holds NaN; no data point is ever NaN or infinite, so a result that
// would be is dropped.
//
// Missing points (sheet 2.7): between two series a point that only one of them has counts as 0 in the other,
// and there is none where neither has one; a scalar adds no points. Series with different periods meet on the
// finest grid that holds the stamps of both. Functions here know no errors: the evaluator checks types first.
#pragma once

#include "metrics/math_expression.h"
#include "metrics/published_view.h"
#include "metrics/store.h"

#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace maylab::metrics {

inline constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
inline bool isMissing(double v) {
    return v != v;
}

// Stamps start, start + period, ... in Unix seconds.
struct Grid {
    std::int64_t start = 0, period = 60;
    std::size_t count = 0;
    std::int64_t stamp(std::size_t i) const { return start + period * static_cast<std::int64_t>(i); }
    std::int64_t end() const { return stamp(count); }
    bool operator==(const Grid&) const = default;
};
// The part of a query's range in which data of that period can be readable; nothing outside of it is filled
// either.
Grid gridOf(const PublishedRange& range);
Grid commonGrid(const Grid& a, const Grid& b);

// The metric that a series was read from; series that were calculated one from one keep it.
struct SeriesOrigin {
    SeriesKey key;
    Statistic statistic;
};

struct Series {
    Grid grid;
    std::vector<double> values; // grid.count
    std::string label;
    std::shared_ptr<const SeriesOrigin> origin;
};

Series emptySeries(const Grid& grid, double value = kMissing);
// The series on another grid that holds its stamps.
Series onGrid(Series s, const Grid& grid);
// All on one grid; an empty array stays empty.
void align(std::span<Series* const> series);

double applyOperator(MathOperator op, double a, double b); // missing when dropped
Series combine(MathOperator op, Series a, Series b);
Series combine(MathOperator op, Series a, double b);
Series combine(MathOperator op, double a, Series b);

// --- one series in, one out ---
using Unary = double (*)(double);
Series mapValues(Series s, Unary f);
double absolute(double v);
double ceiling(double v);
double floorOf(double v);
double negated(double v);
double naturalLog(double v);
double log10Of(double v);
Series difference(Series s);     // DIFF
Series differenceTime(Series s); // DIFF_TIME
Series rate(Series s);
Series runningSum(Series s);
Series fillConstant(Series s, double v);
Series fillRepeat(Series s);
Series fillLinear(Series s);
Series fillFrom(Series s, Series filler);
enum class TimeField : std::uint8_t { Minute, Hour, Day, Date, Month, Year, Epoch };
Series timeField(Series s, TimeField field);

// --- aggregates ---
enum class Aggregate : std::uint8_t { Sum, Average, Minimum, Maximum, Deviation, Count };
double aggregate(Aggregate a, const Series& s);            // over the range; missing when there is no answer
Series aggregate(Aggregate a, std::vector<Series> series); // per stamp

} // namespace maylab::metrics
