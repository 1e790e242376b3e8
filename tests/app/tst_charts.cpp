// Charts: thinning keeps peaks and gaps, the clock serves visible charts one by one, the group shares time and
// crosshair, exports are exact, themes and languages reach everything that is drawn.
#include <QtTest>

#include "app/charts/chart_clock.h"
#include "app/charts/chart_data.h"
#include "app/charts/chart_table.h"
#include "app/charts/live_chart.h"
#include "app/shell/icons.h"
#include "support/pseudo_locale.h"
#include "support/widget_checks.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QTableView>
#include <QTemporaryDir>
#include <QToolButton>
#include <QVBoxLayout>

#include <cmath>
#include <limits>
#include <random>
#include <set>

using namespace maylab::app;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// A hit ratio in waves, one point a second, with a hole.
class WaveModel : public ChartModel {
  public:
    double current = 120;
    int asked = 0;
    bool logScale = false;
    double holeFrom = 60, holeTo = 66;

    QString title() const override { return tr("Cache hit ratio"); }
    QString unit() const override { return tr("10 s window, 0–1"); }
    QString seriesName(int s) const override { return s == 0 ? tr("this run") : tr("before the rewind"); }
    std::vector<ChartSeries> series() const override { return {{"hit_ratio", 0}, {"before", 1, true}}; }
    void points(int s, double from, double to, std::vector<ChartPoint>& out) const override {
        ++const_cast<WaveModel*>(this)->asked;
        for (double t = std::max(0.0, std::floor(from) - 1); t <= std::min(current, to + 1); t += 1) {
            if (s == 0 && t > holeFrom && t < holeTo) continue;
            out.push_back({t, s == 0 ? 0.8 + 0.15 * std::sin(t / 6) : 0.7 + 0.1 * std::cos(t / 6)});
        }
    }
    double now() const override { return current; }
    bool logarithmic() const override { return logScale; }
    std::optional<double> minimum() const override { return logScale ? std::nullopt : std::optional(0.5); }
    std::optional<double> maximum() const override { return logScale ? std::nullopt : std::optional(1.0); }
    std::vector<ChartLine> lines() const override { return {{ChartLine::Kind::Goal, 0.9, tr("goal ≥ 0.90")}}; }
    std::vector<ChartMark> marks() const override { return {{40, tr("rewind, TTL 20 s")}}; }
    std::vector<ChartBand> bands() const override { return {{80, 90, tr("scan")}}; }
};

class CountingChart : public QWidget, public Clocked {
  public:
    int ticks = 0;
    std::vector<CountingChart*>* order = nullptr;
    QWidget* clockedWidget() override { return this; }
    void tick() override {
        ++ticks;
        if (order != nullptr) order->push_back(this);
    }
};

struct Fixture {
    QTemporaryDir folder;
    Theme theme;
    IconStore icons{theme};
    LanguageController language{Language::English};
    Settings settings{folder.filePath("s.ini")};
    UiContext ui{theme, icons, language, settings};
    WaveModel model;
    ChartClock clock;
    ChartGroup group;
    Fixture() {
        theme.setMode(ThemeMode::Light);
        theme.attach(*qApp);
        language.setMode(LanguageMode::English);
    }
    ~Fixture() { qApp->setStyleSheet({}); }
};

bool holdsColor(const QImage& image, const QColor& wanted) {
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            if (image.pixelColor(x, y) == wanted) return true;
        }
    }
    return false;
}

} // namespace

class TestCharts : public QObject {
    Q_OBJECT

  private slots:
    // Against the naive picture: every bucket's extremes survive, never more than one point per 2 px, order kept.
    void thinning() {
        std::mt19937 random(7);
        for (int round = 0; round < 200; ++round) {
            const int count = 1 + static_cast<int>(random() % 5000);
            const int pixels = 50 + static_cast<int>(random() % 1500);
            std::vector<ChartPoint> points;
            double at = 0;
            for (int i = 0; i < count; ++i) {
                at += 0.2 + static_cast<double>(random() % 100) / 100;
                points.push_back({at, static_cast<double>(random() % 100000) / 100});
            }
            const double to = at;
            std::vector<ChartPoint> out;
            thin(points, 0, to, pixels, 1e9, out);
            QVERIFY(static_cast<int>(out.size()) <= pixels / 2 + 4);
            const double width = to * 4 / pixels;
            std::map<long, std::pair<double, double>> expected, got;
            const auto note = [&](std::map<long, std::pair<double, double>>& into, const ChartPoint& p) {
                auto [it, fresh] = into.try_emplace(static_cast<long>(std::floor(p.at / width)), p.value, p.value);
                if (!fresh) it->second = {std::min(it->second.first, p.value), std::max(it->second.second, p.value)};
            };
            for (const auto& p : points) note(expected, p);
            for (const auto& p : out) note(got, p);
            QVERIFY(expected == got);
            for (std::size_t i = 1; i < out.size(); ++i) QVERIFY(out[i - 1].at <= out[i].at);
        }
    }

