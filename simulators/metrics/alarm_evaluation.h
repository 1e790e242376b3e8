// One evaluation of a metric alarm: which periods breach, what missing ones become, and the state that follows. Pure: no
// clock, no store. The same rules judge static thresholds, bands and metric math.
//
// Points come oldest first over the whole evaluation range, which is longer than EvaluationPeriods (evaluationRange).
// Source: sheet 2.2, golden/metrics/alarms.json, alarm_operators.json.
#pragma once

#include "metrics/statistic.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace maylab::metrics {

enum class AlarmState : std::uint8_t { InsufficientData, Ok, Alarm };
std::string_view toString(AlarmState state); // "INSUFFICIENT_DATA", "OK", "ALARM"
std::optional<AlarmState> alarmState(std::string_view text);

enum class MissingData : std::uint8_t { Missing, Ignore, Breaching, NotBreaching };
std::string_view toString(MissingData treat); // "missing", "ignore", "breaching", "notBreaching"
std::optional<MissingData> missingData(std::string_view text);

enum class AlarmOperator : std::uint8_t {
    GreaterThanOrEqualToThreshold,
    GreaterThanThreshold,
    LessThanThreshold,
    LessThanOrEqualToThreshold,
    LessThanLowerOrGreaterThanUpperThreshold, // of a band
    LessThanLowerThreshold,
    GreaterThanUpperThreshold
};
std::string_view toString(AlarmOperator op);
std::optional<AlarmOperator> alarmOperator(std::string_view text);
bool comparesWithBand(AlarmOperator op);
// The statistic is the left operand. Of a band, a bound that the operator does not ask for may be NaN.
bool breaches(AlarmOperator op, double value, double threshold);
bool breachesBand(AlarmOperator op, double value, double lower, double upper);

// A percentile of too few samples: fewer than 10/(1-p) for p >= 0.5, fewer than 10/p below. Other statistics: never.
bool isLowSample(const Statistic& statistic, double sampleCount);

// How many periods are fetched: N + max(2, ceil(300 s / P)) from 60 s on, N + 2 below. AWS does not publish its rule.
int evaluationRange(int periodSeconds, int evaluationPeriods);

enum class PointState : std::uint8_t { Missing, NotBreaching, Breaching };

// Why an evaluation came out as it did; the words for it are the window's.
enum class EvaluationRule : std::uint8_t {
    EnoughData,     // N real points or more: TreatMissingData is not used
    NoData,         // no real point in the whole range
    EnoughBreaching, // fewer than N real points, but M of them breach
    FilledBreaching, // missing points count as breaching
    FilledNotBreaching,
    SomeNotBreaching, // missing, ignore: a real point that does not breach
    Premature         // missing, ignore: only breaching points, fewer than M
};

struct Evaluation {
    std::optional<AlarmState> state; // nothing: the state is kept
    EvaluationRule rule = EvaluationRule::EnoughData;
    int real = 0;      // points that exist in the range
    int filled = 0;    // of N, those that TreatMissingData stands for
    int breaching = 0; // real points that breach, of those looked at
    // Positions (in points) that were looked at: the newest N real ones, or all real ones where there are fewer.
    std::vector<int> lookedAt;
};

Evaluation evaluate(std::span<const PointState> points, int evaluationPeriods, int datapointsToAlarm, MissingData treat);

} // namespace maylab::metrics
