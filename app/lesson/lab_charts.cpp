#include "app/lesson/lab_charts.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace maylab::app {
namespace {

using labs::Value;
using VK = labs::Value::Kind;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// The metrics a value is made of, in the order in which combine() takes them.
void leaves(const Value& v, std::vector<SeriesQuery>& out) {
    if (v.kind == VK::Metric) {
        SeriesQuery q;
        q.metricNamespace = v.metric.metricNamespace;
        q.name = v.metric.name;
        q.dimensions = v.metric.dimensions;
        q.anyDimensions = v.metric.anyDimensions;
        q.statistic = v.metric.statistic;
        q.windowSeconds = std::max<std::int64_t>(1, v.metric.window.wholeSeconds());
        out.push_back(std::move(q));
    }
    for (const Value& p : v.parts) leaves(p, out);
}

// The value at one instant from the leaves' values there; NaN where something is absent.
double combine(const Value& v, const std::vector<double>& at, std::size_t& next) {
    double result = kNaN;
    switch (v.kind) {
    case VK::Constant: result = v.constant.isNumber() ? v.constant.number() : kNaN; break;
    case VK::Metric: result = at[next++]; break;
    case VK::Sum:
        result = 0;
        for (const Value& p : v.parts) result += combine(p, at, next);
        break;
    case VK::Difference:
        for (std::size_t i = 0; i < v.parts.size(); ++i) {
            const double x = combine(v.parts[i], at, next);
            result = i == 0 ? x : result - x;
        }
        break;
    case VK::Ratio: {
        const double a = combine(v.parts[0], at, next);
        const double b = combine(v.parts[1], at, next);
        result = b != 0 ? a / b : kNaN;
        break;
    }
    case VK::Largest:
        for (const Value& p : v.parts) {
            const double x = combine(p, at, next);
            if (!std::isnan(x) && !(result >= x)) result = x;
        }
        break;
    default: break;
    }
    return result * v.times;
}

} // namespace

LabChartModel::LabChartModel(const UiContext& ui, std::shared_ptr<const labs::Lab> lab, const labs::Step& step,
                             const labs::Chart& chart, SessionClient* client, ChartGroup& group, QObject* parent)
    : ChartModel(parent), m_lab(lab), m_step(step), m_chart(chart), m_words(ui, lab), m_client(client), m_group(group),
      m_points(chart.series.size()) {
    for (const labs::ChartSeries& s : chart.series) leaves(s.value, m_queries);
}

QString LabChartModel::title() const { return m_words.name("lab.chart", m_chart.id); }
QString LabChartModel::unit() const {
    return m_chart.unit == "ratio" ? QStringLiteral("0–1") : m_words.unitName(m_chart.unit);
}
QString LabChartModel::seriesName(int series) const {
    return m_words.name("lab.chart", m_chart.id + "." + m_chart.series[static_cast<std::size_t>(series)].id);
}

std::vector<ChartSeries> LabChartModel::series() const {
    std::vector<ChartSeries> out;
    int style = 0;
    for (const labs::ChartSeries& s : m_chart.series) {
        out.push_back({QByteArray::fromStdString(m_chart.id + "." + s.id), style, false, false});
        style = (style + 1) % kSeriesCount;
    }
    return out;
}

void LabChartModel::points(int series, double from, double to, std::vector<ChartPoint>& out) const {
    const auto& all = m_points[static_cast<std::size_t>(series)];
    auto first = std::lower_bound(all.begin(), all.end(), from, [](const ChartPoint& p, double t) { return p.at < t; });
    if (first != all.begin()) --first;
    for (auto it = first; it != all.end(); ++it) {
        out.push_back(*it);
        if (it->at > to) break;
    }
}

double LabChartModel::gapSeconds() const { return std::max(1.5, m_spacing * 1.5); }
bool LabChartModel::logarithmic() const { return m_chart.unit == "milliseconds"; }
int LabChartModel::decimals() const { return m_chart.unit == "ratio" ? 2 : m_chart.unit == "milliseconds" || m_chart.unit == "percent" ? 1 : 0; }
std::optional<double> LabChartModel::minimum() const {
    return m_chart.minimum ? m_chart.minimum : std::optional<double>(logarithmic() ? 0.1 : 0.0);
}

