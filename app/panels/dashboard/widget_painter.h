// Draws one widget of a dashboard into a rectangle: header with title and legend, then the body of its kind. Colours
// come from the theme: those that a dashboard's body names are kept there, and the theme's series are drawn, which can
// be told apart by every eye. More than six series take the colours again, with their markers.
#pragma once

#include "app/session/dashboard_picture.h"
#include "app/shell/ui_context.h"

#include <QCoreApplication>
#include <QPainter>
#include <QRectF>
#include <QString>

#include <algorithm>
#include <limits>
#include <memory>
#include <vector>

namespace maylab::app {

class WidgetChart;

inline constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

class WidgetPainter {
    Q_DECLARE_TR_FUNCTIONS(WidgetPainter)
  public:
    explicit WidgetPainter(const UiContext& ui);
    ~WidgetPainter();

    struct Range { // Unix seconds
        double from = 0, to = 1;
    };
    // Of the whole rectangle `corner` px at the right of the header are left to the menu's sign.
    void paint(QPainter& painter, const QRectF& rect, const WidgetPicture& widget, const Range& range, double corner) const;

    double headerHeight() const { return m_ui.theme.px(26); }
    static QString bandNote() { return tr("The band's model is ours, not CloudWatch's."); }
    static QString kindWord(WidgetKind kind, bool stacked);
    // The title, or what stands in its place.
    static QString titleOf(const WidgetPicture& widget);
    // What a widget shows now, in words: "hit % 92.4", "shop-cpu-high: ALARM".
    QString words(const WidgetPicture& widget) const;
    // The values at a time, a line each; empty where there is none.
    QString valuesAt(const WidgetPicture& widget, double second) const;
    // Where the plot of a time series lies, and the time under a place of it.
    QRectF plotRect(const QRectF& rect, const WidgetPicture& widget, const Range& range) const;
    QString clock(double second, double span) const; // UTC
    QString value(double v) const { return m_ui.format().scaled(v); }

  private:
    struct LegendEntry {
        QString text;
        int series = 0; // -1: the alarm's sign
    };

    // --- widget_painter.cpp ---
    QRectF paintHeader(QPainter& p, const QRectF& rect, const WidgetPicture& w, double corner) const; // returns the body
    QRectF bodyOf(const QRectF& rect, const WidgetPicture& w, double corner, std::vector<LegendEntry>* inHeader,
                  std::vector<LegendEntry>* below) const;
    std::vector<LegendEntry> legendOf(const WidgetPicture& w) const;
    double entryWidth(const LegendEntry& entry) const;
    void paintEntry(QPainter& p, const QRectF& rect, const LegendEntry& entry, const WidgetPicture& w) const;
    void paintAlarms(QPainter& p, const QRectF& body, const WidgetPicture& w) const;
    void paintMarkdown(QPainter& p, const QRectF& body, const WidgetPicture& w) const;
    void paintProblem(QPainter& p, const QRectF& body, const QString& text) const;
    void paintNote(QPainter& p, const QRectF& body, const QString& text) const;
    // --- time_series_painter.cpp ---
    WidgetChart& chart() const;
    QRectF layOut(const QRectF& body, const WidgetPicture& w, const Range& range) const; // where the curves lie
    void paintTimeSeries(QPainter& p, const QRectF& body, const WidgetPicture& w, const Range& range) const;
    void paintTimeAxis(QPainter& p, const QRectF& plot, const Range& range) const;
    void paintAlarmBand(QPainter& p, const QRectF& band, const WidgetPicture& w, const Range& range) const;
    void paintHeatmap(QPainter& p, const QRectF& body, const WidgetPicture& w, const Range& range) const;
    // --- value_painters.cpp ---
    void paintNumber(QPainter& p, const QRectF& body, const WidgetPicture& w) const;
    void paintGauge(QPainter& p, const QRectF& body, const WidgetPicture& w) const;
    void paintBars(QPainter& p, const QRectF& body, const WidgetPicture& w) const;
    void paintPie(QPainter& p, const QRectF& body, const WidgetPicture& w) const;
    void paintTable(QPainter& p, const QRectF& body, const WidgetPicture& w) const;
    void paintWords(QPainter& p, const QRectF& body, const WidgetPicture& w) const; // a table of words

    QColor color(ColorToken token) const { return m_ui.theme.color(token); }
    QColor seriesColor(std::size_t index) const { return m_ui.theme.series(static_cast<int>(index % kSeriesCount)); }
    void paintText(QPainter& p, const QRectF& rect, const QString& text, ColorToken token,
                   int align = Qt::AlignLeft | Qt::AlignVCenter) const;

    const UiContext& m_ui;
    mutable std::unique_ptr<WidgetChart> m_chart; // of the widget that is painted
};

} // namespace maylab::app
