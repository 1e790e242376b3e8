#include "app/lesson/answer_row.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QRegularExpression>
#include <QVBoxLayout>

namespace maylab::app {

namespace {

constexpr int kMaxText = 200;

// A time of day is one time however it is written: 8:28 and 8h28 are 08:28.
QString sameTime(const QString& text) {
    static const QRegularExpression kTime(QStringLiteral("^([0-9]{1,2})\\s*[:hg]\\s*([0-9]{2})$"), QRegularExpression::CaseInsensitiveOption);
    const QRegularExpressionMatch time = kTime.match(text);
    return time.hasMatch() ? time.captured(1).rightJustified(2, u'0') + u':' + time.captured(2) : text;
}

} // namespace

AnswerRow::AnswerRow(const LessonWords& words, const labs::Step& step, const labs::AnswerField& field, QWidget* parent)
    : QWidget(parent), m_words(words), m_step(step), m_field(field) {
    const QString id = QString::fromStdString(field.id);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 0, 8, 0);
    column->setSpacing(4);
    auto* asks = new QHBoxLayout;
    asks->setSpacing(8);
    m_sign = new IconLabel(words.ui(), "circle", 14, ColorToken::Muted, this);
    m_name = new TextBlock(words.ui(), TextRole::Small, ColorToken::Text2, this);
    asks->addWidget(m_sign, 0, Qt::AlignTop);
    asks->addWidget(m_name, 1);
    column->addLayout(asks);
    auto* line = new QHBoxLayout;
    line->setSpacing(8);
    column->addLayout(line);
    if (field.text) {
        m_line = new QLineEdit(this);
        m_line->setObjectName(QStringLiteral("answer.") + id);
        m_line->setMaxLength(kMaxText);
        line->addWidget(m_line, 1);
        connect(m_line, &QLineEdit::returnPressed, this, &AnswerRow::send);
    } else if (field.options.empty()) {
        m_number = new QDoubleSpinBox(this);
        m_number->setObjectName(QStringLiteral("answer.") + id);
        m_number->setRange(-1, 1e9); // -1 is the empty field: 0 is an answer
        m_number->setValue(-1);
        m_number->setDecimals(0);
        m_number->setButtonSymbols(QAbstractSpinBox::NoButtons);
        m_number->setSpecialValueText(QStringLiteral(" "));
        m_number->setGroupSeparatorShown(true);
        line->addWidget(m_number, 1);
        connect(m_number->findChild<QLineEdit*>(), &QLineEdit::returnPressed, this, &AnswerRow::send);
    } else {
        // Nothing is chosen beforehand; a choice may be a sentence, so it has a line of its own.
        m_choice = new QComboBox(this);
        m_choice->setObjectName(QStringLiteral("answer.") + id);
        m_choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        m_choice->setMinimumContentsLength(8);
        m_choice->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        for (const labs::Scalar& o : field.options) {
            m_choice->addItem(QString(), o.isNumber() ? QVariant(o.number()) : QVariant(QString::fromStdString(o.toString())));
        }
        m_choice->setCurrentIndex(-1); // the first option is no answer before somebody chooses it
        column->insertWidget(column->indexOf(line), m_choice);
        line->addStretch(1);
    }
    m_check = new Button(words.ui(), ButtonKind::Secondary, this, ButtonSize::Small);
    m_check->setObjectName(QStringLiteral("answer.check.") + id);
    line->addWidget(m_check);
    connect(m_check, &QPushButton::clicked, this, &AnswerRow::send);
    m_wrong = new TextBlock(words.ui(), TextRole::Small, ColorToken::Fail, this);
    column->addWidget(m_wrong);
    render();
}

void AnswerRow::send() {
    const QVariant value = given();
    if (value.isValid()) emit answered(QString::fromStdString(m_field.id), value);
}

// Nothing typed yet: nothing.
QVariant AnswerRow::given() const {
    if (m_choice != nullptr) return m_choice->currentIndex() < 0 ? QVariant() : m_choice->currentData();
    if (m_line != nullptr) return m_line->text().trimmed().isEmpty() ? QVariant() : QVariant(sameTime(m_line->text().trimmed()));
    return m_number->text().trimmed().isEmpty() || m_number->value() < 0 ? QVariant() : QVariant(m_number->value());
}

QString AnswerRow::optionName(const labs::Scalar& option) const {
    const QString named = m_words.name(m_step.id, "answer." + m_field.id + "." + option.toString());
    return named.isEmpty() ? QString::fromStdString(option.toString()) : named;
}

void AnswerRow::render() {
    const QString asked = m_words.name(m_step.id, "answer." + m_field.id);
    m_name->setProse(asked);
    m_check->setText(tr("Check"));
    QWidget* field = m_number != nullptr ? static_cast<QWidget*>(m_number) : m_line != nullptr ? static_cast<QWidget*>(m_line) : m_choice;
    field->setAccessibleName(asked);
    m_check->setAccessibleName(tr("Check") + QStringLiteral(": ") + asked);
    if (m_number != nullptr) m_number->setLocale(m_words.ui().language.locale());
    if (m_choice != nullptr) m_choice->setPlaceholderText(tr("Choose"));
    for (std::size_t i = 0; m_choice != nullptr && i < m_field.options.size(); ++i) {
        const QString name = optionName(m_field.options[i]);
        if (m_choice->itemText(static_cast<int>(i)) != name) m_choice->setItemText(static_cast<int>(i), name);
    }
    const bool judged = m_view.tries > 0;
    m_sign->setIcon(!judged ? "circle" : m_right ? "circle-check" : "circle-x",
                    !judged ? ColorToken::Muted : m_right ? ColorToken::Pass : ColorToken::Fail);
    if (isWrong()) {
        const QString given = m_choice != nullptr ? optionName(m_view.given) : m_words.value(m_view.given, m_field.unit);
        m_wrong->setProse(tr("Not %1. Try again.").arg(given));
    }
    m_wrong->setVisible(isWrong());
}

} // namespace maylab::app
