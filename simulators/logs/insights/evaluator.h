// The value of an expression of a query for one row. What texts it makes lie in the arena. Errors: there are none; what
// cannot be computed (a letter times two, a division by zero) is Absent. Source: sheet 2.8.
#pragma once

#include "logs/insights/query.h"
#include "logs/insights/value.h"

#include <span>
#include <string>

namespace maylab::logs::insights {

class Evaluator {
  public:
    Evaluator(const Query& query, TextArena& arena, Work& work)
        : m_query(query), m_arena(arena), m_work(work), m_matcher(work) {}

    // aggregates: the results of this `stats`, where the expression stands in one.
    Value evaluate(ExprIndex e, const Value* row, std::span<const Value> aggregates = {});
    // What a pattern of `parse` finds, one value for each of its fields; Absent if it is not there.
    void parse(const ParsePattern& pattern, const Value& source, std::vector<Value>& found);

  private:
    Value call(const Expr& e, const Value* row, std::span<const Value> aggregates);
    bool truthOf(ExprIndex e, const Value* row, std::span<const Value> aggregates) {
        return truth(evaluate(e, row, aggregates));
    }

    const Query& m_query;
    TextArena& m_arena;
    Work& m_work;
    RegexMatcher m_matcher;
    std::vector<std::string_view> m_groups;
    std::vector<Value> m_arguments; // of the calls that are under way
    std::string m_text;
};

} // namespace maylab::logs::insights
