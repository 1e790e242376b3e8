// KeyValueCache: how an application's client reaches a cache node on the hot path, without a JSON door call per
// request. Offered by the cache simulator's service ("elasticache") as Service::port(kTag).
//
// Time: the caller schedules the arrival itself (send time + half a round trip) and calls execute at that instant.
// The node's engine thread is a server with a queue: the command runs now as far as its effects go, its reply is
// ready at finishedAt; the caller adds half a round trip.
#pragma once

#include "kernel/time.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

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
    enum class Status : std::uint8_t {
        Ok,
        Nil,
        Oom,
        WrongType,
        Gone,        // the node is gone: the connection is closed
        ReadOnly,    // a write on a replica
        Moved,       // cluster mode: the slot is redirect's; remember it
        Ask,         // cluster mode: this once at redirect, after ASKING
        TryAgain,    // cluster mode: the keys are on their way
        ClusterDown, // cluster mode: nobody serves the slot
        CrossSlot,   // cluster mode: the keys lie in different slots
        Error        // any other error; its text is in the reply
    };
    Status status = Status::Nil;
    std::uint16_t slot = 0;              // Moved, Ask
    std::uint32_t redirect = 0xFFFFFFFF; // Moved, Ask: the node that has the slot
    bool foreign = false; // a hit on bytes that did not come through this port (typed by a person)
    kernel::SimTime finishedAt;
    SyntheticValue value;                 // of a hit
    std::int64_t expiresInMilliseconds = -1; // of a hit; -1: never
};

// A reply of any command, as the engine wrote it (RESP2).
struct CommandReply {
    CacheReply::Status status = CacheReply::Status::Ok;
    std::uint16_t slot = 0;
    std::uint32_t redirect = 0xFFFFFFFF;
    kernel::SimTime finishedAt;
    std::string_view bytes; // good until the cache is called again
};

// How a client's connection stands with the node.
struct ClientMode {
    bool asking = false;   // ASKING was sent just before
    bool readOnly = false; // READONLY was sent: a replica of a cluster may answer reads
};

// How a key lies in a node; type as TYPE says it, empty: it is not there.
struct KeyFacts {
    std::string_view type;
    std::int64_t ttlMilliseconds = -1; // -1: none
};

// What a cluster-aware client learns from CLUSTER SLOTS.
struct SlotRange {
    std::uint16_t first = 0, last = 0;
    std::uint32_t primary = 0xFFFFFFFF;   // NodeRef
    std::vector<std::uint32_t> replicas;  // NodeRefs
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
        NodeRef node = kNoNode; // the process that answers; Ok only
        // Where the name points, whether or not anybody answers there: what a client remembers that asks DNS only once.
        NodeRef address = kNoNode;
        kernel::SimDuration goodFor{}; // the answer's TTL: a well-behaved client asks again after it
    };

    // endpoint: "host:port" or "host" (port 6379). DNS answers as it stands now, which may be behind a failover.
    virtual Resolved resolve(const kernel::World& world, std::string_view endpoint) const = 0;
    // Who listens now at an address that resolve once gave: no DNS is asked.
    virtual Resolved resolveAddress(const kernel::World& world, NodeRef address) const {
        static_cast<void>(world);
        static_cast<void>(address);
        return {};
    }

    // Which slots are whose, as the node answers it; empty: cluster mode is off, or the node is gone. A replica of a
    // group without cluster mode is found by its name.
    virtual std::vector<SlotRange> slotMap(const kernel::World& world, NodeRef node) const = 0;

    virtual CacheReply get(kernel::World& world, NodeRef node, std::string_view key, ClientMode mode = {}) = 0;
    // ttl zero: SET without EX. Jitter is the caller's business.
    virtual CacheReply set(kernel::World& world, NodeRef node, std::string_view key, SyntheticValue value,
                           kernel::SimDuration ttl, ClientMode mode = {}) = 0;
    virtual CacheReply del(kernel::World& world, NodeRef node, std::string_view key, ClientMode mode = {}) = 0;
    // A look at one key of database 0, without trace: no access, no hit or miss, no engine time.
    virtual KeyFacts facts(const kernel::World&, NodeRef, std::string_view) const { return {}; }
    // Any command, on one of the application's pooled connections. Commands that wait are refused.
    virtual CommandReply command(kernel::World& world, NodeRef node, std::span<const std::string_view> argv,
                                 ClientMode mode = {}) = 0;
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
