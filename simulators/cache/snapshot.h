// A snapshot as ElastiCacheService holds it: the settings of what it was taken from, and of each shard the whole process
// at that instant (sharing its memory until somebody writes). Source: API reference, Snapshot and NodeSnapshot; sheet 2.8.
#pragma once

#include "aws/tags.h"
#include "cache/engine/engine.h"
#include "cache/node_type.h"
#include "kernel/time.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace maylab::cache {

struct NodeSnapshot {
    std::string cluster, nodeGroup, slotText; // "shop-001", "0001", "0-5460"
    std::vector<SlotSpan> spans;
    kernel::SimTime nodeCreatedAt, takenAt;
    std::int64_t bytes = 0;
    std::shared_ptr<const Engine> data;
};

struct Snapshot {
    // Saving runs at the speed of a fork and a dump; around it the service takes its time (assumed).
    static constexpr std::int64_t kBytesPerSecond = 200'000'000;
    static constexpr kernel::SimDuration kShortest = kernel::SimDuration::minutes(1);
    static constexpr kernel::SimDuration kLongest = kernel::SimDuration::minutes(4);

    enum class Status : std::uint8_t { Creating, Available, Copying };
    std::string name, source; // "manual", "automated"
    Status status = Status::Creating;
    std::uint32_t number = 0; // of this world's snapshots
    std::string group, groupDescription, cluster; // group or cluster
    bool clusterMode = false, automaticFailover = false, autoMinorVersionUpgrade = true;
    const NodeType* type = nullptr;
    std::string engineVersion, parameterGroup, subnetGroup, vpc, zone, maintenanceWindow, snapshotWindow;
    int port = 6379, snapshotRetention = 0;
    kernel::SimTime clusterCreatedAt, createdAt;
    aws::TagSet tags;
    std::vector<NodeSnapshot> nodes;
    std::vector<std::uint32_t> saving; // slots of the clusters that are busy with it
};

} // namespace maylab::cache
