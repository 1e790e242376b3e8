#include "app/panels/replay_drawing.h"

#include "app/panels/alarm_look.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace maylab::app {

namespace {

constexpr int kTitle = 22;
constexpr int kMarks = 16, kBand = 12, kAxis = 16;
constexpr int kLine = 18; // an incident
constexpr int kRuleRow = 20;  // a rule

} // namespace

QString ReplayDrawing::title() const {
    if (m_picture.signal == "gaps") return tr("The night with gaps");
    if (m_picture.signal == "incidents") return tr("The night with three incidents");
    return tr("The same signal, other rules");
}

bool ReplayDrawing::isWide(double width) const { return width >= m_ui.theme.px(560); }

double ReplayDrawing::bandHeight() const {
    if (m_picture.minutes <= 0) return 0;
    return m_ui.theme.px(kMarks + kBand + kAxis + 6) + m_ui.theme.px(kLine) * static_cast<double>(m_picture.incidents.size() + (namesAlarm() ? 1 : 0));
}

double ReplayDrawing::tableHeight() const {
    if (!m_picture.needs.empty()) return m_ui.theme.px(2 * kLine + 2) * static_cast<double>(m_picture.needs.size());
    return m_picture.rules.empty() ? 0 : m_ui.theme.px(kRuleRow) * static_cast<double>(m_picture.rules.size() + 1);
}

double ReplayDrawing::heightWanted(double width) const {
    const double title = m_ui.theme.px(kTitle);
    if (isWide(width)) return title + std::max(bandHeight(), tableHeight());
    return title + m_ui.theme.px(kLine) + bandHeight() + m_ui.theme.px(8) + tableHeight();
}

bool ReplayDrawing::thresholdsDiffer() const {
    return std::any_of(m_picture.rules.begin(), m_picture.rules.end(),
                       [this](const ReplayPicture::Rule& r) { return r.threshold != m_picture.rules.front().threshold; });
}

QString ReplayDrawing::hourText(double minute) const {
    const int whole = static_cast<int>(minute);
    return QStringLiteral("%1:%2").arg(whole / 60).arg(whole % 60, 2, 10, QLatin1Char('0'));
}

QString ReplayDrawing::ruleText(std::size_t rule) const {
    if (rule >= m_picture.rules.size()) return {};
    const ReplayPicture::Rule& r = m_picture.rules[rule];
    const QString datapoints = thresholdsDiffer()
                                   ? tr("%1 of %2 at %3").arg(QString::number(r.m), QString::number(r.n), m_ui.format().compact(r.threshold))
                                   : tr("%1 of %2").arg(QString::number(r.m), QString::number(r.n));
    return r.periodSeconds == 60 ? datapoints : QStringLiteral("%1, %2 s").arg(datapoints, QString::number(r.periodSeconds));
}

QString ReplayDrawing::lateText(const ReplayPicture::Rule& rule) const {
    return rule.lateMinutes ? m_ui.format().compact(*rule.lateMinutes) : QStringLiteral("–");
}

QString ReplayDrawing::progressText() const {
    const Format f = m_ui.format();
    if (m_picture.status == "idle") return tr("The replay has not begun.");
    if (m_picture.signal == "gaps") {
        const auto right = std::count_if(m_picture.needs.begin(), m_picture.needs.end(), [](const auto& n) { return n.differingMinutes == 0; });
        return tr("As needed so far: %1 of %2").arg(right).arg(m_picture.needs.size());
    }
    if (m_picture.signal == "incidents") {
        return tr("Messages: %1, outside incidents: %2").arg(f.count(m_picture.messages), f.count(m_picture.messagesForNothing));
    }
    return tr("Episodes: %1, changes outside incidents: %2").arg(f.count(m_picture.episodes), f.count(m_picture.outside));
}

QString ReplayDrawing::incidentText(std::size_t incident) const {
    if (incident >= m_picture.incidents.size()) return {};
    const Format f = m_ui.format();
    const ReplayPicture::Incident& i = m_picture.incidents[incident];
    const QString number = QString::number(incident + 1);
    if (!i.told) return tr("Incident %1: not over yet").arg(number);
    const QString when = hourText(i.from) + QStringLiteral("–") + hourText(i.to);
    if (m_picture.signal == "incidents") return tr("Incident %1, %2: messages %3").arg(number, when, f.count(i.messages));
    if (i.found) return tr("Incident %1, %2: found after %3").arg(number, when, f.withUnit(f.compact(i.lateMinutes), tr("min")));
    return tr("Incident %1, %2: not found").arg(number, when);
}

