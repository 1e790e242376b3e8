// What happens to items: they get a chunk, are linked, found, changed and removed. The rules of the lists are in lru.h.
#pragma once

#include "cache/memcached/process.h"

#include <string_view>

namespace maylab::memcached {

// Client time to the server's clock: 0 never, up to 30 days a distance, beyond a Unix second, negative already over.
RelativeSeconds realTime(const Process& p, std::int32_t clientTime);

enum class AllocError : std::uint8_t { None, TooLarge, OutOfMemory };
// An item that is not linked yet, with key and room, evicting if it must. 0 and why not.
ItemIndex allocateItem(Process& p, std::string_view key, std::uint32_t clientFlags, RelativeSeconds expires,
                       std::size_t length, AllocError& error);
void freeItem(Process& p, ItemIndex i); // not linked
void linkItem(Process& p, ItemIndex i); // gets a CAS number, goes to the head of its list
void unlinkItem(Process& p, ItemIndex i); // and frees it
bool isFlushed(const Process& p, const Item& item);

enum class Update : bool { No, Yes };
// Lazy expiry; with Update::Yes a read that counts for the LRU.
ItemIndex getItem(Process& p, std::string_view key, Update update);
// The same in two steps, for meta commands that look before they bump.
void bumpItem(Process& p, ItemIndex i);

enum class Stored : std::uint8_t { Stored, NotStored, Exists, NotFound };
// Takes over `it` (linked or freed afterwards). itemCas: the number the client gave, 0 none.
Stored storeItem(Process& p, ItemIndex it, StoreMode mode, std::uint64_t itemCas, bool mayBeStale, std::uint64_t& newCas);

enum class Delta : std::uint8_t { Ok, NotFound, NonNumeric, OutOfMemory, CasMismatch };
struct DeltaResult {
    Delta status = Delta::Ok;
    std::uint64_t value = 0;
    ItemIndex item = 0;    // on Ok: the one that has the value now
    bool replaced = false; // it is a new one: the number did not fit into the old one
};
// cas 0: none wanted.
DeltaResult addDelta(Process& p, std::string_view key, bool increment, std::uint64_t delta, std::uint64_t cas);

// The bytes of a value, whatever it is made of; appended.
void appendValue(const Process& p, const Item& item, std::string& out);

} // namespace maylab::memcached
