// The connection: PING, AUTH, HELLO, SELECT, CLIENT, RESET, QUIT; and the users ACL knows (one).
#include "cache/engine/arguments.h"
#include "cache/engine/commands.h"
#include "cache/engine/dispatch.h"
#include "cache/engine/key_change.h"
#include "cache/engine/transaction.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::cache::commands {

namespace {

constexpr std::string_view kWrongPass = "WRONGPASS invalid username-password pair or user is disabled.";
constexpr std::string_view kBadName = "ERR Client names cannot contain spaces, newlines or special characters.";

bool authenticate(const Server& s, std::string_view user, std::string_view password) {
    return user == "default" && (s.cfg().password.empty() || s.cfg().password == password);
}

bool validName(std::string_view name) {
    return std::all_of(name.begin(), name.end(), [](char c) { return c >= '!' && c <= '~'; });
}

std::string flagsOf(const Client& c) {
    std::string flags;
    if (c.monitor) flags += 'O';
    else if (c.replica) flags += 'S';
    if (c.subscribed()) flags += 'P';
    if (c.transaction.open) flags += 'x';
    if (c.waits()) flags += 'b';
    if (c.tracking.on) flags += 't';
    if (c.tracking.redirectBroken) flags += 'R';
    if (c.tracking.broadcast) flags += 'B';
    if (c.transaction.stale) flags += 'd';
    if (c.closing) flags += 'c';
    if (c.noEvict) flags += 'e';
    return flags.empty() ? "N" : flags;
}

std::string describe(const Server& s, const Client& c) {
    std::string out;
    const auto text = [&](std::string_view name, std::string_view value) {
        if (!out.empty()) out += ' ';
        out += name;
        out += '=';
        out += value;
    };
    const auto number = [&](std::string_view name, std::int64_t value) { text(name, std::to_string(value)); };
    const auto count = [&](std::string_view name, std::uint64_t value) { text(name, std::to_string(value)); };
    count("id", c.id);
    text("addr", c.address);
    text("laddr", "127.0.0.1:" + std::to_string(s.options.port));
    count("fd", 7 + c.id);
    text("name", c.name);
    number("age", (s.nowMs - c.createdMs) / 1000);
    number("idle", (s.nowMs - c.lastMs) / 1000);
    text("flags", flagsOf(c));
    number("db", c.db);
    count("sub", c.channels.size());
    count("psub", c.patterns.size());
    count("ssub", c.shardChannels.size());
    if (c.transaction.open) count("multi", c.transaction.queued.size());
    else number("multi", -1);
    count("qbuf", c.parser.buffered());
    count("qbuf-free", c.buffersGrown ? 20'474 : 0);
    count("argv-mem", c.argvBytes);
    count("multi-mem", c.transaction.bytes);
    count("rbs", c.buffersGrown ? 16'384 : 1'024);
    count("rbp", 0);
    count("obl", 0);
    count("oll", c.unsent > 0 ? 1 : 0);
    count("omem", c.unsent);
    number("tot-mem", c.memory());
    text("events", "r");
    text("cmd", c.lastCommand < 0 ? "NULL" : commandTable()[static_cast<std::size_t>(c.lastCommand)].name);
    text("user", c.user);
    if (!c.tracking.on) number("redir", -1);
    else count("redir", c.tracking.redirect);
    number("resp", c.protocol);
    out += '\n';
    return out;
}

// "normal" and the classes that are never there.
bool knownType(std::string_view type, bool& normal) {
    normal = is(type, "normal");
    return normal || is(type, "slave") || is(type, "replica") || is(type, "master") || is(type, "pubsub");
}

} // namespace

void ping(Invocation& i) {
    if (i.argc() > 2) {
        wrongArity(i);
    } else if (i.client.subscribed() && i.client.protocol == 2) {
        i.out.array(2);
        i.out.bulk("pong");
        i.out.bulk(i.argc() == 2 ? i.argv[1] : std::string_view());
    } else if (i.argc() == 2) i.out.bulk(i.argv[1]);
    else i.out.simple("PONG");
}

void echo(Invocation& i) { i.out.bulk(i.argv[1]); }

void select(Invocation& i) {
    int db = 0;
    if (!databaseArgument(i, i.argv[1], db, text::kNotInteger)) return;
    if (i.server.options.cluster && db != 0) {
        i.out.error("ERR SELECT is not allowed in cluster mode");
        return;
    }
    i.client.db = db;
    i.out.ok();
}

void quit(Invocation& i) {
    i.client.closing = true;
    i.out.ok();
}

void reset(Invocation& i) {
    Client& c = i.client;
    if (c.monitor) std::erase(i.server.monitors, c.id);
    c.monitor = false;
    discardTransaction(i.server, c);
    forgetSubscriptions(i.server, c);
    stopTracking(i.server, c);
    c.db = 0;
    c.protocol = 2;
    c.name.clear();
    c.noEvict = false;
    c.reply = Client::ReplyMode::On;
    c.authenticated = i.server.cfg().password.empty();
    i.out.simple("RESET");
}

void auth(Invocation& i) {
    if (i.argc() > 3) {
        i.out.error(text::kSyntax);
        return;
    }
    if (i.argc() == 2 && i.server.cfg().password.empty()) {
        i.out.error("ERR AUTH <password> called without any password configured for the default user. Are you sure your "
                    "configuration is correct?");
        return;
    }
    const std::string_view user = i.argc() == 3 ? i.argv[1] : std::string_view("default");
    if (!authenticate(i.server, user, i.argv[i.argc() - 1])) {
        i.out.error(kWrongPass);
        return;
    }
    i.client.authenticated = true;
    i.out.ok();
}

void hello(Invocation& i) {
    std::int64_t version = i.client.protocol;
    std::size_t next = 1;
    if (i.argc() >= 2) {
        if (!integerArgument(i, i.argv[next++], version, "ERR Protocol version is not an integer or out of range")) return;
        if (version < 2 || version > 3) {
            i.out.error("NOPROTO unsupported protocol version");
            return;
        }
    }
    std::string_view user, password, name;
    bool withAuth = false, withName = false;
    for (; next < i.argc(); ++next) {
        const std::size_t left = i.argc() - next - 1;
        if (is(i.argv[next], "AUTH") && left >= 2) {
            withAuth = true;
            user = i.argv[next + 1];
            password = i.argv[next + 2];
            next += 2;
        } else if (is(i.argv[next], "SETNAME") && left >= 1) {
            withName = true;
            name = i.argv[++next];
            if (!validName(name)) {
                i.out.error(kBadName);
                return;
            }
        } else {
            i.out.error("ERR Syntax error in HELLO option '" + std::string(i.argv[next]) + "'");
            return;
        }
    }
    if (withAuth && !authenticate(i.server, user, password)) {
        i.out.error(kWrongPass);
        return;
    }
    if (withAuth) i.client.authenticated = true;
    if (!i.client.authenticated) {
        i.out.error("NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO AUTH <user> <pass> "
                    "option can be used to authenticate the client and select the RESP protocol version at the same time");
        return;
    }
    if (withName) i.client.name = name;
    i.client.protocol = static_cast<int>(version);
    RespWriter out(i.out.out(), i.client.protocol);
    out.map(7);
    out.bulk("server");
    out.bulk("redis");
    out.bulk("version");
    out.bulk("7.0.15");
    out.bulk("proto");
    out.integer(version);
    out.bulk("id");
    out.integer(static_cast<std::int64_t>(i.client.id));
    out.bulk("mode");
    out.bulk(i.server.options.cluster ? "cluster" : "standalone");
    out.bulk("role");
    out.bulk(i.server.replication.replica ? "replica" : "master");
    out.bulk("modules");
    out.array(0);
}

// --- CLIENT ---

void clientId(Invocation& i) { i.out.integer(static_cast<std::int64_t>(i.client.id)); }

void clientGetname(Invocation& i) {
    if (i.client.name.empty()) i.out.null();
    else i.out.bulk(i.client.name);
}

void clientSetname(Invocation& i) {
    if (!validName(i.argv[2])) {
        i.out.error(kBadName);
        return;
    }
    i.client.name = i.argv[2];
    i.out.ok();
}

void clientInfo(Invocation& i) { i.out.verbatim(describe(i.server, i.client)); }

void clientList(Invocation& i) {
    std::string list;
    if (i.argc() == 2) {
        for (const Client& c : i.server.clients.all()) list += describe(i.server, c);
    } else if (i.argc() == 4 && is(i.argv[2], "TYPE")) {
        bool normal = false;
        if (!knownType(i.argv[3], normal)) {
            i.out.error("ERR Unknown client type '" + std::string(i.argv[3]) + "'");
            return;
        }
        for (const Client& c : i.server.clients.all()) {
            if (normal) list += describe(i.server, c);
        }
    } else if (i.argc() > 3 && is(i.argv[2], "ID")) {
        for (std::size_t k = 3; k < i.argc(); ++k) {
            std::int64_t id = 0;
            if (!integerArgument(i, i.argv[k], id, "ERR Invalid client ID")) return;
            if (const Client* c = i.server.clients.find(static_cast<ClientId>(id))) list += describe(i.server, *c);
        }
    } else {
        i.out.error(text::kSyntax);
        return;
    }
    i.out.verbatim(list);
}

void clientKill(Invocation& i) {
    std::int64_t wantedId = 0;
    std::string_view address;
    bool skipMe = true, byAddress = false, normalType = true;
    if (i.argc() == 3) {
        byAddress = true;
        address = i.argv[2];
        skipMe = false;
    } else {
        for (std::size_t k = 2; k < i.argc(); k += 2) {
            if (k + 1 >= i.argc()) {
                i.out.error(text::kSyntax);
                return;
            }
            const std::string_view value = i.argv[k + 1];
            if (is(i.argv[k], "ID")) {
                constexpr std::string_view kRange = "ERR client-id should be greater than 0";
                if (!integerArgument(i, value, wantedId, kRange)) return;
                if (wantedId < 1) {
                    i.out.error(kRange);
                    return;
                }
            } else if (is(i.argv[k], "ADDR")) {
                address = value;
                byAddress = true;
            } else if (is(i.argv[k], "LADDR")) {
                normalType = normalType && value == "127.0.0.1:" + std::to_string(i.server.options.port);
            } else if (is(i.argv[k], "TYPE")) {
                bool normal = false;
                if (!knownType(value, normal)) {
                    i.out.error("ERR Unknown client type '" + std::string(value) + "'");
                    return;
                }
                normalType = normalType && normal;
            } else if (is(i.argv[k], "USER")) {
                if (value != "default") {
                    i.out.error("ERR No such user '" + std::string(value) + "'");
                    return;
                }
            } else if (is(i.argv[k], "SKIPME") && (is(value, "yes") || is(value, "no"))) {
                skipMe = is(value, "yes");
            } else {
                i.out.error(text::kSyntax);
                return;
            }
        }
    }
    std::int64_t killed = 0;
    for (Client& c : i.server.clients.all()) {
        if (!normalType || (byAddress && c.address != address) ||
            (wantedId != 0 && c.id != static_cast<ClientId>(wantedId)) || (skipMe && c.id == i.client.id) || c.closing)
            continue;
        c.closing = true;
        ++killed;
    }
    if (i.argc() != 3) i.out.integer(killed);
    else if (killed > 0) i.out.ok();
    else i.out.error("ERR No such client");
}

void clientNoEvict(Invocation& i) {
    if (!is(i.argv[2], "ON") && !is(i.argv[2], "OFF")) {
        i.out.error(text::kSyntax);
        return;
    }
    i.client.noEvict = is(i.argv[2], "ON");
    i.out.ok();
}

void clientPause(Invocation& i) {
    Blocking& b = i.server.blocking;
    bool all = true;
    if (i.argc() > 4) {
        subCommandSyntax(i);
        return;
    }
    if (i.argc() == 4) {
        if (!is(i.argv[3], "WRITE") && !is(i.argv[3], "ALL")) {
            i.out.error("ERR CLIENT PAUSE mode must be WRITE or ALL");
            return;
        }
        all = is(i.argv[3], "ALL");
    }
    std::int64_t ms = 0;
    if (!integerArgument(i, i.argv[2], ms, "ERR timeout is not an integer or out of range")) return;
    if (ms < 0) {
        i.out.error("ERR timeout is negative");
        return;
    }
    // The stricter and the longer of two pauses counts.
    b.pauseAll = b.pauseAll || all;
    b.pausedUntilMs = std::max(b.pausedUntilMs, i.server.nowMs + std::min(ms, INT64_MAX - i.server.nowMs));
    i.out.ok();
}

void clientUnpause(Invocation& i) {
    i.out.ok();
    endPause(i.server);
}

void clientUnblock(Invocation& i) {
    bool error = false;
    if (i.argc() > 4) {
        subCommandSyntax(i);
        return;
    }
    if (i.argc() == 4) {
        error = is(i.argv[3], "ERROR");
        if (!error && !is(i.argv[3], "TIMEOUT")) {
            i.out.error("ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR");
            return;
        }
    }
    std::int64_t id = 0;
    if (!integerArgument(i, i.argv[2], id)) return;
    Client* c = id < 1 ? nullptr : i.server.clients.find(static_cast<ClientId>(id));
    if (c == nullptr || !c->waits() || c->waiting.what == Waiting::For::Pause) {
        i.out.integer(0);
        return;
    }
    if (error) {
        constexpr std::string_view kUnblocked = "UNBLOCKED client unblocked via CLIENT UNBLOCK";
        std::string bytes;
        RespWriter(bytes, c->protocol).error(kUnblocked);
        noteError(i.server, kUnblocked);
        if (c->reply == Client::ReplyMode::On) sendTo(i.server, *c, bytes);
    } else {
        answerTimeout(i.server, *c);
    }
    stopWaiting(i.server, *c);
    i.out.integer(1);
}

void clientReply(Invocation& i) {
    if (is(i.argv[2], "ON")) {
        i.client.reply = Client::ReplyMode::On;
        i.out.ok();
    } else if (is(i.argv[2], "OFF")) {
        i.client.reply = Client::ReplyMode::Off;
    } else if (is(i.argv[2], "SKIP")) {
        if (i.client.reply != Client::ReplyMode::Off) i.client.reply = Client::ReplyMode::SkipNext;
    } else {
        i.out.error(text::kSyntax);
    }
}

// --- ACL: one user who may do everything ---

void aclWhoami(Invocation& i) { i.out.bulk("default"); }

void aclUsers(Invocation& i) {
    i.out.array(1);
    i.out.bulk("default");
}

void aclList(Invocation& i) {
    i.out.array(1);
    i.out.bulk(i.server.cfg().password.empty() ? "user default on nopass ~* &* +@all"
                                               : "user default on ~* &* +@all");
}

void aclCat(Invocation& i) {
    static constexpr std::string_view kCategories[] = {
        "keyspace", "read",   "write", "set",  "sortedset", "list",      "hash",       "string",      "bitmap",   "hyperloglog", "geo",
        "stream",   "pubsub", "admin", "fast", "slow",      "blocking",  "dangerous",  "connection",  "transaction", "scripting"};
    if (i.argc() > 3) {
        subCommandSyntax(i);
        return;
    }
    if (i.argc() == 2) {
        i.out.array(std::size(kCategories));
        for (const auto c : kCategories) i.out.bulk(c);
        return;
    }
    const std::string wanted = lowerCase(i.argv[2]);
    if (std::find(std::begin(kCategories), std::end(kCategories), wanted) == std::end(kCategories)) {
        i.out.error("ERR Unknown category '" + std::string(i.argv[2]) + "'");
        return;
    }
    std::vector<std::string_view> names;
    for (const Command& c : commandTable()) {
        const std::string all = " " + std::string(c.categories) + " ";
        if (c.handler != nullptr && all.find(" " + wanted + " ") != std::string::npos) names.emplace_back(c.name);
    }
    i.out.array(names.size());
    for (const auto n : names) i.out.bulk(n);
}

} // namespace maylab::cache::commands
