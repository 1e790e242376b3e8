#include "metrics/promql/regex.h"

#include "metrics/promql/text.h"

#include <algorithm>
#include <functional>

namespace maylab::metrics::promql {

// Reads an expression into a tree, then writes the tree as a program: repeats are written out, so a node may be written
// more than once.
class RegexCompiler {
  public:
    // Anchored before it is read, so that errors show what Prometheus' do.
    explicit RegexCompiler(std::string_view text) : m_own(text), m_anchored("^(?:" + m_own + ")$"), m_text(m_anchored) {}

    std::shared_ptr<const Regex> compile(std::string& problem) {
        m_regex->m_groupNames.emplace_back();
        const std::size_t root = alternatives(0);
        if (m_problem.empty() && m_at < m_text.size()) m_problem = "unexpected ): `" + std::string(m_text) + '`';
        if (m_problem.empty()) {
            emit(root);
            add({Regex::Op::Done});
        }
        if (m_problem.empty() && m_regex->m_program.size() > Regex::kMaxProgram) m_problem = "expression too large";
        if (!m_problem.empty()) {
            problem = "error parsing regexp: " + m_problem;
            return nullptr;
        }
        if (m_own.find_first_of("\\.+*?()|[]{}^$") == std::string::npos) m_regex->m_literal = m_own;
        return m_regex;
    }

  private:
    using Op = Regex::Op;
    using Range = Regex::Range;
    enum class Kind : std::uint8_t { Nothing, Step, Sequence, Choice, Repeat, Group };
    struct Node {
        Kind kind = Kind::Nothing;
        Regex::Step step{};
        std::vector<std::size_t> children{};
        int least = 0, most = 0; // most -1: any
        bool lazy = false;
        std::size_t group = 0;
    };
    struct Flags {
        bool anyCase = false, dotAll = false, lines = false, lazy = false;
    };
    static constexpr int kMaxDepth = 200;
    static constexpr int kMaxRepeat = 1000;
    static constexpr std::uint32_t kLastRune = 0x10FFFF;

    bool more() const { return m_at < m_text.size() && m_problem.empty(); }
    char peek() const { return m_text[m_at]; }
    bool accept(std::string_view what) {
        if (!m_text.substr(m_at).starts_with(what)) return false;
        m_at += what.size();
        return true;
    }
    void fail(std::string_view what, std::string_view where) {
        if (m_problem.empty()) m_problem = std::string(what) + ": `" + std::string(where) + '`';
    }
    std::size_t add(Node node) {
        m_nodes.push_back(std::move(node));
        return m_nodes.size() - 1;
    }

    std::size_t alternatives(int depth) {
        if (depth > kMaxDepth) {
            m_problem = "expression nests too deeply: `" + std::string(m_text) + '`';
            return add(Node{});
        }
        const Flags outside = m_flags;
        Node choice{.kind = Kind::Choice};
        do
            choice.children.push_back(sequence(depth));
        while (more() && accept("|"));
        m_flags = outside;
        return choice.children.size() == 1 ? choice.children[0] : add(std::move(choice));
    }

    std::size_t sequence(int depth) {
        Node all{.kind = Kind::Sequence};
        while (more() && peek() != '|' && peek() != ')') {
            const std::size_t item = atom(depth);
            if (!m_problem.empty()) break;
            all.children.push_back(repeated(item));
        }
        return add(std::move(all));
    }

    // An atom may be followed by one repeat; a second one is refused, as RE2 does.
    std::size_t repeated(std::size_t item) {
        const std::size_t operatorAt = m_at;
        int least = 0, most = 0;
        if (!repeatOperator(least, most)) return item;
        if (least > kMaxRepeat || most > kMaxRepeat || (most >= 0 && least > most)) {
            fail("invalid repeat count", m_text.substr(operatorAt, m_at - operatorAt));
            return item;
        }
        bool lazy = m_flags.lazy;
        if (accept("?")) lazy = !lazy;
        int a = 0, b = 0;
        if (repeatOperator(a, b)) {
            accept("?");
            fail("invalid nested repetition operator", m_text.substr(operatorAt, m_at - operatorAt));
        }
        return add({.kind = Kind::Repeat, .children = {item}, .least = least, .most = most, .lazy = lazy});
    }

