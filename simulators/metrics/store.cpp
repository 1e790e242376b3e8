#include "metrics/store.h"

#include <algorithm>

namespace maylab::metrics {
namespace {

using kernel::MetricKind;
using kernel::MetricResolution;
using kernel::SimTime;

constexpr std::int64_t kNanoseconds = 1'000'000'000;

std::optional<double> plainValue(const StatisticSet& t, Statistic::Kind kind) {
    if (t.sampleCount == 0) return std::nullopt;
    switch (kind) {
    case Statistic::Kind::SampleCount:
        return t.sampleCount;
    case Statistic::Kind::Sum:
        return t.sum;
    case Statistic::Kind::Average:
        return t.sum / t.sampleCount;
    case Statistic::Kind::Minimum:
        return t.minimum;
    case Statistic::Kind::Maximum:
        return t.maximum;
    default:
        return std::nullopt;
    }
}

} // namespace

MetricStore::MetricStore(std::int64_t startUnixMilliseconds, VisibilityDelays delays)
    : m_start(floorTo(startUnixMilliseconds, 1000) / 1000)
    , m_delays(delays)
    , m_table(std::make_shared<const Table>()) {}

std::int64_t MetricStore::floorSecond(SimTime t) {
    return floorTo(t.ns(), kNanoseconds) / kNanoseconds;
}

// --- names ---

SeriesId MetricStore::findKey(const SeriesKey& key) const {
    const auto& t = *m_table;
    const auto it = std::lower_bound(t.sorted.begin(), t.sorted.end(), key,
                                     [&](SeriesId id, const SeriesKey& k) { return t.key(id) < k; });
    return it != t.sorted.end() && t.key(*it) == key ? *it : kNoSeries;
}

SeriesId MetricStore::find(std::string_view metricNamespace, std::string_view name,
                           const Dimensions& dimensions) const {
    SeriesKey key{std::string(metricNamespace), std::string(name), dimensions};
    std::sort(key.dimensions.begin(), key.dimensions.end());
    return findKey(key);
}

std::vector<SeriesId> MetricStore::findAnyDimensions(std::string_view metricNamespace,
                                                     std::string_view name) const {
    const auto& t = *m_table;
    const SeriesKey first{std::string(metricNamespace), std::string(name), {}};
    auto it = std::lower_bound(t.sorted.begin(), t.sorted.end(), first,
                               [&](SeriesId id, const SeriesKey& k) { return t.key(id) < k; });
    std::vector<SeriesId> found;
    for (; it != t.sorted.end(); ++it) {
        const SeriesKey& k = t.key(*it);
        if (k.metricNamespace != metricNamespace || k.name != name) break;
        found.push_back(*it);
    }
    return found;
}

const SeriesKey& MetricStore::key(SeriesId id) const {
    MAYLAB_ASSERT(id < m_table->size());
    return m_table->key(id);
}

std::optional<Unit> MetricStore::sinkUnit(SeriesId id) const {
    MAYLAB_ASSERT(id < m_table->size());
    const std::uint32_t channel = m_table->channelOf[id];
    if (channel == kNoChannel) return std::nullopt;
    return m_table->unitOf[channel];
}

bool MetricStore::isDistribution(SeriesId id) const {
    const auto of = channel(id);
    return of && m_table->sampled[*of];
}

std::optional<kernel::MetricId> MetricStore::channel(SeriesId id) const {
    MAYLAB_ASSERT(id < m_table->size());
    const std::uint32_t channel = m_table->channelOf[id];
    return channel == kNoChannel ? std::nullopt : std::optional(channel);
}

std::optional<std::int64_t> MetricStore::lastDatum(SeriesId id) const {
    MAYLAB_ASSERT(id < m_state.size());
    return m_state[id].last;
}

bool MetricStore::listed(SeriesId id, std::int64_t nowUnix) const {
    MAYLAB_ASSERT(id < m_state.size());
    const State& s = m_state[id];
    return s.last && nowUnix - *s.last <= kListedAfterLastDatum &&
           nowUnix - *s.first >= m_delays.newMetricList;
}

void MetricStore::Table::append(SeriesKey key) {
    auto block = std::make_shared<Block>();
    if (size() % kBlock != 0) *block = *blocks.back();
    else blocks.emplace_back();
    block->reserve(kBlock);
    block->push_back(std::move(key));
    blocks.back() = std::move(block);
    channelOf.push_back(kNoChannel);
}

SeriesId MetricStore::addSeries(Table& table, SeriesKey key) {
    const auto it = std::lower_bound(table.sorted.begin(), table.sorted.end(), key,
                                     [&](SeriesId id, const SeriesKey& k) { return table.key(id) < k; });
    if (it != table.sorted.end() && table.key(*it) == key) return *it;
    const auto id = static_cast<SeriesId>(table.size());
    table.sorted.insert(it, id);
    table.append(std::move(key));
    m_state.emplace_back();
    return id;
}

void MetricStore::touch(SeriesId id, std::int64_t stamp, std::int64_t nowUnix) {
    State& s = m_state[id];
    if (!s.first) s.first = nowUnix;
    if (!s.last || *s.last < stamp) s.last = stamp;
}

// --- the world's own metrics ---

void MetricStore::learnChannels(const kernel::MetricSink& sink) {
    if (sink.size() == m_table->seriesOf.size()) return;
    auto table = std::make_shared<Table>(*m_table);
    for (auto id = static_cast<kernel::MetricId>(table->seriesOf.size()); id < sink.size(); ++id) {
        const kernel::MetricSpec& spec = sink.spec(id);
        const auto unit = unitFromString(spec.unit);
        MAYLAB_ASSERT(unit.has_value());
        const SeriesId series = addSeries(*table, {spec.metricNamespace, spec.name, spec.dimensions});
        table->channelOf[series] = id;
        table->seriesOf.push_back(series);
        table->unitOf.push_back(*unit);
        m_resolutionOf.push_back(spec.resolution);
        table->bySecond.push_back(spec.resolution == MetricResolution::High && spec.kind != MetricKind::Sample);
        table->sampled.push_back(spec.kind == MetricKind::Sample);
        m_customOf.push_back(spec.custom);
    }
    m_table = std::move(table);
}

void MetricStore::closeSecond(kernel::MetricSink& sink) {
    learnChannels(sink);
    const std::int64_t unix = m_start + m_closed;
    const std::int64_t minute = floorTo(unix, kMinute);
    const bool minuteEnds = minute + kMinute == unix + 1;
    std::vector<AgedDatum> aged;
    if (minuteEnds) aged = agingAt(minute); // while its seconds are still there
    m_seconds.close(sink, unix);
    ++m_closed;
    for (kernel::MetricId id = 0; id < sink.size(); ++id)
        if (m_resolutionOf[id] == MetricResolution::High && SecondView::hasDatum(sink.channel(id)))
            touch(m_table->seriesOf[id], unix, unix + 1);
    if (minuteEnds) publishMinute(sink, minute, std::move(aged));
    sink.resetSecond();

    if (m_late.empty()) return;
    std::vector<Datum> due;
    std::erase_if(m_late, [&](Late& l) {
        if (l.due > unix + 1) return false;
        due.push_back(std::move(l.datum));
        return true;
    });
    if (!due.empty()) accept(due, unix + 1);
}

void MetricStore::publishMinute(const kernel::MetricSink& sink, std::int64_t minute, std::vector<AgedDatum> aged) {
    auto block = std::make_shared<PeriodBlock>();
    block->stamp = minute;
    DistributionBuilder builder;
    for (kernel::MetricId id = 0; id < sink.size(); ++id) {
        const kernel::MetricSpec& spec = sink.spec(id);
        const bool standard = m_resolutionOf[id] == MetricResolution::Standard;
        if (spec.kind == MetricKind::Sample) {
            m_seconds.forEach(id, minute, minute + kMinute, [&](const SecondDatum& d) { builder.add(d); });
            if (builder.empty()) continue;
            block->channels.push_back(id);
            block->data.push_back(builder.build());
        } else {
            if (!standard && !m_customOf[id]) continue;
            double sum = 0, last = 0;
            int seconds = 0;
            m_seconds.forEach(id, minute, minute + kMinute, [&](const SecondDatum& d) {
                last = d.totals.sum;
                sum = seconds++ == 0 ? last : sum + last;
            });
            if (seconds == 0) continue;
            const bool mean = spec.kind == MetricKind::Gauge && m_table->unitOf[id] == Unit::Percent;
            if (standard) block->setSingle(id, spec.kind == MetricKind::Counter ? sum : mean ? sum / seconds : last);
        }
        if (standard) touch(m_table->seriesOf[id], minute, minute + kMinute);
        if (m_customOf[id]) m_custom.received(m_table->seriesOf[id], minute + kMinute, kMinute + 1);
    }
    block->single.shrink_to_fit();
    block->channels.shrink_to_fit();
    block->data.shrink_to_fit();
    m_history.append(std::move(block), std::move(aged));
}

template <class Visit>
void MetricStore::forEachMinute(kernel::MetricId channel, std::int64_t from, std::int64_t before, Visit&& visit) const {
    const std::int64_t first = std::max(floorTo(from + kMinute - 1, kMinute), m_history.recentFrom());
    const std::int64_t end = std::min(before, floorTo(m_seconds.endSecond(), kMinute));
    DistributionBuilder builder;
    for (std::int64_t minute = first; minute < end; minute += kMinute) {
        m_seconds.forEach(channel, minute, minute + kMinute, [&](const SecondDatum& d) { builder.add(d); });
        if (!builder.empty()) visit(minute, builder);
    }
}

std::vector<AgedDatum> MetricStore::agingAt(std::int64_t minute) const {
    std::vector<AgedDatum> aged;
    const auto old = m_history.agingAt(minute);
    if (!old) return aged;
    for (kernel::MetricId id = 0; id < m_table->bySecond.size(); ++id)
        if (m_table->bySecond[id])
            forEachMinute(id, *old, *old + kMinute, [&](std::int64_t, DistributionBuilder& b) { aged.push_back({id, b.build()}); });
    return aged;
}

// --- PutMetricData ---

void MetricStore::put(std::vector<Datum> data, std::int64_t nowUnix) {
    ++m_putCount;
    std::vector<Datum> now;
    for (Datum& d : data) {
        m_putHash.mix(d.key.metricNamespace);
        m_putHash.mix(d.key.name);
        m_putHash.mix(static_cast<std::uint64_t>(d.stamp));
        m_putHash.mix(std::bit_cast<std::uint64_t>(d.data.sum()));
        m_putHash.mix(std::bit_cast<std::uint64_t>(d.data.sampleCount()));
        std::sort(d.key.dimensions.begin(), d.key.dimensions.end());
        const std::int64_t age = nowUnix - d.stamp;
        const std::int64_t delay = age > kDay               ? m_delays.pointOlderThan24h
                                   : age > kSecondRetention ? m_delays.pointOlderThan3h
                                                            : 0;
        if (delay > 0) {
            m_late.push_back({nowUnix + delay, std::move(d)});
        } else {
            now.push_back(std::move(d));
        }
    }
    if (!now.empty()) accept(now, nowUnix);
}

void MetricStore::accept(std::span<const Datum> data, std::int64_t nowUnix) {
    std::shared_ptr<Table> table;
    std::vector<std::pair<SeriesId, const Datum*>> order;
    for (const Datum& d : data) {
        SeriesId id = table ? kNoSeries : findKey(d.key);
        if (id == kNoSeries) {
            if (!table) table = std::make_shared<Table>(*m_table);
            id = addSeries(*table, d.key);
        }
        order.emplace_back(id, &d);
        touch(id, d.stamp, nowUnix);
        m_custom.received(id, nowUnix, 60 * kMinute);
    }
    if (table) m_table = std::move(table);
    // All data of one stream at once, so that its chunks are copied once.
    std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
        return a.first != b.first ? a.first < b.first : a.second->unit < b.second->unit;
    });
    std::vector<PutStream::Item> items;
    for (std::size_t i = 0; i < order.size();) {
        const SeriesId id = order[i].first;
        const Unit unit = order[i].second->unit;
        items.clear();
        for (; i < order.size() && order[i].first == id && order[i].second->unit == unit; ++i)
            items.push_back({order[i].second->stamp, order[i].second->resolution, &order[i].second->data});
        auto it = std::lower_bound(m_puts.begin(), m_puts.end(), std::pair(id, unit),
                                   [](const Put& p, const auto& k) {
                                       return p.series != k.first ? p.series < k.first : p.unit < k.second;
                                   });
        if (it == m_puts.end() || it->series != id || it->unit != unit)
            it = m_puts.insert(it, {id, unit, std::make_shared<const PutStream>()});
        it->stream = it->stream->with(items, nowUnix);
    }
}

