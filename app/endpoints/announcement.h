// What a service is told of the loopback ports, so that its nodes send clients there instead of to addresses that exist in
// the world alone: operation AnnounceNodes of the cache (simulators/cache/announce_nodes.h).
#pragma once

#include "app/session/client_ports.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::app {

struct AnnouncedNode {
    std::string address; // its own
    std::uint16_t port = 0;
    std::uint16_t listening = 0; // the loopback port that leads to it

    bool operator==(const AnnouncedNode&) const = default;
};

void announceNodes(ClientDoor& door, std::string_view service, const std::vector<AnnouncedNode>& nodes);

} // namespace maylab::app
