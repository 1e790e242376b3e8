// States of a cluster in virtual time, its process, its parameters.
#include "cache/elasticache_service.h"

#include "cache/maintenance_window.h"
#include "kernel/hash.h"

#include <algorithm>

namespace maylab::cache {

using kernel::SimDuration;
using kernel::SimTime;

namespace {

// Of an event about a cluster: void once the cluster is another or what it counts has moved on.
std::uint64_t stamp(const Cluster& c, std::uint32_t count) {
    return static_cast<std::uint64_t>(c.generation) << 32 | count;
}

} // namespace

const char* toString(ClusterStatus status) {
    switch (status) {
    case ClusterStatus::Creating: return "creating";
    case ClusterStatus::Available: return "available";
    case ClusterStatus::Modifying: return "modifying";
    case ClusterStatus::Rebooting: return "rebooting cluster nodes";
    case ClusterStatus::Deleting: return "deleting";
    case ClusterStatus::Snapshotting: return "snapshotting";
    }
    return "";
}

void ElastiCacheService::addEvent(const World& world, std::string_view source, std::string_view type,
                                  std::string message) {
    m_events.push_back({++m_eventCount, world.now(), std::string(source), std::string(type), std::move(message)});
    if (m_events.size() > kMaxEvents) m_events.pop_front();
}

void ElastiCacheService::begin(World& world, std::uint32_t slot, ClusterStatus status, SimDuration shortest,
                               SimDuration longest) {
    Cluster& c = m_clusters[slot];
    const ClusterStatus before = c.status;
    c.status = status;
    ++c.transition;
    const auto range = static_cast<std::uint64_t>((longest - shortest).wholeMilliseconds());
    const auto extra = static_cast<std::int64_t>(world.random()[m_delays].below(range + 1));
    const SimTime due = world.now() + shortest + SimDuration::milliseconds(extra);
    world.schedule(due, m_id, kTransitionDone, slot, stamp(c, c.transition));
    world.announce(due, c.id + (status == ClusterStatus::Deleting ? ": deleted" : ": available"));
    record(world, CacheRule::StateChanged, m_keys.remember(c.id), SimDuration(), static_cast<double>(before),
           static_cast<double>(status));
}

void ElastiCacheService::finish(World& world, std::uint32_t slot) {
    Cluster& c = m_clusters[slot];
    const ClusterStatus before = c.status;
    c.status = ClusterStatus::Available;
    const bool memcached = c.engine == CacheEngine::Memcached;
    switch (before) {
    case ClusterStatus::Creating:
        c.createdAt = world.now();
        if (memcached) {
            finishMemcached(world, slot, before);
        } else {
            startNode(world, slot);
            m_usage.nodeStarted(world.now(), slot, 0, *c.type);
            if (!c.restoreFrom.empty()) {
                const auto snapshot = m_snapshots.find(c.restoreFrom);
                if (snapshot != m_snapshots.end()) restoreInto(world, slot, *snapshot->second.nodes.front().data);
                c.restoreFrom.clear();
            }
            addEvent(world, c.id, "cache-cluster", "Added cache node 0001 in availability zone " + c.zone);
        }
        addEvent(world, c.id, "cache-cluster", "Cache cluster created");
        break;
    case ClusterStatus::Modifying:
        if (memcached) {
            finishMemcached(world, slot, before);
            break;
        }
        if (c.pendingType != nullptr) {
            addEvent(world, c.id, "cache-cluster",
                     "Modified node type from " + std::string(c.type->name) + " to " + c.pendingType->name);
            resize(world, slot, c.pendingType);
            c.pendingType = nullptr;
        }
        if (!c.pendingVersion.empty()) {
            addEvent(world, c.id, "cache-cluster", "Cache cluster patched to version " + c.pendingVersion);
            c.engineVersion = c.pendingVersion;
            c.pendingVersion.clear();
        }
        break;
    case ClusterStatus::Rebooting:
        if (memcached) {
            finishMemcached(world, slot, before);
            break;
        }
        startNode(world, slot);
        addEvent(world, c.id, "cache-cluster", "Cache node 0001 restarted");
        break;
    case ClusterStatus::Deleting:
        drop(world, slot);
        return;
    case ClusterStatus::Snapshotting:
    case ClusterStatus::Available: break;
    }
    record(world, CacheRule::StateChanged, m_keys.remember(c.id), SimDuration(), static_cast<double>(before),
           static_cast<double>(c.status));
}

void ElastiCacheService::drop(World& world, std::uint32_t slot) {
    Cluster& c = m_clusters[slot];
    addEvent(world, c.id, "cache-cluster", "Cache cluster deleted");
    if (c.metrics) c.metrics->retire(world.metrics());
    for (MemcachedNode& n : c.memcached) {
        if (n.metrics) n.metrics->retire(world.metrics());
    }
    m_departures[slot].clear();
    record(world, CacheRule::StateChanged, m_keys.remember(c.id), SimDuration(), static_cast<double>(ClusterStatus::Deleting), -1);
    c = Cluster();
    m_usage.clusterEnded(world.now(), slot);
    accountSnapshots(world);
}

void ElastiCacheService::resize(World& world, std::uint32_t slot, const NodeType* type) {
    Cluster& c = m_clusters[slot];
    c.type = type;
    m_usage.clusterResized(world.now(), slot, *type);
    setMaxmemory(world, c);
    if (c.metrics) c.metrics->resized(c.type->vcpus, c.type->redisMaxmemory);
}

void ElastiCacheService::startNode(World& world, std::uint32_t slot) {
    Cluster& c = m_clusters[slot];
    EngineOptions options;
    options.seed = kernel::mix64(m_seed ^ kernel::fnv1a(c.id) ^ (static_cast<std::uint64_t>(++m_generations) << 40));
    options.profile = EngineProfile::ElastiCache;
    options.startedAtMs = world.unixMilliseconds();
    options.port = static_cast<std::uint16_t>(c.port);
    options.cluster = c.inGroup() && m_groups[c.group].clusterMode;
    Node node{Engine(options), {}};
    node.thread.freeAt = world.now();
    node.thread.slowdown = c.faults.slowdown.value_or(1);
    node.generation = m_generations;
    node.collectedAt = world.now();
    c.node = std::move(node);
    c.applying = false;
    c.rebootNeeded = false;
    c.node->engine.setRenderer(m_renderer);
    c.node->engine.setAnnouncedPorts(m_announced);
    c.node->engine.recordKeyEvents(true);
    applyParameters(world, slot, true);
    if (c.metrics) {
        c.metrics->engineRestarted(world.metrics());
    } else {
        c.metrics.emplace(world.metrics(), c.id, c.type->vcpus, c.type->redisMaxmemory, c.inGroup());
    }
    scheduleCron(world, slot);
    scheduleCollect(world);
}

void ElastiCacheService::stopNode(World& world, std::uint32_t slot) {
    Cluster& c = m_clusters[slot];
    if (!c.node) return;
    collectMetrics(world, slot);
    c.metrics->engineStopped(world.metrics());
    for (const auto& [connection, client] : c.node->connections) world.send(connection, "", true);
    for (const auto& [client, command] : c.node->waiting) {
        world.reply(command.call, tl::unexpected(kernel::ApiError{"ConnectionClosed", "Server closed the connection", 503}));
    }
    c.node.reset();
    if (!c.inGroup()) m_departures[slot].clear();
}

std::string ElastiCacheService::wantedValue(const Cluster& cluster, const CacheParameter& parameter) const {
    const auto group = m_parameterGroups.find(cluster.parameterGroup);
    if (group == m_parameterGroups.end()) return parameter.value;
    const auto it = group->second.values.find(parameter.name);
    return it == group->second.values.end() ? std::string(parameter.value) : it->second;
}

void ElastiCacheService::applyParameters(World& world, std::uint32_t slot, bool atStart) {
    Cluster& c = m_clusters[slot];
    int changed = 0, waiting = 0;
    for (const CacheParameter& p : redis7Parameters()) {
        if (p.perNodeType) continue;
        std::string wanted = wantedValue(c, p);
        const auto current = c.applied.find(p.name);
        const bool same = current != c.applied.end() && current->second == wanted;
        if (!atStart && same) continue;
        if (!atStart && p.needsReboot) {
            ++waiting;
            continue;
        }
        if (p.engine && c.node) {
            const ConfigResult taken = c.node->engine.configure(p.name, wanted, world.unixMilliseconds());
            MAYLAB_ASSERT(taken.ok); // isAllowed is as strict as the engine
        }
        if (std::string_view(p.name) == "reserved-memory-percent") c.reservedPercent = std::atoi(wanted.c_str());
        if (!same) ++changed;
        c.applied[p.name] = std::move(wanted);
    }
    setMaxmemory(world, c);
    c.rebootNeeded = waiting > 0;
    const std::uint32_t subject = m_keys.remember(c.id);
    if (!atStart) record(world, CacheRule::ParametersApplied, subject, SimDuration(), changed);
    if (waiting > 0) record(world, CacheRule::ParametersPending, subject, SimDuration(), waiting);
}

void ElastiCacheService::scheduleParameters(World& world, std::uint32_t slot) {
    Cluster& c = m_clusters[slot];
    const bool runs = c.node || std::any_of(c.memcached.begin(), c.memcached.end(), [](const MemcachedNode& n) { return n.process.has_value(); });
    if (!runs) return; // read when the process starts
    c.applying = true;
    const SimTime due = world.now() + kApplyParameters;
    world.schedule(due, m_id, kParametersDue, slot, stamp(c, ++c.parameterChange));
    world.announce(due, c.id + ": parameters in force");
}

void ElastiCacheService::scheduleMaintenance(World& world, std::uint32_t slot) {
    Cluster& c = m_clusters[slot];
    const SimTime due = nextWindowStart(c.maintenanceWindow, world.calendar(), world.now());
    world.schedule(due, m_id, kMaintenance, slot, stamp(c, ++c.maintenance));
    world.announce(due, c.id + ": maintenance window");
}

void ElastiCacheService::setMaxmemory(World& world, Cluster& cluster) {
    if (!cluster.node) return;
    // 0 would mean "no limit" to the engine.
    const std::int64_t bytes =
        std::max<std::int64_t>(1, cluster.faults.maxmemory.value_or(usableMemory(*cluster.type, cluster.reservedPercent)));
    const ConfigResult taken =
        cluster.node->engine.configure("maxmemory", std::to_string(bytes), world.unixMilliseconds());
    MAYLAB_ASSERT(taken.ok);
    takeKeyEvents(world, static_cast<std::uint32_t>(&cluster - m_clusters.data())); // less memory evicts at once
}

void ElastiCacheService::scheduleCron(World& world, std::uint32_t slot) {
    const Node& node = *m_clusters[slot].node;
    const std::int64_t ms = node.engine.nextCron() - world.calendar().startUnixMilliseconds;
    const SimTime due = std::max(SimTime::fromNs(ms * 1'000'000), world.now() + SimDuration::milliseconds(1));
    world.schedule(due, m_id, kCron, slot, node.generation);
}

void ElastiCacheService::scheduleCollect(World& world) {
    if (m_collecting) return;
    m_collecting = true;
    // The last nanosecond of a second: what happened in it is still counted in it.
    SimTime due = SimTime::atSecond(world.now().wholeSeconds() + 1) - SimDuration::nanoseconds(1);
    if (due <= world.now()) due = due + SimDuration::seconds(1);
    world.schedule(due, m_id, kCollect);
}

void ElastiCacheService::collectMetrics(World& world, std::uint32_t slot) {
    Cluster& c = m_clusters[slot];
    if (!c.node || !c.metrics) return;
    Node& n = *c.node;
    NodeMetrics::Replication r;
    if (c.inGroup()) {
        r.primary = !n.link;
        r.linkUp = !n.link || n.link->state == ReplicaLink::State::Online;
        r.lagSeconds = replicationLag(world, slot);
        r.offset = n.engine.replicationOffset();
    }
    r.saving = c.saving;
    c.metrics->collect(world.metrics(), n.engine, r, (world.now() - n.collectedAt).inSeconds(),
                       static_cast<double>(n.thread.collect(world.now())) * 1e-9);
    n.collectedAt = world.now();
}

void ElastiCacheService::onEvent(World& world, const kernel::Event& event) {
    const std::uint32_t slot = event.handle;
    switch (event.kind) {
    case kTransitionDone: {
        const Cluster& c = m_clusters[slot];
        if (c.used && stamp(c, c.transition) == event.data) finish(world, slot);
        break;
    }
    case kParametersDue: {
        Cluster& c = m_clusters[slot];
        if (!c.used || stamp(c, c.parameterChange) != event.data || !c.applying) break;
        if (c.engine == CacheEngine::Memcached) {
            c.applying = false;
            applyMemcachedParameters(world, slot);
        } else if (c.node) {
            c.applying = false;
            applyParameters(world, slot, false);
        }
        break;
    }
    case kMaintenance: {
        Cluster& c = m_clusters[slot];
        if (!c.used || stamp(c, c.maintenance) != event.data) break;
        if (c.pendingType == nullptr && c.pendingVersion.empty()) break;
        if (c.status == ClusterStatus::Available) {
            begin(world, slot, ClusterStatus::Modifying, kModifyShortest, kModifyLongest);
        } else if (c.status == ClusterStatus::Rebooting) {
            scheduleMaintenance(world, slot);
        }
        break;
    }
    case kCron: {
        Cluster& c = m_clusters[slot];
        if (!c.node || c.node->generation != event.data) break;
        if (c.node->link) {
            catchUp(world, slot);
            tellPrimary(world, c.node->link->primary);
        }
        settle(world, slot, c.node->engine.cron(world.unixMilliseconds()));
        scheduleCron(world, slot);
        break;
    }
    case kEviction: {
        Cluster& c = m_clusters[slot];
        if (!c.node || c.node->generation != event.data) break;
        c.node->evictionScheduled = false;
        settle(world, slot, c.node->engine.continueEviction(world.unixMilliseconds()));
        break;
    }
    case kWaitEnds: {
        Cluster& c = m_clusters[slot];
        if (!c.node || c.node->generation != event.data) break;
        c.node->waitsEndMs = INT64_MAX;
        settle(world, slot, c.node->engine.wake(world.unixMilliseconds()));
        break;
    }
    case kCollect: {
        m_collecting = false;
        tendReplication(world);
        const std::int64_t nextSecond = world.calendar().startUnixMilliseconds / 1000 + world.now().wholeSeconds() + 1;
        bool any = false;
        for (std::uint32_t i = 0; i < m_clusters.size(); ++i) {
            Cluster& c = m_clusters[i];
            collectMetrics(world, i);
            if (c.metrics && nextSecond % 60 == 0) c.metrics->closeMinute(world.metrics());
            // The minute in which a node stopped is still to be closed.
            any = any || c.node || (c.metrics && c.metrics->minuteOpen());
            for (MemcachedNode& n : c.memcached) {
                collectMemcached(world, n);
                any = any || n.process;
            }
        }
        if (any) scheduleCollect(world);
        break;
    }
    case kConnectTimesOut: {
        const auto it = std::find_if(m_hanging.begin(), m_hanging.end(),
                                     [&](const Hanging& h) { return h.call == event.data; });
        MAYLAB_ASSERT(it != m_hanging.end());
        const Hanging h = *it;
        m_hanging.erase(it);
        record(world, CacheRule::ConnectTimedOut, m_keys.remember(h.host), kConnectTimeout, h.port,
               kConnectTimeout.inSeconds());
        world.reply(h.call, tl::unexpected(unreachable(Reach::TimesOut, h.host, h.port, h.what)));
        break;
    }
    case kGroupDone:
    case kGroupMaintenance: onGroupEvent(world, event); break;
    case kCopyDone: onReplicationEvent(world, event); break;
    case kFailoverStep: onFailoverEvent(world, event); break;
    case kRecovered: onRecovered(world, event); break;
    case kMoveKeys: onMoveKeys(world, event); break;
    case kSnapshotDone: onSnapshotDone(world, event); break;
    case kBackup: onBackup(world); break;
    case kMemcachedCron: onMemcachedCron(world, event); break;
    case kMemcachedBack: onMemcachedBack(world, event); break;
    default: MAYLAB_ASSERT(false);
    }
}

} // namespace maylab::cache
