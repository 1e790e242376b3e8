// How the alarm microscope is drawn; what it says and how it is walked over: alarm_panel.cpp.
#include "app/panels/alarm_panel.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace maylab::app {

namespace {

constexpr int kReasonLine = 16;
constexpr int kBeside = 940, kRulesWidth = 320; // the replay stands beside from this width on, so wide
constexpr int kLeastMicroscope = 176;               // of the microscope, with the replay below it
constexpr double kLeastCell = 27, kMostCell = 44;

} // namespace

AlarmPanel::Layout AlarmPanel::layoutIn(const QRectF& body) const {
    const Theme& t = theme();
    const ReplayDrawing replay(ui(), m_replay);
    if (replay.isEmpty()) return Layout::Alone;
    if (body.width() >= t.px(kBeside)) return Layout::Beside;
    if (body.height() >= t.px(kLeastMicroscope) + t.px(16) + std::min(replay.heightWanted(body.width()), t.px(180) * 1.0)) return Layout::Below;
    return Layout::Switched;
}

int AlarmPanel::reasonLines(double width) const {
    const QFontMetricsF metrics(theme().font(TextRole::Command));
    const auto lines = [&](const std::string& text) {
        const QRectF bounds = metrics.boundingRect(QRectF(0, 0, width, 1000), Qt::TextWordWrap, QString::fromStdString(text));
        return static_cast<int>(std::ceil((bounds.height() - 1) / metrics.lineSpacing()));
    };
    int most = lines(m_alarm.reason);
    const std::string* last = nullptr; // many rows share one
    for (const AlarmPicture::Row& r : m_alarm.rows) {
        if (last != nullptr && *last == r.reason) continue;
        last = &r.reason;
        most = std::max(most, lines(r.reason));
    }
    return std::clamp(most, 1, 4); // as many for every row: nothing jumps while the cursor moves
}

AlarmPanel::Places AlarmPanel::placesIn(const QRectF& body) const {
    const Theme& t = theme();
    Places p;
    QRectF area = body.adjusted(0, 2, 0, 0);
    switch (layoutIn(body)) {
    case Layout::Alone: break;
    case Layout::Beside: {
        const double width = t.px(kRulesWidth);
        p.replay = QRectF(area.right() - width, area.top(), width, area.height());
        area.setRight(p.replay.left() - t.px(24));
        break;
    }
    case Layout::Below: {
        const double wanted = ReplayDrawing(ui(), m_replay).heightWanted(area.width());
        const double height = std::min(wanted, area.height() - t.px(kLeastMicroscope) - t.px(16));
        p.replay = QRectF(area.left(), area.bottom() - height, area.width(), height);
        area.setBottom(p.replay.top() - t.px(16));
        break;
    }
    case Layout::Switched:
        if (m_rulesFirst) {
            p.replay = area;
            return p;
        }
        break;
    }
    p.rowHeight = t.px(kAlarmRow);
    if (m_alarm.composite) {
        const QFontMetricsF metrics(t.font(TextRole::Command));
        const QRectF bounds = metrics.boundingRect(QRectF(0, 0, area.width() - t.px(16), 1000), Qt::TextWordWrap, QString::fromStdString(m_alarm.rule));
        const int lines = std::clamp(static_cast<int>(std::ceil((bounds.height() - 1) / metrics.lineSpacing())), 1, 3);
        p.rule = QRectF(area.left(), area.top(), area.width(), t.px(kReasonLine) * lines + t.px(8));
        area.setTop(p.rule.bottom() + t.px(4));
    }
    const double reason = t.px(kReasonLine) * (reasonLines(area.width() - t.px(16)) + 1) + t.px(8);
    p.reason = QRectF(area.left(), area.bottom() - reason, area.width(), reason);
    p.heading = QRectF(area.left(), area.top(), area.width(), t.px(kAlarmHeading));
    p.rows = QRectF(area.left(), p.heading.bottom(), area.width(), std::max(0.0, p.reason.top() - p.heading.bottom() - t.px(4)));
    p.shown = std::min(count(), static_cast<int>(p.rows.height() / p.rowHeight));
    // A few rows: the reason stands right below them.
    const double free = p.rows.height() - p.shown * p.rowHeight;
    if (count() > 0 && p.shown == count() && free > 0) {
        p.rows.setHeight(p.shown * p.rowHeight);
        p.reason.translate(0, -free);
    } else if (p.shown > 0) {
        p.rowHeight = std::floor(p.rows.height() / p.shown); // no gap before the reason
        p.reason.moveTop(p.rows.top() + p.shown * p.rowHeight + t.px(4));
    }
    return p;
}

