#include "app/panels/stampede_panel.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace maylab::app {

StampedePanel::StampedePanel(const UiContext& ui, QWidget* parent) : DrawnPanel(ui, parent) {
    setObjectName(QStringLiteral("stampedePanel"));
    retranslate();
}

QString StampedePanel::title() const { return tr("Builds of the home page"); }

QSize StampedePanel::sizeHint() const { return {theme().px(740), theme().px(184)}; }

void StampedePanel::retranslate() {
    showFact();
    DrawnPanel::retranslate();
}

void StampedePanel::showFact() {
    fact()->setText(m_picture.present ? tr("%1 requests/s, %2").arg(ui().format().count(std::llround(m_picture.requestsPerSecond)), strategyText())
                                      : QString());
}

void StampedePanel::setPicture(const StampedePicture& picture) {
    m_picture = picture;
    m_cursor = std::min(m_cursor, static_cast<int>(m_picture.expiries.size()) - 1);
    showFact();
    refresh();
}

QString StampedePanel::strategyText() const {
    if (m_picture.strategy == "lock") return tr("one builds, with a lock");
    if (m_picture.strategy == "early-refresh") return tr("early refresh");
    if (m_picture.strategy == "stale-while-revalidate") return tr("old copy while one builds");
    return tr("whoever misses builds");
}

QString StampedePanel::buildsText() const {
    const Format f = ui().format();
    if (builds() == 0) return tr("Nobody builds the page.");
    if (builds() == 1) return tr("One builds the page.");
    QString words = tr("%1 build it at the same time").arg(f.count(builds()));
    if (m_picture.waitingForConnection > 0) {
        words += QStringLiteral(", ") + tr("%1 of them wait for a connection").arg(f.count(m_picture.waitingForConnection));
    }
    return words + u'.';
}

QString StampedePanel::lockText() const {
    if (m_picture.strategy != "lock") return {};
    const Format f = ui().format();
    const auto seconds = [&f](double s) { return f.withUnit(f.compact(std::round(s * 100) / 100), QStringLiteral("s")); };
    QString words;
    if (m_picture.lockHolder == 0) {
        words = tr("Nobody holds the lock.");
    } else if (m_picture.lockEndsInSeconds < 0) {
        words = tr("Request %1 has held the lock for %2; it has no end.")
                    .arg(f.setting(static_cast<qint64>(m_picture.lockHolder)), seconds(m_picture.lockHeldSeconds));
    } else {
        words = tr("Request %1 has held the lock for %2; it ends in %3.")
                    .arg(f.setting(static_cast<qint64>(m_picture.lockHolder)), seconds(m_picture.lockHeldSeconds),
                         seconds(m_picture.lockEndsInSeconds));
    }
    if (m_picture.waitingForLock > 0) words += u' ' + tr("Waiting for it: %1.").arg(f.count(m_picture.waitingForLock));
    return words;
}

QString StampedePanel::pageText() const {
    const Format f = ui().format();
    const auto seconds = [&f](double s) { return f.withUnit(f.number(s, 1), QStringLiteral("s")); };
    QString words = !m_picture.stored             ? tr("The page was never stored.")
                    : m_picture.missingSeconds > 0 ? tr("No fresh page for %1.").arg(seconds(m_picture.missingSeconds))
                    : m_picture.freshForSeconds > 0 ? tr("The page is fresh for %1 more.").arg(seconds(m_picture.freshForSeconds))
                                                    : tr("The page is past its time.");
    if (m_picture.stalePerSecond > 0) words += u' ' + tr("Old copies: %1/s.").arg(f.count(std::llround(m_picture.stalePerSecond)));
    return words;
}

QString StampedePanel::expiryText(std::size_t expiry) const {
    if (expiry >= m_picture.expiries.size()) return {};
    const Format f = ui().format();
    const StampedePicture::Expiry& e = m_picture.expiries[expiry];
    return tr("Expiry at %1: most builds at once %2, builds in all %3")
        .arg(f.shortClock(e.at.inSeconds()), f.count(e.most), f.count(e.builds));
}

