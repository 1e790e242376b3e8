// Operators: between numbers, between a vector and a number, between vectors whose elements match.
#include "metrics/promql/evaluation.h"

#include "kernel/math.h"

#include <cmath>
#include <limits>
#include <numbers>
#include <set>

namespace maylab::metrics::promql {
namespace {

using Card = VectorMatching::Card;

// |x|^n for a whole n >= 0: the mantissa is squared and multiplied apart from the exponent, so that powers of two and
// of small numbers are exact.
double wholePower(double x, double n, double times, int exponent, bool inverse) {
    int e = 0;
    double m = std::frexp(x, &e);
    for (auto i = static_cast<std::uint64_t>(n); i != 0; i >>= 1) {
        if (e < -4096 || e > 4096) { // beyond any double
            exponent += e;
            break;
        }
        if ((i & 1) != 0) {
            times *= m;
            exponent += e;
        }
        m *= m;
        e *= 2;
        if (m < 0.5) {
            m += m;
            --e;
        }
    }
    return inverse ? std::ldexp(1 / times, -exponent) : std::ldexp(times, exponent);
}

double power(double x, double y) {
    if (y == 0 || x == 1) return 1;
    if (y == 1) return x;
    if (std::isnan(x) || std::isnan(y)) return kNaN;
    const bool whole = std::floor(y) == y, odd = whole && std::abs(y) < 9007199254740992.0 && std::fmod(y, 2) != 0;
    const double size = std::abs(x), sign = x < 0 || (x == 0 && std::signbit(x)) ? (odd ? -1 : 1) : 1;
    if (size == 0) return y < 0 ? sign * kInf : sign * 0.0;
    if (std::isinf(y)) return size == 1 ? 1 : (size > 1) == (y > 0) ? kInf : 0;
    if (std::isinf(x)) return y < 0 ? sign * 0.0 : sign * kInf;
    if (x < 0 && !whole) return kNaN;
    if (y == 0.5) return kernel::math::sqrt(x);
    if (y == -0.5) return 1 / kernel::math::sqrt(x);
    if (std::abs(y) >= 9.2e18) return size == 1 ? 1 : (size > 1) == (y > 0) ? kInf : 0;
    double n = std::floor(std::abs(y)), rest = std::abs(y) - n;
    double times = 1;
    if (rest != 0) {
        if (rest > 0.5) {
            --rest;
            ++n;
        }
        times = kernel::math::exp(rest * kernel::math::log(size));
    }
    return sign * wholePower(size, n, times, 0, y < 0);
}

double arcTangent2(double y, double x) {
    if (std::isnan(x) || std::isnan(y)) return kNaN;
    if (x == 0 && y == 0) return std::copysign(std::signbit(x) ? std::numbers::pi : 0, y);
    if (std::isinf(x) && std::isinf(y)) return std::copysign(x > 0 ? std::numbers::pi / 4 : 3 * std::numbers::pi / 4, y);
    if (std::isinf(x)) return std::copysign(x > 0 ? 0 : std::numbers::pi, y);
    if (x == 0) return std::copysign(std::numbers::pi / 2, y);
    const double angle = findFunction("atan")->ofElement(y / x);
    if (x > 0) return angle;
    return angle <= 0 ? angle + std::numbers::pi : angle - std::numbers::pi;
}

// atan2 keeps it in 2.42.
bool dropsName(const Expression& e) { return (isArithmetic(e.op) && e.op != Token::Atan2) || e.returnBool; }

} // namespace

double goMin(double a, double b) { return std::isnan(a) || std::isnan(b) ? kNaN : std::min(a, b); }
double goMax(double a, double b) { return std::isnan(a) || std::isnan(b) ? kNaN : std::max(a, b); }

double binaryValue(Token op, double a, double b) {
    switch (op) {
    case Token::Add: return a + b;
    case Token::Sub: return a - b;
    case Token::Mul: return a * b;
    case Token::Div: return a / b;
    case Token::Mod: return std::fmod(a, b);
    case Token::Pow: return power(a, b);
    case Token::Atan2: return arcTangent2(a, b);
    case Token::Equal: return a == b;
    case Token::NotEqual: return a != b;
    case Token::Less: return a < b;
    case Token::LessEqual: return a <= b;
    case Token::Greater: return a > b;
    case Token::GreaterEqual: return a >= b;
    default: return kNaN;
    }
}

Elements Evaluation::binary(const Expression& e, std::int64_t t) {
    const Expression &l = *e.children[0], &r = *e.children[1];
    Elements out;
    if (l.type() == ValueType::Scalar) {
        const double left = scalar(l, t);
        out = withScalar(e, vector(r, t), left, true);
    } else if (r.type() == ValueType::Scalar) {
        Elements left = vector(l, t);
        out = withScalar(e, std::move(left), scalar(r, t), false);
    } else {
        const Elements left = vector(l, t), right = vector(r, t);
        if (failed()) return {};
        out = isSetOperator(e.op) ? setOperation(e, left, right) : matched(e, left, right);
    }
    if (!failed()) requireUnique(out);
    return out;
}

Elements Evaluation::withScalar(const Expression& e, Elements elements, double scalar, bool scalarLeft) {
    Elements out;
    for (Element element : elements) {
        const double value = scalarLeft ? binaryValue(e.op, scalar, element.value) : binaryValue(e.op, element.value, scalar);
        if (!isComparison(e.op) || e.returnBool) element.value = value;
        else if (value == 0) continue; // a comparison keeps the elements for which it holds
        if (dropsName(e)) element.labels = m_labels.withoutName(element.labels);
        out.push_back(element);
    }
    return out;
}

LabelsId Evaluation::matchKey(const VectorMatching& m, LabelMemo& memo, LabelsId id) {
    return memo(id, [&](LabelsId of) { return m.on ? m_labels.keeping(of, m.labels) : m_labels.dropping(of, m.labels, true); });
}

Elements Evaluation::setOperation(const Expression& e, const Elements& left, const Elements& right) {
    const VectorMatching& m = *e.matching;
    Memo& memo = m_memos[&e];
    LabelIndex& seen = memo.index;
    seen.clear();
    Elements out;
    if (e.op == Token::Or) {
        out = left;
        for (const Element& l : left)
            seen.set(matchKey(m, memo.keys, l.labels), 0);
        for (const Element& r : right)
            if (seen.find(matchKey(m, memo.keys, r.labels)) == LabelIndex::kNone) out.push_back(r);
        return out;
    }
    for (const Element& r : right)
        seen.set(matchKey(m, memo.keys, r.labels), 0);
    for (const Element& l : left) {
        const bool there = seen.find(matchKey(m, memo.keys, l.labels)) != LabelIndex::kNone;
        if (there == (e.op == Token::And)) out.push_back(l);
    }
    return out;
}

// The labels of a result: those of the many (of both, one to one), and what is included of the one.
LabelsId Evaluation::joinedLabels(const Expression& e, Memo& memo, LabelsId many, LabelsId one) {
    const VectorMatching& m = *e.matching;
    const auto make = [&](LabelsId of) {
        Labels labels = m_labels[of];
        if (dropsName(e)) setLabel(labels, kNameLabel, {});
        if (m.card == Card::OneToOne) {
            const auto listed = [&](const std::string& name) {
                return std::find(m.labels.begin(), m.labels.end(), name) != m.labels.end();
            };
            std::erase_if(labels, [&](const auto& l) { return listed(l.first) != m.on; });
        }
        for (const std::string& name : m.include)
            setLabel(labels, name, labelValue(m_labels[one], name));
        return m_labels.intern(std::move(labels));
    };
    if (m.include.empty()) return memo.results(many, make);
    const auto [at, added] = memo.joined.emplace(std::pair{many, one}, kNoLabels);
    if (added) at->second = make(many);
    return at->second;
}

Elements Evaluation::matched(const Expression& e, const Elements& left, const Elements& right) {
    const VectorMatching& m = *e.matching;
    Memo& memo = m_memos[&e];
    const bool swapped = m.card == Card::OneToMany;
    const Elements &many = swapped ? right : left, &one = swapped ? left : right;
    if (many.empty() || one.empty()) return {};
    memo.index.clear();
    for (std::uint32_t i = 0; i < one.size(); ++i) {
        const LabelsId key = matchKey(m, memo.keys, one[i].labels);
        if (const std::uint32_t other = memo.index.find(key); other != LabelIndex::kNone) {
            Labels group = m_labels[one[i].labels];
            std::erase_if(group, [&](const auto& l) {
                const bool listed = std::find(m.labels.begin(), m.labels.end(), l.first) != m.labels.end();
                return m.on ? !listed : listed || l.first == kNameLabel;
            });
            fail("found duplicate series for the match group " + labelsText(group) + " on the " + (swapped ? "left" : "right") +
                 " hand-side of the operation: [" + labelsText(m_labels[one[i].labels]) + ", " +
                 labelsText(m_labels[one[other].labels]) +
                 "];many-to-many matching not allowed: matching labels must be unique on one side");
            return {};
        }
        memo.index.set(key, i);
    }
    Elements out;
    std::set<std::pair<LabelsId, LabelsId>> taken; // key and labels of a result; one to one: the key
    for (const Element& element : many) {
        const LabelsId key = matchKey(m, memo.keys, element.labels);
        const std::uint32_t at = memo.index.find(key);
        if (at == LabelIndex::kNone) continue;
        const double a = swapped ? one[at].value : element.value, b = swapped ? element.value : one[at].value;
        double value = binaryValue(e.op, a, b);
        if (isComparison(e.op) && !e.returnBool) {
            if (value == 0) continue;
            value = a;
        }
        const LabelsId labels = joinedLabels(e, memo, element.labels, one[at].labels);
        if (!taken.emplace(key, m.card == Card::OneToOne ? 0 : labels).second) {
            fail(m.card == Card::OneToOne
                     ? "multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)"
                     : "multiple matches for labels: grouping labels must ensure unique matches");
            return {};
        }
        out.push_back({labels, value});
    }
    return out;
}

} // namespace maylab::metrics::promql
