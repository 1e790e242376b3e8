// What Auto Discovery says: the version of the list on a line, then the nodes as "host|ip|port host|ip|port".
#include "cache/memcached/commands.h"

#include <algorithm>
#include <charconv>

namespace maylab::memcached {

std::string discoveryText(const Process& p, const Connection& c) {
    std::string text = std::to_string(p.clusterVersion) + "\n";
    if (c.host.empty() || !p.announced) return text + p.clusterEndpoints + "\n";
    // Somebody outside knows neither the names nor the addresses: what leads to the same nodes.
    std::string_view rest = p.clusterEndpoints;
    while (!rest.empty()) {
        const std::string_view node = rest.substr(0, rest.find(' '));
        rest.remove_prefix(std::min(rest.size(), node.size() + 1));
        const std::size_t ip = node.find('|'), port = node.rfind('|');
        std::uint16_t number = 0;
        std::from_chars(node.data() + port + 1, node.data() + node.size(), number);
        const std::uint16_t announced = p.announced->find(node.substr(ip + 1, port - ip - 1), number);
        if (text.back() != '\n') text += ' ';
        if (announced == 0) text += node;
        else text += c.host + "|" + c.host + "|" + std::to_string(announced);
    }
    return text + "\n";
}

} // namespace maylab::memcached
