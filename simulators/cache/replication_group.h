// A replication group as ElastiCacheService holds it: shards ("node groups") of one primary and up to five replicas,
// whose nodes are cache clusters of their own (shop-001; with cluster mode shop-0001-001). Plain values; nodes are named
// by the slot of their cluster in ElastiCacheService::clusters().
// Source: API reference, ReplicationGroup and NodeGroup; sheet 1.3, 2.7.
#pragma once

#include "aws/tags.h"
#include "cache/engine/cluster_map.h"
#include "cache/node_type.h"
#include "kernel/time.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace maylab::cache {

class Engine;

inline constexpr std::uint32_t kNoSlot = 0xFFFFFFFF;
inline constexpr std::uint32_t kNoGroup = 0xFFFFFFFF;

enum class GroupStatus : std::uint8_t { Creating, Available, Modifying, Deleting, Snapshotting };
const char* toString(GroupStatus status);

// What a group that is not available is busy with.
enum class GroupWork : std::uint8_t {
    None,
    Create,
    Modify,         // node type, version
    AddReplicas,
    RemoveReplicas,
    AddShards,      // nodes come, then slots move
    MoveSlots,
    Failover,       // asked for by ModifyReplicationGroup (PrimaryClusterId)
    Snapshot,
    Delete
};

// A name whose address changed reaches clients later than the change.
struct DnsName {
    std::uint32_t now = kNoSlot;    // whom the service means
    std::uint32_t before = kNoSlot; // whom resolvers still answer
    kernel::SimTime changesAt;      // until then
    std::uint32_t answer(kernel::SimTime t) const { return t < changesAt ? before : now; }
};

// One loss of a primary, from the moment it was gone.
struct Failover {
    enum class Step : std::uint8_t { None, Detecting, Promoting };
    Step step = Step::None;
    std::uint32_t lost = kNoSlot; // the primary that is gone
    kernel::SimTime lostAt, detectedAt;
    bool test = false; // TestFailover
    std::uint32_t steps = 0; // counts: an event of an older one is void
    std::shared_ptr<const Engine> remains; // the lost process, for what its replicas never got
};

struct NodeGroup {
    std::string id;                     // "0001"
    std::vector<std::uint32_t> members; // slots of clusters, in order of their names
    std::uint32_t primary = kNoSlot;    // also while it is down and nobody was promoted
    int nextNode = 1;                   // number in the next node's name
    DnsName name;                       // of the primary endpoint
    std::vector<SlotSpan> plannedSlots; // of a new shard that begins with some
    Failover failover;
    bool leaving = false; // its slots move away, then it goes
};

// Slots on their way between shards, one after another.
struct Resharding {
    struct Move {
        std::uint16_t slot = 0;
        std::uint16_t from = 0, to = 0; // indices of shards
    };
    std::vector<Move> moves; // all of them, in order
    std::size_t done = 0;
    std::size_t keysMoved = 0, keysOfSlot = 0;
    bool open = false; // the slot moves[done] is migrating
    kernel::SimTime openedAt;
};

struct ReplicationGroup {
    std::string id, description;
    bool used = false;
    std::uint32_t generation = 0; // of the place in the list
    GroupStatus status = GroupStatus::Creating;
    GroupWork work = GroupWork::None;
    std::uint32_t transition = 0; // counts changes of state: an event of an older one is void
    std::optional<kernel::SimTime> createdAt;

    bool clusterMode = false;
    enum class Switch : std::uint8_t { Disabled, Enabled, Enabling, Disabling };
    Switch automaticFailover = Switch::Disabled;
    bool multiAz = false;
    bool transitEncryption = false, atRestEncryption = false; // kept and shown
    std::string transitEncryptionMode, kmsKey;
    const NodeType* type = nullptr;
    const NodeType* pendingType = nullptr;
    std::string engineVersion, pendingVersion, parameterGroup, subnetGroup, vpc;
    std::vector<std::string> securityGroups;
    int port = 6379;
    std::string maintenanceWindow, snapshotWindow, notificationTopic, snapshottingCluster;
    int snapshotRetention = 0;
    bool autoMinorVersionUpgrade = true;
    aws::TagSet tags;
    // Cluster mode: what the nodes agree on, and which cluster each node of the map is.
    ClusterMapRef map;
    std::vector<std::uint32_t> mapSlots;
    std::string restoredFrom; // a snapshot's name, while the group is being created
    std::uint32_t pendingPrimary = kNoSlot;

    std::vector<NodeGroup> shards;
    std::vector<std::uint32_t> coming, going; // members being created and deleted by the present work
    Resharding resharding;
    std::uint32_t maintenance = 0;              // counts schedules

    bool hasReplicas() const {
        for (const NodeGroup& s : shards) {
            if (s.members.size() > 1) return true;
        }
        return false;
    }
    std::size_t nodeCount() const {
        std::size_t n = 0;
        for (const NodeGroup& s : shards) n += s.members.size();
        return n;
    }
};

} // namespace maylab::cache
