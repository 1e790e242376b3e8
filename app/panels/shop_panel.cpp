#include "app/panels/shop_panel.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace maylab::app {

namespace {

// How long a shape is on its way home, in virtual time at 1x.

} // namespace

OutcomeLook outcomeLook(Outcome outcome) {
    switch (outcome) {
    case Outcome::Database: return {Marker::Square, ColorToken::Series1};
    case Outcome::Hit: return {Marker::Circle, ColorToken::Series3};
    case Outcome::Stale: return {Marker::Diamond, ColorToken::Series5};
    case Outcome::Miss: return {Marker::Triangle, ColorToken::Series2};
    case Outcome::Error: return {Marker::Cross, ColorToken::Fail};
    }
    return {Marker::Square, ColorToken::Series1};
}

QString outcomeWord(Outcome outcome) {
    switch (outcome) {
    case Outcome::Database: return ShopPanel::tr("from the database");
    case Outcome::Hit: return ShopPanel::tr("hit");
    case Outcome::Stale: return ShopPanel::tr("stale hit");
    case Outcome::Miss: return ShopPanel::tr("miss");
    case Outcome::Error: return ShopPanel::tr("503");
    }
    return {};
}

ShopPanel::ShopPanel(const UiContext& ui, QWidget* parent) : DrawnPanel(ui, parent) {
    setObjectName(QStringLiteral("shopPanel"));
    setMouseTracking(true);
    retranslate();
}

QString ShopPanel::title() const { return tr("The shop"); }

QSize ShopPanel::sizeHint() const { return {theme().px(740), theme().px(usesCache() ? 236 : 196)}; }

void ShopPanel::retranslate() {
    showRate();
    DrawnPanel::retranslate();
}

void ShopPanel::showRate() {
    const double rate = m_picture.requestsPerSecond;
    fact()->setText(m_picture.present ? tr("%1 requests/s").arg(ui().format().count(std::llround(rate))) : QString());
}

void ShopPanel::setPicture(const ShopPicture& picture, kernel::SimTime now, Speed speed) {
    const bool cacheBefore = usesCache();
    m_picture = picture;
    m_now = now;
    m_speed = speed;
    m_moving.clear();
    if (drawsRequests()) {
        const double home = homeSeconds(speed);
        for (const RequestPicture& r : m_picture.requests) {
            const double since = (now - r.ended).inSeconds();
            if (since < 0 || since > home) continue;
            m_moving.push_back({r.id, r.outcome, r.product, (r.ended - r.begun).inMilliseconds(), since / home,
                                static_cast<int>(r.id * 2654435761u % kLanes), {}});
        }
    }
    if (usesCache() != cacheBefore) updateGeometry();
    showRate();
    refresh();
}

QString ShopPanel::busyText() const {
    const Format f = ui().format();
    return tr("%1 of %2 busy").arg(f.count(m_picture.busy), f.count(m_picture.connections));
}

QString ShopPanel::waitingText() const { return tr("%1 waiting").arg(ui().format().count(m_picture.waiting)); }

QString ShopPanel::rateText(double perSecond) const {
    return tr("%1/s").arg(ui().format().count(std::llround(perSecond)));
}

std::vector<Outcome> ShopPanel::legendOutcomes() const {
    std::vector<Outcome> out;
    if (!usesCache()) {
        out = {Outcome::Database, Outcome::Error};
    } else {
        out = {Outcome::Hit, Outcome::Stale, Outcome::Miss, Outcome::Error};
        if (m_picture.perSecond[static_cast<std::size_t>(Outcome::Database)] > 0) out.push_back(Outcome::Database);
    }
    return out;
}

QString ShopPanel::describe() const {
    if (!m_picture.present) return tr("No shop in this run.");
    QStringList parts{tr("Database connections: %1, %2.").arg(busyText(), waitingText())};
    for (Outcome o : legendOutcomes()) {
        parts << QStringLiteral("%1 %2.").arg(outcomeWord(o), rateText(m_picture.perSecond[static_cast<std::size_t>(o)]));
    }
    if (usesCache()) {
        parts << (m_picture.cacheReachable ? tr("The cache %1 answers.").arg(QString::fromStdString(m_picture.endpoint))
                                           : tr("The cache cannot be reached."));
    }
    return parts.join(QLatin1Char(' '));
}

