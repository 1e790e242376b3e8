// What each benchmark is measured against. The report prints the ratio measured / target, so that a number means
// the same on a slower machine's screen; nothing fails because a machine is slow.
#pragma once

#include <string>
#include <vector>

namespace maylab::bench {

struct Target {
    const char* benchmark; // the name as Google Benchmark prints it
    const char* quantity;  // "items/s" (more is better) or "ns", "ms" (less is better)
    double target;
    const char* what;
};

inline const std::vector<Target>& targets() {
    static const std::vector<Target> kTargets{
        {"EventQueue/200", "items/s", 10e6, "event queue, 200 pending"},
        {"EventQueue/10000", "items/s", 2e6, "event queue, 10,000 pending"},
        {"addCounter", "ns", 5, "one metrics add, a counter"},
        {"addSample", "ns", 5, "one metrics add, a sample"},
        {"cacheZipfLru", "items/s", 5e6, "cache engine, Zipf 0.99 GET/SET, 100k keys, eviction, LRU"},
        {"cacheZipfLfu", "items/s", 5e6, "cache engine, Zipf 0.99 GET/SET, 100k keys, eviction, LFU"},
        {"memcachedZipf", "items/s", 5e6, "memcached, Zipf 0.99 get/set, 100k keys, eviction, segmented LRU"},
        {"memcachedClone", "ms", 1, "clone of a memcached with 100,000 items"},
        {"queryOneSeries24h", "ms", 1, "24 h of one metric by the minute"},
        {"getMetricData24h", "ms", 1, "the same through GetMetricData, in JSON"},
        {"querySumOf250Series24h", "ms", 50, "24 h of the sum of 250 metrics by the minute"},
        {"evaluateAlarms", "ms", 100, "a virtual minute's evaluation of 10,000 alarms; 100 ms are 600x"},
        {"insightsStats", "ms", 200, "Logs Insights over 100,000 events: stats of latency by path and minute"},
        {"insightsSearch", "ms", 100, "Logs Insights over 100,000 events: a regular expression, sorted, 20 rows"},
        {"whatIfAllPolicies", "items/s", 4e5, "requests that eight other policies see beside a node"},
        {"CloneWorld100kKeys", "ms", 3, "clone of a world with 100,000 keys"},
        {"ShopRealTimeFactor", "items/s", 600, "the whole shop at 1,000 requests/s, virtual seconds a second"},
    };
    return kTargets;
}

} // namespace maylab::bench
