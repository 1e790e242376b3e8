// A memcached process as a drawn panel reads it; reading leaves no trace.
#pragma once

#include "cache/memcached/item.h"

#include <array>
#include <cstdint>
#include <string_view>

namespace maylab::memcached {

struct SegmentView {
    std::uint64_t items = 0, bytes = 0;
    std::uint32_t oldestAge = 0; // seconds since its tail last moved; 0 if empty
};
struct ClassView {
    std::uint8_t id = 0;
    std::uint32_t chunkSize = 0, chunksPerPage = 0, pages = 0;
    std::uint64_t usedChunks = 0, freeChunks = 0;
    std::array<SegmentView, kSegments> segments{}; // by Segment
    std::uint64_t evicted = 0, evictedUnfetched = 0, outOfMemory = 0, reclaimed = 0;
    std::uint64_t wastedBytes = 0; // in used chunks, beyond what their items need
    std::uint64_t items() const {
        std::uint64_t n = 0;
        for (const SegmentView& s : segments) n += s.items;
        return n;
    }
};
struct ItemView {
    std::uint32_t id = 0; // of its key
    std::string_view key; // good until the engine changes
    std::uint8_t slabClass = 0;
    Segment segment = Segment::Hot;
    std::uint64_t position = 0; // from the young end of its list
    std::uint32_t idleSeconds = 0; // since it last moved to a head
    std::int64_t ttlSeconds = -1;  // left; -1: none; below -1: dead, not yet removed
    std::uint64_t bytes = 0, chunkBytes = 0; // needed, and taken
    std::uint32_t valueBytes = 0;
    std::uint64_t cas = 0;
    bool fetched = false, active = false, stale = false;
    bool foreign = false; // written by a person or a client, not by the generator
};
struct Totals {
    std::uint64_t items = 0, bytes = 0, limit = 0, allocated = 0, freePoolPages = 0;
    std::uint64_t getHits = 0, getMisses = 0, cmdGet = 0, cmdSet = 0;
    std::uint64_t evictions = 0, evictedUnfetched = 0, evictedActive = 0, reclaimed = 0, expiredUnfetched = 0;
    std::uint64_t crawlerReclaimed = 0, movesToCold = 0, movesToWarm = 0, movesWithin = 0, directReclaims = 0;
    std::uint64_t deleteHits = 0, incrHits = 0, decrHits = 0, casHits = 0, casBadval = 0, touchHits = 0;
};

} // namespace maylab::memcached
