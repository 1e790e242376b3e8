// Rows of the commands on publish and subscribe.
#include "cache/engine/command_rows.h"

namespace maylab::cache::rows {

std::span<const Command> pubSubRows() { return {}; }

} // namespace maylab::cache::rows
