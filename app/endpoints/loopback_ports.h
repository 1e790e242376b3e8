// Ports of this computer for real clients: 127.0.0.1 and ::1, never another address. They are served by the thread that
// runs the world: ClientPorts::serve() is its wait.
//
// A listener belongs to a target: a door of the world and an endpoint behind it (a cache node). What a client sends is
// handed to that door as it was read, one call per read; what the door answers is written at once, as far as the client
// takes it. Nothing is allocated for lengths that a client only claims.
//
// Bounds: number of connections, silence, what a client leaves unread. Beyond kThrottle unread bytes nothing more is
// read from it; beyond Limits::unreadBytes (pushed messages) it is hung up on.
#pragma once

#include "app/session/client_ports.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace maylab::app {

// What a listener leads to.
struct PortTarget {
    std::string service;  // the door: "elasticache"
    std::string endpoint; // as its open() takes it
    std::string name;     // for people: "shop"
    // Where other nodes say that it is, if they speak of it to clients; the service is told that its port is here now
    // (operation AnnounceNodes). Empty: nobody does.
    std::string address;
    std::uint16_t port = 0;
    bool cluster = false; // in cluster mode

    bool operator==(const PortTarget&) const = default;
};

// The nodes of a world that speak a protocol, in an order that stays.
using PortPlan = std::function<std::vector<PortTarget>(const kernel::World&, ClientProtocol)>;

struct PortLimits {
    std::uint32_t connections = 1024;           // in all; more are answered as the server does at its maxclients
    std::int64_t idleSeconds = 3600;            // 0: never hang up on the silent
    std::size_t unreadBytes = 64u << 20;        // per connection, before a reply is added
    std::size_t unreadBytesInAll = 1024u << 20; // over all connections
};

std::shared_ptr<ClientPorts> makeLoopbackPorts(PortPlan plan, PortLimits limits = {});

} // namespace maylab::app
