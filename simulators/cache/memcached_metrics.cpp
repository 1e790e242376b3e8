#include "cache/memcached_metrics.h"

#include "cache/node_type.h"

#include <algorithm>

namespace maylab::cache {

namespace {

constexpr const char* kCounterNames[] = {
    "GetHits",         "GetMisses",         "CmdGet",             "CmdSet",        "CmdFlush",       "CmdTouch",
    "CasHits",         "CasMisses",         "CasBadval",          "DeleteHits",    "DeleteMisses",   "IncrHits",
    "IncrMisses",      "DecrHits",          "DecrMisses",         "TouchHits",     "TouchMisses",    "Evictions",
    "Reclaimed",       "EvictedUnfetched",  "ExpiredUnfetched",   "SlabsMoved",    "NewItems",       "NewConnections",
    "BytesReadIntoMemcached", "BytesWrittenOutFromMemcached", "NetworkBytesIn", "NetworkBytesOut"};
constexpr const char* kGaugeNames[] = {"CurrItems",    "BytesUsedForCacheItems", "BytesUsedForHash", "UnusedMemory",
                                       "CurrConnections", "CPUUtilization",       "FreeableMemory",   "SwapUsage"};
constexpr const char* kGaugeUnits[] = {"Count", "Bytes", "Bytes", "Bytes", "Count", "Percent", "Bytes", "Bytes"};
constexpr double kMonitorConnections = 3;                  // sheet 1.5: 2 to 3 of AWS's own
constexpr double kBackgroundPercent = 1;                   // the rest of the host, of one vCPU (assumed)

} // namespace

MemcachedMetrics::MemcachedMetrics(kernel::MetricSink& sink, const std::string& clusterId, const std::string& nodeId,
                                   int vcpus, std::int64_t hostMemory)
    : m_clusterId(clusterId), m_nodeId(nodeId), m_vcpus(vcpus), m_hostMemory(hostMemory) {
    define(sink);
}

void MemcachedMetrics::define(kernel::MetricSink& sink) {
    static_assert(std::size(kCounterNames) == kCounters && std::size(kGaugeNames) == kGauges);
    const auto metric = [&](const char* name, const char* unit, kernel::MetricKind kind) {
        kernel::MetricSpec spec;
        spec.metricNamespace = "AWS/ElastiCache";
        spec.name = name;
        spec.dimensions = {{"CacheClusterId", m_clusterId}, {"CacheNodeId", m_nodeId}};
        spec.unit = unit;
        spec.kind = kind;
        return sink.define(spec);
    };
    for (std::size_t i = 0; i < kCounters; ++i) {
        m_counters[i] = metric(kCounterNames[i], i >= kBytesRead ? "Bytes" : "Count", kernel::MetricKind::Counter);
    }
    for (std::size_t i = 0; i < kGauges; ++i) m_gauges[i] = metric(kGaugeNames[i], kGaugeUnits[i], kernel::MetricKind::Gauge);
}

void MemcachedMetrics::stopped(kernel::MetricSink& sink) {
    for (const kernel::MetricId id : m_gauges) sink.retire(id);
}

void MemcachedMetrics::restarted(kernel::MetricSink& sink) {
    define(sink);
    m_last = {};
}

void MemcachedMetrics::retire(kernel::MetricSink& sink) {
    for (const kernel::MetricId id : m_gauges) sink.retire(id);
    for (const kernel::MetricId id : m_counters) sink.retire(id);
}

std::array<double, MemcachedMetrics::kCounters> MemcachedMetrics::figures(const memcached::Memcached& engine) {
    const memcached::Totals t = engine.totals();
    const memcached::Statistics& s = engine.statistics();
    std::array<std::uint64_t, kCounters> n{};
    n[kGetHits] = t.getHits;
    n[kGetMisses] = t.getMisses;
    n[kCmdGet] = t.cmdGet;
    n[kCmdSet] = t.cmdSet;
    n[kCmdFlush] = s.flushCommands;
    n[kCmdTouch] = s.touchCommands;
    n[kCasHits] = t.casHits;
    n[kCasMisses] = s.casMisses;
    n[kCasBadval] = t.casBadval;
    n[kDeleteHits] = t.deleteHits;
    n[kDeleteMisses] = s.deleteMisses;
    n[kIncrHits] = t.incrHits;
    n[kIncrMisses] = s.incrMisses;
    n[kDecrHits] = t.decrHits;
    n[kDecrMisses] = s.decrMisses;
    n[kTouchHits] = t.touchHits;
    n[kTouchMisses] = s.touchMisses;
    n[kEvictions] = t.evictions;
    n[kReclaimed] = t.reclaimed;
    n[kEvictedUnfetched] = t.evictedUnfetched;
    n[kExpiredUnfetched] = t.expiredUnfetched;
    n[kSlabsMoved] = s.slabsMoved;
    n[kNewItems] = s.totalItems;
    n[kNewConnections] = s.totalConnections;
    n[kBytesRead] = n[kNetworkIn] = s.bytesRead;
    n[kBytesWritten] = n[kNetworkOut] = s.bytesWritten;
    std::array<double, kCounters> out{};
    std::transform(n.begin(), n.end(), out.begin(), [](std::uint64_t v) { return static_cast<double>(v); });
    return out;
}

void MemcachedMetrics::collect(kernel::MetricSink& sink, const memcached::Memcached& engine, double seconds,
                               double busySeconds) {
    const auto now = figures(engine);
    for (std::size_t i = 0; i < kCounters; ++i) {
        sink.add(m_counters[i], now[i] >= m_last[i] ? now[i] - m_last[i] : now[i]); // `stats reset` takes it back
    }
    m_last = now;
    const memcached::Totals t = engine.totals();
    sink.add(m_gauges[kItems], static_cast<double>(t.items));
    sink.add(m_gauges[kItemBytes], static_cast<double>(t.bytes));
    sink.add(m_gauges[kHashBytes], static_cast<double>(std::uint64_t{8} << engine.process().hashPower));
    sink.add(m_gauges[kUnused], static_cast<double>(t.limit) - static_cast<double>(t.bytes));
    sink.add(m_gauges[kConnections], static_cast<double>(engine.connectedClients()) + kMonitorConnections);
    const double percent = seconds > 0 ? 100 * busySeconds / seconds : 0;
    sink.add(m_gauges[kCpu], std::min(100.0, (percent + kBackgroundPercent) / m_vcpus));
    sink.add(m_gauges[kFreeable], std::max(0.0, static_cast<double>(m_hostMemory) - kHostOverhead - static_cast<double>(t.allocated)));
    sink.add(m_gauges[kSwap], 0);
}

} // namespace maylab::cache
