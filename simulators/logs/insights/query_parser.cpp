#include "logs/insights/query_parser.h"

#include "logs/insights/utf8.h"

#include <algorithm>
#include <cmath>

namespace maylab::logs::insights {
namespace {

using Kind = Command::Kind;
struct CommandName {
    std::string_view name;
    Kind kind;
};
constexpr CommandName kCommands[] = {{"fields", Kind::Fields}, {"filter", Kind::Filter}, {"parse", Kind::Parse},
                                     {"stats", Kind::Stats},   {"sort", Kind::Sort},     {"limit", Kind::Limit},
                                     {"display", Kind::Display}, {"dedup", Kind::Dedup}};
// Which the service knows and this room does not.
constexpr std::string_view kNotHere[] = {"pattern", "diff",   "anomaly", "unmask",    "filterindex", "lookup", "join",
                                         "unnest",  "source", "search",  "addtotals", "order",       "head",   "tail"};

} // namespace

std::string QueryError::describe() const {
    std::string text = "unexpected symbol found " + symbol + " at line " + std::to_string(line) + " and position " +
                       std::to_string(position);
    return reason.empty() ? text : text + ": " + reason;
}

std::string squeezed(std::string_view text) {
    std::string out;
    char mark = 0;
    for (const char c : text) {
        if (mark == 0 && (c == ' ' || c == '\t' || c == '\n' || c == '\r')) continue;
        if (mark == c) mark = 0;
        else if (mark == 0 && (c == '"' || c == '\'' || c == '`')) mark = c;
        out += c;
    }
    return out;
}

tl::expected<Query, QueryError> Query::parse(std::string_view text) {
    return QueryParser(text).parse();
}

tl::expected<Query, QueryError> QueryParser::parse() {
    if (codePoints(m_text) > kMaxQueryLength) {
        QueryError e;
        e.end = m_text.size();
        e.symbol = std::to_string(codePoints(m_text)) + " characters";
        e.reason = "a query has at most " + std::to_string(kMaxQueryLength);
        return tl::unexpected(e);
    }
    m_query.m_timestampSlot = slotOf("@timestamp");
    m_fromEvent.insert(m_query.m_timestampSlot);
    m_query.m_eventFields.emplace_back("@timestamp", m_query.m_timestampSlot);
    advance();
    do command();
    while (!failed() && takeSymbol("|"));
    if (!failed() && m_token.kind != Token::Kind::End) fail(m_token);
    if (!failed()) finish();
    if (failed()) return tl::unexpected(*m_error);
    return std::move(m_query);
}

void QueryParser::command() {
    const Token name = m_token;
    const auto known = std::find_if(std::begin(kCommands), std::end(kCommands),
                                    [&](const CommandName& c) { return name.isWord(c.name); });
    if (known == std::end(kCommands)) {
        const bool elsewhere = std::any_of(std::begin(kNotHere), std::end(kNotHere),
                                           [&](std::string_view n) { return name.isWord(n); });
        fail(name, elsewhere ? "the command " + name.text + " is not simulated" : std::string());
        return;
    }
    advance();
    Command c;
    c.kind = known->kind;
    switch (c.kind) {
    case Kind::Fields: fields(c); break;
    case Kind::Filter: c.expression = expression(); break;
    case Kind::Parse: parseCommand(c); break;
    case Kind::Stats: stats(c); break;
    case Kind::Sort: sort(c); break;
    case Kind::Limit: limit(c); break;
    case Kind::Display: display(c); break;
    case Kind::Dedup: dedup(c); break;
    }
    m_query.m_commands.push_back(std::move(c));
}

// --- names ---

Slot QueryParser::slotOf(const std::string& name) {
    const auto [at, fresh] = m_slots.emplace(name, static_cast<Slot>(m_query.m_slots));
    if (fresh) ++m_query.m_slots;
    return at->second;
}

Slot QueryParser::define(const Token& name) {
    if (name.kind != Token::Kind::Word && name.kind != Token::Kind::Quoted) {
        fail(name);
        return 0;
    }
    if (!m_defined.insert(name.text).second) fail(name, "Ephemeral field is already defined");
    const Slot slot = slotOf(name.text);
    m_made.insert(slot);
    return slot;
}

std::string QueryParser::fieldName() {
    const Token name = m_token;
    if (name.kind != Token::Kind::Word && name.kind != Token::Kind::Quoted) fail(name);
    else advance();
    return name.text;
}

void QueryParser::show(Slot slot, const std::string& name) {
    auto& shown = m_query.m_shown;
    if (std::none_of(shown.begin(), shown.end(), [&](const Column& c) { return c.slot == slot; })) shown.push_back({slot, name, kNone});
}

Column QueryParser::column(bool onlyAggregates) {
    const Token from = m_token;
    const std::size_t aggregatesBefore = m_stats != nullptr ? m_stats->aggregates.size() : 0;
    const Written w = written();
    if (failed()) return {};
    if (onlyAggregates && m_stats->aggregates.size() == aggregatesBefore) {
        fail(from, "stats needs a function over many events here");
        return {};
    }
    Column c;
    c.value = w.expr;
    if (takeWord("as")) {
        c.name = m_token.text;
        c.slot = define(m_token);
        advance();
        return c;
    }
    const Expr& e = m_query.m_exprs[w.expr];
    c.name = e.kind == Expr::Kind::Field ? e.text : w.text;
    c.slot = e.kind == Expr::Kind::Field ? e.index : slotOf(w.text);
    if (e.kind != Expr::Kind::Field) m_made.insert(c.slot);
    return c;
}

// --- the commands ---

void QueryParser::fields(Command& c) {
    do {
        const Column one = column(false);
        if (failed()) return;
        c.columns.push_back(one);
        show(one.slot, one.name);
    } while (takeSymbol(","));
    m_chosen = true;
}

void QueryParser::parseCommand(Command& c) {
    c.expression = field(fieldName());
    if (failed()) return;
    if (m_token.kind == Token::Kind::Text) {
        glob(c);
        return;
    }
    const Token at = m_token;
    if (!at.is("/")) {
        fail(at);
        return;
    }
    c.pattern.regex = regex();
    if (failed()) return;
    const auto& names = m_query.m_regexes[*c.pattern.regex].groupNames();
    if (names.empty()) fail(at, "the expression of parse has no named group, (?<name>...)");
    for (const std::string& name : names) {
        Token group = at;
        group.kind = Token::Kind::Quoted;
        group.text = name;
        c.targets.push_back(define(group));
        show(c.targets.back(), name);
    }
}

void QueryParser::glob(Command& c) {
    const Token pattern = m_token;
    advance();
    std::size_t from = 0;
    for (std::size_t star = 0; star != std::string::npos; from = star + 1) {
        star = pattern.text.find('*', from);
        c.pattern.pieces.push_back(pattern.text.substr(from, star - from));
        if (star == std::string::npos) break;
    }
    const Token as = m_token;
    if (!takeWord("as")) {
        fail(as);
        return;
    }
    do {
        const Token name = m_token;
        c.targets.push_back(define(name));
        if (failed()) return;
        show(c.targets.back(), name.text);
        advance();
    } while (takeSymbol(","));
    if (c.targets.size() + 1 != c.pattern.pieces.size())
        fail(pattern, "the pattern has " + std::to_string(c.pattern.pieces.size() - 1) + " wildcards for " +
                          std::to_string(c.targets.size()) + " fields");
}

void QueryParser::stats(Command& c) {
    m_stats = &c;
    std::map<std::string, Slot> results;
    const auto add = [&](std::vector<Column>& to, bool onlyAggregates) {
        do {
            const std::size_t from = m_token.offset;
            const Column one = column(onlyAggregates);
            if (failed()) return;
            to.push_back(one);
            results[squeezed(one.name)] = one.slot;
            results[squeezed(m_text.substr(from, m_lastEnd - from))] = one.slot;
        } while (takeSymbol(","));
    };
    add(c.columns, true);
    m_stats = nullptr;
    if (!failed() && takeWord("by")) add(c.keys, false);
    if (failed()) return;
    std::set<Slot> all;
    for (const auto* columns : {&c.keys, &c.columns}) {
        for (const Column& one : *columns) {
            if (!all.insert(one.slot).second) fail(m_token, "stats makes " + one.name + " twice");
        }
    }
    m_query.m_shown.clear();
    for (const auto* columns : {&c.keys, &c.columns}) {
        for (const Column& one : *columns) show(one.slot, one.name);
    }
    m_results = std::move(results);
    m_afterStats = m_chosen = m_query.m_aggregates = true;
}

void QueryParser::sort(Command& c) {
    do {
        Command::SortKey key;
        key.value = expression();
        if (takeWord("desc")) key.descending = true;
        else takeWord("asc");
        c.sortKeys.push_back(key);
    } while (!failed() && takeSymbol(","));
}

void QueryParser::limit(Command& c) {
    const Token count = m_token;
    if (count.kind != Token::Kind::Number) {
        fail(count);
        return;
    }
    if (count.number < 1 || count.number > static_cast<double>(kMaxLimit) || count.number != std::floor(count.number)) {
        fail(count, "limit takes a whole number from 1 to " + std::to_string(kMaxLimit));
        return;
    }
    c.limit = static_cast<std::size_t>(count.number);
    advance();
}

void QueryParser::display(Command& c) {
    m_query.m_shown.clear();
    do {
        const Token from = m_token;
        const Written w = written();
        if (failed()) return;
        const Expr& e = m_query.m_exprs[w.expr];
        if (e.kind != Expr::Kind::Field) {
            fail(from, "display takes names of fields");
            return;
        }
        c.columns.push_back({e.index, e.text, kNone});
        show(e.index, e.text);
    } while (takeSymbol(","));
    m_chosen = true;
}

void QueryParser::dedup(Command& c) {
    do {
        const Token from = m_token;
        const ExprIndex e = expression();
        if (failed()) return;
        if (m_query.m_exprs[e].kind != Expr::Kind::Field) {
            fail(from, "dedup takes names of fields");
            return;
        }
        c.values.push_back(e);
    } while (takeSymbol(","));
}

// A query that does not say what it shows shows time and message, and what it has parsed.
void QueryParser::finish() {
    if (m_chosen) return;
    const auto parsed = std::move(m_query.m_shown);
    m_query.m_shown.clear();
    for (const char* name : {"@timestamp", "@message"}) {
        const Expr& e = m_query.m_exprs[field(name)];
        show(e.index, name);
    }
    for (const Column& c : parsed) show(c.slot, c.name);
}

// --- words ---

void QueryParser::advance() {
    m_lastEnd = m_token.end;
    m_token = m_lexer.next();
}

bool QueryParser::takeSymbol(std::string_view symbol) {
    if (failed() || !m_token.is(symbol)) return false;
    advance();
    return true;
}

bool QueryParser::takeWord(std::string_view word) {
    if (failed() || !m_token.isWord(word)) return false;
    advance();
    return true;
}

void QueryParser::expect(std::string_view symbol) {
    if (!takeSymbol(symbol)) fail(m_token);
}

void QueryParser::fail(const Token& at, std::string reason) {
    if (m_error) return;
    QueryError e;
    e.offset = at.offset;
    e.end = at.end;
    const std::string_view before = m_text.substr(0, at.offset);
    const std::size_t line = before.rfind('\n');
    e.line = 1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
    e.position = codePoints(line == std::string_view::npos ? before : before.substr(line + 1));
    e.symbol = at.kind == Token::Kind::End ? "<EOF>" : std::string(m_text.substr(at.offset, at.end - at.offset));
    e.reason = std::move(reason);
    m_error = std::move(e);
}

} // namespace maylab::logs::insights
