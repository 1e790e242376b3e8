#include "cache/bare_service.h"

#include "cache/client_addresses.h"

#include <algorithm>
#include <string>
#include <type_traits>
#include <vector>

namespace maylab::cache {

using kernel::SimDuration;
using kernel::SimTime;
using kernel::World;
using memcached::Memcached;

namespace {

void begin(EngineOptions& o, const World& world) {
    o.seed = world.seed();
    o.startedAtMs = world.unixMilliseconds();
}
void begin(memcached::Options& o, const World& world) { o.startedAtMs = world.unixMilliseconds(); }

} // namespace

// What was read is in the world's own fingerprint already, counters and generators tell whether it led to the same.
void mixProcess(const Engine& e, kernel::Fingerprint& f) {
    const Server& s = e.server();
    for (const kernel::Rng* rng : {&s.sampleRandom, &s.lfuRandom, &s.keyRandom}) f.mix(rng->state()[0]);
    f.mix(e.keyCount());
    f.mix(e.usedMemory());
    f.mix(s.stats.commandsProcessed);
    f.mix(s.stats.keyspaceHits);
    f.mix(s.stats.evictedKeys);
    f.mix(s.stats.expiredKeys);
    f.mix(s.stats.netOutputBytes);
    f.mix(static_cast<std::uint64_t>(s.stats.engineNs));
}
void mixProcess(const Memcached& m, kernel::Fingerprint& f) {
    const memcached::Statistics& s = m.statistics();
    f.mix(s.commands);
    f.mix(s.totalItems);
    f.mix(s.getMisses);
    f.mix(s.bytesRead);
    f.mix(s.bytesWritten);
    f.mix(s.slabsMoved);
    f.mix(static_cast<std::uint64_t>(s.engineNs));
    f.mix(static_cast<std::uint64_t>(s.backgroundNs));
}

template <class Process>
void BareService<Process>::start(World& world) {
    m_id = world.find(kName);
    begin(m_options, world);
    m_process = Process(m_options);
    scheduleTimer(world);
}

template <class Process>
void BareService<Process>::scheduleTimer(World& world) {
    const std::int64_t next = m_process.nextCron();
    if (next == INT64_MAX) return;
    const SimTime due = world.now() + SimDuration::milliseconds(next - world.unixMilliseconds());
    world.schedule(std::max(due, world.now() + SimDuration::microseconds(1)), m_id, kTimer);
}

template <class Process>
void BareService<Process>::lookAfter(World& world) {
    if constexpr (std::is_same_v<Process, Engine>) {
        if (m_process.hasOutput()) {
            std::vector<Output> outputs;
            m_process.takeOutput(outputs);
            for (Output& o : outputs) {
                const auto to = m_connections.find(o.client);
                if (to == m_connections.end()) continue;
                const kernel::ConnectionId connection = to->second;
                if (o.close) forget(o.client);
                world.send(connection, std::move(o.bytes), o.close);
            }
        }
        if (const std::int64_t due = m_process.nextTimeout(); due < m_waitsEndMs) {
            m_waitsEndMs = due;
            const SimTime at = world.now() + SimDuration::milliseconds(due - world.unixMilliseconds());
            world.schedule(std::max(at, world.now()), m_id, kWaitEnds);
        }
        if (!m_evicting && m_process.evictionPending()) {
            m_evicting = true;
            world.schedule(world.now() + SimDuration::microseconds(1), m_id, kEviction);
        }
    }
}

template <class Process>
void BareService<Process>::forget(std::uint64_t client) {
    const auto known = m_connections.find(client);
    if (known == m_connections.end()) return;
    m_clients.erase(known->second);
    m_connections.erase(known);
}

template <class Process>
void BareService<Process>::onEvent(World& world, const kernel::Event& event) {
    const std::int64_t now = world.unixMilliseconds();
    if (event.kind == kTimer) {
        m_process.cron(now);
        scheduleTimer(world);
    }
    if constexpr (std::is_same_v<Process, Engine>) {
        if (event.kind == kEviction) {
            m_evicting = false;
            m_process.continueEviction(now);
        } else if (event.kind == kWaitEnds) {
            m_waitsEndMs = INT64_MAX;
            m_process.wake(now);
        }
    }
    lookAfter(world);
}

template <class Process>
kernel::MaybeResult BareService<Process>::call(World& world, const kernel::Call& call) {
    return peek(world, call.operation, call.input);
}

template <class Process>
kernel::ApiResult BareService<Process>::peek(const World&, std::string_view operation, const kernel::Json&) const {
    return kernel::fail("UnknownOperation", "A bare process has no operation '" + std::string(operation) + "'.");
}

template <class Process>
tl::expected<void, std::string> BareService<Process>::open(World& world, kernel::ConnectionId id, std::string_view,
                                                          std::string_view) {
    const std::uint32_t port = kFirstClientPort + m_clientPorts++ % kClientPorts;
    const std::uint64_t client = m_process.connect(world.unixMilliseconds(), "127.0.0.1:" + std::to_string(port));
    if (client == 0) return tl::unexpected<std::string>(std::string(kTooManyClients));
    m_clients.emplace(id, client);
    m_connections.emplace(client, id);
    lookAfter(world);
    return {};
}

template <class Process>
void BareService<Process>::receive(World& world, kernel::ConnectionId id, std::string_view bytes) {
    const auto known = m_clients.find(id);
    if (known == m_clients.end()) return;
    const std::uint64_t client = known->second;
    std::string out;
    const auto outcome = m_process.receive(client, bytes, world.unixMilliseconds(), out);
    if (outcome.close) {
        m_process.disconnect(client);
        forget(client);
    }
    lookAfter(world);
    if (!out.empty() || outcome.close) world.send(id, std::move(out), outcome.close);
}

template <class Process>
void BareService<Process>::close(World& world, kernel::ConnectionId id) {
    const auto known = m_clients.find(id);
    if (known == m_clients.end()) return;
    const std::uint64_t client = known->second;
    m_process.disconnect(client);
    forget(client);
    lookAfter(world);
}

template <class Process>
void BareService<Process>::mixInto(kernel::Fingerprint& f) const {
    mixProcess(m_process, f);
}

template class BareService<Engine>;
template class BareService<Memcached>;

} // namespace maylab::cache
