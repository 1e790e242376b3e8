#include "cache/memcached/commands.h"
#include "cache/memcached/items.h"
#include "cache/memcached/maintainer.h"
#include "cache/memcached/numbers.h"
#include "cache/memcached/page_mover.h"

#include <algorithm>

namespace maylab::memcached {

namespace {

constexpr std::uint32_t kMaxVerbosity = 2;

void runFlush(Process& p, const Line& line, Reply& reply) {
    const bool quiet = lastIsNoreply(line);
    reply.quiet(quiet);
    ++p.stats.flushCommands;
    if (!p.settings.flushEnabled) return reply.text("CLIENT_ERROR flush_all not allowed");
    std::int32_t delay = 0;
    if (line.tokens() != (quiet ? 3u : 2u) && !parseI32(line[1], delay)) {
        return reply.text("CLIENT_ERROR invalid exptime argument");
    }
    const RelativeSeconds from = delay > 0 ? realTime(p, delay) : p.now();
    if (p.settings.cas) {
        p.oldestLive = from - 1;
        if (p.oldestLive <= p.now()) p.oldestCas = p.nextCas();
    } else {
        p.oldestLive = from;
    }
    reply.text("OK");
}

void runMemoryLimit(Process& p, const Line& line, Reply& reply) {
    reply.quiet(lastIsNoreply(line));
    std::uint32_t megabytes = 0;
    if (!parseU32(line[1], megabytes)) return reply.text("ERROR");
    if (megabytes < 8) return reply.text("MEMLIMIT_TOO_SMALL cannot set maxbytes to less than 8m");
    if (megabytes > 1'000'000'000) return reply.text("MEMLIMIT_ADJUST_FAILED input value is megabytes not bytes");
    p.settings.maxBytes = std::uint64_t{megabytes} << 20;
    p.slabs.setLimit(p.settings.maxBytes);
    reply.text("OK");
}

void runVerbosity(Process& p, const Line& line, Reply& reply) {
    reply.quiet(lastIsNoreply(line));
    std::uint32_t level = 0;
    if (!parseU32(line[1], level)) return reply.text(kBadFormat);
    p.settings.verbose = std::min(level, kMaxVerbosity);
    reply.text("OK");
}

void runAutomove(Process& p, const Line& line, Reply& reply) {
    reply.quiet(lastIsNoreply(line));
    if (line[2] == "ratio") {
        double ratio = 0;
        if (line.tokens() < 5 || !parseDouble(line[3], ratio)) return reply.text("ERROR");
        p.settings.slabAutomoveRatio = ratio;
        p.automove = {};
        return reply.text("OK");
    }
    std::uint32_t level = 0;
    if (!parseU32(line[2], level)) return reply.text(kBadFormat);
    if (level > 2) return reply.text("ERROR");
    p.settings.slabAutomove = level;
    reply.text("OK");
}

void runSlabs(Process& p, const Line& line, Reply& reply) {
    if (line.tokens() == 5 && line[1] == "reassign") {
        if (!p.settings.slabReassign) return reply.text("CLIENT_ERROR slab reassignment disabled");
        std::int32_t from = 0, to = 0;
        if (!parseI32(line[2], from) || !parseI32(line[3], to)) return reply.text(kBadFormat);
        switch (requestPageMove(p, from, to)) {
        case Reassign::Ok: return reply.text("OK");
        case Reassign::Running: return reply.text("BUSY currently processing reassign request");
        case Reassign::BadClass: return reply.text("BADCLASS invalid src or dst class id");
        case Reassign::NoSpare: return reply.text("NOSPARE source class has no spare pages");
        case Reassign::Same: return reply.text("SAME src and dst class are identical");
        }
    }
    if (line.tokens() >= 4 && line[1] == "automove") return runAutomove(p, line, reply);
    reply.text("ERROR");
}

void runLru(Process& p, const Line& line, Reply& reply) {
    reply.quiet(lastIsNoreply(line));
    Settings& s = p.settings;
    if (line[1] == "tune" && line.tokens() >= 7) {
        std::uint32_t hot = 0, warm = 0;
        double hotFactor = 0, warmFactor = 0;
        if (!parseU32(line[2], hot) || !parseU32(line[3], warm) || !parseDouble(line[4], hotFactor) ||
            !parseDouble(line[5], warmFactor)) {
            return reply.text("ERROR");
        }
        if (hot + warm > 80) return reply.text("ERROR hot and warm pcts must not exceed 80");
        if (warmFactor <= 0 || hotFactor <= 0) return reply.text("ERROR hot/warm age factors must be greater than 0");
        s.hotPercent = hot;
        s.warmPercent = warm;
        s.hotFactor = hotFactor;
        s.warmFactor = warmFactor;
        return reply.text("OK");
    }
    if (line[1] == "mode" && line.tokens() >= 4 && s.lruMaintainer) {
        if (line[2] != "flat" && line[2] != "segmented") return reply.text("ERROR");
        s.lruSegmented = line[2] == "segmented";
        return reply.text("OK");
    }
    if (line[1] == "temp_ttl" && line.tokens() >= 4 && s.lruMaintainer) {
        std::int32_t ttl = 0;
        if (!parseI32(line[2], ttl)) return reply.text("ERROR");
        s.tempLru = ttl >= 0;
        if (ttl >= 0) s.temporaryTtl = static_cast<std::uint32_t>(ttl);
        return reply.text("OK");
    }
    reply.text("ERROR");
}

// Keys as the dump writes them: everything but letters, digits and a few signs as %XX.
void appendUri(std::string_view key, std::string& out) {
    constexpr std::string_view kHex = "0123456789ABCDEF", kPlain = "-_.~";
    for (const char c : key) {
        const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                           kPlain.find(c) != std::string_view::npos;
        if (plain) {
            out += c;
        } else {
            out += '%';
            out += kHex[static_cast<unsigned char>(c) >> 4];
            out += kHex[static_cast<unsigned char>(c) & 15];
        }
    }
}

bool wanted(std::string_view classes, std::size_t id) {
    if (classes == "all") return true;
    while (!classes.empty()) {
        const std::size_t comma = std::min(classes.find(','), classes.size());
        std::uint32_t n = 0;
        if (parseU32(classes.substr(0, comma), n) && n == id) return true;
        classes.remove_prefix(std::min(comma + 1, classes.size()));
    }
    return false;
}

void runMetadump(Process& p, std::string_view classes, Reply& reply) {
    std::string& out = reply.out();
    if (!reply.first()) return reply.text("ERROR cannot pipeline other commands before metadump");
    if (classes != "all") {
        for (std::string_view rest = classes; !rest.empty();) {
            const std::size_t comma = std::min(rest.find(','), rest.size());
            std::uint32_t n = 0;
            if (!parseU32(rest.substr(0, comma), n) || n < 1 || n >= kMaxClasses)
                return reply.text("BADCLASS invalid class id");
            rest.remove_prefix(std::min(comma + 1, rest.size()));
        }
    }
    const RelativeSeconds now = p.now();
    for (std::size_t id = kMaxClasses; id-- > 1;) {
        if (!wanted(classes, id)) continue;
        for (std::size_t s = 0; s < kSegments; ++s) {
            for (ItemIndex i = p.lists[id * kSegments + s].tail; i != 0; i = p.items[i].prev) {
                const Item& item = p.items[i];
                p.charge(kReadNs);
                if (isFlushed(p, item) || (item.expires != 0 && item.expires < now)) continue;
                out += "key=";
                appendUri(p.items.key(item), out);
                out += " exp=" + (item.expires == 0 ? "-1" : std::to_string(p.zeroUnixSeconds() + item.expires));
                out += " la=" + std::to_string(p.zeroUnixSeconds() + item.time) + " cas=" + std::to_string(item.cas) +
                       " fetch=" + (item.has(Item::kFetched) ? "yes" : "no") + " cls=" + std::to_string(id) +
                       " size=" + std::to_string(p.totalBytes(i)) + "\n";
            }
        }
    }
    reply.text("END");
}

void runCrawlerCommand(Process& p, const Line& line, Reply& reply) {
    Settings& s = p.settings;
    const std::string_view what = line[1];
    if (line.tokens() == 4 && what == "crawl") {
        if (!s.lruCrawler) return reply.text("CLIENT_ERROR lru crawler disabled");
        switch (startCrawl(p, line[2])) {
        case CrawlStart::Ok: return reply.text("OK");
        case CrawlStart::Running: return reply.text("BUSY currently processing crawler request");
        case CrawlStart::BadClass: return reply.text("BADCLASS invalid class id");
        case CrawlStart::NotStarted: return reply.text("NOTSTARTED no items to crawl");
        }
    }
    if (line.tokens() == 4 && what == "metadump") {
        if (!s.lruCrawler) return reply.text("CLIENT_ERROR lru crawler disabled");
        if (!s.dumpEnabled) return reply.text("ERROR metadump not allowed");
        return runMetadump(p, line[2], reply);
    }
    if (line.tokens() == 4 && (what == "tocrawl" || what == "sleep")) {
        std::uint32_t n = 0;
        if (!parseU32(line[2], n)) return reply.text(kBadFormat);
        if (what == "sleep" && n > 1'000'000) return reply.text("CLIENT_ERROR sleep must be one second or less");
        (what == "sleep" ? s.crawlerSleep : s.crawlerToCrawl) = n;
        return reply.text("OK");
    }
    if (line.tokens() == 3 && (what == "enable" || what == "disable")) {
        const bool on = what == "enable";
        if (on && s.lruCrawler) return reply.text("ERROR failed to start lru crawler thread");
        s.lruCrawler = on;
        if (!on) {
            p.crawler.running = false;
            p.crawler.crawls = {};
        }
        return reply.text("OK");
    }
    reply.text("ERROR");
}

// ElastiCache: how a client learns the nodes.
void runConfig(const Process& p, const Connection& c, const Line& line, Reply& reply) {
    if (!p.options.clusterConfig || line.tokens() != 4 || line[1] != "get" || line[2] != "cluster")
        return reply.text("ERROR");
    const std::string payload = discoveryText(p, c);
    reply.text("CONFIG cluster 0 " + std::to_string(payload.size()));
    reply.text(payload);
    reply.text("END");
}

void runWatch(Connection& c, const Line& line, Reply& reply) {
    if (!reply.first()) return reply.text("ERROR cannot pipeline other commands before watch");
    static constexpr std::string_view kKinds[] = {"rawcmds",    "evictions", "fetchers",    "mutations", "sysevents",
                                                  "connevents", "proxyreqs", "proxyevents", "proxyuser"};
    for (std::size_t k = 1; k < line.tokens() - 1; ++k) {
        if (std::find(std::begin(kKinds), std::end(kKinds), line[k]) == std::end(kKinds)) return reply.text("ERROR");
    }
    c.watching = true;
    reply.text("OK");
}

} // namespace

void runAdmin(Process& p, Connection& c, const Line& line, Reply& reply) {
    const std::string_view name = line[0];
    p.charge(kReadNs);
    if (name == "version") return reply.text("VERSION 1.6.18");
    if (name == "quit") {
        c.closing = true;
        return reply.flush();
    }
    if (name == "flush_all") {
        if (line.tokens() > 4) return reply.text("ERROR");
        return runFlush(p, line, reply);
    }
    if (name == "cache_memlimit" || name == "verbosity") {
        if (line.tokens() != 3 && line.tokens() != 4) return reply.text("ERROR");
        return name == "verbosity" ? runVerbosity(p, line, reply) : runMemoryLimit(p, line, reply);
    }
    if (name == "slabs") return runSlabs(p, line, reply);
    if (name == "lru_crawler") return runCrawlerCommand(p, line, reply);
    if (name == "lru") return line.tokens() < 3 ? reply.text("ERROR") : runLru(p, line, reply);
    if (name == "watch") return runWatch(c, line, reply);
    if (name == "shutdown") return reply.text("ERROR: shutdown not enabled");
    if (name == "refresh_certs") return reply.text("Error TLS not enabled");
    if (name == "config") return runConfig(p, c, line, reply);
    reply.text("ERROR");
}

} // namespace maylab::memcached
