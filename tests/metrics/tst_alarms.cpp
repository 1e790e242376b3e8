// Alarms through the door: what is refused, what a world does with them minute by minute, actions, composites.
#include <QtTest>

#include "metrics_world.h"

#include "kernel/time.h"

#include <map>

using namespace maylab;
using nlohmann::json;
using testing::MetricsWorld;

namespace {

// An SNS that only remembers.
class Topics final : public kernel::Service {
  public:
    std::string_view name() const override { return "sns"; }
    std::unique_ptr<kernel::Service> clone() const override { return std::make_unique<Topics>(*this); }
    void onEvent(kernel::World&, const kernel::Event&) override {}
    kernel::MaybeResult call(kernel::World&, const kernel::Call& c) override {
        if (c.input.value("TopicArn", "") == "arn:aws:sns:ap-southeast-1:123456789012:gone") return kernel::ApiResult(kernel::fail("NotFound", "Topic does not exist", 404));
        published.push_back(c.input);
        return kernel::ApiResult(json{{"MessageId", "1"}});
    }
    kernel::ApiResult peek(const kernel::World&, std::string_view, const json&) const override { return json::object(); }
    std::vector<json> published;
};

struct Bench : MetricsWorld {
    explicit Bench(bool withTopics = true) {
        if (withTopics) world->add(std::make_unique<Topics>());
    }
    json ok(const char* operation, const json& input) {
        const auto r = call(operation, input);
        if (!r) qFatal("%s: %s %s", operation, r.error().code.c_str(), r.error().message.c_str());
        return *r;
    }
    std::string code(const char* operation, const json& input) {
        const auto r = call(operation, input);
        return r ? "" : r.error().code;
    }
    std::string text(const char* operation, const json& input) {
        const auto r = call(operation, input);
        return r ? "" : r.error().message;
    }
    void publish(double value, const char* name = "M") {
        ok("PutMetricData", {{"Namespace", "Test"}, {"MetricData", {{{"MetricName", name}, {"Value", value}}}}});
    }
    // Publishes this value at second 1 of every minute.
    void minutes(int n, double value) {
        for (int i = 0; i < n; ++i) {
            world->runFor(kernel::SimDuration::seconds(1));
            publish(value);
            world->runFor(kernel::SimDuration::seconds(59));
        }
    }
    std::string state(const char* name) {
        const json d = ok("DescribeAlarms", {{"AlarmNames", {name}}});
        for (const char* kind : {"MetricAlarms", "CompositeAlarms"}) {
            if (!d[kind].empty()) return d[kind][0]["StateValue"].get<std::string>();
        }
        return "";
    }
    const std::vector<json>& published() { return static_cast<const Topics&>(world->service(world->find("sns"))).published; }
};

const char* const kTopic = "arn:aws:sns:ap-southeast-1:123456789012:shop";

json alarm(const char* name, json more = json::object()) {
    json a = {{"AlarmName", name}, {"Namespace", "Test"}, {"MetricName", "M"}, {"Statistic", "Average"}, {"Period", 60},
              {"EvaluationPeriods", 1}, {"Threshold", 80}, {"ComparisonOperator", "GreaterThanThreshold"}};
    a.update(more);
    return a;
}

} // namespace

class TestAlarms : public QObject {
    Q_OBJECT

