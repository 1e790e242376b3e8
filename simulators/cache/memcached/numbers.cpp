#include "cache/memcached/numbers.h"

#include <cstdlib>
#include <limits>

namespace maylab::memcached {

namespace {

bool isBlank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// The digits of the first word with their sign. False: none, something else behind them, or more than 64 bits.
bool digits(std::string_view text, bool& negative, std::uint64_t& value) {
    std::size_t i = 0;
    while (i < text.size() && isBlank(text[i])) ++i;
    negative = false;
    if (i < text.size() && (text[i] == '-' || text[i] == '+')) negative = text[i++] == '-';
    const std::size_t first = i;
    value = 0;
    for (; i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i) {
        const auto d = static_cast<std::uint64_t>(text[i] - '0');
        if (value > (std::numeric_limits<std::uint64_t>::max() - d) / 10) return false;
        value = value * 10 + d;
    }
    return i > first && (i == text.size() || isBlank(text[i]));
}

} // namespace

bool parseU64(std::string_view text, std::uint64_t& value) {
    bool negative = false;
    std::uint64_t v = 0;
    if (!digits(text, negative, v)) return false;
    const std::uint64_t wrapped = negative ? 0 - v : v;
    // A minus is only noticed where it makes the number that large.
    if (negative && static_cast<std::int64_t>(wrapped) < 0) return false;
    value = wrapped;
    return true;
}

bool parseU32(std::string_view text, std::uint32_t& value) {
    std::uint64_t v = 0;
    if (!parseU64(text, v)) return false;
    value = static_cast<std::uint32_t>(v);
    return true;
}

bool parseI32(std::string_view text, std::int32_t& value) {
    bool negative = false;
    std::uint64_t v = 0;
    if (!digits(text, negative, v)) return false;
    constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (v > kMax + (negative ? 1 : 0)) return false;
    value = static_cast<std::int32_t>(static_cast<std::uint32_t>(negative ? 0 - v : v));
    return true;
}

bool parseDouble(std::string_view text, double& value) {
    // Digits with one point: what these settings take. No locale, no exponent.
    bool any = false, point = false, negative = false;
    double v = 0, scale = 1;
    std::size_t i = 0;
    if (!text.empty() && (text[0] == '-' || text[0] == '+')) negative = text[i++] == '-';
    for (; i < text.size() && !isBlank(text[i]); ++i) {
        if (text[i] == '.' && !point) {
            point = true;
        } else if (text[i] >= '0' && text[i] <= '9') {
            any = true;
            v = v * 10 + (text[i] - '0');
            if (point) scale *= 10;
        } else {
            return false;
        }
    }
    if (!any || i > 40) return false;
    value = (negative ? -v : v) / scale;
    return true;
}

namespace {
constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
}

bool decodeBase64(std::string_view text, char* out, std::size_t& length) {
    length = 0;
    std::size_t known = 0;
    for (const char c : text) known += c == '=' || kAlphabet.find(c) != std::string_view::npos ? 1 : 0;
    if (known == 0 || known % 4 != 0) return false;
    std::uint32_t bits = 0;
    std::size_t count = 0, pad = 0;
    for (const char c : text) {
        const std::size_t at = kAlphabet.find(c);
        if (at == std::string_view::npos && c != '=') continue; // other signs are passed over
        pad += c == '=' ? 1 : 0;
        bits = bits << 6 | static_cast<std::uint32_t>(c == '=' ? 0 : at);
        if (++count % 4 != 0) continue;
        if (pad > 2) {
            length = 0;
            return false;
        }
        for (std::size_t k = 0; k < 3 - pad; ++k) out[length++] = static_cast<char>(bits >> (16 - 8 * k) & 0xFF);
        if (pad != 0) break;
    }
    return length != 0;
}

void appendBase64(std::string_view bytes, std::string& out) {
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t n = bytes.size() - i < 3 ? bytes.size() - i : 3;
        std::uint32_t bits = 0;
        for (std::size_t k = 0; k < 3; ++k) bits = bits << 8 | (k < n ? static_cast<unsigned char>(bytes[i + k]) : 0u);
        for (std::size_t k = 0; k < 4; ++k) out += k <= n ? kAlphabet[bits >> (18 - 6 * k) & 63] : '=';
    }
}

} // namespace maylab::memcached
