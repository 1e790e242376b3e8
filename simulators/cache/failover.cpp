// A process is gone: who notices, who is promoted, what was lost, what DNS says meanwhile, and how the node comes back.
// All times are illustrative: AWS promises "just a few seconds" and minutes for a replacement. Source: sheet 2.7.
#include "cache/elasticache_service.h"

#include "cache/api_helpers.h"
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

constexpr std::size_t kMostRecordsAtOnce = 4096;

// Of an event about a shard: group's generation, the shard's index, how many steps its failovers have taken.
std::uint64_t stampOf(const ReplicationGroup& g, std::size_t shard) {
    return static_cast<std::uint64_t>(g.generation) << 32 | static_cast<std::uint64_t>(shard & 0xFF) << 24 |
           (g.shards[shard].failover.steps & 0xFFFFFF);
}

SimDuration drawBetween(kernel::Rng& rng, SimDuration shortest, SimDuration longest) {
    const auto range = static_cast<std::uint64_t>((longest - shortest).wholeMilliseconds());
    return shortest + SimDuration::milliseconds(static_cast<std::int64_t>(rng.below(range + 1)));
}

} // namespace

NodeGroup& ElastiCacheService::shardOf(std::uint32_t slot) {
    Cluster& c = m_clusters[slot];
    MAYLAB_ASSERT(c.inGroup());
    for (NodeGroup& s : m_groups[c.group].shards) {
        if (s.id == c.nodeGroup) return s;
    }
    MAYLAB_ASSERT(false);
}

const NodeGroup& ElastiCacheService::shardOf(std::uint32_t slot) const {
    return const_cast<ElastiCacheService*>(this)->shardOf(slot);
}

kernel::Rng& ElastiCacheService::failoverRandom(World& world) {
    if (!m_failovers) m_failovers = world.random().open("elasticache.failovers");
    return world.random()[*m_failovers];
}

// The process of a node is gone; it comes back between so and so much later, empty.
void ElastiCacheService::processLost(World& world, std::uint32_t slot, bool test, SimDuration shortest, SimDuration longest) {
    Cluster& c = m_clusters[slot];
    MAYLAB_ASSERT(c.node);
    c.recovering = true;
    c.recoverShortest = shortest;
    c.recoverLongest = longest;
    if (!c.inGroup() || shardOf(slot).primary != slot) {
        // A replica, or a node alone: nobody is promoted.
        stopNode(world, slot);
        scheduleRecovery(world, slot);
        return;
    }
    ReplicationGroup& g = m_groups[c.group];
    NodeGroup& shard = shardOf(slot);
    for (const std::uint32_t m : shard.members) {
        if (m != slot && m_clusters[m].node) catchUp(world, m); // what was on its way so far
    }
    shard.failover.lost = slot;
    shard.failover.lostAt = world.now();
    shard.failover.test = test;
    shard.failover.remains = std::make_shared<const Engine>(c.node->engine);
    stopNode(world, slot);
    for (const std::uint32_t m : shard.members) {
        if (m != slot && m_clusters[m].node) linkDown(world, m);
    }
    if (g.automaticFailover != ReplicationGroup::Switch::Enabled) {
        scheduleRecovery(world, slot);
        return;
    }
    const SimTime due = world.now() + drawBetween(failoverRandom(world), kDetectShortest, kDetectLongest);
    shard.failover.step = Failover::Step::Detecting;
    ++shard.failover.steps;
    scheduleFailoverStep(world, c.group, shard, due);
}

void ElastiCacheService::scheduleFailoverStep(World& world, std::uint32_t group, const NodeGroup& shard, SimTime due) {
    const ReplicationGroup& g = m_groups[group];
    world.schedule(due, m_id, kFailoverStep, group, stampOf(g, static_cast<std::size_t>(&shard - g.shards.data())));
}

