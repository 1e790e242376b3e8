// The theme table holds the contrast and colour-vision figures it promises, in both themes.
#include <QtTest>

#include "app/color_science.h"
#include "app/shell/icons.h"
#include "app/shell/theme.h"

#include <QApplication>
#include <QPushButton>

#include <set>

using namespace maylab::app;
using namespace maylab::test;

namespace {

using T = ColorToken;

QColor of(T token, bool dark) {
    const ColorRow& row = colorTable()[static_cast<std::size_t>(token)];
    return QColor(QLatin1String(dark ? row.dark : row.light));
}

double worst(T token, std::initializer_list<T> surfaces, bool dark) {
    double least = 1e9;
    for (T surface : surfaces) least = std::min(least, contrast(of(token, dark), of(surface, dark)));
    return least;
}

double floored(double ratio) {
    return std::round(ratio * 100) / 100;
}

} // namespace

class TestTheme : public QObject {
    Q_OBJECT

  private slots:
    void contrast_data() {
        QTest::addColumn<int>("token");
        QTest::addColumn<QList<int>>("surfaces");
        QTest::addColumn<double>("light");
        QTest::addColumn<double>("dark");
        const auto row = [](T token, std::initializer_list<T> surfaces, double light, double dark) {
            QList<int> list;
            for (T s : surfaces) list << static_cast<int>(s);
            QTest::addRow("%s", colorTable()[static_cast<std::size_t>(token)].name)
                << static_cast<int>(token) << list << light << dark;
        };
        const std::initializer_list<T> all{T::Panel, T::Window, T::Sunken, T::Hover, T::Tint};
        row(T::Text, all, 13.72, 10.90);
        row(T::Text2, all, 6.82, 7.24);
        row(T::Muted, all, 4.79, 5.15);
        row(T::Line2, {T::Panel, T::Window, T::Sunken}, 3.31, 4.48);
        row(T::Axis, {T::Panel}, 3.78, 4.48);
        row(T::Ghost, {T::Panel}, 3.68, 4.48);
        row(T::Accent, {T::Panel, T::Window, T::Sunken, T::Tint}, 5.51, 6.35);
        row(T::AccentHover, {T::Panel}, 8.56, 10.01);
        row(T::OnAccent, {T::Accent, T::AccentHover}, 6.47, 8.26);
        row(T::Pass, {T::Panel, T::Sunken, T::PassTint, T::Tint}, 5.22, 8.36);
        row(T::Fail, {T::Panel, T::Sunken, T::FailTint, T::Tint}, 5.56, 5.37);
        row(T::Warn, {T::Panel, T::Sunken, T::WarnTint, T::Tint}, 5.53, 7.66);
        row(T::Series1, {T::Panel}, 4.59, 4.60);
        row(T::Series2, {T::Panel}, 4.64, 4.91);
        row(T::Series3, {T::Panel}, 7.75, 12.19);
        row(T::Series4, {T::Panel}, 12.54, 10.42);
        row(T::Series5, {T::Panel}, 10.26, 10.59);
        row(T::Series6, {T::Panel}, 14.38, 5.14);
        row(T::CodeKeyword, {T::Panel, T::Tint}, 6.05, 6.02);
        row(T::CodeString, {T::Panel, T::Tint}, 5.22, 8.36);
        row(T::CodeNumber, {T::Panel, T::Tint}, 4.80, 6.37);
        row(T::CodeFunction, {T::Panel, T::Tint}, 5.51, 6.35);
        row(T::CodeComment, {T::Panel, T::Tint}, 4.87, 5.15);
    }

    void contrast() {
        QFETCH(int, token);
        QFETCH(QList<int>, surfaces);
        QFETCH(double, light);
        QFETCH(double, dark);
        for (bool isDark : {false, true}) {
            double least = 1e9;
            for (int s : surfaces) {
                least = std::min(least, maylab::test::contrast(of(static_cast<T>(token), isDark), of(static_cast<T>(s), isDark)));
            }
            const double promised = isDark ? dark : light;
            QVERIFY2(std::fabs(floored(least) - promised) < 0.0101,
                     qPrintable(QStringLiteral("%1: %2, promised %3").arg(isDark ? "dark" : "light").arg(least).arg(promised)));
        }
    }

