// What a widget shows over a range of time, as plain values: for panels in a window, for labs' charts, for counting.
//
// Units: stamps are Unix seconds (the start of a period), moments and ranges Unix milliseconds. Points are oldest first and
// always finite. Nothing here changes a world. Errors are sentences in `notes`: what can be drawn is drawn beside them.
//
// Rules: a row's own period and statistic go before the widget's (default 300 s, Average). With periodOverride "auto" the
// period grows with the range (autoPeriod, ours), "inherit" keeps it; without either a widget's period is kept, and one that
// has none is automatic. A number, gauge, bar or pie shows the newest datum of the range, or, with setPeriodToTimeRange, the
// whole range as one period. Another Region than the account's has no data. Source: sheet 2.10, CloudWatch "Dashboard body structure and syntax".
#pragma once

#include "metrics/alarm_book.h"
#include "metrics/dashboards/dashboard_body.h"
#include "metrics/metric_query.h"
#include "metrics/store.h"

#include <tl/expected.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace maylab::metrics {

struct ChartPoint {
    std::int64_t at = 0;
    double value = 0;
    bool operator==(const ChartPoint&) const = default;
};

struct WidgetSeries {
    std::size_t row = 0;     // which row of the widget it comes from
    std::string label;
    std::string color;       // "#1f77b4"; "": by colorIndex
    int colorIndex = 0;      // by order
    bool right = false;      // axis
    std::string unit;        // "Count"; "" when it has none
    std::int64_t period = 60;
    std::vector<ChartPoint> points;
    // Over the points; nothing when there are none.
    std::optional<double> latest, minimum, maximum, average, sum;
};

struct WidgetLine { // horizontal
    double value = 0;
    std::optional<double> to;
    std::string label, color, fill;
    bool right = false;
    std::string alarm; // the alarm whose threshold it is
};
struct WidgetMoment { // vertical, Unix milliseconds
    std::int64_t at = 0;
    std::optional<std::int64_t> until;
    std::string label, color, fill;
};
struct WidgetAlarm {
    std::string name, arn;
    bool exists = false;
    AlarmState state = AlarmState::InsufficientData;
    std::int64_t updated = 0;
    std::string reason;
};
// How many values of a period lay in (bounds[row - 1], bounds[row]].
struct WidgetHeatmap {
    std::int64_t start = 0, period = 60;
    std::vector<double> bounds;              // ascending
    std::vector<std::vector<double>> columns; // one a period, one count a bound
};
struct WidgetTable {
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> rows;
};

struct WidgetPicture {
    enum class Kind : std::uint8_t { Series, Number, Gauge, Bar, Pie, Table, Heatmap, Alarms, Text, Log, Row, NotDrawn };
    Kind kind = Kind::Series;
    std::string title;
    bool stacked = false;
    std::vector<WidgetSeries> series; // in the order of the rows; hidden rows are not in it
    std::vector<WidgetLine> lines;
    std::vector<WidgetMoment> moments;
    AxisLimits left, right;
    std::vector<WidgetAlarm> alarms;
    WidgetHeatmap heatmap;
    std::string markdown;
    std::string query; // of a log widget
    WidgetTable table; // of a log widget
    std::string unit;  // what Grafana would call it; "" when nothing is said
    std::optional<std::int64_t> decimals;
    std::vector<std::string> notes;
};
const char* toString(WidgetPicture::Kind kind); // "series", "number", ...

// Answers that this room does not have itself. An empty function: there is nobody to ask, and a note says so.
struct OtherSources {
    struct Labelled {
        std::string label; // legendFormat filled in
        std::vector<ChartPoint> points;
        std::string bucket{}; // the label le, of a histogram
    };
    using Promql = std::function<tl::expected<std::vector<Labelled>, std::string>(const MetricRow& row, std::int64_t startUnix,
                                                                                  std::int64_t endUnix, std::int64_t step)>;
    using Logs = std::function<tl::expected<WidgetTable, std::string>(const std::string& query, std::int64_t startMs, std::int64_t endMs)>;
    Promql promql;
    Logs logs;
};

// What the present of a world is made of; everything outlives the call.
struct WidgetSources {
    const MetricStore& store;
    const AlarmBook& alarms;
    OtherSources others;
};

// The widget of a dashboard whose variables are already replaced (withVariables).
WidgetPicture evaluateWidget(const WidgetSources& sources, const Dashboard& dashboard, const Widget& widget, const QueryWindow& window);

// The rows of a metric widget as queries; those that are none (promql, bad cells) are empty. Ids of rows without one are made.
struct WidgetQueries {
    std::vector<MetricQuery> queries;
    std::vector<std::size_t> rowOf;
    std::vector<std::string> regions; // where each is asked
};
WidgetQueries queriesOf(const Dashboard& dashboard, const Widget& widget, const QueryWindow& window);

// The range that the body asks for ("-PT3H" and the present when it says nothing).
QueryWindow rangeOf(const Dashboard& dashboard, std::int64_t nowMs);
// 60, 300, 900, 3600, 21600 or 86400: the finest that gives no more than 180 periods.
std::int64_t autoPeriod(const QueryWindow& window);
// "PT1H30M", "P7D", "-P1W" -> milliseconds; a month counts 30 days.
std::optional<std::int64_t> parseDuration(std::string_view text);

} // namespace maylab::metrics
