// Rows of the commands on scripts and functions.
#include "cache/engine/command_rows.h"

namespace maylab::cache::rows {

std::span<const Command> scriptRows() { return {}; }

} // namespace maylab::cache::rows
