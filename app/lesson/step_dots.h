// One bar for each step of the lab above the step's title: done, current, not begun; a click or Enter goes there.
#pragma once

#include "app/lesson/step_pane.h"

namespace maylab::app {

class StepDots : public QWidget {
    Q_OBJECT
  public:
    StepDots(const UiContext& ui, QWidget* parent = nullptr);
    void setMarks(const std::vector<StepPane::StepMark>& marks, int current);
    QSize sizeHint() const override;

  signals:
    void chosen(int index);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;

  private:
    QRectF bar(int index) const;
    const UiContext& m_ui;
    std::vector<StepPane::StepMark> m_marks;
    int m_current = -1;
};

} // namespace maylab::app
