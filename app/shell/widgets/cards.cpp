#include "app/shell/widgets/cards.h"

#include <QEvent>
#include <QGuiApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QPainter>
#include <QStyle>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace maylab::app {

namespace {

void setLook(QFrame* frame, const char* look) {
    if (frame->property("card").toByteArray() == look) return;
    frame->setProperty("card", look);
    frame->style()->unpolish(frame);
    frame->style()->polish(frame);
}

} // namespace

Card::Card(const UiContext&, QWidget* parent) : QFrame(parent) {
    setProperty("card", "plain");
}

void Card::setAccentEdge(bool on) {
    setLook(this, on ? "current" : "plain");
}

void Card::setAccentBar(bool on) {
    setLook(this, on ? "bar" : "plain");
}

Chip::Chip(const UiContext& ui, QWidget* parent) : QWidget(parent), m_ui(ui) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&ui.theme, &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

void Chip::setState(State state, const QString& text) {
    m_state = state;
    m_text = text;
    setAccessibleName(text);
    updateGeometry();
    update();
}

QSize Chip::sizeHint() const {
    const QFontMetrics metrics(m_ui.theme.font(TextRole::Small, QFont::DemiBold));
    return {metrics.horizontalAdvance(m_text) + m_ui.theme.px(12) + m_ui.theme.px(20), m_ui.theme.px(20)};
}

void Chip::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const StateLook look = stateLook(m_state);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_ui.theme.color(look.tint));
    painter.drawRoundedRect(rect(), 4, 4);
    const int icon = m_ui.theme.px(12);
    const int pad = m_ui.theme.px(6);
    m_ui.icons.paint(painter, look.icon, QRectF(pad, (height() - icon) / 2.0, icon, icon), look.color, 2.0);
    painter.setFont(m_ui.theme.font(TextRole::Small, QFont::DemiBold));
    painter.setPen(m_ui.theme.color(look.color == ColorToken::Muted ? ColorToken::Text2 : look.color));
    painter.drawText(rect().adjusted(pad + icon + m_ui.theme.px(5), 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft,
                     m_text);
}

GoalBar::GoalBar(const UiContext& ui, QWidget* parent) : QWidget(parent), m_ui(ui) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_animation.setEasingCurve(QEasingCurve::OutCubic);
    connect(&m_animation, &QVariantAnimation::valueChanged, this, [this](const QVariant& v) {
        m_shown = v.toDouble();
        update();
    });
    connect(&ui.theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void GoalBar::setValues(double value, std::optional<double> target, State state) {
    value = std::isnan(value) ? 0 : std::clamp(value, 0.0, 1.0);
    if (value == m_value && target == m_target && state == m_state) return;
    m_target = target;
    m_state = state;
    if (value != m_value) {
        m_value = value;
        const int duration = m_ui.theme.duration(Motion::Progress);
        m_animation.stop();
        if (duration == 0 || !isVisible()) {
            m_shown = value;
        } else {
            m_animation.setDuration(duration);
            m_animation.setStartValue(m_shown);
            m_animation.setEndValue(value);
            m_animation.start();
        }
    }
    update();
}

QSize GoalBar::sizeHint() const {
    return {120, 14};
}

void GoalBar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF bar(0, (height() - 6) / 2.0, width(), 6);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_ui.theme.color(ColorToken::Hover));
    painter.drawRoundedRect(bar, 3, 3);
    if (m_shown > 0) {
        painter.setBrush(m_ui.theme.color(m_state == State::Pass ? ColorToken::Pass : ColorToken::Accent));
        painter.drawRoundedRect(QRectF(bar.left(), bar.top(), std::max(6.0, bar.width() * m_shown), 6), 3, 3);
    }
    if (m_target) {
        painter.setRenderHint(QPainter::Antialiasing, false);
        const double x = std::clamp(bar.width() * *m_target, 1.0, bar.width() - 1);
        painter.fillRect(QRectF(std::round(x) - 1, 0, 2, height()), m_ui.theme.color(ColorToken::Text));
    }
}

