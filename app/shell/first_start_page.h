// The first window, shown once: language, one sentence, one primary button, a quiet link. No name, no tour.
#pragma once

#include "app/shell/page.h"
#include "app/shell/ui_context.h"

#include <functional>

namespace maylab::app {

class Button;
class Label;
class Segments;
class TextBlock;

class FirstStartPage : public Page {
    Q_OBJECT
  public:
    // Title of the first step and its minutes, asked again after a change of language; or why there is none.
    struct FirstStep {
        QString title;
        int minutes = 0;
        QString problem;
    };
    FirstStartPage(const UiContext& ui, std::function<FirstStep()> first, QWidget* parent = nullptr);

    QString title() const override { return {}; }
    QList<QWidget*> panes() const override;

  signals:
    void startChosen();
    void weekChosen();
    void languageChosen(maylab::app::LanguageMode mode);

  protected:
    void changeEvent(QEvent* event) override;

  private:
    void retranslate();
    void restyle();
    const UiContext& m_ui;
    std::function<FirstStep()> m_first;
    Label* m_name;
    TextBlock* m_sentence;
    Segments* m_language;
    Button* m_start;
    Button* m_week;
    QWidget* m_box;
};

} // namespace maylab::app
