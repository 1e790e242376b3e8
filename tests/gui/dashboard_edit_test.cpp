// Hand and keyboard on the dashboard pane: widgets moved, resized, added and removed, what is refused, Grafana's files.
#include <QtTest>

#include "dashboard_bench.h"
#include "support/test_suite.h"

using namespace maylab;
using namespace maylab::app;
using kernel::Json;
using test::FakeDoor;
using test::filled;
using test::overlap;

namespace {

Json bodyOf(const FakeDoor::Asked& asked) { return Json::parse(asked.input["DashboardBody"].get<std::string>()); }

GridCell cellOf(const Json& widget) { return {widget["x"], widget["y"], widget["width"], widget["height"]}; }

void drag(QWidget* w, QPointF from, QPointF to, bool letGo = true) {
    QTest::mousePress(w, Qt::LeftButton, {}, from.toPoint());
    QTest::mouseMove(w, ((from + to) / 2).toPoint());
    QTest::mouseMove(w, to.toPoint());
    if (letGo) QTest::mouseRelease(w, Qt::LeftButton, {}, to.toPoint());
}

} // namespace

class DashboardEditTest : public QObject, private test::PanelHouse {
    Q_OBJECT
  private slots:
    void initTestCase() { furnish(); }
    void cleanup() { tidy(); }
    void cellsNeverOverlap();
    void aWidgetGoesWhereItIsPut();
    void draggedByItsHeader();
    void resizedByItsCorner();
    void escapeLetsGo();
    void movedByKeyboard();
    void quickChangesAddUp();
    void removedAndRenamed();
    void formAddsAWidget();
    void editingIsSaid();
    void formAddsAMetric();
    void refusalsAreShownAndTakenBack();
    void choicesAreAsked();
    void goesToGrafanaAndBack();
};

void DashboardEditTest::cellsNeverOverlap() {
    // Any widget of a full board put anywhere, at any size: it stands there, and nothing lies over anything.
    const auto picture = test::everyKind();
    std::vector<GridCell> cells;
    for (const WidgetPicture& w : picture->widgets) cells.push_back(w.cell);
    QVERIFY(!overlap(cells));
    std::uint64_t state = 7;
    const auto random = [&state](int n) {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        return static_cast<int>((state >> 33) % static_cast<std::uint64_t>(n));
    };
    for (int round = 0; round < 2'000; ++round) {
        const auto moved = static_cast<std::size_t>(random(static_cast<int>(cells.size())));
        const GridCell wanted{random(30) - 3, random(30) - 3, random(28), random(9)};
        cells = placed(cells, moved, wanted);
        QCOMPARE(cells[moved], onGrid(wanted));
        QVERIFY(!overlap(cells));
        for (const GridCell& c : cells) QVERIFY(c.x >= 0 && c.right() <= kGridColumns && c.y >= 0);
        const GridCell free = freePlace(cells, 6, 3);
        for (const GridCell& c : cells) QVERIFY(!c.meets(free));
    }
}

void DashboardEditTest::aWidgetGoesWhereItIsPut() {
    const std::vector<GridCell> two{{0, 0, 12, 6}, {0, 6, 12, 6}};
    QCOMPARE(placed(two, 0, {0, 6, 12, 6})[1], (GridCell{0, 0, 12, 6}));  // it changes places with the one below
    QCOMPARE(placed(two, 0, {0, 2, 12, 6})[1], (GridCell{0, 8, 12, 6}));  // no room above: it gives way downwards
    QCOMPARE(placed(two, 0, {12, 0, 12, 6})[1], two[1]);                  // not touched: it stays
    QCOMPARE(placed(two, 0, {0, 0, 12, 8})[1], (GridCell{0, 8, 12, 6}));
    QCOMPARE(freePlace(two, 12, 6), (GridCell{12, 0, 12, 6}));
    QCOMPARE(freePlace(two, 24, 3), (GridCell{0, 12, 24, 3}));
}

