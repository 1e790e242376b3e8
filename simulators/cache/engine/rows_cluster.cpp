// Rows of the commands on cluster mode and replication.
#include "cache/engine/command_rows.h"

namespace maylab::cache::rows {

std::span<const Command> clusterRows() { return {}; }

} // namespace maylab::cache::rows
