// The ring around what has the keyboard focus: 2 px accent, 2 px away from the edge. A widget cannot paint outside
// its own rectangle, so one overlay per window does it. Only for focus that came by keyboard.
#pragma once

#include "app/shell/ui_context.h"

#include <QPointer>
#include <QWidget>

namespace maylab::app {

class FocusRing : public QWidget {
    Q_OBJECT
  public:
    FocusRing(const UiContext& ui, QWidget* window);

    QWidget* target() const { return m_target; }

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

  private:
    void follow(QWidget* widget);
    void place();
    static QWidget* ringed(QWidget* widget); // what the ring goes around, or null where cells draw their own

    const UiContext& m_ui;
    QWidget* m_window;
    QPointer<QWidget> m_target;
};

} // namespace maylab::app
