#include "metrics/dashboards/widget_evaluation.h"

#include "aws/account.h"
#include "kernel/time.h"
#include "metrics/dashboards/log_rows.h"
#include "metrics/dashboards/widget_heatmap.h"
#include "metrics/label.h"

#include <algorithm>
#include <limits>

namespace maylab::metrics {
namespace {

using Kind = WidgetPicture::Kind;

constexpr std::size_t kMostTries = 20; // expressions that are tried one by one when one of them is wrong

Kind kindOf(const Widget& w) {
    if (w.isRow()) return Kind::Row;
    switch (w.type) {
    case WidgetType::Text: return Kind::Text;
    case WidgetType::Log: return Kind::Log;
    case WidgetType::Alarm: return Kind::Alarms;
    case WidgetType::Explorer:
    case WidgetType::Custom: return Kind::NotDrawn;
    case WidgetType::Metric: break;
    }
    constexpr Kind kByView[] = {Kind::Series, Kind::Number, Kind::Gauge, Kind::Bar, Kind::Pie, Kind::Table, Kind::Heatmap};
    return kByView[static_cast<std::size_t>(w.view.value_or(WidgetView::TimeSeries))];
}

void summarize(WidgetSeries& s) {
    if (s.points.empty()) return;
    double sum = 0, least = std::numeric_limits<double>::infinity(), most = -least;
    for (const ChartPoint& p : s.points) {
        sum += p.value;
        least = std::min(least, p.value);
        most = std::max(most, p.value);
    }
    s.latest = s.points.back().value;
    s.minimum = least;
    s.maximum = most;
    s.sum = sum;
    s.average = sum / static_cast<double>(s.points.size());
}

std::string unitOf(const MetricStore& store, SeriesId id) {
    if (id == kNoSeries) return {};
    if (const auto own = store.sinkUnit(id)) return *own == Unit::None ? "" : metrics::toString(*own);
    const auto last = store.lastDatum(id);
    if (!last) return {};
    const std::int64_t start = floorTo(*last, 60);
    const auto points = store.published(id, std::nullopt, publishedRange(start * 1000, (start + 60) * 1000, 60, (start + 60) * 1000));
    return points.empty() || points.back().unit == Unit::None ? "" : metrics::toString(points.back().unit);
}

struct Answered {
    std::vector<QueryAnswer> answers; // beside the queries
    std::vector<std::string> errors;
};

// All at once; if an expression is wrong, the others one after another, so that one slip does not empty a chart.
Answered answer(const MetricStore& store, const std::vector<MetricQuery>& queries, const QueryWindow& window) {
    Answered out;
    if (auto all = evaluateQueries(store, queries, window)) {
        out.answers = std::move(*all);
        return out;
    } else {
        out.errors = all.error().sentences;
    }
    std::vector<MetricQuery> good;
    std::vector<std::size_t> at, waiting;
    for (std::size_t i = 0; i < queries.size(); ++i) {
        if (queries[i].metric) {
            good.push_back(queries[i]);
            at.push_back(i);
        } else {
            waiting.push_back(i);
        }
    }
    if (waiting.size() <= kMostTries) {
        for (bool found = true; found;) {
            found = false;
            for (std::size_t k = 0; k < waiting.size(); ++k) {
                good.push_back(queries[waiting[k]]);
                if (evaluateQueries(store, good, window, false)) {
                    at.push_back(waiting[k]);
                    waiting.erase(waiting.begin() + static_cast<std::ptrdiff_t>(k));
                    found = true;
                    break;
                }
                good.pop_back();
            }
        }
    }
    out.answers.resize(queries.size());
    if (auto some = evaluateQueries(store, good, window))
        for (std::size_t k = 0; k < good.size(); ++k) out.answers[at[k]] = std::move((*some)[k]);
    return out;
}

std::string labelOf(const Series& s, const MetricQuery& q, bool array, const std::vector<ChartPoint>& points, const std::string& standard) {
    std::string text = q.label.value_or(standard);
    if (array && q.label) {
        if (q.label->empty()) text = s.label;
        else if (q.label->find("${") == std::string::npos) text += ' ' + s.label;
    }
    if (text.find("${") == std::string::npos) return text;
    static const SeriesKey kNone;
    const Statistic average = Statistic::plain(Statistic::Kind::Average);
    std::vector<LabelPoint> values;
    for (const ChartPoint& p : points) values.push_back({p.at, Unit::None, p.value});
    const SeriesKey& key = q.metric ? q.metric->key : s.origin ? s.origin->key : kNone;
    const Statistic& statistic = q.metric ? q.metric->statistic : s.origin ? s.origin->statistic : average;
    return renderLabel(text, {key, statistic, s.grid.period, standard, 0, values});
}

void addQueries(const WidgetSources& from, const Widget& w, const WidgetQueries& rows, const QueryWindow& window, WidgetPicture& out) {
    Answered got = answer(from.store, rows.queries, window);
    out.notes.insert(out.notes.end(), got.errors.begin(), got.errors.end());
    std::vector<const MetricStat*> metrics;
    for (const MetricQuery& q : rows.queries)
        if (q.metric) metrics.push_back(&*q.metric);
    const std::vector<std::string> standard = defaultLabels(metrics);
    std::size_t metric = 0;
    for (std::size_t i = 0; i < rows.queries.size(); ++i) {
        const MetricQuery& q = rows.queries[i];
        const std::string own = q.metric ? standard[metric++] : std::string();
        const auto& options = (*w.rows)[rows.rowOf[i]].options;
        for (const Series& s : got.answers[i].series) {
            WidgetSeries line;
            line.row = rows.rowOf[i];
            line.period = s.grid.period;
            line.color = options ? options->color.value_or("") : "";
            line.right = options && options->yAxis == "right";
            for (std::size_t k = 0; k < s.values.size(); ++k)
                if (!isMissing(s.values[k])) line.points.push_back({s.grid.stamp(k), s.values[k]});
            line.label = labelOf(s, q, got.answers[i].array, line.points, q.metric ? own : s.label);
            const SeriesKey* key = q.metric ? &q.metric->key : s.origin ? &s.origin->key : nullptr;
            if (key != nullptr) line.unit = unitOf(from.store, from.store.find(key->metricNamespace, key->name, key->dimensions));
            out.series.push_back(std::move(line));
        }
    }
}

// In another Region than the account's there are no data: the ids stay, for expressions, and name no metric.
void askElsewhere(WidgetQueries& rows, WidgetPicture& out) {
    WidgetQueries kept;
    std::string elsewhere;
    for (std::size_t i = 0; i < rows.queries.size(); ++i) {
        MetricQuery& q = rows.queries[i];
        if (rows.regions[i] != aws::kRegion && rows.regions[i] != "default") {
            elsewhere = rows.regions[i];
            if (q.metric) q.metric->key.metricNamespace.clear();
            else if (q.expression.find("SEARCH") != std::string::npos) continue;
        }
        kept.queries.push_back(std::move(q));
        kept.rowOf.push_back(rows.rowOf[i]);
        kept.regions.push_back(std::move(rows.regions[i]));
    }
    rows = std::move(kept);
    if (!elsewhere.empty())
        out.notes.push_back("Asked in " + elsewhere + "; the metrics of this account are in " + std::string(aws::kRegion) + '.');
}

// Grafana's own variables of time: a rate needs at least two samples, so it gets four of the usual distance.
std::string withMacros(std::string expr, const QueryWindow& window, std::int64_t step) {
    const std::pair<std::string_view, std::string> macros[] = {
        {"$__rate_interval", std::to_string(std::max<std::int64_t>(4 * kMinute, step + kMinute)) + 's'},
        {"$__interval_ms", std::to_string(step * 1000)},
        {"$__interval", std::to_string(step) + 's'},
        {"$__range_s", std::to_string((window.end - window.start) / 1000)},
        {"$__range_ms", std::to_string(window.end - window.start)},
        {"$__range", std::to_string((window.end - window.start) / 1000) + 's'}};
    for (const auto& [name, value] : macros)
        for (std::size_t i = expr.find(name); i != std::string::npos; i = expr.find(name, i + value.size())) expr.replace(i, name.size(), value);
    return expr;
}

// A table, or as lines, bars or slices where the view wants them and the rows have numbers.
void addLogs(const WidgetSources& from, const Widget& w, const QueryWindow& window, WidgetPicture& out) {
    if (!from.others.logs) {
        out.notes.push_back("Nobody answers queries of logs here.");
        return;
    }
    if (w.region && *w.region != aws::kRegion && *w.region != "default") {
        out.notes.push_back("Asked in " + *w.region + "; the logs of this account are in " + std::string(aws::kRegion) + '.');
        return;
    }
    auto table = from.others.logs(out.query, window.start, window.end);
    if (!table) {
        out.notes.push_back(table.error());
        return;
    }
    out.table = std::move(*table);
    const WidgetView view = w.view.value_or(WidgetView::Table);
    if (view != WidgetView::TimeSeries && view != WidgetView::Bar && view != WidgetView::Pie) return;
    out.series = seriesOfRows(out.table, window.end / 1000);
    if (out.series.empty()) return;
    out.kind = view == WidgetView::TimeSeries ? Kind::Series : view == WidgetView::Bar ? Kind::Bar : Kind::Pie;
    for (std::size_t i = 0; i < out.series.size(); ++i) {
        out.series[i].colorIndex = static_cast<int>(i);
        summarize(out.series[i]);
    }
}

void addPromql(const WidgetSources& from, const Widget& w, const QueryWindow& window, std::int64_t step, WidgetPicture& out) {
    for (std::size_t r = 0; w.rows && r < w.rows->size(); ++r) {
        MetricRow row = (*w.rows)[r];
        if (!row.isPromql() || !row.options->visible.value_or(true)) continue;
        if (!from.others.promql) {
            out.notes.push_back("Nobody answers PromQL here: " + *row.options->promql);
            continue;
        }
        const std::int64_t period = row.options->period.value_or(step);
        row.options->promql = withMacros(*row.options->promql, window, period);
        if (!row.options->instant) row.options->instant = out.kind != Kind::Series && out.kind != Kind::Heatmap;
        const auto got = from.others.promql(row, window.start / 1000, window.end / 1000, period);
        if (!got) {
            out.notes.push_back(got.error());
            continue;
        }
        if (out.kind == Kind::Heatmap) addBuckets(*got, period, out.heatmap);
        for (const OtherSources::Labelled& s : *got) {
            WidgetSeries line;
            line.row = r;
            line.label = s.label;
            line.color = row.options->color.value_or("");
            line.right = row.options->yAxis == "right";
            line.period = period;
            line.points = s.points;
            out.series.push_back(std::move(line));
        }
    }
}

std::string alarmName(const std::string& arn) {
    const std::size_t at = arn.find(":alarm:");
    return at == std::string::npos ? arn : arn.substr(at + 7);
}

WidgetAlarm alarmOf(const AlarmBook& book, const std::string& arn) {
    WidgetAlarm a;
    a.arn = arn;
    a.name = alarmName(arn);
    if (const Alarm* alarm = book.find(a.name)) {
        a.exists = true;
        a.state = alarm->state;
        a.updated = alarm->updated;
        if (alarm->reason) a.reason = *alarm->reason;
    }
    return a;
}

// An alarm beside the chart: its state, its threshold as a line, and, where the widget has no metrics, what it watches.
void addAlarm(const WidgetSources& from, const std::string& arn, bool alone, const QueryWindow& window, WidgetPicture& out) {
    out.alarms.push_back(alarmOf(from.alarms, arn));
    const Alarm* alarm = from.alarms.find(alarmName(arn));
    if (alarm == nullptr || !alarm->definition->metric) return;
    const MetricAlarmRule& rule = *alarm->definition->metric;
    if (!rule.band) {
        WidgetLine line;
        line.value = rule.threshold;
        line.label = line.alarm = alarm->definition->name;
        out.lines.push_back(std::move(line));
    }
    if (!alone) return;
    Widget stand;
    WidgetQueries queries;
    queries.queries = rule.queries;
    if (queries.queries.empty()) {
        MetricQuery q;
        q.id = "m1";
        q.metric = MetricStat{rule.metric.key, rule.metric.statistic, rule.metric.period, rule.metric.unit};
        queries.queries.push_back(std::move(q));
    }
    stand.rows.emplace(1);
    queries.rowOf.assign(queries.queries.size(), 0);
    addQueries(from, stand, queries, window, out);
}

WidgetLine lineOf(const Annotation& a) {
    WidgetLine line;
    line.value = *a.mark.value;
    if (a.to) line.to = a.to->value;
    line.label = a.mark.label.value_or("");
    line.color = a.mark.color.value_or("");
    line.fill = a.mark.fill.value_or("");
    line.right = a.mark.yAxis == "right";
    return line;
}

void addAnnotations(const WidgetSources& from, const Widget& w, const QueryWindow& window, WidgetPicture& out) {
    if (!w.annotations) return;
    for (const Annotation& a : w.annotations->horizontal.value_or(std::vector<Annotation>{}))
        if (a.mark.visible.value_or(true) && a.mark.value) out.lines.push_back(lineOf(a));
    for (const Annotation& a : w.annotations->vertical.value_or(std::vector<Annotation>{})) {
        WidgetMoment m;
        if (!a.mark.visible.value_or(true) || !a.mark.time || !kernel::parseIso8601(*a.mark.time, m.at)) continue;
        std::int64_t until = 0;
        if (a.to && a.to->time && kernel::parseIso8601(*a.to->time, until)) m.until = until;
        m.label = a.mark.label.value_or("");
        m.color = a.mark.color.value_or("");
        m.fill = a.mark.fill.value_or("");
        out.moments.push_back(std::move(m));
    }
    const bool alone = !w.rows || w.rows->empty();
    for (const std::string& arn : w.annotations->alarms.value_or(std::vector<std::string>{})) addAlarm(from, arn, alone, window, out);
}

} // namespace

const char* toString(WidgetPicture::Kind kind) {
    constexpr const char* kNames[] = {"series", "number", "gauge", "bar", "pie", "table", "heatmap", "alarms", "text", "log", "row", "notDrawn"};
    return kNames[static_cast<std::size_t>(kind)];
}

WidgetPicture evaluateWidget(const WidgetSources& sources, const Dashboard& dashboard, const Widget& widget, const QueryWindow& window) {
    WidgetPicture out;
    out.kind = kindOf(widget);
    out.title = widget.title.value_or("");
    out.stacked = widget.stacked.value_or(false);
    out.markdown = widget.markdown.value_or("");
    out.query = widget.query.value_or("");
    if (widget.grafana) {
        out.unit = widget.grafana->unit.value_or("");
        out.decimals = widget.grafana->decimals;
    }
    if (widget.yAxis) {
        out.left = widget.yAxis->left.value_or(AxisLimits{});
        out.right = widget.yAxis->right.value_or(AxisLimits{});
    }
    if (out.kind == Kind::Log) addLogs(sources, widget, window, out);
    for (const std::string& arn : widget.alarms.value_or(std::vector<std::string>{})) out.alarms.push_back(alarmOf(sources.alarms, arn));
    if (widget.type != WidgetType::Metric) return out;

    WidgetQueries rows = queriesOf(dashboard, widget, window);
    askElsewhere(rows, out);
    if (!rows.queries.empty()) addQueries(sources, widget, rows, window, out);
    if (out.kind == Kind::Heatmap) out.heatmap = heatmapOf(sources.store, rows.queries, window);
    addPromql(sources, widget, window, widget.period.value_or(autoPeriod(window)), out);
    addAnnotations(sources, widget, window, out);
    // In the order of the rows, which is the order of the colours.
    std::stable_sort(out.series.begin(), out.series.end(), [](const WidgetSeries& a, const WidgetSeries& b) { return a.row < b.row; });
    for (std::size_t i = 0; i < out.series.size(); ++i) {
        out.series[i].colorIndex = static_cast<int>(i);
        summarize(out.series[i]);
    }
    return out;
}

} // namespace maylab::metrics
