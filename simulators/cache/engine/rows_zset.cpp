// Rows of the commands on sorted sets.
#include "cache/engine/command_rows.h"
#include "cache/engine/commands.h"

namespace maylab::cache::rows {

namespace {

// clang-format off
constexpr Command kCommands[] = {
    {"bzmpop", -5, kWrite | kBlocking | kMovableKeys, 0, 0, 0, "write sortedset slow blocking", "RW access delete@2:keynum", "", "sorted-set", "7.0.0",
     "BZMPOP timeout numkeys key [key ...] MIN|MAX [COUNT count]", "Pops members of the first sorted set that has any; waits for one.", commands::bzmpop},
    {"bzpopmax", -3, kWrite | kNoScript | kBlocking | kFast, 1, -2, 1, "write sortedset fast blocking", "RW access delete@1:-2", "", "sorted-set", "5.0.0",
     "BZPOPMAX key [key ...] timeout", "Pops the member with the highest score; waits for one.", commands::bzpopmax},
    {"bzpopmin", -3, kWrite | kNoScript | kBlocking | kFast, 1, -2, 1, "write sortedset fast blocking", "RW access delete@1:-2", "", "sorted-set", "5.0.0",
     "BZPOPMIN key [key ...] timeout", "Pops the member with the lowest score; waits for one.", commands::bzpopmin},
    {"zadd", -4, kWrite | kDenyOom | kFast, 1, 1, 1, "write sortedset fast", "RW update@1:0", "", "sorted-set", "1.2.0",
     "ZADD key [NX|XX] [GT|LT] [CH] [INCR] score member [score member ...]", "Adds members with scores, or gives those that are there new scores.", commands::zadd},
    {"zcard", 2, kReadonly | kFast, 1, 1, 1, "read sortedset fast", "RO@1:0", "", "sorted-set", "1.2.0",
     "ZCARD key", "Counts the members of a sorted set.", commands::zcard},
    {"zcount", 4, kReadonly | kFast, 1, 1, 1, "read sortedset fast", "RO access@1:0", "", "sorted-set", "2.0.0",
     "ZCOUNT key min max", "Counts the members whose scores lie in a range.", commands::zcount},
    {"zdiff", -3, kReadonly | kMovableKeys, 0, 0, 0, "read sortedset slow", "RO access@1:keynum", "", "sorted-set", "6.2.0",
     "ZDIFF numkeys key [key ...] [WITHSCORES]", "Lists what the first sorted set has and the others have not.", commands::zdiff},
    {"zdiffstore", -4, kWrite | kDenyOom | kMovableKeys, 1, 1, 1, "write sortedset slow", "OW update@1:0;RO access@2:keynum", "", "sorted-set", "6.2.0",
     "ZDIFFSTORE destination numkeys key [key ...]", "Stores what the first sorted set has and the others have not.", commands::zdiffstore},
    {"zincrby", 4, kWrite | kDenyOom | kFast, 1, 1, 1, "write sortedset fast", "RW access update@1:0", "", "sorted-set", "1.2.0",
     "ZINCRBY key increment member", "Adds to the score of a member.", commands::zincrby},
    {"zinter", -3, kReadonly | kMovableKeys, 0, 0, 0, "read sortedset slow", "RO access@1:keynum", "", "sorted-set", "6.2.0",
     "ZINTER numkeys key [key ...] [WEIGHTS weight [weight ...]] [AGGREGATE SUM|MIN|MAX] [WITHSCORES]", "Lists what all of the sorted sets have.", commands::zinter},
    {"zintercard", -3, kReadonly | kMovableKeys, 0, 0, 0, "read sortedset slow", "RO access@1:keynum", "", "sorted-set", "7.0.0",
     "ZINTERCARD numkeys key [key ...] [LIMIT limit]", "Counts what all of the sorted sets have.", commands::zintercard},
    {"zinterstore", -4, kWrite | kDenyOom | kMovableKeys, 1, 1, 1, "write sortedset slow", "OW update@1:0;RO access@2:keynum", "", "sorted-set", "2.0.0",
     "ZINTERSTORE destination numkeys key [key ...] [WEIGHTS weight [weight ...]] [AGGREGATE SUM|MIN|MAX]", "Stores what all of the sorted sets have.", commands::zinterstore},
    {"zlexcount", 4, kReadonly | kFast, 1, 1, 1, "read sortedset fast", "RO access@1:0", "", "sorted-set", "2.8.9",
     "ZLEXCOUNT key min max", "Counts the members in a range of names.", commands::zlexcount},
    {"zmpop", -4, kWrite | kMovableKeys, 0, 0, 0, "write sortedset slow", "RW access delete@1:keynum", "", "sorted-set", "7.0.0",
     "ZMPOP numkeys key [key ...] MIN|MAX [COUNT count]", "Pops members of the first sorted set that has any.", commands::zmpop},
    {"zmscore", -3, kReadonly | kFast, 1, 1, 1, "read sortedset fast", "RO access@1:0", "", "sorted-set", "6.2.0",
     "ZMSCORE key member [member ...]", "Shows the scores of several members.", commands::zmscore},
    {"zpopmax", -2, kWrite | kFast, 1, 1, 1, "write sortedset fast", "RW access delete@1:0", "", "sorted-set", "5.0.0",
     "ZPOPMAX key [count]", "Pops the members with the highest scores.", commands::zpopmax},
    {"zpopmin", -2, kWrite | kFast, 1, 1, 1, "write sortedset fast", "RW access delete@1:0", "", "sorted-set", "5.0.0",
     "ZPOPMIN key [count]", "Pops the members with the lowest scores.", commands::zpopmin},
    {"zrandmember", -2, kReadonly, 1, 1, 1, "read sortedset slow", "RO access@1:0", "nondeterministic_output", "sorted-set", "6.2.0",
     "ZRANDMEMBER key [count [WITHSCORES]]", "Picks members at random.", commands::zrandmember},
    {"zrange", -4, kReadonly, 1, 1, 1, "read sortedset slow", "RO access@1:0", "", "sorted-set", "1.2.0",
     "ZRANGE key start stop [BYSCORE|BYLEX] [REV] [LIMIT offset count] [WITHSCORES]", "Lists members by rank, score or name.", commands::zrange},
    {"zrangebylex", -4, kReadonly, 1, 1, 1, "read sortedset slow", "RO access@1:0", "", "sorted-set", "2.8.9",
     "ZRANGEBYLEX key min max [LIMIT offset count]", "Lists the members in a range of names.", commands::zrangebylex},
    {"zrangebyscore", -4, kReadonly, 1, 1, 1, "read sortedset slow", "RO access@1:0", "", "sorted-set", "1.0.5",
     "ZRANGEBYSCORE key min max [WITHSCORES] [LIMIT offset count]", "Lists the members whose scores lie in a range.", commands::zrangebyscore},
    {"zrangestore", -5, kWrite | kDenyOom, 1, 2, 1, "write sortedset slow", "OW update@1:0;RO access@2:0", "", "sorted-set", "6.2.0",
     "ZRANGESTORE dst src min max [BYSCORE|BYLEX] [REV] [LIMIT offset count]", "Stores members that were picked by rank, score or name.", commands::zrangestore},
    {"zrank", 3, kReadonly | kFast, 1, 1, 1, "read sortedset fast", "RO access@1:0", "", "sorted-set", "2.0.0",
     "ZRANK key member", "Shows how many members have a lower score.", commands::zrank},
    {"zrem", -3, kWrite | kFast, 1, 1, 1, "write sortedset fast", "RW delete@1:0", "", "sorted-set", "1.2.0",
     "ZREM key member [member ...]", "Removes members.", commands::zrem},
    {"zremrangebylex", 4, kWrite, 1, 1, 1, "write sortedset slow", "RW delete@1:0", "", "sorted-set", "2.8.9",
     "ZREMRANGEBYLEX key min max", "Removes the members in a range of names.", commands::zremrangebylex},
    {"zremrangebyrank", 4, kWrite, 1, 1, 1, "write sortedset slow", "RW delete@1:0", "", "sorted-set", "2.0.0",
     "ZREMRANGEBYRANK key start stop", "Removes the members in a range of ranks.", commands::zremrangebyrank},
    {"zremrangebyscore", 4, kWrite, 1, 1, 1, "write sortedset slow", "RW delete@1:0", "", "sorted-set", "1.2.0",
     "ZREMRANGEBYSCORE key min max", "Removes the members whose scores lie in a range.", commands::zremrangebyscore},
    {"zrevrange", -4, kReadonly, 1, 1, 1, "read sortedset slow", "RO access@1:0", "", "sorted-set", "1.2.0",
     "ZREVRANGE key start stop [WITHSCORES]", "Lists members by rank, the highest score first.", commands::zrevrange},
    {"zrevrangebylex", -4, kReadonly, 1, 1, 1, "read sortedset slow", "RO access@1:0", "", "sorted-set", "2.8.9",
     "ZREVRANGEBYLEX key max min [LIMIT offset count]", "Lists the members in a range of names, the last first.", commands::zrevrangebylex},
    {"zrevrangebyscore", -4, kReadonly, 1, 1, 1, "read sortedset slow", "RO access@1:0", "", "sorted-set", "2.2.0",
     "ZREVRANGEBYSCORE key max min [WITHSCORES] [LIMIT offset count]", "Lists the members whose scores lie in a range, the highest first.", commands::zrevrangebyscore},
    {"zrevrank", 3, kReadonly | kFast, 1, 1, 1, "read sortedset fast", "RO access@1:0", "", "sorted-set", "2.0.0",
     "ZREVRANK key member", "Shows how many members have a higher score.", commands::zrevrank},
    {"zscan", -3, kReadonly, 1, 1, 1, "read sortedset slow", "RO access@1:0", "nondeterministic_output", "sorted-set", "2.8.0",
     "ZSCAN key cursor [MATCH pattern] [COUNT count]", "Walks over the members, a part at a time.", commands::zscan},
    {"zscore", 3, kReadonly | kFast, 1, 1, 1, "read sortedset fast", "RO access@1:0", "", "sorted-set", "1.2.0",
     "ZSCORE key member", "Shows the score of a member.", commands::zscore},
    {"zunion", -3, kReadonly | kMovableKeys, 0, 0, 0, "read sortedset slow", "RO access@1:keynum", "", "sorted-set", "6.2.0",
     "ZUNION numkeys key [key ...] [WEIGHTS weight [weight ...]] [AGGREGATE SUM|MIN|MAX] [WITHSCORES]", "Lists what any of the sorted sets has.", commands::zunion},
    {"zunionstore", -4, kWrite | kDenyOom | kMovableKeys, 1, 1, 1, "write sortedset slow", "OW update@1:0;RO access@2:keynum", "", "sorted-set", "2.0.0",
     "ZUNIONSTORE destination numkeys key [key ...] [WEIGHTS weight [weight ...]] [AGGREGATE SUM|MIN|MAX]", "Stores what any of the sorted sets has.", commands::zunionstore},
};
// clang-format on

} // namespace

std::span<const Command> sortedSetRows() { return kCommands; }

} // namespace maylab::cache::rows
