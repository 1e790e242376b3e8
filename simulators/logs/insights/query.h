// A Logs Insights query: its text as a list of commands over slots.
//
//   query     command | command ...          # begins a comment
//   commands  fields, filter, stats, sort, limit, parse, display, dedup
//   binding   loosest first: or, and, not, comparisons (= != < <= > >= like =~ in), + -, * / %, ^ (to the right),
//             unary minus
//
// Every field name has a slot in a row of values. Before the first `stats` a slot holds what the event has, until a
// command defines the name anew; after `stats` only what it made is there. A name that one command has defined cannot be
// defined by another, as in the service.
// Errors: QueryError with the place: lines count from one, positions are code points from zero, as the service writes
// them. Commands that exist there and not here are refused by name. Source: sheet 2.8; the order of binding [I].
#pragma once

#include "logs/insights/functions.h"
#include "logs/insights/regex.h"

#include <tl/expected.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace maylab::logs::insights {

inline constexpr std::size_t kMaxQueryLength = 10'000;
inline constexpr std::size_t kDefaultLimit = 10'000;
inline constexpr std::size_t kMaxLimit = 100'000;
inline constexpr int kMaxExpressionDepth = 100;

struct QueryError {
    std::size_t offset = 0, end = 0; // in bytes
    std::size_t line = 1, position = 0;
    std::string symbol; // what stands there
    std::string reason; // empty: it just cannot stand there
    // "unexpected symbol found ) at line 1 and position 12"
    std::string describe() const;
};

using Slot = std::uint32_t;
using ExprIndex = std::uint32_t;
inline constexpr std::uint32_t kNone = UINT32_MAX;

enum class Operator : std::uint8_t { Add, Subtract, Multiply, Divide, Remainder, Power, Equal, NotEqual, Less, LessEqual, Greater, GreaterEqual };

struct Expr {
    enum class Kind : std::uint8_t {
        Number,
        Text,
        Field,
        Negate,
        Not,
        Arithmetic,
        Compare,
        And,
        Or,
        In,       // first argument in the others
        LikeText, // contains
        LikeRegex,
        Call,
        Aggregate // the result of an aggregate of this `stats`, by its number
    };
    Kind kind = Kind::Number;
    Operator op = Operator::Add;
    Function function = Function::Abs;
    bool negated = false;     // In, Like...
    std::uint32_t index = 0;  // Field: slot; LikeRegex: which; Aggregate: which
    double number = 0;
    Period period;            // of bin, datefloor, dateceil
    std::string text;
    std::vector<ExprIndex> arguments;
};

struct Column {
    Slot slot = 0;
    std::string name;
    ExprIndex value = kNone; // kNone: what is in the slot already
};

// What `parse` looks for: a regular expression with named groups, or texts around wildcards.
struct ParsePattern {
    std::optional<std::uint32_t> regex;
    std::vector<std::string> pieces; // of "a=*, b=*": "a=", ", b=", ""
};

struct Command {
    enum class Kind : std::uint8_t { Fields, Filter, Parse, Stats, Sort, Limit, Display, Dedup };
    struct Aggregate {
        Function function = Function::Count;
        ExprIndex argument = kNone; // kNone: every event counts
        double percent = 0;
    };
    struct SortKey {
        ExprIndex value = 0;
        bool descending = false;
    };

    Kind kind = Kind::Fields;
    std::vector<Column> columns; // Fields; Stats: results
    std::vector<Column> keys;    // Stats: by
    std::vector<Aggregate> aggregates;
    ExprIndex expression = kNone; // Filter: condition; Parse: source
    ParsePattern pattern;
    std::vector<Slot> targets; // Parse
    std::vector<SortKey> sortKeys;
    std::vector<ExprIndex> values; // Dedup
    std::size_t limit = 0;
};

class Query {
  public:
    static tl::expected<Query, QueryError> parse(std::string_view text);

    const std::vector<Command>& commands() const { return m_commands; }
    const Expr& expr(ExprIndex i) const { return m_exprs[i]; }
    const Regex& regex(std::uint32_t i) const { return m_regexes[i]; }
    std::size_t slotCount() const { return m_slots; }
    // What rows take from the event: names and slots; @timestamp has one always.
    const std::vector<std::pair<std::string, Slot>>& eventFields() const { return m_eventFields; }
    Slot timestampSlot() const { return m_timestampSlot; }
    // What the result shows, in order.
    const std::vector<Column>& shown() const { return m_shown; }
    bool aggregates() const { return m_aggregates; } // rows are no longer events

  private:
    friend class QueryParser;

    std::vector<Command> m_commands;
    std::vector<Expr> m_exprs;
    std::vector<Regex> m_regexes;
    std::size_t m_slots = 0;
    std::vector<std::pair<std::string, Slot>> m_eventFields;
    Slot m_timestampSlot = 0;
    std::vector<Column> m_shown;
    bool m_aggregates = false;
};

} // namespace maylab::logs::insights
