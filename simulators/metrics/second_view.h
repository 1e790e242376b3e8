// The 1 s view: what every metric of the world's MetricSink was in each of the last 3 h, for charts and
// goals. Seconds are whole Unix seconds; a channel is a kernel::MetricId.
//
// Closed seconds are immutable and shared: one row per second until the minute is full, then one block per
// minute, turned so that a metric's 60 values lie side by side, packed (packed_column.h). A copy of the view
// copies some 240 pointers, however many metrics there are.
//
// A second of a sampled metric keeps up to kExactDistinctSecond different values exactly, else a sketch
// packed as (bucket, count) in 32 bits. See distribution.h for the error bound.
#pragma once

#include "kernel/metric_sink.h"
#include "metrics/distribution.h"
#include "metrics/packed_column.h"

#include <cstdint>
#include <deque>
#include <limits>
#include <memory>
#include <span>
#include <vector>

namespace maylab::metrics {

inline constexpr std::int64_t kSecondViewSeconds = 3 * 3600;

// One second of one metric as it is stored.
struct SecondDatum {
    std::int64_t second = 0; // Unix
    StatisticSet totals;
    bool negative = false;
    bool approximate = false;
    std::span<const ValueCount> exact;     // both empty: all values are totals.minimum
    std::span<const std::uint32_t> packed; // bucket << 15 | count, ascending, a bucket may repeat
};

// What one second of one sampled metric holds; the values lie in the table's arenas.
struct SampleRecord {
    kernel::MetricId channel = 0;
    std::uint32_t offset = 0, length = 0;
    std::uint8_t secondOfMinute = 0;
    bool approximate = false, negative = false;
    StatisticSet totals;
};
struct SampleTable {
    std::vector<SampleRecord> records; // by channel, then second
    std::vector<ValueCount> exact;
    std::vector<std::uint32_t> packed;
};

class SecondView {
  public:
    // Closes the Unix second `second` (they come in order, without gaps) from the sink's open second.
    void close(const kernel::MetricSink& sink, std::int64_t second);

    // Whether the open second of that channel will have a datum.
    static bool hasDatum(const kernel::MetricSink::Channel& c);

    // Closed seconds: [first, end).
    std::int64_t firstSecond() const;
    std::int64_t endSecond() const { return m_end; }

    // Calls visit(const SecondDatum&) for every datum of that channel in [from, to), oldest first.
    template <class Visit>
    void forEach(kernel::MetricId channel, std::int64_t from, std::int64_t to, Visit&& visit) const;

  private:
    struct Row {
        std::int64_t second = 0;
        std::vector<double> values; // by channel; NaN: no datum, or sampled
        SampleTable samples;
    };
    struct Block {
        std::int64_t firstSecond = 0;       // a whole minute
        std::vector<std::uint32_t> columns; // by channel: where its minute begins in bytes
        std::vector<std::uint8_t> bytes;    // packed; none of a channel without values (kNoColumn)
        SampleTable samples;
    };
    static constexpr std::uint32_t kNoColumn = 0xFFFFFFFF;
    static constexpr std::uint32_t kPackedCountBits = 15;

    void seal();
    static SecondDatum datumOf(const SampleTable& table, const SampleRecord& r, std::int64_t minute);
    static std::span<const SampleRecord> recordsOf(const SampleTable& table, kernel::MetricId channel);
    static void addSamples(SampleTable& table, kernel::MetricId channel, std::uint8_t secondOfMinute,
                           std::span<const double> samples);

    std::deque<std::shared_ptr<const Block>> m_blocks; // consecutive minutes
    std::vector<std::shared_ptr<const Row>> m_rows;    // of the open minute
    std::int64_t m_begin = 0;                          // first second ever closed
    std::int64_t m_end = 0;
};

// Collects seconds (or whole distributions) into one distribution; the only place that merges many of them at
// once.
class DistributionBuilder {
  public:
    void add(const SecondDatum& d);
    bool empty() const { return m_totals.sampleCount == 0; }
    // Empties the builder and keeps its memory.
    Distribution build(std::size_t exactDistinct = kExactDistinct);
    // The same where values do not matter.
    StatisticSet takeTotals();

  private:
    void clear();
    void addValues(const SecondDatum& d);
    void makeRoom(std::uint32_t first, std::uint32_t last);

    StatisticSet m_totals;
    std::vector<ValueCount> m_exact;
    std::vector<double> m_buckets; // counts from bucket m_firstBucket on
    std::uint32_t m_firstBucket = 0;
    SecondDatum m_first; // kept aside: a single second needs no merging
    std::size_t m_data = 0;
    bool m_approximate = false;
    bool m_negative = false;
};

template <class Visit>
void SecondView::forEach(kernel::MetricId channel, std::int64_t from, std::int64_t to, Visit&& visit) const {
    const auto visitSample = [&](const SampleTable& table, const SampleRecord& r, std::int64_t minute) {
        const SecondDatum d = datumOf(table, r, minute);
        if (d.second >= from && d.second < to) visit(d);
    };
    const auto visitValue = [&](std::int64_t second, double v) {
        if (v == v) visit(SecondDatum{.second = second, .totals = {1, v, v, v}, .negative = v < 0});
    };
    if (from < m_begin) from = m_begin;
    if (to > m_end) to = m_end;
    if (from >= to) return;
    if (!m_blocks.empty()) {
        const std::int64_t first = m_blocks.front()->firstSecond;
        const std::int64_t last = first + 60 * static_cast<std::int64_t>(m_blocks.size());
        if (from < first) from = first;
        for (std::int64_t s = from; s < to && s < last;) {
            const Block& b = *m_blocks[static_cast<std::size_t>((s - first) / 60)];
            const std::int64_t stop = b.firstSecond + 60 < to ? b.firstSecond + 60 : to;
            for (const SampleRecord& r : recordsOf(b.samples, channel))
                visitSample(b.samples, r, b.firstSecond);
            if (channel < b.columns.size() && b.columns[channel] != kNoColumn) {
                MinuteOfSeconds values;
                unpackColumn(std::span(b.bytes).subspan(b.columns[channel]), values);
                for (std::int64_t t = s; t < stop; ++t)
                    visitValue(t, values[static_cast<std::size_t>(t - b.firstSecond)]);
            }
            s = stop;
        }
        if (from < last) from = last;
    }
    for (const auto& row : m_rows) {
        if (row->second < from || row->second >= to) continue;
        if (channel < row->values.size()) visitValue(row->second, row->values[channel]);
        for (const SampleRecord& r : recordsOf(row->samples, channel))
            visitSample(row->samples, r, row->second - r.secondOfMinute);
    }
}

} // namespace maylab::metrics
