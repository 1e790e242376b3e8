// What is noted down about items that left or were refused, when somebody wants to know why.
#pragma once

#include "cache/memcached/item.h"

#include <cstdint>
#include <string_view>

namespace maylab::memcached {

struct ItemEvent {
    enum class Kind : std::uint8_t {
        Evicted,        // the class had no free chunk: the tail of its COLD list (flat: of its only list) went
        EvictedByMove,  // its page went to another class and there was no chunk left for it
        ExpiredLazily,  // found dead when asked for
        ExpiredAtTail,  // found dead at the end of a list
        ExpiredCrawler, // found by the crawler
        Flushed,        // written before a flush_all
        OutOfMemory,    // refused: no page for the class and nothing to evict
        TooLarge        // refused: larger than the item size limit
    };
    static constexpr std::size_t kKeyBytes = 48;

    Kind kind = Kind::Evicted;
    std::uint8_t slabClass = 0;
    Segment segment = Segment::Cold;
    bool fetched = false;        // ever read
    std::uint8_t keyLength = 0;  // of key[], cut at kKeyBytes
    std::uint32_t age = 0;       // seconds since it last moved to a head
    std::int64_t ttlSeconds = -1; // left when it went (-1: had none); 0 or below: overdue by that
    std::uint64_t bytes = 0;
    // The class at that moment: what "has free memory, so it cannot evict" does not see.
    std::uint32_t classPages = 0;
    std::uint64_t classItems = 0;
    std::uint64_t freeBytesElsewhere = 0; // in free chunks of other classes
    std::uint32_t keyHash = 0;
    char key[kKeyBytes] = {};

    std::string_view keyText() const { return {key, keyLength}; }
};

} // namespace maylab::memcached
