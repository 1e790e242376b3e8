#include "cache/engine/moved_entry.h"

#include "cache/engine/lookup.h"

#include <algorithm>

namespace maylab::cache {

namespace {

constexpr std::int64_t kKeyNs = 5'000;     // lookup, serialization header, checksum, removal or insertion
constexpr std::int64_t kNsPerByte = 2;     // both copying and the CRC64 of the payload
constexpr std::uint64_t kDumpOverhead = 11; // type, version, checksum

std::uint64_t dumpBytes(const Server& s, EntryIndex i) {
    const Entry& e = s.keyspace.entry(i);
    // A collection travels about as large as it lies in memory, without object and allocator.
    if (e.isCollection()) {
        const std::int64_t bytes = s.keyspace.collection(i).allocatedBytes(s.keyspace.model()) - MemoryModel::kObject;
        return kDumpOverhead + static_cast<std::uint64_t>(std::max<std::int64_t>(bytes, 0));
    }
    const auto length = static_cast<std::uint64_t>(valueLength(s, i));
    return kDumpOverhead + length + (length < 64 ? 1 : length < 16384 ? 2 : 5);
}

} // namespace

MovedKey readEntry(const Server& s, EntryIndex i) {
    const Entry& e = s.keyspace.entry(i);
    MovedKey m;
    m.key = s.keyspace.key(i);
    m.type = e.type;
    m.encoding = e.encoding;
    m.flags = e.flags;
    m.length = e.length;
    m.expireAt = e.expireAt;
    m.access = e.access;
    if (e.isCollection()) m.collection = s.keyspace.store().shareCollection(e.collection);
    else if (e.encoding == Encoding::Int) m.integer = e.integer;
    else if (e.synthetic()) m.tag = e.tag;
    else m.bytes = s.keyspace.store().blob(e.blob);
    m.payloadBytes = dumpBytes(s, i);
    return m;
}

void putEntry(Server& s, int db, const MovedKey& m) {
    const Found f = lookupWrite(s, db, m.key, Touch::No);
    const EntryIndex i = setKey(s, db, m.key, f, false);
    if (m.collection) s.keyspace.setCollection(i, m.collection);
    else if (m.encoding == Encoding::Int) storeInteger(s, i, m.integer);
    else if (m.synthetic()) s.keyspace.setSynthetic(i, m.length, m.tag);
    else storeText(s, i, m.bytes.view());
    if (m.expireAt >= 0) setExpiry(s, db, i, m.expireAt);
    s.keyspace.mut(i).access = m.access;
    ++s.stats.dirty;
}

std::int64_t movedKeyNs(const MovedKey& m) { return kKeyNs + static_cast<std::int64_t>(m.payloadBytes) * kNsPerByte; }

} // namespace maylab::cache
