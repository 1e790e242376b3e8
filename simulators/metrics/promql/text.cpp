#include "metrics/promql/text.h"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace maylab::metrics::promql {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";

struct DurationUnit {
    std::string_view name;
    std::int64_t milliseconds;
};
// In the only order in which they may stand.
constexpr std::array<DurationUnit, 7> kUnits{{{"y", 365LL * 86'400'000},
                                              {"w", 7LL * 86'400'000},
                                              {"d", 86'400'000},
                                              {"h", 3'600'000},
                                              {"m", 60'000},
                                              {"s", 1'000},
                                              {"ms", 1}}};

void appendHex(std::string& out, std::uint32_t code, int digits) {
    for (int i = digits - 1; i >= 0; --i)
        out += kHex[(code >> (4 * i)) & 15];
}

bool printable(std::uint32_t c) {
    if (c < 0x20 || (c >= 0x7F && c <= 0xA0) || c == 0xAD) return false;
    if (c >= 0xE000 && c <= 0xF8FF) return false;
    return c < 0x2000 || (c > 0x200F && (c < 0x2028 || c > 0x202F) && (c < 0x205F || c > 0x206F) && c != 0xFEFF);
}

void appendEscaped(std::string& out, std::uint32_t c, char quote) {
    if (c == static_cast<std::uint32_t>(quote) || c == '\\') {
        out += '\\';
        out += static_cast<char>(c);
        return;
    }
    if (printable(c)) {
        appendUtf8(out, c);
        return;
    }
    constexpr std::string_view kNamed = "abtnvfr"; // from 7 on
    if (c >= 7 && c <= 13) {
        out += '\\';
        out += kNamed[c - 7];
    } else if (c < 0x20 || c == 0x7F) {
        out += "\\x";
        appendHex(out, c, 2);
    } else if (c < 0x10000) {
        out += "\\u";
        appendHex(out, c, 4);
    } else {
        out += "\\U";
        appendHex(out, c, 8);
    }
}

} // namespace

Rune runeAt(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
    const unsigned char first = byte(0);
    if (first < 0x80) return {first, 1};
    const std::size_t length = first >= 0xF0 && first < 0xF5 ? 4 : first >= 0xE0 && first < 0xF0 ? 3 : first >= 0xC2 && first < 0xE0 ? 2 : 0;
    if (length == 0 || at + length > text.size()) return {kInvalidRune, 1};
    std::uint32_t code = first & (0xFFu >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0) != 0x80) return {kInvalidRune, 1};
        code = code << 6 | (byte(i) & 0x3Fu);
    }
    constexpr std::uint32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
    if (code < kLeast[length] || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) return {kInvalidRune, 1};
    return {code, length};
}

