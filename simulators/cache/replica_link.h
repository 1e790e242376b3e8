// How the stream of a primary reaches one replica. The primary writes every effect down with its time; a replica has
// applied whatever is older than its delay. Nothing is scheduled for that: a replica catches up before anybody looks.
//
// Units: virtual time; offsets in bytes of the stream. Source: sheet 2.7. Delays and rates are illustrative.
#pragma once

#include "kernel/time.h"

#include <cstdint>

namespace maylab::cache {

struct ReplicaLink {
    // From the primary's write to the replica's apply: the way through the network and the work there.
    static constexpr kernel::SimDuration kSameZone = kernel::SimDuration::microseconds(500);
    static constexpr kernel::SimDuration kOtherZone = kernel::SimDuration::microseconds(1500);
    // A full copy: fork, dump and load (sheet 2.8: bytes / 200 MB/s), and what it takes at least.
    static constexpr std::int64_t kFullCopyBytesPerSecond = 200'000'000;
    static constexpr kernel::SimDuration kFullCopyLeast = kernel::SimDuration::milliseconds(500);
    // A partial resync: one exchange, then the missing bytes at the same rate.
    static constexpr kernel::SimDuration kPartialLeast = kernel::SimDuration::milliseconds(50);
    // A replica that heard nothing gives up and connects again (repl-timeout).
    static constexpr kernel::SimDuration kTimeout = kernel::SimDuration::seconds(60);

    enum class State : std::uint8_t {
        Down,        // nobody to follow, or the link is cut
        FullCopy,    // the whole data set is on its way
        Partial,     // what it missed is on its way
        Online
    };

    State state = State::Down;
    std::uint32_t primary = 0xFFFFFFFF;     // slot of the cluster it follows
    std::uint32_t primaryGeneration = 0;    // of that process
    kernel::SimDuration distance = kSameZone;
    kernel::SimDuration fault;              // "slow replica": so much more
    bool cut = false;                       // fault: nothing arrives
    kernel::SimTime cutAt;                  // what was on the way then still arrived
    kernel::SimTime readyAt;                // FullCopy, Partial: then Online
    std::uint64_t copyFrom = 0;             // FullCopy: the offset of the copy
    std::int64_t lastLookMs = 0;            // Unix ms up to which it has caught up
    kernel::SimTime lookedAt;               // when that was
    std::uint32_t steps = 0;                // counts: an event of an older one is void
    std::uint64_t fullCopies = 0, partials = 0; // so far

    kernel::SimDuration delay() const { return distance + fault; }
};

} // namespace maylab::cache
