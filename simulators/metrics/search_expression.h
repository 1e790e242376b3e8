// What SEARCH looks for: '{Namespace, Dimension, ...} terms', and whether a metric fits.
//
//   schema    {ns} metrics of that namespace; {ns, d1, d2} those with exactly these dimension names
//   word      partial: matches tokens of the metric's name, namespace, dimension names or dimension values
//   "text"    exact: one of them is this; \ before " \ ( ) makes them ordinary
//   P=term    only that property: MetricName, Namespace, or a dimension's name (its value)
//   AND (also without a word between), OR, NOT, parentheses. NOT binds closest, then AND, then OR.
//
// Tokens: upper case after lower case, the last capital before lower case, and digits begin one; what is no
// letter or digit ends one; beside them the whole string without such characters. A word of one token matches
// a token in any case. A word of several matches them side by side: in their own case when only its capitals
// and digits part them, in any case when other characters do. Errors: MathError. Source: sheet 2.7,
// golden/metrics/search_tokens.json; that dimensions of a schema are exact, and how the two kinds of words of
// several tokens differ, fits the documented examples.
#pragma once

#include "metrics/math_expression.h"
#include "metrics/store.h"

#include <tl/expected.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::metrics {

inline constexpr std::size_t kMaxSearchLength = 1024;
inline constexpr std::size_t kMaxSearchesInRequest = 100;
inline constexpr std::size_t kMaxSeriesOfSearches = 500; // of one request

// The parts of a string, in their own case: CustomCount1 -> Custom, Count, 1.
std::vector<std::string> tokenParts(std::string_view text);
// Everything that a word of one token matches, in lower case: CustomCount1 -> customcount1, custom, count, 1.
std::vector<std::string> tokensOf(std::string_view text);
bool matchesPartially(std::string_view word, std::string_view text);

class SearchExpression {
  public:
    static tl::expected<SearchExpression, MathError> parse(std::string_view text);

    bool matches(const SeriesKey& key) const;
    // Every metric that ListMetrics shows at that time, in the store's order; at most limit.
    std::vector<SeriesId> find(const MetricStore& store, std::int64_t nowUnix, std::size_t limit) const;

  private:
    friend class SearchParser;
    struct Node {
        enum class Kind : std::uint8_t { Partial, Exact, Not, And, Or };
        Kind kind = Kind::Partial;
        std::string property; // "": any
        std::string text;
        std::vector<std::size_t> arguments;
    };
    bool matches(const Node& node, const SeriesKey& key) const;

    std::optional<std::vector<std::string>> m_schema; // namespace, then dimension names, sorted
    std::vector<Node> m_nodes;
    std::optional<std::size_t> m_root;
};

} // namespace maylab::metrics
