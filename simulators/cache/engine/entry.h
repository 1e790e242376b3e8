// A key with its value as it lies in the keyspace: one cache line, no heap block of its own unless the key is long
// or somebody wrote real bytes. The main dict and the expires dict chain the same entries.
#pragma once

#include "cache/engine/blob.h"
#include "cache/engine/collection.h"
#include "kernel/cow_array.h"

#include <cstdint>
#include <string_view>

namespace maylab::cache {

using EntryIndex = std::uint32_t; // 0: none
using BlobIndex = std::uint32_t;  // 0: none
using CollectionIndex = std::uint32_t; // 0: none

inline constexpr std::int64_t kNoExpiry = -1;

struct alignas(64) Entry {
    static constexpr std::uint8_t kLongKey = 255; // the key is blob number longKey
    static constexpr std::size_t kInlineKey = 16;
    static constexpr std::uint8_t kShared = 1;    // a shared small integer: costs no memory of its own
    static constexpr std::uint8_t kSynthetic = 2; // value is (length, tag), not bytes

    std::uint64_t hash = 0;
    std::int64_t expireAt = kNoExpiry; // Unix ms
    union {
        std::int64_t integer; // Encoding::Int
        std::uint64_t tag;    // synthetic
        BlobIndex blob;       // bytes
        CollectionIndex collection; // every other type than String
    };
    EntryIndex next = 0;       // chain of the main dict, or of the free list
    EntryIndex expireNext = 0; // chain of the expires dict
    std::uint32_t access = 0;  // 24 bits: LRU clock, or LFU minutes and counter
    std::uint32_t length = 0;  // of the string value in bytes; else elements
    std::uint32_t writtenTick = 0; // tenths of a second since the server started
    ValueType type = ValueType::String;
    Encoding encoding = Encoding::Raw;
    std::uint8_t keyLength = 0; // or kLongKey
    std::uint8_t flags = 0;
    union {
        char key[kInlineKey];
        BlobIndex longKey;
    };

    Entry() : integer(0), key{} {}
    bool isCollection() const { return type != ValueType::String; }
    bool synthetic() const { return (flags & kSynthetic) != 0; }
    bool hasExpiry() const { return expireAt != kNoExpiry; }
};
static_assert(sizeof(Entry) == 64);

// All entries and byte strings of a server, with free lists.
class EntryStore {
  public:
    EntryIndex allocate();
    void free(EntryIndex i); // with its key blob; the value must be gone
    const Entry& operator[](EntryIndex i) const { return m_entries[i]; }
    Entry& mut(EntryIndex i) { return m_entries.mut(i); }

    BlobIndex addBlob(Blob blob);
    const Blob& blob(BlobIndex i) const { return m_blobs[i].blob; }
    Blob& mutBlob(BlobIndex i) { return m_blobs.mut(i).blob; }
    void freeBlob(BlobIndex i);

    CollectionIndex addCollection(CollectionRef value);
    const Collection& collection(CollectionIndex i) const { return *m_collections[i].value; }
    CollectionRef shareCollection(CollectionIndex i) const { return m_collections[i].value; }
    Collection& mutCollection(CollectionIndex i); // made unique; tell collectionResized afterwards
    void collectionResized(CollectionIndex i);
    void freeCollection(CollectionIndex i);

    std::string_view key(const Entry& e) const {
        return e.keyLength != Entry::kLongKey ? std::string_view(e.key, e.keyLength) : m_blobs[e.longKey].blob.view();
    }
    void setKey(Entry& e, std::string_view key);

    std::size_t live() const { return m_live; }
    // Real bytes that this store holds (not what the modelled server would use).
    std::uint64_t realBytes() const { return m_live * sizeof(Entry) + m_blobBytes + m_collectionBytes; }
    void blobResized(std::size_t from, std::size_t to) { m_blobBytes += to - from; }
    void reset() { *this = EntryStore(); }

    // Bytes of dict tables as the real allocator would count them; kept here because every dict adds to it.
    std::int64_t tableBytes = 0;

  private:
    struct BlobCell {
        Blob blob;
        BlobIndex nextFree = 0;
    };
    struct CollectionCell {
        CollectionRef value;
        std::uint64_t realBytes = 0; // as m_collectionBytes counts it
        CollectionIndex nextFree = 0;
    };
    kernel::CowArray<Entry, 8> m_entries;
    kernel::CowArray<BlobCell, 9> m_blobs;
    kernel::CowArray<CollectionCell, 6> m_collections;
    EntryIndex m_freeEntry = 0;
    BlobIndex m_freeBlob = 0;
    CollectionIndex m_freeCollection = 0;
    std::size_t m_live = 0;
    std::uint64_t m_blobBytes = 0, m_collectionBytes = 0;
};

} // namespace maylab::cache
