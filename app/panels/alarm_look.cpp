#include "app/panels/alarm_look.h"

#include <QDateTime>
#include <QFontMetricsF>
#include <QPainter>

#include <cmath>

namespace maylab::app {

double textWidth(const QFont& font, const QString& text) { return std::ceil(QFontMetricsF(font).horizontalAdvance(text)); }

namespace {

constexpr int kChipHeight = 18;
constexpr int kChipIcon = 12;

double chipWidth(const Theme& t, const QString& text) {
    return std::ceil(QFontMetricsF(t.font(TextRole::Smallest, QFont::DemiBold)).horizontalAdvance(text)) + t.px(kChipIcon) + t.px(16);
}

// Without text its sign alone.
void paintChip(QPainter& painter, const UiContext& ui, QPointF at, const StateLook& look, ColorToken textColor, const QString& text) {
    const Theme& t = ui.theme;
    const QRectF chip(std::floor(at.x()), std::floor(at.y() - t.px(kChipHeight) / 2.0), text.isEmpty() ? t.px(kChipIcon + 10) : chipWidth(t, text),
                      t.px(kChipHeight));
    painter.setPen(Qt::NoPen);
    painter.setBrush(t.color(look.tint));
    painter.drawRoundedRect(chip, 4, 4);
    const double icon = t.px(kChipIcon);
    ui.icons.paint(painter, look.icon, QRectF(chip.left() + t.px(5), std::floor(chip.center().y() - icon / 2), icon, icon), look.color, 2);
    if (text.isEmpty()) return;
    painter.setFont(t.font(TextRole::Smallest, QFont::DemiBold));
    painter.setPen(t.color(textColor));
    painter.drawText(chip.adjusted(t.px(9) + icon, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, text);
}

const QString& keepText() {
    static const QString kText = QStringLiteral("KEEP");
    return kText;
}

} // namespace

State stateOf(AlarmStatus status) {
    switch (status) {
    case AlarmStatus::Ok: return State::Pass;
    case AlarmStatus::Alarm: return State::Alarm;
    case AlarmStatus::InsufficientData: break;
    }
    return State::NotBegun;
}

QString alarmStateText(AlarmStatus status) {
    switch (status) {
    case AlarmStatus::Ok: return QStringLiteral("OK");
    case AlarmStatus::Alarm: return QStringLiteral("ALARM");
    case AlarmStatus::InsufficientData: break;
    }
    return QStringLiteral("INSUFFICIENT_DATA");
}

double alarmChipWidth(const Theme& theme, AlarmStatus status) { return chipWidth(theme, alarmStateText(status)); }

double keepChipWidth(const Theme& theme) { return chipWidth(theme, keepText()); }

void paintAlarmChip(QPainter& painter, const UiContext& ui, QPointF at, AlarmStatus status, bool inWords) {
    const StateLook look = stateLook(stateOf(status));
    paintChip(painter, ui, at, look, status == AlarmStatus::InsufficientData ? ColorToken::Text2 : look.color, inWords ? alarmStateText(status) : QString());
}

void paintKeepChip(QPainter& painter, const UiContext& ui, QPointF at) {
    paintChip(painter, ui, at, {"pin", ColorToken::Muted, ColorToken::Hover}, ColorToken::Text2, keepText());
}

QString pointText(const Format& format, double value, double threshold) {
    const double size = std::fabs(value);
    if (size >= 100'000) return format.number(value / 1000, 0) + QLatin1Char('k');
    const auto rounded = [value](int decimals) {
        const double scale = std::pow(10.0, decimals);
        return std::round(value * scale) / scale;
    };
    const auto side = [threshold](double v) { return v < threshold ? -1 : v > threshold ? 1 : 0; };
    int decimals = size > 0 && size < 1 ? 2 : size < 10 && value != std::floor(value) ? 1 : 0;
    while (decimals < 3 && side(rounded(decimals)) != side(value)) ++decimals;
    return format.number(value, decimals);
}

void paintPointCell(QPainter& painter, const UiContext& ui, const QRectF& cell, const PointCell& point) {
    const Theme& t = ui.theme;
    const ColorToken color = point.breaching ? ColorToken::Fail : point.text.isEmpty() ? ColorToken::Muted : ColorToken::Text2;
    const QRectF box(std::floor(cell.left()) + 1.5, std::floor(cell.top()) + 2.5, std::floor(cell.width()) - 3, std::floor(cell.height()) - 5);
    if (point.boxed) {
        painter.setPen(QPen(t.color(point.breaching ? ColorToken::Fail : ColorToken::Line2), 1));
        painter.setBrush(t.color(point.breaching ? ColorToken::FailTint : ColorToken::Panel));
        painter.drawRoundedRect(box, 3, 3);
    }
    if (point.breaching) {
        const double size = t.px(4);
        const QPointF corner(box.right() - 2, box.top() + 2);
        const QPointF triangle[] = {{corner.x() - size / 2, corner.y()}, {corner.x(), corner.y() + size}, {corner.x() - size, corner.y() + size}};
        const QPointF down[] = {{corner.x() - size, corner.y()}, corner, {corner.x() - size / 2, corner.y() + size}};
        painter.setPen(Qt::NoPen);
        painter.setBrush(t.color(ColorToken::Fail));
        painter.drawPolygon(point.below ? down : triangle, 3);
    }
    painter.setFont(point.breaching && point.boxed ? t.font(TextRole::Command, QFont::Bold) : t.font(TextRole::Command));
    painter.setPen(t.color(point.boxed && !point.breaching ? ColorToken::Text : color));
    painter.drawText(box, Qt::AlignCenter, point.text.isEmpty() ? QStringLiteral("–") : point.text);
}

QString timeOfDay(std::int64_t unixSeconds) {
    return QDateTime::fromSecsSinceEpoch(unixSeconds, Qt::UTC).toString(QStringLiteral("HH:mm:ss"));
}

} // namespace maylab::app
