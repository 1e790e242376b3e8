#include "cache/cache_view.h"

#include <algorithm>

namespace maylab::cache {

std::vector<ClusterView> clusterViews(const kernel::World& world) {
    std::vector<ClusterView> out;
    const ElastiCacheService* service = elastiCacheOf(world);
    if (service == nullptr) return out;
    for (const Cluster& c : service->clusters()) {
        if (!c.used) continue;
        ClusterView v;
        v.id = c.id;
        v.status = toString(c.status);
        v.nodeType = c.type->name;
        v.nodeTypeIsOurs = c.type->ours;
        v.port = c.port;
        if (c.createdAt) v.endpoint = ElastiCacheService::endpointOf(c);
        v.parameterGroup = c.parameterGroup;
        v.parameterStatus = c.applying ? "applying" : c.rebootNeeded ? "pending-reboot" : "in-sync";
        v.serving = c.node.has_value();
        v.reachable = service->resolve(world, c.id).reach == ports::KeyValueCache::Reach::Ok;
        if (c.node) {
            const Engine& e = c.node->engine;
            const Statistics& s = e.statistics();
            v.policy = toString(e.policy());
            v.usedMemory = e.usedMemory();
            v.maxmemory = e.maxmemory();
            v.keys = e.keyCount();
            v.keysWithTtl = e.expiringCount();
            v.hits = s.keyspaceHits;
            v.misses = s.keyspaceMisses;
            v.evictions = s.evictedKeys;
            v.expirations = s.expiredKeys;
            v.oomRefused = s.oomRefused;
            v.connections = e.connectedClients();
            v.engineBusyNs = c.node->thread.busyNs;
            v.queueNs = c.node->thread.backlogNs(world.now());
        }
        out.push_back(std::move(v));
    }
    std::sort(out.begin(), out.end(), [](const ClusterView& a, const ClusterView& b) { return a.id < b.id; });
    return out;
}

bool keyspaceTiles(const kernel::World& world, std::string_view clusterId, std::size_t limit,
                   std::vector<KeyView>& out) {
    out.clear();
    const ElastiCacheService* service = elastiCacheOf(world);
    const Cluster* c = service != nullptr ? service->findCluster(clusterId) : nullptr;
    if (c == nullptr || !c->node) return false;
    c->node->engine.viewKeys(0, limit, world.unixMilliseconds(), out);
    return true;
}

bool keyDetails(const kernel::World& world, std::string_view clusterId, std::string_view key, KeyView& out) {
    const ElastiCacheService* service = elastiCacheOf(world);
    const Cluster* c = service != nullptr ? service->findCluster(clusterId) : nullptr;
    return c != nullptr && c->node && c->node->engine.viewKey(0, key, world.unixMilliseconds(), out);
}

Departure departureOf(const kernel::World& world, std::string_view clusterId, std::string_view key) {
    const ElastiCacheService* service = elastiCacheOf(world);
    const Cluster* c = service != nullptr ? service->findCluster(clusterId) : nullptr;
    return c != nullptr ? service->departureOf(*c, key) : Departure::None;
}

std::string keyOfDecision(const kernel::World& world, const kernel::Decision& decision) {
    const ElastiCacheService* service = elastiCacheOf(world);
    if (service == nullptr || decision.service != world.find(ElastiCacheService::kName)) return {};
    return service->keyOfSubject(decision.subject);
}

std::vector<std::string> completionValues(const kernel::World& world, const aws::OperationModel& model,
                                          std::string_view member) {
    std::vector<std::string> out;
    const ElastiCacheService* service = elastiCacheOf(world);
    if (service == nullptr) return out;
    const std::string_view operation = model.operation;
    if (member == "CacheClusterId" && operation != "CreateCacheCluster") {
        for (const ClusterView& v : clusterViews(world)) out.push_back(v.id);
    } else if (member == "CacheParameterGroupName" && operation != "CreateCacheParameterGroup") {
        for (const auto& [name, group] : service->parameterGroups()) out.push_back(name);
    } else if (member == "CacheSubnetGroupName" && operation != "CreateCacheSubnetGroup") {
        for (const auto& [name, group] : service->subnetGroups()) out.push_back(name);
    } else if (member == "ReplicationGroupId" && operation != "CreateReplicationGroup") {
        for (const ReplicationGroup& g : service->replicationGroups()) {
            if (g.used) out.push_back(g.id);
        }
    } else if ((member == "NodeGroupId" && operation == "TestFailover") || member == "NodeGroupsToRemove" || member == "NodeGroupsToRetain") {
        for (const ReplicationGroup& g : service->replicationGroups()) {
            for (const NodeGroup& s : g.shards) {
                if (std::find(out.begin(), out.end(), s.id) == out.end()) out.push_back(s.id);
            }
        }
    } else if (member == "PrimaryClusterId" || member == "ReplicasToRemove" || member == "SnapshottingClusterId") {
        for (const ClusterView& v : clusterViews(world)) out.push_back(v.id);
    } else if ((member == "SnapshotName" && operation != "CreateSnapshot") || member == "SourceSnapshotName") {
        for (const auto& [name, snapshot] : service->snapshots()) out.push_back(name);
    } else if (member == "CacheParameterGroupFamily") {
        out.emplace_back(kMemcachedFamily);
        out.emplace_back(kRedisFamily);
    } else if (member == "CacheNodeType") {
        for (const NodeType& t : nodeTypes()) out.emplace_back(t.name);
    } else if (member == "Engine") {
        out.emplace_back("memcached");
        out.emplace_back("redis");
    } else if (member == "NumCacheNodes") {
        out.emplace_back("1");
    } else if (member == "CacheNodeIdsToReboot") {
        out.emplace_back("0001");
    } else if (member == "ParameterNameValues.ParameterName") {
        for (const CacheParameter& p : redis7Parameters()) {
            if (p.modifiable) out.emplace_back(p.name);
        }
    } else if (member == "ParameterNameValues.ParameterValue") {
        // The one whose values are worth listing.
        const std::string_view policies = findParameter("maxmemory-policy")->allowed;
        for (std::size_t from = 0; from <= policies.size();) {
            const std::size_t comma = std::min(policies.find(',', from), policies.size());
            out.emplace_back(policies.substr(from, comma - from));
            from = comma + 1;
        }
    } else if (member == "ResourceName") {
        for (const ClusterView& v : clusterViews(world)) out.push_back("arn:aws:elasticache:ap-southeast-1:123456789012:cluster:" + v.id);
    } else {
        const kernel::ServiceId ec2 = world.find(Ec2Service::kName);
        if (ec2 == kernel::World::kNoService) return out;
        const auto& network = static_cast<const Ec2Service&>(world.service(ec2));
        if (member == "SecurityGroupIds" || member == "GroupId" || member == "GroupIds" || member == "SourceGroup") {
            for (const SecurityGroup& g : network.groups()) out.push_back(g.id);
        } else if (member == "SubnetIds") {
            for (const Subnet& s : network.subnets()) out.push_back(s.id);
        } else if (member == "Port") {
            out.emplace_back("6379");
        }
    }
    return out;
}

} // namespace maylab::cache
