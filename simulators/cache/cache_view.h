// What a drawn view, a debrief or a goal reads from the caches of a world. Reading leaves no trace.
#pragma once

#include "aws/shape.h"
#include "cache/elasticache_service.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::cache {

struct ClusterView {
    std::string id, status, nodeType, endpoint; // endpoint "" until it is available
    int port = 6379;
    std::string parameterGroup, parameterStatus; // "in-sync", "applying", "pending-reboot"
    bool nodeTypeIsOurs = false;
    bool serving = false;            // the process runs
    bool reachable = false;          // and the application's packets arrive
    std::string policy;              // maxmemory-policy in force
    std::uint64_t usedMemory = 0, maxmemory = 0;
    std::uint64_t keys = 0, keysWithTtl = 0;
    std::uint64_t hits = 0, misses = 0, evictions = 0, expirations = 0, oomRefused = 0;
    std::uint64_t connections = 0;
    std::int64_t engineBusyNs = 0;   // since the process started
    std::int64_t queueNs = 0;        // how long a request that arrives now would wait
};

std::vector<ClusterView> clusterViews(const kernel::World& world); // by id; empty without the service

// Tiles of the keyspace, at most limit (sheet: 4,096), in the order of the dict. False if nothing serves there.
bool keyspaceTiles(const kernel::World& world, std::string_view clusterId, std::size_t limit,
                   std::vector<KeyView>& out);
bool keyDetails(const kernel::World& world, std::string_view clusterId, std::string_view key, KeyView& out);

// Why a key that is not there left, as far as its cluster (or the whole group) remembers.
Departure departureOf(const kernel::World& world, std::string_view clusterId, std::string_view key);

// The key a decision of the cache is about; empty if unknown.
std::string keyOfDecision(const kernel::World& world, const kernel::Decision& decision);

// Completion for the console: values of an option that only the world knows.
std::vector<std::string> completionValues(const kernel::World& world, const aws::OperationModel& model,
                                          std::string_view member);

} // namespace maylab::cache
