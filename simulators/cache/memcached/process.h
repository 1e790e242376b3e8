// The whole state of one memcached process, by value; the room's functions work on it.
#pragma once

#include "cache/engine/announced_ports.h"
#include "cache/memcached/connection.h"
#include "cache/memcached/item.h"
#include "cache/memcached/item_event.h"
#include "cache/memcached/settings.h"
#include "cache/memcached/slabs.h"
#include "ports/key_value_cache.h"

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::memcached {

struct Options {
    Settings settings;
    std::int64_t startedAtMs = 1'769'389'200'000; // Unix ms
    bool clusterConfig = false; // ElastiCache: `config get cluster` is known
    // Never hold more real bytes than this, in values and again in requests that are not complete: values beyond are
    // refused as out of memory, connections beyond are closed.
    std::uint64_t realMemoryCap = 256ull << 20;
};

// By class and segment; reset by `stats reset`.
struct SegmentStats {
    std::uint64_t evicted = 0, evictedNonzero = 0, reclaimed = 0, outOfMemory = 0;
    std::uint64_t expiredUnfetched = 0, evictedUnfetched = 0, evictedActive = 0;
    std::uint64_t crawlerReclaimed = 0, crawlerChecked = 0;
    std::uint64_t movesToCold = 0, movesToWarm = 0, movesWithin = 0, directReclaims = 0;
    std::uint64_t hits = 0;
    RelativeSeconds evictedTime = 0;
};
struct SegmentList {
    ItemIndex head = 0, tail = 0;
    std::uint32_t size = 0;
    std::uint64_t bytes = 0;
};
struct ClassStats {
    std::uint64_t sets = 0, touchHits = 0, deleteHits = 0, incrHits = 0, decrHits = 0, casHits = 0, casBadval = 0;
};

struct Statistics {
    std::uint64_t totalConnections = 0, rejectedConnections = 0;
    std::uint64_t getCommands = 0, touchCommands = 0, metaCommands = 0, flushCommands = 0;
    std::uint64_t getMisses = 0, getExpired = 0, getFlushed = 0, touchMisses = 0;
    std::uint64_t deleteMisses = 0, incrMisses = 0, decrMisses = 0, casMisses = 0;
    std::uint64_t storeTooLarge = 0, storeNoMemory = 0;
    std::uint64_t bytesRead = 0, bytesWritten = 0, connectionYields = 0;
    std::uint64_t totalItems = 0;
    std::uint64_t maintainerJuggles = 0, crawlerStarts = 0, bumpsDropped = 0;
    std::uint64_t slabsMoved = 0, reassignRescues = 0, reassignChunkRescues = 0, reassignEvictions = 0,
                  reassignReclaims = 0;
    std::uint64_t commands = 0; // ours: every command executed
    std::int64_t engineNs = 0;  // ours: all modelled time of the worker threads
    std::int64_t backgroundNs = 0; // ours: of the maintainer, the crawler and the page mover
};

inline constexpr std::size_t kLists = kMaxClasses * kSegments;
constexpr std::size_t listOf(std::size_t slabClass, Segment s) {
    return slabClass * kSegments + static_cast<std::size_t>(s);
}

// Reads of COLD items are only noted down; the maintainer moves the items.
struct Bump {
    ItemIndex item = 0;
    std::uint64_t cas = 0;
};

struct Maintainer {
    std::int64_t nextUs = 0; // Unix µs
    std::uint32_t lastSleepUs = 1000;
    std::array<std::uint32_t, kMaxClasses> nextJuggle{}, backoff{}; // µs
    RelativeSeconds lastCrawlerCheck = 0, lastAutomove = 0;
};

// What a crawl of one list found out.
struct CrawlResult {
    std::array<std::uint32_t, 61> histogram{}; // minutes left
    std::uint64_t seen = 0, noExpiry = 0, reclaimed = 0;
    bool complete = false;
    RelativeSeconds nextCrawl = 0, wait = 0;
};
struct Crawl {
    bool active = false;
    std::uint32_t remaining = 0; // items to look at; 0 at its start: all
    bool limited = false;
    ItemIndex at = 0;            // next item, towards the head
};
struct Crawler {
    bool running = false;
    std::int64_t nextUs = 0;
    std::array<Crawl, kLists> crawls{};
    std::array<CrawlResult, kLists> results{};
};

struct AutomoveWindow {
    struct Cell {
        std::uint64_t age = 0;
        bool dirty = false, evicted = false;
    };
    std::vector<std::array<Cell, kMaxClasses>> cells; // ring of slabAutomoveWindow seconds
    std::uint32_t current = 0;
    double ratio = 0;
    std::array<std::uint64_t, kMaxClasses> evicted{}, outOfMemory{};
    std::array<std::uint32_t, kMaxClasses> pages{};
};

struct PageMove {
    bool pending = false;
    std::uint8_t from = 0, to = 0;
    std::int64_t dueUs = 0;
};

struct PrefixStats {
    std::uint64_t gets = 0, hits = 0, sets = 0, deletes = 0;
};

struct Process {
    explicit Process(const Options& o);

    Options options;
    Settings settings;
    Slabs slabs;
    ItemStore items;
    std::array<SegmentList, kLists> lists{};
    std::array<SegmentStats, kLists> segmentStats{};
    std::array<ClassStats, kMaxClasses> classStats{};
    Statistics stats;
    std::uint64_t currentBytes = 0;
    std::uint64_t lastCas = 0;
    RelativeSeconds oldestLive = 0;
    std::uint64_t oldestCas = 0;
    std::vector<Bump> bumps;
    Maintainer maintainer;
    Crawler crawler;
    AutomoveWindow automove;
    PageMove pageMove;
    std::uint32_t reassignAny = 0; // where the search for any source class goes on
    std::map<std::string, PrefixStats, std::less<>> prefixes; // `stats detail`
    bool sizesEnabled = false;
    std::uint64_t sizesSinceCas = 0;
    std::map<std::uint32_t, std::int64_t> sizes; // `stats sizes`: items by 32 bytes
    std::uint32_t hashPower = 16;

    std::vector<Connection> connections; // by id
    ClientId lastClient = 0;
    std::uint64_t pooledConnections = 0;
    std::uint64_t bufferedBytes = 0; // of requests that are not complete, over all connections
    std::string clusterEndpoints; // of `config get cluster`
    std::uint64_t clusterVersion = 0;
    cache::AnnouncedPortsRef announced; // null: none
    ports::KeyValueCache::Renderer renderer = nullptr;

    std::int64_t nowMs = 0;
    std::int64_t costNs = 0; // of the call that is running
    bool recordEvents = false;
    std::vector<ItemEvent> events;

    // Seconds on the server's own clock: it starts 62 seconds before the process, so that nothing is ever 0.
    static constexpr RelativeSeconds kUpdateInterval = 60; // a list is reordered for an item at most once in it
    static constexpr RelativeSeconds kHeadStart = kUpdateInterval + 2;
    RelativeSeconds now() const {
        return kHeadStart + static_cast<RelativeSeconds>((nowMs - options.startedAtMs) / 1000);
    }
    std::int64_t zeroUnixSeconds() const { return options.startedAtMs / 1000 - kHeadStart; }

    SegmentList& list(std::size_t slabClass, Segment s) { return lists[listOf(slabClass, s)]; }
    const SegmentList& list(std::size_t slabClass, Segment s) const { return lists[listOf(slabClass, s)]; }
    SegmentStats& segment(std::size_t slabClass, Segment s) { return segmentStats[listOf(slabClass, s)]; }
    std::uint64_t nextCas() { return ++lastCas; }
    void charge(std::int64_t ns) { costNs += ns; }
    std::size_t totalBytes(ItemIndex i) const { return items[i].totalBytes(settings.cas); }
    Connection* find(ClientId id);
    // Only while recordEvents is on.
    void note(ItemEvent::Kind kind, ItemIndex i);
    void noteRefused(ItemEvent::Kind kind, std::string_view key, std::uint8_t slabClass, std::size_t bytes);
};

// Modelled time (sheet 5.2 and 5.4).
inline constexpr std::int64_t kReadNs = 1'500, kWriteNs = 2'000, kRemoveNs = 1'600;
inline constexpr std::int64_t kNetworkNs = 10'000; // a round trip's share of reading and writing the socket
// A reply of its own for every `get` of a pipeline: one more write to the socket (a multi-get needs none).
inline constexpr std::int64_t kExtraWriteNs = 5'000;
inline constexpr std::int64_t kJuggleNs = 200; // an item moved between lists

} // namespace maylab::memcached
