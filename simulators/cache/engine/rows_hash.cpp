// Rows of the commands on hashes.
#include "cache/engine/command_rows.h"

namespace maylab::cache::rows {

std::span<const Command> hashRows() { return {}; }

} // namespace maylab::cache::rows
