#include "app/shell/marker.h"

#include <QPainter>

#include <initializer_list>

namespace maylab::app {

void paintMarker(QPainter& painter, Marker marker, QPointF centre, double size, const QColor& color) {
    const double r = size / 2;
    const double inner = r * 0.88; // a square's half side
    const double flat = r * 0.8;   // from a triangle's middle to its side, and of a cross
    const auto at = [&](double x, double y) { return centre + QPointF(x, y); };
    const auto polygon = [&](std::initializer_list<QPointF> corners) {
        painter.drawPolygon(corners.begin(), static_cast<int>(corners.size()));
    };
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    switch (marker) {
    case Marker::None: break;
    case Marker::Circle: painter.drawEllipse(centre, r, r); break;
    case Marker::Square: painter.drawRect(QRectF(at(-inner, -inner), at(inner, inner))); break;
    case Marker::Triangle: polygon({at(0, -r), at(r, flat), at(-r, flat)}); break;
    case Marker::TriangleDown: polygon({at(0, r), at(r, -flat), at(-r, -flat)}); break;
    case Marker::Diamond: polygon({at(0, -r), at(r, 0), at(0, r), at(-r, 0)}); break;
    case Marker::Cross:
        painter.setPen(QPen(color, 2));
        painter.drawLine(at(-flat, -flat), at(flat, flat));
        painter.drawLine(at(-flat, flat), at(flat, -flat));
        break;
    }
    painter.restore();
}

} // namespace maylab::app
