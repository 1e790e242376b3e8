// The nights of the CloudWatch lab: that signals are what the lab says of them on every seed, that rehearsals say what the real
// alarms say, and that the judging reads what the services themselves hold.
#include <QtTest>

#include "scenarios/shop/night/alarm_rehearsal.h"
#include "scenarios/shop/night/fleet.h"
#include "scenarios/shop/night/night_signal.h"
#include "workload_world.h"

#include <cmath>
#include <set>

using namespace workloads;
using metrics::AlarmOperator;
using metrics::AlarmState;
using metrics::MissingData;

namespace {

constexpr MissingData kTreats[] = {MissingData::Missing, MissingData::Ignore, MissingData::Breaching, MissingData::NotBreaching};

NightSignal signalOf(NightSignalKind kind, std::uint64_t seed) {
    kernel::Rng rng(seed, "shop.night");
    return makeNightSignal(kind, rng);
}

RehearsedRule above(double threshold, int periods, int datapoints) {
    return {AlarmOperator::GreaterThanThreshold, threshold, periods, datapoints, MissingData::Missing};
}

ShopWorld quietShop(std::uint64_t seed) {
    return ShopWorld(seed, {{"requestsPerSecond", 1}});
}

Json cpuAlarm(double threshold, int periods, int datapoints) {
    return {{"AlarmName", "shop-cpu-high"},
            {"Namespace", "AWS/EC2"},
            {"MetricName", "CPUUtilization"},
            {"Dimensions", Json::array({{{"Name", "InstanceId"}, {"Value", "i-0shopweb1"}}})},
            {"Statistic", "Average"},
            {"Period", 60},
            {"EvaluationPeriods", periods},
            {"DatapointsToAlarm", datapoints},
            {"Threshold", threshold},
            {"ComparisonOperator", "GreaterThanThreshold"}};
}

void must(ShopWorld& shop, const char* operation, const Json& input, const char* door = "lab") {
    if (!shop.lab(operation, input, door).empty()) qFatal("%s: %s", operation, shop.lastMessage.c_str());
}

} // namespace

class TestNight : public QObject {
    Q_OBJECT

  private slots:
    // Incidents at 87 and more for twelve minutes, everything else at 84 and less.
    void cpuSeparatesIncidentsFromNoise() {
        for (std::uint64_t seed = 1; seed <= 200; ++seed) {
            const NightSignal s = signalOf(NightSignalKind::Cpu, seed);
            QCOMPARE(s.length(), 360);
            QCOMPARE(s.incidents.size(), 3u);
            const auto& minutes = s.channels.front().minutes;
            for (int m = 0; m < s.length(); ++m) {
                const bool inside = std::any_of(s.incidents.begin(), s.incidents.end(), [m](const NightIncident& i) { return m >= i.from && m < i.to; });
                const double v = minutes[static_cast<std::size_t>(m)].value();
                QVERIFY2(inside ? v >= 87 : v <= 84, qPrintable(QString("seed %1 minute %2: %3").arg(seed).arg(m).arg(v)));
            }
            for (const NightIncident& i : s.incidents) QCOMPARE(i.to - i.from, 12);
        }
    }

    // What the step asks for can be had by a threshold between, and by no M of N at 80.
    void onlyABetterThresholdDoes() {
        for (std::uint64_t seed = 1; seed <= 50; ++seed) {
            const NightSignal s = signalOf(NightSignalKind::Cpu, seed);
            const auto passes = [&](double threshold, int n, int m) {
                const AlarmScore got = score(rehearse(s.channels.front().minutes, above(threshold, n, m)), s.incidents);
                return got.episodes == 3 && got.found == 3 && got.lateMinutes <= 5 && got.outside == 0;
            };
            QVERIFY(passes(86, 5, 3));
            QVERIFY(passes(85, 3, 2));
            for (int n = 1; n <= 12; ++n) {
                for (int m = 1; m <= n; ++m) QVERIFY2(!passes(80, n, m), qPrintable(QString("seed %1: %2 of %3").arg(seed).arg(m).arg(n)));
            }
        }
    }

