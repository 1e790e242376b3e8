// SCAN: a walk over the keys that survives growing and shrinking tables.
#include "cache/engine/scan.h"

#include "cache/engine/commands.h"

#include <cerrno>
#include <cstdlib>

namespace maylab::cache {

// As strtoul reads it: a sign and an empty text are taken, a NUL ends it; only leading space is refused.
bool scanCursor(Invocation& i, std::string_view arg, std::uint64_t& cursor) {
    const std::string text(arg);
    char* end = nullptr;
    errno = 0;
    cursor = std::strtoull(text.c_str(), &end, 10);
    const bool space = std::string_view(" \t\n\v\f\r").find(text.c_str()[0]) != std::string_view::npos;
    if (!space && *end == '\0' && errno != ERANGE) return true;
    i.out.error("ERR invalid cursor");
    return false;
}

bool scanOptions(Invocation& i, std::size_t from, bool ofKeys, ScanOptions& o) {
    const auto syntax = [&] {
        i.out.error(text::kSyntax);
        return false;
    };
    for (std::size_t k = from; k < i.argc(); k += 2) {
        if (k + 1 >= i.argc()) return syntax();
        const std::string_view value = i.argv[k + 1];
        if (is(i.argv[k], "COUNT")) {
            if (!integerArgument(i, value, o.count)) return false;
            if (o.count < 1) return syntax();
        } else if (is(i.argv[k], "MATCH")) {
            o.pattern = value == "*" ? std::string_view() : value;
        } else if (ofKeys && is(i.argv[k], "TYPE")) {
            o.type = value;
            o.byType = true;
        } else {
            return syntax();
        }
    }
    return true;
}

void replyScan(Invocation& i, std::uint64_t cursor, const std::vector<std::string>& items) {
    i.out.array(2);
    i.out.bulk(std::to_string(cursor));
    i.out.array(items.size());
    for (const std::string& s : items) i.out.bulk(s);
}

namespace commands {

void scan(Invocation& i) {
    std::uint64_t cursor = 0;
    ScanOptions o;
    if (!scanCursor(i, i.argv[1], cursor) || !scanOptions(i, 2, true, o)) return;
    std::vector<EntryIndex> page;
    cursor = scanWalk(
        cursor, o.count,
        [&](std::uint64_t c) {
            return i.server.keyspace.scan(i.db(), c, [&](EntryIndex e) { page.push_back(e); });
        },
        [&] { return page.size(); });
    i.server.charge(static_cast<std::int64_t>(page.size()) * kElementNs);
    std::vector<std::string> keys;
    for (const EntryIndex e : page) {
        const Entry& entry = i.server.keyspace.entry(e);
        const std::string_view key = i.server.keyspace.key(e);
        if (!o.takes(key)) continue;
        if (o.byType && !is(o.type, toString(entry.type))) continue;
        if (isExpired(i.server, entry)) {
            if (!i.server.replication.replica) expireKey(i.server, i.db(), e, true);
            continue;
        }
        keys.emplace_back(key);
    }
    replyScan(i, cursor, keys);
}

} // namespace commands

} // namespace maylab::cache
