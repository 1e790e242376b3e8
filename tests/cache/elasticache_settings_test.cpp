// What a cluster can be set to: parameters, node types, maintenance windows, and when a change takes effect.
#include <QtTest>

#include "cache/elasticache_desk.h"
#include "cache/maintenance_window.h"
#include "cache/parameters.h"
#include "support/test_suite.h"

#include <map>
#include <set>
#include <string>
#include <utility>

using namespace maylab;
using namespace maylab::test;

class ElastiCacheSettingsTest : public QObject {
    Q_OBJECT
  private slots:
    void parameterTableIsTheEngines();
    void acceptedParametersAreTheEngines();
    void secondParameterChangeStartsAgain();
    void parametersThatNeedAReboot();
    void nodeTypeChangesNowOrInTheWindow();
    void changedWindowMovesAPendingChange();
    void maintenanceWindows();
    void usableMemoryOfNodeTypes();
};

void ElastiCacheSettingsTest::parameterTableIsTheEngines() {
    std::string before;
    for (const auto& p : cache::redis7Parameters()) {
        QVERIFY2(before < p.name, p.name); // sorted
        before = p.name;
        QVERIFY(cache::findParameter(p.name) == &p);
        if (!p.perNodeType && *p.value != '\0') QVERIFY2(cache::isAllowed(p, p.value), p.name);
        if (!p.engine) continue;
        cache::Engine engine;
        const auto result = engine.configure(p.name, p.value, 1'769'389'200'000);
        QVERIFY2(result.ok, (std::string(p.name) + ": " + result.error).c_str());
    }
    const auto& policy = *cache::findParameter("maxmemory-policy");
    for (const char* good : {"allkeys-lfu", "noeviction", "volatile-ttl"}) QVERIFY(cache::isAllowed(policy, good));
    for (const char* bad : {"", "lru", "allkeys", "ALLKEYS-LRU", "volatile-lru,allkeys-lru"}) QVERIFY(!cache::isAllowed(policy, bad));
    const auto& timeout = *cache::findParameter("timeout"); // 0,20-
    for (const char* good : {"0", "20", "100000"}) QVERIFY(cache::isAllowed(timeout, good));
    for (const char* bad : {"1", "19", "-1", "", "x", "20x", "99999999999999999999"}) QVERIFY(!cache::isAllowed(timeout, bad));
    const auto& slow = *cache::findParameter("slowlog-log-slower-than"); // -1 and up
    QVERIFY(cache::isAllowed(slow, "-1") && cache::isAllowed(slow, "0") && !cache::isAllowed(slow, "-2") && !cache::isAllowed(slow, "soon"));
    QVERIFY(cache::findParameter("no-such") == nullptr);

    Desk d;
    d.available();
    QCOMPARE(d.engine().configValue("maxclients"), std::string("65000"));
    QCOMPARE(d.engine().configValue("maxmemory-samples"), std::string("3"));
    QCOMPARE(d.engine().maxmemory(), std::uint64_t{402'653'184});
    const Json user = d.ok("DescribeCacheParameters", {{"CacheParameterGroupName", "default.redis7"}, {"Source", "user"}});
    QCOMPARE(user["Parameters"].size(), std::size_t{0});
    const Json all = d.ok("DescribeCacheParameters", {{"CacheParameterGroupName", "default.redis7"}});
    std::set<std::string> names;
    for (const Json& p : all["Parameters"]) names.insert(p["ParameterName"].get<std::string>());
    QVERIFY(names.contains("maxmemory-policy") && names.contains("reserved-memory-percent"));
    QCOMPARE(names.size() + all["CacheNodeTypeSpecificParameters"].size(), cache::redis7Parameters().size());
    const Json defaults = d.ok("DescribeEngineDefaultParameters", {{"CacheParameterGroupFamily", "redis7"}});
    QCOMPARE(defaults["EngineDefaults"]["Parameters"].size(), all["Parameters"].size());
}

