#include "cache/engine/cluster_map.h"

#include <algorithm>

namespace maylab::cache {

ClusterIndex ClusterMap::find(std::string_view id) const {
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        if (nodes[i].id == id) return static_cast<ClusterIndex>(i);
    }
    return kNoClusterNode;
}

void ClusterMap::assign(std::uint16_t first, std::uint16_t last, ClusterIndex node) {
    std::fill(owner.begin() + first, owner.begin() + last + 1, node);
}

ClusterIndex ClusterMap::migratingTo(std::uint16_t slot, ClusterIndex node) const {
    for (const SlotMove& m : moves) {
        if (m.slot == slot && m.source == node && m.migrating) return m.target;
    }
    return kNoClusterNode;
}

ClusterIndex ClusterMap::importingFrom(std::uint16_t slot, ClusterIndex node) const {
    for (const SlotMove& m : moves) {
        if (m.slot == slot && m.target == node && m.importing) return m.source;
    }
    return kNoClusterNode;
}

SlotMove& ClusterMap::openMove(std::uint16_t slot, ClusterIndex source, ClusterIndex target) {
    for (SlotMove& m : moves) {
        if (m.slot == slot && m.source == source && m.target == target) return m;
    }
    return moves.emplace_back(SlotMove{slot, source, target, false, false});
}

void ClusterMap::closeMoves(std::uint16_t slot) {
    std::erase_if(moves, [&](const SlotMove& m) { return m.slot == slot; });
}

std::uint32_t ClusterMap::slotCount(ClusterIndex node) const {
    return static_cast<std::uint32_t>(std::count(owner.begin(), owner.end(), node));
}

std::uint32_t ClusterMap::assigned() const { return kSlots - slotCount(kNoClusterNode); }

std::uint32_t ClusterMap::size() const {
    std::vector<bool> has(nodes.size());
    for (const ClusterIndex o : owner) {
        if (o != kNoClusterNode) has[o] = true;
    }
    return static_cast<std::uint32_t>(std::count(has.begin(), has.end(), true));
}

void ClusterMap::refreshState(bool requireFullCoverage) {
    ok = !requireFullCoverage || std::all_of(owner.begin(), owner.end(), [&](ClusterIndex o) {
        return o != kNoClusterNode && !nodes[o].failed;
    });
    std::vector<bool> has(nodes.size());
    for (const ClusterIndex o : owner) {
        if (o != kNoClusterNode) has[o] = true;
    }
    std::uint32_t voters = 0, reachable = 0;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        if (!has[i]) continue;
        ++voters;
        if (!nodes[i].failed && !nodes[i].possiblyFailed) ++reachable;
    }
    if (reachable < voters / 2 + 1) ok = false;
}

void ClusterMap::remove(ClusterIndex node) {
    const auto moved = [&](ClusterIndex& i) {
        if (i == node) i = kNoClusterNode;
        else if (i != kNoClusterNode && i > node) --i;
    };
    nodes.erase(nodes.begin() + node);
    for (ClusterNode& n : nodes) moved(n.primary);
    for (ClusterIndex& o : owner) moved(o);
    std::erase_if(moves, [&](const SlotMove& m) { return m.source == node || m.target == node; });
    for (SlotMove& m : moves) {
        moved(m.source);
        moved(m.target);
    }
}

void ClusterMap::promote(ClusterIndex node) {
    const ClusterIndex old = nodes[node].primary;
    if (old == kNoClusterNode) return;
    nodes[node].primary = kNoClusterNode;
    nodes[node].configEpoch = ++currentEpoch;
    std::replace(owner.begin(), owner.end(), old, node);
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        if (i != node && (i == old || nodes[i].primary == old)) nodes[i].primary = node;
    }
    // What the old primary had open is not known to the new one.
    std::erase_if(moves, [&](const SlotMove& m) { return m.source == old || m.target == old; });
}

SlotSpan evenSlots(std::uint32_t shard, std::uint32_t shards) {
    const auto bound = [&](std::uint64_t i) { return (2 * i * kSlots + shards) / (2 * shards); };
    return {static_cast<std::uint16_t>(bound(shard)), static_cast<std::uint16_t>(bound(shard + 1) - 1)};
}

} // namespace maylab::cache
