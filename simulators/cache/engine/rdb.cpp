#include "cache/engine/rdb.h"

#include "cache/engine/numbers.h"

#include <algorithm>
#include <bit>
#include <vector>

namespace maylab::cache {

namespace {

constexpr std::uint8_t kCompressed = 0xC3, kLength32 = 0x80, kLength64 = 0x81;

// LZF: a byte below 32 is one less than the number of literal bytes that follow; above, its high 3 bits (7: and the next
// byte) are two less than the length of a match, its low 5 bits and one more byte one less than how far back it lies.
constexpr std::size_t kMostLiterals = 32, kMostBack = 1 << 13, kMostMatch = (1 << 8) + (1 << 3);

// The same choices as the server's compressor, so that the payload is the same. Empty: longer than most.
std::string lzfCompress(std::string_view in, std::size_t most) {
    constexpr int kHashBits = 16;
    std::vector<std::uint32_t> seen(std::size_t{1} << kHashBits); // by hash of three bytes; 0, the very start, never matches
    const auto slot = [&](std::size_t at) -> std::uint32_t& {
        const auto byte = [&](std::size_t k) { return static_cast<std::uint32_t>(static_cast<unsigned char>(in[at + k])); };
        const std::uint32_t h = byte(0) << 16 | byte(1) << 8 | byte(2);
        return seen[((h >> (24 - kHashBits)) - h * 5) & (seen.size() - 1)];
    };
    std::string out(1, '\0'); // begins with the head of a run of literals
    std::size_t literals = 0, at = 0;
    const auto endRun = [&] {
        if (literals == 0) out.pop_back();
        else out[out.size() - literals - 1] = static_cast<char>(literals - 1);
        literals = 0;
    };
    const auto literal = [&] {
        out += in[at++];
        if (++literals < kMostLiterals) return;
        endRun();
        out += '\0';
    };
    while (at + 2 < in.size()) {
        const std::size_t match = slot(at);
        slot(at) = static_cast<std::uint32_t>(at);
        if (match == 0 || at - match > kMostBack || in.substr(match, 3) != in.substr(at, 3)) {
            if (out.size() >= most) return {};
            literal();
            continue;
        }
        if (out.size() - (literals == 0 ? 1 : 0) + 4 >= most) return {};
        endRun();
        // It leaves the last two bytes out, but looks so far only after its first steps: 16 or one.
        const std::size_t wanted = std::min(in.size() - at - 2, kMostMatch);
        const std::size_t longest = std::max<std::size_t>(wanted, wanted > 16 ? 19 : 3);
        std::size_t length = 3;
        while (length < longest && in[match + length] == in[at + length]) ++length;
        const std::size_t back = at - match - 1, rest = length - 2;
        out += static_cast<char>(back >> 8 | std::min<std::size_t>(rest, 7) << 5);
        if (rest >= 7) out += static_cast<char>(rest - 7);
        out += static_cast<char>(back & 0xFF);
        out += '\0';
        at += length;
        if (at + 2 >= in.size()) break;
        for (std::size_t k = at - 2; k < at; ++k) slot(k) = static_cast<std::uint32_t>(k);
    }
    if (out.size() + 3 > most) return {};
    while (at < in.size()) literal();
    endRun();
    return out;
}

std::optional<std::string> lzfExpand(std::string_view in, std::uint64_t length) {
    std::string out;
    for (std::size_t at = 0; at < in.size();) {
        const auto next = [&] { return static_cast<std::size_t>(static_cast<unsigned char>(in[at++])); };
        const std::size_t head = next();
        if (head < kMostLiterals) {
            if (in.size() - at < head + 1) return std::nullopt;
            out += in.substr(at, head + 1);
            at += head + 1;
        } else {
            std::size_t count = head >> 5;
            if (in.size() - at < (count == 7 ? 2u : 1u)) return std::nullopt;
            if (count == 7) count += next();
            const std::size_t back = ((head & 31) << 8 | next()) + 1;
            if (back > out.size()) return std::nullopt;
            for (count += 2; count > 0; --count) out += out[out.size() - back];
        }
        if (out.size() > length) return std::nullopt;
    }
    if (out.size() != length) return std::nullopt;
    return out;
}

} // namespace

std::uint64_t crc64(std::string_view bytes) {
    constexpr std::uint64_t kPolynomial = 0x95ac9329ac4bc9b5ull; // ad93d23594c935a9 reflected
    std::uint64_t crc = 0;
    for (const char c : bytes) {
        crc ^= static_cast<unsigned char>(c);
        for (int b = 0; b < 8; ++b) crc = (crc & 1) != 0 ? crc >> 1 ^ kPolynomial : crc >> 1;
    }
    return crc;
}

void RdbWriter::length(std::uint64_t n) {
    const auto big = [&](int bytes) {
        for (int b = bytes; b-- > 0;) byte(static_cast<std::uint8_t>(n >> (8 * b)));
    };
    if (n < 64) {
        byte(static_cast<std::uint8_t>(n));
    } else if (n < 16'384) {
        byte(static_cast<std::uint8_t>(0x40 | n >> 8));
        big(1);
    } else if (n <= UINT32_MAX) {
        byte(kLength32);
        big(4);
    } else {
        byte(kLength64);
        big(8);
    }
}

void RdbWriter::string(std::string_view s) {
    std::int64_t v = 0;
    if (s.size() <= 11 && parseInteger(s, v) && v >= INT32_MIN && v <= INT32_MAX) {
        const int bytes = v >= INT8_MIN && v <= INT8_MAX ? 1 : v >= INT16_MIN && v <= INT16_MAX ? 2 : 4;
        byte(static_cast<std::uint8_t>(0xC0 | (bytes == 1 ? 0 : bytes == 2 ? 1 : 2)));
        for (int b = 0; b < bytes; ++b) byte(static_cast<std::uint8_t>(v >> (8 * b)));
        return;
    }
    constexpr std::size_t kWorthCompressing = 21, kLeastGain = 4;
    const std::string compressed = !m_compress || s.size() < kWorthCompressing ? std::string() : lzfCompress(s, s.size() - kLeastGain);
    if (!compressed.empty()) {
        byte(kCompressed);
        length(compressed.size());
    }
    length(s.size());
    if (compressed.empty()) m_out += s;
    else m_out += compressed;
}

void RdbWriter::real(double v) { milliseconds(std::bit_cast<std::int64_t>(v)); }

void RdbWriter::milliseconds(std::int64_t v) {
    for (int b = 0; b < 8; ++b) byte(static_cast<std::uint8_t>(static_cast<std::uint64_t>(v) >> (8 * b)));
}

std::string_view RdbReader::take(std::size_t n) {
    if (m_failed || n > m_left.size()) {
        m_failed = true;
        return {};
    }
    const std::string_view taken = m_left.substr(0, n);
    m_left.remove_prefix(n);
    return taken;
}

std::uint8_t RdbReader::byte() {
    const std::string_view s = take(1);
    return s.empty() ? std::uint8_t{0} : static_cast<std::uint8_t>(s[0]);
}

std::uint64_t RdbReader::little(std::size_t bytes) {
    std::uint64_t v = 0;
    const std::string_view s = take(bytes);
    for (std::size_t b = 0; b < s.size(); ++b) v |= std::uint64_t{static_cast<unsigned char>(s[b])} << (8 * b);
    return v;
}

std::uint64_t RdbReader::length() {
    const std::uint8_t first = byte();
    const std::size_t more = first < 0x40 ? 0 : first < 0x80 ? 1 : first == kLength32 ? 4 : first == kLength64 ? 8 : 0;
    if (first > kLength64) m_failed = true;
    std::uint64_t n = first < 0x80 ? first & 0x3F : 0;
    for (std::size_t b = 0; b < more; ++b) n = n << 8 | byte();
    return n;
}

std::string RdbReader::string() {
    const std::string_view before = m_left;
    const std::uint8_t first = byte();
    if (first == kCompressed) {
        const std::uint64_t packed = length(), size = length();
        const auto expanded = m_failed ? std::nullopt : lzfExpand(take(packed), size);
        if (!expanded) m_failed = true;
        return expanded.value_or(std::string());
    }
    if (first >= 0xC0 && first <= 0xC2) {
        const std::size_t bytes = std::size_t{1} << (first & 3);
        const std::uint64_t raw = little(bytes);
        return formatInteger(bytes == 1   ? static_cast<std::int8_t>(raw)
                             : bytes == 2 ? static_cast<std::int16_t>(raw)
                                          : static_cast<std::int32_t>(raw));
    }
    if (m_failed) return {};
    m_left = before;
    const std::uint64_t n = length();
    return std::string(take(n));
}

double RdbReader::real() { return std::bit_cast<double>(little(8)); }

} // namespace maylab::cache
