#include "aws/shorthand.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace maylab::aws {

namespace {

constexpr int kMaxDepth = 32;

bool isKeyChar(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.' || c == '#' || c == '/' || c == ':' || c == '@';
}

class Parser {
  public:
    explicit Parser(std::string_view text) : m_text(text) {}

    tl::expected<Json, std::string> run() {
        Json out = Json::object();
        if (!keyValues(out, '\0')) return tl::unexpected(m_error);
        return out;
    }

  private:
    bool end() const { return m_at >= m_text.size(); }
    char peek() const { return end() ? '\0' : m_text[m_at]; }

    bool expected(std::string_view what) {
        const std::string received = end() ? "EOF" : std::string(1, m_text[m_at]);
        m_error = "Expected: '" + std::string(what) + "', received: '" + received + "' for input:\n" +
                  std::string(m_text) + "\n" + std::string(m_at, ' ') + "^";
        return false;
    }

    void skipSpace() {
        while (peek() == ' ' || peek() == '\t' || peek() == '\n') ++m_at;
    }

    // key=value, key=value ... until close (or the end).
    bool keyValues(Json& out, char close) {
        for (;;) {
            skipSpace();
            const std::size_t from = m_at;
            while (!end() && isKeyChar(peek())) ++m_at;
            const std::string key(m_text.substr(from, m_at - from));
            skipSpace();
            if (peek() != '=') return expected("=");
            ++m_at;
            skipSpace();
            Json value;
            if (!values(value)) return false;
            if (out.contains(key)) {
                m_error = "Second instance of key \"" + key + "\" encountered for input:\n" + std::string(m_text) +
                          "\n" + std::string(from, ' ') + "^\nThis is often because there is a preceding \",\" "
                          "instead of a space.";
                return false;
            }
            out[key] = std::move(value);
            skipSpace();
            if (close != '\0' && peek() == close) return true;
            if (end() && close == '\0') return true;
            if (peek() != ',') return expected(",");
            ++m_at;
        }
    }

    // One value, or a comma separated list of plain values (the next word is a value too when no '=' follows it).
    bool values(Json& out) {
        if (peek() == '[' || peek() == '{') return nested(out);
        std::string first;
        if (!plain(first)) return false;
        out = first;
        for (;;) {
            const std::size_t before = m_at;
            skipSpace();
            if (peek() != ',') {
                m_at = before;
                return true;
            }
            ++m_at;
            skipSpace();
            if (end()) {
                m_at = before;
                return true;
            }
            const std::size_t from = m_at;
            while (!end() && isKeyChar(peek())) ++m_at;
            const bool isKey = m_at > from && peek() == '=';
            m_at = from;
            if (isKey || peek() == '[' || peek() == '{') {
                m_at = before;
                return true;
            }
            std::string next;
            if (!plain(next)) return false;
            if (!out.is_array()) out = Json::array({out});
            out.push_back(next);
        }
    }

    bool nested(Json& out) {
        if (++m_depth > kMaxDepth) {
            m_error = "Shorthand is nested too deeply";
            return false;
        }
        const char open = peek();
        ++m_at;
        skipSpace();
        bool ok = true;
        if (open == '{') {
            out = Json::object();
            if (peek() != '}') ok = keyValues(out, '}');
            if (ok && peek() != '}') ok = expected("}");
        } else {
            out = Json::array();
            while (ok && peek() != ']') {
                Json element;
                if (peek() == '[' || peek() == '{') {
                    ok = nested(element);
                } else {
                    std::string text;
                    ok = plain(text);
                    element = text;
                }
                out.push_back(std::move(element));
                skipSpace();
                if (ok && peek() == ',') {
                    ++m_at;
                    skipSpace();
                } else if (ok && peek() != ']') {
                    ok = expected("]");
                }
            }
        }
        if (ok) ++m_at;
        --m_depth;
        return ok;
    }

    bool plain(std::string& out) {
        const char quote = peek();
        if (quote == '"' || quote == '\'') {
            ++m_at;
            while (!end() && peek() != quote) {
                if (peek() == '\\' && m_at + 1 < m_text.size() &&
                    (m_text[m_at + 1] == quote || m_text[m_at + 1] == '\\')) {
                    ++m_at;
                }
                out += m_text[m_at++];
            }
            if (end()) return expected(std::string_view(&quote, 1));
            ++m_at;
            return true;
        }
        while (!end() && peek() != ',' && peek() != ']' && peek() != '}') {
            if (peek() == '\\' && m_at + 1 < m_text.size() && m_text[m_at + 1] == ',') ++m_at;
            out += m_text[m_at++];
        }
        while (!out.empty() && out.back() == ' ') out.pop_back();
        return true;
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    int m_depth = 0;
    std::string m_error;
};

// The whole text as a number of that type.
template <class Number>
bool reads(std::string_view text, Number& out) {
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), out);
    return problem == std::errc() && end == text.data() + text.size();
}

