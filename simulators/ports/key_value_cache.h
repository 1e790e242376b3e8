// KeyValueCache: how an application's client reaches a cache node on the hot path, without a JSON door call per
// request. Offered by the cache simulator's service ("elasticache") as Service::port(kTag).
//
// Time: the caller schedules the arrival itself (send time + half a round trip) and calls execute at that instant.
// The node's engine thread is a server with a queue: the command runs now as far as its effects go, its reply is
// ready at finishedAt; the caller adds half a round trip.
#pragma once

#include "kernel/time.h"

#include <cstdint>
#include <string_view>

namespace maylab::kernel {
class World;
}

namespace maylab::ports {

// A value that a traffic generator wrote: kept as length and tag, made real when somebody reads its bytes.
struct SyntheticValue {
    std::uint32_t length = 0; // bytes
    std::uint64_t tag = 0;    // the writer's own meaning, for example (product, version)
};

struct CacheReply {
    enum class Status : std::uint8_t { Ok, Nil, Oom, WrongType, Gone /* node deleted */ };
    Status status = Status::Nil;
    bool foreign = false; // a hit on bytes that did not come through this port (typed by a person)
    kernel::SimTime finishedAt;
    SyntheticValue value;                 // of a hit
    std::int64_t expiresInMilliseconds = -1; // of a hit; -1: never
};

class KeyValueCache {
  public:
    static constexpr std::uint32_t kTag = 0x4B564301; // "KVC" 1

    using NodeRef = std::uint32_t;
    static constexpr NodeRef kNoNode = 0xFFFFFFFF;

    enum class Reach : std::uint8_t {
        Ok,
        UnknownHost, // the name does not resolve: fails at once
        Refused,     // nothing listens: fails after one round trip
        TimesOut     // a security group drops the packets: nothing comes back, ever
    };
    struct Resolved {
        Reach reach = Reach::UnknownHost;
        NodeRef node = kNoNode;
    };

    // endpoint: "host:port" or "host" (port 6379).
    virtual Resolved resolve(const kernel::World& world, std::string_view endpoint) const = 0;

    virtual CacheReply get(kernel::World& world, NodeRef node, std::string_view key) = 0;
    // ttl zero: SET without EX. Jitter is the caller's business.
    virtual CacheReply set(kernel::World& world, NodeRef node, std::string_view key, SyntheticValue value,
                           kernel::SimDuration ttl) = 0;
    virtual CacheReply del(kernel::World& world, NodeRef node, std::string_view key) = 0;
    // Makes bytes of a synthetic value (an application's JSON); a plain function, so that a world stays a value.
    using Renderer = void (*)(SyntheticValue value, char* out);
    virtual void setRenderer(Renderer renderer) = 0;
    // Connections the client keeps open to the node, for CurrConnections and NewConnections.
    virtual void connect(kernel::World& world, NodeRef node, std::uint32_t connections) = 0;
    virtual void disconnect(kernel::World& world, NodeRef node, std::uint32_t connections) = 0;

  protected:
    ~KeyValueCache() = default;
};

} // namespace maylab::ports
