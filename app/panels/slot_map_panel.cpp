#include "app/panels/slot_map_panel.h"

#include "app/panels/shard_look.h"
#include "cache/engine/keyslot.h"

#include <QHBoxLayout>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace maylab::app {

namespace {

constexpr int kSlotRow = 24;

} // namespace

SlotMapPanel::SlotMapPanel(const UiContext& ui, QWidget* parent)
    : DrawnPanel(ui, parent), m_find(new QLineEdit(this)),
      m_why(new Button(ui, ButtonKind::Link, this, ButtonSize::Small)) {
    setObjectName(QStringLiteral("slotMapPanel"));
    setMouseTracking(true);
    m_find->setObjectName(QStringLiteral("findKey"));
    m_find->setMaxLength(200);
    header()->insertWidget(header()->count() - 1, m_why);
    header()->insertWidget(header()->count() - 1, m_find);
    m_why->setObjectName(QStringLiteral("whyRedirect"));
    m_why->hide();
    connect(m_find, &QLineEdit::textChanged, this, &SlotMapPanel::findKey);
    connect(m_why, &QPushButton::clicked, this, [this] {
        emit redirectWhyAsked(m_picture.asked > 0 && m_picture.moved == 0 ? QStringLiteral("cache.ask") : QStringLiteral("cache.moved"));
    });
    retranslate();
}

QString SlotMapPanel::title() const { return tr("Slots and shards"); }

QSize SlotMapPanel::sizeHint() const { return {theme().px(740), theme().px(196)}; }

void SlotMapPanel::retranslate() {
    m_find->setPlaceholderText(tr("slot of a key"));
    m_find->setAccessibleName(tr("Find the slot of a key"));
    m_why->setText(tr("Why?"));
    m_why->setAccessibleName(tr("Why was a client sent elsewhere?"));
    showHeader();
    DrawnPanel::retranslate();
}

void SlotMapPanel::showHeader() {
    QString text;
    if (m_picture.present && width() >= theme().px(440)) {
        text = m_picture.clusterMode ? tr("%1, cluster mode").arg(QString::fromStdString(m_picture.group))
                                     : tr("%1, no cluster mode").arg(QString::fromStdString(m_picture.group));
    }
    fact()->setText(text);
    m_find->setFixedHeight(theme().px(24));
    m_find->setFixedWidth(theme().px(width() >= theme().px(560) ? 150 : 96));
    m_find->setVisible(m_picture.present && m_picture.clusterMode && width() >= theme().px(330));
    m_why->setVisible(m_picture.moved + m_picture.asked > 0);
}

void SlotMapPanel::setPicture(const SlotsPicture& picture) {
    m_picture = picture;
    m_shard = std::clamp(m_shard, 0, std::max(0, static_cast<int>(m_picture.shards.size()) - 1));
    m_run = std::min(m_run, static_cast<int>(m_picture.runs.size()) - 1);
    showHeader();
    refresh();
}

void SlotMapPanel::findKey(const QString& key) {
    if (m_find->text() != key) m_find->setText(key);
    m_key = key;
    if (const QString words = keyText(); !words.isEmpty()) setAccessibleDescription(words);
    update();
}

int SlotMapPanel::hottest() const {
    int best = -1;
    for (int i = 0; i < static_cast<int>(m_picture.shards.size()); ++i) {
        const double cpu = m_picture.shards[static_cast<std::size_t>(i)].cpuPercent;
        if (cpu > 0 && (best < 0 || cpu > m_picture.shards[static_cast<std::size_t>(best)].cpuPercent)) best = i;
    }
    return best;
}

std::uint16_t SlotMapPanel::shardOf(std::uint32_t slot) const {
    for (const SlotRunPicture& r : m_picture.runs) {
        if (slot >= r.first && slot <= r.last) return r.shard;
    }
    return kNobodysShard;
}

QString SlotMapPanel::nameOf(std::uint16_t shard) const {
    return shard < m_picture.shards.size() ? shardName(m_picture.shards[shard].id) : tr("nobody");
}

