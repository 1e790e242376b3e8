// A growable array in chunks that copies share until one of them writes: copying 100,000 items costs a few hundred pointers,
// and the copy pays for a chunk when it first changes something in it.
// Not for sharing one array between threads; copies may live on different threads.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace maylab::kernel {

template <class T, unsigned ChunkBits>
class CowArray {
  public:
    static constexpr std::size_t kChunk = std::size_t{1} << ChunkBits;

    CowArray() = default;
    CowArray(const CowArray& o) : m_chunks(o.m_chunks), m_size(o.m_size) {
        for (Chunk* c : m_chunks) c->refs.fetch_add(1, std::memory_order_relaxed);
    }
    CowArray(CowArray&& o) noexcept : m_chunks(std::move(o.m_chunks)), m_size(std::exchange(o.m_size, 0)) {
        o.m_chunks.clear();
    }
    CowArray& operator=(CowArray o) noexcept {
        m_chunks.swap(o.m_chunks);
        std::swap(m_size, o.m_size);
        return *this;
    }
    ~CowArray() { clear(); }

    std::size_t size() const { return m_size; }
    std::size_t chunkCount() const { return m_chunks.size(); }
    const T& operator[](std::size_t i) const { return m_chunks[i >> ChunkBits]->items[i & (kChunk - 1)]; }
    // The reference is good until the array is copied, resized or destroyed.
    T& mut(std::size_t i) {
        Chunk*& c = m_chunks[i >> ChunkBits];
        if (c->refs.load(std::memory_order_acquire) != 1) [[unlikely]] c = detach(c);
        return c->items[i & (kChunk - 1)];
    }
    // New items are value-initialized. Shrinking drops whole chunks only.
    void resize(std::size_t n) {
        const std::size_t chunks = (n + kChunk - 1) >> ChunkBits;
        while (m_chunks.size() > chunks) {
            release(m_chunks.back());
            m_chunks.pop_back();
        }
        m_chunks.reserve(chunks);
        while (m_chunks.size() < chunks) m_chunks.push_back(new Chunk());
        m_size = n;
    }
    void clear() {
        for (Chunk* c : m_chunks) release(c);
        m_chunks.clear();
        m_size = 0;
    }

  private:
    struct Chunk {
        std::atomic<std::uint32_t> refs{1};
        T items[kChunk]{};
    };
    static void release(Chunk* c) {
        if (c->refs.fetch_sub(1, std::memory_order_acq_rel) == 1) delete c;
    }
    [[gnu::noinline]] static Chunk* detach(Chunk* c) {
        Chunk* mine = new Chunk();
        for (std::size_t i = 0; i < kChunk; ++i) mine->items[i] = c->items[i];
        release(c);
        return mine;
    }

    std::vector<Chunk*> m_chunks;
    std::size_t m_size = 0;
};

} // namespace maylab::kernel
