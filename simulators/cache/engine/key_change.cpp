#include "cache/engine/key_change.h"

#include "cache/engine/arguments.h"


namespace maylab::cache {

void keyModified(Server&, int, std::string_view) {}

void notifyKeyspace(Server&, int, Notify, std::string_view, std::string_view) {}

void changed(Invocation& i, std::string_view key, Notify kind, std::string_view event, std::uint64_t n) {
    i.server.stats.dirty += n;
    keyModified(i.server, i.db(), key);
    notifyKeyspace(i.server, i.db(), kind, event, key);
}

void emptied(Invocation& i, std::string_view key) { notifyKeyspace(i.server, i.db(), Notify::Generic, "del", key); }

void keyReady(Server&, int, std::string_view) {}

bool waitForKeys(Invocation&, std::span<const std::string_view>, std::int64_t) { return false; }

bool waitForKeys(Invocation& i, std::span<const std::string_view> keys, std::int64_t timeoutMs, TimeoutReply) {
    return waitForKeys(i, keys, timeoutMs);
}

bool timeoutArgument(Invocation& i, std::string_view arg, std::int64_t& timeoutMs) {
    long double seconds = 0;
    if (!parseLongDouble(arg, seconds)) {
        i.out.error("ERR timeout is not a float or out of range");
        return false;
    }
    if (seconds < 0) {
        i.out.error("ERR timeout is negative");
        return false;
    }
    const long double ms = seconds * 1000;
    if (ms >= 9.2e18L - static_cast<long double>(i.server.nowMs)) {
        i.out.error("ERR timeout is out of range");
        return false;
    }
    timeoutMs = static_cast<std::int64_t>(ms); // a part of a millisecond is a millisecond
    if (static_cast<long double>(timeoutMs) < ms) ++timeoutMs;
    return true;
}

} // namespace maylab::cache
