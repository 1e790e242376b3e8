// Rows of the commands on streams.
#include "cache/engine/command_rows.h"

namespace maylab::cache::rows {

std::span<const Command> streamRows() { return {}; }

} // namespace maylab::cache::rows
