// Golden vectors of alarms: one evaluation each, operators, states over time, exact reasons, composite rules.
#include <QtTest>

#include "metrics/alarm_book.h"
#include "metrics/alarm_reason.h"
#include "metrics/composite_rule.h"
#include "golden_vectors.h"
#include "metrics_world.h"

#include "kernel/time.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <sstream>

using namespace maylab;
using namespace maylab::metrics;
using nlohmann::json;
using testing::MetricsWorld;
using testing::q;
using testing::readVectors;
using testing::unixSeconds;
using testing::vectors;

namespace {

// One vector: its id, whether it came out right, and what came out.
void judge(const std::string& id, bool right, const std::string& got) {
    vectors().check(right, QString::fromStdString(id + ": got " + got));
}

std::vector<PointState> pointsOf(const std::string& text) {
    std::vector<PointState> out;
    std::istringstream in(text);
    for (std::string p; in >> p;) out.push_back(p == "X" ? PointState::Breaching : p == "0" ? PointState::NotBreaching : PointState::Missing);
    return out;
}

std::string stateOrRetain(const std::optional<AlarmState>& state) { return state ? std::string(toString(*state)) : "RETAIN"; }

// A store with these data points of Test/M, one second each.
MetricStore storeWith(const json& samples, std::int64_t from) {
    MetricStore store(from * 1000);
    std::vector<Datum> data;
    for (const auto& s : samples) {
        Datum d;
        d.key = {"Test", "M", {}};
        d.stamp = unixSeconds(s[0].get<std::string>());
        d.resolution = 1;
        const double value = s[1].get<double>();
        d.data = Distribution::of(value);
        data.push_back(std::move(d));
    }
    store.put(std::move(data), from);
    return store;
}

AlarmDefinition alarmOf(const json& a) {
    AlarmDefinition d;
    d.name = "golden";
    MetricAlarmRule r;
    r.metric.key = {"Test", "M", {}};
    r.metric.statistic = *Statistic::parse(a["statistic"].get<std::string>());
    r.metric.period = a["period"].get<int>();
    r.op = *alarmOperator(a["operator"].get<std::string>());
    r.threshold = a["threshold"].get<double>();
    r.evaluationPeriods = a["evaluation_periods"].get<int>();
    if (a.contains("datapoints_to_alarm") && !a["datapoints_to_alarm"].is_null()) r.datapointsToAlarm = a["datapoints_to_alarm"].get<int>();
    r.treat = *missingData(a["treat_missing_data"].get<std::string>());
    r.evaluationRangeSet = a["evaluation_range"].get<int>();
    d.metric = std::move(r);
    return d;
}

} // namespace

class GoldenAlarms : public QObject {
    Q_OBJECT

  private slots:
    void evaluations() {
        const json file = readVectors("alarms.json");
        MAYLAB_NEEDS_GOLDEN(QStringLiteral("metrics/alarms.json"));
        for (const json& v : file["vectors"]) {
            const auto points = pointsOf(v["points"].get<std::string>());
            const Evaluation e = evaluate(points, v["evaluation_periods"].get<int>(), v["datapoints_to_alarm"].get<int>(),
                                          *missingData(v["treat_missing_data"].get<std::string>()));
            QCOMPARE(points.size(), v["evaluation_range"].get<std::size_t>());
            judge(v["id"].get<std::string>(), stateOrRetain(e.state) == v["expect"].get<std::string>(),
                            v["points"].get<std::string>() + ": " + stateOrRetain(e.state));
        }
    }

    void operators() {
        const json file = readVectors("alarm_operators.json");
        MAYLAB_NEEDS_GOLDEN(QStringLiteral("metrics/alarm_operators.json"));
        for (const json& v : file["vectors"]) {
            const std::string id = v["id"].get<std::string>();
            if (v.contains("percentile")) {
                std::ostringstream p;
                p << 'p' << v["percentile"].get<double>() * 100;
                judge(id, isLowSample(*Statistic::parse(p.str()), v["samples"].get<double>()) == v["low_sample"].get<bool>(), p.str());
            } else if (v.contains("namespace")) {
                MetricAlarmRule r;
                r.metric.key = {v["namespace"].get<std::string>(), "M", {}};
                r.treat = *missingData(v["treat_missing_data"].get<std::string>());
                const AlarmRow row = AlarmBook::look(MetricStore(0), r, 600);
                judge(id, stateOrRetain(row.evaluation.state) == v["expect"].get<std::string>(), stateOrRetain(row.evaluation.state));
            } else {
                const AlarmOperator op = *alarmOperator(v["operator"].get<std::string>());
                constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
                const auto bound = [&](const char* name) { return v.contains(name) && !v[name].is_null() ? v[name].get<double>() : kNone; };
                const bool got = comparesWithBand(op) ? breachesBand(op, v["value"].get<double>(), bound("lower"), bound("upper"))
                                                      : breaches(op, v["value"].get<double>(), v["threshold"].get<double>());
                judge(id, got == v["breaching"].get<bool>(), "");
            }
        }
    }

