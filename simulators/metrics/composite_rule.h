// The rule of a composite alarm, parsed: ALARM(x), OK(x), INSUFFICIENT_DATA(x), TRUE, FALSE, NOT, AND, OR, parentheses,
// AT_LEAST(k | p%, [NOT] STATE, (a, b, ...)). x is a name or an ARN, in single or double quotes or bare. NOT binds
// tighter than AND, AND tighter than OR. Limits: 100 children, 500 elements. Errors: a sentence with the position
// (characters, from 1). Source: sheet 2.3, golden/metrics/composite_alarms.json.
#pragma once

#include "metrics/alarm_evaluation.h"

#include <tl/expected.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::metrics {

class CompositeRule {
  public:
    static constexpr std::size_t kMaxChildren = 100, kMaxElements = 500;

    static tl::expected<CompositeRule, std::string> parse(std::string_view text);

    // Names of the children, ARNs reduced to their names, each once, in order of appearance.
    const std::vector<std::string>& children() const { return m_children; }
    // The state of children()[i]. A child that does not exist holds in no state.
    using StateOf = std::function<std::optional<AlarmState>(std::size_t child)>;
    bool holds(const StateOf& stateOf) const;

  private:
    friend class CompositeParser;
    enum class Op : std::uint8_t { True, False, Is, Not, And, Or, AtLeast };
    struct Node {
        Op op = Op::False;
        AlarmState state = AlarmState::Alarm; // Is, AtLeast
        bool negated = false;                 // AtLeast: NOT STATE
        bool percent = false;                 // AtLeast
        std::uint32_t child = 0;              // Is
        std::uint32_t least = 0;              // AtLeast
        std::vector<std::uint32_t> operands;  // nodes of Not, And, Or; children of AtLeast
    };
    bool holds(std::uint32_t node, const StateOf& stateOf) const;

    std::vector<Node> m_nodes; // the last one is the root
    std::vector<std::string> m_children;
};

// "arn:aws:cloudwatch:us-east-1:123456789012:alarm:Name" -> "Name"; a name stays.
std::string_view alarmNameOf(std::string_view nameOrArn);

} // namespace maylab::metrics
