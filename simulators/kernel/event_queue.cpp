#include "kernel/event_queue.h"

#include "kernel/hash.h"

#include <algorithm>

namespace maylab::kernel {

EventId EventQueue::schedule(SimTime at, ServiceId service, std::uint16_t kind, std::uint32_t handle,
                             std::uint64_t data) {
    MAYLAB_ASSERT(m_heap.size() < kMaxPending);
    const EventId id = m_nextSequence++;
    m_heap.push_back({at, id, data, handle, service, kind});
    siftUp(m_heap.size() - 1);
    return id;
}

bool EventQueue::isPending(EventId id) const {
    return std::any_of(m_heap.begin(), m_heap.end(), [id](const Event& e) { return e.sequence == id; });
}

bool EventQueue::cancel(EventId id) {
    if (id == 0 || id >= m_nextSequence || m_cancelled.contains(id) || !isPending(id)) return false;
    m_cancelled.insert(id);
    return true;
}

SimTime EventQueue::nextTime() {
    dropCancelled();
    MAYLAB_ASSERT(!m_heap.empty());
    return m_heap.front().at;
}

Event EventQueue::pop() {
    dropCancelled();
    MAYLAB_ASSERT(!m_heap.empty());
    const Event top = m_heap.front();
    removeTop();
    return top;
}

void EventQueue::dropCancelled() {
    while (m_cancelled.count != 0 && !m_heap.empty() && m_cancelled.erase(m_heap.front().sequence)) removeTop();
}

void EventQueue::removeTop() {
    m_heap.front() = m_heap.back();
    m_heap.pop_back();
    if (!m_heap.empty()) siftDown(0);
}

void EventQueue::siftUp(std::size_t i) {
    const Event moving = m_heap[i];
    while (i > 0) {
        const std::size_t parent = (i - 1) / 4;
        if (!before(moving, m_heap[parent])) break;
        m_heap[i] = m_heap[parent];
        i = parent;
    }
    m_heap[i] = moving;
}

void EventQueue::siftDown(std::size_t i) {
    const Event moving = m_heap[i];
    const std::size_t n = m_heap.size();
    for (;;) {
        const std::size_t first = 4 * i + 1;
        if (first >= n) break;
        std::size_t best = first;
        const std::size_t last = std::min(first + 4, n);
        for (std::size_t c = first + 1; c < last; ++c) {
            if (before(m_heap[c], m_heap[best])) best = c;
        }
        if (!before(m_heap[best], moving)) break;
        m_heap[i] = m_heap[best];
        i = best;
    }
    m_heap[i] = moving;
}

std::size_t EventQueue::CancelledSet::find(EventId id) const {
    const std::size_t mask = cells.size() - 1;
    std::size_t i = static_cast<std::size_t>(mix64(id)) & mask;
    while (cells[i] != 0 && cells[i] != id) i = (i + 1) & mask;
    return i;
}

bool EventQueue::CancelledSet::contains(EventId id) const { return !cells.empty() && cells[find(id)] == id; }

bool EventQueue::CancelledSet::insert(EventId id) {
    if (cells.size() < 2 * (count + 1)) {
        std::vector<EventId> old = std::move(cells);
        cells.assign(std::max<std::size_t>(16, old.size() * 2), 0);
        for (const EventId o : old) {
            if (o != 0) cells[find(o)] = o;
        }
    }
    const std::size_t i = find(id);
    if (cells[i] == id) return false;
    cells[i] = id;
    ++count;
    return true;
}

bool EventQueue::CancelledSet::erase(EventId id) {
    if (cells.empty()) return false;
    const std::size_t mask = cells.size() - 1;
    std::size_t i = find(id);
    if (cells[i] != id) return false;
    // Backward-shift deletion keeps probe chains unbroken without tombstones.
    for (std::size_t j = (i + 1) & mask; cells[j] != 0; j = (j + 1) & mask) {
        const std::size_t home = static_cast<std::size_t>(mix64(cells[j])) & mask;
        if (((j - home) & mask) >= ((j - i) & mask)) {
            cells[i] = cells[j];
            i = j;
        }
    }
    cells[i] = 0;
    --count;
    return true;
}

} // namespace maylab::kernel
