#include "cache/memcached/memcached.h"

#include <algorithm>

namespace maylab::memcached {

namespace {

ItemView viewOf(const Process& p, ItemIndex i, std::uint64_t position, RelativeSeconds now) {
    const Item& item = p.items[i];
    ItemView v;
    v.id = item.hash;
    v.key = p.items.key(item);
    v.slabClass = item.slabClass;
    v.segment = item.segment;
    v.position = position;
    v.idleSeconds = now - std::min(now, item.time);
    if (item.expires != 0) {
        const std::int64_t left = static_cast<std::int64_t>(item.expires) - now;
        v.ttlSeconds = left > 0 ? left : left - 2;
    }
    v.bytes = p.totalBytes(i);
    if (!item.has(Item::kChunked)) {
        v.chunkBytes = p.slabs.table()[item.slabClass].chunkSize;
    } else {
        for (ChunkIndex c = item.chunks; c != 0; c = p.items.chunk(c).next) {
            v.chunkBytes += p.slabs.table()[p.items.chunk(c).slabClass].chunkSize;
        }
    }
    v.valueBytes = item.length;
    v.cas = item.cas;
    v.fetched = item.has(Item::kFetched);
    v.active = item.has(Item::kActive);
    v.stale = item.has(Item::kStale);
    v.foreign = !item.has(Item::kSynthetic);
    return v;
}

RelativeSeconds secondsAt(const Process& p, std::int64_t nowMs) {
    return Process::kHeadStart + static_cast<RelativeSeconds>((std::max(nowMs, p.nowMs) - p.options.startedAtMs) / 1000);
}

} // namespace

Totals Memcached::totals() const {
    const Process& p = m_process;
    Totals t;
    t.items = p.items.size();
    t.bytes = p.currentBytes;
    t.limit = p.settings.maxBytes;
    t.allocated = p.slabs.allocatedBytes();
    t.freePoolPages = p.slabs.globalPages();
    t.cmdGet = p.stats.getCommands;
    t.getMisses = p.stats.getMisses;
    for (const SegmentStats& s : p.segmentStats) {
        t.getHits += s.hits;
        t.evictions += s.evicted;
        t.evictedUnfetched += s.evictedUnfetched;
        t.evictedActive += s.evictedActive;
        t.reclaimed += s.reclaimed;
        t.expiredUnfetched += s.expiredUnfetched;
        t.crawlerReclaimed += s.crawlerReclaimed;
        t.movesToCold += s.movesToCold;
        t.movesToWarm += s.movesToWarm;
        t.movesWithin += s.movesWithin;
        t.directReclaims += s.directReclaims;
    }
    for (const ClassStats& c : p.classStats) {
        t.cmdSet += c.sets;
        t.deleteHits += c.deleteHits;
        t.incrHits += c.incrHits;
        t.decrHits += c.decrHits;
        t.casHits += c.casHits;
        t.casBadval += c.casBadval;
        t.touchHits += c.touchHits;
    }
    return t;
}

void Memcached::viewClasses(std::int64_t nowMs, std::vector<ClassView>& out) const {
    out.clear();
    const Process& p = m_process;
    const RelativeSeconds now = secondsAt(p, nowMs);
    for (std::size_t id = 1; id <= p.slabs.table().largest(); ++id) {
        if (p.slabs.pages(id) == 0) continue;
        ClassView& v = out.emplace_back();
        v.id = static_cast<std::uint8_t>(id);
        v.chunkSize = p.slabs.table()[id].chunkSize;
        v.chunksPerPage = p.slabs.table()[id].perPage;
        v.pages = p.slabs.pages(id);
        v.usedChunks = p.slabs.usedChunks(id);
        v.freeChunks = p.slabs.freeChunks(id);
        std::uint64_t bytes = 0;
        for (std::size_t s = 0; s < kSegments; ++s) {
            const SegmentList& l = p.lists[id * kSegments + s];
            v.segments[s] = {l.size, l.bytes, l.tail == 0 ? 0 : now - std::min(now, p.items[l.tail].time)};
            bytes += l.bytes;
            const SegmentStats& stats = p.segmentStats[id * kSegments + s];
            v.evicted += stats.evicted;
            v.evictedUnfetched += stats.evictedUnfetched;
            v.outOfMemory += stats.outOfMemory;
            v.reclaimed += stats.reclaimed;
        }
        const std::uint64_t taken = v.usedChunks * v.chunkSize;
        v.wastedBytes = taken > bytes ? taken - bytes : 0;
    }
}

void Memcached::viewItems(std::size_t slabClass, std::size_t limit, std::int64_t nowMs, std::vector<ItemView>& out) const {
    out.clear();
    const Process& p = m_process;
    if (slabClass == 0 || slabClass >= kMaxClasses || limit == 0) return;
    const RelativeSeconds now = secondsAt(p, nowMs);
    std::uint64_t all = 0;
    for (std::size_t s = 0; s < kSegments; ++s) all += p.lists[slabClass * kSegments + s].size;
    const std::uint64_t step = std::max<std::uint64_t>(1, (all + limit - 1) / limit);
    std::uint64_t seen = 0;
    for (std::size_t s = 0; s < kSegments; ++s) {
        std::uint64_t position = 0;
        for (ItemIndex i = p.lists[slabClass * kSegments + s].head; i != 0; i = p.items[i].next, ++position) {
            if (seen++ % step == 0) out.push_back(viewOf(p, i, position, now));
        }
    }
}

bool Memcached::viewItem(std::string_view key, std::int64_t nowMs, ItemView& out) const {
    const ItemIndex i = m_process.items.find(key, keyHash(key));
    if (i == 0) return false;
    std::uint64_t position = 0;
    for (ItemIndex at = m_process.items[i].prev; at != 0; at = m_process.items[at].prev) ++position;
    out = viewOf(m_process, i, position, secondsAt(m_process, nowMs));
    return true;
}

} // namespace maylab::memcached