std::vector<DrawnPanel::TableRow> ShopPanel::table() const {
    const Format f = ui().format();
    std::vector<TableRow> rows;
    rows.push_back({tr("Requests asked for"), rateText(m_picture.requestsPerSecond)});
    rows.push_back({tr("Database connections in use"), busyText()});
    rows.push_back({tr("Waiting for a connection"), f.count(m_picture.waiting)});
    for (Outcome o : legendOutcomes()) {
        rows.push_back({tr("Answers: %1").arg(outcomeWord(o)),
                        rateText(m_picture.perSecond[static_cast<std::size_t>(o)])});
    }
    if (m_picture.serviceMilliseconds > 0) {
        rows.push_back({tr("One query takes"), f.withUnit(f.compact(m_picture.serviceMilliseconds), QStringLiteral("ms"))});
    }
    return rows;
}

double ShopPanel::databaseLimit() const {
    return m_picture.serviceMilliseconds > 0 ? m_picture.connections / (m_picture.serviceMilliseconds * 1e-3) : 0;
}

// A full database does as much as it can: what it does would tell what it can do as well.
QString ShopPanel::rateWords() const {
    if (!m_limitShown) return {};
    const QString now = rateText(m_picture.queriesPerSecond);
    return databaseLimit() > 0 ? tr("%1, limit %2").arg(now, rateText(databaseLimit())) : now;
}

QStringList ShopPanel::visibleTexts() const {
    QStringList texts = DrawnPanel::visibleTexts();
    if (!m_picture.present) return texts;
    texts << tr("Visitors") << tr("Application") << tr("Database") << busyText() << waitingText();
    if (m_limitShown) texts << rateWords();
    for (Outcome o : legendOutcomes()) texts << outcomeWord(o);
    return texts;
}

ShopPanel::Places ShopPanel::placesIn(const QRectF& body) const {
    const auto px = [this](double v) { return static_cast<double>(theme().px(v)); };
    Places p;
    const double legend = legendHeight(legendLines(legendWidths(), body.width(), px(16)));
    const QRectF upper = body.adjusted(0, 0, 0, -legend - 4);
    p.legend = QRectF(body.left(), body.bottom() - legend, body.width(), legend);
    // Beside the keyspace there is room for half as much: the words decide how wide a box is.
    const bool compact = isCompact(body);
    const double visitors = compact ? px(56) : std::min(px(104), body.width() * 0.15);
    const double application = compact ? px(82) : visitors;
    const double database = compact ? px(114) : std::clamp(body.width() * 0.32, px(150), px(280));
    p.visitors = QRectF(upper.left(), upper.top(), visitors, upper.height());
    p.database = QRectF(upper.right() - database, upper.top(), database, upper.height());
    const double between = std::max(0.0, p.database.left() - p.visitors.right() - application);
    const double answers = between * (compact ? 0.26 : 0.5);
    p.application = QRectF(p.visitors.right() + answers, upper.top(), application, upper.height());
    p.answers = QRectF(p.visitors.right(), upper.top(), answers, upper.height());
    p.queue = QRectF(p.application.right(), upper.top(), p.database.left() - p.application.right(), upper.height());
    if (usesCache()) {
        const double cacheHeight = upper.height() < px(100) ? px(26) : std::clamp(upper.height() * 0.32, px(44), px(60));
        p.cache = QRectF(p.database.left(), upper.top(), database, cacheHeight);
        p.database.setTop(p.cache.bottom() + px(10));
        p.queue.setTop(p.database.top());
    }
    return p;
}

void ShopPanel::paintNode(QPainter& painter, const QRectF& rect, const QByteArray& icon, const QString& name,
                          const QString& detail, bool strong) const {
    const Theme& t = theme();
    painter.setPen(QPen(t.color(strong ? ColorToken::Line2 : ColorToken::Line), 1));
    painter.setBrush(t.color(ColorToken::Sunken));
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    const double size = t.px(20);
    const bool tall = rect.height() > t.px(80);
    const double top = tall ? rect.top() + (rect.height() - size - t.px(44)) / 2 : rect.top();
    if (tall) {
        ui().icons.paint(painter, icon, QRectF(rect.center().x() - size / 2, top, size, size), ColorToken::Text2);
    }
    painter.setFont(t.font(TextRole::Small, QFont::DemiBold));
    painter.setPen(t.color(ColorToken::Text));
    const QRectF nameRect = tall ? QRectF(rect.left() + 2, top + size + 4, rect.width() - 4, t.px(20))
                                 : QRectF(rect.left() + 12, rect.top() + 4, rect.width() - 20, t.px(20));
    painter.drawText(nameRect, tall ? Qt::AlignCenter : Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(name, Qt::ElideRight, static_cast<int>(nameRect.width())));
    painter.setFont(t.font(TextRole::Smallest));
    painter.setPen(t.color(ColorToken::Text2));
    const QRectF detailRect = nameRect.translated(0, t.px(20));
    painter.drawText(detailRect, tall ? Qt::AlignCenter : Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(detail, Qt::ElideRight, static_cast<int>(detailRect.width())));
}