QString StampedePanel::describe() const {
    if (!m_picture.present) return tr("No home page in this run.");
    const Format f = ui().format();
    QStringList parts{buildsText(), pageText()};
    if (const QString words = lockText(); !words.isEmpty()) parts << words;
    parts << tr("Most at one time: %1.").arg(f.count(m_picture.mostBuilds));
    if (!m_picture.expiries.empty()) parts << expiryText(m_picture.expiries.size() - 1) + u'.';
    return parts.join(QLatin1Char(' '));
}

std::vector<DrawnPanel::TableRow> StampedePanel::table() const {
    const Format f = ui().format();
    std::vector<TableRow> rows{{tr("Builds with a connection"), f.count(m_picture.building)},
                               {tr("Builds waiting for a connection"), f.count(m_picture.waitingForConnection)},
                               {tr("Most at one time"), f.count(m_picture.mostBuilds)},
                               {tr("Waiting for the lock"), f.count(m_picture.waitingForLock)},
                               {tr("Who holds the lock"), m_picture.lockHolder == 0 ? QStringLiteral("–") : f.setting(static_cast<qint64>(m_picture.lockHolder))},
                               {tr("Answers with the old copy"), tr("%1/s").arg(f.count(std::llround(m_picture.stalePerSecond)))},
                               {tr("Last rebuild"), m_picture.lastRebuildMilliseconds < 0
                                                        ? QStringLiteral("–")
                                                        : f.withUnit(f.compact(m_picture.lastRebuildMilliseconds), QStringLiteral("ms"))}};
    for (const StampedePicture::Expiry& e : m_picture.expiries) {
        rows.push_back({tr("Most builds at the expiry of %1").arg(f.shortClock(e.at.inSeconds())), f.count(e.most)});
    }
    return rows;
}

QStringList StampedePanel::visibleTexts() const {
    QStringList texts = DrawnPanel::visibleTexts();
    if (!m_picture.present) return texts;
    texts << buildsText() << pageText() << tr("Most builds at once, per expiry");
    return texts;
}

// Builds | worst of each expiry, and below both how it stands with page and lock.
StampedePanel::Places StampedePanel::placesIn(const QRectF& body) const {
    const auto px = [this](double v) { return static_cast<double>(theme().px(v)); };
    Places p;
    const QString lock = lockText();
    const QFontMetricsF metrics(theme().font(TextRole::Small));
    const int lockLines = lock.isEmpty() ? 0 : metrics.horizontalAdvance(lock) > body.width() - px(18) ? 2 : 1;
    p.lock = QRectF(body.left(), body.bottom() - px(18) * lockLines, body.width(), px(18) * lockLines);
    p.page = QRectF(body.left(), p.lock.top() - px(18), body.width(), px(18));
    const double height = std::max(0.0, p.page.top() - body.top() - 4);
    const double left = std::floor(body.width() * 0.54);
    p.builds = QRectF(body.left(), body.top(), left - px(14), height);
    p.history = QRectF(body.left() + left, body.top(), body.width() - left, height);
    return p;
}

int StampedePanel::barsIn(const QRectF& history) const { return std::max(1, static_cast<int>(history.width() / theme().px(20))); }

int StampedePanel::shownExpiries() const { return barsIn(placesIn(bodyRect()).history); }

