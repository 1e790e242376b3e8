// Metric math and SEARCH: the golden vectors through the door, what is refused and how, and random
// expressions against a model that knows nothing of grids.
#include <QtTest>

#include "metrics/anomaly_band.h"
#include "metrics/math_expression.h"
#include "metrics/search_expression.h"
#include "golden_vectors.h"
#include "metrics_world.h"

#include "kernel/rng.h"
#include "kernel/time.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

using namespace maylab;
using namespace maylab::metrics;
using nlohmann::json;
using testing::MetricsWorld;
using testing::q;
using testing::readVectors;
using testing::vectors;

namespace {

bool close(double a, double b) {
    return std::abs(a - b) <= 1e-9 * std::max({1.0, std::abs(a), std::abs(b)});
}

constexpr std::int64_t kStart = 1'767'312'000; // 2026-01-02T00:00:00Z
using Input = std::vector<std::optional<double>>;

void publish(MetricsWorld& w, json data) {
    for (std::size_t i = 0; i < data.size(); i += 1000) {
        json part = json::array();
        for (std::size_t k = i; k < std::min(i + 1000, data.size()); ++k)
            part.push_back(data[k]);
        const auto put = w.call("PutMetricData", {{"Namespace", "Golden"}, {"MetricData", part}});
        if (!put) qFatal("PutMetricData: %s", put.error().message.c_str());
    }
}

// Metrics "M" that differ in the dimension Id, with these values one a period; the present is the end of
// them.
struct MathWorld {
    std::int64_t start, period, end;
    MetricsWorld w;
    json queries = json::array();

    MathWorld(const std::map<std::string, Input>& inputs, std::int64_t startUnix = kStart,
              std::int64_t periodSeconds = 60)
        : start(startUnix)
        , period(periodSeconds)
        , end(start + period * static_cast<std::int64_t>(inputs.empty() ? 3 : inputs.begin()->second.size()))
        , w(end * 1000) {
        json data = json::array();
        for (const auto& [id, values] : inputs) {
            const json dimensions = {{{"Name", "Id"}, {"Value", id}}};
            for (std::size_t i = 0; i < values.size(); ++i)
                if (values[i])
                    data.push_back({{"MetricName", "M"},
                                    {"Dimensions", dimensions},
                                    {"Timestamp", start + period * static_cast<std::int64_t>(i)},
                                    {"Value", *values[i]}});
            queries.push_back(
                {{"Id", id},
                 {"Label", id},
                 {"ReturnData", false},
                 {"MetricStat",
                  {{"Metric", {{"Namespace", "Golden"}, {"MetricName", "M"}, {"Dimensions", dimensions}}},
                   {"Period", period},
                   {"Stat", "Sum"}}}});
        }
        publish(w, data);
    }
    kernel::ApiResult ask(json added) {
        json all = queries;
        for (const json& query : added)
            all.push_back(query);
        return w.call("GetMetricData", {{"StartTime", start},
                                        {"EndTime", end},
                                        {"ScanBy", "TimestampAscending"},
                                        {"MetricDataQueries", all}});
    }
    kernel::ApiResult evaluate(const std::string& expression) {
        return ask({{{"Id", "result"}, {"Expression", expression}}});
    }
    std::string refusal(const std::string& expression) {
        const auto got = evaluate(expression);
        return got ? "answered" : got.error().code + ": " + got.error().message;
    }
    // The values of a result, null where a period has none.
    json row(const json& result) const {
        json out = json::array();
        for (std::int64_t t = start; t < end; t += period)
            out.push_back(nullptr);
        for (std::size_t i = 0; i < result["Values"].size(); ++i) {
            std::int64_t ms = 0;
            if (!kernel::parseIso8601(result["Timestamps"][i].get<std::string>(), ms)) return "bad time";
            const std::int64_t at = (ms / 1000 - start) / period;
            if (at < 0 || at >= static_cast<std::int64_t>(out.size()) ||
                !out[static_cast<std::size_t>(at)].is_null())
                return "bad stamp";
            out[static_cast<std::size_t>(at)] = result["Values"][i];
        }
        return out;
    }
    json rowOf(const std::string& expression) {
        const auto got = evaluate(expression);
        if (!got) return got.error().message;
        if ((*got)["MetricDataResults"].size() != 1) return "not one result";
        return row((*got)["MetricDataResults"][0]);
    }
    json labelsOf(const json& added) {
        const auto got = ask(added);
        if (!got) return got.error().message;
        json labels = json::array();
        for (const json& r : (*got)["MetricDataResults"])
            labels.push_back(r["Label"]);
        return labels;
    }
};

bool sameRow(const json& got, const json& want) {
    if (!got.is_array() || got.size() != want.size()) return false;
    for (std::size_t i = 0; i < got.size(); ++i) {
        if (got[i].is_null() != want[i].is_null()) return false;
        if (!got[i].is_null() && !close(got[i].get<double>(), want[i].get<double>())) return false;
    }
    return true;
}

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

