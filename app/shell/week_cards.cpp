#include "app/shell/week_cards.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QVBoxLayout>

#include <algorithm>

namespace maylab::app {

namespace {

void clear(QLayout* layout) {
    while (QLayoutItem* item = layout->takeAt(0)) {
        if (QWidget* w = item->widget(); w != nullptr) {
            w->hide(); // gone at once, whoever is still using it
            w->deleteLater();
        }
        if (item->layout() != nullptr) clear(item->layout());
        delete item;
    }
}

} // namespace

LabCard::LabCard(const UiContext& ui, QWidget* parent)
    : Card(ui, parent), m_ui(ui), m_ring(new ProgressRing(ui, "cloud", 46, this)),
      m_day(new Label(ui, TextRole::Smallest, ColorToken::Text2, this)),
      m_title(markAsData(new Label(ui, TextRole::BarTitle, ColorToken::Text, this))),
      m_debrief(new Button(ui, ButtonKind::Link, this, ButtonSize::Small)),
      m_sentence(new TextBlock(ui, TextRole::Small, ColorToken::Text2, this)),
      m_factIcon(new IconLabel(ui, "flag", 14, ColorToken::Muted, this)),
      m_fact(new TextBlock(ui, TextRole::Smallest, ColorToken::Text2, this)), m_chip(new Chip(ui, this)),
      m_steps(new TextBlock(ui, TextRole::Smallest, ColorToken::Text2, this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 14);
    column->setSpacing(12);
    auto* head = new QHBoxLayout;
    head->setSpacing(12);
    head->addWidget(m_ring);
    auto* names = new QVBoxLayout;
    names->setSpacing(0);
    names->addWidget(m_day);
    names->addWidget(m_title);
    head->addLayout(names, 1);
    head->addWidget(m_debrief, 0, Qt::AlignTop);
    connect(m_debrief, &QPushButton::clicked, this, &LabCard::debriefAsked);
    column->addLayout(head);
    column->addWidget(m_sentence);
    column->addStretch(1);
    auto* fact = new QHBoxLayout;
    fact->setSpacing(6);
    fact->addWidget(m_factIcon, 0, Qt::AlignTop);
    fact->addWidget(m_fact, 1);
    column->addLayout(fact);
    column->addWidget(new Line(Qt::Horizontal, this));
    auto* foot = new QHBoxLayout;
    foot->setSpacing(8);
    foot->addWidget(m_chip);
    foot->addWidget(m_steps, 1);
    m_steps->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    column->addLayout(foot);
    setMinimumHeight(216);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void LabCard::setLab(const WeekLab& lab) {
    m_lab = lab;
    setObjectName(QStringLiteral("labCard_") + lab.id);
    const bool planned = lab.state == State::Planned;
    m_ring->setIconName(lab.icon);
    m_ring->setPlanned(planned);
    m_ring->setProgress(lab.stepsTotal > 0 ? static_cast<double>(lab.stepsDone) / lab.stepsTotal : 0);
    setAccentEdge(lab.state == State::InProgress);
    setFocusPolicy(planned ? Qt::NoFocus : Qt::StrongFocus);
    setCursor(planned ? Qt::ArrowCursor : Qt::PointingHandCursor);
    m_title->setColor(planned ? ColorToken::Text2 : ColorToken::Text);
    retranslate();
}

void LabCard::retranslate() {
    const Format format = m_ui.format();
    const bool planned = m_lab.state == State::Planned;
    QString day = tr("Day %1").arg(m_lab.day);
    if (m_lab.date.isValid()) {
        // The plan's day and the real date: a lab of Monday may be done on a Friday.
        day += QStringLiteral(" · ") + format.dateShort(m_lab.date);
    } else if (m_lab.day >= 2 && m_lab.day <= 8) {
        // Monday is day 2 in Vietnamese; any Monday gives the names.
        const QString weekday = format.weekday(QDate(2026, 1, 26).addDays(m_lab.day - 2));
        day = format.language() == Language::Vietnamese ? weekday : day + QStringLiteral(" · ") + weekday;
    }
    m_day->setText(day);
    m_title->setText(m_lab.title);
    m_debrief->setObjectName(QStringLiteral("debrief_") + m_lab.id);
    m_debrief->setText(tr("Debrief"));
    m_debrief->setAccessibleName(tr("Debrief of %1").arg(m_lab.title));
    m_debrief->setVisible(m_lab.stepsDone > 0);
    m_sentence->setProse(m_lab.sentence);
    QString fact;
    if (planned) {
        fact = tr("This lab is not in this version yet.");
    } else if (!m_lab.figures.isEmpty()) {
        fact = m_lab.figures;
    } else if (!m_lab.firstStep.isEmpty()) {
        fact = tr("First: %1").arg(m_lab.firstStep);
    }
    m_factIcon->setIcon(planned ? "info" : m_lab.figures.isEmpty() ? "flag" : "chart-line",
                        m_lab.figures.isEmpty() || planned ? ColorToken::Muted : ColorToken::Accent);
    m_factIcon->setVisible(!fact.isEmpty());
    m_fact->setProse(fact);
    m_chip->setState(m_lab.state, stateWord(m_lab.state));
    QString steps;
    if (!planned && m_lab.stepsTotal > 0) {
        steps = tr("%1 of %n steps", nullptr, m_lab.stepsTotal).arg(m_lab.stepsDone);
        if (m_lab.minutes > 0) {
            const QString time = format.minutes(m_lab.minutes);
            steps += QStringLiteral(" · ") + (m_lab.state == State::NotBegun ? tr("about %1").arg(time) : time);
        }
    }
    m_steps->setProse(steps);
    setAccessibleName(QStringLiteral("%1, %2, %3").arg(m_lab.title, stateWord(m_lab.state), steps));
    setAccessibleDescription(m_lab.sentence + QLatin1Char(' ') + fact);
}

void LabCard::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    Card::changeEvent(event);
}

void LabCard::keyPressEvent(QKeyEvent* event) {
    if (m_lab.state != State::Planned && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter ||
                                          event->key() == Qt::Key_Space)) {
        emit opened();
        return;
    }
    Card::keyPressEvent(event);
}

