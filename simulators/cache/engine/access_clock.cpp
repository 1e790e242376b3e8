#include "cache/engine/access_clock.h"

#include <algorithm>

namespace maylab::cache {

std::uint32_t lfuDecayed(std::uint32_t access, std::int64_t nowMs, const LfuSettings& settings) {
    const std::uint32_t counter = lfuCounter(access);
    if (settings.decayMinutes <= 0) return counter;
    const std::uint32_t now = lfuMinutes(nowMs), then = access >> 8;
    const std::uint32_t elapsed = now >= then ? now - then : 0xFFFF - then + now;
    const std::uint64_t periods = elapsed / static_cast<std::uint64_t>(settings.decayMinutes);
    return periods >= counter ? 0 : counter - static_cast<std::uint32_t>(periods);
}

std::uint32_t lfuTouched(std::uint32_t access, std::int64_t nowMs, const LfuSettings& settings, kernel::Rng& rng) {
    std::uint32_t counter = lfuDecayed(access, nowMs, settings);
    if (counter < 255) {
        const double base = counter > kLfuInitial ? static_cast<double>(counter - kLfuInitial) : 0.0;
        const double p = 1.0 / (base * static_cast<double>(settings.logFactor) + 1.0);
        if (rng.uniform() < p) ++counter;
    }
    return lfuMinutes(nowMs) << 8 | counter;
}

} // namespace maylab::cache