// Whatever the API accepts, the engine takes.
void ElastiCacheSettingsTest::acceptedParametersAreTheEngines() {
    constexpr const char* kValues[] = {"", "-", "x", "yes", "no", "YES", "0", "1", "2", "10", "19", "20", "64", "-1", "-2", "-5", "-6", "+1", "-0", "007", "1k", " 1",
                                       "1.5", "65535", "1000000", "1048576", "536870912", "536870913", "2147483647", "2147483648", "4294967295", "4294967296",
                                       "9223372036854775807", "9223372036854775808", "-2147483648", "-2147483649", "-9223372036854775808", "allkeys-lfu",
                                       "A", "KEA", "Ex", "KQ", "K,E", "g$lshzxetdmn", "AKEg$lshzxetdmn"};
    for (const auto& p : cache::redis7Parameters()) {
        const bool letters = std::string_view(p.name) == "notify-keyspace-events";
        if (!p.engine && !letters) continue;
        int taken = 0;
        for (const char* value : kValues) {
            cache::Engine engine;
            const bool engineTakes = engine.configure(p.name, value, 1'769'389'200'000).ok;
            const bool accepted = cache::isAllowed(p, value);
            QVERIFY2(!accepted || engineTakes, qPrintable(QString("%1 = '%2'").arg(p.name, value)));
            if (letters) QCOMPARE(accepted, engineTakes);
            taken += accepted ? 1 : 0;
        }
        QVERIFY2(taken > 0 || !p.modifiable, p.name);
    }
    Desk d;
    d.ok("CreateCacheParameterGroup", {{"CacheParameterGroupName", "few"}, {"CacheParameterGroupFamily", "redis7"}, {"Description", "d"}});
    using Pair = std::pair<const char*, const char*>;
    for (const Pair& bad : {Pair{"timeout", "2147483648"}, Pair{"slowlog-log-slower-than", "-2"}, Pair{"maxmemory-samples", "2147483648"}, Pair{"notify-keyspace-events", "KQ"},
                            Pair{"lfu-log-factor", "2147483648"}, Pair{"lfu-decay-time", "2147483648"}, Pair{"list-compress-depth", "2147483648"},
                            Pair{"tcp-keepalive", "2147483648"}, Pair{"timeout", "0020"}}) {
        const auto result = d.call("ModifyCacheParameterGroup", {{"CacheParameterGroupName", "few"}, {"ParameterNameValues", {{{"ParameterName", bad.first}, {"ParameterValue", bad.second}}}}});
        QVERIFY2(!result, bad.first);
        QCOMPARE(result.error().code, std::string("InvalidParameterValue"));
        QCOMPARE(result.error().message, std::string("Invalid parameter value: ") + bad.second + " for: " + bad.first +
                                             " allowed values are: " + cache::findParameter(bad.first)->allowed);
    }
    d.ok("ModifyCacheParameterGroup", {{"CacheParameterGroupName", "few"}, {"ParameterNameValues", {{{"ParameterName", "timeout"}, {"ParameterValue", "2147483647"}},
                                                                                                   {{"ParameterName", "slowlog-log-slower-than"}, {"ParameterValue", "-1"}},
                                                                                                   {{"ParameterName", "notify-keyspace-events"}, {"ParameterValue", "KEx"}}}}});
    d.available("shop", "cache.t3.micro", {{"CacheParameterGroupName", "few"}});
    QCOMPARE(d.engine().configValue("timeout"), std::string("2147483647"));
    QCOMPARE(d.engine().configValue("slowlog-log-slower-than"), std::string("-1"));
}

void ElastiCacheSettingsTest::secondParameterChangeStartsAgain() {
    Desk d;
    d.ok("CreateCacheParameterGroup", {{"CacheParameterGroupName", "few"}, {"CacheParameterGroupFamily", "redis7"}, {"Description", "d"}});
    d.available("shop", "cache.t3.micro", {{"CacheParameterGroupName", "few"}});
    const auto change = [&](const char* samples) {
        d.ok("ModifyCacheParameterGroup", {{"CacheParameterGroupName", "few"}, {"ParameterNameValues", {{{"ParameterName", "maxmemory-samples"}, {"ParameterValue", samples}}}}});
    };
    const auto status = [&] { return d.ok("DescribeCacheClusters")["CacheClusters"][0]["CacheParameterGroup"]["ParameterApplyStatus"]; };
    change("5");
    d.world->runFor(SimDuration::seconds(3));
    change("7");
    d.world->runFor(SimDuration::milliseconds(4999)); // the first five seconds are over
    QCOMPARE(status(), Json("applying"));
    QCOMPARE(d.engine().configValue("maxmemory-samples"), std::string("3"));
    d.world->runFor(SimDuration::milliseconds(1));
    QCOMPARE(status(), Json("in-sync"));
    QCOMPARE(d.engine().configValue("maxmemory-samples"), std::string("7"));
}

