// Predict, then run: the question, a field, "Lock in and run"; afterwards the learner's diamond, the measured disc and
// the accepted band on one axis, and the gap in words.
#pragma once

#include "app/lesson/lesson_words.h"
#include "app/shell/widgets/cards.h"

#include <QDoubleSpinBox>

namespace maylab::app {

// The axis: band, diamond, disc. Says in words what it shows.
class PredictionAxis : public QWidget {
    Q_OBJECT
  public:
    explicit PredictionAxis(const LessonWords& words, QWidget* parent = nullptr);
    void setValues(const labs::PredictionView& view, double minimum, double maximum, const std::string& unit);
    QSize sizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    const LessonWords& m_words;
    labs::PredictionView m_view;
    labs::SessionView m_filled; // its figures alone
    double m_minimum = 0, m_maximum = 1;
    std::string m_unit;
};

class PredictionCard : public Card {
    Q_OBJECT
  public:
    PredictionCard(const LessonWords& words, const labs::Prediction& prediction, std::string step,
                   QWidget* parent = nullptr);
    void setView(const labs::PredictionView& view, const std::vector<labs::FigureView>& figures = {}); // of the session: what is said afterwards names them
    const labs::PredictionView& view() const { return m_view; }
    void focusField();
    const std::string& id() const { return m_prediction.id; }

  signals:
    void lockedIn(double value);

  protected:
    void changeEvent(QEvent* event) override;

  private:
    void retranslate();
    QString gapText() const;
    const LessonWords& m_words;
    const labs::Prediction& m_prediction;
    std::string m_step;
    labs::PredictionView m_view;
    labs::SessionView m_filled; // its figures alone
    bool m_touched = false;
    IconLabel* m_icon;
    Label* m_head;
    TextBlock* m_question;
    QWidget* m_entry;
    QDoubleSpinBox* m_field;
    Label* m_unit;
    TextBlock* m_outside; // the range, once a number outside was typed
    Button* m_lock;
    PredictionAxis* m_axis;
    TextBlock* m_result;
};

} // namespace maylab::app
