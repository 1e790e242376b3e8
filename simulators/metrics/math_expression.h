// The text of a metric math expression as a tree: what it says, before anything is known of the data.
//
//   expression   comparisons and AND OR && || over arithmetic + - * / ^ and unary minus
//   operands     numbers, ids of queries (lower-case first letter), 'strings' and "strings", [lists],
//                FUNCTION(arguments), and the words that some functions take (REPEAT, ASC, AVG, ...)
//
// Binding, loosest first: OR, AND, comparisons, + -, * /, unary minus, ^ (to the right). Positions count the
// bytes of the text from one. Nodes lie in one vector and name each other by index; a tree is at most
// kMaxDepth brackets deep.
// Errors: MathError, position and what is wrong. Source: sheet 2.7; the binding of ^ and the bound are ours.
#pragma once

#include <tl/expected.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::metrics {

inline constexpr std::size_t kMaxExpressionLength = 2048;
inline constexpr int kMaxDepth = 100;

struct MathError {
    std::size_t position = 0; // 0: the expression as a whole
    std::string text;
    // "Invalid syntax at position 4"
    std::string describe() const;
};

enum class MathOperator : std::uint8_t {
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Equal,
    NotEqual,
    And,
    Or
};
const char* toString(MathOperator op);
constexpr bool isArithmetic(MathOperator op) {
    return op <= MathOperator::Power;
}

using NodeIndex = std::uint32_t;

struct MathNode {
    enum class Kind : std::uint8_t { Number, Text, Word, Reference, List, Negate, Binary, Call };
    Kind kind = Kind::Number;
    MathOperator op = MathOperator::Add; // Binary
    std::size_t at = 1;
    double number = 0;
    std::string text; // Text, Word, Reference; Call: the function
    std::vector<NodeIndex> arguments;
};

class MathExpression {
  public:
    static tl::expected<MathExpression, MathError> parse(std::string_view text);

    const MathNode& node(NodeIndex i) const { return m_nodes[i]; }
    NodeIndex root() const { return m_root; }
    const std::vector<MathNode>& nodes() const { return m_nodes; }

  private:
    friend class MathParser;
    std::vector<MathNode> m_nodes;
    NodeIndex m_root = 0;
};

} // namespace maylab::metrics
