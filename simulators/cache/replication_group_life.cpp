// States of a replication group in virtual time, and the nodes that come and go with them.
#include "cache/elasticache_service.h"

#include "cache/maintenance_window.h"

#include <algorithm>

namespace maylab::cache {

using kernel::SimDuration;
using kernel::SimTime;

namespace {

std::uint64_t stamp(const ReplicationGroup& g, std::uint32_t count) {
    return static_cast<std::uint64_t>(g.generation) << 32 | count;
}

} // namespace

const char* toString(GroupStatus status) {
    switch (status) {
    case GroupStatus::Creating: return "creating";
    case GroupStatus::Available: return "available";
    case GroupStatus::Modifying: return "modifying";
    case GroupStatus::Deleting: return "deleting";
    case GroupStatus::Snapshotting: return "snapshotting";
    }
    return "";
}

// shop-001; with cluster mode shop-0001-001.
std::string ElastiCacheService::memberName(const std::string& group, const std::string& nodeGroup, bool clusterMode,
                                           int number) {
    char digits[8];
    std::snprintf(digits, sizeof digits, "%03d", number);
    return group + (clusterMode ? "-" + nodeGroup : std::string()) + "-" + digits;
}

std::uint32_t ElastiCacheService::takeGroup() {
    const auto free = std::find_if(m_groups.begin(), m_groups.end(), [](const ReplicationGroup& g) { return !g.used; });
    const auto index = static_cast<std::uint32_t>(free - m_groups.begin());
    if (free == m_groups.end()) m_groups.emplace_back();
    ReplicationGroup& g = m_groups[index];
    g = ReplicationGroup();
    g.used = true;
    g.generation = ++m_generations;
    return index;
}

void ElastiCacheService::copySettings(const ReplicationGroup& g, Cluster& c) {
    c.securityGroups = g.securityGroups;
    c.maintenanceWindow = g.maintenanceWindow;
    c.snapshotWindow = g.snapshotWindow;
    c.snapshotRetention = g.snapshotRetention;
    c.notificationTopic = g.notificationTopic;
    c.autoMinorVersionUpgrade = g.autoMinorVersionUpgrade;
}

// One more node of a shard: a cluster in state creating. zone "": wherever the shard has fewest.
std::uint32_t ElastiCacheService::addMember(World& world, std::uint32_t group, std::size_t shardIndex,
                                            const std::string& zone) {
    const std::uint32_t slot = takeSlot();
    ReplicationGroup& g = m_groups[group];
    NodeGroup& shard = g.shards[shardIndex];
    Cluster& c = m_clusters[slot];
    c.id = memberName(g.id, shard.id, g.clusterMode, shard.nextNode++);
    c.type = g.type;
    c.engineVersion = g.engineVersion;
    c.subnetGroup = g.subnetGroup;
    c.vpc = g.vpc;
    c.parameterGroup = g.parameterGroup;
    c.port = g.port;
    c.tags = g.tags;
    c.group = group;
    c.nodeGroup = shard.id;
    copySettings(g, c);

    auto places = placesIn(world, m_subnetGroups.at(g.subnetGroup), zone);
    MAYLAB_ASSERT(!places.empty());
    if (zone.empty()) {
        const auto used = [&](const Subnet* s) {
            return std::count_if(shard.members.begin(), shard.members.end(),
                                 [&](std::uint32_t m) { return m_clusters[m].zone == s->zone; });
        };
        // The first node of each shard begins one zone further, so that primaries are spread too.
        if (shard.members.empty()) std::rotate(places.begin(), places.begin() + static_cast<std::ptrdiff_t>(shardIndex % places.size()), places.end());
        std::stable_sort(places.begin(), places.end(), [&](const Subnet* a, const Subnet* b) { return used(a) < used(b); });
    }
    place(world, c, *places.front());
    shard.members.push_back(slot);
    g.coming.push_back(slot);
    return slot;
}

void ElastiCacheService::addShard(World& world, std::uint32_t group, const ShardPlan& plan) {
    ReplicationGroup& g = m_groups[group];
    const std::size_t index = g.shards.size();
    NodeGroup shard;
    shard.id = plan.id;
    shard.plannedSlots = plan.spans;
    g.shards.push_back(std::move(shard));
    for (std::size_t n = 0; n <= plan.replicas; ++n) {
        addMember(world, group, index, n < plan.zones.size() ? plan.zones[n] : std::string());
    }
    NodeGroup& made = m_groups[group].shards[index];
    made.primary = made.members.front();
    made.name = {made.primary, made.primary, world.now()};
}

void ElastiCacheService::beginGroup(World& world, std::uint32_t group, GroupStatus status, GroupWork work,
                                    SimDuration shortest, SimDuration longest) {
    ReplicationGroup& g = m_groups[group];
    g.status = status;
    g.work = work;
    ++g.transition;
    const auto range = static_cast<std::uint64_t>((longest - shortest).wholeMilliseconds());
    const auto extra = static_cast<std::int64_t>(world.random()[m_delays].below(range + 1));
    const SimTime due = world.now() + shortest + SimDuration::milliseconds(extra);
    world.schedule(due, m_id, kGroupDone, group, stamp(g, g.transition));
    world.announce(due, g.id + (work == GroupWork::Delete      ? ": deleted"
                                : work == GroupWork::AddShards ? ": new shards are there"
                                                               : ": available"));
    record(world, CacheRule::StateChanged, m_keys.remember(g.id), SimDuration(), -1, static_cast<double>(status));
    const auto become = [&](std::uint32_t slot, ClusterStatus as) { m_clusters[slot].status = as; };
    for (NodeGroup& shard : g.shards) {
        for (const std::uint32_t slot : shard.members) {
            const bool isComing = std::find(g.coming.begin(), g.coming.end(), slot) != g.coming.end();
            const bool isGoing = std::find(g.going.begin(), g.going.end(), slot) != g.going.end();
            if (isComing) become(slot, ClusterStatus::Creating);
            else if (isGoing || work == GroupWork::Delete) become(slot, ClusterStatus::Deleting);
            else if (status == GroupStatus::Modifying) become(slot, ClusterStatus::Modifying);
        }
    }
}

void ElastiCacheService::groupAvailable(World& world, std::uint32_t group) {
    ReplicationGroup& g = m_groups[group];
    g.status = GroupStatus::Available;
    g.work = GroupWork::None;
    g.coming.clear();
    g.going.clear();
    for (const NodeGroup& shard : g.shards) {
        for (const std::uint32_t slot : shard.members) {
            Cluster& c = m_clusters[slot];
            if (c.status == ClusterStatus::Modifying || c.status == ClusterStatus::Snapshotting) c.status = ClusterStatus::Available;
        }
    }
    record(world, CacheRule::StateChanged, m_keys.remember(g.id), SimDuration(), -1, static_cast<double>(ClusterStatus::Available));
}

// The nodes that were being created begin to serve.
void ElastiCacheService::startComing(World& world, std::uint32_t group) {
    ReplicationGroup& g = m_groups[group];
    const std::vector<std::uint32_t> coming = g.coming;
    for (const std::uint32_t slot : coming) {
        Cluster& c = m_clusters[slot];
        c.status = ClusterStatus::Available;
        c.createdAt = world.now();
        startNode(world, slot);
        m_usage.nodeStarted(world.now(), slot, 0, *c.type);
        addEvent(world, c.id, "cache-cluster", "Added cache node 0001 in availability zone " + c.zone);
        addEvent(world, c.id, "cache-cluster", "Cache cluster created");
    }
    g.coming.clear();
    if (g.clusterMode) rebuildMap(world, group);
    for (const NodeGroup& shard : g.shards) {
        for (const std::uint32_t slot : shard.members) {
            const bool isNew = std::find(coming.begin(), coming.end(), slot) != coming.end();
            if (isNew && slot != shard.primary) follow(world, slot, shard.primary, g.work == GroupWork::Create);
        }
    }
}

void ElastiCacheService::finishGroup(World& world, std::uint32_t group) {
    ReplicationGroup& g = m_groups[group];
    switch (g.work) {
    case GroupWork::Create:
        g.createdAt = world.now();
        startComing(world, group);
        if (!g.restoredFrom.empty()) restore(world, group);
        groupAvailable(world, group);
        addEvent(world, g.id, "replication-group", "Replication group " + g.id + " created");
        break;
    case GroupWork::Modify: {
        std::vector<std::uint32_t> members;
        for (const NodeGroup& shard : g.shards) members.insert(members.end(), shard.members.begin(), shard.members.end());
        if (g.pendingType != nullptr) {
            addEvent(world, g.id, "replication-group",
                     "Modified node type from " + std::string(g.type->name) + " to " + g.pendingType->name);
            g.type = g.pendingType;
            g.pendingType = nullptr;
            for (const std::uint32_t slot : members) resize(world, slot, g.type);
        }
        if (!g.pendingVersion.empty()) {
            g.engineVersion = g.pendingVersion;
            g.pendingVersion.clear();
            for (const std::uint32_t slot : members) {
                m_clusters[slot].engineVersion = g.engineVersion;
                addEvent(world, m_clusters[slot].id, "cache-cluster", "Cache cluster patched to version " + g.engineVersion);
            }
        }
        groupAvailable(world, group);
        break;
    }
    case GroupWork::AddReplicas:
        startComing(world, group);
        groupAvailable(world, group);
        break;
    case GroupWork::RemoveReplicas:
        dropGoing(world, group);
        groupAvailable(world, group);
        break;
    case GroupWork::AddShards:
        startComing(world, group);
        beginMoves(world, group);
        break;
    case GroupWork::MoveSlots: // the shards that are empty now have gone
        dropGoing(world, group);
        groupAvailable(world, group);
        break;
    case GroupWork::Failover: switchPrimary(world, group); break;
    case GroupWork::Snapshot: groupAvailable(world, group); break;
    case GroupWork::Delete: {
        dropGoing(world, group);
        addEvent(world, g.id, "replication-group", "Replication group " + g.id + " deleted");
        record(world, CacheRule::StateChanged, m_keys.remember(g.id), SimDuration(), static_cast<double>(ClusterStatus::Deleting), -1);
        g = ReplicationGroup();
        accountSnapshots(world);
        break;
    }
    case GroupWork::None: MAYLAB_ASSERT(false);
    }
}

// Nodes stop now; their clusters are gone when the work is done.
void ElastiCacheService::removeMember(World& world, std::uint32_t group, std::uint32_t slot) {
    stopNode(world, slot);
    m_clusters[slot].recovering = false;
    m_groups[group].going.push_back(slot);
}

void ElastiCacheService::removeGroupNodes(World& world, std::uint32_t group, bool retainPrimary) {
    ReplicationGroup& g = m_groups[group];
    for (NodeGroup& shard : g.shards) {
        ++shard.failover.steps;
        shard.failover.step = Failover::Step::None;
        if (retainPrimary) {
            Cluster& c = m_clusters[shard.primary];
            std::erase(shard.members, shard.primary);
            c.group = kNoGroup;
            c.nodeGroup.clear();
            standAlone(world, shard.primary);
        }
        for (const std::uint32_t slot : shard.members) removeMember(world, group, slot);
    }
}

void ElastiCacheService::dropGoing(World& world, std::uint32_t group) {
    ReplicationGroup& g = m_groups[group];
    for (const std::uint32_t slot : g.going) {
        stopNode(world, slot);
        for (NodeGroup& shard : g.shards) std::erase(shard.members, slot);
        drop(world, slot);
    }
    g.going.clear();
    std::erase_if(g.shards, [](const NodeGroup& s) { return s.members.empty(); });
    if (g.clusterMode && !g.shards.empty()) rebuildMap(world, group);
}

void ElastiCacheService::scheduleGroupMaintenance(World& world, std::uint32_t group) {
    ReplicationGroup& g = m_groups[group];
    const SimTime due = nextWindowStart(g.maintenanceWindow, world.calendar(), world.now());
    world.schedule(due, m_id, kGroupMaintenance, group, stamp(g, ++g.maintenance));
    world.announce(due, g.id + ": maintenance window");
}

void ElastiCacheService::onGroupEvent(World& world, const kernel::Event& event) {
    if (event.handle >= m_groups.size()) return;
    ReplicationGroup& g = m_groups[event.handle];
    if (!g.used) return;
    if (event.kind == kGroupDone) {
        if (stamp(g, g.transition) == event.data) finishGroup(world, event.handle);
        return;
    }
    MAYLAB_ASSERT(event.kind == kGroupMaintenance);
    if (stamp(g, g.maintenance) != event.data || (g.pendingType == nullptr && g.pendingVersion.empty())) return;
    if (g.status == GroupStatus::Available) {
        beginGroup(world, event.handle, GroupStatus::Modifying, GroupWork::Modify, kModifyShortest, kModifyLongest);
    } else if (g.status != GroupStatus::Deleting) {
        scheduleGroupMaintenance(world, event.handle);
    }
}

} // namespace maylab::cache
