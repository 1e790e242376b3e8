#include "logs/event_list.h"

#include <algorithm>
#include <iterator>

namespace maylab::logs {

EventList::Cursor EventList::lower(const EventKey& key) const {
    const auto chunk = std::lower_bound(m_chunks.begin(), m_chunks.end(), key,
                                        [](const auto& c, const EventKey& k) { return c->back().key() < k; });
    if (chunk == m_chunks.end()) return end();
    const auto event = std::lower_bound((*chunk)->begin(), (*chunk)->end(), key,
                                        [](const LogEvent& e, const EventKey& k) { return e.key() < k; });
    return {static_cast<std::size_t>(chunk - m_chunks.begin()), static_cast<std::size_t>(event - (*chunk)->begin())};
}

void EventList::insert(LogEvent event) {
    ++m_size;
    m_bytes += footprint(event);
    Cursor c = lower(event.key());
    if (c == end()) {
        if (m_chunks.empty() || m_chunks.back()->size() == kChunk) {
            Chunk fresh;
            fresh.push_back(std::move(event));
            m_chunks.emplace_back(std::move(fresh));
        } else {
            m_chunks.back().mut().push_back(std::move(event));
        }
        return;
    }
    Chunk& chunk = m_chunks[c.chunk].mut();
    chunk.insert(chunk.begin() + static_cast<std::ptrdiff_t>(c.offset), std::move(event));
    if (chunk.size() <= kChunk) return;
    const auto middle = chunk.begin() + static_cast<std::ptrdiff_t>(chunk.size() / 2);
    Chunk second(std::make_move_iterator(middle), std::make_move_iterator(chunk.end()));
    chunk.erase(middle, chunk.end());
    m_chunks.insert(m_chunks.begin() + static_cast<std::ptrdiff_t>(c.chunk) + 1, kernel::CowBox<Chunk>(std::move(second)));
}

void EventList::dropBefore(std::int64_t timestamp) {
    const Cursor to = lower({timestamp, 0});
    for (Cursor c = begin(); c != to; c = next(c)) {
        --m_size;
        m_bytes -= footprint(at(c));
    }
    if (to.offset > 0) {
        Chunk& chunk = m_chunks[to.chunk].mut();
        chunk.erase(chunk.begin(), chunk.begin() + static_cast<std::ptrdiff_t>(to.offset));
    }
    m_chunks.erase(m_chunks.begin(), m_chunks.begin() + static_cast<std::ptrdiff_t>(to.chunk));
}

} // namespace maylab::logs