void ShopPanel::paintDatabase(QPainter& painter, const QRectF& rect) const {
    const Theme& t = theme();
    painter.setPen(QPen(t.color(ColorToken::Line), 1));
    painter.setBrush(t.color(ColorToken::Sunken));
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    const QRectF inner = rect.adjusted(12, 6, -12, -6);
    painter.setFont(t.font(TextRole::Small, QFont::DemiBold));
    painter.setPen(t.color(ColorToken::Text));
    const QRectF line(inner.left(), inner.top(), inner.width(), t.px(20));
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, tr("Database"));
    const double name = painter.fontMetrics().horizontalAdvance(tr("Database"));
    painter.setFont(t.font(TextRole::Small));
    const bool full = m_picture.busy >= m_picture.connections && m_picture.connections > 0;
    painter.setPen(t.color(full ? ColorToken::Series2 : ColorToken::Text2));
    const bool fits = name + painter.fontMetrics().horizontalAdvance(busyText()) + t.px(8) <= inner.width();
    painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter,
                     fits ? busyText() : QStringLiteral("%1/%2").arg(m_picture.busy).arg(m_picture.connections));

    // The connections, as many rows as they need.
    const int n = static_cast<int>(std::min<std::uint32_t>(m_picture.connections, 256));
    const double barHeight = t.px(6);
    const QRectF area(inner.left(), line.bottom() + 6, inner.width(),
                      inner.bottom() - line.bottom() - 6 - barHeight - t.px(22));
    double cell = t.px(18);
    const auto perRow = [&] { return std::max(1, static_cast<int>(area.width() / cell)); };
    while (cell > 5 && std::ceil(double(n) / perRow()) * cell > std::max(area.height(), cell)) cell -= 1;
    // Rows of one length: 14 are two sevens, not twelve and two.
    const int rows = (n + perRow() - 1) / perRow();
    const int columns = rows > 0 ? (n + rows - 1) / rows : 1;
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (int i = 0; i < n; ++i) {
        const QRectF slot(std::floor(area.left() + (i % columns) * cell), std::floor(area.top() + (i / columns) * cell),
                          cell - 4, cell - 4);
        const bool busy = i < static_cast<int>(m_picture.slotBusy.size())
                              ? m_picture.slotBusy[static_cast<std::size_t>(i)] != 0
                              : i < static_cast<int>(m_picture.busy);
        if (busy) {
            painter.fillRect(slot, t.color(full ? ColorToken::Series2 : ColorToken::Series1));
        } else {
            painter.setPen(QPen(t.color(ColorToken::Line2), 1));
            painter.setBrush(Qt::NoBrush);
            painter.drawRect(slot.adjusted(0, 0, -1, -1));
        }
    }
    painter.setRenderHint(QPainter::Antialiasing, true);

    // What it does against what it can do.
    const double limit = databaseLimit();
    const QRectF bar(inner.left(), inner.bottom() - barHeight - t.px(18), inner.width(), barHeight);
    painter.setPen(Qt::NoPen);
    painter.setBrush(t.color(ColorToken::Hover));
    painter.drawRoundedRect(bar, barHeight / 2, barHeight / 2);
    if (limit > 0 && m_picture.queriesPerSecond > 0) {
        QRectF done = bar;
        done.setWidth(std::max(barHeight, bar.width() * std::min(1.0, m_picture.queriesPerSecond / limit)));
        painter.setBrush(t.color(full ? ColorToken::Series2 : ColorToken::Series1));
        painter.drawRoundedRect(done, barHeight / 2, barHeight / 2);
    }
    painter.setFont(t.font(TextRole::Smallest));
    painter.setPen(t.color(ColorToken::Text2));
    const QRectF words(inner.left(), bar.bottom() + 2, inner.width(), t.px(16));
    QString text = rateWords();
    if (limit > 0 && !text.isEmpty() && painter.fontMetrics().horizontalAdvance(text) > words.width()) {
        text = QStringLiteral("%1 / %2").arg(ui().format().count(std::llround(m_picture.queriesPerSecond)), rateText(limit));
    }
    painter.drawText(words, Qt::AlignLeft | Qt::AlignVCenter, text);
}

