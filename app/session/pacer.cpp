#include "app/session/pacer.h"

#include <algorithm>

namespace maylab::app {

using kernel::SimDuration;
using kernel::SimTime;

std::int64_t factorOf(Speed speed) {
    switch (speed) {
    case Speed::X1: return 1;
    case Speed::X10: return 10;
    case Speed::X60: return 60;
    case Speed::X600: return 600;
    case Speed::FlatOut: return 0;
    }
    return 1;
}

void Pacer::rebase(WallTime wall, SimTime at) {
    m_baseWall = wall;
    m_baseAt = at;
}

void Pacer::reset(WallTime wall, SimTime at) {
    *this = Pacer();
    rebase(wall, at);
}

void Pacer::setPlaying(bool playing, WallTime wall, SimTime at) {
    m_playing = playing;
    rebase(wall, at);
}

void Pacer::setSpeed(Speed speed, WallTime wall, SimTime at) {
    m_speed = speed;
    rebase(wall, at);
}

void Pacer::setHold(Hold hold, bool on, WallTime wall, SimTime at) {
    const auto bit = static_cast<std::uint8_t>(hold);
    m_holds = static_cast<std::uint8_t>(on ? m_holds | bit : m_holds & ~bit);
    rebase(wall, at);
}

void Pacer::skipTo(SimTime target) {
    m_skipping = true;
    m_skipTarget = target;
}

void Pacer::stopSkip(WallTime wall, SimTime at) {
    m_skipping = false;
    rebase(wall, at);
}

SimTime Pacer::due(WallTime wall, SimTime at, SimTime limit) const {
    if (m_skipping) return std::clamp(m_skipTarget, at, std::max(at, limit));
    if (!running()) return at;
    const std::int64_t factor = factorOf(m_speed);
    if (factor == 0) return std::max(at, limit);
    // A wall clock that stood still for hours (a closed lid) must not overflow: more than the lag is never used.
    const WallTime elapsed = std::clamp<WallTime>(wall - m_baseWall, 0, 3600LL * 1'000'000'000);
    const SimDuration ahead = SimDuration::nanoseconds(elapsed) * factor;
    if (limit - m_baseAt <= ahead) return std::max(at, limit);
    return std::max(at, m_baseAt + ahead);
}

void Pacer::reached(WallTime wall, SimTime at) {
    if (m_skipping) {
        if (at >= m_skipTarget) stopSkip(wall, at);
        return;
    }
    const std::int64_t factor = factorOf(m_speed);
    if (factor == 0 || !running()) {
        rebase(wall, at);
        return;
    }
    const SimTime wanted = due(wall, at, SimTime::fromNs(INT64_MAX));
    if (wanted - at > SimDuration::nanoseconds(kMaxLag) * factor) rebase(wall, at);
}

void SliceSize::cost(WallTime took) {
    if (took < kCheap) m_ns = std::min(kMax, m_ns * 2);
    if (took > kDear) m_ns = std::max(kMin, m_ns / 2);
}

} // namespace maylab::app
