// Who is in a cluster and which slots are whose, as one node believes. A map never changes once it is shared: whoever
// wants another one copies it, changes the copy and hands that out. Nodes that agree hold the same map.
// Source: sheet 2.5, 2.6, 2.7.
#pragma once

#include "cache/engine/keyslot.h"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::cache {

using ClusterIndex = std::uint16_t; // of a node within one map
inline constexpr ClusterIndex kNoClusterNode = 0xFFFF;

struct ClusterNode {
    std::string id;       // 40 hex digits
    std::string ip;       // what MOVED and CLUSTER SLOTS name, unless the server prefers hostnames
    std::string hostname; // may be empty
    std::uint16_t port = 6379;
    std::uint16_t busPort = 16379;
    ClusterIndex primary = kNoClusterNode; // whose replica it is; none: a primary
    bool possiblyFailed = false; // PFAIL: this node thinks so
    bool failed = false;         // FAIL: a majority thinks so
    bool handshake = false, noAddress = false, noFailover = false;
    bool linkUp = true;
    std::uint64_t configEpoch = 0;
    std::int64_t pingSentMs = 0, pongReceivedMs = 0; // Unix ms; a ping of 0 is answered
    std::uint64_t replicationOffset = 0;
    std::uint32_t failureReports = 0;

    bool isPrimary() const { return primary == kNoClusterNode; }
};

// A slot on its way. The source asks absent keys elsewhere once it is open there, the target serves who says ASKING.
struct SlotMove {
    std::uint16_t slot = 0;
    ClusterIndex source = kNoClusterNode, target = kNoClusterNode;
    bool migrating = false; // open at the source
    bool importing = false; // open at the target
};

struct ClusterMap {
    std::vector<ClusterNode> nodes;
    std::array<ClusterIndex, kSlots> owner; // kNoClusterNode: nobody's
    std::vector<SlotMove> moves;            // few
    std::uint64_t currentEpoch = 0;
    // cluster_state: false refuses every command with keys. refreshState works it out from owners and flags.
    bool ok = false;

    ClusterMap() { owner.fill(kNoClusterNode); }
    ClusterIndex find(std::string_view id) const; // kNoClusterNode if unknown
    void assign(std::uint16_t first, std::uint16_t last, ClusterIndex node);
    // Where node has slot open to, kNoClusterNode if it has not.
    ClusterIndex migratingTo(std::uint16_t slot, ClusterIndex node) const;
    ClusterIndex importingFrom(std::uint16_t slot, ClusterIndex node) const;
    SlotMove& openMove(std::uint16_t slot, ClusterIndex source, ClusterIndex target); // made if it is not there
    void closeMoves(std::uint16_t slot);
    std::uint32_t slotCount(ClusterIndex node) const;
    std::uint32_t assigned() const;
    std::uint32_t size() const; // primaries with slots
    // ok: every slot is served by somebody who has not failed (if full coverage is asked for), and a majority of the
    // primaries with slots is not failed.
    void refreshState(bool requireFullCoverage);
    // Forgets a node; those behind it move up one place. Its slots are nobody's, its replicas primaries.
    void remove(ClusterIndex node);
    // Node becomes a primary and takes over what the primary it follows had, with a new epoch; the old primary and its
    // other replicas follow the new one.
    void promote(ClusterIndex node);
};
using ClusterMapRef = std::shared_ptr<const ClusterMap>;

// The usual split: shard i of n has the slots from round(i*16384/n) to round((i+1)*16384/n)-1.
struct SlotSpan {
    std::uint16_t first = 0, last = 0;
};
SlotSpan evenSlots(std::uint32_t shard, std::uint32_t shards);

} // namespace maylab::cache
