#include "app/application.h"

#include "app/endpoints/cache_plan.h"
#include "app/environment.h"
#include "app/lesson/debrief_page.h"
#include "app/lesson/evidence_picture.h"
#include "app/panels/time_bar.h"
#include "app/panels/world_reader.h"
#include "app/session/lab_host.h"
#include "app/shell/first_start_page.h"
#include "app/shell/ports_fact.h"
#include "app/shell/preferences_page.h"
#include "app/shell/week_page.h"
#include "app/worklog/worklog_page.h"
#include "cache/models.h"
#include "labs/engine/knowledge.h"
#include "labs/worklog/week_catalog.h"
#include "logs/models.h"
#include "messaging/models.h"
#include "metrics/models.h"
#include "scenarios/models.h"
#include "scenarios/registry.h"

#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QDateTime>
#include <QDesktopServices>
#include <QDir>
#include <QKeyEvent>
#include <QScrollBar>
#include <QUrl>

namespace maylab::app {
namespace {

// A lab's entry in the rail; all labs open in one page.
QString railKeyOf(const std::string& lab) {
    return QStringLiteral("lab:") + QString::fromStdString(lab);
}

State noticeState(const progress::Notice& n) {
    using Kind = progress::Notice::Kind;
    switch (n.kind) {
    case Kind::SavingAgain:
    case Kind::Migrated: return State::Pass;
    case Kind::DiskFull:
    case Kind::ReadOnlyDisk:
    case Kind::NotSaved:
    case Kind::MigrationFailed: return State::Fail;
    default: return State::Warning;
    }
}

// Fields that would take a wheel step as a new value, though the pointer only passes over them.
bool isValueField(const QObject* o) {
    return qobject_cast<const QComboBox*>(o) != nullptr || qobject_cast<const QAbstractSpinBox*>(o) != nullptr ||
           (qobject_cast<const QAbstractSlider*>(o) != nullptr && qobject_cast<const QScrollBar*>(o) == nullptr);
}

// Where clients look when nobody says.
constexpr std::uint16_t kRedisPort = 6379, kMemcachedPort = 11211;

} // namespace

tl::expected<std::unique_ptr<Application>, QString> Application::make(const ApplicationPaths& paths) {
    if (paths.catalog.isEmpty() || !QDir(paths.catalog).exists()) {
        return tl::unexpected(tr("The labs were not found. Set MAYLAB_CATALOG to the folder labs/catalog."));
    }
    progress::StoreOptions options;
    options.directory = paths.profile.toStdString();
    options.clock = paths.clock;
    auto store = progress::ProgressStore::open(options);
    if (!store) return tl::unexpected(progress::text(store.error()));
    labs::Catalog catalog = labs::loadCatalog(paths.catalog.toStdString(), labs::standardKnowledge());
    return std::unique_ptr<Application>(new Application(paths, std::move(catalog), std::move(*store)));
}

Application::Application(const ApplicationPaths& paths, labs::Catalog catalog,
                         std::unique_ptr<progress::ProgressStore> store)
    : m_paths(paths), m_catalog(std::move(catalog)), m_store(std::move(store)), m_settings(paths.settings),
      m_icons(m_theme), m_ui{m_theme, m_icons, m_language, m_settings} {
    applySettings(m_ui);
    m_theme.attach(*qApp);
    m_models.add(cache::operationModels());
    m_models.add(messaging::operationModels());
    m_models.add(metrics::operationModels());
    m_models.add(logs::operationModels());
    m_models.add(scenarios::operationModels());

    m_record = std::make_shared<LessonRecord>(*m_store);
    SessionConfig config;
    config.launcher = labLauncher([this](const std::string& id) { return m_catalog.lab(id); }, scenarios::makeWorld,
                                  programVersion().toStdString());
    config.reader = std::make_shared<ScenarioReader>();
    config.sink = m_record;
    config.ports = makeLoopbackPorts(cachePlan);
    config.program = programVersion().toStdString();
    m_runner = std::make_unique<SessionRunner>(std::move(config));
    m_client = std::make_unique<SessionClient>(*m_runner);
    m_week = std::make_unique<CatalogWeekModel>(m_ui, m_catalog, *m_store);
    buildWindow();
    addActions();
    reportCatalog();
    qApp->installEventFilter(this);
    m_watch.setInterval(500);
    connect(&m_watch, &QTimer::timeout, this, &Application::watchStore);
    m_watch.start();
}

Application::~Application() {
    qApp->removeEventFilter(this);
    m_watch.stop();
    // The run stays open in the profile: the next start goes on with it.
    m_record->keepOpen();
    m_runner->stop();
    m_window.reset();
    m_client.reset();
    m_runner.reset();
    m_store->setSetting("closed", "in-order");
    m_store->flush();
}

void Application::buildWindow() {
    m_window = std::make_unique<MainWindow>(m_ui, m_actions);
    const labs::Lab* firstLab = m_catalog.labs.empty() ? nullptr : m_catalog.labs.front().get();
    m_first = new FirstStartPage(m_ui, [this, firstLab] {
        FirstStartPage::FirstStep step;
        if (firstLab != nullptr && !firstLab->steps.empty()) {
            step.title = LessonWords(m_ui, m_catalog.labs.front()).name(firstLab->steps.front().id, "title");
            step.minutes = firstLab->steps.front().minutes;
        } else {
            step.problem = tr("No lab could be loaded from %1.").arg(QDir::toNativeSeparators(m_paths.catalog));
        }
        return step;
    });
    m_weekPage = new WeekPage(m_ui, *m_week);
    m_labPage = new LabPage({m_ui, m_catalog, m_models, *m_client, *m_record, *m_store, *m_week, m_paths.profile});
    m_debrief = new DebriefPage(m_ui, m_catalog, m_models, *m_store);
    m_worklogPage = new WorklogPage(m_ui, worklog::fromCatalog(m_catalog), *m_store,
                                    evidenceRenderer(m_ui, m_catalog, *m_store), programVersion());
    m_preferences = new PreferencesPage(m_ui, m_paths.profileShown.isEmpty() ? m_paths.profile : m_paths.profileShown);
    m_window->addPage(QStringLiteral("first"), m_first);
    m_window->addPage(QStringLiteral("week"), m_weekPage);
    m_window->addPage(QStringLiteral("lab"), m_labPage);
    m_window->addPage(QStringLiteral("debrief"), m_debrief);
    m_window->addPage(QStringLiteral("worklog"), m_worklogPage);
    m_window->addPage(QStringLiteral("preferences"), m_preferences);

    using Entry = MainWindow::RailEntry;
    std::vector<Entry> rail;
    rail.push_back({QStringLiteral("week"), [this] { return m_week->title(); }, "cloud", {}, true, Entry::Place::Top});
    for (const labs::WeekDay& d : m_catalog.week ? m_catalog.week->days : std::vector<labs::WeekDay>{}) {
        const bool ready = !d.planned && m_catalog.lab(d.lab) != nullptr;
        Entry e;
        e.page = ready ? railKeyOf(d.lab) : QString();
        e.text = [this, title = d] {
            return QString::fromStdString(title.title[m_language.chrome() == Language::English ? 0 : 1]);
        };
        e.icon = CatalogWeekModel::iconOf(d);
        e.progress = [this, id = d.lab] { return m_week->progressOf(id); };
        e.enabled = ready;
        e.place = Entry::Place::Labs;
        rail.push_back(std::move(e));
    }
    rail.push_back({QStringLiteral("worklog"), [] { return tr("Worklog"); }, "notebook-pen", {}, true, Entry::Place::Below});
    rail.push_back({QStringLiteral("preferences"), [] { return tr("Preferences"); }, "settings", {}, true, Entry::Place::Bottom});
    m_window->setRailEntries(std::move(rail));

    connect(m_first, &FirstStartPage::startChosen, this, [this] {
        m_settings.set(Setting::Introduced, true);
        m_window->setChromeShown(false);
        m_labPage->setSmall(true);
        if (!m_catalog.labs.empty() && !m_catalog.labs.front()->steps.empty()) {
            openStep(QString::fromStdString(m_catalog.labs.front()->id),
                     QString::fromStdString(m_catalog.labs.front()->steps.front().id));
        }
    });
    connect(m_first, &FirstStartPage::weekChosen, this, [this] {
        m_settings.set(Setting::Introduced, true);
        m_window->setChromeShown(true);
        m_window->showPage(QStringLiteral("week"));
    });
    connect(m_first, &FirstStartPage::languageChosen, this, [this](LanguageMode mode) {
        m_actions.run(mode == LanguageMode::English ? "language.en" : mode == LanguageMode::Vietnamese ? "language.vi" : "language.both");
    });
    connect(m_weekPage, &WeekPage::labChosen, this, &Application::openLab);
    connect(m_weekPage, &WeekPage::debriefChosen, this, &Application::openDebrief);
    connect(m_labPage, &LabPage::debriefAsked, this, [this] { openDebrief(QString::fromStdString(m_labPage->labId())); });
    connect(m_debrief, &DebriefPage::worklogAsked, this, [this] { m_window->showPage(QStringLiteral("worklog")); });
    connect(m_debrief, &DebriefPage::statusAsked, this,
            [this](const QByteArray& icon, const QString& text) { m_window->setStatus(icon, text, true); });
    connect(m_weekPage, &WeekPage::continueChosen, this, &Application::openLab);
    connect(m_weekPage, &WeekPage::worklogChosen, this, [this] { m_window->showPage(QStringLiteral("worklog")); });
    connect(m_window.get(), &MainWindow::pageShown, this, [this](const QString& page) {
        if (page == QLatin1String("lab") && !m_labPage->isOpen() && !m_catalog.labs.empty()) {
            openLab(QString::fromStdString(m_catalog.labs.front()->id));
        }
        m_week->poll();
        m_window->refreshRail();
    });
    connect(m_labPage, &LabPage::announced, this,
            [this](const QByteArray& icon, const QString& text) { m_window->setStatus(icon, text, true); });
    connect(m_labPage, &LabPage::weekAsked, this, [this] {
        m_window->setChromeShown(true);
        m_labPage->setSmall(false);
        m_window->showPage(QStringLiteral("week"));
    });
    connect(m_window.get(), &MainWindow::railChosen, this, [this](const QString& key) {
        for (const auto& lab : m_catalog.labs) {
            if (railKeyOf(lab->id) == key) openLab(QString::fromStdString(lab->id));
        }
    });
    connect(m_labPage, &LabPage::stepOpened, this, [this] {
        m_window->setRailKey(QStringLiteral("lab"), railKeyOf(m_labPage->labId()));
        // From the second step on the whole window is there.
        const auto lab = m_catalog.lab(m_labPage->labId());
        if (m_labPage->isSmall() && lab && lab->steps.front().id != m_labPage->stepId()) {
            m_labPage->setSmall(false);
            m_window->setChromeShown(true);
        }
    });
    connect(m_labPage, &LabPage::failed, this,
            [this](const QString& text) { m_window->showMessage(QStringLiteral("lab"), State::Fail, [text] { return text; }); });
    connect(m_worklogPage, &WorklogPage::openLabAsked, this, &Application::openLab);
    connect(m_worklogPage, &WorklogPage::statusAsked, this,
            [this](const QByteArray& icon, const QString& text) { m_window->setStatus(icon, text, true); });
    connect(m_preferences, &PreferencesPage::openFolderAsked, this,
            [](const QString& path) { QDesktopServices::openUrl(QUrl::fromLocalFile(path)); });
    connect(m_week.get(), &WeekModel::changed, this, [this] { m_window->refreshRail(); });
    connect(m_preferences, &PreferencesPage::clientsAsked, this, [this](bool on) { on ? openPorts(kRedisPort) : closePorts(); });
    connect(&m_window->portsFact(), &PortsFact::closeAsked, this, &Application::closePorts);
    connect(m_client.get(), &SessionClient::snapshotTaken, this, [this](const Snapshot& s) {
        showPorts(s.ports);
        if (s.state == RunState::Ready) {
            m_window->setStatusFact(QStringLiteral("seed"), {}, tr("Seed %1").arg(QString::number(s.seed)));
        }
    });
}

void Application::addActions() {
    const auto add = [this](QByteArray id, QByteArray icon, std::function<QString()> text, std::function<QString()> group,
                            std::function<void()> run, QKeySequence key = {}) {
        ActionRegistry::Action a;
        a.id = std::move(id);
        a.icon = std::move(icon);
        a.text = std::move(text);
        a.group = std::move(group);
        a.run = std::move(run);
        a.shortcut = key;
        a.installShortcut = !key.isEmpty();
        m_actions.add(std::move(a));
    };
    const auto goTo = [] { return tr("Go to"); };
    const auto page = [this](const char* id) {
        return [this, id] {
            m_window->setChromeShown(true);
            m_labPage->setSmall(false);
            m_window->showPage(QString::fromLatin1(id));
        };
    };
    add("go.week", "cloud", [this] { return m_week->title(); }, goTo, page("week"), QKeySequence(Qt::ALT | Qt::Key_1));
    add("go.lab", "database-zap", [] { return tr("Lab"); }, goTo, page("lab"), QKeySequence(Qt::ALT | Qt::Key_2));
    add("go.debrief", "file-text", [] { return tr("Debrief"); }, goTo, page("debrief"));
    add("go.worklog", "notebook-pen", [] { return tr("Worklog"); }, goTo, page("worklog"), QKeySequence(Qt::ALT | Qt::Key_3));
    add("go.preferences", "settings", [] { return tr("Preferences"); }, goTo, page("preferences"),
        QKeySequence(Qt::ALT | Qt::Key_4));
    for (const auto& lab : m_catalog.labs) {
        for (const labs::Step& step : lab->steps) {
            const QString labId = QString::fromStdString(lab->id), stepId = QString::fromStdString(step.id);
            add(("step." + lab->id + "." + step.id).c_str(), "flag",
                [this, lab, id = step.id] { return LessonWords(m_ui, lab).name(id, "title"); }, [number = &step - lab->steps.data() + 1] { return tr("Step") + QStringLiteral(" %1").arg(number); },
                [this, labId, stepId] { openStep(labId, stepId); });
        }
    }
    const auto time = [] { return tr("Time"); };
    add("time.toggle", "play", [] { return tr("Play or pause"); }, time, [this] { m_labPage->timeBar().toggle(); },
        QKeySequence(Qt::CTRL | Qt::Key_Space));
    add("time.skip", "skip-forward", [] { return tr("Skip the wait"); }, time, [this] { m_runner->skipToAnnounced(); },
        QKeySequence(Qt::CTRL | Qt::Key_Period));
    add("time.step", "step-forward", [] { return tr("One event"); }, time, [this] { m_runner->stepEvents(1); });
    const std::pair<Speed, const char*> speeds[] = {
        {Speed::X1, "1x"}, {Speed::X10, "10x"}, {Speed::X60, "60x"}, {Speed::X600, "600x"}};
    for (const auto& [speed, name] : speeds) {
        add(QByteArray("time.speed.") + name, "timer", [name = QString::fromLatin1(name)] { return tr("Speed %1").arg(name); },
            time, [this, speed = speed] { m_runner->setSpeed(speed); });
    }
    add("ports.toggle", "plug", [this] { return m_portsOn ? tr("Close the ports") : tr("Let real clients in"); },
        [] { return tr("Real clients"); }, [this] { m_portsOn ? closePorts() : openPorts(kRedisPort); });
    add("lab.hint", "lightbulb", [] { return tr("Open the next hint"); }, [] { return tr("Lab"); },
        [this] { m_client->act("hint", {{"cause", "asked"}}, this); });
    add("worklog.export", "download", [] { return tr("Export the worklog"); }, [] { return tr("Worklog"); }, [this] {
        m_window->showPage(QStringLiteral("worklog"));
        m_worklogPage->startExport();
    });
}

void Application::openPorts(std::uint16_t redis) {
    m_window->hideMessage(QStringLiteral("ports"));
    // Memcached follows when there is a node for it.
    m_runner->openPorts({{ClientProtocol::Redis, redis}, {ClientProtocol::Memcached, kMemcachedPort, true}});
}

void Application::closePorts() {
    m_runner->openPorts({});
}

void Application::showPorts(const PortsView& ports) {
    m_portsOn = ports.on;
    m_preferences->setClientsOn(ports.on);
    QList<PortCommand> commands;
    for (const ListeningPort& p : ports.ports) {
        const QString command = p.protocol == ClientProtocol::Memcached ? QStringLiteral("memcached 127.0.0.1:%1")
                                : p.cluster                             ? QStringLiteral("redis-cli -c -p %1")
                                                                        : QStringLiteral("redis-cli -p %1");
        commands.push_back({command.arg(p.port), QString::fromStdString(p.node)});
    }
    m_window->portsFact().setCommands(commands);
    if (ports.problem == PortsView::Problem::None || m_portAttempt == ports.attempts) return;
    m_portAttempt = ports.attempts;
    const QString port = QString::number(ports.problemPort);
    if (ports.problem == PortsView::Problem::Taken && ports.problemPort < 65535) {
        const auto next = static_cast<std::uint16_t>(ports.problemPort + 1);
        m_window->showMessage(
            QStringLiteral("ports"), State::Warning, [port] { return tr("Port %1 is in use by another program.").arg(port); },
            [next] { return tr("Use %1").arg(QString::number(next)); }, [this, next] { openPorts(next); });
        return;
    }
    const QString why = QString::fromStdString(ports.problemText);
    m_window->showMessage(QStringLiteral("ports"), State::Fail,
                          [port, why] { return tr("Port %1 could not be opened: %2").arg(port, why); });
}

void Application::reportCatalog() {
    if (m_catalog.problems.empty()) return;
    m_window->showMessage(QStringLiteral("catalog"), State::Warning, [this] {
        const labs::LoadProblem& p = m_catalog.problems.front();
        const LessonWords words(m_ui, nullptr);
        QString where = QString::fromStdString(p.file);
        if (!p.path.empty()) where += QStringLiteral(": ") + QString::fromStdString(p.path);
        return tr("This lab could not be loaded: %1").arg(where + QStringLiteral(": ") + words.message(p.what) +
                                                          QLatin1Char(' ') + words.message(p.advice));
    });
}

void Application::watchStore() {
    for (const progress::Notice& n : m_store->takeNotices()) {
        m_window->showMessage(QStringLiteral("store"), noticeState(n), [n] { return progress::text(n); });
    }
    const progress::Status status = m_store->status();
    switch (status.saving) {
    case progress::Saving::Saved: m_window->setStatusFact(QStringLiteral("saving"), "save", tr("Run saved")); break;
    case progress::Saving::Writing: m_window->setStatusFact(QStringLiteral("saving"), "save", tr("Saving…")); break;
    case progress::Saving::KeptInMemory: m_window->setStatusFact(QStringLiteral("saving"), "triangle-alert", tr("Kept in memory")); break;
    case progress::Saving::ReadOnly: m_window->setStatusFact(QStringLiteral("saving"), "lock", tr("Read-only")); break;
    }
    m_week->poll();
}

bool Application::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::KeyPress || event->type() == QEvent::MouseButtonPress || event->type() == QEvent::Wheel) {
        const std::int64_t seconds = m_activity.acted(QDateTime::currentMSecsSinceEpoch());
        if (seconds > 0 && m_labPage != nullptr && m_labPage->isVisible()) m_store->addActive(m_labPage->labId(), seconds);
    }
    if (event->type() == QEvent::Wheel && isValueField(watched)) {
        event->ignore(); // the page under the field scrolls, and the field keeps its value
        return true;
    }
    return QObject::eventFilter(watched, event);
}

