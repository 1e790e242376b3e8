#include "app/lesson/question_card.h"

#include <QApplication>
#include <QEvent>
#include <QHBoxLayout>

#include <algorithm>

namespace maylab::app {

QuestionCard::QuestionCard(const LessonWords& words, Kind kind, std::string scope, QWidget* parent)
    : Card(words.ui(), parent), m_words(words), m_kind(kind), m_scope(std::move(scope)) {
    setObjectName(QStringLiteral("question.") + QString::fromStdString(m_scope));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 10, 12, 12);
    layout->setSpacing(6);
    auto* head = new QHBoxLayout;
    m_icon = new IconLabel(words.ui(), kind == Kind::Exam ? "graduation-cap" : "circle-question-mark", 16,
                           ColorToken::Accent, this);
    m_head = new Label(words.ui(), TextRole::GoalTitle, ColorToken::Text, this);
    head->addWidget(m_icon);
    head->addWidget(m_head, 1);
    layout->addLayout(head);
    m_question = new TextBlock(words.ui(), TextRole::Body, ColorToken::Text, this);
    layout->addWidget(m_question);
    m_options = new QVBoxLayout;
    m_options->setSpacing(4);
    layout->addLayout(m_options);
    m_verdict = new TextBlock(words.ui(), TextRole::Small, ColorToken::Text2, this);
    layout->addWidget(m_verdict);
    rebuild();
}

void QuestionCard::setView(const labs::QuestionView& view, const labs::SessionView* figures) {
    const bool same = m_built && view.open == m_view.open && view.answered == m_view.answered &&
                      view.right == m_view.right && view.tries == m_view.tries && view.tried == m_view.tried &&
                      view.order == m_view.order && view.shown == m_view.shown;
    if (same) return;
    m_view = view;
    if (figures != nullptr) m_filled = *figures;
    rebuild();
}

void QuestionCard::changeEvent(QEvent* event) {
    Card::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) rebuild();
}

void QuestionCard::rebuild() {
    switch (m_kind) {
    case Kind::Why: m_head->setText(tr("Say why")); break;
    case Kind::Exam: m_head->setText(tr("Exam question")); break;
    case Kind::Know: m_head->setText(tr("I know this")); break;
    }
    m_question->setProse(m_words.prose(m_scope, "question", &m_filled));
    setAccessibleName(m_head->text() + QStringLiteral(". ") + m_question->prose());

    // The old rows go last: hiding the button that has the focus would hand it to the next one far below, and the
    // page would scroll there.
    const bool hadFocus = QApplication::focusWidget() != nullptr && isAncestorOf(QApplication::focusWidget());
    std::vector<QWidget*> old;
    while (QLayoutItem* item = m_options->takeAt(0)) {
        if (item->widget() != nullptr) old.push_back(item->widget());
        delete item;
    }
    char letter = 'A';
    QWidget* firstOpen = nullptr;
    for (const std::string& id : m_view.order) {
        const bool wrong = std::find(m_view.tried.begin(), m_view.tried.end(), id) != m_view.tried.end() &&
                           id != m_view.shown;
        const bool right = id == m_view.shown;
        auto* row = new QWidget(this);
        auto* rowLayout = new QVBoxLayout(row);
        rowLayout->setContentsMargins(0, 0, 0, 0);
        rowLayout->setSpacing(2);
        auto* line = new QHBoxLayout;
        line->setSpacing(8);
        rowLayout->addLayout(line);
        const QString text = m_words.prose(m_scope, id, &m_filled);
        if (m_view.open && !m_view.answered && !wrong) {
            auto* choose = new Button(m_words.ui(), ButtonKind::Secondary, row, ButtonSize::Small);
            choose->setText(QString(QLatin1Char(letter)));
            markAsData(choose);
            choose->setObjectName(objectName() + QLatin1Char('.') + QString::fromStdString(id));
            choose->setAccessibleName(QString(QLatin1Char(letter)) + QStringLiteral(": ") + text);
            const QString option = QString::fromStdString(id);
            connect(choose, &QPushButton::clicked, this, [this, option] { emit chosen(option); });
            line->addWidget(choose, 0, Qt::AlignTop);
            if (firstOpen == nullptr) firstOpen = choose;
        } else {
            line->addWidget(new IconLabel(m_words.ui(), right ? "circle-check" : wrong ? "circle-x" : "circle", 16,
                                          right ? ColorToken::Pass : wrong ? ColorToken::Fail : ColorToken::Muted, row),
                            0, Qt::AlignTop);
        }
        auto* words = new TextBlock(m_words.ui(), TextRole::Body,
                                    wrong || (m_view.answered && !right) ? ColorToken::Muted : ColorToken::Text, row);
        words->setProse(text);
        line->addWidget(words, 1);
        if (wrong || right || m_view.answered) {
            const QString reason = m_words.prose(m_scope, id + ".reason", &m_filled);
            if (!reason.isEmpty()) {
                auto* block = new TextBlock(m_words.ui(), TextRole::Small, ColorToken::Text2, row);
                block->setProse(reason);
                block->setContentsMargins(24, 0, 0, 0);
                rowLayout->addWidget(block);
            }
        }
        m_options->addWidget(row);
        if (isVisible()) row->show();
        ++letter;
    }
    if (hadFocus) {
        QWidget* next = firstOpen;
        for (QWidget* w = parentWidget(); next == nullptr && w != nullptr; w = w->parentWidget()) {
            if (w->focusPolicy() & Qt::TabFocus) next = w; // the page that scrolls
        }
        if (next != nullptr) next->setFocus(Qt::OtherFocusReason);
    }
    for (QWidget* w : old) {
        w->hide();
        w->deleteLater();
    }

    QString verdict;
    if (m_view.answered && m_view.right) {
        verdict = m_kind == Kind::Why ? tr("Right. This step counts as understood.") : tr("Right.");
    } else if (m_view.answered) {
        verdict = m_kind == Kind::Why ? tr("This is the answer. The step stays done, not understood.")
                                      : tr("This is the answer.");
    } else if (m_view.tries > 0) {
        verdict = tr("Not this one. One more try.");
    }
    m_verdict->setProse(verdict);
    m_verdict->setVisible(!verdict.isEmpty());
    m_built = true;
}

} // namespace maylab::app
