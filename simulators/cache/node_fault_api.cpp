// Faults of nodes, for the lab's sake: AWS has no operations for them. Same door, same form:
//
//   InjectNodeFault {"Fault", "Target", "NodeGroupId", "CacheNodeId", "AvailabilityZone", "Seconds", "Bytes", "Factor",
//                    "Connections"} -> {"Fault", "Nodes"}
//   ClearNodeFault  {"Fault", "Target", "AvailabilityZone"}; without Fault: all of that target; without either: all
//   DescribeNodeFaults {} -> {"NodeFaults": [{"Fault", "Node", ...}]}
//
//   kill-process      the process is gone; a node alone or without automatic failover is made anew, empty, in minutes
//   cold-restart      the process comes back within seconds, empty
//   az-loss           AvailabilityZone: its nodes are gone and unreachable until the fault is cleared
//   replica-delay     Seconds more lag; Target: a replica, or a group (all its replicas)
//   replica-link-cut  nothing arrives at the replica
//   memory-squeeze    Bytes of maxmemory
//   cpu-credits       the engine of a burstable node works Factor (default 8) times slower
//   connection-storm  Connections are opened and kept
//   slow-command      the engine is busy for Seconds
//
// Target: a cluster's or a group's id (then the primary of NodeGroupId, or of the first). Source: sheet 6.2.
#include "cache/elasticache_service.h"

#include "cache/api_helpers.h"

#include <algorithm>
#include <cmath>

