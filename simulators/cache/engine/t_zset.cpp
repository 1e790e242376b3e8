// Sorted sets: members and their scores. Source: sheet 2.1, 2.2.
#include "cache/engine/commands.h"
#include "cache/engine/zset_arguments.h"

#include <cmath>
#include <span>
#include <string>
#include <vector>

namespace maylab::cache {

namespace {

// Engine time of one step of a walk through a structure of n elements.
void chargeLogarithm(Invocation& i, std::size_t elements) {
    i.server.charge(static_cast<std::int64_t>(elements) * kElementNs);
}

void addGeneric(Invocation& i, AddFlags flags) {
    std::size_t at = 2;
    for (; at < i.argc(); ++at) {
        const std::string_view word = i.argv[at];
        if (is(word, "NX")) flags.nx = true;
        else if (is(word, "XX")) flags.xx = true;
        else if (is(word, "CH")) flags.ch = true;
        else if (is(word, "INCR")) flags.incr = true;
        else if (is(word, "GT")) flags.gt = true;
        else if (is(word, "LT")) flags.lt = true;
        else break;
    }
    const std::size_t pairs = (i.argc() - at) / 2;
    if (pairs == 0 || (i.argc() - at) % 2 != 0) {
        i.out.error(text::kSyntax);
        return;
    }
    if (flags.nx && flags.xx) {
        i.out.error("ERR XX and NX options at the same time are not compatible");
        return;
    }
    if ((flags.gt && flags.nx) || (flags.lt && flags.nx) || (flags.gt && flags.lt)) {
        i.out.error("ERR GT, LT, and/or NX options at the same time are not compatible");
        return;
    }
    if (flags.incr && pairs > 1) {
        i.out.error("ERR INCR option supports a single increment-element pair");
        return;
    }
    // All scores must be good before anything changes.
    constexpr std::size_t kFew = 16;
    ScoredMember few[kFew];
    std::vector<ScoredMember> many;
    if (pairs > kFew) many.resize(pairs);
    const std::span<ScoredMember> members = pairs > kFew ? std::span(many) : std::span(few).first(pairs);
    for (std::size_t k = 0; k < pairs; ++k) {
        if (!doubleArgument(i, i.argv[at + 2 * k], members[k].score)) return;
        members[k].member = i.argv[at + 2 * k + 1];
    }
    addMembers(i, i.argv[1], flags, members);
}

void rankGeneric(Invocation& i, bool reverse) {
    const auto z = readTyped<ZSetValue>(i, i.argv[1]);
    if (z.wrong) return;
    const std::optional<std::size_t> rank = z ? z->rank(i.argv[2]) : std::nullopt;
    if (!rank) i.out.null();
    else i.out.integer(static_cast<std::int64_t>(reverse ? z->size() - 1 - *rank : *rank));
}

} // namespace

void addMembers(Invocation& i, std::string_view key, AddFlags flags, std::span<const ScoredMember> members) {
    auto z = writeTyped<ZSetValue>(i, key);
    if (z.wrong) return;
    std::int64_t added = 0, updated = 0;
    bool done = false;
    double result = 0;
    const bool fresh = !z;
    const auto apply = [&](ZSetValue& v) {
        const ZSetRules rules = zsetRules(i.server);
        for (const ScoredMember& m : members) {
            double score = m.score;
            const std::optional<double> old = v.score(m.member);
            if (old ? flags.nx : flags.xx) continue;
            if (old && flags.incr) {
                score += *old;
                if (std::isnan(score)) return false;
            }
            if (old && ((flags.lt && score >= *old) || (flags.gt && score <= *old))) continue;
            done = true;
            result = score;
            if (old && *old == score) continue;
            v.set(m.member, score, rules);
            ++(old ? updated : added);
        }
        return true;
    };
    bool number = true;
    if (!(fresh && flags.xx)) number = changeTyped(i, z, key, apply);
    if (added + updated > 0) {
        changed(i, key, Notify::ZSet, flags.incr ? "zincr" : "zadd", static_cast<std::uint64_t>(added + updated));
        if (fresh) keyReady(i.server, i.db(), key);
    }
    chargeLogarithm(i, members.size() - 1);
    if (!number) i.out.error("ERR resulting score is not a number (NaN)");
    else if (!flags.incr) i.out.integer(flags.ch ? added + updated : added);
    else if (done) i.out.real(result);
    else i.out.null();
}

namespace commands {

void zadd(Invocation& i) { addGeneric(i, {}); }

void zincrby(Invocation& i) {
    AddFlags flags;
    flags.incr = true;
    addGeneric(i, flags);
}

void zrem(Invocation& i) {
    auto z = writeTyped<ZSetValue>(i, i.argv[1]);
    if (z.wrong) return;
    std::int64_t removed = 0;
    if (z) {
        bool any = false;
        for (std::size_t k = 2; k < i.argc() && !any; ++k) any = z->score(i.argv[k]).has_value();
        if (any)
            changeTyped(i, z, i.argv[1], [&](ZSetValue& v) {
                for (std::size_t k = 2; k < i.argc() && v.size() != 0; ++k) removed += v.remove(i.argv[k]);
                changed(i, i.argv[1], Notify::ZSet, "zrem", static_cast<std::uint64_t>(removed));
            });
    }
    chargeLogarithm(i, i.argc() - 3);
    i.out.integer(removed);
}

void zcard(Invocation& i) {
    const auto z = readTyped<ZSetValue>(i, i.argv[1]);
    if (!z.wrong) i.out.integer(z ? static_cast<std::int64_t>(z->size()) : 0);
}

void zscore(Invocation& i) {
    const auto z = readTyped<ZSetValue>(i, i.argv[1]);
    if (z.wrong) return;
    const std::optional<double> score = z ? z->score(i.argv[2]) : std::nullopt;
    if (score) i.out.real(*score);
    else i.out.null();
}

void zmscore(Invocation& i) {
    const auto z = readTyped<ZSetValue>(i, i.argv[1]);
    if (z.wrong) return;
    chargeLogarithm(i, i.argc() - 3);
    i.out.array(i.argc() - 2);
    for (std::size_t k = 2; k < i.argc(); ++k) {
        const std::optional<double> score = z ? z->score(i.argv[k]) : std::nullopt;
        if (score) i.out.real(*score);
        else i.out.null();
    }
}

void zrank(Invocation& i) { rankGeneric(i, false); }

void zrevrank(Invocation& i) { rankGeneric(i, true); }

void zcount(Invocation& i) {
    ScoreRange range;
    if (!scoreRangeArgument(i, i.argv[2], i.argv[3], range)) return;
    const auto z = readTyped<ZSetValue>(i, i.argv[1]);
    if (!z.wrong) i.out.integer(z ? static_cast<std::int64_t>(z->byScore(range).count) : 0);
}

void zlexcount(Invocation& i) {
    LexRange range;
    if (!lexRangeArgument(i, i.argv[2], i.argv[3], range)) return;
    const auto z = readTyped<ZSetValue>(i, i.argv[1]);
    if (!z.wrong) i.out.integer(z ? static_cast<std::int64_t>(z->byLex(range, false).count) : 0);
}

} // namespace commands

} // namespace maylab::cache
