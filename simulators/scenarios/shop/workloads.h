// The workloads that a shop has, in one list. A new one is a file and a line in workloads.cpp; add at the end, since a
// workload's place numbers its events.
#pragma once

#include "aws/shape.h"
#include "kernel/metric_sink.h"
#include "scenarios/shop/workload.h"

#include <span>
#include <vector>

namespace maylab::scenarios {

std::vector<WorkloadBox> makeWorkloads();

// The metrics that exist once their workload is switched on.
void defineWorkloadMetrics(kernel::MetricSink& metrics);

} // namespace maylab::scenarios
