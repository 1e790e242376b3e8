// Faults of a node that stay until they are taken back (node_fault_api.cpp). Source: sheet 6.2.
#pragma once

#include "kernel/time.h"

#include <cstdint>
#include <optional>

namespace maylab::cache {

struct NodeFaults {
    std::optional<kernel::SimDuration> replicaDelay; // F3: so much more lag
    bool linkCut = false;                            // F3: nothing arrives
    std::optional<std::int64_t> maxmemory;           // F10: bytes, in place of the node type's
    std::optional<double> slowdown;                  // F11: the engine works so many times slower
    std::uint32_t connections = 0;                   // F9: opened and kept by nobody in particular
    bool zoneLost = false;                           // F2: nothing starts there, nothing arrives there

    bool any() const { return replicaDelay || linkCut || maxmemory || slowdown || connections > 0 || zoneLost; }
};

} // namespace maylab::cache
