#include "labs/worklog/digest.h"

#include <algorithm>

namespace maylab::worklog {
namespace {

using progress::Outcome;

void earlier(std::string& date, const std::string& other) {
    if (date.empty() || other < date) date = other;
}

void fillStep(StepDone& s, const LabPlan& lab, const progress::Facts& f) {
    for (const auto& o : f.outcomes) {
        if (o.lab != lab.id || o.step != s.plan->id) continue;
        s.done |= o.outcome == Outcome::Done;
        s.understood |= o.outcome == Outcome::Understood;
        s.shown |= o.outcome == Outcome::Shown;
        s.tested |= o.outcome == Outcome::Tested;
        const bool counts = o.outcome == Outcome::Done || o.outcome == Outcome::Shown;
        if (counts && (!s.outcome || o.wall < s.outcome->wall)) s.outcome = &o;
    }
    if (!s.outcome) return;
    s.run = s.outcome->run;
    s.at = s.outcome->at;
    s.wall = s.outcome->wall;
    s.seed = s.outcome->seed;
    s.debrief = f.debrief(lab.id, s.plan->id);
    if (s.debrief) {
        s.run = s.debrief->run;
        s.at = s.debrief->at;
        s.wall = s.debrief->wall;
        s.seed = s.debrief->seed;
    }
    for (const auto& v : f.verdicts) {
        if (v.lab == lab.id && v.step == s.plan->id && v.run == s.run) s.verdicts.push_back(&v);
    }
    std::stable_sort(s.verdicts.begin(), s.verdicts.end(), [](const auto* a, const auto* b) { return a->at < b->at; });
}

// The first answer of each prediction of the step, whichever run it was given in.
std::vector<const progress::Prediction*> firstAnswers(const LabPlan& lab, const StepPlan& step,
                                                      const progress::Facts& f) {
    std::vector<const progress::Prediction*> first;
    for (const auto& p : f.predictions) {
        if (p.lab != lab.id || p.step != step.id) continue;
        const auto same = std::find_if(first.begin(), first.end(), [&](const auto* o) { return o->prediction == p.prediction; });
        if (same == first.end()) first.push_back(&p);
        else if (p.wall < (*same)->wall) *same = &p;
    }
    // Without a measured value there is nothing to put beside it.
    std::erase_if(first, [](const auto* p) { return !p->right || (!p->measured && p->measuredText.empty()); });
    return first;
}

void findMistakes(Digest& d, const LabPlan& lab, const StepPlan& step, const progress::Facts& f) {
    for (const auto& m : f.mistakes) {
        if (m.lab != lab.id || m.step != step.id) continue;
        auto row = std::find_if(d.mistakes.begin(), d.mistakes.end(), [&](const MistakeRow& r) {
            return r.lab == &lab && r.step == &step && r.mistake == m.mistake;
        });
        if (row == d.mistakes.end()) row = d.mistakes.insert(d.mistakes.end(), {&lab, &step, m.mistake, 0, &m, nullptr});
        ++row->times;
        if (row->last->wall <= m.wall) row->last = &m;
    }
    for (auto& row : d.mistakes) {
        if (row.lab != &lab || row.step != &step) continue;
        for (const auto& v : f.verdicts) {
            if (v.lab != lab.id || v.step != step.id) continue;
            const bool after = v.run == row.last->run ? v.at > row.last->at : v.wall > row.last->wall;
            if (after && (!row.solvedBy || v.wall < row.solvedBy->wall)) row.solvedBy = &v;
        }
    }
}

} // namespace

const LabDone* Digest::lab(const std::string& id) const {
    for (const auto& l : labs) {
        if (l.plan->id == id) return &l;
    }
    return nullptr;
}

Digest digest(const progress::Facts& f, const WeekPlan& week, const Options& options) {
    Digest d;
    const auto newest = [&](const progress::WallTime& t) {
        if (d.last < t) d.last = t;
    };
    for (const auto& lab : week.labs) {
        LabDone l;
        l.plan = &lab;
        for (const auto& r : f.runs) {
            if (r.lab != lab.id || r.state == progress::RunState::Discarded) continue;
            earlier(l.runStart, r.started.localDate());
            newest(r.started);
        }
        for (const auto& o : f.outcomes) {
            if (o.lab != lab.id) continue;
            earlier(l.runStart, o.wall.localDate());
            newest(o.wall);
        }
        if (l.runStart.empty()) continue;

        bool complete = !lab.steps.empty();
        std::string completion;
        int number = 0;
        for (const auto& step : lab.steps) {
            StepDone s;
            s.plan = &step;
            s.number = ++number;
            fillStep(s, lab, f);
            s.predictions = firstAnswers(lab, step, f);
            findMistakes(d, lab, step, f);
            for (const auto* p : s.predictions) {
                if (!*p->right) d.wrong.push_back({&lab, &step, p});
            }
            l.worked += s.counts();
            l.understood += s.counts() && s.understood;
            l.shown += s.shown;
            l.onlyTested += s.tested && !s.counts();
            if (step.core) {
                const auto* passed = s.outcome ? s.outcome : f.first(lab.id, step.id, Outcome::Tested);
                complete = complete && passed;
                if (passed) completion = std::max(completion, passed->wall.localDate());
            }
            if (s.counts()) d.seeds.insert(s.seed);
            if (s.counts() || s.tested) l.steps.push_back(std::move(s));
        }
        l.total = static_cast<int>(lab.steps.size());
        l.complete = complete;
        if (complete) l.runCompletion = completion.empty() ? l.runStart : completion;
        l.start = l.runStart;
        l.completion = l.runCompletion;
        if (const auto it = options.startDates.find(lab.id); it != options.startDates.end()) l.start = it->second;
        if (const auto it = options.completionDates.find(lab.id); complete && it != options.completionDates.end()) {
            l.completion = it->second;
        }
        if (!complete && !options.begunLabs) {
            std::erase_if(d.mistakes, [&](const MistakeRow& r) { return r.lab == &lab; });
            std::erase_if(d.wrong, [&](const WrongPrediction& w) { return w.lab == &lab; });
            continue;
        }
        d.labs.push_back(std::move(l));
    }
    for (const auto& m : d.mistakes) {
        if (const auto* r = f.run(m.last->run)) d.seeds.insert(r->header.seed);
    }
    for (const auto& w : d.wrong) {
        if (const auto* r = f.run(w.prediction->run)) d.seeds.insert(r->header.seed);
    }
    std::stable_sort(d.labs.begin(), d.labs.end(), [](const LabDone& a, const LabDone& b) { return a.start < b.start; });
    return d;
}

} // namespace maylab::worklog
