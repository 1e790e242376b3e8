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

class PatternRegex {
  public:
    static constexpr std::uint32_t kUnbounded = UINT32_MAX;

    // nullopt and `error` filled when `source` (without the percent signs) is outside the subset.
    static std::optional<PatternRegex> parse(std::string_view source, PatternError& error);

    // Whether some part of `text` matches.
    bool search(std::string_view text) const;

  private:
    enum class What : std::uint8_t { Class, Begin, End };
    struct Item {
        What what = What::Class;
        std::bitset<256> bytes;
        std::uint32_t least = 1;
        std::uint32_t most = 1;
    };
    using Sequence = std::vector<Item>;

    static bool matches(const Sequence& sequence, std::string_view text);

    std::vector<Sequence> m_alternatives;
    friend class PatternRegexReader;
};

} // namespace maylab::logs
