// Dashboards through the door: what is refused and where, what only warns, names, pages, clones.
#include <QtTest>

#include "metrics_world.h"

#include "metrics/dashboards/dashboard_body.h"

using namespace maylab;
using namespace maylab::metrics;
using nlohmann::json;
using testing::MetricsWorld;

namespace {

json metricWidget(const json& rows) {
    return {{"type", "metric"}, {"properties", {{"region", "us-east-1"}, {"metrics", rows}}}};
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

QTEST_GUILESS_MAIN(TestDashboards)
#include "tst_dashboards.moc"