QString ReplayDrawing::needText(std::size_t need) const {
    if (need >= m_picture.needs.size()) return {};
    const ReplayPicture::Need& n = m_picture.needs[need];
    const Format f = m_ui.format();
    if (n.asNeeded) return tr("as needed, all night");
    if (n.differingMinutes == 0) return tr("as needed so far");
    return tr("differs in %1, from %2: %3, needed %4")
        .arg(f.withUnit(f.count(n.differingMinutes), tr("min")), hourText(n.firstMinute), alarmStateText(n.firstStatus), alarmStateText(n.firstNeeded));
}

QString ReplayDrawing::noteText() const {
    if (m_picture.deploymentTo > m_picture.deploymentFrom) {
        return tr("Grey: the deployment, %1.").arg(hourText(m_picture.deploymentFrom) + QStringLiteral("–") + hourText(m_picture.deploymentTo));
    }
    return m_picture.signal == "cpu" && m_picture.status == "running" ? tr("What other rules would have done is told when the replay is over.") : QString();
}

QString ReplayDrawing::describe() const {
    if (isEmpty()) return {};
    QStringList words;
    if (m_picture.minutes > 0 && m_picture.status != "idle") {
        words << tr("Replay at %1 of %2.").arg(hourText(m_picture.minute), hourText(m_picture.minutes)) << progressText() + QLatin1Char('.');
    } else {
        words << tr("The replay has not begun.");
    }
    for (std::size_t i = 0; i < m_picture.incidents.size(); ++i) words << incidentText(i) + QLatin1Char('.');
    for (std::size_t i = 0; i < m_picture.needs.size(); ++i) words << QString::fromStdString(m_picture.needs[i].alarm) + QStringLiteral(": ") + needText(i) + QLatin1Char('.');
    if (!hasTable()) words << noteText();
    words.removeAll(QString());
    return words.join(QLatin1Char(' '));
}

std::vector<std::pair<QString, QString>> ReplayDrawing::table() const {
    std::vector<std::pair<QString, QString>> rows;
    if (isEmpty()) return rows;
    const Format f = m_ui.format();
    for (std::size_t i = 0; i < m_picture.incidents.size(); ++i) {
        const QString words = incidentText(i);
        const auto colon = words.indexOf(QStringLiteral(": "));
        rows.emplace_back(words.left(colon), words.mid(colon + 2));
    }
    for (std::size_t i = 0; i < m_picture.needs.size(); ++i) rows.emplace_back(QString::fromStdString(m_picture.needs[i].alarm), needText(i));
    for (std::size_t i = 0; i < m_picture.rules.size(); ++i) {
        const ReplayPicture::Rule& r = m_picture.rules[i];
        const QString name = r.current ? tr("Rule %1 (yours)").arg(ruleText(i)) : tr("Rule %1").arg(ruleText(i));
        rows.emplace_back(name, tr("episodes %1, late %2, outside %3").arg(f.count(r.episodes), f.withUnit(lateText(r), tr("min")), f.count(r.outside)));
    }
    return rows;
}

void ReplayDrawing::text(QPainter& painter, const QRectF& rect, const QString& words, ColorToken color, Qt::Alignment align) const {
    painter.setPen(m_ui.theme.color(color));
    painter.drawText(rect, static_cast<int>(align | Qt::AlignVCenter),
                     painter.fontMetrics().elidedText(words, Qt::ElideRight, static_cast<int>(std::ceil(rect.width()))));
}

