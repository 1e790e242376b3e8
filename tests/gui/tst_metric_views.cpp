// The views of a latency distribution, of periods and of dimensions: what they say in both languages, what they draw, how
// they are walked over; and what their readers find in a world, against the service's own doors.
#include <QtTest>

#include "app/panels/dimensions_panel.h"
#include "app/panels/histogram_panel.h"
#include "app/panels/metric_views_reader.h"
#include "app/panels/periods_panel.h"
#include "metric_view_pictures.h"
#include "support/panel_house.h"

#include <QComboBox>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>

#include <cmath>

using namespace maylab;
using namespace maylab::app;
using test::cells;
using test::pixelsOf;

class TestMetricViews : public QObject, private test::PanelHouse {
    Q_OBJECT
  private slots:
    void initTestCase() { furnish(); }
    void cleanup() { tidy(); }
    void histogramSaysWhereStatisticsLie();
    void histogramMarksHitsAndMisses();
    void histogramIsWalkedByKeyboard();
    void histogramHasNoHumpsWithoutACache();
    void histogramShowsRareRequestsByLogarithm();
    void periodsNameTheTallest();
    void periodsHaveOneScaleButForSums();
    void periodsAreWalkedByKeyboard();
    void statisticIsChosen();
    void periodsSayWhyThereIsNothing();
    void dimensionsMultiply();
    void dimensionsDrawACellForEachMetric();
    void dimensionsHoldTheirTargets();
    void dimensionsAreWalkedByKeyboard();
    void histogramReaderAgreesWithGoals();
    void histogramReaderFollowsTheWindow();
    void periodsReaderAgreesWithTheDoor();
    void periodsFollowTheQuestion();
    void periodsReaderWaitsForTheNight();
    void dimensionsReaderAgreesWithTheDoor();
    void fleetIsBilledAsTheCatalogSays();
    void anySizeIsDrawn();
    void smallPanesSayItInWords();
    void everythingIsTranslated();
    void nothingIsClipped();
    void readersGetNames();
    void sameWordsInBothThemes();
    void looks();

  private:
    template <class Visit> void each(const Visit& visit); // every panel, filled
    auto every() {
        return [this](const auto& visit) { each(visit); };
    }
};

template <class Visit> void TestMetricViews::each(const Visit& visitSettled) {
    const auto visit = [&visitSettled](DrawnPanel& panel, const char* name) {
        test::settle(panel);
        visitSettled(panel, name);
    };
    HistogramPanel histogram(ui());
    histogram.setPicture(test::latencies(902));
    visit(histogram, "histogram");
    histogram.setLogarithmic(false);
    visit(histogram, "histogram-linear");
    HistogramPanel rare(ui());
    rare.setPicture(test::latencies(997));
    visit(rare, "histogram-rare");
    PeriodsPanel sums(ui());
    sums.setPicture(test::anEvening("Sum"));
    visit(sums, "periods-sum");
    PeriodsPanel averages(ui());
    averages.setStatistic("Average");
    averages.setPicture(test::anEvening("Average"));
    visit(averages, "periods-average");
    DimensionsPanel many(ui());
    many.setPicture(test::explosion());
    visit(many, "dimensions-4800");
    DimensionsPanel few(ui());
    few.setPicture(test::twoQuestions());
    visit(few, "dimensions-28");
    DimensionsPanel users(ui());
    users.setPicture(test::everyUser());
    visit(users, "dimensions-users");
}

// --- the histogram ---

void TestMetricViews::histogramSaysWhereStatisticsLie() {
    HistogramPanel panel(ui());
    panel.setPicture(test::latencies(902));
    const QString space(QChar(0x00A0));
    QTRY_VERIFY2(panel.description().contains(QStringLiteral("p50 0.59") + space + QStringLiteral("ms, p90 0.71") + space + QStringLiteral("ms, p99 35.2") + space + QStringLiteral("ms")),
                 qPrintable(panel.description()));
    QVERIFY2(panel.description().contains(QStringLiteral("At most 5 ms: 90.20") + space + QStringLiteral("% of the requests.")), qPrintable(panel.description()));
    const QStringList rows = cells(panel);
    QVERIFY2(rows.contains(QStringLiteral("Average=3.15") + space + QStringLiteral("ms")), qPrintable(rows.join(u'\n')));
    QVERIFY2(rows.contains(QStringLiteral("Misses=117,600")), qPrintable(rows.join(u'\n')));
    m_language->setMode(LanguageMode::Vietnamese);
    QCoreApplication::processEvents();
    QVERIFY2(panel.description().contains(QStringLiteral("p99 35,2") + space + QStringLiteral("ms")), qPrintable(panel.description()));
}

