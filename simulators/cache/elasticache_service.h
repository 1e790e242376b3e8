// Amazon ElastiCache for Redis OSS and Memcached, door "elasticache": clusters, replication groups (cluster mode off and
// on), snapshots, subnet groups, parameter groups, events, tags with the service's names, shapes, states and errors; the
// data plane of the nodes; replication and failover; their metrics and decisions.
//
// States take virtual time (seeded): creating 3 to 10 min, modifying, rebooting, deleting; every change is announced
// (World::announce), so that the wait can be skipped. Needs an Ec2Service in the world, added before it.
//
// Beside the API, ours: "redis" {"endpoint", "argv", "connection", "cluster"} -> {"reply"}: a command typed at a redis-cli
// on the application's host (cluster: -c); what was pushed to that connection meanwhile comes along as "pushed"; a command
// that waits is answered later. It costs no virtual time but engine time: what it blocks, it blocks for
// everybody. "redis-close" {"connection"}: that redis-cli was ended; "redis-messages" {"connection", "after"}, a read: what
// was pushed to it beyond that position, while it is subscribed or monitors. "memcached" {"endpoint", "text", "connection"} -> {"reply"} likewise. InjectNodeFault, ClearNodeFault,
// DescribeNodeFaults (node_fault_api.cpp); AnnounceNodes (announce_nodes.h); DescribeLostWrites (failover.cpp); DescribeUsage, what a bill is made from (usage_api.cpp).
//
// Sources: ElastiCache API reference 2015-02-02, user guide; fidelity sheet 1.3-1.6, 2.3, 2.6-2.8, 3, 5.4, 6.2, 6.4.
#pragma once

