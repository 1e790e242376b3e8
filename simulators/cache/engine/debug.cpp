// DEBUG, as far as tests and labs use it.
#include "cache/engine/access_clock.h"
#include "cache/engine/arguments.h"
#include "cache/engine/commands.h"
#include "cache/engine/dispatch.h"
#include "cache/engine/dump.h"
#include "cache/engine/list_value.h"
#include "cache/engine/lookup.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>

namespace maylab::cache::commands {

namespace {

// One reply of every kind, for those who test a client library.
void protocol(Invocation& i, std::string_view kind) {
    RespWriter& out = i.out;
    const bool third = out.protocol() >= 3;
    const auto three = [&] {
        for (int k = 0; k < 3; ++k) out.integer(k);
    };
    if (is(kind, "string")) out.bulk("Hello World");
    else if (is(kind, "integer")) out.integer(12345);
    else if (is(kind, "double")) out.real(3.141);
    else if (is(kind, "null")) out.null();
    else if (is(kind, "array")) out.array(3), three();
    else if (is(kind, "set")) out.set(3), three();
    else if (is(kind, "map")) {
        out.map(3);
        for (int k = 0; k < 3; ++k) out.integer(k), out.boolean(k == 1);
    } else if (is(kind, "attrib")) {
        if (third) {
            out.raw("|1\r\n");
            out.bulk("key-popularity");
            out.array(2);
            out.bulk("key:123");
            out.integer(90);
        }
        out.bulk("Some real reply following the attribute");
    } else if (is(kind, "push")) {
        if (!third) {
            out.error("ERR RESP2 is not supported by this command");
            return;
        }
        out.push(2);
        out.bulk("server-cpu-usage");
        out.integer(42);
        out.bulk("Some real reply following the push reply");
    } else if (is(kind, "bignum")) {
        constexpr std::string_view kBig = "1234567999999999999999999999999999999";
        if (third) out.raw("(" + std::string(kBig) + "\r\n");
        else out.bulk(kBig);
    } else if (is(kind, "true") || is(kind, "false")) {
        out.boolean(is(kind, "true"));
    } else if (is(kind, "verbatim")) {
        out.verbatim("This is a verbatim\nstring");
    } else {
        out.error("ERR Wrong protocol type name. Please use one of the following: "
                  "string|integer|double|bignum|null|array|set|map|attrib|push|verbatim|true|false");
    }
}

// DEBUG POPULATE count [prefix] [size]: strings "prefix:0" and on, those that are not there yet; nobody is told.
void populate(Invocation& i) {
    std::int64_t count = 0, size = 0;
    if (!integerInRange(i, i.argv[2], 0, INT64_MAX, count, text::kNotPositive)) return;
    if (i.argc() == 5 && !integerInRange(i, i.argv[4], 0, INT64_MAX, size, text::kNotPositive)) return;
    const std::string prefix = i.argc() >= 4 ? std::string(i.argv[3]) : "key";
    constexpr std::int64_t kLeast = 64; // bytes of a key, about
    for (std::int64_t k = 0; k < count; ++k) {
        if (!lengthAllowed(i, 0, std::max(size, kLeast))) return;
        i.server.charge(kWriteNs);
        const std::string key = prefix + ":" + std::to_string(k);
        const Found f = lookupWrite(i.server, i.db(), key, Touch::No);
        if (f) continue;
        std::string value = "value:" + std::to_string(k);
        if (size != 0) value.resize(static_cast<std::size_t>(size));
        storeText(i.server, addKey(i.server, i.db(), key, f.hash), value);
    }
    i.out.ok();
}

constexpr std::string_view kHelp[] = {
    "DEBUG <subcommand> [<arg> [value] [opt] ...]. Subcommands are:",
    "ERROR <text>", "    Answers with an error of this text.",
    "LISTPACK <key>", "    Says whether the key is a listpack.",
    "OBJECT <key>", "    Shows encoding, serialized length and idle time; the nodes of a list.",
    "POPULATE <count> [<prefix>] [<size>]", "    Makes so many strings.",
    "PROTOCOL <type>", "    Answers with a reply of this type.",
    "RELOAD", "    Would save and load the data; they stay as they are.",
    "SLEEP <seconds>", "    Keeps the server busy for so long.",
    "HELP", "    Lists the sub-commands."};

} // namespace

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
    } else if (is(what, "PROTOCOL") && i.argc() == 3) {
        protocol(i, i.argv[2]);
    } else if (is(what, "POPULATE") && i.argc() >= 3 && i.argc() <= 5) {
        populate(i);
    } else if (is(what, "HELP") && i.argc() == 2) {
        i.out.array(std::size(kHelp));
        for (const auto line : kHelp) i.out.simple(line);
    } else if (is(what, "RELOAD")) { // the data stay as they are: nothing is written and read again
        i.out.ok();
    } else {
        subCommandSyntax(i);
    }
}

} // namespace maylab::cache::commands
