// The cache engine's keyspace: against a naive model, copied, full, expiring, looked at, with its memory counted.
#include <QtTest>

#include "cache/engine/evict.h"
#include "cache/engine_bench.h"
#include "support/test_suite.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

using namespace maylab::cache;
using namespace maylab::test;
using maylab::kernel::Rng;
using namespace std::string_literals;
using Status = maylab::ports::CacheReply::Status;

namespace {

// What a string store does, as simply as it can be said.
class Naive {
  public:
    std::int64_t now = kStart;
    void purge() { std::erase_if(m_values, [&](const auto& v) { return v.second.at != -1 && now > v.second.at; }); }
    struct Value {
        std::string bytes;
        std::int64_t at = -1;
    };
    std::map<std::string, Value>& all() {
        purge();
        return m_values;
    }

  private:
    std::map<std::string, Value> m_values;
};

} // namespace

class TestCacheEngine : public QObject {
    Q_OBJECT
  private slots:
    void differential_data();
    void differential();
    void fastPathEqualsCommands();
    void scanKeepsItsPromises();
    void copiesRunOnIdentically();
    void copiesAreIndependent();
    void sameSeedSameBits();
    void hitsAndMisses();
    void evictionByPolicy();
    void viewsLeaveNoTrace();
    void tenacity();
    void expiryAtTheEndOfTime();
    void memoryReturnsToZero();
};

void TestCacheEngine::differential_data() {
    QTest::addColumn<int>("seed");
    for (int s = 1; s <= 6; ++s) QTest::addRow("seed %d", s) << s;
}

