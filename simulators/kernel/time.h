// Virtual time. SimTime is a point (nanoseconds since the world began), SimDuration a span; both are strong
// int64 nanoseconds with checked arithmetic (an overflow is a programmer's error). Which calendar date t = 0 is
// belongs to the run: see Calendar.
#pragma once

#include "kernel/assert.h"

#include <compare>
#include <cstdint>
#include <string>

namespace maylab::kernel {

class SimDuration {
  public:
    constexpr SimDuration() = default;

    static constexpr SimDuration nanoseconds(std::int64_t n) { return SimDuration(n); }
    static constexpr SimDuration microseconds(std::int64_t n) { return SimDuration(checkedMul(n, 1'000)); }
    static constexpr SimDuration milliseconds(std::int64_t n) { return SimDuration(checkedMul(n, 1'000'000)); }
    static constexpr SimDuration seconds(std::int64_t n) { return SimDuration(checkedMul(n, 1'000'000'000)); }
    static constexpr SimDuration minutes(std::int64_t n) { return seconds(checkedMul(n, 60)); }
    static constexpr SimDuration hours(std::int64_t n) { return seconds(checkedMul(n, 3600)); }
    // Rounds to the nearest nanosecond; s must be finite and within range.
    static SimDuration fromSeconds(double s);

    constexpr std::int64_t ns() const { return m_ns; }
    constexpr std::int64_t wholeMilliseconds() const { return m_ns / 1'000'000; }
    constexpr std::int64_t wholeSeconds() const { return m_ns / 1'000'000'000; }
    constexpr double inSeconds() const { return static_cast<double>(m_ns) * 1e-9; }
    constexpr double inMilliseconds() const { return static_cast<double>(m_ns) * 1e-6; }
    constexpr double inMicroseconds() const { return static_cast<double>(m_ns) * 1e-3; }

    constexpr auto operator<=>(const SimDuration&) const = default;
    constexpr SimDuration operator+(SimDuration o) const { return SimDuration(checkedAdd(m_ns, o.m_ns)); }
    constexpr SimDuration operator-(SimDuration o) const { return SimDuration(checkedSub(m_ns, o.m_ns)); }
    constexpr SimDuration operator*(std::int64_t k) const { return SimDuration(checkedMul(m_ns, k)); }
    constexpr SimDuration operator/(std::int64_t k) const { return SimDuration(m_ns / k); }
    constexpr SimDuration& operator+=(SimDuration o) { return *this = *this + o; }

    static constexpr std::int64_t checkedAdd(std::int64_t a, std::int64_t b) {
        std::int64_t r = 0;
        MAYLAB_ASSERT(!__builtin_add_overflow(a, b, &r));
        return r;
    }
    static constexpr std::int64_t checkedSub(std::int64_t a, std::int64_t b) {
        std::int64_t r = 0;
        MAYLAB_ASSERT(!__builtin_sub_overflow(a, b, &r));
        return r;
    }
    static constexpr std::int64_t checkedMul(std::int64_t a, std::int64_t b) {
        std::int64_t r = 0;
        MAYLAB_ASSERT(!__builtin_mul_overflow(a, b, &r));
        return r;
    }

  private:
    explicit constexpr SimDuration(std::int64_t ns) : m_ns(ns) {}
    std::int64_t m_ns = 0;
};

class SimTime {
  public:
    constexpr SimTime() = default;
    static constexpr SimTime fromNs(std::int64_t ns) { return SimTime(ns); }
    static constexpr SimTime atSecond(std::int64_t s) { return SimTime(SimDuration::seconds(s).ns()); }

    constexpr std::int64_t ns() const { return m_ns; }
    constexpr std::int64_t wholeSeconds() const { return m_ns / 1'000'000'000; }
    constexpr std::int64_t wholeMilliseconds() const { return m_ns / 1'000'000; }
    constexpr double inSeconds() const { return static_cast<double>(m_ns) * 1e-9; }
    constexpr SimDuration sinceStart() const { return SimDuration::nanoseconds(m_ns); }

    constexpr auto operator<=>(const SimTime&) const = default;
    constexpr SimTime operator+(SimDuration d) const { return SimTime(SimDuration::checkedAdd(m_ns, d.ns())); }
    constexpr SimTime operator-(SimDuration d) const { return SimTime(SimDuration::checkedSub(m_ns, d.ns())); }
    constexpr SimDuration operator-(SimTime o) const {
        return SimDuration::nanoseconds(SimDuration::checkedSub(m_ns, o.m_ns));
    }

  private:
    explicit constexpr SimTime(std::int64_t ns) : m_ns(ns) {}
    std::int64_t m_ns = 0;
};

// Which instant t = 0 is, in Unix milliseconds (UTC). Part of a run's identity.
struct Calendar {
    std::int64_t startUnixMilliseconds = 1'769'389'200'000; // 2026-01-26 01:00:00 UTC, 08:00 in Hà Nội

    constexpr std::int64_t unixMilliseconds(SimTime t) const {
        return startUnixMilliseconds + t.wholeMilliseconds();
    }
    // 2026-01-26T01:00:00Z; with milliseconds when withMs.
    std::string iso8601(SimTime t, bool withMs = false) const;
};

// "2026-01-26T01:00:00Z" <-> Unix milliseconds. parse accepts a trailing Z, +hh:mm, fractions, or none (UTC).
std::string formatIso8601(std::int64_t unixMilliseconds, bool withMs = false);
bool parseIso8601(const std::string& text, std::int64_t& unixMilliseconds);

// "00:03:22.0": the clock of the time bar, always C locale.
std::string formatClock(SimTime t);

} // namespace maylab::kernel
