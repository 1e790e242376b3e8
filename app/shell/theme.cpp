#include "app/shell/theme.h"

#include "app/shell/glyph_resource.h"
#include "kernel/assert.h"

#include <QApplication>
#include <QEvent>
#include <QFontDatabase>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace maylab::app {

namespace {

// In the order of ColorToken. The contrast and colour-vision figures that these values must hold are a test
// (tests/app), so that a changed value fails the build and not a learner.
constexpr ColorRow kColors[] = {
    {ColorToken::Window, "window", "#EEF0F3", "#13161B"},
    {ColorToken::Panel, "panel", "#FFFFFF", "#1B1F26"},
    {ColorToken::Sunken, "sunken", "#F6F7F9", "#161A20"},
    {ColorToken::Hover, "hover", "#E8EBF0", "#272D37"},
    {ColorToken::Tint, "tint", "#E6EDFB", "#22304D"},
    {ColorToken::Line, "line", "#D8DCE3", "#313845"},
    {ColorToken::Grid, "grid", "#E6E9EE", "#282E38"},
    {ColorToken::Text, "text", "#1A2028", "#E7EAEF"},
    {ColorToken::Text2, "text2", "#465060", "#B9C1CD"},
    {ColorToken::Muted, "muted", "#5D6776", "#98A3B3"},
    {ColorToken::Line2, "line2", "#7A8494", "#7B8696"},
    {ColorToken::Axis, "axis", "#7A8494", "#7B8696"},
    {ColorToken::Ghost, "ghost", "#7C8696", "#7B8696"},
    {ColorToken::Accent, "accent", "#2457C5", "#8FB4FF"},
    {ColorToken::AccentHover, "accentHover", "#1C46A3", "#AFCAFF"},
    {ColorToken::OnAccent, "onAccent", "#FFFFFF", "#0D1B36"},
    {ColorToken::Pass, "pass", "#17703F", "#79E3A8"},
    {ColorToken::PassTint, "passTint", "#E3F3E9", "#17332A"},
    {ColorToken::Fail, "fail", "#B3261E", "#FF8070"},
    {ColorToken::FailTint, "failTint", "#FBE9E7", "#40211F"},
    {ColorToken::Warn, "warn", "#855300", "#F0BE61"},
    {ColorToken::WarnTint, "warnTint", "#FBF0DB", "#3B2E17"},
    {ColorToken::Series1, "series1", "#3671DE", "#4687E4"},
    {ColorToken::Series2, "series2", "#B55D00", "#DC6B46"},
    {ColorToken::Series3, "series3", "#085E4A", "#A5ECCE"},
    {ColorToken::Series4, "series4", "#5A0C65", "#FAB8F5"},
    {ColorToken::Series5, "series5", "#474200", "#D9D27B"},
    {ColorToken::Series6, "series6", "#272A30", "#8B9097"},
    {ColorToken::Scale1, "scale1", "#CFE3F5", "#1C3A57"},
    {ColorToken::Scale2, "scale2", "#94C3E8", "#22598A"},
    {ColorToken::Scale3, "scale3", "#4F99D3", "#2E7CBD"},
    {ColorToken::Scale4, "scale4", "#1F6FB5", "#56A5E4"},
    {ColorToken::Scale5, "scale5", "#0B4679", "#A6D4FA"},
    {ColorToken::Land, "land", "#DFE3E9", "#2A313C"},
    {ColorToken::Coast, "coast", "#C4CBD5", "#3A4350"},
    {ColorToken::Sea, "sea", "#F6F7F9", "#161A20"},
    {ColorToken::CodeKeyword, "codeKeyword", "#8A2BA3", "#E694DA"},
    {ColorToken::CodeString, "codeString", "#17703F", "#79E3A8"},
    {ColorToken::CodeNumber, "codeNumber", "#B04600", "#FF9C60"},
    {ColorToken::CodeFunction, "codeFunction", "#2457C5", "#8FB4FF"},
    {ColorToken::CodeComment, "codeComment", "#5D6776", "#98A3B3"},
};
static_assert(std::size(kColors) == kColorTokenCount);

constexpr TypeRow kType[] = {
    {TextRole::PageTitle, 20, QFont::DemiBold, 28, false},
    {TextRole::BarTitle, 15, QFont::DemiBold, 22, false},
    {TextRole::StepTitle, 16, QFont::DemiBold, 24, false},
    {TextRole::Body, 13, QFont::Normal, 20, false},
    {TextRole::GoalTitle, 12.5, QFont::DemiBold, 18, false},
    {TextRole::Small, 12, QFont::Normal, 18, false},
    {TextRole::Smallest, 11, QFont::Normal, 16, false},
    {TextRole::Console, 12, QFont::Normal, 18, true},
    {TextRole::Command, 11, QFont::Normal, 16, true},
    {TextRole::Clock, 17, QFont::DemiBold, 24, true},
};
static_assert(std::size(kType) == static_cast<std::size_t>(TextRole::Count));

double lightness(const QColor& c) {
    return 0.2126 * c.redF() + 0.7152 * c.greenF() + 0.0722 * c.blueF();
}

QString firstFamily(std::initializer_list<const char*> names, QFontDatabase::SystemFont fallback) {
    const QStringList families = QFontDatabase::families();
    for (const char* name : names) {
        if (families.contains(QString::fromLatin1(name))) return QString::fromLatin1(name);
    }
    return QFontDatabase::systemFont(fallback).family();
}

} // namespace

