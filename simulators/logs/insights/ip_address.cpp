#include "logs/insights/ip_address.h"

#include <algorithm>
#include <charconv>
#include <vector>

namespace maylab::logs::insights {
namespace {

std::optional<unsigned> numberIn(std::string_view text, int base, unsigned most, std::size_t digits) {
    unsigned n = 0;
    if (text.empty() || text.size() > digits) return std::nullopt;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n, base);
    if (error != std::errc() || end != text.data() + text.size() || n > most) return std::nullopt;
    return n;
}

bool parseV4(std::string_view text, std::uint8_t* to) {
    for (int i = 0; i < 4; ++i) {
        const std::size_t dot = i < 3 ? text.find('.') : text.size();
        if (dot == std::string_view::npos) return false;
        const std::string_view part = text.substr(0, dot);
        const auto n = numberIn(part, 10, 255, 3);
        if (!n || (part.size() > 1 && part[0] == '0')) return false;
        to[i] = static_cast<std::uint8_t>(*n);
        text.remove_prefix(std::min(dot + 1, text.size()));
    }
    return true;
}

// Groups between colons; the last may be an IPv4 address.
bool groupsOf(std::string_view text, bool mayEndInV4, std::vector<std::uint8_t>& out) {
    while (!text.empty()) {
        const std::size_t colon = text.find(':');
        const std::string_view part = text.substr(0, colon);
        std::uint8_t v4[4];
        if (colon == std::string_view::npos && mayEndInV4 && parseV4(part, v4)) {
            out.insert(out.end(), v4, v4 + 4);
            return true;
        }
        const auto n = numberIn(part, 16, 0xFFFF, 4);
        if (!n) return false;
        out.push_back(static_cast<std::uint8_t>(*n >> 8U));
        out.push_back(static_cast<std::uint8_t>(*n & 0xFFU));
        if (colon == std::string_view::npos) return true;
        text.remove_prefix(colon + 1);
        if (text.empty()) return false; // ends in a colon
    }
    return true;
}

bool parseV6(std::string_view text, std::array<std::uint8_t, 16>& to) {
    const std::size_t gap = text.find("::");
    std::vector<std::uint8_t> front, back;
    if (!groupsOf(text.substr(0, gap), gap == std::string_view::npos, front)) return false;
    if (gap == std::string_view::npos) {
        if (front.size() != 16) return false;
    } else if (!groupsOf(text.substr(gap + 2), true, back) || front.size() + back.size() > 14) {
        return false;
    }
    std::copy(front.begin(), front.end(), to.begin());
    std::copy(back.begin(), back.end(), to.end() - static_cast<std::ptrdiff_t>(back.size()));
    return true;
}

} // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
    IpAddress a;
    a.v6 = text.find(':') != std::string_view::npos;
    const bool good = a.v6 ? parseV6(text, a.bytes) : parseV4(text, a.bytes.data());
    return good ? std::optional(a) : std::nullopt;
}

std::optional<IpSubnet> IpSubnet::parse(std::string_view text) {
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    const auto address = IpAddress::parse(text.substr(0, slash));
    if (!address) return std::nullopt;
    const auto bits = numberIn(text.substr(slash + 1), 10, address->v6 ? 128 : 32, 3);
    if (!bits) return std::nullopt;
    return IpSubnet{*address, static_cast<int>(*bits)};
}

bool IpSubnet::has(const IpAddress& a) const {
    if (a.v6 != address.v6) return false;
    for (int bit = 0; bit < bits; ++bit) {
        const auto i = static_cast<std::size_t>(bit / 8);
        const auto mask = static_cast<std::uint8_t>(0x80U >> static_cast<unsigned>(bit % 8));
        if (((a.bytes[i] ^ address.bytes[i]) & mask) != 0) return false;
    }
    return true;
}

} // namespace maylab::logs::insights
