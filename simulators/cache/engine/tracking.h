// Client-side caching: which client may have cached which key, and who wants to hear of every key under a prefix.
// Source: sheet 2.1 (could); behaviour compared with redis-server 7.0.15.
#pragma once

#include "cache/engine/output.h"

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::cache {

struct Command;

struct TrackingTable {
    struct Prefix {
        std::vector<ClientId> clients;
        std::map<std::string, ClientId> changed; // since the last broadcast, and by whom
    };
    std::map<std::string, std::vector<ClientId>, std::less<>> keys; // read by clients that were not told since
    std::map<std::string, Prefix, std::less<>> prefixes;
    std::size_t clients = 0; // that track
    bool changed = false;    // something is to be broadcast
    // For the client that is being served: told after its reply.
    std::vector<std::string> pending;
    bool pendingFlush = false;
    std::size_t items() const;
};

// The client read these keys.
void rememberKeys(Server& s, Client& c, const Command& command, std::span<const std::string_view> argv);
void invalidateKey(Server& s, std::string_view key);
void invalidateAll(Server& s); // a database was flushed
// What waited for the reply of the client being served.
void sendPendingInvalidations(Server& s);
// To those who listen to prefixes: once per round of the event loop.
void broadcastInvalidations(Server& s);
void stopTracking(Server& s, Client& c);

} // namespace maylab::cache
