// Sorted sets, places, streams and HyperLogLogs: beside naive containers through every encoding, copies that run apart,
// memory that comes back, and what replicas are told. Figures marked "measured" are redis-server 7.0.15's.
#include <QtTest>

#include "cache/engine/engine.h"
#include "kernel/rng.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

using namespace maylab::cache;
using maylab::kernel::Rng;

namespace {

constexpr std::int64_t kNow = 1'769'389'200'000;
using Words = std::vector<std::string>;

struct Bench {
    Engine engine;
    ClientId client = engine.connect(kNow);
    RespValue operator()(const Words& words) {
        const std::vector<std::string_view> argv(words.begin(), words.end());
        std::string out;
        engine.execute(client, argv, kNow, out);
        return parseReply(out).value_or(RespValue{});
    }
    Words texts(const Words& words) {
        Words all;
        for (const RespValue& v : (*this)(words).items) all.push_back(v.text);
        return all;
    }
    std::string encoding(const std::string& key) { return (*this)({"OBJECT", "ENCODING", key}).text; }
    std::int64_t used() {
        const std::string info = (*this)({"INFO", "memory"}).text;
        return std::stoll(info.substr(info.find("used_memory:") + 12));
    }
};

// A sorted set as a sorted vector.
struct NaiveZSet {
    std::map<std::string, double> scores;
    std::vector<std::pair<double, std::string>> ordered() const {
        std::vector<std::pair<double, std::string>> all;
        for (const auto& [member, score] : scores) all.emplace_back(score, member);
        std::sort(all.begin(), all.end());
        return all;
    }
};

Words members(const std::vector<std::pair<double, std::string>>& all, double min, double max) {
    Words out;
    for (const auto& [score, member] : all) {
        if (score >= min && score <= max) out.push_back(member);
    }
    return out;
}

std::string id(std::int64_t ms, std::int64_t n) { return std::to_string(ms) + "-" + std::to_string(n); }

Words ids(const RespValue& entries) {
    Words out;
    for (const RespValue& e : entries.items) out.push_back(e.items.at(0).text);
    return out;
}

} // namespace

class TestCacheOrdered : public QObject {
    Q_OBJECT
  private slots:
    void zsetBesideVector();
    void combinationsBesideMaps();
    void streamBesideMap();
    void groupsGiveEachMessageOnce();
    void placesBesideAllDistances();
    void hyperLogLogIsNearAndRemembers();
    void encodingsChangeAtTheirLimits();
    void copiesRunApart();
    void memoryComesBack();
    void replicasAreTold();
};

void TestCacheOrdered::zsetBesideVector() {
    for (const std::uint64_t kinds : {40u, 700u}) { // stays a listpack; becomes a skiplist, grows and shrinks
        Bench b;
        Rng rng(kinds);
        NaiveZSet model;
        for (int step = 0; step < 4000; ++step) {
            const std::string member = "m" + std::to_string(rng.below(kinds));
            const double score = static_cast<double>(rng.below(60)) / 4 - 5;
            const std::string text = std::to_string(score);
            switch (rng.below(step < 2500 ? 6 : 8)) {
            case 0: case 1: case 2:
                QCOMPARE(b({"ZADD", "z", text, member}).integer, std::int64_t{model.scores.count(member) == 0});
                model.scores[member] = score;
                break;
            case 3:
                model.scores[member] += score;
                QCOMPARE(std::stod(b({"ZINCRBY", "z", text, member}).text), model.scores[member]);
                break;
            case 4: {
                const auto all = model.ordered();
                const auto at = std::find_if(all.begin(), all.end(), [&](const auto& e) { return e.second == member; });
                const RespValue rank = b({"ZRANK", "z", member});
                QCOMPARE(rank.kind == RespValue::Kind::Integer, at != all.end());
                if (at != all.end()) QCOMPARE(rank.integer, static_cast<std::int64_t>(at - all.begin()));
                break;
            }
            case 5: {
                const auto all = model.ordered();
                const double to = score + static_cast<double>(rng.below(12));
                QVERIFY(b.texts({"ZRANGEBYSCORE", "z", text, std::to_string(to)}) == members(all, score, to));
                Words top = b.texts({"ZREVRANGE", "z", "0", "9"});
                for (std::size_t k = 0; k < top.size(); ++k) QCOMPARE(top[k], all[all.size() - 1 - k].second);
                QCOMPARE(top.size(), std::min<std::size_t>(10, all.size()));
                break;
            }
            case 6:
                QCOMPARE(b({"ZREM", "z", member}).integer, static_cast<std::int64_t>(model.scores.erase(member)));
                break;
            default: {
                const auto all = model.ordered();
                const Words popped = b.texts({"ZPOPMIN", "z", "2"});
                for (std::size_t k = 0; k * 2 < popped.size(); ++k) {
                    QCOMPARE(popped[2 * k], all[k].second);
                    model.scores.erase(all[k].second);
                }
                QCOMPARE(popped.size(), std::min<std::size_t>(2, all.size()) * 2);
            }
            }
            QCOMPARE(b({"ZCARD", "z"}).integer, static_cast<std::int64_t>(model.scores.size()));
        }
        QVERIFY(b.texts({"ZRANGE", "z", "0", "-1"}) == members(model.ordered(), -INFINITY, INFINITY));
    }
}