AlarmPanel::Columns AlarmPanel::columnsIn(double width) const {
    const Theme& t = theme();
    const QFont mono = t.font(TextRole::Command), bold = t.font(TextRole::Command, QFont::Bold), small = t.font(TextRole::Small),
                head = t.font(TextRole::Smallest, QFont::DemiBold), strong = t.font(TextRole::Small, QFont::DemiBold);
    const double gap = t.px(12);
    double cell = t.px(kLeastCell), missing = textWidth(head, tr("Missing data")), status = textWidth(head, tr("State")), breaching = textWidth(head, tr("Breaching"));
    std::size_t most = 0;
    for (const AlarmPicture::Row& r : m_alarm.rows) {
        for (const AlarmPicture::Point& p : r.points) {
            if (p.value) cell = std::max(cell, textWidth(bold, pointText(ui().format(), *p.value, m_alarm.threshold)) + t.px(13));
        }
        most = std::max(most, r.points.size());
        missing = std::max(missing, textWidth(small, missingText(r)));
        status = std::max(status, alarmChipWidth(t, r.status));
        breaching = std::max(breaching, textWidth(mono, tr("%1 of %2").arg(r.breaching).arg(m_alarm.evaluationPeriods)));
    }
    cell = std::min(cell, t.px(kMostCell) * 1.4);
    Columns c{};
    c.time = std::max(textWidth(mono, QStringLiteral("00:00:00")), textWidth(head, tr("Evaluated"))) + t.px(6);
    c.breaching = breaching + gap;
    c.missing = missing + gap;
    c.status = status + gap;
    c.changed = std::max(textWidth(strong, tr("changed")), textWidth(small, tr("same")));
    const int wanted = static_cast<int>(most);
    const int least = std::min(wanted, std::min(m_alarm.evaluationPeriods, 5));
    const auto fit = [&] {
        const double left = width - c.time - c.breaching - c.missing - c.status - c.changed - 2 * gap;
        c.cells = std::clamp(static_cast<int>(left / cell), 0, wanted);
        if (c.cells > 0) c.cell = std::clamp(std::floor(left / c.cells), cell, std::max(cell, t.px(33) * 1.0));
        return c.cells >= least && (wanted == 0 || c.cells > 0);
    };
    // What a narrow view leaves out is said under the table, and by the table twin.
    c.cell = cell;
    if (!fit()) c.missing = 0;
    if (!fit()) c.changed = 0;
    if (!fit()) c.breaching = 0;
    fit();
    c.points = c.cells * c.cell + gap;
    // How missing data is treated stands in the heading where nothing has to give way for it.
    if (c.missing > 0) {
        const double room = width - c.time - c.points - c.breaching - c.missing - c.status - c.changed - gap;
        const double asked = textWidth(head, missingHeading(true)) + gap - c.missing;
        if (asked > 0 && asked <= room) c.missing += asked;
    }
    return c;
}

QString AlarmPanel::missingHeading(bool withSetting) const {
    return withSetting ? tr("Missing data: %1").arg(QString::fromStdString(m_alarm.treat)) : tr("Missing data");
}

