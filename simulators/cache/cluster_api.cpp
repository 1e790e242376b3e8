#include "cache/elasticache_service.h"

#include "aws/account.h"
#include "cache/api_helpers.h"
#include "cache/maintenance_window.h"

#include <algorithm>

namespace maylab::cache {

using kernel::ApiError;
using kernel::ApiResult;
using kernel::fail;
using kernel::Json;

namespace {

constexpr std::size_t kLongestId = 50;
constexpr const char* kNodeId = "0001";
constexpr int kMostSnapshots = 35; // days (API reference, SnapshotRetentionLimit)

std::string parameterStatus(const Cluster& c) {
    return c.applying ? "applying" : c.rebootNeeded ? "pending-reboot" : "in-sync";
}

ApiError mustBeAvailable(const char* verb) {
    return {"InvalidCacheClusterState", std::string("Cache cluster must be in available state to ") + verb + ".", 400};
}

// Members that belong to features this simulator leaves out.
std::optional<ApiError> refuseUnmodelled(const Json& input) {
    static constexpr const char* kLeftOut[] = {"ReplicationGroupId", "SnapshotArns",         "SnapshotName",
                                               "AuthToken",          "OutpostMode",          "PreferredOutpostArn",
                                               "PreferredOutpostArns", "LogDeliveryConfigurations",
                                               "AuthTokenUpdateStrategy"};
    for (const char* member : kLeftOut) {
        if (input.contains(member)) return notModelled(member);
    }
    if (input.value("TransitEncryptionEnabled", false)) return notModelled("TransitEncryptionEnabled");
    for (const char* member : {"NetworkType", "IpDiscovery"}) {
        const std::string value = textOf(input, member);
        if (!value.empty() && value != "ipv4") return notModelled(std::string(member) + " " + value);
    }
    if (input.contains("CacheSecurityGroupNames") && !input["CacheSecurityGroupNames"].empty()) {
        return ApiError{"InvalidParameterValue",
                        "Use of cache security groups is not permitted in this API version for your account.", 400};
    }
    return std::nullopt;
}

// Values that do not depend on the rest of the world.
std::optional<ApiError> checkSettings(const Json& input) {
    const std::string maintenance = textOf(input, "PreferredMaintenanceWindow"),
                      snapshots = textOf(input, "SnapshotWindow");
    if (!maintenance.empty() && !isMaintenanceWindow(lowerCase(maintenance))) {
        return ApiError{"InvalidParameterValue",
                        "Invalid maintenance window: " + maintenance.substr(0, 60) +
                            ". Must be of the form ddd:hh24:mi-ddd:hh24:mi and at least 60 minutes long.",
                        400};
    }
    if (!snapshots.empty() && !isSnapshotWindow(snapshots)) {
        return ApiError{"InvalidParameterValue",
                        "Invalid snapshot window: " + snapshots.substr(0, 60) +
                            ". Must be of the form hh24:mi-hh24:mi and at least 60 minutes long.",
                        400};
    }
    const auto days = input.value("SnapshotRetentionLimit", std::int64_t{0});
    if (days < 0 || days > kMostSnapshots) {
        return ApiError{"InvalidParameterValue",
                        "Invalid value " + std::to_string(days) + " for SnapshotRetentionLimit. Must be between 0 and " +
                            std::to_string(kMostSnapshots),
                        400};
    }
    const auto port = input.value("Port", std::int64_t{6379});
    if (port < 1150 || port > 65535) {
        return ApiError{"InvalidParameterValue",
                        "Invalid value " + std::to_string(port) + " for Port. Must be between 1150 and 65535", 400};
    }
    return std::nullopt;
}

void takeSettings(Cluster& c, const Json& input) {
    if (input.contains("PreferredMaintenanceWindow")) c.maintenanceWindow = lowerCase(textOf(input, "PreferredMaintenanceWindow"));
    if (input.contains("SnapshotWindow")) c.snapshotWindow = textOf(input, "SnapshotWindow");
    if (input.contains("NotificationTopicArn")) c.notificationTopic = textOf(input, "NotificationTopicArn");
    c.snapshotRetention = input.value("SnapshotRetentionLimit", c.snapshotRetention);
    c.autoMinorVersionUpgrade = input.value("AutoMinorVersionUpgrade", c.autoMinorVersionUpgrade);
    if (input.contains("SecurityGroupIds") && !input["SecurityGroupIds"].empty()) {
        c.securityGroups = input["SecurityGroupIds"].get<std::vector<std::string>>();
        std::sort(c.securityGroups.begin(), c.securityGroups.end());
        c.securityGroups.erase(std::unique(c.securityGroups.begin(), c.securityGroups.end()), c.securityGroups.end());
    }
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
    Json groups = Json::array();
    for (const std::string& id : c.securityGroups) groups.push_back({{"SecurityGroupId", id}, {"Status", "active"}});
    const bool reboot = c.rebootNeeded && !c.applying;
    Json out = {{"CacheClusterId", c.id},
                {"ClientDownloadLandingPage", "https://console.aws.amazon.com/elasticache/home#client-download:"},
                {"CacheNodeType", c.type->name},
                {"Engine", "redis"},
                {"EngineVersion", c.engineVersion},
                {"CacheClusterStatus", toString(c.status)},
                {"NumCacheNodes", 1},
                {"PreferredMaintenanceWindow", c.maintenanceWindow},
                {"PendingModifiedValues", pending},
                {"CacheSecurityGroups", Json::array()},
                {"CacheParameterGroup",
                 {{"CacheParameterGroupName", c.parameterGroup},
                  {"ParameterApplyStatus", parameterStatus(c)},
                  {"CacheNodeIdsToReboot", reboot ? Json::array({kNodeId}) : Json::array()}}},
                {"CacheSubnetGroupName", c.subnetGroup},
                {"AutoMinorVersionUpgrade", c.autoMinorVersionUpgrade},
                {"SecurityGroups", groups},
                {"SnapshotRetentionLimit", c.snapshotRetention},
                {"SnapshotWindow", c.snapshotWindow},
                {"AuthTokenEnabled", false},
                {"TransitEncryptionEnabled", false},
                {"AtRestEncryptionEnabled", false},
                {"ARN", aws::makeArn("elasticache", "cluster:" + c.id)},
                {"ReplicationGroupLogDeliveryEnabled", false},
                {"LogDeliveryConfigurations", Json::array()},
                {"NetworkType", "ipv4"},
                {"IpDiscovery", "ipv4"}};
    if (!c.notificationTopic.empty()) {
        out["NotificationConfiguration"] = {{"TopicArn", c.notificationTopic}, {"TopicStatus", "active"}};
    }
    if (c.createdAt) {
        out["PreferredAvailabilityZone"] = c.zone;
        out["CacheClusterCreateTime"] = world.calendar().iso8601(*c.createdAt, true);
    }
    if (nodes) {
        out["CacheNodes"] = Json::array();
        if (c.createdAt) {
            out["CacheNodes"].push_back({{"CacheNodeId", kNodeId},
                                         {"CacheNodeStatus", c.status == ClusterStatus::Rebooting ? "rebooting" : toString(c.status)},
                                         {"CacheNodeCreateTime", world.calendar().iso8601(*c.createdAt, true)},
                                         {"Endpoint", {{"Address", endpointOf(c)}, {"Port", c.port}}},
                                         {"ParameterGroupStatus", parameterStatus(c)},
                                         {"CustomerAvailabilityZone", c.zone}});
        }
    }
    return out;
}

ApiResult ElastiCacheService::createCluster(World& world, const Json& input) {
    const std::string given = textOf(input, "CacheClusterId"), id = lowerCase(given);
    if (given.empty()) return tl::unexpected(mustBeProvided("CacheClusterIdentifier"));
    if (!isIdentifier(id, kLongestId)) return tl::unexpected(notAnIdentifier("CacheClusterIdentifier"));
    const std::string engine = lowerCase(textOf(input, "Engine"));
    if (engine.empty()) return tl::unexpected(mustBeProvided("Engine"));
    if (engine == "memcached") {
        return fail("UnsupportedBySimulator",
                    "Memcached clusters are not part of this simulator yet. Use --engine redis.");
    }
    if (engine == "valkey") {
        return fail("UnsupportedBySimulator",
                    "Valkey is offered on AWS as replication groups, which are not part of this simulator yet. Its "
                    "commands are those of Redis OSS: use --engine redis.");
    }
    if (engine != "redis") {
        return fail("InvalidParameterValue", "Unknown engine: " + engine.substr(0, 60));
    }
    if (auto refused = refuseUnmodelled(input)) return tl::unexpected(*refused);
    if (!input.contains("NumCacheNodes")) return tl::unexpected(mustBeProvided("NumCacheNodes"));
    if (input["NumCacheNodes"] != 1) {
        if (input["NumCacheNodes"].get<std::int64_t>() < 1) {
            return fail("InvalidParameterValue", "NumCacheNodes must be at least 1.");
        }
        return fail("InvalidParameterCombination",
                    "Cannot create a Redis cluster with a NumCacheNodes parameter greater than 1.");
    }
    if (textOf(input, "AZMode") == "cross-az" || input.contains("PreferredAvailabilityZones")) {
        return fail("InvalidParameterCombination", "A Redis cluster of one node cannot be spread over several "
                                                   "Availability Zones.");
    }
    const std::string typeName = textOf(input, "CacheNodeType");
    if (typeName.empty()) return tl::unexpected(mustBeProvided("CacheNodeType"));
    const NodeType* type = findNodeType(typeName);
    if (type == nullptr) return fail("InvalidParameterValue", "Invalid Cache Node Type: " + typeName.substr(0, 60));
    const std::string version = fullVersion(textOf(input, "EngineVersion"));
    if (version.empty()) {
        return fail("InvalidParameterCombination",
                    "Cannot find version " + textOf(input, "EngineVersion").substr(0, 30) + " for redis");
    }
    if (auto refused = checkSettings(input)) return tl::unexpected(*refused);

    std::string group = lowerCase(textOf(input, "CacheParameterGroupName"));
    if (group.empty()) group = kDefaultGroup;
    if (!m_parameterGroups.contains(group)) return tl::unexpected(parameterGroupNotFound(group));

    const auto subnets = subnetGroupForNewCluster(world, input);
    if (!subnets) return tl::unexpected(subnets.error());
    if (input.contains("SecurityGroupIds")) {
        if (auto refused = checkSecurityGroups(world, input["SecurityGroupIds"], subnets->vpc)) {
            return tl::unexpected(*refused);
        }
    }
    std::vector<const Subnet*> places;
    const std::string zone = textOf(input, "PreferredAvailabilityZone");
    for (const std::string& subnetId : subnets->subnets) {
        const Subnet* s = network(world).findSubnet(subnetId);
        if (s != nullptr && (zone.empty() || s->zone == zone)) places.push_back(s);
    }
    if (places.empty()) return fail("InvalidParameterValue", zone.substr(0, 60) + " is not a valid availability zone.");
    aws::TagSet tags;
    if (input.contains("Tags")) {
        if (auto refused = aws::addTags(tags, input["Tags"])) return tl::unexpected(*refused);
    }
    if (findCluster(id) != nullptr) {
        return fail("CacheClusterAlreadyExists", "Cache cluster with specified id already exists.");
    }
    const auto free = std::find_if(m_clusters.begin(), m_clusters.end(), [](const Cluster& c) { return !c.used; });
    if (free == m_clusters.end() && m_clusters.size() >= kMaxClusters) {
        return fail("NodeQuotaForCustomerExceeded",
                    "The request cannot be processed because it would exceed the allowed number of cache nodes per "
                    "customer. (This simulator runs " + std::to_string(kMaxClusters) + ".)");
    }

    // Nothing can fail any more.
    m_subnetGroups.try_emplace(subnets->name, *subnets);
    const auto slot = static_cast<std::uint32_t>(free - m_clusters.begin());
    if (free == m_clusters.end()) {
        m_clusters.emplace_back();
        m_departures.emplace_back();
    }
    Cluster& c = m_clusters[slot];
    c = Cluster();
    c.used = true;
    c.id = id;
    c.generation = ++m_generations;
    c.type = type;
    c.engineVersion = version;
    c.subnetGroup = subnets->name;
    c.vpc = subnets->vpc;
    c.parameterGroup = group;
    c.port = input.value("Port", 6379);
    c.tags = std::move(tags);
    kernel::Rng& rng = world.random()[m_delays];
    const Subnet* place = places[rng.below(places.size())];
    c.subnet = place->id;
    c.zone = place->zone;
    c.maintenanceWindow = maintenanceWindowAt(static_cast<int>(rng.below(168)));
    c.snapshotWindow = snapshotWindowAt(static_cast<int>(rng.below(24)));
    c.securityGroups = {network(world).groupForNewClusters(c.vpc).id};
    takeSettings(c, input);
    begin(world, slot, ClusterStatus::Creating, kCreateShortest, kCreateLongest);
    return Json{{"CacheCluster", clusterJson(world, c, false)}};
}

ApiResult ElastiCacheService::describeClusters(const World& world, const Json& input) const {
    const bool nodes = input.value("ShowCacheNodeInfo", false);
    const std::string id = lowerCase(textOf(input, "CacheClusterId"));
    if (input.contains("CacheClusterId")) {
        if (!isIdentifier(id, kLongestId)) return tl::unexpected(notAnIdentifier("CacheClusterIdentifier"));
        const Cluster* c = findCluster(id);
        if (c == nullptr) return tl::unexpected(clusterNotFound(id));
        return Json{{"CacheClusters", Json::array({clusterJson(world, *c, nodes)})}};
    }
    std::vector<std::pair<std::string, Json>> rows;
    for (const Cluster& c : m_clusters) {
        if (c.used) rows.emplace_back(c.id, clusterJson(world, c, nodes));
    }
    std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    return page("DescribeCacheClusters", "CacheClusters", input, rows);
}

ApiResult ElastiCacheService::modifyCluster(World& world, const Json& input) {
    const std::string id = lowerCase(textOf(input, "CacheClusterId"));
    if (id.empty()) return tl::unexpected(mustBeProvided("CacheClusterIdentifier"));
    if (!isIdentifier(id, kLongestId)) return tl::unexpected(notAnIdentifier("CacheClusterIdentifier"));
    const Cluster* found = findCluster(id);
    if (found == nullptr) return tl::unexpected(clusterNotFound(id));
    const auto slot = static_cast<std::uint32_t>(found - m_clusters.data());
    Cluster& c = m_clusters[slot];
    if (c.status != ClusterStatus::Available) return tl::unexpected(mustBeAvailable("modify"));
    if (auto refused = refuseUnmodelled(input)) return tl::unexpected(*refused);
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
    const std::string engine = lowerCase(textOf(input, "Engine"));
    if (engine == "valkey") return tl::unexpected(notModelled("The change of engine to valkey"));
    if (!engine.empty() && engine != "redis") {
        return fail("InvalidParameterValue", "Unknown engine: " + engine.substr(0, 60));
    }
    if (auto refused = checkSettings(input)) return tl::unexpected(*refused);
    if (input.contains("SecurityGroupIds")) {
        if (auto refused = checkSecurityGroups(world, input["SecurityGroupIds"], c.vpc)) return tl::unexpected(*refused);
    }
    const std::string group = lowerCase(textOf(input, "CacheParameterGroupName"));
    if (!group.empty() && !m_parameterGroups.contains(group)) return tl::unexpected(parameterGroupNotFound(group));
    const NodeType* type = nullptr;
    const std::string typeName = textOf(input, "CacheNodeType");
    if (!typeName.empty()) {
        type = findNodeType(typeName);
        if (type == nullptr) return fail("InvalidParameterValue", "Invalid Cache Node Type: " + typeName.substr(0, 60));
        if (static_cast<std::int64_t>(c.node->engine.usedMemory()) > usableMemory(*type, c.reservedPercent)) {
            return fail("InvalidParameterValue", "The node type " + typeName + " has not enough memory for the data of " + id + ".");
        }
    }
    std::string version;
    if (input.contains("EngineVersion")) {
        version = fullVersion(textOf(input, "EngineVersion"));
        if (textOf(input, "EngineVersion").empty() || version.empty()) {
            return fail("InvalidParameterCombination",
                        "Cannot find version " + textOf(input, "EngineVersion").substr(0, 30) + " for redis");
        }
        if (version < c.engineVersion) {
            return fail("InvalidParameterCombination", "Cannot downgrade the engine from " + c.engineVersion + " to " +
                                                           version + ".");
        }
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
    if (c.pendingType != nullptr || !c.pendingVersion.empty()) {
        if (input.value("ApplyImmediately", false)) {
            begin(world, slot, ClusterStatus::Modifying, kModifyShortest, kModifyLongest);
        } else if (type != nullptr || !version.empty() || c.maintenanceWindow != oldWindow) {
            scheduleMaintenance(world, slot);
        }
    }
    return Json{{"CacheCluster", clusterJson(world, c, false)}};
}

ApiResult ElastiCacheService::rebootCluster(World& world, const Json& input) {
    const std::string id = lowerCase(textOf(input, "CacheClusterId"));
    if (!isIdentifier(id, kLongestId)) return tl::unexpected(notAnIdentifier("CacheClusterIdentifier"));
    const Cluster* found = findCluster(id);
    if (found == nullptr) return tl::unexpected(clusterNotFound(id));
    const auto slot = static_cast<std::uint32_t>(found - m_clusters.data());
    Cluster& c = m_clusters[slot];
    if (c.status != ClusterStatus::Available) return tl::unexpected(mustBeAvailable("reboot"));
    if (input["CacheNodeIdsToReboot"].empty()) return tl::unexpected(mustBeProvided("CacheNodeIdsToReboot"));
    for (const Json& node : input["CacheNodeIdsToReboot"]) {
        if (node != kNodeId) {
            return fail("InvalidParameterValue", "Cache node " + node.get<std::string>().substr(0, 20) +
                                                     " does not exist in cache cluster " + id + ".");
        }
    }
    stopNode(world, slot);
    addEvent(world, c.id, "cache-cluster", "Cache node 0001 shutdown");
    begin(world, slot, ClusterStatus::Rebooting, kRebootShortest, kRebootLongest);
    return Json{{"CacheCluster", clusterJson(world, c, false)}};
}

ApiResult ElastiCacheService::deleteCluster(World& world, const Json& input) {
    const std::string id = lowerCase(textOf(input, "CacheClusterId"));
    if (!isIdentifier(id, kLongestId)) return tl::unexpected(notAnIdentifier("CacheClusterIdentifier"));
    const Cluster* found = findCluster(id);
    if (found == nullptr) return tl::unexpected(clusterNotFound(id));
    if (input.contains("FinalSnapshotIdentifier")) return tl::unexpected(notModelled("FinalSnapshotIdentifier"));
    const auto slot = static_cast<std::uint32_t>(found - m_clusters.data());
    Cluster& c = m_clusters[slot];
    if (c.status != ClusterStatus::Available) {
        return fail("InvalidCacheClusterState",
                    "Can only delete cache clusters with state in: available, failed, incompatible-parameters, "
                    "incompatible-network, restore-failed, recovering. Cluster " +
                        id + " has state: " + toString(c.status) + ".");
    }
    stopNode(world, slot);
    begin(world, slot, ClusterStatus::Deleting, kDeleteShortest, kDeleteLongest);
    return Json{{"CacheCluster", clusterJson(world, c, false)}};
}

} // namespace maylab::cache