QString SlotMapPanel::slotText(std::uint32_t slot) const {
    const QString number = QString::number(slot);
    for (const SlotMovePicture& m : m_picture.moving) {
        if (m.slot != slot) continue;
        return tr("slot %1: %2, migrating to %3, keys left: %4")
            .arg(number, nameOf(m.from), nameOf(m.to), ui().format().count(static_cast<qint64>(m.keysLeft)));
    }
    const std::uint16_t owner = shardOf(slot);
    return owner == kNobodysShard ? tr("slot %1: nobody serves it").arg(number) : tr("slot %1: %2").arg(number, nameOf(owner));
}

QString SlotMapPanel::keyText() const {
    if (m_key.isEmpty() || !m_picture.clusterMode) return {};
    return QStringLiteral("%1 → %2").arg(m_key, slotText(cache::keySlot(m_key.toStdString())));
}

QString SlotMapPanel::movingText() const {
    const Format f = ui().format();
    QStringList parts;
    if (!m_picture.moving.empty()) parts << slotText(m_picture.moving.front().slot);
    if (m_picture.slotsMoved < m_picture.slotsToMove) {
        parts << tr("%1 of %2 slots have moved")
                     .arg(f.count(static_cast<qint64>(m_picture.slotsMoved)), f.count(static_cast<qint64>(m_picture.slotsToMove)));
    }
    return parts.join(QStringLiteral(" · "));
}

QString SlotMapPanel::redirectsText() const {
    const Format f = ui().format();
    QStringList parts;
    if (m_picture.moved > 0) parts << QStringLiteral("MOVED %1").arg(f.count(static_cast<qint64>(m_picture.moved)));
    if (m_picture.asked > 0) parts << QStringLiteral("ASK %1").arg(f.count(static_cast<qint64>(m_picture.asked)));
    if (m_picture.tryAgain > 0) parts << QStringLiteral("TRYAGAIN %1").arg(f.count(static_cast<qint64>(m_picture.tryAgain)));
    return parts.join(QStringLiteral(" · "));
}

QString SlotMapPanel::shardText(std::size_t shard) const {
    if (shard >= m_picture.shards.size()) return {};
    const Format f = ui().format();
    const ShardPicture& s = m_picture.shards[shard];
    QStringList parts{tr("%1: engine CPU %2, %3 operations/s, %4 keys")
                          .arg(shardName(s.id), f.percent(s.cpuPercent), f.count(std::llround(s.operationsPerSecond)),
                               f.count(static_cast<qint64>(s.keys)))};
    if (m_picture.clusterMode) parts << tr("%1 slots").arg(f.count(s.slotCount));
    if (static_cast<std::uint16_t>(shard) == m_picture.hotShard && !m_picture.hotKey.empty()) {
        parts << tr("the hot key %1 lives here").arg(QString::fromStdString(m_picture.hotKey));
    }
    if (s.waiting() > 0) parts << tr("waiting: %1").arg(f.count(s.waiting()));
    for (const NodePicture& n : s.nodes) {
        const QString zone = zoneName(n.zone);
        parts << (!n.running ? tr("%1 in %2 is down").arg(QString::fromStdString(n.name), zone)
                  : n.primary ? tr("primary in %1").arg(zone)
                              : tr("replica in %1").arg(zone));
    }
    return parts.join(QStringLiteral(", "));
}

QString SlotMapPanel::describe() const {
    if (!m_picture.present) return tr("No replication group in this run yet.");
    const Format f = ui().format();
    QStringList parts;
    const int hot = hottest();
    const QString count = tr("%n shard(s)", nullptr, static_cast<int>(m_picture.shards.size()));
    if (hot >= 0) {
        const ShardPicture& s = m_picture.shards[static_cast<std::size_t>(hot)];
        parts << tr("%1, %2 hottest at %3.").arg(count, shardName(s.id), f.percent(s.cpuPercent));
    } else {
        parts << count + u'.';
    }
    if (const QString words = movingText(); !words.isEmpty()) parts << words + u'.';
    if (const QString words = redirectsText(); !words.isEmpty()) parts << tr("Clients were sent elsewhere: %1.").arg(words);
    for (std::size_t i = 0; i < m_picture.shards.size(); ++i) parts << shardText(i) + u'.';
    return parts.join(QLatin1Char(' '));
}

