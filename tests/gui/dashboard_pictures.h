// A made-up dashboard with a widget of every kind, as a world might show it.
#pragma once

#include "app/session/dashboard_picture.h"

#include <cmath>
#include <memory>
#include <string>

namespace maylab::test {

inline constexpr double kDashboardEnd = 1'769'782'800; // 30 January 2026, 14:20 UTC

inline app::WidgetSeries wave(const char* label, double middle, double swing, double phase, int points = 30) {
    app::WidgetSeries s;
    s.label = label;
    for (int i = 0; i < points; ++i) {
        s.at.push_back(kDashboardEnd - 60.0 * (points - i));
        s.values.push_back(std::round((middle + swing * std::sin(phase + i * 0.35)) * 10) / 10);
    }
    s.latest = s.values.back();
    return s;
}

inline app::WidgetPicture widget(app::WidgetKind kind, const char* title, app::GridCell cell) {
    app::WidgetPicture w;
    w.kind = kind;
    w.title = title;
    w.cell = cell;
    return w;
}

inline std::shared_ptr<app::DashboardPicture> everyKind() {
    using app::WidgetKind;
    auto p = std::make_shared<app::DashboardPicture>();
    p->available = true;
    p->names = {"night", "shop"};
    p->name = "shop";
    p->from = kDashboardEnd - 1'800;
    p->to = kDashboardEnd;
    p->at = kernel::SimTime::atSecond(600);

    app::WidgetPicture cpu = widget(WidgetKind::TimeSeries, "CPUUtilization, %", {0, 0, 12, 6});
    cpu.series = {wave("Average", 72, 14, 4)};
    cpu.series[0].values[19] = std::nan("");
    cpu.series[0].values[20] = std::nan("");
    app::WidgetLine threshold;
    threshold.value = 80;
    threshold.label = "threshold";
    cpu.lines = {threshold};
    app::WidgetAlarm alarm{"shop-cpu-high", "ALARM", {}};
    alarm.stretches = {{p->from, p->from + 700, "OK"}, {p->from + 700, p->from + 760, "ALARM"}, {p->from + 760, p->from + 900, "INSUFFICIENT_DATA"},
                       {p->from + 900, p->to, "ALARM"}};
    cpu.alarms = {alarm};
    p->widgets.push_back(cpu);

    app::WidgetPicture two = widget(WidgetKind::TimeSeries, "Latency and requests", {12, 0, 12, 6});
    two.series = {wave("p99, ms", 180, 90, 1), wave("Requests", 52'000, 9'000, 0)};
    two.series[1].right = true;
    app::WidgetMark deploy;
    deploy.at = p->from + 600;
    deploy.label = "deploy";
    app::WidgetMark scan;
    scan.at = p->from + 1'000;
    scan.to = p->from + 1'300;
    scan.label = "scan";
    two.marks = {deploy, scan};
    p->widgets.push_back(two);

    app::WidgetPicture stacked = widget(WidgetKind::TimeSeries, "Answers by outcome", {0, 6, 12, 6});
    stacked.stacked = true;
    stacked.series = {wave("hit", 400, 60, 0), wave("miss", 90, 30, 2), wave("stale", 20, 8, 1), wave("503", 6, 5, 3)};
    p->widgets.push_back(stacked);

    app::WidgetPicture heat = widget(WidgetKind::Heatmap, "Latency, how often", {12, 6, 12, 6});
    for (int row = 0; row < 8; ++row) {
        app::WidgetSeries s = wave(("≤ " + std::to_string((8 - row) * 25)).c_str(), 60 - 9 * std::abs(row - 3), 18, row);
        s.values[5] = std::nan("");
        heat.series.push_back(s);
    }
    p->widgets.push_back(heat);

    app::WidgetPicture number = widget(WidgetKind::Number, "Hit ratio, %", {0, 12, 6, 3});
    number.series = {wave("hit %", 92, 2, 0), wave("night", 61, 2, 0)};
    p->widgets.push_back(number);

    app::WidgetPicture gauge = widget(WidgetKind::Gauge, "Memory, %", {6, 12, 6, 5});
    gauge.series = {wave("Memory, %", 68, 3, 0)};
    gauge.left.minimum = 0;
    gauge.left.maximum = 100;
    app::WidgetLine limit;
    limit.value = 90;
    gauge.lines = {limit};
    p->widgets.push_back(gauge);

    app::WidgetPicture bars = widget(WidgetKind::Bar, "Errors by zone", {12, 12, 6, 5});
    bars.series = {wave("ap-southeast-1a", 12, 3, 0), wave("ap-southeast-1b", 31, 3, 0), wave("ap-southeast-1c", 4, 3, 0)};
    p->widgets.push_back(bars);

    app::WidgetPicture pie = widget(WidgetKind::Pie, "Requests by page", {18, 12, 6, 5});
    for (const char* name : {"home", "product", "cart", "search", "login", "help", "terms", "jobs"}) {
        pie.series.push_back(wave(name, 1'000.0 / static_cast<double>(pie.series.size() + 1), 1, 0));
    }
    p->widgets.push_back(pie);

    app::WidgetPicture table = widget(WidgetKind::Table, "Nodes", {0, 17, 12, 5});
    table.series = {wave("shop-0001-001", 61, 9, 0), wave("shop-0002-001", 92, 4, 1), wave("shop-0003-001", 28, 5, 2)};
    p->widgets.push_back(table);

    app::WidgetPicture alarms = widget(WidgetKind::Alarms, "Alarms", {12, 17, 6, 5});
    alarms.alarms = {{"shop-hit-ratio-low", "OK", {}}, {"shop-cpu-high", "ALARM", {}}, {"night-traffic", "INSUFFICIENT_DATA", {}}, {"gone", "", {}}};
    p->widgets.push_back(alarms);

    app::WidgetPicture text = widget(WidgetKind::Text, "", {18, 17, 6, 3});
    text.text = "## Night shift\nCall **Lan** when *shop-cpu-high* rings.\n\n- runbook 7\n- ![no](file:///etc/hostname)";
    p->widgets.push_back(text);

    app::WidgetPicture broken = widget(WidgetKind::TimeSeries, "Typing error", {18, 20, 6, 2});
    broken.problem = "Error in expression 'e1': Invalid syntax";
    p->widgets.push_back(broken);

    p->body = R"({"start":"-PT30M","own":{"kept":[1,2]},"widgets":[)";
    for (std::size_t i = 0; i < p->widgets.size(); ++i) {
        const app::WidgetPicture& w = p->widgets[i];
        const char* type = w.kind == WidgetKind::Text ? "text" : w.kind == WidgetKind::Alarms ? "alarm" : "metric";
        p->body += (i > 0 ? "," : "") + std::string("{\"type\":\"") + type + "\",\"x\":" + std::to_string(w.cell.x) + ",\"y\":" + std::to_string(w.cell.y) +
                   ",\"width\":" + std::to_string(w.cell.width) + ",\"height\":" + std::to_string(w.cell.height) + ",\"properties\":{\"title\":\"" + w.title +
                   "\",\"metrics\":[[\"Shop/Web\",\"Requests\"]],\"legend\":{\"position\":\"right\"}}}";
    }
    p->body += "]}";
    app::DashboardVariable zone{"zone", "Zone", "1a", {{"1a", "1a"}, {"1b", "1b"}}};
    p->variables = {zone};
    return p;
}

} // namespace maylab::test
