// A minute of one metric, second by second, in as few bytes as its shape needs.
//
// 60 doubles, each as it was (every bit; NaN: no datum) or all of them absent. The shortest of four forms:
//   constant  one value
//   whole     whole numbers as offsets from the least
//   steps     whole numbers as differences from the one before, those as offsets from the least: totals that grow
//   bits      any numbers, in an order of their bit patterns that is the numbers' own: offsets from the least, without
//             the bits at the end in which none of them differ. Noise of one sign keeps its 52 bits of mantissa and a few
//             of the exponent
// Offsets are as wide as the largest needs. Measured bytes a sample: README.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace maylab::metrics {

using MinuteOfSeconds = std::array<double, 60>;

// Appends the column's bytes; one that begins at offset o is read from there again.
void packColumn(const MinuteOfSeconds& values, std::vector<std::uint8_t>& bytes);
// Behind the last column; readers look that far ahead.
inline constexpr std::size_t kPackedColumnPadding = 16;
// `bytes`: from the column's first byte to the end of what it was packed into, padding included.
void unpackColumn(std::span<const std::uint8_t> bytes, MinuteOfSeconds& values);

} // namespace maylab::metrics
