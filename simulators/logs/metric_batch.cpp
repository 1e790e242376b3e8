#include "logs/metric_batch.h"

#include <algorithm>
#include <cmath>

namespace maylab::logs {
namespace {

constexpr double kMaxMagnitude = 0x1p360; // sheet 2.1; PutMetricData refuses more
constexpr std::size_t kMaxDimensionValue = 1024;

std::int64_t floorTo(std::int64_t ms, std::int64_t step) {
    const std::int64_t rest = ms % step;
    return ms - (rest < 0 ? rest + step : rest);
}

// What a dimension's value may be: 1 to 1024 characters of ASCII without control characters.
bool isDimensionValue(std::string_view text) {
    return !text.empty() && text.size() <= kMaxDimensionValue &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c < 0x7F; });
}

} // namespace

void MetricBatch::add(const MetricKey& metric, std::int64_t timestampMs, double value) {
    if (!(std::abs(value) <= kMaxMagnitude)) return;
    ++m_data[{metric, floorTo(timestampMs, metric.resolution * std::int64_t{1000})}][value];
}

void MetricBatch::see(const std::string& group, const std::string& filterName, const MetricFilter& filter,
                      const LogEvent& event, MatchBuffer& buffer) {
    const bool matched = filter.compiled->matches(event.message, buffer);
    MetricKey metric{filter.metricNamespace, filter.metricName, {}, filter.unit, 60};
    if (filter.defaultValue) {
        Default& d = m_unmatched[{group, filterName, floorTo(event.timestamp, 60'000)}];
        d.metric = metric;
        d.value = *filter.defaultValue;
        d.matched = d.matched || matched;
    }
    if (!matched) return;
    std::optional<double> value = filter.constant;
    if (filter.value) {
        const auto text = filter.value->read(event.message, buffer);
        value = text ? numberOf(*text) : std::nullopt;
    }
    if (!value) return;
    for (const MetricFilter::Dimension& d : filter.dimensions) {
        const auto text = d.selector.read(event.message, buffer);
        if (!text || !isDimensionValue(*text)) return;
        metric.dimensions.emplace_back(d.name, *text);
    }
    add(metric, event.timestamp, *value);
}

MetricBatch::Data MetricBatch::take() {
    for (const auto& [where, d] : m_unmatched) {
        if (!d.matched) add(d.metric, where.minute, d.value);
    }
    m_unmatched.clear();
    return std::exchange(m_data, {});
}

} // namespace maylab::logs
