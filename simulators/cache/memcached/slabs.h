// Pages and who has them: every class takes pages of 1 MB as it needs them, up to the memory limit, and keeps them
// until a page is moved. Knows nothing of items: it counts chunks by page.
#pragma once

#include "cache/memcached/slab_table.h"

#include <array>
#include <cstdint>
#include <vector>

namespace maylab::memcached {

struct ChunkRef {
    std::uint8_t slabClass = 0; // 0: there was none
    std::uint32_t page = 0;
    explicit operator bool() const { return slabClass != 0; }
};

class Slabs {
  public:
    Slabs(const SlabTable& table, std::uint64_t limit, bool equalPages)
        : m_table(table), m_limit(limit), m_equalPages(equalPages) {}

    const SlabTable& table() const { return m_table; }
    // A free chunk of the class, from a new page if it must and may be. butNot: a page that is being emptied.
    static constexpr std::uint32_t kNoPage = UINT32_MAX;
    ChunkRef take(std::uint8_t id, bool newPage = true, std::uint32_t butNot = kNoPage);
    void give(ChunkRef chunk);

    std::uint32_t pages(std::size_t id) const { return static_cast<std::uint32_t>(m_pages[id].size()); }
    std::uint64_t usedChunks(std::size_t id) const { return m_used[id]; }
    std::uint64_t totalChunks(std::size_t id) const { return std::uint64_t{pages(id)} * m_table[id].perPage; }
    std::uint64_t freeChunks(std::size_t id) const { return totalChunks(id) - m_used[id]; }
    std::uint32_t usedInPage(std::size_t id, std::uint32_t page) const { return m_pages[id][page]; }
    std::uint32_t globalPages() const { return m_global; }
    std::uint64_t allocatedBytes() const { return m_allocated; }
    std::uint64_t limit() const { return m_limit; }
    void setLimit(std::uint64_t bytes);

    // Takes an empty page away from a class and gives it to another one (0: the pool). The last page of the
    // class takes its number.
    void movePage(std::uint8_t from, std::uint32_t page, std::uint8_t to);
    // From the pool to a class. False: the pool is empty.
    bool movePageFromPool(std::uint8_t to);

  private:
    std::uint64_t pageBytes(std::size_t id) const;
    bool newPage(std::uint8_t id);
    void releaseOverLimit();

    SlabTable m_table;
    std::uint64_t m_limit = 0;
    bool m_equalPages = true; // pages can change their class, so all have the same size
    std::uint64_t m_allocated = 0;
    std::uint32_t m_global = 0;
    std::array<std::vector<std::uint32_t>, kMaxClasses> m_pages; // used chunks by page
    std::array<std::uint64_t, kMaxClasses> m_used{};
    std::array<std::uint32_t, kMaxClasses> m_hint{}; // the page that last got a chunk back
};

} // namespace maylab::memcached
