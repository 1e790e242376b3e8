#include "cache/bare_cluster.h"

#include "cache/announce_nodes.h"
#include "cache/bare_service.h"
#include "cache/client_addresses.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace maylab::cache {

using kernel::ApiResult;
using kernel::SimDuration;
using kernel::SimTime;
using kernel::World;

void BareCluster::start(World& world) {
    m_id = world.find(kName);
    m_options.seed = world.seed();
    m_options.startedAtMs = world.unixMilliseconds();
    m_cluster = RawCluster(m_shape, m_options);
    m_kept.assign(m_cluster.size(), {});
    for (std::uint32_t k = 0; k < m_cluster.size(); ++k) scheduleTimer(world, k);
}

void BareCluster::scheduleTimer(World& world, std::uint32_t node) {
    const std::int64_t next = m_cluster.node(node).nextCron();
    if (next == INT64_MAX) return;
    const SimTime due = world.now() + SimDuration::milliseconds(next - world.unixMilliseconds());
    world.schedule(std::max(due, world.now() + SimDuration::microseconds(1)), m_id, kTimer, node);
}

void BareCluster::lookAfter(World& world) {
    m_cluster.follow(world.unixMilliseconds());
    for (std::uint32_t k = 0; k < m_cluster.size(); ++k) {
        Engine& engine = m_cluster.node(k);
        Keeping& kept = m_kept[k];
        if (engine.hasOutput()) {
            m_outputs.clear();
            engine.takeOutput(m_outputs);
            for (Output& o : m_outputs) {
                const auto to = kept.connections.find(o.client);
                if (to == kept.connections.end()) continue;
                const kernel::ConnectionId connection = to->second;
                if (o.close) forget({k, o.client});
                world.send(connection, std::move(o.bytes), o.close);
            }
        }
        if (const std::int64_t due = engine.nextTimeout(); due < kept.waitsEndMs) {
            kept.waitsEndMs = due;
            const SimTime at = world.now() + SimDuration::milliseconds(due - world.unixMilliseconds());
            world.schedule(std::max(at, world.now()), m_id, kWaitEnds, k);
        }
        if (!kept.evicting && engine.evictionPending()) {
            kept.evicting = true;
            world.schedule(world.now() + SimDuration::microseconds(1), m_id, kEviction, k);
        }
    }
}

void BareCluster::forget(At at) {
    auto& connections = m_kept[at.node].connections;
    const auto known = connections.find(at.client);
    if (known == connections.end()) return;
    m_clients.erase(known->second);
    connections.erase(known);
}

void BareCluster::onEvent(World& world, const kernel::Event& event) {
    Engine& engine = m_cluster.node(event.handle);
    Keeping& kept = m_kept[event.handle];
    const std::int64_t now = world.unixMilliseconds();
    switch (event.kind) {
    case kTimer:
        engine.cron(now);
        scheduleTimer(world, event.handle);
        break;
    case kEviction:
        kept.evicting = false;
        engine.continueEviction(now);
        break;
    case kWaitEnds:
        kept.waitsEndMs = INT64_MAX;
        engine.wake(now);
        break;
    default: break;
    }
    lookAfter(world);
}

kernel::MaybeResult BareCluster::call(World& world, const kernel::Call& call) {
    if (call.operation != kAnnounceNodes) return peek(world, call.operation, call.input);
    const auto ports = readAnnouncedPorts(call.input);
    if (!ports) return ApiResult(tl::unexpected(ports.error()));
    for (std::size_t k = 0; k < m_cluster.size(); ++k) m_cluster.node(k).setAnnouncedPorts(*ports);
    return ApiResult(kernel::Json::object());
}

ApiResult BareCluster::peek(const World&, std::string_view operation, const kernel::Json&) const {
    return kernel::fail("UnknownOperation", "A bare cluster has no operation '" + std::string(operation) + "'.");
}

tl::expected<void, std::string> BareCluster::open(World& world, kernel::ConnectionId id, std::string_view endpoint,
                                                  std::string_view via) {
    std::uint32_t node = 0;
    while (node < m_cluster.size() && endpoint != std::string(kAddress) + ":" + std::to_string(portOf(node))) ++node;
    if (node == m_cluster.size()) return tl::unexpected<std::string>("Connection refused");
    Engine& engine = m_cluster.node(node);
    const std::uint32_t port = kFirstClientPort + m_kept[node].clientPorts++ % kClientPorts;
    const ClientId client = engine.connect(world.unixMilliseconds(), std::string(kAddress) + ":" + std::to_string(port));
    if (client == 0) return tl::unexpected<std::string>(std::string(kTooManyClients));
    engine.setHost(client, via);
    m_clients.emplace(id, At{node, client});
    m_kept[node].connections.emplace(client, id);
    lookAfter(world);
    return {};
}

void BareCluster::receive(World& world, kernel::ConnectionId id, std::string_view bytes) {
    const auto known = m_clients.find(id);
    if (known == m_clients.end()) return;
    const At at = known->second;
    Engine& engine = m_cluster.node(at.node);
    std::string out;
    const Engine::Outcome outcome = engine.receive(at.client, bytes, world.unixMilliseconds(), out);
    if (outcome.close) {
        engine.disconnect(at.client);
        forget(at);
    }
    lookAfter(world);
    if (!out.empty() || outcome.close) world.send(id, std::move(out), outcome.close);
}

void BareCluster::close(World& world, kernel::ConnectionId id) {
    const auto known = m_clients.find(id);
    if (known == m_clients.end()) return;
    const At at = known->second;
    m_cluster.node(at.node).disconnect(at.client);
    forget(at);
    lookAfter(world);
}

void BareCluster::mixInto(kernel::Fingerprint& f) const {
    for (std::size_t k = 0; k < m_cluster.size(); ++k) mixProcess(m_cluster.node(k), f);
}

} // namespace maylab::cache
