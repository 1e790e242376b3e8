// `maylab check` and `maylab run --solution`: is a lab sound? Every goal is false at the start; doing nothing
// passes nothing; the solution passes on the lab's seed and others; each mistake fails where it must and triggers its
// hint; each slider shown, swept over its range with the rest as in the solution, passes on 2 to 25 % of it (a slider
// that the solution sets several times is swept at each place; its narrowest place counts).
//
// No threads here: checkJobs() gives independent jobs, pure functions of a plan and a factory, which the caller runs
// where it likes; report() puts their findings together.
#pragma once

#include "labs/engine/session.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace maylab::labs {

struct CheckOptions {
    int otherSeeds = 10;
    bool sweep = true;
    bool anotherDay = true; // the solution's settings also pass Another day
    int sweepValues = 20;
    double leastShare = 0.02, greatestShare = 0.25;
    SimDuration doNothing = SimDuration::seconds(120);
};

struct Finding {
    std::string lab, step;
    std::string subject; // goal, mistake or control
    std::uint64_t seed = 0;
    Message what;
    std::string english() const;
};

struct SweepPoint {
    double value = 0;
    bool passed = false;
};
struct SweepResult {
    std::string step, control;
    int place = -1; // line of the solution at which the value is swept; -1: the solution never sets it
    std::vector<SweepPoint> points;
    double share() const;
};

struct GoalMeasure {
    std::string goal;
    bool passed = false;
    double seconds = 0; // after the step began
    Scalar measured, needed;
    std::vector<std::pair<std::string, Scalar>> parts;
};

struct SolutionRun {
    std::string step;
    std::uint64_t seed = 0;
    bool passed = false;
    std::vector<GoalMeasure> goals;
    std::vector<FigureView> figures;
    Standing standing;
    std::vector<SeedOutcome> otherDays; // how Another day went, if it was tried
    double virtualSeconds = 0;
    std::uint64_t events = 0, fingerprint = 0;
    Message problem;
};

struct JobResult {
    std::vector<Finding> findings;
    std::vector<SweepResult> sweeps;
    std::vector<SolutionRun> runs;
    int checks = 0; // how many things were looked at
};

struct CheckJob {
    std::string name; // "elasticache/drowns seed 41"
    double weight = 1; // rough cost: start the heavy ones first
    double busiest = 1; // requests a second of its world, at its busiest
    std::function<JobResult(const kernel::WorldFactory&)> run;
};

std::vector<CheckJob> checkJobs(std::shared_ptr<const Lab> lab, const CheckOptions& options = {});

struct CheckReport {
    std::vector<Finding> findings;
    std::vector<SweepResult> sweeps;
    std::vector<SolutionRun> runs;
    int checks = 0;
    bool passed() const { return findings.empty(); }
    std::string text() const; // for the terminal
    nlohmann::json json() const;
};
// Findings that need a whole sweep are made here. Order of results does not matter.
CheckReport report(const Lab& lab, const std::vector<JobResult>& results, const CheckOptions& options = {});

// The solution of one step, or of every step up to `until` (all when empty).
SolutionRun runSolution(std::shared_ptr<const Lab> lab, std::string_view stepId, std::uint64_t seed,
                        const kernel::WorldFactory& factory);
// As runSolution, and gives the session it ended with (for --save).
tl::expected<LabSession, Message> playSolution(std::shared_ptr<const Lab> lab, std::string_view stepId,
                                               std::uint64_t seed, const kernel::WorldFactory& factory,
                                               SolutionRun& out);
struct LabRun {
    bool passed = false;
    std::vector<SolutionRun> steps;
    std::uint64_t fingerprint = 0; // over the steps' own, in order
};
tl::expected<LabRun, Message> runLab(std::shared_ptr<const Lab> lab, std::string_view until, std::uint64_t seed,
                                     const kernel::WorldFactory& factory);
nlohmann::json toJson(const LabRun& run, const Lab& lab, std::uint64_t seed);

} // namespace maylab::labs