#include "cache/cache_rules.h"
#include "cache/cluster.h"
#include "cache/ec2_service.h"
#include "cache/engine/announced_ports.h"
#include "cache/failover_report.h"
#include "cache/key_memory.h"
#include "cache/node_ref.h"
#include "cache/parameters.h"
#include "cache/replication_group.h"
#include "cache/snapshot.h"
#include "cache/usage_ledger.h"
#include "kernel/service.h"
#include "kernel/world.h"
#include "ports/key_value_cache.h"

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::cache {

struct SubnetGroup {
    std::string name, description, vpc;
    std::vector<std::string> subnets;
    aws::TagSet tags;
};

struct ParameterGroup {
    std::string name, family, description;
    std::map<std::string, std::string> values; // changed by the owner
    bool isDefault = false;
    aws::TagSet tags;
};

struct CacheEvent {
    std::uint64_t sequence = 0;
    kernel::SimTime at;
    std::string source, sourceType, message;
};

class ElastiCacheService final : public kernel::Service, public ports::KeyValueCache {
  public:
    static constexpr std::string_view kName = "elasticache";
    static constexpr std::string_view kDnsLabel = "lab0ne"; // what AWS makes up per account and Region
    static constexpr std::string_view kShopSubnetGroup = "shop-private";

    // --- named constants of the model ---
    // Creating takes 3 to 10 min (labs outline, step 2); the others are assumed within what users report.
    static constexpr kernel::SimDuration kCreateShortest = kernel::SimDuration::minutes(3);
    static constexpr kernel::SimDuration kCreateLongest = kernel::SimDuration::minutes(10);
    static constexpr kernel::SimDuration kModifyShortest = kernel::SimDuration::minutes(5);
    static constexpr kernel::SimDuration kModifyLongest = kernel::SimDuration::minutes(12);
    static constexpr kernel::SimDuration kRebootShortest = kernel::SimDuration::seconds(40);
    static constexpr kernel::SimDuration kRebootLongest = kernel::SimDuration::seconds(90);
    static constexpr kernel::SimDuration kDeleteShortest = kernel::SimDuration::minutes(2);
    static constexpr kernel::SimDuration kDeleteLongest = kernel::SimDuration::minutes(5);
    // Parameters whose ChangeType is "immediate" reach the node so long after the call.
    static constexpr kernel::SimDuration kApplyParameters = kernel::SimDuration::seconds(5);
    // How long a connect to a door that is closed hangs. Linux gives up after 127 s; ours is shorter.
    static constexpr kernel::SimDuration kConnectTimeout = kernel::SimDuration::seconds(10);
    // Engine time of reading a request and writing its reply (sheet 5.4): with a GET about 12 µs.
    static constexpr kernel::SimDuration kNetworkHandling = kernel::SimDuration::nanoseconds(Engine::kNetworkNs);

    // Failover, all illustrative (sheet 2.7): AWS says "just a few seconds" until writes work again.
    static constexpr kernel::SimDuration kDetectShortest = kernel::SimDuration::seconds(3);
    static constexpr kernel::SimDuration kDetectLongest = kernel::SimDuration::seconds(5);
    static constexpr kernel::SimDuration kPromoteShortest = kernel::SimDuration::milliseconds(700);
    static constexpr kernel::SimDuration kPromoteLongest = kernel::SimDuration::milliseconds(1300);
    // Until resolvers answer with the new primary.
    static constexpr kernel::SimDuration kDnsShortest = kernel::SimDuration::seconds(1);
    static constexpr kernel::SimDuration kDnsLongest = kernel::SimDuration::seconds(5);
    static constexpr kernel::SimDuration kDnsTtl = kernel::SimDuration::seconds(5);
    // Until a lost node is replaced (it comes back empty, and as a replica where there is a primary).
    static constexpr kernel::SimDuration kReplaceShortest = kernel::SimDuration::minutes(5);
    static constexpr kernel::SimDuration kReplaceLongest = kernel::SimDuration::minutes(10);
    static constexpr kernel::SimDuration kColdShortest = kernel::SimDuration::seconds(2);
    static constexpr kernel::SimDuration kColdLongest = kernel::SimDuration::seconds(5);
    static constexpr std::size_t kMaxTestFailovers = 15; // node groups in the window (API reference, TestFailover)
    static constexpr kernel::SimDuration kTestFailoverWindow = kernel::SimDuration::hours(24);
    // Online resharding: a slot is open at least so long; so many keys leave at once, every so often (assumed).
    static constexpr kernel::SimDuration kSlotOpen = kernel::SimDuration::milliseconds(50);
    static constexpr kernel::SimDuration kKeysEvery = kernel::SimDuration::milliseconds(10);
    static constexpr std::size_t kKeysAtOnce = 10;

    static constexpr std::size_t kMaxNodes = 100;           // ours; AWS: 300 per Region
    static constexpr std::size_t kMaxNodesPerGroup = 90;    // AWS quota
    static constexpr std::size_t kMaxReplicas = 5;          // of a shard
    static constexpr std::size_t kMaxMemcachedNodes = 40;   // of a cluster (API reference, NumCacheNodes)
    static constexpr std::size_t kMaxSnapshots = 100;       // ours; AWS: 24 manual ones a day and cluster
    static constexpr std::size_t kMaxFailoverReports = 32;
    static constexpr std::size_t kMaxParameterGroups = 150; // AWS quota
    static constexpr std::size_t kMaxSubnetGroups = 150;    // AWS quota
    static constexpr std::size_t kMaxSubnetsPerGroup = 20;  // AWS quota
    static constexpr std::size_t kMaxConsoleConnections = 64;
    // Real clients' commands that are recorded for goals, a second: what a person or a script does, not a benchmark.
    static constexpr std::uint32_t kRecordsPerSecond = 32;
    static constexpr std::size_t kMaxEvents = 1000;
    static constexpr kernel::SimDuration kEventsKept = kernel::SimDuration::hours(14 * 24); // AWS: 14 days

    // --- Service ---
    std::string_view name() const override { return kName; }
    std::unique_ptr<kernel::Service> clone() const override { return std::make_unique<ElastiCacheService>(*this); }
    int behaviourVersion() const override { return 2; } // 1: single nodes with strings
    void start(kernel::World& world) override;
    void onEvent(kernel::World& world, const kernel::Event& event) override;
    kernel::MaybeResult call(kernel::World& world, const kernel::Call& call) override;
    kernel::ApiResult peek(const kernel::World& world, std::string_view operation,
                           const kernel::Json& input) const override;
    tl::expected<void, std::string> open(kernel::World& world, kernel::ConnectionId id,
                                         std::string_view endpoint, std::string_view via) override;
    void receive(kernel::World& world, kernel::ConnectionId id, std::string_view bytes) override;
    void close(kernel::World& world, kernel::ConnectionId id) override;
    void* port(std::uint32_t kind) override;
    void mixInto(kernel::Fingerprint& f) const override;

    // --- KeyValueCache ---
    Resolved resolve(const kernel::World& world, std::string_view endpoint) const override;
    Resolved resolveAddress(const kernel::World& world, NodeRef address) const override;
    std::vector<ports::SlotRange> slotMap(const kernel::World& world, NodeRef node) const override;
    ports::KeyFacts facts(const kernel::World& world, NodeRef node, std::string_view key) const override;
    ports::CacheReply get(kernel::World& world, NodeRef node, std::string_view key, ports::ClientMode mode) override;
    ports::CacheReply set(kernel::World& world, NodeRef node, std::string_view key, ports::SyntheticValue value,
                          kernel::SimDuration ttl, ports::ClientMode mode) override;
    ports::CacheReply del(kernel::World& world, NodeRef node, std::string_view key, ports::ClientMode mode) override;
    ports::CommandReply command(kernel::World& world, NodeRef node, std::span<const std::string_view> argv,
                                ports::ClientMode mode) override;
    void setRenderer(Renderer renderer) override;
    void connect(kernel::World& world, NodeRef node, std::uint32_t connections) override;
    void disconnect(kernel::World& world, NodeRef node, std::uint32_t connections) override;

    // --- reads without trace (see cache_view.h for what the UI draws) ---
    const std::vector<Cluster>& clusters() const { return m_clusters; } // slots: look at Cluster::used
    const Cluster* findCluster(std::string_view id) const;
    const std::vector<ReplicationGroup>& replicationGroups() const { return m_groups; } // look at ReplicationGroup::used
    const ReplicationGroup* findReplicationGroup(std::string_view id) const;
    const std::map<std::string, Snapshot>& snapshots() const { return m_snapshots; }
    const std::deque<FailoverReport>& failovers() const { return m_failoverReports; } // the newest last
    // Seconds; 0 of a primary.
    double replicationLag(const kernel::World& world, std::uint32_t slot) const;
    // Index in a group's map; kNoClusterNode if it is not there.
    ClusterIndex mapIndexOf(const ReplicationGroup& g, std::uint32_t slot) const;
    const Node* primaryOf(const Node& replica) const; // null: it is gone
    const std::map<std::string, ParameterGroup>& parameterGroups() const { return m_parameterGroups; }
    const std::map<std::string, SubnetGroup>& subnetGroups() const { return m_subnetGroups; }
    const std::deque<CacheEvent>& events() const { return m_events; }
    const UsageLedger& usage() const { return m_usage; }
    // Why a key that is not there left, as far as that is remembered.
    Departure departureOf(const Cluster& cluster, std::string_view key) const {
        const std::uint32_t subject = subjectOfKey(key);
        if (!cluster.inGroup()) return m_departures[static_cast<std::size_t>(&cluster - m_clusters.data())].find(subject).why;
        const auto group = m_groupDepartures.find(cluster.group);
        return group == m_groupDepartures.end() ? Departure::None : group->second.find(subject).why;
    }
    // The key a decision is about; empty if it was forgotten or the decision is not about a key.
    std::string keyOfSubject(std::uint32_t subject) const { return m_keys.name(subject); }
    static std::uint32_t subjectOf(std::string_view key) { return subjectOfKey(key); }
    static std::string endpointOf(const Cluster& cluster); // "shop.lab0ne.0001.apse1.cache.amazonaws.com"
    static std::string primaryEndpointOf(const ReplicationGroup& g);       // "shop.lab0ne.ng.0001.apse1..."
    static std::string readerEndpointOf(const ReplicationGroup& g);        // "shop-ro.lab0ne.ng.0001.apse1..."
    static std::string configurationEndpointOf(const ReplicationGroup& g); // "shop.lab0ne.clustercfg.apse1..."
    static std::string memcachedEndpointOf(const Cluster& c, const MemcachedNode& n); // "html.lab0ne.0002.apse1..."
    static std::string discoveryEndpointOf(const Cluster& c);              // "html.lab0ne.cfg.apse1..."
    kernel::RuleId ruleId(CacheRule rule) const { return static_cast<kernel::RuleId>(m_rules + static_cast<int>(rule)); }

  private:
    using Json = kernel::Json;
    using World = kernel::World;
    using ApiResult = kernel::ApiResult;

    enum EventKind : std::uint16_t {
        kTransitionDone = 1, // handle: slot, data: Cluster::generation and transition
        kParametersDue,      // handle: slot, data: Cluster::generation and parameterChange
        kMaintenance,        // handle: slot, data: Cluster::generation and maintenance
        kCron,               // handle: slot, data: Node::generation
        kEviction,           // handle: slot, data: Node::generation
        kCollect,            // metrics, once a second while there is a node or a minute to close
        kConnectTimesOut,    // data: call id
        kGroupDone,          // handle: group, data: its generation and transition
        kGroupMaintenance,   // handle: group, data: its generation and maintenance
        kCopyDone,           // handle: slot, data: Node::generation and ReplicaLink::steps
        kFailoverStep,       // handle: group, data: its generation, the shard, Failover::steps
        kRecovered,          // handle: slot, data: Cluster::generation and recovery
        kMoveKeys,           // handle: group, data: its generation and transition
        kSnapshotDone,       // data: Snapshot::number
        kBackup,             // every hour while somebody wants automatic snapshots
        kMemcachedCron,      // handle: slot and node, data: MemcachedProcess::generation
        kMemcachedBack,      // handle: slot and node, data: Cluster::generation
        kWaitEnds            // handle: slot, data: Node::generation
    };

    // What a request for new nodes asks for, checked.
    struct Plan {
        CacheEngine engine = CacheEngine::Redis;
        const NodeType* type = nullptr;
        std::string version, parameterGroup;
        SubnetGroup subnets;
        aws::TagSet tags;
    };
    struct ShardPlan {
        std::string id;
        std::size_t replicas = 0;
        std::vector<std::string> zones; // of the primary, then the replicas; missing or "": anywhere
        std::string slotText;           // as given
        std::vector<SlotSpan> spans;
    };
    struct ReplicaGoal {
        std::size_t replicas = 0;
        std::vector<std::string> zones; // of the new ones
    };

    // --- API (cluster_api.cpp, parameter_group_api.cpp, subnet_group_api.cpp, service_api.cpp) ---
    ApiResult read(const World& world, std::string_view operation, const Json& input) const;
    ApiResult write(World& world, std::string_view operation, const Json& input);
    ApiResult createCluster(World& world, const Json& input);
    ApiResult modifyCluster(World& world, const Json& input);
    ApiResult rebootCluster(World& world, const Json& input);
    ApiResult deleteCluster(World& world, const Json& input);
    ApiResult describeClusters(const World& world, const Json& input) const;
    ApiResult createParameterGroup(World& world, const Json& input);
    ApiResult modifyParameterGroup(World& world, const Json& input);
    ApiResult resetParameterGroup(World& world, const Json& input);
    ApiResult deleteParameterGroup(const Json& input);
    ApiResult describeParameterGroups(const Json& input) const;
    ApiResult describeParameters(const Json& input) const;
    ApiResult describeEngineDefaults(const Json& input) const;
    ApiResult createSubnetGroup(World& world, const Json& input);
    ApiResult modifySubnetGroup(World& world, const Json& input);
    ApiResult deleteSubnetGroup(const Json& input);
    ApiResult describeSubnetGroups(const World& world, const Json& input) const;
    ApiResult describeEvents(const World& world, const Json& input) const;
    ApiResult describeUsage(const World& world) const;
    void accountSnapshots(const World& world); // after every change of what is kept, or of whose it is
    ApiResult describeEngineVersions(const Json& input) const;
    ApiResult listTags(const Json& input) const;
    ApiResult changeTags(const Json& input, bool add);
    aws::TagSet* tagsOf(std::string_view arn, kernel::ApiError& error);
    const aws::TagSet* tagsOf(std::string_view arn, kernel::ApiError& error) const;
    Json clusterJson(const World& world, const Cluster& cluster, bool nodes) const;
    tl::expected<Plan, kernel::ApiError> planOf(const World& world, const Json& input, CacheEngine engine,
                                                std::string_view defaultGroup) const;
    std::vector<const Subnet*> placesIn(const World& world, const SubnetGroup& group, std::string_view zone) const;
    std::size_t nodesInUse() const;
    static kernel::ApiError tooManyNodes();
    std::uint32_t takeSlot();
    void takePlan(Cluster& c, const Plan& plan) const;
    void place(const World& world, Cluster& c, const Subnet& subnet) const;
    std::string freeAddress(const World& world, const Subnet& subnet) const;
    bool isClusterGroup(const std::string& parameterGroup) const; // cluster-enabled yes
    bool inUse(const std::string& parameterGroup) const;

    // --- replication groups (replication_group_api.cpp, replica_count_api.cpp, replication_group_life.cpp) ---
    ApiResult createReplicationGroup(World& world, const Json& input);
    ApiResult adoptPrimary(World& world, const std::string& id, const Json& input, bool automatic, bool multiAz);
    ApiResult modifyReplicationGroup(World& world, const Json& input);
    ApiResult deleteReplicationGroup(World& world, const Json& input);
    ApiResult describeReplicationGroups(const World& world, const Json& input) const;
    ApiResult increaseReplicaCount(World& world, const Json& input);
    ApiResult decreaseReplicaCount(World& world, const Json& input);
    ApiResult createReplica(World& world, const std::string& id, const Json& input);
    ApiResult modifyShardConfiguration(World& world, const Json& input);
    Json groupJson(const World& world, const ReplicationGroup& g) const;
    Json nodeGroupJson(const ReplicationGroup& g, const NodeGroup& shard) const;
    tl::expected<std::uint32_t, kernel::ApiError> groupOf(const Json& input) const;
    static std::optional<kernel::ApiError> groupMustBeAvailable(const ReplicationGroup& g, const char* verb);
    tl::expected<std::vector<ShardPlan>, kernel::ApiError> shardPlans(const World& world, const Json& input,
                                                                      const Plan& plan, bool clusterMode,
                                                                      std::size_t shards, std::size_t replicas) const;
    static std::optional<kernel::ApiError> takeSlots(std::vector<ShardPlan>& plans);
    tl::expected<std::vector<ReplicaGoal>, kernel::ApiError> replicaGoals(const World& world, const ReplicationGroup& g,
                                                                          const Json& input) const;
    static std::string memberName(const std::string& group, const std::string& nodeGroup, bool clusterMode, int number);
    std::uint32_t takeGroup();
    static void copySettings(const ReplicationGroup& g, Cluster& c);
    std::uint32_t addMember(World& world, std::uint32_t group, std::size_t shard, const std::string& zone);
    void addShard(World& world, std::uint32_t group, const ShardPlan& plan);
    void beginGroup(World& world, std::uint32_t group, GroupStatus status, GroupWork work, kernel::SimDuration shortest,
                    kernel::SimDuration longest);
    void finishGroup(World& world, std::uint32_t group);
    void groupAvailable(World& world, std::uint32_t group);
    void startComing(World& world, std::uint32_t group);
    void removeMember(World& world, std::uint32_t group, std::uint32_t slot);
    void removeGroupNodes(World& world, std::uint32_t group, bool retainPrimary);
    void dropGoing(World& world, std::uint32_t group);
    void scheduleGroupMaintenance(World& world, std::uint32_t group);
    void onGroupEvent(World& world, const kernel::Event& event);

    // --- replication (replication.cpp) ---
    Node* primaryProcess(const Node& replica);
    std::int64_t streamHorizon(const World& world, const ReplicaLink& link) const;
    void follow(World& world, std::uint32_t slot, std::uint32_t primary, bool atOnce);
    void beginCopy(World& world, std::uint32_t slot, bool atOnce);
    static bool canContinue(const Node& replica, const Node& primary);
    void finishCopy(World& world, std::uint32_t slot);
    void linkDown(World& world, std::uint32_t slot);
    void catchUp(World& world, std::uint32_t slot);
    void catchUpCopy(const World& world, std::uint32_t slot, Engine& copy) const;
    void tellPrimary(World& world, std::uint32_t primary);
    void tendReplication(World& world);
    void standAlone(World& world, std::uint32_t slot);
    void onReplicationEvent(World& world, const kernel::Event& event);

    // --- failover (failover.cpp) ---
    NodeGroup& shardOf(std::uint32_t slot);
    const NodeGroup& shardOf(std::uint32_t slot) const;
    kernel::Rng& failoverRandom(World& world);
    void processLost(World& world, std::uint32_t slot, bool test, kernel::SimDuration shortest, kernel::SimDuration longest);
    void scheduleFailoverStep(World& world, std::uint32_t group, const NodeGroup& shard, kernel::SimTime due);
    std::uint32_t bestReplica(const NodeGroup& shard) const;
    void onFailoverEvent(World& world, const kernel::Event& event);
    void promote(World& world, std::uint32_t group, std::size_t shard);
    void listLostWrites(World& world, const Engine& lost, FailoverReport& report);
    void scheduleRecovery(World& world, std::uint32_t slot);
    void onRecovered(World& world, const kernel::Event& event);
    void switchPrimary(World& world, std::uint32_t group);
    ApiResult testFailover(World& world, const Json& input);
    ApiResult describeLostWrites(const World& world, const Json& input) const;

    // --- cluster mode (cluster_mode.cpp) ---
    void rebuildMap(World& world, std::uint32_t group);
    void shareMap(World& world, std::uint32_t group, std::shared_ptr<ClusterMap> map);
    void giveMap(World& world, std::uint32_t slot);
    void markFailed(World& world, std::uint32_t group, std::uint32_t slot, bool failed);
    void promoteInMap(World& world, std::uint32_t group, std::uint32_t slot);
    std::vector<Resharding::Move> plannedMoves(const ReplicationGroup& g) const;
    void beginMoves(World& world, std::uint32_t group);
    void moveKeys(World& world, std::uint32_t group);
    void finishMoves(World& world, std::uint32_t group);
    void onMoveKeys(World& world, const kernel::Event& event);

    // --- snapshots (snapshot_api.cpp) ---
    ApiResult createSnapshot(World& world, const Json& input);
    ApiResult copySnapshot(World& world, const Json& input);
    ApiResult describeSnapshots(const World& world, const Json& input) const;
    ApiResult deleteSnapshot(World& world, const Json& input);
    Json snapshotJson(const World& world, const Snapshot& s, bool groups) const;
    std::optional<kernel::ApiError> checkNewSnapshot(const std::string& name) const;
    std::optional<kernel::ApiError> checkRestore(const std::string& name, const Plan& plan, bool clusterMode,
                                                 std::size_t shards) const;
    void makeSnapshot(World& world, const std::string& name, const char* source, std::uint32_t group,
                      std::uint32_t cluster, bool alone);
    void onSnapshotDone(World& world, const kernel::Event& event);
    void restore(World& world, std::uint32_t group);
    void restoreInto(World& world, std::uint32_t slot, const Engine& data);
    void scheduleBackup(World& world);
    bool wantsBackups() const;
    void onBackup(World& world);

    // --- Memcached (memcached_cluster.cpp, memcached_door.cpp) ---
    enum class Ask : std::uint8_t { Get, Set, Delete };
    ApiResult createMemcached(World& world, const std::string& id, const Json& input);
    void addMemcachedNode(const World& world, std::uint32_t slot, const Subnet& subnet);
    std::optional<kernel::ApiError> resizeMemcached(World& world, std::uint32_t slot, const Json& input);
    Json memcachedNodesJson(const World& world, const Cluster& c) const;
    void startMemcached(World& world, std::uint32_t slot, std::size_t node);
    void stopMemcached(World& world, std::uint32_t slot, std::size_t node);
    void discoverMemcached(World& world, std::uint32_t slot);
    void finishMemcached(World& world, std::uint32_t slot, ClusterStatus before);
    void applyMemcachedParameters(World& world, std::uint32_t slot);
    void scheduleMemcachedCron(World& world, std::uint32_t slot, std::size_t node);
    void onMemcachedCron(World& world, const kernel::Event& event);
    void onMemcachedBack(World& world, const kernel::Event& event);
    MemcachedNode* memcachedAt(NodeAddress at); // null if there is none
    const MemcachedNode* memcachedAt(NodeAddress at) const;
    static void collectMemcached(World& world, MemcachedNode& n);
    MemcachedProcess* memcachedOf(NodeRef ref);
    void takeItemEvents(World& world, NodeAddress at);
    ports::CacheReply askMemcached(World& world, NodeRef ref, Ask what, std::string_view key, ports::SyntheticValue value,
                                   kernel::SimDuration ttl);
    ports::CommandReply commandMemcached(World& world, NodeRef ref, std::span<const std::string_view> argv);
    kernel::MaybeResult memcachedDoor(World& world, const kernel::Call& call);
    ApiResult peekMemcached(const World& world, const Json& input) const;
    tl::expected<void, std::string> openMemcached(World& world, kernel::ConnectionId id, NodeAddress at,
                                                std::string_view via);
    bool receiveMemcached(World& world, kernel::ConnectionId id, std::string_view bytes);
    void closeMemcached(kernel::ConnectionId id);

    // --- faults (node_fault_api.cpp) ---
    tl::expected<std::vector<std::uint32_t>, kernel::ApiError> faultTargets(const Json& input, bool replicas) const;
    ApiResult injectNodeFault(World& world, const Json& input);
    ApiResult clearNodeFault(World& world, const Json& input);
    ApiResult describeNodeFaults() const;
    void faultMemcached(World& world, std::uint32_t slot, const std::string& fault, const std::string& nodeId,
                        double seconds, double factor, double connections);

    Json subnetGroupJson(const World& world, const SubnetGroup& group) const;
    // As it is or, for the default group, as it will be.
    tl::expected<SubnetGroup, kernel::ApiError> subnetGroupForNewCluster(const World& world, const Json& input) const;
    std::optional<kernel::ApiError> checkSecurityGroups(const World& world, const Json& ids,
                                                        std::string_view vpc) const;

    // --- life of a cluster (cluster_life.cpp) ---
    void begin(World& world, std::uint32_t slot, ClusterStatus status, kernel::SimDuration shortest,
               kernel::SimDuration longest);
    void finish(World& world, std::uint32_t slot);
    void startNode(World& world, std::uint32_t slot);
    void stopNode(World& world, std::uint32_t slot);
    void applyParameters(World& world, std::uint32_t slot, bool atStart);
    void scheduleParameters(World& world, std::uint32_t slot);
    void scheduleMaintenance(World& world, std::uint32_t slot);
    void setMaxmemory(World& world, Cluster& cluster);
    void resize(World& world, std::uint32_t slot, const NodeType* type);
    void drop(World& world, std::uint32_t slot); // the cluster is gone
    void addEvent(const World& world, std::string_view source, std::string_view type, std::string message);
    std::string wantedValue(const Cluster& cluster, const CacheParameter& parameter) const;
    void scheduleCron(World& world, std::uint32_t slot);
    void scheduleCollect(World& world);
    void collectMetrics(World& world, std::uint32_t slot);

    // --- data plane (endpoints.cpp, key_value_cache.cpp, redis_door.cpp, cache_decisions.cpp) ---
    struct Target {
        Reach reach = Reach::UnknownHost;
        NodeAddress at;
        std::string host; // as it was given, without the port
        int port = 6379;
    };
    Target locate(const World& world, std::string_view endpoint) const;
    // Where a name points, whether or not anything runs there; port: the node's own.
    std::optional<NodeAddress> named(const World& world, std::string_view host, int& port) const;
    static std::optional<std::uint32_t> memcachedNamed(const Cluster& c, std::string_view host, std::uint64_t draw);
    Reach reachOf(const World& world, NodeAddress at, int port) const;
    bool zoneIsLost(NodeAddress at) const;
    bool runs(NodeAddress at) const;
    NodeRef refOf(NodeAddress at) const; // it must run
    Node* nodeOf(NodeRef ref);
    const Node* nodeOf(NodeRef ref) const { return const_cast<ElastiCacheService*>(this)->nodeOf(ref); }
    NodeRef refOfMap(std::uint32_t slot, ClusterIndex index) const;
    static bool isRouted(ports::CacheReply::Status status);
    void recordRoute(World& world, std::uint32_t slot, std::string_view key, ports::CacheReply::Status status,
                     std::uint16_t keySlot, ClusterIndex to);
    kernel::MaybeResult redisDoor(World& world, const kernel::Call& call);
    ApiResult peekRedis(const World& world, const Json& input) const;
    kernel::MaybeResult closeConsole(World& world, const kernel::Call& call);
    ApiResult peekMessages(const Json& input) const;
    ApiResult announceNodes(const Json& input);
    static kernel::ApiError unreachable(Reach reach, const std::string& host, int port, const char* what);
    kernel::MaybeResult hangUp(World& world, kernel::CallId call, const Target& t, const char* what);
    ClientId consoleAt(World& world, std::uint32_t slot, const std::string& connection, std::string& out,
                       kernel::ApiError& error);
    Engine::Outcome executeTyped(World& world, std::uint32_t slot, const std::string& connection, ClientId client,
                                 std::span<const std::string_view> argv, std::string& out);
    bool closesOnReplicaWrite(std::uint32_t slot) const;
    // Charges the engine thread and looks after what the engine left to do. Returns how long the command waits.
    kernel::SimDuration settle(World& world, std::uint32_t slot, std::int64_t costNs);
    void takeKeyEvents(World& world, std::uint32_t slot);
    // What the engine has for clients that did not just ask, and an event for the next wait that ends by itself.
    void deliverOutput(World& world, std::uint32_t slot);
    void sendOutput(World& world, std::uint32_t slot);
    // A real client's commands among the records that goals count, as commands of the console are.
    void recordCommands(World& world, std::uint32_t slot);
    Departures& departuresOf(std::uint32_t slot);
    bool isStale(const World& world, const Node& replica, std::string_view key) const;
    void recordMiss(World& world, std::uint32_t slot, std::string_view key, kernel::SimDuration waited,
                    kernel::SimDuration worked);
    void record(World& world, CacheRule rule, std::uint32_t subject, kernel::SimDuration took, double a = 0,
                double b = 0, double c = 0, double d = 0);
    const Ec2Service& network(const World& world) const;

    kernel::ServiceId m_id = 0;
    kernel::ServiceId m_ec2 = kernel::World::kNoService;
    kernel::StreamId m_delays = 0;
    std::optional<kernel::StreamId> m_failovers; // opened when it is first needed
    kernel::RuleId m_rules = 0;
    std::uint64_t m_seed = 0;
    std::vector<Cluster> m_clusters;
    std::vector<ReplicationGroup> m_groups;
    std::map<std::string, Snapshot> m_snapshots;
    std::uint32_t m_snapshotCount = 0;
    std::deque<FailoverReport> m_failoverReports;
    std::uint64_t m_failoverCount = 0;
    std::vector<kernel::SimTime> m_testFailovers; // of the last 24 h
    std::set<std::string> m_lostZones;
    std::map<std::string, ParameterGroup> m_parameterGroups;
    std::map<std::string, SubnetGroup> m_subnetGroups;
    std::deque<CacheEvent> m_events;
    KeyNames m_keys;
    std::vector<Departures> m_departures;              // by slot
    std::map<std::uint32_t, Departures> m_groupDepartures; // by group
    std::vector<Output> m_output;                      // scratch of deliver
    std::vector<ReplicationRecord> m_records;          // scratch of catchUp
    std::vector<MovedKey> m_movedKeys;                 // scratch of moveKeys
    std::string m_commandReply; // scratch of command()
    AnnouncedPortsRef m_announced; // null: no ports lead to nodes from outside
    Renderer m_renderer = nullptr;
    std::uint32_t m_generations = 0;
    std::uint64_t m_eventCount = 0;
    bool m_collecting = false;
    std::optional<std::string> m_executed; // the reply of a command that is only recorded
    std::int64_t m_recordSecond = -1;
    std::uint32_t m_recorded = 0; // in that second
    struct Hanging {
        kernel::CallId call;
        std::string host;
        int port;
        const char* what; // "Redis"
    };
    std::vector<Hanging> m_hanging;
    bool m_backupScheduled = false;
    UsageLedger m_usage;
};

// The service of a world; null if it has none.
const ElastiCacheService* elastiCacheOf(const kernel::World& world);

} // namespace maylab::cache
