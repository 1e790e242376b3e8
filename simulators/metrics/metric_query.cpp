#include "metrics/metric_query.h"

#include "metrics/math_evaluator.h"

#include <algorithm>
#include <map>
#include <string_view>

namespace maylab::metrics {
namespace {

std::string errorIn(const MetricQuery& q, const MathError& error) {
    return "Error in expression '" + q.id + "': " + error.describe();
}

// The expressions, each after those that it refers to; or one of those that refer to each other in a circle.
struct Order {
    std::vector<std::size_t> queries;
    std::optional<std::size_t> circular;
};
Order orderOf(std::span<const MetricQuery> queries, std::span<const MathExpression* const> expressions) {
    std::map<std::string, std::size_t, std::less<>> byId;
    for (std::size_t i = 0; i < queries.size(); ++i)
        byId.emplace(queries[i].id, i);
    std::vector<std::vector<std::size_t>> users(queries.size());
    std::vector<std::size_t> waits(queries.size(), 0);
    for (std::size_t i = 0; i < queries.size(); ++i) {
        if (expressions[i] == nullptr) continue;
        for (const MathNode& n : expressions[i]->nodes()) {
            if (n.kind != MathNode::Kind::Reference) continue;
            const auto it = byId.find(n.text);
            if (it == byId.end() || expressions[it->second] == nullptr) continue;
            users[it->second].push_back(i);
            ++waits[i];
        }
    }
    Order order;
    for (std::size_t i = 0; i < queries.size(); ++i)
        if (expressions[i] != nullptr && waits[i] == 0) order.queries.push_back(i);
    for (std::size_t k = 0; k < order.queries.size(); ++k)
        for (const std::size_t user : users[order.queries[k]])
            if (--waits[user] == 0) order.queries.push_back(user);
    for (std::size_t i = 0; i < queries.size() && !order.circular; ++i)
        if (waits[i] > 0) order.circular = i;
    return order;
}

bool isMetricsInsights(std::string_view text) { // keywords in any case
    constexpr std::string_view kSelect = "SELECT ";
    if (text.size() < kSelect.size()) return false;
    return std::equal(kSelect.begin(), kSelect.end(), text.begin(),
                      [](char k, char c) { return k == (c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c); });
}

} // namespace

std::vector<std::string> defaultLabels(std::span<const MetricStat* const> metrics) {
    std::map<std::string_view, std::vector<const MetricStat*>> byName;
    for (const MetricStat* m : metrics)
        byName[m->key.name].push_back(m);
    std::vector<std::string> labels;
    for (const MetricStat* m : metrics) {
        bool otherMetric = false, otherStatistic = false;
        for (const MetricStat* o : byName[m->key.name]) {
            otherMetric = otherMetric || o->key.dimensions != m->key.dimensions;
            otherStatistic = otherStatistic || o->statistic.text() != m->statistic.text();
        }
        std::string label;
        if (otherMetric)
            for (const auto& [name, value] : m->key.dimensions)
                label += value + ' ';
        label += m->key.name;
        if (otherStatistic) label += ' ' + m->statistic.text();
        labels.push_back(std::move(label));
    }
    return labels;
}

tl::expected<std::vector<QueryAnswer>, QueryError> evaluateQueries(const MetricStore& store,
                                                                   std::span<const MetricQuery> queries,
                                                                   const QueryWindow& window,
                                                                   bool wantMetrics) {
    std::vector<std::optional<MathExpression>> parsed(queries.size());
    std::vector<const MathExpression*> expressions(queries.size(), nullptr);
    QueryError errors;
    for (std::size_t i = 0; i < queries.size(); ++i) {
        if (queries[i].metric) continue;
        if (isMetricsInsights(queries[i].expression)) {
            errors.sentences.push_back(
                errorIn(queries[i], {0, "Metrics Insights queries are not available in this simulator"}));
            continue;
        }
        auto expression = MathExpression::parse(queries[i].expression);
        if (expression) {
            parsed[i] = std::move(*expression);
            expressions[i] = &*parsed[i];
        } else {
            errors.sentences.push_back(errorIn(queries[i], expression.error()));
        }
    }
    if (!errors.sentences.empty()) return tl::unexpected(errors);
    const Order order = orderOf(queries, expressions);
    if (order.circular)
        return tl::unexpected(
            QueryError{{errorIn(queries[*order.circular], {0, "It depends on its own result"})}});

    MathEvaluator evaluator(store, queries, expressions, window);
    std::vector<QueryAnswer> answers(queries.size());
    for (const std::size_t i : order.queries) {
        auto value = evaluator.evaluate(i);
        if (!value) {
            errors.sentences.push_back(errorIn(queries[i], value.error()));
            break; // what refers to it would only repeat it
        }
        if (std::holds_alternative<double>(*value)) {
            errors.sentences.push_back(
                errorIn(queries[i],
                        {0, "The result is a number; it must be a time series or an array of time series"}));
            break;
        }
        answers[i].array = std::holds_alternative<SeriesArray>(*value);
        if (queries[i].returnData) {
            if (answers[i].array) {
                answers[i].series = std::get<SeriesArray>(*value);
            } else {
                answers[i].series.push_back(std::get<Series>(*value));
                answers[i].series[0].label = queries[i].id;
            }
        }
        evaluator.set(i, std::move(*value));
    }
    if (!errors.sentences.empty()) return tl::unexpected(errors);
    for (std::size_t i = 0; wantMetrics && i < queries.size(); ++i)
        if (queries[i].metric && queries[i].returnData) answers[i].series.push_back(evaluator.metric(i));
    return answers;
}

} // namespace maylab::metrics
