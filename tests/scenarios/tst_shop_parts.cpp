// The shop in parts (connections, truth, values), the same run twice, and what it refuses.
#include <QtTest>

#include "shop_fixture.h"

#include <cmath>
#include <map>
#include <set>

class TestShopParts : public QObject {
    Q_OBJECT
  private slots:
    void poolAgreesWithANaiveQueue();
    void shopAgreesWithANaiveQueue();
    void poolGrowsAndShrinks();
    void truthAgreesWithANaiveHistory();
    void valuesAreJsonOfTheirLength();
    void keysComeAndGo();
    void sameSeedSameRun();
    void clonesRunOn();
    void watchingChangesNothing();
    void absurdSettingsAreRefused_data();
    void absurdSettingsAreRefused();
    void absurdLoadIsBounded();
};

// --- parts
// -----------------------------------------------------------------------------------------------------

void TestShopParts::poolAgreesWithANaiveQueue() {
    // Arrivals and services at random; the naive queue knows for each server when it is free, nothing else.
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        Rng rng(seed, "pool");
        const auto servers = static_cast<std::uint32_t>(1 + rng.below(20));
        const double load = 0.5 + rng.uniform();
        constexpr std::int64_t kPatience = 1'000'000'000;
        struct Customer {
            std::int64_t arrived, service, start = -1;
        };
        std::vector<Customer> customers;
        double t = 0;
        for (int i = 0; i < 3000; ++i) {
            t += rng.exponential(0.025e9 / (servers * load));
            customers.push_back(
                {static_cast<std::int64_t>(t), static_cast<std::int64_t>(rng.logNormal(0.025e9, 0.3))});
        }
        std::vector<std::int64_t> expected;
        std::vector<std::int64_t> freeAt(servers, 0);
        for (const Customer& c : customers) {
            const auto server = std::min_element(freeAt.begin(), freeAt.end());
            const std::int64_t start = std::max(c.arrived, *server);
            expected.push_back(start - c.arrived >= kPatience ? -1 : start);
            if (expected.back() >= 0) *server = start + c.service;
        }

        ConnectionPool pool(servers, 100'000, SimDuration::nanoseconds(kPatience));
        std::multimap<std::int64_t, std::uint32_t> done; // time, connection
        const auto begin = [&](std::uint32_t who, std::uint32_t connection, std::int64_t now) {
            customers[who].start = now;
            done.emplace(now + customers[who].service, connection);
        };
        const auto work = [&](std::int64_t until) {
            ConnectionPool::Waiter w;
            for (;;) {
                const std::int64_t gone = pool.frontDeadline().ns();
                const std::int64_t ready =
                    done.empty() ? std::numeric_limits<std::int64_t>::max() : done.begin()->first;
                if (std::min(gone, ready) > until) return;
                if (gone <= ready) {
                    QVERIFY(pool.giveUp(SimTime::fromNs(gone), w));
                    continue;
                }
                pool.release(done.begin()->second, SimTime::fromNs(ready));
                done.erase(done.begin());
                while (const auto c = pool.startNext(SimTime::fromNs(ready), w))
                    begin(w.request, *c, ready);
            }
        };
        for (std::uint32_t i = 0; i < customers.size(); ++i) {
            const std::int64_t now = customers[i].arrived;
            work(now);
            if (const auto c = pool.start(i, SimTime::fromNs(now))) {
                begin(i, *c, now);
            } else {
                QVERIFY(pool.wait(i, SimTime::fromNs(now)));
            }
            QVERIFY(pool.inUse() <= servers);
        }
        work(std::numeric_limits<std::int64_t>::max() - 1);
        for (std::size_t i = 0; i < customers.size(); ++i) {
            QVERIFY2(customers[i].start == expected[i],
                     qPrintable(QString("seed %1, customer %2").arg(seed).arg(i)));
        }
    }
}

