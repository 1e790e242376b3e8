#include "app/charts/crosshair.h"

#include "app/shell/marker.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace maylab::app {

Crosshair::Crosshair(const UiContext& ui, const ChartPlot& plot, const ChartModel& model, const ChartGroup& group,
                     QWidget* parent)
    : QWidget(parent), m_ui(ui), m_plot(plot), m_model(model), m_group(group) {
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setAttribute(Qt::WA_NoSystemBackground);
    setFocusPolicy(Qt::NoFocus);
}

void Crosshair::paintEvent(QPaintEvent*) {
    if (!m_group.hasCursor() || m_points == nullptr) return;
    const double at = m_group.cursor();
    if (at < m_group.from() || at > m_group.to()) return;
    const Theme& theme = m_ui.theme;
    const Format format = m_ui.format();
    const QRect area = m_plot.plotRect();
    const double x = std::round(m_plot.xOf(at));
    if (x < area.left() || x > area.right()) return;
    QPainter painter(this);
    painter.setPen(QPen(theme.color(ColorToken::Line2), 0));
    painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));

    struct Entry {
        QString name;
        QString value;
        QColor color;
    };
    std::vector<Entry> entries;
    const auto& series = m_plot.series();
    painter.setRenderHint(QPainter::Antialiasing);
    for (std::size_t s = 0; s < series.size() && s < m_points->size(); ++s) {
        const double value = valueAt((*m_points)[s], at, m_model.gapSeconds());
        const QColor color = m_plot.seriesColor(series[s]);
        entries.push_back({m_model.seriesName(static_cast<int>(s)), format.number(value, m_model.decimals()), color});
        if (std::isnan(value)) continue;
        const double y = m_plot.yOf(value);
        if (y >= area.top() - 1 && y <= area.bottom() + 1) {
            paintMarker(painter, series[s].ghost ? Marker::Circle : seriesStyle(series[s].style).marker,
                        QPointF(x + 0.5, y), 8, color);
        }
    }
    const QFont font = theme.font(TextRole::Smallest);
    const QFont bold = theme.font(TextRole::Smallest, QFont::DemiBold);
    const QFontMetrics metrics(bold);
    const QString time = format.shortClock(at);
    int names = metrics.horizontalAdvance(time);
    int values = 0;
    for (const Entry& e : entries) {
        names = std::max(names, metrics.horizontalAdvance(e.name));
        values = std::max(values, metrics.horizontalAdvance(e.value));
    }
    const int line = theme.px(16);
    const int pad = theme.px(7);
    const int width = names + theme.px(14) + values + 2 * pad;
    const int height = line * (1 + static_cast<int>(entries.size())) + 2 * theme.px(4);
    // At the right of the line, at its left where there is no room; inside the plot.
    double left = x + 10;
    if (left + width > this->width() - 2) left = x - 10 - width;
    left = std::max(2.0, left);
    const double top = std::clamp(area.center().y() - height / 2.0, 0.0, std::max(0.0, this->height() - height - 1.0));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.color(ColorToken::Line2), 1));
    painter.setBrush(theme.color(ColorToken::Panel));
    painter.drawRoundedRect(QRectF(std::round(left) + 0.5, std::round(top) + 0.5, width, height), 4, 4);
    QRectF row(left + pad, top + theme.px(4), width - 2 * pad, line);
    painter.setFont(bold);
    painter.setPen(theme.color(ColorToken::Text));
    painter.drawText(row, Qt::AlignVCenter | Qt::AlignLeft, time);
    for (const Entry& e : entries) {
        row.translate(0, line);
        painter.setFont(font);
        painter.setPen(theme.color(ColorToken::Text2));
        painter.drawText(row, Qt::AlignVCenter | Qt::AlignLeft, e.name);
        painter.setFont(bold);
        painter.setPen(e.color);
        painter.drawText(row, Qt::AlignVCenter | Qt::AlignRight, e.value);
    }
}

} // namespace maylab::app
