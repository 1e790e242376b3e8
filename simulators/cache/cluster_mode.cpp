// Cluster mode: the map that the nodes of a group agree on, and online resharding, which moves one slot after another
// while clients go on. Gossip is not modelled: a change of the map reaches every node at once. Source: sheet 2.5, 2.6.
#include "cache/elasticache_service.h"

#include "kernel/hash.h"

#include <algorithm>

namespace maylab::cache {

using kernel::SimDuration;
using kernel::SimTime;

namespace {

// 40 hex digits that a node keeps as long as its cluster lives.
std::string clusterNodeId(std::uint64_t seed, const Cluster& c) {
    std::string id;
    char part[17];
    std::uint64_t h = seed ^ kernel::fnv1a(c.id) ^ static_cast<std::uint64_t>(c.generation) << 32;
    while (id.size() < 40) {
        h = kernel::mix64(h);
        std::snprintf(part, sizeof part, "%016llx", static_cast<unsigned long long>(h));
        id += part;
    }
    id.resize(40);
    return id;
}

std::uint64_t stamp(const ReplicationGroup& g) { return static_cast<std::uint64_t>(g.generation) << 32 | g.transition; }

} // namespace

ClusterIndex ElastiCacheService::mapIndexOf(const ReplicationGroup& g, std::uint32_t slot) const {
    const auto it = std::find(g.mapSlots.begin(), g.mapSlots.end(), slot);
    return it == g.mapSlots.end() ? kNoClusterNode : static_cast<ClusterIndex>(it - g.mapSlots.begin());
}

// The map with the members that there are now; owners keep their slots, new shards get what was planned for them.
void ElastiCacheService::rebuildMap(World& world, std::uint32_t group) {
    ReplicationGroup& g = m_groups[group];
    auto map = std::make_shared<ClusterMap>();
    std::vector<std::uint32_t> slots;
    for (std::size_t i = 0; i < g.shards.size(); ++i) {
        for (const std::uint32_t slot : g.shards[i].members) {
            const Cluster& c = m_clusters[slot];
            if (!c.createdAt) continue;
            ClusterNode node;
            node.id = clusterNodeId(m_seed, c);
            node.ip = c.address;
            node.hostname = endpointOf(c);
            node.port = static_cast<std::uint16_t>(c.port);
            node.busPort = static_cast<std::uint16_t>(c.port + 10'000);
            node.configEpoch = i + 1;
            node.failed = !c.node;
            node.linkUp = c.node.has_value();
            slots.push_back(slot);
            map->nodes.push_back(std::move(node));
        }
    }
    const auto indexOf = [&](std::uint32_t slot) {
        return static_cast<ClusterIndex>(std::find(slots.begin(), slots.end(), slot) - slots.begin());
    };
    for (std::size_t i = 0; i < slots.size(); ++i) {
        const std::uint32_t primary = shardOf(slots[i]).primary;
        if (primary != slots[i]) map->nodes[i].primary = indexOf(primary);
    }
    if (g.map) {
        map->currentEpoch = g.map->currentEpoch;
        std::vector<ClusterIndex> moved(g.mapSlots.size(), kNoClusterNode);
        for (std::size_t i = 0; i < g.mapSlots.size(); ++i) {
            const auto it = std::find(slots.begin(), slots.end(), g.mapSlots[i]);
            if (it != slots.end()) moved[i] = static_cast<ClusterIndex>(it - slots.begin());
        }
        for (std::uint32_t s = 0; s < kSlots; ++s) {
            if (g.map->owner[s] != kNoClusterNode) map->owner[s] = moved[g.map->owner[s]];
        }
        for (ClusterNode& n : map->nodes) {
            const ClusterIndex old = g.map->find(n.id);
            if (old != kNoClusterNode) n.configEpoch = g.map->nodes[old].configEpoch;
        }
    } else {
        map->currentEpoch = g.shards.size();
    }
    for (NodeGroup& shard : g.shards) {
        for (const SlotSpan& span : shard.plannedSlots) map->assign(span.first, span.last, indexOf(shard.primary));
        shard.plannedSlots.clear();
    }
    g.mapSlots = std::move(slots);
    shareMap(world, group, std::move(map));
}

void ElastiCacheService::shareMap(World& world, std::uint32_t group, std::shared_ptr<ClusterMap> map) {
    map->refreshState(false); // cluster-require-full-coverage is "no" on ElastiCache
    ReplicationGroup& g = m_groups[group];
    g.map = std::move(map);
    for (const std::uint32_t slot : g.mapSlots) giveMap(world, slot);
}

void ElastiCacheService::giveMap(World&, std::uint32_t slot) {
    Cluster& c = m_clusters[slot];
    const ReplicationGroup& g = m_groups[c.group];
    if (c.node && g.map) c.node->engine.setClusterMap(g.map, mapIndexOf(g, slot));
}

void ElastiCacheService::markFailed(World& world, std::uint32_t group, std::uint32_t slot, bool failed) {
    ReplicationGroup& g = m_groups[group];
    const ClusterIndex index = mapIndexOf(g, slot);
    if (!g.map || index == kNoClusterNode) return;
    auto map = std::make_shared<ClusterMap>(*g.map);
    map->nodes[index].failed = failed;
    map->nodes[index].linkUp = !failed;
    shareMap(world, group, std::move(map));
}

void ElastiCacheService::promoteInMap(World& world, std::uint32_t group, std::uint32_t slot) {
    ReplicationGroup& g = m_groups[group];
    auto map = std::make_shared<ClusterMap>(*g.map);
    const ClusterIndex index = mapIndexOf(g, slot), before = map->nodes[index].primary;
    map->promote(index);
    // A slot that was on its way goes on from here.
    for (SlotMove& m : map->moves) {
        if (m.source == before) m.source = index;
        if (m.target == before) m.target = index;
    }
    shareMap(world, group, std::move(map));
}

// --- resharding ---

// Which slots move where, so that every shard that stays has its even share. Donors give their highest slots, in turn.
std::vector<Resharding::Move> ElastiCacheService::plannedMoves(const ReplicationGroup& g) const {
    std::vector<std::uint16_t> owner(kSlots); // shard
    std::vector<std::uint32_t> count(g.shards.size(), 0), share(g.shards.size(), 0);
    std::uint32_t staying = 0, number = 0;
    for (const NodeGroup& s : g.shards) staying += s.leaving ? 0 : 1;
    for (std::size_t i = 0; i < g.shards.size(); ++i) {
        if (g.shards[i].leaving) continue;
        const SlotSpan span = evenSlots(number++, staying);
        share[i] = static_cast<std::uint32_t>(span.last - span.first + 1);
    }
    std::vector<std::vector<std::uint16_t>> has(g.shards.size());
    for (std::uint32_t s = 0; s < kSlots; ++s) {
        for (std::size_t i = 0; i < g.shards.size(); ++i) {
            if (g.map->owner[s] != mapIndexOf(g, g.shards[i].primary)) continue;
            has[i].push_back(static_cast<std::uint16_t>(s));
            break;
        }
    }
    std::vector<Resharding::Move> moves;
    std::size_t donor = 0;
    for (std::size_t to = 0; to < g.shards.size(); ++to) {
        while (!g.shards[to].leaving && has[to].size() < share[to]) {
            std::size_t tried = 0;
            while (tried < g.shards.size() && has[donor].size() <= share[donor]) {
                donor = (donor + 1) % g.shards.size();
                ++tried;
            }
            if (tried == g.shards.size()) return moves; // nobody has too many
            moves.push_back({has[donor].back(), static_cast<std::uint16_t>(donor), static_cast<std::uint16_t>(to)});
            has[to].insert(has[to].begin(), has[donor].back());
            has[donor].pop_back();
            donor = (donor + 1) % g.shards.size();
        }
    }
    return moves;
}

void ElastiCacheService::beginMoves(World& world, std::uint32_t group) {
    ReplicationGroup& g = m_groups[group];
    g.work = GroupWork::MoveSlots;
    ++g.transition;
    g.resharding = Resharding();
    g.resharding.moves = plannedMoves(g);
    const auto least = SimDuration::nanoseconds(kSlotOpen.ns() * static_cast<std::int64_t>(g.resharding.moves.size()));
    world.announce(world.now() + least, g.id + ": slots are moved");
    world.schedule(world.now(), m_id, kMoveKeys, group, stamp(g));
}

void ElastiCacheService::moveKeys(World& world, std::uint32_t group) {
    ReplicationGroup& g = m_groups[group];
    Resharding& r = g.resharding;
    const auto again = [&](SimDuration after) { world.schedule(world.now() + after, m_id, kMoveKeys, group, stamp(g)); };
    if (r.done == r.moves.size()) {
        finishMoves(world, group);
        return;
    }
    const Resharding::Move& move = r.moves[r.done];
    const std::uint32_t from = g.shards[move.from].primary, to = g.shards[move.to].primary;
    if (!m_clusters[from].node || !m_clusters[to].node) {
        again(SimDuration::seconds(1)); // a shard without a primary: wait for the failover
        return;
    }
    if (!r.open) {
        auto map = std::make_shared<ClusterMap>(*g.map);
        SlotMove& open = map->openMove(move.slot, mapIndexOf(g, from), mapIndexOf(g, to));
        open.migrating = open.importing = true;
        shareMap(world, group, std::move(map));
        r.open = true;
        r.openedAt = world.now();
        r.keysOfSlot = 0;
    }
    const std::int64_t ms = world.unixMilliseconds();
    Node &source = *m_clusters[from].node, &target = *m_clusters[to].node;
    m_movedKeys.clear();
    const std::int64_t takes = source.engine.takeKeys(move.slot, kKeysAtOnce, ms, m_movedKeys);
    settle(world, from, takes);
    if (!m_movedKeys.empty()) settle(world, to, target.engine.putKeys(m_movedKeys, ms));
    r.keysOfSlot += m_movedKeys.size();
    r.keysMoved += m_movedKeys.size();
    m_movedKeys.clear();
    if (source.engine.keysInSlot(move.slot) > 0) {
        again(kKeysEvery);
        return;
    }
    if (world.now() - r.openedAt < kSlotOpen) {
        again(kSlotOpen - (world.now() - r.openedAt)); // and look again for keys that came meanwhile
        return;
    }
    auto map = std::make_shared<ClusterMap>(*g.map);
    map->closeMoves(move.slot);
    map->assign(move.slot, move.slot, mapIndexOf(g, to));
    shareMap(world, group, std::move(map));
    record(world, CacheRule::SlotMoved, m_keys.remember(g.id), world.now() - r.openedAt, move.slot,
           static_cast<double>(r.keysOfSlot), std::stoi(g.shards[move.from].id), std::stoi(g.shards[move.to].id));
    r.open = false;
    ++r.done;
    again(SimDuration());
}

void ElastiCacheService::finishMoves(World& world, std::uint32_t group) {
    ReplicationGroup& g = m_groups[group];
    std::size_t staying = 0;
    for (const NodeGroup& shard : g.shards) staying += shard.leaving ? 0 : 1;
    addEvent(world, g.id, "replication-group",
             "Moved " + std::to_string(g.resharding.moves.size()) + " slots; the replication group has " + std::to_string(staying) + " node groups");
    if (staying == g.shards.size()) {
        groupAvailable(world, group);
        return;
    }
    for (NodeGroup& shard : g.shards) {
        if (!shard.leaving) continue;
        // They answer MOVED until they go: whoever did not hear of the move yet is led on.
        g.going.insert(g.going.end(), shard.members.begin(), shard.members.end());
    }
    beginGroup(world, group, GroupStatus::Modifying, GroupWork::MoveSlots, kDeleteShortest, kDeleteLongest);
}

void ElastiCacheService::onMoveKeys(World& world, const kernel::Event& event) {
    if (event.handle >= m_groups.size()) return;
    const ReplicationGroup& g = m_groups[event.handle];
    if (g.used && g.work == GroupWork::MoveSlots && stamp(g) == event.data) moveKeys(world, event.handle);
}

} // namespace maylab::cache
