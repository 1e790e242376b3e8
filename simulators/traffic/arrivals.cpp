#include "traffic/arrivals.h"

#include "kernel/math.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace maylab::traffic {

using kernel::SimDuration;
using kernel::SimTime;

namespace {

constexpr double kTwoPi = 6.283185307179586;
constexpr int kMaxSegments = 256;             // how many stretches one call looks through
constexpr double kFarSeconds = 400.0 * 86400; // a world ends before that
constexpr double kDecayed = 16;               // after so many decay times a flash crowd is over

tl::unexpected<SettingError> refuse(const char* setting, const std::string& rest) {
    return tl::unexpected<SettingError>(SettingError{setting, std::string(setting) + " " + rest});
}

tl::expected<void, SettingError> between(const char* setting, double v, double low, double high) {
    // Written so that NaN fails too.
    if (!(v >= low && v <= high)) {
        const auto plain = [](double x) {
            return x == std::floor(x) ? std::to_string(static_cast<long long>(x)) : std::to_string(x);
        };
        return refuse(setting, "must be a number between " + plain(low) + " and " + plain(high) + ".");
    }
    return {};
}

SimTime later(SimTime t, double seconds) {
    if (!(seconds < kFarSeconds)) return ArrivalProcess::kNever;
    return t + SimDuration::nanoseconds(static_cast<std::int64_t>(seconds * 1e9 + 0.5));
}

} // namespace

tl::expected<void, SettingError> ArrivalSettings::validate() const {
    if (auto ok = between("ratePerSecond", ratePerSecond, 0, kMaxRate); !ok) return ok;
    constexpr double kShortest = 0.001, kLongest = 7 * 86400.0;
    switch (kind) {
    case ArrivalKind::Constant:
    case ArrivalKind::Poisson:
        break;
    case ArrivalKind::Burst:
        if (auto ok = between("burstFactor", burstFactor, 1, 1000); !ok) return ok;
        if (auto ok = between("burstSeconds", burstSeconds, kShortest, kLongest); !ok) return ok;
        if (auto ok = between("calmSeconds", calmSeconds, kShortest, kLongest); !ok) return ok;
        if (ratePerSecond * burstFactor * (calmSeconds + burstSeconds) >
            kMaxRate * (calmSeconds + burstFactor * burstSeconds)) {
            return refuse("burstFactor", "makes bursts of more than 1000000 requests a second.");
        }
        break;
    case ArrivalKind::Diurnal:
        if (auto ok = between("amplitude", amplitude, 0, 1); !ok) return ok;
        if (auto ok = between("periodSeconds", periodSeconds, 1, kLongest); !ok) return ok;
        if (auto ok = between("peakInSeconds", peakInSeconds, 0, kLongest); !ok) return ok;
        break;
    case ArrivalKind::FlashCrowd:
        if (auto ok = between("peakFactor", peakFactor, 1, 1000); !ok) return ok;
        if (auto ok = between("startInSeconds", startInSeconds, 0, kLongest); !ok) return ok;
        if (auto ok = between("riseSeconds", riseSeconds, kShortest, kLongest); !ok) return ok;
        if (auto ok = between("holdSeconds", holdSeconds, 0, kLongest); !ok) return ok;
        if (auto ok = between("decaySeconds", decaySeconds, kShortest, kLongest); !ok) return ok;
        if (ratePerSecond * peakFactor > kMaxRate) {
            return refuse("peakFactor", "times ratePerSecond must not be more than 1000000.");
        }
        break;
    default:
        return refuse("kind", "is unknown.");
    }
    return {};
}

tl::expected<ArrivalProcess, SettingError> ArrivalProcess::make(const ArrivalSettings& settings,
                                                                SimTime now) {
    ArrivalProcess p;
    if (auto ok = p.change(settings, now); !ok) return tl::unexpected(ok.error());
    return p;
}

void ArrivalProcess::setLevel(const ArrivalSettings& settings, double from, SimTime now, SimTime reached) {
    m_credit = std::min(m_credit + expectedIn(m_creditAt, now), 1.0);
    m_creditAt = now;
    m_promised = kNever;
    m_settings = settings;
    m_rampFrom = from;
    m_rampStart = now;
    m_rampEnd = reached;
}

