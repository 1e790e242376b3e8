#include "cache/parameters.h"

#include <algorithm>
#include <charconv>
#include <string>

namespace maylab::cache {

namespace {

constexpr const char* kPolicies = "volatile-lru,allkeys-lru,volatile-lfu,allkeys-lfu,volatile-random,allkeys-random,"
                                  "volatile-ttl,noeviction";
constexpr bool kNotModifiable = false;
constexpr bool kReboot = true;
constexpr bool kShownOnly = false; // not the engine's business here
constexpr bool kByType = true;
constexpr bool kLetters = true;

// {name, default, type, allowed, modifiable, needs reboot, the engine obeys, by node type, description, letters}
constexpr CacheParameter kParameters[] = {
    {"acllog-max-len", "128", "integer", "1-10000", true, false, kShownOnly, false, "Entries kept in the ACL log."},
    {"active-defrag-cycle-max", "75", "integer", "1-75", true, false, kShownOnly, false, "Most CPU percent for defragmentation."},
    {"active-defrag-cycle-min", "5", "integer", "1-75", true, false, kShownOnly, false, "Least CPU percent for defragmentation."},
    {"active-defrag-ignore-bytes", "104857600", "integer", "1048576-", true, false, kShownOnly, false, "Waste below which nothing is defragmented."},
    {"active-defrag-max-scan-fields", "1000", "integer", "1-1000000", true, false, kShownOnly, false, "Fields of one collection handled at once."},
    {"active-defrag-threshold-lower", "10", "integer", "1-100", true, false, kShownOnly, false, "Fragmentation percent at which work begins."},
    {"active-defrag-threshold-upper", "100", "integer", "1-100", true, false, kShownOnly, false, "Fragmentation percent at which work is hardest."},
    {"active-expire-effort", "1", "integer", "1-10", true, false, true, false, "How hard the server looks for expired keys."},
    {"activedefrag", "no", "string", "yes,no", true, false, kShownOnly, false, "Defragment memory while serving."},
    {"activerehashing", "yes", "string", "yes,no", true, kReboot, true, false, "Rehash the main dictionary in idle time."},
    {"appendfsync", "everysec", "string", "always,everysec,no", kNotModifiable, false, kShownOnly, false, "When the append-only file is written."},
    {"appendonly", "no", "string", "yes,no", kNotModifiable, false, kShownOnly, false, "Keep an append-only file."},
    {"client-output-buffer-limit-normal-hard-limit", "0", "integer", "0-", true, false, kShownOnly, false, "Output buffer of a client: bytes at which it is cut off."},
    {"client-output-buffer-limit-normal-soft-limit", "0", "integer", "0-", true, false, kShownOnly, false, "Output buffer of a client: bytes it may hold for a while."},
    {"client-output-buffer-limit-normal-soft-seconds", "0", "integer", "0-", true, false, kShownOnly, false, "How long that while is."},
    {"client-output-buffer-limit-pubsub-hard-limit", "33554432", "integer", "0-", true, false, kShownOnly, false, "The same for subscribers: bytes at which they are cut off."},
    {"client-output-buffer-limit-pubsub-soft-limit", "8388608", "integer", "0-", true, false, kShownOnly, false, "The same for subscribers: bytes for a while."},
    {"client-output-buffer-limit-pubsub-soft-seconds", "60", "integer", "0-", true, false, kShownOnly, false, "The same for subscribers: the while."},
    {"client-output-buffer-limit-replica-hard-limit", "", "integer", "0-", kNotModifiable, false, kShownOnly, kByType, "The same for replicas: 10 percent of maxmemory."},
    {"client-output-buffer-limit-replica-soft-limit", "", "integer", "0-", kNotModifiable, false, kShownOnly, kByType, "The same for replicas: 10 percent of maxmemory."},
    {"client-output-buffer-limit-replica-soft-seconds", "60", "integer", "0-", kNotModifiable, false, kShownOnly, false, "The same for replicas: the while."},
    {"client-query-buffer-limit", "1073741824", "integer", "1048576-1073741824", true, false, kShownOnly, false, "Largest input buffer of one client."},
    {"close-on-replica-write", "yes", "string", "yes,no", true, false, kShownOnly, false, "Disconnect who writes to a replica."},
    {"cluster-allow-pubsubshard-when-down", "yes", "string", "yes,no", true, false, kShownOnly, false, "Sharded pub/sub while the cluster is down."},
    {"cluster-allow-reads-when-down", "no", "string", "yes,no", true, false, kShownOnly, false, "Reads while the cluster is down."},
    {"cluster-enabled", "no", "string", "yes,no", true, kReboot, kShownOnly, false, "Cluster mode."},
    {"cluster-require-full-coverage", "no", "string", "yes,no", true, false, kShownOnly, false, "Stop serving when a slot is not covered."},
    {"databases", "16", "integer", "1-1200000", true, kReboot, kShownOnly, false, "Number of databases."},
    {"hash-max-listpack-entries", "512", "integer", "0-", true, false, true, false, "Entries up to which a hash is stored compactly."},
    {"hash-max-listpack-value", "64", "integer", "0-", true, false, true, false, "Bytes of a value up to which a hash is stored compactly."},
    {"hll-sparse-max-bytes", "3000", "integer", "1-16000", true, false, true, false, "Bytes of the sparse form of a HyperLogLog."},
    {"latency-tracking", "no", "string", "yes,no", true, false, true, false, "Keep latencies of commands."},
    {"lazyfree-lazy-eviction", "no", "string", "yes,no", true, false, true, false, "Free evicted values in the background."},
    {"lazyfree-lazy-expire", "no", "string", "yes,no", true, false, true, false, "Free expired values in the background."},
    {"lazyfree-lazy-server-del", "no", "string", "yes,no", true, false, true, false, "Free overwritten values in the background."},
    {"lazyfree-lazy-user-del", "no", "string", "yes,no", true, false, true, false, "DEL frees in the background."},
    {"lfu-decay-time", "1", "integer", "0-2147483647", true, false, true, false, "Minutes after which the LFU counter loses one."},
    {"lfu-log-factor", "10", "integer", "1-2147483647", true, false, true, false, "How slowly the LFU counter grows."},
    {"list-compress-depth", "0", "integer", "0-2147483647", true, false, true, false, "List nodes left uncompressed at each end."},
    {"list-max-listpack-size", "-2", "integer", "-5,-4,-3,-2,-1,1-2147483647", kNotModifiable, false, true, false, "Size of one list node."},
    {"lua-time-limit", "5000", "integer", "5000", kNotModifiable, false, true, false, "Milliseconds after which a script may be killed."},
    {"maxclients", "65000", "integer", "1-65000", kNotModifiable, kReboot, true, false, "Most connections at once."},
    {"maxmemory", "", "integer", "0-", kNotModifiable, false, kShownOnly, kByType, "Bytes for data; the node type sets it."},
    {"maxmemory-policy", "volatile-lru", "string", kPolicies, true, false, true, false, "Which key leaves when memory is full."},
    {"maxmemory-samples", "3", "integer", "1-2147483647", true, false, true, false, "Keys looked at to choose the one that leaves."},
    {"min-replicas-max-lag", "10", "integer", "0-", true, false, kShownOnly, false, "Seconds a replica may lag and still count."},
    {"min-replicas-to-write", "0", "integer", "0-", true, false, kShownOnly, false, "Replicas without which nothing may be written."},
    {"notify-keyspace-events", "", "string", "AKEg$lshzxetdmn", true, false, kShownOnly, false, "Keyspace events told to subscribers.", kLetters},
    {"proto-max-bulk-len", "536870912", "integer", "1048576-536870912", true, false, true, false, "Largest single argument."},
    {"rename-commands", "", "string", "", true, false, kShownOnly, false, "Commands under other names."},
    {"repl-backlog-size", "1048576", "integer", "16384-", true, false, kShownOnly, false, "Bytes kept for replicas that come back."},
    {"repl-backlog-ttl", "3600", "integer", "0-", true, false, kShownOnly, false, "Seconds the backlog outlives the last replica."},
    {"replica-allow-chaining", "no", "string", "yes,no", kNotModifiable, false, kShownOnly, false, "Replicas of replicas."},
    {"replica-ignore-maxmemory", "yes", "string", "yes,no", kNotModifiable, false, kShownOnly, false, "Replicas evict nothing by themselves."},
    {"replica-lazy-flush", "no", "string", "yes,no", kNotModifiable, false, kShownOnly, false, "Replicas flush in the background."},
    {"reserved-memory-percent", "25", "integer", "0-100", true, false, kShownOnly, false, "Part of maxmemory kept for snapshots and failover."},
    {"set-max-intset-entries", "512", "integer", "0-", true, false, true, false, "Numbers up to which a set is stored compactly."},
    {"slowlog-log-slower-than", "10000", "integer", "-1-", true, false, true, false, "Microseconds from which a command is logged."},
    {"slowlog-max-len", "128", "integer", "0-", true, false, true, false, "Entries of the slow log."},
    {"stream-node-max-bytes", "4096", "integer", "0-", true, false, true, false, "Bytes of one stream node."},
    {"stream-node-max-entries", "100", "integer", "0-", true, false, true, false, "Entries of one stream node."},
    {"tcp-keepalive", "300", "integer", "0-2147483647", true, false, true, false, "Seconds between keep-alive probes."},
    {"timeout", "0", "integer", "0,20-2147483647", true, false, true, false, "Seconds after which an idle client is disconnected."},
    {"tracking-table-max-keys", "1000000", "integer", "1-100000000", true, false, true, false, "Keys remembered for client-side caching."},
    {"zset-max-listpack-entries", "128", "integer", "0-", true, false, true, false, "Members up to which a sorted set is stored compactly."},
    {"zset-max-listpack-value", "64", "integer", "0-", true, false, true, false, "Bytes of a member up to which a sorted set is stored compactly."},
};

bool parseInteger(std::string_view text, std::int64_t& n) {
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), n);
    return problem == std::errc() && end == text.data() + text.size();
}

