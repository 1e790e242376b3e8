#include "app/endpoints/cache_plan.h"

#include "cache/bare_service.h"
#include "cache/elasticache_service.h"

namespace maylab::app {

std::vector<PortTarget> cachePlan(const kernel::World& world, ClientProtocol protocol) {
    std::vector<PortTarget> targets;
    const std::string_view bare =
        protocol == ClientProtocol::Redis ? cache::BareRedis::kName : cache::BareMemcached::kName;
    if (world.find(bare) != kernel::World::kNoService) targets.push_back({std::string(bare), "process", ""});
    if (protocol != ClientProtocol::Redis) return targets;
    const cache::ElastiCacheService* service = cache::elastiCacheOf(world);
    if (service == nullptr) return targets;
    for (const cache::Cluster& c : service->clusters()) {
        if (!c.used || !c.createdAt) continue; // no DNS name yet
        targets.push_back({std::string(cache::ElastiCacheService::kName),
                           cache::ElastiCacheService::endpointOf(c) + ":" + std::to_string(c.port), c.id});
    }
    return targets;
}

} // namespace maylab::app