void Application::start() {
    const bool crashed = m_store->facts().setting("closed", "in-order") == "no";
    m_store->setSetting("closed", "no");
    if (!m_settings.flag(Setting::Introduced)) {
        m_window->setChromeShown(false);
        m_window->showPage(QStringLiteral("first"));
        return;
    }
    m_window->showPage(QStringLiteral("week"));
    if (crashed) offerResume();
}

void Application::offerResume() {
    const auto point = m_store->unfinished();
    if (!point) return;
    const auto lab = m_catalog.lab(point->run.lab);
    const labs::Step* step = lab ? lab->step(point->run.step) : nullptr;
    if (step == nullptr) return;
    const int number = static_cast<int>(step - lab->steps.data()) + 1;
    m_window->showMessage(
        QStringLiteral("resume"), State::Warning,
        [this, number, at = point->at] {
            return tr("The last session ended unexpectedly. Continue at step %1, %2?")
                .arg(number)
                .arg(m_ui.format().clock(at.ns()));
        },
        [] { return tr("Continue"); },
        [this, p = *point] {
            m_labPage->resume(p);
            m_window->showPage(QStringLiteral("lab"));
        });
}

void Application::openLab(const QString& lab) {
    m_window->setChromeShown(true);
    const std::string id = lab.toStdString();
    if (!m_catalog.lab(id)) return;
    if (m_labPage->isOpen() && m_labPage->labId() == id) {
        m_window->showPage(QStringLiteral("lab"));
        return;
    }
    // Go on where the last run of this lab stands, if it is still open; else begin the next step.
    if (const auto point = m_store->unfinished(); point && point->run.lab == id && !m_week->isDone(id, point->run.step)) {
        m_labPage->resume(*point);
    } else {
        m_labPage->openStep(id, m_week->nextStep(id));
    }
    m_window->showPage(QStringLiteral("lab"));
}

void Application::openDebrief(const QString& lab) {
    m_window->setChromeShown(true);
    m_labPage->setSmall(false);
    m_debrief->setLab(lab.toStdString());
    m_window->showPage(QStringLiteral("debrief"));
}

void Application::openStep(const QString& lab, const QString& step) {
    m_labPage->openStep(lab.toStdString(), step.toStdString());
    m_window->showPage(QStringLiteral("lab"));
}

} // namespace maylab::app