// The replica that has read furthest; the first of several.
std::uint32_t ElastiCacheService::bestReplica(const NodeGroup& shard) const {
    std::uint32_t best = kNoSlot;
    std::uint64_t offset = 0;
    for (const std::uint32_t m : shard.members) {
        const Cluster& c = m_clusters[m];
        if (m == shard.failover.lost || !c.node || c.faults.zoneLost) continue;
        const std::uint64_t o = c.node->engine.replicationOffset();
        if (best == kNoSlot || o > offset) {
            best = m;
            offset = o;
        }
    }
    return best;
}

void ElastiCacheService::onFailoverEvent(World& world, const kernel::Event& event) {
    if (event.handle >= m_groups.size()) return;
    ReplicationGroup& g = m_groups[event.handle];
    const auto index = static_cast<std::size_t>(event.data >> 24 & 0xFF);
    if (!g.used || index >= g.shards.size() || stampOf(g, index) != event.data) return;
    NodeGroup& shard = g.shards[index];
    Failover& f = shard.failover;
    if (f.step == Failover::Step::Detecting) {
        f.detectedAt = world.now();
        if (g.clusterMode) markFailed(world, event.handle, f.lost, true);
        const std::uint32_t best = bestReplica(shard);
        ++f.steps;
        if (best == kNoSlot) {
            // Nobody to promote: the node is made anew, empty.
            f.step = Failover::Step::None;
            f.remains.reset();
            scheduleRecovery(world, f.lost);
            return;
        }
        f.step = Failover::Step::Promoting;
        const SimTime due = world.now() + drawBetween(failoverRandom(world), kPromoteShortest, kPromoteLongest);
        scheduleFailoverStep(world, event.handle, shard, due);
        world.announce(due, g.id + ": a replica is promoted");
        return;
    }
    if (f.step == Failover::Step::Promoting) promote(world, event.handle, index);
}

void ElastiCacheService::promote(World& world, std::uint32_t group, std::size_t shardIndex) {
    ReplicationGroup& g = m_groups[group];
    NodeGroup& shard = g.shards[shardIndex];
    Failover& f = shard.failover;
    const std::uint32_t best = bestReplica(shard);
    ++f.steps;
    if (best == kNoSlot) { // it died in between
        f.step = Failover::Step::None;
        f.remains.reset();
        scheduleRecovery(world, f.lost);
        return;
    }
    Cluster& lost = m_clusters[f.lost];
    Cluster& chosen = m_clusters[best];

    FailoverReport report;
    report.group = g.id;
    report.nodeGroup = shard.id;
    report.lostPrimary = lost.id;
    report.newPrimary = chosen.id;
    report.test = f.test;
    report.lostAt = f.lostAt;
    report.detectedAt = f.detectedAt;
    report.promotedAt = world.now();
    report.primaryOffset = f.remains->replicationOffset();
    report.replicaOffset = chosen.node->engine.replicationOffset();
    for (const std::uint32_t m : shard.members) {
        const Cluster& c = m_clusters[m];
        if (c.node && m != f.lost) report.candidates.push_back({c.id, c.node->engine.replicationOffset(), !c.node->link || !c.node->link->cut});
    }
    listLostWrites(world, *f.remains, report);
    f.remains.reset();

    chosen.node->link.reset();
    chosen.node->engine.becomePrimary(world.unixMilliseconds());
    shard.primary = best;
    const SimTime dnsAt = world.now() + (g.clusterMode ? SimDuration() : drawBetween(failoverRandom(world), kDnsShortest, kDnsLongest));
    shard.name = {best, f.lost, dnsAt};
    if (!g.clusterMode) world.announce(dnsAt, g.id + ": DNS answers with the new primary");
    report.dnsAt = dnsAt;
    f.step = Failover::Step::None;
    if (g.clusterMode) promoteInMap(world, group, best);
    for (const std::uint32_t m : shard.members) {
        if (m != best && m_clusters[m].node) follow(world, m, best, false);
    }
    const double gap = static_cast<double>(report.primaryOffset - std::min(report.primaryOffset, report.replicaOffset));
    record(world, CacheRule::FailoverChosen, m_keys.remember(chosen.id), world.now() - f.lostAt, gap,
           static_cast<double>(report.lostCount), static_cast<double>(report.candidates.size()),
           (f.detectedAt - f.lostAt).inSeconds());
    const std::string text = "Failover from primary node " + lost.id + " to replica node " + chosen.id + " completed";
    addEvent(world, chosen.id, "cache-cluster", text);
    addEvent(world, g.id, "replication-group", text);
    report.number = ++m_failoverCount;
    m_failoverReports.push_back(std::move(report));
    if (m_failoverReports.size() > kMaxFailoverReports) m_failoverReports.pop_front();
    addEvent(world, lost.id, "cache-cluster", std::string("Recovering cache nodes ") + kOnlyNodeId);
    scheduleRecovery(world, f.lost);
}

