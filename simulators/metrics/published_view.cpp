#include "metrics/published_view.h"

#include <algorithm>
#include <map>

namespace maylab::metrics {

std::int64_t roundStart(std::int64_t start, std::int64_t period, std::int64_t now) {
    if (period < kMinute) return floorTo(start, period);
    const std::int64_t age = now - start;
    return floorTo(start, age <= kMinuteRetention ? 60 : age <= kFiveMinuteRetention ? 300 : 3600);
}

std::int64_t roundEnd(std::int64_t end, std::int64_t period, std::int64_t now) {
    if (period >= kMinute) return end;
    const std::int64_t cut = floorTo(end, period);
    return cut + period > now ? cut : end;
}

PublishedRange publishedRange(std::int64_t startMs, std::int64_t endMs, std::int64_t period,
                              std::int64_t nowMs) {
    const std::int64_t now = floorTo(nowMs, 1000) / 1000;
    return {roundStart(floorTo(startMs, 1000) / 1000, period, now),
            roundEnd(floorTo(endMs + 999, 1000) / 1000, period, now), period, now};
}

// --- BucketCollector ---

std::optional<std::int64_t> BucketCollector::indexOf(std::int64_t stamp, std::int64_t resolution) const {
    const std::int64_t finest = finestPeriod(m_range.now - stamp, resolution);
    if (finest == 0) return std::nullopt;
    const std::int64_t granule = std::max(finest, resolution);
    if (m_range.period % granule != 0) return std::nullopt;
    const std::int64_t at = floorTo(stamp, granule);
    if (at < m_range.start || at >= m_range.end) return std::nullopt;
    return (at - m_range.start) / m_range.period;
}

void BucketCollector::add(std::int64_t stamp, std::int64_t resolution, const StatisticSet& totals) {
    if (const auto index = indexOf(stamp, resolution)) m_totals[static_cast<std::size_t>(*index)].add(totals);
}

void BucketCollector::add(std::int64_t stamp, std::int64_t resolution, const Distribution& d) {
    if (totalsOnly()) return add(stamp, resolution, d.totals());
    const auto index = indexOf(stamp, resolution);
    if (!index) return;
    const std::int64_t bucket = m_range.start + *index * m_range.period;
    auto it = m_buckets.end();
    if (!m_buckets.empty() && m_buckets.back().first > bucket) // each source comes in order
        it = std::upper_bound(m_buckets.begin(), m_buckets.end(), bucket,
                              [](std::int64_t t, const auto& b) { return t < b.first; });
    if (it != m_buckets.begin() && (it - 1)->first == bucket) {
        (it - 1)->second.merge(d);
    } else {
        m_buckets.insert(it, {bucket, d})->second.limitTo(kExactDistinct);
    }
}

std::vector<std::pair<std::int64_t, Distribution>> BucketCollector::take() {
    return std::move(m_buckets);
}

// --- SinkHistory ---

const Distribution* PeriodBlock::find(kernel::MetricId channel, Distribution& room) const {
    if (channel < single.size() && single[channel] == single[channel]) {
        room = Distribution::of(single[channel]);
        return &room;
    }
    const auto it = std::lower_bound(channels.begin(), channels.end(), channel);
    return it == channels.end() || *it != channel ? nullptr : &data[static_cast<std::size_t>(it - channels.begin())];
}

void PeriodBlock::setSingle(kernel::MetricId channel, double value) {
    if (single.size() <= channel) single.resize(channel + 1, std::numeric_limits<double>::quiet_NaN());
    single[channel] = value;
}

void SinkHistory::append(std::shared_ptr<const PeriodBlock> minute, std::vector<AgedDatum> aged) {
    const std::int64_t now = minute->stamp + kMinute;
    m_recent.push_back(std::move(minute));
    rollUp(now, std::move(aged));
}

std::optional<std::int64_t> SinkHistory::agingAt(std::int64_t stamp) const {
    if (m_recent.empty() || m_recent.front()->stamp > stamp - kSecondRetention) return std::nullopt;
    return m_recent.front()->stamp;
}

std::int64_t SinkHistory::recentFrom() const {
    return m_recent.empty() ? std::numeric_limits<std::int64_t>::max() : m_recent.front()->stamp;
}

void SinkHistory::rollUp(std::int64_t now, std::vector<AgedDatum> aged) {
    while (!m_recent.empty() && m_recent.front()->stamp + kMinute <= now - kSecondRetention) {
        auto old = std::make_shared<PeriodBlock>();
        const PeriodBlock& recent = *m_recent.front();
        old->stamp = recent.stamp;
        old->single = recent.single;
        const auto keep = [&](kernel::MetricId channel, Distribution d) {
            d.limitTo(kExactDistinctSecond);
            old->channels.push_back(channel);
            old->data.push_back(std::move(d));
        };
        old->channels.reserve(recent.channels.size() + aged.size());
        old->data.reserve(recent.channels.size() + aged.size());
        auto next = aged.begin();
        for (std::size_t i = 0; i < recent.channels.size(); ++i) {
            for (; next != aged.end() && next->channel < recent.channels[i]; ++next)
                keep(next->channel, std::move(next->data));
            keep(recent.channels[i], recent.data[i]);
        }
        for (; next != aged.end(); ++next)
            keep(next->channel, std::move(next->data));
        aged.clear();
        m_minutes.push(std::move(old));
        m_recent.pop_front();
    }
    rollInto(m_minutes, m_minutesRolled, m_fives, 300, now - kMinuteRetention);
    rollInto(m_fives, m_fivesRolled, m_hours, 3600, now - kFiveMinuteRetention);
    if (!m_hours.empty()) m_hours.trimTo(static_cast<std::size_t>(kHourRetention / 3600 + 1));
}

// Merges each complete period that ended at or before olderThan.
void SinkHistory::rollInto(Log& from, std::size_t& rolled, Log& to, std::int64_t period,
                           std::int64_t olderThan) {
    for (;;) {
        if (rolled >= from.endIndex()) return;
        const std::int64_t stamp = floorTo(from[rolled]->stamp, period);
        if (stamp + period > olderThan || from.back()->stamp < stamp + period) return;
        std::map<kernel::MetricId, Distribution> merged;
        std::size_t i = rolled;
        for (; i < from.endIndex() && from[i]->stamp < stamp + period; ++i) {
            from[i]->forEach([&](kernel::MetricId channel, const Distribution& d) {
                merged.try_emplace(channel, Distribution(kExactDistinctSecond)).first->second.merge(d);
            });
        }
        auto block = std::make_shared<PeriodBlock>();
        block->stamp = stamp;
        for (auto& [channel, d] : merged) {
            block->channels.push_back(channel);
            block->data.push_back(std::move(d));
        }
        to.push(std::move(block));
        rolled = i;
        from.trimTo(from.endIndex() - rolled);
    }
}

void SinkHistory::collect(kernel::MetricId channel, std::int64_t before, BucketCollector& out) const {
    const std::int64_t end = std::min(before, out.scanEnd());
    Distribution room;
    const auto scan = [&](const Log& log, std::size_t first, std::int64_t period) {
        std::size_t low = std::max(first, log.firstIndex()), high = log.endIndex();
        while (low < high) { // first block that reaches into the query
            const std::size_t middle = low + (high - low) / 2;
            if (log[middle]->stamp < out.scanBegin()) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        for (; low < log.endIndex() && log[low]->stamp < end; ++low)
            if (const Distribution* d = log[low]->find(channel, room)) out.add(log[low]->stamp, period, *d);
    };
    scan(m_hours, 0, 3600);
    scan(m_fives, m_fivesRolled, 300);
    scan(m_minutes, m_minutesRolled, 60);
    const auto first = std::lower_bound(m_recent.begin(), m_recent.end(), out.scanBegin(),
                                        [](const auto& b, std::int64_t t) { return b->stamp < t; });
    for (auto it = first; it != m_recent.end() && (*it)->stamp < end; ++it)
        if (const Distribution* d = (*it)->find(channel, room)) out.add((*it)->stamp, 60, *d);
}

// --- PutStream ---

namespace {

constexpr std::int64_t kPeriodOfLevel[] = {1, 60, 300, 3600};
constexpr std::int64_t kSpanOfLevel[] = {600, 6 * 3600, kDay, 10 * kDay}; // of one chunk
constexpr std::int64_t kRetentionOfLevel[] = {kSecondRetention, kMinuteRetention, kFiveMinuteRetention,
                                              kHourRetention};

} // namespace

// Copies a chunk the first time it is written to.
class PutStream::Writer {
  public:
    explicit Writer(PutStream& stream) : m_stream(stream) {}

    void insert(int level, std::int64_t stamp, const Distribution& d) {
        Chunk& c = writable(level, floorTo(stamp, kSpanOfLevel[level]));
        const std::int64_t at = floorTo(stamp, kPeriodOfLevel[level]);
        const auto it = std::lower_bound(c.buckets.begin(), c.buckets.end(), at,
                                         [](const Bucket& b, std::int64_t t) { return b.stamp < t; });
        if (it != c.buckets.end() && it->stamp == at) {
            it->data.merge(d);
        } else {
            c.buckets.insert(it, {at, d});
        }
    }
    // Whole chunks that are too old for their level go into the next.
    void rollUp(std::int64_t now) {
        for (int level = 0; level < kLevels; ++level) {
            Level& chunks = m_stream.m_levels[level];
            while (!chunks.empty() &&
                   chunks.front()->first + kSpanOfLevel[level] <= now - kRetentionOfLevel[level]) {
                const std::shared_ptr<const Chunk> old = chunks.front();
                m_written.erase({level, old->first});
                chunks.erase(chunks.begin());
                if (level + 1 == kLevels) continue;
                for (const Bucket& b : old->buckets) {
                    Distribution d = b.data;
                    d.limitTo(kExactDistinctSecond);
                    insert(level + 1, b.stamp, d);
                }
            }
        }
    }

  private:
    Chunk& writable(int level, std::int64_t first) {
        Chunk*& mine = m_written[{level, first}];
        if (mine != nullptr) return *mine;
        Level& chunks = m_stream.m_levels[level];
        auto it = std::lower_bound(chunks.begin(), chunks.end(), first,
                                   [](const auto& c, std::int64_t t) { return c->first < t; });
        std::shared_ptr<Chunk> copy;
        if (it != chunks.end() && (*it)->first == first) {
            copy = std::make_shared<Chunk>(**it);
            *it = copy;
        } else {
            copy = std::make_shared<Chunk>();
            copy->first = first;
            chunks.insert(it, copy);
        }
        mine = copy.get();
        return *mine;
    }

    PutStream& m_stream;
    std::map<std::pair<int, std::int64_t>, Chunk*> m_written;
};

std::shared_ptr<const PutStream> PutStream::with(std::span<const Item> items, std::int64_t now) const {
    auto copy = std::make_shared<PutStream>(*this);
    Writer writer(*copy);
    for (const Item& item : items) {
        const bool seconds = item.resolution < 60 && now - item.stamp <= kSecondRetention;
        writer.insert(seconds ? 0 : 1, item.stamp, *item.data);
    }
    writer.rollUp(now);
    return copy;
}

void PutStream::collect(BucketCollector& out) const {
    for (int level = kLevels - 1; level >= 0; --level) {
        for (const auto& chunk : m_levels[level]) {
            if (chunk->first + kSpanOfLevel[level] <= out.scanBegin() || chunk->first >= out.scanEnd())
                continue;
            auto it = std::lower_bound(chunk->buckets.begin(), chunk->buckets.end(), out.scanBegin(),
                                       [](const Bucket& b, std::int64_t t) { return b.stamp < t; });
            for (; it != chunk->buckets.end() && it->stamp < out.scanEnd(); ++it)
                out.add(it->stamp, kPeriodOfLevel[level], it->data);
        }
    }
}

} // namespace maylab::metrics