void appendUtf8(std::string& out, std::uint32_t c) {
    if (c < 0x80) {
        out += static_cast<char>(c);
    } else if (c < 0x800) {
        out += static_cast<char>(0xC0 | c >> 6);
        out += static_cast<char>(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        out += static_cast<char>(0xE0 | c >> 12);
        out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
        out += static_cast<char>(0x80 | (c & 0x3F));
    } else {
        out += static_cast<char>(0xF0 | c >> 18);
        out += static_cast<char>(0x80 | (c >> 12 & 0x3F));
        out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
        out += static_cast<char>(0x80 | (c & 0x3F));
    }
}

std::string inQuotes(std::string_view text) {
    std::string out = "\"";
    for (std::size_t i = 0; i < text.size();) {
        const Rune r = runeAt(text, i);
        if (r.code == kInvalidRune && r.length == 1) {
            out += "\\x";
            appendHex(out, static_cast<unsigned char>(text[i]), 2);
        } else {
            appendEscaped(out, r.code, '"');
        }
        i += r.length;
    }
    return out + '"';
}

std::string quotedRune(std::uint32_t code) {
    std::string out = "'";
    appendEscaped(out, code, '\'');
    return out + '\'';
}

std::string numberText(double value) {
    if (std::isnan(value)) return "NaN";
    if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
    // Digits and exponent, then the point where it belongs: beyond its digits a number has zeros.
    char scientific[64];
    const auto end = std::to_chars(scientific, scientific + sizeof scientific, value, std::chars_format::scientific);
    std::string_view text(scientific, static_cast<std::size_t>(end.ptr - scientific));
    std::string out;
    if (text[0] == '-') {
        out = '-';
        text.remove_prefix(1);
    }
    const std::size_t e = text.find('e');
    int exponent = 0;
    std::from_chars(text.data() + e + (text[e + 1] == '+' ? 2 : 1), text.data() + text.size(), exponent);
    std::string digits(1, text[0]);
    if (e > 2) digits += text.substr(2, e - 2);
    const int point = exponent + 1; // before which digit
    if (point <= 0) return out + "0." + std::string(static_cast<std::size_t>(-point), '0') + digits;
    const auto whole = static_cast<std::size_t>(point);
    if (whole >= digits.size()) return out + (value == 0 ? "0" : digits + std::string(whole - digits.size(), '0'));
    return out + digits.substr(0, whole) + '.' + digits.substr(whole);
}

std::string sampleText(double value) {
    const double size = std::abs(value);
    if (!std::isfinite(value) || size == 0 || (size >= 1e-6 && size < 1e21)) return numberText(value);
    char digits[64];
    const auto end = std::to_chars(digits, digits + sizeof digits, value, std::chars_format::scientific);
    return {digits, end.ptr};
}

std::optional<double> parseNumber(std::string_view text) {
    std::string lower;
    for (const char c : text)
        lower += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    std::string_view rest = lower;
    const bool negative = rest.starts_with('-');
    if (negative || rest.starts_with('+')) rest.remove_prefix(1);
    const double sign = negative ? -1 : 1;
    if (rest == "inf" || rest == "infinity") return sign * std::numeric_limits<double>::infinity();
    if (lower == "nan") return std::numeric_limits<double>::quiet_NaN();
    if (rest.empty() || (!isDigit(rest[0]) && rest[0] != '.')) return {};
    const bool prefixed = rest.size() > 1 && rest[0] == '0' && (rest[1] == 'x' || rest[1] == 'o' || rest[1] == 'b');
    const bool octal = rest.size() > 1 && rest[0] == '0' && rest.find_first_not_of("01234567") == std::string_view::npos;
    if (prefixed || octal) {
        std::int64_t whole = 0;
        const std::string_view digits = rest.substr(prefixed ? 2 : 1);
        const int base = octal || rest[1] == 'o' ? 8 : rest[1] == 'x' ? 16 : 2;
        const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), whole, base);
        if (end.ec != std::errc() || end.ptr != digits.data() + digits.size() || digits[0] == '-') return {};
        return sign * static_cast<double>(whole);
    }
    double value = 0;
    const auto end = std::from_chars(rest.data(), rest.data() + rest.size(), value);
    if (end.ec != std::errc() || end.ptr != rest.data() + rest.size()) {
        // Too small to be told from 0 is a number; too large is none.
        const bool whole = end.ptr == rest.data() + rest.size();
        if (end.ec == std::errc::result_out_of_range && whole && rest.find("e-") != std::string_view::npos) return sign * 0.0;
        return {};
    }
    return sign * value;
}

std::optional<std::int64_t> parseDuration(std::string_view text, std::string& problem) {
    if (text == "0") return 0;
    if (text.empty()) {
        problem = "empty duration string";
        return {};
    }
    std::int64_t total = 0;
    std::size_t unit = 0;
    bool overflow = false;
    for (std::size_t at = 0; at < text.size();) {
        std::int64_t count = 0;
        const auto number = std::from_chars(text.data() + at, text.data() + text.size(), count);
        const std::size_t next = static_cast<std::size_t>(number.ptr - text.data());
        std::size_t end = next;
        while (end < text.size() && !isDigit(text[end]))
            ++end;
        while (unit < kUnits.size() && kUnits[unit].name != text.substr(next, end - next))
            ++unit;
        if (!isDigit(text[at]) || unit == kUnits.size()) {
            problem = "not a valid duration string: " + inQuotes(text);
            return {};
        }
        // The bound is that of 63 bits of nanoseconds.
        const std::int64_t most = std::numeric_limits<std::int64_t>::max() / 1'000'000;
        if (number.ec != std::errc() || count > (most - total) / kUnits[unit].milliseconds) overflow = true;
        else total += count * kUnits[unit].milliseconds;
        ++unit;
        at = end;
    }
    if (overflow) {
        problem = "duration out of range";
        return {};
    }
    return total;
}

std::string durationText(std::int64_t ms) {
    if (ms == 0) return "0s";
    std::string out;
    for (const DurationUnit& u : kUnits) {
        // Years and weeks only when nothing is left.
        if ((u.name == "y" || u.name == "w") && (ms % u.milliseconds != 0 || !out.empty())) continue;
        if (const std::int64_t n = ms / u.milliseconds; n > 0) {
            out += std::to_string(n);
            out += u.name;
            ms -= n * u.milliseconds;
        }
    }
    return out;
}

} // namespace maylab::metrics::promql
