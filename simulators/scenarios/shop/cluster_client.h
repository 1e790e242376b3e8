// The part of a client library that knows clusters: which node has a key's slot, as far as this client has heard.
//
//   route ─ ask the node ─ MOVED: learn(slot, node) and ask there
//                         ├ ASK: ask that node once, with ASKING; learn nothing
//                         ├ TRYAGAIN, CLUSTERDOWN: wait a little, ask again
//                         └ the node is gone: forget(), look the name up again
//
// Without cluster mode every key is at the node that the name means. A value; nothing is allocated once a map is there.
// Source: cache sheet 2.6.
#pragma once

#include "cache/engine/keyslot.h"
#include "kernel/cow_array.h"
#include "kernel/world.h"
#include "ports/key_value_cache.h"

#include <cstdint>
#include <string_view>

namespace maylab::scenarios {

class ClusterClient {
  public:
    using NodeRef = ports::KeyValueCache::NodeRef;
    static constexpr int kMaxAttempts = 5;

    // entry: any node of the group, as its name resolved. readReplica: a replica if there is one, in turns.
    NodeRef route(const kernel::World& world, const ports::KeyValueCache& cache, NodeRef entry, std::uint16_t slot,
                  bool readReplica = false) {
        if (!m_known || m_entry != entry) read(world, cache, entry);
        if (m_nodes.size() == 0) return entry;
        if (readReplica && !m_replicas.empty()) {
            // All replicas of this slot's shard are alike; take turns.
            const NodeRef primary = m_nodes[slot];
            for (std::size_t tries = 0; tries < m_replicas.size(); ++tries) {
                const Replica& r = m_replicas[m_turn++ % m_replicas.size()];
                if (r.primary == primary) return r.node;
            }
        }
        return m_nodes[slot];
    }
    // As route, by key; hashes only where there is a cluster.
    NodeRef routeKey(const kernel::World& world, const ports::KeyValueCache& cache, NodeRef entry, std::string_view key) {
        if (m_known && m_entry == entry && m_nodes.size() == 0) return entry;
        return route(world, cache, entry, slotOf(key));
    }
    static std::uint16_t slotOf(std::string_view key) { return cache::keySlot(key); }

    void learn(std::uint16_t slot, NodeRef node) {
        if (m_nodes.size() != 0) m_nodes.mut(slot) = node;
    }
    void forget() { m_known = false; }
    bool clustered() const { return m_nodes.size() != 0; }

  private:
    struct Replica {
        NodeRef node, primary;
    };

    void read(const kernel::World& world, const ports::KeyValueCache& cache, NodeRef entry) {
        m_known = true;
        m_entry = entry;
        m_nodes.clear();
        m_replicas.clear();
        const auto map = cache.slotMap(world, entry);
        if (map.empty()) return;
        m_nodes.resize(cache::kSlots);
        for (std::size_t i = 0; i < cache::kSlots; ++i) m_nodes.mut(i) = entry; // unassigned: whoever answers says so
        for (const ports::SlotRange& range : map) {
            for (std::size_t slot = range.first; slot <= range.last; ++slot) m_nodes.mut(slot) = range.primary;
            for (const NodeRef replica : range.replicas) m_replicas.push_back({replica, range.primary});
        }
    }

    bool m_known = false;
    NodeRef m_entry = ports::KeyValueCache::kNoNode; // whom the map was asked of
    std::size_t m_turn = 0;
    kernel::CowArray<NodeRef, 10> m_nodes; // by slot; empty: no cluster
    std::vector<Replica> m_replicas;
};

} // namespace maylab::scenarios
