#include "app/lesson/lab_page.h"

#include "app/lesson/bill_view.h"
#include "app/lesson/controls_pane.h"
#include "app/lesson/goal_question.h"
#include "app/lesson/step_pane.h"
#include "app/panels/decision_view.h"
#include "app/panels/keyspace_panel.h"
#include "app/panels/replication_panel.h"
#include "app/panels/shop_panel.h"
#include "app/panels/slab_panel.h"
#include "app/panels/slot_map_panel.h"
#include "app/panels/stampede_panel.h"
#include "app/panels/time_bar.h"

#include <QDockWidget>
#include <QEvent>
#include <QGridLayout>
#include <QKeyEvent>
#include <QMessageBox>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace maylab::app {
namespace {

kernel::Json toJson(const QVariant& v) {
    if (!v.isValid()) return nullptr;
    switch (v.typeId()) {
    case QMetaType::Bool: return v.toBool();
    case QMetaType::Int:
    case QMetaType::Double: return v.toDouble();
    default: return v.toString().toStdString();
    }
}

// A choice's option may be a number in the world ("300"): the lab's own list says which.
kernel::Json controlValue(const labs::Step& step, const QString& id, const QVariant& value) {
    for (const labs::Control& c : step.controls) {
        if (c.id != id.toStdString()) continue;
        for (const labs::Scalar& o : c.options) {
            if (QString::fromStdString(o.toString()) == value.toString()) return o.toJson();
        }
    }
    return toJson(value);
}

constexpr int kNarrow = 1280;
constexpr int kBesideShop = 900; // of the centre: below this a wide view does not stand beside the shop

DetailQuery lastOf(const char* rule) {
    DetailQuery q;
    q.kind = DetailQuery::Kind::LastOfRule;
    q.rule = rule;
    return q;
}

} // namespace

