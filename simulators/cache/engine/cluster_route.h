// May this node run a command in cluster mode, or whose is it? Rules 1 to 8 of the sheet's section 2.6, in the order in
// which the real server asks.
#pragma once

#include "cache/engine/command_table.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace maylab::cache {

struct Route {
    using Status = ports::CacheReply::Status;
    Status status = Status::Ok;
    std::uint16_t slot = 0;
    ClusterIndex node = kNoClusterNode; // Moved, Ask
    enum class Down : std::uint8_t { Unbound, State, ReadsOnly };
    Down down = Down::State; // ClusterDown
};

// Looks at the keys of one command, or of all commands of a transaction, one after the other.
class Router {
  public:
    explicit Router(const Server& s) : m_server(s), m_map(*s.cluster.map) {}
    void add(const Command& command, std::span<const std::string_view> argv);
    void addKey(std::string_view key, bool shardChannel);
    Route route(ports::ClientMode mode, bool write) const;

  private:
    const Server& m_server;
    const ClusterMap& m_map;
    std::string_view m_first;
    ClusterIndex m_owner = kNoClusterNode;
    std::uint16_t m_slot = 0;
    bool m_any = false, m_several = false, m_cross = false, m_unbound = false;
    bool m_migrating = false, m_importing = false, m_shardChannel = false, m_migrate = false, m_asking = false;
    std::uint32_t m_missing = 0, m_existing = 0;
};

// The fast paths' question, for one key.
Route routeKey(const Server& s, std::string_view key, ports::ClientMode mode, bool write);
// Where a client is told to find a node; via: Client::host.
struct ClientAddress {
    std::string host;
    std::uint16_t port = 0;
    bool forwarded = false; // not the node's own
};
ClientAddress addressFor(const Server& s, std::string_view via, std::string_view address, std::uint16_t port);
// The error as the client gets it, without "-": "MOVED 866 127.0.0.1:7001".
std::string routeError(const Server& s, std::string_view via, const Route& route);
// The endpoint by which this node names another (cluster-preferred-endpoint-type). Nobody outside knows a host name.
std::string endpointOf(const Server& s, std::string_view via, const ClusterNode& node);
// Does a command have keys by which it could be refused?
bool mayBeRouted(const Command& command);

} // namespace maylab::cache
