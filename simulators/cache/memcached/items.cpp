#include "cache/memcached/items.h"

#include "cache/memcached/lru.h"
#include "cache/memcached/numbers.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace maylab::memcached {

namespace {

constexpr std::int32_t kLongestDistance = 60 * 60 * 24 * 30;
constexpr int kAllocTries = 10;

// A chunk for an item of the class; others make room.
ChunkRef pullChunk(Process& p, std::uint8_t id) {
    ChunkRef chunk;
    int tries = 0;
    for (; tries < kAllocTries; ++tries) {
        if (!p.settings.lruSegmented) pullTail(p, id, Segment::Cold, 0, false, 0);
        chunk = p.slabs.take(id);
        if (chunk) break;
        if (pullTail(p, id, Segment::Cold, 0, true, 0) <= 0) {
            if (!p.settings.lruSegmented) break;
            pullTail(p, id, Segment::Hot, 0, false, 0);
        }
    }
    if (tries > 0) p.segmentStats[listOf(id, Segment::Hot)].directReclaims += static_cast<std::uint64_t>(tries);
    return chunk;
}

void countSize(Process& p, ItemIndex i, std::int64_t sign) {
    if (!p.sizesEnabled || p.sizesSinceCas > p.items[i].cas) return;
    const auto bucket = static_cast<std::uint32_t>((p.totalBytes(i) + 31) / 32 * 32);
    if ((p.sizes[bucket] += sign) == 0) p.sizes.erase(bucket);
}

// Chunks for the value of a large item.
bool takeChain(Process& p, ItemIndex owner, std::size_t bytes) {
    ChunkIndex last = 0;
    while (bytes > 0) {
        const std::size_t size = std::min<std::size_t>(bytes + kChunkHeader, p.settings.shape.chunkMax);
        const std::uint8_t id = p.slabs.table().classFor(size);
        const ChunkRef room = pullChunk(p, id);
        if (!room) return false;
        const ChunkIndex c = p.items.addChunk({0, room.page, owner, id});
        if (last == 0) p.items.mut(owner).chunks = c;
        else p.items.mutChunk(last).next = c;
        last = c;
        bytes -= std::min(bytes, size - kChunkHeader);
    }
    return true;
}

} // namespace

RelativeSeconds realTime(const Process& p, std::int32_t clientTime) {
    if (clientTime == 0) return 0;
    const std::int64_t t = clientTime < 0 ? kLongestDistance + 1 : clientTime;
    if (t > kLongestDistance) return t <= p.zeroUnixSeconds() ? 1 : static_cast<RelativeSeconds>(t - p.zeroUnixSeconds());
    return static_cast<RelativeSeconds>(t) + p.now();
}

ItemIndex allocateItem(Process& p, std::string_view key, std::uint32_t clientFlags, RelativeSeconds expires,
                       std::size_t length, AllocError& error) {
    const std::size_t total = Item::total(key.size(), clientFlags, length, p.settings.cas);
    const std::uint8_t id = p.slabs.table().classFor(total);
    error = AllocError::TooLarge;
    if (id == 0) return 0;
    error = AllocError::OutOfMemory;
    const bool chunked = total > p.settings.shape.chunkMax;
    const std::size_t header = total - length - 2 + kChunkHeader;
    const ChunkRef chunk = p.items.realBytes() + length > p.options.realMemoryCap
                               ? ChunkRef{}
                               : pullChunk(p, chunked ? p.slabs.table().classFor(header) : id);
    if (!chunk) {
        ++p.segment(id, Segment::Hot).outOfMemory;
        return 0;
    }
    const ItemIndex i = p.items.allocate();
    Item& item = p.items.mut(i);
    p.items.setKey(item, key);
    item.clientFlags = clientFlags;
    item.expires = expires;
    item.length = static_cast<std::uint32_t>(length);
    item.slabClass = id;
    item.page = chunk.page;
    // The list of a short life: `exptime - now` wraps for what never expires or is already dead.
    if (p.settings.tempLru && expires - p.now() <= p.settings.temporaryTtl) item.segment = Segment::Temp;
    else item.segment = p.settings.lruSegmented ? Segment::Hot : Segment::Cold;
    if (chunked) {
        item.flags |= Item::kChunked;
        item.page = 0;
        // Its header is a chunk like the others.
        const ChunkIndex first = p.items.addChunk({0, chunk.page, i, chunk.slabClass});
        p.items.mut(i).chunks = 0;
        const bool whole = takeChain(p, i, length + 2);
        p.items.mutChunk(first).next = p.items[i].chunks;
        p.items.mut(i).chunks = first;
        if (!whole) {
            freeItem(p, i);
            ++p.segment(id, Segment::Hot).outOfMemory;
            return 0;
        }
    }
    error = AllocError::None;
    return i;
}

