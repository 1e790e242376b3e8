// What the engine notes down about keys that left or were refused, when somebody wants to know why.
#pragma once

#include <cstdint>
#include <string_view>

namespace maylab::cache {

enum class MaxmemoryPolicy : std::uint8_t {
    VolatileLru,
    VolatileLfu,
    VolatileRandom,
    VolatileTtl,
    AllkeysLru,
    AllkeysLfu,
    AllkeysRandom,
    NoEviction
};
const char* toString(MaxmemoryPolicy policy);

struct KeyEvent {
    enum class Kind : std::uint8_t {
        Evicted,       // maxmemory
        ExpiredLazily, // found dead when looked up
        ExpiredActive, // found by the expire cycle
        OomRefused     // a write refused: nothing could be evicted
    };
    static constexpr std::size_t kKeyBytes = 48;

    Kind kind = Kind::Evicted;
    MaxmemoryPolicy policy = MaxmemoryPolicy::NoEviction; // Evicted, OomRefused
    std::uint8_t db = 0;
    std::uint8_t keyLength = 0;       // of key[], cut at kKeyBytes
    std::uint16_t sampled = 0;        // Evicted: keys looked at in this round
    std::uint16_t poolSize = 0;       // Evicted: candidates in the pool when it was chosen (0: random policy)
    std::uint32_t frequency = 0;      // Evicted under LFU: decayed counter
    std::int64_t idleMilliseconds = 0; // Evicted under LRU
    std::int64_t ttlMilliseconds = -1; // left when it went (-1: had none); negative and < -1: overdue by that
    std::int64_t bytes = 0;           // freed; OomRefused: used_memory
    std::uint64_t keyHash = 0;
    char key[kKeyBytes] = {};

    std::string_view keyText() const { return {key, keyLength}; }
};

} // namespace maylab::cache
