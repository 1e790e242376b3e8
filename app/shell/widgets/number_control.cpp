#include "app/shell/widgets/number_control.h"

#include "app/shell/widgets/text.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QSignalBlocker>
#include <QLineEdit>
#include <QSlider>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace maylab::app {

namespace {

constexpr int kSliderSteps = 1000;

// Values are settings: never grouped, decimals by the language.
class SettingSpinBox : public QDoubleSpinBox {
  public:
    using QDoubleSpinBox::QDoubleSpinBox;
    QString textFromValue(double value) const override {
        QString text = QString::number(value, 'f', decimals());
        return text.replace(QLatin1Char('.'), locale().decimalPoint());
    }
    double valueFromText(const QString& text) const override {
        QString plain = text;
        plain.remove(suffix());
        plain.replace(locale().decimalPoint(), QStringLiteral("."));
        return plain.trimmed().toDouble();
    }
};

} // namespace

NumberControl::NumberControl(const UiContext& ui, const Range& range, QWidget* parent)
    : QWidget(parent), m_ui(ui), m_range(range), m_name(new Label(ui, TextRole::Body, ColorToken::Text, this)),
      m_field(new SettingSpinBox(this)), m_slider(new QSlider(Qt::Horizontal, this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_name, 1);
    row->addWidget(m_field);
    column->addLayout(row);
    column->addWidget(m_slider);

    m_field->setDecimals(range.decimals);
    m_field->setRange(range.minimum, range.maximum);
    m_field->setSingleStep(range.step);
    m_field->setButtonSymbols(QAbstractSpinBox::NoButtons);
    m_field->setKeyboardTracking(false);
    m_field->setAlignment(Qt::AlignRight);
    m_field->setObjectName(QStringLiteral("numberField"));
    markAsData(m_field);
    m_name->setBuddy(m_field);
    m_slider->setObjectName(QStringLiteral("numberSlider"));
    m_slider->setRange(0, kSliderSteps);
    m_slider->setFocusPolicy(Qt::NoFocus); // the field is the one tab stop; its arrow keys move the slider
    m_reported = m_field->value();

    connect(m_field, &QDoubleSpinBox::valueChanged, this, [this](double value) {
        if (!m_following) m_slider->setValue(toSlider(value));
        if (!m_following) report(value);
    });
    connect(m_slider, &QSlider::valueChanged, this, [this](int position) {
        if (!m_slider->isSliderDown() && !m_slider->hasFocus()) return; // moved by the program
        m_following = true;
        m_field->setValue(fromSlider(position));
        m_following = false;
        emit previewed(m_field->value());
    });
    connect(m_slider, &QSlider::sliderReleased, this, [this] { report(m_field->value()); });
    // A click beside the handle or the wheel moves without a drag.
    connect(m_slider, &QSlider::actionTriggered, this, [this](int action) {
        if (action == QAbstractSlider::SliderMove && m_slider->isSliderDown()) return;
        m_following = true;
        m_field->setValue(fromSlider(m_slider->sliderPosition()));
        m_following = false;
        if (!m_slider->isSliderDown()) report(m_field->value());
    });
    const auto restyle = [this] { m_field->setFont(m_ui.theme.font(TextRole::Console)); };
    connect(&ui.theme, &Theme::changed, this, restyle);
    restyle();
    m_field->setLocale(ui.language.locale());
}

void NumberControl::setLabel(const QString& label) {
    m_label = label;
    m_name->setText(label);
    m_field->setAccessibleName(label);
    m_slider->setAccessibleName(label);
}

void NumberControl::setUnit(const QString& unit) {
    m_unit = unit;
    m_field->setSuffix(unit.isEmpty() ? QString() : QChar(Format::kNoBreakSpace) + unit);
}

void NumberControl::setValue(double value) {
    const QSignalBlocker quiet(m_field);
    m_field->setValue(value);
    m_reported = m_field->value();
    if (!m_slider->isSliderDown()) {
        const QSignalBlocker quietSlider(m_slider);
        m_slider->setValue(toSlider(m_reported));
    }
}

double NumberControl::value() const {
    return m_field->value();
}

void NumberControl::focusField() {
    m_field->setFocus(Qt::ShortcutFocusReason);
    m_field->selectAll();
}

void NumberControl::report(double value) {
    if (value == m_reported) return;
    m_reported = value;
    if (auto* line = m_field->findChild<QLineEdit*>()) line->setModified(false); // what was typed is given
    emit edited(value);
}

int NumberControl::toSlider(double value) const {
    const double low = m_range.minimum;
    const double high = m_range.maximum;
    if (high <= low) return 0;
    double share = (value - low) / (high - low);
    if (m_range.logarithmic) {
        // Starts at zero or one step: log of 1 + value / step.
        share = std::log1p((value - low) / m_range.step) / std::log1p((high - low) / m_range.step);
    }
    return static_cast<int>(std::lround(std::clamp(share, 0.0, 1.0) * kSliderSteps));
}

double NumberControl::fromSlider(int position) const {
    const double share = static_cast<double>(position) / kSliderSteps;
    const double low = m_range.minimum;
    const double high = m_range.maximum;
    double value = low + share * (high - low);
    if (m_range.logarithmic) {
        value = low + std::expm1(share * std::log1p((high - low) / m_range.step)) * m_range.step;
    }
    value = low + std::round((value - low) / m_range.step) * m_range.step;
    return std::clamp(value, low, high);
}

void NumberControl::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) {
        const QSignalBlocker quiet(m_field);
        const double value = m_field->value();
        m_field->setLocale(m_ui.language.locale());
        m_field->setValue(value);
    }
    QWidget::changeEvent(event);
}

} // namespace maylab::app
