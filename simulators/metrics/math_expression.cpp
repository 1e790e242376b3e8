#include "metrics/math_expression.h"

#include "metrics/characters.h"

#include <charconv>
#include <optional>

namespace maylab::metrics {

std::string MathError::describe() const {
    return position == 0 ? text : text + " at position " + std::to_string(position);
}

const char* toString(MathOperator op) {
    constexpr const char* kNames[] = {"+", "-", "*", "/", "^", "<", "<=", ">", ">=", "==", "!=", "AND", "OR"};
    return kNames[static_cast<std::size_t>(op)];
}

namespace {

bool isWordChar(char c) {
    return isAlphanumeric(c) || c == '_';
}

} // namespace

// Recursive descent. After the first fault the rest of the text counts as read, so that every rule comes to
// its end.
class MathParser {
  public:
    MathParser(std::string_view text, MathExpression& out) : m_text(text), m_out(out) {}

    void run() {
        m_out.m_root = disjunction();
        skipSpace();
        if (m_at < m_text.size()) fail();
    }
    const std::optional<MathError>& error() const { return m_error; }

  private:
    using Kind = MathNode::Kind;

    class Deeper {
      public:
        explicit Deeper(MathParser& p) : m_parser(p) {
            if (++p.m_depth > kMaxDepth) p.fail("Nested too deeply");
        }
        ~Deeper() { --m_parser.m_depth; }

      private:
        MathParser& m_parser;
    };

    NodeIndex fail(const char* text = "Invalid syntax") {
        if (!m_error) m_error = MathError{m_at + 1, text};
        m_at = m_text.size();
        return 0;
    }

    void skipSpace() {
        while (m_at < m_text.size() &&
               (m_text[m_at] == ' ' || m_text[m_at] == '\t' || m_text[m_at] == '\n' || m_text[m_at] == '\r'))
            ++m_at;
    }
    bool accept(std::string_view symbol) {
        skipSpace();
        if (m_text.substr(m_at, symbol.size()) != symbol) return false;
        const std::size_t end = m_at + symbol.size();
        if (isUpper(symbol[0]) && end < m_text.size() && isWordChar(m_text[end])) return false;
        m_at = end;
        return true;
    }
    void expect(std::string_view symbol) {
        if (!accept(symbol)) fail();
    }

    NodeIndex add(MathNode node) {
        m_out.m_nodes.push_back(std::move(node));
        return static_cast<NodeIndex>(m_out.m_nodes.size() - 1);
    }
    NodeIndex binary(MathOperator op, std::size_t at, NodeIndex left, NodeIndex right) {
        MathNode n;
        n.kind = Kind::Binary;
        n.op = op;
        n.at = at;
        n.arguments = {left, right};
        return add(std::move(n));
    }

