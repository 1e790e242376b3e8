// The dashboard pane over a world: what the service, alarms, variables and Grafana's boards put on it, and bodies no pane made.
#include <QtTest>

#include "app/panels/dashboard_reader.h"
#include "dashboard_bench.h"
#include "metrics/metrics_world.h"
#include "support/test_suite.h"

using namespace maylab;
using namespace maylab::app;
using kernel::Json;
using test::overlap;
using test::pixelsOf;

class DashboardWorldTest : public QObject, private test::PanelHouse {
    Q_OBJECT
  private slots:
    void initTestCase() { furnish(); }
    void cleanup() { tidy(); }
    void worldAnswers();
    void aBandSaysWhoseModelItIs();
    void annotationsComeFromTheBody();
    void alarmsHaveTheirPast();
    void variablesChooseTheData();
    void grafanasBoardsAreDrawn();
    void anyBodyIsTaken();
};

// The pane on a world: what it sends is taken, what it shows is the world's.
void DashboardWorldTest::worldAnswers() {
    testing::MetricsWorld world;
    const std::int64_t unix = world.world->unixMilliseconds() / 1000;
    for (int i = 0; i < 10; ++i) {
        const Json datum = {{"MetricName", "Requests"}, {"Value", 100 + i}, {"Timestamp", unix - 600 + i * 60}};
        QVERIFY(world.call("PutMetricData", {{"Namespace", "Shop/Web"}, {"MetricData", Json::array({datum})}}).has_value());
    }
    QVERIFY(world.call("PutMetricAlarm", {{"AlarmName", "many"}, {"Namespace", "Shop/Web"}, {"MetricName", "Requests"}, {"Statistic", "Average"},
                                          {"Period", 60}, {"EvaluationPeriods", 1}, {"Threshold", 50}, {"ComparisonOperator", "GreaterThanThreshold"}})
                .has_value());
    QVERIFY(world.call("SetAlarmState", {{"AlarmName", "many"}, {"StateValue", "ALARM"}, {"StateReason", "test"}}).has_value());
    DashboardReader reader;
    DashboardPanel panel(ui());
    DashboardInterest interest = panel.interest();
    panel.resize(800, 500);
    panel.show();
    DashboardDoor door;
    std::vector<std::string> refused;
    door.call = [&](const std::string& operation, const Json& input, DashboardDoor::Done done) {
        const auto result = world.call(operation.c_str(), input);
        CallAnswer a;
        a.ok = result.has_value();
        if (result) a.output = *result;
        else {
            a.error = result.error();
            refused.push_back(a.error.message);
        }
        done(a);
    };
    door.read = [&](const std::string& operation, const Json& input, DashboardDoor::Done done) {
        const auto result = world.world->peek("cloudwatch", operation, input);
        CallAnswer a;
        a.ok = result.has_value();
        if (result) a.output = *result;
        done(a);
    };
    panel.setDoor(door);
    panel.setPicture(reader.picture(*world.world, interest));
    QVERIFY(panel.picture()->available);
    QVERIFY(panel.picture()->name.empty());
    // Every kind of the form, through the form, into the world.
    auto* form = panel.form();
    for (int kind = 0; kind < 10; ++kind) {
        QTest::mouseClick(panel.findChild<QPushButton*>(QStringLiteral("dashboard.add")), Qt::LeftButton);
        form->findChild<QComboBox*>(QStringLiteral("widget.kind"))->setCurrentIndex(kind);
        form->findChild<QPlainTextEdit*>(QStringLiteral("widget.text"))->setPlainText(QStringLiteral("# Night"));
        QTest::mouseClick(form->findChild<QPushButton*>(QStringLiteral("widget.submit")), Qt::LeftButton);
        QVERIFY2(refused.empty(), refused.empty() ? "" : refused.front().c_str());
        panel.setPicture(reader.picture(*world.world, interest));
        QCOMPARE(panel.picture()->widgets.size(), static_cast<std::size_t>(kind + 1));
    }
    const DashboardPicture& p = *panel.picture();
    QCOMPARE(p.name, std::string("shop"));
    const WidgetKind kinds[] = {WidgetKind::TimeSeries, WidgetKind::TimeSeries, WidgetKind::Number, WidgetKind::Gauge,  WidgetKind::Bar,
                                WidgetKind::Pie,        WidgetKind::Table,      WidgetKind::Heatmap, WidgetKind::Alarms, WidgetKind::Text};
    std::vector<GridCell> cells;
    for (std::size_t i = 0; i < p.widgets.size(); ++i) {
        QCOMPARE(p.widgets[i].kind, kinds[i]);
        QVERIFY2(p.widgets[i].problem.empty(), p.widgets[i].problem.c_str());
        cells.push_back(p.widgets[i].cell);
    }
    QVERIFY(!overlap(cells));
    QCOMPARE(p.widgets[0].series.size(), std::size_t{1});
    QCOMPARE(p.widgets[0].series[0].values, (std::vector<double>{100, 101, 102, 103, 104, 105, 106, 107, 108, 109}));
    QCOMPARE(p.widgets[0].series[0].at.front(), static_cast<double>(unix - 600));
    QCOMPARE(p.widgets[2].series[0].latest, 109.0);
    // Ten values in rising buckets, one in each period: as many cells as values.
    int filled = 0;
    for (const WidgetSeries& s : p.widgets[7].series) {
        QVERIFY2(s.label.rfind("≤ ", 0) == 0, s.label.c_str());
        for (const double v : s.values) filled += std::isnan(v) ? 0 : static_cast<int>(v);
    }
    QCOMPARE(filled, 10);
    QCOMPARE(p.widgets[8].alarms[0].state, std::string("ALARM"));
    // Reading leaves no trace.
    const auto print = world.world->fingerprint();
    interest.seconds = 900;
    QCOMPARE(reader.picture(*world.world, interest)->to - 900, reader.picture(*world.world, interest)->from);
    QCOMPARE(world.world->fingerprint(), print);
    // While time passes the same object is given again, until a quarter of a second of the wall's has gone; what a person
    // changes is seen at once.
    const auto now = reader.picture(*world.world, interest);
    world.world->runUntil(world.world->now() + kernel::SimDuration::seconds(5));
    QCOMPARE(reader.picture(*world.world, interest), now);
    QTest::qWait(270);
    const auto later = reader.picture(*world.world, interest);
    QCOMPARE(later->to, now->to + 5);
    world.world->runUntil(world.world->now() + kernel::SimDuration::seconds(5));
    DashboardDocument renamed(p.body);
    renamed.setTitle(0, "Fünf");
    QVERIFY(world.call("PutDashboard", {{"DashboardName", "shop"}, {"DashboardBody", renamed.text()}}).has_value());
    QCOMPARE(reader.picture(*world.world, interest)->widgets[0].title, std::string("Fünf"));
    // A range and a period of the header go before those of the body.
    interest.seconds = 300;
    interest.period = 300;
    const auto narrow = reader.picture(*world.world, interest);
    QCOMPARE(narrow->to - narrow->from, 300.0);
    QCOMPARE(narrow->widgets[0].period, std::int64_t{300});
    QVERIFY(narrow->widgets[0].series[0].values.size() <= 2);
}

