// Rows of the commands on sets.
#include "cache/engine/command_rows.h"
#include "cache/engine/commands.h"

namespace maylab::cache::rows {

namespace {

// clang-format off
constexpr Command kCommands[] = {
    {"sadd", -3, kWrite | kDenyOom | kFast, 1, 1, 1, "write set fast", "RW insert@1:0", "", "set", "1.0.0",
     "SADD key member [member ...]", "Puts members into a set; makes it if it is missing.", commands::sadd},
    {"scard", 2, kReadonly | kFast, 1, 1, 1, "read set fast", "RO@1:0", "", "set", "1.0.0",
     "SCARD key", "Counts the members of a set.", commands::scard},
    {"sdiff", -2, kReadonly, 1, -1, 1, "read set slow", "RO access@1:-1", "nondeterministic_output_order", "set", "1.0.0",
     "SDIFF key [key ...]", "Members of the first set that none of the others has.", commands::sdiff},
    {"sdiffstore", -3, kWrite | kDenyOom, 1, -1, 1, "write set slow", "OW update@1:0;RO access@2:-1", "", "set", "1.0.0",
     "SDIFFSTORE destination key [key ...]", "Stores what SDIFF finds.", commands::sdiffstore},
    {"sinter", -2, kReadonly, 1, -1, 1, "read set slow", "RO access@1:-1", "nondeterministic_output_order", "set", "1.0.0",
     "SINTER key [key ...]", "Members that all sets have.", commands::sinter},
    {"sintercard", -3, kReadonly | kMovableKeys, 0, 0, 0, "read set slow", "RO access@1:keynum", "", "set", "7.0.0",
     "SINTERCARD numkeys key [key ...] [LIMIT limit]", "Counts the members that all sets have, up to a limit.", commands::sintercard},
    {"sinterstore", -3, kWrite | kDenyOom, 1, -1, 1, "write set slow", "RW update@1:0;RO access@2:-1", "", "set", "1.0.0",
     "SINTERSTORE destination key [key ...]", "Stores what SINTER finds.", commands::sinterstore},
    {"sismember", 3, kReadonly | kFast, 1, 1, 1, "read set fast", "RO@1:0", "", "set", "1.0.0",
     "SISMEMBER key member", "Tells whether a set has a member.", commands::sismember},
    {"smembers", 2, kReadonly, 1, 1, 1, "read set slow", "RO access@1:0", "nondeterministic_output_order", "set", "1.0.0",
     "SMEMBERS key", "Lists the members of a set.", commands::smembers},
    {"smismember", -3, kReadonly | kFast, 1, 1, 1, "read set fast", "RO access@1:0", "", "set", "6.2.0",
     "SMISMEMBER key member [member ...]", "Tells of several members whether a set has them.", commands::smismember},
    {"smove", 4, kWrite | kFast, 1, 2, 1, "write set fast", "RW access delete@1:0;RW insert@2:0", "", "set", "1.0.0",
     "SMOVE source destination member", "Moves a member to another set.", commands::smove},
    {"spop", -2, kWrite | kFast, 1, 1, 1, "write set fast", "RW access delete@1:0", "nondeterministic_output", "set", "1.0.0",
     "SPOP key [count]", "Takes members out at random.", commands::spop},
    {"srandmember", -2, kReadonly, 1, 1, 1, "read set slow", "RO access@1:0", "nondeterministic_output", "set", "1.0.0",
     "SRANDMEMBER key [count]", "Picks members at random; a negative count may pick one twice.", commands::srandmember},
    {"srem", -3, kWrite | kFast, 1, 1, 1, "write set fast", "RW delete@1:0", "", "set", "1.0.0",
     "SREM key member [member ...]", "Takes members out of a set.", commands::srem},
    {"sscan", -3, kReadonly, 1, 1, 1, "read set slow", "RO access@1:0", "nondeterministic_output", "set", "2.8.0",
     "SSCAN key cursor [MATCH pattern] [COUNT count]", "Walks over the members of a set, some at a time.", commands::sscan},
    {"sunion", -2, kReadonly, 1, -1, 1, "read set slow", "RO access@1:-1", "nondeterministic_output_order", "set", "1.0.0",
     "SUNION key [key ...]", "Members that any of the sets has.", commands::sunion},
    {"sunionstore", -3, kWrite | kDenyOom, 1, -1, 1, "write set slow", "OW update@1:0;RO access@2:-1", "", "set", "1.0.0",
     "SUNIONSTORE destination key [key ...]", "Stores what SUNION finds.", commands::sunionstore},
};
// clang-format on

} // namespace

std::span<const Command> setRows() { return kCommands; }

} // namespace maylab::cache::rows
