// What one failover cost: when writes stopped and went on, who was chosen and why, and every write that the lost primary
// had acknowledged and the new one never got. Source: sheet 2.7 ("Lost writes at failover").
#pragma once

#include "kernel/time.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace maylab::cache {

struct LostWrite {
    kernel::SimTime at;       // when the lost primary executed it
    std::uint64_t offset = 0; // of the stream, behind it
    std::string key, command; // "SET product:17 <500 bytes> PXAT 1769..."
};

struct FailoverReport {
    std::uint64_t number = 0; // counts from 1 in this world
    std::string group, nodeGroup, lostPrimary, newPrimary;
    bool test = false;    // TestFailover
    bool planned = false; // the primary was told to step down: nothing can be lost
    kernel::SimTime lostAt, detectedAt, promotedAt, dnsAt;
    std::uint64_t primaryOffset = 0, replicaOffset = 0; // bytes of the stream
    struct Candidate {
        std::string node;
        std::uint64_t offset = 0;
        bool linkUp = true;
    };
    std::vector<Candidate> candidates;
    bool streamKnown = true; // false: the replica was so far behind that the list cannot be made
    std::uint64_t lostCount = 0;
    std::shared_ptr<const std::vector<LostWrite>> lost; // the first kMostListed, in the order of the stream
    static constexpr std::size_t kMostListed = 100'000;
};

} // namespace maylab::cache
