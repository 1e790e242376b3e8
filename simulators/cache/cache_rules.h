// Why a cache answered as it did. The table (id, parameters, source page) has the texts' keys; decisions carry
// subject = ElastiCacheService::subjectOf(key), so that the UI can name the key.
#pragma once

#include "kernel/decision.h"

#include <cstdint>
#include <span>

namespace maylab::cache {

enum class CacheRule : std::uint16_t {
    Hit,             // cache.hit
    MissNeverCached, // cache.miss.never
    MissExpired,     // cache.miss.expired
    MissEvicted,     // cache.miss.evicted
    MissDeleted,     // cache.miss.deleted
    Stored,          // cache.stored
    EvictedLru,      // cache.evicted.lru
    EvictedLfu,      // cache.evicted.lfu
    EvictedTtl,      // cache.evicted.ttl
    EvictedRandom,   // cache.evicted.random
    ExpiredLazily,   // cache.expired.lazy
    ExpiredActively, // cache.expired.active
    OomRefused,      // cache.oom
    ConnectTimedOut, // cache.connect.timeout
    ConnectRefused,  // cache.connect.refused
    UnknownHost,     // cache.connect.unknown-host
    TooManyClients,  // cache.connect.limit
    StateChanged,    // cache.cluster.state
    ParametersApplied, // cache.parameters.applied
    ParametersPending, // cache.parameters.pending
    Moved,             // cache.moved
    Ask,               // cache.ask
    TryAgain,          // cache.tryagain
    ClusterDown,       // cache.clusterdown
    CrossSlot,         // cache.crossslot
    ReadOnlyRefused,   // cache.readonly
    StaleReplicaRead,  // cache.replica.stale
    FailoverChosen,    // cache.failover.chosen
    LostWrite,         // cache.failover.lost-write
    SlotMoved,         // cache.reshard.slot
    EvictedSlab,       // cache.evicted.slab
    SlabRefused,       // cache.slab.refused
    kCount
};

std::span<const kernel::RuleInfo> cacheRules();

} // namespace maylab::cache
