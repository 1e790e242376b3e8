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

constexpr std::size_t kLongestClusterId = 50;

std::string parameterStatus(const Cluster& c) {
    return c.applying ? "applying" : c.rebootNeeded ? "pending-reboot" : "in-sync";
}

bool clusterIsSpread(const Cluster& c) {
    return std::any_of(c.memcached.begin(), c.memcached.end(), [&](const MemcachedNode& n) { return n.used && n.zone != c.zone; });
}

ApiError mustBeAvailable(const char* verb) {
    return {"InvalidCacheClusterState", std::string("Cache cluster must be in available state to ") + verb + ".", 400};
}

} // namespace

std::optional<ApiError> ElastiCacheService::checkSecurityGroups(const World& world, const Json& ids,
                                                                std::string_view vpc) const {
    for (const Json& id : ids) {
        const SecurityGroup* g = network(world).findGroup(id.get_ref<const std::string&>());
        if (g == nullptr || g->vpc != vpc) {
            return ApiError{"InvalidParameterValue",
                            "Some security group identifiers are invalid: " + id.get<std::string>().substr(0, 100), 400};
        }
    }
    return std::nullopt;
}

Json ElastiCacheService::clusterJson(const World& world, const Cluster& c, bool nodes) const {
    Json pending = Json::object();
    if (c.pendingType != nullptr) pending["CacheNodeType"] = c.pendingType->name;
    if (!c.pendingVersion.empty()) pending["EngineVersion"] = c.pendingVersion;
    const bool memcached = c.engine == CacheEngine::Memcached;
    if (memcached && c.status == ClusterStatus::Modifying) {
        Json going = Json::array();
        for (const MemcachedNode& n : c.memcached) {
            if (n.used && n.status == MemcachedNode::Status::Deleting) going.push_back(n.id);
        }
        if (!going.empty()) pending["CacheNodeIdsToRemove"] = going;
        pending["NumCacheNodes"] = c.nodeCount();
    }
    Json groups = Json::array();
    for (const std::string& id : c.securityGroups) groups.push_back({{"SecurityGroupId", id}, {"Status", "active"}});
    Json toReboot = Json::array();
    if (c.rebootNeeded && !c.applying) {
        if (!memcached) toReboot.push_back(kOnlyNodeId);
        for (const MemcachedNode& n : c.memcached) {
            if (n.used) toReboot.push_back(n.id);
        }
    }
    const ReplicationGroup* group = c.inGroup() ? &m_groups[c.group] : nullptr;
    Json out = {{"CacheClusterId", c.id},
                {"ClientDownloadLandingPage", "https://console.aws.amazon.com/elasticache/home#client-download:"},
                {"CacheNodeType", c.type->name},
                {"Engine", toString(c.engine)},
                {"EngineVersion", c.engineVersion},
                {"CacheClusterStatus", toString(c.status)},
                {"NumCacheNodes", c.nodeCount()},
                {"PreferredMaintenanceWindow", c.maintenanceWindow},
                {"PendingModifiedValues", pending},
                {"CacheSecurityGroups", Json::array()},
                {"CacheParameterGroup",
                 {{"CacheParameterGroupName", c.parameterGroup},
                  {"ParameterApplyStatus", parameterStatus(c)},
                  {"CacheNodeIdsToReboot", std::move(toReboot)}}},
                {"CacheSubnetGroupName", c.subnetGroup},
                {"AutoMinorVersionUpgrade", c.autoMinorVersionUpgrade},
                {"SecurityGroups", groups},
                {"AuthTokenEnabled", false},
                {"TransitEncryptionEnabled", group != nullptr && group->transitEncryption},
                {"AtRestEncryptionEnabled", group != nullptr && group->atRestEncryption},
                {"ARN", aws::makeArn("elasticache", "cluster:" + c.id)},
                {"ReplicationGroupLogDeliveryEnabled", false},
                {"LogDeliveryConfigurations", Json::array()},
                {"NetworkType", "ipv4"},
                {"IpDiscovery", "ipv4"}};
    if (!memcached) {
        out["SnapshotRetentionLimit"] = c.snapshotRetention;
        out["SnapshotWindow"] = c.snapshotWindow;
    } else if (c.createdAt) {
        out["ConfigurationEndpoint"] = {{"Address", discoveryEndpointOf(c)}, {"Port", c.port}};
    }
    if (group != nullptr) out["ReplicationGroupId"] = group->id;
    if (!c.notificationTopic.empty()) {
        out["NotificationConfiguration"] = {{"TopicArn", c.notificationTopic}, {"TopicStatus", "active"}};
    }
    if (c.createdAt) {
        out["PreferredAvailabilityZone"] = clusterIsSpread(c) ? std::string("Multiple") : c.zone;
        out["CacheClusterCreateTime"] = world.calendar().iso8601(*c.createdAt, true);
    }
    if (nodes && memcached) {
        out["CacheNodes"] = memcachedNodesJson(world, c);
    } else if (nodes) {
        out["CacheNodes"] = Json::array();
        if (c.createdAt) {
            out["CacheNodes"].push_back({{"CacheNodeId", kOnlyNodeId},
                                         {"CacheNodeStatus", c.status == ClusterStatus::Rebooting ? "rebooting" : toString(c.status)},
                                         {"CacheNodeCreateTime", world.calendar().iso8601(*c.createdAt, true)},
                                         {"Endpoint", {{"Address", endpointOf(c)}, {"Port", c.port}}},
                                         {"ParameterGroupStatus", parameterStatus(c)},
                                         {"CustomerAvailabilityZone", c.zone}});
        }
    }
    return out;
}