    void gapsStayGaps() {
        std::vector<ChartPoint> out;
        thin({{0, 1}, {1, 2}, {2, 3}, {8, 4}, {9, 5}}, 0, 10, 1000, 1.5, out);
        QCOMPARE(static_cast<int>(out.size()), 6);
        QVERIFY(std::isnan(out[3].value));
        thin({{0, 1}, {1, kNaN}, {2, 3}}, 0, 10, 1000, 1.5, out);
        QCOMPARE(static_cast<int>(out.size()), 3);
        QVERIFY(std::isnan(out[1].value));
        thin({}, 0, 10, 1000, 1.5, out);
        QVERIFY(out.empty());
        thin({{1, kNaN}}, 0, 10, 1000, 1.5, out);
        QVERIFY(out.empty());
        // A gap inside one bucket is kept, too.
        thin({{0, 1}, {0.01, 1}, {3, 2}, {3.01, 2}}, 0, 4000, 400, 1.5, out);
        QVERIFY(std::any_of(out.begin(), out.end(), [](const ChartPoint& p) { return std::isnan(p.value); }));
        QVERIFY(std::isnan(valueAt({{0, 1}, {5, 2}}, 3, 1.5)));
        QCOMPARE(valueAt({{0, 1}, {5, 2}}, 5.5, 1.5), 2.0);
        QVERIFY(std::isnan(valueAt({{5, 2}}, 1, 10)));
    }

    void axes() {
        for (const auto& [low, high] : std::vector<std::pair<double, double>>{{0, 1}, {0, 640}, {0.62, 0.96}, {0, 0.003}, {-5, 5}, {0, 1e9}, {3, 3}}) {
            const AxisRange r = niceRange(low, high, false, false);
            QVERIFY(r.low <= low && r.high >= high && r.step > 0);
            const double ticks = (r.high - r.low) / r.step;
            QVERIFY2(ticks >= 2.9 && ticks <= 7.1, qPrintable(QString::number(ticks)));
        }
        const AxisRange none = niceRange(kNaN, 1, false, false);
        QCOMPARE(none.high, 1.0);
        QCOMPARE(timeStep(120, 690, 34), 15.0); // eleven labels fit, so not every 10 s
        QVERIFY(timeStep(3 * 3600, 300, 40) >= 1800);
    }

    // Any number of requests is one repaint a period, in visible charts only, one per turn of the event loop.
    void clock() {
        ChartClock clock;
        QWidget window;
        std::vector<CountingChart*> order;
        auto* layout = new QVBoxLayout(&window);
        std::vector<CountingChart*> charts;
        for (int i = 0; i < 3; ++i) {
            charts.push_back(new CountingChart);
            charts.back()->setMinimumHeight(20);
            charts.back()->order = &order;
            layout->addWidget(charts.back());
            clock.add(*charts.back());
        }
        CountingChart hidden;
        clock.add(hidden);
        window.resize(200, 200);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        for (int i = 0; i < 100; ++i) clock.dataChanged();
        QTRY_COMPARE(static_cast<int>(order.size()), 3);
        QCOMPARE(hidden.ticks, 0);
        QCOMPARE(charts[0]->ticks, 1);
        // Flat out for a while: at most one round per period.
        QElapsedTimer timer;
        timer.start();
        while (timer.elapsed() < 500) {
            clock.dataChanged();
            QCoreApplication::processEvents();
        }
        const auto most = timer.elapsed() / ChartClock::kPeriodMilliseconds + 2;
        QVERIFY2(charts[0]->ticks <= most, qPrintable(QString::number(charts[0]->ticks)));
        QVERIFY(charts[0]->ticks >= 2);
        // Removed in the middle of a round: never called again.
        clock.dataChanged();
        clock.remove(*charts[1]);
        const int before = charts[1]->ticks;
        QTRY_VERIFY(charts[2]->ticks > 1);
        QTest::qWait(120);
        QCOMPARE(charts[1]->ticks, before);
        for (CountingChart* c : charts) clock.remove(*c);
        clock.remove(hidden);
    }

