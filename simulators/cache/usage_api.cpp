// What a bill is made from: the ledger of nodes and snapshots, read without trace. Ours; AWS has it in its billing reports.
// DescribeUsage {} -> {"Nodes": [{"CacheNodeType", "Running", "BilledHours", "Hours"}], "Snapshots": {"Gigabytes",
// "BilledGigabytes", "BilledGigabyteHours"}}; a gigabyte is 2^30 bytes.
#include "cache/elasticache_service.h"

#include <algorithm>

namespace maylab::cache {

// One snapshot is free for each cluster or group that is still there: its newest.
void ElastiCacheService::accountSnapshots(const World& world) {
    const auto bytesOf = [](const Snapshot& s) {
        std::int64_t bytes = 0;
        for (const NodeSnapshot& n : s.nodes) bytes += n.bytes;
        return bytes;
    };
    std::map<std::string, const Snapshot*> newest; // of what is still there
    std::int64_t kept = 0, free = 0;
    for (const auto& [name, s] : m_snapshots) {
        if (s.status != Snapshot::Status::Available) continue;
        kept += bytesOf(s);
        const bool there = s.group.empty() ? findCluster(s.cluster) != nullptr : findReplicationGroup(s.group) != nullptr;
        if (!there) continue;
        const Snapshot*& best = newest[(s.group.empty() ? "cluster " : "group ") + (s.group.empty() ? s.cluster : s.group)];
        if (best == nullptr || best->createdAt < s.createdAt || (best->createdAt == s.createdAt && best->number < s.number)) best = &s;
    }
    for (const auto& [source, s] : newest) free += bytesOf(*s);
    m_usage.snapshotsChanged(world.now(), kept, kept - free);
}

kernel::ApiResult ElastiCacheService::describeUsage(const World& world) const {
    constexpr double kGigabyte = 1 << 30;
    Json nodes = Json::array();
    for (const NodeUsage& u : m_usage.nodes(world.now())) {
        nodes.push_back({{"CacheNodeType", u.type->name}, {"Running", u.running}, {"BilledHours", u.billedHours}, {"Hours", u.time.inSeconds() / 3600}});
    }
    const SnapshotUsage s = m_usage.snapshots(world.now());
    return Json{{"Nodes", std::move(nodes)},
                {"Snapshots",
                 {{"Gigabytes", static_cast<double>(s.kept) / kGigabyte},
                  {"BilledGigabytes", static_cast<double>(s.billed) / kGigabyte},
                  {"BilledGigabyteHours", s.billedByteHours / kGigabyte}}}};
}

} // namespace maylab::cache
