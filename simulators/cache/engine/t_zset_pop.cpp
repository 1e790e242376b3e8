// Taking members off the ends of sorted sets, at once or when there are some. Source: sheet 2.1.
#include "cache/engine/commands.h"
#include "cache/engine/zset_arguments.h"

#include <algorithm>
#include <span>
#include <string>
#include <vector>

namespace maylab::cache::commands {

namespace {

enum class End : std::uint8_t { Min, Max };

std::string_view popName(End end) { return end == End::Min ? "zpopmin" : "zpopmax"; }

// Takes count members off and calls give(member, score) for each, in the order in which they leave.
template <class Give>
void pop(Invocation& i, Typed<ZSetValue>& z, std::string_view key, End end, std::size_t count, Give&& give) {
    const std::size_t n = std::min(count, z->size());
    i.server.charge(static_cast<std::int64_t>(n) * kElementNs);
    changeTyped(i, z, key, [&](ZSetValue& v) {
        if (end == End::Min) v.visit(0, n, false, give);
        else v.visit(v.size() - 1, n, true, give);
        v.removeRange({end == End::Min ? 0 : v.size() - n, n});
        changed(i, key, Notify::ZSet, popName(end), n);
    });
}

void popGeneric(Invocation& i, End end) {
    if (i.argc() > 3) {
        i.out.error(text::kSyntax);
        return;
    }
    std::int64_t count = 1;
    const bool counted = i.argc() == 3;
    if (counted && !integerInRange(i, i.argv[2], 0, INT64_MAX, count, text::kNotPositive)) return;
    auto z = writeTyped<ZSetValue>(i, i.argv[1]);
    if (z.wrong) return;
    if (!z || count == 0) {
        i.out.array(0);
        return;
    }
    const bool nested = counted && i.out.protocol() > 2;
    const std::size_t n = std::min(static_cast<std::size_t>(count), z->size());
    i.out.array(nested ? n : n * 2);
    pop(i, z, i.argv[1], end, n, [&](std::string_view member, double score) {
        if (nested) i.out.array(2);
        i.out.bulk(member);
        i.out.real(score);
    });
}

// The first of keys that has members; wrong: an error was written.
Typed<ZSetValue> firstWithMembers(Invocation& i, std::span<const std::string_view> keys, std::string_view& key) {
    for (const std::string_view k : keys) {
        key = k;
        auto z = writeTyped<ZSetValue>(i, k);
        if (z.wrong || z) return z;
    }
    return {};
}

void blockingPop(Invocation& i, End end) {
    std::int64_t timeout = 0;
    if (!timeoutArgument(i, i.argv.back(), timeout)) return;
    const auto keys = i.argv.subspan(1, i.argc() - 2);
    std::string_view key;
    auto z = firstWithMembers(i, keys, key);
    if (z.wrong) return;
    if (!z) {
        if (!waitForKeys(i, keys, timeout)) i.out.nullArray();
        return;
    }
    i.out.array(3);
    i.out.bulk(key);
    pop(i, z, key, end, 1, [&](std::string_view member, double score) {
        i.out.bulk(member);
        i.out.real(score);
    });
    replicateAs(i, {end == End::Min ? "ZPOPMIN" : "ZPOPMAX", key});
}

// at: where the number of keys stands.
void multiPop(Invocation& i, std::size_t at, bool blocking) {
    std::int64_t timeout = 0, keyCount = 0, count = -1;
    if (!integerInRange(i, i.argv[at], 1, INT64_MAX, keyCount, "ERR numkeys should be greater than 0")) return;
    if (keyCount > static_cast<std::int64_t>(i.argc() - at) - 2) {
        i.out.error(text::kSyntax);
        return;
    }
    std::size_t k = at + 1 + static_cast<std::size_t>(keyCount);
    const bool min = is(i.argv[k], "MIN");
    if (!min && !is(i.argv[k], "MAX")) {
        i.out.error(text::kSyntax);
        return;
    }
    for (++k; k < i.argc(); ++k) {
        if (count != -1 || !is(i.argv[k], "COUNT") || k + 1 >= i.argc()) {
            i.out.error(text::kSyntax);
            return;
        }
        if (!integerInRange(i, i.argv[++k], 1, INT64_MAX, count, "ERR count should be greater than 0")) return;
    }
    if (blocking && !timeoutArgument(i, i.argv[1], timeout)) return;
    if (count == -1) count = 1;
    const auto keys = i.argv.subspan(at + 1, static_cast<std::size_t>(keyCount));
    std::string_view key;
    auto z = firstWithMembers(i, keys, key);
    if (z.wrong) return;
    if (!z) {
        if (!blocking || !waitForKeys(i, keys, timeout)) i.out.nullArray();
        return;
    }
    const End end = min ? End::Min : End::Max;
    const std::size_t n = std::min(static_cast<std::size_t>(count), z->size());
    i.out.array(2);
    i.out.bulk(key);
    i.out.array(n);
    pop(i, z, key, end, n, [&](std::string_view member, double score) {
        i.out.array(2);
        i.out.bulk(member);
        i.out.real(score);
    });
    replicateAs(i, {end == End::Min ? "ZPOPMIN" : "ZPOPMAX", key, std::to_string(n)});
}

} // namespace

void zpopmin(Invocation& i) { popGeneric(i, End::Min); }

void zpopmax(Invocation& i) { popGeneric(i, End::Max); }

void bzpopmin(Invocation& i) { blockingPop(i, End::Min); }

void bzpopmax(Invocation& i) { blockingPop(i, End::Max); }

void zmpop(Invocation& i) { multiPop(i, 1, false); }

void bzmpop(Invocation& i) { multiPop(i, 2, true); }

} // namespace maylab::cache::commands