void TestCacheOrdered::combinationsBesideMaps() {
    Bench b;
    Rng rng(21);
    for (int round = 0; round < 60; ++round) {
        // One sorted set of words, one of numbers, a set of numbers and one of words.
        std::map<std::string, double> inputs[3];
        b({"DEL", "k0", "k1", "k2", "d"});
        for (int k = 0; k < 3; ++k) {
            for (std::uint64_t n = rng.below(40) + 1; n > 0; --n) {
                const std::string member = (round % 2 == 0 ? "" : "w") + std::to_string(rng.below(50));
                const double score = k == 2 ? 1 : static_cast<double>(rng.below(9)) - 4;
                inputs[k][member] = score;
                if (k == 2) b({"SADD", "k2", member});
                else b({"ZADD", "k" + std::to_string(k), std::to_string(score), member});
            }
        }
        NaiveZSet sum, all, rest;
        for (int k = 0; k < 3; ++k) {
            for (const auto& [member, score] : inputs[k]) sum.scores[member] += (k + 1) * score;
        }
        for (const auto& [member, score] : inputs[0]) {
            const bool one = inputs[1].count(member) != 0, two = inputs[2].count(member) != 0;
            if (one && two) all.scores[member] = std::max({score, inputs[1][member], 1.0});
            if (!one && !two) rest.scores[member] = score;
        }
        const auto expect = [&](const Words& got, const NaiveZSet& want) {
            QVERIFY(got == members(want.ordered(), -INFINITY, INFINITY));
        };
        expect(b.texts({"ZUNION", "3", "k0", "k1", "k2", "WEIGHTS", "1", "2", "3"}), sum);
        expect(b.texts({"ZINTER", "3", "k0", "k1", "k2", "AGGREGATE", "MAX"}), all);
        expect(b.texts({"ZDIFF", "3", "k0", "k1", "k2"}), rest);
        QCOMPARE(b({"ZINTERCARD", "3", "k0", "k1", "k2"}).integer, static_cast<std::int64_t>(all.scores.size()));
        QCOMPARE(b({"ZUNIONSTORE", "d", "3", "k0", "k1", "k2", "WEIGHTS", "1", "2", "3"}).integer,
                 static_cast<std::int64_t>(sum.scores.size()));
        expect(b.texts({"ZRANGE", "d", "0", "-1"}), sum);
    }
}

void TestCacheOrdered::streamBesideMap() {
    Bench b;
    Rng rng(4);
    std::map<std::pair<std::int64_t, std::int64_t>, std::string> model;
    std::int64_t ms = 1, sequence = 0;
    const auto idsFrom = [&](std::int64_t from, std::int64_t to) {
        Words out;
        for (const auto& [at, value] : model) {
            if (at.first >= from && at.first <= to) out.push_back(id(at.first, at.second));
        }
        return out;
    };
    for (int step = 0; step < 4000; ++step) {
        switch (rng.below(8)) {
        case 0: case 1: case 2: case 3:
            if (rng.below(2) == 0) ++ms, sequence = 0;
            else ++sequence;
            model[{ms, sequence}] = std::to_string(step);
            QCOMPARE(b({"XADD", "s", id(ms, sequence), "f", std::to_string(step)}).text, id(ms, sequence));
            break;
        case 4: {
            const std::int64_t at = static_cast<std::int64_t>(rng.below(static_cast<std::uint64_t>(ms))) + 1;
            QCOMPARE(b({"XDEL", "s", id(at, 0)}).integer, static_cast<std::int64_t>(model.erase({at, 0})));
            break;
        }
        case 5: {
            const std::int64_t from = static_cast<std::int64_t>(rng.below(static_cast<std::uint64_t>(ms) + 1));
            QVERIFY(ids(b({"XRANGE", "s", std::to_string(from), std::to_string(from + 20)})) == idsFrom(from, from + 20));
            Words back = ids(b({"XREVRANGE", "s", std::to_string(from + 20), std::to_string(from)}));
            std::reverse(back.begin(), back.end());
            QVERIFY(back == idsFrom(from, from + 20));
            break;
        }
        case 6: {
            if (rng.below(20) != 0) break;
            const std::size_t keep = model.size() / 2;
            QCOMPARE(b({"XTRIM", "s", "MAXLEN", std::to_string(keep)}).integer, static_cast<std::int64_t>(model.size() - keep));
            while (model.size() > keep) model.erase(model.begin());
            break;
        }
        default:
            QVERIFY(b({"XADD", "s", id(ms, sequence), "f", "late"}).kind == RespValue::Kind::Error || model.empty());
        }
        QCOMPARE(b({"XLEN", "s"}).integer, static_cast<std::int64_t>(model.size()));
    }
    const RespValue all = b({"XRANGE", "s", "-", "+"});
    QCOMPARE(all.items.size(), model.size());
    std::size_t k = 0;
    for (const auto& [at, value] : model) QCOMPARE(all.items[k++].items[1].items[1].text, value);
}

