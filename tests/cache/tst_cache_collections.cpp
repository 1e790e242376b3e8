// Hashes, sets and lists: beside naive containers through every encoding, copies that run apart, memory that comes back.
// Figures marked "measured" are redis-server 7.0.15's.
#include <QtTest>

#include "cache/engine/engine.h"
#include "kernel/rng.h"

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <vector>

using namespace maylab::cache;

namespace {

constexpr std::int64_t kNow = 1'769'389'200'000;

struct Bench {
    Engine engine;
    ClientId client = engine.connect(kNow);
    RespValue operator()(const std::vector<std::string>& words) {
        const std::vector<std::string_view> argv(words.begin(), words.end());
        std::string out;
        engine.execute(client, argv, kNow, out);
        return parseReply(out).value_or(RespValue{});
    }
    std::vector<std::string> texts(const std::vector<std::string>& words) {
        std::vector<std::string> all;
        for (const RespValue& v : (*this)(words).items) all.push_back(v.text);
        return all;
    }
    std::string encoding(const std::string& key) { return (*this)({"OBJECT", "ENCODING", key}).text; }
    std::int64_t usage(const std::string& key) { return (*this)({"MEMORY", "USAGE", key}).integer; }
    std::int64_t used() {
        const std::string info = (*this)({"INFO", "memory"}).text;
        return std::stoll(info.substr(info.find("used_memory:") + 12));
    }
};

std::string word(maylab::kernel::Rng& rng, std::uint64_t kinds) {
    const std::uint64_t n = rng.below(kinds);
    if (n % 7 == 0) return std::string(60 + n % 9, 'x') + std::to_string(n);
    return n % 2 == 0 ? std::to_string(static_cast<std::int64_t>(n * n * n) - 5000) : "w" + std::to_string(n);
}

} // namespace

class TestCacheCollections : public QObject {
    Q_OBJECT
  private slots:
    void hashBesideMap();
    void setBesideSet();
    void listBesideDeque();
    void encodingsChangeAtTheirLimits();
    void copiesRunApart();
    void memoryComesBack();
    void dumpIsRestored();
};

void TestCacheCollections::hashBesideMap() {
    for (const std::uint64_t kinds : {12u, 900u}) { // stays a listpack; becomes a dict, grows and shrinks
        Bench b;
        maylab::kernel::Rng rng(kinds);
        std::map<std::string, std::string> model;
        for (int step = 0; step < 6000; ++step) {
            const std::string field = word(rng, kinds), value = word(rng, 1000);
            if (rng.below(step < 3000 ? 3 : 5) < 2) {
                QCOMPARE(b({"HSET", "h", field, value}).integer, std::int64_t{model.count(field) == 0});
                model[field] = value;
            } else {
                QCOMPARE(b({"HDEL", "h", field}).integer, static_cast<std::int64_t>(model.erase(field)));
            }
            QCOMPARE(b({"HLEN", "h"}).integer, static_cast<std::int64_t>(model.size()));
        }
        std::map<std::string, std::string> seen;
        const auto all = b.texts({"HGETALL", "h"});
        for (std::size_t k = 0; k + 1 < all.size(); k += 2) seen[all[k]] = all[k + 1];
        QVERIFY(seen == model && all.size() == model.size() * 2);
        std::set<std::string> scanned;
        std::string cursor = "0";
        do {
            const RespValue page = b({"HSCAN", "h", cursor, "COUNT", "7"});
            cursor = page.items[0].text;
            for (std::size_t k = 0; k < page.items[1].items.size(); k += 2) scanned.insert(page.items[1].items[k].text);
        } while (cursor != "0");
        QCOMPARE(scanned.size(), model.size());
    }
}

