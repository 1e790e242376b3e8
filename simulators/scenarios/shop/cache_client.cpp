#include "scenarios/shop/cache_client.h"

#include "scenarios/shop/shop_settings.h"

namespace maylab::scenarios {

using kernel::SimDuration;
using kernel::World;
using ports::KeyValueCache;

namespace {

constexpr SimDuration kCacheClientRoundTrip =
    SimDuration::nanoseconds(static_cast<std::int64_t>(kCacheRoundTripMilliseconds * 1e6));
constexpr SimDuration kResolveEvery = SimDuration::milliseconds(100);

} // namespace

SimDuration CacheClient::halfRoundTrip() {
    return kCacheClientRoundTrip / 2;
}

KeyValueCache* CacheClient::port(World& world) const {
    if (m_service == World::kNoService) return nullptr;
    return static_cast<KeyValueCache*>(world.service(m_service).port(KeyValueCache::kTag));
}

CacheClient::Resolved CacheClient::reach(World& world, const std::string& endpoint, bool used) {
    if (m_known && world.now() - m_reachedAt < kResolveEvery) return m_reached;
    KeyValueCache* cache = port(world);
    m_reached = cache ? cache->resolve(world, endpoint) : Resolved{};
    m_known = true;
    m_reachedAt = world.now();
    if (cache) keepConnections(world, *cache, used);
    return m_reached;
}

void CacheClient::keepConnections(World& world, KeyValueCache& cache, bool used) {
    const bool wanted = used && m_reached.reach == KeyValueCache::Reach::Ok;
    const KeyValueCache::NodeRef node = wanted ? m_reached.node : KeyValueCache::kNoNode;
    if (node == m_connectedNode) return;
    if (m_connectedNode != KeyValueCache::kNoNode)
        cache.disconnect(world, m_connectedNode, kCacheConnections);
    if (node != KeyValueCache::kNoNode) cache.connect(world, node, kCacheConnections);
    m_connectedNode = node;
}

} // namespace maylab::scenarios
