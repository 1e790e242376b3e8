#include "app/lesson/hint_list.h"

#include <QEvent>

#include <algorithm>
#include <string_view>
#include <utility>

namespace maylab::app {

namespace {

constexpr int kLevels = 4;

bool sameHints(const labs::SessionView& a, const labs::SessionView& b) {
    return a.hints.size() == b.hints.size() && a.nextHint == b.nextHint && a.standing.done == b.standing.done &&
           a.standing.tested == b.standing.tested;
}

} // namespace

HintList::HintList(const LessonWords& words, std::string step, QWidget* parent)
    : QWidget(parent), m_words(words), m_step(std::move(step)) {
    setObjectName(QStringLiteral("step.hintList"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    m_fold = new Button(words.ui(), ButtonKind::Link, this, ButtonSize::Small);
    m_fold->setObjectName(QStringLiteral("step.hints"));
    layout->addWidget(m_fold, 0, Qt::AlignLeft);
    m_boxes = new QWidget(this);
    m_boxes->setObjectName(QStringLiteral("step.hintBoxes"));
    m_list = new QVBoxLayout(m_boxes);
    m_list->setContentsMargins(0, 0, 0, 0);
    m_list->setSpacing(8);
    layout->addWidget(m_boxes);
    m_next = new Button(words.ui(), ButtonKind::Secondary, this, ButtonSize::Small);
    m_next->setObjectName(QStringLiteral("step.hint"));
    m_next->setIconName("lightbulb");
    layout->addWidget(m_next, 0, Qt::AlignLeft);
    connect(m_next, &QPushButton::clicked, this, &HintList::asked);
    connect(m_fold, &QPushButton::clicked, this, [this] {
        m_boxes->setVisible(!m_boxes->isVisibleTo(this));
        if (m_boxes->isVisibleTo(this) && m_list->count() > 0) emit shown(m_list->itemAt(0)->widget());
    });
    hide();
}

void HintList::setView(std::shared_ptr<const labs::SessionView> view) {
    const auto before = std::exchange(m_view, std::move(view));
    if (before && sameHints(*before, *m_view)) return;
    const bool folded = m_view->standing.done || m_view->standing.tested;
    rebuild();
    if (folded != m_folded) m_boxes->setVisible(!folded);
    m_folded = folded;
    showButtons();
    if (!folded && before && m_view->hints.size() > before->hints.size()) emit shown(m_list->itemAt(m_list->count() - 1)->widget());
}

// The name of the mistake that a part "mistake.<id>.hint" answers; empty for every other part.
QString HintList::mistakeOf(const std::string& part) const {
    constexpr std::string_view kHead = "mistake.", kTail = ".hint";
    if (part.rfind(kHead, 0) != 0 || part.size() <= kHead.size() + kTail.size()) return {};
    return m_words.name(m_step, part.substr(0, part.size() - kTail.size()));
}

QString HintList::reasonOf(const labs::HintView& hint) const {
    if (hint.cause == "idle") return tr("opened because nothing was done for 30 s");
    if (hint.cause == "fiddling") return tr("opened because one control was changed six times in a minute");
    const QString mistake = mistakeOf(hint.part);
    return mistake.isEmpty() ? QString() : tr("chosen because of: %1").arg(mistake);
}

void HintList::rebuild() {
    while (QLayoutItem* item = m_list->takeAt(0)) {
        if (QWidget* w = item->widget()) {
            w->hide();
            w->deleteLater();
        }
        delete item;
    }
    if (!m_view) return;
    for (const labs::HintView& h : m_view->hints) {
        auto* box = new HintBox(m_words.ui(), m_boxes);
        QString text = m_words.prose(m_step, h.part, m_view.get());
        if (text.isEmpty() && h.part == "stop") text = tr("Stop for a moment: watch what one change does, then make the next.");
        box->setHint(h.level, kLevels, reasonOf(h), text);
        m_list->addWidget(box);
    }
}

void HintList::showButtons() {
    if (!m_view) return;
    const labs::SessionView& v = *m_view;
    m_next->setVisible(!m_folded && !v.nextHint.empty());
    m_fold->setVisible(m_folded && !v.hints.empty());
    m_fold->setText(tr("Hints (%1)").arg(v.hints.size()));
    setVisible(!v.hints.empty() || m_next->isVisibleTo(this));
    int number = 1;
    for (const labs::HintView& h : v.hints) number = std::max(number, h.level + 1);
    const QString mistake = mistakeOf(v.nextHint);
    const QString label = !mistake.isEmpty()                  ? tr("Hint: %1").arg(mistake)
                          : v.hints.empty()                   ? tr("Give me a hint")
                          : v.nextHint == "hint.4"            ? tr("Do it for me")
                          : v.nextHint.rfind("hint.", 0) == 0 ? tr("Open hint %1").arg(number)
                                                              : tr("Open the next hint");
    // A mistake with a long name ends in "…"; it is whole in the tooltip and in the hint.
    const int room = std::max(m_words.ui().theme.px(90), width() - m_words.ui().theme.px(50));
    m_next->setText(m_next->fontMetrics().elidedText(label, Qt::ElideRight, room));
    m_next->setToolTip(m_next->text() == label ? QString() : label);
    m_next->setAccessibleName(label);
}

void HintList::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    showButtons();
}

void HintList::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() != QEvent::LanguageChange) return;
    rebuild();
    showButtons();
}

} // namespace maylab::app
