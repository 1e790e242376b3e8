#include "metrics/math_functions.h"

#include "metrics/anomaly_band.h"
#include "metrics/math_evaluator.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace maylab::metrics {
namespace {

std::optional<Aggregate> aggregateOf(std::string_view name) {
    if (name == "SUM") return Aggregate::Sum;
    if (name == "AVG") return Aggregate::Average;
    if (name == "MIN") return Aggregate::Minimum;
    if (name == "MAX") return Aggregate::Maximum;
    return std::nullopt;
}

} // namespace

// What each function does with its arguments.
class MathFunctions {
  public:
    static const MathFunction* find(std::string_view name) {
        for (const MathFunction& f : kTable)
            if (name == f.name) return &f;
        return nullptr;
    }

  private:
    static const MathNode& argument(const MathEvaluator& e, const MathNode& n, std::size_t i) {
        return e.m_expressions[e.m_current]->node(n.arguments[i]);
    }
    static tl::unexpected<MathError> wrong(const MathEvaluator& e, const MathNode& n, std::size_t i) {
        return mathError(argument(e, n, i), "Invalid argument for function '" + n.text + '\'');
    }
    static MathResult<double> number(MathEvaluator& e, const MathNode& n, std::size_t i) {
        auto v = e.value(n.arguments[i]);
        if (!v) return tl::unexpected(v.error());
        if (const double* number = std::get_if<double>(&*v); number != nullptr && !isMissing(*number))
            return *number;
        return wrong(e, n, i);
    }
    static MathResult<SeriesArray> array(MathEvaluator& e, const MathNode& n, std::size_t i) {
        auto v = e.value(n.arguments[i]);
        if (!v) return tl::unexpected(v.error());
        if (auto* a = std::get_if<SeriesArray>(&*v)) return std::move(*a);
        return wrong(e, n, i);
    }
    static MathResult<Series> series(MathEvaluator& e, const MathNode& n, std::size_t i) {
        auto v = e.value(n.arguments[i]);
        if (!v) return tl::unexpected(v.error());
        if (auto* s = std::get_if<Series>(&*v)) return std::move(*s);
        return wrong(e, n, i);
    }

    template <Series (*F)(Series)>
    static MathResult<> each(MathEvaluator& e, const MathNode& n) {
        auto v = e.value(n.arguments[0]);
        if (!v) return v;
        if (std::holds_alternative<double>(*v)) return wrong(e, n, 0);
        return forEachSeries(std::move(*v), F);
    }
    template <Unary F>
    static Series mapped(Series s) {
        return mapValues(std::move(s), F);
    }
    template <Aggregate A>
    static MathResult<> aggregated(MathEvaluator& e, const MathNode& n) {
        auto v = e.value(n.arguments[0]);
        if (!v) return v;
        if (const auto* s = std::get_if<Series>(&*v)) return MathValue(aggregate(A, *s));
        auto* a = std::get_if<SeriesArray>(&*v);
        if (a == nullptr) return wrong(e, n, 0);
        std::vector<const Series*> all;
        for (const Series& s : *a)
            all.push_back(&s);
        if (const auto error = e.tooMany(all, n)) return tl::unexpected(*error);
        return MathValue(aggregate(A, std::move(*a)));
    }
    template <TimeField F>
    static MathResult<> time(MathEvaluator& e, const MathNode& n) {
        auto s = series(e, n, 0);
        if (!s) return tl::unexpected(s.error());
        s->origin = nullptr;
        return MathValue(timeField(std::move(*s), F));
    }

    static MathResult<> fill(MathEvaluator& e, const MathNode& n) {
        auto v = e.value(n.arguments[0]);
        if (!v) return v;
        if (std::holds_alternative<double>(*v)) return wrong(e, n, 0);
        const MathNode& filler = argument(e, n, 1);
        if (filler.kind == MathNode::Kind::Word) {
            if (filler.text == "REPEAT") return forEachSeries(std::move(*v), fillRepeat);
            if (filler.text == "LINEAR") return forEachSeries(std::move(*v), fillLinear);
            return wrong(e, n, 1);
        }
        auto with = e.value(n.arguments[1]);
        if (!with) return with;
        if (const double* c = std::get_if<double>(&*with))
            return forEachSeries(std::move(*v), [&](Series s) { return fillConstant(std::move(s), *c); });
        if (const auto* f = std::get_if<Series>(&*with)) {
            std::vector<const Series*> all{f};
            if (const auto* one = std::get_if<Series>(&*v)) all.push_back(one);
            if (const auto* array = std::get_if<SeriesArray>(&*v))
                for (const Series& s : *array)
                    all.push_back(&s);
            if (const auto error = e.tooMany(all, n)) return tl::unexpected(*error);
            return forEachSeries(std::move(*v), [&](Series s) { return fillFrom(std::move(s), *f); });
        }
        return wrong(e, n, 1);
    }

