// The hash table of Redis: chained, power of two, rehashed one bucket at a time, walked by a cursor that counts in
// reverse binary. Eviction samples it by runs of neighbouring buckets, the expire cycle and SCAN walk it, and its
// tables are part of used_memory: results match the real server only because the table is the same.
// Links says which chain of the entry belongs to this dict (the keys' own, or that of the expires). Store holds the
// entries: the keyspace's, or the elements of one collection (element_dict.h).
#pragma once

#include "cache/engine/entry.h"
#include "cache/engine/memory_model.h"
#include "kernel/rng.h"

#include <array>
#include <bit>
#include <cstdint>
#include <span>

namespace maylab::cache {

struct MainLinks {
    static EntryIndex next(const Entry& e) { return e.next; }
    static void setNext(Entry& e, EntryIndex n) { e.next = n; }
};
struct ExpireLinks {
    static EntryIndex next(const Entry& e) { return e.expireNext; }
    static void setNext(Entry& e, EntryIndex n) { e.expireNext = n; }
};

template <class Links, class Store = EntryStore, unsigned HeadBits = 12>
class Dict {
  public:
    static constexpr std::uint64_t kInitialSize = 4;
    static constexpr std::uint64_t kForceRatio = 5;   // beyond this load it grows in any case
    static constexpr double kMaxLoadUnderPressure = 1.618; // below this load growth may be refused

    std::uint64_t size() const { return m_used[0] + m_used[1]; }
    std::uint64_t buckets() const { return m_size[0] + m_size[1]; }
    std::uint64_t tableSize(int t) const { return m_size[t]; }
    bool rehashing() const { return m_rehash >= 0; }
    EntryIndex head(int table, std::uint64_t bucket) const { return m_heads[table][bucket]; }

    // Without side effect.
    template <class Match>
    EntryIndex peek(const Store& store, std::uint64_t hash, Match&& match) const {
        for (int t = 0; t <= (rehashing() ? 1 : 0); ++t) {
            if (m_used[t] == 0) continue;
            for (EntryIndex i = m_heads[t][hash & (m_size[t] - 1)]; i != 0;) {
                const auto& e = store[i];
                if (e.hash == hash && match(e)) return i;
                i = Links::next(e);
            }
        }
        return 0;
    }
    // As a command looks: a table that is being rehashed moves on by one bucket.
    template <class Match>
    EntryIndex find(Store& store, std::uint64_t hash, Match&& match, const MemoryModel& model) {
        if (size() == 0) return 0;
        if (rehashing()) [[unlikely]] rehash(store, 1, model);
        return peek(store, hash, match);
    }

    // mayGrow(bytes, load): may the table grow by that many bytes at that load?
    template <class MayGrow>
    void insert(Store& store, EntryIndex i, const MemoryModel& model, MayGrow&& mayGrow) {
        if (rehashing()) rehash(store, 1, model);
        growIfNeeded(store, model, mayGrow);
        const int t = rehashing() ? 1 : 0;
        auto& e = store.mut(i);
        EntryIndex& head = m_heads[t].mut(e.hash & (m_size[t] - 1));
        Links::setNext(e, head);
        head = i;
        ++m_used[t];
    }
    bool remove(Store& store, EntryIndex target, const MemoryModel& model) {
        if (size() == 0) return false;
        if (rehashing()) rehash(store, 1, model);
        const std::uint64_t hash = store[target].hash;
        for (int t = 0; t <= (rehashing() ? 1 : 0); ++t) {
            const std::uint64_t bucket = hash & (m_size[t] - 1);
            EntryIndex previous = 0;
            for (EntryIndex i = m_heads[t][bucket]; i != 0; previous = i, i = Links::next(store[i])) {
                if (i != target) continue;
                const EntryIndex after = Links::next(store[i]);
                if (previous == 0) m_heads[t].mut(bucket) = after;
                else Links::setNext(store.mut(previous), after);
                --m_used[t];
                return true;
            }
        }
        return false;
    }
    // Moves up to n non-empty buckets; visits at most emptyPerBucket times as many empty ones.
    void rehash(Store& store, int n, const MemoryModel& model, int emptyPerBucket = 10) {
        if (!rehashing()) return;
        std::int64_t emptyVisits = std::int64_t{n} * emptyPerBucket;
        while (n-- > 0 && m_used[0] != 0) {
            while (m_heads[0][static_cast<std::size_t>(m_rehash)] == 0) {
                ++m_rehash;
                if (--emptyVisits == 0) return;
            }
            EntryIndex i = m_heads[0][static_cast<std::size_t>(m_rehash)];
            while (i != 0) {
                auto& e = store.mut(i);
                const EntryIndex after = Links::next(e);
                EntryIndex& head = m_heads[1].mut(e.hash & (m_size[1] - 1));
                Links::setNext(e, head);
                head = i;
                --m_used[0];
                ++m_used[1];
                i = after;
            }
            m_heads[0].mut(static_cast<std::size_t>(m_rehash)) = 0;
            ++m_rehash;
        }
        if (m_used[0] == 0) {
            store.tableBytes -= model.tableBytes(m_size[0]);
            m_heads[0] = std::move(m_heads[1]);
            m_heads[1].clear();
            m_size[0] = m_size[1];
            m_used[0] = m_used[1];
            m_size[1] = m_used[1] = 0;
            m_rehash = -1;
        }
    }
    // Less than a tenth full: the timer shrinks it.
    bool sparse() const { return !rehashing() && m_size[0] > kInitialSize && m_used[0] * 100 / m_size[0] < 10; }
    void shrink(Store& store, const MemoryModel& model) {
        if (!rehashing()) expand(store, std::max<std::uint64_t>(m_used[0], kInitialSize), model);
    }
    // Room for that many before the first comes.
    void presize(Store& store, std::uint64_t entries, const MemoryModel& model) {
        if (entries > kInitialSize && size() == 0 && m_size[0] == 0) expand(store, entries, model);
    }
    void drop(Store& store, const MemoryModel& model) {
        store.tableBytes -= model.tableBytes(m_size[0]) + model.tableBytes(m_size[1]);
        *this = Dict();
    }

