// One memcached 1.6.18 process as a copyable value: items, lists, pages, connections, settings, statistics. A copy
// shares memory until one of the two changes (100,000 items: well under a millisecond) and runs on to the same replies.
//
// Units: time comes in as Unix milliseconds and must not go back; the server itself counts whole seconds. Costs go out
// as modelled nanoseconds of one worker thread; nothing is measured. Memory is the real server's (pages and chunks).
// Errors are replies, with the real server's text. Source: fidelity sheet of the cache, sections 1.2, 3, 5.2.
#pragma once

#include "cache/memcached/memcached_view.h"
#include "cache/memcached/process.h"
#include "ports/key_value_cache.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace maylab::memcached {

class Memcached {
  public:
    struct Outcome {
        std::int64_t costNs = 0; // of the thread that serves the connection, without the network's share
        bool close = false;      // the server hangs up after the reply
    };
    struct FastReply {
        ports::CacheReply::Status status = ports::CacheReply::Status::Nil; // Oom: refused, or too large
        bool foreign = false; // a hit on bytes that did not come through the fast path
        ports::SyntheticValue value;
        std::int64_t expiresInMilliseconds = -1;
        std::int64_t costNs = 0;
    };

    explicit Memcached(const Options& options = {});

    // --- connections ---
    // 0: refused (max connections); the real server answers kTooManyError and hangs up.
    static constexpr std::string_view kTooManyError = "ERROR Too many open connections\r\n";
    ClientId connect(std::int64_t nowMs, std::string_view address = "127.0.0.1:0");
    void disconnect(ClientId client);
    bool isOpen(ClientId client) const; // not if it said quit, or sent what no client sends
    // Bytes from a client; replies are appended to out. Pipelines and cut requests as the real server takes them.
    Outcome receive(ClientId client, std::string_view bytes, std::int64_t nowMs, std::string& out);
    // Connections of an application's pool that use the fast paths: counted, nothing else. False: too many.
    bool addPooledConnections(std::uint32_t n, std::int64_t nowMs);
    void removePooledConnections(std::uint32_t n);
    std::uint64_t connectedClients() const;
    // Worker threads share the connections in turn; each is a queue of its own for the owner.
    std::uint32_t threads() const { return m_process.settings.threads; }
    std::uint32_t threadOf(ClientId client) const;

    // --- fast paths: get, set, delete without bytes. Same counters, lists, evictions and refusals. ---
    FastReply get(std::string_view key, std::int64_t nowMs);
    // ttlMs 0: never expires. Whole seconds, rounded up.
    FastReply set(std::string_view key, ports::SyntheticValue value, std::int64_t ttlMs, std::int64_t nowMs);
    FastReply del(std::string_view key, std::int64_t nowMs);
    // Makes bytes of a synthetic value when somebody reads them.
    void setRenderer(ports::KeyValueCache::Renderer renderer);

    // --- time ---
    // The background threads. The owner calls cron at nextCron() (or later: everything due is made up for, in order);
    // returns the engine time they took, which is not the workers'.
    std::int64_t nextCron() const; // INT64_MAX: nothing runs
    std::int64_t cron(std::int64_t nowMs);

    // --- configuration ---
    // What ElastiCache's Auto Discovery answers: the nodes as "host|ip|port host|ip|port" and a version that rises.
    void setClusterConfig(std::string_view endpoints, std::uint64_t version);
    // The ports that are forwarded to the nodes, and who came through one (cache/engine/announced_ports.h).
    void setAnnouncedPorts(cache::AnnouncedPortsRef ports) { m_process.announced = std::move(ports); }
    void setHost(ClientId client, std::string_view host);
    // While it runs: "memory-limit" (MB), "conn-limit", "idle-timeout", "slab_automove", "lru mode" ... as setOption
    // takes them. What only a start can set (threads, sizes of slabs) is refused.
    ConfigResult configure(std::string_view name, std::string_view value, std::int64_t nowMs);
    const Settings& settings() const { return m_process.settings; }
    void flushAll(std::int64_t nowMs);

    // --- why: off until recording is asked for; the owner reads and clears after every call that may add some ---
    void recordItemEvents(bool on);
    std::span<const ItemEvent> itemEvents() const { return m_process.events; }
    void clearItemEvents() { m_process.events.clear(); }

    // --- reads without trace ---
    const Statistics& statistics() const { return m_process.stats; }
    Totals totals() const;
    // What `stats [which]` would say, in its order.
    std::vector<std::pair<std::string, std::string>> stats(std::string_view which, std::int64_t nowMs) const;
    void viewClasses(std::int64_t nowMs, std::vector<ClassView>& out) const; // those that have a page
    // At most limit items of a class, from the young to the old end of every list, evenly spread.
    void viewItems(std::size_t slabClass, std::size_t limit, std::int64_t nowMs, std::vector<ItemView>& out) const;
    bool viewItem(std::string_view key, std::int64_t nowMs, ItemView& out) const;
    // Items, lists, pages, counters and the background's clocks folded into one number.
    std::uint64_t fingerprint() const;

    const Process& process() const { return m_process; }

  private:
    void begin(std::int64_t nowMs);
    Outcome finish(const Connection& c);

    Process m_process;
};

} // namespace maylab::memcached
