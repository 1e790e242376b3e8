// A connection as the server knows it.
#pragma once

#include "cache/engine/output.h"
#include "cache/engine/resp.h"
#include "cache/engine/value_type.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::cache {

// What a client prepares between MULTI and EXEC, and what it watches.
struct Transaction {
    struct Queued {
        int command = 0; // row of the command table
        std::vector<std::string> argv;
    };
    struct Watched {
        int db = 0;
        std::string key;
        bool wasDead = false; // expired already, not yet removed
    };
    bool open = false;    // MULTI was said
    bool refused = false; // a command could not be queued: EXEC will refuse all
    bool stale = false;   // a watched key changed: EXEC will do nothing
    std::uint32_t flags = 0, allFlags = 0; // of the commands queued: of any of them, of all of them
    std::uint64_t bytes = 0;
    std::vector<Queued> queued;
    std::vector<Watched> watched;
};

// What a client waits for that gets no reply yet.
struct Waiting {
    enum class For : std::uint8_t { Nothing, Keys, Replicas, Pause };
    enum class OnTimeout : std::uint8_t { NullArray, Null, ReplicaCount };
    For what = For::Nothing;
    OnTimeout onTimeout = OnTimeout::NullArray;
    ValueType type = ValueType::List; // Keys: only a value of this type serves
    bool group = false;               // Keys: XREADGROUP, which ends when its stream goes
    int command = 0;                  // what is executed anew
    std::int64_t dueMs = 0;           // 0: for ever
    std::int64_t replicas = 0;        // Replicas: how many must have acknowledged ...
    std::uint64_t offset = 0;         // ... that much of the stream
    std::int64_t costNs = 0;          // of the first attempt
    std::vector<std::string> argv, keys;
};

// Client-side caching, as CLIENT TRACKING set it up.
struct Tracking {
    bool on = false, broadcast = false, optIn = false, optOut = false, noLoop = false;
    bool caching = false;         // CLIENT CACHING: for the next command
    bool redirectBroken = false;
    ClientId redirect = 0;        // 0: to the client itself
    std::vector<std::string> prefixes;
};

struct Client {
    enum class ReplyMode : std::uint8_t { On, Off, SkipNext, SkipThis }; // CLIENT REPLY SKIP swallows one reply
    enum class OutputClass : std::uint8_t { Normal, Replica, PubSub };

    ClientId id = 0;
    std::string address, name, user = "default";
    std::string host; // of the forwarded port it came through (announced_ports.h); empty: none
    RequestParser parser;
    std::int64_t createdMs = 0, lastMs = 0;
    int db = 0;
    int protocol = 2;
    int lastCommand = -1; // index into the command table
    ReplyMode reply = ReplyMode::On;
    bool authenticated = true;
    bool noEvict = false;
    bool closing = false; // hang up after the reply
    bool cutOff = false;  // hang up at once: replies that were not sent yet are lost
    bool deaf = false;    // was to be closed after a reply that never came: stays open, nothing it says is read
    bool asking = false;   // ASKING: for the next command
    bool readOnly = false; // READONLY: a replica of a cluster may answer reads
    std::uint64_t writtenUpTo = 0; // offset of the stream after its last command: what WAIT waits for
    bool buffersGrown = true; // shrunk after two silent seconds
    bool monitor = false, replica = false;
    bool mayNotWait = false; // inside EXEC or a script: blocking commands answer at once
    bool script = false;     // the one that redis.call speaks for
    std::uint64_t argvBytes = 0;
    std::uint64_t unsent = 0;     // bytes that the owner could not deliver yet
    std::size_t outboxSlot = 0;   // 1 + place in Outbox::waiting; 0: none
    std::int64_t softLimitSinceMs = 0;
    std::vector<std::string> channels, patterns, shardChannels; // subscribed to, in that order
    Transaction transaction;
    Waiting waiting;
    Tracking tracking;

    std::int64_t memory() const;
    bool subscribed() const { return !channels.empty() || !patterns.empty() || !shardChannels.empty(); }
    // Its replies are swallowed; what is pushed to it is not.
    bool silent() const { return reply == ReplyMode::Off || reply == ReplyMode::SkipThis; }
    bool waits() const { return waiting.what != Waiting::For::Nothing; }
    OutputClass outputClass() const {
        // MONITOR's client counts as a replica in flags, but not here.
        if (replica && !monitor) return OutputClass::Replica;
        return subscribed() ? OutputClass::PubSub : OutputClass::Normal;
    }
};

class Clients {
  public:
    Client& add(std::string_view address, std::int64_t nowMs);
    Client* find(ClientId id);
    const Client* find(ClientId id) const;
    bool remove(ClientId id);
    const std::vector<Client>& all() const { return m_clients; } // by id
    std::vector<Client>& all() { return m_clients; }
    std::size_t size() const { return m_clients.size(); }
    std::int64_t memory() const;

    std::uint64_t pooled = 0; // an application's connections that use the fast paths
    ClientId nextId = 1;

  private:
    std::vector<Client> m_clients;
};

} // namespace maylab::cache
