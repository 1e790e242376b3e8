#include "scenarios/shop/night/alarm_rehearsal.h"

#include <algorithm>

namespace maylab::scenarios {

using metrics::AlarmState;
using metrics::PointState;

std::vector<AlarmState> rehearse(std::span<const std::optional<double>> minutes, const RehearsedRule& rule, AlarmState first) {
    const int range = metrics::evaluationRange(kRehearsedPeriod, rule.evaluationPeriods);
    std::vector<AlarmState> states;
    states.reserve(minutes.size());
    std::vector<PointState> points(static_cast<std::size_t>(range));
    AlarmState state = first;
    for (int end = 1; end <= static_cast<int>(minutes.size()); ++end) {
        for (int i = 0; i < range; ++i) {
            const int m = end - range + i;
            const std::optional<double> v = m >= 0 ? minutes[static_cast<std::size_t>(m)] : std::nullopt;
            points[static_cast<std::size_t>(i)] = !v                                              ? PointState::Missing
                                                  : metrics::breaches(rule.op, *v, rule.threshold) ? PointState::Breaching
                                                                                                   : PointState::NotBreaching;
        }
        const metrics::Evaluation e = metrics::evaluate(points, rule.evaluationPeriods, rule.datapointsToAlarm, rule.treat);
        state = e.state.value_or(state);
        states.push_back(state);
    }
    return states;
}

AlarmScore score(std::span<const AlarmState> states, std::span<const NightIncident> incidents) {
    AlarmScore s;
    s.latePer.assign(incidents.size(), -1);
    AlarmState before = states.empty() ? AlarmState::Ok : states.front();
    for (int m = 0; m < static_cast<int>(states.size()); ++m) {
        const AlarmState now = states[static_cast<std::size_t>(m)];
        // The evaluation after minute m stands at minute m + 1.
        bool belongs = false;
        for (std::size_t i = 0; i < incidents.size(); ++i) {
            const NightIncident& in = incidents[i];
            if (now == AlarmState::Alarm && m >= in.from && m < in.to && s.latePer[i] < 0) s.latePer[i] = m + 1 - in.from;
            belongs = belongs || (m >= in.from && m < in.to + AlarmScore::kClears);
        }
        if (now == before) continue;
        if (now == AlarmState::Alarm) ++s.episodes;
        if (!belongs && before != AlarmState::InsufficientData) ++s.outside;
        before = now;
    }
    for (const int late : s.latePer) {
        if (late < 0) continue;
        ++s.found;
        s.lateMinutes = std::max(s.lateMinutes, late);
    }
    return s;
}

} // namespace maylab::scenarios
