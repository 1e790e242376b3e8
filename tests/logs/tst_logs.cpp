// CloudWatch Logs through its door: limits and refusals, tokens, retention, filters, subscriptions, Live Tail; clones.
#include <QtTest>

#include "fake_function.h"
#include "logs/filter_pattern.h"
#include "logs/json_text.h"
#include "logs/models.h"
#include "logs/subscription_payload.h"
#include "logs_world.h"

#include "aws/cli.h"
#include "kernel/outside.h"

#include <algorithm>
#include <random>

using namespace maylab;
using nlohmann::json;
using testing::FakeFunction;
using testing::LogsWorld;

namespace {

constexpr std::int64_t kSecondMs = 1000, kHourMs = 3'600'000, kDayMs = 86'400'000;

json line(std::int64_t timestamp, const std::string& message) {
    return {{"timestamp", timestamp}, {"message", message}};
}

std::string messagesOf(const json& events) {
    std::string out;
    for (const json& e : events) out += (out.empty() ? "" : " ") + e["message"].get<std::string>();
    return out;
}

json metricFilter(const std::string& pattern, const json& transformation) {
    json t = {{"metricName", "M"}, {"metricNamespace", "N"}, {"metricValue", "1"}};
    t.update(transformation);
    return {{"logGroupName", LogsWorld::kGroup}, {"filterName", "f"}, {"filterPattern", pattern}, {"metricTransformations", {t}}};
}

// The sum of a metric over the last hours, and how many values there were.
std::pair<double, double> sumOf(LogsWorld& w, const char* ns, const char* name, const json& dimensions = json::array()) {
    const json reply = w.must("GetMetricStatistics",
                              {{"Namespace", ns},
                               {"MetricName", name},
                               {"Dimensions", dimensions},
                               {"StartTime", kernel::formatIso8601(w.now() - 6 * kHourMs)},
                               {"EndTime", kernel::formatIso8601(w.now() + kHourMs)},
                               {"Period", 60},
                               {"Statistics", {"Sum", "SampleCount"}}},
                              "cloudwatch");
    std::pair<double, double> out;
    for (const json& p : reply["Datapoints"]) {
        out.first += p["Sum"].get<double>();
        out.second += p["SampleCount"].get<double>();
    }
    return out;
}

std::string badPattern(const std::string& pattern) {
    LogsWorld w;
    return w.refusal("TestMetricFilter", {{"filterPattern", pattern}, {"logEventMessages", {"x"}}});
}

} // namespace

class TestLogs : public QObject {
    Q_OBJECT