namespace maylab::cache {

using kernel::ApiError;
using kernel::ApiResult;
using kernel::fail;
using kernel::Json;
using kernel::SimDuration;

namespace {

constexpr double kDefaultSlowdown = 8; // of 5 to 10 (sheet 6.2: engine speed x 0.1 to 0.2)
constexpr double kMostSeconds = 3600;
constexpr std::int64_t kMostConnections = 200'000;

bool numberOf(const Json& input, const char* member, double least, double most, double& out) {
    const auto it = input.find(member);
    if (it == input.end() || !it->is_number()) return false;
    out = it->get<double>();
    return std::isfinite(out) && out >= least && out <= most;
}

} // namespace

// The clusters that a target means: itself; of a group the primary, or every replica.
tl::expected<std::vector<std::uint32_t>, ApiError> ElastiCacheService::faultTargets(const Json& input, bool replicas) const {
    const std::string target = lowerCase(textOf(input, "Target"));
    if (target.empty()) return tl::unexpected(mustBeProvided("Target"));
    std::vector<std::uint32_t> out;
    if (const Cluster* c = findCluster(target)) {
        out.push_back(static_cast<std::uint32_t>(c - m_clusters.data()));
        return out;
    }
    const ReplicationGroup* g = findReplicationGroup(target);
    if (g == nullptr) return tl::unexpected(clusterNotFound(target));
    const std::string shardId = textOf(input, "NodeGroupId");
    for (const NodeGroup& s : g->shards) {
        if (!shardId.empty() && s.id != shardId) continue;
        if (!replicas) {
            out.push_back(s.primary);
            break;
        }
        std::copy_if(s.members.begin(), s.members.end(), std::back_inserter(out), [&](std::uint32_t m) { return m != s.primary; });
    }
    if (out.empty()) return tl::unexpected(badValue("Target " + target.substr(0, 60) + " has no such node."));
    return out;
}

ApiResult ElastiCacheService::injectNodeFault(World& world, const Json& input) {
    if (!input.is_object()) return fail("InvalidParameterValue", "The input must be an object with Fault and Target.");
    const std::string fault = textOf(input, "Fault");
    Json nodes = Json::array();
    const auto done = [&] { return ApiResult(Json{{"Fault", fault}, {"Nodes", std::move(nodes)}}); };
    if (fault == "az-loss") {
        const std::string zone = textOf(input, "AvailabilityZone");
        const bool known = std::any_of(network(world).subnets().begin(), network(world).subnets().end(), [&](const Subnet& s) { return s.zone == zone; });
        if (!known) return tl::unexpected(badValue(zone.substr(0, 60) + " is not a valid availability zone."));
        m_lostZones.insert(zone);
        for (std::uint32_t slot = 0; slot < m_clusters.size(); ++slot) {
            Cluster& c = m_clusters[slot];
            if (!c.used || c.engine != CacheEngine::Redis || c.zone != zone || !c.createdAt) continue;
            c.faults.zoneLost = true;
        }
        for (std::uint32_t slot = 0; slot < m_clusters.size(); ++slot) {
            Cluster& c = m_clusters[slot];
            if (!c.used || !c.createdAt) continue;
            if (c.engine == CacheEngine::Redis && c.zone == zone && c.node) {
                nodes.push_back(c.id);
                processLost(world, slot, false, kReplaceShortest, kReplaceLongest);
            }
            for (std::size_t i = 0; i < c.memcached.size(); ++i) {
                if (!c.memcached[i].used || c.memcached[i].zone != zone || !c.memcached[i].process) continue;
                nodes.push_back(c.id + "/" + c.memcached[i].id);
                stopMemcached(world, slot, i);
                c.memcached[i].status = MemcachedNode::Status::Rebooting;
            }
        }
        return done();
    }
    const bool onReplicas = fault == "replica-delay" || fault == "replica-link-cut";
    static constexpr std::string_view kFaults[] = {"kill-process",   "cold-restart", "replica-delay",    "replica-link-cut",
                                                   "memory-squeeze", "cpu-credits",  "connection-storm", "slow-command"};
    if (std::find(std::begin(kFaults), std::end(kFaults), fault) == std::end(kFaults)) {
        return tl::unexpected(badValue("Unknown fault: " + fault.substr(0, 60)));
    }
    const auto targets = faultTargets(input, onReplicas);
    if (!targets) return tl::unexpected(targets.error());
    double seconds = 0, bytes = 0, factor = kDefaultSlowdown, connections = 0;
    if ((fault == "replica-delay" || fault == "slow-command") && !numberOf(input, "Seconds", 0, kMostSeconds, seconds)) {
        return tl::unexpected(badValue("Seconds must be a number from 0 to 3600."));
    }
    if (fault == "memory-squeeze" && !numberOf(input, "Bytes", 1 << 20, 1e12, bytes)) {
        return tl::unexpected(badValue("Bytes must be at least 1048576."));
    }
    if (fault == "cpu-credits" && input.contains("Factor") && !numberOf(input, "Factor", 1, 100, factor)) {
        return tl::unexpected(badValue("Factor must be a number from 1 to 100."));
    }
    if (fault == "connection-storm" && !numberOf(input, "Connections", 1, static_cast<double>(kMostConnections), connections)) {
        return tl::unexpected(badValue("Connections must be a number from 1 to 200000."));
    }
    for (const std::uint32_t slot : *targets) {
        const Cluster& c = m_clusters[slot];
        if (c.engine == CacheEngine::Memcached) {
            const MemcachedNode* n = c.memcachedNode(input.contains("CacheNodeId") ? textOf(input, "CacheNodeId") : "0001");
            if (n == nullptr || !n->process) return fail("InvalidCacheClusterState", "There is no such node of " + c.id + " that runs.");
            if (onReplicas || fault == "memory-squeeze") return tl::unexpected(badValue("Fault " + fault + " is not one of a Memcached node."));
        } else if (!c.node) {
            return fail("InvalidCacheClusterState", "The node of " + c.id + " does not run.");
        }
        if (onReplicas && (!c.inGroup() || shardOf(slot).primary == slot)) return tl::unexpected(badValue(c.id + " is no replica."));
        if (fault == "cpu-credits" && !c.type->burstable && !c.type->ours) {
            return tl::unexpected(badValue("Node type " + std::string(c.type->name) + " has no CPU credits to run out of."));
        }
    }
    for (const std::uint32_t slot : *targets) {
        Cluster& c = m_clusters[slot];
        nodes.push_back(c.id);
        if (c.engine == CacheEngine::Memcached) {
            faultMemcached(world, slot, fault, textOf(input, "CacheNodeId"), seconds, factor, connections);
            continue;
        }
        Node& n = *c.node;
        if (fault == "kill-process") {
            processLost(world, slot, false, kReplaceShortest, kReplaceLongest);
        } else if (fault == "cold-restart") {
            processLost(world, slot, false, kColdShortest, kColdLongest);
        } else if (fault == "replica-delay") {
            c.faults.replicaDelay = SimDuration::fromSeconds(seconds);
            catchUp(world, slot);
            if (n.link) n.link->fault = *c.faults.replicaDelay;
        } else if (fault == "replica-link-cut") {
            c.faults.linkCut = true;
            catchUp(world, slot);
            if (n.link) {
                n.link->cut = true;
                linkDown(world, slot);
                tellPrimary(world, n.link->primary);
            }
        } else if (fault == "memory-squeeze") {
            c.faults.maxmemory = static_cast<std::int64_t>(bytes);
            setMaxmemory(world, c);
        } else if (fault == "cpu-credits") {
            c.faults.slowdown = n.thread.slowdown = factor;
        } else if (fault == "connection-storm") {
            c.faults.connections += static_cast<std::uint32_t>(connections);
            if (!n.engine.addPooledConnections(static_cast<std::uint32_t>(connections), world.unixMilliseconds())) {
                record(world, CacheRule::TooManyClients, m_keys.remember(c.id), SimDuration(), connections);
            }
        } else {
            settle(world, slot, static_cast<std::int64_t>(seconds * 1e9));
        }
    }
    return done();
}

void ElastiCacheService::faultMemcached(World& world, std::uint32_t slot, const std::string& fault, const std::string& nodeId,
                                        double seconds, double factor, double connections) {
    Cluster& c = m_clusters[slot];
    const MemcachedNode* found = c.memcachedNode(nodeId.empty() ? "0001" : nodeId);
    const auto at = static_cast<std::size_t>(found - c.memcached.data());
    MemcachedNode& n = c.memcached[at];
    if (fault == "kill-process" || fault == "cold-restart") {
        const bool kill = fault == "kill-process";
        stopMemcached(world, slot, at);
        n.status = MemcachedNode::Status::Rebooting;
        const auto [shortest, longest] = kill ? std::pair(kReplaceShortest, kReplaceLongest) : std::pair(kColdShortest, kColdLongest);
        const auto range = static_cast<std::uint64_t>((longest - shortest).wholeMilliseconds());
        const auto due = world.now() + shortest + SimDuration::milliseconds(static_cast<std::int64_t>(failoverRandom(world).below(range + 1)));
        addEvent(world, c.id, "cache-cluster", "Recovering cache nodes " + n.id);
        world.schedule(due, m_id, kMemcachedBack, static_cast<std::uint32_t>(at) << NodeAddress::kSlotBits | slot, c.generation);
        world.announce(due, c.id + "/" + n.id + ": the node is back");
        discoverMemcached(world, slot);
    } else if (fault == "cpu-credits") {
        for (EngineThread& t : n.process->threads) t.slowdown = factor;
        c.faults.slowdown = factor;
    } else if (fault == "connection-storm") {
        if (!n.process->engine.addPooledConnections(static_cast<std::uint32_t>(connections), world.unixMilliseconds())) {
            record(world, CacheRule::TooManyClients, m_keys.remember(c.id), SimDuration(), connections);
        }
    } else {
        for (EngineThread& t : n.process->threads) t.give(world.now(), static_cast<std::int64_t>(seconds * 1e9));
    }
}

void ElastiCacheService::onMemcachedBack(World& world, const kernel::Event& event) {
    const NodeAddress at = NodeAddress::of(event.handle);
    MemcachedNode* n = memcachedAt(at);
    if (n == nullptr || m_clusters[at.slot].generation != event.data || n->status != MemcachedNode::Status::Rebooting || n->process) return;
    if (m_lostZones.contains(n->zone)) return;
    startMemcached(world, at.slot, at.node);
    addEvent(world, m_clusters[at.slot].id, "cache-cluster", "Finished recovery for cache nodes " + n->id);
    discoverMemcached(world, at.slot);
}

ApiResult ElastiCacheService::clearNodeFault(World& world, const Json& input) {
    if (!input.is_object()) return fail("InvalidParameterValue", "The input must be an object.");
    const std::string fault = textOf(input, "Fault"), zone = textOf(input, "AvailabilityZone");
    const bool all = textOf(input, "Target").empty();
    std::vector<std::uint32_t> targets;
    if (all) {
        for (std::uint32_t slot = 0; slot < m_clusters.size(); ++slot) {
            if (m_clusters[slot].used) targets.push_back(slot);
        }
    } else {
        const auto primary = faultTargets(input, false);
        if (!primary) return tl::unexpected(primary.error());
        targets = *primary;
        if (findCluster(lowerCase(textOf(input, "Target"))) == nullptr) {
            if (const auto replicas = faultTargets(input, true)) targets.insert(targets.end(), replicas->begin(), replicas->end());
        }
    }
    const auto means = [&](const char* name) { return fault.empty() || fault == name; };
    if (means("az-loss") && all) {
        std::erase_if(m_lostZones, [&](const std::string& z) { return zone.empty() || z == zone; });
        for (std::uint32_t slot = 0; slot < m_clusters.size(); ++slot) {
            Cluster& c = m_clusters[slot];
            if (!c.used) continue;
            if (c.faults.zoneLost && !m_lostZones.contains(c.zone)) {
                c.faults.zoneLost = false;
                if (c.recovering && !(c.inGroup() && shardOf(slot).failover.step != Failover::Step::None && shardOf(slot).failover.lost == slot)) {
                    scheduleRecovery(world, slot);
                }
            }
            for (std::size_t i = 0; i < c.memcached.size(); ++i) {
                MemcachedNode& n = c.memcached[i];
                if (!n.used || n.process || n.status != MemcachedNode::Status::Rebooting || m_lostZones.contains(n.zone)) continue;
                if (c.status != ClusterStatus::Available) continue;
                world.schedule(world.now() + kColdShortest, m_id, kMemcachedBack, static_cast<std::uint32_t>(i) << NodeAddress::kSlotBits | slot, c.generation);
            }
        }
    }
    Json nodes = Json::array();
    for (const std::uint32_t slot : targets) {
        Cluster& c = m_clusters[slot];
        const bool had = c.faults.any();
        if (means("replica-delay") && c.faults.replicaDelay) {
            c.faults.replicaDelay.reset();
            if (c.node && c.node->link) c.node->link->fault = {};
        }
        if (means("replica-link-cut") && c.faults.linkCut) {
            c.faults.linkCut = false;
            if (c.node && c.node->link) {
                c.node->link->cut = false;
                const std::uint32_t primary = shardOf(slot).primary;
                if (primary != slot && m_clusters[primary].node) follow(world, slot, primary, false);
            }
        }
        if (means("memory-squeeze") && c.faults.maxmemory) {
            c.faults.maxmemory.reset();
            setMaxmemory(world, c);
        }
        if (means("cpu-credits") && c.faults.slowdown) {
            c.faults.slowdown.reset();
            if (c.node) c.node->thread.slowdown = 1;
            for (MemcachedNode& n : c.memcached) {
                if (!n.process) continue;
                for (EngineThread& t : n.process->threads) t.slowdown = 1;
            }
        }
        if (means("connection-storm") && c.faults.connections > 0) {
            if (c.node) c.node->engine.removePooledConnections(c.faults.connections);
            c.faults.connections = 0;
        }
        if (had) nodes.push_back(c.id);
    }
    return Json{{"Fault", fault}, {"Nodes", std::move(nodes)}};
}

ApiResult ElastiCacheService::describeNodeFaults() const {
    Json out = Json::array();
    for (const std::string& zone : m_lostZones) out.push_back({{"Fault", "az-loss"}, {"AvailabilityZone", zone}});
    for (const Cluster& c : m_clusters) {
        if (!c.used) continue;
        const auto add = [&](const char* fault, const char* member, const Json& value) {
            Json one = {{"Fault", fault}, {"Node", c.id}};
            if (*member != '\0') one[member] = value;
            out.push_back(std::move(one));
        };
        if (c.recovering) add("kill-process", "", {});
        if (c.faults.replicaDelay) add("replica-delay", "Seconds", c.faults.replicaDelay->inSeconds());
        if (c.faults.linkCut) add("replica-link-cut", "", {});
        if (c.faults.maxmemory) add("memory-squeeze", "Bytes", *c.faults.maxmemory);
        if (c.faults.slowdown) add("cpu-credits", "Factor", *c.faults.slowdown);
        if (c.faults.connections > 0) add("connection-storm", "Connections", c.faults.connections);
    }
    return Json{{"NodeFaults", std::move(out)}};
}

} // namespace maylab::cache
