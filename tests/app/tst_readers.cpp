// What the window reads out of the worlds of the lab's own steps, against what the services' doors say: groups and their
// slots, failovers, the home page's expiries, slab classes, the comparison, and a chart of the largest of several series.
#include <QtTest>

#include "app/lesson/lab_charts.h"
#include "app/panels/cluster_reader.h"
#include "app/panels/world_reader.h"
#include "cache/engine/keyslot.h"
#include "labs/engine/knowledge.h"
#include "labs/engine/loader.h"
#include "labs/engine/session.h"
#include "scenarios/workload_world.h"

#include <QTemporaryDir>

#include <cmath>
#include <map>
#include <set>
#include <sstream>

using namespace maylab;
using namespace maylab::app;
using kernel::Json;
using kernel::SimTime;
using workloads::ShopWorld;

namespace {

std::shared_ptr<const labs::Lab> theLab() {
    static const labs::Catalog kCatalog =
        labs::loadCatalog(qEnvironmentVariable("MAYLAB_CATALOG").toStdString(), labs::standardKnowledge());
    return kCatalog.lab("elasticache");
}

const labs::Step& stepOf(const char* step) { return *theLab()->step(step); }

ShopWorld worldOf(const char* step) {
    auto world = scenarios::makeWorld(labs::LabSession::header(*theLab(), stepOf(step), {}));
    if (!world) qFatal("%s", world.error().c_str());
    return ShopWorld(std::move(*world));
}

Interest everything() {
    Interest i;
    i.keyspace = i.slotMap = i.replication = i.stampede = i.slabs = i.caches = true;
    return i;
}

WorldPicture pictureOf(ShopWorld& world, ScenarioReader& reader, const Interest& interest = everything()) {
    WorldPicture out;
    reader.picture(*world, interest, out);
    return out;
}

std::string typed(ShopWorld& world, const std::string& endpoint, std::initializer_list<const char*> argv) {
    Json words = Json::array();
    for (const char* w : argv) words.push_back(w);
    const std::string error = world.lab("redis", {{"endpoint", endpoint}, {"argv", words}}, "elasticache");
    return error.empty() ? world.lastReply.at("reply").get<std::string>() : error;
}

// "STAT 5:chunk_size 192": all of them.
std::map<std::string, std::string> stats(ShopWorld& world, const char* line) {
    std::map<std::string, std::string> out;
    if (!world.lab("memcached", {{"endpoint", "shop-mc"}, {"text", line}}, "elasticache").empty()) return out;
    std::istringstream text(world.lastReply.at("reply").get<std::string>());
    for (std::string word, name, value; text >> word;) {
        if (word == "STAT" && text >> name >> value) out[name] = value;
    }
    return out;
}

} // namespace

class TestReaders : public QObject {
    Q_OBJECT

  private slots:
    void initTestCase() { QVERIFY2(theLab() != nullptr, "the lab could not be loaded"); }

