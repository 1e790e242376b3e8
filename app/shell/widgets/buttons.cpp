#include "app/shell/widgets/buttons.h"

#include "app/shell/widgets/text.h"

#include <QButtonGroup>
#include <QBoxLayout>
#include <QKeyEvent>
#include <QStyle>

#include <algorithm>

namespace maylab::app {

namespace {

const char* kindName(ButtonKind kind) {
    switch (kind) {
    case ButtonKind::Primary: return "primary";
    case ButtonKind::Secondary: return "secondary";
    case ButtonKind::Flat: return "flat";
    case ButtonKind::Link: return "link";
    case ButtonKind::Danger: return "danger";
    }
    return "secondary";
}

} // namespace

Button::Button(const UiContext& ui, ButtonKind kind, QWidget* parent, ButtonSize size)
    : QPushButton(parent), m_ui(ui), m_kind(kind), m_size(size) {
    setProperty("kind", kindName(kind));
    if (size == ButtonSize::Small) setProperty("size", "small");
    if (size == ButtonSize::Big) setProperty("size", "big");
    setAutoDefault(false);
    setSizePolicy(kind == ButtonKind::Link ? QSizePolicy::Fixed : QSizePolicy::Minimum, QSizePolicy::Fixed);
    if (kind == ButtonKind::Link) setCursor(Qt::PointingHandCursor);
    connect(&ui.theme, &Theme::changed, this, &Button::restyle);
    restyle();
}

void Button::setIconName(const QByteArray& name) {
    m_iconName = name;
    restyle();
}

void Button::setText(const QString& text) {
    m_text = text;
    QPushButton::setText(text);
    restyle();
    wrap();
}

void Button::setWrapping(bool wrapping) {
    m_wrapping = wrapping;
    setSizePolicy(wrapping ? QSizePolicy::Expanding : QSizePolicy::Minimum, QSizePolicy::Fixed);
    wrap();
}

QSize Button::minimumSizeHint() const {
    const QSize hint = QPushButton::minimumSizeHint();
    return m_wrapping ? QSize(std::min(hint.width(), m_ui.theme.px(120)), hint.height()) : hint;
}

void Button::resizeEvent(QResizeEvent* event) {
    QPushButton::resizeEvent(event);
    wrap();
}

// Two lines of about the same length, if one is too long.
void Button::wrap() {
    if (!m_wrapping) return;
    setAccessibleName(m_text);
    const int room = width() - m_ui.theme.px(28) - (m_iconName.isEmpty() ? 0 : iconSize().width());
    QString shown = m_text;
    if (room > 0 && fontMetrics().horizontalAdvance(m_text) > room) {
        const qsizetype middle = m_text.size() / 2;
        qsizetype at = m_text.lastIndexOf(QLatin1Char(' '), middle);
        const qsizetype after = m_text.indexOf(QLatin1Char(' '), middle);
        if (after >= 0 && (at < 0 || after - middle < middle - at)) at = after;
        if (at > 0) shown[at] = QLatin1Char('\n');
    }
    if (shown == text()) return;
    QPushButton::setText(shown);
    setProperty("lines", shown.contains(QLatin1Char('\n')) ? 2 : 1);
    style()->unpolish(this);
    style()->polish(this);
    updateGeometry();
}

void Button::restyle() {
    const int side = m_ui.theme.px(m_size == ButtonSize::Small ? 14 : 16);
    setIconSize({side + (text().isEmpty() ? 0 : m_ui.theme.px(4)), side});
    if (m_iconName.isEmpty()) {
        setIcon({});
        return;
    }
    ColorToken token = ColorToken::Text2;
    if (m_kind == ButtonKind::Primary) token = ColorToken::OnAccent;
    if (m_kind == ButtonKind::Link) token = ColorToken::Accent;
    if (m_kind == ButtonKind::Danger) token = ColorToken::Fail;
    setIcon(m_ui.icons.icon(m_iconName, token));
}

IconButton::IconButton(const UiContext& ui, const QByteArray& icon, int iconSize, QWidget* parent)
    : QToolButton(parent), m_ui(ui), m_icon(icon), m_iconSize(iconSize) {
    setFocusPolicy(Qt::StrongFocus);
    if (iconSize <= 14) setProperty("dense", true);
    connect(&ui.theme, &Theme::changed, this, &IconButton::restyle);
    restyle();
}

void IconButton::setIconName(const QByteArray& name) {
    m_icon = name;
    restyle();
}

void IconButton::setName(const QString& name, const QString& shortcut) {
    setToolTip(shortcut.isEmpty() ? name : QStringLiteral("%1 (%2)").arg(name, shortcut));
    setAccessibleName(name);
}

void IconButton::restyle() {
    setIconSize(QSize(1, 1) * m_ui.theme.px(m_iconSize));
    setIcon(m_ui.icons.icon(m_icon));
}

Segments::Segments(const UiContext& ui, QWidget* parent)
    : QWidget(parent), m_ui(ui), m_group(new QButtonGroup(this)) {
    auto* row = new QBoxLayout(QBoxLayout::LeftToRight, this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    m_group->setExclusive(true);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(m_group, &QButtonGroup::buttonClicked, this, [this](QAbstractButton* b) {
        updateFocusPolicy();
        emit chosen(b->property("segmentId").toString());
    });
}

void Segments::addSegment(const QString& id, const QString& text) {
    auto* button = new QToolButton(this);
    button->setProperty("segment", true);
    button->setProperty("segmentId", id);
    button->setObjectName(QStringLiteral("segment_") + id);
    button->setCheckable(true);
    button->setText(text);
    button->setAccessibleName(text);
    button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    if (m_stretched) button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    layout()->addWidget(button);
    m_group->addButton(button);
    const auto buttons = m_group->buttons();
    for (QAbstractButton* b : buttons) {
        const bool first = b == buttons.first();
        const bool last = b == buttons.last();
        b->setProperty("end", first && last ? "only" : first ? "first" : last ? "last" : "middle");
        b->style()->unpolish(b);
        b->style()->polish(b);
    }
    if (buttons.size() == 1) button->setChecked(true);
    updateFocusPolicy();
}

QToolButton* Segments::button(const QString& id) const {
    for (QAbstractButton* b : m_group->buttons()) {
        if (b->property("segmentId").toString() == id) return qobject_cast<QToolButton*>(b);
    }
    return nullptr;
}

void Segments::setSegmentText(const QString& id, const QString& text, const QString& tooltip) {
    if (QToolButton* b = button(id)) {
        b->setText(text);
        b->setToolTip(tooltip);
        b->setAccessibleName(tooltip.isEmpty() ? text : tooltip);
        arrange();
    }
}

void Segments::setSegmentIsData(const QString& id) {
    if (QToolButton* b = button(id)) markAsData(b);
}

void Segments::setSegmentEnabled(const QString& id, bool enabled) {
    if (QToolButton* b = button(id)) b->setEnabled(enabled);
}

void Segments::setCurrent(const QString& id) {
    if (QToolButton* b = button(id)) {
        b->setChecked(true);
    } else if (QAbstractButton* was = m_group->checkedButton()) { // none of them holds
        m_group->setExclusive(false);
        was->setChecked(false);
        m_group->setExclusive(true);
    }
    updateFocusPolicy();
}

QString Segments::current() const {
    const QAbstractButton* b = m_group->checkedButton();
    return b == nullptr ? QString() : b->property("segmentId").toString();
}

void Segments::setStretched(bool stretched) {
    m_stretched = stretched;
    setSizePolicy(stretched ? QSizePolicy::Expanding : QSizePolicy::Fixed, QSizePolicy::Fixed);
    for (QAbstractButton* b : m_group->buttons()) {
        b->setSizePolicy(stretched ? QSizePolicy::Expanding : QSizePolicy::Preferred, QSizePolicy::Fixed);
    }
}

QSize Segments::minimumSizeHint() const {
    const QSize hint = QWidget::minimumSizeHint();
    if (!m_stretched) return hint;
    int widest = 0;
    for (const QAbstractButton* b : m_group->buttons()) widest = std::max(widest, b->sizeHint().width());
    return {std::min(hint.width(), widest), hint.height()};
}

void Segments::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    arrange();
}

void Segments::arrange() {
    if (!m_stretched || width() <= 0) return;
    int needed = 0;
    // The chosen one is bold, and each may be chosen.
    for (const QAbstractButton* b : m_group->buttons()) needed += b->sizeHint().width() + m_ui.theme.px(6);
    const bool stacked = needed > width();
    if (stacked == m_stacked) return;
    m_stacked = stacked;
    static_cast<QBoxLayout*>(layout())->setDirection(stacked ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    layout()->setSpacing(stacked ? 2 : 0);
    for (QAbstractButton* b : m_group->buttons()) {
        b->setProperty("stacked", stacked);
        b->style()->unpolish(b);
        b->style()->polish(b);
    }
    updateGeometry();
}

// One tab stop: the chosen segment. The others are reached with the arrow keys.
void Segments::updateFocusPolicy() {
    const QList<QAbstractButton*> all = m_group->buttons();
    QAbstractButton* reached = m_group->checkedButton();
    if (reached == nullptr && !all.isEmpty()) reached = all.first();
    for (QAbstractButton* b : all) b->setFocusPolicy(b == reached ? Qt::StrongFocus : Qt::ClickFocus);
    setFocusProxy(reached);
}

void Segments::keyPressEvent(QKeyEvent* event) {
    const int by = event->key() == Qt::Key_Right || event->key() == Qt::Key_Down ? 1
                   : event->key() == Qt::Key_Left || event->key() == Qt::Key_Up  ? -1
                                                                                 : 0;
    if (by == 0) {
        QWidget::keyPressEvent(event);
        return;
    }
    const auto buttons = m_group->buttons();
    qsizetype at = buttons.indexOf(m_group->checkedButton());
    for (qsizetype i = 0; i < buttons.size(); ++i) {
        at = (at + by + buttons.size()) % buttons.size();
        if (buttons[at]->isEnabled()) break;
    }
    buttons[at]->setFocus(Qt::TabFocusReason);
    buttons[at]->click();
}

void Segments::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::EnabledChange) updateFocusPolicy();
}

} // namespace maylab::app