std::span<const MetricStore::Put> MetricStore::putsOf(SeriesId id) const {
    const auto [begin, end] =
        std::equal_range(m_puts.begin(), m_puts.end(), Put{id, Unit::None, nullptr},
                         [](const Put& a, const Put& b) { return a.series < b.series; });
    return {begin, end};
}

// --- the 1 s view ---

void MetricStore::buildWindow(SeriesId id, std::int64_t fromUnix, std::int64_t toUnix,
                              DistributionBuilder& b) const {
    m_seconds.forEach(m_table->channelOf[id], fromUnix, toUnix, [&](const SecondDatum& d) { b.add(d); });
}

Distribution MetricStore::distribution(SeriesId id, SimTime from, SimTime to) const {
    if (id == kNoSeries) return Distribution();
    MAYLAB_ASSERT(id < m_table->size());
    const std::int64_t first = unixOf(from), end = unixOf(to);
    if (first >= end) return Distribution();
    if (m_table->channelOf[id] != kNoChannel) {
        DistributionBuilder b;
        buildWindow(id, first, end, b);
        return b.build();
    }
    const auto puts = putsOf(id);
    if (puts.size() != 1) return Distribution();
    // One bucket over everything in [first, end): an hour's multiple shows data of every age.
    BucketCollector all({first, end, floorTo(end - first - 1, 3600) + 3600, m_start + m_closed});
    puts[0].stream->collect(all);
    auto buckets = all.take();
    return buckets.empty() ? Distribution() : std::move(buckets[0].second);
}

