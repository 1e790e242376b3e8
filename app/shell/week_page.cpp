#include "app/shell/week_page.h"

#include "app/shell/week_cards.h"

#include <QEvent>
#include <QGridLayout>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace maylab::app {

WeekPage::WeekPage(const UiContext& ui, WeekModel& model, QWidget* parent)
    : Page(parent), m_ui(ui), m_model(model), m_area(new QScrollArea(this)), m_body(new QWidget),
      m_grid(new QGridLayout(m_body)), m_continue(new ContinueCard(ui, m_body)),
      m_worklog(new WorklogCard(ui, m_body)) {
    setObjectName(QStringLiteral("weekPage"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_area);
    m_area->setWidgetResizable(true);
    m_area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_area->setFocusPolicy(Qt::NoFocus);
    m_area->setWidget(m_body);
    m_grid->setContentsMargins(24, 24, 24, 24);
    m_grid->setSpacing(16);
    connect(m_continue->button(), &QPushButton::clicked, this, [this] {
        if (const auto continuation = m_model.continuation()) emit continueChosen(continuation->labId);
    });
    connect(m_worklog->button(), &QPushButton::clicked, this, &WeekPage::worklogChosen);
    connect(&model, &WeekModel::changed, this, &WeekPage::refresh);
    connect(&ui.theme, &Theme::changed, this, &WeekPage::arrange);
    refresh();
}

QString WeekPage::title() const {
    return m_model.title();
}

QString WeekPage::subtitle() const {
    return m_model.subtitle();
}

QList<QWidget*> WeekPage::panes() const {
    QList<QWidget*> panes;
    if (m_continue->isVisibleTo(this)) panes << m_continue->button();
    for (LabCard* card : m_cards) {
        if (card->lab().state != State::Planned) {
            panes << card;
            break;
        }
    }
    panes << m_worklog->button();
    return panes;
}

void WeekPage::entered() {
    refresh();
}

void WeekPage::refresh() {
    const std::vector<WeekLab> labs = m_model.labs();
    while (m_cards.size() > labs.size()) {
        delete m_cards.back();
        m_cards.pop_back();
        m_columns = 0;
    }
    while (m_cards.size() < labs.size()) {
        auto* card = new LabCard(m_ui, m_body);
        connect(card, &LabCard::opened, this, [this, card] { emit labChosen(card->lab().id); });
        connect(card, &LabCard::debriefAsked, this, [this, card] { emit debriefChosen(card->lab().id); });
        m_cards.push_back(card);
        m_columns = 0;
    }
    for (std::size_t i = 0; i < labs.size(); ++i) m_cards[i]->setLab(labs[i]);
    const auto continuation = m_model.continuation();
    m_continue->setVisible(continuation.has_value());
    if (continuation) m_continue->setContinuation(*continuation);
    m_worklog->setSummary(m_model.worklog());
    arrange();
    emit titleChanged();
}

// Wide: three cards and the worklog at the right. Narrower: two, then one column, the worklog below.
void WeekPage::arrange() {
    const int width = this->width();
    const Theme& theme = m_ui.theme;
    const bool beside = width >= theme.px(1020);
    const int side = beside ? std::clamp(width / 3 - 40, theme.px(320), theme.px(420)) : 0;
    const int room = width - 48 - (beside ? side + 16 : 0);
    const int columns = room >= theme.px(740) ? 3 : room >= theme.px(480) ? 2 : 1;
    m_continue->setStacked(room < theme.px(560));
    if (columns == m_columns && beside == m_beside) {
        if (beside) m_grid->setColumnMinimumWidth(columns, side);
        return;
    }
    m_columns = columns;
    m_beside = beside;
    while (QLayoutItem* item = m_grid->takeAt(0)) delete item;
    for (int i = 0; i < 8; ++i) {
        m_grid->setColumnStretch(i, 0);
        m_grid->setColumnMinimumWidth(i, 0);
        m_grid->setRowStretch(i, 0);
    }
    m_grid->addWidget(m_continue, 0, 0, 1, columns);
    int row = 1;
    for (std::size_t i = 0; i < m_cards.size(); ++i) {
        row = 1 + static_cast<int>(i) / columns;
        m_grid->addWidget(m_cards[i], row, static_cast<int>(i) % columns);
        m_grid->setRowStretch(row, 1);
    }
    for (int c = 0; c < columns; ++c) m_grid->setColumnStretch(c, 1);
    if (beside) {
        m_grid->addWidget(m_worklog, 0, columns, row + 1, 1, Qt::AlignTop);
        m_grid->setColumnMinimumWidth(columns, side);
    } else {
        m_grid->addWidget(m_worklog, row + 1, 0, 1, columns);
    }
}

void WeekPage::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) refresh();
    Page::changeEvent(event);
}

void WeekPage::resizeEvent(QResizeEvent* event) {
    Page::resizeEvent(event);
    arrange();
}

} // namespace maylab::app
