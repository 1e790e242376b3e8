#include "logs/embedded_metrics.h"

#include "aws/metric_units.h"
#include "kernel/outside.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>
#include <string>

namespace maylab::logs {
namespace {

using kernel::Json;

constexpr std::size_t kMaxMetrics = 100;
constexpr std::size_t kMaxValues = 100;
constexpr std::size_t kMaxDimensionsOfSet = 30;
constexpr std::size_t kMaxText = 1024;
constexpr std::size_t kMaxDimensionName = 250; // of the name and the value of a target

const Json* member(const Json& object, const char* name) {
    const auto it = object.find(name);
    return it == object.end() ? nullptr : &*it;
}

std::optional<std::string> text(const Json* j, std::size_t max) {
    if (j == nullptr || !j->is_string()) return std::nullopt;
    const std::string& s = j->get_ref<const std::string&>();
    if (s.empty() || s.size() > max) return std::nullopt;
    return s;
}

std::optional<std::vector<double>> values(const Json* target) {
    if (target == nullptr) return std::nullopt;
    if (target->is_number()) return std::vector<double>{target->get<double>()};
    if (!target->is_array() || target->size() > kMaxValues) return std::nullopt;
    std::vector<double> out;
    for (const Json& one : *target) {
        if (!one.is_number()) return std::nullopt;
        out.push_back(one.get<double>());
    }
    return out;
}

// One element of _aws.CloudWatchMetrics; false when the whole document is invalid.
bool readDirective(const Json& root, const Json& directive, std::int64_t timestamp, std::vector<EmbeddedMetric>& out) {
    if (!directive.is_object()) return false;
    const auto metricNamespace = text(member(directive, "Namespace"), kMaxText);
    const Json* sets = member(directive, "Dimensions");
    const Json* metrics = member(directive, "Metrics");
    if (!metricNamespace || sets == nullptr || !sets->is_array() || metrics == nullptr || !metrics->is_array()) return false;
    if (metrics->size() > kMaxMetrics) return false;

    std::vector<decltype(MetricKey::dimensions)> dimensions;
    for (const Json& set : *sets) {
        if (!set.is_array() || set.size() > kMaxDimensionsOfSet) return false;
        auto& one = dimensions.emplace_back();
        for (const Json& key : set) {
            const auto name = text(&key, kMaxDimensionName);
            const auto value = name ? text(member(root, name->c_str()), kMaxText) : std::nullopt;
            if (!value) return false;
            one.emplace_back(*name, *value);
        }
        std::sort(one.begin(), one.end());
        one.erase(std::unique(one.begin(), one.end()), one.end());
    }
    for (const Json& definition : *metrics) {
        if (!definition.is_object()) return false;
        const auto name = text(member(definition, "Name"), kMaxText);
        const auto measured = name ? values(member(root, name->c_str())) : std::nullopt;
        if (!measured) return false;
        MetricKey key{*metricNamespace, *name, {}, "None", 60};
        if (const Json* unit = member(definition, "Unit")) {
            const auto given = text(unit, kMaxText);
            const bool known = given && std::any_of(std::begin(aws::kMetricUnits), std::end(aws::kMetricUnits),
                                                    [&](const char* u) { return *given == u; });
            if (!known) return false;
            key.unit = *given;
        }
        if (const Json* resolution = member(definition, "StorageResolution")) {
            if (*resolution != 1 && *resolution != 60) return false;
            key.resolution = resolution->get<int>();
        }
        for (const auto& set : dimensions) {
            key.dimensions = set;
            out.push_back({key, timestamp, *measured});
        }
    }
    return true;
}

} // namespace

std::vector<EmbeddedMetric> embeddedMetrics(std::string_view message) {
    if (message.find("\"_aws\"") == std::string_view::npos) return {}; // most events
    const Json root = kernel::parseJson(message);
    if (root.is_discarded() || !root.is_object()) return {};
    const Json* metadata = member(root, "_aws");
    if (metadata == nullptr || !metadata->is_object()) return {};
    const Json* timestamp = member(*metadata, "Timestamp");
    const Json* directives = member(*metadata, "CloudWatchMetrics");
    const bool whole = timestamp != nullptr && timestamp->is_number_integer() &&
                       (!timestamp->is_number_unsigned() || timestamp->get<std::uint64_t>() <= INT64_MAX);
    if (!whole || directives == nullptr || !directives->is_array()) return {};
    std::vector<EmbeddedMetric> out;
    for (const Json& directive : *directives) {
        if (!readDirective(root, directive, timestamp->get<std::int64_t>(), out)) return {};
    }
    return out;
}

} // namespace maylab::logs
