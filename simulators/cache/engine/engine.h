// One Redis process as a copyable value: keyspace, connections, configuration, statistics. A copy shares memory
// until one of the two changes (100,000 keys: microseconds) and runs on to the same replies.
//
// Units: time comes in as Unix milliseconds and must not go back; costs go out as modelled nanoseconds of engine
// time (sheet 5.4), nothing is measured. Memory is the real server's (jemalloc classes), not ours.
// Errors are replies, with the real server's text. Source: fidelity sheet of the cache, sections 2.1-2.4, 2.10-2.13.
#pragma once

#include "cache/engine/client.h"
#include "cache/engine/cluster_map.h"
#include "cache/engine/config.h"
#include "cache/engine/key_event.h"
#include "cache/engine/moved_key.h"
#include "cache/engine/replication.h"
#include "cache/engine/resp.h"
#include "cache/engine/server.h"
#include "ports/key_value_cache.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::cache {

// One key as a drawn view sees it. Reading leaves no trace.
struct KeyView {
    std::uint64_t id = 0;     // the same key has the same id as long as the server lives
    std::string_view key;     // good until the engine changes
    std::uint64_t position = 0; // bucket in the dict
    std::int64_t ageMilliseconds = 0;  // since the value was written (resolution 100 ms)
    std::int64_t idleMilliseconds = 0; // by the LRU clock (resolution 1 s); 0 under an LFU policy
    std::uint32_t frequency = 0;       // decayed LFU counter; 0 unless an LFU policy is on
    std::int64_t ttlMilliseconds = -1; // left; -1 none; below -1: dead, not yet removed
    ValueType type = ValueType::String;
    std::uint64_t bytes = 0;           // what it costs in used_memory
    std::uint32_t valueBytes = 0;
    bool foreign = false; // written by a person or a client, not by the generator
};

class Engine {
  public:
    struct Outcome {
        std::int64_t costNs = 0; // engine time of everything that ran, without the network's share
        bool close = false;      // the server hangs up after the reply
        // Where the last command that was refused for its slot belongs: Moved and Ask name a node of the map. Ok: served here.
        ports::CacheReply::Status route = ports::CacheReply::Status::Ok;
        std::uint16_t slot = 0;
        ClusterIndex redirect = kNoClusterNode;
        bool waits = false;      // no reply yet (BLPOP, WAIT, CLIENT PAUSE): it comes through takeOutput
    };
    struct FastReply {
        ports::CacheReply::Status status = ports::CacheReply::Status::Nil;
        bool foreign = false;
        std::uint16_t slot = 0;                 // Moved, Ask
        ClusterIndex redirect = kNoClusterNode; // Moved, Ask: a node of the map
        ports::SyntheticValue value;
        std::int64_t expiresInMilliseconds = -1;
        std::int64_t costNs = 0;
    };
    // Engine time of reading a request from a socket and writing its reply, once per network round trip.
    static constexpr std::int64_t kNetworkNs = 10'000;

    explicit Engine(const EngineOptions& options = {});

    // --- connections ---
    // 0: refused (maxclients); the real server answers kMaxClientsError and hangs up.
    static constexpr std::string_view kMaxClientsError = "-ERR max number of clients reached\r\n";
    ClientId connect(std::int64_t nowMs, std::string_view address = "127.0.0.1:0");
    void disconnect(ClientId client);
    // The ports that are forwarded to this node and others, and who came through one (announced_ports.h).
    void setAnnouncedPorts(AnnouncedPortsRef ports);
    void setHost(ClientId client, std::string_view host);
    // Was it closed by the server (CLIENT KILL, QUIT, protocol error)?
    bool isOpen(ClientId client) const;
    // Bytes from a client; replies are appended to out. Pipelines and cut requests as the real server takes them.
    Outcome receive(ClientId client, std::string_view bytes, std::int64_t nowMs, std::string& out);
    // One command, already split.
    Outcome execute(ClientId client, std::span<const std::string_view> argv, std::int64_t nowMs, std::string& out);
    // What clients other than the caller got meanwhile: published messages, replies to those who waited, hang-ups; in the
    // order in which they first got something. Ask after every call that takes a time, cron and wake included.
    bool hasOutput() const { return !m_server.outbox.waiting.empty(); }
    void takeOutput(std::vector<Output>& out);
    // Bytes of earlier output that the owner could not deliver yet: they count for client-output-buffer-limit.
    void noteUnsent(ClientId client, std::uint64_t bytes);
    bool waits(ClientId client) const;      // for a key, replicas, the end of a pause
    bool subscribed(ClientId client) const; // or monitoring: it is pushed to
    // Connections of an application's pool that use the fast paths: counted, nothing else. False: maxclients.
    bool addPooledConnections(std::uint32_t n, std::int64_t nowMs);
    void removePooledConnections(std::uint32_t n);
    std::uint64_t connectedClients() const;

