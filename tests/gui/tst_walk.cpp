// The learner's way through the window, offscreen, in both languages: the first start, the four steps from their text,
// the language switched in the middle, the worklog. It speaks to the window as a person does (fields, buttons, the
// console's line) and never sleeps: it waits for what should come.
#include <QtTest>

#include "app/application.h"
#include "app/lesson/answer_row.h"
#include "app/lesson/goal_card.h"
#include "app/lesson/step_pane.h"
#include "app/panels/dashboard/dashboard_panel.h"
#include "app/panels/periods_panel.h"
#include "app/panels/shop_panel.h"
#include "app/panels/time_bar.h"
#include "app/shell/widgets/buttons.h"
#include "app/shell/widgets/cards.h"
#include "app/shell/widgets/number_control.h"
#include "app/shell/widgets/pane_state.h"
#include "app/shell/ports_fact.h"
#include "app/lesson/bill_view.h"
#include "app/lesson/debrief_page.h"
#include "app/worklog/worklog_page.h"
#include "endpoints/loopback_client.h"

#include <QComboBox>
#include <QDirIterator>
#include <QDoubleSpinBox>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QScrollArea>
#include <QScrollBar>
#include <QTemporaryDir>

#include <nlohmann/json.hpp>

using namespace maylab;
using namespace maylab::app;

namespace {

constexpr int kPatience = 60'000; // ms of wall time for anything the program does by itself

bool copyFolder(const QString& from, const QString& to) {
    QDirIterator files(from, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString path = files.next(), target = to + path.mid(from.size());
        if (!QDir().mkpath(QFileInfo(target).path()) || !QFile::copy(path, target)) return false;
        QFile::setPermissions(target, QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    }
    return true;
}

class Learner {
  public:
    Learner(const QString& profile, LanguageMode language, const QString& catalog = qEnvironmentVariable("MAYLAB_CATALOG")) {
        auto made = Application::make({catalog, profile, profile + "/settings.ini"});
        if (!made) qFatal("%s", qPrintable(made.error()));
        program = std::move(*made);
        program->language().setMode(language);
        program->theme().setReducedMotion(true);
        program->settings().set(Setting::PauseOnRead, false);
        program->window().resize(1366, 768);
        program->start();
        program->window().show();
        QCoreApplication::processEvents();
    }

    template <class W>
    W* find(const QString& name) {
        W* w = program->window().findChild<W*>(name);
        if (w == nullptr) qWarning("there is no %s", qPrintable(name));
        return w;
    }
    bool wait(const std::function<bool()>& done, int patience = kPatience) {
        return QTest::qWaitFor(done, patience);
    }
    bool press(const QString& name) {
        auto* b = find<QPushButton>(name);
        if (b == nullptr || !wait([b] { return b->isVisible() && b->isEnabled(); }, 5000)) return false;
        b->click();
        QCoreApplication::processEvents();
        return true;
    }
    bool type(const QString& field, double value) {
        auto* f = find<QDoubleSpinBox>(field);
        if (f == nullptr || !wait([f] { return f->isVisible() && f->isEnabled(); }, 5000)) return false;
        f->setFocus(Qt::TabFocusReason);
        f->selectAll();
        QTest::keyClicks(f->findChild<QLineEdit*>(), f->locale().toString(value, 'f', f->decimals()).remove(f->locale().groupSeparator()));
        QTest::keyClick(f->findChild<QLineEdit*>(), Qt::Key_Return);
        QCoreApplication::processEvents();
        return true;
    }
    bool console(ConsoleWidget::Tab tab, const QString& line) {
        auto* c = program->window().findChild<ConsoleWidget*>();
        if (c == nullptr || !wait([c] { return c->isVisible(); }, 5000)) return false;
        c->setCurrentTab(tab);
        auto* input = c->input(tab);
        input->setFocus(Qt::TabFocusReason);
        input->clear();
        QTest::keyClicks(input, line);
        QTest::keyClick(input, Qt::Key_Return);
        QCoreApplication::processEvents();
        QTest::qWait(120); // the reply comes with the next poll
        return true;
    }
    bool choose(const QString& name, const QString& option) {
        if (auto* segments = program->window().findChild<Segments*>(name)) {
            if (!wait([segments] { return segments->isVisible() && segments->isEnabled(); }, 5000)) return false;
            emit segments->chosen(option);
            return true;
        }
        auto* combo = find<QComboBox>(name);
        if (combo == nullptr || !wait([combo] { return combo->isVisible() && combo->isEnabled(); }, 5000)) return false;
        const int i = combo->findData(option);
        if (i < 0) return false;
        combo->setCurrentIndex(i);
        emit combo->activated(i);
        return true;
    }
    // Its upper part stands inside the step's page.
    bool inSight(const QString& name) {
        auto* w = find<QWidget>(name);
        auto* scroll = find<QScrollArea>(QStringLiteral("step.scroll"));
        if (w == nullptr || !w->isVisible()) return false;
        const int y = w->mapTo(scroll->viewport(), QPoint(0, 0)).y();
        return y >= 0 && y + std::min(w->height(), 60) <= scroll->viewport()->height();
    }
    const labs::SessionView* lesson() { return program->session().snapshot().lesson.get(); }
    const labs::GoalResult* goal(const std::string& id) {
        if (lesson() == nullptr) return nullptr;
        for (const auto& g : lesson()->goals) {
            if (g.id == id) return &g;
        }
        return nullptr;
    }
    bool inStep(const std::string& step) {
        return wait([&] { return program->session().snapshot().state == RunState::Ready && lesson() && lesson()->step == step; });
    }
    bool expectGoal(const std::string& id) {
        const bool ok = wait([&] { const auto* g = goal(id); return g != nullptr && g->state == labs::GoalState::Passed; });
        if (!ok) {
            const auto* g = goal(id);
            qWarning("goal %s did not pass; measured %s at %s", id.c_str(), g ? g->measured.toString().c_str() : "-",
                     kernel::formatClock(program->session().snapshot().now).c_str());
        }
        return ok;
    }
    void speed(Speed s) {
        program->session().runner().setSpeed(s);
        program->session().runner().play(true);
    }
    // Answers Say why rightly and waits until the step is done.
    bool sayWhy(const QString& option) {
        const QString step = QString::fromStdString(lesson()->step);
        const QString name = QStringLiteral("question.%1.why.%2").arg(step, option);
        if (!wait([&] { return program->window().findChild<QPushButton*>(name) != nullptr; })) return false;
        return press(name) && wait([&] { return lesson()->standing.understood; });
    }
    bool done() {
        const bool ok = wait([&] { return lesson() && lesson()->standing.done; });
        if (!ok && lesson()) {
            qWarning("the step is not done: another day %d", static_cast<int>(lesson()->anotherDay));
            for (const auto& o : lesson()->otherDays) {
                qWarning("  seed %llu %s %s: %s", static_cast<unsigned long long>(o.seed), o.goal.c_str(), o.part.c_str(), o.measured.toString().c_str());
            }
        }
        return ok;
    }

    std::unique_ptr<Application> program;
};

} // namespace

class TestWalk : public QObject {
    Q_OBJECT

