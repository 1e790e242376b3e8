// What nodes are called for clients that come from outside, through ports that another computer forwards to them: as
// cluster-announce-ip and cluster-announce-port do it, but for those clients alone. A client's host is the address at
// which it found its port; all forwarded ports are on that host. A node without a forwarded port keeps its own address.
// Source: redis.conf 7.0, Cluster Docker/NAT support.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::cache {

struct AnnouncedPorts {
    struct Node {
        std::string address; // its own
        std::uint16_t port = 0;
        std::uint16_t announced = 0;
    };
    std::vector<Node> nodes;

    // 0: no port is forwarded to it.
    std::uint16_t find(std::string_view address, std::uint16_t port) const {
        const auto it = std::find_if(nodes.begin(), nodes.end(),
                                     [&](const Node& n) { return n.port == port && n.address == address; });
        return it == nodes.end() ? std::uint16_t{0} : it->announced;
    }
};
using AnnouncedPortsRef = std::shared_ptr<const AnnouncedPorts>;

} // namespace maylab::cache
