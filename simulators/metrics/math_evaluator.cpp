#include "metrics/math_evaluator.h"

#include "metrics/anomaly_band.h"
#include "metrics/math_functions.h"
#include "metrics/search_expression.h"

#include <algorithm>
#include <cmath>

namespace maylab::metrics {
namespace {

constexpr int kMaxBandDepth = 10; // metrics and expressions below a band

std::string_view typeName(const MathValue& v) {
    constexpr std::string_view kNames[] = {"Scalar", "TimeSeries", "Array[TimeSeries]"};
    return kNames[v.index()];
}

std::size_t pointsOf(const MathValue& v) {
    if (const auto* s = std::get_if<Series>(&v)) return s->values.size();
    std::size_t points = 0;
    if (const auto* array = std::get_if<SeriesArray>(&v))
        for (const Series& s : *array)
            points += s.values.size() + 1;
    return points;
}

} // namespace

std::optional<std::size_t> findQuery(std::span<const MetricQuery> queries, std::string_view id) {
    for (std::size_t i = 0; i < queries.size(); ++i)
        if (queries[i].id == id) return i;
    return std::nullopt;
}

MathEvaluator::MathEvaluator(const MetricStore& store, std::span<const MetricQuery> queries,
                             std::span<const MathExpression* const> expressions, const QueryWindow& window)
    : m_store(store)
    , m_queries(queries)
    , m_expressions(expressions)
    , m_window(window)
    , m_labels(queries.size())
    , m_metrics(queries.size())
    , m_values(queries.size()) {
    std::vector<const MetricStat*> metrics;
    std::vector<std::size_t> at;
    for (std::size_t i = 0; i < queries.size(); ++i) {
        if (!queries[i].metric) continue;
        metrics.push_back(&*queries[i].metric);
        at.push_back(i);
    }
    std::vector<std::string> labels = defaultLabels(metrics);
    for (std::size_t k = 0; k < at.size(); ++k)
        m_labels[at[k]] = queries[at[k]].label.value_or(labels[k]);
}

// The window's grid for that period, and before it as many periods as cover m_before.
Grid MathEvaluator::grid(std::int64_t period) const {
    PublishedRange range = publishedRange(m_window.start, m_window.end, period, m_window.now);
    range.start -= (m_before + period - 1) / period * period;
    return gridOf(range);
}

std::int64_t MathEvaluator::ownPeriod() const {
    if (m_queries[m_current].period) return *m_queries[m_current].period;
    std::int64_t finest = 0;
    for (const MetricQuery& q : m_queries)
        if (q.metric && (finest == 0 || q.metric->period < finest)) finest = q.metric->period;
    return finest != 0 ? finest : kDefaultExpressionPeriod;
}

Series MathEvaluator::read(SeriesId id, const MetricStat& stat, const Grid& grid) {
    Series out = emptySeries(grid);
    out.origin = std::make_shared<SeriesOrigin>(SeriesOrigin{stat.key, stat.statistic});
    PublishedRange range = publishedRange(m_window.start, m_window.end, stat.period, m_window.now);
    range.start = grid.start;
    range.end = std::min(range.end, grid.end());
    m_store.publishedValues(id, stat.statistic, stat.unit, range, out.values);
    return out;
}

const Series& MathEvaluator::metric(std::size_t query) {
    std::optional<Series>& slot = m_metrics[query];
    if (!slot) {
        const MetricStat& stat = *m_queries[query].metric;
        slot = read(m_store.find(stat.key.metricNamespace, stat.key.name, stat.key.dimensions), stat,
                    grid(stat.period));
        slot->label = m_labels[query];
    }
    return *slot;
}

MathResult<> MathEvaluator::evaluate(std::size_t query) {
    const std::size_t outer = std::exchange(m_current, query);
    auto result = value(m_expressions[query]->root());
    m_current = outer;
    return result;
}

MathResult<> MathEvaluator::charge(MathResult<> value, const MathNode& n) {
    if (!value) return value;
    m_points += pointsOf(*value);
    if (m_points > kMaxMathPoints)
        return mathError(n, "More than " + std::to_string(kMaxMathPoints) + " values are needed");
    return value;
}

std::optional<MathError> MathEvaluator::tooMany(std::span<const Series* const> series,
                                                const MathNode& n) const {
    if (series.empty()) return std::nullopt;
    Grid grid = series.front()->grid;
    for (const Series* s : series)
        grid = commonGrid(grid, s->grid);
    if (m_points + grid.count * series.size() <= kMaxMathPoints) return std::nullopt;
    return MathError{n.at, "More than " + std::to_string(kMaxMathPoints) + " values are needed"};
}

MathResult<> MathEvaluator::value(NodeIndex i) {
    const MathNode& n = m_expressions[m_current]->node(i);
    switch (n.kind) {
    case MathNode::Kind::Number:
        return MathValue(n.number);
    case MathNode::Kind::Text:
        return mathError(n, "Unexpected string");
    case MathNode::Kind::Word:
        return mathError(n, "Unexpected word '" + n.text + '\'');
    case MathNode::Kind::Reference:
        return charge(reference(n), n);
    case MathNode::Kind::Binary:
        return charge(binary(n), n);
    case MathNode::Kind::Call:
        return charge(call(n), n);
    case MathNode::Kind::Negate: {
        auto v = value(n.arguments[0]);
        if (!v) return v;
        if (const double* number = std::get_if<double>(&*v)) return MathValue(-*number);
        return forEachSeries(std::move(*v), [](Series s) { return mapValues(std::move(s), negated); });
    }
    case MathNode::Kind::List:
        break;
    }
    SeriesArray out;
    for (const NodeIndex argument : n.arguments) {
        auto v = value(argument);
        if (!v) return v;
        if (auto* s = std::get_if<Series>(&*v)) {
            out.push_back(std::move(*s));
        } else if (auto* a = std::get_if<SeriesArray>(&*v)) {
            std::move(a->begin(), a->end(), std::back_inserter(out));
        } else {
            return mathError(m_expressions[m_current]->node(argument), "An array holds time series only");
        }
    }
    return charge(MathValue(std::move(out)), n);
}

MathResult<> MathEvaluator::reference(const MathNode& n) {
    const auto query = findQuery(m_queries, n.text);
    if (!query) return mathError(n, "Undefined id '" + n.text + '\'');
    if (m_queries[*query].metric) {
        Series s = metric(*query);
        return MathValue(std::move(s));
    }
    if (!m_values[*query]) { // only below a band, where everything is calculated anew over its history
        if (++m_bandDepth > kMaxBandDepth)
            return mathError(n, "More than 10 expressions lie below ANOMALY_DETECTION_BAND");
        auto v = evaluate(*query);
        --m_bandDepth;
        if (!v) return mathError(n, v.error().text);
        m_values[*query] = std::move(*v);
    }
    return *m_values[*query];
}

MathResult<> MathEvaluator::binary(const MathNode& n) {
    auto a = value(n.arguments[0]);
    if (!a) return a;
    auto b = value(n.arguments[1]);
    if (!b) return b;
    const bool arrayA = std::holds_alternative<SeriesArray>(*a),
               arrayB = std::holds_alternative<SeriesArray>(*b);
    if ((arrayA && arrayB) || (!isArithmetic(n.op) && (arrayA || arrayB))) {
        std::string text = "Unsupported operand type(s) for ";
        text.append(toString(n.op))
            .append(": '[")
            .append(typeName(*a))
            .append(", ")
            .append(typeName(*b))
            .append("]'");
        return mathError(n, std::move(text));
    }
    std::vector<const Series*> operands;
    for (const MathValue* side : {&*a, &*b}) {
        if (const auto* s = std::get_if<Series>(side)) operands.push_back(s);
        if (const auto* array = std::get_if<SeriesArray>(side))
            for (const Series& s : *array)
                operands.push_back(&s);
    }
    if (const auto error = tooMany(operands, n)) return tl::unexpected(*error);
    const double* left = std::get_if<double>(&*a);
    const double* right = std::get_if<double>(&*b);
    if (left != nullptr && right != nullptr) return MathValue(applyOperator(n.op, *left, *right));
    if (right != nullptr)
        return forEachSeries(std::move(*a), [&](Series s) { return combine(n.op, std::move(s), *right); });
    if (left != nullptr)
        return forEachSeries(std::move(*b), [&](Series s) { return combine(n.op, *left, std::move(s)); });
    if (arrayA) {
        const Series& other = std::get<Series>(*b);
        return forEachSeries(std::move(*a), [&](Series s) { return combine(n.op, std::move(s), other); });
    }
    const Series& other = std::get<Series>(*a);
    return forEachSeries(std::move(*b), [&](Series s) {
        Series out = combine(n.op, other, s);
        out.label = s.label;
        out.origin = s.origin;
        return out;
    });
}

MathResult<> MathEvaluator::call(const MathNode& n) {
    const MathFunction* f = findMathFunction(n.text);
    if (f == nullptr) {
        if (isFunctionOfTheServiceOnly(n.text))
            return mathError(n, "Function '" + n.text + "' is not available in this simulator");
        return mathError(n, "Function '" + n.text + "' not found");
    }
    if (n.arguments.size() < f->least || n.arguments.size() > f->most) {
        std::string counts = std::to_string(f->least);
        if (f->most != f->least) counts += " to " + std::to_string(f->most);
        return mathError(n, "Function '" + n.text + "' takes " + counts +
                                (f->most == 1 ? " argument" : " arguments"));
    }
    return f->run(*this, n);
}

MathResult<> MathEvaluator::band(const MathNode& n) {
    if (m_insideBand) return mathError(n, "An expression holds at most one ANOMALY_DETECTION_BAND");
    double deviations = kBandDeviations;
    if (n.arguments.size() == 2) {
        auto v = value(n.arguments[1]);
        if (!v) return v;
        const double* given = std::get_if<double>(&*v);
        if (given == nullptr || !(*given > 0))
            return mathError(m_expressions[m_current]->node(n.arguments[1]),
                             "The number of deviations must be above 0");
        deviations = *given;
    }
    MathEvaluator longer(m_store, m_queries, m_expressions, m_window);
    longer.m_current = m_current;
    longer.m_points = m_points;
    longer.m_insideBand = true;
    longer.m_before = kBandHistory;
    auto history = longer.value(n.arguments[0]);
    if (!history) return history;
    m_points = longer.m_points;
    const auto* s = std::get_if<Series>(&*history);
    if (s == nullptr)
        return mathError(m_expressions[m_current]->node(n.arguments[0]), "The band needs one time series");
    Grid window = s->grid;
    const std::int64_t first = grid(window.period).start;
    const auto skipped =
        static_cast<std::size_t>(std::max<std::int64_t>(0, (first - window.start) / window.period));
    window.start += static_cast<std::int64_t>(skipped) * window.period;
    window.count -= std::min(window.count, skipped);
    BandSeries both = anomalyBand(*s, window, deviations);
    both.upper.label = s->label + " (upper)";
    both.lower.label = s->label + " (lower)";
    SeriesArray out;
    out.push_back(std::move(both.upper));
    out.push_back(std::move(both.lower));
    return MathValue(std::move(out));
}

MathResult<> MathEvaluator::search(const MathNode& n) {
    if (m_insideBand) return mathError(n, "SEARCH is not supported inside ANOMALY_DETECTION_BAND");
    const auto argument = [&](std::size_t i) -> const MathNode& {
        return m_expressions[m_current]->node(n.arguments[i]);
    };
    for (std::size_t i = 0; i < 2; ++i)
        if (argument(i).kind != MathNode::Kind::Text)
            return mathError(argument(i), "Invalid argument for function 'SEARCH'");
    if (++m_searches > kMaxSearchesInRequest)
        return mathError(n, "A request holds at most " + std::to_string(kMaxSearchesInRequest) +
                                " SEARCH expressions");
    auto expression = SearchExpression::parse(argument(0).text);
    if (!expression) {
        MathError error = expression.error();
        error.position = error.position == 0 ? argument(0).at : argument(0).at + error.position;
        return tl::unexpected(std::move(error));
    }
    auto statistic = Statistic::parse(argument(1).text);
    if (!statistic)
        return mathError(argument(1), "The value '" + argument(1).text + "' is not a valid statistic");
    std::int64_t period = ownPeriod();
    if (n.arguments.size() == 3) {
        const MathNode& given = argument(2);
        if (given.kind != MathNode::Kind::Number || !(given.number <= kDay) ||
            given.number != std::floor(given.number) ||
            !isValidPeriod(static_cast<std::int64_t>(given.number)))
            return mathError(given, "The period must be 1, 5, 10, 20, 30 or a multiple of 60, up to 86400");
        period = static_cast<std::int64_t>(given.number);
    }
    const std::int64_t now = floorTo(m_window.now, 1000) / 1000;
    const std::vector<SeriesId> found = expression->find(m_store, now, kMaxSeriesOfSearches - m_found);
    m_found += found.size();
    std::vector<MetricStat> stats;
    std::vector<const MetricStat*> pointers;
    for (const SeriesId id : found)
        stats.push_back({m_store.key(id), *statistic, period, std::nullopt});
    for (const MetricStat& s : stats)
        pointers.push_back(&s);
    const std::vector<std::string> labels = defaultLabels(pointers);
    const Grid g = grid(period);
    SeriesArray out;
    for (std::size_t i = 0; i < found.size(); ++i) {
        out.push_back(read(found[i], stats[i], g));
        out.back().label = labels[i];
    }
    return MathValue(std::move(out));
}

} // namespace maylab::metrics
