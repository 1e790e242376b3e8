// The grammar. Prometheus' own is a table of states; where a text goes wrong, what it says depends on the innermost
// rule that knows what to do with an error. m_contexts is the stack of these rules.
#include "metrics/promql/expression.h"
#include "metrics/promql/functions.h"
#include "metrics/promql/lexer.h"
#include "metrics/promql/series.h"
#include "metrics/promql/text.h"
#include "metrics/promql/type_check.h"

#include <algorithm>
#include <cmath>

namespace maylab::metrics::promql {
namespace {

using Card = VectorMatching::Card;

// Binding powers; a comparison binds less than a sum. A unary sign binds as a product does.
int power(Token t) {
    switch (t) {
    case Token::Or: return 1;
    case Token::And: case Token::Unless: return 2;
    case Token::Add: case Token::Sub: return 4;
    case Token::Mul: case Token::Div: case Token::Mod: case Token::Atan2: return 5;
    case Token::Pow: return 6;
    default: return isComparison(t) ? 3 : 0;
    }
}
constexpr int kUnaryPower = 5;

std::string unquote(std::string_view text) {
    const char quote = text[0];
    text = text.substr(1, text.size() - 2);
    if (quote == '`') return std::string(text);
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        if (text[i] != '\\') {
            out += text[i++];
            continue;
        }
        const char c = text[i + 1];
        i += 2;
        constexpr std::string_view kNames = "abfnrtv", kMeant = "\a\b\f\n\r\t\v";
        if (const auto named = kNames.find(c); named != std::string_view::npos) {
            out += kMeant[named];
            continue;
        }
        const bool octal = c >= '0' && c <= '7';
        const std::size_t digits = octal ? 3 : c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
        if (digits == 0) {
            out += c;
            continue;
        }
        if (octal) --i;
        std::uint32_t value = 0;
        for (std::size_t k = 0; k < digits; ++k) {
            const char d = text[i++];
            value = value * (octal ? 8 : 16) + static_cast<std::uint32_t>(isDigit(d) ? d - '0' : (d | 32) - 'a' + 10);
        }
        if (digits <= 3) out += static_cast<char>(value); // a byte
        else appendUtf8(out, value);
    }
    return out;
}

class Parser {
  public:
    explicit Parser(std::string_view query) : m_query(query), m_lexer(query) {}

    tl::expected<ExpressionPtr, ParseProblem> expression() {
        if (m_query.size() > kMaxQuery) {
            fail(0, "query is longer than " + std::to_string(kMaxQuery) + " bytes");
            return tl::unexpected(ParseProblem{m_problem});
        }
        ExpressionPtr root;
        if (peek().token == Token::End) fail(0, "no expression found in input");
        else root = binary(0, 0);
        if (!failed() && peek().token != Token::End) unexpected();
        if (failed()) return tl::unexpected(ParseProblem{m_problem});
        if (const auto wrong = checkTypes(*root, m_query)) {
            fail(wrong->at, wrong->text);
            return tl::unexpected(ParseProblem{m_problem});
        }
        return root;
    }

    tl::expected<std::vector<Matcher>, ParseProblem> selector() {
        ExpressionPtr root;
        const Token first = peek().token;
        if (first == Token::End) unexpected();
        else if (first == Token::LeftBrace || isMetricName(first)) root = vectorSelector();
        else unexpected();
        if (!failed() && peek().token != Token::End) unexpected();
        if (failed()) return tl::unexpected(ParseProblem{m_problem});
        return std::move(root->matchers);
    }

  private:
    struct Context {
        std::string_view in, expected;
    };
    // While it lives, an error is told as that rule tells it.
    class Scope {
      public:
        Scope(Parser& p, Context c) : m_parser(p) { p.m_contexts.push_back(c); }
        ~Scope() { m_parser.m_contexts.pop_back(); }
        Scope(const Scope&) = delete;
        Scope& operator=(const Scope&) = delete;

      private:
        Parser& m_parser;
    };

    bool failed() const { return !m_problem.empty(); }

