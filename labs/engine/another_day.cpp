// Another day: the settings with which goals passed, on other seeds.
#include "kernel/rng.h"
#include "labs/engine/session_state.h"

#include <algorithm>

namespace maylab::labs {

namespace {

constexpr auto kShortIdle = SimDuration::seconds(30);
constexpr auto kLongestResource = SimDuration::seconds(15 * 60);
constexpr auto kMargin = SimDuration::seconds(60);

// The later call of the same operation says everything that the earlier one said.
bool supersedes(const Json& later, const Json& earlier) {
    if (!later.is_object() || !earlier.is_object()) return false;
    for (const auto& [key, value] : earlier.items()) {
        if (!later.contains(key)) return false;
    }
    return true;
}

// The pause after a call. Long waits are there because something takes its time: as long as that needs on this seed,
// and a little. A resource may take longer here than on the learner's day.
void addPause(Script& script, SimDuration gap, bool afterResource) {
    if (gap.ns() <= 0) return;
    if (gap > kShortIdle) {
        ScriptItem skip;
        skip.kind = ScriptItem::Kind::WaitForAnnounced;
        skip.duration = afterResource ? std::max(gap, kLongestResource) : gap;
        script.push_back(std::move(skip));
        gap = kShortIdle;
    }
    ScriptItem wait;
    wait.kind = ScriptItem::Kind::Wait;
    wait.duration = gap;
    script.push_back(std::move(wait));
}

} // namespace

std::vector<std::uint64_t> otherSeeds(std::uint64_t labSeed, std::uint64_t seed, int count) {
    std::vector<std::uint64_t> out;
    kernel::Rng rng(seed, "labs.other-days");
    while (static_cast<int>(out.size()) < count) {
        const std::uint64_t s = 1 + rng.below(99'999);
        if (s != labSeed && s != seed && std::find(out.begin(), out.end(), s) == out.end()) out.push_back(s);
    }
    return out;
}

AnotherDayTask LabSession::State::makeTask() const {
    AnotherDayTask task;
    task.lab = lab;
    task.step = step->id;
    task.seeds = otherSeeds(lab->seed, world().seed(), 3);
    for (const std::string& goal : step->anotherDay) {
        const auto at = settled.find(goal);
        if (at == settled.end()) continue;
        const auto [when, count] = at->second;
        AnotherDayTask::Trial trial;
        trial.goal = goal;
        trial.atMost = when - began + kMargin;
        trial.passedAt = when;
        SimTime last = began;
        bool afterResource = false;
        for (std::size_t i = 0; i < count; ++i) {
            const Made& call = made[i];
            // Settings are ours; what AWS has operations for may be a resource, and each call counts.
            bool old = false;
            for (std::size_t k = i + 1; k < count && call.service == "lab" && !old; ++k) {
                old = made[k].service == call.service && made[k].operation == call.operation && supersedes(made[k].input, call.input);
            }
            if (old) continue;
            addPause(trial.script, call.at - last, afterResource);
            last = call.at;
            // Typing GET and SET is no reason to wait: a resource that was begun before still is.
            const bool typed = call.operation.starts_with("redis") || call.operation == "memcached";
            if (!typed) afterResource = call.service != "lab";
            ScriptItem item;
            item.service = call.service;
            item.operation = call.operation;
            item.input = call.input;
            item.actor = call.actor;
            item.mayFail = true;
            trial.script.push_back(std::move(item));
        }
        task.trials.push_back(std::move(trial));
    }
    return task;
}

bool LabSession::anotherDayDue() const { return m->anotherDay == AnotherDayState::Due; }

AnotherDayTask LabSession::takeAnotherDayTask() {
    if (m->anotherDay == AnotherDayState::Due) m->anotherDay = AnotherDayState::Running;
    return m->makeTask();
}

void LabSession::anotherDayDone(const AnotherDayResult& result) {
    if (m->anotherDay != AnotherDayState::Running && m->anotherDay != AnotherDayState::Due) return;
    Json outcomes = Json::array();
    for (const SeedOutcome& o : result.outcomes) {
        outcomes.push_back({{"seed", o.seed}, {"goal", o.goal}, {"passed", o.passed}, {"part", o.part},
                            {"measured", o.measured.toJson()}, {"needed", o.needed.toJson()}});
    }
    (void)m->perform("anotherDay", {{"passed", result.passed}, {"outcomes", outcomes}});
}

void LabSession::assumeAllBut(std::string_view goalId) {
    State& s = *m;
    for (std::size_t i = 0; i < s.predictions.size(); ++i) {
        s.predictions[i].asked = s.predictions[i].answered = s.predictions[i].runOver = true;
        s.passed.emplace_back("prediction:" + s.step->predictions[i].id, s.now());
    }
    for (GoalJudge& g : s.goals) {
        if (g.goal().id == goalId || g.passed()) continue;
        g.restoreVerdict(s.now(), {});
        s.passed.emplace_back(g.goal().id, s.now());
    }
    s.anotherDay = AnotherDayState::NotNeeded;
}

AnotherDayResult runAnotherDay(const AnotherDayTask& task, const kernel::WorldFactory& factory) {
    AnotherDayResult result;
    result.passed = true;
    for (const std::uint64_t seed : task.seeds) {
        SessionOptions options;
        options.seed = seed;
        const auto prepared = LabSession::begin(task.lab, task.step, factory, options);
        for (const auto& trial : task.trials) {
            SeedOutcome out;
            out.seed = seed;
            out.goal = trial.goal;
            if (prepared) {
                LabSession session = prepared->clone();
                // Another day may begin at another time: what is set up takes as long as it takes there.
                const SimTime begins = session.world().now();
                session.assumeAllBut(trial.goal);
                (void)playScript(session, trial.script, kernel::Actor::Solution);
                const SimTime deadline = std::max({begins + trial.atMost, trial.passedAt + kMargin, session.world().now() + SimDuration::seconds(120)});
                const auto goal = [&]() -> const GoalResult {
                    for (const GoalResult& g : session.view().goals) {
                        if (g.id == trial.goal) return g;
                    }
                    return {};
                };
                while (!session.allGoalsPassed() && session.world().now() < deadline) (void)session.advanceSeconds(1);
                const GoalResult g = goal();
                out.passed = g.state == GoalState::Passed;
                out.measured = out.passed ? g.passedWith : g.measured;
                out.needed = g.needed;
                for (const GoalResult& part : g.parts) {
                    if (out.passed || part.holdsNow) continue;
                    out.part = part.id;
                    out.measured = part.measured;
                    out.needed = part.needed;
                    break;
                }
            }
            result.passed = result.passed && out.passed;
            result.outcomes.push_back(std::move(out));
        }
    }
    return result;
}

} // namespace maylab::labs