void TestShopParts::shopAgreesWithANaiveQueue() {
    // The whole way through events and metrics: every wait follows from arrivals and query times alone.
    for (const double rate : {300.0, 550.0, 700.0}) {
        ShopSettings s;
        s.arrivals.ratePerSecond = rate;
        Shop shop(5, s);
        shop.collect(40);
        shop.call("SetTraffic", {{"requestsPerSecond", 0}});
        shop.collect(3);
        QCOMPARE(shop.service().inFlight(), 0u);
        std::sort(shop.records.begin(), shop.records.end(),
                  [](const RequestRecord& a, const RequestRecord& b) { return a.id < b.id; });
        QVERIFY(shop.records.size() > static_cast<std::size_t>(rate) * 38);
        std::vector<double> freeAt(14, 0);
        int gaveUp = 0;
        for (const RequestRecord& r : shop.records) {
            const double arrived = r.arrived.inSeconds() * 1000;
            const auto server = std::min_element(freeAt.begin(), freeAt.end());
            const double wait = std::max(0.0, *server - arrived);
            if (r.outcome == Outcome::Error503) {
                QVERIFY2(wait > 999.9, qPrintable(QString::number(wait)));
                QVERIFY(std::abs(r.waitMilliseconds - 1000) < 0.001);
                ++gaveUp;
                continue;
            }
            QVERIFY2(
                std::abs(wait - r.waitMilliseconds) < 0.05,
                qPrintable(QString("request %1: %2 against %3").arg(r.id).arg(r.waitMilliseconds).arg(wait)));
            *server = arrived + wait + r.queryMilliseconds;
        }
        QCOMPARE(gaveUp > 0, rate > 560);
    }
}

void TestShopParts::poolGrowsAndShrinks() {
    ConnectionPool pool(3, 2, SimDuration::seconds(1));
    const SimTime t;
    for (std::uint32_t i = 0; i < 3; ++i)
        QCOMPARE(pool.start(i, t).value_or(99), i);
    QVERIFY(!pool.start(3, t));
    QVERIFY(pool.wait(3, t));
    QVERIFY(pool.wait(4, t));
    QVERIFY(!pool.wait(5, t)); // full
    pool.resize(1, 0);
    QCOMPARE(pool.waiting(), 2u); // who is in the queue stays there
    ConnectionPool::Waiter w;
    pool.release(1, t);
    QVERIFY(!pool.startNext(t, w)); // two are still busy, one allowed
    pool.release(0, t);
    QCOMPARE(pool.startNext(t, w).value_or(99), 0u); // connection 2 ends on its own
    QCOMPARE(w.request, 3u);
    pool.release(2, t);
    QCOMPARE(pool.connections().size(), std::size_t{1});
    pool.resize(200, 10);
    QCOMPARE(pool.startNext(t, w).value_or(99), 1u);
    for (std::uint32_t i = 0; i < 198; ++i)
        QCOMPARE(pool.start(100 + i, t).value_or(999), i + 2);
    QVERIFY(!pool.start(999, t));
    QCOMPARE(pool.inUse(), 200u);
}