std::span<const ColorRow> colorTable() {
    return kColors;
}

std::span<const TypeRow> typeTable() {
    return kType;
}

const SeriesStyle& seriesStyle(int index) {
    static const SeriesStyle styles[kSeriesCount] = {
        {ColorToken::Series1, {}, Marker::Circle},
        {ColorToken::Series2, {6, 3}, Marker::Triangle},
        {ColorToken::Series3, {}, Marker::Square},
        {ColorToken::Series4, {2, 3}, Marker::Diamond},
        {ColorToken::Series5, {8, 3, 2, 3}, Marker::TriangleDown},
        {ColorToken::Series6, {6, 3}, Marker::Cross},
    };
    return styles[((index % kSeriesCount) + kSeriesCount) % kSeriesCount];
}

Theme::Theme(QObject* parent) : QObject(parent), m_glyphs(makeGlyphs()) {
    m_platformPalette = QApplication::palette();
    m_dark = systemIsDark();
}

Theme::~Theme() = default;

QString Theme::sansFamily() {
    static const QString family = firstFamily({"Inter", "Inter Variable"}, QFontDatabase::GeneralFont);
    return family;
}

QString Theme::monoFamily() {
    static const QString family = firstFamily({"JetBrains Mono"}, QFontDatabase::FixedFont);
    return family;
}

void Theme::attach(QApplication& application) {
    m_application = &application;
    m_platformPalette = QApplication::palette();
    application.installEventFilter(this);
    m_dark = m_mode == ThemeMode::Dark || (m_mode == ThemeMode::System && systemIsDark());
    apply();
}

bool Theme::systemIsDark() const {
    return lightness(m_platformPalette.color(QPalette::Window)) <
           lightness(m_platformPalette.color(QPalette::WindowText));
}

void Theme::setMode(ThemeMode mode) {
    m_mode = mode;
    refresh();
}

void Theme::refresh() {
    const bool dark = m_mode == ThemeMode::Dark || (m_mode == ThemeMode::System && systemIsDark());
    if (dark == m_dark) return;
    m_dark = dark;
    apply();
}

void Theme::setTextSize(int percent) {
    int nearest = kTextSizes.front();
    for (int size : kTextSizes) {
        if (std::abs(size - percent) < std::abs(nearest - percent)) nearest = size;
    }
    if (nearest == m_textSize) return;
    m_textSize = nearest;
    apply();
}

void Theme::setReducedMotion(bool reduced) {
    if (reduced == m_reducedMotion) return;
    m_reducedMotion = reduced;
    emit changed();
}

int Theme::duration(Motion motion) const {
    if (m_reducedMotion) return 0;
    switch (motion) {
    case Motion::PaneOpens: return 160;
    case Motion::Progress: return 240;
    case Motion::GoalPassed: return 320;
    case Motion::TileStep: return 200;
    }
    return 0;
}

