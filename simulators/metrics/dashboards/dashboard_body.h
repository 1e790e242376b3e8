// A CloudWatch dashboard as plain structs: the body that PutDashboard takes, read, refused or written back without loss.
//
// Shapes: every member is optional where the service makes it so, and written only if it was there; what is not drawn here
// (legend, sparkline, ...) travels along in `rest`, the text of a JSON object. Rows keep their cells as they were
// written; resolveRows() replaces "." and "...". Units: the grid has 24 columns; periods are seconds.
//
// Ours, beside the service's members:
//   view "heatmap"                       a metric widget; how often which value occurred
//   a row [{"promql": "...", "label"}]   a Prometheus target of an imported Grafana dashboard; "format", "instant"
//   properties.grafana, body.grafana     what Grafana shows that CloudWatch has no member for (unit, title, tags ...)
//
// Errors: DashboardMessage, a path ("/widgets/0/properties/metrics/0") and a sentence; those that refuse and those that only
// warn. "Should have required property", "Should be array", "Should NOT have more than", "Invalid metric field type", "The
// dashboard body is invalid" are the service's words (observed in public reports); other sentences are ours.
// Source: sheet 2.10 (end), CloudWatch "Dashboard body structure and syntax".
#pragma once

#include "metrics/store.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace maylab::metrics {

inline constexpr int kGridColumns = 24;
inline constexpr std::size_t kMaxWidgets = 500;
inline constexpr std::size_t kMaxMetricsPerWidget = 500;
inline constexpr std::size_t kMaxMetricsPerDashboard = 2500;
inline constexpr std::size_t kMaxDashboardBody = 1024 * 1024; // bytes; ours
inline constexpr int kMaxJsonDepth = 60;                      // ours
inline constexpr std::int64_t kDefaultWidgetPeriod = 300;

struct DashboardMessage {
    std::string dataPath, message;
    bool refuses = true;
    bool operator==(const DashboardMessage&) const = default;
};

enum class WidgetType : std::uint8_t { Metric, Text, Log, Alarm, Explorer, Custom };
const char* toString(WidgetType type); // "metric"
enum class WidgetView : std::uint8_t { TimeSeries, SingleValue, Gauge, Bar, Pie, Table, Heatmap };
const char* toString(WidgetView view); // "timeSeries"

struct RowOptions {
    std::optional<std::string> id, label, stat, color, yAxis, region, accountId, expression;
    std::optional<bool> visible;
    std::optional<std::int64_t> period;
    std::optional<std::string> promql, format; // ours
    std::optional<bool> instant;               // ours
    std::string rest;
    bool operator==(const RowOptions&) const = default;
};

struct MetricRow {
    std::vector<std::string> cells; // namespace, name, dimension, value, ...; none in an expression's row
    std::optional<RowOptions> options;
    bool operator==(const MetricRow&) const = default;
    bool isExpression() const { return options && options->expression; }
    bool isPromql() const { return options && options->promql; }
};

struct AxisLimits {
    std::optional<double> min, max;
    std::optional<std::string> label;
    std::optional<bool> showUnits;
    std::string rest;
    bool operator==(const AxisLimits&) const = default;
};

// A line across the chart: at a value, or at a time (ISO 8601).
struct AnnotationMark {
    std::optional<double> value;
    std::optional<std::string> time, label, color, fill, yAxis;
    std::optional<bool> visible;
    std::string rest;
    bool operator==(const AnnotationMark&) const = default;
};
struct Annotation {
    AnnotationMark mark;
    std::optional<AnnotationMark> to; // the other edge of a band
    bool operator==(const Annotation&) const = default;
};

// properties.grafana
struct WidgetPresentation {
    std::optional<std::string> unit, baseColor, panel; // panel: "row", "heatmap", ... where the view does not say it
    std::optional<std::int64_t> decimals;
    std::string rest;
    bool operator==(const WidgetPresentation&) const = default;
};

struct Widget {
    WidgetType type = WidgetType::Metric;
    std::optional<std::int64_t> x, y, width, height;
    std::string rest; // of the widget
    bool hasProperties = true;

    // properties
    std::optional<std::string> title, region, stat, markdown, query;
    std::optional<WidgetView> view;
    std::optional<bool> stacked, setPeriodToTimeRange;
    std::optional<std::int64_t> period;
    std::optional<std::vector<MetricRow>> rows; // "metrics" of a metric widget
    std::optional<std::vector<std::string>> alarms;
    struct YAxis {
        std::optional<AxisLimits> left, right;
        std::string rest;
        bool operator==(const YAxis&) const = default;
    };
    std::optional<YAxis> yAxis;
    struct Annotations {
        std::optional<std::vector<Annotation>> horizontal, vertical;
        std::optional<std::vector<std::string>> alarms; // ARNs
        std::string rest;
        bool operator==(const Annotations&) const = default;
    };
    std::optional<Annotations> annotations;
    std::optional<WidgetPresentation> grafana;
    std::string propertiesRest;

    bool operator==(const Widget&) const = default;
    bool isRow() const { return grafana && grafana->panel == "row"; }
};

// Stands for a text of the body ("pattern"), or for the value of a dimension ("property").
struct DashboardVariable {
    struct Choice {
        std::string value;
        std::optional<std::string> label;
        bool operator==(const Choice&) const = default;
    };
    std::string type, id, inputType; // inputType: input, select, radio
    std::optional<std::string> property, pattern, label, defaultValue, search, populateFrom;
    std::optional<bool> visible;
    std::optional<std::vector<Choice>> values;
    std::string grafana; // ours: the variable as Grafana had it, JSON
    std::string rest;
    bool operator==(const DashboardVariable&) const = default;
};

// body.grafana
struct DashboardPresentation {
    std::optional<std::string> title, uid;
    std::optional<std::vector<std::string>> tags;
    std::string annotations; // JSON array: queries of annotations beside the built-in one
    std::string rest;
    bool operator==(const DashboardPresentation&) const = default;
};

struct Dashboard {
    std::optional<std::string> start, end, periodOverride;
    std::vector<Widget> widgets;
    std::optional<std::vector<DashboardVariable>> variables;
    std::optional<DashboardPresentation> grafana;
    std::string rest;
    bool operator==(const Dashboard&) const = default;
};

struct DashboardReading {
    Dashboard dashboard;
    std::vector<DashboardMessage> messages;
    bool isJson = true; // an object, within the bounds of size and depth
    bool refused() const;
};
DashboardReading readDashboard(std::string_view body);
std::string writeDashboard(const Dashboard& dashboard);

// "The dashboard body is invalid, there are 2 validation errors:\n[ ... ]"
std::string refusalText(std::span<const DashboardMessage> messages);

// Each row's cells without "." and "..."; what is wrong with row i goes to messages under path + "/" + i. Rows of expressions
// have no cells and are passed over.
std::vector<std::vector<std::string>> resolveRows(std::span<const MetricRow> rows, const std::string& path,
                                                  std::vector<DashboardMessage>& messages);
// Namespace, name, dimensions. cells: at least two, and an even number.
SeriesKey keyOf(std::span<const std::string> cells);

// The body with these values for its variables; a variable that is not named has its default.
using VariableValues = std::vector<std::pair<std::string, std::string>>;
Dashboard withVariables(const Dashboard& dashboard, const VariableValues& values);

} // namespace maylab::metrics