std::vector<DrawnPanel::TableRow> SlotMapPanel::table() const {
    const Format f = ui().format();
    std::vector<TableRow> rows;
    for (const ShardPicture& s : m_picture.shards) {
        const QString name = shardName(s.id);
        rows.push_back({tr("%1: engine CPU").arg(name), f.percent(s.cpuPercent)});
        rows.push_back({tr("%1: operations/s").arg(name), f.count(std::llround(s.operationsPerSecond))});
        rows.push_back({tr("%1: keys").arg(name), f.count(static_cast<qint64>(s.keys))});
        if (m_picture.clusterMode) rows.push_back({tr("%1: slots").arg(name), f.count(s.slotCount)});
        for (const NodePicture& n : s.nodes) {
            rows.push_back({QString::fromStdString(n.name),
                            QStringLiteral("%1, %2").arg(!n.running ? tr("down") : n.primary ? tr("primary") : tr("replica"),
                                                         QString::fromStdString(n.zone))});
        }
    }
    for (const SlotRunPicture& r : m_picture.runs) {
        if (rows.size() >= 200) break;
        rows.push_back({tr("Slots %1 to %2").arg(r.first).arg(r.last), nameOf(r.shard)});
    }
    if (m_picture.moved + m_picture.asked + m_picture.tryAgain > 0) {
        rows.push_back({QStringLiteral("MOVED"), f.count(static_cast<qint64>(m_picture.moved))});
        rows.push_back({QStringLiteral("ASK"), f.count(static_cast<qint64>(m_picture.asked))});
        rows.push_back({QStringLiteral("TRYAGAIN"), f.count(static_cast<qint64>(m_picture.tryAgain))});
    }
    return rows;
}

QStringList SlotMapPanel::visibleTexts() const {
    QStringList texts = DrawnPanel::visibleTexts();
    if (!m_picture.present) return texts;
    texts << tr("shard") << tr("slots") << tr("keys") << tr("ops/s") << tr("engine CPU") << tr("nodes");
    if (hottest() >= 0) texts << tr("hottest");
    return texts;
}

SlotMapPanel::Places SlotMapPanel::placesIn(const QRectF& body) const {
    const auto px = [this](double v) { return static_cast<double>(theme().px(v)); };
    Places p;
    double y = body.top() + 2;
    if (m_picture.clusterMode) {
        p.strip = QRectF(std::floor(body.left()), std::floor(y), std::floor(body.width()), px(20));
        p.scale = QRectF(body.left(), p.strip.bottom() + 2, body.width(), px(15));
        y = p.scale.bottom();
    }
    p.note = QRectF(body.left(), y, body.width(), px(18));
    p.heading = QRectF(body.left(), p.note.bottom(), body.width(), px(16));
    p.rowHeight = px(kSlotRow);
    p.rows = QRectF(body.left(), p.heading.bottom(), body.width(), std::max(0.0, body.bottom() - p.heading.bottom()));
    p.shown = std::min(static_cast<int>(m_picture.shards.size()), static_cast<int>(p.rows.height() / p.rowHeight));
    return p;
}