    // --- fast paths: GET, SET [PX], DEL without bytes. Same counters, expiry, eviction and refusals. ---
    FastReply get(std::string_view key, std::int64_t nowMs, ports::ClientMode mode = {});
    FastReply set(std::string_view key, ports::SyntheticValue value, std::int64_t ttlMs, std::int64_t nowMs,
                  ports::ClientMode mode = {});
    FastReply del(std::string_view key, std::int64_t nowMs, ports::ClientMode mode = {});
    // How a connection stands: as if it had sent ASKING just now, READONLY once.
    void setMode(ClientId client, ports::ClientMode mode);
    // Makes bytes of a synthetic value when somebody reads them.
    void setRenderer(ports::KeyValueCache::Renderer renderer);

    // --- time ---
    // The timer that runs hz times a second: active expiry, rehashing, sampled statistics. The owner calls it at
    // nextCron(); late calls are made up for (at most a second's worth). Returns the engine time it took.
    std::int64_t nextCron() const;
    std::int64_t cron(std::int64_t nowMs);
    // For a sleep without calls until nowMs: passes over ticks that have nothing to do, as if cron had run them. What is
    // left is for cron.
    void passIdleTicks(std::int64_t nowMs);
    // Waits that end by themselves (BLPOP's timeout, CLIENT PAUSE): when the next one does, Unix ms; INT64_MAX: never.
    // The owner calls wake then; cron does it too, but only as often as the timer runs.
    std::int64_t nextTimeout() const;
    std::int64_t wake(std::int64_t nowMs); // returns engine time
    // Eviction stopped at its time limit and goes on by itself: call as soon as the engine is free.
    bool evictionPending() const;
    std::int64_t continueEviction(std::int64_t nowMs);

    // --- configuration, as CONFIG SET does it; immutable parameters too (a start option). Error: the text. ---
    ConfigResult configure(std::string_view name, std::string_view value, std::int64_t nowMs);
    std::string configValue(std::string_view name) const; // empty if unknown
    // Flush as FLUSHALL does (a node that restarts comes back empty: make a new Engine instead).
    void flushAll(std::int64_t nowMs);

    // --- replication (replication.h) ---
    const Replication& replication() const { return m_server.replication; }
    // As a primary: from now on the stream is written down, as when the first replica comes. Idempotent.
    void startReplication(std::int64_t nowMs);
    std::uint64_t replicationOffset() const;
    // The records behind offset that were made by untilMs, at most `most`. False: they are gone, a full copy is needed.
    // A replica that lags reads up to an earlier instant; what a failover loses is read up to INT64_MAX.
    bool readReplication(std::uint64_t offset, std::int64_t untilMs, std::size_t most,
                         std::vector<ReplicationRecord>& out) const;
    void pingReplicas(std::int64_t nowMs); // the owner calls it every repl-ping-replica-period
    // What the owner knows of the replicas: for INFO, ROLE, WAIT, min-replicas-to-write; the stream is kept for the slowest.
    void setReplicas(std::vector<ReplicaState> replicas);
    // Somebody waits in WAIT (or asked in vain): replicas would say at once how far they are.
    bool acksWanted() const;

    // Follows that primary: no more writes from clients; the data stays until the first copy. The link is down.
    void becomeReplica(std::string_view host, std::uint16_t port, std::int64_t nowMs);
    // The first copy: all data and the place in the stream of primary, which may be a snapshot taken earlier. Shares memory.
    void syncFrom(const Engine& primary, std::int64_t nowMs);
    // Goes on in primary's stream from where this replica stands. False: it is gone; syncFrom.
    bool continueFrom(const Engine& primary, std::int64_t nowMs);
    // Takes records in their order; those it has already are passed over. Returns the engine time they took.
    std::int64_t applyReplication(std::span<const ReplicationRecord> records, std::int64_t nowMs);
    // The link lives (or not). applyReplication notes the last word from the primary by itself.
    void setPrimaryLink(PrimaryLink::State state, std::int64_t nowMs);
    // A primary from now on, with a stream of a new name; the old name is good up to this offset.
    void becomePrimary(std::int64_t nowMs);
    // Keys, values and expiry, whatever the order and the hash key: equal for a primary and a replica that has caught up.
    std::uint64_t dataFingerprint() const;

