// The kinds of widget that show one value of each series: number, gauge, bars, pie, table.
#include "app/panels/dashboard/widget_painter.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace maylab::app {
namespace {

struct Figures {
    double low = kNaN, high = kNaN, mean = kNaN;
};

Figures figuresOf(const WidgetSeries& s) {
    Figures f;
    double sum = 0;
    std::size_t n = 0;
    for (const double v : s.values) {
        if (std::isnan(v)) continue;
        f.low = n == 0 ? v : std::min(f.low, v);
        f.high = n == 0 ? v : std::max(f.high, v);
        sum += v;
        ++n;
    }
    if (n > 0) f.mean = sum / static_cast<double>(n);
    return f;
}

} // namespace

void WidgetPainter::paintNumber(QPainter& p, const QRectF& body, const WidgetPicture& w) const {
    const Theme& t = m_ui.theme;
    // As many beside one another as keep their figures readable.
    const auto n = static_cast<int>(w.series.size());
    const int columns = std::clamp(static_cast<int>(body.width() / t.px(90)), 1, n);
    const int rows = std::max(1, std::min((n + columns - 1) / columns, static_cast<int>(body.height() / t.px(36))));
    const double width = body.width() / columns, height = body.height() / rows;
    for (int i = 0; i < std::min(n, rows * columns); ++i) {
        const WidgetSeries& s = w.series[static_cast<std::size_t>(i)];
        const QRectF cell(body.left() + i % columns * width, body.top() + i / columns * height, width - 6, height);
        const bool named = n > 1 || QString::fromStdString(s.label) != titleOf(w);
        const double label = named ? t.px(18) : 0;
        const QString text = value(s.latest);
        QFont font = t.font(TextRole::PageTitle);
        double pixels = std::clamp((cell.height() - label) * 0.85, static_cast<double>(t.px(13)), static_cast<double>(t.px(40)));
        font.setPixelSize(static_cast<int>(pixels));
        while (pixels > t.px(11) && QFontMetricsF(font).horizontalAdvance(text) > cell.width()) font.setPixelSize(static_cast<int>(--pixels));
        p.setFont(font);
        paintText(p, cell.adjusted(0, 0, 0, -label), text, ColorToken::Text);
        if (!named) continue;
        p.setFont(t.font(TextRole::Small));
        const double top = cell.bottom() - label;
        p.fillRect(QRectF(cell.left(), top + label / 2 - 4, 8, 8), seriesColor(static_cast<std::size_t>(i)));
        paintText(p, QRectF(cell.left() + 13, top, cell.width() - 13, label), QString::fromStdString(s.label), ColorToken::Text2);
    }
}

