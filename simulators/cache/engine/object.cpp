// OBJECT and MEMORY: how a value is kept, how it was used, what it costs. Source: sheet 2.4, 2.13.
#include "cache/engine/access_clock.h"
#include "cache/engine/arguments.h"
#include "cache/engine/commands.h"
#include "cache/engine/info.h"

#include <string>

namespace maylab::cache::commands {

namespace {

Found lookupObject(Invocation& i) {
    const Found f = lookupRead(i.server, i.db(), i.argv[2], Touch::No, Miss::Silent);
    if (!f) i.out.null();
    return f;
}

} // namespace

void objectEncoding(Invocation& i) {
    if (const Found f = lookupObject(i)) i.out.bulk(toString(i.server.keyspace.entry(f.entry).encoding));
}

void objectRefcount(Invocation& i) {
    constexpr std::int64_t kSharedForever = INT32_MAX;
    if (const Found f = lookupObject(i))
        i.out.integer((i.server.keyspace.entry(f.entry).flags & Entry::kShared) != 0 ? kSharedForever : 1);
}

void objectIdletime(Invocation& i) {
    const Found f = lookupObject(i);
    if (!f) return;
    if (i.server.cfg().lfuPolicy()) {
        i.out.error("ERR An LFU maxmemory policy is selected, idle time not tracked. Please note that when switching "
                    "between policies at runtime LRU and LFU data will take some time to adjust.");
        return;
    }
    i.out.integer(idleMilliseconds(lruClock(i.server.nowMs), i.server.keyspace.entry(f.entry).access) / 1000);
}

void objectFreq(Invocation& i) {
    const Found f = lookupObject(i);
    if (!f) return;
    if (!i.server.cfg().lfuPolicy()) {
        i.out.error("ERR An LFU maxmemory policy is not selected, access frequency not tracked. Please note that when "
                    "switching between policies at runtime LRU and LFU data will take some time to adjust.");
        return;
    }
    i.out.integer(lfuDecayed(i.server.keyspace.entry(f.entry).access, i.server.nowMs, i.server.cfg().lfu));
}

void memoryUsage(Invocation& i) {
    std::int64_t samples = 5;
    for (std::size_t k = 3; k < i.argc(); ++k) {
        if (!is(i.argv[k], "SAMPLES") || k + 1 >= i.argc()) {
            i.out.error(text::kSyntax);
            return;
        }
        if (!integerArgument(i, i.argv[++k], samples)) return;
        if (samples < 0) {
            i.out.error(text::kSyntax);
            return;
        }
    }
    // Looks straight into the dict: no expiry, no access, no hit or miss.
    const EntryIndex e = i.server.keyspace.peek(i.db(), i.argv[2]);
    if (e == 0) i.out.null();
    else i.out.integer(i.server.keyspace.model().memoryUsage(i.server.keyspace.store(), i.server.keyspace.entry(e),
                                                              static_cast<std::size_t>(samples)));
}

void memoryDoctor(Invocation& i) {
    constexpr std::int64_t kTooLittle = 5 << 20;
    const MemoryFigures m = memoryFigures(i.server);
    if (m.used < kTooLittle) {
        i.out.verbatim("Hi Sam, this instance is empty or is using very little memory, my issues detector can't be used "
                       "in these conditions. Please, leave for your mission on Earth and fill it with some data. The new "
                       "Sam and I will be back to our programming as soon as I finished rebooting.\n");
        return;
    }
    const double peak = static_cast<double>(m.peak) / static_cast<double>(m.used);
    if (peak > 1.5) {
        i.out.verbatim("Sam, I detected a few issues in this Redis instance memory implants:\n\n * Peak memory: used memory "
                       "was once " +
                       formatFixed(peak, 2) + " times what it is now, so the resident set may look larger than the data.\n");
        return;
    }
    i.out.verbatim("Hi Sam, I can't find any memory issue in your instance. I can only account for what occurs on this base.\n");
}

void memoryMallocStats(Invocation& i) {
    i.out.verbatim("___ modelled allocator: size classes of jemalloc, no statistics of its own ___\n");
}

void memoryPurge(Invocation& i) { i.out.ok(); }

void memoryStats(Invocation& i) {
    const Server& s = i.server;
    const MemoryFigures m = memoryFigures(s);
    std::size_t databases = 0;
    for (std::size_t db = 0; db < s.keyspace.databaseCount(); ++db) databases += s.keyspace.db(db).keys.size() != 0;
    RespWriter& out = i.out;
    out.map(27 + databases);
    const auto number = [&](std::string_view name, std::int64_t v) {
        out.bulk(name);
        out.integer(v);
    };
    const auto real = [&](std::string_view name, double v) {
        out.bulk(name);
        out.real(v);
    };
    number("peak.allocated", m.peak);
    number("total.allocated", m.used);
    number("startup.allocated", MemoryModel::kStartup);
    number("replication.backlog", 0);
    number("clients.slaves", 0);
    number("clients.normal", s.clientMemory());
    number("cluster.links", 0);
    number("aof.buffer", 0);
    number("lua.caches", 0);
    number("functions.caches", 200);
    for (std::size_t db = 0; db < s.keyspace.databaseCount(); ++db) {
        const Database& d = s.keyspace.db(db);
        if (d.keys.size() == 0) continue;
        const MemoryModel& model = s.keyspace.model();
        const auto keys = static_cast<std::int64_t>(d.keys.size()), expires = static_cast<std::int64_t>(d.expires.size());
        out.bulk("db." + std::to_string(db));
        out.map(3);
        number("overhead.hashtable.main", keys * (MemoryModel::kDictEntry + MemoryModel::kObject) +
                                              model.tableBytes(d.keys.tableSize(0)) + model.tableBytes(d.keys.tableSize(1)));
        number("overhead.hashtable.expires", expires * MemoryModel::kDictEntry + model.tableBytes(d.expires.tableSize(0)) +
                                                 model.tableBytes(d.expires.tableSize(1)));
        number("overhead.hashtable.slot-to-keys", 0);
    }
    const auto keys = static_cast<std::int64_t>(s.keyspace.keyCount());
    number("overhead.total", m.overhead);
    number("keys.count", keys);
    number("keys.bytes-per-key", keys == 0 ? 0 : (m.used - MemoryModel::kStartup) / keys);
    number("dataset.bytes", m.dataset);
    real("dataset.percentage", m.datasetPercent);
    real("peak.percentage", m.peakPercent);
    number("allocator.allocated", m.used);
    number("allocator.active", m.active);
    number("allocator.resident", m.resident);
    real("allocator-fragmentation.ratio", m.fragmentationRatio);
    number("allocator-fragmentation.bytes", m.active - m.used);
    real("allocator-rss.ratio", m.residentRatio);
    number("allocator-rss.bytes", m.resident - m.active);
    real("rss-overhead.ratio", m.rssOverheadRatio);
    number("rss-overhead.bytes", m.rss - m.resident);
    real("fragmentation", m.rssRatio);
    number("fragmentation.bytes", m.rss - m.used);
}

} // namespace maylab::cache::commands
