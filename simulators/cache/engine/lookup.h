// How commands reach keys: lazy expiry, the access clock, keyspace_hits and keyspace_misses, and the few ways in
// which a key comes, changes and goes. Source: sheet 2.3, 2.10.
#pragma once

#include "cache/engine/server.h"

#include <cstdint>
#include <string_view>

namespace maylab::cache {

// Engine time of removing a dead or evicted key (sheet 5.4).
inline constexpr std::int64_t kDeleteNs = 1'600;

struct Found {
    EntryIndex entry = 0;
    std::uint64_t hash = 0;
    explicit operator bool() const { return entry != 0; }
};

enum class Touch : std::uint8_t { Yes, No };
enum class Miss : std::uint8_t { Told, Silent }; // the notification "keymiss"

// Counted as hit or miss.
Found lookupRead(Server& s, int db, std::string_view key, Touch touch = Touch::Yes, Miss miss = Miss::Told);
// Not counted.
Found lookupWrite(Server& s, int db, std::string_view key, Touch touch = Touch::Yes);

bool isExpired(const Server& s, const Entry& e);
std::uint32_t freshAccess(const Server& s);
void touchEntry(Server& s, EntryIndex i);

// Adds a key that is not there (hash from a lookup).
EntryIndex addKey(Server& s, int db, std::string_view key, std::uint64_t hash);
// Adds or keeps; the caller then sets the value. As SET: an existing TTL goes unless keepTtl.
EntryIndex setKey(Server& s, int db, std::string_view key, const Found& found, bool keepTtl);
void removeKey(Server& s, int db, EntryIndex i);
// A dead key goes: counted, recorded, told to the replicas. On a replica: only if it takes writes.
void expireKey(Server& s, int db, EntryIndex i, bool lazily);
void setExpiry(Server& s, int db, EntryIndex i, std::int64_t atMs);

// Value bytes as a client sees them; scratch is used when they must be made (integers, synthetic values).
std::string_view valueText(const Server& s, EntryIndex i, std::string& scratch);
std::int64_t valueLength(const Server& s, EntryIndex i);
// Stores bytes as the server encodes them: integers as such, short strings embedded.
void storeText(Server& s, EntryIndex i, std::string_view bytes);
void storeInteger(Server& s, EntryIndex i, std::int64_t value);
// Bytes to write into; the value becomes a raw string of at least size bytes.
char* storeRaw(Server& s, EntryIndex i, std::size_t size);

} // namespace maylab::cache
