// The hints of a step: those that are open, each with why it opened, and the button for the next one. Once the step is
// done they fold into one link and no further hint is offered.
#pragma once

#include "app/lesson/lesson_words.h"
#include "app/shell/widgets/cards.h"

#include <QVBoxLayout>
#include <QWidget>

#include <memory>
#include <string>

namespace maylab::app {

class HintList : public QWidget {
    Q_OBJECT
  public:
    HintList(const LessonWords& words, std::string step, QWidget* parent = nullptr);

    void setView(std::shared_ptr<const labs::SessionView> view);
    bool isFolded() const { return m_folded; }

  signals:
    void asked();              // for the next hint
    void shown(QWidget* hint); // one that was not there before, or the first of those that were folded

  protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    void rebuild();
    void showButtons();
    QString mistakeOf(const std::string& part) const;
    QString reasonOf(const labs::HintView& hint) const;

    const LessonWords& m_words;
    std::string m_step;
    std::shared_ptr<const labs::SessionView> m_view;
    bool m_folded = false;
    QWidget* m_boxes;
    QVBoxLayout* m_list;
    Button* m_next;
    Button* m_fold;
};

} // namespace maylab::app
