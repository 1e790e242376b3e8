// Whole worlds: metrics, network, cache and shop wired by the registry.
#include <QtTest>

#include "aws/cli.h"
#include "cache/elasticache_service.h"
#include "cache/models.h"
#include "kernel/run.h"
#include "logs/models.h"
#include "messaging/models.h"
#include "metrics/cloudwatch_service.h"
#include "metrics/models.h"
#include "scenarios/models.h"
#include "scenarios/registry.h"
#include "scenarios/shop/shop_service.h"
#include "support/golden.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <map>
#include <set>

using namespace maylab;
using kernel::JournalHeader;
using kernel::Json;
using kernel::SimDuration;
using kernel::SimTime;
using kernel::World;

namespace {

JournalHeader headerOf(Json parameters, std::uint64_t seed = 1) {
    JournalHeader h;
    h.scenario = "shop";
    h.seed = seed;
    h.parameters = std::move(parameters);
    return h;
}

std::unique_ptr<World> worldOf(Json parameters, std::uint64_t seed = 1) {
    auto world = scenarios::makeWorld(headerOf(std::move(parameters), seed));
    if (!world) qFatal("%s", world.error().c_str());
    return std::move(*world);
}

kernel::ApiResult ask(World& world, const char* service, const char* operation, const Json& input) {
    const auto id = world.call(kernel::Actor::Console, service, operation, input);
    for (int i = 0; i < 60 && world.isPending(id); ++i)
        world.runFor(SimDuration::seconds(1));
    for (auto& reply : world.takeReplies()) {
        if (reply.id == id) return reply.result;
    }
    return kernel::fail("NoReply", operation);
}

std::string redis(World& world, std::initializer_list<const char*> argv) {
    Json words = Json::array();
    for (const char* w : argv)
        words.push_back(w);
    const auto reply = ask(world, "elasticache", "redis", {{"endpoint", "shop"}, {"argv", words}});
    return reply ? reply->at("reply").get<std::string>() : reply.error().code;
}

// Over the last seconds that are closed.
double metric(const World& world, const char* space, const char* name, const char* statistic, int seconds) {
    const auto& store = metrics::storeOf(world);
    const auto series = store.findAnyDimensions(space, name);
    if (series.empty()) return -1;
    const auto end = store.closedUntil();
    return store
        .window(series[0], *metrics::Statistic::parse(statistic), end - SimDuration::seconds(seconds), end)
        .value_or(-1);
}

double hitRatio(const World& world, int seconds) {
    const double hits = metric(world, "Shop/App", "Hits", "Sum", seconds);
    return hits / (hits + metric(world, "Shop/App", "Misses", "Sum", seconds));
}

Json lazyWorld() {
    return {{"cluster", Json::object()},
            {"strategy", "lazy-loading"},
            {"ttlSeconds", 300},
            {"requestsPerSecond", 2000}};
}

} // namespace

class TestScenarios : public QObject {
    Q_OBJECT
  private slots:
    void defaultWorldIsCalm();
    void badParametersAreRefused_data();
    void badParametersAreRefused();
    void clusterStandsAndIsUsed();
    void warmHistoryIsThere();
    void metricsOfCacheAndShopAgree();
    void typedValuesReachTheVisitors();
    void renderedValuesCanBeRead();
    void closedSecurityGroupStopsTheShop();
    void deletedClusterLeavesTheDatabase();
    void fullNodeRefusesAndCounts();
    void sameSeedSameRun();
    void clonesRunOn();
    void runsCanBeReplayed();
    void aJournalOfAnOlderProgramIsReplayed();
    void peekingEverythingChangesNothing();
    void modelsAreComplete();
    void noParameterIsTheCommandLinesOwn();
};

