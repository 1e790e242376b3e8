// A PromQL query as a tree, and how a text becomes one.
//
// Shape: one kind of node; what a node uses of its members depends on its kind. Durations are milliseconds.
// Errors: ParseProblem, whose text is that of Prometheus 2.42 with line and column ("1:5: parse error: ..."). Only the
// first is told, syntax before types. Bounds: kMaxDepth nested parts, kMaxQuery bytes (ours).
// Source: sheet 3.4.
#pragma once

#include "metrics/promql/matcher.h"
#include "metrics/promql/token.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace maylab::metrics::promql {

inline constexpr int kMaxDepth = 400;
inline constexpr std::size_t kMaxQuery = 256u << 10;

enum class ValueType : std::uint8_t { None, Scalar, Vector, Matrix, String };
// "instant vector", as errors write it.
std::string_view documentedType(ValueType type);
// "vector", as answers write it.
std::string_view resultType(ValueType type);

struct Function;

enum class NodeKind : std::uint8_t {
    Number, String, Selector, RangeSelector, Subquery, Unary, Binary, Aggregation, Call, Paren
};

// How the elements of two vectors find one another.
struct VectorMatching {
    enum class Card : std::uint8_t { OneToOne, ManyToOne, OneToMany, ManyToMany };
    Card card = Card::OneToOne;
    bool on = false; // else ignoring
    std::vector<std::string> labels, include;
};

struct Expression;
using ExpressionPtr = std::unique_ptr<Expression>;

struct Expression {
    enum class AtKind : std::uint8_t { None, Time, Start, End };

    NodeKind kind = NodeKind::Number;
    std::size_t begin = 0, end = 0; // in the query
    int depth = 1;
    double number = 0;                  // Number
    std::string text;                   // String; Selector: the name before the braces
    std::vector<Matcher> matchers;      // Selector: the name's own is the last
    std::int64_t range = 0, step = 0;   // RangeSelector, Subquery; step 0: the default
    std::int64_t offset = 0;            // Selector (also inside a RangeSelector), Subquery
    AtKind at = AtKind::None;           // the same
    std::int64_t atTime = 0;
    Token op = Token::Add;              // Unary, Binary, Aggregation
    bool returnBool = false;            // Binary
    std::optional<VectorMatching> matching;
    std::vector<std::string> grouping;  // Aggregation
    bool without = false;
    const Function* function = nullptr; // Call
    // Binary: left, right. Aggregation: what it aggregates, then its parameter. RangeSelector: its Selector.
    std::vector<ExpressionPtr> children;

    ValueType type() const;
};

// The expression without the parentheses around it.
const Expression& inner(const Expression& e);

struct ParseProblem {
    std::string text; // "1:5: parse error: ..."
};

tl::expected<ExpressionPtr, ParseProblem> parseExpression(std::string_view query);
// `name{label="value"}` alone, as match[] takes it.
tl::expected<std::vector<Matcher>, ParseProblem> parseSelector(std::string_view text);

} // namespace maylab::metrics::promql
