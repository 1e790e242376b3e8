// The dashboard pane: what it draws of every kind of widget, of any value and at any size, and what is said of it.
#include <QtTest>

#include "dashboard_bench.h"
#include "support/test_suite.h"

#include <QPainter>

#include <cmath>
#include <limits>

using namespace maylab;
using namespace maylab::app;
using kernel::Json;
using test::FakeDoor;
using test::filled;
using test::pixelsOf;

class TestDashboard : public QObject, private test::PanelHouse {
    Q_OBJECT
  private slots:
    void initTestCase() { furnish(); }
    void cleanup() { tidy(); }
    void everyKindIsDrawn();
    void kindsSayTheirValues();
    void gapsStayGaps();
    void aLoneValueIsSeen();
    void twoAxesHaveTheirOwnScales();
    void shownFourTimesASecond();
    void nothingIsClipped();
    void everythingIsTranslated();
    void readersGetNames();
    void anySizeIsDrawn();
    void anyValueIsDrawn();
    void twelveWidgetsRedraw();
    void looks();
};

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
    const auto panel = filled(ui(), door);
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

// Between two gaps, where too many points lie for markers.
void TestDashboard::aLoneValueIsSeen() {
    WidgetPicture w;
    WidgetSeries s;
    s.label = "Errors";
    for (int i = 0; i < 400; ++i) {
        s.at.push_back(60.0 * i);
        s.values.push_back(i < 200 || i == 300 ? 5 + i % 3 : std::nan(""));
    }
    w.series.push_back(s);
    const WidgetPainter painter(ui());
    const QRectF rect(0, 0, 480, 160);
    const WidgetPainter::Range range{0, 24'000};
    QImage image(480, 160, QImage::Format_ARGB32_Premultiplied);
    image.fill(m_theme->color(ColorToken::Panel));
    QPainter p(&image);
    painter.paint(p, rect, w, range, 28);
    p.end();
    const QRectF plot = painter.plotRect(rect, w, range);
    const auto inked = [&](int point) {
        const int x = static_cast<int>(plot.left() + 60.0 * point / 24'000 * plot.width());
        int n = 0;
        for (int at = x - 2; at <= x + 2; ++at) {
            for (int y = static_cast<int>(plot.top()); y < static_cast<int>(plot.bottom()); ++y) {
                const QColor c = image.pixelColor(at, y);
                n += c.blue() > c.red() + 60 ? 1 : 0;
            }
        }
        return n;
    };
    QVERIFY(inked(300) > 1);
    QCOMPARE(inked(250), 0);
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

void TestDashboard::shownFourTimesASecond() {
    FakeDoor door;
    const auto panel = filled(ui(), door);
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

void TestDashboard::nothingIsClipped() {
    inEveryTextSize([this](int) {
        FakeDoor door;
        const auto panel = filled(ui(), door, {m_theme->px(760), 700});
        const QStringList clipped = test::clippedTexts(panel.get());
        QVERIFY2(clipped.isEmpty(), qPrintable(clipped.join(u'\n')));
        QTest::mouseClick(panel->findChild<QPushButton*>(QStringLiteral("dashboard.add")), Qt::LeftButton);
        QCoreApplication::processEvents();
        const QStringList inForm = test::clippedTexts(panel.get());
        QVERIFY2(inForm.isEmpty(), qPrintable(inForm.join(u'\n')));
    });
}

void TestDashboard::everythingIsTranslated() {
    test::PseudoTranslator pseudo;
    qApp->installTranslator(&pseudo);
    {
        FakeDoor door;
        const auto panel = filled(ui(), door);
        panel->form()->open(WidgetForm::Purpose::NewWidget);
        test::UntranslatedText untranslated;
        const QStringList found = untranslated.find(panel->form());
        QVERIFY2(found.isEmpty(), qPrintable(found.join(u'\n')));
    }
    qApp->removeTranslator(&pseudo);
}

void TestDashboard::readersGetNames() {
    FakeDoor door;
    const auto panel = filled(ui(), door);
    panel->form()->open(WidgetForm::Purpose::NewWidget);
    QCoreApplication::processEvents();
    const QStringList faults = test::unnamedStops(panel.get());
    QVERIFY2(faults.isEmpty(), qPrintable(faults.join(u'\n')));
}

void TestDashboard::anySizeIsDrawn() {
    FakeDoor door;
    const auto panel = filled(ui(), door);
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

// How long twelve widgets take is measured in tests/bench; here: that one redraw draws all of them.
void TestDashboard::twelveWidgetsRedraw() {
    FakeDoor door;
    const auto panel = filled(ui(), door, {1100, 900});
    QCOMPARE(panel->grid()->cells().size(), std::size_t{12});
    const QImage all = panel->grid()->grab().toImage();
    for (int i = 0; i < 12; ++i) {
        const QRect r = panel->grid()->rectOf(i).toRect().adjusted(2, 2, -3, -3);
        QVERIFY2(pixelsOf(all.copy(r), m_theme->color(ColorToken::Panel)) < r.width() * r.height(), qPrintable(QString::number(i)));
    }
}

// Nothing to check by machine but that it can be drawn; MAYLAB_TEST_SHOTS keeps the pictures for the eye.
void TestDashboard::looks() {
    inEveryLook([this](const QString& suffix) {
        FakeDoor door;
        const auto panel = filled(ui(), door);
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
    });
}

MAYLAB_TESTS(TestDashboard)

int main(int argc, char** argv) {
    QApplication app(argc, argv);
    return testing::runTestClasses(argc, argv);
}
#include "tst_dashboard.moc"