std::vector<ChartLine> LabChartModel::lines() const {
    std::vector<ChartLine> out;
    const std::function<const labs::Goal*(const std::vector<labs::Goal>&, const std::string&)> find =
        [&](const std::vector<labs::Goal>& goals, const std::string& id) -> const labs::Goal* {
        for (const labs::Goal& g : goals) {
            if (g.id == id) return &g;
            if (const labs::Goal* p = find(g.parts, id)) return p;
        }
        return nullptr;
    };
    for (const labs::ChartSeries& s : m_chart.series) {
        if (s.goal.empty()) continue;
        const labs::Goal* goal = find(m_step.goals, s.goal);
        if (goal == nullptr || goal->target.kind != VK::Constant || !goal->target.constant.isNumber()) continue;
        const double target = goal->target.constant.number();
        const QString sign = goal->is == labs::Comparison::AtMost || goal->is == labs::Comparison::Below
                                 ? QStringLiteral("≤ ")
                                 : QStringLiteral("≥ ");
        out.push_back({ChartLine::Kind::Goal, target,
                       tr("goal %1").arg(sign + m_words.value(labs::Scalar(target), goal->unit, goal->decimals))});
    }
    return out;
}

std::vector<ChartMark> LabChartModel::marks() const { return m_marks; }

void LabChartModel::advance(const Snapshot& snapshot, int pixels) {
    m_begin = 0;
    m_now = snapshot.now.inSeconds();
    if (m_client == nullptr || m_asking || snapshot.state != RunState::Ready || m_queries.empty()) return;
    const double from = std::max(0.0, m_group.from() - 2), to = std::max(from + 1, std::min(m_group.to(), m_now));
    const bool moved = from != m_askedFrom || std::floor(to) != std::floor(m_askedTo);
    if (!moved) return;
    m_askedFrom = from;
    m_askedTo = to;
    SeriesRequest request;
    request.queries = m_queries;
    request.from = kernel::SimTime::fromNs(static_cast<std::int64_t>(from) * 1'000'000'000);
    request.to = kernel::SimTime::fromNs(static_cast<std::int64_t>(std::ceil(to)) * 1'000'000'000);
    request.maxPoints = static_cast<std::uint32_t>(std::clamp(pixels / 2, 50, 1000));
    m_asking = true;
    m_client->askSeries(request, this, [this](const SeriesAnswer& answer) { take(answer); });
}

void LabChartModel::fill(const SeriesAnswer& answer, double now) {
    m_now = now;
    take(answer);
}

void LabChartModel::take(const SeriesAnswer& answer) {
    m_asking = false;
    m_knownUntil = m_client == nullptr ? answer.now.inSeconds() : std::min(answer.now.inSeconds(), std::ceil(m_askedTo));
    // All series of one request lie on one grid; a leaf that does not exist yet is absent everywhere.
    const std::vector<double>* grid = nullptr;
    for (const Series& s : answer.series) {
        if (s.found && (grid == nullptr || s.seconds.size() > grid->size())) grid = &s.seconds;
    }
    for (auto& p : m_points) p.clear();
    if (grid == nullptr) {
        m_fresh = true;
        return;
    }
    if (grid->size() > 1) m_spacing = (*grid)[1] - (*grid)[0];
    std::vector<std::size_t> cursor(answer.series.size(), 0);
    std::vector<double> at(answer.series.size());
    for (const double t : *grid) {
        for (std::size_t i = 0; i < answer.series.size(); ++i) {
            const Series& s = answer.series[i];
            std::size_t& c = cursor[i];
            while (c < s.seconds.size() && s.seconds[c] < t - 1e-9) ++c;
            at[i] = c < s.seconds.size() && std::abs(s.seconds[c] - t) < 1e-9 ? s.values[c] : kNaN;
        }
        std::size_t next = 0;
        for (std::size_t k = 0; k < m_chart.series.size(); ++k) {
            m_points[k].push_back({t, combine(m_chart.series[k].value, at, next)});
        }
    }
    m_fresh = true;
}

} // namespace maylab::app
