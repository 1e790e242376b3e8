// The doors cloudwatch, logs and sns, given what nobody should send: every operation of their tables with each part of its
// input replaced, numbers that are none, instants beyond the calendar, alarms that watch
// themselves, more metrics than a dashboard can hold, texts too deep.
#include <QtTest>

#include "aws/console_session.h"
#include "logs/models.h"
#include "messaging/models.h"
#include "metrics/models.h"
#include "metrics/search_expression.h"
#include "support/door_lines.h"

#include <functional>
#include <limits>
#include <set>
#include <vector>

using namespace maylab;
using nlohmann::json;
using testing::DoorWorld;

namespace {

// One call of every operation that succeeds, in an order that makes them possible.
const std::vector<json>& everyOperation() {
    static const std::vector<json> kLines = [] {
        QFile file(qEnvironmentVariable("MAYLAB_SOURCE_DIR") + QStringLiteral("/tests/fuzz/corpus/fuzz_doors/every-operation"));
        std::vector<json> lines;
        if (!file.open(QIODevice::ReadOnly)) return lines;
        while (!file.atEnd()) lines.push_back(json::parse(file.readLine().toStdString()));
        return lines;
    }();
    return kLines;
}

std::string named(const json& line) { return line["service"].get<std::string>() + ' ' + line["operation"].get<std::string>(); }

json nested(int levels) {
    json v = 1;
    for (int i = 0; i < levels; ++i) v = i % 2 == 0 ? json::array({std::move(v)}) : json{{"a", std::move(v)}};
    return v;
}

const std::vector<json>& hostile() {
    using Int = std::numeric_limits<std::int64_t>;
    static const std::vector<json> kValues = {
        nullptr,
        true,
        0,
        -1,
        0.5,
        Int::min(),
        Int::max(),
        std::numeric_limits<std::uint64_t>::max(),
        1e308,
        -1e308,
        5e-324,
        9.2e18, // as large as an int64, and not one
        std::numeric_limits<double>::quiet_NaN(),
        std::numeric_limits<double>::infinity(),
        "NaN",
        "-Infinity",
        "1e999",
        "",
        " ",
        std::string("a\0b", 3),
        "\xff\xfe",
        "lỗi \xf0\x9f\x94\xa5",
        "${a} {{b}} %c $.d",
        "9999999-99-99T99:99:99Z",
        "-9999-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        json::array(),
        json::object(),
        json::array({nullptr, json::array(), json::object(), "x", 1}),
        {{"a", 1}, {"", ""}},
        nested(40),
        nested(500),
    };
    return kValues;
}

// Too long for anything.
const std::vector<json>& huge() {
    static const std::vector<json> kValues = {
        std::string((std::size_t{1} << 20) + 1, 'x'), std::string(100'000, '('), std::string(100'000, '['), json(5000, "x"), json(5000, json::object())};
    return kValues;
}

// Every part of a value, deepest last.
void eachPart(const json& v, const json::json_pointer& at, const std::function<void(const json::json_pointer&)>& visit) {
    visit(at);
    if (v.is_object()) {
        for (const auto& [name, member] : v.items()) eachPart(member, at / name, visit);
    } else if (v.is_array()) {
        for (std::size_t i = 0; i < v.size(); ++i) eachPart(v[i], at / i, visit);
    }
}

std::uint64_t stateOf(kernel::World& world) {
    kernel::Fingerprint f;
    for (const char* service : {"cloudwatch", "logs", "sns"}) world.service(world.find(service)).mixInto(f);
    return f.value();
}

std::string said(const kernel::ApiResult& r) { return r ? "taken" : r.error().code + ": " + r.error().message; }

json datum(const json& more) {
    json d = {{"MetricName", "M"}};
    d.update(more);
    return {{"Namespace", "N"}, {"MetricData", {d}}};
}

} // namespace

class TestHostileInput : public QObject {
    Q_OBJECT

