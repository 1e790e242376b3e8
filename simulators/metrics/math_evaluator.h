// The value of an expression: types, functions and their errors. Private to the room; metric_query.h is the
// way in.
//
//   S a number (missing: no answer), TS a series, TS[] an array of series
//   arithmetic  S S, S TS, TS TS, S TS[], TS TS[]; comparisons and AND, OR  S S, S TS, TS TS
//   functions   the list in sheet 2.7; what a function takes stands in math_functions.cpp
// Types do not depend on data, so an expression that is wrong is refused whatever the metrics hold. Errors:
// MathError.
#pragma once

#include "metrics/math_expression.h"
#include "metrics/math_series.h"
#include "metrics/metric_query.h"

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace maylab::metrics {

using SeriesArray = std::vector<Series>;
using MathValue = std::variant<double, Series, SeriesArray>;
template <class T = MathValue>
using MathResult = tl::expected<T, MathError>;

inline tl::unexpected<MathError> mathError(const MathNode& at, std::string text) {
    return tl::unexpected(MathError{at.at, std::move(text)});
}

// f over a series or every series of an array.
template <class F>
MathValue forEachSeries(MathValue v, F f) {
    if (auto* s = std::get_if<Series>(&v)) return f(std::move(*s));
    for (Series& s : std::get<SeriesArray>(v))
        s = f(std::move(s));
    return v;
}

// The index of the query with that id.
std::optional<std::size_t> findQuery(std::span<const MetricQuery> queries, std::string_view id);

class MathEvaluator {
  public:
    // expressions: beside queries; null for metrics.
    MathEvaluator(const MetricStore& store, std::span<const MetricQuery> queries,
                  std::span<const MathExpression* const> expressions, const QueryWindow& window);

    // Reads the metric once.
    const Series& metric(std::size_t query);
    // What an expression's query refers to must have been evaluated or set before.
    MathResult<> evaluate(std::size_t query);
    void set(std::size_t query, MathValue value) { m_values[query] = std::move(value); }

  private:
    friend class MathFunctions;

    MathResult<> value(NodeIndex i);
    MathResult<> binary(const MathNode& n);
    MathResult<> call(const MathNode& n);
    MathResult<> reference(const MathNode& n);
    MathResult<> band(const MathNode& n);
    MathResult<> search(const MathNode& n);
    Series read(SeriesId id, const MetricStat& stat, const Grid& grid);
    Grid grid(std::int64_t period) const;
    std::int64_t ownPeriod() const;
    MathResult<> charge(MathResult<> value, const MathNode& n);
    // Nothing, or why these cannot all be brought on one grid: a grid of seconds over months is refused
    // before it is made.
    std::optional<MathError> tooMany(std::span<const Series* const> series, const MathNode& n) const;

    const MetricStore& m_store;
    std::span<const MetricQuery> m_queries;
    std::span<const MathExpression* const> m_expressions;
    QueryWindow m_window;
    std::vector<std::string> m_labels;              // of metrics
    std::vector<std::optional<Series>> m_metrics;   // read so far
    std::vector<std::optional<MathValue>> m_values; // of expressions
    std::size_t m_current = 0;
    std::size_t m_points = 0;
    std::size_t m_searches = 0, m_found = 0;
    bool m_insideBand = false;
    int m_bandDepth = 0;
    std::int64_t m_before = 0; // seconds of history before the window that series also cover
};

} // namespace maylab::metrics
