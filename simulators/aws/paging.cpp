#include "aws/paging.h"

#include "kernel/hash.h"

namespace maylab::aws {

namespace {

constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string encode(std::string_view bytes) {
    std::string out;
    std::uint32_t bits = 0;
    int have = 0;
    for (const char c : bytes) {
        bits = (bits << 8) | static_cast<unsigned char>(c);
        have += 8;
        while (have >= 6) {
            have -= 6;
            out += kAlphabet[(bits >> have) & 63];
        }
    }
    if (have > 0) out += kAlphabet[(bits << (6 - have)) & 63];
    return out;
}

std::optional<std::string> decode(std::string_view text) {
    std::string out;
    std::uint32_t bits = 0;
    int have = 0;
    for (const char c : text) {
        const std::string_view alphabet(kAlphabet, 64);
        const std::size_t at = alphabet.find(c);
        if (at == std::string_view::npos) return std::nullopt;
        bits = (bits << 6) | static_cast<std::uint32_t>(at);
        have += 6;
        if (have >= 8) {
            have -= 8;
            out += static_cast<char>((bits >> have) & 255);
        }
    }
    return out;
}

char check(std::string_view operation, std::string_view key, int i) {
    const std::uint64_t h = kernel::mix64(kernel::fnv1a(key, kernel::fnv1a(operation)));
    return static_cast<char>((h >> (8 * i)) & 255);
}

constexpr int kCheckBytes = 6;

} // namespace

std::string makeMarker(std::string_view operation, std::string_view lastKey) {
    std::string bytes;
    for (int i = 0; i < kCheckBytes; ++i) bytes += check(operation, lastKey, i);
    bytes += lastKey;
    return encode(bytes);
}

std::optional<std::string> readMarker(std::string_view operation, std::string_view marker) {
    const auto bytes = decode(marker);
    if (!bytes || bytes->size() < kCheckBytes) return std::nullopt;
    std::string key = bytes->substr(kCheckBytes);
    if (makeMarker(operation, key) != marker) return std::nullopt;
    return key;
}

} // namespace maylab::aws