void TestScenarios::defaultWorldIsCalm() {
    const auto world = worldOf(Json::object());
    QCOMPARE(world->now().ns(), std::int64_t{0});
    world->runFor(SimDuration::seconds(30));
    QVERIFY(std::abs(metric(*world, "Shop/App", "Requests", "Average", 20) - 300) < 15);
    const double p99 = metric(*world, "Shop/App", "Latency", "p99", 10);
    QVERIFY2(p99 > 43 && p99 < 52, qPrintable(QString::number(p99)));
    QVERIFY(metric(*world, "Shop/DB", "ConnectionsWaiting", "Maximum", 20) < 10);
    QCOMPARE(metric(*world, "Shop/App", "Errors503", "Sum", 20), 0.0);
    for (const char* name : {"cloudwatch", "ec2", "elasticache", "lab"})
        QVERIFY(world->find(name) != World::kNoService);
    QCOMPARE(world->find("cloudwatch"), kernel::ServiceId{0});
}

void TestScenarios::badParametersAreRefused_data() {
    QTest::addColumn<QString>("scenario");
    QTest::addColumn<QString>("parameters");
    QTest::addColumn<QString>("names");
    const auto row = [](const char* parameters, const char* names) {
        QTest::newRow(parameters) << "shop" << parameters << names;
    };
    QTest::newRow("no such scenario") << "bakery"
                                      << "{}"
                                      << "bakery";
    row(R"([])", "object");
    row(R"({"color": 1})", "color");
    row(R"({"products": 0})", "SetProducts");
    row(R"({"products": "many"})", "count");
    row(R"({"requestsPerSecond": -1})", "requestsPerSecond");
    row(R"({"requestsPerSecond": 1e12})", "requestsPerSecond");
    row(R"({"traffic": 5})", "traffic");
    row(R"({"traffic": {"arrivals": "tides"}})", "tides");
    row(R"({"strategy": "lazy-loading"})", "endpoint");
    row(R"({"strategy": 5})", "strategy");
    row(R"({"ttlSeconds": -5})", "ttlSeconds");
    row(R"({"warmSeconds": -1})", "warmSeconds");
    row(R"({"warmSeconds": 1e9})", "warmSeconds");
    row(R"({"warmSeconds": 3.5})", "warmSeconds");
    row(R"({"database": {"connections": 0}})", "connections");
    row(R"({"database": []})", "database");
    row(R"({"cluster": {"CacheNodeType": "cache.huge"}})", "CreateCacheCluster");
    row(R"({"cluster": 7})", "cluster");
    row(R"({"calls": 7})", "calls");
    row(R"({"calls": [["lab", "SetProducts"]]})", "calls");
    row(R"({"calls": [["lab", "Explode", {}]]})", "Explode");
    row(R"({"calls": [["bank", "Explode", {}]]})", "bank");
}

void TestScenarios::badParametersAreRefused() {
    QFETCH(QString, scenario);
    QFETCH(QString, parameters);
    QFETCH(QString, names);
    JournalHeader header = headerOf(Json::parse(parameters.toStdString()));
    header.scenario = scenario.toStdString();
    const auto world = scenarios::makeWorld(header);
    QVERIFY(!world);
    QVERIFY2(QString::fromStdString(world.error()).contains(names), world.error().c_str());
}

void TestScenarios::clusterStandsAndIsUsed() {
    const auto world = worldOf(lazyWorld());
    const auto found = world->peek("elasticache", "DescribeCacheClusters", Json::object());
    QCOMPARE(found->at("CacheClusters").at(0).at("CacheClusterStatus").get<std::string>(),
             std::string("available"));
    QVERIFY(world->now() > SimTime::atSecond(60)); // creating took its time
    world->runFor(SimDuration::seconds(60));
    QVERIFY(hitRatio(*world, 10) > 0.95);
    QVERIFY(metric(*world, "Shop/App", "Latency", "p99", 10) < 40);
    QCOMPARE(metric(*world, "Shop/App", "Errors503", "Sum", 10), 0.0);
}

