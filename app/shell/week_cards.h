// The cards of the week page.
#pragma once

#include "app/shell/ui_context.h"
#include "app/shell/week_model.h"
#include "app/shell/widgets/buttons.h"
#include "app/shell/widgets/cards.h"
#include "app/shell/widgets/progress_ring.h"
#include "app/shell/widgets/text.h"

class QBoxLayout;

namespace maylab::app {

// One lab: one focus stop, Enter opens it. A lab that is planned says so and opens nothing.
class LabCard : public Card {
    Q_OBJECT
  public:
    LabCard(const UiContext& ui, QWidget* parent = nullptr);
    void setLab(const WeekLab& lab);
    const WeekLab& lab() const { return m_lab; }

  signals:
    void opened();
    void debriefAsked();

  protected:
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;

  private:
    void retranslate();
    const UiContext& m_ui;
    WeekLab m_lab;
    ProgressRing* m_ring;
    Label* m_day;
    Label* m_title;
    Button* m_debrief;
    TextBlock* m_sentence;
    IconLabel* m_factIcon;
    TextBlock* m_fact;
    Chip* m_chip;
    TextBlock* m_steps;
};

// The one thing to do first.
class ContinueCard : public Card {
    Q_OBJECT
  public:
    ContinueCard(const UiContext& ui, QWidget* parent = nullptr);
    void setContinuation(const WeekContinuation& continuation);
    Button* button() const { return m_button; }
    void setStacked(bool stacked);

  protected:
    void changeEvent(QEvent* event) override;

  private:
    void retranslate();
    const UiContext& m_ui;
    WeekContinuation m_continuation;
    TextBlock* m_when;
    TextBlock* m_title;
    QWidget* m_goals;
    QBoxLayout* m_row;
    Button* m_button;
};

class WorklogCard : public Card {
    Q_OBJECT
  public:
    WorklogCard(const UiContext& ui, QWidget* parent = nullptr);
    void setSummary(const WorklogSummary& summary);
    Button* button() const { return m_button; }

  protected:
    void changeEvent(QEvent* event) override;

  private:
    void retranslate();
    const UiContext& m_ui;
    Label* m_title;
    Label* m_folder;
    QVBoxLayout* m_rows;
    QWidget* m_warning;
    TextBlock* m_warningText;
    Button* m_button;
};

} // namespace maylab::app
