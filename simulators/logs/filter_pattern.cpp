#include "logs/filter_pattern.h"

#include "logs/characters.h"

#include <algorithm>
#include <charconv>

namespace maylab::logs {
namespace {

bool isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

// $.a.b-c[0]['d.e']: true when all of it is one, and out has it.
bool readPath(std::string_view source, std::size_t& at, JsonPath& out) {
    if (source.substr(at, 1) != "$") return false;
    ++at;
    const std::size_t begin = at;
    while (at < source.size() && (source[at] == '.' || source[at] == '[')) {
        if (source[at] == '.' && source.substr(at, 2) != ".[") {
            const std::size_t from = ++at;
            while (at < source.size() && (isWordByte(source[at]) || source[at] == '-')) ++at;
            if (at == from) return false;
            out.push_back({std::string(source.substr(from, at - from)), -1});
            continue;
        }
        at += source[at] == '.' ? 2 : 1;
        const char mark = at < source.size() ? source[at] : '\0';
        if (mark == '\'') {
            const std::size_t close = source.find("']", ++at);
            if (close == std::string_view::npos || close == at) return false;
            out.push_back({std::string(source.substr(at, close - at)), -1});
            at = close + 2;
            continue;
        }
        JsonStep step;
        const auto [end, error] = std::from_chars(source.data() + at, source.data() + source.size(), step.index);
        at = static_cast<std::size_t>(end - source.data());
        if (error != std::errc() || step.index < 0 || out.empty() || source.substr(at, 1) != "]") return false;
        ++at;
        out.push_back(std::move(step));
    }
    return at > begin;
}

// The user guide's own example writes w1 and W1.
bool sameName(std::string_view a, std::string_view b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

FieldValue fieldValue(const JsonPiece& piece, std::string& scratch) {
    using Kind = JsonPiece::Kind;
    switch (piece.kind) {
    case Kind::Absent: return {};
    case Kind::Null: return {FieldValue::Kind::Null, {}};
    case Kind::True: return {FieldValue::Kind::True, {}};
    case Kind::False: return {FieldValue::Kind::False, {}};
    case Kind::Number: return {FieldValue::Kind::Scalar, piece.text};
    case Kind::String: return {FieldValue::Kind::Scalar, plainText(piece.text, scratch)};
    case Kind::Array:
    case Kind::Object: break;
    }
    return {FieldValue::Kind::Structure, {}};
}

} // namespace

class TermsReader final : public PatternReader {
  public:
    using PatternReader::PatternReader;

    bool read(FilterPattern& out) {
        for (space(); more(); space()) {
            FilterPattern::Term term;
            if (peek() == '-' || peek() == '?') {
                term.kind = peek() == '-' ? FilterPattern::Term::Kind::Excluded : FilterPattern::Term::Kind::Optional;
                ++m_at;
                space();
            }
            if (more() && peek() == '"') {
                if (!quoted(term.text)) return false;
            } else if (more() && peek() == '%') {
                if (!regex(term.regex)) return false;
            } else {
                while (more() && isWordByte(peek())) term.text += m_source[m_at++];
                if (term.text.empty() || (more() && !isSpace(peek()))) return invalidCharacter();
            }
            out.m_terms.push_back(std::move(term));
        }
        return true;
    }
};

class JsonPatternReader final : public PatternReader {
  public:
    JsonPatternReader(std::string_view source, PatternError& error, FilterPattern& out)
        : PatternReader(source, error)
        , m_out(out) {}

    bool read() {
        space();
        take("{");
        if (!condition(m_out.m_condition)) return false;
        space();
        if (!take("}")) return invalidCharacter();
        space();
        return !more() || invalidCharacter();
    }

  private:
    bool operand(std::uint32_t& which) override {
        JsonPath path;
        if (!readPath(m_source, m_at, path)) return invalidCharacter();
        which = static_cast<std::uint32_t>(m_out.m_paths.size());
        m_out.m_paths.push_back(std::move(path));
        return true;
    }
    bool hasWords() const override { return true; }

    FilterPattern& m_out;
};

class FieldsReader final : public PatternReader {
  public:
    FieldsReader(std::string_view source, PatternError& error, FilterPattern& out)
        : PatternReader(source, error)
        , m_out(out) {}

