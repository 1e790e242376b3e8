#include "labs/engine/checker.h"

#include "kernel/hash.h"
#include "kernel/math.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace maylab::labs {

using kernel::Actor;

std::string Finding::english() const {
    std::string s = lab + "/" + step;
    if (!subject.empty()) s += " " + subject;
    return s + " (seed " + std::to_string(seed) + "): " + labs::english(what);
}

double SweepResult::share() const {
    if (points.empty()) return 0;
    const auto n = std::count_if(points.begin(), points.end(), [](const SweepPoint& p) { return p.passed; });
    return static_cast<double>(n) / static_cast<double>(points.size());
}

namespace {

Finding finding(const Lab& lab, const Step& step, std::string subject, std::uint64_t seed, Message what) {
    return {lab.id, step.id, std::move(subject), seed, std::move(what)};
}

tl::expected<LabSession, Message> prepare(const std::shared_ptr<const Lab>& lab, const Step& step, std::uint64_t seed,
                                          const kernel::WorldFactory& factory, JobResult& out) {
    SessionOptions options;
    options.seed = seed;
    auto session = LabSession::begin(lab, step.id, factory, options);
    if (!session) {
        out.findings.push_back(finding(*lab, step, "", seed, {"check.begin-failed", {{"error", english(session.error())}}}));
    }
    return session;
}

// The part of a goal that is not as it should be, for a message.
const GoalResult& culprit(const GoalResult& goal) {
    for (const GoalResult& p : goal.parts) {
        if (!p.holdsNow) return culprit(p);
    }
    return goal;
}

AnotherDayResult takenAsPassed(const AnotherDayTask&) { return {true, {}}; }

SolutionRun measured(const LabSession& session, const ScriptOutcome& outcome) {
    SolutionRun run;
    const SessionView v = session.view();
    run.step = v.step;
    run.seed = v.seed;
    run.passed = session.allGoalsPassed();
    run.problem = outcome.problem;
    for (const GoalResult& g : v.goals) {
        GoalMeasure m;
        m.goal = g.id;
        m.passed = g.state == GoalState::Passed;
        m.seconds = g.passedAt ? (*g.passedAt - v.began).inSeconds() : 0;
        m.measured = m.passed ? g.passedWith : g.measured;
        m.needed = g.needed;
        for (const GoalResult& p : g.parts) m.parts.emplace_back(p.id, p.measured);
        for (const Verdict& verdict : session.verdicts()) {
            if (verdict.goal == g.id) m.parts = verdict.parts;
        }
        run.goals.push_back(std::move(m));
    }
    run.figures = v.figures;
    run.standing = v.standing;
    run.otherDays = v.otherDays;
    run.virtualSeconds = (v.now - v.began).inSeconds();
    run.events = session.world().eventsExecuted();
    run.fingerprint = session.world().fingerprint();
    return run;
}

void solutionFindings(const Lab& lab, const Step& step, const LabSession& session, const ScriptOutcome& outcome, JobResult& out) {
    const std::uint64_t seed = session.world().seed();
    if (!outcome.ok) {
        out.findings.push_back(finding(lab, step, "", seed, {"check.solution-stops",
            {{"item", static_cast<double>(outcome.item + 1)}, {"error", english(outcome.problem)}}}));
    }
    for (const GoalResult& g : session.view().goals) {
        if (g.state == GoalState::Passed) continue;
        const GoalResult& part = culprit(g);
        out.findings.push_back(finding(lab, step, part.id, seed, {"check.solution-fails", {{"measured", part.measured}, {"needed", part.needed}}}));
    }
}

// How long a learner could sit and watch: past every hold and every moment from which a goal counts.
SimDuration watchTime(const Goal& goal, const LabSession& session, SimDuration least) {
    SimTime from = session.view().began;
    if (goal.since.kind == Since::Kind::Offset) from = from + goal.since.offset;
    if (goal.since.kind == Since::Kind::Instant) {
        const auto ms = goal.since.unixMilliseconds - session.world().calendar().startUnixMilliseconds;
        from = std::max(from, SimTime() + SimDuration::milliseconds(ms));
    }
    return std::max(least, (from - session.view().began) + goal.hold + SimDuration::seconds(90));
}

void checkStart(const Lab& lab, const Step& step, const LabSession& base, JobResult& out) {
    for (const GoalResult& g : base.view().goals) {
        ++out.checks;
        if (g.holdsNow || g.state == GoalState::Passed) {
            out.findings.push_back(finding(lab, step, g.id, base.world().seed(), {"check.goal-true-at-start", {{"measured", g.measured}}}));
        }
    }
}

void checkDoingNothing(const Lab& lab, const Step& step, const LabSession& base, const CheckOptions& options, JobResult& out) {
    LabSession session = base.clone();
    SimDuration watch = options.doNothing;
    for (const Goal& g : step.goals) watch = std::max(watch, watchTime(g, session, options.doNothing));
    const SimTime end = session.world().now() + watch;
    while (session.world().now() < end) {
        // The clock must run to show what the world does by itself: a guess that is wrong unlocks it.
        if (session.locked()) {
            const std::string id = session.view().lockedBy;
            for (const Prediction& p : step.predictions) {
                if (p.id == id) (void)session.predict(id, p.minimum < p.from ? p.minimum : p.maximum);
            }
        }
        (void)session.advanceSeconds(1);
        if (!session.locked() && session.world().now() >= session.world().config().limits.maxTime) break;
    }
    for (const GoalResult& g : session.view().goals) {
        ++out.checks;
        if (g.state != GoalState::Passed) continue;
        out.findings.push_back(finding(lab, step, g.id, base.world().seed(),
            {"check.passes-by-itself", {{"seconds", watch.inSeconds()}, {"measured", g.passedWith}}}));
    }
}

void checkMistake(const Lab& lab, const Step& step, const MistakeFile& file, const LabSession& base, JobResult& out) {
    ++out.checks;
    LabSession session = base.clone();
    const ScriptOutcome outcome = playScript(session, file.script, Actor::Form, takenAsPassed);
    const auto report = [&](Message what) {
        out.findings.push_back(finding(lab, step, file.mistake, base.world().seed(), std::move(what)));
    };
    if (!outcome.ok) {
        report({"check.mistake-stops", {{"item", static_cast<double>(outcome.item + 1)}, {"error", english(outcome.problem)}}});
        return;
    }
    const SessionView v = session.view();
    if (session.allGoalsPassed()) report({"check.mistake-passes", {}});
    const bool met = std::any_of(v.mistakes.begin(), v.mistakes.end(), [&](const MistakeView& m) { return m.id == file.mistake; });
    const std::string expected = "mistake." + file.mistake + ".hint";
    if (!met) report({"check.mistake-not-recognised", {}});
    else if (v.nextHint != expected) report({"check.mistake-wrong-hint", {{"hint", v.nextHint}, {"expected", expected}}});
}

void checkDoItForMe(const Lab& lab, const Step& step, const LabSession& base, JobResult& out) {
    ++out.checks;
    LabSession session = base.clone();
    for (int i = 0; i < 8 && !session.standing().shown; ++i) (void)session.openNextHint();
    SimDuration most = SimDuration::seconds(60);
    for (const ScriptItem& item : step.doItForMe) most += item.duration;
    for (const Prediction& p : step.predictions) {
        for (const ScriptItem& item : p.run) most += item.duration;
    }
    const SimTime end = session.world().now() + most;
    while (!session.allGoalsPassed() && session.world().now() < end && !session.locked()) (void)session.advanceSeconds(1);
    for (const GoalResult& g : session.view().goals) {
        if (g.state == GoalState::Passed) continue;
        out.findings.push_back(finding(lab, step, g.id, base.world().seed(), {"check.do-it-for-me-fails", {{"goal", g.id}}}));
    }
}

JobResult ownSeedJob(const std::shared_ptr<const Lab>& lab, const Step& step, const CheckOptions& options, const kernel::WorldFactory& factory) {
    JobResult out;
    const auto base = prepare(lab, step, lab->seed, factory, out);
    if (!base) return out;
    checkStart(*lab, step, *base, out);
    checkDoingNothing(*lab, step, *base, options, out);

    LabSession session = base->clone();
    ++out.checks;
    const ScriptOutcome outcome = playScript(session, *lab->solutionOf(step.id), Actor::Form, takenAsPassed);
    solutionFindings(*lab, step, session, outcome, out);
    if (outcome.ok && session.allGoalsPassed() && (!session.standing().done || (step.why && !session.standing().understood))) {
        out.findings.push_back(finding(*lab, step, "", lab->seed, {"check.solution-not-understood", {}}));
    }
    out.runs.push_back(measured(session, outcome));

    for (const MistakeFile& file : lab->mistakes) {
        if (file.step == step.id) checkMistake(*lab, step, file, *base, out);
    }
    checkDoItForMe(*lab, step, *base, out);
    return out;
}

JobResult otherSeedJob(const std::shared_ptr<const Lab>& lab, const Step& step, std::uint64_t seed, bool anotherDay, const kernel::WorldFactory& factory) {
    JobResult out;
    const auto base = prepare(lab, step, seed, factory, out);
    if (!base) return out;
    LabSession session = base->clone();
    ++out.checks;
    // Another day is tried on this seed itself: the world is made, and one run more of its settings is cheap.
    AnotherDayTask taken;
    const ScriptOutcome outcome = playScript(session, *lab->solutionOf(step.id), Actor::Form, [&](const AnotherDayTask& task) {
        taken = task;
        return AnotherDayResult{true, {}};
    });
    solutionFindings(*lab, step, session, outcome, out);
    out.runs.push_back(measured(session, outcome));
    if (!anotherDay || taken.trials.empty()) return out;

    taken.seeds = {seed};
    ++out.checks;
    for (const SeedOutcome& o : runAnotherDay(taken, factory).outcomes) {
        if (o.passed) continue;
        out.findings.push_back(finding(*lab, step, o.part.empty() ? o.goal : o.part, seed,
            {"check.another-day-fails", {{"seed", static_cast<double>(o.seed)}, {"measured", o.measured}, {"needed", o.needed}}}));
    }
    return out;
}

// The places in a solution at which a control gets its value.
std::vector<std::size_t> settings(const Script& script, const Control& c) {
    std::vector<std::size_t> at;
    const Json::json_pointer pointer(c.at);
    for (std::size_t i = 0; i < script.size(); ++i) {
        const ScriptItem& item = script[i];
        if (item.kind == ScriptItem::Kind::Call && item.service == c.service && item.operation == c.operation && item.input.contains(pointer)) {
            at.push_back(i);
        }
    }
    return at;
}

double sweepValue(const Control& c, int i, int n) {
    const double share = n > 1 ? static_cast<double>(i) / (n - 1) : 0;
    if (c.scale == Control::Scale::Logarithmic) {
        return c.rounded(c.minimum * kernel::math::pow(c.maximum / c.minimum, share));
    }
    return c.rounded(c.minimum + (c.maximum - c.minimum) * share);
}

// One slider at one place of the solution. place -1: the solution never sets it, so it is set before everything.
JobResult sweepJob(const std::shared_ptr<const Lab>& lab, const Step& step, const Control& control, int place,
                   const CheckOptions& options, const kernel::WorldFactory& factory) {
    JobResult out;
    auto base = prepare(lab, step, lab->seed, factory, out);
    if (!base) return out;
    const Script& script = *lab->solutionOf(step.id);
    const std::size_t split = place < 0 ? 0 : static_cast<std::size_t>(place);
    const Script before(script.begin(), script.begin() + static_cast<std::ptrdiff_t>(split));
    if (!playScript(*base, before, Actor::Form, takenAsPassed).ok) return out; // the solution's own job says why
    SweepResult sweep;
    sweep.step = step.id;
    sweep.control = control.id;
    sweep.place = place;
    for (int i = 0; i < options.sweepValues; ++i) {
        ++out.checks;
        LabSession session = base->clone();
        const double value = sweepValue(control, i, options.sweepValues);
        Script rest(script.begin() + static_cast<std::ptrdiff_t>(split), script.end());
        ScriptItem set;
        set.service = control.service;
        set.operation = control.operation;
        set.input = control.inputFor(value);
        set.mayFail = true;
        if (place < 0) {
            rest.insert(rest.begin(), set);
        } else {
            // The rest of the call stays as in the solution.
            rest[0].input[Json::json_pointer(control.at)] = set.input.at(Json::json_pointer(control.at));
            rest[0].mayFail = true;
        }
        (void)playScript(session, rest, Actor::Form, takenAsPassed);
        sweep.points.push_back({value, session.allGoalsPassed()});
    }
    out.sweeps.push_back(std::move(sweep));
    return out;
}

// What a second of a step's world costs to compute: the busiest traffic that its parameters name.
double busiestOf(const Json& parameters) {
    double most = 1;
    if (!parameters.is_structured()) return most;
    for (const auto& [name, value] : parameters.items()) {
        const bool rate = name == "requestsPerSecond" && value.is_number();
        most = std::max(most, rate ? value.get<double>() : busiestOf(value));
    }
    return most;
}

double lengthOf(const Script& script) {
    double seconds = 30;
    for (const ScriptItem& item : script) seconds += item.duration.inSeconds();
    return seconds;
}

} // namespace

