// Ports for real clients as the session sees them: what listens, and how the thread that runs a world serves them too
// (no hop between threads). Free of sockets; app/endpoints has the real ones, a test may have others.
#pragma once

#include "app/session/pacer.h"
#include "kernel/doors.h"
#include "kernel/world.h"

#include <tl/expected.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::app {

enum class ClientProtocol : std::uint8_t { Redis, Memcached, Prometheus };

// One protocol to be served. Nodes of a world beyond the first get ports of their own after it.
struct PortRequest {
    ClientProtocol protocol = ClientProtocol::Redis;
    std::uint16_t port = 0; // of the first node; 0: any that is free
    bool onlyWithNode = false; // nothing listens before there is a node
};

struct ListeningPort {
    ClientProtocol protocol = ClientProtocol::Redis;
    std::uint16_t port = 0;
    bool ipv4 = false, ipv6 = false; // 127.0.0.1, ::1
    std::string node;                // whose port it is; empty: no node is there yet
    bool cluster = false;            // a client has to follow redirections to other ports
    std::uint32_t connections = 0;   // open now

    bool operator==(const ListeningPort&) const = default;
};

struct PortsView {
    enum class Problem : std::uint8_t { None, Taken, NotAllowed, Other };

    bool on = false;
    std::uint32_t attempts = 0; // to open ports
    std::vector<ListeningPort> ports;
    Problem problem = Problem::None; // the last attempt to open failed
    std::uint16_t problemPort = 0;
    std::string problemText; // the system's words

    bool operator==(const PortsView&) const = default;
};

// The data plane of the run that is on. Every read is executed at the world's present instant, also in a paused world.
class ClientDoor {
  public:
    virtual ~ClientDoor() = default;

    virtual const kernel::World* world() const = 0; // null: no world is running
    virtual std::uint64_t run() const = 0;          // another number: connections of the run before are gone
    // via: the loopback address at which the client found the port.
    virtual tl::expected<kernel::ConnectionId, std::string> open(std::string_view service, std::string_view endpoint,
                                                                 std::string_view via) = 0;
    // What a service is told of the ports, as a call of the world itself: journalled, nobody's deed.
    virtual void tell(std::string_view service, std::string_view operation, const kernel::Json& input) = 0;
    virtual void receive(kernel::ConnectionId connection, std::string_view bytes) = 0;
    virtual void close(kernel::ConnectionId connection) = 0;
    // Replies that wait; what was in the vector is dropped, its memory kept.
    virtual void takeData(std::vector<kernel::DataReply>& into) = 0;
};

// All members but wake() are called on the world's thread only.
class ClientPorts {
  public:
    virtual ~ClientPorts() = default;

    // Listens; what listened before is closed. Whether it worked is in view().
    virtual void open(const std::vector<PortRequest>& requests, ClientDoor& door) = 0;
    // Hangs up on everybody and stops listening.
    virtual void close(ClientDoor& door) = 0;
    virtual bool isOpen() const = 0;
    // Handles what clients do for about so long, or until wake(). 0: what is ready now; negative: as long as nothing
    // else happens.
    virtual void serve(ClientDoor& door, WallTime atMost) = 0;
    // After the world has moved, or another took its place: sends what became due, opens and closes ports of nodes that
    // came and went. True when view() has changed.
    virtual bool follow(ClientDoor& door) = 0;
    virtual PortsView view() const = 0;
    // Ends serve() early. From any thread.
    virtual void wake() = 0;
};

} // namespace maylab::app
