// A cluster that runs: clones, seeds and peeks; metrics, decisions, expiry.
#include <QtTest>

#include "aws/account.h"
#include "cache/elasticache_desk.h"
#include "support/test_suite.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

using namespace maylab;
using namespace maylab::test;

namespace {

// What an application and a person may do in a second.
void busySecond(kernel::World& world, kernel::Rng& rng) {
    auto& keys = *static_cast<KeyValueCache*>(world.service(world.find("elasticache")).port(KeyValueCache::kTag));
    const auto r = keys.resolve(world, "shop");
    for (int i = 0; i < 50; ++i) {
        const std::string key = keyOf(static_cast<int>(rng.below(3000)));
        if (r.reach == KeyValueCache::Reach::Ok) {
            if (keys.get(world, r.node, key).status != CacheReply::Status::Ok) {
                keys.set(world, r.node, key, {400, rng.next()}, SimDuration::seconds(static_cast<std::int64_t>(1 + rng.below(40))));
            }
            if (rng.chance(0.05)) keys.del(world, r.node, key);
        }
        world.runFor(SimDuration::milliseconds(20));
    }
    world.call(kernel::Actor::Console, "elasticache", "redis",
               {{"endpoint", "shop"}, {"argv", {"SET", keyOf(static_cast<int>(rng.below(50))), "typed", "EX", "9"}}});
}

} // namespace

class ElastiCacheRunTest : public QObject {
    Q_OBJECT
  private slots:
    void cloneRunsOnToTheSameFingerprint();
    void slicesAndSeeds();
    void peekingKeepsTheFingerprint();
    void metricsEqualTheEnginesCounters();
    void ratiosAreOfTheMinute();
    void stoppedNodeHasNoGauges();
    void decisionsSayWhy();
    void expiryRunsByItself();
};

