// Characters of the languages that this room reads (metric math, SEARCH): ASCII, whatever the locale.
#pragma once

namespace maylab::metrics {

constexpr bool isDigit(char c) { return c >= '0' && c <= '9'; }
constexpr bool isUpper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool isLower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool isAlphanumeric(char c) { return isDigit(c) || isUpper(c) || isLower(c); }

} // namespace maylab::metrics