    void fail(std::size_t at, const std::string& what) {
        if (failed()) return;
        std::size_t line = 1, lineStart = 0;
        for (std::size_t i = 0; i < at && i < m_query.size(); ++i) {
            if (m_query[i] != '\n') continue;
            ++line;
            lineStart = i + 1;
        }
        m_problem = std::to_string(line) + ':' + std::to_string(at - lineStart + 1) + ": parse error: " + what;
    }
    void unexpected(Context c) {
        const Item& item = peek();
        if (item.token == Token::Error) {
            fail(item.at, item.text);
            return;
        }
        std::string what = "unexpected " + describe(item);
        if (!c.in.empty()) what += " in " + std::string(c.in);
        if (!c.expected.empty()) what += ", expected " + std::string(c.expected);
        fail(item.at, what);
    }
    void unexpected() { unexpected(m_contexts.empty() ? Context{} : m_contexts.back()); }

    const Item& peek() {
        if (!m_have) {
            m_item = m_lexer.next();
            m_have = true;
            if (m_item.token == Token::Error) fail(m_item.at, m_item.text);
        }
        if (failed() && m_item.token != Token::Error) m_item.token = Token::End;
        return m_item;
    }
    Item take() {
        peek();
        m_have = false;
        switch (m_item.token) {
        case Token::RightBrace: case Token::RightParen: case Token::RightBracket: case Token::Duration: case Token::Number:
            m_lastClosing = m_item.end();
            break;
        default: break;
        }
        if (m_item.token == Token::End || m_item.token == Token::Error) m_have = true; // nothing follows
        return m_item;
    }
    bool accept(Token t) {
        if (peek().token != t) return false;
        take();
        return true;
    }
    bool expect(Token t) {
        if (accept(t)) return true;
        unexpected();
        return false;
    }

    static ExpressionPtr node(NodeKind kind, std::size_t begin, std::size_t end = 0) {
        auto e = std::make_unique<Expression>();
        e->kind = kind;
        e->begin = begin;
        e->end = end;
        return e;
    }
    void adopt(Expression& parent, ExpressionPtr child) {
        parent.depth = std::max(parent.depth, child->depth + 1);
        if (parent.depth > kMaxDepth) fail(parent.begin, "expression is nested more than " + std::to_string(kMaxDepth) + " deep");
        parent.children.push_back(std::move(child));
    }

    // An expression whose operators bind at least that much.
    ExpressionPtr binary(int least, int nesting) {
        ExpressionPtr left = unary(nesting);
        for (;;) {
            const Token op = peek().token;
            const int p = power(op);
            if (p == 0 || p < least || failed()) return left;
            take();
            auto e = node(NodeKind::Binary, left->begin);
            e->op = op;
            modifiers(*e);
            ExpressionPtr right = binary(op == Token::Pow ? p : p + 1, nesting + 1);
            e->end = right->end;
            adopt(*e, std::move(left));
            adopt(*e, std::move(right));
            left = std::move(e);
        }
    }

    void modifiers(Expression& e) {
        e.matching.emplace();
        if (isSetOperator(e.op)) e.matching->card = Card::ManyToMany;
        if (accept(Token::Bool)) e.returnBool = true;
        const Token t = peek().token;
        if (t != Token::On && t != Token::Ignoring) return;
        take();
        e.matching->on = t == Token::On;
        e.matching->labels = grouping();
        const Token group = peek().token;
        if (group != Token::GroupLeft && group != Token::GroupRight) return;
        take();
        e.matching->card = group == Token::GroupLeft ? Card::ManyToOne : Card::OneToMany;
        if (peek().token == Token::LeftParen) e.matching->include = grouping();
    }

    std::vector<std::string> grouping() {
        std::vector<std::string> labels;
        if (peek().token != Token::LeftParen) {
            unexpected({"grouping opts", "\"(\""});
            return labels;
        }
        take();
        if (accept(Token::RightParen)) return labels;
        while (!failed()) {
            const Item label = peek();
            if ((!isWord(label.token) && label.token != Token::Identifier && label.token != Token::MetricIdentifier) ||
                !isLabelName(label.text)) {
                unexpected({"grouping opts", "label"});
                break;
            }
            take();
            labels.push_back(label.text);
            if (accept(Token::Comma)) {
                if (accept(Token::RightParen)) break;
                continue;
            }
            if (accept(Token::RightParen)) break;
            unexpected({"grouping opts", "\",\" or \")\""});
        }
        return labels;
    }

