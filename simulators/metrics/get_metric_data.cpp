#include "aws/paging.h"
#include "metrics/api_input.h"
#include "metrics/label.h"
#include "metrics/operations.h"

#include "kernel/hash.h"
#include "kernel/time.h"

#include <algorithm>
#include <charconv>

namespace maylab::metrics {
namespace {

constexpr std::size_t kMaxQueries = 500;
constexpr std::int64_t kMaxDatapoints = 100'800; // also the default
constexpr std::size_t kMaxExpressionLength = 2048;

struct Query {
    std::string id;
    SeriesKey key;
    std::optional<Statistic> statistic;
    std::int64_t period = 0;
    std::optional<Unit> unit;
    std::optional<std::string> label;
    bool returnData = true;
};

struct QueryPoint {
    std::int64_t stamp;
    Unit unit;
    double value;
};

// Where the page before ended: the query, and the last point of it that was delivered.
struct Position {
    std::size_t query = 0;
    std::size_t unit = 0;
    std::int64_t stamp = 0;
    bool inside = false; // some points of that query were delivered
};

bool isId(const std::string& id) {
    if (id.empty() || id[0] < 'a' || id[0] > 'z') return false;
    return std::all_of(id.begin(), id.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    });
}

void readMetricStat(const Reader& in, const Json& object, Query& q) {
    Problems& problems = in.problems();
    const Reader stat(object, in.path("MetricStat"), problems);
    if (const Json* metric = stat.structure("Metric")) {
        const Reader m(*metric, stat.path("Metric"), problems);
        q.key.metricNamespace = m.metricNamespace("Namespace", true);
        q.key.name = m.name("MetricName", true);
        q.key.dimensions = m.dimensions("Dimensions");
    } else if (!stat.has("Metric")) {
        problems.missing(stat.path("Metric"));
    }
    if (const auto period = stat.integer("Period")) {
        q.period = *period;
        if (!isValidPeriod(*period))
            problems.value("The parameter " + stat.path("Period") +
                           " must be 1, 5, 10, 20, 30 or a multiple of 60, up to 86400.");
    } else if (!stat.has("Period")) {
        problems.missing(stat.path("Period"));
    }
    if (const auto text = stat.text("Stat")) {
        if (auto parsed = Statistic::parse(*text)) {
            q.statistic = std::move(*parsed);
        } else {
            problems.value("The value for parameter " + stat.path("Stat") + " is not a valid statistic.");
        }
    } else if (!stat.has("Stat")) {
        problems.missing(stat.path("Stat"));
    }
    q.unit = stat.unit("Unit");
}

Query readQuery(const Reader& in) {
    Problems& problems = in.problems();
    Query q;
    q.id = in.name("Id", true);
    if (!q.id.empty() && !isId(q.id))
        problems.value("The value " + q.id + " for parameter " + in.path("Id") +
                       " is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.");
    q.label = in.text("Label");
    q.returnData = in.boolean("ReturnData").value_or(true);
    const Json* metricStat = in.structure("MetricStat");
    const auto expression = in.text("Expression");
    if (in.has("MetricStat") && in.has("Expression")) {
        problems.combination("The parameters " + in.path("Expression") + " and " + in.path("MetricStat") +
                             " are mutually exclusive and you have specified both.");
    } else if (expression) {
        if (expression->size() > kMaxExpressionLength)
            problems.value("The parameter " + in.path("Expression") + " must be shorter than " +
                           std::to_string(kMaxExpressionLength + 1) + " characters.");
        problems.value("Error in expression '" + q.id + "': metric math is not available in this simulator.");
    } else if (metricStat != nullptr) {
        readMetricStat(in, *metricStat, q);
    } else if (!in.has("MetricStat")) {
        problems.missing(in.path("MetricStat"));
    }
    return q;
}

// The metric's name; where another query has the same, what tells them apart: values of the dimensions,
// statistic.
std::string defaultLabel(const std::vector<Query>& queries, std::size_t index) {
    const Query& q = queries[index];
    bool otherMetric = false, otherStatistic = false;
    for (std::size_t i = 0; i < queries.size(); ++i) {
        if (i == index || queries[i].key.name != q.key.name) continue;
        otherMetric = otherMetric || queries[i].key.dimensions != q.key.dimensions;
        otherStatistic = otherStatistic || queries[i].statistic->text() != q.statistic->text();
    }
    std::string label;
    if (otherMetric)
        for (const auto& [name, value] : q.key.dimensions)
            label += value + ' ';
    label += q.key.name;
    if (otherStatistic) label += ' ' + q.statistic->text();
    return label;
}

// Binds a token to its request: everything but the token and the page size.
std::string requestTag(const Json& input) {
    Json rest = input;
    rest.erase("NextToken");
    rest.erase("MaxDatapoints");
    return std::to_string(kernel::fnv1a(rest.dump(-1, ' ', false, Json::error_handler_t::replace)));
}

std::string positionText(const std::string& tag, const Position& p) {
    return tag + ' ' + std::to_string(p.query) + ' ' + std::to_string(p.stamp) + ' ' +
           std::to_string(p.unit) + ' ' + (p.inside ? '1' : '0');
}

std::optional<Position> readPosition(const std::string& text, const std::string& tag, std::size_t queries) {
    if (text.compare(0, tag.size(), tag) != 0) return std::nullopt;
    std::int64_t fields[4] = {};
    const char* at = text.data() + tag.size();
    const char* const end = text.data() + text.size();
    for (std::int64_t& f : fields) {
        if (at == end || *at != ' ') return std::nullopt;
        const auto [next, error] = std::from_chars(at + 1, end, f);
        if (error != std::errc()) return std::nullopt;
        at = next;
    }
    if (at != end || fields[0] < 0 || static_cast<std::size_t>(fields[0]) >= queries || fields[2] < 0 ||
        fields[2] >= kUnitCount)
        return std::nullopt;
    return Position{static_cast<std::size_t>(fields[0]), static_cast<std::size_t>(fields[2]), fields[1],
                    fields[3] == 1};
}

} // namespace