void TestScenarios::warmHistoryIsThere() {
    Json p = lazyWorld();
    p["warmSeconds"] = 600;
    const auto world = worldOf(p);
    const double stale = metric(*world, "Shop/App", "StaleReads", "Sum", 300);
    const double share = stale / metric(*world, "Shop/App", "Requests", "Sum", 300);
    QVERIFY2(share > 0.08 && share < 0.2, qPrintable(QString::number(share)));
    QVERIFY(metric(*world, "Shop/App", "Requests", "Sum", 600) > 1'150'000);
    QVERIFY(metric(*world, "Shop/App", "AnswerAge", "Maximum", 60) > 100);

    // Other traffic while it warms up, then the one asked for.
    p["warmSeconds"] = 20;
    p["warmTraffic"] = {{"requestsPerSecond", 100}};
    const auto mild = worldOf(p);
    QVERIFY(std::abs(metric(*mild, "Shop/App", "Requests", "Average", 10) - 100) < 15);
    mild->runFor(SimDuration::seconds(10));
    QVERIFY(metric(*mild, "Shop/App", "Requests", "Average", 8) > 1900);
}

void TestScenarios::metricsOfCacheAndShopAgree() {
    const auto world = worldOf(lazyWorld());
    world->runFor(SimDuration::seconds(30));
    ask(*world, "lab", "SetTraffic", {{"requestsPerSecond", 0}});
    world->runFor(SimDuration::seconds(3));
    const int all = static_cast<int>(world->now().wholeSeconds());
    // What the application and what the node counted.
    QCOMPARE(metric(*world, "AWS/ElastiCache", "CacheHits", "Sum", all),
             metric(*world, "Shop/App", "Hits", "Sum", all));
    QCOMPARE(metric(*world, "AWS/ElastiCache", "CacheMisses", "Sum", all),
             metric(*world, "Shop/App", "Misses", "Sum", all));
    const auto* shop = scenarios::findShop(*world);
    QCOMPARE(metric(*world, "Shop/App", "Requests", "Sum", all),
             static_cast<double>(shop->totals().requests));
    QCOMPARE(metric(*world, "Shop/App", "Latency", "SampleCount", all),
             static_cast<double>(shop->totals().answers + shop->totals().errors503));
    QCOMPARE(shop->inFlight(), 0u);
}

void TestScenarios::typedValuesReachTheVisitors() {
    Json p = lazyWorld();
    p["changesPerSecond"] = 0;
    const auto world = worldOf(p);
    world->runFor(SimDuration::seconds(5));
    const auto* shop = scenarios::findShop(*world);
    QCOMPARE(shop->totals().foreignHits, std::uint64_t{0});
    QCOMPARE(redis(*world, {"SET", "product:0", "hello", "EX", "20"}), std::string("+OK\r\n"));
    world->runFor(SimDuration::seconds(10));
    QVERIFY(shop->totals().foreignHits > 1000); // product 0 has a tenth of all reads
    world->runFor(SimDuration::seconds(20));
    const auto settled = shop->totals().foreignHits;
    world->runFor(SimDuration::seconds(5));
    QCOMPARE(shop->totals().foreignHits, settled); // it left, and the database's own price came back
    QVERIFY(redis(*world, {"GET", "product:0"}).find("\"version\":0") != std::string::npos);
    // A key of another type: the client's error is caught, the database asked, the key overwritten.
    redis(*world, {"DEL", "product:1"});
    QCOMPARE(redis(*world, {"DEL", "product:0"}), std::string(":1\r\n"));
    world->runFor(SimDuration::seconds(2));
    QVERIFY(redis(*world, {"TTL", "product:0"}) != std::string(":-2\r\n"));
}

void TestScenarios::renderedValuesCanBeRead() {
    const auto world = worldOf(lazyWorld());
    world->runFor(SimDuration::seconds(5));
    const std::string reply = redis(*world, {"GET", "product:0"});
    QCOMPARE(QByteArray::fromStdString(reply.substr(0, 6)), QByteArray("$500\r\n"));
    const Json value = Json::parse(reply.substr(6, 500), nullptr, false);
    QVERIFY(!value.is_discarded());
    QCOMPARE(value["id"].get<int>(), 0);
    // Reading it changed nothing: the application still knows it as its own.
    const auto* shop = scenarios::findShop(*world);
    world->runFor(SimDuration::seconds(3));
    QCOMPARE(shop->totals().foreignHits, std::uint64_t{0});
}

