#include "labs/worklog/lab_debrief.h"

#include <algorithm>

namespace maylab::worklog {
namespace {

using progress::Outcome;

labs::Scalar scalarOf(const progress::Figure* f) {
    if (!f) return {};
    return f->isText() ? labs::Scalar(f->text) : labs::Scalar(f->value);
}

// Comparisons only: what counts commands or waits for a sequence has no figure.
void addGoal(std::vector<MeasuredGoal>& out, const labs::Goal& goal, const progress::Verdict& v, bool isPart) {
    using GoalKind = labs::Goal::Kind;
    if (goal.kind == GoalKind::All || goal.kind == GoalKind::Any) {
        for (const labs::Goal& part : goal.parts) addGoal(out, part, v, true);
        return;
    }
    if (goal.kind != GoalKind::Compare) return;
    MeasuredGoal m;
    m.goal = &goal;
    m.before = scalarOf(progress::find(v.figures, progress::beforeOf(goal.id)));
    m.after = scalarOf(progress::find(v.figures, isPart ? goal.id : "measured"));
    if (!isPart && !m.after.present() && v.measured) m.after = *v.measured;
    m.run = v.run;
    m.at = v.at;
    if (m.after.present()) out.push_back(std::move(m));
}

std::optional<double> numberOf(const progress::Debrief* d, const char* name) {
    const progress::Figure* f = d ? progress::find(d->figures, name) : nullptr;
    return f ? std::optional<double>(f->value) : std::nullopt;
}

DebriefStep stepOf(const labs::Lab& lab, const labs::Step& step, const progress::Facts& f) {
    DebriefStep s;
    s.step = &step;
    s.done = f.has(lab.id, step.id, Outcome::Done);
    s.understood = f.has(lab.id, step.id, Outcome::Understood);
    s.shown = f.has(lab.id, step.id, Outcome::Shown);
    s.tested = f.has(lab.id, step.id, Outcome::Tested);
    progress::RunId newest = 0;
    for (const progress::RunRecord& r : f.runs) {
        if (r.lab != lab.id || r.step != step.id) continue;
        ++s.attempts;
        if (r.state != progress::RunState::Discarded) newest = r.id;
    }
    s.figures = f.debrief(lab.id, step.id);
    if (const auto n = numberOf(s.figures, progress::kHintsFigure)) s.hints = static_cast<int>(*n);
    if (const auto n = numberOf(s.figures, progress::kChangesFigure)) s.changes = static_cast<int>(*n);
    s.cost = numberOf(s.figures, progress::kBillTotalFigure);

    // The goals of the run in which it was done, else of the newest.
    const progress::RunId run = s.figures ? s.figures->run : newest;
    for (const labs::Goal& goal : step.goals) {
        for (const progress::Verdict& v : f.verdicts) {
            if (v.lab == lab.id && v.step == step.id && v.run == run && v.goal == goal.id) addGoal(s.goals, goal, v, false);
        }
    }
    for (const labs::Mistake& m : step.mistakes) {
        const auto n = std::count_if(f.mistakes.begin(), f.mistakes.end(), [&](const progress::MistakeMet& x) {
            return x.lab == lab.id && x.step == step.id && x.mistake == m.id;
        });
        if (n > 0) s.mistakes.push_back({&m, static_cast<int>(n)});
    }
    for (const labs::Prediction& p : step.predictions) {
        const progress::Prediction* first = nullptr;
        for (const progress::Prediction& x : f.predictions) {
            if (x.lab == lab.id && x.step == step.id && x.prediction == p.id && (!first || x.wall < first->wall)) first = &x;
        }
        if (first) s.predictions.push_back(*first);
    }
    return s;
}

} // namespace

LabDebrief debriefOf(const labs::Lab& lab, const progress::Facts& f) {
    LabDebrief d;
    d.coreDone = !lab.steps.empty();
    for (const labs::Step& step : lab.steps) {
        DebriefStep s = stepOf(lab, step, f);
        s.number = static_cast<int>(d.steps.size()) + 1;
        d.begun += s.begun();
        d.done += s.done;
        d.understood += s.understood;
        d.shown += s.shown;
        d.tested += s.tested && !s.done;
        if (step.core && !s.done && !s.tested) d.coreDone = false;
        for (const MistakeCount& m : s.mistakes) d.mistakes += m.times;
        for (const progress::Prediction& p : s.predictions) {
            ++d.predicted;
            d.right += p.right.value_or(false);
        }
        if (s.cost) d.cost = d.cost.value_or(0) + *s.cost;
        d.steps.push_back(std::move(s));
    }
    for (const progress::ActiveTime& a : f.activity) {
        if (a.lab == lab.id) d.activeSeconds += a.seconds;
    }
    for (const progress::RunRecord& r : f.runs) {
        if (r.lab == lab.id) d.lastDay = std::max(d.lastDay, r.started.localDate());
    }
    return d;
}

} // namespace maylab::worklog
