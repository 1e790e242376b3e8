#include "metrics/dashboards/promql_translation.h"

#include "metrics/api_input.h"
#include "metrics/math_expression.h"
#include "metrics/prometheus_names.h"

#include <algorithm>
#include <set>

namespace maylab::metrics {
namespace {

constexpr int kMostNesting = 60;
constexpr std::size_t kLongest = 8192;

const char* promqlOperator(MathOperator op) {
    switch (op) {
    case MathOperator::Add: return "+";
    case MathOperator::Subtract: return "-";
    case MathOperator::Multiply: return "*";
    case MathOperator::Divide: return "/";
    case MathOperator::Power: return "^";
    case MathOperator::Less: return "< bool";
    case MathOperator::LessEqual: return "<= bool";
    case MathOperator::Greater: return "> bool";
    case MathOperator::GreaterEqual: return ">= bool";
    case MathOperator::Equal: return "== bool";
    case MathOperator::NotEqual: return "!= bool";
    case MathOperator::And:
    case MathOperator::Or: break;
    }
    return "";
}

class Translator {
  public:
    Translator(std::span<const MetricQuery> queries, const MetricStore* store)
        : m_queries(queries)
        , m_store(store) {}

    std::optional<std::string> query(std::size_t index) {
        const MetricQuery& q = m_queries[index];
        if (q.metric) return "sum(" + promqlOf(*q.metric, m_store) + ')';
        if (m_depth >= kMostNesting) return std::nullopt; // perhaps a circle
        const auto parsed = MathExpression::parse(q.expression);
        if (!parsed) return std::nullopt;
        ++m_depth;
        auto text = node(*parsed, parsed->root());
        --m_depth;
        return text;
    }

  private:
    using Text = std::optional<std::string>;

    Text node(const MathExpression& e, NodeIndex index) {
        if (m_depth >= kMostNesting) return std::nullopt;
        const MathNode& n = e.node(index);
        ++m_depth;
        Text text;
        switch (n.kind) {
        case MathNode::Kind::Number: text = numberText(n.number); break;
        case MathNode::Kind::Reference: text = reference(n.text); break;
        case MathNode::Kind::Negate:
            if (const Text a = node(e, n.arguments[0])) text = "-(" + *a + ')';
            break;
        case MathNode::Kind::Binary: text = binary(e, n); break;
        case MathNode::Kind::Call: text = call(e, n); break;
        case MathNode::Kind::Text:
        case MathNode::Kind::Word:
        case MathNode::Kind::List: break;
        }
        --m_depth;
        if (text && text->size() > kLongest) return std::nullopt;
        return text;
    }

    Text reference(const std::string& id) {
        for (std::size_t i = 0; i < m_queries.size(); ++i)
            if (m_queries[i].id == id) return query(i);
        return std::nullopt;
    }

    Text binary(const MathExpression& e, const MathNode& n) {
        const Text a = node(e, n.arguments[0]);
        const Text b = a ? node(e, n.arguments[1]) : std::nullopt;
        if (!b) return std::nullopt;
        // True is 1 in both languages, but AND and OR of PromQL are about which series there are.
        if (n.op == MathOperator::And) return "((" + *a + " != bool 0) * (" + *b + " != bool 0))";
        if (n.op == MathOperator::Or) return "(((" + *a + " != bool 0) + (" + *b + " != bool 0)) > bool 0)";
        return '(' + *a + ' ' + promqlOperator(n.op) + ' ' + *b + ')';
    }

    Text call(const MathExpression& e, const MathNode& n) {
        const std::string& f = n.text;
        const auto& args = n.arguments;
        for (const auto& [math, promql] : {std::pair("ABS", "abs"), std::pair("CEIL", "ceil"), std::pair("FLOOR", "floor"),
                                           std::pair("LOG", "ln"), std::pair("LOG10", "log10")}) {
            if (f != math || args.size() != 1) continue;
            const Text a = node(e, args[0]);
            if (!a) return std::nullopt;
            return std::string(promql) + '(' + *a + ')';
        }
        if ((f == "SUM" || f == "AVG") && args.size() == 1) return total(e, e.node(args[0]), f == "AVG");
        if (f == "FILL" && args.size() == 2 && e.node(args[1]).kind == MathNode::Kind::Number) {
            const Text a = node(e, args[0]);
            if (!a) return std::nullopt;
            return '(' + *a + " or vector(" + numberText(e.node(args[1]).number) + "))";
        }
        return std::nullopt;
    }

