// A dashboard as the body it came from.
#include "metrics/dashboards/json_members.h"

namespace maylab::metrics {
namespace {

Json optionsJson(const RowOptions& o) {
    Json out = objectOf(o.rest);
    put(out, "id", o.id);
    put(out, "label", o.label);
    put(out, "stat", o.stat);
    put(out, "color", o.color);
    put(out, "yAxis", o.yAxis);
    put(out, "region", o.region);
    put(out, "accountId", o.accountId);
    put(out, "expression", o.expression);
    put(out, "visible", o.visible);
    put(out, "period", o.period);
    put(out, "promql", o.promql);
    put(out, "format", o.format);
    put(out, "instant", o.instant);
    return out;
}

Json rowsJson(const std::vector<MetricRow>& rows) {
    Json out = Json::array();
    for (const MetricRow& row : rows) {
        Json cells = row.cells;
        if (row.options) cells.push_back(optionsJson(*row.options));
        out.push_back(std::move(cells));
    }
    return out;
}

Json axisJson(const AxisLimits& axis) {
    Json out = objectOf(axis.rest);
    put(out, "min", axis.min);
    put(out, "max", axis.max);
    put(out, "label", axis.label);
    put(out, "showUnits", axis.showUnits);
    return out;
}

Json markJson(const AnnotationMark& mark) {
    Json out = objectOf(mark.rest);
    put(out, "value", mark.value);
    put(out, "value", mark.time);
    put(out, "label", mark.label);
    put(out, "color", mark.color);
    put(out, "fill", mark.fill);
    put(out, "yAxis", mark.yAxis);
    put(out, "visible", mark.visible);
    return out;
}

Json annotationList(const std::vector<Annotation>& all) {
    Json out = Json::array();
    for (const Annotation& a : all) {
        if (a.to) out.push_back(Json::array({markJson(a.mark), markJson(*a.to)}));
        else out.push_back(markJson(a.mark));
    }
    return out;
}

Json propertiesJson(const Widget& w) {
    Json out = objectOf(w.propertiesRest);
    put(out, "title", w.title);
    put(out, "region", w.region);
    put(out, "stat", w.stat);
    put(out, "markdown", w.markdown);
    put(out, "query", w.query);
    if (w.view) out["view"] = toString(*w.view);
    put(out, "stacked", w.stacked);
    put(out, "setPeriodToTimeRange", w.setPeriodToTimeRange);
    put(out, "period", w.period);
    if (w.rows) out["metrics"] = rowsJson(*w.rows);
    put(out, "alarms", w.alarms);
    if (w.yAxis) {
        Json y = objectOf(w.yAxis->rest);
        if (w.yAxis->left) y["left"] = axisJson(*w.yAxis->left);
        if (w.yAxis->right) y["right"] = axisJson(*w.yAxis->right);
        out["yAxis"] = std::move(y);
    }
    if (w.annotations) {
        Json a = objectOf(w.annotations->rest);
        if (w.annotations->horizontal) a["horizontal"] = annotationList(*w.annotations->horizontal);
        if (w.annotations->vertical) a["vertical"] = annotationList(*w.annotations->vertical);
        put(a, "alarms", w.annotations->alarms);
        out["annotations"] = std::move(a);
    }
    if (w.grafana) {
        Json g = objectOf(w.grafana->rest);
        put(g, "unit", w.grafana->unit);
        put(g, "baseColor", w.grafana->baseColor);
        put(g, "panel", w.grafana->panel);
        put(g, "decimals", w.grafana->decimals);
        out["grafana"] = std::move(g);
    }
    return out;
}

Json widgetJson(const Widget& w) {
    Json out = objectOf(w.rest);
    out["type"] = toString(w.type);
    put(out, "x", w.x);
    put(out, "y", w.y);
    put(out, "width", w.width);
    put(out, "height", w.height);
    if (w.hasProperties) out["properties"] = propertiesJson(w);
    return out;
}

Json variableJson(const DashboardVariable& v) {
    Json out = objectOf(v.rest);
    out["type"] = v.type;
    out["id"] = v.id;
    out["inputType"] = v.inputType;
    put(out, "property", v.property);
    put(out, "pattern", v.pattern);
    put(out, "label", v.label);
    put(out, "defaultValue", v.defaultValue);
    put(out, "search", v.search);
    put(out, "populateFrom", v.populateFrom);
    put(out, "visible", v.visible);
    if (v.values) {
        Json values = Json::array();
        for (const auto& choice : *v.values) {
            Json one = {{"value", choice.value}};
            put(one, "label", choice.label);
            values.push_back(std::move(one));
        }
        out["values"] = std::move(values);
    }
    if (!v.grafana.empty()) out["grafana"] = Json::parse(v.grafana);
    return out;
}

} // namespace

std::string writeDashboard(const Dashboard& d) {
    Json out = objectOf(d.rest);
    put(out, "start", d.start);
    put(out, "end", d.end);
    put(out, "periodOverride", d.periodOverride);
    Json widgets = Json::array();
    for (const Widget& w : d.widgets)
        widgets.push_back(widgetJson(w));
    out["widgets"] = std::move(widgets);
    if (d.variables) {
        Json variables = Json::array();
        for (const DashboardVariable& v : *d.variables)
            variables.push_back(variableJson(v));
        out["variables"] = std::move(variables);
    }
    if (d.grafana) {
        Json g = objectOf(d.grafana->rest);
        put(g, "title", d.grafana->title);
        put(g, "uid", d.grafana->uid);
        put(g, "tags", d.grafana->tags);
        if (!d.grafana->annotations.empty()) g["annotations"] = Json::parse(d.grafana->annotations);
        out["grafana"] = std::move(g);
    }
    return textOf(out);
}

} // namespace maylab::metrics