// Thousands of random commands; every reply and, now and then, the whole keyspace is compared.
void TestCacheEngine::differential() {
    QFETCH(int, seed);
    Bench b(static_cast<std::uint64_t>(seed));
    Naive model;
    Rng rng(static_cast<std::uint64_t>(seed), "differential");
    const auto key = [&] { return (rng.chance(0.1) ? "a-key-that-is-longer-than-inline:" : "k") + std::to_string(rng.below(300)); };
    for (int step = 0; step < 12'000; ++step) {
        const std::string k = key();
        auto& values = model.all();
        const auto at = values.find(k);
        const bool has = at != values.end();
        std::string want, got;
        switch (rng.below(16)) {
        case 0:
        case 1: {
            const std::string v = rng.chance(0.3) ? std::to_string(rng.below(20'000)) : std::string(rng.below(120), 'v');
            got = b.run({"SET", k, v});
            want = "+OK\r\n";
            values[k] = {v, -1};
            break;
        }
        case 2: {
            const std::string v(rng.below(80), 'p');
            const auto ttl = static_cast<std::int64_t>(1 + rng.below(3000));
            got = b.run({"PSETEX", k, std::to_string(ttl), v});
            want = "+OK\r\n";
            values[k] = {v, model.now + ttl};
            break;
        }
        case 3:
            got = b.run({"GET", k});
            want = has ? bulk(at->second.bytes) : "$-1\r\n";
            break;
        case 4:
            got = b.run({"DEL", k});
            want = number(has);
            if (has) values.erase(at);
            break;
        case 5: {
            const std::string v(rng.below(60), 'a');
            got = b.run({"APPEND", k, v});
            values[k].bytes += v;
            want = number(static_cast<std::int64_t>(values[k].bytes.size()));
            break;
        }
        case 6: {
            got = b.run({"INCRBY", k, "7"});
            std::int64_t old = 0;
            const bool isNumber = !has || (at->second.bytes.size() < 18 && !at->second.bytes.empty() &&
                                           at->second.bytes.find_first_not_of("0123456789") == std::string::npos &&
                                           (at->second.bytes == "0" || at->second.bytes[0] != '0'));
            if (!isNumber) {
                want = "-ERR value is not an integer or out of range\r\n";
            } else {
                if (has) old = std::stoll(at->second.bytes);
                values[k].bytes = std::to_string(old + 7);
                want = number(old + 7);
            }
            break;
        }
        case 7: {
            const auto ttl = static_cast<std::int64_t>(rng.below(4000));
            got = b.run({"PEXPIRE", k, std::to_string(ttl)});
            want = number(has);
            if (has && ttl == 0) values.erase(at);
            else if (has) at->second.at = model.now + ttl;
            break;
        }
        case 8:
            got = b.run({"PTTL", k});
            want = number(!has ? -2 : at->second.at == -1 ? -1 : at->second.at - model.now);
            break;
        case 9: {
            const std::string to = key();
            got = b.run({"RENAME", k, to});
            if (!has) {
                want = "-ERR no such key\r\n";
            } else {
                want = "+OK\r\n";
                if (to != k) {
                    values[to] = at->second;
                    values.erase(k);
                }
            }
            break;
        }
        case 10: {
            const auto offset = rng.below(100);
            const std::string v(1 + rng.below(20), 's');
            got = b.run({"SETRANGE", k, std::to_string(offset), v});
            std::string& bytes = values[k].bytes;
            if (bytes.size() < offset + v.size()) bytes.resize(offset + v.size(), '\0');
            bytes.replace(offset, v.size(), v);
            want = number(static_cast<std::int64_t>(bytes.size()));
            break;
        }
        case 11: {
            const std::string to = key();
            if (to == k) continue;
            got = b.run({"COPY", k, to, "REPLACE"});
            want = number(has);
            if (has) values[to] = at->second;
            break;
        }
        case 12:
            got = b.run({"GETDEL", k});
            want = has ? bulk(at->second.bytes) : "$-1\r\n";
            if (has) values.erase(at);
            break;
        case 13:
            got = b.run({"STRLEN", k});
            want = number(has ? static_cast<std::int64_t>(at->second.bytes.size()) : 0);
            break;
        case 14:
            got = b.run({"PERSIST", k});
            want = number(has && at->second.at != -1);
            if (has) at->second.at = -1;
            break;
        default: {
            const auto ms = static_cast<std::int64_t>(rng.below(300));
            b.advance(ms);
            model.now += ms;
            continue;
        }
        }
        QVERIFY2(got == want, qPrintable(QStringLiteral("seed %1 step %2: got %3 want %4")
                                             .arg(seed)
                                             .arg(step)
                                             .arg(QString::fromStdString(quoteBytes(got)), QString::fromStdString(quoteBytes(want)))));
        if (step % 1000 == 0) {
            QCOMPARE(sumOfKeys(b.engine), static_cast<std::uint64_t>(b.engine.server().keyspace.usedBytes() -
                                                                       b.engine.server().keyspace.tableBytes()));
            for (const auto& [name, value] : model.all()) QCOMPARE(b.run({"GET", name}), bulk(value.bytes));
        }
    }
    b.advance(10'000);
    model.now += 10'000;
    QCOMPARE(b.engine.keyCount(), static_cast<std::uint64_t>(model.all().size()));
}

// The same requests through get/set/del and through RESP commands: same keys, counters, memory, victims.
void TestCacheEngine::fastPathEqualsCommands() {
    for (const char* policy : {"allkeys-lru", "allkeys-lfu", "volatile-ttl", "noeviction"}) {
        Engine fast(optionsOf(5)), slow(optionsOf(5));
        const ClientId client = slow.connect(kStart);
        const ClientId awake = fast.connect(kStart);
        for (Engine* e : {&fast, &slow}) {
            QVERIFY(e->configure("maxmemory", "1300kb", kStart).ok);
            QVERIFY(e->configure("maxmemory-policy", policy, kStart).ok);
        }
        Rng rng(9, "fast");
        const std::string value(300, 'x');
        for (int i = 0; i < 20'000; ++i) {
            const std::int64_t now = kStart + i;
            while (fast.nextCron() <= now) {
                const std::int64_t at = fast.nextCron();
                fast.cron(at);
                slow.cron(at);
            }
            // Both keep one connection awake: silent ones give their buffers back.
            if (i % 500 == 0) {
                const std::string_view ping[] = {"PING"};
                std::string pong;
                fast.execute(awake, ping, now, pong);
                slow.execute(client, ping, now, pong);
            }
            const std::string key = "key:" + std::to_string(rng.below(3000));
            const std::uint64_t what = rng.below(10);
            std::string out;
            Status status = Status::Nil;
            std::vector<std::string_view> argv;
            if (what < 6) {
                status = fast.get(key, now).status;
                argv = {"GET", key};
            } else if (what < 9) {
                status = fast.set(key, {300, 0}, 5000, now).status;
                argv = {"SET", key, value, "PX", "5000"};
            } else {
                status = fast.del(key, now).status;
                argv = {"DEL", key};
            }
            slow.execute(client, argv, now, out);
            const bool ok = out[0] == '+' || out == ":1\r\n" || (out[0] == '$' && out[1] != '-');
            const Status same = out.rfind("-OOM", 0) == 0 ? Status::Oom : ok ? Status::Ok : Status::Nil;
            QVERIFY2(status == same, qPrintable(QStringLiteral("%1 step %2").arg(policy).arg(i)));
        }
        QCOMPARE(fast.keyCount(), slow.keyCount());
        QCOMPARE(fast.statistics().evictedKeys, slow.statistics().evictedKeys);
        QCOMPARE(fast.statistics().expiredKeys, slow.statistics().expiredKeys);
        QCOMPARE(fast.statistics().keyspaceHits, slow.statistics().keyspaceHits);
        QCOMPARE(fast.statistics().commandsProcessed, slow.statistics().commandsProcessed);
        QCOMPARE(fast.server().keyspace.usedBytes(), slow.server().keyspace.usedBytes());
        QVERIFY(fast.statistics().evictedKeys > 0 || std::string(policy) == "noeviction");
    }
}

// Whatever is there from the first page to the last is returned, while the table grows, shrinks and is rehashed.
void TestCacheEngine::scanKeepsItsPromises() {
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
        Bench b(seed);
        Rng rng(seed, "scan");
        std::set<std::string> stay;
        for (int k = 0; k < 500; ++k) {
            stay.insert("stay:" + std::to_string(k));
            b.run({"SET", "stay:" + std::to_string(k), "v"});
        }
        const bool shrinks = seed % 2 == 0;
        for (int k = 0; k < (shrinks ? 30'000 : 50); ++k) b.run({"SET", "go:" + std::to_string(k), "v"});
        std::string cursor = "0";
        std::set<std::string> seen;
        int pages = 0, next = 0;
        do {
            const auto reply = parseReply(b.run({"SCAN", cursor, "COUNT", std::to_string(1 + rng.below(30))}));
            QVERIFY(reply && reply->items.size() == 2);
            cursor = reply->items[0].text;
            for (const RespValue& k : reply->items[1].items) seen.insert(k.text);
            for (int n = 0; n < 40; ++n, ++next) b.run({shrinks ? "DEL" : "SET", (shrinks ? "go:" : "new:") + std::to_string(next), "v"});
            if (pages % 5 == 0) b.advance(100); // the timer rehashes and shrinks
            QVERIFY2(++pages < 100'000, "the scan does not end");
        } while (cursor != "0");
        for (const std::string& k : stay) QVERIFY2(seen.count(k) == 1, qPrintable(QString::fromStdString(k)));
    }
}

void TestCacheEngine::copiesRunOnIdentically() {
    Engine original(optionsOf(3));
    QVERIFY(original.configure("maxmemory", "60mb", kStart).ok);
    QVERIFY(original.configure("maxmemory-policy", "allkeys-lru", kStart).ok);
    for (int k = 0; k < 100'000; ++k) original.set("key:" + std::to_string(k), {500, 1}, k % 3 == 0 ? 30'000 : 0, kStart + k / 20);
    const auto drive = [](Engine& e) {
        Rng rng(4, "drive");
        for (int i = 0; i < 50'000; ++i) {
            const std::int64_t now = kStart + 10'000 + i;
            while (e.nextCron() <= now) e.cron(e.nextCron());
            const std::string key = "key:" + std::to_string(rng.below(150'000));
            if (e.get(key, now).status == Status::Nil) e.set(key, {500, 2}, 0, now);
        }
        return e.fingerprint();
    };
    Engine copy = original;
    QCOMPARE(copy.fingerprint(), original.fingerprint());
    const std::uint64_t first = drive(original);
    QVERIFY(first != copy.fingerprint());
    QCOMPARE(drive(copy), first);
    QVERIFY(original.statistics().evictedKeys > 0);
    QVERIFY(original.statistics().expiredKeys > 0);
}

void TestCacheEngine::copiesAreIndependent() {
    Bench a;
    a.run({"SET", "s", std::string(100, 'x')});
    a.run({"SET", "n", "5"});
    Bench b = a;
    b.run({"APPEND", "s", "more"});
    b.run({"SETRANGE", "s", "0", "Y"});
    b.run({"DEL", "n"});
    QCOMPARE(a.run({"GET", "s"}), bulk(std::string(100, 'x')));
    QCOMPARE(a.run({"GET", "n"}), bulk("5"));
    QCOMPARE(b.run({"GET", "s"}), bulk("Y" + std::string(99, 'x') + "more"));
    a.run({"FLUSHALL"});
    QCOMPARE(b.run({"STRLEN", "s"}), number(104));
}

void TestCacheEngine::sameSeedSameBits() {
    const auto run = [](std::uint64_t seed) {
        Engine e(optionsOf(seed));
        e.configure("maxmemory", "2mb", kStart);
        e.configure("maxmemory-policy", "allkeys-lfu", kStart);
        Rng rng(1, "same");
        for (int i = 0; i < 30'000; ++i) {
            const std::int64_t now = kStart + i * 2;
            if (i % 50 == 0) e.cron(now);
            e.set("k" + std::to_string(rng.below(5000)), {static_cast<std::uint32_t>(rng.below(900)), 0}, 0, now);
        }
        return e.fingerprint();
    };
    QCOMPARE(run(7), run(7));
    QVERIFY(run(7) != run(8));
}

// One lookup for reading is one hit or miss; what changes a key is not counted.
void TestCacheEngine::hitsAndMisses() {
    struct Case {
        std::vector<std::string> command;
        std::uint64_t hits, misses;
    };
    const std::vector<Case> cases = {
        {{"GET", "a"}, 1, 0},           {{"GET", "no"}, 0, 1},       {{"MGET", "a", "no", "b"}, 2, 1},
        {{"EXISTS", "a", "a", "no"}, 2, 1}, {{"TTL", "a"}, 1, 0},    {{"TYPE", "no"}, 0, 1},
        {{"STRLEN", "a"}, 1, 0},        {{"TOUCH", "a", "no"}, 1, 1}, {{"OBJECT", "ENCODING", "a"}, 1, 0},
        {{"GETEX", "a"}, 1, 0},         {{"SET", "a", "1", "GET"}, 1, 0}, {{"GETSET", "a", "1"}, 1, 0},
        {{"GETDEL", "no"}, 0, 1},       {{"BITCOUNT", "a"}, 1, 0},   {{"DUMP", "a"}, 1, 0},
        {{"SORT", "no"}, 0, 1},         {{"SET", "a", "1"}, 0, 0},   {{"INCR", "a"}, 0, 0},
        {{"APPEND", "a", "1"}, 0, 0},   {{"EXPIRE", "a", "100"}, 0, 0}, {{"DEL", "no"}, 0, 0},
        {{"RENAME", "a", "a2"}, 0, 0},  {{"MEMORY", "USAGE", "a"}, 0, 0}, {{"SCAN", "0"}, 0, 0},
        {{"KEYS", "*"}, 0, 0}};
    for (const Case& c : cases) {
        Bench b;
        b.run({"MSET", "a", "1", "b", "2"});
        b.run({"CONFIG", "RESETSTAT"});
        b.run(c.command);
        QVERIFY2(b.engine.statistics().keyspaceHits == c.hits && b.engine.statistics().keyspaceMisses == c.misses,
                 c.command[0].c_str());
    }
}

void TestCacheEngine::evictionByPolicy() {
    const auto filled = [](const char* policy, bool withTtl) {
        Bench b;
        b.run({"CONFIG", "SET", "maxmemory", "1500000", "maxmemory-policy", policy});
        std::string last;
        for (int k = 0; k < 3000; ++k) {
            b.now += 20;
            const std::string key = "key:" + std::to_string(k);
            last = withTtl && k % 2 == 0 ? b.run({"SET", key, std::string(400, 'x'), "EX", std::to_string(1000 + k)})
                                         : b.run({"SET", key, std::string(400, 'x')});
        }
        return std::pair{std::move(b), last};
    };
    const std::string oom = "-OOM command not allowed when used memory > 'maxmemory'.\r\n";
    {
        auto [b, last] = filled("noeviction", true);
        QCOMPARE(last, oom);
        QCOMPARE(b.engine.statistics().evictedKeys, std::uint64_t{0});
        QVERIFY(b.engine.statistics().oomRefused > 0);
        // Reading and deleting still work, and make room.
        QCOMPARE(b.run({"GET", "key:1"}).substr(0, 4), std::string("$400"));
        std::vector<std::string> del = {"DEL"};
        for (int k = 0; k < 200; ++k) del.push_back("key:" + std::to_string(k));
        QCOMPARE(b.run(del), number(200));
        QCOMPARE(b.run({"SET", "again", "1"}), std::string("+OK\r\n"));
    }
    for (const char* policy : {"volatile-lru", "volatile-lfu", "volatile-random", "volatile-ttl"}) {
        auto [b, last] = filled(policy, false);
        QCOMPARE(last, oom); // nothing has a TTL
        QCOMPARE(b.engine.statistics().evictedKeys, std::uint64_t{0});
    }
    for (const char* policy : {"volatile-lru", "volatile-lfu", "volatile-random", "volatile-ttl"}) {
        auto [b, last] = filled(policy, true);
        // Only keys with a TTL went; when they were used up, writes were refused.
        QVERIFY(b.engine.statistics().evictedKeys > 0);
        std::vector<KeyView> keys;
        b.engine.viewKeys(0, 10'000, b.now, keys);
        const auto without = std::count_if(keys.begin(), keys.end(), [](const KeyView& k) { return k.ttlMilliseconds == -1; });
        QCOMPARE(static_cast<std::uint64_t>(without), b.engine.keyCount() - b.engine.expiringCount());
        QVERIFY(without > 500);
    }
    for (const char* policy : {"allkeys-lru", "allkeys-lfu", "allkeys-random"}) {
        auto [b, last] = filled(policy, true);
        QCOMPARE(last, std::string("+OK\r\n"));
        QVERIFY(b.engine.usedMemory() <= 1'500'000 + 1000);
        QVERIFY(b.engine.statistics().evictedKeys > 1000);
    }
    // LRU keeps what is young: the older half went before the newer.
    auto [b, last] = filled("allkeys-lru", false);
    int old = 0, young = 0;
    for (int k = 0; k < 1000; ++k) old += b.run({"EXISTS", "key:" + std::to_string(k)}) == number(1);
    for (int k = 2500; k < 3000; ++k) young += b.run({"EXISTS", "key:" + std::to_string(k)}) == number(1);
    QVERIFY2(old < 100 && young > 450, qPrintable(QStringLiteral("old %1 young %2").arg(old).arg(young)));
}

void TestCacheEngine::viewsLeaveNoTrace() {
    Bench b;
    b.run({"CONFIG", "SET", "maxmemory-policy", "allkeys-lru"});
    for (int k = 0; k < 5000; ++k) b.engine.set("key:" + std::to_string(k), {100, 0}, k % 2 == 0 ? 100'000 : 0, b.now);
    b.run({"SET", "typed", "by a person", "PX", "10"});
    const std::uint64_t before = b.engine.fingerprint();
    const std::uint64_t hits = b.engine.statistics().keyspaceHits;
    std::vector<KeyView> keys;
    b.engine.viewKeys(0, 100'000, b.now + 5000, keys);
    QCOMPARE(keys.size(), std::size_t{5001});
    QVERIFY(std::is_sorted(keys.begin(), keys.end(), [](const KeyView& x, const KeyView& y) { return x.position < y.position; }));
    std::set<std::uint64_t> ids;
    for (const KeyView& k : keys) ids.insert(k.id);
    QCOMPARE(ids.size(), keys.size());
    b.engine.viewKeys(0, 400, b.now, keys);
    QVERIFY(keys.size() > 250 && keys.size() <= 400);
    KeyView view;
    QVERIFY(b.engine.viewKey(0, "typed", b.now + 60, view));
    QVERIFY(view.foreign && view.ttlMilliseconds == -50 && view.valueBytes == 11);
    QVERIFY(b.engine.viewKey(0, "key:0", b.now + 7000, view));
    QVERIFY(!view.foreign && view.ttlMilliseconds == 93'000 && view.idleMilliseconds == 7000 && view.ageMilliseconds == 7000);
    QVERIFY(!b.engine.viewKey(0, "nobody", b.now, view));
    b.engine.info("", b.now + 5000);
    QCOMPARE(b.engine.fingerprint(), before);
    QCOMPARE(b.engine.statistics().keyspaceHits, hits);
}

// A large overhang is not removed at once: the time limit counts modelled time, the rest goes on by itself.
void TestCacheEngine::tenacity() {
    QCOMPARE(evictionTimeLimitNs(0), std::int64_t{0});
    QCOMPARE(evictionTimeLimitNs(10), std::int64_t{500'000});
    QCOMPARE(evictionTimeLimitNs(100), INT64_MAX);
    QVERIFY(evictionTimeLimitNs(50) > 100 * evictionTimeLimitNs(10));
    Bench b;
    for (int k = 0; k < 20'000; ++k) b.engine.set("key:" + std::to_string(k), {500, 0}, 0, b.now);
    b.run({"CONFIG", "SET", "maxmemory-policy", "allkeys-random", "maxmemory", "3mb"});
    QCOMPARE(b.run({"SET", "one", "1"}), std::string("+OK\r\n")); // served while evicting
    QVERIFY(b.engine.evictionPending());
    const std::uint64_t first = b.engine.statistics().evictedKeys;
    QVERIFY(first >= 16 && first < 2000);
    int rounds = 0;
    while (b.engine.evictionPending() && ++rounds < 1000) QVERIFY(b.engine.continueEviction(b.now) > 0);
    QVERIFY(rounds > 5 && rounds < 1000);
    QVERIFY(b.engine.usedMemory() <= 3u << 20);
}

void TestCacheEngine::expiryAtTheEndOfTime() {
    Bench b;
    const std::string last = std::to_string(INT64_MAX);
    QCOMPARE(b.run({"SET", "a", "1", "PXAT", last}), std::string("+OK\r\n"));
    QCOMPARE(b.run({"PEXPIRETIME", "a"}), number(INT64_MAX));
    QCOMPARE(b.run({"EXPIRETIME", "a"}), number(INT64_MAX / 1000 + 1));
    QCOMPARE(b.run({"TTL", "a"}), number((INT64_MAX - kStart) / 1000 + ((INT64_MAX - kStart) % 1000 >= 500 ? 1 : 0)));
    QCOMPARE(b.run({"SET", "b", "1", "PXAT", std::to_string(kStart + 1499)}), std::string("+OK\r\n"));
    QCOMPARE(b.run({"TTL", "b"}), number(1));
    QCOMPARE(b.run({"SET", "b", "1", "PXAT", std::to_string(kStart + 1500)}), std::string("+OK\r\n"));
    QCOMPARE(b.run({"TTL", "b"}), number(2));
    // Looked at together, and on average far away.
    for (int k = 0; k < 100; ++k) b.run({"SET", "k" + std::to_string(k), "1", "PXAT", last});
    b.advance(5'000);
    QVERIFY(b.engine.averageTtl() > 0);
    QCOMPARE(b.engine.expiringCount(), std::uint64_t{101});

    const auto payload = parseReply(b.run({"DUMP", "a"}));
    QVERIFY(payload);
    QCOMPARE(b.run({"RESTORE", "a", last, payload->text, "REPLACE"}), std::string("+OK\r\n"));
    QCOMPARE(b.run({"EXISTS", "a"}), number(0)); // the server's sum wraps: dead at once
    QCOMPARE(b.run({"RESTORE", "a", last, payload->text, "REPLACE", "ABSTTL"}), std::string("+OK\r\n"));
    QCOMPARE(b.run({"RESTORE", "c", std::to_string(INT64_MAX - b.now), payload->text}), std::string("+OK\r\n"));
    QCOMPARE(b.run({"PEXPIRETIME", "c"}), number(INT64_MAX));
}

void TestCacheEngine::memoryReturnsToZero() {
    Bench b;
    for (int k = 0; k < 5000; ++k) {
        b.run({"SELECT", std::to_string(k % 3)});
        b.run({"SET", "key-number-" + std::to_string(k) + std::string(static_cast<std::size_t>(k % 40), 'z'), std::string(static_cast<std::size_t>(k % 300), 'v'), "EX", "100"});
    }
    QVERIFY(b.engine.server().keyspace.usedBytes() > 500'000);
    b.run({"SELECT", "1"});
    b.run({"FLUSHDB"});
    QCOMPARE(sumOfKeys(b.engine), static_cast<std::uint64_t>(b.engine.server().keyspace.usedBytes() -
                                                               b.engine.server().keyspace.tableBytes()));
    b.run({"SWAPDB", "0", "5"});
    b.advance(200'000);
    QCOMPARE(b.engine.keyCount(), std::uint64_t{0});
    b.run({"FLUSHALL"});
    QCOMPARE(b.engine.server().keyspace.usedBytes(), std::int64_t{0});
    QCOMPARE(b.engine.server().keyspace.realBytes(), std::uint64_t{0});
}

MAYLAB_TESTS(TestCacheEngine)

int main(int argc, char** argv) { return maylab::testing::runTestClasses(argc, argv); }
#include "tst_cache_engine.moc"
