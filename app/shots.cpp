#include "app/shots.h"

#include "app/application.h"
#include "app/lesson/lesson_record.h"
#include "app/panels/time_bar.h"
#include "app/shell/preferences_page.h"
#include "app/worklog/worklog_page.h"
#include "labs/engine/checker.h"
#include "labs/engine/knowledge.h"
#include "scenarios/registry.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QTemporaryDir>
#include <QTimer>

#include <algorithm>
#include <string_view>

namespace maylab::app {
namespace {

// Runs the window's event loop until done() or too long; true when done.
bool until(const std::function<bool()>& done, int milliseconds = 60'000) {
    QElapsedTimer timer;
    timer.start();
    while (!done()) {
        if (timer.elapsed() > milliseconds) return false;
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents, 20);
    }
    return true;
}

// Lets posted events, one round of charts and what they asked for come in.
void settle(int milliseconds = 400) {
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < milliseconds) QCoreApplication::processEvents(QEventLoop::AllEvents, 20);
}

// The window when nothing moves any more: a machine with much to do lays a page out later than after a fixed time.
QImage still(QWidget& window) {
    settle();
    QImage image = window.grab().toImage();
    for (int i = 0; i < 50; ++i) {
        settle(60);
        QImage next = window.grab().toImage();
        const bool same = next == image;
        image = std::move(next);
        if (same) break;
    }
    return image;
}

// At the time asked for, or before a prediction that must be made first; standing still in both cases, or two
// pictures of one moment would differ.
bool arrived(SessionClient& client, kernel::SimTime target) {
    return until([&] {
        const Snapshot& s = client.snapshot();
        return !s.skipping && (s.now >= target || (s.lesson && s.lesson->locked));
    });
}

// A fixed day: the pictures must not depend on when they are taken.
progress::WallTime fixedClock() { return {1'769'421'600'000, 420}; }

// A profile in which the lab was done up to (not including) a step.
bool fillProfile(const QString& folder, const QString& catalogFolder, const std::string& beforeStep) {
    const labs::Catalog catalog = labs::loadCatalog(catalogFolder.toStdString(), labs::standardKnowledge());
    if (catalog.labs.empty()) return false;
    progress::StoreOptions options;
    options.directory = folder.toStdString();
    options.clock = fixedClock;
    auto store = progress::ProgressStore::open(options);
    if (!store) return false;
    const auto& lab = catalog.labs.front();
    for (const labs::Step& step : lab->steps) {
        if (step.id == beforeStep) break;
        labs::SolutionRun run;
        auto session = labs::playSolution(lab, step.id, lab->seed, scenarios::makeWorld, run);
        if (!session) return false;
        const auto row = (*store)->beginRun(session->run().journal().header, progress::RunOrigin::Headless);
        recordLessonEvents(**store, row, *session, session->takeEvents());
        session->mark();
        (*store)->appendJournal(row, session->run().takeNewEntries());
        (*store)->endRun(row);
    }
    (*store)->setNote(lab->id, "en", "I thought a shorter TTL is always better, but at five seconds the database drowned again.");
    (*store)->setNote(lab->id, "vi", "Tôi tưởng TTL càng ngắn càng tốt, nhưng để 5 s thì database lại quá tải ngay lập tức.");
    (*store)->addActive(lab->id, 36 * 60);
    return (*store)->flush();
}

} // namespace

