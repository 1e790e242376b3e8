// Operations at the door "elasticache" that AWS does not have: what a failover lost, faults of nodes, what was used. They are in the
// table so that the console, a lab and a script can name them.
#include "cache/models.h"

namespace maylab::cache {

namespace {

using namespace aws;

constexpr Shape kMaxRecords = integerIn(20, 100);

constexpr MemberShape kLostWritesMembers[] = {{"ReplicationGroupId", &kString, false, "Only failovers of this group."},
                                              {"Failover", &kInteger, false, "Its number; the last one."},
                                              {"Marker", &kString},
                                              {"MaxRecords", &kMaxRecords}};
constexpr Shape kLostWrites = structureOf(kLostWritesMembers);
constexpr MemberShape kInjectMembers[] = {
    {"Fault", &kString, kRequired, "kill-process, cold-restart, az-loss, replica-delay, replica-link-cut, memory-squeeze, "
                                   "cpu-credits, connection-storm or slow-command."},
    {"Target", &kString, false, "A cluster or a replication group."},
    {"NodeGroupId", &kString, false, "Of a group: which shard; the first."},
    {"CacheNodeId", &kString, false, "Of a Memcached cluster: which node; 0001."},
    {"AvailabilityZone", &kString, false, "az-loss: which."},
    {"Seconds", &kDouble, false, "replica-delay, slow-command: how long."},
    {"Bytes", &kDouble, false, "memory-squeeze: maxmemory."},
    {"Factor", &kDouble, false, "cpu-credits: how many times slower; 8."},
    {"Connections", &kInteger, false, "connection-storm: how many."}};
constexpr Shape kInject = structureOf(kInjectMembers);
constexpr MemberShape kClearMembers[] = {{"Fault", &kString, false, "Which; all."},
                                         {"Target", &kString, false, "Of which cluster or group."},
                                         {"AvailabilityZone", &kString}};
constexpr Shape kClear = structureOf(kClearMembers);

constexpr OperationModel kModels[] = {
    {"elasticache", "DescribeLostWrites", &kLostWrites, nullptr, ErrorStyle::Query,
     "Ours: the failovers, and each acknowledged write that one of them lost."},
    {"elasticache", "InjectNodeFault", &kInject, nullptr, ErrorStyle::Query, "Ours: something goes wrong with a node."},
    {"elasticache", "ClearNodeFault", &kClear, nullptr, ErrorStyle::Query, "Ours: ends faults of nodes."},
    {"elasticache", "DescribeNodeFaults", &aws::kNoMembers, nullptr, ErrorStyle::Query, "Ours: the faults that are on."},
    {"elasticache", "DescribeUsage", &aws::kNoMembers, nullptr, ErrorStyle::Query,
     "Ours: hours of nodes and what snapshots hold, as a bill counts them."}};

} // namespace

std::span<const aws::OperationModel> ownModels() { return kModels; }

} // namespace maylab::cache
