#include "cache/engine/lookup.h"

#include "cache/engine/access_clock.h"
#include "cache/engine/key_change.h"
#include "cache/engine/numbers.h"
#include "cache/engine/replication_feed.h"

#include <algorithm>

namespace maylab::cache {

namespace {

constexpr std::int64_t kSharedIntegers = 10'000;

bool mayShareIntegers(const Server& s) { return s.cfg().maxmemory == 0 || !s.cfg().lruOrLfu(); }

std::int64_t headroom(const Server& s) {
    const std::uint64_t limit = s.cfg().maxmemory;
    return limit == 0 ? Keyspace::kNoLimit : static_cast<std::int64_t>(limit) - s.usedMemory();
}

// A replica leaves dead keys to its primary: to its clients they are missing, to the primary's stream they are there.
Found lookup(Server& s, int db, std::string_view key, Touch touch, bool mayRemove) {
    Found f;
    f.hash = s.keyspace.hash(key);
    f.entry = s.keyspace.find(db, key, f.hash);
    if (f.entry != 0 && isExpired(s, s.keyspace.entry(f.entry))) {
        if (mayRemove) expireKey(s, db, f.entry, true);
        f.entry = 0;
    }
    if (f.entry != 0 && touch == Touch::Yes) touchEntry(s, f.entry);
    return f;
}

} // namespace

bool isExpired(const Server& s, const Entry& e) {
    return e.hasExpiry() && s.nowMs > e.expireAt && !s.effects.applying;
}

std::uint32_t freshAccess(const Server& s) { return s.cfg().lfuPolicy() ? lfuFresh(s.nowMs) : lruClock(s.nowMs); }

void touchEntry(Server& s, EntryIndex i) {
    if (s.cfg().lfuPolicy()) {
        Entry& e = s.keyspace.mut(i);
        e.access = lfuTouched(e.access, s.nowMs, s.cfg().lfu, s.lfuRandom);
        return;
    }
    // Within one second nothing changes, and a chunk that is shared with a copy stays shared.
    const std::uint32_t clock = lruClock(s.nowMs);
    if (s.keyspace.entry(i).access != clock) s.keyspace.mut(i).access = clock;
}

Found lookupRead(Server& s, int db, std::string_view key, Touch touch, Miss miss) {
    const Found f = lookup(s, db, key, touch, !s.replication.replica);
    if (f) {
        ++s.stats.keyspaceHits;
    } else {
        ++s.stats.keyspaceMisses;
        if (miss == Miss::Told) notifyKeyspace(s, db, Notify::KeyMiss, "keymiss", key);
    }
    return f;
}

Found lookupWrite(Server& s, int db, std::string_view key, Touch touch) {
    return lookup(s, db, key, touch, !s.replication.replica || !s.cfg().replicaReadOnly);
}

EntryIndex addKey(Server& s, int db, std::string_view key, std::uint64_t hash) {
    s.keyspace.setHeadroom(headroom(s));
    const EntryIndex e = s.keyspace.add(db, key, hash, freshAccess(s), s.tick());
    notifyKeyspace(s, db, Notify::New, "new", key);
    return e;
}

EntryIndex setKey(Server& s, int db, std::string_view key, const Found& found, bool keepTtl) {
    if (!found) return addKey(s, db, key, found.hash);
    Entry& e = s.keyspace.mut(found.entry);
    // A new value has a fresh LRU clock; its LFU counter is carried over.
    if (!s.cfg().lfuPolicy()) e.access = lruClock(s.nowMs);
    e.writtenTick = s.tick();
    if (!keepTtl && e.hasExpiry()) s.keyspace.setExpiry(db, found.entry, kNoExpiry);
    return found.entry;
}

void removeKey(Server& s, int db, EntryIndex i) { s.keyspace.remove(db, i); }

void expireKey(Server& s, int db, EntryIndex i, bool lazily) {
    if (s.recordEvents) {
        const Entry& e = s.keyspace.entry(i);
        KeyEvent& event = s.newEvent(lazily ? KeyEvent::Kind::ExpiredLazily : KeyEvent::Kind::ExpiredActive, db,
                                     s.keyspace.key(i), e.hash);
        event.bytes = s.keyspace.entryBytes(i);
        event.ttlMilliseconds = e.expireAt - s.nowMs;
    }
    replicateDel(s, db, s.keyspace.key(i), true);
    if (anybodyListens(s)) {
        const std::string key(s.keyspace.key(i));
        s.keyspace.remove(db, i);
        notifyKeyspace(s, db, Notify::Expired, "expired", key);
        keyModified(s, db, key);
    } else {
        s.keyspace.remove(db, i);
    }
    ++s.stats.expiredKeys;
    ++(lazily ? s.stats.expiredLazily : s.stats.expiredActively);
    ++s.stats.dirty;
    s.charge(kDeleteNs);
}

void setExpiry(Server& s, int db, EntryIndex i, std::int64_t atMs) {
    s.keyspace.setHeadroom(headroom(s));
    s.keyspace.setExpiry(db, i, atMs);
}

std::string_view valueText(const Server& s, EntryIndex i, std::string& scratch) {
    const Entry& e = s.keyspace.entry(i);
    if (e.encoding == Encoding::Int) {
        scratch = formatInteger(e.integer);
        return scratch;
    }
    if (!e.synthetic()) return s.keyspace.bytes(i);
    scratch.assign(e.length, 'x');
    if (s.renderer != nullptr && e.length > 0) s.renderer({e.length, e.tag}, scratch.data());
    return scratch;
}

std::int64_t valueLength(const Server& s, EntryIndex i) {
    const Entry& e = s.keyspace.entry(i);
    if (e.encoding == Encoding::Int) return static_cast<std::int64_t>(formatInteger(e.integer).size());
    return e.length;
}

void storeText(Server& s, EntryIndex i, std::string_view bytes) {
    std::int64_t value = 0;
    if (bytes.size() <= 20 && parseInteger(bytes, value)) storeInteger(s, i, value);
    else s.keyspace.setBytes(i, bytes);
}

void storeInteger(Server& s, EntryIndex i, std::int64_t value) {
    s.keyspace.setInteger(i, value, value >= 0 && value < kSharedIntegers && mayShareIntegers(s));
}

char* storeRaw(Server& s, EntryIndex i, std::size_t size) {
    const Entry& e = s.keyspace.entry(i);
    if (e.encoding == Encoding::Raw && !e.synthetic()) return s.keyspace.growRaw(i, size, {});
    std::string scratch;
    const std::string old(valueText(s, i, scratch));
    return s.keyspace.growRaw(i, std::max(size, old.size()), old);
}

} // namespace maylab::cache
