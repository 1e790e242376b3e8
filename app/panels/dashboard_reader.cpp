#include "app/panels/dashboard_reader.h"

#include "kernel/world.h"
#include "metrics/cloudwatch_service.h"
#include "metrics/dashboards/widget_evaluation.h"
#include "metrics/search_expression.h"

#include <algorithm>
#include <cstdio>
#include <set>

namespace maylab::app {
namespace {

constexpr auto kLeastBetween = std::chrono::milliseconds(250);
constexpr auto kLogsKept = std::chrono::seconds(2);
constexpr int kLogsShare = 20; // asking takes at most one part in so many of the thread's time
constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kMostChoices = 200; // of a variable
constexpr std::size_t kMostLabel = 200, kMostText = 20'000; // bytes
constexpr int kMostGridRow = 10'000;      // a widget below it is shown there
constexpr std::size_t kMostRows = 100;    // of a table of words
constexpr int kUsualWidth = 6, kUsualHeight = 6;

const metrics::CloudWatchService* cloudWatchIn(const kernel::World& world) {
    const kernel::ServiceId id = world.find(metrics::CloudWatchService::kName);
    return id == kernel::World::kNoService ? nullptr : dynamic_cast<const metrics::CloudWatchService*>(&world.service(id));
}

// Values of the dimension `populateFrom` among the metrics that `search` finds.
std::vector<std::string> searched(const metrics::MetricStore& store, const std::string& search, const std::string& dimension,
                                  std::int64_t nowUnix) {
    std::set<std::string> values;
    const auto expression = metrics::SearchExpression::parse(search);
    if (!expression) return {};
    for (const metrics::SeriesId id : expression->find(store, nowUnix, metrics::kMaxSeriesOfSearches)) {
        for (const auto& [name, value] : store.key(id).dimensions) {
            if (name == dimension) values.insert(value);
        }
    }
    std::vector<std::string> out(values.begin(), values.end());
    if (out.size() > kMostChoices) out.resize(kMostChoices);
    return out;
}

metrics::VariableValues readVariables(const metrics::MetricStore& store, const metrics::Dashboard& dashboard,
                                      const DashboardInterest& interest, std::int64_t nowUnix, DashboardPicture& out) {
    metrics::VariableValues values;
    if (!dashboard.variables) return values;
    for (const metrics::DashboardVariable& v : *dashboard.variables) {
        DashboardVariable shown;
        shown.id = v.id;
        shown.label = v.label.value_or(v.id);
        if (v.values) {
            for (const auto& choice : *v.values) shown.choices.emplace_back(choice.value, choice.label.value_or(choice.value));
        }
        if (v.search && v.populateFrom) {
            for (const std::string& value : searched(store, *v.search, *v.populateFrom, nowUnix)) shown.choices.emplace_back(value, value);
        }
        const auto chosen = interest.variables.find(v.id);
        shown.value = chosen != interest.variables.end() ? chosen->second : v.defaultValue.value_or("");
        if (shown.value.empty() || shown.value == "__FIRST") shown.value = shown.choices.empty() ? std::string() : shown.choices.front().first;
        shown.typed = v.inputType == "input";
        const bool known = std::any_of(shown.choices.begin(), shown.choices.end(), [&](const auto& c) { return c.first == shown.value; });
        if (!known && !shown.value.empty()) shown.choices.emplace_back(shown.value, shown.value);
        if (!shown.value.empty()) values.emplace_back(v.id, shown.value);
        if (v.visible.value_or(true)) out.variables.push_back(std::move(shown));
    }
    return values;
}

// A period chosen in the header goes before those of the body.
void setPeriod(metrics::Dashboard& dashboard, std::int64_t period) {
    dashboard.periodOverride = "inherit";
    for (metrics::Widget& w : dashboard.widgets) {
        w.period = period;
        w.setPeriodToTimeRange = false;
        if (!w.rows) continue;
        for (metrics::MetricRow& row : *w.rows) {
            if (row.options && row.options->period) row.options->period = period;
        }
    }
}

std::string shortNumber(double v) {
    char text[32];
    std::snprintf(text, sizeof text, "%.4g", v);
    return text;
}

WidgetKind kindOf(metrics::WidgetPicture::Kind kind) {
    using From = metrics::WidgetPicture::Kind;
    switch (kind) {
    case From::Series: return WidgetKind::TimeSeries;
    case From::Number: return WidgetKind::Number;
    case From::Gauge: return WidgetKind::Gauge;
    case From::Bar: return WidgetKind::Bar;
    case From::Pie: return WidgetKind::Pie;
    case From::Table: return WidgetKind::Table;
    case From::Heatmap: return WidgetKind::Heatmap;
    case From::Alarms: return WidgetKind::Alarms;
    case From::Text: return WidgetKind::Text;
    case From::Row: return WidgetKind::Text;
    case From::Log: return WidgetKind::Table;
    case From::NotDrawn: break;
    }
    return WidgetKind::Unknown;
}

// The states an alarm went through, from its history.
void readStretches(const metrics::AlarmBook& book, const std::string& name, double from, double to, WidgetAlarm& out) {
    const metrics::Alarm* alarm = book.find(name);
    if (alarm == nullptr) return;
    out.state = std::string(metrics::toString(alarm->state));
    double end = to;
    std::string state = out.state;
    const auto& history = book.history();
    for (auto item = history.rbegin(); item != history.rend() && end > from; ++item) {
        const metrics::AlarmHistoryItem& h = **item;
        if (h.kind != metrics::AlarmHistoryItem::Kind::StateUpdate || h.alarm != name) continue;
        constexpr std::string_view kHead = "Alarm updated from ";
        const std::size_t middle = h.summary.find(" to ", kHead.size());
        if (h.summary.compare(0, kHead.size(), kHead) != 0 || middle == std::string::npos) continue;
        const double at = static_cast<double>(h.at) * 1e-3;
        if (at < end) {
            out.stretches.push_back({std::max(from, at), end, state});
            end = at;
        }
        state = h.summary.substr(kHead.size(), middle - kHead.size());
    }
    // Before the first change an alarm was what that change left; one that never changed, since it was made.
    const double begun = std::max(from, static_cast<double>(alarm->definition->configured) * 1e-3);
    if (end > begun) out.stretches.push_back({begun, end, state});
    std::reverse(out.stretches.begin(), out.stretches.end());
}

// Buckets as rows, the highest on top; a bucket that nothing fell into is absent.
void readHeatmap(const metrics::WidgetHeatmap& map, WidgetPicture& out) {
    if (map.bounds.empty()) return;
    out.period = map.period;
    out.series.clear();
    for (std::size_t row = map.bounds.size(); row-- > 0;) {
        WidgetSeries s;
        s.label = "≤ " + shortNumber(map.bounds[row]);
        for (std::size_t column = 0; column < map.columns.size(); ++column) {
            s.at.push_back(static_cast<double>(map.start + static_cast<std::int64_t>(column) * map.period));
            const double count = map.columns[column][row];
            s.values.push_back(count > 0 ? count : kNone);
            if (column + 1 == map.columns.size()) s.latest = count;
        }
        out.series.push_back(std::move(s));
    }
}

// A label or a text of a megabyte is legal, and nothing that can be read. Cut between characters of UTF-8.
std::string shortened(const std::string& text, std::size_t most) {
    if (text.size() <= most) return text;
    std::size_t end = most;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    return text.substr(0, end) + "…";
}

WidgetAxis axisOf(const metrics::AxisLimits& limits) {
    WidgetAxis axis;
    axis.minimum = limits.min.value_or(kNone);
    axis.maximum = limits.max.value_or(kNone);
    axis.label = limits.label.value_or("");
    return axis;
}

std::string alarmName(const std::string& arn) {
    constexpr std::string_view kPart = ":alarm:";
    const std::size_t at = arn.find(kPart);
    return at == std::string::npos ? arn : arn.substr(at + kPart.size());
}

WidgetPicture readWidget(const metrics::WidgetSources& sources, const metrics::Dashboard& dashboard, const metrics::Widget& widget,
                         const metrics::QueryWindow& window) {
    const metrics::WidgetPicture from = metrics::evaluateWidget(sources, dashboard, widget, window);
    const double begin = static_cast<double>(window.start) * 1e-3, end = static_cast<double>(window.end) * 1e-3;
    WidgetPicture out;
    out.kind = kindOf(from.kind);
    out.title = shortened(from.title, kMostLabel);
    out.stacked = from.stacked;
    for (const metrics::MetricRow& row : widget.rows.value_or(std::vector<metrics::MetricRow>{})) {
        out.band = out.band || (row.isExpression() && row.options->expression->find("ANOMALY_DETECTION_BAND") != std::string::npos);
    }
    out.left = axisOf(from.left);
    out.right = axisOf(from.right);
    out.text = from.kind == metrics::WidgetPicture::Kind::Row ? "**" + from.title + "**" : shortened(from.markdown, kMostText);
    if (from.kind == metrics::WidgetPicture::Kind::Row) out.title.clear();
    if (out.kind == WidgetKind::Unknown) out.text = metrics::toString(widget.type);
    for (const metrics::WidgetSeries& s : from.series) {
        WidgetSeries series;
        series.label = shortened(s.label, kMostLabel);
        series.right = s.right;
        series.latest = s.latest.value_or(kNone);
        series.at.reserve(s.points.size());
        series.values.reserve(s.points.size());
        for (const metrics::ChartPoint& p : s.points) {
            series.at.push_back(static_cast<double>(p.at));
            series.values.push_back(p.value);
        }
        out.period = out.series.empty() ? s.period : std::max(out.period, s.period);
        out.series.push_back(std::move(series));
    }
    if (from.kind == metrics::WidgetPicture::Kind::Log) {
        out.columns = from.table.columns;
        out.rows = from.table.rows;
        if (out.rows.size() > kMostRows) out.rows.resize(kMostRows);
    }
    if (out.kind == WidgetKind::Heatmap) readHeatmap(from.heatmap, out);
    for (const metrics::WidgetLine& l : from.lines) {
        WidgetLine line;
        line.value = l.value;
        line.to = l.to.value_or(kNone);
        line.fill = l.fill == "above" ? WidgetLine::Fill::Above : l.fill == "below" ? WidgetLine::Fill::Below : WidgetLine::Fill::None;
        line.right = l.right;
        line.label = shortened(l.label, kMostLabel);
        out.lines.push_back(std::move(line));
    }
    for (const metrics::WidgetMoment& m : from.moments) {
        WidgetMark mark;
        mark.at = static_cast<double>(m.at) * 1e-3;
        if (m.until) mark.to = static_cast<double>(*m.until) * 1e-3;
        mark.label = shortened(m.label, kMostLabel);
        out.marks.push_back(std::move(mark));
    }
    if (out.kind == WidgetKind::Alarms) {
        for (const metrics::WidgetAlarm& a : from.alarms) {
            out.alarms.push_back({a.name, a.exists ? std::string(metrics::toString(a.state)) : std::string(), {}});
        }
    } else if (widget.annotations && widget.annotations->alarms) {
        for (const std::string& arn : *widget.annotations->alarms) {
            WidgetAlarm& alarm = out.alarms.emplace_back();
            alarm.name = alarmName(arn);
            readStretches(sources.alarms, alarm.name, begin, end, alarm);
        }
    }
    if (out.series.empty() && out.alarms.empty() && out.columns.empty()) {
        for (const std::string& note : from.notes) out.problem += (out.problem.empty() ? "" : "\n") + note;
    }
    const auto within = [](std::optional<std::int64_t> v, int usual, int least, int most) {
        return static_cast<int>(std::clamp<std::int64_t>(v.value_or(usual), least, most));
    };
    out.cell = {within(widget.x, 0, 0, metrics::kGridColumns - 1), within(widget.y, 0, 0, kMostGridRow),
                within(widget.width, kUsualWidth, 1, metrics::kGridColumns), within(widget.height, kUsualHeight, 1, 1'000)};
    return out;
}

} // namespace

metrics::OtherSources::Logs DashboardReader::remembered(metrics::OtherSources::Logs ask, Wall now) {
    if (now >= m_logsUntil) {
        m_logs.clear();
        m_logsUntil = now + kLogsKept;
    }
    return [this, ask = std::move(ask)](const std::string& query, std::int64_t start, std::int64_t end) -> LogAnswer {
        const auto key = std::pair(query, end - start);
        if (const auto known = m_logs.find(key); known != m_logs.end()) return known->second;
        const Wall before = std::chrono::steady_clock::now();
        const LogAnswer answer = m_logs.emplace(key, ask(query, start, end)).first->second;
        m_logsUntil += (std::chrono::steady_clock::now() - before) * kLogsShare;
        return answer;
    };
}

std::shared_ptr<const DashboardPicture> DashboardReader::picture(const kernel::World& world, const DashboardInterest& interest) {
    const metrics::CloudWatchService* service = cloudWatchIn(world);
    const auto now = std::chrono::steady_clock::now();
    const metrics::DashboardBook::Dashboards* book = service == nullptr ? nullptr : &service->dashboards().all();
    const metrics::StoredDashboard* stored = nullptr;
    std::string name;
    if (book != nullptr && !book->empty()) {
        auto found = book->find(interest.name);
        if (found == book->end()) found = book->begin();
        name = found->first;
        stored = &found->second;
    }
    const bool sameNames = m_last && book != nullptr && m_last->names.size() == book->size() &&
                           std::equal(book->begin(), book->end(), m_last->names.begin(), [](const auto& a, const std::string& b) { return a.first == b; });
    const bool sameBody = m_last && m_last->name == name && (stored == nullptr ? m_last->body.empty() : m_last->body == *stored->body);
    const bool asked = !m_last || !(interest == m_asked) || !sameBody || !(sameNames || book == nullptr) || m_last->at == world.now();
    if (!asked && now - m_evaluated < kLeastBetween) return m_last;

    auto out = std::make_shared<DashboardPicture>();
    out->available = service != nullptr;
    out->at = world.now();
    if (book != nullptr) {
        for (const auto& [other, dashboard] : *book) out->names.push_back(other);
    }
    out->name = name;
    if (stored != nullptr) {
        out->body = *stored->body;
        if (!sameBody) m_dashboard = metrics::readDashboard(out->body).dashboard;
        const std::int64_t nowMs = world.unixMilliseconds();
        const metrics::VariableValues values = readVariables(service->store(), m_dashboard, interest, nowMs / 1000, *out);
        metrics::Dashboard dashboard = metrics::withVariables(m_dashboard, values);
        if (interest.period > 0) setPeriod(dashboard, interest.period);
        metrics::QueryWindow window = metrics::rangeOf(dashboard, nowMs);
        if (interest.seconds > 0) window = {nowMs - interest.seconds * 1000, nowMs, nowMs};
        out->from = static_cast<double>(window.start) * 1e-3;
        out->to = static_cast<double>(window.end) * 1e-3;
        metrics::WidgetSources sources = service->widgetSources(world);
        sources.others.logs = remembered(std::move(sources.others.logs), now);
        for (const metrics::Widget& w : dashboard.widgets) out->widgets.push_back(readWidget(sources, dashboard, w, window));
    }
    m_asked = interest;
    m_evaluated = now;
    m_last = std::move(out);
    return m_last;
}

} // namespace maylab::app
