// Groups, shards and nodes as a drawn view, a debrief or a goal reads them: roles, offsets and lag, slots and what moves,
// names and what DNS says about them. Reading leaves no trace. Source of the concepts: sheet 1.3, 2.5-2.7.
#pragma once

#include "cache/elasticache_service.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::cache {

struct NodeView {
    std::string cluster, node; // "shop-001", "0001"
    std::string zone, address, endpoint;
    std::string role;   // "primary", "replica"; "" of a node alone or of Memcached
    std::string status; // of its cluster, or of the Memcached node
    bool running = false, recovering = false, reachable = false;
    bool faulty = false; // an injected fault is at work
    // Replication. A primary has everything, by definition.
    std::uint64_t offset = 0, behindBytes = 0;
    double lagSeconds = 0;
    std::string link; // "online", "full copy", "partial copy", "down"; "" of a primary
    double linkReadySeconds = 0; // until a copy is done
    std::uint64_t keys = 0, usedMemory = 0, maxmemory = 0, connections = 0;
    double operationsPerSecond = 0;    // of the last 1.6 s
    double engineCpuPercent = 0;       // of the last second
    std::int64_t queueNs = 0;          // how long a request that arrives now would wait
};

struct ShardView {
    std::string id;     // "0001"
    std::string status; // "available", "detecting", "promoting", "leaving"
    std::vector<NodeView> nodes;
    std::size_t primary = 0; // index into nodes
    std::uint32_t slotCount = 0;
    std::uint32_t slotsToMoveIn = 0, slotsToMoveOut = 0; // not yet done
    std::uint64_t keys = 0;                              // of its primary
    double operationsPerSecond = 0, engineCpuPercent = 0; // the busiest node's
};

struct SlotOwner { // a run of slots with one owner
    std::uint16_t first = 0, last = 0;
    std::uint16_t shard = 0xFFFF; // index into GroupView::shards; 0xFFFF: nobody's
};
struct SlotOnItsWay {
    std::uint16_t slot = 0;
    std::uint16_t from = 0, to = 0; // indices of shards
    std::uint64_t keysLeft = 0, keysArrived = 0;
};

struct GroupView {
    std::string id, status, nodeType;
    bool clusterMode = false, multiAz = false, automaticFailover = false;
    std::string primaryEndpoint, readerEndpoint, configurationEndpoint; // "" where there is none
    // Without cluster mode: whom the service means by the primary endpoint, whom resolvers still answer.
    std::string dnsMeans, dnsAnswers;
    double dnsChangesInSeconds = 0; // 0: they agree
    std::vector<ShardView> shards;
    std::vector<SlotOwner> slotOwners;      // cluster mode: in order, all 16384
    std::vector<SlotOnItsWay> onTheirWay;
    std::size_t slotsMoved = 0, slotsToMove = 0; // of the resharding that runs (or ran last)
    double secondsWithoutPrimary = 0;            // of the failover that runs; 0: none
};

std::vector<GroupView> groupViews(const kernel::World& world); // by id; empty without the service

// The stream of a shard as it lies between primary and replicas.
struct StreamRecordView {
    std::uint64_t offset = 0; // behind the record
    double ageSeconds = 0;
    std::string key, command; // "SET", "DEL" ...
    bool write = false;
};
struct ReplicaPositionView {
    std::string cluster;
    std::uint64_t offset = 0;
    double lagSeconds = 0, delaySeconds = 0; // now, and what the link takes
    bool online = false;
};
struct StreamView {
    std::string primary;
    std::uint64_t offset = 0, backlogFirst = 0; // bytes
    std::vector<StreamRecordView> records;      // the newest limit that some replica has not yet, oldest first
    std::vector<ReplicaPositionView> replicas;
};
// False: there is no such shard, or its primary does not run.
bool replicationStream(const kernel::World& world, std::string_view group, std::string_view nodeGroup, std::size_t limit,
                       StreamView& out);

// Nodes of a Memcached cluster; empty if it is none.
std::vector<NodeView> memcachedNodeViews(const kernel::World& world, std::string_view cluster);

} // namespace maylab::cache
