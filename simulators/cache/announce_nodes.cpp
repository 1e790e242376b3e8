#include "cache/announce_nodes.h"

#include <nlohmann/json.hpp>

namespace maylab::cache {

namespace {

constexpr std::size_t kLongestAddress = 64;

bool portIn(const kernel::Json& node, const char* member, std::uint16_t& port) {
    const auto it = node.find(member);
    if (it == node.end() || !it->is_number_integer()) return false;
    const auto value = it->get<std::int64_t>();
    port = static_cast<std::uint16_t>(value);
    return value >= 1 && value <= 65'535;
}

} // namespace

tl::expected<AnnouncedPortsRef, kernel::ApiError> readAnnouncedPorts(const kernel::Json& input) {
    const auto wrong = [](const char* what) {
        return tl::unexpected<kernel::ApiError>(kernel::ApiError{"InvalidParameterValue", what, 400});
    };
    const auto nodes = input.is_object() ? input.find("Nodes") : input.end();
    if (!input.is_object() || nodes == input.end() || !nodes->is_array() || nodes->size() > kMaxAnnouncedNodes) {
        return wrong("Nodes must be a list of nodes with Address, Port and AnnouncedPort.");
    }
    auto ports = std::make_shared<AnnouncedPorts>();
    for (const kernel::Json& node : *nodes) {
        const auto address = node.is_object() ? node.find("Address") : node.end();
        AnnouncedPorts::Node n;
        if (!node.is_object() || address == node.end() || !address->is_string() ||
            address->get_ref<const std::string&>().size() > kLongestAddress || !portIn(node, "Port", n.port) ||
            !portIn(node, "AnnouncedPort", n.announced)) {
            return wrong("A node has an Address, a Port and an AnnouncedPort from 1 to 65535.");
        }
        n.address = address->get<std::string>();
        ports->nodes.push_back(std::move(n));
    }
    return ports;
}

} // namespace maylab::cache