void ReplayDrawing::paint(QPainter& painter, const QRectF& rect) const {
    const Theme& t = m_ui.theme;
    painter.setFont(t.font(TextRole::Small, QFont::DemiBold));
    const QRectF head(rect.left(), rect.top(), rect.width(), t.px(kTitle));
    text(painter, head, title(), ColorToken::Text);
    const double used = QFontMetricsF(painter.font()).horizontalAdvance(title()) + t.px(16);
    QRectF rest = rect.adjusted(0, t.px(kTitle), 0, 0);
    if (isWide(rect.width())) {
        painter.setFont(t.font(TextRole::Smallest));
        text(painter, head.adjusted(used, 0, 0, 0), progressText(), ColorToken::Text2, Qt::AlignRight);
    }
    const auto band = [&](const QRectF& area) {
        const double height = t.px(kMarks + kBand + kAxis);
        if (m_picture.minutes <= 0 || area.height() < height) return;
        paintBand(painter, QRectF(area.left(), area.top(), area.width(), height));
        QRectF below = area.adjusted(0, height + t.px(4), 0, 0);
        if (namesAlarm() && below.height() >= t.px(kLine)) {
            painter.setFont(t.font(TextRole::Smallest));
            text(painter, QRectF(below.left(), below.top(), below.width(), t.px(kLine)), tr("States of %1").arg(QString::fromStdString(m_picture.alarm)), ColorToken::Muted);
            below.setTop(below.top() + t.px(kLine));
        }
        paintIncidents(painter, below);
    };
    const auto table = [&](const QRectF& area) { m_picture.needs.empty() ? paintRules(painter, area) : paintNeeds(painter, area); };
    if (!hasTable()) {
        if (!isWide(rect.width())) {
            painter.setFont(t.font(TextRole::Smallest));
            text(painter, QRectF(rest.left(), rest.top(), rest.width(), t.px(kLine)), progressText(), ColorToken::Text2);
            rest.setTop(rest.top() + t.px(kLine));
        }
        band(rest);
        const QRectF note = rest.adjusted(0, bandHeight() + t.px(8), 0, 0);
        if (note.height() < t.px(kLine)) return;
        painter.setFont(t.font(TextRole::Smallest));
        painter.setPen(t.color(ColorToken::Muted));
        painter.drawText(note, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, noteText());
        return;
    }
    if (isWide(rect.width())) {
        const double half = m_picture.minutes > 0 ? std::floor(rest.width() * (m_picture.needs.empty() ? 0.54 : 0.44)) : 0;
        if (half > 0) band(QRectF(rest.left(), rest.top(), half - t.px(20), rest.height()));
        table(rest.adjusted(half, 0, 0, 0));
        return;
    }
    painter.setFont(t.font(TextRole::Smallest));
    text(painter, QRectF(rest.left(), rest.top(), rest.width(), t.px(kLine)), progressText(), ColorToken::Text2);
    rest.setTop(rest.top() + t.px(kLine));
    // The table comes first where there is not room for all.
    const double left = rest.height() - std::min(tableHeight(), t.px(3 * kRuleRow) * 1.0) - t.px(8);
    const double height = std::clamp(left, 0.0, bandHeight());
    band(QRectF(rest.left(), rest.top(), rest.width(), height));
    table(rest.adjusted(0, height >= t.px(kMarks + kBand + kAxis) ? height + t.px(8) : 0, 0, 0));
}

