// The shop's workloads in whole worlds: price imports, the home page and its stampede, over seeds.
#include <QtTest>

#include "scenarios/shop/home_page.h"
#include "scenarios/shop/price_import.h"
#include "scenarios/shop/workloads.h"
#include "workload_world.h"
#include "support/test_suite.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <string>

using namespace workloads;

namespace {

const metrics::Dimensions kHomeKey = {{"Key", "page:home"}};

// Three imports, the first minute left out.
ShopWorld importing(std::uint64_t seed, double jitterPercent) {
    ShopWorld shop(seed, lazyShop(20));
    if (!shop.lab("SetPriceImport", {{"enabled", true}, {"jitterPercent", jitterPercent}}).empty())
        qFatal("%s", shop.lastMessage.c_str());
    shop.run(240);
    return shop;
}

ShopWorld withHomePage(std::uint64_t seed, Json settings) {
    ShopWorld shop(seed, lazyShop(300));
    settings["requestsPerSecond"] = 200;
    if (!shop.lab("SetHomePage", settings).empty()) qFatal("%s", shop.lastMessage.c_str());
    shop.run(45);
    return shop;
}

double loadsOfHome(const ShopWorld& shop, int seconds) {
    return shop.metric("Shop/DB", "LoadsOfKey", "Maximum", seconds, kHomeKey);
}

} // namespace

class TestShopWorkloads : public QObject {
    Q_OBJECT
  private slots:
    void importMakesAWave_data();
    void importMakesAWave();
    void importWritesThePricesOfTheMoment();
    void importTakesEngineTime();
    void importMeetsAFullOrMissingNode();
    void viewTellsWhenTheWaveComes();
    void stampedeWithoutALock();
    void strategiesLimitTheLoads_data();
    void strategiesLimitTheLoads();
    void locksHaveOwnersAndEnds();
    void deadHolderIsSurvivedByALockWithAnEnd();
    void lockIsARealKey();
    void homePageIsARealKey();
    void earlyRefreshIsEarly();
};

void TestShopWorkloads::importMakesAWave_data() {
    QTest::addColumn<double>("jitter");
    QTest::addColumn<double>("missesFrom");
    QTest::addColumn<double>("missesTo");
    QTest::addColumn<double>("waitingFrom");
    QTest::addColumn<double>("waitingTo");
    QTest::newRow("none") << 0.0 << 950.0 << 1250.0 << 550.0 << 900.0;
    QTest::newRow("10 %") << 10.0 << 561.0 << 640.0 << 30.0 << 150.0;
    QTest::newRow("20 %") << 20.0 << 430.0 << 540.0 << 0.0 << 40.0;
    QTest::newRow("30 %") << 30.0 << 370.0 << 460.0 << 0.0 << 20.0;
}

void TestShopWorkloads::importMakesAWave() {
    QFETCH(double, jitter);
    QFETCH(double, missesFrom);
    QFETCH(double, missesTo);
    QFETCH(double, waitingFrom);
    QFETCH(double, waitingTo);
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        const ShopWorld shop = importing(seed, jitter);
        const double misses = shop.worstSecond("Shop/App", "Misses", 180);
        const double waiting = shop.metric("Shop/DB", "ConnectionsWaiting", "Maximum", 180);
        QVERIFY2(misses >= missesFrom && misses <= missesTo, qPrintable(QString::number(misses)));
        QVERIFY2(waiting >= waitingFrom && waiting <= waitingTo, qPrintable(QString::number(waiting)));
        QVERIFY(shop.metric("Shop/App", "AnswerAge", "Maximum", 180) <= 20 * (1 + jitter / 100) + 0.2);
        QCOMPARE(shop.metric("Shop/Import", "Writes", "Sum", 180), 30'000.0);
    }
}

