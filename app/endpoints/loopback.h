// Sockets of the loopback ports; the only header that includes Asio. Private to this folder.
#pragma once

#include <utility> // Asio 1.74 needs it first in C++20

#include <boost/asio.hpp>

#include "app/endpoints/announcement.h"
#include "app/endpoints/http_peer.h"
#include "app/endpoints/loopback_ports.h"

#include <array>
#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace maylab::app {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;
// Of one known loop: Asio's own aliases would ask a type-erased executor at every step.
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<Tcp, Executor>;
using Acceptor = asio::basic_socket_acceptor<Tcp, Executor>;
using SystemError = boost::system::error_code;

class LoopbackPorts;
class Listener;

// One client. Owned by LoopbackPorts; outlives its socket until no handler knows it any more.
class Connection {
  public:
    // Beyond so much unread output nothing more is read.
    static constexpr std::size_t kThrottle = 1u << 20;

    Connection(Socket socket, LoopbackPorts& ports, Listener& listener);

    // Begins to read. Before: id() must be set, or silent.
    void start();
    // A reply, to be sent with the next send(). Hangs up on a client that leaves too much unread.
    void append(std::string&& bytes, bool thenClose);
    void send();
    // Ends it without telling the world.
    void drop(bool reset = false);

    bool dropped() const { return !m_socket.is_open(); }
    bool finished() const { return dropped() && m_handlers == 0; }

    kernel::ConnectionId id = 0; // in the world; 0: it never got there, or has left it
    Listener* listener;          // null: it is gone
    std::unique_ptr<HttpPeer> http; // of the Prometheus port: it reads the world and is no connection in it
    std::int64_t lastSecond = 0; // when something was read or sent last
    bool silent = false;         // the network between it and the node drops everything
    bool touched = false;        // has replies that send() was not called for

  private:
    void read();
    void onRead(const SystemError& problem, std::size_t n);
    void onWritable(const SystemError& problem);
    std::size_t unread() const { return m_out.size() - m_sent; }

    Socket m_socket;
    LoopbackPorts& m_ports;
    std::string m_out;
    std::size_t m_sent = 0; // of m_out
    int m_handlers = 0;     // that still point here
    bool m_reading = false, m_writing = false, m_closing = false;
    std::array<char, 4096> m_in;
};

// One port on both loopback addresses.
class Listener : public std::enable_shared_from_this<Listener> {
  public:
    Listener(LoopbackPorts& ports, ClientProtocol protocol);

    SystemError listen(std::uint16_t port); // 0: any
    void close();
    void lead(const PortTarget& to);

    ListeningPort state;
    PortTarget target; // endpoint empty: no node is there yet

  private:
    SystemError bind(Acceptor& acceptor, const Tcp::endpoint& at);
    void accept(Acceptor& acceptor);

    LoopbackPorts& m_ports;
    Acceptor m_v4, m_v6;
    asio::steady_timer m_pause; // after the system had no descriptor left
};

class LoopbackPorts final : public ClientPorts {
  public:
    LoopbackPorts(PortPlan plan, PortLimits limits);
    ~LoopbackPorts() override;

    void open(const std::vector<PortRequest>& requests, ClientDoor& door) override;
    void close(ClientDoor& door) override;
    bool isOpen() const override { return !m_requests.empty(); }
    void serve(ClientDoor& door, WallTime atMost) override;
    bool follow(ClientDoor& door) override;
    PortsView view() const override;
    void wake() override;

    // --- for connections and listeners ---
    asio::io_context& io() { return m_io; }
    const PortLimits& limits() const { return m_limits; }
    void accepted(Socket socket, Listener& listener);
    void received(Connection& from, std::string_view bytes);
    // Hands every reply that waits to its connection.
    void deliver();
    // The client is gone, or has to go; reset: as if nobody had listened.
    void left(Connection& connection, bool reset = false);
    void addUnread(std::int64_t bytes) { m_unread += bytes; }
    std::size_t unreadInAll() const { return static_cast<std::size_t>(m_unread); }
    std::int64_t second() const { return m_second; }
    // For reads longer than a connection's own buffer.
    asio::mutable_buffer largeBuffer() { return asio::buffer(m_large); }

  private:
    void dropAll();
    void sweep();
    bool followTargets(ClientDoor& door);
    std::shared_ptr<Listener> add(const PortRequest& request, std::uint16_t port, SystemError& problem);
    void removeConnectionsOf(const Listener& listener);
    // Tells services which of their nodes are behind which port, when that has changed.
    void announce(ClientDoor& door);

    PortPlan m_plan;
    PortLimits m_limits;
    asio::io_context m_io;
    std::atomic<bool> m_woken{false};
    std::vector<PortRequest> m_requests;
    std::vector<std::shared_ptr<Listener>> m_listeners;
    std::vector<std::unique_ptr<Connection>> m_connections; // some may be dropped already
    std::unordered_map<kernel::ConnectionId, Connection*> m_byId;
    std::uint32_t m_open = 0; // connections that are not dropped
    ClientDoor* m_door = nullptr; // of the call that is running
    std::uint64_t m_run = 0;
    std::vector<kernel::DataReply> m_data;
    std::vector<Connection*> m_touched;
    std::map<std::string, std::vector<AnnouncedNode>> m_told; // to services, of the world of m_run
    std::int64_t m_unread = 0;
    std::int64_t m_second = 0;
    std::chrono::steady_clock::time_point m_lastSweep, m_lastTargets;
    kernel::SimTime m_lastTargetsInWorld;
    PortsView::Problem m_problem = PortsView::Problem::None;
    std::uint16_t m_problemPort = 0;
    std::uint32_t m_attempts = 0;
    std::string m_problemText;
    std::vector<char> m_large;
};

} // namespace maylab::app