tl::expected<ElastiCacheService::Plan, ApiError> ElastiCacheService::planOf(const World& world, const Json& input,
                                                                            CacheEngine engine,
                                                                            std::string_view defaultGroup) const {
    Plan plan;
    plan.engine = engine;
    const auto type = nodeTypeOf(input);
    if (!type) return tl::unexpected(type.error());
    plan.type = *type;
    const auto version = versionOf(input, engine);
    if (!version) return tl::unexpected(version.error());
    plan.version = *version;
    if (auto refused = checkSettings(input)) return tl::unexpected(*refused);

    plan.parameterGroup = lowerCase(textOf(input, "CacheParameterGroupName"));
    if (plan.parameterGroup.empty()) plan.parameterGroup = defaultGroup;
    const auto group = m_parameterGroups.find(plan.parameterGroup);
    if (group == m_parameterGroups.end()) return tl::unexpected(parameterGroupNotFound(plan.parameterGroup));
    if (group->second.family != familyOf(engine)) {
        return fail("InvalidParameterCombination", "Expected a parameter group of family " +
                                                       std::string(familyOf(engine)) + " but found one of family " +
                                                       group->second.family);
    }
    auto subnets = subnetGroupForNewCluster(world, input);
    if (!subnets) return tl::unexpected(subnets.error());
    plan.subnets = std::move(*subnets);
    if (input.contains("SecurityGroupIds")) {
        if (auto refused = checkSecurityGroups(world, input["SecurityGroupIds"], plan.subnets.vpc)) {
            return tl::unexpected(*refused);
        }
    }
    if (input.contains("Tags")) {
        if (auto refused = aws::addTags(plan.tags, input["Tags"])) return tl::unexpected(*refused);
    }
    return plan;
}

std::vector<const Subnet*> ElastiCacheService::placesIn(const World& world, const SubnetGroup& group,
                                                        std::string_view zone) const {
    std::vector<const Subnet*> places;
    for (const std::string& id : group.subnets) {
        const Subnet* s = network(world).findSubnet(id);
        if (s != nullptr && (zone.empty() || s->zone == zone)) places.push_back(s);
    }
    return places;
}

std::size_t ElastiCacheService::nodesInUse() const {
    std::size_t n = 0;
    for (const Cluster& c : m_clusters) n += c.used ? c.nodeCount() : 0;
    return n;
}

ApiError ElastiCacheService::tooManyNodes() {
    return {"NodeQuotaForCustomerExceeded",
            "The request cannot be processed because it would exceed the allowed number of cache nodes per customer. "
            "(This simulator runs " +
                std::to_string(kMaxNodes) + ".)",
            400};
}

std::uint32_t ElastiCacheService::takeSlot() {
    const auto free = std::find_if(m_clusters.begin(), m_clusters.end(), [](const Cluster& c) { return !c.used; });
    const auto slot = static_cast<std::uint32_t>(free - m_clusters.begin());
    if (free == m_clusters.end()) {
        m_clusters.emplace_back();
        m_departures.emplace_back();
    }
    Cluster& c = m_clusters[slot];
    c = Cluster();
    c.used = true;
    c.generation = ++m_generations;
    return slot;
}

