// What to look at before handing the page in: a sign, a sentence, the repair and "Why?" as links.
#pragma once

#include "app/shell/ui_context.h"
#include "labs/worklog/worklog.h"

#include <QScrollArea>

class QVBoxLayout;

namespace maylab::app {

class CheckList : public QScrollArea {
    Q_OBJECT
  public:
    explicit CheckList(const UiContext& ui, QWidget* parent = nullptr);
    void setChecks(std::vector<worklog::Check> checks, const worklog::WeekPlan& week);

  signals:
    void repairAsked(const maylab::worklog::Check& check);

  private:
    QWidget* rowFor(const worklog::Check& check, const worklog::WeekPlan& week);
    const UiContext& m_ui;
    QWidget* m_body;
    QVBoxLayout* m_rows;
    QStringList m_shown; // what the rows say: built anew only when it changed
};

} // namespace maylab::app