    bool repeatOperator(int& least, int& most) {
        if (m_at >= m_text.size()) return false;
        if (accept("*")) return least = 0, most = -1, true;
        if (accept("+")) return least = 1, most = -1, true;
        if (accept("?")) return least = 0, most = 1, true;
        if (peek() != '{') return false;
        const std::size_t from = m_at++;
        const auto number = [&](int& n) {
            const std::size_t first = m_at;
            n = 0;
            while (m_at < m_text.size() && isDigit(peek()))
                n = std::min(n * 10 + (m_text[m_at++] - '0'), kMaxRepeat + 1);
            return m_at > first;
        };
        bool ok = number(least);
        most = least;
        if (ok && accept(",") && !number(most)) most = -1;
        ok = ok && accept("}");
        if (!ok) m_at = from; // then it is a character
        return ok;
    }

    std::size_t atom(int depth) {
        const std::size_t from = m_at;
        const char c = peek();
        if (c == '(') return group(depth);
        if (c == '[') return bracket();
        if (accept(".")) {
            return set(m_flags.dotAll ? std::vector<Range>{{0, kLastRune}} : std::vector<Range>{{0, 9}, {11, kLastRune}});
        }
        if (accept("^")) return assertion(m_flags.lines ? Op::LineBegin : Op::Begin);
        if (accept("$")) return assertion(m_flags.lines ? Op::LineEnd : Op::End);
        if (c == '*' || c == '+' || c == '?') {
            ++m_at;
            fail("missing argument to repetition operator", m_text.substr(from, 1));
            return add(Node{});
        }
        if (c == '\\') return escape();
        return literal(nextRune());
    }

    std::uint32_t nextRune() {
        const Rune r = runeAt(m_text, m_at);
        if (r.code == kInvalidRune && r.length == 1) fail("invalid UTF-8", m_text);
        m_at += r.length;
        return r.code;
    }

    std::size_t group(int depth) {
        const std::size_t from = m_at++;
        std::size_t number = 0;
        const Flags outside = m_flags;
        if (accept("?P<") || accept("?<")) {
            const std::size_t first = m_at;
            while (more() && isAlphaNumeric(peek()))
                ++m_at;
            const std::string name(m_text.substr(first, m_at - first));
            if (name.empty() || !accept(">")) {
                const std::size_t end = m_text.find('>', m_at);
                fail("invalid named capture", m_text.substr(from, end == std::string_view::npos ? end : end + 1 - from));
                return add(Node{});
            }
            auto& names = m_regex->m_groupNames;
            number = names.size();
            names.push_back(name);
        } else if (accept("?")) {
            bool off = false;
            for (;;) {
                if (!more()) {
                    fail("missing closing )", m_text);
                    return add(Node{});
                }
                const char f = m_text[m_at++];
                if (f == ':' || f == ')') {
                    if (f == ')') return add({.kind = Kind::Sequence}); // for the rest of the enclosing group
                    break;
                }
                if (f == '-' && !off) off = true;
                else if (f == 'i') m_flags.anyCase = !off;
                else if (f == 's') m_flags.dotAll = !off;
                else if (f == 'm') m_flags.lines = !off;
                else if (f == 'U') m_flags.lazy = !off;
                else {
                    fail("invalid or unsupported Perl syntax", m_text.substr(from, m_at - from));
                    return add(Node{});
                }
            }
        } else {
            number = m_regex->m_groupNames.size();
            m_regex->m_groupNames.emplace_back();
        }
        const std::size_t inside = alternatives(depth + 1);
        m_flags = outside;
        if (m_problem.empty() && !accept(")")) m_problem = "missing closing ): `" + std::string(m_text) + '`';
        return number == 0 ? inside : add({.kind = Kind::Group, .children = {inside}, .group = number});
    }

