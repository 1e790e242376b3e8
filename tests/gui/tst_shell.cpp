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
#include "support/pseudo_locale.h"
#include "support/widget_checks.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QLineEdit>
#include <QListView>
#include <QScrollArea>
#include <QSlider>
#include <QTemporaryDir>
#include <QVBoxLayout>

#include <cmath>

using namespace maylab::app;

namespace {

class FakeWeek : public WeekModel {
    Q_OBJECT
  public:
    const LanguageController& language;
    bool begun = true;
    explicit FakeWeek(const LanguageController& l) : language(l) {}

    QString both(const char* en, const char* vi) const {
        // Under the pseudo-locale everything that the model says counts as translated.
        const QString probe = QCoreApplication::translate("State", "Done");
        const QString text = QString::fromUtf8(language.chrome() == Language::Vietnamese ? vi : en);
        return probe.startsWith(u'⟦') ? maylab::test::pseudo(text) : text;
    }
    QString title() const override { return both("Week 4", "Tuần 4"); }
    QString subtitle() const override {
        return both("Monday 26 to Saturday 31 January 2026 · 3 of 4 steps done", "26/01/2026 đến 31/01/2026 · xong 3/4 bước");
    }
    std::vector<WeekLab> labs() const override {
        std::vector<WeekLab> labs;
        const struct {
            const char *id, *title, *icon, *en, *vi;
        } rows[] = {
            {"elasticache", "ElastiCache", "database-zap",
             "Put a cache in front of a drowning database, choose TTLs and an eviction policy.",
             "Đặt cache trước một database quá tải, chọn TTL và chính sách loại bỏ."},
            {"cloudfront", "CloudFront", "globe", "Take a page from one Region to the world: cache keys, TTLs, invalidation.",
             "Đưa một trang từ một Region ra khắp thế giới: cache key, TTL, invalidation."},
            {"edge", "Lambda@Edge", "waypoints", "Write handlers for the four triggers in JavaScript and see what each of them may touch.",
             "Viết handler bằng JavaScript cho bốn trigger và xem mỗi trigger được phép sửa những gì."},
            {"lambda", "Lambda", "square-function", "Cold and warm starts, memory and cost, throttling, retries, queues.",
             "Cold start và warm start, bộ nhớ và chi phí, throttling, retry, hàng đợi."},
            {"cloudwatch", "CloudWatch", "activity", "Metrics, percentiles, an alarm that does not flap, Logs Insights.",
             "Metric, percentile, một alarm không chập chờn, Logs Insights."},
            {"ssm", "Systems Manager", "server-cog", "Sessions without port 22, parameters with versions, a command over a fleet.",
             "Phiên kết nối không cần cổng 22, parameter có phiên bản, một lệnh cho cả nhóm máy."},
        };
        int day = 2;
        for (const auto& r : rows) {
            WeekLab lab;
            lab.id = QLatin1String(r.id);
            lab.title = QLatin1String(r.title);
            lab.icon = r.icon;
            lab.sentence = both(r.en, r.vi);
            lab.day = day;
            lab.date = QDate(2026, 1, 24 + day);
            lab.state = State::Planned;
            if (day == 2) {
                lab.state = begun ? State::InProgress : State::NotBegun;
                lab.stepsDone = begun ? 3 : 0;
                lab.stepsTotal = 4;
                lab.minutes = 42;
                lab.figures = begun ? both("Hit ratio 0.94 · p99 7.8 ms", "Tỷ lệ cache hit 0,94 · p99 7,8 ms") : QString();
                lab.firstStep = both("A database drowns", "Database quá tải");
            }
            ++day;
            labs.push_back(lab);
        }
        return labs;
    }
    std::optional<WeekContinuation> continuation() const override {
        WeekContinuation c;
        c.labId = "elasticache";
        c.begun = begun;
        c.title = both("ElastiCache, step 4: Memory is finite", "ElastiCache, bước 4: Bộ nhớ có hạn");
        c.when = begun ? both("yesterday at 21:14", "hôm qua lúc 21:14") : QString();
        if (begun) {
            c.goals = {{State::Pass, both("Evictions seen", "Đã thấy eviction")},
                       {State::Running, both("Hit ratio 0.72, needs ≥ 0.90", "Tỷ lệ cache hit hiện tại 0,72, cần ≥ 0,90")},
                       {State::Open, both("No error for 30 s", "Không lỗi trong 30 s")}};
        }
        return c;
    }
    WorklogSummary worklog() const override {
        WorklogSummary w;
        w.folder = "1.4-Week4";
        w.rows = {{State::InProgress, both("Day 2 · ElastiCache", "Thứ Hai · ElastiCache"), both("26 Jan, 8 figures", "26/01, 8 số liệu")},
                  {State::NotBegun, both("Day 3 · CloudFront", "Thứ Ba · CloudFront"), both("nothing yet", "chưa có gì")}};
        w.warning = both("Your note for day 2 is empty in Vietnamese.", "Ghi chú tiếng Việt cho Thứ Hai còn trống.");
        return w;
    }
};

struct Shell {
    QTemporaryDir folder;
    Theme theme;
    IconStore icons{theme};
    LanguageController language{Language::English};
    Settings settings{folder.filePath("maylab.ini")};
    UiContext ui{theme, icons, language, settings};
    ActionRegistry actions;
    FakeWeek week{language};
    MainWindow window{ui, actions};
    WeekPage* weekPage = new WeekPage(ui, week);
    PreferencesPage* preferences = new PreferencesPage(ui, QStringLiteral("/home/lan/.local/share/maylab"));
    QString noLab; // why there is none
    FirstStartPage* first = new FirstStartPage(ui, [this] {
        return FirstStartPage::FirstStep{week.both("A database drowns", "Database quá tải"), 6, noLab};
    });

