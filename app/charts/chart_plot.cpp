#include "app/charts/chart_plot.h"

#include "app/shell/marker.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <utility>

namespace maylab::app {

namespace {

constexpr double kNoPoint = -1e300;

constexpr int kLabelColumns = 9; // places for a line's words along it, each above and below

bool isAlone(const std::vector<ChartPoint>& points, std::size_t i) {
    if (std::isnan(points[i].value)) return false;
    const bool before = i > 0 && !std::isnan(points[i - 1].value);
    const bool behind = i + 1 < points.size() && !std::isnan(points[i + 1].value);
    return !before && !behind;
}

// A value without neighbours makes no line: such series show their points.
bool mostlyAlone(const std::vector<ChartPoint>& points) {
    std::size_t alone = 0, all = 0;
    for (std::size_t i = 0; i < points.size(); ++i) {
        all += std::isnan(points[i].value) ? 0 : 1;
        alone += isAlone(points, i) ? 1 : 0;
    }
    return alone > 0 && alone * 2 >= all;
}

enum class Part { Bands, Lines };

// Draws what belongs to the plot but is no graph, so that exports have it too.
class Annotations : public QCPLayerable {
  public:
    Annotations(ChartPlot* plot, const QString& layer, Part part)
        : QCPLayerable(plot, layer), m_plot(plot), m_part(part) {}

  protected:
    void applyDefaultAntialiasingHint(QCPPainter* painter) const override { painter->setAntialiasing(false); }
    void draw(QCPPainter* painter) override {
        m_part == Part::Bands ? m_plot->paintBands(painter) : m_plot->paintLines(painter);
    }

  private:
    ChartPlot* m_plot;
    Part m_part;
};

QString valueText(const UiContext& ui, double tick, double step) {
    if (std::fabs(tick) < step * 1e-6) tick = 0;
    if (std::fabs(tick) >= 1e5) return ui.format().scaled(tick);
    int decimals = 0;
    while (decimals < 4 && std::fabs(step * std::pow(10, decimals) - std::round(step * std::pow(10, decimals))) > 1e-6) ++decimals;
    return ui.format().number(tick, decimals);
}

class TimeTicker : public QCPAxisTicker {
  public:
    explicit TimeTicker(std::function<QString(double)> text) : m_text(std::move(text)) {}
    double step = 20;
    double hideFrom = 1e300; // labels from here on would touch the axis title

  protected:
    double getTickStep(const QCPRange&) override { return step; }
    int getSubTickCount(double) override { return 0; }
    QString getTickLabel(double tick, const QLocale&, QChar, int) override {
        return tick > hideFrom ? QString() : m_text(tick);
    }

  private:
    std::function<QString(double)> m_text;
};

class ValueTicker : public QCPAxisTicker {
  public:
    ValueTicker(const UiContext& ui) : m_ui(ui) {}
    double step = 0.2;

  protected:
    double getTickStep(const QCPRange&) override { return step; }
    int getSubTickCount(double) override { return 0; }
    QString getTickLabel(double tick, const QLocale&, QChar, int) override { return valueText(m_ui, tick, step); }

  private:
    const UiContext& m_ui;
};

class LogTicker : public QCPAxisTickerLog {
  public:
    LogTicker(const UiContext& ui) : m_ui(ui) { setSubTickCount(0); }
    int most = 5; // labels above the lowest

  protected:
    QVector<double> createTickVector(double, const QCPRange& range) override {
        const int first = static_cast<int>(std::ceil(std::log10(range.lower) - 1e-9));
        const int last = static_cast<int>(std::floor(std::log10(range.upper) + 1e-9));
        const int every = std::max(1, (last - first + most - 1) / most);
        QVector<double> ticks;
        for (int decade = first; decade <= last; decade += every) ticks.push_back(std::pow(10, decade));
        return ticks;
    }
    QString getTickLabel(double tick, const QLocale&, QChar, int) override {
        return m_ui.format().number(tick, std::max(0, -static_cast<int>(std::lround(std::log10(tick)))));
    }

