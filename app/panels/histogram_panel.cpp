#include "app/panels/histogram_panel.h"

#include <QHBoxLayout>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace maylab::app {

namespace {

constexpr double kLeastShare = 0.001; // percent, where the logarithmic axis begins
constexpr int kMarkLines = 4;

double niceAbove(double v) {
    const double power = std::pow(10, std::floor(std::log10(std::max(v, 1e-3))));
    for (const double step : {1.0, 2.0, 4.0, 6.0, 8.0, 10.0}) {
        if (v <= step * power) return step * power;
    }
    return 10 * power;
}

} // namespace

HistogramPanel::HistogramPanel(const UiContext& ui, QWidget* parent) : DrawnPanel(ui, parent), m_scale(new Segments(ui, this)) {
    setObjectName(QStringLiteral("histogramPanel"));
    setMouseTracking(true);
    m_scale->setObjectName(QStringLiteral("shareScale"));
    m_scale->addSegment(QStringLiteral("linear"));
    m_scale->addSegment(QStringLiteral("logarithmic"));
    m_scale->setCurrent(QStringLiteral("logarithmic"));
    header()->insertWidget(header()->count() - 1, m_scale);
    connect(m_scale, &Segments::chosen, this, [this](const QString& id) { setLogarithmic(id == QLatin1String("logarithmic")); });
    retranslate();
}

QString HistogramPanel::title() const { return tr("Latency of requests"); }

QSize HistogramPanel::sizeHint() const { return {theme().px(740), theme().px(240)}; }

void HistogramPanel::retranslate() {
    m_scale->setSegmentText(QStringLiteral("linear"), tr("linear"), tr("Height is the share of requests"));
    m_scale->setSegmentText(QStringLiteral("logarithmic"), tr("log"), tr("Height is the logarithm of the share: rare requests can be seen"));
    m_scale->setAccessibleName(tr("Scale of the shares"));
    showFact();
    DrawnPanel::retranslate();
}

void HistogramPanel::showFact() {
    const Format f = ui().format();
    QString text;
    if (m_picture.present) {
        const QString window = m_picture.seconds % 60 == 0 ? f.minutes(m_picture.seconds / 60) : f.withUnit(f.count(m_picture.seconds), QStringLiteral("s"));
        text = tr("%1 requests of the last %2").arg(f.count(std::llround(m_picture.requests)), window);
        if (m_picture.approximate) text += QStringLiteral(", ") + tr("percentiles within %1").arg(f.percent(0.8, 1));
    }
    fact()->setText(text);
}

void HistogramPanel::setPicture(const HistogramPicture& picture) {
    m_picture = picture;
    if (m_cursor >= static_cast<int>(m_picture.bins.size())) m_cursor = -1;
    showFact();
    refresh();
}

void HistogramPanel::setLogarithmic(bool logarithmic) {
    m_logarithmic = logarithmic;
    m_scale->setCurrent(logarithmic ? QStringLiteral("logarithmic") : QStringLiteral("linear"));
    update();
}

// --- words ---

QString HistogramPanel::milliseconds(double value) const {
    const Format f = ui().format();
    return f.withUnit(f.compact(value), QStringLiteral("ms"));
}

QString HistogramPanel::share(double percent) const {
    const Format f = ui().format();
    if (percent > 0 && percent < kLeastShare) return u'<' + f.percent(kLeastShare, 3);
    return f.percent(percent, percent >= 99.95 || percent == 0 ? 0 : percent >= 1 ? 1 : percent >= 0.1 ? 2 : 3);
}

std::vector<HistogramPanel::Mark> HistogramPanel::marks() const {
    return {{tr("Average"), m_picture.average, ColorToken::Series6, Qt::CustomDashLine, {1, 2}},
            {QStringLiteral("p50"), m_picture.p50, ColorToken::Series1, Qt::SolidLine, {}},
            {QStringLiteral("p90"), m_picture.p90, ColorToken::Series5, Qt::CustomDashLine, {5, 2, 1, 2}},
            {QStringLiteral("p99"), m_picture.p99, ColorToken::Series4, Qt::CustomDashLine, {3, 1.5}}};
}

