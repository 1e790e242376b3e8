// Operation "AnnounceNodes", ours: which ports outside the world lead to which nodes, so that clients who came through one
// are sent to another (MOVED, CLUSTER SLOTS, ROLE ...). Whoever forwards ports says it again whenever they change.
//
//   {"Nodes": [{"Address": "10.0.1.50", "Port": 6379, "AnnouncedPort": 7001}]} -> {}
#pragma once

#include "cache/engine/announced_ports.h"
#include "kernel/doors.h"

#include <tl/expected.hpp>

namespace maylab::cache {

inline constexpr std::string_view kAnnounceNodes = "AnnounceNodes";
inline constexpr std::size_t kMaxAnnouncedNodes = 1'000;

tl::expected<AnnouncedPortsRef, kernel::ApiError> readAnnouncedPorts(const kernel::Json& input);

} // namespace maylab::cache