void TestMetricViews::histogramMarksHitsAndMisses() {
    HistogramPanel panel(ui());
    panel.resize(741, 300);
    panel.setLogarithmic(false);
    panel.setPicture(test::latencies(902));
    const QString space(QChar(0x00A0));
    QCOMPARE(panel.humpText(true), QStringLiteral("hit 90.2") + space + u'%');
    QCOMPARE(panel.humpText(false), QStringLiteral("miss 9.8") + space + u'%');
    const int misses = pixelsOf(panel.grab().toImage(), m_theme->color(ColorToken::Series2));
    panel.setPicture(test::latencies(800));
    const int more = pixelsOf(panel.grab().toImage(), m_theme->color(ColorToken::Series2));
    QVERIFY2(more > misses * 3 / 2, qPrintable(QStringLiteral("%1 %2").arg(misses).arg(more))); // twice the misses, a higher hump
    panel.setPicture(test::latencies(1000));
    QCOMPARE(panel.humpText(false), QString());
    QCOMPARE(pixelsOf(panel.grab().toImage(), m_theme->color(ColorToken::Series2)), 0);
}

void TestMetricViews::histogramIsWalkedByKeyboard() {
    HistogramPanel panel(ui());
    panel.resize(741, 300);
    panel.show();
    panel.setFocus(Qt::TabFocusReason);
    panel.setPicture(test::latencies(902));
    QTest::keyClick(&panel, Qt::Key_Right);
    QCOMPARE(panel.cursor(), 14); // the first bin with requests
    QCOMPARE(panel.accessibleDescription(), panel.binText(14));
    QVERIFY2(panel.binText(15).startsWith(QStringLiteral("0.56 to 0.63")), qPrintable(panel.binText(15)));
    QVERIFY2(panel.binText(15).endsWith(QStringLiteral("hits")), qPrintable(panel.binText(15)));
    QTest::keyClick(&panel, Qt::Key_End);
    QCOMPARE(panel.cursor(), 57);
    QVERIFY2(panel.accessibleDescription().endsWith(QStringLiteral("misses")), qPrintable(panel.accessibleDescription()));
    QTest::keyClick(&panel, Qt::Key_Right); // nothing slower
    QCOMPARE(panel.cursor(), 57);
    QTest::keyClick(&panel, Qt::Key_Escape);
    QCOMPARE(panel.cursor(), -1);
    QTest::keyClick(&panel, Qt::Key_L);
    QVERIFY(!panel.isLogarithmic());
    QTest::keyClick(&panel, Qt::Key_T);
    QVERIFY(panel.isTableShown());
}

void TestMetricViews::histogramHasNoHumpsWithoutACache() {
    HistogramPanel panel(ui());
    panel.resize(741, 300);
    HistogramPicture p = test::latencies(902);
    p.hits = p.misses = 0;
    for (auto& b : p.bins) b.hits = 0;
    panel.setPicture(p);
    QCOMPARE(panel.humpText(true), QString());
    QVERIFY2(panel.humpText(false).startsWith(QStringLiteral("database 100")), qPrintable(panel.humpText(false)));
    const QImage image = panel.grab().toImage();
    QCOMPARE(pixelsOf(image, m_theme->color(ColorToken::Series2)) + pixelsOf(image, m_theme->color(ColorToken::Series3)), 0);
    p.requests = 0;
    panel.setPicture(p);
    QTRY_COMPARE(panel.description(), QStringLiteral("No request was answered in this window."));
    panel.setPicture({});
    QTRY_COMPARE(panel.description(), QStringLiteral("No latency is measured in this run."));
}