SlotMapPanel::Columns SlotMapPanel::columnsIn(const QRectF& row) const {
    const auto px = [this](double v) { return static_cast<double>(theme().px(v)); };
    Columns c{};
    const double width = row.width();
    c.right = row.right();
    c.name = row.left();
    double x = row.left() + px(84);
    c.owned = c.keys = -1;
    if (width >= px(520) && m_picture.clusterMode) c.owned = x, x += px(60);
    if (width >= px(600)) c.keys = x, x += px(72);
    c.rate = x;
    x += px(62);
    c.bar = x + px(10);
    std::size_t most = 1;
    for (const ShardPicture& s : m_picture.shards) most = std::max(most, s.nodes.size());
    const double nodes = std::min(width * 0.34, static_cast<double>(most) * px(width >= px(420) ? 40 : 18));
    c.nodes = c.right - nodes;
    // All bars have one scale: what the widest row needs behind its bar, every row leaves free.
    const QFontMetricsF metrics(theme().font(TextRole::Small, QFont::DemiBold));
    c.figure = metrics.horizontalAdvance(ui().format().percent(100)) + px(8);
    c.sign = c.remark = 0;
    for (int i = 0; i < static_cast<int>(m_picture.shards.size()); ++i) {
        if (m_picture.shards[static_cast<std::size_t>(i)].cpuPercent >= kHotPercent) c.sign = px(18);
        if (const QString words = remarkOf(i); !words.isEmpty()) c.remark = std::max(c.remark, metrics.horizontalAdvance(words) + px(10));
    }
    const double room = c.nodes - px(12) - c.bar - c.figure - c.sign;
    if (room - c.remark < px(48)) c.remark = 0;
    c.barWidth = room - c.remark >= px(20) ? room - c.remark : 0;
    return c;
}

QString SlotMapPanel::remarkOf(int shard) const {
    const ShardPicture& s = m_picture.shards[static_cast<std::size_t>(shard)];
    if (s.waiting() > 0) return tr("waiting: %1").arg(ui().format().count(s.waiting()));
    if (s.status == "detecting" || s.status == "promoting") return tr("no primary");
    if (shard == hottest() && s.cpuPercent >= kHotPercent) return tr("hottest");
    return {};
}

int SlotMapPanel::firstRow(int shown) const {
    const int all = static_cast<int>(m_picture.shards.size());
    return std::clamp(m_shard - shown + 1, 0, std::max(0, all - shown));
}

double SlotMapPanel::xOf(const QRectF& strip, double slot) const {
    return strip.left() + strip.width() * slot / SlotsPicture::kSlots;
}

void SlotMapPanel::paintStrip(QPainter& painter, const Places& p) const {
    const Theme& t = theme();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.fillRect(p.strip, t.color(ColorToken::FailTint));
    for (const SlotRunPicture& r : m_picture.runs) {
        if (r.shard == kNobodysShard) continue;
        const double left = std::floor(xOf(p.strip, r.first)), right = std::max(left + 1, std::floor(xOf(p.strip, r.last + 1)));
        paintShard(painter, QRectF(left, p.strip.top(), right - left, p.strip.height()), t, r.shard);
        // One pixel of panel between two owners: colours are not alone in telling them apart.
        if (right - left > 3) painter.fillRect(QRectF(right - 1, p.strip.top(), 1, p.strip.height()), t.color(ColorToken::Panel));
        const QString name = nameOf(r.shard);
        painter.setFont(t.font(TextRole::Smallest, QFont::DemiBold));
        const double room = painter.fontMetrics().horizontalAdvance(name) + 12;
        if (right - left < room) continue;
        const QRectF label(left + (right - left - room) / 2, p.strip.top() + 2, room, p.strip.height() - 4);
        painter.fillRect(label, t.color(ColorToken::Panel));
        painter.setPen(t.color(ColorToken::Text));
        painter.drawText(label, Qt::AlignCenter, name);
    }
    painter.restore();
    painter.setFont(t.font(TextRole::Smallest));
    painter.setPen(t.color(ColorToken::Text2));
    painter.drawText(p.scale, Qt::AlignLeft | Qt::AlignVCenter, QStringLiteral("0"));
    painter.drawText(p.scale, Qt::AlignRight | Qt::AlignVCenter, QStringLiteral("16383"));
    double free = p.scale.left() + t.px(20);
    for (const SlotRunPicture& r : m_picture.runs) {
        if (r.first == 0) continue;
        const QString number = QString::number(r.first);
        const double w = painter.fontMetrics().horizontalAdvance(number) + 4, x = xOf(p.strip, r.first);
        const QRectF label(x - w / 2, p.scale.top(), w, p.scale.height());
        if (label.left() < free || label.right() > p.scale.right() - t.px(44)) continue;
        painter.drawText(label, Qt::AlignCenter, number);
        free = label.right() + t.px(6);
    }
    // A diamond stands for the slot that migrates, a triangle for the key that was asked for.
    for (const SlotMovePicture& m : m_picture.moving) {
        const QPointF at(xOf(p.strip, m.slot + 0.5), p.strip.center().y());
        paintMarker(painter, Marker::Diamond, at, t.px(16), t.color(ColorToken::Panel));
        paintMarker(painter, Marker::Diamond, at, t.px(11), t.color(ColorToken::Warn));
    }
    if (!keyText().isEmpty()) {
        const double x = xOf(p.strip, cache::keySlot(m_key.toStdString()) + 0.5);
        const QPointF at(x, p.strip.bottom() - t.px(4));
        paintMarker(painter, Marker::Triangle, at, t.px(14), t.color(ColorToken::Panel));
        paintMarker(painter, Marker::Triangle, at, t.px(10), t.color(ColorToken::Accent));
    }
    if (showsFocus() && m_run >= 0 && m_run < static_cast<int>(m_picture.runs.size())) {
        const SlotRunPicture& r = m_picture.runs[static_cast<std::size_t>(m_run)];
        paintFocus(painter, QRectF(QPointF(xOf(p.strip, r.first) - 2, p.strip.top() - 2),
                                   QPointF(std::max(xOf(p.strip, r.last + 1), xOf(p.strip, r.first) + 6) + 2, p.strip.bottom() + 2)), t);
    }
}