  private slots:
    void firesAndRecovers() {
        Bench b;
        b.ok("PutMetricAlarm", alarm("cpu", {{"AlarmActions", {kTopic}}, {"OKActions", {kTopic}}, {"AlarmDescription", "too busy"}}));
        QCOMPARE(b.state("cpu"), std::string("INSUFFICIENT_DATA"));
        b.minutes(2, 50);
        QCOMPARE(b.state("cpu"), std::string("OK"));
        b.minutes(2, 95);
        QCOMPARE(b.state("cpu"), std::string("ALARM"));
        b.minutes(2, 50);
        QCOMPARE(b.state("cpu"), std::string("OK"));
        // One notification for each change, none while the state lasts.
        QCOMPARE(b.published().size(), std::size_t(3));
        QCOMPARE(b.published()[1]["Subject"].get<std::string>(), std::string("ALARM: \"cpu\" in Asia Pacific (Singapore)"));
        QCOMPARE(b.published()[1]["MessageStructure"], json("json"));
        const json texts = json::parse(b.published()[1]["Message"].get<std::string>());
        const json message = json::parse(texts["default"].get<std::string>());
        QCOMPARE(message["AlarmDescription"], json("too busy"));
        QCOMPARE(message["Region"], json("Asia Pacific (Singapore)"));
        QCOMPARE(message["OKActions"], json({kTopic}));
        QCOMPARE(message["OldStateValue"].get<std::string>(), std::string("OK"));
        QCOMPARE(message["Trigger"]["Statistic"].get<std::string>(), std::string("AVERAGE"));
        const json d = b.ok("DescribeAlarms", json::object())["MetricAlarms"][0];
        QVERIFY(d["StateReason"].get<std::string>().rfind("Threshold Crossed: 1 datapoint [50.0 (", 0) == 0);
        const json data = json::parse(d["StateReasonData"].get<std::string>());
        QCOMPARE(data["recentDatapoints"], json({50.0}));
        QCOMPARE(data["statistic"], json("Average"));
        const json h = b.ok("DescribeAlarmHistory", {{"AlarmName", "cpu"}, {"HistoryItemType", "Action"}});
        QCOMPARE(h["AlarmHistoryItems"].size(), std::size_t(3));
        const json act = json::parse(h["AlarmHistoryItems"][1]["HistoryData"].get<std::string>());
        QCOMPARE(json::parse(act["publishedMessage"].get<std::string>())["default"], texts["default"]);
        QVERIFY(h["AlarmHistoryItems"][0]["HistorySummary"].get<std::string>().rfind("Successfully executed action arn:aws:sns", 0) == 0);
    }

    void actionsThatNobodyTakesAreNoted() {
        Bench b(false);
        b.ok("PutMetricAlarm", alarm("cpu", {{"AlarmActions", {kTopic}}}));
        b.ok("SetAlarmState", {{"AlarmName", "cpu"}, {"StateValue", "ALARM"}, {"StateReason", "try it"}});
        const json item = b.ok("DescribeAlarmHistory", {{"HistoryItemType", "Action"}})["AlarmHistoryItems"][0];
        QVERIFY(item["HistorySummary"].get<std::string>().rfind("Failed to execute action ", 0) == 0);
        QVERIFY(item["HistoryData"].get<std::string>().find("There is no sns in this world.") != std::string::npos);

        Bench withTopics;
        withTopics.ok("PutMetricAlarm", alarm("cpu", {{"AlarmActions", {"arn:aws:sns:ap-southeast-1:123456789012:gone"}}}));
        withTopics.ok("SetAlarmState", {{"AlarmName", "cpu"}, {"StateValue", "ALARM"}, {"StateReason", "try it"}});
        withTopics.world->runFor(kernel::SimDuration::seconds(1));
        QVERIFY(withTopics.ok("DescribeAlarmHistory", {{"HistoryItemType", "Action"}})["AlarmHistoryItems"][0]["HistorySummary"]
                    .get<std::string>().rfind("Failed", 0) == 0);
    }

    void aSetStateLastsUntilTheNextEvaluation() {
        Bench b;
        b.ok("PutMetricAlarm", alarm("cpu"));
        b.minutes(2, 50);
        b.ok("SetAlarmState", {{"AlarmName", "cpu"}, {"StateValue", "ALARM"}, {"StateReason", "drill"}});
        QCOMPARE(b.state("cpu"), std::string("ALARM"));
        b.minutes(1, 50);
        QCOMPARE(b.state("cpu"), std::string("OK"));
    }

    void anUpdateKeepsTheState() {
        Bench b;
        b.ok("PutMetricAlarm", alarm("cpu"));
        b.minutes(2, 95);
        QCOMPARE(b.state("cpu"), std::string("ALARM"));
        b.ok("PutMetricAlarm", alarm("cpu", {{"Threshold", 99}, {"AlarmDescription", "later"}}));
        QCOMPARE(b.state("cpu"), std::string("ALARM"));
        b.minutes(1, 95);
        QCOMPARE(b.state("cpu"), std::string("OK"));
    }

    void shortPeriodsAreJudgedEveryTenSeconds() {
        Bench b;
        b.ok("PutMetricAlarm", alarm("fast", {{"Period", 10}}));
        b.world->runFor(kernel::SimDuration::seconds(1));
        b.ok("PutMetricData", {{"Namespace", "Test"}, {"MetricData", {{{"MetricName", "M"}, {"Value", 95}, {"StorageResolution", 1}}}}});
        b.world->runFor(kernel::SimDuration::seconds(10));
        QCOMPARE(b.state("fast"), std::string("ALARM"));
    }

