// Why a request of the shop ended as it did: one decision a hop that matters, all with the request's id.
// subject is the product (from 0x80000000 on: a one-off key of a scan). took is what the hop cost.
#pragma once

#include "kernel/decision.h"

#include <cstdint>
#include <span>

namespace maylab::scenarios {

enum class ShopRule : std::uint8_t {
    AnswerCache,    // answered from the cache
    AnswerDatabase, // answered by the database after a miss
    AnswerDirect,   // answered by the database; no cache was asked, or none could be reached
    AnswerForeign,  // answered with a value that somebody else had put under the key
    WaitedConnection,
    GaveUp,          // 503 after waiting for a connection
    QueueFull,       // 503 at once
    ApplicationFull, // 503 at once
    StaleRead,
    WriteThrough,
    CacheUnreachable,
    StoreRefused, // the cache would not take a value (OOM)
    Count
};

std::span<const kernel::RuleInfo> shopRules(); // in the order of ShopRule

} // namespace maylab::scenarios