    void group() {
        ChartGroup group;
        group.setSpan(60);
        group.advance(0, 30);
        QCOMPARE(group.from(), 0.0);
        QCOMPARE(group.to(), 60.0);
        group.advance(0, 200);
        QCOMPARE(group.to(), 200.0);
        group.zoom(0.5, 190);
        QVERIFY(group.followsLive());
        QCOMPARE(group.span(), 30.0);
        QCOMPARE(group.to(), 200.0);
        group.pan(-20);
        QVERIFY(!group.followsLive());
        QCOMPARE(group.to(), 180.0);
        group.advance(0, 300);
        QCOMPARE(group.to(), 180.0);
        group.zoom(0.5, 165); // around a point: it stays where it is
        QCOMPARE(group.span(), 15.0);
        QCOMPARE((165 - group.from()) / group.span(), 0.5);
        group.zoom(1e-9, 165);
        QCOMPARE(group.span(), ChartGroup::kShortest);
        group.zoom(1e9, 165);
        QCOMPARE(group.span(), ChartGroup::kLongest);
        group.setFollowsLive(true);
        QVERIFY(group.to() >= 300);
        QSignalSpy cursor(&group, &ChartGroup::cursorChanged);
        group.setCursor(5);
        group.setCursor(5);
        group.clearCursor();
        group.clearCursor();
        QCOMPARE(cursor.count(), 2);
    }

    void tableModel() {
        Fixture f;
        ChartTable table(f.ui, f.model);
        QAbstractItemModelTester tester(&table, QAbstractItemModelTester::FailureReportingMode::QtTest);
        f.model.current = 20;
        table.update(0, 60);
        QCOMPARE(table.rowCount(), 21);
        QCOMPARE(table.columnCount(), 3);
        f.model.current = 30;
        table.update(0, 60);
        QCOMPARE(table.rowCount(), 31);
        QCOMPARE(table.data(table.index(0, 0), Qt::DisplayRole).toString(), QStringLiteral("00:30"));
        f.model.current = 70;
        table.update(12, 72); // rows come and go
        QCOMPARE(table.data(table.index(table.rowCount() - 1, 0), Qt::DisplayRole).toString(), QStringLiteral("00:12"));
        QCOMPARE(table.data(table.index(6, 1), Qt::DisplayRole).toString(), QStringLiteral("–")); // in the hole
        f.language.setMode(LanguageMode::Vietnamese);
        QVERIFY(table.data(table.index(0, 1), Qt::DisplayRole).toString().contains(QLatin1Char(',')));
        table.update(200, 260);
        QCOMPARE(table.rowCount(), 0);
    }

    void drawsAndExports() {
        Fixture f;
        QWidget window;
        auto* layout = new QVBoxLayout(&window);
        auto* chart = new LiveChart(f.ui, f.model, f.clock, f.group);
        chart->setObjectName(QStringLiteral("hitRatio"));
        layout->addWidget(chart);
        window.resize(740, 200);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        chart->refresh();
        QVERIFY(chart->drawnPoints() > 100);
        QVERIFY(chart->drawnPoints() <= 740);
        maylab::test::shot(&window, QStringLiteral("chart_light"));

        const QList<QByteArray> csv = chart->toCsv().split('\n');
        QCOMPARE(csv[0], QByteArray("time_s,hit_ratio,before"));
        QCOMPARE(csv[1], QByteArray("0,0.8,0.8"));
        QCOMPARE(csv.size(), 1 + 121 + 1);
        QVERIFY(csv[1 + 63].startsWith("63,,")); // the hole is an empty field
        f.language.setMode(LanguageMode::Vietnamese);
        QVERIFY(chart->toCsv().contains("\n0,0.8,0.8\n")); // files keep the C locale
        QVERIFY(chart->copyText().contains(QStringLiteral("00:00\t0,80\t0,80")));

        QTemporaryDir folder;
        for (const char* name : {"a.png", "a.svg", "a.csv"}) {
            QCOMPARE(chart->save(folder.filePath(QLatin1String(name))), QString());
        }
        const QImage png(folder.filePath("a.png"));
        QVERIFY(!png.isNull());
        QVERIFY(holdsColor(png, f.theme.color(ColorToken::Panel)));
        QFile svg(folder.filePath("a.svg"));
        QVERIFY(svg.open(QIODevice::ReadOnly));
        const QByteArray drawing = svg.readAll();
        QVERIFY(drawing.contains("<polyline") || drawing.contains("<path"));
        QVERIFY(drawing.contains(f.theme.series(0).name().toLatin1()));
        QVERIFY(!chart->save(folder.filePath("a.txt")).isEmpty());
        QVERIFY(!QFile::exists(folder.filePath("a.txt")));
        QVERIFY(!chart->save(QStringLiteral("/nowhere/at/all.png")).isEmpty());
    }

