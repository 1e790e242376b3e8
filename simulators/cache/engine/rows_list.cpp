// Rows of the commands on lists.
#include "cache/engine/command_rows.h"
#include "cache/engine/commands.h"

namespace maylab::cache::rows {

namespace {

// clang-format off
constexpr Command kCommands[] = {
    {"blmove", 6, kWrite | kDenyOom | kNoScript | kBlocking, 1, 2, 1, "write list slow blocking", "RW access delete@1:0;RW insert@2:0", "", "list", "6.2.0",
     "BLMOVE source destination LEFT|RIGHT LEFT|RIGHT timeout", "As LMOVE; waits for an element if there is none.", commands::blmove},
    {"blmpop", -5, kWrite | kBlocking | kMovableKeys, 0, 0, 0, "write list slow blocking", "RW access delete@2:keynum", "", "list", "7.0.0",
     "BLMPOP timeout numkeys key [key ...] LEFT|RIGHT [COUNT count]", "As LMPOP; waits for an element if there is none.", commands::blmpop},
    {"blpop", -3, kWrite | kNoScript | kBlocking, 1, -2, 1, "write list slow blocking", "RW access delete@1:-2", "", "list", "2.0.0",
     "BLPOP key [key ...] timeout", "Takes the first element of the first list that has one; waits if none has.", commands::blpop},
    {"brpop", -3, kWrite | kNoScript | kBlocking, 1, -2, 1, "write list slow blocking", "RW access delete@1:-2", "", "list", "2.0.0",
     "BRPOP key [key ...] timeout", "Takes the last element of the first list that has one; waits if none has.", commands::brpop},
    {"brpoplpush", 4, kWrite | kDenyOom | kNoScript | kBlocking, 1, 2, 1, "write list slow blocking", "RW access delete@1:0;RW insert@2:0", "", "list", "2.2.0",
     "BRPOPLPUSH source destination timeout", "As RPOPLPUSH; waits for an element if there is none.", commands::brpoplpush},
    {"lindex", 3, kReadonly, 1, 1, 1, "read list slow", "RO access@1:0", "", "list", "1.0.0",
     "LINDEX key index", "Reads the element at a position.", commands::lindex},
    {"linsert", 5, kWrite | kDenyOom, 1, 1, 1, "write list slow", "RW insert@1:0", "", "list", "2.2.0",
     "LINSERT key BEFORE|AFTER pivot element", "Puts an element beside another one.", commands::linsert},
    {"llen", 2, kReadonly | kFast, 1, 1, 1, "read list fast", "RO@1:0", "", "list", "1.0.0",
     "LLEN key", "Counts the elements of a list.", commands::llen},
    {"lmove", 5, kWrite | kDenyOom, 1, 2, 1, "write list slow", "RW access delete@1:0;RW insert@2:0", "", "list", "6.2.0",
     "LMOVE source destination LEFT|RIGHT LEFT|RIGHT", "Takes an element from one end and puts it at an end of another list.", commands::lmove},
    {"lmpop", -4, kWrite | kMovableKeys, 0, 0, 0, "write list slow", "RW access delete@1:keynum", "", "list", "7.0.0",
     "LMPOP numkeys key [key ...] LEFT|RIGHT [COUNT count]", "Takes elements from the first list that has some.", commands::lmpop},
    {"lpop", -2, kWrite | kFast, 1, 1, 1, "write list fast", "RW access delete@1:0", "", "list", "1.0.0",
     "LPOP key [count]", "Takes the first elements.", commands::lpop},
    {"lpos", -3, kReadonly, 1, 1, 1, "read list slow", "RO access@1:0", "", "list", "6.0.6",
     "LPOS key element [RANK rank] [COUNT matches] [MAXLEN length]", "Finds the positions of an element.", commands::lpos},
    {"lpush", -3, kWrite | kDenyOom | kFast, 1, 1, 1, "write list fast", "RW insert@1:0", "", "list", "1.0.0",
     "LPUSH key element [element ...]", "Puts elements before the first one; makes the list if it is missing.", commands::lpush},
    {"lpushx", -3, kWrite | kDenyOom | kFast, 1, 1, 1, "write list fast", "RW insert@1:0", "", "list", "2.2.0",
     "LPUSHX key element [element ...]", "Puts elements before the first one of a list that exists.", commands::lpushx},
    {"lrange", 4, kReadonly, 1, 1, 1, "read list slow", "RO access@1:0", "", "list", "1.0.0",
     "LRANGE key start stop", "Reads a range of elements.", commands::lrange},
    {"lrem", 4, kWrite, 1, 1, 1, "write list slow", "RW delete@1:0", "", "list", "1.0.0",
     "LREM key count element", "Takes elements with a value out.", commands::lrem},
    {"lset", 4, kWrite | kDenyOom, 1, 1, 1, "write list slow", "RW update@1:0", "", "list", "1.0.0",
     "LSET key index element", "Writes the element at a position.", commands::lset},
    {"ltrim", 4, kWrite, 1, 1, 1, "write list slow", "RW delete@1:0", "", "list", "1.0.0",
     "LTRIM key start stop", "Keeps a range of elements, drops the rest.", commands::ltrim},
    {"rpop", -2, kWrite | kFast, 1, 1, 1, "write list fast", "RW access delete@1:0", "", "list", "1.0.0",
     "RPOP key [count]", "Takes the last elements.", commands::rpop},
    {"rpoplpush", 3, kWrite | kDenyOom, 1, 2, 1, "write list slow", "RW access delete@1:0;RW insert@2:0", "", "list", "1.2.0",
     "RPOPLPUSH source destination", "Takes the last element and puts it before the first of another list.", commands::rpoplpush},
    {"rpush", -3, kWrite | kDenyOom | kFast, 1, 1, 1, "write list fast", "RW insert@1:0", "", "list", "1.0.0",
     "RPUSH key element [element ...]", "Puts elements after the last one; makes the list if it is missing.", commands::rpush},
    {"rpushx", -3, kWrite | kDenyOom | kFast, 1, 1, 1, "write list fast", "RW insert@1:0", "", "list", "2.2.0",
     "RPUSHX key element [element ...]", "Puts elements after the last one of a list that exists.", commands::rpushx},
};
// clang-format on

} // namespace

std::span<const Command> listRows() { return kCommands; }

} // namespace maylab::cache::rows
