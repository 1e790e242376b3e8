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

constexpr std::size_t kMostAtOnce = 20; // parameters in one call (API reference)
constexpr const char* kMinimumRedis = "7.0.4";
constexpr const char* kMinimumMemcached = "1.6.6";
constexpr std::int64_t kReplicaBufferPart = 10; // percent of maxmemory (sheet 1.4)

Json parameterGroupJson(const ParameterGroup& g) {
    return {{"CacheParameterGroupName", g.name},
            {"CacheParameterGroupFamily", g.family},
            {"Description", g.description},
            {"IsGlobal", false},
            {"ARN", aws::makeArn("elasticache", "parametergroup:" + g.name)}};
}

Json describeCommon(const CacheParameter& p, const char* source, bool memcached) {
    Json out = {{"ParameterName", p.name},
                {"Description", p.description},
                {"Source", source},
                {"DataType", p.dataType},
                {"IsModifiable", p.modifiable},
                {"MinimumEngineVersion", memcached ? kMinimumMemcached : kMinimumRedis},
                {"ChangeType", p.needsReboot ? "requires-reboot" : "immediate"}};
    if (*p.allowed != '\0') out["AllowedValues"] = p.allowed;
    return out;
}

// group: nullptr for the family's own defaults.
ApiResult parametersPage(std::string_view operation, const std::string& family, const ParameterGroup* group,
                         const std::string& source, const Json& input) {
    const bool memcached = family == kMemcachedFamily;
    std::vector<std::pair<std::string, Json>> rows;
    Json byType = Json::array();
    for (const CacheParameter& p : parametersOf(family)) {
        const bool changed = group != nullptr && group->values.contains(p.name);
        const char* origin = changed ? "user" : "system";
        if (!source.empty() && source != origin) continue;
        Json row = describeCommon(p, origin, memcached);
        if (p.perNodeType) {
            Json values = Json::array();
            const std::string_view name = p.name;
            for (const NodeType& t : nodeTypes()) {
                const std::int64_t value = name == "maxmemory"          ? t.redisMaxmemory
                                           : name == "max_cache_memory" ? t.memcachedMegabytes
                                           : name == "num_threads"      ? t.vcpus
                                                                        : t.redisMaxmemory * kReplicaBufferPart / 100;
                values.push_back({{"CacheNodeType", t.name}, {"Value", std::to_string(value)}});
            }
            row["CacheNodeTypeSpecificValues"] = std::move(values);
            byType.push_back(std::move(row));
            continue;
        }
        const std::string value = changed ? group->values.at(p.name) : std::string(p.value);
        if (!value.empty()) row["ParameterValue"] = value;
        rows.emplace_back(p.name, std::move(row));
    }
    const bool firstPage = textOf(input, "Marker").empty();
    auto out = page(operation, "Parameters", input, rows);
    if (out && firstPage && !byType.empty()) (*out)["CacheNodeTypeSpecificParameters"] = std::move(byType);
    return out;
}

ApiError defaultGroup(const std::string& name) {
    return {"InvalidCacheParameterGroupState",
            "The default parameter group " + name + " cannot be modified or deleted.", 400};
}

ApiError noSuchParameter(const std::string& name) {
    return {"InvalidParameterValue", "Could not find parameter with name: " + name.substr(0, 100), 400};
}

} // namespace

