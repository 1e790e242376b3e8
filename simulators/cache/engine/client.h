// A connection as the server knows it.
#pragma once

#include "cache/engine/resp.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::cache {

using ClientId = std::uint64_t; // never 0; counts up from the server's start

struct Client {
    enum class ReplyMode : std::uint8_t { On, Off, SkipNext, SkipThis }; // CLIENT REPLY SKIP swallows one reply

    ClientId id = 0;
    std::string address, name;
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
    std::uint64_t argvBytes = 0;

    std::int64_t memory() const;
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
