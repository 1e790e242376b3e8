// DEBUG, as far as tests and labs use it.
#include "cache/engine/access_clock.h"
#include "cache/engine/arguments.h"
#include "cache/engine/commands.h"
#include "cache/engine/dump.h"
#include "cache/engine/list_value.h"

#include <algorithm>
#include <string>

namespace maylab::cache::commands {

void debug(Invocation& i) {
    if (!i.server.cfg().debugCommand) {
        i.out.error("ERR DEBUG command not allowed. If the enable-debug-command option is set to \"local\", you can run it "
                    "from a local connection, otherwise you need to set this option in the configuration file, and then "
                    "restart the server.");
        return;
    }
    const std::string_view what = i.argv[1];
    if (is(what, "SLEEP") && i.argc() == 3) {
        long double seconds = 0;
        if (!parseLongDouble(i.argv[2], seconds)) seconds = 0;
        seconds = std::clamp<long double>(seconds, 0, 3600);
        i.server.charge(static_cast<std::int64_t>(seconds * 1e9L));
        i.out.ok();
    } else if (is(what, "SET-ACTIVE-EXPIRE") && i.argc() == 3) {
        i.out.ok();
    } else if (is(what, "OBJECT") && i.argc() == 3) {
        const EntryIndex e = i.server.keyspace.peek(i.db(), i.argv[2]);
        if (e == 0) {
            i.out.error(text::kNoSuchKey);
            return;
        }
        const Entry& entry = i.server.keyspace.entry(e);
        std::string list;
        if (entry.encoding == Encoding::Quicklist) {
            const auto& value = static_cast<const ListValue&>(i.server.keyspace.collection(e));
            std::size_t bytes = 0;
            for (std::size_t n = 0; n < value.nodeCount(); ++n) bytes += value.node(n).bytes();
            list = " ql_nodes:" + std::to_string(value.nodeCount()) + " ql_avg_node:" +
                   formatFixed(static_cast<double>(value.size()) / static_cast<double>(value.nodeCount()), 2) +
                   " ql_listpack_max:" + std::to_string(value.fill()) + " ql_compressed:0 ql_uncompressed_size:" + std::to_string(bytes);
        }
        i.out.simple("Value at:0x" + std::to_string(e) + " refcount:" + ((entry.flags & Entry::kShared) != 0 ? "2147483647" : "1") +
                     " encoding:" + toString(entry.encoding) + " serializedlength:" +
                     std::to_string(serialized(i.server, e).out().size() - 1) + " lru:" + std::to_string(entry.access) +
                     " lru_seconds_idle:" +
                     std::to_string(idleMilliseconds(lruClock(i.server.nowMs), entry.access) / 1000) + list);
    } else if (is(what, "LISTPACK") && i.argc() == 3) {
        const EntryIndex e = i.server.keyspace.peek(i.db(), i.argv[2]);
        if (e == 0) i.out.error(text::kNoSuchKey);
        else if (i.server.keyspace.entry(e).encoding == Encoding::Listpack) i.out.simple("Listpack structure printed on stdout");
        else i.out.error("ERR Not a listpack encoded object.");
    } else if (is(what, "ERROR") && i.argc() == 3) {
        std::string error(i.argv[2]);
        std::replace_if(error.begin(), error.end(), [](char c) { return c == '\r' || c == '\n'; }, ' ');
        i.out.error(error);
    } else if (is(what, "RELOAD")) { // the data stay as they are: nothing is written and read again
        i.out.ok();
    } else {
        subCommandSyntax(i);
    }
}

} // namespace maylab::cache::commands