  private slots:
    void groupsAndStreams() {
        LogsWorld w(false);
        w.must("CreateLogGroup", {{"logGroupName", "a"}, {"tags", {{"team", "shop"}}}});
        QCOMPARE(w.refusal("CreateLogGroup", {{"logGroupName", "a"}}),
                 std::string("ResourceAlreadyExistsException: The specified log group already exists"));
        QCOMPARE(w.refusal("CreateLogGroup", {{"logGroupName", "a b"}}),
                 std::string("InvalidParameterException: 1 validation error detected: Value 'a b' at 'logGroupName' failed to satisfy "
                             "constraint: Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+"));
        QVERIFY(w.refusal("CreateLogGroup", json::object()).starts_with("InvalidParameterException: 1 validation error"));
        QVERIFY(w.refusal("CreateLogGroup", {{"logGroupName", 1}}).starts_with("SerializationException: "));
        QVERIFY(w.refusal("CreateLogGrup", json::object()).starts_with("UnknownOperationException: "));
        QCOMPARE(w.refusal("CreateLogStream", {{"logGroupName", "b"}, {"logStreamName", "s"}}),
                 std::string("ResourceNotFoundException: The specified log group does not exist."));
        w.must("CreateLogStream", {{"logGroupName", "a"}, {"logStreamName", "s"}});
        QCOMPARE(w.refusal("CreateLogStream", {{"logGroupName", "a"}, {"logStreamName", "s"}}),
                 std::string("ResourceAlreadyExistsException: The specified log stream already exists"));
        QVERIFY(!w.refusal("CreateLogStream", {{"logGroupName", "a"}, {"logStreamName", "s:1"}}).empty());
        QCOMPARE(w.refusal("DeleteLogStream", {{"logGroupName", "a"}, {"logStreamName", "t"}}),
                 std::string("ResourceNotFoundException: The specified log stream does not exist."));

        const std::string arn = w.must("DescribeLogGroups", json::object())["logGroups"][0]["arn"];
        w.must("TagResource", {{"resourceArn", arn}, {"tags", {{"stage", "test"}}}});
        w.must("UntagResource", {{"resourceArn", arn}, {"tagKeys", {"team", "none"}}});
        QCOMPARE(w.must("ListTagsForResource", {{"resourceArn", arn}})["tags"], json({{"stage", "test"}}));

        QVERIFY(w.refusal("PutRetentionPolicy", {{"logGroupName", "a"}, {"retentionInDays", 2}})
                    .starts_with("InvalidParameterException: 1 validation error detected: Value '2' at 'retentionInDays'"));
        w.must("PutRetentionPolicy", {{"logGroupName", "a"}, {"retentionInDays", 3}});
        QCOMPARE(w.must("DescribeLogGroups", json::object())["logGroups"][0]["retentionInDays"], json(3));
        w.must("DeleteRetentionPolicy", {{"logGroupName", "a"}});
        const json without = w.must("DescribeLogGroups", json::object())["logGroups"][0];
        QVERIFY(!without.contains("retentionInDays"));
        w.must("DeleteLogGroup", {{"logGroupName", "a"}});
        QVERIFY(!w.refusal("DeleteLogGroup", {{"logGroupName", "a"}}).empty());
        QVERIFY(w.must("DescribeLogGroups", json::object())["logGroups"].empty());
    }

    void listsHavePages() {
        LogsWorld w(false);
        for (int i = 0; i < 120; ++i) {
            const std::string name = "/app/" + std::to_string(1000 + i);
            w.must("CreateLogGroup", {{"logGroupName", name}});
            w.must("CreateLogStream", {{"logGroupName", "/app/1000"}, {"logStreamName", "s" + std::to_string(1000 + i)}});
        }
        std::vector<std::string> names;
        json input = {{"logGroupNamePrefix", "/app/10"}, {"limit", 30}};
        int pages = 0;
        for (;; ++pages) {
            const json page = w.must("DescribeLogGroups", input);
            for (const json& g : page["logGroups"]) names.push_back(g["logGroupName"]);
            if (!page.contains("nextToken")) break;
            input["nextToken"] = page["nextToken"];
        }
        QCOMPARE(pages, 3);
        QCOMPARE(names.size(), std::size_t{100});
        QVERIFY(std::is_sorted(names.begin(), names.end()));
        QCOMPARE(w.must("DescribeLogGroups", {{"logGroupNamePattern", "PP/111"}})["logGroups"].size(), std::size_t{10});
        QVERIFY(!w.refusal("DescribeLogGroups", {{"logGroupNamePattern", "a"}, {"logGroupNamePrefix", "a"}}).empty());
        QCOMPARE(w.refusal("DescribeLogGroups", {{"nextToken", "invented"}}),
                 std::string("InvalidParameterException: The specified nextToken is invalid."));
        QVERIFY(!w.refusal("DescribeLogGroups", {{"limit", 51}}).empty());

        std::vector<std::string> streams;
        input = {{"logGroupName", "/app/1000"}, {"descending", true}};
        for (;;) {
            const json page = w.must("DescribeLogStreams", input);
            for (const json& s : page["logStreams"]) streams.push_back(s["logStreamName"]);
            if (!page.contains("nextToken")) break;
            input["nextToken"] = page["nextToken"];
        }
        QCOMPARE(streams.size(), std::size_t{120});
        QVERIFY(std::is_sorted(streams.rbegin(), streams.rend()));
        QCOMPARE(w.refusal("DescribeLogStreams", {{"logGroupName", "/app/1000"}, {"logStreamNamePrefix", "s"}, {"orderBy", "LastEventTime"}}),
                 std::string("InvalidParameterException: Cannot order by LastEventTime with a logStreamNamePrefix."));
    }

