#include "metrics/dashboards/widget_heatmap.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <map>

namespace maylab::metrics {
namespace {

constexpr std::int64_t kMostColumns = 20'000;
constexpr int kMostRows = 20;
constexpr std::size_t kMostSteps = 2000; // more than a double has decades for

// 1, 2, 5, 10, 20, ... times a power of ten, the first that is not below v (v > 0).
double niceAbove(double v) {
    double decade = 1;
    while (decade > v && decade > 1e-300) decade /= 10;
    while (decade * 10 <= v && decade < 1e300) decade *= 10;
    for (const double step : {1.0, 2.0, 5.0})
        if (decade * step >= v) return decade * step;
    return decade * 10;
}

// Upper bounds: 1-2-5 steps over the decades where the values spread over more than one, else equal steps.
std::vector<double> boundsFor(double least, double most) {
    std::vector<double> bounds;
    if (least > 0 && most / least > 20) {
        for (double b = niceAbove(least); bounds.size() < kMostSteps; b = niceAbove(b * 1.5)) {
            bounds.push_back(b);
            if (b >= most) break;
        }
        while (bounds.size() > kMostRows) { // coarser: every second bound, and always the last
            std::vector<double> half;
            for (std::size_t i = (bounds.size() - 1) % 2; i < bounds.size(); i += 2) half.push_back(bounds[i]);
            bounds = std::move(half);
        }
        if (bounds.back() < most) bounds.push_back(most);
        return bounds;
    }
    if (!(most > least)) return {most};
    const double step = niceAbove((most - least) / (kMostRows - 2));
    const auto whole = static_cast<std::int64_t>(least / step);
    double b = static_cast<double>(whole) * step;
    for (int i = 0; i < kMostRows + 4; ++i, b += step) {
        if (b >= least && (bounds.empty() || b > bounds.back())) bounds.push_back(b);
        if (b >= most) break;
    }
    if (bounds.empty() || bounds.back() < most) bounds.push_back(most);
    return bounds;
}

} // namespace

WidgetHeatmap heatmapOf(const MetricStore& store, const std::vector<MetricQuery>& queries, const QueryWindow& window) {
    WidgetHeatmap out;
    std::vector<PublishedPoint> all;
    std::int64_t period = 0;
    for (const MetricQuery& q : queries)
        if (q.metric && q.returnData) period = std::max(period, q.metric->period);
    if (period == 0) return out;
    if ((window.end - window.start) / 1000 / period > kMostColumns) period = std::max(period, autoPeriod(window));
    const PublishedRange range = publishedRange(window.start, window.end, period, window.now);
    for (const MetricQuery& q : queries) {
        if (!q.metric || !q.returnData) continue;
        const SeriesKey& key = q.metric->key;
        for (PublishedPoint& p : store.published(store.find(key.metricNamespace, key.name, key.dimensions), std::nullopt, range))
            all.push_back(std::move(p));
    }
    out.period = period;
    if (all.empty()) return out;
    std::int64_t first = all[0].stamp, last = first;
    double least = all[0].data.minimum(), most = all[0].data.maximum();
    for (const PublishedPoint& p : all) {
        first = std::min(first, p.stamp);
        last = std::max(last, p.stamp);
        least = std::min(least, p.data.minimum());
        most = std::max(most, p.data.maximum());
    }
    out.start = first;
    out.bounds = boundsFor(least, most);
    out.columns.assign(static_cast<std::size_t>((last - first) / period + 1), std::vector<double>(out.bounds.size(), 0.0));
    for (const PublishedPoint& p : all) {
        std::vector<double>& column = out.columns[static_cast<std::size_t>((p.stamp - first) / period)];
        const auto add = [&](double value, double count) {
            const auto row = std::lower_bound(out.bounds.begin(), out.bounds.end(), value);
            column[std::min(static_cast<std::size_t>(row - out.bounds.begin()), column.size() - 1)] += count;
        };
        const std::vector<ValueCount> values = p.data.values();
        for (const ValueCount& v : values) add(v.value, v.count);
        if (values.empty()) add(p.data.sum() / p.data.sampleCount(), p.data.sampleCount());
    }
    return out;
}

void addBuckets(const std::vector<OtherSources::Labelled>& series, std::int64_t period, WidgetHeatmap& out) {
    if (!out.bounds.empty()) return;
    std::map<double, std::map<std::int64_t, double>> counts; // by bound, then stamp
    std::int64_t first = std::numeric_limits<std::int64_t>::max(), last = std::numeric_limits<std::int64_t>::min();
    for (const OtherSources::Labelled& s : series) {
        double bound = std::numeric_limits<double>::infinity();
        if (s.bucket.empty()) continue;
        if (s.bucket != "+Inf" && std::from_chars(s.bucket.data(), s.bucket.data() + s.bucket.size(), bound).ec != std::errc()) continue;
        for (const ChartPoint& p : s.points) {
            counts[bound][p.at] += p.value;
            first = std::min(first, p.at);
            last = std::max(last, p.at);
        }
    }
    if (counts.empty() || first > last || (last - first) / period > kMostColumns) return;
    out.start = first;
    out.period = period;
    for (const auto& [bound, unused] : counts) out.bounds.push_back(bound);
    out.columns.assign(static_cast<std::size_t>((last - first) / period + 1), std::vector<double>(out.bounds.size(), 0.0));
    std::vector<double> below(out.columns.size(), 0.0); // what the bucket before counted
    std::size_t row = 0;
    for (const auto& [bound, byStamp] : counts) {
        for (const auto& [stamp, count] : byStamp) {
            const auto column = static_cast<std::size_t>((stamp - first) / period);
            out.columns[column][row] = std::max(0.0, count - below[column]);
            below[column] = std::max(below[column], count);
        }
        ++row;
    }
    // What lies above every bound stands above the last one.
    if (out.bounds.size() > 1 && out.bounds.back() > 1e300) out.bounds.back() = 2 * out.bounds[out.bounds.size() - 2];
}

} // namespace maylab::metrics
