#include "metrics/alarm_book.h"

#include "metrics/alarm_json.h"
#include "metrics/alarm_reason.h"

#include <algorithm>

namespace maylab::metrics {
namespace {

std::shared_ptr<const std::string> shared(std::string text) { return std::make_shared<const std::string>(std::move(text)); }

// Its actions are the only ones that are repeated while a state lasts (sheet 1.2).
bool isScaling(std::string_view arn) { return actionService(arn) == "autoscaling"; }

bool dueAt(std::int64_t q, int period) { return period < 60 ? q % 10 == 0 : q % 60 == 0; }

} // namespace

AlarmRow AlarmBook::look(const MetricStore& store, const MetricAlarmRule& rule, std::int64_t q) {
    AlarmRow row;
    row.at = q;
    const std::int64_t period = rule.metric.period;
    const int range = rule.range();
    const std::int64_t start = q - range * period;
    row.points.resize(static_cast<std::size_t>(range));
    for (int i = 0; i < range; ++i) row.points[static_cast<std::size_t>(i)].stamp = start + i * period;
    const SeriesId series = rule.queries.empty()
        ? store.find(rule.metric.key.metricNamespace, rule.metric.key.name, rule.metric.key.dimensions)
        : kNoSeries;
    if (!rule.queries.empty()) lookAtMath(store, rule, q, row);
    if (series != kNoSeries) {
        PublishedRange asked;
        asked.start = start;
        asked.end = q;
        asked.period = period;
        asked.now = q;
        for (const PublishedPoint& p : store.published(series, rule.metric.unit, asked)) {
            const std::int64_t slot = (p.stamp - start) / period;
            if (p.stamp < start || slot >= range) continue;
            AlarmPoint& point = row.points[static_cast<std::size_t>(slot)];
            if (point.value) continue; // another unit: the alarm should have named one
            point.value = p.data.value(rule.metric.statistic);
            point.sampleCount = p.data.value(Statistic::plain(Statistic::Kind::SampleCount)).value_or(0);
            if (point.value) point.state = breaches(rule.op, *point.value, rule.threshold) ? PointState::Breaching : PointState::NotBreaching;
        }
    }
    std::vector<PointState> states;
    states.reserve(row.points.size());
    for (const AlarmPoint& p : row.points) states.push_back(p.state);
    // AWS/DynamoDB publishes only when something happens: its alarms always keep their state (sheet 2.2).
    const MissingData treat = rule.metric.key.metricNamespace == "AWS/DynamoDB" ? MissingData::Ignore : rule.treat;
    row.evaluation = metrics::evaluate(states, rule.evaluationPeriods, rule.needed(), treat);
    if (rule.ignoreLowSamples) {
        row.lowSample = std::any_of(row.evaluation.lookedAt.begin(), row.evaluation.lookedAt.end(), [&](int i) {
            return isLowSample(rule.metric.statistic, row.points[static_cast<std::size_t>(i)].sampleCount);
        });
        if (row.lowSample) row.evaluation.state.reset();
    }
    return row;
}

// The watched series of the queries, and the band where it is compared with one.
void AlarmBook::lookAtMath(const MetricStore& store, const MetricAlarmRule& rule, std::int64_t q, AlarmRow& row) {
    const std::int64_t start = row.points.front().stamp;
    const auto answers = evaluateQueries(store, rule.queries, {start * 1000, q * 1000, q * 1000});
    if (!answers) return; // refused when it was put; data cannot make it wrong
    const auto at = [&](std::size_t query, std::size_t series, std::int64_t stamp) -> std::optional<double> {
        const std::vector<Series>& all = (*answers)[query].series;
        if (series >= all.size() || all[series].grid.period <= 0) return std::nullopt;
        const Grid& g = all[series].grid;
        const std::int64_t i = (stamp - g.start) / g.period;
        if (stamp < g.start || i >= static_cast<std::int64_t>(g.count) || g.stamp(static_cast<std::size_t>(i)) != stamp) return std::nullopt;
        const double v = all[series].values[static_cast<std::size_t>(i)];
        return isMissing(v) ? std::nullopt : std::optional(v);
    };
    for (AlarmPoint& p : row.points) {
        p.value = at(rule.watched, 0, p.stamp);
        if (!p.value) continue;
        if (!rule.band) {
            p.state = breaches(rule.op, *p.value, rule.threshold) ? PointState::Breaching : PointState::NotBreaching;
            continue;
        }
        const auto upper = at(*rule.band, 0, p.stamp), lower = at(*rule.band, 1, p.stamp); // in this order: ANOMALY_DETECTION_BAND
        if (!upper || !lower) {
            p.value.reset();
            continue;
        }
        p.upper = *upper;
        p.lower = *lower;
        p.state = breachesBand(rule.op, *p.value, *lower, *upper) ? PointState::Breaching : PointState::NotBreaching;
    }
}

const Alarm* AlarmBook::find(std::string_view name) const {
    const auto at = m_alarms.find(name);
    return at == m_alarms.end() ? nullptr : &at->second;
}

void AlarmBook::put(AlarmDefinition definition, std::int64_t nowMs) {
    definition.configured = nowMs;
    const auto at = m_alarms.find(definition.name);
    const bool isNew = at == m_alarms.end();
    Alarm& alarm = isNew ? m_alarms[definition.name] : at->second;
    const auto before = alarm.definition;
    alarm.definition = std::make_shared<const AlarmDefinition>(std::move(definition));
    const AlarmDefinition& d = *alarm.definition;
    m_meter.change(nowMs, before.get(), &d);
    if (isNew) {
        alarm.reason = shared(kInitialReason);
        alarm.reasonData = shared({});
        alarm.updated = alarm.transitioned = nowMs;
    }
    if (d.metric && d.metric->metric.period < 60) m_hasFast = true;
    for (const auto& list : d.actions) m_scaling = m_scaling || std::any_of(list.begin(), list.end(), isScaling);
    if (d.composite && d.composite->suppressor.empty() && alarm.suppressed != Alarm::Suppressed::No) {
        alarm.suppressed = Alarm::Suppressed::No; // nobody is there any more to hold back what was held back
        alarm.actionsDue = 0;
        act(alarm, nowMs);
    }
    ++m_changes;
    m_hash.mix(d.name);
    m_hash.mix(static_cast<std::uint64_t>(nowMs));
    note({AlarmHistoryItem::Kind::ConfigurationUpdate, d.composite.has_value(), d.name,
          "Alarm \"" + d.name + "\" " + (isNew ? "created" : "updated"),
          configurationHistory(isNew ? "Create" : "Update", d, before.get()), nowMs});
    if (!d.composite) return;
    replaced(d.name);
    evaluateComposites(nowMs);
}

void AlarmBook::erase(std::string_view name, std::int64_t nowMs) {
    const auto at = m_alarms.find(name);
    if (at == m_alarms.end()) return;
    const AlarmDefinition& d = *at->second.definition;
    m_meter.change(nowMs, &d, nullptr);
    note({AlarmHistoryItem::Kind::ConfigurationUpdate, d.composite.has_value(), d.name, "Alarm \"" + d.name + "\" deleted",
          configurationHistory("Delete", d, nullptr), nowMs});
    ++m_changes;
    m_hash.mix(name);
    m_alarms.erase(at);
    m_moved.emplace(name);
    evaluateComposites(nowMs);
}

void AlarmBook::setState(std::string_view name, AlarmState state, std::string reason, std::string reasonData, std::int64_t nowMs) {
    const auto at = m_alarms.find(name);
    if (at == m_alarms.end()) return;
    change(at->second, state, std::move(reason), std::move(reasonData), nowMs);
    suppressorsAt(nowMs);
    evaluateComposites(nowMs);
}

void AlarmBook::enableActions(std::string_view name, bool enabled, std::int64_t nowMs) {
    const auto at = m_alarms.find(name);
    if (at == m_alarms.end() || at->second.definition->actionsEnabled == enabled) return;
    const auto before = at->second.definition;
    AlarmDefinition d = *before;
    d.actionsEnabled = enabled;
    d.configured = nowMs;
    at->second.definition = std::make_shared<const AlarmDefinition>(std::move(d));
    ++m_changes;
    note({AlarmHistoryItem::Kind::ConfigurationUpdate, before->composite.has_value(), before->name,
          "Alarm \"" + before->name + "\" updated", configurationHistory("Update", *at->second.definition, before.get()), nowMs});
}

void AlarmBook::evaluate(const MetricStore& store, std::int64_t q) {
    if (q % 60 != 0 && (!m_hasFast || q % 10 != 0)) {
        suppressorsAt(q * 1000);
        return;
    }
    for (auto& [name, alarm] : m_alarms) {
        const auto& rule = alarm.definition->metric;
        if (rule && dueAt(q, rule->metric.period)) judge(alarm, store, q);
    }
    suppressorsAt(q * 1000);
    evaluateComposites(q * 1000);
    if (m_scaling && q % 60 == 0) scaleAgain(q * 1000);
    const auto kept = std::partition_point(m_history.begin(), m_history.end(),
                                           [&](const auto& h) { return h->at < (q - kHistoryKept) * 1000; });
    const auto most = m_history.size() > kMostHistory ? m_history.end() - kMostHistory : m_history.begin();
    m_history.erase(m_history.begin(), std::max(kept, most));
}

void AlarmBook::judge(Alarm& alarm, const MetricStore& store, std::int64_t q) {
    const MetricAlarmRule& rule = *alarm.definition->metric;
    const AlarmRow row = look(store, rule, q);
    const auto state = row.evaluation.state;
    if (!state || *state == alarm.state) return;
    std::vector<ReasonPoint> deciding; // newest first
    const PointState side = *state == AlarmState::Alarm ? PointState::Breaching : PointState::NotBreaching;
    for (auto i = row.evaluation.lookedAt.rbegin(); i != row.evaluation.lookedAt.rend(); ++i) {
        const AlarmPoint& p = row.points[static_cast<std::size_t>(*i)];
        if (p.state == side) deciding.push_back({p.stamp, *p.value, p.lower, p.upper});
    }
    Reason r;
    r.state = *state;
    r.op = rule.op;
    r.threshold = rule.threshold;
    r.evaluationPeriods = rule.evaluationPeriods;
    r.datapointsToAlarm = rule.datapointsToAlarm;
    r.treat = rule.treat;
    r.filled = row.evaluation.filled;
    r.points = deciding;
    change(alarm, *state, reasonOf(r), reasonDataOf(rule, row), q * 1000);
}

void AlarmBook::change(Alarm& alarm, AlarmState to, std::string reason, std::string reasonData, std::int64_t nowMs) {
    const AlarmState from = alarm.state;
    const Alarm before = alarm;
    alarm.state = to;
    alarm.reason = shared(std::move(reason));
    alarm.reasonData = shared(std::move(reasonData));
    alarm.updated = nowMs;
    if (from == to) return;
    alarm.previous = from;
    alarm.transitioned = nowMs;
    m_moved.insert(alarm.definition->name);
    ++m_changes;
    const AlarmDefinition& d = *alarm.definition;
    m_hash.mix(d.name);
    m_hash.mix(static_cast<std::uint64_t>(to));
    m_hash.mix(static_cast<std::uint64_t>(nowMs));
    note({AlarmHistoryItem::Kind::StateUpdate, d.composite.has_value(), d.name,
          "Alarm updated from " + std::string(toString(from)) + " to " + std::string(toString(to)),
          stateHistory(before, alarm), nowMs});
    if (d.composite && !d.composite->suppressor.empty()) suppress(alarm, nowMs);
    else act(alarm, nowMs);
}

void AlarmBook::act(const Alarm& alarm, std::int64_t nowMs) {
    const AlarmDefinition& d = *alarm.definition;
    if (!d.actionsEnabled) return;
    for (const std::string& arn : d.actions[static_cast<std::size_t>(alarm.state)]) {
        m_actions.push_back({d.name, arn, alarm.previous, alarm.state, *alarm.reason, alarm.transitioned, nowMs});
    }
}

void AlarmBook::scaleAgain(std::int64_t nowMs) {
    for (const auto& [name, alarm] : m_alarms) {
        const AlarmDefinition& d = *alarm.definition;
        if (!d.actionsEnabled || nowMs - alarm.transitioned < 60'000) continue;
        for (const std::string& arn : d.actions[static_cast<std::size_t>(alarm.state)]) {
            if (isScaling(arn)) m_actions.push_back({name, arn, alarm.previous, alarm.state, *alarm.reason, alarm.transitioned, nowMs});
        }
    }
}

// A change of state under a suppressor: its actions wait, or are withheld.
void AlarmBook::suppress(Alarm& alarm, std::int64_t nowMs) {
    const CompositeAlarmRule& rule = *alarm.definition->composite;
    const Alarm* suppressor = find(rule.suppressor);
    if (suppressor != nullptr && suppressor->state == AlarmState::Alarm) {
        alarm.suppressed = Alarm::Suppressed::Alarm;
        alarm.actionsDue = 0;
    } else if (alarm.suppressed == Alarm::Suppressed::No && alarm.state == AlarmState::Alarm && rule.waitSeconds > 0) {
        alarm.suppressed = Alarm::Suppressed::Wait;
        alarm.actionsDue = nowMs + rule.waitSeconds * 1000LL;
    } else if (alarm.suppressed == Alarm::Suppressed::No) {
        act(alarm, nowMs);
    }
    m_suppressing = m_suppressing || alarm.suppressed != Alarm::Suppressed::No;
}

// Suppressors that came or went, and periods that end.
void AlarmBook::suppressorsAt(std::int64_t nowMs) {
    if (!m_suppressing) return;
    m_suppressing = false;
    for (auto& [name, alarm] : m_alarms) {
        const auto& rule = alarm.definition->composite;
        if (!rule || rule->suppressor.empty() || alarm.suppressed == Alarm::Suppressed::No) continue;
        const Alarm* suppressor = find(rule->suppressor);
        const bool fires = suppressor != nullptr && suppressor->state == AlarmState::Alarm;
        m_suppressing = true;
        if (fires) {
            alarm.suppressed = Alarm::Suppressed::Alarm;
            alarm.actionsDue = 0;
            continue;
        }
        if (alarm.suppressed == Alarm::Suppressed::Alarm) {
            alarm.suppressed = Alarm::Suppressed::Extension;
            alarm.actionsDue = nowMs + rule->extensionSeconds * 1000LL;
        }
        if (nowMs < alarm.actionsDue) continue;
        alarm.suppressed = Alarm::Suppressed::No;
        alarm.actionsDue = 0;
        act(alarm, nowMs);
    }
}

// With it, all that stand on it: in a cycle they stood still until now.
void AlarmBook::replaced(const std::string& name) {
    std::vector<std::string> todo{name};
    while (!todo.empty()) {
        const std::string at = std::move(todo.back());
        todo.pop_back();
        if (!m_replaced.insert(at).second) continue;
        for (const auto& [other, alarm] : m_alarms) {
            const auto& rule = alarm.definition->composite;
            if (rule && std::find(rule->rule.children().begin(), rule->rule.children().end(), at) != rule->rule.children().end()) todo.push_back(other);
        }
    }
}

// Those whose child changed its state or whose rule was replaced, and no others: a state that SetAlarmState gave a composite
// stays until then. A composite may stand on others: again until none changes. A cycle is left alone.
void AlarmBook::evaluateComposites(std::int64_t nowMs) {
    for (std::size_t round = 0; round <= m_alarms.size() && !(m_moved.empty() && m_replaced.empty()); ++round) {
        const auto moved = std::exchange(m_moved, {}), fresh = std::exchange(m_replaced, {});
        const auto hasMoved = [&](const std::string& child) { return moved.contains(child) || m_moved.contains(child); };
        bool changed = false;
        for (auto& [name, alarm] : m_alarms) {
            if (!alarm.definition->composite) continue;
            const CompositeRule& rule = alarm.definition->composite->rule;
            const auto& children = rule.children();
            const bool due = fresh.contains(name) || std::any_of(children.begin(), children.end(), hasMoved);
            if (!due || inCycle(name)) continue;
            const bool first = *alarm.reason == kInitialReason;
            const bool holds = rule.holds([&](std::size_t i) -> std::optional<AlarmState> {
                const Alarm* a = find(children[i]);
                return a == nullptr ? std::nullopt : std::optional(a->state);
            });
            const AlarmState to = holds ? AlarmState::Alarm : AlarmState::Ok;
            if (to == alarm.state) continue;
            // The child that moved last gives the reason.
            const Alarm* mover = nullptr;
            std::pair<bool, std::int64_t> last;
            for (const std::string& c : children) {
                const Alarm* a = find(c);
                if (a == nullptr) continue;
                const std::pair when(hasMoved(c), a->transitioned);
                if (mover != nullptr && when <= last) continue;
                mover = a;
                last = when;
            }
            const std::string reason = first || mover == nullptr
                ? alarmArn(name) + " was created and its alarm rule evaluates to " + std::string(toString(to))
                : alarmArn(mover->definition->name) + " transitioned to " + std::string(toString(mover->state)) + " at " +
                      longTime(mover->transitioned);
            change(alarm, to, reason, compositeReasonData(*this, rule), nowMs);
            changed = true;
        }
        if (changed) suppressorsAt(nowMs);
    }
}

bool AlarmBook::inCycle(std::string_view name) const {
    std::set<std::string, std::less<>> seen;
    std::vector<std::string_view> todo{name};
    bool first = true;
    while (!todo.empty()) {
        const std::string_view at = todo.back();
        todo.pop_back();
        if (!first && at == name) return true;
        first = false;
        const Alarm* alarm = find(at);
        if (alarm == nullptr || !alarm->definition->composite) continue;
        for (const std::string& child : alarm->definition->composite->rule.children()) {
            if (child == name) return true;
            if (seen.insert(child).second) todo.push_back(child);
        }
    }
    return false;
}

std::vector<std::string> AlarmBook::parentsOf(std::string_view name) const {
    std::vector<std::string> out;
    for (const auto& [other, alarm] : m_alarms) {
        const auto& rule = alarm.definition->composite;
        if (!rule) continue;
        const auto& children = rule->rule.children();
        if (rule->suppressor == name || std::find(children.begin(), children.end(), name) != children.end()) out.push_back(other);
    }
    return out;
}

void AlarmBook::noteAction(const AlarmAction& action, std::string_view result, bool ok) {
    const Alarm* alarm = find(action.alarm);
    note({AlarmHistoryItem::Kind::Action, alarm != nullptr && alarm->definition->composite.has_value(), action.alarm,
          (ok ? "Successfully executed action " : "Failed to execute action ") + action.arn, actionHistory(action, result, ok),
          action.at});
}

void AlarmBook::note(AlarmHistoryItem item) { m_history.push_back(std::make_shared<const AlarmHistoryItem>(std::move(item))); }

void AlarmBook::mixInto(kernel::Fingerprint& f) const {
    f.mix(m_changes);
    f.mix(m_hash.value());
}

} // namespace maylab::metrics
