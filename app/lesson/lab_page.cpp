#include "app/lesson/lab_page.h"

#include "app/lesson/bill_view.h"
#include "app/lesson/controls_pane.h"
#include "app/lesson/step_pane.h"
#include "app/panels/dashboard/dashboard_panel.h"
#include "app/panels/decision_view.h"
#include "app/panels/keyspace_panel.h"
#include "app/panels/replication_panel.h"
#include "app/panels/shop_panel.h"
#include "app/panels/slot_map_panel.h"
#include "app/panels/stampede_panel.h"
#include "app/panels/time_bar.h"

#include <QEvent>
#include <QGridLayout>

#include <algorithm>

namespace maylab::app {

LabPage::LabPage(const Parts& parts, QWidget* parent)
    : Page(parent), m_parts(parts), m_ui(parts.ui), m_door(parts.session), m_history(parts.historyFolder) {
    buildPanes();

    m_loadingDelay.setSingleShot(true);
    m_loadingDelay.setInterval(300);
    connect(&m_loadingDelay, &QTimer::timeout, this, [this] {
        if (m_parts.session.snapshot().state == RunState::Loading) showLoading();
    });

    connect(&parts.session, &SessionClient::snapshotTaken, this, &LabPage::showSnapshot);
    connect(&parts.session, &SessionClient::lessonNews, this, [this](const LessonNews& news) { showNews(*news.events); });
    connectTime();
    connectStepPane();
    connectControls();
    connectPanels();
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
    if (m_shop->isVisible()) out << m_shop;
    for (const LabView& v : m_drawn) {
        if (v.widget->isVisible()) out << v.widget;
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
    findView<DashboardPanel>(m_drawn)->beginRun();
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
    for (const LabView& v : m_drawn) {
        if (v.widget->isVisibleTo(this) && wants(v.id)) v.ask(interest);
    }
    interest.caches = m_step != nullptr && m_step->console;
    interest.shard = m_shard;
    interest.ownKeys = m_ownKeys;
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
    for (const LabView& v : m_drawn) {
        if (v.widget->isVisible()) v.show(s);
    }
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
        if (!m_whyShown && (wants("why") || (wants("shop") && s.lesson->goalsPassed >= 2))) {
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

} // namespace maylab::app
