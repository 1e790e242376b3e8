#include "metrics/label.h"

#include "aws/account.h"
#include "kernel/time.h"
#include "metrics/api_input.h"

#include <algorithm>
#include <optional>

namespace maylab::metrics {
namespace {

std::string timeText(std::int64_t unix, int zoneMinutes) {
    std::string text = kernel::formatIso8601((unix + zoneMinutes * kMinute) * 1000); // ...T01:00:00Z
    text[10] = ' ';
    text.pop_back();
    if (zoneMinutes == 0) return text + " UTC";
    const int m = zoneMinutes < 0 ? -zoneMinutes : zoneMinutes;
    std::string zone(1, zoneMinutes < 0 ? '-' : '+');
    for (const int part : {m / 60, m % 60}) {
        zone += static_cast<char>('0' + part / 10);
        zone += static_cast<char>('0' + part % 10);
    }
    return text + ' ' + zone;
}

std::optional<std::string> property(std::string_view name, const LabelContext& c) {
    if (name == "MetricName") return c.key.name;
    if (name == "Namespace") return c.key.metricNamespace;
    if (name == "Stat") return c.statistic.text();
    if (name == "Period") return std::to_string(c.period);
    if (name == "Region") return std::string(aws::kRegion);
    if (name == "AccountId") return std::string(aws::kAccountId);
    if (name.substr(0, 4) == "Dim.") {
        for (const auto& [k, v] : c.key.dimensions)
            if (k == name.substr(4)) return v;
        return std::string();
    }
    return std::nullopt;
}

std::optional<std::string> placeholder(std::string_view name, const LabelContext& c) {
    if (name == "LABEL") return c.defaultLabel;
    if (name.size() > 8 && name.substr(0, 6) == "PROP('" && name.substr(name.size() - 2) == "')")
        return property(name.substr(6, name.size() - 8), c);
    if (name == "DATAPOINT_COUNT") return std::to_string(c.points.size());

    constexpr std::string_view kNeedData[] = {"AVG",
                                              "SUM",
                                              "MIN",
                                              "MAX",
                                              "FIRST",
                                              "LAST",
                                              "MIN_TIME",
                                              "MAX_TIME",
                                              "FIRST_TIME",
                                              "LAST_TIME",
                                              "MIN_MAX_RANGE",
                                              "FIRST_LAST_RANGE",
                                              "MIN_MAX_TIME_RANGE",
                                              "FIRST_LAST_TIME_RANGE"};
    if (std::find(std::begin(kNeedData), std::end(kNeedData), name) == std::end(kNeedData))
        return std::nullopt;
    if (c.points.empty()) return std::string("--");
    const auto byValue = [](const LabelPoint& a, const LabelPoint& b) { return a.value < b.value; };
    const LabelPoint low = *std::min_element(c.points.begin(), c.points.end(), byValue);
    const LabelPoint high = *std::max_element(c.points.begin(), c.points.end(), byValue);
    const LabelPoint first = c.points.front(), last = c.points.back();
    double sum = 0;
    for (const LabelPoint& p : c.points)
        sum += p.value;
    const auto range = [](double a, double b) { return numberText(a) + '-' + numberText(b); };
    const auto times = [&](std::int64_t a, std::int64_t b) {
        return timeText(a, c.zoneMinutes) + '-' + timeText(b, c.zoneMinutes);
    };
    if (name == "AVG") return numberText(sum / static_cast<double>(c.points.size()));
    if (name == "SUM") return numberText(sum);
    if (name == "MIN") return numberText(low.value);
    if (name == "MAX") return numberText(high.value);
    if (name == "FIRST") return numberText(first.value);
    if (name == "LAST") return numberText(last.value);
    if (name == "MIN_TIME") return timeText(low.stamp, c.zoneMinutes);
    if (name == "MAX_TIME") return timeText(high.stamp, c.zoneMinutes);
    if (name == "FIRST_TIME") return timeText(first.stamp, c.zoneMinutes);
    if (name == "LAST_TIME") return timeText(last.stamp, c.zoneMinutes);
    if (name == "MIN_MAX_RANGE") return range(low.value, high.value);
    if (name == "FIRST_LAST_RANGE") return range(first.value, last.value);
    if (name == "MIN_MAX_TIME_RANGE")
        return times(std::min(low.stamp, high.stamp), std::max(low.stamp, high.stamp));
    return times(first.stamp, last.stamp); // FIRST_LAST_TIME_RANGE
}

} // namespace

std::string renderLabel(const std::string& text, const LabelContext& context) {
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t end = text.compare(i, 2, "${") == 0 ? text.find('}', i) : std::string::npos;
        if (end == std::string::npos) {
            out += text[i++];
            continue;
        }
        if (const auto value = placeholder(std::string_view(text).substr(i + 2, end - i - 2), context)) {
            out += *value;
        } else {
            out.append(text, i, end + 1 - i);
        }
        i = end + 1;
    }
    return out;
}

bool parseZone(const std::string& text, int& minutes) {
    if (text.size() != 5 || (text[0] != '+' && text[0] != '-')) return false;
    if (!std::all_of(text.begin() + 1, text.end(), [](char c) { return c >= '0' && c <= '9'; })) return false;
    const int hours = (text[1] - '0') * 10 + (text[2] - '0');
    const int rest = (text[3] - '0') * 10 + (text[4] - '0');
    if (hours > 23 || rest > 59) return false;
    minutes = (hours * 60 + rest) * (text[0] == '-' ? -1 : 1);
    return true;
}

} // namespace maylab::metrics
