// A dashboard as the Classic JSON that Grafana imports, for its Prometheus or its CloudWatch data source.
//
// Shape: schemaVersion 39, 24 columns without overlap, panel ids from 1, refIds A, B, ..., data sources by type and uid of an
// input (${DS_LAB_PROM}, ${DS_LAB_CW}), absolute time, no refresh. A target keeps its words: a PromQL row stays PromQL, a
// query of logs goes to CloudWatch, and metric math that PromQL has no words for goes to CloudWatch in a mixed panel.
// Horizontal annotations become thresholds, the right axis an override, variables `$id`. Messages (none refuses) say with
// the path of the body what Grafana shows differently. Source: sheet 3.1, 3.3; golden/metrics/grafana_*.json.
#pragma once

#include "metrics/dashboards/dashboard_body.h"
#include "metrics/metric_query.h"

#include <string>
#include <string_view>
#include <vector>

namespace maylab::metrics {

enum class GrafanaSource : std::uint8_t { Prometheus, CloudWatch };

struct GrafanaExport {
    std::string json;
    std::vector<DashboardMessage> messages;
};

// name: title and uid where the body has none. store: for labels that tell metrics apart; may be null.
GrafanaExport exportGrafana(const Dashboard& dashboard, std::string_view name, GrafanaSource source, const QueryWindow& window, const MetricStore* store);

} // namespace maylab::metrics
