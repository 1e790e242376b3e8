// The events of a log stream in order. They lie in chunks that copies share until one of them writes, so a copy of a
// stream with 100,000 events copies a few hundred pointers. Events mostly come in order and go to the end; one that is
// late finds its place, and a chunk that grew too long is parted.
#pragma once

#include "kernel/cow_box.h"
#include "logs/log_event.h"

#include <cstddef>
#include <vector>

namespace maylab::logs {

class EventList {
  public:
    static constexpr std::size_t kChunk = 256;

    // Where an event is; the end is {chunkCount, 0}. Good until the list changes.
    struct Cursor {
        std::size_t chunk = 0, offset = 0;
        bool operator==(const Cursor&) const = default;
    };

    void insert(LogEvent event);
    void dropBefore(std::int64_t timestamp);

    bool empty() const { return m_size == 0; }
    std::size_t size() const { return m_size; }
    std::size_t bytes() const { return m_bytes; }

    Cursor begin() const { return {}; }
    Cursor end() const { return {m_chunks.size(), 0}; }
    Cursor lower(const EventKey& key) const; // the first event that is not before it
    const LogEvent& at(const Cursor& c) const { return (*m_chunks[c.chunk])[c.offset]; }
    Cursor next(Cursor c) const {
        if (++c.offset == m_chunks[c.chunk]->size()) c = {c.chunk + 1, 0};
        return c;
    }
    Cursor previous(Cursor c) const { // of any but begin()
        if (c.offset == 0) c = {c.chunk - 1, m_chunks[c.chunk - 1]->size()};
        --c.offset;
        return c;
    }
    const LogEvent& front() const { return at(begin()); }
    const LogEvent& back() const { return m_chunks.back()->back(); }

  private:
    using Chunk = std::vector<LogEvent>; // never empty, at most kChunk

    std::vector<kernel::CowBox<Chunk>> m_chunks;
    std::size_t m_size = 0;
    std::size_t m_bytes = 0;
};

} // namespace maylab::logs
