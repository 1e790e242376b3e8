#include "cache/topology_view.h"

#include <algorithm>

namespace maylab::cache {

using kernel::World;

namespace {

double gauge(const World& world, const char* name, const std::string& cluster, const std::string& node) {
    kernel::MetricId id{};
    const bool found = world.metrics().find("AWS/ElastiCache", name, {{"CacheClusterId", cluster}, {"CacheNodeId", node}}, id);
    return found && world.metrics().channel(id).live ? world.metrics().channel(id).value : 0;
}

const char* linkText(ReplicaLink::State s) {
    switch (s) {
    case ReplicaLink::State::Down: return "down";
    case ReplicaLink::State::FullCopy: return "full copy";
    case ReplicaLink::State::Partial: return "partial copy";
    case ReplicaLink::State::Online: break;
    }
    return "online";
}

NodeView nodeView(const World& world, const ElastiCacheService& service, std::uint32_t slot, bool primary) {
    const Cluster& c = service.clusters()[slot];
    NodeView v;
    v.cluster = c.id;
    v.node = "0001";
    v.zone = c.zone;
    v.address = c.address;
    if (c.createdAt) v.endpoint = ElastiCacheService::endpointOf(c);
    v.role = primary ? "primary" : "replica";
    v.status = toString(c.status);
    v.running = c.node.has_value();
    v.recovering = c.recovering;
    v.faulty = c.faults.any() || c.recovering;
    v.reachable = service.resolve(world, c.id).reach == ports::KeyValueCache::Reach::Ok;
    if (!c.node) return v;
    const Engine& e = c.node->engine;
    v.offset = e.replicationOffset();
    if (c.node->link) {
        v.link = linkText(c.node->link->state);
        v.lagSeconds = service.replicationLag(world, slot);
        if (const Node* p = service.primaryOf(*c.node)) {
            v.behindBytes = p->engine.replicationOffset() - std::min(p->engine.replicationOffset(), v.offset);
        }
        const bool copying = c.node->link->state == ReplicaLink::State::FullCopy || c.node->link->state == ReplicaLink::State::Partial;
        if (copying) v.linkReadySeconds = std::max(0.0, (c.node->link->readyAt - world.now()).inSeconds());
    }
    v.keys = e.keyCount();
    v.usedMemory = e.usedMemory();
    v.maxmemory = e.maxmemory();
    v.connections = e.connectedClients();
    v.operationsPerSecond = e.server().operations.perSecond();
    v.engineCpuPercent = gauge(world, "EngineCPUUtilization", c.id, v.node);
    v.queueNs = c.node->thread.backlogNs(world.now());
    return v;
}

const char* shardStatus(const ReplicationGroup& g, const NodeGroup& s) {
    if (s.failover.step == Failover::Step::Detecting) return "detecting";
    if (s.failover.step == Failover::Step::Promoting) return "promoting";
    if (s.leaving) return "leaving";
    return toString(g.status);
}

GroupView groupView(const World& world, const ElastiCacheService& service, const ReplicationGroup& g) {
    GroupView v;
    v.id = g.id;
    v.status = toString(g.status);
    v.nodeType = g.type->name;
    v.clusterMode = g.clusterMode;
    v.multiAz = g.multiAz;
    v.automaticFailover = g.automaticFailover == ReplicationGroup::Switch::Enabled;
    if (g.createdAt && g.clusterMode) v.configurationEndpoint = ElastiCacheService::configurationEndpointOf(g);
    if (g.createdAt && !g.clusterMode) {
        v.primaryEndpoint = ElastiCacheService::primaryEndpointOf(g);
        v.readerEndpoint = ElastiCacheService::readerEndpointOf(g);
    }
    for (const NodeGroup& s : g.shards) {
        ShardView shard;
        shard.id = s.id;
        shard.status = shardStatus(g, s);
        for (const std::uint32_t m : s.members) {
            if (m == s.primary) shard.primary = shard.nodes.size();
            shard.nodes.push_back(nodeView(world, service, m, m == s.primary));
            shard.operationsPerSecond = std::max(shard.operationsPerSecond, shard.nodes.back().operationsPerSecond);
            shard.engineCpuPercent = std::max(shard.engineCpuPercent, shard.nodes.back().engineCpuPercent);
        }
        if (shard.primary < shard.nodes.size()) shard.keys = shard.nodes[shard.primary].keys;
        if (s.failover.step != Failover::Step::None) {
            v.secondsWithoutPrimary = std::max(v.secondsWithoutPrimary, (world.now() - s.failover.lostAt).inSeconds());
        }
        v.shards.push_back(std::move(shard));
    }
    if (!g.clusterMode && !g.shards.empty()) {
        const DnsName& name = g.shards[0].name;
        v.dnsMeans = service.clusters()[name.now].id;
        v.dnsAnswers = service.clusters()[name.answer(world.now())].id;
        v.dnsChangesInSeconds = std::max(0.0, (name.changesAt - world.now()).inSeconds());
    }
    if (!g.map) return v;
    std::vector<std::uint16_t> shardOfNode(g.map->nodes.size(), 0xFFFF);
    for (std::size_t i = 0; i < g.mapSlots.size(); ++i) {
        for (std::size_t s = 0; s < g.shards.size(); ++s) {
            const auto& members = g.shards[s].members;
            if (std::find(members.begin(), members.end(), g.mapSlots[i]) != members.end()) shardOfNode[i] = static_cast<std::uint16_t>(s);
        }
    }
    for (std::uint32_t s = 0; s < kSlots; ++s) {
        const ClusterIndex owner = g.map->owner[s];
        const std::uint16_t shard = owner < shardOfNode.size() ? shardOfNode[owner] : std::uint16_t{0xFFFF};
        if (shard < v.shards.size()) ++v.shards[shard].slotCount;
        if (!v.slotOwners.empty() && v.slotOwners.back().shard == shard) v.slotOwners.back().last = static_cast<std::uint16_t>(s);
        else v.slotOwners.push_back({static_cast<std::uint16_t>(s), static_cast<std::uint16_t>(s), shard});
    }
    const Resharding& r = g.resharding;
    v.slotsMoved = r.done;
    v.slotsToMove = r.moves.size();
    for (std::size_t i = r.done; i < r.moves.size(); ++i) {
        if (r.moves[i].from < v.shards.size()) ++v.shards[r.moves[i].from].slotsToMoveOut;
        if (r.moves[i].to < v.shards.size()) ++v.shards[r.moves[i].to].slotsToMoveIn;
    }
    if (r.open && r.done < r.moves.size()) {
        const Resharding::Move& m = r.moves[r.done];
        SlotOnItsWay way{m.slot, m.from, m.to, 0, r.keysOfSlot};
        const Cluster& from = service.clusters()[g.shards[m.from].primary];
        if (from.node) way.keysLeft = from.node->engine.keysInSlot(m.slot);
        v.onTheirWay.push_back(way);
    }
    return v;
}

} // namespace

std::vector<GroupView> groupViews(const World& world) {
    std::vector<GroupView> out;
    const ElastiCacheService* service = elastiCacheOf(world);
    if (service == nullptr) return out;
    for (const ReplicationGroup& g : service->replicationGroups()) {
        if (g.used) out.push_back(groupView(world, *service, g));
    }
    std::sort(out.begin(), out.end(), [](const GroupView& a, const GroupView& b) { return a.id < b.id; });
    return out;
}

bool replicationStream(const World& world, std::string_view group, std::string_view nodeGroup, std::size_t limit, StreamView& out) {
    out = {};
    const ElastiCacheService* service = elastiCacheOf(world);
    const ReplicationGroup* g = service != nullptr ? service->findReplicationGroup(group) : nullptr;
    if (g == nullptr) return false;
    const auto shard = std::find_if(g->shards.begin(), g->shards.end(), [&](const NodeGroup& s) { return s.id == nodeGroup; });
    if (shard == g->shards.end()) return false;
    const Cluster& p = service->clusters()[shard->primary];
    if (!p.node) return false;
    out.primary = p.id;
    out.offset = p.node->engine.replicationOffset();
    out.backlogFirst = p.node->engine.replication().backlog.firstByte();
    std::uint64_t slowest = out.offset;
    for (const std::uint32_t m : shard->members) {
        const Cluster& c = service->clusters()[m];
        if (m == shard->primary || !c.node || !c.node->link) continue;
        ReplicaPositionView r;
        r.cluster = c.id;
        r.offset = c.node->engine.replicationOffset();
        r.lagSeconds = service->replicationLag(world, m);
        r.delaySeconds = c.node->link->delay().inSeconds();
        r.online = c.node->link->state == ReplicaLink::State::Online;
        if (r.online) slowest = std::min(slowest, r.offset);
        out.replicas.push_back(std::move(r));
    }
    std::vector<ReplicationRecord> records;
    if (!p.node->engine.readReplication(slowest, INT64_MAX, SIZE_MAX, records)) return true;
    const std::size_t first = records.size() > limit ? records.size() - limit : 0;
    for (std::size_t i = first; i < records.size(); ++i) {
        const ReplicationRecord& r = records[i];
        StreamRecordView v;
        v.offset = r.offset;
        v.ageSeconds = static_cast<double>(world.unixMilliseconds() - r.timeMs) * 1e-3;
        v.key = r.key();
        const auto words = r.words();
        if (!words.empty()) v.command = words.front();
        v.write = r.isWrite();
        out.records.push_back(std::move(v));
    }
    return true;
}

std::vector<NodeView> memcachedNodeViews(const World& world, std::string_view cluster) {
    std::vector<NodeView> out;
    const ElastiCacheService* service = elastiCacheOf(world);
    const Cluster* c = service != nullptr ? service->findCluster(cluster) : nullptr;
    if (c == nullptr || c->engine != CacheEngine::Memcached) return out;
    for (const MemcachedNode& n : c->memcached) {
        if (!n.used) continue;
        NodeView v;
        v.cluster = c->id;
        v.node = n.id;
        v.zone = n.zone;
        v.address = n.address;
        if (n.createdAt) v.endpoint = ElastiCacheService::memcachedEndpointOf(*c, n);
        v.status = n.statusText();
        v.running = n.process.has_value();
        v.recovering = n.status == MemcachedNode::Status::Rebooting;
        if (n.process) {
            v.reachable = service->resolve(world, c->id + "." + n.id).reach == ports::KeyValueCache::Reach::Ok;
            const memcached::Totals t = n.process->engine.totals();
            v.keys = t.items;
            v.usedMemory = t.bytes;
            v.maxmemory = t.limit;
            v.connections = n.process->engine.connectedClients();
            v.engineCpuPercent = gauge(world, "CPUUtilization", c->id, n.id);
            for (const EngineThread& thread : n.process->threads) v.queueNs = std::max(v.queueNs, thread.backlogNs(world.now()));
        }
        out.push_back(std::move(v));
    }
    return out;
}

} // namespace maylab::cache