    void statesOverTime() {
        const json file = readVectors("alarm_timelines.json");
        MAYLAB_NEEDS_GOLDEN(QStringLiteral("metrics/alarm_timelines.json"));
        for (const json& v : file["vectors"]) {
            const std::int64_t from = unixSeconds(v["evaluate_from"].get<std::string>()), to = unixSeconds(v["evaluate_to"].get<std::string>());
            const json& a = v["alarm"];
            const MetricStore store = storeWith(v["samples"], from - 3600);
            AlarmBook book;
            book.put(alarmOf(a), (from - 60) * 1000);
            book.setState("golden", *alarmState(v["initial_state"].get<std::string>()), "begin", "", (from - 60) * 1000);
            const std::size_t before = book.history().size();
            for (std::int64_t q = from; q <= to; q += a["period"].get<int>() < 60 ? 10 : 60) book.evaluate(store, q);
            json got = json::array();
            for (std::size_t i = before; i < book.history().size(); ++i) {
                const AlarmHistoryItem& h = *book.history()[i];
                const std::string words = h.summary.substr(std::string("Alarm updated from ").size());
                const std::size_t middle = words.find(" to ");
                got.push_back({{"at", kernel::formatIso8601(h.at)}, {"from", words.substr(0, middle)}, {"to", words.substr(middle + 4)}});
            }
            const bool right = got == v["expect_transitions"] && toString(book.find("golden")->state) == v["expect_final_state"].get<std::string>();
            judge(v["id"].get<std::string>(), right, got.dump());
        }
    }

    // From the numbers in the text itself, or from the vector's own points, the same text must come out.
    void reasons() {
        const json file = readVectors("alarm_reasons.json");
        MAYLAB_NEEDS_GOLDEN(QStringLiteral("metrics/alarm_reasons.json"));
        for (const json& v : file["vectors"]) {
            const std::string id = v["id"].get<std::string>(), want = v["reason"].get<std::string>();
            std::string got;
            if (v.contains("points")) {
                json alarm = {{"statistic", "Average"}, {"operator", v["operator"]}, {"threshold", v["threshold"]}, {"period", 60},
                              {"evaluation_periods", v["EvaluationPeriods"]}, {"datapoints_to_alarm", v["DatapointsToAlarm"]},
                              {"treat_missing_data", "missing"}, {"evaluation_range", v["EvaluationPeriods"].get<int>() + 2}};
                const std::int64_t last = unixSeconds(v["points"].back()[0].get<std::string>());
                const MetricStore store = storeWith(v["points"], last - 3600);
                AlarmBook book;
                book.put(alarmOf(alarm), (last - 60) * 1000);
                book.setState("golden", v["when"] == "ALARM" ? AlarmState::Ok : AlarmState::Alarm, "begin", "", (last - 60) * 1000);
                book.evaluate(store, last + 60);
                got = *book.find("golden")->reason;
            } else if (id == "RS14" || id == "RS15") {
                // Through the door: what a composite says when it is created, what the history says of a change.
                MetricsWorld w;
                const auto ok = [&](const char* operation, const json& input) {
                    const auto r = w.call(operation, input);
                    if (!r) qFatal("%s: %s", operation, r.error().message.c_str());
                    return *r;
                };
                ok("PutMetricAlarm", {{"AlarmName", "child"}, {"Namespace", "Test"}, {"MetricName", "M"}, {"Statistic", "Average"}, {"Period", 60},
                                      {"EvaluationPeriods", 1}, {"Threshold", 1}, {"ComparisonOperator", "GreaterThanThreshold"}});
                ok("SetAlarmState", {{"AlarmName", "child"}, {"StateValue", "OK"}, {"StateReason", "begin"}});
                if (id == "RS14") {
                    ok("PutCompositeAlarm", {{"AlarmName", "SuppressionDemo.EventBridge.Main"}, {"AlarmRule", "ALARM(child)"}});
                    got = ok("DescribeAlarms", {{"AlarmTypes", {"CompositeAlarm"}}})["CompositeAlarms"][0]["StateReason"].get<std::string>();
                    // The captured text is of another Region.
                    if (const std::size_t at = got.find("ap-southeast-1"); at != std::string::npos) got.replace(at, 14, "us-east-1");
                } else {
                    ok("SetAlarmState", {{"AlarmName", "child"}, {"StateValue", "ALARM"}, {"StateReason", "try"}});
                    got = ok("DescribeAlarmHistory", {{"HistoryItemType", "StateUpdate"}})["AlarmHistoryItems"][0]["HistorySummary"].get<std::string>();
                }
            } else {
                got = rebuilt(v, want);
            }
            judge(id, got == want, got);
        }
    }