void DashboardWorldTest::aBandSaysWhoseModelItIs() {
    testing::MetricsWorld world;
    const std::int64_t unix = world.world->unixMilliseconds() / 1000;
    for (int i = 0; i < 90; ++i) {
        const Json datum = {{"MetricName", "Requests"}, {"Value", 100 + i % 7}, {"Timestamp", unix - 5400 + i * 60}};
        QVERIFY(world.call("PutMetricData", {{"Namespace", "Shop/Web"}, {"MetricData", Json::array({datum})}}).has_value());
    }
    const auto widget = [](const Json& rows) {
        return Json{{"type", "metric"}, {"properties", {{"region", "ap-southeast-1"}, {"period", 60}, {"metrics", rows}}}};
    };
    const Json metric = {"Shop/Web", "Requests", {{"id", "m1"}}}, band = Json::array({{{"expression", "ANOMALY_DETECTION_BAND(m1, 2)"}, {"id", "b"}}});
    const Json body = {{"widgets", {widget(Json::array({metric})), widget(Json::array({metric, band}))}}};
    QVERIFY(world.call("PutDashboard", {{"DashboardName", "shop"}, {"DashboardBody", body.dump()}}).has_value());
    DashboardReader reader;
    DashboardInterest interest;
    interest.wanted = true;
    interest.name = "shop";
    const auto picture = reader.picture(*world.world, interest);
    QCOMPARE(picture->widgets.size(), std::size_t{2});
    QVERIFY(!picture->widgets[0].band && picture->widgets[1].band);
    const WidgetPainter painter(ui());
    QVERIFY(!painter.words(picture->widgets[0]).contains(WidgetPainter::bandNote()));
    QVERIFY(painter.words(picture->widgets[1]).contains(WidgetPainter::bandNote()));
    const auto drawn = [&](WidgetPicture w, bool note) {
        w.band = note;
        QImage image(420, 160, QImage::Format_ARGB32_Premultiplied);
        image.fill(m_theme->color(ColorToken::Panel));
        QPainter p(&image);
        painter.paint(p, QRectF(0, 0, 420, 160), w, {picture->from, picture->to}, 28);
        return image;
    };
    QVERIFY(drawn(picture->widgets[1], true) != drawn(picture->widgets[1], false));
}

