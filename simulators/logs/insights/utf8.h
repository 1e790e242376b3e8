// Code points of a text in UTF-8. A byte that is no part of one counts as one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace maylab::logs::insights {

// Moves `at` past the code point that begins there.
inline std::uint32_t nextCodePoint(std::string_view text, std::size_t& at) {
    const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])); };
    const std::uint32_t first = byte(at++);
    if (first < 0x80) return first;
    const std::size_t more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : first >= 0xC0 ? 1 : 0;
    if (more == 0 || at + more > text.size()) return first;
    std::uint32_t c = first & (0x3FU >> more);
    for (std::size_t i = 0; i < more; ++i) {
        if ((byte(at + i) & 0xC0U) != 0x80U) return first;
        c = (c << 6U) | (byte(at + i) & 0x3FU);
    }
    at += more;
    return c;
}

inline void appendCodePoint(std::string& out, std::uint32_t c) {
    const auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xC0U | (c >> 6U)), put(0x80U | (c & 63U));
    } else if (c < 0x10000) {
        put(0xE0U | (c >> 12U)), put(0x80U | ((c >> 6U) & 63U)), put(0x80U | (c & 63U));
    } else {
        put(0xF0U | (c >> 18U)), put(0x80U | ((c >> 12U) & 63U)), put(0x80U | ((c >> 6U) & 63U)), put(0x80U | (c & 63U));
    }
}

inline std::size_t codePoints(std::string_view text) {
    std::size_t n = 0;
    for (std::size_t at = 0; at < text.size(); ++n) nextCodePoint(text, at);
    return n;
}

} // namespace maylab::logs::insights
