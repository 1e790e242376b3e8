#include "aws/paging.h"
#include "metrics/api_input.h"
#include "metrics/operations.h"

#include <algorithm>
#include <charconv>

namespace maylab::metrics {
namespace {

constexpr std::size_t kMetricsPage = 500;
constexpr std::size_t kMaxFilters = 10;

struct Filter {
    std::string name;
    std::optional<std::string> value;
};

std::vector<Filter> readFilters(const Reader& in) {
    std::vector<Filter> out;
    const Json* all = in.list("Dimensions");
    if (all == nullptr) return out;
    Problems& problems = in.problems();
    if (all->size() > kMaxFilters)
        problems.value("The collection Dimensions must not have a size greater than " +
                       std::to_string(kMaxFilters) + '.');
    for (std::size_t i = 0; i < all->size(); ++i) {
        if (!(*all)[i].is_object()) {
            problems.wrongType("The parameter " + memberPath("Dimensions", i) + " must be a structure.");
            continue;
        }
        const Reader one((*all)[i], memberPath("Dimensions", i), problems);
        Filter f;
        f.name = one.name("Name", true);
        if (one.has("Value")) f.value = one.name("Value", true, kMaxDimensionValueLength);
        out.push_back(std::move(f));
    }
    return out;
}

bool passes(const SeriesKey& key, const std::vector<Filter>& filters) {
    return std::all_of(filters.begin(), filters.end(), [&](const Filter& f) {
        return std::any_of(key.dimensions.begin(), key.dimensions.end(), [&](const auto& d) {
            return d.first == f.name && (!f.value || d.second == *f.value);
        });
    });
}

} // namespace

kernel::ApiResult listMetrics(const MetricStore& store, const Json& input, std::int64_t nowMs) {
    Problems problems;
    const Reader in(input, "", problems);
    const std::string metricNamespace = in.metricNamespace("Namespace", false);
    const std::string metricName = in.name("MetricName", false);
    const std::vector<Filter> filters = readFilters(in);
    const auto recently = in.text("RecentlyActive");
    if (recently && *recently != "PT3H")
        problems.value("The parameter RecentlyActive must be a value in the set [ PT3H ].");

    // A token names the last metric of the page before.
    std::optional<SeriesId> after;
    if (const auto token = in.text("NextToken")) {
        if (const auto key = aws::readMarker("ListMetrics", *token)) {
            SeriesId id = 0;
            const auto [stop, error] = std::from_chars(key->data(), key->data() + key->size(), id);
            if (error == std::errc() && stop == key->data() + key->size() && id < store.seriesCount())
                after = id;
        }
        if (!after) problems.value("Request parameter NextToken is invalid");
    }
    if (problems.any()) return tl::unexpected(problems.error());

    const std::int64_t now = floorTo(nowMs, 1000) / 1000;
    Json metrics = Json::array();
    Json reply = Json::object();
    const auto& sorted = store.sorted();
    auto it = sorted.begin();
    if (after) {
        it = std::upper_bound(sorted.begin(), sorted.end(), *after,
                              [&](SeriesId a, SeriesId b) { return store.key(a) < store.key(b); });
    }
    SeriesId last = kNoSeries;
    for (; it != sorted.end(); ++it) {
        const SeriesKey& key = store.key(*it);
        if (!metricNamespace.empty() && key.metricNamespace != metricNamespace) continue;
        if (!metricName.empty() && key.name != metricName) continue;
        if (!store.listed(*it, now) || !passes(key, filters)) continue;
        if (recently && now - *store.lastDatum(*it) > kRecentlyActive) continue;
        if (metrics.size() == kMetricsPage) {
            reply["NextToken"] = aws::makeMarker("ListMetrics", std::to_string(last));
            break;
        }
        Json dimensions = Json::array();
        for (const auto& [name, value] : key.dimensions)
            dimensions.push_back({{"Name", name}, {"Value", value}});
        metrics.push_back({{"Namespace", key.metricNamespace},
                           {"MetricName", key.name},
                           {"Dimensions", std::move(dimensions)}});
        last = *it;
    }
    reply["Metrics"] = std::move(metrics);
    return reply;
}

} // namespace maylab::metrics
