#include "metrics/distribution.h"

#include "kernel/assert.h"

#include <algorithm>
#include <array>

namespace maylab::metrics {
namespace {

__extension__ typedef __int128 Wide;

// Counts are whole in practice; the API takes doubles, so fractions must not break anything.
bool isWholeCount(double n) {
    return n < 9007199254740992.0 && n == static_cast<double>(static_cast<std::int64_t>(n));
}

// floor and ceil of share/100 % of n, exactly where n is whole.
double shareFloor(std::int64_t share, double n) {
    if (!isWholeCount(n)) return n * (static_cast<double>(share) / static_cast<double>(Statistic::kWhole));
    return static_cast<double>(static_cast<std::int64_t>(static_cast<Wide>(share) *
                                                         static_cast<std::int64_t>(n) / Statistic::kWhole));
}
double shareCeil(std::int64_t share, double n) {
    if (!isWholeCount(n)) return n * (static_cast<double>(share) / static_cast<double>(Statistic::kWhole));
    const Wide product = static_cast<Wide>(share) * static_cast<std::int64_t>(n);
    return static_cast<double>(
        static_cast<std::int64_t>((product + Statistic::kWhole - 1) / Statistic::kWhole));
}

// The part of the sorted values between two ranks, or between two values.
struct Slice {
    double count = 0, sum = 0;
    double first = 0, last = 0; // kept values at its ends
    double below = 0, above = 0;

