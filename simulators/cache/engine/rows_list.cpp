// Rows of the commands on lists.
#include "cache/engine/command_rows.h"

namespace maylab::cache::rows {

std::span<const Command> listRows() { return {}; }

} // namespace maylab::cache::rows