    void compositeRules() {
        const json file = readVectors("composite_alarms.json");
        MAYLAB_NEEDS_GOLDEN(QStringLiteral("metrics/composite_alarms.json"));
        for (const json& v : file["vectors"]) {
            const auto rule = CompositeRule::parse(v["rule"].get<std::string>());
            const std::string id = v["id"].get<std::string>();
            if (!rule) {
                judge(id, false, rule.error());
                continue;
            }
            const bool holds = rule->holds([&](std::size_t i) -> std::optional<AlarmState> {
                const auto& child = rule->children()[i];
                if (!v["children"].contains(child)) return std::nullopt;
                return alarmState(v["children"][child].get<std::string>());
            });
            judge(id, (holds ? "ALARM" : "OK") == v["expect"].get<std::string>(), holds ? "ALARM" : "OK");
        }
    }

    void nothingFailed() { QCOMPARE(vectors().failed(), 0); }

  private:
    // Reads the points, the threshold and the words out of a text and builds the reason anew.
    static std::string rebuilt(const json& v, const std::string& text) {
        Reason r;
        r.evaluationPeriods = v.value("EvaluationPeriods", 0);
        const std::string when = v["when"].get<std::string>();
        r.state = when.rfind("INSUFFICIENT", 0) == 0 ? AlarmState::InsufficientData : when.rfind("ALARM", 0) == 0 ? AlarmState::Alarm : AlarmState::Ok;
        const auto numberAfter = [&](const std::string& words) { return std::stod(text.substr(text.find(words) + words.size())); };
        if (r.state == AlarmState::InsufficientData) {
            r.evaluationPeriods = static_cast<int>(numberAfter("Insufficient Data: "));
            return reasonOf(r);
        }
        if (text.find("no datapoints") != std::string::npos) {
            r.filled = static_cast<int>(numberAfter("received for "));
            r.treat = text.find("[Breaching]") != std::string::npos ? MissingData::Breaching : MissingData::NotBreaching;
            return reasonOf(r);
        }
        std::vector<ReasonPoint> points;
        for (std::size_t at = text.find('[') + 1; at < text.find(']');) {
            const double value = std::stod(text.substr(at));
            const std::size_t open = text.find('(', at);
            const std::string t = text.substr(open + 1, 17); // dd/MM/yy HH:mm:ss
            points.push_back({unixSeconds("20" + t.substr(6, 2) + '-' + t.substr(3, 2) + '-' + t.substr(0, 2) + 'T' + t.substr(9) + 'Z'), value});
            at = text.find(')', open) + 3;
        }
        r.points = points;
        r.threshold = numberAfter("the threshold (");
        const std::size_t out = text.find("out of the last ");
        if (out != std::string::npos) {
            r.evaluationPeriods = static_cast<int>(numberAfter("out of the last "));
            const int minimum = static_cast<int>(numberAfter("(minimum "));
            r.datapointsToAlarm = r.state == AlarmState::Alarm ? minimum : r.evaluationPeriods - minimum + 1;
        }
        r.op = text.find("greater than or equal") != std::string::npos ? AlarmOperator::GreaterThanOrEqualToThreshold
               : text.find("less than or equal") != std::string::npos  ? AlarmOperator::LessThanOrEqualToThreshold
               : text.find("less than") != std::string::npos           ? AlarmOperator::LessThanThreshold
                                                                       : AlarmOperator::GreaterThanThreshold;
        return reasonOf(r);
    }
};

QTEST_GUILESS_MAIN(GoldenAlarms)
#include "golden_alarms.moc"