void DashboardWorldTest::annotationsComeFromTheBody() {
    testing::MetricsWorld world;
    const double now = static_cast<double>(world.world->unixMilliseconds()) * 1e-3;
    const std::string before = kernel::formatIso8601(world.world->unixMilliseconds() - 600'000), behind = kernel::formatIso8601(world.world->unixMilliseconds() - 300'000);
    const Json annotations = {
        {"horizontal", Json::array({Json{{"label", "limit"}, {"value", 80}, {"fill", "above"}}, Json::array({Json{{"label", "good"}, {"value", 10}}, Json{{"value", 20}}}),
                                    Json{{"value", 3}, {"yAxis", "right"}}})},
        {"vertical", Json::array({Json{{"label", "deploy"}, {"value", before}}, Json::array({Json{{"label", "scan"}, {"value", before}}, Json{{"value", behind}}})})}};
    const Json body = {{"start", "-PT15M"},
                       {"widgets", {{{"type", "metric"}, {"x", 3}, {"y", 2}, {"width", 9}, {"height", 5},
                                     {"properties", {{"region", "ap-southeast-1"}, {"title", "CPU"}, {"view", "timeSeries"}, {"stacked", true},
                                                     {"yAxis", {{"left", {{"min", 0}, {"max", 100}, {"label", "percent"}}}}},
                                                     {"metrics", Json::array({Json::array({"Shop/Web", "CPU"})})}, {"annotations", annotations}}}}}}};
    const auto put = world.call("PutDashboard", {{"DashboardName", "a"}, {"DashboardBody", body.dump()}});
    QVERIFY2(put.has_value(), put ? "" : put.error().message.c_str());
    DashboardReader reader;
    const auto p = reader.picture(*world.world, {true, {}, 0, 0, {}, 0});
    QCOMPARE(p->to - p->from, 900.0);
    const WidgetPicture& w = p->widgets.at(0);
    QCOMPARE(w.cell, (GridCell{3, 2, 9, 5}));
    QVERIFY(w.stacked);
    QCOMPARE(w.left.maximum, 100.0);
    QVERIFY(std::isnan(w.right.maximum));
    QCOMPARE(w.lines.size(), std::size_t{3});
    QCOMPARE(w.lines[0].label, std::string("limit"));
    QVERIFY(w.lines[0].fill == WidgetLine::Fill::Above && std::isnan(w.lines[0].to));
    QCOMPARE(w.lines[1].value, 10.0);
    QCOMPARE(w.lines[1].to, 20.0);
    QVERIFY(w.lines[2].right);
    QCOMPARE(w.marks.size(), std::size_t{2});
    QCOMPARE(w.marks[0].at, now - 600);
    QVERIFY(std::isnan(w.marks[0].to));
    QCOMPARE(w.marks[1].to, now - 300);
}

