// F1: what the program is, in a few lines, and every key that works here.
#pragma once

#include "app/shell/actions.h"
#include "app/shell/ui_context.h"

#include <QDialog>

class QGridLayout;

namespace maylab::app {

class Button;
class Label;
class TextBlock;

class HelpDialog : public QDialog {
    Q_OBJECT
  public:
    HelpDialog(const UiContext& ui, const ActionRegistry& actions, QWidget* parent);

  protected:
    void changeEvent(QEvent* event) override;

  private:
    void retranslate();
    const UiContext& m_ui;
    const ActionRegistry& m_actions;
    Label* m_title;
    TextBlock* m_text;
    Label* m_keysTitle;
    QGridLayout* m_keys;
    Button* m_close;
};

} // namespace maylab::app
