// The thread that executes a node's commands: a server with a queue. Work that is given to it starts when all earlier
// work is done. Times are virtual; costs are modelled engine time in nanoseconds.
#pragma once

#include "kernel/time.h"

#include <algorithm>
#include <cstdint>

namespace maylab::cache {

struct EngineThread {
    kernel::SimTime freeAt;     // it has done all it was given
    std::int64_t busyNs = 0;    // given to it, done or still to do
    double slowdown = 1;        // a burstable node without CPU credits works so many times slower
    std::int64_t collectedBusyNs = 0, collectedBacklogNs = 0; // at the last collection of metrics

    // Returns how long the work waits before it starts.
    kernel::SimDuration give(kernel::SimTime now, std::int64_t costNs) {
        if (slowdown != 1) [[unlikely]] costNs = static_cast<std::int64_t>(static_cast<double>(costNs) * slowdown);
        const kernel::SimTime start = std::max(now, freeAt);
        freeAt = start + kernel::SimDuration::nanoseconds(costNs);
        busyNs += costNs;
        return start - now;
    }
    // Work that came in piece by piece since then; what is done of it by now delays nobody.
    void giveSince(kernel::SimTime since, std::int64_t costNs) { give(since, costNs); }
    std::int64_t backlogNs(kernel::SimTime now) const { return std::max<std::int64_t>(0, (freeAt - now).ns()); }
    // Nanoseconds it worked since the last call. It never idles while there is work, so that is what it was given
    // less what is still to do.
    std::int64_t collect(kernel::SimTime now) {
        const std::int64_t backlog = backlogNs(now);
        const std::int64_t worked = busyNs - collectedBusyNs - (backlog - collectedBacklogNs);
        collectedBusyNs = busyNs;
        collectedBacklogNs = backlog;
        return worked;
    }
};

} // namespace maylab::cache
