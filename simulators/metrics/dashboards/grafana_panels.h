// What the export to Grafana and the import from it share: panel types, colours, and the options of a new panel of each type.
// Private to the room.
#pragma once

#include "metrics/dashboards/dashboard_body.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace maylab::metrics {

using Json = nlohmann::json;

inline constexpr int kGrafanaSchemaVersion = 39; // sheet 3.1
inline constexpr std::string_view kPrometheusInput = "DS_LAB_PROM";
inline constexpr std::string_view kCloudWatchInput = "DS_LAB_CW";

// The view that a panel of that type becomes; nothing for types that are no charts of metrics.
std::optional<WidgetView> viewOfPanel(std::string_view type);
std::string panelOfView(WidgetView view); // "timeseries"
// Shows one value a series, so its targets ask for an instant.
bool asksForInstant(std::string_view type);
std::string targetFormat(std::string_view type); // "time_series", "table", "heatmap"

Json defaultPanelOptions(std::string_view type);
Json defaultPanelCustom(std::string_view type); // fieldConfig.defaults.custom

// "red" <-> "#f2495c"; other words are no colours here, other numbers have no word.
std::optional<std::string> colorNumber(std::string_view color);
std::string colorWord(const std::string& number);

// In queries of Logs Insights: "SOURCE '/a' | SOURCE '/b' | filter ..." <-> the groups and the rest.
struct LogQuery {
    std::vector<std::string> groups;
    std::string expression;
    std::vector<std::string> statsGroups; // "stats ... by a, b"
};
LogQuery splitLogQuery(std::string_view query);
std::string joinLogQuery(const std::vector<std::string>& groups, const std::string& expression);

// "lab_alarm_state{alarm="X",state="ALARM"}" and back.
std::string alarmTarget(const std::string& alarm);
std::optional<std::string> alarmOfTarget(std::string_view expr);

} // namespace maylab::metrics