  private slots:
    // The file of lines has them all, and each does what it should; only a function is missing in this world.
    void everyOperationIsPlayed() {
        std::set<std::string> played;
        DoorWorld doors;
        for (const json& line : everyOperation()) {
            const auto reply = doors.play(line);
            if (line.contains("advance")) continue;
            QVERIFY(reply.has_value());
            if (line["operation"] == "PutSubscriptionFilter" || line["operation"] == "DeleteSubscriptionFilter") QVERIFY(!*reply);
            else QVERIFY2(reply->has_value(), (named(line) + ": " + said(*reply)).c_str());
            played.insert(named(line));
        }
        for (const auto table : {metrics::operationModels(), logs::operationModels(), messaging::operationModels()}) {
            for (const aws::OperationModel& m : table) {
                const std::string name = std::string(m.service) + ' ' + m.operation;
                QVERIFY2(played.contains(name), name.c_str());
            }
        }
    }

    // A refusal is readable and changes nothing; what is taken can be printed, and the world goes on with it.
    void everyPartOfEveryInput_data() {
        QTest::addColumn<int>("line");
        for (std::size_t i = 0; i < everyOperation().size(); ++i) {
            if (everyOperation()[i].contains("operation"))
                QTest::newRow((std::to_string(i) + ' ' + named(everyOperation()[i])).c_str()) << static_cast<int>(i);
        }
    }
    void everyPartOfEveryInput() {
        QFETCH(int, line);
        DoorWorld doors;
        for (int i = 0; i < line; ++i) doors.play(everyOperation()[static_cast<std::size_t>(i)]);
        const json& call = everyOperation()[static_cast<std::size_t>(line)];
        const std::string service = call["service"], operation = call["operation"];
        const json good = doors.filled(call["input"]);
        const auto send = [&](const json& input, const std::string& what) {
            const std::uint64_t before = stateOf(doors.world());
            const auto reply = doors.call(service, operation, input);
            QVERIFY2(reply.has_value(), what.c_str());
            if (*reply) {
                QVERIFY2(testing::isPrintable(**reply), what.c_str());
                return;
            }
            QVERIFY2(testing::isReadable(reply->error()), (what + ": " + said(*reply)).c_str());
            QVERIFY2(stateOf(doors.world()) == before, (what + ": " + said(*reply)).c_str());
        };
        eachPart(good, json::json_pointer(), [&](const json::json_pointer& at) {
            const std::string path = at.to_string();
            const auto replaced = [&](const json& value) {
                json input = good;
                input[at] = value;
                send(input, path + " = " + value.dump(-1, ' ', false, json::error_handler_t::replace).substr(0, 100));
            };
            for (const json& value : hostile()) replaced(value);
            if (std::count(path.begin(), path.end(), '/') <= 1)
                for (const json& value : huge()) replaced(value);
        });
        doors.world().runFor(kernel::SimDuration::seconds(61));
    }

    // Before a door is reached: what JSON and the command line themselves refuse.
    void consoleLines() {
        DoorWorld doors;
        const aws::ModelCatalog catalog{metrics::operationModels(), logs::operationModels(), messaging::operationModels()};
        aws::ConsoleSession console(doors.world(), catalog);
        const std::string put = R"({"service":"cloudwatch","operation":"PutMetricData","input":{"Namespace":"N","MetricData":[{"MetricName":"M","Value":)";
        const auto code = [&](const std::string& line) { return json::parse(console.jsonLine(line))["error"].value("code", ""); };
        for (const std::string& number : {std::string("1e999"), std::string("-1e999"), std::string("NaN"), std::string("Infinity"), std::string("0x10"), std::string(1u << 20, '['),
                                          std::string("\"") + std::string(1u << 20, 'x'), "1" + std::string(400, '0') + "e1"})
            QCOMPARE(code(put + number + "}]}}"), std::string("MalformedInput"));
        QCOMPARE(code(put + "9" + std::string(300, '9') + "}]}}"), std::string("InvalidParameterValue")); // a number, and too large
        QCOMPARE(code(std::string(std::size_t{5} << 20, ' ')), std::string("MalformedInput"));
        for (const char* value : {"NaN", "Infinity", "-inf", "1e999"}) {
            const auto text = console.commandLine(std::string("aws cloudwatch put-metric-data --namespace N --metric-name M --value ") + value);
            QVERIFY2(text.exitCode != 0 && !text.err.empty(), value);
        }
        QVERIFY(metrics::storeOf(doors.world()).seriesCount() == 0);
    }

