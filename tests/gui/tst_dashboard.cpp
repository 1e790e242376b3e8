// The dashboard pane: what it draws of every kind of widget, what hand and keyboard make of a body, what is said of it.
#include <QtTest>

#include "app/panels/dashboard/dashboard_panel.h"
#include "app/panels/dashboard_reader.h"
#include "dashboard_pictures.h"
#include "metrics/metrics_world.h"
#include "support/pseudo_locale.h"
#include "support/widget_checks.h"

#include <QApplication>
#include <QPainter>
#include <QTemporaryDir>

#include <deque>

using namespace maylab;
using namespace maylab::app;
using kernel::Json;

namespace {

int pixelsOf(const QImage& image, const QColor& color) {
    int n = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) n += (image.pixel(x, y) | 0xFF000000u) == color.rgb() ? 1 : 0;
    }
    return n;
}

// Notes what comes through the door; answers when it is told to.
struct FakeDoor {
    struct Asked {
        std::string operation;
        Json input;
        DashboardDoor::Done done;
    };
    std::deque<Asked> calls, reads;

    DashboardDoor door() {
        DashboardDoor d;
        d.call = [this](const std::string& o, const Json& i, DashboardDoor::Done done) { calls.push_back({o, i, std::move(done)}); };
        d.read = [this](const std::string& o, const Json& i, DashboardDoor::Done done) { reads.push_back({o, i, std::move(done)}); };
        d.command = [](const std::string& o, const Json& i) { return QString::fromStdString("aws " + o + " " + i.value("DashboardName", "")); };
        return d;
    }
    static void answer(Asked asked, Json output) {
        CallAnswer a;
        a.ok = true;
        a.output = std::move(output);
        asked.done(a);
    }
    static void refuse(Asked asked, const char* code, const char* message) {
        CallAnswer a;
        a.error = {code, message};
        asked.done(a);
    }
};

Json bodyOf(const FakeDoor::Asked& asked) { return Json::parse(asked.input["DashboardBody"].get<std::string>()); }

GridCell cellOf(const Json& widget) { return {widget["x"], widget["y"], widget["width"], widget["height"]}; }

bool overlap(const std::vector<GridCell>& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
        for (std::size_t k = 0; k < i; ++k) {
            if (cells[i].meets(cells[k])) return true;
        }
    }
    return false;
}

void drag(QWidget* w, QPointF from, QPointF to, bool letGo = true) {
    QTest::mousePress(w, Qt::LeftButton, {}, from.toPoint());
    QTest::mouseMove(w, ((from + to) / 2).toPoint());
    QTest::mouseMove(w, to.toPoint());
    if (letGo) QTest::mouseRelease(w, Qt::LeftButton, {}, to.toPoint());
}

} // namespace

class TestDashboard : public QObject {
    Q_OBJECT
  private slots:
    void initTestCase();
    void cleanup();
    void cellsNeverOverlap();
    void aWidgetGoesWhereItIsPut();
    void everyKindIsDrawn();
    void kindsSayTheirValues();
    void gapsStayGaps();
    void twoAxesHaveTheirOwnScales();
    void draggedByItsHeader();
    void resizedByItsCorner();
    void escapeLetsGo();
    void movedByKeyboard();
    void quickChangesAddUp();
    void removedAndRenamed();
    void formAddsAWidget();
    void formAddsAMetric();
    void refusalsAreShownAndTakenBack();
    void choicesAreAsked();
    void goesToGrafanaAndBack();
    void shownFourTimesASecond();
    void worldAnswers();
    void annotationsComeFromTheBody();
    void alarmsHaveTheirPast();
    void variablesChooseTheData();
    void grafanasBoardsAreDrawn();
    void nothingIsClipped();
    void everythingIsTranslated();
    void readersGetNames();
    void anySizeIsDrawn();
    void anyValueIsDrawn();
    void anyBodyIsTaken();
    void twelveWidgetsRedraw();
    void looks();

  private:
    std::unique_ptr<DashboardPanel> filled(FakeDoor& door, QSize size = {900, 900});
    QTemporaryDir m_dir;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<IconStore> m_icons;
    std::unique_ptr<LanguageController> m_language;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<UiContext> m_ui;
    const UiContext& ui() const { return *m_ui; }
};

void TestDashboard::initTestCase() {
    QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
    m_theme = std::make_unique<Theme>();
    m_theme->attach(*qApp);
    m_theme->setMode(ThemeMode::Light);
    m_icons = std::make_unique<IconStore>(*m_theme);
    m_language = std::make_unique<LanguageController>(Language::English);
    m_settings = std::make_unique<Settings>(m_dir.filePath(QStringLiteral("maylab.ini")));
    m_ui = std::make_unique<UiContext>(UiContext{*m_theme, *m_icons, *m_language, *m_settings});
}