std::optional<double> MetricStore::window(SeriesId id, const Statistic& statistic, SimTime from,
                                          SimTime to) const {
    if (id == kNoSeries) return std::nullopt;
    MAYLAB_ASSERT(id < m_table->size());
    const std::uint32_t channel = m_table->channelOf[id];
    if (channel != kNoChannel && !statistic.extended()) {
        StatisticSet totals;
        m_seconds.forEach(channel, unixOf(from), unixOf(to),
                          [&](const SecondDatum& d) { totals.add(d.totals); });
        return plainValue(totals, statistic.kind());
    }
    return distribution(id, from, to).value(statistic);
}

void MetricStore::points(SeriesId id, const Statistic& statistic, SimTime from, SimTime to, int periodSeconds,
                         std::vector<Point>& out) const {
    out.clear();
    MAYLAB_ASSERT(periodSeconds > 0);
    if (id == kNoSeries) return;
    MAYLAB_ASSERT(id < m_table->size());
    const std::int64_t period = periodSeconds;
    const std::int64_t first = m_start + floorTo(floorSecond(from), period), end = unixOf(to);
    if (first >= end) return;
    const auto at = [&](std::int64_t unix) { return SimTime::atSecond(floorTo(unix - m_start, period)); };
    const std::uint32_t channel = m_table->channelOf[id];
    if (channel == kNoChannel) {
        const auto puts = putsOf(id);
        if (puts.size() != 1) return;
        // Finer than the data: they are shown where they are, one point per minute.
        for (const std::int64_t p : {period, std::int64_t{kMinute}}) {
            BucketCollector all({floorTo(first, p < kMinute ? 1 : kMinute), end, p, m_start + m_closed});
            puts[0].stream->collect(all);
            for (const auto& [stamp, d] : all.take())
                if (const auto v = d.value(statistic))
                    out.push_back({SimTime::atSecond(stamp - m_start), *v, d.approximate()});
            if (!out.empty()) return;
        }
        return;
    }
    if (!statistic.extended()) {
        StatisticSet totals;
        std::int64_t current = 0;
        const auto flush = [&] {
            if (const auto v = plainValue(totals, statistic.kind())) out.push_back({at(current), *v, false});
            totals = {};
        };
        m_seconds.forEach(channel, first, end, [&](const SecondDatum& d) {
            if (totals.sampleCount != 0 && at(d.second) != at(current)) flush();
            current = d.second;
            totals.add(d.totals);
        });
        flush();
        return;
    }
    DistributionBuilder builder;
    std::int64_t current = 0;
    const auto flush = [&] {
        if (builder.empty()) return;
        const Distribution d = builder.build();
        if (const auto v = d.value(statistic)) out.push_back({at(current), *v, d.approximate()});
    };
    m_seconds.forEach(channel, first, end, [&](const SecondDatum& d) {
        if (!builder.empty() && at(d.second) != at(current)) flush();
        current = d.second;
        builder.add(d);
    });
    flush();
}

