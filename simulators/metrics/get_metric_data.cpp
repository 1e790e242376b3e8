#include "aws/paging.h"
#include "metrics/anomaly_band.h"
#include "metrics/api_input.h"
#include "metrics/label.h"
#include "metrics/metric_query_input.h"
#include "metrics/operations.h"

#include "kernel/hash.h"
#include "kernel/time.h"

#include <algorithm>
#include <charconv>

namespace maylab::metrics {
namespace {

constexpr std::size_t kMaxQueries = 500;
constexpr std::int64_t kMaxDatapoints = 100'800; // also the default

using QueryPoint = LabelPoint;

// Where the page before ended: the query, and the last point of it that was delivered.
struct Position {
    std::size_t query = 0;
    std::size_t unit = 0;
    std::int64_t stamp = 0;
    bool inside = false; // some points of that query were delivered
};

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

// One result: a metric, or one series of an expression. Points oldest first.
struct ResultLine {
    SeriesKey key;
    Statistic statistic;
    std::int64_t period = 60;
    std::string standard, label; // label before its placeholders are filled in
    std::vector<QueryPoint> points;
};

std::vector<std::string> resultLabels(const std::vector<MetricQuery>& queries) {
    std::vector<const MetricStat*> metrics;
    for (const MetricQuery& q : queries)
        if (q.metric) metrics.push_back(&*q.metric);
    const std::vector<std::string> labels = defaultLabels(metrics);
    std::vector<std::string> out(queries.size());
    for (std::size_t i = 0, k = 0; i < queries.size(); ++i)
        if (queries[i].metric) out[i] = labels[k++];
    return out;
}

ResultLine lineOf(const MetricStore& store, const MetricQuery& q, const std::string& standard,
            const PublishedRange& range) {
    const MetricStat& m = *q.metric;
    ResultLine line{m.key, m.statistic, m.period, standard, q.label.value_or(standard), {}};
    const SeriesId id = store.find(m.key.metricNamespace, m.key.name, m.key.dimensions);
    for (const PublishedPoint& p : store.published(id, m.unit, range))
        if (const auto v = p.data.value(m.statistic)) line.points.push_back({p.stamp, p.unit, *v});
    return line;
}

// A series of several is called "expression's label series' label"; a label with placeholders stands alone.
ResultLine lineOf(const Series& s, const MetricQuery& q, bool array) {
    ResultLine line;
    if (s.origin) {
        line.key = s.origin->key;
        line.statistic = s.origin->statistic;
    }
    line.period = s.grid.period;
    line.standard = line.label = s.label;
    if (q.label && !(array && q.label->empty())) {
        line.label = *q.label;
        if (array && q.label->find("${") == std::string::npos) line.label += ' ' + s.label;
    }
    for (std::size_t i = 0; i < s.values.size(); ++i)
        if (!isMissing(s.values[i])) line.points.push_back({s.grid.stamp(i), Unit::None, s.values[i]});
    return line;
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

    const std::vector<MetricQuery> queries = readMetricQueries(*list, "MetricDataQueries", problems);
    if (std::none_of(queries.begin(), queries.end(), [](const MetricQuery& q) { return q.returnData; }) &&
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

    const bool math =
        std::any_of(queries.begin(), queries.end(), [](const MetricQuery& q) { return !q.metric; });
    std::vector<QueryAnswer> answers;
    if (math) {
        auto evaluated = evaluateQueries(store, queries, {*start, *end, nowMs}, false);
        if (!evaluated) {
            for (std::string& sentence : evaluated.error().sentences)
                problems.value(std::move(sentence));
            return refuse();
        }
        answers = std::move(*evaluated);
    }

    Json results = Json::array();
    Json reply = {{"Messages", Json::array()}};
    std::int64_t room = limit;
    bool cut = false;
    const std::vector<std::string> standard = resultLabels(queries);
    for (std::size_t i = from.query; i < queries.size(); ++i) {
        const MetricQuery& q = queries[i];
        if (!q.returnData) continue;
        std::vector<ResultLine> lines;
        if (q.metric) {
            lines.push_back(
                lineOf(store, q, standard[i], publishedRange(*start, *end, q.metric->period, nowMs)));
        } else {
            for (const Series& s : answers[i].series)
                lines.push_back(lineOf(s, q, answers[i].array));
            if (q.expression.find("ANOMALY_DETECTION_BAND") != std::string::npos && reply["Messages"].empty())
                reply["Messages"].push_back({{"Code", "AnomalyDetectionModel"}, {"Value", kBandModelNote}});
        }
        for (ResultLine& line : lines) {
            std::vector<QueryPoint>& points = line.points;
            const LabelContext context{line.key,      line.statistic, line.period,
                                       line.standard, zone,           line.points};
            const std::string label = renderLabel(line.label, context);
            if (!ascending) std::reverse(points.begin(), points.end());
            auto next = points.begin();
            if (i == from.query && from.inside) {
                const auto last = std::pair(from.stamp, from.unit);
                next = std::find_if(points.begin(), points.end(), [&](const QueryPoint& p) {
                    const auto k = std::pair(p.stamp, static_cast<std::size_t>(p.unit));
                    return ascending ? k > last : k < last;
                });
            }
            Json stamps = Json::array(), values = Json::array();
            for (; next != points.end() && room > 0; ++next, --room) {
                stamps.push_back(kernel::formatIso8601(next->stamp * 1000));
                values.push_back(next->value);
            }
            const bool complete = next == points.end();
            if (!complete && !cut && !math) { // expressions are not paged
                Position at{i, 0, 0, false};
                if (next != points.begin()) {
                    const QueryPoint& last = *(next - 1);
                    at = {i, static_cast<std::size_t>(last.unit), last.stamp, true};
                }
                reply["NextToken"] = aws::makeMarker("GetMetricData", positionText(tag, at));
            }
            cut = cut || !complete;
            results.push_back({{"Id", q.id},
                               {"Label", label},
                               {"Timestamps", std::move(stamps)},
                               {"Values", std::move(values)},
                               {"StatusCode", complete ? "Complete" : "PartialData"}});
        }
    }
    reply["MetricDataResults"] = std::move(results);
    return reply;
}

} // namespace maylab::metrics