  private slots:
    void theFourSteps_data() {
        QTest::addColumn<int>("language");
        QTest::newRow("English") << static_cast<int>(LanguageMode::English);
        QTest::newRow("Vietnamese") << static_cast<int>(LanguageMode::Vietnamese);
    }

    void theFourSteps() {
        QFETCH(int, language);
        QTemporaryDir profile;
        Learner learner(profile.path(), static_cast<LanguageMode>(language));
        Application& program = *learner.program;
        QCOMPARE(program.window().currentPage(), QStringLiteral("first"));

        // The first start: Enter on the one primary button.
        auto* page = program.window().page("first");
        Button* primary = nullptr;
        for (Button* b : page->findChildren<Button*>()) {
            if (b->kind() == ButtonKind::Primary) primary = b;
        }
        QVERIFY(primary != nullptr);
        primary->click();
        QVERIFY(learner.inStep("drowns"));
        QCOMPARE(program.window().currentPage(), QStringLiteral("lab"));
        QVERIFY(program.labPage().isSmall());

        // Step 1.
        QVERIFY(learner.type("control.field.traffic", 600));
        learner.speed(Speed::X10);
        QVERIFY(learner.expectGoal("queue"));
        QVERIFY(learner.press("step.hint"));
        QVERIFY(learner.wait([&] { return !learner.lesson()->hints.empty(); }, 5000));
        // What the database can do is asked for: the drawing says it only afterwards.
        auto* shop = program.labPage().findChild<ShopPanel*>();
        const auto saysLimit = [&] { return shop->visibleTexts().join(u' ').contains(QStringLiteral("560")); };
        QVERIFY(learner.wait([&] { return shop->picture().queriesPerSecond > 500; }, 20'000));
        QVERIFY2(!saysLimit(), qPrintable(shop->visibleTexts().join(u' ')));
        QVERIFY(learner.type("answer.limit", 560));
        QVERIFY(learner.expectGoal("limit"));
        QVERIFY2(learner.wait(saysLimit, 5000), qPrintable(shop->visibleTexts().join(u' ')));
        QVERIFY(learner.type("prediction.growth.field", 560));
        QVERIFY(learner.wait([&] { return !learner.lesson()->scriptRunning && learner.lesson()->predictions[0].measured; }));
        // The language changes in the middle; nothing is lost.
        const auto goalsBefore = learner.lesson()->goalsPassed;
        program.language().setMode(language == static_cast<int>(LanguageMode::English) ? LanguageMode::Vietnamese
                                                                                      : LanguageMode::English);
        QCoreApplication::processEvents();
        QCOMPARE(learner.lesson()->goalsPassed, goalsBefore);
        program.language().setMode(static_cast<LanguageMode>(language));
        QVERIFY(learner.type("control.field.traffic", 500));
        learner.speed(Speed::X10);
        QVERIFY(learner.expectGoal("calm"));
        QVERIFY(learner.done());
        QVERIFY(learner.sayWhy("waiting"));
        // What comes after green stands in the order in which it is done; the hints have folded away below it.
        QVERIFY(learner.wait([&] { return learner.find<QWidget>("step.forward")->isVisible(); }, 5000));
        int above = 0;
        for (const char* part : {"question.drowns.why", "step.debrief", "aws.drowns", "question.drowns.exam", "step.forward", "step.hints"}) {
            auto* w = learner.find<QWidget>(part);
            QVERIFY2(w != nullptr && w->isVisible(), part);
            const int y = w->mapTo(&program.window(), QPoint(0, 0)).y();
            QVERIFY2(y > above, part);
            above = y;
        }
        QVERIFY(!learner.find<QWidget>("step.hint")->isVisible());
        auto* boxes = learner.find<QWidget>("step.hintBoxes");
        QVERIFY(!boxes->isVisible());
        QVERIFY(learner.press("step.hints"));
        QVERIFY(boxes->isVisible() && !boxes->findChildren<HintBox*>().isEmpty());
        QVERIFY(learner.press("step.forward"));

        // Step 2.
        QVERIFY(learner.inStep("cache-in-front"));
        QVERIFY(!program.labPage().isSmall());
        // What is new on the page is said under the text.
        auto* panes = learner.find<TextBlock>(QStringLiteral("step.panes"));
        QVERIFY(panes != nullptr && panes->isVisible());
        QVERIFY2(panes->prose().contains(QStringLiteral("redis-cli")), qPrintable(panes->prose()));
        QVERIFY(learner.console(ConsoleWidget::Tab::Aws,
                                "aws elasticache create-cache-cluster --cache-cluster-id shop --engine redis --cache-node-type "
                                "cache.t3.micro --num-cache-nodes 1 --cache-subnet-group-name shop-private"));
        program.actions().run("time.skip");
        QVERIFY(learner.expectGoal("cluster"));
        learner.speed(Speed::X1);
        QVERIFY(learner.console(ConsoleWidget::Tab::Redis, "GET product:17"));
        QVERIFY(learner.console(ConsoleWidget::Tab::Redis, "SET product:17 \"129000\" EX 60"));
        QVERIFY(learner.console(ConsoleWidget::Tab::Redis, "GET product:17"));
        QVERIFY(learner.console(ConsoleWidget::Tab::Redis, "TTL product:17"));
        // The key that was typed has a tile, whichever products are sampled.
        QVERIFY(learner.wait([&] {
            const auto& tiles = program.session().snapshot().picture.keyspace.tiles;
            return !tiles.empty() && tiles.front().own && tiles.front().key == "product:17" && tiles.front().cached;
        }));
        QVERIFY(learner.expectGoal("by-hand"));
        QVERIFY(learner.type("prediction.load.field", 200));
        QVERIFY(learner.press("control.button.endpoint"));
        QVERIFY(learner.choose("control.choice.strategy", "lazy-loading"));
        QVERIFY(learner.choose("control.choice.ttl-choice", "300"));
        learner.speed(Speed::X10);
        QVERIFY(learner.expectGoal("fast"));
        QVERIFY(learner.done());
        QVERIFY(learner.sayWhy("cache-db-cache"));
        QVERIFY(learner.press("step.forward"));

        // Step 3.
        QVERIFY(learner.inStep("how-old"));
        QVERIFY(learner.type("prediction.short-ttl.field", 0.81));
        QVERIFY(learner.wait([&] { return !learner.lesson()->scriptRunning && learner.lesson()->predictions[0].measured; }));
        QVERIFY(learner.wait([&] { return learner.inSight("goal.both-promises"); }, 5000)); // what to do next
        QCOMPARE(QApplication::focusWidget(), learner.find<QWidget>("step.scroll")); // and Enter presses nothing
        QVERIFY(learner.type("control.field.ttl", 38));
        learner.speed(Speed::X60);
        QVERIFY(learner.expectGoal("both-promises"));
        QVERIFY(learner.choose("control.choice.strategy", "write-through"));
        QVERIFY(learner.type("control.field.ttl", 300));
        learner.speed(Speed::X60);
        QVERIFY(learner.expectGoal("flash-sale"));
        QVERIFY(learner.done());
        QVERIFY(learner.sayWhy("changed-after"));
        QVERIFY(learner.press("step.forward"));

        // Step 4.
        QVERIFY(learner.inStep("memory-is-finite"));
        QVERIFY(learner.type("prediction.fit.field", 20'971));
        learner.speed(Speed::X60);
        QVERIFY(learner.wait([&] {
            const auto* g = learner.goal("oom");
            return g != nullptr && !g->parts.empty() && g->parts[0].holdsNow;
        }));
        QVERIFY(learner.console(ConsoleWidget::Tab::Redis, "SET product:test x"));
        QVERIFY(learner.expectGoal("oom"));
        // Wrongly: the group is not there yet. The refusal stands below the controls and moves nothing.
        const auto top = [&] { return learner.find<QWidget>("control.button.make-group")->mapTo(&program.window(), QPoint(0, 0)); };
        const QPoint before = top();
        QVERIFY(learner.press("control.button.attach-group"));
        auto* refusal = learner.find<QWidget>("controls.refusal");
        QVERIFY(learner.wait([&] { return refusal->isVisible(); }, 5000));
        QCOMPARE(top(), before);
        QVERIFY(!program.window().findChild<MessageBar*>()->isVisible());
        const QString sentence = learner.find<TextBlock>("controls.refusal.sentence")->prose();
        QCOMPARE(sentence == "No parameter group has this name.", language == static_cast<int>(LanguageMode::English));
        QVERIFY(!sentence.isEmpty());
        QVERIFY(learner.find<TextBlock>("controls.refusal.service")->prose().startsWith("CacheParameterGroupNotFound"));
        QVERIFY(learner.press("control.button.make-group"));
        QVERIFY(learner.wait([&] { return !refusal->isVisible(); }, 5000));
        QTest::qWait(150);
        QVERIFY(learner.choose("control.choice.policy", "allkeys-lru"));
        QTest::qWait(150);
        QVERIFY(learner.press("control.button.attach-group"));
        learner.speed(Speed::X60);
        QVERIFY(learner.expectGoal("own-group"));
        QVERIFY(learner.expectGoal("after-opening"));
        QVERIFY(learner.done());
        QVERIFY(learner.sayWhy("sampled"));

        // What was done is in the profile, and in the worklog page.
        QVERIFY(program.store().flush());
        const auto facts = program.store().facts();
        for (const char* step : {"drowns", "cache-in-front", "how-old", "memory-is-finite"}) {
            QVERIFY2(facts.has("elasticache", step, progress::Outcome::Done), step);
            QVERIFY2(facts.has("elasticache", step, progress::Outcome::Understood), step);
        }
        QCOMPARE(facts.predictions.size(), std::size_t(4));
        program.window().showPage("worklog");
        program.worklogPage().refresh();
        const auto& log = program.worklogPage().log();
        QVERIFY(log.english.markdown.find("ElastiCache") != std::string::npos);
        QVERIFY(log.vietnamese.markdown.find("ElastiCache") != std::string::npos);
        QVERIFY(!log.evidence.empty());

        // The debrief of what was done, and the commands that were typed, for a real account.
        program.openDebrief("elasticache");
        DebriefPage& debrief = program.debriefPage();
        QVERIFY(debrief.isVisible());
        const QString text = debrief.plainText();
        QVERIFY2(text.contains(language == static_cast<int>(LanguageMode::Vietnamese) ? "Database quá tải" : "A database drowns"), qPrintable(text));
        QVERIFY2(text.contains("20,971") || text.contains("20.971"), qPrintable(text)); // the prediction
        const QString script = profile.path() + "/to-real-aws.sh";
        debrief.setFileChooser([&](const QString&) { return script; });
        QVERIFY(learner.press("debrief.realAws"));
        QFile written(script);
        QVERIFY(written.open(QIODevice::ReadOnly));
        const QByteArray bytes = written.readAll();
        QCOMPARE(QString::fromUtf8(bytes), debrief.realAwsScript());
        const auto made = bytes.indexOf("aws elasticache create-cache-cluster --cache-cluster-id shop");
        QVERIFY2(made > 0 && bytes.indexOf("GET product:17") > made && bytes.indexOf("delete-cache-cluster", made) > made, bytes.constData());
        QVERIFY(bytes.contains("OOM")); // refused, and said so
    }

    // Step 9: Memcached by hand in its tab, then the comparison.
    void theNinthStep_data() { theFourSteps_data(); }

    void theNinthStep() {
        QFETCH(int, language);
        QTemporaryDir profile;
        Learner learner(profile.path(), static_cast<LanguageMode>(language));
        Application& program = *learner.program;
        program.settings().set(Setting::Introduced, true);
        program.openStep("elasticache", "redis-or-memcached");
        QVERIFY(learner.inStep("redis-or-memcached"));
        auto* console = program.window().findChild<ConsoleWidget*>();
        QVERIFY(learner.wait([&] { return console->isTabShown(ConsoleWidget::Tab::Memcached); }, 5000));
        QVERIFY(learner.type("prediction.items.field", 15'700));
        using Tab = ConsoleWidget::Tab;
        const auto text = [&] { return console->findChild<QWidget*>("memcached")->findChild<ConsoleOutput*>()->toPlainText(); };
        // Wrongly first: a word is missing.
        QVERIFY(learner.console(Tab::Memcached, "set product:17 60 5"));
        QVERIFY2(learner.wait([&] { return text().contains("\nERROR\n"); }, 5000), qPrintable(text()));
        QVERIFY(learner.console(Tab::Memcached, "get product:17"));
        QVERIFY(learner.console(Tab::Memcached, "set product:17 0 60 5"));
        QVERIFY(learner.console(Tab::Memcached, "hello"));
        QVERIFY(learner.console(Tab::Memcached, "get product:17"));
        QVERIFY(learner.console(Tab::Memcached, "stats items"));
        QVERIFY2(learner.wait([&] { return text().contains("STAT items:"); }, 5000), qPrintable(text()));
        QVERIFY2(text().contains("> hello\nSTORED\n") && text().contains("VALUE product:17 0 5\nhello\nEND\n"), qPrintable(text()));
        learner.speed(Speed::X60);
        QVERIFY(learner.expectGoal("by-hand"));
        QVERIFY(!learner.lesson()->predictions[0].measured); // nothing was run yet
        // The events say it in one line each, with the value.
        const EventsModel& events = console->events();
        QVERIFY(learner.wait([&] {
            for (int row = 0; row < events.rowCount(); ++row) {
                if (events.index(row, EventsModel::What).data().toString() == QString::fromUtf8("set product:17 0 60 5 ↵ hello")) return true;
            }
            return false;
        }, 5000));
        QVERIFY(learner.choose("control.choice.policy", "allkeys-lfu"));
        QTest::qWait(150);
        QVERIFY(learner.press("control.button.compare-start"));
        learner.speed(Speed::X60);
        QVERIFY(learner.expectGoal("compared"));
        QVERIFY(learner.wait([&] { return learner.lesson()->predictions[0].measured && learner.lesson()->predictions[0].right; }, 5000));
        QVERIFY(learner.expectGoal("after-crawler"));
        // Three questions, the second wrongly first: nothing on the card says what would be right.
        const auto answer = [&](const QString& id, const QString& option) {
            return learner.choose("answer." + id, option) && learner.press("answer.check." + id);
        };
        QCOMPARE(learner.find<QComboBox>("answer.sessions")->currentIndex(), -1); // nothing is chosen for the learner
        QVERIFY(answer("sessions", "redis"));
        QVERIFY(answer("pages", "redis"));
        QVERIFY(answer("best", "redis"));
        QVERIFY(learner.wait([&] { return learner.find<QWidget>("goal.chosen")->findChildren<AnswerRow*>().at(1)->isWrong(); }, 5000));
        QVERIFY(!learner.find<QWidget>("goal.chosen")->findChildren<AnswerRow*>().at(0)->isWrong());
        QVERIFY(answer("pages", "memcached"));
        QVERIFY(learner.expectGoal("chosen"));
        QVERIFY(learner.done());
        QVERIFY(learner.sayWhy("segments"));
    }

    // The night shift's second step: what is asked is drawn, a time is right however it is written, and what is said of a
    // prediction has its figures.
    void theBusiestMinute_data() { theFourSteps_data(); }

    void theBusiestMinute() {
        QFETCH(int, language);
        QTemporaryDir profile;
        Learner learner(profile.path(), static_cast<LanguageMode>(language));
        Application& program = *learner.program;
        program.settings().set(Setting::Introduced, true);
        program.openStep("cloudwatch", "the-busiest-minute");
        QVERIFY(learner.inStep("the-busiest-minute"));
        auto* periods = program.labPage().findChild<PeriodsPanel*>();
        QVERIFY(learner.choose("control.choice.hist-statistic", "Average"));
        QVERIFY(learner.wait([&] { return periods->statistic() == "Average" && !learner.lesson()->mistakes.empty(); }, 5000));
        QVERIFY(learner.choose("control.choice.hist-statistic", "Sum"));
        QVERIFY(learner.expectGoal("minute-sums"));
        // No request of the shop is the reason of anything here.
        for (auto* link : program.labPage().findChildren<QPushButton*>(QStringLiteral("goalWhy"))) QVERIFY(!link->isVisible());
        QVERIFY(learner.wait([&] { return periods->picture().statistic == "Sum"; }, 5000));
        QVERIFY(learner.type("prediction.hour.field", 350));
        QVERIFY(learner.wait([&] { return learner.lesson()->predictions[0].measured.has_value(); }));
        const auto said = [&] {
            QString all;
            for (auto* text : learner.find<QWidget>("prediction.hour")->findChildren<TextBlock*>()) all += text->prose();
            return all;
        };
        QVERIFY2(learner.wait([&] { return said().contains(QRegularExpression(QStringLiteral("2[0-9][.,][0-9]{3}"))); }, 5000), qPrintable(said()));
        QVERIFY(learner.choose("control.choice.hist-period", "3600"));
        QVERIFY(learner.expectGoal("hour-sums"));
        const auto answer = [&](const QString& time) {
            auto* line = learner.find<QLineEdit>("answer.minute");
            if (line == nullptr || !learner.wait([line] { return line->isVisible(); }, 5000)) return false;
            line->setFocus(Qt::TabFocusReason);
            line->selectAll();
            QTest::keyClicks(line, time);
            QTest::keyClick(line, Qt::Key_Return);
            return true;
        };
        const QString busiest = periods->tallestText(0).left(5);
        QVERIFY(answer(QStringLiteral("24:99")));
        QVERIFY(learner.wait([&] { return learner.find<QWidget>("goal.found")->findChildren<AnswerRow*>().at(0)->isWrong(); }, 5000));
        QVERIFY2(busiest.startsWith(u'0'), qPrintable(busiest));
        QVERIFY(answer(busiest.mid(1).replace(u':', u'h')));
        QVERIFY(learner.expectGoal("found"));
        QVERIFY(learner.wait([&] { return !learner.find<QWidget>("answer.minute")->isVisible(); }, 5000));
        QCOMPARE(QApplication::focusWidget(), learner.find<QWidget>("step.scroll")); // and Enter presses nothing
        QVERIFY(learner.done());
        QVERIFY(learner.sayWhy("thin"));
    }

    // What a form's call answers stands below the controls, and a control begins at what the world has.
    void aFormsReplyIsShown() {
        QTemporaryDir profile;
        Learner learner(profile.path(), LanguageMode::Vietnamese);
        Application& program = *learner.program;
        program.settings().set(Setting::Introduced, true);
        program.openStep("cloudwatch", "ask-the-logs");
        QVERIFY(learner.inStep("ask-the-logs"));
        auto* scroll = learner.find<QScrollArea>("step.scroll");
        // With the point in which prices are written, too.
        auto* price = learner.find<QDoubleSpinBox>("prediction.price.field");
        QVERIFY(learner.wait([&] { return price->isVisible() && price->isEnabled(); }, 5000));
        price->selectAll();
        QTest::keyClicks(price->findChild<QLineEdit*>(), QStringLiteral("0.5"));
        QTest::keyClick(price->findChild<QLineEdit*>(), Qt::Key_Return);
        QVERIFY(learner.wait([&] { return learner.lesson()->predictions[0].answered; }, 5000));
        QCOMPARE(learner.lesson()->predictions[0].answer, 0.5);
        auto* reply = learner.find<QWidget>("controls.reply");
        QVERIFY(!reply->isVisible());
        const auto ask = [&](const QString& query) {
            auto* line = learner.find<QLineEdit>("control.line.insights-query");
            if (line == nullptr || !learner.wait([line] { return line->isEnabled(); }, 5000)) return false;
            line->setFocus(Qt::TabFocusReason);
            line->selectAll();
            QTest::keyClicks(line, query);
            QTest::keyClick(line, Qt::Key_Return);
            return true;
        };
        QVERIFY(ask(QStringLiteral("stats pct(ms, 99) as p99 by path | sort p99 desc")));
        QVERIFY(learner.wait([&] { return reply->isVisible(); }, 5000));
        const QString id = learner.find<QLineEdit>("controls.reply.value.0")->text();
        QVERIFY2(id.size() > 8, qPrintable(id));
        QVERIFY(ask(QStringLiteral("stats pct(")));
        QVERIFY(learner.wait([&] { return !reply->isVisible() && learner.find<QWidget>("controls.refusal")->isVisible(); }, 5000));
        program.openStep("cloudwatch", "when-the-data-stops");
        QVERIFY(learner.inStep("when-the-data-stops"));
        QVERIFY(!learner.find<QWidget>("controls.refusal")->isVisible());
        QVERIFY(learner.wait([&] { return learner.find<QComboBox>("control.choice.treat-batch")->currentData() == QStringLiteral("missing"); }, 5000));
        QCOMPARE(scroll->verticalScrollBar()->value(), 0); // read from its first line, with a prediction below it
    }

    void theBill() {
        QTemporaryDir profile;
        Learner learner(profile.path(), LanguageMode::English);
        Application& program = *learner.program;
        auto* button = program.window().findChild<BillButton*>();
        QVERIFY(button != nullptr && !button->isVisibleTo(button->parentWidget())); // nothing was used
        labs::Bill bill;
        labs::BillLine line;
        line.item = "cache.t3.micro";
        line.quantity = 7;
        line.running = 2;
        line.price = 0.017;
        line.amount = 7 * 0.017;
        bill.lines.push_back(line);
        line.item = "cache.lab.10mb";
        line.price = 0;
        line.amount = 0;
        line.ours = line.verified = true;
        bill.lines.push_back(line);
        line = {};
        line.kind = labs::BillLine::Kind::Usage;
        line.service = "cloudwatch";
        line.item = "CustomMetric";
        line.monthly = line.verified = true;
        line.quantity = 0.5;
        line.running = 600;
        line.price = 0.3;
        line.amount = 0.15;
        bill.lines.push_back(line);
        bill.total = 7 * 0.017;
        bill.perHour = 2 * 0.017;
        const auto prices = program.catalog().prices;
        QVERIFY(prices);
        button->setBill(bill, prices);
        QVERIFY(button->isVisibleTo(button->parentWidget()));
        QCOMPARE(button->text(), QStringLiteral("$0.034/h · $0.119 so far"));
        QVERIFY(button->toolTip().contains("us-east-1, prices of 27 November 2026"));
        program.language().setMode(LanguageMode::Vietnamese);
        QCoreApplication::processEvents();
        QVERIFY2(button->text().contains(QString::fromUtf8("0,034\u00a0USD/h")) && !button->text().contains('$'), qPrintable(button->text()));
        IconStore icons(program.theme());
        const UiContext ui{program.theme(), icons, program.language(), program.settings()};
        BillDialog dialog(ui, bill, prices, &program.window());
        const auto text = [&] { return dialog.findChild<QTextBrowser*>("billLines")->toPlainText(); };
        QVERIFY2(text().contains("cache.t3.micro") && text().contains("0,119 USD") && text().contains("*"), qPrintable(text()));
        QVERIFY(text().contains(QString::fromUtf8("chỉ có ở đây")));
        QVERIFY2(text().contains("Custom metric") && text().contains("0,300 USD") && text().contains(QString::fromUtf8("mỗi giờ có nhận dữ liệu")), qPrintable(text()));
        button->setBill(std::nullopt, prices);
        QVERIFY(!button->isVisibleTo(button->parentWidget()));
        button->setBill(labs::Bill(), prices);
        QVERIFY(!button->isVisibleTo(button->parentWidget()));
    }

    void aSecondWindowOnTheSameProfileIsRefused() {
        QTemporaryDir profile;
        Learner learner(profile.path(), LanguageMode::English);
        auto second = Application::make({qEnvironmentVariable("MAYLAB_CATALOG"), profile.path(), profile.path() + "/s.ini"});
        QVERIFY(!second.has_value());
        QVERIFY(!second.error().isEmpty());
    }

    void whatWasBegunGoesOnAfterARestart() {
        QTemporaryDir profile;
        std::uint64_t run = 0;
        {
            Learner learner(profile.path(), LanguageMode::English);
            learner.program->settings().set(Setting::Introduced, true);
            learner.program->openStep("elasticache", "drowns");
            QVERIFY(learner.inStep("drowns"));
            QVERIFY(learner.type("control.field.traffic", 600));
            learner.speed(Speed::X10);
            QVERIFY(learner.expectGoal("queue"));
            run = learner.program->session().snapshot().run;
        }
        Learner again(profile.path(), LanguageMode::English);
        again.program->openLab("elasticache");
        QVERIFY(again.inStep("drowns"));
        QVERIFY(again.expectGoal("queue"));
        QCOMPARE(again.program->session().snapshot().differingMarks, 0u);
        QVERIFY(again.program->session().snapshot().now.wholeSeconds() > 20);
        Q_UNUSED(run)
    }

    void absurdValuesInTheFormChangeNothing() {
        QTemporaryDir profile;
        Learner learner(profile.path(), LanguageMode::English);
        learner.program->openStep("elasticache", "drowns");
        QVERIFY(learner.inStep("drowns"));
        SessionClient& client = learner.program->session();
        bool refused = false;
        client.call(kernel::Actor::Form, "lab", "SetTraffic", {{"requestsPerSecond", 1e12}}, learner.program.get(),
                    [&](const CallAnswer& a) { refused = !a.ok && !a.pending; });
        QVERIFY(learner.wait([&] { return refused; }, 5000));
        client.setControl("nosuch", 5, learner.program.get());
        client.act("predict", {{"id", "nosuch"}, {"value", 1}}, learner.program.get());
        client.act("nosuch", nullptr, learner.program.get());
        QTest::qWait(200);
        QCOMPARE(client.snapshot().state, RunState::Ready);
    }

    // The switch, a client of one's own, the status bar, and everything closed again.
    void aRealClientIsLetIn() {
        QTemporaryDir profile;
        Learner learner(profile.path(), LanguageMode::English);
        learner.program->openStep("elasticache", "how-old");
        QVERIFY(learner.inStep("how-old"));
        const auto ports = [&]() -> const PortsView& { return learner.program->session().snapshot().ports; };
        QVERIFY(!ports().on);
        PortsFact& fact = learner.program->window().portsFact();
        QVERIFY(!fact.isVisible());
        QVERIFY(learner.program->actions().run("time.speed.60x"));
        QVERIFY(learner.program->actions().run("ports.toggle"));
        // Another program may have the usual port: the message offers the next.
        QVERIFY(learner.wait([&] {
            auto* use = learner.program->window().findChild<QPushButton*>("messageAction");
            if (!ports().on && use != nullptr && use->isVisible()) use->click();
            return ports().on && !ports().ports.at(0).node.empty();
        }));
        QCOMPARE(learner.program->session().snapshot().speed, Speed::X1);
        QVERIFY(learner.wait([&] { return fact.isVisible(); }, 5000));
        QCOMPARE(fact.commands().value(0).command, QStringLiteral("redis-cli -p %1").arg(ports().ports.at(0).port));
        {
            test::LoopbackClient client(ports().ports.at(0).port);
            QCOMPARE(client.ask("SET greeting xin-chao\r\n"), std::string("+OK\r\n"));
            QCOMPARE(client.ask("GET greeting\r\n"), std::string("$8\r\n"));
        }
        learner.find<QToolButton>("portsClose")->click();
        QVERIFY(learner.wait([&] { return !ports().on && !fact.isVisible(); }, 5000));
    }

    // A cluster's nodes have a port each; the status bar says which is whose, redirections lead from one to another.
    void aRealClientFindsItsWayInACluster() {
        QTemporaryDir profile;
        Learner learner(profile.path(), LanguageMode::English);
        learner.program->openStep("elasticache", "the-hot-key");
        QVERIFY(learner.inStep("the-hot-key"));
        const auto ports = [&]() -> const PortsView& { return learner.program->session().snapshot().ports; };
        PortsFact& fact = learner.program->window().portsFact();
        QVERIFY(learner.program->actions().run("ports.toggle"));
        QVERIFY(learner.wait([&] {
            auto* use = learner.program->window().findChild<QPushButton*>("messageAction");
            if (!ports().on && use != nullptr && use->isVisible()) use->click();
            return ports().ports.size() == 6 && fact.commands().size() == 6;
        }));
        for (int i = 0; i < 6; ++i) {
            const ListeningPort& p = ports().ports[static_cast<std::size_t>(i)];
            QCOMPARE(fact.commands()[i].command, QStringLiteral("redis-cli -c -p %1").arg(p.port));
            QCOMPARE(fact.commands()[i].node, QString::fromStdString(p.node));
        }
        QCOMPARE(fact.commands()[4].node, QStringLiteral("shop-0003-001"));
        test::LoopbackClient client(ports().ports[0].port);
        QCOMPARE(client.ask("GET foo\r\n"), "-MOVED 12182 127.0.0.1:" + std::to_string(ports().ports[4].port) + "\r\n");
    }

    // A step with the dashboard pane: a widget from the form, moved by keyboard, is the running world's.
    void aDashboardIsTheWorlds() {
        QTemporaryDir profile, catalog;
        QVERIFY(copyFolder(qEnvironmentVariable("MAYLAB_CATALOG"), catalog.path()));
        QFile file(catalog.filePath("elasticache/steps/drowns/step.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        auto step = nlohmann::json::parse(file.readAll().toStdString());
        file.close();
        step["panes"] = {"dashboard"};
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write(QByteArray::fromStdString(step.dump()));
        file.close();

        Learner learner(profile.path(), LanguageMode::English, catalog.path());
        Application& program = *learner.program;
        program.window().setChromeShown(true);
        program.openStep("elasticache", "drowns");
        QVERIFY(learner.inStep("drowns"));
        auto* panel = program.window().findChild<DashboardPanel*>();
        QVERIFY(panel != nullptr);
        QVERIFY(learner.wait([&] { return panel->isVisible() && panel->picture() != nullptr; }));
        QVERIFY(panel->picture()->available);
        QVERIFY(panel->picture()->widgets.empty());
        learner.speed(Speed::X10);
        QVERIFY(learner.wait([&] { return program.session().snapshot().now > kernel::SimTime::atSecond(70); }));
        QVERIFY(learner.press("dashboard.add"));
        auto* metric = panel->form()->findChild<QComboBox*>("widget.metric");
        QVERIFY(learner.wait([&] { return metric->count() > 0; }));
        const int latency = metric->findText("Shop/App  Latency");
        QVERIFY(latency >= 0);
        metric->setCurrentIndex(latency);
        QVERIFY2(panel->commandShown().startsWith("aws cloudwatch put-dashboard --dashboard-name shop --dashboard-body "), qPrintable(panel->commandShown()));
        QVERIFY(learner.press("widget.submit"));
        QVERIFY(learner.wait([&] { return panel->picture()->widgets.size() == 1; }));
        QVERIFY(!panel->form()->isVisible());
        QCOMPARE(panel->picture()->widgets[0].cell, (GridCell{0, 0, 12, 6}));
        QVERIFY(learner.wait([&] { return !panel->picture()->widgets[0].series.empty() && !panel->picture()->widgets[0].series[0].values.empty(); }));
        // Paused, too, the world takes it.
        program.session().runner().play(false);
        panel->grid()->setFocus(Qt::TabFocusReason);
        QTest::keyClick(panel->grid(), Qt::Key_Right, Qt::ShiftModifier);
        QTest::keyClick(panel->grid(), Qt::Key_Right, Qt::ShiftModifier);
        QVERIFY(learner.wait([&] { return panel->picture()->widgets[0].cell == GridCell{2, 0, 12, 6}; }));
        std::string body;
        program.session().peek("cloudwatch", "GetDashboard", {{"DashboardName", "shop"}}, panel, [&](const CallAnswer& a) {
            if (a.ok) body = a.output.value("DashboardBody", "");
        });
        QVERIFY(learner.wait([&] { return !body.empty(); }));
        QCOMPARE(nlohmann::json::parse(body)["widgets"][0]["x"].get<int>(), 2);
        // The picture of a paused world is of its present.
        QVERIFY(learner.wait([&] { return panel->picture()->at == program.session().snapshot().now; }));
    }

    // Started with a folder in which there is no lab: the first page says so, and which folder it was.
    void withoutLabsItSaysWhereItLooked() {
        QTemporaryDir profile, empty;
        auto made = Application::make({empty.path(), profile.path(), profile.path() + "/settings.ini"});
        QVERIFY2(made.has_value(), made ? "" : qPrintable(made.error()));
        MainWindow& window = (*made)->window();
        (*made)->start();
        window.show();
        QCoreApplication::processEvents();
        QCOMPARE(window.currentPage(), QStringLiteral("first"));
        QVERIFY(!window.findChild<QPushButton*>("firstStart")->isVisible());
        const QString said = window.findChild<TextBlock*>("firstSentence")->prose();
        QVERIFY2(said.contains(empty.path()), qPrintable(said));
    }

    void theWindowLivesAt800x600() {
        QTemporaryDir profile;
        Learner learner(profile.path(), LanguageMode::Vietnamese);
        learner.program->window().setChromeShown(true);
        for (const QSize size : {QSize(800, 600), QSize(1920, 1080), QSize(1366, 768)}) {
            learner.program->window().resize(size);
            for (const char* page : {"week", "worklog", "preferences"}) {
                learner.program->window().showPage(QString::fromLatin1(page));
                QCoreApplication::processEvents();
            }
            learner.program->openStep("elasticache", "drowns");
            QVERIFY(learner.inStep("drowns"));
            QCoreApplication::processEvents();
            QVERIFY2(learner.program->window().width() <= size.width() + 2,
                     qPrintable(QStringLiteral("%1 wide").arg(learner.program->window().width())));
        }
    }
};

QTEST_MAIN(TestWalk)
#include "tst_walk.moc"
