#include "metrics/api_input.h"
#include "metrics/operations.h"

#include <string>

namespace maylab::metrics {
namespace {

constexpr std::size_t kMaxData = 1000;
constexpr std::size_t kMaxValues = 150;
constexpr std::size_t kMaxBodyBytes = 1u << 20;
constexpr std::int64_t kMaxPastMs = 14 * kDay * 1000;
constexpr std::int64_t kMaxFutureMs = 2 * 3600 * 1000;
constexpr double kMaxMagnitude = 0x1p360;

bool inRange(double v) {
    return v >= -kMaxMagnitude && v <= kMaxMagnitude;
} // false for NaN

void checkNumber(double v, const std::string& path, Problems& problems) {
    if (!inRange(v)) problems.value("The value " + numberText(v) + " for parameter " + path + " is invalid.");
}

void exclusive(const Reader& in, const char* a, const char* b) {
    if (in.has(a) && in.has(b))
        in.problems().combination("The parameters " + in.path(a) + " and " + in.path(b) +
                                  " are mutually exclusive and you have specified both.");
}

// One element of Values or Counts.
std::optional<double> element(const Json& list, std::size_t i, const std::string& path, Problems& problems) {
    const Json wrapped = {{"v", list[i]}};
    Problems own;
    const auto v = Reader(wrapped, "", own).number("v");
    if (!v) problems.wrongType("The parameter " + memberPath(path, i) + " must be a number.");
    return v;
}

void readValues(const Reader& in, const Json& values, Distribution& out) {
    Problems& problems = in.problems();
    const std::string path = in.path("Values");
    const Json* counts = in.list("Counts");
    if (values.size() > kMaxValues) {
        problems.value("The collection " + path + " must not have a size greater than " +
                       std::to_string(kMaxValues) + '.');
        return;
    }
    if (counts != nullptr && counts->size() != values.size()) {
        problems.value("The parameters " + path + " and " + in.path("Counts") + " must be of the same size.");
        return;
    }
    std::vector<ValueCount> all;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const auto v = element(values, i, path, problems);
        const auto n = counts != nullptr ? element(*counts, i, in.path("Counts"), problems) : 1.0;
        if (!v || !n) continue;
        checkNumber(*v, path, problems);
        if (!(*n > 0) || !inRange(*n)) {
            problems.value("The value " + numberText(*n) + " for parameter " + in.path("Counts") +
                           " is invalid.");
            continue;
        }
        all.push_back({*v, *n});
    }
    if (!problems.any()) out.add(all);
}

void readStatisticSet(const Reader& in, const Json& object, Distribution& out) {
    Problems& problems = in.problems();
    const Reader set(object, in.path("StatisticValues"), problems);
    const char* names[] = {"SampleCount", "Sum", "Minimum", "Maximum"};
    double v[4] = {};
    bool complete = true;
    for (int i = 0; i < 4; ++i) {
        if (!set.has(names[i])) problems.missing(set.path(names[i]));
        const auto number = set.number(names[i]);
        if (!number) {
            complete = false;
            continue;
        }
        v[i] = *number;
        checkNumber(v[i], set.path(names[i]), problems);
    }
    if (!complete) return;
    if (v[0] <= 0) problems.value("The parameter " + set.path("SampleCount") + " must be greater than 0.");
    if (v[3] < v[2])
        problems.value("The parameter " + set.path("Maximum") + " must be greater than " +
                       set.path("Minimum") + '.');
    if (!problems.any()) out.add(StatisticSet{v[0], v[1], v[2], v[3]});
}

Datum readDatum(const Reader& in, const std::string& metricNamespace, std::int64_t nowMs) {
    Problems& problems = in.problems();
    Datum d;
    d.key.metricNamespace = metricNamespace;
    d.key.name = in.name("MetricName", true);
    d.key.dimensions = in.dimensions("Dimensions");
    if (const auto unit = in.unit("Unit")) d.unit = *unit;

    std::int64_t at = nowMs;
    if (const auto t = in.time("Timestamp")) {
        at = *t;
        if (nowMs - at > kMaxPastMs)
            problems.value("The parameter " + in.path("Timestamp") +
                           " must specify a time within the past two weeks.");
        if (at - nowMs > kMaxFutureMs)
            problems.value("The parameter " + in.path("Timestamp") +
                           " must specify a time no more than two hours in the future.");
    }
    d.stamp = floorTo(at, 1000) / 1000;
    if (in.has("StorageResolution")) {
        const auto r = in.integer("StorageResolution");
        if (r && *r != 1 && *r != 60)
            problems.value("The parameter " + in.path("StorageResolution") +
                           " must be a value in the set [ 1, 60 ].");
        d.resolution = r && *r == 1 ? 1 : 60;
    }

    exclusive(in, "Value", "StatisticValues");
    exclusive(in, "Value", "Values");
    exclusive(in, "StatisticValues", "Values");
    if (in.has("Counts") && !in.has("Values"))
        problems.combination("The parameter " + in.path("Counts") + " must not be specified without " +
                             in.path("Values") + '.');
    const auto value = in.number("Value");
    const Json* values = in.list("Values");
    const Json* set = in.structure("StatisticValues");
    if (value) {
        checkNumber(*value, in.path("Value"), problems);
        if (inRange(*value)) d.data.add(*value);
    } else if (values != nullptr && !values->empty()) {
        readValues(in, *values, d.data);
    } else if (set != nullptr) {
        readStatisticSet(in, *set, d.data);
    } else if (!in.has("Value") && !in.has("StatisticValues") && (values != nullptr || !in.has("Values"))) {
        problems.combination("At least one of the parameters " + in.path("Value") + " and " +
                             in.path("StatisticValues") + " must be specified.");
    }
    return d;
}

} // namespace

kernel::ApiResult putMetricData(MetricStore& store, const Json& input, std::int64_t nowMs) {
    Problems problems;
    const Reader in(input, "", problems);
    const std::string metricNamespace = in.metricNamespace("Namespace", true);
    if (metricNamespace.rfind("AWS/", 0) == 0)
        problems.value("The value AWS/ for parameter Namespace is invalid.");
    const Json* data = in.list("MetricData");
    if (data == nullptr || data->empty()) {
        problems.missing("MetricData");
        return tl::unexpected(problems.error());
    }
    if (data->size() > kMaxData)
        problems.value("The collection MetricData must not have a size greater than " +
                       std::to_string(kMaxData) + '.');
    if (problems.any()) return tl::unexpected(problems.error());
    if (input.dump(-1, ' ', false, Json::error_handler_t::replace).size() > kMaxBodyBytes)
        return kernel::fail("RequestEntityTooLarge",
                            "HTTP content length exceeded " + std::to_string(kMaxBodyBytes) + " bytes.", 413);

    std::vector<Datum> all;
    all.reserve(data->size());
    for (std::size_t i = 0; i < data->size(); ++i) {
        if (!(*data)[i].is_object()) {
            problems.wrongType("The parameter " + memberPath("MetricData", i) + " must be a structure.");
            continue;
        }
        all.push_back(
            readDatum(Reader((*data)[i], memberPath("MetricData", i), problems), metricNamespace, nowMs));
    }
    if (problems.any()) return tl::unexpected(problems.error()); // one bad datum refuses the whole request
    store.put(std::move(all), floorTo(nowMs, 1000) / 1000);
    return Json::object();
}

} // namespace maylab::metrics