void ElastiCacheSettingsTest::parametersThatNeedAReboot() {
    Desk d;
    d.ok("CreateCacheParameterGroup", {{"CacheParameterGroupName", "few"}, {"CacheParameterGroupFamily", "redis7"}, {"Description", "d"}});
    d.available("shop", "cache.t3.micro", {{"CacheParameterGroupName", "few"}});
    d.redis("SET a 1");
    d.ok("ModifyCacheParameterGroup", {{"CacheParameterGroupName", "few"},
                                       {"ParameterNameValues", {{{"ParameterName", "activerehashing"}, {"ParameterValue", "no"}},
                                                                {{"ParameterName", "reserved-memory-percent"}, {"ParameterValue", "50"}}}}});
    const auto group = [&] { return d.ok("DescribeCacheClusters")["CacheClusters"][0]["CacheParameterGroup"]; };
    QCOMPARE(group()["ParameterApplyStatus"], Json("applying"));
    d.skip();
    QCOMPARE(group()["ParameterApplyStatus"], Json("pending-reboot"));
    QCOMPARE(group()["CacheNodeIdsToReboot"], Json({"0001"}));
    QCOMPARE(d.engine().maxmemory(), std::uint64_t{268'435'456}); // half of the node: at once
    QCOMPARE(d.engine().configValue("activerehashing"), std::string("yes"));
    QCOMPARE(d.redis("GET a"), std::string("\"1\"\n"));
    d.ok("RebootCacheCluster", {{"CacheClusterId", "shop"}, {"CacheNodeIdsToReboot", {"0001"}}});
    d.skip();
    QCOMPARE(group()["ParameterApplyStatus"], Json("in-sync"));
    QCOMPARE(d.engine().configValue("activerehashing"), std::string("no"));
    QCOMPARE(d.redis("GET a"), std::string("(nil)\n"));
}

