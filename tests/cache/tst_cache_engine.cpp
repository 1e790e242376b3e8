// The cache engine by itself: against a naive model, under mutation, copied, misused and fed with rubbish.
#include <QtTest>

#include "cache/engine/command_table.h"
#include "cache/engine/console_session.h"
#include "cache/engine/engine.h"
#include "cache/engine/evict.h"
#include "kernel/rng.h"

#include <algorithm>
#include <initializer_list>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

using namespace maylab::cache;
using maylab::kernel::Rng;
using namespace std::string_literals;
using Status = maylab::ports::CacheReply::Status;

namespace {

constexpr std::int64_t kStart = 1'700'000'000'000;

EngineOptions optionsOf(std::uint64_t seed, EngineProfile profile = EngineProfile::Raw) {
    EngineOptions o;
    o.seed = seed;
    o.startedAtMs = kStart;
    o.profile = profile;
    return o;
}

// An engine with one connection and a clock.
struct Bench {
    explicit Bench(std::uint64_t seed = 1, EngineProfile profile = EngineProfile::Raw)
        : engine(optionsOf(seed, profile)), client(engine.connect(kStart)) {}
    std::string run(const std::vector<std::string>& words) {
        const std::vector<std::string_view> argv(words.begin(), words.end());
        std::string out;
        engine.execute(client, argv, now, out);
        return out;
    }
    void advance(std::int64_t ms) {
        const std::int64_t target = now + ms;
        while (engine.nextCron() <= target) engine.cron(engine.nextCron());
        now = target;
    }
    Engine engine;
    ClientId client;
    std::int64_t now = kStart;
};

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

std::string bulk(const std::string& s) { return "$" + std::to_string(s.size()) + "\r\n" + s + "\r\n"; }
std::string number(std::int64_t v) { return ":" + std::to_string(v) + "\r\n"; }

std::uint64_t sumOfKeys(const Engine& e) {
    std::uint64_t sum = 0;
    std::vector<KeyView> keys;
    for (int db = 0; db < 16; ++db) {
        e.viewKeys(db, 1'000'000, 0, keys);
        for (const KeyView& k : keys) sum += k.bytes;
    }
    return sum;
}

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
    void keyEvents();
    void viewsLeaveNoTrace();
    void tenacity();
    void configErrors();
    void configIsAllOrNothing();
    void protocolInSlices();
    void protocolRubbish();
    void protocolErrorsClose();
    void restrictedCommands();
    void consoleMemoryIsBounded();
    void consoleBadLines();
    void consoleSleepsCheaply_data();
    void consoleSleepsCheaply();
    void clientLimits();
    void clientReplyModes();
    void dumpAndRestore();
    void expiryAtTheEndOfTime();
    void slowlogAndLatency();
    void redisCliFormat();
    void splitLines();
    void commandTableIsSound();
    void memoryReturnsToZero();
    void differencesFoundAgainstRedis_data();
    void differencesFoundAgainstRedis();
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

void TestCacheEngine::keyEvents() {
    Engine e(optionsOf(2));
    e.configure("maxmemory", "1200000", kStart);
    e.configure("maxmemory-policy", "allkeys-lru", kStart);
    for (int k = 0; k < 2000; ++k) e.set("quiet:" + std::to_string(k), {500, 0}, 0, kStart);
    QVERIFY(e.keyEvents().empty());
    e.recordKeyEvents(true);
    const std::uint64_t before = e.statistics().evictedKeys;
    for (int k = 0; k < 200; ++k) e.set("a-rather-long-key-that-does-not-fit-into-the-entry:" + std::to_string(k), {500, 0}, 0, kStart + 9000);
    QCOMPARE(e.keyEvents().size(), e.statistics().evictedKeys - before);
    const KeyEvent& event = e.keyEvents().front();
    QVERIFY(event.kind == KeyEvent::Kind::Evicted);
    QCOMPARE(event.policy, MaxmemoryPolicy::AllkeysLru);
    QCOMPARE(event.idleMilliseconds, std::int64_t{9000});
    QCOMPARE(event.keyText().substr(0, 6), std::string_view("quiet:"));
    QVERIFY(event.poolSize >= 1 && event.poolSize <= EvictionPool::kSize && event.sampled == 5);
    QCOMPARE(event.bytes, std::int64_t{576});
    e.clearKeyEvents();
    // Dead keys: found by a reader, or by the timer.
    e.set("lazy", {10, 0}, 50, kStart + 9000);
    e.clearKeyEvents();
    QVERIFY(e.get("lazy", kStart + 9100).status == Status::Nil);
    QVERIFY(e.keyEvents().back().kind == KeyEvent::Kind::ExpiredLazily);
    QCOMPARE(e.keyEvents().back().ttlMilliseconds, std::int64_t{-50});
    QCOMPARE(e.keyEvents().back().keyText(), std::string_view("lazy"));
    e.set("active", {10, 0}, 50, kStart + 9200);
    e.clearKeyEvents();
    for (std::int64_t t = kStart + 9300; t < kStart + 60'000 && e.keyEvents().empty(); t += 100) e.cron(t);
    QVERIFY(!e.keyEvents().empty() && e.keyEvents()[0].kind == KeyEvent::Kind::ExpiredActive);
    QCOMPARE(e.keyEvents()[0].keyText(), std::string_view("active"));
    e.clearKeyEvents();
    e.configure("maxmemory-policy", "noeviction", kStart);
    e.configure("maxmemory", "1mb", kStart);
    QVERIFY(e.set("refused", {10, 0}, 0, kStart + 60'000).status == Status::Oom);
    QVERIFY(e.keyEvents().back().kind == KeyEvent::Kind::OomRefused);
    QCOMPARE(e.keyEvents().back().keyText(), std::string_view("refused"));
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

void TestCacheEngine::configErrors() {
    Bench b;
    const auto possibly = [](const std::string& name, const std::string& why) {
        return "-ERR CONFIG SET failed (possibly related to argument '" + name + "') - " + why + "\r\n";
    };
    QCOMPARE(b.run({"CONFIG", "SET", "maxmemory", "lots"}), possibly("maxmemory", "argument must be a memory value"));
    QCOMPARE(b.run({"CONFIG", "SET", "appendonly", "maybe"}), possibly("appendonly", "argument must be 'yes' or 'no'"));
    QCOMPARE(b.run({"CONFIG", "SET", "databases", "4"}), possibly("databases", "can't set immutable config"));
    QCOMPARE(b.run({"CONFIG", "SET", "hz", "1", "hz", "2"}), possibly("hz", "duplicate parameter"));
    QCOMPARE(b.run({"CONFIG", "SET", "maxmemory-samples", "-1"}),
             possibly("maxmemory-samples", "argument must be between 1 and 2147483647 inclusive"));
    QCOMPARE(b.run({"CONFIG", "SET", "hz", "10", "nosuch", "1"}),
             std::string("-ERR Unknown option or number of arguments for CONFIG SET - 'nosuch'\r\n"));
    QCOMPARE(b.run({"CONFIG", "SET", "MAXMEMORY", "100m"}), std::string("+OK\r\n"));
    QCOMPARE(b.engine.maxmemory(), std::uint64_t{100'000'000});
    QCOMPARE(b.run({"CONFIG", "GET", "maxmemory"}), "*2\r\n" + bulk("maxmemory") + bulk("100000000"));
    QCOMPARE(b.run({"CONFIG", "SET", "slave-priority", "7"}), std::string("+OK\r\n"));
    QCOMPARE(b.run({"CONFIG", "GET", "replica-priority"}), "*2\r\n" + bulk("replica-priority") + bulk("7"));
    QVERIFY(!b.engine.configure("maxmemory-policy", "sometimes", b.now).ok);
    QVERIFY(!b.engine.configure("", "", b.now).ok);
    QVERIFY(b.engine.configure("databases", "16", b.now).ok);
}

void TestCacheEngine::configIsAllOrNothing() {
    Bench b;
    b.run({"CONFIG", "SET", "maxmemory", "5mb", "maxmemory-policy", "bogus"});
    QCOMPARE(b.engine.maxmemory(), std::uint64_t{0});
}

// However the network cuts the bytes, the replies are the same.
void TestCacheEngine::protocolInSlices() {
    std::string bytes;
    for (int k = 0; k < 200; ++k) {
        bytes += encodeCommand({"SET", "k" + std::to_string(k), std::string(static_cast<std::size_t>(k * 3), 'v')});
        bytes += "GET k" + std::to_string(k) + "\r\n\r\n";
        bytes += encodeCommand({"EXISTS", "k" + std::to_string(k), "none"});
        if (k % 7 == 0) bytes += "*0\r\n";
    }
    Bench whole;
    std::string expected;
    whole.engine.receive(whole.client, bytes, whole.now, expected);
    QVERIFY(expected.size() > bytes.size() / 2);
    Rng rng(1, "slices");
    for (int round = 0; round < 20; ++round) {
        Bench b;
        std::string got;
        for (std::size_t pos = 0; pos < bytes.size();) {
            const std::size_t n = std::min<std::size_t>(bytes.size() - pos, 1 + rng.below(round < 5 ? 3 : 700));
            b.engine.receive(b.client, std::string_view(bytes).substr(pos, n), b.now, got);
            pos += n;
        }
        QVERIFY(got == expected);
    }
}

// Rubbish of several kinds: replies parse, the engine lives, its books balance.
void TestCacheEngine::protocolRubbish() {
    Rng rng(77, "rubbish");
    const std::vector<std::string> words = {"*3\r\n", "$3\r\n", "SET", "GET\r\n", "$-1\r\n", "*-7\r\n", "*99999999999\r\n",
                                            "$99999999999\r\n", "\r\n", "\n", "\0"s, "\"", "'", "*1\r\n$4\r\nPING\r\n",
                                            "*2\r\n$3\r\nGET\r\n$1\r\nk\r\n", "SETRANGE k 536870911 x\r\n",
                                            "SETBIT k 4294967295 1\r\n", "*1000000\r\n", "HELLO 3\r\n", "CLIENT REPLY OFF\r\n",
                                            "INCRBYFLOAT k 1e5000\r\n", "BITFIELD k SET u8 999999999999 1\r\n"};
    Bench b;
    b.engine.configure("proto-max-bulk-len", "1mb", b.now);
    for (int round = 0; round < 3000; ++round) {
        if (!b.engine.isOpen(b.client)) b.client = b.engine.connect(b.now);
        std::string bytes;
        for (std::uint64_t n = rng.below(8); n > 0; --n) {
            if (rng.chance(0.7)) {
                bytes += words[rng.below(words.size())];
            } else {
                for (std::uint64_t c = rng.below(20); c > 0; --c) bytes += static_cast<char>(rng.below(256));
            }
        }
        std::string out;
        const Engine::Outcome outcome = b.engine.receive(b.client, bytes, b.now, out);
        QVERIFY(outcome.close == !b.engine.isOpen(b.client));
        for (std::string_view rest = out; !rest.empty();) {
            std::size_t used = 0;
            QVERIFY2(parseReply(rest, &used).has_value(), qPrintable(QString::fromStdString(quoteBytes(out))));
            rest.remove_prefix(used);
        }
        // Parsers of replies and typed lines must survive the same bytes.
        parseReply(bytes);
        formatReplies(bytes);
        splitLine(bytes);
    }
    QCOMPARE(sumOfKeys(b.engine), static_cast<std::uint64_t>(b.engine.server().keyspace.usedBytes() -
                                                               b.engine.server().keyspace.tableBytes()));
}

void TestCacheEngine::protocolErrorsClose() {
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"*1\r\n$-5\r\n", "-ERR Protocol error: invalid bulk length\r\n"},
        {"*1\r\n$abc\r\n", "-ERR Protocol error: invalid bulk length\r\n"},
        {"*abc\r\n", "-ERR Protocol error: invalid multibulk length\r\n"},
        {"*1\r\n+PING\r\n", "-ERR Protocol error: expected '$', got '+'\r\n"},
        {"GET \"unbalanced\r\n", "-ERR Protocol error: unbalanced quotes in request\r\n"},
        {std::string(70'000, 'a'), "-ERR Protocol error: too big inline request\r\n"},
        {"*" + std::string(70'000, '1'), "-ERR Protocol error: too big mbulk count string\r\n"},
        {"*1\r\n$" + std::string(70'000, '1'), "-ERR Protocol error: too big bulk count string\r\n"}};
    for (const auto& [bytes, want] : cases) {
        Bench b;
        std::string out;
        const Engine::Outcome outcome = b.engine.receive(b.client, bytes.back() == '\n' ? bytes + "PING\r\n" : bytes, b.now, out);
        QCOMPARE(out, want);
        QVERIFY(outcome.close);
        QVERIFY(!b.engine.isOpen(b.client));
        QCOMPARE(b.engine.connectedClients(), std::uint64_t{0});
    }
    // Before AUTH only small requests are read.
    Engine e(optionsOf(1));
    e.configure("requirepass", "secret", kStart);
    const ClientId c = e.connect(kStart);
    std::string out;
    e.receive(c, "*11\r\n", kStart, out);
    QCOMPARE(out, std::string("-ERR Protocol error: unauthenticated multibulk length\r\n"));
}

void TestCacheEngine::restrictedCommands() {
    Bench raw, aws(1, EngineProfile::ElastiCache);
    QCOMPARE(raw.run({"CONFIG", "GET", "hz"}), "*2\r\n" + bulk("hz") + bulk("10"));
    QCOMPARE(aws.run({"CONFIG", "GET", "hz"}), std::string("-ERR unknown command 'CONFIG', with args beginning with: 'GET' 'hz' \r\n"));
    for (const char* name : {"BGSAVE", "BGREWRITEAOF", "SAVE", "SHUTDOWN", "DEBUG", "REPLICAOF", "SLAVEOF"})
        QVERIFY2(aws.run({name}).rfind("-ERR unknown command '", 0) == 0, name);
    QCOMPARE(aws.run({"CLUSTER", "MEET", "h", "1"}), std::string("-ERR unknown subcommand 'MEET'. Try CLUSTER HELP.\r\n"));
    QCOMPARE(aws.run({"CLUSTER", "INFO"}), std::string("-ERR This instance has cluster support disabled\r\n"));
    QCOMPARE(aws.run({"SET", "a", "1"}), std::string("+OK\r\n"));
}

void TestCacheEngine::consoleMemoryIsBounded() {
    ConsoleOptions o;
    ConsoleSession session(o);
    std::string last;
    int taken = 0;
    for (int k = 0; k < 200; ++k) {
        last = session.textLine("SETRANGE big" + std::to_string(k) + " 1000000 x");
        if (last.rfind("(error) OOM", 0) == 0) break;
        ++taken;
    }
    QCOMPARE(last, std::string("(error) OOM command not allowed when used memory > 'maxmemory'.\n"));
    QVERIFY(taken > 50 && taken < 70);
    QVERIFY(session.engine().server().keyspace.realBytes() <= ConsoleSession::kMemoryCap);
    QVERIFY(session.textLine("SETBIT huge 4294967295 1").rfind("(error) OOM", 0) == 0);
    QCOMPARE(session.textLine("FLUSHALL"), std::string("OK\n"));
    QCOMPARE(session.textLine("SET k v"), std::string("OK\n"));
}

void TestCacheEngine::consoleBadLines() {
    ConsoleOptions o;
    o.settings = {{"maxmemory", "100mb"}, {"maxmemory-policy", "allkeys-lru"}};
    ConsoleSession session(o);
    QVERIFY(session.startError().empty());
    bool failed = false;
    const std::string deep = "{\"cmd\":" + std::string(300'000, '[') + std::string(300'000, ']') + "}";
    for (const char* line : {"", "{", "[]", "1", "{}", deep.c_str(), R"({"cmd":"GET"})", R"({"cmd":[]})", R"({"cmd":[{}]})", R"({"sleep_s":"x"})",
                             R"({"sleep_s":-1})", R"({"raw":1})", R"({"conn":1,"cmd":["PING"]})", "\xff\xfe"}) {
        const std::string answer = session.jsonLine(line, failed);
        QVERIFY2(failed && answer.find("\"error\"") != std::string::npos, line);
    }
    QCOMPARE(session.jsonLine(R"({"conn":"A","cmd":["SET","k","v","EX",10]})", failed), std::string(R"({"reply":"+OK\r\n"})"));
    QVERIFY(!failed);
    QCOMPARE(session.jsonLine(R"({"sleep_s":10.5})", failed), std::string());
    QCOMPARE(session.jsonLine(R"({"conn":"B","cmd":["GET","k"]})", failed), std::string(R"({"reply":"$-1\r\n"})"));
    session.jsonLine("{\"cmd\":[\"SET\",\"b\",\"\\u00ff\\u0000\"]}", failed);
    QCOMPARE(session.jsonLine(R"({"cmd":["GET","b"]})", failed), std::string("{\"reply\":\"$2\\r\\n\\u00ff\\u0000\\r\\n\"}"));
    QCOMPARE(session.jsonLine(R"({"raw":"PING\r\n"})", failed), std::string(R"({"reply":"+PONG\r\n"})"));
    // Months of sleep take no time to speak of.
    session.jsonLine(R"({"sleep_s":8640000})", failed);
    QVERIFY(!failed);
    o.settings = {{"nosuch", "1"}};
    QVERIFY(!ConsoleSession(o).startError().empty());
}

void TestCacheEngine::consoleSleepsCheaply_data() {
    QTest::addColumn<QString>("hz");
    for (const char* hz : {"10", "7", "300", "500"}) QTest::addRow("hz %s", hz) << hz;
}

// Ticks that have nothing to do are passed over, and nobody can tell.
void TestCacheEngine::consoleSleepsCheaply() {
    QFETCH(QString, hz);
    ConsoleOptions o;
    o.settings = {{"hz", hz.toStdString()}};
    ConsoleSession slept(o), ticked(o);
    const auto tick = [&](double seconds) {
        const std::int64_t target = ticked.nowMs() + static_cast<std::int64_t>(seconds * 1000);
        Engine& e = ticked.engine();
        while (e.nextCron() <= target) e.cron(e.nextCron());
        ticked.advance(seconds);
    };
    const auto both = [&](const char* line) {
        const std::string a = slept.textLine(line), b = ticked.textLine(line);
        QCOMPARE(a, b);
    };
    both("SET for-ever 1");
    for (int k = 0; k < 300; ++k) both(qPrintable(QString("SET k%1 %1 PX 2000").arg(k)));
    for (const double seconds : {5.0, 90.0, 0.25, 700.05, 3600.0}) {
        slept.advance(seconds);
        tick(seconds);
        QCOMPARE(slept.engine().fingerprint(), ticked.engine().fingerprint());
        QCOMPARE(slept.engine().nextCron(), ticked.engine().nextCron());
        both("INFO everything");
        both("GET for-ever");
    }
    both("CONFIG SET timeout 400");
    slept.advance(800);
    tick(800);
    QCOMPARE(slept.engine().connectedClients(), std::uint64_t{0});
    both("INFO everything");
    // Twenty thousand years: ticked through, this test would not end before its time limit.
    for (int k = 0; k < 20'000; ++k) slept.advance(400 * 86'400.0); // the clock has an end
    QCOMPARE(slept.textLine("GET for-ever"), std::string("\"1\"\n"));
}

void TestCacheEngine::clientLimits() {
    Engine e(optionsOf(1));
    e.configure("maxclients", "3", kStart);
    QVERIFY(e.addPooledConnections(2, kStart));
    const ClientId c = e.connect(kStart);
    QVERIFY(c != 0);
    QCOMPARE(e.connect(kStart), ClientId{0});
    QVERIFY(!e.addPooledConnections(1, kStart));
    QCOMPARE(e.statistics().rejectedConnections, std::uint64_t{2});
    e.removePooledConnections(2);
    const ClientId d = e.connect(kStart);
    QVERIFY(d > c);
    std::string out;
    const std::string id = std::to_string(c);
    const std::string_view kill[] = {"CLIENT", "KILL", "ID", id};
    e.execute(d, kill, kStart, out);
    QCOMPARE(out, number(1));
    QVERIFY(!e.isOpen(c));
    const std::string_view ping[] = {"PING"};
    out.clear();
    QVERIFY(e.execute(c, ping, kStart, out).close);
    QVERIFY(out.empty());
    const std::string_view quit[] = {"QUIT"};
    QVERIFY(e.execute(d, quit, kStart, out).close);
    QCOMPARE(out, std::string("+OK\r\n"));
    QCOMPARE(e.connectedClients(), std::uint64_t{0});
    // An idle timeout closes connections.
    e.configure("timeout", "5", kStart);
    const ClientId sleeper = e.connect(kStart);
    e.cron(kStart + 4000);
    QVERIFY(e.isOpen(sleeper));
    for (std::int64_t t = 4100; t <= 6000; t += 100) e.cron(kStart + t);
    QVERIFY(!e.isOpen(sleeper));
}

void TestCacheEngine::clientReplyModes() {
    Bench b;
    QCOMPARE(b.run({"CLIENT", "REPLY", "SKIP"}), std::string());
    QCOMPARE(b.run({"PING"}), std::string());
    QCOMPARE(b.run({"PING"}), std::string("+PONG\r\n"));
    QCOMPARE(b.run({"CLIENT", "REPLY", "OFF"}), std::string());
    QCOMPARE(b.run({"SET", "a", "1"}), std::string());
    QCOMPARE(b.run({"CLIENT", "REPLY", "ON"}), std::string("+OK\r\n"));
    QCOMPARE(b.run({"GET", "a"}), bulk("1"));
    QVERIFY(b.run({"HELLO", "3"}).rfind("%7\r\n", 0) == 0);
    QCOMPARE(b.run({"GET", "none"}), std::string("_\r\n"));
    QCOMPARE(b.run({"RESET"}), std::string("+RESET\r\n"));
    QCOMPARE(b.run({"GET", "none"}), std::string("$-1\r\n"));
}

void TestCacheEngine::dumpAndRestore() {
    Bench b;
    // Payloads of redis-server 7.0.15.
    b.run({"SET", "d", "hello"});
    QCOMPARE(b.run({"DUMP", "d"}), bulk("\0\5hello\n\0cr\xdfve4 \n"s));
    b.run({"SET", "d", "300"});
    QCOMPARE(b.run({"DUMP", "d"}), bulk("\0\xc1,\1\n\0\x95" "Ba\xf2" "e\x82\\\x10"s));
    Rng rng(3, "dump");
    for (const std::size_t length : {0u, 1u, 11u, 63u, 64u, 5000u, 20'000u}) {
        std::string v;
        for (std::size_t k = 0; k < length; ++k) v += static_cast<char>(rng.below(256));
        b.run({"SET", "from", v});
        const auto payload = parseReply(b.run({"DUMP", "from"}));
        QVERIFY(payload.has_value());
        QCOMPARE(b.run({"RESTORE", "to", "0", payload->text, "REPLACE"}), std::string("+OK\r\n"));
        QCOMPARE(b.run({"GET", "to"}), bulk(v));
        std::string broken = payload->text;
        broken[rng.below(broken.size())] ^= 1;
        QVERIFY(b.run({"RESTORE", "to2", "0", broken})[0] == '-');
    }
    QCOMPARE(b.run({"RESTORE", "to", "0", "x"}), std::string("-BUSYKEY Target key name already exists.\r\n"));
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

void TestCacheEngine::slowlogAndLatency() {
    Bench b;
    for (int k = 0; k < 150'000; ++k) b.engine.set("key:" + std::to_string(k), {10, 0}, 0, b.now);
    b.run({"CONFIG", "SET", "latency-monitor-threshold", "5"});
    QVERIFY(b.run({"KEYS", "nothing*"}) == "*0\r\n"); // O(N): 150,000 keys are more than 10 ms
    const auto log = parseReply(b.run({"SLOWLOG", "GET"}));
    QVERIFY(log && log->items.size() == 1);
    QVERIFY(log->items[0].items[2].integer >= 10'000);
    QCOMPARE(log->items[0].items[3].items[0].text, std::string("KEYS"));
    QVERIFY(b.run({"LATENCY", "LATEST"}).rfind("*1\r\n*4\r\n$7\r\ncommand\r\n", 0) == 0);
    QCOMPARE(b.run({"SLOWLOG", "RESET"}), std::string("+OK\r\n"));
    b.run({"CONFIG", "SET", "slowlog-log-slower-than", "0"});
    std::vector<std::string> many = {"MGET"};
    for (int k = 0; k < 40; ++k) many.push_back(std::string(200, 'k'));
    b.run(many);
    const auto cut = parseReply(b.run({"SLOWLOG", "GET", "1"}));
    const auto& argv = cut->items[0].items[3].items;
    QCOMPARE(argv.size(), std::size_t{32});
    QCOMPARE(argv[1].text, std::string(128, 'k') + "... (72 more bytes)");
    QCOMPARE(argv[31].text, std::string("... (10 more arguments)"));
}

void TestCacheEngine::redisCliFormat() {
    QCOMPARE(formatReplies("+OK\r\n"), std::string("OK\n"));
    QCOMPARE(formatReplies("$-1\r\n"), std::string("(nil)\n"));
    QCOMPARE(formatReplies(":7\r\n"), std::string("(integer) 7\n"));
    QCOMPARE(formatReplies("-ERR no\r\n"), std::string("(error) ERR no\n"));
    QCOMPARE(formatReplies("$4\r\na\"\n\xff\r\n"), std::string("\"a\\\"\\n\\xff\"\n"));
    QCOMPARE(formatReplies("*0\r\n"), std::string("(empty array)\n"));
    QCOMPARE(formatReplies("*2\r\n$1\r\na\r\n*2\r\n:1\r\n$-1\r\n"), std::string("1) \"a\"\n2) 1) (integer) 1\n   2) (nil)\n"));
    std::string eleven = "*11\r\n";
    for (int k = 0; k < 11; ++k) eleven += ":1\r\n";
    QVERIFY(formatReplies(eleven).rfind(" 1) (integer) 1\n 2) ", 0) == 0);
    QCOMPARE(formatReplies("%1\r\n$1\r\na\r\n:1\r\n"), std::string("1# \"a\" => (integer) 1\n"));
    QCOMPARE(formatReplies("~1\r\n$1\r\na\r\n"), std::string("1~ \"a\"\n"));
    QCOMPARE(formatReplies(",1.5\r\n#t\r\n_\r\n"), std::string("(double) 1.5\n(true)\n(nil)\n"));
    QVERIFY(!parseReply("$5\r\nab\r\n").has_value());
    QVERIFY(!parseReply("*1000000000\r\n").has_value());
}

void TestCacheEngine::splitLines() {
    using Words = std::vector<std::string>;
    QCOMPARE(splitLine("  SET  k\tv ").value(), (Words{"SET", "k", "v"}));
    QCOMPARE(splitLine("a \"b c\" 'd e'").value(), (Words{"a", "b c", "d e"}));
    QCOMPARE(splitLine("\"\\x41\\n\\\"\" ''").value(), (Words{"A\n\"", ""}));
    QCOMPARE(splitLine("'it\\'s'").value(), (Words{"it's"}));
    QCOMPARE(splitLine("").value(), Words{});
    QVERIFY(!splitLine("\"open").has_value());
    QVERIFY(!splitLine("'a'b").has_value());
    Rng rng(5, "split");
    for (int round = 0; round < 500; ++round) {
        std::string word;
        for (std::uint64_t n = rng.below(30); n > 0; --n) word += static_cast<char>(rng.below(256));
        QCOMPARE(splitLine(quoteBytes(word)).value(), Words{word});
        QCOMPARE(utf8ToBytes(bytesToUtf8(word)), word);
    }
}

void TestCacheEngine::commandTableIsSound() {
    const auto names = commandNames();
    QVERIFY(std::is_sorted(names.begin(), names.end()));
    QVERIFY(std::adjacent_find(names.begin(), names.end()) == names.end());
    for (const Command& c : commandTable()) {
        QCOMPARE(findCommand(c.name), &c);
        QVERIFY2(c.handler == nullptr || c.usage[0] != '\0', c.name);
    }
    // Every command answers something to no, one and many arguments, and nothing it says breaks the protocol.
    for (const Command& c : commandTable()) {
        const std::string name = c.name;
        std::vector<std::string> words = {name.substr(0, name.find('|'))};
        if (name.find('|') != std::string::npos) words.push_back(name.substr(name.find('|') + 1));
        Bench b;
        for (int extra = 0; extra < 8; ++extra) {
            for (const char* filler : {"0", "key", "-1"}) {
                if (!b.engine.isOpen(b.client)) b.client = b.engine.connect(b.now);
                std::vector<std::string> call = words;
                for (int k = 0; k < extra; ++k) call.emplace_back(filler);
                const std::string reply = b.run(call);
                // One reply; SUBSCRIBE and its family confirm every argument.
                std::size_t used = 0;
                for (std::size_t pos = 0; pos < reply.size(); pos += used) {
                    QVERIFY2(parseReply(std::string_view(reply).substr(pos), &used),
                             qPrintable(QString::fromStdString(name + " " + quoteBytes(reply))));
                    QVERIFY(used == reply.size() || c.has(Command::kPubSub));
                }
                if (b.engine.waits(b.client)) b.engine.disconnect(b.client);
            }
        }
    }
    QVERIFY(commandUsage("set").find("KEEPTTL") != std::string_view::npos);
    QVERIFY(commandUsage("config set").find("CONFIG SET") == 0);
    QVERIFY(commandUsage("nosuch").empty());
}

// What a differential run against redis-server 7.0.15 found: bytes as they are sent, everything that comes back, and
// whether the connection is open afterwards.
void TestCacheEngine::differencesFoundAgainstRedis_data() {
    QTest::addColumn<std::string>("sent");
    QTest::addColumn<std::string>("want");
    QTest::addColumn<bool>("open");
    const auto row = [](const char* name, const std::string& sent, const std::string& want, bool open = true) {
        QTest::newRow(name) << sent << want << open;
    };
    const auto times = [](std::size_t n, char c = 'x') { return std::string(n, c); };
    row("unsigned BITFIELD SET", "BITFIELD b OVERFLOW SAT SET u8 0 -1 GET u8 0\r\n", "*2\r\n:0\r\n:255\r\n");
    row("unsigned BITFIELD SET, fail", "BITFIELD b OVERFLOW FAIL SET u8 0 -1\r\n", "*1\r\n$-1\r\n");
    row("signed BITFIELD SET", "BITFIELD b OVERFLOW SAT SET i8 0 -200 GET i8 0\r\n", "*2\r\n:0\r\n:-128\r\n");
    row("SORT STORE of nothing", "SET d 1\r\nSORT none STORE d\r\nEXISTS d\r\nSORT none\r\n", "+OK\r\n:0\r\n:0\r\n*0\r\n");
    row("EX twice", "SET k v EX 10 EX 20\r\nTTL k\r\nGETEX k EX 10 EX 30\r\nTTL k\r\n", "+OK\r\n:20\r\n$1\r\nv\r\n:30\r\n");
    row("KEEPTTL and PERSIST twice", "SET k v EX 9\r\nSET k w KEEPTTL keepttl\r\nTTL k\r\nGETEX k PERSIST PERSIST\r\nTTL k\r\n",
        "+OK\r\n+OK\r\n:9\r\n$1\r\nw\r\n:-1\r\n");
    row("EX and another kind", "SET k v EX 1 PX 1\r\nSET k v EX 1 KEEPTTL\r\nGETEX k PERSIST EX 1\r\n",
        "-ERR syntax error\r\n-ERR syntax error\r\n-ERR syntax error\r\n");
    row("the last EX counts", "SET k 1 EX 10 EX x\r\n", "-ERR value is not an integer or out of range\r\n");
    row("hexadecimal floats", "INCRBYFLOAT f 0x10\r\nINCRBYFLOAT f 0x.8p1\r\nINCRBYFLOAT f 0x\r\n",
        "$2\r\n16\r\n$2\r\n17\r\n-ERR value is not a valid float\r\n");
    row("denormal floats", "INCRBYFLOAT f 1e-4940\r\nINCRBYFLOAT f 1e-5000\r\nINCRBYFLOAT f 1e5000\r\n",
        "$1\r\n0\r\n-ERR value is not a valid float\r\n-ERR value is not a valid float\r\n");
    row("long floats", "INCRBYFLOAT f " + times(5118, '0') + "1\r\nINCRBYFLOAT f " + times(5119, '0') + "1\r\n",
        "$1\r\n1\r\n-ERR value is not a valid float\r\n");
    row("a float with a NUL", "INCRBYFLOAT f \"1\\x00\"\r\n", "-ERR value is not a valid float\r\n");
    row("SLOWLOG of no length", "CONFIG SET slowlog-log-slower-than 0\r\nPING\r\nCONFIG SET slowlog-max-len 0\r\nSLOWLOG LEN\r\n",
        "+OK\r\n+PONG\r\n+OK\r\n:0\r\n");
    row("BITOP makes a raw string", "SET a x\r\nBITOP NOT a a\r\nOBJECT ENCODING a\r\n", "+OK\r\n:1\r\n$3\r\nraw\r\n");
    row("COPY of an integer", "SET a 5\r\nCOPY a b\r\nOBJECT REFCOUNT b\r\nRENAME a c\r\nOBJECT REFCOUNT c\r\n",
        "+OK\r\n:1\r\n:1\r\n+OK\r\n:2147483647\r\n");
    row("COPY of a grown string", "SET v " + times(40) + "\r\nAPPEND v " + times(101) + "\r\nCOPY v w\r\nMEMORY USAGE v\r\nMEMORY USAGE w\r\n",
        "+OK\r\n:141\r\n:1\r\n:368\r\n:208\r\n");
    row("REPLY SKIP twice", "CLIENT REPLY SKIP\r\nCLIENT REPLY SKIP\r\nPING\r\nPING\r\n", "+PONG\r\n");
    row("POST", "POST / HTTP/1.1\r\nPING\r\n", "", false);
    row("GET and Host:", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "", false);
    row("NUL in an error", "*3\r\n$3\r\nf\0o\r\n$3\r\nx\0y\r\n$1\r\nz\r\n"s,
        "-ERR unknown command 'f', with args beginning with: 'x' 'z' \r\n");
    row("NUL in a subcommand", "*2\r\n$6\r\nCLIENT\r\n$3\r\nx\0y\r\n"s, "-ERR unknown subcommand 'x'. Try CLIENT HELP.\r\n");
    row("tabs inline", "\vECHO a\vb\fc\r\nECHO a\tb\r\n", "$5\r\na\vb\fc\r\n-ERR wrong number of arguments for 'echo' command\r\n");
    row("SKIP, QUIT", "CLIENT REPLY SKIP\r\nQUIT\r\nPING\r\n", "");
    row("PING, SKIP, QUIT", "PING\r\nCLIENT REPLY SKIP\r\nQUIT\r\nPING\r\n", "+PONG\r\n", false);
    row("OFF, protocol error", "CLIENT REPLY OFF\r\n*1\r\n$x\r\nPING\r\n", "");
    row("NUL in a line", "PING\0\r\nPING\r\n"s, "");
    row("NUL in a count", "*1\0\r\n$4\r\nPING\r\n"s, "");
    row("NUL in a length", "*1\r\n$4\0\r\nPING\r\n"s, "");
    row("RESTORE looks at the payload", "RESTORE k 9223372036854775807 x\r\n", "-ERR DUMP payload version or checksum are wrong\r\n");
    row("DUMP compresses", "SET s " + times(300) + "\r\nDUMP s\r\n",
        "+OK\r\n" + bulk("\0\xc3\x0c\x41\x2c\1xx\xe0\xff\0\xe0\x17\0\1xx\n\0\xf0\x33\x19Z\x8b" "f\r\x84"s));
    row("DUMP of 21 and 20 bytes", "SET s " + times(21) + "\r\nDUMP s\r\nSET s " + times(20) + "\r\nDUMP s\r\n",
        "+OK\r\n" + bulk("\0\xc3\6\x15\1xx\xe0\n\0\n\0\x94\x1a\x83g`\x17\x19/"s) + "+OK\r\n" +
            bulk("\0\x14"s + times(20) + "\n\0[<\x81\xec\xa5\x8c\xc5k"s));
    const std::string fox = "the quick brown fox the quick brown dog the lazy quick fox";
    const std::string packed = "\0\xc3(:\x14the quick brown fox t\xe0\6\x13\2dog`\x13\3lazy\xa0, &\n\0\xcc\x31~d\xa1\xbe\6\xa3"s;
    row("DUMP of words", "SET s \"" + fox + "\"\r\nDUMP s\r\n", "+OK\r\n" + bulk(packed));
    row("RESTORE expands", encodeCommand({"RESTORE", "s", "0", packed}) + "GET s\r\n", "+OK\r\n" + bulk(fox));
    row("BITFIELD # wraps", "BITFIELD b SET u8 #2305843009213693953 255\r\nSTRLEN b\r\n", "*1\r\n:0\r\n:2\r\n");
    const auto usage = [&](const char* name, const std::string& lines, const std::string& replies, int bytes) {
        row(name, lines + "MEMORY USAGE k\r\n", replies + number(bytes));
    };
    usage("SET 40, APPEND", "SET k " + times(40) + "\r\nAPPEND k y\r\n", "+OK\r\n:41\r\n", 96);
    usage("SET 44, APPEND", "SET k " + times(44) + "\r\nAPPEND k y\r\n", "+OK\r\n:45\r\n", 144);
    usage("SET 30, SETRANGE", "SET k " + times(30) + "\r\nSETRANGE k 0 y\r\n", "+OK\r\n:30\r\n", 80);
    usage("SET 45, APPEND", "SET k " + times(45) + "\r\nAPPEND k yy\r\n", "+OK\r\n:47\r\n", 160);
    usage("SET 251, APPEND", "SET k " + times(251) + "\r\nAPPEND k yz\r\n", "+OK\r\n:253\r\n", 560);
    usage("SETRANGE 6", "SETRANGE k 0 " + times(6) + "\r\n", ":6\r\n", 56);
    usage("SETRANGE 30", "SETRANGE k 0 " + times(30) + "\r\n", ":30\r\n", 80);
    usage("SETRANGE of an empty string", "SET k \"\"\r\nSETRANGE k 0 abcdef\r\n", "+OK\r\n:6\r\n", 64);
    usage("SETBIT 8, APPEND", "SETBIT k 8 1\r\nAPPEND k z\r\n", ":0\r\n:3\r\n", 64);
    usage("SETBIT 240, APPEND", "SETBIT k 240 1\r\nAPPEND k z\r\n", ":0\r\n:32\r\n", 128);
}

void TestCacheEngine::differencesFoundAgainstRedis() {
    QFETCH(std::string, sent);
    QFETCH(std::string, want);
    QFETCH(bool, open);
    Bench b;
    std::string out;
    const Engine::Outcome outcome = b.engine.receive(b.client, sent, b.now, out);
    QCOMPARE(out, want);
    QCOMPARE(!outcome.close, open);
    QCOMPARE(b.engine.isOpen(b.client), open);
    QCOMPARE(sumOfKeys(b.engine), static_cast<std::uint64_t>(b.engine.server().keyspace.usedBytes() -
                                                               b.engine.server().keyspace.tableBytes()));
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

QTEST_APPLESS_MAIN(TestCacheEngine)
#include "tst_cache_engine.moc"
