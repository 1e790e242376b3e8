#include "cache/memcached/settings.h"

#include "cache/memcached/numbers.h"

namespace maylab::memcached {

namespace {

// "1048576", "512k", "2m".
bool parseSize(std::string_view text, std::uint64_t& bytes) {
    std::uint64_t unit = 1;
    if (!text.empty() && (text.back() == 'k' || text.back() == 'K')) unit = 1u << 10;
    if (!text.empty() && (text.back() == 'm' || text.back() == 'M')) unit = 1u << 20;
    if (unit != 1) text.remove_suffix(1);
    if (!parseU64(text, bytes) || bytes > (std::uint64_t{1} << 40) / unit) return false;
    bytes *= unit;
    return true;
}

ConfigResult refuse(std::string_view name, std::string_view why) {
    return {false, std::string(name) + ": " + std::string(why)};
}

void makeOld(Settings& s) {
    s.modern = false;
    s.slabReassign = false;
    s.slabAutomove = 0;
    s.lruMaintainer = s.lruSegmented = s.lruCrawler = s.tempLru = false;
    s.shape.chunkMax = s.shape.pageBytes();
}

} // namespace

ConfigResult setOption(Settings& s, std::string_view name, std::string_view value) {
    if (name == "no_modern") {
        makeOld(s);
        return {};
    }
    if (name == "modern") return {};
    if (name == "max-item-size") {
        std::uint64_t bytes = 0;
        if (!parseSize(value, bytes)) return refuse(name, "not a size");
        if (bytes < 1024) return refuse(name, "item max size cannot be less than 1024 bytes");
        if (bytes > (1u << 30)) return refuse(name, "cannot set item size limit higher than a gigabyte");
        s.shape.itemSizeMax = static_cast<std::uint32_t>(bytes);
        s.shape.chunkMax =
            s.modern ? (bytes < kPageBytes ? s.shape.itemSizeMax : static_cast<std::uint32_t>(kPageBytes)) / 2
                     : s.shape.pageBytes();
        return {};
    }
    if (name == "slab-growth-factor" || name == "hot_max_factor" || name == "warm_max_factor" ||
        name == "slab_automove_ratio") {
        double factor = 0;
        if (!parseDouble(value, factor)) return refuse(name, "not a number");
        if (name == "slab-growth-factor" && (factor <= 1 || factor > 100))
            return refuse(name, "factor must be greater than 1");
        if (name != "slab-growth-factor" && factor <= 0) return refuse(name, "must be greater than 0");
        (name == "slab-growth-factor" ? s.shape.growthFactor
         : name == "hot_max_factor"   ? s.hotFactor
         : name == "warm_max_factor"  ? s.warmFactor
                                      : s.slabAutomoveRatio) = factor;
        return {};
    }
    static constexpr std::pair<std::string_view, bool Settings::*> kSwitches[] = {
        {"disable-evictions", &Settings::evict},       {"disable-cas", &Settings::cas},
        {"disable-flush-all", &Settings::flushEnabled}, {"disable-dumping", &Settings::dumpEnabled},
        {"no_lru_crawler", &Settings::lruCrawler},      {"no_slab_reassign", &Settings::slabReassign}};
    for (const auto& [option, field] : kSwitches) {
        if (name != option) continue;
        s.*field = false;
        return {};
    }
    if (name == "slab_reassign" || name == "lru_crawler") {
        (name == "slab_reassign" ? s.slabReassign : s.lruCrawler) = true;
        return {};
    }
    if (name == "no_lru_maintainer") {
        s.lruMaintainer = s.lruSegmented = false;
        return {};
    }
    std::uint32_t n = 0;
    if (!parseU32(value, n)) return refuse(name, "not a number");
    if (name == "memory-limit") {
        if (n == 0 || n > 1'000'000'000) return refuse(name, "a number of megabytes");
        s.maxBytes = std::uint64_t{n} << 20;
    } else if (name == "conn-limit") {
        if (n == 0) return refuse(name, "maximum connections must be greater than 0");
        s.maxConnections = n;
    } else if (name == "threads") {
        if (n == 0 || n > 128) return refuse(name, "from 1 to 128");
        s.threads = n;
    } else if (name == "port") {
        if (n > 65'535) return refuse(name, "not a port");
        s.port = static_cast<std::uint16_t>(n);
    } else if (name == "slab-min-size") {
        if (n == 0 || n > 100'000) return refuse(name, "chunk size must be greater than 0");
        s.shape.smallestData = n;
    } else if (name == "slab_automove") {
        if (n > 2) return refuse(name, "0, 1 or 2");
        s.slabAutomove = n;
    } else if (name == "slab_automove_window") {
        if (n < 3 || n > 3600) return refuse(name, "must be greater than 3");
        s.slabAutomoveWindow = n;
    } else if (name == "slab_chunk_max") {
        // In kilobytes.
        if (n < 4 || std::uint64_t{n} * 1024 > s.shape.pageBytes()) return refuse(name, "from 4 kB to a page");
        s.shape.chunkMax = n * 1024;
    } else if (name == "hot_lru_pct" || name == "warm_lru_pct") {
        if (n < 1 || n >= 80) return refuse(name, "must be > 1 and < 80");
        (name == "hot_lru_pct" ? s.hotPercent : s.warmPercent) = n;
    } else if (name == "temporary_ttl") {
        s.tempLru = true;
        s.temporaryTtl = n;
    } else if (name == "idle-timeout" || name == "idle_timeout") {
        s.idleTimeout = n;
    } else if (name == "lru_crawler_sleep") {
        if (n > 1'000'000) return refuse(name, "between 0 and 1 second");
        s.crawlerSleep = n;
    } else if (name == "lru_crawler_tocrawl") {
        s.crawlerToCrawl = n;
    } else if (name == "verbosity") {
        s.verbose = n > 2 ? 2 : n;
    } else {
        return refuse(name, "unknown option");
    }
    if (s.hotPercent + s.warmPercent > 80)
        return refuse(name, "hot_lru_pct + warm_lru_pct cannot be more than 80% combined");
    return {};
}

} // namespace maylab::memcached
