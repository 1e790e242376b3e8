// Rows of the commands on streams.
#include "cache/engine/command_rows.h"
#include "cache/engine/commands.h"

namespace maylab::cache::rows {

namespace {

// clang-format off
constexpr Command kCommands[] = {
    {"xack", -4, kWrite | kFast, 1, 1, 1, "write stream fast", "RW update@1:0", "", "stream", "5.0.0",
     "XACK key group id [id ...]", "Says that messages were processed.", commands::xack},
    {"xadd", -5, kWrite | kDenyOom | kFast, 1, 1, 1, "write stream fast", "RW update@1:0#UPDATE instead of INSERT because of the optional trimming feature", "nondeterministic_output", "stream", "5.0.0",
     "XADD key [NOMKSTREAM] [MAXLEN|MINID [=|~] threshold [LIMIT count]] *|id field value [field value ...]", "Appends an entry to a stream.", commands::xadd},
    {"xautoclaim", -6, kWrite | kFast, 1, 1, 1, "write stream fast", "RW delete@1:0", "nondeterministic_output", "stream", "6.2.0",
     "XAUTOCLAIM key group consumer min-idle-time start [COUNT count] [JUSTID]", "Takes over messages that others have held for long, a part at a time.", commands::xautoclaim},
    {"xclaim", -6, kWrite | kFast, 1, 1, 1, "write stream fast", "RW update@1:0", "nondeterministic_output", "stream", "5.0.0",
     "XCLAIM key group consumer min-idle-time id [id ...] [IDLE ms] [TIME unix-time-milliseconds] [RETRYCOUNT count] [FORCE] [JUSTID] [LASTID id]", "Takes over messages that others have held for long.", commands::xclaim},
    {"xdel", -3, kWrite | kFast, 1, 1, 1, "write stream fast", "RW delete@1:0", "", "stream", "5.0.0",
     "XDEL key id [id ...]", "Deletes entries.", commands::xdel},
    {"xgroup", -2, 0, 0, 0, 0, "slow", "", "", "stream", "5.0.0",
     "", "", nullptr},
    {"xgroup|create", -5, kWrite | kDenyOom, 2, 2, 1, "write stream slow", "RW insert@2:0", "", "stream", "5.0.0",
     "XGROUP CREATE key groupname id|$ [MKSTREAM] [ENTRIESREAD entries-read]", "Makes a consumer group.", commands::xgroupCreate},
    {"xgroup|createconsumer", 5, kWrite | kDenyOom, 2, 2, 1, "write stream slow", "RW insert@2:0", "", "stream", "6.2.0",
     "XGROUP CREATECONSUMER key groupname consumername", "Makes a consumer.", commands::xgroupCreateconsumer},
    {"xgroup|delconsumer", 5, kWrite, 2, 2, 1, "write stream slow", "RW delete@2:0", "", "stream", "5.0.0",
     "XGROUP DELCONSUMER key groupname consumername", "Removes a consumer with what it has pending.", commands::xgroupDelconsumer},
    {"xgroup|destroy", 4, kWrite, 2, 2, 1, "write stream slow", "RW delete@2:0", "", "stream", "5.0.0",
     "XGROUP DESTROY key groupname", "Removes a consumer group.", commands::xgroupDestroy},
    {"xgroup|help", 2, kLoading | kStale, 0, 0, 0, "stream slow", "", "", "stream", "5.0.0",
     "XGROUP HELP", "Lists the sub-commands.", commands::help},
    {"xgroup|setid", -5, kWrite, 2, 2, 1, "write stream slow", "RW update@2:0", "", "stream", "5.0.0",
     "XGROUP SETID key groupname id|$ [ENTRIESREAD entries-read]", "Sets what a group was given last.", commands::xgroupSetid},
    {"xinfo", -2, 0, 0, 0, 0, "slow", "", "", "stream", "5.0.0",
     "", "", nullptr},
    {"xinfo|consumers", 4, kReadonly, 2, 2, 1, "read stream slow", "RO access@2:0", "nondeterministic_output", "stream", "5.0.0",
     "XINFO CONSUMERS key groupname", "Lists the consumers of a group.", commands::xinfoConsumers},
    {"xinfo|groups", 3, kReadonly, 2, 2, 1, "read stream slow", "RO access@2:0", "", "stream", "5.0.0",
     "XINFO GROUPS key", "Lists the consumer groups of a stream.", commands::xinfoGroups},
    {"xinfo|help", 2, kLoading | kStale, 0, 0, 0, "stream slow", "", "", "stream", "5.0.0",
     "XINFO HELP", "Lists the sub-commands.", commands::help},
    {"xinfo|stream", -3, kReadonly, 2, 2, 1, "read stream slow", "RO access@2:0", "", "stream", "5.0.0",
     "XINFO STREAM key [FULL [COUNT count]]", "Describes a stream.", commands::xinfoStream},
    {"xlen", 2, kReadonly | kFast, 1, 1, 1, "read stream fast", "RO@1:0", "", "stream", "5.0.0",
     "XLEN key", "Counts the entries of a stream.", commands::xlen},
    {"xpending", -3, kReadonly, 1, 1, 1, "read stream slow", "RO access@1:0", "nondeterministic_output", "stream", "5.0.0",
     "XPENDING key group [[IDLE min-idle-time] start end count [consumer]]", "Shows what was given out and not acknowledged.", commands::xpending},
    {"xrange", -4, kReadonly, 1, 1, 1, "read stream slow", "RO access@1:0", "", "stream", "5.0.0",
     "XRANGE key start end [COUNT count]", "Lists the entries in a range of ids.", commands::xrange},
    {"xread", -4, kReadonly | kBlocking | kMovableKeys, 0, 0, 0, "read stream slow blocking", "RO access@STREAMS+1:-1:1:2", "", "stream", "5.0.0",
     "XREAD [COUNT count] [BLOCK milliseconds] STREAMS key [key ...] id [id ...]", "Reads what came after ids; waits for it with BLOCK.", commands::xread},
    {"xreadgroup", -7, kWrite | kBlocking | kMovableKeys, 0, 0, 0, "write stream slow blocking", "RO access@STREAMS+4:-1:1:2", "", "stream", "5.0.0",
     "XREADGROUP GROUP group consumer [COUNT count] [BLOCK milliseconds] [NOACK] STREAMS key [key ...] id [id ...]", "Reads new messages for a consumer, or its pending ones again.", commands::xreadgroup},
    {"xrevrange", -4, kReadonly, 1, 1, 1, "read stream slow", "RO access@1:0", "", "stream", "5.0.0",
     "XREVRANGE key end start [COUNT count]", "Lists the entries in a range of ids, the newest first.", commands::xrevrange},
    {"xsetid", -3, kWrite | kDenyOom | kFast, 1, 1, 1, "write stream fast", "RW update@1:0", "", "stream", "5.0.0",
     "XSETID key last-id [ENTRIESADDED entries-added] [MAXDELETEDID max-deleted-id]", "Sets the last id of a stream.", commands::xsetid},
    {"xtrim", -4, kWrite, 1, 1, 1, "write stream slow", "RW delete@1:0", "nondeterministic_output", "stream", "5.0.0",
     "XTRIM key MAXLEN|MINID [=|~] threshold [LIMIT count]", "Drops the oldest entries of a stream.", commands::xtrim},
};
// clang-format on

} // namespace

std::span<const Command> streamRows() { return kCommands; }

} // namespace maylab::cache::rows