void DashboardWorldTest::alarmsHaveTheirPast() {
    testing::MetricsWorld world;
    // Nothing is sent to the metric, and "ignore" keeps a state: what is set stays.
    QVERIFY(world.call("PutMetricAlarm", {{"AlarmName", "quiet"}, {"Namespace", "Shop/Web"}, {"MetricName", "None"}, {"Statistic", "Average"}, {"Period", 60},
                                          {"EvaluationPeriods", 1}, {"Threshold", 1}, {"ComparisonOperator", "GreaterThanThreshold"}, {"TreatMissingData", "ignore"}})
                .has_value());
    const auto at = [&](int second, const char* state) {
        world.world->runUntil(kernel::SimTime::atSecond(second));
        QVERIFY(world.call("SetAlarmState", {{"AlarmName", "quiet"}, {"StateValue", state}, {"StateReason", "test"}}).has_value());
    };
    at(60, "OK");
    at(120, "ALARM");
    at(150, "OK");
    world.world->runUntil(kernel::SimTime::atSecond(180));
    const Json alarms = Json::array({"arn:aws:cloudwatch:ap-southeast-1:000000000000:alarm:quiet"});
    const Json body = {{"start", "-PT5M"},
                       {"widgets", {{{"type", "metric"}, {"x", 0}, {"y", 0}, {"width", 12}, {"height", 6},
                                     {"properties", {{"region", "ap-southeast-1"}, {"annotations", {{"alarms", alarms}}}}}}}}};
    const auto put = world.call("PutDashboard", {{"DashboardName", "a"}, {"DashboardBody", body.dump()}});
    QVERIFY2(put.has_value(), put ? "" : put.error().message.c_str());
    DashboardReader reader;
    const auto p = reader.picture(*world.world, {true, {}, 0, 0, {}, 0});
    const double begin = p->to - 180; // the world's
    const WidgetAlarm& alarm = p->widgets.at(0).alarms.at(0);
    QCOMPARE(alarm.name, std::string("quiet"));
    const std::tuple<int, int, const char*> expected[] = {{0, 60, "INSUFFICIENT_DATA"}, {60, 120, "OK"}, {120, 150, "ALARM"}, {150, 180, "OK"}};
    QCOMPARE(alarm.stretches.size(), std::size_t{4});
    for (std::size_t i = 0; i < 4; ++i) {
        QCOMPARE(alarm.stretches[i].from, begin + std::get<0>(expected[i]));
        QCOMPARE(alarm.stretches[i].to, begin + std::get<1>(expected[i]));
        QCOMPARE(alarm.stretches[i].state, std::string(std::get<2>(expected[i])));
    }
    // A range that begins later cuts the past off.
    const auto late = reader.picture(*world.world, {true, {}, 45, 0, {}, 0});
    QCOMPARE(late->widgets[0].alarms[0].stretches.size(), std::size_t{2});
    QCOMPARE(late->widgets[0].alarms[0].stretches[0].from, late->from);
}

void DashboardWorldTest::variablesChooseTheData() {
    testing::MetricsWorld world;
    const std::int64_t unix = world.world->unixMilliseconds() / 1000;
    for (const auto& [host, value] : {std::pair("web-1", 10), std::pair("web-2", 20)}) {
        const Json datum = {{"MetricName", "CPU"}, {"Value", value}, {"Timestamp", unix - 120}, {"Dimensions", Json::array({Json{{"Name", "Host"}, {"Value", host}}})}};
        QVERIFY(world.call("PutMetricData", {{"Namespace", "Shop/Web"}, {"MetricData", Json::array({datum})}}).has_value());
    }
    const Json body = {{"variables", Json::array({Json{{"type", "property"}, {"property", "Host"}, {"inputType", "select"}, {"id", "host"}, {"label", "Host"},
                                                       {"defaultValue", "web-1"}, {"visible", true}, {"search", "{Shop/Web,Host} MetricName=\"CPU\""},
                                                       {"populateFrom", "Host"}}})},
                       {"widgets", {{{"type", "metric"}, {"x", 0}, {"y", 0}, {"width", 12}, {"height", 6},
                                     {"properties", {{"region", "ap-southeast-1"}, {"view", "timeSeries"}, {"period", 60},
                                                     {"metrics", Json::array({Json::array({"Shop/Web", "CPU", "Host", "web-1"})})}}}}}}};
    const auto put = world.call("PutDashboard", {{"DashboardName", "a"}, {"DashboardBody", body.dump()}});
    QVERIFY2(put.has_value(), put ? "" : put.error().message.c_str());
    DashboardReader reader;
    DashboardInterest interest{true, {}, 0, 0, {}, 0};
    auto p = reader.picture(*world.world, interest);
    QCOMPARE(p->variables.size(), std::size_t{1});
    QCOMPARE(p->variables[0].value, std::string("web-1"));
    QCOMPARE(p->variables[0].choices, (std::vector<std::pair<std::string, std::string>>{{"web-1", "web-1"}, {"web-2", "web-2"}}));
    QCOMPARE(p->widgets[0].series.at(0).values, std::vector<double>{10});
    interest.variables["host"] = "web-2";
    p = reader.picture(*world.world, interest);
    QCOMPARE(p->variables[0].value, std::string("web-2"));
    QCOMPARE(p->widgets[0].series.at(0).values, std::vector<double>{20});
    QCOMPARE(p->body, body.dump()); // what is chosen here is no change of the dashboard
}