    static std::vector<Range> perlClass(char c) {
        switch (c) {
        case 'd': case 'D': return {{'0', '9'}};
        case 's': case 'S': return {{'\t', '\n'}, {'\f', '\r'}, {' ', ' '}};
        case 'w': case 'W': return {{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}};
        default: return {};
        }
    }
    static std::vector<Range> namedClass(std::string_view name) {
        if (name == "alnum") return {{'0', '9'}, {'A', 'Z'}, {'a', 'z'}};
        if (name == "alpha") return {{'A', 'Z'}, {'a', 'z'}};
        if (name == "ascii") return {{0, 0x7F}};
        if (name == "blank") return {{'\t', '\t'}, {' ', ' '}};
        if (name == "cntrl") return {{0, 0x1F}, {0x7F, 0x7F}};
        if (name == "digit") return {{'0', '9'}};
        if (name == "graph") return {{'!', '~'}};
        if (name == "lower") return {{'a', 'z'}};
        if (name == "print") return {{' ', '~'}};
        if (name == "punct") return {{'!', '/'}, {':', '@'}, {'[', '`'}, {'{', '~'}};
        if (name == "space") return {{'\t', '\r'}, {' ', ' '}};
        if (name == "upper") return {{'A', 'Z'}};
        if (name == "word") return perlClass('w');
        if (name == "xdigit") return {{'0', '9'}, {'A', 'F'}, {'a', 'f'}};
        return {};
    }
    static std::vector<Range> normal(std::vector<Range> ranges) {
        std::sort(ranges.begin(), ranges.end());
        std::vector<Range> out;
        for (const Range& r : ranges) {
            if (!out.empty() && r.first <= out.back().second + 1) out.back().second = std::max(out.back().second, r.second);
            else out.push_back(r);
        }
        return out;
    }
    static std::vector<Range> complement(const std::vector<Range>& ranges) {
        std::vector<Range> out;
        std::uint32_t from = 0;
        for (const auto& [first, last] : normal(ranges)) {
            if (first > from) out.emplace_back(from, first - 1);
            from = last + 1;
        }
        if (from <= kLastRune) out.emplace_back(from, kLastRune);
        return out;
    }
    static void addBothCases(std::vector<Range>& ranges) {
        for (std::size_t i = 0, n = ranges.size(); i < n; ++i) {
            const auto [first, last] = ranges[i];
            for (const auto& [a, z, shift] : {std::tuple{'A', 'Z', 32}, std::tuple{'a', 'z', -32}}) {
                const auto low = std::max<std::uint32_t>(first, static_cast<std::uint32_t>(a));
                const auto high = std::min<std::uint32_t>(last, static_cast<std::uint32_t>(z));
                if (low <= high) ranges.emplace_back(low + static_cast<std::uint32_t>(shift), high + static_cast<std::uint32_t>(shift));
            }
        }
    }

    std::size_t set(std::vector<Range> ranges) {
        m_regex->m_sets.push_back(normal(std::move(ranges)));
        return add({.kind = Kind::Step, .step = {Op::Set, static_cast<std::uint32_t>(m_regex->m_sets.size() - 1)}});
    }
    std::size_t literal(std::uint32_t c) {
        std::vector<Range> one{{c, c}};
        if (m_flags.anyCase) addBothCases(one);
        return set(std::move(one));
    }
    std::size_t assertion(Op op) { return add({.kind = Kind::Step, .step = {op}}); }

    // After the backslash: a character of its own, or nothing.
    std::optional<std::uint32_t> escapedRune(std::size_t from) {
        const char c = m_text[m_at++];
        switch (c) {
        case 'a': return 7;
        case 'f': return 12;
        case 't': return 9;
        case 'n': return 10;
        case 'r': return 13;
        case 'v': return 11;
        case 'x': {
            std::uint32_t code = 0;
            const bool braces = accept("{");
            int digits = 0;
            const auto hex = [](char h) -> int {
                if (isDigit(h)) return h - '0';
                const char l = static_cast<char>(h | 32);
                return l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
            };
            while (m_at < m_text.size() && digits < (braces ? 8 : 2) && hex(peek()) >= 0) {
                code = code * 16 + static_cast<std::uint32_t>(hex(m_text[m_at++]));
                ++digits;
            }
            if (digits < (braces ? 1 : 2) || (braces && !accept("}")) || code > kLastRune) break;
            return code;
        }
        default:
            if (c >= '0' && c <= '7' && (c == '0' || (m_at < m_text.size() && peek() >= '0' && peek() <= '7'))) {
                std::uint32_t code = static_cast<std::uint32_t>(c - '0');
                for (int i = 0; i < 2 && m_at < m_text.size() && peek() >= '0' && peek() <= '7'; ++i)
                    code = code * 8 + static_cast<std::uint32_t>(m_text[m_at++] - '0');
                return code;
            }
            if (static_cast<unsigned char>(c) < 0x80 && !isAlphaNumeric(c)) return static_cast<unsigned char>(c);
            if (c == '_') return '_';
        }
        fail("invalid escape sequence", m_text.substr(from, m_at - from));
        return {};
    }

