// What clients get that did not just ask: published messages, replies to those who waited, lines of MONITOR, tracking's
// invalidations, and hang-ups. The owner takes them after every call into the engine. Source: sheet 2.1, 2.12.
#pragma once

#include "cache/engine/resp.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::cache {

using ClientId = std::uint64_t; // never 0; counts up from the server's start
struct Client;
struct Server;

struct Output {
    ClientId client = 0;
    std::string bytes;
    bool close = false; // the server hangs up after these bytes
};

struct Outbox {
    std::vector<Output> waiting; // in the order in which clients first got something since the owner took the last
    // Who is being served, and where its replies go: set while a call runs, nothing between calls.
    ClientId speaker = 0;
    std::string* reply = nullptr;
};

// Bytes for a client: behind its replies if it is the one being served. Obeys client-output-buffer-limit.
void sendTo(Server& s, Client& c, std::string_view bytes);
// Closes a client whose unsent replies passed the limit of its class: at once (hard), or for as long as the
// configuration says (soft).
void checkOutputLimit(Server& s, Client& c, std::uint64_t unsent);

// Redirects replies to another client while it lives.
class Speaking {
  public:
    Speaking(Outbox& o, ClientId who, std::string& reply) : m_box(o), m_who(o.speaker), m_reply(o.reply) {
        o.speaker = who;
        o.reply = &reply;
    }
    ~Speaking() {
        m_box.speaker = m_who;
        m_box.reply = m_reply;
    }
    Speaking(const Speaking&) = delete;
    Speaking& operator=(const Speaking&) = delete;

  private:
    Outbox& m_box;
    ClientId m_who;
    std::string* m_reply;
};

} // namespace maylab::cache
