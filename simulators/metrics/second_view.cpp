#include "metrics/second_view.h"

#include "kernel/assert.h"
#include "metrics/published_view.h"

#include <algorithm>
#include <array>

namespace maylab::metrics {
namespace {

constexpr double kAbsent = std::numeric_limits<double>::quiet_NaN();
constexpr std::uint32_t kCountMask = (1u << 15) - 1;

// Counts up to kExactDistinctSecond different values; says so when there are more.
class DistinctCounter {
  public:
    bool add(double v) {
        const auto bits = std::bit_cast<std::uint64_t>(v == 0 ? 0.0 : v);
        std::size_t i = (bits * 0x9E3779B97F4A7C15ULL) >> 57;
        while (m_cells[i].count != 0) {
            if (std::bit_cast<std::uint64_t>(m_cells[i].value) == bits) {
                m_cells[i].count += 1;
                return true;
            }
            i = (i + 1) & (m_cells.size() - 1);
        }
        if (m_distinct == kExactDistinctSecond) return false;
        m_cells[i] = {v == 0 ? 0.0 : v, 1};
        ++m_distinct;
        return true;
    }
    std::size_t distinct() const { return m_distinct; }
    void appendSorted(std::vector<ValueCount>& out) const {
        const std::size_t begin = out.size();
        for (const ValueCount& c : m_cells)
            if (c.count != 0) out.push_back(c);
        std::sort(out.begin() + static_cast<std::ptrdiff_t>(begin), out.end(),
                  [](const ValueCount& a, const ValueCount& b) { return a.value < b.value; });
    }

