// Strips of data points with gaps, each under a rule: which state does the alarm come to? As the lab's door says them.
#pragma once

#include "app/session/alarm_picture.h"

#include <optional>
#include <string>
#include <vector>

namespace maylab::app {

struct StripsPicture {
    struct Strip {
        int number = 0;
        std::string treat; // "missing", "ignore", "breaching", "notBreaching"
        int datapointsToAlarm = 1, evaluationPeriods = 1;
        double threshold = 0;
        std::vector<std::optional<double>> points; // oldest first, at most kPoints
        AlarmStatus previous = AlarmStatus::Ok;
        std::optional<AlarmStatus> prediction; // a state, or
        bool keep = false;                     // KEEP: the one it had
        std::optional<AlarmStatus> status; // after Evaluate
        bool right = false;
        std::string rule; // "enough-data", "premature" ...: why it is so, after Evaluate
    };

    bool present = false;
    int round = 0, right = 0;
    bool evaluated = false;
    std::vector<Strip> strips;

    static constexpr std::size_t kStrips = 16, kPoints = 24;
};

} // namespace maylab::app