    // A goal's words lie over no curve while a place is free, whichever part of the line the curve follows.
    void goalLabelCoversNothing() {
        struct Curve : WaveModel {
            double beginsHigh = 0, endsHigh = 0; // close above the goal for so many seconds
            double gap = -1;                     // close around it everywhere but here, for 40 seconds
            std::vector<ChartSeries> series() const override { return {{"hit_ratio", 0}}; }
            void points(int, double from, double to, std::vector<ChartPoint>& out) const override {
                for (double t = std::max(0.0, std::floor(from) - 1); t <= std::min(current, to + 1); t += 1) {
                    const bool high = gap < 0 ? t < beginsHigh || t > current - endsHigh : t < gap || t > gap + 40;
                    out.push_back({t, !high ? 0.6 : gap < 0 ? 0.93 + 0.02 * std::sin(t) : 0.9 + 0.06 * std::sin(t)});
                }
            }
            std::vector<ChartMark> marks() const override { return {}; }
            std::vector<ChartBand> bands() const override { return {}; }
        };
        Fixture f;
        Curve model;
        LiveChart chart(f.ui, model, f.clock, f.group);
        chart.resize(740, 200);
        chart.show();
        QVERIFY(QTest::qWaitForWindowExposed(&chart));
        std::set<int> sides;
        for (const auto& [begins, ends] : {std::pair{0.0, 0.0}, {0.0, 60.0}, {60.0, 0.0}, {40.0, 40.0}, {120.0, 0.0}}) {
            model.beginsHigh = begins;
            model.endsHigh = ends;
            chart.refresh();
            QVERIFY(chart.covered(QRectF(chart.rect())) > 300); // there is a curve
            const QRectF label = chart.labelRects().value(0);
            QVERIFY(label.width() > 30);
            QCOMPARE(chart.covered(label), 0.0);
            sides.insert(static_cast<int>(label.left()) * 1000 + static_cast<int>(label.top()));
        }
        QVERIFY(sides.size() > 1); // it did move
        // The only free stretch is neither an end nor the middle.
        for (const double gap : {20.0, 65.0}) {
            model.gap = gap;
            chart.refresh();
            QCOMPARE(chart.covered(chart.labelRects().value(0)), 0.0);
        }
    }

    // A new theme or language reaches all that is drawn.
    void recoloursAndRenames() {
        Fixture f;
        LiveChart chart(f.ui, f.model, f.clock, f.group);
        chart.resize(740, 180);
        chart.show();
        QVERIFY(QTest::qWaitForWindowExposed(&chart));
        chart.refresh();
        QImage light = chart.grab().toImage();
        QVERIFY(holdsColor(light, f.theme.color(ColorToken::Panel)));
        const QColor lightPass = f.theme.color(ColorToken::Pass);
        f.theme.setMode(ThemeMode::Dark);
        QCoreApplication::processEvents();
        const QImage dark = chart.grab().toImage();
        QVERIFY(!holdsColor(dark, Qt::white));
        QVERIFY(!holdsColor(dark, lightPass));
        QVERIFY(holdsColor(dark, f.theme.color(ColorToken::Panel)));
        maylab::test::shot(&chart, QStringLiteral("chart_dark"));
        f.model.logScale = true;
        emit f.model.structureChanged();
        chart.refresh();
        maylab::test::shot(&chart, QStringLiteral("chart_log"));

        maylab::test::PseudoTranslator pseudo;
        QCoreApplication::installTranslator(&pseudo);
        QCoreApplication::processEvents();
        maylab::test::UntranslatedText walk;
        const QStringList found = walk.find(&chart);
        QCoreApplication::removeTranslator(&pseudo);
        QVERIFY2(found.isEmpty(), qPrintable(found.join(QLatin1Char('\n'))));
    }