// OK is a thin line, ALARM a thick bar, INSUFFICIENT_DATA dashes; what is still to come a pale line.
void ReplayDrawing::paintBand(QPainter& painter, const QRectF& rect) const {
    const Theme& t = m_ui.theme;
    const QRectF band(rect.left() + 2, rect.top() + t.px(kMarks), rect.width() - 4, t.px(kBand));
    const auto x = [&](double minute) {
        return std::floor(band.left() + band.width() * std::clamp(minute / m_picture.minutes, 0.0, 1.0));
    };
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    if (m_picture.deploymentTo > m_picture.deploymentFrom) {
        painter.fillRect(QRectF(x(m_picture.deploymentFrom), band.top() - 2, x(m_picture.deploymentTo) - x(m_picture.deploymentFrom), band.height() + 4),
                         t.color(ColorToken::Hover));
    }
    for (const ReplayPicture::Incident& i : m_picture.incidents) {
        if (!i.told) continue;
        painter.fillRect(QRectF(x(i.from), band.top() - 2, std::max(2.0, x(i.to) - x(i.from)), band.height() + 4), t.color(ColorToken::WarnTint));
    }
    const double middle = std::floor(band.center().y());
    const double now = m_picture.status == "idle" ? 0 : m_picture.minute;
    painter.fillRect(QRectF(x(now), middle, band.right() - x(now), 1), t.color(ColorToken::Line));
    for (std::size_t i = 0; i < m_picture.stretches.size(); ++i) {
        const ReplayPicture::Stretch& s = m_picture.stretches[i];
        const double end = i + 1 < m_picture.stretches.size() ? m_picture.stretches[i + 1].from : now;
        const double from = x(std::min(s.from, now)), to = x(std::min(end, now));
        switch (s.status) {
        case AlarmStatus::Ok: painter.fillRect(QRectF(from, middle - 1, to - from, 3), t.color(ColorToken::Pass)); break;
        case AlarmStatus::Alarm: painter.fillRect(QRectF(from, band.top(), std::max(2.0, to - from), band.height()), t.color(ColorToken::Fail)); break;
        case AlarmStatus::InsufficientData:
            for (double at = from; at < to; at += 6) painter.fillRect(QRectF(at, middle, std::min(3.0, to - at), 1), t.color(ColorToken::Muted));
            break;
        }
    }
    if (now > 0 && now < m_picture.minutes) painter.fillRect(QRectF(x(now), band.top() - 3, 1, band.height() + 6), t.color(ColorToken::Text));
    painter.restore();

    painter.setFont(t.font(TextRole::Smallest));
    for (std::size_t i = 0; i < m_picture.incidents.size(); ++i) {
        if (!m_picture.incidents[i].told) continue;
        const double at = x(m_picture.incidents[i].from), size = t.px(8);
        const double top = band.top() - t.px(4) - size;
        const QPointF triangle[] = {{at, top}, {at + size / 2, top + size}, {at - size / 2, top + size}};
        painter.setPen(Qt::NoPen);
        painter.setBrush(t.color(ColorToken::Warn));
        painter.drawPolygon(triangle, 3);
        const bool left = at > rect.right() - t.px(20);
        text(painter, QRectF(left ? at - t.px(20) : at + t.px(6), rect.top(), t.px(14), t.px(kMarks) - 2), QString::number(i + 1), ColorToken::Warn,
             left ? Qt::AlignRight : Qt::AlignLeft);
    }
    // Ticks as close as have room.
    const double label = painter.fontMetrics().horizontalAdvance(QStringLiteral("00:00")) + t.px(14);
    int step = 5;
    for (const int wider : {10, 15, 30, 60, 120, 240, 480, 960}) {
        if (band.width() * step / m_picture.minutes < label) step = wider;
    }
    for (int m = 0; m <= m_picture.minutes; m += step) {
        const double half = label / 2;
        const double centre = std::clamp(x(m), rect.left() + half - t.px(7), rect.right() - half + t.px(7));
        painter.fillRect(QRectF(x(m), band.bottom() + 2, 1, 3), t.color(ColorToken::Axis));
        text(painter, QRectF(centre - half, band.bottom() + 4, label, t.px(kAxis) - 4), hourText(m), ColorToken::Text2, Qt::AlignHCenter);
    }
}

void ReplayDrawing::paintIncidents(QPainter& painter, const QRectF& rect) const {
    const Theme& t = m_ui.theme;
    painter.setFont(t.font(TextRole::Smallest));
    for (std::size_t i = 0; i < m_picture.incidents.size(); ++i) {
        const QRectF line(rect.left(), rect.top() + t.px(kLine) * static_cast<double>(i), rect.width(), t.px(kLine));
        if (line.bottom() > rect.bottom() + 1) return;
        const ReplayPicture::Incident& incident = m_picture.incidents[i];
        const bool judged = m_picture.signal != "gaps" && m_picture.signal != "incidents";
        const StateLook look = stateLook(!incident.told ? State::NotBegun : !judged ? State::Open : incident.found ? State::Pass : State::Fail);
        m_ui.icons.paint(painter, look.icon, QRectF(line.left() + 2, std::floor(line.center().y() - t.px(6)), t.px(12), t.px(12)), look.color, 2);
        text(painter, line.adjusted(t.px(20), 0, 0, 0), incidentText(i), incident.told ? ColorToken::Text : ColorToken::Muted);
    }
}

