#include "app/panels/dimensions_panel.h"

#include <QKeyEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace maylab::app {

namespace {

constexpr ColorToken kSetColors[] = {ColorToken::Series1, ColorToken::Series2, ColorToken::Series3};
constexpr Marker kSetMarks[] = {Marker::Square, Marker::Diamond, Marker::Circle};
constexpr int kLargestCell = 18, kSmallestCell = 2;
constexpr int kBlockGap = 5;

const QString kTimes = QStringLiteral(" × ");

} // namespace

DimensionsPanel::DimensionsPanel(const UiContext& ui, QWidget* parent) : DrawnPanel(ui, parent) {
    setObjectName(QStringLiteral("dimensionsPanel"));
    retranslate();
}

QString DimensionsPanel::title() const { return tr("Dimensions multiply"); }

QSize DimensionsPanel::sizeHint() const { return {theme().px(740), theme().px(260)}; }

void DimensionsPanel::retranslate() {
    showFact();
    DrawnPanel::retranslate();
}

void DimensionsPanel::showFact() {
    fact()->setText(m_picture.present ? tr("%1, %2 metrics").arg(QString::fromStdString(m_picture.metricNamespace), ui().format().count(static_cast<qint64>(m_picture.metrics)))
                                      : QString());
}

void DimensionsPanel::setPicture(const DimensionsPicture& picture) {
    m_picture = picture;
    m_cursor = std::min(m_cursor, static_cast<int>(items().size()) - 1);
    showFact();
    refresh();
}

// --- words ---

QString DimensionsPanel::schemeText(const DimensionsPicture::Set& set) const {
    const Format f = ui().format();
    const QString count = f.count(static_cast<qint64>(set.metrics));
    if (set.metrics == 0) return tr("not published");
    if (set.scheme.empty()) return tr("no dimension = %1").arg(count);
    QStringList factors;
    for (const DimensionsPicture::Dimension& d : set.scheme) factors << QString::fromStdString(d.name) + Format::kNoBreakSpace + f.count(d.values);
    return factors.size() == 1 ? factors[0] : factors.join(kTimes) + QStringLiteral(" = ") + count; // one alone is no product
}

QString DimensionsPanel::setText(std::size_t set) const {
    if (set >= m_picture.sets.size()) return {};
    return QString::fromStdString(m_picture.sets[set].metric) + QStringLiteral(": ") + schemeText(m_picture.sets[set]);
}

QString DimensionsPanel::cellsText(const DimensionsPicture::Set& set) const {
    const auto name = [&set](std::size_t i) { return QString::fromStdString(set.scheme[i].name); };
    switch (set.scheme.size()) {
    case 0: return {};
    case 1: return tr("a cell: one %1").arg(name(0));
    case 2: return tr("a block: one %1; a cell in it: one %2").arg(name(0), name(1));
    default: return tr("a block: one %1; a row in it: one %2; a cell: one %3").arg(name(0), name(1), name(2));
    }
}

QString DimensionsPanel::billText() const {
    const Format f = ui().format();
    QStringList parts;
    for (const DimensionsPicture::Tier& t : m_picture.bill) parts << f.count(static_cast<qint64>(t.metrics)) + kTimes + f.money(t.each, 2);
    const QString total = f.money(m_picture.monthly, 2);
    return parts.isEmpty() ? total : parts.join(QStringLiteral(" + ")) + QStringLiteral(" = ") + total;
}

QString DimensionsPanel::priceText() const {
    return tr("list price, %1, as of %2").arg(QString::fromStdString(m_picture.priceRegion),
                                              ui().format().date(QDate::fromString(QString::fromStdString(m_picture.priceSeen), Qt::ISODate)));
}

QString DimensionsPanel::questionText(const std::string& question) const {
    if (question == "errors-by-endpoint") return tr("Errors by Endpoint");
    if (question == "latency-by-zone") return tr("Latency by AZ");
    return QString::fromStdString(question);
}

QString DimensionsPanel::answerText(std::size_t answer) const {
    if (answer >= m_picture.answers.size()) return {};
    const DimensionsPicture::Answer& a = m_picture.answers[answer];
    return questionText(a.question) + QStringLiteral(": ") + (a.answered ? tr("answered") : tr("no data"));
}

std::vector<DimensionsPanel::Target> DimensionsPanel::targets() const {
    const Format f = ui().format();
    const auto count = static_cast<double>(m_picture.metrics);
    const auto goal = static_cast<double>(DimensionsPicture::kMetricsTarget);
    return {{tr("Metrics"), f.count(static_cast<qint64>(m_picture.metrics)), u'≤' + QString(Format::kNoBreakSpace) + f.count(static_cast<qint64>(DimensionsPicture::kMetricsTarget)), count,
             goal, m_picture.metrics > 0 && count <= goal},
            {tr("A month"), f.money(m_picture.monthly, 2), u'≤' + QString(Format::kNoBreakSpace) + f.money(DimensionsPicture::kMonthlyTarget, 0), m_picture.monthly,
             DimensionsPicture::kMonthlyTarget, m_picture.metrics > 0 && m_picture.monthly <= DimensionsPicture::kMonthlyTarget}};
}