void TestCacheOrdered::groupsGiveEachMessageOnce() {
    Bench b;
    Rng rng(6);
    b({"XGROUP", "CREATE", "s", "g", "0", "MKSTREAM"});
    std::set<std::string> given;                  // ever, by ">"
    std::map<std::string, std::string> pending;   // id to consumer
    std::int64_t added = 0;
    for (int step = 0; step < 3000; ++step) {
        const std::string consumer = "c" + std::to_string(rng.below(3));
        switch (rng.below(5)) {
        case 0: b({"XADD", "s", id(++added, 0), "f", "v"}); break;
        case 1: {
            const RespValue read = b({"XREADGROUP", "GROUP", "g", consumer, "COUNT", "2", "STREAMS", "s", ">"});
            if (read.items.empty()) break;
            for (const std::string& one : ids(read.items[0].items[1])) {
                QVERIFY(given.insert(one).second);
                pending[one] = consumer;
            }
            break;
        }
        case 2: {
            if (pending.empty()) break;
            auto at = pending.begin();
            std::advance(at, static_cast<std::ptrdiff_t>(rng.below(pending.size())));
            QCOMPARE(b({"XACK", "s", "g", at->first}).integer, std::int64_t{1});
            QCOMPARE(b({"XACK", "s", "g", at->first}).integer, std::int64_t{0});
            pending.erase(at);
            break;
        }
        case 3: {
            if (pending.empty()) break;
            auto at = pending.begin();
            std::advance(at, static_cast<std::ptrdiff_t>(rng.below(pending.size())));
            QVERIFY(b.texts({"XCLAIM", "s", "g", consumer, "0", at->first, "JUSTID"}) == Words{at->first});
            at->second = consumer;
            break;
        }
        default: {
            Words own;
            const RespValue again = b({"XREADGROUP", "GROUP", "g", consumer, "STREAMS", "s", "0"});
            const Words shown = ids(again.items.at(0).items.at(1));
            std::set<std::string> want;
            for (const auto& [one, owner] : pending) {
                if (owner == consumer) want.insert(one);
            }
            QVERIFY(std::set<std::string>(shown.begin(), shown.end()) == want && shown.size() == want.size());
        }
        }
        QCOMPARE(b({"XPENDING", "s", "g"}).items.at(0).integer, static_cast<std::int64_t>(pending.size()));
    }
    QVERIFY(given.size() > 300);
}

void TestCacheOrdered::placesBesideAllDistances() {
    for (const int places : {60, 600}) {
        Bench b;
        Rng rng(static_cast<std::uint64_t>(places));
        for (int k = 0; k < places; ++k) {
            const double spread = k % 3 == 0 ? 60 : 0.5;
            b({"GEOADD", "g", std::to_string(105.8 + (rng.uniform() - 0.5) * spread),
               std::to_string(21 + (rng.uniform() - 0.5) * spread), "p" + std::to_string(k)});
        }
        for (int round = 0; round < 40; ++round) {
            const std::string from = "p" + std::to_string(rng.below(static_cast<std::uint64_t>(places)));
            const double radius = std::pow(10.0, 2 + rng.uniform() * 4.5); // metres
            std::vector<std::pair<double, std::string>> want;
            for (int k = 0; k < places; ++k) {
                const std::string p = "p" + std::to_string(k);
                const double metres = std::stod(b({"GEODIST", "g", from, p}).text);
                if (std::abs(metres - radius) < 0.001) break; // printed too coarsely to tell
                if (metres < radius) want.emplace_back(metres, p);
            }
            const RespValue got = b({"GEOSEARCH", "g", "FROMMEMBER", from, "BYRADIUS", std::to_string(radius), "m", "ASC", "WITHDIST"});
            QCOMPARE(got.items.size(), want.size());
            std::set<std::string> names;
            double last = 0;
            for (const RespValue& match : got.items) {
                names.insert(match.items.at(0).text);
                QVERIFY(std::stod(match.items.at(1).text) >= last);
                last = std::stod(match.items.at(1).text);
            }
            for (const auto& [metres, name] : want) QVERIFY2(names.count(name) == 1, name.c_str());
        }
        QCOMPARE(b({"GEORADIUSBYMEMBER", "g", "p0", "20000", "km", "STOREDIST", "d"}).integer, std::int64_t{places});
        QCOMPARE(b.texts({"ZRANGE", "d", "0", "0"}), Words{"p0"});
    }
}