// --- the published view ---

bool MetricStore::readable(SeriesId id, const PublishedRange& range) const {
    if (id == kNoSeries || range.start >= range.end) return false;
    MAYLAB_ASSERT(id < m_table->size() && range.period > 0);
    const State& state = m_state[id];
    return state.first && range.now - *state.first >= m_delays.newMetricStatistics;
}

void MetricStore::collect(SeriesId id, Unit unit, BucketCollector& buckets) const {
    const PublishedRange& range = buckets.range();
    const std::uint32_t channel = m_table->channelOf[id];
    if (channel != kNoChannel && m_table->unitOf[channel] == unit) {
        if (m_resolutionOf[channel] == MetricResolution::High) {
            // Whole minutes from the history; the seconds of the minute that the query cuts, of the open
            // minute, and of everything when the period is finer than a minute.
            const std::int64_t open = floorTo(m_seconds.endSecond(), kMinute);
            std::int64_t seconds = std::min(open, floorTo(range.end, kMinute));
            if (range.period < kMinute) seconds = range.start;
            if (range.now - seconds > kSecondRetention && range.period >= kMinute) seconds = open;
            if (range.period >= kMinute) m_history.collect(channel, seconds, buckets);
            if (range.period >= kMinute && m_table->bySecond[channel])
                forEachMinute(channel, buckets.scanBegin(), std::min(seconds, buckets.scanEnd()),
                              [&](std::int64_t minute, DistributionBuilder& b) {
                                  if (buckets.totalsOnly()) buckets.add(minute, kMinute, b.takeTotals());
                                  else buckets.add(minute, kMinute, b.build());
                              });
            DistributionBuilder one;
            m_seconds.forEach(channel, seconds, range.end, [&](const SecondDatum& d) {
                if (buckets.totalsOnly()) return buckets.add(d.second, 1, d.totals);
                one.add(d);
                buckets.add(d.second, 1, one.build());
            });
        } else {
            m_history.collect(channel, range.end, buckets);
        }
    }
    for (const Put& p : putsOf(id))
        if (p.unit == unit) p.stream->collect(buckets);
}

