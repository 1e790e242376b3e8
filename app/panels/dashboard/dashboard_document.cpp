#include "app/panels/dashboard/dashboard_document.h"

#include "app/panels/dashboard/dashboard_layout.h"
#include "aws/account.h"

namespace maylab::app {
namespace {

using OrderedJson = nlohmann::ordered_json;

constexpr int kUsualWidth = 6, kUsualHeight = 6; // of a widget that names none

int whole(const OrderedJson& object, const char* name, int usual) {
    const auto found = object.find(name);
    if (found == object.end() || !found->is_number()) return usual;
    const double value = found->get<double>();
    return value >= 0 && value <= 1e6 ? static_cast<int>(value) : usual;
}

OrderedJson& propertiesOf(OrderedJson& widget) {
    OrderedJson& p = widget["properties"];
    if (!p.is_object()) p = OrderedJson::object();
    return p;
}

OrderedJson rowOf(const WidgetMetric& m) {
    OrderedJson row = OrderedJson::array({m.metricNamespace, m.name});
    for (const auto& [name, value] : m.dimensions) {
        row.push_back(name);
        row.push_back(value);
    }
    OrderedJson options = OrderedJson::object();
    if (!m.label.empty()) options["label"] = m.label;
    if (!m.statistic.empty()) options["stat"] = m.statistic;
    if (m.right) options["yAxis"] = "right";
    if (!options.empty()) row.push_back(std::move(options));
    return row;
}

const char* viewOf(WidgetKind kind) {
    switch (kind) {
    case WidgetKind::Number: return "singleValue";
    case WidgetKind::Gauge: return "gauge";
    case WidgetKind::Bar: return "bar";
    case WidgetKind::Pie: return "pie";
    case WidgetKind::Table: return "table";
    case WidgetKind::Heatmap: return "heatmap"; // of our own CloudWatch: metrics/dashboards/dashboard_body.h
    default: return "timeSeries";
    }
}

} // namespace

DashboardDocument::DashboardDocument(std::string_view body) {
    m_body = OrderedJson::parse(body, nullptr, false);
    if (!m_body.is_object()) m_body = OrderedJson::object();
    OrderedJson& list = m_body["widgets"];
    if (!list.is_array()) list = OrderedJson::array();
}

std::vector<GridCell> DashboardDocument::cells() const {
    std::vector<GridCell> out;
    for (const OrderedJson& w : widgets()) {
        GridCell cell{0, 0, kUsualWidth, kUsualHeight};
        if (w.is_object()) {
            cell = {whole(w, "x", 0), whole(w, "y", 0), whole(w, "width", kUsualWidth), whole(w, "height", kUsualHeight)};
        }
        // A widget without a place stands below what is before it, as the service puts it.
        if (w.is_object() && !w.contains("x") && !w.contains("y")) cell = freePlace(out, cell.width, cell.height);
        out.push_back(cell);
    }
    return out;
}

void DashboardDocument::setCells(const std::vector<GridCell>& cells) {
    for (std::size_t i = 0; i < size() && i < cells.size(); ++i) {
        OrderedJson& w = widgets()[i];
        if (!w.is_object()) continue;
        w["x"] = cells[i].x;
        w["y"] = cells[i].y;
        w["width"] = cells[i].width;
        w["height"] = cells[i].height;
    }
}

std::string DashboardDocument::title(std::size_t widget) const {
    if (widget >= size() || !widgets()[widget].is_object()) return {};
    const OrderedJson& w = widgets()[widget];
    const auto p = w.find("properties");
    if (p == w.end() || !p->is_object()) return {};
    const auto title = p->find("title");
    return title != p->end() && title->is_string() ? title->get<std::string>() : std::string();
}

void DashboardDocument::setTitle(std::size_t widget, const std::string& title) {
    if (widget >= size() || !widgets()[widget].is_object()) return;
    propertiesOf(widgets()[widget])["title"] = title;
}

void DashboardDocument::add(const WidgetDraft& draft, const GridCell& cell) {
    OrderedJson p = OrderedJson::object();
    const char* type = "metric";
    if (draft.kind == WidgetKind::Text) {
        type = "text";
        p["markdown"] = draft.text;
    } else if (draft.kind == WidgetKind::Alarms) {
        type = "alarm";
        p["title"] = draft.title;
        p["alarms"] = draft.alarms;
    } else {
        p["view"] = viewOf(draft.kind);
        if (draft.kind == WidgetKind::TimeSeries) p["stacked"] = draft.stacked;
        p["region"] = aws::kRegion;
        if (!draft.title.empty()) p["title"] = draft.title;
        p["period"] = draft.period;
        p["stat"] = draft.statistic;
        p["metrics"] = OrderedJson::array();
        for (const WidgetMetric& m : draft.metrics) p["metrics"].push_back(rowOf(m));
        if (draft.kind == WidgetKind::Gauge) p["yAxis"] = {{"left", {{"min", 0}, {"max", 100}}}}; // a gauge needs both
    }
    widgets().push_back({{"type", type}, {"x", cell.x}, {"y", cell.y}, {"width", cell.width}, {"height", cell.height},
                         {"properties", std::move(p)}});
}

bool DashboardDocument::holdsMetrics(std::size_t widget) const {
    if (widget >= size() || !widgets()[widget].is_object()) return false;
    const auto type = widgets()[widget].find("type");
    return type != widgets()[widget].end() && *type == "metric";
}

void DashboardDocument::addMetric(std::size_t widget, const WidgetMetric& metric) {
    if (!holdsMetrics(widget)) return;
    OrderedJson& rows = propertiesOf(widgets()[widget])["metrics"];
    if (!rows.is_array()) rows = OrderedJson::array();
    rows.push_back(rowOf(metric));
}

OrderedJson* DashboardDocument::annotations(std::size_t widget, const char* kind) {
    if (!holdsMetrics(widget)) return nullptr;
    OrderedJson& all = propertiesOf(widgets()[widget])["annotations"];
    if (!all.is_object()) all = OrderedJson::object();
    OrderedJson& list = all[kind];
    if (!list.is_array()) list = OrderedJson::array();
    return &list;
}

void DashboardDocument::addLine(std::size_t widget, const std::string& label, double value) {
    if (OrderedJson* list = annotations(widget, "horizontal")) list->push_back({{"label", label}, {"value", value}});
}

void DashboardDocument::addMoment(std::size_t widget, const std::string& label, const std::string& time) {
    if (OrderedJson* list = annotations(widget, "vertical")) list->push_back({{"label", label}, {"value", time}});
}

void DashboardDocument::remove(std::size_t widget) {
    if (widget < size()) widgets().erase(widgets().begin() + static_cast<std::ptrdiff_t>(widget));
}

GridCell DashboardDocument::usualSize(WidgetKind kind) {
    switch (kind) {
    case WidgetKind::Number: return {0, 0, 6, 3};
    case WidgetKind::Gauge: return {0, 0, 6, 5};
    case WidgetKind::Text: return {0, 0, 6, 3};
    case WidgetKind::Alarms: return {0, 0, 6, 3};
    case WidgetKind::Table: return {0, 0, 12, 5};
    default: return {0, 0, 12, 6};
    }
}

} // namespace maylab::app
