// Rows of the commands on transactions.
#include "cache/engine/command_rows.h"

namespace maylab::cache::rows {

std::span<const Command> transactionRows() { return {}; }

} // namespace maylab::cache::rows
