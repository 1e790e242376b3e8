#include "cache/memcached/lru.h"

#include "cache/memcached/items.h"
#include "cache/memcached/page_mover.h"

#include <algorithm>

namespace maylab::memcached {

namespace {

constexpr int kTries = 5;        // items looked at from a tail
constexpr int kJuggleLimit = 500; // rounds of one class in one turn
constexpr std::size_t kBumpLimit = 8192;

void clearFlag(Item& item, Item::Flag flag) { item.flags &= static_cast<std::uint8_t>(~flag); }

void moveTo(Process& p, ItemIndex i, Segment segment) {
    unlinkFromList(p, i);
    p.items.mut(i).segment = segment;
    pushHead(p, i);
    p.charge(kJuggleNs);
}

bool isDead(const Process& p, const Item& item) {
    return (item.expires != 0 && item.expires < p.now()) || isFlushed(p, item);
}

} // namespace

void pushHead(Process& p, ItemIndex i) {
    const Item& item = p.items[i];
    SegmentList& l = p.list(item.slabClass, item.segment);
    Item& changed = p.items.mut(i);
    changed.prev = 0;
    changed.next = l.head;
    if (l.head != 0) p.items.mut(l.head).prev = i;
    l.head = i;
    if (l.tail == 0) l.tail = i;
    ++l.size;
    l.bytes += p.totalBytes(i);
}

void unlinkFromList(Process& p, ItemIndex i) {
    const Item& item = p.items[i];
    SegmentList& l = p.list(item.slabClass, item.segment);
    // A crawl that stands on it goes on with its neighbour.
    Crawl& crawl = p.crawler.crawls[listOf(item.slabClass, item.segment)];
    if (crawl.active && crawl.at == i) crawl.at = item.prev;
    if (l.head == i) l.head = item.next;
    if (l.tail == i) l.tail = item.prev;
    const ItemIndex prev = item.prev, next = item.next;
    if (next != 0) p.items.mut(next).prev = prev;
    if (prev != 0) p.items.mut(prev).next = next;
    --l.size;
    l.bytes -= p.totalBytes(i);
}

void updateItem(Process& p, ItemIndex i) {
    const Item item = p.items[i];
    if (!item.has(Item::kLinked)) return;
    const bool overdue = item.time < p.now() - Process::kUpdateInterval;
    if (p.settings.lruSegmented) {
        if (item.segment == Segment::Cold && item.has(Item::kActive)) {
            Item& changed = p.items.mut(i);
            changed.time = p.now();
            clearFlag(changed, Item::kActive);
            moveTo(p, i, Segment::Warm);
            ++p.segment(item.slabClass, Segment::Warm).movesToWarm;
        } else if (overdue) {
            p.items.mut(i).time = p.now();
        }
    } else if (overdue) {
        p.items.mut(i).time = p.now();
        unlinkFromList(p, i);
        pushHead(p, i);
    }
}

int pullTail(Process& p, std::uint8_t slabClass, Segment segment, std::uint64_t totalBytes, bool evict,
             RelativeSeconds maxAge) {
    if (slabClass == 0) return 0;
    int removed = 0;
    SegmentStats& stats = p.segment(slabClass, segment);
    const SegmentList& list = p.list(slabClass, segment);
    ItemIndex search = list.tail;
    for (int tries = kTries; tries > 0 && search != 0; --tries) {
        const Item item = p.items[search];
        const ItemIndex before = item.prev;
        if (isDead(p, item)) {
            ++stats.reclaimed;
            if (!item.has(Item::kFetched)) ++stats.expiredUnfetched;
            p.note(isFlushed(p, item) ? ItemEvent::Kind::Flushed : ItemEvent::Kind::ExpiredAtTail, search);
            unlinkItem(p, search);
            p.charge(kRemoveNs);
            ++removed;
            search = before;
            continue;
        }
        if (segment == Segment::Hot || segment == Segment::Warm) {
            const std::uint32_t percent = segment == Segment::Hot ? p.settings.hotPercent : p.settings.warmPercent;
            if (item.has(Item::kActive)) {
                ++removed;
                clearFlag(p.items.mut(search), Item::kActive);
                if (segment == Segment::Warm) {
                    ++stats.movesWithin;
                    unlinkFromList(p, search);
                    pushHead(p, search);
                    search = before;
                    continue;
                }
                ++stats.movesToWarm;
                moveTo(p, search, Segment::Warm);
            } else if (list.bytes > totalBytes * percent / 100 || p.now() - item.time > maxAge) {
                ++removed;
                ++stats.movesToCold;
                moveTo(p, search, Segment::Cold);
            }
        } else if (segment == Segment::Cold) {
            if (evict) {
                if (!p.settings.evict) break;
                ++stats.evicted;
                stats.evictedTime = p.now() - item.time;
                if (item.expires != 0) ++stats.evictedNonzero;
                if (!item.has(Item::kFetched)) ++stats.evictedUnfetched;
                if (item.has(Item::kActive)) ++stats.evictedActive;
                p.note(ItemEvent::Kind::Evicted, search);
                unlinkItem(p, search);
                p.charge(kRemoveNs);
                ++removed;
                if (p.settings.slabAutomove == 2) requestPageMove(p, -1, slabClass);
            } else if (item.has(Item::kActive) && p.settings.lruSegmented) {
                ++stats.movesToWarm;
                clearFlag(p.items.mut(search), Item::kActive);
                moveTo(p, search, Segment::Warm);
                ++removed;
            }
        }
        break;
    }
    return removed;
}

int juggle(Process& p, std::uint8_t slabClass) {
    int moves = 0;
    if (p.settings.tempLru) {
        while (moves < kJuggleLimit && pullTail(p, slabClass, Segment::Temp, 0, false, 0) > 0) ++moves;
    }
    std::uint64_t bytes = 0;
    RelativeSeconds hotAge = 0, warmAge = 0; // flat: everything drains into COLD
    if (p.settings.lruSegmented) {
        const SegmentList& cold = p.list(slabClass, Segment::Cold);
        const RelativeSeconds coldAge = cold.tail == 0 ? 0 : p.now() - p.items[cold.tail].time;
        hotAge = static_cast<RelativeSeconds>(coldAge * p.settings.hotFactor);
        warmAge = static_cast<RelativeSeconds>(coldAge * p.settings.warmFactor);
        for (const Segment s : {Segment::Hot, Segment::Warm, Segment::Cold}) bytes += p.list(slabClass, s).bytes;
    }
    for (int round = 0; round < kJuggleLimit; ++round) {
        int more = 0;
        if (pullTail(p, slabClass, Segment::Hot, bytes, false, hotAge) > 0 ||
            pullTail(p, slabClass, Segment::Warm, bytes, false, warmAge) > 0) {
            ++more;
        }
        if (p.settings.lruSegmented) more += pullTail(p, slabClass, Segment::Cold, bytes, false, 0);
        if (more == 0) break;
        ++moves;
    }
    return moves;
}

bool applyBumps(Process& p) {
    if (p.bumps.empty()) return false;
    for (const Bump& b : p.bumps) {
        // Meanwhile it may be gone, and its place taken.
        if (p.items[b.item].has(Item::kLinked) && p.items[b.item].cas == b.cas) updateItem(p, b.item);
    }
    p.bumps.clear();
    return true;
}

} // namespace maylab::memcached
