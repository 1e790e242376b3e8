// The server's parameters: names, types, bounds and defaults of redis-server 7.0.15, so that CONFIG GET and SET
// answer as it does. What the engine obeys lies ready parsed in EffectiveConfig; the rest is kept and shown.
#pragma once

#include "cache/engine/access_clock.h"
#include "cache/engine/key_event.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace maylab::cache {

struct ConfigParameter {
    enum class Type : std::uint8_t { Bool, Enum, Flags, Integer, Memory, MemoryOrPercent, String, Special };
    const char* name;
    Type type;
    const char* value; // default
    std::int64_t low = 0, high = 0; // Integer, Memory (there high -1: all 64 bits)
    const char* choices = "";       // Enum, Flags; comma separated
    bool immutable = false;         // only at the start
    const char* alias = nullptr;    // the old name of the same parameter
};

// Of client-output-buffer-limit, for one class of clients; 0: no limit.
struct OutputLimit {
    std::uint64_t hard = 0, soft = 0;
    std::int64_t softSeconds = 0;
};

struct EffectiveConfig {
    std::uint64_t maxmemory = 0;
    MaxmemoryPolicy policy = MaxmemoryPolicy::NoEviction;
    std::int64_t samples = 5;
    std::int64_t evictionTenacity = 10;
    LfuSettings lfu;
    std::int64_t hz = 10;
    bool dynamicHz = true;
    std::int64_t activeExpireEffort = 1;
    bool activeRehashing = true;
    std::int64_t slowlogSlowerThan = 10'000; // µs
    std::int64_t slowlogMaxLength = 128;
    std::int64_t maxclients = 10'000;
    std::int64_t databases = 16;
    std::int64_t protoMaxBulkLength = 512ll << 20;
    std::int64_t latencyMonitorThreshold = 0; // ms
    bool latencyTracking = true;
    bool debugCommand = false;
    std::int64_t timeoutSeconds = 0;
    // Beyond these a collection is kept in its large form.
    std::int64_t hashMaxListpackEntries = 512, hashMaxListpackValue = 64;
    std::int64_t setMaxIntsetEntries = 512;
    std::int64_t listMaxListpackSize = -2; // elements of a node; negative: 4 kB shifted by that less one
    std::int64_t zsetMaxListpackEntries = 128, zsetMaxListpackValue = 64; // sorted sets up to there are flat
    std::int64_t streamNodeMaxBytes = 4096, streamNodeMaxEntries = 100;   // a block of a stream; 0: no limit
    std::int64_t hllSparseMaxBytes = 3000;
    std::string password;
    bool rdbCompression = true;
    std::uint64_t replicationBacklog = 1 << 20; // bytes
    std::int64_t minReplicasToWrite = 0, minReplicasMaxLag = 10; // s
    bool replicaReadOnly = true, replicaServeStaleData = true, replicaIgnoreMaxmemory = true;
    bool requireFullCoverage = true, readsWhenDown = false, shardChannelsWhenDown = true;
    std::array<OutputLimit, 3> outputLimits{}; // normal, replica, pubsub
    std::uint16_t notifyEvents = 0;            // Notify's bits, and the two below
    static constexpr std::uint16_t kNotifyKeyspace = 1u << 14, kNotifyKeyevent = 1u << 15;
    std::int64_t scriptMilliseconds = 5'000; // busy-reply-threshold; 0: none
    std::int64_t trackingTableMaxKeys = 1'000'000;
    std::int64_t aclLogMaxLength = 128;

    bool lruOrLfu() const; // policies that read the access bits of shared objects
    bool lfuPolicy() const { return policy == MaxmemoryPolicy::VolatileLfu || policy == MaxmemoryPolicy::AllkeysLfu; }
};

struct ConfigResult {
    bool ok = true;
    std::string error; // without "-ERR "
    static ConfigResult fail(std::string text) { return {false, std::move(text)}; }
};

class Config {
  public:
    Config();
    const EffectiveConfig& effective() const { return m_effective; }
    // All or nothing, as CONFIG SET with several pairs. starting: immutable parameters may be set too.
    ConfigResult set(std::span<const std::pair<std::string_view, std::string_view>> pairs, bool starting = false);
    // Value as CONFIG GET prints it; nullptr if there is no such parameter.
    const std::string* get(std::string_view name) const;
    // Parameters (by alias too) that any pattern names, with values, sorted by name. A pattern without wildcards
    // gives the name as it was typed.
    std::vector<std::pair<std::string_view, std::string_view>> matching(std::span<const std::string_view> patterns) const;

  private:
    void refresh();
    std::vector<std::string> m_values; // by row of the table
    EffectiveConfig m_effective;
    std::uint16_t m_notifyEvents = 0;
};

std::span<const ConfigParameter> configParameters();
// "100mb" -> bytes as Redis reads it: k 1000, kb 1024; a number may be missing (0) and saturates, the product wraps.
bool parseMemory(std::string_view text, std::uint64_t& bytes);

} // namespace maylab::cache
