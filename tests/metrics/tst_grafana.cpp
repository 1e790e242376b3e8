// Grafana's dashboards: what an import refuses and where, what it says, what an export makes of a body, and what PromQL rows answer.
#include <QtTest>

#include "metrics_world.h"

#include "metrics/dashboards/dashboard_body.h"
#include "metrics/dashboards/dashboard_grid.h"
#include "metrics/dashboards/grafana_export.h"
#include "metrics/dashboards/grafana_import.h"
#include "metrics/dashboards/promql_rows.h"
#include "metrics/dashboards/promql_translation.h"
#include "metrics/dashboards/widget_evaluation.h"

#include <algorithm>

using namespace maylab;
using namespace maylab::metrics;
using nlohmann::json;
using testing::MetricsWorld;

namespace {

json minimal() { return {{"title", "t"}, {"schemaVersion", 39}, {"panels", json::array()}}; }
json gridOf(int x, int y, int w, int h) { return {{"x", x}, {"y", y}, {"w", w}, {"h", h}}; }
json panelOf(const char* type, const json& targets, const json& grid = gridOf(0, 0, 12, 8)) {
    return {{"type", type}, {"title", "p"}, {"gridPos", grid}, {"targets", targets}};
}
json cloudWatchTarget(const json& more = json::object()) {
    json t = {{"refId", "A"}, {"datasource", {{"type", "cloudwatch"}, {"uid", "x"}}}, {"namespace", "N"}, {"metricName", "M"}, {"statistic", "Sum"}, {"period", "60"},
              {"dimensions", {{"Node", "a"}}}, {"region", "default"}};
    t.update(more);
    return t;
}
json withPanels(const json& panels) {
    json d = minimal();
    d["panels"] = panels;
    return d;
}

QStringList said(const json& dashboard) {
    QStringList out;
    for (const DashboardMessage& m : importGrafana(dashboard.dump()).messages)
        out << QString::fromStdString((m.refuses ? "" : "?") + m.dataPath + ": " + m.message);
    return out;
}
Dashboard imported(const json& dashboard) {
    GrafanaImport i = importGrafana(dashboard.dump());
    if (i.refused()) qFatal("refused: %s", i.messages[0].message.c_str());
    return i.dashboard;
}
json exported(const Dashboard& d, GrafanaSource source, std::vector<DashboardMessage>* messages = nullptr) {
    GrafanaExport e = exportGrafana(d, "name", source, {0, 3'600'000, 3'600'000}, nullptr);
    if (messages != nullptr) *messages = e.messages;
    return json::parse(e.json);
}
Dashboard bodyWith(const char* rows, const char* view = "timeSeries") {
    const json body = {{"widgets", json::array({json{{"type", "metric"}, {"properties", {{"region", "ap-southeast-1"}, {"period", 60}, {"stat", "Sum"}, {"view", view}, {"metrics", json::parse(rows)}}}}})}};
    const DashboardReading r = readDashboard(body.dump());
    if (r.refused()) qFatal("%s", refusalText(r.messages).c_str());
    return r.dashboard;
}

} // namespace

class TestGrafana : public QObject {
    Q_OBJECT

  private slots:
    void anImportIsRefusedWithPathAndSentence_data();
    void anImportIsRefusedWithPathAndSentence();
    void whatIsNoClassicJson();
    void targetsBecomeRows();
    void whatCannotBeShownIsSaid();
    void collapsedRowsAreOpened();
    void variablesAndTimes();
    void gridWithoutOverlap();
    void mathInPromql();
    void labelsTellMetricsApart();
    void mixedPanels();
    void axesColoursThresholdsAndEvents();
    void alarmsAndLogs();
    void promqlRows();
    void aHeatmapOfBuckets();
    void targetsAreCounted();
    void anExportedBoardAnswersFromPrometheus();
    void aHeatMapAsksForBuckets();
    void theDoorRefuses();
};

