// Dashboards through the door: what is refused and where, what only warns, names, pages, clones.
#include <QtTest>

#include "metrics_world.h"

#include "metrics/cloudwatch_service.h"
#include "metrics/dashboards/dashboard_body.h"
#include "metrics/dashboards/widget_evaluation.h"

#include <algorithm>
#include <functional>
#include <numeric>

using namespace maylab;
using namespace maylab::metrics;
using nlohmann::json;
using testing::MetricsWorld;

namespace {

json metricWidget(const json& rows) {
    return {{"type", "metric"}, {"properties", {{"region", "ap-southeast-1"}, {"metrics", rows}}}};
}
json bodyOf(const json& widgets) { return {{"widgets", widgets}}; }

// What is said of a body, "path: sentence" each; warnings with a "?" in front.
QStringList said(const json& body) {
    QStringList out;
    for (const DashboardMessage& m : readDashboard(body.dump()).messages)
        out << QString::fromStdString((m.refuses ? "" : "?") + m.dataPath + ": " + m.message);
    return out;
}

// A widget whose rows are put as they are written.
json withProperty(const char* name, const json& value) {
    json w = metricWidget(json::array({json::array({"N", "M"})}));
    w["properties"][name] = value;
    return bodyOf(json::array({w}));
}

struct Board : MetricsWorld {
    json ok(const char* operation, const json& input) {
        const auto r = call(operation, input);
        if (!r) qFatal("%s: %s %s", operation, r.error().code.c_str(), r.error().message.c_str());
        return *r;
    }
    QString code(const char* operation, const json& input) {
        const auto r = call(operation, input);
        return r ? QString() : QString::fromStdString(r.error().code + ' ' + std::to_string(r.error().httpStatus));
    }
    QString text(const char* operation, const json& input) {
        const auto r = call(operation, input);
        return r ? QString() : QString::fromStdString(r.error().message);
    }
    // A datum a minute from the third minute of the world on, through the door.
    void publish(const char* name, const json& values) {
        std::int64_t at = world->calendar().startUnixMilliseconds / 1000 + 120;
        for (const json& v : values) {
            ok("PutMetricData", {{"Namespace", "N"}, {"MetricData", {{{"MetricName", name}, {"Timestamp", at}, {"Value", v}, {"Unit", "Count"}}}}});
            at += 60;
        }
    }
    const CloudWatchService& service() const {
        return dynamic_cast<const CloudWatchService&>(world->service(world->find("cloudwatch")));
    }
    // Of the first widget, over the first ten minutes.
    WidgetPicture show(const json& body, const OtherSources& others = {}) const {
        const DashboardReading r = readDashboard(body.dump());
        if (r.refused()) qFatal("%s", refusalText(r.messages).c_str());
        const std::int64_t start = world->calendar().startUnixMilliseconds;
        const Dashboard d = withVariables(r.dashboard, {});
        return evaluateWidget({service().store(), service().alarms(), others}, d, d.widgets.at(0), {start, start + 600'000, start + 600'000});
    }
    void put(const std::string& name, const json& body) { ok("PutDashboard", {{"DashboardName", name}, {"DashboardBody", body.dump()}}); }
};

} // namespace

class TestDashboards : public QObject {
    Q_OBJECT

  private slots:
    void aBodyIsRefusedWithPathAndSentence_data();
    void aBodyIsRefusedWithPathAndSentence();
    void whatIsUnknownOnlyWarnsAndStays();
    void limits();
    void rowsRepeatWhatStandsAbove();
    void theDoor();
    void pages();
    void aCloneHasTheSameBoardsAndItsOwnChanges();
    void variablesReplaceTextAndValues();
    void rangesAndPeriods();
    void aChartHasSeriesLinesAndAxes();
    void aWrongExpressionLeavesTheOthers();
    void oneValueOverTheWholeRange();
    void aHeatmapCountsValues();
    void alarmsBesideCharts();
    void othersAnswerPromqlAndLogs();
};

