#include "cache/engine/numbers.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <clocale>
#include <cmath>
#include <cstdlib>
#include <system_error>

namespace maylab::cache {

bool parseUnsigned(std::string_view text, std::uint64_t& value) {
    if (text.empty() || text.size() > 20) return false;
    if (text == "0") {
        value = 0;
        return true;
    }
    if (text[0] < '1' || text[0] > '9') return false;
    std::uint64_t v = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return false;
        if (__builtin_mul_overflow(v, std::uint64_t{10}, &v) ||
            __builtin_add_overflow(v, static_cast<std::uint64_t>(c - '0'), &v))
            return false;
    }
    value = v;
    return true;
}

int parseIntegerLoosely(std::string_view text) {
    text.remove_prefix(std::min(text.size(), text.find_first_not_of(" \t\n\v\f\r")));
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    std::int64_t value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') break;
        const std::int64_t digit = negative ? '0' - c : c - '0';
        if (__builtin_mul_overflow(value, std::int64_t{10}, &value) || __builtin_add_overflow(value, digit, &value)) {
            value = negative ? INT64_MIN : INT64_MAX;
            break;
        }
    }
    return static_cast<int>(value);
}

bool parseInteger(std::string_view text, std::int64_t& value) {
    const bool negative = text.size() > 1 && text[0] == '-';
    std::uint64_t magnitude = 0;
    if (!parseUnsigned(negative ? text.substr(1) : text, magnitude)) return false;
    constexpr std::uint64_t kMax = INT64_MAX;
    if (negative) {
        if (magnitude == 0 || magnitude > kMax + 1) return false;
        value = static_cast<std::int64_t>(-magnitude);
    } else {
        if (magnitude > kMax) return false;
        value = static_cast<std::int64_t>(magnitude);
    }
    return true;
}

namespace {

// Whatever locale a window system sets.
locale_t plainLocale() {
    static const locale_t kPlain = newlocale(LC_ALL_MASK, "C", nullptr);
    return kPlain;
}

bool beginsWithSpace(std::string_view text) { return text[0] == ' ' || (text[0] >= '\t' && text[0] <= '\r'); }

} // namespace

bool parseDouble(std::string_view text, double& value) {
    constexpr std::int64_t kExact = 1ll << 53;
    if (std::int64_t whole = 0; parseInteger(text, whole) && whole > -kExact && whole < kExact) { // most scores
        value = static_cast<double>(whole);
        return true;
    }
    if (text.empty() || beginsWithSpace(text)) return false;
    const std::string copy(text);
    char* end = nullptr;
    errno = 0;
    value = strtod_l(copy.c_str(), &end, plainLocale());
    return end == copy.c_str() + copy.size() && !(errno == ERANGE && (value == 0 || std::isinf(value))) && !std::isnan(value);
}

bool parseDoubleLoosely(std::string_view text, double& value) {
    const std::string copy(text);
    char* end = nullptr;
    value = strtod_l(copy.c_str(), &end, plainLocale());
    return *end == '\0' && !std::isnan(value);
}

// As the server: what strtold reads.
bool parseLongDouble(std::string_view text, long double& value) {
    constexpr std::size_t kLimit = 5 * 1024;
    if (text.empty() || text.size() >= kLimit || beginsWithSpace(text)) return false;
    const std::string copy(text);
    char* end = nullptr;
    errno = 0;
    value = strtold_l(copy.c_str(), &end, plainLocale());
    // Out of range is what became nothing or infinite; a denormal number is a number.
    return end == copy.c_str() + copy.size() && !(errno == ERANGE && (value == 0 || std::isinf(value))) && !std::isnan(value);
}

std::string formatInteger(std::int64_t value) {
    char buffer[24];
    const auto r = std::to_chars(buffer, buffer + sizeof buffer, value);
    return std::string(buffer, r.ptr);
}

std::string formatLongDouble(long double value) {
    if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
    char buffer[5 * 1024];
    const auto r = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed, 17);
    std::string text(buffer, r.ptr);
    if (text.find('.') != std::string::npos) {
        while (text.back() == '0') text.pop_back();
        if (text.back() == '.') text.pop_back();
    }
    return text == "-0" ? "0" : text;
}

std::string formatFixed(double value, int decimals) {
    char buffer[512];
    const auto r = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed, decimals);
    return std::string(buffer, r.ptr);
}

std::string formatDouble(double value) {
    if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
    if (value == 0) return std::signbit(value) ? "-0" : "0";
    if (std::abs(value) < 1e15 && value == std::trunc(value)) return formatInteger(static_cast<std::int64_t>(value));
    char buffer[64];
    const auto r = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::general, 17);
    return std::string(buffer, r.ptr);
}

bool equalsIgnoreCase(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const auto fold = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
        if (fold(a[i]) != fold(b[i])) return false;
    }
    return true;
}

std::string lowerCase(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    }
    return out;
}

std::string formatBytes(std::uint64_t bytes) {
    static constexpr const char kUnits[] = {'B', 'K', 'M', 'G', 'T', 'P'};
    if (bytes < 1024) return std::to_string(bytes) + "B";
    double v = static_cast<double>(bytes);
    std::size_t unit = 0;
    while (v >= 1024 && unit + 1 < sizeof kUnits) {
        v /= 1024;
        ++unit;
    }
    return formatFixed(v, 2) + kUnits[unit];
}

} // namespace maylab::cache
