// A world with CloudWatch and CloudWatch Logs in it, and calls through their doors.
#pragma once

#include "kernel/world.h"
#include "logs/logs_service.h"
#include "metrics/cloudwatch_service.h"

#include <nlohmann/json.hpp>

#include <memory>
#include <string>
#include <utility>

namespace maylab::testing {

struct LogsWorld {
    static constexpr const char* kGroup = "/shop/web";
    static constexpr const char* kStream = "web-1";
    std::unique_ptr<kernel::World> world;

    // withGroup: there is a group with one stream.
    explicit LogsWorld(bool withGroup = true, std::int64_t startUnixMilliseconds = kernel::Calendar{}.startUnixMilliseconds) {
        kernel::WorldConfig config;
        config.calendar.startUnixMilliseconds = startUnixMilliseconds;
        world = std::make_unique<kernel::World>(config);
        world->add(std::make_unique<metrics::CloudWatchService>());
        world->add(std::make_unique<logs::LogsService>());
        if (!withGroup) return;
        must("CreateLogGroup", {{"logGroupName", kGroup}});
        must("CreateLogStream", {{"logGroupName", kGroup}, {"logStreamName", kStream}});
    }
    std::int64_t now() const { return world->unixMilliseconds(); }
    kernel::ApiResult call(const char* operation, const nlohmann::json& input, const char* service = "logs",
                           kernel::Actor actor = kernel::Actor::Setup) {
        world->call(actor, service, operation, input);
        auto replies = world->takeReplies();
        if (replies.size() != 1) return kernel::fail("Test", "not exactly one reply");
        return replies[0].result;
    }
    nlohmann::json must(const char* operation, const nlohmann::json& input, const char* service = "logs") {
        auto result = call(operation, input, service);
        if (!result) qFatal("%s: %s", operation, result.error().message.c_str());
        return *result;
    }
    // "code: message", or nothing when it was accepted.
    std::string refusal(const char* operation, const nlohmann::json& input) {
        const auto result = call(operation, input);
        return result ? std::string() : result.error().code + ": " + result.error().message;
    }
    nlohmann::json put(const nlohmann::json& events, const char* stream = kStream) {
        return must("PutLogEvents", {{"logGroupName", kGroup}, {"logStreamName", stream}, {"logEvents", events}});
    }
    void write(const std::string& message, std::int64_t agoMs = 0) {
        put({{{"timestamp", now() - agoMs}, {"message", message}}});
    }
    nlohmann::json read(const char* operation, nlohmann::json input = nlohmann::json::object()) {
        if (!input.contains("logGroupName")) input["logGroupName"] = kGroup;
        return must(operation, input);
    }
};

} // namespace maylab::testing
