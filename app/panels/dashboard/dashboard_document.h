// The body of a dashboard as the window changes it: places, titles, widgets added and taken away. Whatever the window
// does not know stays as it stood. Source: the CloudWatch page "Dashboard body structure and syntax" (sheet 2.10).
#pragma once

#include "app/session/dashboard_picture.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace maylab::app {

struct WidgetMetric {
    std::string metricNamespace, name;
    std::vector<std::pair<std::string, std::string>> dimensions;
    std::string statistic; // "": as the widget says
    std::string label;
    bool right = false;
};

// What the form of a widget asks for.
struct WidgetDraft {
    WidgetKind kind = WidgetKind::TimeSeries;
    bool stacked = false;
    std::string title;
    std::vector<WidgetMetric> metrics;
    std::string statistic = "Average";
    std::int64_t period = 60;
    std::string text;                // Markdown
    std::vector<std::string> alarms; // ARNs
};

class DashboardDocument {
  public:
    // A text that is no object with a list of widgets is taken as an empty dashboard.
    explicit DashboardDocument(std::string_view body = {});

    std::size_t size() const { return widgets().size(); }
    std::vector<GridCell> cells() const;
    void setCells(const std::vector<GridCell>& cells);
    std::string title(std::size_t widget) const;
    void setTitle(std::size_t widget, const std::string& title);
    void add(const WidgetDraft& draft, const GridCell& cell);
    void addMetric(std::size_t widget, const WidgetMetric& metric);
    // Only a metric widget has rows; of others, and beyond the list, nothing happens.
    bool holdsMetrics(std::size_t widget) const;
    // Lines of a metric widget: at a value, or at a moment ("2026-01-30T13:15:00Z").
    void addLine(std::size_t widget, const std::string& label, double value);
    void addMoment(std::size_t widget, const std::string& label, const std::string& time);
    void remove(std::size_t widget);
    std::string text() const { return m_body.dump(); }

    static GridCell usualSize(WidgetKind kind);

  private:
    const nlohmann::ordered_json& widgets() const { return m_body["widgets"]; }
    nlohmann::ordered_json& widgets() { return m_body["widgets"]; }

    nlohmann::ordered_json* annotations(std::size_t widget, const char* kind);

    nlohmann::ordered_json m_body;
};

} // namespace maylab::app