void TestDashboards::aBodyIsRefusedWithPathAndSentence_data() {
    QTest::addColumn<QString>("body");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char* name, const json& body, const char* sentence) {
        QTest::newRow(name) << QString::fromStdString(body.dump()) << QString::fromUtf8(sentence);
    };
    row("no widgets", json::object(), ": Should have required property 'widgets'");
    row("widgets no list", {{"widgets", 1}}, "/widgets: Should be array");
    row("no type", bodyOf(json::array({json{{"properties", json::object()}}})), "/widgets/0: Should have required property 'type'");
    row("bad type", bodyOf(json::array({json{{"type", "dial"}, {"properties", json::object()}}})),
        "/widgets/0/type: Should be equal to one of the allowed values");
    row("no properties", bodyOf(json::array({json{{"type", "text"}}})), "/widgets/0: Should have required property 'properties'");
    row("no markdown", bodyOf(json::array({json{{"type", "text"}, {"properties", json::object()}}})),
        "/widgets/0/properties: Should have required property 'markdown'");
    row("row no list", bodyOf(json::array({metricWidget(json::array({"N"}))})), "/widgets/0/properties/metrics/0: Should be array");
    row("cell no text", bodyOf(json::array({metricWidget(json::array({json::array({"N", "M", 3, "x"})}))})),
        "/widgets/0/properties/metrics/0/2: Invalid metric field type, only \"String\" type is allowed");
    row("half a dimension", bodyOf(json::array({metricWidget(json::array({json::array({"N", "M", "Node"})}))})),
        "/widgets/0/properties/metrics/0: The dimension \"Node\" has no value");
    row("nothing above", bodyOf(json::array({metricWidget(json::array({json::array({"N", "."})}))})),
        "/widgets/0/properties/metrics/0/1: There is no cell above that \".\" could repeat");
    row("bad id", bodyOf(json::array({metricWidget(json::array({json::array({"N", "M", json{{"id", "Hits"}}})}))})),
        "/widgets/0/properties/metrics/0/2/id: Should match pattern \"^[a-z][a-zA-Z0-9_]*$\"");
    row("bad colour", bodyOf(json::array({metricWidget(json::array({json::array({"N", "M", json{{"color", "red"}}})}))})),
        "/widgets/0/properties/metrics/0/2/color: Should match pattern \"^#([A-Fa-f0-9]{6}|[A-Fa-f0-9]{3})$\"");
    row("bad period", withProperty("period", 61), "/widgets/0/properties/period: Should be 1, 5, 10, 20, 30 or a multiple of 60 seconds");
    row("bad stat", withProperty("stat", "Mean"), "/widgets/0/properties/stat: Should be a statistic, such as Average or p99");
    row("bad view", withProperty("view", "donut"), "/widgets/0/properties/view: Should be equal to one of the allowed values");
    row("stacked no boolean", withProperty("stacked", "yes"), "/widgets/0/properties/stacked: Should be boolean");
    row("axis upside down", withProperty("yAxis", {{"left", {{"min", 2}, {"max", 1}}}}), "/widgets/0/properties/yAxis/left/max: Should be greater than min");
    row("annotation without value", withProperty("annotations", {{"horizontal", json::array({json{{"label", "x"}}})}}),
        "/widgets/0/properties/annotations/horizontal/0: Should have required property 'value'");
    row("vertical without time", withProperty("annotations", {{"vertical", json::array({json{{"value", "noon"}}})}}),
        "/widgets/0/properties/annotations/vertical/0/value: Should match format \"date-time\"");
    row("band of three", withProperty("annotations", {{"horizontal", json::array({json::array({1, 2, 3})})}}),
        "/widgets/0/properties/annotations/horizontal/0: Should NOT have more than 2 items");
    row("beyond the grid", bodyOf(json::array({json{{"type", "text"}, {"x", 24}, {"y", 0}, {"properties", {{"markdown", ""}}}}})),
        "/widgets/0/x: Should be <= 23");
    row("half a place", bodyOf(json::array({json{{"type", "text"}, {"x", 1}, {"properties", {{"markdown", ""}}}}})),
        "/widgets/0: Should have required property 'y'");
    row("bad override", {{"widgets", json::array()}, {"periodOverride", "never"}}, "/periodOverride: Should be equal to one of the allowed values");
    row("bad start", {{"widgets", json::array()}, {"start", "yesterday"}}, "/start: Should be an ISO 8601 date, or a duration such as -PT3H");
    row("variable without pattern", {{"widgets", json::array()}, {"variables", json::array({json{{"type", "pattern"}, {"id", "a"}, {"inputType", "input"}}})}},
        "/variables/0: Should have required property 'pattern'");
}

