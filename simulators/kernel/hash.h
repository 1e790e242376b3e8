// Hashes whose values are part of a run: the same on every machine and in every build.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace maylab::kernel {

constexpr std::uint64_t splitmix64(std::uint64_t& state) {
    std::uint64_t z = (state += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
}

constexpr std::uint64_t mix64(std::uint64_t x) {
    x ^= x >> 32;
    x *= 0xD6E8FEB86659FD93ULL;
    x ^= x >> 32;
    x *= 0xD6E8FEB86659FD93ULL;
    return x ^ (x >> 32);
}

constexpr std::uint64_t fnv1a(std::string_view bytes, std::uint64_t h = 0xCBF29CE484222325ULL) {
    for (const char c : bytes) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
    return h;
}

// A rolling fingerprint: order matters, every call counts.
class Fingerprint {
  public:
    constexpr void mix(std::uint64_t value) {
        m_value = (m_value ^ mix64(value + 0x9E3779B97F4A7C15ULL)) * 0x9FB21C651E98DF25ULL;
        m_value ^= m_value >> 29;
    }
    constexpr void mix(std::string_view bytes) {
        mix(bytes.size());
        mix(fnv1a(bytes));
    }
    // Eight bytes at a time, for what clients write.
    void mixWords(std::string_view bytes) {
        mix(bytes.size());
        std::uint64_t word = 0;
        while (bytes.size() >= sizeof word) {
            std::memcpy(&word, bytes.data(), sizeof word);
            mix(word);
            bytes.remove_prefix(sizeof word);
        }
        word = 0;
        if (!bytes.empty()) std::memcpy(&word, bytes.data(), bytes.size());
        mix(word);
    }
    constexpr std::uint64_t value() const { return m_value; }

  private:
    std::uint64_t m_value = 0x6D61796C61620001ULL;
};

} // namespace maylab::kernel
