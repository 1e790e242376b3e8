// The whole state of one process, by value; the rooms' functions (evict.h, expire.h, t_string.cpp ...) work on it.
#pragma once

#include "cache/engine/acl.h"
#include "cache/engine/announced_ports.h"
#include "cache/engine/blocking.h"
#include "cache/engine/client.h"
#include "cache/engine/cluster_map.h"
#include "cache/engine/config.h"
#include "cache/engine/key_event.h"
#include "cache/engine/keyspace.h"
#include "cache/engine/replication.h"
#include "cache/engine/pubsub.h"
#include "cache/engine/scripts.h"
#include "cache/engine/tracking.h"
#include "kernel/rng.h"
#include "ports/key_value_cache.h"

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace maylab::cache {

enum class EngineProfile : std::uint8_t {
    Raw,        // redis-server as it is
    ElastiCache // commands that the service restricts are unknown (sheet 1.3)
};

struct EngineOptions {
    std::uint64_t seed = 1; // SipHash key and every generator; use a different one for every node
    EngineProfile profile = EngineProfile::Raw;
    Allocator allocator = Allocator::Quantum16;
    std::int64_t startedAtMs = 1'769'389'200'000; // Unix ms
    std::uint16_t port = 6379;
    bool cluster = false; // cluster-enabled yes
    // Never hold more real bytes than this: writes beyond are refused with the OOM error, whatever maxmemory says.
    std::uint64_t realMemoryCap = 256ull << 20;
};

// INFO's counters. CONFIG RESETSTAT clears those above the line.
struct Statistics {
    std::uint64_t commandsProcessed = 0, connectionsReceived = 0, rejectedConnections = 0;
    std::uint64_t netInputBytes = 0, netOutputBytes = 0, readsProcessed = 0, writesProcessed = 0;
    std::uint64_t expiredKeys = 0, expiredTimeCapReached = 0, expireCycleNs = 0;
    std::uint64_t expiredLazily = 0, expiredActively = 0; // ours: expiredKeys split
    std::uint64_t evictedKeys = 0, evictionExceededNs = 0;
    std::uint64_t keyspaceHits = 0, keyspaceMisses = 0;
    std::uint64_t errorReplies = 0, oomRefused = 0;
    std::uint64_t outputLimitDisconnections = 0;
    double expiredStalePerc = 0; // 0..1
    std::uint64_t peakMemory = 0;
    std::uint64_t fullSyncs = 0, partialSyncs = 0, partialSyncsRefused = 0;
    std::uint64_t replicationInputBytes = 0, replicationOutputBytes = 0;
    // ---
    std::int64_t engineNs = 0; // all modelled engine time: CPU of the engine thread
    std::uint64_t dirty = 0;   // writes since the last save
};

struct CommandStat {
    static constexpr std::size_t kLatencyBuckets = 64;
    std::uint64_t calls = 0, rejected = 0, failed = 0, ns = 0;
    std::array<std::uint32_t, kLatencyBuckets> latency{}; // quarter octaves of ns
    bool everCalled = false; // its histogram is allocated
};

// One command of a client with its reply; empty: none yet.
struct ExecutedCommand {
    static constexpr std::size_t kMaxBytes = 4096; // longer ones are not recorded, of longer replies the beginning
    ClientId client = 0;
    std::vector<std::string> argv;
    std::string reply;
};

struct SlowlogEntry {
    std::uint64_t id = 0;
    std::int64_t unixSeconds = 0, microseconds = 0;
    std::vector<std::string> argv;
    std::string address, name;
};

struct LatencySample {
    std::int64_t unixSeconds = 0, milliseconds = 0;
};
struct LatencySeries {
    static constexpr std::size_t kLength = 160;
    std::deque<LatencySample> samples; // newest last
    std::int64_t maximum = 0;
};

// Rate over the last 16 samples of 100 ms.
struct RateMeter {
    std::array<double, 16> samples{};
    std::size_t next = 0;
    std::uint64_t lastCount = 0;
    std::int64_t lastMs = 0;
    void track(std::uint64_t count, std::int64_t nowMs);
    double perSecond() const;
};

// Candidates for eviction, best last; kept from one eviction to the next.
struct EvictionPool {
    static constexpr std::size_t kSize = 16;
    struct Cell {
        std::uint64_t score = 0;
        std::uint64_t hash = 0;
        std::uint8_t db = 0;
        bool used = false;
    };
    std::array<Cell, kSize> cells{};
    std::uint64_t nextDb = 0; // random policies rotate
    bool running = false;     // stopped at its time limit: a timer goes on
    std::int64_t exceededSinceMs = 0; // over the limit since; 0: not
};

struct ExpireCycleState {
    std::uint64_t currentDb = 0;
    bool hitTimeLimit = false;
    std::int64_t lastFastUs = 0;
};

// What commands that run now will tell the replicas; written down together when the outermost one ends.
struct Effects {
    std::vector<ReplicationRecord> pending;
    int depth = 0;          // commands within commands: EXEC, scripts
    bool spoken = false;    // the innermost said itself what replicas get
    bool applying = false;  // the stream of a primary is being taken
};

struct ClusterState {
    ClusterMapRef map; // set while cluster mode is on
    ClusterIndex self = kNoClusterNode;
    // Why the last command was refused.
    ports::CacheReply::Status route = ports::CacheReply::Status::Ok;
    std::uint16_t slot = 0;
    ClusterIndex redirect = kNoClusterNode;
};

struct Server {
    explicit Server(const EngineOptions& o);

    EngineOptions options;
    Config config;
    Keyspace keyspace;
    Clients clients;
    Acl acl;
    Statistics stats;
    std::vector<CommandStat> commandStats; // by index of the command table
    std::map<std::string, std::uint64_t> errorStats;
    std::deque<SlowlogEntry> slowlog; // newest first
    std::uint64_t nextSlowlogId = 0;
    std::map<std::string, LatencySeries> latency;
    EvictionPool pool;
    ExpireCycleState expire;
    RateMeter operations, inputBytes, outputBytes;
    kernel::Rng sampleRandom, lfuRandom, keyRandom, memberRandom; // one per purpose: one feature never moves another
    kernel::Rng skiplistRandom{options.seed, "cache.skiplist"}; // levels of the nodes of sorted sets
    kernel::Rng passwordRandom{options.seed, "cache.genpass"};
    ports::KeyValueCache::Renderer renderer = nullptr;
    std::string runId;
    Replication replication;
    Effects effects;
    ClusterState cluster;
    AnnouncedPortsRef announced; // null: none
    std::int64_t nowMs = 0;
    std::int64_t tickBaseMs = 0; // what Entry::writtenTick counts from; a replica counts as its primary
    std::int64_t startedMs = 0, nextCronMs = 0, lastSaveMs = 0;
    std::uint64_t cronLoops = 0;
    std::uint64_t resizeDb = 0, rehashDb = 0;
    std::int64_t histogramBytes = 0;
    std::int64_t peakMemory = 0;
    // Costs of the call that is running.
    std::int64_t costNs = 0;
    // What concerns more than one client.
    Outbox outbox;
    Blocking blocking;
    PubSub pubsub;
    std::map<DbKey, std::vector<ClientId>> watchers; // WATCH
    std::vector<ClientId> monitors;
    Scripts scripts;
    TrackingTable tracking;
    bool inExec = false;
    bool recordEvents = false;
    std::vector<KeyEvent> events;
    // What clients asked and got, up to so many commands: for whoever counts them (Engine::recordCommands).
    std::size_t commandsWanted = 0;
    std::vector<ExecutedCommand> executed;

    // Commands may be refused for their keys' slot, or for being writes.
    bool mayRefuse() const { return cluster.map != nullptr || replication.replica || cfg().minReplicasToWrite > 0; }
    const EffectiveConfig& cfg() const { return config.effective(); }
    std::int64_t usedMemory() const {
        return MemoryModel::kStartup + m_clientBytes + histogramBytes + keyspace.usedBytes();
    }
    // What CONFIG SET does.
    ConfigResult configure(std::span<const std::pair<std::string_view, std::string_view>> pairs, bool starting = false);
    void refreshClientMemory() { m_clientBytes = clients.memory(); }
    std::int64_t clientMemory() const { return m_clientBytes; }
    std::uint32_t tick() const { return static_cast<std::uint32_t>((nowMs - tickBaseMs) / 100); }
    void charge(std::int64_t ns) { costNs += ns; }
    std::size_t trackers() const { return tracking.clients; }
    void notePeak();
    // Only while recordEvents is on.
    KeyEvent& newEvent(KeyEvent::Kind kind, int db, std::string_view key, std::uint64_t hash);
    void noteLatency(std::string_view event, std::int64_t ns); // LATENCY's own threshold decides

  private:
    std::int64_t m_clientBytes = 0;
};

// Name of the stream this server writes as a primary for the epoch-th time.
std::string replicationIdOf(std::uint64_t seed, std::uint64_t epoch);

} // namespace maylab::cache