std::vector<CheckJob> checkJobs(std::shared_ptr<const Lab> lab, const CheckOptions& options) {
    std::vector<CheckJob> jobs;
    for (const Step& s : lab->steps) {
        const Step* step = &s; // lives with the lab, which every job holds
        const double busy = busiestOf(s.parameters);
        const double setup = busy * lengthOf(s.setup);
        const double solution = busy * lengthOf(*lab->solutionOf(s.id));
        const std::string name = lab->id + "/" + s.id;
        jobs.push_back({name + " seed " + std::to_string(lab->seed), setup + 5 * solution, busy,
                        [lab, step, options](const kernel::WorldFactory& f) { return ownSeedJob(lab, *step, options, f); }});
        const auto seeds = otherSeeds(lab->seed, lab->seed, options.otherSeeds);
        for (std::size_t i = 0; i < seeds.size(); ++i) {
            const std::uint64_t seed = seeds[i];
            // Three seeds are what a learner's Another day takes.
            const bool anotherDay = options.anotherDay && i < 3 && !s.anotherDay.empty();
            jobs.push_back({name + " seed " + std::to_string(seed), setup + solution, busy,
                            [lab, step, seed, anotherDay](const kernel::WorldFactory& f) { return otherSeedJob(lab, *step, seed, anotherDay, f); }});
        }
        for (const Control& c : s.controls) {
            if (!options.sweep || c.kind != Control::Kind::Slider) continue;
            const Control* control = &c;
            std::vector<std::size_t> places = settings(*lab->solutionOf(s.id), c);
            std::vector<int> all(places.begin(), places.end());
            if (all.empty()) all.push_back(-1);
            for (const int place : all) {
                jobs.push_back({name + " slider " + c.id, setup + 10 * solution, busy,
                                [lab, step, control, place, options](const kernel::WorldFactory& f) { return sweepJob(lab, *step, *control, place, options, f); }});
            }
        }
    }
    std::stable_sort(jobs.begin(), jobs.end(), [](const CheckJob& a, const CheckJob& b) { return a.weight > b.weight; });
    return jobs;
}