    // Disabled text is still readable, request shapes stand out from the map.
    void otherContrasts() {
        QVERIFY(worst(T::Muted, {T::Sunken}, false) >= 5.25 && worst(T::Muted, {T::Sunken}, true) >= 6.75);
        const struct {
            T token;
            double light, dark;
        } shapes[] = {{T::Series1, 3.56, 3.65}, {T::Series2, 3.60, 3.89}, {T::Series3, 6.01, 9.66}, {T::Fail, 5.07, 5.35}};
        for (const auto& s : shapes) {
            QVERIFY(std::fabs(floored(worst(s.token, {T::Land}, false)) - s.light) < 0.0101);
            QVERIFY(std::fabs(floored(worst(s.token, {T::Land}, true)) - s.dark) < 0.0101);
        }
        // Decorative lines are faint on purpose; edges of controls are not made of them.
        QVERIFY(worst(T::Line, {T::Panel}, false) < 1.6 && worst(T::Grid, {T::Panel}, false) < 1.4);
        for (bool dark : {false, true}) {
            for (int step = static_cast<int>(T::Scale1); step < static_cast<int>(T::Scale5); ++step) {
                const double ratio = maylab::test::contrast(of(static_cast<T>(step), dark), of(static_cast<T>(step + 1), dark));
                QVERIFY2(ratio >= 1.29 && ratio <= 1.95, qPrintable(QString::number(ratio)));
            }
        }
    }

    // A value that the paper by Sharma, Wu and Dalal gives, so that the measure itself is right.
    void measure() {
        QVERIFY(std::fabs(ciede2000({50, 2.6772, -79.7751}, {50, 0, -82.7485}) - 2.0425) < 1e-4);
        QVERIFY(std::fabs(ciede2000({60.2574, -34.0099, 36.2677}, {60.4626, -34.1751, 39.4387}) - 1.2644) < 1e-4);
        QVERIFY(std::fabs(ciede2000({22.7233, 20.0904, -46.6940}, {23.0331, 14.9730, -42.5619}) - 2.0373) < 1e-4);
    }

    void colorVision() {
        const auto smallest = [](int count, bool dark) {
            double least = 1e9;
            for (Vision v : {Vision::Normal, Vision::Protan, Vision::Deutan, Vision::Tritan}) {
                for (int i = 0; i < count; ++i) {
                    for (int j = i + 1; j < count; ++j) {
                        least = std::min(least, distance(of(seriesStyle(i).color, dark), of(seriesStyle(j).color, dark), v));
                    }
                }
            }
            return std::round(least * 10) / 10;
        };
        QCOMPARE(smallest(4, false), 19.0);
        QCOMPARE(smallest(4, true), 18.3);
        QCOMPARE(smallest(6, false), 14.2);
        QCOMPARE(smallest(6, true), 14.1);
        const auto passFail = [](bool dark) {
            double least = 1e9;
            for (Vision v : {Vision::Normal, Vision::Protan, Vision::Deutan, Vision::Tritan}) {
                least = std::min(least, distance(of(T::Pass, dark), of(T::Fail, dark), v));
            }
            return std::round(least * 10) / 10;
        };
        QCOMPARE(passFail(false), 10.2);
        QCOMPARE(passFail(true), 11.4);
    }

    // Colour never speaks alone: no two series share colour, dash and marker, and each has a marker.
    void seriesDiffer() {
        std::set<std::pair<std::vector<double>, int>> looks;
        for (int i = 0; i < kSeriesCount; ++i) {
            QVERIFY(seriesStyle(i).marker != Marker::None);
            looks.insert({seriesStyle(i).dash, static_cast<int>(seriesStyle(i).marker)});
        }
        QCOMPARE(static_cast<int>(looks.size()), kSeriesCount);
    }

    void typeScale() {
        for (const TypeRow& row : typeTable()) {
            QVERIFY2(row.lineHeight >= 1.33 * row.pixels, "Vietnamese stacks two marks on a letter");
            QVERIFY(row.pixels >= 11);
        }
        Theme theme;
        for (int size : kTextSizes) {
            theme.setTextSize(size);
            QCOMPARE(theme.textSize(), size);
            for (const TypeRow& row : typeTable()) {
                QVERIFY(theme.font(row.role).pixelSize() >= 11);
                // Two marks above and a descender fit into the line.
                const QFontMetrics metrics(theme.font(row.role));
                QVERIFY(metrics.tightBoundingRect(QString::fromUtf8("Ễg")).height() <= theme.lineHeight(row.role));
            }
        }
        theme.setTextSize(120);
        QCOMPARE(theme.textSize(), 115);
    }

    void modes() {
        Theme theme;
        QSignalSpy changed(&theme, &Theme::changed);
        theme.setMode(ThemeMode::Light);
        QVERIFY(!theme.isDark());
        theme.setMode(ThemeMode::Dark);
        QVERIFY(theme.isDark());
        QCOMPARE(theme.color(T::Panel), QColor("#1B1F26"));
        QVERIFY(changed.count() >= 1);
        QCOMPARE(theme.duration(Motion::Progress), 240);
        theme.setReducedMotion(true);
        QCOMPARE(theme.duration(Motion::Progress), 0);
        QCOMPARE(theme.duration(Motion::GoalPassed), 0);
    }

