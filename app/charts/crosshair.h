// The line under the pointer and its box of values, on top of the plot, so that moving it repaints no graph.
#pragma once

#include "app/charts/chart_clock.h"
#include "app/charts/chart_plot.h"

#include <QWidget>

namespace maylab::app {

class Crosshair : public QWidget {
    Q_OBJECT
  public:
    Crosshair(const UiContext& ui, const ChartPlot& plot, const ChartModel& model, const ChartGroup& group,
              QWidget* parent);
    void setPoints(const std::vector<std::vector<ChartPoint>>* points) { m_points = points; }

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    const UiContext& m_ui;
    const ChartPlot& m_plot;
    const ChartModel& m_model;
    const ChartGroup& m_group;
    const std::vector<std::vector<ChartPoint>>* m_points = nullptr;
};

} // namespace maylab::app
