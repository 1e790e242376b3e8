// Replication groups as the slot map and the replication view draw them: plain, small, made on the world's thread.
// Seconds are virtual, offsets are bytes of a replication stream, shards are named by their place in `shards`.
#pragma once

#include "kernel/time.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace maylab::app {

inline constexpr std::uint16_t kNobodysShard = 0xFFFF;

struct NodePicture {
    std::string name; // "shop-0001-002"
    std::string zone; // "ap-southeast-1b"
    bool primary = false, running = false, reachable = false, faulty = false;
    std::string link;         // "online", "full copy", "partial copy", "down"; "" of a primary
    double copySeconds = 0;   // until a copy is done
    std::uint64_t offset = 0; // of the stream, executed
    std::uint64_t behindBytes = 0;
    double lagSeconds = 0;
    double operationsPerSecond = 0, cpuPercent = 0;
    double queueMilliseconds = 0; // how long a request that arrives now waits
    std::uint32_t waiting = 0;    // visitors of the livestream who wait for this node
};

struct ShardPicture {
    std::string id;     // "0001"
    std::string status; // "available", "detecting", "promoting", "leaving" ...
    std::vector<NodePicture> nodes;
    std::uint32_t slotCount = 0, slotsComing = 0, slotsGoing = 0;
    std::uint64_t keys = 0;
    double operationsPerSecond = 0, cpuPercent = 0; // of its busiest node
    std::uint32_t waiting() const {
        std::uint32_t n = 0;
        for (const NodePicture& node : nodes) n += node.waiting;
        return n;
    }
};

struct SlotRunPicture { // first to last have one owner
    std::uint16_t first = 0, last = 0;
    std::uint16_t shard = kNobodysShard;
};

struct SlotMovePicture { // a slot that is migrating at this moment
    std::uint16_t slot = 0, from = 0, to = 0;
    std::uint64_t keysLeft = 0, keysArrived = 0;
};

struct SlotsPicture {
    static constexpr std::uint32_t kSlots = 16384;
    bool present = false;
    std::string group, status;
    bool clusterMode = false;
    std::vector<ShardPicture> shards;
    std::vector<SlotRunPicture> runs; // in order, all slots; empty without cluster mode
    std::vector<SlotMovePicture> moving;
    std::uint64_t slotsMoved = 0, slotsToMove = 0;
    std::uint64_t moved = 0, asked = 0, tryAgain = 0; // answers of that kind so far
    std::string hotKey;                               // of the livestream; "" without one
    std::uint16_t hotShard = kNobodysShard;
};

struct LostWritePicture {
    kernel::SimTime at;
    std::uint64_t offset = 0;
    std::string command; // "SET product:17 ..."
};

// The last failover of the group. Times that have not come yet are zero.
struct FailoverPicture {
    std::uint64_t number = 0; // 0: there was none
    std::string shard, lostPrimary, newPrimary;
    bool test = false, planned = false, over = false;
    kernel::SimTime lostAt, detectedAt, promotedAt, dnsAt;
    bool streamKnown = true; // false: the list cannot be made
    std::uint64_t lostCount = 0;
    std::vector<LostWritePicture> lost; // the first kMostLost
    static constexpr std::size_t kMostLost = 100;
};

struct StreamRecordPicture { // a write that some replica does not have yet
    std::uint64_t offset = 0;
    std::string command, key;
};

struct ReplicationPicture {
    bool present = false;
    std::string group, status;
    bool multiAz = false, automaticFailover = false;
    std::string primaryEndpoint, readerEndpoint, configurationEndpoint;
    std::string dnsMeans, dnsAnswers; // whom the service means, whom resolvers still answer
    double dnsChangesInSeconds = 0;   // 0: they agree
    std::uint32_t shards = 0, shard = 0; // how many, and the one that is shown
    ShardPicture shown;
    std::vector<StreamRecordPicture> onTheWay; // the newest kMostRecords, oldest first
    std::uint64_t recordsOnTheWay = 0;
    double secondsWithoutPrimary = 0; // of the failover that runs
    FailoverPicture failover;
    static constexpr std::size_t kMostRecords = 64;
};

} // namespace maylab::app
