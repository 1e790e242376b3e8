#include "app/lesson/step_pane.h"

#include "app/lesson/aws_card.h"
#include "app/lesson/goal_card.h"
#include "app/lesson/hint_list.h"
#include "app/lesson/step_dots.h"

#include <QApplication>
#include <QLineEdit>
#include <QCursor>
#include <QDesktopServices>
#include <QEvent>
#include <QHBoxLayout>
#include <QScrollBar>
#include <QTimer>
#include <QToolTip>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>

namespace maylab::app {

StepPane::StepPane(const UiContext& ui, QWidget* parent) : QWidget(parent), m_ui(ui) {
    setObjectName(QStringLiteral("stepPane"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto* head = new QWidget(this);
    auto* headLayout = new QHBoxLayout(head);
    headLayout->setContentsMargins(16, 10, 12, 0);
    m_position = new Label(ui, TextRole::Body, ColorToken::Text2, head);
    m_previous = new IconButton(ui, "chevron-left", 18, head);
    m_previous->setObjectName(QStringLiteral("step.previous"));
    m_next = new IconButton(ui, "chevron-right", 18, head);
    m_next->setObjectName(QStringLiteral("step.next"));
    headLayout->addWidget(m_position, 1);
    headLayout->addWidget(m_previous);
    headLayout->addWidget(m_next);
    layout->addWidget(head);
    m_dots = new StepDots(ui, this);
    m_dots->setContentsMargins(0, 0, 0, 0);
    auto* dotsRow = new QHBoxLayout;
    dotsRow->setContentsMargins(16, 0, 16, 0);
    dotsRow->addWidget(m_dots);
    layout->addLayout(dotsRow);
    m_scroll = new QScrollArea(this);
    m_scroll->setObjectName(QStringLiteral("step.scroll"));
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->viewport()->setAutoFillBackground(false);
    m_scroll->viewport()->installEventFilter(this);
    layout->addWidget(m_scroll, 1);

    const auto neighbour = [this](int by) {
        if (!m_lab || m_step == nullptr) return;
        const auto i = m_step - m_lab->steps.data() + by;
        if (i >= 0 && i < static_cast<std::ptrdiff_t>(m_lab->steps.size())) {
            emit stepAsked(QString::fromStdString(m_lab->steps[static_cast<std::size_t>(i)].id));
        }
    };
    connect(m_previous, &QToolButton::clicked, this, [neighbour] { neighbour(-1); });
    connect(m_next, &QToolButton::clicked, this, [neighbour] { neighbour(1); });
    connect(m_dots, &StepDots::chosen, this, [this](int i) {
        if (m_lab) emit stepAsked(QString::fromStdString(m_lab->steps[static_cast<std::size_t>(i)].id));
    });
    retranslate();
}

StepPane::~StepPane() = default;

void StepPane::setStep(std::shared_ptr<const labs::Lab> lab, const std::string& step, const labs::ConsolePaths& paths) {
    // What hangs on the old step goes before its words do.
    delete m_scroll->takeWidget();
    m_body = nullptr;
    m_lab = std::move(lab);
    m_step = m_lab ? m_lab->step(step) : nullptr;
    m_paths = paths;
    m_words = m_lab ? std::make_unique<LessonWords>(m_ui, m_lab) : nullptr;
    m_view.reset();
    rebuild();
    retranslate();
}

void StepPane::setMarks(const std::vector<StepMark>& marks, bool nextOpen) {
    m_marks = marks;
    m_nextOpen = nextOpen;
    retranslate();
}

void StepPane::setSmall(bool small) {
    if (m_small == small) return;
    m_small = small;
    showAfter();
    retranslate();
}

void StepPane::rebuild() {
    m_goals.clear();
    m_predictions.clear();
    m_knowCards.clear();
    m_knowAnswers.clear();
    if (m_step == nullptr) return;
    const labs::Step& step = *m_step;
    m_body = new QWidget;
    m_body->setObjectName(QStringLiteral("step.body"));
    auto* layout = new QVBoxLayout(m_body);
    layout->setContentsMargins(16, 4, 16, 16);
    layout->setSpacing(8);

    m_title = new Label(m_ui, TextRole::StepTitle, ColorToken::Text, m_body);
    m_title->setWordWrap(true);
    layout->addWidget(m_title);
    m_text = new TextBlock(m_ui, TextRole::Body, ColorToken::Text, m_body);
    m_text->setObjectName(QStringLiteral("step.text"));
    connect(m_text, &QLabel::linkActivated, this, &StepPane::showWord);
    connect(m_text, &QLabel::linkHovered, this, &StepPane::showWord);
    layout->addWidget(m_text);
    m_newPanes = new TextBlock(m_ui, TextRole::Small, ColorToken::Text2, m_body);
    m_newPanes->setObjectName(QStringLiteral("step.panes"));
    layout->addWidget(m_newPanes);
    m_where = new Button(m_ui, ButtonKind::Link, m_body, ButtonSize::Small);
    m_where->setObjectName(QStringLiteral("step.where"));
    connect(m_where, &QPushButton::clicked, this, &StepPane::showMeWhere);
    layout->addWidget(m_where, 0, Qt::AlignLeft);

    for (const labs::Prediction& p : step.predictions) {
        auto* card = new PredictionCard(*m_words, p, step.id, m_body);
        card->hide();
        connect(card, &PredictionCard::lockedIn, this,
                [this, id = QString::fromStdString(p.id)](double value) {
                    m_scroll->setFocus(Qt::OtherFocusReason);
                    emit predicted(id, value);
                });
        m_predictions.push_back(card);
        layout->addWidget(card);
    }

    auto* goalsHead = new QHBoxLayout;
    m_goalsHead = new Label(m_ui, TextRole::GoalTitle, ColorToken::Text, m_body);
    m_goalsCount = new Label(m_ui, TextRole::Small, ColorToken::Muted, m_body);
    m_goalsCount->setObjectName(QStringLiteral("step.goalCount"));
    goalsHead->addWidget(m_goalsHead, 1);
    goalsHead->addWidget(m_goalsCount);
    layout->addLayout(goalsHead);
    for (const labs::Goal& g : step.goals) {
        auto* card = new GoalCard(*m_words, step, g, m_body);
        connect(card, &GoalCard::whyAsked, this, &StepPane::goalWhyAsked);
        connect(card, &GoalCard::answered, this, &StepPane::answered);
        m_goals.push_back(card);
        layout->addWidget(card);
    }

    m_otherDay = new Label(m_ui, TextRole::GoalTitle, ColorToken::Text, m_body);
    m_otherDayText = new TextBlock(m_ui, TextRole::Small, ColorToken::Text2, m_body);
    m_otherDayText->setObjectName(QStringLiteral("step.otherDay"));
    layout->addWidget(m_otherDay);
    layout->addWidget(m_otherDayText);

    m_hints = new HintList(*m_words, step.id, m_body);
    connect(m_hints, &HintList::asked, this, &StepPane::hintAsked);
    connect(m_hints, &HintList::shown, this, [this](QWidget* hint) {
        QTimer::singleShot(0, hint, [this, hint] { m_scroll->ensureWidgetVisible(hint, 0, 16); });
    });
    layout->addWidget(m_hints);

    m_why = new QuestionCard(*m_words, QuestionCard::Kind::Why, step.id + ".why", m_body);
    connect(m_why, &QuestionCard::chosen, this, &StepPane::whyChosen);
    layout->addWidget(m_why);

    m_debrief = new Card(m_ui, m_body);
    m_debrief->setObjectName(QStringLiteral("step.debrief"));
    auto* debrief = new QVBoxLayout(m_debrief);
    debrief->setContentsMargins(12, 10, 12, 10);
    debrief->setSpacing(4);
    m_debriefHead = new Label(m_ui, TextRole::GoalTitle, ColorToken::Text, m_debrief);
    m_debriefText = new TextBlock(m_ui, TextRole::Body, ColorToken::Text, m_debrief);
    debrief->addWidget(m_debriefHead);
    debrief->addWidget(m_debriefText);
    layout->addWidget(m_debrief);

    m_aws = new AwsCard(*m_words, step, m_paths, m_body);
    connect(m_aws, &AwsCard::toggled, this, [this](bool) { emit readingChanged(isReading()); });
    layout->addWidget(m_aws);
    m_exam = new QuestionCard(*m_words, QuestionCard::Kind::Exam, step.id + ".exam", m_body);
    connect(m_exam, &QuestionCard::chosen, this, &StepPane::examChosen);
    layout->addWidget(m_exam);

    m_forward = new Button(m_ui, ButtonKind::Primary, m_body);
    m_forward->setObjectName(QStringLiteral("step.forward"));
    m_forward->setWrapping(true);
    connect(m_forward, &QPushButton::clicked, this, [this] {
        const auto i = static_cast<std::size_t>(m_step - m_lab->steps.data()) + 1;
        if (i < m_lab->steps.size()) emit stepAsked(QString::fromStdString(m_lab->steps[i].id));
        else emit weekAsked();
    });
    layout->addWidget(m_forward);
    m_toDebrief = new Button(m_ui, ButtonKind::Secondary, m_body);
    m_toDebrief->setObjectName(QStringLiteral("step.toDebrief"));
    m_toDebrief->setIconName("file-text");
    connect(m_toDebrief, &QPushButton::clicked, this, &StepPane::debriefAsked);
    layout->addWidget(m_toDebrief);

    m_sources = new Button(m_ui, ButtonKind::Link, m_body, ButtonSize::Small);
    m_sources->setObjectName(QStringLiteral("step.sources"));
    layout->addWidget(m_sources, 0, Qt::AlignLeft);
    m_sourceList = new TextBlock(m_ui, TextRole::Small, ColorToken::Text2, m_body);
    m_sourceList->hide();
    m_sourceList->setOpenExternalLinks(true);
    connect(m_sources, &QPushButton::clicked, this, [this] { m_sourceList->setVisible(!m_sourceList->isVisible()); });
    layout->addWidget(m_sourceList);

    m_know = new Button(m_ui, ButtonKind::Link, m_body, ButtonSize::Small);
    m_know->setObjectName(QStringLiteral("step.know"));
    layout->addWidget(m_know, 0, Qt::AlignLeft);
    m_knowBox = new QWidget(m_body);
    auto* know = new QVBoxLayout(m_knowBox);
    know->setContentsMargins(0, 0, 0, 0);
    know->setSpacing(8);
    m_knowAnswers.resize(step.knowThis.size());
    for (std::size_t i = 0; i < step.knowThis.size(); ++i) {
        auto* card = new QuestionCard(*m_words, QuestionCard::Kind::Know, step.id + ".know." + step.knowThis[i].id, m_knowBox);
        connect(card, &QuestionCard::chosen, this, [this, i](const QString& option) {
            m_knowAnswers[i] = option.toStdString();
            m_knowCards[i]->setEnabled(false);
            if (std::none_of(m_knowAnswers.begin(), m_knowAnswers.end(), [](const std::string& a) { return a.empty(); })) {
                QStringList all;
                for (const std::string& a : m_knowAnswers) all << QString::fromStdString(a);
                emit knowChosen(all);
            }
        });
        m_knowCards.push_back(card);
        know->addWidget(card);
    }
    m_knowBox->hide();
    layout->addWidget(m_knowBox);
    connect(m_know, &QPushButton::clicked, this, [this] {
        m_knowBox->setVisible(!m_knowBox->isVisible());
        emit readingChanged(isReading());
        if (m_knowBox->isVisible()) {
            QTimer::singleShot(0, m_knowBox, [this] { m_scroll->ensureWidgetVisible(m_knowBox, 0, 40); });
        }
    });
    m_reset = new Button(m_ui, ButtonKind::Link, m_body, ButtonSize::Small);
    m_reset->setObjectName(QStringLiteral("step.reset"));
    connect(m_reset, &QPushButton::clicked, this, &StepPane::resetAsked);
    layout->addWidget(m_reset, 0, Qt::AlignLeft);
    layout->addStretch(1);
    m_scroll->setWidget(m_body);
    m_body->setMaximumWidth(std::max(200, m_scroll->viewport()->width()));
    // Only the height for the width counts. The scroll area would take the sum of the rows' minimum heights if that is
    // more: those are for another width, and the page would end in a screen of nothing.
    m_body->setMinimumHeight(1);
    m_body->setAutoFillBackground(false); // the dock's own surface
    showAfter();
}

void StepPane::setView(std::shared_ptr<const labs::SessionView> view) {
    if (m_step == nullptr || !view || view->step != m_step->id) return;
    const auto before = m_view;
    m_view = std::move(view);
    const labs::SessionView& v = *m_view;

    bool currentGiven = false;
    for (GoalCard* card : m_goals) {
        for (const labs::GoalResult& r : v.goals) {
            if (r.id != card->id()) continue;
            const bool current = !currentGiven && r.state != labs::GoalState::Passed;
            currentGiven = currentGiven || current;
            // Its field goes, as a prediction's below.
            const bool passes = r.state == labs::GoalState::Passed && card->result().state != labs::GoalState::Passed;
            if (passes && card->isAncestorOf(QApplication::focusWidget())) m_scroll->setFocus(Qt::OtherFocusReason);
            card->setResult(r, v, current);
        }
    }
    // The first minutes show one goal at a time.
    if (m_small) {
        bool open = false;
        for (GoalCard* card : m_goals) {
            const bool passed = card->result().state == labs::GoalState::Passed;
            card->setVisible(passed || !open);
            open = open || !passed;
        }
    } else {
        for (GoalCard* card : m_goals) card->show();
    }
    m_goalsCount->setText(tr("%1 of %2 done").arg(v.goalsPassed).arg(static_cast<int>(v.goals.size())));

    for (PredictionCard* card : m_predictions) {
        for (const labs::PredictionView& p : v.predictions) {
            if (p.id != card->id()) continue;
            const bool was = card->isVisibleTo(m_body);
            card->setVisible(p.asked || p.answered);
            // Its field goes: the focus must not pass to a button, where a second Enter would press something.
            if (p.answered && card->isAncestorOf(QApplication::focusWidget())) m_scroll->setFocus(Qt::OtherFocusReason);
            card->setView(p, v.figures);
            if (!was && p.asked && !p.answered) {
                const bool opens = v.goalsPassed == 0 && card == m_predictions.front();
                QTimer::singleShot(0, card, [this, card, opens] {
                    // Never out of a field in which somebody types.
                    const QWidget* now = QApplication::focusWidget();
                    const bool typing = qobject_cast<const QLineEdit*>(now) != nullptr && !isAncestorOf(now) &&
                                        !qobject_cast<const QLineEdit*>(now)->text().isEmpty();
                    if (!typing && !card->view().answered) card->focusField();
                    // Last: with its question, not the field alone. A step that opens is read from its first line.
                    if (!opens) m_scroll->ensureWidgetVisible(card, 0, 24);
                });
            }
        }
    }
    placeHints(v.goalsPassed == static_cast<int>(v.goals.size()));
    m_hints->setView(m_view);
    showAfter();
    if (before) bringNext(*before);
}

// What comes next is brought into sight: the prediction that everything waits for, the open goal, or the question after
// the last. It comes after a goal, at the end, and after a prediction's run, whose result would else fill the page.
void StepPane::bringNext(const labs::SessionView& before) {
    const labs::SessionView& v = *m_view;
    bool measured = false;
    QWidget* next = v.standing.done ? static_cast<QWidget*>(m_why) : nullptr;
    for (std::size_t i = 0; i < v.predictions.size(); ++i) {
        const labs::PredictionView& p = v.predictions[i];
        measured = measured || (p.measured && i < before.predictions.size() && !before.predictions[i].measured);
        for (PredictionCard* card : m_predictions) {
            if (p.id == card->id() && p.asked && !p.answered) next = card;
        }
    }
    if (!measured && before.goalsPassed == v.goalsPassed && before.standing.done == v.standing.done) return;
    for (std::size_t i = 0; next == nullptr && i < m_goals.size() && i < v.goals.size(); ++i) {
        if (v.goals[i].state != labs::GoalState::Passed) next = m_goals[i];
    }
    if (next != nullptr) QTimer::singleShot(0, next, [this, next] { m_scroll->ensureWidgetVisible(next, 0, 40); });
}

// Hints stand under the goals while these are open, and below everything that comes after green.
void StepPane::placeHints(bool below) {
    auto* layout = static_cast<QVBoxLayout*>(m_body->layout());
    const int at = layout->indexOf(m_hints), mark = layout->indexOf(below ? static_cast<QWidget*>(m_sources) : m_why);
    if (at == mark - 1) return;
    layout->removeWidget(m_hints);
    layout->insertWidget(layout->indexOf(below ? static_cast<QWidget*>(m_sources) : m_why), m_hints);
}

void StepPane::showAfter() {
    if (m_body == nullptr) return;
    const labs::SessionView* v = m_view.get();
    const bool green = v != nullptr && !v->goals.empty() && v->goalsPassed == static_cast<int>(v->goals.size());
    const bool done = v != nullptr && (v->standing.done || v->standing.tested);

    QString other;
    if (v != nullptr) {
        switch (v->anotherDay) {
        case labs::AnotherDayState::Due:
        case labs::AnotherDayState::Running: other = tr("The same settings are tried on three other days…"); break;
        case labs::AnotherDayState::Passed: other = tr("It works on three other days too."); break;
        case labs::AnotherDayState::Failed:
            for (const labs::SeedOutcome& o : v->otherDays) {
                if (o.passed) continue;
                std::string unit = "none";
                int decimals = -1;
                for (const labs::GoalResult& g : v->goals) {
                    for (const labs::GoalResult& p : g.parts) {
                        if (p.id == o.part) {
                            unit = p.unit;
                            decimals = p.decimals;
                        }
                    }
                }
                const QString what = m_words->name(m_step->id, "goal." + (o.part.empty() ? o.goal : o.part));
                other = tr("It worked today. On another day (seed %1): %2 was %3.")
                            .arg(QString::number(o.seed), what, m_words->value(o.measured, unit, decimals));
                break;
            }
            break;
        case labs::AnotherDayState::NotNeeded:
        case labs::AnotherDayState::Waiting: break;
        }
    }
    m_otherDay->setVisible(!other.isEmpty());
    m_otherDayText->setVisible(!other.isEmpty());
    m_otherDayText->setProse(other);

    const bool why = v != nullptr && v->why && (v->why->open || v->why->answered);
    m_why->setVisible(why);
    if (why) m_why->setView(*v->why, v);
    m_debrief->setVisible(done);
    if (done) m_debriefText->setProse(debriefText());
    m_forward->setVisible(done);
    m_toDebrief->setVisible(done && !m_small && coreDone());
    const bool exam = v != nullptr && v->exam && done && (v->exam->open || v->exam->answered);
    m_exam->setVisible(exam);
    if (exam) m_exam->setView(*v->exam, v);
    m_aws->setVisible(!m_small || done);
    const bool know = v != nullptr && !done && !green && !m_small && v->goalsPassed == 0;
    m_know->setVisible(know);
    if (!know) m_knowBox->hide();
    for (std::size_t i = 0; v != nullptr && i < m_knowCards.size() && i < v->knowThis.size(); ++i) {
        m_knowCards[i]->setView(v->knowThis[i], v);
    }
    m_where->setVisible(!green);
    m_reset->setVisible(!m_small || done);
    m_sources->setVisible(!m_small);
}

// The marks know the steps done before, the view this one.
bool StepPane::coreDone() const {
    return std::all_of(m_lab->steps.begin(), m_lab->steps.end(), [this](const labs::Step& s) {
        if (!s.core || s.id == m_step->id) return true;
        return std::any_of(m_marks.begin(), m_marks.end(), [&](const StepMark& m) { return m.id == s.id && m.state == State::Pass; });
    });
}

QString StepPane::debriefText() const {
    QString text = m_words->prose(m_step->id, "debrief", m_view.get());
    if (m_view->standing.tested && !m_view->standing.done) return tr("Tested, not done.");
    if (m_view->standing.shown) text += QStringLiteral("\n\n") + tr("Shown: the program did a part of this step.");
    return text;
}

bool StepPane::isReading() const {
    return m_body != nullptr && ((m_aws != nullptr && m_aws->isVisible() && m_aws->isOpen()) ||
                                 (m_knowBox != nullptr && m_knowBox->isVisible()));
}

void StepPane::setPanesShown(const std::vector<std::string>& panes) {
    if (panes == m_panes) return;
    m_panes = panes;
    showNewPanes();
}

void StepPane::showNewPanes() {
    if (m_body == nullptr || m_step == nullptr) return;
    QStringList sentences;
    for (const std::string& pane : m_panes) {
        if (m_words->has(m_step->id, "pane." + pane)) sentences << m_words->prose(m_step->id, "pane." + pane, m_view.get());
    }
    m_newPanes->setProse(sentences.join(QStringLiteral("\n\n")));
    m_newPanes->setVisible(!sentences.isEmpty());
}

QWidget* StepPane::firstFocus() const {
    for (PredictionCard* card : m_predictions) {
        if (card->isVisible() && card->focusWidget() != nullptr) return card;
    }
    return m_scroll;
}

void StepPane::showWord(const QString& link) {
    if (!link.startsWith(QLatin1String("word:")) || !m_words) {
        if (link.isEmpty()) QToolTip::hideText();
        return;
    }
    const std::string id = link.mid(5).toStdString();
    QString text;
    for (const Language l : {Language::English, Language::Vietnamese}) {
        text += QStringLiteral("<p><b>%1</b>: %2</p>")
                    .arg(m_words->proseIn(l, "lab.word", id).toHtmlEscaped(),
                         m_words->proseIn(l, "lab.word", id + ".means").toHtmlEscaped());
    }
    QToolTip::showText(QCursor::pos(), text, this);
}

bool StepPane::eventFilter(QObject* watched, QEvent* event) {
    // The text is as wide as the pane, never wider: nothing is cut where there is no way to scroll.
    if (event->type() == QEvent::Resize && watched == m_scroll->viewport() && m_body != nullptr) {
        m_body->setMaximumWidth(m_scroll->viewport()->width());
    }
    return QWidget::eventFilter(watched, event);
}

void StepPane::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) retranslate();
}

void StepPane::showProse() {
    if (m_step == nullptr) return;
    QStringList titles;
    for (const Language l : m_ui.language.prose()) titles << m_words->proseIn(l, m_step->id, "title");
    m_title->setText(titles.join(QStringLiteral(" · ")));
    m_text->setProse(m_words->prose(m_step->id, "text", m_view.get()));
    showNewPanes();
    QStringList lines;
    for (const labs::Source& s : m_lab->sources) {
        const QString url = QString::fromStdString(s.url);
        const std::string& note = s.note[m_ui.language.chrome() == Language::English ? 0 : 1];
        lines << QStringLiteral("[%1](%1)%2").arg(url, note.empty() ? QString() : QStringLiteral(" – ") + QString::fromStdString(note));
    }
    m_sourceList->setProse(lines.join(QStringLiteral("\n\n")));
}

void StepPane::retranslate() {
    m_previous->setName(tr("Previous step"));
    m_next->setName(tr("Next step"));
    if (m_step == nullptr || m_body == nullptr) return;
    const int index = static_cast<int>(m_step - m_lab->steps.data());
    const int count = static_cast<int>(m_lab->steps.size());
    m_position->setText(m_step->core ? tr("Step %1 of %2 · %3 min").arg(index + 1).arg(count).arg(m_step->minutes)
                                     : tr("Step %1 of %2 · %3 min · more").arg(index + 1).arg(count).arg(m_step->minutes));
    m_previous->setEnabled(index > 0);
    m_next->setEnabled(index + 1 < count);
    m_previous->setVisible(!m_small);
    m_next->setVisible(!m_small);
    m_dots->setVisible(!m_small);
    m_dots->setMarks(m_marks, index);
    m_dots->setAccessibleName(m_position->text());
    showProse();
    m_where->setText(tr("Show me where"));
    m_goalsHead->setText(tr("Goals"));
    if (m_view) m_goalsCount->setText(tr("%1 of %2 done").arg(m_view->goalsPassed).arg(static_cast<int>(m_view->goals.size())));
    m_otherDay->setText(tr("Another day"));
    m_debriefHead->setText(tr("What you take home"));
    m_toDebrief->setText(tr("Debrief of the lab"));
    m_sources->setText(tr("Sources (%1)").arg(m_lab->sources.size()));
    m_know->setText(tr("I know this"));
    m_know->setToolTip(tr("Three questions; three right answers skip the step. The worklog then says: tested, not done."));
    m_reset->setText(tr("Start this step again"));
    m_forward->setText(index + 1 < count ? tr("Next: %1").arg(m_words->name(m_lab->steps[static_cast<std::size_t>(index) + 1].id, "title")) : tr("Back to the week"));
    if (m_view) showAfter();
}

} // namespace maylab::app