CheckReport report(const Lab& lab, const std::vector<JobResult>& results, const CheckOptions& options) {
    CheckReport r;
    for (const JobResult& j : results) {
        r.findings.insert(r.findings.end(), j.findings.begin(), j.findings.end());
        r.sweeps.insert(r.sweeps.end(), j.sweeps.begin(), j.sweeps.end());
        r.runs.insert(r.runs.end(), j.runs.begin(), j.runs.end());
        r.checks += j.checks;
    }
    // A slider that is set more than once must be narrow at one of its places at least: all of them have to be got right.
    for (const Step& step : lab.steps) {
        for (const Control& c : step.controls) {
            double least = 2;
            for (const SweepResult& s : r.sweeps) {
                if (s.step == step.id && s.control == c.id) least = std::min(least, s.share());
            }
            if (least > 1) continue; // not swept
            const Scalar percent = std::round(least * 1000) / 10;
            if (least > options.greatestShare) {
                r.findings.push_back(finding(lab, step, c.id, lab.seed, {"check.slider-too-easy", {{"percent", percent}}}));
            } else if (least < options.leastShare) {
                r.findings.push_back(finding(lab, step, c.id, lab.seed, {"check.slider-too-hard", {{"percent", percent}}}));
            }
        }
    }
    const auto stepIndex = [&](const std::string& id) {
        std::size_t i = 0;
        while (i < lab.steps.size() && lab.steps[i].id != id) ++i;
        return i;
    };
    std::sort(r.findings.begin(), r.findings.end(), [&](const Finding& a, const Finding& b) {
        return std::tuple(stepIndex(a.step), a.what.id, a.subject, a.seed) < std::tuple(stepIndex(b.step), b.what.id, b.subject, b.seed);
    });
    std::sort(r.sweeps.begin(), r.sweeps.end(), [&](const SweepResult& a, const SweepResult& b) {
        return std::tuple(stepIndex(a.step), a.control, a.place) < std::tuple(stepIndex(b.step), b.control, b.place);
    });
    std::sort(r.runs.begin(), r.runs.end(), [&](const SolutionRun& a, const SolutionRun& b) {
        return std::tuple(stepIndex(a.step), a.seed != lab.seed, a.seed) < std::tuple(stepIndex(b.step), b.seed != lab.seed, b.seed);
    });
    return r;
}

