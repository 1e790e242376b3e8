#include "aws/throttle.h"

#include <algorithm>

namespace maylab::aws {

double ThrottleBucket::tokens(kernel::SimTime now) const {
    return std::min(m_burst, m_tokens + m_perSecond * (now - m_at).inSeconds());
}

bool ThrottleBucket::take(kernel::SimTime now) {
    m_tokens = tokens(now);
    m_at = now;
    if (m_tokens < 1) return false;
    m_tokens -= 1;
    return true;
}

kernel::ApiError throttled() { return {"Throttling", "Rate exceeded", 400}; }

} // namespace maylab::aws