void TestGrafana::anImportIsRefusedWithPathAndSentence_data() {
    QTest::addColumn<QString>("dashboard");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char* name, const json& patch, const char* sentence) {
        json d = minimal();
        d.update(patch);
        QTest::newRow(name) << QString::fromStdString(d.dump()) << QString::fromUtf8(sentence);
    };
    const auto panel = [&](const char* name, const json& patch, const char* sentence) {
        json p = panelOf("timeseries", json::array());
        p.update(patch);
        row(name, {{"panels", json::array({p})}}, sentence);
    };
    row("tags no list", {{"tags", "lab"}}, "/tags: tags expected array");
    row("tags of numbers", {{"tags", json::array({"a", 1})}}, "/tags/1: tags expected array of strings");
    row("no title", {{"title", " "}}, "/title: Dashboard title cannot be empty");
    row("title no text", {{"title", 5}}, "/title: Should be string");
    row("title of 5,001", {{"title", std::string(5001, 'x')}}, "/title: Dashboard title cannot contain more than 5000 characters");
    row("uid of 41", {{"uid", std::string(41, 'x')}}, "/uid: uid too long, max 40 characters");
    row("uid with a space", {{"uid", "a b"}}, "/uid: uid contains illegal characters");
    row("fast refresh", {{"refresh", "1s"}}, "/refresh: Dashboard refresh interval is too low");
    row("no refresh", {{"refresh", "often"}}, "/refresh: Should be a duration such as 30s");
    row("long message", {{"message", std::string(501, 'x')}}, "/message: message too long, max 500 characters");
    row("panels no list", {{"panels", json::object()}}, "/panels: Should be array");
    row("panel no object", {{"panels", json::array({1})}}, "/panels/0: Should be object");
    row("same variable", {{"templating", {{"list", json::array({json{{"name", "a"}, {"type", "custom"}}, json{{"name", "a"}, {"type", "custom"}}})}}}},
        "/templating/list/1/name: Variable with the same name already exists");
    row("variable's name", {{"templating", {{"list", json::array({json{{"name", "a-b"}, {"type", "custom"}}})}}}}, "/templating/list/0/name: Only word characters are allowed in variable names");
    row("same ids", {{"panels", json::array({json{{"type", "row"}, {"id", 1}}, json{{"type", "row"}, {"id", 1}}})}}, "/panels/1/id: The id 1 is used more than once");
    panel("no type", {{"type", nullptr}}, "/panels/0/type: Should be string");
    panel("too wide", {{"gridPos", gridOf(0, 0, 25, 8)}}, "/panels/0/gridPos/w: Should be <= 24");
    panel("outside", {{"gridPos", gridOf(24, 0, 1, 8)}}, "/panels/0/gridPos/x: Should be <= 23");
    panel("flat", {{"gridPos", gridOf(0, 0, 1, 0)}}, "/panels/0/gridPos/h: Should be >= 1");
    panel("half a column", {{"gridPos", {{"x", 0.5}, {"y", 0}, {"w", 1}, {"h", 1}}}}, "/panels/0/gridPos/x: Should be integer");
    panel("no place", {{"gridPos", {{"x", 0}}}}, "/panels/0/gridPos: Should have required property 'y'");
    panel("target no object", {{"targets", json::array({"up"})}}, "/panels/0/targets/0: Should be object");
    panel("same refId", {{"targets", json::array({cloudWatchTarget(), cloudWatchTarget()})}}, "/panels/0/targets/1/refId: The refId \"A\" is used more than once in this panel");
    panel("first step", {{"fieldConfig", {{"defaults", {{"thresholds", {{"steps", json::array({json{{"value", 1}}})}}}}}}}}, "/panels/0/fieldConfig/defaults/thresholds/steps/0/value: The first step has no value (null)");
    panel("falling steps", {{"fieldConfig", {{"defaults", {{"thresholds", {{"steps", json::array({json{{"value", nullptr}}, json{{"value", 2}}, json{{"value", 1}}})}}}}}}}},
          "/panels/0/fieldConfig/defaults/thresholds/steps/2/value: Steps must rise");
    panel("panels in a chart", {{"panels", json::array({panelOf("stat", json::array())})}}, "/panels/0/panels: Only a row has panels of its own");
}

void TestGrafana::anImportIsRefusedWithPathAndSentence() {
    QFETCH(QString, dashboard);
    QFETCH(QString, sentence);
    const json d = json::parse(dashboard.toStdString());
    QVERIFY2(said(d).contains(sentence), qPrintable(said(d).join('\n')));
    MetricsWorld w;
    const auto refused = w.call("ImportGrafanaDashboard", {{"DashboardName", "x"}, {"Dashboard", d}});
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, std::string("InvalidParameterInput"));
    QVERIFY(refused.error().message.starts_with("The dashboard cannot be imported, there are "));
    QVERIFY(!w.call("GetDashboard", {{"DashboardName", "x"}}));
}

