// A world small enough to reason about: one service that ticks every 10 ms, answers at once, later, with an error,
// never, or with an exception.
#pragma once

#include "kernel/run.h"

#include <memory>
#include <stdexcept>

namespace maylab::test {

class TickService final : public kernel::Service {
  public:
    std::string_view name() const override { return "tick"; }
    std::unique_ptr<kernel::Service> clone() const override { return std::make_unique<TickService>(*this); }
    void start(kernel::World& world) override {
        m_id = static_cast<kernel::ServiceId>(world.serviceCount() - 1);
        m_stream = world.random().open("tick");
        world.schedule(kernel::SimTime() + kernel::SimDuration::milliseconds(10), m_id, kTick);
    }
    void onEvent(kernel::World& world, const kernel::Event& event) override {
        switch (event.kind) {
        case kTick:
            ++m_ticks;
            m_sum += world.random()[m_stream].below(1000);
            world.schedule(world.now() + kernel::SimDuration::milliseconds(10), m_id, kTick);
            break;
        case kReply: world.reply(event.data, kernel::Json{{"ticks", m_ticks}}); break;
        case kThrow: throw std::runtime_error("the tick broke");
        default: break;
        }
    }
    kernel::MaybeResult call(kernel::World& world, const kernel::Call& call) override {
        if (call.operation == "Echo") return kernel::ApiResult(call.input);
        if (call.operation == "Later") {
            const auto at = world.now() + kernel::SimDuration::milliseconds(call.input.value("ms", 0));
            world.schedule(at, m_id, kReply, 0, call.id);
            world.announce(at, "reply");
            return {};
        }
        if (call.operation == "Add") {
            m_sum += call.input.value("n", 0);
            return kernel::ApiResult(kernel::Json{{"sum", m_sum}});
        }
        if (call.operation == "Break") throw std::runtime_error("the call broke");
        if (call.operation == "BreakLater") {
            world.schedule(world.now() + kernel::SimDuration::milliseconds(50), m_id, kThrow);
            return kernel::ApiResult(kernel::Json::object());
        }
        return kernel::ApiResult(kernel::fail("UnknownOperation", "no such thing"));
    }
    kernel::ApiResult peek(const kernel::World&, std::string_view, const kernel::Json&) const override {
        return kernel::Json{{"sum", m_sum}};
    }
    void mixInto(kernel::Fingerprint& f) const override {
        f.mix(m_ticks);
        f.mix(m_sum);
    }

  private:
    enum Kind : std::uint16_t { kTick = 1, kReply, kThrow };
    kernel::ServiceId m_id = 0;
    kernel::StreamId m_stream = 0;
    std::uint64_t m_ticks = 0, m_sum = 0;
};

inline tl::expected<std::unique_ptr<kernel::World>, std::string> makeTickWorld(const kernel::JournalHeader& header) {
    if (header.scenario != "tick") return tl::unexpected<std::string>("There is no scenario " + header.scenario + ".");
    kernel::WorldConfig config;
    config.scenario = header.scenario;
    config.seed = header.seed;
    auto world = std::make_unique<kernel::World>(config);
    world->add(std::make_unique<TickService>());
    return world;
}

inline kernel::JournalHeader tickHeader(std::uint64_t seed = 7) {
    kernel::JournalHeader header;
    header.scenario = "tick";
    header.seed = seed;
    return header;
}

} // namespace maylab::test