// Whole numbers as JSON has them: what is too long for the service is the service's to refuse.
bool readsInteger(std::string_view text, Json& out) {
    std::int64_t n = 0;
    std::uint64_t large = 0;
    if (reads(text, n)) out = n;
    else if (reads(text, large)) out = large;
    else return false;
    return true;
}

tl::unexpected<std::string> notANumber(const std::string& kind, const std::string& text) {
    return tl::unexpected<std::string>(kind == "int" ? "invalid literal for int() with base 10: '" + text + "'"
                                                     : "could not convert string to float: '" + text + "'");
}

} // namespace

tl::expected<Json, std::string> parseShorthand(std::string_view text) { return Parser(text).run(); }

tl::expected<Json, std::string> coerce(const Shape& shape, Json value) {
    switch (shape.type) {
    case ShapeType::Integer:
        if (value.is_string()) {
            const std::string& s = value.get_ref<const std::string&>();
            Json n;
            if (!readsInteger(std::string_view(s).substr(s.size() > 1 && s[0] == '+' ? 1 : 0), n)) return notANumber("int", s);
            return n;
        }
        return value;
    case ShapeType::Double:
        if (value.is_string()) {
            const std::string& s = value.get_ref<const std::string&>();
            double d = 0;
            if (!reads(s, d)) return notANumber("float", s);
            return Json(d);
        }
        return value;
    case ShapeType::Timestamp:
        // Seconds since 1970 as well as ISO 8601.
        if (value.is_string()) {
            const std::string& s = value.get_ref<const std::string&>();
            Json n;
            double d = 0;
            if (readsInteger(s, n)) return n;
            if (reads(s, d) && std::isfinite(d)) return Json(d);
        }
        return value;
    case ShapeType::Boolean:
        if (value == "true") return Json(true);
        if (value == "false") return Json(false);
        return value;
    case ShapeType::List: {
        if (!value.is_array()) value = Json::array({value});
        Json out = Json::array();
        for (Json& v : value) {
            auto one = coerce(*shape.element, std::move(v));
            if (!one) return one;
            out.push_back(std::move(*one));
        }
        return out;
    }
    case ShapeType::Map:
        if (!value.is_object()) return value;
        for (auto& [key, v] : value.items()) {
            auto one = coerce(*shape.element, v);
            if (!one) return one;
            v = std::move(*one);
        }
        return value;
    case ShapeType::Structure:
        if (!value.is_object()) return value;
        for (const MemberShape& m : shape.members) {
            const auto it = value.find(m.name);
            if (it == value.end()) continue;
            auto one = coerce(*m.shape, *it);
            if (!one) return one;
            *it = std::move(*one);
        }
        return value;
    case ShapeType::String: return value;
    }
    return value;
}

namespace {

bool plainText(const Json& v, std::string& out) {
    if (v.is_string()) {
        out = v.get_ref<const std::string&>();
    } else if (v.is_boolean()) {
        out = v.get<bool>() ? "true" : "false";
    } else if (v.is_number()) {
        out = v.dump();
    } else {
        return false;
    }
    return out.find_first_of(",\"'=[]{}\\ \t\n") == std::string::npos;
}

bool valueText(const Shape& shape, const Json& v, std::string& out) {
    if (v.is_array()) {
        if (shape.type != ShapeType::List) return false;
        std::string list;
        for (const Json& one : v) {
            std::string text;
            if (!valueText(*shape.element, one, text) || text.empty()) return false; // "[a,]" is one element
            list += (list.empty() ? "" : ",") + text;
        }
        out = "[" + list + "]";
        return true;
    }
    if (v.is_object()) {
        std::string inner;
        if (!toShorthand(shape, v, inner)) return false;
        out = "{" + inner + "}";
        return true;
    }
    return plainText(v, out);
}

} // namespace

bool toShorthand(const Shape& shape, const Json& value, std::string& out) {
    if (!value.is_object() || value.empty()) return false;
    out.clear();
    if (shape.type == ShapeType::Structure) {
        std::size_t written = 0;
        for (const MemberShape& m : shape.members) {
            const auto it = value.find(m.name);
            if (it == value.end()) continue;
            std::string text;
            if (!valueText(*m.shape, *it, text)) return false;
            out += (written++ > 0 ? "," : "") + std::string(m.name) + "=" + text;
        }
        return written == value.size();
    }
    if (shape.type != ShapeType::Map) return false;
    for (const auto& [key, v] : value.items()) {
        std::string text;
        if (key.empty() || !std::all_of(key.begin(), key.end(), isKeyChar) || !valueText(*shape.element, v, text)) return false;
        out += (out.empty() ? "" : ",") + key + "=" + text;
    }
    return true;
}

} // namespace maylab::aws
