// A token bucket in virtual time: how an API limits calls per second ("Rate exceeded").
#pragma once

#include "kernel/doors.h"
#include "kernel/time.h"

namespace maylab::aws {

class ThrottleBucket {
  public:
    ThrottleBucket() = default;
    ThrottleBucket(double perSecond, double burst) : m_perSecond(perSecond), m_burst(burst), m_tokens(burst) {}

    // Takes one token if there is one.
    bool take(kernel::SimTime now);
    double tokens(kernel::SimTime now) const;

  private:
    double m_perSecond = 0;
    double m_burst = 0;
    double m_tokens = 0;
    kernel::SimTime m_at;
};

kernel::ApiError throttled();

} // namespace maylab::aws
