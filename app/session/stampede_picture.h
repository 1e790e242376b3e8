// The home page as the stampede counter draws it: who builds it at this moment, who waits, and how bad each expiry was.
#pragma once

#include "kernel/time.h"

#include <cstdint>
#include <string>
#include <vector>

namespace maylab::app {

struct StampedePicture {
    bool present = false;
    std::string strategy; // "none", "lock", "early-refresh", "stale-while-revalidate"
    double requestsPerSecond = 0, ttlSeconds = 0;
    std::uint32_t building = 0, waitingForConnection = 0; // builds with a connection, and without
    std::uint32_t waitingForLock = 0;
    std::uint32_t mostBuilds = 0; // at one time, since the settings last changed
    std::uint64_t lockHolder = 0; // request; 0: nobody
    double lockHeldSeconds = 0;
    double lockEndsInSeconds = 0; // < 0: it has no end
    double freshForSeconds = 0;   // <= 0: past its time
    bool stored = false;          // the page was stored at least once
    double missingSeconds = 0;    // since the first visitor missed a fresh page; 0: it is there
    double stalePerSecond = 0, hitsPerSecond = 0;
    double lastRebuildMilliseconds = -1;
    struct Expiry { // from the first build of a page to its next store
        kernel::SimTime at;
        std::uint32_t most = 0; // builds at one time
        std::uint32_t builds = 0;
    };
    std::vector<Expiry> expiries; // oldest first, at most kExpiries
    static constexpr std::size_t kExpiries = 16;
};

} // namespace maylab::app