    void refusals_data() {
        QTest::addColumn<QString>("expression");
        QTest::addColumn<QString>("text");
        const auto row = [](const char* expression, const char* text) {
            QTest::newRow(expression) << QString::fromLatin1(expression) << QString::fromLatin1(text);
        };
        row("m1 +", "Invalid syntax at position 5");
        row("m1 + * 2", "Invalid syntax at position 6");
        row("(m1", "Invalid syntax at position 4");
        row("m1)", "Invalid syntax at position 3");
        row("[m1, m2", "Invalid syntax at position 8");
        row("m1 # 2", "Invalid syntax at position 4");
        row("2m1", "Invalid syntax at position 2");
        row("SUM('x)", "Invalid syntax at position 5");
        row("", "Invalid syntax at position 1");
        row("m1 ANDm2", "Invalid syntax at position 4");
        row("ANOMALY_DETECTOR(m1)", "Function 'ANOMALY_DETECTOR' not found at position 1");
        row("1 + sum(m1)", "Function 'sum' not found at position 5");
        row("SERVICE_QUOTA(m1)", "Function 'SERVICE_QUOTA' is not available in this simulator at position 1");
        row("select AVG(M) from Golden", "Metrics Insights queries are not available in this simulator");
        row("m1 + m9", "Undefined id 'm9' at position 6");
        row("M1 + 1", "Unexpected word 'M1' at position 1");
        row("METRICS() / METRICS()",
            "Unsupported operand type(s) for /: '[Array[TimeSeries], Array[TimeSeries]]' at position 11");
        row("METRICS() > m1",
            "Unsupported operand type(s) for >: '[Array[TimeSeries], TimeSeries]' at position 11");
        row("AVG(m1)", "The result is a number; it must be a time series or an array of time series");
        row("SUM(2)", "Invalid argument for function 'SUM' at position 5");
        row("SUM(m1, m2)", "Function 'SUM' takes 1 argument at position 1");
        row("SORT(METRICS(), MEDIAN, ASC)", "Invalid argument for function 'SORT' at position 17");
        row("SORT(METRICS(), AVG, UP)", "Invalid argument for function 'SORT' at position 22");
        row("SLICE(METRICS(), -1)", "Invalid argument for function 'SLICE' at position 18");
        row("FIRST(m1)", "Invalid argument for function 'FIRST' at position 7");
        row("FILL(m1, NONE)", "Invalid argument for function 'FILL' at position 10");
        row("m1 / PERIOD(m1 + m2)", "Invalid argument for function 'PERIOD' at position 16");
        row("IF(METRICS(), m1)", "Invalid argument for function 'IF' at position 4");
        row("[m1, 2]", "An array holds time series only at position 6");
        row("TIME_SERIES(m1)", "Invalid argument for function 'TIME_SERIES' at position 13");
        row("result + 1", "It depends on its own result");
        row("ANOMALY_DETECTION_BAND(METRICS())",
            "METRICS is not supported inside ANOMALY_DETECTION_BAND at position 24");
        row("ANOMALY_DETECTION_BAND(m1, 0)", "The number of deviations must be above 0 at position 28");
        row("SEARCH('', 'Sum', 60)", "Invalid search expression at position 9");
        row("SEARCH('{A, } x', 'Sum', 60)", "Invalid search expression at position 13");
        row("SEARCH('a OR', 'Sum', 60)", "Invalid search expression at position 13");
        row("SEARCH('(a', 'Sum', 60)", "Invalid search expression at position 11");
        row("SEARCH('a', 'Median', 60)", "The value 'Median' is not a valid statistic at position 13");
        row("SEARCH('a', 'Sum', 61)",
            "The period must be 1, 5, 10, 20, 30 or a multiple of 60, up to 86400 at position 20");
        row("SEARCH(m1, 'Sum')", "Invalid argument for function 'SEARCH' at position 8");
    }
    void refusals() {
        QFETCH(QString, expression);
        QFETCH(QString, text);
        MathWorld w({{"m1", {1.0, 2.0}}, {"m2", {3.0, 4.0}}});
        QCOMPARE(q(w.refusal(expression.toStdString())),
                 QStringLiteral("ValidationError: Error in expression 'result': ") + text);
    }

