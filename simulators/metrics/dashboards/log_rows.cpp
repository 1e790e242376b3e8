#include "metrics/dashboards/log_rows.h"

#include "kernel/time.h"
#include "kernel/world.h"
#include "metrics/dashboards/grafana_panels.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <memory>

namespace maylab::metrics {
namespace {

constexpr std::string_view kDoor = "logs";
constexpr std::size_t kMostSeries = 500;

std::optional<double> numberIn(const std::string& cell) {
    double value = 0;
    const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    if (error != std::errc() || end != cell.data() + cell.size() || !std::isfinite(value)) return std::nullopt;
    return value;
}

// "2026-01-30 13:00:00.000", as Logs Insights writes a time.
std::optional<std::int64_t> secondIn(const std::string& cell) {
    constexpr std::size_t kLength = 23, kGap = 10;
    if (cell.size() != kLength || cell[kGap] != ' ') return std::nullopt;
    std::string iso = cell + 'Z';
    iso[kGap] = 'T';
    std::int64_t milliseconds = 0;
    if (!kernel::parseIso8601(iso, milliseconds)) return std::nullopt;
    return milliseconds / 1000;
}

enum class Column : std::uint8_t { Empty, Time, Number, Words };

// By what stands in it; a cell that is empty says nothing.
Column columnOf(const WidgetTable& table, std::size_t column) {
    Column out = Column::Empty;
    for (const auto& row : table.rows) {
        if (row[column].empty()) continue;
        const Column is = secondIn(row[column]) ? Column::Time : numberIn(row[column]) ? Column::Number : Column::Words;
        if (out != Column::Empty && out != is) return Column::Words;
        out = is;
    }
    return out;
}

std::int64_t leastGap(const std::map<std::int64_t, double>& points) {
    std::int64_t gap = 0;
    for (auto p = points.begin(); p != points.end() && std::next(p) != points.end(); ++p) {
        const std::int64_t d = std::next(p)->first - p->first;
        if (gap == 0 || d < gap) gap = d;
    }
    return gap == 0 ? 60 : gap;
}

} // namespace

OtherSources::Logs logsReader(const kernel::World& world) {
    struct Spent {
        std::size_t queries = 0;
        double bytes = 0;
    };
    const auto spent = std::make_shared<Spent>();
    return [&world, spent](const std::string& text, std::int64_t startMs, std::int64_t endMs) -> tl::expected<WidgetTable, std::string> {
        const LogQuery query = splitLogQuery(text);
        if (query.groups.empty()) return tl::unexpected(std::string("The query names no log group: SOURCE 'group' | ..."));
        if (world.find(kDoor) == kernel::World::kNoService) return tl::unexpected(std::string("There are no logs in this world."));
        if (++spent->queries > kMostLogQueries || spent->bytes > static_cast<double>(kMostLogBytes))
            return tl::unexpected(std::string("The queries of logs before this one already need more than a dashboard may spend."));
        const std::int64_t start = std::max<std::int64_t>(0, startMs / 1000), end = std::max(start, (endMs - 1) / 1000);
        const auto got = world.peek(kDoor, "PeekQuery", {{"logGroupNames", query.groups}, {"queryString", query.expression},
                                                         {"startTime", start}, {"endTime", end}, {"limit", kMostLogRows}});
        if (!got) return tl::unexpected(got.error().code + ": " + got.error().message);
        spent->bytes += (*got)["bytesScanned"].get<double>();
        WidgetTable out;
        out.columns = (*got)["columns"].get<std::vector<std::string>>();
        out.rows = (*got)["rows"].get<std::vector<std::vector<std::string>>>();
        if (out.rows.size() > kMostLogRows) out.rows.resize(kMostLogRows);
        return out;
    };
}

std::vector<WidgetSeries> seriesOfRows(const WidgetTable& table, std::int64_t endUnix) {
    std::optional<std::size_t> time;
    std::vector<std::size_t> numbers, words;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        switch (columnOf(table, i)) {
        case Column::Time:
            if (!time) time = i;
            break;
        case Column::Number: numbers.push_back(i); break;
        case Column::Words: words.push_back(i); break;
        case Column::Empty: break;
        }
    }
    std::vector<std::string> labels; // in the order in which they come
    std::map<std::string, std::map<std::int64_t, double>> points;
    for (const auto& row : table.rows) {
        const auto at = time ? secondIn(row[*time]) : std::optional(endUnix);
        if (!at) continue;
        std::string name;
        for (const std::size_t w : words) name += (name.empty() ? "" : " ") + row[w];
        for (const std::size_t n : numbers) {
            const auto value = numberIn(row[n]);
            if (!value) continue;
            const std::string label = name.empty() ? table.columns[n] : numbers.size() == 1 ? name : name + ' ' + table.columns[n];
            if (!points.contains(label)) {
                if (labels.size() == kMostSeries) continue;
                labels.push_back(label);
            }
            points[label][*at] = *value;
        }
    }
    std::vector<WidgetSeries> out;
    for (const std::string& label : labels) {
        WidgetSeries& s = out.emplace_back();
        s.label = label;
        s.period = leastGap(points[label]);
        for (const auto& [at, value] : points[label]) s.points.push_back({at, value});
    }
    return out;
}

} // namespace maylab::metrics