void WidgetPainter::paintGauge(QPainter& p, const QRectF& body, const WidgetPicture& w) const {
    const Theme& t = m_ui.theme;
    const WidgetSeries& s = w.series.front();
    const double low = std::isfinite(w.left.minimum) ? w.left.minimum : 0;
    const double high = std::isfinite(w.left.maximum) && w.left.maximum > low ? w.left.maximum : low + 100;
    const QString name = QString::fromStdString(s.label);
    const double foot = t.px(16) + (name != titleOf(w) ? t.px(16) : 0);
    const double radius = std::min(body.width() / 2 - 8, body.height() - foot - 2);
    if (radius < t.px(22)) return paintNumber(p, body, w);
    const QPointF centre(body.center().x(), body.top() + 2 + radius + (body.height() - foot - 2 - radius) / 2);
    const double thick = std::clamp(radius * 0.2, 6.0, 18.0);
    const QRectF arc(centre.x() - radius + thick / 2, centre.y() - radius + thick / 2, 2 * radius - thick, 2 * radius - thick);
    const auto share = [&](double v) { return std::clamp((v - low) / (high - low), 0.0, 1.0); };
    const auto draw = [&](double from, double to, const QColor& c) {
        p.setPen(QPen(c, thick, Qt::SolidLine, Qt::FlatCap));
        p.setBrush(Qt::NoBrush);
        p.drawArc(arc, static_cast<int>(std::lround((180 - 180 * from) * 16)), static_cast<int>(std::lround(-180 * (to - from) * 16)));
    };
    draw(0, 1, color(ColorToken::Hover));
    if (!std::isnan(s.latest)) draw(0, share(s.latest), seriesColor(0));
    for (const WidgetLine& l : w.lines) { // thresholds
        const double angle = std::numbers::pi * (1 - share(l.value));
        const QPointF direction(std::cos(angle), -std::sin(angle));
        p.setPen(QPen(color(ColorToken::Fail), 2));
        p.drawLine(centre + direction * (radius - thick - 3), centre + direction * (radius + 2));
    }
    QFont font = t.font(TextRole::PageTitle);
    double pixels = std::clamp(radius * 0.36, static_cast<double>(t.px(12)), static_cast<double>(t.px(32)));
    font.setPixelSize(static_cast<int>(pixels));
    const QString text = value(s.latest);
    while (pixels > t.px(11) && QFontMetricsF(font).horizontalAdvance(text) > 2 * (radius - thick) - 8) font.setPixelSize(static_cast<int>(--pixels));
    p.setFont(font);
    paintText(p, QRectF(centre.x() - radius + thick, centre.y() - radius * 0.55, 2 * (radius - thick), radius * 0.55), text, ColorToken::Text,
              Qt::AlignHCenter | Qt::AlignBottom);
    p.setFont(t.font(TextRole::Smallest));
    paintText(p, QRectF(centre.x() - radius - 6, centre.y() + 1, radius, t.px(15)), value(low), ColorToken::Text2, Qt::AlignLeft | Qt::AlignVCenter);
    paintText(p, QRectF(centre.x() + 6, centre.y() + 1, radius, t.px(15)), value(high), ColorToken::Text2, Qt::AlignRight | Qt::AlignVCenter);
    if (name != titleOf(w)) {
        paintText(p, QRectF(body.left(), centre.y() + t.px(15), body.width(), t.px(16)), name, ColorToken::Text2, Qt::AlignCenter);
    }
}

void WidgetPainter::paintBars(QPainter& p, const QRectF& body, const WidgetPicture& w) const {
    const Theme& t = m_ui.theme;
    p.setFont(t.font(TextRole::Smallest));
    const QFontMetricsF metrics(p.font());
    double low = 0, high = 0, names = 0, values = 0;
    for (const WidgetSeries& s : w.series) {
        if (std::isfinite(s.latest)) {
            low = std::min(low, s.latest);
            high = std::max(high, s.latest);
        }
        names = std::max(names, metrics.horizontalAdvance(QString::fromStdString(s.label)));
        values = std::max(values, metrics.horizontalAdvance(value(s.latest)));
    }
    if (std::isfinite(w.left.maximum)) high = std::max(w.left.maximum, low);
    if (high == low) high = low + 1;
    names = std::min(names + 8, body.width() * 0.4);
    const double least = t.px(18);
    const auto room = static_cast<std::size_t>(std::max(1.0, std::floor(body.height() / least)));
    const std::size_t shown = w.series.size() <= room ? w.series.size() : std::max<std::size_t>(1, room - 1);
    const double row = std::min(static_cast<double>(t.px(30)),
                                body.height() / static_cast<double>(shown + (shown < w.series.size() ? 1 : 0)));
    const QRectF area(body.left() + names, body.top(), body.width() - names - values - 8, body.height());
    const auto x = [&](double v) { return area.left() + (std::clamp(v, low, high) - low) / (high - low) * area.width(); };
    for (std::size_t i = 0; i < shown; ++i) {
        const WidgetSeries& s = w.series[i];
        const QRectF line(body.left(), body.top() + static_cast<double>(i) * row, body.width(), row);
        paintText(p, QRectF(line.left(), line.top(), names - 6, row), QString::fromStdString(s.label), ColorToken::Text2);
        const double thick = std::clamp(row * 0.6, 6.0, 18.0);
        const QRectF track(area.left(), line.center().y() - thick / 2, area.width(), thick);
        p.fillRect(track, color(ColorToken::Hover));
        if (std::isfinite(s.latest)) {
            const double from = x(0), to = x(s.latest);
            p.fillRect(QRectF(std::min(from, to), track.top(), std::max(std::fabs(to - from), 1.0), thick), seriesColor(i));
        }
        paintText(p, QRectF(area.right() + 4, line.top(), values + 4, row), value(s.latest), ColorToken::Text, Qt::AlignRight | Qt::AlignVCenter);
    }
    if (shown < w.series.size()) {
        paintText(p, QRectF(body.left(), body.top() + static_cast<double>(shown) * row, body.width(), row),
                  tr("and %n more", nullptr, static_cast<int>(w.series.size() - shown)), ColorToken::Text2);
    }
}

