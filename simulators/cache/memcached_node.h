// One node of a Memcached cluster: a process of its own, with worker threads that share its connections, in a zone of its
// own. Nodes know nothing of one another; clients spread the keys. Source: sheet 1.2, 1.4, 1.5, 3.
#pragma once

#include "cache/engine_thread.h"
#include "cache/memcached/memcached.h"
#include "cache/memcached_metrics.h"
#include "kernel/doors.h"
#include "kernel/time.h"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace maylab::cache {

struct MemcachedProcess {
    memcached::Memcached engine;
    std::vector<EngineThread> threads; // as many as the node has vCPUs
    std::uint32_t generation = 0;      // connections and events of an older one are void
    std::uint32_t nextPort = 0;
    memcached::ClientId application = 0; // carries KeyValueCache::command
    kernel::SimTime collectedAt;
    std::map<std::string, memcached::ClientId> consoles; // door "memcached": connection name -> client
    std::vector<std::pair<kernel::ConnectionId, memcached::ClientId>> connections;

    // The thread that is free first: a pool's connections are spread over all of them.
    EngineThread& freest() {
        return *std::min_element(threads.begin(), threads.end(),
                                 [](const EngineThread& a, const EngineThread& b) { return a.freeAt < b.freeAt; });
    }
};

struct MemcachedNode {
    enum class Status : std::uint8_t { Creating, Available, Rebooting, Deleting };
    std::string id; // "0001"
    Status status = Status::Creating;
    std::string zone, subnet, address;
    std::optional<kernel::SimTime> createdAt;
    std::optional<MemcachedProcess> process;
    std::optional<MemcachedMetrics> metrics;
    bool used = true; // a number is used once: gaps stay

    const char* statusText() const {
        switch (status) {
        case Status::Creating: return "creating";
        case Status::Rebooting: return "rebooting";
        case Status::Deleting: return "deleting";
        case Status::Available: break;
        }
        return "available";
    }
};

} // namespace maylab::cache
