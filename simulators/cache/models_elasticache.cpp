// Names, types and order of members: ElastiCache API reference, version 2015-02-02. Members that belong to features
// left out here (outposts, log delivery) are known, so that the service can refuse them by
// name; their inner structure is not.
#include "cache/models.h"
#include "cache/models_replication.h"

namespace maylab::cache {

namespace {

using namespace aws;

constexpr MemberShape kTagMembers[] = {{"Key", &kString}, {"Value", &kString}};
constexpr Shape kTag = structureOf(kTagMembers);
constexpr Shape kTags = listOf(kTag);

// --- replies ---
constexpr MemberShape kEndpointMembers[] = {{"Address", &kString}, {"Port", &kInteger}};
constexpr Shape kEndpoint = structureOf(kEndpointMembers);

constexpr MemberShape kPendingMembers[] = {{"NumCacheNodes", &kInteger},
                                           {"CacheNodeIdsToRemove", &kStringList},
                                           {"EngineVersion", &kString},
                                           {"CacheNodeType", &kString}};
constexpr Shape kPending = structureOf(kPendingMembers);

constexpr MemberShape kNotificationMembers[] = {{"TopicArn", &kString}, {"TopicStatus", &kString}};
constexpr Shape kNotification = structureOf(kNotificationMembers);

constexpr MemberShape kGroupStatusMembers[] = {
    {"CacheParameterGroupName", &kString}, {"ParameterApplyStatus", &kString}, {"CacheNodeIdsToReboot", &kStringList}};
constexpr Shape kGroupStatus = structureOf(kGroupStatusMembers);

constexpr MemberShape kNodeMembers[] = {{"CacheNodeId", &kString},
                                        {"CacheNodeStatus", &kString},
                                        {"CacheNodeCreateTime", &kTimestamp},
                                        {"Endpoint", &kEndpoint},
                                        {"ParameterGroupStatus", &kString},
                                        {"CustomerAvailabilityZone", &kString}};
constexpr Shape kNode = structureOf(kNodeMembers);
constexpr Shape kNodes = listOf(kNode);

constexpr MemberShape kMembershipMembers[] = {{"SecurityGroupId", &kString}, {"Status", &kString}};
constexpr Shape kMembership = structureOf(kMembershipMembers);
constexpr Shape kMemberships = listOf(kMembership);

constexpr MemberShape kClusterMembers[] = {{"CacheClusterId", &kString},
                                           {"ConfigurationEndpoint", &kEndpoint},
                                           {"ClientDownloadLandingPage", &kString},
                                           {"CacheNodeType", &kString},
                                           {"Engine", &kString},
                                           {"EngineVersion", &kString},
                                           {"CacheClusterStatus", &kString},
                                           {"NumCacheNodes", &kInteger},
                                           {"PreferredAvailabilityZone", &kString},
                                           {"CacheClusterCreateTime", &kTimestamp},
                                           {"PreferredMaintenanceWindow", &kString},
                                           {"PendingModifiedValues", &kPending},
                                           {"NotificationConfiguration", &kNotification},
                                           {"CacheSecurityGroups", &kStringList},
                                           {"CacheParameterGroup", &kGroupStatus},
                                           {"CacheSubnetGroupName", &kString},
                                           {"CacheNodes", &kNodes},
                                           {"AutoMinorVersionUpgrade", &kBoolean},
                                           {"SecurityGroups", &kMemberships},
                                           {"ReplicationGroupId", &kString},
                                           {"SnapshotRetentionLimit", &kInteger},
                                           {"SnapshotWindow", &kString},
                                           {"AuthTokenEnabled", &kBoolean},
                                           {"TransitEncryptionEnabled", &kBoolean},
                                           {"AtRestEncryptionEnabled", &kBoolean},
                                           {"ARN", &kString},
                                           {"ReplicationGroupLogDeliveryEnabled", &kBoolean},
                                           {"LogDeliveryConfigurations", &kStringList},
                                           {"NetworkType", &kString},
                                           {"IpDiscovery", &kString}};
constexpr Shape kCluster = structureOf(kClusterMembers);
constexpr Shape kClusters = listOf(kCluster);
constexpr MemberShape kOneClusterMembers[] = {{"CacheCluster", &kCluster}};
constexpr Shape kOneCluster = structureOf(kOneClusterMembers);
constexpr MemberShape kClusterPageMembers[] = {{"Marker", &kString}, {"CacheClusters", &kClusters}};
constexpr Shape kClusterPage = structureOf(kClusterPageMembers);

constexpr MemberShape kZoneMembers[] = {{"Name", &kString}};
constexpr Shape kZone = structureOf(kZoneMembers);
constexpr MemberShape kSubnetMembers[] = {
    {"SubnetIdentifier", &kString}, {"SubnetAvailabilityZone", &kZone}, {"SupportedNetworkTypes", &kStringList}};
constexpr Shape kSubnet = structureOf(kSubnetMembers);
constexpr Shape kSubnets = listOf(kSubnet);
constexpr MemberShape kSubnetGroupMembers[] = {{"CacheSubnetGroupName", &kString},
                                               {"CacheSubnetGroupDescription", &kString},
                                               {"VpcId", &kString},
                                               {"Subnets", &kSubnets},
                                               {"ARN", &kString},
                                               {"SupportedNetworkTypes", &kStringList}};
constexpr Shape kSubnetGroup = structureOf(kSubnetGroupMembers);
constexpr Shape kSubnetGroups = listOf(kSubnetGroup);
constexpr MemberShape kOneSubnetGroupMembers[] = {{"CacheSubnetGroup", &kSubnetGroup}};
constexpr Shape kOneSubnetGroup = structureOf(kOneSubnetGroupMembers);
constexpr MemberShape kSubnetGroupPageMembers[] = {{"Marker", &kString}, {"CacheSubnetGroups", &kSubnetGroups}};
constexpr Shape kSubnetGroupPage = structureOf(kSubnetGroupPageMembers);

constexpr MemberShape kParameterGroupMembers[] = {{"CacheParameterGroupName", &kString},
                                                  {"CacheParameterGroupFamily", &kString},
                                                  {"Description", &kString},
                                                  {"IsGlobal", &kBoolean},
                                                  {"ARN", &kString}};
constexpr Shape kParameterGroup = structureOf(kParameterGroupMembers);
constexpr Shape kParameterGroups = listOf(kParameterGroup);
constexpr MemberShape kOneParameterGroupMembers[] = {{"CacheParameterGroup", &kParameterGroup}};
constexpr Shape kOneParameterGroup = structureOf(kOneParameterGroupMembers);
constexpr MemberShape kParameterGroupPageMembers[] = {{"Marker", &kString}, {"CacheParameterGroups", &kParameterGroups}};
constexpr Shape kParameterGroupPage = structureOf(kParameterGroupPageMembers);
constexpr MemberShape kGroupNameMembers[] = {{"CacheParameterGroupName", &kString}};
constexpr Shape kGroupName = structureOf(kGroupNameMembers);

constexpr MemberShape kParameterMembers[] = {
    {"ParameterName", &kString}, {"ParameterValue", &kString}, {"Description", &kString},
    {"Source", &kString},        {"DataType", &kString},       {"AllowedValues", &kString},
    {"IsModifiable", &kBoolean}, {"MinimumEngineVersion", &kString}, {"ChangeType", &kString}};
constexpr Shape kParameter = structureOf(kParameterMembers);
constexpr Shape kParameters = listOf(kParameter);
constexpr MemberShape kTypeValueMembers[] = {{"CacheNodeType", &kString}, {"Value", &kString}};
constexpr Shape kTypeValue = structureOf(kTypeValueMembers);
constexpr Shape kTypeValues = listOf(kTypeValue);
constexpr MemberShape kTypeParameterMembers[] = {
    {"ParameterName", &kString},        {"Description", &kString},
    {"Source", &kString},               {"DataType", &kString},
    {"AllowedValues", &kString},        {"IsModifiable", &kBoolean},
    {"MinimumEngineVersion", &kString}, {"CacheNodeTypeSpecificValues", &kTypeValues},
    {"ChangeType", &kString}};
constexpr Shape kTypeParameter = structureOf(kTypeParameterMembers);
constexpr Shape kTypeParameters = listOf(kTypeParameter);
constexpr MemberShape kParameterPageMembers[] = {
    {"Marker", &kString}, {"Parameters", &kParameters}, {"CacheNodeTypeSpecificParameters", &kTypeParameters}};
constexpr Shape kParameterPage = structureOf(kParameterPageMembers);
constexpr MemberShape kDefaultsMembers[] = {{"CacheParameterGroupFamily", &kString},
                                            {"Marker", &kString},
                                            {"Parameters", &kParameters},
                                            {"CacheNodeTypeSpecificParameters", &kTypeParameters}};
constexpr Shape kDefaults = structureOf(kDefaultsMembers);
constexpr MemberShape kDefaultsPageMembers[] = {{"EngineDefaults", &kDefaults}};
constexpr Shape kDefaultsPage = structureOf(kDefaultsPageMembers);

constexpr MemberShape kEventMembers[] = {
    {"SourceIdentifier", &kString}, {"SourceType", &kString}, {"Message", &kString}, {"Date", &kTimestamp}};
constexpr Shape kEvent = structureOf(kEventMembers);
constexpr Shape kEvents = listOf(kEvent);
constexpr MemberShape kEventPageMembers[] = {{"Marker", &kString}, {"Events", &kEvents}};
constexpr Shape kEventPage = structureOf(kEventPageMembers);

constexpr MemberShape kVersionMembers[] = {{"Engine", &kString},
                                           {"EngineVersion", &kString},
                                           {"CacheParameterGroupFamily", &kString},
                                           {"CacheEngineDescription", &kString},
                                           {"CacheEngineVersionDescription", &kString}};
constexpr Shape kVersion = structureOf(kVersionMembers);
constexpr Shape kVersions = listOf(kVersion);
constexpr MemberShape kVersionPageMembers[] = {{"Marker", &kString}, {"CacheEngineVersions", &kVersions}};
constexpr Shape kVersionPage = structureOf(kVersionPageMembers);

constexpr MemberShape kTagPageMembers[] = {{"TagList", &kTags}};
constexpr Shape kTagPage = structureOf(kTagPageMembers);

// --- requests ---
constexpr Shape kMaxRecords = integerIn(20, 100);
constexpr const char* kAzModes[] = {"single-az", "cross-az"};
constexpr Shape kAzMode = enumOf(kAzModes);
constexpr const char* kNetworkTypes[] = {"ipv4", "ipv6", "dual_stack"};
constexpr Shape kNetworkType = enumOf(kNetworkTypes);
constexpr const char* kIpDiscoveries[] = {"ipv4", "ipv6"};
constexpr Shape kIpDiscovery = enumOf(kIpDiscoveries);
constexpr const char* kOutpostModes[] = {"single-outpost", "cross-outpost"};
constexpr Shape kOutpostMode = enumOf(kOutpostModes);
constexpr const char* kAuthStrategies[] = {"SET", "ROTATE", "DELETE"};
constexpr Shape kAuthStrategy = enumOf(kAuthStrategies);
constexpr const char* kSourceTypes[] = {"cache-cluster",       "cache-parameter-group", "cache-security-group",
                                        "cache-subnet-group",  "replication-group",     "serverless-cache",
                                        "serverless-cache-snapshot", "user",            "user-group"};
constexpr Shape kSourceType = enumOf(kSourceTypes);

constexpr MemberShape kNameValueMembers[] = {{"ParameterName", &kString}, {"ParameterValue", &kString}};
constexpr Shape kNameValue = structureOf(kNameValueMembers);
constexpr Shape kNameValues = listOf(kNameValue);
constexpr Shape kLogs = listOf(kString);

constexpr MemberShape kCreateClusterMembers[] = {
    {"CacheClusterId", &kString, kRequired, "Your name for the cluster: 1 to 50 letters, digits and hyphens."},
    {"ReplicationGroupId", &kString},
    {"AZMode", &kAzMode},
    {"PreferredAvailabilityZone", &kString},
    {"PreferredAvailabilityZones", &kStringList},
    {"NumCacheNodes", &kInteger, false, "1 for Redis OSS, 1 to 40 for Memcached."},
    {"CacheNodeType", &kString, false, "Memory and processors, for example cache.t3.micro."},
    {"Engine", &kString, false, "redis or memcached"},
    {"EngineVersion", &kString},
    {"CacheParameterGroupName", &kString, false, "The settings of the engine; default.redis7 if left out."},
    {"CacheSubnetGroupName", &kString, false, "The private subnets in which the node gets its address."},
    {"CacheSecurityGroupNames", &kStringList},
    {"SecurityGroupIds", &kStringList, false, "Who may connect."},
    {"Tags", &kTags},
    {"SnapshotArns", &kStringList},
    {"SnapshotName", &kString},
    {"PreferredMaintenanceWindow", &kString, false, "ddd:hh24:mi-ddd:hh24:mi, UTC."},
    {"Port", &kInteger},
    {"NotificationTopicArn", &kString},
    {"AutoMinorVersionUpgrade", &kBoolean},
    {"SnapshotRetentionLimit", &kInteger},
    {"SnapshotWindow", &kString},
    {"AuthToken", &kString},
    {"OutpostMode", &kOutpostMode},
    {"PreferredOutpostArn", &kString},
    {"PreferredOutpostArns", &kStringList},
    {"LogDeliveryConfigurations", &kLogs},
    {"TransitEncryptionEnabled", &kBoolean},
    {"NetworkType", &kNetworkType},
    {"IpDiscovery", &kIpDiscovery}};
constexpr Shape kCreateCluster = structureOf(kCreateClusterMembers);

constexpr MemberShape kDescribeClustersMembers[] = {
    {"CacheClusterId", &kString},
    {"MaxRecords", &kMaxRecords},
    {"Marker", &kString},
    {"ShowCacheNodeInfo", &kBoolean, false, "Also the nodes, with the endpoint of each."},
    {"ShowCacheClustersNotInReplicationGroups", &kBoolean}};
constexpr Shape kDescribeClusters = structureOf(kDescribeClustersMembers);

constexpr MemberShape kModifyClusterMembers[] = {
    {"CacheClusterId", &kString, kRequired},
    {"NumCacheNodes", &kInteger},
    {"CacheNodeIdsToRemove", &kStringList},
    {"AZMode", &kAzMode},
    {"NewAvailabilityZones", &kStringList},
    {"CacheSecurityGroupNames", &kStringList},
    {"SecurityGroupIds", &kStringList},
    {"PreferredMaintenanceWindow", &kString},
    {"NotificationTopicArn", &kString},
    {"CacheParameterGroupName", &kString, false, "Attaches another parameter group, as soon as possible."},
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
    {"LogDeliveryConfigurations", &kLogs},
    {"IpDiscovery", &kIpDiscovery}};
constexpr Shape kModifyCluster = structureOf(kModifyClusterMembers);

constexpr MemberShape kDeleteClusterMembers[] = {{"CacheClusterId", &kString, kRequired},
                                                 {"FinalSnapshotIdentifier", &kString}};
constexpr Shape kDeleteCluster = structureOf(kDeleteClusterMembers);
constexpr MemberShape kRebootClusterMembers[] = {{"CacheClusterId", &kString, kRequired},
                                                 {"CacheNodeIdsToReboot", &kStringList, kRequired}};
constexpr Shape kRebootCluster = structureOf(kRebootClusterMembers);

constexpr MemberShape kCreateSubnetGroupMembers[] = {{"CacheSubnetGroupName", &kString, kRequired},
                                                     {"CacheSubnetGroupDescription", &kString, kRequired},
                                                     {"SubnetIds", &kStringList, kRequired},
                                                     {"Tags", &kTags}};
constexpr Shape kCreateSubnetGroup = structureOf(kCreateSubnetGroupMembers);
constexpr MemberShape kModifySubnetGroupMembers[] = {{"CacheSubnetGroupName", &kString, kRequired},
                                                     {"CacheSubnetGroupDescription", &kString},
                                                     {"SubnetIds", &kStringList}};
constexpr Shape kModifySubnetGroup = structureOf(kModifySubnetGroupMembers);
constexpr MemberShape kDeleteSubnetGroupMembers[] = {{"CacheSubnetGroupName", &kString, kRequired}};
constexpr Shape kDeleteSubnetGroup = structureOf(kDeleteSubnetGroupMembers);
constexpr MemberShape kDescribeSubnetGroupsMembers[] = {
    {"CacheSubnetGroupName", &kString}, {"MaxRecords", &kMaxRecords}, {"Marker", &kString}};
constexpr Shape kDescribeSubnetGroups = structureOf(kDescribeSubnetGroupsMembers);

constexpr MemberShape kCreateParameterGroupMembers[] = {
    {"CacheParameterGroupName", &kString, kRequired},
    {"CacheParameterGroupFamily", &kString, kRequired, "redis7 or memcached1.6"},
    {"Description", &kString, kRequired},
    {"Tags", &kTags}};
constexpr Shape kCreateParameterGroup = structureOf(kCreateParameterGroupMembers);
constexpr MemberShape kDescribeParameterGroupsMembers[] = {
    {"CacheParameterGroupName", &kString}, {"MaxRecords", &kMaxRecords}, {"Marker", &kString}};
constexpr Shape kDescribeParameterGroups = structureOf(kDescribeParameterGroupsMembers);
constexpr MemberShape kDescribeParametersMembers[] = {{"CacheParameterGroupName", &kString, kRequired},
                                                      {"Source", &kString, false, "user, system or engine-default"},
                                                      {"MaxRecords", &kMaxRecords},
                                                      {"Marker", &kString}};
constexpr Shape kDescribeParameters = structureOf(kDescribeParametersMembers);
constexpr MemberShape kModifyParameterGroupMembers[] = {
    {"CacheParameterGroupName", &kString, kRequired},
    {"ParameterNameValues", &kNameValues, kRequired, "At most 20 at once."}};
constexpr Shape kModifyParameterGroup = structureOf(kModifyParameterGroupMembers);
constexpr MemberShape kResetParameterGroupMembers[] = {{"CacheParameterGroupName", &kString, kRequired},
                                                       {"ResetAllParameters", &kBoolean},
                                                       {"ParameterNameValues", &kNameValues}};
constexpr Shape kResetParameterGroup = structureOf(kResetParameterGroupMembers);
constexpr MemberShape kDeleteParameterGroupMembers[] = {{"CacheParameterGroupName", &kString, kRequired}};
constexpr Shape kDeleteParameterGroup = structureOf(kDeleteParameterGroupMembers);
constexpr MemberShape kDescribeDefaultsMembers[] = {
    {"CacheParameterGroupFamily", &kString, kRequired}, {"MaxRecords", &kMaxRecords}, {"Marker", &kString}};
constexpr Shape kDescribeDefaults = structureOf(kDescribeDefaultsMembers);

constexpr MemberShape kDescribeEventsMembers[] = {{"SourceIdentifier", &kString},
                                                  {"SourceType", &kSourceType},
                                                  {"StartTime", &kTimestamp},
                                                  {"EndTime", &kTimestamp},
                                                  {"Duration", &kInteger, false, "Minutes back from now; 60 if left out."},
                                                  {"MaxRecords", &kMaxRecords},
                                                  {"Marker", &kString}};
constexpr Shape kDescribeEvents = structureOf(kDescribeEventsMembers);
constexpr MemberShape kDescribeVersionsMembers[] = {{"Engine", &kString},
                                                    {"EngineVersion", &kString},
                                                    {"CacheParameterGroupFamily", &kString},
                                                    {"MaxRecords", &kMaxRecords},
                                                    {"Marker", &kString},
                                                    {"DefaultOnly", &kBoolean}};
constexpr Shape kDescribeVersions = structureOf(kDescribeVersionsMembers);

constexpr MemberShape kListTagsMembers[] = {{"ResourceName", &kString, kRequired, "The ARN."}};
constexpr Shape kListTags = structureOf(kListTagsMembers);
constexpr MemberShape kAddTagsMembers[] = {{"ResourceName", &kString, kRequired}, {"Tags", &kTags, kRequired}};
constexpr Shape kAddTags = structureOf(kAddTagsMembers);
constexpr MemberShape kRemoveTagsMembers[] = {{"ResourceName", &kString, kRequired},
                                              {"TagKeys", &kStringList, kRequired}};
constexpr Shape kRemoveTags = structureOf(kRemoveTagsMembers);

constexpr ErrorStyle kQ = ErrorStyle::Query;
constexpr const char* kS = "elasticache";

constexpr OperationModel kModels[] = {
    {kS, "AddTagsToResource", &kAddTags, &kTagPage, kQ, "Adds tags to a cluster or group."},
    {kS, "CopySnapshot", &kCopySnapshot, &kOneSnapshot, kQ, "Copies a snapshot under another name."},
    {kS, "CreateCacheCluster", &kCreateCluster, &kOneCluster, kQ, "Creates a cluster; it takes minutes until it is available."},
    {kS, "CreateCacheParameterGroup", &kCreateParameterGroup, &kOneParameterGroup, kQ, "Creates a copy of a family's default settings that you may change."},
    {kS, "CreateCacheSubnetGroup", &kCreateSubnetGroup, &kOneSubnetGroup, kQ, "Names the subnets in which nodes may live."},
    {kS, "CreateReplicationGroup", &kCreateReplicationGroup, &kOneReplicationGroup, kQ, "Creates a primary with replicas, in one shard or several; it takes minutes until it is available."},
    {kS, "CreateSnapshot", &kCreateSnapshot, &kOneSnapshot, kQ, "Saves what a cluster or a group holds now."},
    {kS, "DecreaseReplicaCount", &kDecreaseReplicaCount, &kOneReplicationGroup, kQ, "Takes replicas away."},
    {kS, "DeleteCacheCluster", &kDeleteCluster, &kOneCluster, kQ, "Deletes a cluster and everything in it."},
    {kS, "DeleteCacheParameterGroup", &kDeleteParameterGroup, nullptr, kQ, "Deletes a parameter group that no cluster uses."},
    {kS, "DeleteCacheSubnetGroup", &kDeleteSubnetGroup, nullptr, kQ, "Deletes a subnet group that no cluster uses."},
    {kS, "DeleteReplicationGroup", &kDeleteReplicationGroup, &kOneReplicationGroup, kQ, "Deletes a group with all its nodes."},
    {kS, "DeleteSnapshot", &kDeleteSnapshot, &kOneSnapshot, kQ, "Deletes a snapshot."},
    {kS, "DescribeCacheClusters", &kDescribeClusters, &kClusterPage, kQ, "Lists clusters, or one."},
    {kS, "DescribeCacheEngineVersions", &kDescribeVersions, &kVersionPage, kQ, "Lists engines and versions."},
    {kS, "DescribeCacheParameterGroups", &kDescribeParameterGroups, &kParameterGroupPage, kQ, "Lists parameter groups."},
    {kS, "DescribeCacheParameters", &kDescribeParameters, &kParameterPage, kQ, "Lists the settings of a parameter group."},
    {kS, "DescribeCacheSubnetGroups", &kDescribeSubnetGroups, &kSubnetGroupPage, kQ, "Lists subnet groups."},
    {kS, "DescribeEngineDefaultParameters", &kDescribeDefaults, &kDefaultsPage, kQ, "Lists the default settings of a family."},
    {kS, "DescribeEvents", &kDescribeEvents, &kEventPage, kQ, "Lists what happened, newest first."},
    {kS, "DescribeReplicationGroups", &kDescribeReplicationGroups, &kReplicationGroupPage, kQ, "Lists replication groups, or one: nodes, roles, endpoints."},
    {kS, "DescribeSnapshots", &kDescribeSnapshots, &kSnapshotPage, kQ, "Lists snapshots."},
    {kS, "IncreaseReplicaCount", &kIncreaseReplicaCount, &kOneReplicationGroup, kQ, "Adds replicas."},
    {kS, "ListTagsForResource", &kListTags, &kTagPage, kQ, "Lists the tags of a cluster or group."},
    {kS, "ModifyCacheCluster", &kModifyCluster, &kOneCluster, kQ, "Changes the settings of a cluster."},
    {kS, "ModifyCacheParameterGroup", &kModifyParameterGroup, &kGroupName, kQ, "Changes settings in a parameter group of yours."},
    {kS, "ModifyCacheSubnetGroup", &kModifySubnetGroup, &kOneSubnetGroup, kQ, "Changes a subnet group."},
    {kS, "ModifyReplicationGroup", &kModifyReplicationGroup, &kOneReplicationGroup, kQ, "Changes the settings of a group."},
    {kS, "ModifyReplicationGroupShardConfiguration", &kModifyShardConfiguration, &kOneReplicationGroup, kQ, "Adds or removes shards while clients go on."},
    {kS, "RebootCacheCluster", &kRebootCluster, &kOneCluster, kQ, "Restarts the node; it comes back empty."},
    {kS, "RemoveTagsFromResource", &kRemoveTags, &kTagPage, kQ, "Removes tags."},
    {kS, "ResetCacheParameterGroup", &kResetParameterGroup, &kGroupName, kQ, "Takes settings back to the family's defaults."},
    {kS, "TestFailover", &kTestFailover, &kOneReplicationGroup, kQ, "Lets the primary of a shard fail."},
};

} // namespace

std::span<const aws::OperationModel> elastiCacheModels() { return kModels; }

} // namespace maylab::cache
