#include "logs/insights/lexer.h"

#include "logs/characters.h"
#include "logs/insights/utf8.h"
#include "logs/insights/value.h"

#include <algorithm>

namespace maylab::logs::insights {
namespace {

bool beginsWord(char c) {
    return isLetter(c) || c == '_' || c == '@';
}
bool isWordPart(char c) {
    return beginsWord(c) || isDigit(c) || c == '.';
}

} // namespace

bool Token::isWord(std::string_view lower) const {
    return kind == Kind::Word && text.size() == lower.size() &&
           std::equal(text.begin(), text.end(), lower.begin(), [](char a, char b) {
               return (a >= 'A' && a <= 'Z' ? static_cast<char>(a | 0x20) : a) == b;
           });
}

void Lexer::skipSpace() {
    for (;;) {
        while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') ++m_at;
        if (peek() != '#') return;
        m_at = std::min(m_text.find('\n', m_at), m_text.size());
    }
}

Token Lexer::next() {
    skipSpace();
    Token t;
    t.offset = m_at;
    const char c = peek();
    if (m_at == m_text.size()) {
        t.kind = Token::Kind::End;
        t.text = "<EOF>";
    } else if (beginsWord(c)) {
        t.kind = Token::Kind::Word;
        while (isWordPart(peek())) ++m_at;
        t.text = m_text.substr(t.offset, m_at - t.offset);
    } else if (isDigit(c) || (c == '.' && isDigit(peek(1)))) {
        number(t);
    } else if (c == '"' || c == '\'' || c == '`') {
        quoted(t, c);
    } else {
        static constexpr std::string_view kSymbols[] = {"!=", "<=", ">=", "=~", "|", ",", "(", ")", "[", "]",
                                                        "=",  "<",  ">",  "+",  "-", "*", "/", "%", "^"};
        t.kind = Token::Kind::Bad;
        for (const std::string_view s : kSymbols) {
            if (!m_text.substr(m_at).starts_with(s)) continue;
            t.kind = Token::Kind::Symbol;
            t.text = s;
            break;
        }
        if (t.kind == Token::Kind::Bad) {
            std::size_t end = m_at;
            nextCodePoint(m_text, end);
            t.text = m_text.substr(m_at, end - m_at);
        }
        m_at += t.text.size();
    }
    t.end = m_at;
    return t;
}

// 12, 1.5, 1e3, and 5m, 30seconds.
void Lexer::number(Token& t) {
    t.kind = Token::Kind::Number;
    while (isDigit(peek())) ++m_at;
    if (peek() == '.' && isDigit(peek(1))) {
        ++m_at;
        while (isDigit(peek())) ++m_at;
    }
    const std::size_t sign = peek(1) == '+' || peek(1) == '-' ? 1 : 0;
    if ((peek() == 'e' || peek() == 'E') && isDigit(peek(1 + sign))) {
        m_at += 1 + sign;
        while (isDigit(peek())) ++m_at;
    }
    const auto value = numberOf(m_text.substr(t.offset, m_at - t.offset));
    if (!value) t.kind = Token::Kind::Bad; // too large for a double
    t.number = value.value_or(0);
    const std::size_t unit = m_at;
    while (isWordPart(peek())) ++m_at;
    if (m_at > unit && t.kind == Token::Kind::Number) t.kind = Token::Kind::Period;
    t.text = m_text.substr(t.kind == Token::Kind::Period ? unit : t.offset,
                           m_at - (t.kind == Token::Kind::Period ? unit : t.offset));
}

void Lexer::quoted(Token& t, char mark) {
    ++m_at;
    while (m_at < m_text.size() && peek() != mark) {
        if (peek() == '\\' && mark != '`' && (peek(1) == mark || peek(1) == '\\')) ++m_at;
        t.text += m_text[m_at++];
    }
    if (m_at == m_text.size() || (mark == '`' && t.text.empty())) {
        t.kind = Token::Kind::Bad; // not closed
        t.text = std::string(1, mark);
        m_at = t.offset + 1;
        return;
    }
    ++m_at;
    t.kind = mark == '`' ? Token::Kind::Quoted : Token::Kind::Text;
}

std::optional<std::string> Lexer::regex(std::size_t offset) {
    std::string source;
    for (std::size_t at = offset + 1; at < m_text.size(); ++at) {
        if (m_text[at] == '/') {
            m_at = at + 1;
            return source;
        }
        if (m_text[at] == '\\' && at + 1 < m_text.size()) {
            if (m_text[at + 1] != '/') source += '\\';
            ++at;
        }
        source += m_text[at];
    }
    return std::nullopt;
}

} // namespace maylab::logs::insights
