// Filter patterns, metric filters and embedded metrics: what matches, what is refused, what is published.
#include <QtTest>

#include "log_lines.h"
#include "logs/filter_pattern.h"
#include "logs/json_text.h"
#include "support/heap_count.h"
#include "support/test_suite.h"

#include <random>
#include <string>

using namespace maylab;
using namespace maylab::testing;
using nlohmann::json;

namespace {

std::string badPattern(const std::string& pattern) {
    LogsWorld w;
    return w.refusal("TestMetricFilter", {{"filterPattern", pattern}, {"logEventMessages", {"x"}}});
}

} // namespace

class LogFiltersTest : public QObject {
    Q_OBJECT
  private slots:
    // Every line of every group goes through its filters.
    void aLineCostsNoAllocation_data() {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<int>("matched");
        for (const auto& [pattern, matched] : {std::pair("ERROR -health", 500), {"?ERROR ?WARN", 500}, {"\"/cart/9\"", 500}, {"%cart.9%", 500},
                                               {"{ $.status >= 500 && $.path = /cart* }", 500}, {"{ $.none IS NULL || $.user.id = 7 }", 1000}, {"[..., last]", 1000}})
            QTest::newRow(pattern) << QString::fromUtf8(pattern) << matched;
    }
    void aLineCostsNoAllocation() {
        QFETCH(QString, pattern);
        QFETCH(int, matched);
        logs::PatternError error;
        const auto filter = logs::FilterPattern::parse(pattern.toStdString(), error);
        QVERIFY2(filter, pattern.toUtf8().constData());
        const std::string lines[] = {R"({"level":"INFO","path":"/cart/7","status":200,"user":{"id":7,"name":"An"}})",
                                     R"({"level":"ERROR","path":"/cart/9","status":503,"user":{"id":7,"name":"An"}})"};
        logs::MatchBuffer buffer;
        for (const std::string& line : lines) (void)filter->matches(line, buffer); // the buffer grows once
        const std::uint64_t before = allocations();
        int n = 0;
        for (std::size_t i = 0; i < 1000; ++i) n += filter->matches(lines[i % 2], buffer) ? 1 : 0;
        QCOMPARE(allocations() - before, std::uint64_t{0});
        QCOMPARE(n, matched);
    }

    void patternsThatAreRefused() {
        const std::string invalid = "InvalidParameterException: Invalid character(s) in term '";
        QCOMPARE(badPattern("level:error"), invalid + ":'");
        QCOMPARE(badPattern("[a b]"), invalid + "b'");
        QCOMPARE(badPattern("{ $.a = (x) }"), invalid + "('");
        QCOMPARE(badPattern("{ $.a = x } y"), invalid + "y'");
        QCOMPARE(badPattern("lỗi"), invalid + "ỗ'");
        const std::string other = "InvalidParameterException: Invalid filter pattern: ";
        QCOMPARE(badPattern("\"open"), other + "the quotation mark is not closed (at character 1)");
        QCOMPARE(badPattern("%a(b)%"), other + "this character has no place in a regular expression of a filter pattern (at character 3)");
        QCOMPARE(badPattern("%a% %b% %c%"), other + "a pattern has at most 2 regular expressions (at character 9)");
        QCOMPARE(badPattern("{ $.a > x }"), other + "only a number can stand after <, >, <= and >= (at character 9)");
        QCOMPARE(badPattern("[..., a, ...]"), other + "a pattern has at most one ellipsis (at character 13)");
        QCOMPARE(badPattern("[a, b = 1 && c = 2]"), other + "the condition of the field b names another field (at character 14)");
        QCOMPARE(badPattern("[a, a]"), other + "the field a is named twice (at character 5)");
        for (const char* bad : {"{", "{}", "[a", "{ $ = 1 }", "{ $.a }", "{ $.a = 1 && }", "{ $.a[x] = 1 }", "{ ($.a = 1 }", "[a =]", "-", "?", "{ $.a IS 1 }",
                                "{ $.a NOT NULL }", "[(a = 1]", "{ $.a = 1 || || $.b = 1 }", "%a", "{ $.['a'] }", "{ $[0] = 1 }"})
            QVERIFY2(!badPattern(bad).empty(), bad);
        QVERIFY(!badPattern(std::string(1025, 'a')).empty());
        QVERIFY(!badPattern("{ " + std::string(500, '(') + "$.a = 1" + std::string(500, ')') + " }").empty());
    }

