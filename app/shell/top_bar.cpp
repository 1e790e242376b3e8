#include "app/shell/top_bar.h"

#include "app/shell/widgets/buttons.h"
#include "app/shell/widgets/text.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>

namespace maylab::app {

PaletteField::PaletteField(const UiContext& ui, QWidget* parent) : QAbstractButton(parent), m_ui(ui) {
    setObjectName(QStringLiteral("paletteOpener"));
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setCursor(Qt::PointingHandCursor);
    connect(&ui.theme, &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

QSize PaletteField::sizeHint() const {
    const QFontMetrics metrics(m_ui.theme.font(TextRole::Body));
    return {std::max(m_ui.theme.px(272), metrics.horizontalAdvance(text()) + m_ui.theme.px(110)), m_ui.theme.px(32)};
}

QSize PaletteField::minimumSizeHint() const {
    return {m_ui.theme.px(36), m_ui.theme.px(32)};
}

void PaletteField::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Theme& theme = m_ui.theme;
    painter.setPen(QPen(theme.color(ColorToken::Line2), 1));
    painter.setBrush(theme.color(underMouse() ? ColorToken::Hover : ColorToken::Panel));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    const int icon = theme.px(16);
    m_ui.icons.paint(painter, "search", QRectF(theme.px(9), (height() - icon) / 2.0, icon, icon), ColorToken::Muted);
    QRect room = rect().adjusted(theme.px(32), 0, -theme.px(10), 0);
    if (room.width() < theme.px(40)) return;
    const QFont small = theme.font(TextRole::Smallest);
    const QString key = QStringLiteral("Ctrl K");
    const int keyWidth = QFontMetrics(small).horizontalAdvance(key) + theme.px(12);
    const QFont font = theme.font(TextRole::Body);
    if (room.width() > QFontMetrics(font).horizontalAdvance(text()) + keyWidth + theme.px(8)) {
        const QRectF box(room.right() - keyWidth + 4.5, (height() - theme.px(20)) / 2 + 0.5, keyWidth, theme.px(20));
        painter.setPen(QPen(theme.color(ColorToken::Line), 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(box, 3, 3);
        painter.setFont(small);
        painter.setPen(theme.color(ColorToken::Muted));
        painter.drawText(box, Qt::AlignCenter, key);
        room.setRight(room.right() - keyWidth - theme.px(4));
    }
    painter.setFont(font);
    painter.setPen(theme.color(ColorToken::Muted));
    painter.drawText(room, Qt::AlignVCenter | Qt::AlignLeft,
                     QFontMetrics(font).elidedText(text(), Qt::ElideRight, room.width()));
}

TopBar::TopBar(const UiContext& ui, QWidget* parent)
    : QFrame(parent), m_ui(ui), m_menu(new IconButton(ui, "menu", 18, this)),
      m_title(new Label(ui, TextRole::BarTitle, ColorToken::Text, this)),
      m_subtitle(new ElidedLabel(ui, TextRole::Small, ColorToken::Text2, this)),
      m_palette(new PaletteField(ui, this)), m_language(new Segments(ui, this)),
      m_theme(new IconButton(ui, "moon", 18, this)), m_help(new IconButton(ui, "circle-question-mark", 18, this)) {
    setObjectName(QStringLiteral("topBar"));
    setProperty("surface", "panel");
    setProperty("edge", "bottom");
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(16, 0, 16, 0);
    row->setSpacing(12);
    row->addWidget(m_menu);
    row->addWidget(m_title);
    row->addWidget(m_subtitle, 1);
    row->addWidget(m_palette);
    row->addWidget(m_language);
    row->addWidget(m_theme);
    row->addWidget(m_help);
    m_menu->setObjectName(QStringLiteral("menuButton"));
    m_theme->setObjectName(QStringLiteral("themeButton"));
    m_help->setObjectName(QStringLiteral("helpButton"));
    m_language->setObjectName(QStringLiteral("languageSegments"));
    m_language->addSegment(QStringLiteral("en"), QStringLiteral("EN"));
    m_language->addSegment(QStringLiteral("vi"), QStringLiteral("VI"));
    m_language->addSegment(QStringLiteral("en+vi"), QStringLiteral("EN + VI"));
    for (const char* id : {"en", "vi", "en+vi"}) m_language->setSegmentIsData(QLatin1String(id));

    connect(m_menu, &QToolButton::clicked, this, &TopBar::menuAsked);
    connect(m_palette, &QAbstractButton::clicked, this, &TopBar::paletteAsked);
    connect(m_theme, &QToolButton::clicked, this, &TopBar::themeAsked);
    connect(m_help, &QToolButton::clicked, this, &TopBar::helpAsked);
    connect(m_language, &Segments::chosen, this, [this](const QString& id) {
        emit languageChosen(id == QLatin1String("en")   ? LanguageMode::English
                            : id == QLatin1String("vi") ? LanguageMode::Vietnamese
                                                        : LanguageMode::Both);
    });
    connect(&ui.theme, &Theme::changed, this, &TopBar::restyle);
    connect(&ui.language, &LanguageController::changed, this, &TopBar::retranslate);
    retranslate();
    restyle();
}

void TopBar::setTitle(const QString& title, const QString& subtitle) {
    m_title->setText(title);
    m_subtitle->setText(subtitle);
    fit();
}

void TopBar::setPaletteShown(bool shown) {
    m_paletteShown = shown;
    m_palette->setVisible(shown);
    m_menu->setVisible(shown);
}

void TopBar::restyle() {
    setFixedHeight(m_ui.theme.px(48));
    m_theme->setIconName(m_ui.theme.isDark() ? "sun" : "moon");
    retranslate();
}

void TopBar::retranslate() {
    m_menu->setName(tr("Menu"), QStringLiteral("F10"));
    m_palette->setText(tr("Find a command, step or metric"));
    m_palette->setAccessibleName(tr("Open the command palette"));
    m_palette->setToolTip(tr("Find a command, step or metric (Ctrl+K)"));
    m_theme->setName(m_ui.theme.isDark() ? tr("Light theme") : tr("Dark theme"));
    m_help->setName(tr("Help and keys"), QStringLiteral("F1"));
    m_language->setAccessibleName(tr("Language"));
    m_language->setSegmentText(QStringLiteral("en"), QStringLiteral("EN"), QStringLiteral("English"));
    m_language->setSegmentText(QStringLiteral("vi"), QStringLiteral("VI"), QStringLiteral("Tiếng Việt"));
    m_language->setSegmentText(QStringLiteral("en+vi"), QStringLiteral("EN + VI"),
                               QStringLiteral("English + Tiếng Việt"));
    const LanguageMode mode = m_ui.language.mode();
    m_language->setCurrent(mode == LanguageMode::English      ? QStringLiteral("en")
                           : mode == LanguageMode::Vietnamese ? QStringLiteral("vi")
                                                              : QStringLiteral("en+vi"));
    m_palette->updateGeometry();
    fit();
}

// Narrow windows: first the palette field shrinks to its icon, then the subtitle goes.
void TopBar::fit() {
    const Theme& theme = m_ui.theme;
    const int fixed = 32 + m_menu->sizeHint().width() + m_title->sizeHint().width() + m_language->sizeHint().width() +
                      m_theme->sizeHint().width() + m_help->sizeHint().width() + 6 * 12;
    const int left = width() - fixed;
    const int wished = m_palette->sizeHint().width();
    const int subtitle = std::min(m_subtitle->sizeHint().width(), theme.px(220));
    const int palette = left - subtitle >= wished ? wished : left >= theme.px(190) ? std::min(wished, left - theme.px(8)) : theme.px(36);
    m_palette->setFixedWidth(std::max(theme.px(36), palette));
    m_subtitle->setVisible(left - palette >= theme.px(90));
}

void TopBar::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QFrame::changeEvent(event);
}

void TopBar::resizeEvent(QResizeEvent* event) {
    QFrame::resizeEvent(event);
    fit();
}

} // namespace maylab::app
