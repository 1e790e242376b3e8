// The connection: PING, AUTH, HELLO, SELECT, CLIENT, RESET, QUIT; and the users ACL knows (one).
#include "cache/engine/arguments.h"
#include "cache/engine/commands.h"

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

std::string describe(const Server& s, const Client& c) {
    std::string out = "id=" + std::to_string(c.id) + " addr=" + c.address + " laddr=127.0.0.1:" +
                      std::to_string(s.options.port) + " fd=" + std::to_string(7 + c.id) + " name=" + c.name +
                      " age=" + std::to_string((s.nowMs - c.createdMs) / 1000) +
                      " idle=" + std::to_string((s.nowMs - c.lastMs) / 1000) + " flags=" + (c.noEvict ? "e" : "N") +
                      " db=" + std::to_string(c.db) + " sub=0 psub=0 ssub=0 multi=-1 qbuf=" +
                      std::to_string(c.parser.buffered()) + " qbuf-free=" + (c.buffersGrown ? "20474" : "0") +
                      " argv-mem=" + std::to_string(c.argvBytes) + " multi-mem=0 rbs=" +
                      (c.buffersGrown ? "16384" : "1024") + " rbp=0 obl=0 oll=0 omem=0 tot-mem=" +
                      std::to_string(c.memory()) + " events=r cmd=" +
                      (c.lastCommand < 0 ? "NULL" : commandTable()[static_cast<std::size_t>(c.lastCommand)].name) +
                      " user=default redir=-1 resp=" + std::to_string(c.protocol) + "\n";
    return out;
}

// "normal" and the classes that are never there.
bool knownType(std::string_view type, bool& normal) {
    normal = is(type, "normal");
    return normal || is(type, "slave") || is(type, "replica") || is(type, "master") || is(type, "pubsub");
}

} // namespace

void ping(Invocation& i) {
    if (i.argc() > 2) wrongArity(i);
    else if (i.argc() == 2) i.out.bulk(i.argv[1]);
    else i.out.simple("PONG");
}

void echo(Invocation& i) { i.out.bulk(i.argv[1]); }

void select(Invocation& i) {
    int db = 0;
    if (!databaseArgument(i, i.argv[1], db, text::kNotInteger)) return;
    i.client.db = db;
    i.out.ok();
}

void quit(Invocation& i) {
    i.client.closing = true;
    i.out.ok();
}

void reset(Invocation& i) {
    Client& c = i.client;
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
    out.bulk("standalone");
    out.bulk("role");
    out.bulk("master");
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