void TestMetricViews::histogramShowsRareRequestsByLogarithm() {
    HistogramPanel panel(ui());
    panel.resize(741, 300);
    panel.setPicture(test::latencies(997));
    QVERIFY(panel.isLogarithmic());
    panel.setLogarithmic(false);
    const int linear = pixelsOf(panel.grab().toImage(), m_theme->color(ColorToken::Series2));
    QVERIFY(linear > 0); // three in a thousand can still be seen
    panel.setLogarithmic(true);
    QVERIFY(pixelsOf(panel.grab().toImage(), m_theme->color(ColorToken::Series2)) > linear * 5);
}

// --- periods ---

void TestMetricViews::periodsNameTheTallest() {
    PeriodsPanel panel(ui());
    panel.resize(741, 300);
    panel.setPicture(test::anEvening("Sum"));
    QCOMPARE(panel.tallestText(0), QStringLiteral("12:23  4,312"));
    QVERIFY2(panel.tallestText(3).startsWith(QStringLiteral("15:00  ")), qPrintable(panel.tallestText(3))); // the hour of the spike is not the fullest
    QTRY_VERIFY2(panel.description().contains(QStringLiteral("Period 60\u00A0s, 12:23 to 12:24 UTC: Sum 4,312")), qPrintable(panel.description()));
    const QStringList rows = cells(panel);
    QVERIFY2(rows.contains(QStringLiteral("Tallest at period 60\u00A0s=12:23  4,312")), qPrintable(rows.mid(0, 10).join(u'\n')));
    QVERIFY2(rows.contains(QStringLiteral("Period 60\u00A0s can be read for=15 days")), qPrintable(rows.mid(0, 10).join(u'\n')));
    QVERIFY2(rows.contains(QStringLiteral("Period 3600\u00A0s can be read for=455 days")), qPrintable(rows.mid(0, 10).join(u'\n')));
    QCOMPARE(rows.size(), 8 + 360 + 72 + 24 + 6);
}

void TestMetricViews::periodsHaveOneScaleButForSums() {
    PeriodsPanel panel(ui());
    panel.resize(741, 300);
    PeriodsPicture p = test::anEvening("Sum");
    panel.setPicture(p);
    QVERIFY(!panel.oneScale());
    const int own = pixelsOf(panel.grab().toImage(), m_theme->color(ColorToken::Series1));
    // The same bars under a statistic of one scale: the short periods shrink beside the hours.
    p.statistic = "Maximum";
    panel.setPicture(p);
    QVERIFY(panel.oneScale());
    const int one = pixelsOf(panel.grab().toImage(), m_theme->color(ColorToken::Series1));
    QVERIFY2(one < own * 7 / 10, qPrintable(QStringLiteral("%1 %2").arg(own).arg(one)));
    // One tallest bar in each row; where all are the same, none.
    QVERIFY(pixelsOf(panel.grab().toImage(), m_theme->color(ColorToken::Series2)) > 60);
    panel.setPicture(test::anEvening("Average"));
    QCOMPARE(pixelsOf(panel.grab().toImage(), m_theme->color(ColorToken::Series2)), 0);
}

void TestMetricViews::periodsAreWalkedByKeyboard() {
    PeriodsPanel panel(ui());
    panel.resize(741, 300);
    panel.show();
    panel.setFocus(Qt::TabFocusReason);
    panel.setPicture(test::anEvening("Sum"));
    QTest::keyClick(&panel, Qt::Key_Down);
    QCOMPARE(panel.row(), 0);
    QCOMPARE(panel.bar(), 83); // the tallest
    QCOMPARE(panel.accessibleDescription(), QStringLiteral("Period 60\u00A0s, 12:23 to 12:24 UTC: Sum 4,312"));
    // The same time one row further down: the five minutes that hold it.
    QTest::keyClick(&panel, Qt::Key_Down);
    QCOMPARE(panel.row(), 1);
    QCOMPARE(panel.bar(), 16);
    QVERIFY2(panel.accessibleDescription().startsWith(QStringLiteral("Period 300\u00A0s, 12:20 to 12:25 UTC")), qPrintable(panel.accessibleDescription()));
    QTest::keyClick(&panel, Qt::Key_End);
    QCOMPARE(panel.bar(), 71);
    QTest::keyClick(&panel, Qt::Key_Right);
    QCOMPARE(panel.bar(), 71);
    QTest::keyClick(&panel, Qt::Key_Home);
    QCOMPARE(panel.bar(), 0);
    QTest::keyClick(&panel, Qt::Key_Escape);
    QCOMPARE(panel.row(), -1);
}

