// The regular expressions of `like /.../`, `=~ /.../` and `parse ... /.../`.
//
// Shape: alternatives, groups, named groups, lazy and greedy repetition, classes with \d \w \s, anchors, \b, and the
// flags (?i) (?m) (?s), over Unicode code points; case is folded for ASCII letters only. Look-around and references
// back are refused. A match runs all alternatives side by side (Pike's machine), so its cost is at most
// program x text for every expression. Errors: RegexError, the offset of what cannot stand there. Source: sheet 2.8.
#pragma once

#include "logs/insights/work.h"

#include <tl/expected.hpp>

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace maylab::logs::insights {

struct RegexError {
    std::size_t offset = 0;
    std::string reason;
};

class Regex {
  public:
    static constexpr std::size_t kMaxProgram = 4000; // steps after repetitions are written out
    static constexpr int kMaxDepth = 50;

    static tl::expected<Regex, RegexError> parse(std::string_view source);

    const std::vector<std::string>& groupNames() const { return m_groupNames; }

  private:
    friend class RegexParser;
    friend class RegexMatcher;

    struct Instruction {
        enum class Op : std::uint8_t {
            Char,
            Set,
            Any,  // but a line feed
            Every,
            Split, // first x, then y
            Jump,
            Save,
            TextBegin,
            TextEnd,
            LineBegin,
            LineEnd,
            WordBoundary,
            NoWordBoundary,
            Match
        };
        Op op = Op::Match;
        std::uint32_t x = 0, y = 0; // Char: the code point; Set, Save: which
    };
    struct CharSet {
        std::bitset<128> ascii;
        std::vector<std::pair<std::uint32_t, std::uint32_t>> ranges; // from 128 on
        bool negated = false;

        void add(std::uint32_t from, std::uint32_t to);
        bool has(std::uint32_t c) const;
    };

    std::vector<Instruction> m_program;
    std::vector<CharSet> m_sets;
    std::vector<std::string> m_groupNames;
    std::string m_prefix;    // every match begins so
    std::string m_required;  // every match has it somewhere
    bool m_literal = false;  // nothing but the prefix
};

// Matches, with the memory that this needs; one serves any number of expressions.
class RegexMatcher {
  public:
    explicit RegexMatcher(Work& work) : m_work(&work) {}

    // Whether some part of the text matches. False when the work is over.
    bool search(const Regex& regex, std::string_view text) { return run(regex, text, nullptr); }
    // The first match's named groups, by their number; a group that took no part is a view without data.
    bool match(const Regex& regex, std::string_view text, std::vector<std::string_view>& groups) {
        return run(regex, text, &groups);
    }

  private:
    static constexpr std::uint32_t kNone = UINT32_MAX;
    struct Threads {
        std::vector<std::uint32_t> sparse, dense; // program counters, in order of preference
        std::vector<std::uint32_t> captures;      // of each, one after another

        bool has(std::uint32_t pc) const { return sparse[pc] < dense.size() && dense[sparse[pc]] == pc; }
    };
    struct Todo {
        std::uint32_t pc;
        std::uint32_t slot = kNone, old = 0; // a capture to put back
    };

    bool run(const Regex& regex, std::string_view text, std::vector<std::string_view>* groups);
    void add(Threads& to, std::uint32_t pc, std::string_view text, std::size_t at);

    Work* m_work;
    const Regex* m_regex = nullptr;
    std::size_t m_slots = 0;
    Threads m_now, m_next;
    std::vector<std::uint32_t> m_current, m_best;
    std::vector<Todo> m_todo;
};

} // namespace maylab::logs::insights
