// A target of a Grafana panel as a row of a metric widget. Private to the room.
#pragma once

#include "metrics/dashboards/dashboard_body.h"

#include <nlohmann/json.hpp>

#include <string>

namespace maylab::metrics {

// A, B, ..., Z, AA, AB, ...
std::string refIdOf(std::size_t index);

// panelSource: the panel's data source, for targets without one; type: the panel's; index: of the row. False: there is no such
// row; why says it (and may also say something when there is one).
bool rowOfTarget(const nlohmann::json& target, const nlohmann::json& panelSource, const std::string& type, std::size_t index, MetricRow& row, std::string& why);

} // namespace maylab::metrics