void StampedePanel::paintBuilds(QPainter& painter, const QRectF& rect) const {
    const Theme& t = theme();
    const Format f = ui().format();
    const bool crowd = builds() > 1;
    // The number large: how many do the same work.
    painter.setFont(t.font(TextRole::PageTitle, QFont::DemiBold));
    const QString number = f.count(builds());
    const double numberWidth = painter.fontMetrics().horizontalAdvance(number) + t.px(10);
    paintText(painter, QRectF(rect.left(), rect.top(), numberWidth, t.px(28)), number, crowd ? ColorToken::Series2 : ColorToken::Text);
    painter.setFont(t.font(TextRole::Small));
    const QString words = tr("at once; most: %1").arg(f.count(m_picture.mostBuilds));
    paintText(painter, QRectF(rect.left() + numberWidth, rect.top(), rect.width() - numberWidth, t.px(28)), words, ColorToken::Text2);

    const QRectF field(rect.left(), rect.top() + t.px(30), rect.width(), std::max(0.0, rect.height() - t.px(30)));
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    double cell = t.px(14);
    const auto room = [&] { return static_cast<std::uint32_t>(std::max(1.0, std::floor(field.width() / cell)) * std::floor(field.height() / cell)); };
    while (cell > 6 && room() < builds()) cell -= 1;
    const std::uint32_t shown = std::min(builds(), room());
    const int columns = std::max(1, static_cast<int>(field.width() / cell));
    for (std::uint32_t i = 0; i < shown; ++i) {
        const QRectF square(std::floor(field.left() + (static_cast<int>(i) % columns) * cell),
                            std::floor(field.top() + (static_cast<int>(i) / columns) * cell), cell - 3, cell - 3);
        if (i < m_picture.building) {
            painter.fillRect(square, t.color(crowd ? ColorToken::Series2 : ColorToken::Series1));
        } else {
            painter.setPen(QPen(t.color(ColorToken::Series2), 1));
            painter.setBrush(Qt::NoBrush);
            painter.drawRect(square.adjusted(0, 0, -1, -1));
        }
    }
    painter.restore();
    painter.setFont(t.font(TextRole::Small));
    if (builds() > shown) {
        const QString more = QStringLiteral("+%1").arg(f.count(builds() - shown));
        const double width = painter.fontMetrics().horizontalAdvance(more) + t.px(8);
        const QRectF badge(field.right() - width, field.bottom() - t.px(18), width, t.px(18));
        painter.fillRect(badge, t.color(ColorToken::Panel));
        paintText(painter, badge, more, ColorToken::Text, Qt::AlignRight | Qt::AlignVCenter);
    } else if (builds() == 0 && field.height() >= t.px(18)) {
        paintText(painter, QRectF(field.left(), field.top(), field.width(), t.px(18)), buildsText(), ColorToken::Muted);
    }
}

void StampedePanel::paintLines(QPainter& painter, const Places& p) const {
    const Theme& t = theme();
    painter.setFont(t.font(TextRole::Small));
    paintText(painter, p.page, pageText(), m_picture.missingSeconds > 0 ? ColorToken::Series2 : ColorToken::Text2);
    if (p.lock.height() <= 0) return;
    const double icon = t.px(13), line = t.px(18);
    ui().icons.paint(painter, "lock", QRectF(p.lock.left(), p.lock.top() + (line - icon) / 2, icon, icon), ColorToken::Text2);
    painter.setPen(t.color(ColorToken::Text2));
    painter.drawText(p.lock.adjusted(line, 1, 0, 1), Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, lockText());
}

