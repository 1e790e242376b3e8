// What each benchmark is measured against. The report prints the ratio measured / target, so that a number means
// the same on a slower machine's screen; nothing fails because a machine is slow.
#pragma once

#include <string>
#include <vector>

namespace maylab::bench {

struct Target {
    const char* benchmark; // the name as Google Benchmark prints it
    const char* quantity;  // "items/s" (more is better) or "ns", "ms", "bytes" (less is better)
    double target;
    const char* what;
};

inline const std::vector<Target>& targets() {
    static const std::vector<Target> kTargets{
        {"EventQueue/200", "items/s", 10e6, "event queue, 200 pending"},
        {"EventQueue/10000", "items/s", 2e6, "event queue, 10,000 pending"},
        {"addCounter", "ns", 5, "one metrics add, a counter"},
        {"addSample", "ns", 5, "one metrics add, a sample"},
        {"ingest", "items/s", 9e6, "ingest through handles, seconds closed and minutes published; promtool: 8.5-8.8 M/s"},
        {"ingestMeasured", "items/s", 9e6, "the same for single measured values"},
        {"storeBytes/constant", "bytes", 2, "3 h of series, bytes a sample: constant"},
        {"storeBytes/counted", "bytes", 2, "  events counted a second"},
        {"storeBytes/growing", "bytes", 2, "  a total that grows"},
        {"storeBytes/noise", "bytes", 8, "  noisy floats"},
        {"storeBytes/constantHigh", "bytes", 2, "  constant, published every second"},
        {"storeBytes/countedHigh", "bytes", 2, "  events counted, published every second"},
        {"storeBytes/growingHigh", "bytes", 2, "  a total that grows, published every second"},
        {"storeBytes/noiseHigh", "bytes", 8, "  noisy floats, published every second"},
        {"cacheZipfLru", "items/s", 5e6, "cache engine, Zipf 0.99 GET/SET, 100k keys, eviction, LRU"},
        {"cacheZipfLfu", "items/s", 5e6, "cache engine, Zipf 0.99 GET/SET, 100k keys, eviction, LFU"},
        {"memcachedZipf", "items/s", 5e6, "memcached, Zipf 0.99 get/set, 100k keys, eviction, segmented LRU"},
        {"memcachedClone", "ms", 1, "clone of a memcached with 100,000 items"},
        {"queryOneSeries24h", "ms", 1, "24 h of one metric by the minute"},
        {"getMetricData24h", "ms", 1, "the same through GetMetricData, in JSON"},
        {"querySumOf250Series24h", "ms", 50, "24 h of the sum of 250 metrics by the minute"},
        {"promql24h/one", "ms", 1, "PromQL over 24 h of one series by the minute, to the answer's JSON"},
        {"promql24h/sumOf250", "ms", 50, "PromQL over 24 h: sum of 250 series"},
        {"evaluateAlarms", "ms", 100, "a virtual minute's evaluation of 10,000 alarms; 100 ms are 600x"},
        {"insightsStats", "ms", 200, "Logs Insights over 100,000 events: stats of latency by path and minute"},
        {"insightsSearch", "ms", 100, "Logs Insights over 100,000 events: a regular expression, sorted, 20 rows"},
        {"whatIfAllPolicies", "items/s", 4e5, "requests that eight other policies see beside a node"},
        {"CloneWorld100kKeys", "ms", 3, "clone of a world with 100,000 keys"},
        {"ShopRealTimeFactor", "items/s", 600, "the whole shop at 1,000 requests/s, virtual seconds a second"},
        {"ShopLivestream", "items/s", 600e3, "requests of the shop at 140,000/s; as many as 600x at 1,000/s"},
    };
    return kTargets;
}

} // namespace maylab::bench