void TestDashboards::aBodyIsRefusedWithPathAndSentence() {
    QFETCH(QString, body);
    QFETCH(QString, sentence);
    const QStringList got = said(json::parse(body.toStdString()));
    QVERIFY2(got.contains(sentence), qPrintable(got.join('\n')));
    Board b;
    const auto refused = b.call("PutDashboard", {{"DashboardName", "x"}, {"DashboardBody", body.toStdString()}});
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, std::string("InvalidParameterInput"));
    QVERIFY(refused.error().message.starts_with("The dashboard body is invalid, there are "));
    QCOMPARE(b.code("GetDashboard", {{"DashboardName", "x"}}), QStringLiteral("ResourceNotFound 404"));
}

void TestDashboards::whatIsUnknownOnlyWarnsAndStays() {
    json body = withProperty("legend", {{"position", "right"}});
    body["widgets"][0]["colour"] = "blue";
    body["owner"] = json::array({1, json{{"deep", true}}});
    body["widgets"][0]["properties"]["metrics"] = json::parse(
        "[[\"A\",\"B\",\"C\",\"D\",{\"stat\":\"p99.9\",\"odd\":[1]}],[\"...\",\"E\"],[{\"expression\":\"m1\",\"id\":\"e1\",\"period\":60}]]");
    QCOMPARE(said(body), QStringList({"?/widgets/0: The \"colour\" property is not expected to be part of a widget definition, will be ignored",
                                      "?: The \"owner\" property is not expected, will be ignored"}));
    QCOMPARE(json::parse(writeDashboard(readDashboard(body.dump()).dashboard)), body);
    Board b;
    const json reply = b.ok("PutDashboard", {{"DashboardName", "x"}, {"DashboardBody", body.dump()}});
    QCOMPARE(reply["DashboardValidationMessages"].size(), std::size_t{2});
    QCOMPARE(reply["DashboardValidationMessages"][0]["DataPath"], json("/widgets/0"));
}

