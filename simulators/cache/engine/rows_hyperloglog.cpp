// Rows of the commands on HyperLogLogs.
#include "cache/engine/command_rows.h"
#include "cache/engine/commands.h"

namespace maylab::cache::rows {

namespace {

// clang-format off
constexpr Command kCommands[] = {
    {"pfadd", -2, kWrite | kDenyOom | kFast, 1, 1, 1, "write hyperloglog fast", "RW insert@1:0", "", "hyperloglog", "2.8.9",
     "PFADD key [element [element ...]]", "Lets a HyperLogLog see elements.", commands::pfadd},
    {"pfcount", -2, kReadonly, 1, -1, 1, "read hyperloglog slow", "RW access@1:-1#RW: the estimate is kept in the value", "", "hyperloglog", "2.8.9",
     "PFCOUNT key [key ...]", "Estimates how many different elements were seen.", commands::pfcount},
    {"pfdebug", 3, kWrite | kDenyOom | kAdmin, 2, 2, 1, "write hyperloglog admin slow dangerous", "RW access@2:0", "", "hyperloglog", "2.8.9",
     "PFDEBUG subcommand key", "Looks inside a HyperLogLog.", commands::pfdebug},
    {"pfmerge", -2, kWrite | kDenyOom, 1, -1, 1, "write hyperloglog slow", "RW access insert@1:0;RO access@2:-1", "", "hyperloglog", "2.8.9",
     "PFMERGE destkey sourcekey [sourcekey ...]", "Merges HyperLogLogs into one.", commands::pfmerge},
    {"pfselftest", 1, kAdmin, 0, 0, 0, "hyperloglog admin slow dangerous", "", "", "hyperloglog", "2.8.9",
     "PFSELFTEST", "Tests the registers and the estimate.", commands::pfselftest},
};
// clang-format on

} // namespace

std::span<const Command> hyperLogLogRows() { return kCommands; }

} // namespace maylab::cache::rows
