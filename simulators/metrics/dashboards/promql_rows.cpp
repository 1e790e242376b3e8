#include "metrics/dashboards/promql_rows.h"

#include "metrics/promql/evaluator.h"
#include "metrics/promql/http_api.h"
#include "metrics/published_view.h"

#include <cmath>

namespace maylab::metrics {
namespace {

std::string legendOf(const std::optional<std::string>& format, const promql::Labels& labels) {
    if (!format) {
        promql::Labels others = labels;
        promql::setLabel(others, promql::kNameLabel, "");
        return std::string(promql::labelValue(labels, promql::kNameLabel)) + promql::labelsText(others);
    }
    std::string out;
    for (std::size_t i = 0; i < format->size();) {
        const std::size_t end = format->compare(i, 2, "{{") == 0 ? format->find("}}", i) : std::string::npos;
        if (end == std::string::npos) {
            out += (*format)[i++];
            continue;
        }
        std::string name = format->substr(i + 2, end - i - 2);
        name.erase(0, name.find_first_not_of(' '));
        name.erase(name.find_last_not_of(' ') + 1);
        out += promql::labelValue(labels, name);
        i = end + 2;
    }
    return out;
}

} // namespace

OtherSources::Promql promqlReader(const promql::SeriesSource& series) {
    return [&series](const MetricRow& row, std::int64_t start, std::int64_t end,
                     std::int64_t step) -> tl::expected<std::vector<OtherSources::Labelled>, std::string> {
        const auto expression = promql::parseExpression(*row.options->promql);
        if (!expression) return tl::unexpected(expression.error().text);
        const promql::ValueType type = (*expression)->type();
        const bool instant = row.options->instant.value_or(false);
        if (!instant && (end - start) / step > promql::kMaxPoints)
            return tl::unexpected(std::string("exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)"));
        if (type != promql::ValueType::Scalar && type != promql::ValueType::Vector)
            return tl::unexpected("invalid expression type \"" + std::string(promql::documentedType(type)) +
                                  "\" for range query, must be Scalar or instant Vector");
        const auto result = instant ? promql::evaluateAt(**expression, series, end * 1000)
                                    : promql::evaluateRange(**expression, series, floorTo(start, step) * 1000, end * 1000, step * 1000);
        if (!result) return tl::unexpected(result.error().text);
        std::vector<OtherSources::Labelled> out;
        for (const promql::Series& s : result->series) {
            OtherSources::Labelled one;
            one.label = legendOf(row.options->label, s.labels);
            one.bucket = std::string(promql::labelValue(s.labels, promql::kBucketLabel));
            for (const promql::Sample& sample : s.samples)
                if (std::isfinite(sample.value)) one.points.push_back({sample.time / 1000, sample.value});
            out.push_back(std::move(one));
        }
        return out;
    };
}

} // namespace maylab::metrics
