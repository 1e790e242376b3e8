// Time series, which the charts draw, the states of alarms above them, and heat maps.
#include "app/charts/chart_data.h"
#include "app/panels/dashboard/widget_chart.h"
#include "app/panels/dashboard/widget_painter.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace maylab::app {
namespace {

constexpr double kAlarmBar = 9; // px of each alarm's states

} // namespace

void WidgetPainter::paintTimeAxis(QPainter& p, const QRectF& plot, const Range& range) const {
    const Theme& t = m_ui.theme;
    p.setFont(t.font(TextRole::Smallest));
    const double span = range.to - range.from;
    const double label = p.fontMetrics().horizontalAdvance(clock(range.from, span));
    const double step = timeStep(span, static_cast<int>(plot.width()), static_cast<int>(label));
    p.setRenderHint(QPainter::Antialiasing, false);
    p.setPen(QPen(color(ColorToken::Axis), 0));
    p.drawLine(QPointF(plot.left(), plot.bottom()), QPointF(plot.right(), plot.bottom()));
    const QFontMetricsF metrics(p.font());
    double free = plot.left() - label;
    for (double at = std::ceil(range.from / step) * step; at <= range.to + 1e-6; at += step) {
        const double x = std::round(plot.left() + (at - range.from) / span * plot.width());
        const QString text = clock(at, span);
        const double width = metrics.horizontalAdvance(text);
        double left = x - width / 2;
        // The last one moves in rather than out of the widget.
        left = std::min(left, plot.right() + 8 - width);
        p.setPen(QPen(color(ColorToken::Axis), 0));
        p.drawLine(QPointF(x, plot.bottom()), QPointF(x, plot.bottom() + 3));
        if (left < free) continue;
        p.setPen(color(ColorToken::Text2));
        p.drawText(QRectF(left, plot.bottom() + 3, width + 1, t.px(15)), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, text);
        free = left + width + 6;
    }
    p.setRenderHint(QPainter::Antialiasing, true);
}

WidgetChart& WidgetPainter::chart() const {
    if (!m_chart) m_chart = std::make_unique<WidgetChart>(m_ui, [this](double at, double span) { return clock(at, span); });
    return *m_chart;
}

// Below the states of alarms, a bar each.
QRectF WidgetPainter::layOut(const QRectF& body, const WidgetPicture& w, const Range& range) const {
    return chart().layOut(w, body.adjusted(0, static_cast<double>(w.alarms.size()) * kAlarmBar, 0, 0), range.from, range.to);
}

void WidgetPainter::paintTimeSeries(QPainter& p, const QRectF& body, const WidgetPicture& w, const Range& range) const {
    const Theme& t = m_ui.theme;
    const QRectF plot = layOut(body, w, range);
    if (plot.height() < t.px(20) || plot.width() < t.px(40)) {
        p.setFont(t.font(TextRole::Smallest));
        p.setPen(color(ColorToken::Text));
        p.drawText(body, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, words(w));
        return;
    }
    chart().paint(p);
    if (!w.alarms.empty()) paintAlarmBand(p, QRectF(plot.left(), body.top() + 2, plot.width(), static_cast<double>(w.alarms.size()) * kAlarmBar), w, range);
    if (!chart().hasData()) return paintNote(p, plot, tr("No data in this range"));
    if (!w.band) return;
    p.setFont(t.font(TextRole::Smallest));
    const QString text = bandNote();
    const QRectF place(plot.left() + 4, plot.top() + 1, std::min<double>(p.fontMetrics().horizontalAdvance(text) + 4, plot.width() - 8), t.px(14));
    p.fillRect(place, color(ColorToken::Panel));
    paintText(p, place, text, ColorToken::Text2);
}

