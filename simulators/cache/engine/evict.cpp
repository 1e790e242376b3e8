#include "cache/engine/evict.h"

#include "cache/engine/access_clock.h"
#include "cache/engine/key_change.h"
#include "cache/engine/lookup.h"
#include "cache/engine/replication_feed.h"

#include <algorithm>
#include <array>

namespace maylab::cache {

namespace {

constexpr std::int64_t kCandidateNs = 100; // looking at one candidate
constexpr std::int64_t kMaxSamplesAtOnce = 1024;

bool allKeys(MaxmemoryPolicy p) {
    return p == MaxmemoryPolicy::AllkeysLru || p == MaxmemoryPolicy::AllkeysLfu || p == MaxmemoryPolicy::AllkeysRandom;
}
bool isRandom(MaxmemoryPolicy p) {
    return p == MaxmemoryPolicy::AllkeysRandom || p == MaxmemoryPolicy::VolatileRandom;
}

// Higher goes earlier.
std::uint64_t scoreOf(const Server& s, const Entry& e, std::uint32_t clock) {
    switch (s.cfg().policy) {
    case MaxmemoryPolicy::AllkeysLru:
    case MaxmemoryPolicy::VolatileLru: return static_cast<std::uint64_t>(idleMilliseconds(clock, e.access));
    case MaxmemoryPolicy::AllkeysLfu:
    case MaxmemoryPolicy::VolatileLfu: return 255 - lfuDecayed(e.access, s.nowMs, s.cfg().lfu);
    default: return UINT64_MAX - static_cast<std::uint64_t>(e.expireAt);
    }
}

// The pool is sorted by score, best last. A candidate takes a free cell, or the place of the lowest score.
void offer(EvictionPool& pool, const EvictionPool::Cell& candidate) {
    constexpr std::size_t kSize = EvictionPool::kSize;
    auto& cells = pool.cells;
    std::size_t k = 0;
    while (k < kSize && cells[k].used && cells[k].score < candidate.score) ++k;
    const bool full = cells[kSize - 1].used;
    if (k == 0 && full) return; // worse than all, and no room
    if (k < kSize && !cells[k].used) {
        cells[k] = candidate;
    } else if (!full) {
        std::move_backward(cells.begin() + static_cast<std::ptrdiff_t>(k), cells.end() - 1, cells.end());
        cells[k] = candidate;
    } else {
        --k;
        std::move(cells.begin() + 1, cells.begin() + static_cast<std::ptrdiff_t>(k) + 1, cells.begin());
        cells[k] = candidate;
    }
}

template <class Links>
std::size_t populate(Server& s, Dict<Links>& dict, std::size_t db, std::uint32_t clock) {
    std::array<EntryIndex, kMaxSamplesAtOnce> sampled;
    const auto wanted = static_cast<std::size_t>(std::min(s.cfg().samples, kMaxSamplesAtOnce));
    const std::size_t n = s.keyspace.sample(dict, std::span(sampled.data(), wanted), s.sampleRandom);
    for (std::size_t i = 0; i < n; ++i) {
        const Entry& e = s.keyspace.entry(sampled[i]);
        offer(s.pool, {scoreOf(s, e, clock), e.hash, static_cast<std::uint8_t>(db), true});
    }
    s.charge(static_cast<std::int64_t>(n) * kCandidateNs);
    return n;
}

struct Victim {
    EntryIndex entry = 0;
    int db = 0;
    std::size_t sampled = 0;
    std::uint32_t poolSize = 0;
};

Victim chooseSampled(Server& s) {
    const bool all = allKeys(s.cfg().policy);
    const std::uint32_t clock = lruClock(s.nowMs);
    while (true) {
        Victim v;
        std::uint64_t total = 0;
        for (std::size_t db = 0; db < s.keyspace.databaseCount(); ++db) {
            Database& d = s.keyspace.db(db);
            const std::uint64_t keys = all ? d.keys.size() : d.expires.size();
            if (keys == 0) continue;
            v.sampled += all ? populate(s, d.keys, db, clock) : populate(s, d.expires, db, clock);
            total += keys;
        }
        if (total == 0) return {};
        for (std::size_t k = EvictionPool::kSize; k-- > 0;) {
            EvictionPool::Cell& cell = s.pool.cells[k];
            if (!cell.used) continue;
            v.poolSize = s.recordEvents ? poolFill(s.pool) : 0;
            v.db = cell.db;
            const std::uint64_t hash = cell.hash;
            cell = {};
            v.entry = all ? s.keyspace.findByHash(v.db, hash) : s.keyspace.findExpiringByHash(v.db, hash);
            if (v.entry != 0) return v;
            // A ghost: that key is gone already.
        }
    }
}

Victim chooseRandom(Server& s) {
    const bool all = allKeys(s.cfg().policy);
    const std::size_t count = s.keyspace.databaseCount();
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t db = ++s.pool.nextDb % count;
        Database& d = s.keyspace.db(db);
        const EntryIndex e = all ? s.keyspace.random(d.keys, s.sampleRandom) : s.keyspace.random(d.expires, s.sampleRandom);
        if (e != 0) return {e, static_cast<int>(db), 1, 0};
    }
    return {};
}

void note(Server& s, const Victim& v) {
    const Entry& e = s.keyspace.entry(v.entry);
    KeyEvent& event = s.newEvent(KeyEvent::Kind::Evicted, v.db, s.keyspace.key(v.entry), e.hash);
    event.sampled = static_cast<std::uint16_t>(v.sampled);
    event.poolSize = static_cast<std::uint16_t>(v.poolSize);
    event.bytes = s.keyspace.entryBytes(v.entry);
    if (e.hasExpiry()) event.ttlMilliseconds = e.expireAt - s.nowMs;
    if (s.cfg().lfuPolicy()) event.frequency = lfuDecayed(e.access, s.nowMs, s.cfg().lfu);
    else event.idleMilliseconds = idleMilliseconds(lruClock(s.nowMs), e.access);
}

} // namespace

