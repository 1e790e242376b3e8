#include "metrics/api_input.h"
#include "metrics/operations.h"

#include "kernel/time.h"

namespace maylab::metrics {
namespace {

constexpr std::int64_t kMaxPoints = 1440;
constexpr std::size_t kMaxStatistics = 5;
constexpr std::size_t kMaxExtendedStatistics = 10;

std::vector<Statistic> readStatistics(const Reader& in, const char* name, std::size_t max, bool extended) {
    std::vector<Statistic> out;
    const Json* all = in.list(name);
    if (all == nullptr) return out;
    Problems& problems = in.problems();
    if (all->size() > max)
        problems.value(std::string("The collection ") + name + " must not have a size greater than " +
                       std::to_string(max) + '.');
    for (std::size_t i = 0; i < all->size(); ++i) {
        const std::string path = memberPath(name, i);
        if (!(*all)[i].is_string()) {
            problems.wrongType("The parameter " + path + " must be a string.");
            continue;
        }
        const auto& text = (*all)[i].get_ref<const std::string&>();
        auto parsed = Statistic::parse(text);
        if (parsed && parsed->extended() == extended) {
            out.push_back(std::move(*parsed));
        } else if (extended) {
            problems.value("The value " + text + " for parameter " + path + " is not supported.");
        } else {
            problems.value("The parameter " + path +
                           " must be a value in the set [ SampleCount, Average, Sum, Minimum, Maximum ].");
        }
    }
    return out;
}

} // namespace

kernel::ApiResult getMetricStatistics(const MetricStore& store, const Json& input, std::int64_t nowMs) {
    Problems problems;
    const Reader in(input, "", problems);
    const std::string metricNamespace = in.metricNamespace("Namespace", true);
    const std::string metricName = in.name("MetricName", true);
    const Dimensions dimensions = in.dimensions("Dimensions");
    const auto start = in.time("StartTime");
    const auto end = in.time("EndTime");
    const auto period = in.integer("Period");
    const auto unit = in.unit("Unit");
    for (const char* required : {"StartTime", "EndTime", "Period"})
        if (!in.has(required)) problems.missing(required);
    std::vector<Statistic> statistics = readStatistics(in, "Statistics", kMaxStatistics, false);
    std::vector<Statistic> extended = readStatistics(in, "ExtendedStatistics", kMaxExtendedStatistics, true);
    const auto given = [&](const char* name) {
        const Json* l = in.has(name) ? in.list(name) : nullptr;
        return l != nullptr && !l->empty();
    };
    if (!given("Statistics") && !given("ExtendedStatistics"))
        problems.combination("Must specify either Statistics or ExtendedStatistics");
    if (given("Statistics") && given("ExtendedStatistics"))
        problems.combination(
            "The parameters Statistics and ExtendedStatistics are mutually exclusive and you have "
            "specified both.");
    if (start && end && *start >= *end)
        problems.value("The parameter StartTime must be less than the parameter EndTime.");
    if (period && !isValidPeriod(*period))
        problems.value("The parameter Period must be 1, 5, 10, 20, 30 or a multiple of 60, up to 86400.");
    if (problems.any()) return tl::unexpected(problems.error());

    const PublishedRange range = publishedRange(*start, *end, *period, nowMs);
    const std::int64_t points = range.periods();
    if (points > kMaxPoints)
        return kernel::fail(
            "InvalidParameterCombination",
            "You have requested up to " + groupThousands(points) +
                " datapoints, which exceeds the limit of " + groupThousands(kMaxPoints) +
                ". You may reduce the datapoints requested by increasing Period, or decreasing the "
                "time range.");

    Json datapoints = Json::array();
    for (const PublishedPoint& p :
         store.published(store.find(metricNamespace, metricName, dimensions), unit, range)) {
        Json point = {{"Timestamp", kernel::formatIso8601(p.stamp * 1000)}, {"Unit", toString(p.unit)}};
        bool any = false;
        for (const Statistic& s : statistics) {
            if (const auto v = p.data.value(s)) {
                point[s.text()] = *v;
                any = true;
            }
        }
        for (const Statistic& s : extended) {
            if (const auto v = p.data.value(s)) {
                point["ExtendedStatistics"][s.text()] = *v;
                any = true;
            }
        }
        if (any) datapoints.push_back(std::move(point));
    }
    return Json{{"Label", metricName}, {"Datapoints", std::move(datapoints)}};
}

} // namespace maylab::metrics
