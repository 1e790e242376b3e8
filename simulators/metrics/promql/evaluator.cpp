#include "metrics/promql/evaluator.h"

#include "metrics/promql/evaluation.h"

#include <algorithm>
#include <limits>

namespace maylab::metrics::promql {
namespace {

// What a step of a subquery counts as: it is evaluated and kept.
constexpr std::uint64_t kStepCost = 50;

// Rounded up to the step.
std::int64_t ceilTo(std::int64_t t, std::int64_t step) {
    const std::int64_t rest = ((t % step) + step) % step;
    return rest == 0 ? t : t - rest + step;
}

} // namespace

void Evaluation::read(std::uint64_t samples) {
    m_read += samples;
    if (m_read > m_options.maxSamples) fail("query processing would load too many samples into memory in query execution");
}

std::int64_t Evaluation::instantOf(const Expression& e, std::int64_t t) const {
    switch (e.at) {
    case Expression::AtKind::None: break;
    case Expression::AtKind::Time: t = e.atTime; break;
    case Expression::AtKind::Start: t = m_start; break;
    case Expression::AtKind::End: t = m_end; break;
    }
    return t - e.offset;
}

// The first millisecond of a window that ends at `to`.
std::int64_t Evaluation::oldest(std::int64_t to, std::int64_t length) const {
    return to - length + (m_options.edges == Edges::LeftOpen ? 1 : 0);
}

void Evaluation::load(const Expression& e, std::int64_t from, std::int64_t to) {
    if (failed()) return;
    const auto fetch = [&](const Expression& selector, std::int64_t length) {
        if (selector.at == Expression::AtKind::None) {
            from -= selector.offset;
            to -= selector.offset;
        } else {
            from = to = instantOf(selector, 0);
        }
        Loaded loaded;
        for (Series& s : m_source.select(selector.matchers, oldest(from, length), to)) {
            if (s.samples.empty()) continue;
            read(s.samples.size());
            loaded.labels.push_back(m_labels.intern(std::move(s.labels)));
            loaded.samples.push_back(std::move(s.samples));
        }
        loaded.cursors.resize(loaded.labels.size());
        m_loaded[&selector] = std::move(loaded);
    };
    switch (e.kind) {
    case NodeKind::Selector: fetch(e, m_options.lookback); return;
    case NodeKind::RangeSelector: fetch(*e.children[0], e.range); return;
    case NodeKind::Subquery:
        if (e.at == Expression::AtKind::None) load(*e.children[0], from - e.offset - e.range, to - e.offset);
        else load(*e.children[0], instantOf(e, 0) - e.range, instantOf(e, 0));
        return;
    default:
        for (const ExpressionPtr& child : e.children)
            load(*child, from, to);
    }
}

// Calls take(LabelsId, const Sample&) with the newest sample of each series that is not too old.
template <class Take> void Evaluation::select(const Expression& e, std::int64_t t, Take&& take) {
    Loaded& loaded = m_loaded.at(&e);
    const std::int64_t to = instantOf(e, t), from = oldest(to, m_options.lookback);
    read(loaded.labels.size());
    for (std::size_t i = 0; i < loaded.labels.size(); ++i) {
        const std::vector<Sample>& s = loaded.samples[i];
        std::size_t& cursor = loaded.cursors[i]; // samples before it are not later than `to`
        if (cursor > 0 && s[cursor - 1].time > to) cursor = 0;
        while (cursor < s.size() && s[cursor].time <= to)
            ++cursor;
        if (cursor > 0 && s[cursor - 1].time >= from) take(loaded.labels[i], s[cursor - 1]);
    }
}

void Evaluation::windows(const Expression& outer, std::int64_t t, const WindowVisit& visit) {
    const Expression& e = inner(outer);
    if (e.kind == NodeKind::Subquery) {
        subqueryWindows(e, t, visit);
        return;
    }
    const Expression& selector = *e.children[0];
    Loaded& loaded = m_loaded.at(&selector);
    Window w;
    w.to = instantOf(selector, t);
    w.from = w.to - e.range;
    w.at = t;
    const std::int64_t first = oldest(w.to, e.range);
    for (std::size_t i = 0; i < loaded.labels.size() && !failed(); ++i) {
        const std::vector<Sample>& s = loaded.samples[i];
        std::size_t& begin = loaded.cursors[i]; // samples before it are too old
        if (begin > 0 && s[begin - 1].time >= first) begin = 0;
        while (begin < s.size() && s[begin].time < first)
            ++begin;
        std::size_t end = begin;
        while (end < s.size() && s[end].time <= w.to)
            ++end;
        if (end == begin) continue;
        read(end - begin);
        w.samples = {s.data() + begin, end - begin};
        visit(loaded.labels[i], w);
    }
}

void Evaluation::subqueryWindows(const Expression& e, std::int64_t t, const WindowVisit& visit) {
    const std::int64_t step = e.step > 0 ? e.step : m_options.subqueryStep;
    Window w;
    w.to = instantOf(e, t);
    w.from = w.to - e.range;
    w.at = t;
    const std::int64_t first = ceilTo(oldest(w.to, e.range), step);
    auto& steps = m_memos[&e].steps;
    steps.erase(steps.begin(), steps.lower_bound(first));
    std::map<LabelsId, std::size_t> seriesOf; // where in found
    std::vector<std::pair<LabelsId, std::vector<Sample>>> found;
    for (std::int64_t at = first; at <= w.to && !failed(); at += step) {
        auto known = steps.find(at);
        if (known == steps.end()) {
            read(kStepCost);
            known = steps.emplace(at, vector(*e.children[0], at)).first;
        }
        read(known->second.size() + 1);
        for (const Element& element : known->second) {
            const auto [place, added] = seriesOf.emplace(element.labels, found.size());
            if (added) found.emplace_back(element.labels, std::vector<Sample>());
            found[place->second].second.push_back({at, element.value});
        }
    }
    for (const auto& [labels, samples] : found) {
        if (failed()) return;
        w.samples = samples;
        visit(labels, w);
    }
}

double Evaluation::scalar(const Expression& outer, std::int64_t t) {
    const Expression& e = inner(outer);
    switch (e.kind) {
    case NodeKind::Number: return e.number;
    case NodeKind::Unary: {
        const double v = scalar(*e.children[0], t);
        return e.op == Token::Sub ? -v : v;
    }
    case NodeKind::Binary: return binaryValue(e.op, scalar(*e.children[0], t), scalar(*e.children[1], t));
    case NodeKind::Call:
        if (e.function->name == "time") return static_cast<double>(t) / 1000;
        if (e.function->name == "pi") return 3.141592653589793;
        if (const Elements only = vector(*e.children[0], t); only.size() == 1) return only[0].value;
        break;
    default: break;
    }
    return std::numeric_limits<double>::quiet_NaN();
}

Elements Evaluation::vector(const Expression& e, std::int64_t t) {
    if (failed()) return {};
    switch (e.kind) {
    case NodeKind::Paren: return vector(*e.children[0], t);
    case NodeKind::Selector: {
        Elements out;
        select(e, t, [&](LabelsId labels, const Sample& s) { out.push_back({labels, s.value}); });
        return out;
    }
    case NodeKind::Unary: return unary(e, t);
    case NodeKind::Binary: return binary(e, t);
    case NodeKind::Aggregation: return aggregation(e, t);
    case NodeKind::Call: return call(e, t);
    default: break;
    }
    return {};
}

Elements Evaluation::timestamps(const Expression& e, std::int64_t t) {
    Elements out;
    select(e, t, [&](LabelsId labels, const Sample& s) {
        out.push_back({m_labels.withoutName(labels), static_cast<double>(s.time) / 1000});
    });
    return out;
}

void Evaluation::requireUnique(const Elements& elements) {
    m_unique.clear();
    for (const Element& e : elements) {
        if (m_unique.find(e.labels) != LabelIndex::kNone) {
            fail("vector cannot contain metrics with the same labelset");
            return;
        }
        m_unique.set(e.labels, 0);
    }
}

Elements Evaluation::unary(const Expression& e, std::int64_t t) {
    Elements out = vector(*e.children[0], t);
    if (e.op != Token::Sub) return out;
    for (Element& element : out)
        element = {m_labels.withoutName(element.labels), -element.value};
    requireUnique(out);
    return out;
}

tl::expected<QueryResult, EvaluationProblem> evaluateAt(const Expression& e, const SeriesSource& source, std::int64_t time,
                                                        const QueryOptions& options) {
    Evaluation run(source, options, time, time);
    run.load(e, time, time);
    QueryResult out;
    out.type = e.type();
    const Expression& root = inner(e);
    if (run.failed()) return tl::unexpected(EvaluationProblem{run.problem()});
    switch (out.type) {
    case ValueType::String: out.text = root.text; break;
    case ValueType::Scalar: out.series.push_back({{}, {{time, run.scalar(e, time)}}}); break;
    case ValueType::Vector:
        for (const Element& element : run.vector(e, time))
            out.series.push_back({run.labels()[element.labels], {{time, element.value}}});
        break;
    case ValueType::Matrix:
        run.windows(e, time, [&](LabelsId labels, const Window& w) {
            out.series.push_back({run.labels()[labels], {w.samples.begin(), w.samples.end()}});
        });
        std::sort(out.series.begin(), out.series.end(), [](const Series& a, const Series& b) { return a.labels < b.labels; });
        break;
    case ValueType::None: break;
    }
    if (run.failed()) return tl::unexpected(EvaluationProblem{run.problem()});
    return out;
}

tl::expected<QueryResult, EvaluationProblem> evaluateRange(const Expression& e, const SeriesSource& source,
                                                           std::int64_t start, std::int64_t end, std::int64_t step,
                                                           const QueryOptions& options) {
    Evaluation run(source, options, start, end);
    run.load(e, start, end);
    QueryResult out;
    out.type = ValueType::Matrix;
    const bool scalar = e.type() == ValueType::Scalar;
    if (scalar) out.series.push_back({});
    std::vector<std::size_t> placeOf; // in out.series, by labels
    constexpr std::size_t kNowhere = std::numeric_limits<std::size_t>::max();
    for (std::int64_t t = start; t <= end && !run.failed(); t += step) {
        if (scalar) {
            out.series[0].samples.push_back({t, run.scalar(e, t)});
            continue;
        }
        for (const Element& element : run.vector(e, t)) {
            if (element.labels >= placeOf.size()) placeOf.resize(run.labels().size(), kNowhere);
            std::size_t& place = placeOf[element.labels];
            if (place == kNowhere) {
                place = out.series.size();
                out.series.push_back({run.labels()[element.labels], {}});
            }
            out.series[place].samples.push_back({t, element.value});
        }
    }
    if (run.failed()) return tl::unexpected(EvaluationProblem{run.problem()});
    std::sort(out.series.begin(), out.series.end(), [](const Series& a, const Series& b) { return a.labels < b.labels; });
    return out;
}

} // namespace maylab::metrics::promql
