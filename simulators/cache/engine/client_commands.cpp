// CLIENT: who is connected, ending and silencing connections.
#include "cache/engine/acl.h"
#include "cache/engine/arguments.h"
#include "cache/engine/client_text.h"
#include "cache/engine/commands.h"
#include "cache/engine/dispatch.h"
#include "cache/engine/key_change.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

namespace maylab::cache {

namespace {

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

} // namespace

bool validClientName(std::string_view name) {
    return std::all_of(name.begin(), name.end(), [](char c) { return c >= '!' && c <= '~'; });
}

std::string localAddressOf(const Server& s) { return "127.0.0.1:" + std::to_string(s.options.port); }

std::string describeClient(const Server& s, const Client& c) {
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
    text("laddr", localAddressOf(s));
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

namespace commands {

namespace {

// TYPE of CLIENT LIST and KILL: true of clients of that class. A connection to the primary is none of these clients.
bool typeArgument(Invocation& i, std::string_view type, std::optional<Client::OutputClass>& wanted, bool& none) {
    if (is(type, "normal")) wanted = Client::OutputClass::Normal;
    else if (is(type, "slave") || is(type, "replica")) wanted = Client::OutputClass::Replica;
    else if (is(type, "pubsub")) wanted = Client::OutputClass::PubSub;
    else if (is(type, "master")) none = true;
    else {
        i.out.error("ERR Unknown client type '" + std::string(type) + "'");
        return false;
    }
    return true;
}

} // namespace

void clientId(Invocation& i) { i.out.integer(static_cast<std::int64_t>(i.client.id)); }

void clientGetname(Invocation& i) {
    if (i.client.name.empty()) i.out.null();
    else i.out.bulk(i.client.name);
}

void clientSetname(Invocation& i) {
    if (!validClientName(i.argv[2])) {
        i.out.error(kBadClientName);
        return;
    }
    i.client.name = i.argv[2];
    i.out.ok();
}

void clientInfo(Invocation& i) { i.out.verbatim(describeClient(i.server, i.client)); }

void clientList(Invocation& i) {
    std::string list;
    if (i.argc() == 2) {
        for (const Client& c : i.server.clients.all()) list += describeClient(i.server, c);
    } else if (i.argc() == 4 && is(i.argv[2], "TYPE")) {
        std::optional<Client::OutputClass> wanted;
        bool none = false;
        if (!typeArgument(i, i.argv[3], wanted, none)) return;
        for (const Client& c : i.server.clients.all()) {
            if (!none && c.outputClass() == *wanted) list += describeClient(i.server, c);
        }
    } else if (i.argc() > 3 && is(i.argv[2], "ID")) {
        for (std::size_t k = 3; k < i.argc(); ++k) {
            std::int64_t id = 0;
            if (!integerArgument(i, i.argv[k], id, "ERR Invalid client ID")) return;
            if (const Client* c = i.server.clients.find(static_cast<ClientId>(id))) list += describeClient(i.server, *c);
        }
    } else {
        i.out.error(text::kSyntax);
        return;
    }
    i.out.verbatim(list);
}

namespace {

// Whom CLIENT KILL means; what is not set does not matter.
struct KillFilter {
    ClientId id = 0;
    std::optional<std::string_view> address, localAddress, user;
    std::optional<Client::OutputClass> type;
    bool none = false, skipMe = true;

    bool fits(const Server& s, const Client& c) const {
        return !none && (id == 0 || c.id == id) && (!address || c.address == *address) &&
               (!localAddress || *localAddress == localAddressOf(s)) && (!user || c.user == *user) &&
               (!type || c.outputClass() == *type);
    }
};

// False: an error was written.
bool killFilter(Invocation& i, KillFilter& f) {
    for (std::size_t k = 2; k < i.argc(); k += 2) {
        const std::string_view name = i.argv[k], value = k + 1 < i.argc() ? i.argv[k + 1] : std::string_view();
        if (k + 1 == i.argc()) {
            i.out.error(text::kSyntax);
            return false;
        }
        if (is(name, "ID")) {
            constexpr std::string_view kRange = "ERR client-id should be greater than 0";
            std::int64_t id = 0;
            if (!integerInRange(i, value, 1, INT64_MAX, id, kRange)) return false;
            f.id = static_cast<ClientId>(id);
        } else if (is(name, "ADDR")) {
            f.address = value;
        } else if (is(name, "LADDR")) {
            f.localAddress = value;
        } else if (is(name, "TYPE")) {
            if (!typeArgument(i, value, f.type, f.none)) return false;
        } else if (is(name, "USER")) {
            if (i.server.acl.find(value) == nullptr) {
                i.out.error("ERR No such user '" + std::string(value) + "'");
                return false;
            }
            f.user = value;
        } else if (is(name, "SKIPME") && (is(value, "yes") || is(value, "no"))) {
            f.skipMe = is(value, "yes");
        } else {
            i.out.error(text::kSyntax);
            return false;
        }
    }
    return true;
}

} // namespace

void clientKill(Invocation& i) {
    KillFilter filter;
    const bool oldForm = i.argc() == 3;
    if (oldForm) {
        filter.address = i.argv[2];
        filter.skipMe = false;
    } else if (!killFilter(i, filter)) {
        return;
    }
    std::int64_t killed = 0;
    for (Client& c : i.server.clients.all()) {
        if (c.closing || !filter.fits(i.server, c) || (filter.skipMe && c.id == i.client.id)) continue;
        c.closing = true;
        ++killed;
    }
    if (!oldForm) i.out.integer(killed);
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
        if (!c->silent()) sendTo(i.server, *c, bytes);
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

} // namespace commands

} // namespace maylab::cache
