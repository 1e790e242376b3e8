#include "cache/memcached/item.h"

#include "kernel/hash.h"

#include <cstring>

namespace maylab::memcached {

namespace {

constexpr std::size_t kFirstBuckets = 1024;

// A whole chunk of cells joins the list of free ones; number 0 stays unused.
template <class Array, class Link>
std::uint32_t moreCells(Array& cells, Link&& link) {
    const std::size_t from = cells.size(), to = from + Array::kChunk;
    cells.resize(to);
    std::uint32_t head = 0;
    for (std::size_t i = to; i-- > (from == 0 ? 1 : from);) {
        link(cells.mut(i)) = head;
        head = static_cast<std::uint32_t>(i);
    }
    return head;
}

} // namespace

const char* toString(Segment segment) {
    static constexpr const char* kNames[] = {"hot", "warm", "cold", "temp"};
    return kNames[static_cast<std::size_t>(segment)];
}

std::uint32_t keyHash(std::string_view key) { return static_cast<std::uint32_t>(kernel::mix64(kernel::fnv1a(key))); }

ItemIndex ItemStore::allocate() {
    if (m_freeItem == 0) m_freeItem = moreCells(m_items, [](Item& i) -> std::uint32_t& { return i.chain; });
    const ItemIndex i = m_freeItem;
    m_freeItem = m_items[i].chain;
    ++m_live;
    return i;
}

void ItemStore::free(ItemIndex index) {
    Item& i = m_items.mut(index);
    if (i.keyLength == Item::kLongKey) freeBlob(i.longKey.blob);
    if (!i.has(Item::kSynthetic) && i.blob != 0) freeBlob(i.blob);
    i = Item();
    i.chain = m_freeItem;
    m_freeItem = index;
    --m_live;
}

ItemIndex ItemStore::find(std::string_view key, std::uint32_t hash) const {
    if (m_buckets == 0) return 0;
    for (ItemIndex i = m_heads[hash & (m_buckets - 1)]; i != 0;) {
        const Item& item = m_items[i];
        if (item.hash == hash && this->key(item) == key) return i;
        i = item.chain;
    }
    return 0;
}

void ItemStore::insert(ItemIndex i) {
    if (m_size >= m_buckets) grow();
    ItemIndex& head = m_heads.mut(m_items[i].hash & (m_buckets - 1));
    m_items.mut(i).chain = head;
    head = i;
    ++m_size;
}

void ItemStore::erase(ItemIndex i) {
    const std::size_t bucket = m_items[i].hash & (m_buckets - 1);
    const ItemIndex next = m_items[i].chain;
    if (m_heads[bucket] == i) {
        m_heads.mut(bucket) = next;
    } else {
        ItemIndex before = m_heads[bucket];
        while (m_items[before].chain != i) before = m_items[before].chain;
        m_items.mut(before).chain = next;
    }
    m_items.mut(i).chain = 0;
    --m_size;
}

void ItemStore::grow() {
    const std::size_t from = m_buckets;
    m_buckets = from == 0 ? kFirstBuckets : from * 2;
    m_heads.resize(m_buckets);
    // Every bucket is split in two; what stays keeps its order.
    for (std::size_t b = 0; b < from; ++b) {
        ItemIndex keep = 0, move = 0;
        for (ItemIndex i = m_heads[b]; i != 0;) {
            Item& item = m_items.mut(i);
            ItemIndex& list = (item.hash & from) == 0 ? keep : move;
            const ItemIndex next = item.chain;
            item.chain = list;
            list = i;
            i = next;
        }
        m_heads.mut(b) = keep;
        m_heads.mut(b + from) = move;
    }
}

void ItemStore::setKey(Item& i, std::string_view key) {
    i.hash = keyHash(key);
    if (key.size() <= Item::kInlineKey) {
        i.keyLength = static_cast<std::uint8_t>(key.size());
        std::memcpy(i.key, key.data(), key.size());
    } else {
        i.keyLength = Item::kLongKey;
        i.longKey = {addBlob(key), static_cast<std::uint8_t>(key.size())};
    }
}

void ItemStore::setBytes(Item& i, std::string_view bytes) {
    i.flags &= static_cast<std::uint8_t>(~Item::kSynthetic);
    i.tag = 0;
    i.length = static_cast<std::uint32_t>(bytes.size());
    if (!bytes.empty()) i.blob = addBlob(bytes);
}

void ItemStore::setSynthetic(Item& i, std::uint32_t length, std::uint64_t tag) {
    i.flags |= Item::kSynthetic;
    i.length = length;
    i.tag = tag;
}

char* ItemStore::mutableBytes(Item& i) { return m_blobs.mut(i.blob).blob.writable(i.length, {}); }

std::uint32_t ItemStore::addBlob(std::string_view bytes) {
    if (m_freeBlob == 0) m_freeBlob = moreCells(m_blobs, [](BlobCell& c) -> std::uint32_t& { return c.nextFree; });
    const std::uint32_t i = m_freeBlob;
    BlobCell& cell = m_blobs.mut(i);
    m_freeBlob = cell.nextFree;
    cell.blob = cache::Blob::make(bytes);
    m_blobBytes += bytes.size();
    return i;
}

void ItemStore::freeBlob(std::uint32_t i) {
    BlobCell& cell = m_blobs.mut(i);
    m_blobBytes -= cell.blob.view().size();
    cell.blob = cache::Blob();
    cell.nextFree = m_freeBlob;
    m_freeBlob = i;
}

ChunkIndex ItemStore::addChunk(const ChunkCell& cell) {
    if (m_freeChunk == 0) m_freeChunk = moreCells(m_chunks, [](ChunkCell& c) -> std::uint32_t& { return c.next; });
    const ChunkIndex i = m_freeChunk;
    m_freeChunk = m_chunks[i].next;
    m_chunks.mut(i) = cell;
    return i;
}

void ItemStore::freeChunk(ChunkIndex i) {
    m_chunks.mut(i) = ChunkCell{m_freeChunk, 0, 0, 0};
    m_freeChunk = i;
}

} // namespace maylab::memcached
