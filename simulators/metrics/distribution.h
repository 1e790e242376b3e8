// The values of one period of one metric: number, sum, extremes, and the values themselves as a sorted list
// of (value, how often).
//
// Exact bound: the list is exact while it holds at most `exactDistinct` different values (kExactDistinct for
// a period). Beyond that every value is replaced by the middle of its bucket, where the buckets split each
// power of two into 64 equal parts: an exponential histogram like AWS's SEH1, but found by shifting the bits
// of the double instead of a logarithm, and finer. Error bound of the sketch: a bucket's middle lies within
// kSketchRelativeError (1/128 = 0.79 %) of every value in it (SEH1: 4.9 %), so pN, TM, TS, WM with percent
// bounds are within that of the exact answer; a TC, PR or absolute slice may count values within that of its
// bound on the other side. SampleCount, Sum, Average, Minimum, Maximum, p0 and p100 are always exact.
// approximate() says which case it is. 0 and subnormals have a bucket of their own.
//
// No extended statistic exists when a value is negative, or when a statistic set came in that does not
// determine its values (sheet 2.5). Merging is associative up to the rounding of sums; percentiles are never
// merged.
#pragma once

#include "metrics/statistic.h"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace maylab::metrics {

inline constexpr std::size_t kExactDistinct = 1024; // a published period (sheet 2.5 proposes 256; see README)
inline constexpr std::size_t kExactDistinctSecond =
    64; // one second of the 1 s view, and periods older than 3 h
inline constexpr double kSketchRelativeError = 1.0 / 128;

struct ValueCount {
    double value = 0;
    double count = 0;
};

struct StatisticSet {
    double sampleCount = 0, sum = 0, minimum = 0, maximum = 0;
    // It determines its values: all are the same.
    bool determinesValues() const;
    void add(const StatisticSet& other);
    // A plain statistic; nothing when it is extended or the set is empty.
    std::optional<double> value(const Statistic& statistic) const;
};

// The sketch's buckets: 0 for zero and subnormals, else sign-free exponent and the first 6 bits of the
// mantissa.
namespace sketch {
inline constexpr int kShift = 46;
inline std::uint32_t bucketOf(double v) {                                                           // v >= 0
    const auto b = static_cast<std::uint32_t>(std::bit_cast<std::uint64_t>(v) >> kShift) & 0x1FFFF; // -0 is 0
    return b < 64 ? 0 : b;
}
inline double middleOf(std::uint32_t bucket) {
    return bucket == 0 ? 0.0
                       : std::bit_cast<double>((static_cast<std::uint64_t>(bucket) << kShift) |
                                               (std::uint64_t{1} << (kShift - 1)));
}
inline double snap(double v) {
    return middleOf(bucketOf(v));
}
} // namespace sketch

class Distribution {
  public:
    explicit Distribution(std::size_t exactDistinct = kExactDistinct)
        : m_exactDistinct(static_cast<std::uint32_t>(exactDistinct)) {}
    static Distribution of(double value) {
        Distribution d;
        d.add(value);
        return d;
    }

    void add(double value, double count = 1); // finite, count > 0
    void add(std::span<const ValueCount> values);
    void add(const StatisticSet& set);
    void merge(const Distribution& other);
    // Values already sorted and distinct, with totals computed elsewhere from the raw values.
    void setValues(const StatisticSet& totals, std::vector<ValueCount> sorted, bool approximate,
                   bool negative);
    // From now on at most that many different values are kept exactly.
    void limitTo(std::size_t exactDistinct);

    bool empty() const { return m_totals.sampleCount == 0; }
    double sampleCount() const { return m_totals.sampleCount; }
    double sum() const { return m_totals.sum; }
    double minimum() const { return m_totals.minimum; }
    double maximum() const { return m_totals.maximum; }
    const StatisticSet& totals() const { return m_totals; }
    bool hasExtended() const { return !empty() && !m_negative && !m_setWithoutValues; }
    bool approximate() const { return m_approximate; }
    bool negative() const { return m_negative; }
    // Sorted; one entry when all values are the same, none when hasExtended() is false.
    std::vector<ValueCount> values() const;

    // Nothing: no datum, or the statistic does not exist for these values.
    std::optional<double> value(const Statistic& statistic) const;

  private:
    void mergeSorted(std::span<const ValueCount> sorted, bool approximate);
    void snapAll();
    void enforceLimit();
    bool implied() const { return m_values.empty(); } // all values are minimum == maximum

    StatisticSet m_totals;
    std::vector<ValueCount> m_values; // empty while all values are the same, or when there is no distribution
    std::uint32_t m_exactDistinct;
    bool m_approximate = false;
    bool m_negative = false;
    bool m_setWithoutValues = false;
};

} // namespace maylab::metrics