    void fewSamplesKeepTheState() {
        Bench b;
        json a = alarm("p99", {{"ExtendedStatistic", "p99"}, {"EvaluateLowSampleCountPercentile", "ignore"}});
        a.erase("Statistic");
        b.ok("PutMetricAlarm", a);
        b.minutes(3, 95); // one sample a minute; p99 needs 1,000
        QCOMPARE(b.state("p99"), std::string("INSUFFICIENT_DATA"));
        a["EvaluateLowSampleCountPercentile"] = "evaluate";
        b.ok("PutMetricAlarm", a);
        b.minutes(1, 95);
        QCOMPARE(b.state("p99"), std::string("ALARM"));
    }

    void everyEvaluationCanBeRead() {
        Bench b;
        b.ok("PutMetricAlarm", alarm("cpu", {{"EvaluationPeriods", 3}, {"DatapointsToAlarm", 2}}));
        b.minutes(4, 95);
        const json rows = b.ok("DescribeAlarmEvaluations", {{"AlarmName", "cpu"}, {"MaxRecords", 3}});
        QCOMPARE(rows["EvaluationRange"].get<int>(), 8);
        QCOMPARE(rows["Evaluations"].size(), std::size_t(3));
        const json& newest = rows["Evaluations"][0];
        QCOMPARE(newest["Points"].size(), std::size_t(8));
        QCOMPARE(newest["Result"].get<std::string>(), std::string("ALARM"));
        QCOMPARE(newest["Breaching"].get<int>(), 3);
        QCOMPARE(newest["Points"][7]["Value"].get<double>(), 95.0);
        QVERIFY(newest["Points"][7]["LookedAt"].get<bool>());
        QCOMPARE(newest["Points"][0]["State"].get<std::string>(), std::string("missing"));
    }

    void metricMathIsWatched() {
        Bench b;
        const auto metric = [](const char* id, const char* name) {
            return json{{"Id", id}, {"ReturnData", false}, {"MetricStat", {{"Metric", {{"Namespace", "Test"}, {"MetricName", name}}}, {"Period", 60}, {"Stat", "Sum"}}}};
        };
        json a = {{"AlarmName", "ratio"}, {"EvaluationPeriods", 2}, {"DatapointsToAlarm", 2}, {"Threshold", 10}, {"ComparisonOperator", "GreaterThanThreshold"},
                  {"Metrics", {metric("errors", "E"), metric("all", "A"), {{"Id", "rate"}, {"Expression", "100 * errors / all"}}}}};
        b.ok("PutMetricAlarm", a);
        const auto minute = [&](double errors, double all) {
            b.world->runFor(kernel::SimDuration::seconds(1));
            b.publish(errors, "E");
            b.publish(all, "A");
            b.world->runFor(kernel::SimDuration::seconds(59));
        };
        for (int i = 0; i < 3; ++i) minute(5, 100);
        QCOMPARE(b.state("ratio"), std::string("OK"));
        for (int i = 0; i < 2; ++i) minute(20, 100);
        QCOMPARE(b.state("ratio"), std::string("ALARM"));
        const json d = b.ok("DescribeAlarms", json::object())["MetricAlarms"][0];
        QVERIFY(d["StateReason"].get<std::string>().rfind("Threshold Crossed: 2 out of the last 2 datapoints [20.0 (", 0) == 0);
        QCOMPARE(d["Metrics"].size(), std::size_t(3));
        QVERIFY(!d.contains("MetricName"));
        // What cannot be watched is refused with its place.
        a["Metrics"][2]["Expression"] = "100 * (errors";
        QVERIFY(b.text("PutMetricAlarm", a).find("rate") != std::string::npos);
        a["Metrics"][2]["Expression"] = "METRICS()";
        QVERIFY(b.text("PutMetricAlarm", a).find("one time series") != std::string::npos);
        a["Metrics"][2]["Expression"] = "errors";
        a["Metrics"][0]["ReturnData"] = true;
        QVERIFY(b.text("PutMetricAlarm", a).find("Exactly one") != std::string::npos);
        QCOMPARE(b.ok("DescribeAlarms", json::object())["MetricAlarms"][0]["Metrics"][2]["Expression"].get<std::string>(), std::string("100 * errors / all"));
    }

