#include "metrics/statistic.h"

#include "kernel/assert.h"

#include <charconv>
#include <limits>
#include <optional>

namespace maylab::metrics {
namespace {

using Kind = Statistic::Kind;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr int kMaxDecimals = 10;

struct PlainName {
    const char* name;
    Kind kind;
};
constexpr PlainName kPlainNames[] = {{"SampleCount", Kind::SampleCount},
                                {"Sum", Kind::Sum},
                                {"Average", Kind::Average},
                                {"Minimum", Kind::Minimum},
                                {"Maximum", Kind::Maximum}};

struct ShortName {
    const char* prefix;   // "tm" of tm99
    const char* function; // "TM" of TM(1%:99%); nullptr for p
    Kind kind;
};
constexpr ShortName kShort[] = {{"p", nullptr, Kind::Percentile},   {"tm", "TM", Kind::TrimmedMean},
                                {"tc", "TC", Kind::TrimmedCount},   {"ts", "TS", Kind::TrimmedSum},
                                {"wm", "WM", Kind::WinsorizedMean}, {nullptr, "PR", Kind::PercentileRank}};

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

// "99.9" -> 99.9 % in units of 1e-10 %: digits, then at most 10 decimals, 0..100.
std::optional<std::int64_t> parsePercent(std::string_view text) {
    std::size_t i = 0;
    std::int64_t whole = 0;
    while (i < text.size() && isDigit(text[i])) {
        if (i == 3) return std::nullopt;
        whole = whole * 10 + (text[i++] - '0');
    }
    if (i == 0) return std::nullopt;
    std::int64_t fraction = 0;
    if (i < text.size()) {
        if (text[i++] != '.') return std::nullopt;
        int decimals = 0;
        for (; i < text.size(); ++i, ++decimals) {
            if (!isDigit(text[i]) || decimals == kMaxDecimals) return std::nullopt;
            fraction = fraction * 10 + (text[i] - '0');
        }
        for (; decimals < kMaxDecimals; ++decimals)
            fraction *= 10;
    }
    const std::int64_t value = whole * Statistic::kPercent + fraction;
    if (value > Statistic::kWhole) return std::nullopt;
    return value;
}

// A plain or exponential number, not negative (no extended statistic exists with negative values).
std::optional<double> parseAbsolute(std::string_view text) {
    if (text.empty() || !isDigit(text[0])) return std::nullopt;
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

tl::unexpected<std::string> refuse(std::string_view text, const char* why) {
    std::string message(1, '"');
    message.append(text).append("\" is not a statistic: ").append(why);
    return tl::unexpected<std::string>(std::move(message));
}

} // namespace

Statistic Statistic::plain(Kind kind) {
    MAYLAB_ASSERT(kind < Kind::Percentile);
    Statistic s;
    s.m_kind = kind;
    s.m_text = kPlainNames[static_cast<std::size_t>(kind)].name;
    return s;
}

tl::expected<Statistic, std::string> Statistic::parse(std::string_view text) {
    for (const PlainName& p : kPlainNames)
        if (text == p.name) return plain(p.kind);

    Statistic s;
    s.m_text = std::string(text);
    if (text == "IQM") {
        s.m_kind = Kind::TrimmedMean;
        s.m_lower = 25 * kPercent;
        s.m_upper = 75 * kPercent;
        return s;
    }
    const std::size_t open = text.find('(');
    if (open == std::string_view::npos) {
        for (const ShortName& n : kShort) {
            if (n.prefix == nullptr) continue;
            const std::string_view prefix(n.prefix);
            if (text.substr(0, prefix.size()) != prefix) continue;
            const auto percent = parsePercent(text.substr(prefix.size()));
            if (!percent) continue;
            s.m_kind = n.kind;
            s.m_upper = *percent;
            return s;
        }
        return refuse(
            text, "expected SampleCount, Sum, Average, Minimum, Maximum, IQM, or p, tm, tc, ts, wm with a "
                  "percentage from 0 to 100 (p99.9)");
    }

    const ShortName* name = nullptr;
    for (const ShortName& n : kShort)
        if (n.function != nullptr && text.substr(0, open) == n.function) name = &n;
    if (name == nullptr) return refuse(text, "expected TM(), TC(), TS(), WM() or PR()");
    if (text.back() != ')') return refuse(text, "the closing parenthesis is missing");
    const std::string_view inside = text.substr(open + 1, text.size() - open - 2);
    const std::size_t colon = inside.find(':');
    if (colon == std::string_view::npos) return refuse(text, "expected two bounds separated by a colon");
    std::string_view low = inside.substr(0, colon);
    std::string_view high = inside.substr(colon + 1);
    if (low.empty() && high.empty()) return refuse(text, "at least one bound is needed");

    s.m_kind = name->kind;
    const bool lowPercent = !low.empty() && low.back() == '%';
    const bool highPercent = !high.empty() && high.back() == '%';
    if (lowPercent || highPercent) {
        if (name->kind == Kind::PercentileRank)
            return refuse(text, "PR takes absolute bounds, not percentages");
        if ((!low.empty() && !lowPercent) || (!high.empty() && !highPercent))
            return refuse(text, "both bounds must be percentages, or neither");
        if (lowPercent) {
            const auto p = parsePercent(low.substr(0, low.size() - 1));
            if (!p)
                return refuse(text, "a percentage must be a number from 0 to 100 with at most 10 decimals");
            s.m_lower = *p;
        }
        if (highPercent) {
            const auto p = parsePercent(high.substr(0, high.size() - 1));
            if (!p)
                return refuse(text, "a percentage must be a number from 0 to 100 with at most 10 decimals");
            s.m_upper = *p;
        }
        if (s.m_lower > s.m_upper) return refuse(text, "the lower bound is above the upper bound");
        return s;
    }
    s.m_percentBounds = false;
    s.m_from = -kInfinity;
    s.m_to = kInfinity;
    if (!low.empty()) {
        const auto v = parseAbsolute(low);
        if (!v) return refuse(text, "a bound must be a number that is not negative");
        s.m_from = *v;
    }
    if (!high.empty()) {
        const auto v = parseAbsolute(high);
        if (!v) return refuse(text, "a bound must be a number that is not negative");
        s.m_to = *v;
    }
    if (s.m_from > s.m_to) return refuse(text, "the lower bound is above the upper bound");
    return s;
}

} // namespace maylab::metrics
