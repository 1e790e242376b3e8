// Node types of ElastiCache: memory and processors (ParameterGroups.Redis.md, 2023-06; sheet 1.4), and one that is
// ours: cache.lab.10mb, so small that it fills in minutes. It does not exist on AWS.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace maylab::cache {

struct NodeType {
    const char* name;
    int vcpus;
    std::int64_t redisMaxmemory; // bytes, before the reserve
    int memcachedMegabytes;      // max_cache_memory
    bool burstable;              // CPU credits
    bool ours = false;           // not an AWS type; nothing is reserved
};

// What the operating system and the agents keep of a host's memory (assumed).
inline constexpr double kHostOverhead = 64.0 * 1024 * 1024;

std::span<const NodeType> nodeTypes();
const NodeType* findNodeType(std::string_view name);
// maxmemory of the engine: the table's value less reserved-memory-percent, as INFO shows it.
std::int64_t usableMemory(const NodeType& type, int reservedPercent);

} // namespace maylab::cache
