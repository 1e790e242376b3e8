// The conditions inside filter patterns of both structured kinds: comparisons joined by && and ||, parentheses, && before
// ||. A JSON pattern compares members (`$.status = 4*`), a space-delimited one its fields (`status = 4*`); which operand
// a comparison is about is a number whose meaning only the pattern knows.
//
// An asterisk at either end of a text stands for any characters, elsewhere for itself (user guide). A text between
// percent signs is a regular expression. Two things that read as numbers are compared as numbers. What is not there
// fails every comparison, != too, and so does an array or an object. Source: sheet 2.8.
#pragma once

#include "logs/pattern_regex.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::logs {

// An operand's value in one event.
struct FieldValue {
    enum class Kind : std::uint8_t { Absent, Null, True, False, Scalar, Structure };
    Kind kind = Kind::Absent;
    std::string_view text; // of a scalar
};

// A decimal number that is the whole text, a sign and an exponent allowed.
std::optional<double> numberOf(std::string_view text);

struct Comparison {
    enum class Operator : std::uint8_t {
        Equal,
        NotEqual,
        Less,
        Greater,
        LessEqual,
        GreaterEqual,
        IsNull,
        IsTrue,
        IsFalse,
        NotExists
    };
    std::uint32_t operand = 0;
    Operator op = Operator::Equal;
    std::string literal; // without the asterisks at its ends
    bool anyBefore = false, anyAfter = false;
    std::optional<double> number; // of a literal without quotation marks that is one
    std::shared_ptr<const PatternRegex> regex;

    bool holds(const FieldValue& value, RegexScratch& scratch) const;

  private:
    bool matches(std::string_view text) const;
};

class Condition {
  public:
    // fetch(operand) -> FieldValue. A condition without comparisons always holds.
    template <class Fetch>
    bool holds(Fetch&& fetch, RegexScratch& scratch) const {
        return m_nodes.empty() || holds(m_nodes.size() - 1, fetch, scratch);
    }

  private:
    enum class Kind : std::uint8_t { Leaf, And, Or };
    struct Node {
        Kind kind = Kind::Leaf;
        std::size_t left = 0, right = 0; // of And and Or; a leaf's comparison is `left`
    };

    template <class Fetch>
    bool holds(std::size_t at, Fetch& fetch, RegexScratch& scratch) const {
        const Node& n = m_nodes[at];
        if (n.kind == Kind::Leaf) return m_comparisons[n.left].holds(fetch(m_comparisons[n.left].operand), scratch);
        if (n.kind == Kind::And) return holds(n.left, fetch, scratch) && holds(n.right, fetch, scratch);
        return holds(n.left, fetch, scratch) || holds(n.right, fetch, scratch);
    }

    std::vector<Node> m_nodes; // children before parents
    std::vector<Comparison> m_comparisons;
    friend class PatternReader;
};

// Reads patterns: the parts that all kinds have in common. The first error is kept.
class PatternReader {
  public:
    static constexpr int kMaxRegexes = 2;

    PatternReader(std::string_view source, PatternError& error) : m_source(source), m_error(error) {}
    virtual ~PatternReader() = default;

    int regexes() const { return m_regexes; }

  protected:
    bool more() const { return m_at < m_source.size(); }
    char peek() const { return m_source[m_at]; }
    void space();
    bool take(std::string_view word);
    bool fail(std::string reason);
    // "Invalid character(s) in term 'x'": what stands here cannot stand here.
    bool invalidCharacter();

    bool quoted(std::string& out);                              // at the quotation mark
    bool regex(std::shared_ptr<const PatternRegex>& out);       // at the percent sign
    bool condition(Condition& out);                             // the last node is its root
    static Condition joined(Condition both, const Condition& other); // both of them

    // Reads an operand's name and says which it is.
    virtual bool operand(std::uint32_t& which);
    // IS NULL and the like have a meaning.
    virtual bool hasWords() const { return false; }

    std::string_view m_source;
    std::size_t m_at = 0;

  private:
    static constexpr int kMaxDepth = 64;

    bool any(Condition& out, int depth);
    bool all(Condition& out, int depth);
    bool primary(Condition& out, int depth);
    bool comparison(Condition& out);
    bool literal(Comparison& out);

    PatternError& m_error;
    int m_regexes = 0;
};

} // namespace maylab::logs
