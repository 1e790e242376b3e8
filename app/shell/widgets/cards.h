// Cards, chips and the boxes of the lab page: goal row, hint, control block.
#pragma once

#include "app/shell/ui_context.h"
#include "app/shell/widgets/buttons.h"
#include "app/shell/widgets/state.h"
#include "app/shell/widgets/text.h"

#include <QFrame>
#include <QVariantAnimation>

#include <optional>

class QVBoxLayout;
class QHBoxLayout;

class QBoxLayout;

namespace maylab::app {

// A panel with a 1 px edge and radius 6. `accentEdge` marks the current one.
class Card : public QFrame {
    Q_OBJECT
  public:
    explicit Card(const UiContext& ui, QWidget* parent = nullptr);
    void setAccentEdge(bool on);
    void setAccentBar(bool on); // a 4 px accent bar at the left
};

// Sign and word on the tint of a state, 20 px high.
class Chip : public QWidget, public PaintedText {
    Q_OBJECT
  public:
    Chip(const UiContext& ui, QWidget* parent = nullptr);
    void setState(State state, const QString& text);
    State state() const { return m_state; }
    QString text() const { return m_text; }
    QSize sizeHint() const override;
    QStringList visibleTexts() const override { return {m_text}; }

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    const UiContext& m_ui;
    State m_state = State::NotBegun;
    QString m_text;
};

// A bar of 6 px with a 2 px tick at the target; both in 0..1 of one scale.
class GoalBar : public QWidget {
    Q_OBJECT
  public:
    explicit GoalBar(const UiContext& ui, QWidget* parent = nullptr);
    void setValues(double value, std::optional<double> target, State state);
    QSize sizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    const UiContext& m_ui;
    double m_shown = 0;
    double m_value = 0;
    std::optional<double> m_target;
    State m_state = State::Open;
    QVariantAnimation m_animation;
};

// "now 0.72 needs >= 0.90": the value beside the goal, never in a tooltip.
// Texts are handed in already in the chrome's language and are set again after a change of language.
class GoalRow : public QFrame {
    Q_OBJECT
  public:
    struct View {
        QString title;
        State state = State::Open;
        QString now;                   // "0.72"; empty = no such line (a deed, not a number)
        QString needs;                 // "≥ 0.90"
        std::optional<double> value;   // where both are numbers on one scale, 0..1
        std::optional<double> target;
        QString detail;                // third line: "held 12 of 30 s, then fell at 03:20"
        bool current = false;          // accent edge
        bool why = false;              // the link is shown
    };
    GoalRow(const UiContext& ui, QWidget* parent = nullptr);
    void setView(const View& view);
    const View& view() const { return m_view; }

  signals:
    void whyAsked();

  protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    void retranslate();
    void placeWhy();
    const UiContext& m_ui;
    View m_view;
    IconLabel* m_sign;
    TextBlock* m_title;
    QWidget* m_numbers;
    Label* m_nowWord;
    Label* m_now;
    Label* m_needsWord;
    Label* m_needs;
    Button* m_why;
    QWidget* m_footBox;
    QBoxLayout* m_foot;
    GoalBar* m_bar;
    TextBlock* m_detail;
    QVariantAnimation m_flash;
};

// Sunken box with a 3 px bar: "Hint 1 of 3", why it was chosen, the text.
class HintBox : public QFrame {
    Q_OBJECT
  public:
    HintBox(const UiContext& ui, QWidget* parent = nullptr);
    // number 0: a hint outside the numbered ones, such as a mistake's.
    void setHint(int number, int of, const QString& reason, const QString& text);

  protected:
    void changeEvent(QEvent* event) override;

  private:
    void retranslate();
    const UiContext& m_ui;
    int m_number = 1;
    int m_of = 1;
    IconLabel* m_icon;
    Label* m_title;
    TextBlock* m_reason;
    TextBlock* m_text;
};

// The command a control equals: sunken, mono 11, elided in the middle, with a copy button.
class CommandBox : public QFrame {
    Q_OBJECT
  public:
    CommandBox(const UiContext& ui, QWidget* parent = nullptr);
    void setCommand(const QString& command);
    QString command() const { return m_command; }

  protected:
    void changeEvent(QEvent* event) override;

  private:
    void retranslate();
    const UiContext& m_ui;
    QString m_command;
    QLabel* m_text;
    IconButton* m_copy;
    void restyle();
};

// Title, rows of label and field, then the command they equal: one block.
class ControlBlock : public QWidget {
    Q_OBJECT
  public:
    ControlBlock(const UiContext& ui, QWidget* parent = nullptr);
    void setTitle(const QString& title);
    // A row of its own for the field (segments, slider), or label and field side by side.
    QLabel* addRow(QWidget* field, bool beside = false);
    void addWidget(QWidget* widget);
    void setCommand(const QString& command); // empty hides the box
    CommandBox* commandBox() const { return m_command; }

  private:
    const UiContext& m_ui;
    Label* m_title;
    QVBoxLayout* m_rows;
    CommandBox* m_command;
};

} // namespace maylab::app