void TestScenarios::closedSecurityGroupStopsTheShop() {
    const auto world = worldOf(lazyWorld());
    world->runFor(SimDuration::seconds(20));
    const auto groups = world->peek("ec2", "DescribeSecurityGroups", Json::object());
    QVERIFY(groups.has_value());
    Json rule;
    std::string id;
    for (const Json& g : groups->at("SecurityGroups")) {
        if (g.at("GroupName") != "shop-cache") continue;
        id = g.at("GroupId");
        rule = g.at("IpPermissions");
    }
    QVERIFY(!id.empty());
    const Json input = {{"GroupId", id}, {"IpPermissions", rule}};
    QVERIFY(ask(*world, "ec2", "RevokeSecurityGroupIngress", input).has_value());
    world->runFor(SimDuration::seconds(15));
    // Every request hangs for the connect timeout, then 2,000/s fall on a database of 560.
    QVERIFY(metric(*world, "Shop/App", "Latency", "p50", 5) > 1000);
    QVERIFY(metric(*world, "Shop/App", "Errors503", "Sum", 5) > 5000);
    QCOMPARE(metric(*world, "Shop/App", "Hits", "Sum", 5), 0.0);
    QCOMPARE(world->peek("lab", "DescribeShop", Json::object())->at("cache").at("reach").get<std::string>(),
             std::string("times-out"));
    QVERIFY(ask(*world, "ec2", "AuthorizeSecurityGroupIngress", input).has_value());
    world->runFor(SimDuration::seconds(15));
    QVERIFY(hitRatio(*world, 5) > 0.9);
    QCOMPARE(metric(*world, "Shop/App", "Errors503", "Sum", 5), 0.0);
}

void TestScenarios::deletedClusterLeavesTheDatabase() {
    const auto world =
        worldOf({{"cluster", Json::object()}, {"strategy", "lazy-loading"}, {"requestsPerSecond", 300}});
    world->runFor(SimDuration::seconds(20));
    QVERIFY(ask(*world, "elasticache", "DeleteCacheCluster", {{"CacheClusterId", "shop"}}).has_value());
    world->runFor(SimDuration::minutes(10));
    QCOMPARE(metric(*world, "Shop/App", "Hits", "Sum", 10), 0.0);
    QCOMPARE(metric(*world, "Shop/App", "Errors503", "Sum", 10), 0.0); // the database can do 300/s alone
    QVERIFY(metric(*world, "Shop/App", "CacheErrors", "Sum", 10) > 2500);
    ask(*world, "lab", "SetApplication", {{"strategy", "none"}});
    world->runFor(SimDuration::seconds(12));
    QCOMPARE(metric(*world, "Shop/App", "CacheErrors", "Sum", 10), 0.0);
}

