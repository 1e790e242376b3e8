// Named worlds: which simulators, wired how, with what traffic. makeWorld is the WorldFactory of every run.
//
// JournalHeader.parameters of scenario "shop" (all optional; unknown names and bad values are refused):
//   products          10000
//   database          input of SetDatabase       {"connections": 14, "serviceMilliseconds": 25, ...}
//   changesPerSecond  20                         price changes
//   cluster           input of CreateCacheCluster; made and awaited before the first visitor comes
//   calls             [[service, operation, input], ...] after the cluster, for example parameter groups
//   application       input of SetApplication    {"strategy": "lazy-loading", "endpoint": "shop", "ttlSeconds": 300}
//   popularity        input of SetPopularity
//   traffic           input of SetTraffic        requestsPerSecond is 300 if nothing is said
//   requestsPerSecond, strategy, ttlSeconds, jitterPercent    short for those members of traffic and application
//   warmSeconds       0                          so long the world has run when it is handed over, 0 .. 3600
//   warmTraffic       input of SetTraffic        while it warms up, if other than traffic
// Of scenario "engine": redis (true), memcached (false): which processes there are; profile "raw" or "elasticache" of Redis.
#pragma once

#include "kernel/journal.h"
#include "kernel/world.h"

#include <tl/expected.hpp>

#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace maylab::scenarios {

struct ParameterInfo {
    const char* name;
    const char* help; // one line, ours
};

struct ScenarioInfo {
    const char* name;
    const char* help;
    std::span<const ParameterInfo> parameters;
};

std::span<const ScenarioInfo> scenarios();
const ScenarioInfo* findScenario(std::string_view name); // nullptr if there is none

// Fails with a sentence for the person who asked.
tl::expected<std::unique_ptr<kernel::World>, std::string> makeWorld(const kernel::JournalHeader& header);

} // namespace maylab::scenarios
