// Numbers as Redis reads and prints them: strict integers, long double with 17 decimals, no locale.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace maylab::cache {

// No sign but '-', no leading zeros, no spaces: "0", "-7", "42".
bool parseInteger(std::string_view text, std::int64_t& value);
// As atoi reads it: space before, a sign, what follows the digits; nothing at all is 0. Beyond 64 bits it stays at the bound,
// and of 64 bits the low 32 count, so "4294967297" is 1.
int parseIntegerLoosely(std::string_view text);
bool parseUnsigned(std::string_view text, std::uint64_t& value); // the same rules, without '-'
// Whole text, no leading space, not NaN; hexadecimal too ("0x.8p1").
bool parseLongDouble(std::string_view text, long double& value);
bool parseDouble(std::string_view text, double& value); // the same rules
// As strtod reads it: space before, nothing at all (0), what follows a NUL; not NaN.
bool parseDoubleLoosely(std::string_view text, double& value);
std::string formatInteger(std::int64_t value);
// At most 17 decimals, trailing zeros removed.
std::string formatLongDouble(long double value);
// 17 significant digits, as 7.0 prints doubles.
std::string formatDouble(double value);
std::string formatFixed(double value, int decimals); // "3.14"
bool equalsIgnoreCase(std::string_view a, std::string_view b);
std::string lowerCase(std::string_view text);
// "1.50M" as INFO prints sizes.
std::string formatBytes(std::uint64_t bytes);

} // namespace maylab::cache