void StampedePanel::paintHistory(QPainter& painter, const QRectF& rect) const {
    const Theme& t = theme();
    const Format f = ui().format();
    painter.setFont(t.font(TextRole::Smallest));
    paintText(painter, QRectF(rect.left(), rect.top(), rect.width(), t.px(18)), tr("Most builds at once, per expiry"), ColorToken::Text2);
    const QRectF area(rect.left(), rect.top() + t.px(34), rect.width(), rect.height() - t.px(52));
    painter.fillRect(QRectF(area.left(), std::floor(area.bottom()), area.width(), 1), t.color(ColorToken::Axis));
    const auto all = static_cast<int>(m_picture.expiries.size());
    if (all == 0) {
        paintText(painter, area, tr("none yet"), ColorToken::Muted, Qt::AlignCenter);
        return;
    }
    std::uint32_t top = 1;
    for (const StampedePicture::Expiry& e : m_picture.expiries) top = std::max(top, e.most);
    // The newest that have room, unless the cursor stands on an older one.
    const int n = std::min(all, barsIn(rect));
    const int first = m_cursor >= 0 ? std::min(all - n, m_cursor) : all - n;
    const double pitch = area.width() / std::max(n, 8);
    const double bar = std::min(pitch - 4, static_cast<double>(t.px(22)));
    for (int i = 0; i < n; ++i) {
        const StampedePicture::Expiry& e = m_picture.expiries[static_cast<std::size_t>(first + i)];
        const double height = std::max(2.0, area.height() * e.most / top);
        const QRectF column(std::floor(area.left() + pitch * i + (pitch - bar) / 2), area.bottom() - height, bar, height);
        painter.fillRect(column, t.color(e.most > 1 ? ColorToken::Series2 : ColorToken::Series3));
        const QString figure = f.count(e.most);
        if (painter.fontMetrics().horizontalAdvance(figure) <= pitch) {
            painter.setPen(t.color(ColorToken::Text));
            painter.drawText(QRectF(column.center().x() - pitch / 2, column.top() - t.px(16), pitch, t.px(16)), Qt::AlignCenter, figure);
        }
        if (first + i == m_cursor) paintFocus(painter, QRectF(column.left() - 3, area.top() - t.px(16), bar + 6, area.height() + t.px(18)), t);
    }
    const QRectF axis(rect.left(), area.bottom() + 2, rect.width(), t.px(16));
    if (m_cursor >= 0) {
        paintText(painter, axis, expiryText(static_cast<std::size_t>(m_cursor)), ColorToken::Text);
        return;
    }
    paintText(painter, axis, f.shortClock(m_picture.expiries[static_cast<std::size_t>(first)].at.inSeconds()), ColorToken::Text2);
    const double last = area.left() + pitch * n, width = painter.fontMetrics().horizontalAdvance(QStringLiteral("00:00:00"));
    if (last - rect.left() > 2 * width) {
        paintText(painter, QRectF(last - width, axis.top(), width, axis.height()), f.shortClock(m_picture.expiries.back().at.inSeconds()),
                  ColorToken::Text2, Qt::AlignRight | Qt::AlignVCenter);
    }
}

void StampedePanel::paintBody(QPainter& painter, const QRectF& body) {
    const Theme& t = theme();
    if (!m_picture.present) {
        paintNote(painter, body, tr("No home page in this run."));
        return;
    }
    if (paintedInWords(painter, body, t.px(280), t.px(100))) return;
    const Places p = placesIn(body);
    paintBuilds(painter, p.builds);
    paintHistory(painter, p.history);
    paintLines(painter, p);
    if (showsFocus() && m_cursor < 0) paintFocus(painter, body.adjusted(-6, -2, 6, 4), t);
}

void StampedePanel::moveCursor(int to) {
    if (m_picture.expiries.empty()) return;
    m_cursor = std::clamp(to, 0, static_cast<int>(m_picture.expiries.size()) - 1);
    setAccessibleDescription(expiryText(static_cast<std::size_t>(m_cursor)));
    update();
}

void StampedePanel::keyPressEvent(QKeyEvent* event) {
    const int last = static_cast<int>(m_picture.expiries.size()) - 1;
    switch (event->key()) {
    case Qt::Key_Left: moveCursor(m_cursor < 0 ? last : m_cursor - 1); return;
    case Qt::Key_Right: moveCursor(m_cursor < 0 ? last : m_cursor + 1); return;
    case Qt::Key_Home: moveCursor(0); return;
    case Qt::Key_End: moveCursor(last); return;
    case Qt::Key_Escape:
        m_cursor = -1;
        update();
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter: emit buildWhyAsked(); return;
    default: DrawnPanel::keyPressEvent(event);
    }
}

void StampedePanel::mousePressEvent(QMouseEvent* event) {
    DrawnPanel::mousePressEvent(event);
    if (event->button() == Qt::LeftButton && m_picture.present && !isTableShown() && bodyRect().contains(event->position())) emit buildWhyAsked();
}

} // namespace maylab::app
