// The stream between the nodes of a shard: who follows whom, how far each has come, full and partial copies. Nothing is
// scheduled per write: a replica catches up before anybody looks at it. Source: sheet 2.7.
#include "cache/elasticache_service.h"

#include <algorithm>

namespace maylab::cache {

using kernel::SimDuration;
using kernel::SimTime;

namespace {

constexpr std::size_t kRecordsAtOnce = 512;

std::uint64_t stamp(const Node& n) { return static_cast<std::uint64_t>(n.generation) << 32 | n.link->steps; }

SimDuration transferTime(std::uint64_t bytes) {
    const std::uint64_t perSecond = static_cast<std::uint64_t>(ReplicaLink::kFullCopyBytesPerSecond);
    return SimDuration::nanoseconds(static_cast<std::int64_t>(bytes / perSecond * 1'000'000'000 +
                                                              bytes % perSecond * 1'000'000'000 / perSecond));
}

} // namespace

Node* ElastiCacheService::primaryProcess(const Node& replica) {
    if (!replica.link || replica.link->primary >= m_clusters.size()) return nullptr;
    Cluster& c = m_clusters[replica.link->primary];
    return c.node && c.node->generation == replica.link->primaryGeneration ? &*c.node : nullptr;
}

const Node* ElastiCacheService::primaryOf(const Node& replica) const {
    return const_cast<ElastiCacheService*>(this)->primaryProcess(replica);
}

std::int64_t ElastiCacheService::streamHorizon(const World& world, const ReplicaLink& link) const {
    const SimTime sent = link.cut ? std::min(link.cutAt, world.now() - link.delay()) : world.now() - link.delay();
    return world.calendar().startUnixMilliseconds + sent.wholeMilliseconds();
}

void ElastiCacheService::follow(World& world, std::uint32_t slot, std::uint32_t primary, bool atOnce) {
    Cluster& c = m_clusters[slot];
    Cluster& p = m_clusters[primary];
    if (!c.node) return;
    MAYLAB_ASSERT(slot != primary);
    Node& n = *c.node;
    const std::int64_t ms = world.unixMilliseconds();
    ReplicaLink link;
    if (n.link) link = *n.link;
    ++link.steps;
    link.primary = primary;
    link.primaryGeneration = p.node ? p.node->generation : 0;
    link.distance = c.zone == p.zone ? ReplicaLink::kSameZone : ReplicaLink::kOtherZone;
    link.fault = c.faults.replicaDelay.value_or(SimDuration());
    link.cut = c.faults.linkCut;
    link.cutAt = world.now();
    link.state = ReplicaLink::State::Down;
    n.link = link;
    n.engine.becomeReplica(p.address, static_cast<std::uint16_t>(p.port), ms);
    if (!p.node || link.cut) return;
    p.node->engine.startReplication(ms);
    beginCopy(world, slot, atOnce);
}

// A replica and its primary found each other: what is missing, and how long will it take?
void ElastiCacheService::beginCopy(World& world, std::uint32_t slot, bool atOnce) {
    Node& n = *m_clusters[slot].node;
    ReplicaLink& link = *n.link;
    const Node* p = primaryOf(n);
    if (p == nullptr) return;
    const std::int64_t ms = world.unixMilliseconds();
    const bool partial = canContinue(n, *p);
    const std::uint64_t bytes = partial ? p->engine.replicationOffset() - std::min(p->engine.replicationOffset(), n.engine.replicationOffset())
                                        : p->engine.usedMemory();
    link.state = partial ? ReplicaLink::State::Partial : ReplicaLink::State::FullCopy;
    link.copyFrom = p->engine.replicationOffset();
    ++link.steps;
    if (atOnce) {
        finishCopy(world, slot);
        return;
    }
    n.engine.setPrimaryLink(PrimaryLink::State::Sync, ms);
    const SimDuration least = partial ? ReplicaLink::kPartialLeast : ReplicaLink::kFullCopyLeast;
    link.readyAt = world.now() + std::max(least, least + transferTime(bytes));
    world.schedule(link.readyAt, m_id, kCopyDone, slot, stamp(n));
}

// PSYNC: the replica's place is in a stream that the primary still has.
bool ElastiCacheService::canContinue(const Node& replica, const Node& primary) {
    const Replication& r = replica.engine.replication();
    const Replication& p = primary.engine.replication();
    const auto offset = replica.engine.replicationOffset();
    const bool sameStream = r.id == p.id || (r.id == p.id2 && static_cast<std::int64_t>(offset) < p.secondOffset);
    return sameStream && p.backlog.has(offset);
}

void ElastiCacheService::finishCopy(World& world, std::uint32_t slot) {
    Cluster& c = m_clusters[slot];
    Node& n = *c.node;
    ReplicaLink& link = *n.link;
    const Node* p = primaryOf(n);
    if (p == nullptr || link.cut) {
        linkDown(world, slot);
        return;
    }
    const std::int64_t ms = world.unixMilliseconds();
    if (link.state == ReplicaLink::State::Partial && n.engine.continueFrom(p->engine, ms)) {
        ++link.partials;
    } else {
        n.engine.syncFrom(p->engine, ms);
        ++link.fullCopies;
    }
    link.state = ReplicaLink::State::Online;
    link.lastLookMs = 0;
    link.lookedAt = world.now();
    n.engine.setPrimaryLink(PrimaryLink::State::Connected, ms);
    takeKeyEvents(world, slot);
    tellPrimary(world, link.primary);
}

void ElastiCacheService::linkDown(World& world, std::uint32_t slot) {
    Node& n = *m_clusters[slot].node;
    if (n.link->state == ReplicaLink::State::Down) return;
    ++n.link->steps;
    n.link->state = ReplicaLink::State::Down;
    n.engine.setPrimaryLink(PrimaryLink::State::Connect, world.unixMilliseconds());
}

void ElastiCacheService::catchUp(World& world, std::uint32_t slot) {
    Node& n = *m_clusters[slot].node;
    if (!n.link || n.link->state != ReplicaLink::State::Online) return;
    ReplicaLink& link = *n.link;
    const std::int64_t until = streamHorizon(world, link);
    if (until <= link.lastLookMs) return;
    const Node* p = primaryOf(n);
    if (p == nullptr) return;
    link.lastLookMs = until;
    const std::int64_t ms = world.unixMilliseconds();
    if (n.engine.replicationOffset() < p->engine.replicationOffset()) {
        while (true) {
            m_records.clear();
            if (!p->engine.readReplication(n.engine.replicationOffset(), until, kRecordsAtOnce, m_records)) {
                // The primary has forgotten what comes next: everything anew.
                linkDown(world, slot);
                beginCopy(world, slot, false);
                break;
            }
            if (m_records.empty()) break;
            const std::int64_t cost = n.engine.applyReplication(m_records, ms);
            n.thread.giveSince(link.lookedAt, cost);
            if (m_records.size() < kRecordsAtOnce) break;
        }
        takeKeyEvents(world, slot);
    }
    link.lookedAt = world.now();
}

// What a replica would answer now, for whoever only looks.
void ElastiCacheService::catchUpCopy(const World& world, std::uint32_t slot, Engine& copy) const {
    const Node& n = *m_clusters[slot].node;
    const Node* p = primaryOf(n);
    if (p == nullptr || n.link->state != ReplicaLink::State::Online) return;
    std::vector<ReplicationRecord> records;
    const std::int64_t until = streamHorizon(world, *n.link);
    while (p->engine.readReplication(copy.replicationOffset(), until, kRecordsAtOnce, records) && !records.empty()) {
        copy.applyReplication(records, world.unixMilliseconds());
        records.clear();
    }
}

// What a primary knows of its replicas, for INFO, ROLE, WAIT, and for how long it keeps its stream.
void ElastiCacheService::tellPrimary(World& world, std::uint32_t primary) {
    Cluster& p = m_clusters[primary];
    if (!p.node || p.node->link) return;
    std::vector<ReplicaState> replicas;
    for (const Cluster& c : m_clusters) {
        if (!c.used || !c.node || !c.node->link || c.node->link->primary != primary) continue;
        const ReplicaLink& link = *c.node->link;
        if (primaryOf(*c.node) != &*p.node || link.state == ReplicaLink::State::Down) continue;
        ReplicaState s;
        s.ip = c.address;
        s.port = static_cast<std::uint16_t>(c.port);
        s.state = link.state == ReplicaLink::State::Online ? ReplicaState::State::Online : ReplicaState::State::SendBulk;
        s.sentOffset = s.ackedOffset = link.state == ReplicaLink::State::Online ? c.node->engine.replicationOffset() : link.copyFrom;
        s.ackedAtMs = world.unixMilliseconds();
        replicas.push_back(std::move(s));
    }
    p.node->engine.setReplicas(std::move(replicas));
}

// Once a second: replicas acknowledge, primaries ping, links that came back are tried again.
void ElastiCacheService::tendReplication(World& world) {
    for (std::uint32_t slot = 0; slot < m_clusters.size(); ++slot) {
        Cluster& c = m_clusters[slot];
        if (!c.node || !c.inGroup()) continue;
        if (c.node->link) {
            catchUp(world, slot);
            if (c.node->link->state == ReplicaLink::State::Down && !c.node->link->cut) {
                const std::uint32_t primary = shardOf(slot).primary;
                if (primary != slot && m_clusters[primary].node && !m_clusters[primary].node->link) follow(world, slot, primary, false);
            }
        }
    }
    constexpr std::int64_t kPingEverySeconds = 10; // repl-ping-replica-period
    const bool ping = world.now().wholeSeconds() % kPingEverySeconds == 0;
    for (std::uint32_t slot = 0; slot < m_clusters.size(); ++slot) {
        Cluster& c = m_clusters[slot];
        if (!c.node || !c.inGroup() || c.node->link || shardOf(slot).members.size() < 2) continue;
        if (ping) c.node->engine.pingReplicas(world.unixMilliseconds());
        tellPrimary(world, slot);
    }
}

// A primary without replicas keeps no stream.
void ElastiCacheService::standAlone(World& world, std::uint32_t slot) {
    Cluster& c = m_clusters[slot];
    if (!c.node) return;
    if (c.node->link) {
        c.node->link.reset();
        c.node->engine.becomePrimary(world.unixMilliseconds());
    }
    c.node->engine.setReplicas({});
}

double ElastiCacheService::replicationLag(const World& world, std::uint32_t slot) const {
    const Node& n = *m_clusters[slot].node;
    if (!n.link) return 0;
    const Node* p = primaryOf(n);
    const std::int64_t ms = world.unixMilliseconds();
    if (p != nullptr && n.link->state == ReplicaLink::State::Online) {
        std::vector<ReplicationRecord> next;
        if (n.engine.replicationOffset() >= p->engine.replicationOffset()) return 0;
        if (p->engine.readReplication(n.engine.replicationOffset(), INT64_MAX, 1, next) && !next.empty()) {
            return static_cast<double>(std::max<std::int64_t>(0, ms - next.front().timeMs)) * 1e-3;
        }
        return 0;
    }
    return static_cast<double>(std::max<std::int64_t>(0, ms - n.engine.replication().link.lastIoMs)) * 1e-3;
}

void ElastiCacheService::onReplicationEvent(World& world, const kernel::Event& event) {
    if (event.handle >= m_clusters.size()) return;
    Cluster& c = m_clusters[event.handle];
    if (!c.node || !c.node->link || stamp(*c.node) != event.data) return;
    MAYLAB_ASSERT(event.kind == kCopyDone);
    finishCopy(world, event.handle);
}

} // namespace maylab::cache
