#include "cache/cluster_settings.h"

#include "cache/maintenance_window.h"

namespace maylab::cache {

using kernel::ApiError;
using kernel::fail;
using kernel::Json;

std::optional<ApiError> refuseUnmodelled(const Json& input) {
    static constexpr const char* kLeftOut[] = {"SnapshotArns",
                                               "AuthToken",
                                               "AuthTokenUpdateStrategy",
                                               "OutpostMode",
                                               "PreferredOutpostArn",
                                               "PreferredOutpostArns",
                                               "LogDeliveryConfigurations",
                                               "UserGroupIds",
                                               "UserGroupIdsToAdd",
                                               "UserGroupIdsToRemove",
                                               "GlobalReplicationGroupId",
                                               "ServerlessCacheSnapshotName"};
    for (const char* member : kLeftOut) {
        if (input.contains(member) && !input[member].empty()) return notModelled(member);
    }
    if (input.value("DataTieringEnabled", false)) return notModelled("DataTieringEnabled");
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
    if (days < 0 || days > kMostSnapshotDays) {
        return ApiError{"InvalidParameterValue",
                        "Invalid value " + std::to_string(days) + " for SnapshotRetentionLimit. Must be between 0 and " +
                            std::to_string(kMostSnapshotDays),
                        400};
    }
    const auto port = input.value("Port", std::int64_t{6379});
    if (port < 1150 || port > 65535) {
        return ApiError{"InvalidParameterValue",
                        "Invalid value " + std::to_string(port) + " for Port. Must be between 1150 and 65535", 400};
    }
    return std::nullopt;
}

tl::expected<const NodeType*, ApiError> nodeTypeOf(const Json& input) {
    const std::string name = textOf(input, "CacheNodeType");
    if (name.empty()) return tl::unexpected(mustBeProvided("CacheNodeType"));
    const NodeType* type = findNodeType(name);
    if (type == nullptr) return fail("InvalidParameterValue", "Invalid Cache Node Type: " + name.substr(0, 60));
    return type;
}

tl::expected<std::string, ApiError> versionOf(const Json& input, CacheEngine engine) {
    const std::string wanted = textOf(input, "EngineVersion"), version = fullVersion(wanted, engine);
    if (version.empty()) {
        return fail("InvalidParameterCombination",
                    "Cannot find version " + wanted.substr(0, 30) + " for " + toString(engine));
    }
    return version;
}

} // namespace maylab::cache
