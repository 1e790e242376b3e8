// Where clients come from: addresses and ports of this room's doors and of the application.
#pragma once

#include <cstdint>
#include <string_view>

namespace maylab::cache {

inline constexpr std::uint32_t kFirstClientPort = 40'000, kClientPorts = 20'000;
inline constexpr std::string_view kApplicationAddress = "10.0.1.20:39999"; // below those of the doors

} // namespace maylab::cache