    // Three shards under the livestream: every slot has one owner, and it is the node that answers for its keys.
    void slotsAreThoseOfTheNodes() {
        ShopWorld world = worldOf("the-hot-key");
        world.run(3);
        ScenarioReader reader;
        const SlotsPicture drawn = pictureOf(world, reader).slotMap;
        QVERIFY(drawn.present && drawn.clusterMode);
        QCOMPARE(drawn.group, std::string("shop"));
        QCOMPARE(drawn.shards.size(), std::size_t{3});
        std::vector<std::uint32_t> owned(drawn.shards.size());
        std::uint32_t next = 0;
        for (const SlotRunPicture& run : drawn.runs) {
            QCOMPARE(std::uint32_t{run.first}, next); // no hole, no slot twice
            QVERIFY(run.shard < drawn.shards.size());
            owned[run.shard] += run.last - run.first + 1u;
            next = run.last + 1u;
        }
        QCOMPARE(next, SlotsPicture::kSlots);
        KeyOwners owners;
        QVERIFY(readOwners(*world, "shop", owners));
        QVERIFY(!readOwners(*world, "no-group", owners));
        for (std::size_t i = 0; i < drawn.shards.size(); ++i) {
            const ShardPicture& s = drawn.shards[i];
            QCOMPARE(s.slotCount, owned[i]);
            QCOMPARE(s.nodes.size(), std::size_t{2});
            QVERIFY(s.nodes[0].primary && !s.nodes[1].primary && s.nodes[1].link == "online");
            QCOMPARE(typed(world, s.nodes[0].name, {"DBSIZE"}), ":" + std::to_string(s.keys) + "\r\n");
        }
        for (const char* key : {"product:42", "product:7", "foo", "{tag}a"}) {
            const std::string owner = owners.of(key);
            int refusing = 0;
            for (const ShardPicture& s : drawn.shards) {
                const std::string reply = typed(world, s.nodes[0].name, {"TTL", key});
                QCOMPARE(reply.starts_with("-MOVED"), s.nodes[0].name != owner);
                refusing += reply.starts_with("-MOVED") ? 1 : 0;
            }
            QCOMPARE(refusing, 2);
        }
        // The hot key's shard is the busiest one.
        QCOMPARE(drawn.shards[drawn.hotShard].nodes[0].name, owners.of(drawn.hotKey));
        for (const ShardPicture& s : drawn.shards) QVERIFY(s.cpuPercent <= drawn.shards[drawn.hotShard].cpuPercent);
        QVERIFY(drawn.shards[drawn.hotShard].cpuPercent > 50);
    }