void TestShopParts::truthAgreesWithANaiveHistory() {
    ProductTruth truth(50);
    std::vector<std::vector<SimTime>> naive(50);
    Rng rng(1, "truth");
    std::vector<std::uint64_t> order; // which change was the n-th
    for (int i = 0; i < 400'000; ++i) {
        const SimTime now = SimTime::fromNs(std::int64_t{i} * 1000);
        const auto product = static_cast<std::uint32_t>(rng.below(50));
        naive[product].push_back(now);
        QCOMPARE(truth.change(product, now), static_cast<std::uint32_t>(naive[product].size()));
        if (i % 997 != 0) continue;
        for (std::uint32_t p = 0; p < 50; ++p) {
            const std::uint32_t current = truth.versionOf(p);
            for (std::uint32_t back = 1; back <= std::min(current, 5u); ++back) {
                QCOMPARE(truth.replacedAt(p, current - back).ns(), naive[p][current - back].ns());
            }
        }
    }
    // Older than the log: never younger than what is true, and as old as the log knows.
    const SimTime known = truth.replacedAt(0, 0);
    QVERIFY(known >= naive[0][0]);
    QVERIFY(known <= naive[0].back());
    QCOMPARE(truth.changes(), std::size_t{400'000});
}

void TestShopParts::valuesAreJsonOfTheirLength() {
    Rng rng(3, "values");
    for (int i = 0; i < 2000; ++i) {
        const auto product = static_cast<std::uint32_t>(i == 0 ? 0 : rng.below(1'000'000));
        const auto version = static_cast<std::uint32_t>(i % 7 == 0 ? 4'000'000'000u : rng.below(5));
        const auto value = productValue(product, version);
        QCOMPARE(value.length, kValueBytes);
        std::string text(value.length + 1, '#');
        renderProduct(value, text.data());
        QCOMPARE(text.back(), '#');
        text.pop_back();
        const Json json = Json::parse(text, nullptr, false);
        QVERIFY(!json.is_discarded());
        QCOMPARE(json["id"].get<std::uint32_t>(), product);
        QCOMPARE(json["version"].get<std::uint32_t>(), version);
        QCOMPARE(json["price"].get<std::uint32_t>(), priceOf(product, version));
        QVERIFY(json["price"].get<std::uint32_t>() > 0);
        if (version > 0 && version < 100) QVERIFY(priceOf(product, version) != priceOf(product, version - 1));
    }
    // Shorter than the text: cut, and not a byte more.
    for (std::uint32_t length = 0; length < 100; ++length) {
        std::string text(length + 8, '#');
        renderProduct({length, tagOf(17, 2)}, text.data());
        QCOMPARE(text.substr(length), std::string(8, '#'));
    }
}

void TestShopParts::keysComeAndGo() {
    char buffer[kKeyCapacity];
    QVERIFY(keyOf(17, buffer) == "product:17");
    QVERIFY(keyOf(kScanBase + 4, buffer) == "archive:4");
    for (const std::uint32_t p : {0u, 9u, 99'999u, kScanBase - 1, kScanBase, 0xFFFFFFFFu}) {
        std::uint32_t back = 1;
        QVERIFY(productOfKey(keyOf(p, buffer), back));
        QCOMPARE(back, p);
    }
    std::uint32_t unused = 0;
    for (const char* text :
         {"", "product:", "product:-1", "product:007", "product:17x", "product:99999999999", "Product:1"}) {
        QVERIFY(!productOfKey(text, unused));
    }
}

// --- determinism
// -----------------------------------------------------------------------------------------------

namespace {

ShopSettings busySettings() {
    ShopSettings s = cached(Strategy::WriteThrough, 4);
    s.application.jitterPercent = 10;
    s.arrivals.kind = maylab::traffic::ArrivalKind::Burst;
    s.arrivals.ratePerSecond = 1500;
    return s;
}

void script(Shop& shop, int part) {
    if (part == 0) {
        shop.call("StartScan", {{"requestsPerSecond", 50}, {"keys", 300}});
        shop.call("MovePopularity",
                  {{"ranks", 77}, {"at", shop.world().calendar().iso8601(SimTime::atSecond(9))}});
    } else {
        shop.call("SetTraffic", {{"arrivals", "closed-loop"}, {"users", 700}, {"thinkSeconds", 0.2}});
    }
}

} // namespace

void TestShopParts::sameSeedSameRun() {
    const auto run = [](std::uint64_t seed, int slices) {
        Shop shop(seed, busySettings());
        script(shop, 0);
        for (int i = 0; i < slices; ++i)
            shop.world().runUntil(SimTime::fromNs(7'000'000'000 / slices * (i + 1)));
        script(shop, 1);
        while (shop.world().now() < SimTime::atSecond(12)) {
            if (slices == 1) {
                shop.world().runUntil(SimTime::atSecond(12));
            } else if (shop.world().nextEventTime() > SimTime::atSecond(12)) {
                shop.world().runUntil(SimTime::atSecond(12));
            } else {
                shop.world().step();
            }
        }
        return shop.world().fingerprint();
    };
    QCOMPARE(run(1, 1), run(1, 1));
    QCOMPARE(run(1, 1), run(1, 1000));
    QVERIFY(run(1, 1) != run(2, 1));
}

void TestShopParts::clonesRunOn() {
    Shop shop(3, busySettings());
    script(shop, 0);
    shop.run(5.001);
    Shop other(shop.world().clone());
    QVERIFY(shop.service().inFlight() > 0);
    for (Shop* s : {&shop, &other}) {
        s->run(3);
        script(*s, 1);
        s->run(4);
    }
    QCOMPARE(shop.world().fingerprint(), other.world().fingerprint());
    QCOMPARE(shop.describe(), other.describe());
    // A clone that is told something else does not reach back.
    Shop third(shop.world().clone());
    const std::uint64_t before = shop.world().fingerprint();
    third.call("SetTraffic", {{"users", 5}});
    third.run(5);
    QCOMPARE(shop.world().fingerprint(), before);
}

void TestShopParts::watchingChangesNothing() {
    Shop watched(4, busySettings()), unwatched(4, busySettings());
    script(watched, 0);
    script(unwatched, 0);
    for (int i = 0; i < 300; ++i) {
        watched.run(0.02);
        const std::uint64_t before = watched.world().fingerprint();
        (void)watched.describe();
        (void)watched.view();
        (void)watched.world().peek("lab", "NoSuchRead", Json::object());
        QCOMPARE(watched.world().fingerprint(), before);
    }
    unwatched.run(6);
    QCOMPARE(watched.world().now().ns(), unwatched.world().now().ns());
    QCOMPARE(watched.world().fingerprint(), unwatched.world().fingerprint());
}

// --- bad input
// -------------------------------------------------------------------------------------------------

void TestShopParts::absurdSettingsAreRefused_data() {
    QTest::addColumn<QString>("operation");
    QTest::addColumn<QString>("input");
    QTest::addColumn<QString>("code");
    const auto row = [](const char* operation, const char* input,
                        const char* code = "InvalidParameterValue") {
        QTest::addRow("%s %s", operation, input) << operation << input << code;
    };
    row("SetTraffic", R"({"requestsPerSecond": -1})");
    row("SetTraffic", R"({"requestsPerSecond": 1e12})");
    row("SetTraffic", R"({"requestsPerSecond": 200001})");
    row("SetTraffic", R"({"requestsPerSecond": "many"})", "MalformedInput");
    row("SetTraffic", R"({"requestsPerSecond": null})", "MissingParameter");
    row("SetTraffic", R"({})", "MissingParameter");
    row("SetTraffic", R"([1, 2])", "MalformedInput");
    row("SetTraffic", R"({"requestsPerSecond": 5, "color": "red"})", "UnknownParameter");
    row("SetTraffic", R"({"arrivals": "tides"})");
    row("SetTraffic", R"({"arrivals": "burst", "burstFactor": 0})");
    row("SetTraffic", R"({"arrivals": "flash-crowd", "requestsPerSecond": 200000, "peakFactor": 900})");
    row("SetTraffic", R"({"arrivals": "closed-loop", "users": -5})");
    row("SetTraffic", R"({"arrivals": "closed-loop", "users": 1e12})", "MalformedInput");
    row("SetTraffic", R"({"arrivals": "closed-loop", "users": 5, "requestsPerSecond": 10})",
        "InvalidParameterCombination");
    row("SetTraffic", R"({"arrivals": "closed-loop", "users": 5, "thinkSeconds": 0})");
    row("RampTraffic", R"({"from": 1, "to": 2})");
    row("RampTraffic", R"({"to": 1e12, "seconds": 5})");
    row("RampTraffic", R"({"to": 100, "seconds": -5})");
    row("RampTraffic", R"({"to": 100, "seconds": 0})");
    row("SetPopularity", R"({"exponent": -0.5})");
    row("SetPopularity", R"({"distribution": "normal"})");
    row("SetPopularity", R"({"distribution": "hot-set", "hotKeys": 0})");
    row("SetPopularity", R"({"distribution": "hot-set", "hotKeys": 20000})");
    row("SetPopularity", R"({"distribution": "hot-set", "hotShare": 2})");
    row("SetPopularity", R"({})", "MissingParameter");
    row("MovePopularity", R"({"ranks": 10000})");
    row("MovePopularity", R"({"ranks": 0})");
    row("MovePopularity", R"({"ranks": -3})");
    row("MovePopularity", R"({"ranks": 5, "at": "tomorrow"})", "MalformedInput");
    row("MovePopularity", R"({"ranks": 5, "at": "1999-01-01T00:00:00Z"})");
    row("MovePopularity", R"({"ranks": 5, "at": "9999-01-01T00:00:00Z"})");
    row("MovePopularity", R"({"ranks": 5, "at": 1e300})");
    row("StartScan", R"({"requestsPerSecond": 10})");
    row("StartScan", R"({"requestsPerSecond": 10, "keys": 0})");
    row("StartScan", R"({"requestsPerSecond": -10, "keys": 10})");
    row("SetApplication", R"({"strategy": "magic"})");
    row("SetApplication", R"({"strategy": "lazy-loading"})", "InvalidParameterCombination");
    row("SetApplication", R"({"ttlSeconds": -1})");
    row("SetApplication", R"({"ttlSeconds": 1e12})");
    row("SetApplication", R"({"jitterPercent": 101})");
    row("SetApplication", R"({"endpoint": 6379})", "MalformedInput");
    row("SetApplication", R"({})", "MissingParameter");
    row("SetPriceChanges", R"({"changesPerSecond": -1})");
    row("SetPriceChanges", R"({"changesPerSecond": 1e12})");
    row("SetPriceChanges", R"({})");
    row("SetProducts", R"({"count": 0})");
    row("SetProducts", R"({"count": -10})");
    row("SetProducts", R"({"count": 100000000000})");
    row("SetProducts", R"({"count": 10.5})", "MalformedInput");
    row("SetDatabase", R"({"connections": 0})");
    row("SetDatabase", R"({"connections": 100000})");
    row("SetDatabase", R"({"serviceMilliseconds": 0})");
    row("SetDatabase", R"({"serviceSpread": -1})");
    row("SetDatabase", R"({"queueLimit": -1})");
    row("SetDatabase", R"({})", "MissingParameter");
    row("Explode", R"({})", "InvalidAction");
}

void TestShopParts::absurdSettingsAreRefused() {
    QFETCH(QString, operation);
    QFETCH(QString, input);
    QFETCH(QString, code);
    Shop shop(1), untouched(1);
    shop.run(3);
    untouched.run(3);
    const Json before = shop.describe();
    const Json parsed = Json::parse(input.toStdString());
    QCOMPARE(QString::fromStdString(shop.call(operation.toUtf8().constData(), parsed)), code);
    QVERIFY(shop.lastMessage.size() > 10);
    QCOMPARE(shop.describe(), before);
    shop.run(3);
    untouched.run(3);
    QCOMPARE(shop.describe(), untouched.describe()); // and it runs on as if nothing had been said
}

void TestShopParts::absurdLoadIsBounded() {
    // Not a number cannot be written in JSON, but can be handed in by a program.
    Shop shop(1);
    for (const char* name : {"requestsPerSecond", "burstFactor", "thinkSeconds"}) {
        QVERIFY(!shop.call("SetTraffic", {{"arrivals", "burst"}, {name, kNan}}).empty());
    }
    QVERIFY(!shop.call("SetApplication", {{"ttlSeconds", kNan}}).empty());
    QVERIFY(!shop.call("SetDatabase", {{"serviceMilliseconds", kNan}}).empty());
    QVERIFY(!shop.call("SetPriceChanges", {{"changesPerSecond", kNan}}).empty());

    // 200,000 a second against a cache that does not answer: the application fills up, no further.
    shop.call("SetApplication", {{"strategy", "lazy-loading"}, {"endpoint", "shop"}});
    shop.call("Reach", {{"reach", static_cast<int>(Reach::TimesOut)}}, "elasticache");
    QCOMPARE(shop.call("SetTraffic", {{"requestsPerSecond", 200'000}, {"arrivals", "poisson"}}),
             std::string());
    shop.run(2);
    QVERIFY(shop.service().inFlight() <= kMaxInFlight);
    QVERIFY(countOf(shop.world(), ShopRule::ApplicationFull) > 0);
    QVERIFY(shop.conserved());
    QCOMPARE(
        shop.call("SetDatabase", {{"connections", 1}, {"serviceMilliseconds", 60000}, {"queueLimit", 0}}),
        std::string());
    shop.run(1);
    QVERIFY(shop.conserved());
}

QTEST_APPLESS_MAIN(TestShopParts)
#include "tst_shop_parts.moc"
