// Rows of the commands on hashes.
#include "cache/engine/command_rows.h"
#include "cache/engine/commands.h"

namespace maylab::cache::rows {

namespace {

// clang-format off
constexpr Command kCommands[] = {
    {"hdel", -3, kWrite | kFast, 1, 1, 1, "write hash fast", "RW delete@1:0", "", "hash", "2.0.0",
     "HDEL key field [field ...]", "Takes fields out of a hash.", commands::hdel},
    {"hexists", 3, kReadonly | kFast, 1, 1, 1, "read hash fast", "RO@1:0", "", "hash", "2.0.0",
     "HEXISTS key field", "Tells whether a hash has a field.", commands::hexists},
    {"hget", 3, kReadonly | kFast, 1, 1, 1, "read hash fast", "RO access@1:0", "", "hash", "2.0.0",
     "HGET key field", "Reads one field.", commands::hget},
    {"hgetall", 2, kReadonly, 1, 1, 1, "read hash slow", "RO access@1:0", "nondeterministic_output_order", "hash", "2.0.0",
     "HGETALL key", "Reads all fields with their values.", commands::hgetall},
    {"hincrby", 4, kWrite | kDenyOom | kFast, 1, 1, 1, "write hash fast", "RW access update@1:0", "", "hash", "2.0.0",
     "HINCRBY key field increment", "Adds an integer to a field.", commands::hincrby},
    {"hincrbyfloat", 4, kWrite | kDenyOom | kFast, 1, 1, 1, "write hash fast", "RW access update@1:0", "", "hash", "2.6.0",
     "HINCRBYFLOAT key field increment", "Adds a decimal number to a field.", commands::hincrbyfloat},
    {"hkeys", 2, kReadonly, 1, 1, 1, "read hash slow", "RO access@1:0", "nondeterministic_output_order", "hash", "2.0.0",
     "HKEYS key", "Lists the fields of a hash.", commands::hkeys},
    {"hlen", 2, kReadonly | kFast, 1, 1, 1, "read hash fast", "RO@1:0", "", "hash", "2.0.0",
     "HLEN key", "Counts the fields of a hash.", commands::hlen},
    {"hmget", -3, kReadonly | kFast, 1, 1, 1, "read hash fast", "RO access@1:0", "", "hash", "2.0.0",
     "HMGET key field [field ...]", "Reads several fields.", commands::hmget},
    {"hmset", -4, kWrite | kDenyOom | kFast, 1, 1, 1, "write hash fast", "RW update@1:0", "", "hash", "2.0.0",
     "HMSET key field value [field value ...]", "The old form of HSET with several fields.", commands::hmset},
    {"hrandfield", -2, kReadonly, 1, 1, 1, "read hash slow", "RO access@1:0", "nondeterministic_output", "hash", "6.2.0",
     "HRANDFIELD key [count [WITHVALUES]]", "Picks fields at random; a negative count may pick one twice.", commands::hrandfield},
    {"hscan", -3, kReadonly, 1, 1, 1, "read hash slow", "RO access@1:0", "nondeterministic_output", "hash", "2.8.0",
     "HSCAN key cursor [MATCH pattern] [COUNT count]", "Walks over the fields of a hash, some at a time.", commands::hscan},
    {"hset", -4, kWrite | kDenyOom | kFast, 1, 1, 1, "write hash fast", "RW update@1:0", "", "hash", "2.0.0",
     "HSET key field value [field value ...]", "Writes fields of a hash; makes it if it is missing.", commands::hset},
    {"hsetnx", 4, kWrite | kDenyOom | kFast, 1, 1, 1, "write hash fast", "RW insert@1:0", "", "hash", "2.0.0",
     "HSETNX key field value", "Writes a field if the hash does not have it.", commands::hsetnx},
    {"hstrlen", 3, kReadonly | kFast, 1, 1, 1, "read hash fast", "RO@1:0", "", "hash", "3.2.0",
     "HSTRLEN key field", "Shows the length of a field's value.", commands::hstrlen},
    {"hvals", 2, kReadonly, 1, 1, 1, "read hash slow", "RO access@1:0", "nondeterministic_output_order", "hash", "2.0.0",
     "HVALS key", "Lists the values of a hash.", commands::hvals},
};
// clang-format on

} // namespace

std::span<const Command> hashRows() { return kCommands; }

} // namespace maylab::cache::rows
