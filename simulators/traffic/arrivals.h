// Open-loop arrivals: when the next visitor comes, whatever happened to the last one.
//
// Rates in requests per second of virtual time. The rate at t is base(t) * shape(t): base is a level or a
// linear ramp, shape is 1 (constant, Poisson), two states that alternate at random (burst), a sine (diurnal),
// or a crowd that rises, stays and thins out (flash crowd). All but Constant are Poisson processes of that
// rate.
//
// Changing while running has no bias: a Poisson process has no memory, so the gap is drawn again; Constant
// keeps the part of a gap that has passed. The process is a plain value: a copy with a copied Rng goes on the
// same way. No allocation after construction; every loop is bounded.
#pragma once

#include "kernel/rng.h"
#include "kernel/time.h"
#include "traffic/setting_error.h"

#include <tl/expected.hpp>

#include <cstdint>
#include <limits>

namespace maylab::traffic {

enum class ArrivalKind : std::uint8_t { Constant, Poisson, Burst, Diurnal, FlashCrowd };

struct ArrivalSettings {
    static constexpr double kMaxRate = 1'000'000;

    ArrivalKind kind = ArrivalKind::Poisson;
    double ratePerSecond = 0; // of Burst and Diurnal: the mean

    // Burst: calm and burst stretches of exponential length; a burst has burstFactor times the calm rate.
    double burstFactor = 5, burstSeconds = 2, calmSeconds = 8;
    // Diurnal: rate * (1 + amplitude * cos), highest peakInSeconds after it was set and every period after.
    double amplitude = 0.5, periodSeconds = 86400, peakInSeconds = 43200;
    // Flash crowd: rate, then a rise to peakFactor times it, a hold, and an exponential decay back.
    double peakFactor = 10, startInSeconds = 0, riseSeconds = 10, holdSeconds = 60, decaySeconds = 60;

    tl::expected<void, SettingError> validate() const;
    bool operator==(const ArrivalSettings&) const = default;
};

class ArrivalProcess {
  public:
    static constexpr kernel::SimTime kNever =
        kernel::SimTime::fromNs(std::numeric_limits<std::int64_t>::max());

    // An instant that the process has to be asked at: an arrival, or (arrival false) only the end of how far
    // ahead it looked. at == kNever: nothing comes until the settings change.
    struct Next {
        kernel::SimTime at = kNever;
        bool arrival = false;
    };

    ArrivalProcess() = default; // nobody comes
    static tl::expected<ArrivalProcess, SettingError> make(const ArrivalSettings& settings,
                                                           kernel::SimTime now);

    // After an arrival (or any other instant), the one that follows. Call it again after change() or ramp():
    // what it said before is void.
    Next next(kernel::SimTime after, kernel::Rng& rng);

    tl::expected<void, SettingError> change(const ArrivalSettings& settings, kernel::SimTime now);
    // Another level only: a burst, a day or a crowd that has begun goes on where it is.
    tl::expected<void, SettingError> changeRate(double ratePerSecond, kernel::SimTime now);
    // From one level to another, linearly; then it stays. ratePerSecond becomes to.
    tl::expected<void, SettingError> ramp(double from, double to, double seconds, kernel::SimTime now);

    const ArrivalSettings& settings() const { return m_settings; }
    // The level without the shape.
    double baseRateAt(kernel::SimTime t) const;
    // The present intensity.
    double rateAt(kernel::SimTime t) const;
    bool rampingAt(kernel::SimTime t) const { return t < m_rampEnd; }

  private:
    struct Segment {
        double bound = 0;             // the rate is at most this ...
        kernel::SimTime end = kNever; // ... until here
        bool exact = true;            // and is the bound all along
    };

    void setLevel(const ArrivalSettings& settings, double from, kernel::SimTime now, kernel::SimTime reached);
    double shapeAt(kernel::SimTime t) const;
    double expectedIn(kernel::SimTime from, kernel::SimTime to) const; // integral of base
    Segment segmentAt(kernel::SimTime t, kernel::Rng& rng);
    Next nextConstant(kernel::SimTime after);

    ArrivalSettings m_settings;
    kernel::SimTime m_setAt;
    double m_rampFrom = 0;
    kernel::SimTime m_rampStart, m_rampEnd;
    // Burst: which stretch, until when; m_stretchEnd == 0 before the first draw.
    bool m_inBurst = false;
    kernel::SimTime m_stretchEnd;
    // Constant: the part of a gap that has passed at m_creditAt.
    double m_credit = 0;
    kernel::SimTime m_creditAt;
    kernel::SimTime m_promised = kNever;
};

} // namespace maylab::traffic