// Boards made by Grafana come in through the pane, are drawn, and go out again.
void DashboardWorldTest::grafanasBoardsAreDrawn() {
    const QString golden = QString::fromUtf8(qgetenv("MAYLAB_SOURCE_DIR")) + QStringLiteral("/tests/golden/metrics/");
    for (const char* board : {"grafana_cloudwatch_lab", "grafana_prometheus_lab", "grafana_min"}) {
        testing::MetricsWorld world;
        DashboardReader reader;
        DashboardPanel panel(ui());
        panel.resize(900, 600);
        panel.show();
        QStringList refused;
        DashboardDoor door;
        door.call = [&](const std::string& operation, const Json& input, DashboardDoor::Done done) {
            const auto result = world.call(operation.c_str(), input);
            CallAnswer a;
            a.ok = result.has_value();
            if (result) a.output = *result;
            else refused << QString::fromStdString(result.error().message);
            done(a);
        };
        panel.setDoor(door);
        panel.pathToOpen = [&] { return golden + QLatin1String(board) + QStringLiteral(".json"); };
        panel.importGrafana();
        QVERIFY2(refused.isEmpty(), qPrintable(refused.join(u'\n')));
        panel.setPicture(reader.picture(*world.world, panel.interest()));
        QCOMPARE(panel.picture()->name, panel.interest().name);
        QFile file(panel.pathToOpen());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const Json source = Json::parse(file.readAll().toStdString());
        QCOMPARE(panel.picture()->widgets.size(), source["panels"].size());
        QVERIFY(!panel.grab().isNull());
        const QString out = m_dir.filePath(QLatin1String(board) + QStringLiteral(".json"));
        panel.pathToSave = [&](const QString&) { return out; };
        panel.exportGrafana(QStringLiteral("cloudwatch"));
        QVERIFY2(refused.isEmpty(), qPrintable(refused.join(u'\n')));
        QFile exported(out);
        QVERIFY(exported.open(QIODevice::ReadOnly));
        const Json again = Json::parse(exported.readAll().toStdString());
        QCOMPARE(again["title"], source["title"]);
        QCOMPARE(again["panels"].size(), source["panels"].size());
    }
}

// The service takes what it takes, and a console may have put it there; the pane's changes neither hang nor lose any of it.
void DashboardWorldTest::anyBodyIsTaken() {
    for (const char* body : {"", "null", "[]", "{\"widgets\":7}", "{\"widgets\":[1,null,\"x\",{\"type\":5}]}", "{\"widgets\":[{\"properties\":3,\"x\":1e300}]}",
                             "{\"widgets\":[{\"type\":\"metric\",\"x\":0,\"y\":999999,\"width\":24,\"height\":999999,\"properties\":{\"title\":[]}}]}"}) {
        DashboardDocument document(body);
        const std::size_t before = document.size();
        for (std::size_t i = 0; i <= before; ++i) {
            document.setTitle(i, "t");
            document.addMetric(i, {"N", "M", {}, {}, {}, false});
            (void)document.title(i);
        }
        document.setCells(document.cells());
        const GridCell place = freePlace(document.cells(), 12, 6);
        document.add({}, place);
        QCOMPARE(document.size(), before + 1);
        QCOMPARE(document.cells().back(), place);
        document.remove(before + 5);
        document.remove(before);
        QCOMPARE(document.size(), before);
        QVERIFY(Json::parse(document.text()).is_object());
    }
    testing::MetricsWorld world;
    const std::string text(300'000, 'x');
    const Json far = {{"widgets", {{{"type", "text"}, {"x", 0}, {"y", 1'000'000}, {"width", 6}, {"height", 4}, {"properties", {{"markdown", text}}}},
                                   {{"type", "metric"}, {"x", 0}, {"y", 0}, {"width", 6}, {"height", 4},
                                    {"properties", {{"region", "ap-southeast-1"}, {"title", text}, {"metrics", Json::array({Json::array({{{"expression", "m9+"}, {"id", "e1"}}})})}}}}}}};
    const auto taken = world.call("PutDashboard", {{"DashboardName", "far"}, {"DashboardBody", far.dump()}});
    DashboardReader reader;
    DashboardPanel panel(ui());
    panel.resize(600, 300);
    panel.show();
    panel.setPicture(reader.picture(*world.world, panel.interest()));
    QVERIFY(!panel.grab().isNull());
    QVERIFY2(taken.has_value(), taken ? "" : taken.error().message.c_str());
    QCOMPARE(panel.picture()->widgets.size(), std::size_t{2});
    QVERIFY(panel.picture()->widgets[1].title.size() < 300);
    QVERIFY(panel.grid()->minimumSizeHint().height() < 1'000'000);
}

MAYLAB_TESTS(DashboardWorldTest)
#include "dashboard_world_test.moc"
