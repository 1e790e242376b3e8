// Reading a session: plain values for the window, the worklog and the terminal; and playing a script over it.
#include "kernel/rng.h"
#include "labs/engine/session_state.h"

#include <algorithm>

namespace maylab::labs {

const Lab& LabSession::lab() const { return *m->lab; }
const Step& LabSession::step() const { return *m->step; }
kernel::Run& LabSession::run() { return m->run; }
const kernel::Run& LabSession::run() const { return m->run; }
const kernel::World& LabSession::world() const { return m->run.world(); }
const std::vector<Verdict>& LabSession::verdicts() const { return m->verdicts; }
const Standing& LabSession::standing() const { return m->standing; }
bool LabSession::allGoalsPassed() const { return m->allGoalsPassed(); }

std::vector<SessionEvent> LabSession::takeEvents() { return std::exchange(m->events, {}); }

QuestionView LabSession::State::questionView(const Question& q, const QuestionState& s, bool open, std::string_view salt) const {
    QuestionView v;
    v.open = open && !s.answered;
    v.answered = s.answered;
    v.right = s.right;
    v.tried = s.tried;
    v.tries = static_cast<int>(s.tried.size()) + (s.right ? 1 : 0);
    for (const Option& o : q.options) {
        v.order.push_back(o.id);
        if (s.answered && o.right) v.shown = o.id;
    }
    // Mixed, and the same each time this run is looked at.
    kernel::Rng rng(world().seed(), "labs.order." + step->id + "." + std::string(salt));
    for (std::size_t i = v.order.size(); i > 1; --i) std::swap(v.order[i - 1], v.order[rng.below(i)]);
    return v;
}

SessionView LabSession::view() const {
    const State& s = *m;
    SessionView v;
    v.lab = s.lab->id;
    v.step = s.step->id;
    v.seed = s.world().seed();
    v.now = s.now();
    v.began = s.began;
    v.unixMilliseconds = s.world().unixMilliseconds();
    v.lockedBy = s.lockedBy();
    v.locked = !v.lockedBy.empty();
    v.scriptRunning = !s.scripts.empty();
    v.wantedSpeed = s.step->speed;
    for (const auto& script : s.scripts) {
        if (script.prediction >= 0) v.wantedSpeed = s.step->predictions[static_cast<std::size_t>(script.prediction)].runSpeed;
    }
    for (const GoalJudge& g : s.goals) {
        v.goals.push_back(g.result());
        v.goalsPassed += g.passed() ? 1 : 0;
    }
    for (std::size_t i = 0; i < s.predictions.size(); ++i) {
        const Prediction& p = s.step->predictions[i];
        const auto& state = s.predictions[i];
        PredictionView out;
        out.id = p.id;
        out.asked = state.asked;
        out.answered = state.answered;
        out.answer = state.answer;
        out.right = state.answered && state.answer >= p.from && state.answer <= p.to;
        out.running = std::any_of(s.scripts.begin(), s.scripts.end(), [&](const auto& a) { return a.prediction == static_cast<int>(i); });
        out.from = p.from;
        out.to = p.to;
        for (std::size_t k = 0; k < s.figures.size() && state.answered; ++k) {
            if (s.step->figures[k].id == p.measured && s.figures[k].value.isNumber()) out.measured = s.figures[k].value.number();
        }
        v.predictions.push_back(std::move(out));
    }
    for (std::size_t i = 0; i < s.step->answers.size(); ++i) {
        const AnswerField& a = s.step->answers[i];
        AnswerView out;
        out.id = a.id;
        out.asked = std::all_of(a.after.begin(), a.after.end(), [&](const std::string& id) {
            return std::any_of(s.passed.begin(), s.passed.end(), [&](const auto& p) { return p.first == id; });
        });
        out.tries = s.answerTries[i];
        for (const auto& [id, value] : s.answers) {
            if (id == a.id) out.given = value;
        }
        v.answers.push_back(std::move(out));
    }
    for (const Control& c : s.step->controls) {
        v.controls.emplace_back(c.id, controlValue(c.id));
        if (!c.keeps.empty()) v.kept.emplace_back(c.id, s.keptBy(c));
    }
    v.hints = s.hints;
    v.nextHint = s.nextHint();
    for (std::size_t i = 0; i < s.mistakes.size(); ++i) {
        const auto& k = s.mistakes[i];
        if (k.met) v.mistakes.push_back({s.step->mistakes[i].id, *k.met, k.times, k.now});
    }
    for (std::size_t i = 0; i < s.figures.size(); ++i) {
        const Figure& f = s.step->figures[i];
        v.figures.push_back({f.id, s.figures[i].value, f.unit, f.decimals});
    }
    if (s.step->why) v.why = s.questionView(*s.step->why, s.why, s.standing.done, "why");
    if (s.step->exam) v.exam = s.questionView(*s.step->exam, s.exam, s.standing.done, "exam");
    for (std::size_t i = 0; i < s.know.size(); ++i) {
        v.knowThis.push_back(s.questionView(s.step->knowThis[i], s.know[i], true, s.step->knowThis[i].id));
    }
    v.anotherDay = s.anotherDay;
    v.otherDays = s.otherDays;
    v.standing = s.standing;
    v.changes = s.changes;
    if (s.lab->prices) v.bill = billOf(s.world(), *s.lab->prices);
    return v;
}

Scalar LabSession::controlValue(std::string_view controlId) const {
    for (const Control& c : m->step->controls) {
        if (c.id != controlId) continue;
        if (c.read) {
            Value read;
            read.kind = Value::Kind::Read;
            read.read = *c.read;
            const Scalar v = measure(read, m->world(), m->context());
            if (v.present()) return v;
        }
        const auto last = m->lastSet.find(c.id);
        return last != m->lastSet.end() ? last->second : c.initial;
    }
    return {};
}

Scalar LabSession::figure(std::string_view id) const {
    for (std::size_t i = 0; i < m->figures.size(); ++i) {
        if (m->step->figures[i].id == id) return m->figures[i].value;
    }
    static constexpr std::string_view kGoal = "goal.";
    if (id.starts_with(kGoal)) {
        for (const GoalJudge& g : m->goals) {
            if (g.goal().id == id.substr(kGoal.size())) return g.result().measured;
        }
    }
    return {};
}

// ---------------------------------------------------------------------------------------------- playing a script

namespace {

bool goalPassed(const LabSession& session, const std::string& id) {
    const auto& verdicts = session.verdicts();
    return std::any_of(verdicts.begin(), verdicts.end(), [&](const Verdict& v) { return v.goal == id; });
}

// Waits second by second until there() or the end; false with a problem when a prediction stops the clock.
template <class There>
bool waitUntil(LabSession& session, SimTime end, There there, Message& problem) {
    while (!there()) {
        if (session.world().now() >= end) return false;
        if (session.locked()) {
            problem = {"script.locked", {{"prediction", session.view().lockedBy}}};
            return false;
        }
        const SimTime next = SimTime::atSecond(session.world().now().wholeSeconds() + 1);
        const SimTime before = session.world().now();
        if (session.advanceTo(std::min(end, next)) == before && !session.locked()) return there(); // the clock's own limit
    }
    return true;
}

} // namespace

ScriptOutcome playScript(LabSession& session, const Script& script, kernel::Actor actor, const AnotherDayRunner& anotherDay,
                         std::size_t first) {
    ScriptOutcome out;
    const auto stop = [&](std::size_t i, Message problem) {
        out.ok = false;
        out.item = i;
        out.problem = std::move(problem);
        return out;
    };
    const auto otherDays = [&] {
        if (anotherDay && session.anotherDayDue()) session.anotherDayDone(anotherDay(session.takeAnotherDayTask()));
    };
    for (std::size_t i = first; i < script.size(); ++i) {
        const ScriptItem& item = script[i];
        Message problem;
        switch (item.kind) {
        case ScriptItem::Kind::Call: {
            const kernel::CallId id = session.call(item.actor.value_or(actor), item.service, item.operation, item.input);
            const auto& records = session.world().callRecords();
            for (auto it = records.rbegin(); it != records.rend() && it->id >= id && !item.mayFail; ++it) {
                if (it->id != id || !it->answered || it->ok) continue;
                return stop(i, {"script.call-refused", {{"service", item.service}, {"operation", item.operation}, {"code", it->errorCode}, {"error", it->errorMessage}}});
            }
            (void)session.run().world().takeReplies();
            break;
        }
        case ScriptItem::Kind::Wait: {
            const SimTime end = session.world().now() + item.duration;
            (void)waitUntil(session, end, [&] { return session.world().now() >= end; }, problem);
            if (!problem.empty()) return stop(i, problem);
            break;
        }
        case ScriptItem::Kind::WaitForAnnounced: {
            SimTime at;
            std::string what;
            const SimTime end = session.world().now() + item.duration;
            if (!session.world().nextAnnounced(at, what) || at > end) break; // nothing to wait for
            (void)waitUntil(session, at, [&] { return session.world().now() >= at; }, problem);
            if (!problem.empty()) return stop(i, problem);
            break;
        }
        case ScriptItem::Kind::WaitForGoal:
            if (!waitUntil(session, session.world().now() + item.duration, [&] { return goalPassed(session, item.id); }, problem)) {
                if (problem.empty()) problem = {"script.goal-not-reached", {{"goal", item.id}, {"seconds", item.duration.inSeconds()}}};
                return stop(i, problem);
            }
            break;
        case ScriptItem::Kind::WaitFor: {
            GoalJudge until(item.until[0]);
            JudgeContext context;
            context.stepBegan = session.view().began;
            context.prices = session.lab().prices.get();
            const auto there = [&] { return until.judge(session.world(), context, true) || until.passed(); };
            if (!waitUntil(session, session.world().now() + item.duration, there, problem)) {
                if (problem.empty()) problem = {"script.condition-not-reached", {{"seconds", item.duration.inSeconds()}}};
                return stop(i, problem);
            }
            break;
        }
        case ScriptItem::Kind::Answer:
            if (!session.answer(item.id, item.measured.empty() ? item.value : session.measured(item.measured.front()))) return stop(i, {"script.not-asked", {{"id", item.id}}});
            break;
        case ScriptItem::Kind::Predict:
            if (!session.predict(item.id, item.value.number())) return stop(i, {"script.not-asked", {{"id", item.id}}});
            break;
        case ScriptItem::Kind::Why:
            otherDays();
            if (!session.answerWhy(item.id)) return stop(i, {"script.not-asked", {{"id", "why"}}});
            break;
        case ScriptItem::Kind::Exam:
            otherDays();
            if (!session.answerExam(item.id)) return stop(i, {"script.not-asked", {{"id", "exam"}}});
            break;
        }
    }
    otherDays();
    return out;
}

} // namespace maylab::labs
