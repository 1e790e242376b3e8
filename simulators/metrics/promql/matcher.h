// One condition of a selector: `name="value"` and its kin. A series without the label has it as the empty string.
// Expressions are anchored at both ends.
#pragma once

#include "metrics/promql/regex.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace maylab::metrics::promql {

struct Matcher {
    enum class Kind : std::uint8_t { Equal, NotEqual, Matches, MatchesNot };

    std::string name, value;
    Kind kind = Kind::Equal;
    std::shared_ptr<const Regex> regex; // of the last two

    bool matches(std::string_view text) const {
        switch (kind) {
        case Kind::Equal: return text == value;
        case Kind::NotEqual: return text != value;
        case Kind::Matches: return regex->matches(text);
        case Kind::MatchesNot: return !regex->matches(text);
        }
        return false;
    }
};

} // namespace maylab::metrics::promql