void DashboardEditTest::draggedByItsHeader() {
    FakeDoor door;
    const auto panel = filled(ui(), door);
    DashboardGrid* grid = panel->grid();
    const QRectF from = grid->rectOf(0);
    const double column = grid->width() / 24.0;
    // Half a board to the right and a little: it snaps, and the one that was there changes places or gives way.
    drag(grid, from.topLeft() + QPointF(60, 8), from.topLeft() + QPointF(60 + 12.3 * column, 8 + 0.2 * grid->rowHeight()));
    QCOMPARE(door.calls.size(), std::size_t{1});
    QCOMPARE(door.calls[0].operation, std::string("PutDashboard"));
    QCOMPARE(door.calls[0].input["DashboardName"].get<std::string>(), std::string("shop"));
    const Json body = bodyOf(door.calls[0]);
    QCOMPARE(cellOf(body["widgets"][0]), (GridCell{12, 0, 12, 6}));
    std::vector<GridCell> cells;
    for (const Json& w : body["widgets"]) cells.push_back(cellOf(w));
    QVERIFY(!overlap(cells));
    QCOMPARE(cells, grid->cells());
    // What the window does not know is kept.
    QCOMPARE(body["own"]["kept"], Json::array({1, 2}));
    QCOMPARE(body["start"], Json("-PT30M"));
    QCOMPARE(body["widgets"][0]["properties"]["legend"]["position"], Json("right"));
    QCOMPARE(panel->commandShown(), QStringLiteral("aws PutDashboard shop"));
    // A press on the body drags nothing.
    door.calls.clear();
    drag(grid, grid->rectOf(4).center(), grid->rectOf(4).center() + QPointF(200, 0));
    QVERIFY(door.calls.empty());
}