  private:
    const UiContext& m_ui;
};

} // namespace

void StrokeGraph::drawLinePlot(QCPPainter* painter, const QVector<QPointF>& lines) const {
    if (painter->pen().style() == Qt::NoPen) return;
    const bool vector = painter->modes().testFlag(QCPPainter::pmVectorized);
    const double ratio = vector ? 1.0 : painter->device()->devicePixelRatioF();
    const int strokes = vector ? 1 : std::max(1, static_cast<int>(std::lround(m_width * ratio)));
    painter->setAntialiasing(true);
    if (vector) {
        QPen pen = painter->pen();
        QList<qreal> dash = pen.dashPattern();
        pen.setCosmetic(false);
        pen.setWidthF(m_width);
        if (pen.style() == Qt::CustomDashLine) {
            for (qreal& d : dash) d /= m_width; // dash lengths count in pen widths
            pen.setDashPattern(dash);
        }
        painter->setPen(pen);
    }
    // Runs between gaps, each stroke moved by one device pixel: right for steep parts, down for flat ones.
    QVector<QPointF> run;
    run.reserve(lines.size());
    qsizetype i = 0;
    while (i < lines.size()) {
        run.clear();
        while (i < lines.size() && !qIsNaN(lines[i].y())) run.push_back(lines[i++]);
        while (i < lines.size() && qIsNaN(lines[i].y())) ++i;
        if (run.size() < 2) continue;
        painter->drawPolyline(run.constData(), static_cast<int>(run.size()));
        for (int s = 1; s < strokes; ++s) {
            const double by = s / ratio;
            painter->translate(0, by);
            painter->drawPolyline(run.constData(), static_cast<int>(run.size()));
            painter->translate(by, -by);
            painter->drawPolyline(run.constData(), static_cast<int>(run.size()));
            painter->translate(-by, 0);
        }
    }
}

ChartPlot::ChartPlot(const UiContext& ui, const ChartModel& model, QWidget* parent)
    : QCustomPlot(parent), m_ui(ui), m_model(model) {
    setFocusPolicy(Qt::NoFocus);
    setInteractions(QCP::Interactions());
    setPlottingHints(QCP::phCacheLabels | QCP::phFastPolylines);
    setMouseTracking(true);
    addLayer(QStringLiteral("bands"), layer(QStringLiteral("grid")), limBelow);
    addLayer(QStringLiteral("annotations"), layer(QStringLiteral("axes")), limAbove);
    new Annotations(this, QStringLiteral("bands"), Part::Bands);
    new Annotations(this, QStringLiteral("annotations"), Part::Lines);
    axisRect()->setupFullAxesBox(false);
    xAxis2->setVisible(false);
    yAxis2->setVisible(false);
    xAxis->grid()->setVisible(false);
    xAxis->setTicker(QSharedPointer<TimeTicker>::create([this](double at) { return timeText(at); }));
    xAxis->setSubTicks(false);
    xAxis->setTickLength(0, 4);
    xAxis->setTickLabelPadding(3);
    for (QCPAxis* axis : {yAxis, yAxis2}) {
        axis->setSubTicks(false);
        axis->setTickLength(0, 0);
        axis->setTickLabels(true);
        axis->setTickLabelPadding(5);
        axis->setBasePen(Qt::NoPen);
    }
    yAxis->grid()->setZeroLinePen(Qt::NoPen);
    restructure();
    restyle();
}

QColor ChartPlot::seriesColor(const ChartSeries& series) const {
    return series.ghost ? m_ui.theme.color(ColorToken::Ghost) : m_ui.theme.series(series.style);
}

QPen ChartPlot::seriesPen(const ChartSeries& series) const {
    QPen pen(seriesColor(series));
    pen.setCosmetic(true);
    pen.setWidth(1);
    const std::vector<double> dash = series.ghost ? std::vector<double>{5, 4} : seriesStyle(series.style).dash;
    if (!dash.empty() && !m_model.stacked()) {
        pen.setDashPattern(QList<qreal>(dash.begin(), dash.end()));
        pen.setCapStyle(Qt::FlatCap);
    }
    return pen;
}

void ChartPlot::restructure() {
    clearGraphs();
    m_graphs.clear();
    m_series = m_model.series();
    m_graphs.resize(m_series.size());
    m_hasRight = std::any_of(m_series.begin(), m_series.end(), [](const ChartSeries& s) { return s.right; });
    yAxis2->setVisible(m_hasRight);
    // Stacked areas from the top one down, so that each covers what is below it but not above.
    for (std::size_t n = 0; n < m_series.size(); ++n) {
        const std::size_t i = m_model.stacked() ? m_series.size() - 1 - n : n;
        auto* graph = new StrokeGraph(xAxis, m_series[i].right ? yAxis2 : yAxis); // owned by the plot from here on
        graph->setAdaptiveSampling(false); // the data is thinned already
        graph->setAntialiasedFill(false);
        graph->setStrokeWidth(m_series[i].ghost ? 1.5 : 2.0);
        m_graphs[i] = graph;
    }
    m_logarithmic = m_model.logarithmic();
    yAxis->setScaleType(m_logarithmic ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    if (m_logarithmic) {
        yAxis->setTicker(QSharedPointer<LogTicker>::create(m_ui));
    } else {
        yAxis->setTicker(QSharedPointer<ValueTicker>::create(m_ui));
    }
    yAxis2->setTicker(QSharedPointer<ValueTicker>::create(m_ui));
    // The new tickers' steps do not fit the old ranges: ticks would be made by the hundred thousand.
    for (QCPAxis* axis : {yAxis, yAxis2}) axis->setRange(m_logarithmic ? 0.1 : 0, 1);
    m_values[0] = m_values[1] = {};
    restyle();
}

void ChartPlot::restyle() {
    const Theme& theme = m_ui.theme;
    setBackground(theme.color(ColorToken::Panel));
    const QFont small = theme.font(TextRole::Smallest);
    QPen axis(theme.color(ColorToken::Axis), 0);
    QPen grid(theme.color(ColorToken::Grid), 0);
    for (QCPAxis* a : {xAxis, yAxis, yAxis2}) {
        a->setTickLabelFont(small);
        a->setTickLabelColor(theme.color(ColorToken::Text2));
        a->setTickPen(axis);
    }
    xAxis->setBasePen(axis);
    yAxis->grid()->setPen(grid);
    axisRect()->setAutoMargins(QCP::msNone);
    axisRect()->setMargins(QMargins(theme.px(44), theme.px(8), theme.px(14), theme.px(22)));
    for (std::size_t i = 0; i < m_graphs.size(); ++i) {
        m_graphs[i]->setPen(seriesPen(m_series[i]));
        m_graphs[i]->setBrush(m_model.stacked() ? QBrush(m_ui.theme.area(seriesColor(m_series[i]))) : QBrush(Qt::NoBrush));
        m_graphs[i]->setScatterStyle(QCPScatterStyle::ssNone);
    }
}

void ChartPlot::setXAxisTitle(const QString& title, const QString& shortTitle) {
    m_longTitle = title;
    m_shortTitle = shortTitle;
}

void ChartPlot::fitValues(const std::vector<std::vector<ChartPoint>>& points) {
    fitAxis(false, points);
    if (m_hasRight) fitAxis(true, points);
}

void ChartPlot::fitAxis(bool right, const std::vector<std::vector<ChartPoint>>& points) {
    QCPAxis* axis = right ? yAxis2 : yAxis;
    ValueAxis& own = m_values[right ? 1 : 0];
    const bool logarithmic = m_logarithmic && !right;
    double low = 1e300;
    double high = -1e300;
    const auto take = [&](double value) {
        if (std::isnan(value) || (logarithmic && value <= 0)) return;
        low = std::min(low, value);
        high = std::max(high, value);
    };
    for (std::size_t i = 0; i < points.size() && i < m_series.size(); ++i) {
        if (m_series[i].right != right) continue;
        for (const ChartPoint& p : points[i]) {
            if (p.at >= m_from && p.at <= m_to) take(p.value);
        }
    }
    for (const ChartLine& line : m_model.lines()) {
        if (line.right != right) continue;
        take(line.value);
        take(line.to);
    }
    const auto fixedLow = right ? m_model.rightMinimum() : m_model.minimum();
    const auto fixedHigh = right ? m_model.rightMaximum() : m_model.maximum();
    const int label = QFontMetrics(m_ui.theme.font(TextRole::Smallest)).height();
    const int steps = std::clamp(axisRect()->height() / (label * 7 / 5), 2, 5); // labels keep a little air
    if (logarithmic) {
        static_cast<LogTicker*>(yAxis->ticker().data())->most = std::max(1, axisRect()->height() / (label * 6 / 5));
        if (low > high) {
            low = 1;
            high = 100;
        }
        const double bottom = fixedLow && *fixedLow > 0 ? *fixedLow : std::pow(10, std::floor(std::log10(low)));
        double top = fixedHigh ? *fixedHigh : std::pow(10, std::ceil(std::log10(high) + 1e-9));
        if (top <= bottom) top = bottom * 10;
        // Grows at once, shrinks only when a whole decade is empty twice over.
        if (own.range.step < 0 && top < own.range.high && top * 10 >= own.range.high) top = own.range.high;
        own.range = {bottom, top, -1};
        axis->setRange(bottom, top);
        return;
    }
    if (low > high) {
        low = fixedLow.value_or(0);
        high = fixedHigh.value_or(low + 1);
    }
    if (fixedLow) low = *fixedLow;
    if (fixedHigh) high = *fixedHigh;
    const double room = fixedHigh ? 0 : (high - low) * 0.05;
    AxisRange range = niceRange(low, high + room, fixedLow.has_value(), fixedHigh.has_value(), steps);
    // Nothing jumps: the top grows at once and comes down only when less than half of it is used.
    const bool sameSteps = std::exchange(own.steps, steps) == steps;
    if (sameSteps && own.range.step > 0 && range.low == own.range.low && range.high < own.range.high && range.high > own.range.high / 2) {
        range = own.range;
    }
    own.range = range;
    // A line of zeros lies on the axis, where nobody sees it: two pixels are left below it.
    const double below = low <= range.low ? (range.high - range.low) * 2 / std::max(1, axisRect()->height()) : 0;
    axis->setRange(range.low - below, range.high);
    static_cast<ValueTicker*>(axis->ticker().data())->step = range.step;
}

// As wide as the widest number beside each axis.
void ChartPlot::fitMargins() {
    const Theme& theme = m_ui.theme;
    const QFontMetricsF metrics(theme.font(TextRole::Smallest));
    const auto widest = [&](const AxisRange& r) {
        double width = theme.px(20);
        for (int i = 0; i <= 10 && r.step > 0 && r.low + i * r.step <= r.high + r.step * 1e-6; ++i)
            width = std::max(width, metrics.horizontalAdvance(valueText(m_ui, r.low + i * r.step, r.step)));
        return static_cast<int>(std::ceil(width));
    };
    axisRect()->setMargins(QMargins(widest(m_values[0].range) + 6, theme.px(6), m_hasRight ? widest(m_values[1].range) + 7 : 7, theme.px(19)));
    updateLayout();
}

QString ChartPlot::timeText(double at) const {
    const QString own = m_model.timeText(at, m_to - m_from);
    return own.isEmpty() ? m_ui.format().shortClock(at) : own;
}

void ChartPlot::layOutFor(QSize size, double from, double to, const std::vector<std::vector<ChartPoint>>& points) {
    setViewport(QRect(QPoint(0, 0), size));
    updateLayout();
    lay(from, to, points);
}

void ChartPlot::show(double from, double to, const std::vector<std::vector<ChartPoint>>& points) {
    lay(from, to, points);
    replot(rpQueuedRefresh);
}

void ChartPlot::lay(double from, double to, const std::vector<std::vector<ChartPoint>>& points) {
    m_from = from;
    m_to = to;
    xAxis->setRange(from, to);
    fitValues(points);
    if (m_model.embedded()) fitMargins();
    const Theme& theme = m_ui.theme;
    const int pixels = std::max(1, axisRect()->width());
    const QFontMetrics metrics(theme.font(TextRole::Smallest));
    auto* ticker = static_cast<TimeTicker*>(xAxis->ticker().data());
    ticker->step = timeStep(to - from, pixels, metrics.horizontalAdvance(timeText(to)));
    ticker->hideFrom = 1e300;
    m_xTitle = metrics.horizontalAdvance(m_longTitle) * 4 > pixels ? m_shortTitle : m_longTitle;
    if (!m_xTitle.isEmpty()) {
        const int title = metrics.horizontalAdvance(m_xTitle) + theme.px(10) +
                          metrics.horizontalAdvance(timeText(to)) / 2;
        ticker->hideFrom = to - (to - from) * title / pixels;
    }
    m_drawn = 0;
    std::vector<ChartPoint> thinned;
    for (std::size_t i = 0; i < m_graphs.size() && i < points.size(); ++i) {
        thin(points[i], from, to, pixels, m_model.gapSeconds(), thinned);
        m_drawn += static_cast<int>(thinned.size());
        // No more than lie a little apart.
        const bool markers = thinned.size() <= std::min<std::size_t>(60, static_cast<std::size_t>(pixels) / 9) && (m_series[i].markers || seriesStyle(m_series[i].style).marker == Marker::Square ||
                                                      mostlyAlone(thinned)) && !m_series[i].ghost && !m_model.stacked();
        auto container = QSharedPointer<QCPGraphDataContainer>::create();
        QVector<QCPGraphData> raw;
        raw.reserve(static_cast<qsizetype>(thinned.size()));
        const double aside = (to - from) * 1.5 / pixels;
        for (std::size_t k = 0; k < thinned.size(); ++k) {
            // A value between two gaps makes no line: without a marker it is three pixels of one.
            const bool wide = !markers && isAlone(thinned, k);
            raw.push_back({thinned[k].at - (wide ? aside : 0), thinned[k].value});
            if (wide) raw.push_back({thinned[k].at + aside, thinned[k].value});
        }
        container->set(raw, true);
        m_graphs[i]->setData(container);
        if (!markers) {
            m_graphs[i]->setScatterStyle(QCPScatterStyle::ssNone);
            continue;
        }
        const QColor color = seriesColor(m_series[i]);
        QCPScatterStyle::ScatterShape shape = QCPScatterStyle::ssDisc;
        switch (seriesStyle(m_series[i].style).marker) {
        case Marker::None: shape = QCPScatterStyle::ssNone; break;
        case Marker::Circle: shape = QCPScatterStyle::ssDisc; break;
        case Marker::Triangle: shape = QCPScatterStyle::ssTriangle; break;
        case Marker::Square: shape = QCPScatterStyle::ssSquare; break;
        case Marker::Diamond: shape = QCPScatterStyle::ssDiamond; break;
        case Marker::TriangleDown: shape = QCPScatterStyle::ssTriangleInverted; break;
        case Marker::Cross: shape = QCPScatterStyle::ssCross; break;
        }
        m_graphs[i]->setScatterStyle(QCPScatterStyle(shape, QPen(color, 1), QBrush(color), 5));
    }
    placeLabels();
}

void ChartPlot::paintBands(QCPPainter* painter) const {
    const QRect area = axisRect()->rect();
    painter->save();
    painter->setClipRect(area);
    painter->setFont(m_ui.theme.font(TextRole::Smallest));
    for (const ChartLine& line : m_model.lines()) {
        const double y = std::clamp<double>(yOf(line.value, line.right), area.top(), area.bottom() + 1);
        if (std::isfinite(line.to)) {
            const double other = std::clamp<double>(yOf(line.to, line.right), area.top(), area.bottom() + 1);
            painter->fillRect(QRectF(area.left(), std::min(y, other), area.width(), std::fabs(y - other)), m_ui.theme.color(ColorToken::WarnTint));
        } else if (line.fill != ChartLine::Fill::None) {
            const bool above = line.fill == ChartLine::Fill::Above;
            painter->fillRect(QRectF(area.left(), above ? area.top() : y, area.width(), above ? y - area.top() : area.bottom() + 1 - y),
                              m_ui.theme.color(ColorToken::FailTint));
        }
    }
    for (const ChartBand& band : m_model.bands()) {
        if (band.to < m_from || band.from > m_to) continue;
        const QRectF rect(QPointF(xOf(std::max(band.from, m_from)), area.top()),
                          QPointF(xOf(std::min(band.to, m_to)), area.bottom()));
        painter->fillRect(rect, m_ui.theme.color(band.annotation ? ColorToken::Tint : ColorToken::Hover));
        painter->setPen(m_ui.theme.color(ColorToken::Text2));
        painter->drawText(rect.adjusted(2, 4, -2, 0), Qt::AlignTop | Qt::AlignHCenter | Qt::TextSingleLine, band.label);
    }
    painter->restore();
}

// How much of the curves a rectangle would cover, in pixels of time.
double ChartPlot::covered(const QRectF& rect) const {
    constexpr double kStep = 2;
    double pixels = 0;
    for (StrokeGraph* graph : m_graphs) {
        if (!graph->visible()) continue;
        const auto points = graph->data();
        QPointF before(kNoPoint, 0);
        for (auto it = points->constBegin(); it != points->constEnd(); ++it) {
            if (std::isnan(it->value)) {
                before.setX(kNoPoint);
                continue;
            }
            const QPointF at(xOf(it->key), graph->valueAxis()->coordToPixel(it->value));
            if (rect.contains(at)) pixels += 1;
            if (before.x() != kNoPoint) {
                const double from = std::max(before.x(), rect.left()), to = std::min(at.x(), rect.right());
                for (double x = from; x < to; x += kStep) {
                    const double y = before.y() + (at.y() - before.y()) * (x - before.x()) / (at.x() - before.x());
                    if (y > rect.top() && y < rect.bottom()) pixels += kStep;
                }
            }
            before = at;
        }
    }
    return pixels;
}

// Where a line's words may stand: from its left end to its right end; above, then below.
QRectF ChartPlot::labelRect(const ChartLine& line, int place) const {
    const Theme& theme = m_ui.theme;
    const QRect area = axisRect()->rect();
    const double y = std::round(yOf(line.value, line.right)), height = theme.px(14);
    const double width = QFontMetricsF(theme.font(TextRole::Smallest, QFont::DemiBold)).horizontalAdvance(line.label) + 4;
    const double left = area.left() + theme.px(6), right = area.right() - 4 - width;
    const double x = left + (right - left) * (place / 2) / (kLabelColumns - 1);
    if (place % 2 == 1) return {x, y + 2, width, height};
    // A line near the top may have its words in the margin, and a little over itself.
    constexpr double kOverItself = 4;
    const double margin = area.top() - theme.px(8);
    return {x, std::clamp<double>(margin, y - height - 1, y - height - 1 + kOverItself), width, height};
}

// Where the words cover least of the curves. Of equal places the one they had, so that nothing jumps; else away from
// the newest points, and above.
void ChartPlot::placeLabels() {
    const QRect area = axisRect()->rect();
    const std::vector<ChartLine> lines = m_model.lines();
    m_labels.resize(lines.size(), -1);
    const bool old = m_model.now() > (m_from + m_to) / 2;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        std::array<int, 2 * kLabelColumns + 1> places{m_labels[i]};
        for (int k = 0; k < 2 * kLabelColumns; ++k) {
            const int column = old ? k / 2 : kLabelColumns - 1 - k / 2;
            places[static_cast<std::size_t>(k) + 1] = 2 * column + k % 2;
        }
        double least = std::numeric_limits<double>::max();
        m_labels[i] = -1;
        for (const int place : places) {
            if (place < 0) continue;
            const QRectF rect = labelRect(lines[i], place);
            if (rect.top() < area.top() - m_ui.theme.px(8) || rect.bottom() > area.bottom()) continue;
            // Where everything covers something, rather older points than the newest.
            const bool newest = place / 2 == (old ? kLabelColumns - 1 : 0);
            const double cost = covered(rect.adjusted(-2, -2, 2, 2)) * (newest ? 3 : 1);
            if (cost < least) {
                least = cost;
                m_labels[i] = place;
            }
        }
    }
}

QList<QRectF> ChartPlot::labelRects() const {
    QList<QRectF> rects;
    const std::vector<ChartLine> lines = m_model.lines();
    for (std::size_t i = 0; i < lines.size() && i < m_labels.size(); ++i) rects << labelRect(lines[i], std::max(0, m_labels[i]));
    return rects;
}

void ChartPlot::paintLines(QCPPainter* painter) const {
    const Theme& theme = m_ui.theme;
    const QRect area = axisRect()->rect();
    const QFont small = theme.font(TextRole::Smallest);
    const QFont bold = theme.font(TextRole::Smallest, QFont::DemiBold);
    painter->save();
    painter->setClipRect(area.adjusted(-2, -theme.px(8), 2, 2));
    const std::vector<ChartLine> lines = m_model.lines();
    const QList<QRectF> places = labelRects();
    for (qsizetype i = 0; i < places.size(); ++i) {
        const ChartLine& line = lines[static_cast<std::size_t>(i)];
        const double y = yOf(line.value, line.right);
        if (!std::isfinite(y) || y < area.top() - 1 || y > area.bottom() + 1) continue;
        const QColor color = theme.color(line.kind == ChartLine::Kind::Goal ? ColorToken::Pass : ColorToken::Fail);
        QPen pen(color);
        pen.setCosmetic(true);
        pen.setWidth(1);
        pen.setCapStyle(Qt::FlatCap);
        pen.setDashPattern(line.kind == ChartLine::Kind::Goal ? QList<qreal>{2, 3} : QList<qreal>{6, 3});
        painter->setPen(pen);
        const double at = std::round(y);
        painter->drawLine(QPointF(area.left(), at), QPointF(area.right(), at));
        painter->drawLine(QPointF(area.left(), at + 0.5), QPointF(area.right(), at + 0.5));
        if (std::isfinite(line.to)) {
            const double other = std::round(yOf(line.to, line.right));
            painter->drawLine(QPointF(area.left(), other), QPointF(area.right(), other));
        }
        painter->setFont(bold);
        painter->setPen(color);
        const QRectF place = places.value(i);
        painter->fillRect(place.adjusted(-2, 1, 0, -1), theme.color(ColorToken::Panel));
        painter->drawText(place, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, line.label);
    }
    painter->setFont(small);
    double freeFrom = -1e9; // labels of marks do not overlap
    for (const ChartMark& mark : m_model.marks()) {
        if (mark.at < m_from || mark.at > m_to) continue;
        const double x = std::round(xOf(mark.at));
        painter->setPen(QPen(theme.color(ColorToken::Accent), 0));
        painter->drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
        if (mark.label.isEmpty() || x < freeFrom) continue;
        const double width = QFontMetrics(small).horizontalAdvance(mark.label);
        // Beside the line, at its left where the right has no room.
        const bool right = x + 4 + width <= area.right();
        const QRectF place(right ? x + 4 : x - 4 - width, area.bottom() - theme.px(18), width + 2, theme.px(16));
        painter->fillRect(place.adjusted(-1, 1, 0, -1), theme.color(ColorToken::Panel));
        painter->drawText(place, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, mark.label);
        freeFrom = x + width + 10;
    }
    const double now = m_model.now();
    if (now >= m_from && now <= m_to) {
        const double x = std::round(xOf(now));
        painter->setPen(QPen(theme.color(ColorToken::Text), 0));
        painter->drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
    }
    painter->restore();
    if (!m_xTitle.isEmpty()) {
        painter->setFont(small);
        painter->setPen(theme.color(ColorToken::Text2));
        painter->drawText(QRectF(area.left(), area.bottom() + theme.px(5), area.width() + theme.px(10), theme.px(16)),
                          Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, m_xTitle);
    }
}

QStringList ChartPlot::paintedTexts() const {
    QStringList texts;
    if (!m_xTitle.isEmpty()) texts << m_xTitle;
    for (const ChartLine& line : m_model.lines()) texts << line.label;
    for (const ChartMark& mark : m_model.marks()) texts << mark.label;
    for (const ChartBand& band : m_model.bands()) texts << band.label;
    texts.removeAll(QString());
    return texts;
}

void paintSample(QPainter& painter, const ChartPlot& plot, const ChartSeries& series, const QRectF& rect) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(plot.seriesPen(series));
    const double y = std::round(rect.center().y());
    painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y));
    if (!series.ghost) painter.drawLine(QPointF(rect.left(), y + 1), QPointF(rect.right(), y + 1));
    painter.restore();
    if (!series.ghost && (series.markers || seriesStyle(series.style).marker == Marker::Square)) {
        paintMarker(painter, seriesStyle(series.style).marker, QPointF(rect.center().x(), y + 0.5), 6,
                    plot.seriesColor(series));
    }
}

} // namespace maylab::app
