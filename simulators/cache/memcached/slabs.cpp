#include "cache/memcached/slabs.h"

#include "kernel/assert.h"

namespace maylab::memcached {

std::uint64_t Slabs::pageBytes(std::size_t id) const {
    if (m_equalPages) return m_table.shape().pageBytes();
    return std::uint64_t{m_table[id].chunkSize} * m_table[id].perPage;
}

bool Slabs::newPage(std::uint8_t id) {
    // A class without any page gets its first one, whatever the limit says.
    const std::uint64_t bytes = pageBytes(id);
    if (m_limit != 0 && m_allocated + bytes > m_limit && !m_pages[id].empty() && m_global == 0) return false;
    if (m_global > 0) --m_global;
    else m_allocated += bytes;
    m_pages[id].push_back(0);
    m_hint[id] = pages(id) - 1;
    return true;
}

ChunkRef Slabs::take(std::uint8_t id, bool mayGrow, std::uint32_t butNot) {
    if (id == 0 || id > m_table.largest()) return {};
    auto& inUse = m_pages[id];
    const std::uint32_t perPage = m_table[id].perPage;
    const auto free = [&](std::uint32_t page) { return page < inUse.size() && page != butNot && inUse[page] < perPage; };
    if (!free(m_hint[id])) {
        bool found = false;
        if (freeChunks(id) > 0) {
            for (std::uint32_t p = pages(id); p-- > 0 && !found;) {
                if (!free(p)) continue;
                m_hint[id] = p;
                found = true;
            }
        }
        if (!found && !(mayGrow && newPage(id))) return {};
    }
    ++inUse[m_hint[id]];
    ++m_used[id];
    return {id, m_hint[id]};
}

void Slabs::give(ChunkRef chunk) {
    MAYLAB_ASSERT(chunk.slabClass != 0 && m_pages[chunk.slabClass][chunk.page] > 0);
    --m_pages[chunk.slabClass][chunk.page];
    --m_used[chunk.slabClass];
    m_hint[chunk.slabClass] = chunk.page;
}

void Slabs::setLimit(std::uint64_t bytes) {
    m_limit = bytes;
    releaseOverLimit();
}

void Slabs::releaseOverLimit() {
    while (m_global > 0 && m_limit != 0 && m_allocated > m_limit) {
        --m_global;
        m_allocated -= m_table.shape().pageBytes();
    }
}

void Slabs::movePage(std::uint8_t from, std::uint32_t page, std::uint8_t to) {
    auto& source = m_pages[from];
    MAYLAB_ASSERT(page < source.size() && source[page] == 0);
    source[page] = source.back();
    source.pop_back();
    m_hint[from] = 0;
    if (to == 0) {
        ++m_global;
        releaseOverLimit();
    } else {
        m_pages[to].push_back(0);
        m_hint[to] = pages(to) - 1;
    }
}

bool Slabs::movePageFromPool(std::uint8_t to) {
    if (m_global == 0) return false;
    --m_global;
    m_pages[to].push_back(0);
    m_hint[to] = pages(to) - 1;
    return true;
}

} // namespace maylab::memcached
