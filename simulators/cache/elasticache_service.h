// Amazon ElastiCache for Redis OSS, door "elasticache": clusters of one node, subnet groups, parameter groups, events,
// tags with the service's names, shapes, states and errors; the data plane of the nodes; their metrics and decisions.
//
// States take virtual time (seeded): creating 3 to 10 min, modifying, rebooting, deleting; every change is announced
// (World::announce), so that the wait can be skipped. Needs an Ec2Service in the world, added before it.
//
// Beside the API, operation "redis" {"endpoint", "argv", "connection"} -> {"reply"}: a command typed at a redis-cli on
// the application's host. It costs no virtual time but engine time: what it blocks, it blocks for everybody.
//
// Sources: ElastiCache API reference 2015-02-02, user guide; fidelity sheet 1.3-1.6, 2.3, 5.4, 6.4.
#pragma once

#include "cache/cache_rules.h"
#include "cache/cluster.h"
#include "cache/ec2_service.h"
#include "cache/key_memory.h"
#include "cache/parameters.h"
#include "kernel/service.h"
#include "kernel/world.h"
#include "ports/key_value_cache.h"

#include <deque>
#include <map>
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

    static constexpr std::size_t kMaxClusters = 20;         // ours; AWS: 300 nodes per Region
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
    void start(kernel::World& world) override;
    void onEvent(kernel::World& world, const kernel::Event& event) override;
    kernel::MaybeResult call(kernel::World& world, const kernel::Call& call) override;
    kernel::ApiResult peek(const kernel::World& world, std::string_view operation,
                           const kernel::Json& input) const override;
    tl::expected<void, std::string> open(kernel::World& world, kernel::ConnectionId id,
                                         std::string_view endpoint) override;
    void receive(kernel::World& world, kernel::ConnectionId id, std::string_view bytes) override;
    void close(kernel::World& world, kernel::ConnectionId id) override;
    void* port(std::uint32_t kind) override;
    void mixInto(kernel::Fingerprint& f) const override;

    // --- KeyValueCache ---
    Resolved resolve(const kernel::World& world, std::string_view endpoint) const override;
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
    const std::map<std::string, ParameterGroup>& parameterGroups() const { return m_parameterGroups; }
    const std::map<std::string, SubnetGroup>& subnetGroups() const { return m_subnetGroups; }
    const std::deque<CacheEvent>& events() const { return m_events; }
    // The key a decision is about; empty if it was forgotten or the decision is not about a key.
    std::string keyOfSubject(std::uint32_t subject) const { return m_keys.name(subject); }
    static std::uint32_t subjectOf(std::string_view key) { return subjectOfKey(key); }
    static std::string endpointOf(const Cluster& cluster); // "shop.lab0ne.0001.apse1.cache.amazonaws.com"
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
        kWaitEnds,           // handle: slot, data: Node::generation
        kCollect,            // metrics, once a second while there is a node or a minute to close
        kConnectTimesOut     // data: call id
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
    ApiResult describeEngineVersions(const Json& input) const;
    ApiResult listTags(const Json& input) const;
    ApiResult changeTags(const Json& input, bool add);
    aws::TagSet* tagsOf(std::string_view arn, kernel::ApiError& error);
    const aws::TagSet* tagsOf(std::string_view arn, kernel::ApiError& error) const;
    Json clusterJson(const World& world, const Cluster& cluster, bool nodes) const;
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
    void addEvent(const World& world, std::string_view source, std::string_view type, std::string message);
    std::string wantedValue(const Cluster& cluster, const CacheParameter& parameter) const;
    void scheduleCron(World& world, std::uint32_t slot);
    void scheduleCollect(World& world);
    void collectMetrics(World& world, std::uint32_t slot);

    // --- data plane (data_plane.cpp) ---
    kernel::MaybeResult redisDoor(World& world, const kernel::Call& call);
    ApiResult peekRedis(const World& world, const Json& input) const;
    struct Target {
        Reach reach = Reach::UnknownHost;
        std::uint32_t slot = 0;
        std::string host; // as it was given, without the port
        int port = 6379;
    };
    Target locate(const World& world, std::string_view endpoint) const;
    static kernel::ApiError unreachable(Reach reach, const std::string& host, int port);
    Node* nodeOf(NodeRef ref);
    const Node* nodeOf(NodeRef ref) const { return const_cast<ElastiCacheService*>(this)->nodeOf(ref); }
    // Charges the engine thread and looks after what the engine left to do. Returns how long the command waits.
    kernel::SimDuration settle(World& world, std::uint32_t slot, std::int64_t costNs);
    void takeKeyEvents(World& world, std::uint32_t slot);
    // What the engine has for clients that did not just ask, and an event for the next wait that ends by itself.
    void deliverOutput(World& world, std::uint32_t slot);
    // A real client's commands among the records that goals count, as commands of the console are.
    void recordCommands(World& world, std::uint32_t slot);
    void recordMiss(World& world, std::uint32_t slot, std::string_view key, kernel::SimDuration waited,
                    kernel::SimDuration worked);
    void record(World& world, CacheRule rule, std::uint32_t subject, kernel::SimDuration took, double a = 0,
                double b = 0, double c = 0, double d = 0);
    const Ec2Service& network(const World& world) const;

    kernel::ServiceId m_id = 0;
    kernel::ServiceId m_ec2 = kernel::World::kNoService;
    kernel::StreamId m_delays = 0;
    kernel::RuleId m_rules = 0;
    std::uint64_t m_seed = 0;
    std::vector<Cluster> m_clusters;
    std::map<std::string, ParameterGroup> m_parameterGroups;
    std::map<std::string, SubnetGroup> m_subnetGroups;
    std::deque<CacheEvent> m_events;
    KeyNames m_keys;
    std::vector<Departures> m_departures; // by slot
    std::string m_commandReply; // scratch of command()
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
    };
    std::vector<Hanging> m_hanging;
};

// The service of a world; null if it has none.
const ElastiCacheService* elastiCacheOf(const kernel::World& world);

} // namespace maylab::cache