    std::size_t escape() {
        const std::size_t from = m_at++;
        if (m_at >= m_text.size()) {
            m_problem = "trailing backslash at end of expression: ``";
            return add(Node{});
        }
        const char c = peek();
        if (c == 'A' || c == 'z' || c == 'b' || c == 'B') {
            ++m_at;
            return assertion(c == 'A' ? Op::Begin : c == 'z' ? Op::End : c == 'b' ? Op::Word : Op::NoWord);
        }
        if (auto ranges = perlClass(c); !ranges.empty()) {
            ++m_at;
            return set(c < 'a' ? complement(ranges) : ranges);
        }
        if (c == 'p' || c == 'P') {
            ++m_at;
            if (accept("{")) {
                while (more() && peek() != '}')
                    ++m_at;
                accept("}");
            } else if (more()) {
                ++m_at;
            }
            fail("invalid character class range", m_text.substr(from, m_at - from));
            return add(Node{});
        }
        if (accept("Q")) {
            Node text{.kind = Kind::Sequence};
            while (more() && !accept("\\E")) {
                const std::size_t one = literal(nextRune());
                text.children.push_back(one);
            }
            return add(std::move(text));
        }
        const auto code = escapedRune(from);
        return code ? literal(*code) : add(Node{});
    }

    std::size_t bracket() {
        const std::size_t from = m_at++;
        const bool negated = accept("^");
        std::vector<Range> ranges;
        bool first = true;
        for (;; first = false) {
            if (!more()) {
                fail("missing closing ]", m_text.substr(from));
                return add(Node{});
            }
            if (peek() == ']' && !first) break;
            if (m_text.substr(m_at).starts_with("[:")) {
                const std::size_t end = m_text.find(":]", m_at + 2);
                if (end != std::string_view::npos) {
                    std::string_view name = m_text.substr(m_at + 2, end - m_at - 2);
                    const bool not_ = name.starts_with('^');
                    if (not_) name.remove_prefix(1);
                    auto members = namedClass(name);
                    if (members.empty()) {
                        fail("invalid character class range", m_text.substr(m_at, end + 2 - m_at));
                        return add(Node{});
                    }
                    if (not_) members = complement(members);
                    ranges.insert(ranges.end(), members.begin(), members.end());
                    m_at = end + 2;
                    continue;
                }
            }
            if (peek() == '\\' && m_at + 1 < m_text.size()) {
                const char c = m_text[m_at + 1];
                if (auto members = perlClass(c); !members.empty()) {
                    m_at += 2;
                    if (c < 'a') members = complement(members);
                    ranges.insert(ranges.end(), members.begin(), members.end());
                    continue;
                }
            }
            const std::size_t rangeAt = m_at;
            const auto low = member();
            if (!low) return add(Node{});
            auto high = low;
            if (m_at + 1 < m_text.size() && peek() == '-' && m_text[m_at + 1] != ']') {
                ++m_at;
                high = member();
                if (!high) return add(Node{});
            }
            if (*high < *low) {
                fail("invalid character class range", m_text.substr(rangeAt, m_at - rangeAt));
                return add(Node{});
            }
            ranges.emplace_back(*low, *high);
        }
        ++m_at;
        if (m_flags.anyCase) addBothCases(ranges);
        return set(negated ? complement(ranges) : ranges);
    }
    std::optional<std::uint32_t> member() {
        if (peek() == '\\') {
            const std::size_t from = m_at++;
            if (m_at >= m_text.size()) {
                fail("missing closing ]", m_text.substr(from));
                return {};
            }
            return escapedRune(from);
        }
        const std::uint32_t c = nextRune();
        if (!m_problem.empty()) return {};
        return c;
    }

    // --- the program ---
    std::uint32_t here() const { return static_cast<std::uint32_t>(m_regex->m_program.size()); }
    std::uint32_t add(Regex::Step step) {
        if (m_regex->m_program.size() > Regex::kMaxProgram) {
            m_problem = "expression too large";
            return 0;
        }
        m_regex->m_program.push_back(step);
        return here() - 1;
    }
    Regex::Step& at(std::uint32_t step) { return m_regex->m_program[step]; }