ApiResult ElastiCacheService::createParameterGroup(World& world, const Json& input) {
    const std::string name = lowerCase(textOf(input, "CacheParameterGroupName")),
                      family = textOf(input, "CacheParameterGroupFamily"), description = textOf(input, "Description");
    if (name.empty()) return tl::unexpected(mustBeProvided("CacheParameterGroupName"));
    if (!isIdentifier(name, kLongestName)) return tl::unexpected(notAnIdentifier("CacheParameterGroupName"));
    if (description.empty()) return tl::unexpected(mustBeProvided("Description"));
    if (parametersOf(family).empty()) {
        static constexpr std::string_view kOthers[] = {"valkey8",  "valkey7",  "memcached1.4", "memcached1.5", "redis2.6",
                                                       "redis2.8", "redis3.2", "redis4.0",     "redis5.0",     "redis6.x"};
        if (std::find(std::begin(kOthers), std::end(kOthers), family) != std::end(kOthers)) {
            return tl::unexpected(notModelled("The parameter group family " + family));
        }
        return fail("InvalidParameterValue", "CacheParameterGroupFamily " + family.substr(0, 100) + " is not a valid parameter group family.");
    }
    aws::TagSet tags;
    if (input.contains("Tags")) {
        if (auto refused = aws::addTags(tags, input["Tags"])) return tl::unexpected(*refused);
    }
    if (m_parameterGroups.contains(name)) {
        return fail("CacheParameterGroupAlreadyExists", "A cache parameter group with the name " + name + " already exists.");
    }
    const auto own = std::count_if(m_parameterGroups.begin(), m_parameterGroups.end(), [](const auto& one) { return !one.second.isDefault; });
    if (static_cast<std::size_t>(own) >= kMaxParameterGroups) {
        return fail("CacheParameterGroupQuotaExceeded", "The limit of " + std::to_string(kMaxParameterGroups) + " cache parameter groups is reached.");
    }
    ParameterGroup g;
    g.name = name;
    g.family = family;
    g.description = description;
    g.tags = std::move(tags);
    m_parameterGroups[name] = g;
    addEvent(world, name, "cache-parameter-group", "Created CacheParameterGroup " + name);
    return Json{{"CacheParameterGroup", parameterGroupJson(g)}};
}

ApiResult ElastiCacheService::describeParameterGroups(const Json& input) const {
    const std::string name = lowerCase(textOf(input, "CacheParameterGroupName"));
    if (!name.empty()) {
        const auto it = m_parameterGroups.find(name);
        if (it == m_parameterGroups.end()) return tl::unexpected(parameterGroupNotFound(name));
        return Json{{"CacheParameterGroups", Json::array({parameterGroupJson(it->second)})}};
    }
    std::vector<std::pair<std::string, Json>> rows;
    for (const auto& [key, group] : m_parameterGroups) rows.emplace_back(key, parameterGroupJson(group));
    return page("DescribeCacheParameterGroups", "CacheParameterGroups", input, rows);
}

ApiResult ElastiCacheService::describeParameters(const Json& input) const {
    const std::string name = lowerCase(textOf(input, "CacheParameterGroupName")), source = textOf(input, "Source");
    const auto it = m_parameterGroups.find(name);
    if (it == m_parameterGroups.end()) return tl::unexpected(parameterGroupNotFound(name));
    if (!source.empty() && source != "user" && source != "system" && source != "engine-default") {
        return fail("InvalidParameterValue", "Invalid value for parameter Source: " + source.substr(0, 60) + ". Valid values are: user, system, engine-default");
    }
    return parametersPage("DescribeCacheParameters", it->second.family, &it->second, source, input);
}

ApiResult ElastiCacheService::describeEngineDefaults(const Json& input) const {
    const std::string family = textOf(input, "CacheParameterGroupFamily");
    if (parametersOf(family).empty()) {
        return fail("InvalidParameterValue", "CacheParameterGroupFamily " + family.substr(0, 100) + " is not a valid parameter group family.");
    }
    auto out = parametersPage("DescribeEngineDefaultParameters", family, nullptr, "", input);
    if (!out) return out;
    (*out)["CacheParameterGroupFamily"] = family;
    return Json{{"EngineDefaults", std::move(*out)}};
}

bool ElastiCacheService::inUse(const std::string& parameterGroup) const {
    return std::any_of(m_clusters.begin(), m_clusters.end(), [&](const Cluster& c) { return c.used && c.parameterGroup == parameterGroup; }) ||
           std::any_of(m_groups.begin(), m_groups.end(), [&](const ReplicationGroup& g) { return g.used && g.parameterGroup == parameterGroup; });
}

