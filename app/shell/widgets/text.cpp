#include "app/shell/widgets/text.h"

#include <QEvent>
#include <QPainter>
#include <QRegularExpression>

namespace maylab::app {

namespace {

// Colour by style sheet of the one widget would win over everything; a palette entry is enough for a label.
void colorLabel(QLabel* label, const QColor& color) {
    QPalette p = label->palette();
    p.setColor(QPalette::WindowText, color);
    p.setColor(QPalette::Text, color);
    label->setPalette(p);
}

// A command may hold a word longer than the page is wide (Values=5,40,90,...): it may break behind these signs, at a
// zero-width space. Entities (&quot;) end in ;, which is not one of them.
QString breakable(const QString& html) {
    static const QRegularExpression kCode(QStringLiteral("`[^`]+`"));
    static const QRegularExpression kLongWord(QStringLiteral("[^\\s`]{24,}"));
    static const QRegularExpression kSign(QStringLiteral("([,=/:|?])(?=[^\\s`])"));
    const auto within = [](QString text, const QRegularExpression& part, const auto& change) {
        QString out;
        qsizetype last = 0;
        for (auto it = part.globalMatch(text); it.hasNext();) {
            const QRegularExpressionMatch m = it.next();
            out += text.mid(last, m.capturedStart() - last) + change(m.captured());
            last = m.capturedEnd();
        }
        return out + text.mid(last);
    };
    return within(html, kCode, [&](const QString& code) {
        return within(code, kLongWord, [](QString word) { return word.replace(kSign, QStringLiteral("\\1\u200B")); });
    });
}

} // namespace

Label::Label(const UiContext& ui, TextRole role, ColorToken color, QWidget* parent)
    : QLabel(parent), m_ui(ui), m_role(role), m_color(color) {
    setTextFormat(Qt::PlainText);
    connect(&ui.theme, &Theme::changed, this, &Label::restyle);
    restyle();
}

void Label::setRole(TextRole role, int weight) {
    m_role = role;
    m_weight = weight;
    restyle();
}

void Label::setColor(ColorToken color) {
    m_color = color;
    restyle();
}

void Label::restyle() {
    setFont(m_weight > 0 ? m_ui.theme.font(m_role, m_weight) : m_ui.theme.font(m_role));
    setMinimumHeight(m_ui.theme.lineHeight(m_role));
    colorLabel(this, m_ui.theme.color(m_color));
}

// A label that moves to another parent gets back the palette that it had when the style sheet first met it: the one of
// the theme of that time.
void Label::changeEvent(QEvent* event) {
    QLabel::changeEvent(event);
    const QColor color = m_ui.theme.color(m_color);
    if (event->type() == QEvent::PaletteChange && palette().color(QPalette::WindowText) != color) colorLabel(this, color);
}

TextBlock::TextBlock(const UiContext& ui, TextRole role, ColorToken color, QWidget* parent)
    : QLabel(parent), m_ui(ui), m_role(role), m_color(color) {
    setTextFormat(Qt::RichText);
    setWordWrap(true);
    setTextInteractionFlags(Qt::LinksAccessibleByMouse);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    connect(&ui.theme, &Theme::changed, this, &TextBlock::restyle);
    restyle();
}

void TextBlock::setProse(const QString& text) {
    if (text == m_prose) return;
    m_prose = text;
    restyle();
    setAccessibleName(text);
}

void TextBlock::setColor(ColorToken color) {
    if (color == m_color) return;
    m_color = color;
    restyle();
}

void TextBlock::restyle() {
    setFont(m_ui.theme.font(m_role));
    colorLabel(this, m_ui.theme.color(m_color));
    setText(m_prose.isEmpty() ? QString() : toHtml(m_ui.theme, m_prose, m_role, m_color));
}

QString TextBlock::toHtml(const Theme& theme, const QString& prose, TextRole role, ColorToken color) {
    static const QRegularExpression kBold(QStringLiteral(R"(\*\*(.+?)\*\*)"));
    static const QRegularExpression kCode(QStringLiteral("`([^`]+)`"));
    static const QRegularExpression kLink(QStringLiteral(R"(\[([^\]]+)\]\(([^)\s]+)\))"));
    static const QRegularExpression kBlank(QStringLiteral(R"(\n\s*\n)"));
    QString html;
    const QString style = QStringLiteral("line-height:%1px; color:%2; margin-top:%3px; margin-bottom:0;");
    bool first = true;
    for (const QString& paragraph : prose.split(kBlank)) {
        QString text = breakable(paragraph.toHtmlEscaped());
        text.replace(kBold, QStringLiteral("<span style=\"font-weight:600\">\\1</span>"));
        text.replace(kCode, QStringLiteral("<span style=\"font-family:'%1'; background-color:%2\">\\1</span>")
                                .arg(Theme::monoFamily(), theme.color(ColorToken::Hover).name()));
        text.replace(kLink, QStringLiteral("<a href=\"\\2\" style=\"color:%1; text-decoration:none\">\\1</a>")
                                .arg(theme.color(ColorToken::Accent).name()));
        text.replace(QLatin1Char('\n'), QLatin1String("<br/>"));
        html += QStringLiteral("<p style=\"%1\">%2</p>")
                    .arg(style.arg(theme.lineHeight(role)).arg(theme.color(color).name()).arg(first ? 0 : theme.px(8)),
                         text);
        first = false;
    }
    return html;
}

ElidedLabel::ElidedLabel(const UiContext& ui, TextRole role, ColorToken color, QWidget* parent)
    : QFrame(parent), m_ui(ui), m_role(role), m_color(color) {
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    connect(&ui.theme, &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

void ElidedLabel::setText(const QString& text) {
    if (text == m_text) return;
    m_text = text;
    setAccessibleName(text);
    updateGeometry();
    update();
}

void ElidedLabel::setElideMode(Qt::TextElideMode mode) {
    m_mode = mode;
    update();
}

void ElidedLabel::setColor(ColorToken color) {
    m_color = color;
    update();
}

QSize ElidedLabel::sizeHint() const {
    const QFontMetrics metrics(m_ui.theme.font(m_role));
    return {metrics.horizontalAdvance(m_text) + 2, m_ui.theme.lineHeight(m_role)};
}

QSize ElidedLabel::minimumSizeHint() const {
    const QFontMetrics metrics(m_ui.theme.font(m_role));
    return {std::min(sizeHint().width(), metrics.horizontalAdvance(QStringLiteral("mmmm…"))),
            m_ui.theme.lineHeight(m_role)};
}

void ElidedLabel::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const QFont font = m_ui.theme.font(m_role);
    painter.setFont(font);
    painter.setPen(m_ui.theme.color(isEnabled() ? m_color : ColorToken::Muted));
    const QString shown = QFontMetrics(font).elidedText(m_text, m_mode, width());
    if ((shown == m_text) != toolTip().isEmpty()) setToolTip(shown == m_text ? QString() : m_text);
    painter.drawText(rect(), Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, shown);
}

NumberField::NumberField(const UiContext& ui, TextRole role, QWidget* parent)
    : QLabel(parent), m_ui(ui), m_role(role) {
    setTextFormat(Qt::PlainText);
    setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    markAsData(this);
    connect(&ui.theme, &Theme::changed, this, &NumberField::restyle);
    restyle();
}

void NumberField::setWidestText(const QString& text) {
    m_widest = text;
    restyle();
}

void NumberField::restyle() {
    setFont(m_ui.theme.font(m_role));
    colorLabel(this, m_ui.theme.color(ColorToken::Text));
    setMinimumHeight(m_ui.theme.lineHeight(m_role));
    if (!m_widest.isEmpty()) setMinimumWidth(QFontMetrics(font()).horizontalAdvance(m_widest) + 2);
}

IconLabel::IconLabel(const UiContext& ui, const QByteArray& name, int size, ColorToken color, QWidget* parent)
    : QWidget(parent), m_ui(ui), m_name(name), m_size(size), m_color(color) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&ui.theme, &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

void IconLabel::setIcon(const QByteArray& name, ColorToken color) {
    if (name == m_name && color == m_color) return;
    m_name = name;
    m_color = color;
    update();
}

QSize IconLabel::sizeHint() const {
    return {m_ui.theme.px(m_size), m_ui.theme.px(m_size)};
}

void IconLabel::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const int side = m_ui.theme.px(m_size);
    m_ui.icons.paint(painter, m_name, QRectF((width() - side) / 2.0, (height() - side) / 2.0, side, side), m_color,
                     m_name.startsWith("circle-") || m_name == "triangle-alert" ? 2.0 : 1.75);
}

Line::Line(Qt::Orientation orientation, QWidget* parent) : QFrame(parent) {
    setProperty("rule", orientation == Qt::Horizontal ? "h" : "v");
    if (orientation == Qt::Horizontal) {
        setFixedHeight(1);
    } else {
        setFixedWidth(1);
    }
}

} // namespace maylab::app
