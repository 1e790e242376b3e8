// The RDB form of values, version 10, as DUMP shows and RESTORE reads it: lengths of 1, 2, 5 or 9 bytes, strings as they are,
// as integers, or packed with LZF where that is shorter; the payload ends with the version and a CRC-64 (Jones).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace maylab::cache {

namespace rdb {
inline constexpr unsigned kVersion = 10;
inline constexpr std::uint8_t kString = 0, kList = 1, kSet = 2, kHash = 4, kZSet2 = 5, kSetIntset = 11, kHashListpack = 16,
                              kZSetListpack = 17, kListQuicklist2 = 18, kStreamListpacks2 = 19;
inline constexpr std::uint64_t kNodePlain = 1, kNodePacked = 2; // of a quicklist
} // namespace rdb

std::uint64_t crc64(std::string_view bytes);

class RdbWriter {
  public:
    explicit RdbWriter(bool compress = true) : m_compress(compress) {} // rdbcompression
    void byte(std::uint8_t b) { m_out += static_cast<char>(b); }
    void length(std::uint64_t n);
    void string(std::string_view s);
    void real(double v); // 8 bytes, little endian
    void raw(std::string_view bytes) { m_out += bytes; }
    void milliseconds(std::int64_t v); // 8 bytes, little endian
    std::string& out() { return m_out; }

  private:
    std::string m_out;
    bool m_compress;
};

// Reads from the front; after the first failure everything fails.
class RdbReader {
  public:
    explicit RdbReader(std::string_view bytes) : m_left(bytes) {}
    bool failed() const { return m_failed; }
    bool done() const { return !m_failed && m_left.empty(); }
    std::uint8_t byte();
    std::uint64_t length();
    std::string string();
    double real();
    std::string raw(std::size_t n) { return std::string(take(n)); }
    std::int64_t milliseconds() { return static_cast<std::int64_t>(little(8)); }

  private:
    std::string_view take(std::size_t n);
    std::uint64_t little(std::size_t bytes);
    std::string_view m_left;
    bool m_failed = false;
};

} // namespace maylab::cache