QColor Theme::color(ColorToken token) const {
    const auto index = static_cast<std::size_t>(token);
    MAYLAB_ASSERT(index < std::size(kColors) && "no such colour");
    return QColor(QLatin1String(m_dark ? kColors[index].dark : kColors[index].light));
}

QColor Theme::area(const QColor& series) const {
    const QColor panel = color(ColorToken::Panel);
    const auto mix = [](int x, int y) { return (x * 2 + y * 3) / 5; };
    return QColor(mix(series.red(), panel.red()), mix(series.green(), panel.green()), mix(series.blue(), panel.blue()));
}

QColor Theme::scale(int step) const {
    const int first = static_cast<int>(ColorToken::Scale1);
    return color(static_cast<ColorToken>(first + std::clamp(step, 0, 4)));
}

int Theme::px(double pixels) const {
    return static_cast<int>(std::lround(pixels * m_textSize / 100.0));
}

QFont Theme::font(TextRole role) const {
    return font(role, kType[static_cast<std::size_t>(role)].weight);
}

QFont Theme::font(TextRole role, int weight) const {
    const TypeRow& row = kType[static_cast<std::size_t>(role)];
    QFont font(row.mono ? monoFamily() : sansFamily());
    font.setPixelSize(std::max(11, px(row.pixels)));
    font.setWeight(static_cast<QFont::Weight>(weight));
    font.setStyleHint(row.mono ? QFont::Monospace : QFont::SansSerif);
    if (row.mono) font.setStyleStrategy(QFont::PreferNoShaping); // no ligatures: "->" is two characters, as a terminal shows it
    return font;
}

int Theme::lineHeight(TextRole role) const {
    return px(kType[static_cast<std::size_t>(role)].lineHeight);
}

QPalette Theme::palette() const {
    QPalette p;
    const auto set = [&](QPalette::ColorRole role, ColorToken token) { p.setColor(role, color(token)); };
    set(QPalette::Window, ColorToken::Window);
    set(QPalette::WindowText, ColorToken::Text);
    set(QPalette::Text, ColorToken::Text);
    set(QPalette::ButtonText, ColorToken::Text);
    set(QPalette::Base, ColorToken::Panel);
    set(QPalette::Button, ColorToken::Panel);
    set(QPalette::AlternateBase, ColorToken::Sunken);
    set(QPalette::PlaceholderText, ColorToken::Muted);
    set(QPalette::Mid, ColorToken::Line2);
    set(QPalette::Dark, ColorToken::Line2);
    set(QPalette::Shadow, ColorToken::Line2);
    set(QPalette::Light, ColorToken::Hover);
    set(QPalette::Midlight, ColorToken::Line);
    set(QPalette::Highlight, ColorToken::Tint);
    set(QPalette::HighlightedText, ColorToken::Text);
    set(QPalette::Link, ColorToken::Accent);
    set(QPalette::LinkVisited, ColorToken::Accent);
    set(QPalette::ToolTipBase, ColorToken::Panel);
    set(QPalette::ToolTipText, ColorToken::Text);
    set(QPalette::BrightText, ColorToken::Fail);
    for (auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText,
                      QPalette::PlaceholderText}) {
        p.setColor(QPalette::Disabled, role, color(ColorToken::Muted));
    }
    return p;
}

void Theme::apply() {
    if (m_application != nullptr) {
        m_applying = true;
        const QPalette p = palette();
        QApplication::setFont(font(TextRole::Body));
        QApplication::setPalette(p);
        QToolTip::setPalette(p);
        QToolTip::setFont(font(TextRole::Small));
        m_application->setStyleSheet(styleSheet());
        m_applying = false;
    }
    emit changed();
}

bool Theme::eventFilter(QObject* watched, QEvent* event) {
    // The desktop changed its colours: the platform resets the application palette. Ours are not taken for it.
    if (watched == m_application && event->type() == QEvent::ApplicationPaletteChange && !m_applying) {
        const QPalette now = QApplication::palette();
        if (now.color(QPalette::Window) != color(ColorToken::Window)) {
            m_platformPalette = now;
            m_dark = m_mode == ThemeMode::Dark || (m_mode == ThemeMode::System && systemIsDark());
            apply();
        }
    }
    return QObject::eventFilter(watched, event);
}

} // namespace maylab::app
