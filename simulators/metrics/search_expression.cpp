#include "metrics/search_expression.h"

#include "metrics/characters.h"

#include <algorithm>

namespace maylab::metrics {
namespace {

std::string lowerCase(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (isUpper(c)) c = static_cast<char>(c + ('a' - 'A'));
    return out;
}

std::string wholeToken(std::string_view text) {
    std::string out = lowerCase(text);
    std::erase_if(out, [](char c) { return !isAlphanumeric(c); });
    return out;
}

bool startsToken(std::string_view text, std::size_t i) {
    const char before = text[i - 1], c = text[i];
    if (!isAlphanumeric(before)) return true;
    if (isDigit(c) != isDigit(before)) return true;
    if (!isUpper(c)) return false;
    return isLower(before) || (i + 1 < text.size() && isLower(text[i + 1]));
}

} // namespace

std::vector<std::string> tokenParts(std::string_view text) {
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (!isAlphanumeric(text[i])) continue;
        if (parts.empty() || startsToken(text, i)) parts.emplace_back();
        parts.back() += text[i];
    }
    return parts;
}

std::vector<std::string> tokensOf(std::string_view text) {
    std::vector<std::string> tokens;
    if (std::string whole = wholeToken(text); !whole.empty()) tokens.push_back(std::move(whole));
    for (const std::string& part : tokenParts(text))
        if (std::string token = lowerCase(part); std::find(tokens.begin(), tokens.end(), token) == tokens.end())
            tokens.push_back(std::move(token));
    return tokens;
}

bool matchesPartially(std::string_view word, std::string_view text) {
    std::vector<std::string> wanted = tokenParts(word), there = tokenParts(text);
    if (wanted.empty()) return false;
    if (wholeToken(word) == wholeToken(text)) return true;
    const bool delimited = std::any_of(word.begin(), word.end(), [](char c) { return !isAlphanumeric(c); });
    if (wanted.size() == 1 || delimited) {
        for (std::vector<std::string>* parts : {&wanted, &there})
            for (std::string& p : *parts)
                p = lowerCase(p);
    }
    return std::search(there.begin(), there.end(), wanted.begin(), wanted.end()) != there.end();
}

// As MathParser: after the first fault the rest counts as read.
class SearchParser {
  public:
    SearchParser(std::string_view text, SearchExpression& out) : m_text(text), m_out(out) {}

    std::optional<MathError> run() {
        if (accept('{')) schema();
        accept(',');
        skipSpace();
        if (m_at < m_text.size()) m_out.m_root = disjunction();
        skipSpace();
        if (m_at < m_text.size() || (!m_out.m_schema && !m_out.m_root)) fail();
        return m_error;
    }

  private:
    using Node = SearchExpression::Node;

    std::size_t fail(const char* text = "Invalid search expression") {
        if (!m_error) m_error = MathError{m_at + 1, text};
        m_at = m_text.size();
        return 0;
    }
    void skipSpace() {
        while (m_at < m_text.size() && (m_text[m_at] == ' ' || m_text[m_at] == '\t' || m_text[m_at] == '\n'))
            ++m_at;
    }
    bool accept(char c) {
        skipSpace();
        if (m_at == m_text.size() || m_text[m_at] != c) return false;
        ++m_at;
        return true;
    }
    // Up to a blank or one of `stop`.
    std::string_view peekWord(std::string_view stop) {
        skipSpace();
        std::size_t end = m_at;
        while (end < m_text.size() && m_text[end] != ' ' && m_text[end] != '\t' && m_text[end] != '\n' &&
               stop.find(m_text[end]) == std::string_view::npos)
            ++end;
        return m_text.substr(m_at, end - m_at);
    }
    std::string quoted() { // after the opening quote
        std::string out;
        while (m_at < m_text.size() && m_text[m_at] != '"') {
            if (m_text[m_at] == '\\' && m_at + 1 < m_text.size()) ++m_at;
            out += m_text[m_at++];
        }
        if (m_at == m_text.size()) {
            fail();
        } else {
            ++m_at;
        }
        return out;
    }
    std::string name(std::string_view stop) {
        if (accept('"')) return quoted();
        const std::string_view word = peekWord(stop);
        if (word.empty()) fail();
        m_at += word.size();
        return std::string(word);
    }

    void schema() {
        std::vector<std::string> names;
        do {
            names.push_back(name(",}"));
        } while (accept(','));
        if (!accept('}')) fail();
        std::sort(names.begin() + 1, names.end());
        m_out.m_schema = std::move(names);
    }