    void streamsByTheirLastEvent() {
        LogsWorld w;
        w.must("CreateLogStream", {{"logGroupName", LogsWorld::kGroup}, {"logStreamName", "web-2"}});
        w.must("CreateLogStream", {{"logGroupName", LogsWorld::kGroup}, {"logStreamName", "empty"}});
        w.put(json::array({line(w.now() - 10, "old")}), "web-2");
        w.put(json::array({line(w.now() - 5, "new")}));
        const json reply = w.read("DescribeLogStreams", {{"orderBy", "LastEventTime"}, {"descending", true}});
        QCOMPARE(reply["logStreams"][0]["logStreamName"], json("web-1"));
        QCOMPARE(reply["logStreams"][0]["lastEventTimestamp"], json(w.now() - 5));
        QCOMPARE(reply["logStreams"][0]["lastIngestionTime"], json(w.now()));
        QCOMPARE(reply["logStreams"][1]["logStreamName"], json("web-2"));
        QVERIFY(!reply["logStreams"][2].contains("firstEventTimestamp"));
    }

    void batchLimits() {
        LogsWorld w;
        const std::int64_t now = w.now();
        const auto refused = [&](const json& events) {
            return w.refusal("PutLogEvents", {{"logGroupName", LogsWorld::kGroup}, {"logStreamName", LogsWorld::kStream}, {"logEvents", events}});
        };
        QCOMPARE(refused(json::array({line(now, "a"), line(now - 1, "b")})),
                 std::string("InvalidParameterException: Log events in a single PutLogEvents request must be in chronological order."));
        QCOMPARE(refused(json::array({line(now - kDayMs - 1, "a"), line(now, "b")})),
                 std::string("InvalidParameterException: The batch of log events in a single PutLogEvents request cannot span more than 24 "
                             "hours."));
        QCOMPARE(refused(json::array({line(now, std::string(1'048'576 - 25, 'x'))})),
                 std::string("InvalidParameterException: Log event too large: 1048577 bytes exceeds limit of 1048576"));
        QCOMPARE(refused(json::array({line(now, std::string(600'000, 'x')), line(now, std::string(500'000, 'x'))})),
                 std::string("InvalidParameterException: Upload too large: 1100052 bytes exceeds limit of 1048576"));
        QVERIFY(refused(json::array({line(now, "")})).starts_with("InvalidParameterException: 1 validation error"));
        QVERIFY(refused(json::array()).starts_with("InvalidParameterException: 1 validation error"));
        QVERIFY(refused(json::array({line(-1, "x")})).starts_with("InvalidParameterException: 1 validation error"));
        json many = json::array();
        for (int i = 0; i < 10'001; ++i) many.push_back(line(now, "x"));
        QVERIFY(refused(many).starts_with("InvalidParameterException: 1 validation error"));
        QVERIFY(w.read("FilterLogEvents")["events"].empty()); // a refused batch changes nothing

        many.erase(many.begin());
        w.put(many);
        w.put(json::array({line(now, std::string(1'048'576 - 26, 'x'))}));
        w.put(json::array({line(now - kDayMs, "a"), line(now, "b")}));
        const json groups = w.must("DescribeLogGroups", json::object());
        QCOMPARE(groups["logGroups"][0]["storedBytes"], json(10'000 * 27 + 1'048'576 + 2 * 27));
    }

    void eventsOutOfTimeAreLeftOut() {
        LogsWorld w;
        const std::int64_t now = w.now();
        json reply = w.put(json::array({line(now, "a"), line(now + 2 * kHourMs, "b"), line(now + 2 * kHourMs + 1, "c")}));
        QCOMPARE(reply["rejectedLogEventsInfo"], json({{"tooNewLogEventStartIndex", 2}}));
        reply = w.put(json::array({line(now - 14 * kDayMs - 2, "x"), line(now - 14 * kDayMs - 1, "y"), line(now - 14 * kDayMs, "z")}));
        QCOMPARE(reply["rejectedLogEventsInfo"], json({{"tooOldLogEventEndIndex", 2}}));
        w.must("PutRetentionPolicy", {{"logGroupName", LogsWorld::kGroup}, {"retentionInDays", 1}});
        reply = w.put(json::array({line(now - kDayMs - 1, "p"), line(now - kDayMs, "q"), line(now - 5, "r")}));
        QCOMPARE(reply["rejectedLogEventsInfo"], json({{"expiredLogEventEndIndex", 1}}));
        reply = w.put(json::array({line(now - 14 * kDayMs - 1, "s"), line(now - 14 * kDayMs, "t")}));
        QCOMPARE(reply["rejectedLogEventsInfo"], json({{"tooOldLogEventEndIndex", 1}, {"expiredLogEventEndIndex", 2}}));
        QCOMPARE(messagesOf(w.read("FilterLogEvents")["events"]), std::string("q r a b"));
        QVERIFY(!w.put(json::array({line(now, "d")})).contains("rejectedLogEventsInfo"));
    }

    void retentionDeletesInVirtualTime() {
        LogsWorld w;
        w.must("PutRetentionPolicy", {{"logGroupName", LogsWorld::kGroup}, {"retentionInDays", 1}});
        w.put(json::array({line(w.now() - kDayMs + 90 * kSecondMs, "soon"), line(w.now(), "later")}));
        QCOMPARE(messagesOf(w.read("FilterLogEvents")["events"]), std::string("soon later"));
        w.world->runFor(kernel::SimDuration::seconds(91));
        QCOMPARE(messagesOf(w.read("FilterLogEvents")["events"]), std::string("later"));
        QCOMPARE(messagesOf(w.read("GetLogEvents", {{"logStreamName", LogsWorld::kStream}, {"startFromHead", true}})["events"]),
                 std::string("later"));
        w.world->runFor(kernel::SimDuration::hours(1)); // and an hourly sweep frees it
        QCOMPARE(w.must("DescribeLogGroups", json::object())["logGroups"][0]["storedBytes"], json(31));
        w.must("DeleteRetentionPolicy", {{"logGroupName", LogsWorld::kGroup}});
        w.world->runFor(kernel::SimDuration::hours(30));
        QCOMPARE(messagesOf(w.read("FilterLogEvents")["events"]), std::string("later"));
    }

    void tokensGoBothWays() {
        LogsWorld w;
        json events = json::array();
        for (int i = 0; i < 1000; ++i) events.push_back(line(w.now() - 1000 + i / 3, std::to_string(i)));
        w.put(events);
        const auto page = [&](json input) {
            input["logStreamName"] = LogsWorld::kStream;
            return w.read("GetLogEvents", input);
        };
        // From the head forward until the token stays the same.
        json reply = page({{"startFromHead", true}, {"limit", 70}});
        int seen = 0, pages = 0;
        for (;; ++pages) {
            for (const json& e : reply["events"]) QCOMPARE(e["message"].get<std::string>(), std::to_string(seen++));
            const json next = page({{"nextToken", reply["nextForwardToken"]}, {"limit", 70}});
            if (next["nextForwardToken"] == reply["nextForwardToken"]) break;
            reply = next;
        }
        QCOMPARE(seen, 1000);
        QCOMPARE(pages, 14);
        // What comes later is found with the same token.
        w.write("1000");
        reply = page({{"nextToken", reply["nextForwardToken"]}});
        QCOMPARE(messagesOf(reply["events"]), std::string("1000"));
        // From the tail backwards.
        reply = page({{"limit", 64}});
        int last = 1001;
        for (;;) {
            for (std::size_t i = reply["events"].size(); i-- > 0;)
                QCOMPARE(reply["events"][i]["message"].get<std::string>(), std::to_string(--last));
            const json next = page({{"nextToken", reply["nextBackwardToken"]}, {"limit", 64}});
            if (next["nextBackwardToken"] == reply["nextBackwardToken"]) break;
            reply = next;
        }
        QCOMPARE(last, 0);
        // Ranges: from start, before end.
        reply = page({{"startTime", w.now() - 1000 + 1}, {"endTime", w.now() - 1000 + 2}});
        QCOMPARE(messagesOf(reply["events"]), std::string("3 4 5"));
        // Tokens belong to their stream, and nobody else makes them.
        w.must("CreateLogStream", {{"logGroupName", LogsWorld::kGroup}, {"logStreamName", "other"}});
        QCOMPARE(w.refusal("GetLogEvents", {{"logGroupName", LogsWorld::kGroup}, {"logStreamName", "other"}, {"nextToken", reply["nextForwardToken"]}}),
                 std::string("InvalidParameterException: The specified nextToken is invalid."));
        QVERIFY(!w.refusal("GetLogEvents", {{"logGroupName", LogsWorld::kGroup}, {"logStreamName", LogsWorld::kStream}, {"nextToken", "f/1"}}).empty());
        // An empty stream has tokens too, and what comes is found with them.
        const json empty = w.read("GetLogEvents", {{"logStreamName", "other"}, {"startFromHead", true}, {"startTime", INT64_MAX}});
        QVERIFY(empty["events"].empty());
        QVERIFY(w.read("GetLogEvents", {{"logStreamName", "other"}, {"nextToken", empty["nextForwardToken"]}})["events"].empty());
    }

    // Many streams, late events, pages: against a plain list of everything.
    void filterLogEventsAgainstAModel() {
        LogsWorld w;
        struct Kept {
            std::int64_t timestamp;
            int order;
            std::string stream, message;
        };
        std::vector<Kept> model;
        std::mt19937 random(5);
        for (const char* s : {"web-2", "db-1"}) w.must("CreateLogStream", {{"logGroupName", LogsWorld::kGroup}, {"logStreamName", s}});
        const char* streams[] = {"web-1", "web-2", "db-1"};
        for (int batch = 0; batch < 60; ++batch) {
            const char* stream = streams[random() % 3];
            std::int64_t t = w.now() - static_cast<std::int64_t>(random() % 5000);
            json events = json::array();
            for (unsigned n = 1 + random() % 40; n > 0; --n) {
                t += random() % 3;
                const std::string message = (random() % 4 ? "ok " : "ERROR ") + std::to_string(model.size());
                events.push_back(line(t, message));
                model.push_back({t, static_cast<int>(model.size()), stream, message});
            }
            w.put(events, stream);
        }
        std::sort(model.begin(), model.end(), [](const Kept& a, const Kept& b) { return std::tie(a.timestamp, a.order) < std::tie(b.timestamp, b.order); });
        for (int round = 0; round < 20; ++round) {
            const std::int64_t from = w.now() - static_cast<std::int64_t>(random() % 6000), to = from + static_cast<std::int64_t>(random() % 4000);
            const bool errors = random() % 2, web = random() % 2;
            std::vector<std::string> wanted, got;
            for (const Kept& k : model) {
                if (k.timestamp < from || k.timestamp > to || (errors && k.message[0] != 'E') || (web && k.stream[0] != 'w')) continue;
                wanted.push_back(k.stream + ' ' + k.message);
            }
            json input = {{"startTime", from}, {"endTime", to}, {"limit", 1 + random() % 50}};
            if (errors) input["filterPattern"] = "ERROR";
            if (web) input["logStreamNamePrefix"] = "web";
            for (;;) {
                const json page = w.read("FilterLogEvents", input);
                for (const json& e : page["events"]) got.push_back(e["logStreamName"].get<std::string>() + ' ' + e["message"].get<std::string>());
                QVERIFY(page["events"].size() <= input["limit"].get<std::size_t>());
                if (!page.contains("nextToken")) break;
                input["nextToken"] = page["nextToken"];
            }
            QVERIFY(got == wanted);
        }
        const auto* store = logs::logsOf(*w.world);
        const auto all = store->events(LogsWorld::kGroup, 0, w.now() + 1000, w.now());
        QCOMPARE(all.size(), model.size());
        for (std::size_t i = 0; i < all.size(); ++i) QCOMPARE(std::string(all[i].message), model[i].message);
        QCOMPARE(w.refusal("FilterLogEvents", {{"logGroupName", LogsWorld::kGroup}, {"logStreamNames", {"web-1", "none"}}}),
                 std::string("ResourceNotFoundException: The specified log stream does not exist."));
        QVERIFY(!w.refusal("FilterLogEvents", {{"filterPattern", "x"}}).empty());
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

    void subscriptionsReachTheirFunction() {
        const std::string function = "arn:aws:lambda:ap-southeast-1:123456789012:function:alert";
        const json input = {{"logGroupName", LogsWorld::kGroup}, {"filterName", "s"}, {"filterPattern", "ERROR"}, {"destinationArn", function}};
        LogsWorld none;
        QCOMPARE(none.refusal("PutSubscriptionFilter", input),
                 std::string("InvalidParameterException: Could not execute the lambda function. Make sure you have given CloudWatch Logs permission to "
                             "execute your function."));
        LogsWorld w;
        w.world->add(std::make_unique<FakeFunction>("alert"));
        auto& fake = static_cast<FakeFunction&>(w.world->service(w.world->find("lambda")));
        json other = input;
        other["destinationArn"] = "arn:aws:lambda:ap-southeast-1:123456789012:function:none";
        QVERIFY(!w.refusal("PutSubscriptionFilter", other).empty());
        QVERIFY(w.read("DescribeSubscriptionFilters")["subscriptionFilters"].empty());
        w.must("PutSubscriptionFilter", input);
        w.put(json::array({line(w.now(), "ERROR 1"), line(w.now(), "fine"), line(w.now(), "ERROR 2")}));
        QVERIFY(fake.received().empty());
        w.world->runFor(kernel::SimDuration::seconds(1));
        QCOMPARE(fake.received().size(), std::size_t{1});
        const json got = fake.received()[0];
        QCOMPARE(got["messageType"], json("DATA_MESSAGE"));
        QCOMPARE(got["logStream"], json(LogsWorld::kStream));
        QCOMPARE(messagesOf(got["logEvents"]), std::string("ERROR 1 ERROR 2"));
        // A batch as large as it may be comes in parts.
        json large = json::array();
        for (int i = 0; i < 10; ++i) large.push_back(line(w.now(), "ERROR " + std::string(100'000, 'x')));
        w.put(large);
        w.world->runFor(kernel::SimDuration::seconds(1));
        QCOMPARE(fake.received().size(), std::size_t{11});
        w.world->runFor(kernel::SimDuration::minutes(1));
        QCOMPARE(sumOf(w, "AWS/Logs", "ForwardedLogEvents",
                       {{{"Name", "LogGroupName"}, {"Value", LogsWorld::kGroup}}, {{"Name", "DestinationType"}, {"Value", "Lambda"}},
                        {{"Name", "FilterName"}, {"Value", "s"}}})
                     .first,
                 12.0);
        for (const char* more : {"t", "u"}) {
            json again = input;
            again["filterName"] = more;
            QCOMPARE(w.refusal("PutSubscriptionFilter", again), std::string(more[0] == 't' ? "" : "LimitExceededException: Resource limit exceeded."));
        }
        w.must("DeleteSubscriptionFilter", {{"logGroupName", LogsWorld::kGroup}, {"filterName", "s"}});
        QCOMPARE(w.refusal("DeleteSubscriptionFilter", {{"logGroupName", LogsWorld::kGroup}, {"filterName", "s"}}),
                 std::string("ResourceNotFoundException: The specified subscription filter does not exist."));
        json kinesis = input;
        kinesis["destinationArn"] = "arn:aws:kinesis:ap-southeast-1:123456789012:stream/x";
        QVERIFY(!w.refusal("PutSubscriptionFilter", kinesis).empty());
    }

    // A function that logs into the group it listens to calls itself once a second, and the world goes on.
    void aFunctionThatLogsToItsOwnGroup() {
        LogsWorld w;
        w.world->add(std::make_unique<FakeFunction>("alert", LogsWorld::kGroup, LogsWorld::kStream));
        w.must("PutSubscriptionFilter", {{"logGroupName", LogsWorld::kGroup}, {"filterName", "s"}, {"filterPattern", ""},
                                         {"destinationArn", "arn:aws:lambda:ap-southeast-1:123456789012:function:alert"}});
        w.write("begin");
        w.world->runFor(kernel::SimDuration::seconds(60));
        QCOMPARE(w.read("FilterLogEvents")["events"].size(), std::size_t{61});
    }

    void liveTail() {
        LogsWorld w;
        w.write("before");
        w.must("CreateLogStream", {{"logGroupName", LogsWorld::kGroup}, {"logStreamName", "db"}});
        const json started = w.must("StartLiveTail", {{"logGroupIdentifiers", {LogsWorld::kGroup}}, {"logStreamNamePrefixes", {"web"}}, {"logEventFilterPattern", "-noise"}});
        const std::string id = started["sessionStart"]["sessionId"];
        w.put(json::array({line(w.now(), "a"), line(w.now(), "noise"), line(w.now(), "b")}));
        w.put(json::array({line(w.now(), "c")}), "db");
        const auto fingerprint = w.world->fingerprint();
        const auto read = w.world->peek("logs", "GetLiveTail", {{"sessionId", id}});
        QVERIFY(read);
        QCOMPARE(w.world->fingerprint(), fingerprint);
        QCOMPARE(messagesOf((*read)["sessionUpdate"]["sessionResults"]), std::string("a b"));
        QCOMPARE((*read)["sessionUpdate"]["sessionMetadata"]["sampled"], json(false));
        w.write("d");
        json next = w.must("GetLiveTail", {{"sessionId", id}, {"afterNumber", (*read)["lastNumber"]}});
        QCOMPARE(messagesOf(next["sessionUpdate"]["sessionResults"]), std::string("d"));
        json many = json::array();
        for (int i = 0; i < 2000; ++i) many.push_back(line(w.now(), "x"));
        w.put(many);
        next = w.must("GetLiveTail", {{"sessionId", id}, {"afterNumber", next["lastNumber"]}});
        QVERIFY(next["sessionUpdate"]["sessionResults"].size() <= 500);
        QCOMPARE(next["sessionUpdate"]["sessionMetadata"]["sampled"], json(true));
        for (int i = 0; i < 14; ++i) w.must("StartLiveTail", {{"logGroupIdentifiers", {LogsWorld::kGroup}}});
        QCOMPARE(w.refusal("StartLiveTail", {{"logGroupIdentifiers", {LogsWorld::kGroup}}}), std::string("LimitExceededException: Resource limit exceeded."));
        w.world->runFor(kernel::SimDuration::hours(3));
        QVERIFY(w.refusal("GetLiveTail", {{"sessionId", id}}).starts_with("SessionTimeoutException: "));
        w.must("StartLiveTail", {{"logGroupIdentifiers", {LogsWorld::kGroup}}});
        QVERIFY(w.refusal("GetLiveTail", {{"sessionId", id}}).starts_with("ResourceNotFoundException: "));
    }

    void everyoneElseHasARate() {
        LogsWorld w;
        const json input = {{"logGroupName", LogsWorld::kGroup}, {"logStreamName", LogsWorld::kStream}, {"logEvents", json::array({line(w.now(), "x")})}};
        int refused = 0;
        for (int i = 0; i < 5100; ++i) {
            const auto r = w.call("PutLogEvents", input, "logs", kernel::Actor::Client);
            if (r) continue;
            QCOMPARE(r.error().code, std::string("ThrottlingException"));
            ++refused;
        }
        QCOMPARE(refused, 100);
    }

    void clonesRunOnAlike() {
        LogsWorld w;
        w.world->add(std::make_unique<FakeFunction>("alert"));
        w.must("PutRetentionPolicy", {{"logGroupName", LogsWorld::kGroup}, {"retentionInDays", 1}});
        w.must("PutMetricFilter", metricFilter("ERROR", {{"defaultValue", 0}}));
        w.must("PutSubscriptionFilter", {{"logGroupName", LogsWorld::kGroup}, {"filterName", "s"}, {"filterPattern", "ERROR"},
                                         {"destinationArn", "arn:aws:lambda:ap-southeast-1:123456789012:function:alert"}});
        json events = json::array();
        for (int i = 0; i < 1000; ++i) events.push_back(line(w.now() - 1000 + i, (i % 7 ? "ok " : "ERROR ") + std::to_string(i)));
        w.put(events);
        LogsWorld copy(false);
        copy.world = w.world->clone();
        copy.write("ERROR only here"); // the original does not see it
        QCOMPARE(w.read("FilterLogEvents")["events"].size(), std::size_t{1000});
        QCOMPARE(copy.read("FilterLogEvents")["events"].size(), std::size_t{1001});
        copy.world = w.world->clone();
        for (LogsWorld* one : {&w, &copy}) {
            one->world->runFor(kernel::SimDuration::seconds(90));
            one->write("ERROR late", 30'000);
            one->world->runFor(kernel::SimDuration::hours(25));
        }
        QCOMPARE(copy.world->fingerprint(), w.world->fingerprint());
        QCOMPARE(copy.read("FilterLogEvents"), w.read("FilterLogEvents"));
        QCOMPARE(sumOf(copy, "AWS/Logs", "IncomingLogEvents"), sumOf(w, "AWS/Logs", "IncomingLogEvents"));
    }

    void readsLeaveNoTrace() {
        LogsWorld w;
        w.must("PutMetricFilter", metricFilter("ERROR", json::object()));
        w.write("ERROR");
        const auto fingerprint = w.world->fingerprint();
        const json group = {{"logGroupName", LogsWorld::kGroup}};
        const json stream = {{"logGroupName", LogsWorld::kGroup}, {"logStreamName", LogsWorld::kStream}};
        QVERIFY(w.world->peek("logs", "DescribeLogGroups", json::object()));
        QVERIFY(w.world->peek("logs", "DescribeLogStreams", group));
        QVERIFY(w.world->peek("logs", "GetLogEvents", stream));
        QVERIFY(w.world->peek("logs", "FilterLogEvents", group));
        QVERIFY(w.world->peek("logs", "DescribeMetricFilters", group));
        QVERIFY(w.world->peek("logs", "DescribeSubscriptionFilters", group));
        QVERIFY(!w.world->peek("logs", "CreateLogGroup", group));
        QVERIFY(!w.world->peek("logs", "PutLogEvents", group));
        QCOMPARE(w.world->fingerprint(), fingerprint);
    }

    // Every operation of the tables is there, and everything that is there has a table.
    void tablesAndOperationsAgree() {
        LogsWorld w;
        for (const aws::OperationModel& m : logs::operationModels()) {
            QVERIFY(m.help[0] != '\0');
            QVERIFY2(!w.refusal(m.operation, {{"noSuchMember", 1}}).starts_with("UnknownOperation"), m.operation);
        }
        const aws::ModelCatalog catalog{logs::operationModels()};
        const auto command = aws::parseCommandLine(
            "aws logs put-metric-filter --log-group-name /shop/web --filter-name f --filter-pattern '{ $.ms = * }' "
            "--metric-transformations metricName=Latency,metricNamespace=Shop,metricValue=$.ms,unit=Milliseconds,dimensions={path=$.path}",
            catalog);
        QVERIFY(command);
        w.must("PutMetricFilter", command->input);
        const json made = w.read("DescribeMetricFilters")["metricFilters"][0]["metricTransformations"][0];
        QCOMPARE(made["dimensions"], json({{"path", "$.path"}}));
    }
};

QTEST_APPLESS_MAIN(TestLogs)
#include "tst_logs.moc"
