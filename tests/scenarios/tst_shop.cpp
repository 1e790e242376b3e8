// The shop with the simplest cache there is: what it does is its own then, not the cache's.
#include <QtTest>

#include "shop_fixture.h"

#include <cmath>
#include <map>
#include <set>

class TestShop : public QObject {
    Q_OBJECT
  private slots:
    void drownsAndRecovers();
    void requestsAreConserved();
    void hopsAddUp();
    void missesAreStoredAndHit();
    void ttlAndJitter();
    void lazyLoadingGrowsStale();
    void writeThroughIsNeverStaleButForRaces();
    void anOldLoadCanOverwriteANewPrice();
    void concurrentLoadsAreCounted();
    void closedDoors_data();
    void closedDoors();
    void foreignValuesAreWhatTheyAre();
    void fullCacheRefusesStores();
    void closedLoopAsksOnlyAfterTheReply();
    void trafficChangesItsKindWhileRunning();
    void scansAskOnce();
    void popularityMovesAtItsInstant();
    void productsComeAndGo();
    void metricsAgreeWithTheTotals();
    void decisionsSayWhy();
    void viewIsSmall();
};

// --- the shop
// --------------------------------------------------------------------------------------------------

void TestShop::drownsAndRecovers() {
    Shop shop(1);
    shop.run(10);
    QVERIFY(shop.view().waiting < 10);
    QCOMPARE(shop.totals().errors503, std::uint64_t{0});
    shop.call("SetTraffic", {{"requestsPerSecond", 700}});
    shop.run(20);
    QVERIFY(shop.view().waiting > 400); // a second's worth of those who come
    QCOMPARE(shop.view().connections.size(), std::size_t{14});
    const std::uint64_t drowned = shop.totals().errors503;
    // 700 come and 560 are served; the first seconds fill the queue.
    QVERIFY2(drowned > 140 * 12 && drowned < 140 * 20, qPrintable(QString::number(drowned)));
    shop.call("SetTraffic", {{"requestsPerSecond", 450}});
    shop.run(20);
    const std::uint64_t settled = shop.totals().errors503;
    QVERIFY(shop.view().waiting < 14);
    shop.run(20);
    QCOMPARE(shop.totals().errors503, settled);
}

