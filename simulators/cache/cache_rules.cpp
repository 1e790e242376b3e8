#include "cache/cache_rules.h"

#include <iterator>

namespace maylab::cache {

namespace {

constexpr const char* kStrategies = "ElastiCache user guide, Caching strategies";
constexpr const char* kExpire = "Redis documentation, EXPIRE: How Redis expires keys";
constexpr const char* kEviction = "Redis documentation, Key eviction";
constexpr const char* kOom = "Redis documentation, Key eviction: maxmemory directive";
constexpr const char* kSecurityGroups = "VPC user guide, Security groups";
constexpr const char* kEndpoints = "ElastiCache user guide, Finding connection endpoints";
constexpr const char* kStates = "ElastiCache API reference, CacheCluster: CacheClusterStatus";
constexpr const char* kParameterPage = "ElastiCache user guide, Modifying a parameter group";
constexpr const char* kClusterSpec = "Redis documentation, Cluster specification: Redirection and resharding";
constexpr const char* kReplication = "ElastiCache user guide, Understanding replication";
constexpr const char* kMultiAz = "ElastiCache user guide, Minimizing downtime with Multi-AZ";
constexpr const char* kScaling = "ElastiCache user guide, Online resharding";
constexpr const char* kSlabs = "memcached documentation, Memory allocation";
constexpr const char* kClients = "ElastiCache user guide, Best practices: clients";

// In the order of CacheRule. queueMicroseconds: how long the request waited for the engine thread.
// ttlSeconds: -1 none. secondsAgo: since the key left, as far as it is known.
constexpr kernel::RuleInfo kRules[] = {
    {"cache.hit", "ttlSeconds,bytes,queueMicroseconds,engineMicroseconds", kStrategies},
    {"cache.miss.never", "queueMicroseconds,engineMicroseconds", kStrategies},
    {"cache.miss.expired", "queueMicroseconds,engineMicroseconds,secondsAgo", kStrategies},
    {"cache.miss.evicted", "queueMicroseconds,engineMicroseconds,secondsAgo", kStrategies},
    {"cache.miss.deleted", "queueMicroseconds,engineMicroseconds,secondsAgo", kStrategies},
    {"cache.stored", "ttlSeconds,bytes,queueMicroseconds,engineMicroseconds", kStrategies},
    {"cache.evicted.lru", "idleSeconds,sampled,poolSize,bytes", kEviction},
    {"cache.evicted.lfu", "frequency,sampled,poolSize,bytes", kEviction},
    {"cache.evicted.ttl", "ttlSeconds,sampled,poolSize,bytes", kEviction},
    {"cache.evicted.random", "ttlSeconds,sampled,poolSize,bytes", kEviction},
    {"cache.expired.lazy", "overdueSeconds,bytes", kExpire},
    {"cache.expired.active", "overdueSeconds,bytes", kExpire},
    {"cache.oom", "usedMemory,maxmemory,policy", kOom},
    {"cache.connect.timeout", "port,seconds", kSecurityGroups},
    {"cache.connect.refused", "port", kEndpoints},
    {"cache.connect.unknown-host", "port", kEndpoints},
    {"cache.connect.limit", "connections", kClients},
    {"cache.cluster.state", "from,to", kStates},
    {"cache.parameters.applied", "changed", kParameterPage},
    {"cache.parameters.pending", "waiting", kParameterPage},
    {"cache.moved", "slot,shard,toShard", kClusterSpec},
    {"cache.ask", "slot,shard,toShard", kClusterSpec},
    {"cache.tryagain", "slot,shard", kClusterSpec},
    {"cache.clusterdown", "slot,shard", kClusterSpec},
    {"cache.crossslot", "shard", kClusterSpec},
    {"cache.readonly", "shard", kReplication},
    {"cache.replica.stale", "lagSeconds,bytes", kReplication},
    {"cache.failover.chosen", "bytesBehind,lostWrites,candidates,detectedAfterSeconds", kMultiAz},
    {"cache.failover.lost-write", "offset,replicaOffset,secondsBeforeLoss", kMultiAz},
    {"cache.reshard.slot", "slot,keys,fromShard,toShard", kScaling},
    {"cache.evicted.slab", "slabClass,idleSeconds,pages,freeBytesElsewhere", kSlabs},
    {"cache.slab.refused", "slabClass,bytes,pages", kSlabs},
};
static_assert(std::size(kRules) == static_cast<std::size_t>(CacheRule::kCount));

} // namespace

std::span<const kernel::RuleInfo> cacheRules() { return kRules; }

} // namespace maylab::cache
