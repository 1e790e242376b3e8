// A world of shop and fake cache, and what a test asks of it.
#pragma once

#include "fake_cache.h"
#include "scenarios/shop/shop_service.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <limits>
#include <memory>
#include <string>
#include <vector>

using namespace maylab::scenarios;
using maylab::kernel::Decision;
using maylab::kernel::Json;
using maylab::kernel::Rng;
using maylab::kernel::SimDuration;
using maylab::kernel::SimTime;
using maylab::kernel::World;
using Reach = maylab::ports::KeyValueCache::Reach;

class Shop {
  public:
    explicit Shop(std::uint64_t seed, const ShopSettings& settings = {})
        : m_world(std::make_unique<World>(maylab::kernel::WorldConfig{"shop", seed, {}, {}})) {
        m_world->metrics().attach();
        m_world->add(std::make_unique<FakeCache>());
        m_world->add(std::make_unique<ShopService>(settings));
    }
    explicit Shop(std::unique_ptr<World> world) : m_world(std::move(world)) {}

    World& world() { return *m_world; }
    const ShopService& service() const { return *findShop(*m_world); }
    const ShopTotals& totals() const { return service().totals(); }
    const FakeCache& cache() const { return static_cast<const FakeCache&>(m_world->service(0)); }
    ShopView view() const { return shopViewOf(*m_world); }
    Json describe() const { return *m_world->peek("lab", "DescribeShop", Json::object()); }

    // Empty when the call succeeded, else its error code.
    std::string call(const char* operation, const Json& input, const char* door = "lab") {
        m_world->call(maylab::kernel::Actor::Setup, door, operation, input);
        const auto replies = m_world->takeReplies();
        if (replies.size() != 1) return "no reply";
        lastMessage = replies[0].result ? "" : replies[0].result.error().message;
        return replies[0].result ? "" : replies[0].result.error().code;
    }
    void run(double seconds) { m_world->runFor(SimDuration::fromSeconds(seconds)); }
    // Runs in small steps and keeps every answered request.
    void collect(double seconds) {
        const SimTime end = m_world->now() + SimDuration::fromSeconds(seconds);
        std::uint64_t seen = view().answeredInAll;
        while (m_world->now() < end) {
            m_world->runUntil(std::min(end, m_world->now() + SimDuration::milliseconds(20)));
            const ShopView v = view();
            const std::uint64_t fresh = v.answeredInAll - seen;
            if (fresh > v.recent.size()) qFatal("more than the ring holds");
            records.insert(records.end(), v.recent.end() - static_cast<std::ptrdiff_t>(fresh),
                           v.recent.end());
            seen = v.answeredInAll;
        }
    }
    bool conserved() const {
        const ShopTotals& t = totals();
        const ShopView v = view();
        std::uint32_t busy = 0;
        for (const auto& slot : v.connections)
            busy += slot.busy ? 1 : 0;
        return t.requests == t.answers + t.errors503 + service().inFlight() &&
               t.queries == t.queriesDone + busy && v.answeredInAll == t.answers + t.errors503;
    }

    std::vector<RequestRecord> records;
    std::string lastMessage;

  private:
    std::unique_ptr<World> m_world;
};

inline ShopSettings cached(Strategy strategy, double ttl = 300) {
    ShopSettings s;
    s.application.strategy = strategy;
    s.application.endpoint = "shop";
    s.application.ttlSeconds = ttl;
    return s;
}

inline ShopSettings few(ShopSettings s, std::uint32_t products) {
    s.popularity.kind = maylab::traffic::PopularityKind::Uniform;
    s.popularity.keys = products;
    return s;
}

inline std::vector<Decision> decisionsOf(const World& world, ShopRule rule) {
    const auto id = world.decisions().findRule(shopRules()[static_cast<std::size_t>(rule)].id);
    return world.decisions().exemplars(id, SimTime(), world.now() + SimDuration::seconds(1));
}
inline std::uint64_t countOf(const World& world, ShopRule rule) {
    return world.decisions().count(
        world.decisions().findRule(shopRules()[static_cast<std::size_t>(rule)].id));
}

inline constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
