// SCAN: a walk over the keys that survives growing and shrinking tables. Source: sheet 2.12.
#include "cache/engine/arguments.h"
#include "cache/engine/commands.h"
#include "cache/engine/glob.h"

#include <cerrno>
#include <cstdlib>
#include <string>
#include <vector>

namespace maylab::cache::commands {

namespace {

// As strtoul reads it: a sign and an empty text are taken, a NUL ends it; only leading space is refused.
bool parseCursor(std::string_view arg, std::uint64_t& cursor) {
    const std::string text(arg);
    if (std::string_view(" \t\n\v\f\r").find(text.c_str()[0]) != std::string_view::npos) return false;
    char* end = nullptr;
    errno = 0;
    cursor = std::strtoull(text.c_str(), &end, 10);
    return *end == '\0' && errno != ERANGE;
}

} // namespace

void scan(Invocation& i) {
    std::uint64_t cursor = 0;
    if (!parseCursor(i.argv[1], cursor)) {
        i.out.error("ERR invalid cursor");
        return;
    }
    std::int64_t count = 10;
    std::string_view pattern, wantedType;
    bool byType = false;
    for (std::size_t k = 2; k < i.argc(); k += 2) {
        if (k + 1 >= i.argc()) {
            i.out.error(text::kSyntax);
            return;
        }
        const std::string_view value = i.argv[k + 1];
        if (is(i.argv[k], "COUNT")) {
            if (!integerArgument(i, value, count)) return;
            if (count < 1) {
                i.out.error(text::kSyntax);
                return;
            }
        } else if (is(i.argv[k], "MATCH")) {
            pattern = value == "*" ? std::string_view() : value;
        } else if (is(i.argv[k], "TYPE")) {
            wantedType = value;
            byType = true;
        } else {
            i.out.error(text::kSyntax);
            return;
        }
    }
    std::vector<EntryIndex> page;
    // Sparse tables: at most ten empty buckets for every key asked for.
    for (std::int64_t steps = count > INT64_MAX / 10 ? INT64_MAX : count * 10; steps > 0; --steps) {
        cursor = i.server.keyspace.scan(i.db(), cursor, [&](EntryIndex e) { page.push_back(e); });
        if (cursor == 0 || static_cast<std::int64_t>(page.size()) >= count) break;
    }
    i.server.charge(static_cast<std::int64_t>(page.size()) * kElementNs);
    std::vector<std::string> keys;
    for (const EntryIndex e : page) {
        const Entry& entry = i.server.keyspace.entry(e);
        const std::string_view key = i.server.keyspace.key(e);
        if (!pattern.empty() && !globMatch(pattern, key)) continue;
        if (byType && !is(wantedType, toString(entry.type))) continue;
        if (isExpired(i.server, entry)) {
            expireKey(i.server, i.db(), e, true);
            continue;
        }
        keys.emplace_back(key);
    }
    i.out.array(2);
    i.out.bulk(std::to_string(cursor));
    i.out.array(keys.size());
    for (const std::string& k : keys) i.out.bulk(k);
}

} // namespace maylab::cache::commands