void SlotMapPanel::paintNodes(QPainter& painter, const QRectF& rect, const ShardPicture& shard) const {
    const Theme& t = theme();
    if (shard.nodes.empty()) return;
    const double step = std::min(rect.width() / static_cast<double>(shard.nodes.size()), static_cast<double>(t.px(40)));
    painter.setFont(t.font(TextRole::Smallest));
    double x = rect.left();
    for (const NodePicture& n : shard.nodes) {
        const QPointF at(x + t.px(8), rect.center().y());
        const bool copies = n.running && !n.primary && n.link != "online" && !n.link.empty();
        if (!n.running) {
            paintMarker(painter, Marker::Cross, at, t.px(9), t.color(ColorToken::Fail));
        } else if (n.primary) {
            paintMarker(painter, Marker::Circle, at, t.px(10), t.color(n.faulty ? ColorToken::Warn : ColorToken::Text));
        } else {
            painter.setBrush(Qt::NoBrush);
            painter.setPen(QPen(t.color(n.faulty || copies ? ColorToken::Warn : ColorToken::Text2), 1.5,
                                copies ? Qt::DotLine : Qt::SolidLine));
            painter.drawEllipse(at, t.px(4.5), t.px(4.5));
        }
        if (step >= t.px(34)) {
            paintText(painter, QRectF(x + t.px(16), rect.top(), step - t.px(16), rect.height()), zoneName(n.zone), ColorToken::Text2);
        }
        x += step;
    }
}

