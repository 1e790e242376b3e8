// What SCAN, HSCAN, SSCAN and ZSCAN share: the cursor, COUNT, MATCH, and how far one call walks. Source: sheet 2.12.
#pragma once

#include "cache/engine/arguments.h"
#include "cache/engine/glob.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::cache {

struct ScanOptions {
    std::int64_t count = 10;
    std::string_view pattern, type; // pattern empty: all
    bool byType = false;
    bool takes(std::string_view name) const { return pattern.empty() || globMatch(pattern, name); }
};
// False: an error was written.
bool scanCursor(Invocation& i, std::string_view arg, std::uint64_t& cursor);
bool scanOptions(Invocation& i, std::size_t from, bool ofKeys, ScanOptions& o);

// Calls step(cursor) -> cursor until enough was found (found() says how much) or ten
// buckets per element asked for were walked; the cursor to go on with.
template <class Step, class FoundItems>
std::uint64_t scanWalk(std::uint64_t cursor, std::int64_t count, Step&& step, FoundItems&& found) {
    for (std::int64_t steps = count > INT64_MAX / 10 ? INT64_MAX : count * 10; steps > 0; --steps) {
        cursor = step(cursor);
        if (cursor == 0 || static_cast<std::int64_t>(found()) >= count) break;
    }
    return cursor;
}

void replyScan(Invocation& i, std::uint64_t cursor, const std::vector<std::string>& items);

} // namespace maylab::cache