void TestMetricViews::statisticIsChosen() {
    PeriodsPanel panel(ui());
    panel.resize(741, 300);
    panel.show();
    QCOMPARE(panel.statistic(), std::string("Sum"));
    QSignalSpy chosen(&panel, &PeriodsPanel::statisticChosen);
    for (QToolButton* button : panel.findChildren<QToolButton*>()) {
        if (button->text() == QStringLiteral("p99")) button->click();
    }
    QCOMPARE(panel.statistic(), std::string("p99"));
    QCOMPARE(chosen.size(), 1);
    // Where segments have no room, a list of the same statistics takes their place.
    auto* list = panel.findChild<QComboBox*>(QStringLiteral("statisticList"));
    QVERIFY(!list->isVisible());
    panel.resize(420, 300);
    QVERIFY(list->isVisible());
    QCOMPARE(list->currentText(), QStringLiteral("p99"));
    panel.setFocus(Qt::TabFocusReason);
    list->setCurrentIndex(0);
    emit list->textActivated(list->currentText());
    QCOMPARE(panel.statistic(), std::string("Sum"));
    QCOMPARE(chosen.size(), 2);
}

void TestMetricViews::periodsSayWhyThereIsNothing() {
    PeriodsPanel panel(ui());
    panel.resize(741, 300);
    panel.setPicture({});
    QTRY_VERIFY2(panel.description().startsWith(QStringLiteral("No metric to show yet")), qPrintable(panel.description()));
    PeriodsPicture p = test::anEvening("p99");
    for (auto& row : p.rows) {
        row.tallest = -1;
        for (double& v : row.values) v = std::nan("");
    }
    p.noStatistic = true;
    panel.setPicture(p);
    QTRY_VERIFY2(panel.description().startsWith(QStringLiteral("Shop/Web Requests has no p99")), qPrintable(panel.description()));
    QCOMPARE(pixelsOf(panel.grab().toImage(), m_theme->color(ColorToken::Series1)), 0);
    p.to = p.from = 0;
    panel.setPicture(p);
    QTRY_COMPARE(panel.description(), QStringLiteral("Shop/Web Requests has no data yet."));
}

// --- dimensions ---

void TestMetricViews::dimensionsMultiply() {
    DimensionsPanel panel(ui());
    panel.setPicture(test::explosion());
    QCOMPARE(panel.setText(0), QStringLiteral("Errors: Host\u00A050 × AvailabilityZone\u00A04 × Endpoint\u00A024 = 4,800"));
    QCOMPARE(panel.setText(1), QStringLiteral("Latency: not published"));
    QCOMPARE(panel.billText(), QStringLiteral("4,800 × $0.30 = $1,440.00"));
    QCOMPARE(panel.answerText(0), QStringLiteral("Errors by Endpoint: no data"));
    QTRY_VERIFY2(panel.description().contains(QStringLiteral("list price, us-east-1, as of 29 April 2022")), qPrintable(panel.description()));
    panel.setPicture(test::everyUser());
    QCOMPARE(panel.billText(), QStringLiteral("10,000 × $0.30 + 2,000 × $0.10 = $3,200.00"));
    m_language->setMode(LanguageMode::Vietnamese);
    QCoreApplication::processEvents();
    QVERIFY2(panel.billText().contains(QStringLiteral("3.200,00\u00A0USD")), qPrintable(panel.billText()));
}

void TestMetricViews::dimensionsDrawACellForEachMetric() {
    DimensionsPanel panel(ui());
    panel.resize(741, 300);
    // One set: cells of one size, each the same number of pixels.
    DimensionsPicture p = test::twoQuestions();
    p.sets[1].metrics = 0;
    panel.setPicture(p);
    QCOMPARE(panel.setText(0), QStringLiteral("Errors: Endpoint\u00A024"));
    const int mark = 7 * 7 + 30; // of the set's name, at most
    const int all = pixelsOf(panel.grab().toImage(), m_theme->color(ColorToken::Series1));
    QVERIFY2(all >= 24 * 17 * 17 && all <= 24 * 17 * 17 + mark, qPrintable(QString::number(all)));
    p = test::explosion();
    panel.setPicture(p);
    const int many = pixelsOf(panel.grab().toImage(), m_theme->color(ColorToken::Series1));
    bool whole = false;
    for (int cell = 1; cell <= 4; ++cell) whole = whole || (many >= 4800 * cell * cell && many <= 4800 * cell * cell + mark);
    QVERIFY2(whole, qPrintable(QString::number(many)));
}