    std::size_t add(Node node) {
        m_out.m_nodes.push_back(std::move(node));
        return m_out.m_nodes.size() - 1;
    }
    std::size_t group(Node::Kind kind, std::vector<std::size_t> members) {
        if (members.size() == 1) return members[0];
        Node n;
        n.kind = kind;
        n.arguments = std::move(members);
        return add(std::move(n));
    }
    bool acceptWord(std::string_view word) {
        if (peekWord("()\"=") != word) return false;
        m_at += word.size();
        return true;
    }
    std::size_t disjunction() {
        std::vector<std::size_t> members{conjunction()};
        while (acceptWord("OR"))
            members.push_back(conjunction());
        return group(Node::Kind::Or, std::move(members));
    }
    std::size_t conjunction() {
        std::vector<std::size_t> members{negation()};
        for (;;) {
            skipSpace();
            if (m_at == m_text.size() || m_text[m_at] == ')' || peekWord("()\"=") == "OR") break;
            acceptWord("AND");
            members.push_back(negation());
        }
        return group(Node::Kind::And, std::move(members));
    }
    std::size_t negation() {
        bool negated = false;
        while (acceptWord("NOT"))
            negated = !negated;
        const std::size_t inside = operand();
        if (!negated) return inside;
        Node n;
        n.kind = Node::Kind::Not;
        n.arguments = {inside};
        return add(std::move(n));
    }
    std::size_t operand() {
        if (accept('(')) {
            if (++m_depth > kMaxDepth) return fail("Nested too deeply");
            const std::size_t inside = disjunction();
            --m_depth;
            return accept(')') ? inside : fail();
        }
        for (const char* word : {"AND", "OR"})
            if (peekWord("()\"=") == word) return fail();
        Node n;
        std::string first;
        bool exact = accept('"');
        if (exact) {
            first = quoted();
        } else {
            first = std::string(peekWord("()\"="));
            if (first.empty()) return fail();
            m_at += first.size();
        }
        if (m_at < m_text.size() && m_text[m_at] == '=') {
            ++m_at;
            n.property = std::move(first);
            exact = accept('"');
            if (exact) {
                first = quoted();
            } else {
                first = std::string(peekWord("()\""));
                if (first.empty()) return fail();
                m_at += first.size();
            }
        }
        n.kind = exact ? Node::Kind::Exact : Node::Kind::Partial;
        n.text = std::move(first);
        return add(std::move(n));
    }

    std::string_view m_text;
    SearchExpression& m_out;
    std::size_t m_at = 0;
    int m_depth = 0;
    std::optional<MathError> m_error;
};

tl::expected<SearchExpression, MathError> SearchExpression::parse(std::string_view text) {
    if (text.size() > kMaxSearchLength)
        return tl::unexpected(MathError{0, "The search expression is longer than " +
                                               std::to_string(kMaxSearchLength) + " characters"});
    SearchExpression out;
    if (auto error = SearchParser(text, out).run()) return tl::unexpected(*error);
    return out;
}

bool SearchExpression::matches(const SeriesKey& key) const {
    if (m_schema) {
        const std::vector<std::string>& schema = *m_schema;
        if (schema[0] != key.metricNamespace) return false;
        const auto sameName = [](const std::string& name, const auto& dimension) {
            return name == dimension.first;
        };
        if (schema.size() > 1 && !std::equal(schema.begin() + 1, schema.end(), key.dimensions.begin(),
                                             key.dimensions.end(), sameName))
            return false;
    }
    return !m_root || matches(m_nodes[*m_root], key);
}

bool SearchExpression::matches(const Node& node, const SeriesKey& key) const {
    const auto argument = [&](std::size_t i) { return matches(m_nodes[i], key); };
    switch (node.kind) {
    case Node::Kind::Not:
        return !argument(node.arguments[0]);
    case Node::Kind::And:
        return std::all_of(node.arguments.begin(), node.arguments.end(), argument);
    case Node::Kind::Or:
        return std::any_of(node.arguments.begin(), node.arguments.end(), argument);
    case Node::Kind::Partial:
    case Node::Kind::Exact:
        break;
    }
    const auto fits = [&](std::string_view text) {
        return node.kind == Node::Kind::Exact ? text == node.text : matchesPartially(node.text, text);
    };
    const bool any = node.property.empty();
    if ((any || node.property == "MetricName") && fits(key.name)) return true;
    if ((any || node.property == "Namespace") && fits(key.metricNamespace)) return true;
    return std::any_of(key.dimensions.begin(), key.dimensions.end(), [&](const auto& d) {
        return any ? fits(d.first) || fits(d.second) : d.first == node.property && fits(d.second);
    });
}

std::vector<SeriesId> SearchExpression::find(const MetricStore& store, std::int64_t nowUnix,
                                             std::size_t limit) const {
    std::vector<SeriesId> out;
    for (const SeriesId id : store.sorted()) {
        if (out.size() == limit) break;
        if (matches(store.key(id)) && store.listed(id, nowUnix)) out.push_back(id);
    }
    return out;
}

} // namespace maylab::metrics
