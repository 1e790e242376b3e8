// A filter pattern and log events: the first line is the pattern, the rest one message a line. It parses or says where it is
// wrong; whatever it matches, it matches again, and its fields and values can be read.
#include "logs/embedded_metrics.h"
#include "logs/filter_pattern.h"
#include "logs/json_text.h"

#include "kernel/outside.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

using namespace maylab::logs;

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

constexpr std::size_t kMaxInput = 8192;

// The scanner takes what the parser takes, but for a NUL, at which the parser thinks that the text ends.
void document(std::string_view message) {
    if (!maylab::kernel::isUtf8(message) || message.find('\0') != std::string_view::npos) return;
    const bool parsed = !maylab::kernel::parseJson(message).is_discarded();
    if (parsed) require(isJsonDocument(message));
    for (const EmbeddedMetric& m : embeddedMetrics(message)) require(parsed && !m.metric.name.empty());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view rest{reinterpret_cast<const char*>(data), std::min(size, kMaxInput)};
    const auto line = [&] {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        const std::string_view one = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        return one;
    };
    const std::string_view source = line();
    PatternError error;
    const auto pattern = FilterPattern::parse(source, error);
    if (!pattern) require(!error.reason.empty() && error.offset <= std::max(source.size(), FilterPattern::kMaxLength));
    MatchBuffer buffer, fresh;
    while (!rest.empty()) {
        const std::string_view message = line();
        document(message);
        if (!pattern) continue;
        const bool matches = pattern->matches(message, buffer);
        require(matches == pattern->matches(message, fresh));
        if (!matches) continue;
        for (const auto& [name, value] : pattern->extract(message, buffer)) {
            const auto selector = pattern->selector(name);
            require(name.starts_with("$") && selector.has_value());
            require(selector->read(message, buffer).has_value());
        }
        if (const auto selector = pattern->selector("$.a")) (void)selector->read(message, buffer);
    }
    return 0;
}
