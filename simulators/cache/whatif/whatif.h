// "What would SIEVE have given on the same requests?": caches under other policies that see the reads of a real node.
// Beside the node, not in it: nothing that runs here changes a reply, a cost or a counter of the node. A value.
#pragma once

#include "cache/whatif/policy_cache.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace maylab::whatif {

class WhatIf {
  public:
    struct Result {
        Policy policy = Policy::Lru;
        std::uint64_t requests = 0, hits = 0;
        std::size_t objects = 0; // inside now
        double hitRatio() const { return requests == 0 ? 0 : static_cast<double>(hits) / static_cast<double>(requests); }
    };

    // capacity in objects: what the node holds when it is full.
    WhatIf(std::size_t capacity, std::span<const Policy> policies = kAllPolicies);

    std::size_t capacity() const { return m_capacity; }
    void request(std::uint64_t keyId);
    void request(std::string_view key);
    const std::vector<Result>& results() const { return m_results; } // in the order of the policies
    // Counts from zero; what is inside stays (a window of a chart).
    void clearCounts();
    std::uint64_t fingerprint() const;

  private:
    std::size_t m_capacity;
    std::vector<PolicyCache> m_caches;
    std::vector<Result> m_results;
};

} // namespace maylab::whatif
