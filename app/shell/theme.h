// The look of the program as one table: every colour of both themes, the type scale, chart series, durations.
//
// Widgets and drawn views hold no colour of their own: they ask a Theme while painting, so that a change of
// theme, text size or motion reaches everything at once. `changed()` is emitted after the application's palette,
// font and style sheet were replaced; drawn views drop cached pixmaps then (QEvent::PaletteChange works as well).
//
// Units: lengths are device independent pixels at a text size of 100 %; px() scales them with the text size.
#pragma once

#include <QColor>
#include <QFont>
#include <QObject>
#include <QPalette>
#include <QString>

#include <array>
#include <memory>
#include <span>
#include <vector>

class QApplication;

namespace maylab::app {

class GlyphResource;

enum class ColorToken {
    // Surfaces and lines
    Window, Panel, Sunken, Hover, Tint, Line, Grid,
    // Text, controls, accent
    Text, Text2, Muted, Line2, Axis, Ghost, Accent, AccentHover, OnAccent,
    // Status and its solid tints
    Pass, PassTint, Fail, FailTint, Warn, WarnTint,
    // Chart series 1 to 6
    Series1, Series2, Series3, Series4, Series5, Series6,
    // Sequential scale, low to high
    Scale1, Scale2, Scale3, Scale4, Scale5,
    // Map
    Land, Coast, Sea,
    // Code
    CodeKeyword, CodeString, CodeNumber, CodeFunction, CodeComment,
    Count
};
inline constexpr int kColorTokenCount = static_cast<int>(ColorToken::Count);

// One row of the theme table.
struct ColorRow {
    ColorToken token;
    const char* name;
    const char* light; // "#RRGGBB"
    const char* dark;
};
std::span<const ColorRow> colorTable();

enum class Marker { None, Circle, Triangle, Square, Diamond, TriangleDown, Cross };

// Line and marker of chart series 1 to 6 (index 0 to 5), the same in both themes.
struct SeriesStyle {
    ColorToken color;
    std::vector<double> dash; // of a cosmetic pen, in pixels; empty = solid
    Marker marker;
};
inline constexpr int kSeriesCount = 6;
const SeriesStyle& seriesStyle(int index);

enum class TextRole { PageTitle, BarTitle, StepTitle, Body, GoalTitle, Small, Smallest, Console, Command, Clock, Count };

struct TypeRow {
    TextRole role;
    double pixels;
    int weight;     // of QFont::Weight
    int lineHeight; // px; at least 1.4 times the size, for Vietnamese
    bool mono;
};
std::span<const TypeRow> typeTable();

enum class ThemeMode { System, Light, Dark };
enum class Motion { PaneOpens, Progress, GoalPassed, TileStep };

inline constexpr std::array<int, 3> kTextSizes{100, 115, 130};

class Theme : public QObject {
    Q_OBJECT
  public:
    explicit Theme(QObject* parent = nullptr);
    ~Theme() override;

    // Puts palette, font and style sheet on the application and keeps them up to date from then on.
    void attach(QApplication& application);

    void setMode(ThemeMode mode);
    ThemeMode mode() const { return m_mode; }
    bool isDark() const { return m_dark; }

    void setTextSize(int percent); // one of kTextSizes; anything else is taken to the nearest
    int textSize() const { return m_textSize; }

    void setReducedMotion(bool reduced);
    bool reducedMotion() const { return m_reducedMotion; }
    int duration(Motion motion) const; // ms; 0 with reduced motion

    QColor color(ColorToken token) const;
    QColor series(int index) const { return color(seriesStyle(index).color); }
    QColor area(const QColor& series) const; // under a stacked curve: solid, between it and the panel
    QColor scale(int step) const; // 0 (low) to 4 (high)

    QFont font(TextRole role) const;
    QFont font(TextRole role, int weight) const;
    int lineHeight(TextRole role) const;
    int px(double pixels) const; // scaled with the text size, rounded

    QPalette palette() const;
    QString styleSheet() const;

    // The one family of each kind that is used: Inter and JetBrains Mono, the system's where they are missing.
    static QString sansFamily();
    static QString monoFamily();

  signals:
    void changed();

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    bool systemIsDark() const;
    void refresh();
    void apply();
    static std::unique_ptr<GlyphResource> makeGlyphs();

    std::unique_ptr<GlyphResource> m_glyphs;

    ThemeMode m_mode = ThemeMode::System;
    bool m_dark = false;
    int m_textSize = 100;
    bool m_reducedMotion = false;
    QApplication* m_application = nullptr;
    QPalette m_platformPalette;
    bool m_applying = false;
};

} // namespace maylab::app
