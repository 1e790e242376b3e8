// The plot inside a LiveChart: graphs of thin strokes, bands, goal lines, marks, the now line. Includes QCustomPlot:
// only .cpp files of this room include this header.
#pragma once

#include "app/charts/chart_data.h"
#include "app/charts/chart_model.h"
#include "app/shell/ui_context.h"

#include <qcustomplot.h>

#include <vector>

namespace maylab::app {

// A line of `width` px drawn as cosmetic one-device-pixel strokes side by side: a wide pen on noisy data is some
// hundred times slower. On a vector device it is one stroke of that width.
class StrokeGraph : public QCPGraph {
  public:
    StrokeGraph(QCPAxis* keyAxis, QCPAxis* valueAxis) : QCPGraph(keyAxis, valueAxis) {}
    void setStrokeWidth(double width) { m_width = width; }

  protected:
    void drawLinePlot(QCPPainter* painter, const QVector<QPointF>& lines) const override;

  private:
    double m_width = 2;
};

class ChartPlot : public QCustomPlot {
  public:
    ChartPlot(const UiContext& ui, const ChartModel& model, QWidget* parent);

    void restyle();     // colours, fonts, margins
    void restructure(); // other series
    void setXAxisTitle(const QString& title, const QString& shortTitle); // the short one where a quarter of the width is too little

    // Draws [from, to]; `points` holds the points of each series.
    void show(double from, double to, const std::vector<std::vector<ChartPoint>>& points);
    // The same without a repaint, for a plot of that size that is no window's (ChartPicture).
    void layOutFor(QSize size, double from, double to, const std::vector<std::vector<ChartPoint>>& points);
    int drawnPoints() const { return m_drawn; }

    QRect plotRect() const { return axisRect()->rect(); }
    double timeAt(double x) const { return xAxis->pixelToCoord(x); }
    double xOf(double at) const { return xAxis->coordToPixel(at); }
    double yOf(double value, bool right = false) const { return (right ? yAxis2 : yAxis)->coordToPixel(value); }
    QColor seriesColor(const ChartSeries& series) const;
    QPen seriesPen(const ChartSeries& series) const; // one device pixel, cosmetic
    const std::vector<ChartSeries>& series() const { return m_series; }
    QStringList paintedTexts() const;
    QList<QRectF> labelRects() const;        // of the model's lines, in their order
    double covered(const QRectF& rect) const; // how much of the curves it lies over, in pixels of time

    // Called by the annotations.
    void paintBands(QCPPainter* painter) const;
    void paintLines(QCPPainter* painter) const;

  private:
    void lay(double from, double to, const std::vector<std::vector<ChartPoint>>& points);
    void fitValues(const std::vector<std::vector<ChartPoint>>& points);
    void fitAxis(bool right, const std::vector<std::vector<ChartPoint>>& points);
    void fitMargins();
    QString timeText(double at) const;
    void placeLabels();
    QRectF labelRect(const ChartLine& line, int place) const;

    const UiContext& m_ui;
    const ChartModel& m_model;
    std::vector<ChartSeries> m_series;
    std::vector<StrokeGraph*> m_graphs;
    QString m_longTitle, m_shortTitle, m_xTitle;
    double m_from = 0;
    double m_to = 1;
    int m_drawn = 0;
    std::vector<int> m_labels; // where the words of each line stand
    struct ValueAxis {
        AxisRange range{0, 0, 0};
        int steps = 0;
    };
    ValueAxis m_values[2]; // left, right
    bool m_logarithmic = false;
    bool m_hasRight = false;
};

// Sample of a series' line for legend and export, in `rect`.
void paintSample(QPainter& painter, const ChartPlot& plot, const ChartSeries& series, const QRectF& rect);

} // namespace maylab::app
