// KeyValueCache: the hot path of applications, and the queue before every engine thread.
#include "cache/elasticache_service.h"

#include "cache/client_addresses.h"

#include <algorithm>

namespace maylab::cache {

using kernel::SimDuration;
using kernel::SimTime;
using ports::CacheReply;

namespace {

bool begins(std::string_view text, std::string_view with) { return text.substr(0, with.size()) == with; }

CacheReply::Status statusOf(std::string_view reply) {
    using Status = CacheReply::Status;
    if (reply.empty() || reply[0] != '-') return begins(reply, "$-1") || begins(reply, "*-1") || begins(reply, "_") ? Status::Nil : Status::Ok;
    if (begins(reply, "-OOM")) return Status::Oom;
    if (begins(reply, "-WRONGTYPE")) return Status::WrongType;
    if (begins(reply, "-READONLY")) return Status::ReadOnly;
    if (begins(reply, "-MOVED")) return Status::Moved;
    if (begins(reply, "-ASK ")) return Status::Ask;
    if (begins(reply, "-TRYAGAIN")) return Status::TryAgain;
    if (begins(reply, "-CLUSTERDOWN")) return Status::ClusterDown;
    if (begins(reply, "-CROSSSLOT")) return Status::CrossSlot;
    return Status::Error;
}

} // namespace

bool ElastiCacheService::runs(NodeAddress at) const {
    const Cluster& c = m_clusters[at.slot];
    if (c.engine == CacheEngine::Redis) return c.node.has_value();
    const MemcachedNode* n = memcachedAt(at);
    return n != nullptr && n->process;
}

ElastiCacheService::NodeRef ElastiCacheService::refOf(NodeAddress at) const {
    const Cluster& c = m_clusters[at.slot];
    return at.ref(c.engine == CacheEngine::Redis ? c.node->generation : memcachedAt(at)->process->generation);
}

Node* ElastiCacheService::nodeOf(NodeRef ref) {
    const NodeAddress at = NodeAddress::of(ref);
    if (at.slot >= m_clusters.size()) return nullptr;
    Cluster& c = m_clusters[at.slot];
    return c.node && c.node->generation == NodeAddress::generationOf(ref) ? &*c.node : nullptr;
}

MemcachedProcess* ElastiCacheService::memcachedOf(NodeRef ref) {
    const NodeAddress at = NodeAddress::of(ref);
    if (at.slot >= m_clusters.size() || m_clusters[at.slot].engine != CacheEngine::Memcached) return nullptr;
    MemcachedNode* n = memcachedAt(at);
    return n != nullptr && n->process && n->process->generation == NodeAddress::generationOf(ref) ? &*n->process : nullptr;
}

// A node of a cluster's map as clients know it: whether it lives they find out when they ask it.
ElastiCacheService::NodeRef ElastiCacheService::refOfMap(std::uint32_t slot, ClusterIndex index) const {
    const Cluster& c = m_clusters[slot];
    if (!c.inGroup()) return kNoNode;
    const ReplicationGroup& g = m_groups[c.group];
    if (index >= g.mapSlots.size()) return kNoNode;
    const NodeAddress at{g.mapSlots[index], 0};
    return runs(at) ? refOf(at) : at.ref(0);
}

SimDuration ElastiCacheService::settle(World& world, std::uint32_t slot, std::int64_t costNs) {
    Node& n = *m_clusters[slot].node;
    const SimDuration waits = n.thread.give(world.now(), costNs);
    takeKeyEvents(world, slot);
    deliverOutput(world, slot);
    if (n.engine.evictionPending() && !n.evictionScheduled) {
        n.evictionScheduled = true;
        world.schedule(std::max(n.thread.freeAt, world.now() + SimDuration::microseconds(1)), m_id, kEviction, slot,
                       n.generation);
    }
    return waits;
}

// What a refusal for the slot's sake means to whoever asks why.
void ElastiCacheService::recordRoute(World& world, std::uint32_t slot, std::string_view key, CacheReply::Status status,
                                     std::uint16_t keySlot, ClusterIndex to) {
    const auto shardNumber = [&](std::uint32_t s) { return static_cast<double>(std::atoi(m_clusters[s].nodeGroup.c_str())); };
    const ReplicationGroup* g = m_clusters[slot].inGroup() ? &m_groups[m_clusters[slot].group] : nullptr;
    const double target = g != nullptr && to < g->mapSlots.size() ? shardNumber(g->mapSlots[to]) : 0;
    const std::uint32_t subject = m_keys.remember(key);
    using Status = CacheReply::Status;
    switch (status) {
    case Status::Moved: record(world, CacheRule::Moved, subject, SimDuration(), keySlot, shardNumber(slot), target); break;
    case Status::Ask: record(world, CacheRule::Ask, subject, SimDuration(), keySlot, shardNumber(slot), target); break;
    case Status::TryAgain: record(world, CacheRule::TryAgain, subject, SimDuration(), keySlot, shardNumber(slot)); break;
    case Status::ClusterDown: record(world, CacheRule::ClusterDown, subject, SimDuration(), keySlot, shardNumber(slot)); break;
    case Status::CrossSlot: record(world, CacheRule::CrossSlot, subject, SimDuration(), shardNumber(slot)); break;
    case Status::ReadOnly: record(world, CacheRule::ReadOnlyRefused, subject, SimDuration(), shardNumber(slot)); break;
    default: break;
    }
}

bool ElastiCacheService::isRouted(CacheReply::Status status) {
    using Status = CacheReply::Status;
    return status == Status::Moved || status == Status::Ask || status == Status::TryAgain ||
           status == Status::ClusterDown || status == Status::CrossSlot || status == Status::ReadOnly;
}

CacheReply ElastiCacheService::get(World& world, NodeRef ref, std::string_view key, ports::ClientMode mode) {
    CacheReply reply;
    reply.finishedAt = world.now();
    Node* n = nodeOf(ref);
    if (n == nullptr) return askMemcached(world, ref, Ask::Get, key, {}, {});
    const std::uint32_t slot = NodeAddress::of(ref).slot;
    if (n->link) [[unlikely]] catchUp(world, slot);
    const Engine::FastReply fast = n->engine.get(key, world.unixMilliseconds(), mode);
    const SimDuration worked = SimDuration::nanoseconds(fast.costNs) + kNetworkHandling;
    const SimDuration waited = settle(world, slot, worked.ns());
    reply.status = fast.status;
    reply.foreign = fast.foreign;
    reply.value = fast.value;
    reply.expiresInMilliseconds = fast.expiresInMilliseconds;
    reply.finishedAt = n->thread.freeAt;
    if (fast.status == CacheReply::Status::Ok) {
        const double ttl = fast.expiresInMilliseconds < 0 ? -1 : static_cast<double>(fast.expiresInMilliseconds) * 1e-3;
        record(world, CacheRule::Hit, m_keys.remember(key), waited + worked, ttl, fast.value.length, waited.inMicroseconds(),
               worked.inMicroseconds());
        if (n->link && isStale(world, *n, key)) [[unlikely]] {
            record(world, CacheRule::StaleReplicaRead, m_keys.remember(key), waited + worked, replicationLag(world, slot), fast.value.length);
        }
    } else if (fast.status == CacheReply::Status::Nil) {
        recordMiss(world, slot, key, waited, worked);
    } else if (isRouted(fast.status)) {
        reply.slot = fast.slot;
        reply.redirect = refOfMap(slot, fast.redirect);
        recordRoute(world, slot, key, fast.status, fast.slot, fast.redirect);
        return reply;
    }
    m_clusters[slot].metrics->requestLatency(world.metrics(), false, (waited + worked).inMicroseconds());
    return reply;
}

CacheReply ElastiCacheService::set(World& world, NodeRef ref, std::string_view key, ports::SyntheticValue value,
                                   SimDuration ttl, ports::ClientMode mode) {
    CacheReply reply;
    reply.finishedAt = world.now();
    Node* n = nodeOf(ref);
    if (n == nullptr) return askMemcached(world, ref, Ask::Set, key, value, ttl);
    const std::uint32_t slot = NodeAddress::of(ref).slot;
    // A TTL shorter than Redis can express is the shortest it can.
    const std::int64_t ttlMs = ttl.ns() <= 0 ? 0 : std::max<std::int64_t>(1, ttl.wholeMilliseconds());
    const Engine::FastReply fast = n->engine.set(key, value, ttlMs, world.unixMilliseconds(), mode);
    const SimDuration worked = SimDuration::nanoseconds(fast.costNs) + kNetworkHandling;
    const SimDuration waited = settle(world, slot, worked.ns());
    reply.status = fast.status;
    reply.finishedAt = n->thread.freeAt;
    if (fast.status == CacheReply::Status::Ok) {
        record(world, CacheRule::Stored, m_keys.remember(key), waited + worked, ttlMs == 0 ? -1 : ttl.inSeconds(),
               value.length, waited.inMicroseconds(), worked.inMicroseconds());
        m_clusters[slot].metrics->requestLatency(world.metrics(), true, (waited + worked).inMicroseconds());
    } else if (isRouted(fast.status)) {
        reply.slot = fast.slot;
        reply.redirect = refOfMap(slot, fast.redirect);
        recordRoute(world, slot, key, fast.status, fast.slot, fast.redirect);
    }
    return reply;
}

CacheReply ElastiCacheService::del(World& world, NodeRef ref, std::string_view key, ports::ClientMode mode) {
    CacheReply reply;
    reply.finishedAt = world.now();
    Node* n = nodeOf(ref);
    if (n == nullptr) return askMemcached(world, ref, Ask::Delete, key, {}, {});
    const std::uint32_t slot = NodeAddress::of(ref).slot;
    const Engine::FastReply fast = n->engine.del(key, world.unixMilliseconds(), mode);
    const SimDuration worked = SimDuration::nanoseconds(fast.costNs) + kNetworkHandling;
    const SimDuration waited = settle(world, slot, worked.ns());
    reply.status = fast.status;
    reply.finishedAt = n->thread.freeAt;
    if (fast.status == CacheReply::Status::Ok) {
        departuresOf(slot).note(m_keys.remember(key), Departure::Deleted, world.now());
    } else if (isRouted(fast.status)) {
        reply.slot = fast.slot;
        reply.redirect = refOfMap(slot, fast.redirect);
        recordRoute(world, slot, key, fast.status, fast.slot, fast.redirect);
        return reply;
    }
    m_clusters[slot].metrics->requestLatency(world.metrics(), true, (waited + worked).inMicroseconds());
    return reply;
}

ports::CommandReply ElastiCacheService::command(World& world, NodeRef ref, std::span<const std::string_view> argv,
                                                ports::ClientMode mode) {
    ports::CommandReply reply;
    reply.finishedAt = world.now();
    m_commandReply.clear();
    Node* n = nodeOf(ref);
    if (n == nullptr) return commandMemcached(world, ref, argv);
    const std::uint32_t slot = NodeAddress::of(ref).slot;
    const std::int64_t nowMs = world.unixMilliseconds();
    if (n->link) catchUp(world, slot);
    if (n->application == 0 || !n->engine.isOpen(n->application)) n->application = n->engine.connect(nowMs, kApplicationAddress);
    if (n->application == 0) {
        reply.status = CacheReply::Status::Gone;
        return reply;
    }
    if (n->engine.clusterEnabled()) n->engine.setMode(n->application, mode);
    const Engine::Outcome done = n->engine.execute(n->application, argv, nowMs, m_commandReply);
    settle(world, slot, done.costNs + kNetworkHandling.ns());
    reply.finishedAt = n->thread.freeAt;
    reply.bytes = m_commandReply;
    reply.status = statusOf(reply.bytes);
    if (done.waits) {
        // The pool's connection cannot wait: others share it.
        n->engine.disconnect(n->application);
        n->application = 0;
        m_commandReply = "-ERR this connection is shared by the application and cannot wait\r\n";
        reply.bytes = m_commandReply;
        reply.status = CacheReply::Status::Error;
    }
    if (isRouted(reply.status)) {
        reply.slot = done.slot;
        reply.redirect = refOfMap(slot, done.redirect);
        recordRoute(world, slot, argv.size() > 1 ? argv[1] : argv[0], reply.status, done.slot, done.redirect);
    }
    return reply;
}

std::vector<ports::SlotRange> ElastiCacheService::slotMap(const World&, NodeRef ref) const {
    std::vector<ports::SlotRange> out;
    const NodeAddress at = NodeAddress::of(ref);
    if (at.slot >= m_clusters.size()) return out;
    const Cluster& c = m_clusters[at.slot];
    if (!c.node || c.node->generation != NodeAddress::generationOf(ref) || !c.node->engine.clusterMap()) return out;
    const ClusterMap& map = *c.node->engine.clusterMap();
    for (std::uint32_t first = 0; first < kSlots;) {
        const ClusterIndex owner = map.owner[first];
        std::uint32_t last = first;
        while (last + 1 < kSlots && map.owner[last + 1] == owner) ++last;
        if (owner != kNoClusterNode) {
            ports::SlotRange range;
            range.first = static_cast<std::uint16_t>(first);
            range.last = static_cast<std::uint16_t>(last);
            range.primary = refOfMap(at.slot, owner);
            for (std::size_t i = 0; i < map.nodes.size(); ++i) {
                if (map.nodes[i].primary == owner && !map.nodes[i].failed) range.replicas.push_back(refOfMap(at.slot, static_cast<ClusterIndex>(i)));
            }
            out.push_back(std::move(range));
        }
        first = last + 1;
    }
    return out;
}

ports::KeyFacts ElastiCacheService::facts(const World& world, NodeRef ref, std::string_view key) const {
    const Node* n = nodeOf(ref);
    KeyView view;
    if (n == nullptr || !n->engine.viewKey(0, key, world.unixMilliseconds(), view) || view.ttlMilliseconds < -1) return {};
    return {toString(view.type), view.ttlMilliseconds};
}

void ElastiCacheService::setRenderer(Renderer renderer) {
    m_renderer = renderer;
    for (Cluster& c : m_clusters) {
        if (c.node) c.node->engine.setRenderer(renderer);
        for (MemcachedNode& n : c.memcached) {
            if (n.process) n.process->engine.setRenderer(renderer);
        }
    }
}

void ElastiCacheService::connect(World& world, NodeRef ref, std::uint32_t connections) {
    Node* n = nodeOf(ref);
    MemcachedProcess* m = n == nullptr ? memcachedOf(ref) : nullptr;
    const bool taken = n != nullptr   ? n->engine.addPooledConnections(connections, world.unixMilliseconds())
                       : m != nullptr ? m->engine.addPooledConnections(connections, world.unixMilliseconds())
                                      : true;
    if (!taken) {
        record(world, CacheRule::TooManyClients, m_keys.remember(m_clusters[NodeAddress::of(ref).slot].id), SimDuration(), connections);
    }
}

void ElastiCacheService::disconnect(World&, NodeRef ref, std::uint32_t connections) {
    if (Node* n = nodeOf(ref)) n->engine.removePooledConnections(connections);
    else if (MemcachedProcess* m = memcachedOf(ref)) m->engine.removePooledConnections(connections);
}

void* ElastiCacheService::port(std::uint32_t kind) {
    return kind == KeyValueCache::kTag ? static_cast<KeyValueCache*>(this) : nullptr;
}

} // namespace maylab::cache
