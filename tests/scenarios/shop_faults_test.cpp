// Faults in the shop, the livestream's hot key, strategies compared; bad input, clones, and no trace before they are switched on.
#include <QtTest>

#include "fake_cluster.h"
#include "scenarios/shop/comparison.h"
#include "scenarios/shop/faults.h"
#include "scenarios/shop/home_page.h"
#include "scenarios/shop/livestream.h"
#include "scenarios/shop/price_import.h"
#include "scenarios/shop/workloads.h"
#include "workload_world.h"
#include "support/test_suite.h"

#include <cmath>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <utility>

using namespace workloads;

namespace {

// 140,000 visitors a second on a cluster of its own; run on until everything is cached.
ShopWorld livestream(std::uint64_t seed, std::uint32_t shards, std::uint32_t replicas, Json settings) {
    auto world = std::make_unique<World>(kernel::WorldConfig{"shop", seed, {}, {}});
    world->add(std::make_unique<metrics::CloudWatchService>());
    world->add(std::make_unique<FakeCluster>(shards, replicas));
    ShopSettings shop;
    shop.arrivals.ratePerSecond = 0;
    shop.application.endpoint = "shop";
    shop.database.connections = 1000; // how the cache was filled is not the question here
    world->add(std::make_unique<ShopService>(shop));
    ShopWorld out(std::move(world));
    settings["requestsPerSecond"] = 140'000;
    if (!out.lab("SetLivestream", settings).empty()) qFatal("%s", out.lastMessage.c_str());
    out.run(2);
    return out;
}

double busiestPercent(ShopWorld& shop, double seconds) {
    auto& cluster = static_cast<FakeCluster&>(shop->service(1));
    cluster.resetBusy();
    shop.run(seconds);
    return 100 * cluster.busiestSeconds() / seconds;
}

} // namespace

class ShopFaultsTest : public QObject {
    Q_OBJECT
  private slots:
    void slowDatabaseIsFeltAndEnds();
    void hotKeyTakesItsShare();
    void scanBurstAsksAndEnds();
    void massExpiryIsOneInstant();
    void memoryPressureEvictsAndGoes();
    void nodeFaultsAreHandedOn();
    void moreShardsDoNotCoolAHotKey();
    void remediesCoolIt_data();
    void remediesCoolIt();
    void longLocalCopiesAreStale();
    void livestreamClonesAndConserves();
    void comparisonMeetsTheRecordedRatios();
    void badInputChangesNothing_data();
    void badInputChangesNothing();
    void unusedWorkloadsLeaveNoTrace();
    void clonesRunOn();
    void everyRuleAndMetricIsNamedOnce();
};

void ShopFaultsTest::slowDatabaseIsFeltAndEnds() {
    ShopWorld shop(1, lazyShop(300, 400));
    shop.run(20);
    const double before = shop.metric("Shop/App", "Latency", "p99", 10);
    QCOMPARE(shop.lab("InjectFault", {{"fault", "database-slow"}, {"factor", 10}, {"seconds", 30}}), std::string());
    shop.run(20);
    QVERIFY(shop.metric("Shop/App", "Latency", "p99", 10) > 4 * before);
    QCOMPARE(shop.metric("Shop/Faults", "Active", "Maximum", 5), 1.0);
    QCOMPARE(shop.read("DescribeFaults")["faults"][0]["active"].get<bool>(), true);
    shop.run(30);
    QVERIFY(shop.metric("Shop/App", "Latency", "p99", 10) < 1.5 * before);
    QCOMPARE(shop.metric("Shop/Faults", "Active", "Maximum", 5), 0.0);
    QCOMPARE(shop.decisions("shop.fault.database-slow"), std::uint64_t{1});
    QCOMPARE(shop.decisions("shop.fault.ended"), std::uint64_t{1});
    QCOMPARE(shop.lab("ClearFault", {{"fault", "database-slow"}}), std::string("InvalidState"));
    // Cleared by hand, the end that was scheduled is void.
    QCOMPARE(shop.lab("InjectFault", {{"fault", "database-slow"}, {"seconds", 5}}), std::string());
    QCOMPARE(shop.lab("ClearFault", {{"fault", "database-slow"}}), std::string());
    QCOMPARE(shop.lab("InjectFault", {{"fault", "database-slow"}}), std::string());
    shop.run(10);
    QCOMPARE(shop.read("DescribeFaults")["faults"][0]["active"].get<bool>(), true);
}

