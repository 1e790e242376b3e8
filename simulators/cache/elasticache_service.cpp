// The door: dispatch, validation, environment, tags, events.
#include "cache/elasticache_service.h"

#include "aws/account.h"
#include "aws/authorize.h"
#include "aws/paging.h"
#include "cache/announce_nodes.h"
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

// Ours, beside the API: no model, checked by themselves.
bool isOwnRead(std::string_view operation) {
    return operation == "DescribeLostWrites" || operation == "DescribeNodeFaults" || operation == "DescribeUsage";
}

bool isRead(std::string_view operation) {
    return operation.substr(0, 8) == "Describe" || operation == "ListTagsForResource";
}

} // namespace

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

    const auto standard = [&](std::string_view name, std::string_view family, const char* description) -> ParameterGroup& {
        ParameterGroup& g = m_parameterGroups[std::string(name)];
        g.name = name;
        g.family = family;
        g.description = description;
        g.isDefault = true;
        return g;
    };
    standard(kDefaultGroup, kRedisFamily, "Default parameter group for redis7");
    standard(kDefaultClusterGroup, kRedisFamily, "Customized default parameter group for redis7 with cluster mode on")
        .values["cluster-enabled"] = "yes";
    standard(kDefaultMemcachedGroup, kMemcachedFamily, "Default parameter group for memcached1.6");

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
    if (call.operation == "redis-close") return closeConsole(world, call);
    if (call.operation == "memcached") return memcachedDoor(world, call);
    if (call.operation == kAnnounceNodes) return announceNodes(call.input);
    if (call.operation == "InjectNodeFault") return injectNodeFault(world, call.input);
    if (call.operation == "ClearNodeFault") return clearNodeFault(world, call.input);
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
    if (operation == "redis-messages") return peekMessages(input);
    if (operation == "memcached") return peekMemcached(world, input);
    if (isOwnRead(operation)) {
        if (!input.is_object() && !input.is_null()) return fail("InvalidParameterValue", "The input must be an object.");
        return read(world, operation, input.is_object() ? input : Json::object());
    }
    const aws::OperationModel* model = isRead(operation) ? modelOf(operation) : nullptr;
    if (model == nullptr) return tl::unexpected(unknownAction(operation));
    ApiError error;
    if (!aws::validate(*model, input, error)) return tl::unexpected(error);
    return read(world, operation, input.is_object() ? input : Json::object());
}

ApiResult ElastiCacheService::read(const World& world, std::string_view operation, const Json& input) const {
    if (operation == "DescribeCacheClusters") return describeClusters(world, input);
    if (operation == "DescribeReplicationGroups") return describeReplicationGroups(world, input);
    if (operation == "DescribeSnapshots") return describeSnapshots(world, input);
    if (operation == "DescribeLostWrites") return describeLostWrites(world, input);
    if (operation == "DescribeNodeFaults") return describeNodeFaults();
    if (operation == "DescribeUsage") return describeUsage(world);
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
    if (operation == "CreateReplicationGroup") return createReplicationGroup(world, input);
    if (operation == "ModifyReplicationGroup") return modifyReplicationGroup(world, input);
    if (operation == "DeleteReplicationGroup") return deleteReplicationGroup(world, input);
    if (operation == "IncreaseReplicaCount") return increaseReplicaCount(world, input);
    if (operation == "DecreaseReplicaCount") return decreaseReplicaCount(world, input);
    if (operation == "ModifyReplicationGroupShardConfiguration") return modifyShardConfiguration(world, input);
    if (operation == "TestFailover") return testFailover(world, input);
    if (operation == "CreateSnapshot") return createSnapshot(world, input);
    if (operation == "CopySnapshot") return copySnapshot(world, input);
    if (operation == "DeleteSnapshot") return deleteSnapshot(world, input);
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

bool ElastiCacheService::isClusterGroup(const std::string& parameterGroup) const {
    const auto it = m_parameterGroups.find(parameterGroup);
    if (it == m_parameterGroups.end()) return false;
    const auto value = it->second.values.find("cluster-enabled");
    return value != it->second.values.end() && value->second == "yes";
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
        if (kind == "replicationgroup") {
            if (const ReplicationGroup* g = findReplicationGroup(name)) return &g->tags;
            error = replicationGroupNotFound(name);
            return nullptr;
        }
        if (kind == "snapshot") {
            const auto it = m_snapshots.find(name);
            if (it != m_snapshots.end()) return &it->second.tags;
            error = {"SnapshotNotFoundFault", "Snapshot not found: " + name.substr(0, 300), 404};
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
            f.mix(static_cast<std::uint64_t>(c.node->thread.freeAt.ns()));
            if (c.node->link) {
                f.mix(static_cast<std::uint64_t>(c.node->link->state));
                f.mix(static_cast<std::uint64_t>(c.node->link->delay().ns()));
            }
        }
        for (const MemcachedNode& n : c.memcached) {
            if (!n.process) continue;
            f.mix(n.process->engine.fingerprint());
            for (const EngineThread& t : n.process->threads) f.mix(static_cast<std::uint64_t>(t.freeAt.ns()));
        }
    }
    for (const ReplicationGroup& g : m_groups) {
        if (!g.used) continue;
        f.mix(g.id);
        f.mix(static_cast<std::uint64_t>(g.status));
        f.mix(g.transition);
        f.mix(g.resharding.done);
        for (const NodeGroup& s : g.shards) {
            f.mix(s.primary);
            f.mix(s.failover.steps);
        }
    }
    for (const auto& [name, snapshot] : m_snapshots) f.mix(name);
    for (const std::string& zone : m_lostZones) f.mix(zone);
    for (const auto& [name, group] : m_parameterGroups) {
        // The groups that a world begins with tell nothing new; a later one with values does.
        if (group.isDefault && name != kDefaultGroup) continue;
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