    // The real alarm, evaluated by CloudWatch over a world, and the rehearsal agree on episodes, lateness and changes outside.
    void rehearsalsAreWhatAlarmsDo() {
        int judged = 0;
        for (std::uint64_t seed = 1; seed <= 3; ++seed) {
            for (const auto& [threshold, n, m] : {std::tuple(80.0, 3, 2), std::tuple(72.0, 5, 4), std::tuple(80.0, 10, 8), std::tuple(86.0, 5, 3)}) {
                ShopWorld shop = quietShop(seed);
                must(shop, "PutMetricAlarm", cpuAlarm(threshold, n, m), "cloudwatch");
                must(shop, "StartReplay", {{"signal", "cpu"}});
                shop.run(361 * 60);
                const Json got = shop.read("DescribeReplay");
                QCOMPARE(got["status"].get<std::string>(), std::string("finished"));
                // The world's own stream drew the signal; its other rules say which it was.
                const Json own = got["otherRules"].back();
                QVERIFY(got["otherRules"].size() >= 4);
                for (const Json& row : got["otherRules"]) {
                    if (!row["current"].get<bool>()) continue;
                    for (const char* what : {"episodes", "outside", "found", "lateMinutes"}) QCOMPARE(row[what].get<int>(), got[what].get<int>());
                    ++judged;
                }
            }
        }
        QVERIFY(judged >= 10);
    }

    // A sliding mean of five minutes crosses 80 in noise of five minutes, too; such an alarm is none of the rehearsed ones.
    void aLongerPeriodRingsForNothing() {
        for (std::uint64_t seed = 1; seed <= 3; ++seed) {
            ShopWorld shop = quietShop(seed);
            Json alarm = cpuAlarm(80, 1, 1);
            alarm["Period"] = 300;
            must(shop, "PutMetricAlarm", alarm, "cloudwatch");
            must(shop, "StartReplay", {{"signal", "cpu"}});
            shop.run(361 * 60);
            const Json got = shop.read("DescribeReplay");
            QCOMPARE(got["found"].get<int>(), 3);
            QVERIFY(got["episodes"].get<int>() > 3);
            QVERIFY(got["outside"].get<int>() > 0);
            const Json& rows = got["otherRules"];
            for (std::size_t i = 0; i + 1 < rows.size(); ++i) {
                QVERIFY(!rows[i]["current"].get<bool>());
                QCOMPARE(rows[i]["periodSeconds"].get<int>(), 60);
            }
            QVERIFY(rows.back()["current"].get<bool>());
            QCOMPARE(rows.back()["periodSeconds"].get<int>(), 300);
            QCOMPARE(rows.back()["episodes"].get<int>(), got["episodes"].get<int>());
        }
    }

    // For each of the four silent metrics exactly one setting makes the states that the night needs.
    void eachGapNeedsOneSetting() {
        struct Needed {
            std::size_t channel;
            RehearsedRule rule;
        };
        const Needed all[] = {{kNightHeartbeat, {AlarmOperator::LessThanThreshold, 1, 3, 3, MissingData::Breaching}},
                              {kNightErrors, {AlarmOperator::GreaterThanThreshold, 5, 1, 1, MissingData::NotBreaching}},
                              {kNightCpu, {AlarmOperator::GreaterThanThreshold, 80, 3, 3, MissingData::Ignore}},
                              {kNightBatch, {AlarmOperator::LessThanThreshold, 500, 3, 3, MissingData::Missing}}};
        for (std::uint64_t seed = 1; seed <= 20; ++seed) {
            const NightSignal s = signalOf(NightSignalKind::Gaps, seed);
            for (const Needed& n : all) {
                const auto needed = rehearse(s.channels[n.channel].minutes, n.rule);
                int same = 0;
                for (const MissingData treat : kTreats) {
                    RehearsedRule other = n.rule;
                    other.treat = treat;
                    const auto states = rehearse(s.channels[n.channel].minutes, other);
                    same += std::equal(states.begin() + 10, states.end(), needed.begin() + 10) ? 1 : 0;
                }
                QCOMPARE(same, 1);
            }
        }
    }

    void replayRunsOnInAClone() {
        ShopWorld shop = quietShop(5);
        must(shop, "PutMetricAlarm", cpuAlarm(80, 3, 2), "cloudwatch");
        must(shop, "StartReplay", {{"signal", "cpu"}});
        shop.run(100 * 60);
        ShopWorld copy(shop->clone());
        shop.run(300 * 60);
        copy.run(300 * 60);
        QCOMPARE(copy->fingerprint(), shop->fingerprint());
        QVERIFY(copy.read("DescribeReplay") == shop.read("DescribeReplay"));
    }