tl::expected<void, SettingError> ArrivalProcess::change(const ArrivalSettings& settings, SimTime now) {
    if (auto ok = settings.validate(); !ok) return ok;
    setLevel(settings, settings.ratePerSecond, now, now);
    m_setAt = now;
    m_inBurst = false;
    m_stretchEnd = SimTime();
    return {};
}

tl::expected<void, SettingError> ArrivalProcess::changeRate(double ratePerSecond, SimTime now) {
    ArrivalSettings settings = m_settings;
    settings.ratePerSecond = ratePerSecond;
    if (auto ok = settings.validate(); !ok) return ok;
    setLevel(settings, ratePerSecond, now, now);
    return {};
}

tl::expected<void, SettingError> ArrivalProcess::ramp(double from, double to, double seconds, SimTime now) {
    if (auto ok = between("from", from, 0, ArrivalSettings::kMaxRate); !ok) return ok;
    if (auto ok = between("to", to, 0, ArrivalSettings::kMaxRate); !ok) return ok;
    if (auto ok = between("seconds", seconds, 0.001, 86400); !ok) return ok;
    ArrivalSettings target = m_settings;
    for (const double level : {from, to}) {
        target.ratePerSecond = level;
        if (auto ok = target.validate(); !ok) return ok;
    }
    setLevel(target, from, now, now + SimDuration::fromSeconds(seconds));
    return {};
}

double ArrivalProcess::baseRateAt(SimTime t) const {
    if (t >= m_rampEnd) return m_settings.ratePerSecond;
    const double share = (t - m_rampStart).inSeconds() / (m_rampEnd - m_rampStart).inSeconds();
    return m_rampFrom + (m_settings.ratePerSecond - m_rampFrom) * share;
}

double ArrivalProcess::expectedIn(SimTime from, SimTime to) const {
    double n = 0;
    if (from < m_rampEnd) {
        const SimTime end = std::min(to, m_rampEnd);
        n += (baseRateAt(from) + baseRateAt(end)) / 2 * (end - from).inSeconds();
        from = end;
    }
    if (from < to) n += m_settings.ratePerSecond * (to - from).inSeconds();
    return n;
}

double ArrivalProcess::shapeAt(SimTime t) const {
    const ArrivalSettings& s = m_settings;
    const double since = (t - m_setAt).inSeconds();
    switch (s.kind) {
    case ArrivalKind::Constant:
    case ArrivalKind::Poisson:
        return 1;
    case ArrivalKind::Burst: {
        // The calm rate is such that the mean over both stretches is the rate asked for.
        const double calm =
            (s.calmSeconds + s.burstSeconds) / (s.calmSeconds + s.burstFactor * s.burstSeconds);
        return m_inBurst ? calm * s.burstFactor : calm;
    }
    case ArrivalKind::Diurnal: {
        const double cycles = (since - s.peakInSeconds) / s.periodSeconds;
        return 1 + s.amplitude * kernel::math::cos(kTwoPi * (cycles - std::floor(cycles)));
    }
    case ArrivalKind::FlashCrowd: {
        double x = since - s.startInSeconds;
        if (x <= 0) return 1;
        if (x < s.riseSeconds) return 1 + (s.peakFactor - 1) * x / s.riseSeconds;
        x -= s.riseSeconds;
        if (x < s.holdSeconds) return s.peakFactor;
        x -= s.holdSeconds;
        if (x >= kDecayed * s.decaySeconds) return 1;
        return 1 + (s.peakFactor - 1) * kernel::math::exp(-x / s.decaySeconds);
    }
    }
    return 1;
}

double ArrivalProcess::rateAt(SimTime t) const {
    return baseRateAt(t) * shapeAt(t);
}