    void emit(std::size_t id) {
        if (!m_problem.empty()) return;
        if (++m_emitted > 10 * Regex::kMaxProgram) {
            m_problem = "expression too large"; // repeats of nothing
            return;
        }
        const Node& n = m_nodes[id];
        switch (n.kind) {
        case Kind::Nothing: break;
        case Kind::Step: add(n.step); break;
        case Kind::Sequence:
            for (const std::size_t child : n.children)
                emit(child);
            break;
        case Kind::Group:
            add({Op::Save, static_cast<std::uint32_t>(2 * n.group)});
            emit(n.children[0]);
            add({Op::Save, static_cast<std::uint32_t>(2 * n.group + 1)});
            break;
        case Kind::Choice: emitChoice(n); break;
        case Kind::Repeat: emitRepeat(n); break;
        }
    }
    void emitChoice(const Node& n) {
        std::vector<std::uint32_t> exits;
        for (std::size_t i = 0; i + 1 < n.children.size() && m_problem.empty(); ++i) {
            const std::uint32_t split = add({Op::Split, here() + 1});
            emit(n.children[i]);
            exits.push_back(add({Op::Jump}));
            at(split).y = here();
        }
        emit(n.children.back());
        for (const std::uint32_t e : exits)
            at(e).x = here();
    }
    void choose(std::uint32_t split, std::uint32_t in, std::uint32_t out, bool lazy) {
        at(split).x = lazy ? out : in;
        at(split).y = lazy ? in : out;
    }
    void emitRepeat(const Node& n) {
        for (int i = 0; i < n.least && m_problem.empty(); ++i)
            emit(n.children[0]);
        if (n.most < 0) {
            const std::uint32_t split = add({Op::Split});
            emit(n.children[0]);
            add({Op::Jump, split});
            if (m_problem.empty()) choose(split, split + 1, here(), n.lazy);
            return;
        }
        std::vector<std::uint32_t> splits;
        for (int i = n.least; i < n.most && m_problem.empty(); ++i) {
            splits.push_back(add({Op::Split}));
            emit(n.children[0]);
        }
        if (!m_problem.empty()) return;
        for (const std::uint32_t s : splits)
            choose(s, s + 1, here(), n.lazy);
    }

    std::string m_own, m_anchored;
    std::string_view m_text; // m_anchored
    std::size_t m_at = 0;
    Flags m_flags;
    std::string m_problem;
    std::vector<Node> m_nodes;
    std::size_t m_emitted = 0;
    std::shared_ptr<Regex> m_regex = std::make_shared<Regex>();
};

// All threads of a match at one position, the preferred first.
class RegexWalk {
  public:
    RegexWalk(const Regex& regex, std::string_view text, std::size_t slots)
        : m_regex(regex), m_text(text), m_slots(slots), m_seen(regex.m_program.size(), 0) {}

    bool run(std::vector<std::size_t>& result) {
        std::vector<Thread> now, next;
        ++m_round;
        std::vector<std::size_t> none(m_slots, std::string_view::npos);
        follow(now, 0, 0, std::move(none));
        for (std::size_t at = 0;;) {
            bool done = false;
            const Rune rune = at < m_text.size() ? runeAt(m_text, at) : Rune{};
            ++m_round;
            next.clear();
            for (Thread& t : now) {
                const Regex::Step& s = m_regex.m_program[t.step];
                if (s.op == Regex::Op::Done) {
                    result = std::move(t.slots);
                    done = true;
                    break;
                }
                if (rune.length > 0 && contains(m_regex.m_sets[s.x], rune.code))
                    follow(next, t.step + 1, at + rune.length, std::move(t.slots));
            }
            if (done) return true;
            if (rune.length == 0 || next.empty()) return false;
            at += rune.length;
            std::swap(now, next);
        }
    }

  private:
    struct Thread {
        std::uint32_t step;
        std::vector<std::size_t> slots;
    };

