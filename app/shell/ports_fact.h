// In the status bar while ports for real clients are open: where they listen, as the command that reaches them, with a
// button to copy it and one to close them. Hidden while nothing listens.
#pragma once

#include "app/shell/ui_context.h"

#include <QStringList>
#include <QWidget>

namespace maylab::app {

class IconButton;
class IconLabel;
class Label;

class PortsFact : public QWidget {
    Q_OBJECT
  public:
    explicit PortsFact(const UiContext& ui, QWidget* parent = nullptr);

    // One command per port: "redis-cli -p 6379"; empty: nothing listens. The first is shown, all are copied.
    void setCommands(const QStringList& commands);
    const QStringList& commands() const { return m_commands; }

  signals:
    void closeAsked();

  protected:
    void changeEvent(QEvent* event) override;

  private:
    void retranslate();

    QStringList m_commands;
    IconLabel* m_icon;
    Label* m_text;
    IconButton* m_copy;
    IconButton* m_close;
};

} // namespace maylab::app
