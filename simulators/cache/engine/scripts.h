// What a server keeps of scripts between two of them.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

namespace maylab::cache {

struct Scripts {
    // drand48 as it stands before it is seeded; math.random goes on from script to script.
    static constexpr std::uint64_t kFirstRandom = 0x1234'ABCD'330Eull;
    std::map<std::string, std::shared_ptr<const std::string>, std::less<>> cached; // by SHA-1
    std::uint64_t bytes = 0;
    std::uint64_t random = kFirstRandom;
};

} // namespace maylab::cache
