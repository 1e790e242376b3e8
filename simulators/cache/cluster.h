// A cache cluster with its nodes, as ElastiCacheService holds them: plain values. A Redis cluster has one node, alone or
// as a member of a replication group; a Memcached cluster has up to forty that know nothing of one another.
#pragma once

#include "aws/tags.h"
#include "cache/engine/engine.h"
#include "cache/engine_thread.h"
#include "cache/memcached_node.h"
#include "cache/node_fault.h"
#include "cache/node_metrics.h"
#include "cache/node_type.h"
#include "cache/parameters.h"
#include "cache/pushed_output.h"
#include "cache/replica_link.h"
#include "cache/replication_group.h"
#include "kernel/doors.h"
#include "kernel/time.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace maylab::cache {

enum class ClusterStatus : std::uint8_t { Creating, Available, Modifying, Rebooting, Deleting, Snapshotting };
const char* toString(ClusterStatus status); // "rebooting cluster nodes"

// A command of a console that waits for its reply, and which way it was sent before (redis-cli -c).
struct WaitingCommand {
    kernel::CallId call = 0;
    std::vector<std::string> redirects;
};

// The redis process of a node and its place in time.
struct Node {
    Engine engine;
    EngineThread thread;
    std::uint32_t generation = 0; // of the process: connections and events of an older one are void
    bool evictionScheduled = false;
    std::uint32_t consolePorts = 0;
    ClientId application = 0; // the pooled connection that carries any command (KeyValueCache::command)
    kernel::SimTime collectedAt; // metrics
    std::map<std::string, ClientId> consoles;                            // door "redis": connection name -> client
    std::vector<std::pair<kernel::ConnectionId, ClientId>> connections;  // data plane
    std::int64_t waitsEndMs = INT64_MAX; // the next end of a wait that an event was scheduled for, Unix ms
    std::map<ClientId, WaitingCommand> waiting;   // door "redis"
    std::map<ClientId, PushedOutput> pushed;      // to consoles
    std::optional<ReplicaLink> link; // of a replica: the stream that comes in
};

struct Cluster {
    std::string id;
    CacheEngine engine = CacheEngine::Redis;
    ClusterStatus status = ClusterStatus::Creating;
    std::uint32_t generation = 0; // of the slot: NodeRefs and events of an older cluster are void
    bool used = false;

    const NodeType* type = nullptr; // into a constant table
    std::string engineVersion;      // "7.0.7"
    std::string subnetGroup, subnet, zone;
    std::string vpc;
    std::string address; // private IPv4 of the node; it stays when the node is replaced
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

    // Of a member of a replication group.
    std::uint32_t group = kNoGroup; // in ElastiCacheService::replicationGroups()
    std::string nodeGroup;          // "0001"

    // Its process is gone and comes back, empty, within these times of when it was noticed.
    bool recovering = false;
    kernel::SimDuration recoverShortest, recoverLongest;
    std::uint32_t recovery = 0; // counts: an event of an older one is void
    bool saving = false;        // a snapshot of it is being made
    std::string restoreFrom;    // a snapshot's name, while it is being created

    std::optional<Node> node; // while it runs: not while creating, rebooting or deleting
    std::optional<NodeMetrics> metrics;
    NodeFaults faults;

    int reservedPercent = 25; // reserved-memory-percent in force

    std::vector<MemcachedNode> memcached; // in place of node: by number, gaps are not used
    std::uint64_t discoveryVersion = 0;   // of `config get cluster`

    bool inGroup() const { return group != kNoGroup; }
    // Redis: 1. Memcached: those that are not being deleted.
    std::size_t nodeCount() const;
    bool hasAddress(std::string_view address) const; // one of the Memcached nodes has it
    std::optional<std::uint32_t> nodeWithAddress(std::string_view address) const;
    const MemcachedNode* memcachedNode(std::string_view id) const; // "0001"; null if there is none
};

} // namespace maylab::cache
