#include "app/charts/chart_picture.h"

#include "app/charts/chart_plot.h"

#include <QPixmap>

namespace maylab::app {

struct ChartPicture::Private {
    Private(const UiContext& ui, const ChartModel& m) : model(m), plot(ui, m, nullptr) {}
    const ChartModel& model;
    ChartPlot plot;
    QSize size;
    std::vector<std::vector<ChartPoint>> points;
};

ChartPicture::ChartPicture(const UiContext& ui, const ChartModel& model) : d(std::make_unique<Private>(ui, model)) {}
ChartPicture::~ChartPicture() = default;

QRectF ChartPicture::layOut(QSize size, double from, double to) {
    d->size = size;
    d->plot.restructure();
    d->points.resize(d->plot.series().size());
    for (std::size_t i = 0; i < d->points.size(); ++i) {
        d->points[i].clear();
        d->model.points(static_cast<int>(i), from, to, d->points[i]);
    }
    d->plot.layOutFor(size, from, to, d->points);
    return d->plot.plotRect();
}

void ChartPicture::paint(QPainter& painter, QPointF at) const {
    const double ratio = painter.device()->devicePixelRatioF();
    QPixmap pixels(d->size * ratio);
    pixels.setDevicePixelRatio(ratio);
    QCPPainter own(&pixels);
    d->plot.toPainter(&own, d->size.width(), d->size.height());
    own.end();
    painter.drawPixmap(at, pixels);
}

} // namespace maylab::app