void AlarmPanel::paintHeading(QPainter& painter, const QRectF& rect, const Columns& c) const {
    const Theme& t = theme();
    painter.fillRect(rect, t.color(ColorToken::Sunken));
    painter.setFont(t.font(TextRole::Smallest, QFont::DemiBold));
    double x = rect.left();
    const auto put = [&](double left, double width, const QString& text, Qt::Alignment align = Qt::AlignLeft) {
        if (width > 0) paintText(painter, QRectF(left, rect.top(), width, rect.height()), text, ColorToken::Text2, align | Qt::AlignVCenter);
    };
    put(x + t.px(4), c.time - t.px(4), tr("Evaluated"));
    x += c.time + t.px(12);
    const double cells = c.cells * c.cell;
    const QString oldest = tr("%1 ago").arg(m_alarm.period >= 60 ? ui().format().minutes(c.cells * m_alarm.period / 60)
                                                                 : ui().format().withUnit(QString::number(c.cells * m_alarm.period), QStringLiteral("s")));
    const QString unit = unitText();
    const QString middle = unit.isEmpty() ? tr("data points") : tr("data points, %1").arg(unit);
    const QFont font = painter.font();
    const double sides = textWidth(font, oldest) + textWidth(font, tr("newest")) + t.px(20);
    if (cells >= sides) put(x, cells, oldest);
    put(x, cells - t.px(4), tr("newest"), Qt::AlignRight);
    if (cells >= sides + textWidth(font, middle) + t.px(8)) {
        const double left = x + textWidth(font, oldest), right = x + cells - textWidth(font, tr("newest")) - t.px(4);
        put(left, right - left, middle, Qt::AlignHCenter);
    }
    x += c.points;
    put(x, c.breaching, c.breaching > 0 ? tr("Breaching") : QString());
    x += c.breaching;
    const bool setting = textWidth(font, missingHeading(true)) <= c.missing;
    put(x, c.missing, c.missing > 0 ? missingHeading(setting) : QString());
    x += c.missing;
    put(x, c.status, tr("State"));
}

void AlarmPanel::paintRow(QPainter& painter, const QRectF& rect, const Columns& c, std::size_t row) const {
    const Theme& t = theme();
    const AlarmPicture::Row& r = m_alarm.rows[row];
    const bool selected = static_cast<int>(row) == m_cursor;
    if (selected) painter.fillRect(rect, t.color(ColorToken::Tint));
    painter.fillRect(QRectF(rect.left(), std::floor(rect.bottom()) - 1, rect.width(), 1), t.color(ColorToken::Line));
    painter.setFont(t.font(TextRole::Command));
    double x = rect.left();
    paintText(painter, QRectF(x + t.px(4), rect.top(), c.time, rect.height()), timeOfDay(r.at), ColorToken::Text);
    x += c.time + t.px(12);
    const int points = static_cast<int>(r.points.size());
    const int first = std::max(0, points - c.cells);
    for (int i = first; i < points; ++i) {
        const AlarmPicture::Point& p = r.points[static_cast<std::size_t>(i)];
        // Fewer than there are: the newest stand below "newest".
        const double left = x + (c.cells - points + i) * c.cell;
        paintPointCell(painter, ui(), QRectF(left, rect.top(), c.cell, rect.height()),
                       {p.value ? pointText(ui().format(), *p.value, m_alarm.threshold) : QString(), p.breaching, p.lookedAt, breachesBelow(p)});
    }
    x += c.points;
    if (c.breaching > 0) {
        painter.setFont(t.font(TextRole::Command));
        paintText(painter, QRectF(x, rect.top(), c.breaching, rect.height()), tr("%1 of %2").arg(r.breaching).arg(m_alarm.evaluationPeriods), ColorToken::Text);
        x += c.breaching;
    }
    if (c.missing > 0) {
        painter.setFont(t.font(TextRole::Small));
        paintText(painter, QRectF(x, rect.top(), c.missing - t.px(4), rect.height()), missingText(r), ColorToken::Text2);
        x += c.missing;
    }
    paintAlarmChip(painter, ui(), QPointF(x, rect.center().y()), r.status);
    if (c.changed > 0) {
        painter.setFont(t.font(TextRole::Small, r.changed ? QFont::DemiBold : QFont::Normal));
        paintText(painter, QRectF(rect.right() - c.changed - t.px(4), rect.top(), c.changed, rect.height()), changeText(r),
                  r.changed ? ColorToken::Text : ColorToken::Muted, Qt::AlignRight | Qt::AlignVCenter);
    }
    if (selected && showsFocus()) paintFocus(painter, rect, t);
}

