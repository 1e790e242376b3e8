// Clients that wait: for a key (BLPOP and its family), for replicas (WAIT), for a pause to end. Who waited longest for
// a key is served first; whoever makes a key ready is answered before they are. Source: sheet 2.1.
#pragma once

#include "cache/engine/output.h"

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace maylab::cache {

using DbKey = std::pair<int, std::string>;

struct Blocking {
    std::map<DbKey, std::vector<ClientId>> waiters; // in order of arrival
    std::vector<DbKey> ready;                       // keys that got something since the last service
    std::set<std::pair<std::int64_t, ClientId>> timeouts;
    std::vector<ClientId> paused;  // their commands wait for the end of CLIENT PAUSE, in order of arrival
    std::vector<ClientId> resumed; // wait no more: what they sent meanwhile is read next
    std::size_t clients = 0;
    ClientId retrying = 0; // its command is executed anew
    bool stillWaits = false;
    // CLIENT PAUSE
    std::int64_t pausedUntilMs = 0;
    bool pauseAll = false;
};

// Serves whoever waits for a key that became ready, also those that this makes ready. After every command, transaction
// and script.
void serveReadyKeys(Server& s);
// Ends waits whose time is over, and a pause that is.
void endTimedOutWaits(Server& s);
// When endTimedOutWaits has something to do next, Unix ms; INT64_MAX: never.
std::int64_t nextTimeout(const Server& s);
// The client waits no more; it gets no reply.
void stopWaiting(Server& s, Client& c);
// What the client gets when its time is over.
void answerTimeout(Server& s, Client& c);
// After SWAPDB or FLUSHDB: whoever waits for a key there looks again.
void keysOfDatabaseReady(Server& s, int db);

// WAIT: until that many replicas have acknowledged offset, or timeoutMs is over (0: for ever). True: the client waits,
// write no reply; false: it must not wait. Whoever counts acknowledgements looks at Waiting::replicas and answers.
bool waitForReplicas(Server& s, Client& c, std::int64_t replicas, std::uint64_t offset, std::int64_t timeoutMs);
// Replicas said how far they are: whoever waited for no more is answered.
void answerReplicaWaits(Server& s);
// How many replicas have acknowledged an offset of the stream.
std::int64_t acknowledgedReplicas(const Server& s, std::uint64_t offset);
// Puts the command aside until CLIENT PAUSE ends.
void postpone(Server& s, Client& c, std::span<const std::string_view> argv);
bool isPaused(const Server& s, bool mayWrite);
void endPause(Server& s);

} // namespace maylab::cache