void TestDashboards::limits() {
    const json text = {{"type", "text"}, {"properties", {{"markdown", "x"}}}};
    QVERIFY(said(bodyOf(json(500, text))).isEmpty());
    QCOMPARE(said(bodyOf(json(501, text))), QStringList{"/widgets: Should NOT have more than 500 items"});
    const json row = json::array({"N", "M"});
    QVERIFY(said(bodyOf(json::array({metricWidget(json(500, row))}))).isEmpty());
    QCOMPARE(said(bodyOf(json::array({metricWidget(json(501, row))}))),
             QStringList{"/widgets/0/properties/metrics: Should NOT have more than 500 items"});
    QVERIFY(said(bodyOf(json(5, metricWidget(json(500, row))))).isEmpty());
    QCOMPARE(said(bodyOf(json(6, metricWidget(json(417, row))))), QStringList{"/widgets: Should NOT have more than 2500 metrics in all"});
    // Neither depth nor size brings it down.
    Board b;
    const std::string deep = "{\"widgets\":" + std::string(100'000, '[') + std::string(100'000, ']') + '}';
    QCOMPARE(b.text("PutDashboard", {{"DashboardName", "x"}, {"DashboardBody", deep}}), QStringLiteral("The field DashboardBody must be a valid JSON object"));
    QCOMPARE(b.text("PutDashboard", {{"DashboardName", "x"}, {"DashboardBody", std::string(2'000'000, ' ')}}),
             QStringLiteral("The field DashboardBody must not be longer than 1 MB."));
}

void TestDashboards::rowsRepeatWhatStandsAbove() {
    const auto cells = [](const char* rows) {
        const DashboardReading r = readDashboard(bodyOf(json::array({metricWidget(json::parse(rows))})).dump());
        std::vector<DashboardMessage> messages;
        if (r.refused()) return json(r.messages.front().message);
        return json(resolveRows(*r.dashboard.widgets[0].rows, "", messages));
    };
    QCOMPARE(cells("[[\"A\",\"B\",\"C\",\"D\"],[\".\",\"E\",\".\",\".\"],[\"...\",\"F\"],[\"G\",\"...\"],[\".\",\"...\",\"H\",\"I\"]]"),
             json::parse("[[\"A\",\"B\",\"C\",\"D\"],[\"A\",\"E\",\"C\",\"D\"],[\"A\",\"E\",\"C\",\"F\"],[\"G\",\"E\",\"C\",\"F\"],[\"G\",\"E\",\"H\",\"I\"]]"));
    // An expression between them repeats nothing and is repeated by nobody.
    QCOMPARE(cells("[[\"A\",\"B\"],[{\"expression\":\"1\"}],[\".\",\"C\"]]"), json::parse("[[\"A\",\"B\"],[],[\"A\",\"C\"]]"));
    QCOMPARE(cells("[[\"A\",\"B\"],[\".\",\".\",\".\",\"x\"]]"), json("There is no cell above that \".\" could repeat"));
    const std::vector<std::string> unsorted{"N", "M", "Z", "1", "A", "2"};
    QCOMPARE(keyOf(unsorted).dimensions, (Dimensions{{"A", "2"}, {"Z", "1"}}));
}

void TestDashboards::theDoor() {
    Board b;
    QCOMPARE(b.code("PutDashboard", {{"DashboardName", "x"}, {"DashboardBody", "{"}}), QStringLiteral("InvalidParameterInput 400"));
    QCOMPARE(b.code("PutDashboard", {{"DashboardName", "x"}, {"DashboardBody", "[]"}}), QStringLiteral("InvalidParameterInput 400"));
    QCOMPARE(b.code("PutDashboard", {{"DashboardName", "a b"}, {"DashboardBody", "{\"widgets\":[]}"}}), QStringLiteral("InvalidParameterInput 400"));
    QVERIFY(b.text("PutDashboard", {{"DashboardName", "a b"}, {"DashboardBody", "{}"}}).startsWith("The value for field DashboardName contains invalid characters."));
    QCOMPARE(b.code("PutDashboard", {{"DashboardName", std::string(256, 'a')}, {"DashboardBody", "{}"}}), QStringLiteral("InvalidParameterInput 400"));
    QCOMPARE(b.code("PutDashboard", {{"DashboardName", "x"}}), QStringLiteral("MissingParameter 400"));
    QCOMPARE(b.code("PutDashboard", {{"DashboardName", "x"}, {"Body", "{}"}}), QStringLiteral("UnknownParameter 400"));
    b.put("x", bodyOf(json::array()));
    QCOMPARE(b.ok("GetDashboard", {{"DashboardName", "x"}})["DashboardArn"], json("arn:aws:cloudwatch::123456789012:dashboard/x"));
    // One that is not there: nothing is deleted.
    QCOMPARE(b.text("DeleteDashboards", {{"DashboardNames", {"x", "y"}}}), QStringLiteral("Dashboard y does not exist"));
    b.ok("GetDashboard", {{"DashboardName", "x"}});
    b.ok("DeleteDashboards", {{"DashboardNames", {"x"}}});
    QCOMPARE(b.code("DeleteDashboards", {{"DashboardNames", {"x"}}}), QStringLiteral("ResourceNotFound 404"));
    QVERIFY(!b.world->peek("cloudwatch", "DeleteDashboards", {{"DashboardNames", {"x"}}}));
}

void TestDashboards::pages() {
    Board b;
    for (int i = 0; i < 1001; ++i) b.put("b" + std::to_string(10000 + i), bodyOf(json::array()));
    b.put("a", bodyOf(json::array()));
    const json first = b.ok("ListDashboards", {{"DashboardNamePrefix", "b"}});
    QCOMPARE(first["DashboardEntries"].size(), std::size_t{1000});
    QCOMPARE(first["DashboardEntries"][0]["Size"], json(14));
    const json second = b.ok("ListDashboards", {{"DashboardNamePrefix", "b"}, {"NextToken", first["NextToken"]}});
    QCOMPARE(second["DashboardEntries"].size(), std::size_t{1});
    QVERIFY(!second.contains("NextToken"));
    QCOMPARE(b.ok("ListDashboards", json::object())["DashboardEntries"][0]["DashboardName"], json("a"));
    QCOMPARE(b.code("ListDashboards", {{"NextToken", "mine"}}), QStringLiteral("InvalidParameterValue 400"));
}

void TestDashboards::aCloneHasTheSameBoardsAndItsOwnChanges() {
    Board b;
    const auto before = b.world->fingerprint();
    b.put("x", bodyOf(json::array()));
    QVERIFY(b.world->fingerprint() != before);
    auto copy = b.world->clone();
    QCOMPARE(copy->fingerprint(), b.world->fingerprint());
    QVERIFY(copy->peek("cloudwatch", "GetDashboard", {{"DashboardName", "x"}}));
    QCOMPARE(copy->fingerprint(), b.world->fingerprint());
    copy->call(kernel::Actor::Form, "cloudwatch", "DeleteDashboards", {{"DashboardNames", {"x"}}});
    QVERIFY(copy->fingerprint() != b.world->fingerprint());
    b.ok("GetDashboard", {{"DashboardName", "x"}});
}

void TestDashboards::variablesReplaceTextAndValues() {
    json body = bodyOf(json::array({metricWidget(json::parse("[[\"N\",\"M\",\"Node\",\"$node\"],[\"...\",\"b\",{\"label\":\"of $node\"}]]"))}));
    body["variables"] = json::parse("[{\"type\":\"pattern\",\"pattern\":\"$node\",\"inputType\":\"select\",\"id\":\"node\",\"values\":[{\"value\":\"a\"},{\"value\":\"c\"}]}]");
    const Dashboard d = readDashboard(body.dump()).dashboard;
    QCOMPARE((*withVariables(d, {}).widgets[0].rows)[0].cells[3], std::string("a"));
    QCOMPARE((*withVariables(d, {{"node", "c"}}).widgets[0].rows)[0].cells[3], std::string("c"));
    QCOMPARE(*(*withVariables(d, {{"node", "c"}}).widgets[0].rows)[1].options->label, std::string("of c"));
    body["variables"] = json::parse("[{\"type\":\"property\",\"property\":\"Node\",\"inputType\":\"input\",\"id\":\"n\",\"defaultValue\":\"z\"}]");
    const Dashboard all = withVariables(readDashboard(body.dump()).dashboard, {});
    QCOMPARE((*all.widgets[0].rows)[1].cells, (std::vector<std::string>{"N", "M", "Node", "z"}));
}

void TestDashboards::rangesAndPeriods() {
    Dashboard d;
    const std::int64_t now = 1'800'000'000'000;
    QCOMPARE(rangeOf(d, now).start, now - 3 * 3'600'000);
    d.start = "-PT1H30M";
    QCOMPARE(rangeOf(d, now).start, now - 5'400'000);
    d.start = "-P1W";
    QCOMPARE(rangeOf(d, now).start, now - 7LL * 86'400'000);
    d.start = "2027-01-15T08:00:00Z";
    d.end = "2027-01-15T09:00:00Z";
    QCOMPARE(rangeOf(d, now).end - rangeOf(d, now).start, std::int64_t{3'600'000});
    for (const char* wrong : {"", "P", "PT", "-P1H", "PT1", "PT1X", "P99999999999999999999D", "PTT1H", "P1Y1"}) QVERIFY2(!parseDuration(wrong), wrong);
    QCOMPARE(autoPeriod({0, 3 * 3'600'000, 0}), std::int64_t{60});
    QCOMPARE(autoPeriod({0, 24 * 3'600'000LL, 0}), std::int64_t{900});
    QCOMPARE(autoPeriod({0, 1000 * 86'400'000LL, 0}), std::int64_t{86400});

    Board b;
    json body = withProperty("title", "t");
    const auto period = [&](const char* override, const json& own) {
        body.erase("periodOverride");
        if (*override != 0) body["periodOverride"] = override;
        body["widgets"][0]["properties"].erase("period");
        if (!own.is_null()) body["widgets"][0]["properties"]["period"] = own;
        const Dashboard board = readDashboard(body.dump()).dashboard;
        return queriesOf(board, board.widgets[0], {0, 24 * 3'600'000LL, 0}).queries.at(0).metric->period;
    };
    QCOMPARE(period("inherit", nullptr), std::int64_t{300});
    QCOMPARE(period("inherit", 60), std::int64_t{60});
    QCOMPARE(period("auto", 60), std::int64_t{900});
    QCOMPARE(period("auto", 3600), std::int64_t{3600});
    QCOMPARE(period("", 60), std::int64_t{60});
    QCOMPARE(period("", nullptr), std::int64_t{900});
}

void TestDashboards::aChartHasSeriesLinesAndAxes() {
    Board b;
    b.publish("Hits", {90, 50, 80});
    b.publish("Misses", {10, 50, 20});
    json body = withProperty("stat", "Sum");
    json& p = body["widgets"][0]["properties"];
    p["title"] = "Hit ratio";
    p["period"] = 60;
    p["stacked"] = true;
    p["metrics"] = json::parse("[[\"N\",\"Hits\",{\"id\":\"h\",\"visible\":false}],[\".\",\"Misses\",{\"id\":\"m\",\"yAxis\":\"right\",\"color\":\"#ff7f0e\"}],"
                               "[{\"expression\":\"100*h/(h+m)\",\"label\":\"hit % [${LAST}]\"}]]");
    p["yAxis"] = {{"left", {{"min", 0}, {"max", 100}, {"label", "%"}}}, {"right", {{"min", 0}}}};
    p["annotations"] = json::parse("{\"horizontal\":[{\"value\":80,\"label\":\"goal\"},[{\"value\":20},{\"value\":30}],{\"value\":1,\"visible\":false}],"
                                   "\"vertical\":[[{\"value\":\"2026-01-01T00:01:00Z\",\"label\":\"deploy\"},{\"value\":\"2026-01-01T00:02:00Z\"}]]}");
    const WidgetPicture w = b.show(body);
    QVERIFY(w.notes.empty());
    QVERIFY(w.kind == WidgetPicture::Kind::Series);
    QVERIFY(w.stacked);
    QCOMPARE(w.series.size(), std::size_t{2});
    const std::int64_t first = b.world->calendar().startUnixMilliseconds / 1000 + 120;
    QCOMPARE(w.series[0].label, std::string("Misses"));
    QVERIFY(w.series[0].right);
    QCOMPARE(w.series[0].unit, std::string("Count"));
    QCOMPARE(w.series[0].color, std::string("#ff7f0e"));
    QCOMPARE(w.series[0].points, (std::vector<ChartPoint>{{first, 10}, {first + 60, 50}, {first + 120, 20}}));
    QCOMPARE(w.series[1].points, (std::vector<ChartPoint>{{first, 90}, {first + 60, 50}, {first + 120, 80}}));
    QCOMPARE(w.series[1].label, std::string("hit % [80]"));
    QCOMPARE(w.series[1].colorIndex, 1);
    QCOMPARE(*w.series[1].minimum, 50.0);
    QCOMPARE(*w.series[0].sum, 80.0);
    QCOMPARE(*w.left.max, 100.0);
    QCOMPARE(*w.right.min, 0.0);
    QCOMPARE(w.lines.size(), std::size_t{2});
    QCOMPARE(w.lines[0].label, std::string("goal"));
    QCOMPARE(*w.lines[1].to, 30.0);
    QCOMPARE(w.moments.size(), std::size_t{1});
    QCOMPARE(*w.moments[0].until - w.moments[0].at, std::int64_t{60'000});
}

void TestDashboards::aWrongExpressionLeavesTheOthers() {
    Board b;
    b.publish("Hits", {90});
    json body = withProperty("period", 60);
    body["widgets"][0]["properties"]["metrics"] =
        json::parse("[[\"N\",\"Hits\",{\"id\":\"h\"}],[{\"expression\":\"later*2\",\"id\":\"e1\"}],[{\"expression\":\"h+\",\"id\":\"bad\"}],[{\"expression\":\"h+1\",\"id\":\"later\"}]]");
    const WidgetPicture w = b.show(body);
    QCOMPARE(w.notes.size(), std::size_t{1});
    QVERIFY(w.notes[0].starts_with("Error in expression 'bad'"));
    QCOMPARE(w.series.size(), std::size_t{3});
    QCOMPARE(*w.series[1].latest, 182.0);
}

void TestDashboards::oneValueOverTheWholeRange() {
    Board b;
    b.publish("Hits", {90, 50, 80});
    json body = withProperty("stat", "Sum");
    json& p = body["widgets"][0]["properties"];
    p["period"] = 60;
    p["metrics"] = json::parse("[[\"N\",\"Hits\"]]");
    for (const auto& [view, kind] : {std::pair("singleValue", WidgetPicture::Kind::Number), std::pair("gauge", WidgetPicture::Kind::Gauge),
                                     std::pair("bar", WidgetPicture::Kind::Bar), std::pair("pie", WidgetPicture::Kind::Pie)}) {
        p["view"] = view;
        p.erase("setPeriodToTimeRange");
        QVERIFY(b.show(body).kind == kind);
        QCOMPARE(*b.show(body).series.at(0).latest, 80.0);
        p["setPeriodToTimeRange"] = true;
        QCOMPARE(*b.show(body).series.at(0).latest, 220.0);
    }
    p["view"] = "table";
    QCOMPARE(*b.show(body).series.at(0).average, 220.0 / 3);
}

void TestDashboards::aHeatmapCountsValues() {
    Board b;
    const std::int64_t at = b.world->calendar().startUnixMilliseconds / 1000 + 120;
    b.ok("PutMetricData", {{"Namespace", "N"}, {"MetricData", {{{"MetricName", "L"}, {"Timestamp", at}, {"Values", {1, 3, 900}}, {"Counts", {5, 2, 1}}},
                                                               {{"MetricName", "L"}, {"Timestamp", at + 120}, {"Value", 40}}}}});
    json body = withProperty("view", "heatmap");
    body["widgets"][0]["properties"]["period"] = 60;
    body["widgets"][0]["properties"]["metrics"] = json::parse("[[\"N\",\"L\"]]");
    const WidgetHeatmap h = b.show(body).heatmap;
    QCOMPARE(h.bounds, (std::vector<double>{1, 2, 5, 10, 20, 50, 100, 200, 500, 1000}));
    QCOMPARE(h.start, at);
    QCOMPARE(h.columns.size(), std::size_t{3});
    QCOMPARE(h.columns[0], (std::vector<double>{5, 0, 2, 0, 0, 0, 0, 0, 0, 1}));
    QCOMPARE(h.columns[1], std::vector<double>(10, 0.0));
    QCOMPARE(h.columns[2], (std::vector<double>{0, 0, 0, 0, 0, 1, 0, 0, 0, 0}));
    // Over years the columns stay few.
    const Dashboard d = readDashboard(body.dump()).dashboard;
    const QueryWindow years{at * 1000 - 400LL * 86'400'000, at * 1000 + 600'000, at * 1000 + 600'000};
    QCOMPARE(evaluateWidget({b.service().store(), b.service().alarms(), {}}, d, d.widgets.at(0), years).heatmap.period, std::int64_t{86400});
    // Values of any kind have bounds, and no value falls out.
    const std::vector<std::vector<double>> spreads = {{5}, {0, 0}, {-1e108, 1e108}, {1e-108, 1e108}, {1, 1.0000000000000002}, {-3, -2}, {0, 1e-9}, {1e17, 1e17 + 16}};
    for (const auto& values : spreads) {
        Board other;
        other.publish("L", values);
        const WidgetHeatmap all = other.show(body).heatmap;
        double count = 0;
        for (const auto& column : all.columns) count += std::accumulate(column.begin(), column.end(), 0.0);
        QCOMPARE(count, static_cast<double>(values.size()));
        QVERIFY(std::adjacent_find(all.bounds.begin(), all.bounds.end(), std::greater_equal<>()) == all.bounds.end());
        QVERIFY(all.bounds.size() <= 24 && all.bounds.back() >= values.back());
    }
}

void TestDashboards::alarmsBesideCharts() {
    Board b;
    b.publish("Hits", {90, 50, 80});
    b.ok("PutMetricAlarm", {{"AlarmName", "low"}, {"Namespace", "N"}, {"MetricName", "Hits"}, {"Statistic", "Sum"}, {"Period", 60},
                            {"EvaluationPeriods", 1}, {"Threshold", 60}, {"ComparisonOperator", "LessThanThreshold"}});
    const std::string arn = "arn:aws:cloudwatch:ap-southeast-1:123456789012:alarm:low";
    json body = bodyOf(json::array({json{{"type", "metric"}, {"properties", {{"region", "ap-southeast-1"}, {"annotations", {{"alarms", {arn}}}}}}}}));
    const WidgetPicture alone = b.show(body);
    QCOMPARE(alone.series.size(), std::size_t{1});
    QCOMPARE(alone.series[0].points.size(), std::size_t{3});
    QCOMPARE(alone.lines.at(0).value, 60.0);
    QCOMPARE(alone.alarms.at(0).name, std::string("low"));
    body = bodyOf(json::array({json{{"type", "alarm"}, {"properties", {{"alarms", {arn, "arn:aws:cloudwatch:ap-southeast-1:123456789012:alarm:gone"}}}}}}));
    const WidgetPicture both = b.show(body);
    QVERIFY(both.kind == WidgetPicture::Kind::Alarms);
    QVERIFY(both.alarms.at(0).exists && !both.alarms.at(1).exists);
    QVERIFY(both.alarms[0].state == AlarmState::InsufficientData);
}

void TestDashboards::othersAnswerPromqlAndLogs() {
    Board b;
    json body = withProperty("period", 60);
    body["widgets"][0]["properties"]["metrics"] = json::parse("[[{\"promql\":\"up\",\"label\":\"{{job}}\"}]]");
    QCOMPARE(b.show(body).notes.size(), std::size_t{1});
    OtherSources others;
    others.promql = [](const MetricRow& row, std::int64_t, std::int64_t, std::int64_t step) {
        return std::vector<OtherSources::Labelled>{{*row.options->promql, {{60, static_cast<double>(step)}}}};
    };
    others.logs = [](const std::string& query, std::int64_t, std::int64_t) -> tl::expected<WidgetTable, std::string> {
        if (query == "?") return tl::unexpected(std::string("no"));
        return WidgetTable{{"path"}, {{query}}};
    };
    QCOMPARE(b.show(body, others).series.at(0).points, (std::vector<ChartPoint>{{60, 60.0}}));
    body = bodyOf(json::array({json{{"type", "log"}, {"properties", {{"region", "ap-southeast-1"}, {"query", "fields @message"}}}}}));
    QCOMPARE(b.show(body, others).table.rows.at(0).at(0), std::string("fields @message"));
    body["widgets"][0]["properties"]["query"] = "?";
    QCOMPARE(b.show(body, others).notes, std::vector<std::string>{"no"});
}

QTEST_GUILESS_MAIN(TestDashboards)
#include "tst_dashboards.moc"
