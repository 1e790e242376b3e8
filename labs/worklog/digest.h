// What was done, lab by lab: facts read against the week's plan. Pointers point into the facts and the plan given.
#pragma once

#include "labs/progress/facts.h"
#include "labs/worklog/worklog.h"

#include <set>
#include <string>
#include <vector>

namespace maylab::worklog {

struct StepDone {
    const StepPlan* plan = nullptr;
    int number = 0; // from 1
    bool done = false, understood = false, shown = false, tested = false;
    bool counts() const { return done || shown; } // worked through, with or without full help
    const progress::StepOutcome* outcome = nullptr; // the first that counts
    const progress::Debrief* debrief = nullptr;     // its newest figures
    // The address of its figures: the debrief's run, else the outcome's.
    progress::RunId run = 0;
    kernel::SimTime at;
    progress::WallTime wall;
    std::uint64_t seed = 0;
    std::vector<const progress::Prediction*> predictions; // first answers whose value was measured
    std::vector<const progress::Verdict*> verdicts;       // of that run, in order
};

struct LabDone {
    const LabPlan* plan = nullptr;
    bool complete = false;
    std::string start, completion;         // as on the page; completion "" while in progress
    std::string runStart, runCompletion;   // as the runs say
    bool edited() const { return start != runStart || completion != runCompletion; }
    std::vector<StepDone> steps; // those with an outcome, in the lab's order
    int total = 0, worked = 0, understood = 0, shown = 0, onlyTested = 0;
};

struct MistakeRow {
    const LabPlan* lab = nullptr;
    const StepPlan* step = nullptr;
    std::string mistake;
    int times = 0;
    const progress::MistakeMet* last = nullptr;
    const progress::Verdict* solvedBy = nullptr; // the first goal that passed after it, null: not yet
};

struct WrongPrediction {
    const LabPlan* lab = nullptr;
    const StepPlan* step = nullptr;
    const progress::Prediction* prediction = nullptr;
};

struct Digest {
    std::vector<LabDone> labs; // begun ones, by start date, then in the week's order
    std::vector<MistakeRow> mistakes;
    std::vector<WrongPrediction> wrong;
    std::set<std::uint64_t> seeds; // of every figure named
    progress::WallTime last;       // the newest fact
    bool anything() const { return !labs.empty(); }
    const LabDone* lab(const std::string& id) const;
};

Digest digest(const progress::Facts& facts, const WeekPlan& week, const Options& options);

} // namespace maylab::worklog
