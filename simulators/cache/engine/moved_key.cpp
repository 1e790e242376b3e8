#include "cache/engine/moved_key.h"

#include "cache/engine/entry.h"

namespace maylab::cache {

bool MovedKey::synthetic() const { return (flags & Entry::kSynthetic) != 0; }

} // namespace maylab::cache