  private:
    std::array<ValueCount, 128> m_cells{};
    std::size_t m_distinct = 0;
};

// The different values of `all`, ascending, with their counts. False when there are more than `most`, and then nothing.
// They are gathered by their bits before they are sorted: a long window has a few values in each of many seconds.
bool distinctValues(std::span<const ValueCount> all, std::size_t most, std::vector<ValueCount>& out) {
    std::vector<ValueCount> cells(std::bit_ceil(2 * std::min(all.size(), most + 1)));
    const int shift = 64 - std::countr_zero(cells.size());
    std::size_t distinct = 0;
    for (const ValueCount& v : all) {
        std::size_t i = (std::bit_cast<std::uint64_t>(v.value) * 0x9E3779B97F4A7C15ULL) >> shift;
        while (cells[i].count != 0 && cells[i].value != v.value)
            i = (i + 1) & (cells.size() - 1);
        if (cells[i].count == 0) {
            if (distinct++ == most) return false;
            cells[i].value = v.value;
        }
        cells[i].count += v.count;
    }
    out.reserve(distinct);
    for (const ValueCount& c : cells)
        if (c.count != 0) out.push_back(c);
    std::sort(out.begin(), out.end(), [](const ValueCount& a, const ValueCount& b) { return a.value < b.value; });
    return true;
}

} // namespace

void SecondView::addSamples(SampleTable& table, kernel::MetricId channel, std::uint8_t secondOfMinute,
                            std::span<const double> samples) {
    SampleRecord r;
    r.channel = channel;
    r.secondOfMinute = secondOfMinute;
    r.totals = {static_cast<double>(samples.size()), 0, samples[0], samples[0]};
    for (const double v : samples) {
        r.totals.sum += v;
        r.totals.minimum = v < r.totals.minimum ? v : r.totals.minimum;
        r.totals.maximum = v > r.totals.maximum ? v : r.totals.maximum;
    }
    MAYLAB_ASSERT(r.totals.sum - r.totals.sum == 0); // finite
    r.negative = r.totals.minimum < 0;
    if (!r.negative && r.totals.minimum != r.totals.maximum) {
        DistinctCounter distinct;
        bool few = true;
        for (const double v : samples)
            if (!(few = distinct.add(v))) break;
        if (few) {
            r.offset = static_cast<std::uint32_t>(table.exact.size());
            distinct.appendSorted(table.exact);
            r.length = static_cast<std::uint32_t>(table.exact.size()) - r.offset;
        } else {
            const std::uint32_t first = sketch::bucketOf(r.totals.minimum);
            const std::uint32_t last = sketch::bucketOf(r.totals.maximum);
            r.approximate = true;
            r.offset = static_cast<std::uint32_t>(table.packed.size());
            // The buckets between the extremes: a few hundred, since a power of two has 64. Where the
            // extremes lie absurdly far apart, sorting is cheaper than an array over everything between them.
            std::vector<std::uint32_t> counts;
            const auto pack = [&](std::uint32_t bucket, std::uint32_t n) {
                for (; n > kCountMask; n -= kCountMask)
                    table.packed.push_back(bucket << kPackedCountBits | kCountMask);
                table.packed.push_back(bucket << kPackedCountBits | n);
            };
            if (last - first < 4096 + 4 * samples.size()) {
                counts.assign(last - first + 1, 0);
                for (const double v : samples)
                    ++counts[sketch::bucketOf(v) - first];
                for (std::uint32_t b = 0; b < counts.size(); ++b)
                    if (counts[b] > 0) pack(first + b, counts[b]);
            } else {
                counts.reserve(samples.size());
                for (const double v : samples)
                    counts.push_back(sketch::bucketOf(v));
                std::sort(counts.begin(), counts.end());
                for (std::size_t i = 0; i < counts.size();) {
                    std::size_t j = i;
                    while (j < counts.size() && counts[j] == counts[i])
                        ++j;
                    pack(counts[i], static_cast<std::uint32_t>(j - i));
                    i = j;
                }
            }
            r.length = static_cast<std::uint32_t>(table.packed.size()) - r.offset;
        }
    }
    table.records.push_back(r);
}

bool SecondView::hasDatum(const kernel::MetricSink::Channel& c) {
    if (!c.live) return false;
    if (c.kind == kernel::MetricKind::Sample) return !c.samples.empty();
    return c.kind == kernel::MetricKind::Counter || c.touched;
}

void SecondView::close(const kernel::MetricSink& sink, std::int64_t second) {
    if (m_end == 0 && m_rows.empty() && m_blocks.empty()) {
        m_begin = second;
    } else {
        MAYLAB_ASSERT(second == m_end);
    }
    auto row = std::make_shared<Row>();
    row->second = second;
    const auto secondOfMinute = static_cast<std::uint8_t>(second - floorTo(second, 60));
    const std::size_t n = sink.size();
    row->values.resize(n);
    for (kernel::MetricId id = 0; id < n; ++id) {
        const kernel::MetricSink::Channel& c = sink.channel(id);
        double& value = row->values[id];
        value = kAbsent;
        if (!hasDatum(c)) continue;
        if (c.kind == kernel::MetricKind::Sample) { // its value stays absent
            addSamples(row->samples, id, secondOfMinute, c.samples);
            continue;
        }
        MAYLAB_ASSERT(c.value - c.value == 0); // finite
        value = c.value;
    }
    m_rows.push_back(std::move(row));
    m_end = second + 1;
    if (secondOfMinute == 59) seal();
    while (!m_blocks.empty() && m_blocks.front()->firstSecond + 60 <= m_end - kSecondViewSeconds)
        m_blocks.pop_front();
}

// Turns the minute's rows into columns.
void SecondView::seal() {
    auto block = std::make_shared<Block>();
    block->firstSecond = floorTo(m_rows.front()->second, 60);
    const std::size_t channels = m_rows.back()->values.size();
    block->columns.reserve(channels);
    MinuteOfSeconds column;
    for (std::size_t c = 0; c < channels; ++c) {
        column.fill(kAbsent);
        bool some = false;
        for (const auto& row : m_rows) {
            if (c >= row->values.size()) continue;
            const double v = row->values[c];
            column[static_cast<std::size_t>(row->second - block->firstSecond)] = v;
            some = some || v == v;
        }
        block->columns.push_back(some ? static_cast<std::uint32_t>(block->bytes.size()) : kNoColumn);
        if (some) packColumn(column, block->bytes);
    }
    block->bytes.resize(block->bytes.size() + kPackedColumnPadding);
    SampleTable& all = block->samples;
    for (const auto& row : m_rows) {
        const auto exactBase = static_cast<std::uint32_t>(all.exact.size());
        const auto packedBase = static_cast<std::uint32_t>(all.packed.size());
        all.exact.insert(all.exact.end(), row->samples.exact.begin(), row->samples.exact.end());
        all.packed.insert(all.packed.end(), row->samples.packed.begin(), row->samples.packed.end());
        for (SampleRecord r : row->samples.records) {
            r.offset += r.approximate ? packedBase : exactBase;
            all.records.push_back(r);
        }
    }
    std::stable_sort(all.records.begin(), all.records.end(),
                     [](const SampleRecord& a, const SampleRecord& b) { return a.channel < b.channel; });
    all.exact.shrink_to_fit();
    all.packed.shrink_to_fit();
    block->bytes.shrink_to_fit();
    m_blocks.push_back(std::move(block));
    m_rows.clear();
}

std::int64_t SecondView::firstSecond() const {
    return m_blocks.empty() ? m_begin : std::max(m_begin, m_blocks.front()->firstSecond);
}

std::span<const SampleRecord> SecondView::recordsOf(const SampleTable& table, kernel::MetricId channel) {
    const auto [begin, end] =
        std::equal_range(table.records.begin(), table.records.end(), SampleRecord{.channel = channel},
                         [](const SampleRecord& a, const SampleRecord& b) { return a.channel < b.channel; });
    return {begin, end};
}

SecondDatum SecondView::datumOf(const SampleTable& table, const SampleRecord& r, std::int64_t minute) {
    SecondDatum d;
    d.second = minute + r.secondOfMinute;
    d.totals = r.totals;
    d.negative = r.negative;
    d.approximate = r.approximate;
    if (r.approximate) {
        d.packed = std::span(table.packed).subspan(r.offset, r.length);
    } else {
        d.exact = std::span(table.exact).subspan(r.offset, r.length);
    }
    return d;
}

// Buckets first..last exist.
void DistributionBuilder::makeRoom(std::uint32_t first, std::uint32_t last) {
    if (m_buckets.empty()) {
        m_firstBucket = first;
        m_buckets.resize(last - first + 1, 0.0);
        return;
    }
    if (first < m_firstBucket) {
        m_buckets.insert(m_buckets.begin(), m_firstBucket - first, 0.0);
        m_firstBucket = first;
    }
    if (last - m_firstBucket >= m_buckets.size()) m_buckets.resize(last - m_firstBucket + 1, 0.0);
}

void DistributionBuilder::add(const SecondDatum& d) {
    m_totals.add(d.totals);
    m_negative = m_negative || d.negative;
    m_approximate = m_approximate || d.approximate;
    if (m_data++ == 0) {
        m_first = d;
        return;
    }
    if (m_negative) return;
    if (m_data == 2) addValues(m_first);
    addValues(d);
}

void DistributionBuilder::addValues(const SecondDatum& d) {
    if (d.approximate) {
        makeRoom(d.packed.front() >> 15, d.packed.back() >> 15);
        for (const std::uint32_t p : d.packed)
            m_buckets[(p >> 15) - m_firstBucket] += static_cast<double>(p & kCountMask);
    } else if (d.exact.empty()) {
        const double v = d.totals.minimum == 0 ? 0.0 : d.totals.minimum;
        if (!m_exact.empty() && m_exact.back().value == v) {
            m_exact.back().count += d.totals.sampleCount;
        } else {
            m_exact.push_back({v, d.totals.sampleCount});
        }
    } else {
        m_exact.insert(m_exact.end(), d.exact.begin(), d.exact.end());
    }
}

Distribution DistributionBuilder::build(std::size_t exactDistinct) {
    Distribution out(exactDistinct);
    std::vector<ValueCount> sorted;
    if (m_data == 1 && !m_negative) {
        if (m_first.approximate) {
            sorted.reserve(m_first.packed.size());
            for (const std::uint32_t p : m_first.packed) {
                const double value = sketch::middleOf(p >> 15), count = static_cast<double>(p & kCountMask);
                if (!sorted.empty() && sorted.back().value == value) {
                    sorted.back().count += count;
                } else {
                    sorted.push_back({value, count});
                }
            }
        } else {
            sorted.assign(m_first.exact.begin(), m_first.exact.end());
        }
    } else if (!m_negative && (m_approximate || !distinctValues(m_exact, exactDistinct, sorted))) {
        m_approximate = true;
        makeRoom(sketch::bucketOf(m_totals.minimum), sketch::bucketOf(m_totals.maximum));
        for (const ValueCount& v : m_exact)
            m_buckets[sketch::bucketOf(v.value) - m_firstBucket] += v.count;
        sorted.reserve(static_cast<std::size_t>(
            std::count_if(m_buckets.begin(), m_buckets.end(), [](double n) { return n > 0; })));
        for (std::size_t i = 0; i < m_buckets.size(); ++i)
            if (m_buckets[i] > 0)
                sorted.push_back(
                    {sketch::middleOf(m_firstBucket + static_cast<std::uint32_t>(i)), m_buckets[i]});
    }
    if (!empty()) out.setValues(m_totals, std::move(sorted), m_approximate, m_negative);
    clear();
    return out;
}

StatisticSet DistributionBuilder::takeTotals() {
    const StatisticSet totals = m_totals;
    clear();
    return totals;
}

void DistributionBuilder::clear() {
    m_totals = {};
    m_exact.clear();
    m_buckets.clear();
    m_data = 0;
    m_approximate = m_negative = false;
}

} // namespace maylab::metrics
