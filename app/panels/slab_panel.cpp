#include "app/panels/slab_panel.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace maylab::app {

namespace {

constexpr int kSlabRow = 20;
constexpr int kLooks = 4;

} // namespace

SlabPanel::SlabPanel(const UiContext& ui, QWidget* parent) : DrawnPanel(ui, parent) {
    setObjectName(QStringLiteral("slabPanel"));
    setMouseTracking(true);
    retranslate();
}

QString SlabPanel::title() const { return tr("Slab classes"); }

QSize SlabPanel::sizeHint() const { return {theme().px(740), theme().px(196)}; }

void SlabPanel::retranslate() {
    showFact();
    DrawnPanel::retranslate();
}

void SlabPanel::showFact() {
    const Format f = ui().format();
    QString text;
    if (m_slabs.present) {
        const auto megabytes = [&f](std::uint64_t bytes) { return f.compact(std::round(static_cast<double>(bytes) / (1 << 20) * 10) / 10); };
        text = tr("%1 items, %2 of %3 in pages").arg(f.count(static_cast<qint64>(m_slabs.items)), megabytes(m_slabs.allocated),
                                                     f.withUnit(megabytes(m_slabs.limit), QStringLiteral("MiB")));
    }
    fact()->setText(text);
}

void SlabPanel::setPicture(const SlabPicture& slabs, const ComparisonPicture& comparison) {
    m_slabs = slabs;
    m_comparison = comparison;
    m_cursor = std::clamp(m_cursor, 0, std::max(0, static_cast<int>(m_slabs.classes.size()) - 1));
    showFact();
    refresh();
}

QString SlabPanel::partName(int look) const {
    switch (look) {
    case 0: return tr("hot");
    case 1: return tr("warm");
    case 2: return tr("cold");
    default: return tr("free");
    }
}

std::vector<SlabPanel::Part> SlabPanel::partsOf(const SlabPicture::Class& c) const {
    const auto all = static_cast<double>(std::max<std::uint64_t>(1, c.usedChunks + c.freeChunks));
    std::vector<Part> parts;
    const std::uint64_t numbers[] = {c.hot, c.warm, c.cold, c.freeChunks};
    for (int look = 0; look < kLooks; ++look) parts.push_back({partName(look), static_cast<double>(numbers[look]) / all, look});
    return parts;
}

