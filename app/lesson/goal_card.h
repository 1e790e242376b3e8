// A goal as the learner sees it: its row with the live value, the parts of an `all`, the fields where answers are
// given, and the sentence that comes when it has passed.
#pragma once

#include "app/lesson/answer_row.h"
#include "app/shell/widgets/cards.h"

namespace maylab::app {

class GoalCard : public QWidget {
    Q_OBJECT
  public:
    GoalCard(const LessonWords& words, const labs::Step& step, const labs::Goal& goal, QWidget* parent = nullptr);

    void setResult(const labs::GoalResult& result, const labs::SessionView& view, bool current);
    const std::string& id() const { return m_goal.id; }
    const labs::GoalResult& result() const { return m_result; }
    // The whole row as one sentence, for screen readers and the status bar.
    QString sentence() const;

  signals:
    void whyAsked(const QString& goal);
    void answered(const QString& id, const QVariant& value);

  protected:
    void changeEvent(QEvent* event) override;

  private:
    struct PartRow {
        const labs::Goal* goal; // none: of a goal of calls
        QWidget* row;
        IconLabel* sign;
        TextBlock* title;
        Label* value;
    };
    // A goal, or a part, that compares an answer: it is asked for, not shown.
    struct Answer {
        AnswerRow* row;
        const labs::Goal* goal;
    };
    void addPart(const labs::Goal* part);
    bool addAnswer(const labs::Goal& goal);
    bool asksForAnswer() const;
    void render();
    QString detail() const;
    QString shownOf(const labs::GoalResult& part) const;
    const labs::GoalResult* partResult(const std::string& id) const;

    const LessonWords& m_words;
    const labs::Step& m_step;
    const labs::Goal& m_goal;
    labs::GoalResult m_result;
    labs::SessionView m_figures;
    bool m_current = false;
    GoalRow* m_row;
    std::vector<PartRow> m_parts;
    std::vector<Answer> m_answers;
    TextBlock* m_passed;
};

} // namespace maylab::app
