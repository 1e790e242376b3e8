#include "logs/pattern_regex.h"

#include "logs/characters.h"

#include <algorithm>

namespace maylab::logs {

namespace {

constexpr std::string_view kPlain = ":_#=@/;,-";
constexpr std::uint32_t kMostRepeats = 1000;

bool isPlain(char c) {
    return isLetter(c) || isDigit(c) || kPlain.find(c) != std::string_view::npos;
}

std::bitset<256> shorthand(char letter) {
    std::bitset<256> set;
    const char kind = static_cast<char>(letter | 0x20);
    for (int i = 0; i < 256; ++i) {
        const char c = static_cast<char>(i);
        const bool space = c == ' ' || (c >= '\t' && c <= '\r');
        set[static_cast<std::size_t>(i)] = kind == 'd'   ? isDigit(c)
                                           : kind == 'w' ? isLetter(c) || isDigit(c) || c == '_'
                                                         : space;
    }
    return kind == letter ? set : ~set;
}

bool isShorthand(char c) {
    return std::string_view("dDwWsS").find(c) != std::string_view::npos;
}

std::size_t index(char c) {
    return static_cast<unsigned char>(c);
}

} // namespace

class PatternRegexReader {
  public:
    PatternRegexReader(std::string_view source, PatternError& error) : m_source(source), m_error(error) {}

    bool read(PatternRegex& out) {
        out.m_alternatives.emplace_back();
        while (m_at < m_source.size()) {
            if (peek() == '|') {
                ++m_at;
                out.m_alternatives.emplace_back();
            } else if (!readItem(out.m_alternatives.back())) {
                return false;
            }
        }
        return true;
    }

  private:
    char peek() const { return m_source[m_at]; }
    bool more() const { return m_at < m_source.size(); }

    bool fail(std::size_t offset, const char* reason) {
        m_error = {offset, reason};
        return false;
    }

    bool readItem(PatternRegex::Sequence& sequence) {
        PatternRegex::Item item;
        const char c = peek();
        if (c == '^' || c == '$') {
            ++m_at;
            item.what = c == '^' ? PatternRegex::What::Begin : PatternRegex::What::End;
            sequence.push_back(item);
            return true;
        }
        if (c == '[') {
            if (!readSet(item.bytes)) return false;
        } else if (c == '\\') {
            if (!readEscape(item.bytes)) return false;
        } else if (c == '.') {
            item.bytes.set();
            item.bytes.reset(index('\n'));
            ++m_at;
        } else if (isPlain(c)) {
            item.bytes.set(index(c));
            ++m_at;
        } else {
            return fail(m_at, "this character has no place in a regular expression of a filter pattern");
        }
        if (!readRepeat(item)) return false;
        sequence.push_back(item);
        return true;
    }

    bool readEscape(std::bitset<256>& bytes) {
        if (m_at + 1 >= m_source.size()) return fail(m_at, "nothing follows the backslash");
        const char c = m_source[m_at + 1];
        if (isShorthand(c))
            bytes |= shorthand(c);
        else if (isLetter(c) || isDigit(c) || index(c) >= 0x80)
            return fail(m_at, "unknown escape");
        else
            bytes.set(index(c));
        m_at += 2;
        return true;
    }

    bool readSet(std::bitset<256>& bytes) {
        const std::size_t open = m_at++;
        const bool negated = more() && peek() == '^';
        if (negated) ++m_at;
        bool empty = true;
        while (more() && peek() != ']') {
            empty = false;
            if (peek() == '\\') {
                if (!readEscape(bytes)) return false;
                continue;
            }
            if (index(peek()) >= 0x80) return fail(m_at, "multi-byte characters have no place in a set");
            const char low = peek();
            const bool range =
                m_at + 2 < m_source.size() && m_source[m_at + 1] == '-' && m_source[m_at + 2] != ']';
            const char high = range ? m_source[m_at + 2] : low;
            if (high < low || high == '\\') return fail(m_at, "the range of the set runs backwards");
            for (int b = low; b <= high; ++b)
                bytes.set(static_cast<std::size_t>(b));
            m_at += range ? 3 : 1;
        }
        if (!more()) return fail(open, "the set is not closed");
        if (empty) return fail(open, "the set is empty");
        ++m_at;
        if (negated) bytes.flip();
        return true;
    }

    bool readNumber(std::uint32_t& out) {
        const std::size_t start = m_at;
        out = 0;
        for (; more() && isDigit(peek()); ++m_at) {
            out = out * 10 + static_cast<std::uint32_t>(peek() - '0');
            if (out > kMostRepeats) return fail(start, "the repetition is too large");
        }
        return m_at > start || fail(m_at, "a number of repetitions is missing");
    }

    bool readRepeat(PatternRegex::Item& item) {
        if (!more()) return true;
        const std::size_t open = m_at;
        switch (peek()) {
        case '*':
            item.least = 0, item.most = PatternRegex::kUnbounded;
            break;
        case '+':
            item.most = PatternRegex::kUnbounded;
            break;
        case '?':
            item.least = 0;
            break;
        case '{':
            ++m_at;
            if (!readNumber(item.least)) return false;
            item.most = item.least;
            if (more() && peek() == ',') {
                ++m_at;
                item.most = PatternRegex::kUnbounded;
                if (more() && peek() != '}' && !readNumber(item.most)) return false;
            }
            if (!more() || peek() != '}') return fail(open, "the repetition is not closed");
            if (item.most < item.least) return fail(open, "the repetition runs backwards");
            break;
        default:
            return true;
        }
        ++m_at;
        return true;
    }

    std::string_view m_source;
    PatternError& m_error;
    std::size_t m_at = 0;
};

std::optional<PatternRegex> PatternRegex::parse(std::string_view source, PatternError& error) {
    PatternRegex regex;
    if (!PatternRegexReader(source, error).read(regex)) return std::nullopt;
    return regex;
}

bool PatternRegex::matches(const Sequence& sequence, std::string_view text, RegexScratch& scratch) {
    const std::size_t n = text.size();
    auto& [reached, next, run, opens] = scratch;
    reached.assign(n + 1, 1);
    next.assign(n + 1, 0);
    run.assign(n + 1, 0);
    opens.assign(n + 2, 0);
    for (const Item& item : sequence) {
        if (item.what != What::Class) {
            const std::size_t only = item.what == What::Begin ? 0 : n;
            const char kept = reached[only];
            std::fill(reached.begin(), reached.end(), 0);
            reached[only] = kept;
            continue;
        }
        // From a reached position an item ends anywhere in an interval; the intervals are summed as
        // differences.
        std::fill(opens.begin(), opens.end(), 0);
        run[n] = 0;
        for (std::size_t i = n; i-- > 0;)
            run[i] = item.bytes[index(text[i])] ? run[i + 1] + 1 : 0;
        for (std::size_t i = 0; i <= n; ++i) {
            if (!reached[i] || run[i] < item.least) continue;
            ++opens[i + item.least];
            --opens[i + std::min<std::size_t>(run[i], item.most) + 1];
        }
        std::ptrdiff_t open = 0;
        bool any = false;
        for (std::size_t i = 0; i <= n; ++i) {
            open += opens[i];
            next[i] = open > 0;
            any = any || next[i];
        }
        if (!any) return false;
        reached.swap(next);
    }
    return std::find(reached.begin(), reached.end(), 1) != reached.end();
}

bool PatternRegex::search(std::string_view text, RegexScratch& scratch) const {
    return std::any_of(m_alternatives.begin(), m_alternatives.end(),
                       [&](const Sequence& sequence) { return matches(sequence, text, scratch); });
}

} // namespace maylab::logs
