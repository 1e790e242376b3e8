// Characters, quoting and numbers the way Prometheus writes them in queries, answers and errors.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace maylab::metrics::promql {

constexpr bool isDigit(char c) { return c >= '0' && c <= '9'; }
constexpr bool isAlpha(char c) { return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool isAlphaNumeric(char c) { return isAlpha(c) || isDigit(c); }
constexpr bool isSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// A code point of UTF-8 and its length; an invalid byte is U+FFFD of length 1.
struct Rune {
    std::uint32_t code = 0;
    std::size_t length = 0;
};
inline constexpr std::uint32_t kInvalidRune = 0xFFFD;
Rune runeAt(std::string_view text, std::size_t at);
void appendUtf8(std::string& out, std::uint32_t code);

// "text" with escapes: quotes, backslashes, control characters, bytes that are no UTF-8.
std::string inQuotes(std::string_view text);
// 'c'
std::string quotedRune(std::uint32_t code);

// The shortest digits that read back as the same number, never with an exponent; NaN, +Inf, -Inf.
std::string numberText(double value);
// The same in an answer's samples: with an exponent below 1e-6 and from 1e21 on.
std::string sampleText(double value);
// "0.5", "1e9", "Inf", "0x1f"; nothing when it is no number.
std::optional<double> parseNumber(std::string_view text);

// "1h30m" in milliseconds; nothing and a reason when it is none.
std::optional<std::int64_t> parseDuration(std::string_view text, std::string& problem);
// 90000 -> "1m30s"
std::string durationText(std::int64_t milliseconds);

} // namespace maylab::metrics::promql
