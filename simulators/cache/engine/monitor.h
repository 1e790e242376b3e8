// MONITOR: every command as it is executed, to whoever asked. Source: sheet 2.11.
#pragma once

#include "cache/engine/server.h"

#include <span>
#include <string_view>

namespace maylab::cache {

// A line for every monitor: time, database, who, and the quoted arguments. Call only while there are monitors.
void feedMonitors(Server& s, const Client& c, std::span<const std::string_view> argv);
// The same for a connection of an application's pool.
void feedMonitors(Server& s, int db, std::string_view address, std::span<const std::string_view> argv);

} // namespace maylab::cache
