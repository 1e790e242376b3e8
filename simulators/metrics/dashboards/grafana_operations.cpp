// Ours beside the API: ExportGrafanaDashboard, ImportGrafanaDashboard, DescribeDashboardTargets.
#include "metrics/dashboards/dashboard_input.h"
#include "metrics/dashboards/dashboard_operations.h"
#include "metrics/dashboards/grafana_export.h"
#include "metrics/dashboards/grafana_import.h"
#include "metrics/dashboards/grafana_panels.h"
#include "metrics/dashboards/json_members.h"
#include "metrics/dashboards/widget_evaluation.h"

#include <algorithm>

namespace maylab::metrics {
namespace {

std::optional<QueryWindow> windowOf(const Reader& in, const Dashboard& d, std::int64_t nowMs) {
    QueryWindow window = rangeOf(d, nowMs);
    if (const auto start = in.time("Start")) window.start = *start;
    if (const auto end = in.time("End")) window.end = *end;
    if (window.start < window.end) return window;
    in.problems().value("The parameter End must be greater than Start.");
    return std::nullopt;
}

kernel::ApiResult refusedImport(const std::vector<DashboardMessage>& messages) {
    std::string text = refusalText(messages);
    const std::string_view opening = "The dashboard body is invalid", ours = "The dashboard cannot be imported";
    if (text.starts_with(opening)) text.replace(0, opening.size(), ours);
    return kernel::fail("InvalidParameterInput", std::move(text));
}

// The member Dashboard, an object or its text; nothing (and noted) when it is neither.
std::optional<std::string> dashboardText(const Reader& in, const Json& input) {
    const auto it = input.find("Dashboard");
    if (it == input.end() || it->is_null()) {
        in.problems().missing("Dashboard");
        return std::nullopt;
    }
    if (it->is_string()) return it->get<std::string>();
    if (!it->is_object()) {
        in.problems().wrongType("The parameter Dashboard must be a structure or its text.");
        return std::nullopt;
    }
    if (!withinDepth(*it)) return std::string(); // is no JSON that is read here
    return textOf(*it);
}

// A body of CloudWatch, or what Grafana imports.
tl::expected<Dashboard, kernel::ApiResult> dashboardOfText(const std::string& text) {
    const std::optional<Json> json = text.size() <= kMaxDashboardBody ? parseBounded(text) : std::nullopt;
    if (json && json->is_object() && json->contains("widgets")) {
        DashboardReading reading = readDashboard(text);
        if (reading.refused()) return tl::unexpected(kernel::ApiResult(kernel::fail("InvalidParameterInput", refusalText(reading.messages))));
        return std::move(reading.dashboard);
    }
    GrafanaImport imported = importGrafana(text);
    if (imported.refused()) return tl::unexpected(refusedImport(imported.messages));
    return std::move(imported.dashboard);
}

struct TargetCount {
    std::string source, query;
    std::size_t series = 0, points = 0;
};

std::string queryText(const MetricRow& row) {
    if (row.isPromql()) return *row.options->promql;
    if (row.isExpression()) return *row.options->expression;
    std::string out;
    for (const std::string& cell : row.cells) out += (out.empty() ? "" : " ") + cell;
    return out;
}

// A hidden row is a target too.
Widget withEverythingShown(Widget w) {
    if (w.rows)
        for (MetricRow& row : *w.rows)
            if (row.options) row.options->visible.reset();
    return w;
}

std::vector<TargetCount> targetsOf(const Widget& w, const WidgetPicture& picture) {
    std::vector<TargetCount> out;
    if (w.rows) {
        for (const MetricRow& row : *w.rows) out.push_back({row.isPromql() ? "prometheus" : "cloudwatch", queryText(row)});
        for (const WidgetSeries& s : picture.series) {
            if (s.row >= out.size() || s.points.empty()) continue;
            ++out[s.row].series;
            out[s.row].points += s.points.size();
        }
    }
    if (w.type == WidgetType::Log) out.push_back({"logs", w.query.value_or(""), picture.table.rows.empty() ? 0U : 1U, picture.table.rows.size()});
    if (w.type == WidgetType::Alarm)
        for (const WidgetAlarm& a : picture.alarms) out.push_back({"alarm", a.arn, a.exists ? 1U : 0U, a.exists ? 1U : 0U});
    return out;
}

} // namespace

kernel::ApiResult exportGrafanaDashboard(const DashboardBook& book, const MetricStore& store, const Json& input, std::int64_t nowMs) {
    const auto stored = storedDashboard(book, input);
    if (!stored) return tl::unexpected(stored.error());
    Problems problems;
    const Reader in(input, "", problems);
    const auto source = in.text("DataSource");
    if (!source && !in.has("DataSource")) problems.missing("DataSource");
    if (source && *source != "prometheus" && *source != "cloudwatch")
        problems.value("The parameter DataSource must be a value in the set [ prometheus, cloudwatch ].");
    const Dashboard d = readDashboard(*(*stored)->body).dashboard;
    const auto window = windowOf(in, d, nowMs);
    if (problems.any()) return tl::unexpected(dashboardProblem(problems));
    const GrafanaExport out = exportGrafana(d, input["DashboardName"].get_ref<const std::string&>(),
                                            *source == "prometheus" ? GrafanaSource::Prometheus : GrafanaSource::CloudWatch, *window, &store);
    return Json{{"Dashboard", Json::parse(out.json)}, {"Messages", messagesJson(out.messages)}};
}

kernel::ApiResult importGrafanaDashboard(DashboardBook& book, const Json& input, std::int64_t nowMs) {
    Problems problems;
    const Reader in(input, "", problems);
    const std::string name = dashboardName(in);
    const auto text = dashboardText(in, input);
    if (problems.any()) return tl::unexpected(dashboardProblem(problems));
    const GrafanaImport imported = importGrafana(*text);
    if (imported.refused()) return refusedImport(imported.messages);
    std::string body = writeDashboard(imported.dashboard);
    const DashboardReading reading = readDashboard(body);
    if (!reading.isJson) return kernel::fail("InvalidParameterInput", "The dashboard is longer than 1 MB.");
    if (reading.refused()) return kernel::fail("InvalidParameterInput", refusalText(reading.messages));
    book.put(name, std::move(body), nowMs);
    return Json{{"Messages", messagesJson(imported.messages)}};
}

kernel::ApiResult describeDashboardTargets(const DashboardBook& book, const WidgetSources& sources, const Json& input, std::int64_t nowMs) {
    Problems problems;
    const Reader in(input, "", problems);
    Dashboard dashboard;
    if (in.has("Dashboard")) {
        const auto text = dashboardText(in, input);
        if (problems.any()) return tl::unexpected(dashboardProblem(problems));
        auto read = dashboardOfText(*text);
        if (!read) return read.error();
        dashboard = std::move(*read);
    } else {
        const auto stored = storedDashboard(book, input);
        if (!stored) return tl::unexpected(stored.error());
        dashboard = readDashboard(*(*stored)->body).dashboard;
    }
    const Dashboard d = withVariables(dashboard, {});
    const auto window = windowOf(in, d, nowMs);
    if (problems.any()) return tl::unexpected(dashboardProblem(problems));

    Json panels = Json::array();
    std::vector<std::string> kinds;
    std::size_t targets = 0, answered = 0;
    for (const Widget& original : d.widgets) {
        const Widget w = withEverythingShown(original);
        const WidgetPicture picture = evaluateWidget(sources, d, w, *window);
        const std::string kind = metrics::toString(picture.kind);
        if (picture.kind != WidgetPicture::Kind::Row && std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) kinds.push_back(kind);
        Json list = Json::array();
        for (const TargetCount& t : targetsOf(w, picture)) {
            ++targets;
            answered += t.points > 0 ? 1 : 0;
            list.push_back({{"source", t.source}, {"query", t.query}, {"series", t.series}, {"points", t.points}});
        }
        panels.push_back({{"kind", kind}, {"title", picture.title}, {"targets", std::move(list)}, {"notes", picture.notes}});
    }
    return Json{{"panels", std::move(panels)}, {"kinds", kinds}, {"targets", targets}, {"answered", answered}};
}

} // namespace maylab::metrics