    void keysAndPointer() {
        Fixture f;
        LiveChart chart(f.ui, f.model, f.clock, f.group);
        chart.setObjectName(QStringLiteral("chart"));
        chart.resize(740, 180);
        chart.show();
        QVERIFY(QTest::qWaitForWindowActive(&chart));
        chart.setFocus();
        chart.refresh();
        const double span = f.group.span();
        QTest::keyClick(&chart, Qt::Key_Plus);
        QCOMPARE(f.group.span(), span / 2);
        QTest::keyClick(&chart, Qt::Key_Minus);
        QCOMPARE(f.group.span(), span);
        QTest::keyClick(&chart, Qt::Key_Left);
        QVERIFY(!f.group.followsLive());
        QTest::keyClick(&chart, Qt::Key_Home);
        QVERIFY(f.group.followsLive());
        QTest::keyClick(&chart, Qt::Key_Left, Qt::ShiftModifier);
        QVERIFY(f.group.hasCursor());
        const double cursor = f.group.cursor();
        QTest::keyClick(&chart, Qt::Key_Left, Qt::ShiftModifier);
        QVERIFY(f.group.cursor() < cursor);
        maylab::test::shot(&chart, QStringLiteral("chart_crosshair"));
        QSignalSpy why(&chart, &LiveChart::whyAsked);
        QTest::keyClick(&chart, Qt::Key_Return);
        QCOMPARE(why.count(), 1);
        QTest::keyClick(&chart, Qt::Key_Escape);
        QVERIFY(!f.group.hasCursor());
        QTest::keyClick(&chart, Qt::Key_C, Qt::ControlModifier);
        QVERIFY(QGuiApplication::clipboard()->text().startsWith(QStringLiteral("Time\t")));
        QTest::keyClick(&chart, Qt::Key_T);
        QVERIFY(chart.isTableShown());
        auto* table = chart.findChild<QTableView*>(QStringLiteral("chartTwin"));
        QVERIFY(table != nullptr && table->isVisible() && table->model()->rowCount() > 50);
        maylab::test::shot(&chart, QStringLiteral("chart_table"));
        QTest::keyClick(table, Qt::Key_T);
        QVERIFY(!chart.isTableShown());
        // The same crosshair in every chart of the group.
        QVERIFY(chart.accessibleDescription().contains(QStringLiteral("lowest")));
        QCOMPARE(chart.accessibleName(), QStringLiteral("Cache hit ratio, 10 s window, 0–1"));
        const QStringList unnamed = maylab::test::unnamedStops(&chart);
        QVERIFY2(unnamed.isEmpty(), qPrintable(unnamed.join(QLatin1Char('\n'))));
    }

    // Narrow: the buttons go under one, nothing overlaps, the smallest size still draws.
    void narrow() {
        Fixture f;
        LiveChart chart(f.ui, f.model, f.clock, f.group);
        chart.resize(360, 140);
        chart.show();
        QVERIFY(QTest::qWaitForWindowExposed(&chart));
        QVERIFY(!chart.findChild<QToolButton*>(QStringLiteral("chartCopy"))->isVisible());
        QVERIFY(chart.findChild<QToolButton*>(QStringLiteral("chartMore"))->isVisible());
        maylab::test::shot(&chart, QStringLiteral("chart_narrow"));
        chart.resize(chart.minimumSizeHint());
        QCoreApplication::processEvents();
        chart.refresh();
        chart.resize(700, 140);
        QCoreApplication::processEvents();
        QVERIFY(chart.findChild<QToolButton*>(QStringLiteral("chartCopy"))->isVisible());
    }

    void empty() {
        Fixture f;
        f.model.current = -1; // no point at all yet
        LiveChart chart(f.ui, f.model, f.clock, f.group);
        chart.resize(500, 150);
        chart.show();
        QVERIFY(QTest::qWaitForWindowExposed(&chart));
        chart.refresh();
        QCOMPARE(chart.drawnPoints(), 0);
        QVERIFY(chart.accessibleDescription().contains(QStringLiteral("no data yet")));
        QCOMPARE(chart.toCsv(), QByteArray("time_s,hit_ratio,before\n"));
    }
};

QTEST_MAIN(TestCharts)
#include "tst_charts.moc"