    // "Follow the system" looks at the lightness of the platform's palette, at start and whenever it changes.
    void followsSystem() {
        QPalette dark = QApplication::palette();
        dark.setColor(QPalette::Window, QColor(20, 20, 20));
        dark.setColor(QPalette::WindowText, QColor(240, 240, 240));
        QPalette light = QApplication::palette();
        light.setColor(QPalette::Window, QColor(240, 240, 240));
        light.setColor(QPalette::WindowText, QColor(20, 20, 20));
        QApplication::setPalette(light);
        Theme theme;
        theme.attach(*qApp);
        QVERIFY(!theme.isDark());
        QCOMPARE(QApplication::palette().color(QPalette::Window), of(T::Window, false));
        QApplication::setPalette(dark);
        QCoreApplication::processEvents();
        QVERIFY(theme.isDark());
        QCOMPARE(QApplication::palette().color(QPalette::Window), of(T::Window, true));
        theme.setMode(ThemeMode::Light);
        QVERIFY(!theme.isDark());
        qApp->setStyleSheet({});
    }

    void styleSheet() {
        Theme theme;
        for (ThemeMode mode : {ThemeMode::Light, ThemeMode::Dark}) {
            theme.setMode(mode);
            const QString sheet = theme.styleSheet();
            QVERIFY(!sheet.contains(QLatin1Char('@')));
            // Flat: no shadow, gradient or translucent fill.
            for (const char* word : {"gradient", "rgba", "shadow"}) QVERIFY(!sheet.contains(QLatin1String(word)));
            static const QRegularExpression kPicture(QStringLiteral(R"(url\(([^)]+)\))"));
            int pictures = 0;
            for (auto it = kPicture.globalMatch(sheet); it.hasNext(); ++pictures) {
                const QString path = it.next().captured(1);
                QVERIFY2(QFile::exists(path), qPrintable(path));
                QVERIFY(!QPixmap(path).isNull());
            }
            QVERIFY(pictures >= 4);
        }
    }

    void icons() {
        Theme theme;
        theme.setMode(ThemeMode::Light);
        IconStore icons(theme);
        const QPixmap blue = icons.pixmap("play", 16, theme.color(T::Accent), 2.0);
        QCOMPARE(blue.size(), QSize(32, 32));
        QCOMPARE(blue.devicePixelRatio(), 2.0);
        const int cached = icons.cachedPixmaps();
        icons.pixmap("play", 16, theme.color(T::Accent), 2.0);
        QCOMPARE(icons.cachedPixmaps(), cached);
        icons.pixmap("play", 16, theme.color(T::Accent), 1.0);
        icons.pixmap("play", 18, theme.color(T::Accent), 2.0);
        QCOMPARE(icons.cachedPixmaps(), cached + 2);
        // The same icon object is painted in the colours of the theme of the moment.
        const QIcon icon = icons.icon("play", T::Text);
        const auto strongest = [](const QImage& image) {
            QColor found;
            int alpha = -1;
            for (int y = 0; y < image.height(); ++y) {
                for (int x = 0; x < image.width(); ++x) {
                    const QColor c = image.pixelColor(x, y);
                    if (c.alpha() > alpha) {
                        alpha = c.alpha();
                        found = c;
                    }
                }
            }
            found.setAlpha(255);
            return found;
        };
        QCOMPARE(strongest(icon.pixmap(32, 32).toImage()), of(T::Text, false));
        theme.setMode(ThemeMode::Dark);
        QCOMPARE(icons.cachedPixmaps(), 0);
        QCOMPARE(strongest(icon.pixmap(32, 32).toImage()), of(T::Text, true));
        QVERIFY(!IconStore::has("no-such-icon"));
    }

    // No hex value outside the table: a widget that holds a colour of its own survives a theme change wrongly.
    void noColorsInWidgets() {
        const QDir app(qEnvironmentVariable("MAYLAB_SOURCE_DIR") + QStringLiteral("/app"));
        QVERIFY(app.exists());
        static const QRegularExpression kHex(QStringLiteral("\"#[0-9A-Fa-f]{6}\""));
        static const QRegularExpression kNamed(QStringLiteral("QColor\\(\\s*\\d|Qt::(red|green|blue|black|white|gray|darkGray)\\b"));
        QDirIterator it(app.path(), {"*.cpp", "*.h"}, QDir::Files, QDirIterator::Subdirectories);
        while (it.hasNext()) {
            const QString path = it.next();
            if (path.endsWith(QLatin1String("shell/theme.cpp"))) continue;
            QFile file(path);
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QString text = QString::fromUtf8(file.readAll());
            QVERIFY2(!kHex.match(text).hasMatch(), qPrintable(path));
            QVERIFY2(!kNamed.match(text).hasMatch(), qPrintable(path));
        }
    }
};

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
