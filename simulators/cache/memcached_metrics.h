// What a Memcached node tells CloudWatch: differences of `stats` and its levels, once a second (sheet 1.5, last rows).
// Reclaimed here means: slots of expired items that a new item took. Not what Redis calls so.
#pragma once

#include "cache/memcached/memcached.h"
#include "kernel/metric_sink.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace maylab::cache {

class MemcachedMetrics {
  public:
    MemcachedMetrics(kernel::MetricSink& sink, const std::string& clusterId, const std::string& nodeId, int vcpus,
                     std::int64_t hostMemory);

    void stopped(kernel::MetricSink& sink);   // no gauge has a datum until the next process runs
    void restarted(kernel::MetricSink& sink); // counters begin at 0 again
    // busySeconds: of all worker threads together.
    void collect(kernel::MetricSink& sink, const memcached::Memcached& engine, double seconds, double busySeconds);
    void retire(kernel::MetricSink& sink);

  private:
    enum Counter {
        kGetHits, kGetMisses, kCmdGet, kCmdSet, kCmdFlush, kCmdTouch, kCasHits, kCasMisses, kCasBadval, kDeleteHits,
        kDeleteMisses, kIncrHits, kIncrMisses, kDecrHits, kDecrMisses, kTouchHits, kTouchMisses, kEvictions, kReclaimed,
        kEvictedUnfetched, kExpiredUnfetched, kSlabsMoved, kNewItems, kNewConnections, kBytesRead, kBytesWritten,
        kNetworkIn, kNetworkOut, kCounters
    };
    enum Gauge { kItems, kItemBytes, kHashBytes, kUnused, kConnections, kCpu, kFreeable, kSwap, kGauges };

    void define(kernel::MetricSink& sink);
    static std::array<double, kCounters> figures(const memcached::Memcached& engine);

    std::string m_clusterId, m_nodeId;
    int m_vcpus = 1;
    std::int64_t m_hostMemory = 0;
    std::array<kernel::MetricId, kCounters> m_counters{};
    std::array<kernel::MetricId, kGauges> m_gauges{};
    std::array<double, kCounters> m_last{};
};

} // namespace maylab::cache
