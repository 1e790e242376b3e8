#include "app/endpoints/announcement.h"

#include "cache/announce_nodes.h"

#include <nlohmann/json.hpp>

namespace maylab::app {

void announceNodes(ClientDoor& door, std::string_view service, const std::vector<AnnouncedNode>& nodes) {
    kernel::Json list = kernel::Json::array();
    for (const AnnouncedNode& n : nodes) list.push_back({{"Address", n.address}, {"Port", n.port}, {"AnnouncedPort", n.listening}});
    door.tell(service, cache::kAnnounceNodes, {{"Nodes", std::move(list)}});
}

} // namespace maylab::app
