// The three states of a pane that shows nothing yet, and the message bar. They stand in the pane they concern.
#pragma once

#include "app/shell/ui_context.h"
#include "app/shell/widgets/buttons.h"
#include "app/shell/widgets/state.h"
#include "app/shell/widgets/text.h"

#include <QFrame>

class QProgressBar;

namespace maylab::app {

// Inbox, one line what would be here, one button that makes it so (hidden without a text).
class EmptyState : public QWidget {
    Q_OBJECT
  public:
    EmptyState(const UiContext& ui, QWidget* parent = nullptr);
    void setTexts(const QString& title, const QString& text, const QString& action = {});
    Button* action() const { return m_action; }

  private:
    Label* m_title;
    TextBlock* m_text;
    Button* m_action;
};

// What is being done, a true bar, Stop. Show it only beyond 300 ms.
class LoadingState : public QWidget {
    Q_OBJECT
  public:
    LoadingState(const UiContext& ui, QWidget* parent = nullptr);
    void setTexts(const QString& title, const QString& text);
    void setProgress(double progress); // 0..1

  signals:
    void stopAsked();

  protected:
    void changeEvent(QEvent* event) override;

  private:
    Label* m_title;
    TextBlock* m_text;
    QProgressBar* m_bar;
    Button* m_stop;
};

// The service's own code and text, the reason in words, at most two links.
class ErrorState : public QWidget {
    Q_OBJECT
  public:
    ErrorState(const UiContext& ui, QWidget* parent = nullptr);
    void setTexts(const QString& serviceText, const QString& reason, const QString& why = {}, const QString& repair = {});

  signals:
    void whyAsked();
    void repairAsked();

  private:
    Label* m_title;
    TextBlock* m_text;
    Button* m_why;
    Button* m_repair;
};

// 40 px between top bar and page: what happened, what to do as a link, closable.
class MessageBar : public QFrame {
    Q_OBJECT
  public:
    MessageBar(const UiContext& ui, QWidget* parent = nullptr);
    void setMessage(State state, const QString& text, const QString& action = {});
    QString text() const;

  signals:
    void actionChosen();
    void closed();

  protected:
    void changeEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

  private:
    void retranslate();
    const UiContext& m_ui;
    State m_state = State::Warning;
    IconLabel* m_sign;
    TextBlock* m_text;
    Button* m_action;
    IconButton* m_close;
};

} // namespace maylab::app
