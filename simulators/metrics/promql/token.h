// The words of PromQL. A token is a piece of the query: its place, its kind, its text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace maylab::metrics::promql {

enum class Token : std::uint8_t {
    End, Error, // text: what is wrong
    Identifier, MetricIdentifier, Number, Duration, String,
    LeftParen, RightParen, LeftBrace, RightBrace, LeftBracket, RightBracket, Comma, Colon, At,
    Assign, MatchRegex, MatchNotRegex, // only between braces; = and != there are Assign and NotEqual
    // Operators, by what they are:
    Add, Sub, Mul, Div, Mod, Pow, Atan2,
    Equal, NotEqual, Less, LessEqual, Greater, GreaterEqual,
    And, Or, Unless,
    // Aggregations:
    Sum, Avg, Count, Min, Max, Group, Stddev, Stdvar, TopK, BottomK, CountValues, Quantile,
    // Other words:
    Offset, By, Without, On, Ignoring, GroupLeft, GroupRight, Bool, Start, EndOfQuery,
};

constexpr bool isArithmetic(Token t) { return t >= Token::Add && t <= Token::Atan2; }
constexpr bool isComparison(Token t) { return t >= Token::Equal && t <= Token::GreaterEqual; }
constexpr bool isSetOperator(Token t) { return t >= Token::And && t <= Token::Unless; }
constexpr bool isOperator(Token t) { return t >= Token::Add && t <= Token::Unless; }
constexpr bool isAggregation(Token t) { return t >= Token::Sum && t <= Token::Quantile; }
constexpr bool isWord(Token t) { return t >= Token::Offset || isAggregation(t) || isSetOperator(t) || t == Token::Atan2; }

// "+", "unless", "sum"; empty for tokens without a text of their own.
std::string_view tokenText(Token t);
// The keyword of that text (any case), Identifier if it is none.
Token keyword(std::string_view text);

struct Item {
    Token token = Token::End;
    std::size_t at = 0; // byte in the query
    std::string text;
    std::size_t end() const { return at + text.size(); }
};
// As errors name it: `identifier "x"`, `<op:+>`, `end of input`.
std::string describe(const Item& item);

} // namespace maylab::metrics::promql
