// A body as structs. What PutDashboard refuses and what it only warns of.
#include "metrics/dashboards/json_members.h"
#include "metrics/published_view.h"
#include "metrics/statistic.h"

#include "kernel/time.h"

#include <set>

namespace maylab::metrics {
namespace {

constexpr std::string_view kTypes[] = {"metric", "text", "log", "alarm", "explorer", "custom"};
constexpr std::string_view kViews[] = {"timeSeries", "singleValue", "gauge", "bar", "pie", "table", "heatmap"};

void warnOfRest(const std::string& rest, const std::string& path, std::vector<DashboardMessage>& messages, bool widget) {
    if (rest.empty()) return;
    const Json members = Json::parse(rest);
    for (const auto& [name, value] : members.items())
        messages.push_back({path,
                            "The \"" + name + "\" property is not expected" +
                                (widget ? " to be part of a widget definition" : "") + ", will be ignored",
                            false});
}

bool isColor(const std::string& text) {
    return (text.size() == 4 || text.size() == 7) && text[0] == '#' &&
           text.find_first_not_of("0123456789abcdefABCDEF", 1) == std::string::npos;
}

void readColor(JsonMembers& in, std::optional<std::string>& out) {
    in.read("color", out);
    if (out && !isColor(*out))
        in.refuse(in.path("color"), "Should match pattern \"^#([A-Fa-f0-9]{6}|[A-Fa-f0-9]{3})$\"");
}

void checkStatistic(JsonMembers& in, const std::optional<std::string>& stat) {
    if (stat && !Statistic::parse(*stat)) in.refuse(in.path("stat"), "Should be a statistic, such as Average or p99");
}

void readPeriod(JsonMembers& in, std::optional<std::int64_t>& out) {
    in.read("period", out, 1, kDay);
    if (out && !isValidPeriod(*out))
        in.refuse(in.path("period"), "Should be 1, 5, 10, 20, 30 or a multiple of 60 seconds");
}

RowOptions readOptions(const Json& object, const std::string& path, std::vector<DashboardMessage>& messages) {
    JsonMembers in(object, path, messages);
    RowOptions o;
    in.read("id", o.id);
    if (o.id && (o.id->empty() || (*o.id)[0] < 'a' || (*o.id)[0] > 'z' ||
                 o.id->find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") != std::string::npos))
        in.refuse(in.path("id"), "Should match pattern \"^[a-z][a-zA-Z0-9_]*$\"");
    in.read("label", o.label);
    in.read("stat", o.stat);
    checkStatistic(in, o.stat);
    readColor(in, o.color);
    in.read("yAxis", o.yAxis, {"left", "right"});
    in.read("region", o.region);
    in.read("accountId", o.accountId);
    in.read("expression", o.expression);
    in.read("visible", o.visible);
    readPeriod(in, o.period);
    in.read("promql", o.promql);
    in.read("format", o.format, {"time_series", "table", "heatmap"});
    in.read("instant", o.instant);
    o.rest = in.rest();
    return o;
}

// An element of "metrics".
void readRow(const Json& element, const std::string& path, MetricRow& row, std::vector<DashboardMessage>& messages) {
    if (!element.is_array()) {
        messages.push_back({path, "Should be array"});
        messages.push_back({path, "Field \"metrics\" has to be an array of array of strings, with an optional metricRenderer "
                                  "object as last element"});
        return;
    }
    for (std::size_t i = 0; i < element.size(); ++i) {
        if (element[i].is_string()) row.cells.push_back(element[i].get<std::string>());
        else if (element[i].is_object() && i + 1 == element.size()) row.options = readOptions(element[i], at(path, i), messages);
        else messages.push_back({at(path, i), "Invalid metric field type, only \"String\" type is allowed"});
    }
    if ((row.isExpression() || row.isPromql()) && !row.cells.empty())
        messages.push_back({path, "Should NOT have more than 1 items"});
}

void readRows(JsonMembers& in, Widget& w) {
    const Json* all = in.array("metrics");
    if (all == nullptr) return;
    const std::string path = in.path("metrics");
    w.rows.emplace();
    if (all->size() > kMaxMetricsPerWidget)
        return in.refuse(path, "Should NOT have more than " + std::to_string(kMaxMetricsPerWidget) + " items");
    const std::size_t before = in.messages().size();
    for (std::size_t i = 0; i < all->size(); ++i)
        readRow((*all)[i], at(path, i), w.rows->emplace_back(), in.messages());
    if (in.messages().size() == before) resolveRows(*w.rows, path, in.messages());
    std::set<std::string_view> ids;
    for (std::size_t i = 0; i < w.rows->size(); ++i) {
        const auto& options = (*w.rows)[i].options;
        if (options && options->id && !ids.insert(*options->id).second)
            in.refuse(at(path, i), "The id \"" + *options->id + "\" is used more than once");
    }
}

std::optional<AxisLimits> readAxis(JsonMembers& parent, const char* name) {
    const Json* object = parent.object(name);
    if (object == nullptr) return std::nullopt;
    JsonMembers in(*object, parent.path(name), parent.messages());
    AxisLimits axis;
    in.read("min", axis.min);
    in.read("max", axis.max);
    in.read("label", axis.label);
    in.read("showUnits", axis.showUnits);
    if (axis.min && axis.max && !(*axis.min < *axis.max)) in.refuse(in.path("max"), "Should be greater than min");
    axis.rest = in.rest();
    return axis;
}

AnnotationMark readMark(const Json& element, const std::string& path, bool vertical, std::vector<DashboardMessage>& messages) {
    AnnotationMark mark;
    if (!element.is_object()) {
        messages.push_back({path, "Should be object"});
        return mark;
    }
    JsonMembers in(element, path, messages);
    in.require("value");
    if (vertical) {
        in.read("value", mark.time);
        std::int64_t ms = 0;
        if (mark.time && !kernel::parseIso8601(*mark.time, ms)) in.refuse(in.path("value"), "Should match format \"date-time\"");
    } else {
        in.read("value", mark.value);
        in.read("yAxis", mark.yAxis, {"left", "right"});
    }
    in.read("label", mark.label);
    readColor(in, mark.color);
    in.read("fill", mark.fill, {"none", "above", "below", "before", "after", "between"});
    in.read("visible", mark.visible);
    mark.rest = in.rest();
    return mark;
}

void readAnnotationList(JsonMembers& in, const char* name, bool vertical, std::optional<std::vector<Annotation>>& out) {
    const Json* list = in.array(name);
    if (list == nullptr) return;
    out.emplace();
    for (std::size_t i = 0; i < list->size(); ++i) {
        const Json& element = (*list)[i];
        const std::string path = at(in.path(name), i);
        Annotation& a = out->emplace_back();
        if (!element.is_array()) {
            a.mark = readMark(element, path, vertical, in.messages());
        } else if (element.size() != 2) {
            in.refuse(path, element.size() < 2 ? "Should NOT have fewer than 2 items" : "Should NOT have more than 2 items");
        } else {
            a.mark = readMark(element[0], path + "/0", vertical, in.messages());
            a.to = readMark(element[1], path + "/1", vertical, in.messages());
        }
    }
}

void readMetricProperties(JsonMembers& in, Widget& w) {
    readRows(in, w);
    in.read("stat", w.stat);
    checkStatistic(in, w.stat);
    readPeriod(in, w.period);
    in.read("stacked", w.stacked);
    in.read("setPeriodToTimeRange", w.setPeriodToTimeRange);
    if (const Json* axes = in.object("yAxis")) {
        JsonMembers y(*axes, in.path("yAxis"), in.messages());
        w.yAxis.emplace();
        w.yAxis->left = readAxis(y, "left");
        w.yAxis->right = readAxis(y, "right");
        w.yAxis->rest = y.rest();
    }
    if (const Json* object = in.object("annotations")) {
        JsonMembers a(*object, in.path("annotations"), in.messages());
        w.annotations.emplace();
        readAnnotationList(a, "horizontal", false, w.annotations->horizontal);
        readAnnotationList(a, "vertical", true, w.annotations->vertical);
        a.read("alarms", w.annotations->alarms);
        w.annotations->rest = a.rest();
    }
    if (!w.rows && !(w.annotations && w.annotations->alarms)) in.require("metrics");
    in.require("region");
}

void readView(JsonMembers& in, Widget& w) {
    std::optional<std::string> text;
    in.read("view", text);
    if (!text) return;
    const auto view = std::find(std::begin(kViews), std::end(kViews), *text);
    if (view == std::end(kViews)) in.refuse(in.path("view"), "Should be equal to one of the allowed values");
    else w.view = static_cast<WidgetView>(view - std::begin(kViews));
}

void readPresentation(JsonMembers& parent, Widget& w) {
    const Json* object = parent.object("grafana");
    if (object == nullptr) return;
    JsonMembers in(*object, parent.path("grafana"), parent.messages());
    w.grafana.emplace();
    in.read("unit", w.grafana->unit);
    in.read("baseColor", w.grafana->baseColor);
    in.read("panel", w.grafana->panel);
    in.read("decimals", w.grafana->decimals, 0, 20);
    w.grafana->rest = in.rest();
}

void readProperties(JsonMembers& in, Widget& w) {
    in.read("title", w.title);
    readPresentation(in, w);
    switch (w.type) {
    case WidgetType::Metric:
        in.read("region", w.region);
        readView(in, w);
        readMetricProperties(in, w);
        break;
    case WidgetType::Text:
        in.require("markdown");
        in.read("markdown", w.markdown);
        break;
    case WidgetType::Log:
        in.require("query");
        in.require("region");
        in.read("query", w.query);
        in.read("region", w.region);
        in.read("stacked", w.stacked);
        readView(in, w);
        break;
    case WidgetType::Alarm:
        in.require("alarms");
        in.read("alarms", w.alarms);
        if (w.alarms && w.alarms->size() > 100) in.refuse(in.path("alarms"), "Should NOT have more than 100 items");
        break;
    case WidgetType::Explorer: in.require("metrics"); break;
    case WidgetType::Custom: in.require("endpoint"); break;
    }
    w.propertiesRest = in.rest();
}

Widget readWidget(const Json& element, const std::string& path, std::vector<DashboardMessage>& messages) {
    Widget w;
    if (!element.is_object()) {
        messages.push_back({path, "Should be object"});
        return w;
    }
    JsonMembers in(element, path, messages);
    std::optional<std::string> type;
    in.require("type");
    in.read("type", type);
    const auto known = type ? std::find(std::begin(kTypes), std::end(kTypes), *type) : std::end(kTypes);
    if (known != std::end(kTypes)) w.type = static_cast<WidgetType>(known - std::begin(kTypes));
    else if (type) in.refuse(in.path("type"), "Should be equal to one of the allowed values");
    in.read("x", w.x, 0, kGridColumns - 1);
    in.read("y", w.y, 0, 1'000'000);
    in.read("width", w.width, 1, kGridColumns);
    in.read("height", w.height, 1, 1000);
    if (w.x.has_value() != w.y.has_value()) in.require(w.x ? "y" : "x");
    w.hasProperties = in.require("properties");
    const Json* properties = in.object("properties");
    if (properties != nullptr && known != std::end(kTypes)) {
        JsonMembers members(*properties, in.path("properties"), messages);
        readProperties(members, w);
    }
    w.rest = in.rest();
    warnOfRest(w.rest, path, messages, true);
    return w;
}

DashboardVariable readVariable(const Json& element, const std::string& path, std::vector<DashboardMessage>& messages) {
    DashboardVariable v;
    if (!element.is_object()) {
        messages.push_back({path, "Should be object"});
        return v;
    }
    JsonMembers in(element, path, messages);
    std::optional<std::string> type, id, input;
    for (const char* name : {"type", "id", "inputType"}) in.require(name);
    in.read("type", type, {"property", "pattern"});
    in.read("id", id);
    in.read("inputType", input, {"input", "select", "radio"});
    v.type = type.value_or("");
    v.id = id.value_or("");
    v.inputType = input.value_or("");
    in.read("property", v.property);
    in.read("pattern", v.pattern);
    if (v.type == "property" || v.type == "pattern") in.require(v.type.c_str());
    if (v.pattern && v.pattern->empty()) in.refuse(in.path("pattern"), "Should NOT be shorter than 1 characters");
    in.read("label", v.label);
    in.read("defaultValue", v.defaultValue);
    in.read("search", v.search);
    in.read("populateFrom", v.populateFrom);
    in.read("visible", v.visible);
    if (const Json* list = in.array("values")) {
        v.values.emplace();
        for (std::size_t i = 0; i < list->size(); ++i) {
            const Json& choice = (*list)[i];
            const std::string where = at(in.path("values"), i);
            if (!choice.is_object()) {
                in.refuse(where, "Should be object");
                continue;
            }
            JsonMembers c(choice, where, messages);
            std::optional<std::string> value;
            auto& out = v.values->emplace_back();
            c.require("value");
            c.read("value", value);
            c.read("label", out.label);
            out.value = value.value_or("");
            warnOfRest(c.rest(), where, messages, false);
        }
    }
    if (const Json* origin = in.object("grafana")) v.grafana = textOf(*origin);
    v.rest = in.rest();
    return v;
}

void readVariables(JsonMembers& in, Dashboard& d) {
    const Json* list = in.array("variables");
    if (list == nullptr) return;
    d.variables.emplace();
    std::set<std::string> ids;
    for (std::size_t i = 0; i < list->size(); ++i) {
        const std::string path = at(in.path("variables"), i);
        d.variables->push_back(readVariable((*list)[i], path, in.messages()));
        const std::string& id = d.variables->back().id;
        if (!id.empty() && !ids.insert(id).second) in.refuse(path + "/id", "The id \"" + id + "\" is used more than once");
    }
}

void readDashboardPresentation(JsonMembers& parent, Dashboard& d) {
    const Json* object = parent.object("grafana");
    if (object == nullptr) return;
    JsonMembers in(*object, parent.path("grafana"), parent.messages());
    d.grafana.emplace();
    in.read("title", d.grafana->title);
    in.read("uid", d.grafana->uid);
    in.read("tags", d.grafana->tags);
    if (const Json* list = in.array("annotations")) d.grafana->annotations = textOf(*list);
    d.grafana->rest = in.rest();
}

// "-PT1H", "-P7D", or a date.
void readTime(JsonMembers& in, const char* name, std::optional<std::string>& out) {
    in.read(name, out);
    std::int64_t ms = 0;
    if (out && !out->starts_with("-P") && !out->starts_with("P") && !kernel::parseIso8601(*out, ms))
        in.refuse(in.path(name), "Should be an ISO 8601 date, or a duration such as -PT3H");
}

} // namespace

const char* toString(WidgetType type) { return kTypes[static_cast<std::size_t>(type)].data(); }
const char* toString(WidgetView view) { return kViews[static_cast<std::size_t>(view)].data(); }

bool DashboardReading::refused() const {
    return !isJson || std::any_of(messages.begin(), messages.end(), [](const DashboardMessage& m) { return m.refuses; });
}

bool withinDepth(const Json& value, int levels) {
    if (!value.is_structured()) return true;
    if (levels == 0) return false;
    return std::all_of(value.begin(), value.end(), [&](const Json& child) { return withinDepth(child, levels - 1); });
}

std::optional<Json> parseBounded(std::string_view text) {
    // Counted on the text, so that nothing deep is ever built.
    int depth = 0, deepest = 0;
    bool inString = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (inString) {
            if (c == '\\') ++i;
            else if (c == '"') inString = false;
        } else if (c == '"') {
            inString = true;
        } else if (c == '{' || c == '[') {
            deepest = std::max(deepest, ++depth);
        } else if (c == '}' || c == ']') {
            --depth;
        }
    }
    if (deepest > kMaxJsonDepth) return std::nullopt;
    Json parsed = Json::parse(text, nullptr, false);
    if (parsed.is_discarded()) return std::nullopt;
    return parsed;
}

DashboardReading readDashboard(std::string_view body) {
    DashboardReading r;
    const std::optional<Json> json = body.size() <= kMaxDashboardBody ? parseBounded(body) : std::nullopt;
    if (!json || !json->is_object()) {
        r.isJson = false;
        return r;
    }
    JsonMembers in(*json, "", r.messages);
    Dashboard& d = r.dashboard;
    readTime(in, "start", d.start);
    readTime(in, "end", d.end);
    if (d.end && !d.start) in.require("start");
    in.read("periodOverride", d.periodOverride, {"auto", "inherit"});
    in.require("widgets");
    if (const Json* widgets = in.array("widgets")) {
        if (widgets->size() > kMaxWidgets) {
            in.refuse("/widgets", "Should NOT have more than " + std::to_string(kMaxWidgets) + " items");
        } else {
            std::size_t metrics = 0;
            for (std::size_t i = 0; i < widgets->size(); ++i) {
                d.widgets.push_back(readWidget((*widgets)[i], at("/widgets", i), r.messages));
                metrics += d.widgets.back().rows ? d.widgets.back().rows->size() : 0;
            }
            if (metrics > kMaxMetricsPerDashboard)
                in.refuse("/widgets", "Should NOT have more than " + std::to_string(kMaxMetricsPerDashboard) + " metrics in all");
        }
    }
    readVariables(in, d);
    readDashboardPresentation(in, d);
    d.rest = in.rest();
    warnOfRest(d.rest, "", r.messages, false);
    return r;
}

std::string refusalText(std::span<const DashboardMessage> messages) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const DashboardMessage& m : messages) {
        if (!m.refuses) continue;
        nlohmann::ordered_json one;
        one["dataPath"] = m.dataPath;
        one["message"] = m.message;
        list.push_back(std::move(one));
    }
    return "The dashboard body is invalid, there are " + std::to_string(list.size()) + " validation errors:\n" + list.dump(2, ' ', false, Json::error_handler_t::replace);
}

} // namespace maylab::metrics
