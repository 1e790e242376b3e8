#include "labs/worklog/aws_resources.h"

#include "aws/account.h"

#include <algorithm>

namespace maylab::worklog::detail {

namespace {

using K = ResourceKind;
constexpr ResourceRule kRules[] = {
    {K::ReplicationGroup, "elasticache", "ReplicationGroupId", "CreateReplicationGroup", "DeleteReplicationGroup",
     "--replication-group-id", "replication-group-available", "replication-group-deleted"},
    {K::CacheCluster, "elasticache", "CacheClusterId", "CreateCacheCluster", "DeleteCacheCluster", "--cache-cluster-id",
     "cache-cluster-available", "cache-cluster-deleted"},
    {K::Snapshot, "elasticache", "SnapshotName", "CreateSnapshot", "DeleteSnapshot", "--snapshot-name", nullptr, nullptr},
    {K::ParameterGroup, "elasticache", "CacheParameterGroupName", "CreateCacheParameterGroup", "DeleteCacheParameterGroup",
     "--cache-parameter-group-name", nullptr, nullptr},
    {K::SubnetGroup, "elasticache", "CacheSubnetGroupName", "CreateCacheSubnetGroup", "DeleteCacheSubnetGroup",
     "--cache-subnet-group-name", nullptr, nullptr},
    {K::IngressRule, "ec2", "", nullptr, nullptr, nullptr, nullptr, nullptr},
    {K::Alarm, "cloudwatch", "AlarmName", "PutMetricAlarm", "DeleteAlarms", "--alarm-names", nullptr, nullptr, true},
    {K::CompositeAlarm, "cloudwatch", "AlarmName", "PutCompositeAlarm", "DeleteAlarms", "--alarm-names", nullptr, nullptr, true},
    {K::Dashboard, "cloudwatch", "DashboardName", "PutDashboard", "DeleteDashboards", "--dashboard-names", nullptr, nullptr, true},
    {K::LogGroup, "logs", "logGroupName", "CreateLogGroup", "DeleteLogGroup", "--log-group-name", nullptr, nullptr},
    {K::Topic, "sns", "", "CreateTopic", "DeleteTopic", "--topic-arn", nullptr, nullptr, true},
};
static_assert(std::size(kRules) == kResourceKinds);

} // namespace

std::span<const ResourceRule> resourceRules() { return kRules; }

const ResourceRule& ruleOf(ResourceKind kind) { return kRules[static_cast<int>(kind)]; }

std::string textOf(const kernel::Json& input, const char* member) {
    if (!input.is_object()) return {};
    const auto it = input.find(member);
    return it != input.end() && it->is_string() ? it->get<std::string>() : std::string();
}

int intOf(const kernel::Json& input, const char* member, int otherwise) {
    if (!input.is_object()) return otherwise;
    const auto it = input.find(member);
    if (it == input.end() || !it->is_number()) return otherwise;
    return static_cast<int>(std::clamp(it->get<double>(), 0.0, 10'000.0));
}

std::string idOf(const ResourceRule& rule, const kernel::Json& input) {
    if (rule.kind != K::Topic) return textOf(input, rule.idField);
    const std::string name = textOf(input, "Name");
    return name.empty() ? topicOf(textOf(input, "TopicArn")) : name;
}

std::string topicOf(std::string_view arn) {
    const std::string ours = "arn:aws:sns:" + std::string(aws::kRegion) + ":" + std::string(aws::kAccountId) + ":";
    if (!arn.starts_with(ours)) return {};
    const std::string_view name = arn.substr(ours.size());
    return name.find(':') == std::string_view::npos ? std::string(name) : std::string(); // a subscription's has more
}

bool readNodes(Resource& r, std::string_view operation, const kernel::Json& input) {
    const Resource before = r;
    if (const std::string type = textOf(input, "CacheNodeType"); !type.empty()) r.nodeType = type;
    if (operation == "CreateCacheCluster" || operation == "ModifyCacheCluster") {
        r.perShard = std::max(1, intOf(input, "NumCacheNodes", r.perShard));
    } else if (operation == "CreateReplicationGroup") {
        const bool shards = input.contains("NumNodeGroups") || input.contains("NodeGroupConfiguration");
        r.shards = std::max(1, intOf(input, "NumNodeGroups", 1));
        if (const auto it = input.find("NodeGroupConfiguration"); it != input.end() && it->is_array() && !it->empty()) {
            r.shards = std::max(r.shards, static_cast<int>(it->size()));
        }
        r.perShard = input.contains("NumCacheClusters") ? std::max(1, intOf(input, "NumCacheClusters", 1))
                                                        : 1 + intOf(input, "ReplicasPerNodeGroup", 0);
        r.clusterMode = (shards && r.shards > 1) || textOf(input, "ClusterMode") == "enabled";
    } else if (operation == "ModifyReplicationGroupShardConfiguration") {
        r.shards = std::max(1, intOf(input, "NodeGroupCount", r.shards));
    } else if (operation == "IncreaseReplicaCount" || operation == "DecreaseReplicaCount") {
        r.perShard = 1 + intOf(input, "NewReplicaCount", r.perShard - 1);
    }
    return r.nodes() != before.nodes() || r.nodeType != before.nodeType;
}

} // namespace maylab::worklog::detail
