#include "cache/engine/zset.h"

#include "cache/engine/numbers.h"
#include "cache/engine/rdb.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace maylab::cache {

namespace {

constexpr std::int64_t kZSet = 16, kSkiplist = 32, kDict = 56;
constexpr std::int64_t kNode = 24, kNodeLevel = 16; // a skiplist node, and each of its levels
constexpr int kMaxLevel = 32;

// Whole scores are kept as integers; -0 becomes 0 by that.
bool wholeScore(double score, std::int64_t& whole) {
    constexpr double kLimit = 4611686018427387904.0; // 2^62
    if (!(score >= -kLimit && score <= kLimit)) return false;
    whole = static_cast<std::int64_t>(score);
    return static_cast<double>(whole) == score;
}

std::int64_t flatBytes(std::string_view member, double score) {
    return static_cast<std::int64_t>(Listpack::elementBytes(member) + Listpack::elementBytes(listpackScore(score)));
}

std::uint8_t randomLevel(kernel::Rng& rng) {
    int level = 1;
    while (level < kMaxLevel && rng.below(4) == 0) ++level;
    return static_cast<std::uint8_t>(level);
}

std::int64_t nodeBytes(const MemoryModel& model, int level) { return model.allocated(kNode + kNodeLevel * level); }

std::int64_t memberBytes(const MemoryModel& model, std::string_view member, int level) {
    return nodeBytes(model, level) + model.dictEntry() + model.sdsAllocated(static_cast<std::int64_t>(member.size()));
}

} // namespace

std::string listpackScore(double score) {
    std::int64_t whole = 0;
    return wholeScore(score, whole) ? formatInteger(whole) : formatDouble(score);
}

std::int64_t ZSetValue::allocatedBytes(const MemoryModel& model) const {
    if (!m_large) return MemoryModel::kObject + model.allocated(m_listpack);
    return MemoryModel::kObject + model.allocated(kZSet) + model.allocated(kSkiplist) + nodeBytes(model, kMaxLevel) +
           model.allocated(kDict) + m_table.tableBytes() + m_nodeBytes;
}

std::int64_t ZSetValue::estimatedBytes(const MemoryModel& model, std::size_t samples) const {
    if (!m_large) return allocatedBytes(model);
    const std::size_t n = samples == 0 ? size() : std::min(samples, size());
    std::int64_t seen = 0;
    m_order.visit(0, n, false, [&](const ScoreTree::Key& key) {
        seen += model.sdsAllocated(static_cast<std::int64_t>(m_table.bytes(key.id).size())) + MemoryModel::kDictEntry +
                nodeBytes(model, m_table[key.id].level);
    });
    const std::int64_t frame = MemoryModel::kObject + kZSet + kSkiplist + kDict +
                               static_cast<std::int64_t>(8 * m_table.buckets()) +
                               nodeBytes(model, kMaxLevel);
    return static_cast<std::int64_t>(static_cast<double>(frame) +
                                     static_cast<double>(seen) / static_cast<double>(n) * static_cast<double>(size()));
}

std::uint64_t ZSetValue::realBytes() const {
    return sizeof *this + m_flat.capacity() * sizeof(Flat) + m_flatReal + m_table.realBytes() + m_order.realBytes();
}

void ZSetValue::mixInto(kernel::Fingerprint& f) const {
    f.mix(size());
    f.mix(m_content);
}

void ZSetValue::mixMember(std::string_view member, double score, std::uint64_t sign) {
    m_content += sign * kernel::mix64(kernel::fnv1a(member) + kernel::mix64(std::bit_cast<std::uint64_t>(score)));
}

std::size_t ZSetValue::flatFind(std::string_view member) const {
    std::size_t k = 0;
    while (k < m_flat.size() && m_flat[k].member != member) ++k;
    return k;
}

std::size_t ZSetValue::flatPlace(double score, std::string_view member) const {
    const auto at = std::partition_point(m_flat.begin(), m_flat.end(), [&](const Flat& f) {
        return f.score < score || (f.score == score && std::string_view(f.member) < member);
    });
    return static_cast<std::size_t>(at - m_flat.begin());
}

