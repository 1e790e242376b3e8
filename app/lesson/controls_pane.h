// The right pane: the controls of the step, each one block with the command it equals. Values follow the world: what
// was typed in the console moves the slider too.
#pragma once

#include "app/console/error_texts.h"
#include "app/lesson/lesson_words.h"
#include "app/lesson/reply_card.h"
#include "app/shell/widgets/cards.h"
#include "app/shell/widgets/number_control.h"
#include "aws/shape.h"

#include <QCheckBox>
#include <QComboBox>
#include <QWidget>

#include <vector>

namespace maylab::app {

class ControlsPane : public QWidget {
    Q_OBJECT
  public:
    ControlsPane(const UiContext& ui, const aws::ModelCatalog& models, QWidget* parent = nullptr);

    void setStep(std::shared_ptr<const labs::Lab> lab, const std::string& step);
    void setView(const labs::SessionView& view);
    // Locked by a prediction: the controls wait.
    void setLocked(bool locked);
    // Focus and a short accent edge on the first control (Show me where).
    void showWhere();
    // What the service refused of these controls: a sentence in the learner's language, then the service's own code and
    // text. It stands below the controls, moves none of them, and goes with the next change that is taken.
    void showRefusal(const ErrorText* row, const QString& serviceText);
    void clearRefusal();
    // What it answered of use for the next command; it takes the place of a refusal.
    void showReply(const kernel::Json& output);
    bool isEmpty() const { return m_blocks.empty(); }

  signals:
    void changed(const QString& control, const QVariant& value); // number, text or bool; invalid for a button

  protected:
    void changeEvent(QEvent* event) override;

  private:
    struct Block {
        const labs::Control* control;
        ControlBlock* block;
        NumberControl* number = nullptr;
        Segments* segments = nullptr;
        QComboBox* combo = nullptr;
        QCheckBox* check = nullptr;
        Button* button = nullptr;
        QLineEdit* line = nullptr;
        labs::Scalar shown;
        kernel::Json kept; // what its operation leaves as it is
    };
    void rebuild();
    void retranslate();
    void show(Block& b, const labs::Scalar& value);
    void showSentence();
    QString commandFor(const Block& block, const labs::Scalar& value) const;

    const UiContext& m_ui;
    const aws::ModelCatalog& m_models;
    std::shared_ptr<const labs::Lab> m_lab;
    const labs::Step* m_step = nullptr;
    std::unique_ptr<LessonWords> m_words;
    std::vector<Block> m_blocks;
    QWidget* m_body = nullptr;
    Card* m_refusal;
    ReplyCard* m_reply;
    TextBlock* m_sentence;
    TextBlock* m_serviceText;
    const ErrorText* m_row = nullptr;
    bool m_filling = false;
};

} // namespace maylab::app