    // Brackets and signs are bounded in depth, expressions in length, and no text makes it fall over.
    void hostileText() {
        MathWorld w({{"m1", {1.0, 2.0}}});
        for (const char* opening : {"(", "[", "-", "ABS(", "1^"}) {
            std::string deep;
            while (deep.size() + 8 < kMaxExpressionLength)
                deep += opening;
            QVERIFY(w.refusal(deep + "m1").find("Nested too deeply") != std::string::npos);
        }
        std::string longSum = "m1";
        while (longSum.size() + 3 <= kMaxExpressionLength)
            longSum += "+m1";
        QCOMPARE(w.rowOf(longSum), json({683.0, 1366.0}));
        QVERIFY(w.refusal(std::string(kMaxExpressionLength + 1, ' ')).find("must be shorter than 2049") !=
                std::string::npos);
        QVERIFY(w.refusal("SEARCH('" + std::string(1025, 'a') + "', 'Sum')").find("longer than 1024") !=
                std::string::npos);

        kernel::Rng rng(4, "math");
        const char* const pieces[] = {"m1",
                                      "m2",
                                      "(",
                                      ")",
                                      "[",
                                      "]",
                                      ",",
                                      "+",
                                      "-",
                                      "*",
                                      "/",
                                      "^",
                                      "<",
                                      "==",
                                      "AND",
                                      "OR",
                                      "1",
                                      "0.5",
                                      "1e3",
                                      "SUM(",
                                      "IF(",
                                      "FILL(",
                                      "SORT(",
                                      "AVG",
                                      "DESC",
                                      "REPEAT",
                                      "METRICS()",
                                      "'x'",
                                      "\"",
                                      "'",
                                      " ",
                                      "SEARCH(",
                                      "'{Golden} m'",
                                      "RATE(",
                                      "ANOMALY_DETECTION_BAND(",
                                      "\xc3\xa9",
                                      ".",
                                      "TIME_SERIES("};
        int answered = 0;
        for (int i = 0; i < 3000; ++i) {
            std::string text;
            for (std::uint64_t n = 1 + rng.next() % 9; n > 0; --n)
                text += pieces[rng.next() % std::size(pieces)];
            const auto got = w.evaluate(text);
            if (got) {
                ++answered;
            } else {
                QVERIFY2(got.error().code == "ValidationError",
                         (text + ": " + got.error().code + got.error().message).c_str());
            }
        }
        QVERIFY(answered > 0);
    }

    void orderOfQueriesDoesNotMatter() {
        MathWorld w({{"m1", {1.0, 2.0}}});
        const auto got = w.ask({{{"Id", "a"}, {"Expression", "b * 2"}},
                                {{"Id", "b"}, {"Expression", "c + m1"}, {"ReturnData", false}},
                                {{"Id", "c"}, {"Expression", "m1 * 10"}}});
        QVERIFY(got.has_value());
        QCOMPARE((*got)["MetricDataResults"].size(), 2u);
        QCOMPARE((*got)["MetricDataResults"][0]["Values"], json({22.0, 44.0}));
        QCOMPARE((*got)["MetricDataResults"][1]["Values"], json({10.0, 20.0}));
        const auto circle = w.ask({{{"Id", "a"}, {"Expression", "b"}}, {{"Id", "b"}, {"Expression", "a"}}});
        QVERIFY(!circle);
        QCOMPARE(circle.error().message,
                 std::string("Error in expression 'a': It depends on its own result"));
    }

