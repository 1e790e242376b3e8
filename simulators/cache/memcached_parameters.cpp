// Family memcached1.6 (ParameterGroups.Memcached.md). Since 2021-08-20 the service's default is no_modern 1: one LRU list
// a class and no page moves, unless a group of one's own says 0. Nothing but cache_memlimit changes while a node runs.
#include "cache/parameters.h"

namespace maylab::cache {

namespace {

constexpr bool kFixed = false;
constexpr bool kReboot = true;
constexpr bool kObeyed = true;
constexpr bool kShownOnly = false;
constexpr bool kByType = true;

constexpr CacheParameter kParameters[] = {
    {"backlog_queue_limit", "1024", "integer", "1-10000", kFixed, kReboot, kShownOnly, false, "Connections that may wait to be accepted."},
    {"binding_protocol", "auto", "string", "auto,binary,ascii", true, kReboot, kShownOnly, false, "Protocol that clients speak."},
    {"cas_disabled", "0", "boolean", "0,1", true, kReboot, kObeyed, false, "No check-and-set; saves 8 bytes an item."},
    {"chunk_size", "48", "integer", "1-1024", true, kReboot, kObeyed, false, "Least bytes for key, value and flags."},
    {"chunk_size_growth_factor", "1.25", "float", "1-1024", true, kReboot, kObeyed, false, "How much larger each slab class is than the one before."},
    {"config_max", "16", "integer", "16", kFixed, kReboot, kShownOnly, false, "Most configuration entries."},
    {"config_size_max", "65536", "integer", "65536", kFixed, kReboot, kShownOnly, false, "Largest configuration entry."},
    {"disable_flush_all", "0", "boolean", "0,1", true, kReboot, kObeyed, false, "flush_all is refused."},
    {"error_on_memory_exhausted", "0", "boolean", "0,1", true, kReboot, kObeyed, false, "An error instead of an eviction."},
    {"hash_algorithm", "jenkins", "string", "jenkins,murmur3", true, kReboot, kShownOnly, false, "How keys are hashed."},
    {"hashpower_init", "16", "integer", "12-64", kFixed, kReboot, kShownOnly, false, "First size of the hash table, as a power of two."},
    {"idle_timeout", "0", "integer", "0-86400", true, kReboot, kObeyed, false, "Seconds after which a silent client is closed."},
    {"inline_ascii_resp", "0", "boolean", "0,1", true, kReboot, kShownOnly, false, "Keep numbers of the reply in the item."},
    {"large_memory_pages", "0", "boolean", "0,1", kFixed, kReboot, kShownOnly, false, "Use large memory pages."},
    {"lock_down_paged_memory", "0", "boolean", "0,1", kFixed, kReboot, kShownOnly, false, "Keep all memory from being paged out."},
    {"lru_crawler", "0", "boolean", "0,1", true, kReboot, kObeyed, false, "A thread that looks for expired items."},
    {"lru_maintainer", "0", "boolean", "0,1", true, kReboot, kShownOnly, false, "A thread that moves items between the lists of a class."},
    {"max_cache_memory", "", "integer", "1-", kFixed, kReboot, kObeyed, kByType, "Megabytes for items; the node type sets it."},
    {"max_item_size", "1048576", "integer", "1024-1073741824", true, kReboot, kObeyed, false, "Largest item, bytes."},
    {"max_simultaneous_connections", "65000", "integer", "3-65000", kFixed, kReboot, kObeyed, false, "Most connections at once."},
    {"maxconns_fast", "0", "boolean", "0,1", true, kReboot, kShownOnly, false, "Answer too many connections with an error instead of letting them wait."},
    {"memcached_connections_overhead", "100", "integer", "0-1073741824", true, kReboot, kObeyed, false, "Megabytes kept for connections."},
    {"no_modern", "1", "boolean", "0,1", true, kReboot, kObeyed, false, "1: one list a slab class, no crawler, no page moves."},
    {"num_threads", "", "integer", "1-", kFixed, kReboot, kObeyed, kByType, "Worker threads; the node type sets it."},
    {"requests_per_event", "20", "integer", "1-65535", kFixed, kReboot, kShownOnly, false, "Requests of one connection before another gets its turn."},
    {"slab_automove", "0", "integer", "0,1,2", true, kReboot, kObeyed, false, "Move pages between slab classes: 0 never, 1 slowly, 2 at every eviction."},
    {"slab_chunk_max", "524288", "integer", "4096-1048576", true, kReboot, kShownOnly, false, "Largest chunk; larger items are made of several."},
    {"slab_reassign", "0", "boolean", "0,1", true, kReboot, kObeyed, false, "Let pages move between slab classes."},
};

} // namespace

std::span<const CacheParameter> memcached16Parameters() { return kParameters; }

} // namespace maylab::cache