    static MathResult<> metrics(MathEvaluator& e, const MathNode& n) {
        if (e.m_insideBand) return mathError(n, "METRICS is not supported inside ANOMALY_DETECTION_BAND");
        std::string part;
        if (!n.arguments.empty()) {
            if (argument(e, n, 0).kind != MathNode::Kind::Text) return wrong(e, n, 0);
            part = argument(e, n, 0).text;
        }
        SeriesArray out;
        for (std::size_t i = 0; i < e.m_queries.size(); ++i)
            if (e.m_queries[i].metric && e.m_queries[i].id.find(part) != std::string::npos)
                out.push_back(e.metric(i));
        return MathValue(std::move(out));
    }
    static MathResult<> metricCount(MathEvaluator& e, const MathNode& n) {
        const auto a = array(e, n, 0);
        if (!a) return tl::unexpected(a.error());
        return MathValue(static_cast<double>(a->size()));
    }
    static MathResult<> removeEmpty(MathEvaluator& e, const MathNode& n) {
        auto a = array(e, n, 0);
        if (!a) return tl::unexpected(a.error());
        std::erase_if(*a, [](const Series& s) { return aggregate(Aggregate::Count, s) == 0; });
        return MathValue(std::move(*a));
    }
    template <bool Last>
    static MathResult<> end(MathEvaluator& e, const MathNode& n) {
        auto a = array(e, n, 0);
        if (!a) return tl::unexpected(a.error());
        if (a->empty()) return MathValue(emptySeries(e.grid(e.ownPeriod())));
        return MathValue(std::move(Last ? a->back() : a->front()));
    }
    static MathResult<> slice(MathEvaluator& e, const MathNode& n) {
        auto a = array(e, n, 0);
        if (!a) return tl::unexpected(a.error());
        double bounds[] = {0, static_cast<double>(a->size())};
        for (std::size_t i = 1; i < n.arguments.size(); ++i) {
            const auto v = number(e, n, i);
            if (!v) return tl::unexpected(v.error());
            if (*v < 0 || *v != std::floor(*v)) return wrong(e, n, i);
            bounds[i - 1] = std::min(*v, static_cast<double>(a->size()));
        }
        const auto from = static_cast<std::ptrdiff_t>(bounds[0]);
        const auto to = static_cast<std::ptrdiff_t>(std::max(bounds[0], bounds[1]));
        return MathValue(SeriesArray(std::make_move_iterator(a->begin() + from),
                                     std::make_move_iterator(a->begin() + to)));
    }
    static MathResult<> sort(MathEvaluator& e, const MathNode& n) {
        auto a = array(e, n, 0);
        if (!a) return tl::unexpected(a.error());
        const MathNode& by = argument(e, n, 1);
        const MathNode& order = argument(e, n, 2);
        const auto function = by.kind == MathNode::Kind::Word ? aggregateOf(by.text) : std::nullopt;
        if (!function) return wrong(e, n, 1);
        if (order.kind != MathNode::Kind::Word || (order.text != "ASC" && order.text != "DESC"))
            return wrong(e, n, 2);
        const bool ascending = order.text == "ASC";
        std::vector<std::pair<double, std::size_t>> keys;
        for (std::size_t i = 0; i < a->size(); ++i) {
            const double key =
                aggregate(Aggregate::Count, (*a)[i]) == 0 ? kMissing : aggregate(*function, (*a)[i]);
            keys.emplace_back(key, i);
        }
        std::stable_sort(keys.begin(), keys.end(), [&](const auto& x, const auto& y) {
            if (isMissing(x.first) || isMissing(y.first)) return !isMissing(x.first) && isMissing(y.first);
            return ascending ? x.first < y.first : x.first > y.first;
        });
        if (n.arguments.size() == 4) {
            const auto limit = number(e, n, 3);
            if (!limit) return tl::unexpected(limit.error());
            if (*limit < 0 || *limit != std::floor(*limit)) return wrong(e, n, 3);
            if (*limit < static_cast<double>(keys.size())) keys.resize(static_cast<std::size_t>(*limit));
        }
        SeriesArray out;
        for (const auto& [key, i] : keys)
            out.push_back(std::move((*a)[i]));
        return MathValue(std::move(out));
    }

    static MathResult<> period(MathEvaluator& e, const MathNode& n) {
        const MathNode& of = argument(e, n, 0);
        const auto query =
            of.kind == MathNode::Kind::Reference ? findQuery(e.m_queries, of.text) : std::nullopt;
        if (!query || !e.m_queries[*query].metric) return wrong(e, n, 0);
        return MathValue(static_cast<double>(e.m_queries[*query].metric->period));
    }
    static MathResult<> timeSeries(MathEvaluator& e, const MathNode& n) {
        auto v = e.value(n.arguments[0]);
        if (!v) return v;
        const double* constant = std::get_if<double>(&*v);
        if (constant == nullptr) return wrong(e, n, 0);
        return MathValue(emptySeries(e.grid(e.ownPeriod()), *constant));
    }

