// A cache of objects of one size under one policy, by object number: what would have been a hit. Deterministic, a value.
// Source: fidelity sheet of the cache, section 5.3; the policies as their papers describe them:
//   FIFO; LRU; Clock (one bit); SIEVE; S3-FIFO (small queue a tenth, promotion at two reads, ghosts nine tenths);
//   LFU (exact counts of what is inside, the oldest of the least used goes); ARC; 2Q (a quarter in, half as ghosts).
#pragma once

#include "cache/whatif/object_table.h"

#include <array>
#include <cstdint>
#include <map>

namespace maylab::whatif {

enum class Policy : std::uint8_t { Fifo, Lru, Clock, Sieve, S3Fifo, Lfu, Arc, TwoQ };
inline constexpr std::array kAllPolicies = {Policy::Fifo,   Policy::Lru, Policy::Clock, Policy::Sieve,
                                            Policy::S3Fifo, Policy::Lfu, Policy::Arc,   Policy::TwoQ};
const char* toString(Policy policy); // "S3-FIFO"

class PolicyCache {
  public:
    PolicyCache(Policy policy, std::size_t capacity); // in objects, at least 1

    // A read of an object, which is fetched and put in if it is not there. True: a hit.
    bool request(std::uint64_t id);
    Policy policy() const { return m_policy; }
    std::size_t capacity() const { return m_capacity; }
    std::size_t size() const; // objects inside, without ghosts
    bool contains(std::uint64_t id) const; // no trace
    std::uint64_t fingerprint() const;

  private:
    bool fifo(std::uint64_t id);
    bool lru(std::uint64_t id);
    bool clock(std::uint64_t id);
    bool sieve(std::uint64_t id);
    bool s3fifo(std::uint64_t id);
    bool lfu(std::uint64_t id);
    bool arc(std::uint64_t id);
    bool twoQ(std::uint64_t id);

    void toGhosts(Slot s, std::size_t from, std::size_t ghosts, std::size_t limit);
    void arcReplace(bool wasInSecondGhosts);
    void s3Evict();

    Policy m_policy;
    std::size_t m_capacity;
    ObjectTable m_table;
    std::array<Queue, 4> m_queues{}; // which is which: policy_cache.cpp
    Slot m_hand = 0;                 // SIEVE
    double m_target = 0;             // ARC: wanted size of the first queue
    std::map<std::uint32_t, Queue> m_byCount; // LFU
};

} // namespace maylab::whatif
