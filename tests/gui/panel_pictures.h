// Made-up pictures of replication groups, the home page and a memcached node, as a world might show them.
#pragma once

#include "app/session/picture.h"

#include <string>

namespace maylab::test {

inline app::NodePicture node(const char* name, const char* zone, bool primary, double cpu) {
    app::NodePicture n;
    n.name = name;
    n.zone = zone;
    n.primary = primary;
    n.running = n.reachable = true;
    n.link = primary ? "" : "online";
    n.cpuPercent = cpu;
    n.offset = 1'204'512;
    return n;
}

inline app::ShardPicture shard(const char* id, double cpu, double rate, std::uint64_t keys, std::uint32_t slotCount) {
    app::ShardPicture s;
    s.id = id;
    s.status = "available";
    s.cpuPercent = cpu;
    s.operationsPerSecond = rate;
    s.keys = keys;
    s.slotCount = slotCount;
    const std::string name = std::string("shop-") + id + "-00";
    s.nodes = {node((name + "1").c_str(), "ap-southeast-1a", true, cpu), node((name + "2").c_str(), "ap-southeast-1b", false, cpu / 10),
               node((name + "3").c_str(), "ap-southeast-1c", false, cpu / 10)};
    return s;
}

// Three shards, the second hot, a slot on its way from the second to the third.
inline app::SlotsPicture threeShards() {
    app::SlotsPicture p;
    p.present = true;
    p.group = "shop";
    p.status = "modifying";
    p.clusterMode = true;
    p.shards = {shard("0001", 31, 41'200, 3'310, 5461), shard("0002", 92, 88'300, 3'402, 5462), shard("0003", 28, 39'900, 3'288, 5461)};
    p.shards[1].nodes[2].running = false;
    p.shards[2].nodes[1].link = "full copy";
    p.runs = {{0, 5460, 0}, {5461, 10921, 1}, {10922, 16383, 2}};
    p.moving = {{10921, 1, 2, 12, 30}};
    p.slotsMoved = 1200;
    p.slotsToMove = 4096;
    p.moved = 120;
    p.asked = 3;
    p.hotKey = "product:42";
    p.hotShard = 1;
    return p;
}

inline app::ReplicationPicture afterFailover() {
    app::ReplicationPicture p;
    p.present = true;
    p.group = "shop";
    p.status = "available";
    p.multiAz = p.automaticFailover = true;
    p.primaryEndpoint = "shop.lab0ne.ng.0001.apse1.cache.amazonaws.com";
    p.dnsMeans = "shop-002";
    p.dnsAnswers = "shop-001";
    p.dnsChangesInSeconds = 12.4;
    p.shards = 1;
    p.shown.id = "0001";
    p.shown.nodes = {node("shop-001", "ap-southeast-1a", false, 2), node("shop-002", "ap-southeast-1b", true, 34),
                     node("shop-003", "ap-southeast-1c", false, 5)};
    p.shown.nodes[0].link = "full copy";
    p.shown.nodes[0].copySeconds = 3.2;
    p.shown.nodes[0].behindBytes = 0;
    p.shown.nodes[2].offset -= 31'000;
    p.shown.nodes[2].behindBytes = 31'000;
    p.shown.nodes[2].lagSeconds = 2.4;
    for (std::uint64_t i = 0; i < 40; ++i) {
        p.onTheWay.push_back({p.shown.nodes[1].offset - 31'000 + (i + 1) * 775, "SET", "product:" + std::to_string(17 + i)});
    }
    p.recordsOnTheWay = 40;
    app::FailoverPicture& f = p.failover;
    f.number = 1;
    f.shard = "0001";
    f.lostPrimary = "shop-001";
    f.newPrimary = "shop-002";
    f.lostAt = kernel::SimTime::atSecond(200);
    f.detectedAt = kernel::SimTime::atSecond(215);
    f.promotedAt = kernel::SimTime::atSecond(218);
    f.dnsAt = kernel::SimTime::atSecond(245);
    f.lostCount = 3;
    for (std::uint64_t i = 0; i < 3; ++i) {
        f.lost.push_back({kernel::SimTime::atSecond(199) + kernel::SimDuration::milliseconds(static_cast<std::int64_t>(900 + i * 30)),
                          1'173'512 + i * 80, "SET order:" + std::to_string(8817 + i) + " paid"});
    }
    return p;
}

inline app::StampedePicture stampede() {
    app::StampedePicture p;
    p.present = true;
    p.strategy = "none";
    p.requestsPerSecond = 200;
    p.ttlSeconds = 30;
    p.building = 14;
    p.waitingForConnection = 66;
    p.mostBuilds = 83;
    p.stored = true;
    p.freshForSeconds = -0.4;
    p.missingSeconds = 0.4;
    p.lastRebuildMilliseconds = 412;
    std::uint32_t most[] = {79, 81, 83, 80, 1, 1, 2};
    for (std::size_t i = 0; i < std::size(most); ++i) {
        p.expiries.push_back({kernel::SimTime::atSecond(30 * static_cast<std::int64_t>(i + 1)), most[i], most[i] + 2});
    }
    return p;
}

inline app::StampedePicture oneBuilds() {
    app::StampedePicture p = stampede();
    p.strategy = "lock";
    p.building = 1;
    p.waitingForConnection = 0;
    p.waitingForLock = 38;
    p.lockHolder = 4711;
    p.lockHeldSeconds = 0.12;
    p.lockEndsInSeconds = 1.88;
    p.stalePerSecond = 180;
    return p;
}

inline app::SlabPicture slabs() {
    app::SlabPicture p;
    p.present = true;
    p.cluster = "html";
    p.node = "0001";
    p.items = 61'204;
    p.limit = 64ull << 20;
    p.allocated = 64ull << 20;
    p.evictions = 12'480;
    const auto add = [&p](std::uint32_t id, std::uint32_t size, std::uint32_t pages, std::uint64_t hot, std::uint64_t warm,
                          std::uint64_t cold, std::uint64_t free, std::uint64_t evicted) {
        app::SlabPicture::Class c;
        c.id = id;
        c.chunkSize = size;
        c.pages = pages;
        c.chunksPerPage = (1u << 20) / size;
        c.hot = hot;
        c.warm = warm;
        c.cold = cold;
        c.usedChunks = hot + warm + cold;
        c.freeChunks = free;
        c.evicted = evicted;
        p.classes.push_back(c);
    };
    add(5, 240, 1, 10, 4, 100, 4255, 0);
    add(9, 600, 58, 18'000, 26'000, 55'000, 1'200, 12'480);
    add(12, 1184, 4, 400, 300, 1'800, 1'044, 0);
    return p;
}

inline app::ComparisonPicture comparison() {
    app::ComparisonPicture p;
    p.present = true;
    p.phase = "after";
    p.done = 640'000;
    p.whole = 800'000;
    p.nodes[0] = {"shop", 0.781, {}, 20};
    p.nodes[1] = {"html", 0.764, {}, 20};
    for (int i = 0; i < 24; ++i) {
        p.nodes[0].windows.push_back(i < 20 ? 0.80f - 0.3f / static_cast<float>(i + 1) : 0.62f + 0.03f * static_cast<float>(i - 20));
        p.nodes[1].windows.push_back(i < 20 ? 0.78f - 0.3f / static_cast<float>(i + 1) : 0.74f + 0.01f * static_cast<float>(i - 20));
    }
    return p;
}

} // namespace maylab::test
