// The debrief of one lab: what was reached, measured, mistaken and predicted in it, read from the profile's facts. A pure
// function; the page (app/lesson/debrief_page.h) says it in words. Steps that were never begun are in it, empty.
#pragma once

#include "labs/engine/lab.h"
#include "labs/progress/facts.h"

#include <optional>
#include <string>
#include <vector>

namespace maylab::worklog {

// What one comparison of a goal measured. Money and numbers keep the goal's own unit.
struct MeasuredGoal {
    const labs::Goal* goal = nullptr; // a goal or a part of one
    labs::Scalar before;              // when the step began; absent: not known, or nothing to measure yet
    labs::Scalar after;               // when it passed
    progress::RunId run = 0;
    kernel::SimTime at;
};

struct MistakeCount {
    const labs::Mistake* mistake = nullptr;
    int times = 0; // in how many runs, at least
};

struct DebriefStep {
    const labs::Step* step = nullptr;
    int number = 0; // from 1
    bool done = false, understood = false, shown = false, tested = false;
    bool begun() const { return attempts > 0 || tested; }
    int attempts = 0;
    // Of the run in which it was done; absent: not recorded.
    std::optional<int> hints, changes;
    std::optional<double> cost; // dollars, until it was done
    std::vector<MeasuredGoal> goals;
    std::vector<MistakeCount> mistakes;
    std::vector<progress::Prediction> predictions; // the first answer to each
    const progress::Debrief* figures = nullptr;    // of the debrief line
};

struct LabDebrief {
    std::vector<DebriefStep> steps; // all, in the lab's order
    int begun = 0, done = 0, understood = 0, shown = 0, tested = 0;
    bool coreDone = false;          // every core step done or tested
    int mistakes = 0, predicted = 0, right = 0;
    std::optional<double> cost;     // all steps together; each is a world of its own, its hours begin anew
    std::int64_t activeSeconds = 0;
    std::string lastDay;            // "2026-01-26", "" while nothing was begun
};

// The facts and the lab must outlive the result.
LabDebrief debriefOf(const labs::Lab& lab, const progress::Facts& facts);

} // namespace maylab::worklog
