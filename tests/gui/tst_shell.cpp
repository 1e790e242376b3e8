// The frame of the program, driven as a person would: keys, clicks, languages, themes, small and large windows.
#include <QtTest>

#include "app/shell/command_palette.h"
#include "app/shell/first_start_page.h"
#include "app/shell/focus_ring.h"
#include "app/shell/help_dialog.h"
#include "app/shell/main_window.h"
#include "app/shell/navigation_rail.h"
#include "app/shell/ports_fact.h"
#include "app/shell/preferences_page.h"
#include "app/shell/week_page.h"
#include "app/shell/widgets/cards.h"
#include "app/shell/widgets/number_control.h"
#include "app/shell/widgets/pane_state.h"
#include "app/shell/widgets/progress_ring.h"
#include "shell_fixture.h"
#include "support/pseudo_locale.h"
#include "support/widget_checks.h"
#include "widget_sheet.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QFileDialog>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QSlider>
#include <QTemporaryDir>
#include <QTreeView>
#include <QVBoxLayout>

#include <cmath>

using namespace maylab::app;
using maylab::test::Sheet;
using maylab::test::Shell;

class TestShell : public QObject {
    Q_OBJECT

  private slots:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!.*propagateSizeHints).*$"))); }

    // Every page in both languages and themes: nothing clipped, every stop named, nothing left in one language.
    void pages_data() {
        QTest::addColumn<QString>("page");
        for (const char* page : {"week", "preferences", "first"}) QTest::addRow("%s", page) << QString::fromLatin1(page);
    }
    void pages() {
        QFETCH(QString, page);
        Shell s;
        s.window.showPage(page);
        for (bool dark : {false, true}) {
            s.theme.setMode(dark ? ThemeMode::Dark : ThemeMode::Light);
            for (LanguageMode mode : {LanguageMode::English, LanguageMode::Vietnamese}) {
                s.language.setMode(mode);
                s.window.setStatus("save", s.week.both("Progress saved", "Đã lưu tiến trình"));
                for (const QSize& size : {QSize(1366, 768), QSize(800, 600), QSize(1920, 1080), QSize(3840, 2160)}) {
                    s.window.resize(size);
                    s.settle();
                    s.settle();
                    const QString name = QStringLiteral("%1_%2_%3_%4").arg(page, dark ? "dark" : "light",
                                         mode == LanguageMode::English ? "en" : "vi").arg(size.width());
                    if (size.width() < 3000) maylab::test::shot(&s.window, name);
                    const QStringList clipped = maylab::test::clippedTexts(&s.window);
                    QVERIFY2(clipped.isEmpty(), qPrintable(name + '\n' + clipped.join('\n')));
                    QCOMPARE(s.window.size(), size);
                }
            }
        }
        const QStringList unnamed = maylab::test::unnamedStops(&s.window);
        QVERIFY2(unnamed.isEmpty(), qPrintable(unnamed.join('\n')));
        // One primary button at most.
        int primary = 0;
        maylab::test::eachVisible(&s.window, [&](const QWidget* w) { primary += w->property("kind") == QLatin1String("primary"); });
        QVERIFY(primary <= 1);
    }

    void pseudoLocale_data() { pages_data(); }
    void pseudoLocale() {
        QFETCH(QString, page);
        Shell s;
        maylab::test::PseudoTranslator pseudo;
        QCoreApplication::installTranslator(&pseudo);
        s.settle();
        emit s.week.changed();
        s.window.showPage(page);
        s.window.setStatus("save", s.week.both("Progress saved", ""));
        s.settle();
        maylab::test::UntranslatedText walk;
        QStringList found = walk.find(&s.window);
        s.window.openPalette();
        s.settle();
        found << walk.find(&s.window.palette());
        s.window.palette().dismiss();
        HelpDialog help(s.ui, s.actions, &s.window);
        help.show();
        s.settle();
        found << walk.find(&help);
        QCoreApplication::removeTranslator(&pseudo);
        s.settle();
        QVERIFY2(found.isEmpty(), qPrintable(found.join('\n')));
    }

    // The walk itself can fail: a raw text is found.
    void pseudoWalkFindsRawText() {
        QWidget window;
        auto* label = new QLabel("raw words", &window);
        auto* data = markAsData(new QLabel("GET product:17", &window));
        auto* good = new QLabel(maylab::test::pseudo("fine") + " 0.72", &window);
        window.show();
        maylab::test::UntranslatedText walk;
        const QStringList found = walk.find(&window);
        QCOMPARE(found.size(), 1);
        QVERIFY(found[0].contains("raw words"));
        Q_UNUSED(label);
        Q_UNUSED(data);
        Q_UNUSED(good);
    }

    void languageLiveSwitch() {
        Shell s;
        auto* segments = s.window.findChild<Segments*>("languageSegments");
        QVERIFY(segments != nullptr);
        auto* vi = segments->findChild<QToolButton*>("segment_vi");
        QTest::mouseClick(vi, Qt::LeftButton);
        QTRY_COMPARE(s.language.mode(), LanguageMode::Vietnamese);
        s.settle();
        QVERIFY(s.window.windowTitle().startsWith(QString::fromUtf8("Tuần 4")));
        auto* go = s.window.findChild<QPushButton*>("continueButton");
        QCOMPARE(go->text(), QString::fromUtf8("Tiếp tục"));
        QCOMPARE(s.settings.text(Setting::Language), QStringLiteral("vi"));
        QTest::mouseClick(segments->findChild<QToolButton*>("segment_en+vi"), Qt::LeftButton);
        QTRY_COMPARE(s.language.mode(), LanguageMode::Both);
        s.settle();
        QCOMPARE(go->text(), QStringLiteral("Continue")); // the system's language is English here
        QTest::keyClick(&s.window, Qt::Key_2, Qt::ControlModifier | Qt::AltModifier);
        QTRY_COMPARE(s.language.mode(), LanguageMode::Vietnamese);
        QTRY_COMPARE(segments->current(), QStringLiteral("vi"));
    }

    // Qt's file dialogs and fields speak the language too; a word that is the same in both is named here.
    void qtsOwnWords() {
        Shell s;
        const auto words = [&](LanguageMode mode) {
            s.language.setMode(mode);
            QStringList out;
            for (const auto accept : {QFileDialog::AcceptOpen, QFileDialog::AcceptSave}) {
                QFileDialog dialog(&s.window, {}, QDir::tempPath(), QStringLiteral("*.json"));
                dialog.setOption(QFileDialog::DontUseNativeDialog);
                dialog.setAcceptMode(accept);
                dialog.ensurePolished();
                for (const auto* label : dialog.findChildren<QLabel*>()) out << label->text();
                for (const auto* button : dialog.findChildren<QAbstractButton*>()) out << button->text() << button->toolTip();
                for (const auto* action : dialog.findChildren<QAction*>()) out << action->text();
                const auto* view = dialog.findChild<QTreeView*>();
                for (int i = 0; i < view->model()->columnCount(); ++i) {
                    if (!view->isColumnHidden(i)) out << view->model()->headerData(i, Qt::Horizontal).toString();
                }
            }
            QLineEdit line;
            QPlainTextEdit text;
            for (auto* menu : {line.createStandardContextMenu(), text.createStandardContextMenu()}) {
                for (const QAction* a : menu->actions()) out << a->text().section(u'\t', 0, 0);
                delete menu;
            }
            return out;
        };
        const QStringList english = words(LanguageMode::English), vietnamese = words(LanguageMode::Vietnamese);
        QCOMPARE(vietnamese.size(), english.size());
        QVERIFY(english.contains(QStringLiteral("Look in:")) && english.contains(QStringLiteral("Select All")));
        for (int i = 0; i < english.size(); ++i) {
            static const QRegularExpression kLetters(QStringLiteral("[a-z]{2}"));
            if (english[i].contains(kLetters)) QVERIFY2(english[i] != vietnamese[i], qPrintable(english[i]));
        }
    }

    void themeSwitch() {
        Shell s;
        const auto pixel = [&] { return s.window.grab().toImage().pixelColor(700, 20); };
        QCOMPARE(pixel(), s.theme.color(ColorToken::Panel));
        QTest::mouseClick(s.window.findChild<QToolButton*>("themeButton"), Qt::LeftButton);
        QTRY_VERIFY(s.theme.isDark());
        s.settle();
        QCOMPARE(pixel(), QColor("#1B1F26"));
        QCOMPARE(s.settings.text(Setting::Theme), QStringLiteral("dark"));
        // Nothing white is left anywhere.
        const QImage image = s.window.grab().toImage();
        int white = 0;
        for (int y = 0; y < image.height(); y += 2) {
            for (int x = 0; x < image.width(); x += 2) white += image.pixelColor(x, y) == QColor(Qt::white);
        }
        QCOMPARE(white, 0);
    }

    void palette() {
        Shell s;
        QAbstractItemModelTester tester(s.window.palette().list()->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        QWidget* before = s.focus();
        QTest::keyClick(&s.window, Qt::Key_K, Qt::ControlModifier);
        QTRY_VERIFY(s.window.palette().isVisible());
        QCOMPARE(s.focus(), static_cast<QWidget*>(s.window.palette().field()));
        QVERIFY(s.window.palette().list()->model()->rowCount() > 8);
        maylab::test::shot(&s.window, "palette");
        // Found in either language, without marks.
        QTest::keyClicks(s.window.palette().field(), "tieng viet");
        QTRY_VERIFY(s.window.palette().list()->model()->rowCount() >= 1);
        QTest::keyClick(s.window.palette().field(), Qt::Key_Escape);
        QVERIFY(!s.window.palette().isVisible());
        QTRY_COMPARE(s.focus(), before);
        s.window.openPalette();
        QTest::keyClicks(s.window.palette().field(), "dark");
        QTest::keyClick(s.window.palette().field(), Qt::Key_Return);
        QTRY_VERIFY(s.theme.isDark());
        QVERIFY(!s.window.palette().isVisible());
        s.window.openPalette();
        QTest::keyClicks(s.window.palette().field(), "zzzzqq");
        QCOMPARE(s.window.palette().list()->model()->rowCount(), 0);
        QVERIFY(!s.window.palette().list()->isVisible());
        QTest::keyClick(s.window.palette().field(), Qt::Key_Return); // nothing there, nothing happens
        QVERIFY(s.window.palette().isVisible());
    }

    void actionSearch() {
        QVERIFY(ActionRegistry::score(QString::fromUtf8("Tuần 4"), "tuan") > 0);
        QVERIFY(ActionRegistry::score(QString::fromUtf8("Đặt cache phía trước"), "dat cache") > 0);
        QVERIFY(ActionRegistry::score("CloudFront", "cfr") > 0);
        QCOMPARE(ActionRegistry::score("CloudFront", "xyz"), 0);
        QVERIFY(ActionRegistry::score("Dark theme", "dark") > ActionRegistry::score("Switch dark and light", "dark"));
        ActionRegistry actions;
        int ran = 0;
        bool enabled = true;
        actions.add({"a", [] { return QString("Alpha"); }, {}, {}, {}, [&] { ++ran; }, [&] { return enabled; }, {}, false});
        actions.add({"b", [] { return QString("Beta"); }, {}, {}, {}, [&] { actions.remove("b"); }, {}, {}, false});
        QCOMPARE(static_cast<int>(actions.find("").size()), 2);
        QVERIFY(actions.run("a"));
        enabled = false;
        QVERIFY(!actions.run("a"));
        QCOMPARE(ran, 1);
        QCOMPARE(static_cast<int>(actions.find("alpha").size()), 0);
        QVERIFY(actions.run("b")); // an action may change the registry
        QVERIFY(!actions.run("b"));
    }

    void paneWalk() {
        Shell s;
        QList<QWidget*> seen;
        for (int i = 0; i < 8; ++i) {
            QTest::keyClick(&s.window, Qt::Key_F6);
            s.settle();
            seen << s.focus();
        }
        QVERIFY(seen.contains(s.window.findChild<QWidget*>("railLabs")));
        QVERIFY(seen.contains(s.window.findChild<QWidget*>("openWorklog")));
        QVERIFY(seen.contains(s.window.findChild<QWidget*>("menuButton")));
        QVERIFY(seen.contains(s.window.findChild<QWidget*>("continueButton")));
        QWidget* last = s.focus();
        QTest::keyClick(&s.window, Qt::Key_F6);
        s.settle();
        QTest::keyClick(&s.window, Qt::Key_F6, Qt::ShiftModifier);
        s.settle();
        QCOMPARE(s.focus(), last);
    }

    // The ring goes around what the keyboard reached, never around what the pointer did.
    void focusRing() {
        Shell s;
        auto* ring = s.window.findChild<FocusRing*>("focusRing");
        auto* go = s.window.findChild<QPushButton*>("continueButton");
        go->clearFocus(); // the page gave it the focus, without the keyboard
        go->setFocus(Qt::TabFocusReason);
        s.settle();
        QVERIFY(ring->isVisible());
        QCOMPARE(ring->target(), static_cast<QWidget*>(go));
        QCOMPARE(ring->geometry().size(), go->size() + QSize(8, 8));
        maylab::test::shot(&s.window, "focus");
        QTest::mouseClick(s.window.findChild<QToolButton*>("themeButton"), Qt::LeftButton);
        s.window.findChild<QToolButton*>("themeButton")->setFocus(Qt::MouseFocusReason);
        s.settle();
        QVERIFY(!ring->isVisible());
        // Every stop on the way round shows a ring or a cell of its own.
        go->setFocus(Qt::TabFocusReason);
        QSet<QWidget*> stops;
        for (int i = 0; i < 40 && !stops.contains(s.focus()); ++i) {
            stops << s.focus();
            QVERIFY2(ring->isVisible() || qobject_cast<QAbstractItemView*>(s.focus()), qPrintable(maylab::test::describe(s.focus())));
            QTest::keyClick(s.focus(), Qt::Key_Tab);
            s.settle();
        }
        QVERIFY(stops.size() >= 8);
    }

    void weekPage() {
        Shell s;
        QSignalSpy labs(s.weekPage, &WeekPage::labChosen);
        QSignalSpy go(s.weekPage, &WeekPage::continueChosen);
        QSignalSpy worklog(s.weekPage, &WeekPage::worklogChosen);
        auto* card = s.weekPage->findChild<QWidget*>("labCard_elasticache");
        card->setFocus(Qt::TabFocusReason);
        QTest::keyClick(card, Qt::Key_Return);
        QTest::mouseClick(card, Qt::LeftButton);
        QCOMPARE(labs.count(), 2);
        QCOMPARE(labs[0][0].toString(), QStringLiteral("elasticache"));
        // A planned lab says so and opens nothing.
        auto* planned = s.weekPage->findChild<QWidget*>("labCard_ssm");
        QCOMPARE(planned->focusPolicy(), Qt::NoFocus);
        QTest::mouseClick(planned, Qt::LeftButton);
        QCOMPARE(labs.count(), 2);
        QVERIFY(planned->accessibleName().contains("Comes later"));
        QTest::mouseClick(s.weekPage->findChild<QPushButton*>("continueButton"), Qt::LeftButton);
        QTest::mouseClick(s.weekPage->findChild<QPushButton*>("openWorklog"), Qt::LeftButton);
        QCOMPARE(go.count(), 1);
        QCOMPARE(worklog.count(), 1);
        s.week.begun = false;
        emit s.week.changed();
        s.settle();
        QCOMPARE(s.weekPage->findChild<QPushButton*>("continueButton")->text(), QStringLiteral("Start"));
        maylab::test::shot(&s.window, "week_first");
    }

    void rail() {
        Shell s;
        for (const char* name : {"railWeek", "railLabs", "railWorklog", "railPreferences"}) {
            auto* list = s.window.findChild<QListView*>(name);
            QVERIFY(list != nullptr);
            QAbstractItemModelTester tester(list->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        }
        auto* bottom = s.window.findChild<QListView*>("railPreferences");
        QTest::mouseClick(bottom->viewport(), Qt::LeftButton, {}, bottom->visualRect(bottom->model()->index(0, 0)).center());
        QCOMPARE(s.window.currentPage(), QStringLiteral("preferences"));
        auto* top = s.window.findChild<QListView*>("railWeek");
        top->setFocus();
        top->setCurrentIndex(top->model()->index(0, 0));
        QTest::keyClick(top, Qt::Key_Return);
        QCOMPARE(s.window.currentPage(), QStringLiteral("week"));
        auto* labs = s.window.findChild<QListView*>("railLabs");
        QVERIFY(labs->model()->index(0, 0).data(Qt::AccessibleTextRole).toString().contains("75 %"));
        const QModelIndex planned = labs->model()->index(5, 0);
        QVERIFY(!(planned.flags() & Qt::ItemIsEnabled));
        QTest::mouseClick(labs->viewport(), Qt::LeftButton, {}, labs->visualRect(planned).center());
        QCOMPARE(s.window.currentPage(), QStringLiteral("week"));
        s.window.showPage("no such page");
        QCOMPARE(s.window.currentPage(), QStringLiteral("week"));
    }

    void firstStart() {
        Shell s;
        s.window.setChromeShown(false);
        s.window.showPage("first");
        s.settle();
        QVERIFY(!s.window.findChild<QWidget*>("rail")->isVisible());
        auto* start = s.window.findChild<QPushButton*>("firstStart");
        QCOMPARE(start->text(), QString::fromUtf8("Start: A database drowns · 6\u00A0min"));
        QCOMPARE(s.focus(), static_cast<QWidget*>(start)); // Enter is enough
        QSignalSpy go(s.first, &FirstStartPage::startChosen);
        QTest::keyClick(start, Qt::Key_Return);
        QTest::keyClick(start, Qt::Key_Space);
        QVERIFY(go.count() >= 1);
        QSignalSpy chosen(s.first, &FirstStartPage::languageChosen);
        QTest::mouseClick(s.first->findChild<QToolButton*>("segment_vi"), Qt::LeftButton);
        QCOMPARE(chosen.count(), 1);
        s.language.setMode(LanguageMode::Vietnamese);
        s.settle();
        QCOMPARE(start->text(), QString::fromUtf8("Bắt đầu: Database quá tải · 6\u00A0phút"));
        maylab::test::shot(&s.window, "first_vi");
        QSignalSpy week(s.first, &FirstStartPage::weekChosen);
        QTest::mouseClick(s.window.findChild<QPushButton*>("firstWeek"), Qt::LeftButton);
        QCOMPARE(week.count(), 1);
        // Without a lab nothing can be started: it says so, and what was looked at.
        s.noLab = QStringLiteral("No lab in /somewhere.");
        s.language.setMode(LanguageMode::English);
        s.settle();
        QVERIFY(!start->isVisible());
        QVERIFY(s.first->findChild<TextBlock*>("firstSentence")->prose().contains("/somewhere"));
        s.window.setChromeShown(true);
        QVERIFY(s.window.findChild<QWidget*>("rail")->isVisibleTo(&s.window));
    }

    void preferences() {
        Shell s;
        s.window.showPage("preferences");
        const auto press = [&](const char* group, const char* id) {
            auto* segments = s.preferences->findChild<Segments*>(group);
            QTest::mouseClick(segments->findChild<QToolButton*>(QStringLiteral("segment_") + QLatin1String(id)), Qt::LeftButton);
            s.settle();
        };
        press("preferencesTextSize", "130");
        QCOMPARE(s.theme.textSize(), 130);
        QCOMPARE(QApplication::font().pixelSize(), 17);
        for (LanguageMode mode : {LanguageMode::English, LanguageMode::Vietnamese}) {
            s.language.setMode(mode);
            for (const char* page : {"preferences", "week", "first"}) {
                s.window.showPage(page);
                for (const QSize& size : {QSize(1366, 768), QSize(800, 600)}) {
                    s.window.resize(size);
                    s.settle();
                    s.settle();
                    const QString name = QStringLiteral("large_%1_%2_%3").arg(page, mode == LanguageMode::English ? "en" : "vi").arg(size.width());
                    maylab::test::shot(&s.window, name);
                    const QStringList clipped = maylab::test::clippedTexts(&s.window);
                    QVERIFY2(clipped.isEmpty(), qPrintable(name + '\n' + clipped.join('\n')));
                }
            }
        }
        s.language.setMode(LanguageMode::English);
        s.window.showPage("preferences");
        s.window.resize(1366, 900);
        s.settle();
        press("preferencesTextSize", "100");
        press("preferencesTheme", "dark");
        QVERIFY(s.theme.isDark());
        press("preferencesLanguage", "vi");
        QCOMPARE(s.language.mode(), LanguageMode::Vietnamese);
        press("preferencesSpeed", "60");
        QCOMPARE(s.settings.number(Setting::DefaultSpeed), 60);
        auto* motion = s.preferences->findChild<QCheckBox*>("reducedMotion");
        motion->click();
        QVERIFY(s.theme.reducedMotion());
        auto* pause = s.preferences->findChild<QCheckBox*>("pauseOnRead");
        QVERIFY(pause->isChecked()); // on by default
        pause->click();
        QVERIFY(!s.settings.flag(Setting::PauseOnRead));
        QSignalSpy folder(s.preferences, &PreferencesPage::openFolderAsked);
        s.preferences->findChild<QPushButton*>("openProfile")->click();
        QCOMPARE(folder[0][0].toString(), QStringLiteral("/home/lan/.local/share/maylab"));
        // A later start finds it all.
        QVERIFY(s.settings.flush());
        Settings again(s.settings.path());
        QCOMPARE(themeModeOf(again), ThemeMode::Dark);
        QCOMPARE(languageModeOf(again), LanguageMode::Vietnamese);
        QVERIFY(again.flag(Setting::ReducedMotion));
    }

    void settingsFile() {
        QTemporaryDir folder;
        const QString path = folder.filePath("deep/er/maylab.ini");
        {
            Settings s(path);
            QCOMPARE(s.number(Setting::TextSize), 100);
            QSignalSpy changed(&s, &Settings::changed);
            s.set(Setting::TextSize, 117); // not one of the sizes: refused
            QCOMPARE(changed.count(), 0);
            s.set(Setting::TextSize, 115);
            s.set(Setting::TextSize, 115);
            QCOMPARE(changed.count(), 1);
            QVERIFY(s.flush());
        }
        {
            QFile file(path);
            QVERIFY(file.open(QIODevice::ReadOnly));
            QVERIFY(file.readAll().contains("version=1"));
        }
        { // Broken values read as their defaults.
            QFile file(path);
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write("[General]\nversion=1\ntextSize=banana\ntheme=purple\nreducedMotion=true\nlanguage=vi\n");
        }
        {
            Settings s(path);
            QCOMPARE(s.number(Setting::TextSize), 100);
            QCOMPARE(s.text(Setting::Theme), QStringLiteral("system"));
            QVERIFY(s.flag(Setting::ReducedMotion));
            QCOMPARE(s.text(Setting::Language), QStringLiteral("vi"));
        }
        { // A newer version's file is read and never written.
            QFile file(path);
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write("[General]\nversion=99\ntheme=dark\nunknown=1\n");
        }
        Settings s(path);
        QVERIFY(s.isReadOnly());
        QCOMPARE(s.text(Setting::Theme), QStringLiteral("dark"));
        s.set(Setting::Theme, "light");
        s.flush();
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.readAll().contains("theme=dark"));
        // A table without holes: every key once, every default valid.
        QSet<QString> keys;
        for (const SettingRow& row : settingTable()) {
            QVERIFY(row.valid(row.fallback));
            QVERIFY(!keys.contains(QLatin1String(row.key)));
            keys << QLatin1String(row.key);
        }
    }

    void messages() {
        Shell s;
        auto* bar = s.window.findChild<MessageBar*>();
        QVERIFY(!bar->isVisible());
        int done = 0;
        s.window.showMessage("disk", State::Fail, [] { return QStringLiteral("The disk is full. Your progress is kept in memory."); }, [] { return QStringLiteral("Try again"); }, [&] { ++done; });
        s.window.showMessage("port", State::Warning, [] { return QStringLiteral("Port 6379 is in use by another program."); }, [] { return QStringLiteral("Use 6380"); }, [&] { done += 10; });
        s.settle();
        QVERIFY(bar->isVisible());
        QVERIFY(bar->text().contains("6379"));
        maylab::test::shot(&s.window, "message");
        QTest::mouseClick(bar->findChild<QPushButton*>("messageAction"), Qt::LeftButton);
        QCOMPARE(done, 10);
        QVERIFY(bar->text().contains("disk")); // the older one is still there
        QTest::mouseClick(bar->findChild<QToolButton*>("messageClose"), Qt::LeftButton);
        QVERIFY(!bar->isVisible());
        QCOMPARE(done, 10);
    }

    void statusAndHelp() {
        Shell s;
        s.window.setStatusFact("seed", {}, "Seed 41");
        s.window.setStatus("circle-check", "Done: See the queue. 1 of 3.", true);
        s.settle();
        maylab::test::shot(&s.window, "status");
        s.window.setStatusFact("seed", {}, {});
        QTest::keyClick(&s.window, Qt::Key_F1);
        QTRY_VERIFY(s.window.findChild<HelpDialog*>() != nullptr);
        auto* help = s.window.findChild<HelpDialog*>();
        QTRY_VERIFY(help->isVisible());
        s.language.setMode(LanguageMode::Vietnamese);
        s.settle();
        maylab::test::shot(help, "help_vi");
        QVERIFY(maylab::test::clippedTexts(help).isEmpty());
        QTest::keyClick(help, Qt::Key_Escape);
        QTRY_VERIFY(s.window.findChild<HelpDialog*>() == nullptr);
    }

    void portsForRealClients() {
        Shell s;
        PortsFact& ports = s.window.portsFact();
        QVERIFY(!ports.isVisible());
        ports.setCommands({{"redis-cli -p 6379", "shop (primary)"}, {"redis-cli -p 6380", "shop (reader)"}});
        s.settle();
        QVERIFY(ports.isVisible());
        QVERIFY(ports.findChild<QLabel*>("portsText")->text().startsWith("redis-cli -p 6379"));
        QVERIFY(ports.accessibleName().contains("redis-cli -p 6380   shop (reader)"));
        QVERIFY(ports.findChild<QLabel*>("portsText")->toolTip().endsWith("redis-cli -p 6379   shop (primary)\nredis-cli -p 6380   shop (reader)"));
        maylab::test::shot(&s.window, "ports");
        QTest::mouseClick(ports.findChild<QToolButton*>("portsCopy"), Qt::LeftButton);
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("redis-cli -p 6379\nredis-cli -p 6380"));
        s.language.setMode(LanguageMode::Vietnamese);
        s.settle();
        QVERIFY(ports.accessibleName().startsWith(QString::fromUtf8("Cổng loopback")));
        QVERIFY(maylab::test::clippedTexts(&ports).isEmpty());
        QSignalSpy closing(&ports, &PortsFact::closeAsked);
        QTest::mouseClick(ports.findChild<QToolButton*>("portsClose"), Qt::LeftButton);
        QCOMPARE(closing.count(), 1);
        ports.setCommands({});
        QVERIFY(!ports.isVisible());
        s.window.showPage("preferences");
        auto* box = s.preferences->findChild<QCheckBox*>("realClients");
        QVERIFY(!box->isChecked());
        QSignalSpy asked(s.preferences, &PreferencesPage::clientsAsked);
        box->click();
        QCOMPARE(asked.count(), 1);
        QCOMPARE(asked.at(0).at(0).toBool(), true);
        s.preferences->setClientsOn(false);
        QCOMPARE(asked.count(), 1);
        QVERIFY(!box->isChecked());
    }

    void parts() {
        Shell s;
        for (bool dark : {false, true}) {
            s.theme.setMode(dark ? ThemeMode::Dark : ThemeMode::Light);
            Sheet sheet(s.ui);
            sheet.show();
            QVERIFY(QTest::qWaitForWindowExposed(&sheet));
            s.settle();
            maylab::test::shot(&sheet, dark ? "parts_dark" : "parts_light");
            const QStringList clipped = maylab::test::clippedTexts(&sheet);
            QVERIFY2(clipped.isEmpty(), qPrintable(clipped.join('\n')));
            const QStringList unnamed = maylab::test::unnamedStops(&sheet);
            QVERIFY2(unnamed.isEmpty(), qPrintable(unnamed.join('\n')));
        }
    }

    void goalRow() {
        Shell s;
        GoalRow row(s.ui);
        row.setView({"Hit ratio stays up", State::Running, "0.72", "≥ 0.90", 0.72, 0.90, "held 12 of 30 s", true, true});
        row.show();
        QVERIFY(row.accessibleName().contains("now 0.72"));
        QVERIFY(row.accessibleName().contains("needs ≥ 0.90"));
        QSignalSpy why(&row, &GoalRow::whyAsked);
        QTest::mouseClick(row.findChild<QPushButton*>("goalWhy"), Qt::LeftButton);
        QCOMPARE(why.count(), 1);
        s.language.setMode(LanguageMode::Vietnamese);
        s.settle();
        QVERIFY(row.accessibleName().contains(QString::fromUtf8("hiện tại")));
        // On passing the edge is the pass colour for a moment; without motion it is not.
        auto view = row.view();
        view.state = State::Pass;
        row.setView(view);
        QCOMPARE(row.property("card").toString(), QStringLiteral("pass"));
        QTRY_COMPARE(row.property("card").toString(), QStringLiteral("current"));
        s.theme.setReducedMotion(true);
        view.state = State::Open;
        row.setView(view);
        view.state = State::Pass;
        row.setView(view);
        QCOMPARE(row.property("card").toString(), QStringLiteral("current"));
        // In a narrow page the link goes below the numbers, and comes back where there is room.
        view = {"p95", State::Pass, QString::fromUtf8("90,0\u00a0ms"), QString::fromUtf8("= 90,0\u00a0ms"), 0.8, 0.9, {}, false, true};
        auto* link = row.findChild<QPushButton*>("goalWhy");
        QWidget page;
        page.resize(500, 200);
        row.setParent(&page);
        row.show();
        page.show();
        for (const int width : {260, 420, 260}) {
            row.setGeometry(0, 0, width, 120);
            row.setView(view);
            s.settle();
            const QStringList clipped = maylab::test::clippedTexts(&row);
            QVERIFY2(clipped.isEmpty(), qPrintable(clipped.join('\n')));
            QVERIFY(link->isVisible());
            QCOMPARE(link->mapTo(&row, QPoint(0, 0)).y() > row.findChild<GoalBar*>()->y(), width == 260);
        }
        row.setParent(nullptr);
    }

    void numberControl() {
        Shell s;
        QWidget window;
        auto* layout = new QVBoxLayout(&window);
        auto* control = new NumberControl(s.ui, {0, 200000, 10, 0, true});
        control->setLabel("Traffic");
        control->setUnit("/s");
        layout->addWidget(control);
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QSignalSpy edited(control, &NumberControl::edited);
        control->setValue(300);
        QCOMPARE(edited.count(), 0);
        control->focusField();
        QTest::keyClicks(control->field(), "600");
        QCOMPARE(edited.count(), 0); // not while typing
        QTest::keyClick(control->field(), Qt::Key_Return);
        QCOMPARE(edited.count(), 1);
        QCOMPARE(control->value(), 600.0);
        QTest::keyClick(control->field(), Qt::Key_Up);
        QCOMPARE(edited.count(), 2);
        QCOMPARE(control->value(), 610.0);
        control->setValue(2000);
        QCOMPARE(control->field()->text().remove(QChar(0xA0)), QStringLiteral("2000/s")); // never grouped
        // The slider goes there and back through its whole range.
        for (double v : {0.0, 10.0, 560.0, 2000.0, 200000.0}) {
            control->setValue(v);
            const int position = control->slider()->value();
            control->slider()->setSliderDown(true);
            control->slider()->setSliderPosition(position == 1000 ? 999 : position + 1);
            control->slider()->setSliderPosition(position);
            control->slider()->setSliderDown(false);
            QVERIFY2(std::fabs(control->value() - v) <= std::max(10.0, v * 0.02), qPrintable(QString::number(control->value())));
        }
        NumberControl ratio(s.ui, {0, 1, 0.01, 2, false});
        ratio.setValue(0.72);
        s.language.setMode(LanguageMode::Vietnamese);
        s.settle();
        QCOMPARE(ratio.field()->text(), QStringLiteral("0,72"));
        QCOMPARE(ratio.value(), 0.72);
    }

    void copyCommand() {
        Shell s;
        CommandBox box(s.ui);
        const QString command = "aws elasticache modify-cache-parameter-group --cache-parameter-group-name shop --parameter-name-values x";
        box.setCommand(command);
        box.resize(220, 60);
        box.show();
        s.settle();
        QTest::mouseClick(box.findChild<QToolButton*>("copyCommand"), Qt::LeftButton);
        QCOMPARE(QGuiApplication::clipboard()->text(), command); // the whole, though it is shown elided
    }
};

QTEST_MAIN(TestShell)
#include "tst_shell.moc"
