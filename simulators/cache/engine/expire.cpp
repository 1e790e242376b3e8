#include "cache/engine/expire.h"

#include "cache/engine/lookup.h"

#include <algorithm>
#include <cstdint>

namespace maylab::cache {

namespace {

constexpr std::int64_t kKeysPerLoop = 20;
constexpr std::int64_t kFastNs = 1'000'000;
constexpr std::int64_t kSlowPercent = 25;
constexpr std::uint64_t kAcceptableStale = 10; // percent
constexpr std::uint64_t kDbsPerCall = 16;
constexpr std::int64_t kSampleNs = 120; // looking at one key (calibrated with the sheet's model of E5)

} // namespace

void activeExpireCycle(Server& s, ExpireCycle kind, std::int64_t hz) {
    if (s.replication.replica) return; // keys die on the primary
    const std::int64_t effort = s.cfg().activeExpireEffort - 1;
    const auto keysPerLoop = static_cast<std::uint64_t>(kKeysPerLoop + kKeysPerLoop / 4 * effort);
    const std::int64_t fastNs = kFastNs + kFastNs / 4 * effort;
    const std::int64_t slowPercent = kSlowPercent + 2 * effort;
    const std::uint64_t acceptable = kAcceptableStale - static_cast<std::uint64_t>(effort);

    if (kind == ExpireCycle::Fast) {
        // The server's second trigger (many stale keys) never fires: it compares a fraction with a percentage.
        if (!s.expire.hitTimeLimit) return;
        const std::int64_t nowUs = s.nowMs * 1000;
        if (nowUs < s.expire.lastFastUs + 2 * fastNs / 1000) return;
        s.expire.lastFastUs = nowUs;
    }
    std::int64_t limit = std::max<std::int64_t>(slowPercent * 1'000'000'000 / hz / 100, 1);
    if (kind == ExpireCycle::Fast) limit = fastNs;
    s.expire.hitTimeLimit = false;

    const std::int64_t start = s.costNs;
    std::uint64_t totalSampled = 0, totalExpired = 0, iteration = 0;
    const std::uint64_t dbs = std::min<std::uint64_t>(kDbsPerCall, s.keyspace.databaseCount());
    for (std::uint64_t j = 0; j < dbs && !s.expire.hitTimeLimit; ++j) {
        const auto dbIndex = static_cast<int>(s.expire.currentDb % s.keyspace.databaseCount());
        Database& db = s.keyspace.db(static_cast<std::size_t>(dbIndex));
        ++s.expire.currentDb;
        std::uint64_t expired = 0, sampled = 0;
        do {
            ++iteration;
            std::uint64_t keys = db.expires.size();
            if (keys == 0) {
                db.averageTtl = 0;
                break;
            }
            const std::uint64_t buckets = db.expires.buckets();
            // Nearly empty tables are left alone: the timer will shrink them.
            if (buckets > Dict<ExpireLinks>::kInitialSize && keys * 100 / buckets < 1) break;
            expired = sampled = 0;
            std::int64_t ttlSum = 0, ttlSamples = 0;
            keys = std::min(keys, keysPerLoop);
            const std::uint64_t maxBuckets = keys * 20;
            std::uint64_t checked = 0;
            while (sampled < keys && checked < maxBuckets) {
                for (int table = 0; table < 2; ++table) {
                    if (table == 1 && !db.expires.rehashing()) break;
                    if (db.expires.tableSize(table) == 0) continue;
                    const std::uint64_t bucket = db.expiresCursor & (db.expires.tableSize(table) - 1);
                    ++checked;
                    for (EntryIndex i = db.expires.head(table, bucket); i != 0;) {
                        const Entry& e = s.keyspace.entry(i);
                        const EntryIndex after = e.expireNext;
                        const std::int64_t ttl = e.expireAt - s.nowMs;
                        s.charge(kSampleNs);
                        if (ttl < 0) {
                            expireKey(s, dbIndex, i, false);
                            ++expired;
                        } else if (ttl > 0) {
                            ttlSum += std::min(ttl, INT64_MAX - ttlSum); // a key may live for ever, or nearly
                            ++ttlSamples;
                        }
                        ++sampled;
                        i = after;
                    }
                }
                ++db.expiresCursor;
            }
            totalExpired += expired;
            totalSampled += sampled;
            if (ttlSamples > 0) {
                const std::int64_t average = ttlSum / ttlSamples;
                if (db.averageTtl == 0) db.averageTtl = average;
                db.averageTtl = db.averageTtl / 50 * 49 + average / 50;
            }
            if ((iteration & 0xf) == 0 && s.costNs - start > limit) {
                s.expire.hitTimeLimit = true;
                ++s.stats.expiredTimeCapReached;
                break;
            }
        } while (sampled == 0 || expired * 100 / sampled > acceptable);
    }
    const std::int64_t took = s.costNs - start;
    s.stats.expireCycleNs += static_cast<std::uint64_t>(took);
    s.noteLatency("expire-cycle", took);
    const double stale = totalSampled == 0 ? 0 : static_cast<double>(totalExpired) / static_cast<double>(totalSampled);
    s.stats.expiredStalePerc = stale * 0.05 + s.stats.expiredStalePerc * 0.95;
}

} // namespace maylab::cache
