// The program as a whole, offscreen: one window a profile, what was begun goes on after a restart, absurd values, real
// clients, a catalog that is not there, small and large windows.
#include <QtTest>

#include "app/application.h"
#include "app/panels/dashboard/dashboard_panel.h"
#include "app/shell/ports_fact.h"
#include "app/shell/widgets/cards.h"
#include "endpoints/loopback_client.h"
#include "gui/learner.h"

#include <QComboBox>
#include <QPushButton>
#include <QTemporaryDir>

#include <nlohmann/json.hpp>

using namespace maylab;
using namespace maylab::app;

class TestProgram : public QObject {
    Q_OBJECT

  private slots:
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

QTEST_MAIN(TestProgram)
#include "tst_program.moc"
