#include "cache/engine/engine.h"

#include "cache/engine/access_clock.h"
#include "cache/engine/arguments.h"
#include "cache/engine/cluster_route.h"
#include "cache/engine/command_table.h"
#include "cache/engine/dispatch.h"
#include "cache/engine/evict.h"
#include "cache/engine/expire.h"
#include "cache/engine/info.h"
#include "cache/engine/key_change.h"
#include "cache/engine/lookup.h"
#include "cache/engine/replication_feed.h"
#include "cache/engine/monitor.h"
#include "cache/engine/transaction.h"
#include "kernel/hash.h"

#include <algorithm>
#include <array>

namespace maylab::cache {

namespace {

// Bytes of a bulk string on the wire.
std::uint64_t bulkBytes(std::size_t length) {
    std::uint64_t digits = 1;
    for (std::size_t v = length; v >= 10; v /= 10) ++digits;
    return 5 + digits + length;
}

constexpr std::uint64_t kGetHeader = 4 + 9, kSetHeader = 4 + 9, kDelHeader = 4 + 9; // *2\r\n$3\r\nGET\r\n

// What MONITOR says of an application's pool.
constexpr std::string_view kPoolAddress = "10.0.1.20:39998";

void showFast(Server& s, std::string_view name, std::string_view key, const EntryIndex* stored = nullptr,
              std::int64_t ttlMs = 0) {
    std::string scratch;
    std::vector<std::string_view> argv{name, key};
    if (stored != nullptr) argv.push_back(valueText(s, *stored, scratch));
    const std::string time = std::to_string(ttlMs);
    if (ttlMs > 0) argv.insert(argv.end(), {"PX", time});
    feedMonitors(s, 0, kPoolAddress, argv);
}

} // namespace

Engine::Engine(const EngineOptions& options) : m_server(options) {}

// --- connections ---

ClientId Engine::connect(std::int64_t nowMs, std::string_view address) {
    Server& s = m_server;
    s.nowMs = std::max(s.nowMs, nowMs);
    if (static_cast<std::int64_t>(connectedClients()) >= s.cfg().maxclients) {
        ++s.stats.rejectedConnections;
        return 0;
    }
    ++s.stats.connectionsReceived;
    Client& c = s.clients.add(address, s.nowMs);
    c.authenticated = !s.acl.needsLogin();
    s.refreshClientMemory();
    s.notePeak();
    return c.id;
}

void Engine::disconnect(ClientId client) {
    Client* c = m_server.clients.find(client);
    if (c == nullptr) return;
    forget(*c);
    m_server.clients.remove(client);
    m_server.refreshClientMemory();
}

// Whatever names the client elsewhere.
void Engine::forget(Client& c) {
    Server& s = m_server;
    stopWaiting(s, c);
    std::erase(s.blocking.resumed, c.id);
    unwatchAll(s, c);
    forgetSubscriptions(s, c);
    stopTracking(s, c);
    if (c.monitor) std::erase(s.monitors, c.id);
    if (c.outboxSlot != 0) {
        Output& o = s.outbox.waiting[c.outboxSlot - 1];
        if (c.cutOff) o.bytes.clear();
        c.outboxSlot = 0;
    }
}

void Engine::takeOutput(std::vector<Output>& out) {
    Outbox& box = m_server.outbox;
    for (Output& o : box.waiting) {
        if (Client* c = m_server.clients.find(o.client)) c->outboxSlot = 0;
        out.push_back(std::move(o));
    }
    box.waiting.clear();
}

void Engine::noteUnsent(ClientId client, std::uint64_t bytes) {
    if (Client* c = m_server.clients.find(client)) c->unsent = bytes;
}

bool Engine::waits(ClientId client) const {
    const Client* c = m_server.clients.find(client);
    return c != nullptr && c->waits();
}

bool Engine::subscribed(ClientId client) const {
    const Client* c = m_server.clients.find(client);
    return c != nullptr && (c->subscribed() || c->monitor);
}

bool Engine::isOpen(ClientId client) const {
    const Client* c = m_server.clients.find(client);
    return c != nullptr && !c->closing;
}

bool Engine::addPooledConnections(std::uint32_t n, std::int64_t nowMs) {
    Server& s = m_server;
    s.nowMs = std::max(s.nowMs, nowMs);
    if (static_cast<std::int64_t>(connectedClients() + n) > s.cfg().maxclients) {
        s.stats.rejectedConnections += n;
        return false;
    }
    s.stats.connectionsReceived += n;
    s.clients.pooled += n;
    s.refreshClientMemory();
    return true;
}

void Engine::removePooledConnections(std::uint32_t n) {
    m_server.clients.pooled -= std::min<std::uint64_t>(n, m_server.clients.pooled);
    m_server.refreshClientMemory();
}

std::uint64_t Engine::connectedClients() const { return m_server.clients.size() + m_server.clients.pooled; }

void Engine::dropClosed(ClientId caller) {
    auto& all = m_server.clients.all();
    if (std::none_of(all.begin(), all.end(), [](const Client& c) { return c.closing; })) return;
    for (Client& c : all) {
        if (!c.closing) continue;
        const std::size_t slot = c.outboxSlot;
        forget(c);
        if (c.id == caller) continue; // its outcome says so
        if (slot != 0) m_server.outbox.waiting[slot - 1].close = true;
        else m_server.outbox.waiting.push_back({c.id, std::string(), true});
    }
    std::erase_if(all, [](const Client& c) { return c.closing; });
    m_server.refreshClientMemory();
}

Engine::Outcome Engine::execute(ClientId client, std::span<const std::string_view> argv, std::int64_t nowMs,
                                std::string& out) {
    Client* c = m_server.clients.find(client);
    if (c == nullptr || c->closing || argv.empty()) return {0, c == nullptr || c->closing};
    Server& s = m_server;
    beginCall(s, nowMs);
    s.stats.netInputBytes += 4;
    for (const auto a : argv) s.stats.netInputBytes += bulkBytes(a.size());
    ++s.stats.readsProcessed;
    ++s.stats.writesProcessed;
    {
        Speaking speaking(s.outbox, client, out);
        endTimedOutWaits(s);
        readResumed();
        const std::size_t outBefore = out.size();
        // Who waits is not listened to: what it says is read afterwards.
        if (c->waits()) c->parser.feed(encodeCommand(argv));
        else if (!c->deaf) runCommand(s, *c, argv, out);
        hangUpAfterReply(*c, out.size() != outBefore);
        readResumed();
        broadcastInvalidations(s);
    }
    return finish(client);
}

void Engine::hangUpAfterReply(Client& c, bool replied) {
    if (!c.closing || c.cutOff || replied) return;
    c.closing = false;
    c.deaf = true;
}

Engine::Outcome Engine::finish(ClientId caller) {
    const Client* c = m_server.clients.find(caller);
    const ClusterState& cluster = m_server.cluster;
    const Outcome outcome{m_server.costNs, c->closing, cluster.route, cluster.slot, cluster.redirect, c->waits()};
    m_server.stats.engineNs += m_server.costNs + kNetworkNs;
    dropClosed(caller);
    return outcome;
}

// Executes what the client sent so far, until it waits.
void Engine::readRequests(Client& c, std::string& out) {
    Server& s = m_server;
    std::vector<std::string_view> argv;
    std::string error;
    while (!c.closing && !c.deaf && !c.waits()) {
        const auto status = c.parser.next(argv, {s.cfg().protoMaxBulkLength, c.authenticated}, error);
        if (status == RequestParser::Status::Incomplete) break;
        if (status == RequestParser::Status::Error) {
            if (!c.silent()) RespWriter(out, c.protocol).error("ERR Protocol error: " + error);
            ++s.stats.errorReplies;
            ++s.errorStats["ERR"];
            c.closing = true;
            break;
        }
        runCommand(s, c, argv, out);
    }
}

// Clients that waited go on with what they sent meanwhile.
void Engine::readResumed() {
    Server& s = m_server;
    while (!s.blocking.resumed.empty()) {
        const ClientId id = s.blocking.resumed.front();
        s.blocking.resumed.erase(s.blocking.resumed.begin());
        Client* c = s.clients.find(id);
        if (c == nullptr || c->parser.buffered() == 0) continue;
        if (id == s.outbox.speaker) {
            readRequests(*c, *s.outbox.reply);
            continue;
        }
        std::string bytes;
        {
            Speaking speaking(s.outbox, id, bytes);
            readRequests(*c, bytes);
        }
        s.stats.netOutputBytes -= bytes.size(); // sendTo counts them
        const bool closing = c->closing;
        c->closing = false;
        sendTo(s, *c, bytes);
        c->closing = c->closing || closing;
    }
}

Engine::Outcome Engine::receive(ClientId client, std::string_view bytes, std::int64_t nowMs, std::string& out) {
    Server& s = m_server;
    Client* c = s.clients.find(client);
    if (c == nullptr || c->closing) return {0, true};
    beginCall(s, nowMs);
    s.stats.netInputBytes += bytes.size();
    ++s.stats.readsProcessed;
    const std::size_t bufferedBefore = c->parser.buffered(), outBefore = out.size();
    {
        Speaking speaking(s.outbox, client, out);
        endTimedOutWaits(s);
        readResumed();
        c->parser.feed(bytes);
        readRequests(*c, out);
        readResumed();
        broadcastInvalidations(s);
    }
    if (c->cutOff) {
        s.stats.netOutputBytes -= out.size() - outBefore;
        out.resize(outBefore);
    }
    hangUpAfterReply(*c, out.size() != outBefore);
    // A request that would never fit: the real server has a limit of its own (1 GB).
    if (c->parser.held() > s.options.realMemoryCap) c->closing = true;
    if (out.size() != outBefore) ++s.stats.writesProcessed;
    if (c->parser.buffered() != bufferedBefore) s.refreshClientMemory();
    return finish(client);
}

// --- fast paths ---

bool Engine::refuseFast(std::size_t command, std::string_view key, ports::ClientMode mode, bool write, FastReply& r) {
    Server& s = m_server;
    using Status = ports::CacheReply::Status;
    if (s.cluster.map != nullptr) {
        const Route route = routeKey(s, key, mode, write);
        r.status = route.status;
        r.slot = route.slot;
        r.redirect = route.node;
        if (r.status != Status::Ok) return countRefused(command, routeError(s, {}, route), r);
    }
    if (write) {
        if (!s.replication.replica) {
            if (!enoughReplicas(s)) {
                r.status = Status::Error;
                return countRefused(command, text::kNoReplicas, r);
            }
        } else if (s.cfg().replicaReadOnly) {
            r.status = Status::ReadOnly;
            return countRefused(command, text::kReadOnly, r);
        }
    }
    if (refusesStale(s)) {
        r.status = Status::Error;
        return countRefused(command, text::kMasterDown, r);
    }
    r.status = Status::Nil;
    return false;
}

bool Engine::countRefused(std::size_t command, std::string_view error, FastReply& r) {
    Server& s = m_server;
    ++s.commandStats[command].rejected;
    ++s.stats.errorReplies;
    ++s.errorStats[std::string(error.substr(0, error.find(' ')))];
    s.charge(kReadNs);
    r.costNs = s.costNs;
    s.stats.engineNs += s.costNs + kNetworkNs;
    return true;
}

Engine::FastReply Engine::get(std::string_view key, std::int64_t nowMs, ports::ClientMode mode) {
    static const auto kIndex = static_cast<std::size_t>(commandIndex("get"));
    Server& s = m_server;
    beginCall(s, nowMs);
    FastReply r;
    if (s.mayRefuse() && refuseFast(kIndex, key, mode, false, r)) [[unlikely]] return r;
    makeRoom(s, false);
    const std::int64_t before = s.costNs;
    const Found f = lookupRead(s, 0, key);
    std::uint64_t replyBytes = 5;
    if (f) {
        const Entry& e = s.keyspace.entry(f.entry);
        if (e.type != ValueType::String) {
            r.status = ports::CacheReply::Status::WrongType;
        } else {
            r.status = ports::CacheReply::Status::Ok;
            r.foreign = !e.synthetic();
            r.value = {r.foreign ? static_cast<std::uint32_t>(valueLength(s, f.entry)) : e.length,
                       r.foreign ? std::uint64_t{0} : e.tag};
            if (e.hasExpiry()) r.expiresInMilliseconds = e.expireAt - s.nowMs;
            replyBytes = bulkBytes(r.value.length);
        }
    }
    if (!s.monitors.empty()) [[unlikely]] showFast(s, "GET", key);
    s.stats.netInputBytes += kGetHeader + bulkBytes(key.size());
    s.charge(kReadNs + static_cast<std::int64_t>(key.size() + replyBytes));
    endFast(kIndex, before, replyBytes, r);
    return r;
}

Engine::FastReply Engine::set(std::string_view key, ports::SyntheticValue value, std::int64_t ttlMs, std::int64_t nowMs,
                              ports::ClientMode mode) {
    static const auto kIndex = static_cast<std::size_t>(commandIndex("set"));
    Server& s = m_server;
    beginCall(s, nowMs);
    FastReply r;
    s.stats.netInputBytes += kSetHeader + bulkBytes(key.size()) + bulkBytes(value.length);
    if (s.mayRefuse() && refuseFast(kIndex, key, mode, true, r)) [[unlikely]] return r;
    if (!makeRoom(s, true)) [[unlikely]] {
        noteOom(s, 0, key);
        ++s.commandStats[kIndex].rejected;
        ++s.stats.errorReplies;
        ++s.errorStats["OOM"];
        s.charge(kReadNs);
        r.status = ports::CacheReply::Status::Oom;
        r.costNs = s.costNs;
        s.stats.engineNs += s.costNs + kNetworkNs;
        return r;
    }
    const std::int64_t before = s.costNs;
    const Found f = lookupWrite(s, 0, key);
    const EntryIndex e = setKey(s, 0, key, f, false);
    s.keyspace.setSynthetic(e, value.length, value.tag);
    if (ttlMs > 0) setExpiry(s, 0, e, s.nowMs + ttlMs);
    ++s.stats.dirty;
    if (feedsReplicas(s)) replicateSet(s, 0, key, value.length, value.tag, ttlMs > 0 ? s.nowMs + ttlMs : kNoExpiry);
    keyModified(s, 0, key);
    notifyKeyspace(s, 0, Notify::String, "set", key);
    if (ttlMs > 0) notifyKeyspace(s, 0, Notify::Generic, "expire", key);
    if (!s.monitors.empty()) [[unlikely]] showFast(s, "SET", key, &e, ttlMs);
    s.charge(kWriteNs + static_cast<std::int64_t>(key.size() + value.length));
    r.status = ports::CacheReply::Status::Ok;
    endFast(kIndex, before, 5, r);
    s.notePeak();
    return r;
}

Engine::FastReply Engine::del(std::string_view key, std::int64_t nowMs, ports::ClientMode mode) {
    static const auto kIndex = static_cast<std::size_t>(commandIndex("del"));
    Server& s = m_server;
    beginCall(s, nowMs);
    FastReply r;
    if (s.mayRefuse() && refuseFast(kIndex, key, mode, true, r)) [[unlikely]] return r;
    makeRoom(s, false);
    const std::int64_t before = s.costNs;
    const Found f = lookupWrite(s, 0, key, Touch::No);
    if (f) {
        removeKey(s, 0, f.entry);
        ++s.stats.dirty;
        if (feedsReplicas(s)) replicateDel(s, 0, key);
        keyModified(s, 0, key);
        notifyKeyspace(s, 0, Notify::Generic, "del", key);
        r.status = ports::CacheReply::Status::Ok;
    }
    if (!s.monitors.empty()) [[unlikely]] showFast(s, "DEL", key);
    s.stats.netInputBytes += kDelHeader + bulkBytes(key.size());
    s.charge(kWriteNs + static_cast<std::int64_t>(key.size()));
    endFast(kIndex, before, 4, r);
    return r;
}

void Engine::endFast(std::size_t command, std::int64_t before, std::uint64_t replyBytes, FastReply& r) {
    Server& s = m_server;
    noteCall(s, command, s.costNs - before);
    ++s.stats.readsProcessed;
    ++s.stats.writesProcessed;
    s.stats.netOutputBytes += replyBytes;
    s.stats.engineNs += s.costNs + kNetworkNs;
    r.costNs = s.costNs;
    if (!s.blocking.ready.empty()) [[unlikely]] {
        serveReadyKeys(s);
        readResumed();
    }
    broadcastInvalidations(s);
}

void Engine::setRenderer(ports::KeyValueCache::Renderer renderer) { m_server.renderer = renderer; }

// --- time ---

std::int64_t Engine::nextCron() const { return m_server.nextCronMs; }

std::int64_t Engine::cron(std::int64_t nowMs) {
    Server& s = m_server;
    s.costNs = 0;
    s.nextCronMs = std::max(s.nextCronMs, nowMs - 1000);
    while (s.nextCronMs <= nowMs) {
        const std::int64_t hz = effectiveHz(s);
        timerTick(s, s.nextCronMs, hz);
        // Before the server sleeps again.
        if (s.expire.hitTimeLimit) activeExpireCycle(s, ExpireCycle::Fast, hz);
        s.nextCronMs += tickMilliseconds(hz);
    }
    s.nowMs = std::max(s.nowMs, nowMs);
    endTimedOutWaits(s);
    readResumed();
    broadcastInvalidations(s);
    s.stats.engineNs += s.costNs;
    dropClosed();
    return s.costNs;
}

std::int64_t Engine::nextTimeout() const { return cache::nextTimeout(m_server); }

std::int64_t Engine::wake(std::int64_t nowMs) {
    Server& s = m_server;
    s.nowMs = std::max(s.nowMs, nowMs);
    s.costNs = 0;
    endTimedOutWaits(s);
    readResumed();
    broadcastInvalidations(s);
    s.stats.engineNs += s.costNs;
    dropClosed();
    return s.costNs;
}

void Engine::passIdleTicks(std::int64_t nowMs) {
    if (timerRests(m_server)) passTicks(m_server, nowMs);
}

bool Engine::evictionPending() const { return m_server.pool.running; }

std::int64_t Engine::continueEviction(std::int64_t nowMs) {
    Server& s = m_server;
    s.nowMs = std::max(s.nowMs, nowMs);
    s.costNs = 0;
    if (s.pool.running) performEvictions(s);
    s.stats.engineNs += s.costNs;
    return s.costNs;
}

// --- configuration ---

ConfigResult Engine::configure(std::string_view name, std::string_view value, std::int64_t nowMs) {
    m_server.nowMs = std::max(m_server.nowMs, nowMs);
    const std::pair<std::string_view, std::string_view> pair{name, value};
    ConfigResult r = m_server.configure({&pair, 1}, true);
    return r;
}

std::string Engine::configValue(std::string_view name) const {
    const std::string* v = m_server.config.get(name);
    return v == nullptr ? std::string() : *v;
}

void Engine::flushAll(std::int64_t nowMs) {
    m_server.nowMs = std::max(m_server.nowMs, nowMs);
    for (std::size_t db = 0; db < m_server.keyspace.databaseCount(); ++db) {
        databaseModified(m_server, static_cast<int>(db));
        m_server.keyspace.flush(static_cast<int>(db));
    }
    replicateCommand(m_server, 0, {"FLUSHALL"});
}

// --- why ---

void Engine::recordKeyEvents(bool on) {
    m_server.recordEvents = on;
    if (!on) m_server.events.clear();
}

std::span<const KeyEvent> Engine::keyEvents() const { return m_server.events; }

void Engine::clearKeyEvents() { m_server.events.clear(); }

std::vector<ExecutedCommand> Engine::takeCommands() {
    m_server.commandsWanted = 0;
    return std::exchange(m_server.executed, {});
}

// --- reads ---

const Statistics& Engine::statistics() const { return m_server.stats; }

std::uint64_t Engine::usedMemory() const { return static_cast<std::uint64_t>(m_server.usedMemory()); }

std::uint64_t Engine::usedMemoryPeak() const {
    return static_cast<std::uint64_t>(std::max(m_server.peakMemory, m_server.usedMemory()));
}

std::uint64_t Engine::maxmemory() const { return m_server.cfg().maxmemory; }

MaxmemoryPolicy Engine::policy() const { return m_server.cfg().policy; }

std::uint64_t Engine::keyCount() const { return m_server.keyspace.keyCount(); }

std::uint64_t Engine::expiringCount() const { return m_server.keyspace.expiringCount(); }

std::int64_t Engine::averageTtl(int db) const { return m_server.keyspace.db(static_cast<std::size_t>(db)).averageTtl; }

void Engine::commandUse(std::vector<CommandUse>& out) const {
    out.clear();
    const auto table = commandTable();
    for (std::size_t i = 0; i < table.size(); ++i) {
        const CommandStat& c = m_server.commandStats[i];
        if (c.calls == 0) continue;
        out.push_back({table[i].name, table[i].group, table[i].has(Command::kWrite), c.calls, static_cast<double>(c.ns) / 1000.0});
    }
}

std::string Engine::info(std::string_view section, std::int64_t nowMs) const {
    Server now = m_server; // shares all memory
    now.nowMs = std::max(now.nowMs, nowMs);
    if (section.empty()) return infoText(now, {});
    return infoText(now, {&section, 1});
}

std::uint64_t Engine::bucketCount(int db) const { return m_server.keyspace.db(static_cast<std::size_t>(db)).keys.buckets(); }

std::uint64_t Engine::fingerprint() const {
    const Server& s = m_server;
    kernel::Fingerprint f;
    for (std::size_t db = 0; db < s.keyspace.databaseCount(); ++db) {
        const Database& d = s.keyspace.db(db);
        if (d.keys.size() == 0) continue;
        f.mix(db);
        f.mix(d.expiresCursor);
        for (int t = 0; t < 2; ++t) {
            for (std::uint64_t b = 0; b < d.keys.tableSize(t); ++b) {
                for (EntryIndex i = d.keys.head(t, b); i != 0;) {
                    const Entry& e = s.keyspace.entry(i);
                    f.mix(e.hash);
                    f.mix(static_cast<std::uint64_t>(e.expireAt));
                    f.mix(std::uint64_t{e.access} << 32 | e.length);
                    if (e.isCollection()) s.keyspace.collection(i).mixInto(f);
                    else if (e.encoding != Encoding::Int && !e.synthetic()) f.mix(s.keyspace.bytes(i));
                    else f.mix(e.tag);
                    i = e.next;
                }
            }
        }
    }
    for (const kernel::Rng* rng : {&s.sampleRandom, &s.lfuRandom, &s.keyRandom, &s.memberRandom}) f.mix(rng->state()[0]);
    f.mix(static_cast<std::uint64_t>(s.usedMemory()));
    f.mix(s.stats.commandsProcessed);
    f.mix(s.stats.keyspaceHits);
    f.mix(s.stats.evictedKeys);
    f.mix(s.stats.expiredKeys);
    f.mix(static_cast<std::uint64_t>(s.stats.engineNs));
    return f.value();
}

std::span<const std::string_view> commandNames() {
    static const std::vector<std::string_view> kNames = [] {
        std::vector<std::string_view> names;
        for (const Command& c : commandTable()) names.emplace_back(c.name);
        return names;
    }();
    return kNames;
}

std::string_view commandUsage(std::string_view name) {
    std::string folded(name);
    std::replace(folded.begin(), folded.end(), ' ', '|');
    const Command* c = findCommand(folded);
    return c == nullptr ? std::string_view() : c->usage;
}

} // namespace maylab::cache
