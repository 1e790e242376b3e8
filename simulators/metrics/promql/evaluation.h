// One evaluation in progress. Private to this folder: evaluator.cpp walks the tree and reads series, vector_matching.cpp
// joins vectors, aggregation.cpp groups them, vector_functions.cpp has the functions that need whole vectors.
#pragma once

#include "metrics/promql/evaluator.h"
#include "metrics/promql/functions.h"
#include "metrics/promql/label_table.h"

#include <functional>
#include <map>
#include <unordered_map>

namespace maylab::metrics::promql {

struct Element {
    LabelsId labels = 0;
    double value = 0;
};
using Elements = std::vector<Element>;

class Evaluation {
  public:
    Evaluation(const SeriesSource& source, const QueryOptions& options, std::int64_t start, std::int64_t end)
        : m_source(source), m_options(options), m_start(start), m_end(end) {}

    // Fetches what the expression reads when it is evaluated at instants in [from, to].
    void load(const Expression& e, std::int64_t from, std::int64_t to);

    double scalar(const Expression& e, std::int64_t t);
    Elements vector(const Expression& e, std::int64_t t);
    // Calls visit(LabelsId, const Window&) for every series with samples in its window.
    using WindowVisit = std::function<void(LabelsId, const Window&)>;
    void windows(const Expression& e, std::int64_t t, const WindowVisit& visit);

    bool failed() const { return !m_problem.empty(); }
    const std::string& problem() const { return m_problem; }
    LabelTable& labels() { return m_labels; }

  private:
    struct Loaded {
        std::vector<LabelsId> labels;
        std::vector<std::vector<Sample>> samples;
        std::vector<std::size_t> cursors; // where the last look ended; only to be fast
    };
    // What is remembered of a node from step to step.
    struct Memo {
        LabelMemo keys, rightKeys, results;
        std::map<std::pair<LabelsId, LabelsId>, LabelsId> joined;
        LabelIndex index;
        std::map<std::int64_t, Elements> steps; // of a subquery
        std::shared_ptr<const Regex> regex;     // of label_replace
        std::string regexText;
    };

    void fail(std::string text) {
        if (m_problem.empty()) m_problem = std::move(text);
    }
    void read(std::uint64_t samples);
    std::int64_t instantOf(const Expression& e, std::int64_t t) const;
    std::int64_t oldest(std::int64_t to, std::int64_t length) const;
    void requireUnique(const Elements& elements);

    template <class Take> void select(const Expression& e, std::int64_t t, Take&& take);
    Elements subqueryStep(const Expression& e, std::int64_t t);
    void subqueryWindows(const Expression& e, std::int64_t t, const WindowVisit& visit);

    Elements unary(const Expression& e, std::int64_t t);
    Elements withScalar(const Expression& e, Elements elements, double scalar, bool scalarLeft);
    Elements binary(const Expression& e, std::int64_t t);
    Elements setOperation(const Expression& e, const Elements& left, const Elements& right);
    Elements matched(const Expression& e, const Elements& left, const Elements& right);
    LabelsId matchKey(const VectorMatching& m, LabelMemo& memo, LabelsId id);
    LabelsId joinedLabels(const Expression& e, Memo& memo, LabelsId many, LabelsId one);

    Elements aggregation(const Expression& e, std::int64_t t);
    Elements ranked(const Expression& e, const Elements& in, double parameter);
    Elements countValues(const Expression& e, const Elements& in);
    LabelsId groupKey(const Expression& e, Memo& memo, LabelsId id);

    Elements call(const Expression& e, std::int64_t t);
    Elements rangeCall(const Expression& e, std::int64_t t);
    Elements named(const Expression& e, std::int64_t t);
    Elements absent(const Expression& e, bool present);
    Elements labelReplace(const Expression& e, Elements in);
    Elements labelJoin(const Expression& e, Elements in);
    Elements quantiles(const Expression& e, const Elements& in, double q);
    Elements timestamps(const Expression& e, std::int64_t t);
    Elements calendar(const Expression& e, std::int64_t t);

    const SeriesSource& m_source;
    QueryOptions m_options;
    std::int64_t m_start, m_end; // of the query, for @ start() and @ end()
    LabelTable m_labels;
    std::unordered_map<const Expression*, Loaded> m_loaded;
    std::unordered_map<const Expression*, Memo> m_memos;
    LabelIndex m_unique;
    std::uint64_t m_read = 0;
    std::string m_problem;
};

// One arithmetic operator or comparison; a comparison gives 1 or 0.
double binaryValue(Token op, double a, double b);
double goMin(double a, double b); // NaN if one is
double goMax(double a, double b);

} // namespace maylab::metrics::promql
