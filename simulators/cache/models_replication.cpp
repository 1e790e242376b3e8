// Names, types and order of members: ElastiCache API reference, version 2015-02-02. Members that belong to features left
// out here (outposts, log delivery, users, global datastores) are known, so that the service can refuse them by name.
#include "cache/models_replication.h"

namespace maylab::cache {

namespace {

using namespace aws;

constexpr MemberShape kTagMembers[] = {{"Key", &kString}, {"Value", &kString}};
constexpr Shape kTag = structureOf(kTagMembers);
constexpr Shape kTags = listOf(kTag);
constexpr Shape kMaxRecords = integerIn(20, 100);
constexpr Shape kLogs = listOf(kString);

// --- replies ---
constexpr MemberShape kEndpointMembers[] = {{"Address", &kString}, {"Port", &kInteger}};
constexpr Shape kEndpoint = structureOf(kEndpointMembers);
constexpr MemberShape kMemberMembers[] = {{"CacheClusterId", &kString},
                                          {"CacheNodeId", &kString},
                                          {"ReadEndpoint", &kEndpoint},
                                          {"PreferredAvailabilityZone", &kString},
                                          {"PreferredOutpostArn", &kString},
                                          {"CurrentRole", &kString}};
constexpr Shape kMember = structureOf(kMemberMembers);
constexpr Shape kMembers = listOf(kMember);
constexpr MemberShape kNodeGroupMembers[] = {{"NodeGroupId", &kString},      {"Status", &kString},
                                             {"PrimaryEndpoint", &kEndpoint}, {"ReaderEndpoint", &kEndpoint},
                                             {"Slots", &kString},            {"NodeGroupMembers", &kMembers}};
constexpr Shape kNodeGroup = structureOf(kNodeGroupMembers);
constexpr Shape kNodeGroups = listOf(kNodeGroup);
constexpr MemberShape kMigrationMembers[] = {{"ProgressPercentage", &kDouble}};
constexpr Shape kMigration = structureOf(kMigrationMembers);
constexpr MemberShape kReshardingMembers[] = {{"SlotMigration", &kMigration}};
constexpr Shape kReshardingStatus = structureOf(kReshardingMembers);
constexpr MemberShape kPendingMembers[] = {{"PrimaryClusterId", &kString},
                                           {"AutomaticFailoverStatus", &kString},
                                           {"Resharding", &kReshardingStatus},
                                           {"CacheNodeType", &kString},
                                           {"EngineVersion", &kString}};
constexpr Shape kPending = structureOf(kPendingMembers);
constexpr MemberShape kGlobalMembers[] = {{"GlobalReplicationGroupId", &kString}, {"GlobalReplicationGroupMemberRole", &kString}};
constexpr Shape kGlobal = structureOf(kGlobalMembers);
constexpr MemberShape kGroupMembers[] = {{"ReplicationGroupId", &kString},
                                         {"Description", &kString},
                                         {"GlobalReplicationGroupInfo", &kGlobal},
                                         {"Status", &kString},
                                         {"PendingModifiedValues", &kPending},
                                         {"MemberClusters", &kStringList},
                                         {"NodeGroups", &kNodeGroups},
                                         {"SnapshottingClusterId", &kString},
                                         {"AutomaticFailover", &kString},
                                         {"MultiAZ", &kString},
                                         {"ConfigurationEndpoint", &kEndpoint},
                                         {"SnapshotRetentionLimit", &kInteger},
                                         {"SnapshotWindow", &kString},
                                         {"ClusterEnabled", &kBoolean},
                                         {"CacheNodeType", &kString},
                                         {"AuthTokenEnabled", &kBoolean},
                                         {"TransitEncryptionEnabled", &kBoolean},
                                         {"AtRestEncryptionEnabled", &kBoolean},
                                         {"KmsKeyId", &kString},
                                         {"ARN", &kString},
                                         {"UserGroupIds", &kStringList},
                                         {"LogDeliveryConfigurations", &kLogs},
                                         {"ReplicationGroupCreateTime", &kTimestamp},
                                         {"DataTiering", &kString},
                                         {"AutoMinorVersionUpgrade", &kBoolean},
                                         {"NetworkType", &kString},
                                         {"IpDiscovery", &kString},
                                         {"TransitEncryptionMode", &kString},
                                         {"ClusterMode", &kString},
                                         {"Engine", &kString}};
constexpr Shape kGroup = structureOf(kGroupMembers);
constexpr Shape kGroups = listOf(kGroup);
constexpr MemberShape kOneGroupMembers[] = {{"ReplicationGroup", &kGroup}};
constexpr MemberShape kGroupPageMembers[] = {{"Marker", &kString}, {"ReplicationGroups", &kGroups}};

constexpr MemberShape kSnapshotGroupMembers[] = {{"NodeGroupId", &kString},
                                                 {"Slots", &kString},
                                                 {"ReplicaCount", &kInteger},
                                                 {"PrimaryAvailabilityZone", &kString},
                                                 {"ReplicaAvailabilityZones", &kStringList}};
constexpr Shape kSnapshotGroup = structureOf(kSnapshotGroupMembers);
constexpr MemberShape kNodeSnapshotMembers[] = {
    {"CacheClusterId", &kString}, {"NodeGroupId", &kString},           {"CacheNodeId", &kString}, {"NodeGroupConfiguration", &kSnapshotGroup},
    {"CacheSize", &kString},      {"CacheNodeCreateTime", &kTimestamp}, {"SnapshotCreateTime", &kTimestamp}};
constexpr Shape kNodeSnapshot = structureOf(kNodeSnapshotMembers);
constexpr Shape kNodeSnapshots = listOf(kNodeSnapshot);
constexpr MemberShape kSnapshotMembers[] = {{"SnapshotName", &kString},
                                            {"ReplicationGroupId", &kString},
                                            {"ReplicationGroupDescription", &kString},
                                            {"CacheClusterId", &kString},
                                            {"SnapshotStatus", &kString},
                                            {"SnapshotSource", &kString},
                                            {"CacheNodeType", &kString},
                                            {"Engine", &kString},
                                            {"EngineVersion", &kString},
                                            {"NumCacheNodes", &kInteger},
                                            {"PreferredAvailabilityZone", &kString},
                                            {"CacheClusterCreateTime", &kTimestamp},
                                            {"PreferredMaintenanceWindow", &kString},
                                            {"TopicArn", &kString},
                                            {"Port", &kInteger},
                                            {"CacheParameterGroupName", &kString},
                                            {"CacheSubnetGroupName", &kString},
                                            {"VpcId", &kString},
                                            {"AutoMinorVersionUpgrade", &kBoolean},
                                            {"SnapshotRetentionLimit", &kInteger},
                                            {"SnapshotWindow", &kString},
                                            {"NumNodeGroups", &kInteger},
                                            {"AutomaticFailover", &kString},
                                            {"NodeSnapshots", &kNodeSnapshots},
                                            {"KmsKeyId", &kString},
                                            {"ARN", &kString},
                                            {"DataTiering", &kString}};
constexpr Shape kSnapshot = structureOf(kSnapshotMembers);
constexpr Shape kSnapshots = listOf(kSnapshot);
constexpr MemberShape kOneSnapshotMembers[] = {{"Snapshot", &kSnapshot}};
constexpr MemberShape kSnapshotPageMembers[] = {{"Marker", &kString}, {"Snapshots", &kSnapshots}};

// --- requests ---
constexpr const char* kNetworkTypes[] = {"ipv4", "ipv6", "dual_stack"};
constexpr Shape kNetworkType = enumOf(kNetworkTypes);
constexpr const char* kIpDiscoveries[] = {"ipv4", "ipv6"};
constexpr Shape kIpDiscovery = enumOf(kIpDiscoveries);
constexpr const char* kTransitModes[] = {"preferred", "required"};
constexpr Shape kTransitMode = enumOf(kTransitModes);
constexpr const char* kClusterModes[] = {"enabled", "disabled", "compatible"};
constexpr Shape kClusterMode = enumOf(kClusterModes);
constexpr const char* kAuthStrategies[] = {"SET", "ROTATE", "DELETE"};
constexpr Shape kAuthStrategy = enumOf(kAuthStrategies);

constexpr MemberShape kGroupConfigurationMembers[] = {{"NodeGroupId", &kString},
                                                      {"Slots", &kString, false, "For example 0-5460."},
                                                      {"ReplicaCount", &kInteger},
                                                      {"PrimaryAvailabilityZone", &kString},
                                                      {"ReplicaAvailabilityZones", &kStringList},
                                                      {"PrimaryOutpostArn", &kString},
                                                      {"ReplicaOutpostArns", &kStringList}};
constexpr Shape kGroupConfiguration = structureOf(kGroupConfigurationMembers);
constexpr Shape kGroupConfigurations = listOf(kGroupConfiguration);
constexpr MemberShape kCreateMembers[] = {
    {"ReplicationGroupId", &kString, kRequired, "Your name for the group: 1 to 40 letters, digits and hyphens."},
    {"ReplicationGroupDescription", &kString, kRequired, "A sentence about it."},
    {"GlobalReplicationGroupId", &kString},
    {"PrimaryClusterId", &kString, false, "An existing cluster that becomes the primary."},
    {"AutomaticFailoverEnabled", &kBoolean, false, "A replica takes over when the primary is lost; must be on with cluster mode."},
    {"MultiAZEnabled", &kBoolean, false, "Spread the nodes over Availability Zones."},
    {"NumCacheClusters", &kInteger, false, "Nodes of the one shard, the primary among them: 1 to 6."},
    {"PreferredCacheClusterAZs", &kStringList},
    {"NumNodeGroups", &kInteger, false, "Shards; more than 1 is cluster mode."},
    {"ReplicasPerNodeGroup", &kInteger, false, "0 to 5."},
    {"NodeGroupConfiguration", &kGroupConfigurations},
    {"CacheNodeType", &kString, false, "Memory and processors of each node, for example cache.t3.micro."},
    {"Engine", &kString, false, "redis"},
    {"EngineVersion", &kString},
    {"CacheParameterGroupName", &kString, false, "default.redis7, or default.redis7.cluster.on with cluster mode."},
    {"CacheSubnetGroupName", &kString, false, "The private subnets in which the nodes get their addresses."},
    {"CacheSecurityGroupNames", &kStringList},
    {"SecurityGroupIds", &kStringList, false, "Who may connect."},
    {"Tags", &kTags},
    {"SnapshotArns", &kStringList},
    {"SnapshotName", &kString, false, "What the group holds at its start."},
    {"PreferredMaintenanceWindow", &kString},
    {"Port", &kInteger},
    {"NotificationTopicArn", &kString},
    {"AutoMinorVersionUpgrade", &kBoolean},
    {"SnapshotRetentionLimit", &kInteger},
    {"SnapshotWindow", &kString},
    {"AuthToken", &kString},
    {"TransitEncryptionEnabled", &kBoolean},
    {"AtRestEncryptionEnabled", &kBoolean},
    {"KmsKeyId", &kString},
    {"UserGroupIds", &kStringList},
    {"LogDeliveryConfigurations", &kLogs},
    {"DataTieringEnabled", &kBoolean},
    {"NetworkType", &kNetworkType},
    {"IpDiscovery", &kIpDiscovery},
    {"TransitEncryptionMode", &kTransitMode},
    {"ClusterMode", &kClusterMode},
    {"ServerlessCacheSnapshotName", &kString}};
constexpr MemberShape kDescribeMembers[] = {{"ReplicationGroupId", &kString}, {"MaxRecords", &kMaxRecords}, {"Marker", &kString}};
constexpr MemberShape kModifyMembers[] = {
    {"ReplicationGroupId", &kString, kRequired},
    {"ReplicationGroupDescription", &kString},
    {"PrimaryClusterId", &kString, false, "The replica that becomes the primary; automatic failover must be off."},
    {"SnapshottingClusterId", &kString},
    {"AutomaticFailoverEnabled", &kBoolean},
    {"MultiAZEnabled", &kBoolean},
    {"NodeGroupId", &kString},
    {"CacheSecurityGroupNames", &kStringList},
    {"SecurityGroupIds", &kStringList},
    {"PreferredMaintenanceWindow", &kString},
    {"NotificationTopicArn", &kString},
    {"CacheParameterGroupName", &kString},
    {"NotificationTopicStatus", &kString},
    {"ApplyImmediately", &kBoolean, false, "Now instead of in the next maintenance window."},
    {"Engine", &kString},
    {"EngineVersion", &kString},
    {"AutoMinorVersionUpgrade", &kBoolean},
    {"SnapshotRetentionLimit", &kInteger},
    {"SnapshotWindow", &kString},
    {"CacheNodeType", &kString},
    {"AuthToken", &kString},
    {"AuthTokenUpdateStrategy", &kAuthStrategy},
    {"UserGroupIdsToAdd", &kStringList},
    {"UserGroupIdsToRemove", &kStringList},
    {"RemoveUserGroups", &kBoolean},
    {"LogDeliveryConfigurations", &kLogs},
    {"IpDiscovery", &kIpDiscovery},
    {"TransitEncryptionEnabled", &kBoolean},
    {"TransitEncryptionMode", &kTransitMode},
    {"ClusterMode", &kClusterMode}};
constexpr MemberShape kDeleteMembers[] = {{"ReplicationGroupId", &kString, kRequired},
                                          {"RetainPrimaryCluster", &kBoolean, false, "The primary stays, as a cluster alone."},
                                          {"FinalSnapshotIdentifier", &kString, false, "A last snapshot of that name."}};
constexpr MemberShape kConfigureShardMembers[] = {{"NodeGroupId", &kString, kRequired},
                                                  {"NewReplicaCount", &kInteger, kRequired},
                                                  {"PreferredAvailabilityZones", &kStringList},
                                                  {"PreferredOutpostArns", &kStringList}};
constexpr Shape kConfigureShard = structureOf(kConfigureShardMembers);
constexpr Shape kConfigureShards = listOf(kConfigureShard);
constexpr MemberShape kIncreaseMembers[] = {{"ReplicationGroupId", &kString, kRequired},
                                            {"NewReplicaCount", &kInteger, false, "Replicas of every shard."},
                                            {"ReplicaConfiguration", &kConfigureShards},
                                            {"ApplyImmediately", &kBoolean, kRequired}};
constexpr MemberShape kDecreaseMembers[] = {{"ReplicationGroupId", &kString, kRequired},
                                            {"NewReplicaCount", &kInteger, false, "Replicas of every shard."},
                                            {"ReplicaConfiguration", &kConfigureShards},
                                            {"ReplicasToRemove", &kStringList},
                                            {"ApplyImmediately", &kBoolean, kRequired}};
constexpr MemberShape kReshardingConfigurationMembers[] = {{"NodeGroupId", &kString}, {"PreferredAvailabilityZones", &kStringList}};
constexpr Shape kReshardingConfiguration = structureOf(kReshardingConfigurationMembers);
constexpr Shape kReshardingConfigurations = listOf(kReshardingConfiguration);
constexpr MemberShape kShardMembers[] = {{"ReplicationGroupId", &kString, kRequired},
                                         {"NodeGroupCount", &kInteger, kRequired, "How many shards there shall be."},
                                         {"ApplyImmediately", &kBoolean, kRequired},
                                         {"ReshardingConfiguration", &kReshardingConfigurations},
                                         {"NodeGroupsToRemove", &kStringList},
                                         {"NodeGroupsToRetain", &kStringList}};
constexpr MemberShape kFailoverMembers[] = {{"ReplicationGroupId", &kString, kRequired},
                                            {"NodeGroupId", &kString, kRequired, "The shard; 0001 without cluster mode."}};
constexpr MemberShape kCreateSnapshotMembers[] = {{"ReplicationGroupId", &kString},
                                                  {"CacheClusterId", &kString},
                                                  {"SnapshotName", &kString, kRequired},
                                                  {"KmsKeyId", &kString},
                                                  {"Tags", &kTags}};
constexpr MemberShape kCopySnapshotMembers[] = {{"SourceSnapshotName", &kString, kRequired},
                                                {"TargetSnapshotName", &kString, kRequired},
                                                {"TargetBucket", &kString},
                                                {"KmsKeyId", &kString},
                                                {"Tags", &kTags}};
constexpr MemberShape kDescribeSnapshotsMembers[] = {{"ReplicationGroupId", &kString},
                                                     {"CacheClusterId", &kString},
                                                     {"SnapshotName", &kString},
                                                     {"SnapshotSource", &kString, false, "system or user"},
                                                     {"Marker", &kString},
                                                     {"MaxRecords", &kMaxRecords},
                                                     {"ShowNodeGroupConfig", &kBoolean}};
constexpr MemberShape kDeleteSnapshotMembers[] = {{"SnapshotName", &kString, kRequired}};

} // namespace

constexpr Shape kOneReplicationGroup = structureOf(kOneGroupMembers);
constexpr Shape kReplicationGroupPage = structureOf(kGroupPageMembers);
constexpr Shape kOneSnapshot = structureOf(kOneSnapshotMembers);
constexpr Shape kSnapshotPage = structureOf(kSnapshotPageMembers);
constexpr Shape kCreateReplicationGroup = structureOf(kCreateMembers);
constexpr Shape kDescribeReplicationGroups = structureOf(kDescribeMembers);
constexpr Shape kModifyReplicationGroup = structureOf(kModifyMembers);
constexpr Shape kDeleteReplicationGroup = structureOf(kDeleteMembers);
constexpr Shape kIncreaseReplicaCount = structureOf(kIncreaseMembers);
constexpr Shape kDecreaseReplicaCount = structureOf(kDecreaseMembers);
constexpr Shape kModifyShardConfiguration = structureOf(kShardMembers);
constexpr Shape kTestFailover = structureOf(kFailoverMembers);
constexpr Shape kCreateSnapshot = structureOf(kCreateSnapshotMembers);
constexpr Shape kCopySnapshot = structureOf(kCopySnapshotMembers);
constexpr Shape kDescribeSnapshots = structureOf(kDescribeSnapshotsMembers);
constexpr Shape kDeleteSnapshot = structureOf(kDeleteSnapshotMembers);

} // namespace maylab::cache
