// One function over many events, as `stats` counts it up for one group.
//
// avg, sum, stddev and pct take what reads as a number; min, max, sortsFirst and sortsLast compare as `sort` does;
// earliest and latest go by @timestamp, and by arrival within a millisecond. pct is the nearest rank, stddev that of a
// sample, min and max of times are milliseconds. Of no value: sum and counts are 0, everything else is Absent.
// Source: sheet 2.8; the choices are marked [I] there.
#pragma once

#include "logs/insights/functions.h"
#include "logs/insights/value.h"

#include <compare>
#include <cstdint>
#include <string>
#include <unordered_set>
#include <vector>

namespace maylab::logs::insights {

// A value that outlives what it was read from.
class KeptValue {
  public:
    KeptValue() = default;
    explicit KeptValue(const Value& v) : m_value(v) {
        if (v.kind == Value::Kind::Text) m_text = v.text();
    }
    Value value() const { return m_value.kind == Value::Kind::Text ? Value::of(std::string_view(m_text)) : m_value; }

  private:
    Value m_value;
    std::string m_text;
};

class Accumulator {
  public:
    // When an event was.
    struct Moment {
        double timestamp = 0;
        std::uint64_t sequence = 0;
        auto operator<=>(const Moment&) const = default;
    };

    explicit Accumulator(Function function) : m_function(function) {}

    void add(const Value& v, const Moment& at, TextArena& arena, Work& work);
    // percent: of pct. A text lies in the accumulator.
    Value result(double percent);

  private:
    void keepIf(bool better, const Value& v, const Moment& at) {
        if (m_count == 0 || better) m_kept = KeptValue(v), m_at = at;
        ++m_count;
    }

    Function m_function;
    std::uint64_t m_count = 0;
    double m_sum = 0, m_mean = 0, m_squares = 0; // Welford's, for stddev
    std::vector<double> m_values;                // for pct
    std::unordered_set<std::string> m_distinct;
    KeptValue m_kept;
    Moment m_at;
};

} // namespace maylab::logs::insights
