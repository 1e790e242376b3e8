// Rows of the commands on geo.
#include "cache/engine/command_rows.h"

namespace maylab::cache::rows {

std::span<const Command> geoRows() { return {}; }

} // namespace maylab::cache::rows
