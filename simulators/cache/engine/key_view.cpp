// Drawn views: keys as they lie in the dict, read without a trace.
#include "cache/engine/access_clock.h"
#include "cache/engine/engine.h"
#include "cache/engine/lookup.h"

#include <algorithm>

namespace maylab::cache {

namespace {

KeyView viewOf(const Server& s, EntryIndex i, std::uint64_t position, std::int64_t nowMs) {
    const Entry& e = s.keyspace.entry(i);
    KeyView v;
    v.id = e.hash;
    v.key = s.keyspace.key(i);
    v.type = e.type;
    v.position = position;
    v.ageMilliseconds = std::max<std::int64_t>(nowMs - s.tickBaseMs - std::int64_t{e.writtenTick} * 100, 0);
    if (s.cfg().lfuPolicy()) v.frequency = lfuDecayed(e.access, nowMs, s.cfg().lfu);
    else v.idleMilliseconds = idleMilliseconds(lruClock(nowMs), e.access);
    if (e.hasExpiry()) {
        v.ttlMilliseconds = e.expireAt - nowMs;
        // -1 means "none": a key that is dead by exactly 1 ms counts as dead by 2.
        if (v.ttlMilliseconds == -1) v.ttlMilliseconds = -2;
    }
    v.bytes = static_cast<std::uint64_t>(s.keyspace.entryBytes(i));
    v.valueBytes = static_cast<std::uint32_t>(valueLength(s, i));
    v.foreign = !e.synthetic();
    return v;
}

} // namespace

void Engine::viewKeys(int db, std::size_t limit, std::int64_t nowMs, std::vector<KeyView>& out) const {
    out.clear();
    const Server& s = m_server;
    const std::int64_t now = std::max(nowMs, s.nowMs);
    const Database& d = s.keyspace.db(static_cast<std::size_t>(db));
    if (limit == 0 || d.keys.size() == 0) return;
    const std::uint64_t stride = (d.keys.size() + limit - 1) / limit;
    std::uint64_t offset = 0;
    for (int t = 0; t < 2; ++t) {
        for (std::uint64_t b = 0; b < d.keys.tableSize(t); b += stride) {
            for (EntryIndex i = d.keys.head(t, b); i != 0; i = s.keyspace.entry(i).next) {
                if (out.size() == limit) return;
                out.push_back(viewOf(s, i, offset + b, now));
            }
        }
        offset += d.keys.tableSize(t);
    }
}

bool Engine::viewKey(int db, std::string_view key, std::int64_t nowMs, KeyView& out) const {
    const EntryIndex i = m_server.keyspace.peek(db, key);
    if (i == 0) return false;
    const Database& d = m_server.keyspace.db(static_cast<std::size_t>(db));
    out = viewOf(m_server, i, d.keys.position(m_server.keyspace.entry(i).hash), std::max(nowMs, m_server.nowMs));
    return true;
}

} // namespace maylab::cache
