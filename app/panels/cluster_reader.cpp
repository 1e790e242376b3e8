#include "app/panels/cluster_reader.h"

#include "cache/engine/keyslot.h"
#include "cache/failover_report.h"
#include "cache/topology_view.h"
#include "scenarios/shop/livestream.h"
#include "scenarios/shop/shop_service.h"

#include <algorithm>

namespace maylab::app {

using kernel::SimTime;
using kernel::World;

namespace {

bool belongsTo(std::string_view endpoint, const cache::GroupView& g) {
    const auto is = [endpoint](std::string_view name) { return !name.empty() && (endpoint == name || endpoint.substr(0, endpoint.find(':')) == name.substr(0, name.find(':'))); };
    if (endpoint.empty()) return false;
    if (endpoint == g.id || is(g.primaryEndpoint) || is(g.readerEndpoint) || is(g.configurationEndpoint)) return true;
    for (const cache::ShardView& s : g.shards) {
        for (const cache::NodeView& n : s.nodes) {
            if (endpoint == n.cluster || is(n.endpoint)) return true;
        }
    }
    return false;
}

const cache::GroupView* groupIn(const std::vector<cache::GroupView>& groups, std::string_view endpoint) {
    for (const cache::GroupView& g : groups) {
        if (belongsTo(endpoint, g)) return &g;
    }
    return groups.empty() ? nullptr : &groups.front();
}

NodePicture pictureOf(const cache::NodeView& v, bool primary) {
    NodePicture n;
    n.name = v.cluster;
    n.zone = v.zone;
    n.primary = primary;
    n.running = v.running;
    n.reachable = v.reachable;
    n.faulty = v.faulty;
    n.link = v.link;
    n.copySeconds = v.linkReadySeconds;
    n.offset = v.offset;
    n.behindBytes = v.behindBytes;
    n.lagSeconds = v.lagSeconds;
    n.operationsPerSecond = v.operationsPerSecond;
    n.cpuPercent = v.engineCpuPercent;
    n.queueMilliseconds = static_cast<double>(v.queueNs) * 1e-6;
    return n;
}

ShardPicture pictureOf(const cache::ShardView& v) {
    ShardPicture s;
    s.id = v.id;
    s.status = v.status;
    for (std::size_t i = 0; i < v.nodes.size(); ++i) s.nodes.push_back(pictureOf(v.nodes[i], i == v.primary));
    s.slotCount = v.slotCount;
    s.slotsComing = v.slotsToMoveIn;
    s.slotsGoing = v.slotsToMoveOut;
    s.keys = v.keys;
    s.operationsPerSecond = v.operationsPerSecond;
    s.cpuPercent = v.engineCpuPercent;
    return s;
}

std::uint64_t countOf(const World& world, const char* rule) {
    const kernel::RuleId id = world.decisions().findRule(rule);
    return id == 0 ? 0 : world.decisions().count(id);
}

// Who waits for which node, and where the hot key lives.
void addLivestream(const World& world, SlotsPicture& out) {
    const auto* live = scenarios::findWorkload<scenarios::Livestream>(world);
    if (live == nullptr || !live->isOn()) return;
    const scenarios::LivestreamView view = live->view(world);
    out.hotKey = "product:" + std::to_string(view.settings.hotProduct);
    out.hotShard = static_cast<std::uint16_t>(view.hotShard);
    std::vector<std::size_t> nextReplica(out.shards.size(), 0);
    for (const auto& n : view.nodes) {
        if (n.shard >= out.shards.size()) continue;
        std::vector<NodePicture>& nodes = out.shards[n.shard].nodes;
        std::size_t place = 0, replica = 0;
        for (; place < nodes.size(); ++place) {
            if (!n.replica && nodes[place].primary) break;
            if (n.replica && !nodes[place].primary && replica++ == nextReplica[n.shard]) break;
        }
        if (n.replica) ++nextReplica[n.shard];
        if (place < nodes.size()) nodes[place].waiting = n.waiting;
    }
}

void addFailover(const World& world, const cache::GroupView& g, ReplicationPicture& out) {
    const cache::ElastiCacheService* service = cache::elastiCacheOf(world);
    FailoverPicture& f = out.failover;
    const auto& reports = service->failovers();
    for (auto r = reports.rbegin(); r != reports.rend(); ++r) {
        if (r->group != g.id || r->nodeGroup != out.shown.id) continue;
        f.number = r->number;
        f.shard = r->nodeGroup;
        f.lostPrimary = r->lostPrimary;
        f.newPrimary = r->newPrimary;
        f.test = r->test;
        f.planned = r->planned;
        f.lostAt = r->lostAt;
        f.detectedAt = r->detectedAt;
        f.promotedAt = r->promotedAt;
        f.dnsAt = r->dnsAt;
        f.streamKnown = r->streamKnown;
        f.lostCount = r->lostCount;
        f.over = f.dnsAt != SimTime() && f.dnsAt <= world.now();
        if (r->lost) {
            for (const cache::LostWrite& w : *r->lost) {
                if (f.lost.size() == FailoverPicture::kMostLost) break;
                f.lost.push_back({w.at, w.offset, w.command});
            }
        }
        break;
    }
    // One that runs has no report yet.
    const cache::ReplicationGroup* group = service->findReplicationGroup(g.id);
    if (group == nullptr) return;
    for (const cache::NodeGroup& s : group->shards) {
        if (s.id != out.shown.id || s.failover.step == cache::Failover::Step::None) continue;
        f = {};
        f.number = (reports.empty() ? 0 : reports.back().number) + 1;
        f.shard = s.id;
        f.lostPrimary = service->clusters()[s.failover.lost].id;
        f.test = s.failover.test;
        f.lostAt = s.failover.lostAt;
        if (s.failover.step == cache::Failover::Step::Promoting) f.detectedAt = s.failover.detectedAt;
    }
}

} // namespace

const std::string& KeyOwners::of(std::string_view key) const {
    if (!runs.empty()) {
        const std::uint16_t slot = cache::keySlot(key);
        const auto run = std::partition_point(runs.begin(), runs.end(), [slot](const SlotRunPicture& r) { return r.last < slot; });
        if (run != runs.end() && run->shard < primaries.size()) return primaries[run->shard];
    }
    return primaries.front();
}

bool readOwners(const World& world, std::string_view endpoint, KeyOwners& out) {
    for (const cache::GroupView& g : cache::groupViews(world)) {
        if (!belongsTo(endpoint, g) || g.shards.empty()) continue;
        for (const cache::ShardView& s : g.shards) {
            if (s.primary >= s.nodes.size()) return false;
            out.primaries.push_back(s.nodes[s.primary].cluster);
        }
        for (const cache::SlotOwner& o : g.slotOwners) out.runs.push_back({o.first, o.last, o.shard});
        return true;
    }
    return false;
}

void readSlots(const World& world, std::string_view endpoint, SlotsPicture& out) {
    const auto groups = cache::groupViews(world);
    const cache::GroupView* g = groupIn(groups, endpoint);
    if (g == nullptr) return;
    out.present = true;
    out.group = g->id;
    out.status = g->status;
    out.clusterMode = g->clusterMode;
    for (const cache::ShardView& s : g->shards) out.shards.push_back(pictureOf(s));
    for (const cache::SlotOwner& o : g->slotOwners) out.runs.push_back({o.first, o.last, o.shard});
    for (const cache::SlotOnItsWay& w : g->onTheirWay) out.moving.push_back({w.slot, w.from, w.to, w.keysLeft, w.keysArrived});
    out.slotsMoved = g->slotsMoved;
    out.slotsToMove = g->slotsToMove;
    out.moved = countOf(world, "cache.moved");
    out.asked = countOf(world, "cache.ask");
    out.tryAgain = countOf(world, "cache.tryagain");
    addLivestream(world, out);
}

void readReplication(const World& world, std::string_view endpoint, std::uint32_t shard, ReplicationPicture& out) {
    const auto groups = cache::groupViews(world);
    const cache::GroupView* g = groupIn(groups, endpoint);
    if (g == nullptr) return;
    out.present = true;
    out.group = g->id;
    out.status = g->status;
    out.multiAz = g->multiAz;
    out.automaticFailover = g->automaticFailover;
    out.primaryEndpoint = g->primaryEndpoint;
    out.readerEndpoint = g->readerEndpoint;
    out.configurationEndpoint = g->configurationEndpoint;
    out.dnsMeans = g->dnsMeans;
    out.dnsAnswers = g->dnsAnswers;
    out.dnsChangesInSeconds = g->dnsChangesInSeconds;
    out.secondsWithoutPrimary = g->secondsWithoutPrimary;
    out.shards = static_cast<std::uint32_t>(g->shards.size());
    if (g->shards.empty()) return;
    out.shard = std::min(shard, out.shards - 1);
    out.shown = pictureOf(g->shards[out.shard]);
    cache::StreamView stream;
    if (cache::replicationStream(world, g->id, out.shown.id, ReplicationPicture::kMostRecords, stream)) {
        out.recordsOnTheWay = stream.records.size();
        for (const cache::StreamRecordView& r : stream.records) out.onTheWay.push_back({r.offset, r.command, r.key});
    }
    addFailover(world, *g, out);
}

void readSlabs(const World& world, std::string_view endpoint, SlabPicture& out) {
    const cache::ElastiCacheService* service = cache::elastiCacheOf(world);
    if (service == nullptr) return;
    const cache::Cluster* shown = nullptr;
    const cache::MemcachedNode* node = nullptr;
    for (const cache::Cluster& c : service->clusters()) {
        if (!c.used || c.engine != cache::CacheEngine::Memcached) continue;
        const auto runs = std::find_if(c.memcached.begin(), c.memcached.end(), [](const cache::MemcachedNode& n) { return n.used && n.process; });
        if (runs == c.memcached.end()) continue;
        const bool asked = endpoint.substr(0, c.id.size()) == c.id && (endpoint.size() == c.id.size() || endpoint[c.id.size()] == '.');
        if (shown != nullptr && !asked) continue;
        shown = &c;
        node = &*runs;
        if (asked) break;
    }
    if (shown == nullptr) return;
    const memcached::Memcached& engine = node->process->engine;
    const memcached::Totals totals = engine.totals();
    out.present = true;
    out.cluster = shown->id;
    out.node = node->id;
    out.items = totals.items;
    out.limit = totals.limit;
    out.allocated = totals.allocated;
    out.freePages = totals.freePoolPages;
    out.evictions = totals.evictions;
    std::vector<memcached::ClassView> classes;
    engine.viewClasses(world.unixMilliseconds(), classes);
    const auto items = [](const memcached::ClassView& c, memcached::Segment s) { return c.segments[static_cast<std::size_t>(s)].items; };
    for (const memcached::ClassView& c : classes) {
        SlabPicture::Class p;
        p.id = c.id;
        p.chunkSize = c.chunkSize;
        p.chunksPerPage = c.chunksPerPage;
        p.pages = c.pages;
        p.usedChunks = c.usedChunks;
        p.freeChunks = c.freeChunks;
        p.hot = items(c, memcached::Segment::Hot);
        p.warm = items(c, memcached::Segment::Warm);
        p.cold = items(c, memcached::Segment::Cold);
        p.evicted = c.evicted;
        p.outOfMemory = c.outOfMemory;
        p.wastedBytes = c.wastedBytes;
        out.classes.push_back(p);
    }
}

} // namespace maylab::app
