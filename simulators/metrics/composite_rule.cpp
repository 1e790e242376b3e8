#include "metrics/composite_rule.h"

#include "metrics/characters.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace maylab::metrics {

std::string_view alarmNameOf(std::string_view nameOrArn) {
    constexpr std::string_view kHead = "arn:", kKind = ":alarm:";
    if (nameOrArn.substr(0, kHead.size()) != kHead) return nameOrArn;
    const std::size_t at = nameOrArn.find(kKind);
    return at == std::string_view::npos ? nameOrArn : nameOrArn.substr(at + kKind.size());
}

// Recursive descent; a depth limit keeps a rule of parentheses from using up the stack.
class CompositeParser {
  public:
    explicit CompositeParser(std::string_view text) : m_text(text) {}

    tl::expected<CompositeRule, std::string> parse() {
        const auto root = either(0);
        space();
        if (m_error.empty() && m_at < m_text.size()) expected("AND, OR or the end of the rule");
        if (m_error.empty() && m_elements > CompositeRule::kMaxElements) m_error = "The alarm rule has more than 500 elements.";
        if (m_error.empty() && m_rule.m_children.size() > CompositeRule::kMaxChildren) m_error = "The alarm rule has more than 100 children.";
        if (!m_error.empty() || !root) return tl::unexpected(m_error);
        return std::move(m_rule);
    }

  private:
    using Node = CompositeRule::Node;
    using Op = CompositeRule::Op;
    using Index = std::optional<std::uint32_t>;
    static constexpr int kMaxDepth = 200;

    void expected(std::string_view what) {
        if (m_error.empty()) m_error = "Expected " + std::string(what) + " at position " + std::to_string(m_at + 1) + ".";
    }
    void space() {
        while (m_at < m_text.size() && (m_text[m_at] == ' ' || m_text[m_at] == '\t' || m_text[m_at] == '\n' || m_text[m_at] == '\r')) ++m_at;
    }
    bool take(char c) {
        space();
        if (m_at >= m_text.size() || m_text[m_at] != c) return false;
        ++m_at;
        return true;
    }
    static bool isWord(char c) { return isAlphanumeric(c) || c == '_'; }
    std::string_view peekWord() {
        space();
        std::size_t end = m_at;
        while (end < m_text.size() && isWord(m_text[end])) ++end;
        return m_text.substr(m_at, end - m_at);
    }
    bool takeWord(std::string_view word) {
        if (peekWord() != word) return false;
        m_at += word.size();
        return true;
    }
    Index add(Node node) {
        ++m_elements;
        m_rule.m_nodes.push_back(std::move(node));
        return static_cast<std::uint32_t>(m_rule.m_nodes.size() - 1);
    }

    Index chain(int depth, Op op, std::string_view word) {
        std::vector<std::uint32_t> operands;
        do {
            const Index next = op == Op::Or ? chain(depth, Op::And, "AND") : unary(depth);
            if (!next) return std::nullopt;
            operands.push_back(*next);
        } while (takeWord(word));
        if (operands.size() == 1) return operands.front();
        m_elements += operands.size() - 2; // one element for each AND and OR
        Node n;
        n.op = op;
        n.operands = std::move(operands);
        return add(std::move(n));
    }
    Index either(int depth) { return chain(depth, Op::Or, "OR"); }