void TestMetricViews::dimensionsHoldTheirTargets() {
    DimensionsPanel panel(ui());
    panel.resize(741, 300);
    panel.setPicture(test::explosion());
    QTRY_VERIFY2(panel.description().contains(QStringLiteral("Metrics: 4,800, needs ≤\u00A060")), qPrintable(panel.description()));
    QVERIFY(pixelsOf(panel.grab().toImage(), m_theme->color(ColorToken::Fail)) > 1000); // two full bars
    QCOMPARE(pixelsOf(panel.grab().toImage(), m_theme->color(ColorToken::Pass)), 0);
    panel.setPicture(test::twoQuestions());
    QTRY_VERIFY2(panel.description().contains(QStringLiteral("A month: $8.40, needs ≤\u00A0$20")), qPrintable(panel.description()));
    QCOMPARE(pixelsOf(panel.grab().toImage(), m_theme->color(ColorToken::Fail)), 0);
    QVERIFY(pixelsOf(panel.grab().toImage(), m_theme->color(ColorToken::Pass)) > 500);
    // Nothing published holds no target.
    DimensionsPicture none = test::twoQuestions();
    for (auto& s : none.sets) s.metrics = 0;
    none.metrics = 0;
    none.monthly = 0;
    none.bill.clear();
    panel.setPicture(none);
    QVERIFY(pixelsOf(panel.grab().toImage(), m_theme->color(ColorToken::Fail)) > 0);
    QCOMPARE(panel.billText(), QStringLiteral("$0.00"));
}

void TestMetricViews::dimensionsAreWalkedByKeyboard() {
    DimensionsPanel panel(ui());
    panel.resize(741, 300);
    panel.show();
    panel.setFocus(Qt::TabFocusReason);
    panel.setPicture(test::explosion());
    QTest::keyClick(&panel, Qt::Key_Down);
    QCOMPARE(panel.accessibleDescription(), panel.setText(0));
    QTest::keyClick(&panel, Qt::Key_End);
    QCOMPARE(panel.cursor(), 5);
    QCOMPARE(panel.accessibleDescription(), panel.answerText(1));
    QTest::keyClick(&panel, Qt::Key_Down);
    QCOMPARE(panel.cursor(), 5);
    panel.setPicture({});
    QCOMPARE(panel.cursor(), -1);
    QTest::keyClick(&panel, Qt::Key_Down);
    QCOMPARE(panel.cursor(), -1);
}

// --- readers ---

void TestMetricViews::histogramReaderAgreesWithGoals() {
    const auto world = test::measuredWorld(700, 45, 5);
    HistogramReader reader;
    HistogramPicture p;
    reader.read(*world, p);
    QVERIFY(p.present);
    QCOMPARE(p.seconds, 600);
    QCOMPARE(p.requests, 600.0 * 50);
    QCOMPARE(p.hits, 600.0 * 45);
    QCOMPARE(p.average, test::windowOf(*world, "Latency", "Average", 600));
    QCOMPARE(p.p50, test::windowOf(*world, "Latency", "p50", 600));
    QCOMPARE(p.p90, test::windowOf(*world, "Latency", "p90", 600));
    QCOMPARE(p.p99, test::windowOf(*world, "Latency", "p99", 600));
    QCOMPARE(p.fastPercent, 90.0);
    double count = 0, hits = 0;
    for (std::size_t i = 0; i < p.bins.size(); ++i) {
        count += p.bins[i].count;
        hits += p.bins[i].hits;
        // Every request of a bin lies within it: 0.6 ms are hits, 30 ms misses.
        const double begin = std::pow(10, p.firstDecade + static_cast<double>(i) / HistogramPicture::kPerDecade);
        if (p.bins[i].count == 0) continue;
        QVERIFY2((begin > 0.5 && begin < 0.61) || (begin > 26 && begin < 30.1), qPrintable(QString::number(begin)));
        QCOMPARE(p.bins[i].hits, begin < 1 ? p.bins[i].count : 0.0);
    }
    QCOMPARE(count, p.requests);
    QCOMPARE(hits, p.hits);
}