QString DimensionsPanel::targetText(const Target& target) const { return tr("%1: %2, needs %3").arg(target.name, target.value, target.limit); }

std::vector<QString> DimensionsPanel::items() const {
    std::vector<QString> all;
    if (!m_picture.present) return all;
    for (std::size_t i = 0; i < m_picture.sets.size(); ++i) all.push_back(setText(i));
    for (const Target& t : targets()) all.push_back(targetText(t));
    for (std::size_t i = 0; i < m_picture.answers.size(); ++i) all.push_back(answerText(i));
    return all;
}

QString DimensionsPanel::describe() const {
    if (!m_picture.present) return tr("No fleet publishes metrics in this run.");
    QStringList parts;
    for (const QString& item : items()) parts << item;
    return parts.join(QStringLiteral(". ")) + QStringLiteral(". ") + billText() + QStringLiteral(", ") + priceText() + u'.';
}

std::vector<DrawnPanel::TableRow> DimensionsPanel::table() const {
    std::vector<TableRow> rows;
    if (!m_picture.present) return rows;
    for (const DimensionsPicture::Set& s : m_picture.sets) rows.push_back({QString::fromStdString(s.metric), schemeText(s)});
    for (const Target& t : targets()) rows.push_back({tr("%1, needs %2").arg(t.name, t.limit), t.value});
    rows.push_back({tr("The bill"), billText()});
    rows.push_back({tr("Prices"), priceText()});
    for (const DimensionsPicture::Answer& a : m_picture.answers) rows.push_back({questionText(a.question), a.answered ? tr("answered") : tr("no data")});
    return rows;
}

QStringList DimensionsPanel::visibleTexts() const {
    QStringList texts = DrawnPanel::visibleTexts();
    for (const DimensionsPicture::Set& s : m_picture.sets) texts << cellsText(s);
    return texts;
}

// --- drawing ---

DimensionsPanel::Grid DimensionsPanel::gridOf(const DimensionsPicture::Set& set) const {
    Grid g;
    if (set.metrics == 0) return g;
    const std::size_t k = set.scheme.size();
    if (k <= 1) return {1, 1, set.metrics, true};
    g.blocks = set.scheme[0].values;
    if (k >= 3) g.rows = static_cast<int>(set.scheme[1].values);
    for (std::size_t i = k >= 3 ? 2 : 1; i < k; ++i) g.columns *= set.scheme[i].values;
    return g;
}

double DimensionsPanel::heightOf(const Grid& grid, double width, int pitch) const {
    if (grid.blocks == 0) return 0;
    if (grid.wraps) {
        const double inRow = std::max(1.0, std::floor(width / pitch));
        return std::ceil(static_cast<double>(grid.columns) / inRow) * pitch;
    }
    const double block = static_cast<double>(grid.columns) * pitch + kBlockGap;
    if (block - kBlockGap > width) return 1e9;
    const double inRow = std::max(1.0, std::floor((width + kBlockGap) / block));
    return std::ceil(static_cast<double>(grid.blocks) / inRow) * (grid.rows * pitch + kBlockGap) - kBlockGap;
}

void DimensionsPanel::paintGrid(QPainter& painter, const Grid& grid, const QRectF& rect, int pitch, ColorToken color) const {
    const Theme& t = theme();
    // One image pattern would do for all blocks; cells are few enough to be filled one by one, a row of them at once.
    const QColor fill = t.color(color);
    const double cell = pitch - 1;
    std::vector<QRectF> cells;
    if (grid.wraps) {
        const auto inRow = static_cast<std::uint64_t>(std::max(1.0, std::floor(rect.width() / pitch)));
        for (std::uint64_t i = 0; i < grid.columns; ++i) {
            const QRectF at(rect.left() + static_cast<double>(i % inRow) * pitch, rect.top() + static_cast<double>(i / inRow) * pitch, cell, cell);
            if (at.bottom() > rect.bottom() + 1) break;
            cells.push_back(at);
        }
    } else {
        const double block = static_cast<double>(grid.columns) * pitch + kBlockGap, high = grid.rows * pitch + kBlockGap;
        const auto inRow = static_cast<std::uint64_t>(std::max(1.0, std::floor((rect.width() + kBlockGap) / block)));
        for (std::uint64_t b = 0; b < grid.blocks; ++b) {
            const QPointF origin(rect.left() + static_cast<double>(b % inRow) * block, rect.top() + static_cast<double>(b / inRow) * high);
            if (origin.y() + high - kBlockGap > rect.bottom() + 1) break;
            for (int r = 0; r < grid.rows; ++r) {
                for (std::uint64_t c = 0; c < grid.columns; ++c) cells.push_back({origin.x() + static_cast<double>(c) * pitch, origin.y() + r * pitch, cell, cell});
            }
        }
    }
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    painter.drawRects(cells.data(), static_cast<int>(cells.size()));
}