    Index unary(int depth) {
        if (depth > kMaxDepth) {
            m_error = "The alarm rule is nested too deeply.";
            return std::nullopt;
        }
        if (takeWord("NOT")) {
            const Index operand = unary(depth + 1);
            if (!operand) return std::nullopt;
            Node n;
            n.op = Op::Not;
            n.operands = {*operand};
            return add(std::move(n));
        }
        if (take('(')) {
            const Index inside = either(depth + 1);
            if (inside && !take(')')) {
                expected("a closing parenthesis");
                return std::nullopt;
            }
            return inside;
        }
        Node n;
        if (takeWord("TRUE")) n.op = Op::True;
        else if (takeWord("FALSE")) n.op = Op::False;
        else if (takeWord("AT_LEAST")) return atLeast();
        else if (const auto state = takeState()) {
            n.op = Op::Is;
            n.state = *state;
            if (!take('(')) return fail("an opening parenthesis");
            const Index child = takeChild();
            if (!child) return std::nullopt;
            n.child = *child;
            if (!take(')')) return fail("a closing parenthesis");
        } else return fail("ALARM, OK, INSUFFICIENT_DATA, AT_LEAST, TRUE, FALSE, NOT or an opening parenthesis");
        return add(std::move(n));
    }
    Index fail(std::string_view what) {
        expected(what);
        return std::nullopt;
    }
    std::optional<AlarmState> takeState() {
        const auto state = alarmState(peekWord());
        if (state) m_at += toString(*state).size();
        return state;
    }
    Index takeChild() {
        space();
        std::string_view name;
        if (m_at < m_text.size() && (m_text[m_at] == '"' || m_text[m_at] == '\'')) {
            const std::size_t end = m_text.find(m_text[m_at], m_at + 1);
            if (end == std::string_view::npos) return fail("a closing quote");
            name = m_text.substr(m_at + 1, end - m_at - 1);
            m_at = end + 1;
        } else {
            std::size_t end = m_at;
            while (end < m_text.size() && m_text[end] != ')' && m_text[end] != ',' && m_text[end] != '(') ++end;
            name = m_text.substr(m_at, end - m_at);
            m_at = end;
            while (!name.empty() && (name.back() == ' ' || name.back() == '\t' || name.back() == '\n' || name.back() == '\r')) name.remove_suffix(1);
        }
        name = alarmNameOf(name);
        if (name.empty()) return fail("the name of an alarm");
        auto& all = m_rule.m_children;
        const auto at = std::find(all.begin(), all.end(), name);
        if (at != all.end()) return static_cast<std::uint32_t>(at - all.begin());
        all.emplace_back(name);
        return static_cast<std::uint32_t>(all.size() - 1);
    }
    Index atLeast() {
        Node n;
        n.op = Op::AtLeast;
        if (!take('(')) return fail("an opening parenthesis");
        space();
        const char* const first = m_text.data() + m_at;
        const auto [end, error] = std::from_chars(first, m_text.data() + m_text.size(), n.least);
        if (error != std::errc() || n.least < 1) return fail("a number from 1 on");
        m_at += static_cast<std::size_t>(end - first);
        n.percent = take('%');
        if (n.percent && n.least > 100) {
            m_error = "A percentage is at most 100, at position " + std::to_string(m_at) + ".";
            return std::nullopt;
        }
        if (!take(',')) return fail("a comma");
        n.negated = takeWord("NOT");
        const auto state = takeState();
        if (!state) return fail("ALARM, OK or INSUFFICIENT_DATA");
        n.state = *state;
        if (!take(',')) return fail("a comma");
        if (!take('(')) return fail("an opening parenthesis");
        do {
            const Index child = takeChild();
            if (!child) return std::nullopt;
            n.operands.push_back(*child);
            ++m_elements;
        } while (take(','));
        if (!take(')') || !take(')')) return fail("a closing parenthesis");
        return add(std::move(n));
    }

    std::string_view m_text;
    std::size_t m_at = 0, m_elements = 0;
    std::string m_error;
    CompositeRule m_rule;
};

tl::expected<CompositeRule, std::string> CompositeRule::parse(std::string_view text) { return CompositeParser(text).parse(); }

bool CompositeRule::holds(const StateOf& stateOf) const {
    return !m_nodes.empty() && holds(static_cast<std::uint32_t>(m_nodes.size() - 1), stateOf);
}

bool CompositeRule::holds(std::uint32_t node, const StateOf& stateOf) const {
    const Node& n = m_nodes[node];
    switch (n.op) {
    case Op::True: return true;
    case Op::False: return false;
    case Op::Is: return stateOf(n.child) == n.state;
    case Op::Not: return !holds(n.operands.front(), stateOf);
    case Op::And: return std::all_of(n.operands.begin(), n.operands.end(), [&](std::uint32_t o) { return holds(o, stateOf); });
    case Op::Or: return std::any_of(n.operands.begin(), n.operands.end(), [&](std::uint32_t o) { return holds(o, stateOf); });
    case Op::AtLeast: {
        std::size_t count = 0;
        for (const std::uint32_t child : n.operands) {
            const auto state = stateOf(child);
            if (state && (*state == n.state) != n.negated) ++count;
        }
        return n.percent ? count * 100 >= n.least * n.operands.size() : count >= n.least;
    }
    }
    return false;
}

} // namespace maylab::metrics
