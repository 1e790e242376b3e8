// Replicas end where their primary does, whatever it was told; routing agrees with a naive reading of the rules; the slot
// index with a recount; moving slots keeps every key with its time to live.
#include <QtTest>

#include "cache/engine/cluster_route.h"
#include "cache/engine/console_session.h"
#include "cache/engine/failover_timing.h"
#include "cache/engine/raw_cluster.h"
#include "kernel/rng.h"

#include <map>
#include <string>
#include <vector>

using namespace maylab::cache;
using maylab::kernel::Rng;
using Status = maylab::ports::CacheReply::Status;

namespace {

constexpr std::int64_t kStart = 1'769'389'200'000;

EngineOptions options() {
    EngineOptions o;
    o.startedAtMs = kStart;
    return o;
}

std::string ask(Engine& e, ClientId client, std::int64_t now, const std::vector<std::string>& words) {
    const std::vector<std::string_view> argv(words.begin(), words.end());
    std::string out;
    e.execute(client, argv, now, out);
    return out;
}

std::string pick(Rng& rng, std::initializer_list<const char*> words) {
    return words.begin()[rng.below(words.size())];
}

// A command of any family; some are wrong, many miss.
std::vector<std::string> randomCommand(Rng& rng) {
    const auto key = [&](const char* kind) { return std::string(kind) + std::to_string(rng.below(12)); };
    const std::string value = rng.chance(0.5) ? std::to_string(rng.below(100)) : "v" + std::to_string(rng.next());
    const std::string ms = std::to_string(1 + rng.below(400));
    switch (rng.below(40)) {
    case 0: return {"SET", key("s"), value};
    case 1: return {"SET", key("s"), value, "PX", ms};
    case 2: return {"set", key("s"), value, "GET", "EX", "1"};
    case 3: return {"SETEX", key("s"), "1", value};
    case 4: return {"GETSET", key("s"), value};
    case 5: return {"GETDEL", key("s")};
    case 6: return {"GETEX", key("s"), "PX", ms};
    case 7: return {"GETEX", key("s"), "PERSIST"};
    case 8: return {"APPEND", key("s"), value};
    case 9: return {"INCRBY", key("s"), "3"};
    case 10: return {"INCRBYFLOAT", key("s"), "0.1"};
    case 11: return {"MSET", key("s"), value, key("s"), value};
    case 12: return {"SETRANGE", key("s"), "3", value};
    case 13: return {"SETBIT", key("s"), "9", "1"};
    case 14: return {"PEXPIRE", key(pick(rng, {"s", "h", "z", "l", "t"}).c_str()), ms};
    case 15: return {"EXPIRE", key("s"), rng.chance(0.2) ? "-1" : "1", pick(rng, {"NX", "XX", "GT", "LT"})};
    case 16: return {"PERSIST", key("s")};
    case 17: return {"DEL", key("s"), key("h")};
    case 18: return {"UNLINK", key("s")};
    case 19: return {"RENAME", key("s"), key("s")};
    case 20: return {"COPY", key("s"), key("s"), "REPLACE"};
    case 21: return {"MOVE", key("s"), "3"};
    case 22: return {"SELECT", rng.chance(0.7) ? "0" : "3"};
    case 23: return {"SWAPDB", "0", "3"};
    case 24: return rng.chance(0.05) ? std::vector<std::string>{"FLUSHDB"} : std::vector<std::string>{"GET", key("s")};
    case 25: return {"HSET", key("h"), key("f"), value};
    case 26: return {"HINCRBYFLOAT", key("h"), key("f"), "0.1"};
    case 27: return {"HDEL", key("h"), key("f")};
    case 28: return {"ZADD", key("z"), std::to_string(rng.below(50)), key("m")};
    case 29: return {"ZINCRBY", key("z"), "1.5", key("m")};
    case 30: return {"ZPOPMIN", key("z")};
    case 31: return {"SADD", key("t"), key("m"), key("m")};
    case 32: return {"SPOP", key("t")};
    case 33: return {"LPUSH", key("l"), value};
    case 34: return {"RPOP", key("l")};
    case 35: return {"MULTI"};
    case 36:
    case 37: return {"EXEC"};
    case 38: return {"XADD", key("x"), "*", "f", value};
    default: return {"ZREM", key("z"), key("m")};
    }
}

} // namespace