void DimensionsPanel::paintCells(QPainter& painter, const QRectF& rect) const {
    if (rect.height() < 8 || m_picture.metrics == 0) return;
    const double between = theme().px(10);
    const auto heights = [&](int pitch) {
        double all = -between;
        for (const DimensionsPicture::Set& s : m_picture.sets) {
            if (s.metrics > 0) all += heightOf(gridOf(s), rect.width(), pitch) + between;
        }
        return all;
    };
    int pitch = kLargestCell;
    while (pitch > kSmallestCell && heights(pitch) > rect.height()) --pitch;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    double y = std::floor(rect.top());
    for (std::size_t i = 0; i < m_picture.sets.size(); ++i) {
        const Grid grid = gridOf(m_picture.sets[i]);
        if (grid.blocks == 0) continue;
        paintGrid(painter, grid, QRectF(std::floor(rect.left()), y, rect.width(), rect.bottom() - y), pitch, kSetColors[i % std::size(kSetColors)]);
        y += heightOf(grid, rect.width(), pitch) + between;
    }
    painter.restore();
}

void DimensionsPanel::paintItemFocus(QPainter& painter, int item, const QRectF& rect) const {
    if (showsFocus() && item == m_cursor) paintFocus(painter, rect.adjusted(-4, -1, 4, 1), theme());
}

void DimensionsPanel::paintSchemes(QPainter& painter, const QRectF& rect) const {
    const Theme& t = theme();
    const double line = t.px(18);
    for (std::size_t i = 0; i < m_picture.sets.size(); ++i) {
        const DimensionsPicture::Set& s = m_picture.sets[i];
        const QRectF row(rect.left(), rect.top() + line * static_cast<double>(i), rect.width(), line);
        paintMarker(painter, kSetMarks[i % std::size(kSetMarks)], QPointF(row.left() + t.px(6), row.center().y()), t.px(9),
                    t.color(s.metrics > 0 ? kSetColors[i % std::size(kSetColors)] : ColorToken::Muted));
        painter.setFont(t.font(TextRole::Small, QFont::DemiBold));
        const QString name = QString::fromStdString(s.metric);
        const double width = painter.fontMetrics().horizontalAdvance(name) + t.px(8);
        paintText(painter, row.adjusted(t.px(16), 0, 0, 0), name, ColorToken::Text);
        painter.setFont(t.font(TextRole::Small));
        paintText(painter, row.adjusted(t.px(16) + width, 0, 0, 0), schemeText(s), s.metrics > 0 ? ColorToken::Text : ColorToken::Muted);
        paintItemFocus(painter, static_cast<int>(i), row);
    }
}