QString HistogramPanel::markText(const Mark& mark) const { return mark.name + u' ' + milliseconds(mark.value); }

QString HistogramPanel::fastText() const {
    return QStringLiteral("PR(:5) ") + (std::isnan(m_picture.fastPercent) ? QStringLiteral("–") : ui().format().percent(m_picture.fastPercent, 2));
}

HistogramPanel::Hump HistogramPanel::humpOf(bool hits) const {
    Hump h;
    for (std::size_t i = 0; i < m_picture.bins.size(); ++i) {
        const HistogramPicture::Bin& b = m_picture.bins[i];
        const double part = hits ? b.hits : b.count - b.hits;
        h.share += percentOf(part);
        // A request at the window's edge may be counted as a hit and answered outside of it: the few in a bin of the
        // other kind stretch nothing.
        if (part * 2 < b.count || part <= 0) continue;
        if (h.first < 0) h.first = static_cast<int>(i);
        h.last = static_cast<int>(i);
        h.tallest = std::max(h.tallest, percentOf(b.count));
    }
    return h;
}

QString HistogramPanel::humpText(bool hits) const {
    const Hump h = humpOf(hits);
    if (h.first < 0) return {};
    if (!usesCache()) return tr("database %1").arg(share(h.share));
    return hits ? tr("hit %1").arg(share(h.share)) : tr("miss %1").arg(share(h.share));
}

double HistogramPanel::binBegin(std::size_t bin) const {
    return std::pow(10, m_picture.firstDecade + static_cast<double>(bin) / HistogramPicture::kPerDecade);
}

QString HistogramPanel::binText(std::size_t bin) const {
    if (bin >= m_picture.bins.size()) return {};
    const Format f = ui().format();
    const HistogramPicture::Bin& b = m_picture.bins[bin];
    QString words = tr("%1 to %2: %3 of the requests, %4")
                        .arg(f.compact(binBegin(bin)), milliseconds(binBegin(bin + 1)), share(percentOf(b.count)), f.count(std::llround(b.count)));
    if (usesCache() && b.count > 0) words += QStringLiteral(", ") + (b.hits * 2 >= b.count ? tr("hits") : tr("misses"));
    return words;
}

QString HistogramPanel::describe() const {
    if (!m_picture.present) return tr("No latency is measured in this run.");
    if (m_picture.requests <= 0) return tr("No request was answered in this window.");
    QStringList parts;
    for (const Mark& m : marks()) parts << markText(m);
    QString words = parts.join(QStringLiteral(", ")) + QStringLiteral(". ") +
                    tr("At most 5 ms: %1 of the requests.").arg(ui().format().percent(m_picture.fastPercent, 2));
    for (const bool hits : {true, false}) {
        const Hump h = humpOf(hits);
        if (h.first < 0) continue;
        words += u' ' + tr("%1, from %2 to %3.")
                            .arg(humpText(hits), ui().format().compact(binBegin(static_cast<std::size_t>(h.first))),
                                 milliseconds(binBegin(static_cast<std::size_t>(h.last + 1))));
    }
    return words;
}

std::vector<DrawnPanel::TableRow> HistogramPanel::table() const {
    const Format f = ui().format();
    std::vector<TableRow> rows{{tr("Requests"), f.count(std::llround(m_picture.requests))}};
    for (const Mark& m : marks()) rows.push_back({m.name, milliseconds(m.value)});
    rows.push_back({tr("At most 5 ms, PR(:5)"), f.percent(m_picture.fastPercent, 2)});
    if (usesCache()) {
        rows.push_back({tr("Hits"), f.count(std::llround(m_picture.hits))});
        rows.push_back({tr("Misses"), f.count(std::llround(m_picture.misses))});
    }
    for (std::size_t i = 0; i < m_picture.bins.size(); ++i) {
        const HistogramPicture::Bin& b = m_picture.bins[i];
        if (b.count <= 0) continue;
        rows.push_back({tr("%1 to %2").arg(f.compact(binBegin(i)), milliseconds(binBegin(i + 1))), f.count(std::llround(b.count))});
    }
    return rows;
}

