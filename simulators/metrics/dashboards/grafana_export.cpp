#include "metrics/dashboards/grafana_export.h"

#include "aws/account.h"
#include "kernel/time.h"
#include "metrics/dashboards/dashboard_grid.h"
#include "metrics/dashboards/grafana_panels.h"
#include "metrics/dashboards/grafana_targets.h"
#include "metrics/dashboards/json_members.h"
#include "metrics/dashboards/promql_translation.h"
#include "metrics/dashboards/widget_evaluation.h"

#include <algorithm>
#include <set>

namespace maylab::metrics {
namespace {

constexpr std::size_t kMostUid = 40;

Json dataSource(GrafanaSource s) {
    const bool prometheus = s == GrafanaSource::Prometheus;
    return {{"type", prometheus ? "prometheus" : "cloudwatch"}, {"uid", "${" + std::string(prometheus ? kPrometheusInput : kCloudWatchInput) + '}'}};
}

std::string regionOf(const Widget& w, const RowOptions& o) {
    return o.region ? *o.region : w.region.value_or(std::string(aws::kRegion));
}

class Exporter {
  public:
    Exporter(GrafanaSource source, const QueryWindow& window, const MetricStore* store)
        : m_source(source)
        , m_window(window)
        , m_store(store) {}

    Json run(const Dashboard& original, std::string_view name);
    std::vector<DashboardMessage> messages;

  private:
    void note(const std::string& path, std::string text) { messages.push_back({path, std::move(text), false}); }
    Json base(GrafanaSource s) {
        m_used.insert(s);
        return dataSource(s);
    }

    Json panel(const Dashboard& d, const Widget& w, std::size_t index, const GridRect& at);
    void metricPanel(const Dashboard& d, const Widget& w, const std::string& path, Json& out);
    Json targets(const Dashboard& d, const Widget& w, const std::string& type, const std::string& path);
    Json promqlTarget(const RowOptions& o, const std::string& type);
    Json prometheusTarget(const std::string& expr, const std::string& legend, const std::string& type);
    Json metricTarget(const Widget& w, const RowOptions& o, const MetricQuery& q);
    void logPanel(const Widget& w, const std::string& path, Json& out);
    void alarmPanel(const Widget& w, const std::string& path, Json& out);
    void fields(const Widget& w, const std::string& type, const Json& targets, const std::string& path, Json& out);
    Json thresholds(const Widget& w, const std::string& path);
    void events(const Widget& w, const std::string& path, Json& list);
    Json variable(const DashboardVariable& v);

