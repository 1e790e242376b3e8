#include "cache/engine/cluster_route.h"

#include <algorithm>
#include <vector>

namespace maylab::cache {

namespace {

bool isShardChannel(const Command& c) {
    const std::string_view name = c.name;
    return name == "spublish" || name == "ssubscribe" || name == "sunsubscribe";
}

} // namespace

void Router::add(const Command& command, std::span<const std::string_view> argv) {
    const std::string_view name = command.name;
    if (name == "migrate") m_migrate = true;
    if (name == "restore-asking") m_asking = true;
    const bool channel = isShardChannel(command);
    // Most commands have one key, in a place of its own.
    const auto first = static_cast<std::size_t>(std::max(command.firstKey, 0));
    if (first > 0 && command.lastKey == command.firstKey && !command.has(Command::kMovableKeys)) {
        if (first < argv.size()) addKey(argv[first], channel);
        return;
    }
    std::vector<std::size_t> positions;
    if (!commandKeys(command, argv, positions)) return;
    for (const std::size_t p : positions) addKey(argv[p], channel);
}

void Router::addKey(std::string_view key, bool shardChannel) {
    if (m_cross || m_unbound) return;
    const std::uint16_t slot = keySlot(key);
    if (shardChannel) m_shardChannel = true;
    if (!m_any) {
        m_any = true;
        m_first = key;
        m_slot = slot;
        m_owner = m_map.owner[slot];
        if (m_owner == kNoClusterNode) {
            m_unbound = true;
            return;
        }
        if (!m_map.moves.empty()) {
            const ClusterIndex self = m_server.cluster.self;
            if (m_owner == self) m_migrating = m_map.migratingTo(slot, self) != kNoClusterNode;
            else m_importing = m_map.importingFrom(slot, self) != kNoClusterNode;
        }
    } else {
        if (slot != m_slot) {
            m_cross = true;
            return;
        }
        if (m_importing && key != m_first) m_several = true;
    }
    if ((m_migrating || m_importing) && !shardChannel) {
        if (m_server.keyspace.peek(0, key) == 0) ++m_missing;
        else ++m_existing;
    }
}

Route Router::route(ports::ClientMode mode, bool write) const {
    using Status = Route::Status;
    Route r;
    r.slot = m_slot;
    const auto down = [&](Route::Down why) {
        r.status = Status::ClusterDown;
        r.down = why;
        return r;
    };
    if (m_cross) {
        r.status = Status::CrossSlot;
        return r;
    }
    if (m_unbound) return down(Route::Down::Unbound);
    if (!m_any) return r;
    if (!m_map.ok) {
        if (m_shardChannel) {
            if (!m_server.cfg().shardChannelsWhenDown) return down(Route::Down::State);
        } else if (!m_server.cfg().readsWhenDown) {
            return down(Route::Down::State);
        } else if (write) {
            return down(Route::Down::ReadsOnly);
        }
    }
    if ((m_migrating || m_importing) && m_migrate) return r;
    const ClusterIndex self = m_server.cluster.self;
    if (m_migrating && m_missing > 0) {
        if (m_existing > 0) {
            r.status = Status::TryAgain;
        } else {
            r.status = Status::Ask;
            r.node = m_map.migratingTo(m_slot, self);
        }
        return r;
    }
    if (m_importing && (mode.asking || m_asking)) {
        if (m_several && m_missing > 0) r.status = Status::TryAgain;
        return r;
    }
    if (m_owner == self) return r;
    if ((mode.readOnly || m_shardChannel) && !write && m_map.nodes[self].primary == m_owner) return r;
    r.status = Status::Moved;
    r.node = m_owner;
    return r;
}

Route routeKey(const Server& s, std::string_view key, ports::ClientMode mode, bool write) {
    Router router(s);
    router.addKey(key, false);
    return router.route(mode, write);
}

ClientAddress addressFor(const Server& s, std::string_view via, std::string_view address, std::uint16_t port) {
    const std::uint16_t announced = via.empty() || !s.announced ? std::uint16_t{0} : s.announced->find(address, port);
    if (announced != 0) return {std::string(via), announced, true};
    return {std::string(address), port, false};
}

std::string endpointOf(const Server& s, std::string_view via, const ClusterNode& node) {
    const std::string& kind = *s.config.get("cluster-preferred-endpoint-type");
    if (kind != "ip" && kind != "hostname") return {};
    ClientAddress at = addressFor(s, via, node.ip, node.port);
    if (kind == "ip" || at.forwarded) return std::move(at.host);
    return node.hostname.empty() ? "?" : node.hostname;
}

std::string routeError(const Server& s, std::string_view via, const Route& r) {
    using Status = Route::Status;
    switch (r.status) {
    case Status::Moved:
    case Status::Ask: {
        const ClusterNode& node = s.cluster.map->nodes[r.node];
        return std::string(r.status == Status::Moved ? "MOVED " : "ASK ") + std::to_string(r.slot) + " " +
               endpointOf(s, via, node) + ":" + std::to_string(addressFor(s, via, node.ip, node.port).port);
    }
    case Status::TryAgain: return "TRYAGAIN Multiple keys request during rehashing of slot";
    case Status::CrossSlot: return "CROSSSLOT Keys in request don't hash to the same slot";
    case Status::ClusterDown:
        if (r.down == Route::Down::Unbound) return "CLUSTERDOWN Hash slot not served";
        return r.down == Route::Down::State ? "CLUSTERDOWN The cluster is down"
                                            : "CLUSTERDOWN The cluster is down and only accepts read commands";
    default: return {};
    }
}

bool mayBeRouted(const Command& c) {
    return c.firstKey > 0 || c.has(Command::kMovableKeys) || c.keySpecs[0] != '\0';
}

} // namespace maylab::cache