// OK is a thin line, ALARM a thick bar: not by colour alone. Without data there is a dotted line.
void WidgetPainter::paintAlarmBand(QPainter& p, const QRectF& band, const WidgetPicture& w, const Range& range) const {
    p.save();
    p.setClipRect(band);
    p.setRenderHint(QPainter::Antialiasing, false);
    for (std::size_t i = 0; i < w.alarms.size(); ++i) {
        const double top = band.top() + static_cast<double>(i) * kAlarmBar;
        for (const WidgetStretch& s : w.alarms[i].stretches) {
            const auto x = [&](double at) { return std::round(band.left() + (at - range.from) / (range.to - range.from) * band.width()); };
            const double left = std::max(x(s.from), band.left()), right = std::min(x(s.to), band.right());
            if (right <= left) continue;
            if (s.state == "ALARM") p.fillRect(QRectF(left, top, right - left, 8), color(ColorToken::Fail));
            else if (s.state == "OK") p.fillRect(QRectF(left, top, right - left, 3), color(ColorToken::Pass));
            else {
                QPen pen(color(ColorToken::Muted), 1);
                pen.setDashPattern({2, 3});
                p.setPen(pen);
                p.drawLine(QPointF(left, top + 1), QPointF(right, top + 1));
            }
        }
    }
    p.restore();
}

// A row for each series, a column for each period; the legend says from which value to which a colour stands.
void WidgetPainter::paintHeatmap(QPainter& p, const QRectF& body, const WidgetPicture& w, const Range& range) const {
    const Theme& t = m_ui.theme;
    ValueExtent extent;
    for (const WidgetSeries& s : w.series) {
        for (std::size_t i = 0; i < s.at.size(); ++i) {
            if (s.at[i] >= range.from && s.at[i] <= range.to) extent.take(s.values[i]);
        }
    }
    if (std::isnan(extent.low)) {
        paintNote(p, body, tr("No data in this range"));
        return;
    }
    p.setFont(t.font(TextRole::Smallest));
    const QFontMetricsF metrics(p.font());
    const double legend = t.px(18);
    double names = 0;
    for (const WidgetSeries& s : w.series) names = std::max(names, metrics.horizontalAdvance(QString::fromStdString(s.label)));
    names = std::min(names + 8, body.width() * 0.3);
    const QRectF plot(std::round(body.left() + names), std::round(body.top() + legend + 2), std::round(body.width() - names - 6),
                      std::round(body.height() - legend - t.px(19)));
    if (plot.width() < t.px(40) || plot.height() < t.px(12)) {
        p.setPen(color(ColorToken::Text));
        p.drawText(body, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, words(w));
        return;
    }
    const double span = range.to - range.from;
    const double row = plot.height() / static_cast<double>(w.series.size());
    const auto step = [&](double v) {
        const double share = extent.high > extent.low ? (v - extent.low) / (extent.high - extent.low) : 1;
        return std::clamp(static_cast<int>(share * 5), 0, 4);
    };
    p.setRenderHint(QPainter::Antialiasing, false);
    const double cell = std::max(2.0, static_cast<double>(w.period) / span * plot.width());
    const double margin = row > 6 && cell > 4 ? 1 : 0;
    const auto every = static_cast<std::size_t>(std::max(1.0, std::ceil(t.px(14) / row))); // names that fit
    for (std::size_t i = 0; i < w.series.size(); ++i) {
        const WidgetSeries& s = w.series[i];
        const double top = plot.top() + static_cast<double>(i) * row;
        if (i % every == 0) {
            paintText(p, QRectF(body.left(), top, names - 6, std::max(row, static_cast<double>(t.px(14)))), QString::fromStdString(s.label), ColorToken::Text2);
        }
        for (std::size_t k = 0; k < s.at.size(); ++k) {
            const double x = plot.left() + (s.at[k] - range.from) / span * plot.width();
            if (x < plot.left() - 1e-6 || x >= plot.right() || std::isnan(s.values[k])) continue;
            p.fillRect(QRectF(x, top, std::min(cell, plot.right() - x), row).adjusted(0, 0, -margin, -margin), t.scale(step(s.values[k])));
        }
    }
    paintTimeAxis(p, plot, range);
    const QString low = value(extent.low), high = value(extent.high);
    double x = plot.right() - metrics.horizontalAdvance(high);
    p.setFont(t.font(TextRole::Smallest));
    paintText(p, QRectF(x, body.top(), metrics.horizontalAdvance(high) + 2, legend - 2), high, ColorToken::Text2);
    x -= 4 + 5 * 12;
    for (int i = 0; i < 5; ++i) p.fillRect(QRectF(x + i * 12, body.top() + (legend - 2 - 10) / 2, 11, 10), t.scale(i));
    x -= 4 + metrics.horizontalAdvance(low);
    paintText(p, QRectF(x, body.top(), metrics.horizontalAdvance(low) + 2, legend - 2), low, ColorToken::Text2);
}

} // namespace maylab::app
