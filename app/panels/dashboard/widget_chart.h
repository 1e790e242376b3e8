// A widget of time series as a chart: what the labs' own charts draw, dashboards draw alike.
//
// Times are Unix seconds. Values that no axis can show are gaps; very large ones are cut, so that distances stay finite.
#pragma once

#include "app/charts/chart_picture.h"
#include "app/session/dashboard_picture.h"

#include <QRectF>

#include <functional>
#include <limits>
#include <vector>

namespace maylab::app {

double shown(double value); // NaN where no axis can show it

struct ValueExtent {
    double low = std::numeric_limits<double>::quiet_NaN(), high = low; // NaN: of nothing
    void take(double value);
};

class WidgetChart : public ChartModel {
    Q_OBJECT
  public:
    // What stands under the time axis, of a time and the visible span.
    WidgetChart(const UiContext& ui, std::function<QString(double, double)> clock);

    // Where the curves lie in `body`; what is painted next.
    QRectF layOut(const WidgetPicture& widget, const QRectF& body, double from, double to);
    void paint(QPainter& painter) const;
    // A value lies in the time that was laid out.
    bool hasData() const { return m_any; }

    QString title() const override { return {}; }
    QString unit() const override { return {}; }
    QString seriesName(int series) const override;
    std::vector<ChartSeries> series() const override;
    void points(int series, double from, double to, std::vector<ChartPoint>& out) const override;
    double now() const override { return -1; } // no line
    double gapSeconds() const override;
    std::optional<double> minimum() const override { return m_axes[0].low; }
    std::optional<double> maximum() const override { return m_axes[0].high; }
    std::optional<double> rightMinimum() const override { return m_axes[1].low; }
    std::optional<double> rightMaximum() const override { return m_axes[1].high; }
    bool stacked() const override;
    bool embedded() const override { return true; }
    QString timeText(double at, double span) const override { return m_clock(at, span); }
    std::vector<ChartLine> lines() const override;
    std::vector<ChartMark> marks() const override;
    std::vector<ChartBand> bands() const override;

  private:
    struct Axis {
        std::optional<double> low, high; // fixed ends
    };
    void stack();
    void fit(double from, double to);

    const UiContext& m_ui;
    std::function<QString(double, double)> m_clock;
    const WidgetPicture* m_widget = nullptr;
    std::vector<std::vector<double>> m_stacks; // upper edges, where the series are stacked
    Axis m_axes[2];                            // left, right
    bool m_any = false;
    QPointF m_at;
    ChartPicture m_picture;
};

} // namespace maylab::app
