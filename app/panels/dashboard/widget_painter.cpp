#include "app/panels/dashboard/widget_painter.h"

#include "app/panels/dashboard/widget_chart.h"
#include "app/panels/drawn_panel.h"
#include "app/shell/widgets/state.h"

#include <QAbstractTextDocumentLayout>
#include <QDateTime>
#include <QTextDocument>

#include <algorithm>
#include <cmath>

namespace maylab::app {
namespace {

State stateOf(const std::string& alarm) {
    if (alarm == "ALARM") return State::Alarm;
    return alarm == "OK" ? State::Pass : State::NotBegun;
}

// A document that shows text alone: nothing is read from a disk or a network for it.
class PlainDocument : public QTextDocument {
  protected:
    QVariant loadResource(int, const QUrl&) override { return {}; }
};

bool hasLegend(WidgetKind kind) { return kind == WidgetKind::TimeSeries; }

QString legendText(const WidgetSeries& s) { return QString::fromStdString(s.label); }

constexpr int kSample = 18; // px of a legend's line

} // namespace

WidgetPainter::WidgetPainter(const UiContext& ui) : m_ui(ui) {}
WidgetPainter::~WidgetPainter() = default;

QString WidgetPainter::kindWord(WidgetKind kind, bool stacked) {
    switch (kind) {
    case WidgetKind::TimeSeries: return stacked ? tr("stacked area") : tr("time series");
    case WidgetKind::Number: return tr("number");
    case WidgetKind::Gauge: return tr("gauge");
    case WidgetKind::Bar: return tr("bars");
    case WidgetKind::Pie: return tr("pie");
    case WidgetKind::Table: return tr("table");
    case WidgetKind::Heatmap: return tr("heat map");
    case WidgetKind::Alarms: return tr("alarm status");
    case WidgetKind::Text: return tr("text");
    case WidgetKind::Unknown: break;
    }
    return tr("another kind");
}

QString WidgetPainter::titleOf(const WidgetPicture& w) {
    if (!w.title.empty()) return QString::fromStdString(w.title);
    if (w.kind == WidgetKind::Text) return {};
    if (w.series.size() == 1) return QString::fromStdString(w.series[0].label);
    return kindWord(w.kind, w.stacked);
}

QString WidgetPainter::clock(double second, double span) const {
    const QDateTime at = QDateTime::fromSecsSinceEpoch(static_cast<qint64>(std::llround(second)), Qt::UTC);
    if (span > 2 * 86'400) return m_ui.format().dateShort(at.date());
    return span <= 300 ? at.time().toString(QStringLiteral("HH:mm:ss")) : m_ui.format().time(at.time());
}

QString WidgetPainter::words(const WidgetPicture& w) const {
    if (!w.problem.empty()) return QString::fromStdString(w.problem);
    QStringList parts;
    if (w.kind == WidgetKind::Alarms) {
        for (const WidgetAlarm& a : w.alarms) {
            parts << QString::fromStdString(a.name) + QStringLiteral(": ") +
                         (a.state.empty() ? tr("no such alarm") : QString::fromStdString(a.state));
        }
    } else if (w.kind == WidgetKind::Text) {
        return QString::fromStdString(w.text).simplified();
    } else if (w.kind == WidgetKind::Unknown) {
        return tr("Widgets of the type %1 are kept but not drawn here.").arg(QString::fromStdString(w.text));
    } else {
        for (const WidgetSeries& s : w.series) parts << legendText(s) + u' ' + value(s.latest);
        for (const auto& row : w.rows) {
            QStringList cells;
            for (const std::string& cell : row) cells << QString::fromStdString(cell);
            parts << cells.join(u' ');
        }
    }
    if (w.band) parts << bandNote();
    return parts.isEmpty() ? tr("no data in this range") : parts.join(QStringLiteral(", "));
}

QString WidgetPainter::valuesAt(const WidgetPicture& w, double second) const {
    QStringList lines;
    for (const WidgetSeries& s : w.series) {
        const auto after = std::upper_bound(s.at.begin(), s.at.end(), second + 1e-9);
        if (after == s.at.begin()) continue;
        const auto i = static_cast<std::size_t>(after - s.at.begin() - 1);
        if (second - s.at[i] > static_cast<double>(w.period) || std::isnan(s.values[i])) continue;
        lines << legendText(s) + QStringLiteral(": ") + value(s.values[i]);
    }
    return lines.join(u'\n');
}

void WidgetPainter::paintText(QPainter& p, const QRectF& rect, const QString& text, ColorToken token, int align) const {
    p.setPen(color(token));
    p.drawText(rect, align | Qt::TextSingleLine,
               p.fontMetrics().elidedText(text, Qt::ElideRight, static_cast<int>(std::ceil(rect.width()))));
}

void WidgetPainter::paintNote(QPainter& p, const QRectF& body, const QString& text) const {
    p.setFont(m_ui.theme.font(TextRole::Small));
    p.setPen(color(ColorToken::Muted));
    p.drawText(body, Qt::AlignCenter | Qt::TextWordWrap, text);
}

void WidgetPainter::paintProblem(QPainter& p, const QRectF& body, const QString& text) const {
    const double icon = m_ui.theme.px(16);
    m_ui.icons.paint(p, "circle-x", QRectF(body.left(), body.top() + 2, icon, icon), ColorToken::Fail, 2);
    p.setFont(m_ui.theme.font(TextRole::Small));
    p.setPen(color(ColorToken::Text));
    p.drawText(body.adjusted(icon + 6, 0, 0, 0), Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, text);
}

std::vector<WidgetPainter::LegendEntry> WidgetPainter::legendOf(const WidgetPicture& w) const {
    std::vector<LegendEntry> out;
    if (!hasLegend(w.kind)) return out;
    for (std::size_t i = 0; i < w.series.size(); ++i) {
        QString text = legendText(w.series[i]);
        if (w.series.size() == 1 && text == titleOf(w)) continue; // said by the title
        if (w.series[i].right) text += QStringLiteral(" →");      // which axis it is read on
        out.push_back({text, static_cast<int>(i)});
    }
    const bool rang = std::any_of(w.alarms.begin(), w.alarms.end(), [](const WidgetAlarm& a) {
        return std::any_of(a.stretches.begin(), a.stretches.end(), [](const WidgetStretch& s) { return s.state == "ALARM"; });
    });
    if (rang) out.push_back({QStringLiteral("ALARM"), -1});
    return out;
}

double WidgetPainter::entryWidth(const LegendEntry& e) const {
    return kSample + 6 + QFontMetricsF(m_ui.theme.font(TextRole::Smallest)).horizontalAdvance(e.text) + 1;
}

void WidgetPainter::paintEntry(QPainter& p, const QRectF& rect, const LegendEntry& e, const WidgetPicture& w) const {
    const double y = std::round(rect.center().y());
    if (e.series < 0) {
        p.fillRect(QRectF(rect.left() + 4, y - 4, 10, 8), color(ColorToken::Fail));
    } else {
        const auto i = static_cast<std::size_t>(e.series);
        if (w.stacked) {
            p.fillRect(QRectF(rect.left() + 4, y - 5, 10, 10), m_ui.theme.area(seriesColor(i)));
            p.setPen(QPen(seriesColor(i), 1));
            p.setBrush(Qt::NoBrush);
            p.drawRect(QRectF(rect.left() + 4.5, y - 4.5, 9, 9));
        } else {
            const SeriesStyle& style = seriesStyle(e.series % kSeriesCount);
            QPen pen(seriesColor(i), 0);
            if (!style.dash.empty()) pen.setDashPattern(QList<qreal>(style.dash.begin(), style.dash.end()));
            p.setRenderHint(QPainter::Antialiasing, false);
            p.setPen(pen);
            for (int stroke = 0; stroke < 2; ++stroke) p.drawLine(QPointF(rect.left(), y + stroke), QPointF(rect.left() + kSample, y + stroke));
            p.setRenderHint(QPainter::Antialiasing, true);
            paintMarker(p, style.marker, QPointF(rect.left() + kSample / 2.0, y + 0.5), 6, seriesColor(i));
        }
    }
    p.setFont(m_ui.theme.font(TextRole::Smallest));
    paintText(p, rect.adjusted(kSample + 6, 0, 1, 0), e.text, ColorToken::Text2);
}

QRectF WidgetPainter::bodyOf(const QRectF& rect, const WidgetPicture& w, double corner, std::vector<LegendEntry>* inHeader,
                             std::vector<LegendEntry>* below) const {
    const Theme& t = m_ui.theme;
    const QString title = titleOf(w);
    QRectF body = rect.adjusted(10, title.isEmpty() ? t.px(6) : headerHeight(), -10, -6);
    const auto entries = legendOf(w);
    if (entries.empty()) return body;
    double width = 0;
    for (const LegendEntry& e : entries) width += entryWidth(e) + 12;
    const double titleWidth = QFontMetricsF(t.font(TextRole::Small, QFont::DemiBold)).horizontalAdvance(title);
    if (10 + titleWidth + 14 + width < rect.width() - corner) {
        if (inHeader) *inHeader = entries;
        return body;
    }
    // A line of its own, where the plot stays high enough; what does not fit is counted.
    if (body.height() < t.px(88)) return body;
    if (below) *below = entries;
    body.setTop(body.top() + t.px(18));
    return body;
}

QRectF WidgetPainter::paintHeader(QPainter& p, const QRectF& rect, const WidgetPicture& w, double corner) const {
    const Theme& t = m_ui.theme;
    std::vector<LegendEntry> inHeader, below;
    const QRectF body = bodyOf(rect, w, corner, &inHeader, &below);
    const QString title = titleOf(w);
    double x = rect.left() + 10;
    if (!title.isEmpty()) {
        p.setFont(t.font(TextRole::Small, QFont::DemiBold));
        const double width = std::min(p.fontMetrics().horizontalAdvance(title) + 1.0, rect.width() - 10 - corner);
        paintText(p, QRectF(x, rect.top() + 2, width, headerHeight() - 2), title, ColorToken::Text);
        x += width + 14;
    }
    for (const LegendEntry& e : inHeader) {
        paintEntry(p, QRectF(x, rect.top() + 2, entryWidth(e), headerHeight() - 2), e, w);
        x += entryWidth(e) + 12;
    }
    x = body.left();
    for (std::size_t i = 0; i < below.size(); ++i) {
        const double left = body.right() - x;
        const QString rest = QStringLiteral("+%1").arg(below.size() - i);
        const double restWidth = i + 1 < below.size() ? QFontMetricsF(t.font(TextRole::Smallest)).horizontalAdvance(rest) + 8 : 0;
        const QRectF place(x, body.top() - t.px(18), std::min(entryWidth(below[i]), left), t.px(16));
        if (i > 0 && entryWidth(below[i]) + restWidth > left) {
            p.setFont(t.font(TextRole::Smallest));
            paintText(p, QRectF(x, place.top(), left, place.height()), rest, ColorToken::Text2);
            break;
        }
        paintEntry(p, place, below[i], w);
        x += place.width() + 12;
    }
    return body;
}

QRectF WidgetPainter::plotRect(const QRectF& rect, const WidgetPicture& w, const Range& range) const {
    return layOut(bodyOf(rect, w, m_ui.theme.px(28), nullptr, nullptr), w, range);
}

void WidgetPainter::paint(QPainter& p, const QRectF& rect, const WidgetPicture& w, const Range& range, double corner) const {
    p.setRenderHint(QPainter::Antialiasing, true);
    const QRectF body = paintHeader(p, rect, w, corner);
    if (body.height() < m_ui.theme.px(12) || body.width() < m_ui.theme.px(24)) return;
    p.save();
    p.setClipRect(rect);
    if (!w.problem.empty()) {
        paintProblem(p, body, QString::fromStdString(w.problem));
        p.restore();
        return;
    }
    const bool needsData = w.kind != WidgetKind::Alarms && w.kind != WidgetKind::Text && w.kind != WidgetKind::Unknown &&
                           w.kind != WidgetKind::TimeSeries && w.columns.empty();
    if (needsData && w.series.empty()) {
        paintNote(p, body, tr("No data in this range"));
    } else {
        switch (w.kind) {
        case WidgetKind::TimeSeries: paintTimeSeries(p, body, w, range); break;
        case WidgetKind::Number: paintNumber(p, body, w); break;
        case WidgetKind::Gauge: paintGauge(p, body, w); break;
        case WidgetKind::Bar: paintBars(p, body, w); break;
        case WidgetKind::Pie: paintPie(p, body, w); break;
        case WidgetKind::Table: paintTable(p, body, w); break;
        case WidgetKind::Heatmap: paintHeatmap(p, body, w, range); break;
        case WidgetKind::Alarms: paintAlarms(p, body, w); break;
        case WidgetKind::Text: paintMarkdown(p, body, w); break;
        case WidgetKind::Unknown: paintNote(p, body, words(w)); break;
        }
    }
    p.restore();
}

void WidgetPainter::paintAlarms(QPainter& p, const QRectF& body, const WidgetPicture& w) const {
    const Theme& t = m_ui.theme;
    if (w.alarms.empty()) {
        paintNote(p, body, tr("No alarms are named"));
        return;
    }
    std::vector<const WidgetAlarm*> order;
    for (const WidgetAlarm& a : w.alarms) order.push_back(&a);
    const auto rank = [](const WidgetAlarm* a) { return a->state == "ALARM" ? 0 : a->state == "OK" ? 2 : 1; };
    std::stable_sort(order.begin(), order.end(), [&](const auto* a, const auto* b) { return rank(a) < rank(b); });
    const double row = std::clamp(body.height() / static_cast<double>(order.size()), static_cast<double>(t.px(20)), static_cast<double>(t.px(24)));
    const double icon = t.px(14);
    const auto room = static_cast<std::size_t>(std::max(1.0, std::floor(body.height() / row)));
    const std::size_t shown = order.size() <= room ? order.size() : room > 1 ? room - 1 : 1;
    for (std::size_t i = 0; i < shown; ++i) {
        const StateLook look = stateLook(stateOf(order[i]->state));
        const QRectF line(body.left(), body.top() + static_cast<double>(i) * row, body.width(), row);
        const QString word = order[i]->state.empty() ? tr("no such alarm") : QString::fromStdString(order[i]->state);
        p.setFont(t.font(TextRole::Smallest, QFont::DemiBold));
        const double wordWidth = p.fontMetrics().horizontalAdvance(word);
        const double chipWidth = std::min(icon + wordWidth + 18, line.width());
        const QRectF chip(line.left(), line.top() + 1, chipWidth, row - 3);
        p.setPen(Qt::NoPen);
        p.setBrush(color(look.tint));
        p.drawRoundedRect(chip, 4, 4);
        m_ui.icons.paint(p, look.icon, QRectF(chip.left() + 6, chip.center().y() - icon / 2, icon, icon), look.color, 2);
        paintText(p, chip.adjusted(icon + 10, 0, -4, 0), word, look.color);
        p.setFont(t.font(TextRole::Small));
        if (line.width() - chipWidth > t.px(40)) {
            paintText(p, line.adjusted(chipWidth + 8, 0, 0, 0), QString::fromStdString(order[i]->name), ColorToken::Text);
        }
    }
    if (shown < order.size() && room > 1) {
        p.setFont(t.font(TextRole::Small));
        paintText(p, QRectF(body.left(), body.top() + static_cast<double>(shown) * row, body.width(), row),
                  tr("and %n more", nullptr, static_cast<int>(order.size() - shown)), ColorToken::Text2);
    }
}

void WidgetPainter::paintMarkdown(QPainter& p, const QRectF& body, const WidgetPicture& w) const {
    PlainDocument document;
    document.setDefaultFont(m_ui.theme.font(TextRole::Body));
    document.setDocumentMargin(0);
    document.setMarkdown(QString::fromStdString(w.text), QTextDocument::MarkdownFeatures(QTextDocument::MarkdownDialectGitHub) | QTextDocument::MarkdownNoHTML);
    document.setTextWidth(body.width());
    QAbstractTextDocumentLayout::PaintContext context;
    context.palette.setColor(QPalette::Text, color(ColorToken::Text));
    context.palette.setColor(QPalette::Link, color(ColorToken::Accent));
    context.clip = QRectF(0, 0, body.width(), body.height());
    p.save();
    p.translate(body.topLeft());
    p.setClipRect(context.clip, Qt::IntersectClip);
    document.documentLayout()->draw(&p, context);
    p.restore();
}

} // namespace maylab::app
