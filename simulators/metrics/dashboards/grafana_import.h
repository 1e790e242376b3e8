// Grafana's dashboard JSON as a dashboard of ours: Classic, or Classic inside the V1 resource.
//
// What Grafana's import refuses is refused, with the JSON path: no JSON, tags that are no list of texts, no title or one
// above 5,000 characters, a uid above 40 characters or with other characters, a refresh below 5 s, a message above 500 characters; and what
// breaks the model's structure (grid of 24 columns, unique ids and refIds, thresholds in order). Those sentences that
// Grafana itself shows are its own. What we cannot show becomes a message that does not refuse: other panel types (a text says
// so), other data sources (the target is left out). What we do not draw travels along (properties.grafana) and is exported again.
// Source: sheet 3.1; golden/metrics/grafana_*.json.
#pragma once

#include "metrics/dashboards/dashboard_body.h"

#include <string_view>
#include <vector>

namespace maylab::metrics {

struct GrafanaImport {
    Dashboard dashboard; // empty when refused
    std::vector<DashboardMessage> messages;
    bool refused() const;
};
GrafanaImport importGrafana(std::string_view json);

} // namespace maylab::metrics
