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
    bool cronScheduled = false;
    bool evictionScheduled = false;
    std::map<std::string, ClientId> consoles;                            // door "redis": connection name -> client
    std::vector<std::pair<kernel::ConnectionId, ClientId>> connections;  // data plane
};

struct Cluster {
    std::string id;
    ClusterStatus status = ClusterStatus::Creating;
    std::uint32_t generation = 0; // of the slot: NodeRefs and events of an older cluster are void
    bool used = false;

    const NodeType* type = nullptr; // into a constant table
    std::string engineVersion;      // "7.0.7"
    std::string subnetGroup, zone;
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
    std::map<std::string, std::string> applied;       // in force, where it differs from the family's default
    bool rebootNeeded = false;                        // "pending-reboot"

    // What ModifyCacheCluster put off (PendingModifiedValues) or is doing right now.
    const NodeType* pendingType = nullptr;
    std::string pendingVersion;
    std::uint32_t transition = 0; // counts state changes: an event of an older one is void

    std::optional<Node> node; // from available until deleting
    std::optional<NodeMetrics> metrics;
    std::uint32_t pooled = 0; // connections of applications, across reboots of the process none
};

} // namespace maylab::cache
