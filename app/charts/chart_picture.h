// The plot of a chart drawn into somebody else's picture: for panels that draw many charts on one surface. The same
// curves, axes and labels as a LiveChart's, without its frame.
//
// The model outlives it. Sizes are pixels; times are the model's.
#pragma once

#include "app/charts/chart_model.h"
#include "app/shell/ui_context.h"

#include <QRectF>
#include <QSize>

#include <memory>

class QPainter;

namespace maylab::app {

class ChartPicture {
  public:
    ChartPicture(const UiContext& ui, const ChartModel& model);
    ~ChartPicture();

    // Asks the model for everything and lays [from, to] out in that size. The curves lie in the rectangle that comes back.
    QRectF layOut(QSize size, double from, double to);
    // As it was laid out last, its upper left corner at `at`.
    void paint(QPainter& painter, QPointF at) const;

  private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace maylab::app
