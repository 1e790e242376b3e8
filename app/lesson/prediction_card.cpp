#include "app/lesson/prediction_card.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <optional>

namespace maylab::app {
namespace {

// Prices stand in the text as $0.50: where a comma divides, a point that cannot group is the decimal point.
class PredictionField : public QDoubleSpinBox {
  public:
    using QDoubleSpinBox::QDoubleSpinBox;
    double valueFromText(const QString& text) const override {
        return text == specialValueText() ? minimum() : QDoubleSpinBox::valueFromText(divided(text));
    }
    QValidator::State validate(QString& text, int& position) const override {
        if (text == specialValueText()) return QValidator::Acceptable;
        QString same = divided(text); // what is typed stays as it is
        const QValidator::State state = QDoubleSpinBox::validate(same, position);
        // A number that lies outside is let in, so that the card can say so; without that its last digit would not appear.
        return state == QValidator::Invalid && numberIn(text) ? QValidator::Intermediate : state;
    }
    // Neither the nearest nor the value before was meant: the field is empty again.
    void fixup(QString& text) const override { text = specialValueText(); }
    std::optional<double> numberIn(const QString& text) const {
        bool ok = false;
        const double v = locale().toDouble(divided(text).trimmed(), &ok);
        return ok ? std::optional<double>(v) : std::nullopt;
    }

  protected:
    void keyPressEvent(QKeyEvent* event) override {
        replaceBlank();
        QDoubleSpinBox::keyPressEvent(event);
    }
    void inputMethodEvent(QInputMethodEvent* event) override {
        replaceBlank();
        QDoubleSpinBox::inputMethodEvent(event);
    }

  private:
    // Whatever is typed into the empty field takes the place of the blank that stands for it. Beside it the digits would
    // come out in reverse: Qt sets the text anew at the first, and the cursor before it.
    void replaceBlank() {
        if (text() == specialValueText()) lineEdit()->selectAll();
    }
    QString divided(const QString& text) const {
        const QString comma = locale().decimalPoint();
        const auto point = text.indexOf(u'.');
        if (comma == QStringLiteral(".") || decimals() == 0 || point < 0 || text.count(u'.') > 1 || text.contains(comma)) return text;
        if (text.trimmed().size() - point - 1 == 3 && !text.trimmed().startsWith(u'0')) return text; // 1.000
        return QString(text).replace(point, 1, comma);
    }
};

} // namespace

PredictionAxis::PredictionAxis(const LessonWords& words, QWidget* parent) : QWidget(parent), m_words(words) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&words.ui().theme, &Theme::changed, this, [this] { update(); });
}

QSize PredictionAxis::sizeHint() const { return {200, m_words.ui().theme.px(48)}; }

void PredictionAxis::setValues(const labs::PredictionView& view, double minimum, double maximum,
                               const std::string& unit) {
    m_view = view;
    m_unit = unit;
    // Room for all three, with a little air.
    double low = std::min({view.from, view.answer, view.measured.value_or(view.from)});
    double high = std::max({view.to, view.answer, view.measured.value_or(view.to)});
    const double air = std::max((high - low) * 0.12, 1e-9);
    m_minimum = std::max(minimum, low - air);
    m_maximum = std::min(maximum, high + air);
    if (!(m_maximum > m_minimum)) m_maximum = m_minimum + 1;
    update();
}

