#include "app/panels/replication_panel.h"

#include "app/panels/shard_look.h"

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

constexpr int kNodeRow = 26;

} // namespace

ReplicationPanel::ReplicationPanel(const UiContext& ui, QWidget* parent)
    : DrawnPanel(ui, parent), m_lost(new Button(ui, ButtonKind::Link, this, ButtonSize::Small)),
      m_why(new Button(ui, ButtonKind::Link, this, ButtonSize::Small)), m_previous(new IconButton(ui, "chevron-left", 14, this)),
      m_next(new IconButton(ui, "chevron-right", 14, this)) {
    setObjectName(QStringLiteral("replicationPanel"));
    setMouseTracking(true);
    m_lost->setObjectName(QStringLiteral("lostWrites"));
    m_why->setObjectName(QStringLiteral("whyFailover"));
    m_previous->setObjectName(QStringLiteral("previousShard"));
    m_next->setObjectName(QStringLiteral("nextShard"));
    for (QWidget* w : {static_cast<QWidget*>(m_lost), static_cast<QWidget*>(m_why), static_cast<QWidget*>(m_previous),
                       static_cast<QWidget*>(m_next)}) {
        header()->insertWidget(header()->count() - 1, w);
        w->hide();
    }
    connect(m_lost, &QPushButton::clicked, this, [this] {
        setTableShown(true);
        emit lostWritesWhyAsked();
    });
    connect(m_why, &QPushButton::clicked, this, &ReplicationPanel::failoverWhyAsked);
    connect(m_previous, &QToolButton::clicked, this, [this] {
        if (m_picture.shard > 0) emit shardAsked(m_picture.shard - 1);
    });
    connect(m_next, &QToolButton::clicked, this, [this] {
        if (m_picture.shard + 1 < m_picture.shards) emit shardAsked(m_picture.shard + 1);
    });
    retranslate();
}

QString ReplicationPanel::title() const { return tr("Replication"); }

QSize ReplicationPanel::sizeHint() const { return {theme().px(740), theme().px(210)}; }

void ReplicationPanel::retranslate() {
    m_why->setText(tr("Why?"));
    m_why->setAccessibleName(tr("Why was this replica promoted?"));
    m_previous->setName(tr("Previous shard"), QStringLiteral("PgUp"));
    m_next->setName(tr("Next shard"), QStringLiteral("PgDown"));
    showHeader();
    DrawnPanel::retranslate();
}

