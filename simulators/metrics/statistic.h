// A statistic, parsed: SampleCount Sum Average Minimum Maximum (the plain five) and the extended ones
// pN tmN tcN tsN wmN IQM TM() TC() TS() WM() PR(). What each of them is: Distribution::value.
//
//   pN, tmN ...      one percentage 0..100 with up to 10 decimals; tmN is TM(:N%), IQM is TM(25%:75%)
//   TM(a%:b%) ...    two percentages, or TM(x:y) two absolute numbers; one side may be empty
//   PR(x:y)          absolute numbers only
//
// Spelling is case-sensitive, as the service's. Percentages are kept as whole multiples of 1e-10 %, so that
// the rank of p99.9 in 1,000 values is 999 and not what binary fractions make of it. Errors: a sentence that
// says what is wrong. Source: sheet 1.1 (accepted spelling), 2.5 (definitions).
#pragma once

#include <tl/expected.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace maylab::metrics {

class Statistic {
  public:
    enum class Kind : std::uint8_t {
        SampleCount,
        Sum,
        Average,
        Minimum,
        Maximum,
        Percentile,
        TrimmedMean,
        TrimmedCount,
        TrimmedSum,
        WinsorizedMean,
        PercentileRank
    };
    static constexpr std::int64_t kPercent = 10'000'000'000; // 1 % in the unit of lower()/upper()
    static constexpr std::int64_t kWhole = 100 * kPercent;

    static tl::expected<Statistic, std::string> parse(std::string_view text);
    static Statistic plain(Kind kind); // one of the plain five

    Kind kind() const { return m_kind; }
    // Needs the distribution of the values, not only their number, sum and extremes.
    bool extended() const { return m_kind >= Kind::Percentile; }
    bool percentBounds() const { return m_percentBounds; }
    std::int64_t lower() const { return m_lower; } // percent bounds; the percentile is upper()
    std::int64_t upper() const { return m_upper; }
    double from() const { return m_from; } // absolute bounds; -inf and +inf when open
    double to() const { return m_to; }
    const std::string& text() const { return m_text; } // as it was written

    bool operator==(const Statistic& o) const { return m_text == o.m_text; }

  private:
    Kind m_kind = Kind::Average;
    bool m_percentBounds = true;
    std::int64_t m_lower = 0;
    std::int64_t m_upper = kWhole;
    double m_from = 0, m_to = 0;
    std::string m_text;
};

} // namespace maylab::metrics
