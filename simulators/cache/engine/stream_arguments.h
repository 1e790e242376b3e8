// What the commands on streams share: how they read ids and trimming, and how they show entries.
#pragma once

#include "cache/engine/stream.h"
#include "cache/engine/typed.h"

#include <cstdint>
#include <string_view>

namespace maylab::cache {

// "5-1", "5" (then the sequence is missing), "-" and "+" unless strict. seqGiven: "5-*" is taken, and it says whether.
bool parseStreamId(std::string_view arg, StreamId& id, std::uint64_t missing, bool strict, bool* seqGiven = nullptr);
// False: an error was written.
bool streamIdArgument(Invocation& i, std::string_view arg, StreamId& id, std::uint64_t missing, bool strict,
                      bool* seqGiven = nullptr);
// Bounds of a range; "(5-1" without the id itself.
bool streamRangeArgument(Invocation& i, std::string_view first, std::string_view last, StreamId& from, StreamId& to);

StreamLimits streamLimits(const Server& s);

inline void replyStreamId(Invocation& i, StreamId id) { i.out.bulk(id.text()); }
void replyEntry(Invocation& i, const StreamEntry& e); // [id, [field, value ...]]
// The entries from first to last, at most count of them (0: all); how many there were.
std::size_t replyEntries(Invocation& i, const StreamValue& s, StreamId first, StreamId last, std::int64_t count, bool reverse);

} // namespace maylab::cache