std::string CheckReport::text() const {
    std::string s;
    for (const Finding& f : findings) s += "FAIL " + f.english() + "\n";
    char line[160];
    for (const SweepResult& w : sweeps) {
        std::snprintf(line, sizeof line, "slider %s of %s: %.0f %% of the range passes", w.control.c_str(), w.step.c_str(), w.share() * 100);
        s += line;
        std::string values;
        for (const SweepPoint& p : w.points) {
            if (p.passed) values += (values.empty() ? " (" : ", ") + Scalar(p.value).toString();
        }
        s += values.empty() ? "\n" : values + ")\n";
    }
    // The spread of what goals measured over the seeds: targets must lie clear of it.
    std::vector<std::pair<std::string, std::vector<double>>> spread;
    const auto add = [&](const std::string& key, const Scalar& v) {
        if (!v.isNumber()) return;
        auto it = std::find_if(spread.begin(), spread.end(), [&](const auto& e) { return e.first == key; });
        if (it == spread.end()) it = spread.insert(spread.end(), {key, {}});
        it->second.push_back(v.number());
    };
    for (const SolutionRun& run : runs) {
        for (const GoalMeasure& g : run.goals) {
            if (g.parts.empty()) add(run.step + " " + g.goal, g.measured);
            for (const auto& [part, v] : g.parts) add(run.step + " " + part, v);
        }
    }
    for (auto& [key, values] : spread) {
        const auto [low, high] = std::minmax_element(values.begin(), values.end());
        std::snprintf(line, sizeof line, "measured %s: %.4g to %.4g over %zu seeds\n", key.c_str(), *low, *high, values.size());
        s += line;
    }
    s += std::to_string(checks) + " checks, " + std::to_string(findings.size()) + " failed\n";
    return s;
}