// Everything in the lost primary's stream behind the place that the new one had reached.
void ElastiCacheService::listLostWrites(World& world, const Engine& lost, FailoverReport& report) {
    auto list = std::make_shared<std::vector<LostWrite>>();
    std::uint64_t offset = report.replicaOffset;
    while (offset < report.primaryOffset) {
        m_records.clear();
        if (!lost.readReplication(offset, INT64_MAX, kMostRecordsAtOnce, m_records)) {
            report.streamKnown = false;
            break;
        }
        if (m_records.empty()) break;
        for (const ReplicationRecord& r : m_records) {
            if (!r.isWrite() || r.byServer) continue;
            ++report.lostCount;
            if (list->size() >= FailoverReport::kMostListed) continue;
            LostWrite w;
            w.at = SimTime::fromNs((r.timeMs - world.calendar().startUnixMilliseconds) * 1'000'000);
            w.offset = r.offset;
            w.key = r.key();
            for (const std::string& word : r.words()) w.command += (w.command.empty() ? "" : " ") + word.substr(0, 100);
            record(world, CacheRule::LostWrite, m_keys.remember(w.key), report.promotedAt - w.at,
                   static_cast<double>(w.offset), static_cast<double>(report.replicaOffset), (report.lostAt - w.at).inSeconds());
            list->push_back(std::move(w));
        }
        offset = m_records.back().offset;
    }
    report.lost = std::move(list);
}

void ElastiCacheService::scheduleRecovery(World& world, std::uint32_t slot) {
    Cluster& c = m_clusters[slot];
    if (c.faults.zoneLost) return; // waits for its zone
    const SimTime due = world.now() + drawBetween(failoverRandom(world), c.recoverShortest, c.recoverLongest);
    world.schedule(due, m_id, kRecovered, slot, static_cast<std::uint64_t>(c.generation) << 32 | ++c.recovery);
    world.announce(due, c.id + ": the node is back");
}

void ElastiCacheService::onRecovered(World& world, const kernel::Event& event) {
    const std::uint32_t slot = event.handle;
    Cluster& c = m_clusters[slot];
    if (!c.used || (static_cast<std::uint64_t>(c.generation) << 32 | c.recovery) != event.data || !c.recovering) return;
    c.recovering = false;
    if (c.status == ClusterStatus::Deleting) return;
    if (c.status == ClusterStatus::Rebooting) {
        c.status = ClusterStatus::Available;
        addEvent(world, c.id, "cache-cluster", std::string("Cache node ") + kOnlyNodeId + " restarted");
    } else {
        addEvent(world, c.id, "cache-cluster", std::string("Finished recovery for cache nodes ") + kOnlyNodeId);
    }
    startNode(world, slot);
    if (!c.inGroup()) return;
    ReplicationGroup& g = m_groups[c.group];
    NodeGroup& shard = shardOf(slot);
    if (g.clusterMode) {
        markFailed(world, c.group, slot, false);
        giveMap(world, slot);
    }
    if (shard.primary != slot) {
        if (m_clusters[shard.primary].node) follow(world, slot, shard.primary, false);
        return;
    }
    // It was the primary and nobody took its place: its replicas copy what it has now, which is nothing.
    shard.failover.remains.reset();
    for (const std::uint32_t m : shard.members) {
        if (m != slot && m_clusters[m].node) follow(world, m, slot, false);
    }
}

