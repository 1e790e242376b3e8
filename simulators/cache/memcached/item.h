// An item as it lies in the cache, and the table that finds it by its key. No allocation per item unless the key is
// long or somebody wrote real bytes. Times are whole seconds since the server's own zero (clock.h).
#pragma once

#include "cache/engine/blob.h"
#include "cache/memcached/slab_table.h"
#include "kernel/cow_array.h"

#include <cstdint>
#include <string_view>

namespace maylab::memcached {

inline constexpr std::size_t kItemHeader = 48;  // of the real server's item
inline constexpr std::size_t kChunkHeader = 48; // of a chunk in a chain
inline constexpr std::size_t kMaxKey = 250;

using ItemIndex = std::uint32_t;  // 0: none
using ChunkIndex = std::uint32_t; // 0: none
using RelativeSeconds = std::uint32_t;

// Which list of its class an item is in.
enum class Segment : std::uint8_t { Hot, Warm, Cold, Temp };
inline constexpr std::size_t kSegments = 4;
const char* toString(Segment segment); // "hot"

struct Item {
    enum Flag : std::uint8_t {
        kLinked = 1,    // in the table and in a list
        kFetched = 2,   // read at least once
        kActive = 4,    // read again since it last moved
        kChunked = 8,   // a header and a chain of chunks
        kStale = 16,    // meta: marked as outdated
        kTokenSent = 32, // meta: somebody was told to refresh it
        kBinaryKey = 64,
        kSynthetic = 128 // the value is (length, tag)
    };
    static constexpr std::uint8_t kLongKey = 255;
    static constexpr std::size_t kInlineKey = 20;

    std::uint32_t hash = 0;
    ItemIndex chain = 0; // next in its bucket, or in the list of free items
    ItemIndex prev = 0, next = 0; // in its LRU list; head is the youngest
    std::uint64_t cas = 0;
    union {
        std::uint64_t tag;
        std::uint32_t blob;
    };
    std::uint32_t length = 0; // of the value
    RelativeSeconds expires = 0; // 0: never
    RelativeSeconds time = 0;    // last moved to a head
    std::uint32_t clientFlags = 0;
    ChunkIndex chunks = 0; // chain of a large item
    std::uint32_t page = 0; // of its (header) chunk in its class
    std::uint8_t slabClass = 0;
    Segment segment = Segment::Hot;
    std::uint8_t flags = 0;
    std::uint8_t keyLength = 0; // or kLongKey
    struct LongKey {
        std::uint32_t blob;
        std::uint8_t length;
    };
    union {
        char key[kInlineKey];
        LongKey longKey;
    };

    Item() : tag(0), key{} {}
    bool has(Flag f) const { return (flags & f) != 0; }
    std::size_t keyBytes() const { return keyLength == kLongKey ? longKey.length : keyLength; }
    // What the real server counts for it: header, CAS, key, client flags, value with its line end.
    std::size_t totalBytes(bool withCas) const { return total(keyBytes(), clientFlags, length, withCas); }
    static std::size_t total(std::size_t key, std::uint32_t clientFlags, std::size_t length, bool withCas) {
        return kItemHeader + (withCas ? 8 : 0) + key + 1 + (clientFlags != 0 ? 4 : 0) + length + 2;
    }
};

// A chunk of a large item, beyond its header.
struct ChunkCell {
    ChunkIndex next = 0;
    std::uint32_t page = 0;
    ItemIndex owner = 0;
    std::uint8_t slabClass = 0;
};

std::uint32_t keyHash(std::string_view key);

class ItemStore {
  public:
    ItemIndex allocate();
    void free(ItemIndex i); // with its key and value; its chunks must be gone
    const Item& operator[](ItemIndex i) const { return m_items[i]; }
    Item& mut(ItemIndex i) { return m_items.mut(i); }
    std::size_t slotCount() const { return m_items.size(); } // indices below it may be asked for

    ItemIndex find(std::string_view key, std::uint32_t hash) const;
    void insert(ItemIndex i);
    void erase(ItemIndex i);
    std::size_t size() const { return m_size; } // items in the table
    std::size_t bucketCount() const { return m_buckets; }

    std::string_view key(const Item& i) const {
        return i.keyLength != Item::kLongKey ? std::string_view(i.key, i.keyLength) : m_blobs[i.longKey.blob].blob.view();
    }
    void setKey(Item& i, std::string_view key);
    void setBytes(Item& i, std::string_view bytes);
    void setSynthetic(Item& i, std::uint32_t length, std::uint64_t tag);
    std::string_view bytes(const Item& i) const { return i.blob == 0 ? std::string_view() : m_blobs[i.blob].blob.view(); }
    // The value's bytes to be changed in place.
    char* mutableBytes(Item& i);

    ChunkIndex addChunk(const ChunkCell& cell);
    const ChunkCell& chunk(ChunkIndex i) const { return m_chunks[i]; }
    ChunkCell& mutChunk(ChunkIndex i) { return m_chunks.mut(i); }
    void freeChunk(ChunkIndex i);

    // Real bytes that this store holds (not what the modelled server would use).
    std::uint64_t realBytes() const { return m_live * sizeof(Item) + m_blobBytes; }

  private:
    struct BlobCell {
        cache::Blob blob;
        std::uint32_t nextFree = 0;
    };
    std::uint32_t addBlob(std::string_view bytes);
    void freeBlob(std::uint32_t i);
    void grow();

    kernel::CowArray<Item, 7> m_items;
    kernel::CowArray<ItemIndex, 10> m_heads;
    kernel::CowArray<BlobCell, 8> m_blobs;
    kernel::CowArray<ChunkCell, 6> m_chunks;
    ItemIndex m_freeItem = 0;
    std::uint32_t m_freeBlob = 0;
    ChunkIndex m_freeChunk = 0;
    std::size_t m_size = 0, m_live = 0, m_buckets = 0;
    std::uint64_t m_blobBytes = 0;
};

} // namespace maylab::memcached
