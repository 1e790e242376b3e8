// The texts of answers: JSON of the HTTP API, and the lines of the text exposition.
#pragma once

#include "metrics/promql/evaluator.h"

#include <set>
#include <string>
#include <string_view>

namespace maylab::metrics::promql {

std::string jsonText(std::string_view text); // with its quotes; what is no UTF-8 becomes U+FFFD
std::string labelsJson(const Labels& labels);
std::string listJson(const std::set<std::string>& texts);
// {"resultType":"vector","result":[...]}; a string's time is that one.
std::string resultText(const QueryResult& result, std::int64_t time);

// {a="1",b="x"}, or nothing.
std::string expositionLabels(const Labels& labels);

} // namespace maylab::metrics::promql