std::optional<double> ZSetValue::score(std::string_view member) const {
    if (m_large) {
        const MemberTable::Id id = m_table.find(member);
        return id == 0 ? std::nullopt : std::optional(m_table[id].score);
    }
    const std::size_t at = flatFind(member);
    return at == m_flat.size() ? std::nullopt : std::optional(m_flat[at].score);
}

std::optional<std::size_t> ZSetValue::rank(std::string_view member) const {
    if (!m_large) {
        const std::size_t at = flatFind(member);
        return at == m_flat.size() ? std::nullopt : std::optional(at);
    }
    const MemberTable::Id id = m_table.find(member);
    if (id == 0) return std::nullopt;
    const ScoreTree::Key key{m_table[id].score, id};
    return m_order.countBefore([&, less = less()](const ScoreTree::Key& other) { return less(other, key); });
}

void ZSetValue::insertFlat(std::string_view member, double score) {
    if (score == 0) score = 0; // no -0 in a listpack
    m_flat.insert(m_flat.begin() + static_cast<std::ptrdiff_t>(flatPlace(score, member)), {score, std::string(member)});
    m_listpack += flatBytes(member, score);
    m_flatReal += member.size() > 15 ? member.size() + 1 : 0;
    mixMember(member, score, 1);
}

void ZSetValue::eraseFlat(std::size_t at) {
    const Flat& f = m_flat[at];
    m_listpack -= flatBytes(f.member, f.score);
    m_flatReal -= f.member.size() > 15 ? f.member.size() + 1 : 0;
    mixMember(f.member, f.score, ~std::uint64_t{0});
    m_flat.erase(m_flat.begin() + static_cast<std::ptrdiff_t>(at));
}

void ZSetValue::insertLarge(std::string_view member, double score, kernel::Rng& levels) {
    const std::uint8_t level = randomLevel(levels);
    const MemberTable::Id id = m_table.insert(member, score, level);
    m_order.insert({score, id}, less());
    m_nodeBytes += memberBytes(m_model, member, level);
    mixMember(member, score, 1);
}

void ZSetValue::eraseLarge(MemberTable::Id id) {
    const std::string_view member = m_table.bytes(id);
    m_nodeBytes -= memberBytes(m_model, member, m_table[id].level);
    mixMember(member, m_table[id].score, ~std::uint64_t{0});
    m_order.erase({m_table[id].score, id}, less());
    m_table.remove(id);
}

void ZSetValue::set(std::string_view member, double score, const ZSetRules& rules) {
    if (!m_large) {
        if (const std::size_t at = flatFind(member); at != m_flat.size()) {
            eraseFlat(at);
            insertFlat(member, score);
            return;
        }
        if (m_flat.size() < rules.maxEntries && member.size() <= rules.maxValue) {
            insertFlat(member, score);
            return;
        }
        makeLarge(rules);
    }
    const MemberTable::Id id = m_table.find(member);
    if (id == 0) {
        insertLarge(member, score, rules.levels);
        return;
    }
    const ScoreTree::Key old{m_table[id].score, id};
    mixMember(member, old.score, ~std::uint64_t{0});
    mixMember(member, score, 1);
    if (!m_order.rescore(old, score, less())) {
        m_order.erase(old, less());
        m_order.insert({score, id}, less());
    }
    m_table.setScore(id, score);
}

bool ZSetValue::remove(std::string_view member) {
    if (!m_large) {
        const std::size_t at = flatFind(member);
        if (at == m_flat.size()) return false;
        eraseFlat(at);
        return true;
    }
    const MemberTable::Id id = m_table.find(member);
    if (id == 0) return false;
    eraseLarge(id);
    m_table.shrinkIfSparse();
    return true;
}

void ZSetValue::removeRange(RankRange range) {
    if (!m_large) {
        for (std::size_t k = 0; k < range.count; ++k) eraseFlat(range.from + range.count - 1 - k);
        return;
    }
    for (std::size_t k = 0; k < range.count; ++k) eraseLarge(m_order.at(range.from).id);
    m_table.shrinkIfSparse();
}

void ZSetValue::makeLarge(const ZSetRules& rules) {
    if (m_large) return;
    std::vector<Flat> flat;
    flat.swap(m_flat);
    m_large = true;
    m_model = rules.model;
    m_table = MemberTable(m_model);
    m_listpack = Listpack::kEmpty;
    m_flatReal = 0;
    m_content = 0;
    for (const Flat& f : flat) insertLarge(f.member, f.score, rules.levels);
}

