#include "cache/engine/dispatch.h"

#include "cache/engine/acl.h"
#include "cache/engine/arguments.h"
#include "cache/engine/blocking.h"
#include "cache/engine/cluster_route.h"
#include "cache/engine/commands.h"
#include "cache/engine/evict.h"
#include "cache/engine/expire.h"
#include "cache/engine/info.h"
#include "cache/engine/monitor.h"
#include "cache/engine/replication_feed.h"
#include "cache/engine/transaction.h"

#include <algorithm>

namespace maylab::cache {

namespace {

constexpr std::size_t kQuotedBytes = 128; // how much of an unknown command the error repeats
constexpr std::size_t kSlowlogArguments = 32, kSlowlogBytes = 128;
constexpr std::int64_t kTickNs = 20'000;
constexpr std::int64_t kSampleMs = 100; // between two samples of a RateMeter, at least

// As C reads it.
std::string_view untilNul(std::string_view bytes) { return bytes.substr(0, bytes.find('\0')); }

// An argument as an error repeats it.
std::string quoted(std::string_view argument, std::size_t most = kQuotedBytes) {
    return "'" + std::string(untilNul(argument).substr(0, most)) + "'";
}

std::string unknownCommand(std::span<const std::string_view> argv) {
    std::string text = "ERR unknown command " + quoted(argv[0]) + ", with args beginning with: ";
    std::string args;
    for (std::size_t k = 1; k < argv.size() && args.size() < kQuotedBytes; ++k)
        args += quoted(argv[k], kQuotedBytes - args.size()) + " ";
    return text + args;
}

std::string unknownSubCommand(std::span<const std::string_view> argv) {
    std::string container(argv[0]);
    for (char& c : container) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    return "ERR unknown subcommand " + quoted(argv[1]) + ". Try " + container + " HELP.";
}

void logSlow(Server& s, const Client& c, std::span<const std::string_view> argv, std::int64_t us) {
    SlowlogEntry e;
    e.id = s.nextSlowlogId++;
    e.unixSeconds = s.nowMs / 1000;
    e.microseconds = us;
    e.address = c.address;
    e.name = c.name;
    const std::size_t shown = std::min(argv.size(), kSlowlogArguments);
    for (std::size_t k = 0; k < shown; ++k) {
        if (shown != argv.size() && k == shown - 1) {
            e.argv.push_back("... (" + std::to_string(argv.size() - shown + 1) + " more arguments)");
        } else if (argv[k].size() > kSlowlogBytes) {
            e.argv.push_back(std::string(argv[k].substr(0, kSlowlogBytes)) + "... (" +
                             std::to_string(argv[k].size() - kSlowlogBytes) + " more bytes)");
        } else {
            e.argv.emplace_back(argv[k]);
        }
    }
    s.slowlog.push_front(std::move(e));
}

void noteSlow(Server& s, const Client& c, std::span<const std::string_view> argv, std::int64_t ns) {
    const std::int64_t threshold = s.cfg().slowlogSlowerThan;
    if (threshold < 0) return;
    if (ns / 1000 >= threshold) logSlow(s, c, argv, ns / 1000);
    while (static_cast<std::int64_t>(s.slowlog.size()) > s.cfg().slowlogMaxLength) s.slowlog.pop_back();
}

// Words of an HTTP request: somebody may be misusing a browser. The server hangs up without a word.
bool isHttp(std::string_view word) {
    word = untilNul(word);
    return equalsIgnoreCase(word, "post") || equalsIgnoreCase(word, "host:");
}

// Is it another node's? Notes for the owner where it belongs.
bool isElsewhere(Server& s, const Client& c, const Command& command, std::span<const std::string_view> argv, Route& route) {
    s.cluster.route = Route::Status::Ok;
    if (!mayBeRouted(command) && command.handler != commands::exec) return false;
    Router router(s);
    std::uint32_t flags = command.flags;
    if (command.handler == commands::exec) {
        flags |= c.transaction.flags;
        std::vector<std::string_view> words;
        for (const Transaction::Queued& q : c.transaction.queued) {
            words.assign(q.argv.begin(), q.argv.end());
            router.add(commandTable()[static_cast<std::size_t>(q.command)], words);
        }
    } else {
        router.add(command, argv);
    }
    route = router.route({c.asking, c.readOnly}, (flags & Command::kWrite) != 0);
    s.cluster.route = route.status;
    s.cluster.slot = route.slot;
    s.cluster.redirect = route.node;
    return route.status != Route::Status::Ok;
}

} // namespace

void beginCall(Server& s, std::int64_t nowMs) {
    s.nowMs = std::max(s.nowMs, nowMs);
    s.costNs = 0;
    if (s.expire.hitTimeLimit) [[unlikely]] activeExpireCycle(s, ExpireCycle::Fast, s.cfg().hz);
}

void noteCall(Server& s, std::size_t command, std::int64_t ns) {
    CommandStat& stat = s.commandStats[command];
    ++stat.calls;
    stat.ns += static_cast<std::uint64_t>(ns);
    if (s.cfg().latencyTracking) {
        ++stat.latency[latencyBucket(ns)];
        if (!stat.everCalled) {
            stat.everCalled = true;
            s.histogramBytes += MemoryModel::kCommandHistogram;
        }
    }
    ++s.stats.commandsProcessed;
}

bool makeRoom(Server& s, bool denyOom) {
    const std::uint64_t limit = s.cfg().maxmemory;
    bool failed = false;
    if (limit != 0 && (s.usedMemory() > static_cast<std::int64_t>(limit) || s.pool.exceededSinceMs != 0))
        failed = performEvictions(s) == EvictResult::Fail;
    return !denyOom || (!failed && s.keyspace.realBytes() < s.options.realMemoryCap);
}

bool enoughReplicas(const Server& s) {
    const std::int64_t wanted = s.cfg().minReplicasToWrite;
    return wanted == 0 || s.cfg().minReplicasMaxLag == 0 || static_cast<std::int64_t>(goodReplicas(s)) >= wanted;
}

bool refusesStale(const Server& s) {
    return s.replication.replica && s.replication.link.state != PrimaryLink::State::Connected &&
           !s.cfg().replicaServeStaleData;
}

void noteOom(Server& s, int db, std::string_view key) {
    ++s.stats.oomRefused;
    if (!s.recordEvents) return;
    KeyEvent& e = s.newEvent(KeyEvent::Kind::OomRefused, db, key, s.keyspace.hash(key));
    e.bytes = s.usedMemory();
}

void noteError(Server& s, std::string_view text) {
    text = text.substr(0, text.find("\r\n"));
    ++s.stats.errorReplies;
    ++s.errorStats[std::string(text.substr(0, text.find(' ')))];
}

std::string unknownCommandText(std::span<const std::string_view> argv, bool unknownSub) {
    return unknownSub ? unknownSubCommand(argv) : unknownCommand(argv);
}

bool mayRun(const Server& s, const Client& c, const Command& command, std::span<const std::string_view> argv) {
    return !s.acl.restricts() || static_cast<bool>(aclCheck(s, c, command, argv));
}

bool arityFits(const Command& command, std::size_t count) {
    const auto argc = static_cast<int>(count);
    return !isContainer(command) && (command.arity > 0 ? argc == command.arity : argc >= -command.arity);
}

namespace {

bool isOneOf(const Command& command, std::initializer_list<Handler> handlers) {
    return std::find(handlers.begin(), handlers.end(), command.handler) != handlers.end();
}

// The flags that count: EXEC is as dangerous as what it will run.
std::uint32_t effectiveFlags(const Client& c, const Command& command) {
    return command.handler == commands::exec ? command.flags | c.transaction.flags : command.flags;
}

std::string_view firstKeyOf(const Command& command, std::span<const std::string_view> argv) {
    return command.firstKey > 0 && static_cast<std::size_t>(command.firstKey) < argv.size()
               ? argv[static_cast<std::size_t>(command.firstKey)]
               : std::string_view();
}

bool roomFor(Server& s, const Client& c, const Command& command, std::span<const std::string_view> argv) {
    bool deny = (effectiveFlags(c, command) & Command::kDenyOom) != 0;
    // What is queued takes memory as well.
    if (c.transaction.open && !isOneOf(command, {commands::exec, commands::discard, commands::quit, commands::reset}))
        deny = true;
    if (makeRoom(s, deny)) return true;
    noteOom(s, c.db, firstKeyOf(command, argv));
    return false;
}

// What the rules of the client's user have against the command, noted in their log; empty: nothing.
std::string denial(Server& s, const Client& c, const Command& command, std::span<const std::string_view> argv) {
    const AclVerdict v = aclCheck(s, c, command, argv);
    if (v) return {};
    noteDenied(s, c, v, c.transaction.open ? "multi" : "toplevel", command, argv);
    return "NOPERM " + denialText(v, command, argv);
}

// Refuses a command before it runs; an open transaction will not run either.
void reject(Server& s, Client& c, const Command* command, RespWriter& writer, std::string text) {
    refuseTransaction(c);
    if (command != nullptr) {
        ++s.commandStats[static_cast<std::size_t>(command - commandTable().data())].rejected;
        if (command->handler == commands::exec) {
            discardTransaction(s, c);
            const std::size_t code = text.starts_with("ERR ") ? 4 : 0;
            text = "EXECABORT Transaction discarded because of: " + text.substr(code);
        }
    }
    s.charge(kReadNs);
    writer.error(text);
    noteError(s, text);
}

} // namespace

std::string refusalOf(Server& s, Client& c, const Command& command) {
    const bool write = (effectiveFlags(c, command) & Command::kWrite) != 0;
    if (write && !s.replication.replica && !enoughReplicas(s)) return std::string(text::kNoReplicas);
    if (write && s.replication.replica && s.cfg().replicaReadOnly) return std::string(text::kReadOnly);
    if (c.subscribed() && c.protocol == 2 &&
        !isOneOf(command, {commands::ping, commands::subscribe, commands::ssubscribe, commands::unsubscribe,
                           commands::sunsubscribe, commands::psubscribe, commands::punsubscribe, commands::quit,
                           commands::reset})) {
        return "ERR Can't execute '" + std::string(command.name) +
               "': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context";
    }
    if (refusesStale(s) && !command.has(Command::kStale)) return std::string(text::kMasterDown);
    return {};
}

void call(Server& s, Client& c, const Command& command, std::span<const std::string_view> argv, RespWriter& writer,
          bool again) {
    const std::int64_t before = s.costNs;
    const std::size_t from = writer.out().size(), index = static_cast<std::size_t>(&command - commandTable().data());
    std::int64_t argvBytes = 0;
    for (const auto a : argv) argvBytes += static_cast<std::int64_t>(a.size());
    c.argvBytes = static_cast<std::uint64_t>(argvBytes);
    writer.clearError();
    Invocation invocation{s, c, argv, writer, command};
    callCommand(invocation);
    const std::size_t grown = writer.out().size() - std::min(from, writer.out().size());
    s.charge((command.has(Command::kWrite) ? kWriteNs : kReadNs) + argvBytes + static_cast<std::int64_t>(grown));
    if (writer.lastError() != std::string::npos) {
        ++s.commandStats[index].failed;
        noteError(s, std::string_view(writer.out()).substr(writer.lastError() + 1));
        writer.clearError();
    }
    if (s.tracking.clients != 0 && command.has(Command::kReadonly)) [[unlikely]] {
        if (Client* reader = c.script ? s.clients.find(c.id) : &c) rememberKeys(s, *reader, command, argv);
    }
    const std::int64_t took = s.costNs - before;
    if (!again && !s.monitors.empty()) [[unlikely]] {
        if (!command.has(Command::kSkipMonitor) && !command.has(Command::kAdmin)) feedMonitors(s, c, argv);
    }
    if (c.waits()) { // counted when its wait ends
        c.waiting.costNs += took;
        ++s.stats.commandsProcessed;
        return;
    }
    if (again && s.blocking.stillWaits) return;
    if (again) --s.stats.commandsProcessed; // it was counted when it began to wait
    noteCall(s, index, took);
    if (!command.has(Command::kSkipSlowlog)) noteSlow(s, c, argv, took);
    s.noteLatency(command.has(Command::kFast) ? "fast-command" : "command", took);
    s.notePeak();
}

namespace {

void noteExecuted(Server& s, const Client& c, std::span<const std::string_view> argv, std::string_view reply) {
    std::size_t bytes = 0;
    for (const std::string_view a : argv) bytes += a.size() + sizeof(std::string);
    if (bytes > ExecutedCommand::kMaxBytes) return;
    s.executed.push_back({c.id, {argv.begin(), argv.end()}, std::string(reply.substr(0, ExecutedCommand::kMaxBytes))});
}

} // namespace

void runCommand(Server& s, Client& c, std::span<const std::string_view> argv, std::string& out) {
    const std::size_t from = out.size();
    if (c.reply == Client::ReplyMode::SkipNext) c.reply = Client::ReplyMode::SkipThis;
    // CLIENT REPLY silences replies, not what is pushed between them.
    const bool silent = c.silent();
    std::string unheard;
    RespWriter writer(silent ? unheard : out, c.protocol);
    c.lastMs = s.nowMs;
    if (!c.buffersGrown) {
        c.buffersGrown = true;
        s.refreshClientMemory();
    }
    if (isHttp(argv[0])) {
        c.closing = c.cutOff = true;
        return;
    }

    bool unknownSub = false;
    Route route;
    std::string denied;
    const Command* command = resolveCommand(argv, s.options.profile == EngineProfile::ElastiCache, unknownSub);
    c.lastCommand = command == nullptr ? -1 : static_cast<int>(command - commandTable().data());
    if (command == nullptr) {
        reject(s, c, nullptr, writer, unknownCommandText(argv, unknownSub));
    } else if (!arityFits(*command, argv.size())) {
        reject(s, c, command, writer, "ERR wrong number of arguments for '" + std::string(command->name) + "' command");
    } else if (!c.authenticated && s.acl.needsLogin() && !command->has(Command::kNoAuth)) {
        reject(s, c, command, writer, "NOAUTH Authentication required.");
    } else if (c.transaction.open && command->has(Command::kNoMulti)) {
        reject(s, c, command, writer, "ERR Command not allowed inside a transaction");
    } else if (s.acl.restricts() && !(denied = denial(s, c, *command, argv)).empty()) {
        reject(s, c, command, writer, std::move(denied));
    } else if (s.cluster.map != nullptr && isElsewhere(s, c, *command, argv, route)) {
        if (command->handler == commands::exec) discardTransaction(s, c);
        reject(s, c, command->handler == commands::exec ? nullptr : command, writer, routeError(s, c.host, route));
    } else if (!roomFor(s, c, *command, argv)) {
        reject(s, c, command, writer, std::string(text::kOom));
    } else if (std::string refusal = refusalOf(s, c, *command); !refusal.empty()) {
        reject(s, c, command, writer, std::move(refusal));
    } else if (!c.replica && isPaused(s, (effectiveFlags(c, *command) & (Command::kWrite | Command::kMayReplicate)) != 0)) {
        postpone(s, c, argv);
    } else if (c.transaction.open && !isOneOf(*command, {commands::exec, commands::discard, commands::multi, commands::watch,
                                                         commands::quit, commands::reset})) {
        queueCommand(s, c, *command, argv);
        writer.simple("QUEUED");
        s.charge(kReadNs);
    } else {
        call(s, c, *command, argv, writer);
        serveReadyKeys(s);
    }
    if (c.asking && (command == nullptr || std::string_view(command->name) != "asking")) c.asking = false;
    c.writtenUpTo = s.replication.backlog.offset();
    if (silent && c.reply == Client::ReplyMode::On) out += unheard;
    if (s.tracking.clients != 0) [[unlikely]] {
        sendPendingInvalidations(s);
        const bool aboutClients = command != nullptr && std::string_view(command->name).starts_with("client");
        if (!c.transaction.open && !aboutClients) c.tracking.caching = false;
    }
    if (c.reply == Client::ReplyMode::SkipThis && !c.waits()) c.reply = Client::ReplyMode::On;
    s.stats.netOutputBytes += out.size() - from;
    if (s.executed.size() < s.commandsWanted) [[unlikely]] noteExecuted(s, c, argv, std::string_view(out).substr(from));
}

std::int64_t effectiveHz(const Server& s) {
    constexpr std::uint64_t kClientsPerTick = 200;
    std::int64_t hz = s.cfg().hz;
    if (!s.cfg().dynamicHz) return hz;
    const std::uint64_t clients = s.clients.size() + s.clients.pooled;
    while (clients / static_cast<std::uint64_t>(hz) > kClientsPerTick && hz < 500) hz *= 2;
    return std::min<std::int64_t>(hz, 500);
}

std::int64_t tickMilliseconds(std::int64_t hz) { return std::max<std::int64_t>(1000 / hz, 1); }

bool timerRests(const Server& s) {
    constexpr double kUnseen = 1e-9; // of expiredStalePerc, which fades and never quite ends
    for (std::size_t db = 0; db < s.keyspace.databaseCount(); ++db) {
        const Database& d = s.keyspace.db(db);
        const bool moves = s.cfg().activeRehashing && (d.keys.rehashing() || d.expires.rehashing());
        if (d.expires.size() != 0 || d.averageTtl != 0 || moves || d.keys.sparse() || d.expires.sparse()) return false;
    }
    if (s.pool.running || s.expire.hitTimeLimit || s.stats.expiredStalePerc > kUnseen) return false;
    if (s.cfg().timeoutSeconds > 0 && s.clients.size() > 0) return false;
    const auto& clients = s.clients.all();
    if (std::any_of(clients.begin(), clients.end(), [](const Client& c) { return c.buffersGrown || c.closing; })) return false;
    const auto still = [](const RateMeter& m, std::uint64_t count) {
        return m.lastCount == count && std::all_of(m.samples.begin(), m.samples.end(), [](double v) { return v == 0; });
    };
    return still(s.operations, s.stats.commandsProcessed) && still(s.inputBytes, s.stats.netInputBytes) &&
           still(s.outputBytes, s.stats.netOutputBytes);
}

void passTicks(Server& s, std::int64_t nowMs) {
    const std::int64_t period = tickMilliseconds(effectiveHz(s));
    // Whole samples of the meters, so that the next one falls where it would have.
    const std::int64_t perSample = (kSampleMs + period - 1) / period;
    const std::int64_t samples = (nowMs - s.nextCronMs) / (period * perSample), ticks = samples * perSample;
    if (samples <= 0) return;
    s.nextCronMs += ticks * period;
    s.nowMs = std::max(s.nowMs, s.nextCronMs - period);
    s.stats.engineNs += ticks * kTickNs;
    s.cronLoops += static_cast<std::uint64_t>(ticks);
    for (RateMeter* m : {&s.operations, &s.inputBytes, &s.outputBytes}) {
        m->next = (m->next + static_cast<std::size_t>(samples)) % m->samples.size();
        m->lastMs += ticks * period;
    }
}

void timerTick(Server& s, std::int64_t nowMs, std::int64_t hz) {
    constexpr std::int64_t kSilentMs = 2'000;
    s.nowMs = std::max(s.nowMs, nowMs);
    s.charge(kTickNs);
    if (s.nowMs - s.operations.lastMs >= kSampleMs) {
        s.operations.track(s.stats.commandsProcessed, s.nowMs);
        s.inputBytes.track(s.stats.netInputBytes, s.nowMs);
        s.outputBytes.track(s.stats.netOutputBytes, s.nowMs);
    }
    bool shrunk = false;
    for (Client& c : s.clients.all()) {
        const std::int64_t silent = s.nowMs - c.lastMs;
        if (c.buffersGrown && silent > kSilentMs) {
            c.buffersGrown = false;
            shrunk = true;
        }
        if (s.cfg().timeoutSeconds > 0 && silent > s.cfg().timeoutSeconds * 1000) c.closing = true;
    }
    if (shrunk) s.refreshClientMemory();
    activeExpireCycle(s, ExpireCycle::Slow, hz);
    const std::size_t dbs = s.keyspace.databaseCount();
    for (std::size_t j = 0; j < dbs; ++j) s.keyspace.resizeTables(static_cast<int>(s.resizeDb++ % dbs));
    if (s.cfg().activeRehashing) {
        for (std::size_t j = 0; j < dbs; ++j) {
            if (s.keyspace.rehashSome(static_cast<int>(s.rehashDb % dbs))) {
                s.charge(1'000'000);
                break;
            }
            ++s.rehashDb;
        }
    }
    if (s.pool.running) performEvictions(s);
    s.notePeak();
    ++s.cronLoops;
}

} // namespace maylab::cache
