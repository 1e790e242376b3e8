#include "cache/engine/failover_timing.h"

#include <algorithm>

namespace maylab::cache {

namespace {

constexpr std::int64_t kTickMs = 100;          // clusterCron looks ten times a second
constexpr std::int64_t kElectionMs = 500;      // fixed part, so that FAIL has reached the voters
constexpr std::int64_t kElectionRandomMs = 500;
constexpr std::int64_t kRankMs = 1'000;
constexpr std::int64_t kGossipMs = 1'000;      // somebody is pinged at least once a second
constexpr std::int64_t kVotesMs = 2;           // there and back

std::int64_t nextTick(std::int64_t ms) { return (ms + kTickMs - 1) / kTickMs * kTickMs; }

std::int64_t below(kernel::Rng& rng, std::int64_t bound) {
    return bound <= 0 ? 0 : static_cast<std::int64_t>(rng.below(static_cast<std::uint64_t>(bound)));
}

} // namespace

FailoverTiming failoverTiming(const FailoverInput& in, kernel::Rng& rng) {
    FailoverTiming t;
    const std::int64_t timeout = in.nodeTimeoutMs;
    t.votesNeeded = in.primaries / 2 + 1;

    // A node pings another when it last heard from it half a timeout ago; from that unanswered ping on it waits a whole one.
    std::vector<std::int64_t> suspicions;
    for (std::uint32_t k = 0; k < in.reachable; ++k) suspicions.push_back(nextTick(below(rng, timeout / 2) + timeout));
    std::sort(suspicions.begin(), suspicions.end());
    t.suspectedMs = suspicions.empty() ? nextTick(timeout) : suspicions.front();
    if (in.reachable < t.votesNeeded) {
        t.outcome = FailoverTiming::Outcome::NoMajority;
        return t;
    }
    // The last of the majority to suspect hears of the others with the next pings that pass.
    const std::int64_t gossip = t.votesNeeded > 1 ? below(rng, std::min(kGossipMs, std::max<std::int64_t>(timeout / 2, 1))) : 0;
    t.failedMs = nextTick(suspicions[t.votesNeeded - 1] + gossip);

    for (std::size_t k = 0; k < in.replicas.size(); ++k) {
        const FailoverInput::Replica& r = in.replicas[k];
        const std::int64_t delay = kElectionMs + below(rng, kElectionRandomMs); // drawn in any case
        const std::int64_t age = std::max<std::int64_t>(r.disconnectedMs + t.failedMs - timeout, 0);
        const bool tooOld = in.replicaValidityFactor > 0 && age > in.replPingMs + timeout * in.replicaValidityFactor;
        if (r.noFailover || tooOld) continue;
        FailoverTiming::Candidate c;
        c.replica = k;
        c.rank = static_cast<std::uint32_t>(std::count_if(in.replicas.begin(), in.replicas.end(), [&](const auto& other) {
            return other.offset > r.offset && !other.noFailover;
        }));
        c.delayMs = delay + kRankMs * c.rank;
        t.candidates.push_back(c);
    }
    if (t.candidates.empty()) return t;
    std::stable_sort(t.candidates.begin(), t.candidates.end(),
                     [](const auto& a, const auto& b) { return a.delayMs < b.delayMs; });
    t.winner = t.candidates.front().replica;
    t.electionMs = nextTick(t.failedMs + t.candidates.front().delayMs);
    t.votes = in.reachable;
    t.promotedMs = t.electionMs + kVotesMs;
    t.outcome = FailoverTiming::Outcome::Promoted;
    return t;
}

} // namespace maylab::cache
