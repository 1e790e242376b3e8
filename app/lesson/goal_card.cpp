#include "app/lesson/goal_card.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace maylab::app {
namespace {

using labs::GoalState;

// The answer field that a value reads, if it reads one.
const std::string* answerIn(const labs::Value& v) {
    if (v.kind == labs::Value::Kind::Answer) return &v.id;
    for (const labs::Value& p : v.parts) {
        if (const std::string* id = answerIn(p)) return id;
    }
    return nullptr;
}

State stateOf(const labs::GoalResult& r) {
    switch (r.state) {
    case GoalState::Passed: return State::Pass;
    case GoalState::Holding: return State::Running;
    case GoalState::Open:
    case GoalState::NotYetJudged: break;
    }
    return State::Open;
}

} // namespace

GoalCard::GoalCard(const LessonWords& words, const labs::Step& step, const labs::Goal& goal, QWidget* parent)
    : QWidget(parent), m_words(words), m_step(step), m_goal(goal) {
    setObjectName(QStringLiteral("goal.") + QString::fromStdString(goal.id));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    m_row = new GoalRow(words.ui(), this);
    layout->addWidget(m_row);
    connect(m_row, &GoalRow::whyAsked, this, [this] { emit whyAsked(QString::fromStdString(m_goal.id)); });

    if (goal.kind == labs::Goal::Kind::Calls) {
        for (std::size_t i = 0; i < goal.calls.size(); ++i) addPart(nullptr);
    } else if (!addAnswer(goal) && goal.kind != labs::Goal::Kind::Not) {
        for (const labs::Goal& part : goal.parts) {
            if (!addAnswer(part)) addPart(&part);
        }
    }
    m_passed = new TextBlock(words.ui(), TextRole::Small, ColorToken::Text2, this);
    m_passed->setContentsMargins(12, 0, 8, 0);
    m_passed->hide();
    layout->addWidget(m_passed);
    render();
}

void GoalCard::addPart(const labs::Goal* part) {
    PartRow r{part, new QWidget(this), nullptr, nullptr, nullptr};
    auto* line = new QHBoxLayout(r.row);
    line->setContentsMargins(12, 0, 8, 0);
    line->setSpacing(8);
    r.sign = new IconLabel(m_words.ui(), "circle", 14, ColorToken::Muted, r.row);
    r.title = new TextBlock(m_words.ui(), TextRole::Small, ColorToken::Text2, r.row);
    line->addWidget(r.sign, 0, Qt::AlignTop);
    line->addWidget(r.title, 1);
    if (part != nullptr) {
        r.value = new Label(m_words.ui(), TextRole::Command, ColorToken::Text, r.row);
        r.value->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
        markAsData(r.value);
        line->addWidget(r.value, 0, Qt::AlignTop);
    }
    layout()->addWidget(r.row);
    m_parts.push_back(r);
}

bool GoalCard::addAnswer(const labs::Goal& goal) {
    const std::string* id = answerIn(goal.value);
    if (id == nullptr) return false;
    const auto field = std::find_if(m_step.answers.begin(), m_step.answers.end(), [&](const labs::AnswerField& a) { return a.id == *id; });
    if (field == m_step.answers.end()) return false;
    auto* row = new AnswerRow(m_words, m_step, *field, this);
    connect(row, &AnswerRow::answered, this, &GoalCard::answered);
    layout()->addWidget(row);
    m_answers.push_back({row, &goal});
    return true;
}

bool GoalCard::asksForAnswer() const {
    return std::any_of(m_answers.begin(), m_answers.end(), [](const Answer& a) { return a.row->asked(); });
}

void GoalCard::setResult(const labs::GoalResult& result, const labs::SessionView& view, bool current) {
    const bool justPassed = result.state == GoalState::Passed && m_result.state != GoalState::Passed;
    m_result = result;
    m_current = current;
    if (justPassed || m_figures.figures.empty()) m_figures = view;
    for (const Answer& answer : m_answers) {
        for (const labs::AnswerView& a : view.answers) {
            if (a.id == answer.row->id()) answer.row->setView(a);
        }
    }
    render();
}

void GoalCard::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) render();
}

QString GoalCard::detail() const {
    const Format format = m_words.ui().format();
    if (m_result.state == GoalState::Passed) {
        return m_result.passedAt ? tr("passed at %1").arg(format.shortClock(m_result.passedAt->inSeconds())) : QString();
    }
    QStringList lines;
    if (m_result.neededSeconds > 0) {
        if (m_result.state == GoalState::Holding) {
            lines << tr("held %1 of %2 s").arg(format.number(m_result.heldSeconds, 0), format.number(m_result.neededSeconds, 0));
        } else if (m_result.fellAt) {
            lines << tr("held %1 of %2 s, then fell at %3")
                         .arg(format.number(m_result.heldBeforeFall, 0), format.number(m_result.neededSeconds, 0),
                              format.shortClock(m_result.fellAt->inSeconds()));
        } else if (m_current) {
            lines << tr("must hold for %1 s").arg(format.number(m_result.neededSeconds, 0));
        }
    }
    if (m_result.state == GoalState::NotYetJudged || m_result.state == GoalState::Open) {
        const QString reason = m_words.message(m_result.reason, m_step.id);
        const bool fieldAsks = asksForAnswer(); // it says below what is wanted
        if (!reason.isEmpty() && !fieldAsks && (m_result.state == GoalState::NotYetJudged || !m_result.measured.present())) lines << reason;
    }
    return lines.join(QStringLiteral(" · "));
}

