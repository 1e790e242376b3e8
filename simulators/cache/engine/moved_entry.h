// Taking a whole key out of a keyspace and putting one in. Source: sheet 2.6.
#pragma once

#include "cache/engine/moved_key.h"
#include "cache/engine/server.h"

#include <cstdint>

namespace maylab::cache {

MovedKey readEntry(const Server& s, EntryIndex entry);
// Replaces what is there. Access bits are taken over as far as the policy can read them.
void putEntry(Server& s, int db, const MovedKey& moved);
// Engine time of packing or unpacking a key.
std::int64_t movedKeyNs(const MovedKey& moved);

} // namespace maylab::cache