void PredictionAxis::paintEvent(QPaintEvent*) {
    const Theme& theme = m_words.ui().theme;
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    const double left = 10, right = width() - 10.0, y = height() * 0.38;
    const auto x = [&](double v) {
        const double t = (v - m_minimum) / (m_maximum - m_minimum);
        return left + std::clamp(t, 0.0, 1.0) * (right - left);
    };
    p.setPen(Qt::NoPen);
    p.setBrush(theme.color(ColorToken::PassTint));
    p.drawRect(QRectF(QPointF(x(m_view.from), y - 9), QPointF(x(m_view.to), y + 9)));
    p.setPen(QPen(theme.color(ColorToken::Axis), 1));
    p.drawLine(QPointF(left, y), QPointF(right, y));
    p.setPen(QPen(theme.color(ColorToken::Pass), 1));
    for (const double edge : {m_view.from, m_view.to}) p.drawLine(QPointF(x(edge), y - 9), QPointF(x(edge), y + 9));
    if (m_view.answered) {
        const double cx = x(m_view.answer);
        QPolygonF diamond{{cx, y - 7}, {cx + 7, y}, {cx, y + 7}, {cx - 7, y}};
        p.setPen(QPen(theme.color(ColorToken::Accent), 2));
        p.setBrush(theme.color(ColorToken::Panel));
        p.drawPolygon(diamond);
    }
    if (m_view.measured) {
        p.setPen(QPen(theme.color(ColorToken::Panel), 1));
        p.setBrush(theme.series(5));
        p.drawEllipse(QPointF(x(*m_view.measured), y), 5, 5);
    }
    p.setFont(theme.font(TextRole::Smallest));
    p.setPen(theme.color(ColorToken::Text2));
    const QString from = m_words.value(labs::Scalar(m_view.from), m_unit);
    const QString to = m_words.value(labs::Scalar(m_view.to), m_unit);
    const int base = height() - 3;
    const QFontMetricsF metrics(p.font(), this);
    double fromX = std::clamp(x(m_view.from) - metrics.horizontalAdvance(from) / 2, 0.0,
                                    width() - metrics.horizontalAdvance(from));
    double toX = std::clamp(x(m_view.to) - metrics.horizontalAdvance(to) / 2, 0.0,
                            width() - metrics.horizontalAdvance(to));
    fromX = std::max(0.0, std::min(fromX, width() - metrics.horizontalAdvance(to) - 8 - metrics.horizontalAdvance(from)));
    toX = std::max(toX, fromX + metrics.horizontalAdvance(from) + 8);
    p.drawText(QPointF(fromX, base), from);
    if (to != from) p.drawText(QPointF(toX, base), to);
}

PredictionCard::PredictionCard(const LessonWords& words, const labs::Prediction& prediction, std::string step,
                               QWidget* parent)
    : Card(words.ui(), parent), m_words(words), m_prediction(prediction), m_step(std::move(step)) {
    setObjectName(QStringLiteral("prediction.") + QString::fromStdString(prediction.id));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 10, 12, 12);
    layout->setSpacing(8);
    auto* head = new QHBoxLayout;
    m_icon = new IconLabel(words.ui(), "target", 16, ColorToken::Accent, this);
    m_head = new Label(words.ui(), TextRole::GoalTitle, ColorToken::Text, this);
    head->addWidget(m_icon);
    head->addWidget(m_head, 1);
    layout->addLayout(head);
    m_question = new TextBlock(words.ui(), TextRole::Body, ColorToken::Text, this);
    layout->addWidget(m_question);

    m_entry = new QWidget(this);
    auto* entry = new QVBoxLayout(m_entry);
    entry->setContentsMargins(0, 0, 0, 0);
    auto* fieldRow = new QHBoxLayout;
    m_field = new PredictionField(m_entry);
    m_field->setObjectName(objectName() + QStringLiteral(".field"));
    // One step below the least is the empty field, so that the least can be predicted too.
    m_field->setRange(prediction.minimum - prediction.step, prediction.maximum);
    m_field->setSingleStep(prediction.step);
    m_field->setDecimals(prediction.step >= 1 ? 0 : prediction.step >= 0.1 ? 1 : 2);
    m_field->setGroupSeparatorShown(true);
    m_field->setButtonSymbols(QAbstractSpinBox::NoButtons);
    m_field->setSpecialValueText(QStringLiteral(" "));
    m_field->setValue(m_field->minimum()); // nothing is suggested
    m_unit = new Label(words.ui(), TextRole::Body, ColorToken::Muted, m_entry);
    m_unit->setText(words.unitName(prediction.unit));
    fieldRow->addWidget(m_field, 1);
    fieldRow->addWidget(m_unit);
    entry->addLayout(fieldRow);
    m_outside = new TextBlock(words.ui(), TextRole::Small, ColorToken::Fail, m_entry);
    m_outside->setObjectName(objectName() + QStringLiteral(".outside"));
    m_outside->hide();
    entry->addWidget(m_outside);
    m_lock = new Button(words.ui(), ButtonKind::Primary, m_entry);
    m_lock->setObjectName(objectName() + QStringLiteral(".lock"));
    m_lock->setIconName("lock");
    m_lock->setEnabled(false);
    entry->addWidget(m_lock);
    layout->addWidget(m_entry);

    m_axis = new PredictionAxis(words, this);
    layout->addWidget(m_axis);
    m_result = new TextBlock(words.ui(), TextRole::Small, ColorToken::Text2, this);
    layout->addWidget(m_result);

    connect(m_field, &QDoubleSpinBox::textChanged, this, [this](const QString& text) {
        m_touched = !text.trimmed().isEmpty() && m_field->value() >= m_prediction.minimum && m_field->hasAcceptableInput();
        m_lock->setEnabled(m_touched);
    });
    // Stays when the field goes back to what it had: it says why.
    connect(m_field->findChild<QLineEdit*>(), &QLineEdit::textEdited, this, [this](const QString& text) {
        const auto typed = static_cast<PredictionField*>(m_field)->numberIn(text);
        m_outside->setVisible(typed && (*typed < m_prediction.minimum || *typed > m_prediction.maximum));
        m_touched = m_touched && m_outside->isHidden();
        m_lock->setEnabled(m_touched);
    });
    const auto lock = [this] {
        if (m_lock->isEnabled() && !m_view.answered) emit lockedIn(m_field->value());
    };
    connect(m_lock, &QPushButton::clicked, this, lock);
    m_field->installEventFilter(this);
    connect(m_field->findChild<QLineEdit*>(), &QLineEdit::returnPressed, this, lock);
    retranslate();
    setView({});
}