    ExpressionPtr unary(int nesting) {
        if (nesting > kMaxDepth) {
            fail(peek().at, "expression is nested more than " + std::to_string(kMaxDepth) + " deep");
            return node(NodeKind::Number, 0);
        }
        const Token sign = peek().token;
        if (sign != Token::Add && sign != Token::Sub) return postfix(primary(nesting));
        const std::size_t begin = take().at;
        // -a^b is -(a^b), -a*b is (-a)*b.
        ExpressionPtr operand = binary(kUnaryPower + 1, nesting + 1);
        if (operand->kind == NodeKind::Number) {
            if (sign == Token::Sub) operand->number = -operand->number;
            operand->begin = begin;
            return operand;
        }
        auto e = node(NodeKind::Unary, begin, operand->end);
        e->op = sign;
        adopt(*e, std::move(operand));
        return e;
    }

    static bool isMetricName(Token t) {
        if (t == Token::Identifier || t == Token::MetricIdentifier) return true;
        switch (t) {
        case Token::Atan2: case Token::Bool: case Token::Ignoring: case Token::On: case Token::GroupLeft: case Token::GroupRight:
            return false;
        default: return isWord(t);
        }
    }

    ExpressionPtr primary(int nesting) {
        const Item item = peek();
        switch (item.token) {
        case Token::Number: {
            take();
            auto e = node(NodeKind::Number, item.at, item.end());
            const auto value = parseNumber(item.text);
            if (!value) fail(item.at, "error parsing number: strconv.ParseFloat: parsing " + inQuotes(item.text) + ": " + numberProblem(item.text));
            e->number = value.value_or(0);
            return e;
        }
        case Token::String: {
            take();
            auto e = node(NodeKind::String, item.at, item.end());
            e->text = unquote(item.text);
            return e;
        }
        case Token::LeftParen: {
            take();
            auto e = node(NodeKind::Paren, item.at);
            adopt(*e, binary(0, nesting + 1));
            expect(Token::RightParen);
            e->end = m_lastClosing;
            return e;
        }
        case Token::LeftBrace: return vectorSelector();
        default: break;
        }
        if (isAggregation(item.token)) return aggregationOrName(nesting);
        if (item.token == Token::Identifier) return callOrName(nesting);
        if (isMetricName(item.token)) return vectorSelector();
        unexpected();
        return node(NodeKind::Number, item.at, item.end());
    }

    static std::string numberProblem(std::string_view text) {
        return text.find_first_of("xX") == std::string_view::npos && text.find_first_of("eE") != std::string_view::npos &&
                       isDigit(text.back())
                   ? "value out of range"
                   : "invalid syntax";
    }

    // Suffixes bind more than any operator.
    ExpressionPtr postfix(ExpressionPtr e) {
        while (!failed()) {
            switch (peek().token) {
            case Token::LeftBracket: e = bracket(std::move(e)); break;
            case Token::Offset: offset(*e); break;
            case Token::At: at(*e); break;
            default: return e;
            }
        }
        return e;
    }

    std::int64_t durationOf(const Item& item) {
        std::string problem;
        const auto ms = parseDuration(item.text, problem);
        if (!ms) fail(item.at, problem);
        else if (*ms == 0) fail(item.at, "duration must be greater than 0");
        return ms.value_or(1);
    }

