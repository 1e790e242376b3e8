// The members of a large sorted set: bytes, score and skiplist level by number, found by their bytes in a dict of Redis'
// own (dict.h): ZSCAN and the memory of its tables depend on it. Short members lie in their record. Copies share
// chunks until one of them writes.
#pragma once

#include "cache/engine/blob.h"
#include "cache/engine/dict.h"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace maylab::cache {

class MemberTable {
  public:
    using Id = std::uint32_t; // 0: none
    struct Member {
        static constexpr std::size_t kInline = 30;
        static constexpr std::uint8_t kLong = 255; // the bytes are a blob of their own
        double score = 0;
        std::uint32_t hash = 0;
        Id next = 0; // chain, or free list
        std::uint8_t level = 0;
        std::uint8_t length = 0;
        char bytes[kInline] = {}; // or the number of the blob
    };
    static_assert(sizeof(Member) == 48);

    explicit MemberTable(MemoryModel model = {}) : m_model(model) {}

    std::size_t size() const { return m_dict.size(); }
    std::uint64_t buckets() const { return m_dict.buckets(); }
    std::int64_t tableBytes() const { return m_store.tableBytes; } // as the modelled allocator has them
    const Member& operator[](Id id) const { return m_store[id]; }
    std::string_view bytes(Id id) const { return bytesOf(m_store[id]); }
    std::uint64_t realBytes() const {
        return m_store.members.size() * sizeof(Member) + m_dict.buckets() * sizeof(Id) + m_longBytes;
    }

    Id find(std::string_view member) const {
        return m_dict.peek(m_store, hashOf(member), [&](const Member& m) { return bytesOf(m) == member; });
    }
    // As a command that changes the set looks: a rehash moves on.
    Id find(std::string_view member) {
        return m_dict.find(m_store, hashOf(member), [&](const Member& m) { return bytesOf(m) == member; }, m_model);
    }
    Id insert(std::string_view member, double score, std::uint8_t level); // it is not there
    void remove(Id id);
    void setScore(Id id, double score) { m_store.mut(id).score = score; }
    void presize(std::size_t members) { m_dict.presize(m_store, members, m_model); }
    void shrinkIfSparse() {
        if (m_dict.sparse()) m_dict.shrink(m_store, m_model);
    }

    Id random(kernel::Rng& rng) const { return m_dict.peekFairRandom(m_store, rng); }
    template <class Visit> // one step of a walk: visit(id)
    std::uint64_t scan(std::uint64_t cursor, Visit&& visit) const {
        return m_dict.scan(m_store, cursor, visit);
    }

  private:
    struct Store { // what Dict works on
        kernel::CowArray<Member, 6> members;
        std::int64_t tableBytes = 0;
        const Member& operator[](Id id) const { return members[id]; }
        Member& mut(Id id) { return members.mut(id); }
    };
    struct Links {
        static Id next(const Member& m) { return m.next; }
        static void setNext(Member& m, Id next) { m.next = next; }
    };
    struct LongCell {
        Blob bytes;
        std::uint32_t nextFree = 0;
    };
    static std::uint32_t hashOf(std::string_view bytes);
    static std::uint32_t cellOf(const Member& m) {
        std::uint32_t cell = 0;
        std::memcpy(&cell, m.bytes, sizeof cell);
        return cell;
    }
    std::string_view bytesOf(const Member& m) const {
        return m.length != Member::kLong ? std::string_view(m.bytes, m.length) : m_long[cellOf(m)].bytes.view();
    }

    MemoryModel m_model;
    Store m_store;
    Dict<Links, Store, 10> m_dict;
    kernel::CowArray<LongCell, 4> m_long;
    Id m_free = 0;
    std::uint32_t m_freeLong = 0;
    std::uint64_t m_longBytes = 0;
};

} // namespace maylab::cache