void AlarmPanel::paintChildHeading(QPainter& painter, const QRectF& rect) const {
    const Theme& t = theme();
    painter.fillRect(rect, t.color(ColorToken::Sunken));
    painter.setFont(t.font(TextRole::Smallest, QFont::DemiBold));
    const double status = alarmChipWidth(t, AlarmStatus::InsufficientData) + t.px(16), since = t.px(90);
    paintText(painter, rect.adjusted(t.px(4), 0, -status - since, 0), tr("Child alarms"), ColorToken::Text2);
    paintText(painter, QRectF(rect.right() - status - since, rect.top(), status, rect.height()), tr("State"), ColorToken::Text2);
    paintText(painter, QRectF(rect.right() - since, rect.top(), since - t.px(4), rect.height()), tr("since"), ColorToken::Text2, Qt::AlignRight | Qt::AlignVCenter);
}

void AlarmPanel::paintChild(QPainter& painter, const QRectF& rect, std::size_t child) const {
    const Theme& t = theme();
    const AlarmPicture::Child& c = m_alarm.children[child];
    const bool selected = static_cast<int>(child) == m_cursor;
    if (selected) painter.fillRect(rect, t.color(ColorToken::Tint));
    painter.fillRect(QRectF(rect.left(), std::floor(rect.bottom()) - 1, rect.width(), 1), t.color(ColorToken::Line));
    const double status = alarmChipWidth(t, AlarmStatus::InsufficientData) + t.px(16), since = t.px(90);
    QRectF name = rect.adjusted(t.px(4), 0, -status - since - t.px(8), 0);
    if (c.suppressor) {
        painter.setFont(t.font(TextRole::Small));
        const QString words = m_alarm.waitSeconds + m_alarm.extensionSeconds > 0
            ? tr("suppressor, wait %1, extension %2").arg(ui().format().withUnit(QString::number(m_alarm.waitSeconds), QStringLiteral("s")),
                                                          ui().format().withUnit(QString::number(m_alarm.extensionSeconds), QStringLiteral("s")))
            : tr("suppressor");
        const double width = std::min(textWidth(painter.font(), words) + t.px(4), name.width() * 0.6);
        paintText(painter, QRectF(name.right() - width, rect.top(), width, rect.height()), words, ColorToken::Muted, Qt::AlignRight | Qt::AlignVCenter);
        name.setRight(name.right() - width - t.px(8));
    }
    painter.setFont(t.font(TextRole::Command));
    paintText(painter, name, QString::fromStdString(c.name), ColorToken::Text);
    if (c.exists) {
        paintAlarmChip(painter, ui(), QPointF(rect.right() - status - since, rect.center().y()), c.status);
        painter.setFont(t.font(TextRole::Command));
        paintText(painter, QRectF(rect.right() - since, rect.top(), since - t.px(4), rect.height()), timeOfDay(c.since), ColorToken::Text2,
                  Qt::AlignRight | Qt::AlignVCenter);
    } else {
        painter.setFont(t.font(TextRole::Small));
        paintText(painter, QRectF(rect.right() - status - since, rect.top(), status + since, rect.height()), tr("no such alarm"), ColorToken::Warn);
    }
    if (selected && showsFocus()) paintFocus(painter, rect, t);
}

void AlarmPanel::paintRule(QPainter& painter, const QRectF& rect) const {
    const Theme& t = theme();
    painter.fillRect(rect, t.color(ColorToken::Sunken));
    painter.setFont(t.font(TextRole::Command));
    painter.setPen(t.color(ColorToken::Text));
    painter.drawText(rect.adjusted(t.px(8), t.px(4), -t.px(8), -t.px(2)), Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, QString::fromStdString(m_alarm.rule));
}