ApiResult ElastiCacheService::createCluster(World& world, const Json& input) {
    const std::string given = textOf(input, "CacheClusterId"), id = lowerCase(given);
    if (given.empty()) return tl::unexpected(mustBeProvided("CacheClusterIdentifier"));
    if (!isIdentifier(id, kLongestClusterId)) return tl::unexpected(notAnIdentifier("CacheClusterIdentifier"));
    if (!textOf(input, "ReplicationGroupId").empty()) return createReplica(world, id, input);
    const std::string name = lowerCase(textOf(input, "Engine"));
    if (name.empty()) return tl::unexpected(mustBeProvided("Engine"));
    if (name == "valkey") return tl::unexpected(valkeyIsNotModelled());
    if (name != "redis" && name != "memcached") {
        return fail("InvalidParameterValue", "Unknown engine: " + name.substr(0, 60));
    }
    const CacheEngine engine = name == "redis" ? CacheEngine::Redis : CacheEngine::Memcached;
    if (auto refused = refuseUnmodelled(input)) return tl::unexpected(*refused);
    if (input.value("TransitEncryptionEnabled", false)) return tl::unexpected(notModelled("TransitEncryptionEnabled"));
    if (!input.contains("NumCacheNodes")) return tl::unexpected(mustBeProvided("NumCacheNodes"));
    const auto nodes = input["NumCacheNodes"].get<std::int64_t>();
    if (nodes < 1) return fail("InvalidParameterValue", "NumCacheNodes must be at least 1.");
    if (engine == CacheEngine::Memcached) return createMemcached(world, id, input);
    if (nodes != 1) {
        return fail("InvalidParameterCombination",
                    "Cannot create a Redis cluster with a NumCacheNodes parameter greater than 1.");
    }
    if (textOf(input, "AZMode") == "cross-az" || input.contains("PreferredAvailabilityZones")) {
        return fail("InvalidParameterCombination", "A Redis cluster of one node cannot be spread over several "
                                                   "Availability Zones.");
    }
    auto plan = planOf(world, input, engine, kDefaultGroup);
    if (!plan) return tl::unexpected(plan.error());
    if (isClusterGroup(plan->parameterGroup)) {
        return fail("InvalidParameterCombination", "The parameter group " + plan->parameterGroup +
                                                       " enables cluster mode, which only a replication group can have.");
    }
    const std::string zone = textOf(input, "PreferredAvailabilityZone");
    const auto places = placesIn(world, plan->subnets, zone);
    if (places.empty()) return fail("InvalidParameterValue", zone.substr(0, 60) + " is not a valid availability zone.");
    std::string snapshot = lowerCase(textOf(input, "SnapshotName"));
    if (!snapshot.empty()) {
        if (auto refused = checkRestore(snapshot, *plan, false, 1)) return tl::unexpected(*refused);
    }
    if (findCluster(id) != nullptr) return fail("CacheClusterAlreadyExists", "Cache cluster with specified id already exists.");
    if (nodesInUse() >= kMaxNodes) return tl::unexpected(tooManyNodes());

    // Nothing can fail any more.
    m_subnetGroups.try_emplace(plan->subnets.name, plan->subnets);
    const std::uint32_t slot = takeSlot();
    Cluster& c = m_clusters[slot];
    c.id = id;
    takePlan(c, *plan);
    c.port = input.value("Port", 6379);
    kernel::Rng& rng = world.random()[m_delays];
    place(world, c, *places[rng.below(places.size())]);
    c.maintenanceWindow = maintenanceWindowAt(static_cast<int>(rng.below(168)));
    c.snapshotWindow = snapshotWindowAt(static_cast<int>(rng.below(24)));
    c.securityGroups = {network(world).groupForNewClusters(c.vpc).id};
    takeSettings(c, input);
    c.restoreFrom = std::move(snapshot);
    if (c.snapshotRetention > 0 && !m_backupScheduled) scheduleBackup(world);
    begin(world, slot, ClusterStatus::Creating, kCreateShortest, kCreateLongest);
    return Json{{"CacheCluster", clusterJson(world, c, false)}};
}

void ElastiCacheService::takePlan(Cluster& c, const Plan& plan) const {
    c.engine = plan.engine;
    c.type = plan.type;
    c.engineVersion = plan.version;
    c.subnetGroup = plan.subnets.name;
    c.vpc = plan.subnets.vpc;
    c.parameterGroup = plan.parameterGroup;
    c.tags = plan.tags;
}

void ElastiCacheService::place(const World& world, Cluster& c, const Subnet& subnet) const {
    c.subnet = subnet.id;
    c.zone = subnet.zone;
    c.address = freeAddress(world, subnet);
}

