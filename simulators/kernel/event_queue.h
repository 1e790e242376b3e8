// Pending events in (time, sequence) order. Events are plain data: which service, what kind, which of its
// handles. The queue copies with its world.
#pragma once

#include "kernel/time.h"

#include <cstdint>
#include <vector>

namespace maylab::kernel {

using ServiceId = std::uint16_t;
using EventId = std::uint64_t; // the event's sequence number; never 0

struct Event {
    SimTime at;
    EventId sequence = 0;
    std::uint64_t data = 0;
    std::uint32_t handle = 0;
    ServiceId service = 0;
    std::uint16_t kind = 0;
};
static_assert(sizeof(Event) == 32);

class EventQueue {
  public:
    // An assertion, not a limit to run into: every producer refuses earlier, as its service would.
    static constexpr std::size_t kMaxPending = 4'000'000;

    EventId schedule(SimTime at, ServiceId service, std::uint16_t kind, std::uint32_t handle = 0,
                     std::uint64_t data = 0);
    // True if the event was still pending. Looks through the queue: for rare things. A hot path lets its event come
    // and compares a generation that it put into data.
    bool cancel(EventId id);

    bool empty() const { return m_heap.size() == m_cancelled.count; }
    std::size_t size() const { return m_heap.size() - m_cancelled.count; }
    // Time of the next event; the queue must not be empty. Not const: drops cancelled events on the way.
    SimTime nextTime();
    Event pop();

  private:
    // Ids that were cancelled but still lie in the heap: open addressing, never iterated.
    struct CancelledSet {
        std::vector<EventId> cells;
        std::size_t count = 0;
        bool insert(EventId id);
        bool erase(EventId id);
        bool contains(EventId id) const;
        std::size_t find(EventId id) const;
    };

    static bool before(const Event& a, const Event& b) {
        return a.at != b.at ? a.at < b.at : a.sequence < b.sequence;
    }
    void siftUp(std::size_t i);
    void siftDown(std::size_t i);
    void removeTop();
    void dropCancelled();
    bool isPending(EventId id) const;

    std::vector<Event> m_heap; // 4-ary
    CancelledSet m_cancelled;
    EventId m_nextSequence = 1;
};

} // namespace maylab::kernel