QStringList HistogramPanel::visibleTexts() const {
    QStringList texts = DrawnPanel::visibleTexts();
    if (m_picture.present && m_picture.requests > 0) texts << humpText(true) << humpText(false) << tr("milliseconds, logarithmic") << tr("share of requests");
    return texts;
}

// --- drawing ---

HistogramPanel::Places HistogramPanel::placesIn(const QRectF& body) const {
    const auto px = [this](double v) { return static_cast<double>(theme().px(v)); };
    Places p;
    for (const Mark& m : marks()) p.entries.push_back(markText(m));
    p.entries.push_back(fastText());
    const QFontMetricsF metrics(theme().font(TextRole::Small));
    std::vector<double> widths;
    for (const QString& e : p.entries) widths.push_back(px(26) + metrics.horizontalAdvance(e));
    p.legend = QRectF(body.left(), body.top(), body.width(), legendHeight(legendLines(widths, body.width(), px(16))));
    const double foot = px(17), left = px(50);
    const double markLine = px(14) * (body.height() >= px(190) ? kMarkLines : 2);
    p.foot = QRectF(body.left(), body.bottom() - foot, body.width(), foot);
    p.axis = QRectF(body.left() + left, p.foot.top() - foot, body.width() - left - px(4), foot);
    p.marks = QRectF(p.axis.left(), p.legend.bottom(), p.axis.width(), markLine);
    p.plot = QRectF(p.axis.left(), p.marks.bottom(), p.axis.width(), std::max(0.0, p.axis.top() - p.marks.bottom()));
    return p;
}

double HistogramPanel::xOf(double ms, const QRectF& plot) const {
    const double decades = static_cast<double>(m_picture.bins.size()) / HistogramPicture::kPerDecade;
    const double at = ms > 0 ? (std::log10(ms) - m_picture.firstDecade) / decades : 0;
    return plot.left() + std::clamp(at, 0.0, 1.0) * plot.width();
}

double HistogramPanel::topShare() const {
    double top = 0;
    for (const HistogramPicture::Bin& b : m_picture.bins) top = std::max(top, percentOf(b.count));
    return m_logarithmic ? 100 : std::min(100.0, niceAbove(top));
}

double HistogramPanel::heightOf(double percent, const QRectF& plot) const {
    if (percent <= 0) return 0;
    const double part = m_logarithmic ? std::log10(percent / kLeastShare) / std::log10(100 / kLeastShare) : percent / topShare();
    return std::max(2.0, std::clamp(part, 0.0, 1.0) * plot.height()); // whatever is there can be seen
}

void HistogramPanel::paintLegend(QPainter& painter, const Places& p) const {
    const Theme& t = theme();
    painter.setFont(t.font(TextRole::Small));
    std::vector<double> widths;
    for (const QString& e : p.entries) widths.push_back(t.px(26) + painter.fontMetrics().horizontalAdvance(e));
    const auto places = legendPlaces(widths, p.legend.width(), t.px(16));
    const std::vector<Mark> all = marks();
    for (std::size_t i = 0; i < p.entries.size(); ++i) {
        const QRectF entry(p.legend.left() + places[i].x, p.legend.top() + t.px(18) * places[i].line, widths[i] + 2, t.px(18));
        QPen pen(t.color(i < all.size() ? all[i].color : ColorToken::Pass), 2);
        if (i == all.size()) pen.setDashPattern({1, 1.5});
        else if (!all[i].pattern.empty()) pen.setDashPattern(QVector<qreal>(all[i].pattern.begin(), all[i].pattern.end()));
        painter.setPen(pen);
        painter.drawLine(QPointF(entry.left() + 1, entry.center().y()), QPointF(entry.left() + t.px(19), entry.center().y()));
        paintText(painter, entry.adjusted(t.px(24), 0, 0, 0), p.entries[i], ColorToken::Text);
    }
}