void SlotMapPanel::paintRow(QPainter& painter, const QRectF& row, int index) const {
    const Theme& t = theme();
    const Format f = ui().format();
    const ShardPicture& s = m_picture.shards[static_cast<std::size_t>(index)];
    const Columns c = columnsIn(row);
    const bool hot = s.cpuPercent >= kHotPercent;
    const bool first = index == hottest() && m_picture.shards.size() > 1;
    painter.fillRect(QRectF(row.left(), row.bottom() - 1, row.width(), 1), t.color(ColorToken::Line));
    paintShard(painter, QRectF(c.name + 2, std::floor(row.center().y() - t.px(5)), t.px(10), t.px(10)), t, static_cast<std::size_t>(index));
    painter.setFont(t.font(TextRole::Small, first ? QFont::DemiBold : QFont::Normal));
    paintText(painter, QRectF(c.name + t.px(18), row.top(), t.px(64), row.height()), shardName(s.id), ColorToken::Text);
    painter.setFont(t.font(TextRole::Command));
    const auto figure = [&](double left, double width, const QString& text) {
        if (left >= 0) paintText(painter, QRectF(left, row.top(), width, row.height()), text, ColorToken::Text, Qt::AlignRight | Qt::AlignVCenter);
    };
    figure(c.owned, t.px(52), f.count(s.slotCount));
    figure(c.keys, t.px(64), f.count(static_cast<qint64>(s.keys)));
    figure(c.rate, t.px(56), f.count(std::llround(s.operationsPerSecond)));

    // The bar, then the figure, then what is to be said about it.
    painter.setFont(t.font(TextRole::Small, hot ? QFont::DemiBold : QFont::Normal));
    if (c.barWidth > 0) {
        const QRectF bar(c.bar, std::floor(row.center().y() - t.px(4)), c.barWidth, t.px(8));
        painter.fillRect(bar, t.color(ColorToken::Hover));
        QRectF used = bar;
        used.setWidth(bar.width() * std::clamp(s.cpuPercent / 100, 0.0, 1.0));
        painter.fillRect(used, t.color(hot ? ColorToken::Fail : ColorToken::Series1));
        const double limit = bar.left() + bar.width() * kHotPercent / 100;
        painter.fillRect(QRectF(std::floor(limit), bar.top() - 2, 1, bar.height() + 4), t.color(ColorToken::Text2));
    }
    double x = c.bar + c.barWidth + t.px(4);
    paintText(painter, QRectF(x, row.top(), c.figure - t.px(4), row.height()), f.percent(s.cpuPercent), hot ? ColorToken::Fail : ColorToken::Text,
              Qt::AlignRight | Qt::AlignVCenter);
    x += c.figure;
    if (hot) {
        ui().icons.paint(painter, "triangle-alert", QRectF(x, row.center().y() - t.px(7), t.px(14), t.px(14)), ColorToken::Fail);
    }
    if (c.remark > 0) paintText(painter, QRectF(x + c.sign, row.top(), c.remark, row.height()), remarkOf(index), hot ? ColorToken::Fail : ColorToken::Warn);
    paintNodes(painter, QRectF(c.nodes, row.top(), c.right - c.nodes, row.height()), s);
    if (showsFocus() && m_run < 0 && index == m_shard) paintFocus(painter, row, t);
}

void SlotMapPanel::paintBody(QPainter& painter, const QRectF& body) {
    const Theme& t = theme();
    if (!m_picture.present || m_picture.shards.empty()) {
        paintNote(painter, body, !m_picture.present ? tr("No replication group in this run yet.")
                                                    : tr("The group %1 is %2.").arg(QString::fromStdString(m_picture.group),
                                                                                    QString::fromStdString(m_picture.status)));
        return;
    }
    if (paintedInWords(painter, body, t.px(270), t.px(100))) return;
    const Places p = placesIn(body);
    if (m_picture.clusterMode) paintStrip(painter, p);

    painter.setFont(t.font(TextRole::Small));
    QString note = keyText();
    const bool asked = !note.isEmpty();
    if (!asked) note = movingText();
    const QString redirects = redirectsText();
    const double right = redirects.isEmpty() ? 0 : painter.fontMetrics().horizontalAdvance(redirects) + t.px(12);
    paintText(painter, p.note.adjusted(0, 0, -right, 0), note, asked ? ColorToken::Accent : ColorToken::Warn);
    paintText(painter, p.note, redirects, ColorToken::Text2, Qt::AlignRight | Qt::AlignVCenter);

    const Columns c = columnsIn(p.heading);
    painter.setFont(t.font(TextRole::Smallest));
    const auto heading = [&](double left, double width, const QString& text, Qt::Alignment align) {
        if (left >= 0) paintText(painter, QRectF(left, p.heading.top(), width, p.heading.height()), text, ColorToken::Muted, align | Qt::AlignVCenter);
    };
    heading(c.name + t.px(18), t.px(64), tr("shard"), Qt::AlignLeft);
    heading(c.owned, t.px(52), tr("slots"), Qt::AlignRight);
    heading(c.keys, t.px(64), tr("keys"), Qt::AlignRight);
    heading(c.rate, t.px(56), tr("ops/s"), Qt::AlignRight);
    heading(c.bar, c.nodes - c.bar - t.px(12), tr("engine CPU"), Qt::AlignLeft);
    const int first = firstRow(p.shown), all = static_cast<int>(m_picture.shards.size());
    const int hidden = all - p.shown;
    heading(c.nodes, c.right - c.nodes, hidden > 0 ? tr("+%1 more").arg(hidden) : tr("nodes"), hidden > 0 ? Qt::AlignRight : Qt::AlignLeft);
    for (int i = 0; i < p.shown; ++i) {
        paintRow(painter, QRectF(p.rows.left(), p.rows.top() + i * p.rowHeight, p.rows.width(), p.rowHeight), first + i);
    }
}

