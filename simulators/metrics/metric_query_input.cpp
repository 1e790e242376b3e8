#include "metrics/metric_query_input.h"

#include <algorithm>

namespace maylab::metrics {
namespace {

bool isId(const std::string& id) {
    if (id.empty() || id[0] < 'a' || id[0] > 'z') return false;
    return std::all_of(id.begin(), id.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    });
}

std::int64_t periodOf(const Reader& in, std::int64_t otherwise) {
    const auto period = in.integer("Period");
    if (period && !isValidPeriod(*period))
        in.problems().value("The parameter " + in.path("Period") +
                            " must be 1, 5, 10, 20, 30 or a multiple of 60, up to 86400.");
    return period.value_or(otherwise);
}

void readMetricStat(const Reader& in, const Json& object, MetricStat& q) {
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

MetricQuery readMetricQuery(const Reader& in) {
    Problems& problems = in.problems();
    MetricQuery q;
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
        if (in.has("Period")) q.period = periodOf(in, 0);
        q.expression = *expression;
    } else if (metricStat != nullptr) {
        readMetricStat(in, *metricStat, q.metric.emplace());
    } else if (!in.has("MetricStat")) {
        problems.missing(in.path("MetricStat"));
    }
    return q;
}

} // namespace

std::vector<MetricQuery> readMetricQueries(const Json& list, const std::string& name, Problems& problems) {
    std::vector<MetricQuery> queries;
    for (std::size_t i = 0; i < list.size(); ++i) {
        if (!list[i].is_object()) {
            problems.wrongType("The parameter " + memberPath(name, i) + " must be a structure.");
            continue;
        }
        queries.push_back(readMetricQuery(Reader(list[i], memberPath(name, i), problems)));
    }
    std::vector<std::string> ids;
    for (const MetricQuery& q : queries)
        ids.push_back(q.id);
    std::sort(ids.begin(), ids.end());
    if (std::adjacent_find(ids.begin(), ids.end()) != ids.end())
        problems.value("The values for parameter id in " + name + " are not unique.");
    return queries;
}

} // namespace maylab::metrics
