// A page of the main window: its title in the top bar, its panes for F6.
#pragma once

#include <QList>
#include <QString>
#include <QWidget>

namespace maylab::app {

class Page : public QWidget {
    Q_OBJECT
  public:
    using QWidget::QWidget;

    virtual QString title() const = 0;              // in the chrome's language
    virtual QString subtitle() const { return {}; } // "Day 2 · Monday 26 January 2026"
    // Where F6 goes, in order; the first is where the focus starts. Hidden panes are skipped.
    virtual QList<QWidget*> panes() const { return {}; }
    // The page was brought to the front / is about to leave.
    virtual void entered() {}
    virtual void left() {}

  signals:
    void titleChanged();
};

} // namespace maylab::app
