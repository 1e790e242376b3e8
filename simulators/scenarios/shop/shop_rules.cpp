#include "scenarios/shop/shop_rules.h"

namespace maylab::scenarios {

namespace {

constexpr const char* kOutline = "The shop is a model of this program (queueing: M/G/14)";
constexpr const char* kShopRulesCacheAside = "ElastiCache User Guide, Caching strategies: Lazy loading";
constexpr const char* kWriting = "ElastiCache User Guide, Caching strategies: Write-through";
constexpr const char* kShopRulesTtl = "ElastiCache User Guide, Caching strategies: Adding TTL";

// Milliseconds and seconds in values are those of the request, measured; -1 stands for "unknown" or "never".
constexpr kernel::RuleInfo kShopRulesRules[] = {
    {"shop.answer.cache", "cacheMilliseconds,storedSecondsAgo,leavesInSeconds,version", kShopRulesCacheAside},
    {"shop.answer.database", "cacheMilliseconds,waitMilliseconds,queryMilliseconds,version", kShopRulesCacheAside},
    {"shop.answer.direct", "cacheMilliseconds,waitMilliseconds,queryMilliseconds,version", kOutline},
    {"shop.answer.foreign", "cacheMilliseconds,leavesInSeconds,bytes,currentVersion", kShopRulesCacheAside},
    {"shop.connection.waited", "waitMilliseconds,aheadInQueue,connections,waitingNow", kOutline},
    {"shop.error.gave-up", "waitMilliseconds,aheadInQueue,connections,waitingNow", kOutline},
    {"shop.error.queue-full", "cacheMilliseconds,queueLimit,connections,waitingNow", kOutline},
    {"shop.error.application-full", "inFlight,limit,connections,waitingNow", kOutline,
     "shop.notModelled.threads"},
    {"shop.read.stale", "storedSecondsAgo,changedSecondsAgo,leavesInSeconds,versionsBehind", kShopRulesTtl},
    {"shop.write-through", "milliseconds,version,ttlSeconds,stored", kWriting},
    {"shop.cache.unreachable", "milliseconds,reach,connectTimeoutMilliseconds,write",
     "ElastiCache User Guide, Troubleshooting: connections; security groups", "shop.notModelled.breaker"},
    {"shop.cache.store-refused", "milliseconds,version,ttlSeconds,reason", "Redis documentation, Key eviction"},
};
static_assert(std::size(kShopRulesRules) == static_cast<std::size_t>(ShopRule::Count));

} // namespace

std::span<const kernel::RuleInfo> shopRules() {
    return kShopRulesRules;
}

} // namespace maylab::scenarios