    NodeIndex disjunction() {
        NodeIndex left = conjunction();
        for (;;) {
            skipSpace();
            const std::size_t at = m_at + 1;
            if (!accept("OR") && !accept("||")) return left;
            left = binary(MathOperator::Or, at, left, conjunction());
        }
    }
    NodeIndex conjunction() {
        NodeIndex left = comparison();
        for (;;) {
            skipSpace();
            const std::size_t at = m_at + 1;
            if (!accept("AND") && !accept("&&")) return left;
            left = binary(MathOperator::And, at, left, comparison());
        }
    }
    std::optional<MathOperator> acceptComparison() {
        if (accept("==")) return MathOperator::Equal;
        if (accept("!=")) return MathOperator::NotEqual;
        if (accept("<=")) return MathOperator::LessEqual;
        if (accept(">=")) return MathOperator::GreaterEqual;
        if (accept("<")) return MathOperator::Less;
        if (accept(">")) return MathOperator::Greater;
        return std::nullopt;
    }
    NodeIndex comparison() {
        NodeIndex left = sum();
        for (;;) {
            skipSpace();
            const std::size_t at = m_at + 1;
            const auto op = acceptComparison();
            if (!op) return left;
            left = binary(*op, at, left, sum());
        }
    }
    NodeIndex sum() {
        NodeIndex left = product();
        for (;;) {
            skipSpace();
            const std::size_t at = m_at + 1;
            if (accept("+")) {
                left = binary(MathOperator::Add, at, left, product());
            } else if (accept("-")) {
                left = binary(MathOperator::Subtract, at, left, product());
            } else {
                return left;
            }
        }
    }
    NodeIndex product() {
        NodeIndex left = unary();
        for (;;) {
            skipSpace();
            const std::size_t at = m_at + 1;
            if (accept("*")) {
                left = binary(MathOperator::Multiply, at, left, unary());
            } else if (accept("/")) {
                left = binary(MathOperator::Divide, at, left, unary());
            } else {
                return left;
            }
        }
    }
    NodeIndex unary() {
        const Deeper deeper(*this);
        skipSpace();
        const std::size_t at = m_at + 1;
        if (!accept("-")) return power();
        MathNode n;
        n.kind = Kind::Negate;
        n.at = at;
        n.arguments = {unary()};
        return add(std::move(n));
    }
    NodeIndex power() {
        const NodeIndex base = operand();
        skipSpace();
        const std::size_t at = m_at + 1;
        if (!accept("^")) return base;
        return binary(MathOperator::Power, at, base, unary());
    }

    NodeIndex operand() {
        skipSpace();
        if (m_at == m_text.size()) return fail();
        const char c = m_text[m_at];
        MathNode n;
        n.at = m_at + 1;
        if (isDigit(c) || c == '.') return number(std::move(n));
        if (c == '\'' || c == '"') {
            const std::size_t end = m_text.find(c, m_at + 1);
            if (end == std::string_view::npos) return fail();
            n.kind = Kind::Text;
            n.text = m_text.substr(m_at + 1, end - m_at - 1);
            m_at = end + 1;
            return add(std::move(n));
        }
        if (isUpper(c) || isLower(c)) return word(std::move(n));
        if (accept("(")) {
            const NodeIndex inside = disjunction();
            expect(")");
            return inside;
        }
        if (accept("[")) {
            n.kind = Kind::List;
            n.arguments = list("]");
            return add(std::move(n));
        }
        return fail();
    }
    NodeIndex number(MathNode n) {
        const auto [end, error] =
            std::from_chars(m_text.data() + m_at, m_text.data() + m_text.size(), n.number);
        if (error != std::errc()) return fail();
        m_at = static_cast<std::size_t>(end - m_text.data());
        if (m_at < m_text.size() && (isWordChar(m_text[m_at]) || m_text[m_at] == '.')) return fail();
        return add(std::move(n));
    }
    NodeIndex word(MathNode n) {
        const std::size_t begin = m_at;
        while (m_at < m_text.size() && isWordChar(m_text[m_at]))
            ++m_at;
        n.text = m_text.substr(begin, m_at - begin);
        if (accept("(")) {
            n.kind = Kind::Call;
            n.arguments = list(")");
        } else {
            n.kind = isLower(n.text[0]) ? Kind::Reference : Kind::Word;
        }
        return add(std::move(n));
    }
    std::vector<NodeIndex> list(std::string_view close) {
        std::vector<NodeIndex> items;
        if (accept(close)) return items;
        do {
            items.push_back(disjunction());
        } while (accept(","));
        expect(close);
        return items;
    }

    std::string_view m_text;
    MathExpression& m_out;
    std::size_t m_at = 0;
    int m_depth = 0;
    std::optional<MathError> m_error;
};

tl::expected<MathExpression, MathError> MathExpression::parse(std::string_view text) {
    MathExpression out;
    MathParser parser(text, out);
    parser.run();
    if (parser.error()) return tl::unexpected(*parser.error());
    return out;
}

} // namespace maylab::metrics
