// Closed-loop visitors: a number of users, each of whom waits for the reply, thinks, and only then asks
// again. When the shop is slow they ask less, which is why a closed loop never shows how a queue grows
// without end.
//
// The owner keeps the events; this value says when. Users may be added or sent away while everything runs:
// one who is to go leaves after the next reply.
#pragma once

#include "kernel/rng.h"
#include "kernel/time.h"
#include "traffic/setting_error.h"

#include <tl/expected.hpp>

#include <cstdint>
#include <optional>

namespace maylab::traffic {

enum class ThinkKind : std::uint8_t { Exponential, Constant };

struct ClosedLoopSettings {
    static constexpr std::uint32_t kMaxUsers = 100'000;

    std::uint32_t users = 0;
    double thinkSeconds = 1; // mean
    ThinkKind think = ThinkKind::Exponential;

    tl::expected<void, SettingError> validate() const;
};

class ClosedLoop {
  public:
    ClosedLoop() = default; // nobody

    // Users that are new since then have to be started, each with firstRequest().
    tl::expected<std::uint32_t, SettingError> change(const ClosedLoopSettings& settings);

    // A new user asks for the first time, somewhere in the middle of thinking.
    kernel::SimTime firstRequest(kernel::SimTime now, kernel::Rng& rng) const;
    // After a reply: when this user asks again, or nothing when the user leaves.
    std::optional<kernel::SimTime> afterReply(kernel::SimTime now, kernel::Rng& rng);

    const ClosedLoopSettings& settings() const { return m_settings; }
    // Those who still ask, the ones about to leave included.
    std::uint32_t present() const { return m_settings.users + m_leaving; }

  private:
    ClosedLoopSettings m_settings;
    std::uint32_t m_leaving = 0;
};

} // namespace maylab::traffic
