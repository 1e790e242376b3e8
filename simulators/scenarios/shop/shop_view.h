// What a drawn view of the shop reads: small, by value, without trace. Times are virtual.
#pragma once

#include "kernel/time.h"
#include "scenarios/shop/shop_settings.h"

#include <cstdint>
#include <vector>

namespace maylab::kernel {
class World;
}

namespace maylab::scenarios {

enum class Outcome : std::uint8_t {
    CacheHit,     // the current value, from the cache
    StaleHit,     // an older value, from the cache
    ForeignHit,   // what a person had put under the key
    DatabaseMiss, // from the database after a miss
    DatabaseOnly, // from the database; no cache was asked, or none could be reached
    Error503
};
const char* toString(Outcome outcome); // "cache-hit"
inline bool isHit(Outcome o) {
    return o <= Outcome::ForeignHit;
}

struct RequestRecord {
    std::uint64_t id = 0; // DecisionLog::ofRequest(id) says why
    kernel::SimTime arrived;
    std::uint32_t product = 0; // from 0x80000000 on: a one-off key of a scan
    Outcome outcome = Outcome::CacheHit;
    float cacheMilliseconds = 0; // all trips to the cache
    float waitMilliseconds = 0;  // before a connection
    float queryMilliseconds = 0;
    float totalMilliseconds = 0;
};

struct ShopView {
    static constexpr std::size_t kRecent = 512;

    struct Slot {
        bool busy = false;
        std::uint64_t request = 0;
        std::uint32_t product = 0;
        kernel::SimTime since;
    };
    kernel::SimTime at;
    std::vector<Slot> connections; // by number
    std::uint32_t waiting = 0;
    std::vector<RequestRecord>
        firstWaiting; // at most 64, the next to be served first; arrived, product, waited so far
    std::vector<RequestRecord> recent; // answered, newest last
    std::uint64_t answeredInAll = 0;   // to see how many are new since the last look
    std::uint32_t inFlight = 0;
    double requestsPerSecond = 0; // asked for, at this instant
    ApplicationSettings application;
};

// The world must have a shop.
ShopView shopViewOf(const kernel::World& world, std::size_t maxRecent = ShopView::kRecent);
bool hasShop(const kernel::World& world);

} // namespace maylab::scenarios
