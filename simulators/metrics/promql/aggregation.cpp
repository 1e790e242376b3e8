// sum, avg, topk and their kin: elements by groups.
#include "metrics/promql/evaluation.h"
#include "metrics/promql/text.h"

#include "kernel/math.h"

#include <algorithm>
#include <cmath>

namespace maylab::metrics::promql {
namespace {

struct Group {
    LabelsId labels = 0;
    double count = 0, value = 0, mean = 0;
    std::vector<double> values; // of a quantile
};

// A mean that does not overflow where its values do not.
void addToMean(Group& g, double v) {
    if (std::isinf(g.mean)) {
        if (std::isinf(v) && (g.mean > 0) == (v > 0)) return;
        if (std::isfinite(v)) return;
    }
    g.mean += v / g.count - g.mean / g.count;
}

void add(Group& g, Token op, double v) {
    ++g.count;
    switch (op) {
    case Token::Sum: g.value = g.count == 1 ? v : g.value + v; break;
    case Token::Avg:
        if (g.count == 1) g.mean = v;
        else addToMean(g, v);
        break;
    case Token::Min:
        if (g.count == 1 || v < g.value || std::isnan(g.value)) g.value = v;
        break;
    case Token::Max:
        if (g.count == 1 || v > g.value || std::isnan(g.value)) g.value = v;
        break;
    case Token::Stddev:
    case Token::Stdvar: {
        if (g.count == 1) {
            g.mean = v;
            break;
        }
        const double delta = v - g.mean;
        g.mean += delta / g.count;
        g.value += delta * (v - g.mean);
        break;
    }
    case Token::Quantile: g.values.push_back(v); break;
    default: break;
    }
}

double result(Group& g, Token op, double parameter) {
    switch (op) {
    case Token::Avg: return g.mean;
    case Token::Count: return g.count;
    case Token::Group: return 1;
    case Token::Stddev: return kernel::math::sqrt(g.value / g.count);
    case Token::Stdvar: return g.value / g.count;
    case Token::Quantile: return quantileOf(parameter, g.values);
    default: return g.value;
    }
}

// The k best so far, the worst of them in front. Which of equals stays is decided by the heap's shape, as in Prometheus.
class Best {
  public:
    Best(std::size_t k, bool highest) : m_k(k), m_highest(highest) {}

    void offer(const Element& e) {
        if (m_heap.size() < m_k) {
            m_heap.push_back(e);
            for (std::size_t i = m_heap.size() - 1; i > 0 && worse(m_heap[i], m_heap[(i - 1) / 2]); i = (i - 1) / 2)
                std::swap(m_heap[i], m_heap[(i - 1) / 2]);
        } else if (better(e.value, m_heap[0].value) || (std::isnan(m_heap[0].value) && !std::isnan(e.value))) {
            m_heap[0] = e;
            sink();
        }
    }
    const Elements& take() {
        std::stable_sort(m_heap.begin(), m_heap.end(), [&](const Element& a, const Element& b) { return worse(b, a); });
        return m_heap;
    }

  private:
    bool better(double a, double b) const { return m_highest ? a > b : a < b; }
    bool worse(const Element& a, const Element& b) const {
        return std::isnan(a.value) || (!std::isnan(b.value) && better(b.value, a.value));
    }
    void sink() {
        for (std::size_t i = 0;;) {
            std::size_t child = 2 * i + 1;
            if (child >= m_heap.size()) return;
            if (child + 1 < m_heap.size() && worse(m_heap[child + 1], m_heap[child])) ++child;
            if (!worse(m_heap[child], m_heap[i])) return;
            std::swap(m_heap[i], m_heap[child]);
            i = child;
        }
    }

    std::size_t m_k;
    bool m_highest;
    Elements m_heap;
};

} // namespace

LabelsId Evaluation::groupKey(const Expression& e, Memo& memo, LabelsId id) {
    return memo.keys(id, [&](LabelsId of) {
        return e.without ? m_labels.dropping(of, e.grouping, true) : m_labels.keeping(of, e.grouping);
    });
}

Elements Evaluation::aggregation(const Expression& e, std::int64_t t) {
    double parameter = 0;
    if (e.children.size() > 1 && e.op != Token::CountValues) parameter = scalar(*e.children[1], t);
    const Elements in = vector(*e.children[0], t);
    if (failed()) return {};
    if (e.op == Token::TopK || e.op == Token::BottomK) return ranked(e, in, parameter);
    if (e.op == Token::CountValues) return countValues(e, in);
    std::vector<Group> groups;
    Memo& memo = m_memos[&e];
    LabelIndex& index = memo.index;
    index.clear();
    for (const Element& element : in) {
        const LabelsId key = groupKey(e, memo, element.labels);
        std::uint32_t at = index.find(key);
        if (at == LabelIndex::kNone) {
            at = static_cast<std::uint32_t>(groups.size());
            index.set(key, at);
            groups.emplace_back().labels = key;
        }
        add(groups[at], e.op, element.value);
    }
    Elements out;
    for (Group& g : groups)
        out.push_back({g.labels, result(g, e.op, parameter)});
    return out;
}

Elements Evaluation::ranked(const Expression& e, const Elements& in, double parameter) {
    if (!(parameter >= -9.2e18 && parameter <= 9.2e18)) {
        fail("Scalar value " + sampleText(parameter) + " overflows int64");
        return {};
    }
    if (parameter < 1) return {};
    const auto k = static_cast<std::size_t>(std::min(parameter, static_cast<double>(in.size())));
    std::vector<Best> groups;
    Memo& memo = m_memos[&e];
    LabelIndex& index = memo.index;
    index.clear();
    for (const Element& element : in) {
        const LabelsId key = groupKey(e, memo, element.labels);
        std::uint32_t at = index.find(key);
        if (at == LabelIndex::kNone) {
            at = static_cast<std::uint32_t>(groups.size());
            index.set(key, at);
            groups.emplace_back(k, e.op == Token::TopK);
        }
        groups[at].offer(element);
    }
    Elements out;
    for (Best& g : groups) {
        const Elements& best = g.take();
        out.insert(out.end(), best.begin(), best.end());
    }
    return out;
}

Elements Evaluation::countValues(const Expression& e, const Elements& in) {
    const std::string& label = inner(*e.children[1]).text;
    if (!isLabelName(label)) {
        fail("invalid label name " + inQuotes(label));
        return {};
    }
    Elements out;
    Memo& memo = m_memos[&e];
    LabelIndex& index = memo.index;
    index.clear();
    for (const Element& element : in) {
        Labels labels = m_labels[groupKey(e, memo, element.labels)];
        setLabel(labels, label, numberText(element.value));
        const LabelsId key = m_labels.intern(std::move(labels));
        std::uint32_t at = index.find(key);
        if (at == LabelIndex::kNone) {
            at = static_cast<std::uint32_t>(out.size());
            index.set(key, at);
            out.push_back({key, 0});
        }
        ++out[at].value;
    }
    return out;
}

} // namespace maylab::metrics::promql