void TestCacheCollections::setBesideSet() {
    for (const bool numbers : {true, false}) {
        Bench b;
        maylab::kernel::Rng rng(5);
        std::set<std::string> model;
        for (int step = 0; step < 5000; ++step) {
            const std::string member =
                numbers ? std::to_string(static_cast<std::int64_t>(rng.below(400)) * 100'003 - 7) : word(rng, 700);
            if (rng.below(2) == 0) QCOMPARE(b({"SADD", "s", member}).integer, std::int64_t{model.insert(member).second});
            else QCOMPARE(b({"SREM", "s", member}).integer, static_cast<std::int64_t>(model.erase(member)));
            QCOMPARE(b({"SISMEMBER", "s", member}).integer, std::int64_t{model.count(member) != 0});
        }
        auto all = b.texts({"SMEMBERS", "s"});
        std::sort(all.begin(), all.end());
        QVERIFY(std::equal(all.begin(), all.end(), model.begin(), model.end()));
        const auto popped = b.texts({"SPOP", "s", "10"});
        QCOMPARE(popped.size(), std::size_t{10});
        for (const std::string& p : popped) QCOMPARE(model.erase(p), std::size_t{1});
        QCOMPARE(b({"SCARD", "s"}).integer, static_cast<std::int64_t>(model.size()));
    }
}

void TestCacheCollections::listBesideDeque() {
    for (const char* fill : {"-2", "3"}) {
        Bench b;
        QVERIFY(b.engine.configure("list-max-listpack-size", fill, kNow).ok);
        maylab::kernel::Rng rng(9);
        std::deque<std::string> model;
        for (int step = 0; step < 5000; ++step) {
            const std::string value = word(rng, 300);
            switch (rng.below(6)) {
            case 0: b({"LPUSH", "l", value}); model.push_front(value); break;
            case 1: b({"RPUSH", "l", value}); model.push_back(value); break;
            case 2: {
                const auto pivot = std::find(model.begin(), model.end(), value);
                const RespValue r = b({"LINSERT", "l", "BEFORE", value, "new"});
                if (pivot != model.end()) model.insert(pivot, "new");
                else QCOMPARE(r.integer, std::int64_t{model.empty() ? 0 : -1});
                break;
            }
            case 3:
                if (model.empty()) break;
                QCOMPARE(b({"LPOP", "l"}).text, model.front());
                model.pop_front();
                break;
            case 4: {
                const auto last = std::find(model.rbegin(), model.rend(), value);
                QCOMPARE(b({"LREM", "l", "-1", value}).integer, std::int64_t{last != model.rend()});
                if (last != model.rend()) model.erase(std::next(last).base());
                break;
            }
            default: {
                const std::size_t at = rng.below(model.size() + 1);
                const RespValue r = b({"LINDEX", "l", std::to_string(at)});
                if (at < model.size()) QCOMPARE(r.text, model[at]);
                else QVERIFY(r.kind == RespValue::Kind::Null);
            }
            }
        }
        const auto all = b.texts({"LRANGE", "l", "0", "-1"});
        QVERIFY(std::equal(all.begin(), all.end(), model.begin(), model.end()));
    }
}

void TestCacheCollections::encodingsChangeAtTheirLimits() {
    Bench b;
    for (int k = 0; k < 512; ++k) {
        b({"HSET", "h", "f" + std::to_string(k), "v"});
        b({"SADD", "s", std::to_string(k)});
    }
    QCOMPARE(b.encoding("h"), std::string("listpack"));
    QCOMPARE(b.encoding("s"), std::string("intset"));
    b({"HSET", "h", "f512", "v"});
    b({"SADD", "s", "512"});
    QCOMPARE(b.encoding("h"), std::string("hashtable"));
    QCOMPARE(b.encoding("s"), std::string("hashtable"));
    b({"HDEL", "h", "f512"}); // and never back
    QCOMPARE(b.encoding("h"), std::string("hashtable"));
    b({"HSET", "long", "f", std::string(64, 'x')});
    QCOMPARE(b.encoding("long"), std::string("listpack"));
    b({"HSET", "long", "f", std::string(65, 'x')});
    QCOMPARE(b.encoding("long"), std::string("hashtable"));
    b({"RPUSH", "l", "a"});
    QCOMPARE(b.encoding("l"), std::string("quicklist"));
}

void TestCacheCollections::copiesRunApart() {
    Bench b;
    for (int k = 0; k < 3000; ++k) {
        const std::string n = std::to_string(k);
        b({"HSET", "h", "f" + n, n});
        b({"SADD", "s", "m" + n});
        b({"RPUSH", "l", n});
    }
    Bench copy = b;
    const auto hash = b.texts({"HGETALL", "h"}), set = b.texts({"SMEMBERS", "s"}), list = b.texts({"LRANGE", "l", "0", "-1"});
    b({"HSET", "h", "f7", "changed"});
    b({"SREM", "s", "m7"});
    b({"LSET", "l", "7", "changed"});
    b({"SPOP", "s", "100"});
    QVERIFY(copy.texts({"HGETALL", "h"}) == hash);
    QVERIFY(copy.texts({"SMEMBERS", "s"}) == set);
    QVERIFY(copy.texts({"LRANGE", "l", "0", "-1"}) == list);
    copy({"HSET", "h", "f7", "changed"});
    copy({"SREM", "s", "m7"});
    copy({"LSET", "l", "7", "changed"});
    copy({"SPOP", "s", "100"});
    QVERIFY(copy.texts({"SMEMBERS", "s"}) == b.texts({"SMEMBERS", "s"})); // chance included
    QCOMPARE(copy.used(), b.used());
}

void TestCacheCollections::memoryComesBack() {
    Bench b;
    b({"HSET", "x", "f", "v"}), b({"SADD", "y", "m"}), b({"RPUSH", "z", "e"}), b({"FLUSHALL"}), b.used(); // histograms
    const std::int64_t before = b.used();
    struct Row {
        const char* what;
        int count;
        std::int64_t grown; // measured
    };
    for (const Row& row : {Row{"hash", 20'000, 1'673'368}, Row{"set", 20'000, 1'353'368}, Row{"intset", 512, 2'648},
                           Row{"list", 20'000, 291'656}}) {
        const std::string what = row.what;
        for (int k = 0; k < row.count; ++k) {
            const std::string n = std::to_string(k), padded = std::string(6 - std::min<std::size_t>(6, n.size()), '0') + n;
            if (what == "hash") b({"HSET", "h", "field:" + padded, "value-" + n});
            else if (what == "set") b({"SADD", "s", "member:" + n});
            else if (what == "intset") b({"SADD", "si", std::to_string(k * 1000)});
            else b({"RPUSH", "l", "element-" + n});
        }
        QCOMPARE(b.used() - before, row.grown);
        b({"FLUSHALL"});
        QCOMPARE(b.used(), before);
    }
}

void TestCacheCollections::dumpIsRestored() {
    Bench b;
    for (int k = 0; k < 700; ++k) {
        const std::string n = std::to_string(k);
        if (k < 100) b({"HSET", "small", "f" + n, n}), b({"SADD", "numbers", n});
        b({"HSET", "large", "f" + n, n});
        b({"SADD", "words", "m" + n});
        b({"RPUSH", "list", "element " + n});
    }
    for (const std::string key : {"small", "large", "numbers", "words", "list"}) {
        const std::string payload = b({"DUMP", key}).text;
        QCOMPARE(b({"RESTORE", key + "2", "0", payload}).text, std::string("OK"));
        QCOMPARE(b.encoding(key + "2"), b.encoding(key));
        for (std::size_t cut = 0; cut < payload.size(); cut += 97) // torn payloads change nothing
            QVERIFY(b({"RESTORE", "torn", "0", payload.substr(0, cut)}).kind == RespValue::Kind::Error);
    }
    QVERIFY(b.texts({"LRANGE", "list2", "0", "-1"}) == b.texts({"LRANGE", "list", "0", "-1"}));
    QCOMPARE(b({"SINTERCARD", "2", "words", "words2"}).integer, std::int64_t{700});
    QCOMPARE(b({"EXISTS", "torn"}).integer, std::int64_t{0});
    static constexpr char kOne[] = "\x12\x01\x02\x09\x09\x00\x00\x00\x01\x00\x01\x01\xff\x0a\x00\x10\x82\x8f\x92\x09\xb3\xf4\x46"; // measured
    b({"RPUSH", "one", "1"});
    QCOMPARE(b({"DUMP", "one"}).text, std::string(kOne, sizeof kOne - 1));
}

QTEST_GUILESS_MAIN(TestCacheCollections)
#include "tst_cache_collections.moc"
