// A bare server driven by lines, for the console verb and for tests: JSON steps of the golden transcript, or lines as
// typed into telnet. Its clock is virtual and moves only by {"sleep_s"} steps or "!sleep SECONDS".
// Never holds more than kMemoryCap real bytes: values beyond it are refused as out of memory.
#pragma once

#include "cache/memcached/memcached.h"

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace maylab::memcached {

struct ConsoleOptions {
    std::vector<std::pair<std::string, std::string>> settings; // as setOption takes them, "memory-limit" = "10"
    bool clusterConfig = false; // as a node of ElastiCache: it knows `config get cluster`
    std::int64_t startUnixMs = 1'769'389'200'000;
};

class ConsoleSession {
  public:
    static constexpr std::uint64_t kMemoryCap = 64ull << 20;

    explicit ConsoleSession(const ConsoleOptions& options);
    // Why a setting was refused; empty if all were taken.
    const std::string& startError() const { return m_startError; }

    // One line of JSON: {"conn", "send": "bytes"} ("raw" is the same) or {"sleep_s": s}. Returns one line of
    // JSON without line end, or nothing for sleep_s. A line that is no such step is answered with {"error":
    // "..."} and sets failed.
    std::string jsonLine(std::string_view line, bool& failed);
    // A line as typed into telnet: it goes to the server with CR LF, so the value of a storage command is the next line.
    // Returns what came back, with plain line ends; nothing while the server waits for more.
    std::string textLine(std::string_view line);

    Memcached& server() { return m_server; }
    std::int64_t nowMs() const { return m_nowUs / 1000; }
    void advance(double seconds);

  private:
    std::string send(const std::string& connection, std::string_view bytes);

    std::string m_startError;
    Memcached m_server;
    std::int64_t m_nowUs;
    std::map<std::string, ClientId> m_clients;
};

} // namespace maylab::memcached