    void take(double value, double n) {
        if (count == 0) first = value;
        last = value;
        count += n;
        sum += value * n;
    }
};

} // namespace

bool StatisticSet::determinesValues() const {
    if (minimum != maximum) return false;
    const double expected = minimum * sampleCount;
    const double difference = sum > expected ? sum - expected : expected - sum;
    const double magnitude = expected < 0 ? -expected : expected;
    return difference <= magnitude * 1e-12; // 3 x 0.1 is 0.30000000000000004
}

void StatisticSet::add(const StatisticSet& other) {
    if (sampleCount == 0) {
        *this = other;
        return;
    }
    sampleCount += other.sampleCount;
    sum += other.sum;
    minimum = std::min(minimum, other.minimum);
    maximum = std::max(maximum, other.maximum);
}

std::optional<double> StatisticSet::value(const Statistic& statistic) const {
    if (sampleCount == 0) return std::nullopt;
    switch (statistic.kind()) {
    case Statistic::Kind::SampleCount:
        return sampleCount;
    case Statistic::Kind::Sum:
        return sum;
    case Statistic::Kind::Average:
        return sum / sampleCount;
    case Statistic::Kind::Minimum:
        return minimum;
    case Statistic::Kind::Maximum:
        return maximum;
    default:
        return std::nullopt;
    }
}

void Distribution::add(double value, double count) {
    MAYLAB_ASSERT(count > 0);
    const ValueCount one{value == 0 ? 0.0 : value, count}; // no -0
    mergeSorted({&one, 1}, false);
}

void Distribution::add(std::span<const ValueCount> values) {
    std::vector<ValueCount> sorted;
    sorted.reserve(values.size());
    for (const ValueCount& v : values)
        sorted.push_back({v.value == 0 ? 0.0 : v.value, v.count});
    std::sort(sorted.begin(), sorted.end(),
              [](const ValueCount& a, const ValueCount& b) { return a.value < b.value; });
    std::size_t kept = 0;
    for (const ValueCount& v : sorted) {
        if (kept > 0 && sorted[kept - 1].value == v.value) {
            sorted[kept - 1].count += v.count;
        } else {
            sorted[kept++] = v;
        }
    }
    sorted.resize(kept);
    if (!sorted.empty()) mergeSorted(sorted, false);
}

void Distribution::add(const StatisticSet& set) {
    MAYLAB_ASSERT(set.sampleCount > 0);
    if (set.determinesValues()) {
        const ValueCount one{set.minimum, set.sampleCount};
        const double sumBefore = m_totals.sum;
        const bool wasEmpty = empty();
        mergeSorted({&one, 1}, false);
        m_totals.sum = wasEmpty ? set.sum : sumBefore + set.sum;
        return;
    }
    m_totals.add(set);
    m_setWithoutValues = true;
    if (set.minimum < 0) m_negative = true;
    m_values.clear();
}

// Adds totals and values of a sorted list of different values.
void Distribution::mergeSorted(std::span<const ValueCount> sorted, bool approximate) {
    StatisticSet t{0, 0, sorted.front().value, sorted.back().value};
    for (const ValueCount& v : sorted) {
        t.sampleCount += v.count;
        t.sum += v.value * v.count;
    }
    const bool wasEmpty = empty();
    const ValueCount before{m_totals.minimum, m_totals.sampleCount};
    m_totals.add(t);
    if (t.minimum < 0) m_negative = true;
    if (!hasExtended()) {
        m_values.clear();
        return;
    }
    if (approximate && !m_approximate) {
        if (!wasEmpty && implied()) m_values.push_back(before);
        snapAll();
    }
    if (!m_approximate && wasEmpty && sorted.size() == 1) return; // implied by minimum == maximum
    if (!m_approximate && implied() && !wasEmpty) {
        if (sorted.size() == 1 && sorted[0].value == before.value) return;
        m_values.push_back(before);
    }
    std::vector<ValueCount> merged;
    merged.reserve(m_values.size() + sorted.size());
    std::size_t i = 0;
    const auto push = [&](double value, double count) {
        if (!merged.empty() && merged.back().value == value) {
            merged.back().count += count;
        } else {
            merged.push_back({value, count});
        }
    };
    for (const ValueCount& v : sorted) {
        const double value = m_approximate ? sketch::snap(v.value) : v.value;
        while (i < m_values.size() && m_values[i].value <= value) {
            push(m_values[i].value, m_values[i].count);
            ++i;
        }
        push(value, v.count);
    }
    for (; i < m_values.size(); ++i)
        push(m_values[i].value, m_values[i].count);
    m_values = std::move(merged);
    enforceLimit();
}

void Distribution::merge(const Distribution& other) {
    if (other.empty()) return;
    if (!other.hasExtended()) {
        m_totals.add(other.m_totals);
        m_negative = m_negative || other.m_negative;
        m_setWithoutValues = m_setWithoutValues || other.m_setWithoutValues;
        m_values.clear();
        return;
    }
    if (empty()) {
        const std::uint32_t limit = m_exactDistinct;
        *this = other;
        m_exactDistinct = limit;
        enforceLimit();
        return;
    }
    StatisticSet totals = m_totals;
    const auto combine = [&] {
        totals.sampleCount += other.m_totals.sampleCount;
        totals.sum += other.m_totals.sum;
        totals.minimum = std::min(totals.minimum, other.m_totals.minimum);
        totals.maximum = std::max(totals.maximum, other.m_totals.maximum);
    };
    combine();
    if (other.implied()) {
        const ValueCount one{other.m_totals.minimum, other.m_totals.sampleCount};
        mergeSorted({&one, 1}, false);
    } else {
        mergeSorted(other.m_values, other.m_approximate);
    }
    m_totals = totals; // not those of the representatives
}

void Distribution::setValues(const StatisticSet& totals, std::vector<ValueCount> sorted, bool approximate,
                             bool negative) {
    m_totals = totals;
    m_negative = negative;
    m_setWithoutValues = false;
    m_approximate = approximate && !negative;
    m_values.clear();
    if (negative || (sorted.size() < 2 && !approximate)) return;
    m_values = std::move(sorted);
    enforceLimit();
}

void Distribution::limitTo(std::size_t exactDistinct) {
    m_exactDistinct = static_cast<std::uint32_t>(exactDistinct);
    enforceLimit();
}

void Distribution::snapAll() {
    m_approximate = true;
    std::size_t kept = 0;
    for (const ValueCount v : m_values) {
        const double snapped = sketch::snap(v.value);
        if (kept > 0 && m_values[kept - 1].value == snapped) {
            m_values[kept - 1].count += v.count;
        } else {
            m_values[kept++] = {snapped, v.count};
        }
    }
    m_values.resize(kept);
}

void Distribution::enforceLimit() {
    if (m_approximate || m_values.size() <= m_exactDistinct) return;
    snapAll();
    m_values.shrink_to_fit();
}

std::vector<ValueCount> Distribution::values() const {
    if (!hasExtended()) return {};
    if (implied()) return {{m_totals.minimum, m_totals.sampleCount}};
    return m_values;
}

std::optional<double> Distribution::value(const Statistic& statistic) const {
    using Kind = Statistic::Kind;
    if (!statistic.extended()) return m_totals.value(statistic);
    if (!hasExtended()) return std::nullopt;
    const double n = m_totals.sampleCount;

    const ValueCount single{m_totals.minimum, n};
    const std::span<const ValueCount> all = implied() ? std::span<const ValueCount>(&single, 1) : m_values;
    const double low = m_totals.minimum, high = m_totals.maximum;
    const auto actual = [&](double v) { return v < low ? low : v > high ? high : v; };

    if (statistic.kind() == Kind::Percentile) {
        const double rank = std::max(1.0, shareCeil(statistic.upper(), n));
        if (rank <= 1) return low;
        if (rank >= n) return high;
        double seen = 0;
        for (const ValueCount& v : all) {
            seen += v.count;
            if (seen >= rank) return actual(v.value);
        }
        return high;
    }

    Slice slice;
    double clamped = 0; // sum of the values moved to the nearest absolute bound
    if (statistic.percentBounds()) {
        const double begin = shareFloor(statistic.lower(), n);
        const double end = shareCeil(statistic.upper(), n);
        double seen = 0;
        for (const ValueCount& v : all) {
            const double from = std::max(begin, seen), to = std::min(end, seen + v.count);
            seen += v.count;
            if (to > from) slice.take(actual(v.value), to - from);
        }
        slice.below = begin;
        slice.above = n - end;
    } else {
        const double from = statistic.from(), to = statistic.to();
        for (const ValueCount& v : all) {
            const double value = actual(v.value);
            if (value > from && value <= to) slice.take(value, v.count);
            clamped += (value < from ? from : value > to ? to : value) * v.count;
        }
    }
    switch (statistic.kind()) {
    case Kind::TrimmedCount:
        return slice.count;
    case Kind::TrimmedSum:
        return slice.sum;
    case Kind::PercentileRank:
        return 100 * slice.count / n;
    case Kind::WinsorizedMean:
        if (!statistic.percentBounds()) return clamped / n;
        if (slice.count == 0) return std::nullopt;
        return (slice.sum + slice.below * slice.first + slice.above * slice.last) / n;
    default:
        break;
    }
    if (slice.count == 0) return std::nullopt;
    return slice.sum / slice.count;
}

} // namespace maylab::metrics
