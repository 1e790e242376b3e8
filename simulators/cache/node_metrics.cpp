#include "cache/node_metrics.h"

#include <algorithm>
#include <string_view>

namespace maylab::cache {

namespace {

constexpr const char* kNamespace = "AWS/ElastiCache";
constexpr const char* kNodeId = "0001";
constexpr const char* kFamilyNames[] = {"GetType",        "SetType",        "StringBased", "KeyBased",
                                        "HashBased",      "ListBased",      "SetBased",    "SortedSetBased",
                                        "StreamBased",    "HyperLogLogBased", "GeoSpatialBased", "PubSubBased",
                                        "EvalBased",      "ClusterBased"};
// What the operating system and the agents keep of a host's memory (assumed).
constexpr double kHostOverhead = 64.0 * 1024 * 1024;
constexpr std::uint64_t kFragmentationFloor = 1; // MemoryFragmentationRatio of an empty server is not infinite

} // namespace

NodeMetrics::NodeMetrics(kernel::MetricSink& sink, const std::string& clusterId, int vcpus, std::int64_t hostMemory)
    : m_vcpus(vcpus), m_hostMemory(hostMemory) {
    using kernel::MetricKind;
    const auto define = [&](const std::string& name, const char* unit, MetricKind kind) {
        kernel::MetricSpec spec;
        spec.metricNamespace = kNamespace;
        spec.name = name;
        spec.dimensions = {{"CacheClusterId", clusterId}, {"CacheNodeId", kNodeId}};
        spec.unit = unit;
        spec.kind = kind;
        return sink.define(spec);
    };
    const auto counter = [&](const std::string& name) { return define(name, "Count", MetricKind::Counter); };
    const auto gauge = [&](const std::string& name, const char* unit) { return define(name, unit, MetricKind::Gauge); };

    m_hits = counter("CacheHits");
    m_misses = counter("CacheMisses");
    m_hitRate = define("CacheHitRate", "Percent", MetricKind::Sample);
    m_evictions = counter("Evictions");
    m_reclaimed = counter("Reclaimed");
    m_items = gauge("CurrItems", "Count");
    m_volatileItems = gauge("CurrVolatileItems", "Count");
    m_bytes = gauge("BytesUsedForCache", "Bytes");
    m_memoryPercent = gauge("DatabaseMemoryUsagePercentage", "Percent");
    m_capacityPercent = gauge("DatabaseCapacityUsagePercentage", "Percent");
    m_fragmentation = gauge("MemoryFragmentationRatio", "None");
    m_connections = gauge("CurrConnections", "Count");
    m_newConnections = counter("NewConnections");
    m_engineCpu = gauge("EngineCPUUtilization", "Percent");
    m_cpu = gauge("CPUUtilization", "Percent");
    m_isPrimary = gauge("IsPrimary", "Count");
    m_saving = gauge("SaveInProgress", "Count");
    m_averageTtl = gauge("DB0AverageTTL", "Milliseconds");
    m_authFailures = counter("AuthenticationFailures");
    m_commandFailures = counter("CommandAuthorizationFailures");
    m_keyFailures = counter("KeyAuthorizationFailures");
    m_freeable = gauge("FreeableMemory", "Bytes");
    m_swap = gauge("SwapUsage", "Bytes");
    m_bytesIn = define("NetworkBytesIn", "Bytes", MetricKind::Counter);
    m_bytesOut = define("NetworkBytesOut", "Bytes", MetricKind::Counter);
    m_readLatency = define("SuccessfulReadRequestLatency", "Microseconds", MetricKind::Sample);
    m_writeLatency = define("SuccessfulWriteRequestLatency", "Microseconds", MetricKind::Sample);
    for (int f = 0; f < kFamilies; ++f) {
        const auto i = static_cast<std::size_t>(f);
        m_commands[i] = counter(std::string(kFamilyNames[i]) + "Cmds");
        m_latencies[i] = define(std::string(kFamilyNames[i]) + "CmdsLatency", "Microseconds", MetricKind::Sample);
    }
}

void NodeMetrics::engineRestarted() {
    m_last = Statistics();
    m_lastUses = Uses{};
}

void NodeMetrics::resized(int vcpus, std::int64_t hostMemory) {
    m_vcpus = vcpus;
    m_hostMemory = hostMemory;
}

NodeMetrics::Uses NodeMetrics::uses(const Engine& engine) {
    Uses out{};
    m_scratch.clear();
    engine.commandUse(m_scratch);
    for (const Engine::CommandUse& use : m_scratch) {
        const std::string_view g = use.group;
        int family = -1;
        if (g == "string" || g == "bitmap") family = kString;
        if (g == "generic") family = kKey;
        if (g == "hash") family = kHash;
        if (g == "list") family = kList;
        if (g == "set") family = kSetType;
        if (g == "sorted-set") family = kSortedSet;
        if (g == "stream") family = kStream;
        if (g == "hyperloglog") family = kHyperLogLog;
        if (g == "geo") family = kGeo;
        if (g == "pubsub") family = kPubSub;
        if (g == "scripting") family = kEval;
        if (g == "cluster") family = kCluster;
        if (family < 0) continue;
        const auto add = [&](int f) {
            out[static_cast<std::size_t>(f)].calls += static_cast<double>(use.calls);
            out[static_cast<std::size_t>(f)].microseconds += use.microseconds;
        };
        add(family);
        const bool dataType = family != kKey && family != kPubSub && family != kEval && family != kCluster;
        if (dataType) add(use.write ? kSet : kGet);
    }
    return out;
}

void NodeMetrics::collect(kernel::MetricSink& sink, const Engine& engine, double seconds, double busySeconds) {
    const Statistics& now = engine.statistics();
    // CONFIG RESETSTAT and a restart take a counter back: then it counts from 0.
    const auto since = [](std::uint64_t current, std::uint64_t last) {
        return static_cast<double>(current >= last ? current - last : current);
    };
    const double hits = since(now.keyspaceHits, m_last.keyspaceHits);
    const double misses = since(now.keyspaceMisses, m_last.keyspaceMisses);
    sink.add(m_hits, hits);
    sink.add(m_misses, misses);
    if (hits + misses > 0) sink.sample(m_hitRate, 100 * hits / (hits + misses));
    sink.add(m_evictions, since(now.evictedKeys, m_last.evictedKeys));
    sink.add(m_reclaimed, since(now.expiredKeys, m_last.expiredKeys));
    sink.add(m_newConnections, since(now.connectionsReceived, m_last.connectionsReceived));
    sink.add(m_bytesIn, since(now.netInputBytes, m_last.netInputBytes));
    sink.add(m_bytesOut, since(now.netOutputBytes, m_last.netOutputBytes));

    const Uses current = uses(engine);
    for (std::size_t f = 0; f < kFamilies; ++f) {
        const bool reset = current[f].calls < m_lastUses[f].calls;
        const double calls = current[f].calls - (reset ? 0 : m_lastUses[f].calls);
        const double us = current[f].microseconds - (reset ? 0 : m_lastUses[f].microseconds);
        sink.add(m_commands[f], calls);
        if (calls > 0) sink.sample(m_latencies[f], us / calls);
    }

    const double used = static_cast<double>(engine.usedMemory());
    const double limit = static_cast<double>(engine.maxmemory());
    sink.add(m_items, static_cast<double>(engine.keyCount()));
    sink.add(m_volatileItems, static_cast<double>(engine.expiringCount()));
    sink.add(m_bytes, used);
    if (limit > 0) {
        sink.add(m_memoryPercent, 100 * used / limit);
        sink.add(m_capacityPercent, 100 * used / limit);
    }
    // No model of the allocator's fragments: what was once used stays resident.
    const double resident = std::max(used, static_cast<double>(engine.usedMemoryPeak()));
    sink.add(m_fragmentation, resident / std::max(used, static_cast<double>(kFragmentationFloor)));
    sink.add(m_connections, static_cast<double>(engine.connectedClients()) + kMonitorConnections);
    sink.add(m_averageTtl, static_cast<double>(engine.averageTtl()));
    sink.add(m_isPrimary, 1);
    sink.add(m_saving, 0);
    sink.add(m_swap, 0);
    sink.add(m_freeable, std::max(0.0, static_cast<double>(m_hostMemory) - kHostOverhead - resident));

    const double percent = seconds > 0 ? std::min(100.0, 100 * busySeconds / seconds) : 0;
    sink.add(m_engineCpu, percent);
    sink.add(m_cpu, std::min(100.0, percent / m_vcpus + kBackgroundPercent / m_vcpus));
    m_last = now;
    m_lastUses = current;
}

void NodeMetrics::retire(kernel::MetricSink& sink) {
    for (const kernel::MetricId id :
         {m_hits, m_misses, m_hitRate, m_evictions, m_reclaimed, m_items, m_volatileItems, m_bytes, m_memoryPercent,
          m_capacityPercent, m_fragmentation, m_connections, m_newConnections, m_engineCpu, m_cpu, m_isPrimary,
          m_saving, m_averageTtl, m_authFailures, m_commandFailures, m_keyFailures, m_freeable, m_swap, m_bytesIn,
          m_bytesOut, m_readLatency, m_writeLatency}) {
        sink.retire(id);
    }
    for (const kernel::MetricId id : m_commands) sink.retire(id);
    for (const kernel::MetricId id : m_latencies) sink.retire(id);
}

} // namespace maylab::cache