void ElastiCacheSettingsTest::nodeTypeChangesNowOrInTheWindow() {
    Desk d;
    d.available();
    for (int i = 0; i < 1000; ++i) d.keys().set(*d.world, d.node(), keyOf(i), {500, 0}, SimDuration());
    const auto node = d.node();
    const Json now = d.ok("ModifyCacheCluster", {{"CacheClusterId", "shop"}, {"CacheNodeType", "cache.t3.small"}, {"ApplyImmediately", true}});
    QCOMPARE(now["CacheCluster"]["CacheClusterStatus"], Json("modifying"));
    QCOMPARE(now["CacheCluster"]["PendingModifiedValues"]["CacheNodeType"], Json("cache.t3.small"));
    QCOMPARE(d.keys().get(*d.world, node, "product:1").status, CacheReply::Status::Ok); // serves all the time
    d.skip();
    QCOMPARE(d.status(), std::string("available"));
    QCOMPARE(d.engine().maxmemory(), std::uint64_t{1'103'269'724});
    QCOMPARE(d.keys().get(*d.world, node, "product:1").status, CacheReply::Status::Ok);

    d.ok("ModifyCacheCluster", {{"CacheClusterId", "shop"}, {"PreferredMaintenanceWindow", "Wed:03:00-wed:04:30"}});
    d.ok("ModifyCacheCluster", {{"CacheClusterId", "shop"}, {"CacheNodeType", "cache.t3.micro"}});
    QCOMPARE(d.status(), std::string("available"));
    QCOMPARE(d.ok("DescribeCacheClusters")["CacheClusters"][0]["PendingModifiedValues"]["CacheNodeType"], Json("cache.t3.micro"));
    d.skip();
    QCOMPARE(d.world->calendar().iso8601(d.world->now()), std::string("2026-01-28T03:00:00Z")); // a Wednesday
    QCOMPARE(d.status(), std::string("modifying"));
    d.skip();
    QCOMPARE(d.engine().maxmemory(), std::uint64_t{402'653'184});
    QCOMPARE(d.ok("DescribeCacheClusters")["CacheClusters"][0]["PendingModifiedValues"], Json::object());
    // Data that would not fit.
    for (int i = 0; i < 30'000; ++i) d.keys().set(*d.world, d.node(), keyOf(i), {500, 0}, SimDuration());
    QCOMPARE(d.code("ModifyCacheCluster", {{"CacheClusterId", "shop"}, {"CacheNodeType", "cache.lab.10mb"}, {"ApplyImmediately", true}}),
             std::string("InvalidParameterValue"));
    // A put-off change is taken back by naming what is there.
    d.ok("ModifyCacheCluster", {{"CacheClusterId", "shop"}, {"CacheNodeType", "cache.t3.medium"}});
    d.ok("ModifyCacheCluster", {{"CacheClusterId", "shop"}, {"CacheNodeType", "cache.t3.micro"}});
    d.world->runFor(SimDuration::hours(8 * 24));
    QCOMPARE(d.status(), std::string("available"));
}

void ElastiCacheSettingsTest::changedWindowMovesAPendingChange() {
    const SimTime tuesday = SimTime::atSecond(86400 + 3600), wednesday = SimTime::atSecond(2 * 86400 + 2 * 3600),
                  thursday = SimTime::atSecond(3 * 86400 + 4 * 3600);
    const SimDuration little = SimDuration::seconds(1);
    for (const bool later : {true, false}) {
        Desk d;
        d.available("shop", "cache.t3.micro", {{"PreferredMaintenanceWindow", "wed:03:00-wed:04:00"}});
        d.ok("ModifyCacheCluster", {{"CacheClusterId", "shop"}, {"CacheNodeType", "cache.t3.small"}});
        d.ok("ModifyCacheCluster", {{"CacheClusterId", "shop"}, {"PreferredMaintenanceWindow", later ? "thu:05:00-thu:06:00" : "tue:02:00-tue:03:00"}});
        const SimTime due = later ? thursday : tuesday;
        d.world->runUntil(later ? wednesday + little : due - little);
        QCOMPARE(d.status(), std::string("available"));
        d.world->runUntil(due - little);
        QCOMPARE(d.ok("DescribeCacheClusters")["CacheClusters"][0]["PendingModifiedValues"]["CacheNodeType"], Json("cache.t3.small"));
        d.world->runUntil(due);
        QCOMPARE(d.status(), std::string("modifying"));
        d.world->runFor(SimDuration::minutes(13));
        QCOMPARE(d.status(), std::string("available"));
        if (later) continue;
        // A new change waits for its own window, not for one that was given up.
        d.ok("ModifyCacheCluster", {{"CacheClusterId", "shop"}, {"CacheNodeType", "cache.t3.medium"}});
        d.world->runUntil(wednesday + little);
        QCOMPARE(d.status(), std::string("available"));
        d.world->runUntil(tuesday + SimDuration::hours(7 * 24));
        QCOMPARE(d.status(), std::string("modifying"));
    }
}

void ElastiCacheSettingsTest::maintenanceWindows() {
    QVERIFY(cache::isMaintenanceWindow("sun:23:30-mon:00:30"));
    for (const char* bad : {"", "sun:23:00-mon:00:00x", "sun:24:00-mon:01:00", "xxx:23:00-mon:01:00", "sun:23:00/mon:01:00",
                            "sun:23:00-sun:23:59", "mon:10:00-mon:10:00"}) {
        QVERIFY2(!cache::isMaintenanceWindow(bad), bad);
    }
    const kernel::Calendar calendar; // Monday 2026-01-26 01:00 UTC
    QCOMPARE(cache::nextWindowStart("mon:02:00-mon:03:00", calendar, SimTime()), SimTime::atSecond(3600));
    QCOMPARE(cache::nextWindowStart("mon:01:00-mon:03:00", calendar, SimTime()), SimTime::atSecond(7 * 86400));
    QCOMPARE(cache::nextWindowStart("sun:23:00-mon:01:30", calendar, SimTime()), SimTime::atSecond(6 * 86400 + 22 * 3600));
    for (int h = 0; h < 168; ++h) QVERIFY(cache::isMaintenanceWindow(cache::maintenanceWindowAt(h)));
    for (int h = 0; h < 24; ++h) QVERIFY(cache::isSnapshotWindow(cache::snapshotWindowAt(h)));
}

void ElastiCacheSettingsTest::usableMemoryOfNodeTypes() {
    // Sheet 1.4, the column "usable at 25 % reserve".
    const std::map<std::string, std::int64_t> usable = {
        {"cache.t2.micro", 436'469'760},       {"cache.t3.micro", 402'653'184},        {"cache.t3.small", 1'103'269'724},
        {"cache.t3.medium", 2'488'396'677},    {"cache.m5.large", 5'140'907'059},      {"cache.m6g.xlarge", 10'418'941'286},
        {"cache.m6g.2xlarge", 20'975'001'907}, {"cache.r5.large", 10'527'885'772},     {"cache.r6g.xlarge", 21'196'387'276},
        {"cache.r6g.2xlarge", 42'533'387'673}, {"cache.r6g.4xlarge", 85'207'398'912},  {"cache.r6g.16xlarge", 337'500'562'842},
        {"cache.lab.10mb", 10'485'760}};
    for (const auto& [name, bytes] : usable) {
        const auto* type = cache::findNodeType(name);
        QVERIFY2(type != nullptr, name.c_str());
        QCOMPARE(cache::usableMemory(*type, cache::kReservedMemoryPercent), bytes);
    }
    QCOMPARE(cache::usableMemory(*cache::findNodeType("cache.t3.micro"), 100), std::int64_t{0});
}

MAYLAB_TESTS(ElastiCacheSettingsTest)
#include "elasticache_settings_test.moc"
