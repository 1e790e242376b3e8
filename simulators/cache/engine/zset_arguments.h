// What the commands on sorted sets share: how they read ranges, and the value under a key.
#pragma once

#include "cache/engine/typed.h"
#include "cache/engine/zset.h"

#include <cstdint>
#include <string_view>

namespace maylab::cache {

ZSetRules zsetRules(Server& s);
// "(1", "+inf", "1e3"; false: an error was written.
bool scoreRangeArgument(Invocation& i, std::string_view min, std::string_view max, ScoreRange& range);
// "[a", "(b", "-", "+".
bool lexRangeArgument(Invocation& i, std::string_view min, std::string_view max, LexRange& range);
// start and stop as ranks, negative ones from the end; count 0: nothing.
RankRange rankRange(std::int64_t start, std::int64_t stop, std::size_t size);

// A result under key in place of what was there; the reply is how many members it has. Nothing: the key goes.
void storeZSet(Invocation& i, std::string_view key, ZSetValue* fresh, std::string_view event);

} // namespace maylab::cache