void SlabPanel::paintPart(QPainter& painter, const QRectF& rect, int look) const {
    const Theme& t = theme();
    if (rect.width() < 1) return;
    switch (look) {
    case 0: painter.fillRect(rect, t.color(ColorToken::Series2)); break;
    case 1: // Hatched: warm stands between hot and cold whatever colours an eye can tell apart.
        painter.fillRect(rect, t.color(ColorToken::Panel));
        painter.fillRect(rect, QBrush(t.color(ColorToken::Series5), Qt::Dense3Pattern));
        break;
    case 2: painter.fillRect(rect, t.color(ColorToken::Series1)); break;
    default:
        painter.setPen(QPen(t.color(ColorToken::Line2), 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(rect.adjusted(0, 0, -1, -1));
    }
}

QString SlabPanel::classText(std::size_t place) const {
    if (place >= m_slabs.classes.size()) return {};
    const Format f = ui().format();
    const SlabPicture::Class& c = m_slabs.classes[place];
    const auto count = [&f](std::uint64_t n) { return f.count(static_cast<qint64>(n)); };
    QString words = tr("Class %1, chunks of %2: pages %3, chunks used %4 of %5, hot %6, warm %7, cold %8, evicted %9")
                        .arg(QString::number(c.id), f.withUnit(count(c.chunkSize), QStringLiteral("B")), count(c.pages), count(c.usedChunks),
                             count(c.usedChunks + c.freeChunks), count(c.hot), count(c.warm), count(c.cold), count(c.evicted));
    if (c.outOfMemory > 0) words += QStringLiteral(", ") + tr("%1 refused for want of memory").arg(count(c.outOfMemory));
    return words;
}

QString SlabPanel::nodeText(std::size_t node) const {
    if (node >= m_comparison.nodes.size()) return {};
    const Format f = ui().format();
    const ComparisonPicture::Node& n = m_comparison.nodes[node];
    const QString name = QString::fromStdString(n.endpoint);
    if (n.hitRatio < 0) return tr("%1: no request yet").arg(name);
    if (n.windows.empty()) return tr("%1: hit ratio %2").arg(name, f.ratio(n.hitRatio));
    return tr("%1: hit ratio %2, last window %3").arg(name, f.ratio(n.hitRatio), f.ratio(static_cast<double>(n.windows.back())));
}

QString SlabPanel::phaseText() const {
    const Format f = ui().format();
    const QString progress = m_comparison.whole > 0
                                 ? f.percent(100.0 * static_cast<double>(m_comparison.done) / static_cast<double>(m_comparison.whole))
                                 : QString();
    if (m_comparison.phase == "popularity") return tr("popular keys, %1 done").arg(progress);
    if (m_comparison.phase == "crawler") return tr("a crawler, %1 done").arg(progress);
    if (m_comparison.phase == "after") return tr("after the crawler, %1 done").arg(progress);
    if (m_comparison.phase == "finished") return tr("finished");
    return tr("not begun");
}

QString SlabPanel::describe() const {
    if (!m_slabs.present && !m_comparison.present) return tr("No Memcached node in this run yet.");
    const Format f = ui().format();
    QStringList parts;
    if (m_slabs.present) {
        parts << tr("%1 of %2: %n slab class(es), %3 evictions.", nullptr, static_cast<int>(m_slabs.classes.size()))
                     .arg(QString::fromStdString(m_slabs.node), QString::fromStdString(m_slabs.cluster),
                          f.count(static_cast<qint64>(m_slabs.evictions)));
        for (std::size_t i = 0; i < m_slabs.classes.size(); ++i) parts << classText(i) + u'.';
    }
    if (m_comparison.present) {
        parts << tr("Same requests for both: %1.").arg(phaseText());
        for (std::size_t i = 0; i < m_comparison.nodes.size(); ++i) parts << nodeText(i) + u'.';
    }
    return parts.join(QLatin1Char(' '));
}

std::vector<DrawnPanel::TableRow> SlabPanel::table() const {
    const Format f = ui().format();
    std::vector<TableRow> rows;
    const auto count = [&f](std::uint64_t n) { return f.count(static_cast<qint64>(n)); };
    for (const SlabPicture::Class& c : m_slabs.classes) {
        const QString name = tr("class %1 (%2)").arg(QString::number(c.id), f.withUnit(count(c.chunkSize), QStringLiteral("B")));
        rows.push_back({tr("%1: pages").arg(name), count(c.pages)});
        rows.push_back({tr("%1: chunks used").arg(name), QStringLiteral("%1 / %2").arg(count(c.usedChunks), count(c.usedChunks + c.freeChunks))});
        rows.push_back({tr("%1: hot, warm, cold").arg(name), QStringLiteral("%1, %2, %3").arg(count(c.hot), count(c.warm), count(c.cold))});
        rows.push_back({tr("%1: evicted").arg(name), count(c.evicted)});
        rows.push_back({tr("%1: wasted in its chunks").arg(name), f.withUnit(count(c.wastedBytes), QStringLiteral("B"))});
    }
    if (!m_comparison.present) return rows;
    for (std::size_t i = 0; i < m_comparison.nodes.size(); ++i) {
        const ComparisonPicture::Node& n = m_comparison.nodes[i];
        const QString name = QString::fromStdString(n.endpoint);
        rows.push_back({tr("%1: hit ratio of all").arg(name), n.hitRatio < 0 ? QStringLiteral("–") : f.ratio(n.hitRatio)});
        for (std::size_t w = 0; w < n.windows.size(); ++w) {
            rows.push_back({tr("%1: window %2").arg(name).arg(w + 1), f.ratio(static_cast<double>(n.windows[w]))});
        }
    }
    return rows;
}

QStringList SlabPanel::visibleTexts() const {
    QStringList texts = DrawnPanel::visibleTexts();
    if (m_slabs.present) {
        texts << tr("class") << tr("pages") << tr("chunks") << tr("evicted");
        for (int look = 0; look < kLooks; ++look) texts << partName(look);
    }
    if (m_comparison.present) texts << tr("Hit ratio per window");
    return texts;
}

SlabPanel::Places SlabPanel::placesIn(const QRectF& body) const {
    const auto px = [this](double v) { return static_cast<double>(theme().px(v)); };
    Places p;
    p.rowHeight = px(kSlabRow);
    p.classes = p.strip = QRectF();
    if (m_slabs.present && m_comparison.present && body.width() >= px(520)) {
        const double left = std::floor(body.width() * 0.58);
        p.classes = QRectF(body.left(), body.top(), left - px(20), body.height());
        p.strip = QRectF(body.left() + left, body.top(), body.width() - left, body.height());
    } else if (m_slabs.present && m_comparison.present && body.height() >= px(260)) {
        p.classes = QRectF(body.left(), body.top(), body.width(), body.height() * 0.55);
        p.strip = QRectF(body.left(), p.classes.bottom() + px(8), body.width(), body.bottom() - p.classes.bottom() - px(8));
    } else if (m_comparison.present && (!m_slabs.present || body.width() < px(360))) {
        p.strip = body;
    } else {
        p.classes = body;
    }
    if (p.classes.isEmpty()) return p;
    p.heading = QRectF(p.classes.left(), p.classes.top(), p.classes.width(), px(16));
    p.legend = QRectF(p.classes.left(), p.classes.bottom() - px(18), p.classes.width(), px(18));
    p.rows = QRectF(p.classes.left(), p.heading.bottom(), p.classes.width(), std::max(0.0, p.legend.top() - p.heading.bottom()));
    p.shown = std::min(static_cast<int>(m_slabs.classes.size()), static_cast<int>(p.rows.height() / p.rowHeight));
    return p;
}

int SlabPanel::firstRow(int shown) const {
    return std::clamp(m_cursor - shown + 1, 0, std::max(0, static_cast<int>(m_slabs.classes.size()) - shown));
}

void SlabPanel::paintClass(QPainter& painter, const QRectF& row, std::size_t place) const {
    const Theme& t = theme();
    const Format f = ui().format();
    const SlabPicture::Class& c = m_slabs.classes[place];
    const double name = t.px(104), pages = t.px(44), evicted = t.px(60);
    painter.fillRect(QRectF(row.left(), row.bottom() - 1, row.width(), 1), t.color(ColorToken::Line));
    painter.setFont(t.font(TextRole::Command));
    paintText(painter, QRectF(row.left() + 4, row.top(), name, row.height()),
              QStringLiteral("%1 · %2").arg(QString::number(c.id), f.withUnit(f.count(c.chunkSize), QStringLiteral("B"))), ColorToken::Text);
    paintText(painter, QRectF(row.left() + name, row.top(), pages - 8, row.height()), f.count(c.pages), ColorToken::Text, Qt::AlignRight | Qt::AlignVCenter);
    const QRectF bar(std::floor(row.left() + name + pages + 6), std::floor(row.center().y() - t.px(5)),
                     std::floor(std::max(0.0, row.width() - name - pages - evicted - 12)), t.px(10));
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    double x = bar.left();
    for (const Part& part : partsOf(c)) {
        const double width = std::round(bar.width() * part.share);
        if (width < 1) continue;
        paintPart(painter, QRectF(x, bar.top(), std::min(width, bar.right() - x) - (part.look < 3 ? 1 : 0), bar.height()), part.look);
        x += width;
    }
    painter.restore();
    painter.setFont(t.font(TextRole::Command));
    paintText(painter, QRectF(row.right() - evicted, row.top(), evicted - 4, row.height()), f.count(static_cast<qint64>(c.evicted)),
              c.evicted > 0 ? ColorToken::Series2 : ColorToken::Text2, Qt::AlignRight | Qt::AlignVCenter);
    if (showsFocus() && static_cast<int>(place) == m_cursor) paintFocus(painter, row, t);
}

void SlabPanel::paintLegend(QPainter& painter, const QRectF& rect) const {
    const Theme& t = theme();
    painter.setFont(t.font(TextRole::Smallest));
    double x = rect.left() + 4;
    for (int look = 0; look < kLooks; ++look) {
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing, false);
        paintPart(painter, QRectF(std::floor(x), std::floor(rect.center().y() - t.px(4)), t.px(10), t.px(9)), look);
        painter.restore();
        const double width = painter.fontMetrics().horizontalAdvance(partName(look)) + 2;
        paintText(painter, QRectF(x + t.px(14), rect.top(), width, rect.height()), partName(look), ColorToken::Text2);
        x += t.px(14) + width + t.px(12);
    }
    const int hidden = static_cast<int>(m_slabs.classes.size()) - placesIn(bodyRect()).shown;
    if (hidden > 0) paintText(painter, QRectF(x, rect.top(), rect.right() - x, rect.height()), tr("+%1 more").arg(hidden), ColorToken::Muted,
                              Qt::AlignRight | Qt::AlignVCenter);
}

// Two lines over the windows, 0 to 1; the second is dashed. A vertical line stands where the crawler came.
void SlabPanel::paintStrip(QPainter& painter, const QRectF& rect) const {
    const Theme& t = theme();
    const Format f = ui().format();
    painter.setFont(t.font(TextRole::Smallest, QFont::DemiBold));
    paintText(painter, QRectF(rect.left(), rect.top(), rect.width(), t.px(16)), tr("Hit ratio per window"), ColorToken::Text);
    painter.setFont(t.font(TextRole::Smallest));
    const double heading = painter.fontMetrics().horizontalAdvance(tr("Hit ratio per window")) + t.px(20);
    paintText(painter, QRectF(rect.left() + heading, rect.top(), rect.width() - heading, t.px(16)), phaseText(), ColorToken::Text2,
              Qt::AlignRight | Qt::AlignVCenter);
    const double legend = t.px(17) * 2;
    const QRectF area(rect.left() + t.px(26), rect.top() + t.px(22), rect.width() - t.px(30), rect.height() - t.px(28) - legend);
    std::size_t most = 8;
    for (const ComparisonPicture::Node& n : m_comparison.nodes) most = std::max(most, n.windows.size());
    // The scale begins where the lines do: a difference of 0.02 must be seen.
    double low = 1;
    for (const ComparisonPicture::Node& n : m_comparison.nodes) {
        for (const float w : n.windows) low = std::min(low, static_cast<double>(w));
    }
    low = std::max(0.0, std::floor(low * 10 - 0.5) / 10);
    if (low >= 1) low = 0;
    const auto y = [&](double v) { return area.bottom() - (v - low) / (1 - low) * area.height(); };
    const auto x = [&](std::size_t i) { return area.left() + area.width() * (static_cast<double>(i) + 0.5) / static_cast<double>(most); };
    for (const double v : {low, (1 + low) / 2, 1.0}) {
        painter.fillRect(QRectF(area.left(), std::floor(y(v)), area.width(), 1), t.color(ColorToken::Grid));
        paintText(painter, QRectF(rect.left(), y(v) - t.px(8), t.px(24), t.px(16)), f.number(v, 1), ColorToken::Text2, Qt::AlignLeft | Qt::AlignVCenter);
    }
    if (const std::int32_t after = m_comparison.nodes[0].firstAfterCrawler; after > 0) {
        const double at = std::floor((x(static_cast<std::size_t>(after)) + x(static_cast<std::size_t>(after - 1))) / 2);
        painter.fillRect(QRectF(at, area.top(), 1, area.height()), t.color(ColorToken::Accent));
        painter.setFont(t.font(TextRole::Smallest));
        paintText(painter, QRectF(at + 4, area.bottom() - t.px(16), area.right() - at - 4, t.px(16)), tr("crawler"), ColorToken::Accent);
    }
    for (std::size_t n = 0; n < m_comparison.nodes.size(); ++n) {
        const ComparisonPicture::Node& node = m_comparison.nodes[n];
        const ColorToken color = n == 0 ? ColorToken::Series1 : ColorToken::Series2;
        QPen pen(t.color(color), 2);
        if (n == 1) pen.setDashPattern({3, 1.5});
        painter.setPen(pen);
        painter.setBrush(Qt::NoBrush);
        QPainterPath path;
        for (std::size_t i = 0; i < node.windows.size(); ++i) {
            const QPointF at(x(i), y(static_cast<double>(node.windows[i])));
            if (i == 0) path.moveTo(at);
            else path.lineTo(at);
        }
        painter.drawPath(path);
        if (node.windows.size() == 1) paintMarker(painter, n == 0 ? Marker::Circle : Marker::Triangle, path.currentPosition(), t.px(7), t.color(color));
        const QRectF entry(rect.left(), rect.bottom() - legend + t.px(17) * static_cast<double>(n), rect.width(), t.px(17));
        painter.setPen(pen);
        painter.drawLine(QPointF(entry.left() + 2, entry.center().y()), QPointF(entry.left() + t.px(22), entry.center().y()));
        painter.setFont(t.font(TextRole::Smallest));
        paintText(painter, entry.adjusted(t.px(28), 0, 0, 0), nodeText(n), ColorToken::Text2);
    }
}

void SlabPanel::paintBody(QPainter& painter, const QRectF& body) {
    const Theme& t = theme();
    if (!m_slabs.present && !m_comparison.present) {
        paintNote(painter, body, tr("No Memcached node in this run yet."));
        return;
    }
    if (paintedInWords(painter, body, t.px(260), t.px(90))) return;
    const Places p = placesIn(body);
    if (!p.classes.isEmpty()) {
        painter.setFont(t.font(TextRole::Smallest));
        const double name = t.px(104), pages = t.px(44), evicted = t.px(60);
        const auto heading = [&](double left, double width, const QString& text, Qt::Alignment align) {
            paintText(painter, QRectF(p.heading.left() + left, p.heading.top(), width, p.heading.height()), text, ColorToken::Muted, align | Qt::AlignVCenter);
        };
        heading(4, name - 8, tr("class"), Qt::AlignLeft);
        heading(name - t.px(20), pages - 8 + t.px(20), tr("pages"), Qt::AlignRight);
        heading(name + pages + 6, p.heading.width() - name - pages - evicted - 12, tr("chunks"), Qt::AlignLeft);
        heading(p.heading.width() - evicted, evicted - 4, tr("evicted"), Qt::AlignRight);
        if (m_slabs.classes.empty()) paintNote(painter, p.rows, tr("No class has a page yet: nothing was stored."));
        const int first = firstRow(p.shown);
        for (int i = 0; i < p.shown; ++i) {
            paintClass(painter, QRectF(p.rows.left(), p.rows.top() + i * p.rowHeight, p.rows.width(), p.rowHeight), static_cast<std::size_t>(first + i));
        }
        paintLegend(painter, p.legend);
    }
    if (!p.strip.isEmpty()) paintStrip(painter, p.strip);
    if (showsFocus() && (p.classes.isEmpty() || m_slabs.classes.empty())) paintFocus(painter, body.adjusted(-6, -2, 6, 4), t);
}

void SlabPanel::moveCursor(int to) {
    if (m_slabs.classes.empty()) return;
    m_cursor = std::clamp(to, 0, static_cast<int>(m_slabs.classes.size()) - 1);
    setAccessibleDescription(classText(static_cast<std::size_t>(m_cursor)));
    update();
}

void SlabPanel::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
    case Qt::Key_Up: moveCursor(m_cursor - 1); return;
    case Qt::Key_Down: moveCursor(m_cursor + 1); return;
    case Qt::Key_Home: moveCursor(0); return;
    case Qt::Key_End: moveCursor(static_cast<int>(m_slabs.classes.size()) - 1); return;
    default: DrawnPanel::keyPressEvent(event);
    }
}

int SlabPanel::classAt(QPointF position) const {
    if (!m_slabs.present || isTableShown()) return -1;
    const Places p = placesIn(bodyRect());
    if (p.classes.isEmpty() || !p.rows.contains(position)) return -1;
    const int row = static_cast<int>((position.y() - p.rows.top()) / p.rowHeight);
    return row < p.shown ? firstRow(p.shown) + row : -1;
}

void SlabPanel::mousePressEvent(QMouseEvent* event) {
    DrawnPanel::mousePressEvent(event);
    if (const int i = classAt(event->position()); i >= 0) moveCursor(i);
}

bool SlabPanel::event(QEvent* e) {
    if (e->type() != QEvent::ToolTip) return DrawnPanel::event(e);
    auto* help = static_cast<QHelpEvent*>(e);
    const int i = classAt(help->pos());
    if (i >= 0) QToolTip::showText(help->globalPos(), classText(static_cast<std::size_t>(i)), this);
    else QToolTip::hideText();
    return true;
}

} // namespace maylab::app