void freeItem(Process& p, ItemIndex i) {
    if (!p.items[i].has(Item::kChunked)) {
        p.slabs.give({p.items[i].slabClass, p.items[i].page});
    } else {
        for (ChunkIndex c = p.items[i].chunks; c != 0;) {
            const ChunkCell cell = p.items.chunk(c);
            p.slabs.give({cell.slabClass, cell.page});
            p.items.freeChunk(c);
            c = cell.next;
        }
    }
    p.items.free(i);
}

void linkItem(Process& p, ItemIndex i) {
    {
        Item& item = p.items.mut(i);
        item.flags |= Item::kLinked;
        item.time = p.now();
        item.cas = p.settings.cas ? p.nextCas() : 0;
    }
    p.currentBytes += p.totalBytes(i);
    ++p.stats.totalItems;
    p.items.insert(i);
    // The real table has a size of its own; it doubles at one and a half items a bucket.
    if (p.items.size() > (std::size_t{3} << p.hashPower) / 2 && p.hashPower < 32) ++p.hashPower;
    pushHead(p, i);
    countSize(p, i, 1);
}

void unlinkItem(Process& p, ItemIndex i) {
    countSize(p, i, -1);
    p.items.mut(i).flags &= static_cast<std::uint8_t>(~Item::kLinked);
    p.currentBytes -= p.totalBytes(i);
    p.items.erase(i);
    unlinkFromList(p, i);
    freeItem(p, i);
}

bool isFlushed(const Process& p, const Item& item) {
    if (p.oldestLive == 0 || p.oldestLive > p.now()) return false;
    return item.time <= p.oldestLive || (p.oldestCas != 0 && item.cas != 0 && item.cas < p.oldestCas);
}

void bumpItem(Process& p, ItemIndex i) {
    const std::uint8_t flags = p.items[i].flags;
    if (!p.settings.lruSegmented) {
        if ((flags & Item::kFetched) == 0) p.items.mut(i).flags |= Item::kFetched;
        updateItem(p, i);
        return;
    }
    if ((flags & Item::kActive) != 0) return;
    // Read once: fetched. Read twice: active.
    if ((flags & Item::kFetched) == 0) {
        p.items.mut(i).flags |= Item::kFetched;
        return;
    }
    if (p.items[i].segment != Segment::Cold) {
        p.items.mut(i).flags |= Item::kActive;
        updateItem(p, i);
    } else if (p.bumps.size() < std::size_t{8192} * p.settings.threads) {
        p.items.mut(i).flags |= Item::kActive;
        p.bumps.push_back({i, p.items[i].cas});
    } else {
        ++p.stats.bumpsDropped;
    }
}

ItemIndex getItem(Process& p, std::string_view key, Update update) {
    const ItemIndex i = p.items.find(key, keyHash(key));
    if (i == 0) return 0;
    const Item& item = p.items[i];
    if (isFlushed(p, item)) {
        p.note(ItemEvent::Kind::Flushed, i);
        unlinkItem(p, i);
        ++p.stats.getFlushed;
        return 0;
    }
    if (item.expires != 0 && item.expires <= p.now()) {
        p.note(ItemEvent::Kind::ExpiredLazily, i);
        unlinkItem(p, i);
        p.charge(kRemoveNs);
        ++p.stats.getExpired;
        return 0;
    }
    if (update == Update::Yes) bumpItem(p, i);
    return i;
}

namespace {

// The old value and the new bytes, one after the other, in a new item.
ItemIndex joined(Process& p, ItemIndex old, ItemIndex added, bool append, AllocError& error) {
    const std::size_t length = std::size_t{p.items[old].length} + p.items[added].length;
    std::string bytes;
    appendValue(p, p.items[append ? old : added], bytes);
    appendValue(p, p.items[append ? added : old], bytes);
    const std::string key(p.items.key(p.items[old]));
    const ItemIndex i = allocateItem(p, key, p.items[old].clientFlags, p.items[old].expires, length, error);
    if (i == 0) return 0;
    p.items.setBytes(p.items.mut(i), bytes);
    return i;
}

} // namespace

