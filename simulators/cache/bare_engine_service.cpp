#include "cache/bare_engine_service.h"

#include <algorithm>

namespace maylab::cache {

using kernel::SimDuration;
using kernel::SimTime;
using kernel::World;

namespace {

constexpr std::uint32_t kFirstClientPort = 40'000, kClientPorts = 20'000;

} // namespace

void BareEngineService::start(World& world) {
    m_id = world.find(kName);
    m_options.seed = world.seed();
    m_options.startedAtMs = world.unixMilliseconds();
    m_engine = Engine(m_options);
    scheduleCron(world);
}

void BareEngineService::scheduleCron(World& world) {
    const SimTime due = world.now() + SimDuration::milliseconds(m_engine.nextCron() - world.unixMilliseconds());
    world.schedule(std::max(due, world.now()), m_id, kCron);
}

void BareEngineService::lookAfter(World& world) {
    if (m_evicting || !m_engine.evictionPending()) return;
    m_evicting = true;
    world.schedule(world.now() + SimDuration::microseconds(1), m_id, kEviction);
}

void BareEngineService::onEvent(World& world, const kernel::Event& event) {
    if (event.kind == kCron) {
        m_engine.cron(world.unixMilliseconds());
        scheduleCron(world);
    } else {
        m_evicting = false;
        m_engine.continueEviction(world.unixMilliseconds());
    }
    lookAfter(world);
}

kernel::MaybeResult BareEngineService::call(World&, const kernel::Call& call) {
    return kernel::ApiResult(kernel::fail("UnknownOperation", "A bare engine has no operation '" + std::string(call.operation) + "'."));
}

kernel::ApiResult BareEngineService::peek(const World&, std::string_view operation, const kernel::Json&) const {
    return kernel::fail("UnknownOperation", "A bare engine has no operation '" + std::string(operation) + "'.");
}

tl::expected<void, std::string> BareEngineService::open(World& world, kernel::ConnectionId id, std::string_view) {
    const std::uint32_t port = kFirstClientPort + m_clientPorts++ % kClientPorts;
    const ClientId client = m_engine.connect(world.unixMilliseconds(), "127.0.0.1:" + std::to_string(port));
    if (client == 0) return tl::unexpected<std::string>("max number of clients reached");
    m_clients.emplace(id, client);
    return {};
}

void BareEngineService::receive(World& world, kernel::ConnectionId id, std::string_view bytes) {
    const auto client = m_clients.find(id);
    if (client == m_clients.end()) return;
    std::string out;
    const Engine::Outcome outcome = m_engine.receive(client->second, bytes, world.unixMilliseconds(), out);
    if (outcome.close) {
        m_engine.disconnect(client->second);
        m_clients.erase(client);
    }
    lookAfter(world);
    if (!out.empty() || outcome.close) world.send(id, std::move(out), outcome.close);
}

void BareEngineService::close(World&, kernel::ConnectionId id) {
    const auto client = m_clients.find(id);
    if (client == m_clients.end()) return;
    m_engine.disconnect(client->second);
    m_clients.erase(client);
}

// Once a second over what may be a million keys: what was read is in the world's own fingerprint already, counters and
// generators tell whether it led to the same.
void BareEngineService::mixInto(kernel::Fingerprint& f) const {
    const Server& s = m_engine.server();
    for (const kernel::Rng* rng : {&s.sampleRandom, &s.lfuRandom, &s.keyRandom}) f.mix(rng->state()[0]);
    f.mix(m_engine.keyCount());
    f.mix(m_engine.usedMemory());
    f.mix(s.stats.commandsProcessed);
    f.mix(s.stats.keyspaceHits);
    f.mix(s.stats.evictedKeys);
    f.mix(s.stats.expiredKeys);
    f.mix(s.stats.netOutputBytes);
    f.mix(static_cast<std::uint64_t>(s.stats.engineNs));
}

} // namespace maylab::cache