GoalRow::GoalRow(const UiContext& ui, QWidget* parent)
    : QFrame(parent), m_ui(ui), m_sign(new IconLabel(ui, "circle", 16, ColorToken::Muted, this)),
      m_title(new TextBlock(ui, TextRole::GoalTitle, ColorToken::Text, this)), m_numbers(new QWidget(this)),
      m_nowWord(new Label(ui, TextRole::Small, ColorToken::Muted, this)),
      m_now(markAsData(new Label(ui, TextRole::Console, ColorToken::Text, this))),
      m_needsWord(new Label(ui, TextRole::Small, ColorToken::Muted, this)),
      m_needs(markAsData(new Label(ui, TextRole::Console, ColorToken::Text, this))),
      m_why(new Button(ui, ButtonKind::Link, this)), m_bar(new GoalBar(ui, this)),
      m_detail(new TextBlock(ui, TextRole::Smallest, ColorToken::Text2, this)) {
    setProperty("card", "plain");
    auto* outer = new QHBoxLayout(this);
    outer->setContentsMargins(11, 8, 11, 9);
    outer->setSpacing(8);
    auto* signColumn = new QVBoxLayout;
    signColumn->setContentsMargins(0, 1, 0, 0);
    signColumn->addWidget(m_sign);
    signColumn->addStretch(1);
    outer->addLayout(signColumn);
    auto* column = new QVBoxLayout;
    column->setSpacing(3);
    outer->addLayout(column, 1);
    column->addWidget(m_title);
    auto* numbers = new QHBoxLayout(m_numbers);
    numbers->setContentsMargins(0, 0, 0, 0);
    numbers->setSpacing(6);
    numbers->addWidget(m_nowWord);
    numbers->addWidget(m_now);
    numbers->addSpacing(4);
    numbers->addWidget(m_needsWord);
    numbers->addWidget(m_needs);
    numbers->addStretch(1);
    numbers->addWidget(m_why);
    column->addWidget(m_numbers);
    column->addWidget(m_bar);
    m_footBox = new QWidget(this);
    m_foot = new QHBoxLayout(m_footBox);
    m_foot->setContentsMargins(0, 0, 0, 0);
    m_foot->setSpacing(6);
    m_foot->addWidget(m_detail, 1);
    column->addWidget(m_footBox);
    m_now->setRole(TextRole::Console, QFont::DemiBold);
    m_needs->setRole(TextRole::Console, QFont::DemiBold);
    m_why->setObjectName(QStringLiteral("goalWhy"));
    connect(m_why, &QPushButton::clicked, this, &GoalRow::whyAsked);
    connect(&m_flash, &QVariantAnimation::finished, this,
            [this] { setLook(this, m_view.current ? "current" : "plain"); });
    retranslate();
    setView({});
}

void GoalRow::setView(const View& view) {
    const bool passedNow = view.state == State::Pass && m_view.state != State::Pass && isVisible();
    m_view = view;
    const StateLook look = stateLook(view.state);
    m_sign->setIcon(look.icon, look.color);
    m_title->setProse(view.title);
    const bool numbers = !view.now.isEmpty() || !view.needs.isEmpty();
    m_now->setText(view.now);
    m_needs->setText(view.needs);
    for (QWidget* w : {static_cast<QWidget*>(m_nowWord), static_cast<QWidget*>(m_now)}) {
        w->setVisible(!view.now.isEmpty());
    }
    for (QWidget* w : {static_cast<QWidget*>(m_needsWord), static_cast<QWidget*>(m_needs)}) {
        w->setVisible(!view.needs.isEmpty());
    }
    m_why->setVisible(view.why);
    m_numbers->setVisible(numbers);
    m_bar->setVisible(view.value.has_value());
    if (view.value) m_bar->setValues(*view.value, view.target, view.state);
    m_detail->setProse(view.detail);
    if (passedNow && m_ui.theme.duration(Motion::GoalPassed) > 0) {
        setLook(this, "pass");
        m_flash.setDuration(m_ui.theme.duration(Motion::GoalPassed));
        m_flash.setStartValue(0);
        m_flash.setEndValue(1);
        m_flash.start();
    } else if (m_flash.state() != QAbstractAnimation::Running) {
        setLook(this, view.current ? "current" : "plain");
    }
    retranslate();
}