void TestCacheOrdered::hyperLogLogIsNearAndRemembers() {
    Bench b;
    int sparseUntil = 0;
    for (int k = 1; k <= 20'000; ++k) {
        b({"PFADD", "h", "visitor " + std::to_string(k)});
        if (b({"STRLEN", "h"}).integer != 12'304) sparseUntil = k;
        if (k % 1000 != 0) continue;
        const std::int64_t n = b({"PFCOUNT", "h"}).integer;
        QVERIFY2(std::abs(n - k) < k * 3 / 100, qPrintable(QString::number(n)));
        QCOMPARE(b({"PFCOUNT", "h"}).integer, n);
        QCOMPARE(b({"PFADD", "h", "visitor 1"}).integer, std::int64_t{0}); // seen before
    }
    QVERIFY(sparseUntil > 500 && sparseUntil < 3000);
    // The union counts what both saw once; sparse and dense forms say the same.
    for (int k = 0; k < 400; ++k) b({"PFADD", k % 2 == 0 ? "a" : "b", std::to_string(k)}), b({"PFADD", "both", std::to_string(k)});
    QCOMPARE(b({"PFCOUNT", "a", "b"}).integer, b({"PFCOUNT", "both"}).integer);
    QCOMPARE(b({"PFDEBUG", "ENCODING", "both"}).text, std::string("sparse"));
    QCOMPARE(b({"PFMERGE", "m", "a", "b"}).text, std::string("OK"));
    const std::int64_t merged = b({"PFCOUNT", "m"}).integer;
    QCOMPARE(b({"PFDEBUG", "TODENSE", "m"}).integer, std::int64_t{1});
    b({"PFADD", "m", "fresh"});
    b({"PFADD", "both", "fresh"});
    QCOMPARE(b({"PFCOUNT", "m"}).integer, b({"PFCOUNT", "both"}).integer);
    QVERIFY(b({"PFCOUNT", "m"}).integer >= merged);
    QCOMPARE(b({"PFSELFTEST"}).text, std::string("OK"));
    b({"SET", "text", "HYLL but not one"});
    QCOMPARE(b({"PFCOUNT", "text"}).text, std::string("WRONGTYPE Key is not a valid HyperLogLog string value."));
}

void TestCacheOrdered::encodingsChangeAtTheirLimits() {
    Bench b;
    for (int k = 0; k < 128; ++k) b({"ZADD", "z", "1", std::to_string(k)});
    QCOMPARE(b.encoding("z"), std::string("listpack"));
    b({"ZADD", "z", "1", "128"});
    QCOMPARE(b.encoding("z"), std::string("skiplist"));
    b({"ZREM", "z", "128", "127"}); // and never back
    QCOMPARE(b.encoding("z"), std::string("skiplist"));
    b({"ZUNIONSTORE", "fresh", "1", "z"}); // but a result is stored as it deserves
    QCOMPARE(b.encoding("fresh"), std::string("listpack"));
    b({"ZADD", "long", "1", std::string(64, 'x')});
    QCOMPARE(b.encoding("long"), std::string("listpack"));
    b({"ZADD", "long", "1", std::string(65, 'x')});
    QCOMPARE(b.encoding("long"), std::string("skiplist"));
    b({"XADD", "s", "1-1", "f", "v"});
    QCOMPARE(b.encoding("s"), std::string("stream"));
    b({"PFADD", "h", "a"});
    QCOMPARE(b.encoding("h"), std::string("raw"));
}

void TestCacheOrdered::copiesRunApart() {
    Bench b;
    b({"XGROUP", "CREATE", "s", "g", "0", "MKSTREAM"});
    for (int k = 1; k <= 2000; ++k) {
        b({"ZADD", "z", std::to_string(k % 17), "m" + std::to_string(k)});
        b({"XADD", "s", id(k, 0), "f", std::to_string(k)});
        b({"PFADD", "h", std::to_string(k)});
    }
    b({"PFDEBUG", "TODENSE", "h"});
    Bench copy = b;
    const auto look = [](Bench& x) {
        return std::make_tuple(x.texts({"ZRANGE", "z", "0", "-1", "WITHSCORES"}), ids(x({"XRANGE", "s", "-", "+"})),
                               x({"GET", "h"}).text, x({"XPENDING", "s", "g"}).items.at(0).integer);
    };
    const auto change = [](Bench& x) {
        x({"ZADD", "z", "100", "m7"});
        x({"ZREM", "z", "m8"});
        x({"XDEL", "s", "5-0"});
        x({"XREADGROUP", "GROUP", "g", "c", "COUNT", "10", "STREAMS", "s", ">"});
        x({"XADD", "s", "9999-1", "f", "v"});
        for (int k = 0; k < 100; ++k) {
            x({"PFADD", "h", "new " + std::to_string(k)});
            x({"ZADD", "z", "3", "new " + std::to_string(k)}); // levels of chance
        }
    };
    const auto before = look(copy);
    change(b);
    QVERIFY(look(copy) == before);
    QVERIFY(look(b) != before);
    change(copy);
    QVERIFY(look(copy) == look(b));
    QCOMPARE(copy.used(), b.used());
}

void TestCacheOrdered::memoryComesBack() {
    Bench b;
    const auto fill = [&](int n) {
        b({"XGROUP", "CREATE", "s", "g", "0", "MKSTREAM"});
        for (int k = 1; k <= n; ++k) {
            const std::string text = std::to_string(k);
            b({"ZADD", "z", text, "member " + text});
            b({"GEOADD", "g", std::to_string(k % 170), "10", "place " + text});
            b({"XADD", "s", id(k, 0), "field", text});
            b({"PFADD", "h", text});
        }
        b({"XREADGROUP", "GROUP", "g", "c", "COUNT", "100", "STREAMS", "s", ">"});
        b({"DEL", "none"});
    };
    fill(3);
    b({"DEL", "z", "g", "s", "h"});
    b({"FLUSHALL"});
    b.used();
    const std::int64_t before = b.used();
    fill(3000);
    QVERIFY(b.used() > before + 500'000);
    b({"DEL", "z", "g", "s", "h"});
    b({"FLUSHALL"}); // the table of keys
    QCOMPARE(b.used(), before);
}

// The stream as redis-server 7.0.15 showed it to a replica.
void TestCacheOrdered::replicasAreTold() {
    Bench b;
    b.engine.startReplication(kNow);
    const std::uint64_t from = b.engine.replicationOffset();
    b({"ZADD", "z", "1", "a", "2", "b"});
    b({"ZADD", "z", "1", "a"}); // nothing changed
    b({"ZADD", "z", "INCR", "1", "a"});
    b({"ZPOPMIN", "z"});
    b({"ZMPOP", "2", "none", "z", "MAX", "COUNT", "2"});
    b({"GEOADD", "g", "CH", "13.361389", "38.115556", "Palermo"});
    b({"GEOSEARCHSTORE", "d", "g", "FROMLONLAT", "13", "38", "BYRADIUS", "100", "km"});
    b({"PFADD", "h", "a"});
    b({"PFADD", "h", "a"}); // nothing changed
    b({"PFCOUNT", "h"});    // remembers the estimate
    b({"PFCOUNT", "h"});
    std::vector<ReplicationRecord> records;
    QVERIFY(b.engine.readReplication(from, INT64_MAX, 100, records));
    std::vector<Words> got;
    for (const ReplicationRecord& r : records) {
        if (r.isWrite()) got.push_back(r.words());
    }
    const std::vector<Words> want = {
        {"ZADD", "z", "1", "a", "2", "b"},
        {"ZADD", "z", "INCR", "1", "a"},
        {"ZPOPMIN", "z"},
        {"ZPOPMAX", "z", "1"},
        {"zadd", "g", "CH", "3479099956230698", "Palermo"},
        {"GEOSEARCHSTORE", "d", "g", "FROMLONLAT", "13", "38", "BYRADIUS", "100", "km"},
        {"PFADD", "h", "a"},
        {"PFCOUNT", "h"},
    };
    QVERIFY(got == want);
}

QTEST_GUILESS_MAIN(TestCacheOrdered)
#include "tst_cache_ordered.moc"
