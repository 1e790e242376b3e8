#include "metrics/promql/lexer.h"

#include "metrics/promql/text.h"

#include <array>
#include <cstdio>

namespace maylab::metrics::promql {
namespace {

struct Word {
    std::string_view text;
    Token token;
};
constexpr std::array kWords{
    Word{"and", Token::And},           Word{"or", Token::Or},           Word{"unless", Token::Unless},
    Word{"atan2", Token::Atan2},       Word{"sum", Token::Sum},         Word{"avg", Token::Avg},
    Word{"count", Token::Count},       Word{"min", Token::Min},         Word{"max", Token::Max},
    Word{"group", Token::Group},       Word{"stddev", Token::Stddev},   Word{"stdvar", Token::Stdvar},
    Word{"topk", Token::TopK},         Word{"bottomk", Token::BottomK}, Word{"count_values", Token::CountValues},
    Word{"quantile", Token::Quantile}, Word{"offset", Token::Offset},   Word{"by", Token::By},
    Word{"without", Token::Without},   Word{"on", Token::On},           Word{"ignoring", Token::Ignoring},
    Word{"group_left", Token::GroupLeft}, Word{"group_right", Token::GroupRight}, Word{"bool", Token::Bool},
    Word{"start", Token::Start},       Word{"end", Token::EndOfQuery},
};
constexpr std::array kSymbols{
    Word{"(", Token::LeftParen},   Word{")", Token::RightParen}, Word{"{", Token::LeftBrace},
    Word{"}", Token::RightBrace},  Word{"[", Token::LeftBracket}, Word{"]", Token::RightBracket},
    Word{",", Token::Comma},       Word{":", Token::Colon},      Word{"@", Token::At},
    Word{"=", Token::Assign},      Word{"=~", Token::MatchRegex}, Word{"!~", Token::MatchNotRegex},
    Word{"+", Token::Add},         Word{"-", Token::Sub},        Word{"*", Token::Mul},
    Word{"/", Token::Div},         Word{"%", Token::Mod},        Word{"^", Token::Pow},
    Word{"==", Token::Equal},      Word{"!=", Token::NotEqual},  Word{"<", Token::Less},
    Word{"<=", Token::LessEqual},  Word{">", Token::Greater},    Word{">=", Token::GreaterEqual},
};

constexpr bool isSpaceRune(std::uint32_t c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
constexpr bool isDigitRune(std::uint32_t c) { return c >= '0' && c <= '9'; }
constexpr bool isAlphaRune(std::uint32_t c) { return c < 0x80 && isAlpha(static_cast<char>(c)); }
constexpr bool isAlphaNumericRune(std::uint32_t c) { return isAlphaRune(c) || isDigitRune(c); }
// What Go prints for a character that is not there.
std::string shown(std::uint32_t c) { return quotedRune(c > 0x10FFFF ? kInvalidRune : c); }

std::string codePoint(std::uint32_t c) {
    char text[16];
    std::snprintf(text, sizeof text, "U+%04X", c > 0x10FFFF ? kInvalidRune : c);
    return std::string(text) + ' ' + shown(c);
}

std::string shortened(std::string_view text) {
    std::size_t end = 0;
    for (int i = 0; i < 10 && end < text.size(); ++i)
        end += runeAt(text, end).length;
    return inQuotes(text.substr(0, end)) + "...";
}

} // namespace

std::string_view tokenText(Token t) {
    for (const Word& w : kWords)
        if (w.token == t) return w.text;
    for (const Word& s : kSymbols)
        if (s.token == t) return s.text;
    return {};
}

Token keyword(std::string_view text) {
    std::string lower;
    for (const char c : text)
        lower += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    if (lower == "inf" || lower == "nan") return Token::Number;
    for (const Word& w : kWords)
        if (w.text == lower) return w.token;
    return Token::Identifier;
}

std::string describe(const Item& item) {
    switch (item.token) {
    case Token::End: return "end of input";
    case Token::Identifier: return "identifier " + inQuotes(item.text);
    case Token::MetricIdentifier: return "metric identifier " + inQuotes(item.text);
    default: break;
    }
    if (isAggregation(item.token)) return "<aggr:" + item.text + '>';
    const bool byItsSign = item.token == Token::At || item.token == Token::MatchRegex || item.token == Token::MatchNotRegex;
    if (isOperator(item.token) || byItsSign) return "<op:" + item.text + '>';
    if (isWord(item.token) && item.token != Token::Start && item.token != Token::EndOfQuery) return '<' + item.text + '>';
    const std::string text = item.text.size() > 10 ? shortened(item.text) : inQuotes(item.text);
    if (item.token == Token::Number) return "number " + text;
    if (item.token == Token::Duration) return "duration " + text;
    if (item.token == Token::String) return "string " + text;
    return text;
}

std::uint32_t Lexer::peek() const { return m_at < m_query.size() ? runeAt(m_query, m_at).code : kEnd; }

std::uint32_t Lexer::take() {
    if (m_at >= m_query.size()) return kEnd;
    const Rune r = runeAt(m_query, m_at);
    m_at += r.length;
    return r.code;
}

bool Lexer::accept(std::string_view any) {
    if (m_at >= m_query.size() || any.find(m_query[m_at]) == std::string_view::npos) return false;
    ++m_at;
    return true;
}

void Lexer::acceptRun(std::string_view any) {
    while (accept(any)) {
    }
}

Item Lexer::emit(Token token) { return {token, m_start, std::string(m_query.substr(m_start, m_at - m_start))}; }

Item Lexer::error(std::string text) {
    m_over = true;
    return {Token::Error, m_start, std::move(text)};
}

void Lexer::skipSpaceAndComments() {
    for (; m_at < m_query.size(); ++m_at) {
        if (m_query[m_at] == '#') {
            while (m_at < m_query.size() && m_query[m_at] != '\n' && m_query[m_at] != '\r')
                ++m_at;
            if (m_at == m_query.size()) return;
        } else if (!isSpace(m_query[m_at])) {
            return;
        }
    }
}

Item Lexer::next() {
    if (m_over) return {Token::End, m_query.size(), {}};
    if (m_durationNext) {
        m_durationNext = false;
        while (m_at < m_query.size() && isSpace(m_query[m_at]))
            ++m_at;
        m_start = m_at;
        return bracketDuration();
    }
    skipSpaceAndComments();
    m_start = m_at;
    return m_braces ? insideBraces() : statement();
}

Item Lexer::statement() {
    const std::uint32_t c = take();
    switch (c) {
    case kEnd:
        if (m_parens != 0) return error("unclosed left parenthesis");
        if (m_bracket) return error("unclosed left bracket");
        m_over = true;
        return emit(Token::End);
    case ',': return emit(Token::Comma);
    case '*': return emit(Token::Mul);
    case '/': return emit(Token::Div);
    case '%': return emit(Token::Mod);
    case '+': return emit(Token::Add);
    case '-': return emit(Token::Sub);
    case '^': return emit(Token::Pow);
    case '@': return emit(Token::At);
    case '=':
        if (accept("=")) return emit(Token::Equal);
        if (peek() == '~') return error("unexpected character after '=': '~'");
        return emit(Token::Assign);
    case '!': {
        const std::uint32_t after = take();
        return after == '=' ? emit(Token::NotEqual) : error("unexpected character after '!': " + shown(after));
    }
    case '<': return emit(accept("=") ? Token::LessEqual : Token::Less);
    case '>': return emit(accept("=") ? Token::GreaterEqual : Token::Greater);
    case '"': case '\'': case '`': return string(static_cast<char>(c));
    case '(': ++m_parens; return emit(Token::LeftParen);
    case ')':
        if (--m_parens < 0) {
            m_start = m_at;
            return error("unexpected right parenthesis ')'");
        }
        return emit(Token::RightParen);
    case '{': m_braces = true; return emit(Token::LeftBrace);
    case '[':
        if (m_bracket) return error("unexpected left bracket '['");
        m_colon = false;
        m_bracket = true;
        m_durationNext = true;
        return emit(Token::LeftBracket);
    case ']':
        if (!m_bracket) return error("unexpected right bracket ']'");
        m_bracket = false;
        return emit(Token::RightBracket);
    default: break;
    }
    if (isDigitRune(c) || (c == '.' && isDigitRune(peek()))) {
        m_at = m_start;
        return numberOrDuration();
    }
    if (isAlphaRune(c) || c == ':') {
        if (!m_bracket) {
            m_at = m_start;
            return word();
        }
        if (m_colon) return error("unexpected colon " + shown(c));
        m_colon = true;
        return emit(Token::Colon);
    }
    return error("unexpected character: " + shown(c));
}

Item Lexer::insideBraces() {
    const std::uint32_t c = take();
    switch (c) {
    case kEnd: return error("unexpected end of input inside braces");
    case ',': return emit(Token::Comma);
    case '"': case '\'': case '`': return string(static_cast<char>(c));
    case '=': return emit(accept("~") ? Token::MatchRegex : Token::Assign);
    case '!': {
        const std::uint32_t after = take();
        if (after == '~') return emit(Token::MatchNotRegex);
        return after == '=' ? emit(Token::NotEqual)
                            : error("unexpected character after '!' inside braces: " + shown(after));
    }
    case '{': return error("unexpected left brace '{'");
    case '}': m_braces = false; return emit(Token::RightBrace);
    default: break;
    }
    if (!isAlphaRune(c)) return error("unexpected character inside braces: " + shown(c));
    while (isAlphaNumericRune(peek()))
        ++m_at;
    return emit(Token::Identifier);
}

bool Lexer::number() {
    std::string_view digits = "0123456789";
    if (accept("0") && accept("xX")) digits = "0123456789abcdefABCDEF";
    acceptRun(digits);
    if (accept(".")) acceptRun(digits);
    if (accept("eE")) {
        accept("+-");
        acceptRun("0123456789");
    }
    return !isAlphaNumericRune(peek());
}

// The rest of a duration, after its first number. Leaves the place behind the first character that is none.
bool Lexer::duration() {
    if (!accept("smhdwy")) return false;
    accept("s");
    while (accept("0123456789")) {
        acceptRun("0123456789");
        if (!accept("smhdw")) return false;
        accept("s");
    }
    return !isAlphaNumericRune(take());
}

Item Lexer::bracketDuration() {
    if (number()) return error("missing unit character in duration");
    if (!duration()) return error("bad duration syntax: " + inQuotes(m_query.substr(m_start, m_at - m_start)));
    while (m_at > m_start && !isAlphaNumeric(m_query[m_at - 1]))
        --m_at;
    return emit(Token::Duration);
}

Item Lexer::numberOrDuration() {
    if (number()) return emit(Token::Number);
    if (!duration()) return error("bad number or duration syntax: " + inQuotes(m_query.substr(m_start, m_at - m_start)));
    while (m_at > m_start && !isAlphaNumeric(m_query[m_at - 1]))
        --m_at;
    return emit(Token::Duration);
}

Item Lexer::word() {
    while (isAlphaNumericRune(peek()) || peek() == ':')
        ++m_at;
    const std::string_view text = m_query.substr(m_start, m_at - m_start);
    const Token token = keyword(text);
    if (token != Token::Identifier) return emit(token);
    return emit(text.find(':') == std::string_view::npos ? Token::Identifier : Token::MetricIdentifier);
}

Item Lexer::string(char quote) {
    std::string problem;
    for (;;) {
        const std::size_t at = m_at;
        const std::uint32_t c = take();
        if (quote == '`') {
            if (c == kEnd) return error("unterminated raw string");
            if (c == kInvalidRune && m_at == at + 1) return error("invalid UTF-8 rune");
            if (c == '`') return emit(Token::String);
            continue;
        }
        if (c == kEnd || c == '\n') return error("unterminated quoted string");
        if (c == kInvalidRune && m_at == at + 1) return error("invalid UTF-8 rune");
        if (c == static_cast<std::uint32_t>(quote)) return emit(Token::String);
        if (c == '\\' && !escape(quote, problem)) return error(problem);
    }
}

bool Lexer::escape(char quote, std::string& problem) {
    const std::uint32_t c = take();
    int digits = 0;
    std::uint32_t base = 0, most = 0;
    switch (c) {
    case 'a': case 'b': case 'f': case 'n': case 'r': case 't': case 'v': case '\\': return true;
    case '0': case '1': case '2': case '3': case '4': case '5': case '6': case '7':
        digits = 3, base = 8, most = 255;
        m_at -= 1;
        break;
    case 'x': digits = 2, base = 16, most = 255; break;
    case 'u': digits = 4, base = 16, most = 0x10FFFF; break;
    case 'U': digits = 8, base = 16, most = 0x10FFFF; break;
    case kEnd: problem = "escape sequence not terminated"; return false;
    default:
        if (c == static_cast<std::uint32_t>(quote)) return true;
        problem = "unknown escape sequence " + codePoint(c);
        return false;
    }
    std::uint64_t value = 0;
    for (int i = 0; i < digits; ++i) {
        const std::uint32_t d = take();
        const std::uint32_t lower = d | 32;
        const std::uint32_t digit = isDigitRune(d) ? d - '0' : lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : 16;
        if (digit >= base) {
            problem = d == kEnd ? "escape sequence not terminated"
                                : "illegal character " + codePoint(d) + " in escape sequence";
            return false;
        }
        value = value * base + digit;
    }
    if (value > most || (value >= 0xD800 && value < 0xE000)) {
        problem = "escape sequence is an invalid Unicode code point";
        return false;
    }
    return true;
}

} // namespace maylab::metrics::promql