void WidgetPainter::paintPie(QPainter& p, const QRectF& body, const WidgetPicture& w) const {
    const Theme& t = m_ui.theme;
    struct Slice {
        QString name;
        double value;
        QColor color;
    };
    std::vector<Slice> slices;
    double sum = 0, rest = 0;
    int others = 0;
    for (std::size_t i = 0; i < w.series.size(); ++i) {
        const double v = w.series[i].latest;
        if (!std::isfinite(v) || v <= 0) continue; // no slice shows nothing, or less
        sum += v;
        // Six colours can be told apart; what comes after them is one slice.
        if (slices.size() < kSeriesCount) {
            slices.push_back({QString::fromStdString(w.series[i].label), v, seriesColor(i)});
        } else {
            rest += v;
            ++others;
        }
    }
    if (sum <= 0) {
        paintNote(p, body, tr("No data in this range"));
        return;
    }
    if (others > 0) slices.push_back({tr("%n other(s)", nullptr, others), rest, color(ColorToken::Ghost)});
    const bool beside = body.width() > body.height() + t.px(80);
    const double size = beside ? std::min(body.height() - 4, body.width() * 0.5) : std::min(body.width(), body.height()) - 4;
    const QRectF circle(beside ? body.left() + 2 : body.center().x() - size / 2, body.center().y() - size / 2, size, size);
    double from = 90;
    for (const Slice& s : slices) {
        const double angle = 360 * s.value / sum;
        p.setPen(QPen(color(ColorToken::Panel), slices.size() > 1 ? 1.5 : 0));
        p.setBrush(s.color);
        p.drawPie(circle, static_cast<int>(std::lround(from * 16)), static_cast<int>(std::lround(-angle * 16)));
        from -= angle;
    }
    if (!beside) return;
    const double row = std::min(static_cast<double>(t.px(20)), body.height() / static_cast<double>(slices.size()));
    double y = body.center().y() - row * static_cast<double>(slices.size()) / 2;
    p.setFont(t.font(TextRole::Smallest));
    const double left = circle.right() + 14;
    for (const Slice& s : slices) {
        const QString figures = value(s.value) + QStringLiteral("  ") + m_ui.format().percent(100 * s.value / sum, 0);
        const double width = p.fontMetrics().horizontalAdvance(figures) + 2.0;
        p.fillRect(QRectF(left, y + row / 2 - 5, 10, 10), s.color);
        paintText(p, QRectF(left + 16, y, std::max(0.0, body.right() - left - 22 - width), row), s.name, ColorToken::Text2);
        paintText(p, QRectF(body.right() - width, y, width, row), figures, ColorToken::Text, Qt::AlignRight | Qt::AlignVCenter);
        y += row;
    }
}

