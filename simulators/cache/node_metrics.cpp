#include "cache/node_metrics.h"

#include "cache/engine/info.h"
#include "cache/node_ref.h"
#include "cache/node_type.h"

#include <algorithm>
#include <string_view>

namespace maylab::cache {

namespace {

constexpr const char* kNamespace = "AWS/ElastiCache";
constexpr const char* kFamilyNames[] = {"GetType",        "SetType",        "StringBased", "KeyBased",
                                        "HashBased",      "ListBased",      "SetBased",    "SortedSetBased",
                                        "StreamBased",    "HyperLogLogBased", "GeoSpatialBased", "PubSubBased",
                                        "EvalBased",      "ClusterBased"};

} // namespace

NodeMetrics::NodeMetrics(kernel::MetricSink& sink, const std::string& clusterId, int vcpus, std::int64_t hostMemory,
                         bool inGroup)
    : m_clusterId(clusterId), m_vcpus(vcpus), m_hostMemory(hostMemory), m_inGroup(inGroup) {
    define(sink);
}

void NodeMetrics::define(kernel::MetricSink& sink) {
    using kernel::MetricKind;
    const auto metric = [&](const std::string& name, const char* unit, MetricKind kind) {
        kernel::MetricSpec spec;
        spec.metricNamespace = kNamespace;
        spec.name = name;
        spec.dimensions = {{"CacheClusterId", m_clusterId}, {"CacheNodeId", kOnlyNodeId}};
        spec.unit = unit;
        spec.kind = kind;
        return sink.define(spec);
    };
    const auto counter = [&](const std::string& name) { return metric(name, "Count", MetricKind::Counter); };
    m_gauges.clear();
    const auto gauge = [&](const std::string& name, const char* unit) {
        m_gauges.push_back(metric(name, unit, MetricKind::Gauge));
        return m_gauges.back();
    };

    m_hits = counter("CacheHits");
    m_misses = counter("CacheMisses");
    m_hitRate = metric("CacheHitRate", "Percent", MetricKind::Sample);
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
    m_bytesIn = metric("NetworkBytesIn", "Bytes", MetricKind::Counter);
    m_bytesOut = metric("NetworkBytesOut", "Bytes", MetricKind::Counter);
    m_readLatency = metric("SuccessfulReadRequestLatency", "Microseconds", MetricKind::Sample);
    m_writeLatency = metric("SuccessfulWriteRequestLatency", "Microseconds", MetricKind::Sample);
    for (int f = 0; f < kFamilies; ++f) {
        const auto i = static_cast<std::size_t>(f);
        m_commands[i] = counter(std::string(kFamilyNames[i]) + "Cmds");
        m_latencies[i] = metric(std::string(kFamilyNames[i]) + "CmdsLatency", "Microseconds", MetricKind::Sample);
    }
    if (!m_inGroup) return;
    m_lag = gauge("ReplicationLag", "Seconds");
    m_replicationBytes = counter("ReplicationBytes");
    m_linkHealth = gauge("PrimaryLinkHealthStatus", "Count");
    m_linkHealthOld = gauge("MasterLinkHealthStatus", "Count");
    m_lagShown = true;
}

void NodeMetrics::engineStopped(kernel::MetricSink& sink) {
    for (const kernel::MetricId id : m_gauges) sink.retire(id);
}

void NodeMetrics::engineRestarted(kernel::MetricSink& sink) {
    define(sink);
    m_last = Statistics();
    m_lastUses = Uses{};
    m_lastOffset = 0;
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

void NodeMetrics::collect(kernel::MetricSink& sink, const Engine& engine, const Replication& replication, double seconds,
                          double busySeconds) {
    const Statistics& now = engine.statistics();
    // CONFIG RESETSTAT and a restart take a counter back: then it counts from 0.
    const auto since = [](std::uint64_t current, std::uint64_t last) {
        return static_cast<double>(current >= last ? current - last : current);
    };
    const double hits = since(now.keyspaceHits, m_last.keyspaceHits);
    const double misses = since(now.keyspaceMisses, m_last.keyspaceMisses);
    sink.add(m_hits, hits);
    sink.add(m_misses, misses);
    m_minuteHits += hits;
    m_minuteMisses += misses;
    m_minuteOpen = m_minuteOpen || hits + misses > 0;
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
        m_minuteUses[f].calls += calls;
        m_minuteUses[f].microseconds += us;
        m_minuteOpen = m_minuteOpen || calls > 0;
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
    const MemoryFigures memory = memoryFigures(engine.server()); // what INFO prints
    sink.add(m_fragmentation, memory.rssRatio);
    sink.add(m_connections, static_cast<double>(engine.connectedClients()) + kMonitorConnections);
    sink.add(m_averageTtl, static_cast<double>(engine.averageTtl()));
    sink.add(m_isPrimary, replication.primary ? 1 : 0);
    sink.add(m_saving, replication.saving ? 1 : 0);
    if (m_inGroup) {
        if (replication.primary && m_lagShown) {
            sink.retire(m_lag);
        } else if (!replication.primary && !m_lagShown) {
            define(sink);
        }
        m_lagShown = !replication.primary;
        if (m_lagShown) sink.add(m_lag, replication.lagSeconds);
        if (replication.primary && replication.offset >= m_lastOffset) {
            sink.add(m_replicationBytes, static_cast<double>(replication.offset - m_lastOffset));
        }
        m_lastOffset = replication.offset;
        sink.add(m_linkHealth, replication.linkUp ? 1 : 0);
        sink.add(m_linkHealthOld, replication.linkUp ? 1 : 0);
    }
    sink.add(m_swap, 0);
    const double resident = static_cast<double>(memory.rss);
    sink.add(m_freeable, std::max(0.0, static_cast<double>(m_hostMemory) - kHostOverhead - resident));

    const double percent = seconds > 0 ? std::min(100.0, 100 * busySeconds / seconds) : 0;
    sink.add(m_engineCpu, percent);
    sink.add(m_cpu, std::min(100.0, percent / m_vcpus + kBackgroundPercent / m_vcpus));
    m_last = now;
    m_lastUses = current;
}

void NodeMetrics::closeMinute(kernel::MetricSink& sink) {
    if (!m_minuteOpen) return;
    const double lookups = m_minuteHits + m_minuteMisses;
    if (lookups > 0) sink.sample(m_hitRate, 100 * m_minuteHits / lookups);
    for (std::size_t f = 0; f < kFamilies; ++f) {
        const Use& use = m_minuteUses[f];
        if (use.calls > 0) sink.sample(m_latencies[f], use.microseconds / use.calls);
    }
    m_minuteOpen = false;
    m_minuteHits = m_minuteMisses = 0;
    m_minuteUses = Uses{};
}

void NodeMetrics::retire(kernel::MetricSink& sink) {
    for (const kernel::MetricId id :
         {m_hits, m_misses, m_hitRate, m_evictions, m_reclaimed, m_newConnections, m_authFailures, m_commandFailures,
          m_keyFailures, m_bytesIn, m_bytesOut, m_readLatency, m_writeLatency}) {
        sink.retire(id);
    }
    if (m_inGroup) sink.retire(m_replicationBytes);
    for (const kernel::MetricId id : m_gauges) sink.retire(id);
    for (const kernel::MetricId id : m_commands) sink.retire(id);
    for (const kernel::MetricId id : m_latencies) sink.retire(id);
}

} // namespace maylab::cache