    // Through the door there is no line that could be too long: the service has a limit of its own.
    void bodiesOverAMegabyte() {
        DoorWorld doors;
        const auto refused = doors.call("cloudwatch", "PutMetricData", datum({{"Value", std::string(std::size_t{5} << 20, 'x')}}));
        QCOMPARE(said(*refused), std::string("RequestEntityTooLarge: HTTP content length exceeded 1048576 bytes."));
        QCOMPARE(refused->error().httpStatus, 413);
        QVERIFY(said(*doors.call("cloudwatch", "PutDashboard", {{"DashboardName", "d"}, {"DashboardBody", std::string(std::size_t{5} << 20, ' ')}})).starts_with("InvalidParameterInput"));
        for (const char* service : {"cloudwatch", "logs", "sns"})
            QVERIFY(!*doors.call(service, std::string(std::size_t{1} << 20, 'x'), {{"a", std::string(std::size_t{2} << 20, 'x')}}));
    }

    void numbersThatAreNone_data() {
        QTest::addColumn<QByteArray>("operation");
        QTest::addColumn<QByteArray>("input");
        QTest::addColumn<QByteArray>("where");
        const auto row = [](const std::string& name, const char* operation, const json& input, const std::string& where) {
            QTest::newRow(name.c_str()) << QByteArray(operation) << QByteArray::fromStdString(input.dump()) << QByteArray::fromStdString(where);
        };
        for (const std::string none : {"NaN", "Infinity", "-Infinity"}) {
            row("value " + none, "PutMetricData", datum({{"Value", none}}), "The value " + none + " for parameter MetricData.member.1.Value is invalid.");
            row("values " + none, "PutMetricData", datum({{"Values", {1, none}}}), "The value " + none + " for parameter MetricData.member.1.Values is invalid.");
            row("counts " + none, "PutMetricData", datum({{"Values", {1}}, {"Counts", {none}}}), "The value " + none + " for parameter MetricData.member.1.Counts is invalid.");
            for (const char* member : {"SampleCount", "Sum", "Minimum", "Maximum"}) {
                json set = {{"SampleCount", 2}, {"Sum", 3}, {"Minimum", 1}, {"Maximum", 2}};
                set[member] = none;
                row(member + none, "PutMetricData", datum({{"StatisticValues", set}}),
                    "The value " + none + " for parameter MetricData.member.1.StatisticValues." + member + " is invalid.");
            }
            row("threshold " + none, "PutMetricAlarm",
                {{"AlarmName", "a"}, {"Namespace", "N"}, {"MetricName", "M"}, {"Statistic", "Sum"}, {"Period", 60}, {"EvaluationPeriods", 1},
                 {"Threshold", none}, {"ComparisonOperator", "GreaterThanThreshold"}},
                "The parameter Threshold must be a finite number.");
        }
    }
    void numbersThatAreNone() {
        QFETCH(QByteArray, operation);
        QFETCH(QByteArray, input);
        QFETCH(QByteArray, where);
        DoorWorld doors;
        const auto reply = doors.call("cloudwatch", operation.toStdString(), json::parse(input.toStdString()));
        QVERIFY(reply && !*reply);
        QVERIFY2(reply->error().message.find(where.toStdString()) != std::string::npos, said(*reply).c_str());
        QCOMPARE(metrics::storeOf(doors.world()).seriesCount(), std::size_t{0});
    }

