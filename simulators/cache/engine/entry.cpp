#include "cache/engine/entry.h"

#include "cache/engine/memory_model.h"

#include <algorithm>
#include <cstring>

namespace maylab::cache {

const char* toString(ValueType type) {
    static constexpr const char* kNames[] = {"string", "list", "set", "zset", "hash", "stream"};
    return kNames[static_cast<std::size_t>(type)];
}

const char* toString(Encoding encoding) {
    static constexpr const char* kNames[] = {"raw",       "int",    "embstr",   "listpack", "hashtable",
                                             "quicklist", "intset", "skiplist", "stream"};
    return kNames[static_cast<std::size_t>(encoding)];
}

EntryIndex EntryStore::allocate() {
    ++m_live;
    if (m_freeEntry != 0) {
        const EntryIndex i = m_freeEntry;
        m_freeEntry = m_entries[i].next;
        return i;
    }
    // A whole chunk at a time; number 0 stays unused.
    const std::size_t from = m_entries.size(), to = from + decltype(m_entries)::kChunk;
    m_entries.resize(to);
    for (std::size_t i = to; i-- > std::max<std::size_t>(from, 1);) {
        m_entries.mut(i).next = m_freeEntry;
        m_freeEntry = static_cast<EntryIndex>(i);
    }
    const EntryIndex i = m_freeEntry;
    m_freeEntry = m_entries[i].next;
    return i;
}

void EntryStore::free(EntryIndex i) {
    Entry& e = m_entries.mut(i);
    if (e.keyLength == Entry::kLongKey) freeBlob(e.longKey);
    e.keyLength = 0;
    e.flags = 0;
    e.expireAt = kNoExpiry;
    e.next = m_freeEntry;
    m_freeEntry = i;
    --m_live;
}

CollectionIndex EntryStore::addCollection(CollectionRef value) {
    if (m_freeCollection == 0) {
        const std::size_t from = m_collections.size(), to = from + decltype(m_collections)::kChunk;
        m_collections.resize(to);
        for (std::size_t i = to; i-- > std::max<std::size_t>(from, 1);) {
            m_collections.mut(i).nextFree = m_freeCollection;
            m_freeCollection = static_cast<CollectionIndex>(i);
        }
    }
    const CollectionIndex i = m_freeCollection;
    CollectionCell& cell = m_collections.mut(i);
    m_freeCollection = cell.nextFree;
    cell.value = std::move(value);
    collectionResized(i);
    return i;
}

Collection& EntryStore::mutCollection(CollectionIndex i) { return m_collections.mut(i).value.unique(); }

void EntryStore::collectionResized(CollectionIndex i) {
    CollectionCell& cell = m_collections.mut(i);
    const std::uint64_t now = cell.value->realBytes();
    m_collectionBytes += now - cell.realBytes;
    cell.realBytes = now;
}

void EntryStore::freeCollection(CollectionIndex i) {
    CollectionCell& cell = m_collections.mut(i);
    m_collectionBytes -= cell.realBytes;
    cell.realBytes = 0;
    cell.value = CollectionRef();
    cell.nextFree = m_freeCollection;
    m_freeCollection = i;
}

BlobIndex EntryStore::addBlob(Blob blob) {
    m_blobBytes += blob.view().size();
    if (m_freeBlob == 0) {
        const std::size_t from = m_blobs.size(), to = from + decltype(m_blobs)::kChunk;
        m_blobs.resize(to);
        for (std::size_t i = to; i-- > std::max<std::size_t>(from, 1);) {
            m_blobs.mut(i).nextFree = m_freeBlob;
            m_freeBlob = static_cast<BlobIndex>(i);
        }
    }
    const BlobIndex i = m_freeBlob;
    BlobCell& cell = m_blobs.mut(i);
    m_freeBlob = cell.nextFree;
    cell.blob = std::move(blob);
    return i;
}

void EntryStore::freeBlob(BlobIndex i) {
    BlobCell& cell = m_blobs.mut(i);
    m_blobBytes -= cell.blob.view().size();
    cell.blob = Blob();
    cell.nextFree = m_freeBlob;
    m_freeBlob = i;
}

void EntryStore::setKey(Entry& e, std::string_view key) {
    if (key.size() <= Entry::kInlineKey) {
        e.keyLength = static_cast<std::uint8_t>(key.size());
        if (!key.empty()) std::memcpy(e.key, key.data(), key.size());
    } else {
        e.keyLength = Entry::kLongKey;
        e.longKey = addBlob(Blob::make(key));
    }
}

} // namespace maylab::cache