void ZSetValue::makeFlatIfSmall(const ZSetRules& rules) {
    if (!m_large || size() > rules.maxEntries) return;
    std::vector<Flat> flat;
    bool fits = true;
    visitAll([&](std::string_view member, double score) {
        fits = fits && member.size() <= rules.maxValue;
        flat.push_back({score, std::string(member)});
    });
    if (!fits) return;
    m_large = false;
    m_table = MemberTable();
    m_order = ScoreTree();
    m_nodeBytes = 0;
    m_content = 0;
    for (const Flat& f : flat) insertFlat(f.member, f.score);
}

template <class Before>
std::size_t ZSetValue::countBefore(Before&& before) const {
    if (m_large)
        return m_order.countBefore([&](const ScoreTree::Key& key) { return before(key); });
    const auto at = std::partition_point(m_flat.begin(), m_flat.end(),
                                         [&](const Flat& f) { return before(ScoreTree::Key{f.score, 0}); });
    return static_cast<std::size_t>(at - m_flat.begin());
}

RankRange ZSetValue::byScore(const ScoreRange& r) const {
    if (r.min > r.max || (r.min == r.max && (r.minOut || r.maxOut))) return {};
    const std::size_t from =
        countBefore([&](const ScoreTree::Key& k) { return r.minOut ? k.score <= r.min : k.score < r.min; });
    const std::size_t to =
        countBefore([&](const ScoreTree::Key& k) { return r.maxOut ? k.score < r.max : k.score <= r.max; });
    return {from, to > from ? to - from : 0};
}

RankRange ZSetValue::byLex(const LexRange& r, bool reverse) const {
    using Kind = LexBound::Kind;
    const auto below = [&](std::string_view m) { // before the range begins
        if (r.min.kind != Kind::Bytes) return r.min.kind == Kind::Highest;
        return r.min.out ? m <= r.min.bytes : m < r.min.bytes;
    };
    const auto notAbove = [&](std::string_view m) {
        if (r.max.kind != Kind::Bytes) return r.max.kind == Kind::Highest;
        return r.max.out ? m < r.max.bytes : m <= r.max.bytes;
    };
    if (r.min.kind == Kind::Highest || r.max.kind == Kind::Lowest || size() == 0) return {};
    if (r.min.kind == Kind::Bytes && r.max.kind == Kind::Bytes &&
        (r.max.bytes < r.min.bytes || (r.min.bytes == r.max.bytes && (r.min.out || r.max.out))))
        return {};
    if (m_large) {
        if (below(m_table.bytes(m_order.at(size() - 1).id)) || !notAbove(m_table.bytes(m_order.at(0).id))) return {};
        const std::size_t from = m_order.countBefore([&](const ScoreTree::Key& k) { return below(m_table.bytes(k.id)); });
        const std::size_t to = m_order.countBefore([&](const ScoreTree::Key& k) { return notAbove(m_table.bytes(k.id)); });
        return {from, to > from ? to - from : 0};
    }
    // A listpack is walked from the end where the answer begins, as far as it goes on.
    const std::size_t n = m_flat.size();
    if (below(m_flat[n - 1].member) || !notAbove(m_flat[0].member)) return {};
    std::size_t from = 0, to = 0;
    if (!reverse) {
        while (from < n && below(m_flat[from].member)) ++from;
        to = from;
        while (to < n && notAbove(m_flat[to].member)) ++to;
    } else {
        to = n;
        while (to > 0 && !notAbove(m_flat[to - 1].member)) --to;
        from = to;
        while (from > 0 && !below(m_flat[from - 1].member)) --from;
    }
    return {from, to - from};
}

void ZSetValue::dump(RdbWriter& out) const {
    if (m_large) {
        out.byte(rdb::kZSet2);
        out.length(size());
        visit(size() - 1, size(), true, [&](std::string_view member, double score) {
            out.string(member);
            out.real(score);
        });
        return;
    }
    Listpack pack;
    for (const Flat& f : m_flat) {
        pack.append(f.member);
        pack.append(listpackScore(f.score));
    }
    out.byte(rdb::kZSetListpack);
    out.string(pack.view());
}

} // namespace maylab::cache