void HistogramPanel::paintAxes(QPainter& painter, const Places& p) const {
    const Theme& t = theme();
    const Format f = ui().format();
    painter.setFont(t.font(TextRole::Smallest));
    // As short as they are exact: 0.1 and not 0.10.
    const auto tickText = [&f](double v) { return v >= 1 && v == std::floor(v) ? f.count(std::llround(v)) : f.setting(v); };
    std::vector<double> ticks;
    if (m_logarithmic) ticks = p.plot.height() >= t.px(84) ? std::vector<double>{0.001, 0.01, 0.1, 1, 10, 100} : std::vector<double>{0.001, 0.1, 10};
    else ticks = p.plot.height() >= t.px(84) ? std::vector<double>{0, topShare() / 4, topShare() / 2, topShare() * 3 / 4, topShare()} : std::vector<double>{0, topShare() / 2, topShare()};
    for (const double v : ticks) {
        const double y = std::floor(p.plot.bottom() - (v <= 0 || (m_logarithmic && v <= kLeastShare) ? 0 : heightOf(v, p.plot)));
        painter.fillRect(QRectF(p.plot.left(), y, p.plot.width(), 1), t.color(ColorToken::Grid));
        paintText(painter, QRectF(p.plot.left() - t.px(50), y - t.px(8), t.px(46), t.px(16)), tickText(v) + Format::kNoBreakSpace + u'%', ColorToken::Text2,
                  Qt::AlignRight | Qt::AlignVCenter);
    }
    painter.fillRect(QRectF(p.plot.left(), std::floor(p.plot.bottom()), p.plot.width(), 1), t.color(ColorToken::Axis));
    const int decades = static_cast<int>(m_picture.bins.size()) / HistogramPicture::kPerDecade;
    for (int d = 0; d <= decades; ++d) {
        const double ms = std::pow(10, m_picture.firstDecade + d), x = xOf(ms, p.plot);
        painter.fillRect(QRectF(std::floor(x), std::floor(p.plot.bottom()), 1, 4), t.color(ColorToken::Axis));
        for (int n = 2; n < 10 && d < decades; ++n) painter.fillRect(QRectF(std::floor(xOf(ms * n, p.plot)), std::floor(p.plot.bottom()), 1, 2), t.color(ColorToken::Axis));
        const QString word = d == decades ? f.withUnit(tickText(ms), QStringLiteral("ms")) : tickText(ms);
        const double width = painter.fontMetrics().horizontalAdvance(word) + 4;
        const double left = std::clamp(x - width / 2, p.axis.left() - t.px(14), p.axis.right() - width + 2);
        paintText(painter, QRectF(left, p.axis.top() + 3, width, p.axis.height() - 3), word, ColorToken::Text2, Qt::AlignCenter);
    }
}

void HistogramPanel::paintBars(QPainter& painter, const QRectF& plot) const {
    const Theme& t = theme();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (std::size_t i = 0; i < m_picture.bins.size(); ++i) {
        const HistogramPicture::Bin& b = m_picture.bins[i];
        if (b.count <= 0) continue;
        const double left = std::floor(xOf(binBegin(i), plot)), right = std::floor(xOf(binBegin(i + 1), plot));
        const double height = std::floor(heightOf(percentOf(b.count), plot));
        const QRectF bar(left, std::floor(plot.bottom()) - height, std::max(1.0, right - left - 1), height);
        const bool hits = b.hits * 2 >= b.count;
        painter.fillRect(bar, t.color(!usesCache() ? ColorToken::Series1 : hits ? ColorToken::Series3 : ColorToken::Series2));
    }
    painter.restore();
}