void TestScenarios::fullNodeRefusesAndCounts() {
    const auto world = worldOf({{"cluster", {{"CacheNodeType", "cache.lab.10mb"}}},
                                {"products", 100'000},
                                {"popularity", {{"distribution", "uniform"}}},
                                {"database", {{"connections", 1000}}},
                                {"strategy", "write-through"},
                                {"ttlSeconds", 0},
                                {"requestsPerSecond", 1500},
                                {"warmSeconds", 60}});
    const auto* shop = scenarios::findShop(*world);
    QVERIFY(shop->totals().storesRefused > 1000);
    QVERIFY(redis(*world, {"SET", "product:99999", "x"})
                .starts_with("-OOM command not allowed when used memory"));
    const std::string size = redis(*world, {"DBSIZE"});
    const int keys = std::stoi(size.substr(1));
    QVERIFY2(keys > 15'400 && keys < 17'100, size.c_str());
    QCOMPARE(shop->totals().errors503, std::uint64_t{0});
}

void TestScenarios::sameSeedSameRun() {
    const auto run = [](std::uint64_t seed, int slices) {
        Json p = lazyWorld();
        p["application"] = {{"strategy", "write-through"}, {"jitterPercent", 20}};
        p.erase("strategy");
        const auto world = worldOf(p, seed);
        const SimTime from = world->now();
        for (int i = 1; i <= slices; ++i)
            world->runUntil(from + SimDuration::milliseconds(20'000 / slices * i));
        return world->fingerprint();
    };
    QCOMPARE(run(1, 1), run(1, 1));
    QCOMPARE(run(1, 1), run(1, 400));
    QVERIFY(run(1, 1) != run(2, 1));
}

void TestScenarios::clonesRunOn() {
    Json p = lazyWorld();
    p["products"] = 100'000;
    p["warmSeconds"] = 20;
    const auto world = worldOf(p);
    const auto other = world->clone();
    for (World* w : {world.get(), other.get()}) {
        ask(*w, "lab", "SetApplication", {{"strategy", "write-through"}, {"ttlSeconds", 5}});
        redis(*w, {"SET", "product:3", "x"});
        w->runFor(SimDuration::seconds(20));
    }
    QCOMPARE(world->fingerprint(), other->fingerprint());
    QCOMPARE(*world->peek("lab", "DescribeShop", Json::object()),
             *other->peek("lab", "DescribeShop", Json::object()));
}

void TestScenarios::runsCanBeReplayed() {
    Json p = lazyWorld();
    p["warmSeconds"] = 5;
    auto run = kernel::Run::begin(headerOf(p, 7), &scenarios::makeWorld);
    QVERIFY(run.has_value());
    run->world().runFor(SimDuration::milliseconds(1234));
    run->call(kernel::Actor::Form, "lab", "SetTraffic", {{"requestsPerSecond", 3000}, {"arrivals", "burst"}});
    run->world().runFor(SimDuration::seconds(5));
    run->call(kernel::Actor::Console, "elasticache", "redis",
              {{"endpoint", "shop"}, {"argv", {"DEL", "product:0"}}});
    run->mark();
    run->world().runFor(SimDuration::seconds(5));
    run->mark();
    kernel::Run::ReplayReport report;
    const auto again = kernel::Run::replay(run->journal(), &scenarios::makeWorld, report);
    QVERIFY(again.has_value());
    QCOMPARE(report.marks, std::uint64_t{2});
    QCOMPARE(report.differingMarks, std::uint64_t{0});
    QCOMPARE(again->world().fingerprint(), run->world().fingerprint());
}

// Recorded by a program whose cache was one node with strings: console lines with and without a connection's name,
// refusals, a client's reads one by one. Its marks are of another behaviour version; what was done still happens.
void TestScenarios::aJournalOfAnOlderProgramIsReplayed() {
    const std::string text = testing::readGolden("scenarios/journal_program_0.1.0.jsonl");
    const auto read = kernel::Journal::fromJsonLines(text);
    QVERIFY2(read.complete, read.problem.c_str());
    QCOMPARE(read.journal.header.program, std::string("0.1.0"));
    kernel::Run::ReplayReport report;
    std::vector<std::string> replies;
    const auto collect = [&](kernel::Run& run, const kernel::JournalEntry& e) {
        for (const auto& reply : run.world().takeReplies()) {
            if (e.service != "elasticache") continue;
            replies.push_back(reply.result ? reply.result->at("reply").get<std::string>() : reply.result.error().code);
        }
    };
    auto run = kernel::Run::replay(read.journal, &scenarios::makeWorld, report, false, collect);
    QVERIFY2(run.has_value(), run ? "" : run.error().c_str());
    QCOMPARE(report.entries, std::uint64_t{17});
    QCOMPARE(report.marks, std::uint64_t{3});
    QVERIFY(report.behavioursDiffer);
    const std::vector<std::string> said{"+OK\r\n", "+OK\r\n", "+OK\r\n", "+QUEUED\r\n", ":1\r\n", "*1\r\n:2\r\n"};
    QVERIFY2(replies.size() == 8, std::to_string(replies.size()).c_str());
    for (std::size_t i = 0; i < said.size(); ++i) QVERIFY2(replies[i] == said[i], replies[i].c_str());
    QVERIFY2(replies[6].starts_with("-ERR unknown command 'CONFIG'"), replies[6].c_str());
    QVERIFY2(replies[7].starts_with("-ERR unknown command 'NOSUCH'"), replies[7].c_str());
    QCOMPARE(run->world().now(), read.journal.entries().back().at);
    QCOMPARE(run->world().eventsExecuted(), read.journal.entries().back().events);

    // It goes on as any other run: what was written is there, and its own journal replays to the bit.
    run->mark();
    kernel::Run::ReplayReport own;
    const auto again = kernel::Run::replay(run->journal(), &scenarios::makeWorld, own);
    QVERIFY(again.has_value());
    QCOMPARE(again->world().fingerprint(), run->world().fingerprint());
    QVERIFY(!own.behavioursDiffer);
    World& world = run->world();
    QCOMPARE(redis(world, {"GET", "xin"}), std::string("$4\r\nchào\r\n"));
    QCOMPARE(redis(world, {"GET", "client"}), std::string("$1\r\n1\r\n"));
    QCOMPARE(redis(world, {"LLEN", "list"}), std::string(":3\r\n")); // once refused: there were no lists
    QCOMPARE(world.peek("lab", "DescribeShop", Json::object())->at("traffic").at("requestsPerSecond"), 300);
}

void TestScenarios::peekingEverythingChangesNothing() {
    Json p = lazyWorld();
    p["warmSeconds"] = 5;
    const auto watched = worldOf(p), alone = worldOf(p);
    for (int i = 0; i < 50; ++i) {
        watched->runFor(SimDuration::milliseconds(100));
        const auto before = watched->fingerprint();
        (void)watched->peek("lab", "DescribeShop", Json::object());
        (void)watched->peek("elasticache", "DescribeCacheClusters", Json::object());
        (void)watched->peek("ec2", "DescribeSecurityGroups", Json::object());
        (void)watched->peek("cloudwatch", "ListMetrics", Json::object());
        (void)hitRatio(*watched, 3);
        (void)scenarios::shopViewOf(*watched);
        QCOMPARE(watched->fingerprint(), before);
    }
    alone->runFor(SimDuration::seconds(5));
    QCOMPARE(watched->fingerprint(), alone->fingerprint());
}

void TestScenarios::modelsAreComplete() {
    std::set<std::string> names;
    for (const auto& model : scenarios::operationModels()) {
        QCOMPARE(QByteArray(model.service), QByteArray("lab"));
        QVERIFY(names.insert(model.operation).second);
        QVERIFY(QByteArray(model.help).size() > 10);
        QVERIFY(model.input != nullptr);
        for (const auto& m : model.input->members)
            QVERIFY2(QByteArray(m.help).size() > 10, m.name);
    }
    for (const char* name :
         {"SetTraffic", "RampTraffic", "SetPopularity", "MovePopularity", "StartScan", "SetApplication",
          "SetPriceChanges", "SetProducts", "SetDatabase", "DescribeShop"}) {
        QVERIFY(names.contains(name));
    }
    QVERIFY(scenarios::findScenario("shop") != nullptr);
    QVERIFY(scenarios::findScenario("bakery") == nullptr);
    for (const auto& s : scenarios::scenarios()) {
        for (const auto& p : s.parameters)
            QVERIFY(QByteArray(p.help).size() > 5);
    }
}

// What the command line keeps for itself (--query, --region) would never reach an operation.
void TestScenarios::noParameterIsTheCommandLinesOwn() {
    QVERIFY(aws::isGlobalOption("query") && aws::isGlobalOption("no-paginate") && !aws::isGlobalOption("expr"));
    int seen = 0;
    for (const auto models : {cache::operationModels(), logs::operationModels(), messaging::operationModels(), metrics::operationModels(),
                              scenarios::operationModels()}) {
        for (const aws::OperationModel& m : models) {
            if (m.input == nullptr) continue;
            for (const aws::MemberShape& member : m.input->members) {
                ++seen;
                QVERIFY2(!aws::isGlobalOption(aws::kebabCase(member.name)), qPrintable(QStringLiteral("%1 %2").arg(QLatin1String(m.operation), QLatin1String(member.name))));
            }
        }
    }
    QVERIFY(seen > 300);
}

QTEST_APPLESS_MAIN(TestScenarios)
#include "tst_scenarios.moc"
