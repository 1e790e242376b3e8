// What the views of alarms draw alike: states as chips, data points as cells, a number with as many decimals as tell on
// which side of the threshold it lies.
#pragma once

#include "app/session/alarm_picture.h"
#include "app/shell/ui_context.h"
#include "app/shell/widgets/state.h"

#include <QString>

#include <optional>

class QFont;
class QPainter;

namespace maylab::app {

inline constexpr int kAlarmHeading = 20, kAlarmRow = 22; // pixels high

double textWidth(const QFont& font, const QString& text); // rounded up

State stateOf(AlarmStatus status);
QString alarmStateText(AlarmStatus status); // the service's own word, the same in every language

double alarmChipWidth(const Theme& theme, AlarmStatus status);
double keepChipWidth(const Theme& theme);
// 18 px high, its left edge and middle at `at`; without words its sign alone.
void paintAlarmChip(QPainter& painter, const UiContext& ui, QPointF at, AlarmStatus status, bool inWords = true);

// "KEEP": whichever state it had.
void paintKeepChip(QPainter& painter, const UiContext& ui, QPointF at);

QString pointText(const Format& format, double value, double threshold);

struct PointCell {
    QString text; // empty: there is no data point
    bool breaching = false;
    bool boxed = false; // an evaluation used it
    bool below = false; // breaches by lying below the threshold
};
// Breaching: red, bold, with a small triangle in the corner, which points to where it lies.
void paintPointCell(QPainter& painter, const UiContext& ui, const QRectF& cell, const PointCell& point);

// "14:19:00", UTC.
QString timeOfDay(std::int64_t unixSeconds);

} // namespace maylab::app
