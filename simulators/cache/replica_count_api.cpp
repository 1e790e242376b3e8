// IncreaseReplicaCount, DecreaseReplicaCount, ModifyReplicationGroupShardConfiguration, and CreateCacheCluster with a
// ReplicationGroupId (one replica more).
#include "cache/elasticache_service.h"

#include "cache/api_helpers.h"
#include "cache/cluster_settings.h"

#include <algorithm>

namespace maylab::cache {

using kernel::ApiError;
using kernel::ApiResult;
using kernel::fail;
using kernel::Json;

namespace {

ApiError nodeGroupNotFound(const std::string& id) {
    return {"NodeGroupNotFoundFault", "Node group " + id.substr(0, 60) + " not found.", 404};
}
ApiError nothingToDo() {
    return {"NoOperationFault", "The operation was not performed because no changes were required.", 400};
}
ApiError onlyNow() {
    return badCombination("ApplyImmediately must be true: this change cannot wait for the maintenance window.");
}

} // namespace

// How many replicas each shard shall have, and in which zones the new ones.
tl::expected<std::vector<ElastiCacheService::ReplicaGoal>, ApiError>
ElastiCacheService::replicaGoals(const World& world, const ReplicationGroup& g, const Json& input) const {
    const Json configurations = input.contains("ReplicaConfiguration") ? input["ReplicaConfiguration"] : Json::array();
    if (input.contains("NewReplicaCount") == !configurations.empty()) {
        return tl::unexpected(badCombination("Give either NewReplicaCount or ReplicaConfiguration."));
    }
    const auto inBounds = [](std::int64_t n) { return n >= 0 && n <= static_cast<std::int64_t>(kMaxReplicas); };
    std::vector<ReplicaGoal> goals;
    for (const NodeGroup& s : g.shards) {
        const auto n = input.value("NewReplicaCount", static_cast<std::int64_t>(s.members.size()) - 1);
        if (!inBounds(n)) return tl::unexpected(badValue("NewReplicaCount must be between 0 and 5."));
        goals.push_back({static_cast<std::size_t>(n), {}});
    }
    const auto places = placesIn(world, m_subnetGroups.at(g.subnetGroup), {});
    for (const Json& one : configurations) {
        const std::string id = textOf(one, "NodeGroupId");
        const auto shard = std::find_if(g.shards.begin(), g.shards.end(), [&](const NodeGroup& s) { return s.id == id; });
        if (shard == g.shards.end()) return tl::unexpected(nodeGroupNotFound(id));
        const auto n = one.value("NewReplicaCount", std::int64_t{-1});
        if (!inBounds(n)) return tl::unexpected(badValue("NewReplicaCount must be between 0 and 5."));
        ReplicaGoal& goal = goals[static_cast<std::size_t>(shard - g.shards.begin())];
        goal.replicas = static_cast<std::size_t>(n);
        for (const Json& zone : one.value("PreferredAvailabilityZones", Json::array())) {
            const bool known = std::any_of(places.begin(), places.end(), [&](const Subnet* s) { return s->zone == zone; });
            if (!known) return tl::unexpected(badValue(zone.get<std::string>().substr(0, 60) + " is not a valid availability zone."));
            goal.zones.push_back(zone.get<std::string>());
        }
    }
    return goals;
}

ApiResult ElastiCacheService::increaseReplicaCount(World& world, const Json& input) {
    const auto index = groupOf(input);
    if (!index) return tl::unexpected(index.error());
    if (auto refused = groupMustBeAvailable(m_groups[*index], "modify")) return tl::unexpected(*refused);
    if (!input.value("ApplyImmediately", false)) return tl::unexpected(onlyNow());
    const auto goals = replicaGoals(world, m_groups[*index], input);
    if (!goals) return tl::unexpected(goals.error());
    std::size_t more = 0;
    for (std::size_t i = 0; i < goals->size(); ++i) {
        const std::size_t has = m_groups[*index].shards[i].members.size() - 1;
        if ((*goals)[i].replicas < has) {
            return tl::unexpected(badValue("The new replica count must be greater than the present one, which is " + std::to_string(has) + "."));
        }
        more += (*goals)[i].replicas - has;
    }
    if (more == 0) return tl::unexpected(nothingToDo());
    if (m_groups[*index].nodeCount() + more > kMaxNodesPerGroup) {
        return fail("NodeQuotaForClusterExceeded",
                    "The request cannot be processed because it would exceed the allowed number of cache nodes in a "
                    "single cluster.");
    }
    if (nodesInUse() + more > kMaxNodes) return tl::unexpected(tooManyNodes());
    for (std::size_t i = 0; i < goals->size(); ++i) {
        std::size_t made = 0;
        while (m_groups[*index].shards[i].members.size() - 1 < (*goals)[i].replicas) {
            addMember(world, *index, i, made < (*goals)[i].zones.size() ? (*goals)[i].zones[made] : std::string());
            ++made;
        }
    }
    beginGroup(world, *index, GroupStatus::Modifying, GroupWork::AddReplicas, kCreateShortest, kCreateLongest);
    return Json{{"ReplicationGroup", groupJson(world, m_groups[*index])}};
}

ApiResult ElastiCacheService::decreaseReplicaCount(World& world, const Json& input) {
    const auto index = groupOf(input);
    if (!index) return tl::unexpected(index.error());
    ReplicationGroup& g = m_groups[*index];
    if (auto refused = groupMustBeAvailable(g, "modify")) return tl::unexpected(*refused);
    if (!input.value("ApplyImmediately", false)) return tl::unexpected(onlyNow());
    std::vector<std::uint32_t> leaving;
    const Json named = input.contains("ReplicasToRemove") ? input["ReplicasToRemove"] : Json::array();
    if (!named.empty()) {
        if (input.contains("NewReplicaCount") || input.contains("ReplicaConfiguration")) {
            return tl::unexpected(badCombination("Give either ReplicasToRemove or a new replica count."));
        }
        for (const Json& one : named) {
            const std::string id = lowerCase(one.get<std::string>());
            const Cluster* c = findCluster(id);
            if (c == nullptr || c->group != *index) return tl::unexpected(clusterNotFound(id));
            const auto slot = static_cast<std::uint32_t>(c - m_clusters.data());
            if (shardOf(slot).primary == slot) return tl::unexpected(badValue("Cache cluster " + id + " is a primary: it cannot be removed."));
            if (std::find(leaving.begin(), leaving.end(), slot) == leaving.end()) leaving.push_back(slot);
        }
    } else {
        const auto goals = replicaGoals(world, g, input);
        if (!goals) return tl::unexpected(goals.error());
        for (std::size_t i = 0; i < goals->size(); ++i) {
            const NodeGroup& shard = g.shards[i];
            if ((*goals)[i].replicas > shard.members.size() - 1) {
                return tl::unexpected(badValue("The new replica count must be less than the present one, which is " +
                                               std::to_string(shard.members.size() - 1) + "."));
            }
            std::size_t remove = shard.members.size() - 1 - (*goals)[i].replicas;
            for (auto m = shard.members.rbegin(); m != shard.members.rend() && remove > 0; ++m) {
                if (*m == shard.primary) continue;
                leaving.push_back(*m); // the youngest first
                --remove;
            }
        }
    }
    if (leaving.empty()) return tl::unexpected(nothingToDo());
    for (const NodeGroup& shard : g.shards) {
        const auto gone = static_cast<std::size_t>(std::count_if(shard.members.begin(), shard.members.end(), [&](std::uint32_t m) {
            return std::find(leaving.begin(), leaving.end(), m) != leaving.end();
        }));
        const bool needsOne = g.multiAz || (!g.clusterMode && g.automaticFailover == ReplicationGroup::Switch::Enabled);
        if (needsOne && gone > 0 && shard.members.size() - gone < 2) {
            return tl::unexpected(badCombination("With Multi-AZ or automatic failover a node group needs at least one replica."));
        }
    }
    for (const std::uint32_t slot : leaving) removeMember(world, *index, slot);
    beginGroup(world, *index, GroupStatus::Modifying, GroupWork::RemoveReplicas, kDeleteShortest, kDeleteLongest);
    return Json{{"ReplicationGroup", groupJson(world, g)}};
}

ApiResult ElastiCacheService::createReplica(World& world, const std::string& id, const Json& input) {
    const auto index = groupOf(input);
    if (!index) return tl::unexpected(index.error());
    for (const char* member : {"CacheNodeType", "Engine", "EngineVersion", "CacheParameterGroupName", "CacheSubnetGroupName",
                               "SnapshotName", "Port", "SecurityGroupIds"}) {
        if (input.contains(member) && !input[member].empty()) {
            return tl::unexpected(badCombination(std::string("Cannot specify ") + member + " together with ReplicationGroupId."));
        }
    }
    ReplicationGroup& g = m_groups[*index];
    if (auto refused = groupMustBeAvailable(g, "modify")) return tl::unexpected(*refused);
    if (g.clusterMode) return tl::unexpected(badCombination("Use IncreaseReplicaCount with cluster mode enabled."));
    if (g.shards[0].members.size() > kMaxReplicas) {
        return fail("NodeQuotaForClusterExceeded",
                    "The request cannot be processed because it would exceed the allowed number of cache nodes in a "
                    "single cluster.");
    }
    const std::string zone = textOf(input, "PreferredAvailabilityZone");
    if (placesIn(world, m_subnetGroups.at(g.subnetGroup), zone).empty()) {
        return tl::unexpected(badValue(zone.substr(0, 60) + " is not a valid availability zone."));
    }
    if (findCluster(id) != nullptr) return fail("CacheClusterAlreadyExists", "Cache cluster with specified id already exists.");
    if (nodesInUse() >= kMaxNodes) return tl::unexpected(tooManyNodes());
    const std::uint32_t slot = addMember(world, *index, 0, zone);
    m_clusters[slot].id = id;
    beginGroup(world, *index, GroupStatus::Modifying, GroupWork::AddReplicas, kCreateShortest, kCreateLongest);
    return Json{{"CacheCluster", clusterJson(world, m_clusters[slot], false)}};
}

ApiResult ElastiCacheService::modifyShardConfiguration(World& world, const Json& input) {
    const auto index = groupOf(input);
    if (!index) return tl::unexpected(index.error());
    const ReplicationGroup& was = m_groups[*index];
    if (auto refused = groupMustBeAvailable(was, "modify")) return tl::unexpected(*refused);
    if (!was.clusterMode) {
        return tl::unexpected(badCombination("The shard configuration can only be changed with cluster mode enabled."));
    }
    if (!input.value("ApplyImmediately", false)) return tl::unexpected(onlyNow());
    const auto count = input["NodeGroupCount"].get<std::int64_t>();
    if (count < 1) return tl::unexpected(badValue("NodeGroupCount must be at least 1."));
    for (const NodeGroup& s : was.shards) {
        if (s.failover.step != Failover::Step::None || !m_clusters[s.primary].node) {
            return fail("InvalidReplicationGroupState", "Node group " + s.id + " has no primary at present.");
        }
    }
    const auto has = static_cast<std::int64_t>(was.shards.size());
    std::vector<std::string> leaving, retained;
    const auto names = [&](const char* member, std::vector<std::string>& out) -> std::optional<ApiError> {
        if (!input.contains(member)) return std::nullopt;
        for (const Json& one : input[member]) {
            const std::string id = one.get<std::string>();
            if (std::none_of(was.shards.begin(), was.shards.end(), [&](const NodeGroup& s) { return s.id == id; })) {
                return nodeGroupNotFound(id);
            }
            if (std::find(out.begin(), out.end(), id) == out.end()) out.push_back(id);
        }
        return std::nullopt;
    };
    if (auto refused = names("NodeGroupsToRemove", leaving)) return tl::unexpected(*refused);
    if (auto refused = names("NodeGroupsToRetain", retained)) return tl::unexpected(*refused);
    if (count >= has && (!leaving.empty() || !retained.empty())) {
        return tl::unexpected(badCombination("NodeGroupsToRemove and NodeGroupsToRetain need a NodeGroupCount that is less than the present one."));
    }
    if (!leaving.empty() && !retained.empty()) {
        return tl::unexpected(badCombination("Give either NodeGroupsToRemove or NodeGroupsToRetain."));
    }
    if (count < has) {
        if (!retained.empty()) {
            for (const NodeGroup& s : was.shards) {
                if (std::find(retained.begin(), retained.end(), s.id) == retained.end()) leaving.push_back(s.id);
            }
        }
        if (leaving.empty()) return tl::unexpected(badCombination("NodeGroupsToRemove or NodeGroupsToRetain must name the node groups."));
        if (static_cast<std::int64_t>(leaving.size()) != has - count) {
            return tl::unexpected(badCombination("NodeGroupCount " + std::to_string(count) + " does not agree with the node groups to remove."));
        }
        // Their data must fit into what stays.
        std::int64_t used = 0, room = 0;
        for (const NodeGroup& s : was.shards) {
            const Engine& e = m_clusters[s.primary].node->engine;
            used += static_cast<std::int64_t>(e.usedMemory());
            if (std::find(leaving.begin(), leaving.end(), s.id) == leaving.end()) room += static_cast<std::int64_t>(e.maxmemory());
        }
        if (used > room) return tl::unexpected(badValue("The node groups that stay have not enough memory for the data of " + was.id + "."));
    }
    std::vector<ShardPlan> plans;
    const std::size_t replicas = was.shards[0].members.size() - 1;
    if (count > has) {
        const Json given = input.contains("ReshardingConfiguration") ? input["ReshardingConfiguration"] : Json::array();
        const auto places = placesIn(world, m_subnetGroups.at(was.subnetGroup), {});
        int number = 0;
        for (const NodeGroup& s : was.shards) number = std::max(number, std::stoi(s.id));
        for (std::int64_t i = has; i < count; ++i) {
            ShardPlan p;
            char id[16];
            std::snprintf(id, sizeof id, "%04d", ++number);
            p.id = id;
            p.replicas = replicas;
            const auto at = static_cast<std::size_t>(i - has);
            if (at < given.size()) {
                for (const Json& z : given[at].value("PreferredAvailabilityZones", Json::array())) {
                    if (std::none_of(places.begin(), places.end(), [&](const Subnet* s) { return s->zone == z; })) {
                        return tl::unexpected(badValue(z.get<std::string>().substr(0, 60) + " is not a valid availability zone."));
                    }
                    p.zones.push_back(z.get<std::string>());
                }
            }
            plans.push_back(std::move(p));
        }
        const std::size_t more = plans.size() * (replicas + 1);
        if (was.nodeCount() + more > kMaxNodesPerGroup) {
            return fail("NodeGroupsPerReplicationGroupQuotaExceeded",
                        "The request cannot be processed because it would exceed the maximum allowed number of node "
                        "groups (shards) in a single replication group.");
        }
        if (nodesInUse() + more > kMaxNodes) return tl::unexpected(tooManyNodes());
    }

    // Nothing can fail any more.
    ReplicationGroup& g = m_groups[*index];
    g.resharding = Resharding();
    for (NodeGroup& s : g.shards) s.leaving = std::find(leaving.begin(), leaving.end(), s.id) != leaving.end();
    if (!plans.empty()) {
        for (const ShardPlan& p : plans) addShard(world, *index, p);
        beginGroup(world, *index, GroupStatus::Modifying, GroupWork::AddShards, kCreateShortest, kCreateLongest);
    } else {
        g.status = GroupStatus::Modifying;
        beginMoves(world, *index);
    }
    return Json{{"ReplicationGroup", groupJson(world, m_groups[*index])}};
}

} // namespace maylab::cache