// Two lines an alarm: its name with a sign, and what differs.
void ReplayDrawing::paintNeeds(QPainter& painter, const QRectF& rect) const {
    const Theme& t = m_ui.theme;
    const double height = t.px(2 * kLine + 2);
    for (std::size_t i = 0; i < m_picture.needs.size(); ++i) {
        const QRectF place(rect.left(), rect.top() + height * static_cast<double>(i), rect.width(), height);
        if (place.bottom() > rect.bottom() + 1) return;
        const ReplayPicture::Need& n = m_picture.needs[i];
        const StateLook look = stateLook(n.asNeeded ? State::Pass : n.differingMinutes > 0 ? State::Fail : State::Open);
        m_ui.icons.paint(painter, look.icon, QRectF(place.left() + 2, std::floor(place.top() + t.px(3)), t.px(12), t.px(12)), look.color, 2);
        painter.setFont(t.font(TextRole::Command));
        text(painter, QRectF(place.left() + t.px(20), place.top(), place.width() - t.px(20), t.px(kLine)), QString::fromStdString(n.alarm), ColorToken::Text);
        painter.setFont(t.font(TextRole::Smallest));
        text(painter, QRectF(place.left() + t.px(20), place.top() + t.px(kLine) - 2, place.width() - t.px(20), t.px(kLine)), needText(i), ColorToken::Text2);
        painter.fillRect(QRectF(place.left(), std::floor(place.bottom()) - 1, place.width(), 1), t.color(ColorToken::Line));
    }
}

void ReplayDrawing::paintRules(QPainter& painter, const QRectF& rect) const {
    const Theme& t = m_ui.theme;
    const Format f = m_ui.format();
    const double row = t.px(kRuleRow);
    const int room = static_cast<int>(std::floor((rect.height() + 1) / row)) - 1;
    if (room < 1) return;
    const QString headings[] = {tr("Rule"), tr("Episodes"), tr("Late, min"), tr("Outside")};
    const QFont headFont = t.font(TextRole::Smallest, QFont::DemiBold);
    double widths[4] = {};
    double numbers = 0;
    for (int c = 1; c < 4; ++c) numbers += widths[c] = std::ceil(QFontMetricsF(headFont).horizontalAdvance(headings[c])) + t.px(14);
    widths[0] = std::max(t.px(60) * 1.0, rect.width() - numbers);
    const auto line = [&](int place, ColorToken fill) {
        const QRectF r(rect.left(), rect.top() + place * row, rect.width(), row);
        painter.fillRect(QRectF(r.left(), std::floor(r.top()), r.width(), row), t.color(fill));
        return r;
    };
    const auto cells = [&](const QRectF& r, const QString (&words)[4], ColorToken color) {
        double left = r.left();
        for (int c = 0; c < 4; ++c) {
            const QRectF cell(left, r.top(), std::min(widths[c], r.right() - left), r.height());
            if (cell.width() > 8) text(painter, cell.adjusted(c == 0 ? t.px(6) : 0, 0, -t.px(6), 0), words[c], color, c == 0 ? Qt::AlignLeft : Qt::AlignRight);
            left += widths[c];
        }
    };
    const QRectF head = line(0, ColorToken::Sunken);
    painter.setFont(headFont);
    cells(head, headings, ColorToken::Text2);

    // The learner's own rule is always to be seen.
    const auto all = static_cast<int>(m_picture.rules.size());
    int current = -1;
    for (int i = 0; i < all; ++i) current = m_picture.rules[static_cast<std::size_t>(i)].current ? i : current;
    const int shown = std::min(room, all);
    const int first = current >= shown ? current - shown + 1 : 0;
    for (int place = 0; place < shown; ++place) {
        const auto index = static_cast<std::size_t>(first + place);
        const ReplayPicture::Rule& r = m_picture.rules[index];
        const QRectF at = line(place + 1, r.current ? ColorToken::Tint : ColorToken::Panel);
        painter.fillRect(QRectF(at.left(), std::floor(at.bottom()) - 1, at.width(), 1), t.color(ColorToken::Line));
        painter.setFont(t.font(TextRole::Command, r.current ? QFont::Bold : QFont::Normal));
        cells(at, {ruleText(index), f.count(r.episodes), lateText(r), f.count(r.outside)}, ColorToken::Text);
    }
    if (all > shown && room > shown) {
        painter.setFont(t.font(TextRole::Smallest));
        text(painter, QRectF(rect.left(), rect.top() + (shown + 1) * row, rect.width(), row), tr("+%1 more").arg(all - shown), ColorToken::Muted, Qt::AlignRight);
    }
}

} // namespace maylab::app