    // The largest values there may be are kept, and nothing that is made of them is infinite.
    void theLargestNumbers() {
        DoorWorld doors;
        const double most = 0x1p360;
        const std::int64_t start = doors.world().unixMilliseconds() / 1000;
        for (const json& d : {json{{"Value", most}}, json{{"Value", -most}}, json{{"Values", {most, -most, 5e-324}}, {"Counts", {most, most, most}}},
                              json{{"StatisticValues", {{"SampleCount", most}, {"Sum", most}, {"Minimum", -most}, {"Maximum", most}}}}}) {
            for (int i = 0; i < 3; ++i) QVERIFY(*doors.call("cloudwatch", "PutMetricData", datum(d)));
        }
        json queries = json::array();
        const json metric = {{"Namespace", "N"}, {"MetricName", "M"}};
        int id = 0;
        for (const char* stat : {"Sum", "Average", "Minimum", "Maximum", "SampleCount", "p99", "tm99", "TS(10%:90%)", "wm90", "IQM", "PR(0:1)"})
            queries.push_back({{"Id", "m" + std::to_string(id++)}, {"MetricStat", {{"Metric", metric}, {"Period", 60}, {"Stat", stat}}}});
        for (const char* expression : {"m0 * m0 * m0", "m0 ^ 9", "STDDEV([m2, m3])", "m0 / 5e-324", "SUM(METRICS()) * 1e300", "RUNNING_SUM(m3 * m3)", "0 - m0 * 1e300", "RATE(m0) * m0 * m0", "TIME_SERIES(1e308) * 10"})
            queries.push_back({{"Id", "e" + std::to_string(id++)}, {"Expression", expression}});
        const auto reply = doors.call("cloudwatch", "GetMetricData", {{"StartTime", start}, {"EndTime", start + 60}, {"MetricDataQueries", queries}});
        QVERIFY2(reply && *reply, reply ? said(*reply).c_str() : "");
        QVERIFY2(testing::isPrintable(**reply), (**reply).dump().c_str());
        doors.world().runFor(kernel::SimDuration::seconds(61));
        const auto shown = doors.call("cloudwatch", "QueryPrometheus", {{"expr", "{__name__=~\".+\"}"}});
        QVERIFY(shown && *shown);
    }

