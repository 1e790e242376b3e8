// In the status bar while ports for real clients are open: where they listen, as the command that reaches them, with a
// button to copy it and one to close them. Hidden while nothing listens.
#pragma once

#include "app/shell/ui_context.h"

#include <QList>
#include <QString>
#include <QStringList>
#include <QWidget>

namespace maylab::app {

class IconButton;
class IconLabel;
class Label;

struct PortCommand {
    QString command; // "redis-cli -p 6379"
    QString node;    // what it reaches: "shop (primary)"; empty: nothing yet

    bool operator==(const PortCommand&) const = default;
};

class PortsFact : public QWidget {
    Q_OBJECT
  public:
    explicit PortsFact(const UiContext& ui, QWidget* parent = nullptr);

    // One per port; empty: nothing listens. The first is shown, the tooltip has all with their nodes, all are copied.
    void setCommands(const QList<PortCommand>& commands);
    const QList<PortCommand>& commands() const { return m_commands; }

  signals:
    void closeAsked();

  protected:
    void changeEvent(QEvent* event) override;

  private:
    void retranslate();
    QStringList lines(bool withNodes) const;

    QList<PortCommand> m_commands;
    IconLabel* m_icon;
    Label* m_text;
    IconButton* m_copy;
    IconButton* m_close;
};

} // namespace maylab::app
