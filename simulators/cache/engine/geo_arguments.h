// How the commands on places read units and coordinates. Source: sheet 2.1, 2.2.
#pragma once

#include "cache/engine/arguments.h"
#include "cache/engine/geohash.h"

#include <optional>

namespace maylab::cache {

// Metres in a unit: M, KM, FT, MI. Nothing: an error was written.
std::optional<double> unitArgument(Invocation& i, std::string_view arg);
// argv[at] and the next one. False: an error was written.
bool pointArgument(Invocation& i, std::size_t at, geo::Point& point);

} // namespace maylab::cache
