// A KeyValueCache::NodeRef of this room: which node, and which process there. A reference to a process that is gone
// names nobody, but its address still says where to ask again.
#pragma once

#include "kernel/assert.h"

#include <cstdint>

namespace maylab::cache {

// The CacheNodeId of every cluster that has one node.
inline constexpr const char* kOnlyNodeId = "0001";

struct NodeAddress {
    static constexpr std::uint32_t kSlotBits = 7;  // of the cluster
    static constexpr std::uint32_t kNodeBits = 6;  // of the node in it: only Memcached clusters have more than one
    static constexpr std::uint32_t kBits = kSlotBits + kNodeBits;

    std::uint32_t slot = 0, node = 0;

    static NodeAddress of(std::uint32_t ref) {
        return {ref & ((1u << kSlotBits) - 1), ref >> kSlotBits & ((1u << kNodeBits) - 1)};
    }
    static std::uint32_t generationOf(std::uint32_t ref) { return ref >> kBits; }
    std::uint32_t ref(std::uint32_t generation) const {
        MAYLAB_ASSERT(generation < (1u << (32 - kBits)) - 1);
        return generation << kBits | node << kSlotBits | slot;
    }
    bool operator==(const NodeAddress&) const = default;
};

} // namespace maylab::cache
