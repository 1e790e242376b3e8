// A cache cluster and its one node, as ElastiCacheService holds them: plain values.
#pragma once

#include "aws/tags.h"
#include "cache/engine/engine.h"
#include "cache/node_metrics.h"
#include "cache/node_type.h"
#include "kernel/time.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace maylab::cache {

enum class ClusterStatus : std::uint8_t { Creating, Available, Modifying, Rebooting, Deleting };
const char* toString(ClusterStatus status); // "rebooting cluster nodes"

// The redis process of a node and its place in time: an engine thread is a server with a queue.
struct Node {
    Engine engine;
    kernel::SimTime freeAt;       // the engine thread has done all it was given
    std::uint32_t generation = 0; // of the process: connections and events of an older one are void
    bool evictionScheduled = false;
    std::int64_t busyNs = 0; // charged to the engine thread, done or still to do
    std::uint32_t consolePorts = 0;
    ClientId application = 0; // the pooled connection that carries any command (KeyValueCache::command)
    // At the last collection of metrics.
    kernel::SimTime collectedAt;
    std::int64_t collectedBusyNs = 0, collectedBacklogNs = 0;
    std::map<std::string, ClientId> consoles;                            // door "redis": connection name -> client
    std::vector<std::pair<kernel::ConnectionId, ClientId>> connections;  // data plane
    std::int64_t waitsEndMs = INT64_MAX; // the next end of a wait that an event was scheduled for, Unix ms
};

struct Cluster {
    std::string id;
    ClusterStatus status = ClusterStatus::Creating;
    std::uint32_t generation = 0; // of the slot: NodeRefs and events of an older cluster are void
    bool used = false;

    const NodeType* type = nullptr; // into a constant table
    std::string engineVersion;      // "7.0.7"
    std::string subnetGroup, subnet, zone;
    std::string vpc;
    std::vector<std::string> securityGroups;
    int port = 6379;
    std::optional<kernel::SimTime> createdAt; // of the node; AWS tells it when the cluster is available
    std::string maintenanceWindow, snapshotWindow, notificationTopic;
    int snapshotRetention = 0;
    bool autoMinorVersionUpgrade = true;
    aws::TagSet tags;

    std::string parameterGroup;
    bool applying = false;                            // ParameterApplyStatus "applying"
    std::uint32_t parameterChange = 0;                // counts changes: the end of an older one is void
    std::map<std::string, std::string> applied;       // values in force
    bool rebootNeeded = false;                        // "pending-reboot"

    // What ModifyCacheCluster put off (PendingModifiedValues) or is doing right now.
    const NodeType* pendingType = nullptr;
    std::string pendingVersion;
    std::uint32_t maintenance = 0; // counts schedules: a window of an older one is void
    std::uint32_t transition = 0; // counts state changes: an event of an older one is void

    std::optional<Node> node; // while it runs: not while creating, rebooting or deleting
    std::optional<NodeMetrics> metrics;

    int reservedPercent = 25; // reserved-memory-percent in force
};

} // namespace maylab::cache
