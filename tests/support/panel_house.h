// What a test of panels stands on: theme, icons, language and settings of its own, and what holds for every drawn panel
// whatever it shows. A class of tests derives from it beside QObject, calls furnish() in initTestCase and tidy() in cleanup.
//
// The checks take `each`: a function that shows every panel, filled, to a visitor (DrawnPanel&, const char* name).
#pragma once

#include <QtTest>

#include "app/panels/drawn_panel.h"
#include "support/pseudo_locale.h"
#include "support/widget_checks.h"

#include <QApplication>
#include <QTableWidget>
#include <QTemporaryDir>

#include <initializer_list>
#include <memory>

namespace maylab::test {

// Pixels of exactly this colour.
inline int pixelsOf(const QImage& image, const QColor& color) {
    int n = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) n += (image.pixel(x, y) | 0xFF000000u) == color.rgb() ? 1 : 0;
    }
    return n;
}

// The rows of a panel's table as "first=second".
inline QStringList cells(app::DrawnPanel& panel) {
    panel.setTableShown(true);
    auto* table = panel.findChild<QTableWidget*>(QStringLiteral("table"));
    QStringList out;
    for (int i = 0; i < table->rowCount(); ++i) out << table->item(i, 0)->text() + u'=' + table->item(i, 1)->text();
    panel.setTableShown(false);
    return out;
}

// A change of language is said at once; of a change of the picture readers hear at most once a second.
inline void settle(QWidget& panel) {
    QEvent language(QEvent::LanguageChange);
    QCoreApplication::sendEvent(&panel, &language);
}

class PanelHouse {
  protected:
    void furnish() {
        QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
        m_theme = std::make_unique<app::Theme>();
        m_theme->attach(*qApp);
        m_theme->setMode(app::ThemeMode::Light);
        m_icons = std::make_unique<app::IconStore>(*m_theme);
        m_language = std::make_unique<app::LanguageController>(app::Language::English);
        m_settings = std::make_unique<app::Settings>(m_dir.filePath(QStringLiteral("maylab.ini")));
        m_ui = std::make_unique<app::UiContext>(app::UiContext{*m_theme, *m_icons, *m_language, *m_settings});
    }
    void tidy() {
        m_theme->setMode(app::ThemeMode::Light);
        m_theme->setTextSize(100);
        m_theme->setReducedMotion(false);
        m_language->setMode(app::LanguageMode::English);
        QCoreApplication::processEvents();
    }
    const app::UiContext& ui() const { return *m_ui; }

    // Both languages, text at 100 and at 130 %.
    template <class Visit> void inEveryTextSize(const Visit& visit) {
        for (const app::LanguageMode mode : {app::LanguageMode::English, app::LanguageMode::Vietnamese}) {
            for (const int percent : {100, 130}) {
                m_theme->setTextSize(percent);
                m_language->setMode(mode);
                QCoreApplication::processEvents();
                visit(percent);
            }
        }
    }
    // Both themes, both languages; the visitor gets what a picture's name ends with.
    template <class Visit> void inEveryLook(const Visit& visit) {
        for (const app::ThemeMode theme : {app::ThemeMode::Light, app::ThemeMode::Dark}) {
            for (const app::LanguageMode mode : {app::LanguageMode::English, app::LanguageMode::Vietnamese}) {
                m_theme->setMode(theme);
                m_language->setMode(mode);
                QCoreApplication::processEvents();
                visit(QStringLiteral("-%1-%2").arg(theme == app::ThemeMode::Light ? QStringLiteral("light") : QStringLiteral("dark"),
                                                   mode == app::LanguageMode::English ? QStringLiteral("en") : QStringLiteral("vi")));
            }
        }
    }

    template <class Each> void checkTranslations(const Each& each, QSize size, const QStringList& names) {
        PseudoTranslator pseudo;
        qApp->installTranslator(&pseudo);
        UntranslatedText untranslated;
        untranslated.names << names;
        each([&](app::DrawnPanel& panel, const char* name) {
            panel.resize(size);
            panel.show();
            const QStringList found = untranslated.find(&panel);
            QVERIFY2(found.isEmpty(), qPrintable(QLatin1String(name) + u'\n' + found.join(u'\n')));
        });
        qApp->removeTranslator(&pseudo);
    }
    template <class Each> void checkClipping(const Each& each, QSize size, QSize sizeForLargeText) {
        inEveryTextSize([&](int percent) {
            each([&](app::DrawnPanel& panel, const char* name) {
                panel.resize(percent == 100 ? size : sizeForLargeText);
                panel.show();
                QCoreApplication::processEvents();
                const QStringList clipped = clippedTexts(&panel);
                QVERIFY2(clipped.isEmpty(), qPrintable(QLatin1String(name) + u'\n' + clipped.join(u'\n')));
            });
        });
    }
    template <class Each> void checkNames(const Each& each, QSize size) {
        each([&](app::DrawnPanel& panel, const char* name) {
            panel.resize(size);
            panel.show();
            QCoreApplication::processEvents();
            const QStringList faults = unnamedStops(&panel);
            QVERIFY2(faults.isEmpty(), qPrintable(QLatin1String(name) + u'\n' + faults.join(u'\n')));
        });
    }
    // The theme changes colours and nothing else, and a picture drawn twice is the same picture.
    template <class Each> void checkThemes(const Each& each, QSize size) {
        each([&](app::DrawnPanel& panel, const char* name) {
            panel.resize(size);
            const QString words = panel.description();
            const QImage light = panel.grab().toImage();
            QVERIFY2(panel.grab().toImage() == light, name);
            m_theme->setMode(app::ThemeMode::Dark);
            QCoreApplication::processEvents();
            QCOMPARE(panel.description(), words);
            QVERIFY2(pixelsOf(panel.grab().toImage(), QColor(QStringLiteral("#FFFFFF"))) == 0, name);
            m_theme->setMode(app::ThemeMode::Light);
            QCoreApplication::processEvents();
            QVERIFY2(panel.grab().toImage() == light, name);
        });
    }
    // Nothing to check by machine but that it can be drawn; MAYLAB_TEST_SHOTS keeps the pictures for the eye.
    template <class Each> void keepLooks(const Each& each, std::initializer_list<QSize> sizes) {
        inEveryLook([&](const QString& suffix) {
            each([&](app::DrawnPanel& panel, const char* name) {
                panel.show();
                for (const QSize size : sizes) {
                    panel.resize(size);
                    QCoreApplication::processEvents();
                    QVERIFY(!panel.grab().isNull());
                    shot(&panel, QLatin1String(name) + QStringLiteral("-%1x%2").arg(size.width()).arg(size.height()) + suffix);
                }
            });
        });
    }

    QTemporaryDir m_dir;
    std::unique_ptr<app::Theme> m_theme;
    std::unique_ptr<app::IconStore> m_icons;
    std::unique_ptr<app::LanguageController> m_language;
    std::unique_ptr<app::Settings> m_settings;
    std::unique_ptr<app::UiContext> m_ui;
};

} // namespace maylab::test
