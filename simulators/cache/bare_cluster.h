// An open source cluster with nothing around it: n primaries with slots in even shares, each with r replicas that follow
// at once (engine/raw_cluster.h). What `maylab serve --shards N` gives to cluster-aware clients when no lab is asked for.
//
// Data plane, and the one operation AnnounceNodes (announce_nodes.h). An endpoint is "127.0.0.1:7000": the node of that
// port. The timers of the processes and what they do by themselves are events of the world; nodes do not gossip: CLUSTER
// commands that change a node's view change only that node's. Source: fidelity sheet of the cache, 2.5, 2.6, 5.4.
#pragma once

#include "cache/engine/raw_cluster.h"
#include "kernel/service.h"
#include "kernel/world.h"

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace maylab::cache {

class BareCluster final : public kernel::Service {
  public:
    static constexpr std::string_view kName = "redis-cluster";
    static constexpr std::string_view kTooManyClients = "max number of clients reached";
    static constexpr std::uint32_t kMaxShards = 16, kMaxReplicas = 5;
    static constexpr std::string_view kAddress = "127.0.0.1"; // of all nodes

    // Seed and start are the world's.
    BareCluster(const RawCluster::Shape& shape, const EngineOptions& options)
        : m_shape(shape), m_options(options), m_cluster(shape, options) {}

    std::string_view name() const override { return kName; }
    std::unique_ptr<kernel::Service> clone() const override { return std::make_unique<BareCluster>(*this); }
    void start(kernel::World& world) override;
    void onEvent(kernel::World& world, const kernel::Event& event) override;
    kernel::MaybeResult call(kernel::World& world, const kernel::Call& call) override;
    kernel::ApiResult peek(const kernel::World& world, std::string_view operation, const kernel::Json& input) const override;
    tl::expected<void, std::string> open(kernel::World& world, kernel::ConnectionId id, std::string_view endpoint,
                                         std::string_view via) override;
    void receive(kernel::World& world, kernel::ConnectionId id, std::string_view bytes) override;
    void close(kernel::World& world, kernel::ConnectionId id) override;
    void mixInto(kernel::Fingerprint& f) const override;

    const RawCluster& cluster() const { return m_cluster; }
    std::uint16_t portOf(std::size_t node) const { return m_cluster.node(node).server().options.port; }
    bool isPrimary(std::size_t node) const { return !m_cluster.node(node).replication().replica; }

  private:
    enum EventKind : std::uint16_t { kTimer = 1, kEviction, kWaitEnds }; // handle: the node

    struct At {
        std::uint32_t node = 0;
        ClientId client = 0;
    };
    // What a node has beside its process.
    struct Keeping {
        bool evicting = false;
        std::int64_t waitsEndMs = INT64_MAX; // the next end of a wait that an event was scheduled for, Unix ms
        std::uint32_t clientPorts = 0;
        std::unordered_map<ClientId, kernel::ConnectionId> connections;
    };

    void scheduleTimer(kernel::World& world, std::uint32_t node);
    void forget(At at);
    // After whatever a node did: its replicas follow, others get what waits for them.
    void lookAfter(kernel::World& world);

    RawCluster::Shape m_shape;
    EngineOptions m_options;
    RawCluster m_cluster;
    kernel::ServiceId m_id = 0;
    std::vector<Keeping> m_kept;
    std::unordered_map<kernel::ConnectionId, At> m_clients;
    std::vector<Output> m_outputs; // scratch
};

} // namespace maylab::cache
