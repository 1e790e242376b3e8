#include "app/worklog/check_list.h"

#include "app/shell/widgets/buttons.h"
#include "app/shell/widgets/text.h"

#include <QBoxLayout>

namespace maylab::app {

CheckList::CheckList(const UiContext& ui, QWidget* parent)
    : QScrollArea(parent), m_ui(ui), m_body(new QWidget), m_rows(new QVBoxLayout(m_body)) {
    viewport()->setAutoFillBackground(false);
    setObjectName(QStringLiteral("worklogChecks"));
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_rows->setContentsMargins(16, 4, 12, 8);
    m_rows->setSpacing(8);
    m_rows->addStretch();
    setWidget(m_body);
    m_body->setAutoFillBackground(false); // the page's own surface
}

void CheckList::setChecks(std::vector<worklog::Check> checks, const worklog::WeekPlan& week) {
    const auto language = m_ui.language.chrome() == Language::English ? worklog::Language::English : worklog::Language::Vietnamese;
    QStringList shown;
    for (const auto& c : checks) {
        shown << QString::number(c.good) + QString::fromStdString(checkText(c, week, language) + '\n' + repairText(c));
    }
    if (shown == m_shown) return;
    m_shown = shown;
    while (m_rows->count() > 1) {
        QLayoutItem* item = m_rows->takeAt(0);
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    for (const auto& c : checks) m_rows->insertWidget(m_rows->count() - 1, rowFor(c, week));
}

QWidget* CheckList::rowFor(const worklog::Check& check, const worklog::WeekPlan& week) {
    const auto language = m_ui.language.chrome() == Language::English ? worklog::Language::English : worklog::Language::Vietnamese;
    auto* row = new QWidget(m_body);
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(8);
    auto* sign = new IconLabel(m_ui, check.good ? "circle-check" : "triangle-alert", 15,
                               check.good ? ColorToken::Pass : ColorToken::Warn, row);
    line->addWidget(sign, 0, Qt::AlignTop);
    auto* column = new QVBoxLayout;
    column->setSpacing(0);
    line->addLayout(column, 1);
    auto* text = new TextBlock(m_ui, TextRole::Smallest, ColorToken::Text, row);
    text->setProse(QString::fromStdString(checkText(check, week, language)));
    column->addWidget(text);

    const QString repair = QString::fromStdString(repairText(check));
    const QString reason = QString::fromStdString(whyText(check, week, language));
    if (repair.isEmpty() && reason.isEmpty()) return row;
    auto* links = new QHBoxLayout;
    links->setSpacing(12);
    column->addLayout(links);
    if (!repair.isEmpty()) {
        auto* button = new Button(m_ui, ButtonKind::Link, row, ButtonSize::Small);
        button->setText(repair);
        button->setObjectName(QStringLiteral("worklogRepair%1").arg(static_cast<int>(check.kind)));
        button->setAccessibleName(repair + QStringLiteral(": ") + text->prose());
        connect(button, &QPushButton::clicked, this, [this, check] { emit repairAsked(check); });
        links->addWidget(button);
    }
    if (!reason.isEmpty()) {
        auto* why = new Button(m_ui, ButtonKind::Link, row, ButtonSize::Small);
        why->setText(tr("Why?"));
        why->setObjectName(QStringLiteral("worklogWhy%1").arg(static_cast<int>(check.kind)));
        why->setAccessibleName(why->text() + QStringLiteral(" ") + text->prose());
        auto* more = new TextBlock(m_ui, TextRole::Smallest, ColorToken::Text2, row);
        more->setProse(reason);
        more->hide();
        column->addWidget(more);
        connect(why, &QPushButton::clicked, more, [more] { more->setVisible(more->isHidden()); });
        links->addWidget(why);
    }
    links->addStretch();
    return row;
}

} // namespace maylab::app
