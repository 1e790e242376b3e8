#include "labs/worklog/week_catalog.h"

#include <string_view>

namespace maylab::worklog {
namespace {

// The programme's own page of week 4 puts day 2 on 25 January 2026, a Sunday, and goes on from there.
constexpr int kProgrammeWeek = 4;
constexpr const char* kProgrammeDates[] = {"2026-01-25", "2026-01-26", "2026-01-27",
                                           "2026-01-28", "2026-01-29", "2026-01-30"};

Text both(const labs::Lab& lab, std::string_view scope, std::string_view part) {
    return {lab.textOf(labs::Language::English, scope, part), lab.textOf(labs::Language::Vietnamese, scope, part)};
}

void addGoals(std::vector<GoalText>& out, const labs::Lab& lab, const labs::Step& step, const std::vector<labs::Goal>& goals) {
    for (const auto& g : goals) {
        if (!g.id.empty()) {
            GoalText text{g.id, both(lab, step.id, "goal." + g.id), g.unit, g.decimals, {}};
            for (const labs::AnswerField& a : step.answers) {
                if (g.value.kind != labs::Value::Kind::Answer || g.value.id != a.id) continue;
                for (const labs::Scalar& o : a.options) text.options.emplace_back(o.toString(), both(lab, step.id, "answer." + a.id + "." + o.toString()));
            }
            out.push_back(std::move(text));
        }
        addGoals(out, lab, step, g.parts);
    }
}

StepPlan stepPlanOf(const labs::Lab& lab, const labs::Step& step) {
    StepPlan s;
    s.id = step.id;
    s.core = step.core;
    s.title = both(lab, step.id, "title");
    s.debrief = both(lab, step.id, "debrief");
    addGoals(s.goals, lab, step, step.goals);
    for (const auto& f : step.figures) s.figures.push_back({f.id, f.unit, f.decimals});
    const Text idea = both(lab, step.id, "idea");
    for (const auto& m : step.mistakes) {
        s.mistakes.push_back({m.id, both(lab, step.id, "mistake." + m.id), both(lab, step.id, "mistake." + m.id + ".hint"), idea});
    }
    for (const auto& p : step.predictions) {
        Text lesson = both(lab, step.id, "prediction." + p.id + ".after");
        if (lesson.empty()) lesson = idea;
        s.predictions.push_back({p.id, both(lab, step.id, "prediction." + p.id), lesson, p.unit});
    }
    return s;
}

std::vector<StepPlan> stepsOf(const labs::Lab& lab) {
    std::vector<StepPlan> out;
    for (const auto& s : lab.steps) out.push_back(stepPlanOf(lab, s));
    return out;
}

} // namespace

WeekPlan fromCatalog(const labs::Catalog& catalog) {
    WeekPlan w;
    if (!catalog.week) {
        for (const auto& lab : catalog.labs) {
            LabPlan l;
            l.id = lab->id;
            l.day = lab->day;
            l.name = both(*lab, "lab", "title");
            l.steps = stepsOf(*lab);
            w.labs.push_back(std::move(l));
        }
        return w;
    }
    w.week = catalog.week->number;
    for (const auto& [en, vi] : catalog.week->objectives) w.objectives.push_back({en, vi});
    for (const auto& day : catalog.week->days) {
        LabPlan l;
        l.id = day.lab;
        l.day = day.day;
        l.name = {day.achievement[0], day.achievement[1]};
        if (l.name.empty()) l.name = {day.title[0], day.title[1]};
        if (w.week == kProgrammeWeek && day.day >= 2 && day.day <= 7) l.plannedDate = kProgrammeDates[day.day - 2];
        for (const auto& s : day.sources) l.sources.push_back({s.url, {s.note[0], s.note[1]}, s.added});
        if (const auto lab = catalog.lab(day.lab)) l.steps = stepsOf(*lab);
        // The index line names the week's subjects.
        w.summary.en += (w.summary.en.empty() ? "" : ", ") + l.name.en;
        w.summary.vi += (w.summary.vi.empty() ? "" : ", ") + l.name.vi;
        w.labs.push_back(std::move(l));
    }
    return w;
}

} // namespace maylab::worklog