// Vertical lines with their names above, one below the other where they are close.
void HistogramPanel::paintMarks(QPainter& painter, const Places& p) const {
    const Theme& t = theme();
    struct Named {
        double x;
        Mark mark;
    };
    std::vector<Named> all;
    for (const Mark& m : marks()) {
        if (!std::isnan(m.value)) all.push_back({xOf(m.value, p.plot), m});
    }
    all.push_back({xOf(HistogramPicture::kFastMilliseconds, p.plot), {milliseconds(HistogramPicture::kFastMilliseconds), 0, ColorToken::Pass, Qt::CustomDashLine, {1, 1.5}}});
    std::stable_sort(all.begin(), all.end(), [](const Named& a, const Named& b) { return a.x < b.x; });
    painter.setFont(t.font(TextRole::Smallest, QFont::DemiBold));
    const double line = t.px(14);
    const auto lines = static_cast<std::size_t>(std::lround(p.marks.height() / line));
    std::vector<double> ends(lines, p.marks.left() - t.px(40));
    for (const Named& n : all) {
        const double width = painter.fontMetrics().horizontalAdvance(n.mark.name) + t.px(8);
        // To the right of its line, at the edge to the left.
        const bool leftwards = n.x + 3 + width > p.marks.right();
        const double begin = leftwards ? n.x - width : n.x + 3;
        std::size_t row = 0;
        while (row + 1 < lines && ends[row] > begin) ++row;
        const double top = p.marks.top() + line * static_cast<double>(row);
        QPen pen(t.color(n.mark.color), 2);
        if (!n.mark.pattern.empty()) pen.setDashPattern(QVector<qreal>(n.mark.pattern.begin(), n.mark.pattern.end()));
        painter.setPen(pen);
        painter.drawLine(QPointF(n.x, top + 2), QPointF(n.x, p.plot.bottom()));
        if (ends[row] > begin) continue; // no room in any line: the legend names it
        ends[row] = begin + width;
        paintText(painter, QRectF(begin, top, width, line), n.mark.name, n.mark.color, leftwards ? Qt::AlignRight | Qt::AlignVCenter : Qt::AlignLeft | Qt::AlignVCenter);
    }
}

void HistogramPanel::paintHump(QPainter& painter, const Places& p, bool hits) const {
    const Hump h = humpOf(hits);
    if (h.first < 0) return;
    const Theme& t = theme();
    const QString words = humpText(hits);
    painter.setFont(t.font(TextRole::Small, QFont::DemiBold));
    const double icon = usesCache() ? t.px(13) : 0, width = painter.fontMetrics().horizontalAdvance(words) + icon + t.px(10), height = t.px(18);
    const double left = xOf(binBegin(static_cast<std::size_t>(h.first)), p.plot), right = xOf(binBegin(static_cast<std::size_t>(h.last + 1)), p.plot);
    const double barTop = p.plot.bottom() - heightOf(h.tallest, p.plot);
    // Beside a hump that fills the height, above any other.
    const bool beside = barTop - height - 2 < p.plot.top();
    const double centre = (left + right) / 2;
    QRectF box(beside ? right + t.px(4) : centre - width / 2, beside ? p.plot.top() + 2 : barTop - height - 2, width, height);
    box.moveLeft(std::clamp(box.left(), p.plot.left(), std::max(p.plot.left(), p.plot.right() - width)));
    painter.fillRect(box, t.color(ColorToken::Panel));
    if (usesCache()) {
        paintMarker(painter, hits ? Marker::Circle : Marker::Triangle, QPointF(box.left() + t.px(8), box.center().y()), t.px(9),
                    t.color(hits ? ColorToken::Series3 : ColorToken::Series2));
    }
    paintText(painter, box.adjusted(icon + t.px(3), 0, 2, 0), words, ColorToken::Text);
}

