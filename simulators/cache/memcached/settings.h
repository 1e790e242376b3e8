// Start options and what commands change at run time. Names are memcached's (-m, -I, -o ...); `stats settings` shows
// them. Source: fidelity sheet of the cache, section 3.
#pragma once

#include "cache/memcached/slab_table.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace maylab::memcached {

struct Settings {
    std::uint64_t maxBytes = 64ull << 20;
    std::uint32_t maxConnections = 1024;
    std::uint32_t threads = 4;
    std::uint16_t port = 11211;
    SlabShape shape;
    bool evict = true; // -M: an error instead
    bool cas = true;   // -C
    bool flushEnabled = true, dumpEnabled = true;
    bool slabReassign = true;
    std::uint32_t slabAutomove = 1; // 0 never, 1 by age once a second, 2 at every eviction
    double slabAutomoveRatio = 0.8;
    std::uint32_t slabAutomoveWindow = 30;
    bool lruMaintainer = true;
    bool lruSegmented = true;
    bool lruCrawler = true;
    std::uint32_t crawlerSleep = 100, crawlerToCrawl = 0;
    std::uint32_t hotPercent = 20, warmPercent = 40;
    double hotFactor = 0.2, warmFactor = 2.0;
    bool tempLru = false;
    std::uint32_t temporaryTtl = 61;
    std::uint32_t idleTimeout = 0;
    std::uint32_t verbose = 0;
    bool detail = false;
    bool modern = true;
};

struct ConfigResult {
    bool ok = true;
    std::string error;
};

// One start option: the long name ("memory-limit", "max-item-size", "conn-limit", "threads", "disable-evictions",
// "slab-growth-factor", "slab-min-size", "port", "disable-cas", "disable-flush-all", "disable-dumping") or one of -o
// ("no_modern", "hot_lru_pct", "slab_automove" ...). Sizes as the program takes them: memory in MB, items with k or m.
ConfigResult setOption(Settings& settings, std::string_view name, std::string_view value);

} // namespace maylab::memcached
