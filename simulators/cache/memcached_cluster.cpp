// Memcached clusters: operations and life of their nodes. A cluster is a list of processes that know nothing of one
// another; Auto Discovery (`config get cluster`) tells clients who is there. Source: sheet 1.2-1.4, 3.
#include "cache/elasticache_service.h"

#include "cache/api_helpers.h"
#include "cache/cluster_settings.h"
#include "cache/maintenance_window.h"

#include <algorithm>

namespace maylab::cache {

using kernel::ApiError;
using kernel::ApiResult;
using kernel::fail;
using kernel::Json;
using kernel::SimDuration;
using kernel::SimTime;

namespace {

std::string nodeId(std::size_t number) {
    char text[24];
    std::snprintf(text, sizeof text, "%04zu", number);
    return text;
}

} // namespace

std::size_t Cluster::nodeCount() const {
    if (engine == CacheEngine::Redis) return 1;
    return static_cast<std::size_t>(std::count_if(memcached.begin(), memcached.end(), [](const MemcachedNode& n) {
        return n.used && n.status != MemcachedNode::Status::Deleting;
    }));
}

bool Cluster::hasAddress(std::string_view a) const {
    return std::any_of(memcached.begin(), memcached.end(), [&](const MemcachedNode& n) { return n.used && n.address == a; });
}

std::optional<std::uint32_t> Cluster::nodeWithAddress(std::string_view a) const {
    if (engine == CacheEngine::Redis) return address == a ? std::optional<std::uint32_t>(0) : std::nullopt;
    for (std::size_t i = 0; i < memcached.size(); ++i) {
        if (memcached[i].used && memcached[i].createdAt && memcached[i].address == a) return static_cast<std::uint32_t>(i);
    }
    return std::nullopt;
}

const MemcachedNode* Cluster::memcachedNode(std::string_view id_) const {
    const auto it = std::find_if(memcached.begin(), memcached.end(), [&](const MemcachedNode& n) { return n.used && n.id == id_; });
    return it == memcached.end() ? nullptr : &*it;
}

// --- operations ---

ApiResult ElastiCacheService::createMemcached(World& world, const std::string& id, const Json& input) {
    for (const char* member : {"SnapshotName", "SnapshotRetentionLimit", "SnapshotWindow"}) {
        if (input.contains(member) && input[member] != 0 && input[member] != "") {
            return tl::unexpected(badCombination(std::string(member) + " cannot be used with a Memcached cluster: it has no snapshots."));
        }
    }
    const auto nodes = input["NumCacheNodes"].get<std::int64_t>();
    if (nodes > static_cast<std::int64_t>(kMaxMemcachedNodes)) {
        return fail("NodeQuotaForClusterExceeded",
                    "The request cannot be processed because it would exceed the allowed number of cache nodes in a "
                    "single cluster.");
    }
    auto plan = planOf(world, input, CacheEngine::Memcached, kDefaultMemcachedGroup);
    if (!plan) return tl::unexpected(plan.error());
    const bool cross = textOf(input, "AZMode") == "cross-az";
    if (cross && nodes < 2) return tl::unexpected(badCombination("AZMode cross-az needs at least two cache nodes."));
    const Json zones = input.contains("PreferredAvailabilityZones") ? input["PreferredAvailabilityZones"] : Json::array();
    if (!zones.empty() && static_cast<std::int64_t>(zones.size()) != nodes) {
        return tl::unexpected(badCombination("PreferredAvailabilityZones must name as many zones as there are cache nodes."));
    }
    const std::string zone = textOf(input, "PreferredAvailabilityZone");
    if (!zone.empty() && !zones.empty()) {
        return tl::unexpected(badCombination("Cannot specify PreferredAvailabilityZone together with PreferredAvailabilityZones."));
    }
    std::vector<const Subnet*> places;
    for (const Json& z : zones) {
        const auto found = placesIn(world, plan->subnets, z.get<std::string>());
        if (found.empty()) return tl::unexpected(badValue(z.get<std::string>().substr(0, 60) + " is not a valid availability zone."));
        places.push_back(found.front());
    }
    if (zones.empty()) {
        places = placesIn(world, plan->subnets, zone);
        if (places.empty()) return tl::unexpected(badValue(zone.substr(0, 60) + " is not a valid availability zone."));
    }
    if (findCluster(id) != nullptr) return fail("CacheClusterAlreadyExists", "Cache cluster with specified id already exists.");
    if (nodesInUse() + static_cast<std::size_t>(nodes) > kMaxNodes) return tl::unexpected(tooManyNodes());

    // Nothing can fail any more.
    m_subnetGroups.try_emplace(plan->subnets.name, plan->subnets);
    const std::uint32_t slot = takeSlot();
    Cluster& c = m_clusters[slot];
    c.id = id;
    takePlan(c, *plan);
    c.port = input.value("Port", 11211);
    kernel::Rng& rng = world.random()[m_delays];
    const std::size_t first = rng.below(places.size());
    c.subnet = places[first]->id;
    c.zone = places[first]->zone;
    c.maintenanceWindow = maintenanceWindowAt(static_cast<int>(rng.below(168)));
    c.securityGroups = {network(world).groupForNewClusters(c.vpc).id};
    takeSettings(c, input);
    for (std::int64_t i = 0; i < nodes; ++i) {
        const auto at = static_cast<std::size_t>(i);
        addMemcachedNode(world, slot, *places[!zones.empty() ? at : cross ? (first + at) % places.size() : first]);
    }
    begin(world, slot, ClusterStatus::Creating, kCreateShortest, kCreateLongest);
    return Json{{"CacheCluster", clusterJson(world, c, false)}};
}

void ElastiCacheService::addMemcachedNode(const World& world, std::uint32_t slot, const Subnet& subnet) {
    Cluster& c = m_clusters[slot];
    MemcachedNode n;
    // The lowest number that is free.
    std::size_t place = 0;
    while (place < c.memcached.size() && c.memcached[place].used) ++place;
    n.id = nodeId(place + 1);
    n.subnet = subnet.id;
    n.zone = subnet.zone;
    n.address = freeAddress(world, subnet);
    if (place == c.memcached.size()) c.memcached.emplace_back();
    c.memcached[place] = std::move(n);
}

// ModifyCacheCluster with another NumCacheNodes. Returns what is wrong; plans and applies the rest.
std::optional<ApiError> ElastiCacheService::resizeMemcached(World& world, std::uint32_t slot, const Json& input) {
    const auto wanted = input["NumCacheNodes"].get<std::int64_t>();
    const auto has = static_cast<std::int64_t>(m_clusters[slot].nodeCount());
    const Json removed = input.contains("CacheNodeIdsToRemove") ? input["CacheNodeIdsToRemove"] : Json::array();
    if (wanted < 1) return badValue("NumCacheNodes must be at least 1.");
    if (wanted > static_cast<std::int64_t>(kMaxMemcachedNodes)) {
        return ApiError{"NodeQuotaForClusterExceeded",
                        "The request cannot be processed because it would exceed the allowed number of cache nodes in a "
                        "single cluster.",
                        400};
    }
    if (wanted >= has && !removed.empty()) return badCombination("CacheNodeIdsToRemove needs a NumCacheNodes that is less than the present one.");
    const Json zones = input.contains("NewAvailabilityZones") ? input["NewAvailabilityZones"] : Json::array();
    if (!zones.empty() && static_cast<std::int64_t>(zones.size()) != wanted - has) {
        return badCombination("NewAvailabilityZones must name a zone for each new cache node.");
    }
    std::vector<std::size_t> going;
    for (const Json& one : removed) {
        const MemcachedNode* n = m_clusters[slot].memcachedNode(one.get<std::string>());
        if (n == nullptr || n->status != MemcachedNode::Status::Available) {
            return badValue("Cache node " + one.get<std::string>().substr(0, 20) + " does not exist in cache cluster " + m_clusters[slot].id + ".");
        }
        const auto at = static_cast<std::size_t>(n - m_clusters[slot].memcached.data());
        if (std::find(going.begin(), going.end(), at) == going.end()) going.push_back(at);
    }
    if (wanted < has && static_cast<std::int64_t>(going.size()) != has - wanted) {
        return badCombination("CacheNodeIdsToRemove must name as many nodes as NumCacheNodes takes away.");
    }
    std::vector<const Subnet*> places;
    for (std::int64_t i = has; i < wanted; ++i) {
        const auto at = static_cast<std::size_t>(i - has);
        const auto found = placesIn(world, m_subnetGroups.at(m_clusters[slot].subnetGroup), at < zones.size() ? zones[at].get<std::string>() : m_clusters[slot].zone);
        if (found.empty()) return badValue(zones[at].get<std::string>().substr(0, 60) + " is not a valid availability zone.");
        places.push_back(found.front());
    }
    if (wanted > has && nodesInUse() + places.size() > kMaxNodes) return tooManyNodes();
    if (!input.value("ApplyImmediately", false) && wanted != has) {
        return notModelled("A change of NumCacheNodes that waits for the maintenance window (give ApplyImmediately)");
    }
    for (const std::size_t at : going) {
        MemcachedNode& n = m_clusters[slot].memcached[at];
        stopMemcached(world, slot, at);
        n.status = MemcachedNode::Status::Deleting;
    }
    for (const Subnet* place : places) addMemcachedNode(world, slot, *place);
    if (!going.empty()) discoverMemcached(world, slot);
    return std::nullopt;
}

Json ElastiCacheService::memcachedNodesJson(const World& world, const Cluster& c) const {
    Json nodes = Json::array();
    for (const MemcachedNode& n : c.memcached) {
        if (!n.used || !n.createdAt) continue;
        nodes.push_back({{"CacheNodeId", n.id},
                         {"CacheNodeStatus", n.statusText()},
                         {"CacheNodeCreateTime", world.calendar().iso8601(*n.createdAt, true)},
                         {"Endpoint", {{"Address", memcachedEndpointOf(c, n)}, {"Port", c.port}}},
                         {"ParameterGroupStatus", c.applying ? "applying" : c.rebootNeeded ? "pending-reboot" : "in-sync"},
                         {"CustomerAvailabilityZone", n.zone}});
    }
    return nodes;
}

// --- life ---

void ElastiCacheService::startMemcached(World& world, std::uint32_t slot, std::size_t at) {
    Cluster& c = m_clusters[slot];
    MemcachedNode& n = c.memcached[at];
    memcached::Options options;
    options.startedAtMs = world.unixMilliseconds();
    options.clusterConfig = true;
    memcached::Settings& s = options.settings;
    const auto value = [&](const char* name) { return wantedValue(c, *findParameter(name, kMemcachedFamily)); };
    const auto set = [&](const char* option, const std::string& to) {
        const memcached::ConfigResult taken = memcached::setOption(s, option, to);
        MAYLAB_ASSERT(taken.ok);
    };
    const bool old = value("no_modern") == "1";
    if (old) set("no_modern", "");
    // What is left of the node's memory when its connections have theirs (user guide, Memcached connection overhead).
    const int overhead = c.type->ours ? 0 : std::atoi(value("memcached_connections_overhead").c_str());
    set("memory-limit", std::to_string(std::max(8, c.type->memcachedMegabytes - overhead)));
    set("threads", std::to_string(c.type->vcpus));
    set("conn-limit", value("max_simultaneous_connections"));
    set("port", std::to_string(c.port));
    set("max-item-size", value("max_item_size"));
    set("slab-min-size", value("chunk_size"));
    if (value("chunk_size_growth_factor") != "1.25") set("slab-growth-factor", value("chunk_size_growth_factor"));
    if (value("idle_timeout") != "0") set("idle_timeout", value("idle_timeout"));
    if (value("cas_disabled") == "1") set("disable-cas", "");
    if (value("disable_flush_all") == "1") set("disable-flush-all", "");
    if (value("error_on_memory_exhausted") == "1") set("disable-evictions", "");
    if (value("slab_reassign") == "1" || value("slab_automove") != "0") set("slab_reassign", "");
    if (value("slab_automove") != "0") set("slab_automove", value("slab_automove"));
    if (old && value("lru_crawler") == "1") set("lru_crawler", "");

    MemcachedProcess p{memcached::Memcached(options), {}};
    p.threads.resize(static_cast<std::size_t>(c.type->vcpus));
    for (EngineThread& t : p.threads) {
        t.freeAt = world.now();
        t.slowdown = c.faults.slowdown.value_or(1);
    }
    p.generation = ++m_generations;
    p.collectedAt = world.now();
    p.engine.setRenderer(m_renderer);
    p.engine.setAnnouncedPorts(m_announced);
    p.engine.recordItemEvents(true);
    n.process = std::move(p);
    n.status = MemcachedNode::Status::Available;
    if (n.metrics) n.metrics->restarted(world.metrics());
    else n.metrics.emplace(world.metrics(), c.id, n.id, c.type->vcpus, static_cast<std::int64_t>(c.type->memcachedMegabytes) << 20);
    scheduleMemcachedCron(world, slot, at);
    scheduleCollect(world);
}

void ElastiCacheService::stopMemcached(World& world, std::uint32_t slot, std::size_t at) {
    MemcachedNode& n = m_clusters[slot].memcached[at];
    if (!n.process) return;
    collectMemcached(world, n);
    n.metrics->stopped(world.metrics());
    for (const auto& [connection, client] : n.process->connections) world.send(connection, "", true);
    n.process.reset();
}

// All parameters in force (they are read at launch), all nodes told who is there.
void ElastiCacheService::discoverMemcached(World&, std::uint32_t slot) {
    Cluster& c = m_clusters[slot];
    std::string list;
    for (const MemcachedNode& n : c.memcached) {
        if (!n.used || !n.process || n.status == MemcachedNode::Status::Deleting) continue;
        list += (list.empty() ? "" : " ") + memcachedEndpointOf(c, n) + "|" + n.address + "|" + std::to_string(c.port);
    }
    ++c.discoveryVersion;
    for (MemcachedNode& n : c.memcached) {
        if (n.process) n.process->engine.setClusterConfig(list, c.discoveryVersion);
    }
}

void ElastiCacheService::finishMemcached(World& world, std::uint32_t slot, ClusterStatus before) {
    Cluster& c = m_clusters[slot];
    const bool reload = before == ClusterStatus::Creating || before == ClusterStatus::Rebooting || c.pendingType != nullptr || !c.pendingVersion.empty();
    if (before == ClusterStatus::Modifying) {
        // Another version or type is another machine: what was in it is gone.
        if (c.pendingType != nullptr || !c.pendingVersion.empty()) {
            for (std::size_t i = 0; i < c.memcached.size(); ++i) stopMemcached(world, slot, i);
        }
        if (c.pendingType != nullptr) {
            addEvent(world, c.id, "cache-cluster", "Modified node type from " + std::string(c.type->name) + " to " + c.pendingType->name);
            c.type = c.pendingType;
            c.pendingType = nullptr;
            m_usage.clusterResized(world.now(), slot, *c.type);
        }
        if (!c.pendingVersion.empty()) {
            addEvent(world, c.id, "cache-cluster", "Cache cluster patched to version " + c.pendingVersion);
            c.engineVersion = c.pendingVersion;
            c.pendingVersion.clear();
        }
    }
    if (reload) {
        c.rebootNeeded = false;
        c.applied.clear();
        for (const CacheParameter& p : memcached16Parameters()) {
            if (!p.perNodeType) c.applied[p.name] = wantedValue(c, p);
        }
    }
    for (std::size_t i = 0; i < c.memcached.size(); ++i) {
        MemcachedNode& n = c.memcached[i];
        if (!n.used) continue;
        if (n.status == MemcachedNode::Status::Deleting) {
            if (n.metrics) n.metrics->retire(world.metrics());
            addEvent(world, c.id, "cache-cluster", "Removed cache node " + n.id);
            m_usage.nodeEnded(world.now(), slot, static_cast<std::uint32_t>(i));
            n = MemcachedNode();
            n.used = false;
            continue;
        }
        if (n.process || m_lostZones.contains(n.zone)) continue;
        const bool isNew = !n.createdAt;
        if (isNew) {
            n.createdAt = world.now();
            m_usage.nodeStarted(world.now(), slot, static_cast<std::uint32_t>(i), *c.type);
        }
        startMemcached(world, slot, i);
        addEvent(world, c.id, "cache-cluster",
                 isNew ? "Added cache node " + n.id + " in availability zone " + n.zone : "Cache node " + n.id + " restarted");
    }
    discoverMemcached(world, slot);
}

// What changes "immediately": nothing that this family has. A change is there after a reboot.
void ElastiCacheService::applyMemcachedParameters(World& world, std::uint32_t slot) {
    Cluster& c = m_clusters[slot];
    int waiting = 0;
    for (const CacheParameter& p : memcached16Parameters()) {
        if (!p.perNodeType && c.applied[p.name] != wantedValue(c, p)) ++waiting;
    }
    c.rebootNeeded = waiting > 0;
    if (waiting > 0) record(world, CacheRule::ParametersPending, m_keys.remember(c.id), SimDuration(), waiting);
}

void ElastiCacheService::scheduleMemcachedCron(World& world, std::uint32_t slot, std::size_t at) {
    const MemcachedProcess& p = *m_clusters[slot].memcached[at].process;
    const std::int64_t next = p.engine.nextCron();
    if (next == INT64_MAX) return;
    constexpr SimDuration kLeast = SimDuration::milliseconds(1);
    const SimTime due = std::max(SimTime::fromNs((next - world.calendar().startUnixMilliseconds) * 1'000'000), world.now() + kLeast);
    world.schedule(due, m_id, kMemcachedCron, static_cast<std::uint32_t>(at) << NodeAddress::kSlotBits | slot, p.generation);
}

void ElastiCacheService::onMemcachedCron(World& world, const kernel::Event& event) {
    const NodeAddress at = NodeAddress::of(event.handle);
    MemcachedNode* n = memcachedAt(at);
    if (n == nullptr || !n->process || n->process->generation != event.data) return;
    n->process->engine.cron(world.unixMilliseconds()); // background threads: not the workers' time
    takeItemEvents(world, at);
    scheduleMemcachedCron(world, at.slot, at.node);
}

MemcachedNode* ElastiCacheService::memcachedAt(NodeAddress at) {
    if (at.slot >= m_clusters.size()) return nullptr;
    Cluster& c = m_clusters[at.slot];
    if (!c.used || c.engine != CacheEngine::Memcached || at.node >= c.memcached.size() || !c.memcached[at.node].used) return nullptr;
    return &c.memcached[at.node];
}

const MemcachedNode* ElastiCacheService::memcachedAt(NodeAddress at) const {
    return const_cast<ElastiCacheService*>(this)->memcachedAt(at);
}

void ElastiCacheService::collectMemcached(World& world, MemcachedNode& n) {
    if (!n.process || !n.metrics) return;
    MemcachedProcess& p = *n.process;
    std::int64_t busy = 0;
    for (EngineThread& t : p.threads) busy += t.collect(world.now());
    n.metrics->collect(world.metrics(), p.engine, (world.now() - p.collectedAt).inSeconds(), static_cast<double>(busy) * 1e-9);
    p.collectedAt = world.now();
}

} // namespace maylab::cache
