#include "cache/engine/key_change.h"

#include "cache/engine/arguments.h"
#include "cache/engine/transaction.h"

namespace maylab::cache {

void keyModified(Server& s, int db, std::string_view key) {
    if (!s.watchers.empty()) touchWatched(s, db, key);
    if (s.tracking.clients != 0) invalidateKey(s, key);
    // Whoever waits in XREADGROUP looks whether its stream is still there; others find nothing new.
    if (!s.blocking.waiters.empty()) keyReady(s, db, key);
}

bool anybodyListens(const Server& s) {
    return !s.watchers.empty() || !s.blocking.waiters.empty() || s.cfg().notifyEvents != 0 || s.trackers() != 0;
}

void databaseModified(Server& s, int db, int with) {
    if (!s.watchers.empty()) touchWatchedInDatabase(s, db, with);
    if (!s.blocking.waiters.empty()) keysOfDatabaseReady(s, db);
}

void notifyKeyspace(Server& s, int db, Notify kind, std::string_view event, std::string_view key) {
    const std::uint16_t wanted = s.cfg().notifyEvents;
    if ((wanted & static_cast<std::uint16_t>(kind)) == 0) [[likely]] return;
    if (s.pubsub.nobody()) return;
    const std::string where = "@" + std::to_string(db) + "__:";
    if ((wanted & EffectiveConfig::kNotifyKeyspace) != 0) publish(s, "__keyspace" + where + std::string(key), event);
    if ((wanted & EffectiveConfig::kNotifyKeyevent) != 0) publish(s, "__keyevent" + where + std::string(event), key);
}

void changed(Invocation& i, std::string_view key, Notify kind, std::string_view event, std::uint64_t n) {
    i.server.stats.dirty += n;
    keyModified(i.server, i.db(), key);
    notifyKeyspace(i.server, i.db(), kind, event, key);
}

void emptied(Invocation& i, std::string_view key) { notifyKeyspace(i.server, i.db(), Notify::Generic, "del", key); }

bool timeoutArgument(Invocation& i, std::string_view arg, std::int64_t& timeoutMs) {
    long double seconds = 0;
    if (!parseLongDouble(arg, seconds)) {
        i.out.error("ERR timeout is not a float or out of range");
        return false;
    }
    const long double ms = seconds * 1000;
    if (seconds < 0 || ms >= 9223372036854775808.0L) { // what does not fit turns negative
        i.out.error("ERR timeout is negative");
        return false;
    }
    if (ms >= 9.2e18L - static_cast<long double>(i.server.nowMs)) {
        i.out.error("ERR timeout is out of range");
        return false;
    }
    timeoutMs = static_cast<std::int64_t>(ms); // a part of a millisecond is a millisecond
    if (static_cast<long double>(timeoutMs) < ms) ++timeoutMs;
    return true;
}

} // namespace maylab::cache
