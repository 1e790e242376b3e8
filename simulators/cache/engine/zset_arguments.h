// What the commands on sorted sets share: how they read ranges, and the value under a key.
#pragma once

#include "cache/engine/typed.h"
#include "cache/engine/zset.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace maylab::cache {

ZSetRules zsetRules(Server& s);
// "(1", "+inf", "1e3"; false: an error was written.
bool scoreRangeArgument(Invocation& i, std::string_view min, std::string_view max, ScoreRange& range);
// "[a", "(b", "-", "+".
bool lexRangeArgument(Invocation& i, std::string_view min, std::string_view max, LexRange& range);
// start and stop as ranks, negative ones from the end; count 0: nothing.
RankRange rankRange(std::int64_t start, std::int64_t stop, std::size_t size);

// How members are added: ZADD's words.
struct AddFlags {
    bool nx = false, xx = false, gt = false, lt = false, ch = false, incr = false;
};
struct ScoredMember {
    std::string_view member;
    double score = 0;
};
// ZADD behind its arguments: members (at least one) into the sorted set under key, and the reply.
void addMembers(Invocation& i, std::string_view key, AddFlags flags, std::span<const ScoredMember> members);

// A result under key in place of what was there; the reply is how many members it has. Nothing: the key goes.
// INFO counts that many changes.
void storeZSet(Invocation& i, std::string_view key, ZSetValue* fresh, std::string_view event, std::uint64_t changes = 1);

} // namespace maylab::cache
