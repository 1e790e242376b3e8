#include "cache/engine/keyspace.h"

#include "kernel/assert.h"

#include <cstring>
#include <utility>

namespace maylab::cache {

namespace {

constexpr std::uint64_t rotl(std::uint64_t x, int b) { return (x << b) | (x >> (64 - b)); }

constexpr void sipRound(std::uint64_t& v0, std::uint64_t& v1, std::uint64_t& v2, std::uint64_t& v3) {
    v0 += v1;
    v1 = rotl(v1, 13) ^ v0;
    v0 = rotl(v0, 32);
    v2 += v3;
    v3 = rotl(v3, 16) ^ v2;
    v0 += v3;
    v3 = rotl(v3, 21) ^ v0;
    v2 += v1;
    v1 = rotl(v1, 17) ^ v2;
    v2 = rotl(v2, 32);
}

} // namespace

std::uint64_t sipHash(std::string_view bytes, const SipKey& key) {
    std::uint64_t v0 = 0x736f6d6570736575ull ^ key.k0, v1 = 0x646f72616e646f6dull ^ key.k1;
    std::uint64_t v2 = 0x6c7967656e657261ull ^ key.k0, v3 = 0x7465646279746573ull ^ key.k1;
    const char* p = bytes.data();
    std::size_t left = bytes.size();
    for (; left >= 8; left -= 8, p += 8) {
        std::uint64_t m = 0;
        std::memcpy(&m, p, 8);
        v3 ^= m;
        sipRound(v0, v1, v2, v3);
        v0 ^= m;
    }
    std::uint64_t last = static_cast<std::uint64_t>(bytes.size()) << 56;
    for (std::size_t i = 0; i < left; ++i)
        last |= static_cast<std::uint64_t>(static_cast<unsigned char>(p[i])) << (8 * i);
    v3 ^= last;
    sipRound(v0, v1, v2, v3);
    v0 ^= last;
    v2 ^= 0xff;
    sipRound(v0, v1, v2, v3);
    sipRound(v0, v1, v2, v3);
    return v0 ^ v1 ^ v2 ^ v3;
}

Keyspace::Keyspace(SipKey key, MemoryModel model, std::size_t databases)
    : m_sipKey(key), m_model(model), m_databases(databases) {
    if (model.cluster) m_slots.switchOn();
}

std::uint64_t Keyspace::keyCount() const {
    std::uint64_t n = 0;
    for (const Database& d : m_databases) n += d.keys.size();
    return n;
}

std::uint64_t Keyspace::expiringCount() const {
    std::uint64_t n = 0;
    for (const Database& d : m_databases) n += d.expires.size();
    return n;
}

std::int64_t Keyspace::overheadBytes() const {
    return static_cast<std::int64_t>(keyCount()) * (m_model.keyDictEntry() + MemoryModel::kObject) +
           static_cast<std::int64_t>(expiringCount()) * m_model.dictEntry() + m_store.tableBytes;
}

EntryIndex Keyspace::find(int db, std::string_view key, std::uint64_t hash) {
    Database& d = m_databases[static_cast<std::size_t>(db)];
    // The expires are looked up together with the keys, and their rehash moves on with them.
    if (d.expires.rehashing()) [[unlikely]] d.expires.rehash(m_store, 1, m_model);
    return d.keys.find(m_store, hash, [&](const Entry& e) { return m_store.key(e) == key; }, m_model);
}

EntryIndex Keyspace::peek(int db, std::string_view key) const {
    const Database& d = m_databases[static_cast<std::size_t>(db)];
    return d.keys.peek(m_store, hash(key), [&](const Entry& e) { return m_store.key(e) == key; });
}

EntryIndex Keyspace::findByHash(int db, std::uint64_t hash) {
    return m_databases[static_cast<std::size_t>(db)].keys.find(
        m_store, hash, [](const Entry&) { return true; }, m_model);
}

EntryIndex Keyspace::findExpiringByHash(int db, std::uint64_t hash) {
    return m_databases[static_cast<std::size_t>(db)].expires.find(
        m_store, hash, [](const Entry&) { return true; }, m_model);
}

EntryIndex Keyspace::add(int db, std::string_view key, std::uint64_t hash, std::uint32_t access,
                         std::uint32_t tick) {
    const EntryIndex i = m_store.allocate();
    Entry& e = m_store.mut(i);
    e.hash = hash;
    e.expireAt = kNoExpiry;
    e.access = access;
    e.writtenTick = tick;
    e.type = ValueType::String;
    e.encoding = Encoding::Embstr;
    e.flags = Entry::kSynthetic; // an empty value of no bytes; the caller sets the real one next
    e.length = 0;
    e.tag = 0;
    m_store.setKey(e, key);
    m_databases[static_cast<std::size_t>(db)].keys.insert(
        m_store, i, m_model, [this](std::int64_t bytes) { return mayGrow(bytes); });
    if (m_slots.on()) m_slots.add(keySlot(key), i);
    account(i, 1);
    return i;
}

void Keyspace::remove(int db, EntryIndex i) {
    Database& d = m_databases[static_cast<std::size_t>(db)];
    account(i, -1);
    if (m_store[i].hasExpiry()) d.expires.remove(m_store, i, m_model);
    const bool removed = d.keys.remove(m_store, i, m_model);
    MAYLAB_ASSERT(removed);
    if (m_slots.on()) m_slots.remove(keySlot(this->key(i)), i);
    dropValue(i);
    m_store.free(i);
}

void Keyspace::setExpiry(int db, EntryIndex i, std::int64_t atMs) {
    Database& d = m_databases[static_cast<std::size_t>(db)];
    const bool had = m_store[i].hasExpiry(), has = atMs != kNoExpiry;
    if (had && !has) {
        d.expires.remove(m_store, i, m_model);
        m_entryBytes -= m_model.dictEntry();
    } else if (!had && has) {
        d.expires.insert(m_store, i, m_model, [this](std::int64_t bytes) { return mayGrow(bytes); });
        m_entryBytes += m_model.dictEntry();
    }
    m_store.mut(i).expireAt = atMs;
}

void Keyspace::dropValue(EntryIndex i) {
    Entry& e = m_store.mut(i);
    if (e.isCollection()) m_store.freeCollection(e.collection);
    else if (e.encoding != Encoding::Int && !e.synthetic()) m_store.freeBlob(e.blob);
    e.type = ValueType::String;
}

void Keyspace::setSynthetic(EntryIndex i, std::uint32_t length, std::uint64_t tag) {
    account(i, -1);
    dropValue(i);
    Entry& e = m_store.mut(i);
    e.encoding = length <= 44 ? Encoding::Embstr : Encoding::Raw;
    e.flags = Entry::kSynthetic;
    e.length = length;
    e.tag = tag;
    account(i, 1);
}

void Keyspace::setInteger(EntryIndex i, std::int64_t value, bool shared) {
    account(i, -1);
    dropValue(i);
    Entry& e = m_store.mut(i);
    e.encoding = Encoding::Int;
    e.flags = shared ? Entry::kShared : std::uint8_t{0};
    e.integer = value;
    account(i, 1);
}

void Keyspace::setBytes(EntryIndex i, std::string_view bytes) {
    if (bytes.size() <= 44) {
        storeBytes(i, bytes, Encoding::Embstr, {});
        return;
    }
    // A value that is given whole returns its room if that is more than a tenth.
    SdsSize sds = m_model.sdsFresh(static_cast<std::int64_t>(bytes.size()));
    if (sds.room - bytes.size() > bytes.size() / 10) sds.room = bytes.size();
    storeBytes(i, bytes, Encoding::Raw, sds);
}

void Keyspace::setRaw(EntryIndex i, std::string_view bytes) {
    storeBytes(i, bytes, Encoding::Raw, m_model.sdsFresh(static_cast<std::int64_t>(bytes.size())));
}

void Keyspace::setRaw(EntryIndex i, std::string_view bytes, SdsSize sds) { storeBytes(i, bytes, Encoding::Raw, sds); }

SdsSize Keyspace::sds(EntryIndex i) const {
    MAYLAB_ASSERT(m_store[i].encoding == Encoding::Raw && !m_store[i].synthetic());
    return m_store.blob(m_store[i].blob).sds();
}

void Keyspace::storeBytes(EntryIndex i, std::string_view bytes, Encoding encoding, SdsSize sds) {
    account(i, -1);
    // Before the old value goes: bytes may lie in it.
    const BlobIndex blob = m_store.addBlob(Blob::make(bytes, sds));
    const std::uint32_t length = static_cast<std::uint32_t>(bytes.size());
    dropValue(i);
    Entry& e = m_store.mut(i);
    e.encoding = encoding;
    e.flags = 0;
    e.length = length;
    e.blob = blob;
    account(i, 1);
}

char* Keyspace::growRaw(EntryIndex i, std::size_t newSize, std::string_view oldBytes) {
    if (const Entry& e = m_store[i]; e.encoding != Encoding::Raw || e.synthetic()) {
        // A new key's string is made at its size, any other value first becomes a raw string as it is.
        const bool fresh = e.synthetic() && e.length == 0;
        storeBytes(i, oldBytes, Encoding::Raw, m_model.sdsFresh(static_cast<std::int64_t>(fresh ? newSize : oldBytes.size())));
    }
    account(i, -1);
    Entry& e = m_store.mut(i);
    Blob& blob = m_store.mutBlob(e.blob);
    const std::size_t before = blob.view().size(), target = std::max(newSize, before);
    const SdsSize sds = blob.sds().room < target ? m_model.sdsGrown(static_cast<std::int64_t>(target)) : blob.sds();
    char* data = blob.writable(target, sds);
    m_store.blobResized(before, target);
    e.length = static_cast<std::uint32_t>(target);
    account(i, 1);
    return data;
}

void Keyspace::copyValue(EntryIndex from, EntryIndex to) {
    account(to, -1);
    dropValue(to);
    const Entry source = m_store[from];
    BlobIndex blob = 0;
    if (source.isCollection()) blob = m_store.addCollection(m_store.shareCollection(source.collection));
    else if (source.encoding != Encoding::Int && !source.synthetic()) blob = m_store.addBlob(m_store.blob(source.blob));
    Entry& e = m_store.mut(to);
    e.type = source.type;
    e.encoding = source.encoding;
    e.flags = source.flags;
    e.length = source.length;
    if (source.isCollection()) e.collection = blob;
    else if (source.encoding == Encoding::Int) e.integer = source.integer;
    else if (source.synthetic()) e.tag = source.tag;
    else e.blob = blob;
    account(to, 1);
}

std::string_view Keyspace::bytes(EntryIndex i) const {
    const Entry& e = m_store[i];
    MAYLAB_ASSERT(!e.isCollection() && e.encoding != Encoding::Int && !e.synthetic());
    return m_store.blob(e.blob).view();
}

void Keyspace::setCollection(EntryIndex i, CollectionRef value) {
    account(i, -1);
    dropValue(i);
    Entry& e = m_store.mut(i);
    e.type = value->type();
    e.encoding = value->encoding();
    e.flags = 0;
    e.length = static_cast<std::uint32_t>(value->size());
    e.collection = m_store.addCollection(std::move(value));
    account(i, 1);
}

Collection& Keyspace::changeCollection(EntryIndex i) {
    account(i, -1);
    return m_store.mutCollection(m_store[i].collection);
}

void Keyspace::collectionChanged(EntryIndex i) {
    Entry& e = m_store.mut(i);
    const Collection& value = m_store.collection(e.collection);
    e.encoding = value.encoding();
    e.length = static_cast<std::uint32_t>(value.size());
    m_store.collectionResized(e.collection);
    account(i, 1);
}

void Keyspace::indexSlots() {
    if (m_slots.on()) return;
    m_slots.switchOn();
    const Database& d = m_databases[0];
    for (int t = 0; t < 2; ++t) {
        for (std::uint64_t b = 0; b < d.keys.tableSize(t); ++b) {
            for (EntryIndex i = d.keys.head(t, b); i != 0; i = m_store[i].next) m_slots.add(keySlot(key(i)), i);
        }
    }
}

void Keyspace::flush(int db) {
    Database& d = m_databases[static_cast<std::size_t>(db)];
    if (d.keys.size() == m_store.live()) {
        // The only database with keys: drop everything at once.
        for (Database& other : m_databases) {
            other.keys.drop(m_store, m_model);
            other.expires.drop(m_store, m_model);
            other.expiresCursor = 0;
            other.averageTtl = 0;
        }
        m_store.reset();
        m_slots.clear();
        m_entryBytes = 0;
        return;
    }
    for (int t = 0; t < 2; ++t) {
        for (std::uint64_t b = 0; b < d.keys.tableSize(t); ++b) {
            for (EntryIndex i = d.keys.head(t, b); i != 0;) {
                const EntryIndex after = m_store[i].next;
                account(i, -1);
                dropValue(i);
                m_store.free(i);
                i = after;
            }
        }
    }
    d.keys.drop(m_store, m_model);
    d.expires.drop(m_store, m_model);
    d.expiresCursor = 0;
    d.averageTtl = 0;
}

void Keyspace::swap(int a, int b) {
    std::swap(m_databases[static_cast<std::size_t>(a)], m_databases[static_cast<std::size_t>(b)]);
}

void Keyspace::resizeTables(int db) {
    Database& d = m_databases[static_cast<std::size_t>(db)];
    if (d.keys.sparse()) d.keys.shrink(m_store, m_model);
    if (d.expires.sparse()) d.expires.shrink(m_store, m_model);
}

bool Keyspace::rehashSome(int db) {
    // A full bucket costs about 0.1 us to move, an empty one some 3 ns to pass.
    constexpr int kBuckets = 10'000, kEmptyPerBucket = 30;
    Database& d = m_databases[static_cast<std::size_t>(db)];
    if (d.keys.rehashing()) {
        d.keys.rehash(m_store, kBuckets, m_model, kEmptyPerBucket);
        return true;
    }
    if (d.expires.rehashing()) {
        d.expires.rehash(m_store, kBuckets, m_model, kEmptyPerBucket);
        return true;
    }
    return false;
}

} // namespace maylab::cache
