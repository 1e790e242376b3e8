// Metric math and SEARCH: the golden vectors, and what a query made of them answers.
#include <QtTest>

#include "golden_vectors.h"
#include "math_world.h"
#include "metrics/anomaly_band.h"
#include "metrics/search_expression.h"
#include "support/test_suite.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

using namespace maylab;
using namespace maylab::metrics;
using namespace maylab::testing;
using nlohmann::json;

namespace {

// Daily values in the minute of `at`, the newest yesterday; then the band at that minute through the door.
json bandThroughTheDoor(const std::string& expression, const json& history) {
    const std::int64_t at = kStart + 20 * kDay;
    MetricsWorld w(at * 1000);
    json data = json::array();
    for (std::size_t i = 0; i < history.size(); ++i)
        data.push_back({{"MetricName", "M"},
                        {"Timestamp", at - kDay * static_cast<std::int64_t>(history.size() - i)},
                        {"Value", history[i]}});
    publish(w, data);
    const auto got = w.call("GetMetricData", {{"StartTime", at},
                                              {"EndTime", at + 60},
                                              {"MetricDataQueries",
                                               {{{"Id", "m1"},
                                                 {"ReturnData", false},
                                                 {"MetricStat",
                                                  {{"Metric", {{"Namespace", "Golden"}, {"MetricName", "M"}}},
                                                   {"Period", 60},
                                                   {"Stat", "Average"}}}},
                                                {{"Id", "band"}, {"Expression", expression}}}}});
    if (!got) return got.error().message;
    json out = json::array();
    for (const json& r : (*got)["MetricDataResults"])
        for (const json& v : r["Values"])
            out.push_back(v);
    return out;
}

} // namespace

class GoldenMath : public QObject {
    Q_OBJECT
  private slots:
    void metricMath() {
        const json file = readVectors("metric_math.json");
        MAYLAB_NEEDS_GOLDEN(QStringLiteral("metrics/metric_math.json"));
        const int before = vectors().failed();
        for (const json& v : file["vectors"]) {
            const auto expression = v["expression"].get<std::string>();
            const auto kind = v["result_kind"].get<std::string>();
            const std::string what = v["id"].get<std::string>() + ' ' + expression;
            if (kind == "BAND") {
                const json got = bandThroughTheDoor(expression, v["inputs"]["history_same_slot"]);
                const json want = {v["expect"]["upper"], v["expect"]["lower"]};
                vectors().check(sameRow(got, want), q(what + ": got " + got.dump()));
                continue;
            }
            std::map<std::string, Input> inputs;
            std::int64_t start = kStart;
            for (const auto& [id, values] : v["inputs"].items()) {
                if (id == "start") {
                    std::int64_t ms = 0;
                    if (!kernel::parseIso8601(values.get<std::string>().substr(0, 19) + 'Z', ms))
                        qFatal("start");
                    start = ms / 1000;
                    continue;
                }
                for (const json& x : values)
                    inputs[id].push_back(x.is_null() ? std::nullopt : std::optional(x.get<double>()));
            }
            MathWorld w(inputs, start, v["period"].get<std::int64_t>());
            const auto got = w.evaluate(expression);
            if (!got) {
                vectors().fail(q(what + ": " + got.error().message));
                continue;
            }
            const json& results = (*got)["MetricDataResults"];
            json shown, want = v["expect"];
            bool ok = false;
            if (kind == "TS") {
                shown = results.size() == 1 ? w.row(results[0]) : json("not one result");
                ok = sameRow(shown, want);
            } else if (kind == "ORDER") {
                shown = json::array();
                for (const json& r : results)
                    shown.push_back(r["Label"]);
                ok = shown == want;
            } else if (kind == "TS[]") {
                shown = json::object();
                ok = results.size() == want.size();
                for (const json& r : results) {
                    const auto label = r["Label"].get<std::string>();
                    shown[label] = w.row(r);
                    ok = ok && want.contains(label) && sameRow(shown[label], want[label]);
                }
            }
            vectors().check(ok, q(what + ": got " + shown.dump()));
        }
        QCOMPARE(vectors().failed(), before);
    }

