#include "metrics/dashboards/grafana_targets.h"

#include "metrics/characters.h"
#include "metrics/dashboards/grafana_panels.h"
#include "metrics/dashboards/json_members.h"
#include "metrics/published_view.h"
#include "metrics/statistic.h"

#include <charconv>

namespace maylab::metrics {
namespace {

bool boolAt(const Json& object, const char* name, bool otherwise) {
    const auto it = object.find(name);
    return it != object.end() && it->is_boolean() ? it->get<bool>() : otherwise;
}

// "${node}", "${node:regex}" and "[[node]]" are $node; Grafana's own ($__interval) stay as they are.
std::string plainVariables(const std::string& text) {
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        const bool dollar = text.compare(i, 2, "${") == 0, square = text.compare(i, 2, "[[") == 0;
        const std::size_t end = dollar ? text.find('}', i) : square ? text.find("]]", i) : std::string::npos;
        if (end == std::string::npos) {
            out += text[i++];
            continue;
        }
        std::string name = text.substr(i + 2, end - i - 2);
        name = name.substr(0, name.find(':'));
        const bool word = !name.empty() && name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == std::string::npos;
        if (word) {
            out += '$' + name;
            i = end + (dollar ? 1 : 2);
        } else {
            out += text[i++];
        }
    }
    return out;
}

std::string sourceOf(const Json& target, const Json& panelSource) {
    const auto own = target.find("datasource");
    std::string type = own != target.end() && own->is_object() ? textAt(*own, "type") : std::string();
    if (type.empty()) type = textAt(panelSource, "type");
    if (type == "prometheus" || type == "cloudwatch") return type;
    if (type.empty() || type == "datasource") { // by its words
        if (target.contains("expr")) return "prometheus";
        if (target.contains("metricName") || target.contains("queryMode") || target.contains("namespace")) return "cloudwatch";
    }
    return type;
}

std::string searchQuoted(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        if (c == '\'') continue; // would end the expression's string
        out += c;
    }
    return out + '"';
}

bool isTargetId(const std::string& id) {
    return !id.empty() && isLower(id[0]) && id.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == std::string::npos;
}

// Members that a new target has anyway, and those that are in the row now.
constexpr const char* kKnown[] = {"refId",     "datasource", "queryMode",  "metricQueryType", "metricEditorMode", "region",       "namespace", "metricName",   "dimensions", "statistic", "statistics",
                                  "period",    "matchExact", "expression", "id",              "label",            "sqlExpression", "hide",      "editorMode",   "expr",       "legendFormat", "range",
                                  "instant",   "format"};

void keepRest(const Json& target, std::size_t index, RowOptions& o) {
    Json rest = target;
    for (const char* name : kKnown) rest.erase(name);
    const std::string ref = textAt(target, "refId");
    if (!ref.empty() && ref != refIdOf(index)) rest["refId"] = ref;
    if (textAt(target, "editorMode") == "builder") rest["editorMode"] = "builder";
    if (!rest.empty()) o.rest = textOf(Json{{"grafana", std::move(rest)}});
}

bool prometheusRow(const Json& t, const std::string& type, RowOptions& o, std::string& why) {
    const std::string expr = textAt(t, "expr");
    if (expr.empty()) {
        why = "The target has no expression and is left out";
        return false;
    }
    o.promql = plainVariables(expr);
    const std::string legend = textAt(t, "legendFormat");
    if (!legend.empty() && legend != "__auto") o.label = legend;
    const bool instant = boolAt(t, "instant", false);
    if (t.contains("instant") && instant != asksForInstant(type)) o.instant = instant;
    const std::string format = textAt(t, "format");
    if ((format == "time_series" || format == "table" || format == "heatmap") && format != targetFormat(type)) o.format = format;
    return true;
}

