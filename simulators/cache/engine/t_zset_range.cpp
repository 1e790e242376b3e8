// Sorted sets by rank, score and name: ZRANGE and its family, ZREMRANGEBY..., ZSCAN, ZRANDMEMBER. Source: sheet 2.1, 2.12.
#include "cache/engine/commands.h"
#include "cache/engine/scan.h"
#include "cache/engine/zset_arguments.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace maylab::cache::commands {

namespace {

enum class By : std::uint8_t { Unsaid, Rank, Score, Lex };
enum class Direction : std::uint8_t { Unsaid, Forward, Reverse };

void replyMember(Invocation& i, std::string_view member, double score, bool withScores) {
    if (withScores && i.out.protocol() > 2) i.out.array(2);
    i.out.bulk(member);
    if (withScores) i.out.real(score);
}

void replyHeader(Invocation& i, std::size_t members, bool withScores) {
    i.out.array(withScores && i.out.protocol() == 2 ? members * 2 : members);
}

// at: where the key stands. destination: ZRANGESTORE.
void rangeGeneric(Invocation& i, std::size_t at, const std::string_view* destination, By by, Direction direction) {
    bool withScores = false;
    std::int64_t offset = 0, limit = -1;
    for (std::size_t k = at + 3; k < i.argc(); ++k) {
        const std::string_view word = i.argv[k];
        if (destination == nullptr && is(word, "WITHSCORES")) {
            withScores = true;
        } else if (is(word, "LIMIT") && i.argc() - k - 1 >= 2) {
            if (!integerArgument(i, i.argv[k + 1], offset) || !integerArgument(i, i.argv[k + 2], limit)) return;
            k += 2;
        } else if (direction == Direction::Unsaid && is(word, "REV")) {
            direction = Direction::Reverse;
        } else if (by == By::Unsaid && is(word, "BYLEX")) {
            by = By::Lex;
        } else if (by == By::Unsaid && is(word, "BYSCORE")) {
            by = By::Score;
        } else {
            i.out.error(text::kSyntax);
            return;
        }
    }
    const bool reverse = direction == Direction::Reverse;
    if (by == By::Unsaid) by = By::Rank;
    if (limit != -1 && by == By::Rank) {
        i.out.error("ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX");
        return;
    }
    if (withScores && by == By::Lex) {
        i.out.error("ERR syntax error, WITHSCORES not supported in combination with BYLEX");
        return;
    }
    const bool swapped = reverse && by != By::Rank;
    const std::string_view min = i.argv[swapped ? at + 2 : at + 1], max = i.argv[swapped ? at + 1 : at + 2];
    std::int64_t start = 0, stop = 0;
    ScoreRange scores;
    LexRange names;
    if (by == By::Rank) {
        if (!integerArgument(i, min, start) || !integerArgument(i, max, stop)) return;
    } else if (by == By::Score) {
        if (!scoreRangeArgument(i, min, max, scores)) return;
    } else if (!lexRangeArgument(i, min, max, names)) {
        return;
    }
    const auto z = readTyped<ZSetValue>(i, i.argv[at]);
    if (z.wrong) return;
    RankRange range;
    if (z) range = by == By::Rank ? rankRange(start, stop, z->size()) : by == By::Score ? z->byScore(scores) : z->byLex(names, reverse);
    if (by == By::Rank) {
        if (reverse && range.count > 0) range.from = z->size() - range.from - range.count;
    } else if (offset < 0 || static_cast<std::uint64_t>(offset) >= range.count) {
        range.count = 0;
    } else {
        const std::size_t left = range.count - static_cast<std::size_t>(offset);
        const std::size_t taken = limit < 0 ? left : std::min(left, static_cast<std::size_t>(limit));
        range.from += reverse ? left - taken : static_cast<std::size_t>(offset);
        range.count = taken;
    }
    i.server.charge(static_cast<std::int64_t>(range.count) * kElementNs);
    const std::size_t first = range.count == 0 ? 0 : reverse ? range.from + range.count - 1 : range.from;
    if (destination == nullptr) {
        replyHeader(i, range.count, withScores);
        if (range.count > 0)
            z->visit(first, range.count, reverse,
                     [&](std::string_view member, double score) { replyMember(i, member, score, withScores); });
        return;
    }
    auto* result = new ZSetValue();
    const ZSetRules rules = zsetRules(i.server);
    if (by == By::Rank && range.count > rules.maxEntries) result->makeLarge(rules);
    if (range.count > 0)
        z->visit(first, range.count, reverse,
                 [&](std::string_view member, double score) { result->set(member, score, rules); });
    storeZSet(i, *destination, result, "zrangestore");
}

void removeRangeGeneric(Invocation& i, By by, std::string_view event) {
    std::int64_t start = 0, stop = 0;
    ScoreRange scores;
    LexRange names;
    if (by == By::Rank) {
        if (!integerArgument(i, i.argv[2], start) || !integerArgument(i, i.argv[3], stop)) return;
    } else if (by == By::Score) {
        if (!scoreRangeArgument(i, i.argv[2], i.argv[3], scores)) return;
    } else if (!lexRangeArgument(i, i.argv[2], i.argv[3], names)) {
        return;
    }
    auto z = writeTyped<ZSetValue>(i, i.argv[1]);
    if (z.wrong) return;
    RankRange range;
    if (z) range = by == By::Rank ? rankRange(start, stop, z->size()) : by == By::Score ? z->byScore(scores) : z->byLex(names, false);
    i.server.charge(static_cast<std::int64_t>(range.count) * kElementNs);
    if (range.count > 0)
        changeTyped(i, z, i.argv[1], [&](ZSetValue& v) {
            v.removeRange(range);
            changed(i, i.argv[1], Notify::ZSet, event, range.count);
        });
    i.out.integer(static_cast<std::int64_t>(range.count));
}

} // namespace

