// A chart's data and picture in files: CSV in the C locale, PNG, SVG.
#pragma once

#include "app/charts/chart_plot.h"

#include <QByteArray>
#include <QImage>

namespace maylab::app {

// Header "time_s,<id>,..."; an absent value is an empty field.
QByteArray chartCsv(const ChartModel& model, double from, double to);
// Tab separated with names and numbers of the screen, for a spreadsheet or a message.
QString chartText(const UiContext& ui, const ChartModel& model, double from, double to);

QImage chartImage(const UiContext& ui, ChartPlot& plot, const ChartModel& model, QSize size, double devicePixelRatio);
QByteArray chartSvg(const UiContext& ui, ChartPlot& plot, const ChartModel& model, QSize size);

} // namespace maylab::app
