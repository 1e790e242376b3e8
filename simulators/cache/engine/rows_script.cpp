// Rows of the commands on scripts.
#include "cache/engine/command_rows.h"
#include "cache/engine/commands.h"

namespace maylab::cache::rows {

namespace {

// clang-format off
constexpr Command kCommands[] = {
    {"eval", -3, kNoScript | kStale | kSkipMonitor | kNoMandatoryKeys | kMovableKeys | kMayReplicate, 0, 0, 0, "slow scripting", "RW access update@2:keynum#We cannot tell how the keys will be used so we assume the worst, RW and UPDATE", "", "scripting", "2.6.0",
     "EVAL script numkeys [key [key ...]] [arg [arg ...]]", "Runs a Lua script.", commands::eval},
    {"eval_ro", -3, kReadonly | kNoScript | kStale | kSkipMonitor | kNoMandatoryKeys | kMovableKeys, 0, 0, 0, "slow scripting", "RO access@2:keynum#We cannot tell how the keys will be used so we assume the worst, RO and ACCESS", "", "scripting", "7.0.0",
     "EVAL_RO script numkeys [key [key ...]] [arg [arg ...]]", "Runs a Lua script that only reads.", commands::evalRo},
    {"evalsha", -3, kNoScript | kStale | kSkipMonitor | kNoMandatoryKeys | kMovableKeys | kMayReplicate, 0, 0, 0, "slow scripting", "RW access update@2:keynum", "", "scripting", "2.6.0",
     "EVALSHA sha1 numkeys [key [key ...]] [arg [arg ...]]", "Runs a Lua script that the server has.", commands::evalsha},
    {"evalsha_ro", -3, kReadonly | kNoScript | kStale | kSkipMonitor | kNoMandatoryKeys | kMovableKeys, 0, 0, 0, "slow scripting", "RO access@2:keynum", "", "scripting", "7.0.0",
     "EVALSHA_RO sha1 numkeys [key [key ...]] [arg [arg ...]]", "Runs a Lua script that the server has and that only reads.", commands::evalshaRo},
    {"script", -2, 0, 0, 0, 0, "slow", "", "", "scripting", "2.6.0",
     "", "", nullptr},
    {"script|debug", 3, kNoScript, 0, 0, 0, "slow scripting", "", "", "scripting", "3.2.0",
     "SCRIPT DEBUG YES|SYNC|NO", "Switches the debugger; there is none here.", commands::scriptDebug},
    {"script|exists", -3, kNoScript, 0, 0, 0, "slow scripting", "", "request_policy:all_shards;response_policy:agg_logical_and", "scripting", "2.6.0",
     "SCRIPT EXISTS sha1 [sha1 ...]", "Says which scripts the server has.", commands::scriptExists},
    {"script|flush", -2, kNoScript, 0, 0, 0, "slow scripting", "", "request_policy:all_nodes;response_policy:all_succeeded", "scripting", "2.6.0",
     "SCRIPT FLUSH [ASYNC|SYNC]", "Forgets all scripts.", commands::scriptFlush},
    {"script|help", 2, kLoading | kStale, 0, 0, 0, "slow scripting", "", "", "scripting", "5.0.0",
     "SCRIPT HELP", "Lists the sub-commands.", commands::help},
    {"script|kill", 2, kNoScript | kAllowBusy, 0, 0, 0, "slow scripting", "", "request_policy:all_shards;response_policy:one_succeeded", "scripting", "2.6.0",
     "SCRIPT KILL", "Stops the script that runs.", commands::scriptKill},
    {"script|load", 3, kNoScript | kStale, 0, 0, 0, "slow scripting", "", "request_policy:all_nodes;response_policy:all_succeeded", "scripting", "2.6.0",
     "SCRIPT LOAD script", "Keeps a script and says its SHA-1.", commands::scriptLoad},
};
// clang-format on

} // namespace

std::span<const Command> scriptRows() { return kCommands; }

} // namespace maylab::cache::rows