class TestCacheCluster : public QObject {
    Q_OBJECT
  private slots:
    void replicaFollows_data();
    void replicaFollows();
    void streamCountsBytes();
    void replicaRules();
    void partialSync();
    void lostWrites();
    void waitCounts();
    void routesAsNaive();
    void slotIndexAsRecount();
    void reshardingKeepsAll();
    void fastPathsAreRouted();
    void electionRanks();
    void typedLinesFollowRedirections();
    void stepsGoToTheirNode();
};

void TestCacheCluster::replicaFollows_data() {
    QTest::addColumn<int>("seed");
    QTest::addColumn<int>("lag");
    for (int seed = 1; seed <= 12; ++seed) QTest::addRow("seed %d", seed) << seed << (seed % 3) * 150;
}

void TestCacheCluster::replicaFollows() {
    QFETCH(int, seed);
    QFETCH(int, lag);
    RawCluster pair({1, 1, false, 7'000, lag}, options());
    Rng rng(static_cast<std::uint64_t>(seed), "replica");
    const ClientId client = pair.node(0).connect(kStart);
    std::int64_t now = kStart;
    std::vector<RawCluster> copies;
    for (int step = 0; step < 3'000; ++step) {
        now += static_cast<std::int64_t>(rng.below(6));
        while (pair.node(0).nextCron() <= now) pair.node(0).cron(pair.node(0).nextCron());
        while (pair.node(1).nextCron() <= now) pair.node(1).cron(pair.node(1).nextCron());
        if (rng.chance(0.2)) {
            const std::string key = "fast" + std::to_string(rng.below(20));
            if (rng.chance(0.2)) pair.node(0).del(key, now);
            else pair.node(0).set(key, {static_cast<std::uint32_t>(rng.below(200)), rng.next()}, rng.chance(0.5) ? 100 : 0, now);
        } else {
            ask(pair.node(0), client, now, randomCommand(rng));
        }
        if (step % 7 == 0) pair.follow(now);
        if (step == 1'500) copies.push_back(pair);
    }
    ask(pair.node(0), client, now, {"EXEC"});
    pair.follow(now + lag);
    QCOMPARE(pair.node(1).replicationOffset(), pair.node(0).replicationOffset());
    QCOMPARE(pair.node(1).dataFingerprint(), pair.node(0).dataFingerprint());
    QVERIFY(pair.node(0).replicationOffset() > 10'000);
    // A copy made half way is a pair of its own.
    RawCluster& copy = copies.front();
    copy.follow(now);
    QCOMPARE(copy.node(1).dataFingerprint(), copy.node(0).dataFingerprint());
    QVERIFY(copy.node(0).replicationOffset() < pair.node(0).replicationOffset());
}

// Offsets as the real server counted them: redis-cli --replica beside the same commands.
void TestCacheCluster::streamCountsBytes() {
    Engine e(options());
    e.startReplication(kStart);
    const ClientId c = e.connect(kStart);
    const auto words = [&](std::size_t i) {
        std::vector<ReplicationRecord> r;
        e.readReplication(0, INT64_MAX, 100, r);
        std::string text;
        if (i < r.size()) {
            for (const std::string& w : r[i].words()) text += (text.empty() ? "" : " ") + w;
        }
        return QString::fromStdString(text);
    };
    ask(e, c, kStart, {"set", "a", "1"});
    QCOMPARE(e.replicationOffset(), std::uint64_t{23 + 27});
    QCOMPARE(words(0), QStringLiteral("SELECT 0"));
    QCOMPARE(words(1), QStringLiteral("set a 1"));
    e.pingReplicas(kStart);
    QCOMPARE(e.replicationOffset(), std::uint64_t{23 + 27 + 14});
    e.set("k", {3, 7}, 0, kStart); // as SET k xxx
    QCOMPARE(e.replicationOffset(), std::uint64_t{64 + 4 + 9 + 7 + 9});
    ask(e, c, kStart, {"set", "a", "1", "EX", "100", "GET"});
    QCOMPARE(words(4), QStringLiteral("SET a 1 PXAT ") + QString::number(kStart + 100'000));
    ask(e, c, kStart, {"expire", "a", "100", "gt"});
    ask(e, c, kStart, {"expire", "a", "200", "gt"});
    QCOMPARE(words(5), QStringLiteral("PEXPIREAT a %1 gt").arg(kStart + 200'000));
    ask(e, c, kStart, {"expire", "a", "-1"});
    QCOMPARE(words(6), QStringLiteral("DEL a"));
    ask(e, c, kStart, {"incrbyfloat", "f", "1.5"});
    QCOMPARE(words(7), QStringLiteral("SET f 1.5 KEEPTTL"));
    ask(e, c, kStart, {"set", "d", "1", "PX", "5"});
    ask(e, c, kStart + 10, {"set", "d", "2"}); // it was dead: two effects
    QCOMPARE(words(9), QStringLiteral("MULTI"));
    QCOMPARE(words(10), QStringLiteral("DEL d"));
    QCOMPARE(words(11), QStringLiteral("set d 2"));
    QCOMPARE(words(12), QStringLiteral("EXEC"));
    ask(e, c, kStart + 10, {"del", "nosuch"});
    ask(e, c, kStart + 10, {"get", "d"});
    QCOMPARE(words(13), QString());
    ask(e, c, kStart + 10, {"MULTI"});
    ask(e, c, kStart + 10, {"set", "m", "1"});
    ask(e, c, kStart + 10, {"EXEC"});
    QCOMPARE(words(13), QStringLiteral("set m 1")); // one effect needs no MULTI
}

void TestCacheCluster::replicaRules() {
    RawCluster pair({1, 1, false, 7'000, 0}, options());
    Engine &primary = pair.node(0), &replica = pair.node(1);
    const ClientId p = primary.connect(kStart), r = replica.connect(kStart);
    ask(primary, p, kStart, {"SET", "k", "1", "PX", "10"});
    pair.follow(kStart);
    QCOMPARE(ask(replica, r, kStart + 5, {"GET", "k"}), std::string("$1\r\n1\r\n"));
    // Dead: missing for readers, but only the primary removes it.
    QCOMPARE(ask(replica, r, kStart + 20, {"GET", "k"}), std::string("$-1\r\n"));
    QCOMPARE(replica.keyCount(), std::uint64_t{1});
    QCOMPARE(replica.statistics().expiredKeys, std::uint64_t{0});
    ask(primary, p, kStart + 20, {"GET", "k"});
    pair.follow(kStart + 20);
    QCOMPARE(replica.keyCount(), std::uint64_t{0});
    QCOMPARE(replica.set("x", {10, 1}, 0, kStart + 20).status, Status::ReadOnly);
    QCOMPARE(ask(replica, r, kStart + 20, {"DEL", "k"}), std::string("-READONLY You can't write against a read only replica.\r\n"));
    // Whatever maxmemory says, a replica keeps what its primary has.
    QVERIFY(replica.configure("maxmemory", "1", kStart).ok);
    QVERIFY(replica.configure("maxmemory-policy", "allkeys-lru", kStart).ok);
    primary.set("big", {1'000, 1}, 0, kStart + 20);
    pair.follow(kStart + 20);
    QCOMPARE(replica.get("big", kStart + 21).status, Status::Ok);
    QCOMPARE(replica.statistics().evictedKeys, std::uint64_t{0});
    replica.setPrimaryLink(PrimaryLink::State::Connect, kStart + 22);
    QVERIFY(ask(replica, r, kStart + 22, {"GET", "big"}).starts_with("$1000"));
    ask(replica, r, kStart + 22, {"CONFIG", "SET", "replica-serve-stale-data", "no"});
    QVERIFY(ask(replica, r, kStart + 22, {"GET", "big"}).starts_with("-MASTERDOWN Link with MASTER is down"));
    // Too few good replicas: no writes.
    QVERIFY(primary.configure("min-replicas-to-write", "2", kStart).ok);
    QCOMPARE(ask(primary, p, kStart + 23, {"SET", "a", "1"}), std::string("-NOREPLICAS Not enough good replicas to write.\r\n"));
    QCOMPARE(primary.set("a", {1, 1}, 0, kStart + 23).status, Status::Error);
}

void TestCacheCluster::partialSync() {
    RawCluster trio({1, 2, false, 7'000, 0}, options());
    Engine &old = trio.node(0), &next = trio.node(1), &other = trio.node(2);
    const ClientId c = old.connect(kStart);
    for (int i = 0; i < 50; ++i) ask(old, c, kStart, {"SET", "k" + std::to_string(i), "1"});
    trio.follow(kStart);
    // The primary goes on alone for a moment, then another is promoted.
    next.becomePrimary(kStart + 1);
    QCOMPARE(next.replication().id2, old.replication().id);
    QVERIFY(next.replication().id != old.replication().id);
    other.becomeReplica("127.0.0.1", 7'001, kStart + 1);
    QVERIFY(other.continueFrom(next, kStart + 1)); // no copy needed: the same stream up to here
    QCOMPARE(other.replication().id, next.replication().id);
    const ClientId n = next.connect(kStart);
    ask(next, n, kStart + 2, {"SET", "new", "1"});
    trio.follow(kStart + 2);
    QCOMPARE(other.dataFingerprint(), next.dataFingerprint());
    // The old primary wrote on: its stream parted from the new one's.
    ask(old, c, kStart + 2, {"SET", "lost", "1"});
    Engine stray = old;
    stray.becomeReplica("127.0.0.1", 7'001, kStart + 3);
    QVERIFY(!stray.continueFrom(next, kStart + 3));
    stray.syncFrom(next, kStart + 3);
    QCOMPARE(stray.dataFingerprint(), next.dataFingerprint());
    // What is older than the backlog cannot be read.
    Engine before = next;
    for (int i = 0; i < 1'200; ++i) next.set("fill" + std::to_string(i), {1'000, 1}, 0, kStart + 4);
    next.setReplicas({});
    std::vector<ReplicationRecord> records;
    QVERIFY(!next.readReplication(before.replicationOffset(), INT64_MAX, 10, records));
    QVERIFY(next.replication().backlog.length() >= 1 << 20);
}

void TestCacheCluster::lostWrites() {
    RawCluster pair({1, 1, false, 7'000, 100}, options());
    Engine &primary = pair.node(0), &replica = pair.node(1);
    for (int i = 0; i < 10; ++i) {
        primary.set("k" + std::to_string(i), {10, 1}, 0, kStart + i * 20);
        pair.follow(kStart + i * 20);
    }
    std::vector<ReplicationRecord> lost;
    QVERIFY(primary.readReplication(replica.replicationOffset(), INT64_MAX, 1'000, lost));
    // 180 ms in, 100 ms behind: what was written after 80 ms is not there.
    QCOMPARE(lost.size(), std::size_t{5});
    QCOMPARE(std::string(lost.front().key()), std::string("k5"));
    QCOMPARE(lost.front().timeMs, kStart + 100);
    QVERIFY(lost.front().isWrite());
}

void TestCacheCluster::waitCounts() {
    RawCluster pair({1, 1, false, 7'000, 50}, options());
    Engine& primary = pair.node(0);
    const ClientId c = primary.connect(kStart);
    ask(primary, c, kStart, {"SET", "a", "1"});
    QCOMPARE(ask(primary, c, kStart, {"WAIT", "0", "100"}), std::string(":0\r\n"));
    QCOMPARE(ask(primary, c, kStart, {"WAIT", "1", "1000"}), std::string());
    QVERIFY(primary.acksWanted());
    pair.follow(kStart + 49);
    QVERIFY(!primary.hasOutput());
    pair.follow(kStart + 50);
    std::vector<Output> out;
    primary.takeOutput(out);
    QCOMPARE(out.size(), std::size_t{1});
    QCOMPARE(out.front().bytes, std::string(":1\r\n"));
    QVERIFY(ask(pair.node(1), pair.node(1).connect(kStart), kStart, {"WAIT", "1", "1"}).starts_with("-ERR WAIT cannot be used"));
}

// The rules read one after the other, with sets instead of indexes.
void TestCacheCluster::routesAsNaive() {
    Rng rng(7, "routes");
    for (int round = 0; round < 300; ++round) {
        RawCluster cluster({3, 1, true, 7'000, 0}, options());
        auto map = std::make_shared<ClusterMap>(*cluster.node(0).clusterMap());
        const std::string tags[] = {"a", "b", "c", "d"};
        for (const std::string& t : tags) {
            const std::uint16_t slot = keySlot(t);
            if (rng.chance(0.2)) map->owner[slot] = kNoClusterNode;
            else if (rng.chance(0.6)) {
                const ClusterIndex from = map->owner[slot], to = (from + 1) % 3;
                SlotMove& m = map->openMove(slot, from, static_cast<ClusterIndex>(to));
                m.migrating = rng.chance(0.8);
                m.importing = rng.chance(0.8);
            }
        }
        map->ok = rng.chance(0.9);
        const auto self = static_cast<ClusterIndex>(rng.below(6));
        Engine& e = cluster.node(self);
        e.setClusterMap(map, self);
        std::map<std::string, bool> present;
        std::vector<MovedKey> placed;
        for (const std::string& t : tags) {
            for (int k = 0; k < 3; ++k) {
                const std::string key = "{" + t + "}" + std::to_string(k);
                if (!(present[key] = rng.chance(0.5))) continue;
                placed.emplace_back().key = key;
            }
        }
        e.putKeys(placed, kStart);
        for (int ask = 0; ask < 30; ++ask) {
            std::vector<std::string> keys;
            const std::string& t = tags[rng.below(4)];
            const auto n = 1 + rng.below(3);
            for (std::uint64_t k = 0; k < n; ++k)
                keys.push_back("{" + (rng.chance(0.95) ? t : tags[rng.below(4)]) + "}" + std::to_string(rng.below(3)));
            const maylab::ports::ClientMode mode{rng.chance(0.3), rng.chance(0.3)};
            const bool write = rng.chance(0.5);

            Status want = Status::Ok;
            ClusterIndex node = kNoClusterNode;
            const std::uint16_t slot = keySlot(keys[0]);
            bool cross = false, several = false;
            std::size_t here = 0;
            for (const std::string& k : keys) {
                cross = cross || keySlot(k) != slot;
                several = several || k != keys[0];
                here += present[k];
            }
            const ClusterIndex owner = map->owner[slot];
            const ClusterIndex to = map->migratingTo(slot, self);
            const bool importing = map->importingFrom(slot, self) != kNoClusterNode && owner != self;
            if (owner == kNoClusterNode) want = Status::ClusterDown;
            else if (cross) want = Status::CrossSlot;
            else if (!map->ok) want = Status::ClusterDown;
            else if (owner == self && to != kNoClusterNode && here < keys.size()) {
                want = here > 0 ? Status::TryAgain : Status::Ask;
                if (here == 0) node = to;
            } else if (owner == self) want = Status::Ok;
            else if (importing && mode.asking) want = several && here < keys.size() ? Status::TryAgain : Status::Ok;
            else if (mode.readOnly && !write && map->nodes[self].primary == owner) want = Status::Ok;
            else {
                want = Status::Moved;
                node = owner;
            }

            Router router(e.server());
            for (const std::string& k : keys) router.addKey(k, false);
            const Route got = router.route(mode, write);
            QCOMPARE(got.status, want);
            QCOMPARE(got.node, node);
        }
    }
}

void TestCacheCluster::slotIndexAsRecount() {
    EngineOptions o = options();
    o.cluster = true;
    Engine e(o);
    auto map = std::make_shared<ClusterMap>(*e.clusterMap());
    map->assign(0, kSlots - 1, 0);
    map->refreshState(true);
    e.setClusterMap(map, 0);
    QVERIFY(e.configure("maxmemory", "1200000", kStart).ok);
    QVERIFY(e.configure("maxmemory-policy", "allkeys-random", kStart).ok);
    Rng rng(3, "index");
    std::int64_t now = kStart;
    for (int i = 0; i < 20'000; ++i) {
        now += static_cast<std::int64_t>(rng.below(3));
        const std::string key = "{t" + std::to_string(rng.below(40)) + "}" + std::to_string(rng.below(60));
        if (rng.chance(0.3)) e.del(key, now);
        else e.set(key, {static_cast<std::uint32_t>(rng.below(300)), 1}, rng.chance(0.3) ? 500 : 0, now);
        if (i % 200 == 0) e.cron(now);
        if (i == 11'000) e.flushAll(now);
    }
    std::map<std::uint16_t, std::uint64_t> counted;
    std::vector<KeyView> views;
    e.viewKeys(0, 1'000'000, now, views);
    for (const KeyView& v : views) ++counted[keySlot(v.key)];
    QVERIFY(!views.empty());
    QVERIFY(e.statistics().evictedKeys > 0 && e.statistics().expiredKeys > 0);
    for (std::uint32_t slot = 0; slot < kSlots; ++slot) {
        const auto at = counted.find(static_cast<std::uint16_t>(slot));
        QCOMPARE(e.keysInSlot(static_cast<std::uint16_t>(slot)), at == counted.end() ? 0 : at->second);
    }
}

void TestCacheCluster::reshardingKeepsAll() {
    RawCluster cluster({2, 1, true, 7'000, 0}, options());
    Rng rng(5, "move");
    std::map<std::string, std::pair<std::uint64_t, std::int64_t>> written;
    const ClientId c = cluster.node(0).connect(kStart);
    for (int i = 0; i < 400; ++i) {
        const std::string key = "{t" + std::to_string(rng.below(20)) + "}" + std::to_string(i);
        const std::int64_t ttl = rng.chance(0.5) ? 10'000 + i : 0;
        const std::uint64_t tag = rng.next();
        if (cluster.node(0).set(key, {100, tag}, ttl, kStart).status == Status::Ok)
            written[key] = {tag, ttl == 0 ? -1 : ttl};
    }
    ask(cluster.node(0), c, kStart, {"SET", "{b}list", "typed"});
    QVERIFY(written.size() > 100);
    const std::uint64_t before = cluster.node(0).keyCount(), slotsBefore = cluster.node(0).clusterMap()->slotCount(0);
    // Shard 0 gives all its slots that have keys, a few keys at a time.
    auto map = std::make_shared<ClusterMap>(*cluster.node(0).clusterMap());
    std::size_t moved = 0, slotsMoved = 0;
    for (std::uint16_t slot = 0; slot < kSlots; ++slot) {
        if (cluster.node(0).keysInSlot(slot) == 0) continue;
        while (std::size_t n = cluster.moveKeys(0, 1, slot, 3, kStart + 5)) moved += n;
        map->assign(slot, slot, 1);
        ++slotsMoved;
    }
    const ClusterMapRef shared = map;
    for (std::size_t i = 0; i < cluster.size(); ++i) cluster.node(i).setClusterMap(shared, static_cast<ClusterIndex>(i));
    QCOMPARE(moved, before);
    QCOMPARE(cluster.node(0).keyCount(), std::uint64_t{0});
    QCOMPARE(shared->slotCount(0), slotsBefore - slotsMoved);
    for (const auto& [key, value] : written) {
        const Engine::FastReply r = cluster.node(1).get(key, kStart + 5);
        QCOMPARE(r.status, Status::Ok);
        QCOMPARE(r.value.tag, value.first);
        QCOMPARE(r.expiresInMilliseconds, value.second < 0 ? -1 : value.second - 5);
        QCOMPARE(cluster.node(0).get(key, kStart + 5).status, Status::Moved);
    }
    for (std::size_t r : {2u, 3u}) QCOMPARE(cluster.node(r).dataFingerprint(), cluster.node(r - 2).dataFingerprint());
}

void TestCacheCluster::fastPathsAreRouted() {
    RawCluster cluster({3, 1, true, 7'000, 0}, options());
    QCOMPARE(cluster.node(0).set("hello", {3, 1}, 0, kStart).status, Status::Ok);
    cluster.follow(kStart);
    const Engine::FastReply moved = cluster.node(0).get("foo", kStart);
    QCOMPARE(moved.status, Status::Moved);
    QCOMPARE(moved.slot, std::uint16_t{12'182});
    QCOMPARE(moved.redirect, ClusterIndex{2});
    QCOMPARE(cluster.node(3).get("hello", kStart).status, Status::Moved);
    QCOMPARE(cluster.node(3).get("hello", kStart, {false, true}).status, Status::Ok);
    QCOMPARE(cluster.node(3).set("hello", {1, 1}, 0, kStart, {false, true}).status, Status::Moved);
    QCOMPARE(cluster.node(0).statistics().errorReplies, std::uint64_t{1});
    auto map = std::make_shared<ClusterMap>(*cluster.node(0).clusterMap());
    SlotMove& m = map->openMove(866, 0, 1);
    m.migrating = m.importing = true;
    for (std::size_t i = 0; i < cluster.size(); ++i) cluster.node(i).setClusterMap(map, static_cast<ClusterIndex>(i));
    QCOMPARE(cluster.node(0).get("hello", kStart).status, Status::Ok);
    const Engine::FastReply ask = cluster.node(0).get("{hello}x", kStart);
    QCOMPARE(ask.status, Status::Ask);
    QCOMPARE(ask.redirect, ClusterIndex{1});
    QCOMPARE(cluster.node(1).get("{hello}x", kStart).status, Status::Moved);
    QCOMPARE(cluster.node(1).get("{hello}x", kStart, {true, false}).status, Status::Nil);
}

void TestCacheCluster::electionRanks() {
    const FailoverInput::Replica replicas[] = {{100, 0, false}, {300, 0, false}, {200, 0, false}};
    int best = 0;
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        Rng a(seed, "failover"), b(seed, "failover");
        const FailoverTiming t = failoverTiming({15'000, 3, 2, replicas, 10, 10'000}, a);
        QCOMPARE(failoverTiming({15'000, 3, 2, replicas, 10, 10'000}, b).promotedMs, t.promotedMs);
        QVERIFY(t.suspectedMs >= 15'000 && t.failedMs >= t.suspectedMs && t.promotedMs > t.failedMs + 500);
        best += t.winner == 1;
        for (const auto& c : t.candidates) QVERIFY(c.delayMs >= 500 + 1'000 * c.rank && c.delayMs < 1'000 + 1'000 * c.rank);
    }
    QCOMPARE(best, 50); // the nearest to the primary stands half a second before anybody else
    Rng rng(1, "failover");
    QCOMPARE(failoverTiming({15'000, 3, 1, replicas, 10, 10'000}, rng).outcome, FailoverTiming::Outcome::NoMajority);
    QCOMPARE(failoverTiming({15'000, 3, 2, {}, 10, 10'000}, rng).outcome, FailoverTiming::Outcome::NoReplica);
    const FailoverInput::Replica cutOff[] = {{100, 400'000, false}};
    QCOMPARE(failoverTiming({15'000, 3, 2, cutOff, 10, 10'000}, rng).outcome, FailoverTiming::Outcome::NoReplica);
}

void TestCacheCluster::typedLinesFollowRedirections() {
    ConsoleOptions o;
    o.shards = 3;
    o.replicas = 1;
    o.firstPort = 7'000;
    ConsoleSession console(o);
    const auto line = [&](const std::string& text) { return console.textLine(text); };
    QCOMPARE(console.prompt(), std::string("127.0.0.1:7000> "));
    QCOMPARE(line("SET foo 1"), std::string("-> Redirected to slot [12182] located at 127.0.0.1:7002\nOK\n"));
    QCOMPARE(console.prompt(), std::string("127.0.0.1:7002> "));
    QCOMPARE(line("GET foo"), std::string("\"1\"\n"));
    // A node that is asked by its port answers for itself, and the next line goes where lines went before.
    QCOMPARE(line("@7000 GET foo"), std::string("(error) MOVED 12182 127.0.0.1:7002\n"));
    QCOMPARE(console.prompt(), std::string("127.0.0.1:7002> "));
    QCOMPARE(line("@7005 GET foo"), std::string("(error) MOVED 12182 127.0.0.1:7002\n"));
    QCOMPARE(line("@7005 READONLY"), std::string("OK\n"));
    QCOMPARE(line("@7005 GET foo"), std::string("\"1\"\n"));
    QVERIFY(line("@7006 GET foo").starts_with("usage: @PORT"));
    QVERIFY(line("@7001").starts_with("usage: @PORT"));
    QCOMPARE(line("MGET foo hello"), std::string("(error) CROSSSLOT Keys in request don't hash to the same slot\n"));
    // A slot on its way: who is asked for once answers, and the line after it goes on from there.
    const auto id = [&](const char* port) { return line(std::string("@") + port + " CLUSTER MYID").substr(1, 40); };
    QCOMPARE(line("@7001 CLUSTER SETSLOT 866 IMPORTING " + id("7000")), std::string("OK\n"));
    QCOMPARE(line("@7000 CLUSTER SETSLOT 866 MIGRATING " + id("7001")), std::string("OK\n"));
    QCOMPARE(line("SET hello 2"), std::string("-> Redirected to slot [866] located at 127.0.0.1:7000\n"
                                              "-> Redirected to slot [866] located at 127.0.0.1:7001\nOK\n"));
    QCOMPARE(line("@7001 CLUSTER COUNTKEYSINSLOT 866"), std::string("(integer) 1\n"));
    // Time runs for all nodes.
    QCOMPARE(line("SET foo 1 EX 10"), std::string("-> Redirected to slot [12182] located at 127.0.0.1:7002\nOK\n"));
    QCOMPARE(line("!sleep 11"), std::string());
    QCOMPARE(line("EXISTS foo"), std::string("(integer) 0\n"));
    QCOMPARE(line("@7005 DBSIZE"), std::string("(integer) 0\n"));
    QVERIFY(line("BLPOP foo 1").starts_with("(nil)"));
    QVERIFY(line("BLPOP foo 0").starts_with("(error) ERR this waits for ever"));
}

void TestCacheCluster::stepsGoToTheirNode() {
    ConsoleOptions o;
    o.shards = 2;
    o.replicas = 1;
    o.firstPort = 7'000;
    ConsoleSession console(o);
    bool failed = false;
    const auto step = [&](const char* text) { return console.jsonLine(text, failed); };
    QCOMPARE(step(R"({"cmd":["SET","foo","1"]})"), std::string(R"({"reply":"-MOVED 12182 127.0.0.1:7001\r\n"})"));
    QCOMPARE(step(R"({"node":1,"cmd":["SET","foo","1"]})"), std::string(R"({"reply":"+OK\r\n"})"));
    QCOMPARE(step(R"({"node":1,"cmd":["WAIT","1","0"]})"), std::string(R"({"reply":":1\r\n"})"));
    // Connections of one name at two nodes are two; who waits is served from a third.
    QCOMPARE(step(R"({"node":1,"conn":"B","cmd":["BLPOP","{foo}l","0"]})"), std::string(R"({"reply":""})"));
    QCOMPARE(step(R"({"node":1,"conn":"C","cmd":["RPUSH","{foo}l","x"]})"), std::string(R"({"reply":":1\r\n"})"));
    QVERIFY(step(R"({"node":1,"conn":"B","read":true})").find("$1\\r\\nx") != std::string::npos);
    QCOMPARE(step(R"({"node":0,"conn":"B","read":true})"), std::string(R"({"reply":""})"));
    QVERIFY(!failed);
    QVERIFY(step(R"({"node":4,"cmd":["PING"]})").find("node must be") != std::string::npos && failed);
    QVERIFY(step(R"({"node":-1,"cmd":["PING"]})").find("node must be") != std::string::npos && failed);
    QVERIFY(step(R"({"node":"x","cmd":["PING"]})").find("node must be") != std::string::npos && failed);
}

QTEST_APPLESS_MAIN(TestCacheCluster)
#include "tst_cache_cluster.moc"
