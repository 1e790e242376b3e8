// Several open source servers of one process: n primaries with slots in even shares, each with r replicas that follow at
// once; or, without cluster mode, one primary with replicas. For the console and for tests; a value like the engines in it.
// Node k of shard s is number k * shards + s: the primaries come first, as redis-cli --cluster create places them.
// Source: sheet 2.5, 2.6, 2.7.
#pragma once

#include "cache/engine/engine.h"

#include <cstdint>
#include <vector>

namespace maylab::cache {

class RawCluster {
  public:
    struct Shape {
        std::uint32_t shards = 3;
        std::uint32_t replicas = 1; // of each
        bool cluster = true;        // false: one shard, no slots
        std::uint16_t firstPort = 7000;
        std::int64_t lagMs = 0;     // how far the replicas are behind
    };
    RawCluster(const Shape& shape, const EngineOptions& base);

    std::size_t size() const { return m_nodes.size(); }
    Engine& node(std::size_t i) { return m_nodes[i]; }
    const Engine& node(std::size_t i) const { return m_nodes[i]; }
    // Replicas read their primary's stream up to nowMs less the lag, and acknowledge. After every call of a node.
    void follow(std::int64_t nowMs);
    // What MIGRATE ... KEYS does between two nodes, for all keys of a slot.
    std::size_t moveKeys(std::size_t from, std::size_t to, std::uint16_t slot, std::size_t n, std::int64_t nowMs);

  private:
    Shape m_shape;
    std::vector<Engine> m_nodes;
};

} // namespace maylab::cache
