// A number with a field and a slider that follow each other. The slider may be logarithmic and moves in the field's
// steps; typing and Enter, arrow keys and dragging all end in one `edited` value.
#pragma once

#include "app/shell/ui_context.h"

#include <QDoubleSpinBox>
#include <QWidget>

class QSlider;

namespace maylab::app {

class NumberControl : public QWidget {
    Q_OBJECT
  public:
    struct Range {
        double minimum = 0;
        double maximum = 100;
        double step = 1;
        int decimals = 0;
        bool logarithmic = false;
    };
    NumberControl(const UiContext& ui, const Range& range, QWidget* parent = nullptr);

    void setLabel(const QString& label);
    void setUnit(const QString& unit); // shown behind the number, after a no-break space
    void setValue(double value);       // by the program: no `edited`
    double value() const;
    void focusField();

    QDoubleSpinBox* field() const { return m_field; }
    QSlider* slider() const { return m_slider; }

  signals:
    void edited(double value);   // the person's final value: Enter, focus left, arrow key, slider released
    void previewed(double value); // while the slider is dragged

  protected:
    void changeEvent(QEvent* event) override;

  private:
    int toSlider(double value) const;
    double fromSlider(int position) const;
    void report(double value);

    const UiContext& m_ui;
    Range m_range;
    QString m_label;
    QString m_unit;
    class Label* m_name;
    QDoubleSpinBox* m_field;
    QSlider* m_slider;
    double m_reported = 0;
    bool m_following = false;
};

} // namespace maylab::app