    void aBandIsComparedWith() {
        Bench b;
        const json metrics = {{{"Id", "m1"}, {"MetricStat", {{"Metric", {{"Namespace", "Test"}, {"MetricName", "M"}}}, {"Period", 60}, {"Stat", "Average"}}}},
                              {{"Id", "band"}, {"Expression", "ANOMALY_DETECTION_BAND(m1, 2)"}}};
        b.ok("PutMetricAlarm", {{"AlarmName", "odd"}, {"EvaluationPeriods", 1}, {"DatapointsToAlarm", 1}, {"ComparisonOperator", "GreaterThanUpperThreshold"},
                                {"ThresholdMetricId", "band"}, {"Metrics", metrics}});
        QCOMPARE(b.code("PutMetricAlarm", {{"AlarmName", "no"}, {"EvaluationPeriods", 1}, {"ComparisonOperator", "GreaterThanUpperThreshold"}, {"Metrics", metrics}}),
                 std::string("MissingParameter"));
        QCOMPARE(b.code("PutMetricAlarm", {{"AlarmName", "no"}, {"EvaluationPeriods", 1}, {"ComparisonOperator", "GreaterThanUpperThreshold"},
                                           {"ThresholdMetricId", "other"}, {"Metrics", metrics}}),
                 std::string("InvalidParameterValue"));
        // The same hour of two days before: around 51.
        for (int day = 1; day <= 2; ++day) {
            for (int minute = 0; minute < 10; ++minute) {
                char at[32];
                std::snprintf(at, sizeof at, "2026-01-%02dT01:%02d:00Z", 26 - day, minute);
                b.ok("PutMetricData", {{"Namespace", "Test"}, {"MetricData", {{{"MetricName", "M"}, {"Value", 50 + (minute + day) % 3}, {"Timestamp", at}}}}});
            }
        }
        b.minutes(2, 51);
        const std::string before = b.state("odd");
        b.minutes(1, 500);
        QCOMPARE(before, std::string("OK"));
        QCOMPARE(b.state("odd"), std::string("ALARM"));
        const json d = b.ok("DescribeAlarms", json::object())["MetricAlarms"][0];
        QVERIFY2(d["StateReason"].get<std::string>().rfind("Thresholds Crossed: 1 out of the last 1 datapoints [500.0 (", 0) == 0, d["StateReason"].get<std::string>().c_str());
        QVERIFY(d["StateReason"].get<std::string>().find("was greater than the upper thresholds [") != std::string::npos);
        QVERIFY(json::parse(d["StateReasonData"].get<std::string>()).contains("recentUpperThresholds"));
    }

    void compositesFollowTheirChildren() {
        Bench b;
        b.ok("PutMetricAlarm", alarm("a"));
        b.ok("PutMetricAlarm", alarm("b", {{"MetricName", "N"}}));
        b.ok("PutCompositeAlarm", {{"AlarmName", "both"}, {"AlarmRule", "ALARM(a) AND ALARM(b)"}, {"AlarmActions", {kTopic}}});
        b.ok("PutCompositeAlarm", {{"AlarmName", "over"}, {"AlarmRule", "ALARM(both)"}});
        QCOMPARE(b.state("both"), std::string("OK"));
        for (const char* name : {"a", "b"}) b.ok("SetAlarmState", {{"AlarmName", name}, {"StateValue", "ALARM"}, {"StateReason", "x"}});
        QCOMPARE(b.state("both"), std::string("ALARM"));
        QCOMPARE(b.state("over"), std::string("ALARM"));
        const json d = b.ok("DescribeAlarms", {{"AlarmNames", {"both"}}})["CompositeAlarms"][0];
        QVERIFY(d["StateReason"].get<std::string>().rfind("arn:aws:cloudwatch:ap-southeast-1:123456789012:alarm:b transitioned to ALARM at ", 0) == 0);
        QCOMPARE(b.published().size(), std::size_t(1));
        // A child of a composite stays.
        QCOMPARE(b.code("DeleteAlarms", {{"AlarmNames", {"a"}}}), std::string("ValidationError"));
        QCOMPARE(b.state("a"), std::string("ALARM"));
        QCOMPARE(b.ok("DescribeAlarms", {{"ChildrenOfAlarmName", "both"}})["MetricAlarms"].size(), std::size_t(2));
    }