void TestShop::requestsAreConserved() {
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        Shop shop(seed);
        Rng rng(seed, "operations");
        for (int i = 0; i < 120; ++i) {
            switch (rng.below(10)) {
            case 0:
                shop.call("SetTraffic", {{"requestsPerSecond", rng.uniform() * 3000}, {"arrivals", "burst"}});
                break;
            case 1:
                shop.call("SetTraffic",
                          {{"requestsPerSecond", rng.uniform() * 1200}, {"arrivals", "poisson"}});
                break;
            case 2:
                shop.call("SetTraffic",
                          {{"arrivals", "closed-loop"}, {"users", rng.below(900)}, {"thinkSeconds", 0.3}});
                break;
            case 3:
                shop.call(
                    "SetApplication",
                    {{"strategy", "lazy-loading"}, {"endpoint", "shop"}, {"ttlSeconds", rng.below(20)}});
                break;
            case 4:
                shop.call("SetApplication",
                          {{"strategy", "write-through"}, {"endpoint", "shop"}, {"jitterPercent", 30}});
                break;
            case 5:
                shop.call("SetApplication", {{"strategy", "none"}});
                break;
            case 6:
                shop.call("SetDatabase",
                          {{"connections", 1 + rng.below(40)}, {"queueLimit", rng.below(300)}});
                break;
            case 7:
                shop.call("SetProducts", {{"count", 1 + rng.below(20'000)}});
                break;
            case 8:
                shop.call("Reach", {{"reach", rng.below(4)}}, "elasticache");
                break;
            default:
                shop.call("StartScan", {{"requestsPerSecond", rng.below(500)}, {"keys", 1 + rng.below(400)}});
                break;
            }
            for (int k = 0; k < 5; ++k) {
                shop.run(0.13);
                QVERIFY2(shop.conserved(), qPrintable(QString("seed %1, step %2").arg(seed).arg(i)));
            }
        }
        shop.call("SetTraffic", {{"requestsPerSecond", 0}, {"arrivals", "poisson"}});
        shop.call("StartScan", {{"requestsPerSecond", 0}, {"keys", 1}});
        shop.run(20);
        QCOMPARE(shop.service().inFlight(), 0u);
        QCOMPARE(shop.totals().requests, shop.totals().answers + shop.totals().errors503);
        QVERIFY(shop.totals().errors503 > 0 && shop.totals().hits > 0);
    }
}

void TestShop::hopsAddUp() {
    ShopSettings s = cached(Strategy::LazyLoading, 2);
    s.arrivals.ratePerSecond = 1500;
    Shop shop(2, s);
    shop.collect(20);
    int waited = 0;
    for (const RequestRecord& r : shop.records) {
        const float sum = r.cacheMilliseconds + r.waitMilliseconds + r.queryMilliseconds;
        QVERIFY2(std::abs(sum - r.totalMilliseconds) < 0.01f,
                 qPrintable(QString("%1 against %2").arg(sum).arg(r.totalMilliseconds)));
        waited += r.waitMilliseconds > 0 ? 1 : 0;
        if (isHit(r.outcome)) QVERIFY(r.totalMilliseconds < 2 && r.queryMilliseconds == 0);
        if (r.outcome == Outcome::DatabaseMiss) QVERIFY(r.queryMilliseconds > 5 && r.cacheMilliseconds > 1);
    }
    QVERIFY(waited > 100);
}

void TestShop::missesAreStoredAndHit() {
    ShopSettings s = few(cached(Strategy::LazyLoading, 0), 40);
    s.arrivals.ratePerSecond = 200;
    s.changesPerSecond = 0;
    Shop shop(3, s);
    shop.collect(20);
    QCOMPARE(shop.cache().entries.size(), std::size_t{40});
    QCOMPARE(shop.cache().connected, std::int64_t{kCacheConnections});
    // Every product was loaded once, or a few times where two asked before the first was stored.
    QVERIFY(shop.totals().misses >= 40 && shop.totals().misses < 60);
    double fastest = 1e9;
    for (const RequestRecord& r : shop.records) {
        if (isHit(r.outcome)) fastest = std::min(fastest, static_cast<double>(r.totalMilliseconds));
    }
    QVERIFY(std::abs(fastest - 0.512) < 1e-4); // round trip and 12 µs
    QCOMPARE(shop.totals().staleReads, std::uint64_t{0});
    shop.call("SetApplication", {{"strategy", "none"}});
    QCOMPARE(shop.cache().connected, std::int64_t{0});
}

void TestShop::ttlAndJitter() {
    ShopSettings s = few(cached(Strategy::LazyLoading, 100), 4000);
    s.application.jitterPercent = 20;
    s.arrivals.ratePerSecond = 500;
    s.database.connections = 100;
    Shop shop(3, s);
    std::map<std::string, SimTime, std::less<>> seen;
    double least = 1e9, most = 0;
    for (int i = 0; i < 40; ++i) {
        const SimTime before = shop.world().now();
        shop.run(0.2);
        for (const auto& [key, entry] : shop.cache().entries) {
            if (!seen.try_emplace(key, entry.expires).second) continue;
            const double ttl = (entry.expires - before).inSeconds(); // within 0.2 s
            least = std::min(least, ttl);
            most = std::max(most, ttl);
        }
    }
    QVERIFY(seen.size() > 1500);
    QVERIFY2(least >= 80 && least < 81, qPrintable(QString::number(least)));
    QVERIFY2(most <= 120.2 && most > 119, qPrintable(QString::number(most)));
    shop.call("SetApplication", {{"ttlSeconds", 0}});
    shop.run(5);
    int eternal = 0;
    for (const auto& [key, entry] : shop.cache().entries)
        eternal += entry.expires == SimTime() ? 1 : 0;
    QVERIFY(eternal > 500);
}

void TestShop::lazyLoadingGrowsStale() {
    ShopSettings s = few(cached(Strategy::LazyLoading, 10), 100);
    s.arrivals.ratePerSecond = 1000;
    s.changesPerSecond = 10; // each product every 10 s
    Shop shop(4, s);
    shop.run(60);
    const double share =
        static_cast<double>(shop.totals().staleReads) / static_cast<double>(shop.totals().hits);
    // A copy lives for T = 10 s and is out of date after an exponential time of 10 s: 1 - (1 - 1/e).
    QVERIFY2(std::abs(share - 0.37) < 0.05, qPrintable(QString::number(share)));
    double oldest = 0;
    for (const Decision& d : decisionsOf(shop.world(), ShopRule::StaleRead)) {
        // Changed after it was stored, or at most while its query ran; and it leaves 10 s after it was
        // stored.
        QVERIFY(d.values[1] >= 0 && d.values[1] <= d.values[0] + 0.1);
        QVERIFY(d.values[0] + d.values[2] > 9.9 && d.values[0] + d.values[2] < 10.1);
        QVERIFY(d.values[3] >= 1);
        oldest = std::max(oldest, d.values[1]);
    }
    QVERIFY(oldest > 8 && oldest <= 10);
}

void TestShop::writeThroughIsNeverStaleButForRaces() {
    ShopSettings s = few(cached(Strategy::WriteThrough, 0), 100);
    s.arrivals.ratePerSecond = 2000;
    s.changesPerSecond = 200;
    Shop shop(5, s);
    shop.run(30); // everything is loaded and was changed since: no load is on its way any more
    const ShopTotals before = shop.totals();
    const SimTime from = shop.world().now();
    shop.run(60);
    QCOMPARE(shop.totals().misses, before.misses);
    const std::uint64_t stale = shop.totals().staleReads - before.staleReads;
    // What is left: the half millisecond in which the new price is on its way.
    QVERIFY2(stale > 0 && stale < 300, qPrintable(QString::number(stale)));
    for (const Decision& d : decisionsOf(shop.world(), ShopRule::StaleRead)) {
        if (d.at >= from) QVERIFY2(d.values[1] < 0.001, qPrintable(QString::number(d.values[1])));
    }
    QCOMPARE(countOf(shop.world(), ShopRule::WriteThrough), shop.totals().writeThroughs);
    QVERIFY(shop.totals().writeThroughs + 5 >= shop.totals().changes);
}

void TestShop::anOldLoadCanOverwriteANewPrice() {
    ShopSettings s = few(cached(Strategy::WriteThrough, 0), 20);
    s.arrivals.ratePerSecond = 100;
    s.changesPerSecond = 20;
    s.database.connections = 500;
    s.database.serviceMilliseconds = 3000; // any load reads a price that has changed when it is stored
    Shop shop(6, s);
    shop.run(4);
    QVERIFY(shop.totals().misses > 0);
    const ShopTotals before = shop.totals();
    shop.run(0.5);
    QVERIFY(shop.totals().staleReads > before.staleReads);
    double oldest = 0;
    for (const Decision& d : decisionsOf(shop.world(), ShopRule::StaleRead))
        oldest = std::max(oldest, d.values[1]);
    QVERIFY(oldest > 0.5);
}

void TestShop::concurrentLoadsAreCounted() {
    ShopSettings s = few(cached(Strategy::LazyLoading, 30), 1);
    s.arrivals = {maylab::traffic::ArrivalKind::Constant, 200};
    s.database.serviceMilliseconds = 400;
    s.database.serviceSpread = 0;
    s.database.connections = 500;
    s.changesPerSecond = 0;
    Shop shop(7, s);
    maylab::kernel::MetricId id = 0;
    QVERIFY(shop.world().metrics().find("Shop/DB", "LoadsOfKey", {}, id));
    shop.run(20);
    const auto& samples = shop.world().metrics().channel(id).samples;
    QVERIFY(!samples.empty());
    // 200 a second for the 400 ms of a load: one herd of 80, and one who asks before the first answer is
    // stored.
    QCOMPARE(*std::max_element(samples.begin(), samples.end()), 80.0);
    QCOMPARE(samples.size(), std::size_t{81});
}

void TestShop::closedDoors_data() {
    QTest::addColumn<int>("reach");
    QTest::addColumn<QString>("endpoint");
    QTest::addColumn<double>("lost"); // milliseconds before the database is asked
    QTest::newRow("security group closed") << static_cast<int>(Reach::TimesOut) << "shop" << 1000.0;
    QTest::newRow("nothing listens") << static_cast<int>(Reach::Refused) << "shop" << 0.5;
    QTest::newRow("wrong name") << static_cast<int>(Reach::Ok) << "shp" << 0.0;
}

void TestShop::closedDoors() {
    QFETCH(int, reach);
    QFETCH(QString, endpoint);
    QFETCH(double, lost);
    ShopSettings s = cached(Strategy::LazyLoading);
    s.arrivals.ratePerSecond = 200;
    Shop shop(8, s);
    shop.run(5);
    QVERIFY(shop.totals().hits > 0);
    shop.call("Reach", {{"reach", reach}}, "elasticache");
    shop.call("SetApplication", {{"endpoint", endpoint.toStdString()}});
    shop.run(2);
    shop.collect(5);
    QVERIFY(shop.records.size() > 800);
    for (const RequestRecord& r : shop.records) {
        QVERIFY(r.outcome == Outcome::DatabaseOnly);
        QVERIFY(std::abs(r.cacheMilliseconds - lost) < 0.001);
    }
    QCOMPARE(countOf(shop.world(), ShopRule::CacheUnreachable) > 0, true);
    QVERIFY(shop.totals().cacheErrors > 1000);
    QCOMPARE(shop.cache().connected, std::int64_t{0});
    // The door is opened again: the next look-up finds it.
    shop.call("Reach", {{"reach", 0}}, "elasticache");
    shop.call("SetApplication", {{"endpoint", "shop"}});
    shop.run(3);
    shop.records.clear();
    shop.collect(2);
    for (const RequestRecord& r : shop.records)
        QVERIFY(r.outcome != Outcome::DatabaseOnly);
    QCOMPARE(shop.cache().connected, std::int64_t{kCacheConnections});
    QVERIFY(shop.conserved());
}

void TestShop::foreignValuesAreWhatTheyAre() {
    ShopSettings s = few(cached(Strategy::LazyLoading, 0), 4);
    s.arrivals.ratePerSecond = 100;
    s.changesPerSecond = 0;
    Shop shop(9, s);
    shop.run(5);
    shop.call("Type", {{"key", "product:1"}}, "elasticache");
    shop.call("Copy", {{"from", "product:2"}, {"to", "product:3"}}, "elasticache");
    shop.run(1);
    shop.collect(10);
    int foreign = 0;
    for (const RequestRecord& r : shop.records) {
        const bool touched = r.product == 1 || r.product == 3;
        QVERIFY(r.outcome == (touched ? Outcome::ForeignHit : Outcome::CacheHit));
        foreign += touched ? 1 : 0;
    }
    QVERIFY(foreign > 100);
    QVERIFY(countOf(shop.world(), ShopRule::AnswerForeign) == shop.totals().foreignHits);
    QCOMPARE(countOf(shop.world(), ShopRule::StaleRead), std::uint64_t{0});
    QCOMPARE(shop.totals().staleReads, shop.totals().foreignHits); // not what the database has
}

void TestShop::fullCacheRefusesStores() {
    ShopSettings s = few(cached(Strategy::LazyLoading, 0), 1000);
    s.arrivals.ratePerSecond = 400;
    Shop shop(10, s);
    shop.call("Capacity", {{"keys", 100}}, "elasticache");
    shop.run(30);
    QCOMPARE(shop.cache().entries.size(), std::size_t{100});
    QVERIFY(shop.totals().storesRefused > 5000);
    QCOMPARE(countOf(shop.world(), ShopRule::StoreRefused), shop.totals().storesRefused);
    QCOMPARE(shop.totals().errors503, std::uint64_t{0}); // the visitor gets the answer all the same
    const double ratio = static_cast<double>(shop.totals().hits) / static_cast<double>(shop.totals().answers);
    QVERIFY(std::abs(ratio - 0.1) < 0.02);
}

void TestShop::closedLoopAsksOnlyAfterTheReply() {
    Shop shop(11);
    QCOMPARE(shop.call("SetTraffic", {{"arrivals", "closed-loop"}, {"users", 500}, {"thinkSeconds", 0.5}}),
             std::string());
    for (int i = 0; i < 200; ++i) {
        shop.run(0.1);
        QVERIFY(shop.service().inFlight() <= 500);
    }
    // More than the database can do, and yet nobody gives up: the users slow down. 500 = 560 (0.5 + R), R =
    // 0.39 s.
    const std::uint64_t before = shop.totals().requests;
    shop.collect(20);
    const double rate = static_cast<double>(shop.totals().requests - before) / 20;
    QVERIFY2(std::abs(rate - 560) < 12, qPrintable(QString::number(rate)));
    double mean = 0;
    for (const RequestRecord& r : shop.records)
        mean += r.totalMilliseconds;
    mean /= static_cast<double>(shop.records.size());
    QVERIFY2(std::abs(mean - 393) < 25, qPrintable(QString::number(mean)));
    QCOMPARE(shop.totals().errors503, std::uint64_t{0});
    shop.call("SetTraffic", {{"users", 0}});
    shop.run(15);
    QCOMPARE(shop.service().inFlight(), 0u);
    QVERIFY(shop.conserved());
}

void TestShop::trafficChangesItsKindWhileRunning() {
    ShopSettings s = cached(Strategy::LazyLoading);
    Shop shop(12, s);
    const auto rateOver = [&](double seconds) {
        const std::uint64_t before = shop.totals().requests;
        shop.run(seconds);
        return static_cast<double>(shop.totals().requests - before) / seconds;
    };
    QVERIFY(std::abs(rateOver(20) - 300) < 20);
    shop.call("SetTraffic", {{"arrivals", "constant"}, {"requestsPerSecond", 125}});
    QVERIFY(std::abs(rateOver(20) - 125) <= 0.1);
    shop.call("SetTraffic", {{"arrivals", "closed-loop"}, {"users", 100}, {"thinkSeconds", 1}});
    shop.run(5);
    QVERIFY(std::abs(rateOver(20) - 98) < 10);
    shop.call("SetTraffic", {{"arrivals", "flash-crowd"},
                             {"requestsPerSecond", 100},
                             {"peakFactor", 5},
                             {"riseSeconds", 1},
                             {"holdSeconds", 20}});
    shop.run(2);
    QVERIFY(std::abs(rateOver(10) - 500) < 35);
    shop.call("SetTraffic", {{"requestsPerSecond", 200}}); // the crowd goes on, at the new level
    QVERIFY(std::abs(rateOver(5) - 1000) < 70);
    shop.call("SetTraffic", {{"arrivals", "poisson"}, {"requestsPerSecond", 400}});
    shop.call("RampTraffic", {{"to", 700}, {"seconds", 10}});
    QVERIFY(shop.describe()["traffic"]["ramping"].get<bool>());
    QVERIFY(std::abs(rateOver(10) - 550) < 35);
    QVERIFY(std::abs(rateOver(10) - 700) < 40);
    QCOMPARE(shop.describe()["traffic"]["requestsPerSecondNow"].get<double>(), 700.0);
    QVERIFY(shop.conserved());
}

void TestShop::scansAskOnce() {
    ShopSettings s = cached(Strategy::LazyLoading, 0);
    s.arrivals.ratePerSecond = 0;
    Shop shop(13, s);
    shop.call("StartScan", {{"requestsPerSecond", 100}, {"keys", 250}});
    shop.collect(5);
    QCOMPARE(shop.records.size(), std::size_t{250});
    std::set<std::uint32_t> products;
    for (const RequestRecord& r : shop.records) {
        QVERIFY(r.product >= kScanBase);
        QVERIFY(r.outcome == Outcome::DatabaseMiss);
        products.insert(r.product);
    }
    QCOMPARE(products.size(), std::size_t{250});
    QVERIFY(shop.cache().entries.contains("archive:249"));
    shop.call("StartScan", {{"requestsPerSecond", 100}, {"keys", 10}});
    shop.run(5);
    QVERIFY(shop.cache().entries.contains("archive:259")); // new ones
    QCOMPARE(shop.totals().hits, std::uint64_t{0});
}

void TestShop::popularityMovesAtItsInstant() {
    ShopSettings s;
    s.popularity.exponent = 3;
    s.database.connections = 100;
    Shop shop(14, s);
    const std::string at = shop.world().calendar().iso8601(SimTime::atSecond(60));
    QCOMPARE(shop.call("MovePopularity", {{"ranks", 5000}, {"at", at}}), std::string());
    QCOMPARE(shop.describe()["popularity"]["moves"].size(), std::size_t{1});
    SimTime next;
    std::string what;
    QVERIFY(shop.world().nextAnnounced(next, what));
    QCOMPARE(next.ns(), SimTime::atSecond(60).ns());
    shop.run(50);
    shop.collect(20);
    int favourite = 0, wrong = 0;
    for (const RequestRecord& r : shop.records) {
        favourite += r.product == (r.arrived < next ? 0u : 5000u) ? 1 : 0;
        wrong += r.product == (r.arrived < next ? 5000u : 0u) ? 1 : 0;
    }
    QCOMPARE(wrong, 0);
    QVERIFY(favourite > 0.8 * static_cast<double>(shop.records.size())); // 1 / zeta(3) = 0.83
    QCOMPARE(shop.describe()["popularity"]["movedRanks"].get<int>(), 5000);
    QVERIFY(shop.describe()["popularity"]["moves"].empty());
    QCOMPARE(shop.call("MovePopularity", {{"ranks", 5000}}), std::string());
    QCOMPARE(shop.describe()["popularity"]["movedRanks"].get<int>(), 0);
}

void TestShop::productsComeAndGo() {
    ShopSettings s = cached(Strategy::WriteThrough, 60);
    s.arrivals.ratePerSecond = 1500;
    s.changesPerSecond = 500;
    Shop shop(15, s);
    for (const int count : {100'000, 10, 1, 1'000'000, 5000}) {
        QCOMPARE(shop.call("SetProducts", {{"count", count}}), std::string());
        shop.run(2);
        shop.records.clear();
        shop.collect(1);
        for (const RequestRecord& r : shop.records) {
            if (r.arrived > shop.world().now() - SimDuration::seconds(1))
                QVERIFY(r.product < static_cast<std::uint32_t>(count));
        }
        QVERIFY(shop.conserved());
    }
}

void TestShop::metricsAgreeWithTheTotals() {
    ShopSettings s = cached(Strategy::LazyLoading, 3);
    s.arrivals.ratePerSecond = 1800;
    Shop shop(16, s);
    shop.run(12);
    const auto& metrics = shop.world().metrics();
    const auto value = [&](const char* space, const char* name) {
        maylab::kernel::MetricId id = 0;
        if (!metrics.find(space, name, {}, id)) qFatal("%s is not there", name);
        return metrics.channel(id);
    };
    const ShopTotals& t = shop.totals();
    const auto same = [](double a, std::uint64_t b) { return a == static_cast<double>(b); };
    QVERIFY(same(value("Shop/App", "Requests").value, t.requests));
    QVERIFY(same(value("Shop/App", "Errors503").value, t.errors503));
    QVERIFY(same(value("Shop/App", "Hits").value, t.hits));
    QVERIFY(same(value("Shop/App", "Misses").value, t.misses));
    QVERIFY(same(value("Shop/App", "StaleReads").value, t.staleReads));
    QVERIFY(same(value("Shop/DB", "Queries").value, t.queries));
    QVERIFY(same(value("Shop/DB", "ConnectionsInUse").value, 14));
    QVERIFY(same(value("Shop/DB", "ConnectionsWaiting").value, shop.view().waiting));
    QCOMPARE(value("Shop/App", "Latency").samples.size(), static_cast<std::size_t>(t.answers + t.errors503));
    QCOMPARE(value("Shop/App", "AnswerAge").samples.size(), static_cast<std::size_t>(t.answers));
    QVERIFY(t.errors503 > 0 && t.staleReads > 0);
}

void TestShop::decisionsSayWhy() {
    ShopSettings s;
    s.arrivals.ratePerSecond = 650;
    Shop shop(17, s);
    shop.run(10);
    shop.collect(0.5);
    bool slow = false, refused = false;
    for (const RequestRecord& r : shop.records) {
        const auto why = shop.world().decisions().ofRequest(r.id);
        QVERIFY(!why.empty());
        const Decision& last = why.back();
        const auto& rule = shop.world().decisions().rule(last.rule);
        if (r.outcome == Outcome::DatabaseOnly) {
            QCOMPARE(QByteArray(rule.id), QByteArray("shop.answer.direct"));
            QVERIFY(std::abs(last.values[1] - r.waitMilliseconds) < 0.01);
            QVERIFY(std::abs(last.values[2] - r.queryMilliseconds) < 0.01);
            QVERIFY(std::abs(last.took.inMilliseconds() - r.totalMilliseconds) < 0.01);
            slow = slow || r.waitMilliseconds > 900;
        } else {
            QCOMPARE(QByteArray(rule.id), QByteArray("shop.error.gave-up"));
            QCOMPARE(last.values[0], 1000.0);
            QCOMPARE(last.values[2], 14.0);
            refused = true;
        }
    }
    QVERIFY(slow && refused);
    QCOMPARE(shopRules().size(), static_cast<std::size_t>(ShopRule::Count));
    for (const auto& rule : shopRules()) {
        QCOMPARE(QByteArray(rule.parameters).count(','), 3);
        QVERIFY(QByteArray(rule.source).size() > 0);
    }
}

void TestShop::viewIsSmall() {
    ShopSettings s;
    s.arrivals.ratePerSecond = 3000;
    Shop shop(18, s);
    shop.run(5);
    const ShopView v = shop.view();
    QCOMPARE(v.recent.size(), ShopView::kRecent);
    QCOMPARE(v.firstWaiting.size(), std::size_t{64});
    QCOMPARE(v.waiting, 2000u); // the queue's limit
    QCOMPARE(v.requestsPerSecond, 3000.0);
    QCOMPARE(shopViewOf(shop.world(), 5).recent.size(), std::size_t{5});
    QCOMPARE(shopViewOf(shop.world(), 5).recent.back().id, v.recent.back().id);
    for (std::size_t i = 1; i < v.firstWaiting.size(); ++i) {
        QVERIFY(v.firstWaiting[i - 1].arrived <= v.firstWaiting[i].arrived);
    }
    QVERIFY(countOf(shop.world(), ShopRule::QueueFull) > 0);
}

QTEST_APPLESS_MAIN(TestShop)
#include "tst_shop.moc"