// A word says by itself whether it is the right one; a whole text is too long for the row.
QString GoalCard::shownOf(const labs::GoalResult& part) const {
    constexpr std::size_t kLongestWord = 24;
    if (part.measured.isText() && part.measured.text().size() > kLongestWord) return {};
    const QString now = m_words.value(part.measured, part.unit, part.decimals);
    return part.needed.isText() ? now : now + QStringLiteral("  ") + m_words.needs(part);
}

const labs::GoalResult* GoalCard::partResult(const std::string& id) const {
    for (const labs::GoalResult& r : m_result.parts) {
        if (r.id == id) return &r;
    }
    return nullptr;
}

void GoalCard::render() {
    GoalRow::View v;
    v.title = m_words.name(m_step.id, "goal." + m_goal.id);
    v.state = stateOf(m_result);
    v.current = m_current;
    // Only where records answer: in a step about the shop, or with the view of reasons.
    const bool records = std::any_of(m_step.panes.begin(), m_step.panes.end(), [](const std::string& pane) { return pane == "why" || pane == "shop"; });
    v.why = records && m_result.state != GoalState::NotYetJudged && m_goal.kind != labs::Goal::Kind::Calls && m_answers.empty();
    const bool single = m_goal.kind == labs::Goal::Kind::Compare && m_answers.empty();
    if (single && m_result.needed.present()) {
        // Once it has passed, the figure with which it did.
        const labs::Scalar& now = m_result.state == GoalState::Passed && m_result.passedWith.present() ? m_result.passedWith
                                                                                                       : m_result.measured;
        v.now = m_words.value(now, m_result.unit, m_result.decimals);
        v.needs = m_words.needs(m_result);
        if (now.isNumber() && m_result.needed.isNumber() && m_result.needed.number() > 0) {
            const double top = std::max(m_result.needed.number() * 1.15, now.number());
            v.value = std::clamp(now.number() / top, 0.0, 1.0);
            v.target = m_result.needed.number() / top;
        }
    } else if (m_result.neededSeconds > 0 && m_result.state != GoalState::Passed && m_current) {
        v.value = m_result.neededSeconds > 0 ? m_result.heldSeconds / m_result.neededSeconds : 0;
        v.target = 1.0;
    }
    v.detail = detail();
    m_row->setView(v);

    for (std::size_t i = 0; i < m_parts.size(); ++i) {
        PartRow& row = m_parts[i];
        const bool hide = m_result.state == GoalState::Passed;
        row.row->setVisible(!hide && (m_current || m_result.state == GoalState::Holding || row.goal == nullptr));
        if (row.goal == nullptr) {
            row.title->setProse(m_words.name(m_step.id, "goal." + m_goal.id + "." + std::to_string(i + 1)));
            const bool done = i < m_result.parts.size() && m_result.parts[i].state == GoalState::Passed;
            row.sign->setIcon(done ? "circle-check" : "circle", done ? ColorToken::Pass : ColorToken::Muted);
            continue;
        }
        row.title->setProse(m_words.name(m_step.id, "goal." + row.goal->id));
        if (const labs::GoalResult* r = partResult(row.goal->id)) {
            const bool ok = r->holdsNow || r->state == GoalState::Passed;
            const bool judged = r->measured.present();
            row.sign->setIcon(!judged ? "circle" : ok ? "circle-check" : "circle-x",
                              !judged ? ColorToken::Muted : ok ? ColorToken::Pass : ColorToken::Fail);
            row.value->setText(shownOf(*r));
        }
    }

    for (const Answer& answer : m_answers) {
        const labs::GoalResult* r = answer.goal == &m_goal ? &m_result : partResult(answer.goal->id);
        answer.row->setRight(r != nullptr && (r->holdsNow || r->state == GoalState::Passed));
        answer.row->setVisible(answer.row->asked() && m_result.state != GoalState::Passed);
        answer.row->render();
    }
    const QString passed = m_result.state == GoalState::Passed
                               ? m_words.prose(m_step.id, "goal." + m_goal.id + ".passed", &m_figures)
                               : QString();
    m_passed->setProse(passed);
    m_passed->setVisible(!passed.isEmpty());
    setAccessibleName(sentence());
}

QString GoalCard::sentence() const {
    const QString title = m_words.name(m_step.id, "goal." + m_goal.id);
    if (m_result.state == GoalState::Passed) return tr("Done: %1.").arg(title);
    QString text = title;
    if (m_result.needed.present() && m_answers.empty()) {
        text += QStringLiteral(": ") + tr("now %1, needs %2").arg(m_words.value(m_result.measured, m_result.unit, m_result.decimals),
                                                               m_words.needs(m_result));
    }
    const QString d = detail();
    return d.isEmpty() ? text : text + QStringLiteral(", ") + d;
}

} // namespace maylab::app
