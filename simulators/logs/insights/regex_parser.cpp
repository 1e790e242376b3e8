// From the text of a regular expression to the program of regex_matcher.cpp.
#include "logs/insights/regex.h"
#include "logs/insights/utf8.h"

#include <algorithm>
#include <array>
#include <optional>

namespace maylab::logs::insights {

void Regex::CharSet::add(std::uint32_t from, std::uint32_t to) {
    for (std::uint32_t c = from; c <= to && c < 128; ++c) ascii.set(c);
    if (to >= 128) ranges.emplace_back(std::max(from, 128U), to);
}

bool Regex::CharSet::has(std::uint32_t c) const {
    const bool in = c < 128 ? ascii.test(c)
                            : std::any_of(ranges.begin(), ranges.end(),
                                          [&](const auto& r) { return r.first <= c && c <= r.second; });
    return in != negated;
}

namespace {

bool isLetter(std::uint32_t c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool isWordByte(std::uint32_t c) {
    return isLetter(c) || (c >= '0' && c <= '9') || c == '_';
}

} // namespace

class RegexParser {
  public:
    explicit RegexParser(std::string_view source) : m_source(source) {}

    tl::expected<Regex, RegexError> parse() {
        const auto root = alternatives(0);
        if (!m_error && m_at < m_source.size()) fail(m_at, "a bracket closes what nothing opened");
        if (m_error) return tl::unexpected(*m_error);
        emit(root);
        put({Op::Match});
        if (m_error) return tl::unexpected(*m_error);
        findLiterals(root);
        return std::move(m_regex);
    }

  private:
    using Op = Regex::Instruction::Op;
    using CharSet = Regex::CharSet;
    using NodeIndex = std::uint32_t;
    static constexpr std::uint32_t kUnbounded = UINT32_MAX;

    struct Node {
        enum class Kind : std::uint8_t { Empty, One, Concat, Alternatives, Repeat, Group };
        explicit Node(Kind k = Kind::Empty, Regex::Instruction i = {}) : kind(k), one(i) {}
        Kind kind;
        Regex::Instruction one;
        std::vector<NodeIndex> parts;
        std::uint32_t least = 1, most = 1;
        bool lazy = false;
        std::optional<std::uint32_t> name;
    };
    struct Flags {
        bool ignoreCase = false, lines = false, dotAll = false;
    };

    bool more() const { return m_at < m_source.size() && !m_error; }
    char peek() const { return m_source[m_at]; }
    bool take(std::string_view what) {
        if (!m_source.substr(std::min(m_at, m_source.size())).starts_with(what)) return false;
        m_at += what.size();
        return true;
    }
    void fail(std::size_t offset, std::string reason) {
        if (!m_error) m_error = RegexError{offset, std::move(reason)};
    }
    NodeIndex make(Node n) {
        m_nodes.push_back(std::move(n));
        return static_cast<NodeIndex>(m_nodes.size() - 1);
    }
    NodeIndex one(Regex::Instruction i) { return make(Node(Node::Kind::One, i)); }

    NodeIndex alternatives(int depth) {
        Node all{Node::Kind::Alternatives};
        if (depth > Regex::kMaxDepth) fail(m_at, "the groups nest too deep");
        do all.parts.push_back(sequence(depth));
        while (take("|") && !m_error);
        return all.parts.size() == 1 ? all.parts[0] : make(std::move(all));
    }
    NodeIndex sequence(int depth) {
        Node all{Node::Kind::Concat};
        while (more() && peek() != '|' && peek() != ')') {
            const auto part = atom(depth);
            if (m_error) break;
            all.parts.push_back(repeated(part));
        }
        return make(std::move(all));
    }

