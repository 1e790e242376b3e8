// Sixteen databases of typed keys, their expires, and what they cost. Knows nothing of commands, clients, eviction
// or time limits: it finds, adds, changes and removes, and keeps used bytes exact.
#pragma once

#include "cache/engine/dict.h"
#include "cache/engine/entry.h"
#include "cache/engine/memory_model.h"
#include "cache/engine/slot_index.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::cache {

struct Database {
    Dict<MainLinks> keys;
    Dict<ExpireLinks> expires;
    std::uint64_t expiresCursor = 0; // where the expire cycle goes on
    std::int64_t averageTtl = 0;     // ms
};

struct SipKey {
    std::uint64_t k0 = 0, k1 = 0;
};
std::uint64_t sipHash(std::string_view bytes, const SipKey& key); // SipHash-1-2

class Keyspace {
  public:
    Keyspace(SipKey key, MemoryModel model, std::size_t databases);

    std::size_t databaseCount() const { return m_databases.size(); }
    Database& db(std::size_t i) { return m_databases[i]; }
    const Database& db(std::size_t i) const { return m_databases[i]; }
    const EntryStore& store() const { return m_store; }
    const Entry& entry(EntryIndex i) const { return m_store[i]; }
    Entry& mut(EntryIndex i) { return m_store.mut(i); }
    std::string_view key(EntryIndex i) const { return m_store.key(m_store[i]); }
    std::uint64_t hash(std::string_view key) const { return sipHash(key, m_sipKey); }
    const MemoryModel& model() const { return m_model; }
    const SipKey& sipKey() const { return m_sipKey; }
    const SlotIndex& slotIndex() const { return m_slots; } // of database 0, in cluster mode
    void indexSlots(); // of keys that came from a server without cluster mode

    // Keys, values, dict entries and tables.
    std::int64_t usedBytes() const { return m_entryBytes + m_store.tableBytes; }
    std::int64_t entryBytes(EntryIndex i) const { return m_model.entryBytes(m_store, m_store[i]); }
    std::int64_t tableBytes() const { return m_store.tableBytes; }
    // Dict entries and tables: what INFO calls overhead of the databases.
    std::int64_t overheadBytes() const;
    std::uint64_t realBytes() const { return m_store.realBytes(); }
    std::uint64_t keyCount() const;
    std::uint64_t expiringCount() const;

    // No expiry, no statistics: plain lookups. find moves a rehash on, peek leaves no trace.
    EntryIndex find(int db, std::string_view key, std::uint64_t hash);
    EntryIndex peek(int db, std::string_view key) const;
    EntryIndex findByHash(int db, std::uint64_t hash);
    EntryIndex findExpiringByHash(int db, std::uint64_t hash);

    // A table may only grow while this many bytes are free (kNoLimit: always).
    static constexpr std::int64_t kNoLimit = INT64_MAX;
    void setHeadroom(std::int64_t bytes) { m_headroom = bytes; }

    // Adds a key that is not there, with an empty raw string; set its value next.
    EntryIndex add(int db, std::string_view key, std::uint64_t hash, std::uint32_t access, std::uint32_t tick);
    void remove(int db, EntryIndex i);
    void setExpiry(int db, EntryIndex i, std::int64_t atMs); // kNoExpiry clears

    // Values. The old one is freed; key, expiry and access stay.
    void setSynthetic(EntryIndex i, std::uint32_t length, std::uint64_t tag);
    void setInteger(EntryIndex i, std::int64_t value, bool shared);
    void setBytes(EntryIndex i, std::string_view bytes); // embstr up to 44 bytes, raw beyond
    void setRaw(EntryIndex i, std::string_view bytes);
    void setRaw(EntryIndex i, std::string_view bytes, SdsSize sds); // with room to grow
    SdsSize sds(EntryIndex i) const;                                // of Raw that is not synthetic
    // A raw string of newSize bytes to write into (APPEND, SETRANGE, SETBIT): old bytes kept, new ones zero.
    char* growRaw(EntryIndex i, std::size_t newSize, std::string_view oldBytes);
    // Same value under another key (COPY); same entry fields.
    void copyValue(EntryIndex from, EntryIndex to);
    std::string_view bytes(EntryIndex i) const; // of Embstr/Raw that is not synthetic
    // Collections (commands reach them through typed.h).
    void setCollection(EntryIndex i, CollectionRef value);
    const Collection& collection(EntryIndex i) const { return m_store.collection(m_store[i].collection); }
    // To be changed, and then told: collectionChanged counts anew what the value costs.
    Collection& changeCollection(EntryIndex i);
    void collectionChanged(EntryIndex i);
    bool isSynthetic(EntryIndex i) const { return m_store[i].synthetic(); }

    // For eviction and RANDOMKEY.
    template <class Links>
    std::size_t sample(Dict<Links>& dict, std::span<EntryIndex> out, kernel::Rng& rng) {
        return dict.someEntries(m_store, out, rng, m_model);
    }
    template <class Links>
    EntryIndex random(Dict<Links>& dict, kernel::Rng& rng) {
        return dict.randomEntry(m_store, rng, m_model);
    }
    EntryIndex fairRandom(int db, kernel::Rng& rng) {
        return m_databases[static_cast<std::size_t>(db)].keys.fairRandomEntry(m_store, rng, m_model);
    }

    template <class Visit>
    std::uint64_t scan(int db, std::uint64_t cursor, Visit&& visit) const {
        return m_databases[static_cast<std::size_t>(db)].keys.scan(m_store, cursor, visit);
    }

    void flush(int db);
    void swap(int a, int b);
    void resizeTables(int db); // the timer's shrink
    // The timer's share of rehashing, about a millisecond's worth; true if there was something to do.
    bool rehashSome(int db);

  private:
    void account(EntryIndex i, int sign) { m_entryBytes += sign * entryBytes(i); }
    void dropValue(EntryIndex i);
    void storeBytes(EntryIndex i, std::string_view bytes, Encoding encoding, SdsSize sds);
    bool mayGrow(std::int64_t bytes) const { return bytes <= m_headroom; }

    SipKey m_sipKey;
    MemoryModel m_model;
    EntryStore m_store;
    std::vector<Database> m_databases;
    SlotIndex m_slots;
    std::int64_t m_entryBytes = 0;
    std::int64_t m_headroom = kNoLimit;
};

} // namespace maylab::cache
