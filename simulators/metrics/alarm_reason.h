// The exact words of an alarm's StateReason. Numbers print as Java's Double.toString, times as dd/MM/yy HH:mm:ss in UTC,
// points newest first and only those on the side that decided. Source: sheet 2.4, golden/metrics/alarm_reasons.json.
#pragma once

#include "metrics/alarm_evaluation.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace maylab::metrics {

inline constexpr const char* kInitialReason = "Unchecked: Initial alarm creation";

std::string javaDouble(double v);             // 50.0, 1.0E7, 1.0E-4, 0.0666851903306472
std::string reasonTime(std::int64_t unixSeconds); // "01/10/19 13:46:00"

struct ReasonPoint {
    std::int64_t stamp = 0; // start of the period, Unix seconds
    double value = 0;
    double lower = 0, upper = 0; // of a band
};

// What the reason speaks of. points: those that decided, newest first.
struct Reason {
    AlarmState state = AlarmState::Ok;
    AlarmOperator op = AlarmOperator::GreaterThanThreshold;
    double threshold = 0;
    int evaluationPeriods = 1;
    std::optional<int> datapointsToAlarm; // only if it was set
    MissingData treat = MissingData::Missing;
    int filled = 0; // of the periods, missing ones that TreatMissingData stood for
    std::span<const ReasonPoint> points;
};
std::string reasonOf(const Reason& r);

} // namespace maylab::metrics
