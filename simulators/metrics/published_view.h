// The published view: what the API, alarms and exports see. Stamps and times are whole Unix seconds.
//
// Two sources:
//   the world's own metrics: one block a minute with one distribution per metric (SinkHistory);
//   PutMetricData: any stamp from two weeks ago to two hours ahead (PutStream, one per metric and unit).
//
// Retention (sheet 1.1): data are readable at 1 s for 3 h (high resolution only), at 60 s for 15 days, at 300
// s for 63 days, at 3600 s for 455 days. finestPeriod() is that rule; a query applies it to every datum, so
// when old data are physically rolled up makes no difference to what is read. Everything closed is immutable
// and shared: a copy copies pointers.
#pragma once

#include "kernel/metric_sink.h"
#include "kernel/sealed_log.h"
#include "metrics/distribution.h"
#include "metrics/unit.h"

#include <algorithm>
#include <cstdint>
#include <deque>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace maylab::metrics {

inline constexpr std::int64_t kMinute = 60;
inline constexpr std::int64_t kDay = 86400;
inline constexpr std::int64_t kSecondRetention = 3 * 3600;
inline constexpr std::int64_t kMinuteRetention = 15 * kDay;
inline constexpr std::int64_t kFiveMinuteRetention = 63 * kDay;
inline constexpr std::int64_t kHourRetention = 455 * kDay;

constexpr std::int64_t floorTo(std::int64_t t, std::int64_t step) {
    return t - ((t % step) + step) % step;
}

// 1, 5, 10, 20, 30 or a multiple of 60, up to a day.
constexpr bool isValidPeriod(std::int64_t period) {
    if (period == 1 || period == 5 || period == 10 || period == 20 || period == 30) return true;
    return period > 0 && period <= kDay && period % kMinute == 0;
}

// The finest period at which data of that age can be read: 1, 60, 300, 3600; 0: no longer there.
constexpr std::int64_t finestPeriod(std::int64_t ageSeconds, std::int64_t resolution) {
    if (ageSeconds > kHourRetention) return 0;
    if (ageSeconds > kFiveMinuteRetention) return 3600;
    if (ageSeconds > kMinuteRetention) return 300;
    if (ageSeconds > kSecondRetention || resolution >= 60) return 60;
    return 1;
}

// A query's start, rounded down: sub-minute periods to their division of the minute, else by the start's age
// to the minute, five minutes or hour (sheet 2.5).
std::int64_t roundStart(std::int64_t start, std::int64_t period, std::int64_t now);

// A query's end, exclusive. A sub-minute period that the end cuts short is left out while it is not over: at
// 01:05:23 the previous 10 s are 01:05:10-01:05:20 (sheet 2.5).
std::int64_t roundEnd(std::int64_t end, std::int64_t period, std::int64_t now);

struct PublishedRange {
    std::int64_t start = 0; // rounded
    std::int64_t end = 0;   // exclusive, rounded
    std::int64_t period = 60;
    std::int64_t now = 0;
    // Periods of which at least a part is asked for.
    std::int64_t periods() const { return end > start ? (end - start + period - 1) / period : 0; }
};

// The range of a query whose start, end and present are Unix milliseconds.
PublishedRange publishedRange(std::int64_t startMs, std::int64_t endMs, std::int64_t period,
                              std::int64_t nowMs);

// Buckets of a query while it is being answered: [start + k period, ...) -> distribution, ascending. With
// totals given (one a period of the range, all empty) it adds up only those, which is much faster and enough
// for the plain statistics.
class BucketCollector {
  public:
    explicit BucketCollector(const PublishedRange& range, std::span<StatisticSet> totals = {})
        : m_range(range)
        , m_totals(totals) {}
    // A datum that covers [stamp, stamp + resolution).
    void add(std::int64_t stamp, std::int64_t resolution, const Distribution& d);
    // The same where totals are all that is asked for.
    bool totalsOnly() const { return !m_totals.empty(); }
    void add(std::int64_t stamp, std::int64_t resolution, const StatisticSet& totals);
    const PublishedRange& range() const { return m_range; }
    // Stamps that matter to this query lie in [scanBegin, scanEnd).
    std::int64_t scanBegin() const { return m_range.start; }
    std::int64_t scanEnd() const { return floorTo(m_range.end - 1, 3600) + 3600; }
    std::vector<std::pair<std::int64_t, Distribution>> take();

  private:
    // The period's place in the range; nothing when the datum is not for this query.
    std::optional<std::int64_t> indexOf(std::int64_t stamp, std::int64_t resolution) const;