    void whatPatternsMatch_data() {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("message");
        QTest::addColumn<bool>("match");
        const auto row = [](const char* pattern, const char* message, bool match) {
            QTest::addRow("%s | %s", pattern, message) << QString::fromUtf8(pattern) << QString::fromUtf8(message) << match;
        };
        row("", "anything", true);
        row("\" \"", "no blank needed? here is one", true);
        row("ERROR -\"not found\"", "ERROR not found", false);
        row("\"ERROR\" - \"Exiting\"", "Exiting with ERRORCODE: -1", false);
        row("?a ?b c", "c alone", true); // terms with a question mark are ignored beside others
        row("?a ?b c", "a alone", false);
        row("\"say \\\"hi\\\"\"", "they say \"hi\"", true);
        row("error", "ERROR", false);
        row("{ $.a = \"*\" }", "{\"a\":\"\"}", true);
        row("{ $.a = \"*b*\" }", "{\"a\":\"abc\"}", true);
        row("{ $.a = \"a*c\" }", "{\"a\":\"abc\"}", false); // an asterisk inside is itself
        row("{ $.a = \"a*c\" }", "{\"a\":\"a*c\"}", true);
        row("{ $.a != 1 }", "{\"b\":1}", false);
        row("{ $.a != 1 }", "{\"a\":[1]}", false);
        row("{ $.a NOT EXISTS }", "{\"a\":[1]}", false);
        row("{ $.a.b NOT EXISTS }", "{\"a\":1}", true);
        row("{ $.a IS TRUE }", "{\"a\":true}", true);
        row("{ $.a IS TRUE }", "{\"a\":\"true\"}", false);
        row("{ $.a = true }", "{\"a\":true}", true);
        row("{ $.a = 1.0 }", "{\"a\":1}", true);
        row("{ $.a = \"1.0\" }", "{\"a\":1}", false);
        row("{ $.a = +1e2 }", "{\"a\":100}", true);
        row("{ $.a-b_c = x }", "{\"a-b_c\":\"x\"}", true);
        row("{ $.['a.b'].c = x }", "{\"a.b\":{\"c\":\"x\"}}", true);
        row("{ $.a = \"t\\u1ebft\" }", "{\"a\":\"x\"}", false);
        row("{ $.a = \"tết\" }", "{\"a\":\"t\\u1ebft\"}", true);
        row("{ $.a = \"\xF0\x9F\x8C\xA5\" }", "{\"a\":\"\\ud83c\\udf25\"}", true);
        row("{ $.a = 2 }", "{\"a\":1,\"a\":2}", true); // the last of two names
        row("{ $.a = 1 }", "{\"a\":1} x", false);
        row("{ $.a = 1 }", "{\"a\":1,}", false);
        row("{ $.a = 1 || $.b = 1 && $.c = 1 }", "{\"a\":1}", true);
        row("{ ($.a = 1 || $.b = 1) && $.c = 1 }", "{\"a\":1}", false);
        row("[a, b]", "one \"two words\"", true);
        row("[a, b]", "one [two words", false);
        row("[a, ...]", "", false);
        row("[..., z = 9]", "1 2 3 9", true);
        row("[a = 1, ..., z = 9]", "1 9", true);
        row("[a = 1, ..., z = 9]", "1", false);
        row("[a, b > 10 && b < 20]", "x 15", true);
        row("[a, (b = 1 || b = 2) && b != 2]", "x 2", false);
        row("[w1 = ERROR || W1 = WARNING, w2]", "WARNING disk", true);
        row("[a = \"two words\", b]", "[two words] x", true);
        row("[a = %^x+$%]", "xxx", true);
    }

    void whatPatternsMatch() {
        QFETCH(QString, pattern);
        QFETCH(QString, message);
        QFETCH(bool, match);
        logs::PatternError error;
        const auto p = logs::FilterPattern::parse(pattern.toStdString(), error);
        QVERIFY2(p, error.reason.c_str());
        logs::MatchBuffer buffer;
        QCOMPARE(p->matches(message.toStdString(), buffer), match);
    }

