// Filter patterns: which log events a metric filter, a subscription filter, FilterLogEvents or Live Tail takes.
//
//   Terms    `ERROR -debug`, `?WARN ?ERROR`, `"exact phrase"`, `%regex%`; the empty pattern takes everything
//   Json     `{ $.status >= 500 && $.path = "/cart*" }`
//   Fields   `[ip, user, ..., status = 5*, bytes]`: space-delimited; [...] and "..." in an event are one field
//
// A term is found anywhere, inside a longer word too. Terms with a question mark are ignored beside others, as the user
// guide says. Matching allocates nothing but for regular expressions and escaped JSON texts; what it needs lives in the
// caller's MatchBuffer.
// Errors: a PatternError with the offset; a character that cannot stand there in the service's own words. Source: sheet
// 2.8, golden/metrics/filter_patterns.json.
#pragma once

#include "logs/filter_condition.h"
#include "logs/json_text.h"
#include "logs/pattern_regex.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace maylab::logs {

struct MatchBuffer {
    std::vector<std::string_view> fields;
    std::string text;
    RegexScratch regex;
};

// Names a value of an event: `$.latency`, `$bytes`, `$3`.
class ValueSelector {
  public:
    // Nothing where the event has no such value, or no plain one.
    std::optional<std::string> read(std::string_view message, MatchBuffer& buffer) const;

  private:
    bool m_json = false;
    JsonPath m_path;
    std::size_t m_field = 0; // counted from the front, or from the back when after an ellipsis
    bool m_fromBack = false;
    friend class FilterPattern;
};

class FilterPattern {
  public:
    static constexpr std::size_t kMaxLength = 1024;
    enum class Kind : std::uint8_t { Terms, Json, Fields };

    static std::optional<FilterPattern> parse(std::string_view source, PatternError& error);

    Kind kind() const { return m_kind; }
    int regexes() const { return m_regexes; }
    bool matches(std::string_view message, MatchBuffer& buffer) const;
    // The fields of an event that matches a space-delimited pattern, `$name` or `$number` and value; of other patterns
    // nothing, as in TestMetricFilter.
    std::vector<std::pair<std::string, std::string>> extract(std::string_view message, MatchBuffer& buffer) const;
    // Nothing when the pattern has no such value: a space-delimited one names its fields, a JSON one takes any path.
    std::optional<ValueSelector> selector(std::string_view text) const;

  private:
    struct Term {
        enum class Kind : std::uint8_t { Required, Excluded, Optional };
        Kind kind = Kind::Required;
        std::string text;
        std::shared_ptr<const PatternRegex> regex;
        bool in(std::string_view message, RegexScratch& scratch) const;
    };

    bool matchesTerms(std::string_view message, MatchBuffer& buffer) const;
    bool matchesJson(std::string_view message, MatchBuffer& buffer) const;
    bool matchesFields(std::string_view message, MatchBuffer& buffer) const;

    Kind m_kind = Kind::Terms;
    int m_regexes = 0;
    std::vector<Term> m_terms;
    std::vector<JsonPath> m_paths; // operands of a JSON condition
    Condition m_condition;
    std::vector<std::string> m_front, m_back; // names of the fields before and after the ellipsis; operands in this order
    bool m_ellipsis = false;

    friend class TermsReader;
    friend class JsonPatternReader;
    friend class FieldsReader;
};

// Replaces out with the fields of a space-delimited event.
void splitFields(std::string_view message, std::vector<std::string_view>& out);

} // namespace maylab::logs
