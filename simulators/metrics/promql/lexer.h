// Splits a PromQL query into tokens, one at a time. What cannot be one is an Error token with Prometheus 2.42's words;
// after it comes nothing.
#pragma once

#include "metrics/promql/token.h"

namespace maylab::metrics::promql {

class Lexer {
  public:
    explicit Lexer(std::string_view query) : m_query(query) {}
    Item next();

  private:
    static constexpr std::uint32_t kEnd = 0xFFFFFFFF;

    std::uint32_t peek() const;
    std::uint32_t take();
    bool accept(std::string_view any);
    void acceptRun(std::string_view any);
    Item emit(Token token);
    Item error(std::string text);
    Item statement();
    Item insideBraces();
    Item bracketDuration();
    Item numberOrDuration();
    Item word();
    Item string(char quote);
    bool escape(char quote, std::string& problem);
    bool number();
    bool duration();
    void skipSpaceAndComments();

    std::string_view m_query;
    std::size_t m_start = 0, m_at = 0;
    int m_parens = 0;
    bool m_braces = false, m_bracket = false, m_colon = false, m_durationNext = false, m_over = false;
};

} // namespace maylab::metrics::promql
