// A world with CloudWatch in it, and calls through its door, for the tests of this room.
#pragma once

#include "kernel/world.h"
#include "metrics/cloudwatch_service.h"

#include <nlohmann/json.hpp>

#include <memory>
#include <string>
#include <utility>

namespace maylab::testing {

struct MetricsWorld {
    std::unique_ptr<kernel::World> world;

    explicit MetricsWorld(std::int64_t startUnixMilliseconds = kernel::Calendar{}.startUnixMilliseconds,
                          std::uint64_t seed = 1) {
        kernel::WorldConfig config;
        config.seed = seed;
        config.calendar.startUnixMilliseconds = startUnixMilliseconds;
        world = std::make_unique<kernel::World>(config);
        world->add(std::make_unique<metrics::CloudWatchService>());
    }
    kernel::ApiResult call(const char* operation, const nlohmann::json& input,
                           kernel::Actor actor = kernel::Actor::Setup) {
        world->call(actor, "cloudwatch", operation, input);
        auto replies = world->takeReplies();
        if (replies.size() != 1) return kernel::fail("Test", "not exactly one reply");
        return replies[0].result;
    }
    const metrics::MetricStore& store() const { return metrics::storeOf(*world); }
};

// A query of GetMetricData for one metric without dimensions.
inline nlohmann::json metricQuery(const char* id, const char* ns, const char* name, const char* statistic, int period) {
    return {{"Id", id},
            {"MetricStat", {{"Metric", {{"Namespace", ns}, {"MetricName", name}}}, {"Period", period}, {"Stat", statistic}}}};
}

} // namespace maylab::testing
