// How many different elements were seen, from 16384 registers of 6 bits: each keeps the longest run of zeroes among the
// hashes that fell to it. The bytes are the server's own: "HYLL", the encoding, the estimate that was made last, then either
// all registers (dense, 12 KB) or runs of equal ones (sparse). Source: sheet 2.1, 2.13; Ertl, arXiv:1702.01284.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace maylab::cache::hll {

inline constexpr std::size_t kRegisters = 16384, kHeader = 16, kDenseSize = kHeader + kRegisters * 6 / 8;

// The register an element falls to, and the run that its hash shows.
struct Observation {
    std::uint32_t at = 0;
    std::uint8_t run = 0;
};
Observation observe(std::string_view element);

using Registers = std::array<std::uint8_t, kRegisters>;

bool isValid(std::string_view bytes); // as far as the header and the length tell
bool isDense(std::string_view bytes);
std::string empty(); // sparse

// What was estimated last, if nothing changed since.
std::optional<std::uint64_t> cachedCount(std::string_view bytes);
void cacheCount(char* bytes, std::uint64_t count);
void forgetCount(char* bytes);

// Nothing: the runs do not add up to all registers.
std::optional<std::uint64_t> count(std::string_view bytes);
std::uint64_t count(const Registers& registers);
bool mergeInto(Registers& highest, std::string_view bytes); // false: as above
std::optional<std::string> toDense(std::string_view sparse);

// Lets a register be at least so high.
void raiseDense(char* bytes, Observation o);
bool denseIsBelow(const char* bytes, Observation o); // raiseDense would change it
enum class Raised : std::uint8_t { No, Yes, TooLarge, Broken };
// TooLarge: it must become dense first. Nothing changed then.
Raised raiseSparse(std::string& bytes, Observation o, std::size_t maxBytes);

// "Z:16384" or "v:1,1 z:3 ...".
std::string describeSparse(std::string_view bytes);

} // namespace maylab::cache::hll
