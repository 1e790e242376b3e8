// The small solid signs that tell series, requests and states apart without colour: in charts, legends and drawn views.
#pragma once

#include "app/shell/theme.h"

#include <QPointF>

class QPainter;

namespace maylab::app {

// Centred, smooth; `size` is its width in px. The forms are balanced to look equally large. Leaves the painter as it was.
void paintMarker(QPainter& painter, Marker marker, QPointF centre, double size, const QColor& color);

} // namespace maylab::app