void SlotMapPanel::moveShard(int to) {
    if (m_picture.shards.empty()) return;
    m_run = -1;
    m_shard = std::clamp(to, 0, static_cast<int>(m_picture.shards.size()) - 1);
    setAccessibleDescription(shardText(static_cast<std::size_t>(m_shard)));
    update();
}

void SlotMapPanel::moveRun(int to) {
    if (m_picture.runs.empty()) return;
    m_run = std::clamp(to, 0, static_cast<int>(m_picture.runs.size()) - 1);
    const SlotRunPicture& r = m_picture.runs[static_cast<std::size_t>(m_run)];
    setAccessibleDescription(tr("Slots %1 to %2").arg(r.first).arg(r.last) + QStringLiteral(": ") + nameOf(r.shard));
    update();
}

void SlotMapPanel::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
    case Qt::Key_Up: moveShard(m_shard - 1); return;
    case Qt::Key_Down: moveShard(m_shard + (m_run >= 0 ? 0 : 1)); return;
    case Qt::Key_Left: moveRun(m_run - 1); return;
    case Qt::Key_Right: moveRun(m_run + 1); return;
    case Qt::Key_Home: moveShard(0); return;
    case Qt::Key_End: moveShard(static_cast<int>(m_picture.shards.size()) - 1); return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (!m_picture.shards.empty()) emit shardChosen(static_cast<quint32>(m_shard));
        return;
    default: DrawnPanel::keyPressEvent(event);
    }
}

void SlotMapPanel::mousePressEvent(QMouseEvent* event) {
    DrawnPanel::mousePressEvent(event);
    if (event->button() != Qt::LeftButton || isTableShown() || !m_picture.present) return;
    const Places p = placesIn(bodyRect());
    if (!p.rows.contains(event->position())) return;
    const int row = static_cast<int>((event->position().y() - p.rows.top()) / p.rowHeight);
    if (row >= p.shown) return;
    moveShard(firstRow(p.shown) + row);
    emit shardChosen(static_cast<quint32>(m_shard));
}

void SlotMapPanel::resizeEvent(QResizeEvent* event) {
    DrawnPanel::resizeEvent(event);
    showHeader();
}

bool SlotMapPanel::event(QEvent* e) {
    if (e->type() != QEvent::ToolTip || isTableShown() || !m_picture.present) return DrawnPanel::event(e);
    auto* help = static_cast<QHelpEvent*>(e);
    const Places p = placesIn(bodyRect());
    QString text;
    if (m_picture.clusterMode && p.strip.adjusted(0, -4, 0, 4).contains(help->pos())) {
        const auto slot = std::clamp<double>((help->pos().x() - p.strip.left()) / p.strip.width() * SlotsPicture::kSlots, 0, SlotsPicture::kSlots - 1);
        text = slotText(static_cast<std::uint32_t>(slot));
    } else if (p.rows.contains(help->pos())) {
        const int row = static_cast<int>((help->pos().y() - p.rows.top()) / p.rowHeight);
        if (row < p.shown) text = shardText(static_cast<std::size_t>(firstRow(p.shown) + row));
    }
    if (text.isEmpty()) QToolTip::hideText();
    else QToolTip::showText(help->globalPos(), text, this);
    return true;
}

} // namespace maylab::app