    void searchTokens() {
        const json file = readVectors("search_tokens.json");
        MAYLAB_NEEDS_GOLDEN(QStringLiteral("metrics/search_tokens.json"));
        const int before = vectors().failed();
        for (const json& v : file["vectors"]) {
            const auto id = v["id"].get<std::string>();
            if (v.contains("string")) {
                const auto tokens = tokensOf(v["string"].get<std::string>());
                bool ok = true;
                for (const char* member : {"tokens_include", "tokens"})
                    for (const json& t : v.value(member, json::array()))
                        ok = ok &&
                             std::find(tokens.begin(), tokens.end(), t.get<std::string>()) != tokens.end();
                vectors().check(ok, q(id + ": " + json(tokens).dump()));
                continue;
            }
            MetricsWorld w;
            publish(w, {{{"MetricName", v["metric_name"]}, {"Value", 1}}});
            const std::int64_t now = w.world->unixMilliseconds() / 1000;
            const auto got = w.call(
                "GetMetricData",
                {{"StartTime", now - 60},
                 {"EndTime", now + 60},
                 {"MetricDataQueries",
                  {{{"Id", "e"},
                    {"Expression", "SEARCH('{Golden} " + v["term"].get<std::string>() + "', 'Sum', 60)"}}}}});
            const bool match = got && (*got)["MetricDataResults"].size() == 1 &&
                               (*got)["MetricDataResults"][0]["Values"] == json::array({1.0});
            const bool none = got && (*got)["MetricDataResults"].empty();
            vectors().check(v["match"].get<bool>() ? match : none,
                            q(id + ": " + (got ? got->dump() : got.error().message)));
        }
        QCOMPARE(vectors().failed(), before);
    }

    void tokens() {
        QCOMPARE(json(tokensOf("CustomCount1")), json({"customcount1", "custom", "count", "1"}));
        QCOMPARE(json(tokensOf("SDBFailure")), json({"sdbfailure", "sdb", "failure"}));
        QCOMPARE(json(tokensOf("Project2-trial333")),
                 json({"project2trial333", "project", "2", "trial", "333"}));
        QVERIFY(tokensOf("--").empty());
    }

    void labels() {
        MathWorld w({{"m1", {1.0, 4.0}}, {"m2", {3.0, 4.0}}});
        QCOMPARE(w.labelsOf({{{"Id", "e"}, {"Expression", "m1 + m2"}}}), json({"e"}));
        QCOMPARE(w.labelsOf({{{"Id", "e"}, {"Expression", "m1 + m2"}, {"Label", "total ${MAX}"}}}),
                 json({"total 8"}));
        QCOMPARE(w.labelsOf({{{"Id", "e"}, {"Expression", "METRICS() * 2"}, {"Label", "Twice"}}}),
                 json({"Twice m1", "Twice m2"}));
        QCOMPARE(w.labelsOf({{{"Id", "e"}, {"Expression", "METRICS() * 2"}, {"Label", ""}}}),
                 json({"m1", "m2"}));
        QCOMPARE(w.labelsOf({{{"Id", "e"},
                              {"Expression", "SEARCH('{Golden,Id} M', 'Sum', 60)"},
                              {"Label", "${PROP('Dim.Id')} ${SUM} of ${LABEL}"}}}),
                 json({"m1 5 of m1 M", "m2 7 of m2 M"}));
    }

