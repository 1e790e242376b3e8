// Which of the 16384 hash slots a key falls into: CRC16 of its tag. Source: sheet 2.5.
#pragma once

#include <cstdint>
#include <string_view>

namespace maylab::cache {

inline constexpr std::uint16_t kSlots = 16384;

// XMODEM: polynomial 0x1021, begins with 0, nothing reflected.
std::uint16_t crc16(std::string_view bytes);
// What is hashed: the bytes between the first { and the first } after it if there are any, else the whole key.
std::string_view hashTag(std::string_view key);
inline std::uint16_t keySlot(std::string_view key) { return crc16(hashTag(key)) & (kSlots - 1); }

} // namespace maylab::cache
