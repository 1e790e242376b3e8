// A whole world of scenario "shop" and what a test of a workload asks of it.
#pragma once

#include "metrics/cloudwatch_service.h"
#include "metrics/statistic.h"
#include "scenarios/registry.h"
#include "scenarios/shop/shop_service.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <memory>
#include <string>

namespace workloads {

using namespace maylab;
using namespace maylab::scenarios;
using kernel::Json;
using kernel::SimDuration;
using kernel::World;

class ShopWorld {
  public:
    ShopWorld(std::uint64_t seed, const Json& parameters) {
        kernel::JournalHeader header;
        header.scenario = "shop";
        header.seed = seed;
        header.parameters = parameters;
        auto made = makeWorld(header);
        if (!made) qFatal("%s", made.error().c_str());
        m_world = std::move(*made);
    }
    explicit ShopWorld(std::unique_ptr<World> world) : m_world(std::move(world)) {}

    World& operator*() { return *m_world; }
    World* operator->() { return m_world.get(); }
    void run(double seconds) { m_world->runFor(SimDuration::fromSeconds(seconds)); }

    // The error's code, or "" when it succeeded.
    std::string lab(const char* operation, const Json& input, const char* door = "lab") {
        m_world->call(kernel::Actor::Form, door, operation, input);
        const auto replies = m_world->takeReplies();
        if (replies.size() != 1) return "no reply";
        lastReply = replies[0].result ? *replies[0].result : Json();
        lastMessage = replies[0].result ? "" : replies[0].result.error().message;
        return replies[0].result ? "" : replies[0].result.error().code;
    }
    // As typed into redis-cli; the reply as RESP.
    std::string redis(std::initializer_list<const char*> argv) {
        Json words = Json::array();
        for (const char* word : argv)
            words.push_back(word);
        if (!lab("redis", {{"endpoint", "shop"}, {"argv", words}}, "elasticache").empty()) return lastMessage;
        return lastReply.dump();
    }
    Json read(const char* operation) const {
        const auto reply = m_world->peek("lab", operation, Json::object());
        return reply ? *reply : Json();
    }

    // Over the last seconds that are closed; -1 if there is no datum.
    double metric(const char* space, const char* name, const char* statistic, int seconds,
                  const metrics::Dimensions& dimensions = {}) const {
        const auto& store = metrics::storeOf(*m_world);
        const auto series = store.find(space, name, dimensions);
        if (series == metrics::kNoSeries) return -1;
        const auto end = store.closedUntil();
        return store.window(series, *metrics::Statistic::parse(statistic), end - SimDuration::seconds(seconds), end)
            .value_or(-1);
    }
    // The highest sum of one second.
    double worstSecond(const char* space, const char* name, int seconds) const {
        const auto& store = metrics::storeOf(*m_world);
        const auto series = store.find(space, name, {});
        double worst = -1;
        for (int i = 0; i < seconds; ++i) {
            const auto end = store.closedUntil() - SimDuration::seconds(i);
            worst = std::max(worst, store.window(series, *metrics::Statistic::parse("Sum"),
                                                 end - SimDuration::seconds(1), end)
                                        .value_or(-1));
        }
        return worst;
    }
    std::uint64_t decisions(const char* rule) const {
        return m_world->decisions().count(m_world->decisions().findRule(rule));
    }

    Json lastReply;
    std::string lastMessage;

  private:
    std::unique_ptr<World> m_world;
};

// A shop with a node, lazy loading and 2,000 visitors a second.
inline Json lazyShop(double ttlSeconds, double requestsPerSecond = 2000, int warmSeconds = 60) {
    return {{"cluster", Json::object()},
            {"strategy", "lazy-loading"},
            {"ttlSeconds", ttlSeconds},
            {"requestsPerSecond", requestsPerSecond},
            {"warmSeconds", warmSeconds},
            {"warmTraffic", {{"requestsPerSecond", 500}}}};
}

} // namespace workloads
