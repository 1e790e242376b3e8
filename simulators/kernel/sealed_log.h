// An append-only sequence whose full chunks are immutable and shared: copying it copies a few pointers and the
// open chunk, so a world's history of hours does not weigh on a clone.
#pragma once

#include "kernel/assert.h"

#include <cstddef>
#include <deque>
#include <memory>
#include <vector>

namespace maylab::kernel {

template <class T, std::size_t ChunkSize = 256>
class SealedLog {
  public:
    void push(const T& value) {
        m_open.push_back(value);
        if (m_open.size() == ChunkSize) {
            m_sealed.push_back(std::make_shared<const std::vector<T>>(std::move(m_open)));
            m_open = {};
            m_open.reserve(ChunkSize);
        }
    }
    // Indices count from the first value ever pushed; firstIndex() moves up when old chunks are dropped.
    std::size_t firstIndex() const { return m_dropped; }
    std::size_t endIndex() const { return m_dropped + m_sealed.size() * ChunkSize + m_open.size(); }
    std::size_t size() const { return endIndex() - firstIndex(); }
    bool empty() const { return size() == 0; }
    const T& operator[](std::size_t index) const {
        MAYLAB_ASSERT(index >= m_dropped && index < endIndex());
        const std::size_t i = index - m_dropped;
        const std::size_t chunk = i / ChunkSize;
        return chunk < m_sealed.size() ? (*m_sealed[chunk])[i % ChunkSize] : m_open[i % ChunkSize];
    }
    const T& back() const { return (*this)[endIndex() - 1]; }
    // The last value may be replaced while its chunk is open (it always is, unless the chunk has just been sealed).
    bool replaceBack(const T& value) {
        if (m_open.empty()) return false;
        m_open.back() = value;
        return true;
    }
    // Drops whole chunks while more than keep values would remain.
    void trimTo(std::size_t keep) {
        while (!m_sealed.empty() && size() - ChunkSize >= keep) {
            m_sealed.pop_front();
            m_dropped += ChunkSize;
        }
    }
    void clear() { *this = SealedLog(); }

  private:
    std::deque<std::shared_ptr<const std::vector<T>>> m_sealed;
    std::vector<T> m_open;
    std::size_t m_dropped = 0;
};

} // namespace maylab::kernel