std::vector<PublishedPoint> MetricStore::published(SeriesId id, std::optional<Unit> unit,
                                                   const PublishedRange& range) const {
    std::vector<PublishedPoint> out;
    if (!readable(id, range)) return out;
    for (int u = 0; u < kUnitCount; ++u) {
        const auto streamUnit = static_cast<Unit>(u);
        if (unit && *unit != streamUnit) continue;
        BucketCollector buckets(range);
        collect(id, streamUnit, buckets);
        for (auto& [stamp, d] : buckets.take())
            out.push_back({stamp, streamUnit, std::move(d)});
    }
    std::stable_sort(out.begin(), out.end(), [](const PublishedPoint& a, const PublishedPoint& b) {
        return a.stamp < b.stamp; // units stay in their order
    });
    return out;
}

void MetricStore::publishedValues(SeriesId id, const Statistic& statistic, std::optional<Unit> unit,
                                  const PublishedRange& range, std::span<double> out) const {
    if (!readable(id, range)) return;
    MAYLAB_ASSERT(range.periods() <= static_cast<std::int64_t>(out.size()));
    std::vector<StatisticSet> totals(statistic.extended() ? 0 : out.size());
    BucketCollector buckets(range, totals);
    for (int u = 0; u < kUnitCount; ++u)
        if (!unit || *unit == static_cast<Unit>(u)) collect(id, static_cast<Unit>(u), buckets);
    for (std::size_t i = 0; i < totals.size(); ++i)
        if (const auto v = totals[i].value(statistic)) out[i] = *v;
    for (const auto& [stamp, d] : buckets.take())
        if (const auto v = d.value(statistic))
            out[static_cast<std::size_t>((stamp - range.start) / range.period)] = *v;
}

void MetricStore::pieces(SeriesId id, std::int64_t secondsFrom, const VisitPiece& visit) const {
    const auto channelOf = channel(id);
    if (!channelOf) return;
    const std::int64_t open = floorTo(m_seconds.endSecond(), kMinute);
    const std::int64_t oldest = floorTo(m_seconds.firstSecond() + kMinute - 1, kMinute);
    const std::int64_t border = std::min(open, std::max(oldest, floorTo(secondsFrom, kMinute)));
    m_history.forEach(*channelOf, border, [&](std::int64_t end, const Distribution& d) { visit(end, d.totals(), d.values()); });
    if (m_table->bySecond[*channelOf])
        forEachMinute(*channelOf, 0, border, [&](std::int64_t minute, DistributionBuilder& b) {
            const Distribution d = b.build();
            visit(minute + kMinute, d.totals(), d.values());
        });
    DistributionBuilder builder;
    m_seconds.forEach(*channelOf, border, m_seconds.endSecond(), [&](const SecondDatum& d) {
        builder.add(d);
        const Distribution one = builder.build();
        visit(d.second + 1, one.totals(), one.values());
    });
}

void MetricStore::mixInto(kernel::Fingerprint& f) const {
    f.mix(static_cast<std::uint64_t>(m_closed));
    f.mix(m_putCount);
    f.mix(m_putHash.value());
}

} // namespace maylab::metrics
