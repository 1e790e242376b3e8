// Keys that are dead but still there: the active expire cycle, slow (from the timer) and fast (between commands).
// Lazy expiry is in lookup.h. Source: sheet 2.3.
#pragma once

#include "cache/engine/server.h"

namespace maylab::cache {

enum class ExpireCycle : std::uint8_t { Slow, Fast };
// Charges its modelled time to the server's cost; the time caps count modelled time too.
void activeExpireCycle(Server& s, ExpireCycle kind, std::int64_t hz);

} // namespace maylab::cache
