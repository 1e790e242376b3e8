// CloudWatch Logs through its door: groups, streams, limits and refusals, tokens, retention, subscriptions, Live Tail; clones.
#include <QtTest>

#include "aws/cli.h"
#include "fake_function.h"
#include "kernel/outside.h"
#include "log_lines.h"
#include "logs/models.h"
#include "logs/subscription_payload.h"
#include "support/test_suite.h"

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <tuple>
#include <vector>

using namespace maylab;
using namespace maylab::testing;
using nlohmann::json;

namespace {

std::string messagesOf(const json& events) {
    std::string out;
    for (const json& e : events) out += (out.empty() ? "" : " ") + e["message"].get<std::string>();
    return out;
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

MAYLAB_TESTS(TestLogs)

int main(int argc, char** argv) { return maylab::testing::runTestClasses(argc, argv); }
#include "tst_logs.moc"