void TestMetricViews::histogramReaderFollowsTheWindow() {
    const auto world = test::measuredWorld(90, 10, 0);
    HistogramReader reader;
    HistogramPicture p;
    reader.read(*world, p);
    QCOMPARE(p.seconds, 90);
    QCOMPARE(p.requests, 900.0);
    const auto before = world->fingerprint();
    HistogramPicture again;
    reader.read(*world, again);
    QCOMPARE(again.requests, 900.0);
    QCOMPARE(world->fingerprint(), before);
    world->runFor(kernel::SimDuration::seconds(10));
    reader.read(*world, again);
    QCOMPARE(again.requests, 1000.0);
    // Nobody measures latency here.
    kernel::World bare{kernel::WorldConfig{}};
    HistogramPicture none;
    HistogramReader().read(bare, none);
    QVERIFY(!none.present);
}

void TestMetricViews::periodsReaderAgreesWithTheDoor() {
    const auto world = test::nightWorld("[[\"lab\",\"WriteRequestHistory\",{\"hours\":6}]]");
    QVERIFY(world != nullptr);
    for (const char* statistic : {"Sum", "Average", "Maximum"}) {
        PeriodsPicture p;
        readPeriods(*world, statistic, p);
        QVERIFY(p.present);
        QCOMPARE(p.metricName, std::string("Requests"));
        QCOMPARE(p.unit, std::string("Count"));
        QCOMPARE(p.to - p.from, std::int64_t(6 * 3600));
        for (const PeriodsPicture::Row& row : p.rows) {
            QCOMPARE(row.values.size(), static_cast<std::size_t>(6 * 3600 / row.period));
            const test::Largest door = test::largestOf(*world, statistic, row.period, p.from, p.to);
            QVERIFY(row.tallest >= 0);
            QCOMPARE(row.values[static_cast<std::size_t>(row.tallest)], door.value);
            PeriodsPanel panel(ui());
            panel.setPicture(p);
            const QString words = panel.tallestText(static_cast<std::size_t>(&row - p.rows.data()));
            if (std::string(statistic) == "Sum") QVERIFY2(words.startsWith(QString::fromStdString(door.time)), qPrintable(words));
            else QCOMPARE(words, QStringLiteral("all the same: 1"));
        }
        // Each request counts as a 1: only the sum tells minutes apart.
        if (std::string(statistic) != "Sum") QCOMPARE(p.rows[0].values[static_cast<std::size_t>(p.rows[0].tallest)], 1.0);
        else QCOMPARE(p.rows[0].values[static_cast<std::size_t>(p.rows[0].tallest)], test::labNumber(*world, "DescribeNight", "/requests"));
    }
    PeriodsPicture p99;
    readPeriods(*world, "p99", p99);
    QVERIFY(!p99.noStatistic); // the sets of ones determine their values
    QCOMPARE(p99.rows[0].values[0], 1.0);
    // The night stays where it is while the clock runs on.
    PeriodsPicture later, sooner;
    readPeriods(*world, "Sum", sooner);
    world->runFor(kernel::SimDuration::minutes(7));
    readPeriods(*world, "Sum", later);
    QCOMPARE(later.from, sooner.from);
    QCOMPARE(later.rows[1].values, sooner.rows[1].values);
    QVERIFY(later.now > sooner.now);
}

