// Rows of the commands on sets.
#include "cache/engine/command_rows.h"

namespace maylab::cache::rows {

std::span<const Command> setRows() { return {}; }

} // namespace maylab::cache::rows
