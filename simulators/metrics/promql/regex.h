// Regular expressions of PromQL: RE2's language, matched from the first to the last character.
//
// Time is at most text x program, whatever the expression: all ways through it are walked at once. A program is at most
// kMaxProgram steps long. Left out: classes of Unicode's tables (\p{...}), which are refused.
// Errors: the words of Go's regexp. Source: sheet 3.4 (anchored).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace maylab::metrics::promql {

class Regex {
  public:
    static constexpr std::size_t kMaxProgram = 20'000;

    // Null and a problem when the text is no expression.
    static std::shared_ptr<const Regex> compile(std::string_view text, std::string& problem);

    bool matches(std::string_view text) const;

    struct Match {
        std::vector<std::optional<std::string_view>> groups; // 0: all of it
    };
    std::optional<Match> match(std::string_view text) const;
    // $1, ${1}, $name, ${name} and $$ in a template, filled from a match.
    std::string expand(const Match& match, std::string_view text) const;

  private:
    friend class RegexCompiler;
    friend class RegexWalk;

    enum class Op : std::uint8_t { Set, Split, Jump, Save, Begin, End, LineBegin, LineEnd, Word, NoWord, Done };
    using Range = std::pair<std::uint32_t, std::uint32_t>;
    struct Step {
        Op op = Op::Done;
        std::uint32_t x = 0, y = 0; // Split: first and second choice; Jump: x; Save: slot x; Set: m_sets[x]
    };

    std::vector<Step> m_program;
    std::vector<std::vector<Range>> m_sets; // ascending
    std::vector<std::string> m_groupNames;  // by group; [0] unused
    std::optional<std::string> m_literal;   // the expression is only this text
};

} // namespace maylab::metrics::promql