    // From before the calendar to beyond it.
    void instantsOutOfRange() {
        DoorWorld doors;
        const auto ask = [&](const char* service, const char* operation, const json& input) { return said(*doors.call(service, operation, input)); };
        const std::string past = "The parameter MetricData.member.1.Timestamp must specify a time within the past two weeks.";
        for (const json& at : {json(-7e12), json(0), json("1970-01-01T00:00:00Z")}) QVERIFY(ask("cloudwatch", "PutMetricData", datum({{"Value", 1}, {"Timestamp", at}})).find("two weeks") != std::string::npos);
        for (const json& at : {json(7e12), json("9999-12-31T23:59:59Z")}) QVERIFY(ask("cloudwatch", "PutMetricData", datum({{"Value", 1}, {"Timestamp", at}})).find("two hours in the future") != std::string::npos);
        for (const json& at : {json(1e300), json(-1e19), json("soon"), json("2026-13-45T99:00:00Z"), json("NaN")})
            QCOMPARE(ask("cloudwatch", "PutMetricData", datum({{"Value", 1}, {"Timestamp", at}})),
                     std::string("SerializationException: The parameter MetricData.member.1.Timestamp must be a timestamp that follows ISO 8601."));
        QVERIFY(*doors.call("cloudwatch", "PutMetricData", datum({{"Value", 1}})));

        // A range of all time is no more than its data; finer than the service counts it is refused.
        json read = {{"Namespace", "N"}, {"MetricName", "M"}, {"StartTime", -7e12}, {"EndTime", 7e12}, {"Period", 86400}, {"Statistics", {"Sum"}}};
        QVERIFY(ask("cloudwatch", "GetMetricStatistics", read).find("datapoints, which exceeds the limit of 1,440") != std::string::npos);
        const json query = {{"Id", "m"}, {"MetricStat", {{"Metric", {{"Namespace", "N"}, {"MetricName", "M"}}}, {"Period", 3600}, {"Stat", "Sum"}}}};
        const json filled = {{"Id", "e"}, {"Expression", "FILL(m, 0) + TIME_SERIES(1)"}};
        const auto all = doors.call("cloudwatch", "GetMetricData", {{"StartTime", -7e12}, {"EndTime", 7e12}, {"MetricDataQueries", {query, filled}}});
        QVERIFY(all.has_value());
        if (*all) QCOMPARE((**all)["MetricDataResults"][0]["Values"].size(), std::size_t{1});
        else QVERIFY2((*all).error().message.find("Error in expression 'e'") != std::string::npos, said(*all).c_str());
        for (const auto& [start, end] : {std::pair(-7e12, -6e12), std::pair(6e12, 7e12)})
            QVERIFY((**doors.call("cloudwatch", "GetMetricData", {{"StartTime", start}, {"EndTime", end}, {"MetricDataQueries", {query}}}))["MetricDataResults"][0]["Values"].empty());
        QVERIFY(*doors.call("cloudwatch", "DescribeAlarmHistory", {{"StartDate", -7e12}, {"EndDate", 7e12}}));

        QVERIFY(*doors.call("logs", "CreateLogGroup", {{"logGroupName", "g"}}));
        QVERIFY(*doors.call("logs", "CreateLogStream", {{"logGroupName", "g"}, {"logStreamName", "s"}}));
        const std::int64_t far = std::numeric_limits<std::int64_t>::max();
        const auto put = doors.call("logs", "PutLogEvents", {{"logGroupName", "g"}, {"logStreamName", "s"}, {"logEvents", {{{"timestamp", far}, {"message", "x"}}}}});
        QCOMPARE((**put)["rejectedLogEventsInfo"]["tooNewLogEventStartIndex"], json(0));
        QVERIFY(ask("logs", "PutLogEvents", {{"logGroupName", "g"}, {"logStreamName", "s"}, {"logEvents", {{{"timestamp", 0}, {"message", "x"}}, {{"timestamp", far}, {"message", "x"}}}}})
                    .find("cannot span more than 24 hours") != std::string::npos);
        QVERIFY(*doors.call("logs", "FilterLogEvents", {{"logGroupName", "g"}, {"startTime", 0}, {"endTime", far}}));
        QVERIFY(ask("logs", "FilterLogEvents", {{"logGroupName", "g"}, {"startTime", -1}}).starts_with("InvalidParameterException: 1 validation error"));
        const auto asked = doors.call("logs", "StartQuery", {{"logGroupName", "g"}, {"startTime", far}, {"endTime", far}, {"queryString", "fields a"}});
        QVERIFY(*asked);
        doors.world().runFor(kernel::SimDuration::seconds(5));
        QCOMPARE((**doors.call("logs", "GetQueryResults", {{"queryId", (**asked)["queryId"]}}))["status"], json("Complete"));
    }

