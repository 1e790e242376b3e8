// Time series, stacked areas and heat maps of a dashboard.
#include "app/charts/chart_data.h"
#include "app/panels/dashboard/widget_painter.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace maylab::app {
namespace {

constexpr std::size_t kMostMarkers = 60;
constexpr int kMostTicks = 20;
constexpr double kMostValue = 1e300;

// 1, 2, 5 ... minutes up to an hour are app/charts' own; a dashboard looks back weeks.
double stepOfTime(double seconds, double pixels, double label) {
    const double most = std::max(1.0, std::floor(pixels / (label * 1.8)));
    if (seconds / most <= 3600) return timeStep(seconds, static_cast<int>(pixels), static_cast<int>(label));
    for (const double step : {7'200.0, 10'800.0, 21'600.0, 43'200.0, 86'400.0, 172'800.0, 604'800.0, 1'209'600.0}) {
        if (step >= seconds / most) return step;
    }
    return 2'419'200.0;
}

struct Extent {
    double low = kNaN, high = kNaN;
    void take(double v) {
        if (!std::isfinite(v)) return;
        v = std::clamp(v, -kMostValue, kMostValue); // so that the distance of two is finite
        low = std::isnan(low) ? v : std::min(low, v);
        high = std::isnan(high) ? v : std::max(high, v);
    }
};

} // namespace

// Counted, not added up: beside 1e16 a step of 0.5 is nothing.
std::vector<double> WidgetPainter::Scale::ticks() const {
    const double n = std::floor((high - low) / step + 1e-6);
    std::vector<double> out;
    for (int i = 0; i <= std::min(n, static_cast<double>(kMostTicks)); ++i) {
        const double v = low + i * step;
        out.push_back(std::fabs(v) < step * 1e-6 ? 0 : v);
    }
    return out;
}

WidgetPainter::Plot WidgetPainter::layOut(const QRectF& body, const WidgetPicture& w, const Range& range) const {
    Plot plot;
    const Theme& t = m_ui.theme;
    const auto visible = [&](double at) { return at >= range.from && at <= range.to; };
    Extent extents[2];
    if (w.stacked) {
        // Series are added up at every time that one of them has; where one has none, it adds nothing.
        std::map<double, double> sums[2];
        for (const WidgetSeries& s : w.series) {
            auto& sum = sums[s.right ? 1 : 0];
            std::vector<double>& edge = plot.stacks.emplace_back();
            edge.reserve(s.at.size());
            for (std::size_t i = 0; i < s.at.size(); ++i) {
                if (std::isnan(s.values[i])) {
                    edge.push_back(kNaN);
                    continue;
                }
                edge.push_back(sum[s.at[i]] += s.values[i]);
                if (visible(s.at[i])) extents[s.right ? 1 : 0].take(edge.back());
            }
        }
    } else {
        for (const WidgetSeries& s : w.series) {
            for (std::size_t i = 0; i < s.at.size(); ++i) {
                if (visible(s.at[i])) extents[s.right ? 1 : 0].take(s.values[i]);
            }
        }
    }
    for (const WidgetLine& l : w.lines) {
        extents[l.right ? 1 : 0].take(l.value);
        extents[l.right ? 1 : 0].take(l.to);
    }
    plot.hasRight = std::any_of(w.series.begin(), w.series.end(), [](const WidgetSeries& s) { return s.right; });
    const double bandHeight = w.alarms.empty() ? 0 : static_cast<double>(w.alarms.size()) * 9;
    QRectF r = body.adjusted(0, t.px(5) + bandHeight, 0, -t.px(17));
    const int steps = std::clamp(static_cast<int>(r.height() / t.px(30)), 1, 5);
    const auto scaleOf = [&](const Extent& e, const WidgetAxis& axis) {
        double low = std::isnan(e.low) ? 0 : e.low, high = std::isnan(e.high) ? 1 : e.high;
        // Near zero the axis begins there; else it shows the range that the values move in.
        if (w.stacked || (low > 0 && low < high * 0.5)) low = std::min(low, 0.0);
        if (low == high && std::isnan(axis.minimum)) low = std::min(0.0, low);
        if (std::isfinite(axis.minimum)) low = axis.minimum;
        if (std::isfinite(axis.maximum)) high = axis.maximum;
        const AxisRange n = niceRange(low, high, std::isfinite(axis.minimum), std::isfinite(axis.maximum), steps);
        return Scale{n.low, n.high > n.low ? n.high : n.low + 1, n.step};
    };
    plot.left = scaleOf(extents[0], w.left);
    plot.right = scaleOf(extents[1], w.right);
    const QFontMetricsF metrics(t.font(TextRole::Smallest));
    const auto widest = [&](const Scale& s) {
        double width = t.px(20);
        for (const double v : s.ticks()) width = std::max(width, metrics.horizontalAdvance(value(v)));
        return width;
    };
    r.setLeft(r.left() + std::ceil(widest(plot.left)) + 6);
    r.setRight(r.right() - (plot.hasRight ? std::ceil(widest(plot.right)) + 6 : 6));
    plot.rect = QRectF(std::round(r.left()), std::round(r.top()), std::round(r.width()), std::round(r.height()));
    return plot;
}

void WidgetPainter::paintTimeAxis(QPainter& p, const QRectF& plot, const Range& range) const {
    const Theme& t = m_ui.theme;
    p.setFont(t.font(TextRole::Smallest));
    const double span = range.to - range.from;
    const double label = p.fontMetrics().horizontalAdvance(clock(range.from, span));
    const double step = stepOfTime(span, plot.width(), label);
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

void WidgetPainter::paintTimeSeries(QPainter& p, const QRectF& body, const WidgetPicture& w, const Range& range) const {
    const Theme& t = m_ui.theme;
    const Plot plot = layOut(body, w, range);
    const QRectF& r = plot.rect;
    if (r.height() < t.px(20) || r.width() < t.px(40)) {
        p.setFont(t.font(TextRole::Smallest));
        p.setPen(color(ColorToken::Text));
        p.drawText(body, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, words(w));
        return;
    }
    const double span = range.to - range.from;
    const auto x = [&](double at) { return r.left() + (at - range.from) / span * r.width(); };

    // Bands and stretches lie below the grid.
    p.save();
    p.setClipRect(r);
    for (const WidgetLine& l : w.lines) {
        const Scale& s = l.right ? plot.right : plot.left;
        if (std::isfinite(l.to)) {
            p.fillRect(QRectF(QPointF(r.left(), s.y(std::max(l.value, l.to), r)), QPointF(r.right(), s.y(std::min(l.value, l.to), r))),
                       color(ColorToken::WarnTint));
        } else if (l.fill != WidgetLine::Fill::None) {
            const double y = std::clamp(s.y(l.value, r), r.top(), r.bottom());
            p.fillRect(l.fill == WidgetLine::Fill::Above ? QRectF(r.left(), r.top(), r.width(), y - r.top())
                                                         : QRectF(r.left(), y, r.width(), r.bottom() - y),
                       color(ColorToken::FailTint));
        }
    }
    for (const WidgetMark& m : w.marks) {
        if (std::isfinite(m.to)) p.fillRect(QRectF(QPointF(x(m.at), r.top()), QPointF(x(m.to), r.bottom())), color(ColorToken::Tint));
    }
    p.restore();

    p.setFont(t.font(TextRole::Smallest));
    p.setRenderHint(QPainter::Antialiasing, false);
    const auto axis = [&](const Scale& s, bool right) {
        for (const double v : s.ticks()) {
            const double y = std::round(s.y(v, r));
            if (!right) {
                p.setPen(QPen(color(ColorToken::Grid), 0));
                p.drawLine(QPointF(r.left(), y), QPointF(r.right(), y));
            }
            p.setPen(color(ColorToken::Text2));
            const QRectF place = right ? QRectF(r.right() + 5, y - t.px(8), body.right() - r.right() - 4, t.px(16))
                                       : QRectF(body.left() - 2, y - t.px(8), r.left() - body.left() - 3, t.px(16));
            p.drawText(place, (right ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter | Qt::TextSingleLine,
                       value(v));
        }
    };
    axis(plot.left, false);
    if (plot.hasRight) axis(plot.right, true);
    p.setRenderHint(QPainter::Antialiasing, true);

    p.save();
    p.setClipRect(r.adjusted(-4, -4, 4, 1));
    std::vector<ChartPoint> raw, points;
    QList<QPointF> run;
    const double gap = static_cast<double>(w.period) * 1.5;
    bool any = false;
    // Stacked areas from the top one down, so that each covers what is below it but not above.
    for (std::size_t n = w.series.size(); n-- > 0;) {
        const std::size_t i = w.stacked ? n : w.series.size() - 1 - n;
        const WidgetSeries& series = w.series[i];
        const Scale& s = series.right ? plot.right : plot.left;
        const std::vector<double>& values = w.stacked ? plot.stacks[i] : series.values;
        raw.clear();
        for (std::size_t k = 0; k < series.at.size(); ++k) {
            if (series.at[k] < range.from - gap || series.at[k] > range.to + gap) continue;
            raw.push_back({series.at[k], values[k]});
            any = any || !std::isnan(values[k]);
        }
        thin(raw, range.from, range.to, std::max(1, static_cast<int>(r.width())), gap, points);
        QPen pen(seriesColor(i), 0);
        const SeriesStyle& style = seriesStyle(static_cast<int>(i % kSeriesCount));
        if (!style.dash.empty() && !w.stacked) pen.setDashPattern(QList<qreal>(style.dash.begin(), style.dash.end()));
        const bool markers = !w.stacked && points.size() <= std::min(kMostMarkers, static_cast<std::size_t>(r.width() / 9));
        const double strokes = std::max(2.0, std::round(2 * p.device()->devicePixelRatioF()));
        for (std::size_t k = 0; k < points.size();) {
            run.clear();
            while (k < points.size() && !std::isnan(points[k].value)) {
                run.push_back({x(points[k].at), s.y(points[k].value, r)});
                ++k;
            }
            while (k < points.size() && std::isnan(points[k].value)) ++k;
            if (run.isEmpty()) continue;
            if (w.stacked && run.size() > 1) {
                QList<QPointF> area = run;
                area.push_back({run.back().x(), r.bottom()});
                area.push_back({run.front().x(), r.bottom()});
                p.setRenderHint(QPainter::Antialiasing, false);
                p.setPen(Qt::NoPen);
                p.setBrush(fillColor(i));
                p.drawPolygon(area.constData(), static_cast<int>(area.size()));
                p.setRenderHint(QPainter::Antialiasing, true);
            }
            p.setPen(pen);
            p.setBrush(Qt::NoBrush);
            if (run.size() > 1) {
                for (int stroke = 0; stroke < static_cast<int>(strokes); ++stroke) {
                    const double by = stroke / p.device()->devicePixelRatioF();
                    p.translate(0, by);
                    p.drawPolyline(run.constData(), static_cast<int>(run.size()));
                    p.translate(0, -by);
                }
            }
            // A value without neighbours makes no line.
            if (markers || run.size() == 1) {
                for (const QPointF& at : run) paintSeriesMark(p, i, at, 6);
            }
        }
    }
    p.restore();
    paintLines(p, plot, w);
    paintMarks(p, plot, w, range);
    paintTimeAxis(p, r, range);
    if (!w.alarms.empty()) paintAlarmBand(p, QRectF(r.left(), body.top() + 2, r.width(), static_cast<double>(w.alarms.size()) * 9), w, range);
    if (!any) paintNote(p, r, tr("No data in this range"));
}

void WidgetPainter::paintLines(QPainter& p, const Plot& plot, const WidgetPicture& w) const {
    const Theme& t = m_ui.theme;
    const QRectF& r = plot.rect;
    const QFont font = t.font(TextRole::Smallest, QFont::DemiBold);
    const QFontMetricsF metrics(font);
    for (const WidgetLine& l : w.lines) {
        const Scale& s = l.right ? plot.right : plot.left;
        const double y = std::round(s.y(l.value, r));
        if (y < r.top() - 1 || y > r.bottom() + 1) continue;
        QPen pen(color(ColorToken::Fail), 1.5);
        pen.setDashPattern({4, 2});
        p.setRenderHint(QPainter::Antialiasing, false);
        p.setPen(pen);
        p.drawLine(QPointF(r.left(), y), QPointF(r.right(), y));
        if (std::isfinite(l.to)) {
            const double other = std::round(s.y(l.to, r));
            p.drawLine(QPointF(r.left(), other), QPointF(r.right(), other));
        }
        p.setRenderHint(QPainter::Antialiasing, true);
        const QString text = l.label.empty() ? value(l.value) : QString::fromStdString(l.label) + u' ' + value(l.value);
        const double width = std::min(metrics.horizontalAdvance(text) + 6, r.width());
        const double height = t.px(14);
        // Above the line, below it where there is no room.
        const double top = y - height - 1 >= r.top() ? y - height - 1 : y + 2;
        const QRectF place(r.left() + 4, top, width, height);
        p.setFont(font);
        p.fillRect(place.adjusted(-2, 1, 0, -1), color(ColorToken::Panel));
        paintText(p, place, text, ColorToken::Fail);
    }
}

void WidgetPainter::paintMarks(QPainter& p, const Plot& plot, const WidgetPicture& w, const Range& range) const {
    const Theme& t = m_ui.theme;
    const QRectF& r = plot.rect;
    p.setFont(t.font(TextRole::Smallest));
    double free = r.left() - 1e6;
    for (const WidgetMark& m : w.marks) {
        if (m.at < range.from || m.at > range.to) continue;
        const double x = std::round(r.left() + (m.at - range.from) / (range.to - range.from) * r.width());
        p.setRenderHint(QPainter::Antialiasing, false);
        p.setPen(QPen(color(ColorToken::Accent), 0));
        p.drawLine(QPointF(x, r.top()), QPointF(x, r.bottom()));
        p.setRenderHint(QPainter::Antialiasing, true);
        const QString text = QString::fromStdString(m.label);
        const double width = p.fontMetrics().horizontalAdvance(text) + 2.0;
        if (text.isEmpty() || x < free) continue;
        const bool right = x + 4 + width <= r.right();
        const QRectF place(right ? x + 3 : std::max(r.left(), x - 4 - width), r.bottom() - t.px(16), std::min(width, r.width()), t.px(15));
        p.fillRect(place, color(ColorToken::Panel));
        paintText(p, place, text, ColorToken::Accent);
        free = x + width + 8;
    }
}

// OK is a thin line, ALARM a thick bar: not by colour alone. Without data there is a dotted line.
void WidgetPainter::paintAlarmBand(QPainter& p, const QRectF& band, const WidgetPicture& w, const Range& range) const {
    p.save();
    p.setClipRect(band);
    p.setRenderHint(QPainter::Antialiasing, false);
    for (std::size_t i = 0; i < w.alarms.size(); ++i) {
        const double top = band.top() + static_cast<double>(i) * 9;
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
    Extent extent;
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
