// The application's client to its cache node: which node the endpoint's name means, whether the way is open, and the
// connections kept to it. A value; name and way are looked up again every 100 ms of use.
#pragma once

#include "kernel/world.h"
#include "ports/key_value_cache.h"

#include <string>

namespace maylab::scenarios {

class CacheClient {
  public:
    using Resolved = ports::KeyValueCache::Resolved;

    void start(const kernel::World& world) { m_service = world.find("elasticache"); }
    static kernel::SimDuration halfRoundTrip();

    ports::KeyValueCache* port(kernel::World& world) const; // nullptr: this world has no cache service
    // used: the application wants a cache; else it keeps no connection.
    Resolved reach(kernel::World& world, const std::string& endpoint, bool used);
    void forget() { m_known = false; }
    Resolved last() const { return m_reached; }

  private:
    void keepConnections(kernel::World& world, ports::KeyValueCache& cache, bool used);

    kernel::ServiceId m_service = kernel::World::kNoService;
    Resolved m_reached;
    kernel::SimTime m_reachedAt;
    bool m_known = false;
    std::uint32_t m_connectedNode = ports::KeyValueCache::kNoNode;
};

} // namespace maylab::scenarios
