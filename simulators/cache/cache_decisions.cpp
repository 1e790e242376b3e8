// Why a node answered as it did: decisions from what the engines say, and what became of keys.
#include "cache/elasticache_service.h"

namespace maylab::cache {

using kernel::SimDuration;

void ElastiCacheService::record(World& world, CacheRule rule, std::uint32_t subject, SimDuration took, double a,
                                double b, double c, double d) {
    kernel::Decision decision;
    decision.at = world.now();
    decision.took = took;
    decision.subject = subject;
    decision.rule = ruleId(rule);
    decision.service = m_id;
    decision.values[0] = a;
    decision.values[1] = b;
    decision.values[2] = c;
    decision.values[3] = d;
    world.decisions().record(decision);
}

void ElastiCacheService::takeKeyEvents(World& world, std::uint32_t slot) {
    Engine& engine = m_clusters[slot].node->engine;
    const auto events = engine.keyEvents();
    if (events.empty()) return;
    for (const KeyEvent& e : events) {
        const std::uint32_t subject = m_keys.remember(e.keyText());
        const double bytes = static_cast<double>(e.bytes);
        const double idle = static_cast<double>(e.idleMilliseconds) * 1e-3;
        const double ttl = e.ttlMilliseconds == -1 ? -1 : static_cast<double>(e.ttlMilliseconds) * 1e-3;
        switch (e.kind) {
        case KeyEvent::Kind::Evicted: {
            departuresOf(slot).note(subject, Departure::Evicted, world.now());
            switch (e.policy) {
            case MaxmemoryPolicy::VolatileLru:
            case MaxmemoryPolicy::AllkeysLru:
                record(world, CacheRule::EvictedLru, subject, SimDuration(), idle, e.sampled, e.poolSize, bytes);
                break;
            case MaxmemoryPolicy::VolatileLfu:
            case MaxmemoryPolicy::AllkeysLfu:
                record(world, CacheRule::EvictedLfu, subject, SimDuration(), e.frequency, e.sampled, e.poolSize, bytes);
                break;
            case MaxmemoryPolicy::VolatileTtl:
                record(world, CacheRule::EvictedTtl, subject, SimDuration(), ttl, e.sampled, e.poolSize, bytes);
                break;
            case MaxmemoryPolicy::VolatileRandom:
            case MaxmemoryPolicy::AllkeysRandom:
            case MaxmemoryPolicy::NoEviction:
                record(world, CacheRule::EvictedRandom, subject, SimDuration(), ttl, e.sampled, e.poolSize, bytes);
                break;
            }
            break;
        }
        case KeyEvent::Kind::ExpiredLazily:
        case KeyEvent::Kind::ExpiredActive: {
            departuresOf(slot).note(subject, Departure::Expired, world.now());
            const double overdue = e.ttlMilliseconds < -1 ? -static_cast<double>(e.ttlMilliseconds) * 1e-3 : 0;
            record(world,
                   e.kind == KeyEvent::Kind::ExpiredLazily ? CacheRule::ExpiredLazily : CacheRule::ExpiredActively,
                   subject, SimDuration(), overdue, bytes);
            break;
        }
        case KeyEvent::Kind::OomRefused:
            record(world, CacheRule::OomRefused, subject, SimDuration(), bytes, static_cast<double>(engine.maxmemory()),
                   static_cast<double>(e.policy));
            break;
        }
    }
    engine.clearKeyEvents();
}

// The nodes of a replication group share one memory of departures: a key is the same on all of them.
Departures& ElastiCacheService::departuresOf(std::uint32_t slot) {
    const Cluster& c = m_clusters[slot];
    if (!c.inGroup()) return m_departures[slot];
    return m_groupDepartures[c.group];
}

void ElastiCacheService::recordMiss(World& world, std::uint32_t slot, std::string_view key, SimDuration waited,
                                    SimDuration worked) {
    const std::uint32_t subject = m_keys.remember(key);
    const Departures::Answer left = departuresOf(slot).find(subject);
    CacheRule rule = CacheRule::MissNeverCached;
    if (left.why == Departure::Expired) rule = CacheRule::MissExpired;
    if (left.why == Departure::Evicted) rule = CacheRule::MissEvicted;
    if (left.why == Departure::Deleted) rule = CacheRule::MissDeleted;
    const double ago = left.why == Departure::None ? 0 : static_cast<double>(world.now().wholeSeconds() - left.second);
    record(world, rule, subject, waited + worked, waited.inMicroseconds(), worked.inMicroseconds(), ago);
}

// A hit on a replica whose primary knows better by now.
bool ElastiCacheService::isStale(const World& world, const Node& replica, std::string_view key) const {
    const Node* p = primaryOf(replica);
    if (p == nullptr || replica.engine.replicationOffset() >= p->engine.replicationOffset()) return false;
    KeyView here, there;
    const std::int64_t ms = world.unixMilliseconds();
    if (!replica.engine.viewKey(0, key, ms, here)) return false;
    // The same write is younger on the replica: it came later.
    return !p->engine.viewKey(0, key, ms, there) || there.ageMilliseconds < here.ageMilliseconds;
}

} // namespace maylab::cache
