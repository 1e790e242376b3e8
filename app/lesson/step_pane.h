// The left pane of the lab page: where the learner is, the text of the step, its goals with live values, predictions,
// hints that open one by one, and what comes after green: Say why, the debrief line, On real AWS, the exam question.
//
// It shows a SessionView and asks for things by signals; it knows no session.
#pragma once

#include "app/lesson/lesson_words.h"
#include "app/lesson/prediction_card.h"
#include "app/lesson/question_card.h"
#include "app/shell/widgets/cards.h"

#include <QScrollArea>

#include <map>
#include <memory>
#include <vector>

namespace maylab::app {

class StepDots;
class GoalCard;
class AwsCard;
class HintList;

class StepPane : public QWidget {
    Q_OBJECT
  public:
    struct StepMark { // a dot above the title
        std::string id;
        State state = State::NotBegun;
    };

    explicit StepPane(const UiContext& ui, QWidget* parent = nullptr);
    ~StepPane() override;

    // Another lab or step: everything is built anew. paths: console paths for the card On real AWS.
    void setStep(std::shared_ptr<const labs::Lab> lab, const std::string& step, const labs::ConsolePaths& paths);
    void setMarks(const std::vector<StepMark>& marks, bool nextOpen);
    void setView(std::shared_ptr<const labs::SessionView> view);
    // The small form of the first minutes: only what the first step needs.
    void setSmall(bool small);
    // Panes that are on the page: what the lab says of one when it is new stands under the text.
    void setPanesShown(const std::vector<std::string>& panes);
    QWidget* firstFocus() const;
    // True while something long is open that the learner may be reading.
    bool isReading() const;

  signals:
    void stepAsked(const QString& step);     // previous, next, a dot
    void weekAsked();                        // after the last step
    void debriefAsked();                     // once the core steps are done
    void resetAsked();
    void showMeWhere();
    void hintAsked();
    void goalWhyAsked(const QString& goal);
    void answered(const QString& id, const QVariant& value);
    void predicted(const QString& id, double value);
    void whyChosen(const QString& option);
    void examChosen(const QString& option);
    void knowChosen(const QStringList& options); // three
    void readingChanged(bool reading);

  protected:
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void rebuild();
    void retranslate();
    void showProse();
    void showNewPanes();
    void placeHints(bool below);
    void bringNext(const labs::SessionView& before);
    void showAfter();
    void showWord(const QString& link);
    QString debriefText() const;

    const UiContext& m_ui;
    std::shared_ptr<const labs::Lab> m_lab;
    const labs::Step* m_step = nullptr;
    labs::ConsolePaths m_paths;
    std::unique_ptr<LessonWords> m_words;
    std::shared_ptr<const labs::SessionView> m_view;
    std::vector<StepMark> m_marks;
    bool m_nextOpen = false;
    bool coreDone() const;
    bool m_small = false;
    std::vector<std::string> m_knowAnswers;

    Label* m_position;
    IconButton* m_previous;
    IconButton* m_next;
    StepDots* m_dots;
    QScrollArea* m_scroll;
    QWidget* m_body = nullptr;
    Label* m_title = nullptr;
    TextBlock* m_text = nullptr;
    TextBlock* m_newPanes = nullptr;
    std::vector<std::string> m_panes;
    Button* m_where = nullptr;
    Label* m_goalsHead = nullptr;
    Label* m_goalsCount = nullptr;
    std::vector<GoalCard*> m_goals;
    std::vector<PredictionCard*> m_predictions;
    HintList* m_hints = nullptr;
    Button* m_know = nullptr;
    QWidget* m_knowBox = nullptr;
    std::vector<QuestionCard*> m_knowCards;
    Label* m_otherDay = nullptr;
    TextBlock* m_otherDayText = nullptr;
    QuestionCard* m_why = nullptr;
    Card* m_debrief = nullptr;
    TextBlock* m_debriefText = nullptr;
    Label* m_debriefHead = nullptr;
    AwsCard* m_aws = nullptr;
    QuestionCard* m_exam = nullptr;
    Button* m_forward = nullptr;
    Button* m_toDebrief = nullptr;
    Button* m_reset = nullptr;
    Button* m_sources = nullptr;
    TextBlock* m_sourceList = nullptr;
};

} // namespace maylab::app