void ReplicationPanel::showHeader() {
    QString text;
    if (m_picture.present) {
        const QString shard = shardName(m_picture.shown.id);
        text = m_picture.shards > 1 ? tr("%1 of %2").arg(shard).arg(m_picture.shards) : QString::fromStdString(m_picture.group);
        if (width() >= theme().px(560)) {
            text += QStringLiteral(" · ") + (m_picture.multiAz ? tr("Multi-AZ") : tr("no Multi-AZ"));
        }
    }
    fact()->setText(text);
    m_previous->setVisible(m_picture.shards > 1);
    m_next->setVisible(m_picture.shards > 1);
    m_previous->setEnabled(m_picture.shard > 0);
    m_next->setEnabled(m_picture.shard + 1 < m_picture.shards);
    const FailoverPicture& f = m_picture.failover;
    m_why->setVisible(f.number != 0 && f.promotedAt != kernel::SimTime());
    m_lost->setVisible(f.number != 0 && f.lostCount > 0);
    m_lost->setText(tr("%n lost write(s)", nullptr, static_cast<int>(std::min<std::uint64_t>(f.lostCount, 1'000'000'000))));
    m_lost->setAccessibleName(tr("List of the lost writes"));
}

void ReplicationPanel::setPicture(const ReplicationPicture& picture, kernel::SimTime now) {
    m_picture = picture;
    m_now = now;
    m_cursor = std::clamp(m_cursor, 0, std::max(0, static_cast<int>(m_picture.shown.nodes.size()) - 1));
    showHeader();
    refresh();
}

double ReplicationPanel::span() const {
    double slowest = 0;
    for (const NodePicture& n : m_picture.shown.nodes) {
        if (n.running && !n.primary) slowest = std::max(slowest, static_cast<double>(n.behindBytes));
    }
    double step = 1000;
    while (step < 1e15) {
        for (const double factor : {1.0, 2.0, 5.0}) {
            if (slowest <= step * factor) return step * factor;
        }
        step *= 10;
    }
    return std::max(step, slowest);
}

QString ReplicationPanel::bytesText(double bytes) const {
    const Format f = ui().format();
    if (bytes < 1000) return f.withUnit(f.compact(bytes), QStringLiteral("B"));
    if (bytes < 1e6) return f.withUnit(f.compact(bytes / 1e3), QStringLiteral("kB"));
    return f.withUnit(f.compact(bytes / 1e6), QStringLiteral("MB"));
}

QString ReplicationPanel::secondsText(double seconds) const {
    const Format f = ui().format();
    return f.withUnit(f.compact(std::round(seconds * 100) / 100), QStringLiteral("s"));
}

QString ReplicationPanel::linkText(const NodePicture& n) const {
    if (!n.running) return tr("down");
    if (n.primary) return tr("primary");
    if (n.link == "full copy" || n.link == "partial copy") {
        const QString left = secondsText(n.copySeconds);
        return n.link == "full copy" ? tr("takes a full copy, %1 left").arg(left) : tr("catches up, %1 left").arg(left);
    }
    if (n.link == "down") return tr("link down");
    return tr("replica");
}

// "002 · 1b" of shop-002: the group's name is known.
QString ReplicationPanel::nameText(const NodePicture& n) const {
    std::string name = n.name;
    if (name.size() > m_picture.group.size() + 1 && name.compare(0, m_picture.group.size() + 1, m_picture.group + "-") == 0) {
        name.erase(0, m_picture.group.size() + 1);
    }
    const QString zone = zoneName(n.zone);
    return zone.isEmpty() ? QString::fromStdString(name) : QStringLiteral("%1 · %2").arg(QString::fromStdString(name), zone);
}

QString ReplicationPanel::stateText(const NodePicture& n) const {
    if (!n.running || n.primary || n.link != "online") return linkText(n);
    const QString lag = tr("lag %1").arg(secondsText(n.lagSeconds));
    return n.behindBytes == 0 ? lag : QStringLiteral("%1 · %2").arg(lag, bytesText(static_cast<double>(n.behindBytes)));
}

QString ReplicationPanel::nodeText(std::size_t node) const {
    if (node >= m_picture.shown.nodes.size()) return {};
    const Format f = ui().format();
    const NodePicture& n = m_picture.shown.nodes[node];
    QStringList parts{QStringLiteral("%1: %2").arg(QString::fromStdString(n.name), linkText(n))};
    if (!n.zone.empty()) parts << QString::fromStdString(n.zone);
    if (n.running) parts << tr("offset %1").arg(f.count(static_cast<qint64>(n.offset)));
    if (n.running && !n.primary) {
        parts << tr("lag %1").arg(secondsText(n.lagSeconds))
              << tr("%1 behind").arg(bytesText(static_cast<double>(n.behindBytes)));
    }
    return parts.join(QStringLiteral(", "));
}

QString ReplicationPanel::dnsText() const {
    if (!m_picture.configurationEndpoint.empty()) {
        return tr("The client asks the configuration endpoint for the slots; no name moves.");
    }
    if (m_picture.dnsMeans.empty()) return {};
    const QString means = QString::fromStdString(m_picture.dnsMeans), answers = QString::fromStdString(m_picture.dnsAnswers);
    if (m_picture.dnsMeans == m_picture.dnsAnswers) return tr("The primary endpoint is %1, and DNS says so.").arg(means);
    return tr("The primary endpoint is %1; DNS still answers %2, for %3.")
        .arg(means, answers, secondsText(m_picture.dnsChangesInSeconds));
}

QString ReplicationPanel::onTheWayText() const {
    if (m_picture.onTheWay.empty()) return tr("Nothing is on its way: every replica has everything.");
    const Format f = ui().format();
    const StreamRecordPicture& newest = m_picture.onTheWay.back();
    const QString words = QString::fromStdString(newest.key.empty() ? newest.command : newest.command + " " + newest.key);
    return tr("Writes on their way: %1, the newest: %2").arg(f.count(static_cast<qint64>(m_picture.recordsOnTheWay)), words);
}

QString ReplicationPanel::failoverText() const {
    const FailoverPicture& f = m_picture.failover;
    if (f.number == 0) return {};
    const Format format = ui().format();
    const auto after = [&](kernel::SimTime at) { return secondsText((at - f.lostAt).inSeconds()); };
    QStringList parts{f.planned ? tr("%1 was told to step down at %2").arg(QString::fromStdString(f.lostPrimary), format.shortClock(f.lostAt.inSeconds()))
                                : tr("%1 was lost at %2").arg(QString::fromStdString(f.lostPrimary), format.shortClock(f.lostAt.inSeconds()))};
    if (f.detectedAt != kernel::SimTime()) parts << tr("detected after %1").arg(after(f.detectedAt));
    if (f.promotedAt != kernel::SimTime()) {
        parts << tr("%1 promoted after %2").arg(QString::fromStdString(f.newPrimary), after(f.promotedAt));
    }
    if (f.dnsAt != kernel::SimTime() && m_picture.configurationEndpoint.empty()) parts << tr("DNS after %1").arg(after(f.dnsAt));
    if (f.promotedAt != kernel::SimTime()) {
        parts << (f.streamKnown ? tr("acknowledged writes lost: %1").arg(format.count(static_cast<qint64>(f.lostCount)))
                                : tr("too much was lost to list it"));
    }
    return parts.join(QStringLiteral(", "));
}

QString ReplicationPanel::describe() const {
    if (!m_picture.present) return tr("No replication group in this run yet.");
    QStringList parts;
    for (std::size_t i = 0; i < m_picture.shown.nodes.size(); ++i) parts << nodeText(i) + u'.';
    parts << onTheWayText();
    if (m_picture.secondsWithoutPrimary > 0) {
        parts << tr("No primary for %1: writes fail.").arg(secondsText(m_picture.secondsWithoutPrimary));
    }
    if (const QString words = dnsText(); !words.isEmpty()) parts << words;
    if (const QString words = failoverText(); !words.isEmpty()) parts << words + u'.';
    return parts.join(QLatin1Char(' '));
}

std::vector<DrawnPanel::TableRow> ReplicationPanel::table() const {
    const Format f = ui().format();
    std::vector<TableRow> rows;
    for (const NodePicture& n : m_picture.shown.nodes) {
        const QString name = QString::fromStdString(n.name);
        rows.push_back({name, linkText(n)});
        if (!n.running) continue;
        rows.push_back({tr("%1: offset").arg(name), f.count(static_cast<qint64>(n.offset))});
        if (n.primary) continue;
        rows.push_back({tr("%1: lag").arg(name), secondsText(n.lagSeconds)});
        rows.push_back({tr("%1: behind").arg(name), f.withUnit(f.count(static_cast<qint64>(n.behindBytes)), QStringLiteral("B"))});
    }
    if (!m_picture.dnsMeans.empty()) {
        rows.push_back({tr("Primary endpoint"), QString::fromStdString(m_picture.dnsMeans)});
        rows.push_back({tr("DNS answers"), QString::fromStdString(m_picture.dnsAnswers)});
    }
    const FailoverPicture& o = m_picture.failover;
    if (o.number == 0) return rows;
    const auto clock = [&](kernel::SimTime t) { return t == kernel::SimTime() ? QStringLiteral("–") : f.clock(t.ns()); };
    rows.push_back({tr("Failover: primary lost"), clock(o.lostAt)});
    rows.push_back({tr("Failover: detected"), clock(o.detectedAt)});
    rows.push_back({tr("Failover: promoted"), clock(o.promotedAt)});
    rows.push_back({tr("Failover: DNS changed"), clock(o.dnsAt)});
    rows.push_back({tr("Acknowledged writes lost"), o.streamKnown ? f.count(static_cast<qint64>(o.lostCount)) : QStringLiteral("–")});
    for (const LostWritePicture& w : o.lost) {
        rows.push_back({tr("Lost: %1").arg(QString::fromStdString(w.command)), f.clock(w.at.ns())});
    }
    return rows;
}

QStringList ReplicationPanel::visibleTexts() const {
    QStringList texts = DrawnPanel::visibleTexts();
    if (m_picture.present) texts << onTheWayText();
    if (m_picture.failover.number != 0) texts << tr("lost") << tr("detected") << tr("promoted");
    return texts;
}

ReplicationPanel::Places ReplicationPanel::placesIn(const QRectF& body) const {
    const auto px = [this](double v) { return static_cast<double>(theme().px(v)); };
    Places p;
    p.rowHeight = px(kNodeRow);
    double bottom = body.bottom();
    if (m_picture.failover.number != 0) {
        p.failover = QRectF(body.left(), bottom - px(40), body.width(), px(40));
        bottom = p.failover.top() - 2;
    }
    double top = body.top();
    const double needed = static_cast<double>(m_picture.shown.nodes.size()) * p.rowHeight + px(16);
    const double spare = bottom - top - needed;
    if (spare >= px(18)) {
        p.dns = QRectF(body.left(), top, body.width(), px(18));
        top = p.dns.bottom();
    }
    if (spare >= px(36)) {
        p.way = QRectF(body.left(), bottom - px(18), body.width(), px(18));
        bottom = p.way.top();
    }
    p.rows = QRectF(body.left(), top, body.width(), std::max(0.0, bottom - top - px(16)));
    p.shown = std::min(static_cast<int>(m_picture.shown.nodes.size()), static_cast<int>(p.rows.height() / p.rowHeight));
    p.rows.setHeight(p.shown * p.rowHeight);
    p.axis = QRectF(body.left(), p.rows.bottom(), body.width(), px(16));
    const QFontMetricsF metrics(theme().font(TextRole::Small, QFont::DemiBold));
    double names = px(60), states = px(60);
    for (const NodePicture& n : m_picture.shown.nodes) {
        names = std::max(names, metrics.horizontalAdvance(nameText(n)) + px(14));
        states = std::max(states, metrics.horizontalAdvance(stateText(n)) + px(20));
    }
    p.trackLeft = body.left() + std::min(names, body.width() * 0.3);
    p.trackRight = body.right() - std::min(states, body.width() * 0.4);
    return p;
}

void ReplicationPanel::paintNode(QPainter& painter, const QRectF& row, const Places& p, std::size_t index) const {
    const Theme& t = theme();
    const NodePicture& n = m_picture.shown.nodes[index];
    const double y = row.center().y();
    const bool copies = n.link == "full copy" || n.link == "partial copy";
    const bool away = !n.running || n.link == "down";

    painter.setFont(t.font(TextRole::Small, n.primary ? QFont::DemiBold : QFont::Normal));
    paintText(painter, QRectF(row.left(), row.top(), p.trackLeft - row.left() - t.px(10), row.height()), nameText(n), ColorToken::Text);

    const double width = p.trackRight - p.trackLeft;
    painter.fillRect(QRectF(p.trackLeft, std::floor(y), width, 1), t.color(ColorToken::Line));
    const double behind = n.primary ? 0 : std::min(1.0, static_cast<double>(n.behindBytes) / span());
    const double x = p.trackRight - behind * width;
    if (n.running && !n.primary && behind > 0) {
        // What it does not have yet; a tick is a write, as far as they can be told apart.
        painter.fillRect(QRectF(x, std::floor(y) - 1, p.trackRight - x, 3), t.color(away ? ColorToken::Fail : ColorToken::Series2));
        const std::uint64_t head = n.offset + n.behindBytes;
        double last = -1e9;
        for (const StreamRecordPicture& r : m_picture.onTheWay) {
            if (r.offset <= n.offset || r.offset > head) continue;
            const double at = p.trackRight - static_cast<double>(head - r.offset) / span() * width;
            if (at - last < 3) continue;
            painter.fillRect(QRectF(std::floor(at), std::floor(y) - t.px(5), 1, t.px(10)), t.color(ColorToken::Series2));
            last = at;
        }
    }
    if (!n.running) {
        paintMarker(painter, Marker::Cross, {p.trackRight, y}, t.px(11), t.color(ColorToken::Fail));
    } else if (n.primary) {
        paintMarker(painter, Marker::Circle, {p.trackRight, y}, t.px(13), t.color(ColorToken::Text));
    } else {
        painter.setBrush(t.color(ColorToken::Panel));
        painter.setPen(QPen(t.color(away ? ColorToken::Fail : copies ? ColorToken::Warn : ColorToken::Text2), 2, copies ? Qt::DotLine : Qt::SolidLine));
        painter.drawEllipse(QPointF(x, y), t.px(5.5), t.px(5.5));
    }

    painter.setFont(t.font(TextRole::Small));
    const ColorToken color = away                                ? ColorToken::Fail
                             : copies                            ? ColorToken::Warn
                             : !n.primary && n.lagSeconds >= 1 ? ColorToken::Series2
                                                                 : ColorToken::Text2;
    paintText(painter, QRectF(p.trackRight + t.px(14), row.top(), row.right() - p.trackRight - t.px(14), row.height()), stateText(n), color);
    if (showsFocus() && static_cast<int>(index) == m_cursor) paintFocus(painter, row, t);
}

// lost - detected - promoted - DNS: four points in the order of time, with how long each took after the loss.
void ReplicationPanel::paintFailover(QPainter& painter, const QRectF& rect) const {
    const Theme& t = theme();
    const Format f = ui().format();
    const FailoverPicture& o = m_picture.failover;
    struct Point {
        QString name;
        kernel::SimTime at;
        QString extra;
    };
    std::vector<Point> points{{o.planned ? tr("stepped down") : tr("lost"), o.lostAt, {}},
                              {tr("detected"), o.detectedAt, {}},
                              {tr("promoted"), o.promotedAt, QString::fromStdString(o.newPrimary)}};
    if (m_picture.configurationEndpoint.empty()) points.push_back({QStringLiteral("DNS"), o.dnsAt, {}});
    painter.fillRect(QRectF(rect.left(), rect.top(), rect.width(), 1), t.color(ColorToken::Line));
    painter.setFont(t.font(TextRole::Smallest, QFont::DemiBold));
    const QString heading = o.test ? tr("Test failover") : tr("Failover");
    const double left = rect.left() + painter.fontMetrics().horizontalAdvance(heading) + t.px(16);
    paintText(painter, QRectF(rect.left(), rect.top() + 4, left - rect.left(), t.px(17)), heading, ColorToken::Text);
    painter.setFont(t.font(TextRole::Smallest));
    paintText(painter, QRectF(rect.left(), rect.top() + 4 + t.px(17), left - rect.left() - 4, t.px(17)), f.shortClock(o.lostAt.inSeconds()), ColorToken::Text2);
    QString lost;
    if (o.promotedAt != kernel::SimTime()) {
        lost = o.streamKnown ? tr("lost writes: %1").arg(f.count(static_cast<qint64>(o.lostCount))) : tr("lost writes: unknown");
    }
    painter.setFont(t.font(TextRole::Smallest, QFont::DemiBold));
    double lostWidth = lost.isEmpty() ? 0 : painter.fontMetrics().horizontalAdvance(lost) + t.px(10);
    if (lostWidth > rect.width() * 0.2) lostWidth = 0; // the link in the header says it too
    if (lostWidth > 0) {
        paintText(painter, QRectF(rect.right() - lostWidth, rect.top() + 4, lostWidth, t.px(34)), lost,
                  o.lostCount > 0 ? ColorToken::Fail : ColorToken::Pass, Qt::AlignRight | Qt::AlignVCenter);
    }
    painter.setFont(t.font(TextRole::Smallest));
    const double step = (rect.right() - lostWidth - left) / static_cast<double>(points.size());
    const double y = rect.top() + 4 + t.px(8);
    for (std::size_t i = 0; i < points.size(); ++i) {
        const double x = left + step * static_cast<double>(i);
        const bool done = points[i].at != kernel::SimTime() && points[i].at <= m_now;
        if (i + 1 < points.size()) {
            const bool next = points[i + 1].at != kernel::SimTime() && points[i + 1].at <= m_now;
            painter.setPen(QPen(t.color(next ? ColorToken::Accent : ColorToken::Ghost), next ? 2 : 1, next ? Qt::SolidLine : Qt::DashLine));
            painter.drawLine(QPointF(x + t.px(10), y), QPointF(x + step - t.px(2), y));
        }
        if (done) {
            paintMarker(painter, i == 0 && !o.planned ? Marker::Cross : Marker::Circle, {x + t.px(4), y}, t.px(9),
                        t.color(i == 0 && !o.planned ? ColorToken::Fail : ColorToken::Accent));
        } else {
            painter.setBrush(t.color(ColorToken::Panel));
            painter.setPen(QPen(t.color(ColorToken::Ghost), 1.5));
            painter.drawEllipse(QPointF(x + t.px(4), y), t.px(4), t.px(4));
        }
        QString words = points[i].name;
        if (i > 0 && points[i].at != kernel::SimTime()) {
            const QString timed = words + QStringLiteral(" +") + secondsText((points[i].at - o.lostAt).inSeconds());
            if (painter.fontMetrics().horizontalAdvance(timed) <= step - 4) words = timed; // else the description has it
        }
        paintText(painter, QRectF(x, rect.top() + 4 + t.px(17), step - 4, t.px(17)), words, done ? ColorToken::Text : ColorToken::Muted);
    }
}

void ReplicationPanel::paintBody(QPainter& painter, const QRectF& body) {
    const Theme& t = theme();
    if (!m_picture.present || m_picture.shown.nodes.empty()) {
        paintNote(painter, body, !m_picture.present ? tr("No replication group in this run yet.")
                                                    : tr("The group %1 is %2.").arg(QString::fromStdString(m_picture.group),
                                                                                    QString::fromStdString(m_picture.status)));
        return;
    }
    if (paintedInWords(painter, body, t.px(300), t.px(kNodeRow * 2 + 16))) return;
    const Places p = placesIn(body);
    painter.setFont(t.font(TextRole::Smallest));
    const bool disagree = m_picture.dnsMeans != m_picture.dnsAnswers && m_picture.configurationEndpoint.empty();
    if (m_picture.secondsWithoutPrimary > 0 && !p.dns.isEmpty()) {
        paintText(painter, p.dns, tr("No primary for %1: writes fail.").arg(secondsText(m_picture.secondsWithoutPrimary)),
                  ColorToken::Fail);
    } else if (!p.dns.isEmpty()) {
        paintText(painter, p.dns, dnsText(), disagree ? ColorToken::Warn : ColorToken::Text2);
    }
    for (int i = 0; i < p.shown; ++i) {
        paintNode(painter, QRectF(p.rows.left(), p.rows.top() + i * p.rowHeight, p.rows.width(), p.rowHeight), p, static_cast<std::size_t>(i));
    }
    // How far behind a place on the line is.
    painter.setFont(t.font(TextRole::Smallest));
    const QRectF axis(p.trackLeft, p.axis.top(), p.trackRight - p.trackLeft, p.axis.height());
    paintText(painter, axis, tr("%1 behind").arg(bytesText(span())), ColorToken::Muted);
    paintText(painter, QRectF(p.trackRight - t.px(60), axis.top(), t.px(120), axis.height()), tr("written"), ColorToken::Muted, Qt::AlignCenter);
    const int hidden = static_cast<int>(m_picture.shown.nodes.size()) - p.shown;
    if (hidden > 0) paintText(painter, p.axis, tr("+%1 more").arg(hidden), ColorToken::Muted, Qt::AlignRight | Qt::AlignVCenter);
    if (!p.way.isEmpty()) paintText(painter, p.way, onTheWayText(), m_picture.onTheWay.empty() ? ColorToken::Muted : ColorToken::Text2);
    if (!p.failover.isEmpty()) paintFailover(painter, p.failover);
}

void ReplicationPanel::moveCursor(int to) {
    if (m_picture.shown.nodes.empty()) return;
    m_cursor = std::clamp(to, 0, static_cast<int>(m_picture.shown.nodes.size()) - 1);
    setAccessibleDescription(nodeText(static_cast<std::size_t>(m_cursor)));
    update();
}

void ReplicationPanel::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
    case Qt::Key_Up: moveCursor(m_cursor - 1); return;
    case Qt::Key_Down: moveCursor(m_cursor + 1); return;
    case Qt::Key_PageUp: m_previous->click(); return;
    case Qt::Key_PageDown: m_next->click(); return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_picture.failover.number != 0) emit failoverWhyAsked();
        return;
    default: DrawnPanel::keyPressEvent(event);
    }
}

int ReplicationPanel::nodeAt(QPointF position) const {
    if (!m_picture.present || isTableShown()) return -1;
    const Places p = placesIn(bodyRect());
    if (!p.rows.contains(position)) return -1;
    const int row = static_cast<int>((position.y() - p.rows.top()) / p.rowHeight);
    return row < p.shown ? row : -1;
}

void ReplicationPanel::mousePressEvent(QMouseEvent* event) {
    DrawnPanel::mousePressEvent(event);
    if (const int row = nodeAt(event->position()); row >= 0) moveCursor(row);
}

void ReplicationPanel::resizeEvent(QResizeEvent* event) {
    DrawnPanel::resizeEvent(event);
    showHeader();
}

bool ReplicationPanel::event(QEvent* e) {
    if (e->type() != QEvent::ToolTip) return DrawnPanel::event(e);
    auto* help = static_cast<QHelpEvent*>(e);
    const int row = nodeAt(help->pos());
    if (row >= 0) QToolTip::showText(help->globalPos(), nodeText(static_cast<std::size_t>(row)), this);
    else QToolTip::hideText();
    return true;
}

} // namespace maylab::app
