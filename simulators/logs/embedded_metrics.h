// The embedded metric format: a log event that is a JSON object with a member "_aws" says which of its other members are
// metrics and dimensions.
//
// A document that breaks a rule is a log event like any other and makes no metric at all: a target that is not there, is
// nested or of the wrong type, more than 100 metrics in a directive, more than 30 keys in a dimension set, an unknown
// unit. Every dimension set makes metrics of its own. Members that the format does not know are ignored.
// Source: sheet 2.9, golden/metrics/emf.json.
#pragma once

#include "logs/metric_batch.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace maylab::logs {

struct EmbeddedMetric {
    MetricKey metric;
    std::int64_t timestamp = 0; // Unix milliseconds
    std::vector<double> values;
};

std::vector<EmbeddedMetric> embeddedMetrics(std::string_view message);

} // namespace maylab::logs
