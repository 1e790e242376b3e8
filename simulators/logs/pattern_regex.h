// The regular expressions of filter patterns: `%...%`.
//
// Shape: alternatives of a sequence of one-character classes, each repeated within bounds; there are no
// groups. Because nothing nests, a match is a walk over the set of positions a sequence may have reached:
// time is O(items x bytes) for every expression, so a hostile one cannot stall the world. Errors: a
// PatternError with the offset of the first byte that cannot stand where it stands. Source: sheet 2.8 (regex
// subset).
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::logs {

struct PatternError {
    std::size_t offset = 0;
    std::string reason;
};

// What a search walks over, by position in the text; kept by who searches, so that it costs no allocation.
struct RegexScratch {
    std::vector<char> reached, next;
    std::vector<std::size_t> run;
    std::vector<std::ptrdiff_t> opens;
};

class PatternRegex {
  public:
    static constexpr std::uint32_t kUnbounded = UINT32_MAX;

    // nullopt and `error` filled when `source` (without the percent signs) is outside the subset.
    static std::optional<PatternRegex> parse(std::string_view source, PatternError& error);

    // Whether some part of `text` matches.
    bool search(std::string_view text, RegexScratch& scratch) const;
    bool search(std::string_view text) const {
        RegexScratch scratch;
        return search(text, scratch);
    }

  private:
    enum class What : std::uint8_t { Class, Begin, End };
    struct Item {
        What what = What::Class;
        std::bitset<256> bytes;
        std::uint32_t least = 1;
        std::uint32_t most = 1;
    };
    using Sequence = std::vector<Item>;

    static bool matches(const Sequence& sequence, std::string_view text, RegexScratch& scratch);

    std::vector<Sequence> m_alternatives;
    friend class PatternRegexReader;
};

} // namespace maylab::logs