void DashboardEditTest::resizedByItsCorner() {
    FakeDoor door;
    const auto panel = filled(ui(), door);
    DashboardGrid* grid = panel->grid();
    const double column = grid->width() / 24.0;
    const QPointF grip = grid->gripOf(4).center(); // the number: 6 x 3
    drag(grid, grip, grip + QPointF(-2.1 * column, 1.2 * grid->rowHeight()));
    QCOMPARE(door.calls.size(), std::size_t{1});
    QCOMPARE(cellOf(bodyOf(door.calls[0])["widgets"][4]), (GridCell{0, 12, 4, 4}));
    // Never smaller than it can be held, never out of the grid.
    const QPointF again = grid->gripOf(4).center();
    drag(grid, again, again + QPointF(-900, -900));
    QCOMPARE(cellOf(bodyOf(door.calls[1])["widgets"][4]), (GridCell{0, 12, kLeastWidth, kLeastHeight}));
    const QPointF last = grid->gripOf(4).center();
    drag(grid, last, last + QPointF(5'000, 0));
    QCOMPARE(cellOf(bodyOf(door.calls[2])["widgets"][4]), (GridCell{0, 12, 24, kLeastHeight}));
}

void DashboardEditTest::escapeLetsGo() {
    FakeDoor door;
    const auto panel = filled(ui(), door);
    DashboardGrid* grid = panel->grid();
    const auto before = grid->cells();
    const QPointF from = grid->rectOf(0).topLeft() + QPointF(60, 8);
    drag(grid, from, from + QPointF(300, 100), false);
    QVERIFY(grid->cells() != before);
    QTest::keyClick(grid, Qt::Key_Escape);
    QCOMPARE(grid->cells(), before);
    QTest::mouseRelease(grid, Qt::LeftButton, {}, (from + QPointF(300, 100)).toPoint());
    QVERIFY(door.calls.empty());
}

void DashboardEditTest::movedByKeyboard() {
    FakeDoor door;
    const auto panel = filled(ui(), door);
    DashboardGrid* grid = panel->grid();
    grid->setFocus(Qt::TabFocusReason);
    QCOMPARE(grid->chosen(), 0);
    QTest::keyClick(grid, Qt::Key_Right);
    QCOMPARE(grid->chosen(), 1);
    QTest::keyClick(grid, Qt::Key_Down);
    QCOMPARE(grid->chosen(), 3);
    QTest::keyClick(grid, Qt::Key_Left);
    QCOMPARE(grid->chosen(), 2);
    QVERIFY(door.calls.empty());
    grid->choose(4); // 0, 12, 6 x 3
    QTest::keyClick(grid, Qt::Key_Down, Qt::ShiftModifier);
    QTest::keyClick(grid, Qt::Key_Left, Qt::ControlModifier);
    QCOMPARE(door.calls.size(), std::size_t{2});
    QCOMPARE(cellOf(bodyOf(door.calls[0])["widgets"][4]), (GridCell{0, 13, 6, 3}));
    QCOMPARE(cellOf(bodyOf(door.calls[1])["widgets"][4]), (GridCell{0, 13, 5, 3}));
    QVERIFY2(grid->accessibleDescription().contains(QStringLiteral("column 1, row 14, 5 wide, 3 high")), qPrintable(grid->accessibleDescription()));
    // At the edge nothing happens, and nothing is asked.
    QTest::keyClick(grid, Qt::Key_Left, Qt::ShiftModifier);
    QCOMPARE(door.calls.size(), std::size_t{2});
    // T still opens the twin.
    QTest::keyClick(grid, Qt::Key_T);
    QVERIFY(panel->isTableShown());
}

// The second change is asked before the world has shown the first: it is one upon the other.
void DashboardEditTest::quickChangesAddUp() {
    FakeDoor door;
    const auto panel = filled(ui(), door);
    DashboardGrid* grid = panel->grid();
    grid->setFocus(Qt::TabFocusReason);
    grid->choose(4);
    QTest::keyClick(grid, Qt::Key_Down, Qt::ShiftModifier);
    QTest::keyClick(grid, Qt::Key_Down, Qt::ShiftModifier);
    QTest::keyClick(grid, Qt::Key_Delete);
    QCOMPARE(door.calls.size(), std::size_t{3});
    const Json last = bodyOf(door.calls[2]);
    QCOMPARE(last["widgets"].size(), std::size_t{11});
    // A late picture of the world before moves nothing back.
    auto late = std::make_shared<DashboardPicture>(*test::everyKind());
    panel->setPicture(late);
    QCOMPARE(grid->cells()[4], (GridCell{0, 14, 6, 3}));
    for (auto& c : door.calls) FakeDoor::answer(c, Json::object());
    auto shown = std::make_shared<DashboardPicture>(*test::everyKind());
    shown->body = last.dump();
    shown->widgets.erase(shown->widgets.begin() + 4);
    panel->setPicture(shown);
    QCOMPARE(grid->cells().size(), std::size_t{11});
    QCOMPARE(grid->cells()[4], (GridCell{6, 12, 6, 5}));
}

void DashboardEditTest::removedAndRenamed() {
    FakeDoor door;
    const auto panel = filled(ui(), door);
    DashboardGrid* grid = panel->grid();
    grid->setFocus(Qt::TabFocusReason);
    grid->choose(8);
    QTest::keyClick(grid, Qt::Key_F2);
    WidgetForm* form = panel->form();
    QVERIFY(form->isVisible());
    auto* title = form->findChild<QLineEdit*>(QStringLiteral("widget.title"));
    QCOMPARE(title->text(), QStringLiteral("Nodes"));
    QVERIFY(!form->findChild<QComboBox*>(QStringLiteral("widget.metric"))->isVisible());
    title->setText(QStringLiteral("Nút Redis"));
    QTest::keyClick(title, Qt::Key_Return);
    QCOMPARE(door.calls.size(), std::size_t{1});
    QCOMPARE(bodyOf(door.calls[0])["widgets"][8]["properties"]["title"], Json("Nút Redis"));
    FakeDoor::answer(door.calls[0], Json::object());
    QVERIFY(!form->isVisible());
    QTest::keyClick(grid, Qt::Key_Delete);
    const Json body = bodyOf(door.calls[1]);
    QCOMPARE(body["widgets"].size(), std::size_t{11});
    QCOMPARE(body["widgets"][8]["type"], Json("alarm"));
    // One step back: the body before, as it was.
    auto* undo = panel->findChild<QPushButton*>(QStringLiteral("dashboard.undo"));
    QVERIFY(!undo->isVisible()); // nothing was taken yet
    FakeDoor::answer(door.calls[1], Json::object());
    QVERIFY(undo->isVisible());
    QTest::mouseClick(undo, Qt::LeftButton);
    QCOMPARE(bodyOf(door.calls[2]), bodyOf(door.calls[0]));
    QVERIFY(!undo->isVisible());
}

void DashboardEditTest::formAddsAWidget() {
    FakeDoor door;
    const auto panel = filled(ui(), door);
    QTest::mouseClick(panel->findChild<QPushButton*>(QStringLiteral("dashboard.add")), Qt::LeftButton);
    WidgetForm* form = panel->form();
    QVERIFY(form->isVisible());
    auto* submit = form->findChild<QPushButton*>(QStringLiteral("widget.submit"));
    QTest::mouseClick(submit, Qt::LeftButton);
    QVERIFY(door.calls.empty()); // no metric chosen: it says so
    // The list of metrics comes in pages; alarms beside it.
    QCOMPARE(door.reads.size(), std::size_t{2});
    QCOMPARE(door.reads[0].operation, std::string("ListMetrics"));
    FakeDoor::answer(door.reads[0], {{"Metrics", {{{"Namespace", "Shop/Web"}, {"MetricName", "Requests"}}}}, {"NextToken", "more"}});
    QCOMPARE(door.reads.back().input["NextToken"], Json("more"));
    const Json dimensions = Json::array({{{"Name", "Host"}, {"Value", "web-1"}}});
    FakeDoor::answer(door.reads.back(), {{"Metrics", {{{"Namespace", "Shop/Web"}, {"MetricName", "Latency"}, {"Dimensions", dimensions}}}}});
    FakeDoor::answer(door.reads[1], {{"MetricAlarms", {{{"AlarmName", "cpu"}, {"AlarmArn", "arn:cpu"}}}}});
    auto* metric = form->findChild<QComboBox*>(QStringLiteral("widget.metric"));
    QCOMPARE(metric->count(), 2);
    metric->setCurrentIndex(1);
    QCOMPARE(metric->currentText(), QStringLiteral("Shop/Web  Latency  Host=web-1"));
    form->findChild<QComboBox*>(QStringLiteral("widget.statistic"))->setCurrentText(QStringLiteral("p99"));
    form->findChild<QLineEdit*>(QStringLiteral("widget.label"))->setText(QStringLiteral("slowest"));
    form->findChild<QComboBox*>(QStringLiteral("widget.axis"))->setCurrentIndex(1);
    QVERIFY(!panel->commandShown().isEmpty()); // the command that the form equals, before it is sent
    QTest::mouseClick(submit, Qt::LeftButton);
    QCOMPARE(door.calls.size(), std::size_t{1});
    const Json added = bodyOf(door.calls[0])["widgets"].back();
    QCOMPARE(added["type"], Json("metric"));
    QCOMPARE(added["properties"]["metrics"], Json::parse("[[\"Shop/Web\",\"Latency\",\"Host\",\"web-1\",{\"label\":\"slowest\",\"yAxis\":\"right\"}]]"));
    QCOMPARE(added["properties"]["stat"], Json("p99"));
    QCOMPARE(added["properties"]["period"], Json(60));
    for (const GridCell& c : panel->grid()->cells()) QVERIFY(!c.meets(cellOf(added)));
    // Each kind that can be added is one that the service knows.
    const std::pair<int, const char*> views[] = {{0, "timeSeries"}, {1, "timeSeries"}, {2, "singleValue"}, {3, "gauge"}, {4, "bar"},
                                                 {5, "pie"},        {6, "table"},      {7, "heatmap"}};
    auto* kind = form->findChild<QComboBox*>(QStringLiteral("widget.kind"));
    for (const auto& [index, view] : views) {
        kind->setCurrentIndex(index);
        QTest::mouseClick(submit, Qt::LeftButton);
        const Json w = bodyOf(door.calls.back())["widgets"].back();
        QCOMPARE(w["properties"]["view"], Json(view));
        QCOMPARE(w["properties"].value("stacked", false), index == 1);
        QCOMPARE(w["properties"].contains("yAxis"), index == 3);
    }
    kind->setCurrentIndex(8);
    QTest::mouseClick(submit, Qt::LeftButton);
    QCOMPARE(bodyOf(door.calls.back())["widgets"].back()["properties"]["alarms"], Json::array({"arn:cpu"}));
    kind->setCurrentIndex(9);
    QVERIFY(!metric->isVisible());
}

// Who edits should not miss what happens: the page holds the clock meanwhile. Another run takes nothing back.
void DashboardEditTest::editingIsSaid() {
    FakeDoor door;
    const auto panel = filled(ui(), door);
    QSignalSpy said(panel.get(), &DashboardPanel::editingChanged);
    QVERIFY(!panel->isEditing());
    panel->pathToSave = [&](const QString&) {
        return panel->isEditing() ? QString() : QStringLiteral("not held");
    };
    panel->exportGrafana(QStringLiteral("prometheus"));
    QVERIFY(door.calls.empty() && !panel->isEditing());
    emit panel->grid()->menuAsked(0, panel->mapToGlobal(QPoint(10, 10)));
    auto* menu = panel->findChild<QMenu*>(QStringLiteral("widget.menu"));
    QVERIFY(panel->isEditing());
    menu->actions().at(1)->trigger(); // a line
    menu->close();
    QVERIFY(panel->isEditing());
    auto* value = panel->form()->findChild<QLineEdit*>(QStringLiteral("widget.label"));
    auto* title = panel->form()->findChild<QLineEdit*>(QStringLiteral("widget.title"));
    QCOMPARE(value->y(), title->y()); // two fields, one row
    value->setText(QStringLiteral("much"));
    auto* submit = panel->form()->findChild<QPushButton*>(QStringLiteral("widget.submit"));
    QTest::mouseClick(submit, Qt::LeftButton);
    QCoreApplication::processEvents();
    QVERIFY(door.calls.empty());
    QVERIFY(!value->visibleRegion().isEmpty()); // the form is as high as its words
    value->setText(QStringLiteral("200"));
    QTest::mouseClick(submit, Qt::LeftButton);
    FakeDoor::answer(door.calls.at(0), Json::object());
    QVERIFY(!panel->isEditing());
    QVERIFY(said.count() >= 4);
    auto* undo = panel->findChild<QPushButton*>(QStringLiteral("dashboard.undo"));
    QVERIFY(undo->isVisible());
    panel->beginRun();
    QVERIFY(!undo->isVisible());
    panel->undo();
    QCOMPARE(door.calls.size(), std::size_t{1});
}

void DashboardEditTest::formAddsAMetric() {
    FakeDoor door;
    const auto panel = filled(ui(), door);
    emit panel->grid()->menuAsked(0, panel->mapToGlobal(QPoint(10, 10)));
    auto* menu = panel->findChild<QMenu*>(QStringLiteral("widget.menu"));
    QVERIFY(menu != nullptr);
    QCOMPARE(menu->actions().first()->text(), QStringLiteral("Add a metric…"));
    menu->actions().first()->trigger();
    menu->close();
    FakeDoor::answer(door.reads[0], {{"Metrics", {{{"Namespace", "Shop/Web"}, {"MetricName", "Errors"}}}}});
    panel->form()->findChild<QComboBox*>(QStringLiteral("widget.statistic"))->setCurrentText(QStringLiteral("Sum"));
    QTest::mouseClick(panel->form()->findChild<QPushButton*>(QStringLiteral("widget.submit")), Qt::LeftButton);
    QCOMPARE(bodyOf(door.calls[0])["widgets"][0]["properties"]["metrics"],
             Json::parse("[[\"Shop/Web\",\"Requests\"],[\"Shop/Web\",\"Errors\",{\"stat\":\"Sum\"}]]"));
}

void DashboardEditTest::refusalsAreShownAndTakenBack() {
    FakeDoor door;
    const auto panel = filled(ui(), door);
    DashboardGrid* grid = panel->grid();
    const auto before = grid->cells();
    grid->setFocus(Qt::TabFocusReason);
    grid->choose(4);
    QTest::keyClick(grid, Qt::Key_Down, Qt::ShiftModifier);
    QVERIFY(grid->cells() != before);
    FakeDoor::refuse(door.calls[0], "InvalidParameterInput", "The dashboard body is invalid, there are 1 validation errors");
    QCOMPARE(grid->cells(), before);
    QVERIFY2(panel->messageShown().contains(QStringLiteral("The service refused this and changed nothing. InvalidParameterInput: The dashboard body is")),
             qPrintable(panel->messageShown()));
    QTest::keyClick(grid, Qt::Key_Down, Qt::ShiftModifier);
    FakeDoor::answer(door.calls[1], {{"DashboardValidationMessages", {{{"DataPath", "/widgets/0"}, {"Message", "Should have a title"}}}}});
    QVERIFY2(panel->messageShown().contains(QStringLiteral("/widgets/0: Should have a title")), qPrintable(panel->messageShown()));
}

void DashboardEditTest::choicesAreAsked() {
    FakeDoor door;
    const auto panel = filled(ui(), door);
    QSignalSpy asked(panel.get(), &DashboardPanel::interestChanged);
    const auto pick = [&](const char* combo, int index) {
        auto* c = panel->findChild<QComboBox*>(QLatin1String(combo));
        QVERIFY2(c != nullptr && c->isVisible(), combo);
        c->setCurrentIndex(index);
        emit c->activated(index);
    };
    pick("dashboard.range", 3);
    QCOMPARE(panel->interest().seconds, std::int64_t{1'800});
    pick("dashboard.period", 2);
    QCOMPARE(panel->interest().period, std::int64_t{60});
    pick("zone", 1);
    QCOMPARE(panel->interest().variables.at("zone"), std::string("1b"));
    pick("dashboard.name", 0);
    QCOMPARE(panel->interest().name, std::string("night"));
    QVERIFY(panel->interest().variables.empty());
    QCOMPARE(asked.count(), 4);
}

void DashboardEditTest::goesToGrafanaAndBack() {
    FakeDoor door;
    const auto panel = filled(ui(), door);
    const QString path = m_dir.filePath(QStringLiteral("out.json"));
    panel->pathToSave = [&](const QString& suggestion) {
        return suggestion == QLatin1String("shop-prometheus.json") ? path : QString();
    };
    panel->exportGrafana(QStringLiteral("prometheus"));
    QCOMPARE(door.calls[0].operation, std::string("ExportGrafanaDashboard"));
    QCOMPARE(door.calls[0].input, (Json{{"DashboardName", "shop"}, {"DataSource", "prometheus"}}));
    const Json exported = {{"title", "Shop, night: 7"}, {"schemaVersion", 39}, {"panels", Json::array()}};
    FakeDoor::answer(door.calls[0], {{"Dashboard", exported}});
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(Json::parse(file.readAll().toStdString()), exported);
    file.close();
    panel->pathToOpen = [&] { return path; };
    panel->importGrafana();
    QCOMPARE(door.calls[1].operation, std::string("ImportGrafanaDashboard"));
    QCOMPARE(door.calls[1].input["DashboardName"], Json("Shop-night-7"));
    QCOMPARE(door.calls[1].input["Dashboard"], exported);
    QSignalSpy asked(panel.get(), &DashboardPanel::interestChanged);
    FakeDoor::answer(door.calls[1], {{"Messages", {{{"DataPath", "$.panels"}, {"Message", "no panels"}}}}});
    QCOMPARE(asked.count(), 1);
    QCOMPARE(panel->interest().name, std::string("Shop-night-7"));
    QVERIFY(panel->messageShown().contains(QStringLiteral("no panels")));
    // What is no such file is said, and nothing is asked.
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    file.write("[1,2");
    file.close();
    panel->importGrafana();
    QCOMPARE(door.calls.size(), std::size_t{2});
    QVERIFY2(panel->messageShown().contains(QStringLiteral("no JSON object")), qPrintable(panel->messageShown()));
    panel->pathToOpen = [&] { return m_dir.filePath(QStringLiteral("absent.json")); };
    panel->importGrafana();
    QVERIFY(panel->messageShown().startsWith(QStringLiteral("Not read:")));
}

MAYLAB_TESTS(DashboardEditTest)
#include "dashboard_edit_test.moc"
