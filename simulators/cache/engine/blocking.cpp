#include "cache/engine/blocking.h"

#include "cache/engine/arguments.h"
#include "cache/engine/commands.h"
#include "cache/engine/dispatch.h"
#include "cache/engine/key_change.h"
#include "cache/engine/replication_feed.h"

#include <algorithm>

namespace maylab::cache {

namespace {

constexpr std::string_view kStreamGone = "UNBLOCKED the stream key no longer exists";
constexpr std::string_view kGroupGone = "-NOGROUP the consumer group this client was blocked on no longer exists\r\n";

void leaveKeys(Server& s, Client& c) {
    for (const std::string& key : c.waiting.keys) {
        const auto at = s.blocking.waiters.find({c.db, key});
        if (at == s.blocking.waiters.end()) continue;
        std::erase(at->second, c.id);
        if (at->second.empty()) s.blocking.waiters.erase(at);
    }
}

// Writes to the client as if it were being served.
template <class Write>
void replyTo(Server& s, Client& c, Write&& write) {
    std::string bytes;
    RespWriter out(bytes, c.protocol);
    write(out);
    if (!c.silent()) sendTo(s, c, bytes);
}

void startWaiting(Server& s, Client& c, Waiting waiting) {
    c.waiting = std::move(waiting);
    ++s.blocking.clients;
    if (c.waiting.dueMs != 0) s.blocking.timeouts.emplace(c.waiting.dueMs, c.id);
}

void countWait(Server& s, Client& c) {
    noteCall(s, static_cast<std::size_t>(c.waiting.command), c.waiting.costNs);
    --s.stats.commandsProcessed; // counted when the wait began
}

// The command with one key only: whoever waits for several is served from the one that became ready.
std::vector<std::string_view> narrowed(const Command& command, std::span<const std::string> argv, std::string_view key) {
    std::vector<std::string_view> out;
    const std::string_view name = command.name;
    if (name == "blpop" || name == "brpop" || name == "bzpopmin" || name == "bzpopmax") {
        out = {argv.front(), key, argv.back()};
    } else if (name == "blmpop" || name == "bzmpop") {
        std::int64_t keys = 0;
        parseInteger(argv[2], keys);
        out = {argv[0], argv[1], "1", key};
        for (std::size_t k = 3 + static_cast<std::size_t>(keys); k < argv.size(); ++k) out.emplace_back(argv[k]);
    } else if (name == "xread" || name == "xreadgroup") {
        std::size_t streams = 0;
        while (streams < argv.size() && !equalsIgnoreCase(argv[streams], "STREAMS")) ++streams;
        const std::size_t n = argv.size() > streams ? (argv.size() - streams - 1) / 2 : 0;
        for (std::size_t k = 0; k <= streams && k < argv.size(); ++k) out.emplace_back(argv[k]);
        for (std::size_t k = 0; k < n; ++k) {
            if (argv[streams + 1 + k] != key) continue;
            out.push_back(key);
            out.emplace_back(argv[streams + 1 + n + k]);
            return out;
        }
    } else {
        out.assign(argv.begin(), argv.end());
    }
    return out;
}

// True: the client was answered and waits no more.
bool retry(Server& s, Client& c, std::string_view key) {
    Waiting waiting = c.waiting; // what is executed looks at a client that does not wait
    const Command& command = commandTable()[static_cast<std::size_t>(waiting.command)];
    c.waiting.what = Waiting::For::Nothing;
    s.blocking.retrying = c.id;
    s.blocking.stillWaits = false;
    std::string bytes;
    {
        const std::vector<std::string_view> argv = narrowed(command, waiting.argv, key);
        RespWriter out(bytes, c.protocol);
        call(s, c, command, argv, out, true);
    }
    s.blocking.retrying = 0;
    c.waiting = std::move(waiting);
    if (s.blocking.stillWaits) return false;
    if (c.waiting.group && bytes.starts_with("-NOGROUP")) bytes = kGroupGone;
    const bool silent = c.silent();
    stopWaiting(s, c);
    if (!silent) sendTo(s, c, bytes);
    return true;
}

void serveKey(Server& s, const DbKey& name) {
    const auto at = s.blocking.waiters.find(name);
    if (at == s.blocking.waiters.end()) return;
    const std::vector<ClientId> inOrder = at->second;
    for (const ClientId id : inOrder) {
        Client* c = s.clients.find(id);
        if (c == nullptr || c->waiting.what != Waiting::For::Keys || c->closing) continue;
        const Found f = lookupWrite(s, name.first, name.second, Touch::No);
        const bool fits = f && s.keyspace.entry(f.entry).type == c->waiting.type;
        if (fits) {
            retry(s, *c, name.second);
        } else if (c->waiting.group) {
            stopWaiting(s, *c);
            replyTo(s, *c, [&](RespWriter& out) { out.error(kStreamGone); });
            noteError(s, kStreamGone);
        }
    }
}

} // namespace

void stopWaiting(Server& s, Client& c) {
    if (!c.waits()) return;
    if (c.waiting.what == Waiting::For::Keys) leaveKeys(s, c);
    if (c.waiting.what == Waiting::For::Pause) std::erase(s.blocking.paused, c.id);
    if (c.waiting.dueMs != 0) s.blocking.timeouts.erase({c.waiting.dueMs, c.id});
    --s.blocking.clients;
    if (c.reply == Client::ReplyMode::SkipThis) c.reply = Client::ReplyMode::On; // the reply that is skipped is due now
    c.waiting = Waiting();
    s.blocking.resumed.push_back(c.id);
}

void answerTimeout(Server& s, Client& c) {
    const Waiting::OnTimeout how = c.waiting.onTimeout;
    replyTo(s, c, [&](RespWriter& out) {
        if (how == Waiting::OnTimeout::Null) out.null();
        else if (how == Waiting::OnTimeout::ReplicaCount) out.integer(acknowledgedReplicas(s, c.waiting.offset));
        else out.nullArray();
    });
}

void serveReadyKeys(Server& s) {
    while (!s.blocking.ready.empty()) {
        const std::vector<DbKey> ready = std::move(s.blocking.ready);
        s.blocking.ready.clear();
        for (const DbKey& name : ready) serveKey(s, name);
    }
}

void keysOfDatabaseReady(Server& s, int db) {
    for (const auto& [name, waiters] : s.blocking.waiters) {
        if (name.first == db) keyReady(s, db, name.second);
    }
}

std::int64_t nextTimeout(const Server& s) {
    std::int64_t due = s.blocking.timeouts.empty() ? INT64_MAX : s.blocking.timeouts.begin()->first;
    if (s.blocking.pausedUntilMs != 0) due = std::min(due, s.blocking.pausedUntilMs);
    return due;
}

void endTimedOutWaits(Server& s) {
    if (s.blocking.pausedUntilMs != 0 && s.nowMs >= s.blocking.pausedUntilMs) endPause(s);
    while (!s.blocking.timeouts.empty() && s.blocking.timeouts.begin()->first <= s.nowMs) {
        const ClientId id = s.blocking.timeouts.begin()->second;
        Client* c = s.clients.find(id);
        if (c == nullptr) {
            s.blocking.timeouts.erase(s.blocking.timeouts.begin());
            continue;
        }
        answerTimeout(s, *c);
        countWait(s, *c);
        stopWaiting(s, *c);
    }
}

bool waitForReplicas(Server& s, Client& c, std::int64_t replicas, std::uint64_t offset, std::int64_t timeoutMs) {
    if (c.mayNotWait) return false;
    Waiting w;
    w.what = Waiting::For::Replicas;
    w.onTimeout = Waiting::OnTimeout::ReplicaCount;
    w.command = c.lastCommand;
    w.replicas = replicas;
    w.offset = offset;
    w.dueMs = timeoutMs == 0 ? 0 : s.nowMs + timeoutMs;
    startWaiting(s, c, std::move(w));
    return true;
}

void answerReplicaWaits(Server& s) {
    if (s.blocking.clients == 0) return;
    for (Client& c : s.clients.all()) {
        if (c.waiting.what != Waiting::For::Replicas) continue;
        if (acknowledgedReplicas(s, c.waiting.offset) < c.waiting.replicas) continue;
        answerTimeout(s, c);
        countWait(s, c);
        stopWaiting(s, c);
    }
}

std::int64_t acknowledgedReplicas(const Server& s, std::uint64_t offset) {
    return static_cast<std::int64_t>(countAcks(s, offset));
}

// --- CLIENT PAUSE ---

bool isPaused(const Server& s, bool mayWrite) {
    return s.blocking.pausedUntilMs != 0 && s.nowMs < s.blocking.pausedUntilMs && (s.blocking.pauseAll || mayWrite);
}

void postpone(Server& s, Client& c, std::span<const std::string_view> argv) {
    Waiting w;
    w.what = Waiting::For::Pause;
    w.command = c.lastCommand;
    w.argv.assign(argv.begin(), argv.end());
    startWaiting(s, c, std::move(w));
    s.blocking.paused.push_back(c.id);
}

void endPause(Server& s) {
    s.blocking.pausedUntilMs = 0;
    s.blocking.pauseAll = false;
    const std::vector<ClientId> inOrder = std::move(s.blocking.paused);
    s.blocking.paused.clear();
    for (const ClientId id : inOrder) {
        Client* c = s.clients.find(id);
        if (c == nullptr || c->waiting.what != Waiting::For::Pause) continue;
        const std::vector<std::string> words = std::move(c->waiting.argv);
        const Client::ReplyMode mode = c->reply;
        stopWaiting(s, *c);
        c->reply = mode;
        const std::vector<std::string_view> argv(words.begin(), words.end());
        std::string bytes;
        const bool speaks = s.outbox.speaker == id && s.outbox.reply != nullptr;
        if (speaks) {
            runCommand(s, *c, argv, *s.outbox.reply);
            continue;
        }
        {
            Speaking speaking(s.outbox, id, bytes);
            runCommand(s, *c, argv, bytes);
        }
        s.stats.netOutputBytes -= bytes.size(); // sendTo counts them
        sendTo(s, *c, bytes);
    }
}

// --- key_change.h ---

void keyReady(Server& s, int db, std::string_view key) {
    if (s.blocking.waiters.empty()) [[likely]] return;
    const DbKey name(db, std::string(key));
    if (s.blocking.waiters.count(name) == 0) return;
    if (std::find(s.blocking.ready.begin(), s.blocking.ready.end(), name) == s.blocking.ready.end())
        s.blocking.ready.push_back(name);
}

bool waitForKeys(Invocation& i, std::span<const std::string_view> keys, std::int64_t timeoutMs) {
    return waitForKeys(i, keys, timeoutMs, TimeoutReply::NullArray);
}

bool waitForKeys(Invocation& i, std::span<const std::string_view> keys, std::int64_t timeoutMs, TimeoutReply reply) {
    return waitForKeys(i, keys, timeoutMs, reply, i.argv);
}

bool waitForKeys(Invocation& i, std::span<const std::string_view> keys, std::int64_t timeoutMs, TimeoutReply reply,
                 std::span<const std::string_view> again) {
    Client& c = i.client;
    if (c.mayNotWait) return false;
    if (i.server.blocking.retrying == c.id) { // goes on waiting as before
        i.server.blocking.stillWaits = true;
        return true;
    }
    Waiting w;
    w.what = Waiting::For::Keys;
    w.onTimeout = reply == TimeoutReply::Null ? Waiting::OnTimeout::Null : Waiting::OnTimeout::NullArray;
    w.command = static_cast<int>(&i.command - commandTable().data());
    const std::string_view group = i.command.group;
    w.type = group == "sorted-set" || group == "sorted_set" ? ValueType::ZSet : group == "stream" ? ValueType::Stream : ValueType::List;
    w.group = std::string_view(i.command.name) == "xreadgroup";
    w.argv.assign(again.begin(), again.end());
    for (const auto key : keys) {
        if (std::find(w.keys.begin(), w.keys.end(), key) != w.keys.end()) continue;
        w.keys.emplace_back(key);
        i.server.blocking.waiters[{i.db(), std::string(key)}].push_back(c.id);
    }
    w.dueMs = timeoutMs == 0 ? 0 : i.server.nowMs + timeoutMs;
    startWaiting(i.server, c, std::move(w));
    return true;
}

} // namespace maylab::cache
