#include "cache/node_type.h"

namespace maylab::cache {

namespace {

constexpr NodeType kTypes[] = {
    {"cache.lab.10mb", 2, 10'485'760, 10, false, true},
    {"cache.m5.large", 2, 6'854'542'746, 6537, false},
    {"cache.m5.xlarge", 4, 13'891'921'715, 13248, false},
    {"cache.m6g.2xlarge", 8, 27'966'669'210, 26671, false},
    {"cache.m6g.large", 2, 6'854'542'746, 6537, false},
    {"cache.m6g.xlarge", 4, 13'891'921'715, 13248, false},
    {"cache.r5.large", 2, 14'037'181'030, 13387, false},
    {"cache.r6g.16xlarge", 64, 450'000'750'456, 429154, false},
    {"cache.r6g.2xlarge", 8, 56'711'183'565, 54084, false},
    {"cache.r6g.4xlarge", 16, 113'609'865'216, 108347, false},
    {"cache.r6g.large", 2, 14'037'181'030, 13387, false},
    {"cache.r6g.xlarge", 4, 28'261'849'702, 26953, false},
    {"cache.t2.micro", 1, 581'959'680, 555, true},
    {"cache.t3.medium", 2, 3'317'862'236, 3364, true},
    {"cache.t3.micro", 2, 536'870'912, 512, true},
    {"cache.t3.small", 2, 1'471'026'299, 1402, true},
    {"cache.t4g.medium", 2, 3'317'862'236, 3164, true},
    {"cache.t4g.micro", 2, 536'870'912, 512, true},
    {"cache.t4g.small", 2, 1'471'026'299, 1402, true},
};

} // namespace

std::span<const NodeType> nodeTypes() { return kTypes; }

const NodeType* findNodeType(std::string_view name) {
    for (const NodeType& t : kTypes) {
        if (name == t.name) return &t;
    }
    return nullptr;
}

std::int64_t usableMemory(const NodeType& type, int reservedPercent) {
    if (type.ours) return type.redisMaxmemory;
    return type.redisMaxmemory / 100 * (100 - reservedPercent) +
           type.redisMaxmemory % 100 * (100 - reservedPercent) / 100;
}

} // namespace maylab::cache