    // Up to out.size() entries from neighbouring buckets beginning at a random one; may repeat and be fewer.
    std::size_t someEntries(Store& store, std::span<EntryIndex> out, kernel::Rng& rng,
                            const MemoryModel& model) {
        const std::size_t count = std::min<std::size_t>(out.size(), size());
        for (std::size_t j = 0; j < count && rehashing(); ++j) rehash(store, 1, model);
        return peekSome(store, out, rng);
    }
    // The same without moving a rehash on.
    std::size_t peekSome(const Store& store, std::span<EntryIndex> out, kernel::Rng& rng) const {
        const std::size_t count = std::min<std::size_t>(out.size(), size());
        if (count == 0) return 0;
        std::uint64_t maxSteps = count * 10;
        const int tables = rehashing() ? 2 : 1;
        std::uint64_t maxMask = m_size[0] - 1;
        if (tables > 1) maxMask = std::max(maxMask, m_size[1] - 1);
        std::uint64_t i = rng.next() & maxMask;
        std::uint64_t emptyRun = 0;
        std::size_t stored = 0;
        while (stored < count && maxSteps-- > 0) {
            for (int t = 0; t < tables; ++t) {
                // Buckets of the old table below the rehash index are empty: jump over them.
                if (tables == 2 && t == 0 && i < static_cast<std::uint64_t>(m_rehash)) {
                    if (i >= m_size[1]) i = static_cast<std::uint64_t>(m_rehash);
                    else continue;
                }
                if (i >= m_size[t]) continue;
                EntryIndex e = m_heads[t][i];
                if (e == 0) {
                    if (++emptyRun >= 5 && emptyRun > count) {
                        i = rng.next() & maxMask;
                        emptyRun = 0;
                    }
                } else {
                    emptyRun = 0;
                    while (e != 0) {
                        out[stored++] = e;
                        e = Links::next(store[e]);
                        if (stored == count) return stored;
                    }
                }
            }
            i = (i + 1) & maxMask;
        }
        return stored;
    }
    // A random bucket that holds something, then a random entry of its chain.
    EntryIndex randomEntry(Store& store, kernel::Rng& rng, const MemoryModel& model) {
        if (size() == 0) return 0;
        if (rehashing()) rehash(store, 1, model);
        return peekRandom(store, rng);
    }
    EntryIndex peekRandom(const Store& store, kernel::Rng& rng) const {
        if (size() == 0) return 0;
        EntryIndex head = 0;
        if (rehashing()) {
            const auto done = static_cast<std::uint64_t>(m_rehash);
            do {
                const std::uint64_t b = done + rng.below(buckets() - done);
                head = b >= m_size[0] ? m_heads[1][b - m_size[0]] : m_heads[0][b];
            } while (head == 0);
        } else {
            do {
                head = m_heads[0][rng.next() & (m_size[0] - 1)];
            } while (head == 0);
        }
        std::uint64_t length = 0;
        for (EntryIndex e = head; e != 0; e = Links::next(store[e])) ++length;
        for (std::uint64_t step = length > 1 ? rng.below(length) : 0; step > 0; --step) head = Links::next(store[head]);
        return head;
    }
    // Fairer: one of a run of fifteen.
    EntryIndex fairRandomEntry(Store& store, kernel::Rng& rng, const MemoryModel& model) {
        std::array<EntryIndex, 15> run;
        const std::size_t n = someEntries(store, run, rng, model);
        return n == 0 ? randomEntry(store, rng, model) : run[rng.below(n)];
    }
    EntryIndex peekFairRandom(const Store& store, kernel::Rng& rng) const {
        std::array<EntryIndex, 15> run;
        const std::size_t n = peekSome(store, run, rng);
        return n == 0 ? peekRandom(store, rng) : run[rng.below(n)];
    }
    // Every entry in the order of the buckets, the table that is being emptied first; false from visit ends it.
    template <class Visit>
    void each(const Store& store, Visit&& visit) const {
        for (int t = 0; t <= (rehashing() ? 1 : 0); ++t) {
            for (std::uint64_t b = 0; b < m_size[t]; ++b) {
                for (EntryIndex i = m_heads[t][b]; i != 0; i = Links::next(store[i])) {
                    if (!visit(i)) return;
                }
            }
        }
    }