    void searchThroughTheDoor() {
        MetricsWorld w(kStart * 1000);
        const auto metric = [](const char* name,
                               std::initializer_list<std::pair<const char*, const char*>> dimensions) {
            json d = {{"MetricName", name}, {"Value", 1}, {"Dimensions", json::array()}};
            for (const auto& [n, v] : dimensions)
                d["Dimensions"].push_back({{"Name", n}, {"Value", v}});
            return d;
        };
        publish(w, {metric("Errors", {{"FunctionName", "ProjectA"}}),
                    metric("Errors", {{"FunctionName", "other"}}),
                    metric("Invocations", {{"FunctionName", "ProjectA"}}),
                    metric("Invocations", {{"FunctionName", "ProjectB"}}),
                    metric("Invocations", {{"FunctionName", "other"}}),
                    metric("Errors", {{"FunctionName", "other"}, {"Az", "a"}}),
                    metric("Europe\\France (x)", {})});
        const auto count = [&](const std::string& text) {
            const auto got = w.call("GetMetricData",
                                    {{"StartTime", kStart},
                                     {"EndTime", kStart + 60},
                                     {"MetricDataQueries",
                                      {{{"Id", "e"}, {"Expression", "SEARCH('" + text + "', 'Sum', 60)"}}}}});
            return got ? static_cast<int>((*got)["MetricDataResults"].size()) : -1;
        };
        QCOMPARE(count("{Golden}"), 7);
        QCOMPARE(count("{golden}"), 0);
        QCOMPARE(count("{Golden, FunctionName}"), 5);
        QCOMPARE(count("{Golden, Az, FunctionName}"), 1);
        QCOMPARE(count(" {Golden,FunctionName} MetricName=\"Errors\" OR (MetricName=\"Invocations\" AND "
                       "(ProjectA OR ProjectB)) "),
                 4);
        QCOMPARE(count("{Golden,FunctionName}, errors"), 2);
        QCOMPARE(count("errors NOT other"), 1);
        QCOMPARE(count("NOT errors"), 4);
        QCOMPARE(count("NOT Namespace=Golden"), 0);
        QCOMPARE(count("FunctionName=project"), 3);
        QCOMPARE(count("FunctionName=\"Project\""), 0);
        QCOMPARE(count("\"Europe\\\\France \\(x\\)\""), 1);
        QCOMPARE(count("errors and other"), 0); // a word like any other

        w.world->runUntil(kernel::SimTime::atSecond(15 * kDay)); // hidden after two weeks without data
        QCOMPARE(count("{Golden}"), 0);
    }

    void searchInsideMath() {
        MathWorld w({{"m1", {1.0, std::nullopt, 3.0}}, {"m2", {10.0, 20.0, std::nullopt}}});
        QVERIFY(sameRow(w.rowOf("SUM(SEARCH('{Golden,Id}', 'Sum', 60))"), {11, 20, 3}));
        QVERIFY(
            sameRow(w.rowOf("SUM(SEARCH('{Golden,Id}', 'Sum'))"), {11, 20, 3})); // the metrics' own period
        const auto none = w.evaluate("SUM(SEARCH('{Nothing}', 'Sum', 60))");
        QVERIFY(none && (*none)["MetricDataResults"][0]["Values"].empty());
    }

    void periodsAndUnits() {
        MetricsWorld w((kStart + 600) * 1000);
        json data = json::array();
        for (int i = 0; i < 10; ++i)
            data.push_back({{"MetricName", "A"}, {"Timestamp", kStart + 60 * i}, {"Value", 1}});
        data.push_back({{"MetricName", "A"}, {"Timestamp", kStart}, {"Value", 5}, {"Unit", "Count"}});
        publish(w, data);
        const auto query = [](const char* id, int period) {
            return json{{"Id", id},
                        {"ReturnData", false},
                        {"MetricStat",
                         {{"Metric", {{"Namespace", "Golden"}, {"MetricName", "A"}}},
                          {"Period", period},
                          {"Stat", "Sum"}}}};
        };
        const auto ask = [&](const char* expression) {
            const auto got =
                w.call("GetMetricData",
                       {{"StartTime", kStart},
                        {"EndTime", kStart + 600},
                        {"ScanBy", "TimestampAscending"},
                        {"MetricDataQueries",
                         {query("m1", 60), query("m5", 300), {{"Id", "e"}, {"Expression", expression}}}}});
            return got ? (*got)["MetricDataResults"][0]["Values"] : json(got.error().message);
        };
        QCOMPARE(ask("m1 * 1"), json({6.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0})); // both units
        QCOMPARE(ask("m5 * 1"), json({10.0, 5.0}));
        QCOMPARE(ask("m1 + m5"), json({16.0, 1.0, 1.0, 1.0, 1.0, 6.0, 1.0, 1.0, 1.0, 1.0})); // stamps of both
        QCOMPARE(ask("m5 / PERIOD(m5) * 60"), json({2.0, 1.0}));
    }