void TestShopWorkloads::importWritesThePricesOfTheMoment() {
    ShopWorld shop(5, lazyShop(300, 0, 0));
    shop.run(30); // prices change meanwhile
    QCOMPARE(shop.lab("StartPriceImport", {{"ttlSeconds", 100}, {"jitterPercent", 10}}), std::string());
    QCOMPARE(shop.lab("StartPriceImport", Json::object()), std::string("InvalidState")); // one is running
    shop.run(1);
    QCOMPARE(shop.decisions("shop.import.done"), std::uint64_t{1});
    QCOMPARE(shop.redis({"DBSIZE"}).find("10000") != std::string::npos, true);
    std::set<int> ttls;
    for (const char* key : {"product:0", "product:1", "product:17", "product:4711", "product:9999"}) {
        QVERIFY(shop.redis({"PTTL", key}).find("-") == std::string::npos);
        const std::string text = shop.redis({"PTTL", key});
        const auto digit = text.find_first_of("0123456789");
        const int ttl = std::stoi(text.substr(digit));
        QVERIFY2(ttl > 88'000 && ttl <= 110'000, text.c_str());
        ttls.insert(ttl);
    }
    QVERIFY(ttls.size() > 3);
    // A product whose price changed has its present price in the cache.
    std::uint32_t changed = 0;
    const ProductTruth& truth = findShop(*shop)->truth();
    while (truth.versionOf(changed) == 0)
        ++changed;
    const std::string value = shop.redis({"GET", ("product:" + std::to_string(changed)).c_str()});
    const std::string version = "\\\"version\\\":" + std::to_string(truth.versionOf(changed)) + ",";
    QVERIFY2(value.find(version) != std::string::npos, value.c_str());
}

void TestShopWorkloads::importTakesEngineTime() {
    ShopWorld shop(1, lazyShop(300, 0, 0));
    double before = 1e9;
    for (const int pipeline : {1, 10, 100, 1000}) {
        QCOMPARE(shop.lab("SetPriceImport", {{"pipeline", pipeline}}), std::string());
        QCOMPARE(shop.lab("StartPriceImport", Json::object()), std::string());
        shop.run(8);
        const double took = shop.metric("Shop/Import", "Duration", "Maximum", 8);
        // 10,000 SETs of about 12 µs, and half a millisecond of network for each pipeline.
        const double expected = 10'000 * 0.012 + 10'000.0 / pipeline * 0.5;
        QVERIFY2(took > expected * 0.95 && took < expected * 1.15, qPrintable(QString::number(took)));
        QVERIFY(took < before);
        before = took;
    }
}