    GrafanaSource m_source;
    QueryWindow m_window;
    const MetricStore* m_store;
    std::set<GrafanaSource> m_used;
    std::set<std::string> m_types;
    bool m_counted = false; // the panel in the making: a heat map whose counts Grafana makes itself
};

Json Exporter::prometheusTarget(const std::string& expr, const std::string& legend, const std::string& type) {
    const bool instant = asksForInstant(type);
    return {{"datasource", base(GrafanaSource::Prometheus)}, {"editorMode", "code"}, {"expr", expr},
            {"legendFormat", legend}, {"range", !instant}, {"instant", instant}, {"format", targetFormat(type)}};
}

Json Exporter::promqlTarget(const RowOptions& o, const std::string& type) {
    Json t = prometheusTarget(*o.promql, o.label.value_or("__auto"), type);
    if (o.instant) {
        t["instant"] = *o.instant;
        t["range"] = !*o.instant;
    }
    put(t, "format", o.format);
    return t;
}

// A row as Grafana's CloudWatch data source asks it: builder for a metric, code for an expression.
Json Exporter::metricTarget(const Widget& w, const RowOptions& o, const MetricQuery& q) {
    Json dimensions = Json::object();
    if (q.metric)
        for (const auto& [name, value] : q.metric->key.dimensions) dimensions[name] = value;
    const std::int64_t period = q.metric ? q.metric->period : q.period.value_or(60);
    const bool insights = !q.metric && q.expression.starts_with("SELECT ");
    return {{"datasource", base(GrafanaSource::CloudWatch)},
            {"queryMode", "Metrics"},
            {"metricQueryType", insights ? 1 : 0},
            {"metricEditorMode", q.metric ? 0 : 1},
            {"region", regionOf(w, o)},
            {"namespace", q.metric ? q.metric->key.metricNamespace : ""},
            {"metricName", q.metric ? q.metric->key.name : ""},
            {"dimensions", std::move(dimensions)},
            {"statistic", q.metric ? q.metric->statistic.text() : "Average"},
            {"period", std::to_string(period)},
            {"matchExact", true},
            {"expression", insights ? "" : q.expression},
            {"id", o.id.value_or("")},
            {"label", o.label.value_or("")},
            {"sqlExpression", insights ? q.expression : ""}};
}

// One target a row, in their order.
Json Exporter::targets(const Dashboard& d, const Widget& w, const std::string& type, const std::string& path) {
    Json out = Json::array();
    if (!w.rows) return out;
    const WidgetQueries queries = queriesOf(d, w, m_window);
    std::vector<std::string> promql(queries.queries.size());
    bool prometheus = m_source == GrafanaSource::Prometheus;
    const bool heatmap = type == "heatmap";
    std::vector<bool> buckets(queries.queries.size());
    for (std::size_t i = 0; prometheus && i < queries.queries.size(); ++i) {
        const MetricQuery& q = queries.queries[i];
        const auto counts = heatmap && q.metric ? promqlBucketsOf(*q.metric, m_store) : std::nullopt;
        buckets[i] = counts.has_value();
        const auto text = counts ? counts : q.metric ? std::optional(promqlOf(*q.metric, m_store)) : promqlOf(queries.queries, i, m_store);
        if (!text) {
            prometheus = false; // an expression asks its own data source for what it refers to
            note(path + "/properties/metrics/" + std::to_string(queries.rowOf[i]),
                 "PromQL has no words for this expression; the panel asks the CloudWatch data source");
        } else {
            promql[i] = *text;
        }
    }
    std::vector<const MetricStat*> metrics;
    for (const MetricQuery& q : queries.queries)
        if (q.metric) metrics.push_back(&*q.metric);
    const std::vector<std::string> standard = defaultLabels(metrics);
    std::size_t metric = 0, k = 0;
    for (std::size_t r = 0; r < w.rows->size(); ++r) {
        const MetricRow& row = (*w.rows)[r];
        const RowOptions o = row.options.value_or(RowOptions{});
        Json t;
        if (row.isPromql()) {
            t = promqlTarget(o, type);
        } else if (k < queries.rowOf.size() && queries.rowOf[k] == r) {
            const MetricQuery& q = queries.queries[k];
            const std::string label = o.label ? *o.label : q.metric ? standard[metric] : o.id.value_or(q.id);
            if (q.metric) ++metric;
            if (prometheus) t = prometheusTarget(promql[k], buckets[k] ? "{{le}}" : label, type);
            else t = metricTarget(w, o, q);
            if (heatmap && !(prometheus && buckets[k])) {
                m_counted = true;
                note(path + "/properties/metrics/" + std::to_string(r), "The data source has no distribution of this; the panel counts the values of its statistic");
            }
            ++k;
        } else {
            note(path + "/properties/metrics/" + std::to_string(r), "This row is no query and is left out");
            continue;
        }
        if (o.visible && !*o.visible) t["hide"] = true;
        t["refId"] = refIdOf(out.size());
        const Json rest = objectOf(o.rest);
        if (const auto extra = rest.find("grafana"); extra != rest.end() && extra->is_object()) t.update(*extra);
        out.push_back(std::move(t));
    }
    return out;
}

Json Exporter::thresholds(const Widget& w, const std::string& path) {
    const std::string baseColor = w.grafana ? w.grafana->baseColor.value_or("green") : "green";
    std::vector<std::pair<double, std::string>> steps;
    const auto horizontal = w.annotations ? w.annotations->horizontal.value_or(std::vector<Annotation>{}) : std::vector<Annotation>{};
    for (std::size_t i = 0; i < horizontal.size(); ++i) {
        const Annotation& a = horizontal[i];
        const std::string where = path + "/properties/annotations/horizontal/" + std::to_string(i);
        if (!a.mark.value || !a.mark.visible.value_or(true)) continue;
        if (a.mark.label && !a.mark.label->empty()) note(where, "A threshold of Grafana has no label");
        if (a.mark.yAxis == "right") note(where, "A threshold of Grafana belongs to the left axis");
        steps.emplace_back(*a.mark.value, colorWord(a.mark.color.value_or("#f2495c")));
        if (a.to && a.to->value) steps.emplace_back(*a.to->value, baseColor);
    }
    std::stable_sort(steps.begin(), steps.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    Json out = Json::array({{{"color", baseColor}, {"value", nullptr}}});
    for (const auto& [value, color] : steps) {
        if (out.back()["value"] == value) out.erase(out.size() - 1); // the later one is what is seen
        out.push_back({{"color", color}, {"value", value}});
    }
    return {{"mode", "absolute"}, {"steps", std::move(out)}};
}

// fieldConfig and options.
void Exporter::fields(const Widget& w, const std::string& type, const Json& targets, const std::string& path, Json& out) {
    const Json kept = w.grafana ? objectOf(w.grafana->rest) : Json::object();
    Json defaults = {{"unit", "short"}, {"mappings", Json::array()}, {"color", {{"mode", "palette-classic"}}}, {"custom", defaultPanelCustom(type)}};
    if (const auto d = kept.find("defaults"); d != kept.end() && d->is_object()) defaults.update(*d);
    if (w.grafana) {
        put(defaults, "unit", w.grafana->unit);
        put(defaults, "decimals", w.grafana->decimals);
    }
    defaults["thresholds"] = thresholds(w, path);
    Json& custom = defaults["custom"];
    if (!custom.is_object()) custom = defaultPanelCustom(type);
    if (w.yAxis && w.yAxis->left) {
        put(defaults, "min", w.yAxis->left->min);
        put(defaults, "max", w.yAxis->left->max);
        put(custom, "axisLabel", w.yAxis->left->label);
    }
    if (type == "timeseries" && w.stacked.value_or(false)) {
        custom["stacking"] = {{"mode", "normal"}, {"group", "A"}};
        if (!custom.contains("fillOpacity") || custom["fillOpacity"] == 0) custom["fillOpacity"] = 30;
    }
    Json overrides = Json::array();
    std::size_t t = 0;
    for (std::size_t r = 0; w.rows && r < w.rows->size() && t < targets.size(); ++r) {
        const auto& o = (*w.rows)[r].options;
        const Json& id = targets[t]["refId"];
        ++t;
        if (!o) continue;
        Json properties = Json::array();
        if (o->yAxis == "right") {
            properties.push_back({{"id", "custom.axisPlacement"}, {"value", "right"}});
            if (w.yAxis && w.yAxis->right) {
                const AxisLimits& right = *w.yAxis->right;
                if (right.min) properties.push_back({{"id", "min"}, {"value", *right.min}});
                if (right.max) properties.push_back({{"id", "max"}, {"value", *right.max}});
                if (right.label) properties.push_back({{"id", "custom.axisLabel"}, {"value", *right.label}});
            }
        }
        if (o->color) properties.push_back({{"id", "color"}, {"value", {{"mode", "fixed"}, {"fixedColor", *o->color}}}});
        if (!properties.empty()) overrides.push_back({{"matcher", {{"id", "byFrameRefID"}, {"options", id}}}, {"properties", std::move(properties)}});
    }
    if (const auto more = kept.find("overrides"); more != kept.end() && more->is_array())
        for (const Json& o : *more) overrides.push_back(o);
    out["fieldConfig"] = {{"defaults", std::move(defaults)}, {"overrides", std::move(overrides)}};
    const auto options = kept.find("options");
    out["options"] = options != kept.end() && options->is_object() ? *options : defaultPanelOptions(type);
}

void Exporter::metricPanel(const Dashboard& d, const Widget& w, const std::string& path, Json& out) {
    const std::string type = w.grafana && w.grafana->panel ? *w.grafana->panel : panelOfView(w.view.value_or(WidgetView::TimeSeries));
    out["type"] = type;
    m_counted = false;
    Json asked = targets(d, w, type, path);
    std::set<std::string> sources;
    for (const Json& t : asked) sources.insert(textOf(t["datasource"]));
    if (sources.size() > 1) out["datasource"] = {{"type", "datasource"}, {"uid", "-- Mixed --"}};
    else out["datasource"] = sources.empty() ? base(m_source) : Json::parse(*sources.begin());
    fields(w, type, asked, path, out);
    if (m_counted) out["options"]["calculate"] = true;
    out["targets"] = std::move(asked);
    if (w.setPeriodToTimeRange.value_or(false)) note(path + "/properties/setPeriodToTimeRange", "Grafana shows the last value, not one over the whole range");
}

void Exporter::logPanel(const Widget& w, const std::string& path, Json& out) {
    constexpr const char* kByView[] = {"timeseries", "stat", "gauge", "barchart", "piechart", "table", "heatmap"};
    const std::string type = w.grafana && w.grafana->panel ? *w.grafana->panel : kByView[static_cast<std::size_t>(w.view.value_or(WidgetView::Table))];
    out["type"] = type;
    out["datasource"] = base(GrafanaSource::CloudWatch);
    const LogQuery query = splitLogQuery(w.query.value_or(""));
    const std::string region = w.region.value_or(std::string(aws::kRegion));
    const Json kept = w.grafana ? objectOf(w.grafana->rest) : Json::object();
    const auto account = kept.find("account");
    const std::string owner = account != kept.end() && account->is_string() ? account->get<std::string>() : std::string(aws::kAccountId);
    Json groups = Json::array();
    for (const std::string& g : query.groups)
        groups.push_back({{"arn", "arn:aws:logs:" + region + ':' + owner + ":log-group:" + g + ":*"}, {"name", g}});
    Json target = {{"refId", "A"}, {"datasource", base(GrafanaSource::CloudWatch)}, {"queryMode", "Logs"}, {"id", ""}, {"region", region},
                   {"expression", query.expression}, {"logGroups", std::move(groups)}, {"statsGroups", query.statsGroups}};
    if (const auto extra = kept.find("target"); extra != kept.end() && extra->is_object()) target.update(*extra);
    fields(w, type, Json::array(), path, out);
    out["targets"] = Json::array({std::move(target)});
}

// Prometheus knows the states of alarms as a metric. Grafana's own list shows Grafana's own rules, which have these names.
void Exporter::alarmPanel(const Widget& w, const std::string& path, Json& out) {
    std::vector<std::string> names;
    for (const std::string& arn : w.alarms.value_or(std::vector<std::string>{})) {
        const std::size_t at = arn.find(":alarm:");
        names.push_back(at == std::string::npos ? arn : arn.substr(at + 7));
    }
    if (m_source == GrafanaSource::CloudWatch) {
        out["type"] = "alertlist";
        out["options"] = defaultPanelOptions("alertlist");
        if (names.size() == 1) out["options"]["alertName"] = names[0];
        out["fieldConfig"] = {{"defaults", Json::object()}, {"overrides", Json::array()}};
        note(path, "Grafana's list shows Grafana's own alert rules, not CloudWatch's alarms");
        return;
    }
    out["type"] = "stat";
    out["datasource"] = base(GrafanaSource::Prometheus);
    Json asked = Json::array();
    for (const std::string& name : names) {
        Json t = prometheusTarget(alarmTarget(name), name, "stat");
        t["refId"] = refIdOf(asked.size());
        asked.push_back(std::move(t));
    }
    out["targets"] = std::move(asked);
    out["options"] = defaultPanelOptions("stat");
    const Json states = {{"type", "value"}, {"options", {{"0", {{"text", "OK"}, {"color", "green"}, {"index", 0}}}, {"1", {{"text", "ALARM"}, {"color", "red"}, {"index", 1}}}}}};
    const Json steps = Json::array({{{"color", "green"}, {"value", nullptr}}, {{"color", "red"}, {"value", 1}}});
    out["fieldConfig"] = {{"defaults", {{"unit", "none"}, {"mappings", Json::array({states})}, {"color", {{"mode", "thresholds"}}}, {"custom", Json::object()},
                                        {"thresholds", {{"mode", "absolute"}, {"steps", steps}}}}},
                          {"overrides", Json::array()}};
}

Json Exporter::panel(const Dashboard& d, const Widget& w, std::size_t index, const GridRect& at) {
    const std::string path = "/widgets/" + std::to_string(index);
    const Json kept = w.grafana ? objectOf(w.grafana->rest) : Json::object();
    Json out = Json::object();
    if (const auto p = kept.find("panel"); p != kept.end() && p->is_object()) out = *p;
    out["id"] = index + 1;
    out["title"] = w.title.value_or("");
    out["gridPos"] = {{"x", at.x}, {"y", at.y}, {"w", at.width}, {"h", at.height}};
    if (w.isRow()) {
        out["type"] = "row";
        out["collapsed"] = false;
        out["panels"] = Json::array();
    } else if (w.type == WidgetType::Metric) {
        metricPanel(d, w, path, out);
    } else if (w.type == WidgetType::Log) {
        logPanel(w, path, out);
    } else if (w.type == WidgetType::Alarm) {
        alarmPanel(w, path, out);
    } else {
        std::string content = w.markdown.value_or("");
        if (w.type != WidgetType::Text) {
            content = std::string("*") + metrics::toString(w.type) + "*";
            note(path, std::string("Grafana has no panel for a widget of type ") + metrics::toString(w.type));
        }
        const auto options = kept.find("options");
        out["type"] = "text";
        out["options"] = options != kept.end() && options->is_object() ? *options : Json{{"mode", "markdown"}};
        out["options"]["content"] = content;
        out["fieldConfig"] = {{"defaults", Json::object()}, {"overrides", Json::array()}};
    }
    m_types.insert(out["type"].get<std::string>());
    return out;
}

// What happened when: alarms as annotations, moments as expressions that are true for a minute.
void Exporter::events(const Widget& w, const std::string& path, Json& list) {
    if (!w.annotations) return;
    const bool prometheus = m_source == GrafanaSource::Prometheus;
    for (const std::string& arn : w.annotations->alarms.value_or(std::vector<std::string>{})) {
        const std::size_t at = arn.find(":alarm:");
        const std::string name = at == std::string::npos ? arn : arn.substr(at + 7);
        Json one = {{"name", name}, {"enable", true}, {"iconColor", "red"}, {"datasource", base(m_source)}};
        if (prometheus) {
            one.update({{"expr", alarmTarget(name) + " == 1"}, {"step", "60s"}, {"titleFormat", name}});
        } else {
            one["target"] = {{"refId", "Anno"}, {"queryMode", "Annotations"}, {"prefixMatching", true}, {"alarmNamePrefix", name}, {"actionPrefix", ""},
                             {"region", w.region.value_or(std::string(aws::kRegion))}, {"namespace", ""}, {"metricName", ""}, {"dimensions", Json::object()},
                             {"statistic", "Average"}, {"period", "60"}};
        }
        if (std::find(list.begin(), list.end(), one) == list.end()) list.push_back(std::move(one));
    }
    const auto vertical = w.annotations->vertical.value_or(std::vector<Annotation>{});
    for (std::size_t i = 0; i < vertical.size(); ++i) {
        const Annotation& a = vertical[i];
        std::int64_t from = 0, until = 0;
        if (!a.mark.time || !a.mark.visible.value_or(true) || !kernel::parseIso8601(*a.mark.time, from)) continue;
        if (!prometheus) {
            note(path + "/properties/annotations/vertical/" + std::to_string(i), "Grafana's CloudWatch data source knows annotations of alarms only");
            continue;
        }
        if (!a.to || !a.to->time || !kernel::parseIso8601(*a.to->time, until) || until <= from) until = from + 60'000;
        const std::string label = a.mark.label.value_or("annotation");
        Json one = {{"name", label}, {"enable", true}, {"iconColor", a.mark.color.value_or("orange")}, {"datasource", base(m_source)}, {"step", "60s"}, {"titleFormat", label},
                    {"expr", "(vector(time()) >= " + std::to_string(from / 1000) + ") < " + std::to_string(until / 1000)}};
        if (std::find(list.begin(), list.end(), one) == list.end()) list.push_back(std::move(one));
    }
}

Json Exporter::variable(const DashboardVariable& v) {
    if (!v.grafana.empty()) {
        Json out = Json::parse(v.grafana);
        const Json source = out.value("datasource", Json());
        if (source.is_object()) m_used.insert(source.value("type", Json()) == "cloudwatch" ? GrafanaSource::CloudWatch : GrafanaSource::Prometheus);
        return out;
    }
    Json out = {{"name", v.id}, {"label", v.label.value_or(v.id)}, {"hide", v.visible.value_or(true) ? 0 : 2}, {"skipUrlSync", false}};
    std::string first = v.defaultValue.value_or("");
    if (!v.values || v.inputType == "input") {
        out.update({{"type", "textbox"}, {"query", first}, {"options", Json::array()}});
    } else {
        if (!v.defaultValue && !v.values->empty()) first = v.values->front().value;
        std::string query;
        for (const auto& c : *v.values) {
            query += query.empty() ? "" : ",";
            if (c.label && *c.label != c.value) query += *c.label + " : ";
            query += c.value;
        }
        out.update({{"type", "custom"}, {"query", query}, {"options", Json::array()}, {"multi", false}, {"includeAll", false}});
    }
    out["current"] = {{"selected", true}, {"text", first}, {"value", first}};
    return out;
}

Json Exporter::run(const Dashboard& original, std::string_view name) {
    // Variables under the names that Grafana knows them by.
    VariableValues names;
    for (const DashboardVariable& v : original.variables.value_or(std::vector<DashboardVariable>{})) names.emplace_back(v.id, '$' + v.id);
    const Dashboard d = withVariables(original, names);
    const DashboardPresentation kept = d.grafana.value_or(DashboardPresentation{});

    const std::vector<GridRect> places = placeWidgets(d.widgets);
    Json panels = Json::array(), variables = Json::array(), annotations = Json::array();
    annotations.push_back({{"builtIn", 1}, {"datasource", {{"type", "grafana"}, {"uid", "-- Grafana --"}}}, {"enable", true}, {"hide", true},
                           {"iconColor", "rgba(0, 211, 255, 1)"}, {"name", "Annotations & Alerts"}, {"type", "dashboard"}});
    if (!kept.annotations.empty())
        for (const Json& a : Json::parse(kept.annotations)) annotations.push_back(a);
    for (std::size_t i = 0; i < d.widgets.size(); ++i) {
        panels.push_back(panel(d, d.widgets[i], i, places[i]));
        events(d.widgets[i], "/widgets/" + std::to_string(i), annotations);
    }
    for (const DashboardVariable& v : d.variables.value_or(std::vector<DashboardVariable>{})) variables.push_back(variable(v));
    if (m_used.empty()) m_used.insert(m_source);

    Json inputs = Json::array(), needs = Json::array({{{"type", "grafana"}, {"id", "grafana"}, {"name", "Grafana"}, {"version", "11.0.0"}}});
    for (const GrafanaSource s : m_used) {
        const bool prometheus = s == GrafanaSource::Prometheus;
        const char* id = prometheus ? "prometheus" : "cloudwatch";
        const char* product = prometheus ? "Prometheus" : "CloudWatch";
        inputs.push_back({{"name", prometheus ? kPrometheusInput : kCloudWatchInput}, {"label", std::string("Lab ") + product}, {"description", ""},
                          {"type", "datasource"}, {"pluginId", id}, {"pluginName", product}});
        needs.push_back({{"type", "datasource"}, {"id", id}, {"name", product}, {"version", "1.0.0"}});
    }
    for (const std::string& type : m_types)
        if (type != "row") needs.push_back({{"type", "panel"}, {"id", type}, {"name", type}, {"version", ""}});

    Json out = objectOf(kept.rest);
    out.update({{"__inputs", std::move(inputs)},
                {"__requires", std::move(needs)},
                {"annotations", {{"list", std::move(annotations)}}},
                {"editable", true},
                {"fiscalYearStartMonth", 0},
                {"graphTooltip", 1},
                {"id", nullptr},
                {"links", Json::array()},
                {"panels", std::move(panels)},
                {"refresh", ""},
                {"schemaVersion", kGrafanaSchemaVersion},
                {"tags", kept.tags.value_or(std::vector<std::string>{"lab"})},
                {"templating", {{"list", std::move(variables)}}},
                {"time", {{"from", kernel::formatIso8601(m_window.start, true)}, {"to", kernel::formatIso8601(m_window.end, true)}}},
                {"timepicker", Json::object()},
                {"timezone", "utc"},
                {"title", kept.title.value_or(std::string(name))},
                {"uid", kept.uid.value_or(std::string(name.substr(0, kMostUid)))},
                {"version", 1},
                {"weekStart", ""}});
    return out;
}

} // namespace

GrafanaExport exportGrafana(const Dashboard& dashboard, std::string_view name, GrafanaSource source, const QueryWindow& window, const MetricStore* store) {
    Exporter exporter(source, window, store);
    const Json out = exporter.run(dashboard, name);
    return {textOf(out), std::move(exporter.messages)};
}

} // namespace maylab::metrics
