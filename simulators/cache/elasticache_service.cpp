// The door: dispatch, validation, environment, tags, events, engine versions.
#include "cache/elasticache_service.h"

#include "aws/account.h"
#include "aws/authorize.h"
#include "aws/paging.h"
#include "cache/api_helpers.h"
#include "cache/models.h"

#include <algorithm>

namespace maylab::cache {

using kernel::ApiError;
using kernel::ApiResult;
using kernel::fail;
using kernel::Json;

namespace {

const aws::OperationModel* modelOf(std::string_view operation) {
    for (const aws::OperationModel& m : elastiCacheModels()) {
        if (operation == m.operation) return &m;
    }
    return nullptr;
}

bool isRead(std::string_view operation) {
    return operation.substr(0, 8) == "Describe" || operation == "ListTagsForResource";
}

struct EngineVersion {
    const char* version;
    const char* full; // as a cluster shows it
};
constexpr EngineVersion kVersions[] = {{"7.0", "7.0.7"}, {"7.1", "7.1.0"}};
constexpr const char* kDefaultVersion = "7.1";

} // namespace

std::string fullVersion(std::string_view wanted) {
    for (const EngineVersion& v : kVersions) {
        if (wanted == v.version || wanted == v.full) return v.full;
    }
    return wanted.empty() ? fullVersion(kDefaultVersion) : std::string();
}

const ElastiCacheService* elastiCacheOf(const kernel::World& world) {
    const kernel::ServiceId id = world.find(ElastiCacheService::kName);
    return id == kernel::World::kNoService ? nullptr : &static_cast<const ElastiCacheService&>(world.service(id));
}

void ElastiCacheService::start(World& world) {
    m_id = world.find(kName);
    m_ec2 = world.find(Ec2Service::kName);
    MAYLAB_ASSERT(m_ec2 != World::kNoService); // the network comes first
    m_seed = world.seed();
    m_delays = world.random().open("elasticache.delays");
    m_rules = world.decisions().registerRules(cacheRules());

    ParameterGroup standard;
    standard.name = kDefaultGroup;
    standard.family = kRedisFamily;
    standard.description = "Default parameter group for redis7";
    standard.isDefault = true;
    m_parameterGroups[standard.name] = standard;

    const Ec2Service& ec2 = network(world);
    SubnetGroup shop;
    shop.name = kShopSubnetGroup;
    shop.description = "Private subnets of the shop";
    shop.vpc = ec2.shopVpc().id;
    for (const Subnet& s : ec2.subnets()) {
        if (s.vpc == shop.vpc) shop.subnets.push_back(s.id);
    }
    m_subnetGroups[shop.name] = shop;
}

const Cluster* ElastiCacheService::findCluster(std::string_view id) const {
    const auto it = std::find_if(m_clusters.begin(), m_clusters.end(),
                                 [&](const Cluster& c) { return c.used && c.id == id; });
    return it == m_clusters.end() ? nullptr : &*it;
}

kernel::MaybeResult ElastiCacheService::call(World& world, const kernel::Call& call) {
    if (call.operation == "redis") return redisDoor(world, call);
    if (isRead(call.operation)) return peek(world, call.operation, call.input);
    const aws::OperationModel* model = modelOf(call.operation);
    if (model == nullptr) return ApiResult(tl::unexpected(unknownAction(call.operation)));
    ApiError error;
    if (!aws::validate(*model, call.input, error)) return ApiResult(tl::unexpected(error));
    if (auto refused = aws::authorize(call.actor, "elasticache:" + std::string(call.operation), "*")) {
        return ApiResult(tl::unexpected(*refused));
    }
    return write(world, call.operation, call.input);
}

ApiResult ElastiCacheService::peek(const World& world, std::string_view operation, const Json& input) const {
    if (operation == "redis") return peekRedis(world, input);
    const aws::OperationModel* model = isRead(operation) ? modelOf(operation) : nullptr;
    if (model == nullptr) return tl::unexpected(unknownAction(operation));
    ApiError error;
    if (!aws::validate(*model, input, error)) return tl::unexpected(error);
    return read(world, operation, input.is_object() ? input : Json::object());
}

ApiResult ElastiCacheService::read(const World& world, std::string_view operation, const Json& input) const {
    if (operation == "DescribeCacheClusters") return describeClusters(world, input);
    if (operation == "DescribeCacheSubnetGroups") return describeSubnetGroups(world, input);
    if (operation == "DescribeCacheParameterGroups") return describeParameterGroups(input);
    if (operation == "DescribeCacheParameters") return describeParameters(input);
    if (operation == "DescribeEngineDefaultParameters") return describeEngineDefaults(input);
    if (operation == "DescribeEvents") return describeEvents(world, input);
    if (operation == "DescribeCacheEngineVersions") return describeEngineVersions(input);
    if (operation == "ListTagsForResource") return listTags(input);
    return tl::unexpected(unknownAction(operation));
}

ApiResult ElastiCacheService::write(World& world, std::string_view operation, const Json& input) {
    if (operation == "CreateCacheCluster") return createCluster(world, input);
    if (operation == "ModifyCacheCluster") return modifyCluster(world, input);
    if (operation == "RebootCacheCluster") return rebootCluster(world, input);
    if (operation == "DeleteCacheCluster") return deleteCluster(world, input);
    if (operation == "CreateCacheParameterGroup") return createParameterGroup(world, input);
    if (operation == "ModifyCacheParameterGroup") return modifyParameterGroup(world, input);
    if (operation == "ResetCacheParameterGroup") return resetParameterGroup(world, input);
    if (operation == "DeleteCacheParameterGroup") return deleteParameterGroup(input);
    if (operation == "CreateCacheSubnetGroup") return createSubnetGroup(world, input);
    if (operation == "ModifyCacheSubnetGroup") return modifySubnetGroup(world, input);
    if (operation == "DeleteCacheSubnetGroup") return deleteSubnetGroup(input);
    if (operation == "AddTagsToResource") return changeTags(input, true);
    if (operation == "RemoveTagsFromResource") return changeTags(input, false);
    return tl::unexpected(unknownAction(operation));
}

ApiResult ElastiCacheService::describeEvents(const World& world, const Json& input) const {
    const auto unixOf = [](const Json& v) {
        std::int64_t ms = 0;
        if (v.is_string()) {
            kernel::parseIso8601(v.get_ref<const std::string&>(), ms);
        } else {
            ms = static_cast<std::int64_t>(std::clamp(v.get<double>(), -1e12, 1e12) * 1000);
        }
        return ms;
    };
    const std::string source = lowerCase(textOf(input, "SourceIdentifier")), type = textOf(input, "SourceType");
    if (!source.empty() && type.empty()) {
        return fail("InvalidParameterCombination", "SourceType must be supplied when SourceIdentifier is supplied.");
    }
    if (input.contains("Duration") && input.contains("StartTime") && input.contains("EndTime")) {
        return fail("InvalidParameterCombination", "Duration cannot be supplied together with StartTime and EndTime.");
    }
    constexpr std::int64_t kMostMinutes = 14 * 24 * 60;
    const auto duration = input.value("Duration", std::int64_t{60});
    if (duration < 1 || duration > kMostMinutes) {
        return fail("InvalidParameterValue", "Invalid value " + std::to_string(duration) +
                                                 " for Duration. Must be between 1 and " + std::to_string(kMostMinutes));
    }
    const std::int64_t now = world.unixMilliseconds();
    std::int64_t end = input.contains("EndTime") ? unixOf(input["EndTime"]) : now + 1;
    std::int64_t start = input.contains("StartTime") ? unixOf(input["StartTime"]) : end - duration * 60'000;
    if (input.contains("StartTime") && !input.contains("EndTime") && input.contains("Duration")) {
        end = start + duration * 60'000;
    }
    if (start > end) return fail("InvalidParameterValue", "StartTime must be before EndTime.");
    start = std::max(start, now - kEventsKept.wholeMilliseconds());

    // Newest first; the marker is the last sequence number shown.
    std::vector<std::pair<std::string, Json>> all;
    for (auto e = m_events.rbegin(); e != m_events.rend(); ++e) {
        const std::int64_t at = world.calendar().unixMilliseconds(e->at);
        if (at < start || at >= end) continue;
        if (!type.empty() && e->sourceType != type) continue;
        if (!source.empty() && e->source != source) continue;
        // Keys must ascend: newer events get smaller ones.
        std::string key = std::to_string(UINT64_MAX - e->sequence);
        all.emplace_back(std::move(key), Json{{"SourceIdentifier", e->source},
                                              {"SourceType", e->sourceType},
                                              {"Message", e->message},
                                              {"Date", world.calendar().iso8601(e->at, true)}});
    }
    return page("DescribeEvents", "Events", input, all);
}

ApiResult ElastiCacheService::describeEngineVersions(const Json& input) const {
    const std::string engine = textOf(input, "Engine"), version = textOf(input, "EngineVersion"),
                      family = textOf(input, "CacheParameterGroupFamily");
    const bool defaultOnly = input.value("DefaultOnly", false);
    std::vector<std::pair<std::string, Json>> all;
    for (const EngineVersion& v : kVersions) {
        if (!engine.empty() && engine != "redis") continue;
        if (!version.empty() && version != v.version && version != v.full) continue;
        if (!family.empty() && family != kRedisFamily) continue;
        if (defaultOnly && std::string_view(v.version) != kDefaultVersion) continue;
        all.emplace_back(v.version, Json{{"Engine", "redis"},
                                         {"EngineVersion", v.version},
                                         {"CacheParameterGroupFamily", std::string(kRedisFamily)},
                                         {"CacheEngineDescription", "Redis"},
                                         {"CacheEngineVersionDescription", "redis version " + std::string(v.full)}});
    }
    return page("DescribeCacheEngineVersions", "CacheEngineVersions", input, all);
}

const aws::TagSet* ElastiCacheService::tagsOf(std::string_view arn, ApiError& error) const {
    const auto parsed = aws::Arn::parse(arn);
    const std::size_t colon = parsed ? parsed->resource.find(':') : std::string::npos;
    const bool ours = parsed && parsed->service == "elasticache" && parsed->region == aws::kRegion &&
                      parsed->account == aws::kAccountId && colon != std::string::npos;
    if (ours) {
        const std::string kind = parsed->resource.substr(0, colon), name = parsed->resource.substr(colon + 1);
        if (kind == "cluster") {
            if (const Cluster* c = findCluster(name)) return &c->tags;
            error = clusterNotFound(name);
            return nullptr;
        }
        if (kind == "parametergroup") {
            const auto it = m_parameterGroups.find(name);
            if (it != m_parameterGroups.end()) return &it->second.tags;
            error = parameterGroupNotFound(name);
            return nullptr;
        }
        if (kind == "subnetgroup") {
            const auto it = m_subnetGroups.find(name);
            if (it != m_subnetGroups.end()) return &it->second.tags;
            error = subnetGroupNotFound(name);
            return nullptr;
        }
    }
    error = {"InvalidARN", "The ARN " + std::string(arn.substr(0, 200)) + " is invalid.", 400};
    return nullptr;
}

aws::TagSet* ElastiCacheService::tagsOf(std::string_view arn, ApiError& error) {
    return const_cast<aws::TagSet*>(std::as_const(*this).tagsOf(arn, error));
}

ApiResult ElastiCacheService::listTags(const Json& input) const {
    ApiError error;
    const aws::TagSet* tags = tagsOf(textOf(input, "ResourceName"), error);
    if (tags == nullptr) return tl::unexpected(error);
    return Json{{"TagList", aws::tagList(*tags)}};
}

ApiResult ElastiCacheService::changeTags(const Json& input, bool add) {
    ApiError error;
    aws::TagSet* tags = tagsOf(textOf(input, "ResourceName"), error);
    if (tags == nullptr) return tl::unexpected(error);
    if (add) {
        if (auto refused = aws::addTags(*tags, input["Tags"])) return tl::unexpected(*refused);
    } else {
        for (const Json& key : input["TagKeys"]) {
            if (!tags->contains(key.get<std::string>())) {
                return fail("TagNotFound", "The tag " + key.get<std::string>().substr(0, 128) + " was not found.", 404);
            }
        }
        for (const Json& key : input["TagKeys"]) tags->erase(key.get<std::string>());
    }
    return Json{{"TagList", aws::tagList(*tags)}};
}

void ElastiCacheService::mixInto(kernel::Fingerprint& f) const {
    for (const Cluster& c : m_clusters) {
        if (!c.used) continue;
        f.mix(c.id);
        f.mix(static_cast<std::uint64_t>(c.status));
        f.mix(c.parameterGroup);
        f.mix(c.transition);
        for (const auto& [name, value] : c.applied) f.mix(value);
        if (c.node) {
            f.mix(c.node->engine.fingerprint());
            f.mix(static_cast<std::uint64_t>(c.node->freeAt.ns()));
        }
    }
    for (const auto& [name, group] : m_parameterGroups) {
        f.mix(name);
        for (const auto& [parameter, value] : group.values) {
            f.mix(parameter);
            f.mix(value);
        }
    }
    for (const auto& [name, group] : m_subnetGroups) f.mix(name);
    f.mix(m_eventCount);
}

} // namespace maylab::cache
