// The members of a large set, or the fields of a large hash with their values, in a dict of Redis' own (dict.h): the
// order of HGETALL and SMEMBERS, the cursors of HSCAN and SSCAN, and the bytes of tables come from it. Copies share
// nodes, tables and strings until one of the two writes.
#pragma once

#include "cache/engine/dict.h"
#include "cache/engine/server.h"

#include <atomic>
#include <cstdint>
#include <cstring>
#include <new>
#include <string_view>
#include <utility>

namespace maylab::cache {

// What decides how collections of one server are kept.
struct CollectionRules {
    SipKey sipKey;
    MemoryModel model;
    const EffectiveConfig& config;
};
inline CollectionRules collectionRules(const Server& s) { return {s.keyspace.sipKey(), s.keyspace.model(), s.cfg()}; }

// A name and perhaps a value in one counted block; never changed once made.
class BytePair {
  public:
    BytePair() = default;
    BytePair(std::string_view name, std::string_view value) {
        void* memory = ::operator new(sizeof(Rep) + name.size() + value.size());
        m_rep = new (memory) Rep;
        m_rep->nameLength = static_cast<std::uint32_t>(name.size());
        m_rep->valueLength = static_cast<std::uint32_t>(value.size());
        if (!name.empty()) std::memcpy(m_rep->data(), name.data(), name.size());
        if (!value.empty()) std::memcpy(m_rep->data() + name.size(), value.data(), value.size());
    }
    BytePair(const BytePair& o) : m_rep(o.m_rep) {
        if (m_rep != nullptr) m_rep->references.fetch_add(1, std::memory_order_relaxed);
    }
    BytePair(BytePair&& o) noexcept : m_rep(std::exchange(o.m_rep, nullptr)) {}
    BytePair& operator=(BytePair o) noexcept {
        std::swap(m_rep, o.m_rep);
        return *this;
    }
    ~BytePair() {
        if (m_rep == nullptr || m_rep->references.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
        m_rep->~Rep();
        ::operator delete(m_rep);
    }
    std::string_view name() const { return m_rep == nullptr ? std::string_view() : std::string_view(m_rep->data(), m_rep->nameLength); }
    std::string_view value() const {
        return m_rep == nullptr ? std::string_view()
                                : std::string_view(m_rep->data() + m_rep->nameLength, m_rep->valueLength);
    }

  private:
    struct Rep {
        std::atomic<std::uint32_t> references{1};
        std::uint32_t nameLength = 0, valueLength = 0;
        char* data() { return reinterpret_cast<char*>(this + 1); }
    };
    Rep* m_rep = nullptr;
};

class ElementDict {
  public:
    enum class Holds : std::uint8_t { Names, Pairs };
    using Index = EntryIndex; // 0: none

    ElementDict(Holds holds, const CollectionRules& rules) : m_sipKey(rules.sipKey), m_model(rules.model), m_holds(holds) {}

    std::uint64_t size() const { return m_dict.size(); }
    std::uint64_t hash(std::string_view name) const { return sipHash(name, m_sipKey); }
    std::string_view name(Index i) const { return m_store[i].pair.name(); }
    std::string_view value(Index i) const { return m_store[i].pair.value(); }

    Index peek(std::string_view name) const { return peek(name, hash(name)); }
    Index find(std::string_view name) { // as a command that writes: a rehash moves on
        const std::uint64_t h = hash(name);
        return m_dict.find(m_store, h, [&](const Node& n) { return n.pair.name() == name; }, m_model);
    }
    void presize(std::uint64_t n) { m_dict.presize(m_store, n, m_model); }
    void add(std::string_view name, std::string_view value = {}); // not there yet
    void setValue(Index i, std::string_view value);
    void remove(Index i); // shrinks a table that became sparse

    template <class Visit> // bool visit(Index): false ends it
    void each(Visit&& visit) const {
        m_dict.each(m_store, visit);
    }
    template <class Visit>
    std::uint64_t scan(std::uint64_t cursor, Visit&& visit) const {
        return m_dict.scan(m_store, cursor, visit);
    }
    Index random(kernel::Rng& rng) const { return m_dict.peekFairRandom(m_store, rng); }

    // dict, tables, entries and strings
    std::int64_t allocatedBytes() const {
        return m_model.allocated(kDictStruct) + m_store.tableBytes +
               static_cast<std::int64_t>(size()) * m_model.dictEntry() + m_stringBytes;
    }
    std::int64_t estimatedBytes(std::size_t samples) const; // as MEMORY USAGE counts
    std::uint64_t realBytes() const {
        return sizeof *this + m_store.nodes.size() * sizeof(Node) + m_dict.buckets() * sizeof(Index) + m_realStrings;
    }

  private:
    struct Node {
        std::uint64_t hash = 0;
        BytePair pair;
        Index next = 0;
    };
    struct Store { // what Dict works on
        kernel::CowArray<Node, 6> nodes;
        std::int64_t tableBytes = 0;
        const Node& operator[](Index i) const { return nodes[i]; }
        Node& mut(Index i) { return nodes.mut(i); }
    };
    struct Links {
        static Index next(const Node& n) { return n.next; }
        static void setNext(Node& n, Index next) { n.next = next; }
    };
    static constexpr std::int64_t kDictStruct = 56;
    static constexpr std::uint64_t kRealPerString = 32; // our block's header and the heap's

    Index peek(std::string_view name, std::uint64_t h) const {
        return m_dict.peek(m_store, h, [&](const Node& n) { return n.pair.name() == name; });
    }
    std::int64_t stringBytes(const BytePair& p) const {
        return m_model.sdsAllocated(static_cast<std::int64_t>(p.name().size())) +
               (m_holds == Holds::Pairs ? m_model.sdsAllocated(static_cast<std::int64_t>(p.value().size())) : 0);
    }
    void count(const BytePair& p, int sign);

    SipKey m_sipKey;
    MemoryModel m_model;
    Holds m_holds;
    Store m_store;
    Dict<Links, Store, 8> m_dict;
    Index m_free = 0;
    std::int64_t m_stringBytes = 0;
    std::uint64_t m_realStrings = 0;
};

} // namespace maylab::cache