    bool read() {
        space();
        take("[");
        do {
            if (!field()) return false;
            space();
        } while (take(","));
        if (!take("]")) return invalidCharacter();
        space();
        return !more() || invalidCharacter();
    }

  private:
    std::vector<std::string>& names() { return m_out.m_ellipsis ? m_out.m_back : m_out.m_front; }

    bool field() {
        space();
        if (take("...")) {
            if (m_out.m_ellipsis) return fail("a pattern has at most one ellipsis");
            m_out.m_ellipsis = true;
            return true;
        }
        // The name stands again before every further comparison of the field, so it is looked at before the condition.
        const std::size_t from = m_at;
        while (more() && (peek() == '(' || isSpace(peek()))) ++m_at;
        std::string name = word();
        space();
        const bool compared = more() && peek() != ',' && peek() != ']';
        if (!name.empty()) {
            const auto same = [&](const std::string& n) { return n == name; };
            if (std::any_of(m_out.m_front.begin(), m_out.m_front.end(), same) ||
                std::any_of(m_out.m_back.begin(), m_out.m_back.end(), same)) {
                m_at = from;
                return fail("the field " + name + " is named twice");
            }
        }
        names().push_back(std::move(name));
        if (!compared) return true;
        if (names().back().empty()) return invalidCharacter();
        m_at = from;
        Condition own;
        if (!condition(own)) return false;
        m_out.m_condition = joined(std::move(m_out.m_condition), own);
        return true;
    }

    std::string word() {
        std::string out;
        while (more() && isWordByte(peek())) out += m_source[m_at++];
        return out;
    }

    bool operand(std::uint32_t& which) override {
        const std::size_t from = m_at;
        const std::string name = word();
        if (name.empty()) return invalidCharacter();
        if (!sameName(name, names().back())) {
            m_at = from;
            return fail("the condition of the field " + names().back() + " names another field");
        }
        which = static_cast<std::uint32_t>(m_out.m_front.size() + m_out.m_back.size() - 1);
        return true;
    }

