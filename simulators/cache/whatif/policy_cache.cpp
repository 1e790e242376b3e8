#include "cache/whatif/policy_cache.h"

#include "kernel/hash.h"

#include <algorithm>

namespace maylab::whatif {

namespace {

// FIFO, LRU, Clock, SIEVE have one queue. S3-FIFO: small, main, ghosts. ARC: T1, T2 and their ghosts B1, B2.
// 2Q: A1in, Am, A1out.
constexpr std::size_t kOnly = 0;
constexpr std::size_t kSmall = 0, kMain = 1, kGhosts = 2;
constexpr std::size_t kT1 = 0, kT2 = 1, kB1 = 2, kB2 = 3;
constexpr std::uint32_t kPromoteAt = 2, kMaxCount = 3; // S3-FIFO

std::uint8_t number(std::size_t queue) { return static_cast<std::uint8_t>(queue); }

} // namespace

const char* toString(Policy policy) {
    static constexpr const char* kNames[] = {"FIFO", "LRU", "Clock", "SIEVE", "S3-FIFO", "LFU", "ARC", "2Q"};
    return kNames[static_cast<std::size_t>(policy)];
}

PolicyCache::PolicyCache(Policy policy, std::size_t capacity)
    : m_policy(policy)
    , m_capacity(std::max<std::size_t>(capacity, 1)) {}

bool PolicyCache::request(std::uint64_t id) {
    switch (m_policy) {
    case Policy::Fifo: return fifo(id);
    case Policy::Lru: return lru(id);
    case Policy::Clock: return clock(id);
    case Policy::Sieve: return sieve(id);
    case Policy::S3Fifo: return s3fifo(id);
    case Policy::Lfu: return lfu(id);
    case Policy::Arc: return arc(id);
    case Policy::TwoQ: return twoQ(id);
    }
    return false;
}

bool PolicyCache::contains(std::uint64_t id) const {
    const Slot s = m_table.find(id);
    if (s == 0) return false;
    const std::size_t queue = m_table[s].queue;
    return m_policy == Policy::Lfu || queue < 2; // the queues of ghosts are the last
}

std::size_t PolicyCache::size() const {
    if (m_policy == Policy::Lfu) return m_table.size();
    return m_queues[0].size + m_queues[1].size;
}

bool PolicyCache::fifo(std::uint64_t id) {
    if (m_table.find(id) != 0) return true;
    Queue& q = m_queues[kOnly];
    if (q.size >= m_capacity) m_table.remove(q.tail, q);
    m_table.add(id, q, number(kOnly));
    return false;
}

bool PolicyCache::lru(std::uint64_t id) {
    Queue& q = m_queues[kOnly];
    if (const Slot s = m_table.find(id); s != 0) {
        m_table.moveToHead(s, q, q, number(kOnly));
        return true;
    }
    if (q.size >= m_capacity) m_table.remove(q.tail, q);
    m_table.add(id, q, number(kOnly));
    return false;
}

bool PolicyCache::clock(std::uint64_t id) {
    Queue& q = m_queues[kOnly];
    if (const Slot s = m_table.find(id); s != 0) {
        if (m_table[s].count == 0) m_table.mut(s).count = 1;
        return true;
    }
    if (q.size >= m_capacity) {
        while (m_table[q.tail].count != 0) {
            m_table.mut(q.tail).count = 0;
            m_table.moveToHead(q.tail, q, q, number(kOnly));
        }
        m_table.remove(q.tail, q);
    }
    m_table.add(id, q, number(kOnly));
    return false;
}

// Like the clock, but what survives stays where it is and only the hand moves on.
bool PolicyCache::sieve(std::uint64_t id) {
    Queue& q = m_queues[kOnly];
    if (const Slot s = m_table.find(id); s != 0) {
        if (m_table[s].count == 0) m_table.mut(s).count = 1;
        return true;
    }
    if (q.size >= m_capacity) {
        Slot at = m_hand == 0 ? q.tail : m_hand;
        while (m_table[at].count != 0) {
            m_table.mut(at).count = 0;
            at = m_table[at].prev == 0 ? q.tail : m_table[at].prev;
        }
        m_hand = m_table[at].prev;
        m_table.remove(at, q);
    }
    m_table.add(id, q, number(kOnly));
    return false;
}

void PolicyCache::toGhosts(Slot s, std::size_t from, std::size_t ghosts, std::size_t limit) {
    Queue& q = m_queues[ghosts];
    m_table.moveToHead(s, m_queues[from], q, number(ghosts));
    m_table.mut(s).count = 0;
    while (q.size > limit) m_table.remove(q.tail, q);
}

void PolicyCache::s3Evict() {
    Queue& small = m_queues[kSmall];
    Queue& main = m_queues[kMain];
    const std::size_t smallLimit = m_capacity / 10, mainLimit = m_capacity - smallLimit;
    if (main.size <= mainLimit && small.size > 0) {
        while (small.size > 0) {
            const Slot s = small.tail;
            if (m_table[s].count < kPromoteAt) {
                toGhosts(s, kSmall, kGhosts, m_capacity * 9 / 10);
                return;
            }
            m_table.moveToHead(s, small, main, number(kMain));
            m_table.mut(s).count = 0;
        }
        return;
    }
    while (main.size > 0) {
        const Slot s = main.tail;
        const std::uint32_t count = std::min(m_table[s].count, kMaxCount);
        if (count == 0) {
            m_table.remove(s, main);
            return;
        }
        m_table.moveToHead(s, main, main, number(kMain));
        m_table.mut(s).count = count - 1;
    }
}

bool PolicyCache::s3fifo(std::uint64_t id) {
    const Slot s = m_table.find(id);
    if (s != 0 && m_table[s].queue != kGhosts) {
        if (m_table[s].count < kMaxCount) ++m_table.mut(s).count;
        return true;
    }
    const bool known = s != 0;
    if (known) m_table.remove(s, m_queues[kGhosts]);
    while (size() >= m_capacity) s3Evict();
    const std::size_t queue = known ? kMain : kSmall;
    m_table.add(id, m_queues[queue], number(queue));
    return false;
}

bool PolicyCache::lfu(std::uint64_t id) {
    if (const Slot s = m_table.find(id); s != 0) {
        const std::uint32_t count = m_table[s].count;
        const auto from = m_byCount.find(count);
        m_table.moveToHead(s, from->second, m_byCount[count + 1], number(kOnly));
        m_table.mut(s).count = count + 1;
        if (from->second.size == 0) m_byCount.erase(from);
        return true;
    }
    if (m_table.size() >= m_capacity) {
        const auto least = m_byCount.begin();
        m_table.remove(least->second.tail, least->second);
        if (least->second.size == 0) m_byCount.erase(least);
    }
    m_table.mut(m_table.add(id, m_byCount[1], number(kOnly))).count = 1;
    return false;
}

void PolicyCache::arcReplace(bool wasInSecondGhosts) {
    const auto first = static_cast<double>(m_queues[kT1].size);
    const bool fromFirst = m_queues[kT1].size > 0 && (first > m_target || (wasInSecondGhosts && first == m_target));
    if (fromFirst || m_queues[kT2].size == 0)
        m_table.moveToHead(m_queues[kT1].tail, m_queues[kT1], m_queues[kB1], number(kB1));
    else m_table.moveToHead(m_queues[kT2].tail, m_queues[kT2], m_queues[kB2], number(kB2));
}

bool PolicyCache::arc(std::uint64_t id) {
    const Slot s = m_table.find(id);
    const auto c = static_cast<double>(m_capacity);
    if (s != 0 && m_table[s].queue <= kT2) {
        m_table.moveToHead(s, m_queues[m_table[s].queue], m_queues[kT2], number(kT2));
        return true;
    }
    if (s != 0) {
        const bool second = m_table[s].queue == kB2;
        const auto b1 = static_cast<double>(m_queues[kB1].size), b2 = static_cast<double>(m_queues[kB2].size);
        if (second) m_target = std::max(0.0, m_target - std::max(1.0, b1 / b2));
        else m_target = std::min(c, m_target + std::max(1.0, b2 / b1));
        // It leaves its ghosts last: the rule of replacement looks at the queues as they are.
        if (size() >= m_capacity) arcReplace(second);
        m_table.moveToHead(s, m_queues[second ? kB2 : kB1], m_queues[kT2], number(kT2));
        return false;
    }
    const std::size_t first = m_queues[kT1].size + m_queues[kB1].size;
    if (first >= m_capacity) {
        if (m_queues[kT1].size < m_capacity) {
            m_table.remove(m_queues[kB1].tail, m_queues[kB1]);
            if (size() >= m_capacity) arcReplace(false);
        } else {
            m_table.remove(m_queues[kT1].tail, m_queues[kT1]);
        }
    } else if (m_table.size() >= m_capacity) {
        if (m_table.size() >= 2 * m_capacity) m_table.remove(m_queues[kB2].tail, m_queues[kB2]);
        if (size() >= m_capacity) arcReplace(false);
    }
    m_table.add(id, m_queues[kT1], number(kT1));
    return false;
}

bool PolicyCache::twoQ(std::uint64_t id) {
    Queue& in = m_queues[kSmall];
    Queue& main = m_queues[kMain];
    const Slot s = m_table.find(id);
    if (s != 0 && m_table[s].queue != kGhosts) {
        if (m_table[s].queue == kMain) m_table.moveToHead(s, main, main, number(kMain));
        return true;
    }
    const bool known = s != 0;
    if (known) m_table.remove(s, m_queues[kGhosts]);
    if (size() >= m_capacity) {
        if (in.size > m_capacity / 4 || main.size == 0) toGhosts(in.tail, kSmall, kGhosts, m_capacity / 2);
        else m_table.remove(main.tail, main);
    }
    m_table.add(id, known ? main : in, number(known ? kMain : kSmall));
    return false;
}

std::uint64_t PolicyCache::fingerprint() const {
    kernel::Fingerprint f;
    const auto mix = [&](const Queue& q) {
        f.mix(q.size);
        for (Slot s = q.head; s != 0; s = m_table[s].next) {
            f.mix(m_table[s].id);
            f.mix(m_table[s].count);
        }
    };
    for (const Queue& q : m_queues) mix(q);
    for (const auto& [count, q] : m_byCount) mix(q);
    f.mix(m_hand == 0 ? 0 : m_table[m_hand].id);
    return f.value();
}

} // namespace maylab::whatif
