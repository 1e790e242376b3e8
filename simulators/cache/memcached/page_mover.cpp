#include "cache/memcached/page_mover.h"

#include "cache/memcached/items.h"

#include <algorithm>

namespace maylab::memcached {

namespace {

constexpr std::int64_t kMoveUs = 1000;       // until the mover's thread has done it
constexpr std::int64_t kMoveNsPerChunk = 300;
constexpr std::uint32_t kMinPagesForSource = 2;
constexpr double kMinPagesForReclaim = 2.5;

int anyOtherClass(Process& p, int to) {
    const auto classes = static_cast<std::uint32_t>(p.slabs.table().largest());
    for (std::uint32_t tries = 0; tries < classes; ++tries) {
        p.reassignAny = p.reassignAny % classes + 1;
        if (static_cast<int>(p.reassignAny) != to && p.slabs.pages(p.reassignAny) > 1)
            return static_cast<int>(p.reassignAny);
    }
    return -1;
}

// The chunks on one page, headers of items and chunks of large ones.
struct OnPage {
    std::vector<ItemIndex> items;
    std::vector<ChunkIndex> chunks;
};

OnPage collect(const Process& p, std::uint8_t id, std::uint32_t page) {
    OnPage found;
    for (ItemIndex i = 1; i < p.items.slotCount(); ++i) {
        const Item& item = p.items[i];
        if (!item.has(Item::kLinked)) continue;
        if (!item.has(Item::kChunked)) {
            if (item.slabClass == id && item.page == page) found.items.push_back(i);
            continue;
        }
        for (ChunkIndex c = item.chunks; c != 0; c = p.items.chunk(c).next) {
            if (p.items.chunk(c).slabClass == id && p.items.chunk(c).page == page) found.chunks.push_back(c);
        }
    }
    return found;
}

void renumber(Process& p, std::uint8_t id, std::uint32_t from, std::uint32_t to) {
    const OnPage on = collect(p, id, from);
    for (const ItemIndex i : on.items) p.items.mut(i).page = to;
    for (const ChunkIndex c : on.chunks) p.items.mutChunk(c).page = to;
}

void emptyPage(Process& p, std::uint8_t id, std::uint32_t page) {
    const OnPage on = collect(p, id, page);
    for (const ItemIndex i : on.items) {
        const Item item = p.items[i];
        const bool dead = isFlushed(p, item) || (item.expires != 0 && item.expires < p.now());
        const ChunkRef room = dead ? ChunkRef{} : p.slabs.take(id, false, page);
        if (room) {
            p.slabs.give({id, page});
            p.items.mut(i).page = room.page;
            ++p.stats.reassignRescues;
            continue;
        }
        if (dead) {
            ++p.stats.reassignReclaims;
        } else {
            ++p.stats.reassignEvictions;
            p.note(ItemEvent::Kind::EvictedByMove, i);
        }
        unlinkItem(p, i);
    }
    for (const ChunkIndex c : on.chunks) {
        const ChunkCell cell = p.items.chunk(c);
        if (cell.owner == 0 || cell.page != page || cell.slabClass != id) continue; // went with its item
        if (const ChunkRef room = p.slabs.take(id, false, page)) {
            p.slabs.give({id, page});
            p.items.mutChunk(c).page = room.page;
            ++p.stats.reassignChunkRescues;
        } else {
            ++p.stats.reassignEvictions;
            p.note(ItemEvent::Kind::EvictedByMove, cell.owner);
            unlinkItem(p, cell.owner);
        }
    }
}

} // namespace

Reassign requestPageMove(Process& p, int from, int to) {
    if (!p.settings.slabReassign) return Reassign::BadClass;
    if (p.pageMove.pending) return Reassign::Running;
    if (from == to) return Reassign::Same;
    const int largest = static_cast<int>(p.slabs.table().largest());
    if (from == -1) from = anyOtherClass(p, to);
    if (from < 0 || from > largest || to < 0 || to > largest) return Reassign::BadClass;
    if (from == 0 ? p.slabs.globalPages() == 0 : p.slabs.pages(static_cast<std::size_t>(from)) < 2)
        return Reassign::NoSpare;
    p.pageMove = {true, static_cast<std::uint8_t>(from), static_cast<std::uint8_t>(to), p.nowMs * 1000 + kMoveUs};
    return Reassign::Ok;
}

void runPageMove(Process& p, std::int64_t nowUs) {
    if (!p.pageMove.pending || p.pageMove.dueUs > nowUs) return;
    const PageMove move = p.pageMove;
    p.pageMove.pending = false;
    if (move.from == 0) {
        if (p.slabs.movePageFromPool(move.to)) ++p.stats.slabsMoved;
        return;
    }
    if (p.slabs.pages(move.from) < 2) return;
    constexpr std::uint32_t kFirst = 0;
    const std::uint32_t last = p.slabs.pages(move.from) - 1;
    p.stats.backgroundNs += kMoveNsPerChunk * p.slabs.table()[move.from].perPage;
    emptyPage(p, move.from, kFirst);
    p.slabs.movePage(move.from, kFirst, move.to);
    if (last != kFirst) renumber(p, move.from, last, kFirst);
    ++p.stats.slabsMoved;
}

PageDecision decideAutomove(Process& p) {
    AutomoveWindow& w = p.automove;
    const std::uint32_t window = std::max(1u, p.settings.slabAutomoveWindow);
    if (w.cells.size() != window) w.cells.assign(window, {});
    ++w.current;
    auto& column = w.cells[w.current % window];
    const RelativeSeconds now = p.now();
    int oldest = -1, youngest = -1;
    std::uint64_t oldestAge = 0, youngestAge = UINT64_MAX;
    bool youngestEvicting = false;
    PageDecision decision;
    for (std::size_t id = 1; id <= p.slabs.table().largest(); ++id) {
        auto& cell = column[id];
        cell = {};
        if (p.slabs.pages(id) == 0 && w.pages[id] == 0) continue;
        std::uint64_t age = 0, dirty = 0, evicting = 0;
        for (const auto& c : w.cells) {
            age += c[id].age;
            dirty += c[id].dirty ? 1 : 0;
            evicting += c[id].evicted ? 1 : 0;
        }
        const SegmentStats& cold = p.segment(id, Segment::Cold);
        const std::uint64_t outOfMemory = p.segment(id, Segment::Hot).outOfMemory;
        const std::uint32_t pages = p.slabs.pages(id);
        if (cold.evicted > w.evicted[id] || outOfMemory > w.outOfMemory[id]) cell.evicted = cell.dirty = true;
        if (pages > w.pages[id]) cell.dirty = true;
        w.evicted[id] = cold.evicted;
        w.outOfMemory[id] = outOfMemory;
        w.pages[id] = pages;
        const ItemIndex tail = p.list(id, Segment::Cold).tail;
        cell.age = tail == 0 ? 0 : now - p.items[tail].time;
        age /= window;
        if (decision.from >= 0) continue;
        if (static_cast<double>(p.slabs.freeChunks(id)) > p.slabs.table()[id].perPage * kMinPagesForReclaim && dirty == 0) {
            decision = {static_cast<int>(id), 0};
            continue;
        }
        if (age > oldestAge && pages > kMinPagesForSource) {
            oldest = static_cast<int>(id);
            oldestAge = age;
        }
        if (age < youngestAge && evicting > window / 2) {
            youngest = static_cast<int>(id);
            youngestAge = age;
            youngestEvicting = cell.evicted;
        }
    }
    if (decision.from >= 0) return decision;
    if (youngest != -1 && oldest != -1 && w.current > window && youngestEvicting &&
        static_cast<double>(youngestAge) < static_cast<double>(oldestAge) * p.settings.slabAutomoveRatio) {
        decision = {oldest, youngest};
    }
    return decision;
}

} // namespace maylab::memcached