    // Seconds beside hours over a year would be 39 million periods: refused, and nothing of that size is
    // made.
    void periodsTooDifferent() {
        MetricsWorld w((kStart + 600) * 1000);
        const auto query = [](const char* id, int period) {
            return json{{"Id", id},
                        {"ReturnData", false},
                        {"MetricStat",
                         {{"Metric", {{"Namespace", "Golden"}, {"MetricName", "A"}}},
                          {"Period", period},
                          {"Stat", "Sum"}}}};
        };
        for (const char* expression :
             {"s + h", "SUM([s, h])", "IF(s, h)", "FILL(s, h)", "FILL([s, h], h)", "s + [h, h]"}) {
            const auto got =
                w.call("GetMetricData",
                       {{"StartTime", kStart - 400 * kDay},
                        {"EndTime", kStart + 600},
                        {"MetricDataQueries",
                         {query("s", 1), query("h", 3600), {{"Id", "e"}, {"Expression", expression}}}}});
            QVERIFY2(!got, expression);
            QVERIFY2(got.error().message.find("More than 30000000 values are needed") != std::string::npos,
                     got.error().message.c_str());
        }
    }

    // What expressions read is what plain queries read: counters, gauges and samples of the world by the
    // minute and by the second, with data from outside in the same unit and in another.
    void readsAsPlainQueriesDo() {
        using namespace kernel;
        MetricSink sink;
        sink.attach();
        MetricStore store(kStart * 1000);
        std::vector<MetricId> ids;
        std::vector<SeriesKey> keys;
        Rng rng(5, "reads");
        for (const auto kind : {MetricKind::Counter, MetricKind::Gauge, MetricKind::Sample})
            for (const auto resolution : {MetricResolution::Standard, MetricResolution::High}) {
                keys.push_back({"N", "M" + std::to_string(keys.size()), {}});
                ids.push_back(sink.define({"N", keys.back().name, {}, "Count", kind, resolution}));
            }
        const int seconds = 4 * 3600; // beyond the 3 h of the seconds
        for (int s = 0; s < seconds; ++s) {
            sink.add(ids[s % 2], 1);
            if (s > 1000) sink.add(ids[2 + s % 2], static_cast<double>(rng.below(9)));
            if (s % 300 < 200) sink.sample(ids[4 + s % 2], static_cast<double>(rng.below(50)));
            store.closeSecond(sink);
        }
        const std::int64_t now = kStart + seconds;
        std::vector<Datum> data;
        for (int i = 0; i < 200; ++i)
            data.push_back({keys[rng.below(keys.size())], i % 2 == 0 ? Unit::Count : Unit::None,
                            now - static_cast<std::int64_t>(rng.below(seconds)), i % 3 == 0 ? 1 : 60,
                            Distribution::of(static_cast<double>(rng.below(9)))});
        store.put(data, now);
        int compared = 0;
        for (const SeriesKey& key : keys)
            for (const char* name :
                 {"Sum", "Average", "Minimum", "Maximum", "SampleCount", "p90", "TM(10%:90%)"})
                for (const std::int64_t period : {1, 30, 60, 300, 3600})
                    for (const std::optional<Unit> unit :
                         {std::optional<Unit>(), std::optional(Unit::Count)}) {
                        const Statistic statistic = *Statistic::parse(name);
                        const PublishedRange range =
                            publishedRange((kStart + 61) * 1000, (now - 7) * 1000, period, now * 1000);
                        const SeriesId id = store.find("N", key.name, {});
                        std::map<std::int64_t, Distribution> merged;
                        for (const PublishedPoint& p : store.published(id, unit, range))
                            merged[p.stamp].merge(p.data);
                        std::vector<double> values(static_cast<std::size_t>(range.periods()), kMissing);
                        store.publishedValues(id, statistic, unit, range, values);
                        for (std::size_t i = 0; i < values.size(); ++i) {
                            const auto it = merged.find(range.start + period * static_cast<std::int64_t>(i));
                            const auto want = it == merged.end() ? std::nullopt : it->second.value(statistic);
                            QCOMPARE(isMissing(values[i]), !want.has_value());
                            if (want) {
                                QVERIFY(close(values[i], *want));
                                ++compared;
                            }
                        }
                    }
        QVERIFY(compared > 10000);
    }

