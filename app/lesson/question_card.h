// A question with answers to choose from: Say why, the exam question, I know this. Wrong answers stay, struck out
// with their reason; the right one is shown with its own.
#pragma once

#include "app/lesson/lesson_words.h"
#include "app/shell/widgets/cards.h"

#include <QVBoxLayout>

#include <string>

namespace maylab::app {

class QuestionCard : public Card {
    Q_OBJECT
  public:
    // scope: "<step>.why", "<step>.exam", "<step>.know.<id>"; kind heads the card.
    enum class Kind { Why, Exam, Know };
    QuestionCard(const LessonWords& words, Kind kind, std::string scope, QWidget* parent = nullptr);

    void setView(const labs::QuestionView& view, const labs::SessionView* figures);

  signals:
    void chosen(const QString& option);

  protected:
    void changeEvent(QEvent* event) override;

  private:
    void rebuild();
    const LessonWords& m_words;
    Kind m_kind;
    std::string m_scope;
    labs::QuestionView m_view;
    std::vector<labs::FigureView> m_figures;
    labs::SessionView m_filled;
    bool m_built = false;
    IconLabel* m_icon;
    Label* m_head;
    TextBlock* m_question;
    QVBoxLayout* m_options;
    TextBlock* m_verdict;
};

} // namespace maylab::app