    // Where an incident is, is not told before it is over.
    void incidentsAreToldWhenTheyAreOver() {
        ShopWorld shop = quietShop(6);
        must(shop, "StartReplay", {{"signal", "cpu"}});
        shop.run(60);
        const Json early = shop.read("DescribeReplay");
        QCOMPARE(early["status"].get<std::string>(), std::string("running"));
        for (const Json& in : early["incidents"]) QVERIFY(in.empty());
        QVERIFY(early["otherRules"].empty());
    }

    void stripsTakePredictionsOnce() {
        ShopWorld shop = quietShop(1);
        QCOMPARE(shop.lab("EvaluateStrips", Json::object()), std::string("InvalidState"));
        for (int i = 1; i <= 8; ++i) must(shop, "PredictStrip", {{"strip", i}, {"state", "KEEP"}});
        must(shop, "EvaluateStrips", Json::object());
        const Json first = shop.read("DescribeStrips");
        for (const Json& strip : first["strips"]) {
            QCOMPARE(strip["right"].get<bool>(), strip["state"] == strip["previous"]); // KEEP is right where the state stayed
        }
        QCOMPARE(shop.lab("PredictStrip", {{"strip", 1}, {"state", "OK"}}), std::string("InvalidState"));
        QVERIFY(shop.read("DescribeStrips") == first);
        must(shop, "DealStrips", Json::object());
        const Json second = shop.read("DescribeStrips");
        QVERIFY(second["strips"] != first["strips"]);
        QVERIFY(second["strips"][0]["prediction"].is_null());
        QCOMPARE(shop.lab("PredictStrip", {{"strip", 9}, {"state", "OK"}}).empty(), false);
        QCOMPARE(shop.lab("PredictStrip", {{"strip", 1}, {"state", "MAYBE"}}).empty(), false);
    }

    // Every round has two strips of each setting, and the rounds differ.
    void stripsCoverEverySetting() {
        ShopWorld shop = quietShop(1);
        std::set<std::string> states;
        for (int round = 1; round <= 10; ++round) {
            for (int i = 1; i <= 8; ++i) must(shop, "PredictStrip", {{"strip", i}, {"state", "OK"}});
            must(shop, "EvaluateStrips", Json::object());
            std::map<std::string, int> treats;
            const Json got = shop.read("DescribeStrips");
            for (const Json& strip : got["strips"]) {
                ++treats[strip["treatMissingData"].get<std::string>()];
                states.insert(strip["state"].get<std::string>());
            }
            for (const auto& [treat, count] : treats) QCOMPARE(count, 2);
            must(shop, "DealStrips", Json::object());
        }
        QCOMPARE(states.size(), 3u);
    }

