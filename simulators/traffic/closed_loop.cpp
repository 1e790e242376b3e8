#include "traffic/closed_loop.h"

#include <string>

namespace maylab::traffic {

using kernel::SimDuration;
using kernel::SimTime;

tl::expected<void, SettingError> ClosedLoopSettings::validate() const {
    if (users > kMaxUsers) {
        return tl::unexpected<SettingError>(
            SettingError{"users", "users must be between 0 and " + std::to_string(kMaxUsers) + "."});
    }
    if (!(thinkSeconds >= 0.001 && thinkSeconds <= 86400)) {
        return tl::unexpected<SettingError>(
            SettingError{"thinkSeconds", "thinkSeconds must be a number between 0.001 and 86400."});
    }
    return {};
}

tl::expected<std::uint32_t, SettingError> ClosedLoop::change(const ClosedLoopSettings& settings) {
    if (auto ok = settings.validate(); !ok) return tl::unexpected(ok.error());
    const std::uint32_t here = present();
    m_settings = settings;
    if (settings.users >= here) {
        m_leaving = 0;
        return settings.users - here;
    }
    m_leaving = here - settings.users;
    return 0u;
}

SimTime ClosedLoop::firstRequest(SimTime now, kernel::Rng& rng) const {
    const double seconds = m_settings.think == ThinkKind::Exponential
                               ? rng.exponential(m_settings.thinkSeconds)
                               : rng.uniform() * m_settings.thinkSeconds;
    return now + SimDuration::fromSeconds(seconds);
}

std::optional<SimTime> ClosedLoop::afterReply(SimTime now, kernel::Rng& rng) {
    if (m_leaving > 0) {
        --m_leaving;
        return std::nullopt;
    }
    const double seconds = m_settings.think == ThinkKind::Exponential
                               ? rng.exponential(m_settings.thinkSeconds)
                               : m_settings.thinkSeconds;
    return now + SimDuration::fromSeconds(seconds);
}

} // namespace maylab::traffic