    FilterPattern& m_out;
};

std::optional<FilterPattern> FilterPattern::parse(std::string_view source, PatternError& error) {
    FilterPattern out;
    if (source.size() > kMaxLength) {
        error = {kMaxLength, "the pattern is longer than 1024 characters"};
        return std::nullopt;
    }
    const auto first = std::find_if_not(source.begin(), source.end(), isSpace);
    const char opening = first == source.end() ? '\0' : *first;
    const auto done = [&](bool good, int regexes) -> std::optional<FilterPattern> {
        if (!good) return std::nullopt;
        out.m_regexes = regexes;
        return std::move(out);
    };
    if (opening == '{') {
        out.m_kind = Kind::Json;
        JsonPatternReader reader(source, error, out);
        const bool good = reader.read();
        return done(good, reader.regexes());
    }
    if (opening == '[') {
        out.m_kind = Kind::Fields;
        FieldsReader reader(source, error, out);
        const bool good = reader.read();
        return done(good, reader.regexes());
    }
    TermsReader reader(source, error);
    const bool good = reader.read(out);
    return done(good, reader.regexes());
}

bool FilterPattern::Term::in(std::string_view message, RegexScratch& scratch) const {
    return regex ? regex->search(message, scratch) : message.find(text) != std::string_view::npos;
}

bool FilterPattern::matches(std::string_view message, MatchBuffer& buffer) const {
    switch (m_kind) {
    case Kind::Terms: return matchesTerms(message, buffer);
    case Kind::Json: return matchesJson(message, buffer);
    case Kind::Fields: break;
    }
    return matchesFields(message, buffer);
}

bool FilterPattern::matchesTerms(std::string_view message, MatchBuffer& buffer) const {
    bool onlyOptional = true, anyOptional = false;
    for (const Term& t : m_terms) {
        if (t.kind == Term::Kind::Optional) {
            anyOptional = true;
            continue;
        }
        onlyOptional = false;
        if (t.in(message, buffer.regex) == (t.kind == Term::Kind::Excluded)) return false;
    }
    if (!onlyOptional || !anyOptional) return true;
    return std::any_of(m_terms.begin(), m_terms.end(), [&](const Term& t) { return t.in(message, buffer.regex); });
}

bool FilterPattern::matchesJson(std::string_view message, MatchBuffer& buffer) const {
    if (!isJsonDocument(message)) return false;
    return m_condition.holds(
        [&](std::uint32_t which) { return fieldValue(findJson(message, m_paths[which]), buffer.text); }, buffer.regex);
}

bool FilterPattern::matchesFields(std::string_view message, MatchBuffer& buffer) const {
    splitFields(message, buffer.fields);
    const std::size_t named = m_front.size() + m_back.size();
    const std::size_t there = buffer.fields.size();
    if (m_ellipsis ? there < named : there != named) return false;
    return m_condition.holds([&](std::uint32_t which) {
        const std::size_t at = which < m_front.size() ? which : there - named + which;
        return FieldValue{FieldValue::Kind::Scalar, buffer.fields[at]};
    }, buffer.regex);
}

std::vector<std::pair<std::string, std::string>> FilterPattern::extract(std::string_view message,
                                                                        MatchBuffer& buffer) const {
    std::vector<std::pair<std::string, std::string>> out;
    if (m_kind != Kind::Fields) return out;
    splitFields(message, buffer.fields);
    const std::size_t there = buffer.fields.size();
    for (std::size_t i = 0; i < there; ++i) {
        std::string name;
        if (i < m_front.size()) name = m_front[i];
        else if (there - i <= m_back.size()) name = m_back[m_back.size() - (there - i)];
        out.emplace_back('$' + (name.empty() ? std::to_string(i + 1) : name), buffer.fields[i]);
    }
    return out;
}

std::optional<ValueSelector> FilterPattern::selector(std::string_view text) const {
    ValueSelector out;
    if (m_kind == Kind::Json) {
        std::size_t at = 0;
        out.m_json = true;
        if (!readPath(text, at, out.m_path) || at != text.size()) return std::nullopt;
        return out;
    }
    if (m_kind != Kind::Fields || text.size() < 2 || text[0] != '$') return std::nullopt;
    text.remove_prefix(1);
    if (const auto at = std::find(m_front.begin(), m_front.end(), text); at != m_front.end()) {
        out.m_field = static_cast<std::size_t>(at - m_front.begin());
        return out;
    }
    if (const auto at = std::find(m_back.begin(), m_back.end(), text); at != m_back.end()) {
        out.m_field = static_cast<std::size_t>(m_back.end() - at);
        out.m_fromBack = true;
        return out;
    }
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number == 0) return std::nullopt;
    if (!m_ellipsis && number > m_front.size()) return std::nullopt;
    out.m_field = number - 1;
    return out;
}

std::optional<std::string> ValueSelector::read(std::string_view message, MatchBuffer& buffer) const {
    if (m_json) {
        if (!isJsonDocument(message)) return std::nullopt;
        const FieldValue value = fieldValue(findJson(message, m_path), buffer.text);
        if (value.kind == FieldValue::Kind::True) return "true";
        if (value.kind == FieldValue::Kind::False) return "false";
        if (value.kind != FieldValue::Kind::Scalar) return std::nullopt;
        return std::string(value.text);
    }
    splitFields(message, buffer.fields);
    const std::size_t there = buffer.fields.size();
    if (m_fromBack ? m_field > there : m_field >= there) return std::nullopt;
    return std::string(buffer.fields[m_fromBack ? there - m_field : m_field]);
}

void splitFields(std::string_view message, std::vector<std::string_view>& out) {
    out.clear();
    for (std::size_t at = 0; at < message.size();) {
        if (isSpace(message[at])) {
            ++at;
            continue;
        }
        const char closing = message[at] == '[' ? ']' : message[at] == '"' ? '"' : '\0';
        const std::size_t close = closing == '\0' ? std::string_view::npos : message.find(closing, at + 1);
        if (close != std::string_view::npos) {
            out.push_back(message.substr(at + 1, close - at - 1));
            at = close + 1;
            continue;
        }
        const std::size_t from = at;
        while (at < message.size() && !isSpace(message[at])) ++at;
        out.push_back(message.substr(from, at - from));
    }
}

} // namespace maylab::logs
