// The words of a query, one at a time. A regular expression is only one where the parser asks for it: elsewhere its
// slash divides.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace maylab::logs::insights {

struct Token {
    enum class Kind : std::uint8_t {
        Word,   // letters, digits, _ @ . ; not a digit first
        Quoted, // `a name with anything in it`
        Number,
        Period, // 5m: number and text
        Text,   // "..." or '...'
        Symbol, // text: | , ( ) [ ] = != < <= > >= + - * / % ^ =~
        Bad,    // what is none of these
        End
    };
    Kind kind = Kind::End;
    std::size_t offset = 0, end = 0; // bytes of the query
    double number = 0;
    std::string text;

    bool is(std::string_view symbol) const { return kind == Kind::Symbol && text == symbol; }
    bool isWord(std::string_view lower) const; // in any case
};

class Lexer {
  public:
    explicit Lexer(std::string_view text) : m_text(text) {}
    Token next();
    // What stands between slashes from this offset on, `\/` being a slash; goes on behind it. Nothing: it is not closed.
    std::optional<std::string> regex(std::size_t offset);
    void seek(std::size_t offset) { m_at = offset; }

  private:
    char peek(std::size_t ahead = 0) const { return m_at + ahead < m_text.size() ? m_text[m_at + ahead] : '\0'; }
    void skipSpace();
    void number(Token& t);
    void quoted(Token& t, char mark);

    std::string_view m_text;
    std::size_t m_at = 0;
};

} // namespace maylab::logs::insights
