#include "app/panels/dashboard/widget_chart.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace maylab::app {
namespace {

constexpr double kMostValue = 1e300;
constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

} // namespace

double shown(double v) { return std::isfinite(v) ? std::clamp(v, -kMostValue, kMostValue) : kNone; }

void ValueExtent::take(double v) {
    if (std::isnan(v = shown(v))) return;
    low = std::isnan(low) ? v : std::min(low, v);
    high = std::isnan(high) ? v : std::max(high, v);
}

WidgetChart::WidgetChart(const UiContext& ui, std::function<QString(double, double)> clock)
    : m_ui(ui), m_clock(std::move(clock)), m_picture(ui, *this) {}

QRectF WidgetChart::layOut(const WidgetPicture& widget, const QRectF& body, double from, double to) {
    m_widget = &widget;
    stack();
    fit(from, to);
    m_at = QPointF(std::floor(body.left()), std::floor(body.top()));
    const QSize size(std::max(1, static_cast<int>(body.right() - m_at.x())), std::max(1, static_cast<int>(body.bottom() - m_at.y())));
    return m_picture.layOut(size, from, to).translated(m_at);
}

void WidgetChart::paint(QPainter& painter) const { m_picture.paint(painter, m_at); }

// Series are added up at every time that one of them has; where one has none, it adds nothing.
void WidgetChart::stack() {
    m_stacks.clear();
    if (!m_widget->stacked) return;
    std::map<double, double> sums[2];
    for (const WidgetSeries& s : m_widget->series) {
        auto& sum = sums[s.right ? 1 : 0];
        std::vector<double>& edge = m_stacks.emplace_back();
        edge.reserve(s.at.size());
        for (std::size_t i = 0; i < s.at.size(); ++i) edge.push_back(std::isnan(s.values[i]) ? kNone : sum[s.at[i]] += s.values[i]);
    }
}

// Near zero an axis begins there; else it shows the range that its values move in.
void WidgetChart::fit(double from, double to) {
    ValueExtent extents[2];
    m_any = false;
    for (std::size_t i = 0; i < m_widget->series.size(); ++i) {
        const WidgetSeries& s = m_widget->series[i];
        const std::vector<double>& values = m_stacks.empty() ? s.values : m_stacks[i];
        for (std::size_t k = 0; k < s.at.size(); ++k) {
            if (s.at[k] < from || s.at[k] > to) continue;
            extents[s.right ? 1 : 0].take(values[k]);
            m_any = m_any || !std::isnan(shown(values[k]));
        }
    }
    for (const WidgetLine& l : m_widget->lines) {
        extents[l.right ? 1 : 0].take(l.value);
        extents[l.right ? 1 : 0].take(l.to);
    }
    for (int k = 0; k < 2; ++k) {
        const WidgetAxis& axis = k == 0 ? m_widget->left : m_widget->right;
        const double low = std::isnan(extents[k].low) ? 0 : extents[k].low, high = std::isnan(extents[k].high) ? 1 : extents[k].high;
        m_axes[k] = {};
        if (std::isfinite(axis.minimum)) m_axes[k].low = axis.minimum;
        else if (low >= 0 && (m_widget->stacked || low < high * 0.5 || low == high)) m_axes[k].low = 0;
        if (std::isfinite(axis.maximum)) m_axes[k].high = axis.maximum;
    }
}

QString WidgetChart::seriesName(int series) const { return QString::fromStdString(m_widget->series[static_cast<std::size_t>(series)].label); }

std::vector<ChartSeries> WidgetChart::series() const {
    std::vector<ChartSeries> out;
    for (std::size_t i = 0; m_widget != nullptr && i < m_widget->series.size(); ++i) {
        out.push_back({QByteArray::number(static_cast<int>(i)), static_cast<int>(i % kSeriesCount), false, true, m_widget->series[i].right});
    }
    return out;
}

void WidgetChart::points(int series, double from, double to, std::vector<ChartPoint>& out) const {
    const auto i = static_cast<std::size_t>(series);
    const WidgetSeries& s = m_widget->series[i];
    const std::vector<double>& values = m_stacks.empty() ? s.values : m_stacks[i];
    for (std::size_t k = 0; k < s.at.size(); ++k) {
        if (s.at[k] >= from - gapSeconds() && s.at[k] <= to + gapSeconds()) out.push_back({s.at[k], shown(values[k])});
    }
}

double WidgetChart::gapSeconds() const { return m_widget == nullptr ? 90 : static_cast<double>(m_widget->period) * 1.5; }

bool WidgetChart::stacked() const { return m_widget != nullptr && m_widget->stacked; }

std::vector<ChartLine> WidgetChart::lines() const {
    std::vector<ChartLine> out;
    if (m_widget == nullptr) return out;
    for (const WidgetLine& l : m_widget->lines) {
        if (std::isnan(shown(l.value))) continue;
        ChartLine line{ChartLine::Kind::Limit, shown(l.value), {}};
        line.label = (l.label.empty() ? QString() : QString::fromStdString(l.label) + u' ') + m_ui.format().scaled(l.value);
        line.right = l.right;
        line.to = shown(l.to);
        line.fill = l.fill == WidgetLine::Fill::Above ? ChartLine::Fill::Above : l.fill == WidgetLine::Fill::Below ? ChartLine::Fill::Below : ChartLine::Fill::None;
        out.push_back(line);
    }
    return out;
}

std::vector<ChartMark> WidgetChart::marks() const {
    std::vector<ChartMark> out;
    if (m_widget == nullptr) return out;
    for (const WidgetMark& m : m_widget->marks) out.push_back({m.at, QString::fromStdString(m.label)});
    return out;
}

std::vector<ChartBand> WidgetChart::bands() const {
    std::vector<ChartBand> out;
    if (m_widget == nullptr) return out;
    for (const WidgetMark& m : m_widget->marks) {
        if (std::isfinite(m.to)) out.push_back({m.at, m.to, {}, true});
    }
    return out;
}

} // namespace maylab::app