nlohmann::json CheckReport::json() const {
    Json out{{"passed", passed()}, {"checks", checks}, {"findings", Json::array()}, {"sliders", Json::array()}};
    for (const Finding& f : findings) {
        out["findings"].push_back({{"lab", f.lab}, {"step", f.step}, {"subject", f.subject}, {"seed", f.seed}, {"id", f.what.id}, {"text", f.english()}});
    }
    for (const SweepResult& w : sweeps) {
        Json points = Json::array();
        for (const SweepPoint& p : w.points) points.push_back({{"value", p.value}, {"passed", p.passed}});
        out["sliders"].push_back({{"step", w.step}, {"control", w.control}, {"share", w.share()}, {"points", points}});
    }
    return out;
}

// ---------------------------------------------------------------------------------------------- maylab run --solution

tl::expected<LabSession, Message> playSolution(std::shared_ptr<const Lab> lab, std::string_view stepId, std::uint64_t seed,
                                               const kernel::WorldFactory& factory, SolutionRun& out) {
    const Script* script = lab->solutionOf(stepId);
    if (!script) return tl::unexpected(Message{"session.unknown-step", {{"step", std::string(stepId)}}});
    SessionOptions options;
    options.seed = seed;
    auto session = LabSession::begin(lab, stepId, factory, options);
    if (!session) return session;
    const ScriptOutcome outcome = playScript(*session, *script, Actor::Form, [&](const AnotherDayTask& task) { return runAnotherDay(task, factory); });
    out = measured(*session, outcome);
    out.passed = out.passed && session->standing().done;
    (void)session->mark();
    return session;
}