void TestShopWorkloads::importMeetsAFullOrMissingNode() {
    Json small = lazyShop(0, 0, 0);
    small["cluster"] = {{"CacheNodeType", "cache.lab.10mb"}};
    small["products"] = 100'000;
    ShopWorld full(1, small);
    QCOMPARE(full.lab("StartPriceImport", {{"ttlSeconds", 0}}), std::string());
    full.run(3);
    QCOMPARE(full.decisions("shop.import.refused"), std::uint64_t{1});
    const double written = full.metric("Shop/Import", "Writes", "Sum", 3);
    QVERIFY(written > 15'400 && written < 17'100);
    QCOMPARE(full.metric("Shop/Import", "WritesRefused", "Sum", 3), 100'000 - written);

    ShopWorld gone(1, lazyShop(300, 0, 0));
    QCOMPARE(gone.lab("DeleteCacheCluster", {{"CacheClusterId", "shop"}}, "elasticache"), std::string());
    gone.run(1200);
    QCOMPARE(gone.lab("SetPriceImport", {{"enabled", true}}), std::string());
    gone.run(1);
    QCOMPARE(gone.decisions("shop.import.unreachable"), std::uint64_t{1});
    QCOMPARE(gone.read("DescribePriceImport")["running"].get<bool>(), false);

    // An import that takes longer than its interval lets the next ones fall out.
    ShopWorld slow(1, lazyShop(300, 0, 0));
    QCOMPARE(slow.lab("SetPriceImport", {{"enabled", true}, {"pipeline", 1}, {"intervalSeconds", 2}}), std::string());
    slow.run(5);
    QCOMPARE(slow.decisions("shop.import.fell-out"), std::uint64_t{2});
    QCOMPARE(slow.decisions("shop.import.done"), std::uint64_t{0});
}

void TestShopWorkloads::viewTellsWhenTheWaveComes() {
    for (const double jitter : {0.0, 20.0}) {
        ShopWorld shop(1, lazyShop(300, 0, 0));
        QCOMPARE(shop.lab("StartPriceImport", {{"ttlSeconds", 20}, {"jitterPercent", jitter}}), std::string());
        shop.run(1);
        const PriceImportView v = findWorkload<PriceImport>(*shop)->view(*shop);
        QCOMPARE(v.written, 10'000u);
        QCOMPARE(std::accumulate(v.leaving.begin(), v.leaving.end(), 0u), 10'000u);
        const std::uint32_t worst = *std::max_element(v.leaving.begin(), v.leaving.end());
        if (jitter == 0) {
            QVERIFY(worst > 9'000);
        } else {
            QVERIFY(worst > 1'100 && worst < 1'450); // 10,000 over 8 s
        }
        QCOMPARE(shop.read("DescribePriceImport")["leavingPerSecond"].size(), std::size_t{128});
    }
}

void TestShopWorkloads::stampedeWithoutALock() {
    double sum = 0;
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        ShopWorld shop = withHomePage(seed, {{"strategy", "none"}});
        shop.run(150);
        const double loads = loadsOfHome(shop, 150);
        QVERIFY2(loads >= 72 && loads <= 112, qPrintable(QString::number(loads)));
        sum += loads;
        QVERIFY(shop.metric("Shop/App", "Errors503", "Sum", 150) > 50);
        const HomePageTotals& t = findWorkload<HomePage>(*shop)->totals();
        QCOMPARE(t.hits + t.misses <= t.requests, true);
        QVERIFY(t.rebuilt > 5 * 30);
    }
    QVERIFY(sum / 4 > 80); // 200/s x 0.4 s, the highest of five
}

void TestShopWorkloads::strategiesLimitTheLoads_data() {
    QTest::addColumn<QString>("settings");
    QTest::addColumn<double>("most");
    QTest::addColumn<bool>("stale");
    QTest::newRow("lock, old copy") << R"({"strategy": "lock"})" << 1.0 << true;
    QTest::newRow("lock, wait") << R"({"strategy": "lock", "waiters": "wait"})" << 1.0 << false;
    QTest::newRow("early refresh") << R"({"strategy": "early-refresh"})" << 8.0 << false;
    QTest::newRow("stale while revalidate") << R"({"strategy": "stale-while-revalidate"})" << 1.0 << true;
}

void TestShopWorkloads::strategiesLimitTheLoads() {
    QFETCH(QString, settings);
    QFETCH(double, most);
    QFETCH(bool, stale);
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        ShopWorld shop = withHomePage(seed, Json::parse(settings.toStdString()));
        const std::uint64_t before = findWorkload<HomePage>(*shop)->totals().rebuilt;
        shop.run(160);
        const double loads = loadsOfHome(shop, 160);
        QVERIFY2(loads >= 1 && loads <= most, qPrintable(QString::number(loads)));
        QCOMPARE(shop.metric("Shop/App", "Errors503", "Sum", 160), 0.0);
        QVERIFY(shop.metric("Shop/App", "Latency", "p99", 30) < 60);
        QVERIFY(findWorkload<HomePage>(*shop)->totals().rebuilt >= before + 5);
        QCOMPARE(shop.metric("Shop/Home", "StaleServed", "Sum", 160) > 100, stale);
        QCOMPARE(shop.metric("Shop/Home", "ForeignReleases", "Sum", 160), 0.0);
        QCOMPARE(shop.metric("Shop/Home", "LocksWithoutEnd", "Sum", 160), 0.0);
        QVERIFY(shop.metric("Shop/Home", "RebuildTime", "Maximum", 160) < 500);
    }
}

void TestShopWorkloads::locksHaveOwnersAndEnds() {
    // A lock that ends before the build does: somebody else gets it, and a plain DEL takes it from them.
    ShopWorld careless = withHomePage(
        1, {{"strategy", "lock"}, {"waiters", "wait"}, {"release", "delete"}, {"lockMilliseconds", 300}});
    careless.run(120);
    QVERIFY(careless.metric("Shop/Home", "ForeignReleases", "Sum", 120) >= 2);
    QVERIFY(careless.decisions("shop.home.lock-foreign") >= 2);
    ShopWorld careful = withHomePage(1, {{"strategy", "lock"}, {"waiters", "wait"}, {"lockMilliseconds", 300}});
    careful.run(120);
    QCOMPARE(careful.metric("Shop/Home", "ForeignReleases", "Sum", 120), 0.0);
    QVERIFY(careful.decisions("shop.home.lock-lost") >= 2);
    QCOMPARE(careful.decisions("shop.home.lock-foreign"), std::uint64_t{0});
    // A database that is slow makes the same out of a lock of two seconds.
    ShopWorld slow = withHomePage(1, {{"strategy", "lock"}, {"release", "delete"}});
    QCOMPARE(slow.metric("Shop/Home", "ForeignReleases", "Sum", 45), 0.0);
    QCOMPARE(slow.lab("InjectFault", {{"fault", "database-slow"}, {"factor", 7}}), std::string());
    slow.run(100);
    QVERIFY(slow.metric("Shop/Home", "ForeignReleases", "Sum", 100) >= 1);
}

void TestShopWorkloads::deadHolderIsSurvivedByALockWithAnEnd() {
    for (const char* waiters : {"stale", "wait"}) {
        for (std::uint64_t seed = 1; seed <= 3; ++seed) {
            ShopWorld shop = withHomePage(seed, {{"strategy", "lock"}, {"waiters", waiters}});
            QCOMPARE(shop.lab("InjectFault", {{"fault", "lock-holder-dies"}}), std::string());
            shop.run(100);
            const double rebuilt = shop.metric("Shop/Home", "RebuildTime", "Maximum", 100);
            QVERIFY2(rebuilt > 2000 && rebuilt < 3000, qPrintable(QString::number(rebuilt)));
            QCOMPARE(shop.decisions("shop.home.holder-died"), std::uint64_t{1});
        }
    }
    // Without PX the page never comes back: as long as there is an old copy nobody notices, then everybody does.
    ShopWorld shop = withHomePage(1, {{"strategy", "lock"}, {"lockMilliseconds", 0}, {"release", "delete"}});
    QCOMPARE(shop.lab("DescribeHomePage", Json::object()), std::string());
    const auto withoutEnd = shop.lastReply["totals"]["locksWithoutEnd"].get<int>();
    QVERIFY(withoutEnd >= 1);
    QCOMPARE(shop.lab("InjectFault", {{"fault", "lock-holder-dies"}}), std::string());
    shop.run(150);
    QVERIFY(shop.metric("Shop/App", "Errors503", "Sum", 30) > 3000);
    QVERIFY(shop.metric("Shop/Home", "RebuildTime", "Maximum", 60) < 0);
    QCOMPARE(shop.read("DescribeHomePage")["state"]["missingSeconds"].get<double>() > 60, true);
    // A person who deletes the lock helps.
    shop.redis({"DEL", "lock:home"});
    shop.run(5);
    QVERIFY(shop.metric("Shop/Home", "RebuildTime", "Maximum", 5) > 60'000);
}

void TestShopWorkloads::lockIsARealKey() {
    ShopWorld shop = withHomePage(2, {{"strategy", "lock"}, {"buildMilliseconds", 1500}});
    // Somebody builds: the token is that of the holder in the view.
    for (int i = 0; i < 400 && findWorkload<HomePage>(*shop)->view(*shop).lockHolder == 0; ++i)
        shop.run(0.1);
    const HomePageView v = findWorkload<HomePage>(*shop)->view(*shop);
    QVERIFY(v.lockHolder != 0);
    QCOMPARE(v.loadsNow, 1u);
    QCOMPARE(v.loads.front().request, v.lockHolder);
    QVERIFY(shop.redis({"GET", "lock:home"}).find("visit-" + std::to_string(v.lockHolder)) != std::string::npos);
    shop.run(5);
    // A lock that a person takes is respected.
    shop.redis({"DEL", "page:home", "lock:home"});
    shop.redis({"SET", "lock:home", "mine", "NX", "PX", "3000"});
    const auto loads = findWorkload<HomePage>(*shop)->totals().loads;
    shop.run(0.9);
    QCOMPARE(findWorkload<HomePage>(*shop)->totals().loads, loads);
    QVERIFY(findWorkload<HomePage>(*shop)->view(*shop).waitingForLock > 50);
}

void TestShopWorkloads::homePageIsARealKey() {
    ShopWorld shop = withHomePage(1, {{"strategy", "lock"}, {"pageBytes", 900}});
    QVERIFY(shop.redis({"STRLEN", "page:home"}).find("900") != std::string::npos);
    const std::string page = shop.redis({"GET", "page:home"});
    QVERIFY(page.find("<html>") != std::string::npos && page.find("</html>") != std::string::npos);
    // What a person puts there is handed out.
    shop.redis({"SET", "page:home", "closed"});
    const auto loads = findWorkload<HomePage>(*shop)->totals().loads;
    shop.run(60);
    QCOMPARE(findWorkload<HomePage>(*shop)->totals().loads, loads);
}

void TestShopWorkloads::earlyRefreshIsEarly() {
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        ShopWorld shop = withHomePage(seed, {{"strategy", "early-refresh"}});
        const auto misses = findWorkload<HomePage>(*shop)->totals().misses;
        shop.run(300);
        QCOMPARE(findWorkload<HomePage>(*shop)->totals().misses, misses); // never missing again
        QVERIFY(shop.decisions("shop.home.early") >= 9);
    }
    // beta 0 is no early refresh at all.
    ShopWorld late = withHomePage(1, {{"strategy", "early-refresh"}, {"beta", 0}});
    late.run(100);
    QVERIFY(loadsOfHome(late, 100) > 60);
}

MAYLAB_TESTS(TestShopWorkloads)

int main(int argc, char** argv) { return maylab::testing::runTestClasses(argc, argv); }
#include "tst_shop_workloads.moc"
