#include "logs/json_text.h"

#include "kernel/outside.h"
#include "logs/characters.h"

#include <optional>

namespace maylab::logs {
namespace {

int hexValue(char c) {
    if (isDigit(c)) return c - '0';
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// Walks over JSON text; every step says whether what it expected was there.
class Scanner {
  public:
    explicit Scanner(std::string_view text) : m_text(text) {}

    bool atEnd() const { return m_at == m_text.size(); }
    void space() {
        while (!atEnd() && std::string_view(" \t\r\n").find(m_text[m_at]) != std::string_view::npos) ++m_at;
    }
    bool take(char c) {
        if (atEnd() || m_text[m_at] != c) return false;
        ++m_at;
        return true;
    }
    bool string(std::string_view& inner) {
        if (!take('"')) return false;
        const std::size_t from = m_at;
        while (!atEnd()) {
            const char c = m_text[m_at];
            if (c == '"') {
                inner = m_text.substr(from, m_at++ - from);
                return true;
            }
            if (static_cast<unsigned char>(c) < 0x20) return false;
            if (c == '\\' && !escape()) return false;
            ++m_at;
        }
        return false;
    }
    bool value(JsonPiece& piece, int levels) {
        using Kind = JsonPiece::Kind;
        space();
        const std::size_t from = m_at;
        if (atEnd() || levels == 0) return false;
        switch (m_text[m_at]) {
        case '"': piece.kind = Kind::String; return string(piece.text);
        case 'n': return word("null", Kind::Null, piece);
        case 't': return word("true", Kind::True, piece);
        case 'f': return word("false", Kind::False, piece);
        case '{':
            piece.kind = Kind::Object;
            if (!members(levels - 1)) return false;
            break;
        case '[':
            piece.kind = Kind::Array;
            if (!elements(levels - 1)) return false;
            break;
        default:
            piece.kind = Kind::Number;
            if (!number()) return false;
        }
        piece.text = m_text.substr(from, m_at - from);
        return true;
    }
    // The last member of that name, or the element of that index, of the value that begins here.
    bool child(const JsonStep& step, JsonPiece& found) {
        found = {};
        space();
        JsonPiece piece;
        if (step.index < 0) {
            if (!take('{')) return true;
            std::string scratch;
            for (space(); !take('}'); space()) {
                std::string_view name;
                if (!string(name)) return false;
                space();
                if (!take(':') || !value(piece, kernel::kMaxNesting + 1)) return false;
                if (plainText(name, scratch) == step.name) found = piece;
                space();
                take(',');
            }
            return true;
        }
        if (!take('[')) return true;
        space();
        for (std::int64_t i = 0; !take(']'); ++i) {
            if (!value(piece, kernel::kMaxNesting + 1)) return false;
            if (i == step.index) {
                found = piece;
                return true;
            }
            space();
            take(',');
            space();
        }
        return true;
    }

  private:
    bool escape() { // at the backslash; leaves at its last character
        if (++m_at == m_text.size()) return false;
        if (m_text[m_at] != 'u') return std::string_view("\"\\/bfnrt").find(m_text[m_at]) != std::string_view::npos;
        for (int i = 0; i < 4; ++i) {
            if (++m_at == m_text.size() || hexValue(m_text[m_at]) < 0) return false;
        }
        return true;
    }
    bool word(std::string_view word, JsonPiece::Kind kind, JsonPiece& piece) {
        if (m_text.substr(m_at, word.size()) != word) return false;
        piece = {kind, m_text.substr(m_at, word.size())};
        m_at += word.size();
        return true;
    }
    bool digits() {
        const std::size_t from = m_at;
        while (!atEnd() && isDigit(m_text[m_at])) ++m_at;
        return m_at > from;
    }
    bool number() {
        take('-');
        if (!take('0') && !digits()) return false;
        if (take('.') && !digits()) return false;
        if (take('e') || take('E')) {
            if (!take('+')) take('-');
            return digits();
        }
        return true;
    }
    bool members(int levels) {
        JsonPiece ignored;
        std::string_view name;
        take('{');
        space();
        if (take('}')) return true;
        do {
            space();
            if (!string(name)) return false;
            space();
            if (!take(':') || !value(ignored, levels)) return false;
            space();
        } while (take(','));
        return take('}');
    }
    bool elements(int levels) {
        JsonPiece ignored;
        take('[');
        space();
        if (take(']')) return true;
        do {
            if (!value(ignored, levels)) return false;
            space();
        } while (take(','));
        return take(']');
    }

    std::string_view m_text;
    std::size_t m_at = 0;
};

std::optional<std::uint32_t> codeUnit(std::string_view text, std::size_t at) {
    if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u') return std::nullopt;
    std::uint32_t unit = 0;
    for (std::size_t i = at + 2; i < at + 6; ++i) {
        const int digit = hexValue(text[i]);
        if (digit < 0) return std::nullopt;
        unit = unit * 16 + static_cast<std::uint32_t>(digit);
    }
    return unit;
}

void appendUtf8(std::uint32_t c, std::string& out) {
    const auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xC0 | (c >> 6)), put(0x80 | (c & 63));
    } else if (c < 0x10000) {
        put(0xE0 | (c >> 12)), put(0x80 | ((c >> 6) & 63)), put(0x80 | (c & 63));
    } else {
        put(0xF0 | (c >> 18)), put(0x80 | ((c >> 12) & 63)), put(0x80 | ((c >> 6) & 63)), put(0x80 | (c & 63));
    }
}

} // namespace

bool isJsonDocument(std::string_view text) {
    Scanner scanner(text);
    JsonPiece whole;
    if (!scanner.value(whole, kernel::kMaxNesting + 1)) return false;
    scanner.space();
    return scanner.atEnd();
}

JsonPiece findJson(std::string_view document, const JsonPath& path) {
    JsonPiece piece;
    if (!Scanner(document).value(piece, kernel::kMaxNesting + 1)) return {};
    for (const JsonStep& step : path) {
        if (piece.kind != JsonPiece::Kind::Object && piece.kind != JsonPiece::Kind::Array) return {};
        JsonPiece next;
        if (!Scanner(piece.text).child(step, next)) return {};
        piece = next;
    }
    return piece;
}

std::string_view plainText(std::string_view escaped, std::string& scratch) {
    if (escaped.find('\\') == std::string_view::npos) return escaped;
    scratch.clear();
    for (std::size_t i = 0; i < escaped.size(); ++i) {
        if (escaped[i] != '\\') {
            scratch += escaped[i];
            continue;
        }
        const char c = escaped[++i];
        if (c != 'u') {
            const std::size_t which = std::string_view("bfnrt").find(c);
            scratch += which == std::string_view::npos ? c : "\b\f\n\r\t"[which];
            continue;
        }
        std::uint32_t unit = codeUnit(escaped, i - 1).value_or(0xFFFD);
        i += 4;
        const auto low = codeUnit(escaped, i + 1);
        if (unit >= 0xD800 && unit < 0xDC00 && low && *low >= 0xDC00 && *low < 0xE000) {
            unit = 0x10000 + ((unit - 0xD800) << 10) + (*low - 0xDC00);
            i += 6;
        } else if (unit >= 0xD800 && unit < 0xE000) {
            unit = 0xFFFD;
        }
        appendUtf8(unit, scratch);
    }
    return scratch;
}

} // namespace maylab::logs