void ShopPanel::paintQueue(QPainter& painter, const QRectF& rect) const {
    const Theme& t = theme();
    const double middle = rect.center().y();
    const double dot = t.px(6), pitch = t.px(9);
    painter.setFont(t.font(TextRole::Small, m_picture.waiting > 0 ? QFont::DemiBold : QFont::Normal));
    const QRectF words(rect.left() + 4, rect.top(), rect.width() - 8, t.px(20));
    painter.setPen(t.color(m_picture.waiting > 0 ? ColorToken::Series2 : ColorToken::Muted));
    const bool fits = painter.fontMetrics().horizontalAdvance(waitingText()) <= words.width();
    painter.drawText(words, Qt::AlignCenter, fits ? waitingText() : ui().format().count(m_picture.waiting));
    const QRectF area(rect.left() + 10, words.bottom() + 2, rect.width() - 18, rect.bottom() - words.bottom() - 6);
    if (m_picture.waiting == 0 || area.width() < pitch || area.height() < pitch) {
        paintArrow(painter, {rect.left() + 6, middle}, {rect.right() - 6, middle}, t.color(ColorToken::Axis));
        return;
    }
    // The next to be served stands nearest to the database; columns fill from the right.
    const int rows = std::max(1, static_cast<int>(area.height() / pitch));
    const int columns = std::max(1, static_cast<int>(area.width() / pitch));
    const auto room = static_cast<std::uint32_t>(rows * columns);
    const std::uint32_t shown = std::min(m_picture.waiting, room);
    const int usedRows = static_cast<int>(std::min<std::uint32_t>(shown, static_cast<std::uint32_t>(rows)));
    const double top = area.center().y() - usedRows * pitch / 2;
    painter.setPen(Qt::NoPen);
    painter.setBrush(t.color(ColorToken::Series2));
    for (std::uint32_t i = 0; i < shown; ++i) {
        const int column = static_cast<int>(i) / rows, row = static_cast<int>(i) % rows;
        painter.drawEllipse(QPointF(area.right() - (column + 0.5) * pitch, top + (row + 0.5) * pitch), dot / 2, dot / 2);
    }
    if (m_picture.waiting > shown) {
        const QString more = QStringLiteral("+%1").arg(ui().format().count(m_picture.waiting - shown));
        painter.setFont(t.font(TextRole::Smallest, QFont::DemiBold));
        QRectF badge(area.left(), area.bottom() - t.px(16), painter.fontMetrics().horizontalAdvance(more) + 10,
                     t.px(16));
        if (badge.right() > rect.right() - 2) badge.moveRight(rect.right() - 2);
        painter.setBrush(t.color(ColorToken::Panel));
        painter.setPen(QPen(t.color(ColorToken::Line2), 1));
        painter.drawRoundedRect(badge, 4, 4);
        painter.setPen(t.color(ColorToken::Text));
        painter.drawText(badge, Qt::AlignCenter, more);
    }
}

