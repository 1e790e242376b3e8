// One server process with nothing around it: no cluster, no network, no metrics. What `maylab serve` gives to real
// clients when no lab is asked for. Door "redis" is a redis-server, door "memcached" a memcached.
//
// Data plane only; every endpoint is the process, and there are no operations. Its timer and what it does by itself are
// events of the world. Source: fidelity sheet of the cache, sections 2, 3 and 5.4; the processes themselves are
// engine/engine.h and memcached/memcached.h.
#pragma once

#include "cache/engine/engine.h"
#include "cache/memcached/memcached.h"
#include "kernel/service.h"
#include "kernel/world.h"

#include <cstdint>
#include <string_view>
#include <unordered_map>

namespace maylab::cache {

template <class Process>
struct BareTraits;
template <>
struct BareTraits<Engine> {
    using Options = EngineOptions;
    static constexpr std::string_view kName = "redis";
};
template <>
struct BareTraits<memcached::Memcached> {
    using Options = memcached::Options;
    static constexpr std::string_view kName = "memcached";
};

// Into the fingerprint of a world, once a second over what may be a million keys.
void mixProcess(const Engine& engine, kernel::Fingerprint& f);
void mixProcess(const memcached::Memcached& memcached, kernel::Fingerprint& f);

template <class Process>
class BareService final : public kernel::Service {
  public:
    using Options = typename BareTraits<Process>::Options;
    static constexpr std::string_view kName = BareTraits<Process>::kName;
    // The refusal of open(): the process has as many clients as it takes.
    static constexpr std::string_view kTooManyClients = "max number of clients reached";

    // Seed and start are the world's.
    explicit BareService(const Options& options) : m_options(options) {}

    std::string_view name() const override { return kName; }
    std::unique_ptr<kernel::Service> clone() const override { return std::make_unique<BareService>(*this); }
    void start(kernel::World& world) override;
    void onEvent(kernel::World& world, const kernel::Event& event) override;
    kernel::MaybeResult call(kernel::World& world, const kernel::Call& call) override;
    kernel::ApiResult peek(const kernel::World& world, std::string_view operation, const kernel::Json& input) const override;
    tl::expected<void, std::string> open(kernel::World& world, kernel::ConnectionId id, std::string_view endpoint,
                                         std::string_view via) override;
    void receive(kernel::World& world, kernel::ConnectionId id, std::string_view bytes) override;
    void close(kernel::World& world, kernel::ConnectionId id) override;
    void mixInto(kernel::Fingerprint& f) const override;

    const Process& process() const { return m_process; }

  private:
    enum EventKind : std::uint16_t { kTimer = 1, kEviction, kWaitEnds };

    void scheduleTimer(kernel::World& world);
    void forget(std::uint64_t client);
    // What the process has for others, and what it goes on to do by itself.
    void lookAfter(kernel::World& world);

    Options m_options;
    Process m_process;
    kernel::ServiceId m_id = 0;
    bool m_evicting = false;
    std::int64_t m_waitsEndMs = INT64_MAX; // the next end of a wait that an event was scheduled for, Unix ms
    std::uint32_t m_clientPorts = 0;
    // A connection and the process' own number of it, both ways.
    std::unordered_map<kernel::ConnectionId, std::uint64_t> m_clients;
    std::unordered_map<std::uint64_t, kernel::ConnectionId> m_connections;
};

using BareRedis = BareService<Engine>;
using BareMemcached = BareService<memcached::Memcached>;

} // namespace maylab::cache
