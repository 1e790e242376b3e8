#include "app/shell/widgets/pane_state.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>
#include <QProgressBar>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace maylab::app {

namespace {

QVBoxLayout* stateColumn(QWidget* pane) {
    auto* column = new QVBoxLayout(pane);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(6);
    return column;
}

} // namespace

EmptyState::EmptyState(const UiContext& ui, QWidget* parent)
    : QWidget(parent), m_title(new Label(ui, TextRole::GoalTitle, ColorToken::Text, this)),
      m_text(new TextBlock(ui, TextRole::Small, ColorToken::Text2, this)),
      m_action(new Button(ui, ButtonKind::Secondary, this, ButtonSize::Small)) {
    auto* column = stateColumn(this);
    column->addWidget(new IconLabel(ui, "inbox", 20, ColorToken::Muted, this));
    column->addSpacing(4);
    column->addWidget(m_title);
    column->addWidget(m_text);
    column->addSpacing(4);
    column->addWidget(m_action, 0, Qt::AlignLeft);
    column->addStretch(1);
    m_action->setObjectName(QStringLiteral("emptyAction"));
}

void EmptyState::setTexts(const QString& title, const QString& text, const QString& action) {
    m_title->setText(title);
    m_text->setProse(text);
    m_text->setVisible(!text.isEmpty());
    m_action->setText(action);
    m_action->setVisible(!action.isEmpty());
    setAccessibleName(title);
    setAccessibleDescription(text);
}

LoadingState::LoadingState(const UiContext& ui, QWidget* parent)
    : QWidget(parent), m_title(new Label(ui, TextRole::GoalTitle, ColorToken::Text, this)),
      m_text(new TextBlock(ui, TextRole::Small, ColorToken::Text2, this)), m_bar(new QProgressBar(this)),
      m_stop(new Button(ui, ButtonKind::Secondary, this, ButtonSize::Small)) {
    auto* column = stateColumn(this);
    column->addWidget(new IconLabel(ui, "timer", 20, ColorToken::Accent, this));
    column->addSpacing(4);
    column->addWidget(m_title);
    column->addWidget(m_text);
    column->addSpacing(4);
    m_bar->setRange(0, 1000);
    m_bar->setTextVisible(false);
    column->addWidget(m_bar);
    column->addSpacing(4);
    column->addWidget(m_stop, 0, Qt::AlignLeft);
    column->addStretch(1);
    m_stop->setObjectName(QStringLiteral("loadingStop"));
    m_stop->setText(tr("Stop"));
    connect(m_stop, &QPushButton::clicked, this, &LoadingState::stopAsked);
}

void LoadingState::setTexts(const QString& title, const QString& text) {
    m_title->setText(title);
    m_text->setProse(text);
    m_text->setVisible(!text.isEmpty());
    m_bar->setAccessibleName(title);
    setAccessibleName(title);
}

void LoadingState::setProgress(double progress) {
    m_bar->setValue(static_cast<int>(std::lround(std::clamp(progress, 0.0, 1.0) * 1000)));
}

void LoadingState::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) m_stop->setText(tr("Stop"));
    QWidget::changeEvent(event);
}

ErrorState::ErrorState(const UiContext& ui, QWidget* parent)
    : QWidget(parent), m_title(markAsData(new Label(ui, TextRole::GoalTitle, ColorToken::Text, this))),
      m_text(new TextBlock(ui, TextRole::Small, ColorToken::Text2, this)),
      m_why(new Button(ui, ButtonKind::Link, this)), m_repair(new Button(ui, ButtonKind::Link, this)) {
    auto* column = stateColumn(this);
    column->addWidget(new IconLabel(ui, "circle-x", 20, ColorToken::Fail, this));
    column->addSpacing(4);
    m_title->setWordWrap(true);
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    column->addWidget(m_title);
    column->addWidget(m_text);
    auto* links = new QHBoxLayout;
    links->addWidget(m_why);
    links->addSpacing(8);
    links->addWidget(m_repair);
    links->addStretch(1);
    column->addLayout(links);
    column->addStretch(1);
    m_why->setObjectName(QStringLiteral("errorWhy"));
    m_repair->setObjectName(QStringLiteral("errorRepair"));
    connect(m_why, &QPushButton::clicked, this, &ErrorState::whyAsked);
    connect(m_repair, &QPushButton::clicked, this, &ErrorState::repairAsked);
}

void ErrorState::setTexts(const QString& serviceText, const QString& reason, const QString& why,
                          const QString& repair) {
    m_title->setText(serviceText);
    m_text->setProse(reason);
    m_text->setVisible(!reason.isEmpty());
    m_why->setText(why);
    m_why->setVisible(!why.isEmpty());
    m_repair->setText(repair);
    m_repair->setVisible(!repair.isEmpty());
    setAccessibleName(serviceText);
    setAccessibleDescription(reason);
}

MessageBar::MessageBar(const UiContext& ui, QWidget* parent)
    : QFrame(parent), m_ui(ui), m_sign(new IconLabel(ui, "triangle-alert", 16, ColorToken::Warn, this)),
      m_text(new TextBlock(ui, TextRole::Body, ColorToken::Text, this)),
      m_action(new Button(ui, ButtonKind::Link, this)), m_close(new IconButton(ui, "x", 14, this)) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(16, 6, 8, 6);
    row->setSpacing(8);
    row->addWidget(m_sign);
    row->addWidget(m_text, 1);
    row->addWidget(m_action);
    row->addWidget(m_close);
    setMinimumHeight(40);
    m_action->setObjectName(QStringLiteral("messageAction"));
    m_close->setObjectName(QStringLiteral("messageClose"));
    connect(m_action, &QPushButton::clicked, this, &MessageBar::actionChosen);
    connect(m_close, &QToolButton::clicked, this, &MessageBar::closed);
    connect(&ui.theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    retranslate();
}

void MessageBar::setMessage(State state, const QString& text, const QString& action) {
    m_state = state;
    const StateLook look = stateLook(state);
    m_sign->setIcon(look.icon, look.color);
    m_text->setProse(text);
    m_action->setText(action);
    m_action->setVisible(!action.isEmpty());
    setAccessibleName(text);
    update();
}

QString MessageBar::text() const {
    return m_text->prose();
}

void MessageBar::retranslate() {
    m_close->setName(tr("Close this message"));
}

void MessageBar::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QFrame::changeEvent(event);
}

void MessageBar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const StateLook look = stateLook(m_state);
    painter.fillRect(rect(), m_ui.theme.color(look.tint));
    painter.fillRect(QRect(0, 0, 4, height()), m_ui.theme.color(look.color));
    painter.fillRect(QRect(0, height() - 1, width(), 1), m_ui.theme.color(ColorToken::Line));
}

} // namespace maylab::app
