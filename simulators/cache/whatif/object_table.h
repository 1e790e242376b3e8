// Objects by number in doubly linked queues, as a value: copies share memory until one of them writes. No allocation per
// request once the table has grown to its capacity.
#pragma once

#include "kernel/cow_array.h"

#include <cstddef>
#include <cstdint>

namespace maylab::whatif {

using Slot = std::uint32_t; // 0: none

struct Queue {
    Slot head = 0, tail = 0; // the head is the youngest
    std::size_t size = 0;
};

struct Node {
    std::uint64_t id = 0;
    Slot prev = 0, next = 0, chain = 0;
    std::uint32_t count = 0; // reads, or a bit: what the policy makes of it
    std::uint8_t queue = 0;  // which of the policy's queues it is in
};

class ObjectTable {
  public:
    Slot find(std::uint64_t id) const;
    const Node& operator[](Slot s) const { return m_nodes[s]; }
    Node& mut(Slot s) { return m_nodes.mut(s); }
    std::size_t size() const { return m_size; }

    Slot add(std::uint64_t id, Queue& queue, std::uint8_t number); // at the head
    void remove(Slot s, Queue& queue);                             // and forget it
    void moveToHead(Slot s, Queue& from, Queue& to, std::uint8_t number);

  private:
    void link(Slot s, Queue& queue);
    void unlink(Slot s, Queue& queue);
    void grow();

    kernel::CowArray<Node, 8> m_nodes;
    kernel::CowArray<Slot, 10> m_heads;
    std::size_t m_buckets = 0, m_size = 0;
    Slot m_free = 0;
};

} // namespace maylab::whatif
