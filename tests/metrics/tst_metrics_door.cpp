#include <QtTest>

#include "aws/cli.h"
#include "aws/console_session.h"
#include "metrics/models.h"
#include "metrics_world.h"

#include <map>
#include <set>

using namespace maylab;
using namespace maylab::metrics;
using kernel::SimTime;
using nlohmann::json;
using testing::metricQuery;
using testing::MetricsWorld;

// CloudWatch's door: what it refuses and how, pages, labels, the command line.
class TestMetricsDoor : public QObject {
    Q_OBJECT
  private slots:
    void putRefusesBadData_data() {
        QTest::addColumn<QString>("input");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("message");
        const auto row = [](const char* name, const char* input, const char* code, const char* message) {
            QTest::newRow(name) << QString::fromLatin1(input) << QString::fromLatin1(code)
                                << QString::fromLatin1(message);
        };
        row("no namespace", R"({"MetricData":[{"MetricName":"M","Value":1}]})", "MissingParameter",
            "The parameter Namespace is required.");
        row("no data", R"({"Namespace":"N"})", "MissingParameter", "The parameter MetricData is required.");
        row("reserved", R"({"Namespace":"AWS/EC2","MetricData":[{"MetricName":"M","Value":1}]})",
            "InvalidParameterValue", "The value AWS/ for parameter Namespace is invalid.");
        row("colon", R"({"Namespace":":N","MetricData":[{"MetricName":"M","Value":1}]})",
            "InvalidParameterValue", "The value :N for parameter Namespace is invalid.");
        row("one line per member",
            R"({"Namespace":"N","MetricData":[{"Value":1},{"MetricName":"M","Value":1},{"Value":2,"Unit":"Furlong"}]})",
            "MissingParameter",
            "The parameter MetricData.member.1.MetricName is required.\n"
            "The parameter MetricData.member.3.MetricName is required.");
        row("no value", R"({"Namespace":"N","MetricData":[{"MetricName":"M"}]})",
            "InvalidParameterCombination",
            "At least one of the parameters MetricData.member.1.Value and "
            "MetricData.member.1.StatisticValues must be "
            "specified.");
        row("dimension without value",
            R"({"Namespace":"N","MetricData":[{"MetricName":"M","Value":1,"Dimensions":[{"Name":"a"}]}]})",
            "MissingParameter", "The parameter MetricData.member.1.Dimensions.member.1.Value is required.");
        row("resolution",
            R"({"Namespace":"N","MetricData":[{"MetricName":"M","Value":1,"StorageResolution":300}]})",
            "InvalidParameterValue",
            "The parameter MetricData.member.1.StorageResolution must be a value in the set [ 1, 60 ].");
        row("sizes differ",
            R"({"Namespace":"N","MetricData":[{"MetricName":"M","Values":[1,2],"Counts":[1]}]})",
            "InvalidParameterValue",
            "The parameters MetricData.member.1.Values and MetricData.member.1.Counts must be of the same "
            "size.");
        row("counts of one value",
            R"({"Namespace":"N","MetricData":[{"MetricName":"M","Value":1,"Counts":[1,2]}]})",
            "InvalidParameterCombination",
            "The parameter MetricData.member.1.Counts must not be specified without "
            "MetricData.member.1.Values.");
        row("counts of a set",
            R"({"Namespace":"N","MetricData":[{"MetricName":"M","Counts":[1],
                "StatisticValues":{"SampleCount":1,"Sum":1,"Minimum":1,"Maximum":1}}]})",
            "InvalidParameterCombination",
            "The parameter MetricData.member.1.Counts must not be specified without "
            "MetricData.member.1.Values.");
        row("unknown member of a datum",
            R"({"Namespace":"N","MetricData":[{"MetricName":"M","Value":1,"StorageResolutions":1}]})",
            "UnknownParameter", "The parameter MetricData[0].StorageResolutions is not recognized");
        row("count 0", R"({"Namespace":"N","MetricData":[{"MetricName":"M","Values":[1],"Counts":[0]}]})",
            "InvalidParameterValue", "The value 0 for parameter MetricData.member.1.Counts is invalid.");
        row("set upside down",
            R"({"Namespace":"N","MetricData":[{"MetricName":"M",
                "StatisticValues":{"SampleCount":2,"Sum":3,"Minimum":2,"Maximum":1}}]})",
            "InvalidParameterValue",
            "The parameter MetricData.member.1.StatisticValues.Maximum must be greater than "
            "MetricData.member.1.StatisticValues.Minimum.");
        row("half a set",
            R"({"Namespace":"N","MetricData":[{"MetricName":"M","StatisticValues":{"Sum":3}}]})",
            "MissingParameter",
            "The parameter MetricData.member.1.StatisticValues.SampleCount is required.\n"
            "The parameter MetricData.member.1.StatisticValues.Minimum is required.\n"
            "The parameter MetricData.member.1.StatisticValues.Maximum is required.");
        row("too large", R"({"Namespace":"N","MetricData":[{"MetricName":"M","Value":1e120}]})",
            "InvalidParameterValue", "The value 1e+120 for parameter MetricData.member.1.Value is invalid.");
        row("future",
            R"({"Namespace":"N","MetricData":[{"MetricName":"M","Value":1,"Timestamp":"2099-01-01T00:00:00Z"}]})",
            "InvalidParameterValue",
            "The parameter MetricData.member.1.Timestamp must specify a time no more than two hours in the "
            "future.");
        row("wrong type", R"({"Namespace":"N","MetricData":[{"MetricName":"M","Value":"one"}]})",
            "SerializationException", "The parameter MetricData.member.1.Value must be a number.");
        row("not a structure", R"({"Namespace":"N","MetricData":[7]})", "SerializationException",
            "The parameter MetricData.member.1 must be a structure.");
        row("not an object", R"([1,2])", "MissingParameter",
            "The parameter Namespace is required.\nThe parameter MetricData is required.");
    }
    void putRefusesBadData() {
        QFETCH(QString, input);
        QFETCH(QString, code);
        QFETCH(QString, message);
        MetricsWorld w;
        const auto before = w.store().seriesCount();
        const auto got = w.call("PutMetricData", json::parse(input.toStdString()));
        QVERIFY(!got);
        QCOMPARE(QString::fromStdString(got.error().code), code);
        QCOMPARE(QString::fromStdString(got.error().message), message);
        QCOMPARE(w.store().seriesCount(), before); // nothing of the request was taken
    }

    void unitRefusalNamesTheSet() {
        MetricsWorld w;
        const auto got =
            w.call("PutMetricData", {{"Namespace", "N"},
                                     {"MetricData", {{{"MetricName", "M"}, {"Value", 1}, {"Unit", "ms"}}}}});
        QVERIFY(!got);
        const std::string start =
            "The parameter MetricData.member.1.Unit must be a value in the set [ Seconds, ";
        QCOMPARE(got.error().message.substr(0, start.size()), start);
        QVERIFY(got.error().message.find("Count/Second, None ].") != std::string::npos);
    }

    void manyDimensionsAreRefused() {
        MetricsWorld w;
        json dimensions = json::array();
        for (int i = 0; i < 31; ++i)
            dimensions.push_back({{"Name", std::string("d").append(std::to_string(i))}, {"Value", "v"}});
        json put = {{"Namespace", "N"},
                    {"MetricData", {{{"MetricName", "M"}, {"Value", 1}, {"Dimensions", dimensions}}}}};
        const auto got = w.call("PutMetricData", put);
        QVERIFY(!got);
        QCOMPARE(got.error().message,
                 std::string(
                     "The collection MetricData.member.1.Dimensions must not have a size greater than 30."));
        put["MetricData"][0]["Dimensions"].erase(30);
        QVERIFY(w.call("PutMetricData", put));
    }

    void putIsThrottled() {
        MetricsWorld w;
        const json put = {{"Namespace", "N"}, {"MetricData", {{{"MetricName", "M"}, {"Value", 1}}}}};
        int refused = 0;
        std::string code;
        for (int i = 0; i < 600; ++i) {
            const auto got = w.call("PutMetricData", put, kernel::Actor::Console);
            if (!got) {
                ++refused;
                code = got.error().code;
            }
        }
        QCOMPARE(refused, 100);
        QCOMPARE(code, aws::throttled().code);
        w.world->runUntil(SimTime::atSecond(1));
        QVERIFY(w.call("PutMetricData", put, kernel::Actor::Console));
    }

    void readsRefuseBadInput() {
        MetricsWorld w;
        const std::int64_t now = w.world->unixMilliseconds() / 1000;
        const json good = {{"StartTime", now},
                           {"EndTime", now + 60},
                           {"MetricDataQueries", {metricQuery("m", "N", "M", "Sum", 60)}}};
        QVERIFY(w.call("GetMetricData", good));
        const auto refused = [&](const json& change, const char* message) {
            json in = good;
            in.merge_patch(change);
            const auto got = w.call("GetMetricData", in);
            if (got) return false;
            if (got.error().message != message) qWarning("%s", got.error().message.c_str());
            return got.error().code == "ValidationError" && got.error().message == message;
        };
        json q = good["MetricDataQueries"][0];
        const auto queries = [&](std::vector<json> all) {
            return json{{"MetricDataQueries", std::move(all)}};
        };
        QVERIFY(refused(queries({q, q}), "The values for parameter id in MetricDataQueries are not unique."));
        QVERIFY(refused({{"EndTime", now - 1}}, "The parameter EndTime must be greater than StartTime."));
        QVERIFY(refused({{"StartTime", nullptr}}, "The parameter StartTime is required."));
        QVERIFY(refused(
            {{"ScanBy", "Sideways"}},
            "The parameter ScanBy must be a value in the set [ TimestampDescending, TimestampAscending ]."));
        json bad = q;
        bad["Id"] = "5xx";
        QVERIFY(refused(queries({bad}),
                        "The value 5xx for parameter MetricDataQueries.member.1.Id is not matching the "
                        "expected pattern ^[a-z][a-zA-Z0-9_]*$."));
        bad = q;
        bad["MetricStat"]["Stat"] = "P99";
        QVERIFY(refused(queries({bad}),
                        "The value for parameter MetricDataQueries.member.1.MetricStat.Stat is not a "
                        "valid statistic."));
        bad = q;
        bad.erase("MetricStat");
        QVERIFY(refused(queries({bad}), "The parameter MetricDataQueries.member.1.MetricStat is required."));
        bad = q;
        bad["MetricStat"]["Period"] = 45;
        QVERIFY(refused(queries({bad}),
                        "The parameter MetricDataQueries.member.1.MetricStat.Period must be 1, 5, 10, "
                        "20, 30 or a multiple of 60, up to 86400."));
        bad = q;
        bad["MetricStat"]["Metric"].erase("Namespace");
        QVERIFY(refused(queries({bad}),
                        "The parameter MetricDataQueries.member.1.MetricStat.Metric.Namespace is required."));
        json in = good;
        in["NextToken"] = "zzz";
        QCOMPARE(w.call("GetMetricData", in).error().code, std::string("InvalidNextToken"));
        QCOMPARE(w.call("NoSuchThing", json::object()).error().code, std::string("InvalidAction"));

        json statistics = {{"Namespace", "N"}, {"MetricName", "M"}, {"StartTime", now - 86400 * 2},
                           {"EndTime", now},   {"Period", 60},      {"Statistics", {"Sum"}}};
        QCOMPARE(w.call("GetMetricStatistics", statistics).error().message,
                 std::string(
                     "You have requested up to 2,880 datapoints, which exceeds the limit of 1,440. You may "
                     "reduce the datapoints requested by increasing Period, or decreasing the time range."));
        statistics["Period"] = 300;
        QVERIFY(w.call("GetMetricStatistics", statistics));
        statistics["ExtendedStatistics"] = {"p90"};
        QCOMPARE(w.call("GetMetricStatistics", statistics).error().code,
                 std::string("InvalidParameterCombination"));
        statistics.erase("Statistics");
        statistics["ExtendedStatistics"] = {"90"};
        QCOMPARE(w.call("GetMetricStatistics", statistics).error().message,
                 std::string("The value 90 for parameter ExtendedStatistics.member.1 is not supported."));
    }

    // Every operation, every depth, both ways in.
    void unknownMembersAreRefused() {
        MetricsWorld w;
        const std::int64_t now = w.world->unixMilliseconds() / 1000;
        const json statistics = {{"Namespace", "N"},    {"MetricName", "M"}, {"StartTime", now},
                                 {"EndTime", now + 60}, {"Period", 60},      {"Statistics", {"Sum"}}};
        const json data = {{"StartTime", now},
                           {"EndTime", now + 60},
                           {"MetricDataQueries", {metricQuery("m", "N", "M", "Sum", 60)}}};
        const auto refused = [&](const char* operation, json input, const char* where, const json& value,
                                 const char* path) {
            input[json::json_pointer(where)] = value;
            const auto called = w.call(operation, input);
            const auto peeked = w.world->peek("cloudwatch", operation, input);
            if (called || peeked) return false;
            const std::string text = std::string("The parameter ") + path + " is not recognized";
            return called.error().code == "UnknownParameter" && called.error().message == text &&
                   called.error().httpStatus == 400 && peeked.error().message == text;
        };
        const json dimension = {{{"Name", "a"}, {"Value", "b"}}};
        QVERIFY(refused("GetMetricStatistics", statistics, "/Dimension", dimension, "Dimension"));
        QVERIFY(refused("ListMetrics", json::object(), "/NameSpace", "N", "NameSpace"));
        QVERIFY(refused("ListMetrics", {{"Dimensions", dimension}}, "/Dimensions/0/value", "b",
                        "Dimensions[0].value"));
        QVERIFY(refused("GetMetricData", data, "/MetricDataQueries/0/MetricStat/Metric/Dimension", dimension,
                        "MetricDataQueries[0].MetricStat.Metric.Dimension"));
        QVERIFY(refused("GetMetricData", data, "/MetricDataQueries/0/MetricStat/Statistic", "Sum",
                        "MetricDataQueries[0].MetricStat.Statistic"));
        QVERIFY(w.call("GetMetricStatistics", statistics));
        QVERIFY(w.call("GetMetricData", data));
        QVERIFY(w.call("ListMetrics", {{"Dimensions", dimension}}));
    }

    // The limit counts every period of which a part is asked for, so that no reply is longer.
    void theLimitOfPointsCountsTouchedPeriods() {
        MetricsWorld w;
        const std::int64_t now = w.world->unixMilliseconds() / 1000; // a full hour
        const auto ask = [&](std::int64_t start, std::int64_t end, int period) -> std::string {
            const auto got = w.call("GetMetricStatistics", {{"Namespace", "N"},
                                                            {"MetricName", "M"},
                                                            {"StartTime", start},
                                                            {"EndTime", end},
                                                            {"Period", period},
                                                            {"Statistics", {"Sum"}}});
            return got ? "" : got.error().message.substr(0, got.error().message.find(", which"));
        };
        const std::string one = "You have requested up to 1,441 datapoints";
        const std::string two = "You have requested up to 1,442 datapoints";
        QCOMPARE(ask(now - 86400, now, 60), std::string());
        QCOMPARE(ask(now - 86400 + 59, now, 60), std::string());
        QCOMPARE(ask(now - 86400, now + 1, 60), one);
        QCOMPARE(ask(now - 86400 - 1, now, 60), one);
        QCOMPARE(ask(now - 86400 - 30, now + 30, 60), two);
        QCOMPARE(ask(now - 86400 - 30, now - 30, 60), one); // 1,440 minutes long, and touches one more
        QCOMPARE(ask(now - 86400, now, 30), std::string("You have requested up to 2,880 datapoints"));
        const std::int64_t old = now - 20 * 86400; // starts there are rounded to five minutes
        QCOMPARE(ask(old + 299, old + 1440 * 300, 300), std::string());
        QCOMPARE(ask(old + 299, old + 299 + 1440 * 300, 300), one);
    }

    // Sheet 2.5: at 01:05:23 the previous 10 s are 01:05:10-01:05:20. Once the period is over, a query whose
    // end cuts it has it (golden PE09).
    void aCutSubMinutePeriodWaitsUntilItIsOver() {
        MetricsWorld w;
        const std::int64_t t0 = w.world->unixMilliseconds() / 1000; // 01:00:00
        w.world->runUntil(SimTime::atSecond(323));
        json all = json::array();
        for (int s = 300; s < 340; ++s)
            all.push_back(
                {{"MetricName", "M"}, {"Timestamp", t0 + s}, {"Value", 1}, {"StorageResolution", 1}});
        QVERIFY(w.call("PutMetricData", {{"Namespace", "N"}, {"MetricData", all}}));
        using Sums = std::map<std::string, double>;
        const auto ask = [&](int start, int end, int period) -> std::pair<Sums, Sums> {
            Sums statistics, data;
            const auto one = w.call("GetMetricStatistics", {{"Namespace", "N"},
                                                            {"MetricName", "M"},
                                                            {"StartTime", t0 + start},
                                                            {"EndTime", t0 + end},
                                                            {"Period", period},
                                                            {"Statistics", {"Sum"}}});
            const auto other =
                w.call("GetMetricData", {{"StartTime", t0 + start},
                                         {"EndTime", t0 + end},
                                         {"MetricDataQueries", {metricQuery("m", "N", "M", "Sum", period)}}});
            if (!one || !other) return {};
            for (const json& p : (*one)["Datapoints"])
                statistics[p["Timestamp"].get<std::string>().substr(11, 8)] = p["Sum"].get<double>();
            const json& r = (*other)["MetricDataResults"][0];
            for (std::size_t i = 0; i < r["Values"].size(); ++i)
                data[r["Timestamps"][i].get<std::string>().substr(11, 8)] = r["Values"][i].get<double>();
            return {statistics, data};
        };
        const auto both = [](const Sums& sums) { return std::pair(sums, sums); };
        QVERIFY(ask(313, 323, 10) == both({{"01:05:10", 10}}));
        QVERIFY(ask(313, 324, 1).first.size() == 11); // whole seconds are never cut
        QVERIFY(ask(321, 323, 30) == both({}));
        QVERIFY(ask(300, 323, 60) == both({{"01:05:00", 23}})); // from a minute on the end is as given
        w.world->runUntil(SimTime::atSecond(333));
        QVERIFY(ask(323, 333, 10) == both({{"01:05:20", 10}}));
        QVERIFY(ask(313, 323, 10) == both({{"01:05:10", 10}, {"01:05:20", 3}}));
    }

    // One line of a console must be answered before long.
    void aConsoleAdvancesADayAtMost() {
        kernel::World world{kernel::WorldConfig{}};
        const aws::ModelCatalog catalog;
        aws::ConsoleSession session(world, catalog);
        for (const char* line :
             {R"({"advance":86401})", R"({"advance":86400.5})", R"({"advance":34560000})"}) {
            const json answer = json::parse(session.jsonLine(line));
            QCOMPARE(answer["error"]["code"].get<std::string>(), std::string("MalformedInput"));
            QCOMPARE(answer["error"]["message"].get<std::string>(),
                     std::string("advance must be a number of seconds, 0 to 86400."));
        }
        QCOMPARE(world.now(), SimTime());
        QVERIFY(json::parse(session.jsonLine(R"({"advance":86400})")).contains("output"));
        QCOMPARE(world.now(), SimTime::atSecond(86400));
    }

    void listingFiltersAndPages() {
        MetricsWorld w;
        json data = json::array();
        for (int i = 0; i < 700; ++i)
            data.push_back({{"MetricName", i % 2 == 0 ? "Even" : "Odd"},
                            {"Value", 1},
                            {"Dimensions",
                             {{{"Name", "Node"}, {"Value", std::to_string(i)}},
                              {{"Name", "Zone"}, {"Value", i % 10 == 0 ? "a" : "b"}}}}});
        QVERIFY(w.call("PutMetricData", {{"Namespace", "N"}, {"MetricData", data}}));
        QVERIFY(w.call("PutMetricData",
                       {{"Namespace", "Other"}, {"MetricData", {{{"MetricName", "X"}, {"Value", 1}}}}}));
        const auto list = [&](const json& in) {
            auto got = w.call("ListMetrics", in);
            if (!got) qFatal("%s", got.error().message.c_str());
            return *got;
        };
        const json first = list({{"Namespace", "N"}});
        QCOMPARE(first["Metrics"].size(), std::size_t{500});
        const json second = list({{"Namespace", "N"}, {"NextToken", first["NextToken"]}});
        QCOMPARE(second["Metrics"].size(), std::size_t{200});
        QVERIFY(!second.contains("NextToken"));
        std::set<std::string> seen;
        for (const json& page : {first, second})
            for (const json& m : page["Metrics"])
                seen.insert(m.dump());
        QCOMPARE(seen.size(), std::size_t{700});
        QCOMPARE(list({{"MetricName", "Even"}})["Metrics"].size(), std::size_t{350});
        QCOMPARE(list({{"Dimensions", {{{"Name", "Zone"}, {"Value", "a"}}}}})["Metrics"].size(),
                 std::size_t{70});
        QCOMPARE(list({{"Dimensions", {{{"Name", "Node"}, {"Value", "7"}}}}})["Metrics"].size(),
                 std::size_t{1});
        QCOMPARE(list({{"Namespace", "N"}, {"Dimensions", {{{"Name", "Rack"}}}}})["Metrics"].size(),
                 std::size_t{0});
        QCOMPARE(w.store().findAnyDimensions("N", "Odd").size(), std::size_t{350});
        // A metric is its set of dimensions, whatever their order; reading needs all of them.
        QVERIFY(w.store().find("N", "Odd", {{"Zone", "b"}, {"Node", "7"}}) != kNoSeries);
        QCOMPARE(w.store().find("N", "Odd", {{"Zone", "b"}, {"Node", "7"}}),
                 w.store().find("N", "Odd", {{"Node", "7"}, {"Zone", "b"}}));
        QCOMPARE(w.store().find("N", "Odd", {{"Node", "7"}}), kNoSeries);
        // Hidden two weeks after the last datum, but still readable.
        const std::int64_t t0 = w.world->unixMilliseconds() / 1000;
        const SeriesId id = w.store().find("Other", "X", {});
        QVERIFY(w.store().listed(id, t0 + 14 * kDay));
        QVERIFY(!w.store().listed(id, t0 + 14 * kDay + 1));
        w.world->runUntil(SimTime::atSecond(3 * 3600 + 1));
        QCOMPARE(list({{"RecentlyActive", "PT3H"}})["Metrics"].size(), std::size_t{0});
        QVERIFY(!w.call("ListMetrics", {{"RecentlyActive", "PT1H"}}));
    }

    void pagesOfDataAreTheWhole() {
        MetricsWorld w;
        const std::int64_t now = w.world->unixMilliseconds() / 1000;
        json data = json::array();
        for (int i = 0; i < 90; ++i)
            for (const char* unit : {"Count", "Seconds"})
                data.push_back({{"MetricName", i % 3 == 0 ? "A" : "B"},
                                {"Value", i},
                                {"Unit", unit},
                                {"Timestamp", now - 60 * i}});
        QVERIFY(w.call("PutMetricData", {{"Namespace", "N"}, {"MetricData", data}}));
        for (const char* order : {"TimestampDescending", "TimestampAscending"}) {
            json in = {{"StartTime", now - 7200},
                       {"EndTime", now + 60},
                       {"ScanBy", order},
                       {"MetricDataQueries",
                        {metricQuery("a", "N", "A", "Sum", 60), metricQuery("b", "N", "B", "Sum", 60)}}};
            const json whole = *w.call("GetMetricData", in);
            QVERIFY(!whole.contains("NextToken"));
            QCOMPARE(whole["MetricDataResults"][0]["StatusCode"], "Complete");
            const auto flat = [](const json& reply, std::map<std::string, json>& out) {
                for (const json& r : reply["MetricDataResults"])
                    for (std::size_t i = 0; i < r["Values"].size(); ++i)
                        out[r["Id"]].push_back({r["Timestamps"][i], r["Values"][i]});
            };
            std::map<std::string, json> want, got;
            flat(whole, want);
            QCOMPARE(want["a"].size(), std::size_t{60});
            const bool newestFirst = want["a"][0][0] > want["a"][59][0];
            QCOMPARE(newestFirst, std::string_view(order) == "TimestampDescending");
            in["MaxDatapoints"] = 7;
            int pages = 0;
            for (;;) {
                const auto page = w.call("GetMetricData", in);
                QVERIFY(page.has_value());
                flat(*page, got);
                ++pages;
                if (!page->contains("NextToken")) break;
                QVERIFY(pages < 100);
                in["NextToken"] = (*page)["NextToken"];
            }
            QCOMPARE(pages, (180 + 6) / 7);
            QVERIFY(got == want);
            in["EndTime"] = now + 120; // a token belongs to its request
            in["NextToken"] = (*w.call("GetMetricData", [&] {
                json first = in;
                first.erase("NextToken");
                return first;
            }()))["NextToken"];
            in["EndTime"] = now + 60;
            QCOMPARE(w.call("GetMetricData", in).error().code, std::string("InvalidNextToken"));
        }
    }

    void labelsFollowTheData() {
        MetricsWorld w;
        const std::int64_t now = w.world->unixMilliseconds() / 1000;
        json data = json::array();
        for (const double v : {4.0, 9.0, 2.0})
            data.push_back({{"MetricName", "M"}, {"Value", v}, {"Timestamp", now - 60 * v}});
        QVERIFY(w.call("PutMetricData", {{"Namespace", "N"}, {"MetricData", data}}));
        const auto labelOf = [&](json query) {
            const auto got = w.call("GetMetricData", {{"StartTime", now - 3600},
                                                      {"EndTime", now + 60},
                                                      {"LabelOptions", {{"Timezone", "+0700"}}},
                                                      {"MetricDataQueries", {query}}});
            return (*got)["MetricDataResults"][0]["Label"].get<std::string>();
        };
        json q = metricQuery("m", "N", "M", "Sum", 60);
        QCOMPARE(labelOf(q), std::string("M"));
        q["Label"] = "${PROP('MetricName')} ${PROP('Stat')} max ${MAX} first ${FIRST} n ${DATAPOINT_COUNT} "
                     "${AVG} ${WHAT} $";
        QCOMPARE(labelOf(q), std::string("M Sum max 9 first 9 n 3 5 ${WHAT} $"));
        q["Label"] = "${MAX_TIME}"; // 01:00 UTC less nine minutes, shown in +0700
        QCOMPARE(labelOf(q), std::string("2026-01-26 07:51:00 +0700"));
        q["MetricStat"]["Metric"]["MetricName"] = "Nothing";
        q["Label"] = "${MAX} ${DATAPOINT_COUNT}";
        QCOMPARE(labelOf(q), std::string("-- 0"));
    }

    void theTableServesTheCommandLine() {
        aws::ModelCatalog catalog({operationModels()});
        MetricsWorld w;
        const auto run = [&](const char* line) -> kernel::ApiResult {
            const auto command = aws::parseCommandLine(line, catalog);
            if (!command) return kernel::fail("Usage", command.error().text);
            return w.call(command->operation.c_str(), command->input, kernel::Actor::Console);
        };
        const auto put =
            run("aws cloudwatch put-metric-data --namespace Lab/App --metric-name RequestCount --value 87 "
                "--unit Count --dimensions Page=home,Zone=a");
        QVERIFY2(put.has_value(), put ? "" : put.error().message.c_str());
        QVERIFY(run("aws cloudwatch put-metric-data --namespace Lab/App --metric-data "
                    "'MetricName=RequestCount,Value=13,Unit=Count,Dimensions=[{Name=Page,Value=home},{Name="
                    "Zone,Value=a}]'"));
        const auto list = run("aws cloudwatch list-metrics --namespace Lab/App");
        QVERIFY2(list.has_value(), list ? "" : list.error().message.c_str());
        QCOMPARE((*list)["Metrics"].size(), std::size_t{1});
        QCOMPARE((*list)["Metrics"][0]["Dimensions"],
                 json::parse(R"([{"Name":"Page","Value":"home"},{"Name":"Zone","Value":"a"}])"));
        const auto got =
            run("aws cloudwatch get-metric-statistics --namespace Lab/App --metric-name RequestCount "
                "--dimensions Name=Page,Value=home Name=Zone,Value=a --start-time 2026-01-26T01:00:00Z "
                "--end-time 2026-01-26T01:05:00Z --period 60 --statistics Sum Maximum");
        QVERIFY2(got.has_value(), got ? "" : got.error().message.c_str());
        QCOMPARE((*got)["Datapoints"][0]["Sum"], 100.0);
        QCOMPARE((*got)["Datapoints"][0]["Maximum"], 87.0);
        // Every operation of the table is one that the door knows.
        for (const aws::OperationModel& m : operationModels()) {
            const auto answer = w.call(m.operation, json::object());
            QVERIFY(answer || answer.error().code != "InvalidAction");
        }
    }

    // What a bill is made from: custom metrics by the hours with data, alarms and dashboards by time, requests of the learner.
    void usage() {
        MetricsWorld w;
        const auto item = [&](const char* name) -> json {
            const json usage = *w.world->peek("cloudwatch", "DescribeUsage", json::object());
            for (const json& i : usage["Items"]) {
                if (i["Item"] == name) return i;
            }
            return nullptr;
        };
        const auto put = [&](int metrics) {
            json data = json::array();
            for (int i = 0; i < metrics; ++i) data.push_back({{"MetricName", "M"}, {"Value", 1}, {"Dimensions", {{{"Name", "Host"}, {"Value", std::to_string(i)}}}}});
            QVERIFY(w.call("PutMetricData", {{"Namespace", "Shop"}, {"MetricData", data}}));
        };
        // One that the simulators measure for themselves, and one that an application would publish.
        kernel::MetricSpec spec{"Lab/Test", "Own", {}, "Count", kernel::MetricKind::Counter};
        w.world->metrics().define(spec);
        QCOMPARE(item("CustomMetric")["Quantity"], json(0.0));
        put(3);
        put(3); // the same hour
        QCOMPARE(item("CustomMetric")["Quantity"], json(3.0));
        QCOMPARE(item("CustomMetric")["Running"], json(3.0));
        w.world->runFor(kernel::SimDuration::minutes(59));
        QCOMPARE(item("CustomMetric")["Quantity"], json(3.0)); // our own is not billed
        QCOMPARE(item("CustomMetric")["Running"], json(3.0));
        w.world->runFor(kernel::SimDuration::minutes(1));
        QCOMPARE(item("CustomMetric")["Running"], json(0.0));
        put(2);
        QCOMPARE(item("CustomMetric")["Quantity"], json(5.0));
        spec.metricNamespace = "Shop/Test";
        spec.custom = true;
        const kernel::MetricId published = w.world->metrics().define(spec);
        w.world->runFor(kernel::SimDuration::hours(2));
        QCOMPARE(item("CustomMetric")["Running"], json(1.0));
        QCOMPARE(item("CustomMetric")["Quantity"], json(8.0)); // in hours 1, 2 and, with its last minute, 3
        w.world->metrics().retire(published);
        w.world->runFor(kernel::SimDuration::minutes(2));
        QCOMPARE(item("CustomMetric")["Running"], json(0.0));

        const auto alarm = [&](const char* name, int period, json more) {
            json a = {{"AlarmName", name}, {"EvaluationPeriods", 1}, {"ComparisonOperator", "GreaterThanThreshold"}};
            if (!more.contains("Metrics")) a.update({{"Namespace", "Shop"}, {"MetricName", "M"}, {"Statistic", "Average"}, {"Period", period}});
            if (!more.contains("ThresholdMetricId")) a["Threshold"] = 1;
            a.update(more);
            const auto r = w.call("PutMetricAlarm", a);
            QVERIFY2(r, r ? "" : r.error().message.c_str());
        };
        alarm("one", 60, json::object());
        alarm("one", 60, json::object()); // again: still one
        alarm("fast", 10, json::object());
        const auto stat = [](const char* id) {
            return json{{"Id", id}, {"ReturnData", false}, {"MetricStat", {{"Metric", {{"Namespace", "Shop"}, {"MetricName", "M"}}}, {"Period", 60}, {"Stat", "Sum"}}}};
        };
        alarm("two", 60, {{"Metrics", {stat("a"), stat("b"), {{"Id", "r"}, {"Expression", "a/b"}}}}});
        json watched = stat("m");
        watched["ReturnData"] = true;
        alarm("band", 60, {{"Metrics", {watched, {{"Id", "ad"}, {"Expression", "ANOMALY_DETECTION_BAND(m, 2)"}, {"ReturnData", true}}}},
                           {"ThresholdMetricId", "ad"}, {"ComparisonOperator", "GreaterThanUpperThreshold"}});
        QVERIFY(w.call("PutCompositeAlarm", {{"AlarmName", "all"}, {"AlarmRule", "ALARM(one) OR ALARM(two)"}}));
        QCOMPARE(item("StandardAlarm")["Running"], json(6.0)); // 1 + 2 + 3
        QCOMPARE(item("HighResolutionAlarm")["Running"], json(1.0));
        QCOMPARE(item("CompositeAlarm")["Running"], json(1.0));
        QVERIFY(w.call("PutDashboard", {{"DashboardName", "d"}, {"DashboardBody", "{\"widgets\":[]}"}}));
        w.world->runFor(kernel::SimDuration::minutes(90));
        QCOMPARE(item("StandardAlarm")["Quantity"], json(9.0));
        QCOMPARE(item("CompositeAlarm")["Quantity"], json(1.5));
        QCOMPARE(item("Dashboard")["Quantity"], json(1.5));
        QVERIFY(w.call("DeleteAlarms", {{"AlarmNames", {"all"}}}));
        QVERIFY(w.call("DeleteAlarms", {{"AlarmNames", {"one", "two"}}}));
        QVERIFY(w.call("DeleteDashboards", {{"DashboardNames", {"d"}}}));
        w.world->runFor(kernel::SimDuration::minutes(30));
        QCOMPARE(item("StandardAlarm")["Running"], json(3.0));
        QCOMPARE(item("StandardAlarm")["Quantity"], json(10.5));
        QCOMPARE(item("CompositeAlarm")["Quantity"], json(1.5));
        QCOMPARE(item("Dashboard")["Running"], json(0.0));

        // Requests: what the learner asks for; set-up and our own reads are free.
        QCOMPARE(item("Request")["Quantity"], json(0));
        QVERIFY(w.call("ListMetrics", json::object(), kernel::Actor::Console));
        QVERIFY(w.call("DescribeUsage", json::object(), kernel::Actor::Console));
        const json queries = {stat("a"), stat("b"), {{"Id", "r"}, {"Expression", "a/b"}}};
        QVERIFY(w.call("GetMetricData", {{"MetricDataQueries", queries}, {"StartTime", 0}, {"EndTime", 60}}, kernel::Actor::Console));
        QCOMPARE(item("Request")["Quantity"], json(1));
        QCOMPARE(item("MetricRequested")["Quantity"], json(2));
        auto copy = w.world->clone();
        QCOMPARE(*copy->peek("cloudwatch", "DescribeUsage", json::object()), *w.world->peek("cloudwatch", "DescribeUsage", json::object()));
    }
};

QTEST_APPLESS_MAIN(TestMetricsDoor)
#include "tst_metrics_door.moc"
