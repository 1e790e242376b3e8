// Rows of PromQL, answered from series as Grafana asks Prometheus: a range aligned to the step, or the instant of the range's
// end. A legend {{label}} is filled in; without one the series' name and labels stand there.
// Errors: the sentences of Prometheus. Source: sheet 3.2, 3.4.
#pragma once

#include "metrics/dashboards/widget_evaluation.h"
#include "metrics/promql/series.h"

namespace maylab::metrics {

// series outlives what comes back.
OtherSources::Promql promqlReader(const promql::SeriesSource& series);

} // namespace maylab::metrics