void LabCard::mousePressEvent(QMouseEvent* event) {
    event->accept();
}

void LabCard::mouseReleaseEvent(QMouseEvent* event) {
    if (m_lab.state != State::Planned && event->button() == Qt::LeftButton && rect().contains(event->pos())) {
        emit opened();
    }
}

ContinueCard::ContinueCard(const UiContext& ui, QWidget* parent)
    : Card(ui, parent), m_ui(ui), m_when(new TextBlock(ui, TextRole::Small, ColorToken::Text2, this)),
      m_title(new TextBlock(ui, TextRole::StepTitle, ColorToken::Text, this)), m_goals(new QWidget(this)),
      m_row(new QBoxLayout(QBoxLayout::LeftToRight, this)),
      m_button(new Button(ui, ButtonKind::Primary, this, ButtonSize::Big)) {
    setObjectName(QStringLiteral("continueCard"));
    setAccentBar(true);
    m_row->setContentsMargins(20, 18, 20, 18);
    m_row->setSpacing(16);
    auto* column = new QVBoxLayout;
    column->setSpacing(6);
    column->addWidget(m_when);
    column->addWidget(m_title);
    column->addWidget(m_goals);
    column->addStretch(1);
    m_row->addLayout(column, 1);
    m_row->addWidget(m_button, 0, Qt::AlignTop);
    auto* goals = new QVBoxLayout(m_goals);
    goals->setContentsMargins(0, 2, 0, 0);
    goals->setSpacing(2);
    m_button->setIconName("play");
    m_button->setObjectName(QStringLiteral("continueButton"));
    m_title->setTextFormat(Qt::RichText);
}