// ModifyReplicationGroup with another PrimaryClusterId: writes wait until the replica has everything.
void ElastiCacheService::switchPrimary(World& world, std::uint32_t group) {
    ReplicationGroup& g = m_groups[group];
    NodeGroup& shard = g.shards[0];
    const std::uint32_t next = g.pendingPrimary, before = shard.primary;
    g.pendingPrimary = kNoSlot;
    Cluster& n = m_clusters[next];
    if (n.node && n.node->link && m_clusters[before].node && n.node->link->state == ReplicaLink::State::Online) {
        n.node->link->fault = {};
        n.node->link->distance = {};
        n.node->link->lastLookMs = 0;
        catchUp(world, next);
        FailoverReport report;
        report.number = ++m_failoverCount;
        report.group = g.id;
        report.nodeGroup = shard.id;
        report.lostPrimary = m_clusters[before].id;
        report.newPrimary = n.id;
        report.planned = true;
        report.lostAt = report.detectedAt = report.promotedAt = world.now();
        report.primaryOffset = m_clusters[before].node->engine.replicationOffset();
        report.replicaOffset = n.node->engine.replicationOffset();
        n.node->link.reset();
        n.node->engine.becomePrimary(world.unixMilliseconds());
        shard.primary = next;
        shard.name = {next, before, world.now() + drawBetween(failoverRandom(world), kDnsShortest, kDnsLongest)};
        report.dnsAt = shard.name.changesAt;
        report.lost = std::make_shared<const std::vector<LostWrite>>();
        m_failoverReports.push_back(std::move(report));
        for (const std::uint32_t m : shard.members) {
            if (m != next && m_clusters[m].node) follow(world, m, next, false);
        }
        const std::string text = "Failover from primary node " + m_clusters[before].id + " to replica node " + n.id + " completed";
        addEvent(world, n.id, "cache-cluster", text);
        addEvent(world, g.id, "replication-group", text);
    }
    groupAvailable(world, group);
}

// --- operations ---

ApiResult ElastiCacheService::testFailover(World& world, const Json& input) {
    const auto index = groupOf(input);
    if (!index) return tl::unexpected(index.error());
    ReplicationGroup& g = m_groups[*index];
    const std::string id = textOf(input, "NodeGroupId");
    if (id.empty()) return tl::unexpected(mustBeProvided("NodeGroupId"));
    const auto shard = std::find_if(g.shards.begin(), g.shards.end(), [&](const NodeGroup& s) { return s.id == id; });
    if (shard == g.shards.end()) {
        return fail("NodeGroupNotFoundFault", "Node group " + id.substr(0, 60) + " not found in replication group " + g.id + ".", 404);
    }
    if (auto refused = groupMustBeAvailable(g, "test failover")) return tl::unexpected(*refused);
    if (g.automaticFailover != ReplicationGroup::Switch::Enabled) {
        return fail("InvalidReplicationGroupState", "Automatic failover is not enabled for replication group " + g.id + ".");
    }
    for (const NodeGroup& s : g.shards) {
        const bool busy = s.failover.step != Failover::Step::None ||
                          std::any_of(s.members.begin(), s.members.end(), [&](std::uint32_t m) { return m_clusters[m].recovering; });
        if (busy && (g.clusterMode || &s == &*shard)) {
            return fail("InvalidReplicationGroupState", "Node group " + s.id + " of replication group " + g.id + " is replacing a node: wait until that is done.");
        }
    }
    const std::uint32_t primary = shard->primary;
    const bool replica = std::any_of(shard->members.begin(), shard->members.end(),
                                     [&](std::uint32_t m) { return m != primary && m_clusters[m].node; });
    if (!m_clusters[primary].node || !replica) {
        return fail("InvalidReplicationGroupState", "Node group " + id + " has no replica that could be promoted.");
    }
    std::erase_if(m_testFailovers, [&](SimTime t) { return world.now() - t >= kTestFailoverWindow; });
    if (m_testFailovers.size() >= kMaxTestFailovers) {
        return fail("APICallRateForCustomerExceeded", "The customer has exceeded the allowed rate of API calls. "
                                                      "(Test Failover: 15 node groups in any rolling 24-hour period.)");
    }
    m_testFailovers.push_back(world.now());
    addEvent(world, g.id, "replication-group", "Test Failover API called for node group " + id);
    processLost(world, primary, true, kReplaceShortest, kReplaceLongest);
    return Json{{"ReplicationGroup", groupJson(world, m_groups[*index])}};
}

