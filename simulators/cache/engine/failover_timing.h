// How long an open source cluster needs to notice that a primary is gone and to put a replica in its place, as pure
// arithmetic: silence, suspicion, agreement, election. Times in ms after the primary fell silent. The draws come from the
// stream the caller names, so the same world fails over at the same instant. Source: sheet 2.7.
#pragma once

#include "kernel/rng.h"

#include <cstdint>
#include <span>
#include <vector>

namespace maylab::cache {

struct FailoverInput {
    std::int64_t nodeTimeoutMs = 15'000; // cluster-node-timeout, T
    std::uint32_t primaries = 3;         // with slots, the dead one among them
    std::uint32_t reachable = 2;         // of them that the replica can reach
    // The dead primary's replicas: how far each had read its stream, and since when it had heard nothing (ms before the
    // primary fell silent; a replica that was cut off for long does not stand for election).
    struct Replica {
        std::uint64_t offset = 0;
        std::int64_t disconnectedMs = 0;
        bool noFailover = false;
    };
    std::span<const Replica> replicas;
    std::int64_t replicaValidityFactor = 10; // 0: any replica may stand
    std::int64_t replPingMs = 10'000;
};

struct FailoverTiming {
    enum class Outcome : std::uint8_t { Promoted, NoMajority, NoReplica };
    Outcome outcome = Outcome::NoReplica;
    std::int64_t suspectedMs = 0; // PFAIL at the first primary
    std::int64_t failedMs = 0;    // FAIL: the cluster is down for its slots
    std::int64_t electionMs = 0;  // the winner asks for votes
    std::int64_t promotedMs = 0;  // it has the slots and serves
    std::size_t winner = 0;       // index into replicas
    std::uint32_t votesNeeded = 0, votes = 0;
    struct Candidate {
        std::size_t replica = 0;
        std::uint32_t rank = 0;    // replicas with a larger offset
        std::int64_t delayMs = 0;  // after FAIL
    };
    std::vector<Candidate> candidates; // by delay
};
FailoverTiming failoverTiming(const FailoverInput& input, kernel::Rng& rng);

} // namespace maylab::cache