    void aCycleStandsStillUntilItIsBroken() {
        Bench b;
        b.ok("PutMetricAlarm", alarm("m"));
        b.ok("PutCompositeAlarm", {{"AlarmName", "x"}, {"AlarmRule", "ALARM(m)"}});
        b.ok("PutCompositeAlarm", {{"AlarmName", "y"}, {"AlarmRule", "ALARM(x)"}});
        b.ok("PutCompositeAlarm", {{"AlarmName", "x"}, {"AlarmRule", "ALARM(y) OR ALARM(m)"}});
        b.ok("SetAlarmState", {{"AlarmName", "m"}, {"StateValue", "ALARM"}, {"StateReason", "x"}});
        QCOMPARE(b.state("x"), std::string("OK"));
        QCOMPARE(b.code("DeleteAlarms", {{"AlarmNames", {"x"}}}), std::string("ValidationError"));
        b.ok("PutCompositeAlarm", {{"AlarmName", "x"}, {"AlarmRule", "FALSE"}});
        b.ok("DeleteAlarms", {{"AlarmNames", {"y"}}});
        b.ok("DeleteAlarms", {{"AlarmNames", {"x"}}});
        QCOMPARE(b.state("x"), std::string());
        // The history outlives it.
        QVERIFY(!b.ok("DescribeAlarmHistory", {{"AlarmName", "x"}})["AlarmHistoryItems"].empty());
    }

    void aSuppressorHoldsActionsBack() {
        Bench b;
        b.ok("PutMetricAlarm", alarm("m"));
        b.ok("PutMetricAlarm", alarm("deploy", {{"MetricName", "N"}}));
        b.ok("SetAlarmState", {{"AlarmName", "deploy"}, {"StateValue", "OK"}, {"StateReason", "x"}});
        b.ok("PutCompositeAlarm", {{"AlarmName", "c"}, {"AlarmRule", "ALARM(m)"}, {"AlarmActions", {kTopic}}, {"ActionsSuppressor", "deploy"},
                                   {"ActionsSuppressorWaitPeriod", 30}, {"ActionsSuppressorExtensionPeriod", 20}});
        const auto set = [&](const char* name, const char* state) { b.ok("SetAlarmState", {{"AlarmName", name}, {"StateValue", state}, {"StateReason", "x"}}); };
        const auto by = [&] { return b.ok("DescribeAlarms", {{"AlarmNames", {"c"}}})["CompositeAlarms"][0].value("ActionsSuppressedBy", ""); };
        set("m", "ALARM");
        QCOMPARE(b.state("c"), std::string("ALARM"));
        QCOMPARE(by(), std::string("WaitPeriod"));
        QVERIFY(b.published().empty());
        set("deploy", "ALARM"); // in time: withheld for as long as it lasts
        QCOMPARE(by(), std::string("Alarm"));
        b.world->runFor(kernel::SimDuration::seconds(40));
        QVERIFY(b.published().empty());
        set("deploy", "OK");
        QCOMPARE(by(), std::string("ExtensionPeriod"));
        b.world->runFor(kernel::SimDuration::seconds(19));
        QVERIFY(b.published().empty());
    }

    // It keeps what it was told until a child of its own changes; what happens to others is nothing to it.
    void aStateGivenToACompositeStays() {
        Bench b;
        b.ok("PutMetricAlarm", alarm("a", {{"TreatMissingData", "ignore"}}));
        b.ok("PutMetricAlarm", alarm("other", {{"MetricName", "N"}, {"TreatMissingData", "ignore"}}));
        b.ok("PutCompositeAlarm", {{"AlarmName", "c"}, {"AlarmRule", "ALARM(a)"}});
        b.ok("PutCompositeAlarm", {{"AlarmName", "over"}, {"AlarmRule", "ALARM(c)"}});
        const auto set = [&](const char* name, const char* state) { b.ok("SetAlarmState", {{"AlarmName", name}, {"StateValue", state}, {"StateReason", "drill"}}); };
        set("c", "ALARM");
        QCOMPARE(b.state("c"), std::string("ALARM"));
        QCOMPARE(b.state("over"), std::string("ALARM"));
        set("other", "ALARM");
        b.world->runFor(kernel::SimDuration::minutes(5));
        QCOMPARE(b.state("c"), std::string("ALARM"));
        set("a", "OK"); // from INSUFFICIENT_DATA
        QCOMPARE(b.state("c"), std::string("OK"));
        QCOMPARE(b.state("over"), std::string("OK"));
        set("c", "ALARM");
        b.ok("PutCompositeAlarm", {{"AlarmName", "c"}, {"AlarmRule", "ALARM(a) OR FALSE"}});
        QCOMPARE(b.state("c"), std::string("OK"));
    }