// One alternative of AllowedValues for integers: "5", "-5", "20-", "-1-", "1-75".
bool inRange(std::string_view range, std::int64_t n) {
    const std::size_t dash = range.find('-', 1);
    std::int64_t low = 0, high = 0;
    if (!parseInteger(range.substr(0, dash), low)) return false;
    if (dash == std::string_view::npos) return n == low;
    if (n < low) return false;
    const std::string_view upper = range.substr(dash + 1);
    return upper.empty() || (parseInteger(upper, high) && n <= high);
}

} // namespace

const char* toString(CacheEngine engine) { return engine == CacheEngine::Redis ? "redis" : "memcached"; }

const char* familyOf(CacheEngine engine) {
    return engine == CacheEngine::Redis ? kRedisFamily.data() : kMemcachedFamily.data();
}

std::span<const CacheParameter> redis7Parameters() { return kParameters; }

std::span<const CacheParameter> parametersOf(std::string_view family) {
    if (family == kRedisFamily) return redis7Parameters();
    if (family == kMemcachedFamily) return memcached16Parameters();
    return {};
}

const CacheParameter* findParameter(std::string_view name, std::string_view family) {
    const auto all = parametersOf(family);
    const auto it = std::lower_bound(all.begin(), all.end(), name,
                                     [](const CacheParameter& p, std::string_view n) { return std::string_view(p.name) < n; });
    return it != all.end() && it->name == name ? &*it : nullptr;
}