// Ours: {"ReplicationGroupId", "Failover": number, "MaxRecords", "Marker"} -> the failovers, and the lost writes of one.
namespace {

const char* kindOf(const FailoverReport& r) {
    return r.planned ? "planned" : r.test ? "test" : "failure";
}

} // namespace

ApiResult ElastiCacheService::describeLostWrites(const World& world, const Json& input) const {
    const std::string group = lowerCase(textOf(input, "ReplicationGroupId"));
    const auto wanted = input.value("Failover", std::int64_t{0});
    const auto time = [&](SimTime t) { return world.calendar().iso8601(t, true); };
    Json failovers = Json::array();
    const FailoverReport* shown = nullptr;
    for (const FailoverReport& r : m_failoverReports) {
        if (!group.empty() && r.group != group) continue;
        if (wanted == 0 || static_cast<std::int64_t>(r.number) == wanted) shown = &r;
        Json candidates = Json::array();
        for (const FailoverReport::Candidate& c : r.candidates) candidates.push_back({{"CacheClusterId", c.node}, {"Offset", c.offset}});
        failovers.push_back({{"Failover", r.number},
                             {"ReplicationGroupId", r.group},
                             {"NodeGroupId", r.nodeGroup},
                             {"LostPrimary", r.lostPrimary},
                             {"NewPrimary", r.newPrimary},
                             {"Kind", kindOf(r)},
                             {"LostAt", time(r.lostAt)},
                             {"DetectedAt", time(r.detectedAt)},
                             {"PromotedAt", time(r.promotedAt)},
                             {"DnsChangedAt", time(r.dnsAt)},
                             {"SecondsWithoutPrimary", (r.promotedAt - r.lostAt).inSeconds()},
                             {"PrimaryOffset", r.primaryOffset},
                             {"ReplicaOffset", r.replicaOffset},
                             {"Candidates", std::move(candidates)},
                             {"LostWriteCount", r.lostCount},
                             {"Complete", r.streamKnown && r.lostCount <= FailoverReport::kMostListed}});
    }
    if (wanted != 0 && shown == nullptr) return fail("InvalidParameterValue", "There was no failover " + std::to_string(wanted) + ".");
    std::vector<std::pair<std::string, Json>> rows;
    if (shown != nullptr && shown->lost) {
        char key[24];
        for (std::size_t i = 0; i < shown->lost->size(); ++i) {
            const LostWrite& w = (*shown->lost)[i];
            std::snprintf(key, sizeof key, "%010zu", i);
            rows.emplace_back(key, Json{{"Key", bytesToUtf8(w.key)}, {"Command", bytesToUtf8(w.command)}, {"Time", time(w.at)}, {"Offset", w.offset}});
        }
    }
    auto out = page("DescribeLostWrites", "LostWrites", input, rows);
    if (!out) return out;
    (*out)["Failovers"] = std::move(failovers);
    (*out)["LostWriteCount"] = shown != nullptr ? shown->lostCount : 0;
    if (shown != nullptr) (*out)["Kind"] = kindOf(*shown);
    return out;
}

} // namespace maylab::cache