// The link stands beside the numbers, or where there are none, or no room, beside the last line.
void GoalRow::placeWhy() {
    auto* numbers = static_cast<QBoxLayout*>(m_numbers->layout());
    bool beside = !m_view.now.isEmpty() || !m_view.needs.isEmpty();
    if (beside) {
        int wanted = m_why->sizeHint().width() + 4;
        for (const QLabel* label : {m_nowWord, m_now, m_needsWord, m_needs}) {
            if (!label->isHidden()) wanted += label->sizeHint().width() + numbers->spacing();
        }
        const int room = contentsRect().width() - layout()->contentsMargins().left() - layout()->contentsMargins().right() - layout()->spacing() - m_sign->sizeHint().width();
        beside = wanted <= room;
    }
    QBoxLayout* place = beside ? numbers : m_foot;
    if (place->indexOf(m_why) < 0) {
        (beside ? m_foot : numbers)->removeWidget(m_why);
        place->addWidget(m_why, 0, Qt::AlignRight);
    }
    m_footBox->setVisible(!m_view.detail.isEmpty() || (m_view.why && !beside));
}

void GoalRow::resizeEvent(QResizeEvent* event) {
    QFrame::resizeEvent(event);
    placeWhy();
}

void GoalRow::retranslate() {
    // A passed goal keeps the value with which it passed.
    const bool passed = m_view.state == State::Pass;
    m_nowWord->setText(passed ? tr("then") : tr("now"));
    m_needsWord->setText(tr("needs"));
    m_why->setText(tr("Why?"));
    m_why->setAccessibleName(tr("Why? %1").arg(m_view.title));
    QStringList parts{m_view.title};
    if (!m_view.now.isEmpty()) parts << (passed ? tr("then %1") : tr("now %1")).arg(m_view.now);
    if (!m_view.needs.isEmpty()) parts << tr("needs %1").arg(m_view.needs);
    if (!m_view.detail.isEmpty()) parts << m_view.detail;
    parts << (passed ? tr("passed") : tr("open"));
    setAccessibleName(parts.join(QStringLiteral(", ")));
    placeWhy();
}

void GoalRow::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QFrame::changeEvent(event);
}

HintBox::HintBox(const UiContext& ui, QWidget* parent)
    : QFrame(parent), m_ui(ui), m_icon(new IconLabel(ui, "lightbulb", 16, ColorToken::Warn, this)),
      m_title(new Label(ui, TextRole::GoalTitle, ColorToken::Text, this)),
      m_reason(new TextBlock(ui, TextRole::Smallest, ColorToken::Muted, this)),
      m_text(new TextBlock(ui, TextRole::Body, ColorToken::Text, this)) {
    setProperty("card", "hint");
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(10, 8, 10, 10);
    column->setSpacing(2);
    auto* row = new QHBoxLayout;
    row->setSpacing(6);
    row->addWidget(m_icon);
    row->addWidget(m_title, 1);
    column->addLayout(row);
    column->addWidget(m_reason);
    column->addWidget(m_text);
    retranslate();
}

void HintBox::setHint(int number, int of, const QString& reason, const QString& text) {
    m_number = number;
    m_of = of;
    m_reason->setProse(reason);
    m_reason->setVisible(!reason.isEmpty());
    m_text->setProse(text);
    retranslate();
}

void HintBox::retranslate() {
    m_title->setText(m_number > 0 ? tr("Hint %1 of %2").arg(m_number).arg(m_of) : tr("Hint"));
    setAccessibleName(m_title->text());
    setAccessibleDescription(m_text->prose());
}

void HintBox::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QFrame::changeEvent(event);
}

namespace {

// At most two lines; what does not fit is left out in the middle.
class CommandText : public QLabel {
  public:
    explicit CommandText(QWidget* parent) : QLabel(parent) {
        setTextFormat(Qt::PlainText);
        markAsData(this);
    }
    void setCommand(const QString& command) {
        m_command = command;
        fit();
    }
    QSize minimumSizeHint() const override { return {40, QLabel::sizeHint().height()}; }
    QSize sizeHint() const override { return {160, QLabel::sizeHint().height()}; }

