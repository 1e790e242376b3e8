// EXPIRE and its family: when a key dies, how long it has.
#include "cache/engine/arguments.h"
#include "cache/engine/commands.h"
#include "cache/engine/key_change.h"

#include <algorithm>
#include <string>
#include <vector>

namespace maylab::cache::commands {

namespace {

struct Conditions {
    bool nx = false, xx = false, gt = false, lt = false;
};

bool parseConditions(Invocation& i, Conditions& c) {
    for (std::size_t k = 3; k < i.argc(); ++k) {
        const std::string_view a = i.argv[k];
        if (is(a, "NX")) c.nx = true;
        else if (is(a, "XX")) c.xx = true;
        else if (is(a, "GT")) c.gt = true;
        else if (is(a, "LT")) c.lt = true;
        else {
            i.out.error("ERR Unsupported option " + std::string(a));
            return false;
        }
    }
    if (c.nx && (c.xx || c.gt || c.lt)) {
        i.out.error("ERR NX and XX, GT or LT options at the same time are not compatible");
        return false;
    }
    if (c.gt && c.lt) {
        i.out.error("ERR GT and LT options at the same time are not compatible");
        return false;
    }
    return true;
}

void expireGeneric(Invocation& i, std::int64_t base, TimeUnit unit) {
    Conditions c;
    if (!parseConditions(i, c)) return;
    std::int64_t when = 0;
    if (!integerArgument(i, i.argv[2], when)) return;
    const bool tooFar = (unit == TimeUnit::Seconds && (when > INT64_MAX / 1000 || when < INT64_MIN / 1000));
    if (!tooFar && unit == TimeUnit::Seconds) when *= 1000;
    if (tooFar || when > INT64_MAX - base) {
        i.out.error("ERR invalid expire time in '" + std::string(i.command.name) + "' command");
        return;
    }
    when += base;
    const Found f = lookupWrite(i.server, i.db(), i.argv[1]);
    if (!f) {
        i.out.integer(0);
        return;
    }
    const std::int64_t current = i.server.keyspace.entry(f.entry).expireAt;
    const bool has = current != kNoExpiry;
    // No time to live counts as endless.
    if ((c.nx && has) || (c.xx && !has) || (c.gt && (!has || when <= current)) || (c.lt && has && when >= current)) {
        i.out.integer(0);
        return;
    }
    // A replica never decides that a key is dead: its primary's DEL will come.
    if (when <= i.server.nowMs && !i.server.effects.applying) {
        removeKey(i.server, i.db(), f.entry);
        changed(i, i.argv[1], Notify::Generic, "del");
        replicateAs(i, {"DEL", i.argv[1]});
    } else {
        setExpiry(i.server, i.db(), f.entry, when);
        changed(i, i.argv[1], Notify::Generic, "expire");
        const std::string at = formatInteger(when);
        std::vector<std::string_view> words{"PEXPIREAT", i.argv[1], at};
        words.insert(words.end(), i.argv.begin() + 3, i.argv.end());
        replicateAs(i, words);
    }
    i.out.integer(1);
}

void ttlGeneric(Invocation& i, TimeUnit unit, bool absolute) {
    const Found f = lookupRead(i.server, i.db(), i.argv[1], Touch::No);
    if (!f) {
        i.out.integer(-2);
        return;
    }
    const std::int64_t at = i.server.keyspace.entry(f.entry).expireAt;
    if (at == kNoExpiry) {
        i.out.integer(-1);
        return;
    }
    const std::int64_t ms = absolute ? at : std::max<std::int64_t>(at - i.server.nowMs, 0);
    i.out.integer(unit == TimeUnit::Milliseconds ? ms : ms / 1000 + (ms % 1000 >= 500 ? 1 : 0));
}

} // namespace

void expire(Invocation& i) { expireGeneric(i, i.server.nowMs, TimeUnit::Seconds); }

void pexpire(Invocation& i) { expireGeneric(i, i.server.nowMs, TimeUnit::Milliseconds); }

void expireat(Invocation& i) { expireGeneric(i, 0, TimeUnit::Seconds); }

void pexpireat(Invocation& i) { expireGeneric(i, 0, TimeUnit::Milliseconds); }

void ttl(Invocation& i) { ttlGeneric(i, TimeUnit::Seconds, false); }

void pttl(Invocation& i) { ttlGeneric(i, TimeUnit::Milliseconds, false); }

void expiretime(Invocation& i) { ttlGeneric(i, TimeUnit::Seconds, true); }

void pexpiretime(Invocation& i) { ttlGeneric(i, TimeUnit::Milliseconds, true); }

void persist(Invocation& i) {
    const Found f = lookupWrite(i.server, i.db(), i.argv[1]);
    if (!f || !i.server.keyspace.entry(f.entry).hasExpiry()) {
        i.out.integer(0);
        return;
    }
    setExpiry(i.server, i.db(), f.entry, kNoExpiry);
    changed(i, i.argv[1], Notify::Generic, "persist");
    i.out.integer(1);
}

} // namespace maylab::cache::commands
