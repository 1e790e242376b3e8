#include "app/shell/ports_fact.h"

#include "app/shell/widgets/buttons.h"
#include "app/shell/widgets/text.h"

#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>

namespace maylab::app {

PortsFact::PortsFact(const UiContext& ui, QWidget* parent)
    : QWidget(parent), m_icon(new IconLabel(ui, "plug", 14, ColorToken::Text2, this)),
      m_text(markAsData(new Label(ui, TextRole::Smallest, ColorToken::Text2, this))), m_copy(new IconButton(ui, "copy", 14, this)),
      m_close(new IconButton(ui, "x", 14, this)) {
    setObjectName(QStringLiteral("portsFact"));
    m_text->setObjectName(QStringLiteral("portsText"));
    m_copy->setObjectName(QStringLiteral("portsCopy"));
    m_close->setObjectName(QStringLiteral("portsClose"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    row->addWidget(m_icon);
    row->addWidget(m_text);
    for (IconButton* b : {m_copy, m_close}) {
        b->setFixedSize(24, 24);
        row->addWidget(b);
    }
    connect(m_copy, &QToolButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(lines(false).join(QLatin1Char('\n'))); });
    connect(m_close, &QToolButton::clicked, this, &PortsFact::closeAsked);
    hide();
    retranslate();
}

void PortsFact::setCommands(const QList<PortCommand>& commands) {
    if (commands == m_commands) return;
    m_commands = commands;
    setVisible(!commands.isEmpty());
    retranslate();
}

QStringList PortsFact::lines(bool withNodes) const {
    QStringList lines;
    for (const PortCommand& c : m_commands) {
        lines << (withNodes && !c.node.isEmpty() ? c.command + QStringLiteral("   ") + c.node : c.command);
    }
    return lines;
}

void PortsFact::retranslate() {
    QString shown = m_commands.value(0).command;
    if (m_commands.size() > 1) shown += QStringLiteral("  +%1").arg(m_commands.size() - 1);
    m_text->setText(shown);
    const QString what = tr("Loopback ports: on, only this computer can reach them");
    m_text->setToolTip(what + QLatin1Char('\n') + lines(true).join(QLatin1Char('\n')));
    setAccessibleName(what + QStringLiteral(": ") + lines(true).join(QStringLiteral(", ")));
    m_copy->setName(tr("Copy the command"));
    m_close->setName(tr("Close the ports"));
}

void PortsFact::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

} // namespace maylab::app
