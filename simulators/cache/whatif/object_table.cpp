#include "cache/whatif/object_table.h"

#include "kernel/hash.h"

namespace maylab::whatif {

namespace {
constexpr std::size_t kFirstBuckets = 1024;
}

Slot ObjectTable::find(std::uint64_t id) const {
    if (m_buckets == 0) return 0;
    Slot s = m_heads[kernel::mix64(id) & (m_buckets - 1)];
    while (s != 0 && m_nodes[s].id != id) s = m_nodes[s].chain;
    return s;
}

Slot ObjectTable::add(std::uint64_t id, Queue& queue, std::uint8_t number) {
    if (m_size >= m_buckets) grow();
    if (m_free == 0) {
        const std::size_t from = m_nodes.size(), to = from + decltype(m_nodes)::kChunk;
        m_nodes.resize(to);
        for (std::size_t i = to; i-- > (from == 0 ? 1 : from);) {
            m_nodes.mut(i).chain = m_free;
            m_free = static_cast<Slot>(i);
        }
    }
    const Slot s = m_free;
    Node& n = m_nodes.mut(s);
    m_free = n.chain;
    Slot& bucket = m_heads.mut(kernel::mix64(id) & (m_buckets - 1));
    n = {id, 0, 0, bucket, 0, number};
    bucket = s;
    ++m_size;
    link(s, queue);
    return s;
}

void ObjectTable::remove(Slot s, Queue& queue) {
    unlink(s, queue);
    const std::size_t bucket = kernel::mix64(m_nodes[s].id) & (m_buckets - 1);
    const Slot after = m_nodes[s].chain;
    if (m_heads[bucket] == s) {
        m_heads.mut(bucket) = after;
    } else {
        Slot before = m_heads[bucket];
        while (m_nodes[before].chain != s) before = m_nodes[before].chain;
        m_nodes.mut(before).chain = after;
    }
    m_nodes.mut(s).chain = m_free;
    m_free = s;
    --m_size;
}

void ObjectTable::moveToHead(Slot s, Queue& from, Queue& to, std::uint8_t number) {
    unlink(s, from);
    m_nodes.mut(s).queue = number;
    link(s, to);
}

void ObjectTable::link(Slot s, Queue& queue) {
    Node& n = m_nodes.mut(s);
    n.prev = 0;
    n.next = queue.head;
    if (queue.head != 0) m_nodes.mut(queue.head).prev = s;
    queue.head = s;
    if (queue.tail == 0) queue.tail = s;
    ++queue.size;
}

void ObjectTable::unlink(Slot s, Queue& queue) {
    const Slot prev = m_nodes[s].prev, next = m_nodes[s].next;
    (prev == 0 ? queue.head : m_nodes.mut(prev).next) = next;
    (next == 0 ? queue.tail : m_nodes.mut(next).prev) = prev;
    --queue.size;
}

void ObjectTable::grow() {
    const std::size_t from = m_buckets;
    m_buckets = from == 0 ? kFirstBuckets : from * 2;
    m_heads.resize(m_buckets);
    for (std::size_t b = 0; b < from; ++b) {
        Slot keep = 0, move = 0;
        for (Slot s = m_heads[b]; s != 0;) {
            Node& n = m_nodes.mut(s);
            const Slot after = n.chain;
            Slot& list = (kernel::mix64(n.id) & from) == 0 ? keep : move;
            n.chain = list;
            list = s;
            s = after;
        }
        m_heads.mut(b) = keep;
        m_heads.mut(b + from) = move;
    }
}

} // namespace maylab::whatif