    // A primary that dies: who followed, when, and every acknowledged write that went with it.
    void failoversAreThoseOfTheService() {
        ShopWorld world = worldOf("the-primary-dies");
        const char* kGroup = R"({"ReplicationGroupId": "shop", "ReplicationGroupDescription": "Tet sale", "Engine": "redis",
            "CacheNodeType": "cache.t3.micro", "NumCacheClusters": 2, "AutomaticFailoverEnabled": true, "MultiAZEnabled": true,
            "CacheSubnetGroupName": "shop-private"})";
        QCOMPARE(world.lab("CreateReplicationGroup", Json::parse(kGroup), "elasticache"), std::string());
        ScenarioReader reader;
        for (int i = 0; i < 120 && pictureOf(world, reader).replication.status != "available"; ++i) world.run(15);
        QCOMPARE(world.lab("SetCheckout", {{"endpoint", "shop"}, {"enabled", true}}), std::string());
        world.run(5);
        QCOMPARE(world.lab("InjectNodeFault", {{"Fault", "replica-delay"}, {"Target", "shop"}, {"Seconds", 0.5}}, "elasticache"), std::string());
        world.run(5);
        ReplicationPicture before = pictureOf(world, reader).replication;
        QVERIFY(before.present && before.multiAz && before.automaticFailover);
        QCOMPARE(before.failover.number, std::uint64_t{0});
        QCOMPARE(before.shown.nodes.size(), std::size_t{2});
        const NodePicture& primary = before.shown.nodes[before.shown.nodes[0].primary ? 0 : 1];
        const NodePicture& replica = before.shown.nodes[before.shown.nodes[0].primary ? 1 : 0];
        QVERIFY(replica.lagSeconds > 0.4 && replica.behindBytes > 0);
        QCOMPARE(primary.offset - replica.offset, replica.behindBytes);
        QVERIFY(before.recordsOnTheWay > 0 && !before.onTheWay.empty());
        QVERIFY(before.onTheWay.back().offset <= primary.offset && before.onTheWay.front().offset >= replica.offset);
        const std::string role = typed(world, replica.name, {"INFO", "replication"});
        QVERIFY2(role.find("role:slave") != std::string::npos, role.c_str());

        QCOMPARE(world.lab("InjectNodeFault", {{"Fault", "kill-process"}, {"Target", "shop"}}, "elasticache"), std::string());
        const SimTime killed = world->now();
        world.run(1);
        const FailoverPicture during = pictureOf(world, reader).replication.failover;
        QCOMPARE(during.lostPrimary, primary.name);
        QVERIFY(during.newPrimary.empty() && !during.over);
        world.run(120);
        const ReplicationPicture after = pictureOf(world, reader).replication;
        const FailoverPicture& f = after.failover;
        QVERIFY(f.over && !f.test && !f.planned);
        QCOMPARE(f.number, std::uint64_t{1});
        QCOMPARE(f.lostPrimary, primary.name);
        QCOMPARE(f.newPrimary, replica.name);
        QCOMPARE(f.lostAt, killed);
        QVERIFY(f.lostAt < f.detectedAt && f.detectedAt < f.promotedAt && f.promotedAt <= f.dnsAt);
        QCOMPARE(after.dnsAnswers, replica.name);
        const auto lost = world->peek("elasticache", "DescribeLostWrites", Json::object());
        QVERIFY(lost.has_value());
        QVERIFY(f.lostCount > 0);
        QCOMPARE(f.lostCount, lost->at("LostWriteCount").get<std::uint64_t>());
        QCOMPARE(f.lost.size(), std::min<std::size_t>(f.lostCount, FailoverPicture::kMostLost));
    }

    // The home page without a lock: each expiry with its builds. Who begins to look late finds the same.
    void expiriesAreThoseOfTheMetric() {
        ShopWorld world = worldOf("one-key-eighty-queries");
        ScenarioReader early, late;
        StampedePicture seen;
        for (int second = 0; second < 200; ++second) {
            world.run(1);
            seen = pictureOf(world, early).stampede;
        }
        QVERIFY(seen.present);
        QCOMPARE(seen.strategy, std::string("none"));
        QCOMPARE(seen.requestsPerSecond, 200.0);
        QVERIFY2(seen.expiries.size() >= 5, std::to_string(seen.expiries.size()).c_str()); // one each 30 s
        const StampedePicture fresh = pictureOf(world, late).stampede;
        QCOMPARE(fresh.expiries.size(), seen.expiries.size());
        double builds = 0;
        std::uint32_t most = 0;
        for (std::size_t i = 0; i < seen.expiries.size(); ++i) {
            QCOMPARE(fresh.expiries[i].at, seen.expiries[i].at);
            QCOMPARE(fresh.expiries[i].most, seen.expiries[i].most);
            QCOMPARE(fresh.expiries[i].builds, seen.expiries[i].builds);
            if (i > 0) QVERIFY(std::abs((seen.expiries[i].at - seen.expiries[i - 1].at).inSeconds() - 30) < 5);
            builds += seen.expiries[i].builds;
            most = std::max(most, seen.expiries[i].most);
        }
        QCOMPARE(builds, world.metric("Shop/DB", "LoadsOfKey", "SampleCount", 200, {{"Key", "page:home"}}));
        QCOMPARE(most, seen.mostBuilds);
        QVERIFY(most > 20); // it is a stampede
        // The step's lock of 300 ms ends before a build of 400 ms: a second one begins. With a longer one it is alone.
        QCOMPARE(world.lab("SetHomePage", {{"strategy", "lock"}}), std::string());
        world.run(100);
        StampedePicture locked = pictureOf(world, early).stampede;
        QCOMPARE(locked.strategy, std::string("lock"));
        QCOMPARE(locked.expiries.back().most, 2u);
        QCOMPARE(world.lab("SetHomePage", {{"lockMilliseconds", 2000}}), std::string());
        world.run(100);
        locked = pictureOf(world, early).stampede;
        QCOMPARE(locked.expiries.back().most, 1u);
        early.reset(); // another run: nothing is left of this one
        ShopWorld other = worldOf("one-key-eighty-queries");
        QVERIFY(pictureOf(other, early).stampede.expiries.empty());
    }

    // Two nodes under the same requests: classes as "stats slabs" has them, ratios as the door has them.
    void slabsAndComparisonAreThoseOfTheDoors() {
        ShopWorld world = worldOf("redis-or-memcached");
        ScenarioReader reader;
        QVERIFY(!pictureOf(world, reader).comparison.present);
        QCOMPARE(world.lab("StartComparison", {{"a", "shop"}, {"b", "shop-mc"}}), std::string());
        world.run(6);
        WorldPicture p = pictureOf(world, reader);
        const Json told = world.read("DescribeComparison");
        QVERIFY(p.comparison.present && p.comparison.done > 0);
        QCOMPARE(p.comparison.nodes[0].endpoint, std::string("shop"));
        QCOMPARE(p.comparison.nodes[1].endpoint, std::string("shop-mc"));
        QCOMPARE(p.comparison.phase, told.at("state").get<std::string>());
        QCOMPARE(p.comparison.done, told.at("done").get<std::uint64_t>());

        const SlabPicture& slabs = p.slabs;
        QVERIFY(slabs.present);
        QCOMPARE(slabs.cluster, std::string("shop-mc"));
        QVERIFY(!slabs.classes.empty());
        const auto bySlab = stats(world, "stats slabs");
        const auto byItems = stats(world, "stats items");
        std::uint64_t items = 0;
        for (const SlabPicture::Class& c : slabs.classes) {
            const std::string id = std::to_string(c.id) + ":";
            QCOMPARE(bySlab.at(id + "chunk_size"), std::to_string(c.chunkSize));
            QCOMPARE(bySlab.at(id + "total_pages"), std::to_string(c.pages));
            QCOMPARE(bySlab.at(id + "used_chunks"), std::to_string(c.usedChunks));
            QCOMPARE(bySlab.at(id + "free_chunks"), std::to_string(c.freeChunks));
            QCOMPARE(c.usedChunks + c.freeChunks, std::uint64_t{c.pages} * c.chunksPerPage);
            items += c.hot + c.warm + c.cold;
            if (byItems.contains("items:" + id + "number")) {
                QCOMPARE(byItems.at("items:" + id + "number"), std::to_string(c.hot + c.warm + c.cold));
            }
        }
        QCOMPARE(items, slabs.items);
        QVERIFY(items > 1000);
    }

    // Whatever is looked at, and however often: the run stays as it was, and a copy of the world gives the same picture.
    void lookingChangesNothing() {
        for (const char* step : {"the-hot-key", "one-key-eighty-queries", "redis-or-memcached"}) {
            ShopWorld watched = worldOf(step);
            ShopWorld alone(watched->clone());
            ScenarioReader reader;
            for (int i = 0; i < 20; ++i) {
                watched.run(0.25);
                (void)pictureOf(watched, reader);
            }
            alone.run(5);
            QCOMPARE(watched->fingerprint(), alone->fingerprint());
            ScenarioReader one, two;
            const WorldPicture a = pictureOf(watched, one), b = pictureOf(alone, two);
            QCOMPARE(a.slotMap.shards.size(), b.slotMap.shards.size());
            for (std::size_t i = 0; i < a.slotMap.shards.size(); ++i) QCOMPARE(a.slotMap.shards[i].keys, b.slotMap.shards[i].keys);
            QCOMPARE(a.stampede.expiries.size(), b.stampede.expiries.size());
            QCOMPARE(a.slabs.items, b.slabs.items);
            QCOMPARE(a.caches, b.caches);
        }
    }

    // The chart's first curve is the hottest of six primaries, of which three do not exist.
    void aChartOfTheLargestFollowsWhicheverIsLargest() {
        const labs::Step& step = stepOf("the-hot-key");
        const auto chart = std::find_if(step.charts.begin(), step.charts.end(), [](const labs::Chart& c) { return c.id == "shard-cpu"; });
        QVERIFY(chart != step.charts.end());
        QCOMPARE(chart->series[0].value.kind, labs::Value::Kind::Largest);
        QCOMPARE(chart->series[0].value.parts.size(), std::size_t{6});

        QTemporaryDir folder;
        Theme theme;
        IconStore icons(theme);
        LanguageController language(Language::English);
        Settings settings(folder.filePath("s.ini"));
        UiContext ui{theme, icons, language, settings};
        ChartGroup group;
        LabChartModel model(ui, theLab(), step, *chart, nullptr, group);
        QCOMPARE(model.queries().size(), std::size_t{9});

        ShopWorld world = worldOf("the-hot-key");
        const std::int64_t begin = world->now().wholeSeconds();
        world.run(8);
        // Another product becomes the hot one: another shard, so that the largest changes hands.
        QCOMPARE(world.lab("SetLivestream", {{"hotProduct", 7}}), std::string());
        world.run(8);
        ScenarioReader reader;
        SeriesRequest request;
        request.queries = model.queries();
        request.from = SimTime::atSecond(begin);
        request.to = world->now();
        SeriesAnswer answer;
        reader.series(*world, request, answer);
        model.fill(answer, world->now().inSeconds());

        std::vector<std::vector<ChartPoint>> curves(4);
        for (int i = 0; i < 4; ++i) model.points(i, static_cast<double>(begin), world->now().inSeconds(), curves[static_cast<std::size_t>(i)]);
        std::set<std::size_t> leaders;
        int compared = 0;
        for (std::size_t p = 0; p < curves[0].size(); ++p) {
            const double hottest = curves[0][p].value;
            double most = std::numeric_limits<double>::quiet_NaN();
            std::size_t leader = 0;
            for (std::size_t i = 1; i < 4; ++i) {
                QCOMPARE(curves[i][p].at, curves[0][p].at);
                const double v = curves[i][p].value;
                if (std::isnan(v) || v <= most) continue;
                most = v;
                leader = i;
            }
            QCOMPARE(std::isnan(hottest), std::isnan(most));
            if (std::isnan(most)) continue;
            QCOMPARE(hottest, most);
            leaders.insert(leader);
            ++compared;
        }
        QVERIFY2(compared >= 14, std::to_string(compared).c_str());
        QVERIFY2(leaders.size() >= 2, std::to_string(leaders.size()).c_str());
    }

    // Recorded nights: what stands beside the microscope is what the lab's door says, and the band is the alarm's history.
    void nightsAreReadAsTheLabTellsThem() {
        for (const char* signal : {"gaps", "incidents", "cpu"}) {
            ShopWorld world(3, Json::object());
            const bool cpu = std::string_view(signal) == "cpu";
            const std::string name = cpu ? "shop-cpu-high" : "shop-cpu";
            const Json dimensions = Json::array({cpu ? Json{{"Name", "InstanceId"}, {"Value", "i-0shopweb1"}} : Json{{"Name", "Server"}, {"Value", "web-1"}}});
            const Json alarm = {{"AlarmName", name},         {"Namespace", cpu ? "AWS/EC2" : "Shop/Night"},
                                {"MetricName", cpu ? "CPUUtilization" : "CPU"}, {"Dimensions", dimensions},
                                {"Statistic", "Average"},    {"Period", 60},
                                {"EvaluationPeriods", 3},    {"DatapointsToAlarm", 2},
                                {"Threshold", 80},           {"ComparisonOperator", "GreaterThanThreshold"}};
            QCOMPARE(world.lab("PutMetricAlarm", alarm, "cloudwatch"), std::string());
            Interest interest;
            interest.alarm = interest.strips = true;
            ScenarioReader reader;
            QCOMPARE(pictureOf(world, reader, interest).replay.status, std::string("idle"));
            QCOMPARE(world.lab("StartReplay", {{"signal", signal}}), std::string());
            const int minutes = world.read("DescribeReplay")["minutes"].get<int>();
            int told = -1;
            for (int run = 0; run < 2; ++run) {
                world.run(run == 0 ? minutes * 30.0 : minutes * 30.0 + 200);
                const WorldPicture drawn = pictureOf(world, reader, interest);
                const Json door = world.read("DescribeReplay");
                const ReplayPicture& r = drawn.replay;
                QCOMPARE(r.signal, door["signal"].get<std::string>());
                QCOMPARE(r.status, std::string(run == 0 ? "running" : "finished"));
                QCOMPARE(r.incidents.size(), door["incidents"].size());
                const auto known = static_cast<int>(std::count_if(r.incidents.begin(), r.incidents.end(), [](const auto& i) { return i.told; }));
                QVERIFY(known > told || r.incidents.empty());
                told = known;
                QCOMPARE(drawn.alarm.name, name);
                QCOMPARE(r.alarm, name);
                QVERIFY(drawn.alarm.rows.size() <= AlarmPicture::kRows);
                QVERIFY(drawn.alarm.rows.size() > 20);
                // The band ends in the state of the newest evaluation within the night.
                QVERIFY(r.stretches.size() >= 2);
                if (run == 0) QCOMPARE(r.stretches.back().status, drawn.alarm.rows.front().status);
                for (std::size_t i = 1; i < r.stretches.size(); ++i) {
                    QVERIFY(r.stretches[i].from >= r.stretches[i - 1].from && r.stretches[i].status != r.stretches[i - 1].status);
                }
                const auto alarms = std::count_if(r.stretches.begin(), r.stretches.end(), [](const auto& s) { return s.status == AlarmStatus::Alarm; });
                if (cpu) QCOMPARE(static_cast<int>(alarms), door["episodes"].get<int>());
                if (cpu) QCOMPARE(r.episodes, door["episodes"].get<int>());
                QCOMPARE(r.rules.size(), cpu && run == 1 ? door["otherRules"].size() : 0u);
                if (cpu && run == 1) QCOMPARE(std::count_if(r.rules.begin(), r.rules.end(), [](const auto& o) { return o.current; }), 1);
                QCOMPARE(r.needs.size(), std::string_view(signal) == "gaps" ? std::size_t{4} : std::size_t{0});
                for (std::size_t i = 0; i < r.needs.size(); ++i) {
                    QCOMPARE(r.needs[i].alarm, door["alarms"][i]["alarm"].get<std::string>());
                    QCOMPARE(r.needs[i].differingMinutes, door["alarms"][i]["differingMinutes"].get<int>());
                }
                QCOMPARE(r.deploymentFrom >= 0, std::string_view(signal) == "incidents");
            }
        }
    }

    void stripsAreThoseOfTheLab() {
        ShopWorld world(3, Json::object());
        Interest interest;
        interest.strips = true;
        ScenarioReader reader;
        QCOMPARE(world.lab("DealStrips", Json::object()), std::string());
        const char* said[] = {"OK", "ALARM", "INSUFFICIENT_DATA", "KEEP"};
        for (int i = 0; i < 8; ++i) QCOMPARE(world.lab("PredictStrip", {{"strip", i + 1}, {"state", said[i % 4]}}), std::string());
        const StripsPicture open = pictureOf(world, reader, interest).strips;
        QVERIFY(open.present && !open.evaluated && open.strips.size() == 8);
        QCOMPARE(world.lab("EvaluateStrips", Json::object()), std::string());
        const StripsPicture judged = pictureOf(world, reader, interest).strips;
        const Json door = world.read("DescribeStrips");
        QVERIFY(judged.evaluated && judged.right == door["right"].get<int>());
        int right = 0;
        for (std::size_t i = 0; i < 8; ++i) {
            const StripsPicture::Strip& s = judged.strips[i];
            QVERIFY(!open.strips[i].status && s.status && s.keep == (i % 4 == 3) && s.prediction.has_value() == (i % 4 != 3));
            QCOMPARE(s.right, s.keep ? *s.status == s.previous : *s.status == *s.prediction);
            QCOMPARE(s.points.size(), door["strips"][i]["points"].size());
            QVERIFY(!s.rule.empty());
            right += s.right ? 1 : 0;
        }
        QCOMPARE(judged.right, right);
    }
};

QTEST_MAIN(TestReaders)
#include "tst_readers.moc"