    Shell() {
        theme.setMode(ThemeMode::Light);
        theme.attach(*qApp);
        language.setMode(LanguageMode::English);
        window.addPage("week", weekPage);
        window.addPage("preferences", preferences);
        window.addPage("first", first);
        std::vector<MainWindow::RailEntry> rail;
        rail.push_back({"week", [this] { return week.title(); }, "cloud", {}, true, MainWindow::RailEntry::Place::Top});
        for (const WeekLab& lab : week.labs()) {
            rail.push_back({lab.id, [lab] { return lab.title; }, lab.icon,
                            [lab] { return lab.stepsTotal > 0 ? double(lab.stepsDone) / lab.stepsTotal : 0; },
                            lab.state != State::Planned, MainWindow::RailEntry::Place::Labs});
        }
        rail.push_back({"worklog", [this] { return week.both("Worklog", "Worklog"); }, "notebook-pen", {}, true,
                        MainWindow::RailEntry::Place::Below});
        rail.push_back({"preferences", [this] { return week.both("Preferences", "Cài đặt"); }, "settings", {}, true,
                        MainWindow::RailEntry::Place::Bottom});
        window.setRailEntries(rail);
        window.setStatus("save", week.both("Progress saved", "Đã lưu tiến trình"));
        window.resize(1366, 768);
        window.show();
        const bool exposed = QTest::qWaitForWindowActive(&window);
        Q_ASSERT(exposed);
        settle();
    }
    ~Shell() { qApp->setStyleSheet({}); }
    void settle() {
        QCoreApplication::processEvents();
        QCoreApplication::sendPostedEvents();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        QCoreApplication::processEvents();
    }
    QWidget* focus() { return QApplication::focusWidget(); }
};

// All base widgets of the look on one sheet, as in the drawing of parts.
class Sheet : public QWidget {
    Q_OBJECT
  public:
    explicit Sheet(const UiContext& ui) {
        setObjectName("sheet");
        setProperty("surface", "window");
        auto* column = new QVBoxLayout(this);
        auto* buttons = new QHBoxLayout;
        const struct {
            ButtonKind kind;
            const char* text;
            const char* name;
        } kinds[] = {{ButtonKind::Primary, "Primary", "b1"}, {ButtonKind::Secondary, "Secondary", "b2"}, {ButtonKind::Flat, "Flat", "b3"},
                     {ButtonKind::Link, "Why?", "b4"}, {ButtonKind::Danger, "Delete run…", "b5"}, {ButtonKind::Secondary, "Disabled", "b6"}};
        for (const auto& k : kinds) {
            auto* b = new Button(ui, k.kind, this);
            b->setText(QString::fromUtf8(k.text));
            b->setObjectName(k.name);
            if (k.kind == ButtonKind::Danger) b->setIconName("trash-2");
            b->setEnabled(QLatin1String(k.name) != QLatin1String("b6"));
            buttons->addWidget(b);
        }
        buttons->addStretch(1);
        column->addLayout(buttons);
        auto* chips = new QHBoxLayout;
        for (State s : {State::Pass, State::Fail, State::Alarm, State::Warning, State::InProgress, State::NotBegun, State::Stopped, State::Locked}) {
            auto* chip = new Chip(ui, this);
            chip->setState(s, stateWord(s));
            chips->addWidget(chip);
        }
        chips->addStretch(1);
        column->addLayout(chips);
        auto* row = new QHBoxLayout;
        auto* left = new QVBoxLayout;
        const auto goal = [&](GoalRow::View view) {
            auto* g = new GoalRow(ui, this);
            g->setView(view);
            left->addWidget(g);
            return g;
        };
        goal({"Hit ratio stays up", State::Running, "0.72", "≥ 0.90", 0.72, 0.90, "held **12 of 30 s**, then fell at 03:20", true, true});
        goal({"Misses arrive evenly", State::Open, "4.1×", "≤ 1.5×", {}, {}, "", false, true});
        goal({"No answer older than 24 s", State::Pass, "20 s", "≤ 24 s", {}, {}, "passed at 02:58", false, true});
        auto* hint = new HintBox(ui, this);
        hint->setHint(1, 3, "chosen because misses come every 20.0 s",
                      "Look at the tiles: nearly all have the same colour, so they will leave together.");
        left->addWidget(hint);
        left->addStretch(1);
        row->addLayout(left, 1);
        auto* right = new QVBoxLayout;
        auto* block = new ControlBlock(ui, this);
        block->setTitle("Writes by the application");
        auto* writes = new Segments(ui, block);
        writes->setObjectName("writes");
        writes->setAccessibleName("Writes by the application");
        writes->addSegment("lazy", "Lazy loading");
        writes->addSegment("through", "Write-through");
        writes->setStretched(true);
        block->addWidget(writes);
        auto* ttl = new NumberControl(ui, {0, 600, 1, 0, false}, block);
        ttl->setObjectName("ttl");
        ttl->setLabel("TTL");
        ttl->setUnit("s");
        ttl->setValue(20);
        block->addWidget(ttl);
        auto* policy = new QComboBox(block);
        policy->setObjectName("policy");
        policy->setAccessibleName("Eviction policy");
        policy->addItems({"volatile-lru", "allkeys-lru"});
        block->addWidget(policy);
        auto* check = new QCheckBox("Follow", block);
        check->setObjectName("follow");
        check->setChecked(true);
        block->addWidget(check);
        block->setCommand("aws elasticache modify-cache-parameter-group --cache-parameter-group-name shop "
                          "--parameter-name-values ParameterName=maxmemory-policy,ParameterValue=volatile-lru");
        right->addWidget(block);
        auto* empty = new EmptyState(ui, this);
        empty->setTexts("No request yet", "Send one from the console, or start the traffic.", "Start traffic");
        auto* loading = new LoadingState(ui, this);
        loading->setTexts("Running ahead to 00:10:00", "Events so far 412,880, about 2 s left.");
        loading->setProgress(0.62);
        auto* error = new ErrorState(ui, this);
        error->setTexts("(error) OOM command not allowed", "The policy is noeviction: every write fails.", "Why?", "Change policy");
        auto* states = new QHBoxLayout;
        for (QWidget* w : {static_cast<QWidget*>(empty), static_cast<QWidget*>(loading), static_cast<QWidget*>(error)}) {
            auto* card = new Card(ui, this);
            auto* inner = new QVBoxLayout(card);
            inner->setContentsMargins(0, 0, 0, 0);
            inner->addWidget(w);
            states->addWidget(card, 1);
        }
        right->addLayout(states);
        right->addStretch(1);
        row->addLayout(right, 1);
        column->addLayout(row);
        auto* bar = new MessageBar(ui, this);
        bar->setMessage(State::Warning, "Port 6379 is in use by another program. Redis clients can reach this lab on **6380**.", "Use 6380");
        column->addWidget(bar);
        column->addStretch(1);
        resize(1000, 620);
    }
};

} // namespace

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
