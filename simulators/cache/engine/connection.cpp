// The connection: PING, AUTH, HELLO, SELECT, RESET, QUIT.
#include "cache/engine/acl.h"
#include "cache/engine/arguments.h"
#include "cache/engine/client_text.h"
#include "cache/engine/commands.h"
#include "cache/engine/dispatch.h"
#include "cache/engine/key_change.h"
#include "cache/engine/transaction.h"

#include <string>
#include <string_view>

namespace maylab::cache::commands {

namespace {

constexpr std::string_view kWrongPass = "WRONGPASS invalid username-password pair or user is disabled.";

// False: WRONGPASS was written.
bool logIn(Invocation& i, std::string_view name, std::string_view password) {
    Client& c = i.client;
    if (const AclUser* user = i.server.acl.authenticate(name, password)) {
        c.user = user->name;
        c.authenticated = true;
        return true;
    }
    noteDenied(i.server, c, AclVerdict::Denied::Authentication, c.transaction.open ? "multi" : "toplevel", i.argv[0], name);
    i.out.error(kWrongPass);
    return false;
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
    if (c.reply != Client::ReplyMode::SkipThis) c.reply = Client::ReplyMode::On;
    c.user = Acl::kDefault;
    c.authenticated = !i.server.acl.needsLogin();
    i.out.simple("RESET");
}

void auth(Invocation& i) {
    if (i.argc() > 3) {
        i.out.error(text::kSyntax);
        return;
    }
    if (i.argc() == 2 && i.server.acl.find(Acl::kDefault)->noPassword) {
        i.out.error("ERR AUTH <password> called without any password configured for the default user. Are you sure your "
                    "configuration is correct?");
        return;
    }
    if (logIn(i, i.argc() == 3 ? i.argv[1] : Acl::kDefault, i.argv[i.argc() - 1])) i.out.ok();
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
            if (!validClientName(name)) {
                i.out.error(kBadClientName);
                return;
            }
        } else {
            i.out.error("ERR Syntax error in HELLO option '" + std::string(i.argv[next]) + "'");
            return;
        }
    }
    if (withAuth && !logIn(i, user, password)) return;
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

} // namespace maylab::cache::commands
