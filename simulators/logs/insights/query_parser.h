// From the text of a query to its commands. Private to the folder: Query::parse is the way in.
#pragma once

#include "logs/insights/lexer.h"
#include "logs/insights/query.h"

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace maylab::logs::insights {

class QueryParser {
  public:
    explicit QueryParser(std::string_view text) : m_text(text), m_lexer(text) {}
    tl::expected<Query, QueryError> parse();

  private:
    // A piece of the query as it was written, and what it means.
    struct Written {
        ExprIndex expr = 0;
        std::string text;
    };

    // --- commands (query_parser.cpp) ---
    void command();
    void fields(Command& c);
    void parseCommand(Command& c);
    void glob(Command& c);
    void stats(Command& c);
    void sort(Command& c);
    void limit(Command& c);
    void display(Command& c);
    void dedup(Command& c);
    Column column(bool onlyAggregates);
    std::string fieldName();
    void show(Slot slot, const std::string& name);
    Slot define(const Token& name);
    Slot slotOf(const std::string& name);
    void finish();

    // --- expressions (expression_parser.cpp) ---
    Written written();
    ExprIndex expression() { return either(); }
    ExprIndex either();
    ExprIndex both();
    ExprIndex negation();
    ExprIndex comparison();
    ExprIndex membership(ExprIndex left, bool negated);
    ExprIndex likeness(ExprIndex left, bool negated);
    ExprIndex sum();
    ExprIndex product();
    ExprIndex power();
    ExprIndex unary();
    ExprIndex primary();
    ExprIndex call(const Token& name);
    ExprIndex aggregate(const Token& name, const FunctionInfo& info);
    Period period();
    ExprIndex field(const std::string& name);
    ExprIndex fieldOfEvent(const Token& name);
    bool knowsEvent(const Token& at);
    ExprIndex make(Expr e);
    std::uint32_t regex();
    // A call whose text names a result of the `stats` before.
    bool namesResult(const Token& name, Slot& slot);

    // --- words ---
    void advance();
    bool takeSymbol(std::string_view symbol);
    bool takeWord(std::string_view word);
    void expect(std::string_view symbol);
    void fail(const Token& at, std::string reason = {});
    bool failed() const { return m_error.has_value(); }

    std::string_view m_text;
    Lexer m_lexer;
    Token m_token;            // the next one
    std::size_t m_lastEnd = 0; // of the one before
    std::optional<QueryError> m_error;
    Query m_query;
    std::vector<int> m_depths; // of the expressions
    int m_depth = 0;

    std::map<std::string, Slot> m_slots;
    std::set<std::string> m_defined;         // by a command
    std::set<Slot> m_fromEvent, m_made;      // slots that the event fills; that a command does
    std::map<std::string, Slot> m_results;   // of the last `stats`, by their text without spaces
    bool m_afterStats = false;
    Command* m_stats = nullptr; // while its columns are read
    bool m_inAggregate = false;
    bool m_chosen = false; // what is shown has been said
};

// Without white space, but for what stands between quotation marks.
std::string squeezed(std::string_view text);

} // namespace maylab::logs::insights