    NodeIndex atom(int depth) {
        const std::size_t from = m_at;
        const std::uint32_t c = nextCodePoint(m_source, m_at);
        switch (c) {
        case '(': return group(depth, from);
        case '[': return bracket(from);
        case '.': return one({m_flags.dotAll ? Op::Every : Op::Any});
        case '^': return one({m_flags.lines ? Op::LineBegin : Op::TextBegin});
        case '$': return one({m_flags.lines ? Op::LineEnd : Op::TextEnd});
        case '*':
        case '+':
        case '?': fail(from, "there is nothing to repeat"); return 0;
        case '\\': return escape(from);
        default: return character(c);
        }
    }
    NodeIndex character(std::uint32_t c) {
        if (!m_flags.ignoreCase || !isLetter(c)) return one({Op::Char, c});
        CharSet set;
        set.add(c, c);
        set.add(c ^ 0x20U, c ^ 0x20U);
        return charSet(std::move(set));
    }
    NodeIndex charSet(CharSet set) {
        m_regex.m_sets.push_back(std::move(set));
        return one({Op::Set, static_cast<std::uint32_t>(m_regex.m_sets.size() - 1)});
    }

    NodeIndex group(int depth, std::size_t from) {
        Node node{Node::Kind::Group};
        const Flags before = m_flags;
        if (take("?")) {
            if (take("<=") || take("<!") || take("=") || take("!") || take(">")) {
                fail(from, "look-around is not possible");
                return 0;
            }
            if (take("P<") || take("<")) {
                node.name = groupName();
            } else if (!take(":")) {
                if (!flags()) return 0;
                if (take(")")) return make(Node()); // for the rest of the group around it
                if (!take(":")) {
                    fail(m_at, "what stands behind (? is unknown");
                    return 0;
                }
            }
        }
        node.parts = {alternatives(depth + 1)};
        if (!take(")")) fail(from, "the group is not closed");
        m_flags = before;
        return make(std::move(node));
    }
    std::uint32_t groupName() {
        const std::size_t from = m_at;
        while (more() && isWordByte(static_cast<unsigned char>(peek()))) ++m_at;
        const std::string name(m_source.substr(from, m_at - from));
        auto& names = m_regex.m_groupNames;
        if (name.empty() || !take(">")) fail(from, "the group has no name");
        if (std::find(names.begin(), names.end(), name) != names.end()) fail(from, "two groups have the name " + name);
        names.push_back(name);
        return static_cast<std::uint32_t>(names.size() - 1);
    }
    bool flags() {
        bool on = true;
        for (const std::size_t from = m_at; more() && peek() != ')' && peek() != ':'; ++m_at) {
            switch (peek()) {
            case '-': on = false; break;
            case 'i': m_flags.ignoreCase = on; break;
            case 'm': m_flags.lines = on; break;
            case 's': m_flags.dotAll = on; break;
            default: fail(from, "what stands behind (? is unknown"); return false;
            }
        }
        return true;
    }

