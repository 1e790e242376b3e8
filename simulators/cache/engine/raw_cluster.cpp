#include "cache/engine/raw_cluster.h"

#include <memory>
#include <string>

namespace maylab::cache {

namespace {

constexpr std::string_view kHost = "127.0.0.1";
constexpr std::size_t kBatch = 4'096;

} // namespace

RawCluster::RawCluster(const Shape& shape, const EngineOptions& base) : m_shape(shape) {
    if (!m_shape.cluster) m_shape.shards = 1;
    const std::uint32_t shards = m_shape.shards, total = shards * (1 + m_shape.replicas);
    auto map = std::make_shared<ClusterMap>();
    for (std::uint32_t i = 0; i < total; ++i) {
        EngineOptions o = base;
        o.seed = base.seed + i * 1'000;
        o.port = static_cast<std::uint16_t>(m_shape.firstPort + i);
        o.cluster = m_shape.cluster;
        m_nodes.emplace_back(o);
        if (!m_shape.cluster) continue;
        ClusterNode n = m_nodes.back().clusterMap()->nodes.front();
        n.ip = kHost;
        n.configEpoch = i < shards ? i + 1 : 0;
        if (i >= shards) n.primary = static_cast<ClusterIndex>(i % shards);
        n.pongReceivedMs = base.startedAtMs;
        map->nodes.push_back(std::move(n));
    }
    if (m_shape.cluster) {
        for (std::uint32_t s = 0; s < shards; ++s) {
            const SlotSpan span = evenSlots(s, shards);
            map->assign(span.first, span.last, static_cast<ClusterIndex>(s));
        }
        map->currentEpoch = total;
        map->refreshState(true);
        const ClusterMapRef shared = std::move(map);
        for (std::uint32_t i = 0; i < total; ++i) m_nodes[i].setClusterMap(shared, static_cast<ClusterIndex>(i));
    }
    for (std::uint32_t i = shards; i < total; ++i) {
        Engine& primary = m_nodes[i % shards];
        primary.startReplication(base.startedAtMs);
        m_nodes[i].becomeReplica(kHost, static_cast<std::uint16_t>(m_shape.firstPort + i % shards), base.startedAtMs);
        m_nodes[i].syncFrom(primary, base.startedAtMs);
    }
    follow(base.startedAtMs);
}

void RawCluster::follow(std::int64_t nowMs) {
    std::vector<ReplicationRecord> records;
    for (std::size_t p = 0; p < m_nodes.size(); ++p) {
        Engine& primary = m_nodes[p];
        if (primary.replication().replica) continue;
        std::vector<ReplicaState> states;
        for (std::size_t r = 0; r < m_nodes.size(); ++r) {
            Engine& replica = m_nodes[r];
            const PrimaryLink& link = replica.replication().link;
            if (!replica.replication().replica || link.host != kHost || link.port != primary.server().options.port) continue;
            primary.startReplication(nowMs);
            if (link.state != PrimaryLink::State::Connected && !replica.continueFrom(primary, nowMs))
                replica.syncFrom(primary, nowMs);
            do {
                records.clear();
                if (!primary.readReplication(replica.replicationOffset(), nowMs - m_shape.lagMs, kBatch, records)) {
                    replica.syncFrom(primary, nowMs);
                    break;
                }
                replica.applyReplication(records, nowMs);
            } while (records.size() == kBatch);
            ReplicaState& s = states.emplace_back();
            s.ip = kHost;
            s.port = replica.server().options.port;
            s.sentOffset = s.ackedOffset = replica.replicationOffset();
            s.ackedAtMs = nowMs;
        }
        primary.setReplicas(std::move(states));
    }
}

std::size_t RawCluster::moveKeys(std::size_t from, std::size_t to, std::uint16_t slot, std::size_t n, std::int64_t nowMs) {
    std::vector<MovedKey> keys;
    m_nodes[from].takeKeys(slot, n, nowMs, keys);
    m_nodes[to].putKeys(keys, nowMs);
    follow(nowMs);
    return keys.size();
}

} // namespace maylab::cache