ApiResult ElastiCacheService::describeClusters(const World& world, const Json& input) const {
    const bool nodes = input.value("ShowCacheNodeInfo", false),
               alone = input.value("ShowCacheClustersNotInReplicationGroups", false);
    const std::string id = lowerCase(textOf(input, "CacheClusterId"));
    if (input.contains("CacheClusterId")) {
        if (!isIdentifier(id, kLongestClusterId)) return tl::unexpected(notAnIdentifier("CacheClusterIdentifier"));
        const Cluster* c = findCluster(id);
        if (c == nullptr) return tl::unexpected(clusterNotFound(id));
        return Json{{"CacheClusters", Json::array({clusterJson(world, *c, nodes)})}};
    }
    std::vector<std::pair<std::string, Json>> rows;
    for (const Cluster& c : m_clusters) {
        if (c.used && !(alone && c.inGroup())) rows.emplace_back(c.id, clusterJson(world, c, nodes));
    }
    std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    return page("DescribeCacheClusters", "CacheClusters", input, rows);
}

ApiResult ElastiCacheService::modifyCluster(World& world, const Json& input) {
    const std::string id = lowerCase(textOf(input, "CacheClusterId"));
    if (id.empty()) return tl::unexpected(mustBeProvided("CacheClusterIdentifier"));
    if (!isIdentifier(id, kLongestClusterId)) return tl::unexpected(notAnIdentifier("CacheClusterIdentifier"));
    const Cluster* found = findCluster(id);
    if (found == nullptr) return tl::unexpected(clusterNotFound(id));
    const auto slot = static_cast<std::uint32_t>(found - m_clusters.data());
    Cluster& c = m_clusters[slot];
    if (c.status != ClusterStatus::Available) return tl::unexpected(mustBeAvailable("modify"));
    if (c.inGroup()) {
        return fail("InvalidParameterCombination", "Cache cluster " + id + " is a member of replication group " + m_groups[c.group].id +
                                                       ": use ModifyReplicationGroup.");
    }
    if (auto refused = refuseUnmodelled(input)) return tl::unexpected(*refused);
    const bool memcached = c.engine == CacheEngine::Memcached;
    if (!memcached) {
        if (input.contains("NumCacheNodes") && input["NumCacheNodes"] != 1) {
            return fail("InvalidParameterCombination", "Cannot modify the number of cache nodes of a Redis cluster.");
        }
        for (const char* member : {"CacheNodeIdsToRemove", "NewAvailabilityZones"}) {
            if (input.contains(member) && !input[member].empty()) {
                return fail("InvalidParameterCombination", std::string(member) + " cannot be used with a Redis cluster.");
            }
        }
        if (textOf(input, "AZMode") == "cross-az") {
            return fail("InvalidParameterCombination", "AZMode cannot be modified for a Redis cluster.");
        }
    } else {
        if (textOf(input, "AZMode") == "single-az" && clusterIsSpread(c)) {
            return fail("InvalidParameterCombination", "AZMode single-az does not fit a cluster whose nodes lie in several zones.");
        }
        for (const char* member : {"CacheNodeIdsToRemove", "NewAvailabilityZones"}) {
            if (input.contains(member) && !input[member].empty() && !input.contains("NumCacheNodes")) {
                return fail("InvalidParameterCombination", std::string(member) + " needs NumCacheNodes.");
            }
        }
        if (input.value("SnapshotRetentionLimit", 0) != 0 || !textOf(input, "SnapshotWindow").empty()) {
            return fail("InvalidParameterCombination", "A Memcached cluster has no snapshots.");
        }
    }
    const std::string engine = lowerCase(textOf(input, "Engine"));
    if (engine == "valkey") return tl::unexpected(notModelled("The change of engine to valkey"));
    if (!engine.empty() && engine != toString(c.engine)) {
        return fail("InvalidParameterValue", "Unknown engine: " + engine.substr(0, 60));
    }
    if (auto refused = checkSettings(input)) return tl::unexpected(*refused);
    if (input.contains("SecurityGroupIds")) {
        if (auto refused = checkSecurityGroups(world, input["SecurityGroupIds"], c.vpc)) return tl::unexpected(*refused);
    }
    const std::string group = lowerCase(textOf(input, "CacheParameterGroupName"));
    if (!group.empty()) {
        const auto settings = m_parameterGroups.find(group);
        if (settings == m_parameterGroups.end()) return tl::unexpected(parameterGroupNotFound(group));
        if (settings->second.family != familyOf(c.engine) || isClusterGroup(group)) {
            return fail("InvalidParameterCombination", "The parameter group " + group + " does not fit cache cluster " + id + ".");
        }
    }
    const NodeType* type = nullptr;
    if (!textOf(input, "CacheNodeType").empty()) {
        const auto wanted = nodeTypeOf(input);
        if (!wanted) return tl::unexpected(wanted.error());
        type = *wanted;
        if (memcached) {
            return fail("InvalidParameterCombination", "The node type of a Memcached cluster cannot be modified: create another cluster.");
        }
        if (c.node && static_cast<std::int64_t>(c.node->engine.usedMemory()) > usableMemory(*type, c.reservedPercent)) {
            return fail("InvalidParameterValue", "The node type " + std::string(type->name) + " has not enough memory for the data of " + id + ".");
        }
    }
    std::string version;
    if (input.contains("EngineVersion")) {
        if (textOf(input, "EngineVersion").empty()) return fail("InvalidParameterCombination", std::string("Cannot find version  for ") + toString(c.engine));
        const auto wanted = versionOf(input, c.engine);
        if (!wanted) return tl::unexpected(wanted.error());
        version = *wanted;
        if (isOlderVersion(version, c.engineVersion)) {
            return fail("InvalidParameterCombination", "Cannot downgrade the engine from " + c.engineVersion + " to " +
                                                           version + ".");
        }
    }
    bool nodesChange = false;
    if (memcached && input.contains("NumCacheNodes")) {
        const std::size_t before = c.nodeCount();
        if (auto refused = resizeMemcached(world, slot, input)) return tl::unexpected(*refused);
        nodesChange = m_clusters[slot].nodeCount() != before;
    }

    // Nothing can fail any more.
    const std::string oldWindow = c.maintenanceWindow;
    takeSettings(c, input);
    if (textOf(input, "NotificationTopicStatus") == "inactive") c.notificationTopic.clear();
    const bool newGroup = !group.empty() && group != c.parameterGroup;
    if (newGroup) {
        // The API keeps no pending parameter group: the change is under way at once.
        c.parameterGroup = group;
        addEvent(world, c.id, "cache-cluster", "Updated to use a CacheParameterGroup " + group);
        scheduleParameters(world, slot);
    }
    // Naming what is there already takes a pending change back.
    if (type != nullptr) c.pendingType = type == c.type ? nullptr : type;
    if (!version.empty()) c.pendingVersion = version == c.engineVersion ? std::string() : version;
    if (c.snapshotRetention > 0 && !m_backupScheduled) scheduleBackup(world);
    if (nodesChange || c.pendingType != nullptr || !c.pendingVersion.empty()) {
        if (nodesChange || input.value("ApplyImmediately", false)) {
            begin(world, slot, ClusterStatus::Modifying, kModifyShortest, kModifyLongest);
        } else if (type != nullptr || !version.empty() || c.maintenanceWindow != oldWindow) {
            scheduleMaintenance(world, slot);
        }
    }
    return Json{{"CacheCluster", clusterJson(world, c, false)}};
}