    // One step of SCAN: calls visit for every entry of the cursor's bucket (and of its images in a table being
    // rehashed) and returns the next cursor, 0 at the end.
    template <class Visit>
    std::uint64_t scan(const Store& store, std::uint64_t cursor, Visit&& visit) const {
        if (size() == 0) return 0;
        const auto walk = [&](int t, std::uint64_t bucket) {
            for (EntryIndex i = m_heads[t][bucket]; i != 0;) {
                const EntryIndex after = Links::next(store[i]);
                visit(i);
                i = after;
            }
        };
        if (!rehashing()) {
            const std::uint64_t mask = m_size[0] - 1;
            walk(0, cursor & mask);
            return nextCursor(cursor, mask);
        }
        const int small = m_size[0] <= m_size[1] ? 0 : 1;
        const std::uint64_t smallMask = m_size[small] - 1, largeMask = m_size[1 - small] - 1;
        walk(small, cursor & smallMask);
        do {
            walk(1 - small, cursor & largeMask);
            cursor = nextCursor(cursor, largeMask);
        } while ((cursor & (smallMask ^ largeMask)) != 0);
        return cursor;
    }
    // Bucket a hash falls into, for drawn views.
    std::uint64_t position(std::uint64_t hash) const {
        const int t = rehashing() ? 1 : 0;
        return m_size[t] == 0 ? 0 : hash & (m_size[t] - 1);
    }

  private:
    static std::uint64_t reverseBits(std::uint64_t v) {
        v = ((v >> 1) & 0x5555555555555555ull) | ((v & 0x5555555555555555ull) << 1);
        v = ((v >> 2) & 0x3333333333333333ull) | ((v & 0x3333333333333333ull) << 2);
        v = ((v >> 4) & 0x0F0F0F0F0F0F0F0Full) | ((v & 0x0F0F0F0F0F0F0F0Full) << 4);
        return __builtin_bswap64(v);
    }
    // Counts up from the highest bit of the mask, so that a table that doubles or halves meanwhile loses nothing.
    static std::uint64_t nextCursor(std::uint64_t cursor, std::uint64_t mask) {
        return reverseBits(reverseBits(cursor | ~mask) + 1);
    }
    template <class MayGrow>
    void growIfNeeded(Store& store, const MemoryModel& model, MayGrow&& mayGrow) {
        if (rehashing()) return;
        if (m_size[0] == 0) {
            expand(store, kInitialSize, model);
            return;
        }
        if (m_used[0] < m_size[0]) return;
        const std::uint64_t wanted = std::bit_ceil(m_used[0] + 1);
        const double load = static_cast<double>(m_used[0]) / static_cast<double>(m_size[0]);
        if (load <= kMaxLoadUnderPressure && !mayGrow(static_cast<std::int64_t>(wanted * 8))) return;
        expand(store, m_used[0] + 1, model);
    }
    void expand(Store& store, std::uint64_t wanted, const MemoryModel& model) {
        const std::uint64_t n = std::bit_ceil(std::max(wanted, kInitialSize));
        if (n == m_size[0]) return;
        const int t = m_size[0] == 0 ? 0 : 1;
        m_heads[t].resize(n);
        m_size[t] = n;
        m_used[t] = 0;
        store.tableBytes += model.tableBytes(n);
        if (t == 1) m_rehash = 0;
    }

    kernel::CowArray<EntryIndex, HeadBits> m_heads[2];
    std::uint64_t m_size[2] = {0, 0};
    std::uint64_t m_used[2] = {0, 0};
    std::int64_t m_rehash = -1;
};

} // namespace maylab::cache