void TestMetricViews::periodsFollowTheQuestion() {
    const auto world = test::nightWorld("[[\"lab\",\"WriteRequestHistory\",{\"hours\":6}]]");
    QVERIFY(world != nullptr);
    PeriodsPanel panel(ui());
    panel.resize(741, 300);
    QSignalSpy chosen(&panel, &PeriodsPanel::statisticChosen);
    const auto read = [&] {
        PeriodsPicture p;
        readPeriods(*world, panel.statistic(), p);
        panel.setPicture(p);
    };
    const auto ask = [&](const char* metric, const char* list, const char* statistic, int period) {
        world->call(kernel::Actor::Form, "cloudwatch", "GetMetricStatistics",
                    {{"Namespace", "Shop/Web"}, {"MetricName", metric}, {"StartTime", kernel::formatIso8601(panel.picture().from * 1000)},
                     {"EndTime", kernel::formatIso8601(panel.picture().to * 1000)}, {"Period", period}, {list, {statistic}}});
        world->runFor(kernel::SimDuration::seconds(2));
        read();
    };
    const auto accent = [&] { return pixelsOf(panel.grab().toImage(), m_theme->color(ColorToken::Accent)); };
    read();
    const int before = accent();
    QVERIFY(!panel.description().contains(QStringLiteral("You asked")));
    ask("Requests", "Statistics", "Average", 300);
    QCOMPARE(panel.statistic(), std::string("Average"));
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(panel.picture().askedPeriod, 300);
    QTRY_VERIFY2(panel.description().startsWith(QStringLiteral("You asked for Average, period 300\u00A0s.")), qPrintable(panel.description()));
    QVERIFY(accent() > before); // its row is marked
    // What is chosen in the view stays until something else is asked.
    panel.setStatistic("Maximum");
    read();
    QCOMPARE(panel.statistic(), std::string("Maximum"));
    ask("Requests", "ExtendedStatistics", "p99", 60);
    QCOMPARE(panel.statistic(), std::string("p99"));
    ask("Orders", "Statistics", "Sum", 60); // another metric
    ask("Requests", "Statistics", "Sum", 7); // refused
    QCOMPARE(panel.statistic(), std::string("p99"));
    ask("Requests", "Statistics", "SampleCount", 60); // not one of the view's
    QCOMPARE(panel.statistic(), std::string("p99"));
}

void TestMetricViews::periodsReaderWaitsForTheNight() {
    const auto world = test::nightWorld("[]");
    QVERIFY(world != nullptr);
    PeriodsPicture p;
    readPeriods(*world, "Sum", p);
    QVERIFY(!p.present);
    readPeriods(*test::nightWorld("[[\"lab\",\"WriteRequestHistory\",{\"hours\":6}]]"), "p101", p); // no statistic
    QVERIFY(!p.present);
    kernel::World bare{kernel::WorldConfig{}};
    readPeriods(bare, "Sum", p);
    QVERIFY(!p.present);
    DimensionsPicture d;
    readDimensions(bare, d);
    QVERIFY(!d.present);
}

void TestMetricViews::dimensionsReaderAgreesWithTheDoor() {
    const auto world = test::nightWorld("[[\"lab\",\"SetFleetMetrics\",{\"errors\":\"host-zone-endpoint\",\"latency\":\"off\"}]]");
    QVERIFY(world != nullptr);
    DimensionsPicture p;
    readDimensions(*world, p);
    QVERIFY(p.present);
    QCOMPARE(p.metrics, std::uint64_t(4800));
    QCOMPARE(p.monthly, 1440.0);
    QCOMPARE(p.sets.size(), std::size_t(2));
    std::uint64_t product = 1;
    for (const auto& d : p.sets[0].scheme) product *= d.values;
    QCOMPARE(product, p.sets[0].metrics);
    QCOMPARE(p.sets[1].metrics, std::uint64_t(0));
    QCOMPARE(p.bill.size(), std::size_t(1));
    QCOMPARE(p.answers.size(), std::size_t(2));
    QVERIFY(!p.answers[0].answered && !p.answers[1].answered);
    const auto few = test::nightWorld("[[\"lab\",\"SetFleetMetrics\",{\"errors\":\"endpoint\",\"latency\":\"zone\"}]]");
    few->runFor(kernel::SimDuration::minutes(4));
    DimensionsPicture q;
    readDimensions(*few, q);
    QCOMPARE(q.metrics, std::uint64_t(28));
    QVERIFY(q.answers[0].answered && q.answers[1].answered);
    const auto users = test::nightWorld("[[\"lab\",\"SetFleetMetrics\",{\"errors\":\"user\",\"latency\":\"user\"}]]");
    DimensionsPicture u;
    readDimensions(*users, u);
    double billed = 0;
    for (const auto& t : u.bill) billed += static_cast<double>(t.metrics) * t.each;
    QCOMPARE(u.bill.size(), std::size_t(2)); // two tiers
    QCOMPARE(billed, u.monthly);
    QCOMPARE(billed, test::labNumber(*users, "DescribeDimensions", "/monthly"));
}

