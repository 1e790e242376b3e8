// What an alarm would have done over a known signal: the same rules as the real evaluation (metrics/alarm_evaluation.h),
// once a minute with kRehearsedPeriod, and nothing else. For "the same signal, other rules" and for what a night asks for.
#pragma once

#include "metrics/alarm_evaluation.h"
#include "scenarios/shop/night/night_signal.h"

#include <optional>
#include <span>
#include <vector>

namespace maylab::scenarios {

inline constexpr int kRehearsedPeriod = 60; // seconds

struct RehearsedRule {
    metrics::AlarmOperator op = metrics::AlarmOperator::GreaterThanThreshold;
    double threshold = 0;
    int evaluationPeriods = 1, datapointsToAlarm = 1;
    metrics::MissingData treat = metrics::MissingData::Missing;
};

// The state after each minute's evaluation. Before the signal there was nothing.
std::vector<metrics::AlarmState> rehearse(std::span<const std::optional<double>> minutes, const RehearsedRule& rule,
                                          metrics::AlarmState first = metrics::AlarmState::InsufficientData);

// How a row of states did against the incidents. A change belongs to an incident from its beginning until so many minutes
// after its end (an alarm needs some to clear); the first answer to data that begins is no change.
struct AlarmScore {
    static constexpr int kClears = 12;
    int episodes = 0;         // times it went to ALARM
    int outside = 0;          // changes that belong to no incident
    int found = 0;            // incidents in which it went to ALARM (or was there)
    int lateMinutes = 0;      // of those, the latest
    std::vector<int> latePer; // minutes for each incident; -1: not found
};
AlarmScore score(std::span<const metrics::AlarmState> states, std::span<const NightIncident> incidents);

} // namespace maylab::scenarios
