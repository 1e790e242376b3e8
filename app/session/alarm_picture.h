// One alarm as the microscope draws it: its last evaluations with the data points that each of them fetched; of a
// composite alarm its rule and its children; beside it the replay of the night with the same signal under other rules.
//
// at, stamp: Unix seconds. Minutes count from the beginning of the replay.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace maylab::app {

enum class AlarmStatus : std::uint8_t { InsufficientData, Ok, Alarm };

struct AlarmPicture {
    // What an evaluation did about missing data points.
    enum class Missing : std::uint8_t {
        NotNeeded,     // none is missing among the newest
        OlderTaken,    // an older real point stands in
        NoneAtAll,     // no real point in the whole range: TreatMissingData alone decides
        EnoughAlready, // enough real points breach, whatever the rest is
        AsBreaching,
        AsNotBreaching,
        OneIsGood,   // missing, ignore: a real point does not breach
        OldEnough,   // missing: only breaching points, and the oldest is old enough
        TooEarly,    // only breaching points, too few of them: the state is kept
        FewSamples   // a percentile of too few samples: the state is kept
    };
    struct Point {
        std::int64_t stamp = 0; // start of the period
        std::optional<double> value;
        bool breaching = false;
        bool lookedAt = false;
        bool belowBand = false; // of a band: below its lower edge
    };
    struct Row {
        std::int64_t at = 0;
        std::vector<Point> points; // oldest first, at most the newest kPoints
        int older = 0;             // fetched as well, and left out of points
        int breaching = 0;         // of the real points looked at
        int filled = 0;            // missing ones that TreatMissingData stands for
        Missing missing = Missing::NotNeeded;
        bool kept = false;         // the evaluation said nothing: the state stays
        AlarmStatus status = AlarmStatus::InsufficientData; // after this evaluation
        bool changed = false;      // at this evaluation
        std::string reason;        // StateReason as it stood after this evaluation
        std::int64_t reasonAt = 0;
    };
    struct Child { // of a composite alarm
        std::string name;
        bool exists = true, suppressor = false;
        AlarmStatus status = AlarmStatus::InsufficientData;
        std::int64_t since = 0;
    };

    bool present = false;
    std::vector<std::string> names; // of all alarms, sorted, at most kNames
    std::string name;
    AlarmStatus status = AlarmStatus::InsufficientData;
    std::int64_t since = 0; // when it came into this state
    std::string reason;     // StateReason
    std::int64_t reasonAt = 0;
    std::int64_t configured = 0; // rows begin with the first evaluation under these settings
    bool actionsEnabled = true;
    std::string suppressedBy; // "WaitPeriod", "Alarm", "ExtensionPeriod"; empty: actions run

    // Metric alarm.
    std::string metric; // "CPUUtilization", or the id of a metric math expression
    std::string statistic;
    std::string unit;       // of CloudWatch: "Percent"; may be empty
    std::string comparison; // ">", ">=", "<", "<="; of a band "outside", "below", "above"
    double threshold = 0;   // no meaning with a band
    int datapointsToAlarm = 1, evaluationPeriods = 1, range = 1, period = 60;
    std::string treat; // "missing", "ignore", "breaching", "notBreaching"
    std::vector<Row> rows; // newest first, at most kRows

    // Composite alarm.
    bool composite = false;
    std::string rule;
    int waitSeconds = 0, extensionSeconds = 0;
    std::vector<Child> children;

    static constexpr std::size_t kRows = 64, kPoints = 24, kNames = 100;
};

// A recorded night with known incidents, played against the learner's alarms: one alarm and what other rules would have
// done ("cpu"), four alarms that must say what the night needs ("gaps"), or the messages that went out ("incidents").
struct ReplayPicture {
    struct Incident {
        int from = 0, to = 0; // minutes
        bool told = false;    // where an incident is, is said when it is over
        bool found = false;
        double lateMinutes = 0;
        int messages = 0; // "incidents": that went out in it
    };
    struct Rule {
        int m = 1, n = 1;
        double threshold = 0;
        int episodes = 0, outside = 0;
        std::optional<double> lateMinutes; // none: an incident was never found
        bool current = false;              // the learner's own
        int periodSeconds = 60;
    };
    struct Need { // "gaps": an alarm against the states that the night needs
        std::string alarm;
        bool asNeeded = false; // over the whole night
        int differingMinutes = 0;
        int firstMinute = -1; // the first that differs, from 1; -1: none
        AlarmStatus firstStatus = AlarmStatus::Ok, firstNeeded = AlarmStatus::Ok;
    };
    struct Stretch { // of one state, until the next begins
        double from = 0; // minutes
        AlarmStatus status = AlarmStatus::InsufficientData;
    };

    bool present = false;
    std::string status; // "idle", "running", "finished"
    std::string signal;
    std::string alarm; // whose states the stretches are: the replay's, else the one that is shown
    double minute = 0, minutes = 0;
    int episodes = 0, outside = 0;
    std::vector<Incident> incidents;
    std::vector<Rule> rules; // told when the replay is over
    std::vector<Need> needs;
    int messages = 0, messagesForNothing = 0;
    int deploymentFrom = -1, deploymentTo = -1; // minutes; -1: none
    std::vector<Stretch> stretches; // oldest first, at most kStretches

    static constexpr std::size_t kStretches = 512, kRules = 24, kIncidents = 24;
};

} // namespace maylab::app
