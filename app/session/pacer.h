// How fast virtual time may pass: a plain value without a clock of its own, so that it can be tested without
// sleeping. The caller says what the wall clock shows (nanoseconds of any steady clock).
//
// A world that cannot keep up is not chased: beyond kMaxLag the pace starts again from where the world stands.
#pragma once

#include "kernel/time.h"

#include <cstdint>

namespace maylab::app {

using WallTime = std::int64_t; // nanoseconds of a steady clock

enum class Speed : std::uint8_t { X1, X10, X60, X600, FlatOut };
// 1, 10, 60, 600; 0 for FlatOut.
std::int64_t factorOf(Speed speed);

// Why the clock waits although it was told to play. Several may hold at once.
enum class Hold : std::uint8_t {
    Reading = 1,    // a hint, Why? or a long text is open (a preference, on by default)
    Prediction = 2, // the run is locked until the learner has answered
    Editing = 4,    // a form, a menu or a dialog of a drawn view is open
};

class Pacer {
  public:
    static constexpr WallTime kMaxLag = 250'000'000;

    // Starts paused at 1x.
    void reset(WallTime wall, kernel::SimTime at);
    void setPlaying(bool playing, WallTime wall, kernel::SimTime at);
    void setSpeed(Speed speed, WallTime wall, kernel::SimTime at);
    void setHold(Hold hold, bool on, WallTime wall, kernel::SimTime at);
    // As fast as possible up to target, whatever the speed, also when paused; then as before.
    void skipTo(kernel::SimTime target);
    void stopSkip(WallTime wall, kernel::SimTime at);

    bool playing() const { return m_playing; }
    Speed speed() const { return m_speed; }
    std::uint8_t holds() const { return m_holds; }
    bool skipping() const { return m_skipping; }
    kernel::SimTime skipTarget() const { return m_skipTarget; }
    bool running() const { return m_skipping || (m_playing && m_holds == 0); }

    // Where the clock should stand now; limit when nothing paces it. Never before at.
    kernel::SimTime due(WallTime wall, kernel::SimTime at, kernel::SimTime limit) const;
    // The world has come to at: ends a skip, forgives a lag.
    void reached(WallTime wall, kernel::SimTime at);

  private:
    void rebase(WallTime wall, kernel::SimTime at);

    kernel::SimTime m_baseAt;
    WallTime m_baseWall = 0;
    kernel::SimTime m_skipTarget;
    Speed m_speed = Speed::X1;
    std::uint8_t m_holds = 0;
    bool m_playing = false;
    bool m_skipping = false;
};

// How much virtual time to run before the inbox is looked at again: grows while slices are cheap, shrinks when
// they are dear, so that an answer never waits longer than a few milliseconds. Slicing changes no run.
class SliceSize {
  public:
    static constexpr WallTime kCheap = 1'500'000;
    static constexpr WallTime kDear = 4'000'000;

    kernel::SimDuration value() const { return kernel::SimDuration::nanoseconds(m_ns); }
    void cost(WallTime took);

  private:
    static constexpr std::int64_t kMin = 1'000;
    static constexpr std::int64_t kMax = 60'000'000'000;
    std::int64_t m_ns = 10'000'000;
};

} // namespace maylab::app
