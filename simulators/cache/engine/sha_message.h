// What SHA-1 and SHA-256 share: big-endian words, the padded message in blocks of 64 bytes, the state in small letters.
// Source: FIPS 180-4, 5.1.1 and 6.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace maylab::cache {

inline std::uint32_t shaWord(const unsigned char* p) {
    return static_cast<std::uint32_t>(p[0]) << 24 | static_cast<std::uint32_t>(p[1]) << 16 | static_cast<std::uint32_t>(p[2]) << 8 | p[3];
}

// block(state, p) takes 64 bytes into the state.
template <std::size_t Words, class Block>
std::string shaHex(std::array<std::uint32_t, Words> state, std::string_view bytes, Block block) {
    const auto* p = reinterpret_cast<const unsigned char*>(bytes.data());
    std::size_t left = bytes.size();
    for (; left >= 64; left -= 64, p += 64) block(state, p);
    std::array<unsigned char, 128> tail{};
    for (std::size_t i = 0; i < left; ++i) tail[i] = p[i];
    tail[left] = 0x80;
    const std::size_t size = left < 56 ? 64 : 128;
    const std::uint64_t bits = static_cast<std::uint64_t>(bytes.size()) * 8;
    for (std::size_t i = 0; i < 8; ++i) tail[size - 1 - i] = static_cast<unsigned char>(bits >> (8 * i));
    for (std::size_t at = 0; at < size; at += 64) block(state, tail.data() + at);
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string hex;
    for (const std::uint32_t word : state) {
        for (int shift = 28; shift >= 0; shift -= 4) hex += kDigits[word >> shift & 15];
    }
    return hex;
}

} // namespace maylab::cache
