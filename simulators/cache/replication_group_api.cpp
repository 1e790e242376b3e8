// CreateReplicationGroup, DescribeReplicationGroups, ModifyReplicationGroup, DeleteReplicationGroup.
#include "cache/elasticache_service.h"

#include "aws/account.h"
#include "cache/api_helpers.h"
#include "cache/cluster_settings.h"
#include "cache/maintenance_window.h"
#include "cache/node_ref.h"

#include <algorithm>

namespace maylab::cache {

using kernel::ApiError;
using kernel::ApiResult;
using kernel::fail;
using kernel::Json;

namespace {

constexpr std::size_t kLongestGroupId = 40;

const char* toString(ReplicationGroup::Switch s) {
    switch (s) {
    case ReplicationGroup::Switch::Enabled: return "enabled";
    case ReplicationGroup::Switch::Enabling: return "enabling";
    case ReplicationGroup::Switch::Disabling: return "disabling";
    case ReplicationGroup::Switch::Disabled: break;
    }
    return "disabled";
}

// "0-5460,10923" of a list of owners.
std::string slotsText(const ClusterMap& map, ClusterIndex node) {
    std::string out;
    for (std::uint32_t first = 0; first < kSlots;) {
        if (map.owner[first] != node) {
            ++first;
            continue;
        }
        std::uint32_t last = first;
        while (last + 1 < kSlots && map.owner[last + 1] == node) ++last;
        out += (out.empty() ? "" : ",") + std::to_string(first);
        if (last != first) out += "-" + std::to_string(last);
        first = last + 1;
    }
    return out;
}

} // namespace

Json ElastiCacheService::nodeGroupJson(const ReplicationGroup& g, const NodeGroup& shard) const {
    Json members = Json::array();
    for (const std::uint32_t slot : shard.members) {
        const Cluster& c = m_clusters[slot];
        Json member = {{"CacheClusterId", c.id}, {"CacheNodeId", kOnlyNodeId}};
        if (c.createdAt) member["PreferredAvailabilityZone"] = c.zone;
        if (!g.clusterMode && c.createdAt) {
            member["ReadEndpoint"] = {{"Address", endpointOf(c)}, {"Port", g.port}};
            member["CurrentRole"] = slot == shard.primary ? "primary" : "replica";
        }
        members.push_back(std::move(member));
    }
    const bool busy = shard.failover.step != Failover::Step::None || shard.leaving;
    const char* status = busy && g.status == GroupStatus::Available ? "modifying" : cache::toString(g.status);
    Json out = {{"NodeGroupId", shard.id}, {"Status", status}, {"NodeGroupMembers", std::move(members)}};
    if (g.clusterMode) {
        if (g.map) out["Slots"] = slotsText(*g.map, mapIndexOf(g, shard.primary));
    } else if (g.createdAt) {
        out["PrimaryEndpoint"] = {{"Address", primaryEndpointOf(g)}, {"Port", g.port}};
        out["ReaderEndpoint"] = {{"Address", readerEndpointOf(g)}, {"Port", g.port}};
    }
    return out;
}

Json ElastiCacheService::groupJson(const World& world, const ReplicationGroup& g) const {
    Json members = Json::array(), shards = Json::array(), pending = Json::object();
    for (const NodeGroup& shard : g.shards) {
        for (const std::uint32_t slot : shard.members) members.push_back(m_clusters[slot].id);
        if (g.createdAt || g.status == GroupStatus::Available) shards.push_back(nodeGroupJson(g, shard));
    }
    if (g.pendingType != nullptr) pending["CacheNodeType"] = g.pendingType->name;
    if (!g.pendingVersion.empty()) pending["EngineVersion"] = g.pendingVersion;
    if (g.pendingPrimary != kNoSlot) pending["PrimaryClusterId"] = m_clusters[g.pendingPrimary].id;
    if (g.automaticFailover == ReplicationGroup::Switch::Enabling) pending["AutomaticFailoverStatus"] = "enabled";
    if (g.automaticFailover == ReplicationGroup::Switch::Disabling) pending["AutomaticFailoverStatus"] = "disabled";
    if (g.work == GroupWork::MoveSlots || (g.work == GroupWork::AddShards)) {
        const std::size_t all = g.resharding.moves.size();
        const double percent = all == 0 ? 0 : 100.0 * static_cast<double>(g.resharding.done) / static_cast<double>(all);
        pending["Resharding"] = {{"SlotMigration", {{"ProgressPercentage", percent}}}};
    }
    Json out = {{"ReplicationGroupId", g.id},
                {"Description", g.description},
                {"GlobalReplicationGroupInfo", Json::object()},
                {"Status", cache::toString(g.status)},
                {"PendingModifiedValues", std::move(pending)},
                {"MemberClusters", std::move(members)},
                {"AutomaticFailover", toString(g.automaticFailover)},
                {"MultiAZ", g.multiAz ? "enabled" : "disabled"},
                {"SnapshotRetentionLimit", g.snapshotRetention},
                {"SnapshotWindow", g.snapshotWindow},
                {"ClusterEnabled", g.clusterMode},
                {"CacheNodeType", g.type->name},
                {"AuthTokenEnabled", false},
                {"TransitEncryptionEnabled", g.transitEncryption},
                {"AtRestEncryptionEnabled", g.atRestEncryption},
                {"ARN", aws::makeArn("elasticache", "replicationgroup:" + g.id)},
                {"LogDeliveryConfigurations", Json::array()},
                {"DataTiering", "disabled"},
                {"AutoMinorVersionUpgrade", g.autoMinorVersionUpgrade},
                {"NetworkType", "ipv4"},
                {"IpDiscovery", "ipv4"},
                {"ClusterMode", g.clusterMode ? "enabled" : "disabled"},
                {"Engine", "redis"}};
    if (!shards.empty()) out["NodeGroups"] = std::move(shards);
    if (!g.snapshottingCluster.empty()) out["SnapshottingClusterId"] = g.snapshottingCluster;
    if (!g.kmsKey.empty()) out["KmsKeyId"] = g.kmsKey;
    if (!g.transitEncryptionMode.empty()) out["TransitEncryptionMode"] = g.transitEncryptionMode;
    if (g.clusterMode && g.createdAt) {
        out["ConfigurationEndpoint"] = {{"Address", configurationEndpointOf(g)}, {"Port", g.port}};
    }
    if (g.createdAt) out["ReplicationGroupCreateTime"] = world.calendar().iso8601(*g.createdAt, true);
    return out;
}

const ReplicationGroup* ElastiCacheService::findReplicationGroup(std::string_view id) const {
    const auto it = std::find_if(m_groups.begin(), m_groups.end(),
                                 [&](const ReplicationGroup& g) { return g.used && g.id == id; });
    return it == m_groups.end() ? nullptr : &*it;
}

tl::expected<std::uint32_t, ApiError> ElastiCacheService::groupOf(const Json& input) const {
    const std::string id = lowerCase(textOf(input, "ReplicationGroupId"));
    if (id.empty()) return tl::unexpected(mustBeProvided("ReplicationGroupIdentifier"));
    if (!isIdentifier(id, kLongestGroupId)) return tl::unexpected(notAnIdentifier("ReplicationGroupIdentifier"));
    const ReplicationGroup* g = findReplicationGroup(id);
    if (g == nullptr) return tl::unexpected(replicationGroupNotFound(id));
    return static_cast<std::uint32_t>(g - m_groups.data());
}

ApiResult ElastiCacheService::describeReplicationGroups(const World& world, const Json& input) const {
    if (input.contains("ReplicationGroupId")) {
        const auto index = groupOf(input);
        if (!index) return tl::unexpected(index.error());
        return Json{{"ReplicationGroups", Json::array({groupJson(world, m_groups[*index])})}};
    }
    std::vector<std::pair<std::string, Json>> rows;
    for (const ReplicationGroup& g : m_groups) {
        if (g.used) rows.emplace_back(g.id, groupJson(world, g));
    }
    std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    return page("DescribeReplicationGroups", "ReplicationGroups", input, rows);
}

// --- creating ---

tl::expected<std::vector<ElastiCacheService::ShardPlan>, ApiError>
ElastiCacheService::shardPlans(const World& world, const Json& input, const Plan& plan, bool clusterMode,
                               std::size_t shards, std::size_t replicas) const {
    std::vector<ShardPlan> out(shards);
    const auto places = placesIn(world, plan.subnets, {});
    const auto known = [&](const std::string& zone) {
        return std::any_of(places.begin(), places.end(), [&](const Subnet* s) { return s->zone == zone; });
    };
    const Json zones = input.contains("PreferredCacheClusterAZs") ? input["PreferredCacheClusterAZs"] : Json::array();
    for (const Json& z : zones) {
        if (!known(z.get<std::string>())) {
            return tl::unexpected(badValue(z.get<std::string>().substr(0, 60) + " is not a valid availability zone."));
        }
    }
    const Json given = input.contains("NodeGroupConfiguration") ? input["NodeGroupConfiguration"] : Json::array();
    if (!given.empty() && given.size() != shards) {
        return tl::unexpected(badCombination("The number of node group configurations must match NumNodeGroups."));
    }
    for (std::size_t i = 0; i < shards; ++i) {
        ShardPlan& p = out[i];
        char number[24];
        std::snprintf(number, sizeof number, "%04zu", i + 1);
        p.id = number;
        p.replicas = replicas;
        for (const Json& z : zones) p.zones.push_back(z.get<std::string>());
        if (i >= given.size()) continue;
        const Json& one = given[i];
        const std::string id = textOf(one, "NodeGroupId");
        if (!id.empty()) {
            const bool digits = id.size() <= 4 && std::all_of(id.begin(), id.end(), [](char c) { return c >= '0' && c <= '9'; });
            if (!digits) return tl::unexpected(badValue("Invalid NodeGroupId: " + id.substr(0, 60) + ". It must be 1 to 4 digits."));
            p.id = std::string(4 - id.size(), '0') + id;
        }
        for (std::size_t j = 0; j < i; ++j) {
            if (out[j].id == p.id) return tl::unexpected(badCombination("NodeGroupId " + p.id + " is used more than once."));
        }
        if (one.contains("ReplicaCount")) {
            const auto n = one["ReplicaCount"].get<std::int64_t>();
            if (n < 0 || n > static_cast<std::int64_t>(kMaxReplicas)) {
                return tl::unexpected(badValue("ReplicaCount must be between 0 and 5."));
            }
            p.replicas = static_cast<std::size_t>(n);
        }
        if (one.contains("PrimaryAvailabilityZone") || one.contains("ReplicaAvailabilityZones")) {
            p.zones = {textOf(one, "PrimaryAvailabilityZone")};
            for (const Json& z : one.value("ReplicaAvailabilityZones", Json::array())) p.zones.push_back(z.get<std::string>());
            for (const std::string& z : p.zones) {
                if (!z.empty() && !known(z)) return tl::unexpected(badValue(z.substr(0, 60) + " is not a valid availability zone."));
            }
            if (one.contains("ReplicaAvailabilityZones") && p.zones.size() != p.replicas + 1) {
                return tl::unexpected(badCombination("ReplicaAvailabilityZones must name a zone for each replica of node group " + p.id + "."));
            }
        }
        p.slotText = textOf(one, "Slots");
        if (!p.slotText.empty() && !clusterMode) {
            return tl::unexpected(badCombination("Slots can only be given with cluster mode enabled."));
        }
    }
    if (clusterMode) {
        if (auto refused = takeSlots(out)) return tl::unexpected(*refused);
    }
    return out;
}

std::optional<ApiError> ElastiCacheService::takeSlots(std::vector<ShardPlan>& plans) {
    const std::size_t given = static_cast<std::size_t>(
        std::count_if(plans.begin(), plans.end(), [](const ShardPlan& p) { return !p.slotText.empty(); }));
    if (given == 0) {
        for (std::size_t i = 0; i < plans.size(); ++i) {
            const SlotSpan span = evenSlots(static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(plans.size()));
            plans[i].spans = {span};
        }
        return std::nullopt;
    }
    if (given != plans.size()) return badCombination("Slots must be given for every node group or for none.");
    std::vector<bool> covered(kSlots, false);
    std::size_t count = 0;
    for (ShardPlan& p : plans) {
        const auto wrong = [&] { return badValue("Invalid Slots: " + p.slotText.substr(0, 100) + ". Must be of the form 0-5460,8000."); };
        for (std::size_t at = 0; at <= p.slotText.size();) {
            const std::size_t comma = std::min(p.slotText.find(',', at), p.slotText.size());
            unsigned first = 0, last = 0;
            int used = 0;
            const std::string one = p.slotText.substr(at, comma - at);
            if (std::sscanf(one.c_str(), "%5u-%5u%n", &first, &last, &used) != 2 || used != static_cast<int>(one.size())) {
                used = 0;
                if (std::sscanf(one.c_str(), "%5u%n", &first, &used) != 1 || used != static_cast<int>(one.size())) return wrong();
                last = first;
            }
            if (first > last || last >= kSlots) return wrong();
            for (unsigned s = first; s <= last; ++s) {
                if (covered[s]) return badCombination("Slot " + std::to_string(s) + " belongs to more than one node group.");
                covered[s] = true;
                ++count;
            }
            p.spans.push_back({static_cast<std::uint16_t>(first), static_cast<std::uint16_t>(last)});
            at = comma + 1;
        }
    }
    if (count != kSlots) return badCombination("The node groups must cover all 16384 slots.");
    return std::nullopt;
}

ApiResult ElastiCacheService::createReplicationGroup(World& world, const Json& input) {
    const std::string given = textOf(input, "ReplicationGroupId"), id = lowerCase(given);
    if (given.empty()) return tl::unexpected(mustBeProvided("ReplicationGroupIdentifier"));
    if (!isIdentifier(id, kLongestGroupId)) return tl::unexpected(notAnIdentifier("ReplicationGroupIdentifier"));
    if (textOf(input, "ReplicationGroupDescription").empty()) {
        return tl::unexpected(mustBeProvided("ReplicationGroupDescription"));
    }
    const std::string engine = lowerCase(textOf(input, "Engine"));
    if (engine == "valkey") return tl::unexpected(valkeyIsNotModelled());
    if (engine == "memcached") return tl::unexpected(badValue("Replication groups are not supported for engine memcached."));
    if (!engine.empty() && engine != "redis") return tl::unexpected(badValue("Unknown engine: " + engine.substr(0, 60)));
    if (auto refused = refuseUnmodelled(input)) return tl::unexpected(*refused);
    const std::string mode = lowerCase(textOf(input, "ClusterMode"));
    if (mode == "compatible") return tl::unexpected(notModelled("ClusterMode compatible"));
    if (findReplicationGroup(id) != nullptr) {
        return fail("ReplicationGroupAlreadyExists", "Replication group with specified ID already exists.");
    }
    const bool automatic = input.value("AutomaticFailoverEnabled", false), multiAz = input.value("MultiAZEnabled", false);
    if (multiAz && !automatic) {
        return tl::unexpected(badCombination("Multi-AZ requires automatic failover: set AutomaticFailoverEnabled."));
    }
    if (input.contains("PrimaryClusterId")) return adoptPrimary(world, id, input, automatic, multiAz);

    const auto numberIn = [&](const char* member, std::int64_t otherwise) {
        return input.value(member, otherwise);
    };
    const std::int64_t nodeGroups = numberIn("NumNodeGroups", 1);
    if (nodeGroups < 1) return tl::unexpected(badValue("NumNodeGroups must be at least 1."));
    std::string group = lowerCase(textOf(input, "CacheParameterGroupName"));
    const bool clusterMode = mode == "enabled" || (mode.empty() && (nodeGroups > 1 || isClusterGroup(group)));
    auto plan = planOf(world, input, CacheEngine::Redis, clusterMode ? kDefaultClusterGroup : kDefaultGroup);
    if (!plan) return tl::unexpected(plan.error());
    if (clusterMode != isClusterGroup(plan->parameterGroup)) {
        return tl::unexpected(badCombination(
            clusterMode ? "Cluster mode needs a parameter group with cluster-enabled yes, for example default.redis7.cluster.on."
                        : "The parameter group " + plan->parameterGroup + " enables cluster mode, the request does not."));
    }
    if (!clusterMode && nodeGroups != 1) {
        return tl::unexpected(badCombination("More than one node group needs cluster mode enabled."));
    }
    if (clusterMode && !automatic) {
        return tl::unexpected(badCombination("Redis with cluster mode enabled cannot be created with auto failover turned off."));
    }
    // Nodes: NumCacheClusters for one shard, or shards times (1 + replicas).
    std::int64_t replicas = numberIn("ReplicasPerNodeGroup", 0);
    if (input.contains("NumCacheClusters")) {
        if (input.contains("NumNodeGroups") || input.contains("ReplicasPerNodeGroup")) {
            return tl::unexpected(badCombination("Cannot specify NumCacheClusters together with NumNodeGroups or ReplicasPerNodeGroup."));
        }
        const std::int64_t nodes = numberIn("NumCacheClusters", 1);
        if (nodes < 1 || nodes > static_cast<std::int64_t>(kMaxReplicas) + 1) {
            return tl::unexpected(badValue("NumCacheClusters must be between 1 and 6."));
        }
        replicas = nodes - 1;
    }
    if (replicas < 0 || replicas > static_cast<std::int64_t>(kMaxReplicas)) {
        return tl::unexpected(badValue("ReplicasPerNodeGroup must be between 0 and 5."));
    }
    if (!clusterMode && automatic && replicas < 1) {
        return tl::unexpected(badCombination("When using automatic failover, there must be at least 2 cache clusters in the replication group."));
    }
    if (multiAz && replicas < 1) {
        return tl::unexpected(badCombination("Multi-AZ requires at least one replica in every node group."));
    }
    if (nodeGroups * (replicas + 1) > static_cast<std::int64_t>(kMaxNodesPerGroup)) {
        return fail("NodeQuotaForClusterExceeded",
                    "The request cannot be processed because it would exceed the allowed number of cache nodes in a "
                    "single cluster.");
    }
    if (input.contains("PreferredCacheClusterAZs") &&
        static_cast<std::int64_t>(input["PreferredCacheClusterAZs"].size()) != replicas + 1) {
        return tl::unexpected(badCombination("When specifying preferred availability zones, the number of cache clusters must be "
                                          "specified and must match the number of preferred availability zones."));
    }
    const auto shards = shardPlans(world, input, *plan, clusterMode, static_cast<std::size_t>(nodeGroups),
                                   static_cast<std::size_t>(replicas));
    if (!shards) return tl::unexpected(shards.error());
    std::size_t nodes = 0;
    for (const ShardPlan& p : *shards) {
        nodes += p.replicas + 1;
        if (multiAz && p.replicas == 0) {
            return tl::unexpected(badCombination("Multi-AZ requires at least one replica in every node group."));
        }
    }
    const std::string snapshot = lowerCase(textOf(input, "SnapshotName"));
    if (!snapshot.empty()) {
        if (auto refused = checkRestore(snapshot, *plan, clusterMode, shards->size())) return tl::unexpected(*refused);
    }
    if (nodesInUse() + nodes > kMaxNodes) return tl::unexpected(tooManyNodes());
    for (const ShardPlan& p : *shards) {
        for (std::size_t n = 1; n <= p.replicas + 1; ++n) {
            if (findCluster(memberName(id, p.id, clusterMode, static_cast<int>(n))) != nullptr) {
                return fail("CacheClusterAlreadyExists", "Cache cluster with specified id already exists.");
            }
        }
    }

    // Nothing can fail any more.
    m_subnetGroups.try_emplace(plan->subnets.name, plan->subnets);
    const std::uint32_t index = takeGroup();
    ReplicationGroup& g = m_groups[index];
    g.id = id;
    g.description = textOf(input, "ReplicationGroupDescription");
    g.clusterMode = clusterMode;
    g.automaticFailover = automatic ? ReplicationGroup::Switch::Enabled : ReplicationGroup::Switch::Disabled;
    g.multiAz = multiAz;
    g.transitEncryption = input.value("TransitEncryptionEnabled", false);
    g.transitEncryptionMode = g.transitEncryption ? textOf(input, "TransitEncryptionMode") : std::string();
    if (g.transitEncryption && g.transitEncryptionMode.empty()) g.transitEncryptionMode = "required";
    g.atRestEncryption = input.value("AtRestEncryptionEnabled", false);
    g.kmsKey = textOf(input, "KmsKeyId");
    g.type = plan->type;
    g.engineVersion = plan->version;
    g.parameterGroup = plan->parameterGroup;
    g.subnetGroup = plan->subnets.name;
    g.vpc = plan->subnets.vpc;
    g.port = input.value("Port", 6379);
    g.tags = plan->tags;
    kernel::Rng& rng = world.random()[m_delays];
    g.maintenanceWindow = maintenanceWindowAt(static_cast<int>(rng.below(168)));
    g.snapshotWindow = snapshotWindowAt(static_cast<int>(rng.below(24)));
    g.securityGroups = {network(world).groupForNewClusters(g.vpc).id};
    takeSettings(g, input);
    g.restoredFrom = snapshot;
    for (const ShardPlan& p : *shards) addShard(world, index, p);
    beginGroup(world, index, GroupStatus::Creating, GroupWork::Create, kCreateShortest, kCreateLongest);
    return Json{{"ReplicationGroup", groupJson(world, m_groups[index])}};
}

// An available cluster becomes the primary of a new group; replicas are added afterwards.
ApiResult ElastiCacheService::adoptPrimary(World& world, const std::string& id, const Json& input, bool automatic,
                                           bool multiAz) {
    const std::string primary = lowerCase(textOf(input, "PrimaryClusterId"));
    if (!isIdentifier(primary, 50)) return tl::unexpected(notAnIdentifier("PrimaryClusterId"));
    const Cluster* found = findCluster(primary);
    if (found == nullptr) return tl::unexpected(clusterNotFound(primary));
    if (found->engine != CacheEngine::Redis) return tl::unexpected(badValue("Cache cluster " + primary + " does not run redis."));
    if (found->inGroup()) return fail("InvalidCacheClusterState", "Cache cluster " + primary + " is a member of a replication group already.");
    if (found->status != ClusterStatus::Available) {
        return fail("InvalidCacheClusterState", "Cache cluster " + primary + " must be in available state to become a primary.");
    }
    for (const char* member : {"NumNodeGroups", "ReplicasPerNodeGroup", "NodeGroupConfiguration", "SnapshotName", "CacheNodeType"}) {
        if (input.contains(member)) {
            return tl::unexpected(badCombination(std::string("Cannot specify ") + member + " together with PrimaryClusterId."));
        }
    }
    if (input.value("NumCacheClusters", std::int64_t{1}) != 1) {
        return tl::unexpected(badCombination("Cannot specify NumCacheClusters together with PrimaryClusterId."));
    }
    if (automatic || multiAz) {
        return tl::unexpected(badCombination("When using automatic failover, there must be at least 2 cache clusters in the replication group."));
    }
    const std::uint32_t index = takeGroup();
    const auto slot = static_cast<std::uint32_t>(found - m_clusters.data());
    Cluster& c = m_clusters[slot];
    ReplicationGroup& g = m_groups[index];
    g.id = id;
    g.description = textOf(input, "ReplicationGroupDescription");
    g.type = c.type;
    g.engineVersion = c.engineVersion;
    g.parameterGroup = c.parameterGroup;
    g.subnetGroup = c.subnetGroup;
    g.vpc = c.vpc;
    g.port = c.port;
    g.maintenanceWindow = c.maintenanceWindow;
    g.snapshotWindow = c.snapshotWindow;
    g.snapshotRetention = c.snapshotRetention;
    g.securityGroups = c.securityGroups;
    NodeGroup shard;
    shard.id = "0001";
    shard.members = {slot};
    shard.primary = slot;
    shard.name = {slot, slot, world.now()};
    c.group = index;
    c.nodeGroup = shard.id;
    g.shards.push_back(std::move(shard));
    beginGroup(world, index, GroupStatus::Creating, GroupWork::Create, kModifyShortest, kModifyLongest);
    return Json{{"ReplicationGroup", groupJson(world, m_groups[index])}};
}

// --- modifying ---

ApiResult ElastiCacheService::modifyReplicationGroup(World& world, const Json& input) {
    const auto index = groupOf(input);
    if (!index) return tl::unexpected(index.error());
    const ReplicationGroup& was = m_groups[*index];
    if (auto refused = groupMustBeAvailable(was, "modify")) return tl::unexpected(*refused);
    if (auto refused = refuseUnmodelled(input)) return tl::unexpected(*refused);
    if (auto refused = checkSettings(input)) return tl::unexpected(*refused);
    if (input.contains("SecurityGroupIds")) {
        if (auto refused = checkSecurityGroups(world, input["SecurityGroupIds"], was.vpc)) return tl::unexpected(*refused);
    }
    const std::string engine = lowerCase(textOf(input, "Engine"));
    if (engine == "valkey") return tl::unexpected(notModelled("The change of engine to valkey"));
    if (!engine.empty() && engine != "redis") return tl::unexpected(badValue("Unknown engine: " + engine.substr(0, 60)));
    const std::string mode = lowerCase(textOf(input, "ClusterMode"));
    if (!mode.empty() && mode != (was.clusterMode ? "enabled" : "disabled")) return tl::unexpected(notModelled("The change of ClusterMode"));
    const std::string group = lowerCase(textOf(input, "CacheParameterGroupName"));
    if (!group.empty()) {
        const auto found = m_parameterGroups.find(group);
        if (found == m_parameterGroups.end()) return tl::unexpected(parameterGroupNotFound(group));
        if (found->second.family != kRedisFamily || isClusterGroup(group) != was.clusterMode) {
            return tl::unexpected(badCombination("The parameter group " + group + " does not fit the replication group " + was.id + "."));
        }
    }
    const bool automatic = input.value("AutomaticFailoverEnabled", was.automaticFailover == ReplicationGroup::Switch::Enabled);
    const bool multiAz = input.value("MultiAZEnabled", was.multiAz);
    if (was.clusterMode && !automatic) {
        return tl::unexpected(badCombination("Automatic failover cannot be turned off with cluster mode enabled."));
    }
    if (multiAz && !automatic) {
        return tl::unexpected(badCombination("Multi-AZ requires automatic failover: set AutomaticFailoverEnabled."));
    }
    for (const NodeGroup& shard : was.shards) {
        if (shard.members.size() > 1) continue;
        if (multiAz) return tl::unexpected(badCombination("Multi-AZ requires at least one replica in every node group."));
        if (automatic && !was.clusterMode) {
            return tl::unexpected(badCombination("When using automatic failover, there must be at least 2 cache clusters in the replication group."));
        }
    }
    std::uint32_t promoted = kNoSlot;
    if (input.contains("PrimaryClusterId")) {
        const std::string id = lowerCase(textOf(input, "PrimaryClusterId"));
        const Cluster* c = findCluster(id);
        if (c == nullptr) return tl::unexpected(clusterNotFound(id));
        promoted = static_cast<std::uint32_t>(c - m_clusters.data());
        const bool member = c->group == *index;
        if (!member) return tl::unexpected(badValue("Cache cluster " + id + " is not a member of replication group " + was.id + "."));
        if (was.clusterMode) return tl::unexpected(badCombination("PrimaryClusterId cannot be changed with cluster mode enabled."));
        if (automatic) {
            return tl::unexpected(badCombination("Automatic failover must be turned off before another primary can be chosen."));
        }
        if (promoted == was.shards[0].primary) promoted = kNoSlot;
        if (promoted != kNoSlot && !m_clusters[promoted].node) {
            return fail("InvalidCacheClusterState", "Cache cluster " + id + " must be in available state to become a primary.");
        }
    }
    const std::string snapshotting = lowerCase(textOf(input, "SnapshottingClusterId"));
    if (!snapshotting.empty()) {
        const Cluster* c = findCluster(snapshotting);
        if (c == nullptr) return tl::unexpected(clusterNotFound(snapshotting));
        if (c->group != *index || was.clusterMode) {
            return tl::unexpected(badCombination("SnapshottingClusterId must name a member of a replication group without cluster mode."));
        }
    }
    const NodeType* type = nullptr;
    if (input.contains("CacheNodeType")) {
        const auto wanted = nodeTypeOf(input);
        if (!wanted) return tl::unexpected(wanted.error());
        type = *wanted;
        for (const NodeGroup& shard : was.shards) {
            const Cluster& c = m_clusters[shard.primary];
            if (c.node && static_cast<std::int64_t>(c.node->engine.usedMemory()) > usableMemory(*type, c.reservedPercent)) {
                return tl::unexpected(badValue("The node type " + std::string(type->name) + " has not enough memory for the data of " + was.id + "."));
            }
        }
    }
    std::string version;
    if (input.contains("EngineVersion")) {
        const auto wanted = versionOf(input, CacheEngine::Redis);
        if (!wanted) return tl::unexpected(wanted.error());
        version = *wanted;
        if (version < was.engineVersion) {
            return tl::unexpected(badCombination("Cannot downgrade the engine from " + was.engineVersion + " to " + version + "."));
        }
    }
    const bool now = input.value("ApplyImmediately", false);
    const bool changesNodes = type != nullptr || !version.empty();
    if (promoted != kNoSlot && !now) return tl::unexpected(badCombination("PrimaryClusterId needs ApplyImmediately."));
    if (promoted != kNoSlot && changesNodes) return tl::unexpected(badCombination("PrimaryClusterId cannot be changed together with node type or version."));

    // Nothing can fail any more.
    ReplicationGroup& g = m_groups[*index];
    const std::string oldWindow = g.maintenanceWindow;
    takeSettings(g, input);
    if (input.contains("ReplicationGroupDescription")) g.description = textOf(input, "ReplicationGroupDescription");
    if (textOf(input, "NotificationTopicStatus") == "inactive") g.notificationTopic.clear();
    if (!snapshotting.empty()) g.snapshottingCluster = snapshotting;
    g.automaticFailover = automatic ? ReplicationGroup::Switch::Enabled : ReplicationGroup::Switch::Disabled;
    g.multiAz = multiAz;
    if (!group.empty() && group != g.parameterGroup) {
        g.parameterGroup = group;
        addEvent(world, g.id, "replication-group", "Updated to use a CacheParameterGroup " + group);
    }
    for (const NodeGroup& shard : g.shards) {
        for (const std::uint32_t slot : shard.members) {
            Cluster& c = m_clusters[slot];
            copySettings(g, c);
            if (c.parameterGroup == g.parameterGroup) continue;
            c.parameterGroup = g.parameterGroup;
            scheduleParameters(world, slot);
        }
    }
    if (type != nullptr) g.pendingType = type == g.type ? nullptr : type;
    if (!version.empty()) g.pendingVersion = version == g.engineVersion ? std::string() : version;
    if (promoted != kNoSlot) {
        g.pendingPrimary = promoted;
        beginGroup(world, *index, GroupStatus::Modifying, GroupWork::Failover, kPromoteShortest, kPromoteLongest);
    } else if (g.pendingType != nullptr || !g.pendingVersion.empty()) {
        if (now) {
            beginGroup(world, *index, GroupStatus::Modifying, GroupWork::Modify, kModifyShortest, kModifyLongest);
        } else if (changesNodes || g.maintenanceWindow != oldWindow) {
            scheduleGroupMaintenance(world, *index);
        }
    }
    return Json{{"ReplicationGroup", groupJson(world, g)}};
}

ApiResult ElastiCacheService::deleteReplicationGroup(World& world, const Json& input) {
    const auto index = groupOf(input);
    if (!index) return tl::unexpected(index.error());
    ReplicationGroup& g = m_groups[*index];
    if (g.status != GroupStatus::Available) {
        return fail("InvalidReplicationGroupState", "Replication group " + g.id + " has status " + cache::toString(g.status) +
                                                        " which is not valid for deletion.");
    }
    const bool retain = input.value("RetainPrimaryCluster", false);
    const std::string snapshot = lowerCase(textOf(input, "FinalSnapshotIdentifier"));
    if (retain && g.clusterMode) {
        return tl::unexpected(badCombination("RetainPrimaryCluster cannot be used with cluster mode enabled."));
    }
    if (retain && !snapshot.empty()) {
        return tl::unexpected(badCombination("FinalSnapshotIdentifier cannot be used together with RetainPrimaryCluster."));
    }
    if (!snapshot.empty()) {
        if (auto refused = checkNewSnapshot(snapshot)) return tl::unexpected(*refused);
        for (const NodeGroup& shard : g.shards) {
            if (!m_clusters[shard.primary].node) {
                return fail("InvalidReplicationGroupState", "Replication group " + g.id + " has a primary that does not run: a final snapshot cannot be made.");
            }
        }
        makeSnapshot(world, snapshot, "manual", *index, kNoSlot, true);
    }
    removeGroupNodes(world, *index, retain);
    beginGroup(world, *index, GroupStatus::Deleting, GroupWork::Delete, kDeleteShortest, kDeleteLongest);
    return Json{{"ReplicationGroup", groupJson(world, g)}};
}

std::optional<ApiError> ElastiCacheService::groupMustBeAvailable(const ReplicationGroup& g, const char* verb) {
    if (g.status == GroupStatus::Available) return std::nullopt;
    return ApiError{"InvalidReplicationGroupState",
                    std::string("Replication group must be in available state to ") + verb + ".", 400};
}

} // namespace maylab::cache
