#include "app/endpoints/loopback.h"

#include <algorithm>

namespace maylab::app {

using kernel::ConnectionId;
using Clock = std::chrono::steady_clock;

namespace {

constexpr auto kLongestWait = std::chrono::seconds(1);
constexpr auto kTargetsEvery = std::chrono::milliseconds(100);
// Of the world's time, whatever its speed: no node is born and named to clients in less.
constexpr auto kTargetsEveryInWorld = kernel::SimDuration::milliseconds(100);
constexpr std::int64_t kSilentSeconds = 10; // as the world's own connect to a closed door
constexpr std::size_t kLargeBuffer = 256u << 10;

std::string tooManyClients(ClientProtocol protocol) {
    switch (protocol) {
    case ClientProtocol::Redis: return "-ERR max number of clients reached\r\n";
    case ClientProtocol::Memcached: return "ERROR Too many open connections\r\n";
    case ClientProtocol::Prometheus: return HttpPeer::busy();
    }
    return {};
}

PortsView::Problem problemOf(const SystemError& e) {
    if (e == asio::error::address_in_use) return PortsView::Problem::Taken;
    if (e == asio::error::access_denied) return PortsView::Problem::NotAllowed;
    return PortsView::Problem::Other;
}

} // namespace

// Only wake() comes from another thread, and only to post: the reactor needs no locks.
LoopbackPorts::LoopbackPorts(PortPlan plan, PortLimits limits)
    : m_plan(std::move(plan)), m_limits(limits), m_io(BOOST_ASIO_CONCURRENCY_HINT_UNSAFE_IO), m_large(kLargeBuffer) {}

LoopbackPorts::~LoopbackPorts() {
    dropAll();
    for (const auto& l : m_listeners) l->close();
    m_listeners.clear();
    m_io.restart();
    m_io.poll(); // handlers that still point at connections
}

std::shared_ptr<Listener> LoopbackPorts::add(const PortRequest& request, std::uint16_t port, SystemError& problem) {
    auto listener = std::make_shared<Listener>(*this, request.protocol);
    problem = listener->listen(port);
    if (problem) return nullptr;
    m_listeners.push_back(listener);
    return listener;
}

void LoopbackPorts::open(const std::vector<PortRequest>& requests, ClientDoor& door) {
    close(door);
    m_problem = PortsView::Problem::None;
    m_problemText.clear();
    ++m_attempts;
    if (m_run != door.run()) m_told.clear();
    m_run = door.run();
    for (const PortRequest& r : requests) {
        SystemError problem;
        if (r.onlyWithNode || add(r, r.port, problem)) continue;
        close(door);
        m_problem = problemOf(problem);
        m_problemPort = r.port;
        m_problemText = problem.message();
        return;
    }
    m_requests = requests;
    followTargets(door);
}

void LoopbackPorts::close(ClientDoor& door) {
    m_door = &door;
    for (const auto& c : m_connections) {
        if (!c->dropped()) left(*c);
    }
    for (const auto& l : m_listeners) l->close();
    m_listeners.clear();
    m_requests.clear();
    // Handlers of what was closed.
    m_io.restart();
    m_io.poll();
    std::erase_if(m_connections, [](const auto& c) { return c->finished(); });
}

void LoopbackPorts::serve(ClientDoor& door, WallTime atMost) {
    m_door = &door;
    const auto longest = std::chrono::nanoseconds(kLongestWait);
    const auto wait = atMost < 0 ? longest : std::min(longest, std::chrono::nanoseconds(atMost));
    const auto until = Clock::now() + wait;
    if (m_io.stopped()) m_io.restart();
    if (wait.count() == 0) m_io.poll_one();
    while (!m_woken.load(std::memory_order_relaxed) && m_io.run_one_until(until) != 0) {}
    m_woken.store(false);
}

void LoopbackPorts::wake() {
    if (!m_woken.exchange(true)) asio::post(m_io, [] {});
}

void LoopbackPorts::accepted(Socket socket, Listener& listener) {
    SystemError ignored;
    if (m_open >= m_limits.connections) {
        socket.non_blocking(true, ignored);
        const std::string refusal = tooManyClients(listener.state.protocol);
        socket.write_some(asio::buffer(refusal.data(), refusal.size()), ignored);
        return;
    }
    const std::string reachedAt = socket.local_endpoint(ignored).address().to_string();
    Connection& c = *m_connections.emplace_back(std::make_unique<Connection>(std::move(socket), *this, listener));
    ++m_open;
    ++listener.state.connections;
    if (listener.state.protocol == ClientProtocol::Prometheus) {
        c.http = std::make_unique<HttpPeer>();
        c.start();
        return;
    }
    const auto opened = listener.target.endpoint.empty()
                            ? tl::expected<ConnectionId, std::string>(tl::unexpected<std::string>("Connection refused"))
                            : m_door->open(listener.target.service, listener.target.endpoint,
                                           m_told.contains(listener.target.service) ? reachedAt : std::string());
    if (opened) {
        c.id = *opened;
        m_byId.emplace(c.id, &c);
    } else if (opened.error() == "Connection timed out") {
        c.silent = true;
    } else {
        const bool full = opened.error() == "max number of clients reached";
        if (full) {
            c.append(tooManyClients(listener.state.protocol), true);
            c.send();
        } else {
            left(c, true);
        }
        return;
    }
    c.start();
    deliver();
}

void LoopbackPorts::received(Connection& from, std::string_view bytes) {
    if (from.http) {
        HttpPeer::Output out = from.http->read(bytes, m_door->world());
        if (out.bytes.empty() && !out.close) return;
        from.append(std::move(out.bytes), out.close);
        from.send();
        return;
    }
    if (from.id != 0) m_door->receive(from.id, bytes);
}

void LoopbackPorts::deliver() {
    m_door->takeData(m_data);
    for (kernel::DataReply& reply : m_data) {
        const auto to = m_byId.find(reply.connection);
        if (to == m_byId.end()) continue;
        Connection& c = *to->second;
        if (reply.closed) {
            // The world has hung up: it need not be told.
            m_byId.erase(to);
            c.id = 0;
        }
        if (!c.touched) {
            c.touched = true;
            m_touched.push_back(&c);
        }
        c.append(std::move(reply.bytes), reply.closed);
    }
    for (Connection* c : m_touched) {
        c->touched = false;
        c->send();
    }
    m_touched.clear();
}

void LoopbackPorts::left(Connection& c, bool reset) {
    if (c.dropped()) return;
    c.drop(reset);
    --m_open;
    if (c.listener != nullptr) --c.listener->state.connections;
    if (c.id == 0) return;
    const ConnectionId id = std::exchange(c.id, 0);
    m_byId.erase(id);
    m_door->close(id);
}

// Of a world that is gone: it cannot be told.
void LoopbackPorts::dropAll() {
    for (const auto& c : m_connections) {
        if (c->dropped()) continue;
        c->drop();
        --m_open;
        if (c->listener != nullptr) --c->listener->state.connections;
        c->id = 0;
    }
    m_byId.clear();
}

bool LoopbackPorts::follow(ClientDoor& door) {
    m_door = &door;
    bool changed = false;
    if (door.run() != m_run || (door.world() == nullptr && !m_byId.empty())) {
        m_run = door.run();
        dropAll();
        m_told.clear();
        m_lastTargets = {};
        changed = true;
    }
    deliver();
    const auto now = Clock::now();
    const kernel::SimTime inWorld = door.world() != nullptr ? door.world()->now() : kernel::SimTime();
    if (now - m_lastTargets >= kTargetsEvery || inWorld - m_lastTargetsInWorld >= kTargetsEveryInWorld) {
        m_lastTargets = now;
        m_lastTargetsInWorld = inWorld;
        changed = followTargets(door) || changed;
    }
    if (now - m_lastSweep >= std::chrono::seconds(1)) {
        m_lastSweep = now;
        m_second = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
        sweep();
    } else if (m_connections.size() > 2 * std::size_t{m_open} + 64) {
        std::erase_if(m_connections, [](const auto& c) { return c->finished(); });
    }
    return changed;
}

void LoopbackPorts::sweep() {
    for (const auto& c : m_connections) {
        if (c->dropped()) continue;
        const std::int64_t still = m_second - c->lastSecond;
        if (c->silent ? still >= kSilentSeconds : m_limits.idleSeconds > 0 && still >= m_limits.idleSeconds) left(*c);
    }
    std::erase_if(m_connections, [](const auto& c) { return c->finished(); });
}

void LoopbackPorts::removeConnectionsOf(const Listener& listener) {
    for (const auto& c : m_connections) {
        if (c->listener != &listener) continue;
        left(*c);
        c->listener = nullptr;
    }
}

bool LoopbackPorts::followTargets(ClientDoor& door) {
    bool changed = false;
    for (const PortRequest& request : m_requests) {
        const std::vector<PortTarget> targets =
            door.world() == nullptr ? std::vector<PortTarget>() : m_plan(*door.world(), request.protocol);
        const auto wanted = [&](const Listener& l) {
            return std::any_of(targets.begin(), targets.end(), [&](const PortTarget& t) {
                return t.endpoint == l.target.endpoint && t.service == l.target.service;
            });
        };
        // Of nodes that are gone; the first stays, for the next node.
        bool first = true;
        for (auto at = m_listeners.begin(); at != m_listeners.end();) {
            Listener& l = **at;
            if (l.state.protocol != request.protocol || (l.target.endpoint.empty() && std::exchange(first, false)) || wanted(l)) {
                if (l.state.protocol == request.protocol) first = false;
                ++at;
                continue;
            }
            removeConnectionsOf(l);
            changed = true;
            if (std::exchange(first, false) && !request.onlyWithNode) {
                l.lead({});
                ++at;
            } else {
                l.close();
                at = m_listeners.erase(at);
            }
        }
        for (std::size_t k = 0; k < targets.size(); ++k) {
            const auto known = std::find_if(m_listeners.begin(), m_listeners.end(), [&](const auto& l) {
                return l->state.protocol == request.protocol && l->target.service == targets[k].service &&
                       l->target.endpoint == targets[k].endpoint;
            });
            if (known != m_listeners.end()) {
                Listener& l = **known;
                if (l.target != targets[k]) {
                    l.lead(targets[k]);
                    changed = true;
                }
                continue;
            }
            const auto waiting = std::find_if(m_listeners.begin(), m_listeners.end(), [&](const auto& l) {
                return l->state.protocol == request.protocol && l->target.endpoint.empty();
            });
            std::shared_ptr<Listener> l = waiting == m_listeners.end() ? nullptr : *waiting;
            SystemError problem;
            const std::size_t next = request.port + k;
            if (!l && request.port != 0 && next <= 65535) l = add(request, static_cast<std::uint16_t>(next), problem);
            if (!l) l = add(request, 0, problem);
            if (!l) break; // the system has no port left
            l->lead(targets[k]);
            changed = true;
        }
    }
    if (changed) announce(door);
    return changed;
}

void LoopbackPorts::announce(ClientDoor& door) {
    std::map<std::string, std::vector<AnnouncedNode>> now;
    for (const auto& [service, told] : m_told) now[service]; // also if it has no nodes any more
    for (const auto& l : m_listeners) {
        if (!l->target.address.empty()) now[l->target.service].push_back({l->target.address, l->target.port, l->state.port});
    }
    if (now == m_told || door.world() == nullptr) return;
    for (const auto& [service, nodes] : now) {
        if (const auto told = m_told.find(service); told != m_told.end() && told->second == nodes) continue;
        announceNodes(door, service, nodes);
    }
    m_told = std::move(now);
}

PortsView LoopbackPorts::view() const {
    PortsView v;
    v.on = isOpen();
    v.attempts = m_attempts;
    for (const auto& l : m_listeners) v.ports.push_back(l->state);
    v.problem = m_problem;
    v.problemPort = m_problemPort;
    v.problemText = m_problemText;
    return v;
}

std::shared_ptr<ClientPorts> makeLoopbackPorts(PortPlan plan, PortLimits limits) {
    return std::make_shared<LoopbackPorts>(std::move(plan), limits);
}

} // namespace maylab::app
