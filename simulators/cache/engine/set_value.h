// A set: the server's sorted array of integers while all members are such and no more than `set-max-intset-entries`, its dict
// beyond; it never turns back. Source: sheet 2.13.
#pragma once

#include "cache/engine/collection.h"
#include "cache/engine/element_dict.h"
#include "cache/engine/listpack.h"
#include "cache/engine/numbers.h"

#include <algorithm>
#include <memory>
#include <string_view>
#include <vector>

namespace maylab::cache {

class SetValue final : public Collection {
  public:
    static constexpr ValueType kType = ValueType::Set;
    static constexpr bool kMayBeEmpty = false;
    using Scratch = Listpack::Scratch;

    SetValue() = default;
    SetValue(const SetValue& o)
        : Collection(o), m_width(o.m_width), m_numbers(o.m_numbers),
          m_dict(o.m_dict ? std::make_unique<ElementDict>(*o.m_dict) : nullptr) {}

    bool contains(std::string_view member) const;
    bool add(std::string_view member, const CollectionRules& rules); // true: it is new
    bool remove(std::string_view member);
    // Still empty, and so many members are coming that it is a dict from the start.
    void growLarge(std::uint64_t members, const CollectionRules& rules) { toDict(rules, std::min(members, kBelieved)); }
    // An intset as DUMP shows it; false: it is none.
    bool takeIntset(std::string_view bytes, const CollectionRules& rules);

    template <class Visit> // visit(member) -> bool, false ends it; in the server's order
    void each(Visit&& visit) const;
    template <class Visit>
    std::uint64_t scan(std::uint64_t cursor, Visit&& visit) const;
    std::string random(kernel::Rng& rng) const; // not empty

    Collection* clone() const override { return new SetValue(*this); }
    ValueType type() const override { return kType; }
    Encoding encoding() const override { return m_dict ? Encoding::Hashtable : Encoding::Intset; }
    std::size_t size() const override { return m_dict ? m_dict->size() : m_numbers.size() / m_width; }
    std::int64_t allocatedBytes(const MemoryModel& model) const override;
    std::int64_t estimatedBytes(const MemoryModel& model, std::size_t samples) const override;
    std::uint64_t realBytes() const override { return sizeof *this + m_numbers.capacity() + (m_dict ? m_dict->realBytes() : 0); }
    void mixInto(kernel::Fingerprint& f) const override;
    bool eachElement(const std::function<void(std::string_view)>& visit) const override {
        each([&](std::string_view member) {
            visit(member);
            return true;
        });
        return true;
    }
    void dump(RdbWriter& out) const override;

  private:
    static constexpr std::uint64_t kBelieved = 1 << 16; // of a number from outside
    static constexpr std::int64_t kIntsetHeader = 8;

    std::int64_t number(std::size_t index) const;
    std::size_t placeOf(std::int64_t value) const; // where it is or would be
    void insertNumber(std::size_t index, std::int64_t value);
    void toDict(const CollectionRules& rules, std::uint64_t expected);

    std::size_t m_width = 2;              // bytes of a number: 2, 4 or 8; grows with the widest
    std::vector<unsigned char> m_numbers; // sorted, little endian
    std::unique_ptr<ElementDict> m_dict;
};

template <class Visit>
void SetValue::each(Visit&& visit) const {
    if (m_dict) {
        m_dict->each([&](ElementDict::Index i) { return static_cast<bool>(visit(m_dict->name(i))); });
        return;
    }
    for (std::size_t k = 0; k < size(); ++k) {
        if (!visit(std::string_view(formatInteger(number(k))))) return;
    }
}

template <class Visit>
std::uint64_t SetValue::scan(std::uint64_t cursor, Visit&& visit) const {
    if (m_dict) return m_dict->scan(cursor, [&](ElementDict::Index i) { visit(m_dict->name(i)); });
    each([&](std::string_view member) {
        visit(member);
        return true;
    });
    return 0;
}

} // namespace maylab::cache
