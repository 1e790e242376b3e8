// PromQL's functions: what each takes and gives, and what it computes.
//
// A function of one of these kinds is computed for each element or each range; the rest (absent, label_replace,
// histogram_quantile, ...) needs whole vectors and is in the evaluator.
// Source: sheet 3.4; formulas checked against Prometheus 2.42.
#pragma once

#include "metrics/promql/expression.h"
#include "metrics/promql/series.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace maylab::metrics::promql {

// The samples of one series in a window, and the window.
struct Window {
    std::span<const Sample> samples;
    std::int64_t from = 0, to = 0; // milliseconds; `to` is the instant less the offset
    std::int64_t at = 0;           // the instant itself
};
// Nothing: the series has no value at that instant.
using RangeFunction = std::optional<double> (*)(const Window& window, std::span<const double> scalars);
using ElementFunction = double (*)(double value);

struct Function {
    std::string_view name;
    std::vector<ValueType> arguments;
    int variadic = 0; // 0: exactly these; n: up to n - 1 beyond those less one; -1: any number
    ValueType result = ValueType::Vector;
    RangeFunction overRange = nullptr;
    ElementFunction ofElement = nullptr;
};

// Null when there is none.
const Function* findFunction(std::string_view name);
// All of them, by name.
std::span<const Function> allFunctions();

double quantileOf(double q, std::vector<double>& values); // sorts them

struct Bucket {
    double upperBound = 0, count = 0;
};
double histogramQuantile(double q, std::vector<Bucket> buckets);

} // namespace maylab::metrics::promql