void AlarmPanel::paintReason(QPainter& painter, const QRectF& rect) const {
    const Theme& t = theme();
    painter.fillRect(rect, t.color(ColorToken::Sunken));
    const QRectF inner = rect.adjusted(t.px(8), t.px(4), -t.px(8), -t.px(2));
    const QRectF head(inner.left(), inner.top(), inner.width(), t.px(kReasonLine));
    const bool row = !m_alarm.composite && m_cursor < count();
    const std::int64_t at = row ? m_alarm.rows[static_cast<std::size_t>(m_cursor)].reasonAt : m_alarm.reasonAt;
    painter.setFont(t.font(TextRole::Smallest));
    const QString place = row ? tr("evaluation %1 of %2").arg(m_cursor + 1).arg(count())
                          : count() > 0 ? tr("alarm %1 of %2").arg(m_cursor + 1).arg(count()) : QString();
    const double right = place.isEmpty() ? 0 : textWidth(painter.font(), place) + t.px(12);
    paintText(painter, head.adjusted(0, 0, -right, 0), sinceText(at), ColorToken::Muted);
    if (right > 0 && right < head.width() / 2) paintText(painter, head, place, ColorToken::Muted, Qt::AlignRight | Qt::AlignVCenter);
    painter.save();
    painter.setClipRect(inner);
    painter.setFont(t.font(TextRole::Command));
    painter.setPen(t.color(ColorToken::Text));
    const QString reason = reasonText().replace(QStringLiteral("->"), QStringLiteral("-\u2060>")); // the arrow is not torn
    painter.drawText(inner.adjusted(0, t.px(kReasonLine), 0, 0), Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, reason);
    painter.restore();
}

void AlarmPanel::paintBody(QPainter& painter, const QRectF& body) {
    const Theme& t = theme();
    const ReplayDrawing replay(ui(), m_replay);
    if (!m_alarm.present && replay.isEmpty()) {
        paintNote(painter, body, tr("No alarm in this run yet."));
        return;
    }
    if (paintedInWords(painter, body, t.px(330), t.px(110))) return;
    const Places p = placesIn(body);
    if (!p.replay.isEmpty()) {
        replay.paint(painter, p.replay);
        if (layoutIn(body) == Layout::Beside) painter.fillRect(QRectF(std::floor(p.replay.left() - t.px(12)), body.top(), 1, body.height()), t.color(ColorToken::Line));
        if (layoutIn(body) == Layout::Below) painter.fillRect(QRectF(0, std::floor(p.replay.top() - t.px(8)), width(), 1), t.color(ColorToken::Line));
    }
    if (p.reason.isEmpty()) {
        if (showsFocus()) paintFocus(painter, body.adjusted(-6, -2, 6, 4), t);
        return;
    }
    if (!m_alarm.present) {
        paintNote(painter, p.rows.united(p.reason), tr("No alarm in this run yet."));
        return;
    }
    const int first = firstRow(p.shown);
    const auto place = [&](int i) { return QRectF(p.rows.left(), p.rows.top() + i * p.rowHeight, p.rows.width(), p.rowHeight); };
    if (m_alarm.composite) {
        paintRule(painter, p.rule);
        paintChildHeading(painter, p.heading);
        for (int i = 0; i < p.shown; ++i) paintChild(painter, place(i), static_cast<std::size_t>(first + i));
    } else {
        const Columns columns = columnsIn(p.rows.width());
        paintHeading(painter, p.heading, columns);
        for (int i = 0; i < p.shown; ++i) paintRow(painter, place(i), columns, static_cast<std::size_t>(first + i));
    }
    if (count() == 0) {
        paintNote(painter, p.rows, m_alarm.composite ? tr("This rule names no alarm.") : tr("No evaluation under these settings yet: one comes with each full minute."));
    }
    paintReason(painter, p.reason);
    if (showsFocus() && p.shown == 0) paintFocus(painter, body.adjusted(-6, -2, 6, 4), t);
}

} // namespace maylab::app
