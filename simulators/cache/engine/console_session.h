// A bare engine driven by lines, or a small open source cluster of them, for the console verb and for tests: JSON step
// objects of the golden transcripts or lines typed as into redis-cli. Its clock is virtual and moves only by {"sleep_s"}
// steps or "!sleep SECONDS". Never holds more than kMemoryCap real bytes: writes beyond it are refused with the server's
// OOM error.
//
// In a cluster (numbered as RawCluster does, ports one after the other) a JSON step goes to its "node", the first without
// one, and a redirection is its answer. A typed line follows redirections as redis-cli -c does, and the next line goes to
// the node that it came to; "@7001 GET k" asks the node at that port and follows nothing.
#pragma once

#include "cache/engine/raw_cluster.h"

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace maylab::cache {

struct ConsoleOptions {
    std::uint64_t seed = 1;
    EngineProfile profile = EngineProfile::Raw;
    std::vector<std::pair<std::string, std::string>> settings; // configuration parameters, "maxmemory" = "100mb"
    std::int64_t startUnixMs = 1'769'389'200'000;
    std::uint32_t shards = 0; // 0: one process without cluster mode
    std::uint32_t replicas = 0; // of each shard
    std::uint16_t firstPort = 6379;
};

class ConsoleSession {
  public:
    static constexpr std::uint64_t kMemoryCap = 64ull << 20;

    explicit ConsoleSession(const ConsoleOptions& options);
    // Why a setting was refused; empty if all were taken.
    const std::string& startError() const { return m_startError; }

    // One line of JSON: {"conn", "cmd": [...]}, {"conn", "raw": "bytes"}, {"sleep_s": s}, {"conn", "read": true}; the first
    // two and the last with "node": N in a cluster.
    // Returns one line of JSON without line end, or nothing for sleep_s. A line that is no such step is answered
    // with {"error": "..."} and sets failed.
    // cmd takes one reply, and lets the clock run while it is waited for (not with "wait": false, nor for ever); what
    // else came for the connection (published messages, further replies) is read one by one. raw takes all there is.
    std::string jsonLine(std::string_view line, bool& failed);
    // A line as typed into redis-cli; the text it would print (ends with a line end unless empty).
    std::string textLine(std::string_view line);
    std::string prompt() const; // "127.0.0.1:6379> ", "127.0.0.1:6379[2]> ": where the next line goes

    Engine& engine() { return m_nodes.node(0); }
    std::int64_t nowMs() const { return m_nowUs / 1000; }
    void advance(double seconds);

  private:
    struct Connection {
        std::size_t node = 0;
        ClientId client = 0;
        std::string inbox; // replies and pushes that nobody read yet
    };
    bool isCluster() const { return m_shards != 0; }
    std::optional<std::size_t> nodeAt(std::string_view port) const;
    Connection& connection(const std::string& name, std::size_t node);
    // What a command answers at once, already in the connection's inbox as well.
    std::string execute(Connection& c, std::span<const std::string_view> argv);
    // After whatever a node did: its replicas follow, who waited has the answer in the inbox.
    void settle();
    void runUntil(std::int64_t us);
    // Lets time pass until the client has its reply, if it will come by itself.
    void awaitReply(const Connection& c);
    // Where a line that was refused so has to go: the node, and whether it has to be asked for once.
    struct Redirection {
        std::size_t node = 0;
        bool ask = false;
        std::string slot, address;
    };
    std::optional<Redirection> redirection(std::string_view reply) const;

    RawCluster m_nodes;
    std::uint32_t m_shards;
    std::size_t m_at = 0; // the node to which typed lines go
    std::string m_startError;
    std::int64_t m_nowUs;
    std::map<std::pair<std::string, std::size_t>, Connection> m_connections; // by name and node
};

} // namespace maylab::cache
