// Where a goal's answer is typed or chosen: what is asked, a sign once it was judged, the field, and what was not right.
// It does not say what would be.
#pragma once

#include "app/lesson/lesson_words.h"
#include "app/shell/widgets/cards.h"

class QComboBox;
class QDoubleSpinBox;
class QLineEdit;

namespace maylab::app {

class AnswerRow : public QWidget {
    Q_OBJECT
  public:
    AnswerRow(const LessonWords& words, const labs::Step& step, const labs::AnswerField& field, QWidget* parent = nullptr);

    const std::string& id() const { return m_field.id; }
    bool asked() const { return m_view.asked; }
    void setView(const labs::AnswerView& view) { m_view = view; }
    void setRight(bool right) { m_right = right; }
    bool isWrong() const { return m_view.tries > 0 && !m_right; }
    void render();

  signals:
    void answered(const QString& id, const QVariant& value);

  private:
    void send();
    QVariant given() const;
    QString optionName(const labs::Scalar& option) const;

    const LessonWords& m_words;
    const labs::Step& m_step;
    const labs::AnswerField& m_field;
    labs::AnswerView m_view;
    bool m_right = false;
    IconLabel* m_sign;
    TextBlock* m_name;
    QDoubleSpinBox* m_number = nullptr; // or
    QComboBox* m_choice = nullptr; // or
    QLineEdit* m_line = nullptr;
    Button* m_check;
    TextBlock* m_wrong;
};

} // namespace maylab::app