std::uint32_t poolFill(const EvictionPool& pool) {
    return static_cast<std::uint32_t>(
        std::count_if(pool.cells.begin(), pool.cells.end(), [](const EvictionPool::Cell& c) { return c.used; }));
}

std::int64_t evictionTimeLimitNs(std::int64_t tenacity) {
    if (tenacity >= 100) return INT64_MAX;
    if (tenacity <= 10) return tenacity * 50'000;
    double us = 500;
    for (std::int64_t i = 10; i < tenacity; ++i) us *= 1.15;
    return static_cast<std::int64_t>(us) * 1000;
}

EvictResult performEvictions(Server& s) {
    const std::uint64_t limit = s.cfg().maxmemory;
    const bool spared = s.replication.replica && s.cfg().replicaIgnoreMaxmemory;
    if (limit == 0 || spared || s.usedMemory() <= static_cast<std::int64_t>(limit)) {
        if (s.pool.exceededSinceMs != 0) {
            s.stats.evictionExceededNs += static_cast<std::uint64_t>(s.nowMs - s.pool.exceededSinceMs) * 1'000'000;
            s.pool.exceededSinceMs = 0;
        }
        s.pool.running = false;
        return EvictResult::Ok;
    }
    if (s.pool.exceededSinceMs == 0) s.pool.exceededSinceMs = s.nowMs;
    if (s.cfg().policy == MaxmemoryPolicy::NoEviction) {
        s.pool.running = false;
        return EvictResult::Fail;
    }
    const bool random = isRandom(s.cfg().policy);
    const std::int64_t timeLimit = evictionTimeLimitNs(s.cfg().evictionTenacity);
    const std::int64_t startCost = s.costNs;
    std::uint64_t removed = 0;
    while (s.usedMemory() > static_cast<std::int64_t>(limit)) {
        const Victim v = random ? chooseRandom(s) : chooseSampled(s);
        if (v.entry == 0) {
            s.pool.running = false;
            return EvictResult::Fail;
        }
        if (s.recordEvents) note(s, v);
        replicateDel(s, v.db, s.keyspace.key(v.entry), true);
        if (anybodyListens(s)) {
            const std::string key(s.keyspace.key(v.entry));
            removeKey(s, v.db, v.entry);
            keyModified(s, v.db, key);
            notifyKeyspace(s, v.db, Notify::Evicted, "evicted", key);
        } else {
            removeKey(s, v.db, v.entry);
        }
        ++s.stats.evictedKeys;
        ++s.stats.dirty;
        s.charge(kDeleteNs);
        if (++removed % 16 == 0 && s.costNs - startCost > timeLimit &&
            s.usedMemory() > static_cast<std::int64_t>(limit)) {
            s.pool.running = true;
            s.noteLatency("eviction-cycle", s.costNs - startCost);
            return EvictResult::Running;
        }
    }
    s.pool.running = false;
    s.noteLatency("eviction-cycle", s.costNs - startCost);
    if (s.pool.exceededSinceMs != 0) {
        s.stats.evictionExceededNs += static_cast<std::uint64_t>(s.nowMs - s.pool.exceededSinceMs) * 1'000'000;
        s.pool.exceededSinceMs = 0;
    }
    return EvictResult::Ok;
}

} // namespace maylab::cache
