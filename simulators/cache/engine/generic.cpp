// Commands on keys of any type: DEL, EXISTS, TYPE, RENAME, COPY, MOVE, KEYS, RANDOMKEY, TOUCH, FLUSHALL ...
#include "cache/engine/arguments.h"
#include "cache/engine/commands.h"
#include "cache/engine/key_change.h"
#include "cache/engine/glob.h"

#include <string>
#include <vector>

namespace maylab::cache::commands {

namespace {

// DEL, EXISTS and friends: one element of work per key beyond the first.
void chargeKeys(Invocation& i) { i.server.charge(static_cast<std::int64_t>(i.argc() - 2) * kElementNs); }

void removeAll(Invocation& i) {
    std::int64_t removed = 0;
    for (std::size_t k = 1; k < i.argc(); ++k) {
        const Found f = lookupWrite(i.server, i.db(), i.argv[k], Touch::No);
        if (!f) continue;
        removeKey(i.server, i.db(), f.entry);
        changed(i, i.argv[k], Notify::Generic, "del");
        ++removed;
    }
    chargeKeys(i);
    i.out.integer(removed);
}

// Moves the value to a key that is not there; time to live and access bits go with it.
EntryIndex cloneTo(Invocation& i, EntryIndex from, int db, std::string_view key, bool keepAccess) {
    const Entry source = i.server.keyspace.entry(from);
    const EntryIndex to = addKey(i.server, db, key, i.server.keyspace.hash(key));
    i.server.keyspace.copyValue(from, to);
    if (keepAccess) i.server.keyspace.mut(to).access = source.access;
    if (source.hasExpiry()) setExpiry(i.server, db, to, source.expireAt);
    return to;
}

void renameGeneric(Invocation& i, bool onlyIfFree) {
    const bool same = i.argv[1] == i.argv[2];
    const Found source = lookupWrite(i.server, i.db(), i.argv[1]);
    if (!source) {
        i.out.error(text::kNoSuchKey);
        return;
    }
    if (same) {
        onlyIfFree ? i.out.integer(0) : i.out.ok();
        return;
    }
    const Found target = lookupWrite(i.server, i.db(), i.argv[2]);
    if (target) {
        if (onlyIfFree) {
            i.out.integer(0);
            return;
        }
        removeKey(i.server, i.db(), target.entry);
    }
    cloneTo(i, source.entry, i.db(), i.argv[2], true);
    removeKey(i.server, i.db(), source.entry);
    keyModified(i.server, i.db(), i.argv[1]);
    keyModified(i.server, i.db(), i.argv[2]);
    notifyKeyspace(i.server, i.db(), Notify::Generic, "rename_from", i.argv[1]);
    notifyKeyspace(i.server, i.db(), Notify::Generic, "rename_to", i.argv[2]);
    countChanges(i, 1);
    onlyIfFree ? i.out.integer(1) : i.out.ok();
}

// FLUSHALL and FLUSHDB take ASYNC or SYNC.
bool flushArguments(Invocation& i, bool& async) {
    async = false;
    if (i.argc() > 2 || (i.argc() == 2 && !is(i.argv[1], "ASYNC") && !is(i.argv[1], "SYNC"))) {
        i.out.error(text::kSyntax);
        return false;
    }
    async = i.argc() == 2 && is(i.argv[1], "ASYNC");
    return true;
}

constexpr std::int64_t kFlushKeyNs = 100;
constexpr int kRandomTries = 100;

void flushDatabase(Invocation& i, int db, bool async) {
    const std::uint64_t keys = i.server.keyspace.db(static_cast<std::size_t>(db)).keys.size();
    if (!async) i.server.charge(static_cast<std::int64_t>(keys) * kFlushKeyNs);
    databaseModified(i.server, db);
    i.server.keyspace.flush(db);
    countChanges(i, keys);
}

} // namespace

void del(Invocation& i) { removeAll(i); }

void unlink(Invocation& i) { removeAll(i); }

void exists(Invocation& i) {
    std::int64_t n = 0;
    for (std::size_t k = 1; k < i.argc(); ++k) {
        if (lookupRead(i.server, i.db(), i.argv[k], Touch::No)) ++n;
    }
    chargeKeys(i);
    i.out.integer(n);
}

void touch(Invocation& i) {
    std::int64_t n = 0;
    for (std::size_t k = 1; k < i.argc(); ++k) {
        if (lookupRead(i.server, i.db(), i.argv[k])) ++n;
    }
    chargeKeys(i);
    i.out.integer(n);
}

void type(Invocation& i) {
    const Found f = lookupRead(i.server, i.db(), i.argv[1], Touch::No);
    i.out.simple(f ? toString(i.server.keyspace.entry(f.entry).type) : "none");
}

void dbsize(Invocation& i) {
    i.out.integer(static_cast<std::int64_t>(i.server.keyspace.db(static_cast<std::size_t>(i.db())).keys.size()));
}

void rename(Invocation& i) { renameGeneric(i, false); }

void renamenx(Invocation& i) { renameGeneric(i, true); }

void copy(Invocation& i) {
    int target = i.db();
    bool replace = false;
    for (std::size_t k = 3; k < i.argc(); ++k) {
        if (is(i.argv[k], "REPLACE")) {
            replace = true;
        } else if (is(i.argv[k], "DB") && k + 1 < i.argc()) {
            if (!databaseArgument(i, i.argv[++k], target, text::kNotInteger)) return;
        } else {
            i.out.error(text::kSyntax);
            return;
        }
    }
    if (i.server.options.cluster && target != i.db()) {
        i.out.error("ERR Copying to another database is not allowed in cluster mode");
        return;
    }
    if (target == i.db() && i.argv[1] == i.argv[2]) {
        i.out.error("ERR source and destination objects are the same");
        return;
    }
    const Found source = lookupRead(i.server, i.db(), i.argv[1]);
    if (!source) {
        i.out.integer(0);
        return;
    }
    if (!lengthAllowed(i, 0, i.server.keyspace.entry(source.entry).length)) return;
    const Found old = lookupWrite(i.server, target, i.argv[2]);
    if (old) {
        if (!replace) {
            i.out.integer(0);
            return;
        }
        removeKey(i.server, target, old.entry);
    }
    // The duplicate is an object of its own: not a shared integer, no spare bytes.
    const EntryIndex to = cloneTo(i, source.entry, target, i.argv[2], false);
    const Entry& e = i.server.keyspace.entry(to);
    if (e.encoding == Encoding::Int) i.server.keyspace.setInteger(to, e.integer, false);
    else if (e.encoding == Encoding::Raw && !e.synthetic()) i.server.keyspace.setRaw(to, i.server.keyspace.bytes(to));
    keyModified(i.server, target, i.argv[2]);
    notifyKeyspace(i.server, target, Notify::Generic, "copy_to", i.argv[2]);
    countChanges(i, 1);
    i.out.integer(1);
}

void move(Invocation& i) {
    if (i.server.options.cluster) {
        i.out.error("ERR MOVE is not allowed in cluster mode");
        return;
    }
    int target = 0;
    if (!databaseArgument(i, i.argv[2], target, text::kNotInteger)) return;
    if (target == i.db()) {
        i.out.error("ERR source and destination objects are the same");
        return;
    }
    const Found source = lookupWrite(i.server, i.db(), i.argv[1]);
    if (!source || lookupWrite(i.server, target, i.argv[1])) {
        i.out.integer(0);
        return;
    }
    cloneTo(i, source.entry, target, i.argv[1], true);
    removeKey(i.server, i.db(), source.entry);
    keyModified(i.server, i.db(), i.argv[1]);
    keyModified(i.server, target, i.argv[1]);
    notifyKeyspace(i.server, i.db(), Notify::Generic, "move_from", i.argv[1]);
    notifyKeyspace(i.server, target, Notify::Generic, "move_to", i.argv[1]);
    countChanges(i, 1);
    i.out.integer(1);
}

void swapdb(Invocation& i) {
    if (i.server.options.cluster) {
        i.out.error("ERR SWAPDB is not allowed in cluster mode");
        return;
    }
    int a = 0, b = 0;
    if (!databaseArgument(i, i.argv[1], a, "ERR invalid first DB index")) return;
    if (!databaseArgument(i, i.argv[2], b, "ERR invalid second DB index")) return;
    if (a != b) {
        databaseModified(i.server, a, b);
        databaseModified(i.server, b, a);
    }
    i.server.keyspace.swap(a, b);
    countChanges(i, 1);
    i.out.ok();
}

void keys(Invocation& i) {
    const std::string_view pattern = i.argv[1];
    const Database& d = i.server.keyspace.db(static_cast<std::size_t>(i.db()));
    std::vector<EntryIndex> hits;
    for (int t = 0; t < 2; ++t) {
        for (std::uint64_t b = 0; b < d.keys.tableSize(t); ++b) {
            for (EntryIndex e = d.keys.head(t, b); e != 0; e = i.server.keyspace.entry(e).next) {
                if (!isExpired(i.server, i.server.keyspace.entry(e)) &&
                    (pattern == "*" || globMatch(pattern, i.server.keyspace.key(e))))
                    hits.push_back(e);
            }
        }
    }
    i.server.charge(static_cast<std::int64_t>(d.keys.size()) * kElementNs);
    i.out.array(hits.size());
    for (const EntryIndex e : hits) i.out.bulk(i.server.keyspace.key(e));
}

void randomkey(Invocation& i) {
    // Dead keys are removed on the way; a database of dead keys only ends empty. A replica may not remove them: where every
    // key has a time to live it gives up in the end and names a dead one.
    const Database& d = i.server.keyspace.db(static_cast<std::size_t>(i.db()));
    const bool replica = i.server.replication.replica;
    for (int tries = 1;; ++tries) {
        const EntryIndex e = i.server.keyspace.fairRandom(i.db(), i.server.keyRandom);
        if (e == 0) {
            i.out.null();
            return;
        }
        const bool givesUp = replica && tries >= kRandomTries && d.keys.size() == d.expires.size();
        if (givesUp || !isExpired(i.server, i.server.keyspace.entry(e))) {
            i.out.bulk(i.server.keyspace.key(e));
            return;
        }
        if (!replica) expireKey(i.server, i.db(), e, true);
    }
}

void flushdb(Invocation& i) {
    bool async = false;
    if (!flushArguments(i, async)) return;
    flushDatabase(i, i.db(), async);
    replicateAs(i, i.argv); // also when there was nothing
    invalidateAll(i.server);
    i.out.ok();
}

void flushall(Invocation& i) {
    bool async = false;
    if (!flushArguments(i, async)) return;
    for (std::size_t db = 0; db < i.server.keyspace.databaseCount(); ++db)
        flushDatabase(i, static_cast<int>(db), async);
    replicateAs(i, i.argv);
    invalidateAll(i.server);
    i.out.ok();
}

} // namespace maylab::cache::commands
