#include "cache/engine/set_value.h"

#include "cache/engine/rdb.h"

#include <cstring>

namespace maylab::cache {

namespace {

std::size_t widthOf(std::int64_t v) {
    return v >= INT16_MIN && v <= INT16_MAX ? 2 : v >= INT32_MIN && v <= INT32_MAX ? 4 : 8;
}

std::int64_t readNumber(const unsigned char* p, std::size_t width) {
    std::uint64_t raw = 0;
    for (std::size_t b = 0; b < width; ++b) raw |= std::uint64_t{p[b]} << (8 * b);
    const std::size_t shift = 64 - 8 * width;
    return static_cast<std::int64_t>(raw << shift) >> shift;
}

void writeNumber(unsigned char* p, std::size_t width, std::int64_t v) {
    for (std::size_t b = 0; b < width; ++b) p[b] = static_cast<unsigned char>(static_cast<std::uint64_t>(v) >> (8 * b));
}

} // namespace

std::int64_t SetValue::number(std::size_t index) const { return readNumber(m_numbers.data() + index * m_width, m_width); }

std::size_t SetValue::placeOf(std::int64_t value) const {
    std::size_t low = 0, high = size();
    while (low < high) {
        const std::size_t middle = (low + high) / 2;
        if (number(middle) < value) low = middle + 1;
        else high = middle;
    }
    return low;
}

void SetValue::insertNumber(std::size_t index, std::int64_t value) {
    if (const std::size_t width = widthOf(value); width > m_width) {
        std::vector<unsigned char> wide(size() * width);
        for (std::size_t k = 0; k < size(); ++k) writeNumber(wide.data() + k * width, width, number(k));
        m_numbers = std::move(wide);
        m_width = width;
    }
    unsigned char bytes[8];
    writeNumber(bytes, m_width, value);
    m_numbers.insert(m_numbers.begin() + static_cast<std::ptrdiff_t>(index * m_width), bytes, bytes + m_width);
}

void SetValue::toDict(const CollectionRules& rules, std::uint64_t expected) {
    auto dict = std::make_unique<ElementDict>(ElementDict::Holds::Names, rules);
    dict->presize(expected);
    each([&](std::string_view member) {
        dict->add(member);
        return true;
    });
    m_dict = std::move(dict);
    m_numbers = {};
}

bool SetValue::contains(std::string_view member) const {
    if (m_dict) return m_dict->peek(member) != 0;
    std::int64_t v = 0;
    if (!parseInteger(member, v)) return false;
    const std::size_t at = placeOf(v);
    return at < size() && number(at) == v;
}

bool SetValue::add(std::string_view member, const CollectionRules& rules) {
    constexpr std::int64_t kMostNumbers = 1 << 30;
    if (!m_dict) {
        std::int64_t v = 0;
        if (parseInteger(member, v)) {
            const std::size_t at = placeOf(v);
            if (at < size() && number(at) == v) return false;
            insertNumber(at, v);
            if (static_cast<std::int64_t>(size()) > std::min(rules.config.setMaxIntsetEntries, kMostNumbers)) toDict(rules, size());
            return true;
        }
        toDict(rules, size());
    }
    if (m_dict->find(member) != 0) return false;
    m_dict->add(member);
    return true;
}

bool SetValue::remove(std::string_view member) {
    if (m_dict) {
        const auto i = m_dict->peek(member);
        if (i != 0) m_dict->remove(i);
        return i != 0;
    }
    std::int64_t v = 0;
    if (!parseInteger(member, v)) return false;
    const std::size_t at = placeOf(v);
    if (at == size() || number(at) != v) return false;
    const auto from = m_numbers.begin() + static_cast<std::ptrdiff_t>(at * m_width);
    m_numbers.erase(from, from + static_cast<std::ptrdiff_t>(m_width));
    return true;
}

std::string SetValue::random(kernel::Rng& rng) const {
    if (m_dict) return std::string(m_dict->name(m_dict->random(rng)));
    return formatInteger(number(rng.below(size())));
}

bool SetValue::takeIntset(std::string_view bytes, const CollectionRules& rules) {
    const auto* p = reinterpret_cast<const unsigned char*>(bytes.data());
    constexpr std::size_t kHeader = kIntsetHeader;
    if (bytes.size() < kHeader) return false;
    const std::int64_t width = readNumber(p, 4), count = readNumber(p + 4, 4) & UINT32_MAX;
    if ((width != 2 && width != 4 && width != 8) ||
        bytes.size() != kHeader + static_cast<std::size_t>(width) * static_cast<std::size_t>(count))
        return false;
    m_width = static_cast<std::size_t>(width);
    m_numbers.assign(p + kHeader, p + bytes.size());
    for (std::size_t k = 1; k < size(); ++k) {
        if (number(k - 1) >= number(k)) return false;
    }
    if (count > rules.config.setMaxIntsetEntries) toDict(rules, size());
    return true;
}

std::int64_t SetValue::allocatedBytes(const MemoryModel& model) const {
    return MemoryModel::kObject + (m_dict ? m_dict->allocatedBytes()
                                          : model.allocated(kIntsetHeader + static_cast<std::int64_t>(m_numbers.size())));
}

std::int64_t SetValue::estimatedBytes(const MemoryModel& model, std::size_t samples) const {
    return m_dict ? MemoryModel::kObject + m_dict->estimatedBytes(samples) : allocatedBytes(model);
}

void SetValue::mixInto(kernel::Fingerprint& f) const {
    each([&](std::string_view member) {
        f.mix(member);
        return true;
    });
}

void SetValue::dump(RdbWriter& out) const {
    if (m_dict) {
        out.byte(rdb::kSet);
        out.length(size());
        each([&](std::string_view member) {
            out.string(member);
            return true;
        });
        return;
    }
    std::string bytes(kIntsetHeader, '\0');
    auto* p = reinterpret_cast<unsigned char*>(bytes.data());
    writeNumber(p, 4, static_cast<std::int64_t>(m_width));
    writeNumber(p + 4, 4, static_cast<std::int64_t>(size()));
    bytes.append(reinterpret_cast<const char*>(m_numbers.data()), m_numbers.size());
    out.byte(rdb::kSetIntset);
    out.string(bytes);
}

} // namespace maylab::cache
