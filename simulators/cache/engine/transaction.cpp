#include "cache/engine/transaction.h"

#include "cache/engine/acl.h"
#include "cache/engine/arguments.h"
#include "cache/engine/commands.h"
#include "cache/engine/dispatch.h"
#include "cache/engine/monitor.h"

#include <algorithm>

namespace maylab::cache {

namespace {

bool watchedKeyIsDead(const Server& s, int db, std::string_view key) {
    const EntryIndex e = s.keyspace.peek(db, key);
    return e != 0 && isExpired(s, s.keyspace.entry(e));
}

bool exists(const Server& s, int db, std::string_view key) { return s.keyspace.peek(db, key) != 0; }

Transaction::Watched* watchOf(Client& c, const DbKey& key) {
    for (Transaction::Watched& w : c.transaction.watched) {
        if (w.db == key.first && w.key == key.second) return &w;
    }
    return nullptr;
}

void makeStale(Server& s, Client& c) {
    unwatchAll(s, c);
    c.transaction.stale = true;
}

// Copies: whoever is marked leaves the list.
std::vector<ClientId> watchersOf(const Server& s, const DbKey& key) {
    const auto at = s.watchers.find(key);
    return at == s.watchers.end() ? std::vector<ClientId>() : at->second;
}

} // namespace

void queueCommand(Server&, Client& c, const Command& command, std::span<const std::string_view> argv) {
    Transaction& t = c.transaction;
    if (t.refused || t.stale) return; // it will not run: no use in keeping it
    t.allFlags = t.queued.empty() ? command.flags : t.allFlags & command.flags;
    t.flags |= command.flags;
    Transaction::Queued& q = t.queued.emplace_back();
    q.command = static_cast<int>(&command - commandTable().data());
    q.argv.assign(argv.begin(), argv.end());
    for (const auto a : argv) t.bytes += a.size();
}

void refuseTransaction(Client& c) {
    if (c.transaction.open) c.transaction.refused = true;
}

void discardTransaction(Server& s, Client& c) {
    unwatchAll(s, c);
    c.transaction = Transaction();
}

void unwatchAll(Server& s, Client& c) {
    for (const Transaction::Watched& w : c.transaction.watched) {
        const auto at = s.watchers.find({w.db, w.key});
        if (at == s.watchers.end()) continue;
        std::erase(at->second, c.id);
        if (at->second.empty()) s.watchers.erase(at);
    }
    c.transaction.watched.clear();
}

void touchWatched(Server& s, int db, std::string_view key) {
    const DbKey name(db, std::string(key));
    for (const ClientId id : watchersOf(s, name)) {
        Client* c = s.clients.find(id);
        if (c == nullptr) continue;
        Transaction::Watched* w = watchOf(*c, name);
        // It was dead when it was watched, and now it is gone: nothing changed.
        if (w != nullptr && w->wasDead) {
            if (exists(s, db, key)) makeStale(s, *c);
            else w->wasDead = false;
            continue;
        }
        makeStale(s, *c);
    }
}

void touchWatchedInDatabase(Server& s, int db, int with) {
    std::vector<DbKey> names;
    for (const auto& [name, watchers] : s.watchers) {
        if (name.first == db) names.push_back(name);
    }
    for (const DbKey& name : names) {
        const bool here = exists(s, db, name.second), there = with >= 0 && exists(s, with, name.second);
        if (!here && !there) continue;
        for (const ClientId id : watchersOf(s, name)) {
            Client* c = s.clients.find(id);
            Transaction::Watched* w = c == nullptr ? nullptr : watchOf(*c, name);
            if (w == nullptr) continue;
            if (w->wasDead) {
                if (!there) {
                    w->wasDead = false;
                    continue;
                }
                if (watchedKeyIsDead(s, with, name.second)) continue;
            } else if (!here && watchedKeyIsDead(s, with, name.second)) {
                w->wasDead = true;
                continue;
            }
            makeStale(s, *c);
        }
    }
}

namespace {

const std::string kRulesChanged = "NOPERM ACLs rules changed between the moment the transaction was accumulated and the EXEC call. "
                                  "This command is no longer allowed for the following reason: ";

std::string_view whyDenied(const AclVerdict& v) {
    if (v.what == AclVerdict::Denied::Key) return "no permission to touch the specified keys";
    if (v.what == AclVerdict::Denied::Channel) return "no permission to access one of the channels used as arguments";
    return "no permission to execute the command or subcommand";
}

} // namespace

namespace commands {

void multi(Invocation& i) {
    if (i.client.transaction.open) {
        i.out.error("ERR MULTI calls can not be nested");
        return;
    }
    i.client.transaction.open = true;
    i.out.ok();
}

void discard(Invocation& i) {
    if (!i.client.transaction.open) {
        i.out.error("ERR DISCARD without MULTI");
        return;
    }
    discardTransaction(i.server, i.client);
    i.out.ok();
}

void watch(Invocation& i) {
    Transaction& t = i.client.transaction;
    if (t.open) {
        i.out.error("ERR WATCH inside MULTI is not allowed");
        return;
    }
    if (!t.stale) {
        for (std::size_t k = 1; k < i.argc(); ++k) {
            const DbKey name(i.db(), std::string(i.argv[k]));
            if (watchOf(i.client, name) != nullptr) continue;
            i.server.watchers[name].push_back(i.client.id);
            t.watched.push_back({name.first, name.second, watchedKeyIsDead(i.server, name.first, name.second)});
        }
    }
    i.out.ok();
}

void unwatch(Invocation& i) {
    unwatchAll(i.server, i.client);
    i.client.transaction.stale = false;
    i.out.ok();
}

void exec(Invocation& i) {
    Client& c = i.client;
    Server& s = i.server;
    Transaction& t = c.transaction;
    if (!t.open) {
        i.out.error("ERR EXEC without MULTI");
        return;
    }
    for (const Transaction::Watched& w : t.watched) {
        if (!w.wasDead && watchedKeyIsDead(s, w.db, w.key)) t.stale = true;
    }
    if (t.refused || t.stale) {
        if (t.refused) i.out.error("EXECABORT Transaction discarded because of previous errors.");
        else i.out.nullArray();
        discardTransaction(s, c);
        return;
    }
    unwatchAll(s, c);
    c.mayNotWait = true;
    s.inExec = true;
    i.out.array(t.queued.size());
    std::vector<std::string_view> argv;
    for (const Transaction::Queued& q : t.queued) {
        argv.assign(q.argv.begin(), q.argv.end());
        // HELLO and CLIENT REPLY change on the way how the next replies are written.
        const bool silent = c.silent();
        std::string unheard;
        RespWriter out(silent ? unheard : i.out.out(), c.protocol);
        const Command& command = commandTable()[static_cast<std::size_t>(q.command)];
        const AclVerdict v = s.acl.restricts() ? aclCheck(s, c, command, argv) : AclVerdict();
        if (v) {
            call(s, c, command, argv, out);
        } else {
            noteDenied(s, c, v, "multi", command, argv);
            out.error(kRulesChanged + std::string(whyDenied(v)));
        }
        if (silent && c.reply == Client::ReplyMode::On) i.out.out() += unheard;
    }
    c.mayNotWait = false;
    s.inExec = false;
    discardTransaction(s, c);
}

} // namespace commands

} // namespace maylab::cache
