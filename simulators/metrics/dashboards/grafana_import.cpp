#include "metrics/dashboards/grafana_import.h"

#include "aws/account.h"
#include "kernel/time.h"
#include "metrics/characters.h"
#include "metrics/dashboards/grafana_panels.h"
#include "metrics/dashboards/grafana_rules.h"
#include "metrics/dashboards/grafana_targets.h"
#include "metrics/dashboards/json_members.h"

#include <algorithm>
#include <limits>

namespace maylab::metrics {
namespace {

std::optional<double> numberAt(const Json& object, const char* name) {
    const auto it = object.find(name);
    if (it == object.end() || !it->is_number()) return std::nullopt;
    return it->get<double>();
}
const Json& objectAt(const Json& object, const char* name) {
    static const Json kNone = Json::object();
    const auto it = object.find(name);
    return it != object.end() && it->is_object() ? *it : kNone;
}

class Importer {
  public:
    explicit Importer(std::vector<DashboardMessage>& messages) : m_messages(messages) {}

    Dashboard run(const Json& d, const std::string& path);

  private:
    void note(const std::string& path, std::string text) { m_messages.push_back({path, std::move(text), false}); }

    void time(const Json& d, const std::string& path, Dashboard& out);
    void variables(const Json& d, const std::string& path, Dashboard& out);
    void panels(const Json& list, const std::string& path, Dashboard& out);
    Widget panel(const Json& p, const std::string& path);
    void metrics(const Json& p, const std::string& type, const std::string& path, Widget& w);
    void fields(const Json& p, const std::string& type, const std::string& path, Widget& w);
    void overrides(const Json& list, Widget& w, Json& kept);
    bool asAlarms(const Json& p, Widget& w) const;
    bool asLogs(const Json& p, const std::string& type, const std::string& path, Widget& w);

