#include "metrics/alarm_evaluation.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace maylab::metrics {
namespace {

constexpr std::string_view kStates[] = {"INSUFFICIENT_DATA", "OK", "ALARM"};
constexpr std::string_view kMissingDataNames[] = {"missing", "ignore", "breaching", "notBreaching"};
constexpr std::string_view kOperators[] = {"GreaterThanOrEqualToThreshold",
                                           "GreaterThanThreshold",
                                           "LessThanThreshold",
                                           "LessThanOrEqualToThreshold",
                                           "LessThanLowerOrGreaterThanUpperThreshold",
                                           "LessThanLowerThreshold",
                                           "GreaterThanUpperThreshold"};

template<typename E, std::size_t N>
std::optional<E> named(const std::string_view (&names)[N], std::string_view text) {
    const auto* const at = std::find(std::begin(names), std::end(names), text);
    if (at == std::end(names)) return std::nullopt;
    return static_cast<E>(at - std::begin(names));
}

} // namespace

std::string_view toString(AlarmState state) { return kStates[static_cast<std::size_t>(state)]; }
std::optional<AlarmState> alarmState(std::string_view text) { return named<AlarmState>(kStates, text); }
std::string_view toString(MissingData treat) { return kMissingDataNames[static_cast<std::size_t>(treat)]; }
std::optional<MissingData> missingData(std::string_view text) { return named<MissingData>(kMissingDataNames, text); }
std::string_view toString(AlarmOperator op) { return kOperators[static_cast<std::size_t>(op)]; }
std::optional<AlarmOperator> alarmOperator(std::string_view text) { return named<AlarmOperator>(kOperators, text); }

bool comparesWithBand(AlarmOperator op) {
    return op >= AlarmOperator::LessThanLowerOrGreaterThanUpperThreshold;
}

bool breaches(AlarmOperator op, double value, double threshold) {
    switch (op) {
    case AlarmOperator::GreaterThanOrEqualToThreshold: return value >= threshold;
    case AlarmOperator::GreaterThanThreshold: return value > threshold;
    case AlarmOperator::LessThanThreshold: return value < threshold;
    case AlarmOperator::LessThanOrEqualToThreshold: return value <= threshold;
    default: return breachesBand(op, value, threshold, threshold);
    }
}

bool breachesBand(AlarmOperator op, double value, double lower, double upper) {
    switch (op) {
    case AlarmOperator::LessThanLowerOrGreaterThanUpperThreshold: return value < lower || value > upper;
    case AlarmOperator::LessThanLowerThreshold: return value < lower;
    case AlarmOperator::GreaterThanUpperThreshold: return value > upper;
    default: return false;
    }
}

bool isLowSample(const Statistic& statistic, double sampleCount) {
    if (statistic.kind() != Statistic::Kind::Percentile) return false;
    // In whole units of 1e-10 %: p99.9 needs 10,000 samples and not what binary fractions make of it.
    const std::int64_t p = statistic.upper();
    const std::int64_t rare = 2 * p >= Statistic::kWhole ? Statistic::kWhole - p : p;
    return rare <= 0 || sampleCount * static_cast<double>(rare) < 10.0 * static_cast<double>(Statistic::kWhole);
}

int evaluationRange(int periodSeconds, int evaluationPeriods) {
    if (periodSeconds < 60) return evaluationPeriods + 2;
    return evaluationPeriods + std::max(2, (300 + periodSeconds - 1) / periodSeconds);
}

Evaluation evaluate(std::span<const PointState> points, int evaluationPeriods, int datapointsToAlarm, MissingData treat) {
    Evaluation e;
    int oldest = -1; // the oldest real point
    for (int i = static_cast<int>(points.size()) - 1; i >= 0; --i) {
        if (points[static_cast<std::size_t>(i)] == PointState::Missing) continue;
        ++e.real;
        oldest = i;
        if (static_cast<int>(e.lookedAt.size()) < evaluationPeriods) e.lookedAt.push_back(i);
    }
    std::reverse(e.lookedAt.begin(), e.lookedAt.end());
    for (const int i : e.lookedAt) e.breaching += points[static_cast<std::size_t>(i)] == PointState::Breaching ? 1 : 0;
    const bool enough = e.breaching >= datapointsToAlarm;
    const auto is = [&e](EvaluationRule rule, std::optional<AlarmState> state) {
        e.rule = rule;
        e.state = state;
    };
    if (e.real >= evaluationPeriods) {
        is(EvaluationRule::EnoughData, enough ? AlarmState::Alarm : AlarmState::Ok);
        return e;
    }
    e.filled = evaluationPeriods - e.real;
    if (e.real == 0) {
        switch (treat) {
        case MissingData::Missing: is(EvaluationRule::NoData, AlarmState::InsufficientData); break;
        case MissingData::Ignore: is(EvaluationRule::NoData, std::nullopt); break;
        case MissingData::Breaching: is(EvaluationRule::NoData, AlarmState::Alarm); break;
        case MissingData::NotBreaching: is(EvaluationRule::NoData, AlarmState::Ok); break;
        }
    } else if (enough) {
        is(EvaluationRule::EnoughBreaching, AlarmState::Alarm);
    } else if (treat == MissingData::Breaching) {
        is(EvaluationRule::FilledBreaching,
           e.breaching + e.filled >= datapointsToAlarm ? AlarmState::Alarm : AlarmState::Ok);
    } else if (treat == MissingData::NotBreaching) {
        is(EvaluationRule::FilledNotBreaching, AlarmState::Ok);
    } else if (e.breaching < e.real) {
        is(EvaluationRule::SomeNotBreaching, AlarmState::Ok);
    } else {
        const int age = static_cast<int>(points.size()) - oldest; // 1: the newest period
        const bool old = treat == MissingData::Missing && age >= datapointsToAlarm;
        is(EvaluationRule::Premature, old ? std::optional(AlarmState::Alarm) : std::nullopt);
    }
    return e;
}

} // namespace maylab::metrics