// The view's bill and the one of the program's bill are two tables of the same prices.
void TestMetricViews::fleetIsBilledAsTheCatalogSays() {
    QFile file(QString::fromUtf8(qgetenv("MAYLAB_SOURCE_DIR")) + QStringLiteral("/labs/catalog/prices.json"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QJsonObject prices = QJsonDocument::fromJson(file.readAll()).object();
    const QJsonObject metric = prices[QStringLiteral("usage")][QStringLiteral("cloudwatch")][QStringLiteral("CustomMetric")].toObject();
    const QJsonArray tiers = metric[QStringLiteral("tiers")].toArray();
    QVERIFY(!tiers.isEmpty());
    const auto world = test::nightWorld("[[\"lab\",\"SetFleetMetrics\",{\"errors\":\"user\",\"latency\":\"user\"}]]");
    QVERIFY(world != nullptr);
    DimensionsPicture p;
    readDimensions(*world, p);
    double begin = 0, usd = 0;
    for (const auto& tier : tiers) {
        const double upTo = tier[QStringLiteral("upTo")].toDouble(1e12), all = static_cast<double>(p.metrics);
        usd += std::max(0.0, std::min(all, upTo) - begin) * tier[QStringLiteral("price")].toDouble();
        begin = upTo;
    }
    QVERIFY2(std::abs(usd - p.monthly) < 0.005, qPrintable(QStringLiteral("%1 %2").arg(usd).arg(p.monthly)));
    QCOMPARE(QString::fromStdString(p.priceRegion), prices[QStringLiteral("region")].toString());
    QDate seen = QDate::fromString(QString::fromStdString(p.priceSeen), Qt::ISODate);
    QVERIFY2(metric[QStringLiteral("source")].toString().contains(QLocale::c().toString(seen, QStringLiteral("d MMMM yyyy"))), qPrintable(metric[QStringLiteral("source")].toString()));
}

// --- all of them ---

void TestMetricViews::anySizeIsDrawn() {
    each([](DrawnPanel& panel, const char*) {
        for (const QSize size : {QSize(741, 196), QSize(40, 30), QSize(1, 1), QSize(3000, 1200), QSize(393, 200), QSize(270, 140)}) {
            panel.resize(size);
            QVERIFY(!panel.grab().isNull());
        }
    });
    HistogramPanel noLatency(ui());
    noLatency.setPicture({});
    PeriodsPanel noNight(ui());
    noNight.setPicture({});
    DimensionsPanel noFleet(ui());
    noFleet.setPicture({});
    for (QWidget* w : std::initializer_list<QWidget*>{&noLatency, &noNight, &noFleet}) {
        w->resize(500, 180);
        QVERIFY(!w->grab().isNull());
        QVERIFY(!w->accessibleDescription().isEmpty());
    }
}

void TestMetricViews::smallPanesSayItInWords() {
    each([this](DrawnPanel& panel, const char* name) {
        panel.resize(200, 90);
        const QImage small = panel.grab().toImage();
        QVERIFY2(pixelsOf(small, m_theme->color(ColorToken::Text)) > 50, name); // words
        for (const ColorToken t : {ColorToken::Series1, ColorToken::Series2, ColorToken::Series3}) QVERIFY2(pixelsOf(small, m_theme->color(t)) == 0, name); // no drawing
    });
}

void TestMetricViews::everythingIsTranslated() {
    checkTranslations(every(), {741, 300},
                      {"PR", "Sum", "Average", "Maximum", "Errors", "Latency", "Host", "AvailabilityZone",
                       "Endpoint", "UserId", "Shop/Fleet", "Shop/Web", "us-east", "April", "ms"});
}

void TestMetricViews::nothingIsClipped() { checkClipping(every(), {741, 300}, {741, 300}); }
void TestMetricViews::readersGetNames() { checkNames(every(), {741, 300}); }
void TestMetricViews::sameWordsInBothThemes() { checkThemes(every(), {741, 300}); }
void TestMetricViews::looks() { keepLooks(every(), {{741, 300}, {1100, 420}, {741, 216}, {420, 300}}); }

QTEST_MAIN(TestMetricViews)
#include "tst_metric_views.moc"