    // Over the limit there is no token; what is cut says so.
    void notPaged() {
        MathWorld w({{"m1", {1.0, 2.0, 3.0}}});
        json all = w.queries;
        all.push_back({{"Id", "e"}, {"Expression", "m1 * 2"}});
        const auto got = w.w.call(
            "GetMetricData",
            {{"StartTime", w.start}, {"EndTime", w.end}, {"MaxDatapoints", 2}, {"MetricDataQueries", all}});
        QVERIFY(got.has_value());
        QVERIFY(!got->contains("NextToken"));
        QCOMPARE((*got)["MetricDataResults"][0]["Values"], json({6.0, 4.0}));
        QCOMPARE((*got)["MetricDataResults"][0]["StatusCode"], json("PartialData"));
    }

    void numbersThatAreNone() {
        MathWorld w({{"m1", {-1.0, 0.0, 1000.0}}});
        QVERIFY(sameRow(w.rowOf("LOG10(m1)"), {nullptr, nullptr, 3}));
        QVERIFY(sameRow(w.rowOf("m1 ^ 200"), {1, 0, nullptr})); // 1e600 is no number
        QVERIFY(sameRow(w.rowOf("m1 ^ 0.5"), {nullptr, 0, std::sqrt(1000.0)}));
        QVERIFY(sameRow(w.rowOf("2 ^ 3 ^ 2 * TIME_SERIES(1)"), {512, 512, 512}));
        QVERIFY(sameRow(w.rowOf("-2 ^ 2 + m1 * 0"), {-4, -4, -4}));
        QVERIFY(sameRow(w.rowOf("m1 / (1 - 1)"), {nullptr, nullptr, nullptr}));
        QVERIFY(sameRow(w.rowOf("1 + m1 > 0 AND m1 != 0 || m1 == -1"), {1, 0, 1}));
    }

    void band() {
        const std::vector<double> history{10, 12, 11, 9};
        const auto b = bandOf(history, 2);
        QVERIFY(b && close(b->upper, 10.5 + 2 * std::sqrt(1.25)) &&
                close(b->lower, 10.5 - 2 * std::sqrt(1.25)));
        QVERIFY(!bandOf(std::vector<double>{1}, 2));
        QCOMPARE(bandOf(std::vector<double>{0, 10}, 4)->lower, 0.0); // never below 0 for what never was
        QVERIFY(bandOf(std::vector<double>{-1, 10}, 4)->lower < -1);
        // Two weeks before and one week before: the same minute of the week goes before every day's.
        const json weekly =
            bandThroughTheDoor("ANOMALY_DETECTION_BAND(m1)", {5, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0});
        QVERIFY2(sameRow(weekly, {5, 5}), weekly.dump().c_str());
        const json half = bandThroughTheDoor("ANOMALY_DETECTION_BAND(m1 * 10 - PERIOD(m1))", {10, 12});
        QVERIFY2(sameRow(half, {70, 30}), half.dump().c_str());
    }
};

MAYLAB_TESTS(GoldenMath)

int main(int argc, char** argv) { return maylab::testing::runTestClasses(argc, argv); }
#include "golden_math.moc"