bool isAllowed(const CacheParameter& parameter, std::string_view value) {
    constexpr std::size_t kMaxValue = 4096;
    if (value.size() > kMaxValue) return false;
    std::string_view allowed = parameter.allowed;
    if (allowed.empty()) return true;
    if (parameter.letters) return value.find_first_not_of(allowed) == std::string_view::npos;
    const std::string_view type = parameter.dataType;
    if (type == "float") {
        // "1-1024", digits with at most one point.
        const bool digits = value.find_first_not_of("0123456789.") == std::string_view::npos && !value.empty() &&
                            value.front() != '.' && value.back() != '.' && std::count(value.begin(), value.end(), '.') <= 1;
        std::int64_t whole = 0;
        return digits && value.size() <= 12 && parseInteger(value.substr(0, value.find('.')), whole) && inRange(allowed, whole);
    }
    const bool integer = type == "integer";
    std::int64_t n = 0;
    if (integer && (!parseInteger(value, n) || std::to_string(n) != value)) return false;
    while (true) {
        const std::size_t comma = allowed.find(',');
        const std::string_view one = allowed.substr(0, comma);
        if (integer ? inRange(one, n) : one == value) return true;
        if (comma == std::string_view::npos) return false;
        allowed.remove_prefix(comma + 1);
    }
}

} // namespace maylab::cache
