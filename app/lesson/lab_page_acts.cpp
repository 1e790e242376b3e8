// What the learner does on the lab page, as acts, door calls and questions to the session.
#include "app/lesson/lab_page.h"

#include "app/console/error_texts.h"
#include "app/lesson/controls_pane.h"
#include "app/lesson/goal_question.h"
#include "app/lesson/step_pane.h"
#include "app/panels/alarm_panel.h"
#include "app/panels/dashboard/dashboard_panel.h"
#include "app/panels/decision_view.h"
#include "app/panels/keyspace_panel.h"
#include "app/panels/periods_panel.h"
#include "app/panels/replication_panel.h"
#include "app/panels/shop_panel.h"
#include "app/panels/slot_map_panel.h"
#include "app/panels/stampede_panel.h"
#include "app/panels/time_bar.h"

#include "aws/cli.h"

#include <QMessageBox>
#include <QPushButton>

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

DetailQuery lastOf(const char* rule) {
    DetailQuery q;
    q.kind = DetailQuery::Kind::LastOfRule;
    q.rule = rule;
    return q;
}

} // namespace

void LabPage::connectTime() {
    SessionRunner& runner = m_parts.session.runner();
    connect(m_time, &TimeBar::playAsked, this, [&runner](bool play) { runner.play(play); });
    connect(m_time, &TimeBar::stepAsked, this, [&runner] { runner.stepEvents(1); });
    connect(m_time, &TimeBar::speedAsked, this, [&runner](Speed s) { runner.setSpeed(s); });
    connect(m_time, &TimeBar::skipAsked, this, [&runner] { runner.skipToAnnounced(); });
    connect(m_time, &TimeBar::stopSkipAsked, this, [&runner] { runner.stopSkip(); });
    connect(m_time, &TimeBar::markChosen, m_console, &ConsoleWidget::chooseEvent);
    m_time->serve(m_shop);
    for (const LabView& v : m_drawn) m_time->serve(v.widget);
    const HappeningNames names = [this](const Happening& h) {
        if (!m_lab || m_step == nullptr) return QString();
        const LessonWords words(m_ui, m_lab);
        if (h.kind == Happening::Kind::Goal) return words.name(m_step->id, "goal." + h.what);
        if (h.kind == Happening::Kind::Step) return words.name(h.what, "title");
        return QString();
    };
    m_time->setNames(names);
    m_console->setNames(names);
}

void LabPage::connectStepPane() {
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
}

void LabPage::connectControls() {
    connect(m_controls, &ControlsPane::changed, this, [this](const QString& id, const QVariant& value) {
        if (m_step == nullptr) return;
        m_readingTime.stop();
        holdForReading();
        m_parts.session.setControl(id.toStdString(), controlValue(*m_step, id, value), this, [this, id](const CallAnswer& a) {
            if (a.pending) return;
            // The lab's own operations answer nothing that a command would take.
            if (a.ok) return m_controls->showReply(a.service == "lab" ? kernel::Json() : a.output);
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
}

void LabPage::connectPanels() {
    connect(m_why, &DecisionView::recordPointedAt, this,
            [this](const QString& rule) { m_parts.session.act("why", {{"rule", rule.toStdString()}}, this); });
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
    connect(findView<AlarmPanel>(m_drawn), &AlarmPanel::alarmChosen, this, [this] { updateInterest(); });
    auto* dashboard = findView<DashboardPanel>(m_drawn);
    connect(dashboard, &DashboardPanel::interestChanged, this, [this] { updateInterest(); });
    connect(dashboard, &DashboardPanel::editingChanged, this,
            [this, dashboard] { m_parts.session.runner().setHold(Hold::Editing, dashboard->isEditing()); });
    DashboardDoor door;
    door.call = [this, dashboard](const std::string& operation, const kernel::Json& input, DashboardDoor::Done done) {
        m_parts.session.call(kernel::Actor::Form, "cloudwatch", operation, input, dashboard, std::move(done));
    };
    door.read = [this, dashboard](const std::string& operation, const kernel::Json& input, DashboardDoor::Done done) {
        m_parts.session.peek("cloudwatch", operation, input, dashboard, std::move(done));
    };
    door.command = [this](const std::string& operation, const kernel::Json& input) {
        const aws::OperationModel* model = m_parts.models.find("cloudwatch", operation);
        return model == nullptr ? QString() : QString::fromStdString(aws::toCommandLine(*model, input));
    };
    dashboard->setDoor(std::move(door));
    connect(findView<PeriodsPanel>(m_drawn), &PeriodsPanel::statisticChosen, this, [this] { updateInterest(); });
    connect(m_stampede, &StampedePanel::buildWhyAsked, this, [this] { askWhy(lastOf("shop.home.load")); });
    connect(&m_console->redis(), &RedisShell::keyTyped, this, [this](const QString& key) {
        std::erase(m_ownKeys, key.toStdString());
        m_ownKeys.push_back(key.toStdString());
        if (m_ownKeys.size() > Interest::kOwnKeys) m_ownKeys.erase(m_ownKeys.begin());
        updateInterest();
    });
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

} // namespace maylab::app
