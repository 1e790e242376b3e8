#include "logs/filter_condition.h"

#include "kernel/outside.h"
#include "logs/characters.h"

#include <charconv>

namespace maylab::logs {
namespace {

// What a text without quotation marks may be made of.
bool isLiteralByte(char c) {
    return isWordByte(c) || std::string_view("*.-+:/").find(c) != std::string_view::npos;
}

} // namespace

std::optional<double> numberOf(std::string_view text) {
    if (!text.empty() && text[0] == '+') text.remove_prefix(1);
    const std::size_t sign = !text.empty() && text[0] == '-' ? 1 : 0;
    if (text.size() <= sign || (text[sign] != '.' && (text[sign] < '0' || text[sign] > '9'))) return std::nullopt;
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

bool Comparison::matches(std::string_view text) const {
    if (anyBefore && anyAfter) return text.find(literal) != std::string_view::npos;
    if (anyBefore) return text.ends_with(literal);
    return anyAfter ? text.starts_with(literal) : text == literal;
}

bool Comparison::holds(const FieldValue& value, RegexScratch& scratch) const {
    using Kind = FieldValue::Kind;
    switch (op) {
    case Operator::IsNull: return value.kind == Kind::Null;
    case Operator::IsTrue: return value.kind == Kind::True;
    case Operator::IsFalse: return value.kind == Kind::False;
    case Operator::NotExists: return value.kind == Kind::Absent;
    default: break;
    }
    if (value.kind == Kind::Absent || value.kind == Kind::Null || value.kind == Kind::Structure) return false;
    const std::string_view text = value.kind == Kind::True    ? std::string_view("true")
                                  : value.kind == Kind::False ? std::string_view("false")
                                                              : value.text;
    const std::optional<double> left = number ? numberOf(text) : std::nullopt;
    switch (op) {
    case Operator::Equal:
    case Operator::NotEqual: {
        const bool equal = regex ? regex->search(text, scratch) : left ? *left == *number : matches(text);
        return equal == (op == Operator::Equal);
    }
    case Operator::Less: return left && *left < *number;
    case Operator::Greater: return left && *left > *number;
    case Operator::LessEqual: return left && *left <= *number;
    default: return left && *left >= *number;
    }
}

void PatternReader::space() {
    while (more() && (peek() == ' ' || (peek() >= '\t' && peek() <= '\r'))) ++m_at;
}

bool PatternReader::take(std::string_view word) {
    if (m_source.substr(m_at, word.size()) != word) return false;
    m_at += word.size();
    return true;
}

bool PatternReader::fail(std::string reason) {
    m_error = {m_at, std::move(reason)};
    return false;
}

bool PatternReader::invalidCharacter() {
    if (!more()) return fail("the pattern ends too early");
    std::size_t length = 1;
    while (m_at + length < m_source.size() && (m_source[m_at + length] & 0xC0) == 0x80) ++length;
    return fail("Invalid character(s) in term '" + std::string(m_source.substr(m_at, length)) + "'");
}

bool PatternReader::quoted(std::string& out) {
    const std::size_t open = m_at++;
    out.clear();
    while (more() && peek() != '"') {
        if (peek() == '\\' && m_at + 1 < m_source.size()) ++m_at;
        out += m_source[m_at++];
    }
    if (!more()) {
        m_at = open;
        return fail("the quotation mark is not closed");
    }
    ++m_at;
    return true;
}

bool PatternReader::regex(std::shared_ptr<const PatternRegex>& out) {
    const std::size_t open = m_at++;
    while (more() && peek() != '%') m_at += peek() == '\\' ? 2 : 1;
    if (!more()) {
        m_at = open;
        return fail("the percent sign is not closed");
    }
    PatternError inner;
    auto parsed = PatternRegex::parse(m_source.substr(open + 1, m_at - open - 1), inner);
    if (!parsed) {
        m_at = open + 1 + inner.offset;
        return fail(inner.reason);
    }
    if (++m_regexes > kMaxRegexes) {
        m_at = open;
        return fail("a pattern has at most 2 regular expressions");
    }
    ++m_at;
    out = std::make_shared<const PatternRegex>(std::move(*parsed));
    return true;
}

bool PatternReader::operand(std::uint32_t&) {
    return invalidCharacter();
}

bool PatternReader::condition(Condition& out) {
    return any(out, 0);
}

Condition PatternReader::joined(Condition both, const Condition& other) {
    if (both.m_nodes.empty()) return other;
    const std::size_t left = both.m_nodes.size() - 1, comparisons = both.m_comparisons.size();
    for (Condition::Node n : other.m_nodes) {
        n.left += n.kind == Condition::Kind::Leaf ? comparisons : left + 1;
        if (n.kind != Condition::Kind::Leaf) n.right += left + 1;
        both.m_nodes.push_back(n);
    }
    both.m_comparisons.insert(both.m_comparisons.end(), other.m_comparisons.begin(), other.m_comparisons.end());
    both.m_nodes.push_back({Condition::Kind::And, left, both.m_nodes.size() - 1});
    return both;
}

bool PatternReader::any(Condition& out, int depth) {
    if (depth > kMaxDepth) return fail("the parentheses nest too deep");
    if (!all(out, depth)) return false;
    for (space(); take("||"); space()) {
        const std::size_t left = out.m_nodes.size() - 1;
        if (!all(out, depth)) return false;
        out.m_nodes.push_back({Condition::Kind::Or, left, out.m_nodes.size() - 1});
    }
    return true;
}

bool PatternReader::all(Condition& out, int depth) {
    if (!primary(out, depth)) return false;
    for (space(); take("&&"); space()) {
        const std::size_t left = out.m_nodes.size() - 1;
        if (!primary(out, depth)) return false;
        out.m_nodes.push_back({Condition::Kind::And, left, out.m_nodes.size() - 1});
    }
    return true;
}

bool PatternReader::primary(Condition& out, int depth) {
    space();
    if (!take("(")) return comparison(out);
    if (!any(out, depth + 1)) return false;
    space();
    return take(")") || invalidCharacter();
}

bool PatternReader::comparison(Condition& out) {
    using Operator = Comparison::Operator;
    static constexpr struct {
        std::string_view sign;
        Operator op;
    } kSigns[] = {{"!=", Operator::NotEqual},     {"<=", Operator::LessEqual}, {">=", Operator::GreaterEqual},
                  {"=", Operator::Equal},         {"<", Operator::Less},       {">", Operator::Greater}};
    static constexpr struct {
        std::string_view first, second;
        Operator op;
    } kWords[] = {{"IS", "NULL", Operator::IsNull},
                  {"IS", "TRUE", Operator::IsTrue},
                  {"IS", "FALSE", Operator::IsFalse},
                  {"NOT", "EXISTS", Operator::NotExists}};
    Comparison c;
    if (!operand(c.operand)) return false;
    space();
    const std::size_t here = m_at;
    bool found = false;
    for (const auto& w : kWords) {
        if (!hasWords() || found || !take(w.first)) continue;
        space();
        found = take(w.second) && !(more() && isWordByte(peek()));
        if (found) c.op = w.op;
        else m_at = here;
    }
    if (!found) {
        for (const auto& s : kSigns) {
            if (found || !take(s.sign)) continue;
            c.op = s.op;
            found = true;
        }
        if (!found) return invalidCharacter();
        space();
        if (!literal(c)) return false;
    }
    out.m_nodes.push_back({Condition::Kind::Leaf, out.m_comparisons.size(), 0});
    out.m_comparisons.push_back(std::move(c));
    return true;
}

bool PatternReader::literal(Comparison& c) {
    using Operator = Comparison::Operator;
    const std::size_t from = m_at;
    const bool orders = c.op != Operator::Equal && c.op != Operator::NotEqual;
    if (more() && peek() == '%' && !orders) return regex(c.regex);
    if (more() && peek() == '"') {
        if (!quoted(c.literal)) return false;
    } else {
        while (more() && isLiteralByte(peek())) ++m_at;
        c.literal = m_source.substr(from, m_at - from);
        if (c.literal.empty()) return invalidCharacter();
        c.number = numberOf(c.literal);
    }
    if (orders && !c.number) {
        m_at = from;
        return fail("only a number can stand after <, >, <= and >=");
    }
    std::string_view text = c.literal;
    if (!text.empty() && text.front() == '*') {
        c.anyBefore = true;
        text.remove_prefix(1);
        c.anyAfter = text.empty();
    }
    if (!text.empty() && text.back() == '*') {
        c.anyAfter = true;
        text.remove_suffix(1);
    }
    c.literal = std::string(text);
    return true;
}

} // namespace maylab::logs
