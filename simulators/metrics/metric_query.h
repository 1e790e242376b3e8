// Queries for metrics and metric math as GetMetricData, alarms and dashboards ask them, and their answers.
// Plain structs.
//
// A query is either a metric with its statistic or an expression over the other queries. Its answer is one
// series or (METRICS(), SEARCH, ...) several, on grids of periods; see math_series.h. Data of several units
// are merged where a query names none.
//
// Errors: QueryError, a sentence for every expression that is wrong (Error in expression 'e1': ...); nothing
// of a wrong request is answered. "Invalid syntax" and "Function 'F' not found" are the service's words
// (observed), "Unsupported operand type(s)" too (general knowledge); the other texts and all positions are
// ours. Limits: kMaxMathPoints values in all series that an evaluation makes. Source: sheet 2.6, 2.7.
#pragma once

#include "metrics/math_series.h"
#include "metrics/store.h"

#include <tl/expected.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace maylab::metrics {

inline constexpr std::int64_t kDefaultExpressionPeriod = 300; // when nothing in the request has a period
inline constexpr std::size_t kMaxMathPoints = 30'000'000;

struct MetricStat {
    SeriesKey key;
    Statistic statistic;
    std::int64_t period = 60;
    std::optional<Unit> unit;
};

struct MetricQuery {
    std::string id;
    std::optional<MetricStat> metric; // or
    std::string expression;
    std::optional<std::int64_t> period; // of an expression
    std::optional<std::string> label;
    bool returnData = true;
};

struct QueryWindow { // Unix milliseconds
    std::int64_t start = 0, end = 0, now = 0;
};

struct QueryAnswer {
    std::vector<Series> series; // their labels are without the query's own label
    bool array = false;         // the expression's type; an array may hold one series
};

struct QueryError {
    std::vector<std::string> sentences;
};

// The metric's name; where another metric of the list has the same, what tells them apart: values of the
// dimensions, statistic.
std::vector<std::string> defaultLabels(std::span<const MetricStat* const> metrics);

// One answer a query; none for those without returnData, nor for metrics unless they are wanted.
tl::expected<std::vector<QueryAnswer>, QueryError> evaluateQueries(const MetricStore& store,
                                                                   std::span<const MetricQuery> queries,
                                                                   const QueryWindow& window,
                                                                   bool wantMetrics = true);

} // namespace maylab::metrics
