#include "app/endpoints/cache_plan.h"

#include "cache/bare_cluster.h"
#include "cache/bare_service.h"
#include "cache/elasticache_service.h"
#include "metrics/cloudwatch_service.h"

namespace maylab::app {

namespace {

using cache::Cluster;
using cache::ElastiCacheService;
using cache::ReplicationGroup;

// Ports of ElastiCache's world: what a client there could name.
class ServicePlan {
  public:
    ServicePlan(const ElastiCacheService& service, std::vector<PortTarget>& targets) : m_service(service), m_targets(targets) {}

    void redis() {
        for (const Cluster& c : m_service.clusters()) {
            if (!c.inGroup() && c.engine == cache::CacheEngine::Redis) node(c);
        }
        for (const ReplicationGroup& g : m_service.replicationGroups()) {
            if (!g.used || !g.createdAt) continue;
            // Any node of a cluster tells where the others are; a group without cluster mode has names of its own.
            if (!g.clusterMode) {
                name(ElastiCacheService::primaryEndpointOf(g), g.port, g.id + " (primary)");
                name(ElastiCacheService::readerEndpointOf(g), g.port, g.id + " (reader)");
            }
            for (const cache::NodeGroup& shard : g.shards) {
                for (const std::uint32_t member : shard.members) node(m_service.clusters()[member], g.clusterMode);
            }
        }
    }

    void memcached() {
        for (const Cluster& c : m_service.clusters()) {
            if (!c.used || c.engine != cache::CacheEngine::Memcached) continue;
            for (const cache::MemcachedNode& n : c.memcached) {
                if (!n.used || !n.createdAt) continue;
                name(ElastiCacheService::memcachedEndpointOf(c, n), c.port, c.id + "." + n.id, n.address);
            }
        }
    }

  private:
    void node(const Cluster& c, bool cluster = false) {
        if (!c.used || !c.createdAt) return;
        name(ElastiCacheService::endpointOf(c), c.port, c.id, c.inGroup() ? c.address : std::string(), cluster);
    }
    void name(const std::string& host, int port, std::string shown, std::string address = {}, bool cluster = false) {
        m_targets.push_back({std::string(ElastiCacheService::kName), host + ":" + std::to_string(port), std::move(shown),
                             std::move(address), static_cast<std::uint16_t>(port), cluster});
    }

    const ElastiCacheService& m_service;
    std::vector<PortTarget>& m_targets;
};

void addBareCluster(const kernel::World& world, std::vector<PortTarget>& targets) {
    const kernel::ServiceId id = world.find(cache::BareCluster::kName);
    if (id == kernel::World::kNoService) return;
    const auto& bare = static_cast<const cache::BareCluster&>(world.service(id));
    for (std::size_t i = 0; i < bare.cluster().size(); ++i) {
        const std::string address(cache::BareCluster::kAddress);
        const std::uint16_t port = bare.portOf(i);
        const std::string name = (bare.isPrimary(i) ? "primary " : "replica ") + std::to_string(i + 1);
        targets.push_back({std::string(cache::BareCluster::kName), address + ":" + std::to_string(port), name, address, port, true});
    }
}

} // namespace

std::vector<PortTarget> cachePlan(const kernel::World& world, ClientProtocol protocol) {
    std::vector<PortTarget> targets;
    if (protocol == ClientProtocol::Prometheus) {
        if (metrics::cloudWatchOf(world) != nullptr) targets.push_back({std::string(metrics::CloudWatchService::kName), "metrics", ""});
        return targets;
    }
    const bool redis = protocol == ClientProtocol::Redis;
    const std::string_view bare = redis ? cache::BareRedis::kName : cache::BareMemcached::kName;
    if (world.find(bare) != kernel::World::kNoService) targets.push_back({std::string(bare), "process", ""});
    if (redis) addBareCluster(world, targets);
    if (const ElastiCacheService* service = cache::elastiCacheOf(world)) {
        ServicePlan plan(*service, targets);
        if (redis) plan.redis();
        else plan.memcached();
    }
    return targets;
}

} // namespace maylab::app