    void everyBadExpressionIsOneLine() {
        MathWorld w({{"m1", {1.0}}});
        const auto got = w.ask({{{"Id", "a"}, {"Expression", "m1 +"}}, {{"Id", "b"}, {"Expression", ")"}}});
        QVERIFY(!got);
        QCOMPARE(got.error().message, std::string("Error in expression 'a': Invalid syntax at position 5\n"
                                                  "Error in expression 'b': Invalid syntax at position 1"));
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

    // Random trees of operators against maps of stamp -> value.
    void randomExpressions() {
        using Points = std::map<int, double>;
        kernel::Rng rng(11, "trees");
        constexpr int kPeriods = 12;
        struct Model {
            std::string text;
            bool scalar = false;
            double number = 0;
            Points points;
        };
        std::vector<Points> metrics;
        std::function<Model(int)> tree = [&](int depth) -> Model {
            const auto pick = rng.next() % (depth == 0 ? 2 : 10);
            if (pick == 0) {
                const auto n = static_cast<double>(rng.next() % 4);
                return {std::to_string(static_cast<int>(n)), true, n, {}};
            }
            if (pick == 1) {
                const std::size_t m = rng.next() % metrics.size();
                return {'m' + std::to_string(m), false, 0, metrics[m]};
            }
            const Model a = tree(depth - 1);
            if (pick == 2 && !a.scalar) { // FILL with a number
                Model out{"FILL(" + a.text + ", 7)", false, 0, a.points};
                for (int t = 0; t < kPeriods; ++t)
                    out.points.emplace(t, 7);
                return out;
            }
            if (pick == 3 && !a.scalar) {
                Model out{"DIFF(" + a.text + ')', false, 0, {}};
                const double* before = nullptr;
                for (const auto& [t, v] : a.points) {
                    if (before != nullptr) out.points[t] = v - *before;
                    before = &v;
                }
                return out;
            }
            const Model b = tree(depth - 1);
            if (pick == 4 && !a.scalar && !b.scalar) {
                Model out{"IF(" + a.text + ", " + b.text + ')', false, 0, {}};
                for (const auto& [t, v] : a.points)
                    if (v != 0) out.points[t] = b.points.count(t) != 0 ? b.points.at(t) : 0;
                return out;
            }
            if (pick == 5 && !a.scalar && !b.scalar) {
                Model out{"MAX([" + a.text + ", " + b.text + "])", false, 0, a.points};
                for (const auto& [t, v] : b.points) {
                    const auto [it, added] = out.points.emplace(t, v);
                    if (!added && v > it->second) it->second = v;
                }
                return out;
            }
            const char* const names[] = {"+", "-", "*", "/", "<", ">=", "==", "AND", "OR"};
            const std::size_t op = rng.next() % std::size(names);
            const auto apply = [&](double x, double y) -> std::optional<double> {
                switch (op) {
                case 0:
                    return x + y;
                case 1:
                    return x - y;
                case 2:
                    return x * y;
                case 3:
                    return y == 0 ? std::nullopt : std::optional(x / y);
                case 4:
                    return x < y;
                case 5:
                    return x >= y;
                case 6:
                    return x == y;
                case 7:
                    return x != 0 && y != 0;
                default:
                    return x != 0 || y != 0;
                }
            };
            Model out{'(' + a.text + ' ' + names[op] + ' ' + b.text + ')', a.scalar && b.scalar, 0, {}};
            if (out.scalar) {
                const auto v = apply(a.number, b.number);
                if (!v) return a; // a number that is none: another time
                out.number = *v;
                return out;
            }
            for (int t = 0; t < kPeriods; ++t) {
                const bool hasA = a.points.count(t) != 0, hasB = b.points.count(t) != 0;
                if (a.scalar ? !hasB : b.scalar ? !hasA : !hasA && !hasB) continue;
                const auto v = apply(a.scalar ? a.number
                                     : hasA   ? a.points.at(t)
                                              : 0,
                                     b.scalar ? b.number
                                     : hasB   ? b.points.at(t)
                                              : 0);
                if (v) out.points[t] = *v;
            }
            return out;
        };
        int compared = 0;
        for (int world = 0; world < 10; ++world) {
            std::map<std::string, Input> inputs;
            metrics.assign(4, {});
            for (std::size_t m = 0; m < metrics.size(); ++m) {
                Input& in = inputs['m' + std::to_string(m)];
                for (int t = 0; t < kPeriods; ++t) {
                    in.emplace_back();
                    if (rng.next() % 4 == 0) continue;
                    in.back() = static_cast<double>(rng.next() % 9) - 3;
                    metrics[m][t] = *in.back();
                }
            }
            MathWorld w(inputs);
            for (int i = 0; i < 60; ++i) {
                const Model model = tree(4);
                if (model.scalar || model.text.size() > kMaxExpressionLength) continue;
                json want = json::array();
                for (int t = 0; t < kPeriods; ++t)
                    want.push_back(model.points.count(t) != 0 ? json(model.points.at(t)) : json());
                const json got = w.rowOf(model.text);
                QVERIFY2(sameRow(got, want),
                         (model.text + "\n got " + got.dump() + "\nwant " + want.dump()).c_str());
                ++compared;
            }
        }
        QVERIFY(compared > 300);
    }
};

QTEST_APPLESS_MAIN(GoldenMath)
#include "golden_math.moc"
