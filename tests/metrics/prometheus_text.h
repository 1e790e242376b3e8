// Series from text in the exposition format, with times in seconds as OpenMetrics has them.
#pragma once

#include "metrics/promql/series.h"

#include <map>
#include <string>
#include <vector>

namespace maylab::testing {

std::vector<metrics::promql::Series> seriesFromText(const std::vector<std::string>& lines);

// One sample as a scrape reads it: everything before the value, and the value.
std::map<std::string, double> samplesFromText(const std::string& text);

} // namespace maylab::testing
