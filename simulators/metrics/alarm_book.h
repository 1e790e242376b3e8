// AlarmBook: all alarms of a world as a value, their evaluation at the turn of each minute (of each 10 s for periods
// below a minute), their history. The window slides: at time q the newest period ends at q, whatever q is a multiple of.
//
// A copy shares definitions, texts and history. Source: sheet 2.2 to 2.4; golden/metrics/alarm_timelines.json.
#pragma once

#include "kernel/doors.h"
#include "kernel/hash.h"
#include "metrics/alarm.h"
#include "metrics/usage_meter.h"

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::metrics {

// One period that an evaluation looked at.
struct AlarmPoint {
    std::int64_t stamp = 0; // start, Unix seconds
    std::optional<double> value;
    double sampleCount = 0;
    double lower = 0, upper = 0; // of a band
    PointState state = PointState::Missing;
};

// One evaluation as the alarm microscope shows it.
struct AlarmRow {
    std::int64_t at = 0; // Unix seconds
    std::vector<AlarmPoint> points; // oldest first
    Evaluation evaluation;
    bool lowSample = false; // and therefore kept
};

class AlarmBook {
  public:
    static constexpr std::int64_t kHistoryKept = 14 * kDay; // seconds
    static constexpr std::size_t kMostHistory = 100'000;

    // A row at time q (Unix seconds), from the store alone.
    static AlarmRow look(const MetricStore& store, const MetricAlarmRule& rule, std::int64_t q);

    const Alarm* find(std::string_view name) const;
    const std::map<std::string, Alarm, std::less<>>& alarms() const { return m_alarms; }
    const std::vector<std::shared_ptr<const AlarmHistoryItem>>& history() const { return m_history; } // oldest first

    // New, or replaces all settings of one with that name and keeps its state. nowMs: Unix milliseconds.
    void put(AlarmDefinition definition, std::int64_t nowMs);
    void erase(std::string_view name, std::int64_t nowMs);
    void setState(std::string_view name, AlarmState state, std::string reason, std::string reasonData, std::int64_t nowMs);
    void enableActions(std::string_view name, bool enabled, std::int64_t nowMs);

    // Everything that is due at q (Unix seconds): metric alarms, then composites until nothing changes any more.
    void evaluate(const MetricStore& store, std::int64_t q);
    // What is to be done since the last call.
    std::vector<AlarmAction> takeActions() { return std::exchange(m_actions, {}); }
    void noteAction(const AlarmAction& action, std::string_view result, bool ok);

    const AlarmMeter& meter() const { return m_meter; }

    bool inCycle(std::string_view name) const; // of composites
    // Composites whose rule or suppressor names this alarm.
    std::vector<std::string> parentsOf(std::string_view name) const;

    void mixInto(kernel::Fingerprint& f) const;

  private:
    static void lookAtMath(const MetricStore& store, const MetricAlarmRule& rule, std::int64_t q, AlarmRow& row);

    using Alarms = std::map<std::string, Alarm, std::less<>>;

    void judge(Alarm& alarm, const MetricStore& store, std::int64_t q);
    void change(Alarm& alarm, AlarmState to, std::string reason, std::string reasonData, std::int64_t nowMs);
    void act(const Alarm& alarm, std::int64_t nowMs);
    void scaleAgain(std::int64_t nowMs);
    void evaluateComposites(std::int64_t nowMs);
    void replaced(const std::string& name);
    void suppress(Alarm& alarm, std::int64_t nowMs);
    void suppressorsAt(std::int64_t nowMs);
    void note(AlarmHistoryItem item);

    Alarms m_alarms;
    std::vector<std::shared_ptr<const AlarmHistoryItem>> m_history;
    std::vector<AlarmAction> m_actions;
    AlarmMeter m_meter;
    bool m_hasFast = false;     // some period is below a minute
    bool m_suppressing = false; // some composite's actions may wait
    bool m_scaling = false;     // some action is one of Auto Scaling
    // Until evaluateComposites has seen them: alarms that changed their state, composites whose rule may be another.
    std::set<std::string, std::less<>> m_moved, m_replaced;
    std::uint64_t m_changes = 0;
    kernel::Fingerprint m_hash;
};

} // namespace maylab::metrics
