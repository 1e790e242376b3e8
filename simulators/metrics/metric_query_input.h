// MetricDataQueries of a request as plain queries, refused the way the service does it. Private to the room.
#pragma once

#include "metrics/api_input.h"
#include "metrics/metric_query.h"

#include <string>
#include <vector>

namespace maylab::metrics {

// list: an array, named so in the request. What is wrong is noted; the ids are checked to differ.
std::vector<MetricQuery> readMetricQueries(const Json& list, const std::string& name, Problems& problems);

} // namespace maylab::metrics
