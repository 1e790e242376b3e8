// A value in its RDB form, as DUMP shows it without the ending.
#pragma once

#include "cache/engine/entry.h"
#include "cache/engine/rdb.h"
#include "cache/engine/server.h"

namespace maylab::cache {

RdbWriter serialized(const Server& s, EntryIndex e);

} // namespace maylab::cache