void ShopPanel::paintAnswers(QPainter& painter, const QRectF& rect) {
    const Theme& t = theme();
    const double y = rect.top() + t.px(14);
    paintArrow(painter, {rect.left() + 6, y}, {rect.right() - 6, y}, t.color(ColorToken::Axis));
    const QRectF lanes(rect.left() + 8, y + t.px(10), rect.width() - 16, rect.bottom() - y - t.px(14));
    if (!drawsRequests()) {
        if (lanes.width() < t.px(60)) return; // the legend has the counts too
        // Only counts: the shape, then how many a second.
        double top = lanes.top();
        painter.setFont(t.font(TextRole::Small));
        for (Outcome o : legendOutcomes()) {
            const double value = m_picture.perSecond[static_cast<std::size_t>(o)];
            if (value <= 0 || top + t.px(20) > lanes.bottom() + 4) continue;
            const OutcomeLook look = outcomeLook(o);
            paintMarker(painter, look.shape, {lanes.left() + 8, top + t.px(10)}, t.px(9), t.color(look.color));
            painter.setPen(t.color(ColorToken::Text));
            painter.drawText(QRectF(lanes.left() + 20, top, lanes.width() - 20, t.px(20)),
                             Qt::AlignLeft | Qt::AlignVCenter, rateText(value));
            top += t.px(22);
        }
        return;
    }
    // As many dots as can be told apart; each then stands for several requests, and the words say so.
    const double height = lanes.height() / kLanes;
    const auto room = std::max<std::size_t>(1, static_cast<std::size_t>(kLanes * lanes.width() / t.px(14)));
    const std::uint64_t every = (m_moving.size() + room - 1) / room;
    if (every > 1) {
        painter.setFont(t.font(TextRole::Smallest));
        painter.setPen(t.color(ColorToken::Muted));
        const QString words = tr("1 dot: %1 requests").arg(every);
        if (painter.fontMetrics().horizontalAdvance(words) <= rect.width()) {
            painter.drawText(QRectF(rect.left(), rect.top() - t.px(4), rect.width(), t.px(16)), Qt::AlignCenter, words);
        }
    }
    for (Moving& m : m_moving) {
        m.at = kNowhere;
        // Which ones must not depend on the lane, which is drawn from the id too.
        if (every > 1 && (m.id * 0x9E3779B97F4A7C15ull >> 40) % every != 0 && m.id != m_chosen) continue;
        m.at = {lanes.right() - m.way * lanes.width(), lanes.top() + (m.lane + 0.5) * height};
        const OutcomeLook look = outcomeLook(m.outcome);
        paintMarker(painter, look.shape, m.at, t.px(8), t.color(look.color));
        if (m.id == m_chosen) {
            painter.setBrush(Qt::NoBrush);
            painter.setPen(QPen(t.color(ColorToken::Accent), 2));
            painter.drawEllipse(m.at, t.px(8), t.px(8));
        }
    }
}

// A field as wide as its widest value: nothing jumps while the numbers change.
std::vector<double> ShopPanel::legendWidths() const {
    const QFontMetricsF metrics(theme().font(TextRole::Smallest));
    std::vector<double> widths;
    for (Outcome o : legendOutcomes()) {
        const auto text = [&](double rate) { return QStringLiteral("%1 %2").arg(outcomeWord(o), rateText(rate)); };
        const double now = metrics.horizontalAdvance(text(m_picture.perSecond[static_cast<std::size_t>(o)]));
        widths.push_back(16 + std::max(now, metrics.horizontalAdvance(text(8888))));
    }
    return widths;
}

void ShopPanel::paintLegend(QPainter& painter, const QRectF& rect) const {
    const Theme& t = theme();
    painter.setFont(t.font(TextRole::Smallest));
    const auto widths = legendWidths();
    const auto places = legendPlaces(widths, rect.width(), t.px(16));
    std::size_t i = 0;
    for (Outcome o : legendOutcomes()) {
        const QRectF entry(rect.left() + places[i].x, rect.top() + 2 + places[i].line * t.px(18), widths[i], t.px(18));
        const OutcomeLook look = outcomeLook(o);
        paintMarker(painter, look.shape, {entry.left() + 6, entry.center().y()}, t.px(8), t.color(look.color));
        painter.setPen(t.color(ColorToken::Text2));
        painter.drawText(entry.adjusted(16, 0, 2, 0), Qt::AlignLeft | Qt::AlignVCenter,
                         QStringLiteral("%1 %2").arg(outcomeWord(o), rateText(m_picture.perSecond[static_cast<std::size_t>(o)])));
        ++i;
    }
}