// Number and cost as bars against their targets, the bill, the questions.
void DimensionsPanel::paintFacts(QPainter& painter, const QRectF& rect) const {
    const Theme& t = theme();
    const double line = t.px(18), bar = t.px(6);
    double y = rect.top();
    int item = static_cast<int>(m_picture.sets.size());
    const auto sign = [&](bool good, const QRectF& row) {
        const double size = t.px(14);
        ui().icons.paint(painter, good ? "circle-check" : "circle-x", QRectF(row.left(), row.top() + (row.height() - size) / 2, size, size), good ? ColorToken::Pass : ColorToken::Fail, 2);
    };
    for (const Target& target : targets()) {
        const QRectF row(rect.left(), y, rect.width(), line);
        sign(target.held, row);
        painter.setFont(t.font(TextRole::Small, QFont::DemiBold));
        const QRectF words = row.adjusted(t.px(20), 0, 0, 0);
        paintText(painter, words, target.name, ColorToken::Text);
        painter.setFont(t.font(TextRole::Command));
        const QString limit = tr("needs %1").arg(target.limit);
        const double width = painter.fontMetrics().horizontalAdvance(limit) + 2;
        paintText(painter, words, limit, ColorToken::Text2, Qt::AlignRight | Qt::AlignVCenter);
        paintText(painter, words.adjusted(0, 0, -width - t.px(10), 0), target.value, ColorToken::Text, Qt::AlignRight | Qt::AlignVCenter);
        // The scale holds the value and the target, whichever is more; the tick is the target.
        const QRectF track(std::floor(words.left()), std::floor(row.bottom() + 1), std::floor(words.width()), bar);
        const double top = std::max(target.part, target.goal * 1.25);
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.fillRect(track, t.color(ColorToken::Hover));
        painter.fillRect(QRectF(track.left(), track.top(), std::round(track.width() * target.part / top), bar), t.color(target.held ? ColorToken::Pass : ColorToken::Fail));
        painter.fillRect(QRectF(std::round(track.left() + track.width() * target.goal / top), track.top() - 2, 2, bar + 4), t.color(ColorToken::Text));
        painter.restore();
        paintItemFocus(painter, item++, QRectF(row.left(), row.top(), row.width(), line + bar + 2));
        y += line + bar + t.px(8);
    }
    painter.setFont(t.font(TextRole::Command));
    QRectF bill(rect.left() + t.px(20), y, rect.width() - t.px(20), line);
    QString words = billText();
    // Too wide for one line: the factors, then what they come to.
    if (const auto equals = words.indexOf(u'='); equals > 0 && painter.fontMetrics().horizontalAdvance(words) > bill.width()) {
        paintText(painter, bill, words.left(equals).trimmed(), ColorToken::Text);
        words = words.mid(equals);
        bill.translate(0, line - 2);
        y += line - 2;
    }
    paintText(painter, bill, words, ColorToken::Text);
    painter.setFont(t.font(TextRole::Smallest));
    paintText(painter, bill.translated(0, line - 2), priceText(), ColorToken::Muted);
    y += line * 2 + t.px(6);
    for (std::size_t i = 0; i < m_picture.answers.size(); ++i) {
        const DimensionsPicture::Answer& a = m_picture.answers[i];
        const QRectF row(rect.left(), y, rect.width(), line);
        sign(a.answered, row);
        painter.setFont(t.font(TextRole::Small));
        paintText(painter, row.adjusted(t.px(20), 0, 0, 0), answerText(i), ColorToken::Text);
        paintItemFocus(painter, item++, row);
        y += line + t.px(2);
    }
}

void DimensionsPanel::paintBody(QPainter& painter, const QRectF& body) {
    const Theme& t = theme();
    if (!m_picture.present) {
        paintNote(painter, body, describe());
        return;
    }
    const bool beside = body.width() >= t.px(560);
    if (paintedInWords(painter, body, t.px(300), t.px(beside ? 166 : 240))) return;
    const double line = t.px(18), schemes = line * static_cast<double>(m_picture.sets.size());
    const double facts = t.px(166);
    const double left = beside ? std::floor(body.width() - std::min(body.width() * 0.38, static_cast<double>(t.px(340))) - t.px(20)) : body.width();
    const QRectF cells(body.left(), body.top(), left, beside ? body.height() : body.height() - facts - t.px(8));
    paintSchemes(painter, QRectF(cells.left(), cells.top(), cells.width(), schemes));
    // One caption: the set that multiplies most.
    const auto largest = std::max_element(m_picture.sets.begin(), m_picture.sets.end(), [](const auto& a, const auto& b) { return a.metrics < b.metrics; });
    const QString caption = largest == m_picture.sets.end() ? QString() : cellsText(*largest);
    const double foot = caption.isEmpty() ? 0 : line;
    paintCells(painter, QRectF(cells.left(), cells.top() + schemes + t.px(4), cells.width(), cells.height() - schemes - t.px(4) - foot));
    painter.setFont(t.font(TextRole::Smallest));
    const double room = beside && body.height() >= facts + foot ? body.width() : cells.width(); // below the facts too
    if (foot > 0 && cells.height() > schemes + foot + t.px(16)) paintText(painter, QRectF(cells.left(), cells.bottom() - foot, room, foot), caption, ColorToken::Muted);
    paintFacts(painter, beside ? QRectF(body.left() + left + t.px(20), body.top(), body.width() - left - t.px(20), body.height())
                               : QRectF(body.left(), cells.bottom() + t.px(8), body.width(), facts));
    if (showsFocus() && m_cursor < 0) paintFocus(painter, body.adjusted(-6, -2, 6, 4), t);
}

void DimensionsPanel::keyPressEvent(QKeyEvent* event) {
    const std::vector<QString> all = items();
    const int last = static_cast<int>(all.size()) - 1;
    const auto to = [&](int item) {
        if (last < 0) return;
        m_cursor = std::clamp(item, 0, last);
        setAccessibleDescription(all[static_cast<std::size_t>(m_cursor)]);
        update();
    };
    switch (event->key()) {
    case Qt::Key_Up: to(m_cursor - 1); return;
    case Qt::Key_Down: to(m_cursor + 1); return;
    case Qt::Key_Home: to(0); return;
    case Qt::Key_End: to(last); return;
    case Qt::Key_Escape:
        m_cursor = -1;
        update();
        return;
    default: DrawnPanel::keyPressEvent(event);
    }
}

} // namespace maylab::app