    ExpressionPtr bracket(ExpressionPtr e) {
        const std::size_t open = take().at;
        Scope scope(*this, {"subquery selector", "duration"});
        if (peek().token != Token::Duration) {
            unexpected();
            return e;
        }
        const std::int64_t range = durationOf(take());
        if (peek().token == Token::RightBracket) {
            const std::size_t close = take().end();
            if (e->kind != NodeKind::Selector) fail(open, "ranges only allowed for vector selectors");
            else if (e->offset != 0) fail(open, "no offset modifiers allowed before range");
            else if (e->at != Expression::AtKind::None) fail(open, "no @ modifiers allowed before range");
            auto r = node(NodeKind::RangeSelector, e->begin, close);
            r->range = range;
            adopt(*r, std::move(e));
            return r;
        }
        if (peek().token != Token::Colon) {
            unexpected({"subquery or range", "\":\" or \"]\""});
            return e;
        }
        take();
        auto s = node(NodeKind::Subquery, e->begin);
        s->range = range;
        if (peek().token == Token::Duration) {
            s->step = durationOf(take());
            if (peek().token != Token::RightBracket) unexpected({"subquery selector", "\"]\""});
        } else if (peek().token != Token::RightBracket) {
            unexpected({"subquery selector", "duration or \"]\""});
        }
        s->end = take().end();
        adopt(*s, std::move(e));
        return s;
    }

    // Whom an offset or @ is for; null when nobody may have one.
    static Expression* timed(Expression& e) {
        if (e.kind == NodeKind::Selector || e.kind == NodeKind::Subquery) return &e;
        return e.kind == NodeKind::RangeSelector ? e.children[0].get() : nullptr;
    }

    void offset(Expression& e) {
        take();
        Scope scope(*this, {"offset", "duration"});
        const bool back = accept(Token::Sub);
        if (peek().token != Token::Duration) {
            unexpected();
            return;
        }
        const Item item = take();
        const std::int64_t ms = durationOf(item);
        Expression* to = timed(e);
        if (to == nullptr) {
            fail(e.begin, "offset modifier must be preceded by an instant vector selector or range vector selector or a subquery");
        } else if (to->offset != 0) {
            fail(e.begin, "offset may not be set multiple times");
        } else {
            to->offset = back ? -ms : ms;
            e.end = to->end = std::max(e.end, item.end());
        }
    }

    void at(Expression& e) {
        take();
        Scope scope(*this, {"@", "timestamp"});
        const Item what = peek();
        Expression::AtKind kind = Expression::AtKind::Time;
        double seconds = 0;
        if (what.token == Token::Start || what.token == Token::EndOfQuery) {
            take();
            if (!expect(Token::LeftParen) || !expect(Token::RightParen)) return;
            kind = what.token == Token::Start ? Expression::AtKind::Start : Expression::AtKind::End;
        } else {
            bool negative = false;
            if (what.token == Token::Add || what.token == Token::Sub) {
                negative = what.token == Token::Sub;
                take();
            }
            if (peek().token != Token::Number) {
                unexpected();
                return;
            }
            const Item number = take();
            seconds = parseNumber(number.text).value_or(std::nan(""));
            if (negative) seconds = -seconds;
            if (!(std::abs(seconds) < 9.2e15)) {
                fail(e.begin, "timestamp out of bounds for @ modifier: " + numberText(seconds));
                return;
            }
        }
        Expression* to = timed(e);
        if (to == nullptr) {
            fail(e.begin, "@ modifier must be preceded by an instant vector selector or range vector selector or a subquery");
            return;
        }
        if (to->at != Expression::AtKind::None) {
            fail(e.begin, "@ <timestamp> may not be set multiple times");
            return;
        }
        to->at = kind;
        to->atTime = static_cast<std::int64_t>(std::round(seconds * 1000));
        e.end = to->end = std::max(e.end, m_lastClosing);
    }

    void arguments(Expression& call, int nesting) {
        if (!expect(Token::LeftParen) || accept(Token::RightParen)) return;
        while (!failed()) {
            adopt(call, binary(0, nesting + 1));
            if (accept(Token::RightParen)) return;
            const Item comma = peek();
            if (!expect(Token::Comma)) return;
            if (peek().token == Token::RightParen) fail(comma.at, "trailing commas not allowed in function call args");
        }
    }

    ExpressionPtr callOrName(int nesting) {
        const Item name = take();
        if (peek().token != Token::LeftParen) return vectorSelector(name);
        auto e = node(NodeKind::Call, name.at);
        arguments(*e, nesting);
        e->end = m_lastClosing;
        e->function = findFunction(name.text);
        if (e->function == nullptr) fail(name.at, "unknown function with name " + inQuotes(name.text));
        return e;
    }

