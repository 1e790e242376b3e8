#include "logs/subscription_payload.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace maylab::logs {
namespace {

constexpr std::size_t kMaxBlock = 65'535;

constexpr std::array<std::uint32_t, 256> kCrcTable = [] {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t i = 0; i < 256; ++i) {
        std::uint32_t c = i;
        for (int bit = 0; bit < 8; ++bit) c = (c >> 1) ^ ((c & 1) != 0 ? 0xEDB88320u : 0u);
        table[i] = c;
    }
    return table;
}();

std::uint32_t crc32(std::string_view bytes) {
    std::uint32_t crc = 0xFFFFFFFFu;
    for (const char c : bytes) crc = kCrcTable[(crc ^ static_cast<unsigned char>(c)) & 255] ^ (crc >> 8);
    return ~crc;
}

void putLittleEndian(std::string& out, std::uint32_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) out += static_cast<char>((value >> (8 * i)) & 255);
}

} // namespace

std::string gzipStored(std::string_view bytes) {
    // Magic, deflate, no flags, no time, no extra flags, unknown system.
    std::string out("\x1f\x8b\x08\0\0\0\0\0\0\xff", 10);
    const std::uint32_t crc = crc32(bytes);
    const auto length = static_cast<std::uint32_t>(bytes.size());
    do {
        const std::size_t n = std::min(bytes.size(), kMaxBlock);
        out += n == bytes.size() ? '\1' : '\0'; // the last block has bit 0
        putLittleEndian(out, static_cast<std::uint32_t>(n), 2);
        putLittleEndian(out, ~static_cast<std::uint32_t>(n), 2);
        out += bytes.substr(0, n);
        bytes.remove_prefix(n);
    } while (!bytes.empty());
    putLittleEndian(out, crc, 4);
    putLittleEndian(out, length, 4);
    return out;
}

std::string base64(std::string_view bytes) {
    static constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const auto byte = [&](std::size_t at) {
            return at < bytes.size() ? std::uint32_t{static_cast<unsigned char>(bytes[at])} : 0u;
        };
        const std::uint32_t three = byte(i) << 16 | byte(i + 1) << 8 | byte(i + 2);
        for (int part = 0; part < 4; ++part) {
            out += i + static_cast<std::size_t>(part) > bytes.size() ? '=' : kAlphabet[(three >> (18 - 6 * part)) & 63];
        }
    }
    return out;
}

} // namespace maylab::logs