    void aBrokenCycleIsJudgedAgain() {
        Bench b;
        b.ok("PutMetricAlarm", alarm("m", {{"TreatMissingData", "ignore"}}));
        for (const char* name : {"x", "y", "z"}) b.ok("PutCompositeAlarm", {{"AlarmName", name}, {"AlarmRule", "ALARM(m)"}});
        b.ok("PutCompositeAlarm", {{"AlarmName", "y"}, {"AlarmRule", "ALARM(x)"}});
        b.ok("PutCompositeAlarm", {{"AlarmName", "z"}, {"AlarmRule", "ALARM(y) OR ALARM(m)"}});
        b.ok("PutCompositeAlarm", {{"AlarmName", "x"}, {"AlarmRule", "ALARM(z)"}});
        b.ok("SetAlarmState", {{"AlarmName", "m"}, {"StateValue", "ALARM"}, {"StateReason", "x"}});
        QCOMPARE(b.state("z"), std::string("OK")); // stands still
        b.ok("PutCompositeAlarm", {{"AlarmName", "x"}, {"AlarmRule", "FALSE"}});
        QCOMPARE(b.state("z"), std::string("ALARM"));
        QCOMPARE(b.state("y"), std::string("OK"));
    }

    // Whoever hears of it late hears of the change itself: from which state, and when.
    void withheldActionsTellOfTheChange() {
        Bench b;
        b.ok("PutMetricAlarm", alarm("m", {{"TreatMissingData", "ignore"}}));
        b.ok("PutMetricAlarm", alarm("deploy", {{"MetricName", "N"}, {"TreatMissingData", "ignore"}}));
        json composite = {{"AlarmName", "c"}, {"AlarmRule", "ALARM(m)"}, {"AlarmActions", {kTopic}}, {"ActionsSuppressor", "deploy"},
                          {"ActionsSuppressorWaitPeriod", 30}, {"ActionsSuppressorExtensionPeriod", 20}};
        b.ok("PutCompositeAlarm", composite);
        const auto set = [&](const char* name, const char* state) { b.ok("SetAlarmState", {{"AlarmName", name}, {"StateValue", state}, {"StateReason", "x"}}); };
        const auto last = [&] { return json::parse(json::parse(b.published().back()["Message"].get<std::string>())["default"].get<std::string>()); };
        const std::string begun = kernel::formatIso8601(b.world->unixMilliseconds());
        set("m", "ALARM");
        b.world->runFor(kernel::SimDuration::seconds(40));
        QCOMPARE(b.published().size(), std::size_t(1));
        QCOMPARE(last()["OldStateValue"], json("OK"));
        QCOMPARE(last()["StateChangeTime"].get<std::string>().substr(0, 19), begun.substr(0, 19));
        // A composite that loses its suppressor does what was held back.
        set("m", "OK");
        set("deploy", "ALARM");
        set("m", "ALARM");
        b.world->runFor(kernel::SimDuration::seconds(40));
        QCOMPARE(b.published().size(), std::size_t(1));
        for (const char* member : {"ActionsSuppressor", "ActionsSuppressorWaitPeriod", "ActionsSuppressorExtensionPeriod"}) composite.erase(member);
        b.ok("PutCompositeAlarm", composite);
        QCOMPARE(b.published().size(), std::size_t(2));
        QVERIFY(!b.ok("DescribeAlarms", {{"AlarmNames", {"c"}}})["CompositeAlarms"][0].contains("ActionsSuppressedBy"));
        set("m", "OK");
        set("m", "ALARM");
        QCOMPARE(b.published().size(), std::size_t(3)); // and from then on at once
    }

