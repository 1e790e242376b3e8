// Rows of the commands on sorted sets.
#include "cache/engine/command_rows.h"

namespace maylab::cache::rows {

std::span<const Command> sortedSetRows() { return {}; }

} // namespace maylab::cache::rows