    // The scanner agrees with a parser about what a document is and what stands in it.
    void jsonTextAgainstAParser() {
        std::mt19937 random(11);
        const std::string pieces[] = {"{", "}", "[", "]", ",", ":", "\"a\"", "\"b\\n\\u00e9\"", "1", "-0.5e-3", "01", "null", "true", " ", "\"", "\\"};
        int documents = 0;
        for (int round = 0; round < 60'000; ++round) {
            std::string text = random() % 3 ? "{\"a\":" : "";
            for (unsigned n = random() % 9; n > 0; --n) text += pieces[random() % std::size(pieces)];
            if (text.starts_with("{") && random() % 2) text += "}";
            const json parsed = json::parse(text, nullptr, false);
            QVERIFY2(logs::isJsonDocument(text) == !parsed.is_discarded(), text.c_str());
            if (parsed.is_discarded() || !parsed.is_object()) continue;
            ++documents;
            const auto found = logs::findJson(text, {{"a", -1}});
            QCOMPARE(found.kind != logs::JsonPiece::Kind::Absent, parsed.contains("a"));
            if (!parsed.contains("a")) continue;
            std::string scratch;
            if (found.kind == logs::JsonPiece::Kind::String) QCOMPARE(std::string(logs::plainText(found.text, scratch)), parsed["a"].get<std::string>());
            else QCOMPARE(json::parse(found.text), parsed["a"]);
        }
        QVERIFY(documents > 1000);
        QVERIFY(!logs::isJsonDocument(std::string(100'000, '[')));
    }

    void extractedValues() {
        LogsWorld w;
        const json reply = w.must("TestMetricFilter",
                                  {{"filterPattern", "[..., request = *.html*, status_code = 4*,]"},
                                   {"logEventMessages", {"nothing", "127.0.0.1 - frank [10/Oct/2000:13:25:15 -0700] \"GET /index.html HTTP/1.0\" 404 1534"}}});
        QCOMPARE(reply["matches"].size(), std::size_t{1});
        QCOMPARE(reply["matches"][0]["eventNumber"], json(2));
        QCOMPARE(reply["matches"][0]["extractedValues"], json({{"$1", "127.0.0.1"},
                                                               {"$2", "-"},
                                                               {"$3", "frank"},
                                                               {"$4", "10/Oct/2000:13:25:15 -0700"},
                                                               {"$request", "GET /index.html HTTP/1.0"},
                                                               {"$status_code", "404"},
                                                               {"$7", "1534"}}));
    }

    void metricFilterRules() {
        LogsWorld w;
        const std::string invalid = "InvalidParameterException: Invalid metric transformation: ";
        QCOMPARE(w.refusal("PutMetricFilter", metricFilter("{ $.a = * }", {{"defaultValue", 0}, {"dimensions", {{"d", "$.a"}}}})),
                 invalid + "dimensions and default value are mutually exclusive properties");
        QCOMPARE(w.refusal("PutMetricFilter", metricFilter("{ $.a = * }", {{"dimensions", {{"d", "shop"}}}})),
                 invalid + "dimension value must be valid selector");
        QCOMPARE(w.refusal("PutMetricFilter", metricFilter("ERROR", {{"metricValue", "$.a"}})), invalid + "metric value $.a must be a valid number");
        QCOMPARE(w.refusal("PutMetricFilter", metricFilter("[a, b]", {{"metricValue", "$c"}})), invalid + "metric value $c must be a valid number");
        QVERIFY(!w.refusal("PutMetricFilter", metricFilter("{ $.a = * }", {{"dimensions", {{"a", "$.a"}, {"b", "$.a"}, {"c", "$.a"}, {"d", "$.a"}}}})).empty());
        QVERIFY(!w.refusal("PutMetricFilter", metricFilter("a", {{"metricName", "a:b"}})).empty());
        QVERIFY(!w.refusal("PutMetricFilter", metricFilter("a", {{"unit", "Furlong"}})).empty());
        QVERIFY(w.read("DescribeMetricFilters")["metricFilters"].empty());
        for (int i = 0; i < 100; ++i) {
            json f = metricFilter(i < 5 ? "%x%" : "x", json::object());
            f["filterName"] = "f" + std::to_string(100 + i);
            w.must("PutMetricFilter", f);
        }
        QCOMPARE(w.refusal("PutMetricFilter", metricFilter("x", json::object())), std::string("LimitExceededException: Resource limit exceeded."));
        json f = metricFilter("%y%", json::object());
        f["filterName"] = "f100"; // may be replaced; a sixth regular expression may not be
        w.must("PutMetricFilter", f);
        f["filterName"] = "f199";
        QVERIFY(!w.refusal("PutMetricFilter", f).empty());
        std::size_t seen = 0;
        for (json input = {{"limit", 7}};;) {
            const json page = w.must("DescribeMetricFilters", input);
            seen += page["metricFilters"].size();
            if (!page.contains("nextToken")) break;
            input["nextToken"] = page["nextToken"];
        }
        QCOMPARE(seen, std::size_t{100});
        QCOMPARE(w.must("DescribeMetricFilters", {{"metricName", "M"}, {"metricNamespace", "N"}, {"filterNamePrefix", "f19"}})["metricFilters"].size(),
                 std::size_t{10});
        w.must("DeleteMetricFilter", {{"logGroupName", LogsWorld::kGroup}, {"filterName", "f199"}});
        QCOMPARE(w.refusal("DeleteMetricFilter", {{"logGroupName", LogsWorld::kGroup}, {"filterName", "f199"}}),
                 std::string("ResourceNotFoundException: The specified metric filter does not exist."));
    }

    void metricsAreThereWhenTheMinuteEnds() {
        LogsWorld w;
        w.must("PutMetricFilter", metricFilter("ERROR", {{"defaultValue", 0}, {"unit", "Count"}}));
        w.must("PutMetricAlarm",
               {{"AlarmName", "errors"}, {"Namespace", "N"}, {"MetricName", "M"}, {"Statistic", "Sum"}, {"Period", 60}, {"EvaluationPeriods", 1},
                {"Threshold", 1}, {"ComparisonOperator", "GreaterThanOrEqualToThreshold"}},
               "cloudwatch");
        w.world->runFor(kernel::SimDuration::milliseconds(59'500)); // late in the minute
        for (int i = 0; i < 400; ++i) w.write("ERROR " + std::to_string(i));
        w.world->runFor(kernel::SimDuration::milliseconds(500));
        QCOMPARE(sumOf(w, "N", "M").first, 400.0);
        QCOMPARE(w.must("DescribeAlarms", json::object(), "cloudwatch")["MetricAlarms"][0]["StateValue"], json("ALARM"));
        w.write("fine");
        w.world->runFor(kernel::SimDuration::minutes(3));
        QCOMPARE(sumOf(w, "N", "M"), std::make_pair(400.0, 401.0));
        QCOMPARE(sumOf(w, "AWS/Logs", "IncomingLogEvents", {{{"Name", "LogGroupName"}, {"Value", LogsWorld::kGroup}}}).first, 401.0);
    }

    // History that is written at once fills the minutes it is from; more than 150 different values a minute arrive too.
    void historyFillsItsMinutes() {
        LogsWorld w;
        w.must("PutMetricFilter", metricFilter("{ $.ms = * }", {{"metricValue", "$.ms"}, {"unit", "Milliseconds"}}));
        json events = json::array();
        double sum = 0;
        for (int i = 0; i < 3000; ++i) {
            events.push_back(line(w.now() - 600'000 + i * 200, "{\"ms\":" + std::to_string(i) + "}"));
            sum += i;
        }
        events.push_back(line(w.now(), "{\"ms\":\"slow\"}")); // matches, but is no number
        w.put(events);
        w.world->runFor(kernel::SimDuration::minutes(1));
        QCOMPARE(sumOf(w, "N", "M"), std::make_pair(sum, 3000.0));
    }

    void embeddedMetricsThatBreakARule_data() {
        QTest::addColumn<QString>("change");
        QTest::addColumn<int>("metrics");
        const auto row = [](const char* name, const char* change, int metrics) { QTest::newRow(name) << QString::fromLatin1(change) << metrics; };
        row("none", "{}", 2);
        row("text value", "{\"t\":\"1\"}", 0);
        row("array of numbers", "{\"t\":[1,2,3]}", 2);
        row("array with a text", "{\"t\":[1,\"2\"]}", 0);
        row("number as dimension", "{\"v\":1}", 0);
        row("unit", "{\"_aws\":{\"CloudWatchMetrics\":[{\"Metrics\":[{\"Name\":\"t\",\"Unit\":\"Furlong\"}]}]}}", 0);
        row("no time", "{\"_aws\":{\"Timestamp\":null}}", 0);
        row("unknown member", "{\"more\":{\"x\":1}}", 2);
    }

    void embeddedMetricsThatBreakARule() {
        QFETCH(QString, change);
        QFETCH(int, metrics);
        LogsWorld w;
        json directive = {{"Namespace", "E"}, {"Dimensions", {{"v"}, json::array()}}, {"Metrics", {{{"Name", "t"}}}}};
        json document = {{"_aws", {{"Timestamp", w.now()}, {"CloudWatchMetrics", {directive}}}}, {"v", "1"}, {"t", 5}};
        json patch = json::parse(change.toStdString());
        if (patch.contains("/_aws/CloudWatchMetrics")) QFAIL("a pointer");
        if (patch.contains("_aws") && patch["_aws"].contains("CloudWatchMetrics")) {
            directive.update(patch["_aws"]["CloudWatchMetrics"][0]);
            patch["_aws"]["CloudWatchMetrics"] = {directive};
        }
        document.merge_patch(patch);
        w.write(document.dump());
        w.world->runFor(kernel::SimDuration::minutes(1));
        QCOMPARE(w.must("ListMetrics", {{"Namespace", "E"}}, "cloudwatch")["Metrics"].size(), static_cast<std::size_t>(metrics));
        QCOMPARE(w.read("FilterLogEvents")["events"].size(), std::size_t{1}); // a log event it is in any case
    }
};

MAYLAB_TESTS(LogFiltersTest)
#include "log_filters_test.moc"