SolutionRun runSolution(std::shared_ptr<const Lab> lab, std::string_view stepId, std::uint64_t seed, const kernel::WorldFactory& factory) {
    SolutionRun out;
    out.step = stepId;
    out.seed = seed;
    const auto session = playSolution(lab, stepId, seed, factory, out);
    if (!session) out.problem = session.error();
    return out;
}

tl::expected<LabRun, Message> runLab(std::shared_ptr<const Lab> lab, std::string_view until, std::uint64_t seed, const kernel::WorldFactory& factory) {
    if (!until.empty() && !lab->step(until)) return tl::unexpected(Message{"session.unknown-step", {{"step", std::string(until)}}});
    LabRun run;
    run.passed = true;
    kernel::Fingerprint f;
    for (const Step& step : lab->steps) {
        run.steps.push_back(runSolution(lab, step.id, seed, factory));
        run.passed = run.passed && run.steps.back().passed;
        f.mix(run.steps.back().fingerprint);
        if (step.id == until) break;
    }
    run.fingerprint = f.value();
    return run;
}

namespace {

std::string hex(std::uint64_t v) {
    char buffer[24];
    std::snprintf(buffer, sizeof buffer, "%016llx", static_cast<unsigned long long>(v));
    return buffer;
}

} // namespace

nlohmann::json toJson(const LabRun& run, const Lab& lab, std::uint64_t seed) {
    Json out{{"lab", lab.id}, {"seed", seed}, {"passed", run.passed}, {"fingerprint", hex(run.fingerprint)}, {"steps", Json::array()}};
    for (const SolutionRun& s : run.steps) {
        Json step{{"id", s.step}, {"passed", s.passed}, {"fingerprint", hex(s.fingerprint)}, {"events", s.events},
                  {"virtualSeconds", s.virtualSeconds}, {"goals", Json::array()}, {"figures", Json::object()},
                  {"standing", {{"done", s.standing.done}, {"understood", s.standing.understood}, {"shown", s.standing.shown}, {"tested", s.standing.tested}}}};
        if (!s.problem.empty()) step["problem"] = english(s.problem);
        for (const GoalMeasure& g : s.goals) {
            Json goal{{"id", g.goal}, {"passed", g.passed}, {"measured", g.measured.toJson()}, {"needed", g.needed.toJson()}};
            if (g.passed) goal["seconds"] = g.seconds;
            for (const auto& [part, v] : g.parts) goal["parts"][part] = v.toJson();
            step["goals"].push_back(std::move(goal));
        }
        for (const SeedOutcome& o : s.otherDays) {
            step["anotherDay"].push_back({{"seed", o.seed}, {"goal", o.goal}, {"passed", o.passed}, {"part", o.part},
                                          {"measured", o.measured.toJson()}, {"needed", o.needed.toJson()}});
        }
        for (const FigureView& f : s.figures) step["figures"][f.id] = f.value.toJson();
        out["steps"].push_back(std::move(step));
    }
    return out;
}

} // namespace maylab::labs