    // Auto Scaling asks again every minute, all others once.
    void scalingIsRepeated() {
        Bench b;
        const char* const policy = "arn:aws:autoscaling:ap-southeast-1:123456789012:scalingPolicy:1:autoScalingGroupName/web:policyName/out";
        b.ok("PutMetricAlarm", alarm("cpu", {{"AlarmActions", {kTopic, policy}}}));
        const auto taken = [&] {
            int n = 0;
            const json items = b.ok("DescribeAlarmHistory", {{"AlarmName", "cpu"}, {"HistoryItemType", "Action"}})["AlarmHistoryItems"];
            for (const json& i : items) n += i["HistorySummary"].get<std::string>().ends_with(policy);
            return n;
        };
        b.minutes(1, 95);
        QCOMPARE(taken(), 1);
        b.minutes(3, 95);
        QCOMPARE(taken(), 4);
        QCOMPARE(b.published().size(), std::size_t(1));
        b.ok("DisableAlarmActions", {{"AlarmNames", {"cpu"}}});
        b.minutes(2, 95);
        QCOMPARE(taken(), 4);
        b.ok("EnableAlarmActions", {{"AlarmNames", {"cpu"}}});
        b.minutes(2, 20);
        QCOMPARE(b.state("cpu"), std::string("OK"));
        QCOMPARE(taken(), 4);
    }

    void withoutTheSuppressorTheWaitEnds() {
        Bench b;
        b.ok("PutMetricAlarm", alarm("m", {{"TreatMissingData", "ignore"}}));
        b.ok("PutMetricAlarm", alarm("deploy", {{"MetricName", "N"}, {"TreatMissingData", "ignore"}}));
        b.ok("PutCompositeAlarm", {{"AlarmName", "c"}, {"AlarmRule", "ALARM(m)"}, {"AlarmActions", {kTopic}}, {"ActionsSuppressor", "deploy"},
                                   {"ActionsSuppressorWaitPeriod", 30}, {"ActionsSuppressorExtensionPeriod", 20}});
        b.ok("SetAlarmState", {{"AlarmName", "m"}, {"StateValue", "ALARM"}, {"StateReason", "x"}});
        b.world->runFor(kernel::SimDuration::seconds(29));
        QVERIFY(b.published().empty());
        b.world->runFor(kernel::SimDuration::seconds(3));
        QCOMPARE(b.published().size(), std::size_t(1));
    }

