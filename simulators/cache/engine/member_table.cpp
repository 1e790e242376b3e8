#include "cache/engine/member_table.h"

#include "kernel/hash.h"

#include <algorithm>

namespace maylab::cache {

std::uint32_t MemberTable::hashOf(std::string_view bytes) {
    std::uint64_t h = 0x9E3779B97F4A7C15ull ^ bytes.size();
    while (!bytes.empty()) {
        std::uint64_t word = 0;
        const std::size_t n = std::min<std::size_t>(bytes.size(), sizeof word);
        std::memcpy(&word, bytes.data(), n);
        h = (h ^ word) * 0xD6E8FEB86659FD93ull;
        h ^= h >> 32;
        bytes.remove_prefix(n);
    }
    return static_cast<std::uint32_t>(kernel::mix64(h));
}

MemberTable::Id MemberTable::insert(std::string_view member, double score, std::uint8_t level) {
    if (m_free == 0) { // a whole chunk at a time; number 0 stays unused
        const std::size_t from = m_store.members.size(), to = from + decltype(m_store.members)::kChunk;
        m_store.members.resize(to);
        for (std::size_t k = to; k-- > std::max<std::size_t>(from, 1);) {
            m_store.mut(static_cast<Id>(k)).next = m_free;
            m_free = static_cast<Id>(k);
        }
    }
    const Id id = m_free;
    Member& m = m_store.mut(id);
    m_free = m.next;
    m.score = score;
    m.hash = hashOf(member);
    m.level = level;
    if (member.size() <= Member::kInline) {
        m.length = static_cast<std::uint8_t>(member.size());
        if (!member.empty()) std::memcpy(m.bytes, member.data(), member.size());
    } else {
        std::uint32_t cell = m_freeLong;
        if (cell != 0) {
            m_freeLong = m_long[cell].nextFree;
        } else {
            m_long.resize(std::max<std::size_t>(m_long.size(), 1) + 1);
            cell = static_cast<std::uint32_t>(m_long.size() - 1);
        }
        m_long.mut(cell).bytes = Blob::make(member);
        m_longBytes += member.size() + sizeof(LongCell);
        m.length = Member::kLong;
        std::memcpy(m.bytes, &cell, sizeof cell);
    }
    m_dict.insert(m_store, id, m_model, [](std::int64_t) { return true; });
    return id;
}

void MemberTable::remove(Id id) {
    m_dict.remove(m_store, id, m_model);
    Member& m = m_store.mut(id);
    if (m.length == Member::kLong) {
        const std::uint32_t number = cellOf(m);
        LongCell& cell = m_long.mut(number);
        m_longBytes -= cell.bytes.view().size() + sizeof(LongCell);
        cell.bytes = Blob();
        cell.nextFree = m_freeLong;
        m_freeLong = number;
    }
    m.length = 0;
    m.next = m_free;
    m_free = id;
}

} // namespace maylab::cache