void ElastiCacheRunTest::cloneRunsOnToTheSameFingerprint() {
    Desk d(7, true);
    d.available();
    kernel::Rng rng(3);
    for (int i = 0; i < 100'000; ++i) {
        const auto ttl = i % 3 == 0 ? SimDuration() : SimDuration::seconds(static_cast<std::int64_t>(5 + rng.below(60)));
        d.keys().set(*d.world, d.node(), keyOf(i), {500, static_cast<std::uint64_t>(i)}, ttl);
        if (i % 1000 == 0) d.world->runFor(SimDuration::milliseconds(20));
    }
    QCOMPARE(d.engine().keyCount(), std::uint64_t{100'000});
    auto clone = d.world->clone();
    QCOMPARE(clone->fingerprint(), d.world->fingerprint());
    kernel::Rng a(5), b(5), c(6);
    auto other = d.world->clone();
    for (int s = 0; s < 30; ++s) busySecond(*d.world, a);
    for (int s = 0; s < 30; ++s) busySecond(*clone, b);
    for (int s = 0; s < 30; ++s) busySecond(*other, c);
    QVERIFY(d.engine().keyCount() < 100'000); // some have expired meanwhile
    QCOMPARE(clone->fingerprint(), d.world->fingerprint());
    QVERIFY(other->fingerprint() != d.world->fingerprint());
}

void ElastiCacheRunTest::slicesAndSeeds() {
    const auto run = [](std::uint64_t seed, SimDuration slice) {
        Desk d(seed, true);
        d.create("shop", "cache.lab.10mb");
        const SimTime end = SimTime::atSecond(900);
        while (d.world->now() < end) d.world->runUntil(std::min(end, d.world->now() + slice));
        kernel::Rng rng(1);
        for (int s = 0; s < 5; ++s) busySecond(*d.world, rng);
        return d.world->fingerprint();
    };
    const auto whole = run(1, SimDuration::seconds(900));
    QCOMPARE(run(1, SimDuration::milliseconds(777)), whole);
    QVERIFY(run(2, SimDuration::seconds(900)) != whole);
}

void ElastiCacheRunTest::peekingKeepsTheFingerprint() {
    Desk d(1, true);
    d.available();
    kernel::Rng rng(1);
    for (int s = 0; s < 3; ++s) busySecond(*d.world, rng);
    auto watched = d.world->clone();
    const std::string arn = aws::makeArn("elasticache", "cluster:shop");
    const auto peekAll = [&](const kernel::World& w) {
        int answered = 0;
        for (const auto& model : cache::operationModels()) {
            for (const Json& input : {Json::object(), Json{{"CacheParameterGroupName", "default.redis7"}},
                                      Json{{"CacheParameterGroupFamily", "redis7"}}, Json{{"ResourceName", arn}}}) {
                answered += w.peek(model.service, model.operation, input).has_value() ? 1 : 0;
            }
        }
        for (const Json& argv : {Json{"GET", "product:1"}, Json{"FLUSHALL"}, Json{"SET", "x", "y"}, Json{"INFO"}, Json{"DBSIZE"}}) {
            answered += w.peek("elasticache", "redis", {{"endpoint", "shop"}, {"argv", argv}}).has_value() ? 1 : 0;
        }
        answered += static_cast<int>(cache::clusterViews(w).size());
        std::vector<cache::KeyView> tiles;
        answered += cache::keyspaceTiles(w, "shop", 4096, tiles) && !tiles.empty() ? 1 : 0;
        return answered;
    };
    kernel::Rng a(2), b(2);
    for (int s = 0; s < 5; ++s) {
        QVERIFY(peekAll(*watched) >= 16);
        busySecond(*watched, a);
        busySecond(*d.world, b);
        QCOMPARE(watched->fingerprint(), d.world->fingerprint());
    }
    QVERIFY(d.engine().keyCount() > 0); // FLUSHALL was only looked at
}

void ElastiCacheRunTest::metricsEqualTheEnginesCounters() {
    Desk d(4, true);
    d.available("shop", "cache.lab.10mb", {{"CacheParameterGroupName", "default.redis7"}});
    const SimTime from = d.world->now();
    kernel::Rng rng(9);
    d.keys().connect(*d.world, d.node(), 10);
    for (int s = 0; s < 130; ++s) {
        busySecond(*d.world, rng);
        for (int i = 0; i < 200; ++i) {
            d.keys().set(*d.world, d.node(), "big:" + std::to_string(rng.next() % 40'000), {700, 0}, SimDuration::seconds(500));
        }
    }
    d.redis("MGET a b c");
    d.redis("HELLO");
    d.world->runUntil(SimTime::atSecond(d.world->now().wholeSeconds() + 2));
    const auto& store = metrics::storeOf(*d.world);
    const auto total = [&](const char* name, const char* statistic) {
        const auto id = store.find("AWS/ElastiCache", name, {{"CacheClusterId", "shop"}, {"CacheNodeId", "0001"}});
        if (id == metrics::kNoSeries) qFatal("no metric %s", name);
        return store.window(id, *metrics::Statistic::parse(statistic), from, d.world->now()).value_or(-1);
    };
    const auto& s = d.engine().statistics();
    QVERIFY(s.keyspaceHits > 100 && s.keyspaceMisses > 100 && s.evictedKeys > 100 && s.expiredKeys > 100);
    QCOMPARE(total("CacheHits", "Sum"), double(s.keyspaceHits));
    QCOMPARE(total("CacheMisses", "Sum"), double(s.keyspaceMisses));
    QCOMPARE(total("Evictions", "Sum"), double(s.evictedKeys));
    QCOMPARE(total("Reclaimed", "Sum"), double(s.expiredKeys));
    QCOMPARE(total("NewConnections", "Sum"), double(s.connectionsReceived));
    double get = 0, set = 0, key = 0;
    std::vector<cache::Engine::CommandUse> uses;
    d.engine().commandUse(uses);
    for (const auto& use : uses) {
        if (use.group == "string") (use.write ? set : get) += double(use.calls);
        if (use.group == "generic") key += double(use.calls);
    }
    QVERIFY(get > 0 && set > 0 && key > 0);
    QCOMPARE(total("GetTypeCmds", "Sum"), get);
    QCOMPARE(total("SetTypeCmds", "Sum"), set);
    QCOMPARE(total("StringBasedCmds", "Sum"), get + set);
    QCOMPARE(total("KeyBasedCmds", "Sum"), key);

    const auto now = [&](const char* name) {
        const auto id = store.find("AWS/ElastiCache", name, {{"CacheClusterId", "shop"}, {"CacheNodeId", "0001"}});
        return store.window(id, *metrics::Statistic::parse("Average"), d.world->now() - SimDuration::seconds(1), d.world->now()).value_or(-1);
    };
    QCOMPARE(now("CurrItems"), double(d.engine().keyCount()));
    QCOMPARE(now("CurrVolatileItems"), double(d.engine().expiringCount()));
    QCOMPARE(now("BytesUsedForCache"), double(d.engine().usedMemory()));
    QCOMPARE(now("DatabaseMemoryUsagePercentage"), 100 * double(d.engine().usedMemory()) / 10'485'760);
    QCOMPARE(now("CurrConnections"), double(d.engine().connectedClients()) + cache::NodeMetrics::kMonitorConnections);
    QCOMPARE(now("IsPrimary"), 1.0);
    const double hitRate = total("CacheHitRate", "Average");
    QVERIFY(hitRate > 0 && hitRate < 100);
    // Busy time over the run is what the engine was charged.
    const cache::Cluster& c = *d.service().findCluster("shop");
    const double seconds = (d.world->now() - from).inSeconds();
    const double percent = total("EngineCPUUtilization", "Average");
    QVERIFY2(std::abs(percent - 100 * double(c.node->thread.busyNs) * 1e-9 / seconds) < 0.02 * percent + 0.01,
             qPrintable(QString("%1 %2").arg(percent).arg(100 * double(c.node->thread.busyNs) * 1e-9 / seconds)));
    const double latency = total("GetTypeCmdsLatency", "Average");
    QVERIFY(latency > 0.5 && latency < 5); // engine time of the command, no network
    QVERIFY(total("SuccessfulReadRequestLatency", "Minimum") >= 11);

    // A restart loses nothing that was counted.
    const double hits = double(s.keyspaceHits);
    d.redis("GET nothing");
    d.ok("RebootCacheCluster", {{"CacheClusterId", "shop"}, {"CacheNodeIdsToReboot", {"0001"}}});
    d.skip();
    d.redis("SET a 1");
    d.redis("GET a");
    d.world->runFor(SimDuration::seconds(3));
    QCOMPARE(total("CacheHits", "Sum"), hits + 1);
}

// CacheHitRate and latencies by command: one value a clock minute, from the differences over that minute.
void ElastiCacheRunTest::ratiosAreOfTheMinute() {
    Desk d(1, true);
    d.available();
    d.redis("SET k v");
    const auto nextMinute = [&] { d.world->runUntil(SimTime::atSecond((d.world->now().wholeSeconds() / 60 + 1) * 60)); };
    const auto published = [&](const char* name) {
        const std::int64_t end = d.world->unixMilliseconds() / 1000;
        return d.ok("GetMetricStatistics", {{"Namespace", "AWS/ElastiCache"}, {"MetricName", name}, {"Period", 60},
                                            {"Dimensions", {{{"Name", "CacheClusterId"}, {"Value", "shop"}}, {{"Name", "CacheNodeId"}, {"Value", "0001"}}}},
                                            {"StartTime", kernel::formatIso8601((end - 60) * 1000)}, {"EndTime", kernel::formatIso8601(end * 1000)},
                                            {"Statistics", {"Average", "SampleCount"}}}, "cloudwatch")["Datapoints"];
    };
    const auto gets = [&] {
        std::vector<cache::Engine::CommandUse> uses;
        d.engine().commandUse(uses);
        for (const auto& use : uses)
            if (use.name == "get") return use;
        return cache::Engine::CommandUse();
    };
    nextMinute();
    d.world->runFor(SimDuration::seconds(5));
    const auto before = gets();
    d.redis("GET nothing");
    d.world->runFor(SimDuration::seconds(1));
    for (int i = 0; i < 99; ++i) d.redis("GET k");
    const auto after = gets();
    nextMinute();
    const Json rate = published("CacheHitRate"), latency = published("GetTypeCmdsLatency");
    QCOMPARE(rate.size(), std::size_t{1});
    QCOMPARE(rate[0]["Average"].get<double>(), 99.0);
    QCOMPARE(rate[0]["SampleCount"].get<double>(), 1.0);
    QCOMPARE(after.calls - before.calls, std::uint64_t{100});
    QCOMPARE(latency[0]["Average"].get<double>(), (after.microseconds - before.microseconds) / 100);
    QCOMPARE(latency[0]["SampleCount"].get<double>(), 1.0);
    nextMinute(); // without traffic
    QCOMPARE(published("CacheHitRate"), Json::array());
    QCOMPARE(published("GetTypeCmdsLatency"), Json::array());
    // A node that restarts or goes in the middle of a minute: what it did still counts, once.
    for (const char* operation : {"RebootCacheCluster", "DeleteCacheCluster"}) {
        d.redis("SET k v");
        d.redis("GET k");
        d.world->runFor(SimDuration::seconds(3));
        d.redis("GET nothing");
        Json input = {{"CacheClusterId", "shop"}};
        if (operation[0] == 'R') input["CacheNodeIdsToReboot"] = {"0001"};
        d.ok(operation, input);
        nextMinute();
        QCOMPARE(published("CacheHitRate")[0]["Average"].get<double>(), 50.0);
        QCOMPARE(published("CacheHitRate")[0]["SampleCount"].get<double>(), 1.0);
        d.skip();
        nextMinute();
    }
}

void ElastiCacheRunTest::stoppedNodeHasNoGauges() {
    Desk d(1, true);
    d.available();
    for (int i = 0; i < 2000; ++i) d.keys().set(*d.world, d.node(), keyOf(i), {500, 0}, SimDuration());
    d.redis("FLUSHALL");
    d.world->runFor(SimDuration::seconds(10));
    const auto& store = metrics::storeOf(*d.world);
    const auto in = [&](const char* name, SimTime from, SimTime to) {
        const auto id = store.find("AWS/ElastiCache", name, {{"CacheClusterId", "shop"}, {"CacheNodeId", "0001"}});
        if (id == metrics::kNoSeries) qFatal("no metric %s", name);
        return store.window(id, *metrics::Statistic::parse("Average"), from, to);
    };
    // As INFO prints them.
    const std::string memory = d.engine().info("memory", d.world->unixMilliseconds());
    const auto line = [&](const std::string& name) { return std::stod(memory.substr(memory.find("\n" + name + ":") + name.size() + 2)); };
    const double ratio = in("MemoryFragmentationRatio", d.world->now() - SimDuration::seconds(1), d.world->now()).value_or(-1);
    QCOMPARE(ratio, line("used_memory_rss") / line("used_memory"));
    QVERIFY(std::abs(ratio - line("mem_fragmentation_ratio")) <= 0.005001);

    constexpr const char* kGauges[] = {"IsPrimary", "CurrItems", "BytesUsedForCache", "CurrConnections", "FreeableMemory", "EngineCPUUtilization"};
    d.ok("RebootCacheCluster", {{"CacheClusterId", "shop"}, {"CacheNodeIdsToReboot", {"0001"}}});
    const SimTime stopped = d.world->now();
    d.skip();
    const SimTime running = d.world->now();
    d.world->runFor(SimDuration::seconds(3));
    for (const char* name : kGauges) {
        QVERIFY2(in(name, stopped - SimDuration::seconds(2), stopped), name);
        QVERIFY2(!in(name, stopped, SimTime::atSecond(running.wholeSeconds())), name);
        QVERIFY2(in(name, running + SimDuration::seconds(1), d.world->now()), name);
    }
    d.ok("DeleteCacheCluster", {{"CacheClusterId", "shop"}});
    const SimTime deleting = d.world->now();
    d.world->runFor(SimDuration::seconds(90));
    QCOMPARE(d.status(), std::string("deleting"));
    for (const char* name : kGauges) QVERIFY2(!in(name, deleting, d.world->now()), name);
}

void ElastiCacheRunTest::decisionsSayWhy() {
    Desk d;
    d.available("shop", "cache.lab.10mb");
    auto& keys = d.keys();
    const auto lastOf = [&](CacheRule rule) {
        const auto all = d.world->decisions().exemplars(d.service().ruleId(rule), SimTime(), d.world->now() + SimDuration::seconds(1));
        if (all.empty()) qFatal("no decision");
        return all.back();
    };
    QCOMPARE(keys.get(*d.world, d.node(), "product:5").status, CacheReply::Status::Nil);
    const auto never = lastOf(CacheRule::MissNeverCached);
    QCOMPARE(cache::keyOfDecision(*d.world, never), std::string("product:5"));
    QVERIFY(never.values[1] > 10);

    keys.set(*d.world, d.node(), "product:5", {500, 0}, SimDuration::seconds(2));
    QCOMPARE(keys.get(*d.world, d.node(), "product:5").status, CacheReply::Status::Ok);
    const auto hit = lastOf(CacheRule::Hit);
    QCOMPARE(cache::keyOfDecision(*d.world, hit), std::string("product:5"));
    QCOMPARE(hit.values[0], 2.0);
    QCOMPARE(hit.values[1], 500.0);
    d.world->runFor(SimDuration::seconds(12));
    QCOMPARE(keys.get(*d.world, d.node(), "product:5").status, CacheReply::Status::Nil);
    QCOMPARE(d.decisions(CacheRule::MissExpired), std::uint64_t{1});
    QCOMPARE(d.decisions(CacheRule::ExpiredLazily) + d.decisions(CacheRule::ExpiredActively), std::uint64_t{1});

    keys.set(*d.world, d.node(), "product:6", {500, 0}, SimDuration());
    keys.del(*d.world, d.node(), "product:6");
    keys.get(*d.world, d.node(), "product:6");
    QCOMPARE(d.decisions(CacheRule::MissDeleted), std::uint64_t{1});
    d.redis("SET product:7 v");
    d.redis("UNLINK product:7");
    QCOMPARE(d.redis("GET product:7"), std::string("(nil)\n"));
    QCOMPARE(d.decisions(CacheRule::MissDeleted), std::uint64_t{2});

    // Keys with a TTL leave under volatile-lru; one that left says so when it is asked for.
    for (int i = 0; i < 20'000; ++i) {
        keys.set(*d.world, d.node(), keyOf(100 + i), {500, 0}, SimDuration::hours(1));
        if (i % 100 == 0) d.world->runFor(SimDuration::milliseconds(500));
    }
    QVERIFY(d.decisions(CacheRule::EvictedLru) > 1000);
    const auto evicted = lastOf(CacheRule::EvictedLru);
    const std::string name = cache::keyOfDecision(*d.world, evicted);
    QVERIFY2(name.rfind("product:", 0) == 0, name.c_str());
    QVERIFY(evicted.values[0] > 0);           // it was idle
    QVERIFY(evicted.values[1] >= 1);          // some were sampled
    QVERIFY(evicted.values[3] > 500);         // bytes that came free
    QCOMPARE(keys.get(*d.world, d.node(), name).status, CacheReply::Status::Nil);
    QCOMPARE(d.decisions(CacheRule::MissEvicted), std::uint64_t{1});

    // Every rule has parameters for what it records and a source.
    for (const auto& rule : cache::cacheRules()) {
        QVERIFY(std::string_view(rule.source).size() > 5);
        QVERIFY(std::string_view(rule.parameters).size() > 2);
        QVERIFY(d.world->decisions().findRule(rule.id) != 0);
    }
}

void ElastiCacheRunTest::expiryRunsByItself() {
    Desk d;
    d.available();
    for (int i = 0; i < 2000; ++i) d.keys().set(*d.world, d.node(), keyOf(i), {50, 0}, SimDuration::seconds(10));
    QCOMPARE(d.engine().keyCount(), std::uint64_t{2000});
    d.world->runFor(SimDuration::seconds(9));
    QCOMPARE(d.engine().keyCount(), std::uint64_t{2000});
    d.world->runFor(SimDuration::seconds(8)); // nobody asks for them: the active cycle finds them
    QCOMPARE(d.engine().keyCount(), std::uint64_t{0});
    QCOMPARE(d.decisions(CacheRule::ExpiredActively), std::uint64_t{2000});
    // A TTL below a millisecond is a millisecond, not "for ever".
    d.keys().set(*d.world, d.node(), "short", {5, 0}, SimDuration::nanoseconds(10));
    d.world->runFor(SimDuration::milliseconds(5));
    QCOMPARE(d.keys().get(*d.world, d.node(), "short").status, CacheReply::Status::Nil);
}

MAYLAB_TESTS(ElastiCacheRunTest)
#include "elasticache_run_test.moc"
