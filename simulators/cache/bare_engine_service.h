// One Redis process with nothing around it, door "redis": no cluster, no network, no metrics. What `maylab serve`
// gives to real clients when no lab is asked for.
//
// Data plane only; every endpoint is the process. Its timer and its evictions are events of the world. No operations.
// Source: fidelity sheet of the cache, sections 2 and 5.4; the process itself is engine/engine.h.
#pragma once

#include "cache/engine/engine.h"
#include "kernel/service.h"
#include "kernel/world.h"

#include <unordered_map>

namespace maylab::cache {

class BareEngineService final : public kernel::Service {
  public:
    static constexpr std::string_view kName = "redis";

    // options.seed and options.startedAtMs are the world's.
    explicit BareEngineService(const EngineOptions& options) : m_options(options) {}

    std::string_view name() const override { return kName; }
    std::unique_ptr<kernel::Service> clone() const override { return std::make_unique<BareEngineService>(*this); }
    void start(kernel::World& world) override;
    void onEvent(kernel::World& world, const kernel::Event& event) override;
    kernel::MaybeResult call(kernel::World& world, const kernel::Call& call) override;
    kernel::ApiResult peek(const kernel::World& world, std::string_view operation, const kernel::Json& input) const override;
    tl::expected<void, std::string> open(kernel::World& world, kernel::ConnectionId id, std::string_view endpoint) override;
    void receive(kernel::World& world, kernel::ConnectionId id, std::string_view bytes) override;
    void close(kernel::World& world, kernel::ConnectionId id) override;
    void mixInto(kernel::Fingerprint& f) const override;

    Engine& engine() { return m_engine; }
    const Engine& engine() const { return m_engine; }

  private:
    enum EventKind : std::uint16_t { kCron = 1, kEviction };

    void scheduleCron(kernel::World& world);
    // What a command left to do: evictions that go on by themselves.
    void lookAfter(kernel::World& world);

    EngineOptions m_options;
    Engine m_engine;
    kernel::ServiceId m_id = 0;
    bool m_evicting = false;
    std::uint32_t m_clientPorts = 0;
    std::unordered_map<kernel::ConnectionId, ClientId> m_clients;
};

} // namespace maylab::cache
