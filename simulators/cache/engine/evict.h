// maxmemory: which keys go when memory is over its limit. Source: sheet 2.4.
#pragma once

#include "cache/engine/server.h"

namespace maylab::cache {

enum class EvictResult : std::uint8_t {
    Ok,      // below the limit
    Running, // time limit reached, goes on by itself; commands are served
    Fail     // nothing left that may go: writes are refused
};
EvictResult performEvictions(Server& s);

// Eviction time limit per call in ns; INT64_MAX: none.
std::int64_t evictionTimeLimitNs(std::int64_t tenacity);
std::uint32_t poolFill(const EvictionPool& pool);

} // namespace maylab::cache