Stored storeItem(Process& p, ItemIndex it, StoreMode mode, std::uint64_t itemCas, bool mayBeStale, std::uint64_t& newCas) {
    const std::string key(p.items.key(p.items[it]));
    const ItemIndex old = getItem(p, key, Update::No);
    Stored result = Stored::NotStored;
    bool store = false;
    ItemIndex stored = it;
    if (old != 0) {
        const std::uint64_t oldCas = p.items[old].cas;
        const bool match = itemCas != 0 && itemCas == oldCas, mismatch = itemCas != 0 && itemCas != oldCas;
        const std::uint8_t slabClass = p.items[old].slabClass;
        switch (mode) {
        case StoreMode::Add:
            updateItem(p, old); // nothing changes, but it was of interest
            break;
        case StoreMode::Cas:
            if (match) {
                store = true;
                ++p.classStats[slabClass].casHits;
            } else if (mayBeStale && mismatch && itemCas < oldCas) {
                // Late, but allowed: the value is taken, the mark of being outdated stays, and so does its time.
                Item& item = p.items.mut(it);
                item.expires = p.items[old].expires;
                item.flags |= Item::kStale;
                if (p.items[old].has(Item::kTokenSent)) item.flags |= Item::kTokenSent;
                store = true;
                ++p.classStats[slabClass].casHits;
            } else {
                result = Stored::Exists;
                ++p.classStats[slabClass].casBadval;
            }
            break;
        case StoreMode::Append:
        case StoreMode::Prepend: {
            if (mismatch) {
                result = Stored::Exists;
                break;
            }
            AllocError error{};
            stored = joined(p, old, it, mode == StoreMode::Append, error);
            if (stored == 0) {
                result = Stored::NotStored;
                break;
            }
            freeItem(p, it);
            it = stored;
            store = true;
            break;
        }
        case StoreMode::Set:
        case StoreMode::Replace: store = true; break;
        }
        if (store) {
            // Making room may have taken the old one.
            if (const ItemIndex again = p.items.find(key, keyHash(key)); again != 0) unlinkItem(p, again);
        }
    } else if (mode == StoreMode::Set || mode == StoreMode::Add) {
        store = true;
    } else if (mode == StoreMode::Cas) {
        result = Stored::NotFound;
        ++p.stats.casMisses;
    }
    if (!store) {
        freeItem(p, it);
        return result;
    }
    linkItem(p, it);
    newCas = p.items[it].cas;
    return Stored::Stored;
}

DeltaResult addDelta(Process& p, std::string_view key, bool increment, std::uint64_t delta, std::uint64_t cas) {
    const ItemIndex i = getItem(p, key, Update::No);
    if (i == 0) return {Delta::NotFound};
    if (p.items[i].length == 0 || p.items[i].has(Item::kChunked)) return {Delta::NonNumeric};
    if (cas != 0 && p.items[i].cas != cas) return {Delta::CasMismatch};
    std::string text;
    appendValue(p, p.items[i], text);
    std::uint64_t number = 0;
    if (!parseU64(text, number)) return {Delta::NonNumeric};
    number = increment ? number + delta : number < delta ? 0 : number - delta;
    ClassStats& stats = p.classStats[p.items[i].slabClass];
    ++(increment ? stats.incrHits : stats.decrHits);
    const std::string digits = std::to_string(number);
    if (digits.size() <= p.items[i].length) {
        // In place; what is too long is filled with blanks.
        std::string padded = digits;
        padded.resize(p.items[i].length, ' ');
        Item& changed = p.items.mut(i);
        changed.cas = p.settings.cas ? p.nextCas() : 0;
        if (changed.has(Item::kSynthetic)) p.items.setBytes(changed, padded);
        else std::memcpy(p.items.mutableBytes(changed), padded.data(), padded.size());
        updateItem(p, i);
        return {Delta::Ok, number, i};
    }
    const std::string name(key);
    AllocError error{};
    const ItemIndex replacement = allocateItem(p, name, p.items[i].clientFlags, p.items[i].expires, digits.size(), error);
    if (replacement == 0) return {Delta::OutOfMemory};
    p.items.setBytes(p.items.mut(replacement), digits);
    if (const ItemIndex old = p.items.find(name, keyHash(name)); old != 0) unlinkItem(p, old);
    linkItem(p, replacement);
    return {Delta::Ok, number, replacement, true};
}

void appendValue(const Process& p, const Item& item, std::string& out) {
    if (!item.has(Item::kSynthetic)) {
        out.append(p.items.bytes(item));
        return;
    }
    const std::size_t at = out.size();
    out.resize(at + item.length, 'x');
    if (p.renderer != nullptr) p.renderer({item.length, item.tag}, out.data() + at);
}

} // namespace maylab::memcached
