#include "cache/engine/listpack.h"

#include "cache/engine/memory_model.h"
#include "cache/engine/numbers.h"

#include <charconv>
#include <cstring>

namespace maylab::cache {

namespace {

constexpr unsigned char kEnd = 0xFF;
constexpr std::size_t kLongestHead = 9; // of an encoding: 64-bit integer
constexpr std::size_t kUnknownCount = 0xFFFF;

// Encoding byte(s) and, for integers, the value; strings are followed by their bytes.
struct Head {
    unsigned char bytes[kLongestHead];
    std::size_t size = 0;
    bool isInteger = false;
};

void put(Head& h, std::uint64_t v, int bytes) {
    for (int b = 0; b < bytes; ++b) h.bytes[h.size++] = static_cast<unsigned char>(v >> (8 * b));
}

Head headOf(std::string_view text) {
    Head h;
    std::int64_t v = 0;
    if (!text.empty() && text.size() <= 20 && parseInteger(text, v)) {
        h.isInteger = true;
        const auto raw = static_cast<std::uint64_t>(v);
        if (v >= 0 && v <= 127) {
            put(h, raw, 1);
        } else if (v >= -4096 && v <= 4095) {
            h.bytes[h.size++] = static_cast<unsigned char>(0xC0 | (raw >> 8 & 0x1F));
            put(h, raw, 1);
        } else {
            const int bytes = v >= INT16_MIN && v <= INT16_MAX   ? 2
                              : v >= -(1 << 23) && v < (1 << 23) ? 3
                              : v >= INT32_MIN && v <= INT32_MAX ? 4
                                                                 : 8;
            h.bytes[h.size++] = static_cast<unsigned char>(bytes == 8 ? 0xF4 : 0xEF + bytes);
            put(h, raw, bytes);
        }
        return h;
    }
    if (text.size() < 64) {
        h.bytes[h.size++] = static_cast<unsigned char>(0x80 | text.size());
    } else if (text.size() < 4096) {
        h.bytes[h.size++] = static_cast<unsigned char>(0xE0 | text.size() >> 8);
        put(h, text.size(), 1);
    } else {
        h.bytes[h.size++] = 0xF0;
        put(h, text.size(), 4);
    }
    return h;
}

std::size_t backBytes(std::size_t length) {
    return length <= 127 ? 1 : length < 16'383 ? 2 : length < 2'097'151 ? 3 : length < 268'435'455 ? 4 : 5;
}

void writeBack(unsigned char* to, std::size_t length) {
    const std::size_t n = backBytes(length);
    for (std::size_t k = n; k-- > 0; length >>= 7) to[k] = static_cast<unsigned char>((length & 127) | (k == 0 ? 0 : 128));
}

std::uint64_t readLittle(const unsigned char* p, int bytes) {
    std::uint64_t v = 0;
    for (int b = 0; b < bytes; ++b) v |= std::uint64_t{p[b]} << (8 * b);
    return v;
}

struct Decoded {
    std::size_t head = 0, length = 0; // bytes of the encoding; of the string after it
    std::int64_t integer = 0;
    bool isInteger = false;
};

std::int64_t extended(std::uint64_t raw, int bits) {
    return static_cast<std::int64_t>(raw << (64 - bits)) >> (64 - bits);
}

// False: no such encoding, or it does not fit into left bytes.
bool decode(const unsigned char* p, std::size_t left, Decoded& d) {
    const auto integer = [&](std::size_t head, std::int64_t v) {
        d.head = head;
        d.length = 0;
        d.integer = v;
        d.isInteger = true;
        return true;
    };
    const auto string = [&](std::size_t head, std::size_t length) {
        d.head = head;
        d.length = length;
        d.isInteger = false;
        return left - head >= length;
    };
    if (left == 0) return false;
    const unsigned char b = p[0];
    if (b < 0x80) return integer(1, b);
    if (b < 0xC0) return string(1, b & 0x3F);
    if (b < 0xE0) return left >= 2 && integer(2, extended((b & 0x1Fu) << 8 | p[1], 13));
    if (b < 0xF0) return left >= 2 && string(2, (b & 0x0Fu) << 8 | p[1]);
    if (b == 0xF0) return left >= 5 && string(5, readLittle(p + 1, 4));
    if (b > 0xF4) return false;
    const int bytes = b == 0xF4 ? 8 : b - 0xEF;
    return left > static_cast<std::size_t>(bytes) &&
           integer(static_cast<std::size_t>(bytes) + 1, extended(readLittle(p + 1, bytes), bytes * 8));
}

} // namespace

Listpack::Listpack() {
    m_data.assign(kEmpty, 0);
    m_data.back() = kEnd;
    writeHeader();
}

void Listpack::writeHeader() {
    const std::size_t count = m_count < kUnknownCount ? m_count : kUnknownCount;
    for (std::size_t b = 0; b < 4; ++b) m_data[b] = static_cast<unsigned char>(m_data.size() >> (8 * b));
    for (std::size_t b = 0; b < 2; ++b) m_data[4 + b] = static_cast<unsigned char>(count >> (8 * b));
}

std::size_t Listpack::span(Pos p) const {
    Decoded d;
    decode(m_data.data() + p, m_data.size() - p, d);
    const std::size_t length = d.head + d.length;
    return length + backBytes(length);
}

Listpack::Pos Listpack::next(Pos p) const {
    p += static_cast<Pos>(span(p));
    return m_data[p] == kEnd ? 0 : p;
}

Listpack::Pos Listpack::before(Pos p) const {
    std::size_t length = 0, n = 0;
    unsigned char b = 0;
    do {
        b = m_data[p - 1 - n];
        length |= std::size_t{b & 127u} << (7 * n);
        ++n;
    } while ((b & 128) != 0);
    return static_cast<Pos>(p - n - length);
}

Listpack::Pos Listpack::at(std::int64_t index) const {
    const auto count = static_cast<std::int64_t>(m_count);
    if (index < 0) index += count;
    if (index < 0 || index >= count) return 0;
    Pos p = 0;
    if (index <= count / 2) {
        for (p = first(); index > 0; --index) p = next(p);
    } else {
        for (p = last(); index < count - 1; ++index) p = previous(p);
    }
    return p;
}

std::string_view Listpack::text(Pos p, Scratch& scratch) const {
    Decoded d;
    decode(m_data.data() + p, m_data.size() - p, d);
    if (!d.isInteger) return view().substr(p + d.head, d.length);
    char* end = std::to_chars(scratch.data(), scratch.data() + scratch.size(), d.integer).ptr;
    return {scratch.data(), static_cast<std::size_t>(end - scratch.data())};
}

bool Listpack::isInteger(Pos p, std::int64_t& value) const {
    Decoded d;
    decode(m_data.data() + p, m_data.size() - p, d);
    value = d.integer;
    return d.isInteger;
}

Listpack::Pos Listpack::find(std::string_view text, Pos from, std::size_t step) const {
    std::int64_t number = 0;
    const bool numeric = !text.empty() && text.size() <= 20 && parseInteger(text, number);
    std::size_t skip = 0;
    for (std::size_t p = from; p != 0 && m_data[p] != kEnd;) {
        Decoded d;
        decode(m_data.data() + p, m_data.size() - p, d);
        if (skip == 0) {
            if (d.isInteger ? numeric && d.integer == number
                            : d.length == text.size() && view().substr(p + d.head, d.length) == text)
                return static_cast<Pos>(p);
            skip = step;
        }
        --skip;
        const std::size_t length = d.head + d.length;
        p += length + backBytes(length);
    }
    return 0;
}

bool Listpack::equals(Pos p, std::string_view wanted) const {
    Scratch scratch;
    return text(p, scratch) == wanted;
}

// The room is what the real allocator would have given: nothing is doubled.
void Listpack::splice(Pos at, std::size_t remove, std::string_view add) {
    const std::size_t size = m_data.size() - remove + add.size();
    const auto room = static_cast<std::size_t>(MemoryModel{}.allocated(static_cast<std::int64_t>(size)));
    if (room > m_data.capacity() || room * 2 < m_data.capacity()) {
        std::vector<unsigned char> moved;
        moved.reserve(room);
        moved.insert(moved.end(), m_data.begin(), m_data.begin() + at);
        moved.insert(moved.end(), add.begin(), add.end());
        moved.insert(moved.end(), m_data.begin() + at + static_cast<std::ptrdiff_t>(remove), m_data.end());
        m_data = std::move(moved);
    } else {
        const std::size_t tail = m_data.size() - at - remove;
        if (size > m_data.size()) m_data.resize(size);
        std::memmove(m_data.data() + at + add.size(), m_data.data() + at + remove, tail);
        if (!add.empty()) std::memcpy(m_data.data() + at, add.data(), add.size());
        m_data.resize(size);
    }
}

void Listpack::insert(Pos before, std::string_view text) {
    const Pos at = before == 0 ? static_cast<Pos>(m_data.size() - 1) : before;
    const Head h = headOf(text);
    const std::size_t length = h.size + (h.isInteger ? 0 : text.size()), total = length + backBytes(length);
    unsigned char small[64];
    std::vector<unsigned char> large;
    unsigned char* bytes = small;
    if (total > sizeof small) {
        large.resize(total);
        bytes = large.data();
    }
    std::memcpy(bytes, h.bytes, h.size);
    if (!h.isInteger && !text.empty()) std::memcpy(bytes + h.size, text.data(), text.size());
    writeBack(bytes + length, length);
    splice(at, 0, {reinterpret_cast<const char*>(bytes), total});
    ++m_count;
    writeHeader();
}

void Listpack::replace(Pos p, std::string_view text) {
    const Pos after = static_cast<Pos>(p + span(p));
    Listpack one;
    one.append(text);
    splice(p, after - p, one.view().substr(kHeader, one.bytes() - kEmpty));
    writeHeader();
}

Listpack::Pos Listpack::erase(Pos p, std::size_t count) {
    std::size_t end = p, gone = 0;
    while (gone < count && m_data[end] != kEnd) {
        end += span(static_cast<Pos>(end));
        ++gone;
    }
    splice(p, end - p, {});
    m_count -= static_cast<std::uint32_t>(gone);
    writeHeader();
    return m_data[p] == kEnd ? 0 : p;
}

void Listpack::eraseFrom(std::size_t index, std::size_t count) {
    const Pos p = at(static_cast<std::int64_t>(index));
    if (p != 0 && count != 0) erase(p, count);
}

void Listpack::takeAll(const Listpack& other) {
    splice(static_cast<Pos>(m_data.size() - 1), 0, other.view().substr(kHeader, other.bytes() - kEmpty));
    m_count += other.m_count;
    writeHeader();
}

std::size_t Listpack::elementBytes(std::string_view text) {
    const Head h = headOf(text);
    const std::size_t length = h.size + (h.isInteger ? 0 : text.size());
    return length + backBytes(length);
}

bool Listpack::parse(std::string_view bytes, Listpack& out) {
    const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
    if (bytes.size() < kEmpty || readLittle(data, 4) != bytes.size() || data[bytes.size() - 1] != kEnd) return false;
    std::size_t count = 0;
    for (std::size_t p = kHeader; p != bytes.size() - 1; ++count) {
        Decoded d;
        const std::size_t left = bytes.size() - 1 - p;
        if (!decode(data + p, left, d)) return false;
        const std::size_t length = d.head + d.length, back = backBytes(length);
        if (left < length + back) return false;
        unsigned char wanted[5];
        writeBack(wanted, length);
        if (std::memcmp(wanted, data + p + length, back) != 0) return false;
        p += length + back;
    }
    const auto told = readLittle(data + 4, 2);
    if (told != kUnknownCount && told != count) return false;
    out.m_data.assign(data, data + bytes.size());
    out.m_count = static_cast<std::uint32_t>(count);
    return true;
}

} // namespace maylab::cache
