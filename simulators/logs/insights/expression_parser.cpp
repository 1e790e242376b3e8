// Expressions of a query. All functions return any index once something has failed; the query is then thrown away.
#include "logs/insights/query_parser.h"

#include <algorithm>

namespace maylab::logs::insights {
namespace {

constexpr int kMaxTreeDepth = 500; // of long chains: a + b + c ...

struct SymbolOperator {
    std::string_view symbol;
    Operator op;
};
constexpr SymbolOperator kComparisons[] = {{"=", Operator::Equal},      {"!=", Operator::NotEqual},
                                           {"<=", Operator::LessEqual}, {">=", Operator::GreaterEqual},
                                           {"<", Operator::Less},       {">", Operator::Greater}};
constexpr SymbolOperator kSums[] = {{"+", Operator::Add}, {"-", Operator::Subtract}};
constexpr SymbolOperator kProducts[] = {{"*", Operator::Multiply}, {"/", Operator::Divide}, {"%", Operator::Remainder}};

Expr withArguments(Expr::Kind kind, std::vector<ExprIndex> arguments) {
    Expr e;
    e.kind = kind;
    e.arguments = std::move(arguments);
    return e;
}
Expr arithmetic(Operator op, ExprIndex a, ExprIndex b) {
    Expr e = withArguments(Expr::Kind::Arithmetic, {a, b});
    e.op = op;
    return e;
}

} // namespace

ExprIndex QueryParser::make(Expr e) {
    int depth = 0;
    for (const ExprIndex a : e.arguments) depth = std::max(depth, m_depths[a]);
    if (++depth > kMaxTreeDepth) fail(m_token, "the expression is too large");
    m_depths.push_back(depth);
    m_query.m_exprs.push_back(std::move(e));
    return static_cast<ExprIndex>(m_query.m_exprs.size() - 1);
}

QueryParser::Written QueryParser::written() {
    const std::size_t from = m_token.offset;
    Written w;
    w.expr = expression();
    w.text = m_text.substr(from, std::max(m_lastEnd, from) - from);
    return w;
}

ExprIndex QueryParser::either() {
    std::vector<ExprIndex> parts{both()};
    while (takeWord("or")) parts.push_back(both());
    return parts.size() == 1 ? parts[0] : make(withArguments(Expr::Kind::Or, std::move(parts)));
}

ExprIndex QueryParser::both() {
    std::vector<ExprIndex> parts{negation()};
    while (takeWord("and")) parts.push_back(negation());
    return parts.size() == 1 ? parts[0] : make(withArguments(Expr::Kind::And, std::move(parts)));
}

ExprIndex QueryParser::negation() {
    bool negated = false, any = false;
    while (takeWord("not")) negated = !negated, any = true;
    const ExprIndex inner = comparison();
    if (!any || failed()) return inner;
    const ExprIndex once = make(withArguments(Expr::Kind::Not, {inner}));
    return negated ? once : make(withArguments(Expr::Kind::Not, {once}));
}

ExprIndex QueryParser::comparison() {
    const ExprIndex left = sum();
    if (failed()) return left;
    const bool negated = takeWord("not");
    if (takeWord("in")) return membership(left, negated);
    if (takeWord("like")) return likeness(left, negated);
    if (negated) {
        fail(m_token);
        return left;
    }
    if (takeSymbol("=~")) return likeness(left, false);
    for (const auto& [symbol, op] : kComparisons) {
        if (!takeSymbol(symbol)) continue;
        Expr e = withArguments(Expr::Kind::Compare, {left, sum()});
        e.op = op;
        return failed() ? left : make(std::move(e));
    }
    return left;
}

ExprIndex QueryParser::membership(ExprIndex left, bool negated) {
    Expr e = withArguments(Expr::Kind::In, {left});
    e.negated = negated;
    expect("[");
    do e.arguments.push_back(sum());
    while (!failed() && takeSymbol(","));
    expect("]");
    return failed() ? left : make(std::move(e));
}

ExprIndex QueryParser::likeness(ExprIndex left, bool negated) {
    Expr e = withArguments(Expr::Kind::LikeText, {left});
    e.negated = negated;
    if (m_token.kind == Token::Kind::Text) {
        e.text = m_token.text;
        advance();
    } else if (m_token.is("/")) {
        e.kind = Expr::Kind::LikeRegex;
        e.index = regex();
    } else {
        fail(m_token);
    }
    return failed() ? left : make(std::move(e));
}

std::uint32_t QueryParser::regex() {
    const Token slash = m_token;
    const auto source = m_lexer.regex(slash.offset);
    if (!source) {
        fail(slash, "the regular expression is not closed");
        return 0;
    }
    auto compiled = Regex::parse(*source);
    if (!compiled) {
        Token at = slash;
        at.offset = std::min(slash.offset + 1 + compiled.error().offset, m_text.size());
        at.end = std::min(at.offset + 1, m_text.size());
        fail(at, compiled.error().reason);
        return 0;
    }
    m_query.m_regexes.push_back(std::move(*compiled));
    advance();
    return static_cast<std::uint32_t>(m_query.m_regexes.size() - 1);
}

ExprIndex QueryParser::sum() {
    ExprIndex left = product();
    for (bool more = true; more && !failed();) {
        more = false;
        for (const auto& [symbol, op] : kSums) {
            if (!takeSymbol(symbol)) continue;
            const ExprIndex right = product();
            if (failed()) return left;
            left = make(arithmetic(op, left, right));
            more = true;
            break;
        }
    }
    return left;
}

ExprIndex QueryParser::product() {
    ExprIndex left = power();
    for (bool more = true; more && !failed();) {
        more = false;
        for (const auto& [symbol, op] : kProducts) {
            if (!takeSymbol(symbol)) continue;
            const ExprIndex right = power();
            if (failed()) return left;
            left = make(arithmetic(op, left, right));
            more = true;
            break;
        }
    }
    return left;
}

ExprIndex QueryParser::power() {
    if (++m_depth > kMaxExpressionDepth) fail(m_token, "the expression nests too deep");
    ExprIndex left = failed() ? 0 : unary();
    if (takeSymbol("^")) {
        const ExprIndex right = power();
        if (!failed()) left = make(arithmetic(Operator::Power, left, right));
    }
    --m_depth;
    return left;
}

ExprIndex QueryParser::unary() {
    bool negative = false;
    for (;;) {
        if (takeSymbol("-")) negative = !negative;
        else if (!takeSymbol("+")) break;
    }
    const ExprIndex inner = primary();
    return negative && !failed() ? make(withArguments(Expr::Kind::Negate, {inner})) : inner;
}

ExprIndex QueryParser::primary() {
    if (failed()) return 0;
    const Token t = m_token;
    Expr e;
    switch (t.kind) {
    case Token::Kind::Number:
        advance();
        e.number = t.number;
        return make(std::move(e));
    case Token::Kind::Text:
        advance();
        e.kind = Expr::Kind::Text;
        e.text = t.text;
        return make(std::move(e));
    case Token::Kind::Quoted: advance(); return fieldOfEvent(t);
    case Token::Kind::Word:
        for (const std::string_view reserved : {"and", "or", "not", "in", "like", "as", "by"}) {
            if (t.isWord(reserved)) {
                fail(t);
                return 0;
            }
        }
        advance();
        if (m_token.is("(")) return call(t);
        if (t.isWord("true") || t.isWord("false")) {
            e.number = t.isWord("true") ? 1 : 0;
            return make(std::move(e));
        }
        return fieldOfEvent(t);
    default: break;
    }
    if (!takeSymbol("(")) {
        fail(t);
        return 0;
    }
    const ExprIndex inner = expression();
    expect(")");
    return inner;
}

ExprIndex QueryParser::field(const std::string& name) {
    Expr e;
    e.kind = Expr::Kind::Field;
    e.text = name;
    e.index = slotOf(name);
    if (!m_afterStats && !m_made.contains(e.index) && m_fromEvent.insert(e.index).second)
        m_query.m_eventFields.emplace_back(name, e.index);
    return make(std::move(e));
}

// Behind `stats` an event's own values are known only within a function over many events.
bool QueryParser::knowsEvent(const Token& at) {
    if (m_stats == nullptr || m_inAggregate) return true;
    fail(at, "stats knows what one event has only within a function over many");
    return false;
}

ExprIndex QueryParser::fieldOfEvent(const Token& name) {
    return knowsEvent(name) ? field(name.text) : 0;
}

bool QueryParser::namesResult(const Token& name, Slot& slot) {
    int open = 0;
    char mark = 0;
    for (std::size_t at = m_token.offset; at < m_text.size(); ++at) {
        const char c = m_text[at];
        if (mark != 0) {
            if (c == mark) mark = 0;
            continue;
        }
        if (c == '"' || c == '\'' || c == '`') mark = c;
        open += c == '(' ? 1 : c == ')' ? -1 : 0;
        if (open > 0 || mark != 0) continue;
        const auto result = m_results.find(squeezed(m_text.substr(name.offset, at + 1 - name.offset)));
        if (result == m_results.end()) return false;
        slot = result->second;
        m_lexer.seek(at + 1);
        m_token.end = at + 1;
        advance();
        return true;
    }
    return false;
}

ExprIndex QueryParser::call(const Token& name) {
    if (Slot slot = 0; namesResult(name, slot)) {
        Expr e;
        e.kind = Expr::Kind::Field;
        e.index = slot;
        e.text = m_text.substr(name.offset, m_lastEnd - name.offset);
        return make(std::move(e));
    }
    const FunctionInfo* info = findFunction(name.text);
    if (info == nullptr) {
        fail(name, "there is no function " + name.text);
        return 0;
    }
    if (isAggregate(info->function)) return aggregate(name, *info);
    if (info->function == Function::Bin && !knowsEvent(name)) return 0;
    expect("(");
    Expr e;
    e.kind = Expr::Kind::Call;
    e.function = info->function;
    const std::size_t values = takesPeriod(info->function) ? info->least - 1 : info->most;
    if (!m_token.is(")") && values > 0) {
        do e.arguments.push_back(expression());
        while (!failed() && e.arguments.size() < values && takeSymbol(","));
    }
    if (takesPeriod(info->function)) {
        if (values > 0) expect(",");
        e.period = period();
    }
    const bool enough = takesPeriod(info->function) || e.arguments.size() >= info->least;
    if (!failed() && (!enough || m_token.is(",")))
        fail(m_token, "wrong number of arguments of " + name.text);
    expect(")");
    return failed() ? 0 : make(std::move(e));
}

ExprIndex QueryParser::aggregate(const Token& name, const FunctionInfo& info) {
    if (m_stats == nullptr || m_inAggregate) {
        fail(name, m_inAggregate ? "a function over many events cannot stand in another one"
                                 : "the function " + name.text + " stands in stats only");
        return 0;
    }
    Command::Aggregate a;
    a.function = info.function;
    expect("(");
    if (info.function == Function::Count && m_token.is("*")) {
        advance();
    } else if (info.least > 0 || !m_token.is(")")) {
        m_inAggregate = true;
        a.argument = expression();
        m_inAggregate = false;
    }
    if (info.function == Function::Pct) {
        expect(",");
        const Token percent = m_token;
        if (percent.kind != Token::Kind::Number || percent.number < 0 || percent.number > 100)
            fail(percent, "pct takes a percentage from 0 to 100");
        else advance();
        a.percent = percent.number;
    }
    if (!failed() && m_token.is(",")) fail(m_token, "wrong number of arguments of " + name.text);
    expect(")");
    if (failed()) return 0;
    m_stats->aggregates.push_back(a);
    Expr e;
    e.kind = Expr::Kind::Aggregate;
    e.index = static_cast<std::uint32_t>(m_stats->aggregates.size() - 1);
    return make(std::move(e));
}

// 5m, or 5 minutes.
Period QueryParser::period() {
    const Token count = m_token;
    std::string unit = count.text;
    if (count.kind != Token::Kind::Number && count.kind != Token::Kind::Period) {
        fail(count);
        return {};
    }
    advance();
    if (count.kind == Token::Kind::Number) {
        unit = m_token.text;
        if (m_token.kind != Token::Kind::Word) fail(m_token);
        else advance();
    }
    const auto p = periodOf(count.number, unit);
    if (!p) fail(count, "this is no period");
    return p.value_or(Period{});
}

} // namespace maylab::logs::insights