void TestDashboard::cleanup() {
    m_theme->setMode(ThemeMode::Light);
    m_theme->setTextSize(100);
    m_language->setMode(LanguageMode::English);
    QCoreApplication::processEvents();
}

std::unique_ptr<DashboardPanel> TestDashboard::filled(FakeDoor& door, QSize size) {
    auto panel = std::make_unique<DashboardPanel>(ui());
    panel->setDoor(door.door());
    panel->resize(size);
    panel->show();
    panel->setPicture(test::everyKind());
    QCoreApplication::processEvents();
    QEvent language(QEvent::LanguageChange);
    QCoreApplication::sendEvent(panel.get(), &language);
    return panel;
}

void TestDashboard::cellsNeverOverlap() {
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

void TestDashboard::aWidgetGoesWhereItIsPut() {
    const std::vector<GridCell> two{{0, 0, 12, 6}, {0, 6, 12, 6}};
    QCOMPARE(placed(two, 0, {0, 6, 12, 6})[1], (GridCell{0, 0, 12, 6}));  // it changes places with the one below
    QCOMPARE(placed(two, 0, {0, 2, 12, 6})[1], (GridCell{0, 8, 12, 6}));  // no room above: it gives way downwards
    QCOMPARE(placed(two, 0, {12, 0, 12, 6})[1], two[1]);                  // not touched: it stays
    QCOMPARE(placed(two, 0, {0, 0, 12, 8})[1], (GridCell{0, 8, 12, 6}));
    QCOMPARE(freePlace(two, 12, 6), (GridCell{12, 0, 12, 6}));
    QCOMPARE(freePlace(two, 24, 3), (GridCell{0, 12, 24, 3}));
}

void TestDashboard::everyKindIsDrawn() {
    const auto picture = test::everyKind();
    for (const ThemeMode theme : {ThemeMode::Light, ThemeMode::Dark}) {
        m_theme->setMode(theme);
        QCoreApplication::processEvents();
        const WidgetPainter painter(ui());
        for (const WidgetPicture& w : picture->widgets) {
            const auto draw = [&](const WidgetPicture& what) {
                QImage image(360, 140, QImage::Format_ARGB32_Premultiplied);
                image.fill(m_theme->color(ColorToken::Panel));
                QPainter p(&image);
                painter.paint(p, QRectF(0, 0, 360, 140), what, {picture->from, picture->to}, 28);
                return image;
            };
            const QImage image = draw(w);
            const QString name = QStringLiteral("%1 in %2").arg(QString::fromStdString(w.title)).arg(static_cast<int>(theme));
            QVERIFY2(draw(w) == image, qPrintable(name));
            const auto has = [&](ColorToken t) { return pixelsOf(image, m_theme->color(t)); };
            switch (w.kind) {
            case WidgetKind::TimeSeries:
                if (!w.problem.empty()) {
                    QVERIFY2(has(ColorToken::Series1) == 0, qPrintable(name));
                    break;
                }
                QVERIFY2(has(ColorToken::Grid) > 200, qPrintable(name));
                QVERIFY2(has(ColorToken::Series1) > 20, qPrintable(name));
                if (w.series.size() > 1) QVERIFY2(has(ColorToken::Series2) > 10, qPrintable(name));
                if (!w.alarms.empty()) QVERIFY2(has(ColorToken::Fail) > 400 && has(ColorToken::Pass) > 100, qPrintable(name));
                if (!w.marks.empty()) QVERIFY2(has(ColorToken::Accent) > 40 && has(ColorToken::Tint) > 500, qPrintable(name));
                break;
            case WidgetKind::Heatmap:
                for (const ColorToken t : {ColorToken::Scale1, ColorToken::Scale3, ColorToken::Scale5}) QVERIFY2(has(t) > 100, qPrintable(name));
                break;
            case WidgetKind::Gauge: QVERIFY2(has(ColorToken::Series1) > has(ColorToken::Hover), qPrintable(name)); break; // 68 of 100
            case WidgetKind::Bar: QVERIFY2(has(ColorToken::Series2) > 2 * has(ColorToken::Series1), qPrintable(name)); break; // 31 and 12
            case WidgetKind::Pie:
                QVERIFY2(has(ColorToken::Series1) > has(ColorToken::Series2) && has(ColorToken::Series2) > has(ColorToken::Series6), qPrintable(name));
                QVERIFY2(has(ColorToken::Ghost) > 50, qPrintable(name)); // the seventh and eighth
                break;
            case WidgetKind::Table: QVERIFY2(has(ColorToken::Sunken) > 1'000 && has(ColorToken::Line) > 500, qPrintable(name)); break;
            case WidgetKind::Alarms:
                QVERIFY2(has(ColorToken::FailTint) > 300 && has(ColorToken::PassTint) > 300, qPrintable(name));
                break;
            case WidgetKind::Number:
            case WidgetKind::Text: QVERIFY2(has(ColorToken::Text) > 60, qPrintable(name)); break;
            case WidgetKind::Unknown: break;
            }
        }
    }
}

void TestDashboard::kindsSayTheirValues() {
    FakeDoor door;
    const auto panel = filled(door);
    const QString says = panel->description();
    for (const char* part : {"Dashboard shop: 12 widgets.", "shop-cpu-high: ALARM", "gone: no such alarm", "Error in expression 'e1'", "Memory, % 6"}) {
        QVERIFY2(says.contains(QLatin1String(part)), qPrintable(says));
    }
    panel->setTableShown(true);
    auto* table = panel->findChild<QTableWidget*>(QStringLiteral("table"));
    QStringList rows;
    for (int i = 0; i < table->rowCount(); ++i) rows << table->item(i, 0)->text() + u'=' + table->item(i, 1)->text();
    QVERIFY2(rows.contains(QStringLiteral("shop-hit-ratio-low=OK")), qPrintable(rows.join(u'\n')));
    QVERIFY2(rows.join(u'\n').contains(QStringLiteral("Errors by zone (bars) · ap-southeast-1b=")), qPrintable(rows.join(u'\n')));
    QVERIFY(!panel->grid()->isVisible());
}

void TestDashboard::gapsStayGaps() {
    const auto picture = test::everyKind();
    WidgetPicture whole = picture->widgets[0];
    whole.alarms.clear();
    whole.lines.clear();
    WidgetPicture gap = whole;
    whole.series[0].values[19] = whole.series[0].values[20] = 72;
    const WidgetPainter painter(ui());
    const QRectF rect(0, 0, 480, 160);
    const auto inked = [&](const WidgetPicture& w) {
        QImage image(480, 160, QImage::Format_ARGB32_Premultiplied);
        image.fill(m_theme->color(ColorToken::Panel));
        QPainter p(&image);
        painter.paint(p, rect, w, {picture->from, picture->to}, 28);
        p.end();
        const QRectF plot = painter.plotRect(rect, w, {picture->from, picture->to});
        // Between the points before and behind: 18 and 21 of 30.
        const auto x = [&](double point) { return static_cast<int>(plot.left() + point / 30 * plot.width()); };
        int n = 0;
        for (int at = x(18) + 8; at < x(21) - 8; ++at) {
            for (int y = static_cast<int>(plot.top()); y < static_cast<int>(plot.bottom()); ++y) {
                const QColor c = image.pixelColor(at, y);
                n += c.blue() > c.red() + 60 ? 1 : 0;
            }
        }
        return n;
    };
    QVERIFY(inked(whole) > 20);
    QCOMPARE(inked(gap), 0);
    QVERIFY(painter.valuesAt(gap, gap.series[0].at[19] + 5).isEmpty());
    QVERIFY(painter.valuesAt(gap, gap.series[0].at[18] + 5).contains(QStringLiteral("Average: ")));
}

void TestDashboard::twoAxesHaveTheirOwnScales() {
    const auto picture = test::everyKind();
    const WidgetPainter painter(ui());
    const WidgetPicture& two = picture->widgets[1];
    WidgetPicture one = two;
    one.series[1].right = false;
    const QRectF rect(0, 0, 480, 160);
    const WidgetPainter::Range range{picture->from, picture->to};
    // The right axis takes its room only where a series is read on it.
    QVERIFY(painter.plotRect(rect, two, range).right() < painter.plotRect(rect, one, range).right() - 10);
    // On one scale 180 ms lie flat at the foot beside 52,000 requests.
    const auto topOf = [&](const WidgetPicture& w) {
        QImage image(480, 160, QImage::Format_ARGB32_Premultiplied);
        image.fill(m_theme->color(ColorToken::Panel));
        QPainter p(&image);
        painter.paint(p, rect, w, range, 28);
        p.end();
        const QRgb series = m_theme->color(ColorToken::Series1).rgb();
        const QRectF plot = painter.plotRect(rect, w, range);
        for (int y = static_cast<int>(plot.top()); y < image.height(); ++y) {
            for (int x = static_cast<int>(plot.left()); x < static_cast<int>(plot.right()); ++x) {
                if ((image.pixel(x, y) | 0xFF000000u) == series) return (y - plot.top()) / plot.height();
            }
        }
        return 1.0;
    };
    QVERIFY(topOf(two) < 0.5);
    QVERIFY(topOf(one) > 0.9);
}

void TestDashboard::draggedByItsHeader() {
    FakeDoor door;
    const auto panel = filled(door);
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

void TestDashboard::resizedByItsCorner() {
    FakeDoor door;
    const auto panel = filled(door);
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

void TestDashboard::escapeLetsGo() {
    FakeDoor door;
    const auto panel = filled(door);
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

void TestDashboard::movedByKeyboard() {
    FakeDoor door;
    const auto panel = filled(door);
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
void TestDashboard::quickChangesAddUp() {
    FakeDoor door;
    const auto panel = filled(door);
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

void TestDashboard::removedAndRenamed() {
    FakeDoor door;
    const auto panel = filled(door);
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

void TestDashboard::formAddsAWidget() {
    FakeDoor door;
    const auto panel = filled(door);
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

void TestDashboard::formAddsAMetric() {
    FakeDoor door;
    const auto panel = filled(door);
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

void TestDashboard::refusalsAreShownAndTakenBack() {
    FakeDoor door;
    const auto panel = filled(door);
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

void TestDashboard::choicesAreAsked() {
    FakeDoor door;
    const auto panel = filled(door);
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

void TestDashboard::goesToGrafanaAndBack() {
    FakeDoor door;
    const auto panel = filled(door);
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

void TestDashboard::shownFourTimesASecond() {
    FakeDoor door;
    const auto panel = filled(door);
    const auto first = panel->picture();
    auto second = std::make_shared<DashboardPicture>(*test::everyKind());
    auto third = std::make_shared<DashboardPicture>(*second);
    panel->setPicture(second);
    panel->setPicture(third);
    QCOMPARE(panel->picture(), first); // within the quarter of a second
    QTRY_COMPARE(panel->picture(), third.get()); // the last one always, the one between never
    auto changed = std::make_shared<DashboardPicture>(*third);
    changed->body = "{\"widgets\":[]}";
    changed->widgets.clear();
    panel->setPicture(changed);
    QCOMPARE(panel->picture(), changed.get()); // another body at once
}

// The pane on a world: what it sends is taken, what it shows is the world's.
void TestDashboard::worldAnswers() {
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

void TestDashboard::annotationsComeFromTheBody() {
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

void TestDashboard::alarmsHaveTheirPast() {
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

void TestDashboard::variablesChooseTheData() {
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
void TestDashboard::grafanasBoardsAreDrawn() {
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

void TestDashboard::nothingIsClipped() {
    for (const LanguageMode mode : {LanguageMode::English, LanguageMode::Vietnamese}) {
        for (const int size : {100, 130}) {
            m_theme->setTextSize(size);
            m_language->setMode(mode);
            QCoreApplication::processEvents();
            FakeDoor door;
            const auto panel = filled(door, {m_theme->px(760), 700});
            const QStringList clipped = test::clippedTexts(panel.get());
            QVERIFY2(clipped.isEmpty(), qPrintable(clipped.join(u'\n')));
            QTest::mouseClick(panel->findChild<QPushButton*>(QStringLiteral("dashboard.add")), Qt::LeftButton);
            QCoreApplication::processEvents();
            const QStringList inForm = test::clippedTexts(panel.get());
            QVERIFY2(inForm.isEmpty(), qPrintable(inForm.join(u'\n')));
        }
    }
}

void TestDashboard::everythingIsTranslated() {
    test::PseudoTranslator pseudo;
    qApp->installTranslator(&pseudo);
    {
        FakeDoor door;
        const auto panel = filled(door);
        panel->form()->open(WidgetForm::Purpose::NewWidget);
        test::UntranslatedText untranslated;
        const QStringList found = untranslated.find(panel->form());
        QVERIFY2(found.isEmpty(), qPrintable(found.join(u'\n')));
    }
    qApp->removeTranslator(&pseudo);
}

void TestDashboard::readersGetNames() {
    FakeDoor door;
    const auto panel = filled(door);
    panel->form()->open(WidgetForm::Purpose::NewWidget);
    QCoreApplication::processEvents();
    const QStringList faults = test::unnamedStops(panel.get());
    QVERIFY2(faults.isEmpty(), qPrintable(faults.join(u'\n')));
}

void TestDashboard::anySizeIsDrawn() {
    FakeDoor door;
    const auto panel = filled(door);
    for (const QSize size : {QSize(40, 20), QSize(200, 60), QSize(320, 200), QSize(741, 300), QSize(1920, 1080)}) {
        panel->resize(size);
        QCoreApplication::processEvents();
        QVERIFY(!panel->grab().isNull());
    }
    DashboardPanel empty(ui());
    empty.resize(741, 300);
    empty.show();
    auto none = std::make_shared<DashboardPicture>();
    none->available = true;
    empty.setPicture(none);
    QVERIFY(!empty.grab().isNull());
    QTRY_VERIFY2(empty.description().contains(QStringLiteral("No dashboard yet")), qPrintable(empty.description()));
}

// Values that a metric may have, and no axis was made for.
void TestDashboard::anyValueIsDrawn() {
    const auto picture = test::everyKind();
    const WidgetPainter painter(ui());
    const double nan = std::nan(""), most = std::numeric_limits<double>::max(), inf = std::numeric_limits<double>::infinity();
    const std::vector<double> rows[] = {{1e16, 1e16 + 2, 1e16}, {-most, most, 0}, {nan, nan, nan}, {inf, 1, -inf}, {5e-324, 1e-320, 0}, {-3, -3, -3}, {}};
    for (const std::vector<double>& values : rows) {
        for (WidgetPicture w : picture->widgets) {
            for (WidgetSeries& s : w.series) {
                s.at.resize(values.size());
                s.values = values;
                s.latest = values.empty() ? nan : values.back();
            }
            for (WidgetLine& l : w.lines) l.value = values.empty() || std::isnan(values[0]) ? 0 : values[0];
            QImage image(300, 140, QImage::Format_ARGB32_Premultiplied);
            image.fill(m_theme->color(ColorToken::Panel));
            QPainter p(&image);
            painter.paint(p, QRectF(0, 0, 300, 140), w, {picture->from, picture->to}, 28);
            p.end();
            const int panel = pixelsOf(image, m_theme->color(ColorToken::Panel));
            QVERIFY(panel > 0 && panel < 300 * 140);
        }
    }
}

// The service takes what it takes, and a console may have put it there; the pane's changes neither hang nor lose any of it.
void TestDashboard::anyBodyIsTaken() {
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

// How long twelve widgets take is measured in tests/bench; here: that one redraw draws all of them.
void TestDashboard::twelveWidgetsRedraw() {
    FakeDoor door;
    const auto panel = filled(door, {1100, 900});
    QCOMPARE(panel->grid()->cells().size(), std::size_t{12});
    const QImage all = panel->grid()->grab().toImage();
    for (int i = 0; i < 12; ++i) {
        const QRect r = panel->grid()->rectOf(i).toRect().adjusted(2, 2, -3, -3);
        QVERIFY2(pixelsOf(all.copy(r), m_theme->color(ColorToken::Panel)) < r.width() * r.height(), qPrintable(QString::number(i)));
    }
}

// Nothing to check by machine but that it can be drawn; MAYLAB_TEST_SHOTS keeps the pictures for the eye.
void TestDashboard::looks() {
    for (const ThemeMode theme : {ThemeMode::Light, ThemeMode::Dark}) {
        for (const LanguageMode mode : {LanguageMode::English, LanguageMode::Vietnamese}) {
            m_theme->setMode(theme);
            m_language->setMode(mode);
            QCoreApplication::processEvents();
            const QString suffix = QStringLiteral("-%1-%2").arg(theme == ThemeMode::Light ? QStringLiteral("light") : QStringLiteral("dark"),
                                                                mode == LanguageMode::English ? QStringLiteral("en") : QStringLiteral("vi"));
            FakeDoor door;
            const auto panel = filled(door);
            for (const QSize size : {QSize(740, 300), QSize(1100, 420), QSize(1100, 620)}) {
                panel->resize(size);
                QCoreApplication::processEvents();
                QVERIFY(!panel->grab().isNull());
                test::shot(panel.get(), QStringLiteral("dashboard-%1x%2").arg(size.width()).arg(size.height()) + suffix);
            }
            panel->form()->setMetrics({{"Shop/Web", "Requests", {{"Host", "web-1"}}, {}, {}, false}});
            QTest::mouseClick(panel->findChild<QPushButton*>(QStringLiteral("dashboard.add")), Qt::LeftButton);
            QCoreApplication::processEvents();
            test::shot(panel.get(), QStringLiteral("dashboard-form") + suffix);
            panel->resize(720, 260);
            QCoreApplication::processEvents();
            test::shot(panel.get(), QStringLiteral("dashboard-form-low") + suffix);
        }
    }
}

QTEST_MAIN(TestDashboard)
#include "tst_dashboard.moc"
