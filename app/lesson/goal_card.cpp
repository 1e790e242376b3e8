#include "app/lesson/goal_card.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace maylab::app {
namespace {

using labs::GoalState;

// The answer field that a goal compares, if any of its values is an answer.
const std::string* answerIn(const labs::Value& v) {
    if (v.kind == labs::Value::Kind::Answer) return &v.id;
    for (const labs::Value& p : v.parts) {
        if (const std::string* id = answerIn(p)) return id;
    }
    return nullptr;
}
const std::string* answerIn(const labs::Goal& g) {
    if (const std::string* id = answerIn(g.value)) return id;
    for (const labs::Goal& p : g.parts) {
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

    if (goal.kind == labs::Goal::Kind::All || goal.kind == labs::Goal::Kind::Any ||
        goal.kind == labs::Goal::Kind::Sequence) {
        for (const labs::Goal& part : goal.parts) {
            PartRow r{&part, new QWidget(this), nullptr, nullptr, nullptr};
            auto* line = new QHBoxLayout(r.row);
            line->setContentsMargins(12, 0, 8, 0);
            line->setSpacing(8);
            r.sign = new IconLabel(words.ui(), "circle", 14, ColorToken::Muted, r.row);
            r.title = new TextBlock(words.ui(), TextRole::Small, ColorToken::Text2, r.row);
            r.value = new Label(words.ui(), TextRole::Command, ColorToken::Text, r.row);
            r.value->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
            markAsData(r.value);
            line->addWidget(r.sign, 0, Qt::AlignTop);
            line->addWidget(r.title, 1);
            line->addWidget(r.value, 0, Qt::AlignTop);
            layout->addWidget(r.row);
            m_parts.push_back(r);
        }
    } else if (goal.kind == labs::Goal::Kind::Calls) {
        for (std::size_t i = 0; i < goal.calls.size(); ++i) {
            PartRow r{nullptr, new QWidget(this), nullptr, nullptr, nullptr};
            auto* line = new QHBoxLayout(r.row);
            line->setContentsMargins(12, 0, 8, 0);
            line->setSpacing(8);
            r.sign = new IconLabel(words.ui(), "circle", 14, ColorToken::Muted, r.row);
            r.title = new TextBlock(words.ui(), TextRole::Small, ColorToken::Text2, r.row);
            line->addWidget(r.sign, 0, Qt::AlignTop);
            line->addWidget(r.title, 1);
            layout->addWidget(r.row);
            m_parts.push_back(r);
        }
    }

    if (const std::string* id = answerIn(goal)) {
        const auto field = std::find_if(step.answers.begin(), step.answers.end(),
                                        [&](const labs::AnswerField& a) { return a.id == *id; });
        if (field != step.answers.end()) {
            m_answer = &*field;
            m_answerRow = new QWidget(this);
            auto* column = new QVBoxLayout(m_answerRow);
            column->setContentsMargins(12, 0, 8, 0);
            column->setSpacing(4);
            m_answerName = new TextBlock(words.ui(), TextRole::Small, ColorToken::Text2, m_answerRow);
            column->addWidget(m_answerName);
            auto* line = new QHBoxLayout;
            line->setSpacing(8);
            column->addLayout(line);
            if (m_answer->options.empty()) {
                m_number = new QDoubleSpinBox(m_answerRow);
                m_number->setObjectName(QStringLiteral("answer.") + QString::fromStdString(m_answer->id));
                m_number->setRange(0, 1e9);
                m_number->setDecimals(0);
                m_number->setButtonSymbols(QAbstractSpinBox::NoButtons);
                m_number->setSpecialValueText(QStringLiteral(" "));
                m_number->setGroupSeparatorShown(true);
                line->addWidget(m_number, 1);
            } else {
                m_choice = new QComboBox(m_answerRow);
                m_choice->setObjectName(QStringLiteral("answer.") + QString::fromStdString(m_answer->id));
                line->addWidget(m_choice, 1);
            }
            m_check = new Button(words.ui(), ButtonKind::Secondary, m_answerRow, ButtonSize::Small);
            m_check->setObjectName(QStringLiteral("answer.check.") + QString::fromStdString(m_answer->id));
            line->addWidget(m_check);
            layout->addWidget(m_answerRow);
            const auto send = [this] {
                const QVariant value = m_number != nullptr ? QVariant(m_number->value()) : m_choice->currentData();
                if (m_number != nullptr && m_number->text().trimmed().isEmpty()) return;
                emit answered(QString::fromStdString(m_answer->id), value);
            };
            connect(m_check, &QPushButton::clicked, this, send);
            if (m_number != nullptr) {
                connect(m_number->findChild<QLineEdit*>(), &QLineEdit::returnPressed, this, send);
            }
        }
    }
    m_passed = new TextBlock(words.ui(), TextRole::Small, ColorToken::Text2, this);
    m_passed->setContentsMargins(12, 0, 8, 0);
    m_passed->hide();
    layout->addWidget(m_passed);
    render();
}

void GoalCard::setResult(const labs::GoalResult& result, const labs::SessionView& view, bool current) {
    const bool justPassed = result.state == GoalState::Passed && m_result.state != GoalState::Passed;
    m_result = result;
    m_current = current;
    if (justPassed || m_figures.figures.empty()) m_figures = view;
    if (m_answer != nullptr) {
        for (const labs::AnswerView& a : view.answers) {
            if (a.id == m_answer->id) m_answerView = a;
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
        const bool fieldAsks = m_answer != nullptr && m_answerView.asked; // the field below says what is wanted
        if (!reason.isEmpty() && !fieldAsks && (m_result.state == GoalState::NotYetJudged || !m_result.measured.present())) lines << reason;
    }
    return lines.join(QStringLiteral(" · "));
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
    v.why = m_result.state != GoalState::NotYetJudged && m_goal.kind != labs::Goal::Kind::Calls && m_answer == nullptr;
    const bool single = m_goal.kind == labs::Goal::Kind::Compare && m_answer == nullptr;
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
            row.value->setText(m_words.value(r->measured, r->unit, r->decimals) + QStringLiteral("  ") +
                               m_words.needs(*r));
        }
    }

    if (m_answerRow != nullptr) {
        const bool open = m_answerView.asked && m_result.state != GoalState::Passed;
        m_answerRow->setVisible(open);
        const QString asked = m_words.name(m_step.id, "answer." + m_answer->id);
        m_answerName->setProse(asked);
        m_check->setText(tr("Check"));
        QWidget* field = m_number != nullptr ? static_cast<QWidget*>(m_number) : m_choice;
        field->setAccessibleName(asked);
        if (m_number != nullptr) m_number->setLocale(m_words.ui().language.locale());
        if (m_choice != nullptr) {
            const int chosen = m_choice->currentIndex();
            m_choice->blockSignals(true);
            m_choice->clear();
            for (const labs::Scalar& o : m_answer->options) {
                const QString named = m_words.name(m_step.id, "answer." + m_answer->id + "." + o.toString());
                const QVariant value = o.isNumber() ? QVariant(o.number()) : QVariant(QString::fromStdString(o.toString()));
                m_choice->addItem(named.isEmpty() ? QString::fromStdString(o.toString()) : named, value);
            }
            m_choice->setCurrentIndex(std::max(0, chosen));
            m_choice->blockSignals(false);
        }
        if (open && m_answerView.tries > 0) {
            v.detail = tr("Not %1. Try again.").arg(m_words.value(m_answerView.given, m_answer->unit));
            m_row->setView(v);
        }
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
    if (m_result.needed.present() && m_answer == nullptr) {
        text += QStringLiteral(": ") + tr("now %1, needs %2").arg(m_words.value(m_result.measured, m_result.unit, m_result.decimals),
                                                               m_words.needs(m_result));
    }
    const QString d = detail();
    return d.isEmpty() ? text : text + QStringLiteral(", ") + d;
}

} // namespace maylab::app