// Several values of a dimension, wildcards and "not exactly these dimensions" are a search.
std::string searchOf(const Json& t, const std::string& statistic, std::optional<std::int64_t> period) {
    const std::string space = textAt(t, "namespace");
    const bool exact = boolAt(t, "matchExact", true);
    std::string schema = "{" + searchQuoted(space), terms = "MetricName=" + searchQuoted(textAt(t, "metricName"));
    const Json dimensions = t.value("dimensions", Json::object());
    for (const auto& [name, value] : dimensions.items()) {
        schema += ',' + searchQuoted(name);
        std::string any;
        const Json values = value.is_array() ? value : Json::array({value});
        bool wildcard = values.empty();
        for (const Json& v : values) {
            if (!v.is_string()) continue;
            wildcard = wildcard || v == "*";
            any += (any.empty() ? "" : " OR ") + searchQuoted(name) + '=' + searchQuoted(plainVariables(v.get<std::string>()));
        }
        if (!wildcard && !any.empty()) terms += values.size() > 1 ? " (" + any + ')' : ' ' + any;
    }
    std::string out = "SEARCH('" + (exact ? schema + "} " : "Namespace=" + searchQuoted(space) + ' ') + terms + "', '" + statistic + '\'';
    if (period) out += ", " + std::to_string(*period);
    return out + ')';
}

bool cloudWatchRow(const Json& t, MetricRow& row, RowOptions& o, std::string& why) {
    const std::string mode = textAt(t, "queryMode");
    if (!mode.empty() && mode != "Metrics") {
        why = "A target of mode " + mode + " is no metric and is left out";
        return false;
    }
    if (const std::string id = textAt(t, "id"); isTargetId(id)) o.id = id;
    else if (!id.empty()) why = "The id \"" + id + "\" does not begin with a small letter and is left out";
    if (const std::string label = textAt(t, "label"); !label.empty()) o.label = label;
    if (const std::string region = textAt(t, "region"); !region.empty() && region != "default") o.region = region;
    const auto period = t.find("period");
    const std::string text = period == t.end() ? "" : period->is_string() ? period->get<std::string>() : period->is_number_integer() ? period->dump() : "";
    std::int64_t seconds = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), seconds).ec == std::errc() && isValidPeriod(seconds)) o.period = seconds;
    std::string statistic = textAt(t, "statistic");
    if (const auto old = t.find("statistics"); statistic.empty() && old != t.end() && old->is_array() && !old->empty() && (*old)[0].is_string()) statistic = (*old)[0].get<std::string>();
    if (statistic.empty()) statistic = "Average";

    const std::string sql = textAt(t, "sqlExpression"), expression = textAt(t, "expression");
    if (t.value("metricQueryType", Json()) == 1 && !sql.empty()) {
        o.expression = sql;
        why = "Metrics Insights queries are not answered here";
        return true;
    }
    if (!expression.empty()) {
        o.expression = plainVariables(expression);
        return true;
    }
    if (textAt(t, "namespace").empty() || textAt(t, "metricName").empty()) {
        why = "The target names no metric and is left out";
        return false;
    }
    if (!Statistic::parse(statistic)) {
        why = "\"" + statistic + "\" is no statistic; Average is shown";
        statistic = "Average";
    }
    const Json dimensions = t.value("dimensions", Json::object());
    bool search = !boolAt(t, "matchExact", true);
    for (const auto& [name, value] : dimensions.items())
        search = search || value == "*" || (value.is_array() && (value.size() != 1 || value[0] == "*"));
    if (search) {
        o.expression = searchOf(t, statistic, o.period);
        return true;
    }
    row.cells = {textAt(t, "namespace"), textAt(t, "metricName")};
    for (const auto& [name, value] : dimensions.items()) {
        const Json& one = value.is_array() ? value[0] : value;
        row.cells.push_back(name);
        row.cells.push_back(one.is_string() ? plainVariables(one.get<std::string>()) : textOf(one));
    }
    o.stat = statistic;
    return true;
}

} // namespace

std::string refIdOf(std::size_t i) {
    std::string out(1, static_cast<char>('A' + i % 26));
    for (i /= 26; i > 0; i = (i - 1) / 26) out.insert(out.begin(), static_cast<char>('A' + (i - 1) % 26));
    return out;
}

bool rowOfTarget(const Json& target, const Json& panelSource, const std::string& type, std::size_t index, MetricRow& row, std::string& why) {
    const std::string source = sourceOf(target, panelSource);
    RowOptions o;
    if (boolAt(target, "hide", false)) o.visible = false;
    if (source == "prometheus") {
        if (!prometheusRow(target, type, o, why)) return false;
    } else if (source == "cloudwatch") {
        if (!cloudWatchRow(target, row, o, why)) return false;
    } else {
        why = source.empty() ? "The target says neither what it asks nor whom, and is left out" : "The data source \"" + source + "\" is not known here; the target is left out";
        return false;
    }
    keepRest(target, index, o);
    row.options = std::move(o);
    return true;
}

} // namespace maylab::metrics
