// The week as drawn: one thing to do first, a card per lab in the order of the week, the worklog beside them.
#pragma once

#include "app/shell/page.h"
#include "app/shell/ui_context.h"
#include "app/shell/week_model.h"

#include <vector>

class QGridLayout;
class QScrollArea;

namespace maylab::app {

class Button;
class Card;
class Label;
class LabCard;
class TextBlock;
class ContinueCard;
class WorklogCard;

class WeekPage : public Page {
    Q_OBJECT
  public:
    WeekPage(const UiContext& ui, WeekModel& model, QWidget* parent = nullptr);

    QString title() const override;
    QString subtitle() const override;
    QList<QWidget*> panes() const override;
    void entered() override;

  signals:
    void labChosen(const QString& labId);
    void debriefChosen(const QString& labId);
    void continueChosen(const QString& labId);
    void worklogChosen();

  protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    void refresh();
    void arrange();

    const UiContext& m_ui;
    WeekModel& m_model;
    QScrollArea* m_area;
    QWidget* m_body;
    QGridLayout* m_grid;
    ContinueCard* m_continue;
    WorklogCard* m_worklog;
    std::vector<LabCard*> m_cards;
    int m_columns = 0;
    bool m_beside = true;
};

} // namespace maylab::app
