// What creating and modifying a cluster or a replication group have in common: settings that do not depend on the rest
// of the world, features left out, and the plan of new nodes. Internal to the room.
#pragma once

#include "aws/tags.h"
#include "cache/api_helpers.h"
#include "cache/node_type.h"
#include "cache/parameters.h"
#include "kernel/service.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace maylab::cache {

inline constexpr int kMostSnapshotDays = 35; // API reference, SnapshotRetentionLimit

// Values of a request that are wrong by themselves: windows, retention, port.
std::optional<kernel::ApiError> checkSettings(const kernel::Json& input);
// Members that belong to features this simulator leaves out.
std::optional<kernel::ApiError> refuseUnmodelled(const kernel::Json& input);

// Windows, snapshots, notifications and security groups of a checked request; Target: Cluster, ReplicationGroup.
template <class Target>
void takeSettings(Target& c, const kernel::Json& input) {
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

// Node type and version as a request names them; errors as the service's.
tl::expected<const NodeType*, kernel::ApiError> nodeTypeOf(const kernel::Json& input);
tl::expected<std::string, kernel::ApiError> versionOf(const kernel::Json& input, CacheEngine engine);

} // namespace maylab::cache
