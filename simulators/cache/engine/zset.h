// The value of a sorted set: members with a score each, in order of score, then of bytes. Small ones lie flat and cost what
// a listpack costs; large ones are a member table and a score tree and cost what the server's dict and skiplist cost,
// the random levels of the skiplist included. Ranks count from 0. Source: sheet 2.13.
#pragma once

#include "cache/engine/collection.h"
#include "cache/engine/listpack.h"
#include "cache/engine/member_table.h"
#include "cache/engine/memory_model.h"
#include "cache/engine/score_tree.h"
#include "kernel/rng.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::cache {

// When a sorted set stops being flat, and where the levels come from.
struct ZSetRules {
    std::size_t maxEntries = 128, maxValue = 64; // zset-max-listpack-entries, -value
    MemoryModel model;
    kernel::Rng& levels;
};

struct ScoreRange {
    double min = 0, max = 0;
    bool minOut = false, maxOut = false; // the bound itself is not in the range
};
struct LexBound {
    enum class Kind : std::uint8_t { Lowest, Bytes, Highest };
    Kind kind = Kind::Bytes;
    std::string_view bytes;
    bool out = false;
};
struct LexRange {
    LexBound min, max;
};
struct RankRange {
    std::size_t from = 0, count = 0;
};

class ZSetValue final : public Collection {
  public:
    static constexpr ValueType kType = ValueType::ZSet;
    static constexpr bool kMayBeEmpty = false;

    Collection* clone() const override { return new ZSetValue(*this); }
    ValueType type() const override { return kType; }
    Encoding encoding() const override { return m_large ? Encoding::Skiplist : Encoding::Listpack; }
    std::size_t size() const override { return m_large ? m_table.size() : m_flat.size(); }
    std::int64_t allocatedBytes(const MemoryModel& model) const override;
    std::int64_t estimatedBytes(const MemoryModel& model, std::size_t samples) const override;
    std::uint64_t realBytes() const override;
    void mixInto(kernel::Fingerprint& f) const override;
    bool eachElement(const std::function<void(std::string_view)>& visit) const override {
        visitAll([&](std::string_view member, double) { visit(member); });
        return true;
    }
    void dump(RdbWriter& out) const override;

    std::optional<double> score(std::string_view member) const;
    std::optional<std::size_t> rank(std::string_view member) const;
    // Gives a member its score, adds it if it is not there.
    void set(std::string_view member, double score, const ZSetRules& rules);
    bool remove(std::string_view member);
    void removeRange(RankRange range);
    // How a result is made that will be stored: as a large one, with a table of the right size, flat if it may be.
    void makeLarge(const ZSetRules& rules);
    void expect(std::size_t members) { m_table.presize(members); }
    void makeFlatIfSmall(const ZSetRules& rules);

    RankRange byScore(const ScoreRange& range) const;
    // Members are taken to have one score. reverse matters only when they have not.
    RankRange byLex(const LexRange& range, bool reverse) const;

    // visit(member, score) for count members from rank on (reverse: downwards); they are there.
    template <class Visit>
    void visit(std::size_t rank, std::size_t count, bool reverse, Visit&& visit) const {
        if (m_large) {
            m_order.visit(rank, count, reverse,
                          [&](const ScoreTree::Key& key) { visit(m_table.bytes(key.id), key.score); });
            return;
        }
        for (std::size_t k = 0; k < count; ++k) {
            const Flat& f = m_flat[reverse ? rank - k : rank + k];
            visit(std::string_view(f.member), f.score);
        }
    }
    template <class Visit>
    void visitAll(Visit&& v) const {
        visit(0, size(), false, v);
    }
    // ZSCAN of a large one.
    template <class Visit>
    std::uint64_t scan(std::uint64_t cursor, Visit&& visit) const {
        return m_table.scan(cursor, [&](MemberTable::Id id) { visit(m_table.bytes(id), m_table[id].score); });
    }
    template <class Visit>
    void random(kernel::Rng& rng, Visit&& visit) const {
        if (m_large) {
            const MemberTable::Id id = m_table.random(rng);
            visit(m_table.bytes(id), m_table[id].score);
        } else {
            const Flat& f = m_flat[rng.below(m_flat.size())];
            visit(std::string_view(f.member), f.score);
        }
    }

  private:
    struct Flat {
        double score = 0;
        std::string member;
    };
    std::size_t flatPlace(double score, std::string_view member) const;
    std::size_t flatFind(std::string_view member) const; // size() if it is not there
    void insertFlat(std::string_view member, double score);
    void eraseFlat(std::size_t at);
    void insertLarge(std::string_view member, double score, kernel::Rng& levels);
    void eraseLarge(MemberTable::Id id);
    auto less() const {
        return [this](const ScoreTree::Key& a, const ScoreTree::Key& b) {
            return a.score < b.score || (a.score == b.score && a.id != b.id && m_table.bytes(a.id) < m_table.bytes(b.id));
        };
    }
    template <class Before> // before(member, score)
    std::size_t countBefore(Before&& before) const;
    void mixMember(std::string_view member, double score, std::uint64_t sign);

    std::vector<Flat> m_flat;
    std::int64_t m_listpack = Listpack::kEmpty; // bytes
    std::uint64_t m_flatReal = 0;  // bytes of long members
    MemberTable m_table;
    ScoreTree m_order;
    std::int64_t m_nodeBytes = 0;         // skiplist nodes, dict entries and members as the server allocates them
    MemoryModel m_model;
    std::uint64_t m_content = 0;          // a sum over the members: order does not matter
    bool m_large = false;
};

// The text in which a listpack keeps a score.
std::string listpackScore(double score);

} // namespace maylab::cache
