// A hash: a listpack of field, value, field, value ... while it is small, a dict beyond `hash-max-listpack-entries` fields or
// a field or value of more than `hash-max-listpack-value` bytes; it never turns back. Source: sheet 2.13.
#pragma once

#include "cache/engine/collection.h"
#include "cache/engine/element_dict.h"
#include "cache/engine/listpack.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

namespace maylab::cache {

class HashValue final : public Collection {
  public:
    static constexpr ValueType kType = ValueType::Hash;
    static constexpr bool kMayBeEmpty = false;
    using Scratch = Listpack::Scratch;

    HashValue() = default;
    HashValue(const HashValue& o)
        : Collection(o), m_pack(o.m_pack), m_dict(o.m_dict ? std::make_unique<ElementDict>(*o.m_dict) : nullptr) {}

    // Takes over what RESTORE brought; the pack's length must be even and its fields different.
    static HashValue* fromListpack(Listpack pack, const CollectionRules& rules);
    // Still empty, and so many fields are coming that it is a dict from the start.
    void growLarge(std::uint64_t fields, const CollectionRules& rules) {
        constexpr std::uint64_t kBelieved = 1 << 16; // a number from outside
        toDict(rules, std::min(fields, kBelieved));
    }

    std::optional<std::string_view> get(std::string_view field, Scratch& scratch) const;
    // Long arguments make it a dict before anything is written.
    void expect(std::span<const std::string_view> arguments, const CollectionRules& rules);
    bool set(std::string_view field, std::string_view value, const CollectionRules& rules); // true: a new field
    bool remove(std::string_view field);

    const Listpack* pack() const { return m_dict ? nullptr : &m_pack; }
    template <class Visit> // visit(field, value), in the server's order
    void each(Visit&& visit) const;
    // One bucket of a dict; the whole listpack at once.
    template <class Visit>
    std::uint64_t scan(std::uint64_t cursor, Visit&& visit) const;
    template <class Visit>
    void randomField(kernel::Rng& rng, Visit&& visit) const;

    Collection* clone() const override { return new HashValue(*this); }
    ValueType type() const override { return kType; }
    Encoding encoding() const override { return m_dict ? Encoding::Hashtable : Encoding::Listpack; }
    std::size_t size() const override { return m_dict ? m_dict->size() : m_pack.size() / 2; }
    std::int64_t allocatedBytes(const MemoryModel& model) const override;
    std::int64_t estimatedBytes(const MemoryModel& model, std::size_t samples) const override;
    std::uint64_t realBytes() const override;
    void mixInto(kernel::Fingerprint& f) const override;
    void dump(RdbWriter& out) const override;

  private:
    void toDict(const CollectionRules& rules, std::uint64_t expected);

    Listpack m_pack; // of no use once there is a dict
    std::unique_ptr<ElementDict> m_dict;
};

template <class Visit>
void HashValue::each(Visit&& visit) const {
    if (m_dict) {
        m_dict->each([&](ElementDict::Index i) {
            visit(m_dict->name(i), m_dict->value(i));
            return true;
        });
        return;
    }
    Scratch field, value;
    for (auto p = m_pack.first(); p != 0;) {
        const auto v = m_pack.next(p);
        visit(m_pack.text(p, field), m_pack.text(v, value));
        p = m_pack.next(v);
    }
}

template <class Visit>
std::uint64_t HashValue::scan(std::uint64_t cursor, Visit&& visit) const {
    if (m_dict)
        return m_dict->scan(cursor, [&](ElementDict::Index i) { visit(m_dict->name(i), m_dict->value(i)); });
    each(visit);
    return 0;
}

template <class Visit>
void HashValue::randomField(kernel::Rng& rng, Visit&& visit) const {
    if (m_dict) {
        const ElementDict::Index i = m_dict->random(rng);
        visit(m_dict->name(i), m_dict->value(i));
        return;
    }
    Scratch field, value;
    const auto p = m_pack.at(static_cast<std::int64_t>(rng.below(size()) * 2));
    visit(m_pack.text(p, field), m_pack.text(m_pack.next(p), value));
}

} // namespace maylab::cache
