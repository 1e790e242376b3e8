// Rows of the commands on transactions.
#include "cache/engine/command_rows.h"
#include "cache/engine/commands.h"

namespace maylab::cache::rows {

namespace {

// clang-format off
constexpr Command kCommands[] = {
    {"discard", 1, kNoScript | kLoading | kStale | kFast | kAllowBusy, 0, 0, 0, "fast transaction", "", "", "transactions", "2.0.0",
     "DISCARD", "Forgets a transaction that MULTI began.", commands::discard},
    {"exec", 1, kNoScript | kLoading | kStale | kSkipSlowlog, 0, 0, 0, "slow transaction", "", "", "transactions", "1.2.0",
     "EXEC", "Runs all that was queued since MULTI, with nobody in between.", commands::exec},
    {"multi", 1, kNoScript | kLoading | kStale | kFast | kAllowBusy, 0, 0, 0, "fast transaction", "", "", "transactions", "1.2.0",
     "MULTI", "Begins a transaction: commands are queued until EXEC.", commands::multi},
    {"unwatch", 1, kNoScript | kLoading | kStale | kFast | kAllowBusy, 0, 0, 0, "fast transaction", "", "", "transactions", "2.2.0",
     "UNWATCH", "Watches no key any more.", commands::unwatch},
    {"watch", -2, kNoScript | kLoading | kStale | kFast | kAllowBusy, 1, -1, 1, "fast transaction", "RO@1:-1", "", "transactions", "2.2.0",
     "WATCH key [key ...]", "Lets the next EXEC do nothing if one of the keys changes before.", commands::watch},
};
// clang-format on

} // namespace

std::span<const Command> transactionRows() { return kCommands; }

} // namespace maylab::cache::rows
