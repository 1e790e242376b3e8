// What an import refuses, looked at before anything is read. Private to the room.
#pragma once

#include "metrics/dashboards/dashboard_body.h"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace maylab::metrics {

// dashboard: the Classic model; path: where it stands in the file.
void checkGrafana(const nlohmann::json& dashboard, const std::string& path, std::vector<DashboardMessage>& messages);
// "5s", "1m30s" -> seconds.
std::optional<double> grafanaDuration(std::string_view text);

} // namespace maylab::metrics