ApiResult ElastiCacheService::rebootCluster(World& world, const Json& input) {
    const std::string id = lowerCase(textOf(input, "CacheClusterId"));
    if (!isIdentifier(id, kLongestClusterId)) return tl::unexpected(notAnIdentifier("CacheClusterIdentifier"));
    const Cluster* found = findCluster(id);
    if (found == nullptr) return tl::unexpected(clusterNotFound(id));
    const auto slot = static_cast<std::uint32_t>(found - m_clusters.data());
    Cluster& c = m_clusters[slot];
    if (c.status != ClusterStatus::Available) return tl::unexpected(mustBeAvailable("reboot"));
    if (input["CacheNodeIdsToReboot"].empty()) return tl::unexpected(mustBeProvided("CacheNodeIdsToReboot"));
    const bool memcached = c.engine == CacheEngine::Memcached;
    for (const Json& node : input["CacheNodeIdsToReboot"]) {
        if (memcached ? c.memcachedNode(node.get<std::string>()) == nullptr : node != kOnlyNodeId) {
            return fail("InvalidParameterValue", "Cache node " + node.get<std::string>().substr(0, 20) +
                                                     " does not exist in cache cluster " + id + ".");
        }
    }
    if (memcached) {
        for (const Json& node : input["CacheNodeIdsToReboot"]) {
            const auto at = static_cast<std::size_t>(c.memcachedNode(node.get<std::string>()) - c.memcached.data());
            if (c.memcached[at].process) addEvent(world, c.id, "cache-cluster", "Cache node " + c.memcached[at].id + " shutdown");
            stopMemcached(world, slot, at);
            c.memcached[at].status = MemcachedNode::Status::Rebooting;
        }
    } else if (c.inGroup()) {
        if (m_groups[c.group].clusterMode) {
            return fail("InvalidParameterCombination", "Nodes of a replication group with cluster mode enabled cannot be rebooted one by one.");
        }
        if (!c.node || m_groups[c.group].status != GroupStatus::Available) return tl::unexpected(mustBeAvailable("reboot"));
        addEvent(world, c.id, "cache-cluster", "Cache node 0001 shutdown");
        processLost(world, slot, false, kRebootShortest, kRebootLongest);
        c.status = ClusterStatus::Rebooting;
        return Json{{"CacheCluster", clusterJson(world, c, false)}};
    } else {
        stopNode(world, slot);
        addEvent(world, c.id, "cache-cluster", "Cache node 0001 shutdown");
    }
    begin(world, slot, ClusterStatus::Rebooting, kRebootShortest, kRebootLongest);
    return Json{{"CacheCluster", clusterJson(world, c, false)}};
}

