// LCS: the longest common subsequence of two strings, its length, or the matching ranges.
#include "cache/engine/arguments.h"
#include "cache/engine/commands.h"

#include <algorithm>
#include <string>
#include <vector>

namespace maylab::cache::commands {

namespace {

struct Range {
    std::uint32_t from1, to1, from2, to2;
    std::uint32_t length() const { return to1 - from1 + 1; }
};

void replyRange(Invocation& i, const Range& r, bool withLength) {
    i.out.array(withLength ? 3 : 2);
    i.out.array(2);
    i.out.integer(r.from1);
    i.out.integer(r.to1);
    i.out.array(2);
    i.out.integer(r.from2);
    i.out.integer(r.to2);
    if (withLength) i.out.integer(r.length());
}

} // namespace

void lcs(Invocation& i) {
    std::string values[2];
    for (std::size_t k = 0; k < 2; ++k) {
        const Found f = lookupRead(i.server, i.db(), i.argv[k + 1]);
        if (!f) continue;
        if (i.server.keyspace.entry(f.entry).type != ValueType::String) {
            i.out.error("ERR The specified keys must contain string values");
            return;
        }
        std::string scratch;
        values[k] = valueText(i.server, f.entry, scratch);
    }
    bool lengthOnly = false, ranges = false, withLength = false;
    std::int64_t minimum = 0;
    for (std::size_t k = 3; k < i.argc(); ++k) {
        if (is(i.argv[k], "IDX")) ranges = true;
        else if (is(i.argv[k], "LEN")) lengthOnly = true;
        else if (is(i.argv[k], "WITHMATCHLEN")) withLength = true;
        else if (is(i.argv[k], "MINMATCHLEN") && k + 1 < i.argc()) {
            if (!integerArgument(i, i.argv[++k], minimum)) return;
            minimum = std::max<std::int64_t>(minimum, 0);
        } else {
            i.out.error(text::kSyntax);
            return;
        }
    }
    if (ranges && lengthOnly) {
        i.out.error("ERR If you want both the length and indexes, please just use IDX.");
        return;
    }
    const std::string &a = values[0], &b = values[1];
    const std::uint64_t cells = (std::uint64_t{a.size()} + 1) * (std::uint64_t{b.size()} + 1);
    if (cells * 4 > i.server.options.realMemoryCap) {
        i.out.error("ERR Insufficient memory, transient memory for LCS exceeds proto-max-bulk-len");
        return;
    }
    const std::size_t width = b.size() + 1;
    std::vector<std::uint32_t> table(cells, 0);
    for (std::size_t x = 1; x <= a.size(); ++x) {
        for (std::size_t y = 1; y <= b.size(); ++y) {
            table[x * width + y] = a[x - 1] == b[y - 1]
                                       ? table[(x - 1) * width + y - 1] + 1
                                       : std::max(table[(x - 1) * width + y], table[x * width + y - 1]);
        }
    }
    i.server.charge(static_cast<std::int64_t>(cells));
    const std::uint32_t length = table[a.size() * width + b.size()];
    if (lengthOnly) {
        i.out.integer(length);
        return;
    }
    // Backwards through the table; runs of neighbours become ranges, the last one first.
    std::string common(length, '\0');
    std::vector<Range> found;
    std::size_t left = length, x = a.size(), y = b.size();
    bool open = false;
    Range run{};
    const auto close = [&] {
        if (open && (minimum == 0 || run.length() >= minimum)) found.push_back(run);
        open = false;
    };
    while (x > 0 && y > 0) {
        if (a[x - 1] == b[y - 1]) {
            common[--left] = a[x - 1];
            const auto px = static_cast<std::uint32_t>(x - 1), py = static_cast<std::uint32_t>(y - 1);
            if (open && run.from1 == px + 1 && run.from2 == py + 1) {
                run.from1 = px;
                run.from2 = py;
            } else {
                close();
                run = {px, px, py, py};
                open = true;
            }
            --x;
            --y;
        } else if (table[(x - 1) * width + y] > table[x * width + y - 1]) {
            --x;
        } else {
            --y;
        }
    }
    close();
    if (!ranges) {
        i.out.bulk(common);
        return;
    }
    i.out.map(2);
    i.out.bulk("matches");
    i.out.array(found.size());
    for (const Range& r : found) replyRange(i, r, withLength);
    i.out.bulk("len");
    i.out.integer(length);
}

} // namespace maylab::cache::commands
