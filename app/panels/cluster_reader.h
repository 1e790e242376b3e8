// Replication groups and memcached processes as pictures: reads the cache simulator's views without a trace. Qt-free,
// lives on the world's thread.
#pragma once

#include "app/session/picture.h"

#include <string>
#include <string_view>
#include <vector>

namespace maylab::kernel {
class World;
}

namespace maylab::app {

// Which node has a key: the primaries of a group, by slot where it is in cluster mode.
struct KeyOwners {
    std::vector<std::string> primaries; // by shard
    std::vector<SlotRunPicture> runs;   // empty without cluster mode
    const std::string& of(std::string_view key) const;
};
// False: the endpoint is no group's.
bool readOwners(const kernel::World& world, std::string_view endpoint, KeyOwners& out);

// Both show the group that the application's endpoint belongs to, else the first.
void readSlots(const kernel::World& world, std::string_view endpoint, SlotsPicture& out);
void readReplication(const kernel::World& world, std::string_view endpoint, std::uint32_t shard, ReplicationPicture& out);
// The first node of the Memcached cluster that `endpoint` belongs to, else of the first one.
void readSlabs(const kernel::World& world, std::string_view endpoint, SlabPicture& out);

} // namespace maylab::app
