// The learner's way through the labs, offscreen, in both languages: the first start, steps from their text, the language
// switched in the middle, the bill, the worklog.
#include <QtTest>

#include "app/application.h"
#include "app/lesson/answer_row.h"
#include "app/lesson/bill_view.h"
#include "app/lesson/debrief_page.h"
#include "app/panels/periods_panel.h"
#include "app/panels/shop_panel.h"
#include "app/shell/widgets/buttons.h"
#include "app/shell/widgets/cards.h"
#include "app/worklog/worklog_page.h"
#include "gui/learner.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QScrollArea>
#include <QTemporaryDir>

using namespace maylab;
using namespace maylab::app;

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
        // Clicked into, not tabbed: digits stay in their order.
        QTest::mouseClick(price->findChild<QLineEdit*>(), Qt::LeftButton);
        QTest::keyClicks(price, QStringLiteral("12")); // a window gives them to the box
        QCOMPARE(price->cleanText(), QStringLiteral("12"));
        // A number outside is let in, and the card says where the answer lies.
        const auto* outside = learner.find<QWidget>("prediction.price.outside");
        price->selectAll();
        QTest::keyClicks(price->findChild<QLineEdit*>(), QString::number(price->maximum() * 10, 'f', 0));
        QVERIFY(outside->isVisible() && !learner.find<QPushButton>("prediction.price.lock")->isEnabled());
        QTest::keyClick(price->findChild<QLineEdit*>(), Qt::Key_Return);
        QCOMPARE(price->text().trimmed(), QString());
        QVERIFY(outside->isVisible());
        QVERIFY(!learner.lesson()->predictions[0].answered);
        price->selectAll();
        QTest::keyClicks(price->findChild<QLineEdit*>(), QStringLiteral("0.5"));
        QVERIFY(!outside->isVisible());
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
};

QTEST_MAIN(TestWalk)
#include "tst_walk.moc"
