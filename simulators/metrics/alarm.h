// What an alarm is made of. A definition never changes; PutMetricAlarm and PutCompositeAlarm replace it whole. Times are
// Unix milliseconds of the world's calendar. Source: sheet 1.2, 2.2 to 2.4.
#pragma once

#include "metrics/alarm_evaluation.h"
#include "metrics/composite_rule.h"
#include "metrics/metric_query.h"
#include "metrics/store.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace maylab::metrics {

// One metric and how it is read.
struct AlarmMetric {
    SeriesKey key;
    Statistic statistic = Statistic::plain(Statistic::Kind::Average);
    std::optional<Unit> unit;
    int period = 60; // seconds
};

struct MetricAlarmRule {
    AlarmMetric metric; // of metric math: only the period, that of the watched series
    // Metric math: the queries, which of them is watched, and which is the band it is compared with.
    std::vector<MetricQuery> queries;
    std::size_t watched = 0;
    std::optional<std::size_t> band;
    std::string queriesJson; // as PutMetricAlarm took them
    AlarmOperator op = AlarmOperator::GreaterThanThreshold;
    double threshold = 0;
    int evaluationPeriods = 1;
    std::optional<int> datapointsToAlarm;
    MissingData treat = MissingData::Missing;
    bool ignoreLowSamples = false; // EvaluateLowSampleCountPercentile=ignore
    std::optional<int> evaluationRangeSet; // golden vectors state their own; else the rule of evaluationRange

    int needed() const { return datapointsToAlarm.value_or(evaluationPeriods); }
    int range() const { return evaluationRangeSet.value_or(evaluationRange(metric.period, evaluationPeriods)); }
};

struct CompositeAlarmRule {
    std::string text;
    CompositeRule rule;
    std::string suppressor; // name, "" for none
    int waitSeconds = 0, extensionSeconds = 0;
};

struct AlarmDefinition {
    std::string name, description;
    bool actionsEnabled = true;
    std::array<std::vector<std::string>, 3> actions; // by AlarmState: ARNs
    std::vector<std::pair<std::string, std::string>> tags;
    std::optional<MetricAlarmRule> metric;
    std::optional<CompositeAlarmRule> composite;
    std::int64_t configured = 0; // AlarmConfigurationUpdatedTimestamp
};

struct Alarm {
    std::shared_ptr<const AlarmDefinition> definition;
    AlarmState state = AlarmState::InsufficientData;
    AlarmState previous = AlarmState::InsufficientData; // before the last change
    std::shared_ptr<const std::string> reason, reasonData; // of the last change; reasonData "" if there is none
    std::int64_t updated = 0;      // StateUpdatedTimestamp
    std::int64_t transitioned = 0; // StateTransitionedTimestamp
    // Composite with a suppressor: until when the actions of the present state wait, and why.
    std::int64_t actionsDue = 0; // 0: nothing waits
    enum class Suppressed : std::uint8_t { No, Wait, Alarm, Extension };
    Suppressed suppressed = Suppressed::No;
};

struct AlarmHistoryItem {
    enum class Kind : std::uint8_t { ConfigurationUpdate, StateUpdate, Action };
    Kind kind = Kind::StateUpdate;
    bool composite = false;
    std::string alarm, summary, data; // data: JSON
    std::int64_t at = 0;
};

// Whose door an action's ARN is for: arn:aws:SERVICE:...
inline std::string_view actionService(std::string_view arn) {
    for (int colons = 0; colons < 2; ++colons) arn.remove_prefix(std::min(arn.size(), arn.find(':') + 1));
    return arn.substr(0, arn.find(':'));
}

// What an alarm asks others to do: once for each ARN at a change of state; Auto Scaling again every minute.
struct AlarmAction {
    std::string alarm, arn;
    AlarmState from = AlarmState::InsufficientData, to = AlarmState::Ok;
    std::string reason;
    std::int64_t changed = 0, at = 0; // when the state changed, when the action is taken: later behind a suppressor
};

} // namespace maylab::metrics