    // A rule that comes back to itself, at once or through others: it stands still, can be read, and ends when a rule is changed.
    void alarmsThatWatchThemselves() {
        DoorWorld doors;
        const auto put = [&](const std::string& name, const std::string& rule) { return said(*doors.call("cloudwatch", "PutCompositeAlarm", {{"AlarmName", name}, {"AlarmRule", rule}})); };
        const auto state = [&](const std::string& name) {
            const json reply = **doors.call("cloudwatch", "DescribeAlarms", {{"AlarmNames", {name}}, {"AlarmTypes", {"CompositeAlarm"}}});
            return reply["CompositeAlarms"].empty() ? std::string() : reply["CompositeAlarms"][0]["StateValue"].get<std::string>();
        };
        const auto deletion = [&](const std::string& name) { return (*doors.call("cloudwatch", "DeleteAlarms", {{"AlarmNames", {name}}})).has_value(); };
        QVERIFY(put("self", "ALARM(self)").find("alarms [self]") != std::string::npos); // it is not there yet
        QCOMPARE(put("self", "TRUE"), std::string("taken"));
        QCOMPARE(state("self"), std::string("ALARM"));
        QCOMPARE(put("self", "NOT ALARM(self)"), std::string("taken")); // it would swing for ever
        QCOMPARE(state("self"), std::string("ALARM"));
        QVERIFY(!deletion("self"));
        QCOMPARE(put("self", "FALSE"), std::string("taken"));
        QCOMPARE(state("self"), std::string("OK"));
        QVERIFY(deletion("self"));

        for (const char* name : {"a", "b", "c", "d"}) QCOMPARE(put(name, "FALSE"), std::string("taken"));
        QCOMPARE(put("a", "NOT ALARM(b)"), std::string("taken"));
        QCOMPARE(state("a"), std::string("ALARM"));
        QCOMPARE(put("b", "ALARM(c)"), std::string("taken"));
        QCOMPARE(put("d", "ALARM(a)"), std::string("taken")); // beside the cycle, not in it
        QCOMPARE(put("c", "ALARM(a)"), std::string("taken"));
        for (const char* name : {"a", "b", "c"}) QVERIFY(!deletion(name));
        QCOMPARE(state("d"), std::string("ALARM"));
        doors.world().runFor(kernel::SimDuration::seconds(130));
        QCOMPARE(state("b"), std::string("OK"));
        QCOMPARE((**doors.call("cloudwatch", "DescribeAlarms", {{"ChildrenOfAlarmName", "a"}}))["CompositeAlarms"].size(), std::size_t{1});
        QCOMPARE((**doors.call("cloudwatch", "DescribeAlarms", {{"ParentsOfAlarmName", "a"}}))["CompositeAlarms"].size(), std::size_t{2});
        QCOMPARE(put("c", "TRUE"), std::string("taken"));
        QCOMPARE(state("a"), std::string("OK")); // c, then b, then a and d
        QCOMPARE(state("d"), std::string("OK"));

        // Suppressors, too, may name one another.
        const auto suppressed = [&](const std::string& name, const std::string& by) {
            return said(*doors.call("cloudwatch", "PutCompositeAlarm", {{"AlarmName", name}, {"AlarmRule", "TRUE"}, {"ActionsSuppressor", by}, {"ActionsSuppressorWaitPeriod", 5}, {"ActionsSuppressorExtensionPeriod", 5}}));
        };
        QCOMPARE(suppressed("d", "a"), std::string("taken"));
        QCOMPARE(suppressed("a", "d"), std::string("taken"));
        doors.world().runFor(kernel::SimDuration::seconds(70));
        QCOMPARE(state("a"), std::string("ALARM"));
    }

    // 150 composites, each over the next: a change at the bottom reaches the top at once.
    void aLongChainOfAlarms() {
        constexpr int kAlarms = 150;
        DoorWorld doors;
        const auto name = [](int i) { return "c" + std::to_string(1000 - i); }; // the top comes first by name
        const auto put = [&](int i, const std::string& rule) { return (*doors.call("cloudwatch", "PutCompositeAlarm", {{"AlarmName", name(i)}, {"AlarmRule", rule}})).has_value(); };
        QVERIFY(put(0, "FALSE"));
        for (int i = 1; i < kAlarms; ++i) QVERIFY(put(i, "ALARM(" + name(i - 1) + ")"));
        QVERIFY(put(0, "TRUE"));
        const json top = **doors.call("cloudwatch", "DescribeAlarms", {{"AlarmNames", {name(kAlarms - 1)}}, {"AlarmTypes", {"CompositeAlarm"}}});
        QCOMPARE(top["CompositeAlarms"][0]["StateValue"], json("ALARM"));
        QVERIFY(put(0, "ALARM(" + name(kAlarms - 1) + ")")); // and now it is a circle
    }