    PublishedRange m_range;
    std::span<StatisticSet> m_totals;
    std::vector<std::pair<std::int64_t, Distribution>> m_buckets; // sorted by stamp
};

// One period of all metrics of the world. Most are one value (a counter's sum), which takes no more than that.
struct PeriodBlock {
    std::int64_t stamp = 0;
    std::vector<double> single;             // by channel, as far as there are any; NaN: see data
    std::vector<kernel::MetricId> channels; // of data, ascending
    std::vector<Distribution> data;
    // Null when there is no datum; a single value is put into `room`.
    const Distribution* find(kernel::MetricId channel, Distribution& room) const;
    void setSingle(kernel::MetricId channel, double value);
    // Calls visit(channel, const Distribution&) for every channel that has a datum, each kind ascending.
    template <class Visit> void forEach(Visit&& visit) const;
};

template <class Visit> void PeriodBlock::forEach(Visit&& visit) const {
    for (kernel::MetricId c = 0; c < single.size(); ++c)
        if (single[c] == single[c]) visit(c, Distribution::of(single[c]));
    for (std::size_t i = 0; i < channels.size(); ++i)
        visit(channels[i], data[i]);
}

// A channel's datum of the minute that leaves the last 3 h, where only the 1 s view had it until then.
struct AgedDatum {
    kernel::MetricId channel = 0;
    Distribution data;
};

class SinkHistory {
  public:
    // A closed minute; minutes come in order. Rolls up what has become old. `aged`, ascending by channel, completes the
    // minute agingAt(minute->stamp).
    void append(std::shared_ptr<const PeriodBlock> minute, std::vector<AgedDatum> aged = {});
    // The minute that is rolled up when `stamp` is appended, if there is one; those after it are recent.
    std::optional<std::int64_t> agingAt(std::int64_t stamp) const;
    // Where the minutes begin of which the 1 s view still has every second; max when there are none.
    std::int64_t recentFrom() const;
    // Periods that begin before `before`.
    void collect(kernel::MetricId channel, std::int64_t before, BucketCollector& out) const;
    // Calls visit(end, data) for every block of that channel that begins before `before`, oldest first, whatever its
    // age and however it was rolled up.
    template <class Visit> void forEach(kernel::MetricId channel, std::int64_t before, Visit&& visit) const;

  private:
    using Log = kernel::SealedLog<std::shared_ptr<const PeriodBlock>, 64>;
    void rollUp(std::int64_t now, std::vector<AgedDatum> aged);
    static void rollInto(Log& from, std::size_t& rolled, Log& to, std::int64_t period,
                         std::int64_t olderThan);

    std::deque<std::shared_ptr<const PeriodBlock>> m_recent; // the last 3 h, kExactDistinct
    Log m_minutes, m_fives, m_hours;                         // older, kExactDistinctSecond
    std::size_t m_minutesRolled = 0, m_fivesRolled = 0;      // indices below these are in the next log
};

template <class Visit>
void SinkHistory::forEach(kernel::MetricId channel, std::int64_t before, Visit&& visit) const {
    Distribution room;
    const auto one = [&](const PeriodBlock& block, std::int64_t period) {
        if (block.stamp >= before) return;
        if (const Distribution* d = block.find(channel, room)) visit(block.stamp + period, *d);
    };
    const auto scan = [&](const Log& log, std::size_t first, std::int64_t period) {
        for (std::size_t i = std::max(first, log.firstIndex()); i < log.endIndex(); ++i)
            one(*log[i], period);
    };
    scan(m_hours, 0, 3600);
    scan(m_fives, m_fivesRolled, 300);
    scan(m_minutes, m_minutesRolled, 60);
    for (const auto& block : m_recent)
        one(*block, 60);
}

// What PutMetricData brought for one metric and unit. Immutable: with() makes a new one that shares all
// chunks that were not touched.
class PutStream {
  public:
    struct Item {
        std::int64_t stamp = 0; // of the second
        int resolution = 60;    // 1 or 60
        const Distribution* data = nullptr;
    };
    std::shared_ptr<const PutStream> with(std::span<const Item> items, std::int64_t now) const;
    void collect(BucketCollector& out) const;

  private:
    struct Bucket {
        std::int64_t stamp = 0;
        Distribution data;
    };
    struct Chunk {
        std::int64_t first = 0;
        std::vector<Bucket> buckets; // sorted by stamp
    };
    using Level = std::vector<std::shared_ptr<const Chunk>>; // sorted by first
    static constexpr int kLevels = 4;                        // 1, 60, 300, 3600 s
    class Writer;

    Level m_levels[kLevels];
};

} // namespace maylab::metrics
