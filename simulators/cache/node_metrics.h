// What a node tells CloudWatch (namespace AWS/ElastiCache, dimensions CacheClusterId and CacheNodeId), from the
// differences of the engine's counters. Collected once a second, just before the second closes; sums over all seconds
// equal the engine's counters. Ratios (CacheHitRate, ...CmdsLatency) are of a clock minute: one value at its end.
// Rules: sheet 1.5 (CacheMetrics.Redis.md).
#pragma once

#include "cache/engine/engine.h"
#include "kernel/metric_sink.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace maylab::cache {

class NodeMetrics {
  public:
    // AWS's own connections to every node, counted in CurrConnections (sheet 1.5: 2 to 4).
    static constexpr double kMonitorConnections = 3;
    // The rest of the host beside the engine thread, in percent of one vCPU (assumed).
    static constexpr double kBackgroundPercent = 1;

    // What the node is among others: of a member of a replication group.
    struct Replication {
        bool primary = true;
        bool linkUp = true;
        double lagSeconds = 0;
        std::uint64_t offset = 0;
        bool saving = false; // a snapshot is being made
    };

    NodeMetrics(kernel::MetricSink& sink, const std::string& clusterId, int vcpus, std::int64_t hostMemory,
                bool inGroup = false);

    // The process is gone: no gauge has a datum until the next one runs. What was counted stays.
    void engineStopped(kernel::MetricSink& sink);
    // A new process: its counters begin at 0 again.
    void engineRestarted(kernel::MetricSink& sink);
    void resized(int vcpus, std::int64_t hostMemory);
    // Everything since the last call. seconds: how long that was; busySeconds: of them the engine thread worked.
    void collect(kernel::MetricSink& sink, const Engine& engine, const Replication& replication, double seconds,
                 double busySeconds);
    // Was there traffic since the minute began?
    bool minuteOpen() const { return m_minuteOpen; }
    // The clock minute ends, after its last collect: one value of each ratio that has traffic behind it.
    void closeMinute(kernel::MetricSink& sink);
    void retire(kernel::MetricSink& sink);
    // One request as its client felt it at the node: waiting and engine time, µs.
    void requestLatency(kernel::MetricSink& sink, bool write, double microseconds) {
        sink.sample(write ? m_writeLatency : m_readLatency, microseconds);
    }

  private:
    enum Family { kGet, kSet, kString, kKey, kHash, kList, kSetType, kSortedSet, kStream, kHyperLogLog, kGeo, kPubSub, kEval, kCluster, kFamilies };
    struct Use {
        double calls = 0, microseconds = 0;
    };
    using Uses = std::array<Use, kFamilies>;

    // The handles; revives what was retired.
    void define(kernel::MetricSink& sink);
    Uses uses(const Engine& engine);

    kernel::MetricId m_hits{}, m_misses{}, m_hitRate{}, m_evictions{}, m_reclaimed{}, m_items{}, m_volatileItems{},
        m_bytes{}, m_memoryPercent{}, m_capacityPercent{}, m_fragmentation{}, m_connections{}, m_newConnections{},
        m_engineCpu{}, m_cpu{}, m_isPrimary{}, m_saving{}, m_averageTtl{}, m_authFailures{}, m_commandFailures{},
        m_keyFailures{}, m_freeable{}, m_swap{}, m_bytesIn{}, m_bytesOut{}, m_readLatency{}, m_writeLatency{}, m_lag{}, m_replicationBytes{}, m_linkHealth{},
        m_linkHealthOld{};
    std::array<kernel::MetricId, kFamilies> m_commands{}, m_latencies{};

    std::string m_clusterId;
    std::vector<kernel::MetricId> m_gauges; // of the above
    int m_vcpus = 1;
    std::int64_t m_hostMemory = 0;
    bool m_inGroup = false;
    bool m_lagShown = false; // a primary has none
    std::uint64_t m_lastOffset = 0;
    Statistics m_last;
    Uses m_lastUses{};
    // Since the clock minute began.
    bool m_minuteOpen = false;
    double m_minuteHits = 0, m_minuteMisses = 0;
    Uses m_minuteUses{};
    std::vector<Engine::CommandUse> m_scratch;
};

} // namespace maylab::cache