void TestGrafana::whatIsNoClassicJson() {
    QCOMPARE(importGrafana("{").messages.at(0).message, std::string("Not valid JSON"));
    QVERIFY(importGrafana("[]").refused());
    QVERIFY(importGrafana(std::string(2'000'000, ' ')).refused());
    QVERIFY(importGrafana("{\"panels\":" + std::string(100'000, '[')).refused());
    json v1 = {{"apiVersion", "dashboard.grafana.app/v1beta1"}, {"kind", "Dashboard"}, {"spec", minimal()}};
    QVERIFY(said(v1).isEmpty());
    v1["spec"]["title"] = "";
    QCOMPARE(said(v1), QStringList{"/spec/title: Dashboard title cannot be empty"});
    const json v2 = {{"apiVersion", "dashboard.grafana.app/v2beta1"}, {"spec", {{"title", "t"}, {"elements", json::object()}, {"layout", json::object()}}}};
    QCOMPARE(said(v2), QStringList{"/spec/elements: This is the V2 model; export the dashboard as Classic"});
    json newer = minimal();
    newer["schemaVersion"] = 99;
    QCOMPARE(said(newer), QStringList{"?/schemaVersion: The model is newer than the one that is known here (39 to 43)"});
}

void TestGrafana::targetsBecomeRows() {
    const auto rowOf = [](const json& target) { return imported(withPanels(json::array({panelOf("timeseries", json::array({target}))}))).widgets.at(0).rows->at(0); };
    const MetricRow plain = rowOf(cloudWatchTarget({{"id", "m1"}, {"label", "L"}, {"hide", true}}));
    QCOMPARE(plain.cells, (std::vector<std::string>{"N", "M", "Node", "a"}));
    QCOMPARE(*plain.options->id, std::string("m1"));
    QCOMPARE(*plain.options->period, std::int64_t{60});
    QVERIFY(!*plain.options->visible);
    QCOMPARE(rowOf(cloudWatchTarget({{"dimensions", {{"Node", json::array({"${node:csv}"})}}}})).cells.at(3), std::string("$node"));
    QCOMPARE(*rowOf(cloudWatchTarget({{"dimensions", {{"Node", "*"}}}})).options->expression, std::string("SEARCH('{\"N\",\"Node\"} MetricName=\"M\"', 'Sum', 60)"));
    QCOMPARE(*rowOf(cloudWatchTarget({{"dimensions", {{"Node", json::array({"a", "b"})}}}})).options->expression,
             std::string("SEARCH('{\"N\",\"Node\"} MetricName=\"M\" (\"Node\"=\"a\" OR \"Node\"=\"b\")', 'Sum', 60)"));
    QCOMPARE(*rowOf(cloudWatchTarget({{"matchExact", false}})).options->expression,
             std::string("SEARCH('Namespace=\"N\" MetricName=\"M\" \"Node\"=\"a\"', 'Sum', 60)"));
    const MetricRow promql = rowOf({{"refId", "A"}, {"expr", "rate(x{n=\"[[node]]\"}[5m])"}, {"legendFormat", "{{n}}"}, {"instant", true}});
    QCOMPARE(*promql.options->promql, std::string("rate(x{n=\"$node\"}[5m])"));
    QVERIFY(*promql.options->instant);

    // The searches find what the target means.
    MetricsWorld w;
    const std::int64_t at = w.world->calendar().startUnixMilliseconds / 1000 + 60;
    for (const char* node : {"a", "b", "c"})
        QVERIFY(w.call("PutMetricData", {{"Namespace", "N"}, {"MetricData", {{{"MetricName", "M"}, {"Timestamp", at}, {"Value", 1}, {"Dimensions", {{{"Name", "Node"}, {"Value", node}}}}}}}}));
    const auto series = [&](const json& more) {
        const json d = withPanels(json::array({panelOf("timeseries", json::array({cloudWatchTarget(more)}))}));
        const auto r = w.call("DescribeDashboardTargets", {{"Dashboard", d}, {"Start", at - 60}, {"End", at + 120}});
        if (!r) qFatal("%s", r.error().message.c_str());
        return (*r)["panels"][0]["targets"][0]["series"].get<int>();
    };
    QCOMPARE(series(json::object()), 1);
    QCOMPARE(series({{"dimensions", {{"Node", "*"}}}}), 3);
    QCOMPARE(series({{"dimensions", {{"Node", json::array({"a", "c"})}}}}), 2);
    QCOMPARE(series({{"matchExact", false}, {"dimensions", json::object()}}), 3);
    QCOMPARE(series({{"region", "eu-west-1"}}), 0);
}

void TestGrafana::whatCannotBeShownIsSaid() {
    const json other = {{"refId", "A"}, {"datasource", {{"type", "loki"}, {"uid", "x"}}}, {"expr", "{}"}};
    QCOMPARE(said(withPanels(json::array({panelOf("timeseries", json::array({other}))}))),
             QStringList{"?/panels/0/targets/0: The data source \"loki\" is not known here; the target is left out"});
    QCOMPARE(said(withPanels(json::array({panelOf("news", json::array())}))),
             QStringList{"?/panels/0/type: Panels of type \"news\" are not known here; a text stands in their place"});
    QCOMPARE(said(withPanels(json::array({panelOf("graph", json::array())}))).size(), 1);
    QCOMPARE(said(withPanels(json::array({panelOf("stat", json::array(), gridOf(20, 0, 8, 4))}))), QStringList{"?/panels/0/gridPos/w: The panel leaves the grid; it is narrowed"});
    const json sql = cloudWatchTarget({{"metricQueryType", 1}, {"sqlExpression", "SELECT AVG(M) FROM N"}});
    QCOMPARE(said(withPanels(json::array({panelOf("timeseries", json::array({sql}))}))), QStringList{"?/panels/0/targets/0: Metrics Insights queries are not answered here"});
    // And goes out as it came.
    const json out = exported(imported(withPanels(json::array({panelOf("timeseries", json::array({sql}))}))), GrafanaSource::CloudWatch);
    QCOMPARE(out["panels"][0]["targets"][0]["sqlExpression"], json("SELECT AVG(M) FROM N"));
    QCOMPARE(out["panels"][0]["targets"][0]["metricQueryType"], json(1));
}

void TestGrafana::collapsedRowsAreOpened() {
    const json row = {{"type", "row"}, {"title", "r"}, {"collapsed", true}, {"gridPos", gridOf(0, 4, 24, 1)},
                      {"panels", json::array({panelOf("stat", json::array(), gridOf(0, 5, 12, 6)), panelOf("gauge", json::array(), gridOf(12, 5, 12, 6))})}};
    const json d = withPanels(json::array({panelOf("stat", json::array(), gridOf(0, 0, 24, 4)), row, panelOf("table", json::array(), gridOf(0, 5, 24, 3))}));
    QCOMPARE(said(d), QStringList{"?/panels/1: The collapsed row is opened"});
    const Dashboard b = imported(d);
    QCOMPARE(b.widgets.size(), std::size_t{5});
    QVERIFY(b.widgets[1].isRow());
    QCOMPARE(*b.widgets[2].y, std::int64_t{5});
    QCOMPARE(*b.widgets[4].y, std::int64_t{11});
    const std::vector<GridRect> places = placeWidgets(b.widgets);
    for (std::size_t i = 0; i < places.size(); ++i) QCOMPARE(places[i].y, *b.widgets[i].y); // nothing had to move
    const json out = exported(b, GrafanaSource::Prometheus);
    QCOMPARE(out["panels"][1]["type"], json("row"));
    QCOMPARE(out["panels"][1]["title"], json("r"));
}

void TestGrafana::variablesAndTimes() {
    json d = withPanels(json::array({panelOf("timeseries", json::array({cloudWatchTarget({{"dimensions", {{"Node", "$node"}}}})}))}));
    d["templating"]["list"] = json::array({json{{"name", "node"}, {"type", "custom"}, {"query", "First : a, b"}, {"current", {{"value", "b"}}}},
                                           json{{"name", "ds"}, {"type", "datasource"}}});
    d["time"] = {{"from", "now-6h"}, {"to", "now"}};
    const Dashboard b = imported(d);
    QCOMPARE(b.variables->size(), std::size_t{1});
    QCOMPARE(*b.variables->at(0).values->at(0).label, std::string("First"));
    QCOMPARE(*b.variables->at(0).defaultValue, std::string("b"));
    QCOMPARE(withVariables(b, {}).widgets[0].rows->at(0).cells[3], std::string("b"));
    QCOMPARE(rangeOf(b, 100'000'000).start, std::int64_t{100'000'000 - 6 * 3'600'000});
    const json out = exported(b, GrafanaSource::Prometheus);
    QCOMPARE(out["panels"][0]["targets"][0]["expr"], json("n_m_sum{node=~\"$node\"}"));
    QCOMPARE(out["time"]["from"], json("1970-01-01T00:00:00.000Z"));
    // A variable of CloudWatch's own goes out under its id.
    Dashboard own = bodyWith("[[\"N\",\"M\",\"Node\",\"a\"]]");
    own.variables.emplace(1);
    own.variables->at(0).type = "property";
    own.variables->at(0).property = "Node";
    own.variables->at(0).id = "n";
    own.variables->at(0).inputType = "select";
    own.variables->at(0).values = {{"a", std::nullopt}, {"b", "second"}};
    const json first = exported(own, GrafanaSource::CloudWatch);
    QCOMPARE(first["panels"][0]["targets"][0]["dimensions"]["Node"], json("$n"));
    QCOMPARE(first["templating"]["list"][0]["query"], json("a,second : b"));
    QCOMPARE(first["templating"]["list"][0]["current"]["value"], json("a"));
}

void TestGrafana::gridWithoutOverlap() {
    std::vector<Widget> widgets(60);
    std::uint32_t state = 7;
    const auto next = [&](std::uint32_t n) { return static_cast<std::int64_t>((state = state * 1664525 + 1013904223) >> 8) % n; };
    for (std::size_t i = 0; i < widgets.size(); ++i) {
        if (i % 3 != 0) {
            widgets[i].x = next(24);
            widgets[i].y = next(20);
        }
        widgets[i].width = 1 + next(24);
        widgets[i].height = 1 + next(9);
    }
    const std::vector<GridRect> places = placeWidgets(widgets);
    for (std::size_t i = 0; i < places.size(); ++i) {
        QVERIFY(places[i].x >= 0 && places[i].width >= 1 && places[i].x + places[i].width <= 24);
        for (std::size_t j = 0; j < i; ++j) QVERIFY(!places[i].overlaps(places[j]));
    }
    const std::vector<Widget> none(5); // 6 x 6 each: four in a line
    QCOMPARE(placeWidgets(none)[4], (GridRect{0, 6, 6, 6}));
}

void TestGrafana::mathInPromql() {
    const auto translated = [](const char* expression, int period = 60) {
        std::vector<MetricQuery> q(3);
        q[0].id = "h";
        q[0].metric = MetricStat{{"Lab/Cache", "CacheHits", {{"Node", "a"}}}, *Statistic::parse("Sum"), period, std::nullopt};
        q[1].id = "m";
        q[1].metric = MetricStat{{"Lab/Cache", "Misses", {}}, *Statistic::parse("p99.9"), 60, std::nullopt};
        q[2].id = "e";
        q[2].expression = expression;
        return QString::fromStdString(promqlOf(q, 2, nullptr).value_or("-"));
    };
    const QString h = "sum(lab_cache_cache_hits_sum{node=\"a\"})", m = "sum(lab_cache_misses_p99_9)";
    QCOMPARE(translated("100*h/(h+m)"), "((100 * " + h + ") / (" + h + " + " + m + "))");
    QCOMPARE(translated("-h^2"), "-((" + h + " ^ 2))");
    QCOMPARE(translated("ABS(h)+LOG(m)"), "(abs(" + h + ") + ln(" + m + "))");
    QCOMPARE(translated("h>3"), "(" + h + " > bool 3)");
    QCOMPARE(translated("h>3 AND m<2"), "(((" + h + " > bool 3) != bool 0) * ((" + m + " < bool 2) != bool 0))");
    QCOMPARE(translated("AVG([h,m])"), "((" + h + " + " + m + ") / 2)");
    QCOMPARE(translated("SUM(METRICS(\"h\"))"), "(" + h + ")");
    QCOMPARE(translated("FILL(h,0)"), "(" + h + " or vector(0))");
    QCOMPARE(translated("h", 300), QStringLiteral("sum(avg_over_time(lab_cache_cache_hits_sum{node=\"a\"}[300s]) * 5)"));
    for (const char* none : {"RATE(h)", "IF(h,1)", "SEARCH('{N} M','Sum')", "e+1", "x", "h+", "MAX([h,m])", "ANOMALY_DETECTION_BAND(h)"})
        QCOMPARE(translated(none), QStringLiteral("-"));
}

// What was translated is what PromQL understands and answers.
void TestGrafana::labelsTellMetricsApart() {
    MetricsWorld w;
    const std::int64_t at = w.world->calendar().startUnixMilliseconds / 1000 + 60;
    QVERIFY(w.call("PutMetricData", {{"Namespace", "N"}, {"MetricData", {{{"MetricName", "M"}, {"Timestamp", at}, {"Value", 1}, {"Dimensions", {{{"Name", "Node"}, {"Value", "a"}}}}},
                                                                         {{"MetricName", "M"}, {"Timestamp", at}, {"Value", 1}, {"Dimensions", {{{"Name", "Node"}, {"Value", "a"}}, {{"Name", "Zone"}, {"Value", "1"}}}}}}}}));
    const SeriesKey key{"N", "M", {{"Node", "a\"b"}}};
    QCOMPARE(promqlSelector(key, *Statistic::parse("Sum"), &w.store()), std::string("n_m_sum{node=\"a\\\"b\",zone=\"\"}"));
    const promql::SeriesList series({{{{"__name__", "n_m_sum"}, {"node", "a"}}, {{60'000, 8}}}, {{{"__name__", "n_m_sum"}, {"node", "a"}, {"zone", "1"}}, {{60'000, 5}}}});
    MetricRow row;
    row.options.emplace().promql = promqlSelector({"N", "M", {{"Node", "a"}}}, *Statistic::parse("Sum"), &w.store());
    const auto got = promqlReader(series)(row, 60, 120, 60);
    QVERIFY(got && got->size() == 1);
    QCOMPARE(got->at(0).points.at(0), (ChartPoint{60, 8}));
}

void TestGrafana::mixedPanels() {
    std::vector<DashboardMessage> messages;
    const Dashboard d = bodyWith("[[\"N\",\"M\",{\"id\":\"m\",\"visible\":false}],[{\"expression\":\"RATE(m)\",\"id\":\"e1\"}],[{\"promql\":\"up\",\"label\":\"{{job}}\"}]]");
    const json out = exported(d, GrafanaSource::Prometheus, &messages);
    const json& p = out["panels"][0];
    QCOMPARE(p["datasource"]["uid"], json("-- Mixed --"));
    QCOMPARE(p["targets"][0]["datasource"]["type"], json("cloudwatch"));
    QCOMPARE(p["targets"][0]["hide"], json(true));
    QCOMPARE(p["targets"][1]["expression"], json("RATE(m)"));
    QCOMPARE(p["targets"][2]["expr"], json("up"));
    QCOMPARE(out["__inputs"].size(), std::size_t{2});
    QCOMPARE(messages.size(), std::size_t{1});
    QCOMPARE(messages[0].dataPath, std::string("/widgets/0/properties/metrics/1"));
    const Dashboard back = imported(out);
    QCOMPARE(back.widgets[0].rows->size(), std::size_t{3});
    QCOMPARE(back.widgets[0].rows->at(0).cells, d.widgets[0].rows->at(0).cells);
    QCOMPARE(*back.widgets[0].rows->at(2).options->promql, std::string("up"));
}

void TestGrafana::axesColoursThresholdsAndEvents() {
    Dashboard d = bodyWith("[[\"N\",\"M\"],[\"N\",\"Bytes\",{\"yAxis\":\"right\",\"color\":\"#ff7f0e\"}]]");
    Widget& w = d.widgets[0];
    w.yAxis.emplace().left = AxisLimits{0, 100, "%", std::nullopt, {}};
    w.yAxis->right = AxisLimits{0, std::nullopt, "bytes", std::nullopt, {}};
    w.stacked = true;
    w.annotations.emplace().horizontal.emplace(2);
    w.annotations->horizontal->at(0).mark.value = 90;
    w.annotations->horizontal->at(1).mark.value = 50;
    w.annotations->horizontal->at(1).mark.color = "#ff9830";
    w.annotations->vertical.emplace(1);
    w.annotations->vertical->at(0).mark.time = "1970-01-01T00:10:00Z";
    w.annotations->vertical->at(0).mark.label = "deploy";
    w.annotations->alarms = {"arn:aws:cloudwatch:ap-southeast-1:123456789012:alarm:low"};
    const json out = exported(d, GrafanaSource::Prometheus);
    const json& config = out["panels"][0]["fieldConfig"];
    QCOMPARE(config["defaults"]["max"], json(100.0));
    QCOMPARE(config["defaults"]["custom"]["stacking"]["mode"], json("normal"));
    QCOMPARE(config["defaults"]["thresholds"]["steps"], json::parse("[{\"color\":\"green\",\"value\":null},{\"color\":\"orange\",\"value\":50.0},{\"color\":\"red\",\"value\":90.0}]"));
    QCOMPARE(config["overrides"][0]["matcher"], json::parse("{\"id\":\"byFrameRefID\",\"options\":\"B\"}"));
    QCOMPARE(config["overrides"][0]["properties"][0], json::parse("{\"id\":\"custom.axisPlacement\",\"value\":\"right\"}"));
    const json& events = out["annotations"]["list"];
    QCOMPARE(events.size(), std::size_t{3});
    QCOMPARE(events[1]["expr"], json("lab_alarm_state{alarm=\"low\",state=\"ALARM\"} == 1"));
    // The moment's expression is true for exactly that minute.
    const promql::SeriesList nothing({});
    MetricRow row;
    row.options.emplace().promql = events[2]["expr"].get<std::string>();
    const auto got = promqlReader(nothing)(row, 0, 1200, 60);
    QVERIFY(got && got->size() == 1);
    QCOMPARE(got->at(0).points, (std::vector<ChartPoint>{{600, 600}}));

    const Widget back = imported(out).widgets.at(0);
    QCOMPARE(*back.rows->at(1).options->yAxis, std::string("right"));
    QCOMPARE(*back.rows->at(1).options->color, std::string("#ff7f0e"));
    QCOMPARE(*back.yAxis->right->label, std::string("bytes"));
    QCOMPARE(*back.yAxis->left->label, std::string("%"));
    QVERIFY(*back.stacked);
    QCOMPARE(*back.annotations->horizontal->at(0).mark.value, 50.0);
    std::vector<DashboardMessage> messages;
    exported(d, GrafanaSource::CloudWatch, &messages);
    QVERIFY(std::any_of(messages.begin(), messages.end(), [](const DashboardMessage& m) { return m.dataPath == "/widgets/0/properties/annotations/vertical/0"; }));
}

void TestGrafana::alarmsAndLogs() {
    const json body = {{"widgets", json::array({json{{"type", "alarm"}, {"properties", {{"alarms", {"arn:aws:cloudwatch:ap-southeast-1:123456789012:alarm:low"}}}}},
                                                json{{"type", "log"}, {"properties", {{"region", "ap-southeast-1"}, {"view", "table"}, {"query", "SOURCE '/a' | SOURCE '/b' | stats count(*) by bin(5m), path | limit 3"}}}},
                                                json{{"type", "custom"}, {"properties", {{"endpoint", "x"}}}}})}};
    const Dashboard d = readDashboard(body.dump()).dashboard;
    std::vector<DashboardMessage> messages;
    const json out = exported(d, GrafanaSource::Prometheus, &messages);
    QCOMPARE(out["panels"][0]["type"], json("stat"));
    QCOMPARE(out["panels"][0]["targets"][0]["expr"], json("lab_alarm_state{alarm=\"low\",state=\"ALARM\"}"));
    const json& t = out["panels"][1]["targets"][0];
    QCOMPARE(t["logGroups"].size(), std::size_t{2});
    QCOMPARE(t["logGroups"][1]["arn"], json("arn:aws:logs:ap-southeast-1:123456789012:log-group:/b:*"));
    QCOMPARE(t["expression"], json("stats count(*) by bin(5m), path | limit 3"));
    QCOMPARE(t["statsGroups"], json::parse("[\"bin(5m)\",\"path\"]"));
    QCOMPARE(out["panels"][2]["type"], json("text"));
    QCOMPARE(messages.size(), std::size_t{1});
    const Dashboard back = imported(out);
    QCOMPARE(*back.widgets[0].alarms, *d.widgets[0].alarms);
    QCOMPARE(*back.widgets[1].query, *d.widgets[1].query);
    QCOMPARE(exported(d, GrafanaSource::CloudWatch)["panels"][0]["type"], json("alertlist"));
    QCOMPARE(*imported(exported(d, GrafanaSource::CloudWatch)).widgets[0].alarms, *d.widgets[0].alarms);
}

void TestGrafana::promqlRows() {
    const promql::SeriesList series({{{{"__name__", "x_total"}, {"node", "a"}}, {{0, 0}, {60'000, 60}, {120'000, 120}, {180'000, 180}}}});
    const auto ask = [&](const char* expr, std::optional<std::string> label = {}, bool instant = false) {
        MetricRow row;
        row.options.emplace().promql = expr;
        row.options->label = std::move(label);
        row.options->instant = instant;
        return promqlReader(series)(row, 0, 180, 60);
    };
    QCOMPARE(ask("x_total").value().at(0).points.size(), std::size_t{4});
    QCOMPARE(ask("x_total").value().at(0).label, std::string("x_total{node=\"a\"}"));
    QCOMPARE(ask("x_total", "of {{ node }}{{none}}", true).value().at(0).label, std::string("of a"));
    QCOMPARE(ask("x_total", {}, true).value().at(0).points, (std::vector<ChartPoint>{{180, 180}}));
    QVERIFY(ask("x_total{").error().find("parse error") != std::string::npos);
    QVERIFY(ask("x_total[5m]").error().starts_with("invalid expression type \"range vector\""));
    // Grafana's own variables of time, in a widget.
    MetricsWorld w;
    const Dashboard d = bodyWith("[[{\"promql\":\"rate(x_total[$__rate_interval])\"}]]");
    const AlarmBook alarms;
    const WidgetPicture p = evaluateWidget({w.store(), alarms, {promqlReader(series), {}}}, d, d.widgets[0], {0, 180'000, 180'000});
    QVERIFY(p.notes.empty());
    QCOMPARE(*p.series.at(0).latest, 180.0 / 240); // four minutes back, before which the counter was never below 0
}

void TestGrafana::aHeatmapOfBuckets() {
    std::vector<promql::Series> buckets;
    for (const auto& [le, count] : {std::pair("0.1", 6.0), std::pair("0.5", 9.0), std::pair("+Inf", 10.0)})
        buckets.push_back({{{"__name__", "b"}, {"le", le}}, {{60'000, count}, {120'000, count}}});
    const promql::SeriesList series(std::move(buckets));
    MetricsWorld w;
    const AlarmBook alarms;
    const Dashboard d = bodyWith("[[{\"promql\":\"sum by (le) (b)\",\"label\":\"{{le}}\"}]]", "heatmap");
    const WidgetHeatmap h = evaluateWidget({w.store(), alarms, {promqlReader(series), {}}}, d, d.widgets[0], {60'000, 120'000, 120'000}).heatmap;
    QCOMPARE(h.bounds, (std::vector<double>{0.1, 0.5, 1.0}));
    QCOMPARE(h.columns, (std::vector<std::vector<double>>(2, {6, 3, 1})));
}

void TestGrafana::targetsAreCounted() {
    MetricsWorld w;
    const std::int64_t at = w.world->calendar().startUnixMilliseconds / 1000 + 60;
    QVERIFY(w.call("PutMetricData", {{"Namespace", "N"}, {"MetricData", {{{"MetricName", "M"}, {"Timestamp", at}, {"Value", 1}}}}}));
    const Dashboard d = bodyWith("[[\"N\",\"M\",{\"id\":\"m\",\"visible\":false}],[\"N\",\"Gone\"],[{\"expression\":\"m*2\"}]]");
    QVERIFY(w.call("PutDashboard", {{"DashboardName", "x"}, {"DashboardBody", writeDashboard(d)}}));
    const json in = {{"DashboardName", "x"}, {"Start", at - 60}, {"End", at + 120}};
    const auto got = w.world->peek("cloudwatch", "DescribeDashboardTargets", in);
    QVERIFY(got);
    QCOMPARE((*got)["targets"], json(3));
    QCOMPARE((*got)["answered"], json(2));
    QCOMPARE((*got)["kinds"], json::array({"series"}));
    QCOMPARE((*got)["panels"][0]["targets"][2]["points"], json(1));
    const json body = json::parse(writeDashboard(d));
    QCOMPARE((*w.call("DescribeDashboardTargets", {{"Dashboard", body}, {"Start", at - 60}, {"End", at + 120}}))["answered"], json(2));
    QVERIFY(!w.call("DescribeDashboardTargets", {{"DashboardName", "x"}, {"Start", at}, {"End", at}}));
}

// The round trip that stands for a real client: out as Prometheus asks, back in, and every target answers.
void TestGrafana::anExportedBoardAnswersFromPrometheus() {
    MetricsWorld w;
    for (int i = 0; i < 4; ++i) {
        w.world->runFor(kernel::SimDuration::seconds(60));
        QVERIFY(w.call("PutMetricData", {{"Namespace", "N"}, {"MetricData", {{{"MetricName", "Hits"}, {"Value", 30}}, {{"MetricName", "Misses"}, {"Value", 10}}}}}));
    }
    w.world->runFor(kernel::SimDuration::seconds(60));
    const Dashboard d = bodyWith("[[\"N\",\"Hits\",{\"id\":\"h\"}],[\"N\",\"Misses\",{\"id\":\"m\"}],[{\"expression\":\"100*h/(h+m)\",\"label\":\"ratio\"}]]");
    QVERIFY(w.call("PutDashboard", {{"DashboardName", "x"}, {"DashboardBody", writeDashboard(d)}}));
    for (const char* source : {"prometheus", "cloudwatch"}) {
        const auto out = w.call("ExportGrafanaDashboard", {{"DashboardName", "x"}, {"DataSource", source}});
        QVERIFY(out);
        const json input = {{"Dashboard", (*out)["Dashboard"]}};
        const auto before = w.world->fingerprint();
        const auto got = w.world->peek("cloudwatch", "DescribeDashboardTargets", input);
        QCOMPARE(w.world->fingerprint(), before);
        QVERIFY(got);
        QCOMPARE((*got)["panels"][0]["targets"][2]["source"], json(source));
        QCOMPARE((*got)["targets"], json(3));
        QVERIFY2((*got)["answered"] == 3, got->dump().c_str());
        QVERIFY((*got)["panels"][0]["notes"].empty());
    }
}

// Prometheus has a histogram of what a simulator measures, value by value; of the rest Grafana counts the values itself.
void TestGrafana::aHeatMapAsksForBuckets() {
    MetricsWorld w;
    auto& sink = w.world->metrics();
    const auto latency = sink.define({"N", "Latency", {{"Node", "a"}}, "Milliseconds", kernel::MetricKind::Sample, kernel::MetricResolution::High});
    for (int s = 0; s < 240; ++s) {
        for (int i = 0; i < 9; ++i) sink.sample(latency, 0.4);
        sink.sample(latency, 30);
        w.world->runFor(kernel::SimDuration::seconds(1));
    }
    const Dashboard d = bodyWith("[[\"N\",\"Latency\",\"Node\",\"a\"]]", "heatmap");
    QVERIFY(w.call("PutDashboard", {{"DashboardName", "x"}, {"DashboardBody", writeDashboard(d)}}));
    const auto asked = [&](const char* source) { return *w.call("ExportGrafanaDashboard", {{"DashboardName", "x"}, {"DataSource", source}}); };
    const auto panelOfReply = [](const json& reply) {
        const json& board = reply["Dashboard"];
        return (board.is_string() ? json::parse(board.get<std::string>()) : board)["panels"][0];
    };
    const json prometheus = asked("prometheus"), panel = panelOfReply(prometheus);
    QCOMPARE(panel["targets"][0]["expr"], json("sum by (le) (increase(n_latency_bucket{node=\"a\"}[60s]))"));
    QCOMPARE(panel["targets"][0]["format"], json("heatmap"));
    QCOMPARE(panel["targets"][0]["legendFormat"], json("{{le}}"));
    QCOMPARE(panel["options"]["calculate"], json(false));
    // Back here it is drawn from the same buckets.
    QVERIFY(w.call("ImportGrafanaDashboard", {{"DashboardName", "y"}, {"Dashboard", prometheus["Dashboard"]}}));
    const auto targets = w.world->peek("cloudwatch", "DescribeDashboardTargets", {{"DashboardName", "y"}});
    QVERIFY2(targets && (*targets)["answered"] == 1, targets ? targets->dump().c_str() : targets.error().message.c_str());
    const json cloudwatch = asked("cloudwatch"), counted = panelOfReply(cloudwatch);
    QCOMPARE(counted["targets"][0]["metricName"], json("Latency"));
    QCOMPARE(counted["options"]["calculate"], json(true));
    QVERIFY2(cloudwatch.dump().find("counts the values of its statistic") != std::string::npos, cloudwatch.dump().c_str());
}

void TestGrafana::theDoorRefuses() {
    MetricsWorld w;
    const auto code = [&](const char* operation, const json& input) {
        const auto r = w.call(operation, input);
        return QString::fromStdString(r ? "" : r.error().code);
    };
    QCOMPARE(code("ExportGrafanaDashboard", {{"DashboardName", "x"}, {"DataSource", "prometheus"}}), QStringLiteral("ResourceNotFound"));
    QVERIFY(w.call("ImportGrafanaDashboard", {{"DashboardName", "x"}, {"Dashboard", minimal()}}));
    QCOMPARE(code("ExportGrafanaDashboard", {{"DashboardName", "x"}, {"DataSource", "loki"}}), QStringLiteral("InvalidParameterInput"));
    QCOMPARE(code("ExportGrafanaDashboard", {{"DashboardName", "x"}}), QStringLiteral("MissingParameter"));
    QCOMPARE(code("ImportGrafanaDashboard", {{"DashboardName", "a b"}, {"Dashboard", minimal()}}), QStringLiteral("InvalidParameterInput"));
    QCOMPARE(code("ImportGrafanaDashboard", {{"DashboardName", "x"}}), QStringLiteral("MissingParameter"));
    QCOMPARE(code("ImportGrafanaDashboard", {{"DashboardName", "x"}, {"Dashboard", 5}}), QStringLiteral("SerializationException"));
    QCOMPARE(code("ImportGrafanaDashboard", {{"DashboardName", "x"}, {"Dashboard", "{"}}), QStringLiteral("InvalidParameterInput"));
    QCOMPARE(code("DescribeDashboardTargets", json::object()), QStringLiteral("MissingParameter"));
    QVERIFY(!w.world->peek("cloudwatch", "ImportGrafanaDashboard", {{"DashboardName", "x"}, {"Dashboard", minimal()}}));
}

QTEST_GUILESS_MAIN(TestGrafana)
#include "tst_grafana.moc"
