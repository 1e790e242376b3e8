// A bare engine driven by lines, for the console verb and for tests: JSON step objects of the golden transcripts
// or lines typed as into redis-cli. Its clock is virtual and moves only by {"sleep_s"} steps or "!sleep SECONDS".
// Never holds more than kMemoryCap real bytes: writes beyond it are refused with the server's OOM error.
#pragma once

#include "cache/engine/engine.h"

#include <map>
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
};

class ConsoleSession {
  public:
    static constexpr std::uint64_t kMemoryCap = 64ull << 20;

    explicit ConsoleSession(const ConsoleOptions& options);
    // Why a setting was refused; empty if all were taken.
    const std::string& startError() const { return m_startError; }

    // One line of JSON: {"conn", "cmd": [...]}, {"conn", "raw": "bytes"}, {"sleep_s": s}, {"conn", "read": true}.
    // Returns one line of JSON without line end, or nothing for sleep_s. A line that is no such step is answered
    // with {"error": "..."} and sets failed.
    // cmd takes one reply, and lets the clock run while it is waited for (not with "wait": false, nor for ever); what
    // else came for the connection (published messages, further replies) is read one by one. raw takes all there is.
    std::string jsonLine(std::string_view line, bool& failed);
    // A line as typed into redis-cli; the text it would print (ends with a line end unless empty).
    std::string textLine(std::string_view line);
    std::string prompt() const; // "127.0.0.1:6379> ", "127.0.0.1:6379[2]> "

    Engine& engine() { return m_engine; }
    std::int64_t nowMs() const { return m_nowUs / 1000; }
    void advance(double seconds);

  private:
    struct Connection {
        ClientId client = 0;
        std::string inbox; // replies and pushes that nobody read yet
    };
    Connection& connection(const std::string& name);
    void deliver();
    void runUntil(std::int64_t us);
    // Lets time pass until the client has its reply, if it will come by itself.
    void awaitReply(const Connection& c);
    Engine m_engine;
    std::string m_startError;
    std::int64_t m_nowUs;
    std::map<std::string, Connection> m_connections;
};

} // namespace maylab::cache