    std::vector<DashboardMessage>& m_messages;
    std::vector<std::string> m_refs; // refIds of the rows of the panel that is being read
    std::int64_t m_shift = 0; // rows that opened collapsed rows take
};

void Importer::time(const Json& d, const std::string& path, Dashboard& out) {
    const Json& time = objectAt(d, "time");
    const auto read = [&](const char* name) -> std::optional<std::string> {
        const std::string text = textAt(time, name);
        std::int64_t ms = 0;
        if (text.empty() || text == "now") return std::nullopt;
        if (kernel::parseIso8601(text, ms)) return text;
        if (text.starts_with("now-")) {
            const auto seconds = grafanaDuration(std::string_view(text).substr(4));
            if (seconds && *seconds >= 1 && *seconds < 3e8) return "-PT" + std::to_string(static_cast<std::int64_t>(*seconds)) + 'S';
        }
        note(path + "/time/" + name, "The time \"" + text + "\" is not understood; the last three hours are shown");
        return std::nullopt;
    };
    out.start = read("from");
    out.end = read("to");
    if (!out.start) out.end.reset();
}

void Importer::variables(const Json& d, const std::string& path, Dashboard& out) {
    const Json& templating = objectAt(d, "templating");
    const auto list = templating.find("list");
    if (list == templating.end() || list->empty()) return;
    out.variables.emplace();
    for (std::size_t i = 0; i < list->size(); ++i) {
        const Json& from = (*list)[i];
        const std::string type = textAt(from, "type"), where = at(path + "/templating/list", i);
        if (type == "datasource" || type == "adhoc") {
            note(where, "A variable of type " + type + " has no counterpart and is left out");
            continue;
        }
        DashboardVariable v;
        v.type = "pattern";
        v.id = textAt(from, "name");
        v.pattern = '$' + v.id;
        v.label = textAt(from, "label");
        if (v.label->empty()) v.label = v.id;
        v.inputType = type == "textbox" || type == "constant" ? "input" : "select";
        v.visible = from.value("hide", Json()) != 2;
        const Json& current = objectAt(from, "current");
        Json value = current.value("value", Json());
        if (value.is_array()) value = value.size() == 1 ? value[0] : Json();
        std::string chosen = value.is_string() ? value.get<std::string>() : std::string();
        if (chosen == "$__all" || (chosen.empty() && from.value("includeAll", Json()) == true)) {
            chosen = textAt(from, "allValue");
            if (chosen.empty()) chosen = ".*";
        }
        if (type == "custom" || type == "interval") {
            v.values.emplace();
            std::string_view query;
            const std::string words = textAt(from, "query");
            for (query = words; !query.empty();) {
                std::string_view word = query.substr(0, query.find(','));
                query.remove_prefix(std::min(query.size(), word.size() + 1));
                const auto trim = [](std::string_view t) {
                    while (t.starts_with(' ')) t.remove_prefix(1);
                    while (t.ends_with(' ')) t.remove_suffix(1);
                    return t;
                };
                DashboardVariable::Choice choice;
                const std::size_t colon = word.find(" : ");
                if (colon != std::string_view::npos) choice.label = std::string(trim(word.substr(0, colon)));
                choice.value = std::string(trim(colon == std::string_view::npos ? word : word.substr(colon + 3)));
                v.values->push_back(std::move(choice));
            }
            if (chosen.empty() && !v.values->empty()) chosen = v.values->front().value;
        }
        if (v.inputType == "input" && chosen.empty()) chosen = textAt(from, "query");
        v.defaultValue = chosen;
        v.grafana = textOf(from);
        out.variables->push_back(std::move(v));
    }
}

// What "red" and the like are to CloudWatch, whose annotations have a number for a colour.
void thresholdsOf(const Json& defaults, Widget& w) {
    const Json& thresholds = objectAt(defaults, "thresholds");
    const auto steps = thresholds.find("steps");
    if (steps == thresholds.end()) return;
    std::vector<Annotation> lines;
    for (std::size_t i = 0; i < steps->size(); ++i) {
        const std::string color = textAt((*steps)[i], "color");
        if (i == 0) {
            if (!color.empty() && color != "green") w.grafana->baseColor = color;
            continue;
        }
        Annotation a;
        a.mark.value = numberAt((*steps)[i], "value");
        a.mark.color = colorNumber(color);
        lines.push_back(std::move(a));
    }
    if (lines.empty()) return;
    if (!w.annotations) w.annotations.emplace();
    w.annotations->horizontal = std::move(lines);
}

// The right axis and colours of targets; everything else is kept as it is.
void Importer::overrides(const Json& list, Widget& w, Json& kept) {
    for (const Json& o : list) {
        const Json& matcher = objectAt(o, "matcher");
        const std::string by = textAt(matcher, "id"), what = textAt(matcher, "options");
        RowOptions* options = nullptr;
        for (std::size_t r = 0; w.rows && r < w.rows->size(); ++r) {
            auto& own = (*w.rows)[r].options;
            const std::string ref = m_refs.size() > r ? m_refs[r] : std::string();
            if ((by == "byFrameRefID" && what == ref) || (by == "byName" && own && own->label == what)) {
                if (!own) own.emplace();
                options = &*own;
            }
        }
        const auto properties = o.find("properties");
        if (options == nullptr || properties == o.end() || !properties->is_array()) {
            kept.push_back(o);
            continue;
        }
        AxisLimits right;
        bool toRight = false;
        Json others = Json::array();
        for (const Json& p : *properties) {
            const std::string id = p.is_object() ? textAt(p, "id") : std::string();
            const Json value = p.is_object() ? p.value("value", Json()) : Json();
            if (id == "custom.axisPlacement" && value == "right") toRight = true;
            else if (id == "min" && value.is_number()) right.min = value.get<double>();
            else if (id == "max" && value.is_number()) right.max = value.get<double>();
            else if (id == "custom.axisLabel" && value.is_string()) right.label = value.get<std::string>();
            else if (id == "color" && value.is_object() && colorNumber(textAt(value, "fixedColor"))) options->color = colorNumber(textAt(value, "fixedColor"));
            else others.push_back(p);
        }
        if (toRight) {
            options->yAxis = "right";
            if (right.min && right.max && !(*right.min < *right.max)) right.max.reset();
            if (right != AxisLimits{}) {
                if (!w.yAxis) w.yAxis.emplace();
                w.yAxis->right = right;
            }
        }
        if (!others.empty() || (!toRight && right != AxisLimits{})) {
            Json rest = o;
            if (toRight) rest["properties"] = std::move(others);
            kept.push_back(std::move(rest));
        }
    }
}

void Importer::fields(const Json& p, const std::string& type, const std::string& path, Widget& w) {
    if (!w.grafana) w.grafana.emplace();
    const Json& config = objectAt(p, "fieldConfig");
    Json defaults = objectAt(config, "defaults");
    thresholdsOf(defaults, w);
    defaults.erase("thresholds");
    if (const std::string unit = textAt(defaults, "unit"); !unit.empty() && unit != "short") w.grafana->unit = unit;
    defaults.erase("unit");
    if (const auto decimals = numberAt(defaults, "decimals"); decimals && *decimals >= 0 && *decimals <= 20) w.grafana->decimals = static_cast<std::int64_t>(*decimals);
    defaults.erase("decimals");
    AxisLimits left;
    left.min = numberAt(defaults, "min");
    left.max = numberAt(defaults, "max");
    if (left.min && left.max && !(*left.min < *left.max)) {
        note(path + "/fieldConfig/defaults/max", "The axis ends where it begins; its end is left out");
        left.max.reset();
    }
    for (const char* name : {"min", "max"}) defaults.erase(name);
    Json custom = objectAt(defaults, "custom");
    const std::string label = textAt(custom, "axisLabel");
    if (!label.empty()) left.label = label;
    custom.erase("axisLabel");
    if (textAt(objectAt(custom, "stacking"), "mode") == "normal" && type == "timeseries") {
        w.stacked = true;
        custom.erase("stacking");
    }
    if (left != AxisLimits{}) {
        if (!w.yAxis) w.yAxis.emplace();
        w.yAxis->left = left;
    }
    defaults.erase("custom");
    Json usual = defaultPanelCustom(type);
    if (w.stacked) usual.erase("stacking");
    if (custom != usual && !custom.empty()) defaults["custom"] = std::move(custom);
    if (const auto m = defaults.find("mappings"); m != defaults.end() && *m == Json::array()) defaults.erase(m);
    if (const auto c = defaults.find("color"); c != defaults.end() && *c == Json{{"mode", "palette-classic"}}) defaults.erase(c);

    Json kept = Json::object(), others = Json::array();
    if (const auto list = config.find("overrides"); list != config.end()) overrides(*list, w, others);
    if (!defaults.empty()) kept["defaults"] = std::move(defaults);
    if (!others.empty()) kept["overrides"] = std::move(others);
    if (const Json& options = objectAt(p, "options"); !options.empty() && options != defaultPanelOptions(type)) kept["options"] = options;
    Json panel = p;
    for (const char* name : {"id", "type", "title", "datasource", "gridPos", "targets", "fieldConfig", "options", "panels", "collapsed"}) panel.erase(name);
    if (!panel.empty()) kept["panel"] = std::move(panel);
    if (!kept.empty()) w.grafana->rest = textOf(kept);
    if (*w.grafana == WidgetPresentation{}) w.grafana.reset();
}

void Importer::metrics(const Json& p, const std::string& type, const std::string& path, Widget& w) {
    w.type = WidgetType::Metric;
    w.region = std::string(aws::kRegion);
    w.view = viewOfPanel(type);
    if (panelOfView(*w.view) != type && type != "graph" && type != "singlestat") w.grafana.emplace().panel = type;
    w.rows.emplace();
    m_refs.clear();
    const std::string shown = w.grafana ? type : panelOfView(*w.view);
    const auto targets = p.find("targets");
    for (std::size_t i = 0; targets != p.end() && i < targets->size(); ++i) {
        const std::string where = at(path + "/targets", i);
        MetricRow row;
        std::string why;
        if (!rowOfTarget((*targets)[i], objectAt(p, "datasource"), shown, w.rows->size(), row, why)) {
            note(where, why);
            continue;
        }
        if (!why.empty()) note(where, why);
        w.rows->push_back(std::move(row));
        const std::string ref = textAt((*targets)[i], "refId");
        m_refs.push_back(ref.empty() ? refIdOf(i) : ref);
    }
    // The region that all rows share is the widget's.
    std::optional<std::string> region;
    for (const MetricRow& row : *w.rows)
        if (row.options && row.options->region) {
            if (!region) region = row.options->region;
            if (row.options->region != region) return fields(p, shown, path, w);
        }
    if (region) w.region = region;
    for (MetricRow& row : *w.rows)
        if (row.options) row.options->region.reset();
    fields(p, shown, path, w);
}

// A panel whose targets all ask for the state of an alarm is a list of alarms.
bool Importer::asAlarms(const Json& p, Widget& w) const {
    const auto targets = p.find("targets");
    if (targets == p.end() || targets->empty()) return false;
    std::vector<std::string> arns;
    for (const Json& t : *targets) {
        const auto name = alarmOfTarget(textAt(t, "expr"));
        if (!name) return false;
        arns.push_back(aws::makeArn("cloudwatch", "alarm:" + *name));
    }
    if (arns.size() > 100) return false;
    w.type = WidgetType::Alarm;
    w.alarms = std::move(arns);
    return true;
}

bool Importer::asLogs(const Json& p, const std::string& type, const std::string& path, Widget& w) {
    const auto targets = p.find("targets");
    if (targets == p.end() || targets->empty() || textAt((*targets)[0], "queryMode") != "Logs") return false;
    const Json& t = (*targets)[0];
    w.type = WidgetType::Log;
    w.region = std::string(aws::kRegion);
    if (const std::string region = textAt(t, "region"); !region.empty() && region != "default") w.region = region;
    std::vector<std::string> groups;
    std::string account;
    if (const auto list = t.find("logGroups"); list != t.end() && list->is_array())
        for (const Json& g : *list)
            if (g.is_object() && !textAt(g, "name").empty()) {
                groups.push_back(textAt(g, "name"));
                if (const auto arn = aws::Arn::parse(textAt(g, "arn"))) account = arn->account;
            }
    if (const auto list = t.find("logGroupNames"); groups.empty() && list != t.end() && list->is_array())
        for (const Json& g : *list)
            if (g.is_string()) groups.push_back(g.get<std::string>());
    w.query = joinLogQuery(groups, textAt(t, "expression"));
    w.view = viewOfPanel(type).value_or(WidgetView::Table);
    if (panelOfView(*w.view) != type) w.grafana.emplace().panel = type;
    for (std::size_t i = 1; i < targets->size(); ++i) note(at(path + "/targets", i), "A widget of logs has one query; this one is left out");
    m_refs.clear();
    fields(p, type, path, w);
    // What a new target would not say by itself.
    Json target = t;
    for (const char* name : {"refId", "datasource", "queryMode", "id", "region", "expression", "logGroups", "logGroupNames", "statsGroups"}) target.erase(name);
    Json kept = w.grafana ? objectOf(w.grafana->rest) : Json::object();
    if (!target.empty()) kept["target"] = std::move(target);
    if (!account.empty() && account != aws::kAccountId) kept["account"] = account;
    if (!kept.empty()) {
        if (!w.grafana) w.grafana.emplace();
        w.grafana->rest = textOf(kept);
    }
    return true;
}

Widget Importer::panel(const Json& p, const std::string& path) {
    Widget w;
    const std::string type = textAt(p, "type");
    if (const std::string title = textAt(p, "title"); !title.empty()) w.title = title;
    if (type == "row") {
        w.type = WidgetType::Text;
        w.markdown = "## " + w.title.value_or("");
        w.grafana.emplace().panel = "row";
        return w;
    }
    if (type == "text") {
        w.type = WidgetType::Text;
        Json options = objectAt(p, "options");
        w.markdown = textAt(options, "content");
        options.erase("content");
        Json rest = p;
        rest["options"] = options == Json{{"mode", "markdown"}} ? Json::object() : options;
        m_refs.clear();
        fields(rest, type, path, w);
        return w;
    }
    if (type == "alertlist") {
        w.type = WidgetType::Alarm;
        w.alarms.emplace();
        const std::string name = textAt(objectAt(p, "options"), "alertName");
        if (!name.empty()) w.alarms->push_back(aws::makeArn("cloudwatch", "alarm:" + name));
        else note(path, "A list of Grafana's alert rules; choose the alarms that it shows");
        return w;
    }
    if (asAlarms(p, w) || asLogs(p, type, path, w)) return w;
    if (viewOfPanel(type)) {
        if (type == "graph" || type == "singlestat") note(path + "/type", "The " + type + " panel was removed from Grafana; its successor is shown");
        metrics(p, type, path, w);
        return w;
    }
    w.type = WidgetType::Text;
    w.markdown = "*" + type + "*";
    note(path + "/type", "Panels of type \"" + type + "\" are not known here; a text stands in their place");
    return w;
}

void Importer::panels(const Json& list, const std::string& path, Dashboard& out) {
    std::int64_t below = 0; // of everything so far, for panels without a place
    for (std::size_t i = 0; i < list.size(); ++i) {
        const Json& p = list[i];
        const std::string where = at(path, i);
        Widget w = panel(p, where);
        const Json& grid = objectAt(p, "gridPos");
        const std::int64_t x = static_cast<std::int64_t>(numberAt(grid, "x").value_or(0)), width = static_cast<std::int64_t>(numberAt(grid, "w").value_or(12));
        w.x = x;
        w.y = grid.empty() ? below : static_cast<std::int64_t>(*numberAt(grid, "y")) + m_shift;
        w.width = std::min<std::int64_t>(width, kGridColumns - x);
        w.height = static_cast<std::int64_t>(numberAt(grid, "h").value_or(8));
        if (w.isRow()) {
            w.x = 0;
            w.width = kGridColumns;
            w.height = 1;
        }
        if (x + width > kGridColumns && !w.isRow()) note(where + "/gridPos/w", "The panel leaves the grid; it is narrowed");
        below = std::max(below, *w.y + *w.height);
        const std::int64_t top = *w.y + 1;
        out.widgets.push_back(std::move(w));
        const auto inner = p.find("panels");
        if (textAt(p, "type") != "row" || inner == p.end() || inner->empty()) continue;
        note(where, "The collapsed row is opened");
        std::int64_t first = std::numeric_limits<std::int64_t>::max(), last = 0;
        for (const Json& child : *inner) {
            const Json& g = objectAt(child, "gridPos");
            const auto y = static_cast<std::int64_t>(numberAt(g, "y").value_or(0));
            first = std::min(first, y);
            last = std::max(last, y + static_cast<std::int64_t>(numberAt(g, "h").value_or(8)));
        }
        const std::int64_t outer = m_shift;
        m_shift = top - first; // the children follow their row
        panels(*inner, where + "/panels", out);
        m_shift = outer + (last - first);
        below = std::max(below, top + last - first);
    }
}

Dashboard Importer::run(const Json& d, const std::string& path) {
    Dashboard out;
    out.periodOverride = "inherit";
    out.grafana.emplace();
    out.grafana->title = textAt(d, "title");
    if (const std::string uid = textAt(d, "uid"); !uid.empty()) out.grafana->uid = uid;
    out.grafana->tags.emplace();
    if (const auto tags = d.find("tags"); tags != d.end())
        for (const Json& t : *tags) out.grafana->tags->push_back(t.get<std::string>());
    if (numberAt(d, "schemaVersion").value_or(kGrafanaSchemaVersion) > 43)
        note(path + "/schemaVersion", "The model is newer than the one that is known here (39 to 43)");
    time(d, path, out);
    variables(d, path, out);
    Json queries = Json::array();
    const Json& annotations = objectAt(d, "annotations");
    if (const auto list = annotations.find("list"); list != annotations.end())
        for (const Json& a : *list)
            if (a.value("builtIn", Json()) != 1) queries.push_back(a);
    if (!queries.empty()) out.grafana->annotations = textOf(queries);
    if (const auto list = d.find("panels"); list != d.end()) panels(*list, path + "/panels", out);
    return out;
}

} // namespace

bool GrafanaImport::refused() const {
    return std::any_of(messages.begin(), messages.end(), [](const DashboardMessage& m) { return m.refuses; });
}

GrafanaImport importGrafana(std::string_view text) {
    GrafanaImport out;
    if (text.size() > kMaxDashboardBody) {
        out.messages.push_back({"", "The file is longer than 1 MB"});
        return out;
    }
    const std::optional<Json> file = parseBounded(text);
    if (!file) {
        out.messages.push_back({"", "Not valid JSON"});
        return out;
    }
    if (!file->is_object()) {
        out.messages.push_back({"", "Should be object"});
        return out;
    }
    const Json* model = &*file;
    std::string path;
    if (textAt(*file, "apiVersion").starts_with("dashboard.grafana.app/")) {
        model = &objectAt(*file, "spec");
        path = "/spec";
    }
    if (model->contains("elements") && model->contains("layout")) {
        out.messages.push_back({path + "/elements", "This is the V2 model; export the dashboard as Classic"});
        return out;
    }
    checkGrafana(*model, path, out.messages);
    if (!out.refused()) out.dashboard = Importer(out.messages).run(*model, path);
    if (out.refused()) out.dashboard = Dashboard{};
    return out;
}

} // namespace maylab::metrics