void HistogramPanel::paintBody(QPainter& painter, const QRectF& body) {
    const Theme& t = theme();
    if (!m_picture.present || m_picture.requests <= 0) {
        paintNote(painter, body, describe());
        return;
    }
    if (paintedInWords(painter, body, t.px(300), t.px(130))) return;
    const Places p = placesIn(body);
    paintLegend(painter, p);
    paintAxes(painter, p);
    paintBars(painter, p.plot);
    paintMarks(painter, p);
    paintHump(painter, p, false);
    paintHump(painter, p, true);
    painter.setFont(t.font(TextRole::Smallest));
    if (m_cursor >= 0) {
        const auto bin = static_cast<std::size_t>(m_cursor);
        paintText(painter, p.foot, binText(bin), ColorToken::Text);
        const double left = xOf(binBegin(bin), p.plot), right = xOf(binBegin(bin + 1), p.plot);
        paintFocus(painter, QRectF(left - 3, p.plot.top(), right - left + 5, p.plot.height() + 2), t);
    } else {
        paintText(painter, p.foot, tr("share of requests"), ColorToken::Text2);
        paintText(painter, p.foot, tr("milliseconds, logarithmic"), ColorToken::Text2, Qt::AlignRight | Qt::AlignVCenter);
        if (showsFocus()) paintFocus(painter, body.adjusted(-6, -2, 6, 4), t);
    }
}

// --- walking ---

// The next bin with requests from there on.
void HistogramPanel::walk(int from, int step) {
    const int end = static_cast<int>(m_picture.bins.size());
    for (int i = from; i >= 0 && i < end; i += step) {
        if (m_picture.bins[static_cast<std::size_t>(i)].count <= 0) continue;
        m_cursor = i;
        setAccessibleDescription(binText(static_cast<std::size_t>(i)));
        update();
        return;
    }
}

void HistogramPanel::keyPressEvent(QKeyEvent* event) {
    const int end = static_cast<int>(m_picture.bins.size());
    switch (event->key()) {
    case Qt::Key_Left: walk(m_cursor < 0 ? end - 1 : m_cursor - 1, -1); return;
    case Qt::Key_Right: walk(m_cursor < 0 ? 0 : m_cursor + 1, 1); return;
    case Qt::Key_Home: walk(0, 1); return;
    case Qt::Key_End: walk(end - 1, -1); return;
    case Qt::Key_L: setLogarithmic(!m_logarithmic); return;
    case Qt::Key_Escape:
        m_cursor = -1;
        update();
        return;
    default: DrawnPanel::keyPressEvent(event);
    }
}

int HistogramPanel::binAt(QPointF position) const {
    if (!m_picture.present || m_picture.requests <= 0 || isTableShown()) return -1;
    const QRectF plot = placesIn(bodyRect()).plot;
    if (!plot.contains(position)) return -1;
    const auto bin = static_cast<int>((position.x() - plot.left()) / plot.width() * static_cast<double>(m_picture.bins.size()));
    return std::clamp(bin, 0, static_cast<int>(m_picture.bins.size()) - 1);
}

void HistogramPanel::mousePressEvent(QMouseEvent* event) {
    DrawnPanel::mousePressEvent(event);
    const int bin = binAt(event->position());
    if (bin < 0 || m_picture.bins[static_cast<std::size_t>(bin)].count <= 0) return;
    walk(bin, 1);
}

bool HistogramPanel::event(QEvent* e) {
    if (e->type() != QEvent::ToolTip) return DrawnPanel::event(e);
    auto* help = static_cast<QHelpEvent*>(e);
    const int bin = binAt(help->pos());
    if (bin >= 0) QToolTip::showText(help->globalPos(), binText(static_cast<std::size_t>(bin)), this);
    else QToolTip::hideText();
    return true;
}

} // namespace maylab::app
