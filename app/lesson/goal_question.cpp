#include "app/lesson/goal_question.h"

namespace maylab::app {
namespace {

using Value = labs::Value;
using Kind = DetailQuery::Kind;

struct Topic {
    const char* metric;
    Kind kind;
    const char* rule;
};
// Metrics that count one kind of outcome. All others are about time, and the slowest request tells.
constexpr Topic kTopics[] = {
    {"StaleReads", Kind::LastOfRule, "shop.read.stale"},
    {"AnswerAge", Kind::LastOfRule, "shop.read.stale"},
    {"Errors503", Kind::LastOfRule, "shop.error.gave-up"},
    {"CacheErrors", Kind::LastOfRule, "shop.cache.store-refused"},
    {"Misses", Kind::LastOfRule, "shop.answer.database"},
    {"Evictions", Kind::Eviction, ""},
};

bool ask(const Value& v, DetailQuery& query) {
    if (v.kind == Value::Kind::Decisions) {
        query.kind = Kind::LastOfRule;
        query.rule = v.id;
        return true;
    }
    if (v.kind == Value::Kind::Metric) {
        for (const Topic& t : kTopics) {
            if (v.metric.name != t.metric) continue;
            query.kind = t.kind;
            query.rule = t.rule;
            return true;
        }
    }
    for (const Value& part : v.parts) {
        if (ask(part, query)) return true;
    }
    return false;
}

// A part that holds is no question; of those that do not, the first that a record can answer.
bool ask(const labs::Goal& goal, const labs::GoalResult& result, DetailQuery& query) {
    if (goal.kind == labs::Goal::Kind::Compare) return ask(goal.value, query);
    const auto holds = [&](std::size_t i) { return i < result.parts.size() && result.parts[i].holdsNow; };
    bool allHold = true;
    for (std::size_t i = 0; i < goal.parts.size(); ++i) allHold = allHold && holds(i);
    for (std::size_t i = 0; i < goal.parts.size(); ++i) {
        if (holds(i) && !allHold) continue;
        if (ask(goal.parts[i], i < result.parts.size() ? result.parts[i] : labs::GoalResult{}, query)) return true;
    }
    return false;
}

} // namespace

DetailQuery whyOf(const labs::Goal& goal, const labs::GoalResult& result, kernel::SimTime now) {
    constexpr auto kBack = kernel::SimDuration::seconds(30);
    DetailQuery query;
    query.service = "elasticache";
    if (!ask(goal, result, query)) query.kind = Kind::Slowest;
    query.to = now;
    query.from = now.ns() > kBack.ns() ? now - kBack : kernel::SimTime();
    return query;
}

} // namespace maylab::app
