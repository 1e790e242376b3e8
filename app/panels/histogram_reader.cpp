#include "app/panels/metric_views_reader.h"

#include "metrics/cloudwatch_service.h"

#include <algorithm>
#include <cmath>

namespace maylab::app {

using kernel::SimDuration;
using kernel::SimTime;

namespace {

constexpr std::int64_t kWindowSeconds = 600;
constexpr int kLeastDecade = -1, kMostDecade = 3; // 0.1 ms to 1 s are always there
constexpr int kFloorDecade = -3, kCeilingDecade = 7;

int decadeBelow(double v) { return static_cast<int>(std::floor(std::log10(v))); }

} // namespace

void HistogramReader::read(const kernel::World& world, HistogramPicture& out) {
    if (world.find(metrics::CloudWatchService::kName) == kernel::World::kNoService) return;
    const metrics::MetricStore& store = metrics::storeOf(world);
    const metrics::SeriesId latency = store.find("Shop/App", "Latency", {});
    if (latency == metrics::kNoSeries) return;
    const SimTime to = store.closedUntil();
    if (m_last.present && to == m_closed) {
        out = m_last;
        return;
    }
    const SimTime from = SimTime::atSecond(std::max<std::int64_t>(0, to.wholeSeconds() - kWindowSeconds));
    const metrics::Distribution d = store.distribution(latency, from, to);
    HistogramPicture p;
    p.present = true;
    p.seconds = static_cast<int>((to - from).wholeSeconds());
    p.requests = d.sampleCount();
    p.approximate = d.approximate();
    const auto value = [&d](const char* statistic) { return d.value(*metrics::Statistic::parse(statistic)).value_or(HistogramPicture::kNone); };
    p.average = value("Average");
    p.p50 = value("p50");
    p.p90 = value("p90");
    p.p99 = value("p99");
    p.fastPercent = value("PR(:5)");
    const auto sum = [&](const char* name) {
        return store.window(store.find("Shop/App", name, {}), metrics::Statistic::plain(metrics::Statistic::Kind::Sum), from, to).value_or(0);
    };
    p.hits = sum("Hits");
    p.misses = sum("Misses");

    p.firstDecade = kLeastDecade;
    int end = kMostDecade;
    if (!d.empty()) {
        if (d.minimum() > 0) p.firstDecade = std::clamp(decadeBelow(d.minimum()), kFloorDecade, kLeastDecade);
        if (d.maximum() > 0) end = std::clamp(decadeBelow(d.maximum()) + 1, kMostDecade, kCeilingDecade);
    }
    p.bins.resize(static_cast<std::size_t>((end - p.firstDecade) * HistogramPicture::kPerDecade));
    double hitsLeft = p.hits;
    for (const metrics::ValueCount& v : d.values()) {
        const double place = v.value > 0 ? (std::log10(v.value) - p.firstDecade) * HistogramPicture::kPerDecade : 0;
        const auto bin = static_cast<std::size_t>(std::clamp(place, 0.0, static_cast<double>(p.bins.size() - 1)));
        const double hits = std::min(v.count, hitsLeft);
        p.bins[bin].count += v.count;
        p.bins[bin].hits += hits;
        hitsLeft -= hits;
    }
    m_closed = to;
    m_last = p;
    out = std::move(p);
}

} // namespace maylab::app
