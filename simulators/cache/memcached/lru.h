// The lists of a class: HOT for what is new, WARM for what is read again and again, COLD for the rest, TEMP for what
// dies soon. Source: fidelity sheet of the cache, section 3 (LRU).
#pragma once

#include "cache/memcached/process.h"

namespace maylab::memcached {

void pushHead(Process& p, ItemIndex i);
void unlinkFromList(Process& p, ItemIndex i);
// A read, or a write that keeps the item: COLD and active goes to WARM; flat: to the head, once in 60 seconds.
void updateItem(Process& p, ItemIndex i);

// Looks at the tail of a list: removes what is dead, moves what does not belong there; with evict, removes from COLD.
// Returns how many it removed or moved.
int pullTail(Process& p, std::uint8_t slabClass, Segment segment, std::uint64_t totalBytes, bool evict,
             RelativeSeconds maxAge);
// A turn of the maintainer for one class.
int juggle(Process& p, std::uint8_t slabClass);
// Reads of COLD items that were only noted down. True if there were any.
bool applyBumps(Process& p);

} // namespace maylab::memcached