void ShopFaultsTest::hotKeyTakesItsShare() {
    ShopWorld shop(1, lazyShop(300, 1000));
    QCOMPARE(shop.lab("InjectFault", {{"fault", "hot-key"}, {"product", 4242}, {"share", 0.3}}), std::string());
    shop.run(1);
    int hot = 0, all = 0;
    for (int i = 0; i < 20; ++i) {
        shop.run(0.4);
        for (const RequestRecord& r : shopViewOf(*shop, 300).recent) {
            ++all;
            hot += r.product == 4242 ? 1 : 0;
        }
    }
    QVERIFY2(hot > 0.27 * all && hot < 0.33 * all, qPrintable(QString::number(hot)));
    QCOMPARE(shop.lab("ClearFault", {{"fault", "hot-key"}}), std::string());
    shop.run(2);
    for (const RequestRecord& r : shopViewOf(*shop).recent)
        QVERIFY(r.product != 4242 || r.arrived + SimDuration::seconds(1) > shop->now());
    QCOMPARE(shop.lab("InjectFault", {{"fault", "hot-key"}, {"product", 10'000}}),
             std::string("InvalidParameterValue"));
}

void ShopFaultsTest::scanBurstAsksAndEnds() {
    ShopWorld shop(1, lazyShop(300, 300));
    QCOMPARE(shop.lab("InjectFault", {{"fault", "scan-burst"}, {"keys", 2000}, {"requestsPerSecond", 200}}),
             std::string());
    shop.run(5);
    QVERIFY(shop.metric("Shop/App", "Requests", "Average", 3) > 450);
    shop.run(8);
    QVERIFY(shop.metric("Shop/App", "Requests", "Average", 2) < 350);
    QCOMPARE(shop.read("DescribeFaults")["faults"][1]["active"].get<bool>(), false);
}

void ShopFaultsTest::massExpiryIsOneInstant() {
    ShopWorld shop(1, lazyShop(3000, 2000));
    shop.run(60);
    const double calm = shop.worstSecond("Shop/App", "Misses", 10);
    QCOMPARE(shop.lab("InjectFault", {{"fault", "mass-expiry"}, {"inSeconds", 5}}), std::string());
    shop.run(12);
    QVERIFY(shop.worstSecond("Shop/App", "Misses", 12) > 3 * calm);
    QVERIFY(shop.metric("Shop/DB", "ConnectionsWaiting", "Maximum", 12) > 200);
}

void ShopFaultsTest::memoryPressureEvictsAndGoes() {
    Json parameters = lazyShop(3000, 1000);
    parameters["cluster"] = {{"CacheNodeType", "cache.lab.10mb"}};
    ShopWorld shop(1, parameters);
    shop.run(60);
    QCOMPARE(shop.lab("InjectFault", {{"fault", "memory-pressure"}, {"megabytes", 6}, {"bytes", 50'000}}),
             std::string());
    shop.run(10);
    QVERIFY(shop.redis({"STRLEN", "report:7"}).find("50000") != std::string::npos);
    QVERIFY(shop.redis({"GET", "report:7"}).find("report 7,0.00") != std::string::npos);
    QVERIFY(shop.decisions("cache.evicted.lru") > 0);
    QCOMPARE(shop.lab("ClearFault", {{"fault", "memory-pressure"}}), std::string());
    shop.run(2);
    QVERIFY(shop.redis({"EXISTS", "report:7"}).find("1") == std::string::npos);
}

void ShopFaultsTest::nodeFaultsAreHandedOn() {
    ShopWorld shop(1, lazyShop(300, 0, 0));
    const std::string code = shop.lab("InjectFault", {{"fault", "no-such-fault"}});
    QVERIFY2(!code.empty() && code != "no reply", code.c_str()); // the cache's service says what it thinks of it
    QVERIFY(!shop.lastMessage.empty());

    const auto on = [&](const char* fault) {
        const Json read = shop.read("DescribeFaults");
        std::size_t count = 0;
        for (const Json& f : read.at("faults")) {
            count += f.at("fault") == fault && f.at("active") == true && f.at("target") == "shop" ? 1U : 0U;
        }
        return count;
    };
    const auto maxmemory = [&] { return shop.redis({"INFO", "memory"}).find("maxmemory:8388608") != std::string::npos; };
    QCOMPARE(shop.lab("InjectFault", {{"fault", "memory-squeeze"}, {"target", "shop"}, {"megabytes", 8}}), std::string());
    QCOMPARE(shop.lastReply, (Json{{"Fault", "memory-squeeze"}, {"Nodes", Json::array({"shop"})}}));
    QVERIFY(maxmemory());
    QCOMPARE(on("memory-squeeze"), std::size_t{1});
    QCOMPARE(shop.lab("InjectFault", {{"fault", "connection-storm"}, {"target", "shop"}, {"connections", 500}}), std::string());
    QVERIFY(shop.redis({"INFO", "clients"}).find("connected_clients:5") != std::string::npos);
    QCOMPARE(shop.lab("ClearFault", {{"fault", "memory-squeeze"}, {"target", "shop"}}), std::string());
    QVERIFY(!maxmemory());
    QCOMPARE(on("memory-squeeze"), std::size_t{0});
    QCOMPARE(on("connection-storm"), std::size_t{1}); // the other one stays
    // What is missing or of nobody is the service's to refuse; the shop is left as it was.
    QCOMPARE(shop.lab("InjectFault", {{"fault", "memory-squeeze"}, {"target", "shop"}}), std::string("InvalidParameterValue"));
    QCOMPARE(shop.lab("InjectFault", {{"fault", "kill-process"}, {"target", "nobody"}}), std::string("CacheClusterNotFound"));
    QCOMPARE(shop.lab("InjectFault", {{"fault", "az-loss"}, {"target", "nowhere"}}), std::string("InvalidParameterValue"));
    QCOMPARE(shop.lab("InjectFault", {{"fault", "kill-process"}, {"target", "shop"}}), std::string());
    QVERIFY(shop.redis({"PING"}).find("PONG") == std::string::npos);
}

void ShopFaultsTest::moreShardsDoNotCoolAHotKey() {
    // (70,000 + 70,000 / 6) x 12 µs = 98 %; with three shards it is more than there is.
    ShopWorld six = livestream(1, 6, 0, Json::object());
    const double cpu = busiestPercent(six, 5);
    QVERIFY2(cpu > 92 && cpu < 100, qPrintable(QString::number(cpu)));
    QCOMPARE(six.metric("Shop/Live", "Errors503", "Sum", 4), 0.0);
    QVERIFY(std::abs(six.metric("Shop/Live", "Requests", "Average", 4) - 140'000) < 1'500);
    const LivestreamView v = findWorkload<Livestream>(*six)->view(*six);
    QCOMPARE(v.nodes.size(), std::size_t{6});
    std::uint64_t most = 0;
    std::uint32_t hottest = 0;
    for (const auto& n : v.nodes) {
        if (n.sent > most) {
            most = n.sent;
            hottest = n.shard;
        }
    }
    QCOMPARE(hottest, v.hotShard);

    ShopWorld three = livestream(1, 3, 0, Json::object());
    QVERIFY(busiestPercent(three, 14) > 99.5);
    QVERIFY(three.metric("Shop/Live", "Errors503", "Sum", 2) > 5'000);
    const double p99 = three.metric("Shop/Live", "Latency", "p99", 2);
    QVERIFY2(p99 > 950 && p99 < 1'050, qPrintable(QString::number(p99)));
    QVERIFY(three.decisions("shop.live.gave-up") > 5'000);
}

void ShopFaultsTest::remediesCoolIt_data() {
    QTest::addColumn<int>("replicas");
    QTest::addColumn<QString>("settings");
    QTest::addColumn<double>("from");
    QTest::addColumn<double>("to");
    QTest::newRow("local cache") << 0 << R"({"localTtlSeconds": 1})" << 1.0 << 20.0;
    QTest::newRow("replicas") << 2 << R"({"readFrom": "replicas"})" << 48.0 << 62.0;
    QTest::newRow("copies") << 0 << R"({"copies": 8})" << 65.0 << 80.0;
}

void ShopFaultsTest::remediesCoolIt() {
    QFETCH(int, replicas);
    QFETCH(QString, settings);
    QFETCH(double, from);
    QFETCH(double, to);
    Json input = Json::parse(settings.toStdString());
    input["priceChangeSeconds"] = 6; // ten times as often, so that a short run sees it
    ShopWorld shop = livestream(2, 3, static_cast<std::uint32_t>(replicas), input);
    const double cpu = busiestPercent(shop, 12);
    QVERIFY2(cpu > from && cpu < to, qPrintable(QString::number(cpu)));
    QCOMPARE(shop.metric("Shop/Live", "Errors503", "Sum", 11), 0.0);
    QVERIFY(shop.metric("Shop/Live", "Latency", "p99", 11) < 3);
    const double stale =
        shop.metric("Shop/Live", "StaleReads", "Sum", 12) / shop.metric("Shop/Live", "Requests", "Sum", 12);
    QVERIFY2(stale < 0.1, qPrintable(QString::number(stale)));
    QVERIFY(shop.decisions("shop.live.price-written") > 2);
}

void ShopFaultsTest::longLocalCopiesAreStale() {
    // Each change leaves half a local TTL of old answers to half of the visitors; the price changes every 60 s.
    for (const auto& [ttl, from, to] : {std::tuple{1.0, 0.25, 0.75}, std::tuple{5.0, 1.6, 3.4}}) {
        ShopWorld shop = livestream(3, 3, 0, {{"localTtlSeconds", ttl}});
        shop.run(63);
        const double stale = 100 * shop.metric("Shop/Live", "StaleReads", "Sum", 60) /
                             shop.metric("Shop/Live", "Requests", "Sum", 60);
        QVERIFY2(stale > from && stale < to, qPrintable(QString::number(stale)));
    }
}

void ShopFaultsTest::livestreamClonesAndConserves() {
    ShopWorld shop = livestream(4, 3, 1, {{"localTtlSeconds", 0.5}, {"copies", 4}, {"priceChangeSeconds", 1}});
    ShopWorld other(shop->clone());
    shop.run(1.7);
    other.run(1.7);
    QCOMPARE(other->fingerprint(), shop->fingerprint());
    const LivestreamTotals& t = findWorkload<Livestream>(*shop)->totals();
    std::uint64_t waiting = 0;
    for (const auto& n : findWorkload<Livestream>(*shop)->view(*shop).nodes)
        waiting += n.waiting;
    QVERIFY(t.requests - t.answers - t.errors503 >= waiting);
    QVERIFY(t.requests - t.answers - t.errors503 < waiting + 500); // and those whose product is being loaded
    // A real node without cluster mode is one shard.
    ShopWorld real(1, lazyShop(300, 0, 0));
    QCOMPARE(real.lab("StartPriceImport", {{"ttlSeconds", 3000}}), std::string());
    real.run(2);
    QCOMPARE(real.lab("SetLivestream", {{"requestsPerSecond", 40'000}}), std::string());
    real.run(5);
    QVERIFY(std::abs(real.metric("Shop/Live", "Hits", "Average", 3) - 40'000) < 800);
    const auto& store = metrics::storeOf(*real);
    const auto series = store.findAnyDimensions("AWS/ElastiCache", "EngineCPUUtilization");
    QVERIFY(!series.empty());
    const auto end = store.closedUntil();
    const double cpu = store.window(series[0], *metrics::Statistic::parse("Average"), end - SimDuration::seconds(3), end)
                           .value_or(-1);
    QVERIFY2(cpu > 40 && cpu < 60, qPrintable(QString::number(cpu))); // 40,000 x 12 µs = 48 %
    QCOMPARE(real.lab("SetLivestream", {{"requestsPerSecond", 0}}), std::string());
    real.run(3);
    QCOMPARE(real.metric("Shop/Live", "Requests", "Sum", 2), 0.0);
}

void ShopFaultsTest::comparisonMeetsTheRecordedRatios() {
    // Cache sheet 4.3, E1: noeviction with 10 MB (which volatile-lru is for keys without TTL), and more than enough memory.
    Json parameters = lazyShop(300, 0, 0);
    parameters["cluster"] = {{"CacheNodeType", "cache.lab.10mb"}};
    ShopWorld shop(1, parameters);
    QCOMPARE(shop.lab("CreateCacheCluster",
                      {{"CacheClusterId", "large"},
                       {"Engine", "redis"},
                       {"CacheNodeType", "cache.t3.micro"},
                       {"NumCacheNodes", 1},
                       {"CacheSubnetGroupName", "shop-private"}},
                      "elasticache"),
             std::string());
    shop.run(900);
    QCOMPARE(shop.lab("StartComparison", {{"a", "shop"}, {"b", "large"}, {"whatIfObjects", 15'000}}), std::string());
    shop.run(12);
    ShopWorld other(shop->clone());
    QCOMPARE(shop.read("DescribeComparison")["state"].get<std::string>(), std::string("popularity"));
    shop.run(30);
    other.run(30);
    QCOMPARE(other->fingerprint(), shop->fingerprint());
    const ComparisonView v = findWorkload<Comparison>(*shop)->view();
    QCOMPARE(static_cast<int>(v.state), static_cast<int>(ComparisonView::State::Finished));
    const auto before = [&](std::size_t node) {
        double sum = 0;
        for (int w = 0; w < 20; ++w)
            sum += static_cast<double>(v.nodes[node].windows[static_cast<std::size_t>(w)]);
        return sum / 20;
    };
    QVERIFY2(std::abs(before(0) - 0.7711) < 0.005, qPrintable(QString::number(before(0))));
    QVERIFY2(std::abs(before(1) - 0.8730) < 0.005, qPrintable(QString::number(before(1))));
    QCOMPARE(v.nodes[0].windows.size(), std::size_t{30});
    QCOMPARE(v.nodes[1].firstAfterCrawler, 20);
    QCOMPARE(v.nodes[1].refused, std::uint64_t{0});
    QVERIFY(v.nodes[0].refused > 98'152 * 0.98);
    // Beside them, other policies on the same requests: none of them touched a node, as the ratios above show.
    std::map<std::string, double> others;
    const Json described = shop.read("DescribeComparison");
    for (const Json& r : described["whatIf"]) {
        QCOMPARE(r["requests"].get<std::uint64_t>(), std::uint64_t{800'000});
        QVERIFY(r["objects"].get<std::size_t>() <= 15'000);
        others[r["policy"].get<std::string>()] = r["hitRatio"].get<double>();
    }
    QCOMPARE(others.size(), std::size_t{8});
    QVERIFY(others["FIFO"] < others["LRU"] && others["LRU"] < others["SIEVE"] && others["LRU"] < others["S3-FIFO"]);
    QCOMPARE(shop.lab("StopComparison", Json::object()), std::string("InvalidState"));
    QCOMPARE(shop.lab("StartComparison", {{"a", "shop"}, {"b", "shop"}}), std::string("InvalidParameterCombination"));
    QCOMPARE(shop.lab("StartComparison", {{"a", "shop"}, {"b", "nobody"}}), std::string("InvalidParameterValue"));
}

void ShopFaultsTest::badInputChangesNothing_data() {
    QTest::addColumn<QString>("operation");
    QTest::addColumn<QString>("input");
    const auto row = [](const char* operation, const char* input) {
        QTest::newRow(qPrintable(QString(operation) + input)) << operation << input;
    };
    row("SetPriceImport", "{}");
    row("SetPriceImport", R"({"ttlSeconds": -1})");
    row("SetPriceImport", R"({"jitterPercent": 101})");
    row("SetPriceImport", R"({"pipeline": 0})");
    row("SetPriceImport", R"({"pipeline": 2.5})");
    row("SetPriceImport", R"({"enabled": "yes"})");
    row("SetPriceImport", R"({"intervalSeconds": 0})");
    row("SetPriceImport", R"({"color": 1})");
    row("SetHomePage", "{}");
    row("SetHomePage", R"({"strategy": "hope"})");
    row("SetHomePage", R"({"lockMilliseconds": -1})");
    row("SetHomePage", R"({"requestsPerSecond": 1e9})");
    row("SetHomePage", R"({"pageBytes": 10})");
    row("SetHomePage", R"({"release": "delete", "beta": 1000})");
    row("InjectFault", "{}");
    row("InjectFault", R"({"fault": ""})");
    row("InjectFault", R"({"fault": "database-slow", "factor": 0})");
    row("InjectFault", R"({"fault": "lock-holder-dies", "seconds": 3})");
    row("InjectFault", R"({"fault": "memory-pressure", "megabytes": 100000, "bytes": 1})");
    row("ClearFault", R"({"fault": "hot-key"})");
    row("SetLivestream", "{}");
    row("SetLivestream", R"({"copies": 0})");
    row("SetLivestream", R"({"hotProduct": 10000})");
    row("SetLivestream", R"({"requestsPerSecond": 1e9})");
    row("SetLivestream", R"({"readFrom": "anywhere"})");
}

void ShopFaultsTest::badInputChangesNothing() {
    QFETCH(QString, operation);
    QFETCH(QString, input);
    ShopWorld shop(1, lazyShop(300, 100, 0));
    const auto state = [&] {
        return shop.read("DescribePriceImport").dump() + shop.read("DescribeHomePage").dump() +
               shop.read("DescribeFaults").dump() + shop.read("DescribeLivestream").dump();
    };
    const std::string before = state();
    QVERIFY(!shop.lab(operation.toUtf8().constData(), Json::parse(input.toStdString())).empty());
    QVERIFY(shop.lastMessage.size() > 10);
    QCOMPARE(state(), before);
}

void ShopFaultsTest::unusedWorkloadsLeaveNoTrace() {
    ShopWorld shop(1, lazyShop(300, 100, 0));
    shop.run(5);
    QVERIFY(shop.metric("Shop/Home", "Requests", "Sum", 5) < 0);
    QVERIFY(shop.metric("Shop/Import", "Writes", "Sum", 5) < 0);
    for (const WorkloadBox& w : findShop(*shop)->workloads())
        QVERIFY(!w->isOn());
    // Without a cache they have nothing to work with.
    ShopWorld bare(1, {{"requestsPerSecond", 10}});
    QCOMPARE(bare.lab("SetPriceImport", {{"enabled", true}}), std::string("InvalidParameterCombination"));
    QCOMPARE(bare.lab("SetHomePage", {{"requestsPerSecond", 10}}), std::string("InvalidParameterCombination"));
    QCOMPARE(bare.lab("InjectFault", {{"fault", "mass-expiry"}}), std::string("InvalidParameterCombination"));
    for (const WorkloadBox& w : findShop(*bare)->workloads())
        QVERIFY(!w->isOn());
}

void ShopFaultsTest::clonesRunOn() {
    ShopWorld shop(9, lazyShop(30, 500, 20));
    QCOMPARE(shop.lab("SetPriceImport", {{"enabled", true}, {"jitterPercent", 20}}), std::string());
    QCOMPARE(shop.lab("SetHomePage", {{"requestsPerSecond", 100}, {"strategy", "lock"}, {"ttlSeconds", 5}}),
             std::string());
    QCOMPARE(shop.lab("InjectFault", {{"fault", "hot-key"}, {"seconds", 20}}), std::string());
    QCOMPARE(shop.lab("InjectFault", {{"fault", "memory-pressure"}, {"megabytes", 30}}), std::string());
    for (int i = 0; i < 4; ++i) {
        shop.run(7.3);
        ShopWorld other(shop->clone());
        (void)shop.read("DescribeHomePage");
        (void)findWorkload<HomePage>(*shop)->view(*shop);
        shop.run(11);
        other.run(11);
        QCOMPARE(other->fingerprint(), shop->fingerprint());
        QCOMPARE(other.read("DescribeHomePage"), shop.read("DescribeHomePage"));
    }
}

void ShopFaultsTest::everyRuleAndMetricIsNamedOnce() {
    std::set<std::string> rules, names;
    kernel::MetricSink sink;
    defineWorkloadMetrics(sink);
    QVERIFY(sink.size() > 10);
    for (const WorkloadBox& w : makeWorkloads()) {
        QVERIFY(names.insert(std::string(w->name())).second);
        QVERIFY(!w->operations().empty());
        for (const auto& rule : w->rules())
            QVERIFY(rules.insert(rule.id).second);
        kernel::MetricSink own;
        WorkloadBox copy = w;
        copy->defineMetrics(own);
        for (kernel::MetricId id = 0; id < own.size(); ++id)
            QVERIFY((own.spec(id).metricNamespace.starts_with("Shop/") || own.spec(id).metricNamespace == "AWS/EC2"));
    }
}

MAYLAB_TESTS(ShopFaultsTest)
#include "shop_faults_test.moc"
