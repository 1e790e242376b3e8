#include "metrics/dashboards/grafana_panels.h"

#include "metrics/characters.h"
#include "metrics/prometheus_names.h"

#include <algorithm>
#include <array>

namespace maylab::metrics {
namespace {

struct PanelType {
    std::string_view type;
    WidgetView view;
};
// The first of a view is what it is exported as.
constexpr PanelType kPanelTypes[] = {
    {"timeseries", WidgetView::TimeSeries}, {"stat", WidgetView::SingleValue}, {"gauge", WidgetView::Gauge},
    {"barchart", WidgetView::Bar},          {"piechart", WidgetView::Pie},     {"table", WidgetView::Table},
    {"heatmap", WidgetView::Heatmap},       {"bargauge", WidgetView::Bar},     {"graph", WidgetView::TimeSeries},
    {"singlestat", WidgetView::SingleValue}};

constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kColors{
    {{"green", "#73bf69"}, {"red", "#f2495c"}, {"orange", "#ff9830"}, {"yellow", "#fade2a"}, {"blue", "#5794f2"}, {"purple", "#b877d9"}}};

constexpr std::string_view kAlarmPrefix = "lab_alarm_state{alarm=";
constexpr std::string_view kAlarmSuffix = ",state=\"ALARM\"}";

const Json& legendAndTooltip() {
    static const Json options = {{"legend", {{"displayMode", "list"}, {"placement", "bottom"}, {"showLegend", true}, {"calcs", Json::array()}}},
                                 {"tooltip", {{"mode", "multi"}, {"sort", "none"}}}};
    return options;
}

const Json& lastValue() {
    static const Json reduce = {{"calcs", {"lastNotNull"}}, {"fields", ""}, {"values", false}};
    return reduce;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\n' || text.front() == '\t' || text.front() == '\r')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\n' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
    return text;
}

} // namespace

std::optional<WidgetView> viewOfPanel(std::string_view type) {
    for (const PanelType& p : kPanelTypes)
        if (p.type == type) return p.view;
    return std::nullopt;
}

std::string panelOfView(WidgetView view) {
    for (const PanelType& p : kPanelTypes)
        if (p.view == view) return std::string(p.type);
    return "timeseries";
}

bool asksForInstant(std::string_view type) {
    return type != "timeseries" && type != "heatmap" && type != "graph";
}

std::string targetFormat(std::string_view type) {
    return type == "table" ? "table" : type == "heatmap" ? "heatmap" : "time_series";
}

Json defaultPanelOptions(std::string_view type) {
    if (type == "timeseries") return legendAndTooltip();
    if (type == "stat")
        return {{"colorMode", "background"}, {"graphMode", "none"}, {"justifyMode", "auto"}, {"orientation", "auto"}, {"reduceOptions", lastValue()}, {"textMode", "auto"}};
    if (type == "gauge")
        return {{"orientation", "auto"}, {"reduceOptions", lastValue()}, {"showThresholdLabels", false}, {"showThresholdMarkers", true}};
    if (type == "barchart") {
        Json o = legendAndTooltip();
        o.update({{"orientation", "auto"}, {"stacking", "none"}, {"showValue", "auto"}, {"barWidth", 0.97}, {"groupWidth", 0.7}});
        return o;
    }
    if (type == "piechart") {
        Json o = legendAndTooltip();
        o.update({{"pieType", "pie"}, {"reduceOptions", lastValue()}});
        return o;
    }
    if (type == "table")
        return {{"cellHeight", "sm"}, {"footer", {{"show", false}, {"reducer", {"sum"}}, {"countRows", false}, {"fields", ""}}}, {"showHeader", true}};
    if (type == "heatmap")
        return {{"calculate", false},
                {"cellGap", 1},
                {"color", {{"mode", "scheme"}, {"scheme", "Oranges"}, {"steps", 64}, {"exponent", 0.5}, {"fill", "dark-orange"}, {"reverse", false}, {"scale", "exponential"}}},
                {"exemplars", {{"color", "rgba(255,0,255,0.7)"}}},
                {"filterValues", {{"le", 1e-9}}},
                {"legend", {{"show", true}}},
                {"rowsFrame", {{"layout", "auto"}}},
                {"tooltip", {{"mode", "single"}, {"showColorScale", false}, {"yHistogram", false}}},
                {"yAxis", {{"axisPlacement", "left"}, {"reverse", false}}}};
    if (type == "alertlist")
        return {{"alertName", ""}, {"dashboardAlerts", false}, {"groupMode", "default"}, {"groupBy", Json::array()}, {"maxItems", 20}, {"sortOrder", 1}, {"viewMode", "list"},
                {"stateFilter", {{"firing", true}, {"pending", true}, {"noData", true}, {"normal", true}, {"error", true}}}};
    if (type == "logs")
        return {{"showTime", true}, {"wrapLogMessage", true}, {"sortOrder", "Descending"}, {"dedupStrategy", "none"}, {"enableLogDetails", true}};
    return Json::object();
}

Json defaultPanelCustom(std::string_view type) {
    if (type == "timeseries")
        return {{"drawStyle", "line"}, {"lineInterpolation", "linear"}, {"lineWidth", 1}, {"fillOpacity", 0}, {"showPoints", "never"}, {"spanNulls", false},
                {"stacking", {{"mode", "none"}, {"group", "A"}}}, {"thresholdsStyle", {{"mode", "line"}}}, {"axisPlacement", "auto"}};
    if (type == "heatmap")
        return {{"hideFrom", {{"legend", false}, {"tooltip", false}, {"viz", false}}}, {"scaleDistribution", {{"type", "linear"}}}};
    return Json::object();
}

std::optional<std::string> colorNumber(std::string_view color) {
    for (const auto& [word, number] : kColors)
        if (color == word) return std::string(number);
    if ((color.size() == 4 || color.size() == 7) && color[0] == '#' && color.find_first_not_of("0123456789abcdefABCDEF", 1) == std::string_view::npos)
        return std::string(color);
    return std::nullopt;
}

std::string colorWord(const std::string& number) {
    for (const auto& [word, code] : kColors)
        if (number == code) return std::string(word);
    return number;
}

LogQuery splitLogQuery(std::string_view query) {
    LogQuery out;
    query = trimmed(query);
    while (query.starts_with("SOURCE ") || query.starts_with("source ")) {
        std::string_view rest = trimmed(query.substr(7));
        if (rest.empty() || (rest[0] != '\'' && rest[0] != '"')) break;
        const std::size_t end = rest.find(rest[0], 1);
        if (end == std::string_view::npos) break;
        out.groups.emplace_back(rest.substr(1, end - 1));
        rest = trimmed(rest.substr(end + 1));
        if (rest.starts_with('|')) rest = trimmed(rest.substr(1));
        else if (!rest.empty()) {
            out.groups.pop_back();
            break;
        }
        query = rest;
    }
    out.expression = std::string(query);
    const std::size_t stats = query.rfind("stats ");
    if (stats == std::string_view::npos) return out;
    std::string_view command = query.substr(stats);
    command = command.substr(0, command.find('|'));
    const std::size_t by = command.rfind(" by ");
    if (by == std::string_view::npos) return out;
    int depth = 0;
    std::string field;
    for (const char c : command.substr(by + 4)) {
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        if (c == ',' && depth == 0) {
            out.statsGroups.emplace_back(trimmed(field));
            field.clear();
        } else {
            field += c;
        }
    }
    if (!trimmed(field).empty()) out.statsGroups.emplace_back(trimmed(field));
    return out;
}

std::string joinLogQuery(const std::vector<std::string>& groups, const std::string& expression) {
    std::string out;
    for (const std::string& g : groups) out += "SOURCE '" + g + "' | ";
    return out + expression;
}

std::string alarmTarget(const std::string& alarm) {
    return std::string(kAlarmPrefix) + prometheusQuoted(alarm) + std::string(kAlarmSuffix);
}

std::optional<std::string> alarmOfTarget(std::string_view expr) {
    if (!expr.starts_with(kAlarmPrefix) || !expr.ends_with(kAlarmSuffix)) return std::nullopt;
    const std::string_view quoted = expr.substr(kAlarmPrefix.size(), expr.size() - kAlarmPrefix.size() - kAlarmSuffix.size());
    if (quoted.size() < 3 || quoted.find('\\') != std::string_view::npos) return std::nullopt;
    const std::string name(quoted.substr(1, quoted.size() - 2));
    if (alarmTarget(name) != expr) return std::nullopt;
    return name;
}

} // namespace maylab::metrics
