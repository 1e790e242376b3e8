#include "labs/worklog/week_plan.h"

namespace maylab::worklog {
namespace {

template <typename T>
const T* byId(const std::vector<T>& all, const std::string& id) {
    for (const auto& one : all) {
        if (one.id == id) return &one;
    }
    return nullptr;
}

} // namespace

const GoalText* StepPlan::goal(const std::string& goalId) const { return byId(goals, goalId); }
const MistakeText* StepPlan::mistake(const std::string& mistakeId) const { return byId(mistakes, mistakeId); }
const PredictionText* StepPlan::prediction(const std::string& predictionId) const {
    return byId(predictions, predictionId);
}
const StepPlan* LabPlan::step(const std::string& stepId) const { return byId(steps, stepId); }
const LabPlan* WeekPlan::lab(const std::string& labId) const { return byId(labs, labId); }

} // namespace maylab::worklog