    // --- cluster mode: EngineOptions::cluster (cluster_map.h) ---
    bool clusterEnabled() const { return m_server.options.cluster; }
    void setClusterMap(ClusterMapRef map, ClusterIndex self);
    const ClusterMapRef& clusterMap() const { return m_server.cluster.map; }
    ClusterIndex clusterSelf() const { return m_server.cluster.self; }
    std::uint64_t keysInSlot(std::uint16_t slot) const;
    // Moves whole keys, as MIGRATE does: up to n of a slot leave (a replica sees DEL), and arrive (a replica sees RESTORE).
    // Return engine time: what DUMP and RESTORE of so many bytes take.
    std::int64_t takeKeys(std::uint16_t slot, std::size_t n, std::int64_t nowMs, std::vector<MovedKey>& out);
    std::int64_t putKeys(std::span<const MovedKey> keys, std::int64_t nowMs);

    // --- why: off until recording is asked for; the owner reads and clears after every call that may add some ---
    void recordKeyEvents(bool on);
    std::span<const KeyEvent> keyEvents() const;
    void clearKeyEvents();

    // --- who asked what: none until so many are asked for; taking them asks for no more ---
    void recordCommands(std::size_t most) { m_server.commandsWanted = most; }
    std::vector<ExecutedCommand> takeCommands();

    // --- reads without trace ---
    const Statistics& statistics() const;
    std::uint64_t usedMemory() const;
    std::uint64_t usedMemoryPeak() const;
    std::uint64_t maxmemory() const; // 0: no limit
    MaxmemoryPolicy policy() const;
    std::uint64_t keyCount() const;      // over all DBs
    std::uint64_t expiringCount() const; // of them with a TTL
    std::int64_t averageTtl(int db = 0) const; // as INFO keyspace says it, ms
    // Calls and engine µs since the start or CONFIG RESETSTAT, by command ("get", "config|set").
    struct CommandUse {
        std::string_view name;
        std::string_view group; // "string", "generic", ... as COMMAND DOCS groups them
        bool write = false;
        std::uint64_t calls = 0;
        double microseconds = 0;
    };
    void commandUse(std::vector<CommandUse>& out) const; // only commands that were called
    // INFO's text without running a command.
    std::string info(std::string_view section, std::int64_t nowMs) const;
    // At most limit keys in the order of the dict: all of them, or evenly spread buckets.
    void viewKeys(int db, std::size_t limit, std::int64_t nowMs, std::vector<KeyView>& out) const;
    bool viewKey(int db, std::string_view key, std::int64_t nowMs, KeyView& out) const;
    std::uint64_t bucketCount(int db) const;
    // Keyspace, clocks and generators folded into one number.
    std::uint64_t fingerprint() const;

    const Server& server() const { return m_server; }

  private:
    // A connection that is to be closed after its reply waits for one to be written.
    static void hangUpAfterReply(Client& c, bool replied);
    // Cluster mode and replication may refuse; true: r is the answer.
    bool refuseFast(std::size_t command, std::string_view key, ports::ClientMode mode, bool write, FastReply& r);
    bool countRefused(std::size_t command, std::string_view error, FastReply& r);
    Outcome finish(ClientId caller);
    void readRequests(Client& c, std::string& out);
    void readResumed();
    void dropClosed(ClientId caller = 0);
    void forget(Client& c);
    void endFast(std::size_t command, std::int64_t before, std::uint64_t replyBytes, FastReply& r);

    Server m_server;
};

// Names of all commands this engine knows, sorted, lower case, sub-commands as "config|get"; and the usage line
// ("SET key value [NX|XX] ...") for completion and help. Empty usage if unknown.
std::span<const std::string_view> commandNames();
std::string_view commandUsage(std::string_view name);

} // namespace maylab::cache
