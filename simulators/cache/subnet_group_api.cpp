#include "cache/elasticache_service.h"

#include "aws/account.h"
#include "cache/api_helpers.h"

#include <algorithm>

namespace maylab::cache {

using kernel::ApiError;
using kernel::ApiResult;
using kernel::fail;
using kernel::Json;

namespace {

constexpr const char* kDefaultSubnetGroup = "default";

} // namespace

Json ElastiCacheService::subnetGroupJson(const World& world, const SubnetGroup& g) const {
    Json subnets = Json::array();
    for (const std::string& id : g.subnets) {
        const Subnet* s = network(world).findSubnet(id);
        subnets.push_back({{"SubnetIdentifier", id},
                           {"SubnetAvailabilityZone", {{"Name", s != nullptr ? s->zone : std::string()}}},
                           {"SupportedNetworkTypes", Json::array({"ipv4"})}});
    }
    return {{"CacheSubnetGroupName", g.name},
            {"CacheSubnetGroupDescription", g.description},
            {"VpcId", g.vpc},
            {"Subnets", subnets},
            {"ARN", aws::makeArn("elasticache", "subnetgroup:" + g.name)},
            {"SupportedNetworkTypes", Json::array({"ipv4"})}};
}

tl::expected<SubnetGroup, ApiError> ElastiCacheService::subnetGroupForNewCluster(const World& world,
                                                                                const Json& input) const {
    std::string name = lowerCase(textOf(input, "CacheSubnetGroupName"));
    // Who names none gets the group "default" over the subnets of the default VPC, made when it is first needed.
    if (name.empty()) name = kDefaultSubnetGroup;
    const auto it = m_subnetGroups.find(name);
    if (it != m_subnetGroups.end()) return it->second;
    if (name != kDefaultSubnetGroup) return tl::unexpected(subnetGroupNotFound(name));
    SubnetGroup g;
    g.name = name;
    g.description = "Default CacheSubnetGroup";
    g.vpc = network(world).defaultVpc().id;
    for (const Subnet& s : network(world).subnets()) {
        if (s.vpc == g.vpc) g.subnets.push_back(s.id);
    }
    return g;
}

namespace {

// Distinct, known, of one VPC.
std::optional<ApiError> checkSubnets(const Ec2Service& network, const Json& ids, std::vector<std::string>& out,
                                     std::string& vpc) {
    for (const Json& one : ids) {
        const std::string id = one.get<std::string>();
        const Subnet* s = network.findSubnet(id);
        if (s == nullptr) {
            return ApiError{"InvalidSubnet", "Some input subnets in :[" + id.substr(0, 100) + "] are invalid.", 400};
        }
        if (!vpc.empty() && s->vpc != vpc) {
            return ApiError{"InvalidSubnet", "The subnets of a cache subnet group must be in the same VPC.", 400};
        }
        vpc = s->vpc;
        if (std::find(out.begin(), out.end(), id) == out.end()) out.push_back(id);
    }
    if (out.empty()) {
        return mustBeProvided("SubnetIds");
    }
    if (out.size() > ElastiCacheService::kMaxSubnetsPerGroup) {
        return ApiError{"CacheSubnetQuotaExceededFault",
                        "A cache subnet group holds at most " +
                            std::to_string(ElastiCacheService::kMaxSubnetsPerGroup) + " subnets.",
                        400};
    }
    return std::nullopt;
}

} // namespace

ApiResult ElastiCacheService::createSubnetGroup(World& world, const Json& input) {
    const std::string name = lowerCase(textOf(input, "CacheSubnetGroupName")),
                      description = textOf(input, "CacheSubnetGroupDescription");
    if (name.empty()) return tl::unexpected(mustBeProvided("CacheSubnetGroupName"));
    if (!isIdentifier(name, kLongestName)) return tl::unexpected(notAnIdentifier("CacheSubnetGroupName"));
    if (name == kDefaultSubnetGroup) {
        return fail("InvalidParameterValue", "The name default is reserved: ElastiCache makes the cache subnet group "
                                             "default itself when a cluster first needs it.");
    }
    if (description.empty()) return tl::unexpected(mustBeProvided("CacheSubnetGroupDescription"));
    SubnetGroup g;
    g.name = name;
    g.description = description;
    if (auto refused = checkSubnets(network(world), input["SubnetIds"], g.subnets, g.vpc)) return tl::unexpected(*refused);
    if (input.contains("Tags")) {
        if (auto refused = aws::addTags(g.tags, input["Tags"])) return tl::unexpected(*refused);
    }
    if (m_subnetGroups.contains(name)) {
        return fail("CacheSubnetGroupAlreadyExists", "Cache subnet group " + name + " already exists.");
    }
    if (m_subnetGroups.size() >= kMaxSubnetGroups) {
        return fail("CacheSubnetGroupQuotaExceeded", "The limit of " + std::to_string(kMaxSubnetGroups) + " cache subnet groups is reached.");
    }
    m_subnetGroups[name] = g;
    addEvent(world, name, "cache-subnet-group", "Created CacheSubnetGroup " + name);
    return Json{{"CacheSubnetGroup", subnetGroupJson(world, g)}};
}

ApiResult ElastiCacheService::modifySubnetGroup(World& world, const Json& input) {
    const std::string name = lowerCase(textOf(input, "CacheSubnetGroupName"));
    const auto it = m_subnetGroups.find(name);
    if (it == m_subnetGroups.end()) return tl::unexpected(subnetGroupNotFound(name));
    std::vector<std::string> subnets = it->second.subnets;
    if (input.contains("SubnetIds")) {
        subnets.clear();
        std::string vpc = it->second.vpc;
        if (auto refused = checkSubnets(network(world), input["SubnetIds"], subnets, vpc)) return tl::unexpected(*refused);
        for (const Cluster& c : m_clusters) {
            if (c.used && c.subnetGroup == name && std::find(subnets.begin(), subnets.end(), c.subnet) == subnets.end()) {
                return fail("SubnetInUse", "The subnet " + c.subnet + " is currently in use by cache cluster " + c.id + ".");
            }
        }
    }
    it->second.subnets = std::move(subnets);
    if (input.contains("CacheSubnetGroupDescription")) it->second.description = textOf(input, "CacheSubnetGroupDescription");
    addEvent(world, name, "cache-subnet-group", "Modified CacheSubnetGroup " + name);
    return Json{{"CacheSubnetGroup", subnetGroupJson(world, it->second)}};
}

ApiResult ElastiCacheService::deleteSubnetGroup(const Json& input) {
    const std::string name = lowerCase(textOf(input, "CacheSubnetGroupName"));
    if (name == kDefaultSubnetGroup) {
        return fail("CacheSubnetGroupInUse", "The default cache subnet group cannot be deleted.");
    }
    const auto it = m_subnetGroups.find(name);
    if (it == m_subnetGroups.end()) return tl::unexpected(subnetGroupNotFound(name));
    const bool used = std::any_of(m_clusters.begin(), m_clusters.end(),
                                  [&](const Cluster& c) { return c.used && c.subnetGroup == name; });
    if (used) {
        return fail("CacheSubnetGroupInUse", "Cache subnet group " + name + " is currently in use by a cache cluster.");
    }
    m_subnetGroups.erase(it);
    return Json::object();
}

ApiResult ElastiCacheService::describeSubnetGroups(const World& world, const Json& input) const {
    const std::string name = lowerCase(textOf(input, "CacheSubnetGroupName"));
    if (!name.empty()) {
        const auto it = m_subnetGroups.find(name);
        if (it == m_subnetGroups.end()) return tl::unexpected(subnetGroupNotFound(name));
        return Json{{"CacheSubnetGroups", Json::array({subnetGroupJson(world, it->second)})}};
    }
    std::vector<std::pair<std::string, Json>> rows;
    for (const auto& [key, group] : m_subnetGroups) rows.emplace_back(key, subnetGroupJson(world, group));
    return page("DescribeCacheSubnetGroups", "CacheSubnetGroups", input, rows);
}

} // namespace maylab::cache