    // 100,000 values of one dimension: each is a metric of its own. Reads stay within the service's limits.
    void aHundredThousandValuesOfADimension() {
        constexpr int kValues = 100'000;
        DoorWorld doors;
        const std::int64_t start = doors.world().unixMilliseconds() / 1000;
        const auto dimension = [](int i) { return json::array({{{"Name", "User"}, {"Value", "user-" + std::to_string(i)}}}); };
        json refusedTogether = {{"Namespace", "N"}, {"MetricData", json(1001, {{"MetricName", "M"}, {"Value", 1}})}};
        QCOMPARE(said(*doors.call("cloudwatch", "PutMetricData", refusedTogether)), std::string("InvalidParameterValue: The collection MetricData must not have a size greater than 1000."));
        for (int i = 0; i < kValues;) {
            // Mostly by thousands; the last one by one, as an application does that counts each user.
            const int together = i < kValues - 2000 ? 1000 : 1;
            json data = json::array();
            for (int k = 0; k < together; ++k, ++i) data.push_back({{"MetricName", "M"}, {"Value", i}, {"Dimensions", dimension(i)}});
            QVERIFY(*doors.call("cloudwatch", "PutMetricData", {{"Namespace", "N"}, {"MetricData", std::move(data)}}));
        }
        QCOMPARE(metrics::storeOf(doors.world()).seriesCount(), std::size_t{kValues});
        const DoorWorld copy = doors;

        const json page = **doors.call("cloudwatch", "ListMetrics", {{"Namespace", "N"}});
        QCOMPARE(page["Metrics"].size(), std::size_t{500});
        QVERIFY(page.contains("NextToken"));
        const auto one = doors.call("cloudwatch", "GetMetricStatistics", {{"Namespace", "N"}, {"MetricName", "M"}, {"Dimensions", dimension(77'777)}, {"StartTime", start}, {"EndTime", start + 60}, {"Period", 60}, {"Statistics", {"Sum"}}});
        QCOMPARE((**one)["Datapoints"][0]["Sum"], json(77'777.0));
        const json search = {{"Id", "e"}, {"Expression", "SEARCH('{N,User} M', 'Sum', 60)"}};
        const auto found = doors.call("cloudwatch", "GetMetricData", {{"StartTime", start}, {"EndTime", start + 60}, {"MetricDataQueries", {search}}});
        QVERIFY2(*found, said(*found).c_str());
        QCOMPARE((**found)["MetricDataResults"].size(), metrics::kMaxSeriesOfSearches);

        QVERIFY(*doors.call("cloudwatch", "PutMetricAlarm", {{"AlarmName", "a"}, {"Namespace", "N"}, {"MetricName", "M"}, {"Dimensions", dimension(5)}, {"Statistic", "Sum"}, {"Period", 60},
                                                             {"EvaluationPeriods", 1}, {"Threshold", 4}, {"ComparisonOperator", "GreaterThanThreshold"}}));
        doors.world().runFor(kernel::SimDuration::seconds(61));
        QCOMPARE((**doors.call("cloudwatch", "DescribeAlarms", json::object()))["MetricAlarms"][0]["StateValue"], json("ALARM"));
        const auto counted = doors.call("cloudwatch", "QueryPrometheus", {{"expr", "count({__name__=~\".+\"})"}});
        QVERIFY(counted.has_value());
        QVERIFY(testing::isPrintable(*counted ? **counted : json()));
        const json usage = **doors.call("cloudwatch", "DescribeUsage", json::object());
        for (const json& item : usage["Items"])
            if (item["Item"] == "CustomMetric") QCOMPARE(item["Running"], json(double(kValues)));
    }

    // Depth, length and number are bounded wherever a text has a grammar; the place is named.
    void deepTexts() {
        DoorWorld doors;
        QVERIFY(*doors.call("cloudwatch", "PutCompositeAlarm", {{"AlarmName", "a"}, {"AlarmRule", "FALSE"}}));
        const auto rule = [&](const std::string& text) { return said(*doors.call("cloudwatch", "PutCompositeAlarm", {{"AlarmName", "r"}, {"AlarmRule", text}})); };
        const auto repeated = [](const std::string& piece, int n) {
            std::string out;
            for (int i = 0; i < n; ++i) out += piece;
            return out;
        };
        QCOMPARE(rule(repeated("(", 150) + "ALARM(a)" + repeated(")", 150)), std::string("taken"));
        QVERIFY(rule(repeated("NOT ", 2'000) + "ALARM(a)").find("nested too deeply") != std::string::npos);
        QVERIFY(rule(repeated("(NOT ", 1'000) + "ALARM(a)").find("nested too deeply") != std::string::npos);
        QVERIFY(rule(repeated("(ALARM(a) AND ", 700) + "TRUE").find("nested too deeply") != std::string::npos);
        QVERIFY(rule("ALARM(a)" + repeated(" OR ALARM(a)", 400)).find("500 elements") != std::string::npos);
        QVERIFY(rule(repeated("ALARM(a) OR ", 300'000) + "TRUE").starts_with("InvalidParameterValue"));
        std::string children = "FALSE";
        for (int i = 0; i < 200'000; ++i) children += " OR OK(x" + std::to_string(i) + ")";
        QVERIFY(rule(children).starts_with("InvalidParameterValue"));
        QVERIFY(rule("AT_LEAST(99999999999999999999, ALARM, (a))").find("at position 10") != std::string::npos);
        QVERIFY(rule("AT_LEAST(1, ALARM, (" + repeated("a,", 300'000) + "a))").starts_with("InvalidParameterValue"));

        QVERIFY(*doors.call("logs", "CreateLogGroup", {{"logGroupName", "g"}}));
        QVERIFY(*doors.call("logs", "CreateLogStream", {{"logGroupName", "g"}, {"logStreamName", "s"}}));
        const auto now = doors.world().unixMilliseconds();
        // A message of any depth is kept as text, and patterns, queries and embedded metrics pass over it.
        const std::string deep = "{\"_aws\":" + std::string(100'000, '[') + std::string(100'000, ']') + ",\"a\":1}";
        QVERIFY(*doors.call("logs", "PutMetricFilter", {{"logGroupName", "g"}, {"filterName", "f"}, {"filterPattern", "{ $.a = 1 }"}, {"metricTransformations", {{{"metricName", "A"}, {"metricNamespace", "N"}, {"metricValue", "$.a"}}}}}));
        QVERIFY(*doors.call("logs", "PutLogEvents", {{"logGroupName", "g"}, {"logStreamName", "s"}, {"logEvents", {{{"timestamp", now}, {"message", deep}}}}}));
        QVERIFY(*doors.call("logs", "FilterLogEvents", {{"logGroupName", "g"}, {"filterPattern", "{ $.a = 1 }"}}));
        const json started = **doors.call("logs", "StartQuery", {{"logGroupName", "g"}, {"startTime", now / 1000}, {"endTime", now / 1000 + 60}, {"queryString", "fields a, _aws.0.0 | stats count(*)"}});
        doors.world().runFor(kernel::SimDuration::seconds(61));
        QCOMPARE((**doors.call("logs", "GetQueryResults", {{"queryId", started["queryId"]}}))["status"], json("Complete"));
    }
};

QTEST_GUILESS_MAIN(TestHostileInput)
#include "tst_hostile_input.moc"
