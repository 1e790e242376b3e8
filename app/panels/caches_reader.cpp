#include "app/panels/caches_reader.h"

#include "cache/elasticache_service.h"

namespace maylab::app {

void readCaches(const kernel::World& world, std::vector<CachePicture>& out) {
    const cache::ElastiCacheService* service = cache::elastiCacheOf(world);
    if (service == nullptr) return;
    for (const cache::ReplicationGroup& g : service->replicationGroups()) {
        if (!g.used || !g.createdAt) continue;
        out.push_back({g.id, g.port, false});
        if (!g.clusterMode) out.push_back({g.id + "-ro", g.port, false});
    }
    for (const cache::Cluster& c : service->clusters()) {
        if (!c.used || !c.createdAt) continue;
        if (c.engine == cache::CacheEngine::Redis) {
            out.push_back({c.id, c.port, false});
            continue;
        }
        std::size_t nodes = 0;
        for (const cache::MemcachedNode& n : c.memcached) nodes += n.used && n.createdAt ? 1 : 0;
        for (const cache::MemcachedNode& n : c.memcached) {
            if (!n.used || !n.createdAt) continue;
            out.push_back({nodes == 1 ? c.id : c.id + "." + n.id, c.port, true});
        }
    }
}

} // namespace maylab::app
