// Characters of the languages that this room reads (patterns, JSON, Insights): ASCII, whatever the locale.
#pragma once

namespace maylab::logs {

constexpr bool isDigit(char c) { return c >= '0' && c <= '9'; }
constexpr bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool isWordByte(char c) { return isLetter(c) || isDigit(c) || c == '_'; }

} // namespace maylab::logs
