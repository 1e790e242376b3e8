#include "app/lesson/tab_stack.h"

#include <QEvent>
#include <QVBoxLayout>

namespace maylab::app {

TabStack::TabStack(const UiContext& ui, QWidget* parent) : QWidget(parent) {
    setProperty("surface", "panel");
    setAttribute(Qt::WA_StyledBackground);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_bar = new QTabBar(this);
    m_bar->setDocumentMode(true);
    m_bar->setExpanding(false);
    m_bar->setDrawBase(true);
    m_bar->setMinimumHeight(ui.theme.px(32));
    m_stack = new QStackedWidget(this);
    layout->addWidget(m_bar);
    layout->addWidget(m_stack, 1);
    connect(m_bar, &QTabBar::currentChanged, this, [this](int i) {
        if (i < 0 || i >= static_cast<int>(m_panes.size())) return;
        m_stack->setCurrentWidget(m_panes[static_cast<std::size_t>(i)].widget);
        emit paneShown(m_panes[static_cast<std::size_t>(i)].id);
    });
    showBar();
}

int TabStack::indexOf(const QString& id) const {
    for (std::size_t i = 0; i < m_panes.size(); ++i) {
        if (m_panes[i].id == id) return static_cast<int>(i);
    }
    return -1;
}

void TabStack::addPane(const QString& id, QWidget* pane, std::function<QString()> text) {
    m_stack->addWidget(pane);
    m_panes.push_back({id, pane, std::move(text)});
    m_bar->addTab(m_panes.back().text());
    if (m_panes.size() == 1) m_stack->setCurrentWidget(pane);
    showBar();
}

QWidget* TabStack::takePane(const QString& id) {
    const int i = indexOf(id);
    if (i < 0) return nullptr;
    QWidget* widget = m_panes[static_cast<std::size_t>(i)].widget;
    m_panes.erase(m_panes.begin() + i);
    m_stack->removeWidget(widget);
    m_bar->removeTab(i);
    if (const int current = m_bar->currentIndex(); current >= 0 && current < static_cast<int>(m_panes.size())) {
        m_stack->setCurrentWidget(m_panes[static_cast<std::size_t>(current)].widget);
    }
    showBar();
    return widget;
}

bool TabStack::hasPane(const QString& id) const { return indexOf(id) >= 0; }

void TabStack::showPane(const QString& id) {
    if (const int i = indexOf(id); i >= 0) m_bar->setCurrentIndex(i);
}

QString TabStack::currentPane() const {
    const int i = m_bar->currentIndex();
    return i >= 0 && i < static_cast<int>(m_panes.size()) ? m_panes[static_cast<std::size_t>(i)].id : QString();
}

void TabStack::setBarShownAlways(bool always) {
    m_always = always;
    showBar();
}

void TabStack::showBar() { m_bar->setVisible(m_always || m_panes.size() > 1); }

void TabStack::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) retranslate();
}

void TabStack::retranslate() {
    for (std::size_t i = 0; i < m_panes.size(); ++i) m_bar->setTabText(static_cast<int>(i), m_panes[i].text());
}

} // namespace maylab::app
