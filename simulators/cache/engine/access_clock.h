// The 24 bits in which a key remembers its use: under LRU the second of the last access, under LFU sixteen bits of
// minutes and a logarithmic counter. Source: sheet 2.4.
#pragma once

#include "kernel/rng.h"

#include <cstdint>

namespace maylab::cache {

inline constexpr std::uint32_t kLruClockMax = (1u << 24) - 1;
inline constexpr std::uint32_t kLfuInitial = 5;

inline std::uint32_t lruClock(std::int64_t nowMs) {
    return static_cast<std::uint32_t>(static_cast<std::uint64_t>(nowMs) / 1000) & kLruClockMax;
}
// Whole seconds, in ms; the clock wraps after 194 days.
inline std::int64_t idleMilliseconds(std::uint32_t clock, std::uint32_t access) {
    const std::uint32_t seconds = clock >= access ? clock - access : clock + (kLruClockMax - access);
    return std::int64_t{seconds} * 1000;
}

struct LfuSettings {
    std::int64_t logFactor = 10;
    std::int64_t decayMinutes = 1; // 0: never
};
inline std::uint32_t lfuMinutes(std::int64_t nowMs) {
    return static_cast<std::uint32_t>(static_cast<std::uint64_t>(nowMs) / 60'000) & 0xFFFF;
}
inline std::uint32_t lfuCounter(std::uint32_t access) { return access & 0xFF; }
inline std::uint32_t lfuFresh(std::int64_t nowMs) { return lfuMinutes(nowMs) << 8 | kLfuInitial; }
// The counter as it would be after decay; nothing is written.
std::uint32_t lfuDecayed(std::uint32_t access, std::int64_t nowMs, const LfuSettings& settings);
// Decay, one try to count up, stamp.
std::uint32_t lfuTouched(std::uint32_t access, std::int64_t nowMs, const LfuSettings& settings, kernel::Rng& rng);

} // namespace maylab::cache