    NodeIndex repeated(NodeIndex part) {
        while (more()) {
            const std::size_t from = m_at;
            Node node{Node::Kind::Repeat};
            node.parts = {part};
            if (take("*")) {
                node.least = 0, node.most = kUnbounded;
            } else if (take("+")) {
                node.least = 1, node.most = kUnbounded;
            } else if (take("?")) {
                node.least = 0, node.most = 1;
            } else if (!(peek() == '{' && bounds(node.least, node.most))) {
                break;
            }
            if (node.most < node.least) fail(from, "the bounds are the wrong way round");
            if (take("+")) fail(m_at - 1, "possessive repetition is not possible");
            node.lazy = take("?");
            part = make(std::move(node));
        }
        return part;
    }
    // {2} {2,} {2,3}; a brace that begins none of these stands for itself.
    bool bounds(std::uint32_t& least, std::uint32_t& most) {
        const std::size_t from = m_at;
        ++m_at;
        const auto number = [&]() -> std::optional<std::uint32_t> {
            std::uint32_t n = 0;
            const std::size_t start = m_at;
            for (; more() && peek() >= '0' && peek() <= '9'; ++m_at)
                n = std::min(n * 10 + static_cast<std::uint32_t>(peek() - '0'), 100'000U);
            return m_at > start ? std::optional(n) : std::nullopt;
        };
        if (const auto low = number()) {
            least = most = *low;
            if (take(",")) most = number().value_or(kUnbounded);
            if (take("}")) return true;
        }
        m_at = from;
        return false;
    }

    // Of \d and the like; nothing for another letter.
    static std::optional<CharSet> named(std::uint32_t letter) {
        CharSet set;
        switch (letter | 0x20U) {
        case 'd': set.add('0', '9'); break;
        case 'w': set.add('0', '9'), set.add('a', 'z'), set.add('A', 'Z'), set.add('_', '_'); break;
        case 's': set.add('\t', '\r'), set.add(' ', ' '); break;
        default: return std::nullopt;
        }
        set.negated = letter < 'a';
        return set;
    }
    // A single character behind a backslash, which has been read.
    std::optional<std::uint32_t> escapedCharacter(std::size_t from) {
        if (m_at == m_source.size()) {
            fail(from, "nothing stands behind the backslash");
            return std::nullopt;
        }
        const std::uint32_t c = nextCodePoint(m_source, m_at);
        switch (c) {
        case 't': return '\t';
        case 'n': return '\n';
        case 'r': return '\r';
        case 'f': return '\f';
        case 'v': return '\v';
        case 'e': return 0x1B;
        case 'x': return hex(from, 2);
        case 'u': return hex(from, 4);
        default: break;
        }
        if (isLetter(c) || (c >= '0' && c <= '9')) {
            fail(from, c >= '1' && c <= '9' ? "references back are not possible" : "the escape is unknown");
            return std::nullopt;
        }
        return c;
    }
    std::optional<std::uint32_t> hex(std::size_t from, int digits) {
        std::uint32_t c = 0;
        for (int i = 0; i < digits; ++i, ++m_at) {
            const char d = more() ? peek() : ' ';
            const char lower = static_cast<char>(d | 0x20);
            if (d >= '0' && d <= '9') c = c * 16 + static_cast<std::uint32_t>(d - '0');
            else if (lower >= 'a' && lower <= 'f') c = c * 16 + static_cast<std::uint32_t>(lower - 'a' + 10);
            else {
                fail(from, "hexadecimal digits are missing");
                return std::nullopt;
            }
        }
        return c;
    }
    NodeIndex escape(std::size_t from) {
        const char c = more() ? peek() : '\0';
        if (auto set = named(static_cast<unsigned char>(c))) {
            ++m_at;
            return charSet(std::move(*set));
        }
        if (take("b")) return one({Op::WordBoundary});
        if (take("B")) return one({Op::NoWordBoundary});
        if (take("A")) return one({Op::TextBegin});
        if (take("z") || take("Z")) return one({Op::TextEnd});
        const auto escaped = escapedCharacter(from);
        return escaped ? character(*escaped) : 0;
    }

    NodeIndex bracket(std::size_t from) {
        CharSet set;
        set.negated = take("^");
        for (bool first = true; first || !take("]"); first = false) {
            if (!more()) {
                fail(from, "the class is not closed");
                return 0;
            }
            if (take("[:")) {
                fail(m_at - 2, "named classes are not possible");
                return 0;
            }
            const std::size_t at = m_at;
            std::optional<std::uint32_t> low = nextCodePoint(m_source, m_at);
            if (*low == '\\') {
                if (const auto inner = more() ? named(static_cast<unsigned char>(peek())) : std::nullopt) {
                    ++m_at;
                    for (std::uint32_t c = 0; c < 128; ++c) {
                        if (inner->has(c)) set.add(c, c);
                    }
                    if (inner->negated) set.add(128, 0x10FFFF);
                    continue;
                }
                low = escapedCharacter(at);
                if (!low) return 0;
            }
            std::optional<std::uint32_t> high = low;
            if (m_at + 1 < m_source.size() && peek() == '-' && m_source[m_at + 1] != ']') {
                ++m_at;
                const std::size_t to = m_at;
                high = nextCodePoint(m_source, m_at);
                if (*high == '\\') high = escapedCharacter(to);
                if (!high) return 0;
                if (*high < *low) {
                    fail(at, "the range is the wrong way round");
                    return 0;
                }
            }
            set.add(*low, *high);
        }
        if (m_flags.ignoreCase) {
            for (std::uint32_t c = 'a'; c <= 'z'; ++c) {
                if (set.ascii.test(c) || set.ascii.test(c ^ 0x20U)) set.add(c, c), set.add(c ^ 0x20U, c ^ 0x20U);
            }
        }
        return charSet(std::move(set));
    }

    // --- the program ---

    std::uint32_t put(Regex::Instruction i) {
        if (m_regex.m_program.size() >= Regex::kMaxProgram) fail(0, "the expression is too large");
        else m_regex.m_program.push_back(i);
        return static_cast<std::uint32_t>(m_regex.m_program.size() - 1);
    }
    std::uint32_t here() const { return static_cast<std::uint32_t>(m_regex.m_program.size()); }
    void split(std::uint32_t at, std::uint32_t into, std::uint32_t past, bool lazy) {
        auto& i = m_regex.m_program[at];
        i.x = lazy ? past : into;
        i.y = lazy ? into : past;
    }

    void emit(NodeIndex index) {
        if (m_error) return;
        const Node& node = m_nodes[index];
        switch (node.kind) {
        case Node::Kind::Empty: break;
        case Node::Kind::One: put(node.one); break;
        case Node::Kind::Concat:
            for (const auto part : node.parts) emit(part);
            break;
        case Node::Kind::Group:
            if (node.name) put({Op::Save, *node.name * 2});
            emit(node.parts[0]);
            if (node.name) put({Op::Save, *node.name * 2 + 1});
            break;
        case Node::Kind::Alternatives: emitAlternatives(node); break;
        case Node::Kind::Repeat: emitRepeat(node); break;
        }
    }
    void emitAlternatives(const Node& node) {
        std::vector<std::uint32_t> jumps;
        for (std::size_t i = 0; i < node.parts.size() && !m_error; ++i) {
            const bool last = i + 1 == node.parts.size();
            const std::uint32_t fork = last ? 0 : put({Op::Split});
            emit(node.parts[i]);
            if (last || m_error) break;
            jumps.push_back(put({Op::Jump}));
            split(fork, fork + 1, here(), false);
        }
        for (const auto j : jumps) m_regex.m_program[j].x = here();
    }
    void emitRepeat(const Node& node) {
        for (std::uint32_t i = 0; i < node.least && !m_error; ++i) {
            const std::uint32_t before = here();
            emit(node.parts[0]);
            if (here() == before) break; // nothing, however often
        }
        if (node.most == kUnbounded) {
            const std::uint32_t fork = put({Op::Split});
            emit(node.parts[0]);
            put({Op::Jump, fork});
            if (!m_error) split(fork, fork + 1, here(), node.lazy);
            return;
        }
        std::vector<std::uint32_t> forks;
        for (std::uint32_t i = node.least; i < node.most && !m_error; ++i) {
            forks.push_back(put({Op::Split}));
            emit(node.parts[0]);
        }
        if (m_error) return;
        for (const auto fork : forks) split(fork, fork + 1, here(), node.lazy);
    }

    // What is worth looking for before the program is run.
    void findLiterals(NodeIndex root) {
        const auto& program = m_regex.m_program;
        std::size_t pc = 0;
        const auto skipSaves = [&] {
            while (program[pc].op == Op::Save) ++pc;
        };
        for (skipSaves(); program[pc].op == Op::Char; ++pc, skipSaves()) appendCodePoint(m_regex.m_prefix, program[pc].x);
        m_regex.m_literal = program[pc].op == Op::Match && m_regex.m_groupNames.empty();

        std::string literal;
        const auto close = [&] {
            if (literal.size() > m_regex.m_required.size()) m_regex.m_required = literal;
            literal.clear();
        };
        if (m_nodes[root].kind == Node::Kind::Concat) {
            for (const auto part : m_nodes[root].parts) {
                const Node& node = m_nodes[part];
                if (node.kind == Node::Kind::One && node.one.op == Op::Char) appendCodePoint(literal, node.one.x);
                else close();
            }
        }
        close();
    }

    std::string_view m_source;
    std::size_t m_at = 0;
    Flags m_flags;
    std::vector<Node> m_nodes;
    std::optional<RegexError> m_error;
    Regex m_regex;
};

tl::expected<Regex, RegexError> Regex::parse(std::string_view source) {
    return RegexParser(source).parse();
}

} // namespace maylab::logs::insights