    // Branches of an IF, on one grid with the condition. A series that is missing where the condition holds
    // is 0.
    static MathResult<> choose(MathEvaluator& e, const MathNode& n) {
        MathValue parts[3] = {0.0, 0.0, kMissing};
        for (std::size_t i = 0; i < n.arguments.size(); ++i) {
            auto v = e.value(n.arguments[i]);
            if (!v) return v;
            if (std::holds_alternative<SeriesArray>(*v)) return wrong(e, n, i);
            parts[i] = std::move(*v);
        }
        std::vector<Series*> all;
        for (MathValue& p : parts)
            if (auto* s = std::get_if<Series>(&p)) all.push_back(s);
        if (const auto error = e.tooMany(std::vector<const Series*>(all.begin(), all.end()), n))
            return tl::unexpected(*error);
        if (all.empty()) {
            const double c = std::get<double>(parts[0]);
            return isMissing(c) ? MathValue(kMissing) : std::move(parts[c != 0 ? 1 : 2]);
        }
        align(all);
        Series out = *all.front();
        out.origin = nullptr;
        const auto at = [&](const MathValue& p, std::size_t i) {
            const auto* s = std::get_if<Series>(&p);
            return s != nullptr ? s->values[i] : std::get<double>(p);
        };
        const bool pointwise = std::holds_alternative<Series>(parts[0]);
        for (std::size_t i = 0; i < out.values.size(); ++i) {
            const double condition = at(parts[0], i);
            double& v = out.values[i];
            if (isMissing(condition)) {
                v = kMissing;
            } else if (condition != 0) {
                v = at(parts[1], i);
                if (isMissing(v) && pointwise && std::holds_alternative<Series>(parts[1])) v = 0;
            } else {
                v = at(parts[2], i);
            }
        }
        return MathValue(std::move(out));
    }

    static MathResult<> band(MathEvaluator& e, const MathNode& n) { return e.band(n); }
    static MathResult<> search(MathEvaluator& e, const MathNode& n) { return e.search(n); }

    static constexpr MathFunction kTable[] = {
        {"ABS", 1, 1, each<mapped<absolute>>},
        {"ANOMALY_DETECTION_BAND", 1, 2, band},
        {"AVG", 1, 1, aggregated<Aggregate::Average>},
        {"CEIL", 1, 1, each<mapped<ceiling>>},
        {"DATAPOINT_COUNT", 1, 1, aggregated<Aggregate::Count>},
        {"DATE", 1, 1, time<TimeField::Date>},
        {"DAY", 1, 1, time<TimeField::Day>},
        {"DIFF", 1, 1, each<difference>},
        {"DIFF_TIME", 1, 1, each<differenceTime>},
        {"EPOCH", 1, 1, time<TimeField::Epoch>},
        {"FILL", 2, 2, fill},
        {"FIRST", 1, 1, end<false>},
        {"FLOOR", 1, 1, each<mapped<floorOf>>},
        {"HOUR", 1, 1, time<TimeField::Hour>},
        {"IF", 2, 3, choose},
        {"LAST", 1, 1, end<true>},
        {"LOG", 1, 1, each<mapped<naturalLog>>},
        {"LOG10", 1, 1, each<mapped<log10Of>>},
        {"MAX", 1, 1, aggregated<Aggregate::Maximum>},
        {"METRICS", 0, 1, metrics},
        {"METRIC_COUNT", 1, 1, metricCount},
        {"MIN", 1, 1, aggregated<Aggregate::Minimum>},
        {"MINUTE", 1, 1, time<TimeField::Minute>},
        {"MONTH", 1, 1, time<TimeField::Month>},
        {"PERIOD", 1, 1, period},
        {"RATE", 1, 1, each<rate>},
        {"REMOVE_EMPTY", 1, 1, removeEmpty},
        {"RUNNING_SUM", 1, 1, each<runningSum>},
        {"SEARCH", 2, 3, search},
        {"SLICE", 2, 3, slice},
        {"SORT", 3, 4, sort},
        {"STDDEV", 1, 1, aggregated<Aggregate::Deviation>},
        {"SUM", 1, 1, aggregated<Aggregate::Sum>},
        {"TIME_SERIES", 1, 1, timeSeries},
        {"YEAR", 1, 1, time<TimeField::Year>},
    };
};

const MathFunction* findMathFunction(std::string_view name) {
    return MathFunctions::find(name);
}

bool isFunctionOfTheServiceOnly(std::string_view name) {
    return name == "INSIGHT_RULE_METRIC" || name == "SERVICE_QUOTA" || name == "DB_PERF_INSIGHTS" ||
           name == "LAMBDA";
}

} // namespace maylab::metrics
