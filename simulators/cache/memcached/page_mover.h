// Whole pages that change their class: asked for by `slabs reassign` or by the automover, done in the background.
// Items on the page are copied to free chunks of their class, or go.
#pragma once

#include "cache/memcached/process.h"

namespace maylab::memcached {

enum class Reassign : std::uint8_t { Ok, Running, BadClass, NoSpare, Same };
// from -1: any class with a page to spare; 0 is the pool.
Reassign requestPageMove(Process& p, int from, int to);
// Does what was asked for once its time has come.
void runPageMove(Process& p, std::int64_t nowUs);

// The automover's decision of one second (slab_automove 1): from -1 if none. to 0: back to the pool.
struct PageDecision {
    int from = -1, to = -1;
};
PageDecision decideAutomove(Process& p);

} // namespace maylab::memcached