void WidgetPainter::paintTable(QPainter& p, const QRectF& body, const WidgetPicture& w) const {
    if (!w.columns.empty()) return paintWords(p, body, w);
    const Theme& t = m_ui.theme;
    const double row = t.px(20);
    const QString heads[] = {tr("last"), tr("minimum"), tr("average"), tr("maximum")};
    const double column = std::clamp(body.width() * 0.16, static_cast<double>(t.px(46)), static_cast<double>(t.px(88)));
    // The last value always; the others where the names keep enough room.
    const int columns = std::clamp(static_cast<int>((body.width() - t.px(90)) / column), 1, 4);
    const double name = body.width() - columns * column;
    p.fillRect(QRectF(body.left() - 4, body.top(), body.width() + 8, row), color(ColorToken::Sunken));
    p.setFont(t.font(TextRole::Smallest, QFont::DemiBold));
    const auto cell = [&](int i, double top) { return QRectF(body.left() + name + i * column, top, column - 2, row); };
    paintText(p, QRectF(body.left(), body.top(), name - 6, row), tr("metric"), ColorToken::Text2);
    for (int i = 0; i < columns; ++i) paintText(p, cell(i, body.top()), heads[i], ColorToken::Text2, Qt::AlignRight | Qt::AlignVCenter);
    const auto room = static_cast<std::size_t>(std::max(1.0, std::floor(body.height() / row) - 1));
    const std::size_t shown = w.series.size() <= room ? w.series.size() : std::max<std::size_t>(1, room - 1);
    double top = body.top() + row;
    for (std::size_t i = 0; i < shown; ++i, top += row) {
        const WidgetSeries& s = w.series[i];
        const Figures f = figuresOf(s);
        const double values[] = {s.latest, f.low, f.mean, f.high};
        p.setFont(t.font(TextRole::Small));
        p.fillRect(QRectF(body.left(), top + row / 2 - 4, 8, 8), seriesColor(i));
        paintText(p, QRectF(body.left() + 13, top, name - 19, row), QString::fromStdString(s.label), ColorToken::Text);
        p.setFont(t.font(TextRole::Command));
        for (int k = 0; k < columns; ++k) paintText(p, cell(k, top), value(values[k]), ColorToken::Text, Qt::AlignRight | Qt::AlignVCenter);
        p.fillRect(QRectF(body.left(), std::round(top + row) - 1, body.width(), 1), color(ColorToken::Line));
    }
    if (shown < w.series.size()) {
        p.setFont(t.font(TextRole::Small));
        paintText(p, QRectF(body.left(), top, body.width(), row), tr("and %n more", nullptr, static_cast<int>(w.series.size() - shown)), ColorToken::Text2);
    }
}

void WidgetPainter::paintWords(QPainter& p, const QRectF& body, const WidgetPicture& w) const {
    const Theme& t = m_ui.theme;
    const double row = t.px(20);
    const double column = body.width() / static_cast<double>(w.columns.size());
    p.fillRect(QRectF(body.left() - 4, body.top(), body.width() + 8, row), color(ColorToken::Sunken));
    const auto line = [&](const std::vector<std::string>& cells, double top) {
        for (std::size_t i = 0; i < cells.size() && i < w.columns.size(); ++i) {
            paintText(p, QRectF(body.left() + static_cast<double>(i) * column, top, column - 8, row), QString::fromStdString(cells[i]).simplified(),
                      top > body.top() ? ColorToken::Text : ColorToken::Text2);
        }
    };
    p.setFont(t.font(TextRole::Smallest, QFont::DemiBold));
    line(w.columns, body.top());
    const auto room = static_cast<std::size_t>(std::max(1.0, std::floor(body.height() / row) - 1));
    const std::size_t shown = w.rows.size() <= room ? w.rows.size() : std::max<std::size_t>(1, room - 1);
    double top = body.top() + row;
    p.setFont(t.font(TextRole::Command));
    for (std::size_t i = 0; i < shown; ++i, top += row) {
        line(w.rows[i], top);
        p.fillRect(QRectF(body.left(), std::round(top + row) - 1, body.width(), 1), color(ColorToken::Line));
    }
    p.setFont(t.font(TextRole::Small));
    const QRectF rest(body.left(), top, body.width(), row);
    if (w.rows.empty()) paintText(p, rest, tr("No data in this range"), ColorToken::Muted);
    else if (shown < w.rows.size()) paintText(p, rest, tr("and %n more", nullptr, static_cast<int>(w.rows.size() - shown)), ColorToken::Text2);
}

} // namespace maylab::app
