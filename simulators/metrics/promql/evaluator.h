// What a PromQL expression is at an instant, or at every step of a range.
//
// Pure: the source is asked once for each selector, then each step is computed from what it gave. Times are Unix
// milliseconds. Windows are open on the left, (t - range, t], as from Prometheus 3.0 on, and so is the look back of an
// instant selector; Edges::Closed is 2.x, [t - range, t].
// Errors: EvaluationProblem with the words of Prometheus 2.42. Bounds: QueryOptions::maxSamples read in all.
// Source: sheet 3.4.
#pragma once

#include "metrics/promql/expression.h"
#include "metrics/promql/series.h"

#include <cstdint>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace maylab::metrics::promql {

enum class Edges : std::uint8_t { LeftOpen, Closed };

struct QueryOptions {
    Edges edges = Edges::LeftOpen;
    std::int64_t lookback = 300'000;
    std::int64_t subqueryStep = 60'000; // where a subquery names none
    std::uint64_t maxSamples = 50'000'000;
};

struct EvaluationProblem {
    std::string text;
};

struct QueryResult {
    ValueType type = ValueType::None;
    std::string text; // String
    // Scalar: one without labels, one sample. Vector: one sample each. Matrix: by labels.
    std::vector<Series> series;
};

tl::expected<QueryResult, EvaluationProblem> evaluateAt(const Expression& e, const SeriesSource& source, std::int64_t time,
                                                        const QueryOptions& options = {});
// Of a scalar or vector; always a matrix. step > 0.
tl::expected<QueryResult, EvaluationProblem> evaluateRange(const Expression& e, const SeriesSource& source,
                                                           std::int64_t start, std::int64_t end, std::int64_t step,
                                                           const QueryOptions& options = {});

} // namespace maylab::metrics::promql
