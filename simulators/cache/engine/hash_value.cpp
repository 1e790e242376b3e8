#include "cache/engine/hash_value.h"

#include "cache/engine/rdb.h"

namespace maylab::cache {

HashValue* HashValue::fromListpack(Listpack pack, const CollectionRules& rules) {
    auto* h = new HashValue();
    h->m_pack = std::move(pack);
    if (static_cast<std::int64_t>(h->size()) > rules.config.hashMaxListpackEntries) h->toDict(rules, h->size());
    return h;
}

void HashValue::toDict(const CollectionRules& rules, std::uint64_t expected) {
    auto dict = std::make_unique<ElementDict>(ElementDict::Holds::Pairs, rules);
    dict->presize(expected);
    each([&](std::string_view field, std::string_view value) { dict->add(field, value); });
    m_dict = std::move(dict);
    m_pack = Listpack();
}

std::optional<std::string_view> HashValue::get(std::string_view field, Scratch& scratch) const {
    if (m_dict) {
        const auto i = m_dict->peek(field);
        if (i == 0) return std::nullopt;
        return m_dict->value(i);
    }
    const auto p = m_pack.find(field, m_pack.first(), 2);
    if (p == 0) return std::nullopt;
    return m_pack.text(m_pack.next(p), scratch);
}

void HashValue::expect(std::span<const std::string_view> arguments, const CollectionRules& rules) {
    constexpr std::size_t kLongestListpack = std::size_t{1} << 30;
    if (m_dict) return;
    std::size_t sum = m_pack.bytes();
    for (const std::string_view a : arguments) {
        sum += a.size();
        if (a.size() > static_cast<std::uint64_t>(rules.config.hashMaxListpackValue) || sum > kLongestListpack) {
            toDict(rules, size());
            return;
        }
    }
}

bool HashValue::set(std::string_view field, std::string_view value, const CollectionRules& rules) {
    if (!m_dict) {
        const std::string_view both[] = {field, value};
        expect(both, rules);
    }
    if (m_dict) {
        if (const auto i = m_dict->find(field)) {
            m_dict->setValue(i, value);
            return false;
        }
        m_dict->add(field, value);
        return true;
    }
    if (const auto p = m_pack.find(field, m_pack.first(), 2)) {
        m_pack.replace(m_pack.next(p), value);
        return false;
    }
    m_pack.append(field);
    m_pack.append(value);
    if (static_cast<std::int64_t>(size()) > rules.config.hashMaxListpackEntries) toDict(rules, size());
    return true;
}

bool HashValue::remove(std::string_view field) {
    if (m_dict) {
        const auto i = m_dict->peek(field);
        if (i != 0) m_dict->remove(i);
        return i != 0;
    }
    const auto p = m_pack.find(field, m_pack.first(), 2);
    if (p != 0) m_pack.erase(p, 2);
    return p != 0;
}

std::int64_t HashValue::allocatedBytes(const MemoryModel& model) const {
    return MemoryModel::kObject +
           (m_dict ? m_dict->allocatedBytes() : model.allocated(static_cast<std::int64_t>(m_pack.bytes())));
}

std::int64_t HashValue::estimatedBytes(const MemoryModel& model, std::size_t samples) const {
    return MemoryModel::kObject +
           (m_dict ? m_dict->estimatedBytes(samples) : model.allocated(static_cast<std::int64_t>(m_pack.bytes())));
}

std::uint64_t HashValue::realBytes() const { return sizeof *this + m_pack.realBytes() + (m_dict ? m_dict->realBytes() : 0); }

void HashValue::mixInto(kernel::Fingerprint& f) const {
    each([&](std::string_view field, std::string_view value) {
        f.mix(field);
        f.mix(value);
    });
}

void HashValue::dump(RdbWriter& out) const {
    if (!m_dict) {
        out.byte(rdb::kHashListpack);
        out.string(m_pack.view());
        return;
    }
    out.byte(rdb::kHash);
    out.length(size());
    each([&](std::string_view field, std::string_view value) {
        out.string(field);
        out.string(value);
    });
}

} // namespace maylab::cache