  protected:
    void resizeEvent(QResizeEvent* event) override {
        QLabel::resizeEvent(event);
        fit();
    }
    void changeEvent(QEvent* event) override {
        QLabel::changeEvent(event);
        if (event->type() == QEvent::FontChange) fit();
    }

  private:
    void fit() {
        const QFontMetrics metrics = fontMetrics();
        const int width = this->width();
        if (metrics.horizontalAdvance(m_command) <= width || width < 60) {
            setText(m_command);
            return;
        }
        // The first line breaks at the last space or hyphen that fits.
        qsizetype end = 0;
        for (qsizetype i = 0; i < m_command.size(); ++i) {
            if (m_command[i] != QLatin1Char(' ') && m_command[i] != QLatin1Char('-')) continue;
            if (metrics.horizontalAdvance(m_command.left(i + 1).trimmed()) > width) break;
            end = i + 1;
        }
        if (end == 0) {
            setText(metrics.elidedText(m_command, Qt::ElideMiddle, width));
            return;
        }
        setText(m_command.left(end).trimmed() + QLatin1Char('\n') +
                metrics.elidedText(m_command.mid(end), Qt::ElideMiddle, width));
    }
    QString m_command;
};

} // namespace

CommandBox::CommandBox(const UiContext& ui, QWidget* parent)
    : QFrame(parent), m_ui(ui), m_text(new CommandText(this)), m_copy(new IconButton(ui, "copy", 14, this)) {
    setProperty("card", "command");
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(8, 3, 3, 3);
    row->setSpacing(4);
    row->addWidget(m_text, 1);
    row->addWidget(m_copy, 0, Qt::AlignTop);
    m_copy->setObjectName(QStringLiteral("copyCommand"));
    connect(m_copy, &QToolButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(m_command); });
    connect(&ui.theme, &Theme::changed, this, &CommandBox::restyle);
    restyle();
    retranslate();
}

void CommandBox::setCommand(const QString& command) {
    if (command == m_command) return;
    m_command = command;
    static_cast<CommandText*>(m_text)->setCommand(command);
    m_text->setToolTip(command);
    setAccessibleDescription(command);
}

void CommandBox::restyle() {
    m_text->setFont(m_ui.theme.font(TextRole::Command));
    QPalette p = m_text->palette();
    p.setColor(QPalette::WindowText, m_ui.theme.color(ColorToken::Text2));
    m_text->setPalette(p);
}

void CommandBox::retranslate() {
    m_copy->setName(tr("Copy command"));
    setAccessibleName(tr("The command this control equals"));
}

void CommandBox::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QFrame::changeEvent(event);
}

ControlBlock::ControlBlock(const UiContext& ui, QWidget* parent)
    : QWidget(parent), m_ui(ui), m_title(new Label(ui, TextRole::Body, ColorToken::Text, this)),
      m_rows(new QVBoxLayout), m_command(new CommandBox(ui, this)) {
    m_title->setRole(TextRole::Body, QFont::DemiBold);
    m_title->setWordWrap(true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    column->addWidget(m_title);
    m_title->hide();
    m_rows->setSpacing(6);
    column->addLayout(m_rows);
    column->addWidget(m_command);
    m_command->hide();
}

void ControlBlock::setTitle(const QString& title) {
    m_title->setText(title);
    m_title->setVisible(!title.isEmpty());
    setAccessibleName(title);
}

QLabel* ControlBlock::addRow(QWidget* field, bool beside) {
    auto* label = new Label(m_ui, TextRole::Body, ColorToken::Text, this);
    label->setBuddy(field);
    if (beside) {
        auto* row = new QHBoxLayout;
        row->addWidget(label, 1);
        row->addWidget(field);
        m_rows->addLayout(row);
    } else {
        m_rows->addWidget(label);
        m_rows->addWidget(field);
    }
    return label;
}

void ControlBlock::addWidget(QWidget* widget) {
    m_rows->addWidget(widget);
}

void ControlBlock::setCommand(const QString& command) {
    m_command->setCommand(command);
    m_command->setVisible(!command.isEmpty());
}

} // namespace maylab::app
