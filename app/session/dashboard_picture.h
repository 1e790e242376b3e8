// A CloudWatch dashboard as the window draws it: every widget evaluated over the range on screen, plain values.
// Times are Unix seconds of the world's calendar; a value that is NaN, or missing, is a gap.
#pragma once

#include "kernel/time.h"

#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace maylab::app {

// A widget's place on the dashboard's grid, in columns and rows.
struct GridCell {
    int x = 0, y = 0, width = 6, height = 6;
    bool operator==(const GridCell&) const = default;
    int right() const { return x + width; }
    int bottom() const { return y + height; }
    bool meets(const GridCell& o) const { return x < o.right() && o.x < right() && y < o.bottom() && o.y < bottom(); }
};

enum class WidgetKind : std::uint8_t { TimeSeries, Number, Gauge, Bar, Pie, Table, Heatmap, Alarms, Text, Unknown };

struct WidgetSeries {
    std::string label;
    bool right = false; // read on the axis at the right
    std::vector<double> at, values; // in order of time
    double latest = std::numeric_limits<double>::quiet_NaN(); // the one value of kinds that show one
};

struct WidgetAxis {
    double minimum = std::numeric_limits<double>::quiet_NaN(), maximum = minimum; // NaN: by the data
    std::string label;
};

struct WidgetLine { // horizontal; a band between value and to where to is a number
    double value = 0, to = std::numeric_limits<double>::quiet_NaN();
    enum class Fill : std::uint8_t { None, Above, Below } fill = Fill::None;
    bool right = false;
    std::string label;
};

struct WidgetMark { // vertical; a stretch where to is a number
    double at = 0, to = std::numeric_limits<double>::quiet_NaN();
    std::string label;
};

struct WidgetStretch { // of an alarm's state
    double from = 0, to = 0;
    std::string state;
};

struct WidgetAlarm {
    std::string name, state; // "OK", "ALARM", "INSUFFICIENT_DATA"; "" if there is no such alarm
    std::vector<WidgetStretch> stretches;
};

struct WidgetPicture {
    WidgetKind kind = WidgetKind::TimeSeries;
    GridCell cell;
    std::string title;
    bool stacked = false;
    bool band = false; // it shows an anomaly band, whose model is ours
    std::int64_t period = 60;
    std::vector<WidgetSeries> series;
    WidgetAxis left, right;
    std::vector<WidgetLine> lines;
    std::vector<WidgetMark> marks;
    std::vector<WidgetAlarm> alarms;
    std::vector<std::string> columns;            // of a table of words (a query of logs)
    std::vector<std::vector<std::string>> rows;
    std::string text;    // Markdown; of Unknown: the widget's type
    std::string problem; // the service's words where the widget cannot be evaluated
};

struct DashboardVariable {
    std::string id, label, value;
    std::vector<std::pair<std::string, std::string>> choices; // value, label
    bool typed = false; // any other value may be typed
};

struct DashboardPicture {
    bool available = false;          // the world has a CloudWatch
    kernel::SimTime at;              // when it was evaluated
    std::vector<std::string> names;  // in alphabetical order
    std::string name;                // the one shown; "" if there is none
    std::string body;                // as GetDashboard gives it
    double from = 0, to = 0;
    std::vector<WidgetPicture> widgets; // in the order of the body
    std::vector<DashboardVariable> variables;
};

// What of it is on screen.
struct DashboardInterest {
    bool wanted = false;
    std::string name;              // "": the first
    std::int64_t seconds = 0;      // how far back from now; 0: as the body says
    std::int64_t period = 0;       // 0: as each widget says
    std::map<std::string, std::string> variables;
    std::uint64_t again = 0;       // another number: evaluate anew
    bool operator==(const DashboardInterest&) const = default;
};

} // namespace maylab::app
