// From rows to queries, from a body's words to a range.
#include "metrics/dashboards/widget_evaluation.h"

#include "aws/account.h"
#include "kernel/time.h"

#include <algorithm>
#include <set>

namespace maylab::metrics {
namespace {

constexpr std::int64_t kDefaultRange = 3 * 3600 * 1000LL;
constexpr std::int64_t kMostDuration = 10LL * 365 * 86400 * 1000;
constexpr std::int64_t kMostAutoPeriods = 180;

bool showsOneValue(const Widget& w) {
    return w.view == WidgetView::SingleValue || w.view == WidgetView::Gauge || w.view == WidgetView::Bar || w.view == WidgetView::Pie;
}

std::int64_t periodOf(const Dashboard& d, const Widget& w, const MetricRow& row, const QueryWindow& window) {
    if (w.setPeriodToTimeRange.value_or(false) && showsOneValue(w)) {
        const std::int64_t seconds = std::max<std::int64_t>(window.end - window.start, 1000) / 1000;
        return std::clamp<std::int64_t>((seconds + kMinute - 1) / kMinute * kMinute, kMinute, kDay);
    }
    std::optional<std::int64_t> said = row.options ? row.options->period : std::nullopt;
    if (!said) said = w.period;
    if (d.periodOverride == "auto") return std::max(said.value_or(kMinute), autoPeriod(window));
    if (said) return *said;
    return d.periodOverride == "inherit" ? kDefaultWidgetPeriod : autoPeriod(window);
}

} // namespace

std::optional<std::int64_t> parseDuration(std::string_view text) {
    if (text.starts_with('-')) text.remove_prefix(1);
    if (!text.starts_with('P') || text.size() < 3) return std::nullopt;
    bool time = false, any = false;
    std::int64_t seconds = 0, number = 0;
    bool digits = false;
    for (const char c : text.substr(1)) {
        if (c == 'T' && !time && !digits) {
            time = true;
            continue;
        }
        if (c >= '0' && c <= '9') {
            number = number * 10 + (c - '0');
            digits = true;
            if (number > kMostDuration) return std::nullopt;
            continue;
        }
        std::int64_t unit = 0;
        if (time) unit = c == 'H' ? 3600 : c == 'M' ? 60 : c == 'S' ? 1 : 0;
        else unit = c == 'Y' ? 365 * kDay : c == 'M' ? 30 * kDay : c == 'W' ? 7 * kDay : c == 'D' ? kDay : 0;
        if (unit == 0 || !digits || number > kMostDuration / 1000 / unit) return std::nullopt;
        seconds += number * unit;
        if (seconds > kMostDuration / 1000) return std::nullopt;
        number = 0;
        digits = false;
        any = true;
    }
    if (!any || digits) return std::nullopt;
    return seconds * 1000;
}

QueryWindow rangeOf(const Dashboard& dashboard, std::int64_t nowMs) {
    QueryWindow w{nowMs - kDefaultRange, nowMs, nowMs};
    std::int64_t ms = 0;
    if (dashboard.end) {
        if (kernel::parseIso8601(*dashboard.end, ms)) w.end = ms;
        else if (const auto back = parseDuration(*dashboard.end)) w.end = nowMs - *back;
    }
    w.start = w.end - kDefaultRange;
    if (dashboard.start) {
        if (kernel::parseIso8601(*dashboard.start, ms)) w.start = ms;
        else if (const auto back = parseDuration(*dashboard.start)) w.start = w.end - *back;
    }
    if (w.start >= w.end) w.start = w.end - kDefaultRange;
    return w;
}

std::int64_t autoPeriod(const QueryWindow& window) {
    for (const std::int64_t period : {60, 300, 900, 3600, 21600})
        if ((window.end - window.start) / 1000 <= period * kMostAutoPeriods) return period;
    return kDay;
}

WidgetQueries queriesOf(const Dashboard& dashboard, const Widget& widget, const QueryWindow& window) {
    WidgetQueries out;
    if (!widget.rows) return out;
    std::vector<DashboardMessage> wrong;
    const std::vector<std::vector<std::string>> cells = resolveRows(*widget.rows, "", wrong);
    std::set<std::string> ids;
    for (const MetricRow& row : *widget.rows)
        if (row.options && row.options->id) ids.insert(*row.options->id);
    for (std::size_t r = 0; r < widget.rows->size(); ++r) {
        const MetricRow& row = (*widget.rows)[r];
        const RowOptions options = row.options.value_or(RowOptions{});
        if (row.isPromql() || (!row.isExpression() && cells[r].empty())) continue;
        MetricQuery q;
        q.id = options.id.value_or("row" + std::to_string(r + 1));
        while (!options.id && !ids.insert(q.id).second) q.id += '_';
        q.returnData = options.visible.value_or(true);
        q.label = options.label;
        const std::int64_t period = periodOf(dashboard, widget, row, window);
        if (row.isExpression()) {
            q.expression = *options.expression;
            q.period = period;
        } else {
            const auto statistic = Statistic::parse(options.stat ? *options.stat : widget.stat.value_or("Average"));
            if (!statistic) continue; // a variable stood for it
            q.metric = MetricStat{keyOf(cells[r]), *statistic, period, std::nullopt};
        }
        out.regions.push_back(options.region ? *options.region : widget.region.value_or(std::string(aws::kRegion)));
        out.queries.push_back(std::move(q));
        out.rowOf.push_back(r);
    }
    return out;
}

} // namespace maylab::metrics