    // The worked figures of the sheet.
    void metricsCostByTiers() {
        QCOMPARE(monthlyPriceOfMetrics(600), 180.0);
        QCOMPARE(monthlyPriceOfMetrics(5'000), 1'500.0);
        QCOMPARE(monthlyPriceOfMetrics(50'000), 7'000.0);
        QCOMPARE(monthlyPriceOfMetrics(300'000), 29'500.0);
    }

    // As many metrics as CloudWatch itself lists, and only published combinations answer.
    void dimensionsMultiply() {
        ShopWorld shop = quietShop(2);
        must(shop, "SetFleetMetrics", {{"errors", "zone-endpoint"}, {"latency", "host"}});
        shop.run(240);
        Json got = shop.read("DescribeDimensions");
        QCOMPARE(got["metrics"].get<int>(), 4 * 24 + 50);
        QCOMPARE(got["answered"].get<int>(), 0);
        const auto listed = shop->peek("cloudwatch", "ListMetrics", {{"Namespace", "Shop/Fleet"}});
        QVERIFY(listed);
        QCOMPARE(listed->at("Metrics").size(), 4u * 24 + 50);
        must(shop, "SetFleetMetrics", {{"errors", "endpoint"}, {"latency", "zone"}});
        shop.run(200);
        got = shop.read("DescribeDimensions");
        QCOMPARE(got["answered"].get<int>(), 2);
        QCOMPARE(got["metrics"].get<int>(), 28);
        // What is no longer published answers no more.
        must(shop, "SetFleetMetrics", {{"errors", "host"}});
        shop.run(400);
        QCOMPARE(shop.read("DescribeDimensions")["answered"].get<int>(), 1);
        QCOMPARE(shop.lab("SetFleetMetrics", Json::object()), std::string("MissingParameter"));
    }

    // The busiest minute is what GetMetricStatistics says, minute by minute.
    void historyIsInCloudWatch() {
        for (std::uint64_t seed = 1; seed <= 5; ++seed) {
            ShopWorld shop = quietShop(seed);
            must(shop, "WriteRequestHistory", {{"hours", 6}});
            shop.run(1);
            const Json night = shop.read("DescribeNight");
            QCOMPARE(night["refusedBatches"].get<int>(), 0);
            const auto got = shop->peek("cloudwatch", "GetMetricStatistics",
                                        {{"Namespace", "Shop/Web"}, {"MetricName", "Requests"}, {"StartTime", "2026-01-25T19:00:00Z"},
                                         {"EndTime", "2026-01-26T01:00:00Z"}, {"Period", 60}, {"Statistics", {"Sum", "Average"}}});
            QVERIFY(got);
            QCOMPARE(got->at("Datapoints").size(), 360u);
            double top = 0;
            std::string at;
            const Json points = got->at("Datapoints");
            for (const Json& p : points) {
                QCOMPARE(p["Average"].get<double>(), 1.0);
                if (p["Sum"].get<double>() <= top) continue;
                top = p["Sum"].get<double>();
                at = p["Timestamp"].get<std::string>();
            }
            QCOMPARE(at, night["busiestTimestamp"].get<std::string>());
            QCOMPARE(top, night["requests"].get<double>());
        }
    }

    void ratiosAreJudgedByTheReply() {
        ShopWorld shop = quietShop(3);
        must(shop, "WriteNodeHistory", Json::object());
        shop.run(1);
        QCOMPARE(shop.read("DescribeRatio")["asked"].get<bool>(), false);
        const auto ask = [&](const char* expression) {
            Json queries = Json::array();
            for (const auto& [id, name, node] : {std::tuple("ah", "Hits", "a"), std::tuple("am", "Misses", "a"), std::tuple("bh", "Hits", "b"), std::tuple("bm", "Misses", "b")}) {
                queries.push_back({{"Id", id},
                                   {"ReturnData", false},
                                   {"MetricStat",
                                    {{"Metric", {{"Namespace", "Shop/Nodes"}, {"MetricName", name}, {"Dimensions", Json::array({{{"Name", "Node"}, {"Value", node}}})}}},
                                     {"Period", 60},
                                     {"Stat", "Sum"}}}});
            }
            queries.push_back({{"Id", "ratio"}, {"Expression", expression}});
            must(shop, "GetMetricData", {{"StartTime", "2026-01-26T00:00:00Z"}, {"EndTime", "2026-01-26T01:00:00Z"}, {"MetricDataQueries", queries}}, "cloudwatch");
            return shop.read("DescribeRatio");
        };
        Json got = ask("100*(ah+bh)/(ah+am+bh+bm)");
        QCOMPARE(got["offBy"].get<int>(), 0);
        QCOMPARE(got["pointsWithoutTraffic"].get<int>(), 0);
        got = ask("50*ah/(ah+am)+50*bh/(bh+bm)");
        QVERIFY(got["offBy"].get<int>() >= 50);
        QVERIFY(got["truth"].get<double>() - got["meanOfRatios"].get<double>() > 20);
        got = ask("FILL(100*(ah+bh)/(ah+am+bh+bm), 0)");
        QCOMPARE(got["offBy"].get<int>(), 0);
        QCOMPARE(got["pointsWithoutTraffic"].get<int>(), 5);
        got = ask("100*ah/(ah+am)"); // node b is small, so this is nearly right: and wrong enough to be seen
        QVERIFY(got["offBy"].get<int>() >= 40);
    }

    // Whatever its name: the one that was made or replaced last.
    void theNewestFilterIsJudged() {
        ShopWorld shop = quietShop(1);
        must(shop, "CreateLogGroup", {{"logGroupName", "/shop/web"}}, "logs");
        must(shop, "StartLogReplay", {{"logGroup", "/shop/web"}});
        const auto judgedAfter = [&](const char* name, const char* pattern) {
            shop.run(1);
            must(shop, "PutMetricFilter",
                 {{"logGroupName", "/shop/web"}, {"filterName", name}, {"filterPattern", pattern},
                  {"metricTransformations", Json::array({{{"metricName", "Http5xx"}, {"metricNamespace", "Shop/Logs"}, {"metricValue", "1"}}})}},
                 "logs");
            return shop.read("DescribeLogs")["filterPattern"].get<std::string>();
        };
        QCOMPARE(judgedAfter("z", "ERROR"), std::string("ERROR"));
        QCOMPARE(judgedAfter("a", "{ $.status = 5* }"), std::string("{ $.status = 5* }"));
        QCOMPARE(judgedAfter("z", "WARN"), std::string("WARN"));
        // An alarm on another metric of that name is not the one.
        must(shop, "PutMetricAlarm",
             {{"AlarmName", "other"}, {"Namespace", "Shop/Other"}, {"MetricName", "Http5xx"}, {"Statistic", "Sum"}, {"Period", 60},
              {"EvaluationPeriods", 1}, {"Threshold", 1}, {"ComparisonOperator", "GreaterThanThreshold"}},
             "cloudwatch");
        QVERIFY(!shop.read("DescribeLogs").contains("alarm"));
    }

    void aPlanHasItsOwnReports() {
        ShopWorld shop(1, {{"requestsPerSecond", 10}, {"strategy", "lazy-loading"}, {"cluster", {{"CacheClusterId", "shop"}}}, {"warmSeconds", 10}});
        const auto bytesAfter = [&](Json plan) {
            plan.update({{"fault", "report-job"}, {"seconds", 2}, {"earliestMinute", 0}, {"latestMinute", 0}});
            must(shop, "PlanChange", plan);
            shop.run(4);
            return shop.redis({"STRLEN", "report:job:0"});
        };
        QVERIFY2(bytesAfter({{"bytes", 50}, {"keysPerSecond", 3}}).find(":50\\r") != std::string::npos, shop.lastReply.dump().c_str());
        QVERIFY2(bytesAfter(Json::object()).find(":1000\\r") != std::string::npos, shop.lastReply.dump().c_str());
    }

    // Keys leave, hits become misses, misses wait, visitors feel it: in that order, whatever the seed.
    void aChangeMovesTheGraphsInOrder() {
        for (std::uint64_t seed : {1ull, 8ull}) {
            ShopWorld shop(seed, {{"requestsPerSecond", 900}, {"products", 4000}, {"strategy", "lazy-loading"}, {"ttlSeconds", 900},
                                  {"cluster", {{"CacheClusterId", "shop"}}}, {"warmSeconds", 600}});
            must(shop, "InjectFault", {{"fault", "memory-pressure"}, {"megabytes", 347.5}});
            must(shop, "PlanChange", {{"fault", "report-job"}, {"keysPerSecond", 40}, {"bytes", 1000}, {"seconds", 200}, {"earliestMinute", 4}, {"latestMinute", 6}});
            shop.run(200);
            QCOMPARE(shop.read("DescribeChange"), (Json{{"planned", true}, {"happened", false}}));
            shop.run(170); // it has come, and what follows is not over
            const Json begun = shop.read("DescribeChange");
            QCOMPARE(begun["happened"].get<bool>(), false);
            shop.run(250);
            const Json got = shop.read("DescribeChange");
            QCOMPARE(begun["minute"], got["minute"]);
            QCOMPARE(got["happened"].get<bool>(), true);
            QCOMPARE(got["order"][0]["id"].get<std::string>(), std::string("evictions"));
            QCOMPARE(got["order"][1]["id"].get<std::string>(), std::string("hit-ratio"));
            for (const Json& mover : got["order"]) QVERIFY(mover["second"].get<int>() >= 0);
            QVERIFY(got["correlation"].get<double>() <= -0.7);
        }
    }
};

QTEST_GUILESS_MAIN(TestNight)
#include "tst_night.moc"