    bool modifierOf(Expression& e) {
        if (peek().token != Token::By && peek().token != Token::Without) return false;
        e.without = take().token == Token::Without;
        e.grouping = grouping();
        return true;
    }

    ExpressionPtr aggregationOrName(int nesting) {
        const Item op = take();
        const Token next = peek().token;
        if (next != Token::LeftParen && next != Token::By && next != Token::Without) return vectorSelector(op);
        auto e = node(NodeKind::Aggregation, op.at);
        e->op = op.token;
        {
            Scope scope(*this, {"aggregation", ""});
            const bool before = modifierOf(*e);
            arguments(*e, nesting);
            if (!failed() && !before) modifierOf(*e);
        }
        e->end = m_lastClosing;
        if (failed()) return e;
        const bool hasParameter = op.token == Token::TopK || op.token == Token::BottomK || op.token == Token::CountValues ||
                                  op.token == Token::Quantile;
        const std::size_t wanted = hasParameter ? 2 : 1;
        if (e->children.empty()) {
            fail(e->begin, "no arguments for aggregate expression provided");
        } else if (e->children.size() != wanted) {
            fail(e->begin, "wrong number of arguments for aggregate expression provided, expected " + std::to_string(wanted) +
                               ", got " + std::to_string(e->children.size()));
        } else if (hasParameter) {
            std::swap(e->children[0], e->children[1]);
        }
        return e;
    }

    ExpressionPtr vectorSelector() {
        if (peek().token == Token::LeftBrace) return vectorSelector(Item{Token::LeftBrace, peek().at, {}});
        return vectorSelector(take());
    }

    ExpressionPtr vectorSelector(const Item& name) {
        auto e = node(NodeKind::Selector, name.at, name.end());
        if (name.token != Token::LeftBrace) e->text = name.text;
        if (peek().token == Token::LeftBrace) {
            take();
            matchers(*e);
            e->end = m_lastClosing;
        }
        if (!e->text.empty()) e->matchers.push_back({std::string(kNameLabel), e->text, Matcher::Kind::Equal, nullptr});
        return e;
    }

    void matchers(Expression& e) {
        if (accept(Token::RightBrace)) return;
        while (!failed()) {
            if (peek().token != Token::Identifier) {
                unexpected({"label matching", "identifier or \"}\""});
                return;
            }
            const Item name = take();
            Matcher m{name.text, {}, Matcher::Kind::Equal, nullptr};
            switch (peek().token) {
            case Token::Assign: break;
            case Token::NotEqual: m.kind = Matcher::Kind::NotEqual; break;
            case Token::MatchRegex: m.kind = Matcher::Kind::Matches; break;
            case Token::MatchNotRegex: m.kind = Matcher::Kind::MatchesNot; break;
            default: unexpected({"label matching", "label matching operator"}); return;
            }
            take();
            if (peek().token != Token::String) {
                unexpected({"label matching", "string"});
                return;
            }
            m.value = unquote(take().text);
            if (m.kind == Matcher::Kind::Matches || m.kind == Matcher::Kind::MatchesNot) {
                std::string problem;
                m.regex = Regex::compile(m.value, problem);
                if (!m.regex) fail(name.at, problem);
            }
            e.matchers.push_back(std::move(m));
            if (accept(Token::Comma)) {
                if (accept(Token::RightBrace)) return;
                continue;
            }
            if (accept(Token::RightBrace)) return;
            unexpected({"label matching", "\",\" or \"}\""});
        }
    }

    std::string_view m_query;
    Lexer m_lexer;
    Item m_item;
    bool m_have = false;
    std::size_t m_lastClosing = 0;
    std::vector<Context> m_contexts;
    std::string m_problem;
};

} // namespace

tl::expected<ExpressionPtr, ParseProblem> parseExpression(std::string_view query) { return Parser(query).expression(); }

tl::expected<std::vector<Matcher>, ParseProblem> parseSelector(std::string_view text) { return Parser(text).selector(); }

} // namespace maylab::metrics::promql