    static bool contains(const std::vector<Regex::Range>& set, std::uint32_t c) {
        const auto after = std::upper_bound(set.begin(), set.end(), c,
                                            [](std::uint32_t v, const Regex::Range& r) { return v < r.first; });
        return after != set.begin() && c <= std::prev(after)->second;
    }
    bool wordAt(std::size_t at) const { return at < m_text.size() && isAlphaNumeric(m_text[at]); }
    bool holds(Regex::Op op, std::size_t at) const {
        switch (op) {
        case Regex::Op::Begin: return at == 0;
        case Regex::Op::End: return at == m_text.size();
        case Regex::Op::LineBegin: return at == 0 || m_text[at - 1] == '\n';
        case Regex::Op::LineEnd: return at == m_text.size() || m_text[at] == '\n';
        default: return (wordAt(at) != (at > 0 && wordAt(at - 1))) == (op == Regex::Op::Word);
        }
    }

    // Adds what can be reached without reading, in order of preference; its own stack, as programs may be long.
    void follow(std::vector<Thread>& to, std::uint32_t first, std::size_t at, std::vector<std::size_t> firstSlots) {
        std::vector<Thread> open;
        open.push_back({first, std::move(firstSlots)});
        while (!open.empty()) {
            Thread t = std::move(open.back());
            open.pop_back();
            if (m_seen[t.step] == m_round) continue;
            m_seen[t.step] = m_round;
            const Regex::Step& s = m_regex.m_program[t.step];
            switch (s.op) {
            case Regex::Op::Set:
            case Regex::Op::Done: to.push_back(std::move(t)); break;
            case Regex::Op::Jump:
                t.step = s.x;
                open.push_back(std::move(t));
                break;
            case Regex::Op::Split:
                open.push_back({s.y, t.slots});
                t.step = s.x;
                open.push_back(std::move(t));
                break;
            case Regex::Op::Save:
                if (s.x < t.slots.size()) t.slots[s.x] = at;
                ++t.step;
                open.push_back(std::move(t));
                break;
            default:
                if (!holds(s.op, at)) break;
                ++t.step;
                open.push_back(std::move(t));
            }
        }
    }

    const Regex& m_regex;
    std::string_view m_text;
    std::size_t m_slots;
    std::vector<std::uint32_t> m_seen; // round in which a step was reached
    std::uint32_t m_round = 0;
};

std::shared_ptr<const Regex> Regex::compile(std::string_view text, std::string& problem) {
    return RegexCompiler(text).compile(problem);
}

bool Regex::matches(std::string_view text) const {
    if (m_literal) return text == *m_literal;
    std::vector<std::size_t> slots;
    return RegexWalk(*this, text, 0).run(slots);
}

std::optional<Regex::Match> Regex::match(std::string_view text) const {
    std::vector<std::size_t> slots;
    if (!RegexWalk(*this, text, 2 * m_groupNames.size()).run(slots)) return {};
    Match out;
    out.groups.emplace_back(text);
    for (std::size_t g = 1; g < m_groupNames.size(); ++g) {
        if (slots[2 * g] == std::string_view::npos || slots[2 * g + 1] == std::string_view::npos) out.groups.emplace_back();
        else out.groups.emplace_back(text.substr(slots[2 * g], slots[2 * g + 1] - slots[2 * g]));
    }
    return out;
}

std::string Regex::expand(const Match& match, std::string_view text) const {
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        if (text[i] != '$') {
            out += text[i++];
            continue;
        }
        if (i + 1 < text.size() && text[i + 1] == '$') {
            out += '$';
            i += 2;
            continue;
        }
        const bool braces = i + 1 < text.size() && text[i + 1] == '{';
        const std::size_t first = i + (braces ? 2 : 1);
        std::size_t end = first;
        while (end < text.size() && isAlphaNumeric(text[end]))
            ++end;
        if (end == first || (braces && (end >= text.size() || text[end] != '}'))) {
            out += '$'; // no name: it stands for itself
            ++i;
            continue;
        }
        const std::string_view name = text.substr(first, end - first);
        std::size_t group = m_groupNames.size();
        if (std::all_of(name.begin(), name.end(), isDigit)) {
            group = 0;
            for (const char c : name)
                group = std::min<std::size_t>(group * 10 + static_cast<std::size_t>(c - '0'), 100'000);
        } else {
            group = static_cast<std::size_t>(std::find(m_groupNames.begin() + 1, m_groupNames.end(), name) - m_groupNames.begin());
        }
        if (group < match.groups.size() && match.groups[group]) out += *match.groups[group];
        i = end + (braces ? 1 : 0);
    }
    return out;
}

} // namespace maylab::metrics::promql
