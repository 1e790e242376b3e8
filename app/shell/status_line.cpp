#include "app/shell/status_line.h"

#include "app/shell/ports_fact.h"
#include "app/shell/widgets/text.h"

#include <QAccessible>
#include <QEvent>
#include <QHBoxLayout>

namespace maylab::app {

StatusLine::StatusLine(const UiContext& ui, QWidget* parent)
    : QFrame(parent), m_ui(ui), m_icon(new IconLabel(ui, "save", 14, ColorToken::Text2, this)),
      m_text(new ElidedLabel(ui, TextRole::Smallest, ColorToken::Text2, this)), m_ports(new PortsFact(ui, this)),
      m_factsBox(new QWidget(this)), m_facts(new QHBoxLayout(m_factsBox)),
      m_nextPane(new Label(ui, TextRole::Smallest, ColorToken::Text2, this)) {
    setObjectName(QStringLiteral("statusLine"));
    setProperty("surface", "window");
    setProperty("edge", "top");
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 0, 12, 0);
    row->setSpacing(6);
    row->addWidget(m_icon);
    row->addWidget(m_text, 1);
    m_facts->setSpacing(16);
    m_facts->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_ports);
    row->addSpacing(10);
    row->addWidget(m_factsBox);
    row->addSpacing(10);
    row->addWidget(m_nextPane);
    m_icon->hide();
    connect(&ui.theme, &Theme::changed, this, &StatusLine::restyle);
    retranslate();
    restyle();
}

void StatusLine::setStatus(const QByteArray& icon, const QString& text, bool announce) {
    m_icon->setVisible(!icon.isEmpty() && !text.isEmpty());
    if (!icon.isEmpty()) {
        m_icon->setIcon(icon, icon == "circle-check" ? ColorToken::Pass : ColorToken::Text2);
    }
    m_text->setText(text);
    if (announce) {
        // Qt 6.4 has no announcement event: a changed name of a status element is read politely.
        QAccessibleEvent event(m_text, QAccessible::NameChanged);
        QAccessible::updateAccessibility(&event);
    }
}

void StatusLine::setFactsShown(bool shown) {
    m_factsBox->setVisible(shown);
    m_nextPane->setVisible(shown);
}

QString StatusLine::status() const {
    return m_text->text();
}

void StatusLine::setFact(const QString& id, const QByteArray& icon, const QString& text) {
    auto found = m_byId.find(id);
    if (found == m_byId.end()) {
        if (text.isEmpty()) return;
        Fact fact;
        fact.box = new QWidget(this);
        auto* row = new QHBoxLayout(fact.box);
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(5);
        fact.icon = new IconLabel(m_ui, icon.isEmpty() ? QByteArray("info") : icon, 14, ColorToken::Text2, fact.box);
        fact.text = new Label(m_ui, TextRole::Smallest, ColorToken::Text2, fact.box);
        row->addWidget(fact.icon);
        row->addWidget(fact.text);
        m_facts->addWidget(fact.box);
        found = m_byId.emplace(id, fact).first;
    }
    const Fact& fact = found->second;
    fact.icon->setVisible(!icon.isEmpty());
    if (!icon.isEmpty()) fact.icon->setIcon(icon, ColorToken::Text2);
    fact.text->setText(text);
    fact.box->setVisible(!text.isEmpty());
}

void StatusLine::restyle() {
    setFixedHeight(m_ui.theme.px(24) + 1);
}

void StatusLine::retranslate() {
    setAccessibleName(tr("Status"));
    m_nextPane->setText(tr("F6: next pane"));
}

void StatusLine::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QFrame::changeEvent(event);
}

} // namespace maylab::app