ApiResult ElastiCacheService::deleteCluster(World& world, const Json& input) {
    const std::string id = lowerCase(textOf(input, "CacheClusterId"));
    if (!isIdentifier(id, kLongestClusterId)) return tl::unexpected(notAnIdentifier("CacheClusterIdentifier"));
    const Cluster* found = findCluster(id);
    if (found == nullptr) return tl::unexpected(clusterNotFound(id));
    const auto slot = static_cast<std::uint32_t>(found - m_clusters.data());
    Cluster& c = m_clusters[slot];
    if (c.status != ClusterStatus::Available) {
        return fail("InvalidCacheClusterState",
                    "Can only delete cache clusters with state in: available, failed, incompatible-parameters, "
                    "incompatible-network, restore-failed, recovering. Cluster " +
                        id + " has state: " + toString(c.status) + ".");
    }
    const std::string snapshot = lowerCase(textOf(input, "FinalSnapshotIdentifier"));
    if (!snapshot.empty()) {
        if (c.engine == CacheEngine::Memcached) {
            return fail("SnapshotFeatureNotSupportedFault", "The snapshot feature is not supported for cache clusters that run Memcached.");
        }
        if (auto refused = checkNewSnapshot(snapshot)) return tl::unexpected(*refused);
        if (!c.node) return tl::unexpected(mustBeAvailable("snapshot"));
    }
    if (c.inGroup()) {
        // One replica less. The last node of a shard, its primary, or a node of a sharded group goes with its group.
        ReplicationGroup& g = m_groups[c.group];
        if (auto refused = groupMustBeAvailable(g, "modify")) return tl::unexpected(*refused);
        const NodeGroup& shard = shardOf(slot);
        if (g.clusterMode || shard.primary == slot) {
            return fail("InvalidCacheClusterState", "Cache cluster " + id + " is " + (g.clusterMode ? "a member" : "the primary") +
                                                        " of replication group " + g.id + " and cannot be deleted by itself.");
        }
        if ((g.multiAz || g.automaticFailover == ReplicationGroup::Switch::Enabled) && shard.members.size() <= 2) {
            return fail("InvalidCacheClusterState", "Cache cluster " + id + " is the last replica of replication group " + g.id +
                                                        ", which has automatic failover enabled.");
        }
        if (!snapshot.empty()) makeSnapshot(world, snapshot, "manual", kNoGroup, slot, true);
        const std::uint32_t index = c.group;
        removeMember(world, index, slot);
        beginGroup(world, index, GroupStatus::Modifying, GroupWork::RemoveReplicas, kDeleteShortest, kDeleteLongest);
        return Json{{"CacheCluster", clusterJson(world, c, false)}};
    }
    if (!snapshot.empty()) makeSnapshot(world, snapshot, "manual", kNoGroup, slot, true);
    stopNode(world, slot);
    for (std::size_t i = 0; i < c.memcached.size(); ++i) {
        stopMemcached(world, slot, i);
        c.memcached[i].status = MemcachedNode::Status::Deleting;
    }
    begin(world, slot, ClusterStatus::Deleting, kDeleteShortest, kDeleteLongest);
    return Json{{"CacheCluster", clusterJson(world, c, false)}};
}

} // namespace maylab::cache
