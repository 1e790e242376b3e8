// Logs Insights through the door: a query's states in virtual time, what it scans, its rows and pages, saved queries, what
// is refused; a world with queries under way is a value.
#include <QtTest>

#include "logs/models.h"
#include "logs_world.h"

#include "aws/cli.h"
#include "metrics/dashboards/log_rows.h"

#include <algorithm>

using namespace maylab;
using nlohmann::json;
using kernel::SimDuration;
using testing::LogsWorld;

namespace {

struct QueryWorld : LogsWorld {
    std::int64_t seconds() const { return now() / 1000; }
    // Ten events, one a minute, the newest now: {"n":0} ten minutes ago ...
    QueryWorld() {
        json events = json::array();
        for (int i = 0; i < 10; ++i)
            events.push_back({{"timestamp", now() - (9 - i) * 60'000}, {"message", "{\"n\":" + std::to_string(i) + "}"}});
        put(events);
    }
    json input(const std::string& query, std::int64_t agoSeconds = 3600) const {
        return {{"logGroupName", kGroup}, {"startTime", seconds() - agoSeconds}, {"endTime", seconds()}, {"queryString", query}};
    }
    std::string start(const std::string& query, std::int64_t agoSeconds = 3600) {
        return must("StartQuery", input(query, agoSeconds))["queryId"];
    }
    json results(const std::string& id) { return must("GetQueryResults", {{"queryId", id}}); }
    json ask(const std::string& query, std::int64_t agoSeconds = 3600) {
        const std::string id = start(query, agoSeconds);
        world->runFor(SimDuration::seconds(2));
        return results(id);
    }
};

std::string valueIn(const json& row, const std::string& field) {
    for (const json& f : row) {
        if (f["field"] == field) return f["value"];
    }
    return "absent";
}

} // namespace

class TestInsightsDoor : public QObject {
    Q_OBJECT
  private slots:
    void aQueryTakesTime() {
        QueryWorld w;
        const std::string id = w.start("fields n | limit 3");
        json r = w.results(id);
        QCOMPARE(r["status"], "Scheduled");
        QVERIFY(r["results"].empty() && r["statistics"]["recordsScanned"] == 0.0);
        w.world->runFor(SimDuration::milliseconds(200));
        QCOMPARE(w.results(id)["status"], "Running");
        QCOMPARE(w.must("DescribeQueries", {{"status", "Running"}})["queries"].size(), 1U);
        // What comes in after it has begun to run is not in it.
        w.write("{\"n\":99}");
        w.world->runFor(SimDuration::milliseconds(799));
        QCOMPARE(w.results(id)["status"], "Running");
        w.world->runFor(SimDuration::milliseconds(1));
        r = w.results(id);
        QCOMPARE(r["status"], "Complete");
        QCOMPARE(r["results"].size(), 3U);
        QCOMPARE(valueIn(r["results"][0], "n"), "9");
        QCOMPARE(r["statistics"]["recordsMatched"], 10.0);
        const json q = w.must("DescribeQueries", json::object())["queries"][0];
        QCOMPARE(q["queryDuration"], 1000);
        QCOMPARE(q["queryString"], "fields n | limit 3");
        QCOMPARE(q["bytesScanned"], 70.0);
    }
    void onlyTheTimeRangeIsScanned() {
        QueryWorld w;
        const json all = w.ask("filter n > 100"), few = w.ask("filter n >= 8", 122);
        QCOMPARE(all["statistics"]["recordsScanned"], 10.0);
        QCOMPARE(all["statistics"]["bytesScanned"], 70.0);
        QCOMPARE(all["statistics"]["recordsMatched"], 0.0);
        QCOMPARE(few["statistics"]["recordsScanned"], 3.0); // both ends are part of it; two seconds have passed
        QCOMPARE(few["statistics"]["recordsMatched"], 2.0);
        QCOMPARE(few["statistics"]["logGroupsScanned"], 1.0);
        const json usage = w.must("DescribeUsage", json::object())["Items"];
        const auto item = std::find_if(usage.begin(), usage.end(), [](const json& i) { return i["Item"] == "ScannedGigabyte"; });
        QVERIFY(item != usage.end());
        QCOMPARE((*item)["Quantity"].get<double>() * (1 << 30), 91.0); // what is paid for
    }
    void severalGroupsInOrderOfTime() {
        QueryWorld w;
        w.must("CreateLogGroup", {{"logGroupName", "/shop/db"}});
        w.must("CreateLogStream", {{"logGroupName", "/shop/db"}, {"logStreamName", "a"}});
        w.must("PutLogEvents", {{"logGroupName", "/shop/db"},
                                {"logStreamName", "a"},
                                {"logEvents", {{{"timestamp", w.now() - 30'000}, {"message", "{\"n\":8.5}"}}}}});
        json input = w.input("fields n, @log | limit 3");
        input.erase("logGroupName");
        input["logGroupIdentifiers"] = {LogsWorld::kGroup, "arn:aws:logs:ap-southeast-1:123456789012:log-group:/shop/db"};
        const std::string id = w.must("StartQuery", input)["queryId"];
        w.world->runFor(SimDuration::seconds(1));
        const json rows = w.results(id)["results"];
        QCOMPARE(valueIn(rows[0], "n") + ' ' + valueIn(rows[1], "n") + ' ' + valueIn(rows[2], "n"), "9 8.5 8");
        QCOMPARE(valueIn(rows[1], "@log"), "123456789012:/shop/db");
    }
    void pointersLeadToRecords() {
        QueryWorld w;
        const json rows = w.ask("filter n = 4")["results"];
        QCOMPARE(rows.size(), 1U);
        const std::string pointer = valueIn(rows[0], "@ptr");
        const json record = w.must("GetLogRecord", {{"logRecordPointer", pointer}})["logRecord"];
        QCOMPARE(record["n"], "4");
        QCOMPARE(record["@message"], "{\"n\":4}");
        QCOMPARE(record["@logStream"], LogsWorld::kStream);
        QVERIFY(w.refusal("GetLogRecord", {{"logRecordPointer", pointer + "x"}}).starts_with("InvalidParameterException"));
        QCOMPARE(valueIn(w.ask("stats count(*)")["results"][0], "@ptr"), "absent");
        w.must("DeleteLogGroup", {{"logGroupName", LogsWorld::kGroup}});
        QVERIFY(w.refusal("GetLogRecord", {{"logRecordPointer", pointer}}).starts_with("ResourceNotFoundException"));
    }
    void fieldsOfAGroup() {
        QueryWorld w;
        w.write("no JSON");
        const json fields = w.must("GetLogGroupFields", {{"logGroupName", LogsWorld::kGroup}})["logGroupFields"];
        const auto percent = [&](const char* name) {
            const auto f = std::find_if(fields.begin(), fields.end(), [&](const json& one) { return one["name"] == name; });
            return f == fields.end() ? -1 : (*f)["percent"].get<int>();
        };
        QCOMPARE(percent("@message"), 100);
        QCOMPARE(percent("n"), 91); // ten of eleven
        QCOMPARE(w.must("GetLogGroupFields", {{"logGroupName", LogsWorld::kGroup}, {"time", 0}})["logGroupFields"].size(), 0U);
    }
    void pagesOfResults() {
        QueryWorld w;
        const std::string id = w.start("fields n | sort n");
        w.world->runFor(SimDuration::seconds(1));
        json in = {{"queryId", id}, {"maxItems", 4}};
        std::string seen;
        int pages = 0;
        for (;;) {
            const json page = w.must("GetQueryResults", in);
            ++pages;
            for (const json& row : page["results"]) seen += valueIn(row, "n");
            if (!page.contains("nextToken")) break;
            in["nextToken"] = page["nextToken"];
        }
        QCOMPARE(seen, "0123456789");
        QCOMPARE(pages, 3);
        in["nextToken"] = "invented";
        QVERIFY(w.refusal("GetQueryResults", in).starts_with("InvalidParameterException"));
        json limited = w.input("fields n");
        limited["limit"] = 2;
        const std::string few = w.must("StartQuery", limited)["queryId"];
        w.world->runFor(SimDuration::seconds(1));
        QCOMPARE(w.results(few)["results"].size(), 2U);
    }
    void stopping() {
        QueryWorld w;
        const std::string id = w.start("fields n");
        QCOMPARE(w.must("StopQuery", {{"queryId", id}})["success"], true);
        QCOMPARE(w.results(id)["status"], "Cancelled");
        QCOMPARE(w.refusal("StopQuery", {{"queryId", id}}), "InvalidParameterException: The specified query is not running.");
        w.world->runFor(SimDuration::seconds(5));
        QCOMPARE(w.results(id)["status"], "Cancelled");
        const std::string running = w.start("fields n");
        w.world->runFor(SimDuration::milliseconds(500));
        w.must("StopQuery", {{"queryId", running}});
        w.world->runFor(SimDuration::seconds(5));
        QCOMPARE(w.results(running)["status"], "Cancelled");
        QVERIFY(w.results(running)["results"].empty());
        QVERIFY(w.refusal("StopQuery", {{"queryId", "nope"}}).starts_with("ResourceNotFoundException"));
    }
    void refusedQueries() {
        QueryWorld w;
        const auto refused = [&](const char* member, const json& value) {
            json in = w.input("fields n");
            if (value.is_null()) in.erase(member);
            else in[member] = value;
            return w.refusal("StartQuery", in);
        };
        QCOMPARE(refused("queryString", "fields n |"),
                 "MalformedQueryException: unexpected symbol found <EOF> at line 1 and position 10");
        QCOMPARE(refused("queryString", "fields n | pattern n"),
                 "MalformedQueryException: unexpected symbol found pattern at line 1 and position 11: the command pattern is "
                 "not simulated");
        QVERIFY(refused("queryString", "fields " + std::string(9'994, 'n')).starts_with("InvalidParameterException"));
        QCOMPARE(refused("logGroupName", "/nope"),
                 "ResourceNotFoundException: Log group '/nope' does not exist for account ID '123456789012'");
        QVERIFY(refused("logGroupName", nullptr).starts_with("InvalidParameterException"));
        QVERIFY(refused("logGroupNames", {LogsWorld::kGroup}).starts_with("InvalidParameterException"));
        QVERIFY(refused("startTime", nullptr).starts_with("InvalidParameterException"));
        QVERIFY(refused("startTime", w.seconds() + 1).starts_with("InvalidParameterException"));
        QVERIFY(refused("limit", 100'001).starts_with("InvalidParameterException"));
        QVERIFY(refused("queryLanguage", "SQL").starts_with("InvalidParameterException"));
        json in = w.input("fields n");
        in["startTime"] = 0;
        in["endTime"] = 110;
        QCOMPARE(w.refusal("StartQuery", in),
                 "MalformedQueryException: Query's end date and time is either before the log groups creation time or exceeds "
                 "the log groups log retention settings ([0,110])");
        in = w.input("fields n");
        in.erase("logGroupName");
        in["logGroupNames"] = json(51, LogsWorld::kGroup);
        QVERIFY(w.refusal("StartQuery", in).starts_with("InvalidParameterException"));
        in["logGroupNames"] = json::array();
        QVERIFY(w.refusal("StartQuery", in).starts_with("InvalidParameterException"));
        QVERIFY(w.must("DescribeQueries", json::object())["queries"].empty());
        // The end of the range may be as far away as an integer goes.
        json far = w.input("stats count(*) as n");
        far["endTime"] = INT64_MAX;
        const std::string id = w.must("StartQuery", far)["queryId"];
        w.world->runFor(SimDuration::seconds(1));
        QCOMPARE(valueIn(w.results(id)["results"][0], "n"), "10");
    }
    void atMostThirtyAtOnce() {
        QueryWorld w;
        for (int i = 0; i < 30; ++i) w.start("fields n");
        QCOMPARE(w.refusal("StartQuery", w.input("fields n")),
                 "LimitExceededException: Account maximum query concurrency limit of [30] reached.");
        w.world->runFor(SimDuration::seconds(1));
        w.start("fields n");
        json in = {{"maxResults", 20}};
        json page = w.must("DescribeQueries", in);
        QCOMPARE(page["queries"].size(), 20U);
        QCOMPARE(page["queries"][0]["status"], "Scheduled");
        in["nextToken"] = page["nextToken"];
        page = w.must("DescribeQueries", in);
        QCOMPARE(page["queries"].size(), 11U);
        QVERIFY(!page.contains("nextToken"));
        QVERIFY(w.must("DescribeQueries", {{"logGroupName", "/other"}})["queries"].empty());
    }
    void oldResultsAreForgotten() {
        QueryWorld w;
        for (int i = 0; i < 60; ++i) w.write(std::string(900'000, 'x'), 1000);
        const std::string first = w.ask("fields @message")["status"];
        QCOMPARE(first, "Complete");
        w.ask("fields n");
        QCOMPARE(w.must("DescribeQueries", json::object())["queries"].size(), 2U);
        const json third = w.ask("fields @message");
        QCOMPARE(third["results"].size(), 70U);
        QCOMPARE(w.must("DescribeQueries", json::object())["queries"].size(), 2U); // the first has gone
    }
    void savedQueries() {
        QueryWorld w;
        const json input = {{"name", "shop/slow"},
                            {"queryString", "filter latency > {{ms}}"},
                            {"logGroupNames", {LogsWorld::kGroup}},
                            {"clientToken", std::string(36, 't')},
                            {"parameters", {{{"name", "ms"}, {"defaultValue", "200"}}}}};
        const std::string id = w.must("PutQueryDefinition", input)["queryDefinitionId"];
        QCOMPARE(w.must("PutQueryDefinition", input)["queryDefinitionId"], id); // the same request again
        w.must("PutQueryDefinition", {{"name", "errors"}, {"queryString", "filter level = \"ERROR\""}});
        json all = w.must("DescribeQueryDefinitions", json::object())["queryDefinitions"];
        QCOMPARE(all.size(), 2U);
        QCOMPARE(all[0]["name"], "errors");
        QCOMPARE(all[1]["parameters"], input["parameters"]);
        QCOMPARE(w.must("DescribeQueryDefinitions", {{"queryDefinitionNamePrefix", "shop"}})["queryDefinitions"].size(), 1U);
        const json page = w.must("DescribeQueryDefinitions", {{"maxResults", 1}});
        QCOMPARE(w.must("DescribeQueryDefinitions", {{"nextToken", page["nextToken"]}})["queryDefinitions"][0]["queryDefinitionId"], id);
        w.must("PutQueryDefinition", {{"queryDefinitionId", id}, {"name", "shop/new"}, {"queryString", "limit 1"}});
        all = w.must("DescribeQueryDefinitions", {{"queryDefinitionNamePrefix", "shop"}})["queryDefinitions"];
        QVERIFY(all[0]["queryString"] == "limit 1" && !all[0].contains("logGroupNames"));
        QCOMPARE(w.must("DeleteQueryDefinition", {{"queryDefinitionId", id}})["success"], true);
        QVERIFY(w.refusal("DeleteQueryDefinition", {{"queryDefinitionId", id}}).starts_with("ResourceNotFoundException"));
        QVERIFY(w.refusal("PutQueryDefinition", {{"queryDefinitionId", id}, {"name", "x"}, {"queryString", "y"}})
                    .starts_with("ResourceNotFoundException"));
        QVERIFY(w.refusal("PutQueryDefinition", {{"name", "x"}, {"queryString", "y"}, {"logGroupNames", {"/nope"}}})
                    .starts_with("ResourceNotFoundException"));
        QVERIFY(w.refusal("PutQueryDefinition", {{"name", ""}, {"queryString", "y"}}).starts_with("InvalidParameterException"));
    }
    void aWorldWithQueriesIsAValue() {
        QueryWorld w;
        const std::string id = w.start("stats sum(n) as s by bin(5m)");
        w.world->runFor(SimDuration::milliseconds(300));
        const auto before = w.world->fingerprint();
        for (const auto& [operation, input] : std::vector<std::pair<std::string, json>>{
                 {"GetQueryResults", {{"queryId", id}}},
                 {"DescribeQueries", json::object()},
                 {"DescribeQueryDefinitions", json::object()},
                 {"GetLogGroupFields", {{"logGroupName", LogsWorld::kGroup}}}})
            QVERIFY2(w.world->peek("logs", operation, input).has_value(), operation.c_str());
        QVERIFY(!w.world->peek("logs", "StartQuery", w.input("fields n")));
        QCOMPARE(w.world->fingerprint(), before);
        const auto copy = w.world->clone();
        copy->runFor(SimDuration::seconds(2));
        w.world->runFor(SimDuration::milliseconds(900));
        w.world->runFor(SimDuration::milliseconds(1100));
        QCOMPARE(copy->fingerprint(), w.world->fingerprint());
        QVERIFY(w.world->fingerprint() != before);
        const json there = w.world->peek("logs", "GetQueryResults", {{"queryId", id}}).value();
        QCOMPARE(there["status"], "Complete");
        QCOMPARE(copy->peek("logs", "GetQueryResults", {{"queryId", id}}).value(), there);
        QueryWorld again;
        QCOMPARE(again.start("stats sum(n) as s by bin(5m)"), id);
    }
    void theCommandLineKnowsThem() {
        const aws::ModelCatalog catalog{logs::operationModels()};
        const auto command = aws::parseCommandLine(
            "aws logs start-query --log-group-name /shop/web --start-time 0 --end-time 9 --query-string 'fields n | limit 1'", catalog);
        QVERIFY(command.has_value());
        QCOMPARE(command->operation, "StartQuery");
        QCOMPARE(command->input["queryString"], "fields n | limit 1");
    }

    // A look is a reading: it begins no query, scans nothing that is billed, and is refused as StartQuery is.
    void aLookBeginsNothing() {
        QueryWorld w;
        const auto look = [&](const json& input) { return w.world->peek("logs", "PeekQuery", input); };
        const auto seen = look(w.input("fields n, @message | sort n desc | limit 2"));
        QVERIFY(seen.has_value());
        QCOMPARE((*seen)["columns"], json::array({"n", "@message"}));
        QCOMPARE((*seen)["rows"], (json::array({{"9", "{\"n\":9}"}, {"8", "{\"n\":8}"}})));
        QVERIFY((*seen)["bytesScanned"].get<double>() > 0);
        QVERIFY(w.must("DescribeQueries", json::object())["queries"].empty());
        const json usage = w.must("DescribeUsage", json::object());
        for (const json& item : usage["Items"]) {
            if (item["Item"] == "ScannedGigabyte") QCOMPARE(item["Quantity"].get<double>(), 0.0);
        }
        QCOMPARE(look(w.input("fields n | nonsense")).error().code, std::string("MalformedQueryException"));
        json other = w.input("fields n");
        other["logGroupName"] = "/gone";
        QCOMPARE(look(other).error().code, std::string("ResourceNotFoundException"));
        QVERIFY(!w.world->peek("logs", "StartQuery", w.input("fields n")));
    }

    void aDashboardShowsLogs() {
        QueryWorld w;
        const auto& cloudWatch = dynamic_cast<const metrics::CloudWatchService&>(w.world->service(w.world->find("cloudwatch")));
        const auto show = [&](const std::string& query, const char* view, const char* region = "ap-southeast-1") {
            const json body = {{"widgets", {{{"type", "log"}, {"properties", {{"region", region}, {"view", view}, {"query", query}}}}}}};
            const metrics::Dashboard d = metrics::readDashboard(body.dump()).dashboard;
            const metrics::QueryWindow window{w.now() - 3'600'000, w.now() + 1, w.now()};
            return metrics::evaluateWidget(cloudWatch.widgetSources(*w.world), d, d.widgets.at(0), window);
        };
        using Kind = metrics::WidgetPicture::Kind;
        const std::string source = "SOURCE '/shop/web' | ";
        metrics::WidgetPicture p = show(source + "fields n | filter n > 7 | sort n", "table");
        QVERIFY(p.kind == Kind::Log && p.notes.empty());
        QCOMPARE(p.table.columns, std::vector<std::string>{"n"});
        QCOMPARE(p.table.rows, (std::vector<std::vector<std::string>>{{"8"}, {"9"}}));
        // Lines: a series of each word, a point of each minute.
        const std::string lines = "stats count(*) as all, max(n) as top by bin(1m)";
        p = show(source + lines, "timeSeries");
        QVERIFY(p.kind == Kind::Series);
        QCOMPARE(p.series.size(), std::size_t{2});
        QCOMPARE(p.series[1].label, std::string("top"));
        QCOMPARE(p.series[1].period, std::int64_t{60});
        QCOMPARE(p.series[1].points.size(), std::size_t{10});
        QCOMPARE(p.series[1].points.back().at, w.now() / 60'000 * 60);
        QCOMPARE(p.series[1].latest.value_or(0), 9.0);
        p = show(source + "stats count(*) by n > 4", "bar");
        QVERIFY(p.kind == Kind::Bar);
        // What cannot be shown says why.
        QVERIFY(show(source + "fields @message", "timeSeries").kind == Kind::Log); // no numbers
        QVERIFY(show(source + "nonsense", "table").notes.at(0).starts_with("MalformedQueryException: "));
        QVERIFY(show("fields n", "table").notes.at(0).starts_with("The query names no log group"));
        QVERIFY(show("SOURCE '/gone' | fields n", "table").notes.at(0).starts_with("ResourceNotFoundException: "));
        QVERIFY(show(source + "fields n", "table", "eu-west-1").notes.at(0).starts_with("Asked in eu-west-1"));
        // Bounded: the queries of one reading of a dashboard.
        const auto ask = metrics::logsReader(*w.world);
        for (std::size_t i = 0; i < metrics::kMostLogQueries; ++i) QVERIFY(ask(source + "fields n", 0, w.now()).has_value());
        QVERIFY(!ask(source + "fields n", 0, w.now()));
        QVERIFY(metrics::logsReader(*w.world)(source + "fields n", 0, w.now()).has_value());
    }
};

QTEST_APPLESS_MAIN(TestInsightsDoor)
#include "tst_insights_door.moc"