    // Of a list, or of METRICS("...").
    Text total(const MathExpression& e, const MathNode& of, bool average) {
        std::vector<std::string> parts;
        if (of.kind == MathNode::Kind::List) {
            for (const NodeIndex i : of.arguments) {
                const Text part = node(e, i);
                if (!part) return std::nullopt;
                parts.push_back(*part);
            }
        } else if (of.kind == MathNode::Kind::Call && of.text == "METRICS" && of.arguments.size() <= 1) {
            const std::string word = of.arguments.empty() ? std::string() : e.node(of.arguments[0]).text;
            for (std::size_t i = 0; i < m_queries.size(); ++i)
                if (m_queries[i].metric && m_queries[i].id.find(word) != std::string::npos) parts.push_back(*query(i));
        }
        if (parts.empty()) return std::nullopt;
        std::string text = "(";
        for (const std::string& part : parts) text += (text.size() > 1 ? " + " : "") + part;
        text += ')';
        return average ? '(' + text + " / " + std::to_string(parts.size()) + ')' : text;
    }

    std::span<const MetricQuery> m_queries;
    const MetricStore* m_store;
    int m_depth = 0;
};

} // namespace

namespace {

std::string withLabels(const std::string& name, const SeriesKey& key, const MetricStore* store) {
    std::string labels;
    std::set<std::string> has;
    for (const auto& [dimension, value] : prometheusLabels(key.dimensions)) {
        has.insert(dimension);
        labels += (labels.empty() ? "" : ",") + dimension + (value.find('$') == std::string::npos ? "=" : "=~") + prometheusQuoted(value);
    }
    if (store != nullptr) {
        for (const SeriesId other : store->findAnyDimensions(key.metricNamespace, key.name))
            for (const auto& d : store->key(other).dimensions)
                if (const std::string label = prometheusLabelName(d.first); has.insert(label).second)
                    labels += (labels.empty() ? "" : ",") + label + "=\"\"";
    }
    return labels.empty() ? name : name + '{' + labels + '}';
}

} // namespace

std::string promqlSelector(const SeriesKey& key, const Statistic& statistic, const MetricStore* store) {
    return withLabels(prometheusGaugeName(key, statistic), key, store);
}

std::optional<std::string> promqlBucketsOf(const MetricStat& metric, const MetricStore* store) {
    if (store == nullptr) return std::nullopt;
    const std::vector<SeriesId> named = store->findAnyDimensions(metric.key.metricNamespace, metric.key.name);
    if (std::none_of(named.begin(), named.end(), [&](SeriesId id) { return store->isDistribution(id); })) return std::nullopt;
    const std::string buckets = withLabels(prometheusBaseName(metric.key.metricNamespace, metric.key.name) + "_bucket", metric.key, store);
    return "sum by (le) (increase(" + buckets + '[' + std::to_string(std::max<std::int64_t>(60, metric.period)) + "s]))";
}

std::string promqlOf(const MetricStat& metric, const MetricStore* store) {
    const std::string selector = promqlSelector(metric.key, metric.statistic, store);
    if (metric.period <= 60) return selector;
    const std::string range = selector + '[' + std::to_string(metric.period) + "s]";
    switch (metric.statistic.kind()) {
    case Statistic::Kind::Minimum: return "min_over_time(" + range + ')';
    case Statistic::Kind::Maximum: return "max_over_time(" + range + ')';
    case Statistic::Kind::Sum:
    case Statistic::Kind::SampleCount:
        return "avg_over_time(" + range + ") * " + numberText(static_cast<double>(metric.period) / 60);
    default: return "avg_over_time(" + range + ')';
    }
}

std::optional<std::string> promqlOf(std::span<const MetricQuery> queries, std::size_t index, const MetricStore* store) {
    return Translator(queries, store).query(index);
}

} // namespace maylab::metrics