void PredictionCard::focusField() {
    m_field->setFocus(Qt::OtherFocusReason);
    m_field->selectAll();
}

void PredictionCard::setView(const labs::PredictionView& view, const std::vector<labs::FigureView>& figures) {
    m_view = view;
    m_filled.figures = figures;
    m_entry->setVisible(!view.answered);
    m_axis->setVisible(view.answered);
    if (view.answered) m_axis->setValues(view, m_prediction.minimum, m_prediction.maximum, m_prediction.unit);
    m_result->setVisible(view.answered);
    if (view.answered) m_result->setProse(gapText());
    setAccentEdge(view.asked && !view.answered);
    setAccessibleDescription(view.answered ? gapText() : QString());
}

QString PredictionCard::gapText() const {
    const QString you = m_words.value(labs::Scalar(m_view.answer), m_prediction.unit);
    const QString after = m_words.prose(m_step, "prediction." + m_prediction.id + ".after", &m_filled);
    const QString why = after.isEmpty() ? QString() : QStringLiteral("\n\n") + after;
    if (!m_view.measured) {
        return m_view.running ? tr("You %1. The program now shows what happens.").arg(you) : tr("You %1.").arg(you) + why;
    }
    const QString measured = m_words.value(labs::Scalar(*m_view.measured), m_prediction.unit);
    const double off = *m_view.measured != 0 ? std::abs(m_view.answer - *m_view.measured) / std::abs(*m_view.measured) : 0;
    const QString percent = m_words.ui().format().percent(off * 100, 0);
    return tr("You %1, measured %2, off by %3.").arg(you, measured, percent) + why;
}

void PredictionCard::changeEvent(QEvent* event) {
    Card::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) retranslate();
}

void PredictionCard::retranslate() {
    m_head->setText(tr("Predict, then run"));
    m_question->setProse(m_words.prose(m_step, "prediction." + m_prediction.id));
    m_lock->setText(tr("Lock in and run"));
    m_unit->setText(m_words.unitName(m_prediction.unit));
    m_field->setLocale(m_words.ui().language.locale());
    m_field->setAccessibleName(m_question->prose());
    m_outside->setProse(tr("A number between %1 and %2.")
                            .arg(m_words.value(labs::Scalar(m_prediction.minimum), m_prediction.unit),
                                 m_words.value(labs::Scalar(m_prediction.maximum), m_prediction.unit)));
    if (m_view.answered) m_result->setProse(gapText());
}

} // namespace maylab::app