void ContinueCard::setStacked(bool stacked) {
    m_row->setDirection(stacked ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
}

void ContinueCard::setContinuation(const WeekContinuation& continuation) {
    m_continuation = continuation;
    clear(m_goals->layout());
    for (const WeekGoal& goal : continuation.goals) {
        auto* row = new QWidget(m_goals);
        auto* line = new QHBoxLayout(row);
        line->setContentsMargins(0, 0, 0, 0);
        line->setSpacing(6);
        const StateLook look = stateLook(goal.state);
        auto* sign = new IconLabel(m_ui, look.icon, 16, look.color, row);
        sign->setFixedHeight(m_ui.theme.lineHeight(TextRole::Small)); // beside the first line
        line->addWidget(sign, 0, Qt::AlignTop);
        auto* text = new TextBlock(m_ui, TextRole::Small, ColorToken::Text, row);
        text->setProse(goal.text);
        line->addWidget(text, 1);
        m_goals->layout()->addWidget(row);
    }
    m_goals->setVisible(!continuation.goals.empty());
    retranslate();
}

void ContinueCard::retranslate() {
    const bool begun = m_continuation.begun;
    m_when->setProse(!begun                             ? tr("Begin here")
                     : m_continuation.when.isEmpty() ? tr("Carry on where you stopped")
                                                     : tr("Carry on where you stopped, %1").arg(m_continuation.when));
    m_title->setProse(m_continuation.title);
    m_button->setText(begun ? tr("Continue") : tr("Start"));
    m_button->setAccessibleName(QStringLiteral("%1: %2").arg(m_button->text(), m_continuation.title));
}

void ContinueCard::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    Card::changeEvent(event);
}

WorklogCard::WorklogCard(const UiContext& ui, QWidget* parent)
    : Card(ui, parent), m_ui(ui), m_title(new Label(ui, TextRole::BarTitle, ColorToken::Text, this)),
      m_folder(markAsData(new Label(ui, TextRole::Smallest, ColorToken::Text2, this))), m_rows(new QVBoxLayout),
      m_warning(new QWidget(this)), m_warningText(new TextBlock(ui, TextRole::Smallest, ColorToken::Text2, m_warning)),
      m_button(new Button(ui, ButtonKind::Secondary, this)) {
    setObjectName(QStringLiteral("worklogCard"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 14);
    column->setSpacing(8);
    auto* head = new QHBoxLayout;
    head->setSpacing(8);
    head->addWidget(new IconLabel(ui, "notebook-pen", 20, ColorToken::Text2, this));
    head->addWidget(m_title, 1);
    head->addWidget(m_folder);
    column->addLayout(head);
    m_rows->setSpacing(0);
    column->addLayout(m_rows);
    auto* warning = new QHBoxLayout(m_warning);
    warning->setContentsMargins(0, 4, 0, 0);
    warning->setSpacing(6);
    warning->addWidget(new IconLabel(ui, "triangle-alert", 14, ColorToken::Warn, m_warning), 0, Qt::AlignTop);
    warning->addWidget(m_warningText, 1);
    column->addWidget(m_warning);
    column->addSpacing(4);
    column->addWidget(m_button, 0, Qt::AlignLeft);
    column->addStretch(1);
    m_button->setIconName("eye");
    m_button->setObjectName(QStringLiteral("openWorklog"));
    retranslate();
}

void WorklogCard::setSummary(const WorklogSummary& summary) {
    m_folder->setText(summary.folder);
    clear(m_rows);
    for (const WorklogRow& row : summary.rows) {
        m_rows->addWidget(new Line(Qt::Horizontal, this));
        auto* box = new QWidget(this);
        box->setMinimumHeight(m_ui.theme.px(27));
        auto* line = new QHBoxLayout(box);
        line->setContentsMargins(0, 2, 0, 2);
        line->setSpacing(8);
        const StateLook look = stateLook(row.state);
        line->addWidget(new IconLabel(m_ui, look.icon, 16, look.color, box));
        auto* text = new ElidedLabel(m_ui, TextRole::Small, ColorToken::Text, box);
        text->setText(row.text);
        line->addWidget(text, 1);
        auto* detail = new Label(m_ui, TextRole::Smallest, ColorToken::Text2, box);
        detail->setText(row.detail);
        line->addWidget(detail);
        m_rows->addWidget(box);
    }
    if (!summary.rows.empty()) m_rows->addWidget(new Line(Qt::Horizontal, this));
    m_warningText->setProse(summary.warning);
    m_warning->setVisible(!summary.warning.isEmpty());
}

void WorklogCard::retranslate() {
    m_title->setText(tr("Worklog"));
    m_button->setText(tr("Open the worklog"));
}

void WorklogCard::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    Card::changeEvent(event);
}

} // namespace maylab::app