void zrange(Invocation& i) { rangeGeneric(i, 1, nullptr, By::Unsaid, Direction::Unsaid); }

void zrangestore(Invocation& i) { rangeGeneric(i, 2, &i.argv[1], By::Unsaid, Direction::Unsaid); }

void zrevrange(Invocation& i) { rangeGeneric(i, 1, nullptr, By::Rank, Direction::Reverse); }

void zrangebyscore(Invocation& i) { rangeGeneric(i, 1, nullptr, By::Score, Direction::Forward); }

void zrevrangebyscore(Invocation& i) { rangeGeneric(i, 1, nullptr, By::Score, Direction::Reverse); }

void zrangebylex(Invocation& i) { rangeGeneric(i, 1, nullptr, By::Lex, Direction::Forward); }

void zrevrangebylex(Invocation& i) { rangeGeneric(i, 1, nullptr, By::Lex, Direction::Reverse); }

void zremrangebyrank(Invocation& i) { removeRangeGeneric(i, By::Rank, "zremrangebyrank"); }

void zremrangebyscore(Invocation& i) { removeRangeGeneric(i, By::Score, "zremrangebyscore"); }

void zremrangebylex(Invocation& i) { removeRangeGeneric(i, By::Lex, "zremrangebylex"); }

void zscan(Invocation& i) {
    std::uint64_t cursor = 0;
    ScanOptions o;
    if (!scanCursor(i, i.argv[2], cursor)) return;
    const auto z = readTyped<ZSetValue>(i, i.argv[1]);
    if (z.wrong) return;
    if (!z) { // whatever else was said
        replyScan(i, 0, {});
        return;
    }
    if (!scanOptions(i, 3, false, o)) return;
    std::vector<std::string> items;
    std::size_t seen = 0;
    const bool flat = z->encoding() == Encoding::Listpack;
    const auto take = [&](std::string_view member, double score) {
        ++seen;
        if (!o.takes(member)) return;
        items.emplace_back(member);
        items.push_back(flat ? listpackScore(score) : formatDouble(score));
    };
    if (flat) {
        cursor = 0;
        z->visitAll(take);
    } else {
        cursor = scanWalk(cursor, o.count, [&](std::uint64_t c) { return z->scan(c, take); }, [&] { return seen * 2; });
    }
    i.server.charge(static_cast<std::int64_t>(seen) * kElementNs);
    replyScan(i, cursor, items);
}

void zrandmember(Invocation& i) {
    std::int64_t count = 0;
    bool withScores = false;
    if (i.argc() > 2) {
        if (!integerInRange(i, i.argv[2], -INT64_MAX, INT64_MAX, count, text::kNotInteger)) return;
        if (i.argc() > 4 || (i.argc() == 4 && !is(i.argv[3], "WITHSCORES"))) {
            i.out.error(text::kSyntax);
            return;
        }
        withScores = i.argc() == 4;
        if (withScores && (count < -INT64_MAX / 2 || count > INT64_MAX / 2)) {
            i.out.error("ERR value is out of range");
            return;
        }
    }
    const auto z = readTyped<ZSetValue>(i, i.argv[1]);
    if (z.wrong) return;
    const auto give = [&](std::string_view member, double score) { replyMember(i, member, score, withScores); };
    if (i.argc() == 2) {
        if (z) z->random(i.server.memberRandom, give);
        else i.out.null();
        return;
    }
    if (!z || count == 0) {
        i.out.array(0);
        return;
    }
    if (count < 0) { // each drawn from all of them
        const auto draws = static_cast<std::uint64_t>(-count);
        constexpr std::uint64_t kMost = 1 << 20;
        if (draws > kMost && !lengthAllowed(i, 0, static_cast<std::int64_t>(std::min<std::uint64_t>(draws, INT64_MAX / 32) * 16))) return;
        i.server.charge(static_cast<std::int64_t>(draws) * kElementNs);
        replyHeader(i, draws, withScores);
        for (std::uint64_t k = 0; k < draws; ++k) z->random(i.server.memberRandom, give);
        return;
    }
    const std::size_t n = std::min(static_cast<std::size_t>(count), z->size());
    i.server.charge(static_cast<std::int64_t>(n) * kElementNs);
    replyHeader(i, n, withScores);
    if (n == z->size()) {
        z->visit(n - 1, n, true, give); // the server walks them from the end
        return;
    }
    // Different ranks, in the order of the draw.
    std::set<std::size_t> taken;
    while (taken.size() < n) {
        const std::size_t rank = i.server.memberRandom.below(z->size());
        if (taken.insert(rank).second) z->visit(rank, 1, false, give);
    }
}

} // namespace maylab::cache::commands
