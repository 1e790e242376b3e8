#include "scenarios/shop/shop_rules.h"

namespace maylab::scenarios {

namespace {

constexpr const char* kOutline = "labs/outline.md, the world of lab 1";
constexpr const char* kCacheAside = "spec/cache.md 1.1 G1";
constexpr const char* kWriting = "spec/cache.md 1.1 G2";
constexpr const char* kTtl = "spec/cache.md 1.1 G3";

// Milliseconds and seconds in values are those of the request, measured; -1 stands for "unknown" or "never".
constexpr kernel::RuleInfo kRules[] = {
    {"shop.answer.cache", "cacheMilliseconds,storedSecondsAgo,leavesInSeconds,version", kCacheAside},
    {"shop.answer.database", "cacheMilliseconds,waitMilliseconds,queryMilliseconds,version", kCacheAside},
    {"shop.answer.direct", "cacheMilliseconds,waitMilliseconds,queryMilliseconds,version", kOutline},
    {"shop.answer.foreign", "cacheMilliseconds,leavesInSeconds,bytes,currentVersion", kCacheAside},
    {"shop.connection.waited", "waitMilliseconds,aheadInQueue,connections,waitingNow", kOutline},
    {"shop.error.gave-up", "waitMilliseconds,aheadInQueue,connections,waitingNow", kOutline},
    {"shop.error.queue-full", "cacheMilliseconds,queueLimit,connections,waitingNow", kOutline},
    {"shop.error.application-full", "inFlight,limit,connections,waitingNow", kOutline,
     "shop.notModelled.threads"},
    {"shop.read.stale", "storedSecondsAgo,changedSecondsAgo,leavesInSeconds,versionsBehind", kTtl},
    {"shop.write-through", "milliseconds,version,ttlSeconds,stored", kWriting},
    {"shop.cache.unreachable", "milliseconds,reach,connectTimeoutMilliseconds,write",
     "spec/cache.md 6.2; labs/pattern.md, Transfer to real AWS", "shop.notModelled.breaker"},
    {"shop.cache.store-refused", "milliseconds,version,ttlSeconds,reason", "spec/cache.md 2.4"},
};
static_assert(std::size(kRules) == static_cast<std::size_t>(ShopRule::Count));

} // namespace

std::span<const kernel::RuleInfo> shopRules() {
    return kRules;
}

} // namespace maylab::scenarios