tl::expected<void, QString> takeShots(const ShotOptions& options,
                                      const std::function<bool(const QString&, const QImage&)>& sink) {
    struct Look {
        QString name;
        LanguageMode language;
        ThemeMode theme;
    };
    std::vector<Look> looks{{QStringLiteral("light-en"), LanguageMode::English, ThemeMode::Light},
                            {QStringLiteral("light-vi"), LanguageMode::Vietnamese, ThemeMode::Light},
                            {QStringLiteral("dark-en"), LanguageMode::English, ThemeMode::Dark},
                            {QStringLiteral("dark-vi"), LanguageMode::Vietnamese, ThemeMode::Dark}};
    if (options.both) looks.push_back({QStringLiteral("light-both"), LanguageMode::Both, ThemeMode::Light});

    QTemporaryDir emptyProfile, fullProfile, settings;
    const auto wanted = [&](const QString& page) { return options.page.isEmpty() || page.startsWith(options.page); };

    const auto inAllLooks = [&](Application& program, const QString& page) -> bool {
        for (const Look& look : looks) {
            program.language().setMode(look.language);
            program.theme().setMode(look.theme);
            if (!sink(page + QLatin1Char('-') + look.name, still(program.window()))) return false;
        }
        return true;
    };
    const auto make = [&](const QTemporaryDir& profile) {
        return Application::make({options.catalog, profile.path(), settings.path() + QStringLiteral("/settings.ini"), fixedClock,
                                  QStringLiteral("~/.local/share/maylab")});
    };
    const auto prepare = [&](Application& program) {
        program.theme().setReducedMotion(true);
        QApplication::setCursorFlashTime(0); // a cursor that blinks is in every second picture
        program.settings().set(Setting::PauseOnRead, false);
        program.window().resize(options.size);
        program.window().show();
        settle(50);
    };
    // A step at a virtual time, with some of its solution played, paused.
    const auto atTimeOf = [&](Application& program, const std::string& lab, const std::string& step, double seconds) {
        program.openStep(QString::fromStdString(lab), QString::fromStdString(step));
        SessionClient& client = program.session();
        if (!until([&] { return client.snapshot().state == RunState::Ready && client.snapshot().step == step; })) return false;
        client.runner().play(false);
        const labs::SessionView* view = client.snapshot().lesson.get();
        const double began = view != nullptr ? view->began.inSeconds() : client.snapshot().now.inSeconds();
        const auto target = kernel::SimTime::fromNs(static_cast<std::int64_t>((began + seconds) * 1e9));
        client.runner().skipTo(target);
        return arrived(client, target);
    };
    const auto atTime = [&](Application& program, const std::string& step, double seconds) {
        return atTimeOf(program, program.catalog().labs.front()->id, step, seconds);
    };
    const auto control = [&](Application& program, const std::string& id, const kernel::Json& value) {
        program.session().setControl(id, value, &program);
        settle(100);
    };
    const auto advance = [&](Application& program, double seconds) {
        SessionClient& client = program.session();
        const auto target = client.snapshot().now + kernel::SimDuration::fromSeconds(seconds);
        client.runner().skipTo(target);
        arrived(client, target);
    };
    const auto answer = [&](Application& program, const char* what, const kernel::Json& value) {
        program.session().act(what, value, &program);
        settle(100);
        // The clock stands still until the world has taken a prediction in.
        if (std::string_view(what) == "predict") until([&] { return !program.session().snapshot().lesson->locked; }, 10'000);
    };

    if (wanted(QStringLiteral("first")) || wanted(QStringLiteral("lab-1"))) {
        auto program = make(emptyProfile);
        if (!program) return tl::unexpected(program.error());
        prepare(**program);
        (*program)->start();
        if (wanted(QStringLiteral("first")) && !inAllLooks(**program, QStringLiteral("first"))) return {};
        if (wanted(QStringLiteral("lab-1"))) {
            (*program)->labPage().setSmall(true);
            if (!atTime(**program, "drowns", 5)) return tl::unexpected(QStringLiteral("step 1 did not become ready"));
            if (!inAllLooks(**program, QStringLiteral("lab-1-begin"))) return {};
            control(**program, "traffic", 600);
            advance(**program, 8);
            if (!inAllLooks(**program, QStringLiteral("lab-1-queue"))) return {};
            answer(**program, "answer", {{"id", "limit"}, {"value", 560}});
            settle(200);
            if (!inAllLooks(**program, QStringLiteral("lab-1-predict"))) return {};
            answer(**program, "predict", {{"id", "growth"}, {"value", 560}});
            advance(**program, 75);
            control(**program, "traffic", 500);
            advance(**program, 40);
            until([&] { return (*program)->session().snapshot().lesson->standing.done; }, 10'000);
            if (!inAllLooks(**program, QStringLiteral("lab-1-done"))) return {};
        }
    }
    const bool needFull = options.page.isEmpty() || !(options.page.startsWith(QLatin1String("first")) ||
                                                      options.page.startsWith(QLatin1String("lab-1")));
    if (!needFull) return {};
    if (!fillProfile(fullProfile.path(), options.catalog, "memory-is-finite")) {
        return tl::unexpected(QStringLiteral("the lab's solution could not be played for the pictures"));
    }
    auto program = make(fullProfile);
    if (!program) return tl::unexpected(program.error());
    (*program)->settings().set(Setting::Introduced, true);
    prepare(**program);
    (*program)->window().setChromeShown(true);
    if (wanted(QStringLiteral("week"))) {
        (*program)->window().showPage(QStringLiteral("week"));
        if (!inAllLooks(**program, QStringLiteral("week"))) return {};
    }
    if (wanted(QStringLiteral("lab-2"))) {
        if (!atTime(**program, "cache-in-front", 5)) return tl::unexpected(QStringLiteral("step 2 did not become ready"));
        if (!inAllLooks(**program, QStringLiteral("lab-2-begin"))) return {};
        SessionClient& client = (*program)->session();
        client.call(kernel::Actor::Console, "elasticache", "CreateCacheCluster",
                    {{"CacheClusterId", "shop"}, {"Engine", "redis"}, {"CacheNodeType", "cache.t3.micro"},
                     {"NumCacheNodes", 1}, {"CacheSubnetGroupName", "shop-private"}}, program->get());
        settle(100);
        advance(**program, 700);
        control(**program, "endpoint", nullptr);
        control(**program, "strategy", "lazy-loading");
        control(**program, "ttl-choice", 300);
        advance(**program, 45);
        if (!inAllLooks(**program, QStringLiteral("lab-2-cached"))) return {};
    }
    if (wanted(QStringLiteral("lab-3"))) {
        if (!atTime(**program, "how-old", 1)) return tl::unexpected(QStringLiteral("step 3 did not become ready"));
        if (!inAllLooks(**program, QStringLiteral("lab-3-predict"))) return {};
        answer(**program, "predict", {{"id", "short-ttl"}, {"value", 0.9}});
        advance(**program, 335);
        control(**program, "ttl", 38);
        advance(**program, 90);
        if (!inAllLooks(**program, QStringLiteral("lab-3-ttl"))) return {};
    }
    if (wanted(QStringLiteral("lab-4"))) {
        if (!atTime(**program, "memory-is-finite", 1)) return tl::unexpected(QStringLiteral("step 4 did not become ready"));
        answer(**program, "predict", {{"id", "fit"}, {"value", 20000}});
        advance(**program, 660);
        if (!inAllLooks(**program, QStringLiteral("lab-4-oom"))) return {};
    }
    if (wanted(QStringLiteral("debrief"))) {
        (*program)->openDebrief(QString::fromStdString((*program)->catalog().labs.front()->id));
        if (!inAllLooks(**program, QStringLiteral("debrief"))) return {};
    }
    // Later steps once they have begun, and once the program has done them: each of their views in front.
    const auto begunAndDone = [&](const labs::Lab& lab, std::size_t i, const QString& page) -> tl::expected<bool, QString> {
        const labs::Step& step = lab.steps[i];
        if (!wanted(page)) return true;
        if (!atTimeOf(**program, lab.id, step.id, 20)) return tl::unexpected(page + QStringLiteral(" did not become ready"));
        if (!inAllLooks(**program, page + QStringLiteral("-begin"))) return false;
        for (const labs::Prediction& p : step.predictions) {
            if ((*program)->session().snapshot().lesson->locked) answer(**program, "predict", {{"id", p.id}, {"value", (p.from + p.to) / 2}});
            advance(**program, 60);
            // The program's run has its own length.
            for (int waits = 0; waits < 20 && (*program)->session().snapshot().lesson->scriptRunning; ++waits) advance(**program, 60);
        }
        for (int hint = 0; hint < 4; ++hint) answer(**program, "hint", {{"cause", "asked"}});
        const auto passed = [&] {
            const auto& goals = (*program)->session().snapshot().lesson->goals;
            return std::all_of(goals.begin(), goals.end(), [](const auto& g) { return g.state == labs::GoalState::Passed; });
        };
        const auto runUntilPassed = [&](int most) {
            for (int waits = 0; waits < most && !passed(); ++waits) advance(**program, 120);
            if (!passed()) return;
            // Another day is judged beside this one, in its own time.
            until([&] { return (*program)->session().snapshot().lesson->standing.done; });
            advance(**program, 100); // what it wrote last reaches the charts
        };
        runUntilPassed(8);
        bool shown = false;
        const bool early = passed();
        for (const std::string& pane : step.panes) {
            if (!(*program)->labPage().showView(QString::fromStdString(pane))) continue;
            settle(200);
            if (!inAllLooks(**program, page + u'-' + QString::fromStdString(pane))) return false;
            shown = true;
        }
        if (early && shown) return true;
        if (!early) runUntilPassed(200); // a night; some wait for an answer that nobody gives here
        settle(200);
        return inAllLooks(**program, page + QStringLiteral("-done"));
    };
    const auto& steps = (*program)->catalog().labs.front()->steps;
    for (const auto& lab : (*program)->catalog().labs) {
        const bool first = lab == (*program)->catalog().labs.front();
        for (std::size_t i = first ? 4 : 0; i < lab->steps.size(); ++i) {
            const QString number = QStringLiteral("%1-%2").arg(i + 1).arg(QString::fromStdString(lab->steps[i].id));
            const auto went = begunAndDone(*lab, i, (first ? QStringLiteral("step-") : QString::fromStdString(lab->id) + u'-') + number);
            if (!went) return tl::unexpected(went.error());
            if (!*went) return {};
        }
        const QString end = QString::fromStdString(lab->id) + QStringLiteral("-debrief");
        if (!first && wanted(end)) {
            (*program)->openDebrief(QString::fromStdString(lab->id));
            if (!inAllLooks(**program, end)) return {};
        }
    }
    // The tabs of the console, as they look after a few lines.
    if (wanted(QStringLiteral("console"))) {
        const auto open = [&](const char* step) {
            if (!atTime(**program, step, 20)) return false;
            if ((*program)->session().snapshot().lesson->locked) {
                const labs::Step& s = *std::find_if(steps.begin(), steps.end(), [&](const labs::Step& one) { return one.id == step; });
                answer(**program, "predict", {{"id", s.predictions.front().id}, {"value", s.predictions.front().from}});
            }
            settle(600);
            return true;
        };
        auto* pane = (*program)->window().findChild<ConsoleWidget*>();
        const auto type = [&](ConsoleShell& shell, std::initializer_list<const char*> lines) {
            shell.clear();
            for (const char* line : lines) {
                shell.submit(QString::fromUtf8(line));
                settle(150);
            }
        };
        if (!open("redis-or-memcached")) return tl::unexpected(QStringLiteral("step 9 did not become ready"));
        pane->setCurrentTab(ConsoleWidget::Tab::Memcached);
        type(pane->memcached(), {"set product:17 0 60 5", "hello", "get product:17", "stats items", "SET product:17", "set product:18 0 60 5"});
        if (!inAllLooks(**program, QStringLiteral("console-memcached"))) return {};
        pane->setCurrentTab(ConsoleWidget::Tab::Redis);
        type(pane->redis(), {"redis-cli -h shop", "SUBSCRIBE news"});
        if (!inAllLooks(**program, QStringLiteral("console-reading"))) return {};
        pane->redis().stop();
        type(pane->redis(), {"BLPOP orders 0"});
        if (!inAllLooks(**program, QStringLiteral("console-waiting"))) return {};
        pane->redis().stop();
        if (!open("three-shards")) return tl::unexpected(QStringLiteral("step 11 did not become ready"));
        pane->setCurrentTab(ConsoleWidget::Tab::Aws);
        type(pane->aws(), {"aws elasticache create-replication-group --replication-group-id shop --replication-group-description carts --engine redis "
                           "--cache-node-type cache.t3.micro --num-node-groups 3 --replicas-per-node-group 1 --automatic-failover-enabled "
                           "--cache-parameter-group-name default.redis7.cluster.on --cache-subnet-group-name shop-private"});
        advance(**program, 1200);
        settle(600);
        pane->setCurrentTab(ConsoleWidget::Tab::Redis);
        type(pane->redis(), {"redis-cli -h shop-0001-001", "GET foo", "redis-cli -c -h shop-0001-001", "GET foo"});
        if (!inAllLooks(**program, QStringLiteral("console-redirected"))) return {};
    }
    if (wanted(QStringLiteral("worklog"))) {
        (*program)->window().showPage(QStringLiteral("worklog"));
        if (!inAllLooks(**program, QStringLiteral("worklog"))) return {};
    }
    if (wanted(QStringLiteral("preferences"))) {
        (*program)->window().showPage(QStringLiteral("preferences"));
        if (!inAllLooks(**program, QStringLiteral("preferences"))) return {};
    }
    if (wanted(QStringLiteral("palette"))) {
        (*program)->window().showPage(QStringLiteral("week"));
        (*program)->window().openPalette();
        if (!inAllLooks(**program, QStringLiteral("palette"))) return {};
    }
    return {};
}

} // namespace maylab::app