    void refusals_data() {
        QTest::addColumn<QString>("operation");
        QTest::addColumn<QString>("input");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("text");
        const auto put = [](const char* row, const json& more, const char* code, const char* text) {
            json a = alarm("x");
            for (const auto& [key, value] : more.items()) {
                if (value.is_null()) a.erase(key);
                else a[key] = value;
            }
            QTest::newRow(row) << "PutMetricAlarm" << QString::fromStdString(a.dump()) << code << text;
        };
        put("a percentile without its letter", {{"Statistic", nullptr}, {"ExtendedStatistic", "90"}}, "InvalidParameterValue", "The value 90 for parameter ExtendedStatistic is not supported.");
        put("no statistic", {{"Statistic", nullptr}}, "MissingParameter", "The parameter Statistic is required.");
        put("M above N", {{"DatapointsToAlarm", 2}}, "InvalidParameterCombination", "DatapointsToAlarm");
        put("more than a day", {{"Period", 300}, {"EvaluationPeriods", 289}}, "InvalidParameterCombination", "more than a day");
        put("a week of hours is enough", {{"Period", 3600}, {"EvaluationPeriods", 169}}, "InvalidParameterCombination", "seven days");
        put("a strange period", {{"Period", 15}}, "InvalidParameterValue", "Period must be 10, 20, 30 or a multiple of 60");
        put("operator", {{"ComparisonOperator", "Above"}}, "InvalidParameterValue", "ComparisonOperator");
        put("infinity", {{"Threshold", "Infinity"}}, "InvalidParameterValue", "finite");
        put("six actions", {{"AlarmActions", json(std::vector<std::string>(6, kTopic))}}, "InvalidParameterValue", "greater than 5");
        put("treat", {{"TreatMissingData", "zero"}}, "InvalidParameterValue", "TreatMissingData");
        put("low samples of an average", {{"EvaluateLowSampleCountPercentile", "ignore"}}, "InvalidParameterCombination", "percentile");
        const auto set = [](const char* row, const json& input, const char* code, const char* text) {
            QTest::newRow(row) << "SetAlarmState" << QString::fromStdString(input.dump()) << code << text;
        };
        set("unknown alarm", {{"AlarmName", "none"}, {"StateValue", "OK"}, {"StateReason", "x"}}, "ResourceNotFound", "Unknown alarm none");
        set("no JSON", {{"AlarmName", "there"}, {"StateValue", "OK"}, {"StateReason", "x"}, {"StateReasonData", "{"}}, "InvalidFormat", "not valid JSON");
        const auto composite = [](const char* row, const char* rule, const char* text) {
            QTest::newRow(row) << "PutCompositeAlarm" << QString::fromStdString(json{{"AlarmName", "c"}, {"AlarmRule", rule}}.dump()) << "InvalidParameterValue" << text;
        };
        QTest::newRow("a composite scales nothing") << "PutCompositeAlarm"
            << QString::fromStdString(json{{"AlarmName", "c"}, {"AlarmRule", "ALARM(there)"}, {"AlarmActions", {"arn:aws:autoscaling:r:1:scalingPolicy:p"}}}.dump())
            << "InvalidParameterValue" << "Unsupported action for a composite alarm";
        put("math restarts no machine", {{"Namespace", nullptr}, {"MetricName", nullptr}, {"Statistic", nullptr}, {"Period", nullptr},
                                         {"AlarmActions", {"arn:aws:automate:ap-southeast-1:ec2:reboot"}},
                                         {"Metrics", {{{"Id", "m1"}, {"ReturnData", false}, {"MetricStat", {{"Metric", {{"Namespace", "Test"}, {"MetricName", "M"}}}, {"Period", 60}, {"Stat", "Sum"}}}},
                                                      {{"Id", "e1"}, {"Expression", "m1 * 2"}}}}},
            "InvalidParameterValue", "Unsupported action for an alarm on metric math");
        composite("no child", "ALARM(nobody)", "alarms [nobody]");
        composite("open", "(ALARM(there)", "closing parenthesis at position 14");
        composite("lower case", "alarm(there)", "at position 1");
        composite("two in a row", "ALARM(there) ALARM(there)", "AND, OR or the end of the rule at position 14");
        composite("empty", "", "at position 1");
        composite("zero of them", "AT_LEAST(0, ALARM, (there))", "a number from 1 on");
    }
    void refusals() {
        QFETCH(QString, operation);
        QFETCH(QString, input);
        QFETCH(QString, code);
        QFETCH(QString, text);
        Bench b;
        b.ok("PutMetricAlarm", alarm("there"));
        const auto before = b.ok("DescribeAlarms", {{"AlarmTypes", {"MetricAlarm", "CompositeAlarm"}}});
        const auto r = b.call(qPrintable(operation), json::parse(input.toStdString()));
        QVERIFY(!r);
        QCOMPARE(QString::fromStdString(r.error().code), code);
        QVERIFY2(QString::fromStdString(r.error().message).contains(text), r.error().message.c_str());
        QCOMPARE(b.ok("DescribeAlarms", {{"AlarmTypes", {"MetricAlarm", "CompositeAlarm"}}}), before);
    }

    void deepAndLongRulesAreRefused() {
        Bench b;
        b.ok("PutMetricAlarm", alarm("a"));
        const std::string deep(10'240, '(');
        QVERIFY(b.text("PutCompositeAlarm", {{"AlarmName", "c"}, {"AlarmRule", deep}}).find("nested too deeply") != std::string::npos);
        QVERIFY(b.text("PutCompositeAlarm", {{"AlarmName", "c"}, {"AlarmRule", deep + '('}}).find("shorter than 10241") != std::string::npos);
        std::string many = "ALARM(a)";
        for (int i = 0; i < 300; ++i) many += " OR ALARM(a)";
        QVERIFY(b.text("PutCompositeAlarm", {{"AlarmName", "c"}, {"AlarmRule", many}}).find("500 elements") != std::string::npos);
    }

    void clonesGoOnAlike() {
        Bench b;
        b.ok("PutMetricAlarm", alarm("cpu", {{"AlarmActions", {kTopic}}}));
        b.minutes(2, 95);
        auto copy = b.world->clone();
        QCOMPARE(copy->fingerprint(), b.world->fingerprint());
        b.world->runFor(kernel::SimDuration::seconds(900));
        copy->runFor(kernel::SimDuration::seconds(900));
        QCOMPARE(copy->fingerprint(), b.world->fingerprint());
        QCOMPARE(b.state("cpu"), std::string("INSUFFICIENT_DATA"));
    }
};

QTEST_GUILESS_MAIN(TestAlarms)
#include "tst_alarms.moc"