void ShopPanel::paintBody(QPainter& painter, const QRectF& body) {
    const Theme& t = theme();
    if (!m_picture.present) {
        painter.setFont(t.font(TextRole::Small));
        painter.setPen(t.color(ColorToken::Muted));
        painter.drawText(body, Qt::AlignCenter, tr("No shop in this run."));
        return;
    }
    // Too small to draw boxes into: the same in words.
    if (body.width() < t.px(280) || body.height() < t.px(110)) {
        painter.setFont(t.font(TextRole::Smallest));
        painter.setPen(t.color(ColorToken::Text));
        painter.drawText(body, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, describe());
        return;
    }
    const Places p = placesIn(body);
    const bool compact = isCompact(body);
    paintNode(painter, p.visitors, "globe", tr("Visitors"), rateText(m_picture.requestsPerSecond), true);
    const QString how = m_picture.strategy == "lazy-loading"    ? QStringLiteral("Lazy loading")
                        : m_picture.strategy == "write-through" ? QStringLiteral("Write-through")
                                                                : tr("no cache");
    paintNode(painter, p.application, "code", tr("Application"), how, true);
    if (usesCache()) {
        const double hits = m_picture.perSecond[static_cast<std::size_t>(Outcome::Hit)] +
                            m_picture.perSecond[static_cast<std::size_t>(Outcome::Stale)];
        const double all = hits + m_picture.perSecond[static_cast<std::size_t>(Outcome::Miss)];
        paintNode(painter, p.cache, "database-zap",
                  tr("Cache %1").arg(QString::fromStdString(m_picture.endpoint)),
                  !m_picture.cacheReachable ? tr("cannot be reached")
                  : all > 0 && compact      ? outcomeWord(Outcome::Hit) + QLatin1Char(' ') + ui().format().ratio(hits / all)
                  : all > 0                 ? tr("hit ratio %1").arg(ui().format().ratio(hits / all))
                                            : tr("no request yet"),
                  m_picture.cacheReachable);
        const double y = p.cache.center().y();
        paintArrow(painter, {p.application.right() + 6, y}, {p.cache.left() - 6, y}, t.color(ColorToken::Axis));
    }
    paintAnswers(painter, p.answers);
    paintQueue(painter, p.queue);
    paintDatabase(painter, p.database);
    paintLegend(painter, p.legend);
    if (showsFocus()) paintFocus(painter, body.adjusted(-6, -2, 6, 4), t);
}

const ShopPanel::Moving* ShopPanel::movingAt(QPointF position) const {
    const Moving* best = nullptr;
    double nearest = theme().px(12);
    for (const Moving& m : m_moving) {
        const QPointF d = m.at - position;
        const double distance = std::hypot(d.x(), d.y());
        if (distance <= nearest) {
            nearest = distance;
            best = &m;
        }
    }
    return best;
}

QString ShopPanel::requestText(const Moving& m) const {
    const Format f = ui().format();
    return tr("Request %1: product:%2, %3, %4")
        .arg(f.setting(static_cast<qint64>(m.id)), f.setting(static_cast<qint64>(m.product)), outcomeWord(m.outcome),
             f.withUnit(f.compact(m.milliseconds), QStringLiteral("ms")));
}

void ShopPanel::chooseNext(int direction) {
    if (m_moving.empty()) return;
    auto it = std::find_if(m_moving.begin(), m_moving.end(), [this](const Moving& m) { return m.id == m_chosen; });
    std::ptrdiff_t i = it == m_moving.end() ? (direction > 0 ? -1 : static_cast<std::ptrdiff_t>(m_moving.size()))
                                            : it - m_moving.begin();
    i = std::clamp<std::ptrdiff_t>(i + direction, 0, static_cast<std::ptrdiff_t>(m_moving.size()) - 1);
    const Moving& m = m_moving[static_cast<std::size_t>(i)];
    m_chosen = m.id;
    setAccessibleDescription(requestText(m));
    update();
}

void ShopPanel::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
    case Qt::Key_Left: chooseNext(-1); return;
    case Qt::Key_Right: chooseNext(1); return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_chosen != 0) emit requestChosen(m_chosen);
        return;
    default: DrawnPanel::keyPressEvent(event);
    }
}

void ShopPanel::mousePressEvent(QMouseEvent* event) {
    DrawnPanel::mousePressEvent(event);
    if (event->button() != Qt::LeftButton) return;
    const Moving* m = movingAt(event->position());
    if (m == nullptr) return;
    m_chosen = m->id;
    update();
    emit requestChosen(m_chosen);
}

bool ShopPanel::event(QEvent* e) {
    if (e->type() == QEvent::ToolTip) {
        auto* help = static_cast<QHelpEvent*>(e);
        const Moving* m = movingAt(help->pos());
        if (m != nullptr) QToolTip::showText(help->globalPos(), requestText(*m), this);
        else QToolTip::hideText();
        return true;
    }
    return DrawnPanel::event(e);
}

} // namespace maylab::app