ApiResult ElastiCacheService::modifyParameterGroup(World& world, const Json& input) {
    const std::string name = lowerCase(textOf(input, "CacheParameterGroupName"));
    const auto it = m_parameterGroups.find(name);
    if (it == m_parameterGroups.end()) return tl::unexpected(parameterGroupNotFound(name));
    if (it->second.isDefault) return tl::unexpected(defaultGroup(name));
    const Json& list = input["ParameterNameValues"];
    if (list.empty()) return tl::unexpected(mustBeProvided("ParameterNameValues"));
    if (list.size() > kMostAtOnce) {
        return fail("InvalidParameterValue", "At most " + std::to_string(kMostAtOnce) + " parameters can be modified in one request.");
    }
    std::map<std::string, std::string> values = it->second.values;
    std::vector<std::string> messages;
    for (const Json& one : list) {
        const std::string parameter = textOf(one, "ParameterName"), value = textOf(one, "ParameterValue");
        if (parameter.empty()) return tl::unexpected(mustBeProvided("ParameterName"));
        const CacheParameter* p = findParameter(parameter, it->second.family);
        if (p == nullptr) return tl::unexpected(noSuchParameter(parameter));
        if (!p->modifiable) return fail("InvalidParameterValue", "The parameter " + parameter + " cannot be modified.");
        if (parameter == "cluster-enabled" && inUse(name)) {
            return fail("InvalidParameterValue", "The parameter cluster-enabled cannot be modified while the parameter group is in use.");
        }
        if (!one.contains("ParameterValue")) return tl::unexpected(mustBeProvided("ParameterValue"));
        if (!isAllowed(*p, value)) {
            return fail("InvalidParameterValue", "Invalid parameter value: " + value.substr(0, 100) + " for: " + parameter +
                                                     " allowed values are: " + p->allowed);
        }
        values[parameter] = value;
        messages.push_back("Updated parameter " + parameter + " to " + value.substr(0, 100) + " with apply method " +
                           (p->needsReboot ? "pending-reboot" : "immediate"));
    }
    it->second.values = std::move(values);
    for (std::string& text : messages) addEvent(world, name, "cache-parameter-group", std::move(text));
    for (std::uint32_t slot = 0; slot < m_clusters.size(); ++slot) {
        if (m_clusters[slot].used && m_clusters[slot].parameterGroup == name) scheduleParameters(world, slot);
    }
    return Json{{"CacheParameterGroupName", name}};
}

ApiResult ElastiCacheService::resetParameterGroup(World& world, const Json& input) {
    const std::string name = lowerCase(textOf(input, "CacheParameterGroupName"));
    const auto it = m_parameterGroups.find(name);
    if (it == m_parameterGroups.end()) return tl::unexpected(parameterGroupNotFound(name));
    if (it->second.isDefault) return tl::unexpected(defaultGroup(name));
    const bool all = input.value("ResetAllParameters", false);
    const Json list = input.contains("ParameterNameValues") ? input["ParameterNameValues"] : Json::array();
    if (all && !list.empty()) {
        return fail("InvalidParameterCombination", "ParameterNameValues must not be used when ResetAllParameters is true.");
    }
    if (!all && list.empty()) {
        return fail("InvalidParameterCombination", "Name at least one parameter in ParameterNameValues, or set ResetAllParameters to true.");
    }
    for (const Json& one : list) {
        const std::string parameter = textOf(one, "ParameterName");
        const CacheParameter* p = findParameter(parameter, it->second.family);
        if (p == nullptr) return tl::unexpected(noSuchParameter(parameter));
        if (!p->modifiable) return fail("InvalidParameterValue", "The parameter " + parameter + " cannot be modified.");
    }
    if (all) {
        it->second.values.clear();
    } else {
        for (const Json& one : list) it->second.values.erase(textOf(one, "ParameterName"));
    }
    addEvent(world, name, "cache-parameter-group", "Reset parameters of CacheParameterGroup " + name);
    for (std::uint32_t slot = 0; slot < m_clusters.size(); ++slot) {
        if (m_clusters[slot].used && m_clusters[slot].parameterGroup == name) scheduleParameters(world, slot);
    }
    return Json{{"CacheParameterGroupName", name}};
}

ApiResult ElastiCacheService::deleteParameterGroup(const Json& input) {
    const std::string name = lowerCase(textOf(input, "CacheParameterGroupName"));
    const auto it = m_parameterGroups.find(name);
    if (it == m_parameterGroups.end()) return tl::unexpected(parameterGroupNotFound(name));
    if (it->second.isDefault) return tl::unexpected(defaultGroup(name));
    const bool used = inUse(name);
    if (used) {
        return fail("InvalidCacheParameterGroupState",
                    "One or more cache clusters are still members of this parameter group " + name + ", so the group cannot be deleted.");
    }
    m_parameterGroups.erase(it);
    return Json::object();
}

} // namespace maylab::cache
