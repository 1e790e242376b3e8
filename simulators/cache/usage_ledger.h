// What a bill is made from: which nodes were there for how long, and how much is kept in snapshots. A plain value beside
// ElastiCacheService; each change costs the logarithm of the nodes that run, nothing is done as time passes.
//
// A node counts from when it is available until it is gone; another type is another node. Each begun hour of a node counts
// in full. Snapshots count by what they hold from when they are made until they are deleted, less one for each cluster or
// replication group that is still there. Prices are not known here (labs/engine/bill.h).
// Source: ElastiCache FAQ, "Billing"; fidelity sheet 1.6.
#pragma once

#include "cache/node_type.h"
#include "kernel/time.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::cache {

struct NodeUsage {
    const NodeType* type = nullptr; // into a constant table
    std::uint32_t running = 0;
    std::int64_t billedHours = 0;   // each begun hour of each node in full
    kernel::SimDuration time;       // what the nodes really were there
};

struct SnapshotUsage {
    std::int64_t kept = 0, billed = 0; // bytes now
    double billedByteHours = 0;        // until now
};

class UsageLedger {
  public:
    // node: number within a cluster.
    void nodeStarted(kernel::SimTime now, std::uint32_t slot, std::uint32_t node, const NodeType& type);
    void nodeEnded(kernel::SimTime now, std::uint32_t slot, std::uint32_t node);
    void clusterEnded(kernel::SimTime now, std::uint32_t slot); // all its nodes
    void clusterResized(kernel::SimTime now, std::uint32_t slot, const NodeType& type);
    // What is kept from now on, and how much of it is beyond the free ones.
    void snapshotsChanged(kernel::SimTime now, std::int64_t kept, std::int64_t billed);

    std::vector<NodeUsage> nodes(kernel::SimTime now) const; // by the name of the type
    SnapshotUsage snapshots(kernel::SimTime now) const;

    static std::int64_t begunHours(kernel::SimDuration time);

  private:
    struct Open {
        const NodeType* type;
        kernel::SimTime since;
    };
    struct Closed {
        std::int64_t billedHours = 0;
        kernel::SimDuration time;
    };
    static std::uint64_t key(std::uint32_t slot, std::uint32_t node) { return static_cast<std::uint64_t>(slot) << 32 | node; }
    void close(kernel::SimTime now, const Open& open);

    std::map<std::uint64_t, Open> m_open;
    std::map<const NodeType*, Closed> m_closed;
    std::int64_t m_kept = 0, m_billed = 0;
    kernel::SimTime m_snapshotsSince;
    double m_byteHours = 0;
};

} // namespace maylab::cache