LabPage::LabPage(const Parts& parts, QWidget* parent)
    : Page(parent), m_parts(parts), m_ui(parts.ui), m_door(parts.session), m_history(parts.historyFolder) {
    setObjectName(QStringLiteral("labPage"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);

    m_docks = new QMainWindow(this);
    m_docks->setWindowFlags(Qt::Widget); // its constructor makes a window whatever it is told
    m_docks->setObjectName(QStringLiteral("lab.docks"));
    m_docks->setDockNestingEnabled(true);
    m_docks->setContextMenuPolicy(Qt::PreventContextMenu);
    layout->addWidget(m_docks, 1);

    m_left = new TabStack(m_ui);
    m_right = new TabStack(m_ui);
    m_right->setBarShownAlways(true);
    const auto dock = [this](const char* name, QWidget* content, Qt::DockWidgetArea area) {
        auto* d = new QDockWidget(m_docks);
        d->setObjectName(QString::fromLatin1(name));
        d->setTitleBarWidget(new QWidget(d));
        d->setFeatures(QDockWidget::DockWidgetMovable);
        d->setWidget(content);
        m_docks->addDockWidget(area, d);
        return d;
    };
    m_leftDock = dock("lab.left", m_left, Qt::LeftDockWidgetArea);
    m_rightDock = dock("lab.right", m_right, Qt::RightDockWidgetArea);

    m_stepPane = new StepPane(m_ui);
    m_controls = new ControlsPane(m_ui, parts.models);
    m_why = new DecisionView(m_ui);
    m_why->setObjectName(QStringLiteral("lab.why"));
    m_why->setParent(this); // until it has a tab
    m_why->hide();
    m_left->addPane(QStringLiteral("step"), m_stepPane, [] { return tr("Step"); });
    m_right->addPane(QStringLiteral("controls"), m_controls, [] { return tr("Controls"); });

    m_center = new QSplitter(Qt::Vertical);
    m_center->setObjectName(QStringLiteral("lab.center"));
    m_center->setChildrenCollapsible(false);
    m_service = new QSplitter(Qt::Horizontal);
    m_service->setChildrenCollapsible(false);
    m_shop = new ShopPanel(m_ui);
    m_views = new TabStack(m_ui);
    m_keyspace = new KeyspacePanel(m_ui, this);
    m_slotMap = new SlotMapPanel(m_ui, this);
    m_replication = new ReplicationPanel(m_ui, this);
    m_stampede = new StampedePanel(m_ui, this);
    m_slabs = new SlabPanel(m_ui, this);
    for (QWidget* view : std::initializer_list<QWidget*>{m_keyspace, m_slotMap, m_replication, m_stampede, m_slabs}) view->hide();
    m_service->addWidget(m_shop);
    m_service->addWidget(m_views);
    m_chartArea = new QWidget;
    new QGridLayout(m_chartArea);
    m_console = new ConsoleWidget(m_ui, m_door, m_history, parts.models);
    m_center->addWidget(m_service);
    m_center->addWidget(m_chartArea);
    m_center->addWidget(m_console);
    m_center->setStretchFactor(0, 4);
    m_center->setStretchFactor(1, 5);
    m_center->setStretchFactor(2, 3);
    m_docks->setCentralWidget(m_center);
    connect(m_center, &QSplitter::splitterMoved, this, [this] {
        if (!m_small) m_ui.settings.set(Setting::LabLayout, m_center->saveState());
    });

    m_loading = new LoadingState(m_ui, this);
    m_loading->setObjectName(QStringLiteral("lab.loading"));
    m_loading->hide();
    m_error = new ErrorState(m_ui, this);
    m_error->setObjectName(QStringLiteral("lab.error"));
    m_error->hide();
    layout->addWidget(m_loading, 1);
    layout->addWidget(m_error, 1);

    m_time = new TimeBar(m_ui, this);
    m_bill = new BillButton(m_ui, m_time);
    m_time->addAtEnd(m_bill);
    layout->addWidget(m_time);

    m_loadingDelay.setSingleShot(true);
    m_loadingDelay.setInterval(300);
    connect(&m_loadingDelay, &QTimer::timeout, this, [this] {
        if (m_parts.session.snapshot().state == RunState::Loading) showLoading();
    });

    SessionClient& session = parts.session;
    SessionRunner& runner = session.runner();
    connect(&session, &SessionClient::snapshotTaken, this, &LabPage::showSnapshot);
    connect(&session, &SessionClient::lessonNews, this, [this](const LessonNews& news) { showNews(*news.events); });
    connect(m_time, &TimeBar::playAsked, this, [&runner](bool play) { runner.play(play); });
    connect(m_time, &TimeBar::stepAsked, this, [&runner] { runner.stepEvents(1); });
    connect(m_time, &TimeBar::speedAsked, this, [&runner](Speed s) { runner.setSpeed(s); });
    connect(m_time, &TimeBar::skipAsked, this, [&runner] { runner.skipToAnnounced(); });
    connect(m_time, &TimeBar::stopSkipAsked, this, [&runner] { runner.stopSkip(); });
    connect(m_time, &TimeBar::markChosen, m_console, &ConsoleWidget::chooseEvent);
    for (QWidget* view : std::initializer_list<QWidget*>{m_shop, m_keyspace, m_slotMap, m_replication, m_stampede, m_slabs}) m_time->serve(view);
    const HappeningNames names = [this](const Happening& h) {
        if (!m_lab || m_step == nullptr) return QString();
        const LessonWords words(m_ui, m_lab);
        if (h.kind == Happening::Kind::Goal) return words.name(m_step->id, "goal." + h.what);
        if (h.kind == Happening::Kind::Step) return words.name(h.what, "title");
        return QString();
    };
    m_time->setNames(names);
    m_console->setNames(names);

    connect(m_stepPane, &StepPane::stepAsked, this, [this](const QString& step) { openStep(labId(), step.toStdString()); });
    connect(m_stepPane, &StepPane::weekAsked, this, &LabPage::weekAsked);
    connect(m_stepPane, &StepPane::debriefAsked, this, &LabPage::debriefAsked);
    connect(m_stepPane, &StepPane::hintAsked, this,
            [this] { m_parts.session.act("hint", {{"cause", "asked"}}, this); });
    connect(m_stepPane, &StepPane::answered, this, [this](const QString& id, const QVariant& value) {
        m_parts.session.act("answer", {{"id", id.toStdString()}, {"value", toJson(value)}}, this);
    });
    connect(m_stepPane, &StepPane::predicted, this, [this](const QString& id, double value) {
        m_parts.session.act("predict", {{"id", id.toStdString()}, {"value", value}}, this);
    });
    connect(m_stepPane, &StepPane::whyChosen, this,
            [this](const QString& option) { m_parts.session.act("why", {{"option", option.toStdString()}}, this); });
    connect(m_stepPane, &StepPane::examChosen, this,
            [this](const QString& option) { m_parts.session.act("exam", {{"option", option.toStdString()}}, this); });
    connect(m_stepPane, &StepPane::knowChosen, this, [this](const QStringList& options) {
        kernel::Json list = kernel::Json::array();
        for (const QString& o : options) list.push_back(o.toStdString());
        m_parts.session.act("know", {{"options", list}}, this);
    });
    connect(m_stepPane, &StepPane::showMeWhere, this, [this] {
        if (m_controls->isEmpty()) {
            m_console->input(m_console->currentTab())->setFocus(Qt::ShortcutFocusReason);
            return;
        }
        for (TabStack* stack : {m_left, m_right}) stack->showPane(QStringLiteral("controls"));
        m_controls->showWhere();
    });
    connect(m_stepPane, &StepPane::goalWhyAsked, this, [this](const QString& id) {
        const Snapshot& s = m_parts.session.snapshot();
        if (m_step == nullptr || !s.lesson) return;
        for (std::size_t i = 0; i < m_step->goals.size() && i < s.lesson->goals.size(); ++i) {
            if (m_step->goals[i].id == id.toStdString()) askWhy(whyOf(m_step->goals[i], s.lesson->goals[i], s.now));
        }
    });
    m_readingTime.setSingleShot(true);
    connect(m_stepPane, &StepPane::readingChanged, this, &LabPage::holdForReading);
    connect(&m_readingTime, &QTimer::timeout, this, &LabPage::holdForReading);
    const auto goOn = [this] {
        m_readingTime.stop();
        holdForReading();
    };
    connect(m_time, &TimeBar::playAsked, this, goOn);
    connect(m_time, &TimeBar::skipAsked, this, goOn);
    connect(m_time, &TimeBar::speedAsked, this, goOn);
    connect(m_stepPane, &StepPane::resetAsked, this, [this] {
        QMessageBox box(QMessageBox::Question, tr("Start this step again"),
                        tr("Start this step again? The goals begin anew; what the worklog has is kept."),
                        QMessageBox::NoButton, this);
        auto* again = box.addButton(tr("Start again"), QMessageBox::AcceptRole);
        box.addButton(tr("Go on with this run"), QMessageBox::RejectRole);
        box.exec();
        if (box.clickedButton() != again) return;
        m_parts.session.act("reset", kernel::Json::object(), this);
        openStep(labId(), stepId());
    });
    connect(m_controls, &ControlsPane::changed, this, [this](const QString& id, const QVariant& value) {
        if (m_step == nullptr) return;
        m_readingTime.stop();
        holdForReading();
        m_parts.session.setControl(id.toStdString(), controlValue(*m_step, id, value), this, [this](const CallAnswer& a) {
            if (a.pending) return;
            if (a.ok) return m_controls->clearRefusal();
            const QString code = QString::fromStdString(a.error.code);
            m_controls->showRefusal(findErrorText(a.error.code, a.error.message),
                                    code + QStringLiteral(": ") + QString::fromStdString(a.error.message));
            for (TabStack* stack : {m_left, m_right}) stack->showPane(QStringLiteral("controls"));
            emit announced("triangle-alert", tr("Refused: %1").arg(code));
        });
    });
    connect(m_shop, &ShopPanel::requestChosen, this, [this](quint64 id) {
        DetailQuery q;
        q.kind = DetailQuery::Kind::Request;
        q.request = id;
        askWhy(q);
    });
    connect(m_keyspace, &KeyspacePanel::keyChosen, this, [this](const QString& key) {
        DetailQuery q;
        q.kind = DetailQuery::Kind::Eviction;
        q.key = key.toStdString();
        q.service = "elasticache";
        askWhy(q);
    });
    connect(m_keyspace, &KeyspacePanel::roomChanged, this, [this](quint32) { updateInterest(); });
    connectPanels();
    connect(m_why, &DecisionView::recordPointedAt, this,
            [this](const QString& rule) { m_parts.session.act("why", {{"rule", rule.toStdString()}}, this); });
    connect(&m_group, &ChartGroup::rangeChanged, this, [this] {
        // A chart that is being made tells its range before it is in the list.
        for (std::size_t i = 0; i < m_charts.size(); ++i) {
            m_models[i]->advance(m_parts.session.snapshot(), m_charts[i]->width());
        }
    });
    // Answers arrive between two snapshots; a chart redraws when its own has come.
    auto* fresh = new QTimer(this);
    fresh->setInterval(ChartClock::kPeriodMilliseconds);
    connect(fresh, &QTimer::timeout, this, [this] {
        for (std::size_t i = 0; i < m_models.size(); ++i) {
            if (m_models[i]->takeFresh()) m_clock.request(*m_charts[i]);
        }
    });
    fresh->start();
    arrange();
}

LabPage::~LabPage() {
    // Charts before the models they draw.
    for (LiveChart* c : m_charts) delete c;
}

QString LabPage::title() const {
    if (!m_lab) return tr("Lab");
    for (const labs::WeekDay& d : m_parts.catalog.week ? m_parts.catalog.week->days : std::vector<labs::WeekDay>{}) {
        if (d.lab == m_lab->id) return QString::fromStdString(d.title[m_ui.language.chrome() == Language::English ? 0 : 1]);
    }
    return QString::fromStdString(m_lab->id);
}

QString LabPage::subtitle() const {
    if (!m_lab) return {};
    return tr("Day %1 · %2").arg(m_lab->day).arg(LessonWords(m_ui, m_lab).name("lab", "title"));
}

QList<QWidget*> LabPage::panes() const {
    QList<QWidget*> out{m_stepPane, m_controls};
    for (QWidget* view : std::initializer_list<QWidget*>{m_shop, m_keyspace, m_slotMap, m_replication, m_stampede, m_slabs}) {
        if (view->isVisible()) out << view;
    }
    for (LiveChart* c : m_charts) out << c;
    if (m_console->isVisible()) out << m_console;
    if (m_whyShown) out << m_why;
    out << m_time;
    return out;
}

void LabPage::entered() {
    m_stepPane->setFocus(Qt::OtherFocusReason);
    updateInterest();
    layOutCenter();
}

bool LabPage::wants(const char* pane) const {
    return m_step != nullptr && std::find(m_step->panes.begin(), m_step->panes.end(), pane) != m_step->panes.end();
}

void LabPage::openStep(const std::string& lab, const std::string& step) {
    const auto found = m_parts.catalog.lab(lab);
    const labs::Step* s = found ? found->step(step) : nullptr;
    if (s == nullptr) {
        emit failed(tr("This step is not in the catalog any more."));
        return;
    }
    m_lab = found;
    m_step = s;
    buildStep();
    m_parts.record.continueIn(0); // whatever a launch before left behind
    Launch launch;
    launch.header = labs::LabSession::header(*found, *s, {});
    launch.play = true;
    begin(std::move(launch));
}

void LabPage::resume(const progress::ResumePoint& point) {
    const auto found = m_parts.catalog.lab(point.run.lab);
    const labs::Step* s = found ? found->step(point.run.step) : nullptr;
    auto stored = m_parts.store.continueRun(point.run.id);
    if (s == nullptr || !stored) {
        emit failed(stored ? tr("This step is not in the catalog any more.") : QString::fromStdString(stored.error()));
        return;
    }
    m_lab = found;
    m_step = s;
    buildStep();
    Launch launch;
    launch.header = stored->journal.header;
    launch.journal = std::make_shared<const kernel::Journal>(std::move(stored->journal));
    launch.play = false; // the learner looks first
    m_parts.record.continueIn(point.run.id);
    begin(std::move(launch));
}

void LabPage::begin(Launch launch) {
    m_error->hide();
    m_loading->setTexts(tr("Preparing the step"), tr("The story so far is played again, out of sight."));
    m_loading->setProgress(0);
    m_loadingDelay.start();
    m_readingTime.stop();
    m_parts.session.runner().begin(std::move(launch));
    updateInterest();
    emit stepOpened();
    emit titleChanged();
}

void LabPage::buildStep() {
    m_stepPane->setStep(m_lab, m_step->id, m_parts.catalog.console);
    m_controls->setStep(m_lab, m_step->id);
    m_why->clear();
    m_whyShown = false;
    for (LiveChart* c : m_charts) delete c;
    m_charts.clear();
    m_models.clear();
    delete m_chartArea->layout();
    auto* grid = new QGridLayout(m_chartArea);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(1);
    int place = 0;
    for (const labs::Chart& c : m_step->charts) {
        m_models.push_back(std::make_unique<LabChartModel>(m_ui, m_lab, *m_step, c, &m_parts.session, m_group));
        auto* chart = new LiveChart(m_ui, *m_models.back(), m_clock, m_group, m_chartArea);
        chart->setObjectName(QStringLiteral("chart.") + QString::fromStdString(c.id));
        chart->setMinimumHeight(m_ui.theme.px(104));
        connect(chart, &LiveChart::whyAsked, this, [this](double at) {
            DetailQuery q;
            q.kind = DetailQuery::Kind::Slowest;
            q.from = kernel::SimTime::fromNs(static_cast<std::int64_t>(std::max(0.0, at - 1) * 1e9));
            q.to = kernel::SimTime::fromNs(static_cast<std::int64_t>((at + 1) * 1e9));
            askWhy(q);
        });
        // Two in a row; with an odd number the first takes the whole width, and two stand one over the other.
        const auto count = static_cast<int>(m_step->charts.size());
        const int first = count % 2 == 1 || count == 2 ? 1 : 0; // charts that have a row of their own
        if (count == 2) grid->addWidget(chart, place, 0, 1, 2);
        else if (place < first) grid->addWidget(chart, 0, 0, 1, 2);
        else grid->addWidget(chart, (place - first) / 2 + first, (place - first) % 2);
        m_charts.push_back(chart);
        ++place;
    }
    m_group.setSpan(m_step->chartSeconds > 0 ? m_step->chartSeconds : m_step->speed >= 10 ? 300 : 120);
    m_group.setFollowsLive(true);
    m_shard = 0;
    m_ownKeys.clear();
    m_console->setVisible(m_step->console);
    m_viewsShown = {QString()}; // nothing it could be: the views are placed anew
    showMarks();
    arrange();
    layOutCenter();
}

void LabPage::setSmall(bool small) {
    m_small = small;
    m_stepPane->setSmall(small);
    m_time->setSmallForm(small);
    arrange();
}

void LabPage::showMarks() {
    if (!m_lab) return;
    std::vector<StepPane::StepMark> marks;
    for (const labs::Step& s : m_lab->steps) {
        marks.push_back({s.id, m_parts.week.isDone(m_lab->id, s.id) ? State::Pass : State::NotBegun});
    }
    m_stepPane->setMarks(marks, true);
}

void LabPage::updateInterest() {
    Interest interest;
    interest.shop = true;
    interest.keyspace = m_keyspace->isVisibleTo(this) && wants("keyspace");
    interest.slotMap = m_slotMap->isVisibleTo(this);
    interest.replication = m_replication->isVisibleTo(this);
    interest.stampede = m_stampede->isVisibleTo(this);
    interest.slabs = m_slabs->isVisibleTo(this);
    interest.caches = m_step != nullptr && m_step->console;
    interest.shard = m_shard;
    interest.ownKeys = m_ownKeys;
    interest.tiles = m_keyspace->roomForTiles();
    m_interestSpeed = m_parts.session.snapshot().speed;
    interest.requests = ShopPanel::drawsRequestsAt(m_interestSpeed);
    interest.homeSeconds = ShopPanel::homeSeconds(m_interestSpeed);
    m_parts.session.runner().setInterest(interest);
}

// A rate is still to be typed: the drawing does not say it first.
bool LabPage::asksForARate(const Snapshot& s) const {
    if (!s.lesson) return false;
    for (const labs::Goal& g : m_step->goals) {
        if (g.value.kind != labs::Value::Kind::Answer) continue;
        const bool rate = std::any_of(m_step->answers.begin(), m_step->answers.end(), [&](const labs::AnswerField& a) {
            return a.id == g.value.id && a.options.empty() && a.unit == "per-second";
        });
        const bool open = std::any_of(s.lesson->goals.begin(), s.lesson->goals.end(), [&](const labs::GoalResult& r) {
            return r.id == g.id && r.state != labs::GoalState::Passed;
        });
        if (rate && open) return true;
    }
    return false;
}

void LabPage::showLoading() {
    m_docks->hide();
    m_loading->show();
}

void LabPage::showSnapshot(const Snapshot& s) {
    if (m_step == nullptr) return;
    if (s.state == RunState::Loading) {
        m_loading->setProgress(s.loadProgress);
        if (!m_loadingDelay.isActive()) showLoading(); // the launcher may speak up later than the delay
        return;
    }
    if (s.state == RunState::Failed) {
        m_loadingDelay.stop();
        m_loading->hide();
        m_docks->hide();
        m_error->setTexts(QString::fromStdString(s.problem), tr("The step could not go on."));
        m_error->show();
        return;
    }
    if (s.state != RunState::Ready || s.step != m_step->id) return;
    if (!m_docks->isVisible() || m_run != s.run) {
        m_loadingDelay.stop();
        m_loading->hide();
        m_error->hide();
        m_docks->show();
        m_run = s.run;
        m_passed.clear();
        updateInterest();
        if (m_small) m_controls->showWhere(); // the one thing to do
        if (const Speed speed = preferredSpeed(); speed != Speed::X1 && m_step->speed == 1 && !m_small) {
            m_parts.session.runner().setSpeed(speed);
        }
    }
    if (s.speed != m_interestSpeed) updateInterest();
    if (m_shop->isVisible()) {
        m_shop->setLimitShown(!asksForARate(s));
        m_shop->setSnapshot(s);
    }
    if (m_keyspace->isVisible()) m_keyspace->setSnapshot(s);
    if (m_slotMap->isVisible()) m_slotMap->setSnapshot(s);
    if (m_replication->isVisible()) m_replication->setSnapshot(s);
    if (m_stampede->isVisible()) m_stampede->setSnapshot(s);
    if (m_slabs->isVisible()) m_slabs->setSnapshot(s);
    m_time->setSnapshot(s);
    m_bill->setBill(s.lesson ? s.lesson->bill : std::nullopt, m_lab->prices);
    if (m_console->isVisible()) m_console->setSnapshot(s);
    m_group.advance(0, s.now.inSeconds());
    for (std::size_t i = 0; i < m_models.size(); ++i) m_models[i]->advance(s, m_charts[i]->width());
    if (s.lesson) {
        m_stepPane->setView(s.lesson);
        m_controls->setView(*s.lesson);
        const bool pointing = s.lesson->why && s.lesson->why->open && !s.lesson->why->answered;
        m_why->setPointing(pointing);
        for (const labs::GoalResult& g : s.lesson->goals) {
            if (g.state == labs::GoalState::Passed) m_passed.insert(g.id);
        }
        // The tab comes with the second goal, with a slow request to look at, and takes nobody's place.
        if (!m_whyShown && (wants("why") || s.lesson->goalsPassed >= 2)) {
            DetailQuery q;
            q.kind = DetailQuery::Kind::Slowest;
            q.to = s.now;
            q.from = s.now.ns() > 60'000'000'000 ? s.now - kernel::SimDuration::seconds(60) : kernel::SimTime();
            askWhy(q, Why::Beside);
        }
    }
}

void LabPage::showNews(const std::vector<labs::SessionEvent>& events) {
    if (!m_lab || m_step == nullptr) return;
    using Kind = labs::SessionEvent::Kind;
    const LessonWords words(m_ui, m_lab);
    for (const labs::SessionEvent& e : events) {
        switch (e.kind) {
        case Kind::GoalPassed: {
            m_passed.insert(e.id); // the snapshot with it comes only now
            const int passed = static_cast<int>(m_passed.size()), total = static_cast<int>(m_step->goals.size());
            emit announced("circle-check", tr("Done: %1. %2 of %3.").arg(words.name(m_step->id, "goal." + e.id)).arg(passed).arg(total));
            break;
        }
        case Kind::HintOpened:
            if (e.id != "hint.4") readFor(words.prose(m_step->id, e.id, nullptr));
            break;
        case Kind::MistakeMet:
            emit announced("lightbulb", tr("Noticed: %1").arg(words.name(m_step->id, "mistake." + e.id)));
            break;
        case Kind::AnotherDayFailed: emit announced("triangle-alert", tr("It worked today, not on another day.")); break;
        case Kind::StepDone:
            emit announced("circle-check", tr("Step done: %1").arg(words.name(m_step->id, "title")));
            m_parts.week.poll();
            showMarks();
            break;
        case Kind::StepUnderstood: emit announced("circle-check", tr("Understood: %1").arg(words.name(m_step->id, "title"))); break;
        default: break;
        }
    }
}

void LabPage::readFor(const QString& text) {
    constexpr int kMillisecondsPerWord = 300, kLeast = 3'000, kMost = 20'000;
    const int words = static_cast<int>(text.split(QLatin1Char(' '), Qt::SkipEmptyParts).size());
    m_readingTime.start(std::clamp(words * kMillisecondsPerWord, kLeast, kMost));
    holdForReading();
}

void LabPage::holdForReading() {
    const bool reading = m_stepPane->isReading() || m_readingTime.isActive();
    m_parts.session.runner().setHold(Hold::Reading, reading && m_ui.settings.flag(Setting::PauseOnRead));
}

void LabPage::askWhy(const DetailQuery& query, Why how) {
    m_whyShown = true;
    arrange();
    if (how == Why::BringForward) {
        for (TabStack* stack : {m_left, m_right}) stack->showPane(QStringLiteral("why"));
    }
    m_parts.session.askDetail(query, this, [this, how](const DetailAnswer& answer) {
        m_why->setDetail(answer);
        if (how != Why::BringForward || !answer.found) return;
        QString text;
        for (const DecisionRecord& r : answer.records) text += DecisionView::sentence(m_ui, r) + QLatin1Char(' ');
        readFor(text);
    });
}

// Who stands where: by the width of the window and by what the step names.
void LabPage::arrange() {
    const bool narrow = width() > 0 && width() < kNarrow - 80;
    m_narrow = narrow;
    TabStack* side = narrow ? m_left : m_right;
    TabStack* other = narrow ? m_right : m_left;
    const auto place = [&](const QString& id, QWidget* pane, std::function<QString()> text, bool shown) {
        if (!shown) {
            for (TabStack* s : {side, other}) {
                if (QWidget* w = s->takePane(id)) w->hide(), w->setParent(this), w->hide();
            }
            return;
        }
        if (side->hasPane(id)) return;
        other->takePane(id);
        side->addPane(id, pane, std::move(text));
    };
    place(QStringLiteral("controls"), m_controls, [] { return tr("Controls"); }, m_step == nullptr || !m_controls->isEmpty());
    place(QStringLiteral("why"), m_why, [] { return tr("Why?"); }, m_whyShown);
    m_stepPane->setPanesShown(panesShown());
    m_rightDock->setVisible(m_right->count() > 0);
    const int w = width();
    const int left = w < kNarrow ? 256 : w < 1800 ? 304 : w < 2480 ? 336 : 400;
    const int right = w < 1800 ? 264 : w < 2480 ? 344 : 440;
    m_leftDock->setMinimumWidth(std::min(left, 256));
    m_rightDock->setMinimumWidth(240);
    m_docks->resizeDocks({m_leftDock, m_rightDock}, {m_ui.theme.px(left), m_ui.theme.px(right)}, Qt::Horizontal);
}

void LabPage::connectPanels() {
    connect(m_views, &TabStack::paneShown, this, [this] { updateInterest(); });
    const auto showShard = [this](quint32 shard) {
        m_shard = shard;
        updateInterest();
    };
    connect(m_slotMap, &SlotMapPanel::shardChosen, this, [this, showShard](quint32 shard) {
        showShard(shard);
        m_views->showPane(QStringLiteral("replication"));
    });
    connect(m_replication, &ReplicationPanel::shardAsked, this, showShard);
    connect(m_slotMap, &SlotMapPanel::redirectWhyAsked, this,
            [this](const QString& rule) { askWhy(lastOf(rule.toLatin1().constData())); });
    connect(m_replication, &ReplicationPanel::failoverWhyAsked, this, [this] { askWhy(lastOf("cache.failover.chosen")); });
    connect(m_replication, &ReplicationPanel::lostWritesWhyAsked, this, [this] { askWhy(lastOf("cache.failover.lost-write")); });
    connect(m_stampede, &StampedePanel::buildWhyAsked, this, [this] { askWhy(lastOf("shop.home.load")); });
    connect(&m_console->redis(), &RedisShell::keyTyped, this, [this](const QString& key) {
        std::erase(m_ownKeys, key.toStdString());
        m_ownKeys.push_back(key.toStdString());
        if (m_ownKeys.size() > Interest::kOwnKeys) m_ownKeys.erase(m_ownKeys.begin());
        updateInterest();
    });
}

std::vector<std::string> LabPage::panesShown() const {
    std::vector<std::string> shown;
    if (m_step == nullptr) return shown;
    for (const std::string& pane : m_step->panes) {
        if (pane != "why" || m_whyShown) shown.push_back(pane);
    }
    if (m_whyShown && !wants("why")) shown.emplace_back("why");
    return shown;
}

bool LabPage::showView(const QString& pane) {
    if (!m_views->hasPane(pane)) return false;
    m_views->showPane(pane);
    return true;
}

void LabPage::arrangeService() {
    struct View {
        const char* id;
        QWidget* widget;
        QString (*text)();
        bool wide; // needs the width of the centre
    };
    const View views[] = {{"keyspace", m_keyspace, [] { return tr("Keyspace"); }, false},
                          {"slots", m_slotMap, [] { return tr("Slots"); }, true},
                          {"replication", m_replication, [] { return tr("Replication"); }, true},
                          {"stampede", m_stampede, [] { return tr("Home page"); }, false},
                          {"slabs", m_slabs, [] { return tr("Slabs"); }, true}};
    const auto named = [this](const View& v) { return wants(v.id); };
    const bool wide = std::any_of(std::begin(views), std::end(views), [&](const View& v) { return v.wide && named(v); });
    const bool shown = wants("shop");
    const bool beside = !wide || m_center->width() >= m_ui.theme.px(kBesideShop);
    const QString current = m_viewsShown.contains(QString()) ? QString() : m_views->currentPane();
    // In the step's own order, so that a lab says which one stands in front.
    std::vector<std::string> order;
    if (m_step != nullptr) order = m_step->panes;
    QStringList wanted;
    for (const std::string& pane : order) {
        const bool shop = pane == "shop";
        const auto view = std::find_if(std::begin(views), std::end(views), [&](const View& v) { return pane == v.id; });
        if ((shop && !beside) || view != std::end(views)) wanted << QString::fromStdString(pane);
    }
    if (wanted == m_viewsShown && m_shop->isVisibleTo(m_service) == shown) return;
    m_viewsShown = wanted;
    const auto take = [this](const QString& id) {
        if (QWidget* w = m_views->takePane(id)) w->setParent(this), w->hide();
    };
    take(QStringLiteral("shop"));
    for (const View& v : views) take(QString::fromLatin1(v.id));
    for (const QString& id : wanted) {
        if (id == QLatin1String("shop")) {
            m_views->addPane(id, m_shop, [] { return tr("Shop"); });
            continue;
        }
        const auto view = std::find_if(std::begin(views), std::end(views), [&](const View& v) { return id == QLatin1String(v.id); });
        m_views->addPane(id, view->widget, view->text);
    }
    if (!wanted.contains(QStringLiteral("shop"))) {
        m_service->insertWidget(0, m_shop);
        m_shop->setVisible(shown);
    }
    m_service->setVisible(shown || !wanted.isEmpty()); // a step may be charts and a console alone
    m_views->setVisible(!wanted.isEmpty());
    // The first that is named stands in front; the shop is known from the steps before.
    const QString first = wanted.size() > 1 && wanted.front() == QLatin1String("shop") ? wanted[1] : wanted.value(0);
    m_views->showPane(wanted.contains(current) ? current : first);
}

void LabPage::resizeEvent(QResizeEvent* event) {
    Page::resizeEvent(event);
    arrange();
    layOutCenter();
    updateInterest();
}

void LabPage::changeEvent(QEvent* event) {
    Page::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) emit titleChanged();
}

Speed LabPage::preferredSpeed() const {
    switch (m_ui.settings.number(Setting::DefaultSpeed)) {
    case 10: return Speed::X10;
    case 60: return Speed::X60;
    case 600: return Speed::X600;
    default: return Speed::X1;
    }
}

// The service, its charts and the console share the height; who moved a handle keeps what they chose.
void LabPage::layOutCenter() {
    arrangeService();
    const QByteArray kept = m_ui.settings.value(Setting::LabLayout).toByteArray();
    if (!kept.isEmpty() && !m_small && m_center->restoreState(kept)) return;
    const int height = std::max(400, m_center->height());
    const int console = m_step != nullptr && m_step->console ? std::clamp(height * 26 / 100, m_ui.theme.px(120), m_ui.theme.px(260)) : 0;
    // Views behind tabs give the tabs' height away.
    const bool tabs = m_views->count() > 1;
    const int service = std::clamp(height * (tabs ? 42 : 36) / 100, m_ui.theme.px(tabs ? 240 : 190), m_ui.theme.px(440));
    m_center->setSizes({service, std::max(100, height - service - console), console});
    const int width = std::max(400, m_center->width());
    m_service->setSizes({width * 47 / 100, width * 53 / 100});
}

} // namespace maylab::app
