// Rows of the commands on HyperLogLog.
#include "cache/engine/command_rows.h"

namespace maylab::cache::rows {

std::span<const Command> hyperLogLogRows() { return {}; }

} // namespace maylab::cache::rows