ArrivalProcess::Segment ArrivalProcess::segmentAt(SimTime t, kernel::Rng& rng) {
    const ArrivalSettings& s = m_settings;
    double shape = 1;
    SimTime end = kNever;
    bool exact = true;
    switch (s.kind) {
    case ArrivalKind::Constant:
    case ArrivalKind::Poisson:
        break;
    case ArrivalKind::Burst:
        for (int i = 0; t >= m_stretchEnd && i < kMaxSegments; ++i) {
            // The first stretch may be of either kind, as if the process had always been running.
            if (m_stretchEnd == SimTime()) {
                m_inBurst = rng.chance(s.burstSeconds / (s.burstSeconds + s.calmSeconds));
                m_stretchEnd = m_setAt;
            } else {
                m_inBurst = !m_inBurst;
            }
            const double length = rng.exponential(m_inBurst ? s.burstSeconds : s.calmSeconds);
            m_stretchEnd =
                m_stretchEnd + SimDuration::nanoseconds(static_cast<std::int64_t>(length * 1e9) + 1);
        }
        if (t >= m_stretchEnd) m_stretchEnd = t + SimDuration::nanoseconds(1);
        shape = shapeAt(t);
        end = m_stretchEnd;
        break;
    case ArrivalKind::Diurnal: {
        const double window = s.periodSeconds / 64;
        shape = shapeAt(t) + s.amplitude * (kTwoPi / 64); // the sine climbs no faster
        end = later(t, window);
        exact = false;
        break;
    }
    case ArrivalKind::FlashCrowd: {
        const SimTime start = later(m_setAt, s.startInSeconds);
        const SimTime top = later(start, s.riseSeconds);
        const SimTime fall = later(top, s.holdSeconds);
        const SimTime over = later(fall, kDecayed * s.decaySeconds);
        if (t < start) {
            end = start;
        } else if (t < top) {
            end = std::min(top, later(t, s.riseSeconds / 16));
            shape = std::max(shapeAt(t), shapeAt(end));
            exact = false;
        } else if (t < fall) {
            shape = s.peakFactor;
            end = fall;
        } else if (t < over) {
            shape = shapeAt(t);
            end = std::min(over, later(t, s.decaySeconds / 4));
            exact = false;
        }
        break;
    }
    }
    if (t < m_rampEnd) {
        const SimTime piece = later(t, std::max((m_rampEnd - m_rampStart).inSeconds() / 16, 1e-6));
        end = std::min({end, m_rampEnd, piece});
        return {std::max(baseRateAt(t), baseRateAt(end)) * shape, end, false};
    }
    return {s.ratePerSecond * shape, end, exact};
}

ArrivalProcess::Next ArrivalProcess::nextConstant(SimTime after) {
    m_credit += expectedIn(m_creditAt, after);
    m_creditAt = after;
    if (after == m_promised) m_credit -= 1;
    m_credit = std::min(m_credit, 1.0); // whoever did not ask for long gets one arrival now, not all at once
    double need = std::max(0.0, 1 - m_credit);
    SimTime t = after;
    Next result;
    if (t < m_rampEnd) {
        const double rate = baseRateAt(t);
        const double inRamp = expectedIn(t, m_rampEnd);
        if (need <= inRamp) {
            const double slope =
                (m_settings.ratePerSecond - m_rampFrom) / (m_rampEnd - m_rampStart).inSeconds();
            const double root = kernel::math::sqrt(std::max(0.0, rate * rate + 2 * slope * need));
            const double x = rate + root > 0 ? 2 * need / (rate + root) : 0;
            result = {std::min(later(t, x), m_rampEnd), true};
        } else {
            need -= inRamp;
            t = m_rampEnd;
        }
    }
    if (!result.arrival && m_settings.ratePerSecond > 0) {
        result.at = later(t, need / m_settings.ratePerSecond);
        result.arrival = result.at != kNever;
    }
    m_promised = result.at;
    return result;
}

ArrivalProcess::Next ArrivalProcess::next(SimTime after, kernel::Rng& rng) {
    if (m_settings.kind == ArrivalKind::Constant) return nextConstant(after);
    SimTime t = after;
    for (int i = 0; i < kMaxSegments; ++i) {
        const Segment segment = segmentAt(t, rng);
        if (segment.bound <= 0) {
            if (segment.end == kNever || (m_settings.ratePerSecond <= 0 && t >= m_rampEnd)) return {};
            t = segment.end;
            if (m_settings.kind == ArrivalKind::Burst && t >= m_stretchEnd) return {t, false};
            continue;
        }
        // Thinning: candidates at the bound, each kept with the share of the bound that the rate has.
        const double gap = rng.exponential(1 / segment.bound);
        const SimTime candidate = later(t, gap);
        if (candidate >= segment.end) {
            if (segment.end == kNever) return {};
            t = segment.end;
            // Which stretch comes next is drawn when it begins: the process may be changed before.
            if (m_settings.kind == ArrivalKind::Burst && t >= m_stretchEnd) return {t, false};
            continue;
        }
        t = candidate;
        if (segment.exact || rng.uniform() * segment.bound < rateAt(t)) return {t, true};
    }
    return {t, false};
}

} // namespace maylab::traffic