kernel::ApiResult getMetricData(const MetricStore& store, const Json& input, std::int64_t nowMs) {
    Problems problems;
    const Reader in(input, "", problems);
    const auto refuse = [&] { return tl::unexpected(problems.error(true)); };

    const Json* list = in.list("MetricDataQueries");
    if (!in.has("MetricDataQueries") || (list != nullptr && list->empty()))
        problems.missing("MetricDataQueries");
    const auto start = in.time("StartTime");
    const auto end = in.time("EndTime");
    for (const char* required : {"StartTime", "EndTime"})
        if (!in.has(required)) problems.missing(required);
    const auto scanBy = in.text("ScanBy");
    if (scanBy && *scanBy != "TimestampDescending" && *scanBy != "TimestampAscending")
        problems.value(
            "The parameter ScanBy must be a value in the set [ TimestampDescending, TimestampAscending ].");
    const bool ascending = scanBy == "TimestampAscending";
    const std::int64_t limit = in.integer("MaxDatapoints").value_or(kMaxDatapoints);
    if (limit < 1 || limit > kMaxDatapoints)
        problems.value("The parameter MaxDatapoints must be between 1 and " + std::to_string(kMaxDatapoints) +
                       '.');
    int zone = 0;
    if (const Json* options = in.structure("LabelOptions")) {
        const Reader o(*options, "LabelOptions", problems);
        if (const auto text = o.text("Timezone"); text && !parseZone(*text, zone))
            problems.value(
                "The value " + *text +
                " for parameter LabelOptions.Timezone is not matching the expected pattern ^[+-]\\d{4}$.");
    }
    if (list != nullptr && list->size() > kMaxQueries)
        problems.value("The collection MetricDataQueries must not have a size greater than " +
                       std::to_string(kMaxQueries) + '.');
    if (list == nullptr) return refuse();

    std::vector<Query> queries;
    for (std::size_t i = 0; i < list->size(); ++i) {
        if (!(*list)[i].is_object()) {
            problems.wrongType("The parameter " + memberPath("MetricDataQueries", i) +
                               " must be a structure.");
            continue;
        }
        queries.push_back(readQuery(Reader((*list)[i], memberPath("MetricDataQueries", i), problems)));
    }
    std::vector<std::string> ids;
    for (const Query& q : queries)
        ids.push_back(q.id);
    std::sort(ids.begin(), ids.end());
    if (std::adjacent_find(ids.begin(), ids.end()) != ids.end())
        problems.value("The values for parameter id in MetricDataQueries are not unique.");
    if (std::none_of(queries.begin(), queries.end(), [](const Query& q) { return q.returnData; }) &&
        !queries.empty())
        problems.value("At least one of the MetricDataQueries must have ReturnData set to true.");
    if (start && end && *start > *end)
        problems.value("The parameter EndTime must be greater than StartTime.");
    if (start && end && *start == *end)
        problems.value("The parameter StartTime must not equal parameter EndTime.");
    if (problems.any()) return refuse();

    const std::string tag = requestTag(input);
    Position from;
    if (const auto token = in.text("NextToken")) {
        const auto key = aws::readMarker("GetMetricData", *token);
        const auto position = key ? readPosition(*key, tag, queries.size()) : std::nullopt;
        if (!position) return kernel::fail("InvalidNextToken", "The next token specified is invalid.");
        from = *position;
    }

    Json results = Json::array();
    Json reply = {{"Messages", Json::array()}};
    std::int64_t room = limit;
    bool cut = false;
    for (std::size_t i = from.query; i < queries.size(); ++i) {
        const Query& q = queries[i];
        if (!q.returnData) continue;
        const PublishedRange range = publishedRange(*start, *end, q.period, nowMs);
        std::vector<QueryPoint> points; // oldest first
        std::vector<std::pair<std::int64_t, double>> labelPoints;
        const SeriesId id = store.find(q.key.metricNamespace, q.key.name, q.key.dimensions);
        for (const PublishedPoint& p : store.published(id, q.unit, range)) {
            if (const auto v = p.data.value(*q.statistic)) {
                points.push_back({p.stamp, p.unit, *v});
                labelPoints.emplace_back(p.stamp, *v);
            }
        }
        if (!ascending) std::reverse(points.begin(), points.end());
        auto next = points.begin();
        if (i == from.query && from.inside) {
            const auto key = [](std::int64_t stamp, std::size_t unit) { return std::pair(stamp, unit); };
            const auto last = key(from.stamp, from.unit);
            next = std::find_if(points.begin(), points.end(), [&](const QueryPoint& p) {
                const auto k = key(p.stamp, static_cast<std::size_t>(p.unit));
                return ascending ? k > last : k < last;
            });
        }

        Json stamps = Json::array(), values = Json::array();
        for (; next != points.end() && room > 0; ++next, --room) {
            stamps.push_back(kernel::formatIso8601(next->stamp * 1000));
            values.push_back(next->value);
        }
        const bool complete = next == points.end();
        if (!complete && !cut) {
            cut = true;
            Position at{i, 0, 0, false};
            if (next != points.begin()) {
                const QueryPoint& last = *(next - 1);
                at = {i, static_cast<std::size_t>(last.unit), last.stamp, true};
            }
            reply["NextToken"] = aws::makeMarker("GetMetricData", positionText(tag, at));
        }
        const std::string standard = defaultLabel(queries, i);
        const LabelContext context{q.key, *q.statistic, q.period, standard, zone, labelPoints};
        results.push_back({{"Id", q.id},
                           {"Label", q.label ? renderLabel(*q.label, context) : standard},
                           {"Timestamps", std::move(stamps)},
                           {"Values", std::move(values)},
                           {"StatusCode", complete ? "Complete" : "PartialData"}});
    }
    reply["MetricDataResults"] = std::move(results);
    return reply;
}

} // namespace maylab::metrics
