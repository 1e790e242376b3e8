// CreateSnapshot, CopySnapshot, DescribeSnapshots, DeleteSnapshot; automatic snapshots; restoring at creation.
#include "cache/elasticache_service.h"

#include "aws/account.h"
#include "cache/api_helpers.h"
#include "cache/maintenance_window.h"
#include "cache/node_ref.h"

#include <algorithm>

namespace maylab::cache {

using kernel::ApiError;
using kernel::ApiResult;
using kernel::fail;
using kernel::Json;
using kernel::SimDuration;
using kernel::SimTime;

namespace {

ApiError snapshotNotFound(const std::string& name) {
    return {"SnapshotNotFoundFault", "Snapshot not found: " + name.substr(0, 300), 404};
}

const char* toString(Snapshot::Status s) {
    switch (s) {
    case Snapshot::Status::Creating: return "creating";
    case Snapshot::Status::Copying: return "copying";
    case Snapshot::Status::Available: break;
    }
    return "available";
}

std::string sizeText(std::int64_t bytes) {
    constexpr std::int64_t kMegabyte = 1 << 20;
    return std::to_string(std::max<std::int64_t>(1, (bytes + kMegabyte - 1) / kMegabyte)) + " MB";
}

} // namespace

Json ElastiCacheService::snapshotJson(const World& world, const Snapshot& s, bool groups) const {
    const auto time = [&](SimTime t) { return world.calendar().iso8601(t, true); };
    Json nodes = Json::array();
    for (const NodeSnapshot& n : s.nodes) {
        Json one = {{"CacheNodeId", kOnlyNodeId},
                    {"CacheSize", sizeText(n.bytes)},
                    {"CacheNodeCreateTime", time(n.nodeCreatedAt)},
                    {"SnapshotCreateTime", time(n.takenAt)}};
        if (s.clusterMode || !s.group.empty()) {
            one["CacheClusterId"] = n.cluster;
            one["NodeGroupId"] = n.nodeGroup;
        }
        if (groups && s.clusterMode) one["NodeGroupConfiguration"] = {{"NodeGroupId", n.nodeGroup}, {"Slots", n.slotText}};
        nodes.push_back(std::move(one));
    }
    Json out = {{"SnapshotName", s.name},
                {"SnapshotStatus", toString(s.status)},
                {"SnapshotSource", s.source},
                {"CacheNodeType", s.type->name},
                {"Engine", "redis"},
                {"EngineVersion", s.engineVersion},
                {"PreferredMaintenanceWindow", s.maintenanceWindow},
                {"Port", s.port},
                {"CacheParameterGroupName", s.parameterGroup},
                {"CacheSubnetGroupName", s.subnetGroup},
                {"VpcId", s.vpc},
                {"AutoMinorVersionUpgrade", s.autoMinorVersionUpgrade},
                {"SnapshotRetentionLimit", s.snapshotRetention},
                {"SnapshotWindow", s.snapshotWindow},
                {"NodeSnapshots", std::move(nodes)},
                {"ARN", aws::makeArn("elasticache", "snapshot:" + s.name)},
                {"DataTiering", "disabled"}};
    if (s.group.empty()) {
        out["CacheClusterId"] = s.cluster;
        out["NumCacheNodes"] = 1;
        out["PreferredAvailabilityZone"] = s.zone;
        out["CacheClusterCreateTime"] = time(s.clusterCreatedAt);
    } else {
        out["ReplicationGroupId"] = s.group;
        out["ReplicationGroupDescription"] = s.groupDescription;
        out["NumNodeGroups"] = s.nodes.size();
        out["AutomaticFailover"] = s.automaticFailover ? "enabled" : "disabled";
    }
    return out;
}

std::optional<ApiError> ElastiCacheService::checkNewSnapshot(const std::string& name) const {
    if (name.empty()) return mustBeProvided("SnapshotName");
    if (!isIdentifier(name, kLongestName)) return notAnIdentifier("SnapshotName");
    if (m_snapshots.contains(name)) {
        return ApiError{"SnapshotAlreadyExistsFault", "Snapshot with specified name already exists.", 400};
    }
    if (m_snapshots.size() >= kMaxSnapshots) {
        return ApiError{"SnapshotQuotaExceededFault",
                        "The request cannot be processed because it would exceed the maximum number of snapshots.", 400};
    }
    return std::nullopt;
}

// Of a group, or of one cluster (a member's node too). What is in the processes now is what it holds.
void ElastiCacheService::makeSnapshot(World& world, const std::string& name, const char* source, std::uint32_t group,
                                      std::uint32_t cluster, bool alone) {
    Snapshot s;
    s.name = name;
    s.source = source;
    s.number = ++m_snapshotCount;
    s.createdAt = world.now();
    const auto take = [&](std::uint32_t slot, const std::string& nodeGroup) {
        Cluster& c = m_clusters[slot];
        catchUp(world, slot);
        NodeSnapshot n;
        n.cluster = c.id;
        n.nodeGroup = nodeGroup;
        n.nodeCreatedAt = c.createdAt.value_or(world.now());
        n.takenAt = world.now();
        n.bytes = static_cast<std::int64_t>(c.node->engine.usedMemory());
        n.data = std::make_shared<const Engine>(c.node->engine);
        s.saving.push_back(slot);
        c.saving = true;
        s.nodes.push_back(std::move(n));
    };
    const auto settings = [&](const auto& c) {
        s.type = c.type;
        s.engineVersion = c.engineVersion;
        s.parameterGroup = c.parameterGroup;
        s.subnetGroup = c.subnetGroup;
        s.vpc = c.vpc;
        s.maintenanceWindow = c.maintenanceWindow;
        s.snapshotWindow = c.snapshotWindow;
        s.snapshotRetention = c.snapshotRetention;
        s.autoMinorVersionUpgrade = c.autoMinorVersionUpgrade;
        s.port = c.port;
        s.clusterCreatedAt = c.createdAt.value_or(world.now());
        s.tags = c.tags;
    };
    if (group != kNoGroup) {
        const ReplicationGroup& g = m_groups[group];
        settings(g);
        s.group = g.id;
        s.groupDescription = g.description;
        s.clusterMode = g.clusterMode;
        s.automaticFailover = g.automaticFailover == ReplicationGroup::Switch::Enabled;
        for (const NodeGroup& shard : g.shards) {
            // From a replica where there is one: the primary has enough to do.
            std::uint32_t from = shard.primary;
            for (const std::uint32_t m : shard.members) {
                const Cluster& c = m_clusters[m];
                const bool up = c.node && c.node->link && c.node->link->state == ReplicaLink::State::Online;
                if (c.id == g.snapshottingCluster && c.node) {
                    from = m;
                    break;
                }
                if (up && from == shard.primary && !alone) from = m;
            }
            take(from, shard.id);
            if (!g.clusterMode) continue;
            NodeSnapshot& n = s.nodes.back();
            const ClusterIndex owner = mapIndexOf(g, shard.primary);
            for (std::uint32_t first = 0; first < kSlots; ++first) {
                if (g.map->owner[first] != owner) continue;
                std::uint32_t last = first;
                while (last + 1 < kSlots && g.map->owner[last + 1] == owner) ++last;
                n.spans.push_back({static_cast<std::uint16_t>(first), static_cast<std::uint16_t>(last)});
                n.slotText += (n.slotText.empty() ? "" : ",") + std::to_string(first) + (last != first ? "-" + std::to_string(last) : std::string());
                first = last;
            }
        }
    } else {
        settings(m_clusters[cluster]);
        s.cluster = m_clusters[cluster].id;
        s.zone = m_clusters[cluster].zone;
        take(cluster, kOnlyNodeId);
    }
    std::int64_t most = 0;
    for (const NodeSnapshot& n : s.nodes) most = std::max(most, n.bytes);
    const auto range = static_cast<std::uint64_t>((Snapshot::kLongest - Snapshot::kShortest).wholeMilliseconds());
    const SimDuration took = Snapshot::kShortest +
                             SimDuration::milliseconds(static_cast<std::int64_t>(world.random()[m_delays].below(range + 1))) +
                             SimDuration::milliseconds(most * 1000 / Snapshot::kBytesPerSecond);
    world.schedule(world.now() + took, m_id, kSnapshotDone, 0, s.number);
    world.announce(world.now() + took, name + ": snapshot available");
    m_snapshots[name] = std::move(s);
}

void ElastiCacheService::onSnapshotDone(World& world, const kernel::Event& event) {
    for (auto& [name, s] : m_snapshots) {
        if (s.number != event.data || s.status == Snapshot::Status::Available) continue;
        s.status = Snapshot::Status::Available;
        for (const std::uint32_t slot : s.saving) m_clusters[slot].saving = false;
        s.saving.clear();
        accountSnapshots(world);
        const bool ofGroup = !s.group.empty();
        addEvent(world, ofGroup ? s.group : s.cluster, ofGroup ? "replication-group" : "cache-cluster",
                 "Snapshot succeeded for snapshot with ID '" + name + "' of " +
                     (ofGroup ? "replication group with ID '" + s.group : "cache cluster with ID '" + s.cluster) + "'");
        if (ofGroup) {
            const ReplicationGroup* g = findReplicationGroup(s.group);
            if (g != nullptr && g->status == GroupStatus::Snapshotting) groupAvailable(world, static_cast<std::uint32_t>(g - m_groups.data()));
        } else if (Cluster* c = const_cast<Cluster*>(findCluster(s.cluster)); c != nullptr && c->status == ClusterStatus::Snapshotting) {
            c->status = ClusterStatus::Available;
        }
        return;
    }
}

ApiResult ElastiCacheService::createSnapshot(World& world, const Json& input) {
    const std::string name = lowerCase(textOf(input, "SnapshotName")), cluster = lowerCase(textOf(input, "CacheClusterId"));
    const bool ofGroup = !textOf(input, "ReplicationGroupId").empty();
    if (ofGroup == !cluster.empty()) {
        return fail("InvalidParameterCombination", "Give either ReplicationGroupId or CacheClusterId.");
    }
    if (auto refused = checkNewSnapshot(name)) return tl::unexpected(*refused);
    if (ofGroup) {
        const auto index = groupOf(input);
        if (!index) return tl::unexpected(index.error());
        ReplicationGroup& g = m_groups[*index];
        if (auto refused = groupMustBeAvailable(g, "snapshot")) return tl::unexpected(*refused);
        for (const NodeGroup& s : g.shards) {
            if (!m_clusters[s.primary].node) return fail("InvalidReplicationGroupState", "Node group " + s.id + " has no primary at present.");
        }
        makeSnapshot(world, name, "manual", *index, kNoSlot, false);
        g.status = GroupStatus::Snapshotting;
        g.work = GroupWork::Snapshot;
    } else {
        const Cluster* found = findCluster(cluster);
        if (found == nullptr) return tl::unexpected(clusterNotFound(cluster));
        if (found->engine != CacheEngine::Redis) {
            return fail("SnapshotFeatureNotSupportedFault", "The snapshot feature is not supported for cache clusters that run Memcached.");
        }
        if (found->status != ClusterStatus::Available || !found->node) {
            return fail("InvalidCacheClusterState", "Cache cluster must be in available state to snapshot.");
        }
        if (found->inGroup() && m_groups[found->group].clusterMode) {
            return fail("InvalidParameterCombination", "Give ReplicationGroupId for a node of a group with cluster mode enabled.");
        }
        const auto slot = static_cast<std::uint32_t>(found - m_clusters.data());
        makeSnapshot(world, name, "manual", kNoGroup, slot, true);
        if (!m_clusters[slot].inGroup()) m_clusters[slot].status = ClusterStatus::Snapshotting;
    }
    return Json{{"Snapshot", snapshotJson(world, m_snapshots.at(name), false)}};
}

ApiResult ElastiCacheService::copySnapshot(World& world, const Json& input) {
    const std::string from = lowerCase(textOf(input, "SourceSnapshotName")), to = lowerCase(textOf(input, "TargetSnapshotName"));
    if (!textOf(input, "TargetBucket").empty()) return tl::unexpected(notModelled("TargetBucket (the export to S3)"));
    const auto source = m_snapshots.find(from);
    if (source == m_snapshots.end()) return tl::unexpected(snapshotNotFound(from));
    if (source->second.status != Snapshot::Status::Available) {
        return fail("InvalidSnapshotState", "Snapshot " + from + " must be in available state to copy.");
    }
    if (auto refused = checkNewSnapshot(to)) return tl::unexpected(*refused);
    Snapshot s = source->second;
    s.name = to;
    s.source = "manual";
    s.status = Snapshot::Status::Copying;
    s.number = ++m_snapshotCount;
    s.createdAt = world.now();
    s.tags.clear();
    if (input.contains("Tags")) {
        if (auto refused = aws::addTags(s.tags, input["Tags"])) return tl::unexpected(*refused);
    }
    const SimTime due = world.now() + Snapshot::kShortest;
    world.schedule(due, m_id, kSnapshotDone, 0, s.number);
    world.announce(due, to + ": snapshot available");
    m_snapshots[to] = std::move(s);
    return Json{{"Snapshot", snapshotJson(world, m_snapshots.at(to), false)}};
}

ApiResult ElastiCacheService::describeSnapshots(const World& world, const Json& input) const {
    const std::string name = lowerCase(textOf(input, "SnapshotName")), group = lowerCase(textOf(input, "ReplicationGroupId")),
                      cluster = lowerCase(textOf(input, "CacheClusterId")), source = textOf(input, "SnapshotSource");
    const bool groups = input.value("ShowNodeGroupConfig", false);
    if (!source.empty() && source != "system" && source != "user") {
        return fail("InvalidParameterValue", "Invalid value for parameter SnapshotSource: " + source.substr(0, 60) + ". Valid values are: system, user");
    }
    if (!name.empty() && !m_snapshots.contains(name)) return tl::unexpected(snapshotNotFound(name));
    std::vector<std::pair<std::string, Json>> rows;
    for (const auto& [key, s] : m_snapshots) {
        if ((!name.empty() && key != name) || (!group.empty() && s.group != group) || (!cluster.empty() && s.cluster != cluster)) continue;
        if (!source.empty() && (source == "system") != (s.source == "automated")) continue;
        rows.emplace_back(key, snapshotJson(world, s, groups));
    }
    return page("DescribeSnapshots", "Snapshots", input, rows);
}

ApiResult ElastiCacheService::deleteSnapshot(World& world, const Json& input) {
    const std::string name = lowerCase(textOf(input, "SnapshotName"));
    const auto it = m_snapshots.find(name);
    if (it == m_snapshots.end()) return tl::unexpected(snapshotNotFound(name));
    if (it->second.status != Snapshot::Status::Available) {
        return fail("InvalidSnapshotState", "Snapshot " + name + " must be in available state to delete.");
    }
    Json out = snapshotJson(world, it->second, false);
    out["SnapshotStatus"] = "deleting";
    m_snapshots.erase(it);
    accountSnapshots(world);
    return Json{{"Snapshot", std::move(out)}};
}

// --- restoring ---

std::optional<ApiError> ElastiCacheService::checkRestore(const std::string& name, const Plan& plan, bool clusterMode,
                                                         std::size_t shards) const {
    const auto it = m_snapshots.find(name);
    if (it == m_snapshots.end()) return snapshotNotFound(name);
    const Snapshot& s = it->second;
    if (s.status != Snapshot::Status::Available) {
        return ApiError{"InvalidSnapshotState", "Snapshot " + name + " must be in available state to restore.", 400};
    }
    if (s.clusterMode && !clusterMode) {
        return ApiError{"InvalidParameterCombination", "A snapshot of a cluster with cluster mode enabled can only be restored with cluster mode enabled.", 400};
    }
    std::int64_t bytes = 0;
    for (const NodeSnapshot& n : s.nodes) bytes += n.bytes;
    if (bytes / static_cast<std::int64_t>(shards) > usableMemory(*plan.type, kReservedMemoryPercent)) {
        return ApiError{"InvalidParameterValue", "The node type " + std::string(plan.type->name) + " has not enough memory for the data of snapshot " + name + ".", 400};
    }
    return std::nullopt;
}

// The primaries of a new group get what the snapshot holds; their replicas copy it from them.
void ElastiCacheService::restore(World& world, std::uint32_t group) {
    ReplicationGroup& g = m_groups[group];
    const auto it = m_snapshots.find(g.restoredFrom);
    const std::string name = std::exchange(g.restoredFrom, std::string());
    if (it == m_snapshots.end()) return; // deleted meanwhile
    for (const NodeSnapshot& n : it->second.nodes) {
        if (!g.clusterMode) {
            restoreInto(world, g.shards[0].primary, *n.data);
            continue;
        }
        // By slot: the snapshot may come from a group with other shards, or from one without any.
        const std::int64_t ms = world.unixMilliseconds();
        EngineOptions options;
        options.cluster = true;
        options.startedAtMs = ms;
        Engine copy(options);
        copy.becomeReplica("127.0.0.1", 0, ms);
        copy.syncFrom(*n.data, ms);
        copy.becomePrimary(ms);
        for (std::uint32_t slot = 0; slot < kSlots; ++slot) {
            m_movedKeys.clear();
            copy.takeKeys(static_cast<std::uint16_t>(slot), SIZE_MAX, ms, m_movedKeys);
            if (m_movedKeys.empty()) continue;
            Node& to = *m_clusters[g.mapSlots[g.map->owner[slot]]].node;
            to.engine.putKeys(m_movedKeys, ms);
        }
        m_movedKeys.clear();
    }
    for (const NodeGroup& shard : g.shards) {
        for (const std::uint32_t slot : shard.members) {
            if (slot != shard.primary) follow(world, slot, shard.primary, true);
        }
    }
    addEvent(world, g.id, "replication-group", "Restored from snapshot " + name);
}

void ElastiCacheService::restoreInto(World& world, std::uint32_t slot, const Engine& data) {
    Node& n = *m_clusters[slot].node;
    const std::int64_t ms = world.unixMilliseconds();
    n.engine.becomeReplica("127.0.0.1", 0, ms);
    n.engine.syncFrom(data, ms);
    n.engine.becomePrimary(ms);
    takeKeyEvents(world, slot);
}

// --- once a day ---

void ElastiCacheService::scheduleBackup(World& world) {
    // The start of every hour: whoever has a window then, and a retention, is saved.
    const std::int64_t unix = world.calendar().startUnixMilliseconds / 1000 + world.now().wholeSeconds();
    const std::int64_t wait = 3600 - unix % 3600;
    m_backupScheduled = true;
    world.schedule(SimTime::atSecond(world.now().wholeSeconds() + wait), m_id, kBackup);
}

bool ElastiCacheService::wantsBackups() const {
    return std::any_of(m_clusters.begin(), m_clusters.end(), [](const Cluster& c) { return c.used && !c.inGroup() && c.snapshotRetention > 0; }) ||
           std::any_of(m_groups.begin(), m_groups.end(), [](const ReplicationGroup& g) { return g.used && g.snapshotRetention > 0; });
}

void ElastiCacheService::onBackup(World& world) {
    m_backupScheduled = false;
    const std::int64_t unix = world.calendar().startUnixMilliseconds / 1000 + world.now().wholeSeconds();
    char hour[8];
    std::snprintf(hour, sizeof hour, "%02d:", static_cast<int>(unix / 3600 % 24));
    const std::string date = world.calendar().iso8601(world.now(), true).substr(0, 16);
    const auto nameOf = [&](const std::string& id) {
        std::string name = "automatic." + id + "-" + date;
        std::replace(name.begin(), name.end(), 'T', '-');
        std::replace(name.begin(), name.end(), ':', '-');
        return name;
    };
    const auto due = [&](const std::string& window, int retention) { return retention > 0 && window.substr(0, 3) == hour; };
    const auto prune = [&](const std::string& id, int days) {
        std::erase_if(m_snapshots, [&](const auto& one) {
            const Snapshot& s = one.second;
            return s.source == "automated" && (s.group == id || s.cluster == id) && world.now() - s.createdAt >= SimDuration::hours(24 * days);
        });
    };
    for (std::uint32_t i = 0; i < m_groups.size(); ++i) {
        ReplicationGroup& g = m_groups[i];
        if (!g.used || g.status != GroupStatus::Available || !due(g.snapshotWindow, g.snapshotRetention)) continue;
        const bool up = std::all_of(g.shards.begin(), g.shards.end(), [&](const NodeGroup& s) { return m_clusters[s.primary].node.has_value(); });
        prune(g.id, g.snapshotRetention);
        if (!up || m_snapshots.size() >= kMaxSnapshots || m_snapshots.contains(nameOf(g.id))) continue;
        makeSnapshot(world, nameOf(g.id), "automated", i, kNoSlot, false);
        g.status = GroupStatus::Snapshotting;
        g.work = GroupWork::Snapshot;
    }
    for (std::uint32_t slot = 0; slot < m_clusters.size(); ++slot) {
        Cluster& c = m_clusters[slot];
        if (!c.used || c.inGroup() || !c.node || c.status != ClusterStatus::Available || !due(c.snapshotWindow, c.snapshotRetention)) continue;
        prune(c.id, c.snapshotRetention);
        if (m_snapshots.size() >= kMaxSnapshots || m_snapshots.contains(nameOf(c.id))) continue;
        makeSnapshot(world, nameOf(c.id), "automated", kNoGroup, slot, true);
        c.status = ClusterStatus::Snapshotting;
    }
    accountSnapshots(world); // old ones have gone
    if (wantsBackups()) scheduleBackup(world);
}

} // namespace maylab::cache
