// IP addresses and subnets as isValidIp, isIpInSubnet and their kin read them: "192.0.2.9", "2001:db8::1",
// "192.0.2.0/24". An IPv4 address has four decimal numbers without leading zeros.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace maylab::logs::insights {

struct IpAddress {
    bool v6 = false;
    std::array<std::uint8_t, 16> bytes{}; // four of them in IPv4

    static std::optional<IpAddress> parse(std::string_view text);
};

struct IpSubnet {
    IpAddress address;
    int bits = 0;

    static std::optional<IpSubnet> parse(std::string_view text);
    bool has(const IpAddress& a) const;
};

} // namespace maylab::logs::insights
